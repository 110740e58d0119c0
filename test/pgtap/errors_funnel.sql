/*
 * What funnels, sequences, paths and timelines refuse, with SQLSTATE and
 * message: bad arguments, modes and patterns, and constants that change.
 */
\ir lib/oracle.sql

SELECT plan(843);

CREATE TABLE public.event AS
SELECT g AS id, bigint '7' AS k, timestamptz '2026-01-01 00:00+00' + g * interval '1 hour' AS at, (ARRAY['a', 'b', 'c'])[1 + g % 3] AS e,
	   CASE WHEN g < 50 THEN 'a' ELSE 'b' END AS word
FROM generate_series(1, 60) AS g;
CREATE TABLE public.stored AS SELECT word, timeline(k, at, e) AS t FROM event GROUP BY word;

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

/* ---- Windows, in every aggregate that has one ---- */

CREATE TEMP TABLE windowed (call text, name text);
INSERT INTO windowed VALUES
('funnel(@, k, at, e, ''{a,b}'')', 'window'), ('funnel(@, k::text, at, e = ''a'', e = ''b'')', 'window'), ('funnel(@, ''strict'', md5(k::text)::uuid, at, e, ''{a,b}'')', 'window'),
('funnel_trend(''day'', ''UTC'', @, k, at, e, ''{a,b}'')', 'window'), ('funnel_histogram(@, k, at, e, ''{a,b}'')', 'window'), ('funnel_contacts(1, @, k, at, e, ''{a,b}'')', 'window'),
('window_funnel(@, at, e = ''a'', e = ''b'')', 'window'), ('window_funnel(@, ''strict_order'', at, e = ''a'')', 'window'),
('window_funnel(@, at, e, ''{a,b}'')', 'window'), ('funnel_times(@, at, e, ''{a,b}'')', 'window'), ('funnel_times(@, ''strict'', at, e = ''a'', e = ''b'')', 'window'), ('path_edges(@, k, at, e)', 'gap'), ('path_edges(@, k, at, e, 3)', 'gap');

