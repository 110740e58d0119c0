/*
 * Attribution: which touches get the credit for conversions.
 */

CREATE TYPE attribution_credit AS (
	model text,
	touch text,
	conversions double precision,
	value double precision,
	touches bigint,
	contacts bigint,
	converted_contacts bigint,
	first_seen timestamptz,
	last_seen timestamptz
);

COMMENT ON TYPE attribution_credit IS 'what a touch gets of all conversions by one model, as attribution gives it';
COMMENT ON COLUMN attribution_credit.model IS 'name of the model';
COMMENT ON COLUMN attribution_credit.touch IS 'label of the touch; NULL: conversions without a touch';
COMMENT ON COLUMN attribution_credit.conversions IS 'conversions credited to it, in parts';
COMMENT ON COLUMN attribution_credit.value IS 'their value, in the same parts';
COMMENT ON COLUMN attribution_credit.touches IS 'rows with this touch, whether or not they led to a conversion; 0 for NULL';
COMMENT ON COLUMN attribution_credit.contacts IS 'distinct contacts with this touch; for NULL, with a conversion without a touch';
COMMENT ON COLUMN attribution_credit.converted_contacts IS 'distinct contacts with a conversion on whose path it is; for NULL the same as contacts';
COMMENT ON COLUMN attribution_credit.first_seen IS 'time of its first touch; for NULL of the first such conversion';
COMMENT ON COLUMN attribution_credit.last_seen IS 'time of its last touch; for NULL of the last such conversion';

CREATE TYPE attribution_path AS (
	path text[],
	conversions bigint,
	value double precision,
	touches integer,
	median_seconds double precision,
	share double precision
);

COMMENT ON TYPE attribution_path IS 'touches that led to conversions, as attribution_paths gives it';
COMMENT ON COLUMN attribution_path.path IS 'labels of the touches, oldest first; empty for conversions without a touch';
COMMENT ON COLUMN attribution_path.conversions IS 'conversions with exactly this path';
COMMENT ON COLUMN attribution_path.value IS 'their value';
COMMENT ON COLUMN attribution_path.touches IS 'how many touches the path has';
COMMENT ON COLUMN attribution_path.median_seconds IS 'median time from its first touch to the conversion, in seconds; NULL without a touch';
COMMENT ON COLUMN attribution_path.share IS 'part of all conversions, with a touch or without, 0 to 1';

CREATE TYPE assisted_conversion AS (
	touch text,
	assisted_conversions bigint,
	assisted_value double precision,
	last_touch_conversions bigint,
	last_touch_value double precision,
	first_touch_conversions bigint,
	assist_ratio double precision
);

COMMENT ON TYPE assisted_conversion IS 'how a touch helped to convert, as assisted_conversions gives it';
COMMENT ON COLUMN assisted_conversion.touch IS 'label of the touch';
COMMENT ON COLUMN assisted_conversion.assisted_conversions IS 'conversions on whose path it is anywhere but last';
COMMENT ON COLUMN assisted_conversion.assisted_value IS 'their value, all of it';
COMMENT ON COLUMN assisted_conversion.last_touch_conversions IS 'conversions of which it is the last touch';
COMMENT ON COLUMN assisted_conversion.last_touch_value IS 'their value';
COMMENT ON COLUMN assisted_conversion.first_touch_conversions IS 'conversions of which it is the first touch';
COMMENT ON COLUMN assisted_conversion.assist_ratio IS 'assisted_conversions / last_touch_conversions; NULL when the latter are 0';

