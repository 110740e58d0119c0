/*
 * attribution and what shares its paths against their definitions: paths by
 * joins, credits by the formula of each model, Shapley's value over all sets
 * of touches, Markov's chain by walking it until everybody has arrived. Each
 * small random group is a case of its own; then three larger ones, and all.
 */
\set seeds 120
\ir lib/oracle.sql
\ir lib/seeds.sql

SET LOCAL jit = off;
SET LOCAL TimeZone = 'UTC';

SELECT plan(457);

/* ---- The cases ---- */

-- Group g has up to 24 rows of up to three contacts at times from a tiny range,
-- so that many are equal. A row is a touch, a conversion, both or neither; a
-- contact, a time and a value may be NULL; some rows are there twice.
CREATE TEMP TABLE visit AS
WITH raw AS (
	SELECT g, n, g * 64 + CASE WHEN n > 1 AND pg_temp.noise(g * 64 + n, 1) % 9 = 0 THEN n - 1 ELSE n END AS r
	FROM generate_series(1, least(:seeds, 900)) AS g, LATERAL generate_series(1, abs(pg_temp.noise(g, 2)) % 25) AS n
), kind AS (
	SELECT *, abs(pg_temp.noise(r, 3)) % 10 AS kind, 1 + abs(pg_temp.noise(g, 4)) % 8 AS nlabels FROM raw
)
SELECT row_number() OVER () AS id, g,
	   CASE WHEN abs(pg_temp.noise(r, 5)) % 25 > 0 THEN g * 4 + abs(pg_temp.noise(r, 6)) % 3 END::int AS who,
	   CASE WHEN abs(pg_temp.noise(r, 7)) % 29 > 0 THEN abs(pg_temp.noise(r, 8)) % (1 + g % 10) END::int AS t,
	   CASE WHEN kind <= 5 OR kind = 8
			THEN ('{ads,B,Direct,(direct),(DIRECT) / (none),"é, \"z\"","","ads "}'::text[])[1 + (g + abs(pg_temp.noise(r, 9)) % nlabels) % 8] END AS touch,
	   CASE WHEN kind IN (6, 7, 8) THEN true WHEN r % 3 > 0 THEN false END AS converted,
	   ('{NULL,0,-2.5,10,0.25,100,1,1}'::float8[])[1 + abs(pg_temp.noise(r, 10)) % 8] AS value
FROM kind;

-- Stories that a reader can work out: what happens to a contact, letters being
-- touches, D the direct one, and $ conversions, worth 1 or as much as stands
-- before @; then times. Contacts are parted by |, 3* is three of them. What the
-- models say is a label's credit; '-' is no label. The definitions themselves
-- are held to them.
CREATE TEMP TABLE story (g serial, events text, options jsonb, wanted jsonb);
INSERT INTO story (events, options, wanted) VALUES
('A1 $2', '{}', '{"first_touch": {"A": 1}, "linear": {"A": 1}, "position_based": {"A": 1}, "w_shaped": {"A": 1}, "time_decay": {"A": 1}, "shapley": {"A": 1}, "markov": {"A": 1}}'),
('A1 B2 $3', '{}', '{"first_touch": {"A": 1, "B": 0}, "last_touch": {"A": 0, "B": 1}, "linear": {"A": 0.5, "B": 0.5}, "position_based": {"A": 0.5, "B": 0.5}, "u_shaped": {"A": 0.5, "B": 0.5},
	"j_shaped": {"A": 0.25, "B": 0.75}, "inverse_j": {"A": 0.75, "B": 0.25}, "w_shaped": {"A": 0.5, "B": 0.5}, "participation": {"A": 1, "B": 1}, "shapley": {"A": 0.5, "B": 0.5}, "markov": {"A": 0.5, "B": 0.5}}'),
('A1 B2 C3 $4', '{}', '{"position_based": {"A": 0.4, "B": 0.2, "C": 0.4}, "u_shaped": {"A": 0.4, "B": 0.2, "C": 0.4}, "j_shaped": {"A": 0.2, "B": 0.2, "C": 0.6}, "inverse_j": {"A": 0.6, "B": 0.2, "C": 0.2},
	"w_shaped": {"A": 0.3333, "B": 0.3333, "C": 0.3333}}'),
