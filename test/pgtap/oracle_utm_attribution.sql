/*
 * utm_attribution against GROUPING SETS: URLs are made of parts that are known,
 * in every type of contact, in small and large groups, spilled, and by parallel
 * workers.
 */
\ir lib/oracle.sql

SELECT plan(59);

\ir lib/utm_attribution_oracle.sql

/* ---- URLs of known parts ---- */

-- Every third byte or so as an escape, and all that must be one
CREATE FUNCTION pg_temp.escaped(part text, seed bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(string_agg(CASE WHEN chr(get_byte(bytes, i)) ~ '[a-z0-9]' AND pg_temp.noise(i, seed) % 3 <> 0 THEN chr(get_byte(bytes, i))
									WHEN get_byte(bytes, i) = 32 AND pg_temp.noise(i, seed) % 2 = 0 THEN '+'
									ELSE '%' || lpad(to_hex(get_byte(bytes, i)), 2, '0') END, '' ORDER BY i), '')
	FROM (SELECT convert_to(part, 'UTF8')) AS b (bytes), generate_series(0, length(bytes) - 1) AS i
$$;

-- The three in any order, with others between them, those that are not there left out, or empty
CREATE FUNCTION pg_temp.url_of(source text, medium text, campaign text, id bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE id % 3 WHEN 0 THEN 'https://shop.example.com/' WHEN 1 THEN '/' ELSE '' END
		   || coalesce('?' || string_agg(parameter, '&' ORDER BY pg_temp.noise(id, n)), '') || CASE WHEN id % 5 = 0 THEN '#utm_source=none' ELSE '' END
	FROM (SELECT 1, 'utm_source=' || pg_temp.escaped(source, id) UNION ALL
		  SELECT 2, 'utm_medium=' || pg_temp.escaped(medium, id + 1) UNION ALL
		  SELECT 3, 'utm_campaign=' || pg_temp.escaped(campaign, id + 2) UNION ALL
		  SELECT 4, 'utm_medium' WHERE medium IS NULL AND id % 2 = 0 UNION ALL
		  SELECT 5, 'utm_campaign=' WHERE campaign IS NULL AND id % 2 = 0 UNION ALL
		  SELECT 6, 'Utm_source=x' WHERE id % 7 = 0 UNION ALL
		  SELECT 7, 'q=utm_source' WHERE id % 11 < 4) AS p (n, parameter)
	WHERE parameter IS NOT NULL
$$;

CREATE FUNCTION pg_temp.visits(n int, variety int) RETURNS TABLE (id bigint, g bigint, tiny bigint, v int, source text, medium text, campaign text, converted boolean)
LANGUAGE sql AS $$
	SELECT id, id % 2, id / 8,
		   CASE WHEN id % 19 <> 0 THEN (pg_temp.noise(id, 1)::bit(16)::int) % (n / 10) - 16 END,
		   (ARRAY['google', 'Google', 'newsletter', U&'\00E9t\00E9 & fl\00FBte', chr(1), chr(2), NULL, NULL, 'a b+c%41=d'])[1 + pg_temp.noise(id, 3)::bit(8)::int % 9],
		   (ARRAY['cpc', 'email', 'social', NULL, 'a', 'a' || chr(1), 'a' || chr(2) || chr(1), 'ab'])[1 + pg_temp.noise(id, 4)::bit(3)::int],
		   'campaign ' || nullif(pg_temp.noise(id, 5)::bit(20)::int % variety, 0),
		   (ARRAY[true, false, NULL])[1 + pg_temp.noise(id, 6)::bit(8)::int % 3]
	FROM generate_series(1::bigint, n) AS id
$$;

CREATE TABLE visits AS
SELECT *, CASE WHEN num_nonnulls(source, medium, campaign) > 0 OR id % 3 <> 0 THEN pg_temp.url_of(source, medium, campaign, id) END AS url
FROM pg_temp.visits(3000, 5);

SELECT is_empty($$SELECT url FROM visits WHERE (utm_source(url), utm_medium(url), utm_campaign(url)) IS DISTINCT FROM (source, medium, campaign)$$, 'the URLs have the parts');

SELECT pg_temp.check_traffic('visits', contact, parts, 'two groups')
FROM unnest('{v,v::smallint,v::bigint,v::text,md5(v::text)::uuid,v::varchar(5),v::bpchar::text}'::text[]) WITH ORDINALITY AS c (contact, place),
	 unnest('{url,"source, medium, campaign"}'::text[]) AS parts
ORDER BY place, parts;

-- Empty texts are given by nobody but who has parts.
SELECT pg_temp.check_traffic('(SELECT g, v, nullif(source, chr(1)) AS source, CASE WHEN medium = ''cpc'' THEN '''' ELSE medium END AS medium, '''' AS campaign, converted FROM visits) AS v',
							 contact, 'source, medium, campaign', 'empty texts')
FROM unnest('{v,v::text}'::text[]) AS contact;

/* ---- Every shape of group ---- */

CREATE FUNCTION pg_temp.check_groups(kind text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.check_traffic(format('(SELECT %s AS g, v, source, medium, campaign, converted, url FROM visits) AS visits', g), contact, parts, kind || ' in groups ' || g)
	FROM unnest('{tiny,id,v,1}'::text[]) WITH ORDINALITY AS a (g, place), (VALUES ('v', 'url'), ('v::text', 'source, medium, campaign')) AS b (contact, parts)
	ORDER BY place, contact
$$;

SELECT pg_temp.check_groups('hashed');
SET LOCAL enable_hashagg = off;
SELECT pg_temp.check_groups('sorted');
RESET enable_hashagg;

/* ---- Every size ---- */

-- Many campaigns with few visitors each, and few with many
CREATE TABLE traffic AS
SELECT *, pg_temp.url_of(source, medium, campaign, id) AS url
FROM (SELECT id, 1 AS g, v, CASE WHEN id % 3 = 0 THEN source END AS source, CASE WHEN id % 3 = 0 THEN medium END AS medium,
			 CASE WHEN id % 3 <> 1 THEN campaign END AS campaign, converted
	  FROM pg_temp.visits(12000, 3000)) AS v;

CREATE FUNCTION pg_temp.check_sizes(how text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.check_traffic('traffic', contact, parts, '12000 rows, ' || how)
	FROM (VALUES ('v', 'url'), ('v::text', 'url'), ('v', 'source, medium, campaign')) AS a (contact, parts)
	UNION ALL
	SELECT pg_temp.check_traffic('(SELECT g, v, source, NULL::text AS medium, medium AS campaign, converted FROM traffic) AS t', 'md5(v::text)::uuid',
								 'source, medium, campaign', '12000 rows, few kinds, ' || how)
$$;

SELECT pg_temp.check_sizes('in memory');

SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT pg_temp.check_sizes('spilled');
RESET work_mem;
RESET hash_mem_multiplier;

/* ---- Running totals ---- */

-- An answer leaves the state as it was.
SELECT pg_temp.agree(
	$$SELECT id, (r[cardinality(r)]).unique_visitors, (r[cardinality(r)]).total_events, (r[cardinality(r)]).conversions
	  FROM (SELECT id, utm_attribution(url, v, converted) OVER (ORDER BY id) AS r FROM visits WHERE id <= 400) AS running$$,
	$$SELECT a.id, count(DISTINCT b.v), count(*), count(*) FILTER (WHERE b.converted) FROM visits AS a JOIN visits AS b ON b.id <= a.id WHERE a.id <= 400 GROUP BY a.id$$,
	'totals of a frame that grows');

/* ---- Partial states ---- */

-- Workers only, each with a part of every contact
ANALYZE traffic, visits;
ALTER TABLE traffic SET (parallel_workers = 3);
ALTER TABLE visits SET (parallel_workers = 2);
SET LOCAL max_parallel_workers_per_gather = 3;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;

\ir lib/plan.sql

SELECT matches(pg_temp.plan_of($$SELECT g, utm_attribution(url, v, converted) FROM traffic GROUP BY g$$), 'Finalize.*Gather.*Partial', 'there are partial states');
SELECT pg_temp.check_sizes('by workers');
SELECT pg_temp.check_groups('by workers');

SET LOCAL work_mem = '64kB';
SELECT pg_temp.check_sizes('by workers, spilled');
RESET work_mem;

SELECT * FROM finish();
ROLLBACK;