CREATE FUNCTION ca_attribution_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_attribution_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_attribution_finalfn(internal) RETURNS attribution_credit[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_attribution_paths_finalfn(internal) RETURNS attribution_path[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION ca_assisted_conversions_finalfn(internal) RETURNS assisted_conversion[]
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_attribution_combine(internal, internal) IS 'support function of attribution, attribution_paths, assisted_conversions, removal_effects and transition_matrix';
COMMENT ON FUNCTION ca_attribution_serialize(internal) IS 'support function of attribution, attribution_paths, assisted_conversions, removal_effects and transition_matrix';
COMMENT ON FUNCTION ca_attribution_finalfn(internal) IS 'support function of attribution';
COMMENT ON FUNCTION ca_attribution_paths_finalfn(internal) IS 'support function of attribution_paths';
COMMENT ON FUNCTION ca_assisted_conversions_finalfn(internal) IS 'support function of assisted_conversions';


CREATE FUNCTION ca_attribution_int8_transfn(internal, models text[], lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution(models text[], lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_attribution_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_int8_transfn(internal, text[], interval, bigint, timestamptz, text, boolean, double precision) IS 'support function of attribution';
COMMENT ON AGGREGATE attribution(text[], interval, bigint, timestamptz, text, boolean, double precision) IS 'credit that each touch gets for conversions, and for their value, by each of the models (first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley, markov); the path of a conversion are the touches of its contact at most lookback before it, both ends included, each conversion having a path of its own; in order of models as given, then of touches by their bytes, last NULL for conversions without a touch; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_int8_transfn(internal, models text[], lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution(models text[], lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_attribution_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_int8_transfn(internal, text[], interval, bigint, timestamptz, text, boolean, double precision, text) IS 'support function of attribution';
COMMENT ON AGGREGATE attribution(text[], interval, bigint, timestamptz, text, boolean, double precision, text) IS 'credit that each touch gets for conversions, and for their value, by each of the models (first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley, markov); the path of a conversion are the touches of its contact at most lookback before it, both ends included, each conversion having a path of its own; options: collapse or unique, exclude=, max_touches=, direct=, half_life=, weights=, order=; in order of models as given, then of touches by their bytes, last NULL for conversions without a touch; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_uuid_transfn(internal, models text[], lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution(models text[], lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_attribution_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_uuid_transfn(internal, text[], interval, uuid, timestamptz, text, boolean, double precision) IS 'support function of attribution';
COMMENT ON AGGREGATE attribution(text[], interval, uuid, timestamptz, text, boolean, double precision) IS 'credit that each touch gets for conversions, and for their value, by each of the models (first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley, markov); the path of a conversion are the touches of its contact at most lookback before it, both ends included, each conversion having a path of its own; in order of models as given, then of touches by their bytes, last NULL for conversions without a touch; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_uuid_transfn(internal, models text[], lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution(models text[], lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_attribution_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_uuid_transfn(internal, text[], interval, uuid, timestamptz, text, boolean, double precision, text) IS 'support function of attribution';
COMMENT ON AGGREGATE attribution(text[], interval, uuid, timestamptz, text, boolean, double precision, text) IS 'credit that each touch gets for conversions, and for their value, by each of the models (first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley, markov); the path of a conversion are the touches of its contact at most lookback before it, both ends included, each conversion having a path of its own; options: collapse or unique, exclude=, max_touches=, direct=, half_life=, weights=, order=; in order of models as given, then of touches by their bytes, last NULL for conversions without a touch; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_text_transfn(internal, models text[], lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution(models text[], lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_attribution_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_text_transfn(internal, text[], interval, text, timestamptz, text, boolean, double precision) IS 'support function of attribution';
COMMENT ON AGGREGATE attribution(text[], interval, text, timestamptz, text, boolean, double precision) IS 'credit that each touch gets for conversions, and for their value, by each of the models (first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley, markov); the path of a conversion are the touches of its contact at most lookback before it, both ends included, each conversion having a path of its own; in order of models as given, then of touches by their bytes, last NULL for conversions without a touch; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_text_transfn(internal, models text[], lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution(models text[], lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_attribution_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_text_transfn(internal, text[], interval, text, timestamptz, text, boolean, double precision, text) IS 'support function of attribution';
COMMENT ON AGGREGATE attribution(text[], interval, text, timestamptz, text, boolean, double precision, text) IS 'credit that each touch gets for conversions, and for their value, by each of the models (first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley, markov); the path of a conversion are the touches of its contact at most lookback before it, both ends included, each conversion having a path of its own; options: collapse or unique, exclude=, max_touches=, direct=, half_life=, weights=, order=; in order of models as given, then of touches by their bytes, last NULL for conversions without a touch; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_paths_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution_paths(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_attribution_paths_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_paths_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_paths_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision) IS 'support function of attribution_paths';
COMMENT ON AGGREGATE attribution_paths(interval, bigint, timestamptz, text, boolean, double precision) IS 'the paths that led to most conversions: the touches of a contact at most lookback before a conversion, both ends included, oldest first; the first 100, or as many as top= says, by conversions, then value, then path; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_paths_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution_paths(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_attribution_paths_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_paths_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_paths_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision, text) IS 'support function of attribution_paths';
COMMENT ON AGGREGATE attribution_paths(interval, bigint, timestamptz, text, boolean, double precision, text) IS 'the paths that led to most conversions: the touches of a contact at most lookback before a conversion, both ends included, oldest first; options: collapse or unique, exclude=, max_touches=, top=; the first 100, or as many as top= says, by conversions, then value, then path; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_paths_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution_paths(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_attribution_paths_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_paths_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_paths_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision) IS 'support function of attribution_paths';
COMMENT ON AGGREGATE attribution_paths(interval, uuid, timestamptz, text, boolean, double precision) IS 'the paths that led to most conversions: the touches of a contact at most lookback before a conversion, both ends included, oldest first; the first 100, or as many as top= says, by conversions, then value, then path; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_paths_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution_paths(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_attribution_paths_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_paths_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_paths_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision, text) IS 'support function of attribution_paths';
COMMENT ON AGGREGATE attribution_paths(interval, uuid, timestamptz, text, boolean, double precision, text) IS 'the paths that led to most conversions: the touches of a contact at most lookback before a conversion, both ends included, oldest first; options: collapse or unique, exclude=, max_touches=, top=; the first 100, or as many as top= says, by conversions, then value, then path; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_paths_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution_paths(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_attribution_paths_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_paths_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_paths_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision) IS 'support function of attribution_paths';
COMMENT ON AGGREGATE attribution_paths(interval, text, timestamptz, text, boolean, double precision) IS 'the paths that led to most conversions: the touches of a contact at most lookback before a conversion, both ends included, oldest first; the first 100, or as many as top= says, by conversions, then value, then path; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_attribution_paths_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE attribution_paths(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_attribution_paths_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_attribution_paths_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_attribution_paths_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision, text) IS 'support function of attribution_paths';
COMMENT ON AGGREGATE attribution_paths(interval, text, timestamptz, text, boolean, double precision, text) IS 'the paths that led to most conversions: the touches of a contact at most lookback before a conversion, both ends included, oldest first; options: collapse or unique, exclude=, max_touches=, top=; the first 100, or as many as top= says, by conversions, then value, then path; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_assisted_conversions_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE assisted_conversions(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_assisted_conversions_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_assisted_conversions_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_assisted_conversions_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision) IS 'support function of assisted_conversions';
COMMENT ON AGGREGATE assisted_conversions(interval, bigint, timestamptz, text, boolean, double precision) IS 'for each touch the conversions on whose path (the touches of the contact at most lookback before it) it is anywhere but last, beside those of which it is the last or the first touch; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_assisted_conversions_int8_transfn(internal, lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE assisted_conversions(lookback interval, contact bigint, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_assisted_conversions_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_assisted_conversions_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_assisted_conversions_int8_transfn(internal, interval, bigint, timestamptz, text, boolean, double precision, text) IS 'support function of assisted_conversions';
COMMENT ON AGGREGATE assisted_conversions(interval, bigint, timestamptz, text, boolean, double precision, text) IS 'for each touch the conversions on whose path (the touches of the contact at most lookback before it) it is anywhere but last, beside those of which it is the last or the first touch; options: collapse or unique, exclude=, max_touches=; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_assisted_conversions_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE assisted_conversions(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_assisted_conversions_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_assisted_conversions_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_assisted_conversions_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision) IS 'support function of assisted_conversions';
COMMENT ON AGGREGATE assisted_conversions(interval, uuid, timestamptz, text, boolean, double precision) IS 'for each touch the conversions on whose path (the touches of the contact at most lookback before it) it is anywhere but last, beside those of which it is the last or the first touch; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_assisted_conversions_uuid_transfn(internal, lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE assisted_conversions(lookback interval, contact uuid, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_assisted_conversions_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_assisted_conversions_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_assisted_conversions_uuid_transfn(internal, interval, uuid, timestamptz, text, boolean, double precision, text) IS 'support function of assisted_conversions';
COMMENT ON AGGREGATE assisted_conversions(interval, uuid, timestamptz, text, boolean, double precision, text) IS 'for each touch the conversions on whose path (the touches of the contact at most lookback before it) it is anywhere but last, beside those of which it is the last or the first touch; options: collapse or unique, exclude=, max_touches=; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_assisted_conversions_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE assisted_conversions(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision) (
	SFUNC = ca_assisted_conversions_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_assisted_conversions_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_assisted_conversions_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision) IS 'support function of assisted_conversions';
COMMENT ON AGGREGATE assisted_conversions(interval, text, timestamptz, text, boolean, double precision) IS 'for each touch the conversions on whose path (the touches of the contact at most lookback before it) it is anywhere but last, beside those of which it is the last or the first touch; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';


CREATE FUNCTION ca_assisted_conversions_text_transfn(internal, lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE assisted_conversions(lookback interval, contact text, at timestamptz, touch text, converted boolean, value double precision, options text) (
	SFUNC = ca_assisted_conversions_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_assisted_conversions_finalfn,
	COMBINEFUNC = ca_attribution_combine,
	SERIALFUNC = ca_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_assisted_conversions_text_transfn(internal, interval, text, timestamptz, text, boolean, double precision, text) IS 'support function of assisted_conversions';
COMMENT ON AGGREGATE assisted_conversions(interval, text, timestamptz, text, boolean, double precision, text) IS 'for each touch the conversions on whose path (the touches of the contact at most lookback before it) it is anywhere but last, beside those of which it is the last or the first touch; options: collapse or unique, exclude=, max_touches=; in order of touches by their bytes; rows with a NULL contact or time are skipped, a NULL touch is none, a NULL value counts as 0; an empty array for no rows';
