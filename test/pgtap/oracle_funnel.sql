/*
 * funnel against brute force: every chain of rows that a contact has, in every
 * order that equal times leave open, the best one by the rules of ties, for
 * every mode and option, alone and together. Each small random contact is a
 * case of its own; then all of them are populations, in groups and as a whole.
 */
\set seeds 320
\ir lib/oracle.sql
\ir lib/seeds.sql

SET LOCAL jit = off;

SELECT plan(1151);

/* ---- The cases ---- */

-- Contact g has up to eight rows at times from a tiny range, so that many
-- are equal. A row may meet several conditions (c1 .. c7) or none; a condition
-- may be NULL, and so may contact, time and type; some rows are there twice.
-- of 'types', rows have an event_type instead. Contact 0 has nobody's rows only.
CREATE TEMP TABLE event AS
WITH raw AS (
	SELECT form, g, n, seed + g * 64 + CASE WHEN n > 1 AND pg_temp.noise(seed + g * 64 + n, 1) % 9 = 0 THEN n - 1 ELSE n END AS r
	FROM (VALUES ('conditions', 0), ('types', 1000000)) AS f (form, seed),
		 generate_series(0, :seeds) AS g, LATERAL generate_series(0, greatest(abs(pg_temp.noise(seed + g, 2)) % 9, abs(pg_temp.noise(seed + g, 7)) % 9)) AS n
)
SELECT row_number() OVER () AS id, form, g,
	   CASE WHEN g > 0 AND n > 0 AND abs(pg_temp.noise(r, 3)) % 23 > 0 THEN g END AS who,
	   CASE WHEN abs(pg_temp.noise(r, 4)) % 29 > 0 THEN abs(pg_temp.noise(r, 5)) % (1 + g % 8) END::int AS t,
	   c[1] AS c1, c[2] AS c2, c[3] AS c3, c[4] AS c4, c[5] AS c5, c[6] AS c6, c[7] AS c7,
	   CASE WHEN form = 'types' THEN ('{a,a,a,b,b,b,c,c,d,x,y,other}'::text[])[1 + abs(pg_temp.noise(r, 6)) % 13] END AS event_type
FROM raw,
	 LATERAL (SELECT array_agg(CASE abs(pg_temp.noise(r, 10 + k)) % 10 WHEN 0 THEN NULL ELSE form = 'conditions' AND abs(pg_temp.noise(r, 20 + k)) % 100 < 100 / (2 + k / 3) END ORDER BY k) AS c
			  FROM generate_series(1, 7) AS k) AS conditions;

