/*
 * The laws of keyset: its algebra against that of plain arrays, rollup of any
 * parts, one form for each set, the ways in and out, contains().
 */
\ir lib/oracle.sql

SELECT plan(129);

/* ---- Sets of every kind of key ---- */

CREATE TYPE pg_temp.level AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');

CREATE DOMAIN pg_temp.word AS text;

-- The key that a number stands for. Of few keys, only eight.
CREATE TEMP TABLE kind (name text, columns text);
INSERT INTO kind VALUES
('integer', 'g'), ('date', $$date '2000-01-01' + g$$), ('timestamp', $$timestamp '2000-01-01' + g * interval '1 h'$$),
('timestamptz', $$timestamptz '2000-01-01' + g * interval '1 us'$$), ('floating-point', 'g / 7.0::double precision'),
('uuid', 'md5(g::text)::uuid'), ('text', 'g::text'), ('bytea', $$decode(md5(g::text), 'hex')$$),
('enum', '(enum_range(NULL::level))[1 + (g & 7)]'), ('array', 'ARRAY[g, 1]'), ('numeric', 'g / 8.0'),
('(integer, integer)', 'g % 11, g'), ('(integer, date)', $$g, date '2024-01-01' + g % 3$$),
('(timestamptz, floating-point)', $$timestamptz '2000-01-01' - g * interval '1 s', -g::real$$), ('tuple', 'g::text, g % 7, g % 3');

CREATE TEMP TABLE member_list AS
SELECT name, members FROM (
	VALUES ('one', ARRAY[7]), ('another', ARRAY[-4096]), ('low', ARRAY(SELECT generate_series(-600, 700))), ('high', ARRAY(SELECT generate_series(500, 1900))),
		   ('even', ARRAY(SELECT generate_series(-800, 1600, 2))), ('odd', ARRAY(SELECT generate_series(-801, 1601, 2))),
		   ('sparse', ARRAY(SELECT g * 97 + g % 5 FROM generate_series(-300, 300) AS g)),
		   ('both', ARRAY(SELECT generate_series(-600, 1900) UNION SELECT g * 97 + g % 5 FROM generate_series(-300, 300) AS g)),
		   ('none', '{}'::int[])) AS list (name, members);

-- the set of the keys that numbers stand for, in the order of the array
CREATE FUNCTION pg_temp.make_set(columns text, members int[]) RETURNS keyset
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE made keyset;
BEGIN
	EXECUTE format('SELECT keyset(%s) FROM unnest($1) AS g', columns) INTO made USING members;
	RETURN made;
END
$$;

CREATE TEMP TABLE sets AS
SELECT kind.name AS kind, columns, list.name, members, pg_temp.make_set(columns, members) AS set
FROM kind, member_list AS list;

SELECT is(count(*), 135::bigint, 'there are sets to try') FROM sets;
SELECT is(count(DISTINCT cardinality(set)), 8::bigint, 'of various sizes') FROM sets WHERE kind = 'integer';

/* ---- Operators against arrays ---- */

CREATE TEMP TABLE pair AS
SELECT a.kind, a.columns, a.name || ', ' || b.name AS pair, a.set AS a, b.set AS b,
	   a.members AS left_members, b.members AS right_members
FROM sets AS a JOIN sets AS b USING (kind);

-- enum keys stand for many numbers each, so arrays do not say what the others do
SELECT is_empty(format($$
	SELECT pair, cardinality(%1$s), cardinality(made) FROM pair,
		   LATERAL (SELECT pg_temp.make_set(columns, ARRAY(SELECT unnest(left_members) %2$s SELECT unnest(right_members))) AS made) AS m
	WHERE kind = %3$L AND (%1$s)::bytea IS DISTINCT FROM made::bytea$$, operation, plain, name),
	format('%s of sets of %s is the set of the %s', operation, name, plain))
FROM (VALUES ('a | b', 'UNION'), ('a & b', 'INTERSECT'), ('a - b', 'EXCEPT')) AS o (operation, plain), kind WHERE name <> 'enum';

SELECT is_empty(format($$
	SELECT kind, pair FROM pair WHERE kind <> 'enum' AND (a %1$s b) IS DISTINCT FROM (left_members %1$s right_members)$$, operator),
	format('a %s b is what it is for arrays', operator))
FROM unnest('{<@,@>,&&}'::text[]) AS operator;

