/*
 * funnel_times against funnel and funnel_trend over each contact alone, in all
 * modes, and in order against every chain of rows that a contact has.
 */
\ir lib/oracle.sql

SELECT plan(148);

/* ---- The cases ---- */

-- Contact g has up to 14 rows at 1 to 12 hours, of seven types or none; some
-- have no time. A row may be several conditions. Contact 0 has no row that counts.
-- A crowd is ten contacts.
CREATE TABLE public.visit (g int, crowd int, id int, at timestamptz, event_type text, c1 boolean, c2 boolean, c3 boolean, c4 boolean, c5 boolean);
INSERT INTO visit
SELECT g, g % 40, id, CASE WHEN g > 0 AND r & 31 > 0 THEN '2024-03-30 12:00+00'::timestamptz + (r >> 5 & 15) % (1 + g % 12) * interval '1 hour' END,
	   ('{a,a,a,b,b,c,c,d,x,y,other}'::text[])[1 + (r >> 9 & 1023) % 12],
	   met[1], met[2], met[3], met[4], met[5]
FROM generate_series(0, 400) AS g, generate_series(1, 1 + abs(pg_temp.noise(g, 1)) % 14) AS id,
	 LATERAL (SELECT pg_temp.noise(64 * g + id, 2)::bit(24)::int AS r) AS r,
	 LATERAL (SELECT array_agg(nullif(abs(pg_temp.noise(64 * g + id, 10 + k)) % (3 + k), 2) < 2 ORDER BY k) AS met FROM generate_series(1, 5) AS k) AS met;
ALTER TABLE visit SET (parallel_workers = 2);
ANALYZE visit;

-- Rows of steps: an event type, or a condition
CREATE TEMP TABLE question AS
SELECT row_number() OVER (ORDER BY steps, mode, span) AS n, steps, mode, span
FROM (SELECT steps, mode, span FROM unnest('{a,"a,b","a,b,c","a,b,a,c","a,a,a","c,a,d,b","c1","c1,c2","c1,c2,c3","c1,c2,c3,c4,c5"}'::text[]) AS steps,
		   unnest('{ordered,strict,strict_steps,any_order,strict_increase,first_attempt,"step_window=2 h","strict_steps,strict_increase","entry_from=2024-03-30T14:00:00Z,entry_until=2024-03-30T18:00:00Z"}'::text[]) AS mode,
		   (VALUES (interval '3 h')) AS s (span)
	  UNION ALL
	  SELECT steps, NULL, span FROM unnest('{"a,b,c","a,b,a,c","c1,c2,c3"}'::text[]) AS steps, unnest('{0,1 h,1000 h}'::interval[]) AS span
	  UNION ALL
	  VALUES ('a,b,c', 'optional=2', interval '5 h'), ('a,b,a,c', 'optional=2,optional=3', '5 h'), ('c1,c2,c3', 'optional=3,step_window=2 h', '5 h'),
			 ('a,b,c', 'exclude=x', '5 h'), ('a,b,a,c', 'exclude[2-4]=x,exclude[1-2]=y', '5 h'), ('a,b,c', 'exclude[1-2]=a', '9 h'),
			 ('c1,c2,c3,c4,c5', 'exclude[1-3]=5', '5 h'), ('c1,c2,c3,c4', 'strict_steps,exclude[1-2]=4,optional=2', '5 h')) AS q;

