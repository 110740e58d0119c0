/*
 * window_funnel against the rules of SEMANTICS, section 3, written out once
 * more: entry by entry with ClickHouse's own lists of chains, and where the
 * answer can be said without them, by trying all chains of rows.
 */
\set seeds 700
\ir lib/oracle.sql
\ir lib/seeds.sql

SELECT plan(198);

/* ---- Cases: few rows, many ties, repeats and NULLs ---- */

-- Up to 12 rows at one to 16 instants, windows 0 to 9; each of the conditions is
-- true, false or NULL; at NULL is a row that is not there.
CREATE TABLE public.visit (g int, id int, w int, at int, a boolean, b boolean, c boolean, d boolean, e boolean, f boolean);
INSERT INTO visit
SELECT g, id, pg_temp.noise(g, 1)::bit(8)::int % 10,
	   CASE WHEN r & 31 > 0 THEN (r >> 5 & 15) % (1 + g % 16) END,
	   met[1], met[2], met[3], met[4], met[5], met[6]
FROM generate_series(1, :seeds) AS g, generate_series(1, 1 + g % 12) AS id,
	 LATERAL (SELECT pg_temp.noise(16 * g + id, 2)::bit(24)::int AS r) AS r,
	 LATERAL (SELECT ARRAY(SELECT nullif(noise % (3 + g % 4), 2) < 2
						   FROM generate_series(1, 6) AS i,
								LATERAL (SELECT pg_temp.noise(128 * g + 8 * id + i, 3)::bit(12)::int AS noise) AS n) AS met) AS met;
ALTER TABLE visit SET (parallel_workers = 2);
ANALYZE visit;

-- The legal combinations of modes
CREATE TEMP TABLE mode AS
SELECT concat_ws(',', VARIADIC modes) AS modes
FROM (SELECT ARRAY[ord, ded, inc, once, re] AS modes, ord, re
	  FROM (VALUES ('strict_order'), (NULL)) AS o (ord), (VALUES ('strict_deduplication'), (NULL)) AS d (ded),
		   (VALUES ('strict_increase'), (NULL)) AS i (inc), (VALUES ('strict_once'), (NULL)) AS s (once),
		   (VALUES ('allow_reentry'), (NULL)) AS r (re)) AS m
WHERE re IS NULL OR ord IS NOT NULL;
SELECT is((SELECT count(*) FROM mode), 24::bigint, '24 legal combinations of modes');

/* ---- Entry by entry ---- */

CREATE TYPE pg_temp.entry AS (at int, step int, place int);
CREATE TYPE pg_temp.chain AS (level int, started int, ended int, path int[]);

-- One level has one chain, which is overwritten.
CREATE FUNCTION pg_temp.level_overwriting(entries pg_temp.entry[], w int, n int,
										  ord boolean, ded boolean, inc boolean, re boolean) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
	e pg_temp.entry;
	started int[] = array_fill(NULL::int, ARRAY[n]);
	ended int[] = array_fill(NULL::int, ARRAY[n]);
	has_first boolean = false;
	deepest int = 0;
BEGIN
	FOREACH e IN ARRAY entries LOOP
		IF e.step = 0 THEN
			CONTINUE WHEN NOT ord OR NOT has_first;
			EXIT;
		ELSIF e.step = 1 THEN
			started[1] = e.at;
			ended[1] = e.at;
			has_first = true;
			deepest = greatest(deepest, 1);
		ELSIF ded AND started[e.step] IS NOT NULL THEN
			EXIT;
		ELSIF started[e.step - 1] IS NULL THEN
			CONTINUE WHEN re OR NOT ord OR NOT has_first;
			FOR lowest IN 1 .. n LOOP
				IF started[lowest] IS NULL THEN
					RETURN lowest - 1;
				END IF;
			END LOOP;
		ELSIF e.at <= started[e.step - 1] + w AND (NOT inc OR ended[e.step - 1] < e.at) THEN
			started[e.step] = started[e.step - 1];
			ended[e.step] = e.at;
			deepest = greatest(deepest, e.step);
		END IF;
	END LOOP;
	RETURN deepest;
END
$$;

