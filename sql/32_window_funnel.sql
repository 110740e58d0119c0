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
