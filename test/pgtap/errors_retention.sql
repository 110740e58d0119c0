/*
 * What the aggregates of retention refuse, with SQLSTATE and message: bad
 * periods, zones, options, brackets, spans and conditions, infinite times and
 * values, results that are too large, and constants that change.
 */
\ir lib/oracle.sql

SELECT plan(2092);

CREATE TABLE public.event AS
SELECT g AS id, bigint '7' AS k, timestamptz '2026-01-01 00:00+00' + g * interval '1 hour' AS at, timestamptz '2025-12-31 00:00+00' AS start,
	   CASE WHEN g < 50 THEN 'a' ELSE 'b' END AS word
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

-- The same with rows, without any, and in a window.
CREATE TEMP TABLE place (query text);
INSERT INTO place VALUES ('SELECT %s FROM event'), ('SELECT %s FROM event WHERE false'), ('SELECT %s OVER () FROM event');

/* ---- Periods and zones, in every aggregate ---- */

CREATE TEMP TABLE periodical (call text);
INSERT INTO periodical VALUES
('cohort_retention(@, k, NULL, at)'), ('cohort_retention(@, k::text, start, at)'), ('cohort_retention(@, md5(k::text)::uuid, start, at, ''rolling, before'')'), ('cohort_retention(@, NULL::bigint, start, at)'),
('cohort_value(@, k, NULL, at, 1)'), ('cohort_value(@, k::text, start, at, id, ''recurring'')'), ('lifecycle(@, k, at)'), ('lifecycle(@, md5(k::text)::uuid, at, ''now=2027-01-01T00:00:00Z'')'),
('stickiness(@, k::text, at)'), ('stickiness(@, k, at, ''year'')'), ('active_contacts(@, k, at)'), ('active_contacts(@, k::text, at, ''{1,3}'')');

SELECT is(pg_temp.outcome(format(query, replace(call, '@', period || ', ''UTC'''))), wanted, format(query, replace(call, '@', left(period, 30))))
FROM place, periodical, (VALUES
	('NULL', '22004 | period must not be NULL'),
	('''fortnight''', '22023 | period "fortnight" is not recognized | Valid periods are minute, hour, day, week, month, quarter, year, or an interval such as 36 hours or 10 days.'),
	('''''', '22023 | period "" is not recognized | Valid periods are minute, hour, day, week, month, quarter, year, or an interval such as 36 hours or 10 days.'),
	('''1 week until tea''', '22023 | period "1 week until tea" is not recognized | Valid periods are minute, hour, day, week, month, quarter, year, or an interval such as 36 hours or 10 days.'),
	('''infinity''', '22023 | period "infinity" is not recognized | Valid periods are minute, hour, day, week, month, quarter, year, or an interval such as 36 hours or 10 days.'),
	('repeat(''x'', 1600)', '22023 | period "' || repeat('x', 1600) || '" is not recognized | Valid periods are minute, hour, day, week, month, quarter, year, or an interval such as 36 hours or 10 days.'),
	('''2 months''', '22023 | period must not have months or years: 2 mons | Months differ in length; give it in days.'),
	('''1 year -1 day''', '22023 | period must not have months or years: 1 year -1 days | Months differ in length; give it in days.'),
	('''-36 hours''', '22023 | period must not be negative: -36:00:00'), ('''1 day ago''', '22023 | period must not be negative: -1 days')) AS b (period, wanted);
