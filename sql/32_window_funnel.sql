/*
 * How far each contact got through a funnel, by ClickHouse's rules.
 */

CREATE FUNCTION ca_window_funnel_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_window_funnel_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
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
COMMENT ON AGGREGATE window_funnel(interval, text, timestamptz, VARIADIC "any") IS 'the same by modes, separated by commas: strict_order, strict_deduplication, strict_increase, strict_once, allow_reentry (with strict_order)';
