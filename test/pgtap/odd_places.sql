/*
 * Support functions where SQL lets a function stand but none of them belongs:
 * in constraints, indexes, triggers, defaults, policies, window frames, and in
 * aggregates that others make of them. And keys of odd types and collations in
 * the aggregates over messages and conversations, literals without a type.
 */
\ir lib/oracle.sql

SELECT plan(120);

-- What comes of a statement: SQLSTATE, 00000 if nothing.
CREATE FUNCTION pg_temp.state(statement text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN '00000';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;

/* ---- Support functions that SQL can call ---- */

-- Those that have a state of type internal cannot be called at all (errors.sql).
CREATE TEMP TABLE support (call text);
INSERT INTO support VALUES ('ca_rollup_transfn(k, k)'), ('ca_rollup_finalfn(k)'), ('ca_retention_transfn(1, true)'), ('ca_retention_finalfn(1, true)'),
	('ca_engagement_score_transfn(1, now(), 1, ''1 day'', now())'), ('ca_engagement_score_finalfn(1)');
SELECT set_eq($$SELECT proname::text FROM pg_proc WHERE pronamespace = 'campaign_analytics'::regnamespace AND proname ~ '_(transfn|finalfn|combine|serialize|deserialize)$' AND 'internal'::regtype <> ALL (proargtypes)$$,
			  $$SELECT split_part(call, '(', 1) FROM support$$, 'these are all');

CREATE TABLE public.place (id int, k keyset);
INSERT INTO place SELECT g, keyset(g) FROM generate_series(1, 5) AS g GROUP BY g;
CREATE FUNCTION pg_temp.is_null(anyelement) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1 IS NULL; END';

CREATE FUNCTION pg_temp.in_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT %s FROM (SELECT $1.*) AS s', TG_ARGV[0]) USING NEW;
	RETURN NEW;
END
$$;

-- @: the call, #: the same of a trigger's new row
SELECT is(pg_temp.state(s), '0A000', s)
FROM support, (VALUES
	('SELECT @ FROM place'),
	('SELECT count(@) FROM place'),
	('SELECT count(@) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM place'),
	('SELECT count(*) FILTER (WHERE (@) IS NULL) FROM place'),
	('SELECT rollup(k) FILTER (WHERE (@) IS NULL) OVER (ORDER BY id ROWS 1 PRECEDING) FROM place'),
	('ALTER TABLE place ADD CHECK (pg_temp.is_null(@))'),
	('CREATE INDEX ON place (pg_temp.is_null(@))'),
	('ALTER TABLE place ADD COLUMN made boolean GENERATED ALWAYS AS (pg_temp.is_null(@)) STORED'),
	('CREATE TRIGGER t BEFORE UPDATE ON place FOR EACH ROW WHEN (pg_temp.is_null(#)) EXECUTE FUNCTION pg_temp.in_trigger(''1''); UPDATE place SET id = 1'),
	('CREATE TRIGGER t BEFORE UPDATE ON place FOR EACH ROW EXECUTE FUNCTION pg_temp.in_trigger(''@''); UPDATE place SET id = 1')) AS p (statement), LATERAL (SELECT replace(replace(statement, '@', call), '#', regexp_replace(call, '\mk\M', 'NEW.k', 'g')) AS s) AS r
WHERE CASE WHEN statement ~ '(CHECK|INDEX|GENERATED|WHEN)' THEN call !~ 'score_transfn|now' ELSE call !~ '''' OR statement !~ 'TRIGGER' END
ORDER BY statement, call;

/* ---- Aggregates that anybody makes of them ---- */

CREATE FUNCTION pg_temp.shown(keyset) RETURNS text LANGUAGE sql RETURN $1::text;
CREATE FUNCTION pg_temp.latter(keyset, keyset) RETURNS keyset LANGUAGE sql RETURN $2;
CREATE AGGREGATE pg_temp.bare(keyset) (SFUNC = ca_rollup_transfn, STYPE = keyset);
CREATE AGGREGATE pg_temp.shown_at_end(keyset) (SFUNC = ca_rollup_transfn, STYPE = keyset, FINALFUNC = pg_temp.shown);
CREATE AGGREGATE pg_temp.flat(keyset) (SFUNC = pg_temp.latter, STYPE = keyset, FINALFUNC = ca_rollup_finalfn, COMBINEFUNC = ca_rollup_transfn);
CREATE AGGREGATE pg_temp.moving(keyset) (SFUNC = ca_rollup_transfn, STYPE = keyset, MSFUNC = ca_rollup_transfn, MINVFUNC = pg_temp.latter, MSTYPE = keyset, MFINALFUNC = ca_rollup_finalfn);
SELECT is((SELECT pg_temp.bare(k)::bytea FROM place), (SELECT rollup(k)::bytea FROM place), 'without a final function the state is the answer');
SELECT is((SELECT pg_temp.shown_at_end(k) FROM place), (SELECT rollup(k)::text FROM place), 'another final function can read it');
SELECT is((SELECT cardinality(pg_temp.flat(k)) FROM (SELECT k FROM place ORDER BY id) AS p), 1::bigint, 'a flat state is one');
SELECT is((SELECT array_agg(c) FROM (SELECT cardinality(pg_temp.moving(k) OVER (ORDER BY id ROWS 1 PRECEDING)) AS c FROM place) AS s), '{1,2,2,2,2}'::bigint[], 'a moving frame gets what its functions give');
SELECT is(pg_temp.state('CREATE AGGREGATE pg_temp.begun(keyset) (SFUNC = ca_rollup_transfn, STYPE = keyset, INITCOND = ''\x43'')'), '22P03', 'none begins as what is no set');
CREATE AGGREGATE pg_temp.score(timestamptz, double precision, interval, timestamptz) (SFUNC = ca_engagement_score_transfn, STYPE = double precision, INITCOND = 'NaN');
SELECT matches(pg_temp.state('SELECT pg_temp.score(now(), 1, ''1 day'', now())'), '^(00000|22...)$', 'a score that begins as no number is none');
-- what no row has counted, the final function does: the state need not be what conditions made
CREATE ROLE ca_anybody;
GRANT USAGE ON SCHEMA campaign_analytics TO ca_anybody;
SET LOCAL ROLE ca_anybody;
CREATE AGGREGATE pg_temp.ours(VARIADIC "any") (SFUNC = ca_retention_transfn, STYPE = bigint, FINALFUNC = ca_retention_finalfn, FINALFUNC_EXTRA, INITCOND = '1');
SELECT is(pg_temp.state(format('SELECT pg_temp.ours(%s) %s FROM (VALUES (1)) AS v (id) %s', string_agg('id = ' || n, ', '), over, filter)), wanted, format('%s conditions %s %s', count(*), over, filter))
FROM (VALUES (1, '00000'), (32, '00000'), (33, '22023'), (90, '22023')) AS c (conditions, wanted), (VALUES ('', ''), ('', 'WHERE false'), ('OVER ()', ''), ('FILTER (WHERE false) OVER ()', '')) AS f (over, filter), generate_series(1, conditions) AS n
GROUP BY conditions, wanted, over, filter ORDER BY conditions, over, filter;
SELECT is((SELECT pg_temp.ours(id = 1, id = 2) FROM (VALUES (1)) AS v (id) WHERE false), '{t,f}', 'the first has been seen, as the state said');
-- what is given to it directly has the types of that, not those of what it orders
CREATE FUNCTION pg_temp.three(keyset, text) RETURNS keyset LANGUAGE sql AS 'SELECT keyset(n) FROM generate_series(1, bigint ''3'') AS n';
CREATE AGGREGATE pg_temp.ordered(bigint ORDER BY text) (SFUNC = pg_temp.three, STYPE = keyset, FINALFUNC = contains);
SELECT is((SELECT ARRAY[pg_temp.ordered(3) WITHIN GROUP (ORDER BY word), pg_temp.ordered(12345) WITHIN GROUP (ORDER BY word)] FROM (VALUES ('a')) AS v (word)), '{t,f}', 'an ordered set with direct arguments');
RESET ROLE;
CREATE OPERATOR public.### (LEFTARG = timestamptz, RIGHTARG = interval, FUNCTION = sessionize);
SELECT is(pg_temp.state('SELECT now() OPERATOR(public.###) interval ''1 day'''), '42P20', 'an operator is no window function');