SELECT alike(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', period || ', ''UTC'''))), wanted, format('%s: %s', call, period))
FROM periodical, (VALUES ('''0''', '22023 | period "0" is too short | %'), ('''1 day -24 hours''', '22023 | period "1 day -24 hours" is too short | %'), ('''2147483647 days''', '22023 | period "2147483647 days" is too long | %')) AS b (period, wanted);
SELECT is(pg_temp.outcome(format(query, replace(call, '@', '''day'', ' || zone))), wanted, format(query, replace(call, '@', zone)))
FROM place, periodical, (VALUES ('NULL', '22004 | zone must not be NULL'), ('''Mars''', '22023 | time zone "Mars" is not recognized | Names are in the view pg_timezone_names.'),
	('''''', '22023 | time zone "" is not recognized | Names are in the view pg_timezone_names.'), ('repeat(''x'', 1600)', '22023 | time zone "' || repeat('x', 1600) || '" is not recognized | Names are in the view pg_timezone_names.')) AS b (zone, wanted);
SELECT is(left(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', format('%L, %L', period, zone)))), 1), '{', format('legal: %s, %s of %s', call, period, zone))
FROM periodical, (VALUES ('Week', 'asia/kolkata'), ('QUARTER', 'UTC'), ('36 hours', 'Pacific/Apia'), ('P1DT12H', 'UTC'), ('1 day 12 hours', 'UTC'), ('10 days', 'Asia/Kathmandu'), ('10 days 00:00:00.000001', 'UTC')) AS l (period, zone)
WHERE NOT (call ~ 'rolling' AND call ~ 'cohort_value');
-- even a row that is skipped asks for what cannot be
SELECT is(pg_temp.outcome('SELECT cohort_retention(''day'', CASE WHEN id > 59 THEN ''Mars'' ELSE ''UTC'' END, CASE WHEN id < 59 THEN k END, NULL, at) FROM event'), '22023 | zone must not change within a group', 'a row without a contact asks, too');

/* ---- Options ---- */

CREATE TEMP TABLE bad_option (options text, wanted text);
INSERT INTO bad_option VALUES
('rollin', '"rollin" is not recognized | %s'), ('ROLLING', '"ROLLING" is not recognized | %s'), ('rolling before', '"rolling before" is not recognized | %s'), (',', '"" is not recognized | %s'), ('rolling,', '"" is not recognized | %s'),
(',rolling', '"" is not recognized | %s'), ('rolling,,before', '"" is not recognized | %s'), ('rolling;before', '"rolling;before" is not recognized | %s'), ('=1', '"=1" is not recognized | %s'), ('7', '"7" is not recognized | %s'),
('period=3', '"period=3" is not recognized | %s'), ('"rolling"', '""rolling"" is not recognized | %s'), (U&'\00E9tape', U&'"\00E9tape" is not recognized | %s'), (repeat('x', 1600), '"' || repeat('x', 1600) || '" is not recognized | %s'),
('brackets=0,1,before,7', '"7" is not recognized | %s'), ('brackets=0,-7', '"-7" is not recognized | %s'), ('brackets=0,', '"" is not recognized | %s'), ('periods=3,7', '"7" is not recognized | %s'),
('rolling=1', '"rolling=1" takes no value | %s'), ('before=', '"before=" takes no value | %s'), ('recurring=true', '"recurring=true" takes no value | %s'), ('rolling[1]', '"rolling[1]" takes no numbers in square brackets | %s'),
('periods[2]=3', '"periods[2]=3" takes no numbers in square brackets | %s'), ('brackets[0-1]', NULL), ('rolling[', NULL), ('now[x]=1', NULL),
('calendar, rolling', '"rolling" contradicts calendar | Choose one of the two.'), ('rolling,calendar', '"calendar" contradicts rolling | Choose one of the two.'), ('first_time, recurring', '"recurring" contradicts first_time | Choose one of the two.'),
('recurring,before,first_time', '"first_time" contradicts recurring | Choose one of the two.'), ('periods=3, brackets=0,1', '"brackets=0" contradicts periods | Choose one of the two.'),
('brackets=0,1,periods=3', '"periods=3" contradicts brackets | Choose one of the two.'), ('rolling,rolling', '"rolling" is given twice | Give it once.'), ('on,on', '"on" is given twice | Give it once.'), ('before, on, before', '"before" is given twice | Give it once.'),
('periods=3,periods=3', '"periods=3" is given twice | Give it once.'), ('brackets=0,1,brackets=3', '"brackets=3" is given twice | Give it once.'),
('now=2026-01-01T00:00:00Z,now=2026-01-01T00:00:00Z', '"now=2026-01-01T00:00:00Z" is given twice | Give it once.'),
('cohort_from=2026-01-01T00:00:00Z,cohort_from=2026-01-01T00:00:00Z', '"cohort_from=2026-01-01T00:00:00Z" is given twice | Give it once.'),
('periods', '"periods" needs a value | Write it as name=value.'), ('periods=', '"periods=" needs a value | Write it as name=value.'), ('now', '"now" needs a value | Write it as name=value.'), ('now=""', '"now=""" needs a value | Write it as name=value.'),
('cohort_until=', '"cohort_until=" needs a value | Write it as name=value.'), ('brackets', '"brackets" needs a value | Write it as name=value.'), ('brackets=,1', '"brackets=" needs a value | Write it as name=value.'),
('periods=0', '"periods=0" has no number of periods | Give one from 1 to 100000.'), ('periods=-1', '"periods=-1" has no number of periods | Give one from 1 to 100000.'), ('periods=100001', '"periods=100001" has no number of periods | Give one from 1 to 100000.'),
('periods=1.5', '"periods=1.5" has no number of periods | Give one from 1 to 100000.'), ('periods=all', '"periods=all" has no number of periods | Give one from 1 to 100000.'), ('periods=3 4', '"periods=3 4" has no number of periods | Give one from 1 to 100000.'),
('periods=' || repeat('9', 400), '"periods=' || repeat('9', 400) || '" has no number of periods | Give one from 1 to 100000.'),
('brackets=x', '"brackets=x" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'), ('brackets=-1', '"brackets=-1" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'),
('brackets=0,1-', '"1-" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'), ('brackets=0,1-x', '"1-x" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'),
('brackets=0,1-2-3', '"1-2-3" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'), ('brackets=0,1 2', '"1 2" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'),
('brackets=2147483648', '"brackets=2147483648" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'), ('brackets=0,1-' || repeat('9', 99), '"1-' || repeat('9', 99) || '" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'),
('brackets="0,,1"', '"brackets="0,,1"" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'), ('brackets="0,1,"', '"brackets="0,1,"" has a bracket that is no number or range | Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.'),
('brackets=3,1', '"1" has brackets that do not ascend | Each must begin after the one before it.'), ('brackets=0,0', '"0" has brackets that do not ascend | Each must begin after the one before it.'),
('brackets=0-3,2', '"2" has brackets that do not ascend | Each must begin after the one before it.'), ('brackets=0-3,3-5', '"3-5" has brackets that do not ascend | Each must begin after the one before it.'),
('brackets=7-7,7', '"7" has brackets that do not ascend | Each must begin after the one before it.'), ('brackets="0, 7, 3"', '"brackets="0, 7, 3"" has brackets that do not ascend | Each must begin after the one before it.'),
('brackets=3-1', '"brackets=3-1" has a bracket that ends before it begins | Write the smaller number first.'),
('brackets=' || (SELECT string_agg(g::text, ',') FROM generate_series(0, 100) AS g), '"100" is one bracket too many | There can be 100 of them.'),
('brackets="0', '"brackets="0" has quotes that do not enclose its value | Write a quote within quotes twice.'), ('now=2026"-01-01', '"now=2026"-01-01" has quotes that do not enclose its value | Write a quote within quotes twice.');
INSERT INTO bad_option
SELECT format('%s=%s', name, value), format('"%s=%s" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.', name, value)
FROM unnest('{now,cohort_from,cohort_until}'::text[]) AS name,
	 unnest('{2026-01-01,2026-01-01T00:00:00,2026-01-01 00:00:00 UTC,2026-01-01 00:00:00 Europe/Berlin,now,infinity,-infinity,today,epoch,x,2026-01-01T00:00:00Zulu,1/2/2026 00:00:00Z}'::text[]) AS value;
CREATE TEMP TABLE optional (call text, name text, hint text);
INSERT INTO optional VALUES
('cohort_retention(''day'', ''UTC'', k, NULL, at, @)', 'cohort_retention', 'Valid options are calendar, rolling, on, on_or_after, first_time, recurring, before, brackets=, periods=, now=, cohort_from= and cohort_until=.'),
('cohort_retention(''day'', ''UTC'', k::text, start, at, @)', 'cohort_retention', 'Valid options are calendar, rolling, on, on_or_after, first_time, recurring, before, brackets=, periods=, now=, cohort_from= and cohort_until=.'),
('cohort_value(''day'', ''UTC'', md5(k::text)::uuid, start, at, 1, @)', 'cohort_value', 'Valid options are calendar, rolling, on, first_time, recurring, before, brackets=, periods=, now=, cohort_from= and cohort_until=.');

SELECT is(pg_temp.outcome(format(query, replace(call, '@', quote_literal(options)))), '22023 | option ' || replace(wanted, '%s', hint), format(query, replace(call, '@', left(options, 40))))
FROM place, optional, bad_option WHERE wanted IS NOT NULL;
SELECT alike(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', quote_literal(options)))), format('22023 | option "%s" has %%', options), format('%s: %s', name, options)) FROM optional, bad_option WHERE wanted IS NULL;
SELECT is(pg_temp.outcome(format(query, replace(call, '@', 'NULL'))), '22004 | options must not be NULL', format(query, call)) FROM place, optional;
SELECT is(pg_temp.outcome(format(query, replace(call, '@', quote_literal(options)))), wanted, format(query, options))
FROM place, optional, (VALUES
	('on, on_or_after', '22023 | option "on_or_after" contradicts on | Choose one of the two.'), ('on_or_after,on', '22023 | option "on" contradicts on_or_after | Choose one of the two.'), ('on_or_after,on_or_after', '22023 | option "on_or_after" is given twice | Give it once.'),
	('on_or_after=1', '22023 | option "on_or_after=1" takes no value | Valid options are calendar, rolling, on, on_or_after, first_time, recurring, before, brackets=, periods=, now=, cohort_from= and cohort_until=.')) AS b (options, wanted)
WHERE name = 'cohort_retention';
SELECT is(pg_temp.outcome(format(query, format('cohort_value(''day'', ''UTC'', k, start, at, 1, %L)', options))), '22023 | option "on_or_after" cannot be used here | ' || hint, format(query, options))
FROM place, optional, unnest('{on_or_after,"rolling, on_or_after","on,on_or_after"}'::text[]) AS options WHERE name = 'cohort_value';
SELECT is(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', quote_literal('now=' || value)))), wanted, format('%s: now=%s', name, value))
FROM optional, (VALUES ('2026-02-30T00:00:00Z', '22008 | date/time field value out of range: "2026-02-30T00:00:00Z"'), ('2026-01-01T25:00:00Z', '22008 | date/time field value out of range: "2026-01-01T25:00:00Z"'),
	('999999-01-01T00:00:00Z', '22008 | timestamp out of range: "999999-01-01T00:00:00Z"'), ('2026-01-01T00:00:00+99', '22009 | time zone displacement out of range: "2026-01-01T00:00:00+99"')) AS b (value, wanted);

-- lifecycle has one option
SELECT is(pg_temp.outcome(format(query, format('lifecycle(''day'', ''UTC'', k, at, %L)', options))), '22023 | option ' || wanted, format(query, 'lifecycle ' || options))
FROM place, (VALUES
	('rolling', '"rolling" cannot be used here | The valid option is now=.'), ('calendar', '"calendar" cannot be used here | The valid option is now=.'), ('on_or_after', '"on_or_after" cannot be used here | The valid option is now=.'),
	('periods=3', '"periods=3" cannot be used here | The valid option is now=.'), ('brackets=0', '"brackets=0" cannot be used here | The valid option is now=.'), ('cohort_from=2026-01-01T00:00:00Z', '"cohort_from=2026-01-01T00:00:00Z" cannot be used here | The valid option is now=.'),
	('then=2026-01-01T00:00:00Z', '"then=2026-01-01T00:00:00Z" is not recognized | The valid option is now=.'), ('now', '"now" needs a value | Write it as name=value.'), ('now=2026-01-01T00:00:00Z, now=2026-01-01T00:00:00Z', '"now=2026-01-01T00:00:00Z" is given twice | Give it once.'),
	('now=yesterday', '"now=yesterday" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.')) AS b (options, wanted);
SELECT is(pg_temp.outcome(format(query, 'lifecycle(''day'', ''UTC'', k, at, NULL)')), '22004 | options must not be NULL', format(query, 'lifecycle')) FROM place;

-- what is legal stays legal
SELECT is(left(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', quote_literal(options)))), 1), '{', format('legal: %s, %s', name, left(options, 60)))
FROM optional, unnest(ARRAY['', '   ', 'calendar,on,first_time', ' rolling ,	recurring ,before', 'brackets=0', 'brackets=0,1,3,7,14,30', 'brackets=0,1,7-7,30-30', 'brackets="0, 1, 7-7"', 'brackets= 0 , 1 , before', 'brackets=0-2147483647', 'brackets=5-5, 2147483647',
	'periods=1', 'periods=100000', 'now=2026-01-01 00:00:00+02', 'now=0001-01-01T00:00:00Z', 'cohort_from=2026-01-01T00:00:00Z, cohort_until=2025-01-01T00:00:00-00:30', 'now="2026-02-01T00:00:00Z"',
	'brackets=' || (SELECT string_agg(g::text, ',') FROM generate_series(0, 99) AS g)]) AS options;

/* ---- Spans ---- */

SELECT is(pg_temp.outcome(format(query, format('stickiness(%L, ''UTC'', k, at, %s)', period, span))), wanted, format(query, format('stickiness %s, %s', period, span)))
FROM place, (VALUES
	('day', 'NULL', '22004 | span must not be NULL'), ('day', '''decade''', '22023 | span "decade" is not recognized | Valid spans are minute, hour, day, week, month, quarter, year.'),
	('day', '''''', '22023 | span "" is not recognized | Valid spans are minute, hour, day, week, month, quarter, year.'), ('day', '''10 days''', '22023 | span "10 days" is not recognized | Valid spans are minute, hour, day, week, month, quarter, year.'),
	('day', '''day''', '22023 | span "day" is not longer than the period "day" | A span is made up of periods: choose a longer one, or leave it out.'), ('day', '''minute''', '22023 | span "minute" is not longer than the period "day" | A span is made up of periods: choose a longer one, or leave it out.'),
	('Month', '''week''', '22023 | span "week" is not longer than the period "Month" | A span is made up of periods: choose a longer one, or leave it out.'), ('year', '''year''', '22023 | span "year" is not longer than the period "year" | A span is made up of periods: choose a longer one, or leave it out.'),
	('7 days', '''week''', '22023 | span "week" is not longer than the period "7 days" | A span is made up of periods: choose a longer one, or leave it out.'), ('36 hours', '''day''', '22023 | span "day" is not longer than the period "36 hours" | A span is made up of periods: choose a longer one, or leave it out.')) AS b (period, span, wanted);
SELECT is(left(pg_temp.outcome(format('SELECT stickiness(%L, ''UTC'', k, at, %L) FROM event', period, span)), 1), '{', format('legal: %s in %s', period, span))
FROM (VALUES ('minute', 'hour'), ('day', 'Week'), ('week', 'month'), ('month', 'quarter'), ('quarter', 'YEAR'), ('6 days 23:59:59', 'week'), ('10 days', 'month')) AS l (period, span);

SELECT is(pg_temp.outcome(format(query, format('active_contacts(''day'', ''UTC'', k, at, %s)', spans))), wanted, format(query, 'active_contacts ' || left(spans, 30)))
FROM place, (SELECT 'Write it as ''{1,7,28}'': numbers of periods, from 1 to 100000, no two of them equal.') AS h (hint), LATERAL (VALUES
	('NULL', '22004 | spans must not be NULL'), ('''{}''', '22023 | spans must have between 1 and 32 numbers, not 0 | ' || hint), ('''{NULL}''', '22004 | spans must not contain NULL'), ('''{1,NULL,7}''', '22004 | spans must not contain NULL'),
	('''{0}''', '22023 | spans must be from 1 to 100000, not 0 | ' || hint), ('''{7,-1}''', '22023 | spans must be from 1 to 100000, not -1 | ' || hint), ('''{100001}''', '22023 | spans must be from 1 to 100000, not 100001 | ' || hint),
	('''{-2147483648}''', '22023 | spans must be from 1 to 100000, not -2147483648 | ' || hint), ('''{1,7,1}''', '22023 | spans contains 1 twice | ' || hint), ('''{{1},{7}}''', '22023 | spans must have one dimension, not 2 | ' || hint),
	('(SELECT array_agg(g) FROM generate_series(1, 33) AS g)', '22023 | spans must have between 1 and 32 numbers, not 33 | ' || hint), ('array_fill(7, ARRAY[100000])', '22023 | spans must have between 1 and 32 numbers, not 100000 | ' || hint)) AS b (spans, wanted)
-- what a subquery gives is not known without rows
WHERE NOT (spans ~ 'SELECT' AND query ~ 'false');
SELECT is(left(pg_temp.outcome(format('SELECT active_contacts(''day'', ''UTC'', k, at, %L) FROM event', spans)), 1), '{', format('legal: %s', spans))
FROM unnest(ARRAY['{1}', '{100000,1}', '[5:6]={7,28}', (SELECT array_agg(g)::text FROM generate_series(1, 32) AS g)]) AS spans;

/* ---- Conditions of retention ---- */

SELECT is(pg_temp.outcome(format(query, format('retention(%s)', conditions))), wanted, format(query, left(conditions, 40)))
FROM place, (VALUES (repeat('true, ', 32) || 'true', '22023 | retention must have between 1 and 32 conditions, not 33'), (repeat('true, ', 89) || 'true', '22023 | retention must have between 1 and 32 conditions, not 90')) AS b (conditions, wanted);
SELECT is(pg_temp.outcome(format('SELECT retention(%s) FROM event', conditions)), '0A000 | VARIADIC array is not supported as conditions of retention | Write the conditions one by one.', conditions)
FROM unnest('{"VARIADIC ARRAY[true, false]",VARIADIC NULL::boolean[]}'::text[]) AS conditions;
-- a window function is not told of VARIADIC
SELECT is(pg_temp.outcome('SELECT retention(VARIADIC ARRAY[true, false]) OVER () FROM event'), '42804 | condition 1 must be of type boolean, not boolean[]', 'nor in a window');
SELECT is(pg_temp.outcome(format(query, format('retention(%s)', conditions))), wanted, format(query, conditions))
FROM place, (VALUES ('5', '42804 | condition 1 must be of type boolean, not integer'), ('word = ''a'', word', '42804 | condition 2 must be of type boolean, not text'), ('true, false, ''true''', '42804 | condition 3 must be of type boolean, not unknown'),
	('true, ARRAY[true]', '42804 | condition 2 must be of type boolean, not boolean[]')) AS b (conditions, wanted)
WHERE query !~ 'false';
SELECT is(left(pg_temp.outcome('SELECT retention() FROM event'), 5), '42883', 'no condition is refused by the parser');
CREATE DOMAIN pg_temp.fact AS boolean;
SELECT is(pg_temp.outcome(query), wanted, query)
FROM (VALUES ('SELECT retention(NULL) FROM event', '{f}'), ('SELECT retention(true, NULL, true::pg_temp.fact, NULL::boolean) FROM event', '{t,f,t,f}'), ('SELECT retention(' || repeat('true, ', 31) || 'true) FROM event', format('{%s}', repeat('t,', 31) || 't')),
	('SELECT retention(id < 0, true) FROM event', '{f,f}'), ('SELECT retention(' || repeat('id = 3, ', 31) || 'id = 9) FROM event WHERE false', format('{%s}', repeat('f,', 31) || 'f'))) AS c (query, wanted);

/* ---- Times and values ---- */

SELECT is(pg_temp.outcome(format('SELECT %s FROM event', replace(call, '@', format('CASE WHEN id = 31 THEN %L::timestamptz ELSE at END', at)))), format('22008 | %s must be finite | Leave such rows out: FILTER (WHERE isfinite(%1$s)).', name), format('%s: %s', call, at))
FROM unnest('{infinity,-infinity}'::text[]) AS at, (VALUES
	('cohort_retention(''day'', ''UTC'', k, NULL, @)', 'active_at'), ('cohort_retention(''day'', ''UTC'', k::text, @, at)', 'cohort_at'), ('cohort_retention(''hour'', ''UTC'', k, @, NULL, ''rolling'')', 'cohort_at'),
	('cohort_retention(''day'', ''UTC'', md5(k::text)::uuid, start, @, ''rolling, recurring'')', 'active_at'), ('cohort_value(''day'', ''UTC'', k, NULL, @, 1)', 'active_at'), ('cohort_value(''day'', ''UTC'', k::text, @, at, 1, ''rolling'')', 'cohort_at'),
	('lifecycle(''day'', ''UTC'', k, @)', 'at'), ('stickiness(''36 hours'', ''UTC'', k::text, @)', 'at'), ('active_contacts(''hour'', ''UTC'', k, @, ''{1}'')', 'at')) AS c (call, name);
SELECT is(left(pg_temp.outcome(format('SELECT %s FROM event', call)), 1), '{', 'skipped: ' || call)
FROM unnest('{"cohort_retention(''day'', ''UTC'', CASE WHEN id < 9 THEN k END, NULL, CASE WHEN id < 9 THEN at ELSE ''infinity'' END)","cohort_retention(''day'', ''UTC'', NULL::text, timestamptz ''-infinity'', at)",
	"cohort_retention(''day'', ''UTC'', k, NULL, CASE WHEN id = 31 THEN timestamptz ''infinity'' ELSE at END) FILTER (WHERE id <> 31)","cohort_value(''day'', ''UTC'', NULL::bigint, start, ''infinity'', ''NaN'')","lifecycle(''day'', ''UTC'', NULL::uuid, ''infinity'')",
	"cohort_value(''day'', ''UTC'', k, start, NULL, ''NaN'')"}'::text[]) AS call;
SELECT is(pg_temp.outcome(format('SELECT cohort_value(''day'', ''UTC'', k, %s, at, CASE WHEN id = 31 THEN %L ELSE 1.5 END) FROM event', start, value)), format('22023 | value must be finite, not %s | NULL stands for an activity that has no value.', value), format('value %s', value))
FROM unnest('{"NULL",start}'::text[]) AS start, unnest('{NaN,Infinity,-Infinity}'::text[]) AS value;
SELECT is(left(pg_temp.outcome(format('SELECT cohort_value(''day'', ''UTC'', k, NULL, at, %s) FROM event', value)), 1), '{', 'legal: value ' || value)
FROM unnest('{"NULL",0,-0.0::float8,1e306,4.9e-324,-1}'::text[]) AS value;
SELECT is(pg_temp.outcome('SELECT cohort_value(''day'', ''UTC'', k, NULL, at, 1e308) FROM event'), '22003 | value out of range: overflow', 'a sum that is too large');
SELECT is(pg_temp.outcome(format('SELECT cohort_value(%L, ''UTC'', k, NULL, at, 1, ''rolling'') FROM event', period)), format('0A000 | option "rolling" of cohort_value does not support the period "%s" | Valid periods are day, week, month, quarter, year.', period), 'cohort_value, rolling ' || period)
FROM unnest('{minute,hour,36 hours}'::text[]) AS period;
-- the last cells of all time
SELECT is(pg_temp.outcome(query), wanted, query)
FROM (VALUES
	('SELECT lifecycle(''day'', ''UTC'', 1, timestamptz ''4713-11-24 00:00+00 BC'')', '{"(\"4713-11-24 BC\",1,0,0,0,0,f,\"4713-11-24 00:00:00+00 BC\")"}'),
	('SELECT cohort_retention(''day'', ''UTC'', 1, NULL, timestamptz ''294276-12-31 23:59:59.999999+00'')', '{"(294276-12-31,1,0,1,1,f,\"294276-12-31 00:00:00+00\",0)"}')) AS c (query, wanted);

/* ---- Too large ---- */

CREATE TEMP TABLE far AS SELECT k, at FROM generate_series(bigint '1', 2) AS k, (VALUES (timestamptz '2000-01-01 00:00+00'), ('2026-01-01 00:00+00')) AS t (at);
SELECT is(pg_temp.outcome(query), wanted, query)
FROM (VALUES
	('SELECT cohort_retention(''minute'', ''UTC'', k, NULL, at) FROM far', '54000 | cohorts have more than 4000000 cells | Choose a longer period, or show less with the options periods=, brackets=, cohort_from= and cohort_until=.'),
	('SELECT cohort_retention(''minute'', ''UTC'', k, NULL, at, ''rolling, recurring'') FROM far', '54000 | cohorts have more than 4000000 cells | Choose a longer period, or show less with the options periods=, brackets=, cohort_from= and cohort_until=.'),
	('SELECT cohort_retention(''day'', ''UTC'', k, NULL, at, ''recurring'') FROM far', '54000 | cohorts have more than 4000000 cells | Choose a longer period, or show less with the options periods=, brackets=, cohort_from= and cohort_until=.'),
	('SELECT cohort_retention(''00:00:00.000001'', ''UTC'', k, NULL, at, ''periods=1, recurring'') FROM far', '54000 | cohorts have more than 4000000 cells | Choose a longer period, or show less with the options periods=, brackets=, cohort_from= and cohort_until=.'),
	('SELECT cohort_value(''hour'', ''UTC'', k, NULL, at, 1, ''recurring'') FROM far', '54000 | cohorts have more than 4000000 cells | Choose a longer period, or show less with the options periods=, brackets=, cohort_from= and cohort_until=.'),
	('SELECT cohort_value(''00:00:00.1'', ''UTC'', k, NULL, at, 1) FROM far', '54000 | active_at must be within 2147483647 periods of 2000-01-03 | Choose a longer period.'),
	('SELECT lifecycle(''minute'', ''UTC'', k, at) FROM far', '54000 | lifecycle would have more than 4000000 points | Ask for a longer period, or for less time.'),
	('SELECT lifecycle(''hour'', ''UTC'', k, at, ''now=99999-01-01T00:00:00Z'') FROM far', '54000 | lifecycle would have more than 4000000 points | Ask for a longer period, or for less time.'),
	('SELECT lifecycle(''00:00:00.000001'', ''UTC'', k, timestamptz ''4713-11-24 00:00+00 BC'', ''now=294276-12-31T23:59:59Z'') FROM far', '54000 | lifecycle would have more than 4000000 points | Ask for a longer period, or for less time.'),
	('SELECT stickiness(''00:00:01'', ''UTC'', k, at, ''minute'') FROM far', '54000 | stickiness would have more than 4000000 points | Ask for a longer span, or for less time.'),
	('SELECT active_contacts(''minute'', ''UTC'', k, at, ''{1}'') FROM far', '54000 | active_contacts would have more than 4000000 points | Ask for a longer period, for fewer spans, or for less time.'),
	('SELECT active_contacts(''00:00:00.000001'', ''UTC'', k, at) FROM far', '54000 | active_contacts would have more than 4000000 points | Ask for a longer period, for fewer spans, or for less time.'),
	('SELECT active_contacts(''hour'', ''UTC'', k, at, (SELECT array_agg(g) FROM generate_series(1, 32) AS g)) FROM far', '54000 | active_contacts would have more than 4000000 points | Ask for a longer period, for fewer spans, or for less time.')) AS c (query, wanted);
-- and what makes them small enough
SELECT is(pg_temp.outcome(query), wanted, query)
FROM (VALUES
	('SELECT cardinality(cohort_retention(''minute'', ''UTC'', k, NULL, at, ''periods=3'')) FROM far', '3'), ('SELECT cardinality(cohort_retention(''minute'', ''UTC'', k, NULL, at, ''brackets=0,1,7-7'')) FROM far', '3'),
	('SELECT cardinality(cohort_retention(''day'', ''UTC'', k, NULL, at, ''recurring, cohort_from=2025-12-31T00:00:00Z'')) FROM far', '1'), ('SELECT cardinality(cohort_value(''hour'', ''UTC'', k, NULL, at, 1, ''recurring, periods=1'')) FROM far', '227929'),
	('SELECT cardinality(stickiness(''minute'', ''UTC'', k, at, ''hour'')) FROM far', '2'), ('SELECT cardinality(stickiness(''00:00:00.000001'', ''UTC'', k, at)) FROM far', '2'), ('SELECT cardinality(lifecycle(''hour'', ''UTC'', k, at)) FROM far', '227929')) AS c (query, wanted);

/* ---- Text and curve ---- */

SELECT is(pg_temp.outcome(query), wanted, query)
FROM (VALUES
	('SELECT retention_matrix_text(cohort_retention(''day'', ''UTC'', k, NULL, at), ''heat'') FROM event', '22023 | style "heat" is not recognized | Styles are percent, count, shade.'),
	('SELECT retention_matrix_text(NULL, ''PERCENT'')', '22023 | style "PERCENT" is not recognized | Styles are percent, count, shade.'), ('SELECT retention_matrix_text(''{}'', '''')', '22023 | style "" is not recognized | Styles are percent, count, shade.'),
	('SELECT retention_matrix_text(''{}'', NULL)', '22004 | style must not be NULL'), ('SELECT count(*) FROM retention_matrix_text(''{}'')', '0'), ('SELECT count(*) FROM retention_matrix_text(NULL)', '0'), ('SELECT retention_curve(NULL)', NULL), ('SELECT retention_curve(''{}'')', '{}'),
	('SELECT retention_curve(''{NULL,"(,,,,,,,)"}'')', '{}'), ('SELECT count(*) FROM retention_matrix_text(''{NULL,"(,,,,,,,)"}'')', '0'),
	('SELECT retention_matrix_text((SELECT array_agg(ROW(date ''2026-01-01'', 1, g, 1, 1, true, timestamptz ''2026-01-01'', g)::retention_cell) FROM generate_series(0, 10000) AS g))',
	 '54000 | matrix must have at most 10000 columns, not 10001 | Ask for fewer periods with the option periods= or brackets=, or for longer ones.'),
	('SELECT retention_matrix_text((SELECT array_agg(ROW(date ''2026-01-01'' + g, 9223372036854775807, 0, 1, 1, true, timestamptz ''2026-01-01'' + g * interval ''1 day'', 0)::retention_cell) FROM generate_series(0, 1) AS g))', '22003 | bigint out of range'),
	('SELECT retention_curve((SELECT array_agg(ROW(date ''2026-01-01'' + g, 9223372036854775807, 0, 1, 1, true, timestamptz ''2026-01-01'' + g * interval ''1 day'', 0)::retention_cell) FROM generate_series(0, 1) AS g))', '22003 | bigint out of range')) AS c (query, wanted);

/* ---- Contacts ---- */

SELECT is(left(pg_temp.outcome(query), 5), '42883', 'refused by the parser: ' || query)
FROM unnest('{"SELECT cohort_retention(''day'', ''UTC'', 1.5, NULL, at) FROM event","SELECT lifecycle(''day'', ''UTC'', ARRAY[k], at) FROM event","SELECT stickiness(''day'', ''UTC'', at) FROM event","SELECT active_contacts(''day'', ''UTC'', k, at, 7) FROM event",
	"SELECT cohort_value(''day'', ''UTC'', k, start, at) FROM event","SELECT cohort_retention(''day'', ''UTC'', k, at) FROM event","SELECT cohort_value(''day'', ''UTC'', k, start, at, word) FROM event","SELECT cohort_retention(interval ''1 day'', ''UTC'', k, NULL, at) FROM event"}'::text[]) AS query;

/* ---- Constants that change between rows ---- */

CREATE TEMP TABLE changing (call text, name text);
INSERT INTO changing
SELECT format(call, changed, '''UTC'''), 'period' FROM unnest('{"cohort_retention(%s, %s, k, NULL, at)","cohort_value(%s, %s, k::text, start, at, 1)","lifecycle(%s, %s, k, at)","stickiness(%s, %s, k::text, at)","active_contacts(%s, %s, k, at)"}'::text[]) AS call,
	unnest(ARRAY['CASE word WHEN ''a'' THEN ''day'' ELSE ''hour'' END', 'CASE word WHEN ''a'' THEN ''36 hours'' ELSE ''37 hours'' END']) AS changed UNION ALL
SELECT format(call, '''day''', 'CASE word WHEN ''a'' THEN ''UTC'' ELSE ''Asia/Tokyo'' END'), 'zone' FROM unnest('{"cohort_retention(%s, %s, k, start, at, ''before'')","cohort_value(%s, %s, k, NULL, at, 1, ''before'')","lifecycle(%s, %s, k, at, '''')","stickiness(%s, %s, k, at, ''week'')","active_contacts(%s, %s, k, at, ''{1}'')"}'::text[]) AS call;
INSERT INTO changing VALUES
('cohort_retention(''day'', ''UTC'', k, NULL, at, CASE word WHEN ''a'' THEN ''on'' ELSE ''on_or_after'' END)', 'options'), ('cohort_retention(''day'', ''UTC'', k::text, start, at, CASE word WHEN ''a'' THEN ''brackets=0,1'' ELSE ''brackets=0,2'' END)', 'options'),
('cohort_retention(''day'', ''UTC'', md5(k::text)::uuid, start, at, CASE word WHEN ''a'' THEN '''' ELSE '' '' END)', 'options'),
('cohort_value(''day'', ''UTC'', k, NULL, at, 1, CASE word WHEN ''a'' THEN ''rolling'' ELSE ''calendar'' END)', 'options'), ('cohort_value(''day'', ''UTC'', k, start, at, 1, CASE word WHEN ''a'' THEN ''recurring'' ELSE '''' END)', 'options'),
('lifecycle(''day'', ''UTC'', k, at, CASE word WHEN ''a'' THEN '''' ELSE ''now=2026-01-01T00:00:00Z'' END)', 'options'), ('stickiness(''day'', ''UTC'', k, at, CASE word WHEN ''a'' THEN ''week'' ELSE ''month'' END)', 'span'),
('active_contacts(''day'', ''UTC'', k, at, CASE word WHEN ''a'' THEN ''{1}''::int[] ELSE ''{1,2}'' END)', 'spans'), ('active_contacts(''day'', ''UTC'', k::text, at, CASE word WHEN ''a'' THEN ''{1,2}''::int[] ELSE ''{2,1}'' END)', 'spans');

SELECT is(pg_temp.outcome(format('SELECT %s FROM event', call)), format('22023 | %s must not change within a group', name), call) FROM changing;
SELECT is(pg_temp.outcome(format('SELECT %s OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM event', call)), format('22023 | %s must not change within a group', name), 'in a window: ' || call) FROM changing;
SELECT lives_ok(format('SELECT word, %s FROM event GROUP BY word', call), 'other in another group: ' || call) FROM changing;
-- an array that begins elsewhere has the same spans
SELECT lives_ok('SELECT active_contacts(''day'', ''UTC'', k, at, CASE word WHEN ''a'' THEN ''{1,2}''::int[] ELSE ''[5:6]={1,2}'' END) FROM event', 'spans that are the same');
-- a NULL that comes later
SELECT is(pg_temp.outcome(format('SELECT %s FROM event', replace(replace(replace(call, 'ELSE ''hour''', 'ELSE NULL'), 'ELSE ''Asia/Tokyo''', 'ELSE NULL'), 'ELSE ''on_or_after''', 'ELSE NULL'))), format('22004 | %s must not be NULL', name), 'a NULL that comes later: ' || call)
FROM changing WHERE call ~ 'hour'' END|Tokyo|on_or_after';

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
SELECT is((SELECT (cohort_retention('day', 'UTC', k, NULL, at))[1].size FROM event), 1::bigint, 'and after all that it still counts');

SELECT * FROM finish();
ROLLBACK;
