/*
 * What attribution and its family refuse, with SQLSTATE and message: models,
 * lookbacks, options, times, values, and constants that change; what is legal
 * at the edge of that.
 */
\ir lib/oracle.sql

SELECT plan(769);

CREATE TABLE public.event AS
SELECT g AS id, bigint '7' AS k, timestamptz '2026-01-01 00:00+00' + g * interval '1 hour' AS at, CASE WHEN g % 4 > 0 THEN (ARRAY['a', 'b', 'c'])[1 + g % 3] END AS touch, g % 4 = 0 AS converted,
	   float8 '1' AS value, CASE WHEN g < 30 THEN 'a' ELSE 'b' END AS word
FROM generate_series(1, 60) AS g;

-- What comes of a query: its answer, or SQLSTATE, message, detail and hint.
CREATE FUNCTION pg_temp.outcome(query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE query INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(detail, ''), nullif(hint, ''));
END
$$;

-- Every aggregate: what comes before its lookback, what options it takes
CREATE TEMP TABLE aggregate (name text, models text, valid text);
INSERT INTO aggregate VALUES
('attribution', '''{linear,markov}'', ', 'collapse, unique, exclude=, max_touches=, direct=, half_life=, weights= and order='),
('attribution_paths', '', 'collapse, unique, exclude=, max_touches= and top='),
('assisted_conversions', '', 'collapse, unique, exclude= and max_touches='),
('removal_effects', '', 'collapse, unique, exclude=, max_touches= and order='),
('transition_matrix', '', 'collapse, unique, exclude=, max_touches= and order=');

/* ---- Models ---- */

SELECT is(pg_temp.outcome(format('SELECT attribution(%s, ''1 day'', k, at, touch, converted, value%s) FROM event%s', models, options, rows)), wanted, format('models %s%s%s', left(models, 40), options, rows))
FROM (VALUES ('NULL', '22004 | models must not be NULL'), ('''{}''', '22023 | models must have between 1 and 13 models, not 0'), ('''{NULL}''', '22004 | models must not contain NULL'), ('''{linear,NULL}''', '22004 | models must not contain NULL'),
			 ('''{linear,markov,linear}''', '22023 | models contains "linear" twice'), ('''{{linear},{markov}}''', '22023 | models must have one dimension, not 2'),
			 ('string_to_array(repeat(''a,'', 32) || ''a'', '','')', '22023 | models must have between 1 and 13 models, not 33'),
			 ('''{linear,lineal}''', '22023 | attribution model "lineal" is not recognized | @'), ('''{Linear}''', '22023 | attribution model "Linear" is not recognized | @'), ('''{""}''', '22023 | attribution model "" is not recognized | @'),
			 ('''{" linear"}''', '22023 | attribution model " linear" is not recognized | @'), ('''{linear;}''', '22023 | attribution model "linear;" is not recognized | @')) AS m (models, given),
	 (VALUES ('', ''), (', ''collapse''', ''), ('', ' GROUP BY k')) AS c (options, rows),
	 LATERAL (SELECT replace(given, '@', 'Valid models are first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley and markov.') AS wanted) AS w;
SELECT is(pg_temp.outcome(format('SELECT (attribution(%L, ''1 day'', k, at, touch, converted, value))[1].model FROM event', models)), model, 'models ' || models)
FROM (VALUES ('{linear}', 'linear'), ('[5:6]={markov,linear}', 'markov'),
			 ('{markov,first_touch,last_touch,last_non_direct,linear,position_based,u_shaped,w_shaped,j_shaped,inverse_j,time_decay,participation,shapley}', 'markov')) AS m (models, model);

/* ---- Lookbacks ---- */

SELECT is(pg_temp.outcome(format('SELECT %s(%s%s, k, at, touch, converted, value%s) FROM event', name, models, lookback, options)), wanted, format('%s(%s%s)', name, lookback, options))
FROM aggregate, (VALUES
	('NULL', '22004 | lookback must not be NULL'), ('interval ''-1 us''', '22023 | lookback must not be negative: -00:00:00.000001'), ('interval ''1 day -25 hours''', '22023 | lookback must not be negative: 1 day -25:00:00'),
	('interval ''1 month''', '22023 | lookback must not have months or years: 1 mon | Months differ in length; give it in days.'),
	('interval ''1 mon -30 days''', '22023 | lookback must not have months or years: 1 mon -30 days | Months differ in length; give it in days.'),
	('''soon''', '22007 | invalid input syntax for type interval: "soon"')) AS l (lookback, wanted), unnest('{"",", ''unique''"}'::text[]) AS options;
