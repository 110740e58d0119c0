/*
 * States of response_times and response_waits on their way between processes,
 * damaged in every way: refused by an error of class 22, or a state that gives
 * an answer; never a crash.
 */
\ir lib/oracle.sql
\ir lib/damage.sql
\ir lib/state_doors.sql

SELECT plan(60);

SELECT pg_temp.open_doors('response_times', 'response_waits');

/* ---- What is damaged ---- */

CREATE TEMP TABLE message AS
SELECT g % 5 AS k, 'chat ' || g % 5 AS name, md5((g % 7)::text)::uuid AS device, timestamptz '2026-01-01 00:00+00' + g * g * interval '7 min' AS at,
	   (ARRAY['contact', 'agent', 'contact', 'assistant'])[1 + g * g % 11 % 4] AS actor, CASE WHEN g % 3 > 0 THEN 'agent ' || g % 3 END AS agent
FROM generate_series(1, bigint '24') AS g;

INSERT INTO victim
SELECT 'no conversation', 'response_times', (SELECT pg_temp.bytes_response_times(NULL::bigint, at, actor) FROM message) UNION ALL
SELECT 'one conversation', 'response_times', (SELECT pg_temp.bytes_response_times(bigint '5', at, actor) FROM message) UNION ALL
SELECT 'times by number', 'response_times', (SELECT pg_temp.bytes_response_times(k, at, actor) FROM message) UNION ALL
SELECT 'times by name', 'response_times', (SELECT pg_temp.bytes_response_times(name, at, actor) FROM message) UNION ALL
SELECT 'times by pair', 'response_times', (SELECT pg_temp.bytes_response_times((k, name), at, actor) FROM message) UNION ALL
SELECT 'far apart', 'response_times', (SELECT pg_temp.bytes_response_times(1, far, actor) FROM (VALUES (timestamptz '4713-11-24 00:00+00 BC', 'contact'), ('294276-12-31 00:00+00', 'agent')) AS t (far, actor)) UNION ALL
SELECT 'waits of nobody', 'response_waits', (SELECT pg_temp.bytes_response_waits(NULL::text, at, actor, agent) FROM message) UNION ALL
SELECT 'waits by number', 'response_waits', (SELECT pg_temp.bytes_response_waits(k, at, actor, agent) FROM message) UNION ALL
SELECT 'waits by name', 'response_waits', (SELECT pg_temp.bytes_response_waits(name, at, actor, agent) FROM message) UNION ALL
SELECT 'waits by device', 'response_waits', (SELECT pg_temp.bytes_response_waits(device, at, actor, NULL) FROM message);
INSERT INTO victim
SELECT 'many conversations', 'response_waits', (SELECT pg_temp.bytes_response_waits(hashint8extended(g % 40, 0), timestamptz '2026-01-01 00:00+00' + g * g % 97 * interval '1 day', CASE WHEN g % 3 = 0 THEN 'agent' ELSE 'contact' END, g::text) FROM generate_series(1, bigint '80') AS g);

\set shown 'SELECT @::text'
\ir lib/state_damage.sql

/* ---- States of one for another ---- */

SELECT is_empty($$SELECT a.name, b.name FROM victim AS a, victim AS b, way
				  WHERE way.name = 'after a good one' AND a.aggregate <> b.aggregate AND pg_temp.outcome(format(query, a.aggregate), b.bytes, a.bytes) <> 'refused'$$,
				'those of another aggregate do not go with one');
SELECT is_empty($$SELECT a.name, pg_temp.outcome(format(query, o), bytes, bytes) FROM victim AS a, unnest('{response_times,response_waits}'::text[]) AS o, way
				  WHERE way.name = 'alone' AND a.aggregate <> o AND pg_temp.outcome(format(query, o), bytes, bytes) <> 'refused'$$, 'nor alone');

/* ---- What a good one promises ---- */

SELECT is_empty($$SELECT name FROM victim WHERE aggregate = 'response_times' AND pg_temp.outcome('SELECT 1 / (answer = twice)::int FROM (SELECT (SELECT pg_temp.answer_response_times($1))::text AS answer, (SELECT pg_temp.answer_response_times(b) FROM (VALUES ($1), ($1)) AS v (b))::text AS twice) AS s', bytes, bytes) <> 'valid'$$,
				'the same part twice is one');
SELECT pg_temp.agree('SELECT pg_temp.answer_response_waits(b)::text FROM (SELECT pg_temp.bytes_response_waits(name, at, actor, agent) AS b FROM message GROUP BY extract(hour FROM at)) AS s',
					 'SELECT response_waits(name, at, actor, agent)::text FROM message', 'parts are the whole');
SELECT pg_temp.agree('SELECT pg_temp.bytes_response_waits(name, at, actor, agent) FROM (SELECT * FROM message ORDER BY at DESC OFFSET 0) AS m',
					 'SELECT pg_temp.bytes_response_waits(name, at, actor, agent) FROM (SELECT * FROM message ORDER BY agent, at OFFSET 0) AS m', 'equal rows make equal bytes');

SELECT * FROM finish();
ROLLBACK;
