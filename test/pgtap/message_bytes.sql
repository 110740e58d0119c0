/*
 * States of message_metrics and message_series on their way between processes,
 * damaged in every way: refused by an error of class 22, or a state that gives an
 * answer; never a crash.
 */
\ir lib/oracle.sql
\ir lib/damage.sql
\ir lib/state_doors.sql

SELECT plan(72);

SELECT pg_temp.open_doors('message_metrics', 'message_series');

/* ---- What is damaged ---- */

CREATE TEMP TABLE event AS
SELECT (ARRAY['requested', 'sent', 'delivered', 'opened', 'clicked', 'replied'])[1 + g % 6] AS type, g % 3 > 0 AS human, timestamptz '2026-01-01 00:00+00' + g * g * interval '7 hours' AS at,
	   nullif(g % 9, 5) AS k, g % 4 AS l, md5((g % 7)::text)::uuid AS device
FROM generate_series(1, bigint '24') AS g;

INSERT INTO victim
SELECT 'numbers', 'message_metrics', (SELECT pg_temp.bytes_message_metrics(type, human, at, k) FROM event) UNION ALL
SELECT 'pairs', 'message_metrics', (SELECT pg_temp.bytes_message_metrics(type, human, at, k, l) FROM event) UNION ALL
SELECT 'texts', 'message_metrics', (SELECT pg_temp.bytes_message_metrics(type, human, at, 'key ' || k) FROM event) UNION ALL
SELECT 'uuids', 'message_metrics', (SELECT pg_temp.bytes_message_metrics(type, human, at, device) FROM event) UNION ALL
SELECT 'many keys', 'message_metrics', (SELECT pg_temp.bytes_message_metrics('opened', g % 2 = 0, timestamptz '2026-01-01 00:00+00', g) FROM generate_series(1, bigint '96') AS g) UNION ALL
SELECT 'rows without a key', 'message_metrics', (SELECT pg_temp.bytes_message_metrics(type, human, at, NULL::bigint) FROM event) UNION ALL
SELECT 'nothing that counts', 'message_metrics', (SELECT pg_temp.bytes_message_metrics('seen', human, at, k) FROM event) UNION ALL
SELECT 'far apart', 'message_metrics', (SELECT pg_temp.bytes_message_metrics('opened', true, far, k) FROM event, (VALUES (timestamptz '4713-11-24 00:00+00 BC'), ('294276-12-31 00:00+00')) AS t (far)) UNION ALL
SELECT 'series of numbers', 'message_series', (SELECT pg_temp.bytes_message_series('day', 'Europe/Berlin', human, at, k) FROM event) UNION ALL
SELECT 'series of pairs', 'message_series', (SELECT pg_temp.bytes_message_series('hour', 'Asia/Kolkata', human, at, k, l) FROM event) UNION ALL
SELECT 'series of texts', 'message_series', (SELECT pg_temp.bytes_message_series('year', 'UTC', human, at, 'key ' || k) FROM event) UNION ALL
SELECT 'series of uuids', 'message_series', (SELECT pg_temp.bytes_message_series('week', 'UTC', human, at, device) FROM event) UNION ALL
SELECT 'series without a key', 'message_series', (SELECT pg_temp.bytes_message_series('month', 'UTC', human, at, NULL::bigint) FROM event) UNION ALL
SELECT 'series far apart', 'message_series', (SELECT pg_temp.bytes_message_series('minute', 'UTC', true, far, 1::bigint) FROM (VALUES (timestamptz '4713-11-24 00:00+00 BC'), ('294276-12-31 00:00+00')) AS t (far));

\set shown 'SELECT @::text'
\ir lib/state_damage.sql

/* ---- States of one for another ---- */

SELECT is_empty($$SELECT victim.name, a FROM victim, unnest('{message_metrics,message_series}'::text[]) AS a, way
				  WHERE way.name = 'alone' AND a <> aggregate AND pg_temp.outcome(format(query, a), bytes, bytes) <> 'refused'$$, 'states of the two are two');
SELECT is_empty($$SELECT a.name, b.name FROM victim AS a, victim AS b, way
				  WHERE way.name = 'after a good one' AND a.aggregate = 'message_series' AND b.aggregate = 'message_series' AND a.name <> b.name AND pg_temp.outcome(format(query, a.aggregate), b.bytes, a.bytes) <> 'refused'$$,
				'series of other periods do not go together');

/* ---- Numbers of years that would overflow on the way to a year ---- */

/* Behind the zone: one period, 2000 in one byte, a count of rows and of humans; 2 ^ 62 takes nine bytes. */
CREATE TEMP TABLE year AS
SELECT bytes, decode(replace(encode(bytes, 'hex'), '555443' || '03' || '01' || '0303', '555443' || '03' || '000000000000000080' || '0303'), 'hex') AS damaged
FROM (SELECT pg_temp.bytes_message_series('year', 'UTC', true, '2000-06-01 00:00+00', NULL::bigint) AS bytes) AS s;
SELECT is((SELECT pg_temp.answer_message_series(bytes)::text FROM year), '{"(\"2000-01-01 00:00:00+00\",1,0,0,1,0,0)"}', 'a year');
SELECT throws_ok('SELECT pg_temp.answer_message_series(damaged)::text FROM year', '22008', 'timestamp out of range', 'four times of which are a multiple of 2 ^ 64');

/* ---- What a good one promises ---- */

SELECT pg_temp.agree('SELECT pg_temp.answer_message_metrics(b)::text FROM (SELECT pg_temp.bytes_message_metrics(type, human, at, k, l) AS b FROM event GROUP BY extract(hour FROM at)) AS s',
					 'SELECT message_metrics(type, human, at, k, l)::text FROM event', 'parts are the whole');
SELECT pg_temp.agree('SELECT pg_temp.answer_message_series(b)::text FROM (SELECT pg_temp.bytes_message_series(''day'', ''UTC'', human, at, k, l) AS b FROM event GROUP BY extract(hour FROM at)) AS s',
					 'SELECT message_series(''day'', ''UTC'', human, at, k, l)::text FROM event', 'of series, too');
SELECT is((SELECT count(DISTINCT b) FROM (SELECT pg_temp.bytes_message_metrics(type, human, at, k, l ORDER BY at) AS b FROM event UNION ALL SELECT pg_temp.bytes_message_metrics(type, human, at, k, l ORDER BY at DESC) FROM event) AS s), 1::bigint, 'equal events make equal bytes, in any order');

SELECT is((SELECT count(DISTINCT b) FROM (SELECT pg_temp.bytes_message_metrics('opened', g % 3 = 0, '2026-01-01 00:00+00', g % 90, 'x' ORDER BY g) AS b FROM generate_series(1, bigint '70000') AS g UNION ALL
												   SELECT pg_temp.bytes_message_metrics('opened', g % 3 = 0, '2026-01-01 00:00+00', g % 90, 'x' ORDER BY g DESC) FROM generate_series(1, bigint '70000') AS g) AS s), 1::bigint, 'of many keys and rows, too');

SELECT * FROM finish();
ROLLBACK;