SELECT is(left(pg_temp.outcome(format('SELECT %s(%s%s, k, at, touch, converted, value) FROM event', name, models, lookback)), 1), '{', format('%s(%s)', name, lookback))
FROM aggregate, unnest('{"interval ''0''","interval ''2147483647 days''","interval ''9223372036854775807 us''","interval ''2147483647 days 9223372036854775807 us''","interval ''-1 day 48 hours''"}'::text[]) AS lookback;

/* ---- Options ---- */

-- @: the valid ones
CREATE TEMP TABLE bad_option (option text, applies text, problem text);
INSERT INTO bad_option VALUES
('nope', '', 'is not recognized | @'), ('nope=3', '', 'is not recognized | @'), ('Collapse', '', 'is not recognized | @'), ('collapse unique', '', 'is not recognized | @'), ('max_touch=1', '', 'is not recognized | @'),
('collapse=1', '', 'takes no value | @'), ('unique=', '', 'takes no value | @'), ('exclude', '', 'needs a value | Write it as name=value.'), ('exclude=', '', 'needs a value | Write it as name=value.'), ('max_touches', '', 'needs a value | Write it as name=value.'),
('max_touches=', '', 'needs a value | Write it as name=value.'), ('exclude="a', '', 'has quotes that do not enclose its value | Write a quote within quotes twice.'), ('exclude=a"b', '', 'has quotes that do not enclose its value | Write a quote within quotes twice.'),
('exclude[1]=a', '', 'takes no numbers in square brackets | @'), ('max_touches[2]=1', '', 'takes no numbers in square brackets | @'),
('max_touches=0', '', 'has no number within its limits | Give one from 1 to 1000000.'), ('max_touches=-1', '', 'has no number within its limits | Give one from 1 to 1000000.'), ('max_touches=x', '', 'has no number within its limits | Give one from 1 to 1000000.'),
('max_touches=1.5', '', 'has no number within its limits | Give one from 1 to 1000000.'), ('max_touches=4294967297', '', 'has no number within its limits | Give one from 1 to 1000000.'),
('max_touches=99999999999999999999', '', 'has no number within its limits | Give one from 1 to 1000000.'),
('order=0', 'attribution removal_effects transition_matrix', 'has no number within its limits | Give one from 1 to 2.'), ('order=3', 'attribution removal_effects transition_matrix', 'has no number within its limits | Give one from 1 to 2.'),
('order=x', 'attribution removal_effects transition_matrix', 'has no number within its limits | Give one from 1 to 2.'), ('order=', 'attribution removal_effects transition_matrix', 'needs a value | Write it as name=value.'),
('top=0', 'attribution_paths', 'has no number within its limits | Give one from 1 to 1000000.'), ('top=1000001', 'attribution_paths', 'has no number within its limits | Give one from 1 to 1000000.'),
('top=-5', 'attribution_paths', 'has no number within its limits | Give one from 1 to 1000000.'), ('top=ten', 'attribution_paths', 'has no number within its limits | Give one from 1 to 1000000.'),
('direct', 'attribution', 'needs a value | Write it as name=value.'), ('half_life=', 'attribution', 'needs a value | Write it as name=value.');
INSERT INTO bad_option
SELECT option, 'attribution', 'has no three weights | Give those of the first touch, of all in the middle and of the last as weights=40/20/40: no one below 0, not all 0.'
FROM unnest('{weights=1/2,weights=1/2/3/4,weights=-1/2/3,weights=1/2/-0.001,weights=0/0/0,weights=NaN/1/1,weights=1/inf/1,weights=a/b/c,weights=1//1,weights=1/1/,weights=1e308/1e308/1e308,weights=40}'::text[]) AS option;

SELECT is(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, value, %L) FROM event', name, models, before || option)), format('22023 | option "%s" %s', option, replace(problem, '@', 'Valid options are ' || valid || '.')),
		  format('%s: %s%s', name, before, option))
FROM aggregate JOIN bad_option ON applies = '' OR name = ANY (string_to_array(applies, ' ')), unnest('{"","exclude=x , "}'::text[]) AS before;

