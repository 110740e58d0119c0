/*
 * Stored timelines whose bytes are damaged in every way: refused as an invalid
 * binary representation, or a valid timeline in its one form; never a crash,
 * whichever door they come through, checked or not.
 */
\ir lib/oracle.sql
\ir lib/damage.sql

SELECT plan(85);

/* ---- What is damaged ---- */

CREATE TEMP TABLE victim (name text, bytes bytea);
INSERT INTO victim
SELECT 'empty', (SELECT timeline(1, now(), 'a')::bytea WHERE false) UNION ALL
SELECT 'one event', (SELECT timeline(42, '2026-01-01', 'a')::bytea) UNION ALL
SELECT 'an empty type', (SELECT timeline(0, '2000-01-01 00:00+00', '')::bytea) UNION ALL
SELECT 'integers', (SELECT timeline(g % 9, timestamptz '2026-01-01' + g * interval '1 hour', (ARRAY['sent', 'opened', 'clicked'])[1 + g % 3])::bytea FROM generate_series(1, 40) AS g) UNION ALL
SELECT 'integers far apart', (SELECT timeline(k, at, e)::bytea FROM unnest('{-9223372036854775808,-1,0,1,9223372036854775807}'::bigint[]) AS k,
	unnest('{1969-12-31 23:59:59.999999+00,2000-01-01 00:00+00,2026-01-01}'::timestamptz[]) AS at, unnest('{a,b}'::text[]) AS e) UNION ALL
SELECT 'times far apart', (SELECT timeline(k, at, e)::bytea FROM unnest('{7,8}'::bigint[]) AS k,
	unnest('{-infinity,4713-11-24 BC,1970-01-01,294276-12-31 23:59:59.999999+00,infinity}'::timestamptz[]) AS at, unnest('{a,b,c}'::text[]) AS e) UNION ALL
SELECT 'one contact', (SELECT timeline(5, timestamptz '2026-01-01' + g * g * interval '1 s', chr(97 + g % 7))::bytea FROM generate_series(1, 60) AS g) UNION ALL
SELECT 'one instant', (SELECT timeline(g, timestamptz '2026-01-01', 'a')::bytea FROM generate_series(1, 40) AS g) UNION ALL
SELECT 'many types', (SELECT timeline(g % 3, timestamptz '2026-01-01' + g * interval '7 min', 'type ' || g)::bytea FROM generate_series(1, 150) AS g) UNION ALL
SELECT 'uuids', (SELECT timeline(md5((g % 8)::text)::uuid, timestamptz '2026-01-01' + g * interval '1 hour', chr(97 + g % 3))::bytea FROM generate_series(1, 30) AS g) UNION ALL
SELECT 'texts', (SELECT timeline('contact ' || g % 8, timestamptz '2026-01-01' + g * interval '1 hour', U&'\00E9v\00E9nement ' || g % 3)::bytea FROM generate_series(1, 30) AS g);

/* ---- Through the checked doors ---- */

-- What passes must be a timeline in its one form, whichever way one asks.
CREATE FUNCTION pg_temp.try_damage(bytes bytea, kind text, OUT cases bigint, OUT refused bigint, OUT accepted bigint, OUT wrong bigint)
LANGUAGE plpgsql AS $$
DECLARE
	damaged bytea;
	found timeline;
BEGIN
	cases = 0; refused = 0; accepted = 0; wrong = 0;
	FOR damaged IN SELECT d FROM pg_temp.damaged(bytes, kind) AS d WHERE d <> bytes LOOP
		cases = cases + 1;
		BEGIN
			found = damaged::timeline;
			IF found::bytea = damaged AND found::text::timeline::bytea = damaged
			   AND (SELECT rollup(t)::bytea FROM (VALUES (found)) AS v (t)) = damaged
			   AND (SELECT cardinality(rollup(t)) FROM (VALUES (found), (found)) AS v (t)) = cardinality(found)
			   AND (SELECT (funnel('1 day', 'exclude=b', t, '{a,sent}'))[1].contacts FROM (VALUES (found)) AS v (t)) <= cardinality(found) THEN
				accepted = accepted + 1;
			ELSE
				wrong = wrong + 1;
			END IF;
		EXCEPTION
			WHEN invalid_binary_representation THEN refused = refused + 1;
			WHEN OTHERS THEN wrong = wrong + 1;
		END;
	END LOOP;
