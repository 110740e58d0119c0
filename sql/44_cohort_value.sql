/*
 * Value by cohort: what contacts were worth in each period since they joined.
 */

CREATE TYPE cohort_value_cell AS (
	cohort date,
	size bigint,
	period_number integer,
	active bigint,
	total float8,
	average float8,
	cumulative_total float8,
	cumulative_average float8,
	is_complete boolean,
	cohort_start timestamptz,
	last_period integer
);

COMMENT ON TYPE cohort_value_cell IS 'a cohort in a period since it began, as cohort_value gives it';
COMMENT ON COLUMN cohort_value_cell.cohort IS 'local date on which the period of the cohort begins';
COMMENT ON COLUMN cohort_value_cell.size IS 'contacts that joined the cohort';
COMMENT ON COLUMN cohort_value_cell.period_number IS 'periods since they joined, or the first of a bracket of them; -1: before';
COMMENT ON COLUMN cohort_value_cell.active IS 'those of them that were active in the period, with a value or without';
COMMENT ON COLUMN cohort_value_cell.total IS 'sum of their values in the period';
COMMENT ON COLUMN cohort_value_cell.average IS 'total / size; NULL where nobody joined';
COMMENT ON COLUMN cohort_value_cell.cumulative_total IS 'sum of their values from period 0 to last_period, also of periods that brackets leave out; NULL before';
COMMENT ON COLUMN cohort_value_cell.cumulative_average IS 'cumulative_total / size: value of a contact so far; NULL before, and where nobody joined';
COMMENT ON COLUMN cohort_value_cell.is_complete IS 'the period has ended, for all of them';
COMMENT ON COLUMN cohort_value_cell.cohort_start IS 'first instant of the period of the cohort';
COMMENT ON COLUMN cohort_value_cell.last_period IS 'period_number, or the last of a bracket; NULL: it is open';

CREATE FUNCTION ca_cohort_value_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_cohort_value_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_cohort_value_finalfn(internal) RETURNS cohort_value_cell[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_cohort_value_combine(internal, internal) IS 'support function of cohort_value';
COMMENT ON FUNCTION ca_cohort_value_serialize(internal) IS 'support function of cohort_value';
COMMENT ON FUNCTION ca_cohort_value_finalfn(internal) IS 'support function of cohort_value';


CREATE FUNCTION ca_cohort_value_int8_transfn(internal, period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz, value float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_value(period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz, value float8) (
	SFUNC = ca_cohort_value_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_value_finalfn,
	COMBINEFUNC = ca_cohort_value_combine,
	SERIALFUNC = ca_cohort_value_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_value_int8_transfn(internal, text, text, bigint, timestamptz, timestamptz, float8) IS 'support function of cohort_value';
COMMENT ON AGGREGATE cohort_value(text, text, bigint, timestamptz, timestamptz, float8) IS 'sum and average of a value by cohort and period number, in the cells of cohort_retention: cohorts by period of cohort_at, or of the first activity where it is a constant NULL; total is the sum of the values of a period, cumulative_total that of all periods up to it, averages are per contact of the cohort; rows with a NULL contact are skipped, a NULL active_at is no activity, a NULL value an activity without one; an empty array for no rows';


CREATE FUNCTION ca_cohort_value_int8_transfn(internal, period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz, value float8, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_value(period text, zone text, contact bigint, cohort_at timestamptz, active_at timestamptz, value float8, options text) (
	SFUNC = ca_cohort_value_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_value_finalfn,
	COMBINEFUNC = ca_cohort_value_combine,
	SERIALFUNC = ca_cohort_value_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_value_int8_transfn(internal, text, text, bigint, timestamptz, timestamptz, float8, text) IS 'support function of cohort_value';
COMMENT ON AGGREGATE cohort_value(text, text, bigint, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=; rows with a NULL contact are skipped; an empty array for no rows';


CREATE FUNCTION ca_cohort_value_uuid_transfn(internal, period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz, value float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_value(period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz, value float8) (
	SFUNC = ca_cohort_value_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_value_finalfn,
	COMBINEFUNC = ca_cohort_value_combine,
	SERIALFUNC = ca_cohort_value_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_value_uuid_transfn(internal, text, text, uuid, timestamptz, timestamptz, float8) IS 'support function of cohort_value';
COMMENT ON AGGREGATE cohort_value(text, text, uuid, timestamptz, timestamptz, float8) IS 'sum and average of a value by cohort and period number, in the cells of cohort_retention: cohorts by period of cohort_at, or of the first activity where it is a constant NULL; total is the sum of the values of a period, cumulative_total that of all periods up to it, averages are per contact of the cohort; rows with a NULL contact are skipped, a NULL active_at is no activity, a NULL value an activity without one; an empty array for no rows';


CREATE FUNCTION ca_cohort_value_uuid_transfn(internal, period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz, value float8, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_value(period text, zone text, contact uuid, cohort_at timestamptz, active_at timestamptz, value float8, options text) (
	SFUNC = ca_cohort_value_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_value_finalfn,
	COMBINEFUNC = ca_cohort_value_combine,
	SERIALFUNC = ca_cohort_value_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_value_uuid_transfn(internal, text, text, uuid, timestamptz, timestamptz, float8, text) IS 'support function of cohort_value';
COMMENT ON AGGREGATE cohort_value(text, text, uuid, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=; rows with a NULL contact are skipped; an empty array for no rows';


CREATE FUNCTION ca_cohort_value_text_transfn(internal, period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz, value float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_value(period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz, value float8) (
	SFUNC = ca_cohort_value_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_value_finalfn,
	COMBINEFUNC = ca_cohort_value_combine,
	SERIALFUNC = ca_cohort_value_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_value_text_transfn(internal, text, text, text, timestamptz, timestamptz, float8) IS 'support function of cohort_value';
COMMENT ON AGGREGATE cohort_value(text, text, text, timestamptz, timestamptz, float8) IS 'sum and average of a value by cohort and period number, in the cells of cohort_retention: cohorts by period of cohort_at, or of the first activity where it is a constant NULL; total is the sum of the values of a period, cumulative_total that of all periods up to it, averages are per contact of the cohort; rows with a NULL contact are skipped, a NULL active_at is no activity, a NULL value an activity without one; an empty array for no rows';


CREATE FUNCTION ca_cohort_value_text_transfn(internal, period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz, value float8, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE cohort_value(period text, zone text, contact text, cohort_at timestamptz, active_at timestamptz, value float8, options text) (
	SFUNC = ca_cohort_value_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_cohort_value_finalfn,
	COMBINEFUNC = ca_cohort_value_combine,
	SERIALFUNC = ca_cohort_value_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_cohort_value_text_transfn(internal, text, text, text, timestamptz, timestamptz, float8, text) IS 'support function of cohort_value';
COMMENT ON AGGREGATE cohort_value(text, text, text, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=; rows with a NULL contact are skipped; an empty array for no rows';
