/*
 * The laws of retention, cohort_retention, cohort_value and retention_curve: one
 * answer whatever the order of the rows, the plan, the memory and the session;
 * what must be equal when the question is put in another way; what adds up.
 */
\ir lib/oracle.sql

SET LOCAL jit = off;

SELECT plan(204);

-- Not temporary: parallel workers cannot read temporary tables. Eight thousand
-- contacts over 300 days around two changes of clocks; some rows are there twice,
-- some times are whole days, anything may be NULL. Sums of worth are exact, those
-- of share are not.
CREATE TABLE public.visit AS
SELECT id, id % 5 AS grp, contact, 'contact ' || contact AS name, md5(contact::text)::uuid AS device,
	   CASE WHEN abs(pg_temp.noise(r, 6)) % 23 > 0 THEN joined + (abs(pg_temp.noise(r, 7)) % 3 - 1) * (abs(pg_temp.noise(r, 8)) % 7 / 6) * interval '20 days 5 h' END AS joined_at,
	   CASE WHEN abs(pg_temp.noise(r, 3)) % 19 > 0 THEN
			CASE WHEN abs(pg_temp.noise(r, 4)) % 10 = 0 THEN date_trunc('day', joined) + abs(pg_temp.noise(r, 5)) % 90 * interval '24 h'
			ELSE joined + (abs(pg_temp.noise(r, 5)) % 12000000 - 1000000) * interval '1.000001 s' END END AS at,
	   CASE WHEN abs(pg_temp.noise(r, 9)) % 11 > 0 THEN abs(pg_temp.noise(r, 10)) % 4001 / 4.0 - 300 END::float8 AS worth,
	   (0.1 * (abs(pg_temp.noise(r, 11)) % 1000))::float8 * 10.0 ^ (abs(pg_temp.noise(r, 12)) % 25 - 12) AS share,
	   abs(pg_temp.noise(r, 13)) AS r
FROM (SELECT *, timestamptz '2024-01-20 05:00+00' + abs(pg_temp.noise(contact, 2)) % 12960000 * interval '1 s' AS joined
	  FROM (SELECT id, r, CASE WHEN abs(pg_temp.noise(r, 14)) % 53 > 0 THEN abs(pg_temp.noise(r, 1)) % 8000 END AS contact
			FROM (SELECT id, CASE WHEN id % 9 = 0 THEN id - 1 ELSE id END AS r FROM generate_series(1, 24000) AS id) AS n) AS c) AS rows;
CREATE TABLE public.people (LIKE public.visit) PARTITION BY HASH (contact);
CREATE TABLE public.people_a PARTITION OF public.people FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.people_b PARTITION OF public.people FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO public.people SELECT * FROM public.visit;
ANALYZE public.visit, public.people;

/* ---- One answer, whatever the plan ---- */

CREATE TEMP TABLE question (n serial, ask text);
INSERT INTO question (ask) VALUES
($$cohort_retention('week', 'America/New_York', contact, joined_at, at)$$),
($$cohort_retention('day', 'Europe/Berlin', name, joined_at, at, 'on_or_after,periods=30')$$),
($$cohort_retention('day', 'UTC', device, NULL, at, 'before,recurring,brackets=0,1,7-7,30-30,60')$$),
($$cohort_retention('month', 'Asia/Kolkata', contact, joined_at, at, 'rolling,before')$$),
($$cohort_retention('36 hours', 'UTC', device, joined_at, at, 'rolling,recurring,now=2025-01-01T00:00:00Z,brackets=0,1,2-7,90-100')$$),
($$cohort_retention('hour', 'Australia/Lord_Howe', name, NULL, at, 'cohort_from=2024-03-01T00:00:00Z,cohort_until=2024-03-03T00:00:00Z,periods=48')$$),
($$cohort_retention('week', 'UTC', contact, joined_at, at, 'rolling') FILTER (WHERE grp <> 2)$$),
($$cohort_value('week', 'America/New_York', contact, joined_at, at, share)$$),
($$cohort_value('month', 'Europe/Berlin', name, NULL, at, share, 'rolling,before,recurring')$$),
($$cohort_value('day', 'UTC', device, joined_at, at, share, 'recurring,brackets=0,1,7-7,30-30,60')$$),
($$retention(grp = 1, worth > 400, joined_at > at, at > '2024-06-01', share > 0.5)$$);

