/*
 * Funnels, sequences, paths and timelines wherever SQL lets an aggregate
 * stand: the answer there is that of a plain call over the same rows, which the
 * oracles check.
 */
\ir lib/oracle.sql
\ir lib/plan.sql

SELECT plan(981);

-- not temporary: parallel workers cannot read temporary tables
CREATE TABLE public.step AS
SELECT id, id % 7 AS grp, id / 40 AS day, timestamptz '2024-06-01 00:00+00' + id / 3 * interval '13 min' AS at,
	   (ARRAY['sent', 'opened', 'clicked', 'other', NULL])[1 + (pg_temp.noise(id, 1) & 1023) % 5] AS e, CASE WHEN id % 19 <> 0 THEN (pg_temp.noise(id, 2) & 1023) % 8 END AS k
FROM generate_series(1, bigint '200') AS id;
ALTER TABLE step ADD name text GENERATED ALWAYS AS ('contact ' || k) STORED, ADD device uuid GENERATED ALWAYS AS (md5(k::text)::uuid) STORED, ADD part timeline;
UPDATE step SET part = (SELECT timeline(s.k, s.at, s.e) FROM step AS s WHERE s.id BETWEEN step.id AND step.id + 9) WHERE id % 5 = 0;
CREATE TABLE public.nothing (LIKE public.step);
ANALYZE public.step, public.nothing;

