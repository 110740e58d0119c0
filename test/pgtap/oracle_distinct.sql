/*
 * count_distinct, engagement, engagement_series and keyset against plain SQL:
 * every type of key, every shape of group, every shape and size of a set.
 */
\ir lib/oracle.sql

SELECT plan(546);

\ir lib/distinct_oracle.sql

/* ---- Every type of key ---- */

CREATE TYPE pg_temp.mood AS ENUM ('calm', 'Calm', 'glad', 'mad', 'sad');
CREATE DOMAIN pg_temp.code AS text CHECK (value <> '');
CREATE DOMAIN pg_temp.small AS smallint;
CREATE TYPE pg_temp.place AS (shop text, shelf numeric, seen date);
CREATE COLLATION pg_temp.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

-- contrib may not be there: then a type that is compared in the same way
SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citext') AS has_citext \gset
\if :has_citext
CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;
\else
CREATE DOMAIN pg_temp.citext AS text COLLATE pg_temp.caseless;
\endif

-- v is a key of few values in many rows, negative, zero, positive or NULL
CREATE TEMP TABLE events AS
SELECT id, v, w, ('{b,B,c,C}'::text[])[v & 7]::citext AS name, id % 5 AS few, id / 2 AS tiny, id AS single,
       (ln(1 + pg_temp.noise(id, 3)::bit(10)::int) ^ 2)::int AS skewed,
       CASE WHEN id % 13 <> 0 THEN (ARRAY['sent', 'opened', 'other'])[1 + pg_temp.noise(id, 4)::bit(8)::int % 3] END AS event_type,
       CASE WHEN id % 31 <> 0 THEN timestamptz '2024-03-28 00:00+00' + pg_temp.noise(id, 5)::bit(12)::int * interval '101 s' END AS occurred_at
FROM (SELECT id,
             CASE WHEN id % 11 <> 0 THEN pg_temp.noise(id, 1)::bit(7)::int - 64 END AS v,
             CASE WHEN id % 17 <> 0 THEN pg_temp.noise(id, 2)::bit(2)::int END AS w
      FROM generate_series(1, 2400) AS id) AS rows;

-- The columns of a key, parted by semicolons; id makes different forms of equal
-- values.
CREATE TEMP TABLE key_type AS
SELECT string_to_array(keys, '; ') AS keys FROM (VALUES
	($$v::smallint$$), ($$v$$), ($$v::bigint$$), ($$v::small$$),
	($$v::text$$), ($$v::varchar(3)$$), ($$v::text::code$$), ($$v::text || repeat(' ', id & 1)$$),
	($$(v || repeat(' ', id & 3))::char(9)$$),
	($$left(md5(v::text), 1 + (v & 3))::name$$),
	($$('{b,B,c,"",ß}'::text[])[v & 7]$$),
	($$name$$),
	($$('{b,B,c,C}'::text[])[v & 7] COLLATE pg_temp.caseless$$),
	($$('{b,"b ",B,c}'::text[])[v & 7]::char(3) COLLATE pg_temp.caseless$$),
	($$md5(v::text)::uuid$$), ($$v < 0$$),
	($$decode(lpad(to_hex(v & 255), 2 + 2 * (v & 1), '0'), 'hex')$$),
	($$date '2024-02-28' + v$$), ($$time '00:00' + v * interval '1 min'$$), ($$timetz '12:00+02' + v * interval '1 min'$$),
	($$timestamp '1999-12-31' + v * interval '1 us'$$), ($$timestamptz '1999-12-31' + v * interval '1 h'$$),
	($$('{infinity,-infinity,2024-01-01,"4713-01-01 BC"}'::timestamptz[])[v & 7]$$),
	($$make_interval(months => v & 3, days => 30 * (w & 1))$$),
	($$v::real / 3$$), ($$v::double precision / 3$$),
	($$('{0,-0,NaN,Infinity,-Infinity,1e-45}'::real[])[v & 7]$$),
	($$('{0,-0,NaN,Infinity,-Infinity,5e-324}'::double precision[])[v & 7]$$),
	($$round(v / 4.0, 2 + (id & 7))$$),
	($$('{0,0.00,NaN,Infinity,-Infinity,1,-1.000,1e100,-1e-100,10000,1e4}'::numeric[])[v & 15]$$),
	($$(enum_range(NULL::mood))[v & 7]$$),
	($$(v::text, v / 4.0, NULL)::place$$), ($$(NULL, round(v / 4.0, 2 + (id & 7)), '2024-01-01')::place$$),
	($$ARRAY[v, w]$$), ($$ARRAY[v::text, NULL, w::text]$$), ($$ARRAY[round(v / 4.0, 2 + (id & 3))]$$),
	($$(ARRAY['{}', '{1,2}', '{{1,2}}', '[0:1]={1,2}', '{{1},{2}}', '{NULL}', '{1,NULL}', '{1}'])[v & 15]::int[]$$),
	($$to_jsonb(round(v / 4.0, 2 + (id & 7)))$$), ($$jsonb_build_object('a', v, 'b', ARRAY[w])$$),
	($$(ARRAY['[[1],2]', '[[1,2]]', '[1,[2]]', '[]', '{}', 'null', '"1"', '1.0', '1', '-1', 'true', '[1]', '["1"]'])[v & 15]::jsonb$$),
	($$(ARRAY['{"a":{"b":1}}', '{"a":{},"b":1}', '{"b":1,"a":{}}', '{"a":"b"}', '{"a":["b"]}', '{"":null}', '{"":""}'])[v & 15]::jsonb$$),
	($$(ARRAY['empty', '(,)', '[1,)', '(,1]', '[1,2)', '(0,2)', '[1,3)'])[v & 7]::int4range$$),
	($$numrange(v / 2.0, 100)$$), ($$(ARRAY['{}', '{[1,2),[3,4)}', '{[1,4)}'])[v & 3]::int4multirange$$),
	($$v::money$$), ($$(v & 15)::bit(4)$$), ($$(v & 15)::bit(4)::varbit << (w & 1)$$), ($$ROW(v, w / 2.0)$$),
	($$inet '10.0.0.0/8' + v$$), ($$(v & 63)::oid$$),
	($$v; w$$), ($$v::bigint; v::smallint$$), ($$v::bigint; date '2024-01-01' + w$$), ($$v::real; w::double precision$$),
	($$v::text; w::text$$), ($$left(v || 'xy', 3); right('xy' || w, 2)$$), ($$md5(v::text)::uuid; md5(w::text)::uuid$$),
	($$v::text; w$$), ($$v / 4.0; w$$),
	($$('{b,B,c}'::text[])[v & 3] COLLATE pg_temp.caseless; w$$), ($$name; w::text::citext$$), ($$v::text::citext; ('{b,B,c}'::text[])[v & 3]::citext$$),
	($$v::bigint; w::bigint; few$$), ($$v::text; w::text; few::text$$), ($$v; v < 0; w::small; v::text$$)
) AS list (keys);

