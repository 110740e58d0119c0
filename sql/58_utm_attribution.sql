/*
 * Traffic by source, medium and campaign.
 */

CREATE TYPE utm_attribution_row AS (
	source text,
	medium text,
	campaign text,
	unique_visitors bigint,
	total_events bigint,
	conversions bigint,
	is_total boolean
);

COMMENT ON TYPE utm_attribution_row IS 'traffic of one source, medium and campaign, or of all, as utm_attribution gives it';
COMMENT ON COLUMN utm_attribution_row.source IS 'utm_source, or as given; NULL: none, or the total';
COMMENT ON COLUMN utm_attribution_row.medium IS 'utm_medium, or as given; NULL: none, or the total';
COMMENT ON COLUMN utm_attribution_row.campaign IS 'utm_campaign, or as given; NULL: none, or the total';
COMMENT ON COLUMN utm_attribution_row.unique_visitors IS 'distinct contacts; of the total each counts once, so that it is no sum';
COMMENT ON COLUMN utm_attribution_row.total_events IS 'rows, those with a NULL contact included';
COMMENT ON COLUMN utm_attribution_row.conversions IS 'rows that converted, those with a NULL contact included';
COMMENT ON COLUMN utm_attribution_row.is_total IS 'this is the total, the last row of all';

CREATE FUNCTION ca_utm_attribution_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_utm_attribution_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_utm_attribution_finalfn(internal) RETURNS utm_attribution_row[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_utm_attribution_combine(internal, internal) IS 'support function of utm_attribution';
COMMENT ON FUNCTION ca_utm_attribution_serialize(internal) IS 'support function of utm_attribution';
COMMENT ON FUNCTION ca_utm_attribution_finalfn(internal) IS 'support function of utm_attribution';

-- Parameters of URLs

CREATE FUNCTION ca_utm_attribution_url_int8_transfn(internal, url text, contact bigint, converted boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE utm_attribution(url text, contact bigint, converted boolean) (
	SFUNC = ca_utm_attribution_url_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_utm_attribution_finalfn,
	COMBINEFUNC = ca_utm_attribution_combine,
	SERIALFUNC = ca_utm_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_utm_attribution_url_int8_transfn(internal, text, bigint, boolean) IS 'support function of utm_attribution';
COMMENT ON AGGREGATE utm_attribution(text, bigint, boolean) IS 'traffic by utm_source, utm_medium and utm_campaign of URLs, decoded as utm does: rows, conversions and distinct contacts of each, in the order of their bytes, NULLs last, and at the end a total, in which each contact counts once; rows with a NULL contact count but are no visitors; a total of zeros for no rows';


CREATE FUNCTION ca_utm_attribution_url_uuid_transfn(internal, url text, contact uuid, converted boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE utm_attribution(url text, contact uuid, converted boolean) (
	SFUNC = ca_utm_attribution_url_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_utm_attribution_finalfn,
	COMBINEFUNC = ca_utm_attribution_combine,
	SERIALFUNC = ca_utm_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_utm_attribution_url_uuid_transfn(internal, text, uuid, boolean) IS 'support function of utm_attribution';
COMMENT ON AGGREGATE utm_attribution(text, uuid, boolean) IS 'traffic by utm_source, utm_medium and utm_campaign of URLs, decoded as utm does: rows, conversions and distinct contacts of each, in the order of their bytes, NULLs last, and at the end a total, in which each contact counts once; rows with a NULL contact count but are no visitors; a total of zeros for no rows';


CREATE FUNCTION ca_utm_attribution_url_text_transfn(internal, url text, contact text, converted boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE utm_attribution(url text, contact text, converted boolean) (
	SFUNC = ca_utm_attribution_url_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_utm_attribution_finalfn,
	COMBINEFUNC = ca_utm_attribution_combine,
	SERIALFUNC = ca_utm_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_utm_attribution_url_text_transfn(internal, text, text, boolean) IS 'support function of utm_attribution';
COMMENT ON AGGREGATE utm_attribution(text, text, boolean) IS 'traffic by utm_source, utm_medium and utm_campaign of URLs, decoded as utm does: rows, conversions and distinct contacts of each, in the order of their bytes, NULLs last, and at the end a total, in which each contact counts once; rows with a NULL contact count but are no visitors; a total of zeros for no rows';


-- The same of what is known already

CREATE FUNCTION ca_utm_attribution_int8_transfn(internal, source text, medium text, campaign text, contact bigint, converted boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE utm_attribution(source text, medium text, campaign text, contact bigint, converted boolean) (
	SFUNC = ca_utm_attribution_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_utm_attribution_finalfn,
	COMBINEFUNC = ca_utm_attribution_combine,
	SERIALFUNC = ca_utm_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_utm_attribution_int8_transfn(internal, text, text, text, bigint, boolean) IS 'support function of utm_attribution';
COMMENT ON AGGREGATE utm_attribution(text, text, text, bigint, boolean) IS 'traffic by source, medium and campaign, as they are given: rows, conversions and distinct contacts of each, in the order of their bytes, NULLs last, and at the end a total, in which each contact counts once; rows with a NULL contact count but are no visitors; a total of zeros for no rows';


CREATE FUNCTION ca_utm_attribution_uuid_transfn(internal, source text, medium text, campaign text, contact uuid, converted boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE utm_attribution(source text, medium text, campaign text, contact uuid, converted boolean) (
	SFUNC = ca_utm_attribution_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_utm_attribution_finalfn,
	COMBINEFUNC = ca_utm_attribution_combine,
	SERIALFUNC = ca_utm_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_utm_attribution_uuid_transfn(internal, text, text, text, uuid, boolean) IS 'support function of utm_attribution';
COMMENT ON AGGREGATE utm_attribution(text, text, text, uuid, boolean) IS 'traffic by source, medium and campaign, as they are given: rows, conversions and distinct contacts of each, in the order of their bytes, NULLs last, and at the end a total, in which each contact counts once; rows with a NULL contact count but are no visitors; a total of zeros for no rows';


CREATE FUNCTION ca_utm_attribution_text_transfn(internal, source text, medium text, campaign text, contact text, converted boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE utm_attribution(source text, medium text, campaign text, contact text, converted boolean) (
	SFUNC = ca_utm_attribution_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_utm_attribution_finalfn,
	COMBINEFUNC = ca_utm_attribution_combine,
	SERIALFUNC = ca_utm_attribution_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_utm_attribution_text_transfn(internal, text, text, text, text, boolean) IS 'support function of utm_attribution';
COMMENT ON AGGREGATE utm_attribution(text, text, text, text, boolean) IS 'traffic by source, medium and campaign, as they are given: rows, conversions and distinct contacts of each, in the order of their bytes, NULLs last, and at the end a total, in which each contact counts once; rows with a NULL contact count but are no visitors; a total of zeros for no rows';
