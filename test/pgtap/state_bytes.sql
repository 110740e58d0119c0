/*
 * States of all other aggregates on their way between processes, damaged in
 * every way: refused by an error of class 22, or a state that gives an answer;
 * never a crash. (Those of activity, messages and responses have files of their
 * own; the stored types are tried in errors.sql and timeline_bytes.sql.)
 */
\ir lib/oracle.sql
\ir lib/damage.sql
\ir lib/state_doors.sql

SELECT plan(88);

SELECT pg_temp.open_doors('count_distinct', 'keyset', 'engagement', 'engagement_series', 'funnel', 'funnel_trend', 'funnel_times', 'window_funnel', 'path_edges',
						  'sequence_match', 'sequence_next_node', 'timeline', 'attribution', 'attribution_paths', 'removal_effects', 'utm_attribution');

/* ---- What is damaged ---- */

CREATE TEMP TABLE event AS
SELECT g % 5 AS k, 'contact ' || g % 4 AS name, md5((g % 3)::text)::uuid AS device, timestamptz '2026-01-01 00:00+00' + g * g * interval '7 min' AS at, (ARRAY['a', 'b', 'c'])[1 + g * g % 7 % 3] AS e,
	   g % 4 = 0 AS converted, g * 0.5 AS value
FROM generate_series(1, bigint '7') AS g;

INSERT INTO victim
SELECT 'keys', 'count_distinct', (SELECT pg_temp.bytes_count_distinct(k * k * k) FROM event) UNION ALL
SELECT 'pairs of keys', 'keyset', (SELECT pg_temp.bytes_keyset(k, name) FROM event) UNION ALL
SELECT 'engagement', 'engagement', (SELECT pg_temp.bytes_engagement(e, '{a,b,x}', k) FROM event) UNION ALL
SELECT 'series', 'engagement_series', (SELECT pg_temp.bytes_engagement_series('day', 'Europe/Berlin', at, e, '{a,b}', k) FROM event) UNION ALL
SELECT 'funnel', 'funnel', (SELECT pg_temp.bytes_funnel('1 day', k, at, e, '{a,b}') FROM event) UNION ALL
SELECT 'funnel with a mode', 'funnel', (SELECT pg_temp.bytes_funnel('1 day', 'strict_steps, exclude=c, step_window=2 h', name, at, e, '{a,b}') FROM event) UNION ALL
SELECT 'funnel by conditions', 'funnel', (SELECT pg_temp.bytes_funnel('1 day', device, at, e = 'a', e = 'b') FROM event) UNION ALL
SELECT 'trend', 'funnel_trend', (SELECT pg_temp.bytes_funnel_trend('day', 'Asia/Tokyo', '1 day', k, at, e, '{a,b}') FROM event) UNION ALL
SELECT 'funnel_times', 'funnel_times', (SELECT pg_temp.bytes_funnel_times('1 day', 'optional=2', at, e, '{a,b,c}') FROM event) UNION ALL
SELECT 'funnel_times by conditions', 'funnel_times', (SELECT pg_temp.bytes_funnel_times('1 day', at, e = 'a', e = 'b') FROM event) UNION ALL
SELECT 'window_funnel', 'window_funnel', (SELECT pg_temp.bytes_window_funnel('1 day', 'strict_once', at, e = 'a', e = 'b') FROM event) UNION ALL
SELECT 'window_funnel by names', 'window_funnel', (SELECT pg_temp.bytes_window_funnel('1 day', at, e, '{a,b}') FROM event) UNION ALL
SELECT 'paths', 'path_edges', (SELECT pg_temp.bytes_path_edges('1 day', k, at, e, 3) FROM event) UNION ALL
SELECT 'sequence', 'sequence_match', (SELECT pg_temp.bytes_sequence_match('(?1)(?t<9)(?2)', at, e = 'a', e = 'b') FROM event) UNION ALL
SELECT 'next node', 'sequence_next_node', (SELECT pg_temp.bytes_sequence_next_node('forward', 'first_match', at, e, true, e = 'a') FROM event) UNION ALL
SELECT 'events', 'timeline', (SELECT pg_temp.bytes_timeline(k, at, e) FROM event) UNION ALL
SELECT 'attribution', 'attribution', (SELECT pg_temp.bytes_attribution('{linear,markov,shapley,time_decay}', '9 days', k, at, e, converted, value) FROM event) UNION ALL
SELECT 'attribution with options', 'attribution', (SELECT pg_temp.bytes_attribution('{position_based}', '9 days', name, at, e, converted, value, 'weights=1/2/3, exclude=b') FROM event) UNION ALL
SELECT 'paths of touches', 'attribution_paths', (SELECT pg_temp.bytes_attribution_paths('9 days', device, at, e, converted, value) FROM event) UNION ALL
SELECT 'removals', 'removal_effects', (SELECT pg_temp.bytes_removal_effects('9 days', k, at, e, converted, value, 'order=2') FROM event) UNION ALL
SELECT 'parameters of urls', 'utm_attribution', (SELECT pg_temp.bytes_utm_attribution('http://a/?utm_source=' || e || '&utm_medium=m', k, converted) FROM event);

-- None is left out.
SELECT is_empty($$
	SELECT s.prosrc FROM pg_aggregate JOIN pg_proc AS p ON p.oid = aggfnoid JOIN pg_proc AS s ON s.oid = aggserialfn WHERE p.pronamespace = 'campaign_analytics'::regnamespace
	EXCEPT SELECT s.prosrc FROM victim JOIN pg_proc AS p ON p.proname = aggregate JOIN pg_aggregate ON aggfnoid = p.oid JOIN pg_proc AS s ON s.oid = aggserialfn
	EXCEPT SELECT unnest('{ca_activity_serialize,ca_cohort_value_serialize,ca_message_metrics_serialize,ca_message_series_serialize,ca_responses_serialize}'::text[])$$,
	'every kind of state is damaged here or in its own file');

\set shown 'SELECT @::text'
\ir lib/state_damage.sql

/* ---- States of one for another ---- */

CREATE TEMP TABLE confused AS
SELECT v.name, v.aggregate, other, (SELECT count(DISTINCT s.aggserialfn) FROM pg_proc AS p JOIN pg_aggregate AS s ON s.aggfnoid = p.oid WHERE p.proname IN (v.aggregate, other)) = 1 AS akin,
	   pg_temp.outcome(format(query, other), bytes, bytes) AS outcome
FROM victim AS v, way, (SELECT DISTINCT aggregate FROM victim) AS o (other)
WHERE way.name = 'alone' AND other <> v.aggregate;
SELECT is_empty($$SELECT * FROM confused WHERE outcome <> 'refused' AND NOT akin$$, 'a state of another kind is refused');
SELECT is_empty($$SELECT * FROM confused WHERE outcome NOT IN ('refused', 'valid')$$, 'one of the same kind is refused or gives an answer');

SELECT * FROM finish();
ROLLBACK;
