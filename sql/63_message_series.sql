/*
 * Messages by period: totals, uniques of each period, and uniques that add up.
 */

CREATE TYPE message_series_point AS (
	bucket timestamptz,
	total bigint,
	unique_in_bucket bigint,
	first_unique bigint,
	total_human bigint,
	unique_in_bucket_human bigint,
	first_unique_human bigint
);

COMMENT ON TYPE message_series_point IS 'events of one period, as message_series gives it; a key is a message and its contact';
COMMENT ON COLUMN message_series_point.bucket IS 'start of the period: date_trunc(period, occurred_at, zone)';
COMMENT ON COLUMN message_series_point.total IS 'events, each device and repetition, those without a key included';
COMMENT ON COLUMN message_series_point.unique_in_bucket IS 'distinct keys of the period: one that is in two periods counts in both';
COMMENT ON COLUMN message_series_point.first_unique IS 'keys whose first event is in this period: they add up to the distinct keys of all';
COMMENT ON COLUMN message_series_point.total_human IS 'events that no machine is known to have made';
COMMENT ON COLUMN message_series_point.unique_in_bucket_human IS 'distinct keys of these in the period';
COMMENT ON COLUMN message_series_point.first_unique_human IS 'keys of which the first of these is in this period';

CREATE FUNCTION ca_message_series_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_message_series_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_message_series_finalfn(internal) RETURNS message_series_point[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_message_series_combine(internal, internal) IS 'support function of message_series';
COMMENT ON FUNCTION ca_message_series_serialize(internal) IS 'support function of message_series';
COMMENT ON FUNCTION ca_message_series_finalfn(internal) IS 'support function of message_series';


CREATE FUNCTION ca_message_series_int2_transfn(internal, period text, zone text, is_human boolean, occurred_at timestamptz, key smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_series(period text, zone text, is_human boolean, occurred_at timestamptz, key smallint) (
	SFUNC = ca_message_series_int2_transfn, STYPE = internal, SSPACE = 1024,
	FINALFUNC = ca_message_series_finalfn,
	COMBINEFUNC = ca_message_series_combine,
	SERIALFUNC = ca_message_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_series_int2_transfn(internal, text, text, boolean, timestamptz, smallint) IS 'support function of message_series';
COMMENT ON AGGREGATE message_series(text, text, boolean, timestamptz, smallint) IS 'events by period (minute, hour, day, week, month, quarter, year) of the zone: rows, keys of each period, keys by the period of their first event, and the same of rows in which is_human is true; ordered by time, only periods that have rows; the key is a message and its contact, rows with a NULL key count in totals only; rows with a NULL time are skipped; an empty array for no rows';


CREATE FUNCTION ca_message_series_int4_transfn(internal, period text, zone text, is_human boolean, occurred_at timestamptz, key integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_series(period text, zone text, is_human boolean, occurred_at timestamptz, key integer) (
	SFUNC = ca_message_series_int4_transfn, STYPE = internal, SSPACE = 1024,
	FINALFUNC = ca_message_series_finalfn,
	COMBINEFUNC = ca_message_series_combine,
	SERIALFUNC = ca_message_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_series_int4_transfn(internal, text, text, boolean, timestamptz, integer) IS 'support function of message_series';
COMMENT ON AGGREGATE message_series(text, text, boolean, timestamptz, integer) IS 'events by period (minute, hour, day, week, month, quarter, year) of the zone: rows, keys of each period, keys by the period of their first event, and the same of rows in which is_human is true; ordered by time, only periods that have rows; the key is a message and its contact, rows with a NULL key count in totals only; rows with a NULL time are skipped; an empty array for no rows';


CREATE FUNCTION ca_message_series_int8_transfn(internal, period text, zone text, is_human boolean, occurred_at timestamptz, key bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_series(period text, zone text, is_human boolean, occurred_at timestamptz, key bigint) (
	SFUNC = ca_message_series_int8_transfn, STYPE = internal, SSPACE = 1024,
	FINALFUNC = ca_message_series_finalfn,
	COMBINEFUNC = ca_message_series_combine,
	SERIALFUNC = ca_message_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_series_int8_transfn(internal, text, text, boolean, timestamptz, bigint) IS 'support function of message_series';
COMMENT ON AGGREGATE message_series(text, text, boolean, timestamptz, bigint) IS 'events by period (minute, hour, day, week, month, quarter, year) of the zone: rows, keys of each period, keys by the period of their first event, and the same of rows in which is_human is true; ordered by time, only periods that have rows; the key is a message and its contact, rows with a NULL key count in totals only; rows with a NULL time are skipped; an empty array for no rows';


CREATE FUNCTION ca_message_series_uuid_transfn(internal, period text, zone text, is_human boolean, occurred_at timestamptz, key uuid) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_series(period text, zone text, is_human boolean, occurred_at timestamptz, key uuid) (
	SFUNC = ca_message_series_uuid_transfn, STYPE = internal, SSPACE = 1024,
	FINALFUNC = ca_message_series_finalfn,
	COMBINEFUNC = ca_message_series_combine,
	SERIALFUNC = ca_message_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_series_uuid_transfn(internal, text, text, boolean, timestamptz, uuid) IS 'support function of message_series';
COMMENT ON AGGREGATE message_series(text, text, boolean, timestamptz, uuid) IS 'events by period (minute, hour, day, week, month, quarter, year) of the zone: rows, keys of each period, keys by the period of their first event, and the same of rows in which is_human is true; ordered by time, only periods that have rows; the key is a message and its contact, rows with a NULL key count in totals only; rows with a NULL time are skipped; an empty array for no rows';


CREATE FUNCTION ca_message_series_text_transfn(internal, period text, zone text, is_human boolean, occurred_at timestamptz, key text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_series(period text, zone text, is_human boolean, occurred_at timestamptz, key text) (
	SFUNC = ca_message_series_text_transfn, STYPE = internal, SSPACE = 1024,
	FINALFUNC = ca_message_series_finalfn,
	COMBINEFUNC = ca_message_series_combine,
	SERIALFUNC = ca_message_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_series_text_transfn(internal, text, text, boolean, timestamptz, text) IS 'support function of message_series';
COMMENT ON AGGREGATE message_series(text, text, boolean, timestamptz, text) IS 'events by period (minute, hour, day, week, month, quarter, year) of the zone: rows, keys of each period, keys by the period of their first event, and the same of rows in which is_human is true; ordered by time, only periods that have rows; the key is a message and its contact, rows with a NULL key count in totals only; rows with a NULL time are skipped; an empty array for no rows';


CREATE FUNCTION ca_message_series_any_transfn(internal, period text, zone text, is_human boolean, occurred_at timestamptz, VARIADIC key "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_series(period text, zone text, is_human boolean, occurred_at timestamptz, VARIADIC key "any") (
	SFUNC = ca_message_series_any_transfn, STYPE = internal, SSPACE = 1024,
	FINALFUNC = ca_message_series_finalfn,
	COMBINEFUNC = ca_message_series_combine,
	SERIALFUNC = ca_message_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_series_any_transfn(internal, text, text, boolean, timestamptz, VARIADIC "any") IS 'support function of message_series';
COMMENT ON AGGREGATE message_series(text, text, boolean, timestamptz, VARIADIC "any") IS 'events by period (minute, hour, day, week, month, quarter, year) of the zone: rows, keys of each period, keys by the period of their first event, and the same of rows in which is_human is true; ordered by time, only periods that have rows; the key is a message and its contact, rows with a NULL key count in totals only; rows with a NULL time are skipped; an empty array for no rows';
