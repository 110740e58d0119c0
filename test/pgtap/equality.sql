/*
 * One answer of every public aggregate, wherever its rows are read and in
 * whatever order, parts, plan, memory and place of a query. The groups of random
 * rows stand in one table, a seed each: a statement asks all aggregates of all of
 * them at once. Fewer than 30 are too few for the plans that are looked for.
 */
\set seeds 30
\ir lib/oracle.sql

SET LOCAL jit = off;

\ir lib/every_call.sql

SELECT plan(162);

CREATE INDEX ON public.event (seed, id);
CREATE TABLE public.by_split (LIKE public.event) PARTITION BY LIST (split);
CREATE TABLE public.by_split_a PARTITION OF public.by_split FOR VALUES IN (0);
CREATE TABLE public.by_split_b PARTITION OF public.by_split FOR VALUES IN (1);
CREATE TABLE public.by_split_c PARTITION OF public.by_split FOR VALUES IN (2);
CREATE TABLE public.by_seed (LIKE public.event) PARTITION BY HASH (seed);
CREATE TABLE public.by_seed_a PARTITION OF public.by_seed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.by_seed_b PARTITION OF public.by_seed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO public.by_split SELECT * FROM public.event;
INSERT INTO public.by_seed SELECT * FROM public.event;
SELECT format('ALTER TABLE public.%I SET (parallel_workers = 2)', relname) FROM pg_class WHERE relname ~ '^(event|by_(split|seed)_.)$' AND relkind = 'r' \gexec
ANALYZE public.event, public.by_split, public.by_seed;

SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '16MB';

/* ---- Nothing is left out ---- */

SELECT is_empty($$
	SELECT aggfnoid::regprocedure FROM pg_aggregate JOIN pg_proc ON pg_proc.oid = aggfnoid
	WHERE pronamespace = 'campaign_analytics'::regnamespace AND aggfnoid NOT IN (SELECT aggregate FROM call)$$, 'every public aggregate is called');

/* ---- Answers, and what is done to get them ---- */

-- The answers of the calls, each as the number of its text. form: an expression
-- of call and reads that says how to write a call; which: of those calls only.
CREATE FUNCTION pg_temp.answers(form text DEFAULT 'call', which text DEFAULT 'true') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	list text;
BEGIN
	EXECUTE format('SELECT string_agg(format(''hashtextextended((%%s)::text, 0)'', %s), E'',\n'' ORDER BY n) FROM call WHERE %s', form, which) INTO STRICT list;
	RETURN 'ARRAY[' || list || ']';
END
$$;

CREATE TEMP TABLE expected (shape text, g text, answers bigint[]);

-- What differs between the answers of a shape and those in got; n: the numbers
-- of the calls that got has
CREATE FUNCTION pg_temp.differences(shape text, which text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($query$
		WITH asked AS (SELECT n, call, row_number() OVER (ORDER BY n) AS place FROM call WHERE %2$s)
		SELECT format('%%s groups, first %%s: %%s', count(*), min(g), call)
		FROM (SELECT * FROM got) AS o (g, ours) FULL JOIN (SELECT e.g, answers FROM expected AS e WHERE e.shape = %1$L) AS e USING (g), asked
		WHERE ours[place] IS DISTINCT FROM answers[n] OR ours IS NULL OR answers IS NULL
		GROUP BY n, call ORDER BY n LIMIT 8$query$, shape, which);
END
$$;

-- Two assertions: how a query is planned and run under settings, unless plan is
-- NULL, and that its answers are those of the shape. It makes a table, for a
-- cursor would not run in parallel.
CREATE FUNCTION pg_temp.check_answers(name text, query text, shape text, which text DEFAULT 'true', settings text DEFAULT '', plan text DEFAULT NULL) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	names text[] = ARRAY(SELECT split_part(s, ' = ', 1) FROM regexp_split_to_table(nullif(settings, ''), '; ') AS s);
	given text[] = ARRAY(SELECT split_part(s, ' = ', 2) FROM regexp_split_to_table(nullif(settings, ''), '; ') AS s);
	before text[] = ARRAY(SELECT current_setting(s) FROM unnest(names) WITH ORDINALITY AS u (s, n) ORDER BY n);
	line text;
	done text = '';
BEGIN
	PERFORM set_config(s, g, true) FROM unnest(names, given) AS u (s, g);
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) CREATE TEMP TABLE got AS ' || query LOOP
		done = done || line || E'\n';
	END LOOP;
	PERFORM set_config(s, b, true) FROM unnest(names, before) AS u (s, b);
	IF plan IS NOT NULL THEN
		RETURN NEXT matches(done, plan, name || ': the plan');
	END IF;
	RETURN NEXT is_empty(format('SELECT pg_temp.differences(%L, %L)', shape, which), name);
	DROP TABLE got;
