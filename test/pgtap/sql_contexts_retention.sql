/*
 * Retention, lifecycle, stickiness, active contacts and values wherever SQL
 * lets an aggregate stand: the answer there is that of a plain call over the
 * same rows, which the oracles check.
 */
\ir lib/oracle.sql
\ir lib/plan.sql

SELECT plan(694);

-- not temporary: parallel workers cannot read temporary tables
CREATE TABLE public.visit AS
SELECT id, id % 7 AS grp, id / 40 AS day, timestamptz '2024-01-01 00:00+00' + id / 3 * interval '29 hours' + (pg_temp.noise(id, 3) & 1023) % 50 * interval '3 days' AS at,
	   CASE WHEN (pg_temp.noise(id, 4) & 1023) % 3 > 0 THEN timestamptz '2024-01-10 00:00+00' + (pg_temp.noise(id, 5) & 1023) % 60 * interval '1 day' END AS start,
	   CASE WHEN id % 19 <> 0 THEN (pg_temp.noise(id, 2) & 1023) % 8 END AS k, CASE WHEN id % 5 <> 0 THEN id * 0.25 END AS amount
FROM generate_series(1, bigint '200') AS id;
UPDATE visit SET at = NULL WHERE id % 23 = 0;
ALTER TABLE visit ADD name text GENERATED ALWAYS AS ('contact ' || k) STORED, ADD device uuid GENERATED ALWAYS AS (md5(k::text)::uuid) STORED;
CREATE TABLE public.nothing (LIKE public.visit);
ANALYZE public.visit, public.nothing;