-- Stories that a reader can tell the end of: a row is the steps that it is, A to
-- E, or excluded, X and Y, or nothing, -, and its time. Brute force itself is
-- held to them.
CREATE TEMP TABLE story (g serial, list int, events text, options jsonb, times int[]);
INSERT INTO story (list, events, options, times) VALUES
(14, 'A1 B2 C3', '{}', '{1,2,3}'),
(14, 'C1 B2 A3', '{}', '{3}'),
(14, 'B1 C2', '{}', NULL),
(14, 'C1 B1 A1', '{}', '{1,1,1}'),
(14, 'A1 B2 B3 C4', '{}', '{1,2,4}'),
(14, 'A1 A2 B3 C4 A5 B6 C7', '{}', '{2,3,4}'),
(13, 'A1 B11', '{"span": 10}', '{1,11}'),
(13, 'A1 B12', '{"span": 10}', '{1}'),
(13, 'A1 A8 B12', '{"span": 10}', '{8,12}'),
(13, 'A1 B2 A2', '{"span": 0}', '{2,2}'),
(13, 'AB1', '{}', '{1}'),
(13, 'AB1 AB1', '{}', '{1,1}'),
(14, 'AB1 AB1 C1', '{"span": 0}', '{1,1,1}'),
-- one step an instant, read from the state before it
(14, 'A1 B2 A4 B5 C5', '{}', '{4,5,5}'),
(14, 'A1 B2 A4 B5 C5', '{"increase": true}', '{1,2,5}'),
(13, 'B1 A1', '{"increase": true}', '{1}'),
-- nothing between
(14, 'A1 B2 A3 C4', '{"kind": "strict"}', '{1,2}'),
(14, 'A1 -2 A3 B4 C5', '{"kind": "strict"}', '{3,4,5}'),
(14, 'A1 -2 B3 C4', '{"kind": "strict"}', '{1}'),
(14, 'A1 -2 B3 C4', '{"kind": "strict_steps"}', '{1,3,4}'),
(14, 'A1 -2 B3 A4 C5', '{"kind": "strict_steps"}', '{1,3}'),
(14, 'A1 B2 -2 C3', '{"kind": "strict"}', '{1,2}'),
(14, '-1 A1 B2 C3 -3', '{"kind": "strict"}', '{1,2,3}'),
(14, 'C1 A1 B1', '{"kind": "strict"}', '{1,1,1}'),
(14, 'A1 C2 B2 C3', '{"kind": "strict"}', '{1,2,2}'),
(14, '-1 A1 B2', '{"kind": "strict", "increase": true}', '{1,2}'),
(14, 'A1 B2 A2 C3', '{"kind": "strict", "increase": true}', '{1,2}'),
(14, 'A1 B2 C2', '{"kind": "strict", "increase": true}', '{1,2}'),
(14, 'A1 X2 B3', '{"kind": "strict_steps"}', '{1,3}'),
(14, 'A1 X2 B3 C4', '{"kind": "strict_steps", "excluded": "{\"(2,3,c6)\"}"}', '{1}'),
-- excluded between
(13, 'A1 X2 B3', '{"excluded": "{\"(1,2,c6)\"}"}', '{1}'),
(13, 'A1 X1 B3 X3', '{"excluded": "{\"(1,2,c6)\"}"}', '{1,3}'),
(13, 'A1 X2 A4 B5', '{"excluded": "{\"(1,2,c6)\"}"}', '{4,5}'),
(13, 'A1 X2 A2 B3', '{"excluded": "{\"(1,2,c6)\"}"}', '{2,3}'),
(14, 'A1 B2 X3 C4', '{"excluded": "{\"(1,2,c6)\"}"}', '{1,2,4}'),
(14, 'A1 B2 X3 C4', '{"excluded": "{\"(2,3,c6)\"}"}', '{1,2}'),
(14, 'A1 B2 X3 C4', '{"excluded": "{\"(1,3,c6)\"}"}', '{1,2}'),
(14, 'A1 B2 X2 C3', '{"excluded": "{\"(1,2,c6)\"}"}', '{1,2,3}'),
(14, 'A1 B2 X2 C3', '{"excluded": "{\"(2,3,c6)\"}"}', '{1,2,3}'),
(14, 'A1 B2 X2 C3', '{"excluded": "{\"(1,3,c6)\"}"}', '{1,2}'),
(14, 'A1 B2 X2 C2', '{"excluded": "{\"(1,3,c6)\"}"}', '{1,2,2}'),
(14, 'A1 BX2 C3', '{"excluded": "{\"(1,3,c6)\"}"}', '{1,2}'),
(14, 'A1 BX2 C3', '{"excluded": "{\"(2,3,c6)\"}"}', '{1,2,3}'),
(14, 'A1 X2 B3 Y4 C5', '{"excluded": "{\"(1,2,c7)\",\"(2,3,c6)\"}"}', '{1,3,5}'),
(14, 'A1 B2 X3 C4 A5 B6', '{"excluded": "{\"(1,3,c6)\"}"}', '{1,2}'),
(14, 'A1 B2 X3 C4 A5 B6 C7', '{"excluded": "{\"(1,3,c6)\"}"}', '{5,6,7}'),
-- steps that may be left out
(14, 'A1 C3', '{"optional": "{2}"}', '{1,NULL,3}'),
(14, 'A1 B2 C3', '{"optional": "{2}"}', '{1,2,3}'),
(14, 'A1 B2', '{"optional": "{2}"}', '{1,2}'),
(14, 'A1 B2 A3 C4', '{"optional": "{2}"}', '{3,NULL,4}'),
(14, 'A1 B2 A2 C3', '{"optional": "{2}"}', '{2,2,3}'),
(14, 'C1 B2 A3', '{"optional": "{2}"}', '{3}'),
(14, 'A1 X2 C3', '{"optional": "{2}", "excluded": "{\"(1,2,c6)\"}"}', '{1}'),
(14, 'A1 X2 C3', '{"optional": "{2}", "excluded": "{\"(2,3,c6)\"}"}', '{1,NULL,3}'),
(14, 'A1 B2 C5', '{"optional": "{2}", "every_gap": 3}', '{1,2,5}'),
(14, 'A1 B3 C5', '{"optional": "{2}", "gaps": "{NULL,1}"}', '{1,NULL,5}'),
(14, 'A1 B5 C5', '{"optional": "{2}", "gaps": "{NULL,1,9}"}', '{1,NULL,5}'),
(14, 'A1 B2 B5 C5', '{"optional": "{2}", "gaps": "{NULL,1,2}"}', '{1,2}'),
-- the attempt that was later to begin and earlier to get to C is too old for D,
-- and the other one began too early
(16, 'A1 B2 A3 C3 X4 C5 D7', '{"span": 6, "optional": "{2,4}", "gaps": "{NULL,NULL,3,2,9}", "excluded": "{\"(1,2,c6)\"}"}', '{1,2,5,7}'),
(16, 'A1 B2 A3 C3 X4 C5 D7', '{"span": 5, "optional": "{2,4}", "gaps": "{NULL,NULL,3,2,9}", "excluded": "{\"(1,2,c6)\"}"}', '{3,NULL,3}'),
(15, 'A1 C2 B3 D4', '{"optional": "{2,3}"}', '{1,NULL,2,4}'),
-- the time from step to step
(14, 'A1 B3 B5 C7', '{"every_gap": 2}', '{1,3}'),
(14, 'A1 B3 A4 B5 C7', '{"every_gap": 2}', '{4,5,7}'),
(14, 'A1 B2 C5', '{"gaps": "{NULL,NULL,2}"}', '{1,2}'),
(14, 'A1 B9 C10', '{"gaps": "{NULL,NULL,2}"}', '{1,9,10}'),
-- where to begin
(13, 'A1 A5 B12', '{"span": 10, "first": true}', '{1}'),
(13, 'A1 B2 A5 B6', '{"since": 2}', '{5,6}'),
(13, 'A1 B2 A5 B6', '{"until": 5}', '{1,2}'),
(13, 'A1 B2 A5 B6', '{"since": 1, "until": 5}', '{1,2}'),
(13, 'A1 B2 A5 B6', '{"until": 1}', NULL),
(13, 'A1 B2 A5 B6', '{"since": 2, "first": true}', NULL),
(13, 'A1 B9', '{"until": 2}', '{1,9}'),
-- in any order
(14, 'C1 A2 B3', '{"kind": "any_order"}', '{1,2,3}'),
(14, 'C1 A2 B3', '{"kind": "any_order", "span": 1}', '{1,2}'),
(14, 'A1 C3 A4 B5 B6', '{"kind": "any_order"}', '{3,4,5}'),
(13, 'AB1', '{"kind": "any_order"}', '{1}'),
(13, 'AB1 AB1', '{"kind": "any_order"}', '{1,1}'),
(13, 'AB1 A2', '{"kind": "any_order"}', '{1,2}'),
(13, 'A1 A2', '{"kind": "any_order"}', '{1}'),
(13, 'A1 B2 A5 B5', '{"kind": "any_order", "since": 2}', '{5,5}'),
(13, 'A1 B2 A5 B5', '{"kind": "any_order", "until": 3}', '{1,2}'),
(13, 'A1 A4 B5', '{"kind": "any_order", "until": 3}', '{1,5}');