-- The answers of groups, in one row each, in a form that no setting changes
CREATE FUNCTION pg_temp.answers(rows text, groups text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('SELECT %1$s AS g, ARRAY[%2$s] AS answers FROM %3$s %4$s', CASE WHEN $2 = '' THEN '0' ELSE $2 END,
				  string_agg('md5(array_send(' || ask || '))', ', ' ORDER BY n), $1, CASE WHEN $2 <> '' THEN 'GROUP BY ' || $2 ELSE '' END)
	FROM question
$$;

-- What the rows as they lie, in one process, have to say
CREATE TEMP TABLE shape (name text, groups text);
INSERT INTO shape VALUES ('all rows', ''), ('groups', 'grp');
CREATE TEMP TABLE answer (groups text, g text, answers text[]);
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64MB';
SELECT format('INSERT INTO answer SELECT %L, * FROM (%s) AS a', groups, pg_temp.answers('visit', groups)) FROM shape \gexec

-- settings: as SET LOCAL takes them, parted by semicolons
CREATE TEMP TABLE way (name text, settings text, rows text, plan text);
INSERT INTO way VALUES
('shuffled', '', '(SELECT * FROM visit ORDER BY md5(id::text)) AS v', NULL),
('latest first', '', '(SELECT * FROM visit ORDER BY at DESC NULLS FIRST, id DESC) AS v', NULL),
('contact by contact', '', '(SELECT * FROM visit ORDER BY contact, at, share) AS v', NULL),
('earliest first', '', '(SELECT * FROM visit ORDER BY at, share DESC) AS v', NULL),
('elsewhere', 'timezone = Pacific/Chatham; datestyle = SQL, DMY; intervalstyle = iso_8601', 'visit', NULL),
('hashed groups', 'enable_sort = off; enable_hashagg = on', 'visit', NULL),
('sorted groups', 'enable_hashagg = off', 'visit', NULL),
('little memory', 'work_mem = 64kB; hash_mem_multiplier = 1', 'visit', NULL),
('some memory', 'work_mem = 600kB; hash_mem_multiplier = 1', 'visit', NULL),
('little memory, shuffled', 'work_mem = 64kB; hash_mem_multiplier = 1', '(SELECT * FROM visit ORDER BY md5(id::text)) AS v', NULL),
('parallel', 'max_parallel_workers_per_gather = 2', 'visit', 'Partial'),
('parallel, without the leader', 'max_parallel_workers_per_gather = 2; parallel_leader_participation = off', 'visit', 'Partial'),
('parallel, hashed groups', 'max_parallel_workers_per_gather = 2; enable_sort = off', 'visit', 'Partial'),
('parallel, little memory', 'max_parallel_workers_per_gather = 2; work_mem = 64kB; hash_mem_multiplier = 1', 'visit', 'Partial'),
('partitions of contacts', 'enable_partitionwise_aggregate = on', 'people', NULL),
('partitions of contacts, little memory', 'enable_partitionwise_aggregate = on; work_mem = 64kB; hash_mem_multiplier = 1', 'people', NULL);

INSERT INTO way SELECT 'in a worker', name || ' = on; max_parallel_workers_per_gather = 2', 'visit', NULL
FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query');

SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;

\ir lib/plan.sql

-- One way to one shape; what it sets ends with it. A cursor would not run in
-- parallel, so the answers go to a table.
CREATE FUNCTION pg_temp.check_way(way, shape) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	query text = format('SELECT g::text, answers FROM (%s) AS a', pg_temp.answers($1.rows, $2.groups));
	expected text = format('SELECT g, answers FROM answer WHERE groups = %L', $2.groups);
	settings text[] = string_to_array(nullif($1.settings, ''), '; ');
	before text[] = ARRAY(SELECT current_setting(split_part(s, ' = ', 1)) FROM unnest(settings) WITH ORDINALITY AS u (s, n) ORDER BY n);
BEGIN
	PERFORM set_config(split_part(s, ' = ', 1), split_part(s, ' = ', 2), true) FROM unnest(settings) AS s;
	IF $1.plan IS NOT NULL THEN
		RETURN NEXT matches(pg_temp.plan_of(query), $1.plan, format('%s, %s: the plan', $2.name, $1.name));
	END IF;
	EXECUTE 'CREATE TEMP TABLE got AS ' || query;
	PERFORM set_config(split_part(s, ' = ', 1), b, true) FROM unnest(settings, before) AS u (s, b);
	RETURN NEXT pg_temp.agree('SELECT * FROM got', expected, format('%s, %s', $2.name, $1.name));
	DROP TABLE got;
EXCEPTION WHEN OTHERS THEN
	RETURN NEXT fail(format('%s, %s', $2.name, $1.name)) || E'\n' || diag(format('%s: %s', SQLSTATE, SQLERRM));
END
$$;

SELECT result FROM way, shape, pg_temp.check_way(way, shape) AS result;
SELECT is(current_setting('work_mem') || ', ' || current_setting('timezone'), '64MB, ' || reset_val, 'settings are as they were') FROM pg_settings WHERE name = 'TimeZone';

/* ---- What must be equal ---- */

-- in one assertion: the cells of two questions, as far as they are asked for
CREATE FUNCTION pg_temp.same(a text, b text, description text, rows text DEFAULT 'visit', other_rows text DEFAULT NULL, which text DEFAULT 'true', other text DEFAULT 'true') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(query, $1, $4, $6), format(query, $2, coalesce($5, $4), $7), $3)
	FROM (SELECT 'SELECT g, c.* FROM (SELECT coalesce(grp, -1) AS g, %s AS cells FROM %s GROUP BY ROLLUP (grp)) AS a, unnest(cells) AS c WHERE %s' AS query) AS q
