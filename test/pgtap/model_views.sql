/*
 * What every view and function of a model must be, whatever it shows: loops
 * over the catalog, over an empty model, sample data and the worst data.
 */
\ir lib/model.sql

SELECT * FROM no_plan();

SELECT pg_temp.make_model('empty', zone => '<%s>-3');
SELECT pg_temp.make_model('sample', contacts => 150);
SELECT pg_temp.make_nasty_model('nasty');

-- Views of constants, which have rows in any model
CREATE TEMP VIEW constants AS
SELECT unnest('{campaign_actions,campaign_transitions,event_types,kpi_sets,message_statuses,model_info,model_objects,data_quality,texting_channels}'::text[]) AS name;

CREATE TEMP VIEW model_columns AS
SELECT n.nspname AS model, c.oid, c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod) AS type
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname IN ('empty', 'sample', 'nasty') AND c.relkind = 'v';

/* ---- What is in the catalog ---- */

SELECT cmp_ok(count(*), '>', 60::bigint, kind || 's are there to be looked at') FROM pg_temp.askable('empty') GROUP BY kind ORDER BY kind;

SELECT is_empty($$
	SELECT relname, attname FROM model_columns WHERE model = 'empty' AND coalesce(col_description(oid, attnum), '') = ''
	UNION ALL
	SELECT relname, NULL FROM pg_class WHERE relnamespace = 'empty'::regnamespace AND relkind IN ('v', 'r') AND coalesce(obj_description(oid, 'pg_class'), '') = ''
	UNION ALL
	SELECT oid::regprocedure::text, NULL FROM pg_proc WHERE pronamespace = 'empty'::regnamespace AND coalesce(obj_description(oid, 'pg_proc'), '') = ''
	UNION ALL
	SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE c.relnamespace = 'empty'::regnamespace AND c.relkind = 'r' AND coalesce(col_description(c.oid, a.attnum), '') = ''
	$$, 'every relation, column and function says what it is');

-- The relations' own columns have no other type here than there.
SELECT is_empty($$
	SELECT relname, attname, type FROM model_columns
	WHERE model = 'empty' AND type !~ '^(text|bigint|integer|boolean|date|timestamp with time zone|double precision|numeric\(\d+,\d+\))$'
		AND (relname, attname) NOT IN (('all_campaigns', 'tags'), ('all_templates', 'tags'), ('all_contacts', 'attributes'), ('all_events', 'properties'), ('event_facts', 'properties'))
	$$, 'columns are of types that every tool knows');

-- A column of another collation could not be compared with one of a table.
SELECT is_empty($$
	SELECT relname, model_columns.attname, a.attcollation::regcollation FROM model_columns JOIN pg_attribute AS a ON a.attrelid = model_columns.oid AND a.attname = model_columns.attname
	WHERE model = 'empty' AND a.attcollation NOT IN (0, (SELECT oid FROM pg_collation WHERE collname = 'default'))
	$$, 'columns have the collation of the database');

SELECT is_empty($$
	SELECT relname, reloptions FROM pg_class
	WHERE relnamespace = 'empty'::regnamespace AND relkind = 'v'
		AND (SELECT option_value FROM pg_options_to_table(reloptions) WHERE option_name = 'security_invoker')::boolean IS NOT TRUE
	$$, 'views read with the rights of who asks');

SELECT is_empty($$
	SELECT oid::regprocedure, prosecdef, provolatile, proconfig FROM pg_proc
	WHERE pronamespace = 'empty'::regnamespace
		AND (prosecdef OR proconfig IS NULL OR NOT EXISTS (SELECT FROM unnest(proconfig) AS c WHERE c ~ '^search_path=.*, pg_temp$') OR provolatile = 'v' AND prorettype <> 'trigger'::regtype)
	$$, 'functions run with the rights of who asks, in a path of their own, and change nothing');

-- A function that takes a range must leave the range of the session as it is.
SELECT is_empty($$
	SELECT oid::regprocedure, proconfig FROM pg_proc
	WHERE pronamespace = 'empty'::regnamespace AND proargnames @> '{preset}' AND NOT coalesce(proconfig, '{}') @> '{campaign_analytics.range_start=,campaign_analytics.range_end=,campaign_analytics.zone=}'
	$$, 'functions that are given a range set it for themselves');

-- A function that is named like a view gives rows of it; some add to them.
SELECT is_empty($$
	SELECT p.oid::regprocedure, p.prorettype::regtype FROM pg_proc AS p JOIN pg_class AS c ON c.relnamespace = p.pronamespace AND c.relname = p.proname AND c.relkind = 'v'
	WHERE p.pronamespace = 'empty'::regnamespace AND p.prorettype <> c.reltype
	$$, 'functions named like views give rows of them');