INSERT INTO event (id, form, g, who, t, c1, c2, c3, c4, c5, c6, c7)
SELECT -row_number() OVER (), 'stories', g, g, e[2]::int, e[1] LIKE '%A%', e[1] LIKE '%B%', e[1] LIKE '%C%', e[1] LIKE '%D%', e[1] LIKE '%E%', e[1] LIKE '%X%', e[1] LIKE '%Y%'
FROM story, regexp_matches(events, '([A-Z-]+)(\d+)', 'g') AS e;

-- What a row that counts is: the columns that are true, or its type.
CREATE TEMP TABLE label AS
SELECT id, form, g, t, name
FROM event, LATERAL (VALUES ('c1', c1), ('c2', c2), ('c3', c3), ('c4', c4), ('c5', c5), ('c6', c6), ('c7', c7), (event_type, true)) AS l (name, holds)
WHERE holds AND name IS NOT NULL AND who IS NOT NULL AND t IS NOT NULL;

CREATE INDEX ON label (form, name, g);

CREATE TEMP TABLE funnel_list (list int, form text, steps text[]);
INSERT INTO funnel_list VALUES
(1, 'conditions', '{c1}'), (2, 'conditions', '{c1,c2}'), (3, 'conditions', '{c1,c2,c3}'), (4, 'conditions', '{c1,c2,c3,c4}'), (5, 'conditions', '{c1,c2,c3,c4,c5}'),
(6, 'types', '{a}'), (7, 'types', '{a,b}'), (8, 'types', '{a,b,c}'), (9, 'types', '{a,b,a,c}'), (10, 'types', '{a,a,a}'), (11, 'types', '{b,a,c,d,b}'),
(13, 'stories', '{c1,c2}'), (14, 'stories', '{c1,c2,c3}'), (15, 'stories', '{c1,c2,c3,c4}'), (16, 'stories', '{c1,c2,c3,c4,c5}');

CREATE TEMP TABLE hit AS
SELECT list, step::int, g, id, t
FROM funnel_list, unnest(steps) WITH ORDINALITY AS s (name, step) JOIN label USING (name)
WHERE label.form = funnel_list.form;

CREATE INDEX ON hit (list, g);
ANALYZE event, label, hit;

/* ---- All chains, before any rule but that time does not run back ---- */

-- t: the time of each step, NULL where it is left out (which steps may be, is
-- seen to later); gap: the time from the step before that the chain has
CREATE TEMP TABLE chain AS
WITH RECURSIVE chain AS (
	SELECT list, g, ARRAY[id] AS ids, ARRAY[t] AS t, '{NULL}'::int[] AS gap, '{}'::int[] AS left_out, step AS depth
	FROM hit WHERE step = 1
	UNION ALL
	SELECT list, g, ids || id, chain.t || array_fill(NULL::int, ARRAY[step - depth - 1]) || hit.t,
		   gap || array_fill(NULL::int, ARRAY[step - depth - 1]) || hit.t - chain.t[depth],
		   left_out || ARRAY(SELECT generate_series(depth + 1, step - 1)), step
	FROM chain JOIN hit USING (list, g)
	WHERE step > depth AND hit.t >= chain.t[depth] AND id <> ALL (ids)
)
SELECT DISTINCT list, g, t, gap, left_out, depth FROM chain;

CREATE INDEX ON chain (list);

-- The rows of a contact in every order that their times allow, for the
-- contacts that have no more than three at an instant, and seven in all.
CREATE TEMP TABLE line AS
WITH RECURSIVE standing AS (
	SELECT form, g, id, rank() OVER w - 1 AS first, count(*) OVER (PARTITION BY form, g, t) AS size, count(*) OVER (PARTITION BY form, g) AS n
	FROM event WHERE who IS NOT NULL AND t IS NOT NULL
	WINDOW w AS (PARTITION BY form, g ORDER BY t)
), few AS (
	SELECT form, g FROM standing GROUP BY form, g HAVING max(size) <= 3 AND count(*) <= 7
), line AS (
	SELECT form, g, '{}'::bigint[] AS ids FROM few
	UNION ALL
	SELECT form, g, ids || id FROM line JOIN standing USING (form, g)
	WHERE cardinality(ids) >= first AND cardinality(ids) < first + size AND id <> ALL (ids)
)
SELECT line.* FROM line WHERE cardinality(ids) = (SELECT max(n) FROM standing WHERE (standing.form, standing.g) = (line.form, line.g));

-- contacts for strict; those without any row that counts too
CREATE TEMP TABLE few AS
SELECT form, g FROM line UNION SELECT form, g FROM event GROUP BY form, g HAVING count(*) FILTER (WHERE who IS NOT NULL AND t IS NOT NULL) = 0;