$$;

-- ! is where cohort_value has its value; valued: whether it has such an option
CREATE TEMP TABLE law (a text, b text, description text, valued boolean);
INSERT INTO law VALUES
($$'week', 'Europe/Berlin', contact, joined_at, at!$$, $$'week', 'Europe/Berlin', name, joined_at, at!$$, 'a contact by name is the same contact', true),
($$'week', 'Europe/Berlin', contact, joined_at, at!$$, $$'week', 'Europe/Berlin', device, joined_at, at!$$, 'and by uuid', true),
($$'week', 'Europe/Berlin', contact, joined_at, at!$$, $$'WEEK', 'europe/berlin', contact::int, joined_at, at!, 'calendar,on,first_time'$$, 'defaults go without saying', false),
($$'week', 'UTC', contact, joined_at, at!, 'before,recurring,rolling,periods=5'$$, $$'week', 'UTC', contact, joined_at, at!, ' periods=5 , rolling, recurring ,before'$$, 'options in any order', true),
($$'day', 'UTC', contact, joined_at, at!$$, $$'1 day', 'UTC', contact, joined_at, at!$$, 'where days have 24 hours, a day is 24 hours', true),
($$'week', 'UTC', contact, joined_at, at!, 'recurring'$$, $$'168:00:00', 'UTC', contact, joined_at, at!, 'recurring'$$, 'and a week, from Monday on', true),
($$'hour', 'Asia/Kolkata', contact, joined_at, at!, 'periods=2,cohort_until=2024-02-10T00:00:00Z'$$, $$'1 hour', 'Asia/Kolkata', contact, joined_at, at!, 'periods=2,cohort_until=2024-02-10T00:00:00Z'$$, 'and an hour', true),
($$'hour', 'UTC', contact, joined_at, at!, 'rolling,periods=2,cohort_until=2024-02-10T00:00:00Z'$$, $$'60 minutes', 'UTC', contact, joined_at, at!, 'rolling,periods=2,cohort_until=2024-02-10T00:00:00Z'$$, 'also from the start', false),
($$'day', 'America/New_York', contact, joined_at, at!, 'before'$$, $$'day', 'America/New_York', contact, joined_at, at!, 'rolling,before'$$, 'days roll as the calendar does', true),
($$'day', 'UTC', contact, joined_at, at!, 'periods=5'$$, $$'day', 'UTC', contact, joined_at, at!, 'brackets=0,1-1,2,3-3,4-4'$$, 'brackets of one number each', true),
($$'day', 'UTC', contact, joined_at, at!, 'periods=5,on_or_after'$$, $$'day', 'UTC', contact, joined_at, at!, 'on_or_after,brackets=0,1-1,2,3-3,4-4'$$, 'and from then on', false),
($$'week', 'UTC', contact, joined_at, at!$$, $$'week', 'UTC', contact, joined_at, at!, 'cohort_from=1999-12-31T00:00:00Z,cohort_until=2050-01-01T00:00:00Z,periods=100000'$$, 'a range of everything', true),
($$'week', 'UTC', contact, joined_at, at!$$, $$'week', 'UTC', contact, joined_at, at! ORDER BY id DESC$$, 'ORDER BY says nothing', true),
($$'week', 'UTC', contact, joined_at, at!$$, $$DISTINCT 'week', 'UTC', contact, joined_at, at!$$, 'nor does DISTINCT', false),
($$'week', 'UTC', contact, NULL, at!$$, $$'week', 'UTC', contact, NULL::timestamptz, at!$$, 'no cohort time is none', true),
($$'week', 'UTC', contact, NULL, at!, 'recurring'$$, $$'week', 'UTC', contact, at, at!, 'recurring'$$, 'recurring, each activity is a start', true),
($$'week', 'UTC', contact, joined_at, at!, 'now=2025-02-01T00:00:00Z,before'$$, $$'week', 'UTC', contact, joined_at, at!, 'now=2025-01-31 18:00:00-06,before'$$, 'now is an instant', true);