-- keyset(citext) is not to be had: SQL reads it as a cast to the type keyset
SELECT pg_temp.check_question(q, keys, 'few', 'in few groups') FROM key_type, question AS q WHERE (q.name, keys) <> ('keyset', '{name}');

-- columns of one key may have collations of their own
CREATE TEMP TABLE mixed (caseless text COLLATE pg_temp.caseless, plain text, c text COLLATE "C");
INSERT INTO mixed SELECT a, b, b FROM unnest('{x,X,y}'::text[]) AS a, unnest('{u,U,v}'::text[]) AS b;

SELECT is((SELECT ARRAY[count_distinct(caseless, plain), count_distinct(caseless, c), count_distinct(plain, c), count_distinct(c, caseless)] FROM mixed),
          '{6,6,3,6}', 'each column of a key is compared under its own collation');

SELECT is((SELECT ARRAY[count_distinct(plain COLLATE pg_temp.caseless), count_distinct(caseless COLLATE "C")] FROM mixed), '{2,3}', 'or under the one that is asked for');
SELECT is((SELECT DISTINCT count_distinct(caseless) OVER () FROM mixed), 2::bigint, 'a window knows the collation of a key');
SELECT is((SELECT DISTINCT count_distinct(name) OVER (ORDER BY few RANGE CURRENT ROW) FROM events), 2::bigint, 'and that it is citext');

-- calls in one window, whose keys are compared alike or in several ways
CREATE COLLATION pg_temp.exact (provider = icu, locale = 'und');
CREATE TEMP TABLE worded (v varchar, t text, c text COLLATE "C", posix text COLLATE "POSIX", exact text COLLATE pg_temp.exact, caseless text COLLATE pg_temp.caseless);
INSERT INTO worded SELECT w, w, w, w, w, w FROM unnest('{a,A,b}'::text[]) AS w;
SELECT results_eq('SELECT DISTINCT count_distinct(v) OVER (), count_distinct(t) OVER (), count_distinct(t COLLATE "C") OVER (), count_distinct(exact) OVER (), count_distinct(caseless) OVER () FROM worded',
				  'VALUES (bigint ''3'', bigint ''3'', bigint ''3'', bigint ''3'', bigint ''2'')', 'several kinds of text in one window');