-- Sets of rows that serve different steps, by their times
CREATE TEMP TABLE gathering AS
WITH RECURSIVE gathering AS (
	SELECT DISTINCT list, g, 0 AS step, '{}'::bigint[] AS ids, '{}'::int[] AS t FROM hit
	UNION ALL
	SELECT gathering.list, gathering.g, gathering.step + 1, gathering.ids || choice.ids, gathering.t || choice.t
	FROM gathering JOIN funnel_list USING (list),
		 LATERAL (SELECT ARRAY[id] AS ids, ARRAY[t] AS t FROM hit
				  WHERE (hit.list, hit.g, hit.step) = (gathering.list, gathering.g, gathering.step + 1) AND id <> ALL (gathering.ids)
				  UNION ALL SELECT '{}', '{}') AS choice
	WHERE gathering.step < cardinality(steps)
)
SELECT DISTINCT gathering.list, g, ARRAY(SELECT u FROM unnest(t) AS u ORDER BY u) AS t
FROM gathering JOIN funnel_list USING (list) WHERE step = cardinality(steps);

CREATE INDEX ON gathering (list);
ANALYZE chain, line, few, gathering;

/* ---- The questions ---- */

CREATE TYPE pg_temp.exclusion AS (i int, j int, x text);

-- times and spans are in units
CREATE TEMP TABLE question (
	id			serial,
	list		int,
	kind		text DEFAULT 'ordered',
	span		int DEFAULT 1000000,	-- more than any time
	increase	boolean DEFAULT false,
	first		boolean DEFAULT false,
	gaps		int[] DEFAULT '{}',		-- gaps[k]: the longest time from the step before to step k
	every_gap	int,					-- the same for the steps that gaps has nothing for
	excluded	exclusion[] DEFAULT '{}',
	optional	int[] DEFAULT '{}',
	since		int,					-- entry_from
	until		int						-- entry_until
);

-- Those of the stories
CREATE TEMP TABLE story_question AS
SELECT list, options, row_number() OVER () AS id FROM (SELECT DISTINCT list, options FROM story) AS s;

INSERT INTO question OVERRIDING SYSTEM VALUE
SELECT (jsonb_populate_record((-id, list, 'ordered', 1000000, false, false, '{}', NULL, '{}', '{}', NULL, NULL)::question, options)).* FROM story_question;

-- Every option alone, in every list that it makes sense for
CREATE TEMP VIEW random_list AS SELECT * FROM funnel_list WHERE form <> 'stories';

INSERT INTO question (list, span) SELECT list, span FROM random_list, unnest('{0,1,3,1000000}'::int[]) AS span;
INSERT INTO question (list, span, kind) SELECT list, span, kind FROM random_list, unnest('{0,2,1000000}'::int[]) AS span, unnest('{strict,strict_steps,any_order}'::text[]) AS kind;
INSERT INTO question (list, span, increase) SELECT list, span, true FROM random_list, unnest('{0,3,1000000}'::int[]) AS span;
INSERT INTO question (list, span, first) SELECT list, 3, true FROM random_list;
INSERT INTO question (list, span, every_gap) SELECT list, span, gap FROM random_list, (VALUES (1000000, 1), (4, 2), (1000000, 0)) AS s (span, gap) WHERE cardinality(steps) > 2;
INSERT INTO question (list, gaps) SELECT list, gaps::int[] FROM (VALUES (3, '{NULL,1}'), (4, '{NULL,NULL,0}'), (5, '{NULL,NULL,NULL,1,2}'), (9, '{NULL,NULL,1}'), (11, '{NULL,0,NULL,3}')) AS s (list, gaps);
INSERT INTO question (list, gaps, every_gap) VALUES (4, '{NULL,NULL,0}', 3), (9, '{NULL,5,NULL,1}', 1);
INSERT INTO question (list, span, since, until)
SELECT list, 4, since, until FROM random_list, (VALUES (2, NULL), (NULL, 3), (1, 4)) AS s (since, until) WHERE list IN (3, 4, 9, 10);
INSERT INTO question (list, kind, span, since, until)
SELECT list, 'any_order', span, since, until FROM random_list, unnest('{2,1000000}'::int[]) AS span, (VALUES (NULL, 1), (NULL, 2), (1, 3), (2, NULL)) AS s (since, until) WHERE list IN (2, 3, 4, 5, 9);
INSERT INTO question (list, span, excluded)
SELECT list, span, excluded::exclusion[]
FROM (VALUES (2, '{"(1,2,c6)"}'), (3, '{"(1,3,c6)"}'), (3, '{"(1,2,c6)"}'), (3, '{"(2,3,c6)"}'), (3, '{"(1,2,c6)","(2,3,c7)"}'), (3, '{"(1,2,c6)","(2,3,c6)"}'), (4, '{"(1,3,c6)","(2,4,c7)"}'), (4, '{"(1,4,c6)"}'),
			 (4, '{"(3,4,c5)"}'), (5, '{"(2,4,c6)","(1,3,c7)"}'), (7, '{"(1,2,x)"}'), (8, '{"(1,3,x)"}'), (8, '{"(1,2,x)","(2,3,y)"}'), (8, '{"(1,3,d)","(1,2,x)"}'), (8, '{"(1,3,a)"}'), (8, '{"(1,3,b)"}'),
			 (8, '{"(2,3,b)"}'), (8, '{"(1,3,c)"}'), (9, '{"(1,2,c)"}'), (9, '{"(2,4,a)"}'), (9, '{"(1,4,x)","(3,4,b)"}'), (10, '{"(1,3,b)"}'), (10, '{"(1,2,a)"}'), (11, '{"(2,5,x)"}')) AS e (list, excluded),
	 unnest('{2,1000000}'::int[]) AS span;