/* ---- Keys of messages and conversations ---- */

CREATE TYPE pg_temp.mood AS ENUM ('calm', 'Calm', 'glad');
CREATE DOMAIN pg_temp.code AS text;
CREATE DOMAIN pg_temp.number AS integer CHECK (VALUE >= 0);
CREATE COLLATION pg_temp.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE public.talk AS
SELECT g AS id, g % 7 AS v, timestamptz '2026-01-01 00:00+00' + g * g * interval '1 min' AS at, (ARRAY['sent', 'opened', 'clicked'])[1 + g % 3] AS type, (ARRAY['contact', 'agent', 'assistant'])[1 + g * g % 5 % 3] AS actor,
	   CASE WHEN g % 11 > 0 THEN (ARRAY['a', 'A', 'b', 'B', 'b ', '', 'a'])[1 + g % 7] END AS word
FROM generate_series(1, 60) AS g;

-- the same answers as by the number that plain SQL gives to each of the different ones
SELECT pg_temp.agree(format('SELECT %s FROM talk', replace(call, '@', key)),
					 format('SELECT %s FROM (SELECT *, CASE WHEN (%s) IS NOT NULL THEN dense_rank() OVER (ORDER BY (%2$s)) END AS n FROM talk) AS t', replace(call, '@', 'n'), key), replace(call, '@', key))
FROM (VALUES ('message_metrics(type, id % 4 > 0, at, @)::text'), ('message_series(''day'', ''UTC'', id % 4 > 0, at, @)::text'), ('response_times(@, at, actor)::text')) AS c (call),
	 unnest(ARRAY['(ARRAY[''calm'', ''Calm'', ''glad''])[1 + v % 3]::pg_temp.mood', 'word::pg_temp.code', 'v::pg_temp.number', 'word::char(5)', 'word::char(5)::text', 'word::varchar(9)', 'word::name', 'word COLLATE pg_temp.caseless',
				  '(ARRAY[''{}'', ''{1,2}'', ''[0:1]={1,2}'', ''{{1,2}}'', ''{NULL}'', ''{1,NULL}'', ''{1}''])[1 + v]::int[]', 'v::numeric(9,3)', '(word || '' '')::bpchar COLLATE pg_temp.caseless']) AS key;

-- literals without a type
SELECT is(pg_temp.state('SELECT ' || call || ' FROM talk'), '00000', call)
FROM unnest(ARRAY['message_metrics(''sent'', ''true'', ''2026-01-01'', ''x'')', 'message_series(''day'', ''UTC'', ''f'', ''2026-01-01'', ''x'', NULL)', 'response_waits(''x'', ''2026-01-01'', ''agent'', NULL)',
				  'attribution(''{linear}'', ''1 day'', ''x'', ''2026-01-01'', ''y'', ''t'', ''1'')', 'utm_attribution(''?utm_source=a'', ''x'', NULL)', 'cohort_value(''day'', ''UTC'', ''x'', NULL, ''2026-01-01'', ''1'')']) AS call;

SELECT * FROM finish();
ROLLBACK;