SELECT results_eq('SELECT DISTINCT engagement(c, ''{a,A}'', posix) OVER (), engagement(c, ''{a,b}'', exact) OVER () FROM worded', 'VALUES (''{1,1}''::bigint[], ''{1,1}''::bigint[])', 'beside a text of another collation');
SELECT is((SELECT engagement(caseless, '{a,A,B}', 1) FROM worded), '{1,1,0}', 'event types are compared byte for byte');

-- citext that the query itself takes for text, in keys of several columns and of one
CREATE TEMP TABLE cased AS SELECT word::citext AS c, 1 AS g FROM unnest('{a,A,b,B}'::text[]) AS word;
SELECT is((SELECT ARRAY[count_distinct(c::text COLLATE "C", g), count_distinct(c::varchar, g), count_distinct(c, g)] FROM cased), '{4,4,2}', 'beside another column it is then compared as text');
SELECT results_eq('SELECT DISTINCT count_distinct(c::text COLLATE "C", g) OVER (), bool_and(contains(stored, c::text COLLATE "C", g)) OVER () FROM cased, (SELECT keyset(c::text, g) AS stored FROM cased) AS s',
				  'SELECT bigint ''4'', true', 'in a window and by contains() too');
SELECT is((SELECT ARRAY[count_distinct(c::text), (SELECT count_distinct((c::text || '') COLLATE "C") FROM cased)] FROM cased), '{4,4}', 'alone, as these are written');

/* ---- Row types ---- */

-- Rows of RECORD that differ in type from row to row: two types, and more
-- than are remembered.
CREATE FUNCTION pg_temp.rows_of_types(n int, ntypes int) RETURNS SETOF record
LANGUAGE sql AS $$
	SELECT CASE i % ntypes WHEN 0 THEN row(i % 3) WHEN 1 THEN row(i % 3, i % 5) WHEN 2 THEN row(i % 3, 'x'::text) WHEN 3 THEN row(i % 3, 'x'::text, i % 5)
		WHEN 4 THEN row(1.5, i % 3) WHEN 5 THEN row(date '2026-01-01' + i % 3) WHEN 6 THEN row(row(i % 3), i % 3) END
	FROM generate_series(1, n) AS i
$$;
-- What a query has by the time it has seen all rows.
CREATE VIEW pg_temp.held AS
SELECT sum(total_bytes) AS bytes FROM pg_backend_memory_contexts WHERE name = 'ExecutorState' OR name LIKE 'campaign_analytics%';

SELECT unnest(ARRAY[is(keys, wanted, format('rows of %s types', ntypes)), cmp_ok(bytes, '<', 1000000::numeric, 'hold the memory of a few types, not of 20,000 rows')])
FROM (VALUES (2, bigint '18'), (7, 3 + 15 + 3 + 15 + 3 + 3 + 3)) AS t (ntypes, wanted),
	 LATERAL (SELECT count_distinct(r) AS keys, (SELECT bytes FROM held WHERE ntypes > 0) AS bytes FROM (SELECT pg_temp.rows_of_types(20000, ntypes) AS r OFFSET 0) AS rows) AS asked;

-- A type may change while a session holds what it knows of it.
CREATE TYPE pg_temp.pair AS (a int, b int);
CREATE FUNCTION pg_temp.has(stored keyset, r pair) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN contains(stored, r); END';
CREATE TEMP TABLE pair_set AS SELECT keyset((i, i + 1)::pair) AS stored FROM generate_series(1, 9) AS i;
SELECT is(pg_temp.has(stored, (1, 2)), true, 'a row is looked for') FROM pair_set;
ALTER TYPE pg_temp.pair ALTER ATTRIBUTE b TYPE bigint;
SELECT is(ARRAY[pg_temp.has(stored, (1, 2)), pg_temp.has(stored, (1, 3))], '{t,f}', 'with another type of integer its key is the same') FROM pair_set;
ALTER TYPE pg_temp.pair ADD ATTRIBUTE c text;
SELECT is(ARRAY[pg_temp.has(stored, (1, 2, NULL)), pg_temp.has((SELECT keyset((1, 2, 'x')::pair)), (1, 2, 'x'))], '{f,t}', 'with one column more it is another') FROM pair_set;

/* ---- Every shape of group ---- */

PREPARE check_groups(text) AS
SELECT pg_temp.check_question(q, keys, grouping_by, format('in groups %s, %s', grouping_by, $1))
FROM (VALUES ('{v}'::text[]), ('{v::bigint}'), ('{v::text}'), ('{md5(v::text)::uuid}'), ('{v,w}')) AS k (keys),
	 (VALUES ('tiny'), ('single'), ('skewed')) AS g (grouping_by),
	 question AS q;