('A1 B2 C3 E4 $5', '{}', '{"position_based": {"A": 0.4, "B": 0.1, "C": 0.1, "E": 0.4}, "w_shaped": {"A": 0.3, "B": 0.3, "C": 0.1, "E": 0.3}}'),
('A1 B2 C3 E4 F5 $6', '{}', '{"w_shaped": {"A": 0.3, "B": 0.05, "C": 0.3, "E": 0.05, "F": 0.3}, "inverse_j": {"A": 0.6, "B": 0.0667, "C": 0.0667, "E": 0.0667, "F": 0.2}}'),
('A1 A2 B3 $4', '{}', '{"linear": {"A": 0.6667, "B": 0.3333}, "participation": {"A": 1, "B": 1}, "shapley": {"A": 0.5, "B": 0.5}}'),
('A1 B2 C3 $4', '{"weights": [50, 25, 25]}', '{"position_based": {"A": 0.5, "B": 0.25, "C": 0.25}, "u_shaped": {"A": 0.4, "B": 0.2, "C": 0.4}}'),
('A1 B2 $4', '{"weights": [3, 5, 1]}', '{"position_based": {"A": 0.75, "B": 0.25}}'),
('A1 B2 $4', '{"weights": [0, 1, 0]}', '{"position_based": {"A": 0.5, "B": 0.5}}'),
('A1 B2 C3 $4', '{"weights": [0, 1, 0]}', '{"position_based": {"A": 0, "B": 1, "C": 0}}'),
-- direct touches
('A1 D2 $3', '{}', '{"last_touch": {"A": 0, "D": 1}, "last_non_direct": {"A": 1, "D": 0}}'),
('D1 D2 $3', '{}', '{"last_non_direct": {"D": 1}}'),
('A1 B2 D3 $4', '{"direct": ["B", "A"]}', '{"last_non_direct": {"A": 0, "B": 0, "D": 1}}'),
('D1 B2 $3', '{"direct": ["B"]}', '{"last_non_direct": {"D": 1, "B": 0}}'),
-- when
('$3', '{}', '{"first_touch": {"-": 1}, "last_non_direct": {"-": 1}, "linear": {"-": 1}, "position_based": {"-": 1}, "time_decay": {"-": 1}, "participation": {"-": 1}, "shapley": {"-": 1}, "markov": {"-": 1}}'),
('B2 A2 $2', '{}', '{"first_touch": {"A": 1, "B": 0}, "last_touch": {"A": 0, "B": 1}}'),
('A$3', '{}', '{"linear": {"A": 1}}'),
('A1 $2 B3', '{}', '{"linear": {"A": 1, "B": 0}, "markov": {"A": 1, "B": 0}}'),
('A1 $1 B2 $3', '{}', '{"linear": {"A": 1.5, "B": 0.5}, "participation": {"A": 2, "B": 1}, "last_touch": {"A": 1, "B": 1}}'),
('A1 B2 $4', '{"lookback": 2}', '{"linear": {"A": 0, "B": 1}}'),
('A1 B2 $4', '{"lookback": 2, "beyond": -1}', '{"linear": {"A": 0, "B": 0, "-": 1}}'),
('A1 B2 $4', '{"lookback": 3, "beyond": -1}', '{"linear": {"A": 0, "B": 1}}'),
('A1 B2 $2', '{"lookback": 0}', '{"linear": {"A": 0, "B": 1}}'),
-- other paths
('A1 A2 B3 B4 A5 $6', '{"collapse": true}', '{"linear": {"A": 0.6667, "B": 0.3333}}'),
('A1 A2 B3 B4 A5 $6', '{"uniq": true}', '{"linear": {"A": 0.5, "B": 0.5}, "last_touch": {"A": 0, "B": 1}}'),
('A1 A2 B3 B4 A5 $6', '{"max_touches": 2}', '{"first_touch": {"A": 0, "B": 1}}'),
('A1 A2 B3 B4 $6', '{"max_touches": 2, "collapse": true}', '{"linear": {"A": 0.5, "B": 0.5}}'),
('A1 A2 B3 B4 A5 $6', '{"exclude": ["B"], "collapse": true}', '{"linear": {"A": 1}}'),
('A1 B2 $3', '{"exclude": ["B", "A"]}', '{"linear": {"-": 1}, "markov": {"-": 1}}'),
-- the newest touch is 38 days after the oldest; half-life 7 days
('A0 B5 C12 E30 F38 $38', '{}', '{"time_decay": {"A": 0.0146, "B": 0.0240, "C": 0.0479, "E": 0.2848, "F": 0.6288}}'),
('A0 B5 C12 E30 F38 $40', '{"lookback": 50}', '{"time_decay": {"A": 0.0146, "B": 0.0240, "C": 0.0479, "E": 0.2848, "F": 0.6288}}'),
('A1 B2 $2', '{"half_life": 1}', '{"time_decay": {"A": 0.3333, "B": 0.6667}}'),
-- games and chains
('10*A1 $2 | 6*A1 B2 $3 | 2*B1 $2 | 3*A1 B2 C3 $4', '{}', '{"shapley": {"A": 14, "B": 6, "C": 1}, "participation": {"A": 19, "B": 11, "C": 3}}'),
('A1 B2 C3 $4 | A1 | B1 C2', '{}', '{"markov": {"A": 0.2, "B": 0.4, "C": 0.4}}'),
('A1 A2 $3 | A1', '{}', '{"markov": {"A": 1}}'),
('A1 B2 $3 | B1 | A1', '{}', '{"markov": {"A": 0.3333, "B": 0.6667}}'),
('A1 B2 $3 | B1 | A1', '{"depth": 2}', '{"markov": {"A": 0.5, "B": 0.5}}'),
('A1 B2 $3 | B1 | A1 | $1', '{}', '{"markov": {"A": 0.3333, "B": 0.6667, "-": 1}}');

INSERT INTO visit (id, g, who, t, touch, converted, value)
SELECT -row_number() OVER (), 1000 + g, 100000 + dense_rank() OVER (ORDER BY g, contact, copy), e[4]::int, CASE e[1] WHEN 'D' THEN 'direct' WHEN '' THEN NULL ELSE e[1] END, e[2] <> '', coalesce(e[3]::float8, 1)
FROM story, regexp_split_to_table(events, ' \| ') WITH ORDINALITY AS c (events_of, contact),
	 LATERAL generate_series(1, coalesce(substring(events_of FROM '^(\d+)\*'), '1')::int) AS copy,
	 regexp_matches(regexp_replace(events_of, '^\d+\*', ''), '([A-Z]?)(\$(?:(-?[\d.]+)@)?)?(\d+)', 'g') AS e;

-- A larger chain: 150 contacts who go from touch to touch, some of which lead
-- to others
INSERT INTO visit
SELECT 1000000 + id, 5000, 200000 + id / 12, (id % 12) * 10 + abs(pg_temp.noise(id, 11)) % 15, CASE WHEN id % 12 < 9 THEN 't' || least(abs(pg_temp.noise(id, 12)) % 20, abs(pg_temp.noise(id / 12, 13)) % 9 + abs(pg_temp.noise(id, 14)) % 9) END,
	   pg_temp.noise(id, 15) % 7 = 0, abs(pg_temp.noise(id, 16)) % 9
FROM generate_series(0, 1799) AS id;

-- The parts of all: each group, three larger groups, the whole
CREATE TEMP TABLE part AS
SELECT DISTINCT part, g FROM visit, LATERAL (VALUES (g), (2000 + g % 3), (3000)) AS p (part) WHERE g < 1000 OR part = g;

ANALYZE visit, part;

/* ---- The questions ---- */

-- times and spans are in units
CREATE TEMP TABLE question (
	id			serial,
	alone		int,						-- asked of this part only; of some otherwise
	lookback	int,						-- NULL: more than any time
	beyond		int DEFAULT 0,				-- and as many microseconds more
	collapse	boolean DEFAULT false,
	uniq		boolean DEFAULT false,
	exclude		text[] DEFAULT '{}',
	max_touches	int,
	direct		text[] DEFAULT '{}',
	half_life	int,						-- NULL: 7 days
	weights		float8[],					-- NULL: 40/20/40
	depth		int,						-- order=; NULL: 1
	top			int,						-- NULL: 100
	models		text[] DEFAULT '{first_touch,last_touch,last_non_direct,linear,position_based,u_shaped,w_shaped,j_shaped,inverse_j,time_decay,participation,shapley,markov}'
);