-- The arguments, with a contact or without
CREATE FUNCTION pg_temp.arguments_of(question, contact text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT format('%L, %s%sat, %s', $1.span, quote_literal($1.mode) || ', ', $2,
				  CASE WHEN $1.steps LIKE 'c1%' THEN $1.steps ELSE format('event_type, ''{%s}''', $1.steps) END)
$$;

CREATE FUNCTION pg_temp.times_of(question, contact text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT format('SELECT %s, funnel_times(%s) FROM visit GROUP BY 1', $2, pg_temp.arguments_of($1, ''))
$$;

/* ---- A contact alone ---- */

-- funnel tells which steps it had and how long after the first; the trend by
-- the hour, when the first was.
CREATE FUNCTION pg_temp.check_alone(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(pg_temp.times_of($1, 'g'),
		format('SELECT g, (SELECT array_agg(CASE WHEN contacts = 1 THEN trend[1].bucket + coalesce(avg_seconds_from_first, 0) * interval ''1 s'' END ORDER BY step) FROM unnest(steps))
				FROM (SELECT g, funnel(%1$s) AS steps, funnel_trend(''hour'', ''UTC'', %1$s) AS trend FROM visit GROUP BY g) AS f', pg_temp.arguments_of($1, '1::bigint, ')),
		format('funnel_times(%s)', pg_temp.arguments_of($1, '')))
$$;

SELECT pg_temp.check_alone(question) FROM question ORDER BY n;

/* ---- All chains of rows ---- */

CREATE FUNCTION pg_temp.best_chain(steps text[], span interval, increase boolean, first_attempt boolean) RETURNS TABLE (g int, times timestamptz[])
LANGUAGE sql AS $$
	WITH RECURSIVE hit AS MATERIALIZED (
		SELECT g, id, at, step FROM visit, unnest(steps) WITH ORDINALITY AS s (name, step)
		WHERE at IS NOT NULL AND (event_type = name OR CASE name WHEN 'c1' THEN c1 WHEN 'c2' THEN c2 WHEN 'c3' THEN c3 WHEN 'c4' THEN c4 END)
	), chain AS (
		SELECT g, 1 AS depth, ARRAY[id] AS ids, ARRAY[at] AS t FROM hit WHERE step = 1
		UNION ALL
		SELECT g, depth + 1, ids || id, t || at
		FROM chain JOIN hit USING (g)
		WHERE step = depth + 1 AND id <> ALL (ids) AND at <= t[1] + span
		  AND CASE WHEN increase THEN at > t[depth] ELSE at >= t[depth] END
	), best AS (
		SELECT DISTINCT ON (g) g, t
		FROM chain JOIN (SELECT g, min(at) AS first FROM hit WHERE step = 1 GROUP BY g) AS f USING (g)
		WHERE NOT first_attempt OR t[1] = first
		ORDER BY g, depth DESC, t[depth], t[1] DESC, t[4], t[3], t[2]
	)
	SELECT g, ARRAY(SELECT t[step] FROM generate_series(1, cardinality(steps)) AS step ORDER BY step)
	FROM (SELECT DISTINCT g FROM visit) AS v LEFT JOIN best USING (g)
$$;

SELECT pg_temp.agree(
	format('SELECT g, funnel_times(%L, %L, at, %s) FROM visit GROUP BY g', span, mode,
		   CASE WHEN steps LIKE 'c1%' THEN steps ELSE format('event_type, ''{%s}''', steps) END),
	format('SELECT * FROM pg_temp.best_chain(%L, %L, %L, %L)', format('{%s}', steps), span, mode LIKE '%increase%', mode LIKE '%first%'),
	format('%s of %s within %s by all chains', mode, steps, span))
FROM unnest('{"a,b","a,b,c","a,b,a,c","c1,c2,c3"}'::text[]) AS steps, unnest('{ordered,strict_increase,first_attempt,"strict_increase,first_attempt"}'::text[]) AS mode,
	 unnest('{2 h,1000 h}'::interval[]) AS span
WHERE mode <> 'first_attempt' OR span > '3 h';

/* ---- By any plan ---- */

-- Of crowds, so that workers are worth their while
CREATE TEMP TABLE answer AS SELECT n, steps, mode, span, NULL::text AS asked FROM question WHERE n % 33 = 0 OR mode IS NULL AND span = '1 h';
UPDATE answer SET asked = pg_temp.times_of((n, steps, mode, span)::question, 'crowd');

-- the answers of one process over a hash table
CREATE TEMP TABLE known (n bigint, g int, times timestamptz[]);
CREATE FUNCTION pg_temp.know() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	a answer;
BEGIN
	FOR a IN SELECT * FROM answer LOOP
		EXECUTE format('INSERT INTO known SELECT %s, f.* FROM (%s) AS f', a.n, a.asked);
	END LOOP;
END
$$;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT pg_temp.know();
CREATE FUNCTION pg_temp.as_known(how text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.agree(asked, format('SELECT g, times FROM known WHERE n = %s', n), format('%s: %s', how, asked)) FROM answer ORDER BY n
$$;

SET LOCAL enable_hashagg = off;
SELECT pg_temp.as_known('sorted');
RESET enable_hashagg;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT pg_temp.as_known('workers');
\ir lib/plan.sql
SELECT matches(pg_temp.plan_of((SELECT asked FROM answer LIMIT 1)), 'Partial', 'there were partial states');

SELECT * FROM finish();
ROLLBACK;