EXCEPTION WHEN OTHERS THEN
	RETURN NEXT fail(name) || E'\n' || diag(format('%s: %s', SQLSTATE, SQLERRM));
END
$$;

/* ---- Rows as they lie, in one process ---- */

SET LOCAL enable_hashagg = off;
SELECT format('INSERT INTO expected SELECT ''seeds'', seed, %s FROM event GROUP BY seed', pg_temp.answers()) \gexec
RESET enable_hashagg;

-- Nothing that is equal is so because it is always the same.
SELECT is_empty($$SELECT call FROM call, expected GROUP BY n HAVING count(DISTINCT answers[n]) < 2$$, 'no call has always the same answer');
SELECT is_empty($$
	SELECT a.call, b.call, count(*), min(g::int) FROM call AS a JOIN call AS b USING (template), expected
	WHERE a.n < b.n AND NOT a.differs AND answers[a.n] IS DISTINCT FROM answers[b.n] GROUP BY a.n, b.n LIMIT 8$$, 'keys of other types that mean the same, and rows that are stored, have the same answer');

/* ---- Other orders, plans and memory ---- */

-- To workers, parts and merging them cost nothing; alone is without the leader,
-- who would have read the little there is before they begin.
CREATE TEMP TABLE setting (word text, settings text);
INSERT INTO setting VALUES
('hashed', 'enable_sort = off; enable_indexscan = off'), ('sorted', 'enable_hashagg = off; enable_indexscan = off'),
('little', 'work_mem = 64kB; hash_mem_multiplier = 1; seq_page_cost = 0; random_page_cost = 0'),
('parallel', 'max_parallel_workers_per_gather = 2; parallel_setup_cost = 0; parallel_tuple_cost = 0; min_parallel_table_scan_size = 0'),
('alone', 'parallel_leader_participation = off'),
('parts', 'enable_partitionwise_aggregate = on; cpu_operator_cost = 0; cpu_tuple_cost = 1; seq_page_cost = 0; random_page_cost = 0'),
('jit', 'jit = on; jit_above_cost = 0; jit_optimize_above_cost = -1; jit_inline_above_cost = -1'),
('inlined', 'jit_inline_above_cost = 0');