CREATE TEMP TABLE ask (n int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO ask (call) VALUES
('funnel(''3 hours'', k, at, e, ''{sent,opened,clicked}'')'), ('funnel(''3 hours'', name, at, e, ''{sent,sent}'')'), ('funnel(''3 hours'', ''strict_increase, first_attempt'', device, at, e, ''{sent,opened,clicked}'')'),
('funnel(''3 hours'', ''exclude=3'', k, at, e = ''sent'', e = ''opened'', e = ''other'')'), ('funnel(''3 hours'', name, at, e = ''sent'', e <> ''sent'')'), ('funnel(''3 hours'', ''strict'', k, at, e, ''{sent,opened,clicked}'')'),
('funnel(''3 hours'', ''any_order'', k, at, e, ''{sent,opened,clicked}'')'), ('funnel(''3 hours'', part, ''{sent,opened}'')'), ('funnel(''3 hours'', ''optional=2'', part, ''{sent,opened,clicked}'')'),
('funnel_histogram(''3 hours'', k, at, e, ''{sent,opened,clicked}'')'), ('funnel_trend(''hour'', ''Asia/Kathmandu'', ''3 hours'', k, at, e, ''{sent,opened,clicked}'')'),
('funnel_trend(''day'', ''UTC'', ''3 hours'', ''strict_steps'', name, at, e = ''sent'', e = ''opened'')'), ('funnel_contacts(2, ''3 hours'', k, at, e, ''{sent,opened,clicked}'')'),
('funnel_contacts(0, ''3 hours'', name, at, e, ''{never,opened}'')'), ('funnel_contacts(2, ''3 hours'', part, ''{sent,opened,clicked}'')'), ('timeline(k, at, e)'), ('timeline(name, at, e)'), ('rollup(part)'),
('window_funnel(''3 hours'', at, e = ''sent'', e = ''opened'')'), ('window_funnel(''3 hours'', at, e, ''{sent,opened,sent}'')'), ('window_funnel(''3 hours'', ''strict_order'', at, e, ''{opened,clicked}'')'),
('funnel_times(''3 hours'', at, e, ''{sent,opened,clicked}'')'), ('funnel_times(''3 hours'', ''strict_increase, exclude=3'', at, e = ''sent'', e = ''opened'', e = ''other'')'), ('window_funnel(''3 hours'', ''strict_order, strict_increase'', at, e = ''sent'', e = ''opened'')'), ('sequence_match(''(?1)(?t<3600)(?2)'', at, e = ''sent'', e = ''opened'')'),
('sequence_count(''(?1).*(?2)'', at, e = ''sent'', e = ''opened'')'), ('sequence_next_node(''forward'', ''first_match'', at, e, true, e = ''sent'')'),
('sequence_next_node(''backward'', ''last_match'', at, name, k > 2, e = ''sent'')'), ('path_edges(''1 hour'', k, at, e)'), ('path_edges(''1 hour'', name, at, e, 3)');

-- A plain call over some rows.
CREATE FUNCTION public.answer(call text, ids bigint[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	found text;
BEGIN
	EXECUTE format('SELECT (%s)::text FROM step WHERE id = ANY ($1)', call) INTO found USING ids;
	RETURN found;
END
$$;

SELECT isnt(answer(call, (SELECT array_agg(id) FROM step)), answer(call, NULL), 'there is something to see in ' || call) FROM ask;

/* ---- In the call: FILTER, DISTINCT, ORDER BY ---- */

SELECT pg_temp.agree(format('SELECT grp, (%s FILTER (WHERE %s))::text FROM step GROUP BY grp', call, condition),
					 format('SELECT grp, answer(%L, ids) FROM (SELECT grp, array_agg(id) FILTER (WHERE %s) AS ids FROM step GROUP BY grp) AS g', call, condition), format('%s FILTER (WHERE %s)', call, condition))
FROM ask, unnest('{id % 3 = 0,grp > 3,id < 0}'::text[]) AS condition;

SELECT pg_temp.agree(format('SELECT grp, (%s ORDER BY %s))::text FROM step GROUP BY grp', left(call, -1), ordering), format('SELECT grp, (%s)::text FROM step GROUP BY grp', call), format('%s ORDER BY %s', call, ordering))
FROM ask, unnest('{id DESC,"e, at","pg_temp.noise(id, 3)"}'::text[]) AS ordering;

/* ---- Groups ---- */

CREATE FUNCTION pg_temp.check_groups(title text) RETURNS SETOF text
LANGUAGE sql AS $q$
	SELECT pg_temp.agree(format('SELECT grp, day %% 2, (%s)::text FROM step GROUP BY %s', call, grouping_by),
						 format('SELECT grp, day, answer(%L, ids) FROM (SELECT grp, day %% 2 AS day, array_agg(id) AS ids FROM step GROUP BY %s) AS g', call, grouping_by), format('%s, %s by %s', title, call, grouping_by))
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
SELECT pg_temp.agree('SELECT grp, (funnel(''3 hours'', k, at, e, ''{sent,opened}''))[2].contacts FROM step GROUP BY grp HAVING (funnel(''3 hours'', k, at, e, ''{sent,opened}''))[2].contacts > 2 ORDER BY window_funnel(''1 day'', at, e = ''sent'')',
					 'SELECT * FROM (SELECT grp, (funnel(''3 hours'', k, at, e, ''{sent,opened}''))[2].contacts AS n FROM step GROUP BY grp) AS g WHERE n > 2', 'HAVING and ORDER BY');

/* ---- Window frames: the final function is called again and again ---- */

SELECT pg_temp.agree(format('SELECT id, (%s OVER (%s))::text FROM step', call, frame),
					 format('SELECT id, answer(%L, ids) FROM (SELECT id, array_agg(id) OVER (%s) AS ids FROM step) AS f', call, frame), format('%s OVER (%s)', call, frame))
FROM ask, unnest(ARRAY['', 'PARTITION BY grp', 'ORDER BY day', 'ORDER BY id ROWS BETWEEN 5 PRECEDING AND 3 FOLLOWING', 'ORDER BY id ROWS BETWEEN 9 PRECEDING AND 5 PRECEDING',
					   'PARTITION BY grp ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW']) AS frame;

-- calls of one window that cannot be told apart where there are no rows
SELECT throws_ok('SELECT funnel(''1 day'', k, at, e, ''{a}'') OVER w, funnel(''1 day'', k, at, e, ''{a,b}'') OVER w FROM step WINDOW w AS (ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING)',
				 '42P18', 'could not determine which of several window functions'' constant argument is meant', 'better no answer than that of the other');
SELECT throws_ok(format('SELECT %s OVER w, %s OVER w FROM step WINDOW w AS (ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING)', a, b),
				 '42P18', 'could not determine which of several window functions'' number of arguments is meant', format('nor can these: %s, %s', a, b))
FROM (VALUES ('funnel(''1 day'', k, at, e = ''a'')', 'funnel(''1 day'', k, at, e = ''a'', e = ''b'')'), ('funnel(''1 day'', k, at, e = ''a'', e = ''b'')', 'funnel(''1 day'', k, at, e = ''a'')'),
			 ('funnel(''1 day'', k, at, e, ''{a,b}'')', 'funnel(''1 day'', ''strict'', k, at, e, ''{a,b}'')')) AS c (a, b);
SELECT lives_ok('SELECT funnel(''1 day'', k, at, e, ''{a}'') OVER w, funnel(''1 day'', k, at, e, ''{a}'') OVER w, funnel_histogram(''1 day'', k, at, e, ''{a}'') OVER w, window_funnel(''1 day'', at, e = ''a'') OVER w,
						window_funnel(''2 days'', at, e = ''a'') OVER w, timeline(k, at, e) OVER w, path_edges(''1 day'', k, at, e) OVER w FROM step WINDOW w AS (ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING)', 'others side by side');

/* ---- No rows, which alone could say what a column of the query asks for ---- */

CREATE TEMP TABLE asked (span interval, steps text[], contact bigint, at timestamptz, e text);
SELECT is((SELECT funnel(span, contact, at, e, '{a,b}') FROM asked), '{}', 'no window, no steps');
SELECT is((SELECT funnel('1 day', contact, at, e, steps) FROM asked), '{}', 'no names of steps');
SELECT is((SELECT funnel_histogram(span, contact, at, e = 'a', e = 'b') FROM asked), '{}', 'no histogram');
SELECT is((SELECT cardinality(funnel_contacts(1, span, contact, at, e, '{a,b}')) FROM asked), 0::bigint, 'nobody');

/* ---- Several of one query share states ---- */

SELECT pg_temp.agree('SELECT ' || string_agg(format('(%s)::text', call), ', ' ORDER BY n) || ' FROM step', 'SELECT ' || string_agg(format('answer(%L, (SELECT array_agg(id) FROM step))', call), ', ' ORDER BY n), 'all at once') FROM ask;
SELECT pg_temp.agree('SELECT grp, ' || string_agg(format('(%s)::text', call), ', ' ORDER BY n) || ' FROM step GROUP BY grp',
					 'SELECT grp, ' || string_agg(format('answer(%L, ids)', call), ', ' ORDER BY n) || ' FROM (SELECT grp, array_agg(id) AS ids FROM step GROUP BY grp) AS g', 'all at once by group') FROM ask;
SELECT pg_temp.agree($$SELECT f = again, h, f = other, sequence_match = (sequence_count > 0) FROM (
	SELECT funnel('1 day', k, at, e, '{sent,opened}') AS f, funnel('1 day', k, at, e, '{sent,opened}') AS again, cardinality(funnel_histogram('1 day', k, at, e, '{sent,opened}')) AS h,
		   funnel('24 hours', k, at, e, '{sent,opened}') AS other, sequence_match('(?1)(?2)', at, e = 'sent', e = 'opened'), sequence_count('(?1)(?2)', at, e = 'sent', e = 'opened') FROM step) AS s$$,
	'SELECT true, 8, true, true', 'a state with two final functions');
-- with the same arguments, but contacts that never entered are wanted by one of them only
SELECT pg_temp.agree($$SELECT (f)[1].contacts, cardinality(nobody), cardinality(first), (again)[1].contacts FROM (
	SELECT funnel('1 day', k, at, e, '{clicked,never}') AS f, funnel_contacts(0, '1 day', k, at, e, '{clicked,never}') AS nobody, funnel_contacts(1, '1 day', k, at, e, '{clicked,never}') AS first,
		   funnel('1 day', k, at, e, '{clicked,never}') AS again FROM step WHERE id < 40) AS s$$,
	$$SELECT clicked, everybody - clicked, clicked, clicked FROM (SELECT count(DISTINCT k) FILTER (WHERE e = 'clicked') AS clicked, count(DISTINCT k) AS everybody FROM step WHERE id < 40) AS c WHERE clicked < everybody$$,
	'funnel beside funnel_contacts(0)');

/* ---- Subqueries, views, functions, prepared statements ---- */

CREATE FUNCTION public.converted(wanted bigint, span interval, how text, names text[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT array_agg(f.contacts ORDER BY f.step) FROM unnest((SELECT funnel(span, how, k, at, e, names) FROM step WHERE grp = wanted)) AS f);
END
$$;
CREATE FUNCTION public.converted_sql(wanted bigint, span interval, how text, names text[]) RETURNS bigint[]
LANGUAGE sql STABLE BEGIN ATOMIC
	SELECT array_agg(f.contacts ORDER BY f.step) FROM unnest((SELECT funnel(span, how, k, at, e, names) FROM step WHERE grp = wanted)) AS f;
END;
CREATE VIEW public.conversion AS SELECT grp, f.step, f.contacts FROM (SELECT grp, funnel('3 hours', k, at, e, '{sent,opened}') AS steps FROM step GROUP BY grp) AS g, unnest(steps) AS f;
PREPARE converted(bigint, interval, text, text[]) AS SELECT array_agg(f.contacts ORDER BY f.step) FROM unnest((SELECT funnel($2, $3, k, at, e, $4) FROM step WHERE grp = $1)) AS f;
PREPARE levels(interval, text, text, text, text) AS SELECT window_funnel($1, $2, at, e = 'sent', e = 'opened'), sequence_count($3, at, e = 'sent', e = 'opened'), sequence_next_node($4, $5, at, e, true, e = 'sent') FROM step;

-- group 8 has no rows
CREATE TEMP TABLE wanted AS SELECT g, (SELECT array_agg(f.contacts ORDER BY f.step) FROM unnest((SELECT funnel('3 hours', 'strict_increase', k, at, e, '{sent,opened}') FROM step WHERE grp = g)) AS f) AS n
FROM generate_series(0, bigint '8') AS g;

SELECT pg_temp.agree(query, 'SELECT * FROM wanted', title)
FROM (VALUES
	('plpgsql', 'SELECT g, converted(g, ''3 hours'', ''strict_increase'', ''{sent,opened}'') FROM generate_series(0, bigint ''8'') AS g'),
	('SQL', 'SELECT g, converted_sql(g, ''3 hours'', ''strict_increase'', ''{sent,opened}'') FROM generate_series(0, bigint ''8'') AS g'),
	('LATERAL', 'SELECT g, n FROM generate_series(0, bigint ''8'') AS g, LATERAL (SELECT funnel(''3 hours'', ''strict_increase'', k, at, e, ''{sent,opened}'') AS f FROM step WHERE grp = g) AS s,
		LATERAL (SELECT array_agg(u.contacts ORDER BY u.step) AS n FROM unnest(f) AS u) AS c'),
	('arguments of an outer row', 'SELECT g, n FROM generate_series(0, bigint ''8'') AS g, (VALUES (interval ''3 hours'', ''strict_increase'', ''{sent,opened}''::text[])) AS a (span, how, names),
		LATERAL (SELECT array_agg(u.contacts ORDER BY u.step) AS n FROM unnest((SELECT funnel(span, how, k, at, e, names) FROM step WHERE grp = g)) AS u) AS c')) AS q (title, query);

-- rows of which every outer row asks something else
SELECT pg_temp.agree($$SELECT i, array_length(names, 1), (SELECT (funnel(i * interval '1 hour', k, at, e, names))[1].contacts FROM step), (SELECT window_funnel(i * interval '1 hour', at, e = 'sent', e = 'opened', e = 'clicked') FROM step)
					   FROM generate_series(1, 40) AS i, (VALUES ('{sent,opened}'::text[]), ('{opened,sent,clicked}')) AS n (names)$$,
					 $$SELECT i, n, (SELECT count(DISTINCT k) FROM step WHERE e = CASE n WHEN 2 THEN 'sent' ELSE 'opened' END), answer(format('window_funnel(''%s hour'', at, e = ''sent'', e = ''opened'', e = ''clicked'')', i), (SELECT array_agg(id) FROM step))::int
					   FROM generate_series(1, 40) AS i, generate_series(2, 3) AS n$$, 'other constants in every run of a subquery');

PREPARE check_prepared(text) AS
SELECT results_eq(format('EXECUTE converted(%s, %L, %L, %L)', g, '3 hours', 'strict_increase', '{sent,opened}'), format('SELECT %L::bigint[]', n), format('%s plan, group %s', $1, g)) FROM wanted WHERE n IS NOT NULL
UNION ALL
SELECT results_eq(format('EXECUTE levels(%L, %L, %L, %L, %L)', span, how, pattern, direction, base),
				  format('SELECT window_funnel(%L, %L, at, e = ''sent'', e = ''opened''), sequence_count(%L, at, e = ''sent'', e = ''opened''), sequence_next_node(%L, %L, at, e, true, e = ''sent'') FROM step', span, how, pattern, direction, base),
				  format('%s plan, window %s, mode %s, pattern %s, %s from %s', $1, span, how, pattern, direction, base))
FROM (VALUES ('1 hour', '', '(?1)(?2)', 'forward', 'head'), ('2 days', 'strict_order', '(?2).*(?1)', 'backward', 'tail'), ('0', 'strict_increase', '(?1)(?t>600)(?2)', 'forward', 'last_match')) AS a (span, how, pattern, direction, base)
UNION ALL
SELECT throws_ok(format('EXECUTE converted(1, %L, %L, %L)', span, how, names), state, NULL, format('%s plan refuses %s', $1, how))
FROM (VALUES ('1 month', 'strict', '{a,b}', '22023'), ('1 day', 'stric', '{a,b}', '22023'), ('1 day', NULL, '{a,b}', '22004'), (NULL, 'strict', '{a,b}', '22004'), ('1 day', 'strict', NULL, '22004'), ('1 day', 'strict', '{a,NULL}', '22004')) AS a (span, how, names, state);

SET LOCAL plan_cache_mode = force_custom_plan;
EXECUTE check_prepared('custom');
SET LOCAL plan_cache_mode = force_generic_plan;
EXECUTE check_prepared('generic');
RESET plan_cache_mode;

DECLARE by_group CURSOR FOR SELECT grp, funnel('3 hours', k, at, e, '{sent,opened}')::text FROM step GROUP BY grp ORDER BY grp;
SELECT results_eq('by_group'::refcursor, 'SELECT grp, funnel(''3 hours'', k, at, e, ''{sent,opened}'')::text FROM step GROUP BY grp ORDER BY grp', 'a cursor');
CLOSE by_group;
SELECT pg_temp.agree('SELECT * FROM conversion', 'SELECT g, s, (funnel)[s].contacts FROM generate_series(0, bigint ''6'') AS g, generate_series(1, 2) AS s, LATERAL (SELECT funnel(''3 hours'', k, at, e, ''{sent,opened}'') FROM step WHERE grp = g) AS f', 'a view');

-- timelines kept by a trigger, asked whenever one likes
CREATE TABLE public.kept (grp bigint PRIMARY KEY, events timeline NOT NULL);
CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO kept SELECT grp, timeline(k, at, e) FROM added GROUP BY grp
	ON CONFLICT (grp) DO UPDATE SET events = (SELECT rollup(t) FROM (VALUES (kept.events), (EXCLUDED.events)) AS v (t));
	RETURN NULL;
END
$$;
CREATE TABLE public.incoming (grp bigint, k bigint, at timestamptz, e text);
CREATE TRIGGER keep AFTER INSERT ON incoming REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep();
INSERT INTO incoming SELECT grp, k, at, e FROM step WHERE id < 100;
INSERT INTO incoming SELECT grp, k, at, e FROM step WHERE id BETWEEN 50 AND 150;
INSERT INTO incoming SELECT grp, k, at, e FROM step WHERE id >= 150;
SELECT pg_temp.agree('SELECT grp, events::bytea FROM kept', 'SELECT grp, timeline(k, at, e)::bytea FROM step GROUP BY grp', 'timelines kept by a trigger');
SELECT pg_temp.agree('SELECT grp, funnel(''3 hours'', events, ''{sent,opened,clicked}'')::text FROM kept GROUP BY grp', 'SELECT grp, funnel(''3 hours'', k, at, e, ''{sent,opened,clicked}'')::text FROM (SELECT DISTINCT grp, k, at, e FROM step) AS s GROUP BY grp',
					 'and asked: an event that came twice is one');

/* ---- No rows ---- */

SELECT pg_temp.agree(replace(query, '@', call || '::text'), format('SELECT answer(%L, NULL)', call), query || ': ' || call)
FROM ask, unnest('{SELECT @ FROM nothing,SELECT @ FROM step WHERE false,SELECT @ FROM nothing GROUP BY (),SELECT @ FROM step HAVING count(*) > 7 AND false UNION ALL SELECT @ FROM nothing,SELECT (SELECT @ FROM nothing)}'::text[]) AS query;
SELECT pg_temp.agree(format('SELECT grp, (%s)::text FROM nothing GROUP BY ROLLUP (grp)', call), format('SELECT NULL::bigint, answer(%L, NULL)', call), 'the whole of nothing: ' || call) FROM ask;
SELECT pg_temp.agree(format('SELECT grp, (%s)::text FROM nothing GROUP BY grp', call), 'SELECT 1::bigint, ''''::text WHERE false', 'groups of nothing: ' || call) FROM ask;

-- rows that are skipped, each for one reason
SELECT pg_temp.agree(query, 'SELECT ' || wanted, query)
FROM (VALUES
	('SELECT (f)[1].contacts, (f)[2].contacts FROM (SELECT funnel(''1 day'', NULL::bigint, at, e, ''{sent,opened}'') AS f FROM step) AS s', '0::bigint, 0::bigint'),
	('SELECT (f)[1].contacts FROM (SELECT funnel(''1 day'', k, NULL, e, ''{sent,opened}'') AS f FROM step) AS s', '0::bigint'), ('SELECT (f)[1].contacts FROM (SELECT funnel(''1 day'', k, at, NULL::text, ''{sent,opened}'') AS f FROM step) AS s', '0::bigint'),
	('SELECT (f)[1].contacts FROM (SELECT funnel(''1 day'', k, at, NULL, NULL::boolean) AS f FROM step) AS s', '0::bigint'), ('SELECT window_funnel(''1 day'', NULL, true) FROM step', '0'),
	('SELECT window_funnel(''1 day'', ''strict_order'', at, NULL::boolean) FROM step', '0'), ('SELECT sequence_match(''(?1)'', NULL, true), sequence_count(''.'', at, NULL::boolean) FROM step', 'false, 0::bigint'),
	('SELECT sequence_next_node(''forward'', ''head'', at, NULL, true, true) FROM step', 'NULL::text'), ('SELECT path_edges(''1 day'', k, at, NULL)::text FROM step', '''{}'''), ('SELECT path_edges(''1 day'', NULL::bigint, at, e)::text FROM step', '''{}'''),
	('SELECT cardinality(timeline(NULL::text, at, e)), cardinality(timeline(k, NULL, e)), cardinality(timeline(k, at, NULL)), cardinality(rollup(NULL::timeline)) FROM step', '0::bigint, 0::bigint, 0::bigint, 0::bigint'),
	('SELECT funnel(''1 day'', NULL::timeline, ''{sent}'')::text FROM step', '''{"(1,sent,0,0,1,,,,,,,)"}''')) AS c (query, wanted);

/* ---- Extremes ---- */

CREATE TEMP TABLE extreme AS
SELECT k, at, e FROM unnest('{-9223372036854775808,-1,0,9223372036854775807}'::bigint[]) AS k, unnest('{a,b}'::text[]) AS e,
	unnest('{-infinity,4713-11-24 00:00:00+00 BC,1970-01-01 00:00+00,294276-12-31 23:59:59.999999+00,infinity}'::timestamptz[]) AS at;
-- an infinite time is within a window of itself only
SELECT pg_temp.agree(query, 'SELECT ' || wanted, query)
FROM (VALUES
	('SELECT array_agg(contacts) FROM unnest((SELECT funnel(''0'', k, at, e, ''{a,b,a}'') FROM extreme)) AS f', '''{4,4,0}''::bigint[]'),
	('SELECT array_agg(contacts) FROM unnest((SELECT funnel(''2147483647 days'', k, at, e, ''{a,b,a,b,a,b,a}'') FROM extreme)) AS f', '''{4,4,4,4,4,4,0}''::bigint[]'),
	('SELECT array_agg(contacts) FROM unnest((SELECT funnel(interval ''9223372036854775807 us'', ''strict_increase'', k, at, e, ''{a,a,a}'') FROM extreme)) AS f', '''{4,4,0}''::bigint[]'),
	('SELECT array_agg(contacts) FROM unnest((SELECT funnel(''2147483647 days'', ''any_order, entry_from=0001-01-01T00:00:00Z'', k, at, e, ''{b,b,a}'') FROM extreme)) AS f', '''{4,4,4}''::bigint[]'),
	('SELECT array_agg(contacts) FROM unnest((SELECT funnel(''2147483647 days'', t, ''{a,b,a,b,a,b,a}'') FROM (SELECT timeline(k, at, e) AS t FROM extreme) AS s)) AS f', '''{4,4,4,4,4,4,0}''::bigint[]'),
	('SELECT cardinality(timeline(k, at, e)), timeline(k, at, e)::text = timeline(k, at, e)::text::timeline::text FROM extreme', '40::bigint, true'),
	('SELECT bucket, step, contacts FROM unnest((SELECT funnel_trend(''year'', ''UTC'', ''0'', ''strict_increase, first_attempt'', k, at, e, ''{a}'') FROM extreme)) AS p', '''-infinity''::timestamptz, 1, 4::bigint'),
	('SELECT bucket, step, contacts FROM unnest((SELECT funnel_trend(''year'', ''UTC'', ''0'', k, at, e, ''{a}'') FROM extreme WHERE at = ''infinity'')) AS p', '''infinity''::timestamptz, 1, 4::bigint'),
	('SELECT avg_seconds, p90_seconds FROM unnest((SELECT funnel(''2147483647 days'', ''strict_increase'', k, at, e, ''{a,b}'') FROM extreme WHERE at > ''2000-01-01 BC'' AND at < ''infinity'')) AS f WHERE step = 2',
	 format('%s::float8, %1$s::float8', extract(epoch FROM timestamptz '294276-12-31 23:59:59.999999+00') - extract(epoch FROM timestamptz '1970-01-01 00:00+00'))),
	('SELECT window_funnel(''0'', at, e = ''a'', e = ''b'', false), window_funnel(''2147483647 days'', ''strict_increase'', at, e = ''a'', e = ''b'') FROM extreme', '2, 1'),
	('SELECT sequence_match(''(?1)(?t==0)(?2)'', at, e = ''a'', e = ''b''), sequence_next_node(''backward'', ''tail'', at, e, true, e = ''b'') FROM extreme WHERE k = 0', 'true, ''a'''),
	('SELECT sum(transitions), max(step) FROM unnest((SELECT path_edges(''0'', k, at, e) FROM extreme)) AS p', '20::numeric, 1'),
	('SELECT sum(transitions), max(step) FROM unnest((SELECT path_edges(''2147483647 days'', k, at, e) FROM extreme)) AS p', '28::numeric, 5')) AS c (query, wanted);

/* ---- Partitions and workers ---- */

CREATE TABLE public.split (LIKE public.step) PARTITION BY LIST (grp);
CREATE TABLE public.split_a PARTITION OF public.split FOR VALUES IN (0, 1, 2);
CREATE TABLE public.split_b PARTITION OF public.split FOR VALUES IN (3, 4);
CREATE TABLE public.split_empty PARTITION OF public.split FOR VALUES IN (99);
CREATE TABLE public.split_rest PARTITION OF public.split DEFAULT;
INSERT INTO split SELECT * FROM step;
ANALYZE split;
ALTER TABLE step SET (parallel_workers = 2);

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
	RETURN NEXT pg_temp.agree('SELECT * FROM result', format('SELECT grp, %s FROM (SELECT %s AS grp, array_agg(id) AS ids FROM step %s) AS g', answers, grp, group_by),
							  format('%s, by %s: the rows', title, grouping_by));
	DROP TABLE result;
END
$$;

SELECT pg_temp.check_plan(title, source, grouping_by, settings, nodes)
FROM unnest('{all,grp}'::text[]) AS grouping_by,
	 (VALUES
		('one process', 'step', '{max_parallel_workers_per_gather,0}'::text[], 'Aggregate.*Seq Scan'),
		('partitions one by one', 'split', '{max_parallel_workers_per_gather,0,enable_partitionwise_aggregate,on,cpu_operator_cost,0}', 'Append.*Aggregate.*split_a'),
		('workers', 'step', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}', 'Finalize .*Gather.*Partial .*Parallel Seq Scan'),
		('workers without a leader', 'step', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2,parallel_leader_participation,off}',
		 'Finalize .*Gather.*Partial .*Parallel Seq Scan'),
		('workers over partitions', 'split', '{enable_partitionwise_aggregate,on,parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}', 'Gather.*Parallel')) AS w (title, source, settings, nodes);

-- compiled, where the server can
SET LOCAL jit_above_cost = 0;
SET LOCAL jit_inline_above_cost = 0;
SET LOCAL jit_optimize_above_cost = 0;
SET LOCAL jit = on;
CREATE TEMP TABLE compiled AS SELECT grp, funnel('3 hours', k, at, e, '{sent,opened}')::text AS f, window_funnel('3 hours', at, e = 'sent', e = 'opened') AS w, path_edges('1 hour', k, at, e)::text AS p FROM step GROUP BY grp;
RESET jit;
SELECT pg_temp.agree('SELECT * FROM compiled', 'SELECT grp, funnel(''3 hours'', k, at, e, ''{sent,opened}'')::text, window_funnel(''3 hours'', at, e = ''sent'', e = ''opened''), path_edges(''1 hour'', k, at, e)::text FROM step GROUP BY grp', 'with JIT');

/* ---- Many groups, many events, large values ---- */

SET LOCAL work_mem = '256kB';
SET LOCAL hash_mem_multiplier = 1;
SET LOCAL enable_sort = off;
SELECT pg_temp.agree($$SELECT count(*), sum((f)[1].contacts), sum((f)[2].contacts), sum(w), sum(s), sum(cardinality(p)), sum(cardinality(t)) FROM (
		SELECT funnel('1 day', k, at, e, '{a,b}') AS f, window_funnel('1 day', at, e = 'a', e = 'b') AS w, sequence_count('(?1)(?2)', at, e = 'a', e = 'b') AS s, path_edges('1 day', k, at, e) AS p, timeline(k, at, e) AS t
		FROM (SELECT g / 3 AS grp, g % 2 AS k, timestamptz '2026-01-01' + g * interval '1 min' AS at, CASE g % 3 WHEN 0 THEN 'a' ELSE 'b' END AS e FROM generate_series(0, 59999) AS g) AS r GROUP BY grp) AS groups$$,
	'SELECT 20000::bigint, 20000::numeric, 20000::numeric, 40000::bigint, 20000::numeric, 20000::numeric, 60000::numeric', 'more groups than memory: the hash aggregate spills its groups');
RESET work_mem;
RESET hash_mem_multiplier;
RESET enable_sort;

CREATE TEMP TABLE long_type AS SELECT g AS id, repeat('type ', 30000) || g % 2 AS e, repeat('contact ', 20000) || g % 3 AS k, timestamptz '2026-01-01' + g * interval '1 min' AS at FROM generate_series(1, 30) AS g;
SELECT is((SELECT (funnel('1 day', k, at, e, ARRAY[repeat('type ', 30000) || 1, repeat('type ', 30000) || 0]))[2].contacts FROM long_type), 3::bigint, 'types of 150 kB, contacts of 160 kB');
SELECT is((SELECT cardinality(timeline(k, at, e)::text::timeline) FROM long_type), 30::bigint, 'kept and read again');
SELECT is((SELECT sum(transitions) FROM unnest((SELECT path_edges('1 day', k, at, e) FROM long_type)) AS p), 27::numeric, 'as nodes, too');
SELECT is((SELECT length(sequence_next_node('forward', 'head', at, e, true, true)) FROM long_type), 150001, 'and one of them comes next');

SELECT is((SELECT array_agg(contacts) FROM unnest((SELECT funnel('1 day', 'exclude=z', g % 2, timestamptz '2026-01-01' + g * interval '1 ms', chr(97 + g % 3), string_to_array(repeat('a,b,c,', 9) || 'a,d', ',')) FROM generate_series(1, 100000) AS g)) AS f),
		  array_fill(2::bigint, ARRAY[28]) || 0::bigint, '100,000 events of two contacts, 29 steps');

SELECT * FROM finish();
ROLLBACK;
