/*
 * What is refused, with its SQLSTATE and message: bad arguments, calls that
 * make no sense, and stored sets whose bytes are damaged in every way.
 */
\ir lib/oracle.sql

SELECT plan(333);

/* ---- Arguments ---- */

SELECT throws_ok(query, state, message, query)
FROM (VALUES
	($$SELECT engagement('a', '{}', 1)$$, '22023', 'event_types must have between 1 and 32 labels, not 0'),
	($$SELECT engagement('a', (SELECT array_agg(g::text) FROM generate_series(1, 33) AS g), 1)$$, '22023', 'event_types must have between 1 and 32 labels, not 33'),
	($$SELECT engagement('a', '{}', 1) WHERE false$$, '22023', 'event_types must have between 1 and 32 labels, not 0'),
	($$SELECT engagement('a', NULL, 1)$$, '22004', 'event_types must not be NULL'),
	($$SELECT engagement('a', '{a,NULL}', 1)$$, '22004', 'event_types must not contain NULL'),
	($$SELECT engagement('a', '{a,b,a}', 1)$$, '22023', 'event_types contains "a" twice'),
	($$SELECT engagement(NULL, '{"",""}', 1::bigint)$$, '22023', 'event_types contains "" twice'),
	($$SELECT engagement('a', '{{a},{b}}', 'x'::text)$$, '22023', 'event_types must have one dimension, not 2'),
	($$SELECT engagement('a', '{a,a}', 1, 2)$$, '22023', 'event_types contains "a" twice'),
	($$SELECT engagement_series('day', 'UTC', now(), 'a', '{}', 1)$$, '22023', 'event_types must have between 1 and 32 labels, not 0'),
	($$SELECT engagement_series('day', 'UTC', now(), 'a', NULL, 1)$$, '22004', 'event_types must not be NULL'),
	($$SELECT engagement_series('day', 'UTC', now(), 'a', '{a,a}', 1)$$, '22023', 'event_types contains "a" twice'),
	($$SELECT engagement_series(NULL, 'UTC', now(), 'a', '{a}', 1)$$, '22004', 'period must not be NULL'),
	($$SELECT engagement_series('day', NULL, now(), 'a', '{a}', 1)$$, '22004', 'zone must not be NULL'),
	($$SELECT engagement_series('fortnight', 'UTC', now(), 'a', '{a}', 1)$$, '22023', 'period "fortnight" is not recognized'),
	($$SELECT engagement_series('', 'UTC', now(), 'a', '{a}', 1)$$, '22023', 'period "" is not recognized'),
	($$SELECT engagement_series('second', 'UTC', now(), 'a', '{a}', 1)$$, '22023', 'period "second" is not recognized'),
	($$SELECT engagement_series('day', 'Mars/Olympus_Mons', now(), 'a', '{a}', 1)$$, '22023', 'time zone "Mars/Olympus_Mons" is not recognized'),
	($$SELECT engagement_series('day', '', now(), 'a', '{a}', 1)$$, '22023', 'time zone "" is not recognized'),
	($$SELECT engagement_series('day', repeat('x', 300), now(), 'a', '{a}', 1)$$, '22023', format('time zone "%s" is not recognized', repeat('x', 300)))) AS c (query, state, message);

-- A window has the same rules.
CREATE COLLATION pg_temp.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

SELECT throws_ok(query, state, message, query)
FROM (VALUES
	($$SELECT engagement('a', '{a,a}', g) OVER (ORDER BY g) FROM generate_series(1, 3) AS g$$, '22023', 'event_types contains "a" twice'),
	($$SELECT engagement('a', ARRAY[g::text], g) OVER (ORDER BY g) FROM generate_series(1, 3) AS g$$, '22023', 'event_types must not change within a group'),
	-- a window function is not told which call it serves: better no answer than that of the other
	($$SELECT engagement(e, '{a}', c) OVER (), engagement(e, '{a}', i) OVER () FROM (SELECT word COLLATE "POSIX" AS e, word COLLATE "C" AS c, word COLLATE pg_temp.caseless AS i FROM (VALUES ('a'), ('A')) AS v (word)) AS w$$, '42P18',
	 'could not determine which of several window functions'' key is meant'),
	($$SELECT engagement('a', '{a,b}', g) OVER w, engagement('a', '{a}', g) OVER w FROM generate_series(1, 3) AS g WINDOW w AS (ROWS BETWEEN 9 PRECEDING AND 8 PRECEDING)$$,
	 '42P18', 'could not determine which of several window functions'' constant argument is meant')) AS c (query, state, message);

