/*
 * Parameters and parts of URLs.
 */

CREATE TYPE utm_params AS (
	source text,
	medium text,
	campaign text,
	term text,
	content text,
	id text,
	click_id text,
	click_network text
);

COMMENT ON TYPE utm_params IS 'campaign parameters of a URL, as utm gives them; NULL: not there, or empty';
COMMENT ON COLUMN utm_params.source IS 'utm_source: who sent the visitor';
COMMENT ON COLUMN utm_params.medium IS 'utm_medium: by which kind of link';
COMMENT ON COLUMN utm_params.campaign IS 'utm_campaign: for which campaign';
COMMENT ON COLUMN utm_params.term IS 'utm_term: for which search words';
COMMENT ON COLUMN utm_params.content IS 'utm_content: which of several links or creatives';
COMMENT ON COLUMN utm_params.id IS 'utm_id: id of the campaign';
COMMENT ON COLUMN utm_params.click_id IS 'the first that has a value of gclid, gbraid, wbraid, dclid, msclkid, fbclid, igshid, ttclid, li_fat_id and twclid';
COMMENT ON COLUMN utm_params.click_network IS 'whose click id that is: google, microsoft, meta, tiktok, linkedin or twitter';

CREATE FUNCTION utm(url text, in_fragment boolean DEFAULT false) RETURNS utm_params
	AS 'MODULE_PATHNAME', 'ca_utm' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION utm(text, boolean) IS 'campaign parameters of a URL, form-decoded: those of its query and, with in_fragment, behind them those behind #; the first of a name counts; a record of NULLs for a URL without any; never an error';


CREATE FUNCTION utm_source(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_utm_source' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION utm_source(text, boolean) IS 'parameter utm_source of a URL, form-decoded: of its query or, with in_fragment, else of what is behind #; NULL if it is not there or its first occurrence is empty';


CREATE FUNCTION utm_medium(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_utm_medium' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION utm_medium(text, boolean) IS 'parameter utm_medium of a URL, form-decoded: of its query or, with in_fragment, else of what is behind #; NULL if it is not there or its first occurrence is empty';


CREATE FUNCTION utm_campaign(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_utm_campaign' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION utm_campaign(text, boolean) IS 'parameter utm_campaign of a URL, form-decoded: of its query or, with in_fragment, else of what is behind #; NULL if it is not there or its first occurrence is empty';


CREATE FUNCTION utm_term(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_utm_term' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION utm_term(text, boolean) IS 'parameter utm_term of a URL, form-decoded: of its query or, with in_fragment, else of what is behind #; NULL if it is not there or its first occurrence is empty';


CREATE FUNCTION utm_content(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_utm_content' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION utm_content(text, boolean) IS 'parameter utm_content of a URL, form-decoded: of its query or, with in_fragment, else of what is behind #; NULL if it is not there or its first occurrence is empty';


CREATE FUNCTION utm_id(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_utm_id' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION utm_id(text, boolean) IS 'parameter utm_id of a URL, form-decoded: of its query or, with in_fragment, else of what is behind #; NULL if it is not there or its first occurrence is empty';


CREATE FUNCTION click_id(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_click_id' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION click_id(text, boolean) IS 'click id of a URL: the value of the first that has one of gclid, gbraid, wbraid, dclid, msclkid, fbclid, igshid, ttclid, li_fat_id and twclid, in this order; with in_fragment also behind #; NULL if there is none';


CREATE FUNCTION click_network(url text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_click_network' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION click_network(text, boolean) IS 'advertising network whose click id click_id gives: google (gclid, gbraid, wbraid, dclid), microsoft (msclkid), meta (fbclid, igshid), tiktok (ttclid), linkedin (li_fat_id) or twitter (twclid); NULL if there is none';


CREATE FUNCTION url_param(url text, name text, in_fragment boolean DEFAULT false) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_url_param' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION url_param(text, text, boolean) IS 'parameter of a URL whose decoded name is exactly this, form-decoded: of its query or, with in_fragment, else of what is behind #; NULL if it is not there or its first occurrence is empty';


CREATE FUNCTION url_host(url text) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_url_host' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION url_host(text) IS 'host of a URL, ASCII letters in lower case, without user, port and trailing dot; also of //example.com and of example.com/path; NULL if there is none';


CREATE FUNCTION url_path(url text) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_url_path' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION url_path(text) IS 'path of a URL as it is written; / for a host without one; NULL if there is neither';


CREATE FUNCTION url_fragment(url text) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_url_fragment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION url_fragment(text) IS 'what a URL has behind its first #, as it is written; NULL if there is nothing';


CREATE FUNCTION strip_tracking(url text) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_strip_tracking' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION strip_tracking(text) IS 'a URL without the parameters of its query that begin with utm_ or are one of ScCid, __hsfp, __hssc, __hstc, __s, _branch_match_id, _branch_referrer, _ga, _gl, _hsenc, _hsmi, _kx, _openstat, dclid, epik, fbclid, gad_campaignid, gad_source, gbraid, gclid, gclsrc, guce_referrer, guce_referrer_sig, hsCtaTracking, igsh, igshid, irclickid, li_fat_id, mc_cid, mc_eid, mkt_tok, ml_subscriber, ml_subscriber_hash, msclkid, oly_anon_id, oly_enc_id, rb_clickid, rdt_cid, s_cid, srsltid, ttclid, twclid, vero_conv, vero_id, wbraid, wickedid, yclid, ymclid and ysclid; all else stays as it is written';