CREATE TEMP TABLE way (n serial, words text, rows text, plan text);
INSERT INTO way (words, rows, plan) VALUES
('hashed', 'event', '^HashAggregate'),
('sorted', '(SELECT * FROM event ORDER BY seed, at DESC NULLS FIRST, id DESC) AS e', '^GroupAggregate.*Sort Key: event.seed, event.at DESC'),
('sorted', '(SELECT * FROM event ORDER BY seed, contact, at, kind) AS e', '^GroupAggregate.*Sort Key: event.seed, event.contact'),
('hashed', '(SELECT * FROM event ORDER BY md5(id::text)) AS e', '^HashAggregate.*Sort Key: \(md5'),
('little hashed', 'event', '^HashAggregate.*Batches: ([2-9]|\d\d)'),
('little sorted', 'event', '^GroupAggregate.*Sort Method: external merge'),
('parallel hashed', 'event', '^Finalize HashAggregate.*Gather.*Workers Launched: 2.*Partial HashAggregate'),
('parallel sorted alone', 'event', '^Finalize GroupAggregate.*Gather Merge.*Workers Launched: 2.*Partial GroupAggregate'),
('parallel little hashed alone', 'event', '^Finalize HashAggregate.*Batches: ([2-9]|\d\d).*Workers Launched: 2.*Partial HashAggregate'),
('parts hashed', 'by_split', '^Finalize HashAggregate.*Append.*Partial HashAggregate.*Partial HashAggregate.*Partial HashAggregate'),
('parts sorted', 'by_seed', 'Append.*GroupAggregate.*by_seed_a.*GroupAggregate.*by_seed_b'),
('parts parallel sorted alone', 'by_split', '^Finalize GroupAggregate.*Workers Launched: 2.*Append.*Partial GroupAggregate.*Partial GroupAggregate.*Partial GroupAggregate'),
('parts parallel hashed alone', 'by_split', '^Finalize HashAggregate.*Workers Launched: 2.*Append.*Partial HashAggregate.*Partial HashAggregate.*Partial HashAggregate'),
('jit inlined sorted', 'event', 'JIT:.*Inlining true'),
('jit parallel hashed alone', 'event', '^Finalize.*Workers Launched: 2.*Partial.*JIT:');
-- in one worker, who does it all
INSERT INTO setting SELECT 'worker', name || ' = on; max_parallel_workers_per_gather = 1; parallel_setup_cost = 1e9' FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query');
INSERT INTO way (words, rows, plan) VALUES ('worker', 'event', 'Gather.*Workers Launched: 1.*Single Copy: true');
-- where the server can compile
UPDATE way SET plan = '^(?!.*JIT:)' WHERE words LIKE 'jit%' AND NOT pg_jit_available();