SELECT pg_temp.same(format('cohort_retention(%s)', replace(a, '!', '')), format('cohort_retention(%s)', replace(b, '!', '')), description) FROM law;
SELECT pg_temp.same(format('cohort_value(%s)', replace(a, '!', ', worth')), format('cohort_value(%s)', replace(b, '!', ', worth')), description || ', with a value') FROM law WHERE valued;

SELECT pg_temp.same(a, a, description, 'visit', other)
FROM (VALUES ($$cohort_retention('week', 'America/New_York', contact, joined_at, at, 'before')$$), ($$cohort_retention('day', 'UTC', name, NULL, at, 'rolling,recurring,brackets=0,1,5')$$)) AS q (a),
	 (VALUES ('rows that are there twice', '(SELECT * FROM visit UNION ALL SELECT * FROM visit) AS v'),
			 ('no row twice', '(SELECT DISTINCT grp, contact, name, joined_at, at FROM visit) AS v'),
			 ('no rows of nobody', '(SELECT * FROM visit WHERE contact IS NOT NULL) AS v')) AS o (description, other);

-- What a contact's start is can be said by window functions.
SELECT pg_temp.same(format(called, start), format(called, 'start'), format(called, start), 'visit',
					format('(SELECT *, min(%s) OVER (PARTITION BY grp, contact) AS start FROM visit) AS v', least), 'g >= 0', 'g >= 0')
FROM (VALUES ('NULL', 'at'), ('joined_at', 'joined_at')) AS s (start, least),
	 (VALUES ($$cohort_retention('week', 'UTC', contact, %s, at, 'before')$$), ($$cohort_retention('month', 'UTC', name, %s, at, 'rolling')$$), ($$cohort_value('month', 'UTC', device, %s, at, worth)$$)) AS q (called);