CREATE TEMP TABLE ask (n int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO ask (call) VALUES
('cohort_retention(''month'', ''UTC'', k, NULL, at)'), ('cohort_retention(''month'', ''America/New_York'', name, start, at, ''before, periods=4'')'), ('cohort_retention(''week'', ''Asia/Kathmandu'', device, start, at, ''rolling, recurring, brackets=0,1,4-5,8'')'),
('cohort_retention(''10 days'', ''UTC'', k, NULL, at, ''rolling, on_or_after, periods=5'')'), ('cohort_retention(''quarter'', ''UTC'', name, NULL, at, ''recurring, now=2025-01-01T00:00:00Z'')'),
('cohort_value(''month'', ''UTC'', k, NULL, at, amount)'), ('cohort_value(''month'', ''UTC'', name, start, at, amount, ''rolling, before'')'), ('cohort_value(''quarter'', ''UTC'', device, start, at, -amount, ''recurring, periods=2'')'),
('lifecycle(''week'', ''UTC'', k, at)'), ('lifecycle(''month'', ''Europe/Berlin'', name, at, ''now=2025-03-01T00:00:00Z'')'), ('stickiness(''day'', ''UTC'', k, at)'), ('stickiness(''week'', ''Asia/Kolkata'', device, at, ''quarter'')'),
('active_contacts(''week'', ''UTC'', k, at)'), ('active_contacts(''36 hours'', ''UTC'', name, at, ''{30,1}'')'), ('retention(k = 1, amount > 10, NULL, at < start)'), ('retention(start IS NULL, k > 2)');

-- A plain call over some rows.
CREATE FUNCTION public.answer(call text, ids bigint[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	found text;
BEGIN
	EXECUTE format('SELECT (%s)::text FROM visit WHERE id = ANY ($1)', call) INTO found USING ids;
	RETURN found;
END
$$;

SELECT isnt(answer(call, (SELECT array_agg(id) FROM visit)), answer(call, NULL), 'there is something to see in ' || call) FROM ask;

/* ---- In the call: FILTER, DISTINCT, ORDER BY ---- */

SELECT pg_temp.agree(format('SELECT grp, (%s FILTER (WHERE %s))::text FROM visit GROUP BY grp', call, condition),
					 format('SELECT grp, answer(%L, ids) FROM (SELECT grp, array_agg(id) FILTER (WHERE %s) AS ids FROM visit GROUP BY grp) AS g', call, condition), format('%s FILTER (WHERE %s)', call, condition))
FROM ask, unnest('{id % 3 = 0,grp > 3,id < 0}'::text[]) AS condition;

SELECT pg_temp.agree(format('SELECT grp, (%s ORDER BY %s))::text FROM visit GROUP BY grp', left(call, -1), ordering), format('SELECT grp, (%s)::text FROM visit GROUP BY grp', call), format('%s ORDER BY %s', call, ordering))
FROM ask, unnest('{id DESC,"k, at","pg_temp.noise(id, 3)"}'::text[]) AS ordering;

-- equal rows are one: of values it changes the sum, of activity nothing
SELECT pg_temp.agree(format('SELECT grp, (%s(DISTINCT %s)::text FROM visit, generate_series(1, 2) GROUP BY grp', split_part(call, '(', 1), substr(call, strpos(call, '(') + 1)),
					 format('SELECT grp, answer(%L, ids) FROM (SELECT grp, array_agg(id) AS ids FROM visit GROUP BY grp) AS g', call), 'DISTINCT: ' || call)
FROM ask WHERE call !~ '^retention';
SELECT pg_temp.agree(format('SELECT grp, (%s)::text FROM visit, generate_series(1, 3) GROUP BY grp', call), format('SELECT grp, answer(%L, ids) FROM (SELECT grp, array_agg(id) AS ids FROM visit GROUP BY grp) AS g', call), 'every row thrice: ' || call)
FROM ask WHERE call !~ '^cohort_value';

/* ---- Groups ---- */

CREATE FUNCTION pg_temp.check_groups(title text) RETURNS SETOF text
LANGUAGE sql AS $q$
	SELECT pg_temp.agree(format('SELECT grp, day %% 2, (%s)::text FROM visit GROUP BY %s', call, grouping_by),
						 format('SELECT grp, day, answer(%L, ids) FROM (SELECT grp, day %% 2 AS day, array_agg(id) AS ids FROM visit GROUP BY %s) AS g', call, grouping_by), format('%s, %s by %s', title, call, grouping_by))
	FROM ask, unnest('{"grp, day % 2","GROUPING SETS ((grp), (grp, day % 2), ())","CUBE (grp, day % 2)"}'::text[]) AS grouping_by
$q$;

SET LOCAL enable_sort = off;
SELECT pg_temp.check_groups('hashed');
RESET enable_sort;
SET LOCAL enable_hashagg = off;
SELECT pg_temp.check_groups('sorted');
RESET enable_hashagg;
SET LOCAL work_mem = '64kB';
SELECT pg_temp.check_groups('with little memory');
RESET work_mem;
SELECT pg_temp.agree('SELECT grp, (cohort_retention(''year'', ''UTC'', k, NULL, at))[1].size FROM visit GROUP BY grp HAVING (cohort_retention(''year'', ''UTC'', k, NULL, at))[1].size > 5 ORDER BY lifecycle(''year'', ''UTC'', k, at)',
					 'SELECT grp, n FROM (SELECT grp, count(DISTINCT k) FILTER (WHERE at IS NOT NULL) AS n FROM visit GROUP BY grp) AS g WHERE n > 5', 'HAVING and ORDER BY');

/* ---- Window frames: the final function is called again and again ---- */

SELECT pg_temp.agree(format('SELECT id, (%s OVER (%s))::text FROM visit', call, frame),
					 format('SELECT id, answer(%L, ids) FROM (SELECT id, array_agg(id) OVER (%s) AS ids FROM visit) AS f', call, frame), format('%s OVER (%s)', call, frame))
FROM ask, unnest(ARRAY['', 'PARTITION BY grp', 'ORDER BY day', 'ORDER BY id ROWS BETWEEN 5 PRECEDING AND 3 FOLLOWING', 'ORDER BY id ROWS BETWEEN 9 PRECEDING AND 5 PRECEDING',
					   'PARTITION BY grp ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW', 'ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW']) AS frame;
-- calls of one window that cannot be told apart where there are no rows
SELECT throws_ok('SELECT cohort_retention(''day'', ''UTC'', k, NULL, at) OVER w, cohort_retention(''fortnight'', ''UTC'', k, NULL, at) OVER w FROM visit WINDOW w AS (ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING)',
				 '42P18', 'could not determine which of several window functions'' constant argument is meant', 'better no answer than that of the other');
SELECT throws_ok('SELECT cohort_retention(''day'', ''UTC'', k, NULL, at) OVER w, cohort_retention(''day'', ''UTC'', k, start, at) OVER w FROM visit WINDOW w AS (ORDER BY start NULLS FIRST)', '42P18', NULL, 'nor where cohort_at is NULL');
-- but what differs between these depends on the row
SELECT results_eq('SELECT retention(x = 1, x = 2) OVER w, retention(x = 3, x = 4) OVER w FROM generate_series(1, 3) AS x WINDOW w AS (ORDER BY x)',
				  $$VALUES ('{t,f}'::boolean[], '{f,f}'::boolean[]), ('{t,t}', '{f,f}'), ('{t,t}', '{t,f}')$$, 'retention of other conditions');
SELECT pg_temp.agree('SELECT id, (cohort_retention(''month'', ''UTC'', k, start, at) OVER w)::text, (cohort_retention(''month'', ''UTC'', k, at - interval ''40 days'', at) OVER w)::text FROM visit WINDOW w AS (ORDER BY start NULLS FIRST, id)',
					 'SELECT id, (cohort_retention(''month'', ''UTC'', k, start, at) OVER v)::text, (cohort_retention(''month'', ''UTC'', k, at - interval ''40 days'', at) OVER w)::text FROM visit WINDOW v AS (ORDER BY start NULLS FIRST, id), w AS (ORDER BY start NULLS FIRST, id)',
					 'cohort_retention from other starts, some of them NULL');
SELECT throws_ok(format('SELECT %s OVER w, %s OVER w FROM visit WINDOW w AS (ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING)', a, b),
				 '42P18', 'could not determine which of several window functions'' number of arguments is meant', format('nor can these: %s, %s', a, b))
FROM (VALUES ('cohort_retention(''day'', ''UTC'', k, NULL, at)', 'cohort_retention(''day'', ''UTC'', k, NULL, at, ''rolling'')'), ('cohort_retention(''day'', ''UTC'', k, NULL, at, ''rolling'')', 'cohort_retention(''day'', ''UTC'', k, NULL, at)')) AS c (a, b);
-- the final function of retention is given its arguments: first no rows, then the row before
SELECT results_eq('SELECT retention(true) OVER w, retention(true, false) OVER w, retention(false, true, true) OVER w FROM generate_series(1, 2) WINDOW w AS (ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING)',
				  $$VALUES ('{f}'::boolean[], '{f,f}'::boolean[], '{f,f,f}'::boolean[]), ('{t}', '{t,f}', '{f,f,f}')$$, 'those of retention can be told apart');
SELECT lives_ok('SELECT cohort_retention(''day'', ''UTC'', k, NULL, at) OVER w, cohort_retention(''day'', ''UTC'', name, start, at) OVER w, lifecycle(''day'', ''UTC'', k, at) OVER w, stickiness(''day'', ''UTC'', k, at, ''week'') OVER w, active_contacts(''day'', ''UTC'', k, at) OVER w,
						cohort_value(''day'', ''UTC'', k, NULL, at, amount) OVER w, retention(k = 1) OVER w, retention(k = 1, k = 2) OVER w FROM visit WINDOW w AS (ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING)', 'others side by side');

/* ---- Several of one query share states ---- */

SELECT pg_temp.agree('SELECT ' || string_agg(format('(%s)::text', call), ', ' ORDER BY n) || ' FROM visit', 'SELECT ' || string_agg(format('answer(%L, (SELECT array_agg(id) FROM visit))', call), ', ' ORDER BY n), 'all at once') FROM ask;
SELECT pg_temp.agree('SELECT grp, ' || string_agg(format('(%s)::text', call), ', ' ORDER BY n) || ' FROM visit GROUP BY grp',
					 'SELECT grp, ' || string_agg(format('answer(%L, ids)', call), ', ' ORDER BY n) || ' FROM (SELECT grp, array_agg(id) AS ids FROM visit GROUP BY grp) AS g', 'all at once by group') FROM ask;
SELECT pg_temp.agree($$SELECT a = again, a <> given, a <> rolling, r = again_r, r[1] FROM (
	SELECT cohort_retention('month', 'UTC', k, NULL, at) AS a, cohort_retention('month', 'UTC', k, NULL, at) AS again, cohort_retention('month', 'UTC', k, start, at) AS given,
		   cohort_retention('month', 'UTC', k, NULL, at, 'rolling') AS rolling, retention(k = 1, k = 2) AS r, retention(k = 1, k = 2) AS again_r FROM visit) AS s$$,
	'SELECT true, true, true, true, true', 'a state with two answers, and others of the same contacts');

/* ---- cohort_at: NULL for all rows, or for some ---- */

CREATE TEMP TABLE none AS SELECT cohort_retention('month', 'UTC', k, NULL, at) AS first_activity, cohort_value('month', 'UTC', k, NULL, at, amount) AS value FROM visit;
SELECT pg_temp.agree(format('SELECT cohort_retention(''month'', ''UTC'', k, %s, at)::text, cohort_value(''month'', ''UTC'', k, %1$s, at, amount)::text FROM %s', cohort_at, source), 'SELECT first_activity::text, value::text FROM none', format('cohort_at %s of %s', cohort_at, source))
FROM (VALUES ('NULL::timestamptz', 'visit'), ('(NULL::timestamp)::timestamptz', 'visit'), ('CASE WHEN false THEN now() END', 'visit'), ('nullif(now(), now())', 'visit'), ('(SELECT max(at) FROM nothing)', 'visit'),
			 ('c', '(SELECT *, NULL::timestamptz AS c FROM visit) AS v'), ('current_setting(''ca.none'', true)::timestamptz', 'visit')) AS c (cohort_at, source);
-- a column that happens to be NULL: nobody has joined
SELECT pg_temp.agree('SELECT cohort_retention(''month'', ''UTC'', k, start, at)::text, cohort_value(''month'', ''UTC'', k, start, at, amount)::text FROM visit WHERE start IS NULL', 'SELECT ''{}'', ''{}''', 'cohort_at of a column that is NULL');
SELECT pg_temp.agree('SELECT k, cohort_retention(''month'', ''UTC'', k, start, at)::text FROM visit GROUP BY k', 'SELECT k, answer(''cohort_retention(''''month'''', ''''UTC'''', k, start, at)'', array_agg(id)) FROM visit GROUP BY k', 'groups without a cohort_at');
-- of the outer row: NULL for one, not for the next
SELECT pg_temp.agree(query, $$SELECT g, answer(format('cohort_retention(''month'', ''UTC'', k, %s, at)', CASE WHEN g % 2 = 0 THEN quote_literal(timestamptz '2024-02-01 00:00+00' + g * interval '1 day') || '::timestamptz' ELSE 'NULL' END), (SELECT array_agg(id) FROM visit WHERE grp = g)) FROM generate_series(0, bigint '8') AS g$$, title)
FROM (SELECT '(SELECT g, CASE WHEN g % 2 = 0 THEN timestamptz ''2024-02-01 00:00+00'' + g * interval ''1 day'' END AS s FROM generate_series(0, bigint ''8'') AS g) AS o') AS r (outer_rows), LATERAL (VALUES
	('a subquery of the outer row', 'SELECT g, (SELECT cohort_retention(''month'', ''UTC'', k, o.s, at)::text FROM visit WHERE grp = g) FROM ' || outer_rows),
	('LATERAL', 'SELECT g, r::text FROM ' || outer_rows || ', LATERAL (SELECT cohort_retention(''month'', ''UTC'', k, o.s, at) AS r FROM visit WHERE grp = g) AS l')) AS q (title, query);
SELECT pg_temp.agree($$SELECT s IS NULL, (SELECT cohort_retention('month', 'UTC', k, o.s, at)::text FROM visit) FROM (VALUES (NULL::timestamptz), ('2024-02-02 00:00+00'), (NULL), ('2024-02-02 00:00+00')) AS o (s)$$,
					 $$SELECT s IS NULL, answer(format('cohort_retention(''month'', ''UTC'', k, %s, at)', coalesce(quote_literal(s) || '::timestamptz', 'NULL')), (SELECT array_agg(id) FROM visit)) FROM (VALUES (NULL::timestamptz), ('2024-02-02 00:00+00'), (NULL), ('2024-02-02 00:00+00')) AS o (s)$$,
					 'nothing but cohort_at is of the outer row');

/* ---- Subqueries, views, functions, prepared statements ---- */

CREATE FUNCTION public.came_back(wanted bigint, period text, zone text, cohort timestamptz, options text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT string_agg(c.active::text, ' ' ORDER BY c.cohort, c.period_number) FROM unnest((SELECT cohort_retention(period, zone, k, cohort, at, options) FROM visit WHERE grp = wanted)) AS c);
END
$$;
CREATE FUNCTION public.came_back_sql(wanted bigint, period text, zone text, cohort timestamptz, options text) RETURNS text
LANGUAGE sql STABLE BEGIN ATOMIC
	SELECT string_agg(c.active::text, ' ' ORDER BY c.cohort, c.period_number) FROM unnest((SELECT cohort_retention(period, zone, k, cohort, at, options) FROM visit WHERE grp = wanted)) AS c;
END;
PREPARE came_back(bigint, text, text, timestamptz, text) AS SELECT string_agg(c.active::text, ' ' ORDER BY c.cohort, c.period_number) FROM unnest((SELECT cohort_retention($2, $3, k, $4, at, $5) FROM visit WHERE grp = $1)) AS c;
PREPARE others(text, text, text, int[], timestamptz) AS SELECT lifecycle($1, $2, k, at)::text, stickiness($1, $2, k, at, $3)::text, active_contacts($1, $2, name, at, $4)::text, cohort_value($1, $2, device, $5, at, amount)::text FROM visit;
CREATE VIEW public.monthly AS SELECT grp, c.cohort, c.period_number, c.active FROM (SELECT grp, cohort_retention('month', 'UTC', k, NULL, at) AS cells FROM visit GROUP BY grp) AS g, unnest(cells) AS c;

-- group 8 has no rows
CREATE TEMP TABLE wanted AS SELECT g, period, zone, cohort, options, (SELECT string_agg(c.active::text, ' ' ORDER BY c.cohort, c.period_number) FROM unnest(answer(format('cohort_retention(%L, %L, k, %s, at, %L)', period, zone, coalesce(quote_literal(cohort) || '::timestamptz', 'NULL'), options),
	(SELECT array_agg(id) FROM visit WHERE grp = g))::retention_cell[]) AS c) AS n
FROM generate_series(0, bigint '8') AS g, (VALUES ('month', 'UTC', NULL::timestamptz, 'on'), ('week', 'Asia/Tokyo', '2024-01-31 00:00+00', 'rolling'), ('quarter', 'UTC', NULL, 'recurring'), ('20 days', 'UTC', '2024-03-31 00:00+00', 'before')) AS a (period, zone, cohort, options);
SELECT cmp_ok((SELECT count(DISTINCT n) FROM wanted), '>', 20::bigint, 'there is something to compare');

SELECT pg_temp.agree(query, 'SELECT g, period, n FROM wanted', title)
FROM (SELECT 'generate_series(0, bigint ''8'') AS g, (VALUES (''month'', ''UTC'', NULL::timestamptz, ''on''), (''week'', ''Asia/Tokyo'', ''2024-01-31 00:00+00'', ''rolling''), (''quarter'', ''UTC'', NULL, ''recurring''), (''20 days'', ''UTC'', ''2024-03-31 00:00+00'', ''before'')) AS a (period, zone, cohort, options)') AS r (arguments), LATERAL (VALUES
	('plpgsql', 'SELECT g, period, came_back(g, period, zone, cohort, options) FROM ' || arguments),
	('SQL', 'SELECT g, period, came_back_sql(g, period, zone, cohort, options) FROM ' || arguments),
	('LATERAL, all arguments of the outer row', 'SELECT g, period, n FROM ' || arguments || ', LATERAL (SELECT string_agg(c.active::text, '' '' ORDER BY c.cohort, c.period_number) AS n FROM unnest((SELECT cohort_retention(period, zone, k, cohort, at, options) FROM visit WHERE grp = g)) AS c) AS l')) AS q (title, query);

PREPARE check_prepared(text) AS
SELECT results_eq(format('EXECUTE came_back(%s, %L, %L, %L, %L)', g, period, zone, cohort, options), format('SELECT %L::text', n), format('%s plan, group %s, %s from %s', $1, g, period, coalesce(cohort::text, 'the first activity'))) FROM wanted
UNION ALL
SELECT results_eq(format('EXECUTE others(%L, %L, %L, %L, %L)', period, zone, span, spans, cohort),
				  format('SELECT lifecycle(%L, %L, k, at)::text, stickiness(%1$L, %2$L, k, at, %3$L)::text, active_contacts(%1$L, %2$L, name, at, %4$L)::text, cohort_value(%1$L, %2$L, device, %5$s, at, amount)::text FROM visit', period, zone, span, spans,
						 coalesce(quote_literal(cohort) || '::timestamptz', 'NULL')), format('%s plan, %s, cohort %s', $1, period, cohort))
FROM (VALUES ('week', 'UTC', 'month', '{1,4}', NULL::timestamptz), ('day', 'Asia/Tokyo', 'week', '{7}', '2024-02-01 00:00+00'), ('month', 'UTC', 'year', '{1}', NULL)) AS a (period, zone, span, spans, cohort)
UNION ALL
SELECT throws_ok(format('EXECUTE came_back(1, %L, %L, NULL, %L)', period, zone, options), state, NULL, format('%s plan refuses %s, %s, %s', $1, period, zone, options))
FROM (VALUES ('fortnight', 'UTC', '', '22023'), ('day', 'Mars', '', '22023'), ('day', 'UTC', 'x', '22023'), (NULL, 'UTC', '', '22004'), ('day', NULL, '', '22004'), ('day', 'UTC', NULL, '22004')) AS a (period, zone, options, state)
UNION ALL
SELECT throws_ok(format('EXECUTE came_back(8, %L, %L, NULL, %L)', period, zone, options), state, NULL, format('%s plan without rows refuses %s, %s, %s', $1, period, zone, options))
FROM (VALUES ('fortnight', 'UTC', '', '22023'), ('day', 'Mars', '', '22023'), ('day', 'UTC', 'x', '22023'), (NULL, 'UTC', '', '22004'), ('day', NULL, '', '22004'), ('day', 'UTC', NULL, '22004')) AS a (period, zone, options, state);

SET LOCAL plan_cache_mode = force_custom_plan;
EXECUTE check_prepared('custom');
SET LOCAL plan_cache_mode = force_generic_plan;
EXECUTE check_prepared('generic');
RESET plan_cache_mode;

DECLARE by_group CURSOR FOR SELECT grp, cohort_retention('month', 'UTC', k, NULL, at)::text FROM visit GROUP BY grp ORDER BY grp;
SELECT results_eq('by_group'::refcursor, 'SELECT grp, cohort_retention(''month'', ''UTC'', k, NULL, at)::text FROM visit GROUP BY grp ORDER BY grp', 'a cursor');
CLOSE by_group;
SELECT pg_temp.agree('SELECT * FROM monthly', 'SELECT g, c.cohort, c.period_number, c.active FROM generate_series(0, bigint ''6'') AS g, LATERAL (SELECT cohort_retention(''month'', ''UTC'', k, NULL, at) AS r FROM visit WHERE grp = g) AS r, unnest(r) AS c', 'a view');
SELECT pg_temp.agree('SELECT grp, retention_matrix_text(cohort_retention(''quarter'', ''UTC'', k, NULL, at), ''count'') FROM visit GROUP BY grp', 'SELECT g, line FROM generate_series(0, bigint ''6'') AS g, LATERAL (SELECT cohort_retention(''quarter'', ''UTC'', k, NULL, at) AS r FROM visit WHERE grp = g) AS r, LATERAL retention_matrix_text(r, ''count'') AS line',
					 'a matrix a group');

/* ---- No rows ---- */

SELECT pg_temp.agree(replace(query, '@', call || '::text'), format('SELECT answer(%L, NULL)', call), query || ': ' || call)
FROM ask, unnest('{SELECT @ FROM nothing,SELECT @ FROM visit WHERE false,SELECT @ FROM nothing GROUP BY (),SELECT @ FROM visit HAVING count(*) > 7 AND false UNION ALL SELECT @ FROM nothing,SELECT (SELECT @ FROM nothing)}'::text[]) AS query;
SELECT pg_temp.agree(format('SELECT grp, (%s)::text FROM nothing GROUP BY ROLLUP (grp)', call), format('SELECT NULL::bigint, answer(%L, NULL)', call), 'the whole of nothing: ' || call) FROM ask;
SELECT pg_temp.agree(format('SELECT grp, (%s)::text FROM nothing GROUP BY grp', call), 'SELECT 1::bigint, ''''::text WHERE false', 'groups of nothing: ' || call) FROM ask;

-- rows that are skipped, each for one reason
SELECT pg_temp.agree(query, 'SELECT ' || wanted, query)
FROM (VALUES
	('SELECT cohort_retention(''day'', ''UTC'', NULL::bigint, start, at)::text FROM visit', '''{}'''), ('SELECT cohort_retention(''day'', ''UTC'', k, NULL, NULL)::text FROM visit', '''{}'''), ('SELECT cohort_retention(''day'', ''UTC'', NULL::text, NULL, at, ''recurring'')::text FROM visit', '''{}'''),
	('SELECT cardinality(cohort_retention(''year'', ''UTC'', k, start, NULL)), (cohort_retention(''year'', ''UTC'', k, start, NULL))[1].active FROM visit', '1, 0::bigint'),
	('SELECT cohort_value(''day'', ''UTC'', NULL::uuid, start, at, 1)::text FROM visit', '''{}'''), ('SELECT cohort_value(''day'', ''UTC'', k, NULL, NULL, 1)::text FROM visit', '''{}'''), ('SELECT (cohort_value(''year'', ''UTC'', k, NULL, at, NULL))[1].total FROM visit', '0::float8'),
	('SELECT lifecycle(''day'', ''UTC'', k, NULL)::text FROM visit', '''{}'''), ('SELECT lifecycle(''day'', ''UTC'', NULL::bigint, at, ''now=2025-01-01T00:00:00Z'')::text FROM visit', '''{}'''), ('SELECT stickiness(''day'', ''UTC'', NULL::text, at)::text FROM visit', '''{}'''),
	('SELECT stickiness(''day'', ''UTC'', k, NULL, ''week'')::text FROM visit', '''{}'''), ('SELECT active_contacts(''day'', ''UTC'', k, NULL)::text FROM visit', '''{}'''), ('SELECT active_contacts(''day'', ''UTC'', NULL::uuid, at, ''{1}'')::text FROM visit', '''{}'''),
	('SELECT retention(NULL, true) FROM visit', '''{f,f}''::boolean[]')) AS c (query, wanted);

/* ---- Extremes ---- */

CREATE TEMP TABLE extreme AS
SELECT k, at FROM unnest('{-9223372036854775808,-1,0,9223372036854775807}'::bigint[]) AS k, unnest('{4713-11-24 00:00:00+00 BC,1970-01-01 00:00+00,294276-12-31 23:59:59.999999+00}'::timestamptz[]) AS at;
SELECT pg_temp.agree(query, 'SELECT ' || wanted, query)
FROM (VALUES
	('SELECT count(*), sum(active), max(period_number) FROM unnest((SELECT cohort_retention(''year'', ''UTC'', k, NULL, at) FROM extreme)) AS c', '298989::bigint, 12::numeric, 298988'),
	('SELECT count(*), sum(size), sum(active) FROM unnest((SELECT cohort_retention(''year'', ''UTC'', k, NULL, at, ''recurring, periods=1'') FROM extreme)) AS c', '298989::bigint, 12::numeric, 12::numeric'),
	('SELECT array_agg(active) FROM unnest((SELECT cohort_retention(''day'', ''UTC'', k, NULL, at, ''rolling, brackets=0,1-1000000,2440000-2450000,100000000'') FROM extreme)) AS c', '''{4,0,4,4}''::bigint[]'),
	('SELECT array_agg(active) FROM unnest((SELECT cohort_retention(''minute'', ''UTC'', k, NULL, at, ''rolling, brackets=0,1,2147483647'') FROM extreme)) AS c', '''{4,0,4}''::bigint[]'),
	('SELECT array_agg(active) FROM unnest((SELECT cohort_retention(''106751991 days'', ''UTC'', k, NULL, at, ''rolling, recurring, before'') FROM extreme)) AS c WHERE size > 0', '''{0,4,4,4,4}''::bigint[]'),
	('SELECT count(*), sum(new), sum(resurrecting), sum(dormant) FROM unnest((SELECT lifecycle(''year'', ''UTC'', k, at) FROM extreme)) AS p', '298989::bigint, 4::numeric, 8::numeric, 8::numeric'),
	('SELECT array_agg(periods), array_agg(contacts), array_agg(contacts_or_more) FROM unnest((SELECT stickiness(''00:00:00.000001'', ''UTC'', k, at) FROM extreme)) AS p', '''{1,2,3}''::int[], ''{0,0,4}''::bigint[], ''{4,4,4}''::bigint[]'),
	('SELECT count(*), sum(contacts) FROM unnest((SELECT stickiness(''day'', ''UTC'', k, at, ''year'') FROM extreme)) AS p', '3::bigint, 12::numeric'),
	('SELECT count(*), sum(contacts) FROM unnest((SELECT active_contacts(''year'', ''UTC'', k, at, ''{1,100000}'') FROM extreme)) AS p', format('597978::bigint, %s::numeric', 12 + 4 * (6682 + 100000) + 4)),
	('SELECT count(*), sum(total) FROM unnest((SELECT cohort_value(''year'', ''UTC'', k, NULL, at, 0.5, ''rolling, brackets=0,1'') FROM extreme)) AS p', '2::bigint, 6::float8'),
	('SELECT array_agg(average) FROM unnest((SELECT cohort_value(''month'', ''UTC'', g % 2, NULL, timestamptz ''2024-01-15 00:00+00'', CASE WHEN g % 4 < 2 THEN 1e300 ELSE -1e300 END + 0 * g) FROM generate_series(1, 400) AS g)) AS p', '''{0}''::float8[]')) AS c (query, wanted);

/* ---- Partitions and workers ---- */

CREATE TABLE public.split (LIKE public.visit) PARTITION BY LIST (grp);
CREATE TABLE public.split_a PARTITION OF public.split FOR VALUES IN (0, 1, 2);
CREATE TABLE public.split_b PARTITION OF public.split FOR VALUES IN (3, 4);
CREATE TABLE public.split_empty PARTITION OF public.split FOR VALUES IN (99);
CREATE TABLE public.split_rest PARTITION OF public.split DEFAULT;
INSERT INTO split SELECT * FROM visit;
ANALYZE split;
ALTER TABLE visit SET (parallel_workers = 2);

-- The rows of a query that may run in parallel, which one of plpgsql's EXECUTE INTO may not, beside those of plain calls.
CREATE FUNCTION pg_temp.check_plan(title text, source text, grouping_by text, settings text[], nodes text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	columns text = (SELECT string_agg(format('(%s)::text AS c%s', call, n), ', ' ORDER BY n) FROM ask);
	answers text = (SELECT string_agg(format('answer(%L, ids)', call), ', ' ORDER BY n) FROM ask);
	group_by text = coalesce('GROUP BY ' || nullif(grouping_by, 'all'), '');
	grp text = coalesce(nullif(grouping_by, 'all'), 'NULL::bigint');
	query text = format('SELECT %s AS grp, %s FROM %s %s', grp, columns, source, group_by);
BEGIN
	FOR i IN 1 .. cardinality(settings) / 2 LOOP
		PERFORM set_config(settings[2 * i - 1], settings[2 * i], true);
	END LOOP;
	RETURN NEXT matches(pg_temp.plan_of(query), nodes, format('%s, by %s: the plan', title, grouping_by));
	EXECUTE 'CREATE TEMP TABLE result AS ' || query;
	FOR i IN 1 .. cardinality(settings) / 2 LOOP
		EXECUTE 'RESET ' || settings[2 * i - 1];
	END LOOP;
	RETURN NEXT pg_temp.agree('SELECT * FROM result', format('SELECT grp, %s FROM (SELECT %s AS grp, array_agg(id) AS ids FROM visit %s) AS g', answers, grp, group_by),
							  format('%s, by %s: the rows', title, grouping_by));
	DROP TABLE result;
END
$$;

SELECT pg_temp.check_plan(title, source, grouping_by, settings, nodes)
FROM unnest('{all,grp}'::text[]) AS grouping_by,
	 (VALUES
		('one process', 'visit', '{max_parallel_workers_per_gather,0}'::text[], 'Aggregate.*Seq Scan'),
		('partitions one by one', 'split', '{max_parallel_workers_per_gather,0,enable_partitionwise_aggregate,on,cpu_operator_cost,0}', 'Append.*Aggregate.*split_a'),
		('workers', 'visit', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}', 'Finalize .*Gather.*Partial .*Parallel Seq Scan'),
		('workers without a leader', 'visit', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2,parallel_leader_participation,off}',
		 'Finalize .*Gather.*Partial .*Parallel Seq Scan'),
		('workers over partitions', 'split', '{enable_partitionwise_aggregate,on,parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}', 'Gather.*Parallel')) AS w (title, source, settings, nodes);

-- compiled, where the server can; also constants that are asked for again and again
CREATE TEMP TABLE interpreted AS SELECT id / 4 AS grp, ROW(cohort_retention('month', 'UTC', k, NULL, at), cohort_retention('month', 'UTC', k, CASE WHEN now() IS NULL THEN now() END, at), cohort_value('month', 'UTC', k, start, at, amount), lifecycle('month', 'UTC', k, at),
	stickiness('day', 'UTC', k, at, 'month'), active_contacts('month', 'UTC', k, at), retention(k = 1, k = 2), cohort_retention('month', 'UTC', k, NULL, at) FILTER (WHERE id < 0))::text AS answers FROM visit GROUP BY 1;
SET LOCAL jit_above_cost = 0;
SET LOCAL jit_inline_above_cost = 0;
SET LOCAL jit_optimize_above_cost = 0;
SET LOCAL jit = on;
CREATE TEMP TABLE compiled AS SELECT id / 4 AS grp, ROW(cohort_retention('month', 'UTC', k, NULL, at), cohort_retention('month', 'UTC', k, CASE WHEN now() IS NULL THEN now() END, at), cohort_value('month', 'UTC', k, start, at, amount), lifecycle('month', 'UTC', k, at),
	stickiness('day', 'UTC', k, at, 'month'), active_contacts('month', 'UTC', k, at), retention(k = 1, k = 2), cohort_retention('month', 'UTC', k, NULL, at) FILTER (WHERE id < 0))::text AS answers FROM visit GROUP BY 1;
RESET jit;
SELECT pg_temp.agree('SELECT * FROM compiled', 'SELECT * FROM interpreted', 'with JIT');

/* ---- Many groups ---- */

-- With more groups than memory the hash aggregate spills its groups. Every
-- contact comes on three days, on which other contacts come too.
CREATE TEMP TABLE crowd AS SELECT g / 3 AS grp, g % 2 AS k, timestamptz '2026-01-01 00:00+00' + g % 3 * interval '1 day' AS at FROM generate_series(0, 89999) AS g;
CREATE FUNCTION pg_temp.check_crowd(title text) RETURNS text LANGUAGE sql AS $q$
	SELECT pg_temp.agree($$SELECT count(*), sum(cardinality(r)), sum((r)[1].size), sum(cardinality(l)), sum(cardinality(s)), sum(cardinality(a)), sum((v)[1].total), count(*) FILTER (WHERE b = '{t,t}'), count(*) FILTER (WHERE n = '{}'), sum(cardinality(c)) FROM (
			SELECT cohort_retention('day', 'UTC', k, NULL, at, 'cohort_until=2026-01-02T00:00:00Z') AS r, lifecycle('day', 'UTC', k, at) AS l, stickiness('day', 'UTC', k, at) AS s, active_contacts('day', 'UTC', k, at, '{1}') AS a, cohort_value('month', 'UTC', k, NULL, at, 2) AS v,
				   retention(k = 1, k = 0) AS b, cohort_retention('day', 'UTC', k, NULL, at) FILTER (WHERE k > 1) AS n, cohort_retention('day', 'UTC', k, CASE WHEN now() IS NULL THEN now() END, at, 'periods=1') AS c FROM crowd GROUP BY grp) AS groups$$,
		'SELECT 30000::bigint, 90000::bigint, 30000::numeric, 90000::bigint, 60000::bigint, 90000::bigint, 180000::float8, 30000::bigint, 30000::bigint, 60000::bigint', title)
$q$;
SET LOCAL work_mem = '256kB';
SET LOCAL hash_mem_multiplier = 1;
SET LOCAL enable_sort = off;
SELECT pg_temp.check_crowd('more groups than memory');
RESET work_mem;
RESET hash_mem_multiplier;
RESET enable_sort;
SET LOCAL enable_hashagg = off;
SELECT pg_temp.check_crowd('sorted groups');
RESET enable_hashagg;
SET LOCAL jit = on;
SELECT pg_temp.check_crowd('compiled');
RESET jit;

SELECT is((SELECT array_agg(size) FROM unnest((SELECT cohort_retention('month', 'UTC', repeat('contact ', 20000) || g % 3, NULL, timestamptz '2026-01-01 00:00+00' + g * interval '1 min') FROM generate_series(1, 30) AS g)) AS c), '{3}', 'contacts of 160 kB');
SELECT is((SELECT array_agg(active ORDER BY period_number) FROM unnest((SELECT cohort_retention('day', 'UTC', g % 2, NULL, timestamptz '2000-01-01 00:00+00' + g / 2 * interval '1 day', 'brackets=0,1,9999') FROM generate_series(0, 20001) AS g)) AS c), '{2,2,2}', 'days of 27 years');

-- Two workers hand over a year each, further apart than a window of days reaches.
CREATE TABLE public.far (contact bigint, at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE public.far_2020 PARTITION OF far FOR VALUES FROM ('2020-01-01 00:00Z') TO ('2021-01-01 00:00Z');
CREATE TABLE public.far_2025 PARTITION OF far FOR VALUES FROM ('2025-01-01 00:00Z') TO ('2026-01-01 00:00Z');
INSERT INTO far
SELECT i, timestamptz '2020-03-01 00:00Z' + (1826 * year + day * i % 50) * interval '24 hours'
FROM generate_series(1, 1500) AS i, generate_series(0, 1) AS year, generate_series(0, 4) AS day;
ANALYZE far;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;
SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL max_parallel_workers_per_gather = 2;
SELECT matches(pg_temp.plan_of($$SELECT cohort_retention('day', 'UTC', contact, NULL, at) FROM far$$), 'Finalize Aggregate.*Gather.*Partial Aggregate.*far_2020.*Partial Aggregate.*far_2025', 'a worker for each year');
CREATE TEMP TABLE by_hand AS
WITH day AS (SELECT DISTINCT contact, (at AT TIME ZONE 'UTC')::date AS day FROM far), first AS (SELECT contact, min(day) AS cohort FROM day GROUP BY contact)
SELECT f.cohort, (SELECT count(*) FROM first AS s WHERE s.cohort = f.cohort) AS size, d.day - f.cohort AS period_number, count(*) AS active
FROM day AS d JOIN first AS f USING (contact) GROUP BY f.cohort, d.day;
\set joined 'SELECT c.cohort, c.size, c.period_number, c.active FROM (SELECT cohort_retention(''day'', ''UTC'', contact, NULL, at) AS cells FROM far) AS a, unnest(a.cells) AS c WHERE c.active > 0'
CREATE TEMP TABLE in_memory AS :joined;
SELECT set_eq('TABLE in_memory', 'TABLE by_hand', 'and what they hand over is joined');
SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
CREATE TEMP TABLE spilled AS :joined;
SELECT set_eq('TABLE spilled', 'TABLE by_hand', 'also where one of them leaves no room for the other');

SELECT * FROM finish();
ROLLBACK;