-- strict_once: a level has all its chains, each with its path of rows.
CREATE FUNCTION pg_temp.level_once(entries pg_temp.entry[], w int, n int,
								   ord boolean, ded boolean, inc boolean, re boolean) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
	e pg_temp.entry;
	chains pg_temp.chain[] = '{}';
	is_set boolean[] = array_fill(false, ARRAY[n]);
	added pg_temp.chain[];
BEGIN
	FOREACH e IN ARRAY entries LOOP
		IF e.step = 0 THEN
			CONTINUE WHEN NOT ord OR NOT is_set[1];
			EXIT;
		ELSIF e.step = 1 THEN
			chains = chains || (1, e.at, e.at, ARRAY[e.place])::pg_temp.chain;
			is_set[1] = true;
		ELSIF ded AND is_set[e.step] THEN
			EXIT;
		ELSIF NOT is_set[e.step - 1] THEN
			CONTINUE WHEN re OR NOT ord OR NOT is_set[1];
			RETURN array_position(is_set, false) - 1;
		ELSE
			added = ARRAY(SELECT (e.step, started, e.at, path || e.place)::pg_temp.chain FROM unnest(chains)
						  WHERE level = e.step - 1 AND e.at <= started + w AND e.place <> ALL (path)
							AND (NOT inc OR ended < e.at));
			is_set[e.step] = is_set[e.step] OR added <> '{}';
			chains = chains || added;
		END IF;
	END LOOP;
	RETURN coalesce(array_position(is_set, false), n + 1) - 1;
END
$$;

-- The entries of each group for the first n conditions. Rows that an instant
-- has several of are told apart by the conditions that they meet.
CREATE TEMP TABLE entries AS
SELECT n, g, w, coalesce(array_agg((at, step, place)::pg_temp.entry ORDER BY at, step, place) FILTER (WHERE at IS NOT NULL AND step IS NOT NULL), '{}') AS entries
FROM (SELECT *, row_number() OVER (PARTITION BY n, g ORDER BY at, met[6] IS TRUE, met[5] IS TRUE, met[4] IS TRUE, met[3] IS TRUE, met[2] IS TRUE, met[1] IS TRUE) AS place
	  FROM (SELECT n, g, w, at, (ARRAY[a, b, c, d, e, f])[:n] AS met FROM visit, unnest('{1,2,4,6}'::int[]) AS n) AS cut) AS rows
	 LEFT JOIN LATERAL (SELECT i FROM generate_subscripts(met, 1) AS i WHERE met[i] UNION ALL
						SELECT 0 WHERE true <> ALL (array_remove(met, NULL))) AS steps (step) ON true
GROUP BY n, g, w;

CREATE FUNCTION pg_temp.level(modes text, entries pg_temp.entry[], w int, n int) RETURNS int
LANGUAGE sql AS $$
	SELECT CASE WHEN modes ~ 'once'
				THEN pg_temp.level_once(entries, w, n, modes ~ 'order', modes ~ 'dedup', modes ~ 'increase', modes ~ 'reentry')
				ELSE pg_temp.level_overwriting(entries, w, n, modes ~ 'order', modes ~ 'dedup', modes ~ 'increase', modes ~ 'reentry')
		   END
$$;

CREATE TEMP TABLE answer AS
SELECT modes, n, g, w, pg_temp.level(modes, entries, w, n) AS level FROM entries, mode;
ANALYZE answer;

-- Instants of a group are microseconds from somewhere: today, long ago, or the
-- ends of what a timestamp can be.
CREATE FUNCTION public.instant(g int, at int) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT (ARRAY['2024-05-01 00:00:00+00', '1999-12-31 23:59:59.999997+00', '294276-12-31 23:59:59.99998+00', '4714-11-24 00:00:00+00 BC']::timestamptz[])[1 + g % 4]
		   + at * interval '1 us'
$$;

-- %1$s: modes, %2$s: conditions, %3$s: table
SELECT pg_temp.agree(
	format($$SELECT g, window_funnel(w * interval '1 us', '%s', instant(g, at), %s) FROM visit GROUP BY g, w$$, modes, conditions),
	format($$SELECT g, level FROM answer WHERE modes = '%s' AND n = %s$$, modes, n),
	format('window_funnel %s of %s', modes, n))
