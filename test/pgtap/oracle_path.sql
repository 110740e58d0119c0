/*
 * path_edges against window functions: sessions by lag(), steps by
 * row_number(), in every type of contact, in small and large groups, spilled,
 * and by parallel workers.
 */
\ir lib/oracle.sql

SELECT plan(89);

\ir lib/path_oracle.sql

/* ---- Every type of contact, gap and limit ---- */

-- A tie every few rows, nodes whose order differs between collations, NULLs.
CREATE TEMP TABLE visits AS
SELECT id, id % 2 AS g, id / 8 AS tiny,
	   CASE WHEN id % 19 <> 0 THEN pg_temp.noise(id, 1)::bit(5)::int - 16 END AS v,
	   CASE WHEN id % 23 <> 0 THEN timestamptz '1999-12-31 12:00+00' + pg_temp.noise(id, 2)::bit(11)::int * interval '61 s' END AS at,
	   (ARRAY['home', 'Home', 'home ', '', 'é', 'z', 'search', NULL, repeat('cart', 999)])[1 + pg_temp.noise(id, 3)::bit(8)::int % 9] AS node
FROM generate_series(1, 3000) AS id;

SELECT pg_temp.check_paths('visits', contact, gap, max_steps, 'two groups')
FROM unnest('{v,v::smallint,v::bigint,v::text,md5(v::text)::uuid,v::numeric,v::varchar(5),"date ''2024-01-01'' + v","(v, v & 1)","v::char(9)"}'::text[])
		 WITH ORDINALITY AS c (contact, place),
	 (VALUES ('30 min', NULL), ('61 s', 3)) AS a (gap, max_steps)
ORDER BY place, gap;

SELECT pg_temp.check_paths('visits', 'v', gap, max_steps, 'two groups')
FROM unnest('{0,60.999999 s,122 s,1 h,-1 h 1 day}'::text[]) WITH ORDINALITY AS a (gap, place), unnest('{1,2,10,2147483647,NULL}'::int[]) AS max_steps
ORDER BY place, max_steps;

SELECT pg_temp.check_paths('visits', 'v', '36500 days', max_steps, 'one session each')
FROM unnest('{1,5,NULL}'::int[]) AS max_steps;

/* ---- Every shape of group ---- */

CREATE FUNCTION pg_temp.check_groups(kind text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.check_paths(format('(SELECT %s AS g, v, at, node FROM visits) AS visits', g), contact, '10 min', max_steps, kind || ' in groups ' || g)
	FROM unnest('{tiny,id,v,1}'::text[]) WITH ORDINALITY AS a (g, place), (VALUES ('v', NULL), ('v::text', 2)) AS b (contact, max_steps)
	ORDER BY place, contact
$$;

SELECT pg_temp.check_groups('hashed');
SET LOCAL enable_hashagg = off;
SELECT pg_temp.check_groups('sorted');
RESET enable_hashagg;

-- Thousands of small cases: few contacts, few instants, few nodes
CREATE TEMP TABLE cases AS
SELECT id / 10 AS g, CASE WHEN id % 29 <> 0 THEN pg_temp.noise(id, 4)::bit(1)::int END AS v,
	   timestamptz '2000-01-01 00:00+00' + (pg_temp.noise(id, 5)::bit(3)::int - 4) * interval '1 us' AS at,
	   chr(97 + pg_temp.noise(id, 6)::bit(2)::int) AS node
FROM generate_series(1, 30000) AS id;

SELECT pg_temp.check_paths('cases', 'v', gap, max_steps, '3000 small cases')
FROM unnest('{0,1 us,2 us}'::text[]) WITH ORDINALITY AS a (gap, place), unnest('{2,NULL}'::int[]) AS max_steps
ORDER BY place, max_steps;

/* ---- Every size ---- */

-- Many nodes, long times: entries of three forms
CREATE TABLE journeys AS
SELECT 1 AS g, CASE WHEN id % 31 <> 0 THEN pg_temp.noise(id, 7)::bit(12)::int END AS v,
	   timestamptz '2024-01-01 00:00+00' + pg_temp.noise(id, 8)::bit(20)::int * interval '1 s' AS at,
	   'node ' || pg_temp.noise(id, 9)::bit(4)::int AS few,
	   'node ' || pg_temp.noise(id, 9)::bit(15)::int AS many
FROM generate_series(1, 30000) AS id;

CREATE FUNCTION pg_temp.check_sizes(how text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.check_paths(format('(SELECT g, v, %s AS at, %s AS node FROM journeys) AS journeys', at, node), contact, gap, max_steps,
							   format('30000 rows, %s, nodes %s, at %s', how, node, at))
	FROM (VALUES ('v', 'few', 'at', '6 h', 4), ('v', 'many', 'at', '1 day', NULL), ('md5(v::text)::uuid', 'few', 'at', '12 h', NULL),
				 ('v', 'few', 'at + v * interval ''1 year''', '12 h', 3)) AS a (contact, node, at, gap, max_steps)
$$;

SELECT pg_temp.check_sizes('in memory');

SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT pg_temp.check_sizes('spilled');
RESET work_mem;
RESET hash_mem_multiplier;

/* ---- Partial states ---- */

-- Workers only, each with a part of every contact
ANALYZE journeys;
ALTER TABLE journeys SET (parallel_workers = 3);
SET LOCAL max_parallel_workers_per_gather = 3;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;

\ir lib/plan.sql

SELECT matches(pg_temp.plan_of($$SELECT g, path_edges('6 h', v, at, few) FROM journeys GROUP BY g$$), 'Finalize.*Gather.*Partial', 'there are partial states');
SELECT pg_temp.check_sizes('by workers');

SET LOCAL work_mem = '64kB';
SELECT pg_temp.check_sizes('by workers, spilled');
RESET work_mem;

-- An argument that differs between parts is found out when they meet.
SELECT throws_ok($$SELECT path_edges(CASE WHEN v < 2000 THEN interval '1 h' ELSE '2 h' END, v, at, few) FROM journeys$$, '22023',
				 'gap must not change within a group');
SELECT throws_ok($$SELECT path_edges('1 h', v, at, few, 1 + coalesce(v, 0) / 2000) FROM journeys$$, '22023', 'max_steps must not change within a group');

SELECT * FROM finish();
ROLLBACK;
