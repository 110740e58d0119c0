\echo Use "CREATE EXTENSION campaign_analytics" to load this file. \quit
/*
 * The schema campaign_analytics is made by CREATE EXTENSION.  All that is in it
 * reads only what its caller hands over, so everyone may use it.
 */
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
/*
 * The type keyset, its operators, and the aggregates that make and merge it.
 *
 * A keyset is a set of keys of one kind: integers, dates, times and floats,
 * uuids and pairs of the first four by value, everything else by a 128-bit
 * hash.  Doors with a concrete type are the fastest, and the only ones that a
 * distributed engine can split; "any" takes every type and several columns.
 */

CREATE TYPE keyset;

CREATE FUNCTION ca_keyset_in(cstring) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_keyset_out(keyset) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_keyset_recv(internal) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_keyset_send(keyset) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION ca_keyset_in(cstring) IS 'input of type keyset: the binary form in hexadecimal, after \x';
COMMENT ON FUNCTION ca_keyset_out(keyset) IS 'output of type keyset: the binary form in hexadecimal, after \x';
COMMENT ON FUNCTION ca_keyset_recv(internal) IS 'binary input of type keyset';
COMMENT ON FUNCTION ca_keyset_send(keyset) IS 'binary output of type keyset';

CREATE TYPE keyset (
	INPUT = ca_keyset_in,
	OUTPUT = ca_keyset_out,
	RECEIVE = ca_keyset_recv,
	SEND = ca_keyset_send,
	INTERNALLENGTH = VARIABLE,
	STORAGE = extended
);

COMMENT ON TYPE keyset IS 'set of distinct keys: stored, merged by rollup, combined by | & -, counted by cardinality';

CREATE FUNCTION ca_keyset_from_bytea(bytea) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION ca_keyset_from_bytea(bytea) IS 'cast of bytea to keyset; bytes that are no keyset are an error';

CREATE CAST (keyset AS bytea) WITH FUNCTION ca_keyset_send(keyset);
CREATE CAST (bytea AS keyset) WITH FUNCTION ca_keyset_from_bytea(bytea);

COMMENT ON CAST (keyset AS bytea) IS 'the binary form';
COMMENT ON CAST (bytea AS keyset) IS 'the binary form, checked';

/*
 * Casts from strings as functions: with the conversion that every string has
 * through input and output, keyset(a_varchar) would be read as a cast to the
 * type and not as a call of the aggregate.
 */
CREATE FUNCTION ca_keyset_from_text(text) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_keyset_from_bpchar(bpchar) RETURNS keyset
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN ca_keyset_from_text($1::text);
CREATE FUNCTION ca_keyset_from_name(name) RETURNS keyset
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN ca_keyset_from_text($1::text);

COMMENT ON FUNCTION ca_keyset_from_text(text) IS 'cast of text to keyset: the text form';
COMMENT ON FUNCTION ca_keyset_from_bpchar(bpchar) IS 'cast of character to keyset: the text form';
COMMENT ON FUNCTION ca_keyset_from_name(name) IS 'cast of name to keyset: the text form';

CREATE CAST (text AS keyset) WITH FUNCTION ca_keyset_from_text(text);
CREATE CAST (varchar AS keyset) WITH FUNCTION ca_keyset_from_text(text);
CREATE CAST (bpchar AS keyset) WITH FUNCTION ca_keyset_from_bpchar(bpchar);
CREATE CAST (name AS keyset) WITH FUNCTION ca_keyset_from_name(name);

COMMENT ON CAST (text AS keyset) IS 'the text form, checked';
COMMENT ON CAST (varchar AS keyset) IS 'the text form, checked';
COMMENT ON CAST (bpchar AS keyset) IS 'the text form, checked';
COMMENT ON CAST (name AS keyset) IS 'the text form, checked';

-- Questions

CREATE FUNCTION cardinality(keyset) RETURNS bigint
	AS 'MODULE_PATHNAME', 'ca_keyset_cardinality' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION cardinality(keyset) IS 'number of distinct keys; NULL for NULL';

CREATE FUNCTION contains(keyset, VARIADIC key "any") RETURNS boolean
	AS 'MODULE_PATHNAME', 'ca_keyset_contains' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION contains(keyset, VARIADIC "any") IS 'is the key in the set? NULL when either is NULL; the key must be of the type of the set''s keys';


CREATE FUNCTION ca_keyset_union(keyset, keyset) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR | (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_union,
	COMMUTATOR = |);

COMMENT ON FUNCTION ca_keyset_union(keyset, keyset) IS 'implementation of operator |';
COMMENT ON OPERATOR | (keyset, keyset) IS 'keys that are in either set';


CREATE FUNCTION ca_keyset_intersect(keyset, keyset) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR & (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_intersect,
	COMMUTATOR = &);

COMMENT ON FUNCTION ca_keyset_intersect(keyset, keyset) IS 'implementation of operator &';
COMMENT ON OPERATOR & (keyset, keyset) IS 'keys that are in both sets';