FROM mode, (VALUES (1, 'a'), (2, 'a, b'), (4, 'a, b, c, d'), (6, 'a, b, c, d, e, f')) AS c (n, conditions);

-- By event type: each step a condition, twice where it is listed twice
CREATE TABLE public.typed AS
SELECT g, at, ('{a,a,b,b,c,d,other}'::text[])[1 + abs(pg_temp.noise(16 * g + id, 4)) % 8] AS event_type FROM visit;
ALTER TABLE typed SET (parallel_workers = 2);
ANALYZE typed;
SELECT pg_temp.agree(
	format($$SELECT g, window_funnel('3 us', '%s', instant(g, at), event_type, '{%s}') FROM typed GROUP BY g$$, modes, steps),
	format($$SELECT g, window_funnel('3 us', '%s', instant(g, at), %s) FROM typed GROUP BY g$$, modes,
		   (SELECT string_agg(format('event_type = %L', step), ', ' ORDER BY n) FROM string_to_table(steps, ',') WITH ORDINALITY AS s (step, n))),
	format('window_funnel %s by type %s', modes, steps))
FROM mode, unnest('{"a,b,c","a,b,a,b","c,c"}'::text[]) AS steps;

-- window and mode as constants; partial states of workers, then combined
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT pg_temp.agree(
	format($$SELECT g, window_funnel('2 us', '%s', instant(g, at), a, b, c, d) FROM visit WHERE w = 2 GROUP BY g$$, modes),
	format($$SELECT g, level FROM answer WHERE modes = '%s' AND n = 4 AND w = 2$$, modes),
	format('window_funnel %s by workers', modes))
FROM mode;
\ir lib/plan.sql
SELECT matches(pg_temp.plan_of('SELECT g, window_funnel(''2 us'', instant(g, at), a, b, c, d) FROM visit WHERE w = 2 GROUP BY g'), 'Partial',
		  'there were partial states');
SELECT pg_temp.agree($$SELECT g, window_funnel('3 us', instant(g, at), event_type, '{a,b,a,c}') FROM typed GROUP BY g$$,
	$$SELECT g, window_funnel('3 us', instant(g, at), event_type = 'a', event_type = 'b', event_type = 'a', event_type = 'c') FROM typed GROUP BY g$$,
	'window_funnel by type by workers');
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

/* ---- All chains of rows ---- */

-- Where a level is not overwritten by a worse chain, the answer is the longest
-- chain of rows in order of time, all within the window from the first.
CREATE FUNCTION pg_temp.longest_chain(distinct_rows boolean, increasing boolean) RETURNS TABLE (g int, level int)
LANGUAGE sql AS $$
	WITH RECURSIVE chain AS (
		SELECT g, w, 0 AS level, NULL::int AS started, NULL::int AS ended, '{}'::int[] AS path FROM visit GROUP BY g, w
		UNION
		SELECT chain.g, chain.w, level + 1, coalesce(started, at), at, CASE WHEN distinct_rows THEN path || id END
		FROM chain JOIN visit ON visit.g = chain.g
		WHERE (ARRAY[a, b, c, d, e, f])[level + 1] AND at IS NOT NULL
		  AND (level = 0 OR (at <= started + chain.w AND CASE WHEN increasing THEN at > ended ELSE at >= ended END
							 AND (NOT distinct_rows OR id <> ALL (path)))))
	SELECT g, max(level) FROM chain GROUP BY g
$$;
SELECT pg_temp.agree(format($$SELECT g, window_funnel(w * interval '1 us', '%s', instant(g, at), a, b, c, d, e, f) FROM visit GROUP BY g, w$$, modes), plain, modes || ' by all chains')
FROM (VALUES ('', 'SELECT * FROM pg_temp.longest_chain(false, false)'),
			 ('strict_once', 'SELECT * FROM pg_temp.longest_chain(true, false)'),
			 ('strict_once,strict_increase', 'SELECT * FROM pg_temp.longest_chain(true, true)')) AS q (modes, plain);

SELECT * FROM finish();
ROLLBACK;
