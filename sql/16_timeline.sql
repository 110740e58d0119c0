-- Stored timelines: the events of contacts, kept once and asked any funnel later

CREATE TYPE timeline;

CREATE FUNCTION ca_timeline_in(cstring) RETURNS timeline
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_timeline_out(timeline) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_timeline_recv(internal) RETURNS timeline
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_timeline_send(timeline) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE timeline (
	INPUT = ca_timeline_in, OUTPUT = ca_timeline_out,
	RECEIVE = ca_timeline_recv, SEND = ca_timeline_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = external
);

COMMENT ON TYPE timeline IS 'events of contacts: who, when, what; the same event twice is one';
COMMENT ON FUNCTION ca_timeline_in(cstring) IS 'I/O';
COMMENT ON FUNCTION ca_timeline_out(timeline) IS 'I/O';
COMMENT ON FUNCTION ca_timeline_recv(internal) IS 'I/O';
COMMENT ON FUNCTION ca_timeline_send(timeline) IS 'I/O';

CREATE FUNCTION ca_timeline_from_bytea(bytea) RETURNS timeline
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ca_timeline_from_bytea(bytea) IS 'support function of the cast from bytea to timeline';

CREATE CAST (bytea AS timeline) WITH FUNCTION ca_timeline_from_bytea(bytea);
COMMENT ON CAST (bytea AS timeline) IS 'the binary form, checked';
CREATE CAST (timeline AS bytea) WITH FUNCTION ca_timeline_send(timeline);
COMMENT ON CAST (timeline AS bytea) IS 'the binary form';

CREATE FUNCTION cardinality(timeline) RETURNS bigint
	AS 'MODULE_PATHNAME', 'ca_timeline_cardinality' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION cardinality(timeline) IS 'how many events a timeline holds';


-- Making them

CREATE FUNCTION ca_timeline_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_timeline_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_timeline_finalfn(internal) RETURNS timeline
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_timeline_combine(internal, internal) IS 'support function of timeline';
COMMENT ON FUNCTION ca_timeline_serialize(internal) IS 'support function of timeline';
COMMENT ON FUNCTION ca_timeline_finalfn(internal) IS 'support function of timeline';

CREATE FUNCTION ca_timeline_int8_transfn(internal, contact bigint, occurred_at timestamptz, event_type text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE timeline(contact bigint, occurred_at timestamptz, event_type text) (
	SFUNC = ca_timeline_int8_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_timeline_finalfn,
	COMBINEFUNC = ca_timeline_combine,
	SERIALFUNC = ca_timeline_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_timeline_int8_transfn(internal, bigint, timestamptz, text) IS 'support function of timeline';
COMMENT ON AGGREGATE timeline(bigint, timestamptz, text) IS 'the events as a timeline to keep; rows with a NULL contact, time or event type are skipped; an empty timeline for no rows';

CREATE FUNCTION ca_timeline_uuid_transfn(internal, contact uuid, occurred_at timestamptz, event_type text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE timeline(contact uuid, occurred_at timestamptz, event_type text) (
	SFUNC = ca_timeline_uuid_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_timeline_finalfn,
	COMBINEFUNC = ca_timeline_combine,
	SERIALFUNC = ca_timeline_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_timeline_uuid_transfn(internal, uuid, timestamptz, text) IS 'support function of timeline';
COMMENT ON AGGREGATE timeline(uuid, timestamptz, text) IS 'the events as a timeline to keep; rows with a NULL contact, time or event type are skipped; an empty timeline for no rows';

CREATE FUNCTION ca_timeline_text_transfn(internal, contact text, occurred_at timestamptz, event_type text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE timeline(contact text, occurred_at timestamptz, event_type text) (
	SFUNC = ca_timeline_text_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_timeline_finalfn,
	COMBINEFUNC = ca_timeline_combine,
	SERIALFUNC = ca_timeline_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_timeline_text_transfn(internal, text, timestamptz, text) IS 'support function of timeline';
COMMENT ON AGGREGATE timeline(text, timestamptz, text) IS 'the events as a timeline to keep; rows with a NULL contact, time or event type are skipped; an empty timeline for no rows';

CREATE FUNCTION ca_timeline_rollup_transfn(internal, timeline) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE rollup(timeline) (
	SFUNC = ca_timeline_rollup_transfn, STYPE = internal, SSPACE = 512,
	FINALFUNC = ca_timeline_finalfn,
	COMBINEFUNC = ca_timeline_combine,
	SERIALFUNC = ca_timeline_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_timeline_rollup_transfn(internal, timeline) IS 'support function of rollup of timelines';
COMMENT ON AGGREGATE rollup(timeline) IS 'the events of several timelines as one; NULL is skipped; an empty timeline for no rows';