INSERT INTO question OVERRIDING SYSTEM VALUE
SELECT (jsonb_populate_record((-4 * g, 1000 + g, NULL, 0, false, false, '{}', NULL, '{}', NULL, NULL, NULL, NULL,
							   ARRAY(SELECT jsonb_object_keys(wanted) ORDER BY 1))::question, options)).*
FROM story;

-- Every option alone
INSERT INTO question (lookback) VALUES (NULL), (0), (1), (2), (4);
INSERT INTO question (lookback, beyond) VALUES (1, -1), (2, -1), (3, -1), (2, 1), (0, 1), (3, -1), (4, -1);
INSERT INTO question (collapse) VALUES (true), (true);
INSERT INTO question (uniq) VALUES (true), (true);
INSERT INTO question (exclude) VALUES ('{ads}'), ('{Direct,(direct)}'), ('{"é, \"z\""}'), ('{never}'), ('{ads,B,Direct,(direct),(DIRECT) / (none),"é, \"z\"","ads "}');
INSERT INTO question (max_touches) VALUES (1), (2), (3), (1000);
INSERT INTO question (direct) VALUES ('{ads}'), ('{B,"é, \"z\"",Direct}'), ('{ads,B,Direct,(direct),(DIRECT) / (none),"é, \"z\"","ads "}'), ('{never}');
INSERT INTO question (half_life) VALUES (1), (2), (3), (30);
INSERT INTO question (weights) VALUES ('{0,0,1}'), ('{0,1,0}'), ('{1,2,3}'), ('{0.5,0,0.25}'), ('{1e-3,1e3,0}');
INSERT INTO question (depth) VALUES (1), (2), (2), (2);
INSERT INTO question (top) VALUES (1), (2), (5), (1000000);

-- what makes no difference to chains and games
UPDATE question SET models = array_remove(array_remove(models, 'markov'), 'shapley')
WHERE alone IS NULL AND (direct <> '{}' OR half_life IS NOT NULL OR weights IS NOT NULL OR top IS NOT NULL);

INSERT INTO question (alone, models, lookback, collapse, depth)
SELECT 5000, '{markov,linear}', lookback, collapse, depth FROM (VALUES (40, false, 1), (30, false, 2), (30, true, 1), (15, true, 2)) AS q (lookback, collapse, depth);

-- and options together, as chance will have it
CREATE FUNCTION pg_temp.dice(question int, die bigint, sides int) RETURNS int
LANGUAGE sql IMMUTABLE AS 'SELECT (abs(pg_temp.noise(question, 1000 + die)) % sides)::int';

CREATE TEMP TABLE label AS SELECT touch, row_number() OVER (ORDER BY touch) AS n FROM visit WHERE g < 1000 AND touch <> '' GROUP BY touch;
CREATE TEMP TABLE model AS SELECT model, n FROM question, unnest(models) WITH ORDINALITY AS m (model, n) WHERE id = 1;

INSERT INTO question (lookback, beyond, collapse, uniq, exclude, max_touches, direct, half_life, weights, depth, top, models)
SELECT CASE WHEN pg_temp.dice(q, 1, 4) > 0 THEN 1 + pg_temp.dice(q, 2, 8) END, pg_temp.dice(q, 3, 3) - 1,
	   pg_temp.dice(q, 4, 3) = 0, pg_temp.dice(q, 4, 3) = 1,
	   CASE WHEN pg_temp.dice(q, 5, 2) = 0 THEN ARRAY(SELECT touch FROM label WHERE pg_temp.dice(q, 10 + n, 4) = 0) ELSE '{}' END,
	   CASE WHEN pg_temp.dice(q, 6, 2) = 0 THEN 1 + pg_temp.dice(q, 7, 5) END,
	   CASE WHEN pg_temp.dice(q, 8, 2) = 0 THEN ARRAY(SELECT touch FROM label WHERE pg_temp.dice(q, 20 + n, 3) = 0) ELSE '{}' END,
	   CASE WHEN pg_temp.dice(q, 9, 2) = 0 THEN 1 + pg_temp.dice(q, 30, 9) END,
	   CASE WHEN pg_temp.dice(q, 31, 2) = 0 THEN ARRAY[pg_temp.dice(q, 32, 4), pg_temp.dice(q, 33, 4), 1 + pg_temp.dice(q, 34, 4)] END,
	   1 + pg_temp.dice(q, 35, 2), 1 + pg_temp.dice(q, 36, 9),
	   ARRAY(SELECT model FROM model WHERE pg_temp.dice(q, 50 + n, 5) > 0 OR n = pg_temp.dice(q, 49, 13) + 1 ORDER BY pg_temp.noise(q, 70 + n))
FROM generate_series(1, 36) AS q;

-- how long a unit is, and where unit 0 is: of no consequence but to half-lives
-- of seven days, so each question has others; stories are told in days
CREATE TEMP TABLE clock (n int, unit interval, start timestamptz);
INSERT INTO clock VALUES (0, '1 day', '2026-01-01 00:00+00'), (1, '1 us', '1999-12-31 23:59:59.999998+00'), (2, '3 days 17 min 0.000003 s', '1969-12-31 23:59+00'), (3, '1 s', '2024-02-29 12:00+00');

CREATE FUNCTION pg_temp.microseconds(span interval) RETURNS bigint LANGUAGE sql IMMUTABLE
	RETURN (extract(epoch FROM span) * 1000000)::bigint;

-- the parts that are asked
CREATE FUNCTION pg_temp.asked(question) RETURNS TABLE (part int, g int)
LANGUAGE sql AS $$
	SELECT part, g FROM part WHERE CASE WHEN $1.alone IS NOT NULL THEN part = $1.alone ELSE part BETWEEN 2000 AND 3000 OR part < 1000 AND part % 4 = $1.id % 4 END
$$;

/* ---- Paths ---- */

-- The touches that there are, and their times in microseconds
CREATE FUNCTION pg_temp.touches(question) RETURNS TABLE (g int, who int, touch text, us bigint)
LANGUAGE sql AS $$
	SELECT g, who, touch COLLATE "C", t * pg_temp.microseconds(unit)
	FROM visit, clock
	WHERE clock.n = abs($1.id) % 4 AND who IS NOT NULL AND t IS NOT NULL AND touch IS NOT NULL AND touch <> ALL ($1.exclude) AND g IN (SELECT g FROM pg_temp.asked($1))
$$;

