/*
 * Markov chains: how touches lead to each other and to conversions.
 */

CREATE TYPE removal_effect AS (
	touch text,
	removal_effect double precision,
	conversion_probability double precision,
	conversion_probability_without double precision,
	conversions double precision
);

COMMENT ON TYPE removal_effect IS 'what is lost without a touch, as removal_effects gives it';
COMMENT ON COLUMN removal_effect.touch IS 'label of the touch';
COMMENT ON COLUMN removal_effect.removal_effect IS 'part of the conversion probability that is lost without it: 1 - conversion_probability_without / conversion_probability; 0 when nothing converts';
COMMENT ON COLUMN removal_effect.conversion_probability IS 'probability of the chain to get from its start to a conversion; the same in each row';
COMMENT ON COLUMN removal_effect.conversion_probability_without IS 'the same when all that comes to the touch is lost';
COMMENT ON COLUMN removal_effect.conversions IS 'conversions credited to it, in proportion to its removal_effect; all of them sum to the conversions that have a touch';

CREATE TYPE attribution_transition AS (
	"from" text,
	"to" text,
	transitions bigint,
	probability double precision
);

COMMENT ON TYPE attribution_transition IS 'how often one state of the chain of touches leads to another, as transition_matrix gives it';
COMMENT ON COLUMN attribution_transition."from" IS 'label of a touch, or (start); with order=2 the one before and the touch, as in A > B';
COMMENT ON COLUMN attribution_transition."to" IS 'label of the touch that follows, (conversion), or (null) where a path ends without one; with order=2 as in from';
COMMENT ON COLUMN attribution_transition.transitions IS 'how often it follows, on all paths';
COMMENT ON COLUMN attribution_transition.probability IS 'part of all transitions from that state';

CREATE FUNCTION ca_removal_effects_finalfn(internal) RETURNS removal_effect[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_transition_matrix_finalfn(internal) RETURNS attribution_transition[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_removal_effects_finalfn(internal) IS 'support function of removal_effects';
COMMENT ON FUNCTION ca_transition_matrix_finalfn(internal) IS 'support function of transition_matrix';


CREATE FUNCTION ca_removal_effects_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE removal_effects(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_removal_effects_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_removal_effects_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_removal_effects_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision) IS 'support function of removal_effects';
COMMENT ON AGGREGATE removal_effects(interval, bigint, timestamptz, text, boolean, double precision) IS 'part of the conversion probability of the Markov chain of all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path) that is lost without each touch, and the conversions credited to it in proportion; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_removal_effects_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE removal_effects(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_removal_effects_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_removal_effects_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_removal_effects_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision, text) IS 'support function of removal_effects';
COMMENT ON AGGREGATE removal_effects(interval, bigint, timestamptz, text, boolean, double precision, text) IS 'part of the conversion probability of the Markov chain of all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path) that is lost without each touch, and the conversions credited to it in proportion; options: collapse or unique, exclude=, max_touches=, order=; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_removal_effects_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE removal_effects(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_removal_effects_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_removal_effects_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_removal_effects_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision) IS 'support function of removal_effects';
COMMENT ON AGGREGATE removal_effects(interval, uuid, timestamptz, text, boolean, double precision) IS 'part of the conversion probability of the Markov chain of all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path) that is lost without each touch, and the conversions credited to it in proportion; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_removal_effects_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE removal_effects(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_removal_effects_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_removal_effects_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_removal_effects_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision, text) IS 'support function of removal_effects';
COMMENT ON AGGREGATE removal_effects(interval, uuid, timestamptz, text, boolean, double precision, text) IS 'part of the conversion probability of the Markov chain of all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path) that is lost without each touch, and the conversions credited to it in proportion; options: collapse or unique, exclude=, max_touches=, order=; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_removal_effects_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE removal_effects(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_removal_effects_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_removal_effects_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_removal_effects_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision) IS 'support function of removal_effects';
COMMENT ON AGGREGATE removal_effects(interval, text, timestamptz, text, boolean, double precision) IS 'part of the conversion probability of the Markov chain of all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path) that is lost without each touch, and the conversions credited to it in proportion; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_removal_effects_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE removal_effects(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_removal_effects_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_removal_effects_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_removal_effects_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision, text) IS 'support function of removal_effects';
COMMENT ON AGGREGATE removal_effects(interval, text, timestamptz, text, boolean, double precision, text) IS 'part of the conversion probability of the Markov chain of all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path) that is lost without each touch, and the conversions credited to it in proportion; options: collapse or unique, exclude=, max_touches=, order=; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_transition_matrix_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE transition_matrix(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_transition_matrix_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_transition_matrix_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_transition_matrix_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision) IS 'support function of transition_matrix';
COMMENT ON AGGREGATE transition_matrix(interval, bigint, timestamptz, text, boolean, double precision) IS 'how often each touch follows another on all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path), from (start) to (conversion) or (null); in order of from and to by their bytes, (start) first, (conversion) and (null) last; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_transition_matrix_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE transition_matrix(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_transition_matrix_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_transition_matrix_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_transition_matrix_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision, text) IS 'support function of transition_matrix';
COMMENT ON AGGREGATE transition_matrix(interval, bigint, timestamptz, text, boolean, double precision, text) IS 'how often each touch follows another on all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path), from (start) to (conversion) or (null); options: collapse or unique, exclude=, max_touches=, order=; in order of from and to by their bytes, (start) first, (conversion) and (null) last; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_transition_matrix_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE transition_matrix(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_transition_matrix_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_transition_matrix_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_transition_matrix_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision) IS 'support function of transition_matrix';
COMMENT ON AGGREGATE transition_matrix(interval, uuid, timestamptz, text, boolean, double precision) IS 'how often each touch follows another on all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path), from (start) to (conversion) or (null); in order of from and to by their bytes, (start) first, (conversion) and (null) last; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_transition_matrix_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE transition_matrix(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_transition_matrix_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_transition_matrix_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_transition_matrix_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision, text) IS 'support function of transition_matrix';
COMMENT ON AGGREGATE transition_matrix(interval, uuid, timestamptz, text, boolean, double precision, text) IS 'how often each touch follows another on all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path), from (start) to (conversion) or (null); options: collapse or unique, exclude=, max_touches=, order=; in order of from and to by their bytes, (start) first, (conversion) and (null) last; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_transition_matrix_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE transition_matrix(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_transition_matrix_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_transition_matrix_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_transition_matrix_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision) IS 'support function of transition_matrix';
COMMENT ON AGGREGATE transition_matrix(interval, text, timestamptz, text, boolean, double precision) IS 'how often each touch follows another on all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path), from (start) to (conversion) or (null); in order of from and to by their bytes, (start) first, (conversion) and (null) last; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_transition_matrix_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE transition_matrix(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_transition_matrix_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_transition_matrix_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_transition_matrix_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision, text) IS 'support function of transition_matrix';
COMMENT ON AGGREGATE transition_matrix(interval, text, timestamptz, text, boolean, double precision, text) IS 'how often each touch follows another on all paths (the touches of the contact at most lookback before a conversion; and those of a contact that are on no such path), from (start) to (conversion) or (null); options: collapse or unique, exclude=, max_touches=, order=; in order of from and to by their bytes, (start) first, (conversion) and (null) last; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';
