/*
 * message_metrics and message_series against count(*), count(DISTINCT) and
 * min(): in every type of key, in small and large groups, spilled, and by
 * parallel workers.
 */
\ir lib/oracle.sql

SELECT plan(124);

\ir lib/message_metrics_oracle.sql

/* ---- Every type of key ---- */

-- Keys that come again and again, days of 23 and 25 hours, machines, NULLs, and
-- words that are nearly those that count.
CREATE TEMP TABLE events AS
SELECT id, id % 2 AS g, id / 8 AS tiny,
	   CASE WHEN id % 19 <> 0 THEN pg_temp.noise(id, 1)::bit(7)::int - 64 END AS v,
	   CASE WHEN id % 17 <> 0 THEN pg_temp.noise(id, 2)::bit(2)::int END AS w,
	   CASE WHEN id % 23 <> 0 THEN timestamptz '2024-03-30 12:00+00' + (id % 3 / 2) * interval '210 days' + pg_temp.noise(id, 3)::bit(11)::int * interval '61 s' END AS at,
	   (ARRAY['requested', 'sent', 'delivered', 'bounced', 'failed', 'opened', 'clicked', 'interacted', 'replied', 'unsubscribed', 'opened', 'clicked',
			  'page_view', 'Opened', 'openef', 'seen', '', 'unsubscribes', 'interactef', 'delivererd', 'cleckid', 'replief', 'bounces', NULL])[1 + pg_temp.noise(id, 4)::bit(8)::int % 24] AS type,
	   CASE pg_temp.noise(id, 5)::bit(3)::int WHEN 0 THEN NULL WHEN 1 THEN false ELSE true END AS human
FROM generate_series(1, 3000) AS id;

SELECT pg_temp.check_metrics('events', key, 'two groups')
FROM unnest('{v,v::smallint,v::bigint,v::text,md5(v::text)::uuid,v::numeric,v::varchar(5),"v, w","v::bigint, w::bigint","v::bigint * 10000000000, w::bigint","v::text, w::text","md5(v::text)::uuid, md5(w::text)::uuid","v, w, v","v::text, w"}'::text[]) AS key;

SELECT pg_temp.check_series('events', key, 'hour', 'UTC', 'two groups')
FROM unnest('{v,v::smallint,v::bigint,v::text,md5(v::text)::uuid,v::numeric,"v, w","v::bigint, w::bigint","v::text, w::text","md5(v::text)::uuid, md5(w::text)::uuid"}'::text[]) AS key;

SELECT pg_temp.check_series('events', 'v::bigint, w::bigint', period, zone, 'two groups')
FROM unnest('{minute,hour,day,week,month,quarter,year}'::text[]) WITH ORDINALITY AS p (period, place),
	 unnest('{UTC,Europe/Berlin,Asia/Kolkata,America/St_Johns}'::text[]) AS zone
ORDER BY place, zone;

/* ---- Every shape of group ---- */

