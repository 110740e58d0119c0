/*
 * lifecycle, stickiness and active_contacts against their definitions in plain
 * SQL: every period, zone and span, every type of contact, over random cases;
 * spilled, and by parallel workers.
 */
\ir lib/oracle.sql

SET LOCAL jit = off;

SELECT plan(297);

\ir lib/lifecycle_oracle.sql

/* ---- Every period and zone ---- */

CREATE TEMP TABLE place (zone text, around timestamptz, why text);
INSERT INTO place VALUES
('UTC', '2024-02-29 00:00+00', 'a leap day'),
('UTC', '2000-01-02 12:00+00', 'numbers around zero'),
('Europe/Berlin', '2020-12-31 12:00+00', 'New Year in the 53rd week'),
('Europe/London', '2024-12-30 12:00+00', 'New Year in the first week'),
('America/New_York', '2024-03-10 07:00+00', 'a day of 23 hours'),
('America/New_York', '2024-11-03 06:00+00', 'a day of 25 hours'),
('Asia/Kolkata', '2023-12-31 18:30+00', 'half past'),
('Asia/Kathmandu', '2024-06-15 18:15+00', 'a quarter to'),
('America/Sao_Paulo', '2018-11-04 03:00+00', 'a day without midnight'),
('Asia/Tokyo', '1969-12-31 15:00+00', 'before the epochs'),
('Atlantic/Azores', '2024-10-27 01:00+00', 'midnight comes twice'),
('America/Havana', '2026-11-01 05:00+00', 'and on the first of a month');

-- 560 rows in 24 groups, of eight contacts each, a few dozen periods apart; @
-- is about the length of a period
CREATE FUNCTION pg_temp.rows_around(around timestamptz, step interval) RETURNS TABLE (g bigint, k bigint, at timestamptz) LANGUAGE sql IMMUTABLE AS $$
	SELECT id % 24, CASE WHEN id % 17 <> 0 THEN pg_temp.noise(id, 1)::bit(3)::bigint - 4 END,
		   CASE WHEN id % 19 <> 0 THEN around + ((pg_temp.noise(id, 2)::bit(12)::int - 2048) * (1 + (id % 24) / 2)) * 0.0007 * step END
	FROM generate_series(1, 560) AS id
$$;

SELECT pg_temp.check_activity(aggregate, periods, zone, format('pg_temp.rows_around(%L, ''@'') AS r', around), contact, '', NULL, why)
FROM place, definition, (VALUES ('minute|hour|day|10 days', 'k'), ('week|month|36 hours', 'k::text'), ('quarter|year|1 day.*', 'md5(k::text)::uuid')) AS c (periods, contact)
ORDER BY why, aggregate, periods;

-- clocks by half an hour, a skipped day and one that came twice, for days and more
SELECT pg_temp.check_activity(aggregate, 'day|week|month|quarter|year|36 hours|10 days', zone, format('pg_temp.rows_around(%L, ''@'') AS r', around::timestamptz), 'k', '', NULL, around)
FROM definition, (VALUES ('Australia/Lord_Howe', '2024-04-06 15:00+00'), ('Australia/Lord_Howe', '2024-10-05 15:30+00'), ('Pacific/Apia', '2011-12-30 10:00+00'), ('Pacific/Kwajalein', '1969-09-30 13:00+00')) AS p (zone, around)
ORDER BY zone, aggregate;

-- where midnight passes twice, the first instant is not in the first day
SELECT pg_temp.check_activity(aggregate, 'day|week', 'America/St_Johns', $$(SELECT 1 AS g, k, at FROM (VALUES (1::bigint, timestamptz '2006-10-29 02:30:30+00'), (2, '2006-10-29 03:00:00+00'), (1, '2006-10-29 03:30+00')) AS v (k, at)) AS v$$, 'k', '', NULL, 'back over midnight')
FROM definition;
SELECT pg_temp.check_activity(aggregate, 'day', 'America/St_Johns', $$(SELECT 1 AS g, k, at FROM (VALUES (1::bigint, timestamptz '2006-10-28 02:30:30+00'), (2, '2006-10-29 02:30:30+00'), (1, '2006-10-29 03:00+00')) AS v (k, at)) AS v$$, 'k', '', NULL, 'forth, and back at the end')
FROM definition;

-- where they go back by two weeks, whole days and weeks come twice: before the end of the data there are later ones, and behind its begin earlier ones
SELECT pg_temp.check_activity(aggregate, 'day|week|month', 'AAA167BBB-167,M3.2.0,M11.1.0', format('(SELECT 1 AS g, i %% 5 AS k, timestamptz %L + i * interval ''7 h'' AS at FROM generate_series(1, %s) AS i) AS v', start, n), 'k', '', NULL, n || ' rows, back by two weeks')
FROM definition, (VALUES (timestamptz '2023-09-01 00:00+00', 220), ('2023-10-28 12:00+00', 4)) AS v (start, n) ORDER BY n, aggregate;

