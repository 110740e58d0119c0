/*
 * States of message_metrics and message_series on their way between processes,
 * damaged in every way: refused by an error of class 22, or a state that gives an
 * answer; never a crash. SQL has no values of such states, so aggregates declared
 * here, of the same C functions, hand their bytes out and take them in again.
 */
\ir lib/oracle.sql
\ir lib/damage.sql

SELECT plan(71);

/* ---- Doors for bytes ---- */

-- For each aggregate: bytes_NAME gives the bytes of its state, answer_NAME the
-- answer of states that are given as bytes, merged.
DO $$
DECLARE
	a record;
	schema text = (SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema());
BEGIN
	FOR a IN
		SELECT p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments, aggtransfn, aggfinalfn, p.proargtypes[p.pronargs - 1]::regtype AS key
		FROM pg_aggregate JOIN pg_proc AS p ON p.oid = aggfnoid
		WHERE p.pronamespace = 'campaign_analytics'::regnamespace AND p.proname IN ('message_metrics', 'message_series')
		ORDER BY p.proname, p.proargtypes[p.pronargs - 1] <> 'bigint'::regtype
	LOOP
		IF a.key = 'bigint'::regtype THEN
			EXECUTE format('CREATE FUNCTION %I.%s_bytes(internal) RETURNS bytea AS ''$libdir/campaign_analytics'', ''ca_%2$s_serialize'' LANGUAGE C STRICT', schema, a.name);
			EXECUTE format('CREATE FUNCTION %I.%s_merge(internal, bytea) RETURNS internal AS ''$libdir/campaign_analytics'', ''ca_%2$s_combine'' LANGUAGE C', schema, a.name);
			EXECUTE format('CREATE AGGREGATE %I.answer_%s(bytea) (SFUNC = %1$I.%2$s_merge, STYPE = internal, FINALFUNC = %s)', schema, a.name, a.aggfinalfn);
		END IF;
		EXECUTE format('CREATE AGGREGATE %I.bytes_%s(%s) (SFUNC = %s, STYPE = internal, FINALFUNC = %1$I.%2$s_bytes)', schema, a.name, a.arguments, a.aggtransfn);
	END LOOP;
END
$$;

/* ---- What is damaged ---- */

CREATE TEMP TABLE event AS
SELECT (ARRAY['requested', 'sent', 'delivered', 'opened', 'clicked', 'replied'])[1 + g % 6] AS type, g % 3 > 0 AS human, timestamptz '2026-01-01 00:00+00' + g * g * interval '7 hours' AS at,
	   nullif(g % 9, 5) AS k, g % 4 AS l, md5((g % 7)::text)::uuid AS device
FROM generate_series(1, bigint '24') AS g;

CREATE TEMP TABLE victim (name text, aggregate text, bytes bytea);
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

/* ---- Alone, beside a good one, and before one ---- */

CREATE TEMP TABLE way (name text, query text);
INSERT INTO way VALUES ('alone', 'SELECT pg_temp.answer_%s($1)::text'),
	('after a good one', 'SELECT pg_temp.answer_%s(s)::text FROM (VALUES ($2), ($1)) AS v (s)'), ('before a good one', 'SELECT pg_temp.answer_%s(s)::text FROM (VALUES ($1), ($2)) AS v (s)');

SELECT is(pg_temp.outcome(format(query, aggregate), bytes, bytes), 'valid', format('%s: good %s', victim.name, way.name)) FROM victim, way;

CREATE TEMP TABLE tried AS
SELECT victim.name, kind.name AS kind, way.name AS way, pg_temp.outcome(format(query, aggregate), d, bytes) AS outcome
FROM victim, damage_kind AS kind, way, pg_temp.damaged(bytes, kind.name) AS d
WHERE d <> bytes AND (way.name = 'alone' OR kind.name IN ('one byte', 'cut', 'all ones behind', 'noise behind the head'));

SELECT is(array_agg(DISTINCT outcome) FILTER (WHERE outcome NOT IN ('refused', 'valid')), NULL,
		  format('%s, %s: %s tried, %s refused, %s valid', kind, way, count(*), count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE outcome = 'valid')))
FROM tried GROUP BY kind, way;

-- and it was tried, with the outcomes that there should be
SELECT cmp_ok((SELECT count(*) FROM tried), '>', 20000::bigint, 'that is much');
SELECT is_empty($$SELECT name, kind FROM tried GROUP BY 1, 2 HAVING count(*) FILTER (WHERE outcome = 'refused') = 0$$, 'every kind of damage is noticed in every state');
SELECT is_empty($$SELECT name, kind, count(*) FROM tried WHERE kind IN ('cut', 'longer', 'noise', 'another type') AND outcome <> 'refused' GROUP BY 1, 2$$, 'what is cut, prolonged, noise or of another type is never a state');

/* ---- States of one for another ---- */

SELECT is_empty($$SELECT victim.name, a FROM victim, unnest('{message_metrics,message_series}'::text[]) AS a, way
				  WHERE way.name = 'alone' AND a <> aggregate AND pg_temp.outcome(format(query, a), bytes, bytes) <> 'refused'$$, 'states of the two are two');
SELECT is_empty($$SELECT a.name, b.name FROM victim AS a, victim AS b, way
				  WHERE way.name = 'after a good one' AND a.aggregate = 'message_series' AND b.aggregate = 'message_series' AND a.name <> b.name AND pg_temp.outcome(format(query, a.aggregate), b.bytes, a.bytes) <> 'refused'$$,
				'series of other periods do not go together');

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
