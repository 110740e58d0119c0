/*
 * Parameters of URLs against a decoder in plain SQL, which works on hex digits
 * and regular expressions; hosts, paths and fragments against regular
 * expressions; strip_tracking against the pieces put together again.
 */
\ir lib/oracle.sql

SELECT plan(38);

/* ---- The plain way ---- */

-- Bytes in hex, each escape and each other byte one match; '%' is 25, '+' is 2b,
-- a digit of an escape 30 to 39, 41 to 46 or 61 to 66.
CREATE FUNCTION pg_temp.unescaped(raw text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(string_agg(CASE WHEN token = '2b' THEN '20'
									WHEN length(token) = 2 THEN token
									ELSE lower(convert_from(decode(substr(token, 3), 'hex'), 'SQL_ASCII')) END, '' ORDER BY place), '')
	FROM regexp_matches(encode(convert_to(raw, 'UTF8'), 'hex'), '25(?:3[0-9]|[46][1-6]){2}|..', 'g') WITH ORDINALITY AS m (tokens, place), unnest(tokens) AS token
$$;

-- Hex digits of bytes as text: characters as they are, and the longest beginning
-- of a character, or else a byte, as U+FFFD. The longest match counts.
CREATE FUNCTION pg_temp.characters(bytes text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT convert_from(decode(coalesce(string_agg(CASE WHEN token ~
		'^(0[1-9a-f]|[1-7].|(c[2-9a-f]|d.)[89ab].|(e0[ab].|e[1-9abcef][89ab].|ed[89].)[89ab].|(f0[9ab].|f[1-3][89ab].|f48.)([89ab].){2})$'
		THEN token ELSE 'efbfbd' END, '' ORDER BY place), ''), 'hex'), 'UTF8')
	FROM regexp_matches(bytes,
		'(?:c[2-9a-f]|d.)[89ab].|(?:e0[ab].|e[1-9abcef][89ab].|ed[89].)(?:[89ab].)?|(?:f0[9ab].|f[1-3][89ab].|f48.)(?:[89ab].){0,2}|..', 'g')
		WITH ORDINALITY AS m (tokens, place), unnest(tokens) AS token
$$;

CREATE FUNCTION pg_temp.decoded(raw text) RETURNS text LANGUAGE sql IMMUTABLE RETURN pg_temp.characters(pg_temp.unescaped(raw));

-- The parameters of a list, in order, those between two separators left out.
CREATE FUNCTION pg_temp.parameters(list text) RETURNS TABLE (place bigint, name text, value text) LANGUAGE sql IMMUTABLE AS $$
	SELECT place, pg_temp.decoded(substring(piece FROM '^[^=]*')), pg_temp.decoded(coalesce(substring(piece FROM '=(.*)$'), ''))
	FROM regexp_split_to_table(list, '&(?:amp;)*') WITH ORDINALITY AS p (piece, place)
	WHERE piece <> ''
$$;

-- Blanks and control characters at the end do not count.
CREATE FUNCTION pg_temp.query(url text) RETURNS text LANGUAGE sql IMMUTABLE RETURN substring(regexp_replace(url, '[\x01- ]+$', '') FROM '^[^?#]*\?([^#]*)');
CREATE FUNCTION pg_temp.fragment_query(url text) RETURNS text LANGUAGE sql IMMUTABLE
	RETURN (SELECT coalesce(substring(t FROM '^[^#]*#[/!][^?#]*\?([^#]*)'), substring(t FROM '^[^#]*#[^?#=]*\?([^#]*)'), substring(t FROM '^[^#]*#([^#]*)'))
			FROM regexp_replace(url, '[\x01- ]+$', '') AS t);

/* ---- Random URLs ---- */

CREATE TEMP TABLE pieces AS
SELECT array_agg(piece) AS piece FROM (
	SELECT unnest('{utm_source,utm_medium,utm_campaign,utm_term,utm_content,utm_id,gclid,gbraid,wbraid,dclid,msclkid,fbclid,igshid,ttclid,li_fat_id,twclid,utm_,UTM_SOURCE,x,_ga,ScCid}'::text[]) || '='
	UNION ALL SELECT unnest(ARRAY['&', '&', '&', '&', '&', '&amp;', 'amp;', '&&', '=', '=', '?', '?', '#', '/', '!', 'utm_source', 'utm%5Fsource=', 'utm%5fm%65dium=', '%75tm_id=', 'gclid', '%00', '%', '%4', '%4G', '%41', '%2b', '+', '%26', '%3d', '%23'])
	UNION ALL SELECT unnest(ARRAY['%C3', '%A9', '%c3%a9', '%E2', '%82', '%AC', '%ED%A0%80', '%F0', '%9f', '%98%80', '%F4%90', '%C0', '%FF', '%EF%BB%BF', U&'\00E9', U&'\20AC', U&'\+01F600', ' ', 'a', 'Z', '9', '%41mp;', E'\n', E'\x01', E'\x7f'])) AS p (piece);

CREATE FUNCTION pg_temp.random_url(id bigint, seed bigint, npieces int) RETURNS text LANGUAGE sql AS $$
	SELECT CASE id % 4 WHEN 0 THEN '/a#' WHEN 1 THEN '' ELSE 'https://shop.example.com/?' END || coalesce(string_agg(piece[1 + (pg_temp.noise(id * 100 + i, seed) & 65535) % cardinality(piece)], '' ORDER BY i), '')
	FROM pieces, generate_series(1, npieces) AS i
$$;

CREATE TEMP TABLE urls AS
SELECT id, pg_temp.random_url(id, 1, (id % 17)::int) AS url FROM generate_series(1::bigint, 6000) AS id;
INSERT INTO urls SELECT 6000 + id, pg_temp.random_url(id, 2, 90) FROM generate_series(1::bigint, 300) AS id;

-- What each URL has under each name: the first of the query, of the fragment.
CREATE TEMP TABLE found AS
SELECT id, part, name, (array_agg(value ORDER BY place))[1] AS value
FROM (SELECT id, 1 AS part, p.* FROM urls, pg_temp.parameters(pg_temp.query(url)) AS p
	  UNION ALL SELECT id, 2, p.* FROM urls, pg_temp.parameters(pg_temp.fragment_query(url)) AS p) AS p
GROUP BY id, part, name;
CREATE TEMP TABLE found_anywhere AS
SELECT id, name, (array_agg(value ORDER BY part))[1] AS value FROM found GROUP BY id, name;
CREATE INDEX ON found (name);
CREATE INDEX ON found_anywhere (name);
ANALYZE urls, found, found_anywhere;

SELECT cmp_ok((SELECT count(*) FROM found WHERE name LIKE 'utm%' AND value <> ''), '>=', 1000::bigint, 'there is something to find');

/* ---- Parameters ---- */

SELECT pg_temp.agree(format('SELECT id, utm_%1$s(url), (utm(url)).%1$s, url_param(url, ''utm_%1$s'') FROM urls', name),
					 format('SELECT id, value, value, value FROM urls LEFT JOIN (SELECT id, nullif(value, '''') AS value FROM found WHERE part = 1 AND name = ''utm_%s'') AS f USING (id)', name), 'utm_' || name)
FROM unnest('{source,medium,campaign,term,content,id}'::text[]) WITH ORDINALITY AS n (name, place) ORDER BY place;

SELECT pg_temp.agree(format('SELECT id, utm_%1$s(url, true), (utm(url, true)).%1$s, url_param(url, ''utm_%1$s'', true) FROM urls', name),
					 format('SELECT id, value, value, value FROM urls LEFT JOIN (SELECT id, nullif(value, '''') AS value FROM found_anywhere WHERE name = ''utm_%s'') AS f USING (id)', name), 'utm_' || name || ', in fragments, too')
FROM unnest('{source,medium,campaign,term,content,id}'::text[]) WITH ORDINALITY AS n (name, place) ORDER BY place;

CREATE TEMP TABLE click (place int, name text, network text);
INSERT INTO click VALUES (1, 'gclid', 'google'), (2, 'gbraid', 'google'), (3, 'wbraid', 'google'), (4, 'dclid', 'google'), (5, 'msclkid', 'microsoft'), (6, 'fbclid', 'meta'),
	(7, 'igshid', 'meta'), (8, 'ttclid', 'tiktok'), (9, 'li_fat_id', 'linkedin'), (10, 'twclid', 'twitter');

SELECT pg_temp.agree('SELECT id, click_id(url), click_network(url), (utm(url)).click_id, (utm(url)).click_network FROM urls',
	$$SELECT id, value, network, value, network FROM urls LEFT JOIN (
	  SELECT DISTINCT ON (id) id, value, network FROM found JOIN click USING (name) WHERE part = 1 AND value <> '' ORDER BY id, click.place) AS f USING (id)$$, 'click ids');
SELECT pg_temp.agree('SELECT id, click_id(url, true), click_network(url, true), (utm(url, true)).click_id, (utm(url, true)).click_network FROM urls',
	$$SELECT id, value, network, value, network FROM urls LEFT JOIN (
	  SELECT DISTINCT ON (id) id, value, network FROM found_anywhere JOIN click USING (name) WHERE value <> '' ORDER BY id, click.place) AS f USING (id)$$, 'click ids, in fragments, too');

-- Every name that occurs, in every URL in which it does, and the empty one in all.
SELECT pg_temp.agree('SELECT id, name, url_param(url, name) FROM found JOIN urls USING (id) WHERE part = 1', $$SELECT id, name, nullif(value, '') FROM found WHERE part = 1$$, 'any parameter');
SELECT pg_temp.agree('SELECT id, name, url_param(url, name, true) FROM found_anywhere JOIN urls USING (id)', $$SELECT id, name, nullif(value, '') FROM found_anywhere$$, 'any parameter, in fragments, too');
SELECT pg_temp.agree($$SELECT id, url_param(url, '') FROM urls$$, $$SELECT id, nullif(value, '') FROM urls LEFT JOIN (SELECT * FROM found WHERE part = 1 AND name = '') AS f USING (id)$$, 'one without a name');
SELECT pg_temp.agree($$SELECT id, url_param(url, 'amp;x') FROM urls$$, $$SELECT id, nullif(value, '') FROM urls LEFT JOIN (SELECT * FROM found WHERE part = 1 AND name = 'amp;x') AS f USING (id)$$, 'one of a name that separators have');
SELECT is_empty($$SELECT url FROM urls WHERE utm(url, false) IS DISTINCT FROM utm(url) OR url_param(url, 'x', false) IS DISTINCT FROM url_param(url, 'x')$$, 'in_fragment is false unless given');

-- Wherever the text lies: in a tuple with a short head, compressed, or elsewhere.
CREATE TEMP TABLE stored (id bigint, url text);
INSERT INTO stored SELECT id, url || repeat('&x', (id % 3 * 3000)::int) FROM urls WHERE id % 10 = 0 AND url !~ '[#=]$';
ALTER TABLE stored ALTER url SET STORAGE EXTERNAL;
INSERT INTO stored SELECT id, url || repeat('&x', (id % 3 * 3000)::int) FROM urls WHERE id % 10 = 1 AND url !~ '[#=]$';
SELECT is_empty($$SELECT id FROM stored WHERE utm(url) IS DISTINCT FROM utm(url || '') OR utm_medium(url, true) IS DISTINCT FROM utm_medium(url || '', true)
				  OR strip_tracking(url) <> strip_tracking(url || '') OR url_path(url) IS DISTINCT FROM url_path(url || '')$$, 'however it is stored');

-- A text whose bytes are not in the database's encoding, as the query of another
-- database in pg_stat_activity, is longer when decoded, and that has room.
CREATE CAST (bytea AS text) WITHOUT FUNCTION;
CREATE TEMP TABLE broken AS
SELECT n, (convert_to('?utm_medium=', 'UTF8') || decode(repeat('ff', n), 'hex') || '&utm_source=x' || decode(repeat('00e9', n), 'hex'))::text AS url FROM unnest('{0,1,7,500,1900,300000}'::int[]) AS n;
SELECT is_empty($$SELECT n FROM broken WHERE utm_medium(url) IS DISTINCT FROM nullif(repeat(U&'\FFFD', n), '') OR utm_source(url) <> 'x' || repeat(U&'\FFFD\FFFD', n)$$, 'broken bytes, one by one');
SELECT is_empty($$SELECT n FROM broken WHERE ((utm(url)).medium, (utm(url)).source) IS DISTINCT FROM (utm_medium(url), utm_source(url))$$, 'broken bytes, all at once');
SELECT is_empty($$SELECT n FROM broken, unnest((SELECT utm_attribution(url, 1::bigint, true) FROM broken AS b WHERE b.n = broken.n)) AS t
				  WHERE NOT is_total AND (t.medium, t.source) IS DISTINCT FROM (utm_medium(url), utm_source(url))$$, 'broken bytes, by source and medium');

/* ---- Stripping ---- */

CREATE FUNCTION pg_temp.stripped(url text) RETURNS text LANGUAGE sql AS $$
	WITH parts AS (
		SELECT substring(url FROM '^[^?#]*') AS before, pg_temp.query(url) AS query, substring(url FROM CASE WHEN url ~ '#' THEN '#.*$' ELSE '[\x01- ]*$' END) AS after
	), pieces AS (
		SELECT m.place, piece[1] AS separator, piece[2] AS piece, pg_temp.decoded(substring(piece[2] FROM '^[^=]*')) AS name
		FROM parts, regexp_matches('&' || query, '(&)([^&]*)', 'g') WITH ORDINALITY AS m (piece, place)
	), cut AS (
		-- the first has no separator, any other takes "amp;" for part of it
		SELECT place, CASE WHEN place > 1 THEN substring(separator || piece FROM '^&(?:amp;)*') ELSE '' END AS separator,
			   CASE WHEN place > 1 THEN regexp_replace(piece, '^(amp;)+', '') ELSE piece END AS piece
		FROM pieces
	), kept AS (
		SELECT *, row_number() OVER (ORDER BY place) AS n FROM cut
		WHERE pg_temp.decoded(substring(piece FROM '^[^=]*')) !~ '^utm_' AND pg_temp.decoded(substring(piece FROM '^[^=]*')) <> ALL (regexp_split_to_array(
			substring(obj_description('campaign_analytics.strip_tracking(text)'::regprocedure, 'pg_proc') FROM 'are one of (.*);'), ', | and '))
	), result AS (
		SELECT (SELECT count(*) FROM cut) = (SELECT count(*) FROM kept) AS is_same,
			   coalesce((SELECT string_agg(CASE WHEN n > 1 THEN separator ELSE '' END || piece, '' ORDER BY n) FROM kept), '') AS rest
	)
	SELECT CASE WHEN is_same THEN url ELSE before || CASE WHEN rest = '' THEN '' ELSE '?' || rest END || coalesce(after, '') END FROM parts, result
$$;

SELECT pg_temp.agree('SELECT id, strip_tracking(url) FROM urls', 'SELECT id, pg_temp.stripped(url) FROM urls', 'strip_tracking');
SELECT is_empty($$SELECT url FROM urls WHERE strip_tracking(strip_tracking(url)) <> strip_tracking(url)$$, 'once is enough');
SELECT is_empty($$SELECT url FROM urls WHERE utm(strip_tracking(url)) <> utm('/')$$, 'nothing that utm finds is left');
SELECT is_empty($$SELECT url FROM urls WHERE url_param(strip_tracking(url), 'x') IS DISTINCT FROM url_param(url, 'x')$$, 'what is none stays');
SELECT is_empty($$SELECT url FROM urls WHERE url_fragment(strip_tracking(url)) IS DISTINCT FROM url_fragment(url)$$, 'so does the fragment');

/* ---- Hosts, paths, fragments ---- */

CREATE TEMP TABLE address_pieces AS
SELECT ARRAY['https:', 'HTTP:', 'x-1.y+z:', '//', '//', '//', '/', '/', '\', 'Example', 'shop', '.', '.', '.', 'com', 'de', 'html', 'PHP', 'localhost', '127', '.0.0.1', '10', '-', '_', U&'\00FC', ':', ':80', '@', 'ann:pw@', '[', ']', '[::1]', '?', '#', 'a=b', '%41', ' ', 'x', '1', E'\t'] AS piece;
CREATE TEMP TABLE addresses AS
SELECT id, coalesce((SELECT string_agg(piece[1 + (pg_temp.noise(id * 100 + i, 3) & 65535) % cardinality(piece)], '' ORDER BY i)
					 FROM address_pieces, generate_series(1, id % 11) AS i), '') AS url
FROM generate_series(1::bigint, 20000) AS id;

CREATE TEMP TABLE plain_addresses AS
WITH trimmed AS (
	SELECT id, url, regexp_replace(url, '^[\x01- ]+|[\x01- ]+$', '', 'g') AS t FROM addresses
), cut AS (
	SELECT *, substring(t FROM '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\][/\\]([^/\\?#]*)') AS authority,
		   substring(t FROM '^[^/\\?#]*') AS segment
	FROM trimmed
), looked AS (
	SELECT *, regexp_replace(segment, ':[0-9]*$', '') AS name FROM cut
), judged AS (
	SELECT *, authority IS NULL AND (
		   name ~* '^localhost\.?$' OR name ~ '^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+\.?$'
		   OR name ~ '^([A-Za-z0-9_\u0080-\U0010FFFF-]+\.)+([A-Za-z][A-Za-z0-9_\u0080-\U0010FFFF-]|[\u0080-\U0010FFFF])[A-Za-z0-9_\u0080-\U0010FFFF-]*\.?$'
		   AND name !~* '\.(aspx?|cfm|cgi|html?|jspx?|php|shtml|xhtml|xml)\.?$') AS is_bare
	FROM looked
), named AS (
	SELECT *, CASE WHEN is_bare THEN regexp_replace(name, '\.$', '')
				   WHEN regexp_replace(authority, '^.*@', '') ~ '^\[' THEN substring(regexp_replace(authority, '^.*@', '') FROM '^\[[^]]*\]')
				   ELSE nullif(regexp_replace(substring(regexp_replace(authority, '^.*@', '') FROM '^[^:]*'), '\.$', ''), '') END AS host,
			CASE WHEN is_bare THEN substr(t, length(segment) + 1)
				 WHEN authority IS NOT NULL THEN regexp_replace(t, '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\][/\\][^/\\?#]*', '')
				 ELSE regexp_replace(t, '^[A-Za-z][A-Za-z0-9+.-]*:', '') END AS rest
	FROM judged
)
SELECT id, url, translate(host, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') AS host,
	   coalesce(nullif(substring(rest FROM '^[^?#]*'), ''), CASE WHEN host IS NOT NULL THEN '/' END) AS path,
	   nullif(substring(t FROM '^[^#]*#(.*)$'), '') AS fragment, is_bare
FROM named;

SELECT cmp_ok(count(*) FILTER (WHERE is_bare), '>=', 100::bigint, 'some are hosts alone') FROM plain_addresses;
SELECT cmp_ok(count(host) FILTER (WHERE NOT is_bare), '>=', 500::bigint, 'some have one behind slashes') FROM plain_addresses;
SELECT pg_temp.agree('SELECT url, url_host(url) FROM addresses', 'SELECT url, host FROM plain_addresses', 'url_host');
SELECT pg_temp.agree('SELECT url, url_path(url) FROM addresses', 'SELECT url, path FROM plain_addresses', 'url_path');
SELECT pg_temp.agree('SELECT url, url_fragment(url) FROM addresses', 'SELECT url, fragment FROM plain_addresses', 'url_fragment');
SELECT is_empty($$SELECT url FROM addresses WHERE url_host(url_host(url)) <> url_host(url) AND url_host(url) !~ '[^a-z0-9.]' AND url_host(url) ~ '^[a-z0-9]+(\.[a-z]{2,})+$' AND url_host(url) !~ '\.(html|php)$'$$, 'the host of a host is that host');

/* ---- In every place of a query ---- */

SELECT pg_temp.agree('SELECT utm_source(url) AS s, count(*) FROM urls WHERE utm_source(url) IS NOT NULL GROUP BY 1',
					 $$SELECT value, count(*) FROM found WHERE part = 1 AND name = 'utm_source' AND value <> '' GROUP BY 1$$, 'as a key of groups');
SELECT pg_temp.agree('SELECT (u).source, (u).medium, count(*) FROM (SELECT utm(url) AS u FROM urls OFFSET 0) AS s GROUP BY u',
					 'SELECT utm_source(url), utm_medium(url), count(*) FROM urls GROUP BY utm(url), 1, 2', 'records as keys');
SELECT pg_temp.agree('SELECT urls.id, u.source, u.click_id FROM urls, utm(url) AS u', 'SELECT id, utm_source(url), click_id(url) FROM urls', 'in FROM');

SELECT * FROM finish();
ROLLBACK;