-- The path of each conversion, and of each contact the path that leads nowhere:
-- the touches on no conversion's path.
CREATE FUNCTION pg_temp.paths(question) RETURNS TABLE (g int, who int, conversion bigint, at bigint, value float8, touches text[], us bigint[])
LANGUAGE sql AS $$
	WITH touch AS MATERIALIZED (
		SELECT * FROM pg_temp.touches($1)
	), conversion AS MATERIALIZED (
		SELECT g, who, id AS conversion, t * pg_temp.microseconds(unit) AS at, coalesce(value, 0) AS value,
			   t * pg_temp.microseconds(unit) - coalesce($1.lookback * pg_temp.microseconds(unit) + $1.beyond, 1e18::bigint) AS since
		FROM visit, clock
		WHERE clock.n = abs($1.id) % 4 AND who IS NOT NULL AND t IS NOT NULL AND converted AND g IN (SELECT g FROM pg_temp.asked($1))
	), path AS (
		SELECT c.g, c.who, conversion, at, value, touch, us
		FROM conversion AS c LEFT JOIN touch ON touch.who = c.who AND us BETWEEN since AND at
		UNION ALL
		SELECT g, who, NULL, NULL, NULL, touch, us
		FROM touch WHERE NOT EXISTS (SELECT FROM conversion AS c WHERE c.who = touch.who AND us BETWEEN since AND at)
	), place AS (
		SELECT *, lead(touch) OVER line = touch AS again, row_number() OVER (PARTITION BY who, conversion, touch ORDER BY us) AS time
		FROM path WINDOW line AS (PARTITION BY who, conversion ORDER BY us, touch)
	), kept AS (
		SELECT *, row_number() OVER (PARTITION BY who, conversion ORDER BY us DESC, touch DESC) AS from_last
		FROM place WHERE NOT ($1.collapse AND coalesce(again, false)) AND NOT ($1.uniq AND time > 1)
	)
	SELECT g, who, conversion, at, value, coalesce(array_agg(touch ORDER BY us, touch) FILTER (WHERE touch IS NOT NULL), '{}'),
		   coalesce(array_agg(us ORDER BY us, touch) FILTER (WHERE touch IS NOT NULL), '{}')
	FROM kept WHERE from_last <= coalesce($1.max_touches, 1000000)
	GROUP BY g, who, conversion, at, value
$$;

CREATE TEMP TABLE path AS SELECT id AS question, p.* FROM question, pg_temp.paths(question) AS p;
CREATE INDEX ON path (question);
ANALYZE path;

/* ---- What each conversion gives to each touch ---- */

CREATE FUNCTION pg_temp.by_position(i bigint, n int, first float8, middle float8, last float8) RETURNS float8
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN n = 1 THEN 1
				WHEN n = 2 AND first + last = 0 THEN 0.5
				WHEN n = 2 THEN CASE i WHEN 1 THEN first ELSE last END / (first + last)
				ELSE CASE i WHEN 1 THEN first WHEN n THEN last ELSE middle / (n - 2) END / (first + middle + last) END
$$;

-- 2 ^ -halves, which power() refuses to make of many
CREATE FUNCTION pg_temp.decayed(halves float8) RETURNS float8
LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN halves > 1000 THEN 0 ELSE power(2::float8, -halves) END';

-- shapley and markov, which take all conversions together, are in the next part.
CREATE FUNCTION pg_temp.credits(question) RETURNS TABLE (g int, conversion bigint, who int, value float8, touch text, model text, credit float8)
LANGUAGE sql AS $$
	WITH place AS (
		SELECT g, conversion, who, value, touch, i, cardinality(touches) AS n, row_number() OVER (PARTITION BY conversion, touch ORDER BY i) AS time,
			   NOT CASE $1.direct WHEN '{}' THEN lower(touch) IN ('direct', '(direct)', '(direct) / (none)') ELSE touch = ANY ($1.direct) END AS is_other,
			   pg_temp.decayed((path.us[cardinality(touches)] - u.us) / coalesce($1.half_life * pg_temp.microseconds(unit), pg_temp.microseconds('7 days'))::float8) AS fresh
		FROM path JOIN clock ON n = abs($1.id) % 4, unnest(touches, path.us) WITH ORDINALITY AS u (touch, us, i)
		WHERE question = $1.id AND conversion IS NOT NULL
	), line AS (
		SELECT *, sum(fresh) OVER w AS all_fresh, max(i) FILTER (WHERE is_other) OVER w AS last_other FROM place WINDOW w AS (PARTITION BY conversion)
	)
	SELECT g, conversion, who, value, touch, model, credit
	FROM line, LATERAL (SELECT coalesce($1.weights, '{40,20,40}') AS w) AS weights,
		 LATERAL (VALUES ('first_touch', (i = 1)::int::float8), ('last_touch', (i = n)::int), ('last_non_direct', (i = coalesce(last_other, n))::int),
			('linear', 1.0 / n), ('position_based', pg_temp.by_position(i, n, w[1], w[2], w[3])), ('u_shaped', pg_temp.by_position(i, n, 40, 20, 40)),
			('j_shaped', pg_temp.by_position(i, n, 20, 20, 60)), ('inverse_j', pg_temp.by_position(i, n, 60, 20, 20)),
			('w_shaped', CASE WHEN n <= 3 THEN 1.0 / n WHEN i IN (1, 1 + (n - 1) / 2, n) THEN 0.3 ELSE 0.1 / (n - 3) END),
			('time_decay', fresh / all_fresh), ('participation', (time = 1)::int)) AS m (model, credit)
	UNION ALL
	SELECT g, conversion, who, value, NULL, model, 1 FROM path, unnest($1.models) AS model WHERE question = $1.id AND conversion IS NOT NULL AND touches = '{}'
$$;

/* ---- What all conversions give to each touch: a game ---- */