/* ---- Every option and span ---- */

-- the hour that comes twice belongs to the day that it begins
SELECT is(span, wanted, format('%s of %s, %s', span, zone, start)) FROM (VALUES
	('Atlantic/Azores', timestamptz '2024-10-27 00:30+00', 'day', date '2024-10-27', timestamptz '2024-10-27 00:00+00'), ('America/Havana', '2026-11-01 04:30+00', 'month', '2026-11-01', '2026-11-01 04:00+00')) AS v (zone, at, per, wanted, start),
	 LATERAL (SELECT p.span FROM unnest((SELECT stickiness('hour', zone, k, at, per) FROM (VALUES (1)) AS c (k))) AS p WHERE p.span_start = start) AS s;
SELECT is(array_agg(format('%s %s %s', bucket, is_complete, bucket_start) ORDER BY bucket), ARRAY[format('2024-10-26 t %s', timestamptz '2024-10-26 00:00+00'), format('2024-10-27 f %s', timestamptz '2024-10-27 00:00+00')], 'and ends the one before')
FROM unnest((SELECT lifecycle('day', 'Atlantic/Azores', 1, '2024-10-26 12:00+00', 'now=2024-10-27 00:30Z'))) AS p
WHERE bucket < '2024-10-28';

-- now before, within and after the data; in New York, clocks have changed by then
SELECT pg_temp.check_activity('lifecycle', periods, 'America/New_York', 'pg_temp.rows_around(''2024-03-10 07:00+00'', ''@'') AS r', 'k', format(', ''now=%s''', now), now, 'now')
FROM (VALUES ('day|36 hours', '1999-01-01 00:00+00'), ('day|36 hours', '2024-03-11 04:00+00'), ('day|36 hours', '2024-03-11 03:59:59.999999+00'),
			 ('day|week|month|year|10 days', '2024-11-04 05:00:00+00'), ('hour', '2024-03-10 07:00+00'), ('hour', '2024-03-16 06:00+00')) AS n (periods, now);

SELECT pg_temp.check_activity('stickiness', p.name, zone, format('pg_temp.rows_around(%L, ''@'') AS r', around), 'k', format(', %L', s.name), s.name, 'span')
FROM period AS p, period AS s, (VALUES ('America/New_York', timestamptz '2024-03-10 07:00+00'), ('Asia/Kolkata', '2023-12-31 18:30+00')) AS z (zone, around)
WHERE s.step > p.step AND s.fixed IS NULL ORDER BY zone, p.step, s.step;

-- clocks that go back over a midnight: hours before it lie in a later day, and even week and month, than those behind it
SELECT pg_temp.check_activity('stickiness', periods, zone, format('pg_temp.rows_around(%L, ''@'') AS r', around), 'k', format(', %L', span), span, around::text)
FROM (VALUES ('hour|minute', 'Antarctica/Casey', timestamptz '2010-03-04 15:00+00'), ('hour', 'X0Y-5,M3.2.0/1,M11.1.0/3', '2024-11-02 22:00+00'), ('hour|minute', 'America/St_Johns', '2006-10-29 02:31+00'),
			 ('hour', 'AAA167BBB-167,M3.2.0,M11.1.0', '2023-10-29 03:00+00'), ('hour', 'AAA167BBB-167,M3.2.0,M10.2.0', '2023-10-01 03:00+00')) AS p (periods, zone, around),
	 unnest('{day,week,month}'::text[]) AS span;

-- one of them alone: neither end of its time lies in its span
SELECT pg_temp.check_activity('stickiness', 'hour', zone, format('(SELECT 1 AS g, 1::bigint AS k, timestamptz %L AS at) AS v', at), 'k', ', ''day''', 'day', 'alone, ' || at)
FROM (VALUES ('Antarctica/Casey', timestamptz '2010-03-04 14:00+00'), ('X0Y-5,M3.2.0/1,M11.1.0/3', '2024-11-02 21:30+00')) AS v (zone, at);
-- the contact comes back to the day that it had left: two hours of the first, one of the second
SELECT is(array_agg(format('%s %s %s', span, periods, contacts) ORDER BY place), '{2010-03-04 1 0,2010-03-04 2 1,2010-03-05 1 1}', 'counted once in a day that it comes back to')
FROM unnest((SELECT stickiness('hour', 'Antarctica/Casey', 1, at, 'day') FROM unnest('{2010-03-04 12:00+00,2010-03-04 14:00+00,2010-03-04 15:30+00}'::timestamptz[]) AS at))
	 WITH ORDINALITY AS p (span, periods, contacts, contacts_or_more, span_start, place);