CREATE FUNCTION pg_temp.check_groups(kind text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT CASE what WHEN 'metrics' THEN pg_temp.check_metrics(rows, key, kind || ' in groups ' || g)
		   ELSE pg_temp.check_series(rows, key, 'day', 'Europe/Berlin', kind || ' in groups ' || g) END
	FROM unnest('{tiny,id,v,1}'::text[]) WITH ORDINALITY AS a (g, place), unnest('{v::bigint,"v::text, w::text"}'::text[]) AS key,
		 format('(SELECT %s AS g, v, w, at, type, human FROM events) AS events', g) AS rows, unnest('{metrics,series}'::text[]) AS what
	ORDER BY place, key, what
$$;

SELECT pg_temp.check_groups('hashed');
SET LOCAL enable_hashagg = off;
SELECT pg_temp.check_groups('sorted');
RESET enable_hashagg;

-- A running total is asked again and again.
SELECT is_empty($$
	SELECT FROM (SELECT id, message_metrics(type, human, at, v::bigint, w::bigint) OVER (ORDER BY id) AS running,
						cardinality(message_series('day', 'UTC', human, at, v::bigint, w::bigint) OVER (ORDER BY id)) AS points FROM events WHERE id <= 200) AS r
	WHERE running <> (SELECT message_metrics(type, human, at, v::bigint, w::bigint) FROM events WHERE id <= r.id)
	   OR points <> cardinality((SELECT message_series('day', 'UTC', human, at, v::bigint, w::bigint) FROM events WHERE id <= r.id))$$, 'running totals');

/* ---- Series add up to metrics ---- */

SELECT is_empty(format($$
	SELECT FROM (SELECT (message_metrics(type, human, at, v, w)).* FROM events) AS m,
		(SELECT sum(p.total) AS total, sum(p.first_unique) AS uniques, sum(p.total_human) AS total_human, sum(p.first_unique_human) AS uniques_human
		 FROM unnest((SELECT message_series(%L, 'Europe/Berlin', human, at, v, w) FROM events WHERE type = 'opened')) AS p) AS s
	WHERE (m.opened_total, m.opened_unique, m.opened_total_human, m.opened_unique_human) IS DISTINCT FROM (s.total, s.uniques, s.total_human, s.uniques_human)$$, period),
	'opens of a series add up, ' || period)
FROM unnest('{hour,day,week}'::text[]) AS period;

/* ---- Every size ---- */

CREATE TABLE many AS
SELECT 1 AS g, CASE WHEN id % 31 <> 0 THEN pg_temp.noise(id, 7)::bit(15)::int END AS v, pg_temp.noise(id, 6)::bit(1)::int AS w,
	   timestamptz '2024-01-01 00:00+00' + pg_temp.noise(id, 8)::bit(20)::int * interval '1 s' AS at,
	   (ARRAY['sent', 'delivered', 'opened', 'clicked'])[1 + pg_temp.noise(id, 9)::bit(2)::int] AS type, id % 3 > 0 AS human
FROM generate_series(1, 40000) AS id;

-- As many keys as the number of the group, and one group of more rows than 2^16.
CREATE TABLE sizes AS
SELECT g, v, g % 3 AS w, timestamptz '2024-01-01 00:00+00' + v * interval '1 h' AS at,
	   (ARRAY['sent', 'delivered', 'opened', 'clicked'])[1 + pg_temp.noise(v * 200 + g, again)::bit(2)::int] AS type, v % 3 > 0 AS human
FROM generate_series(1, 120) AS g, generate_series(1, g) AS v, generate_series(1, 3) AS again
UNION ALL
SELECT 0, v % 2, 0, timestamptz '2024-01-01 00:00+00' + v * interval '1 s', 'opened', v % 5 > 0 FROM generate_series(1, 82000) AS v;

CREATE FUNCTION pg_temp.check_sizes(how text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.check_metrics('many', key, '40000 rows, ' || how) FROM unnest('{v,"v::text, w::text","v::bigint, w::bigint"}'::text[]) AS key
	UNION ALL
	SELECT pg_temp.check_metrics('sizes', key, '1 to 120 keys, ' || how) FROM unnest('{v,"v::text, w::text"}'::text[]) AS key
	UNION ALL
	SELECT pg_temp.check_series('many', key, period, 'Europe/Berlin', '40000 rows, ' || how)
	FROM (VALUES ('v', 'day'), ('v::text, w::text', 'hour'), ('v::bigint, w::bigint', 'week')) AS a (key, period)
$$;

SELECT pg_temp.check_sizes('in memory');

SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT pg_temp.check_sizes('spilled');
RESET work_mem;
RESET hash_mem_multiplier;

/* ---- Partial states ---- */

-- Workers only, each with a part of every key
ANALYZE many, sizes;
ALTER TABLE many SET (parallel_workers = 3);
ALTER TABLE sizes SET (parallel_workers = 3);
SET LOCAL max_parallel_workers_per_gather = 3;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;

\ir lib/plan.sql

SELECT matches(pg_temp.plan_of($$SELECT g, message_metrics(type, human, at, v, w) FROM many GROUP BY g$$), 'Finalize.*Gather.*Partial', 'there are partial states');
SELECT matches(pg_temp.plan_of($$SELECT g, message_series('day', 'UTC', human, at, v, w) FROM many GROUP BY g$$), 'Finalize.*Gather.*Partial', 'of series too');
SELECT pg_temp.check_sizes('by workers');

SET LOCAL work_mem = '64kB';
SELECT pg_temp.check_sizes('by workers, spilled');
RESET work_mem;

-- An argument that differs between parts is found out when they meet.
SELECT throws_ok($$SELECT message_series(CASE WHEN v < 16000 THEN 'day' ELSE 'hour' END, 'UTC', human, at, v) FROM many$$, '22023', 'period must not change within a group');
SELECT throws_ok($$SELECT message_series('day', CASE WHEN v < 16000 THEN 'UTC' ELSE 'GMT' END, human, at, v) FROM many$$, '22023', 'zone must not change within a group');

SELECT * FROM finish();
ROLLBACK;