-- v(S): the conversions whose touches all lie in S, for every set S of the part's
-- touches (a bit each); of each touch what it adds to every set without it,
-- weighed by how many of all orders of the touches have this set before it.
CREATE FUNCTION pg_temp.shapley(question) RETURNS TABLE (part int, touch text, conversions float8, value float8)
LANGUAGE sql AS $$
	WITH label AS MATERIALIZED (
		SELECT part, touch, (row_number() OVER (PARTITION BY part ORDER BY touch) - 1)::int AS bit
		FROM path JOIN pg_temp.asked($1) USING (g), unnest(touches) AS touch WHERE question = $1.id AND conversion IS NOT NULL GROUP BY part, touch
	), won AS MATERIALIZED (
		SELECT part, members, count(*) AS conversions, sum(value) AS value
		FROM (SELECT part, path.value, sum(DISTINCT 1 << bit) AS members
			  FROM path JOIN pg_temp.asked($1) USING (g) JOIN label USING (part)
			  WHERE question = $1.id AND conversion IS NOT NULL AND label.touch = ANY (touches) GROUP BY part, conversion, path.value) AS p
		GROUP BY part, members
	), coalition AS MATERIALIZED (
		SELECT part, n, s::int, coalesce(sum(conversions) FILTER (WHERE members & ~s = 0), 0) AS conversions, coalesce(sum(value) FILTER (WHERE members & ~s = 0), 0) AS value
		FROM (SELECT part, count(*)::int AS n FROM label GROUP BY part) AS game, LATERAL generate_series(0, (1::bigint << n) - 1) AS s, LATERAL (SELECT members, conversions, value FROM won WHERE won.part = game.part) AS won
		GROUP BY part, n, s
	), added AS (
		SELECT part, touch, a.conversions - b.conversions AS conversions, a.value - b.value AS value, factorial(size) * factorial(n - size - 1) / factorial(n) AS weight
		FROM label JOIN coalition AS a USING (part) JOIN coalition AS b USING (part, n), LATERAL (SELECT bit_count(b.s::bit(8)) AS size) AS s
		WHERE b.s & (1 << bit) = 0 AND a.s = b.s | (1 << bit)
	)
	SELECT part, touch, sum(conversions * weight), sum(value * weight::float8) FROM added GROUP BY part, touch
$$;

/* ---- A chain ---- */

-- How often what follows what, over all paths with touches: a state is a touch
-- and, of order 2, the touch before it, NULL for the first of a path. The start
-- and the ends are no touches; nth: 1 for the start, 2 for touches, 3 and 4 for
-- the ends.
CREATE TYPE pg_temp.state AS (nth int, before text, touch text);

CREATE FUNCTION pg_temp.transitions(question) RETURNS TABLE (part int, source state, target state, n bigint, p float8)
LANGUAGE sql AS $$
	WITH walk AS (
		SELECT row_number() OVER () AS path, part, conversion IS NOT NULL AS converted, touches FROM path JOIN pg_temp.asked($1) USING (g) WHERE question = $1.id AND touches <> '{}'
	), step AS (
		SELECT path, part, i, ROW (2, CASE WHEN $1.depth = 2 THEN touches[i - 1] END, touch)::state AS state FROM walk, unnest(touches) WITH ORDINALITY AS u (touch, i)
		UNION ALL
		SELECT path, part, cardinality(touches) + 1, ROW (CASE WHEN converted THEN 3 ELSE 4 END, NULL, NULL)::state FROM walk
	)
	SELECT part, source, target, count(*), count(*) / sum(count(*)) OVER (PARTITION BY part, source)
	FROM (SELECT part, lag(state, 1, ROW (1, NULL, NULL)::state) OVER (PARTITION BY path ORDER BY i) AS source, state AS target FROM step) AS s
	GROUP BY part, source, target
$$;

-- Everybody starts in state 1 and walks until they have converted (state 0), or
-- arrived at the end (-1) or at the touch that is not there: how many convert
CREATE FUNCTION pg_temp.converted(source int[], target int[], touch text[], p float8[], removed text) RETURNS float8
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	nobody CONSTANT float8[] = array_fill(0::float8, ARRAY[(SELECT max(s) FROM unnest(source) AS s)]);
	here float8[] = nobody;
	there float8[];
	walking float8 = 1;
	share float8;
	arrived float8 = 0;
BEGIN
	here[1] = 1;
	WHILE walking > 1e-11 LOOP
		there = nobody;
		walking = 0;
		FOR e IN 1 .. cardinality(source) LOOP
			share = here[source[e]] * p[e];
			CONTINUE WHEN share = 0 OR touch[e] = removed;
			IF target[e] = 0 THEN
				arrived = arrived + share;
			ELSIF target[e] > 0 THEN
				there[target[e]] = there[target[e]] + share;
				walking = walking + share;
			END IF;
		END LOOP;
		here = there;
	END LOOP;
	RETURN arrived;
END
$$;

CREATE FUNCTION pg_temp.removals(question) RETURNS TABLE (part int, touch text, probability float8, without float8)
LANGUAGE sql AS $$
	WITH edge AS MATERIALIZED (
		SELECT * FROM pg_temp.transitions($1)
	), number AS MATERIALIZED (
		SELECT part, source AS state, row_number() OVER (PARTITION BY part ORDER BY source) AS n FROM edge GROUP BY part, source
	), chain AS MATERIALIZED (
		SELECT edge.part, array_agg(s.n) AS source, array_agg(CASE (target).nth WHEN 3 THEN 0 WHEN 4 THEN -1 ELSE t.n END) AS target, array_agg((target).touch) AS touch, array_agg(p) AS p
		FROM edge JOIN number AS s ON (s.part, s.state) = (edge.part, source) LEFT JOIN number AS t ON (t.part, t.state) = (edge.part, target) GROUP BY edge.part
	), whole AS MATERIALIZED (
		SELECT *, pg_temp.converted(source::int[], target::int[], touch, p, NULL) AS probability FROM chain
	)
	SELECT part, label, probability, CASE WHEN probability = 0 THEN 0 ELSE pg_temp.converted(source::int[], target::int[], touch, p, label) END
	FROM whole, LATERAL (SELECT DISTINCT t AS label FROM unnest(touch) AS t WHERE t IS NOT NULL) AS l
$$;

CREATE TEMP TABLE removal AS SELECT id AS question, r.* FROM question, pg_temp.removals(question) AS r WHERE 'markov' = ANY (models);
CREATE INDEX ON removal (question);

-- Conversions with touches are shared by the effects of removing each.
CREATE FUNCTION pg_temp.markov(question) RETURNS TABLE (part int, touch text, conversions float8, value float8)
LANGUAGE sql AS $$
	SELECT part, touch, share * conversions, share * value
	FROM (SELECT *, (probability - without) / sum(probability - without) OVER (PARTITION BY part) AS share FROM removal WHERE question = $1.id AND probability > 0) AS r
		 JOIN (SELECT part, count(*) AS conversions, sum(value) AS value FROM path JOIN pg_temp.asked($1) USING (g)
			   WHERE question = $1.id AND conversion IS NOT NULL AND touches <> '{}' GROUP BY part) AS c USING (part)