END
$$;

CREATE TEMP TABLE tried AS
SELECT victim.name, damage_kind.name AS kind, length(bytes) AS n, outcome.*
FROM victim, damage_kind, pg_temp.try_damage(bytes, damage_kind.name) AS outcome;

SELECT is(sum(wrong), 0::numeric, format('%s: %s tried, %s refused, %s valid', kind, sum(cases), sum(refused), sum(accepted))) FROM tried GROUP BY kind;

-- and it was tried, with the outcomes that there should be
SELECT cmp_ok((SELECT sum(cases) FROM tried), '>', 30000::numeric, 'that is much');
SELECT is_empty($$SELECT name, kind FROM tried WHERE refused = 0 AND cases > 0$$, 'every kind of damage is noticed in every timeline');
SELECT is_empty($$SELECT name, kind, accepted FROM tried WHERE kind IN ('cut', 'longer', 'noise', 'another type') AND accepted > 0$$,
				'what is cut, prolonged, noise or of another type is never a timeline');
SELECT is_empty($$SELECT name, kind, accepted FROM tried WHERE name = 'empty' AND accepted > 0$$, 'the empty timeline has one form');
SELECT isnt((SELECT sum(accepted) FROM tried WHERE kind = 'one bit'), 0::numeric, 'another time or type makes another timeline');

/* ---- By text, and what else is no timeline ---- */

SELECT throws_ok(query, state, NULL, query)
FROM (VALUES
	('SELECT ''''::timeline', '22P03'), ('SELECT ''\x''::timeline', '22P03'), ('SELECT ''timeline''::timeline', '22P03'), ('SELECT ''\x4341540100000000ff''::timeline', '22P03'),
	('SELECT ''\x434154''::timeline', '22P03'), ('SELECT ''\xzz''::timeline', '22023'), ('SELECT ''\x4''::timeline', '22023'), ('SELECT ''\8''::timeline', '22P02'),
	('SELECT text ''\x4341''::timeline', '22P03'), ('SELECT ''''::bytea::timeline', '22P03'), ('SELECT keyset(1)::bytea::timeline', '22P03'), ('SELECT keyset(1)::text::timeline', '22P03'),
	('SELECT timeline(1, now(), ''a'')::bytea::keyset', '22P03'), ('SELECT timeline(1, now(), ''a'')::text::keyset', '22P03'),
	('SELECT timeline(1, now(), ''a'')::bytea::timeline = NULL', '42883'), ('SELECT count_distinct(t) FROM (SELECT timeline(1, now(), ''a'') AS t) AS s', '42883'),
	('SELECT t FROM (SELECT timeline(1, now(), ''a'') AS t) AS s ORDER BY t', '42883'), ('SELECT DISTINCT t FROM (SELECT timeline(1, now(), ''a'') AS t) AS s', '42883')) AS c (query, state);

SELECT throws_ok('SELECT ''\x43''::timeline', '22P03', 'invalid stored state of campaign_analytics', 'bad bytes are called so');

/* ---- Where nobody checked them ---- */

-- A column whose file was damaged: here a function only says that bytes are a timeline.
CREATE FUNCTION pg_temp.unchecked(bytea) RETURNS timeline LANGUAGE internal STRICT IMMUTABLE AS 'byteasend';
CREATE TEMP TABLE reading (expression text);
INSERT INTO reading VALUES ('$1::text'), ('$1::bytea'), ('cardinality($1)'), ('ca_timeline_send($1)'), ('rollup($1)'), ('rollup(t) FROM (VALUES ($2), ($1)) AS v (t)'),
	('rollup(t) FROM (VALUES ($1), (NULL), ($2)) AS v (t)'), ('rollup($1) OVER ()'), ('funnel(''1 day'', $1, ''{a,b}'')'), ('funnel(''1 day'', ''strict'', $1, ''{sent,opened}'')'),
	('funnel(''300 days'', ''any_order'', t, ''{a,b,type 7}'') FROM (VALUES ($2), ($1)) AS v (t)'), ('funnel_trend(''day'', ''UTC'', ''1 day'', $1, ''{a,sent}'')'),
	('funnel_histogram(''1 day'', t, ''{b,a}'') FROM (VALUES ($1), ($2)) AS v (t)'), ('cardinality(funnel_contacts(0, ''1 day'', $1, ''{a,b}''))'), ('funnel(''1 day'', $1, ''{a,b}'') OVER ()');