SELECT is_empty(format($$SELECT kind, pair FROM pair WHERE (%s) IS NOT TRUE$$, law), law)
FROM (VALUES
	('(a = b) = (a::bytea = b::bytea)'), ('(a <> b) = NOT (a = b)'), ('(a = b) = (a <@ b AND b <@ a)'), ('(a @> b) = (b <@ a)'),
	('a | b = b | a AND (a | b)::bytea = (b | a)::bytea'), ('a & b = b & a AND (a & b)::bytea = (b & a)::bytea'),
	('(a | a)::bytea = a::bytea AND (a & a)::bytea = a::bytea AND cardinality(a - a) = 0'),
	('cardinality(a | b) + cardinality(a & b) = cardinality(a) + cardinality(b)'),
	('cardinality(a - b) + cardinality(a & b) = cardinality(a)'),
	('a - (a - b) = a & b'), ('(a | b) - b = a - b'), ('(a - b) | (a & b) = a'), ('a & (a | b) = a AND a | (a & b) = a'),
	('(a & b) <@ a AND a <@ (a | b) AND a - b <@ a'), ('(a <@ b) = (a | b = b) AND (a <@ b) = (a & b = a) AND (a <@ b) = (cardinality(a - b) = 0)'),
	('(a && b) = (cardinality(a & b) > 0) AND (a && b) = (b && a)'), ('NOT (a - b) && b')) AS l (law);

SELECT is_empty(format($$
	SELECT x.kind, x.pair, c.name FROM pair AS x JOIN sets AS c USING (kind) CROSS JOIN LATERAL (SELECT c.set AS c) AS s
	WHERE kind IN ('integer', 'text', '(integer, date)', 'enum') AND (%s) IS NOT TRUE$$, law), law)
FROM (VALUES
	('((a | b) | c)::bytea = (a | (b | c))::bytea'), ('((a & b) & c)::bytea = (a & (b & c))::bytea'),
	('(a & (b | c))::bytea = ((a & b) | (a & c))::bytea'), ('(a | (b & c))::bytea = ((a | b) & (a | c))::bytea'),
	('(a - (b | c))::bytea = ((a - b) & (a - c))::bytea'), ('((a - b) - c)::bytea = (a - (b | c))::bytea'),
	('NOT (a <@ b AND b <@ c) OR a <@ c')) AS l (law);

/* ---- The empty set, and kinds that do not mix ---- */

SELECT is_empty($$
	SELECT a.kind, a.name FROM sets AS a, sets AS none
	WHERE none.name = 'none'
	  AND ((a.set | none.set)::bytea = a.set::bytea AND (none.set | a.set)::bytea = a.set::bytea AND (a.set & none.set)::bytea = none.set::bytea
		   AND (a.set - none.set)::bytea = a.set::bytea AND (none.set - a.set)::bytea = none.set::bytea AND none.set <@ a.set
		   AND NOT a.set && none.set AND (a.set = none.set) = (a.name = 'none')) IS NOT TRUE$$,
	'the empty set of any kind is neutral with every kind');
SELECT is((SELECT count(DISTINCT set::bytea) FROM sets WHERE name = 'none'), 1::bigint, 'there is one empty set');
SELECT is_empty($$
	SELECT kind, pair FROM pair WHERE cardinality(a - b) = 0 AND (a - b)::bytea <> (SELECT set::bytea FROM sets WHERE name = 'none' LIMIT 1)$$,
	'an operator''s empty result is that one');