EXECUTE check_groups('hashed');
SET LOCAL enable_hashagg = off;
EXECUTE check_groups('sorted');
RESET enable_hashagg;

/* ---- Every shape and size of a set ---- */

-- Key g of n. A set keeps its keys by pages of 4096 neighbours, and what it
-- does with a page depends on how many it has: 64 and 512 make a difference.
CREATE TEMP TABLE shape (name text, key text);

INSERT INTO shape VALUES
('random', $$pg_temp.noise(g, 1)$$),
('random, each three times', $$pg_temp.noise(g % (n / 3 + 1), 2)$$),
('ascending', $$g$$),
('descending', $$-g$$),
('one key', $$g - g + 42$$),
('two keys by turns', $$g % 2$$),
('dense, shuffled', $$g * 7919 % 1048583$$),
('dense, shuffled, around 0', $$g * 7919 % 1048583 - n / 2$$),
('every 63rd, shuffled', $$63 * (g * 7919 % 1048583)$$),
('every 64th', $$64 * g$$),
('every 65th, descending', $$-65 * g$$),
('every 8th, with holes', $$8 * g + 4096 * (g / 512 % 3)$$),
('sparse', $$g * 1000000007$$),
('both ends', $$CASE WHEN g % 2 = 0 THEN 9223372036854775808 - g ELSE g - 9223372036854775809 END::bigint$$),
('powers of two', $$(1::bigint << (g % 64)::int) + g % 3$$),
('dense and sparse', $$CASE WHEN g % 3 = 0 THEN pg_temp.noise(g, 3) ELSE g * 7919 % 1048583 END$$),
('ascending with late rows', $$CASE WHEN g % 10 = 0 THEN greatest(g - 500, 0) ELSE g END$$),
('all NULL', $$NULL::bigint$$),
('NULL by turns', $$nullif(g % 5, 0) * g$$);

-- The columns of a key made of k.
CREATE TEMP TABLE form (columns text);
INSERT INTO form VALUES ('k'), ('k::text'), ('k, k % 3');

-- One set for each n: its count, and that duplicates and order leave no trace.
CREATE FUNCTION pg_temp.check_sets(sizes bigint[], shape, columns text) RETURNS text
LANGUAGE sql AS $$
	SELECT is_empty(format($query$
		SELECT n, sets.* FROM unnest(%L::bigint[]) AS n, LATERAL (
			SELECT count_distinct(%2$s) AS ours, count(DISTINCT k) AS plain, cardinality(keyset(%2$s)) AS stored,
				   keyset(%2$s)::bytea = keyset(DISTINCT %2$s)::bytea AS canonical
			FROM (SELECT %3$s AS k FROM generate_series(1, n) AS g) AS keys) AS sets
		WHERE (ours, stored, canonical) IS DISTINCT FROM (plain, plain, true)
	$query$, $1, $3, $2.key), format('up to %s keys (%s), %s', $1[cardinality($1)], $3, $2.name))
$$;

SELECT pg_temp.check_sets('{0,1,2,7,8,9,23,24,25,511,512,513,1023,1024,1025,4095,4096,4097,32767,32768,32769}', shape, columns)
FROM shape, form;

SELECT pg_temp.check_sets('{100000}', shape, columns)
FROM shape, form WHERE name NOT IN ('all NULL', 'NULL by turns', 'one key', 'two keys by turns', 'powers of two');

SELECT pg_temp.check_sets('{1000000}', shape, 'k')
FROM shape WHERE name IN ('random', 'dense, shuffled', 'descending');

SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
SELECT pg_temp.check_sets('{5000,100000}', (name || ', spilled', key)::shape, columns)
FROM shape, form WHERE name IN ('random', 'dense, shuffled', 'dense and sparse', 'descending');
RESET work_mem;
RESET hash_mem_multiplier;

-- Sixteen pages with given numbers of keys, by turns, all scattered: around 0
-- and at both ends of bigint.
SELECT pg_temp.check_sets('{65535}', (format('pages of %s keys from page %s', list, first_page), format(
	$$CASE WHEN g %% 4096 < (%L::int[])[1 + g / 4096 %% %s] THEN (%s + g / 4096 * 7 %% 16) * 4096 + g * 2741 %% 4096 END$$,
	list, cardinality(list), first_page))::shape, columns)
FROM (VALUES ('{1,63,64,65}'::int[]), ('{511,512,513}'), ('{4096,4095,1}'), ('{512,64,4096,2,63,511}')) AS l (list),
	 (VALUES (-8::bigint), (-(1::bigint << 51)), ((1::bigint << 51) - 16)) AS f (first_page),
	 form;

SELECT * FROM finish();
ROLLBACK;