-- The outcome of an expression over bytes: refused, another error, or valid.
CREATE FUNCTION pg_temp.outcome(expression text, damaged bytea, good timeline) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'SELECT ' || expression USING pg_temp.unchecked(damaged), good;
	RETURN 'valid';
EXCEPTION
	-- the second: contacts of another type than those of the good one
	WHEN invalid_binary_representation OR invalid_parameter_value THEN RETURN 'refused';
	WHEN OTHERS THEN RETURN SQLSTATE;
END
$$;

CREATE TEMP TABLE unchecked_damage AS
SELECT name, bytes::timeline AS good, d AS bytes FROM victim, LATERAL (
	SELECT set_byte(bytes, i, get_byte(bytes, i) # (1 << i % 8)) FROM generate_series(0, least(length(bytes), 300) - 1) AS i UNION ALL
	SELECT set_byte(bytes, i, 255) FROM generate_series(0, least(length(bytes), 300) - 1, 2) AS i UNION ALL
	SELECT substr(bytes, 1, i) FROM generate_series(0, length(bytes) - 1, 3) AS i UNION ALL
	SELECT substr(bytes, 1, i) || '\xffffffffffffffffffffffff' FROM generate_series(0, length(bytes) - 1, 5) AS i) AS damage (d);

SELECT is_empty(format($$
	SELECT name, outcome, count(*) FROM unchecked_damage, pg_temp.outcome(%L, bytes, good) AS outcome
	WHERE outcome NOT IN ('refused', 'valid') GROUP BY 1, 2$$, expression), format('unchecked damage through %s is refused or harmless', expression))
FROM reading;

SELECT is_empty(format($$
	SELECT name FROM victim, LATERAL (SELECT bytes::timeline AS good) AS g WHERE pg_temp.outcome(%L, bytes, good) <> 'valid'$$, expression), format('the good ones pass %s', expression))
FROM reading;

-- Those that go through all bytes refuse what input refuses.
SELECT is_empty(format($$
	SELECT name FROM unchecked_damage WHERE pg_temp.outcome('$1', bytes, good) = 'valid' AND pg_temp.outcome(%L, bytes, good) = 'valid' AND pg_temp.outcome('$1::bytea::timeline', bytes, good) <> 'valid'$$,
	expression), format('%s refuses what is no timeline', expression))
FROM (VALUES ('$1::text'), ('$1::bytea'), ('cardinality($1)'), ('ca_timeline_send($1)')) AS v (expression);

/* ---- What a good one promises ---- */

SELECT is(bytes::timeline::bytea, bytes, format('%s: cast and back', name)) FROM victim;
SELECT is_empty($$SELECT name FROM victim WHERE (bytes::timeline)::text::timeline::bytea <> bytes OR (bytes::timeline)::text <> bytes::text$$, 'the text form is the binary form in hexadecimal');
SELECT is_empty($$SELECT name FROM victim, generate_series(1, 3) GROUP BY name, bytes HAVING rollup(bytes::timeline)::bytea <> bytes$$, 'the same part thrice is one');
SELECT is((SELECT cardinality(rollup(t)) FROM (SELECT timeline(g % 5, timestamptz '2026-01-01' + g % 7 * interval '1 hour', 'a') AS t FROM generate_series(1, 70) AS g GROUP BY g % 2) AS s), 35::bigint,
		  'an event of two parts is one');
SELECT is((SELECT cardinality(funnel_contacts(1, '1 day', bytes::timeline, '{sent,never}')) FROM victim WHERE name = 'integers'), 3::bigint, 'and after all that it still counts');

SELECT * FROM finish();
ROLLBACK;