/* ---- Nothing fails ---- */

SELECT is_empty(format('SELECT pg_temp.complaints(%L, %L, %L)', model, id, model <> 'empty'), format('every view and function answers, %s, id %s', model, coalesce(id, 'NULL')))
FROM unnest('{empty,sample,nasty}'::text[]) WITH ORDINALITY AS m (model, place), unnest('{NULL,"",c4,p3,nobody}'::text[]) WITH ORDINALITY AS i (id, turn)
WHERE CASE model WHEN 'empty' THEN turn IN (1, 5) WHEN 'sample' THEN turn = 1 ELSE turn IN (2, 3) END
ORDER BY place, turn;

-- Whatever the session is set to, also to a range of no events at all
SELECT is_empty(format('SELECT pg_temp.complaints(''nasty'', ''c4'', false) FROM use_range(%s, is_local => true)', range), 'every view and function answers, range ' || range)
FROM unnest(ARRAY[$$start_at => '2024-03-10 05:00+00', end_at => '2024-03-10 05:00:00.000001+00', zone => 'Australia/Lord_Howe'$$,
				  $$start_at => '2024-03-10 00:00-05', end_at => '2024-03-11 00:00-04', zone => 'America/New_York'$$,
				  $$end_at => '2024-03-10 12:00+00', zone => 'Asia/Kathmandu'$$]) AS range;
SELECT use_range('all', zone => 'UTC', is_local => true);

-- NaN and infinity would make a tool stumble, be they numbers or times.
CREATE FUNCTION pg_temp.infinite_columns(wanted name) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s.%s: %s', relname, attname, said)
	FROM model_columns, pg_temp.say(format('SELECT min(%2$I::text) FROM %1$I.%3$I WHERE lower(%2$I::text) IN (''nan'', ''infinity'', ''-infinity'')', model, attname, relname)) AS said
	WHERE model = wanted AND type ~ '^(double|numeric|timestamp|date)' AND said IS NOT NULL
$$;

SELECT is_empty(format('SELECT pg_temp.infinite_columns(%L)', model), 'no view shows NaN or infinity, ' || model) FROM unnest('{sample,nasty}'::text[]) AS model;

-- Numbers that floating point cannot add up
CREATE FUNCTION pg_temp.value_of(value double precision) RETURNS SETOF text LANGUAGE sql AS $$
	UPDATE nasty.events SET value = value_of.value;
	SELECT pg_temp.complaints('nasty', 'c4') UNION ALL SELECT pg_temp.infinite_columns('nasty');
$$;

SAVEPOINT values;
SELECT is_empty(format('SELECT pg_temp.value_of(%L)', value), 'every event has the value ' || value) FROM unnest('{1.7976931348623157e308,NaN,-Infinity}'::double precision[]) AS value;
ROLLBACK TO values;

-- Nor even hold, in an adopted table
CREATE SCHEMA wide;
CREATE TABLE wide.events (LIKE empty.events INCLUDING DEFAULTS);
ALTER TABLE wide.events ALTER value TYPE numeric;
SELECT pg_temp.make_model('wide');
INSERT INTO wide.events (occurred_at, event_type, contact_id, campaign_id, value)
SELECT '2024-03-10 05:00+00', 'purchase', 'p3', 'c4', value FROM unnest('{1e400,-1e400,NaN,Infinity,1e290,2.5}'::numeric[]) AS value;
SELECT is_empty($$SELECT pg_temp.complaints('wide', 'c4')$$, 'every view and function answers, with values beyond floating point');
SELECT results_eq('SELECT value FROM wide.all_events WHERE value IS NOT NULL ORDER BY value', '{2.5,1e290}'::double precision[], 'and what can be added up is there');

/* ---- An empty model ---- */

-- No rows, or rows in which every count is 0 and every measure NULL or 0
SELECT is_empty(format($$
	SELECT to_jsonb(a) FROM %s AS a
	WHERE EXISTS (SELECT FROM jsonb_each(to_jsonb(a)) AS f
				  WHERE jsonb_typeof(f.value) = 'number' AND f.key NOT IN ('hour', 'weekday', 'step') AND f.value <> '0' AND (f.key, f.value) <> ('conversion_from_previous', '1'))
	$$, relation), relation || ' of nothing')
FROM pg_temp.askable('empty')
WHERE name NOT IN (SELECT name FROM constants) AND name !~ '_json$|^json_|^touch_types$|^add_fixed$|^matching_|^search_'
ORDER BY place;

SELECT is(sum(rows), 0::numeric, 'no rows break the rules of data_quality') FROM empty.data_quality;

SELECT * FROM finish();
ROLLBACK;
