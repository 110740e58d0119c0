/*
 * message_metrics and message_series against count(*), count(DISTINCT) and
 * min(): in every type of key, in small and large groups, spilled, and by
 * parallel workers.
 */
\ir lib/oracle.sql

SELECT plan(124);

-- The totals and uniques of each type of event, then those of human ones alone,
-- the times, and the rates, which are named by what they divide by what.
CREATE TEMP TABLE word (place int, name text, has_twin bool);
INSERT INTO word VALUES (1, 'requested', false), (2, 'sent', false), (3, 'delivered', false), (4, 'bounced', false), (5, 'failed', false),
	(6, 'opened', true), (7, 'clicked', true), (8, 'interacted', true), (9, 'replied', false), (10, 'unsubscribed', false);
CREATE TEMP TABLE rate (place int, part text, whole text);
INSERT INTO rate VALUES (1, 'delivered_unique', 'sent_unique'), (2, 'bounced_unique', 'sent_unique'), (3, 'bounced_unique', 'delivered_unique'), (4, 'failed_unique', 'sent_unique'),
	(5, 'opened_unique', 'sent_unique'), (6, 'opened_unique', 'delivered_unique'), (7, 'clicked_unique', 'sent_unique'), (8, 'clicked_unique', 'delivered_unique'),
	(9, 'clicked_unique', 'opened_unique'), (10, 'interacted_unique', 'delivered_unique'), (11, 'replied_unique', 'delivered_unique'), (12, 'unsubscribed_unique', 'delivered_unique'),
	(13, 'opened_unique_human', 'sent_unique'), (14, 'opened_unique_human', 'delivered_unique'), (15, 'clicked_unique_human', 'sent_unique'),
	(16, 'clicked_unique_human', 'delivered_unique'), (17, 'clicked_unique_human', 'opened_unique_human');

-- %1$s: rows (g, at, type, human); %2$s: the key
CREATE TEMP TABLE metrics_query AS
SELECT 'SELECT g, (message_metrics(type, human, at, %2$s)).* FROM %1$s GROUP BY g' AS ours,
	   'WITH counts AS (SELECT g, ' || (SELECT string_agg(format('count(*) FILTER (WHERE type = %L) AS %1$s_total, count(DISTINCT k) FILTER (WHERE type = %1$L) AS %1$s_unique', name), ', ' ORDER BY place) FROM word)
	   || (SELECT string_agg(format(', count(*) FILTER (WHERE type = %L AND human) AS %1$s_total_human, count(DISTINCT k) FILTER (WHERE type = %1$L AND human) AS %1$s_unique_human', name), '' ORDER BY place) FROM word WHERE has_twin)
	   || (SELECT string_agg(format(', count(DISTINCT k) FILTER (WHERE place = %s)', place), '' ORDER BY place) FROM word WHERE place <= 5)
	   || ', min(at) FILTER (WHERE known) AS first, max(at) FILTER (WHERE known) AS last, max(at) FILTER (WHERE type IN (''opened'', ''clicked'', ''interacted'', ''replied'')) AS engaged
	   FROM (SELECT *, max(array_position(''{requested,sent,delivered,bounced,failed}'', type)) OVER (PARTITION BY g, k) AS place
			 FROM (SELECT g, at, type, human, type IN (' || (SELECT string_agg(quote_literal(name), ', ') FROM word) || ') AS known, CASE WHEN num_nulls(%2$s) = 0 THEN ROW(%2$s)::text END AS k FROM %1$s WHERE at IS NOT NULL
				   UNION ALL SELECT DISTINCT g, NULL::timestamptz, NULL, false, false, NULL FROM %1$s) AS facts) AS facts GROUP BY g)
	   SELECT counts.*' || (SELECT string_agg(format(', %s::float8 / nullif(%s, 0)', part, whole), '' ORDER BY place) FROM rate) || ' FROM counts' AS plain;

CREATE FUNCTION pg_temp.check_metrics(rows text, key text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(ours, rows, key), format(plain, rows, key), format('metrics: %s, key %s', description, key)) FROM metrics_query
$$;

-- %1$s: rows; %2$s: the key; %3$L: period; %4$L: zone
CREATE TEMP TABLE series_query (ours text, plain text);
INSERT INTO series_query VALUES (
$$SELECT g, type, p.* FROM (SELECT g, type, message_series(%3$L, %4$L, human, at, %2$s) AS points FROM %1$s GROUP BY g, type) AS groups,
	unnest(points) WITH ORDINALITY AS p$$,
$$WITH facts AS (
	SELECT g, type, coalesce(human, false) AS human, date_trunc(%3$L, at, %4$L) AS bucket, CASE WHEN num_nulls(%2$s) = 0 THEN ROW(%2$s)::text END AS k FROM %1$s WHERE at IS NOT NULL
  ), firsts AS (
	SELECT *, min(bucket) OVER (PARTITION BY g, type, k) AS first, min(bucket) FILTER (WHERE human) OVER (PARTITION BY g, type, k) AS first_human FROM facts
  )
  SELECT g, type, bucket, count(*), count(DISTINCT k), count(DISTINCT k) FILTER (WHERE bucket = first),
		 count(*) FILTER (WHERE human), count(DISTINCT k) FILTER (WHERE human), count(DISTINCT k) FILTER (WHERE human AND bucket = first_human),
		 row_number() OVER (PARTITION BY g, type ORDER BY bucket)
  FROM firsts GROUP BY g, type, bucket$$);

CREATE FUNCTION pg_temp.check_series(rows text, key text, period text, zone text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(ours, rows, key, period, zone), format(plain, rows, key, period, zone),
						 format('series: %s, key %s, %s in %s', description, key, period, zone)) FROM series_query
$$;

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

CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plan text := '';
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		plan := plan || line || E'\n';
	END LOOP;
	RETURN plan;
END
$$;

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