INSERT INTO question (list, span, optional)
SELECT list, span, optional::int[]
FROM (VALUES (2, '{2}'), (3, '{2}'), (3, '{3}'), (3, '{2,3}'), (4, '{2}'), (4, '{3}'), (4, '{2,3}'), (4, '{2,4}'), (5, '{3,4}'), (5, '{2,3,4,5}'), (8, '{2}'), (9, '{2}'), (9, '{2,3}'), (9, '{3,4}'), (10, '{2}'), (11, '{2,4}')) AS o (list, optional),
	 unnest('{1,4}'::int[]) AS span;

INSERT INTO question (list, kind, optional, gaps)
SELECT list, kind, optional::int[], gaps::int[]
FROM (VALUES (3, '{2}', '{NULL,0,5}'), (4, '{2,3}', '{NULL,1,0,5}'), (4, '{3}', '{NULL,3,0,4}'), (5, '{2,4}', '{NULL,0,3,1,4}'), (8, '{2}', '{NULL,0,3}'), (9, '{2,3}', '{NULL,1,0,3}'), (9, '{3}', '{NULL,NULL,0,4}')) AS o (list, optional, gaps),
	 unnest('{ordered,strict_steps}'::text[]) AS kind;

-- and options together, as chance will have it
CREATE FUNCTION pg_temp.dice(question int, die int, sides int) RETURNS int
LANGUAGE sql IMMUTABLE AS 'SELECT (abs(pg_temp.noise(question, 1000 + die)) % sides)::int';

INSERT INTO question (list, kind, span, increase, first, gaps, every_gap, excluded, optional, since, until)
SELECT list, kind, (ARRAY[0, 1, 2, 3, 4, 6, 1000000])[1 + pg_temp.dice(q, 3, 7)],
	   kind <> 'any_order' AND pg_temp.dice(q, 4, 3) = 0, kind <> 'any_order' AND pg_temp.dice(q, 5, 4) = 0,
	   CASE WHEN kind <> 'any_order' AND pg_temp.dice(q, 6, 3) = 0 THEN ARRAY(SELECT CASE WHEN k > 1 AND pg_temp.dice(q, 6 + k, 2) = 0 THEN pg_temp.dice(q, 16 + k, 4) END FROM generate_series(1, n) AS k) ELSE '{}' END,
	   CASE WHEN kind <> 'any_order' AND pg_temp.dice(q, 7, 3) = 0 THEN pg_temp.dice(q, 8, 4) END,
	   CASE WHEN kind IN ('ordered', 'strict_steps') AND pg_temp.dice(q, 30, 2) = 0
			THEN ARRAY(SELECT DISTINCT (i, i + 1 + pg_temp.dice(q, 40 + e, n - i), (CASE form WHEN 'types' THEN '{x,y,d,a,b,c}'::text[] ELSE '{c6,c7}' END)[1 + pg_temp.dice(q, 50 + e, CASE form WHEN 'types' THEN 6 ELSE 2 END)])::exclusion
					   FROM generate_series(1, 1 + pg_temp.dice(q, 31, 2)) AS e, LATERAL (SELECT 1 + pg_temp.dice(q, 32 + e, n - 1) AS i) AS start) ELSE '{}' END,
	   CASE WHEN kind IN ('ordered', 'strict_steps') AND pg_temp.dice(q, 60, 2) = 0 THEN ARRAY(SELECT k FROM generate_series(2, n) AS k WHERE pg_temp.dice(q, 60 + k, 2) = 0) ELSE '{}' END,
	   CASE WHEN pg_temp.dice(q, 70, 4) = 0 THEN pg_temp.dice(q, 71, 3) END, CASE WHEN pg_temp.dice(q, 72, 4) = 0 THEN 3 + pg_temp.dice(q, 73, 4) END
FROM generate_series(1, 190) AS q,
	 LATERAL (SELECT list, form, cardinality(steps) AS n, (ARRAY['ordered', 'ordered', 'ordered', 'strict', 'strict_steps', 'strict_steps', 'any_order'])[1 + pg_temp.dice(q, 2, 7)] AS kind
			  FROM funnel_list WHERE list = (ARRAY[3, 4, 5, 8, 9, 10, 11])[1 + pg_temp.dice(q, 1, 7)]) AS l;

/* ---- The answers of brute force ---- */

-- These functions are volatile, so that each is planned by itself.

-- The chains whose rows directly follow one another in some line of the rows
-- that are there: of strict_steps only those that are a step or excluded.
CREATE FUNCTION pg_temp.strict_chains(question) RETURNS TABLE (g int, t int[], gap int[], left_out int[], depth int)
LANGUAGE sql AS $$
	WITH RECURSIVE there AS (
		SELECT id FROM hit WHERE list = $1.list
		UNION
		SELECT id FROM label JOIN funnel_list USING (form) WHERE list = $1.list AND name IN (SELECT x FROM unnest($1.excluded))
	), kept AS MATERIALIZED (
		SELECT DISTINCT g, l.ids
		FROM line JOIN funnel_list USING (form),
			 LATERAL (SELECT array_agg(id ORDER BY n) AS ids FROM unnest(line.ids) WITH ORDINALITY AS l (id, n) WHERE $1.kind = 'strict' OR id IN (SELECT id FROM there)) AS l
		WHERE list = $1.list
	), place AS MATERIALIZED (
		SELECT line, n, hit.g, step, t
		FROM (SELECT row_number() OVER () AS line, ids FROM kept) AS k, unnest(ids) WITH ORDINALITY AS l (id, n) JOIN hit USING (id) WHERE list = $1.list
	), chain AS (
		SELECT line, n, g, ARRAY[t] AS t, '{NULL}'::int[] AS gap, '{}'::int[] AS left_out, step AS depth FROM place WHERE step = 1
		UNION ALL
		SELECT line, place.n, place.g, chain.t || array_fill(NULL::int, ARRAY[step - depth - 1]) || place.t,
			   gap || array_fill(NULL::int, ARRAY[step - depth - 1]) || place.t - chain.t[depth],
			   left_out || ARRAY(SELECT generate_series(depth + 1, step - 1)), step
		FROM chain JOIN place USING (line) WHERE place.n = chain.n + 1 AND step > depth
	)
	SELECT DISTINCT g, t, gap, left_out, depth FROM chain
