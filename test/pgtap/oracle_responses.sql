/*
 * response_times and response_waits against window functions: the answer to a
 * contact's message is the first of an agent at its instant or later, and
 * messages with the same answer are one wait.  In every type of conversation,
 * in small and large groups, spilled, and by parallel workers.
 */
\ir lib/oracle.sql

SELECT plan(79);

\ir lib/responses_oracle.sql

/* ---- Every type of conversation ---- */

-- Ties every few rows, agents whose order differs between collations, NULLs.
CREATE TEMP TABLE chat AS
SELECT id, id % 2 AS g, id / 8 AS tiny,
	   CASE WHEN id % 19 <> 0 THEN pg_temp.noise(id, 1)::bit(5)::int - 16 END AS v,
	   CASE WHEN id % 23 <> 0 THEN timestamptz '1999-12-31 12:00+00' + pg_temp.noise(id, 2)::bit(9)::int * interval '61.000001 s' END AS at,
	   (ARRAY['contact', 'agent', 'contact', 'assistant', 'campaign', 'agent', NULL])[1 + pg_temp.noise(id, 3)::bit(8)::int % 7] AS actor,
	   (ARRAY['ann', 'Ann', 'ann ', '', 'é', NULL, repeat('bob', 999)])[1 + pg_temp.noise(id, 4)::bit(8)::int % 7] AS agent
FROM generate_series(1, 3000) AS id;

SELECT pg_temp.check_responses('times', 'chat', conversation, 'two groups')
FROM unnest('{v,v::smallint,v::bigint,v::text,md5(v::text)::uuid,v::numeric,v::varchar(5),"date ''2024-01-01'' + v","(v, v & 1)","v::char(9)"}'::text[]) AS conversation;
SELECT pg_temp.check_responses('waits', 'chat', conversation, 'two groups')
FROM unnest('{v,v::smallint,v::bigint,"v::text COLLATE \"C\"",md5(v::text)::uuid,"v::varchar(5) COLLATE \"C\"","(v * bigint ''500000000000000000'')"}'::text[]) AS conversation;

-- Other text is told apart by more than bytes, and its conversations have no one name.
CREATE COLLATION pg_temp.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citext') AS has_citext \gset
\if :has_citext
CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;
\else
CREATE DOMAIN pg_temp.citext AS text COLLATE pg_temp.caseless;
\endif
CREATE TEMP TABLE named AS SELECT *, v::text COLLATE pg_temp.caseless AS caseless, v::text::citext AS citext FROM chat;
SELECT throws_ok(format('SELECT response_waits(%s, at, actor, agent) FROM named', name), '0A000', 'response_waits needs conversations that are compared by their bytes', name)
FROM unnest('{caseless,citext}'::text[]) AS name;
SELECT pg_temp.check_responses('waits', 'named', name, 'as the hint says') FROM unnest('{"caseless COLLATE \"C\"",citext::text}'::text[]) AS name;

/* ---- Every shape of group ---- */

