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