$$;

-- Between: after the first step from i on, before the first from j on or, when
-- there is none, before the last.
CREATE FUNCTION pg_temp.ordered_winners(question) RETURNS TABLE (g int, t int[])
LANGUAGE sql AS $$
	SELECT DISTINCT ON (g) g, t
	FROM (SELECT g, t, gap, left_out, depth FROM chain WHERE list = $1.list AND $1.kind = 'ordered'
		  UNION ALL
		  SELECT * FROM pg_temp.strict_chains($1) WHERE $1.kind <> 'ordered') AS chain
		 JOIN (SELECT g, min(t) AS first FROM hit WHERE list = $1.list AND step = 1 GROUP BY g) AS entry USING (g)
	WHERE left_out <@ $1.optional
	  AND t[depth] - t[1] <= $1.span
	  AND NOT ($1.increase AND 0 = ANY (array_remove(gap, NULL)))
	  AND NOT ($1.first AND t[1] > first)
	  AND t[1] >= coalesce($1.since, t[1]) AND t[1] < coalesce($1.until, t[1] + 1)
	  AND ($1.gaps = '{}' AND $1.every_gap IS NULL
		   OR NOT EXISTS (SELECT FROM generate_series(2, depth) AS k WHERE gap[k] > coalesce($1.gaps[k], $1.every_gap)))
	  AND ($1.excluded = '{}'
		   OR NOT EXISTS (SELECT FROM unnest($1.excluded) AS e, label
						  WHERE form = (SELECT form FROM funnel_list WHERE list = $1.list) AND name = x AND label.g = chain.g
							AND label.t > (SELECT min(u) FROM unnest(chain.t[i:j - 1]) AS u)
							AND label.t < coalesce((SELECT min(u) FROM unnest(chain.t[j:]) AS u), chain.t[depth])))
	ORDER BY g, depth DESC, t[depth], t[1] DESC, t[5], t[4], t[3], t[2]
$$;

CREATE FUNCTION pg_temp.any_order_winners(question) RETURNS TABLE (g int, t int[])
LANGUAGE sql AS $$
	SELECT DISTINCT ON (g) g, t
	FROM (SELECT g, t, cardinality(t) AS depth FROM gathering WHERE list = $1.list AND t <> '{}') AS gathering
	WHERE t[depth] - t[1] <= $1.span
	  AND t[1] >= coalesce($1.since, t[1]) AND t[1] < coalesce($1.until, t[1] + 1)
	ORDER BY g, depth DESC, t[depth], t[1] DESC, t[2] DESC, t[3] DESC, t[4] DESC
$$;

CREATE FUNCTION pg_temp.winners(question) RETURNS TABLE (g int, t int[])
LANGUAGE sql AS $$
	SELECT * FROM pg_temp.ordered_winners($1) WHERE $1.kind <> 'any_order'
	UNION ALL
	SELECT * FROM pg_temp.any_order_winners($1) WHERE $1.kind = 'any_order'
$$;

CREATE TEMP TABLE winner AS SELECT id, w.* FROM question, pg_temp.winners(question) AS w;
CREATE INDEX ON winner (id);
ANALYZE winner;

SELECT is_empty($$
	SELECT story.*, t FROM story JOIN story_question USING (list, options) LEFT JOIN winner ON (winner.id, winner.g) = (-story_question.id, story.g)
	WHERE t IS DISTINCT FROM times$$, 'brute force knows how the stories end');

-- the contacts that are asked
CREATE FUNCTION pg_temp.cases(question) RETURNS TABLE (form text, g int)
LANGUAGE sql AS $$
	SELECT form, g FROM few JOIN funnel_list USING (form) WHERE list = $1.list AND $1.kind LIKE 'strict%'
	UNION
	SELECT form, g FROM event JOIN funnel_list USING (form) WHERE list = $1.list AND $1.kind NOT LIKE 'strict%'
$$;

-- Each contact, seven groups of them, and all
CREATE FUNCTION pg_temp.funnels(question) RETURNS TABLE (
	g int, part int, step int, contacts bigint, dropoff bigint, conversion_from_previous float8, conversion_overall float8,
	median numeric, p90 numeric, avg numeric, median_from_first numeric, p90_from_first numeric, avg_from_first numeric)
