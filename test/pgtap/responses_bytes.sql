/*
 * States of response_times and response_waits on their way between processes,
 * damaged in every way: refused by an error of class 22, or a state that gives
 * an answer; never a crash. SQL has no values of such states, so aggregates
 * declared here, of the same C functions, hand their bytes out and take them in
 * again.
 */
\ir lib/oracle.sql
\ir lib/damage.sql

SELECT plan(60);

/* ---- Doors for bytes ---- */

-- For each aggregate: bytes_NAME gives the bytes of its state, answer_NAME the
-- answer of states that are given as bytes, merged.
CREATE FUNCTION pg_temp.ca_bytes(internal) RETURNS bytea AS '$libdir/campaign_analytics', 'ca_responses_serialize' LANGUAGE C STRICT;
CREATE FUNCTION pg_temp.ca_merge(internal, bytea) RETURNS internal AS '$libdir/campaign_analytics', 'ca_responses_combine' LANGUAGE C;

DO $$
DECLARE
	a record;
	schema text = (SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema());
BEGIN
	FOR a IN
		SELECT p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments, aggtransfn, aggfinalfn
		FROM pg_aggregate JOIN pg_proc AS p ON p.oid = aggfnoid
		WHERE p.pronamespace = 'campaign_analytics'::regnamespace AND p.proname IN ('response_times', 'response_waits')
	LOOP
		EXECUTE format('CREATE AGGREGATE %I.bytes_%s(%s) (SFUNC = %s, STYPE = internal, FINALFUNC = %1$I.ca_bytes)', schema, a.name, a.arguments, a.aggtransfn);
		IF a.arguments LIKE 'conversation bigint%' THEN
			EXECUTE format('CREATE AGGREGATE %I.answer_%s(bytea) (SFUNC = %1$I.ca_merge, STYPE = internal, FINALFUNC = %3$s)', schema, a.name, a.aggfinalfn);
		END IF;
	END LOOP;
END
$$;

/* ---- What is damaged ---- */

CREATE TEMP TABLE message AS
SELECT g % 5 AS k, 'chat ' || g % 5 AS name, md5((g % 7)::text)::uuid AS device, timestamptz '2026-01-01 00:00+00' + g * g * interval '7 min' AS at,
	   (ARRAY['contact', 'agent', 'contact', 'assistant'])[1 + g * g % 11 % 4] AS actor, CASE WHEN g % 3 > 0 THEN 'agent ' || g % 3 END AS agent
FROM generate_series(1, bigint '24') AS g;

CREATE TEMP TABLE victim (name text, aggregate text, bytes bytea);
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

/* ---- Alone, beside a good one, and before one ---- */

CREATE TEMP TABLE way (name text, query text);
INSERT INTO way VALUES ('alone', 'SELECT pg_temp.answer_%s($1)::text'),
	('after a good one', 'SELECT pg_temp.answer_%s(s)::text FROM (VALUES ($2), ($1)) AS v (s)'), ('before a good one', 'SELECT pg_temp.answer_%s(s)::text FROM (VALUES ($1), ($2)) AS v (s)');

SELECT is(pg_temp.outcome(format(query, aggregate), bytes, bytes), 'valid', format('%s: good %s', victim.name, way.name)) FROM victim, way;

CREATE TEMP TABLE tried AS
SELECT victim.name, kind.name AS kind, way.name AS way, pg_temp.outcome(format(query, aggregate), d, bytes) AS outcome
FROM victim, damage_kind AS kind, way, pg_temp.damaged(bytes, kind.name) AS d
WHERE d <> bytes AND (way.name = 'alone' OR kind.name IN ('one byte', 'cut', 'all ones behind'));

SELECT is(array_agg(DISTINCT outcome) FILTER (WHERE outcome NOT IN ('refused', 'too large', 'valid')), NULL,
		  format('%s, %s: %s tried, %s refused, %s too large, %s valid', kind, way, count(*), count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE outcome = 'too large'), count(*) FILTER (WHERE outcome = 'valid')))
FROM tried GROUP BY kind, way;

-- and it was tried, with the outcomes that there should be
SELECT cmp_ok((SELECT count(*) FROM tried), '>', 20000::bigint, 'that is much');
SELECT is_empty($$SELECT name, kind FROM tried GROUP BY 1, 2 HAVING count(*) FILTER (WHERE outcome = 'refused') = 0$$, 'every kind of damage is noticed in every state');
SELECT is_empty($$SELECT name, kind, count(*) FROM tried WHERE kind IN ('cut', 'longer', 'noise', 'another type') AND outcome <> 'refused' GROUP BY 1, 2$$, 'what is cut, prolonged, noise or of another type is never a state');
SELECT isnt((SELECT count(*) FROM tried WHERE kind = 'one bit' AND outcome = 'valid'), 0::bigint, 'another time makes another state');

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
