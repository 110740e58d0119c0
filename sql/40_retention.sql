/*
 * Retention: how many contacts of a cohort come back, and when.
 */

CREATE FUNCTION ca_retention_transfn(bigint, VARIADIC condition "any") RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_retention_finalfn(bigint, VARIADIC condition "any") RETURNS boolean[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE retention(VARIADIC condition "any") (
	SFUNC = ca_retention_transfn, STYPE = bigint,
	FINALFUNC = ca_retention_finalfn, FINALFUNC_EXTRA,
	COMBINEFUNC = pg_catalog.int8or,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_retention_transfn(bigint, VARIADIC "any") IS 'support function of retention';
COMMENT ON FUNCTION ca_retention_finalfn(bigint, VARIADIC "any") IS 'support function of retention';
COMMENT ON AGGREGATE retention(VARIADIC "any") IS 'of a group, for each of 1 to 32 conditions, whether a row met it; all but the first only if a row met the first too, in whatever order; a NULL condition is false; all false for no rows';


CREATE TYPE retention_cell AS (
	cohort date,
	size bigint,
	period_number integer,
	active bigint,
	rate double precision,
	is_complete boolean,
	cohort_start timestamptz,
	last_period integer
);

COMMENT ON TYPE retention_cell IS 'how many contacts of a cohort were active in a period, as cohort_retention gives it';
COMMENT ON COLUMN retention_cell.cohort IS 'local date on which the cohort''s period begins; NULL: of all cohorts';
COMMENT ON COLUMN retention_cell.size IS 'contacts of the cohort';
COMMENT ON COLUMN retention_cell.period_number IS 'periods since the cohort''s, or since the contact''s own start; of a bracket the first; -1: anything before the start';
COMMENT ON COLUMN retention_cell.active IS 'contacts of the cohort that were active then';
COMMENT ON COLUMN retention_cell.rate IS 'active / size, 0 to 1; NULL when there is no contact';
COMMENT ON COLUMN retention_cell.is_complete IS 'whether the period had ended for all contacts of the cohort at the end of the data, or at now';
COMMENT ON COLUMN retention_cell.cohort_start IS 'when the cohort''s period begins; NULL: of all cohorts';
COMMENT ON COLUMN retention_cell.last_period IS 'the last period number of a bracket, NULL when it is open; else period_number';

CREATE FUNCTION ca_activity_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_activity_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_cohort_retention_finalfn(internal) RETURNS retention_cell[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_activity_combine(internal, internal) IS 'support function of cohort_retention, lifecycle, stickiness and active_contacts';
COMMENT ON FUNCTION ca_activity_serialize(internal) IS 'support function of cohort_retention, lifecycle, stickiness and active_contacts';
COMMENT ON FUNCTION ca_cohort_retention_finalfn(internal) IS 'support function of cohort_retention';


CREATE FUNCTION ca_cohort_retention_int8_transfn(internal, period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_retention(period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz) (
	SFUNC = ca_cohort_retention_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_retention_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_retention_int8_transfn(internal, text, text, bigint, timestamptz, timestamptz) IS 'support function of cohort_retention';
COMMENT ON AGGREGATE cohort_retention(text, text, bigint, timestamptz, timestamptz) IS 'contacts of each cohort (the period, in the zone, of the first cohort_at of the contact; where it is always NULL, of its first active_at) that were active some periods later, ordered by cohort and period; the period is minute, hour, day, week, month, quarter, year or a fixed interval; rows with a NULL contact are skipped; an empty array for no rows';


CREATE FUNCTION ca_cohort_retention_int8_transfn(internal, period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_retention(period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz, options text) (
	SFUNC = ca_cohort_retention_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_retention_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_retention_int8_transfn(internal, text, text, bigint, timestamptz, timestamptz, text) IS 'support function of cohort_retention';
COMMENT ON AGGREGATE cohort_retention(text, text, bigint, timestamptz, timestamptz, text) IS 'contacts of each cohort (the period, in the zone, of the first cohort_at of the contact; where it is always NULL, of its first active_at) that were active some periods later, ordered by cohort and period; the period is minute, hour, day, week, month, quarter, year or a fixed interval; rows with a NULL contact are skipped; an empty array for no rows; options, separated by commas: calendar or rolling, on or on_or_after, first_time or recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=';


CREATE FUNCTION ca_cohort_retention_uuid_transfn(internal, period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_retention(period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz) (
	SFUNC = ca_cohort_retention_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_retention_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_retention_uuid_transfn(internal, text, text, uuid, timestamptz, timestamptz) IS 'support function of cohort_retention';
COMMENT ON AGGREGATE cohort_retention(text, text, uuid, timestamptz, timestamptz) IS 'contacts of each cohort (the period, in the zone, of the first cohort_at of the contact; where it is always NULL, of its first active_at) that were active some periods later, ordered by cohort and period; the period is minute, hour, day, week, month, quarter, year or a fixed interval; rows with a NULL contact are skipped; an empty array for no rows';


CREATE FUNCTION ca_cohort_retention_uuid_transfn(internal, period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_retention(period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz, options text) (
	SFUNC = ca_cohort_retention_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_retention_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_retention_uuid_transfn(internal, text, text, uuid, timestamptz, timestamptz, text) IS 'support function of cohort_retention';
COMMENT ON AGGREGATE cohort_retention(text, text, uuid, timestamptz, timestamptz, text) IS 'contacts of each cohort (the period, in the zone, of the first cohort_at of the contact; where it is always NULL, of its first active_at) that were active some periods later, ordered by cohort and period; the period is minute, hour, day, week, month, quarter, year or a fixed interval; rows with a NULL contact are skipped; an empty array for no rows; options, separated by commas: calendar or rolling, on or on_or_after, first_time or recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=';


CREATE FUNCTION ca_cohort_retention_text_transfn(internal, period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_retention(period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz) (
	SFUNC = ca_cohort_retention_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_retention_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_retention_text_transfn(internal, text, text, text, timestamptz, timestamptz) IS 'support function of cohort_retention';
COMMENT ON AGGREGATE cohort_retention(text, text, text, timestamptz, timestamptz) IS 'contacts of each cohort (the period, in the zone, of the first cohort_at of the contact; where it is always NULL, of its first active_at) that were active some periods later, ordered by cohort and period; the period is minute, hour, day, week, month, quarter, year or a fixed interval; rows with a NULL contact are skipped; an empty array for no rows';


CREATE FUNCTION ca_cohort_retention_text_transfn(internal, period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_retention(period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz, options text) (
	SFUNC = ca_cohort_retention_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_retention_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_retention_text_transfn(internal, text, text, text, timestamptz, timestamptz, text) IS 'support function of cohort_retention';
COMMENT ON AGGREGATE cohort_retention(text, text, text, timestamptz, timestamptz, text) IS 'contacts of each cohort (the period, in the zone, of the first cohort_at of the contact; where it is always NULL, of its first active_at) that were active some periods later, ordered by cohort and period; the period is minute, hour, day, week, month, quarter, year or a fixed interval; rows with a NULL contact are skipped; an empty array for no rows; options, separated by commas: calendar or rolling, on or on_or_after, first_time or recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=';
