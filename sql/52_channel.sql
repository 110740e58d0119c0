/*
 * Channels: which kind of marketing brought a visit.
 */

-- The names under which a host may be listed, and the row that lists it: the
-- nearest, and among those of one name the user's.

CREATE FUNCTION ca_site_keys(host text) RETURNS text[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION ca_site_keys(text) IS 'support function of classify_referrer and channel_group';

CREATE FUNCTION ca_site(host text) RETURNS TABLE (category text, name text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT s.category, s.name
	FROM pg_catalog.unnest(ca_site_keys(coalesce(url_host($1), $1))) WITH ORDINALITY AS k (key, place),
		 LATERAL (SELECT u.category, u.name, 1 AS turn FROM sites AS u WHERE u.host = k.key
				  UNION ALL
				  SELECT d.category, d.name, 2 FROM site_defaults AS d WHERE d.host = k.key
				  ORDER BY turn LIMIT 1) AS s
	ORDER BY k.place
	LIMIT 1;
END;

COMMENT ON FUNCTION ca_site(text) IS 'support function of classify_referrer and channel_group';


CREATE FUNCTION classify_referrer(host text, OUT category text, OUT name text)
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT nullif(s.category, 'none'), s.name FROM ca_site($1) AS s;
END;

COMMENT ON FUNCTION classify_referrer(text) IS 'category and name of a referrer''s site, by its host or URL: what the tables sites and site_defaults say of the host or the nearest above it; NULLs when they do not know it';


CREATE FUNCTION ca_channel_group(source text, medium text, campaign text, referrer_host text, category text, click_network text, ai_assistants boolean) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_channel_group(text, text, text, text, text, text, boolean) IS 'support function of channel_group';

CREATE FUNCTION channel_group(source text, medium text, campaign text, referrer_host text, click_network text, ai_assistants boolean DEFAULT false) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
RETURN ca_channel_group(source, medium, campaign, referrer_host,
	(SELECT s.category FROM ca_site(CASE WHEN source <> '' THEN source ELSE referrer_host END) AS s),
	click_network, ai_assistants);

COMMENT ON FUNCTION channel_group(text, text, text, text, text, boolean) IS 'default channel group of Google Analytics 4, with AI Assistants as one more when asked for; NULL and empty arguments are absent; never NULL';
