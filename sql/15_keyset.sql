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

COMMENT ON FUNCTION ca_keyset_in(cstring) IS E'input of type keyset: the binary form in hexadecimal, after \\x';
COMMENT ON FUNCTION ca_keyset_out(keyset) IS E'output of type keyset: the binary form in hexadecimal, after \\x';
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