$$;

/* ---- The answers ---- */

-- Labels of the part's touches, and NULL where conversions have none
CREATE FUNCTION pg_temp.labels(question) RETURNS TABLE (part int, touch text, touches bigint, contacts bigint, converted_contacts bigint, first_us bigint, last_us bigint)
LANGUAGE sql AS $$
	SELECT part, touch, touches, contacts, coalesce(converted_contacts, 0), first_us, last_us
	FROM (SELECT part, touch, count(*) AS touches, count(DISTINCT who) AS contacts, min(us) AS first_us, max(us) AS last_us
		  FROM pg_temp.touches($1) JOIN pg_temp.asked($1) USING (g) GROUP BY part, touch) AS seen
		 LEFT JOIN (SELECT part, touch, count(DISTINCT who) AS converted_contacts
					FROM path JOIN pg_temp.asked($1) USING (g), unnest(touches) AS touch WHERE question = $1.id AND conversion IS NOT NULL GROUP BY part, touch) AS won USING (part, touch)
	UNION ALL
	SELECT part, NULL, 0, count(DISTINCT who), count(DISTINCT who), min(at), max(at)
	FROM path JOIN pg_temp.asked($1) USING (g) WHERE question = $1.id AND conversion IS NOT NULL AND touches = '{}' GROUP BY part
$$;

-- scale: what is added up, without its signs
CREATE FUNCTION pg_temp.attributed(question) RETURNS TABLE (part int, place bigint, model text, touch text, conversions float8, value float8, scale float8,
															touches bigint, contacts bigint, converted_contacts bigint, first_us bigint, last_us bigint)
LANGUAGE sql AS $$
	WITH credit AS (
		SELECT part, model, touch, sum(credit) AS conversions, sum(credit * value) AS value, sum(credit * abs(value)) AS scale FROM pg_temp.credits($1) JOIN pg_temp.asked($1) USING (g) GROUP BY part, model, touch
		UNION ALL
		SELECT part, 'shapley', touch, conversions, value, 100 FROM pg_temp.shapley($1) WHERE 'shapley' = ANY ($1.models)
		UNION ALL
		SELECT part, 'markov', touch, conversions, value, 100 FROM pg_temp.markov($1) WHERE 'markov' = ANY ($1.models)
	)
	SELECT label.part, row_number() OVER (PARTITION BY label.part ORDER BY n, label.touch), m.model, label.touch, coalesce(conversions, 0), coalesce(value, 0), coalesce(scale, 0),
		   touches, contacts, converted_contacts, first_us, last_us
	FROM pg_temp.labels($1) AS label CROSS JOIN unnest($1.models) WITH ORDINALITY AS m (model, n)
		 LEFT JOIN credit ON credit.part = label.part AND credit.model = m.model AND credit.touch IS NOT DISTINCT FROM label.touch
$$;

CREATE TEMP TABLE answer AS SELECT id AS question, a.* FROM question, pg_temp.attributed(question) AS a;
CREATE INDEX ON answer (question);
ANALYZE answer;

SELECT is_empty($$
	SELECT g, events, options, m.model, w.label, w.credit, a.conversions
	FROM story CROSS JOIN jsonb_each(wanted) AS m (model, credits) CROSS JOIN jsonb_each_text(credits) AS w (label, credit)
		 LEFT JOIN answer AS a ON question = -4 * g AND a.model = m.model AND coalesce(touch, '-') = CASE label WHEN 'D' THEN 'direct' ELSE label END
	WHERE round(a.conversions::numeric, 4) IS DISTINCT FROM credit::numeric$$, 'the definitions know how the stories end');
SELECT is_empty($$
	SELECT g, model, touch FROM answer JOIN story ON question = -4 * g
	WHERE model IN (SELECT jsonb_object_keys(wanted)) AND NOT (SELECT bool_or(credits ? CASE touch WHEN 'direct' THEN 'D' ELSE coalesce(touch, '-') END) FROM jsonb_each(wanted) AS w (k, credits) WHERE k = model)$$,
	'and tell of no other touches');
SELECT is_empty($$
	SELECT question, part, model, sum(conversions), sum(answer.value), max(total), max(totals.value)
	FROM answer JOIN (SELECT id AS question, a.part, count(*) AS total, sum(value) AS value
					  FROM question AS q JOIN path ON path.question = id CROSS JOIN pg_temp.asked(q) AS a WHERE path.g = a.g AND conversion IS NOT NULL GROUP BY id, a.part) AS totals
		 USING (question, part)
	WHERE model <> 'participation' GROUP BY question, part, model
	HAVING abs(sum(conversions) - max(total)) > 1e-9 OR abs(sum(answer.value) - max(totals.value)) > 1e-8$$, 'no conversion is lost, and none won');

/* ---- The same questions in the words of attribution ---- */

-- a label as a word of options: in quotes if it must, or now and then
CREATE FUNCTION pg_temp.word(label text, quoted boolean) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN quoted OR label ~ '[,"]|^\s|\s$|^$' THEN '"' || replace(label, '"', '""') || '"' ELSE label END
$$;

