/*
 * The aggregates wherever SQL lets an aggregate stand: with FILTER, DISTINCT
 * and ORDER BY, in grouping sets, window frames, subqueries, cursors, prepared
 * statements, functions, triggers, over partitions, in parallel, over no rows.
 */
\ir lib/oracle.sql
\ir lib/plan.sql

SELECT plan(185);

-- not temporary: parallel workers cannot read temporary tables
CREATE TABLE public.visit AS
SELECT id, id % 7 AS grp, id / 40 AS day, timestamptz '2024-06-01 00:00+00' + id / 3 * interval '13 min' AS at,
	   (ARRAY['sent', 'opened', 'other', NULL])[1 + pg_temp.noise(id, 1)::bit(8)::int % 4] AS event_type,
	   CASE WHEN id % 9 <> 0 THEN pg_temp.noise(id, 2)::bit(5)::int - 10 END AS k,
	   CASE WHEN id % 20 = 0 THEN (SELECT keyset(g) FROM generate_series(id, id + 30) AS g) END AS part
FROM generate_series(1, 600) AS id;
CREATE TABLE public.nothing (LIKE public.visit);
ANALYZE public.visit, public.nothing;

-- What the aggregates of a set of rows should be, from the array of the rows.
CREATE FUNCTION pg_temp.distinct_of(keys anyarray) RETURNS bigint
LANGUAGE sql IMMUTABLE AS 'SELECT count(DISTINCT k) FROM unnest(keys) AS k';