SELECT is(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, value, %L) FROM event', name, models, options)), '22023 | ' || wanted, format('%s: %s', name, options))
FROM aggregate, (VALUES ('collapse,unique', 'option "unique" contradicts collapse | Choose one of the two.'), ('unique,exclude=a,collapse', 'option "collapse" contradicts unique | Choose one of the two.'),
	('collapse,collapse', 'option "collapse" is given twice | Give it once.'), ('max_touches=1,max_touches=2', 'option "max_touches=2" is given twice | Give it once.'),
	('collapse,', 'option "" is not recognized | Valid options are ' || 'X'), (',', 'option "" is not recognized | Valid options are ' || 'X')) AS o (options, given),
	LATERAL (SELECT replace(given, 'X', valid || '.') AS wanted) AS w;
SELECT is(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, value, NULL) FROM event', name, models)), '22004 | options must not be NULL', name || ': options NULL') FROM aggregate;

-- those of another aggregate
SELECT is(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, value, %L) FROM event', name, models, option)), format('22023 | option "%s" cannot be used here | Valid options are %s.', option, valid), format('%s: %s', name, option))
FROM aggregate, unnest('{direct=a,half_life=1 day,weights=1/1/1,order=2,top=5}'::text[]) AS option WHERE strpos(valid, split_part(option, '=', 1)) = 0;

SELECT is(pg_temp.outcome(format('SELECT attribution(''{linear}'', ''1 day'', k, at, touch, converted, value, %L) FROM event', option)), wanted, option)
FROM (VALUES ('half_life=-1 s', '22023 | half_life must not be negative: -00:00:01'), ('half_life=1 month', '22023 | half_life must not have months or years: 1 mon | Months differ in length; give it in days.'),
			 ('half_life=soon', '22007 | invalid input syntax for type interval: "soon"'), ('order=1,order=2', '22023 | option "order=2" is given twice | Give it once.'),
			 ('half_life=1 day,half_life=1 day', '22023 | option "half_life=1 day" is given twice | Give it once.'), ('weights=1/1/1,weights=40/20/40', '22023 | option "weights=40/20/40" is given twice | Give it once.')) AS o (option, wanted);
SELECT matches(pg_temp.outcome('SELECT attribution(''{linear}'', ''1 day'', k, at, touch, converted, value, ''half_life=0'') FROM event'), '^22023 \| (option "half_life=0"|half_life must )', 'half_life=0');