-- Of all options those that an aggregate takes, or NULL for none
CREATE FUNCTION pg_temp.options_of(question, aggregate text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT nullif(concat_ws(CASE $1.id % 2 WHEN 0 THEN ', ' ELSE ',' END,
		CASE WHEN $1.collapse THEN 'collapse' END,
		CASE WHEN $1.uniq THEN 'unique' END,
		(SELECT string_agg('exclude=' || pg_temp.word(label, $1.id % 3 = 0), ',') FROM unnest($1.exclude) AS label),
		'max_touches=' || $1.max_touches,
		CASE WHEN aggregate = 'attribution' THEN (SELECT string_agg('direct=' || pg_temp.word(label, $1.id % 3 = 1), ',') FROM unnest($1.direct) AS label) END,
		CASE WHEN aggregate = 'attribution' THEN 'half_life=' || $1.half_life * unit END,
		CASE WHEN aggregate = 'attribution' THEN 'weights=' || array_to_string($1.weights, '/') END,
		CASE WHEN aggregate IN ('attribution', 'removal_effects', 'transition_matrix') THEN 'order=' || $1.depth END,
		CASE WHEN aggregate = 'attribution_paths' THEN 'top=' || $1.top END), '')
	FROM clock WHERE n = abs($1.id) % 4
$$;

CREATE FUNCTION pg_temp.call_of(question, aggregate text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT format('%s(%s%L, %s, %L::timestamptz + t * %L::interval, touch, converted, value%s)', aggregate,
				  CASE WHEN aggregate = 'attribution' THEN format('%L, ', $1.models) END,
				  coalesce($1.lookback * unit + $1.beyond * interval '1 us', '2147483647 days'),
				  (ARRAY['who::bigint', 'who::text', 'md5(who::text)::uuid', 'who'])[1 + abs($1.id / 3) % 4],
				  start, unit, ', ' || quote_literal(pg_temp.options_of($1, $2)))
	FROM clock WHERE n = abs($1.id) % 4
$$;

-- One assertion: of two queries (key, exact, numbers) and (key, exact, numbers,
-- scale) all is equal, numbers to 1e-12 of what they are made of, or 1e-9.
CREATE FUNCTION pg_temp.near(ours text, plain text, precise float8, description text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	RETURN is_empty(format(
		'WITH ours AS MATERIALIZED (%s), plain AS MATERIALIZED (%s)
		SELECT ''ours'', o.*, ''plain'', p.*
		FROM ours AS o (k, exact, numbers) FULL JOIN plain AS p (k, exact, numbers, scale) ON o.k = p.k
		WHERE o.exact IS DISTINCT FROM p.exact OR cardinality(o.numbers) IS DISTINCT FROM cardinality(p.numbers)
		   OR EXISTS (SELECT FROM unnest(o.numbers, p.numbers) AS n (a, b) WHERE NOT coalesce(abs(a - b) <= %s * greatest(1, abs(b), scale), a IS NULL AND b IS NULL))
		ORDER BY coalesce(o.k, p.k) LIMIT 8', ours, plain, precise), description);
EXCEPTION WHEN OTHERS THEN
	RETURN fail(description) || E'\n' || diag(format('%s: %s', SQLSTATE, SQLERRM));
END
$$;

-- The rows of an aggregate in each part that is asked; columns may be many
CREATE FUNCTION pg_temp.ours_of(question, aggregate text, columns text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT format('SELECT ROW (part, place)::text, %s FROM (SELECT part, %s AS a FROM visit JOIN pg_temp.asked(%L) USING (g) GROUP BY part) AS s, unnest(a) WITH ORDINALITY AS a (%s, place)',
				  columns, pg_temp.call_of($1, $2), $1, (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_type JOIN pg_attribute ON attrelid = typrelid
														 WHERE pg_type.oid = (SELECT typelem FROM pg_proc JOIN pg_type ON pg_type.oid = prorettype WHERE proname = $2 LIMIT 1)))
$$;

CREATE FUNCTION pg_temp.check_attribution(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.near(
		pg_temp.ours_of($1, 'attribution', 'ROW (model, touch, touches, contacts, converted_contacts, first_seen, last_seen)::text, ARRAY[conversions, a.value]'),
		format('SELECT ROW (part, place)::text, ROW (model, touch, touches, contacts, converted_contacts, %2$L::timestamptz + first_us * interval ''1 us'', %2$L::timestamptz + last_us * interval ''1 us'')::text,
					   ARRAY[conversions, value], scale FROM answer WHERE question = %1$s', $1.id, start),
		CASE WHEN 'markov' = ANY ($1.models) THEN 1e-9 ELSE 1e-12 END, pg_temp.call_of($1, 'attribution'))
	FROM clock WHERE n = abs($1.id) % 4
$$;

SELECT pg_temp.check_attribution(question) FROM question ORDER BY id;

/* ---- The paths themselves ---- */

CREATE FUNCTION pg_temp.check_paths(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.near(
		pg_temp.ours_of($1, 'attribution_paths', 'ROW (path, conversions, touches)::text, ARRAY[a.value, median_seconds, share]'),
		format('SELECT ROW (part, place)::text, ROW (touches, conversions, n)::text, ARRAY[value, median, conversions / total], scale
				FROM (SELECT part, touches, count(*) AS conversions, cardinality(touches) AS n, sum(value) AS value, sum(abs(value)) AS scale, percentile_cont(0.5) WITHIN GROUP (ORDER BY (at - us[1]) / 1e6) AS median,
							 sum(count(*)) OVER (PARTITION BY part)::float8 AS total, row_number() OVER (PARTITION BY part ORDER BY count(*) DESC, sum(value) DESC, touches COLLATE "C") AS place
					  FROM path JOIN pg_temp.asked(%L) USING (g) WHERE question = %s AND conversion IS NOT NULL GROUP BY part, touches) AS p
				WHERE place <= %s', $1, $1.id, coalesce($1.top, 100)),
		1e-12, pg_temp.call_of($1, 'attribution_paths'))
$$;

-- Two lines a conversion: its touches but the last, each once, and the last
CREATE FUNCTION pg_temp.check_assists(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.near(
		pg_temp.ours_of($1, 'assisted_conversions', 'ROW (touch, assisted_conversions, last_touch_conversions, first_touch_conversions)::text, ARRAY[assisted_value, last_touch_value, assist_ratio]'),
		format('SELECT ROW (part, row_number() OVER (PARTITION BY part ORDER BY touch))::text, ROW (touch, assisted, last, first)::text, ARRAY[assisted_value, last_value, assisted / nullif(last, 0)::float8], scale
				FROM (SELECT label.part, label.touch, count(*) FILTER (WHERE role = ''assists'') AS assisted, coalesce(sum(value) FILTER (WHERE role = ''assists''), 0) AS assisted_value,
							 count(*) FILTER (WHERE role = ''last'') AS last, coalesce(sum(value) FILTER (WHERE role = ''last''), 0) AS last_value,
							 count(*) FILTER (WHERE role = ''first'') AS first, coalesce(sum(abs(value)), 0) AS scale
					  FROM (SELECT part, touch FROM pg_temp.labels(%1$L) WHERE touch IS NOT NULL) AS label
						   LEFT JOIN (SELECT part, value, role, touch
									  FROM path JOIN pg_temp.asked(%1$L) USING (g),
										   LATERAL (SELECT DISTINCT ''assists'' AS role, touch FROM unnest(touches[:cardinality(touches) - 1]) AS touch
													UNION ALL VALUES (''first'', touches[1]), (''last'', touches[cardinality(touches)])) AS r
									  WHERE question = %2$s AND conversion IS NOT NULL) AS r USING (part, touch)
					  GROUP BY label.part, label.touch) AS a', $1, $1.id),
		1e-12, pg_temp.call_of($1, 'assisted_conversions'))
$$;

SELECT pg_temp.check_paths(question) FROM question WHERE top IS NOT NULL OR id % 2 = 0 ORDER BY id;
SELECT pg_temp.check_assists(question) FROM question WHERE id % 2 = 1 OR alone IS NOT NULL ORDER BY id;

/* ---- The chain itself ---- */

-- A touch that options have left on no path is missed by nobody.
CREATE FUNCTION pg_temp.check_removals(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.near(
		pg_temp.ours_of($1, 'removal_effects', 'ROW (touch)::text, ARRAY[removal_effect, conversion_probability_without, conversions, conversion_probability]'),
		format('SELECT ROW (part, row_number() OVER (PARTITION BY part ORDER BY touch))::text, ROW (touch)::text, ARRAY[CASE WHEN whole = 0 THEN 0 ELSE 1 - coalesce(without, whole) / whole END, coalesce(without, whole), coalesce(conversions, 0), whole], 1
				FROM (SELECT l.part, l.touch, without, conversions, max(probability) OVER (PARTITION BY l.part) AS whole
					  FROM pg_temp.labels(%1$L) AS l LEFT JOIN removal AS r ON (question, r.part, r.touch) = (%2$s, l.part, l.touch) LEFT JOIN pg_temp.markov(%1$L) AS m ON (m.part, m.touch) = (l.part, l.touch)
					  WHERE l.touch IS NOT NULL) AS r', $1, $1.id),
		1e-9, pg_temp.call_of($1, 'removal_effects'))
$$;

CREATE FUNCTION pg_temp.name_of(state, depth int) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE $1.nth WHEN 1 THEN '(start)' WHEN 3 THEN '(conversion)' WHEN 4 THEN '(null)' ELSE CASE WHEN depth = 2 THEN coalesce($1.before, '(start)') || ' > ' ELSE '' END || $1.touch END
$$;

CREATE FUNCTION pg_temp.check_transitions(question) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.near(
		pg_temp.ours_of($1, 'transition_matrix', 'ROW ("from", "to", transitions)::text, ARRAY[probability]'),
		format('SELECT ROW (part, row_number() OVER (PARTITION BY part ORDER BY (source).nth, (source).before COLLATE "C" NULLS FIRST, (source).touch COLLATE "C",
																				(target).nth, (target).before COLLATE "C" NULLS FIRST, (target).touch COLLATE "C"))::text,
					   ROW (pg_temp.name_of(source, %2$s), pg_temp.name_of(target, %2$s), n)::text, ARRAY[p], 1
				FROM pg_temp.transitions(%1$L)', $1, coalesce($1.depth, 1)),
		1e-15, pg_temp.call_of($1, 'transition_matrix'))
$$;

-- options that a chain has, each once
CREATE TEMP TABLE chain AS
SELECT min(id) AS id FROM question WHERE 'markov' = ANY (models) GROUP BY alone, lookback, beyond, collapse, uniq, exclude, max_touches, depth, abs(id) % 4;

SELECT pg_temp.check_removals(question) FROM question WHERE id IN (SELECT id FROM chain) ORDER BY id;
SELECT pg_temp.check_transitions(question) FROM question WHERE id IN (SELECT id FROM chain) ORDER BY id;

/* ---- Traffic ---- */

-- Parameters that are there, empty or absent; of URLs, empty is absent.
CREATE TEMP TABLE hit AS
SELECT id % 7 AS g, CASE WHEN id % 11 > 0 THEN abs(pg_temp.noise(id, 20)) % 40 END AS who, CASE WHEN id % 13 > 0 THEN pg_temp.noise(id, 21) % 4 = 0 END AS converted,
	   word[1 + abs(pg_temp.noise(id, 22)) % 6] AS source, word[1 + abs(pg_temp.noise(id, 23)) % 6] AS medium, word[1 + abs(pg_temp.noise(id, 24)) % 7] AS campaign
FROM generate_series(1, 3000) AS id, (SELECT '{NULL,"",mail,Mail,z,é,a b}'::text[] AS word) AS w;

CREATE TEMP TABLE address AS
SELECT *, CASE WHEN num_nonnulls(source, medium, campaign) > 0 OR who % 2 = 0
			   THEN 'https://shop.example/?' || concat_ws('&', 'utm_campaign=' || replace(campaign, ' ', '+'), 'utm_source=' || source, 'id=5', 'utm_medium=' || medium, CASE WHEN campaign <> '' THEN 'utm_campaign=other' END) END AS url
FROM hit;

SELECT pg_temp.near(
	format('SELECT ROW (g, place)::text, ROW (s, m, c, visitors, events, conversions, is_total)::text, ''{}''::float8[] FROM (SELECT coalesce(g, -1) AS g, utm_attribution(%s, %s, converted) AS a FROM %s GROUP BY ROLLUP (g)) AS u, unnest(a) WITH ORDINALITY AS a (s, m, c, visitors, events, conversions, is_total, place)', from_what, contact, rows),
	format($$SELECT ROW (g, row_number() OVER (PARTITION BY g ORDER BY is_total, s COLLATE "C", m COLLATE "C", c COLLATE "C"))::text, ROW (s, m, c, visitors, events, conversions, is_total)::text, '{}'::float8[], 0
		FROM (SELECT coalesce(g, -1) AS g, s, m, c, count(DISTINCT who) AS visitors, count(*) AS events, count(*) FILTER (WHERE converted) AS conversions, grouping(s) = 1 AS is_total
			  FROM (SELECT g, who, converted, %s AS s, %s AS m, %s AS c FROM %s) AS h
			  GROUP BY GROUPING SETS ((g, s, m, c), (g), (s, m, c), ())) AS t$$, s, m, c, rows),
	0, format('utm_attribution(%s, %s, converted)', from_what, contact))
FROM (VALUES ('source, medium, campaign', 'source', 'medium', 'campaign', 'hit'), ('url', 'nullif(source, '''')', 'nullif(medium, '''')', 'nullif(campaign, '''')', 'address')) AS f (from_what, s, m, c, rows),
	 unnest('{who,who::text,md5(who::text)::uuid}'::text[]) AS contact;

SELECT * FROM finish();
ROLLBACK;
