/*
 * States of retention on their way between processes, damaged in every way:
 * refused by an error of class 22, or a state that gives an answer; never a
 * crash.
 */
\ir lib/oracle.sql
\ir lib/damage.sql
\ir lib/state_doors.sql

SELECT plan(92);

SELECT pg_temp.open_doors('cohort_retention', 'cohort_value', 'lifecycle', 'stickiness', 'active_contacts');

/* ---- What is damaged ---- */

CREATE TEMP TABLE visit AS
SELECT g % 9 AS k, 'contact ' || g % 8 AS name, md5((g % 7)::text)::uuid AS device, timestamptz '2026-01-01 00:00+00' + g * g * interval '1 hour' AS at,
	   timestamptz '2000-01-01 00:00+00' + g * g * interval '20 days' AS long_ago, CASE WHEN g % 3 > 0 THEN timestamptz '2025-12-30 00:00+00' + g % 9 * interval '9 days' END AS start, g * 0.5 AS amount
FROM generate_series(1, bigint '24') AS g;

-- Few periods are shown, or long ones: a damaged end of the data may be as late as time is.
INSERT INTO victim
SELECT 'no contact', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', NULL::bigint, start, at, 'periods=2') FROM visit) UNION ALL
SELECT 'first activity', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', k, NULL, at, 'periods=2') FROM visit) UNION ALL
SELECT 'one contact', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('week', 'UTC', 5, start, at, 'on_or_after, periods=9') FROM visit) UNION ALL
SELECT 'first of all starts', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('week', 'Europe/Berlin', name, start, at, 'rolling, brackets=0,1,7-7') FROM visit) UNION ALL
SELECT 'starts without activity', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('year', 'UTC', k, start, NULL) FROM visit) UNION ALL
SELECT 'all starts', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', device, start, at, 'recurring, before, periods=9') FROM visit) UNION ALL
SELECT 'instants', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('10 days', 'UTC', k, start, at, 'rolling, now=2027-01-01T00:00:00Z, periods=9') FROM visit) UNION ALL
SELECT 'far apart', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('year', 'UTC', k, NULL, far, 'periods=3') FROM visit, (VALUES (timestamptz '4713-11-24 00:00+00 BC'), ('1970-01-01'), ('294276-12-31 00:00+00')) AS t (far)) UNION ALL
SELECT 'instants far apart', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('1000 days', 'UTC', 1, at, other, 'rolling, recurring, periods=3')
	FROM (VALUES (timestamptz '4713-11-24 00:00+00 BC', timestamptz '294276-12-31 00:00+00'), ('1970-01-01', '2000-01-01')) AS t (at, other)) UNION ALL
SELECT 'lifecycle', 'lifecycle', (SELECT pg_temp.bytes_lifecycle('year', 'Asia/Kolkata', name, long_ago, 'now=2026-12-01T00:00:00Z') FROM visit) UNION ALL
SELECT 'stickiness', 'stickiness', (SELECT pg_temp.bytes_stickiness('month', 'UTC', k, long_ago, 'year') FROM visit) UNION ALL
SELECT 'stickiness without a span', 'stickiness', (SELECT pg_temp.bytes_stickiness('hour', 'UTC', device, at) FROM visit) UNION ALL
SELECT 'active_contacts', 'active_contacts', (SELECT pg_temp.bytes_active_contacts('year', 'UTC', k, long_ago, '{1,7,30}') FROM visit) UNION ALL
SELECT 'values', 'cohort_value', (SELECT pg_temp.bytes_cohort_value('day', 'UTC', k, NULL, at, amount, 'periods=3') FROM visit) UNION ALL
SELECT 'values by start', 'cohort_value', (SELECT pg_temp.bytes_cohort_value('month', 'UTC', name, start, at, nullif(amount, 7), 'rolling, before, periods=3') FROM visit) UNION ALL
SELECT 'values by all starts', 'cohort_value', (SELECT pg_temp.bytes_cohort_value('week', 'UTC', device, start, at, -amount, 'recurring, brackets=0,3,9') FROM visit);
-- many contacts, most of them in the form that a few have
INSERT INTO victim
SELECT 'many contacts', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', hashint8extended(g % 40, 0), NULL, timestamptz '2026-01-01 00:00+00' + g * g % 97 * interval '1 day', 'periods=2') FROM generate_series(1, bigint '80') AS g);

\set shown 'SELECT count(*) FROM unnest(@) AS c'
\ir lib/state_damage.sql

/* ---- States of one for another ---- */

SELECT is_empty($$SELECT v.name, a, pg_temp.outcome(format(query, a), bytes, bytes) FROM victim AS v, unnest('{cohort_retention,lifecycle,stickiness,active_contacts,cohort_value}'::text[]) AS a, way
				  WHERE (a = 'cohort_value') <> (aggregate = 'cohort_value') AND way.name = 'alone' AND pg_temp.outcome(format(query, a), bytes, bytes) <> 'refused'$$, 'states of values and of activity are two');
SELECT is_empty($$SELECT a.name, b.name FROM victim AS a, victim AS b, way
				  WHERE way.name = 'after a good one' AND a.aggregate <> 'cohort_value' AND b.aggregate <> 'cohort_value' AND a.aggregate <> b.aggregate AND pg_temp.outcome(format(query, a.aggregate), b.bytes, a.bytes) <> 'refused'$$,
				'those of another aggregate do not go with one');
SELECT is_empty($$SELECT a.name, b.name FROM victim AS a, victim AS b, way
				  WHERE way.name = 'after a good one' AND a.aggregate = b.aggregate AND a.name <> b.name AND pg_temp.outcome(format(query, a.aggregate), b.bytes, a.bytes) <> 'refused'
				  AND NOT (a.name IN ('no contact', 'first activity', 'many contacts') AND b.name IN ('no contact', 'first activity', 'many contacts'))$$, 'nor those that ask something else');

/* ---- What a good one promises ---- */

SELECT pg_temp.agree(format('SELECT pg_temp.answer_%s(bytes)::text FROM victim WHERE name = %L', aggregate, name), format('SELECT pg_temp.answer_%s(bytes)::text FROM victim, generate_series(1, 3) WHERE name = %L', aggregate, name), name || ': the same part thrice is one')
FROM victim WHERE aggregate <> 'cohort_value';
SELECT pg_temp.agree('SELECT pg_temp.answer_cohort_retention(b)::text FROM (SELECT pg_temp.bytes_cohort_retention(''day'', ''UTC'', k, NULL, at) AS b FROM visit GROUP BY extract(hour FROM at)) AS s',
					 'SELECT cohort_retention(''day'', ''UTC'', k, NULL, at)::text FROM visit', 'parts are the whole');
SELECT pg_temp.agree('SELECT pg_temp.answer_cohort_value(b)::text FROM (SELECT pg_temp.bytes_cohort_value(''day'', ''UTC'', k, NULL, at, amount) AS b FROM visit GROUP BY extract(hour FROM at)) AS s',
					 'SELECT cohort_value(''day'', ''UTC'', k, NULL, at, amount)::text FROM visit', 'of values, too');

SELECT * FROM finish();
ROLLBACK;