SELECT pg_temp.check_activity('active_contacts', 'hour|day|week|month|1 day.*', 'America/New_York', 'pg_temp.rows_around(''2024-11-03 06:00+00'', ''@'') AS r', contact,
							  format(', %L::int[]', spans), spans, 'spans')
FROM (VALUES ('{1}', 'k'), ('{2}', 'k::text'), ('{3,1,100000,2,5}', 'k::int'), ('{7,30}', 'md5(k::text)::uuid'), ('{32,31,30,29,28,27,26,25,24,23,22,21,20,19,18,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1}', 'k')) AS a (spans, contact);

/* ---- Many small cases ---- */

-- 2000 groups of ten rows, two contacts, nine days: what neighbours there can be
CREATE TEMP TABLE cases AS
SELECT id / 10 AS g, CASE WHEN id % 29 <> 0 THEN pg_temp.noise(id, 4)::bit(1)::bigint END AS k,
	   timestamptz '2024-03-26 05:00+00' + pg_temp.noise(id, 5)::bit(6)::int % 9 * interval '1 day' + interval '7 hours' AS at
FROM generate_series(1, 20000) AS id;

SELECT pg_temp.check_activity(aggregate, 'day', 'Europe/Berlin', 'cases', 'k', argument, value, '2000 small cases')
FROM (VALUES ('lifecycle', '', NULL), ('stickiness', '', NULL), ('stickiness', ', ''week''', 'week'), ('stickiness', ', ''month''', 'month'),
			 ('active_contacts', ', ''{1,2,3,4,5,6,7,8,9,10}''', '{1,2,3,4,5,6,7,8,9,10}')) AS a (aggregate, argument, value);

/* ---- Every size ---- */

-- Contacts who are seen once, or each day for years; hours that are far apart
CREATE TABLE visits AS
SELECT 1 AS g, CASE WHEN id % 31 <> 0 THEN (sqrt(pg_temp.noise(id, 7)::bit(20)::int) / 2)::bigint END AS k,
	   timestamptz '2021-01-01 00:00+00' + (pg_temp.noise(id, 8)::bit(20)::int / CASE WHEN id % 3 = 0 THEN 1 ELSE 9 END) * interval '90 s' AS at
FROM generate_series(1, 20000) AS id
UNION ALL
SELECT 2, id % 3, timestamptz '2021-01-01 00:00+00' + id * interval '7 hours' FROM generate_series(1, 3000) AS id WHERE id / 40 % 5 <> id % 3;

CREATE TEMP TABLE sized AS
SELECT row_number() OVER (ORDER BY nth, aggregate, argument) AS n, q.*
FROM (VALUES ('lifecycle', 'k', '', NULL), ('lifecycle', 'k::text', ', ''now=2024-01-01 00:00Z''', '2024-01-01 00:00Z'), ('stickiness', 'k', '', NULL), ('stickiness', 'md5(k::text)::uuid', ', ''year''', 'year'),
			 ('active_contacts', 'k', '', NULL), ('active_contacts', 'k::text', ', ''{2,50}''', '{2,50}')) AS a (aggregate, contact, argument, value),
	 (VALUES (1, 'week', 'visits'), (2, 'day', '(SELECT * FROM visits WHERE k < 30) AS visits')) AS r (nth, periods, rows),
	 pg_temp.queries(aggregate, periods, 'America/New_York', rows, contact, argument, value) AS q;

-- what plain SQL says, while it has memory
DO $$
DECLARE
	query record;
BEGIN
	FOR query IN SELECT * FROM sized LOOP
		EXECUTE format('CREATE TEMP TABLE wanted_%s AS SELECT p::text AS line FROM (%s) AS p', query.n, query.plain);
	END LOOP;
END
$$;

