/*
 * Composite types that are no longer as the extension made them, as their owner,
 * or an update of the extension under a loaded library, could have it: whatever
 * makes or reads a row of one says so.
 */
\ir lib/oracle.sql

SELECT * FROM no_plan();

CREATE TABLE public.event AS
SELECT bigint '7' AS k, timestamptz '2026-01-01 00:00+00' + g * interval '1 hour' AS at, (ARRAY['a', 'b', 'c'])[1 + g % 3] AS e, (ARRAY['contact', 'agent'])[1 + g % 2] AS actor
FROM generate_series(1, 9) AS g;

CREATE TEMP TABLE maker (type regtype, call text);
INSERT INTO maker VALUES
('engagement_point', $$engagement_series('day', 'UTC', at, e, '{a}', k)$$),
('funnel_step', $$funnel('1 day', k, at, e, '{a,b}')$$),
('funnel_bin', $$funnel_histogram('1 day', k, at, e, '{a,b}')$$),
('funnel_trend_point', $$funnel_trend('day', 'UTC', '1 day', k, at, e, '{a,b}')$$),
('path_edge', $$path_edges('1 day', k, at, e)$$),
('retention_cell', $$cohort_retention('day', 'UTC', k, NULL::timestamptz, at)$$),
('retention_cell', 'retention_matrix_text(ARRAY[NULL]::retention_cell[])'),
('lifecycle_point', $$lifecycle('day', 'UTC', k, at)$$),
('stickiness_point', $$stickiness('day', 'UTC', k, at)$$),
('active_contacts_point', $$active_contacts('day', 'UTC', k, at, '{1,7}')$$),
('cohort_value_cell', $$cohort_value('day', 'UTC', k, NULL::timestamptz, at, 1)$$),
('utm_params', $$utm('https://x.io/?utm_source=' || min(e))$$),
('attribution_credit', $$attribution('{linear}', '1 day', k, at, e, true, 1)$$),
('attribution_path', $$attribution_paths('1 day', k, at, e, true, 1)$$),
('assisted_conversion', $$assisted_conversions('1 day', k, at, e, true, 1)$$),
('removal_effect', $$removal_effects('1 day', k, at, e, true, 1)$$),
('attribution_transition', $$transition_matrix('1 day', k, at, e, true, 1)$$),
('utm_attribution_row', 'utm_attribution(e, e, e, k, true)'),
('proportion_interval', 'wilson_interval(1, count(*))'),
('ab_test_result', 'ab_test(1, count(*), 2, 9)'),
('holdout_lift_result', 'holdout_lift(1, count(*), 2, 9)'),
('chi_square_result', $$chi_square('{1,2}', ARRAY[count(*), 9])$$),
('sample_ratio_result', 'sample_ratio(ARRAY[count(*), 9])'),
('message_metrics_row', $$message_metrics('sent', true, at, k)$$),
('message_series_point', $$message_series('day', 'UTC', true, at, k)$$),
('response_summary', 'response_times(k, at, actor)'),
('response_wait', 'response_waits(k, at, actor, e)');

CREATE TEMP TABLE made AS
SELECT t.oid::regtype AS type, p.proname AS name
FROM pg_depend AS d JOIN pg_type AS t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
	 JOIN pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'
	 LEFT JOIN pg_proc AS p ON p.prorettype IN (t.oid, t.typarray) AND p.proname !~ '^ca_'
		AND p.prolang <> (SELECT oid FROM pg_language WHERE lanname = 'sql')
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'campaign_analytics');
SELECT is_empty('SELECT type, name FROM made EXCEPT SELECT type, substring(call, ''^\w+'') FROM maker', 'whatever gives rows of a type is called');

-- What a call says when its type is altered so; nothing of it stays.
CREATE FUNCTION pg_temp.altered(type regtype, alteration text, call text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('ALTER TYPE %s %s', type, alteration);
	EXECUTE format('SELECT %s FROM public.event', call);
	RAISE EXCEPTION USING ERRCODE = 'ANSWR', MESSAGE = 'it answers';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END
$$;
SELECT is(pg_temp.altered(type, alteration, call), '42804: type ' || type || ' is not as campaign_analytics made it', format('%s, %s', call, what))
FROM maker, LATERAL (SELECT attname, CASE atttypid WHEN 'bigint'::regtype THEN 'text' ELSE 'bigint' END AS other
					 FROM pg_attribute WHERE attrelid = (SELECT typrelid FROM pg_type WHERE oid = type) ORDER BY attnum LIMIT 1) AS a,
	 LATERAL (VALUES ('an attribute more', 'ADD ATTRIBUTE extra text'), ('an attribute less', format('DROP ATTRIBUTE %I', attname)),
					 ('one replaced', format('DROP ATTRIBUTE %I, ADD ATTRIBUTE %1$I %s', attname, other)),
					 ('one of another type', format('ALTER ATTRIBUTE %I TYPE %s', attname, other))) AS c (what, alteration)
-- a function in SQL has this type, which keeps its attributes as they are
WHERE NOT (type = 'retention_cell'::regtype AND alteration ~ '^ALTER');
SELECT is(pg_temp.altered(type, 'OWNER TO CURRENT_USER', call), 'ANSWR: it answers', call || ' as it was made') FROM maker;

SELECT * FROM finish();
ROLLBACK;