CREATE FUNCTION ca_keyset_except(keyset, keyset) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR - (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_except);

COMMENT ON FUNCTION ca_keyset_except(keyset, keyset) IS 'implementation of operator -';
COMMENT ON OPERATOR - (keyset, keyset) IS 'keys that are in the left set and not in the right one';


CREATE FUNCTION ca_keyset_contained(keyset, keyset) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR <@ (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_contained,
	COMMUTATOR = @>, RESTRICT = contsel, JOIN = contjoinsel);

COMMENT ON FUNCTION ca_keyset_contained(keyset, keyset) IS 'implementation of operator <@';
COMMENT ON OPERATOR <@ (keyset, keyset) IS 'is every key of the left set in the right one?';


CREATE FUNCTION ca_keyset_contains_set(keyset, keyset) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR @> (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_contains_set,
	COMMUTATOR = <@, RESTRICT = contsel, JOIN = contjoinsel);

COMMENT ON FUNCTION ca_keyset_contains_set(keyset, keyset) IS 'implementation of operator @>';
COMMENT ON OPERATOR @> (keyset, keyset) IS 'is every key of the right set in the left one?';


CREATE FUNCTION ca_keyset_overlaps(keyset, keyset) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR && (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_overlaps,
	COMMUTATOR = &&, RESTRICT = contsel, JOIN = contjoinsel);

COMMENT ON FUNCTION ca_keyset_overlaps(keyset, keyset) IS 'implementation of operator &&';
COMMENT ON OPERATOR && (keyset, keyset) IS 'is any key in both sets?';


CREATE FUNCTION ca_keyset_eq(keyset, keyset) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR = (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel);

COMMENT ON FUNCTION ca_keyset_eq(keyset, keyset) IS 'implementation of operator =';
COMMENT ON OPERATOR = (keyset, keyset) IS 'do both sets have the same keys?';


CREATE FUNCTION ca_keyset_ne(keyset, keyset) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE OPERATOR <> (LEFTARG = keyset, RIGHTARG = keyset, FUNCTION = ca_keyset_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);

COMMENT ON FUNCTION ca_keyset_ne(keyset, keyset) IS 'implementation of operator <>';
COMMENT ON OPERATOR <> (keyset, keyset) IS 'do the sets differ?';


-- The aggregate keyset; count_distinct gathers keys with the same functions