-- The key of the first row is '0' when it comes in, and '2' when it is to leave.
SET LOCAL test.key = '0';
SELECT throws_ok($$SELECT set_config('test.key', g::text, true), count_distinct(current_setting('test.key')) OVER (ORDER BY g ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM generate_series(1, 3) AS g$$,
				 '55000', 'a key changed while its row was in the window frame', 'a key that depends on a setting');

/* ---- Arguments that change between rows ---- */

CREATE TEMP TABLE changing AS SELECT g, CASE WHEN g < 50 THEN 'a' ELSE 'b' END AS word FROM generate_series(1, 60) AS g;

SELECT throws_ok(query, '22023', message, query)
FROM (VALUES
	($$SELECT engagement('a', ARRAY[word], g) FROM changing$$, 'event_types must not change within a group'),
	($$SELECT engagement('x', ARRAY['x', 'y'] || array_remove(ARRAY[word], 'a'), g) FROM changing$$, 'event_types must not change within a group'),
	($$SELECT engagement('x', CASE word WHEN 'a' THEN '{x,y}'::text[] ELSE '{y,x}' END, g) FROM changing$$, 'event_types must not change within a group'),
	($$SELECT engagement_series('day', 'UTC', now(), 'a', ARRAY[word], g) FROM changing$$, 'event_types must not change within a group'),
	($$SELECT engagement_series(CASE word WHEN 'a' THEN 'day' ELSE 'week' END, 'UTC', now(), 'a', '{a}', g) FROM changing$$, 'period must not change within a group'),
	($$SELECT engagement_series('day', CASE word WHEN 'a' THEN 'UTC' ELSE 'Europe/Berlin' END, now(), 'a', '{a}', g) FROM changing$$, 'zone must not change within a group')) AS c (query, message);

SELECT lives_ok($$SELECT word, engagement('a', ARRAY[word], g) FROM changing GROUP BY word$$, 'labels may be others in another group');
SELECT lives_ok($$SELECT engagement('a', CASE word WHEN 'a' THEN '{x,y}'::text[] ELSE '[5:6]={x,y}' END, g) FROM changing$$, 'the same labels may be written in another way');

-- Seen only where partial states meet: in each partition they are constant.
CREATE TABLE public.by_word (g int, word text) PARTITION BY LIST (word);
CREATE TABLE public.by_word_a PARTITION OF public.by_word FOR VALUES IN ('a');
CREATE TABLE public.by_word_b PARTITION OF public.by_word FOR VALUES IN ('b');
INSERT INTO by_word SELECT * FROM changing;
INSERT INTO by_word SELECT g, word FROM by_word, generate_series(1, 20);
ANALYZE by_word;

-- One row a page, so that each of two workers gets some; each has labels of its own.
CREATE TABLE public.wide (g int, filling text) WITH (fillfactor = 10, parallel_workers = 2);
INSERT INTO wide SELECT g, repeat('x', 600) FROM generate_series(1, 400) AS g;
ANALYZE wide;
CREATE FUNCTION public.slow_worker() RETURNS text LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
BEGIN
	PERFORM pg_sleep(0.001);
	RETURN pg_backend_pid();
END
$$;

SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;

\ir lib/plan.sql

PREPARE check_combine(text) AS
SELECT throws_ok(query, '22023', message, 'partial states: ' || query)
FROM (VALUES
	($$SELECT engagement('a', ARRAY[word], g) FROM by_word$$, 'event_types must not change within a group'),
	($$SELECT engagement('a', ARRAY[word], g, word) FROM by_word$$, 'event_types must not change within a group'),
	($$SELECT engagement_series('day', 'UTC', now(), 'a', ARRAY[word], g) FROM by_word$$, 'event_types must not change within a group'),
	($$SELECT engagement_series(CASE word WHEN 'a' THEN 'day' ELSE 'week' END, 'UTC', now(), 'a', '{a}', g) FROM by_word$$, 'period must not change within a group'),
	($$SELECT engagement_series('day', CASE word WHEN 'a' THEN 'UTC' ELSE 'Europe/Berlin' END, now(), 'a', '{a}', g) FROM by_word$$, 'zone must not change within a group')) AS c (query, message)
UNION ALL
SELECT matches(pg_temp.plan_of($$SELECT engagement('a', ARRAY[word], g) FROM by_word$$), $1, 'they are planned as partial states');

SET LOCAL max_parallel_workers_per_gather = 0;
EXECUTE check_combine('Finalize Aggregate.*Append.*Partial Aggregate.*by_word_a');
SET LOCAL max_parallel_workers_per_gather = 2;
EXECUTE check_combine('Finalize Aggregate.*Gather.*Partial Aggregate');

SELECT throws_ok($$SELECT engagement('a', ARRAY[slow_worker()], g) FROM wide$$, '22023', 'event_types must not change within a group', 'labels of two workers');
SELECT throws_ok($$SELECT engagement_series('day', 'UTC', now(), 'a', ARRAY[slow_worker()], g) FROM wide$$, '22023', 'event_types must not change within a group',
				 'labels of two workers, in a series');
-- which of the two comes first is said only without workers
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT throws_ok($$SELECT rollup(CASE WHEN word = 'a' THEN s.a ELSE s.b END) FROM by_word, (SELECT keyset(1) AS a, keyset('x'::text) AS b) AS s$$, '22023',
				 'keys of type integer and keys of type text cannot be in one set', 'parts of two kinds');
RESET enable_partitionwise_aggregate;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET parallel_leader_participation;
RESET max_parallel_workers_per_gather;

/* ---- Keys ---- */

CREATE TYPE pg_temp.with_json AS (id int, body json);

SELECT throws_ok(format(call, 'NULL::' || type), '42883', format('type %s cannot be a key: it has no extended hash function', type), format(call, type))
FROM unnest('{json,point,xml,tsvector,path}'::text[]) AS type,
	 (VALUES ('SELECT count_distinct(%s)'), ('SELECT engagement(''a'', ''{a}'', 1, %s)')) AS c (call);

SELECT throws_ok(query, state, message, query)
FROM (VALUES
	('SELECT count_distinct(NULL::json[])', '42883', 'type json cannot be a key: it has no extended hash function'),
	('SELECT count_distinct((1, ''{}'')::with_json)', '42883', 'type json cannot be a key: it has no extended hash function'),
	('SELECT count_distinct(ROW(1, point ''(1,2)''))', '42883', 'type point cannot be a key: it has no extended hash function'),
	('SELECT count_distinct(1, NULL::json)', '42883', 'type json cannot be a key: it has no extended hash function'),
	('SELECT keyset(NULL::point)', '42883', 'type point cannot be a key: it has no extended hash function'),
	('SELECT contains(keyset(1), ''{}''::json)', '42883', 'type json cannot be a key: it has no extended hash function'),
	('SELECT engagement_series(''day'', ''UTC'', now(), ''a'', ''{a}'', NULL::point)', '42883', 'type point cannot be a key: it has no extended hash function'),
	('SELECT count_distinct(VARIADIC ARRAY[1, 2])', '0A000', 'VARIADIC array is not supported as a key'),
	('SELECT count_distinct(VARIADIC ''{a,b}''::text[])', '0A000', 'VARIADIC array is not supported as a key'),
	('SELECT keyset(VARIADIC ARRAY[1, 2])', '0A000', 'VARIADIC array is not supported as a key'),
	('SELECT engagement(''a'', ''{a}'', VARIADIC ARRAY[1, 2])', '0A000', 'VARIADIC array is not supported as a key'),
	('SELECT engagement_series(''day'', ''UTC'', now(), ''a'', ''{a}'', VARIADIC ARRAY[1, 2])', '0A000', 'VARIADIC array is not supported as a key'),
	('SELECT contains(keyset(1), VARIADIC ARRAY[1])', '0A000', 'VARIADIC array is not supported as a key'),
	('SELECT count_distinct()', '42883', 'function count_distinct() does not exist'),
	('SELECT engagement(''a'', ''{a}'')', '42883', 'function engagement(unknown, unknown) does not exist'),
	('SELECT contains(keyset(1))', '42883', 'function contains(keyset) does not exist')) AS c (query, state, message);

SELECT is((SELECT count_distinct(ARRAY[1, 2])), 1::bigint, 'an array without VARIADIC is one key');
DO $$
DECLARE n bigint;
BEGIN
	EXECUTE format('SELECT count_distinct(%s) FROM generate_series(1, 3) AS g', repeat('g, ', 94) || 'g % 2') INTO STRICT n;
	PERFORM set_config('test.n', n::text, true);
END
$$;
SELECT is(current_setting('test.n'), '3', 'a key of 95 columns');
SELECT throws_ok(format('SELECT count_distinct(%s)', repeat('1, ', 100) || '1'), '54023', 'cannot pass more than 100 arguments to a function', 'a key of 101 columns');

/* ---- Support functions called by hand ---- */

SELECT throws_ok('SELECT ca_rollup_transfn(NULL, NULL)', '0A000', 'support function of an aggregate called outside of one', 'the transition function of rollup');
SELECT throws_ok('SELECT ca_rollup_transfn(keyset(1), keyset(2))', '0A000', 'support function of an aggregate called outside of one', 'with sets');
SELECT throws_ok('SELECT ca_rollup_finalfn(keyset(1))', '0A000', 'support function of an aggregate called outside of one', 'the final function of rollup');
SELECT throws_ok('SELECT ca_keyset_combine(NULL, NULL)', '42883', 'function ca_keyset_combine(unknown, unknown) does not exist', 'SQL has no values of type internal');

-- A superuser may declare the C functions anew, without internal and STRICT.
CREATE FUNCTION pg_temp.call_by_hand(function pg_proc) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	types text = (SELECT string_agg(CASE format_type(t, NULL) WHEN 'internal' THEN 'bigint' WHEN '"any"' THEN 'integer' ELSE format_type(t, NULL) END, ', ' ORDER BY n)
				  FROM unnest(function.proargtypes) WITH ORDINALITY AS a (t, n));
BEGIN
	EXECUTE format('CREATE FUNCTION pg_temp.by_hand(%s) RETURNS %s LANGUAGE C AS %L, %L', types,
				   CASE function.prorettype WHEN 'internal'::regtype THEN 'bigint' ELSE format_type(function.prorettype, NULL) END,
				   function.probin, function.prosrc);
	EXECUTE format('SELECT pg_temp.by_hand(%s)', regexp_replace(types, '(^|, )', '\1NULL::', 'g'));
	RETURN 'returned';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;

CREATE TEMP TABLE called_by_hand AS
SELECT p.proname, pg_temp.call_by_hand(p) AS outcome
FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid, pg_extension AS e
WHERE (d.classid, d.refclassid, d.refobjid, d.deptype) = ('pg_proc'::regclass, 'pg_extension'::regclass, e.oid, 'e')
  AND e.extname = 'campaign_analytics' AND p.prokind = 'f' AND 'internal'::regtype = ANY (p.proargtypes) AND p.proname !~ '_recv$';

SELECT cmp_ok((SELECT count(*) FROM called_by_hand), '>=', 100::bigint, 'functions with an internal state called without one');
SELECT is_empty($$SELECT * FROM called_by_hand WHERE outcome <> '0A000'$$, 'each says that it was called outside of an aggregate');

/* ---- Stored sets by hand ---- */

-- State, message and detail of the error of a query.
CREATE FUNCTION pg_temp.refusal(query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(detail, ''), nullif(hint, ''));
END
$$;

SELECT is(pg_temp.refusal($$SELECT engagement_series('dayly', 'UTC', now(), 'a', '{a}', 1)$$),
		  '22023 | period "dayly" is not recognized | Valid periods are minute, hour, day, week, month, quarter, year.', 'a hint lists the periods');
SELECT is(pg_temp.refusal($$SELECT engagement_series('day', 'Mars', now(), 'a', '{a}', 1)$$),
		  '22023 | time zone "Mars" is not recognized | Names are in the view pg_timezone_names.', 'a hint names the view of zones');
SELECT is(pg_temp.refusal('SELECT count_distinct(NULL::json)'),
		  '42883 | type json cannot be a key: it has no extended hash function | Cast it to jsonb.', 'a hint says what to do with json');
SELECT is(pg_temp.refusal('SELECT count_distinct(VARIADIC ARRAY[1])'),
		  '0A000 | VARIADIC array is not supported as a key | Write the columns of the key one by one, or the array without VARIADIC to make it one key.',
		  'a hint says what to do with an array');

CREATE FUNCTION pg_temp.little_endian(number bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(substr(encode(int8send(number), 'hex'), i, 2), '' ORDER BY i DESC) FROM generate_series(1, 15, 2) AS i
$$;

-- Bytes of a keyset, in hexadecimal: 'CA', type K, version 1; shape; twice the
-- number of keys, and 1 if they are packed pairs; length; the keys as varints,
-- where 03 is 1 and 00 begins eight bytes.
CREATE FUNCTION pg_temp.stored(shape text, number_of_keys bigint, keys text, packed int DEFAULT 0, missing int DEFAULT 0) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
	SELECT '43414b01' || shape || '0000' || pg_temp.little_endian(2 * number_of_keys + packed) || pg_temp.little_endian(length(run) / 2 - missing) || run
	FROM (SELECT replace(keys, ' ', '') AS run) AS r
$$;

CREATE TEMP TABLE bad_bytes (bytes text, detail text, why text);
INSERT INTO bad_bytes VALUES
('', 'they end too early', 'nothing'),
('43414b', 'they end too early', 'half a head'),
('43414b010000000000000000', 'they end too early', 'half a count'),
('43414b010000000000000000000000000000', 'they end too early', 'half a length'),
('00' || substr(pg_temp.stored('0000', 0, ''), 3), 'they do not begin as one', 'another first byte'),
('4300' || substr(pg_temp.stored('0000', 0, ''), 5), 'they do not begin as one', 'another second byte'),
('434145' || substr(pg_temp.stored('0000', 0, ''), 7), 'they are of another type', 'another type of state'),
('43414b00' || substr(pg_temp.stored('0000', 0, ''), 9), 'their version is not known', 'version 0'),
('43414b02' || substr(pg_temp.stored('0000', 0, ''), 9), 'their version is not known', 'a version to come'),
('43414b0100000100' || substr(pg_temp.stored('0000', 0, ''), 17), 'reserved bytes are not zero', 'a reserved byte'),
('43414b0100000001' || substr(pg_temp.stored('0000', 0, ''), 17), 'reserved bytes are not zero', 'the other one'),
(pg_temp.stored('0600', 0, ''), 'the kind of key is not known', 'kind 6'),
(pg_temp.stored('ff00', 0, ''), 'the kind of key is not known', 'kind 255'),
(pg_temp.stored('0001', 0, ''), 'the kind of key is not known', 'a second kind without a first'),
(pg_temp.stored('1010', 0, ''), 'the kind of key is not known', 'a pair of uuids'),
(pg_temp.stored('0000', 1, '03'), 'there are keys of no kind', 'a key of no kind'),
(pg_temp.stored('0100', 0, ''), 'only an empty set has keys of no kind', 'an empty set of integers'),
(pg_temp.stored('0000', 0, '03'), 'the length of a set is out of range', 'an empty set with bytes'),
(pg_temp.stored('0000', 0, '') || '00', 'there are more than declared', 'an empty set and more'),
(pg_temp.stored('0100', 1, ''), 'the length of a set is out of range', 'no key where one is declared'),
(pg_temp.stored('0100', 1, '03', missing => -1), 'the length of a set is out of range', 'a byte less than declared'),
(pg_temp.stored('0100', 1, '03', missing => 1), 'the length of a set is out of range', 'no byte declared'),
(pg_temp.stored('0100', 2, '03 03', missing => 1), 'there are more than declared', 'a byte more than declared'),
(pg_temp.stored('0100', 2, '03'), 'they end too early', 'one key where two are'),
(pg_temp.stored('0100', 1, '03 03'), 'there are more than declared', 'two keys where one is'),
(pg_temp.stored('0100', 4611686018427387903, '03 03'), 'they end too early', 'two keys where 2^62 - 1 are'),
(pg_temp.stored('1000', 4611686018427387903, '03 03'), 'they end too early', 'a uuid where 2^62 - 1 are'),
(pg_temp.stored('0100', 1, '03', packed => 1), 'keys that are no pairs cannot be packed', 'packed integers'),
(pg_temp.stored('1000', 1, '03', packed => 1), 'keys that are no pairs cannot be packed', 'packed uuids'),
(pg_temp.stored('0101', 0, '', packed => 1), 'keys that are no pairs cannot be packed', 'no pairs, packed'),
(pg_temp.stored('0100', 1, '06 00'), 'a number is longer than need be', '1 in two bytes'),
(pg_temp.stored('0100', 1, '00 0100000000000000'), 'a number is longer than need be', '1 in nine bytes'),
(pg_temp.stored('0100', 1, '02'), 'they end within a number', 'half a number'),
(pg_temp.stored('0100', 1, '00 01000000000000'), 'they end within a number', 'most of a number'),
(pg_temp.stored('0100', 2, '00 ffffffffffffffff 03'), 'a key is out of range', 'a key beyond the last'),
(pg_temp.stored('1000', 2, '00 ffffffffffffffff 03 03 03'), 'a key is out of range', 'a uuid beyond the last'),
(pg_temp.stored('1000', 2, '03 03 01 01'), 'keys do not ascend', 'the same uuid twice'),
(pg_temp.stored('0101', 2, '03 03 01 00 ffffffffffffffff'), 'keys do not ascend', 'a pair that wraps around'),
(pg_temp.stored('0100', 512, repeat('03', 512)), 'a dense page is no bitmap', '512 neighbours one by one'),
(pg_temp.stored('0100', 513, '01 01 01' || repeat('ff', 64) || repeat('00', 448)), 'they end too early', '512 keys where 513 are'),
(pg_temp.stored('0100', 511, '01 01 01' || repeat('ff', 64) || repeat('00', 448)), 'there are more entries than declared', '512 keys where 511 are'),
(pg_temp.stored('0100', 511, '01 01 01 fe' || repeat('ff', 63) || repeat('00', 448)), 'a bitmap is too sparse', '511 keys in a bitmap'),
(pg_temp.stored('0100', 512, '05 01 01' || repeat('ff', 64) || repeat('00', 448)), 'a bitmap does not begin with the first key', 'another first key'),
(pg_temp.stored('0100', 513, '01 01 01' || repeat('ff', 64) || repeat('00', 448) || '03'), 'a key follows the bitmap of its page', 'a key behind a bitmap'),
(pg_temp.stored('0100', 1024, '01 01 01' || repeat('ff', 64) || repeat('00', 448) || '01 01' || repeat('00', 448) || repeat('ff', 64)), 'a bitmap is out of place',
 'two bitmaps of a page'),
(pg_temp.stored('0100', 513, '01 01 00 ffffffffffffffff' || repeat('ff', 64) || repeat('00', 448)), 'a bitmap is out of place', 'a bitmap beyond the last page');

SELECT is(pg_temp.refusal(format('SELECT %L::keyset', '\x' || bytes)),
		  format('22P03 | invalid stored state of campaign_analytics | Bad bytes: %s.', detail), why)
FROM bad_bytes;

SELECT is(left(pg_temp.refusal(format('SELECT %L::keyset', '\x' || pg_temp.stored('0101', 2, '00 0100000000000080 05 03 05'))), 5), '22P03',
		  'pairs in two words that fit one');

SELECT is(pg_temp.refusal(format('SELECT %L::keyset', text)), wanted, format('text %L', text))
FROM (VALUES ('zz', '22P03 | invalid stored state of campaign_analytics | Bad bytes: they end too early.'), ('\xzz', '22023 | invalid hexadecimal digit: "z"'),
			 ('\x4', '22023 | invalid hexadecimal data: odd number of digits'), ('\8', '22P02 | invalid input syntax for type bytea')) AS c (text, wanted);

-- The same bytes where nobody checked them: a column whose file was damaged,
-- here by a function that only says that bytes are a keyset.
CREATE FUNCTION pg_temp.unchecked(bytea) RETURNS keyset LANGUAGE internal STRICT IMMUTABLE AS 'byteasend';
CREATE TEMP TABLE reading (expression text);
INSERT INTO reading VALUES ('$1::text'), ('$1::bytea'), ('cardinality($1)'), ('contains($1, $3::bigint)'), ('$1 | $2'), ('$2 & $1'), ('$1 - $2'), ('$1 <@ $2'), ('$1 @> $2'),
	('$1 && $2'), ('$1 = $2'), ('$2 <> $1'), ('rollup($1)'), ('rollup(s) FROM (VALUES ($2), ($1)) AS v (s)'), ('rollup($1) OVER ()');

-- The outcome of an expression over bytes: refused, another error, or valid.
CREATE FUNCTION pg_temp.outcome(expression text, damaged bytea, good keyset) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'SELECT ' || expression USING pg_temp.unchecked(damaged), good, 7;
	RETURN 'valid';
EXCEPTION
	WHEN invalid_binary_representation OR invalid_parameter_value THEN RETURN 'refused';
	WHEN OTHERS THEN RETURN SQLSTATE;
END
$$;

SELECT is_empty(format($$
	SELECT why, outcome FROM bad_bytes, LATERAL (
		SELECT pg_temp.outcome(%L, decode(bytes, 'hex'), (SELECT keyset(g::bigint) FROM generate_series(1, 2000) AS g)) AS outcome) AS o
	WHERE outcome <> 'refused'$$, expression), format('none of them passes unseen through %s', expression))
FROM reading;

SELECT is(pg_temp.outcome(expression, keyset(g::bigint)::bytea, keyset(g::bigint + 5)), 'valid', format('a good set passes %s', expression))
FROM reading, generate_series(1, 2000) AS g GROUP BY expression;

/* ---- Stored sets with every kind of damage ---- */

CREATE TEMP TABLE victim (name text, bytes bytea);
INSERT INTO victim
SELECT 'empty', (SELECT keyset(1)::bytea WHERE false) UNION ALL
SELECT 'one integer', (SELECT keyset(42)::bytea) UNION ALL
SELECT 'dense integers', (SELECT keyset(g)::bytea FROM generate_series(4000, 9000) AS g) UNION ALL
SELECT 'dense pages with holes', (SELECT keyset(g * 2)::bytea FROM generate_series(-2000, 2000) AS g) UNION ALL
SELECT 'sparse integers', (SELECT keyset(pg_temp.noise(g, 1))::bytea FROM generate_series(1, 40) AS g) UNION ALL
SELECT 'near integers', (SELECT keyset(g * g)::bytea FROM generate_series(1, 120) AS g) UNION ALL
SELECT 'dense and sparse integers', (SELECT keyset(CASE WHEN g > 0 THEN g ELSE pg_temp.noise(g, 1) END)::bytea FROM generate_series(-20, 700) AS g) UNION ALL
SELECT 'texts', (SELECT keyset(g::text)::bytea FROM generate_series(1, 30) AS g) UNION ALL
SELECT 'uuids', (SELECT keyset(md5(g::text)::uuid)::bytea FROM generate_series(1, 30) AS g) UNION ALL
SELECT 'pairs', (SELECT keyset(g / 7, g * g)::bytea FROM generate_series(1, 90) AS g) UNION ALL
SELECT 'pairs of large numbers', (SELECT keyset(g / 7, pg_temp.noise(g, 1))::bytea FROM generate_series(1, 90) AS g) UNION ALL
SELECT 'dense pairs', (SELECT keyset(1, g)::bytea FROM generate_series(1, 600) AS g) UNION ALL
SELECT 'doubles', (SELECT keyset(1.0::double precision / g)::bytea FROM generate_series(1, 40) AS g);

-- Every damage of one kind, one row each.
CREATE FUNCTION pg_temp.damaged(bytes bytea, kind text) RETURNS SETOF bytea
LANGUAGE plpgsql AS $$
DECLARE
	n int = length(bytes);
	count_bytes text;
BEGIN
	CASE kind
	WHEN 'one bit' THEN
		RETURN QUERY SELECT set_byte(bytes, i, get_byte(bytes, i) # (1 << bit)) FROM generate_series(0, n - 1) AS i, generate_series(0, 7) AS bit;
	WHEN 'one byte' THEN
		RETURN QUERY SELECT set_byte(bytes, i, get_byte(bytes, i) # mask) FROM generate_series(0, n - 1) AS i, unnest('{255,85,170}'::int[]) AS mask;
	WHEN 'cut' THEN
		RETURN QUERY SELECT substr(bytes, 1, i) FROM generate_series(0, n - 1) AS i;
	WHEN 'longer' THEN
		RETURN QUERY SELECT bytes || decode(repeat(to_hex(16 + value), length), 'hex') FROM generate_series(0, 239) AS value, generate_series(1, 3) AS length;
	WHEN 'a byte lost' THEN
		RETURN QUERY SELECT substr(bytes, 1, i) || substr(bytes, i + 2) FROM generate_series(0, n - 1) AS i;
	WHEN 'a byte twice' THEN
		RETURN QUERY SELECT substr(bytes, 1, i) || substr(bytes, i) FROM generate_series(1, n) AS i;
	WHEN 'another count' THEN
		FOREACH count_bytes IN ARRAY '{0000000000000000,0100000000000000,0200000000000000,ff00000000000000,0001000000000000,ffffffff00000000,ffffffffffffff0f,ffffffffffffff7f,0000000000000080,ffffffffffffffff}'::text[] LOOP
			CONTINUE WHEN substr(bytes, 9, 8) = decode(count_bytes, 'hex');
			RETURN NEXT overlay(bytes PLACING decode(count_bytes, 'hex') FROM 9);
		END LOOP;
	WHEN 'another length' THEN
		RETURN QUERY SELECT overlay(bytes PLACING decode(pg_temp.little_endian(wrong), 'hex') FROM 17)
			FROM unnest(ARRAY[-1, n - 25, n - 23, n, 2 * n, 2147483647, 9223372036854775807]) AS wrong;
	WHEN 'another shape' THEN
		RETURN QUERY SELECT set_byte(set_byte(bytes, 4, a), 5, b) FROM generate_series(0, 31) AS a, generate_series(0, 31) AS b
			WHERE (a, b) <> (get_byte(bytes, 4), get_byte(bytes, 5));
	WHEN 'noise behind the head' THEN
		RETURN QUERY SELECT substr(bytes, 1, 8) || decode(pg_temp.little_endian(1 + seed % 9) || pg_temp.little_endian(seed % 65), 'hex') || substr(sha512(int8send(seed)), 1, (seed % 65)::int) FROM generate_series(1, 600::bigint) AS seed;
	WHEN 'noise' THEN
		RETURN QUERY SELECT substr(sha512(bytes || int8send(seed)), 1, (seed % 65)::int) FROM generate_series(1, 300::bigint) AS seed;
	END CASE;
END
$$;

-- Try each. What passes must be a set in its one form, whichever way one asks.
CREATE FUNCTION pg_temp.try_damage(bytes bytea, kind text, OUT cases bigint, OUT refused bigint, OUT accepted bigint, OUT wrong bigint)
LANGUAGE plpgsql AS $$
DECLARE
	damaged bytea;
	found keyset;
BEGIN
	cases = 0; refused = 0; accepted = 0; wrong = 0;
	FOR damaged IN SELECT * FROM pg_temp.damaged(bytes, kind) LOOP
		cases = cases + 1;
		BEGIN
			found = damaged::keyset;
			IF damaged <> bytes AND found::bytea = damaged AND found::text::keyset::bytea = damaged AND (found | found)::bytea = damaged
			   AND cardinality(found) = cardinality(found & found) AND cardinality(found - found) = 0
			   AND (SELECT rollup(s)::bytea FROM (VALUES (found)) AS v (s)) = damaged THEN
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

CREATE TEMP TABLE damage_kind (name text);
INSERT INTO damage_kind VALUES ('one bit'), ('one byte'), ('cut'), ('longer'), ('a byte lost'), ('a byte twice'), ('another count'), ('another length'), ('another shape'),
	('noise behind the head'), ('noise');

CREATE TEMP TABLE tried AS
SELECT victim.name, damage_kind.name AS kind, length(bytes) AS n, outcome.*
FROM victim, damage_kind, pg_temp.try_damage(bytes, damage_kind.name) AS outcome;

SELECT is(wrong || ' wrong', '0 wrong', format('%s, %s: %s tried, %s refused, %s valid', name, kind, cases, refused, accepted)) FROM tried;

-- and it was tried, with the outcomes that there should be
SELECT is_empty($$
	SELECT name, kind, cases FROM tried
	WHERE cases <> CASE kind WHEN 'one bit' THEN 8 * n WHEN 'one byte' THEN 3 * n WHEN 'cut' THEN n WHEN 'longer' THEN 720 WHEN 'a byte lost' THEN n WHEN 'a byte twice' THEN n
					WHEN 'another count' THEN 10 - (name IN ('empty', 'one integer'))::int
									WHEN 'another length' THEN 7 WHEN 'another shape' THEN 1023 WHEN 'noise behind the head' THEN 600 WHEN 'noise' THEN 300 END$$,
	'all damage was tried');
SELECT cmp_ok((SELECT sum(cases) FROM tried), '>', 40000::numeric, 'that is much');
SELECT is_empty($$SELECT name, kind FROM tried WHERE refused = 0$$, 'every kind of damage is noticed in every set at times');
SELECT is_empty($$SELECT name, kind FROM tried WHERE kind IN ('cut', 'longer', 'another length', 'noise') AND accepted > 0$$, 'what is cut, prolonged or noise is never a set');
SELECT is_empty($$SELECT name, kind FROM tried WHERE name = 'empty' AND accepted > 0 AND kind <> 'noise behind the head'$$, 'the empty set has one form');
SELECT is_empty($$SELECT name, kind FROM tried WHERE name LIKE '%integers' AND kind = 'one bit' AND accepted = 0$$, 'another key makes another set');

-- The same damage where nobody checked it, through every function.
SELECT is_empty(format($$
	SELECT name, outcome, count(*) FROM (
		SELECT name, pg_temp.outcome(%1$L, set_byte(bytes, i, get_byte(bytes, i) # (1 << i %% 8)), keyset) AS outcome
		FROM victim, LATERAL (SELECT bytes::keyset AS keyset) AS k, LATERAL generate_series(0, least(length(bytes), 400) - 1) AS i UNION ALL
		SELECT name, pg_temp.outcome(%1$L, substr(bytes, 1, i), keyset)
		FROM victim, LATERAL (SELECT bytes::keyset AS keyset) AS k, LATERAL generate_series(0, length(bytes) - 1, 3) AS i) AS o
	WHERE outcome NOT IN ('refused', 'valid') GROUP BY 1, 2$$, expression), format('unchecked damage through %s is refused or harmless', expression))
FROM reading;

SELECT is((SELECT cardinality(keyset(g)) FROM generate_series(1, 1000) AS g), 1000::bigint, 'and after all that it still counts');

SELECT * FROM finish();
ROLLBACK;