LANGUAGE sql AS $$
	WITH time AS (
		SELECT g, step, t[step] AS t, CASE WHEN step > 1 THEN t[step] - t[1] END AS from_first,
			   t[step] - (SELECT max(t[s]) FROM generate_series(1, step - 1) AS s) AS from_previous
		FROM pg_temp.cases($1) JOIN funnel_list USING (form) CROSS JOIN LATERAL generate_series(1, cardinality(steps)) AS step
			 LEFT JOIN (SELECT * FROM winner WHERE id = $1.id) AS w USING (g)
		WHERE list = $1.list
	), counted AS (
		SELECT coalesce(g, -1) AS g, coalesce(g % 7, -1) AS part, step, count(t) AS contacts,
			   percentile_cont(0.5) WITHIN GROUP (ORDER BY from_previous) AS median, percentile_cont(0.9) WITHIN GROUP (ORDER BY from_previous) AS p90, avg(from_previous) AS avg,
			   percentile_cont(0.5) WITHIN GROUP (ORDER BY from_first) AS median_from_first, percentile_cont(0.9) WITHIN GROUP (ORDER BY from_first) AS p90_from_first, avg(from_first) AS avg_from_first
		FROM time GROUP BY GROUPING SETS ((g, step), (g % 7, step), (step))
	)
	SELECT this.g, this.part, this.step, this.contacts, coalesce(previous.contacts - this.contacts, 0),
		   CASE WHEN this.step = 1 THEN 1 ELSE this.contacts::float8 / nullif(previous.contacts, 0) END,
		   this.contacts::float8 / nullif(first.contacts, 0),
		   round(this.median::numeric, 6), round(this.p90::numeric, 6), round(this.avg, 6),
		   round(this.median_from_first::numeric, 6), round(this.p90_from_first::numeric, 6), round(this.avg_from_first, 6)
	FROM counted AS this
		 JOIN (SELECT g, part, contacts FROM counted WHERE step = 1) AS first USING (g, part)
		 LEFT JOIN counted AS previous
		 ON (previous.g, previous.part, previous.step) = (this.g, this.part, (SELECT max(s) FROM generate_series(1, this.step - 1) AS s WHERE s <> ALL ($1.optional)))
$$;

/* ---- The same questions in the words of funnel ---- */

-- seconds in a unit, and where unit 0 is: of no consequence, so each question
-- has others
CREATE TEMP TABLE clock (n int, unit interval, start timestamptz);
INSERT INTO clock VALUES (0, '1 s', '2026-01-01 00:00+00'), (1, '1 us', '1999-12-31 23:59:59.999998+00'), (2, '1 day', '2000-01-01 00:00+00'), (3, '17 min 0.000003 s', '1969-12-31 23:59+00');

-- the excluded conditions, which come after the steps
CREATE FUNCTION pg_temp.extra(question) RETURNS text[]
LANGUAGE sql STABLE AS $$
	SELECT ARRAY(SELECT DISTINCT x FROM unnest($1.excluded) ORDER BY x)
$$;