CREATE FUNCTION pg_temp.check_groups(how text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.check_responses(kind, format('(SELECT %s AS g, v, at, actor, agent FROM chat) AS chat', g), conversation, how || ' in groups ' || g)
	FROM unnest('{tiny,id,v,1}'::text[]) WITH ORDINALITY AS a (g, place), (VALUES ('times', 'v'), ('waits', 'v'), ('waits', 'v::text COLLATE "C"')) AS b (kind, conversation)
	ORDER BY place, kind, conversation
$$;

SELECT pg_temp.check_groups('hashed');
SET LOCAL enable_hashagg = off;
SELECT pg_temp.check_groups('sorted');
RESET enable_hashagg;

-- Thousands of small cases: few conversations, few instants, two agents and one not known
CREATE TEMP TABLE cases AS
SELECT id / 10 AS g, CASE WHEN id % 29 <> 0 THEN pg_temp.noise(id, 5)::bit(1)::int END AS v,
	   timestamptz '2000-01-01 00:00+00' + (pg_temp.noise(id, 6)::bit(3)::int - 4) * interval '1 us' AS at,
	   (ARRAY['contact', 'agent', 'assistant'])[1 + pg_temp.noise(id, 7)::bit(8)::int % 3] AS actor,
	   (ARRAY['b', 'a', NULL])[1 + pg_temp.noise(id, 8)::bit(8)::int % 3] AS agent
FROM generate_series(1, 30000) AS id;

SELECT pg_temp.check_responses(kind, 'cases', 'v', '3000 small cases') FROM unnest('{times,waits}'::text[]) AS kind;

/* ---- Every size ---- */

-- Many conversations and agents, long times: entries of three forms
CREATE TABLE talks AS
SELECT 1 AS g, CASE WHEN id % 31 <> 0 THEN pg_temp.noise(id, 9)::bit(12)::int END AS v,
	   timestamptz '2024-01-01 00:00+00' + pg_temp.noise(id, 10)::bit(20)::int * interval '1 s' AS at,
	   (ARRAY['contact', 'agent', 'contact', 'campaign'])[1 + pg_temp.noise(id, 11)::bit(2)::int] AS actor,
	   'agent ' || pg_temp.noise(id, 12)::bit(4)::int AS few,
	   'agent ' || pg_temp.noise(id, 12)::bit(15)::int AS many
FROM generate_series(1, 30000) AS id;

CREATE FUNCTION pg_temp.check_sizes(how text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.check_responses(kind, format('(SELECT g, v, %s AS at, actor, %s AS agent FROM talks) AS talks', at, agent), conversation,
								   format('30000 rows, %s, %s agents, at %s', how, agent, at))
	FROM (VALUES ('times', 'v', 'few', 'at'), ('times', 'v::text', 'few', 'at + v * interval ''1 year'''),
				 ('waits', 'v', 'few', 'at'), ('waits', 'v', 'many', 'at'), ('waits', 'v::text COLLATE "C"', 'few', 'at'), ('waits', 'md5(v::text)::uuid', 'many', 'at + v * interval ''1 year'''))
		 AS a (kind, conversation, agent, at)
$$;

SELECT pg_temp.check_sizes('in memory');

SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT pg_temp.check_sizes('spilled');
RESET work_mem;
RESET hash_mem_multiplier;

/* ---- Partial states ---- */

-- Workers only, each with a part of every conversation
ANALYZE talks;
ALTER TABLE talks SET (parallel_workers = 3);
SET LOCAL max_parallel_workers_per_gather = 3;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;

\ir lib/plan.sql

SELECT matches(pg_temp.plan_of($$SELECT g, response_times(v, at, actor) FROM talks GROUP BY g$$), 'Finalize.*Gather.*Partial', 'there are partial states');
SELECT matches(pg_temp.plan_of($$SELECT g, response_waits(v, at, actor, few) FROM talks GROUP BY g$$), 'Finalize.*Gather.*Partial', 'of waits, too');
SELECT pg_temp.check_sizes('by workers');

SET LOCAL work_mem = '64kB';
SELECT pg_temp.check_sizes('by workers, spilled');
RESET work_mem;

/* ---- sessionize ---- */

-- By lag() and count(), forwards; backwards the sessions are the same.
SELECT pg_temp.agree(
	format($$SELECT id, sessionize(at, %L) OVER (PARTITION BY v ORDER BY at) FROM chat WHERE at IS NOT NULL$$, gap),
	format($$SELECT id, 1 + count(*) FILTER (WHERE starts) OVER (PARTITION BY v ORDER BY at)
			 FROM (SELECT *, at - lag(at) OVER (PARTITION BY v ORDER BY at) > %L AS starts FROM chat WHERE at IS NOT NULL) AS marked$$, gap),
	'sessions with gap ' || gap)
FROM unnest('{0,61.000001 s,61.000002 s,5 min,10 days}'::text[]) AS gap;
SELECT pg_temp.agree($$SELECT id, 1 + max(n) OVER (PARTITION BY v) - n FROM (SELECT id, v, sessionize(at, '5 min') OVER (PARTITION BY v ORDER BY at DESC) AS n FROM chat WHERE at IS NOT NULL) AS s$$,
					 $$SELECT id, sessionize(at, '5 min') OVER (PARTITION BY v ORDER BY at) FROM chat WHERE at IS NOT NULL$$, 'newest first they are the same');

SELECT * FROM finish();
ROLLBACK;