CREATE FUNCTION pg_temp.settings_of(words text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(settings, '; ' ORDER BY place) FROM string_to_table($1, ' ') WITH ORDINALITY AS w (word, place) JOIN setting USING (word)
$$;

SELECT format('SELECT pg_temp.check_answers(%L, %L, ''seeds'', ''true'', pg_temp.settings_of(%L), %L)',
			  words || ': ' || rows, format('SELECT seed::text, %s FROM %s GROUP BY seed', pg_temp.answers(), rows), words, plan)
FROM way ORDER BY n \gexec

/* ---- One large group, whose states spill ---- */

-- more rows, of many contacts; a call for each kind of state
CREATE TABLE public.many AS
SELECT r.id, seed, split, r.at, kind, node, actor, touch, source, medium, campaign, first, second, third, human, converted, value, weight, joined, ever, day, url,
	   x::smallint AS tiny, x AS mid, x::bigint AS contact, x::numeric AS number, 'contact ' || x AS name, md5(x::text)::uuid AS device, part, keys
FROM (SELECT * FROM event WHERE seed % 25 <> 8 ORDER BY id LIMIT 800) AS r, generate_series(0, 19) AS copy, LATERAL (SELECT (abs(pg_temp.noise(id * 10 + copy, 30)) % 9000)::int AS x) AS x;
UPDATE public.many SET part = s.part, keys = s.keys
FROM (SELECT id, contact, timeline(contact, ever, kind) AS part, keyset(contact) AS keys FROM many GROUP BY id, contact) AS s WHERE (s.id, s.contact) = (many.id, many.contact);
ALTER TABLE public.many SET (parallel_workers = 2);
ANALYZE public.many;
\set large 'n IN (SELECT max(n) FROM call JOIN pg_aggregate ON aggfnoid = aggregate GROUP BY aggcombinefn)'
SELECT format('INSERT INTO expected SELECT ''many'', 0, %s FROM many', pg_temp.answers(format('CASE WHEN %s THEN call ELSE ''NULL'' END', :'large'))) \gexec

SELECT format('SELECT pg_temp.check_answers(%L, %L, ''many'', %L, pg_temp.settings_of(%L), %L)',
			  'one group, ' || words || ': ' || rows, format('SELECT ''0'', %s FROM %s', pg_temp.answers('call', :'large'), rows), :'large', words, plan)
FROM (VALUES ('little', 'many', '^Aggregate'), ('little', '(SELECT * FROM many ORDER BY md5(id || name)) AS m', '^Aggregate.*Sort'),
	('parallel little alone', 'many', '^Finalize Aggregate.*Workers Launched: 2.*Partial Aggregate')) AS w (words, rows, plan) \gexec

-- They did: with so little memory, alone and without a sort, each kind of state
-- writes to temporary files.
CREATE FUNCTION pg_temp.temp_written(call text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE format('EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT %s FROM many', $1) INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Temp Written Blocks';
END
$$;
SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT format('SELECT is(string_agg(DISTINCT aggcombinefn::regproc::text, '' ''), %L, ''states that spill'') FROM call JOIN pg_aggregate ON aggfnoid = aggregate WHERE pg_temp.temp_written(call) > 0 AND %s',
			  'ca_activity_combine ca_attribution_combine ca_cohort_value_combine ca_engagement_combine ca_engagement_series_combine ca_funnel_combine ca_keyset_combine '
			  'ca_message_metrics_combine ca_message_series_combine ca_path_combine ca_responses_combine ca_timeline_combine ca_utm_attribution_combine', :'large') \gexec
SET LOCAL work_mem = '16MB';
RESET hash_mem_multiplier;

/* ---- In the call ---- */

-- A group of each seed, which may have no rows, in a subquery
SELECT format('INSERT INTO expected SELECT ''human'', seed, (SELECT %s FROM event AS e WHERE e.seed = s.seed AND human) FROM (SELECT DISTINCT seed FROM event) AS s', pg_temp.answers()) \gexec
SELECT pg_temp.check_answers('FILTER', format('SELECT seed::text, %s FROM event GROUP BY seed', pg_temp.answers('call || '' FILTER (WHERE human)''')), 'human');
SELECT pg_temp.check_answers('FILTER, in parts', format('SELECT seed::text, %s FROM by_split GROUP BY seed', pg_temp.answers('call || '' FILTER (WHERE human)''')), 'human', 'true', pg_temp.settings_of('parts hashed'), 'Append.*Partial');
SELECT pg_temp.check_answers('ORDER BY', format('SELECT seed::text, %s FROM event GROUP BY seed', pg_temp.answers('regexp_replace(call, ''\)$'', '' ORDER BY id DESC)'')')), 'seeds');

SELECT is(cardinality(funnel('6 h', contact, at, first, second ORDER BY third)), 2, 'what rows are ordered by is no condition, without rows') FROM event WHERE seed < 0;

-- What is distinct is selected before, for calls that read the same columns.
-- Stored values know no DISTINCT.
CREATE TEMP TABLE columns AS SELECT DISTINCT reads FROM call WHERE reads !~ 'part|keys';
SELECT format('INSERT INTO expected SELECT %L, seed, %s FROM (SELECT DISTINCT seed, %s FROM event) AS e GROUP BY seed', 'distinct ' || reads,
			  pg_temp.answers(format('CASE reads WHEN %L THEN call ELSE ''NULL'' END', reads)), reads) FROM columns \gexec
SELECT pg_temp.check_answers('DISTINCT ' || reads, format('SELECT seed::text, %s FROM event GROUP BY seed', pg_temp.answers(format($$CASE reads WHEN %L THEN regexp_replace(call, '\(', '(DISTINCT ') ELSE 'NULL' END$$, reads))), 'distinct ' || reads)
FROM columns ORDER BY reads;

/* ---- Alone and together ---- */

-- Calls of one SELECT that have the same arguments share states; in a subquery
-- of its own each has one for itself.
SELECT pg_temp.check_answers('each alone, in correlated subqueries', format('SELECT seed::text, %s FROM (SELECT DISTINCT seed FROM event) AS s', pg_temp.answers('concat(''(SELECT '', call, '' FROM event WHERE seed = s.seed)'')')), 'seeds');
SELECT pg_temp.check_answers('together, LATERAL', format('SELECT seed::text, answers FROM (SELECT DISTINCT seed FROM event) AS s, LATERAL (SELECT %s AS answers FROM event WHERE seed = s.seed) AS a', pg_temp.answers()), 'seeds');
SELECT pg_temp.check_answers('unnested and put together again', format('SELECT seed::text, %s FROM event GROUP BY seed', pg_temp.answers('concat(''(SELECT coalesce(array_agg(element), ''''{}'''') FROM unnest('', call, '') AS element)'')', 'is_array')), 'seeds', 'is_array');

/* ---- Rollups of arbitrary parts ---- */

SELECT pg_temp.check_answers('rollup of parts by ' || parts,
	format('SELECT seed::text, %s FROM (SELECT seed, rollup(part) AS part, rollup(keys) AS keys FROM event GROUP BY seed, %s) AS e GROUP BY seed', pg_temp.answers('call', 'reads IN (''part'', ''keys'')'), parts), 'seeds', 'reads IN (''part'', ''keys'')')
FROM unnest('{split,day,contact,"tiny % 2, kind",id / 7}'::text[]) AS parts;
SELECT pg_temp.check_answers('rollup of rollups', format('SELECT seed::text, %s FROM (SELECT seed, rollup(part) AS part, rollup(keys) AS keys FROM (SELECT seed, split, rollup(part) AS part, rollup(keys) AS keys FROM by_split GROUP BY seed, split, kind) AS e GROUP BY seed, split) AS e GROUP BY seed',
	pg_temp.answers('call', 'reads IN (''part'', ''keys'')')), 'seeds', 'reads IN (''part'', ''keys'')', pg_temp.settings_of('parallel alone'));

/* ---- Grouping sets ---- */

INSERT INTO expected SELECT 'cube', format('1|%s|', g), answers FROM expected WHERE shape = 'seeds';
SELECT format('INSERT INTO expected SELECT ''cube'', format(''%%s|%%s|%%s'', grouping, seed, split), answers FROM (SELECT %s AS grouping, %s AS seed, %s AS split, %s AS answers FROM event %s) AS e',
			  g, seed, split, pg_temp.answers(), groups)
FROM (VALUES (0, 'seed', 'split', 'GROUP BY seed, split'), (2, 'NULL', 'split', 'GROUP BY split'), (3, 'NULL', 'NULL', '')) AS s (g, seed, split, groups) \gexec
SELECT pg_temp.check_answers('CUBE, ' || words, format('SELECT format(''%%s|%%s|%%s'', grouping(seed, split), seed, split), %s FROM event GROUP BY CUBE (seed, split)', pg_temp.answers()), 'cube', 'true', pg_temp.settings_of(words), plan)
FROM (VALUES ('hashed', '^MixedAggregate.*Hash Key'), ('sorted', '^GroupAggregate.*Sort Key')) AS w (words, plan);

/* ---- Window frames ---- */

-- e: the rows of a frame, by plain conditions. Where a frame has no rows, calls
-- with one final function cannot be told apart: of these there is one each.
CREATE TEMP TABLE frame (frame text, e text, which text DEFAULT 'true');
INSERT INTO frame VALUES
('ORDER BY id', 'e.id <= w.id'),
('ORDER BY id ROWS BETWEEN 5 PRECEDING AND 2 FOLLOWING', 'e.id BETWEEN w.id - 5 AND w.id + 2'),
('ORDER BY id RANGE BETWEEN 4 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW', 'e.id >= w.id - 4 AND e.id <> w.id'),
('ORDER BY split GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING', 'e.split BETWEEN w.split AND w.split + 1');
INSERT INTO frame VALUES
('ORDER BY id ROWS BETWEEN 9 PRECEDING AND 6 PRECEDING', 'e.id BETWEEN w.id - 9 AND w.id - 6', 'n IN (SELECT min(n) FROM call JOIN pg_aggregate ON aggfnoid = aggregate GROUP BY aggfinalfn)');

-- of some seeds only: every row is the end of a group
SELECT format('INSERT INTO expected SELECT %L, id, (SELECT %s FROM event AS e WHERE e.seed = w.seed AND %s) FROM event AS w WHERE seed %% 10 = 3', frame, pg_temp.answers(), e) FROM frame \gexec
SELECT pg_temp.check_answers('OVER (' || frame || ')', format('SELECT id::text, %s FROM event WHERE seed %% 10 = 3 WINDOW w AS (PARTITION BY seed %s)', pg_temp.answers('call || '' OVER w''', which), frame), frame, which, '', '^WindowAgg') FROM frame;

SELECT * FROM finish();
ROLLBACK;