CREATE FUNCTION pg_temp.check_sizes(how text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.agree(format('SELECT p::text FROM (%s) AS p', ours), 'SELECT line FROM wanted_' || n, format('%s: %s rows, %s', call, (SELECT count(*) FROM visits), how)) FROM sized ORDER BY n
$$;

SELECT pg_temp.check_sizes('in memory');

SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT pg_temp.check_sizes('spilled');
RESET work_mem;
RESET hash_mem_multiplier;

/* ---- Clocks that go back, and the ends of their tables ---- */

-- A day that comes again is not over, and what follows on it is counted.
CREATE TEMP TABLE back AS
SELECT * FROM (VALUES (bigint '1', timestamptz '2006-10-28 12:00Z'), (1, '2006-10-29 02:30:30Z'), (2, '2006-10-29 02:30:40Z'), (3, '2006-10-29 02:40Z')) AS v (k, at);
SELECT results_eq($$SELECT cohort, period_number, active, is_complete FROM unnest((SELECT cohort_retention('day', 'America/St_Johns', k, NULL, at) FROM back)) ORDER BY 1, 2$$,
				  $$VALUES (date '2006-10-28', 0, bigint '2', false), ('2006-10-28', 1, 1, false), ('2006-10-29', 0, 1, false)$$, 'cohort_retention: the day after, though a row of the day before is the last one');
SELECT results_eq($$SELECT bucket, new, "returning", is_complete FROM unnest((SELECT lifecycle('day', 'America/St_Johns', k, at) FROM back WHERE k < 3 AND at < '2006-10-29 02:35Z')) ORDER BY 1$$,
				  $$VALUES (date '2006-10-28', bigint '1', bigint '0', false), ('2006-10-29', 1, 1, false)$$, 'lifecycle: a day that clocks will come back to is not complete');

-- The last change of clocks that a table of the zone has, and those after it
CREATE TEMP TABLE later AS SELECT bigint '1' AS k, at FROM unnest('{2769-10-20 00:00Z,2769-10-25 12:00Z,2769-10-26 01:00Z,2770-07-31 22:30Z}'::timestamptz[]) AS at;
SELECT is((SELECT array_agg(bucket ORDER BY bucket) FROM unnest((SELECT lifecycle('month', 'Europe/Berlin', k, at) FROM later)) WHERE new + resurrecting > 0), '{2769-10-01,2770-08-01}', 'lifecycle in the 28th century');
SELECT is((SELECT array_agg(DISTINCT span ORDER BY span) FROM unnest((SELECT stickiness('1 second', 'Europe/Berlin', k, at, 'month') FROM later))), '{2769-10-01,2770-08-01}', 'stickiness in the 28th century');

-- Where time ends, days may come again, too.
CREATE TEMP TABLE last AS SELECT bigint '1' AS k, at FROM generate_series('294276-12-20 00:00Z', '294276-12-31 00:00Z', interval '6 hours') AS at;
SELECT is((SELECT count(*) FROM unnest((SELECT lifecycle('day', 'X167Y-167,M1.1.0/1,M12.5.0/3', k, at) FROM last)) WHERE new + "returning" + resurrecting > 0 AND NOT isfinite(bucket_start)), bigint '0', 'days of activity begin within time');

-- Hours that come again: no cell reads what is not its cohort's.
SELECT is((SELECT max(active) FROM unnest((SELECT cohort_retention('hour', 'X-0:30Y-1:50,M3.2.0/1,M11.1.0/3:10', k, NULL, at, 'rolling')
	FROM (VALUES (bigint '1', timestamptz '2023-11-05 01:12Z'), (1, '2023-11-05 02:20Z')) AS v (k, at)))), bigint '1', 'an hour that comes again');

/* ---- Partial states ---- */

-- Workers only, each with a part of every contact
ANALYZE visits;
ALTER TABLE visits SET (parallel_workers = 3);
SET LOCAL max_parallel_workers_per_gather = 3;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;

\ir lib/plan.sql

SELECT matches(pg_temp.plan_of(format('SELECT g, %s(''day'', ''UTC'', k, at) FROM visits GROUP BY g', aggregate)), 'Finalize.*Gather.*Partial', aggregate || ' has partial states')
FROM definition;
SELECT pg_temp.check_sizes('by workers');

SET LOCAL work_mem = '64kB';
SELECT pg_temp.check_sizes('by workers, spilled');
RESET work_mem;

-- An argument that differs between parts is found out when they meet.
SELECT throws_ok(format('SELECT %s FROM visits', call), '22023', name || ' must not change within a group', call)
FROM (VALUES ('lifecycle(CASE WHEN k < 200 THEN ''day'' ELSE ''week'' END, ''UTC'', k, at)', 'period'), ('lifecycle(''day'', CASE WHEN k < 200 THEN ''UTC'' ELSE ''Asia/Tokyo'' END, k, at)', 'zone'),
			 ('lifecycle(''day'', ''UTC'', k, at, CASE WHEN k < 200 THEN ''now=2022-01-01 00:00Z'' ELSE ''now=2022-01-02 00:00Z'' END)', 'options'),
			 ('stickiness(''day'', ''UTC'', k, at, CASE WHEN k < 200 THEN ''week'' ELSE ''month'' END)', 'span'),
			 ('active_contacts(''day'', ''UTC'', k, at, ARRAY[1, 2 + (k < 200)::int])', 'spans')) AS c (call, name);

SELECT * FROM finish();
ROLLBACK;