-- Options that choose cells leave the others as they are.
SELECT pg_temp.same(format('%s, ''%s%s'')', called, options, extra), format('%s, ''%scalendar'')', called, options), format('%s, %s%s', called, options, extra), 'visit', NULL, 'true', which)
FROM (VALUES ($$cohort_retention('week', 'America/New_York', contact, joined_at, at$$, ''), ($$cohort_retention('month', 'UTC', contact, NULL, at$$, 'recurring,'),
			 ($$cohort_retention('week', 'UTC', name, joined_at, at$$, 'on_or_after,'), ($$cohort_value('week', 'America/New_York', device, joined_at, at, worth$$, 'recurring,')) AS q (called, options),
	 (VALUES ('periods=3', 'period_number < 3'), ('cohort_from=2024-03-01T00:00:00Z', $$cohort_start >= '2024-03-01 00:00+00'$$), ('cohort_until=2024-04-01T00:00:00Z', $$cohort_start < '2024-04-01 00:00+00'$$),
			 ('cohort_until=2024-05-06T04:00:00Z,cohort_from=2024-04-01 00:00-04', $$cohort_start >= '2024-04-01 04:00+00' AND cohort_start < '2024-05-06 04:00+00'$$)) AS e (extra, which);

SELECT pg_temp.same(format('%s, ''%sbefore'')', called, options), format('%s, ''%scalendar'')', called, options), format('%s, before is one more cell', called), 'visit', NULL, 'period_number >= 0')
FROM (VALUES ($$cohort_retention('week', 'America/New_York', contact, joined_at, at$$, 'recurring,'), ($$cohort_value('week', 'UTC', device, joined_at, at, worth$$, '')) AS q (called, options);

-- A time that has passed says what was complete then, and no more.
SELECT pg_temp.agree(format(query, $$'week', 'Asia/Kathmandu', contact, joined_at, at, 'now=2024-06-01T00:00:00Z'$$, 'is_complete'),
					 format(query, $$'week', 'Asia/Kathmandu', contact, joined_at, at$$, $$cohort_start + (period_number + 1) * interval '168 h' <= '2024-06-01 00:00+00'$$), 'now that has passed')
FROM (VALUES ('SELECT cohort, size, period_number, active, rate, cohort_start, last_period, %2$s FROM unnest((SELECT cohort_retention(%1$s) FROM visit))')) AS q (query);

/* ---- What adds up ---- */

CREATE TEMP TABLE asked (called text);
INSERT INTO asked VALUES ($$cohort_value('week', 'America/New_York', contact, joined_at, at, worth, 'now=2025-02-01T00:00:00Z')$$),
	($$cohort_value('week', 'America/New_York', contact, joined_at, at, worth, 'now=2025-02-01T00:00:00Z,recurring,before')$$),
	($$cohort_value('month', 'UTC', name, NULL, at, worth, 'now=2025-02-01T00:00:00Z,brackets=0,1-2,4,6')$$),
	($$cohort_value('month', 'UTC', device, joined_at, at, worth, 'now=2025-02-01T00:00:00Z,before,periods=4')$$);

-- parts of the contacts; cells that a part has not are of nobody
SELECT pg_temp.agree(format('SELECT cohort_start, period_number, sum(size), sum(active), sum(total), sum(cumulative_total) FROM (SELECT %s AS cells FROM visit GROUP BY %s) AS p, unnest(cells) GROUP BY 1, 2', called, parts),
					 format('SELECT cohort_start, period_number, size, active, total, cumulative_total FROM unnest((SELECT %s FROM visit))', called), format('%s by %s', called, parts))
FROM asked, unnest('{contact % 7,contact < 100}'::text[]) AS parts;

SELECT is_empty(format('SELECT * FROM (SELECT *, sum(total) OVER (PARTITION BY cohort_start ORDER BY period_number) AS running FROM unnest((SELECT %s FROM visit)) WHERE period_number >= 0) AS c
						WHERE cumulative_total <> running OR average IS DISTINCT FROM total / nullif(size, 0) OR cumulative_average IS DISTINCT FROM running / nullif(size, 0)', called), 'running sums and averages: ' || called)
FROM asked WHERE called NOT LIKE '%brackets%';
SELECT pg_temp.agree($$SELECT sum(total) FROM unnest((SELECT cohort_value('day', 'UTC', contact, joined_at, at, worth, 'before') FROM visit))$$,
					 $$SELECT sum(worth) FROM visit WHERE at IS NOT NULL AND contact IN (SELECT contact FROM visit WHERE joined_at IS NOT NULL)$$, 'the cells of all periods, and before, hold every value once');

CREATE TEMP TABLE cells AS
SELECT n, c.* FROM (
	SELECT 1 AS n, cohort_retention('week', 'America/New_York', contact, joined_at, at, 'before') AS cells FROM visit UNION ALL
	SELECT 2, cohort_retention('week', 'America/New_York', contact, joined_at, at, 'on_or_after,before') FROM visit UNION ALL
	SELECT 3, cohort_retention('month', 'UTC', contact, NULL, at) FROM visit UNION ALL
	SELECT 4, cohort_retention('month', 'UTC', contact, NULL, at, 'rolling,on_or_after,now=2026-01-01T00:00:00Z') FROM visit UNION ALL
	SELECT 5, cohort_retention('month', 'UTC', contact, NULL, at, 'recurring') FROM visit UNION ALL
	SELECT 6, cohort_retention('day', 'UTC', contact, joined_at, at, 'brackets=0,1,7-7,30,60-90,before') FROM visit UNION ALL
	SELECT 7, cohort_retention('day', 'UTC', contact, joined_at, at, 'brackets=0,1,7-7,30,60-90,before,on_or_after,rolling') FROM visit) AS a, unnest(cells) AS c;

SELECT is_empty('SELECT * FROM cells WHERE active > size OR rate IS DISTINCT FROM active::float8 / nullif(size, 0)', 'no more than the cohort, and the rate is of it');
SELECT is_empty('SELECT * FROM cells WHERE n IN (3, 4, 5) AND period_number = 0 AND active <> size', 'the first activity is in period 0');
SELECT is_empty('SELECT * FROM (SELECT *, lead(active) OVER (PARTITION BY n, cohort ORDER BY period_number) AS next FROM cells WHERE n IN (2, 4, 7) AND period_number >= 0) AS c WHERE next > active', 'on or after: fewer and fewer');
SELECT is_empty(format('SELECT * FROM cells AS a JOIN cells AS b USING (cohort_start, period_number) WHERE a.n = %s AND b.n = %s AND (a.active > b.active OR period_number < 0 AND a.active <> b.active)', a, b), format('no more on than on or after: %s and %s', a, b))
FROM (VALUES (1, 2), (6, 7)) AS v (a, b);
SELECT is(sum(size), (SELECT count(DISTINCT contact) FROM visit WHERE joined_at IS NOT NULL)::numeric, 'each contact with a start is of one cohort') FROM cells WHERE n = 1 AND period_number = 0;
SELECT is(sum(size), (SELECT count(DISTINCT contact) FROM visit WHERE at IS NOT NULL)::numeric, 'each contact with an activity is of one cohort') FROM cells WHERE n = 3 AND period_number = 0;
SELECT pg_temp.agree('SELECT cohort, size FROM cells WHERE n = 5 AND period_number = 0',
	$$SELECT date_trunc('month', at, 'UTC')::date, count(DISTINCT contact) FROM visit WHERE at IS NOT NULL AND contact IS NOT NULL GROUP BY 1$$, 'recurring, a cohort is who is active in its period');

-- the curve: means of the rates of complete cells, weighted by size
SELECT pg_temp.agree(format('SELECT place, cohort, size, period_number, active, round(rate::numeric, 12), is_complete, cohort_start, last_period
							 FROM unnest((SELECT retention_curve(array_agg(ROW (cohort, size, period_number, active, rate, is_complete, cohort_start, last_period)::retention_cell ORDER BY %s)) FROM cells WHERE n = %s))
							 WITH ORDINALITY AS c (cohort, size, period_number, active, rate, is_complete, cohort_start, last_period, place)', sorted, n),
	format('SELECT row_number() OVER (ORDER BY period_number), NULL::date, sum(size)::bigint, period_number, sum(active)::bigint, round((sum(rate * size) / nullif(sum(size), 0))::numeric, 12), true, NULL::timestamptz, last_period
			FROM cells WHERE is_complete AND n = %s GROUP BY period_number, last_period', n), format('the curve is the weighted mean: %s, cells by %s', n, sorted))
FROM generate_series(1, 7) AS n, unnest('{"cohort_start, period_number","md5(cohort || period_number::text)"}'::text[]) AS sorted;

/* ---- Many contacts and periods, and plain SQL ---- */

SELECT pg_temp.agree(format('SELECT cohort, period_number, size, active FROM unnest((SELECT cohort_retention(%L, %L, contact, %s, at) FROM visit)) WHERE active > 0', unit, zone, CASE first WHEN 'at' THEN 'NULL' ELSE first END),
	format($$WITH start AS (SELECT contact, date_trunc(%1$L, min(%3$s) AT TIME ZONE %2$L)::date AS cohort FROM visit WHERE %3$s IS NOT NULL AND contact IS NOT NULL GROUP BY contact),
				  sizes AS (SELECT cohort, count(*) AS size FROM start GROUP BY cohort)
			 SELECT cohort, number, size, count(DISTINCT contact)
			 FROM start JOIN sizes USING (cohort) JOIN visit USING (contact), LATERAL (SELECT date_trunc(%1$L, at AT TIME ZONE %2$L)::date AS active_on) AS d,
				  LATERAL (SELECT CASE %1$L WHEN 'day' THEN active_on - cohort WHEN 'week' THEN (active_on - cohort) / 7
								  ELSE extract(year FROM age(active_on, cohort)) * 12 + extract(month FROM age(active_on, cohort)) END AS number) AS n
			 WHERE active_on >= cohort GROUP BY 1, 2, 3$$, unit, zone, first), format('%s in %s from %s by GROUP BY', unit, zone, first))
FROM unnest('{day,week,month}'::text[]) AS unit, unnest('{America/New_York,Asia/Kathmandu}'::text[]) AS zone, unnest('{joined_at,at}'::text[]) AS first;

-- Contacts of every habit: a few hours, thousands, and decades between
CREATE TABLE public.habit AS
SELECT contact, timestamptz '2001-03-04 05:06+00' + n * every AS at
FROM (VALUES (1, 1, interval '1 h'), (2, 64, '1 h'), (3, 65, '1 h'), (4, 5000, '1 h'), (5, 3000, '7 h'), (6, 40, '411 days'), (7, 2, '30 years'), (8, 300, '64 h'),
			 (9, 500, '-29 h'), (10, 2, '63 h'), (11, 2, '64 h'), (12, 2, '-1 h')) AS k (contact, rows, every),
	 generate_series(0, rows - 1) AS n;
ALTER TABLE public.habit SET (parallel_workers = 2);
ANALYZE public.habit;

CREATE FUNCTION pg_temp.check_habits(how text) RETURNS SETOF text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format('SELECT period_number, active FROM unnest((SELECT cohort_retention(''hour'', ''UTC'', contact, timestamptz ''2001-03-04 05:00+00'', at, ''periods=50000,before,%s'') FROM %s)) WHERE active > 0', mode, rows),
		'SELECT greatest(-1, h), count(DISTINCT contact) FROM habit, LATERAL (SELECT floor(extract(epoch FROM at - ''2001-03-04 05:00+00'') / 3600) AS h) AS f WHERE h < 50000 GROUP BY 1', format('habits, %s, %s: %s', $1, mode, rows))
	FROM unnest('{calendar,rolling}'::text[]) AS mode, unnest('{habit,"(SELECT * FROM habit ORDER BY at DESC) AS h","(SELECT * FROM habit ORDER BY md5(at::text || contact)) AS h"}'::text[]) AS rows
$$;

SELECT pg_temp.check_habits('in memory');
SET LOCAL work_mem = '64kB';
SELECT pg_temp.check_habits('little memory');
SET LOCAL max_parallel_workers_per_gather = 2;
SELECT pg_temp.check_habits('little memory, parallel');

-- Forty thousand contacts of all types, in parts too large for the memory
RESET work_mem;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TABLE public.crowd AS
SELECT contact, 'contact ' || contact AS name, md5(contact::text)::uuid AS device, timestamptz '2023-11-05 06:30+00' + abs(pg_temp.noise(contact, 1)) % 400 * interval '23 h' AS joined_at,
	   timestamptz '2023-11-05 06:30+00' + abs(pg_temp.noise(n, 2)) % 12000 * interval '61 min' AS at, abs(pg_temp.noise(n, 3)) % 1000 * 0.25::float8 AS worth
FROM generate_series(1, 120000) AS n, LATERAL (SELECT abs(pg_temp.noise(n, 4)) % 40000 AS contact) AS c;
ALTER TABLE public.crowd SET (parallel_workers = 2);
ANALYZE public.crowd;

CREATE TEMP TABLE known (ask text, answer text);
INSERT INTO known (ask) VALUES ($$cohort_retention('day', 'America/New_York', contact, joined_at, at, 'brackets=0,1,2-7,30-30,100')$$), ($$cohort_retention('day', 'UTC', name, NULL, at, 'periods=3')$$),
	($$cohort_retention('week', 'Europe/Berlin', device, at, at, 'recurring')$$), ($$cohort_value('week', 'UTC', contact, joined_at, at, worth, 'before')$$), ($$cohort_value('month', 'UTC', device, NULL, at, worth)$$);

CREATE FUNCTION pg_temp.ask_crowd(ask text, kb int, workers int, rows text DEFAULT 'crowd') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config('work_mem', kb || 'kB', true), set_config('max_parallel_workers_per_gather', workers::text, true);
	EXECUTE format('SELECT md5(array_send(%s)) FROM %s', ask, rows) INTO answer;
	RETURN answer;
END
$$;

UPDATE known SET answer = pg_temp.ask_crowd(ask, 64000, 0);
SELECT is(pg_temp.ask_crowd(ask, kb, workers, rows), answer, format('%s of %s in %s kB, %s workers', ask, rows, kb, workers))
FROM known, (VALUES (64, 0, 'crowd'), (1000, 0, 'crowd'), (64, 2, 'crowd'), (700, 2, 'crowd'), (64000, 2, 'crowd'), (64000, 0, '(SELECT * FROM crowd ORDER BY at, contact) AS c'), (64, 0, '(SELECT * FROM crowd ORDER BY at DESC) AS c')) AS w (kb, workers, rows);

-- retention by bool_or, NULL being false
SELECT pg_temp.agree('SELECT contact, retention(grp = 1, worth > 400, joined_at > at, share > 0.5) FROM visit GROUP BY contact',
	'SELECT contact, ARRAY[a, a AND b, a AND c, a AND d] FROM (SELECT contact, bool_or(grp = 1) AS a, coalesce(bool_or(worth > 400), false) AS b, coalesce(bool_or(joined_at > at), false) AS c, bool_or(share > 0.5) AS d FROM visit GROUP BY contact) AS v',
	'retention by bool_or');

SELECT * FROM finish();
ROLLBACK;
