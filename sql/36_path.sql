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