CREATE FUNCTION pg_temp.sums(points engagement_point[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS 'SELECT ARRAY[coalesce(sum(total), 0), coalesce(sum(first_unique), 0)]::bigint[] FROM unnest(points)';

CREATE FUNCTION pg_temp.united(sets bytea[]) RETURNS keyset
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	stored bytea;
	all_keys keyset = (SELECT keyset(1) WHERE false);
BEGIN
	FOREACH stored IN ARRAY coalesce(sets, '{}') LOOP
		all_keys = all_keys | stored::keyset;
	END LOOP;
	RETURN all_keys;
END
$$;

/* ---- In the call: FILTER, DISTINCT, ORDER BY ---- */

-- @: the aggregates, ours or plain
SELECT pg_temp.agree(replace(query, '@', ours), replace(query, '@', plain), replace(query, '@', ours))
FROM (VALUES
	('count_distinct(k) FILTER (WHERE event_type = ''sent'')', 'count(DISTINCT k) FILTER (WHERE event_type = ''sent'')'),
	('count_distinct(k) FILTER (WHERE id < 5)', 'count(DISTINCT k) FILTER (WHERE id < 5)'),
	('count_distinct(DISTINCT k)', 'count(DISTINCT k)'),
	('count_distinct(k ORDER BY at DESC)', 'count(DISTINCT k)'),
	('count_distinct(k, day ORDER BY k)', 'count(DISTINCT (k, day)) FILTER (WHERE k IS NOT NULL)'),
	('count_distinct(DISTINCT k, day)', 'count(DISTINCT (k, day)) FILTER (WHERE k IS NOT NULL)'),
	('cardinality(keyset(DISTINCT k::text ORDER BY k::text))', 'count(DISTINCT k)'),
	('engagement(event_type, ''{sent,opened}'', k ORDER BY id DESC) FILTER (WHERE day < 9)',
	 'ARRAY[count(DISTINCT k) FILTER (WHERE event_type = ''sent'' AND day < 9), count(DISTINCT k) FILTER (WHERE event_type = ''opened'' AND day < 9)]'),
	('engagement(DISTINCT event_type, ''{sent}'', k)', 'ARRAY[count(DISTINCT k) FILTER (WHERE event_type = ''sent'')]'),
	('(engagement_series(''year'', ''UTC'', at, event_type, ''{sent}'', k ORDER BY k))[1].first_unique',
	 'nullif(count(DISTINCT k) FILTER (WHERE event_type = ''sent''), CASE WHEN count(*) FILTER (WHERE event_type = ''sent'') = 0 THEN 0 END)'),
	('count_distinct(k), count_distinct(k), cardinality(keyset(k)), count_distinct(k) FILTER (WHERE id % 2 = 0)',
	 'count(DISTINCT k), count(DISTINCT k), count(DISTINCT k), count(DISTINCT k) FILTER (WHERE id % 2 = 0)')) AS c (ours, plain),
	(VALUES ('SELECT @ FROM visit'), ('SELECT grp, @ FROM visit GROUP BY grp'), ('SELECT grp, day, @ FROM visit GROUP BY GROUPING SETS ((grp), (day, grp), ())'),
			('SELECT grp, day % 3, @ FROM visit GROUP BY CUBE (grp, day % 3)')) AS q (query);

SELECT pg_temp.agree('SELECT grp, count_distinct(k) FROM visit GROUP BY grp HAVING count_distinct(k) > 27 ORDER BY count_distinct(k), grp',
					 'SELECT grp, count(DISTINCT k) FROM visit GROUP BY grp HAVING count(DISTINCT k) > 27', 'HAVING and ORDER BY');

/* ---- Window frames ---- */

-- The rows of a frame as an array, by plain SQL, and what they come to.
SELECT pg_temp.agree(
	format($$SELECT id, count_distinct(k) OVER w, count_distinct(k::smallint) OVER w, count_distinct(k::bigint) OVER w, count_distinct('k' || k) OVER w,
					count_distinct(md5(k::text)::uuid) OVER w, count_distinct(k, mod(grp, 2)) OVER w, count_distinct(100.0 + k) OVER w,
					count_distinct(k) FILTER (WHERE grp < 3) OVER w,
					cardinality(keyset(k) OVER w), engagement(event_type, '{opened,sent}', k) OVER w,
					pg_temp.sums(engagement_series('hour', 'UTC', at, event_type, '{sent}', k) OVER w)
			 FROM visit WINDOW w AS (%s)$$, frame),
	format($$SELECT id, keys, keys, keys, keys, keys, distinct_pairs, keys, few, keys, ARRAY[opened, sent], ARRAY[cardinality(sent_keys), sent]::bigint[]
			 FROM (SELECT id, array_agg(k) OVER w AS k, array_agg(k || ',' || mod(grp, 2)) OVER w AS pairs,
						  array_agg(k) FILTER (WHERE grp < 3) OVER w AS few_k,
						  array_agg(k) FILTER (WHERE event_type = 'opened') OVER w AS opened_keys,
						  coalesce(array_agg(k) FILTER (WHERE event_type = 'sent') OVER w, '{}') AS sent_keys
				   FROM visit WINDOW w AS (%s)) AS frames,
				  LATERAL (SELECT pg_temp.distinct_of(k) AS keys, pg_temp.distinct_of(pairs) AS distinct_pairs, pg_temp.distinct_of(few_k) AS few,
								  pg_temp.distinct_of(opened_keys) AS opened, pg_temp.distinct_of(sent_keys) AS sent) AS d$$, frame),
	format('OVER (%s)', frame))
FROM unnest(ARRAY[
	'', 'PARTITION BY grp', 'ORDER BY id', 'ORDER BY day', 'PARTITION BY grp ORDER BY id DESC',
	'ORDER BY id ROWS BETWEEN 5 PRECEDING AND 3 FOLLOWING', 'ORDER BY id ROWS BETWEEN 60 PRECEDING AND CURRENT ROW',
	'ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'ORDER BY id ROWS BETWEEN 9 PRECEDING AND 5 PRECEDING',
	'ORDER BY id ROWS BETWEEN 5 FOLLOWING AND 9 FOLLOWING', 'ORDER BY id ROWS BETWEEN CURRENT ROW AND CURRENT ROW',
	'PARTITION BY grp ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW',
	'ORDER BY day ROWS BETWEEN 50 PRECEDING AND CURRENT ROW EXCLUDE GROUP', 'ORDER BY day ROWS BETWEEN 50 PRECEDING AND 7 FOLLOWING EXCLUDE TIES',
	'ORDER BY at RANGE BETWEEN ''2 hours'' PRECEDING AND ''1 hour'' FOLLOWING', 'ORDER BY at RANGE BETWEEN ''5 hours'' PRECEDING AND ''3 hours'' PRECEDING',
	'PARTITION BY grp ORDER BY at DESC RANGE BETWEEN ''1 day'' PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW',
	'ORDER BY day GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW', 'ORDER BY k NULLS FIRST RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING',
	'ORDER BY grp RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING']) AS frame;

-- keys of two and of three columns, which one support function adds
SELECT pg_temp.agree(format('SELECT id, %s OVER w, %s OVER w FROM visit WINDOW w AS (ORDER BY id ROWS BETWEEN 9 PRECEDING AND 2 PRECEDING)', a.call, b.call),
	format('SELECT id, (SELECT count(DISTINCT %s) FROM visit AS f WHERE k IS NOT NULL AND f.id BETWEEN v.id - 9 AND v.id - 2), (SELECT count(DISTINCT %s) FROM visit AS f WHERE k IS NOT NULL AND f.id BETWEEN v.id - 9 AND v.id - 2) FROM visit AS v', a.keys, b.keys),
	format('%s beside %s', a.call, b.call))
FROM (VALUES ('count_distinct(k, grp)', '(k, grp)'), ('count_distinct(k, grp, event_type IS NULL)', '(k, grp, event_type IS NULL)')) AS a (call, keys), (VALUES ('count_distinct(k, grp)', '(k, grp)'), ('count_distinct(k, grp, event_type IS NULL)', '(k, grp, event_type IS NULL)')) AS b (call, keys)
WHERE a.call <> b.call;
SELECT pg_temp.agree('SELECT engagement(event_type, ''{sent}'', k, grp, day) OVER w, engagement(event_type, ''{sent}'', k, grp) OVER w FROM visit WINDOW w AS (ROWS BETWEEN 700 PRECEDING AND 650 PRECEDING)',
	'SELECT ''{0}''::bigint[], ''{0}''::bigint[] FROM visit', 'of no rows, what they agree on');

CREATE TEMP TABLE by_day AS SELECT day, grp, keyset(k) AS set FROM visit GROUP BY day, grp;

SELECT pg_temp.agree(
	format('SELECT day, grp, cardinality(rollup(set) OVER w), (rollup(set) OVER w)::bytea FROM by_day WINDOW w AS (%s)', frame),
	format($$SELECT day, grp, cardinality(pg_temp.united(sets)), pg_temp.united(sets)::bytea
			 FROM (SELECT day, grp, array_agg(set::bytea) OVER w AS sets FROM by_day WINDOW w AS (%s)) AS frames$$, frame),
	format('rollup() OVER (%s)', frame))
FROM unnest(ARRAY['', 'ORDER BY day', 'ORDER BY day, grp', 'ORDER BY day, grp ROWS BETWEEN 5 PRECEDING AND 2 PRECEDING']) AS frame;

/* ---- Subqueries, views, functions, triggers ---- */

CREATE VIEW public.reach AS
SELECT grp, count_distinct(k) AS contacts, engagement(event_type, '{sent,opened}', k) AS engaged, keyset(k) AS set FROM visit GROUP BY grp;
CREATE MATERIALIZED VIEW public.stored_reach AS SELECT * FROM reach;

CREATE FUNCTION public.reach_of(wanted bigint) RETURNS bigint
LANGUAGE sql STABLE AS 'SELECT count_distinct(k) FROM visit WHERE grp = wanted';

CREATE FUNCTION public.engaged_of(wanted bigint, types text[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT engagement(event_type, types, k) FROM visit WHERE grp = wanted); END $$;

CREATE FUNCTION public.inlined_of(wanted bigint, types text[]) RETURNS bigint[]
LANGUAGE sql STABLE BEGIN ATOMIC SELECT engagement(event_type, types, k) FROM visit WHERE grp = wanted; END;

-- groups 7 and 8 have no rows
CREATE TEMP TABLE expected AS
SELECT g AS grp, (SELECT count(DISTINCT k) FROM visit WHERE grp = g) AS contacts,
	   (SELECT ARRAY[count(DISTINCT k) FILTER (WHERE event_type = 'sent'), count(DISTINCT k) FILTER (WHERE event_type = 'opened')]
		FROM visit WHERE grp = g) AS engaged
FROM generate_series(0, 8) AS g;

SELECT pg_temp.agree(ours, 'SELECT grp, contacts, engaged FROM expected' || chosen, title)
FROM (VALUES
	('a view', 'SELECT grp, contacts, engaged FROM reach', ' WHERE grp < 7'),
	('a materialized view', 'SELECT grp, cardinality(set), engaged FROM stored_reach', ' WHERE grp < 7'),
	('functions', $$SELECT g, reach_of(g), engaged_of(g, '{sent,opened}') FROM generate_series(0, 8) AS g$$, ''),
	('a function that is inlined', $$SELECT g, reach_of(g), inlined_of(g, '{sent,opened}') FROM generate_series(0, 8) AS g$$, ''),
	('correlated subqueries',
	 $$SELECT g, (SELECT count_distinct(k) FROM visit WHERE grp = g), (SELECT engagement(event_type, '{sent,opened}', k) FROM visit WHERE grp = g)
	   FROM generate_series(0, 8) AS g$$, ''),
	('LATERAL',
	 $$SELECT g, s.* FROM generate_series(0, 8) AS g, LATERAL (SELECT count_distinct(k), engagement(event_type, '{sent,opened}', k) FROM visit WHERE grp = g) AS s$$, ''),
	('a CTE', $$WITH c AS MATERIALIZED (SELECT grp, count_distinct(k) AS n, engagement(event_type, '{sent,opened}', k) AS e FROM visit GROUP BY grp)
				SELECT grp, n, e FROM c WHERE EXISTS (SELECT count_distinct(k) FROM visit)$$, ' WHERE grp < 7'),
	('labels from a column',
	 $$SELECT g, max(n), CASE sum(cardinality(types)) WHEN 3 THEN max(e[1:1]) || max(e[2:2]) END
	   FROM generate_series(0, 8) AS g, (VALUES ('{sent,opened}'::text[]), ('{never}')) AS l (types),
			LATERAL (SELECT count_distinct(k) AS n, engagement(event_type, types, k) AS e FROM visit WHERE grp = g) AS s
	   GROUP BY g$$, ''),
	('labels from a subquery',
	 $$SELECT g, n, e FROM generate_series(0, 8) AS g,
			LATERAL (SELECT count_distinct(k) AS n, engagement(event_type, (SELECT array_agg(t ORDER BY t DESC) FROM unnest('{opened,sent}'::text[]) AS t), k) AS e
					 FROM visit WHERE grp = g) AS s$$, '')) AS c (title, ours, chosen);

SELECT pg_temp.agree('SELECT grp, count_distinct(k) + sum(reach_of(grp)) OVER () FROM visit GROUP BY grp',
					 'SELECT grp, contacts + (SELECT sum(contacts) FROM expected) FROM expected WHERE grp < 7', 'inside a query with windows of its own');
SELECT pg_temp.agree('SELECT grp, cardinality(rollup(set)) FROM stored_reach GROUP BY ROLLUP (grp)',
					 'SELECT grp, count(DISTINCT k) FROM visit GROUP BY ROLLUP (grp)', 'rollup() beside GROUP BY ROLLUP');
SELECT pg_temp.agree(
	$$WITH RECURSIVE day_by_day AS (
		SELECT 0 AS day, (SELECT keyset(k) FROM visit WHERE day = 0) AS set UNION ALL
		SELECT day + 1, set | (SELECT keyset(k) FROM visit WHERE visit.day = day_by_day.day + 1) FROM day_by_day WHERE day < 15)
	  SELECT day, cardinality(set) FROM day_by_day$$,
	'SELECT d, (SELECT count(DISTINCT k) FROM visit WHERE day <= d) FROM generate_series(0, 15) AS d', 'a recursive CTE');

-- reach kept up to date by a trigger: parts, merged
CREATE TABLE public.kept_reach (grp bigint PRIMARY KEY, set keyset NOT NULL);
CREATE FUNCTION public.keep_reach() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO kept_reach SELECT grp, keyset(k) FROM added GROUP BY grp
	ON CONFLICT (grp) DO UPDATE SET set = kept_reach.set | EXCLUDED.set;
	RETURN NULL;
END
$$;
CREATE TABLE public.incoming (LIKE public.visit);
CREATE TRIGGER keep_reach AFTER INSERT ON incoming REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_reach();
INSERT INTO incoming SELECT * FROM visit WHERE id < 100;
INSERT INTO incoming SELECT * FROM visit WHERE id BETWEEN 50 AND 400;
INSERT INTO incoming SELECT * FROM visit WHERE id >= 400;
SELECT pg_temp.agree('SELECT grp, set::bytea FROM kept_reach', 'SELECT grp, keyset(k)::bytea FROM visit GROUP BY grp', 'a trigger that keeps sets up to date');

/* ---- Cursors and prepared statements ---- */

DECLARE by_group CURSOR FOR SELECT grp, count_distinct(k), engagement(event_type, '{sent,opened}', k) FROM visit GROUP BY grp ORDER BY grp;
SELECT results_eq('by_group'::refcursor, 'SELECT grp, contacts, engaged FROM expected WHERE grp < 7 ORDER BY grp', 'a cursor');
CLOSE by_group;

-- other states come and go between two fetches
CREATE FUNCTION pg_temp.fetch_slowly() RETURNS TABLE (id bigint, keys bigint)
LANGUAGE plpgsql AS $$
DECLARE
	frames CURSOR FOR SELECT visit.id, count_distinct(k) OVER (ORDER BY visit.id ROWS 20 PRECEDING) FROM visit;
BEGIN
	OPEN frames;
	LOOP
		FETCH frames INTO id, keys;
		EXIT WHEN NOT FOUND;
		PERFORM count_distinct(g::text) FROM generate_series(1, 30) AS g;
		RETURN NEXT;
	END LOOP;
	CLOSE frames;
END
$$;
SELECT pg_temp.agree('SELECT * FROM pg_temp.fetch_slowly()',
					 'SELECT id, pg_temp.distinct_of(array_agg(k) OVER (ORDER BY id ROWS 20 PRECEDING)) FROM visit', 'a window fetched row by row');

PREPARE engaged(text[], bigint) AS SELECT engagement(event_type, $1, k) FROM visit WHERE grp < $2;
PREPARE daily(text, text, text[]) AS
SELECT sum(p.total)::bigint, count(*) FROM unnest((SELECT engagement_series($1, $2, at, event_type, $3, k) FROM visit)) AS p;

PREPARE check_prepared(text) AS
SELECT results_eq(format('EXECUTE engaged(%L, %s)', types, below), format('SELECT %L::bigint[]', wanted), format('%s plan: labels %s, %s', $1, types, title))
FROM (VALUES ('{sent,opened}', 1, (SELECT engaged FROM expected WHERE grp = 0), 'rows'), ('{opened,sent,never}', 1,
			  (SELECT ARRAY[engaged[2], engaged[1], 0] FROM expected WHERE grp = 0), 'rows'),
			 ('{a,b,c,d}', 0, '{0,0,0,0}', 'no rows'), ('{a}', 0, '{0}', 'no rows')) AS c (types, below, wanted, title)
UNION ALL
SELECT results_eq(format('EXECUTE daily(%L, %L, ''{sent}'')', period, zone),
				  format('SELECT count(*), count(DISTINCT date_trunc(%L, at, %L)) FROM visit WHERE event_type = ''sent''', period, zone),
				  format('%s plan: by %s in %s', $1, period, zone))
FROM (VALUES ('day', 'UTC'), ('hour', 'Asia/Kathmandu')) AS c (period, zone);

SET LOCAL plan_cache_mode = force_custom_plan;
EXECUTE check_prepared('custom');
SET LOCAL plan_cache_mode = force_generic_plan;
EXECUTE check_prepared('generic');
RESET plan_cache_mode;

/* ---- No rows ---- */

SELECT pg_temp.agree(ours, 'SELECT ' || wanted, ours)
FROM (VALUES
	('SELECT count_distinct(k), count_distinct(k, day), count_distinct(k::text) FROM nothing', '0::bigint, 0::bigint, 0::bigint'),
	('SELECT cardinality(keyset(k)), cardinality(rollup(NULL::keyset)) FROM nothing', '0::bigint, 0::bigint'),
	('SELECT engagement(event_type, ''{a,b,c}'', k) FROM nothing', '''{0,0,0}''::bigint[]'),
	('SELECT engagement(event_type, ''{a,b,c}'', k, day) FROM nothing GROUP BY ()', '''{0,0,0}''::bigint[]'),
	('SELECT engagement(event_type, ARRAY[''a'', upper(''b'')], k) FROM visit WHERE false', '''{0,0}''::bigint[]'),
	('SELECT engagement_series(''day'', ''UTC'', at, event_type, ''{a}'', k)::text FROM nothing', '''{}'''),
	('SELECT grp, count_distinct(k), engagement(event_type, ''{a,b}'', k) FROM nothing GROUP BY ROLLUP (grp)', 'NULL::bigint, 0::bigint, ''{0,0}''::bigint[]'),
	('SELECT count(*) FROM (SELECT grp, count_distinct(k), engagement(event_type, ''{a}'', k) FROM nothing GROUP BY grp) AS g', '0::bigint'),
	('SELECT engagement(event_type, ''{a,b}'', NULL::int), count_distinct(NULL::text) FROM visit', '''{0,0}''::bigint[], 0::bigint'),
	('SELECT engagement(NULL, ''{a,b}'', k) FROM visit', '''{0,0}''::bigint[]'),
	('SELECT DISTINCT engagement(event_type, ''{a,b}'', k) OVER (ORDER BY id ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING) FROM visit WHERE id < 5', '''{0,0}''::bigint[]'),
	('SELECT DISTINCT count_distinct(k) OVER (ORDER BY id ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING) FROM visit WHERE id < 5', '0::bigint')) AS c (ours, wanted);

-- what is volatile is called for rows only
CREATE FUNCTION pg_temp.called() RETURNS text LANGUAGE plpgsql VOLATILE AS $$ BEGIN RAISE EXCEPTION 'called'; END $$;
SELECT results_eq(format('SELECT (%s)::text FROM nothing', call), $$VALUES ('{}')$$, call || ' of no rows')
FROM (VALUES ('attribution(''{linear}'', ''5 hours'', k, at, event_type, true, 1.0, pg_temp.called())'), ('engagement(event_type, ARRAY[pg_temp.called()], k)'),
			 ('cohort_retention(pg_temp.called(), ''UTC'', k, NULL, at)'), ('funnel(''1 day'', pg_temp.called(), k, at, event_type, ''{a}'')')) AS c (call);

SELECT pg_temp.agree(
	$$SELECT grp, engagement(event_type, '{sent,opened}', k) FILTER (WHERE grp > 3), count_distinct(k) FILTER (WHERE grp > 3),
			 cardinality(keyset(k) FILTER (WHERE grp > 3)) FROM visit GROUP BY grp$$,
	$$SELECT grp, CASE WHEN grp > 3 THEN engaged ELSE '{0,0}' END, n, n
	  FROM expected, LATERAL (SELECT CASE WHEN grp > 3 THEN contacts ELSE 0 END AS n) AS x WHERE grp < 7$$,
	'FILTER that leaves some groups without rows');

/* ---- Partitions, inheritance, workers ---- */

CREATE TABLE public.split (LIKE public.visit) PARTITION BY LIST (grp);
CREATE TABLE public.split_a PARTITION OF public.split FOR VALUES IN (0, 1, 2);
CREATE TABLE public.split_b PARTITION OF public.split FOR VALUES IN (3, 4) PARTITION BY RANGE (day);
CREATE TABLE public.split_b1 PARTITION OF public.split_b FOR VALUES FROM (0) TO (7);
CREATE TABLE public.split_b2 PARTITION OF public.split_b DEFAULT;
CREATE TABLE public.split_empty PARTITION OF public.split FOR VALUES IN (99);
CREATE TABLE public.split_rest PARTITION OF public.split DEFAULT;
INSERT INTO split SELECT * FROM visit;
CREATE TABLE public.parent (LIKE public.visit);
CREATE TABLE public.child (extra text) INHERITS (public.parent);
INSERT INTO parent SELECT * FROM visit WHERE id <= 250;
INSERT INTO child SELECT * FROM visit WHERE id > 250;
ANALYZE split, parent, child;
ALTER TABLE visit SET (parallel_workers = 2);

CREATE FUNCTION pg_temp.all_aggregates(grouping_by text, source text, condition text) RETURNS text
LANGUAGE sql AS $q$
	SELECT format($$SELECT %1$s count_distinct(k) AS n, count_distinct(k, day) AS pairs, count_distinct(k::text, day) AS tuples,
						   keyset(k)::bytea AS set, keyset('k' || k)::bytea AS texts, keyset(100.0 + k)::bytea AS numerics, rollup(part)::bytea AS rolled_up,
						   engagement(event_type, '{opened,sent,never}', k) AS engaged, engagement(event_type, '{sent}', k, day) AS engaged_pairs,
						   engagement_series('day', 'America/St_Johns', at, event_type, '{sent,opened}', k)::text AS series,
						   count_distinct(k) FILTER (WHERE day > 99) AS none, engagement(event_type, '{a,b}', k) FILTER (WHERE day > 99) AS zeros
					FROM %2$s WHERE %3$s %4$s$$,
				  grouping_by || ',', source, condition, 'GROUP BY ' || grouping_by)
$q$;

-- Two assertions: how a query is planned under settings, and that its rows are
-- those of the same query over visit, planned as plpgsql's cursors are: serially.
CREATE FUNCTION pg_temp.check_plan(title text, source text, grouping_by text, condition text, settings text[], nodes text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	query text = pg_temp.all_aggregates(grouping_by, source, condition);
	i int;
BEGIN
	FOR i IN 1 .. cardinality(settings) / 2 LOOP
		PERFORM set_config(settings[2 * i - 1], settings[2 * i], true);
	END LOOP;
	RETURN NEXT matches(pg_temp.plan_of(query), nodes, format('%s, by (%s): the plan', title, grouping_by));
	EXECUTE 'CREATE TEMP TABLE result AS ' || query;
	FOR i IN 1 .. cardinality(settings) / 2 LOOP
		EXECUTE 'RESET ' || settings[2 * i - 1];
	END LOOP;
	RETURN NEXT pg_temp.agree('SELECT * FROM result', pg_temp.all_aggregates(grouping_by, 'visit', condition), format('%s, by (%s): the rows', title, grouping_by));
	DROP TABLE result;
END
$$;

SELECT pg_temp.check_plan(title, source, grouping_by, condition, settings || settings_of_group, format(nodes, aggregate))
FROM (VALUES (NULL, '{}'::text[], 'Aggregate'), ('grp', '{enable_sort,off}', 'HashAggregate'), ('grp', '{enable_hashagg,off}', 'GroupAggregate')) AS g (grouping_by, settings_of_group, aggregate),
	 (VALUES
		('one process', 'visit', 'true', '{}'::text[], '^%s'),
		('no memory', 'visit', 'true', '{work_mem,64kB,hash_mem_multiplier,1}', '^%s'),
		('partitions', 'split', 'true', '{}', '^%s.*Append'),
		('partitions one by one', 'split', 'true', '{enable_partitionwise_aggregate,on}', 'Append.*Aggregate.*split_a'),
		('partial states of children', 'parent', 'true', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}',
		 'Finalize %s.*Gather.*Partial %1$s.*Parallel Append'),
		('workers', 'visit', 'true', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}',
		 'Finalize %s.*Gather.*Partial %1$s.*Parallel Seq Scan'),
		('workers without a leader', 'visit', 'true', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2,parallel_leader_participation,off}',
		 'Finalize %s.*Gather.*Partial %1$s.*Parallel Seq Scan'),
		('workers with little memory', 'visit', 'true', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2,work_mem,64kB,hash_mem_multiplier,1}',
		 'Finalize %s.*Gather.*Partial %1$s.*Parallel Seq Scan'),
		('workers over partitions', 'split', 'true', '{enable_partitionwise_aggregate,on,parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}',
		 'Gather.*Parallel'),
		('workers and no rows', 'visit', 'id + 0 < 0', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}',
		 'Finalize %s.*Gather.*Partial %1$s.*Parallel Seq Scan'),
		('workers and few rows', 'visit', 'id + 0 < 3', '{parallel_setup_cost,0,parallel_tuple_cost,0,min_parallel_table_scan_size,0,max_parallel_workers_per_gather,2}',
		 'Finalize %s.*Gather.*Partial %1$s.*Parallel Seq Scan')) AS w (title, source, condition, settings, nodes);

/* ---- Large keys, many groups ---- */

CREATE TEMP TABLE long_key (id int, k text, grp int);
ALTER TABLE long_key ALTER k SET STORAGE EXTERNAL;
INSERT INTO long_key SELECT id, repeat('campaign ', 30000) || id % 7, id % 3 FROM generate_series(1, 40) AS id;
SELECT pg_temp.agree('SELECT grp, count_distinct(k), count_distinct(k, id % 2), cardinality(keyset(k)) FROM long_key GROUP BY grp',
					 'SELECT grp, count(DISTINCT k), count(DISTINCT (k, id % 2)), count(DISTINCT k) FROM long_key GROUP BY grp', 'keys of 270 kB, toasted');
SELECT ok(bool_and(contains(set, k)), 'contains() takes them too') FROM long_key, (SELECT keyset(k) AS set FROM long_key) AS s;

SET LOCAL work_mem = '256kB';
SET LOCAL hash_mem_multiplier = 1;
SET LOCAL enable_sort = off;
SELECT pg_temp.agree(
	$$SELECT sum(n), sum(e[1]), sum(e[2]), count(*) FROM (
		SELECT count_distinct(k) AS n, engagement(t, '{a,b}', k::text) AS e
		FROM (SELECT g / 3 AS grp, g % 2 AS k, CASE WHEN g % 3 = 0 THEN 'a' ELSE 'b' END AS t FROM generate_series(0, 59999) AS g) AS r GROUP BY grp) AS groups$$,
	'SELECT 40000::numeric, 20000::numeric, 40000::numeric, 20000::bigint', 'more groups than memory: the hash aggregate spills its groups');

SELECT * FROM finish();
ROLLBACK;
