-- Funnels: how far contacts get through steps, and how fast

CREATE TYPE funnel_step AS (
	step integer,
	name text,
	contacts bigint,
	dropoff bigint,
	conversion_from_previous double precision,
	conversion_overall double precision,
	median_seconds double precision,
	p90_seconds double precision,
	avg_seconds double precision,
	median_seconds_from_first double precision,
	p90_seconds_from_first double precision,
	avg_seconds_from_first double precision
);

COMMENT ON TYPE funnel_step IS 'a step of a funnel: contacts that got there, and how long they took';
COMMENT ON COLUMN funnel_step.step IS 'its number, from 1';
COMMENT ON COLUMN funnel_step.name IS 'its event type; step N where steps are conditions; any K of N where steps may come in any order';
COMMENT ON COLUMN funnel_step.contacts IS 'contacts that got at least there; of an optional step those that took it';
COMMENT ON COLUMN funnel_step.dropoff IS 'contacts of the step before less those of this one; 0 for the first';
COMMENT ON COLUMN funnel_step.conversion_from_previous IS 'contacts by those of the step before, 0 to 1; 1 for the first; NULL when nobody got to the step before';
COMMENT ON COLUMN funnel_step.conversion_overall IS 'contacts by those of the first step, 0 to 1; NULL when there are none';
COMMENT ON COLUMN funnel_step.median_seconds IS 'median time since the step before; NULL for the first, and when nobody got here';
COMMENT ON COLUMN funnel_step.p90_seconds IS '90th percentile of the time since the step before; NULL as the median';
COMMENT ON COLUMN funnel_step.avg_seconds IS 'mean time since the step before; NULL as the median';
COMMENT ON COLUMN funnel_step.median_seconds_from_first IS 'median time since the first step; NULL as the median';
COMMENT ON COLUMN funnel_step.p90_seconds_from_first IS '90th percentile of the time since the first step; NULL as the median';
COMMENT ON COLUMN funnel_step.avg_seconds_from_first IS 'mean time since the first step; NULL as the median';

CREATE TYPE funnel_bin AS (
	step integer,
	name text,
	bin_start interval,
	bin_end interval,
	contacts bigint
);

COMMENT ON TYPE funnel_bin IS 'contacts that got to a step within a range of time since the first';
COMMENT ON COLUMN funnel_bin.step IS 'its number, from 2';
COMMENT ON COLUMN funnel_bin.name IS 'its name, as in funnel_step';
COMMENT ON COLUMN funnel_bin.bin_start IS 'least time since the first step';
COMMENT ON COLUMN funnel_bin.bin_end IS 'time that is too long; NULL: none is';
COMMENT ON COLUMN funnel_bin.contacts IS 'contacts that took so long';

CREATE TYPE funnel_trend_point AS (
	bucket timestamptz,
	step integer,
	name text,
	contacts bigint
);

COMMENT ON TYPE funnel_trend_point IS 'contacts that entered in a period and got to a step';
COMMENT ON COLUMN funnel_trend_point.bucket IS 'first instant of the period of the first step';
COMMENT ON COLUMN funnel_trend_point.step IS 'number of the step, from 1';
COMMENT ON COLUMN funnel_trend_point.name IS 'its name, as in funnel_step';
COMMENT ON COLUMN funnel_trend_point.contacts IS 'contacts of the period that got at least there, whenever they did';