SELECT is(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', bad))), format(wanted, name), replace(call, '@', bad))
FROM windowed, (VALUES
	('NULL', '22004 | %s must not be NULL'), ('interval ''-1 us''', '22023 | %s must not be negative: -00:00:00.000001'), ('interval ''1 day -25 hours''', '22023 | %s must not be negative: 1 day -25:00:00'),
	('interval ''1 month''', '22023 | %s must not have months or years: 1 mon | Months differ in length; give it in days.'),
	('interval ''1 year -1 day''', '22023 | %s must not have months or years: 1 year -1 days | Months differ in length; give it in days.')) AS b (bad, wanted);
SELECT isnt(left(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', fine))), 5), '22023', replace(call, '@', fine))
FROM windowed, unnest('{"interval ''0''","interval ''2147483647 days''","interval ''9223372036854775807 us''","interval ''2147483647 days 9223372036854775807 us''","interval ''-1 day 48 hours''"}'::text[]) AS fine;
SELECT is(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', '''soon'''))), '22007 | invalid input syntax for type interval: "soon"', 'a window that is none') FROM windowed;
SELECT is(pg_temp.outcome(format('SELECT (funnel(%s, t, ''{a,b}''))[1].contacts FROM stored', bad)), wanted, 'over stored timelines: ' || bad)
FROM (VALUES ('NULL', '22004 | window must not be NULL'), ('interval ''-1 us''', '22023 | window must not be negative: -00:00:00.000001'), ('interval ''1 hour''', '1')) AS b (bad, wanted);

-- Days and hours are one span, however many they are.  Here it must be an hour, ...
SELECT is((SELECT window_funnel(span::interval, at, e, '{a,b}') FROM event WHERE id IN (3, 4)), wanted, span) FROM (VALUES
	('-1 day 25 hours', 2), ('-1 day 24:59:59.999999', 1), ('1 day -23 hours', 2), ('1 day -23:00:00.000001', 1),
	('-106751991 days 2562047785 hours', 2), ('-42 days 1008 hours', 1)) AS v (span, wanted);
-- ... and here some 109 million days.  There are 107 million in the most hours that an interval can have.
SELECT is((SELECT window_funnel(span::interval, at, e, '{a,b}') FROM (VALUES (timestamptz '4713-11-25 00:00+00 BC', 'a'), ('294276-12-30 00:00+00', 'b')) AS e (at, e)), wanted, span) FROM (VALUES
	('2147483647 days', 2), ('2147483647 days 2562047788 hours', 2), ('2147483647 days -2562047788 hours', 2), ('300000000 days -2562047788 hours', 2), ('200000000 days -2562047788 hours', 1)) AS v (span, wanted);
SELECT is(pg_temp.outcome('SELECT window_funnel(''-2147483648 days 2562047788 hours'', at, e, ''{a,b}'') FROM event'),
		  '22023 | window must not be negative: -2147483648 days +2562047788:00:00', 'fewer hours than days');

/* ---- Steps ---- */

SELECT is(pg_temp.outcome(replace(call, '@', steps)), replace(wanted, 'funnel', coalesce(substring(call FROM 'window_funnel'), 'funnel')), replace(call, '@', left(steps, 60)))
FROM (VALUES ('SELECT funnel(''1 day'', k, at, e, @) FROM event'), ('SELECT funnel(''1 day'', ''any_order'', k::text, at, e, @) FROM event'), ('SELECT funnel(''1 day'', t, @) FROM stored'),
			 ('SELECT funnel_trend(''day'', ''UTC'', ''1 day'', k, at, e, @) FROM event'), ('SELECT funnel_histogram(''1 day'', k, at, e, @) FROM event'),
			 ('SELECT funnel_contacts(1, ''1 day'', t, @) FROM stored'), ('SELECT funnel(''1 day'', k, at, e, @) FROM event WHERE false'), ('SELECT funnel(''1 day'', k, at, e, @) OVER () FROM event'),
			 ('SELECT funnel_times(''1 day'', at, e, @) FROM event'), ('SELECT funnel_times(''1 day'', ''strict'', at, e, @) FROM event WHERE false'), ('SELECT window_funnel(''1 day'', at, e, @) FROM event'),
			 ('SELECT window_funnel(''1 day'', ''strict_once'', at, e, @) FROM event')) AS c (call),
	 (VALUES ('''{}''::text[]', '22023 | funnel must have between 1 and 32 steps, not 0'), ('''{NULL}''::text[]', '22004 | steps must not contain NULL'), ('''{a,NULL,b}''::text[]', '22004 | steps must not contain NULL'),
			 ('''{{a},{b}}''::text[]', '22023 | steps must have one dimension, not 2'),
			 ('string_to_array(repeat(''a,'', 32) || ''a'', '','')', '22023 | funnel must have between 1 and 32 steps, not 33'),
			 ('string_to_array(repeat(''a,'', 99999) || ''a'', '','')', '22023 | funnel must have between 1 and 32 steps, not 100000'), ('NULL::text[]', '22004 | steps must not be NULL')) AS s (steps, wanted);
SELECT is(pg_temp.outcome('SELECT cardinality(funnel(''1 day'', k, at, e, string_to_array(repeat(''a,'', 31) || ''a'', '',''))) FROM event'), '32', '32 steps');
SELECT is(pg_temp.outcome('SELECT (funnel(''9 days'', k, at, e, ''{a,a,a}''))[3].contacts FROM event'), '1', 'a repeated name is an event that happens again');

/* ---- Conditions ---- */

CREATE TEMP TABLE conditional (call text, name text, without_rows boolean);
INSERT INTO conditional VALUES
('funnel(''1 day'', k, at, @)', 'funnel', true), ('funnel(''1 day'', ''strict'', k::text, at, @)', 'funnel', true), ('funnel_trend(''day'', ''UTC'', ''1 day'', k, at, @)', 'funnel', true),
('funnel_histogram(''1 day'', k, at, @)', 'funnel', true), ('funnel_contacts(1, ''1 day'', k, at, @)', 'funnel', true), ('window_funnel(''1 day'', at, @)', 'window_funnel', false),
('funnel_times(''1 day'', at, @)', 'funnel', true), ('funnel_times(''1 day'', ''strict'', at, @)', 'funnel', true),
('window_funnel(''1 day'', ''strict_order'', at, @)', 'window_funnel', false), ('sequence_match(''(?1)'', at, @)', 'a sequence', false), ('sequence_count(''(?1)'', at, @)', 'a sequence', false),
('sequence_next_node(''forward'', ''head'', at, e, true, @)', 'a sequence', false);

SELECT is(pg_temp.outcome(format('SELECT %s FROM event%s', replace(call, '@', conditions), condition)), format(wanted, name), replace(call, '@', left(conditions, 40)) || condition)
FROM conditional, (VALUES
	('5', '42804 | condition 1 must be of type boolean, not integer'), ('e = ''a'', e', '42804 | condition 2 must be of type boolean, not text'),
	('true, ''{a}''::text[]', '42804 | condition 2 must be of type boolean, not text[]'),
	('true, false, ''true''', '42804 | condition 3 must be of type boolean, not unknown'), ('true, ARRAY[true]', '42804 | condition 2 must be of type boolean, not boolean[]'),
	('VARIADIC ARRAY[true, false]', '0A000 | VARIADIC array is not supported as conditions of %s | Write the conditions one by one.'),
	(repeat('true, ', 32) || 'true', '22023 | %s must have between 1 and 32 conditions, not 33'), (repeat('true, ', 89) || 'true', '22023 | %s must have between 1 and 32 conditions, not 90')) AS b (conditions, wanted),
	(VALUES ('', true), (' WHERE false', false)) AS r (condition, has_rows)
WHERE without_rows OR has_rows;
SELECT isnt(left(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', conditions))), 2), '22', replace(call, '@', left(conditions, 40)))
FROM conditional, (VALUES ('NULL'), ('NULL, true'), ('true, NULL::boolean'), (repeat('true, ', 31) || 'true')) AS f (conditions);

/* ---- Modes of funnels ---- */

CREATE TEMP TABLE valid AS SELECT 'Valid modes are ordered, strict, strict_steps, any_order, strict_increase, first_attempt, step_window=, exclude=, optional=, entry_from= and entry_until=.' AS modes;

-- over three steps a, b, c
CREATE TEMP TABLE bad_mode (mode text, wanted text);
INSERT INTO bad_mode VALUES
('fast', 'fast" is not recognized | %s'), ('STRICT', 'STRICT" is not recognized | %s'), ('strict increase', 'strict increase" is not recognized | %s'), (',', '" is not recognized | %s'), ('strict,', '" is not recognized | %s'),
(',strict', '" is not recognized | %s'), ('strict,,ordered', '" is not recognized | %s'), ('=', '" is not recognized | %s'), ('=x', '" is not recognized | %s'), ('[1-2]=x', '" is not recognized | %s'),
('strict;ordered', 'strict;ordered" is not recognized | %s'), ('strict_order', 'strict_order" is not recognized | %s'), ('exclude]=x', 'exclude]" is not recognized | %s'), (U&'\00E9tape', U&'\00E9tape" is not recognized | %s'),
(repeat('x', 1600), repeat('x', 1600) || '" is not recognized | %s'), (repeat('strict,', 300) || 'x', 'x" is not recognized | %s'), ('"strict"', '"strict"" is not recognized | %s'), ('''strict''', '''strict''" is not recognized | %s'),
('strict=1', 'strict=1" takes no value | %s'), ('strict=', 'strict=" takes no value | %s'), ('first_attempt=true', 'first_attempt=true" takes no value | %s'), ('strict_increase=b', 'strict_increase=b" takes no value | %s'),
('step_window', 'step_window" needs a value | Write it as name=value.'), ('exclude', 'exclude" needs a value | Write it as name=value.'), ('optional', 'optional" needs a value | Write it as name=value.'),
('entry_from', 'entry_from" needs a value | Write it as name=value.'), ('entry_until=', 'entry_until=" needs a value | Write it as name=value.'), ('step_window=', 'step_window=" needs a value | Write it as name=value.'),
('exclude=""', 'exclude=""" needs a value | Write it as name=value.'), ('exclude[1-2]=', 'exclude[1-2]=" needs a value | Write it as name=value.'),
('strict[1-2]', 'strict[1-2]" takes no steps in brackets | Only step_window and exclude do.'), ('first_attempt[1]', 'first_attempt[1]" takes no steps in brackets | Only step_window and exclude do.'),
('optional[2]=2', 'optional[2]=2" takes no steps in brackets | Only step_window and exclude do.'), ('entry_from[2]=2026-01-01T00:00:00Z', 'entry_from[2]=2026-01-01T00:00:00Z" takes no steps in brackets | Only step_window and exclude do.'),
('exclude="x', 'exclude="x" has quotes that do not enclose its value | Write a quote within quotes twice.'), ('exclude="x"y', 'exclude="x"y" has quotes that do not enclose its value | Write a quote within quotes twice.'),
('exclude="x", exclude="y', 'exclude="y" has quotes that do not enclose its value | Write a quote within quotes twice.'), ('exclude="""', 'exclude="""" has quotes that do not enclose its value | Write a quote within quotes twice.'),
('exclude="x""', 'exclude="x""" has quotes that do not enclose its value | Write a quote within quotes twice.'), ('exclude=x"y', 'exclude=x"y" has quotes that do not enclose its value | Write a quote within quotes twice.'),
('exclude=x"y,strict"', 'exclude=x"y,strict"" has quotes that do not enclose its value | Write a quote within quotes twice.'),
('ordered, strict', 'strict" contradicts another word of the mode | Choose one of ordered, strict, strict_steps and any_order.'), ('any_order,ordered', 'ordered" contradicts another word of the mode | Choose one of ordered, strict, strict_steps and any_order.'),
('strict_steps,strict', 'strict" contradicts another word of the mode | Choose one of ordered, strict, strict_steps and any_order.'),
('strict, exclude=x', 'strict" cannot be combined with exclude'), ('optional=2, strict', 'strict" cannot be combined with optional'), ('any_order, optional=2', 'any_order" cannot be combined with optional'),
('any_order, strict_increase', 'any_order" cannot be combined with strict_increase'), ('first_attempt, any_order', 'any_order" cannot be combined with first_attempt'), ('any_order, step_window=1 hour', 'any_order" cannot be combined with step_window'),
('any_order, step_window[2]=1 hour', 'any_order" cannot be combined with step_window'), ('any_order, exclude=x', 'any_order" cannot be combined with exclude'),
('step_window[1]=1 day', 'step_window[1]=1 day" names no step that has one before it | Write it as step_window[3]=value.'), ('step_window[4]=1 day', 'step_window[4]=1 day" names no step that has one before it | Write it as step_window[3]=value.'),
('step_window[1-2]=1 day', 'step_window[1-2]=1 day" names no step that has one before it | Write it as step_window[3]=value.'),
('exclude[2]=x', 'exclude[2]=x" does not say up to which step | Write it as exclude[1-3]=value.'), ('exclude[1-4]=x', 'exclude[1-4]=x" has steps that are out of range | Give steps that the funnel has.'),
('optional=1', 'optional=1" refers to no step that can be left out | Give the number of a step, which cannot be the first.'), ('optional=4', 'optional=4" refers to no step that can be left out | Give the number of a step, which cannot be the first.'),
('optional=0', 'optional=0" refers to no step that can be left out | Give the number of a step, which cannot be the first.'), ('optional=-2', 'optional=-2" refers to no step that can be left out | Give the number of a step, which cannot be the first.'),
('optional=b', 'optional=b" refers to no step that can be left out | Give the number of a step, which cannot be the first.'), ('optional=2x', 'optional=2x" refers to no step that can be left out | Give the number of a step, which cannot be the first.'),
('optional=4294967298', 'optional=4294967298" refers to no step that can be left out | Give the number of a step, which cannot be the first.'),
('optional=99999999999999999999', 'optional=99999999999999999999" refers to no step that can be left out | Give the number of a step, which cannot be the first.'),
('entry_from=2026-01-01', 'entry_from=2026-01-01" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('entry_from=2026-01-01 00:00:00', 'entry_from=2026-01-01 00:00:00" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('entry_until=tomorrow', 'entry_until=tomorrow" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('entry_until=infinity', 'entry_until=infinity" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('entry_from=now', 'entry_from=now" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('entry_from=01/02/2026 00:00+00', 'entry_from=01/02/2026 00:00+00" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('entry_from=2026-January-05', 'entry_from=2026-January-05" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('entry_from=2026-01-01 Z or so', 'entry_from=2026-01-01 Z or so" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.'),
('step_window=1 h,step_window=1 h', 'step_window=1 h" is given twice | Give one value.'), ('step_window[2]=1 h, step_window = 1 h, step_window[2]=2 h', 'step_window[2]=2 h" is given twice | Give one value.'),
('entry_from=2026-01-01T00:00:00Z,entry_from=2026-01-01T00:00:00Z', 'entry_from=2026-01-01T00:00:00Z" is given twice | Give one value.'),
('entry_until=2026-01-01T00:00:00Z,strict,entry_until=2026-02-01T00:00:00Z', 'entry_until=2026-02-01T00:00:00Z" is given twice | Give one value.'),
('entry_from=1767225600', 'entry_from=1767225600" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.');
INSERT INTO bad_mode
SELECT word, word || '" has brackets that do not enclose steps | Write it as name[2]=value or name[1-3]=value.'
FROM unnest('{exclude[1-2,exclude[=x,exclude[1-2=x,exclude[a-b]=x,exclude[1-2]y=x,exclude[1-2-3]=x,exclude[1;2]=x,exclude[1-2][2-3]=x,step_window[2]]=1 h,step_window[2-]=1 h,step_window[ +2]=1 h,exclude[]=x}'::text[]) AS word UNION ALL
SELECT word, word || '" has steps that are out of range | Write it as name[2]=value or name[1-3]=value.'
FROM unnest('{exclude[2-1]=x,exclude[2-2]=x,exclude[0-2]=x,step_window[0]=1 h,step_window[4294967298]=1 h,step_window[2-0]=1 h,exclude[4294967297-4294967298]=x,exclude[99999999999999999999-999999999999999999999]=x}'::text[]) AS word;

CREATE TEMP TABLE moded (call text);
INSERT INTO moded VALUES ('SELECT funnel(''1 day'', %L, k, at, e, ''{a,b,c}'') FROM event'), ('SELECT funnel_histogram(''1 day'', %L, k::text, at, e, ''{a,b,c}'') FROM event'),
	('SELECT funnel_trend(''day'', ''UTC'', ''1 day'', %L, k, at, e, ''{a,b,c}'') FROM event'), ('SELECT funnel_contacts(1, ''1 day'', %L, t, ''{a,b,c}'') FROM stored'),
	('SELECT funnel(''1 day'', %L, k, at, e, ''{a,b,c}'') FROM event WHERE false'), ('SELECT funnel(''1 day'', %L, k, at, e, ''{a,b,c}'') OVER () FROM event'),
	('SELECT funnel_times(''1 day'', %L, at, e, ''{a,b,c}'') FROM event');

SELECT is(pg_temp.outcome(format('SELECT funnel(''1 day'', %L, k, at, e, ''{a,b,c}'') FROM event', mode)), format('22023 | funnel mode "' || wanted, modes), 'mode ' || left(mode, 60)) FROM bad_mode, valid;
SELECT is_empty(format($$SELECT mode, outcome FROM bad_mode, pg_temp.outcome(format(%L, mode)) AS outcome WHERE outcome NOT LIKE '22023 | %%'$$, call), 'none of these passes: ' || call) FROM moded;

SELECT is(pg_temp.outcome(format('SELECT funnel(''1 day'', %L, k, at, e, ''{a,b,c}'') FROM event', mode)), wanted, 'mode ' || mode)
FROM (VALUES
	(NULL, '22004 | mode must not be NULL'), ('step_window=abc', '22007 | invalid input syntax for type interval: "abc"'), ('step_window[2]=abc', '22007 | invalid input syntax for type interval: "abc"'),
	('step_window="1 day, 2 hours and more"', '22007 | invalid input syntax for type interval: "1 day, 2 hours and more"'), ('step_window=99999999999999999999 days', '22015 | interval field value out of range: "99999999999999999999 days"'),
	('step_window=-1 day', '22023 | step_window must not be negative: -1 days'), ('step_window=1 month', '22023 | step_window must not have months or years: 1 mon | Months differ in length; give it in days.'),
	('step_window[3]=1 year', '22023 | step_window must not have months or years: 1 year | Months differ in length; give it in days.'),
	('entry_from=2026-02-30T00:00:00Z', '22008 | date/time field value out of range: "2026-02-30T00:00:00Z"'), ('entry_until=2026-01-01T25:00:00Z', '22008 | date/time field value out of range: "2026-01-01T25:00:00Z"'),
	('entry_from=999999-01-01T00:00:00Z', '22008 | timestamp out of range: "999999-01-01T00:00:00Z"')) AS m (mode, wanted);

-- exclusions of the condition form: numbers of conditions behind all steps
SELECT is(pg_temp.outcome(format('SELECT funnel(''1 day'', %L, k, at, e = ''a'', e = ''b'', e = ''c'', false) FROM event', mode)), '22023 | funnel mode "' || mode || '" ' || wanted, 'conditions, mode ' || mode)
FROM (VALUES
	('exclude=5', 'refers to no condition | Give the number of a condition that stands behind all steps.'), ('exclude=1', 'refers to no condition | Give the number of a condition that stands behind all steps.'),
	('exclude=c', 'refers to no condition | Give the number of a condition that stands behind all steps.'), ('exclude=4294967300', 'refers to no condition | Give the number of a condition that stands behind all steps.'),
	('exclude=3', 'excludes a condition that stands before a step | Write the conditions of exclusions behind those of all steps.'), ('exclude[1-4]=4', 'excludes between steps that the funnel does not have | An exclusion needs two steps to stand between.'),
	('exclude[1-2]=2, exclude[1-2]=3, exclude[1-2]=4', 'excludes between steps that the funnel does not have | An exclusion needs two steps to stand between.'),
	('exclude=4, optional=4', 'refers to steps that the funnel does not have | Conditions of exclusions are no steps.'), ('exclude=4, step_window[4]=1 hour', 'refers to steps that the funnel does not have | Conditions of exclusions are no steps.'),
	('exclude=4x', 'refers to no condition | Give the number of a condition that stands behind all steps.')) AS m (mode, wanted);
SELECT is(pg_temp.outcome('SELECT funnel(''1 day'', ''exclude=x'', k, at, e, ''{a}'') FROM event'),
		  '22023 | funnel mode "exclude=x" excludes between steps that the funnel does not have | An exclusion needs two steps to stand between.', 'one step has nothing between');
SELECT is(pg_temp.outcome(format('SELECT funnel(''1 day'', %L, k, at, e, %L) FROM event', mode, steps)), '22023 | funnel mode ' || wanted, title)
FROM (VALUES
	('exclude=x', (SELECT array_agg('s' || g) FROM generate_series(1, 32) AS g), '"exclude=x" is one too many | There can be 32 steps and excluded event types together.', '32 steps and an exclusion'),
	((SELECT string_agg('exclude=x' || g, ',') FROM generate_series(1, 31) AS g), '{a,b}', '"exclude=x31" is one too many | There can be 32 steps and excluded event types together.', '31 excluded types'),
	((SELECT string_agg('exclude=x', ',') FROM generate_series(1, 33) AS g), '{a,b}', '"exclude=x" is one too many | A funnel has 32 exclusions at most.', '33 exclusions')) AS m (mode, steps, wanted, title);

-- what is legal stays legal
SELECT is(left(pg_temp.outcome(format('SELECT funnel(''1 day'', %L, k, at, e, ''{a,b,c}'') FROM event', mode)), 1), '{', 'legal: ' || left(mode, 60))
FROM unnest(ARRAY['', '   ', 'ordered', 'ordered,ordered', ' strict ,	strict_increase ', 'strict_steps, exclude=x, optional=2', 'step_window = 1 day, step_window[3] = 0', 'exclude="a,b"', 'exclude="say ""no"""', 'exclude=a b', 'exclude==',
	'exclude[1-2]=x,exclude[2-3]=x,exclude=y', 'exclude=a', 'optional=2,optional=3', 'any_order,entry_from=2026-01-01T00:00:00Z,entry_until=2026-02-01 00:00:00+02', 'first_attempt,entry_from=0001-01-01T00:00:00-00:00',
	'exclude=' || repeat('x', 100000), (SELECT string_agg('exclude=x', ',') FROM generate_series(1, 32))]) AS mode;

/* ---- Other words ---- */

SELECT is(pg_temp.outcome(query), wanted, query)
FROM (VALUES
	('SELECT funnel_contacts(NULL, ''1 day'', k, at, e, ''{a,b}'') FROM event', '22004 | step must not be NULL'), ('SELECT funnel_contacts(3, ''1 day'', k, at, e, ''{a,b}'') FROM event', '22023 | step must be between 0 and 2, not 3'),
	('SELECT funnel_contacts(-1, ''1 day'', k, at, e = ''a'') FROM event', '22023 | step must be between 0 and 1, not -1'), ('SELECT funnel_contacts(2147483647, ''1 day'', t, ''{a}'') FROM stored', '22023 | step must be between 0 and 1, not 2147483647'),
	('SELECT funnel_contacts(3, ''1 day'', k, at, e, ''{a,b}'') FROM event WHERE false', '22023 | step must be between 0 and 2, not 3'),
	('SELECT funnel_contacts(3, ''1 day'', ''exclude=3'', k, at, e = ''a'', e = ''b'', e = ''c'') FROM event', '22023 | step must be between 0 and 2, not 3'),
	('SELECT funnel_trend(NULL, ''UTC'', ''1 day'', k, at, e, ''{a,b}'') FROM event', '22004 | period must not be NULL'), ('SELECT funnel_trend(''day'', NULL, ''1 day'', k, at, e, ''{a,b}'') FROM event', '22004 | zone must not be NULL'),
	('SELECT funnel_trend(''fortnight'', ''UTC'', ''1 day'', k, at, e, ''{a,b}'') FROM event', '22023 | period "fortnight" is not recognized | Valid periods are minute, hour, day, week, month, quarter, year.'),
	('SELECT funnel_trend(''day'', ''Mars'', ''1 day'', k, at, e = ''a'') FROM event', '22023 | time zone "Mars" is not recognized | Names are in the view pg_timezone_names.'),
	('SELECT funnel_trend(''day'', ''Mars'', ''1 day'', k, at, e = ''a'') FROM event WHERE false', '22023 | time zone "Mars" is not recognized | Names are in the view pg_timezone_names.'),
	('SELECT window_funnel(''1 day'', NULL::text, at, true) FROM event', '22004 | mode must not be NULL'),
	('SELECT window_funnel(''1 day'', ''strict'', at, true) FROM event',
	 '22023 | mode "strict" is not recognized | Valid modes are strict_order, strict_deduplication, strict_increase, strict_once and allow_reentry, separated by commas.'),
	('SELECT window_funnel(''1 day'', ''strict_order,'', at, true) FROM event',
	 '22023 | mode "" is not recognized | Valid modes are strict_order, strict_deduplication, strict_increase, strict_once and allow_reentry, separated by commas.'),
	('SELECT window_funnel(''1 day'', repeat(''x'', 1600), at, true) FROM event',
	 '22023 | mode "' || repeat('x', 1600) || '" is not recognized | Valid modes are strict_order, strict_deduplication, strict_increase, strict_once and allow_reentry, separated by commas.'),
	('SELECT window_funnel(''1 day'', ''allow_reentry'', at, true) FROM event', '22023 | mode allow_reentry requires mode strict_order'),
	('SELECT window_funnel(''1 day'', '' strict_order ,allow_reentry,strict_order'', at, true) FROM event', '1'),
	('SELECT window_funnel(''1 day'', E''strict_order\t,\n\tallow_reentry\n'', at, true) FROM event', '1'),
	('SELECT sequence_next_node(NULL, ''head'', at, e, true, true) FROM event', '22004 | direction must not be NULL'), ('SELECT sequence_next_node(''forward'', NULL, at, e, true, true) FROM event', '22004 | base must not be NULL'),
	('SELECT sequence_next_node(''up'', ''head'', at, e, true, true) FROM event', '22023 | unknown direction "up" | It is one of forward and backward.'),
	('SELECT sequence_next_node(''forward'', ''body'', at, e, true, true) FROM event', '22023 | unknown base "body" | It is one of head, tail, first_match and last_match.'),
	('SELECT sequence_next_node(''forward'', ''tail'', at, e, true, true) FROM event', '22023 | direction "forward" cannot be combined with base "tail" | From the head one can only go forward, from the tail backward.'),
	('SELECT sequence_next_node(''backward'', ''head'', at, e, true, true) FROM event', '22023 | direction "backward" cannot be combined with base "head" | From the head one can only go forward, from the tail backward.'),
	('SELECT path_edges(''1 day'', k, at, e, 0) FROM event', '22023 | max_steps must be at least 1, not 0'), ('SELECT path_edges(''1 day'', k, at, e, -2147483648) FROM event', '22023 | max_steps must be at least 1, not -2147483648'),
	('SELECT path_edges(''1 day'', k, at, e, NULL) FROM event', '22004 | max_steps must not be NULL | Leave it out where there is no limit.'),
	('SELECT cardinality(path_edges(''1 day'', k, at, e, 2147483647)) FROM event', '59')) AS c (query, wanted);

/* ---- Patterns ---- */

CREATE TEMP TABLE bad_pattern (pattern text, at int, piece text, problem text);
INSERT INTO bad_pattern VALUES
('', 1, NULL, 'There is no event, which is (?N) or a single dot.'), ('.*', 1, '.*', 'There is no event, which is (?N) or a single dot.'), ('(?1', 4, NULL, 'A closing parenthesis is missing.'),
('(?1)x', 5, 'x', 'One of (?N), ., .* and (?t op seconds) is missing.'), (U&'(?1)\00E9(?2)', 5, U&'\00E9(?2)', 'One of (?N), ., .* and (?t op seconds) is missing.'),
(U&'\00E9\00E9', 1, U&'\00E9\00E9', 'One of (?N), ., .* and (?t op seconds) is missing.'), (repeat('x', 1600), 1, repeat('x', 40) || '...', 'One of (?N), ., .* and (?t op seconds) is missing.'),
('(?1)(?t<99999999999999999999)(?1)', 9, '99999999999999999999', 'There are too many seconds.'), ('(?1)(?t<1.1234567)(?1)', 9, '1.1234567', 'Seconds have at most six decimals.'),
('(?1)(?t~1)(?1)', 8, '~1)(?1)', 'One of <, <=, >, >=, == and != is missing.'), ('(?1)(?t<-1)(?1)', 9, '-1)(?1)', 'A number is missing.'), ('(?t<1)(?1)', 1, '(?t<1)', 'There is no event before this time condition.'),
('(?1)(?t<1)', 5, '(?t<1)', 'There is no event after this time condition.'), (repeat('(?1)', 65), 257, '(?1)', 'A pattern has at most 64 events.'),
('(?1)' || repeat('(?t!=5)', 17) || '(?1)', 117, '(?t!=5)', 'A pattern has at most 16 time conditions with !=.');

SELECT is(pg_temp.outcome(format('SELECT %s(%L, at, true, true) FROM event', aggregate, pattern)),
		  format('22023 | invalid pattern at character %s%s | %s | A pattern is made of (?N), ., .* and (?t op seconds), where op is one of <, <=, >, >=, == and !=.', at, coalesce(': "' || piece || '"', ', its end'), problem),
		  format('%s, pattern %s', aggregate, left(pattern, 40)))
FROM bad_pattern, unnest('{sequence_match,sequence_count}'::text[]) AS aggregate;
SELECT is(pg_temp.outcome(format('SELECT sequence_match(%L, at, true, true) FROM event', pattern)),
		  format('22023 | pattern refers to condition %s, there are 2 | At character %s: "(?%1$s)". | Conditions are numbered from 1.', number, at), 'pattern ' || pattern)
FROM (VALUES ('(?3)', '3', 1), ('(?0)', '0', 1), ('.*(?1)(?33)', '33', 7), ('(?99999999999999999999)', '99999999999999999999', 1)) AS p (pattern, number, at);
SELECT is(pg_temp.outcome(format('SELECT %s(NULL, at, true) FROM event', aggregate)), '22004 | pattern must not be NULL', aggregate || ' without a pattern') FROM unnest('{sequence_match,sequence_count}'::text[]) AS aggregate;

/* ---- Contacts ---- */

SELECT is(pg_temp.outcome(query), wanted, query)
FROM (VALUES
	('SELECT rollup(t) FROM (SELECT t FROM stored UNION ALL SELECT timeline(k::text, at, e) FROM event) AS s', '22023 | keys of type integer and keys of type text cannot be in one set | Cast the key to the type that the set was made of.'),
	('SELECT rollup(t) FROM (SELECT t FROM stored UNION ALL SELECT timeline(md5(k::text)::uuid, at, e) FROM event) AS s', '22023 | keys of type integer and keys of type uuid cannot be in one set | Cast the key to the type that the set was made of.'),
	('SELECT funnel(''1 day'', t, ''{a}'') FROM (SELECT timeline(k::text, at, e) AS t FROM event UNION ALL SELECT t FROM stored) AS s', '22023 | keys of type text and keys of type integer cannot be in one set | Cast the key to the type that the set was made of.'),
	('SELECT path_edges(''1 day'', NULL::json, at, e) FROM event', '42883 | type json cannot be a key: it has no extended hash function | Cast it to jsonb.'),
	('SELECT path_edges(''1 day'', point ''(1,2)'', at, e) FROM event', '42883 | type point cannot be a key: it has no extended hash function | Cast it to a type that has one, such as text.')) AS c (query, wanted);
SELECT is(left(pg_temp.outcome(query), 5), '42883', 'refused by the parser: ' || query)
FROM unnest('{"SELECT funnel(''1 day'', 1.5, at, e, ''{a}'') FROM event","SELECT timeline(1.5, at, e) FROM event","SELECT funnel(''1 day'', ''{}''::json, at, e, ''{a}'') FROM event",
			  "SELECT funnel(''1 day'', ROW(k, 1), at, e, ''{a}'') FROM event","SELECT timeline(ARRAY[k], at, e) FROM event","SELECT window_funnel(''1 day'', at) FROM event","SELECT sequence_match(''(?1)'', at) FROM event",
			  "SELECT funnel(''1 day'', k, at) FROM event","SELECT sequence_next_node(''forward'', ''head'', at, e, true) FROM event","SELECT path_edges(''1 day'', k, at) FROM event"}'::text[]) AS query;

/* ---- Constants that change between rows ---- */

CREATE TEMP TABLE changing (call text, name text);
INSERT INTO changing VALUES
('funnel(CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''1 day 1 us'' END, k, at, e, ''{a,b}'')', 'window'), ('funnel(''1 day'', CASE word WHEN ''a'' THEN ''strict'' ELSE ''ordered'' END, k, at, e, ''{a,b}'')', 'mode'),
('funnel(''1 day'', k, at, e, ARRAY[''a'', word])', 'steps'), ('funnel(''1 day'', k, at, e, CASE word WHEN ''a'' THEN ''{a}''::text[] ELSE ''{a,b}'' END)', 'steps'),
('funnel(CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''2 days'' END, k::text, at, e = ''a'', e = ''b'')', 'window'), ('funnel(''1 day'', CASE word WHEN ''a'' THEN ''strict'' ELSE ''strict_increase'' END, k, at, e = ''a'')', 'mode'),
('funnel_histogram(CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''2 days'' END, k, at, e, ''{a,b}'')', 'window'),
('funnel_trend(CASE word WHEN ''a'' THEN ''day'' ELSE ''hour'' END, ''UTC'', ''1 day'', k, at, e, ''{a,b}'')', 'period'), ('funnel_trend(''day'', CASE word WHEN ''a'' THEN ''UTC'' ELSE ''Asia/Tokyo'' END, ''1 day'', k, at, e, ''{a,b}'')', 'zone'),
('funnel_contacts(CASE word WHEN ''a'' THEN 1 ELSE 2 END, ''1 day'', k, at, e, ''{a,b}'')', 'step'), ('funnel_contacts(1, ''1 day'', k, at, e, ARRAY[''a'', word])', 'steps'),
('window_funnel(CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''2 days'' END, at, e = ''a'')', 'window'), ('window_funnel(''1 day'', CASE word WHEN ''a'' THEN ''strict_once'' ELSE '''' END, at, e = ''a'')', 'mode'),
('window_funnel(CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''2 days'' END, at, e, ''{a,b}'')', 'window'), ('window_funnel(''1 day'', at, e, ARRAY[''a'', word])', 'steps'),
('funnel_times(CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''2 days'' END, at, e, ''{a,b}'')', 'window'), ('funnel_times(''1 day'', CASE word WHEN ''a'' THEN ''strict'' ELSE ''ordered'' END, at, e = ''a'')', 'mode'),
('funnel_times(''1 day'', at, e, ARRAY[''a'', word])', 'steps'),
('sequence_match(CASE word WHEN ''a'' THEN ''(?1)'' ELSE ''(?1)(?1)'' END, at, e = ''a'')', 'pattern'), ('sequence_count(CASE word WHEN ''a'' THEN ''(?1)'' ELSE ''.*(?1)'' END, at, e = ''a'')', 'pattern'),
('sequence_next_node(CASE word WHEN ''a'' THEN ''forward'' ELSE ''backward'' END, ''first_match'', at, e, true, e = ''a'')', 'direction'),
('sequence_next_node(''forward'', CASE word WHEN ''a'' THEN ''first_match'' ELSE ''last_match'' END, at, e, true, e = ''a'')', 'base'),
('path_edges(CASE word WHEN ''a'' THEN interval ''1 day'' ELSE ''2 days'' END, k, at, e)', 'gap'), ('path_edges(''1 day'', k, at, e, CASE word WHEN ''a'' THEN 1 ELSE 2 END)', 'max_steps');

SELECT is(pg_temp.outcome(format('SELECT %s FROM event', call)), format('22023 | %s must not change within a group', name), call) FROM changing;
SELECT is(pg_temp.outcome(format('SELECT %s OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM event', call)), format('22023 | %s must not change within a group', name), 'in a window: ' || call) FROM changing;
SELECT lives_ok(format('SELECT word, %s FROM event GROUP BY word', call), 'other in another group: ' || call) FROM changing;

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
-- which of the two comes first is said only without workers
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT throws_ok('CREATE TEMP TABLE result AS SELECT rollup(CASE word WHEN ''a'' THEN s.a ELSE s.b END) FROM by_word, (SELECT timeline(1, now(), ''a'') AS a, timeline(text ''x'', now(), ''a'') AS b) AS s', '22023',
				 'keys of type integer and keys of type text cannot be in one set', 'parts of two kinds of contacts');
SELECT is((SELECT (funnel('1 day', k, at, e, '{a,b}'))[1].contacts FROM event), 1::bigint, 'and after all that it still counts');

/* ---- More than an array can hold ---- */

-- Rows of 200 and 100 kB: it stops at 1 GB of them, and has not made them all before.
CREATE TEMP TABLE long AS SELECT n, n || repeat('x', 100000) AS word FROM generate_series(1, 32) AS n;
SELECT matches(pg_temp.outcome(query), '^54000 . result of more than \d+ rows is larger than an array can be . Ask for fewer of them', what)
FROM (VALUES ('path_edges', $$SELECT path_edges('1 day', 1, '2020-01-01 00:00+00'::timestamptz + i * interval '1 s', word) FROM generate_series(1, 12000) AS i JOIN long ON n = 1 + i % 32$$),
			 ('funnel_trend', $$SELECT funnel_trend('day', 'UTC', '1 day', i, '2020-01-01 00:00+00'::timestamptz + i * interval '1 day', word, (SELECT array_agg(word ORDER BY n) FROM long))
							  FROM generate_series(1, 400) AS i, long WHERE n = 1$$)) AS c (what, query);

SELECT * FROM finish();
ROLLBACK;