CREATE FUNCTION ca_keyset_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_keyset_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_state_deserialize(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_keyset_finalfn(internal) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_keyset_combine(internal, internal) IS 'support function of keyset and count_distinct';
COMMENT ON FUNCTION ca_keyset_serialize(internal) IS 'support function of keyset and count_distinct';
COMMENT ON FUNCTION ca_state_deserialize(bytea, internal) IS 'support function of all aggregates with internal states';
COMMENT ON FUNCTION ca_keyset_finalfn(internal) IS 'support function of keyset';


CREATE FUNCTION ca_keyset_int2_transfn(internal, key smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE keyset(key smallint) (
	SFUNC = ca_keyset_int2_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_keyset_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_keyset_int2_transfn(internal, smallint) IS 'support function of keyset and count_distinct';
COMMENT ON AGGREGATE keyset(smallint) IS 'set of the distinct keys; rows with a NULL key are skipped; an empty set for no rows';


CREATE FUNCTION ca_keyset_int4_transfn(internal, key integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE keyset(key integer) (
	SFUNC = ca_keyset_int4_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_keyset_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_keyset_int4_transfn(internal, integer) IS 'support function of keyset and count_distinct';
COMMENT ON AGGREGATE keyset(integer) IS 'set of the distinct keys; rows with a NULL key are skipped; an empty set for no rows';


CREATE FUNCTION ca_keyset_int8_transfn(internal, key bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE keyset(key bigint) (
	SFUNC = ca_keyset_int8_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_keyset_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_keyset_int8_transfn(internal, bigint) IS 'support function of keyset and count_distinct';
COMMENT ON AGGREGATE keyset(bigint) IS 'set of the distinct keys; rows with a NULL key are skipped; an empty set for no rows';


CREATE FUNCTION ca_keyset_uuid_transfn(internal, key uuid) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE keyset(key uuid) (
	SFUNC = ca_keyset_uuid_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_keyset_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_keyset_uuid_transfn(internal, uuid) IS 'support function of keyset and count_distinct';
COMMENT ON AGGREGATE keyset(uuid) IS 'set of the distinct keys; rows with a NULL key are skipped; an empty set for no rows';


CREATE FUNCTION ca_keyset_text_transfn(internal, key text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE keyset(key text) (
	SFUNC = ca_keyset_text_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_keyset_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_keyset_text_transfn(internal, text) IS 'support function of keyset and count_distinct';
COMMENT ON AGGREGATE keyset(text) IS 'set of the distinct keys; rows with a NULL key are skipped; an empty set for no rows';


CREATE FUNCTION ca_keyset_any_transfn(internal, VARIADIC key "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE keyset(VARIADIC key "any") (
	SFUNC = ca_keyset_any_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_keyset_finalfn,
	COMBINEFUNC = ca_keyset_combine,
	SERIALFUNC = ca_keyset_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_keyset_any_transfn(internal, VARIADIC "any") IS 'support function of keyset and count_distinct';
COMMENT ON AGGREGATE keyset(VARIADIC "any") IS 'set of the distinct keys; rows with a NULL key are skipped; an empty set for no rows';


-- Merging stored sets

CREATE FUNCTION ca_rollup_transfn(keyset, keyset) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_rollup_finalfn(keyset) RETURNS keyset
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_rollup_transfn(keyset, keyset) IS 'support function of rollup';
COMMENT ON FUNCTION ca_rollup_finalfn(keyset) IS 'support function of rollup';

CREATE AGGREGATE rollup(keyset) (
	SFUNC = ca_rollup_transfn, STYPE = keyset,
	FINALFUNC = ca_rollup_finalfn,
	COMBINEFUNC = ca_rollup_transfn,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE rollup(keyset) IS 'union of sets: parts kept by day or campaign, merged in any order; NULLs are skipped; an empty set for no rows';
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
/*
 * How far each contact got through a funnel, by ClickHouse's rules.
 */

-- COST: groups are many and small, and handing one over takes longer than a row.
CREATE FUNCTION ca_window_funnel_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
CREATE FUNCTION ca_window_funnel_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
CREATE FUNCTION ca_window_funnel_finalfn(internal) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_window_funnel_combine(internal, internal) IS 'support function of window_funnel';
COMMENT ON FUNCTION ca_window_funnel_serialize(internal) IS 'support function of window_funnel';
COMMENT ON FUNCTION ca_window_funnel_finalfn(internal) IS 'support function of window_funnel';


CREATE FUNCTION ca_window_funnel_transfn(internal, "window" interval, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE window_funnel("window" interval, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_window_funnel_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_window_funnel_finalfn,
	COMBINEFUNC = ca_window_funnel_combine,
	SERIALFUNC = ca_window_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_window_funnel_transfn(internal, interval, timestamptz, VARIADIC "any") IS 'support function of window_funnel';
COMMENT ON AGGREGATE window_funnel(interval, timestamptz, VARIADIC "any") IS 'how many of 1 to 32 conditions were met one after another within the window from the first, as windowFunnel of ClickHouse counts them; rows with a NULL time are skipped, a NULL condition is false; 0 for no rows';


CREATE FUNCTION ca_window_funnel_mode_transfn(internal, "window" interval, mode text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE window_funnel("window" interval, mode text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_window_funnel_mode_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_window_funnel_finalfn,
	COMBINEFUNC = ca_window_funnel_combine,
	SERIALFUNC = ca_window_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_window_funnel_mode_transfn(internal, interval, text, timestamptz, VARIADIC "any") IS 'support function of window_funnel';
COMMENT ON AGGREGATE window_funnel(interval, text, timestamptz, VARIADIC "any") IS 'the same by modes, separated by commas: strict_order, strict_deduplication, strict_increase, strict_once, allow_reentry (with strict_order); a NULL mode is an error; 0 for no rows';


CREATE FUNCTION ca_window_funnel_steps_transfn(internal, "window" interval, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE window_funnel("window" interval, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_window_funnel_steps_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_window_funnel_finalfn,
	COMBINEFUNC = ca_window_funnel_combine,
	SERIALFUNC = ca_window_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_window_funnel_steps_transfn(internal, interval, timestamptz, text, text[]) IS 'support function of window_funnel';
COMMENT ON AGGREGATE window_funnel(interval, timestamptz, text, text[]) IS 'how many of 1 to 32 steps, which are event types, happened one after another within the window from the first, as if each were a condition event_type = step; a type that is listed twice is both steps; rows with a NULL time are skipped, a NULL type is no step; 0 for no rows';


CREATE FUNCTION ca_window_funnel_steps_mode_transfn(internal, "window" interval, mode text, occurred_at timestamptz, event_type text, steps text[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE window_funnel("window" interval, mode text, occurred_at timestamptz, event_type text, steps text[]) (
	SFUNC = ca_window_funnel_steps_mode_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_window_funnel_finalfn,
	COMBINEFUNC = ca_window_funnel_combine,
	SERIALFUNC = ca_window_funnel_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_window_funnel_steps_mode_transfn(internal, interval, text, timestamptz, text, text[]) IS 'support function of window_funnel';
COMMENT ON AGGREGATE window_funnel(interval, text, timestamptz, text, text[]) IS 'the same by modes, separated by commas: strict_order, strict_deduplication, strict_increase, strict_once, allow_reentry (with strict_order); a NULL mode is an error; 0 for no rows';
/*
 * Patterns in the events of a group, in ClickHouse's language: does one occur,
 * how often, and which node follows a chain of nodes.
 */

CREATE FUNCTION ca_sequence_transfn(internal, pattern text, occurred_at timestamptz, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_sequence_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_sequence_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_sequence_match_finalfn(internal) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_sequence_count_finalfn(internal) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_sequence_transfn(internal, text, timestamptz, VARIADIC "any") IS 'support function of sequence_match and sequence_count';
COMMENT ON FUNCTION ca_sequence_combine(internal, internal) IS 'support function of sequence_match and sequence_count';
COMMENT ON FUNCTION ca_sequence_serialize(internal) IS 'support function of sequence_match and sequence_count';
COMMENT ON FUNCTION ca_sequence_match_finalfn(internal) IS 'support function of sequence_match';
COMMENT ON FUNCTION ca_sequence_count_finalfn(internal) IS 'support function of sequence_count';


CREATE AGGREGATE sequence_match(pattern text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_sequence_transfn, STYPE = internal, SSPACE = 64,
	FINALFUNC = ca_sequence_match_finalfn,
	COMBINEFUNC = ca_sequence_combine,
	SERIALFUNC = ca_sequence_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);
CREATE AGGREGATE sequence_count(pattern text, occurred_at timestamptz, VARIADIC condition "any") (
	SFUNC = ca_sequence_transfn, STYPE = internal, SSPACE = 64,
	FINALFUNC = ca_sequence_count_finalfn,
	COMBINEFUNC = ca_sequence_combine,
	SERIALFUNC = ca_sequence_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE sequence_match(text, timestamptz, VARIADIC "any") IS 'do the rows that meet a condition (1 to 32 of them), in the order of their times, contain the pattern, made of (?N) condition N holds, . any row, .* any rows, (?t op seconds) time between the two rows around it; rows with a NULL time are skipped, a NULL condition does not hold; false for no rows';
COMMENT ON AGGREGATE sequence_count(text, timestamptz, VARIADIC "any") IS 'the largest number of matches of the pattern, as of sequence_match, that do not overlap; rows with a NULL time are skipped, a NULL condition does not hold; 0 for no rows';


CREATE FUNCTION ca_sequence_next_node_transfn(internal, direction text, base text, occurred_at timestamptz, node text, base_condition boolean, VARIADIC condition "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_sequence_next_node_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_sequence_next_node_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_sequence_next_node_finalfn(internal) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_sequence_next_node_transfn(internal, text, text, timestamptz, text, boolean, VARIADIC "any") IS 'support function of sequence_next_node';
COMMENT ON FUNCTION ca_sequence_next_node_combine(internal, internal) IS 'support function of sequence_next_node';
COMMENT ON FUNCTION ca_sequence_next_node_serialize(internal) IS 'support function of sequence_next_node';
COMMENT ON FUNCTION ca_sequence_next_node_finalfn(internal) IS 'support function of sequence_next_node';


CREATE AGGREGATE sequence_next_node(direction text, base text, occurred_at timestamptz, node text, base_condition boolean, VARIADIC condition "any") (
	SFUNC = ca_sequence_next_node_transfn, STYPE = internal, SSPACE = 128,
	FINALFUNC = ca_sequence_next_node_finalfn,
	COMBINEFUNC = ca_sequence_next_node_combine,
	SERIALFUNC = ca_sequence_next_node_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE sequence_next_node(text, text, timestamptz, text, boolean, VARIADIC "any") IS 'the node that follows (direction forward) or precedes (backward) a chain of neighbouring rows of which row i meets condition i (1 to 32 of them), and which begins where base says: head, tail, first_match or last_match of condition 1, on a row that meets base_condition; rows with a NULL time or node are skipped, a NULL condition does not hold; NULL without such a chain or node, and for no rows';
/*
 * Paths: which event follows which within the sessions of a contact.
 */

CREATE TYPE path_edge AS (
	"from" text,
	"to" text,
	step integer,
	contacts bigint,
	transitions bigint
);

COMMENT ON TYPE path_edge IS 'how often one node follows another directly at one step of a session, as path_edges gives it';
COMMENT ON COLUMN path_edge."from" IS 'node of the earlier event';
COMMENT ON COLUMN path_edge."to" IS 'node of the event that directly follows it in the session';
COMMENT ON COLUMN path_edge.step IS 'place of the earlier event in its session: 1 for the first';
COMMENT ON COLUMN path_edge.contacts IS 'distinct contacts with this transition at this step';
COMMENT ON COLUMN path_edge.transitions IS 'how often it happened: once a session at most';

CREATE FUNCTION ca_path_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_path_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_path_finalfn(internal) RETURNS path_edge[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_path_combine(internal, internal) IS 'support function of path_edges';
COMMENT ON FUNCTION ca_path_serialize(internal) IS 'support function of path_edges';
COMMENT ON FUNCTION ca_path_finalfn(internal) IS 'support function of path_edges';


CREATE FUNCTION ca_path_int2_transfn(internal, gap interval, contact smallint, occurred_at timestamptz, node text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact smallint, occurred_at timestamptz, node text) (
	SFUNC = ca_path_int2_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_int2_transfn(internal, interval, smallint, timestamptz, text) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, smallint, timestamptz, text) IS 'transitions between consecutive events within sessions by step; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_int2_transfn(internal, gap interval, contact smallint, occurred_at timestamptz, node text, max_steps integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact smallint, occurred_at timestamptz, node text, max_steps integer) (
	SFUNC = ca_path_int2_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_int2_transfn(internal, interval, smallint, timestamptz, text, integer) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, smallint, timestamptz, text, integer) IS 'transitions between consecutive events within sessions by step, up to step max_steps; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_int4_transfn(internal, gap interval, contact integer, occurred_at timestamptz, node text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact integer, occurred_at timestamptz, node text) (
	SFUNC = ca_path_int4_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_int4_transfn(internal, interval, integer, timestamptz, text) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, integer, timestamptz, text) IS 'transitions between consecutive events within sessions by step; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_int4_transfn(internal, gap interval, contact integer, occurred_at timestamptz, node text, max_steps integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact integer, occurred_at timestamptz, node text, max_steps integer) (
	SFUNC = ca_path_int4_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_int4_transfn(internal, interval, integer, timestamptz, text, integer) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, integer, timestamptz, text, integer) IS 'transitions between consecutive events within sessions by step, up to step max_steps; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_int8_transfn(internal, gap interval, contact bigint, occurred_at timestamptz, node text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact bigint, occurred_at timestamptz, node text) (
	SFUNC = ca_path_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_int8_transfn(internal, interval, bigint, timestamptz, text) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, bigint, timestamptz, text) IS 'transitions between consecutive events within sessions by step; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_int8_transfn(internal, gap interval, contact bigint, occurred_at timestamptz, node text, max_steps integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact bigint, occurred_at timestamptz, node text, max_steps integer) (
	SFUNC = ca_path_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_int8_transfn(internal, interval, bigint, timestamptz, text, integer) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, bigint, timestamptz, text, integer) IS 'transitions between consecutive events within sessions by step, up to step max_steps; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_uuid_transfn(internal, gap interval, contact uuid, occurred_at timestamptz, node text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact uuid, occurred_at timestamptz, node text) (
	SFUNC = ca_path_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_uuid_transfn(internal, interval, uuid, timestamptz, text) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, uuid, timestamptz, text) IS 'transitions between consecutive events within sessions by step; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_uuid_transfn(internal, gap interval, contact uuid, occurred_at timestamptz, node text, max_steps integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact uuid, occurred_at timestamptz, node text, max_steps integer) (
	SFUNC = ca_path_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_uuid_transfn(internal, interval, uuid, timestamptz, text, integer) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, uuid, timestamptz, text, integer) IS 'transitions between consecutive events within sessions by step, up to step max_steps; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_text_transfn(internal, gap interval, contact text, occurred_at timestamptz, node text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact text, occurred_at timestamptz, node text) (
	SFUNC = ca_path_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_text_transfn(internal, interval, text, timestamptz, text) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, text, timestamptz, text) IS 'transitions between consecutive events within sessions by step; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_text_transfn(internal, gap interval, contact text, occurred_at timestamptz, node text, max_steps integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact text, occurred_at timestamptz, node text, max_steps integer) (
	SFUNC = ca_path_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_text_transfn(internal, interval, text, timestamptz, text, integer) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, text, timestamptz, text, integer) IS 'transitions between consecutive events within sessions by step, up to step max_steps; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_any_transfn(internal, gap interval, contact "any", occurred_at timestamptz, node text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact "any", occurred_at timestamptz, node text) (
	SFUNC = ca_path_any_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_any_transfn(internal, interval, "any", timestamptz, text) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, "any", timestamptz, text) IS 'transitions between consecutive events within sessions by step; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';


CREATE FUNCTION ca_path_any_transfn(internal, gap interval, contact "any", occurred_at timestamptz, node text, max_steps integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE path_edges(gap interval, contact "any", occurred_at timestamptz, node text, max_steps integer) (
	SFUNC = ca_path_any_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_path_finalfn,
	COMBINEFUNC = ca_path_combine,
	SERIALFUNC = ca_path_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_path_any_transfn(internal, interval, "any", timestamptz, text, integer) IS 'support function of path_edges';
COMMENT ON AGGREGATE path_edges(interval, "any", timestamptz, text, integer) IS 'transitions between consecutive events within sessions by step, up to step max_steps; a pause of more than gap starts a new session; events of one instant go in byte order of node; ordered by step, most frequent first; rows with a NULL contact, time or node are skipped; an empty array for no rows';
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
/*
 * Retention to read: the mean over cohorts, and the familiar triangle as text.
 */

CREATE FUNCTION retention_curve(cells retention_cell[]) RETURNS retention_cell[]
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN (
		SELECT coalesce(array_agg(
			ROW(NULL, size, period_number, active, active / nullif(size, 0)::float8, true, NULL, last_period)::retention_cell
			ORDER BY period_number), '{}')
		FROM (
			SELECT cell.period_number, sum(cell.size)::bigint AS size, sum(cell.active)::bigint AS active,
				max(cell.last_period) AS last_period
			FROM unnest(cells) AS cell
			WHERE cell.is_complete AND cell.period_number IS NOT NULL AND cell.size IS NOT NULL AND cell.active IS NOT NULL
			GROUP BY cell.period_number) AS curve);

COMMENT ON FUNCTION retention_curve(retention_cell[]) IS 'the mean over cohorts: for each period number the sums of size and active over its complete cells, and their quotient, a mean weighted by size; cohort and cohort_start are NULL; no cell for a period number without complete ones';


CREATE FUNCTION retention_matrix_text(cells retention_cell[], style text DEFAULT 'percent') RETURNS SETOF text
	AS 'MODULE_PATHNAME', 'ca_retention_matrix_text' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 50;

COMMENT ON FUNCTION retention_matrix_text(retention_cell[], text) IS 'cells as lines to read: a header, a line a cohort, and the means that retention_curve gives; style percent, count or shade; * marks cells that are not complete; - is a rate of nobody; no lines for no cells';
/*
 * Lifecycle: who comes, stays, goes and comes back from period to period; in
 * how many periods contacts are active; and how many are active in windows of
 * some periods that move.
 */

CREATE TYPE lifecycle_point AS (
	bucket date,
	new bigint,
	"returning" bigint,
	resurrecting bigint,
	dormant bigint,
	dormant_negative bigint,
	is_complete boolean,
	bucket_start timestamptz
);

COMMENT ON TYPE lifecycle_point IS 'contacts of one period by what they did in it and before, as lifecycle gives it';
COMMENT ON COLUMN lifecycle_point.bucket IS 'local date on which the period begins';
COMMENT ON COLUMN lifecycle_point.new IS 'contacts active for the first time';
COMMENT ON COLUMN lifecycle_point."returning" IS 'contacts active in this period and in the one before';
COMMENT ON COLUMN lifecycle_point.resurrecting IS 'contacts active again, but not in the period before';
COMMENT ON COLUMN lifecycle_point.dormant IS 'contacts active in the period before, but not in this one';
COMMENT ON COLUMN lifecycle_point.dormant_negative IS 'dormant as a negative number, for charts';
COMMENT ON COLUMN lifecycle_point.is_complete IS 'the period has ended at the last activity of all, or at the option now';
COMMENT ON COLUMN lifecycle_point.bucket_start IS 'instant at which the period begins';

CREATE TYPE stickiness_point AS (
	span date,
	periods integer,
	contacts bigint,
	contacts_or_more bigint,
	span_start timestamptz
);

COMMENT ON TYPE stickiness_point IS 'contacts that were active in one number of periods of a span, as stickiness gives it';
COMMENT ON COLUMN stickiness_point.span IS 'local date on which the span begins; NULL where all of time is one span';
COMMENT ON COLUMN stickiness_point.periods IS 'number of active periods, from 1 to the greatest of any contact in the span';
COMMENT ON COLUMN stickiness_point.contacts IS 'contacts active in exactly so many periods';
COMMENT ON COLUMN stickiness_point.contacts_or_more IS 'contacts active in so many periods or more';
COMMENT ON COLUMN stickiness_point.span_start IS 'instant at which the span begins; NULL where all of time is one span';

CREATE TYPE active_contacts_point AS (
	bucket date,
	span integer,
	contacts bigint,
	is_complete boolean,
	bucket_start timestamptz
);

COMMENT ON TYPE active_contacts_point IS 'distinct contacts of a window that ends with one period, as active_contacts gives it';
COMMENT ON COLUMN active_contacts_point.bucket IS 'local date on which the last period of the window begins';
COMMENT ON COLUMN active_contacts_point.span IS 'periods in the window';
COMMENT ON COLUMN active_contacts_point.contacts IS 'contacts active in any period of the window';
COMMENT ON COLUMN active_contacts_point.is_complete IS 'the window begins no earlier than the period of the first activity, and has ended at the last one';
COMMENT ON COLUMN active_contacts_point.bucket_start IS 'instant at which the last period of the window begins';

-- lifecycle

CREATE FUNCTION ca_lifecycle_finalfn(internal) RETURNS lifecycle_point[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_lifecycle_finalfn(internal) IS 'support function of lifecycle';


CREATE FUNCTION ca_lifecycle_int8_transfn(internal, period text, zone text, contact bigint, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE lifecycle(period text, zone text, contact bigint, at timestamptz) (
	SFUNC = ca_lifecycle_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_lifecycle_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_lifecycle_int8_transfn(internal, text, text, bigint, timestamptz) IS 'support function of lifecycle';
COMMENT ON AGGREGATE lifecycle(text, text, bigint, timestamptz) IS 'for each period from the first activity to the last, the contacts that were new, returning, resurrecting or dormant in it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_lifecycle_int8_transfn(internal, period text, zone text, contact bigint, at timestamptz, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE lifecycle(period text, zone text, contact bigint, at timestamptz, options text) (
	SFUNC = ca_lifecycle_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_lifecycle_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_lifecycle_int8_transfn(internal, text, text, bigint, timestamptz, text) IS 'support function of lifecycle';
COMMENT ON AGGREGATE lifecycle(text, text, bigint, timestamptz, text) IS 'for each period from the first activity to the last, or to that of the option now=TIMESTAMP when it is later, the contacts that were new, returning, resurrecting or dormant in it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_lifecycle_uuid_transfn(internal, period text, zone text, contact uuid, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE lifecycle(period text, zone text, contact uuid, at timestamptz) (
	SFUNC = ca_lifecycle_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_lifecycle_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_lifecycle_uuid_transfn(internal, text, text, uuid, timestamptz) IS 'support function of lifecycle';
COMMENT ON AGGREGATE lifecycle(text, text, uuid, timestamptz) IS 'for each period from the first activity to the last, the contacts that were new, returning, resurrecting or dormant in it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_lifecycle_uuid_transfn(internal, period text, zone text, contact uuid, at timestamptz, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE lifecycle(period text, zone text, contact uuid, at timestamptz, options text) (
	SFUNC = ca_lifecycle_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_lifecycle_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_lifecycle_uuid_transfn(internal, text, text, uuid, timestamptz, text) IS 'support function of lifecycle';
COMMENT ON AGGREGATE lifecycle(text, text, uuid, timestamptz, text) IS 'for each period from the first activity to the last, or to that of the option now=TIMESTAMP when it is later, the contacts that were new, returning, resurrecting or dormant in it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_lifecycle_text_transfn(internal, period text, zone text, contact text, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE lifecycle(period text, zone text, contact text, at timestamptz) (
	SFUNC = ca_lifecycle_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_lifecycle_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_lifecycle_text_transfn(internal, text, text, text, timestamptz) IS 'support function of lifecycle';
COMMENT ON AGGREGATE lifecycle(text, text, text, timestamptz) IS 'for each period from the first activity to the last, the contacts that were new, returning, resurrecting or dormant in it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_lifecycle_text_transfn(internal, period text, zone text, contact text, at timestamptz, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE lifecycle(period text, zone text, contact text, at timestamptz, options text) (
	SFUNC = ca_lifecycle_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_lifecycle_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_lifecycle_text_transfn(internal, text, text, text, timestamptz, text) IS 'support function of lifecycle';
COMMENT ON AGGREGATE lifecycle(text, text, text, timestamptz, text) IS 'for each period from the first activity to the last, or to that of the option now=TIMESTAMP when it is later, the contacts that were new, returning, resurrecting or dormant in it; rows with a NULL contact or time are skipped; an empty array for no rows';

-- stickiness

CREATE FUNCTION ca_stickiness_finalfn(internal) RETURNS stickiness_point[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_stickiness_finalfn(internal) IS 'support function of stickiness';


CREATE FUNCTION ca_stickiness_int8_transfn(internal, period text, zone text, contact bigint, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE stickiness(period text, zone text, contact bigint, at timestamptz) (
	SFUNC = ca_stickiness_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_stickiness_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_stickiness_int8_transfn(internal, text, text, bigint, timestamptz) IS 'support function of stickiness';
COMMENT ON AGGREGATE stickiness(text, text, bigint, timestamptz) IS 'contacts by the number of periods in which they were active; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_stickiness_int8_transfn(internal, period text, zone text, contact bigint, at timestamptz, span text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE stickiness(period text, zone text, contact bigint, at timestamptz, span text) (
	SFUNC = ca_stickiness_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_stickiness_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_stickiness_int8_transfn(internal, text, text, bigint, timestamptz, text) IS 'support function of stickiness';
COMMENT ON AGGREGATE stickiness(text, text, bigint, timestamptz, text) IS 'contacts by the number of periods in which they were active, within each span (a longer period, such as month) that a period begins in; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_stickiness_uuid_transfn(internal, period text, zone text, contact uuid, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE stickiness(period text, zone text, contact uuid, at timestamptz) (
	SFUNC = ca_stickiness_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_stickiness_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_stickiness_uuid_transfn(internal, text, text, uuid, timestamptz) IS 'support function of stickiness';
COMMENT ON AGGREGATE stickiness(text, text, uuid, timestamptz) IS 'contacts by the number of periods in which they were active; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_stickiness_uuid_transfn(internal, period text, zone text, contact uuid, at timestamptz, span text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE stickiness(period text, zone text, contact uuid, at timestamptz, span text) (
	SFUNC = ca_stickiness_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_stickiness_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_stickiness_uuid_transfn(internal, text, text, uuid, timestamptz, text) IS 'support function of stickiness';
COMMENT ON AGGREGATE stickiness(text, text, uuid, timestamptz, text) IS 'contacts by the number of periods in which they were active, within each span (a longer period, such as month) that a period begins in; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_stickiness_text_transfn(internal, period text, zone text, contact text, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE stickiness(period text, zone text, contact text, at timestamptz) (
	SFUNC = ca_stickiness_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_stickiness_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_stickiness_text_transfn(internal, text, text, text, timestamptz) IS 'support function of stickiness';
COMMENT ON AGGREGATE stickiness(text, text, text, timestamptz) IS 'contacts by the number of periods in which they were active; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_stickiness_text_transfn(internal, period text, zone text, contact text, at timestamptz, span text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE stickiness(period text, zone text, contact text, at timestamptz, span text) (
	SFUNC = ca_stickiness_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_stickiness_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_stickiness_text_transfn(internal, text, text, text, timestamptz, text) IS 'support function of stickiness';
COMMENT ON AGGREGATE stickiness(text, text, text, timestamptz, text) IS 'contacts by the number of periods in which they were active, within each span (a longer period, such as month) that a period begins in; rows with a NULL contact or time are skipped; an empty array for no rows';

-- active_contacts

CREATE FUNCTION ca_active_contacts_finalfn(internal) RETURNS active_contacts_point[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_active_contacts_finalfn(internal) IS 'support function of active_contacts';


CREATE FUNCTION ca_active_contacts_int8_transfn(internal, period text, zone text, contact bigint, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE active_contacts(period text, zone text, contact bigint, at timestamptz) (
	SFUNC = ca_active_contacts_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_active_contacts_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_active_contacts_int8_transfn(internal, text, text, bigint, timestamptz) IS 'support function of active_contacts';
COMMENT ON AGGREGATE active_contacts(text, text, bigint, timestamptz) IS 'for each period from the first activity to the last, the distinct contacts active in the 1, 7 and 28 periods that end with it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_active_contacts_int8_transfn(internal, period text, zone text, contact bigint, at timestamptz, spans integer[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE active_contacts(period text, zone text, contact bigint, at timestamptz, spans integer[]) (
	SFUNC = ca_active_contacts_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_active_contacts_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_active_contacts_int8_transfn(internal, text, text, bigint, timestamptz, integer[]) IS 'support function of active_contacts';
COMMENT ON AGGREGATE active_contacts(text, text, bigint, timestamptz, integer[]) IS 'for each period from the first activity to the last, the distinct contacts active in the periods that end with it, as many as each of spans says, in their order; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_active_contacts_uuid_transfn(internal, period text, zone text, contact uuid, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE active_contacts(period text, zone text, contact uuid, at timestamptz) (
	SFUNC = ca_active_contacts_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_active_contacts_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_active_contacts_uuid_transfn(internal, text, text, uuid, timestamptz) IS 'support function of active_contacts';
COMMENT ON AGGREGATE active_contacts(text, text, uuid, timestamptz) IS 'for each period from the first activity to the last, the distinct contacts active in the 1, 7 and 28 periods that end with it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_active_contacts_uuid_transfn(internal, period text, zone text, contact uuid, at timestamptz, spans integer[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE active_contacts(period text, zone text, contact uuid, at timestamptz, spans integer[]) (
	SFUNC = ca_active_contacts_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_active_contacts_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_active_contacts_uuid_transfn(internal, text, text, uuid, timestamptz, integer[]) IS 'support function of active_contacts';
COMMENT ON AGGREGATE active_contacts(text, text, uuid, timestamptz, integer[]) IS 'for each period from the first activity to the last, the distinct contacts active in the periods that end with it, as many as each of spans says, in their order; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_active_contacts_text_transfn(internal, period text, zone text, contact text, at timestamptz) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE active_contacts(period text, zone text, contact text, at timestamptz) (
	SFUNC = ca_active_contacts_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_active_contacts_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_active_contacts_text_transfn(internal, text, text, text, timestamptz) IS 'support function of active_contacts';
COMMENT ON AGGREGATE active_contacts(text, text, text, timestamptz) IS 'for each period from the first activity to the last, the distinct contacts active in the 1, 7 and 28 periods that end with it; rows with a NULL contact or time are skipped; an empty array for no rows';


CREATE FUNCTION ca_active_contacts_text_transfn(internal, period text, zone text, contact text, at timestamptz, spans integer[]) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE active_contacts(period text, zone text, contact text, at timestamptz, spans integer[]) (
	SFUNC = ca_active_contacts_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_active_contacts_finalfn,
	COMBINEFUNC = ca_activity_combine,
	SERIALFUNC = ca_activity_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_active_contacts_text_transfn(internal, text, text, text, timestamptz, integer[]) IS 'support function of active_contacts';
COMMENT ON AGGREGATE active_contacts(text, text, text, timestamptz, integer[]) IS 'for each period from the first activity to the last, the distinct contacts active in the periods that end with it, as many as each of spans says, in their order; rows with a NULL contact or time are skipped; an empty array for no rows';
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
COMMENT ON AGGREGATE cohort_value(text, text, bigint, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=';


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
COMMENT ON AGGREGATE cohort_value(text, text, uuid, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=';


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
COMMENT ON AGGREGATE cohort_value(text, text, text, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=';