CREATE FUNCTION ca_funnel_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_funnel_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_funnel_finalfn(internal) RETURNS funnel_step[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_funnel_histogram_finalfn(internal) RETURNS funnel_bin[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_funnel_trend_finalfn(internal) RETURNS funnel_trend_point[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_funnel_contacts_finalfn(internal) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_funnel_combine(internal, internal) IS 'support function of funnel';
COMMENT ON FUNCTION ca_funnel_serialize(internal) IS 'support function of funnel';
COMMENT ON FUNCTION ca_funnel_finalfn(internal) IS 'support function of funnel';
COMMENT ON FUNCTION ca_funnel_histogram_finalfn(internal) IS 'support function of funnel_histogram';
COMMENT ON FUNCTION ca_funnel_trend_finalfn(internal) IS 'support function of funnel_trend';
COMMENT ON FUNCTION ca_funnel_contacts_finalfn(internal) IS 'support function of funnel_contacts';


CREATE FUNCTION ca_funnel_conditions_int8_transfn(internal, "window" interval, contact bigint, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_conditions_int8_transfn(internal, interval, bigint, timestamptz, VARIADIC "any") IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the time it took them from the first; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_conditions_uuid_transfn(internal, "window" interval, contact uuid, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_conditions_uuid_transfn(internal, interval, uuid, timestamptz, VARIADIC "any") IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the time it took them from the first; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_conditions_text_transfn(internal, "window" interval, contact text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_conditions_text_transfn(internal, interval, text, timestamptz, VARIADIC "any") IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, timestamptz, VARIADIC "any") IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the time it took them from the first; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_steps_int8_transfn(internal, "window" interval, contact bigint, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_steps_int8_transfn(internal, interval, bigint, timestamptz, text, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, bigint, timestamptz, text, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, bigint, timestamptz, text, text[]) IS 'contacts that got to each step by the time it took them from the first; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_steps_uuid_transfn(internal, "window" interval, contact uuid, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_steps_uuid_transfn(internal, interval, uuid, timestamptz, text, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, uuid, timestamptz, text, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, uuid, timestamptz, text, text[]) IS 'contacts that got to each step by the time it took them from the first; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_steps_text_transfn(internal, "window" interval, contact text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_steps_text_transfn(internal, interval, text, timestamptz, text, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, timestamptz, text, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, timestamptz, text, text[]) IS 'contacts that got to each step by the time it took them from the first; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_timeline_transfn(internal, "window" interval, events timeline, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_timeline_transfn(internal, interval, timeline, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, events timeline, steps text[]) (
	SFUNC = ca_funnel_timeline_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, timeline, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; over stored timelines, as if their events were one table; NULL is skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, events timeline, steps text[]) (
	SFUNC = ca_funnel_timeline_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, timeline, text[]) IS 'contacts that got to each step by the time it took them from the first; over stored timelines, as if their events were one table; NULL is skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_conditions_mode_int8_transfn(internal, "window" interval, mode text, contact bigint, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_conditions_mode_int8_transfn(internal, interval, text, bigint, timestamptz, VARIADIC "any") IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, mode text, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, mode text, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the time it took them from the first; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_conditions_mode_uuid_transfn(internal, "window" interval, mode text, contact uuid, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_conditions_mode_uuid_transfn(internal, interval, text, uuid, timestamptz, VARIADIC "any") IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, mode text, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, mode text, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the time it took them from the first; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_conditions_mode_text_transfn(internal, "window" interval, mode text, contact text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_conditions_mode_text_transfn(internal, interval, text, text, timestamptz, VARIADIC "any") IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, mode text, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, text, timestamptz, VARIADIC "any") IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, mode text, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_conditions_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, text, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the time it took them from the first; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_steps_mode_int8_transfn(internal, "window" interval, mode text, contact bigint, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_steps_mode_int8_transfn(internal, interval, text, bigint, timestamptz, text, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, mode text, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, bigint, timestamptz, text, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, mode text, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, bigint, timestamptz, text, text[]) IS 'contacts that got to each step by the time it took them from the first; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_steps_mode_uuid_transfn(internal, "window" interval, mode text, contact uuid, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_steps_mode_uuid_transfn(internal, interval, text, uuid, timestamptz, text, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, mode text, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, uuid, timestamptz, text, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, mode text, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, uuid, timestamptz, text, text[]) IS 'contacts that got to each step by the time it took them from the first; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_steps_mode_text_transfn(internal, "window" interval, mode text, contact text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_steps_mode_text_transfn(internal, interval, text, text, timestamptz, text, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, mode text, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, text, timestamptz, text, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, mode text, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_steps_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, text, timestamptz, text, text[]) IS 'contacts that got to each step by the time it took them from the first; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_timeline_mode_transfn(internal, "window" interval, mode text, events timeline, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_timeline_mode_transfn(internal, interval, text, timeline, text[]) IS 'support function of funnel';

CREATE AGGREGATE funnel("window" interval, mode text, events timeline, steps text[]) (
	SFUNC = ca_funnel_timeline_mode_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel(interval, text, timeline, text[]) IS 'contacts that got to each of 1 to 32 steps within the window of the first, one row a step; over stored timelines, as if their events were one table; NULL is skipped; for no rows no contact got to any step';

CREATE AGGREGATE funnel_histogram("window" interval, mode text, events timeline, steps text[]) (
	SFUNC = ca_funnel_timeline_mode_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_histogram_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_histogram(interval, text, timeline, text[]) IS 'contacts that got to each step by the time it took them from the first; over stored timelines, as if their events were one table; NULL is skipped; for no rows no contact got to any step';


CREATE FUNCTION ca_funnel_trend_conditions_int8_transfn(internal, period text, zone text, "window" interval, contact bigint, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_conditions_int8_transfn(internal, text, text, interval, bigint, timestamptz, VARIADIC "any") IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_trend_conditions_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_conditions_uuid_transfn(internal, period text, zone text, "window" interval, contact uuid, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_conditions_uuid_transfn(internal, text, text, interval, uuid, timestamptz, VARIADIC "any") IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_trend_conditions_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_conditions_text_transfn(internal, period text, zone text, "window" interval, contact text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_conditions_text_transfn(internal, text, text, interval, text, timestamptz, VARIADIC "any") IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_trend_conditions_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_steps_int8_transfn(internal, period text, zone text, "window" interval, contact bigint, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_steps_int8_transfn(internal, text, text, interval, bigint, timestamptz, text, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_trend_steps_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, bigint, timestamptz, text, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_steps_uuid_transfn(internal, period text, zone text, "window" interval, contact uuid, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_steps_uuid_transfn(internal, text, text, interval, uuid, timestamptz, text, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_trend_steps_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, uuid, timestamptz, text, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_steps_text_transfn(internal, period text, zone text, "window" interval, contact text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_steps_text_transfn(internal, text, text, interval, text, timestamptz, text, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_trend_steps_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, timestamptz, text, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_timeline_transfn(internal, period text, zone text, "window" interval, events timeline, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_timeline_transfn(internal, text, text, interval, timeline, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, events timeline, steps text[]) (
	SFUNC = ca_funnel_trend_timeline_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, timeline, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; over stored timelines, as if their events were one table; NULL is skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_conditions_mode_int8_transfn(internal, period text, zone text, "window" interval, mode text, contact bigint, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_conditions_mode_int8_transfn(internal, text, text, interval, text, bigint, timestamptz, VARIADIC "any") IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, mode text, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_trend_conditions_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_conditions_mode_uuid_transfn(internal, period text, zone text, "window" interval, mode text, contact uuid, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_conditions_mode_uuid_transfn(internal, text, text, interval, text, uuid, timestamptz, VARIADIC "any") IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, mode text, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_trend_conditions_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_conditions_mode_text_transfn(internal, period text, zone text, "window" interval, mode text, contact text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_conditions_mode_text_transfn(internal, text, text, interval, text, text, timestamptz, VARIADIC "any") IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, mode text, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_trend_conditions_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, text, timestamptz, VARIADIC "any") IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_steps_mode_int8_transfn(internal, period text, zone text, "window" interval, mode text, contact bigint, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_steps_mode_int8_transfn(internal, text, text, interval, text, bigint, timestamptz, text, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, mode text, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_trend_steps_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, bigint, timestamptz, text, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_steps_mode_uuid_transfn(internal, period text, zone text, "window" interval, mode text, contact uuid, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_steps_mode_uuid_transfn(internal, text, text, interval, text, uuid, timestamptz, text, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, mode text, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_trend_steps_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, uuid, timestamptz, text, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_steps_mode_text_transfn(internal, period text, zone text, "window" interval, mode text, contact text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_steps_mode_text_transfn(internal, text, text, interval, text, text, timestamptz, text, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, mode text, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_trend_steps_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, text, timestamptz, text, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_trend_timeline_mode_transfn(internal, period text, zone text, "window" interval, mode text, events timeline, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_trend_timeline_mode_transfn(internal, text, text, interval, text, timeline, text[]) IS 'support function of funnel_trend';

CREATE AGGREGATE funnel_trend(period text, zone text, "window" interval, mode text, events timeline, steps text[]) (
	SFUNC = ca_funnel_trend_timeline_mode_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_trend_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_trend(text, text, interval, text, timeline, text[]) IS 'contacts that got to each step by the calendar period in which they took the first, in a time zone; over stored timelines, as if their events were one table; NULL is skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_conditions_int8_transfn(internal, step integer, "window" interval, contact bigint, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_conditions_int8_transfn(internal, integer, interval, bigint, timestamptz, VARIADIC "any") IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_contacts_conditions_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_conditions_uuid_transfn(internal, step integer, "window" interval, contact uuid, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_conditions_uuid_transfn(internal, integer, interval, uuid, timestamptz, VARIADIC "any") IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_contacts_conditions_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_conditions_text_transfn(internal, step integer, "window" interval, contact text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_conditions_text_transfn(internal, integer, interval, text, timestamptz, VARIADIC "any") IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_contacts_conditions_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, timestamptz, VARIADIC "any") IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_steps_int8_transfn(internal, step integer, "window" interval, contact bigint, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_steps_int8_transfn(internal, integer, interval, bigint, timestamptz, text, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_contacts_steps_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, bigint, timestamptz, text, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_steps_uuid_transfn(internal, step integer, "window" interval, contact uuid, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_steps_uuid_transfn(internal, integer, interval, uuid, timestamptz, text, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_contacts_steps_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, uuid, timestamptz, text, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_steps_text_transfn(internal, step integer, "window" interval, contact text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_steps_text_transfn(internal, integer, interval, text, timestamptz, text, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_contacts_steps_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, timestamptz, text, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_timeline_transfn(internal, step integer, "window" interval, events timeline, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_timeline_transfn(internal, integer, interval, timeline, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, events timeline, steps text[]) (
	SFUNC = ca_funnel_contacts_timeline_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, timeline, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; over stored timelines, as if their events were one table; NULL is skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_conditions_mode_int8_transfn(internal, step integer, "window" interval, mode text, contact bigint, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_conditions_mode_int8_transfn(internal, integer, interval, text, bigint, timestamptz, VARIADIC "any") IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, mode text, contact bigint, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_contacts_conditions_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, bigint, timestamptz, VARIADIC "any") IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_conditions_mode_uuid_transfn(internal, step integer, "window" interval, mode text, contact uuid, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_conditions_mode_uuid_transfn(internal, integer, interval, text, uuid, timestamptz, VARIADIC "any") IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, mode text, contact uuid, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_contacts_conditions_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, uuid, timestamptz, VARIADIC "any") IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_conditions_mode_text_transfn(internal, step integer, "window" interval, mode text, contact text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_conditions_mode_text_transfn(internal, integer, interval, text, text, timestamptz, VARIADIC "any") IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, mode text, contact text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_contacts_conditions_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, text, timestamptz, VARIADIC "any") IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; conditions are the steps, NULL is false; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_steps_mode_int8_transfn(internal, step integer, "window" interval, mode text, contact bigint, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_steps_mode_int8_transfn(internal, integer, interval, text, bigint, timestamptz, text, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, mode text, contact bigint, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_contacts_steps_mode_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, bigint, timestamptz, text, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_steps_mode_uuid_transfn(internal, step integer, "window" interval, mode text, contact uuid, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_steps_mode_uuid_transfn(internal, integer, interval, text, uuid, timestamptz, text, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, mode text, contact uuid, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_contacts_steps_mode_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, uuid, timestamptz, text, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_steps_mode_text_transfn(internal, step integer, "window" interval, mode text, contact text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_steps_mode_text_transfn(internal, integer, interval, text, text, timestamptz, text, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, mode text, contact text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_contacts_steps_mode_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, text, timestamptz, text, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; events of the listed types are the steps, in this order; rows with a NULL contact or time are skipped; empty for no rows';


CREATE FUNCTION ca_funnel_contacts_timeline_mode_transfn(internal, step integer, "window" interval, mode text, events timeline, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_contacts_timeline_mode_transfn(internal, integer, interval, text, timeline, text[]) IS 'support function of funnel_contacts';

CREATE AGGREGATE funnel_contacts(step integer, "window" interval, mode text, events timeline, steps text[]) (
	SFUNC = ca_funnel_contacts_timeline_mode_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_funnel_contacts_finalfn,
	COMBINEFUNC = ca_funnel_combine,
	SERIALFUNC = ca_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_contacts(integer, interval, text, timeline, text[]) IS 'contacts that got to a step and no further within the window, as a keyset; step 0: those that never entered; the last step: those that got through; over stored timelines, as if their events were one table; NULL is skipped; empty for no rows';


/*
 * When a contact took each step: the contact is a group.
 */

-- COST: groups are many and small, and handing one over takes longer than a row.
CREATE FUNCTION ca_funnel_times_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10;
CREATE FUNCTION ca_funnel_times_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
CREATE FUNCTION ca_funnel_times_finalfn(internal) RETURNS timestamptz[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_funnel_times_combine(internal, internal) IS 'support function of funnel_times';
COMMENT ON FUNCTION ca_funnel_times_serialize(internal) IS 'support function of funnel_times';
COMMENT ON FUNCTION ca_funnel_times_finalfn(internal) IS 'support function of funnel_times';


CREATE FUNCTION ca_funnel_times_conditions_transfn(internal, "window" interval, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_times_conditions_transfn(internal, interval, timestamptz, VARIADIC "any") IS 'support function of funnel_times';

CREATE AGGREGATE funnel_times("window" interval, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_times_conditions_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_funnel_times_finalfn,
	COMBINEFUNC = ca_funnel_times_combine,
	SERIALFUNC = ca_funnel_times_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_times(interval, timestamptz, VARIADIC "any") IS 'when the events of a group, which is one contact, took each of 1 to 32 steps of a funnel within the window of the first: one element a step, NULL where it was not reached or left out; in any order the times in order, then NULLs; conditions are the steps, NULL is false; rows with a NULL time are skipped; all NULL for no rows';


CREATE FUNCTION ca_funnel_times_steps_transfn(internal, "window" interval, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_times_steps_transfn(internal, interval, timestamptz, text, text[]) IS 'support function of funnel_times';

CREATE AGGREGATE funnel_times("window" interval, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_times_steps_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_funnel_times_finalfn,
	COMBINEFUNC = ca_funnel_times_combine,
	SERIALFUNC = ca_funnel_times_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_times(interval, timestamptz, text, text[]) IS 'when the events of a group, which is one contact, took each of 1 to 32 steps of a funnel within the window of the first: one element a step, NULL where it was not reached or left out; in any order the times in order, then NULLs; events of the listed types are the steps, in this order; rows with a NULL time are skipped; all NULL for no rows';


CREATE FUNCTION ca_funnel_times_conditions_mode_transfn(internal, "window" interval, mode text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_times_conditions_mode_transfn(internal, interval, text, timestamptz, VARIADIC "any") IS 'support function of funnel_times';

CREATE AGGREGATE funnel_times("window" interval, mode text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_funnel_times_conditions_mode_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_funnel_times_finalfn,
	COMBINEFUNC = ca_funnel_times_combine,
	SERIALFUNC = ca_funnel_times_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_times(interval, text, timestamptz, VARIADIC "any") IS 'when the events of a group, which is one contact, took each of 1 to 32 steps of a funnel within the window of the first: one element a step, NULL where it was not reached or left out; in any order the times in order, then NULLs; conditions are the steps, NULL is false; rows with a NULL time are skipped; all NULL for no rows';


CREATE FUNCTION ca_funnel_times_steps_mode_transfn(internal, "window" interval, mode text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ca_funnel_times_steps_mode_transfn(internal, interval, text, timestamptz, text, text[]) IS 'support function of funnel_times';

CREATE AGGREGATE funnel_times("window" interval, mode text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_funnel_times_steps_mode_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_funnel_times_finalfn,
	COMBINEFUNC = ca_funnel_times_combine,
	SERIALFUNC = ca_funnel_times_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_times(interval, text, timestamptz, text, text[]) IS 'when the events of a group, which is one contact, took each of 1 to 32 steps of a funnel within the window of the first: one element a step, NULL where it was not reached or left out; in any order the times in order, then NULLs; events of the listed types are the steps, in this order; rows with a NULL time are skipped; all NULL for no rows';
