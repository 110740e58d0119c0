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