CREATE FUNCTION pg_temp.mode_of(question) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT concat_ws(CASE abs($1.id) % 3 WHEN 0 THEN ', ' ELSE ',' END,
		CASE WHEN $1.kind <> 'ordered' OR $1.id % 2 = 0 THEN $1.kind END,
		CASE WHEN $1.increase THEN 'strict_increase' END,
		CASE WHEN $1.first THEN 'first_attempt' END,
		'step_window=' || $1.every_gap * unit,
		(SELECT string_agg(format('step_window[%s]=%s', k, gap * unit), ',') FROM unnest($1.gaps) WITH ORDINALITY AS s (gap, k) WHERE gap IS NOT NULL),
		(SELECT string_agg(format('exclude%s=%s', CASE WHEN i > 1 OR j < nsteps OR $1.id % 2 = 0 THEN format('[%s-%s]', i, j) END,
								  CASE form WHEN 'types' THEN x ELSE (nsteps + array_position(extra, x))::text END), ',') FROM unnest($1.excluded)),
		(SELECT string_agg('optional=' || k, ',') FROM unnest($1.optional) AS k),
		'entry_from=' || to_char((start + $1.since * unit) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		'entry_until=' || to_char((start + $1.until * unit) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
	FROM clock, funnel_list, LATERAL (SELECT cardinality(steps) AS nsteps, pg_temp.extra($1) AS extra) AS s
	WHERE clock.n = abs($1.id) % 4 AND list = $1.list
$$;

CREATE FUNCTION pg_temp.step_name(question, step int) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN $1.kind = 'any_order' THEN format('any %s of %s', step, cardinality(steps))
				WHEN form = 'types' THEN steps[step] ELSE 'step ' || step END
	FROM funnel_list WHERE list = $1.list
$$;

-- The arguments of a question, with a contact of some type or none
CREATE FUNCTION pg_temp.arguments_of(question, contact text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT format('%L, %s%s%L::timestamptz + t * %L::interval, %s',
		$1.span * unit, mode || ', ', $2 || ', ',
		start, unit, CASE form WHEN 'types' THEN format('event_type, %L', steps) ELSE array_to_string(steps || pg_temp.extra($1), ', ') END)
	FROM clock, funnel_list, LATERAL (SELECT quote_literal(pg_temp.mode_of($1)) AS mode) AS m
	WHERE clock.n = abs($1.id) % 4 AND list = $1.list
$$;

CREATE FUNCTION pg_temp.call_of(question) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT format('funnel(%s)', pg_temp.arguments_of($1, (ARRAY['who::bigint', 'who::text', 'md5(who::text)::uuid', 'who::smallint', 'who::varchar'])[1 + abs($1.id) % 5]))
$$;

CREATE FUNCTION pg_temp.ours_of(question) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT format($query$
		SELECT g, part, step, name, contacts, dropoff, conversion_from_previous, conversion_overall,
			   round((median_seconds / unit)::numeric, 6), round((p90_seconds / unit)::numeric, 6), round((avg_seconds / unit)::numeric, 6),
			   round((median_seconds_from_first / unit)::numeric, 6), round((p90_seconds_from_first / unit)::numeric, 6), round((avg_seconds_from_first / unit)::numeric, 6)
		FROM (SELECT coalesce(g, -1) AS g, coalesce(g %% 7, -1) AS part, %s AS steps
			  FROM event JOIN pg_temp.cases(%L) USING (form, g) GROUP BY GROUPING SETS ((g), (g %% 7), ())) AS f,
			 unnest(steps) AS step, (SELECT %s) AS u (unit)$query$,
		pg_temp.call_of($1), $1, extract(epoch FROM unit)::float8)
	FROM clock WHERE n = abs($1.id) % 4
$$;

CREATE FUNCTION pg_temp.check_question(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(pg_temp.ours_of($1),
		format('SELECT g, part, step, pg_temp.step_name(%1$L, step), contacts, dropoff, conversion_from_previous, conversion_overall,
					   median, p90, avg, median_from_first, p90_from_first, avg_from_first FROM pg_temp.funnels(%1$L)', $1),
		pg_temp.call_of($1))
$$;

SELECT pg_temp.check_question(question) FROM question ORDER BY id;

/* ---- What else is made of the same chains ---- */

-- Who stopped at a step: a set for each step and 0, for those who never began
CREATE FUNCTION pg_temp.check_contacts(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(
		format('SELECT k, g, cardinality(stopped) FROM (SELECT k, funnel_contacts(k, %s) AS stopped FROM event JOIN pg_temp.cases(%L) USING (form, g), generate_series(0, %s) AS k GROUP BY k) AS s,
					   (SELECT DISTINCT g FROM event) AS e WHERE contains(stopped, g::bigint)', pg_temp.arguments_of($1, 'who::bigint'), $1, cardinality(steps)),
		format('SELECT k, g, count(*) OVER (PARTITION BY k)
				FROM (SELECT DISTINCT coalesce(cardinality(w.t), 0) AS k, g FROM event JOIN pg_temp.cases(%L) USING (form, g) LEFT JOIN (SELECT * FROM winner WHERE id = %s) AS w USING (g)
					  WHERE who IS NOT NULL AND event.t IS NOT NULL) AS s', $1, $1.id),
		format('funnel_contacts(k, %s)', pg_temp.arguments_of($1, 'who::bigint')))
	FROM funnel_list WHERE list = $1.list
$$;

-- By the hour of the first step: contacts of every step of each hour
CREATE FUNCTION pg_temp.check_trend(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(
		format('SELECT p.* FROM unnest((SELECT funnel_trend(''hour'', ''Asia/Kolkata'', %s) FROM event JOIN pg_temp.cases(%L) USING (form, g))) AS p', pg_temp.arguments_of($1, 'who::text'), $1),
		format('SELECT date_trunc(''hour'', %L::timestamptz + t[1] * %L::interval, ''Asia/Kolkata''), step, pg_temp.step_name(%L, step), count(t[step])
				FROM winner, generate_series(1, %s) AS step WHERE id = %s GROUP BY 1, 2', start, unit, $1, cardinality(steps), $1.id),
		format('funnel_trend(%s)', pg_temp.arguments_of($1, 'who::text')))
	FROM clock, funnel_list WHERE clock.n = abs($1.id) % 4 AND list = $1.list
$$;

-- By the time from the first step; bins beyond the window are left out.
CREATE TEMP TABLE bin AS
SELECT n, bin_start, lead(bin_start) OVER (ORDER BY n) AS bin_end
FROM unnest('{0,1 s,10 s,1 min,10 min,1 h,6 h,1 day,2 days,4 days,7 days,14 days,30 days,90 days,365 days}'::interval[]) WITH ORDINALITY AS b (bin_start, n);

CREATE FUNCTION pg_temp.check_histogram(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(
		format('SELECT p.* FROM unnest((SELECT funnel_histogram(%s) FROM event JOIN pg_temp.cases(%L) USING (form, g))) AS p', pg_temp.arguments_of($1, 'md5(who::text)::uuid'), $1),
		format('SELECT step, pg_temp.step_name(%L, step), bin_start, bin_end, count(t)
				FROM generate_series(2, %s) AS step CROSS JOIN bin
					 LEFT JOIN (SELECT t, s, (t[s] - t[1]) * %L::interval AS took FROM winner, generate_subscripts(t, 1) AS s WHERE id = %s) AS w
					 ON s = step AND took >= bin_start AND (took < bin_end OR bin_end IS NULL)
				WHERE bin_start <= %L GROUP BY step, bin_start, bin_end', $1, cardinality(steps), unit, $1.id, $1.span * unit),
		format('funnel_histogram(%s)', pg_temp.arguments_of($1, 'md5(who::text)::uuid')))
	FROM clock, funnel_list WHERE clock.n = abs($1.id) % 4 AND list = $1.list
$$;

-- When each contact had each step
CREATE FUNCTION pg_temp.check_times(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(
		format('SELECT g, funnel_times(%s) FROM event JOIN pg_temp.cases(%L) USING (form, g) WHERE who IS NOT NULL GROUP BY g', pg_temp.arguments_of($1, NULL), $1),
		format('SELECT g, ARRAY(SELECT %L::timestamptz + t[step] * %L::interval FROM generate_series(1, %s) AS step ORDER BY step)
				FROM (SELECT DISTINCT g FROM event JOIN pg_temp.cases(%L) USING (form, g) WHERE who IS NOT NULL) AS c LEFT JOIN (SELECT * FROM winner WHERE id = %s) AS w USING (g)',
			   start, unit, cardinality(steps), $1, $1.id),
		format('funnel_times(%s)', pg_temp.arguments_of($1, NULL)))
	FROM clock, funnel_list WHERE clock.n = abs($1.id) % 4 AND list = $1.list
$$;

SELECT pg_temp.check_contacts(question) FROM question WHERE id % 5 = 0 ORDER BY id;
SELECT pg_temp.check_trend(question) FROM question WHERE id % 5 = 1 ORDER BY id;
SELECT pg_temp.check_histogram(question) FROM question WHERE id % 5 = 2 ORDER BY id;

SELECT pg_temp.check_times(question) FROM question WHERE id % 5 IN (3, 4) ORDER BY id;

SELECT * FROM finish();
ROLLBACK;
