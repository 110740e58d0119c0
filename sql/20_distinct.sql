/*
 * Exact distinct counts: one number, one for each event type, or a series in
 * which every key counts once.
 */

CREATE FUNCTION ca_count_distinct_finalfn(internal) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_count_distinct_moving_finalfn(internal) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_count_distinct_finalfn(internal) IS 'support function of count_distinct';
COMMENT ON FUNCTION ca_count_distinct_moving_finalfn(internal) IS 'support function of count_distinct over a moving frame';


CREATE FUNCTION ca_count_distinct_moving_int2_transfn(internal, key smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_count_distinct_leaving_int2_transfn(internal, key smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE count_distinct(key smallint) (
	SFUNC = ca_keyset_int2_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_count_distinct_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	MSFUNC = ca_count_distinct_moving_int2_transfn,
	MINVFUNC = ca_count_distinct_leaving_int2_transfn,
	MSTYPE = internal, MFINALFUNC = ca_count_distinct_moving_finalfn,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_count_distinct_moving_int2_transfn(internal, smallint) IS 'support function of count_distinct over a moving frame';
COMMENT ON FUNCTION ca_count_distinct_leaving_int2_transfn(internal, smallint) IS 'support function of count_distinct over a moving frame';
COMMENT ON AGGREGATE count_distinct(smallint) IS 'exact number of distinct keys; rows with a NULL key are skipped; 0 for no rows';


CREATE FUNCTION ca_count_distinct_moving_int4_transfn(internal, key integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_count_distinct_leaving_int4_transfn(internal, key integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE count_distinct(key integer) (
	SFUNC = ca_keyset_int4_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_count_distinct_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	MSFUNC = ca_count_distinct_moving_int4_transfn,
	MINVFUNC = ca_count_distinct_leaving_int4_transfn,
	MSTYPE = internal, MFINALFUNC = ca_count_distinct_moving_finalfn,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_count_distinct_moving_int4_transfn(internal, integer) IS 'support function of count_distinct over a moving frame';
COMMENT ON FUNCTION ca_count_distinct_leaving_int4_transfn(internal, integer) IS 'support function of count_distinct over a moving frame';
COMMENT ON AGGREGATE count_distinct(integer) IS 'exact number of distinct keys; rows with a NULL key are skipped; 0 for no rows';


CREATE FUNCTION ca_count_distinct_moving_int8_transfn(internal, key bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_count_distinct_leaving_int8_transfn(internal, key bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE count_distinct(key bigint) (
	SFUNC = ca_keyset_int8_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_count_distinct_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	MSFUNC = ca_count_distinct_moving_int8_transfn,
	MINVFUNC = ca_count_distinct_leaving_int8_transfn,
	MSTYPE = internal, MFINALFUNC = ca_count_distinct_moving_finalfn,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_count_distinct_moving_int8_transfn(internal, bigint) IS 'support function of count_distinct over a moving frame';
COMMENT ON FUNCTION ca_count_distinct_leaving_int8_transfn(internal, bigint) IS 'support function of count_distinct over a moving frame';
COMMENT ON AGGREGATE count_distinct(bigint) IS 'exact number of distinct keys; rows with a NULL key are skipped; 0 for no rows';


CREATE FUNCTION ca_count_distinct_moving_uuid_transfn(internal, key uuid) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_count_distinct_leaving_uuid_transfn(internal, key uuid) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE count_distinct(key uuid) (
	SFUNC = ca_keyset_uuid_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_count_distinct_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	MSFUNC = ca_count_distinct_moving_uuid_transfn,
	MINVFUNC = ca_count_distinct_leaving_uuid_transfn,
	MSTYPE = internal, MFINALFUNC = ca_count_distinct_moving_finalfn,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_count_distinct_moving_uuid_transfn(internal, uuid) IS 'support function of count_distinct over a moving frame';
COMMENT ON FUNCTION ca_count_distinct_leaving_uuid_transfn(internal, uuid) IS 'support function of count_distinct over a moving frame';
COMMENT ON AGGREGATE count_distinct(uuid) IS 'exact number of distinct keys; rows with a NULL key are skipped; 0 for no rows';


CREATE FUNCTION ca_count_distinct_moving_text_transfn(internal, key text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_count_distinct_leaving_text_transfn(internal, key text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE count_distinct(key text) (
	SFUNC = ca_keyset_text_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_count_distinct_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	MSFUNC = ca_count_distinct_moving_text_transfn,
	MINVFUNC = ca_count_distinct_leaving_text_transfn,
	MSTYPE = internal, MFINALFUNC = ca_count_distinct_moving_finalfn,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_count_distinct_moving_text_transfn(internal, text) IS 'support function of count_distinct over a moving frame';
COMMENT ON FUNCTION ca_count_distinct_leaving_text_transfn(internal, text) IS 'support function of count_distinct over a moving frame';
COMMENT ON AGGREGATE count_distinct(text) IS 'exact number of distinct keys; rows with a NULL key are skipped; 0 for no rows';


CREATE FUNCTION ca_count_distinct_moving_any_transfn(internal, VARIADIC key "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_count_distinct_leaving_any_transfn(internal, VARIADIC key "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE count_distinct(VARIADIC key "any") (
	SFUNC = ca_keyset_any_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_count_distinct_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	MSFUNC = ca_count_distinct_moving_any_transfn,
	MINVFUNC = ca_count_distinct_leaving_any_transfn,
	MSTYPE = internal, MFINALFUNC = ca_count_distinct_moving_finalfn,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_count_distinct_moving_any_transfn(internal, VARIADIC "any") IS 'support function of count_distinct over a moving frame';
COMMENT ON FUNCTION ca_count_distinct_leaving_any_transfn(internal, VARIADIC "any") IS 'support function of count_distinct over a moving frame';
COMMENT ON AGGREGATE count_distinct(VARIADIC "any") IS 'exact number of distinct keys; several columns make one key; rows with a NULL key are skipped; 0 for no rows';


-- One count for each event type

CREATE FUNCTION ca_engagement_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_engagement_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_engagement_finalfn(internal) RETURNS bigint[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_engagement_combine(internal, internal) IS 'support function of engagement';
COMMENT ON FUNCTION ca_engagement_serialize(internal) IS 'support function of engagement';
COMMENT ON FUNCTION ca_engagement_finalfn(internal) IS 'support function of engagement';


CREATE FUNCTION ca_engagement_int2_transfn(internal, event_type text, event_types text[], key smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE engagement(event_type text, event_types text[], key smallint) (
	SFUNC = ca_engagement_int2_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_engagement_finalfn,
	COMBINEFUNC = ca_engagement_combine,
	SERIALFUNC = ca_engagement_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_int2_transfn(internal, text, text[], smallint) IS 'support function of engagement';
COMMENT ON AGGREGATE engagement(text, text[], smallint) IS 'distinct keys seen with each of 1 to 32 event types, in the order of event_types; rows with a NULL key, a NULL event type or one not listed are skipped; zeros for no rows';


CREATE FUNCTION ca_engagement_int4_transfn(internal, event_type text, event_types text[], key integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE engagement(event_type text, event_types text[], key integer) (
	SFUNC = ca_engagement_int4_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_engagement_finalfn,
	COMBINEFUNC = ca_engagement_combine,
	SERIALFUNC = ca_engagement_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_int4_transfn(internal, text, text[], integer) IS 'support function of engagement';
COMMENT ON AGGREGATE engagement(text, text[], integer) IS 'distinct keys seen with each of 1 to 32 event types, in the order of event_types; rows with a NULL key, a NULL event type or one not listed are skipped; zeros for no rows';


CREATE FUNCTION ca_engagement_int8_transfn(internal, event_type text, event_types text[], key bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE engagement(event_type text, event_types text[], key bigint) (
	SFUNC = ca_engagement_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_engagement_finalfn,
	COMBINEFUNC = ca_engagement_combine,
	SERIALFUNC = ca_engagement_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_int8_transfn(internal, text, text[], bigint) IS 'support function of engagement';
COMMENT ON AGGREGATE engagement(text, text[], bigint) IS 'distinct keys seen with each of 1 to 32 event types, in the order of event_types; rows with a NULL key, a NULL event type or one not listed are skipped; zeros for no rows';


CREATE FUNCTION ca_engagement_uuid_transfn(internal, event_type text, event_types text[], key uuid) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE engagement(event_type text, event_types text[], key uuid) (
	SFUNC = ca_engagement_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_engagement_finalfn,
	COMBINEFUNC = ca_engagement_combine,
	SERIALFUNC = ca_engagement_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_uuid_transfn(internal, text, text[], uuid) IS 'support function of engagement';
COMMENT ON AGGREGATE engagement(text, text[], uuid) IS 'distinct keys seen with each of 1 to 32 event types, in the order of event_types; rows with a NULL key, a NULL event type or one not listed are skipped; zeros for no rows';


CREATE FUNCTION ca_engagement_text_transfn(internal, event_type text, event_types text[], key text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement(event_type text, event_types text[], key text) (
	SFUNC = ca_engagement_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_engagement_finalfn,
	COMBINEFUNC = ca_engagement_combine,
	SERIALFUNC = ca_engagement_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_text_transfn(internal, text, text[], text) IS 'support function of engagement';
COMMENT ON AGGREGATE engagement(text, text[], text) IS 'distinct keys seen with each of 1 to 32 event types, in the order of event_types; rows with a NULL key, a NULL event type or one not listed are skipped; zeros for no rows';


CREATE FUNCTION ca_engagement_any_transfn(internal, event_type text, event_types text[], VARIADIC key "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement(event_type text, event_types text[], VARIADIC key "any") (
	SFUNC = ca_engagement_any_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_engagement_finalfn,
	COMBINEFUNC = ca_engagement_combine,
	SERIALFUNC = ca_engagement_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_any_transfn(internal, text, text[], VARIADIC "any") IS 'support function of engagement';
COMMENT ON AGGREGATE engagement(text, text[], VARIADIC "any") IS 'distinct keys seen with each of 1 to 32 event types, in the order of event_types; rows with a NULL key, a NULL event type or one not listed are skipped; zeros for no rows';


-- A series that adds up

CREATE TYPE engagement_point AS (
	bucket timestamptz,
	event_type text,
	total bigint,
	first_unique bigint
);

COMMENT ON TYPE engagement_point IS 'event type in one period: total, all its rows; first_unique, the keys whose first occurrence is in this period';
COMMENT ON COLUMN engagement_point.bucket IS 'start of the period: date_trunc(period, occurred_at, zone)';
COMMENT ON COLUMN engagement_point.event_type IS 'one of event_types';
COMMENT ON COLUMN engagement_point.total IS 'rows, those with a NULL key included';
COMMENT ON COLUMN engagement_point.first_unique IS 'distinct keys, each counted once, in the period of its first occurrence: adds up to engagement()';

CREATE FUNCTION ca_engagement_series_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_engagement_series_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_engagement_series_finalfn(internal) RETURNS engagement_point[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_engagement_series_combine(internal, internal) IS 'support function of engagement_series';
COMMENT ON FUNCTION ca_engagement_series_serialize(internal) IS 'support function of engagement_series';
COMMENT ON FUNCTION ca_engagement_series_finalfn(internal) IS 'support function of engagement_series';


CREATE FUNCTION ca_engagement_series_int2_transfn(internal, period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement_series(period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key smallint) (
	SFUNC = ca_engagement_series_int2_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_engagement_series_finalfn,
	COMBINEFUNC = ca_engagement_series_combine,
	SERIALFUNC = ca_engagement_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_series_int2_transfn(internal, text, text, timestamptz, text, text[], smallint) IS 'support function of engagement_series';
COMMENT ON AGGREGATE engagement_series(text, text, timestamptz, text, text[], smallint) IS 'rows and first occurrences of keys by period (minute, hour, day, week, month, quarter, year, in the zone) and event type, ordered by both; rows with a NULL time, a NULL event type or one not listed are skipped; an empty array for no rows';


CREATE FUNCTION ca_engagement_series_int4_transfn(internal, period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement_series(period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key integer) (
	SFUNC = ca_engagement_series_int4_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_engagement_series_finalfn,
	COMBINEFUNC = ca_engagement_series_combine,
	SERIALFUNC = ca_engagement_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_series_int4_transfn(internal, text, text, timestamptz, text, text[], integer) IS 'support function of engagement_series';
COMMENT ON AGGREGATE engagement_series(text, text, timestamptz, text, text[], integer) IS 'rows and first occurrences of keys by period (minute, hour, day, week, month, quarter, year, in the zone) and event type, ordered by both; rows with a NULL time, a NULL event type or one not listed are skipped; an empty array for no rows';


CREATE FUNCTION ca_engagement_series_int8_transfn(internal, period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement_series(period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key bigint) (
	SFUNC = ca_engagement_series_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_engagement_series_finalfn,
	COMBINEFUNC = ca_engagement_series_combine,
	SERIALFUNC = ca_engagement_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_series_int8_transfn(internal, text, text, timestamptz, text, text[], bigint) IS 'support function of engagement_series';
COMMENT ON AGGREGATE engagement_series(text, text, timestamptz, text, text[], bigint) IS 'rows and first occurrences of keys by period (minute, hour, day, week, month, quarter, year, in the zone) and event type, ordered by both; rows with a NULL time, a NULL event type or one not listed are skipped; an empty array for no rows';


CREATE FUNCTION ca_engagement_series_uuid_transfn(internal, period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key uuid) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement_series(period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key uuid) (
	SFUNC = ca_engagement_series_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_engagement_series_finalfn,
	COMBINEFUNC = ca_engagement_series_combine,
	SERIALFUNC = ca_engagement_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_series_uuid_transfn(internal, text, text, timestamptz, text, text[], uuid) IS 'support function of engagement_series';
COMMENT ON AGGREGATE engagement_series(text, text, timestamptz, text, text[], uuid) IS 'rows and first occurrences of keys by period (minute, hour, day, week, month, quarter, year, in the zone) and event type, ordered by both; rows with a NULL time, a NULL event type or one not listed are skipped; an empty array for no rows';


CREATE FUNCTION ca_engagement_series_text_transfn(internal, period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement_series(period text, zone text, occurred_at timestamptz, event_type text, event_types text[], key text) (
	SFUNC = ca_engagement_series_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_engagement_series_finalfn,
	COMBINEFUNC = ca_engagement_series_combine,
	SERIALFUNC = ca_engagement_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_series_text_transfn(internal, text, text, timestamptz, text, text[], text) IS 'support function of engagement_series';
COMMENT ON AGGREGATE engagement_series(text, text, timestamptz, text, text[], text) IS 'rows and first occurrences of keys by period (minute, hour, day, week, month, quarter, year, in the zone) and event type, ordered by both; rows with a NULL time, a NULL event type or one not listed are skipped; an empty array for no rows';


CREATE FUNCTION ca_engagement_series_any_transfn(internal, period text, zone text, occurred_at timestamptz, event_type text, event_types text[], VARIADIC key "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE engagement_series(period text, zone text, occurred_at timestamptz, event_type text, event_types text[], VARIADIC key "any") (
	SFUNC = ca_engagement_series_any_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_engagement_series_finalfn,
	COMBINEFUNC = ca_engagement_series_combine,
	SERIALFUNC = ca_engagement_series_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_series_any_transfn(internal, text, text, timestamptz, text, text[], VARIADIC "any") IS 'support function of engagement_series';
COMMENT ON AGGREGATE engagement_series(text, text, timestamptz, text, text[], VARIADIC "any") IS 'rows and first occurrences of keys by period (minute, hour, day, week, month, quarter, year, in the zone) and event type, ordered by both; rows with a NULL time, a NULL event type or one not listed are skipped; an empty array for no rows';