-- what is legal stays legal
SELECT is(left(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, value, %L) FROM event', name, models, option)), 1), '{', format('legal: %s of %s', option, name))
FROM aggregate, unnest(ARRAY['', '   ', 'collapse', ' unique , max_touches = 3 ', 'exclude=a,exclude=b,exclude=c', 'exclude="a,b"', 'exclude="say ""no"""', 'exclude=a b', 'exclude==', 'exclude=a=b', 'exclude=' || repeat('x', 100000), 'max_touches=1', 'max_touches=1000000',
						   (SELECT string_agg('exclude=x' || i, ',') FROM generate_series(1, 1000) AS i)]) AS option;
SELECT is(left(pg_temp.outcome(format('SELECT attribution(''{linear,time_decay,position_based,markov}'', ''1 day'', k, at, touch, converted, value, %L) FROM event', option)), 1), '{', 'legal: ' || option)
FROM unnest('{order=1,order=2,half_life=1 us,half_life=2147483647 days,"half_life=\"7 days\"",half_life=1 day -23 hours,weights=0/0/1,weights= 40 / 20 / 40 ,weights=1e-300/0/0,weights=.5/1.5/3,direct=a,"direct=a,direct=b"}'::text[]) AS option;
SELECT is(pg_temp.outcome(format('SELECT cardinality(attribution_paths(''1 day'', k, at, touch, converted, value, ''top=%s'')) FROM event', top)), n::text, 'legal: top=' || top) FROM (VALUES (1, 1), (2, 2), (1000000, 8)) AS t (top, n);

/* ---- Times and values ---- */

SELECT is(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, CASE WHEN id = 9 THEN %L ELSE at END, touch, converted, value) FROM event', name, models, at)), '22008 | at must be finite | Leave such rows out: FILTER (WHERE isfinite(at)).', format('%s: at %s', name, at))
FROM aggregate, unnest('{infinity,-infinity}'::timestamptz[]) AS at;
SELECT is(left(pg_temp.outcome(format('SELECT %s(%s''1 day'', %s, CASE WHEN id = 9 THEN ''infinity'' ELSE at END, touch, converted, value) FROM event', name, models, who)), 1), '{', name || ': a time of nobody may be infinite')
FROM aggregate, unnest('{CASE WHEN id <> 9 THEN k END}'::text[]) AS who;

SELECT is(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, CASE WHEN id = 8 THEN %L ELSE value END) FROM event', name, models, value)), format('22023 | value must be finite, not %s | NULL stands for a conversion that has no value.', value), format('%s: value %s', name, value))
FROM aggregate, unnest('{NaN,Infinity,-Infinity}'::float8[]) AS value;
SELECT is(left(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, CASE WHEN NOT converted THEN %L ELSE value END) FROM event', name, models, value)), 1), '{', format('%s: value %s of no conversion', name, value))
FROM aggregate, unnest('{NaN,Infinity}'::float8[]) AS value;

-- greater than any number, all together
SELECT is(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, %s * 1e308) FROM event', name, models, sign)), '22003 | value out of range: overflow', format('%s: too much, %s', name, sign))
FROM aggregate, unnest('{1,-1}'::text[]) AS sign WHERE name IN ('attribution', 'attribution_paths', 'assisted_conversions');
SELECT is(pg_temp.outcome('SELECT sum(a.value) FROM unnest((SELECT attribution(''{last_touch}'', ''1 day'', k, at, ''x'', converted, CASE id % 8 WHEN 0 THEN 1e308 ELSE -1e308 END) FROM event WHERE id BETWEEN 8 AND 23)) AS a'), '0', 'as much and as little is nothing');
SELECT is(left(pg_temp.outcome(format('SELECT %s(%s''1 day'', k, at, touch, converted, value) FROM (SELECT k, touch, converted, value, at FROM event UNION ALL SELECT 8, ''a'', true, 1, t FROM unnest(''{4714-11-24 00:00+00 BC,294276-12-31 23:59:59.999999+00}''::timestamptz[]) AS t) AS e', name, models)), 1), '{',
		  name || ': the first and the last of times') FROM aggregate;

/* ---- How much there may be ---- */

-- labels of a contact each, 5,000 and one more
SELECT is(left(pg_temp.outcome(format('SELECT %s(%s''1 day'', id, now(), ''t'' || id, id %% 2 = 0, 1) FROM generate_series(1, bigint ''5001'') AS id', name, models)), 61), wanted, name || ' of 5001 labels')
FROM (VALUES ('attribution', '''{markov}'', ', '54000 | paths have more than 5000 different touches, too many'), ('removal_effects', '', '54000 | paths have more than 5000 different touches, too many')) AS a (name, models, wanted);
SELECT is(pg_temp.outcome('SELECT cardinality(attribution(''{linear,shapley}'', ''1 day'', id, now(), ''t'' || id, id % 2 = 0, 1)) FROM generate_series(1, bigint ''70000'') AS id'), '140000', 'labels without a chain');

/* ---- What the parser refuses ---- */

SELECT is(left(pg_temp.outcome(replace(query, '@', 'at, touch, converted, value')), 5), '42883', 'refused by the parser: ' || query)
FROM unnest('{"SELECT attribution(''{linear}'', ''1 day'', 1.5, @) FROM event","SELECT attribution(''{linear}'', ''1 day'', ROW (k), @) FROM event","SELECT attribution(''1 day'', k, @) FROM event",
			  "SELECT attribution(''{linear}'', ''1 day'', k, at, touch, converted) FROM event","SELECT attribution(''{linear}'', ''1 day'', k, at, touch, 1, value) FROM event",
			  "SELECT attribution_paths(''1 day'', ''{}''::json, @) FROM event","SELECT assisted_conversions(''1 day'', k, @, 5) FROM event","SELECT utm_attribution(touch, 1.5, converted) FROM event",
			  "SELECT utm_attribution(touch, k, 1) FROM event","SELECT utm_attribution(touch, touch, touch, k) FROM event"}'::text[]) AS query;

/* ---- Constants that change between rows ---- */

CREATE TEMP TABLE changing (call text, name text);
INSERT INTO changing VALUES
('attribution(CASE word WHEN ''a'' THEN ''{linear}''::text[] ELSE ''{markov}'' END, ''1 day'', k, at, touch, converted, value)', 'models'),
('attribution(CASE word WHEN ''a'' THEN ''{linear}''::text[] ELSE ''{linear,markov}'' END, ''1 day'', k::text, at, touch, converted, value, ''unique'')', 'models'),
('attribution(CASE word WHEN ''a'' THEN ''{linear,markov}''::text[] ELSE ''{markov,linear}'' END, ''1 day'', k, at, touch, converted, value)', 'models');
INSERT INTO changing
SELECT format('%s(%s%s, k, at, touch, converted, value%s)', aggregate.name, models, lookback, options), changes
FROM aggregate, (VALUES ('CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''1 day 1 us'' END', '', 'lookback'), ('CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''2 days'' END', ', ''collapse''', 'lookback'),
						('''1 day''', ', CASE word WHEN ''a'' THEN ''collapse'' ELSE ''unique'' END', 'options'), ('''1 day''', ', CASE word WHEN ''a'' THEN '''' ELSE ''max_touches=7'' END', 'options')) AS c (lookback, options, changes);

SELECT is(pg_temp.outcome(format('SELECT %s FROM event', call)), format('22023 | %s must not change within a group', name), call) FROM changing;
SELECT is(pg_temp.outcome(format('SELECT %s OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM event', call)), format('22023 | %s must not change within a group', name), 'in a window: ' || call) FROM changing;
SELECT lives_ok(format('SELECT word, %s FROM event GROUP BY word', call), 'other in another group: ' || call) FROM changing;

SELECT is(pg_temp.outcome('SELECT attribution(CASE WHEN id = 60 THEN ''{markov}''::text[] ELSE ''{linear}'' END, ''1 day'', k, at, touch, converted, value) FROM event'), '22023 | models must not change within a group', 'the last row alone is different');

-- Seen only where partial states meet: in each partition they are constant.
CREATE TABLE public.by_word (LIKE public.event) PARTITION BY LIST (word);
CREATE TABLE public.by_word_a PARTITION OF public.by_word FOR VALUES IN ('a');
CREATE TABLE public.by_word_b PARTITION OF public.by_word FOR VALUES IN ('b');
INSERT INTO by_word SELECT event.* FROM event, generate_series(1, 20);
ANALYZE by_word;

SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;

-- a query that may run in parallel, which those of plpgsql's EXECUTE INTO may not
PREPARE check_combine(text) AS
SELECT throws_ok(format('CREATE TEMP TABLE result AS SELECT %s FROM by_word', call), '22023', format('%s must not change within a group', name), format('%s: %s', $1, call)) FROM changing;

\ir lib/plan.sql

SET LOCAL max_parallel_workers_per_gather = 0;
EXECUTE check_combine('parts');
SELECT matches(pg_temp.plan_of(format('SELECT %s FROM by_word', call)), 'Finalize Aggregate.*Append.*Partial Aggregate.*by_word_a', 'planned as parts: ' || call) FROM changing;
SET LOCAL max_parallel_workers_per_gather = 2;
EXECUTE check_combine('workers');
SELECT matches(pg_temp.plan_of(format('SELECT %s FROM by_word', call)), 'Finalize Aggregate.*Gather.*Partial Aggregate', 'planned for workers: ' || call) FROM changing;
SELECT is((SELECT (attribution('{linear}', '1 day', k, at, touch, converted, value))[4].conversions FROM event WHERE id < 5 OR id = 60), float8 '1', 'and after all that it still counts');

/* ---- The longest time ---- */

-- From the first instant to the last are 9,435,184,819,199.999999 seconds.
SELECT is(pg_temp.outcome(format($$SELECT (attribution_paths('200000000 days', 1, at::timestamptz, touch, touch IS NULL, 1))[1].median_seconds FROM (VALUES ('4714-11-24 00:00+00 BC', 'a'), %s) AS e (at, touch)$$, conversions)), median, conversions)
FROM (VALUES ($$('294276-12-31 23:59:59.999999+00', NULL)$$, '9435184819200'), ($$('4714-11-24 00:00:02+00 BC', NULL), ('4714-11-24 00:00:04+00 BC', NULL)$$, '3')) AS c (conversions, median);

SELECT * FROM finish();
ROLLBACK;