-- how often an expression over sets of two kinds fails as it should
CREATE FUNCTION pg_temp.refusals(expression text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE x record; refused bigint = 0;
BEGIN
	FOR x IN SELECT a.set AS a, b.set AS b, format('keys of type %s and keys of type %s cannot be in one set', a.kind, b.kind) AS message
			 FROM sets AS a, sets AS b WHERE a.kind <> b.kind AND a.name = 'low' AND b.name = 'sparse'
	LOOP
		BEGIN
			EXECUTE 'SELECT ' || expression USING x.a, x.b;
		EXCEPTION WHEN invalid_parameter_value THEN
			refused = refused + (SQLERRM = x.message)::int;
		END;
	END LOOP;
	RETURN refused;
END
$$;

SELECT is(pg_temp.refusals(expression), 15 * 14::bigint, format('sets of different kinds: %s is refused, both named', expression))
FROM (VALUES ('$1 | $2'), ('$1 & $2'), ('$1 - $2'), ('$1 <@ $2'), ('$1 @> $2'), ('$1 && $2'), ('$1 = $2'), ('$1 <> $2'),
			 ('rollup(x) FROM (VALUES ($1), ($2)) AS v (x)')) AS e (expression);

SELECT is((SELECT count(DISTINCT keyset) FROM (
	VALUES ((SELECT keyset(g::smallint)::bytea FROM generate_series(1, 3000) AS g)), ((SELECT keyset(g)::bytea FROM generate_series(1, 3000) AS g)),
		   ((SELECT keyset(g)::bytea FROM generate_series(1, 3000::bigint) AS g))) AS v (keyset)), 1::bigint, 'all integer types make the same set');
SELECT is((SELECT keyset(g::real)::bytea FROM generate_series(-9, 9) AS g), (SELECT keyset(g::double precision)::bytea FROM generate_series(-9, 9) AS g),
		  'so do both floating-point types');
SELECT pg_temp.agree(format('SELECT keyset(g::text::%s)::bytea FROM generate_series(1, 9) AS g', type),
					 'SELECT keyset(g::text)::bytea FROM generate_series(1, 9) AS g', format('%s makes the same set as text', type))
FROM unnest('{varchar(3),char(9),name,word}'::text[]) AS type;

/* ---- One form for each set, whatever way it was made ---- */

SELECT is_empty($$
	SELECT kind, name, way FROM sets, LATERAL (
		VALUES ('descending', ARRAY(SELECT unnest(members) AS m ORDER BY m DESC)),
			   ('shuffled', ARRAY(SELECT unnest(members) AS m ORDER BY pg_temp.noise(unnest(members), 1))),
			   ('twice', members || members)) AS orders (way, ordered)
	WHERE pg_temp.make_set(columns, ordered)::bytea <> set::bytea$$,
	'order and repetition of the input leave no trace');

SELECT is_empty(format($$
	SELECT kind, name, n FROM sets, unnest('{1,2,3,17}'::int[]) AS n
	WHERE (SELECT rollup(part)::bytea FROM (
			SELECT %s AS part FROM generate_series(0, n - 1) AS p ORDER BY pg_temp.noise(p, n)) AS parts)
		  IS DISTINCT FROM set::bytea$$, part), title)
FROM (VALUES
	('pg_temp.make_set(columns, ARRAY(SELECT m FROM unnest(members) AS m WHERE abs(m) % n = p))', 'rollup of parts of a set is the set'),
	('pg_temp.make_set(columns, ARRAY(SELECT m FROM unnest(members) AS m WHERE abs(m) % n IN (p, (p + 1) % n)))', 'also of parts that overlap'),
	('pg_temp.make_set(columns, members[1 + p * cardinality(members) / n : (p + 1) * cardinality(members) / n])', 'also of ranges'),
	('CASE WHEN p = 0 THEN set WHEN p % 2 = 1 THEN NULL ELSE (SELECT keyset(g) FROM generate_series(1, 0) AS g) END', 'also of the set, empty sets and NULLs')) AS p (part, title);

SELECT is_empty($$
	SELECT kind, name FROM sets WHERE (SELECT rollup(part)::bytea FROM (VALUES (set), (set), (set)) AS v (part)) IS DISTINCT FROM set::bytea$$,
	'rollup of one part many times is that part');
SELECT is_empty($$
	SELECT kind FROM sets GROUP BY kind
	HAVING rollup(set)::bytea <> (SELECT rollup(part)::bytea FROM (
		SELECT rollup(s.set) AS part FROM sets AS s WHERE s.kind = sets.kind GROUP BY length(s.name)) AS parts)$$,
	'rollup of rollups is the rollup');
SELECT is((SELECT rollup(set)::bytea FROM sets WHERE false), (SELECT keyset(1)::bytea WHERE false), 'rollup of no rows is the empty set');
SELECT is((SELECT rollup(NULL::keyset)::bytea FROM sets), (SELECT keyset(1)::bytea WHERE false), 'so is rollup of NULLs');

/* ---- Large ones, kept in a table ---- */

CREATE TEMP TABLE kept AS
SELECT name, keyset(k) AS set, count(DISTINCT k) AS keys
FROM (SELECT 'random' AS name, pg_temp.noise(g, 1) AS k FROM generate_series(1, 200000) AS g UNION ALL
	  SELECT 'dense', g FROM generate_series(100000, 500000) AS g UNION ALL
	  SELECT 'mixed', CASE WHEN g % 2 = 0 THEN g ELSE pg_temp.noise(g, 1) END FROM generate_series(1, 200000) AS g) AS k
GROUP BY name;

SELECT is_empty('SELECT name FROM kept WHERE cardinality(set) <> keys', 'large sets come back from a table');
SELECT is_empty($$
	SELECT a.name, b.name FROM kept AS a, kept AS b
	WHERE (cardinality(a.set | b.set) + cardinality(a.set & b.set) = a.keys + b.keys AND ((a.set - b.set) | (b.set & a.set))::bytea = a.set::bytea) IS NOT TRUE$$,
	'the laws hold for them');
SELECT is((SELECT count(*) FROM generate_series(1, 60) AS g, kept WHERE contains(set, g::bigint) <> (name = 'mixed' AND g % 2 = 0)), 0::bigint,
		  'contains() takes them by turns');
SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT is((SELECT rollup(set)::bytea FROM kept), (SELECT (a.set | b.set | c.set)::bytea FROM kept AS a, kept AS b, kept AS c
												  WHERE a.name = 'random' AND b.name = 'dense' AND c.name = 'mixed'),
		  'rollup that spills gives the same bytes');
RESET work_mem;
RESET hash_mem_multiplier;

/* ---- In and out ---- */

SELECT is_empty('SELECT kind, name FROM sets WHERE set::text::keyset::bytea <> set::bytea', 'text out and in is the same set');
SELECT is_empty('SELECT kind, name FROM sets WHERE set::bytea::keyset::bytea <> set::bytea', 'so is bytea');
SELECT is_empty('SELECT name FROM kept WHERE set::text::keyset::bytea <> set::bytea OR set::bytea::keyset <> set', 'also of large ones');
SELECT is_empty($$SELECT kind, name FROM sets WHERE set::text <> '\x' || encode(set::bytea, 'hex')$$, 'text is the bytes in hexadecimal');
SELECT is((SELECT keyset(g)::text FROM generate_series(1, 0) AS g), '\x' || '43414b01' || '0000' || '0000' || repeat('00', 16),
		  'the stored form of the empty set stays as it is');
SELECT is((SELECT keyset(g)::text FROM unnest('{1,2,5}'::int[]) AS g), '\x' || '43414b01' || '0100' || '0000' || '0600000000000000' || '0b00000000000000' || '000100000000000080' || '03' || '07',
		  'so does that of a few integers');

-- binary, through send and receive
CREATE TEMP TABLE copied (kind text, name text, set keyset);
COPY sets (kind, name, set) TO PROGRAM 'cat >keyset.copy' (FORMAT binary);
COPY copied FROM PROGRAM 'cat keyset.copy; rm keyset.copy' (FORMAT binary);
SELECT set_eq('SELECT kind, name, set::bytea FROM copied', 'SELECT kind, name, set::bytea FROM sets', 'so is a binary copy');

/* ---- contains() ---- */

-- sets by turns, so that each call has another one than the call before
CREATE FUNCTION pg_temp.wrong_answers(kind) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM generate_series(-1000, 2000, 3) AS g, sets
					WHERE kind = $1 AND contains(set, %s) IS DISTINCT FROM (g = ANY (members))', $1.columns) INTO wrong USING $1.name;
	RETURN wrong;
END
$$;

SELECT is(pg_temp.wrong_answers(kind), 0::bigint, format('contains() knows the %s keys of a set', name)) FROM kind WHERE name NOT IN ('enum');
SELECT is((SELECT array_agg(contains(set, level)) FROM (SELECT keyset(l) AS set FROM unnest('{a,c}'::level[]) AS l) AS s, unnest('{a,b,c}'::level[]) AS level),
		  '{t,f,t}', 'contains() knows enum keys');
SELECT is(contains(NULL, 1), NULL, 'contains(NULL, key) is NULL');
SELECT is((SELECT array_agg(contains(set, NULL::int)) FROM sets WHERE kind = 'integer' AND name IN ('one', 'none')), '{NULL,NULL}', 'contains(set, NULL) is NULL');
SELECT is((SELECT contains(set, 1, NULL::int) FROM sets WHERE kind = '(integer, integer)' AND name = 'one'), NULL, 'so it is when a part of the key is');
SELECT is((SELECT count(*) FROM sets WHERE name = 'none' AND (contains(set, 1) OR contains(set, 'x'::text) OR contains(set, 1, 2))), 0::bigint,
		  'the empty set contains no key of any type');
SELECT throws_ok($$SELECT contains(set, 1::text) FROM sets WHERE kind = 'integer' AND name = 'one'$$, '22023',
				 'keys of type integer and keys of type text cannot be in one set', 'a key of another type is refused');

SELECT * FROM finish();
ROLLBACK;
