/*
 * sequence_match, sequence_count and sequence_next_node against brute force:
 * thousands of small groups with many ties, each with a pattern of its own.
 * The oracle never reads a pattern's text: it knows the pieces that the text
 * was made of, follows every chain of rows, and packs matches in every way.
 */
\ir lib/oracle.sql

SELECT plan(46);

CREATE FUNCTION pg_temp.pick(a bigint, b bigint, seed bigint, n int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (pg_temp.noise(a * 64 + b, seed) & 1048575)::int % n;

-- More than any number of seconds where one of the two is infinite
CREATE FUNCTION pg_temp.seconds(since timestamptz, at timestamptz) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
	CASE WHEN at = since THEN 0 WHEN NOT isfinite(at) OR NOT isfinite(since) THEN 'Infinity' ELSE extract(epoch FROM at - since) END;

/* ---- Groups and patterns ---- */

CREATE TABLE public.story (story int PRIMARY KEY, nconditions int, pattern text);

-- Element i of a pattern: condition 0 is a dot; style says what is before it.
CREATE TABLE public.element AS
SELECT s AS story, i, CASE WHEN pg_temp.pick(s, i, 1, 6) = 0 THEN 0 ELSE 1 + pg_temp.pick(s, i, 2, 3) END AS condition,
	   CASE WHEN i = 1 THEN 0 ELSE pg_temp.pick(s, i, 3, 7) END AS style
FROM generate_series(1, 4000) AS s, generate_series(1, 1 + pg_temp.pick(s, 0, 4, 5)) AS i;

-- Time conditions before it: one in styles 2 and 3, two in 4, 5 and 6.
CREATE TABLE public.time_limit AS
SELECT story, i, j, ('{<,<=,>,>=,==,!=}'::text[])[1 + pg_temp.pick(story, i * 4 + j, 5, 6)] AS op,
	   ('{0,0.5,1,1.5,2,3,4.000001,5}'::numeric[])[1 + pg_temp.pick(story, i * 4 + j, 6, 8)] AS seconds
FROM element, generate_series(1, 2) AS j WHERE style >= CASE j WHEN 1 THEN 2 ELSE 4 END;

INSERT INTO story
SELECT story, 3, string_agg(before || CASE condition WHEN 0 THEN '.' ELSE format('(?%s)', condition) END || behind, '' ORDER BY i)
FROM (SELECT *, CASE style WHEN 0 THEN '' WHEN 1 THEN '.*' WHEN 2 THEN t[1] WHEN 3 THEN '.*' || t[1]
				WHEN 4 THEN t[1] || t[2] WHEN 5 THEN t[1] || '.*' || t[2] ELSE t[1] || t[2] || '.*' END AS before,
			 CASE WHEN i = 1 AND pg_temp.pick(story, 0, 7, 4) = 0 AND NOT EXISTS (SELECT FROM element AS e WHERE (e.story, e.i) = (element.story, 2)) THEN '.*' ELSE '' END AS behind
	  FROM element, LATERAL (SELECT array_agg(format('(?t%s%s)', op, seconds) ORDER BY j) AS t FROM time_limit AS l WHERE (l.story, l.i) = (element.story, element.i)) AS t) AS pieces
GROUP BY story;

-- Up to eleven rows each, of three conditions or none, at few instants
CREATE TABLE public.happening (story int, at timestamptz, kind int, node text, base boolean) WITH (parallel_workers = 2);
INSERT INTO happening
SELECT s, CASE pg_temp.pick(s, r, 9, 40) WHEN 0 THEN NULL WHEN 1 THEN 'infinity' WHEN 2 THEN '-infinity'
		  ELSE timestamptz '2026-03-01 00:00+00' + pg_temp.pick(s, r, 10, 13) * interval '0.5 s' + pg_temp.pick(s, r, 11, 5) / 4 * interval '1 us' END,
	   pg_temp.pick(s, r, 12, 8), ('{a,b,B,ab,"",ä,NULL}'::text[])[1 + pg_temp.pick(s, r, 13, 7)], nullif(pg_temp.pick(s, r, 14, 3), 1) = 2
FROM generate_series(1, 4000) AS s, generate_series(1, pg_temp.pick(s, 0, 15, 12)) AS r;
ANALYZE happening;

SELECT cmp_ok((SELECT count(DISTINCT pattern) FROM story), '>', 2500::bigint, 'the patterns differ');

/* ---- Matches, by brute force ---- */

CREATE TABLE public.numbered AS
SELECT story, row_number() OVER (PARTITION BY story ORDER BY at, kind) AS r, at, kind
FROM happening WHERE at IS NOT NULL AND kind <> 0;
CREATE INDEX ON numbered (story, r);
CREATE INDEX ON element (story, i);
CREATE INDEX ON time_limit (story, i);
ANALYZE numbered;
ANALYZE element;
ANALYZE time_limit;

CREATE TABLE public.match AS
WITH RECURSIVE chain AS (
	SELECT story, i, r AS first, r, at
	FROM numbered JOIN element USING (story) WHERE i = 1 AND (condition = 0 OR kind >> (condition - 1) & 1 = 1)
	UNION
	SELECT e.story, e.i, c.first, n.r, n.at
	FROM chain AS c JOIN element AS e ON e.story = c.story AND e.i = c.i + 1
		 JOIN numbered AS n ON n.story = c.story AND n.r > c.r
	WHERE (e.style > 0 OR n.r = c.r + 1) AND (e.condition = 0 OR n.kind >> (e.condition - 1) & 1 = 1)
		  AND NOT EXISTS (SELECT FROM time_limit AS l, pg_temp.seconds(c.at, n.at) AS s
						  WHERE (l.story, l.i) = (e.story, e.i) AND NOT CASE op WHEN '<' THEN s < seconds WHEN '<=' THEN s <= seconds WHEN '>' THEN s > seconds
								WHEN '>=' THEN s >= seconds WHEN '==' THEN s = seconds ELSE s <> seconds END)
)
SELECT story, first, r AS last FROM chain WHERE i = (SELECT max(i) FROM element AS e WHERE e.story = chain.story);

-- However matches are packed, one behind the other: the most that are possible
CREATE TABLE public.answer AS
WITH RECURSIVE packing AS (
	SELECT story, 1 AS n, last FROM match
	UNION
	SELECT p.story, p.n + 1, m.last FROM packing AS p JOIN match AS m ON m.story = p.story AND m.first > p.last
)
SELECT story, coalesce(max(n), 0) > 0 AS matches, coalesce(max(n), 0)::bigint AS count FROM story LEFT JOIN packing USING (story) GROUP BY story;

SELECT cmp_ok((SELECT count(*) FROM answer WHERE count = n), '>=', 50::bigint, format('%s matches are common enough', n)) FROM generate_series(0, 5) AS n;

-- %s: how the rows are ordered
CREATE TEMP TABLE ask AS VALUES ($$
	SELECT story, sequence_match(pattern, at, kind & 1 <> 0, nullif(kind & 2 <> 0, false), kind & 4 <> 0 %1$s) AS matches,
		   sequence_count(pattern, at, kind & 1 <> 0, nullif(kind & 2 <> 0, false), kind & 4 <> 0 %1$s) AS count
	FROM story LEFT JOIN happening USING (story) GROUP BY story$$);
CREATE FUNCTION pg_temp.check_patterns(ordering text, description text) RETURNS text
LANGUAGE sql RETURN pg_temp.agree((SELECT format(column1, ordering) FROM ask), 'SELECT * FROM answer', description);

SELECT pg_temp.check_patterns('', 'every pattern');
SELECT pg_temp.check_patterns('ORDER BY at, kind', 'rows in order');
SELECT pg_temp.check_patterns('ORDER BY at DESC', 'rows backward');
SELECT pg_temp.check_patterns('ORDER BY pg_temp.noise(kind, extract(microseconds FROM at)::bigint)', 'rows in disorder');

-- The same pattern for all: what was read of it is shared, the answers are not.
SELECT pg_temp.agree(
	format('SELECT story, sequence_count(%L, at, kind & 1 <> 0, kind & 2 <> 0, kind & 4 <> 0) FROM happening GROUP BY story', pattern),
	format('SELECT story, sequence_count(%L || left(story::text, 0), at, kind & 1 <> 0, kind & 2 <> 0, kind & 4 <> 0) FROM happening GROUP BY story', pattern),
	format('%s for all groups', pattern))
FROM unnest('{(?1)(?2),(?1)(?t<=1)(?2),(?1)(?t!=1)(?t!=2)(?3).*(?t>0.5)(?2)}'::text[]) AS pattern;

/* ---- Nodes, by brute force ---- */

-- kind: of the first conditions only, for a row has no more than were asked for
CREATE TABLE public.ranked AS
SELECT story, nconditions, row_number() OVER (PARTITION BY story, nconditions ORDER BY at, node COLLATE "C", mask, base IS TRUE) AS r,
	   count(*) OVER (PARTITION BY story, nconditions) AS n, mask AS kind, node, base IS TRUE AS base
FROM happening, generate_series(1, 3) AS nconditions, LATERAL (SELECT kind & ((1 << nconditions) - 1) AS mask) AS m
WHERE at IS NOT NULL AND node IS NOT NULL;
CREATE INDEX ON ranked (story, nconditions, r);
ANALYZE ranked;

CREATE FUNCTION pg_temp.check_nodes(direction text, base text, nconditions int) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.agree(format($query$
		SELECT story, sequence_next_node(%1$L, %2$L, at, node, base, %3$s) FROM happening GROUP BY story
	$query$, $1, $2, (SELECT string_agg(format('kind & %s <> 0', 1 << i), ', ') FROM generate_series(0, $3 - 1) AS i)), format($query$
		SELECT story, (
			SELECT found.node
			FROM ranked AS found, (
				SELECT CASE %2$L WHEN 'head' THEN min(r) FILTER (WHERE base AND r = 1) WHEN 'tail' THEN min(r) FILTER (WHERE base AND r = n)
					   WHEN 'first_match' THEN min(r) FILTER (WHERE base AND kind & 1 = 1) ELSE max(r) FILTER (WHERE base AND kind & 1 = 1) END AS place
				FROM ranked AS b WHERE (b.story, b.nconditions) = (h.story, %3$s)) AS start
			WHERE (found.story, found.nconditions) = (h.story, %3$s) AND found.r = place + %4$s * %3$s
				  AND %3$s = (SELECT count(*) FROM generate_series(0, %3$s - 1) AS i JOIN ranked AS chain ON (chain.story, chain.nconditions, chain.r) = (h.story, %3$s, place + %4$s * i)
							  WHERE chain.kind >> i & 1 = 1))
		FROM (SELECT DISTINCT story FROM happening) AS h
	$query$, $1, $2, $3, CASE $1 WHEN 'forward' THEN 1 ELSE -1 END), format('%s from %s, %s conditions', $1, $2, $3))
$$;

SELECT pg_temp.check_nodes(direction, base, nconditions)
FROM (VALUES ('forward', 'head'), ('backward', 'tail'), ('forward', 'first_match'), ('backward', 'first_match'), ('forward', 'last_match'), ('backward', 'last_match')) AS b (direction, base),
	 generate_series(1, 3) AS nconditions;

/* ---- Two workers, and what meets in the leader ---- */

SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;

-- %1$s: groups of many stories, each story a minute of its own; %2$s: an order
-- of input, with which there are no partial states.
CREATE FUNCTION pg_temp.check_workers(query text, description text) RETURNS text
LANGUAGE sql RETURN pg_temp.agree(format(query, 'story % 5', ''), format(query, 'story % 5', 'ORDER BY story'), description || ', in workers');

SELECT pg_temp.check_workers(format($$SELECT %%1$s, sequence_match(%1$L, at + story * interval '1 min', kind & 1 <> 0, kind & 2 <> 0, kind & 4 <> 0 %%2$s),
	sequence_count(%1$L, at + story * interval '1 min', kind & 1 <> 0, kind & 2 <> 0, kind & 4 <> 0 %%2$s) FROM happening GROUP BY 1$$, pattern), pattern)
FROM unnest('{(?1)(?2),(?1).*(?2)(?t<=60)(?3),(?1)(?t>3600)(?2)(?t!=1)(?3),(?3)(?t==60)(?3)}'::text[]) AS pattern;
SELECT pg_temp.check_workers(format($$SELECT %%1$s, sequence_next_node(%L, %L, at + story * interval '1 min', node, base, kind & 1 <> 0, kind & 2 <> 0 %%2$s) FROM happening GROUP BY 1$$, direction, base),
							 format('%s from %s', direction, base))
FROM (VALUES ('forward', 'head'), ('backward', 'tail'), ('forward', 'first_match'), ('backward', 'first_match'), ('forward', 'last_match'), ('backward', 'last_match')) AS b (direction, base);

/* ---- Constants that change, seen only where partial states meet ---- */

CREATE TABLE public.by_word (word text) PARTITION BY LIST (word);
CREATE TABLE public.by_word_a PARTITION OF public.by_word FOR VALUES IN ('a');
CREATE TABLE public.by_word_b PARTITION OF public.by_word FOR VALUES IN ('b');
INSERT INTO by_word SELECT ('{a,b}'::text[])[1 + i % 2] FROM generate_series(1, 2000) AS i;
ANALYZE by_word;
SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL max_parallel_workers_per_gather = 0;

SELECT throws_ok(query, '22023', message, message || ', partition by partition')
FROM (VALUES
	($$SELECT sequence_match(CASE word WHEN 'a' THEN '(?1)' ELSE '.' END, now(), true) FROM by_word$$, 'pattern must not change within a group'),
	($$SELECT sequence_count(CASE word WHEN 'a' THEN '(?1)' ELSE '(?1)(?1)' END, NULL, true) FROM by_word$$, 'pattern must not change within a group'),
	($$SELECT sequence_next_node(CASE word WHEN 'a' THEN 'forward' ELSE 'backward' END, 'first_match', now(), word, true, true) FROM by_word$$, 'direction must not change within a group'),
	($$SELECT sequence_next_node('forward', CASE word WHEN 'a' THEN 'first_match' ELSE 'last_match' END, now(), word, true, true) FROM by_word$$, 'base must not change within a group')) AS c (query, message);

SELECT * FROM finish();
ROLLBACK;
