/*
 * Every function and aggregate of the extension called with the worst that its
 * argument types hold, each argument by itself and all at once: an answer or an
 * error that says what is wrong with it, at once; never an internal error. The
 * functions come from the catalog, so a new one is tested by being there.
 * (errors.sql calls those with an internal state; *_bytes.sql damage states.)
 */
\ir lib/oracle.sql

SELECT plan(9);

/* ---- Bad values ---- */

-- The first of a type is a good one.
CREATE TEMP TABLE bad_value (type regtype, n bigint, literal text);
INSERT INTO bad_value
SELECT type::regtype, n, literal
FROM (VALUES
	('text', $$'day' | NULL | '' | 'UTC' | '1 day' | '(?1)(?2)' | 'ordered,strict' | 'email' | E'\x01' | repeat('(?1).*', 3000) | repeat('%C3', 60000) | 'http://a/?utm_source=%00%&utm_source' | 'linear' | 'forward' | 'now=2024-01-01T00:00:00Z'$$),
	('text[]', $$'{a,b}' | NULL | '{}' | '{NULL}' | '{a,a}' | '{{a},{b}}' | '[5:6]={a,b}' | '{first_touch,shapley,markov}' | array_fill('x'::text, '{40}') | array_fill('y'::text, '{2000}')$$),
	('boolean', $$true | NULL | false$$),
	('smallint', $$1 | NULL | -32768 | 32767$$),
	('integer', $$1 | NULL | 0 | -1 | -2147483648 | 2147483647$$),
	('bigint', $$1 | NULL | 0 | -1 | -9223372036854775808 | 9223372036854775807$$),
	('integer[]', $$'{1,2}' | NULL | '{}' | '{NULL}' | '{0}' | '{-1,2147483647}' | '{{1},{2}}' | '[0:1]={3,4}' | array_fill(7, '{3000}')$$),
	('bigint[]', $$'{1,2}' | NULL | '{}' | '{NULL}' | '{0,0}' | '{-1,9223372036854775807}' | '{{1},{2}}' | '[-9:-8]={3,4}' | array_fill(7::bigint, '{3000}')$$),
	('oid[]', $$'{1,2}' | NULL | '{}' | '{NULL}' | '{{1},{2}}'$$),
	('double precision', $$0.5 | NULL | 0 | -1 | 1 | 'NaN' | 'Infinity' | '-Infinity' | 1e308 | -1e308 | 1e-320$$),
	('double precision[]', $$'{1,2}' | NULL | '{}' | '{NULL}' | '{NaN,Infinity,-Infinity}' | '{1e308,-1e308}' | '{{1},{2}}' | '[7:8]={0,0}'$$),
	('timestamptz', $$'2024-02-29 12:00+00' | NULL | 'infinity' | '-infinity' | '4714-11-24 00:00:00+00 BC' | '294276-12-31 23:59:59.999999+00' | 'epoch'$$),
	('interval', $$'1 day' | NULL | '0' | '-1 day' | '1 month' | '178000000 years' | '-178000000 years' | '2562047788 hours' | '1 microsecond' | '1 year -1 day 1 hour'$$),
	('uuid', $$'c4ca4238-a0b9-2382-0dcc-509a6f75849b' | NULL | '00000000-0000-0000-0000-000000000000'$$),
	('name', $$'nowhere' | NULL | '' | 'pg_catalog' | 'campaign_analytics' | 'a"b$$ || '$$' || $$c'$$),
	('character', $$'a' | NULL | '' | repeat('b ', 9000)$$),
	('jsonb', $$'{"id": "text"}' | NULL | 'null' | '[1]' | '{"id": null}'$$),
	('bytea', $$'\x43414b01' | NULL | '\x' | '\x00' | decode(repeat('ff', 100000), 'hex')$$),
	('cstring', $$'\x43414b01' | NULL | '' | '\x0' | 'é'$$),
	('keyset', $$keyset(1) | NULL | keyset(NULL::bigint) | keyset(1::bigint, 'a'::text) | keyset('a'::text)$$),
	('timeline', $$timeline(1::bigint, now(), 'a') | NULL | timeline(NULL::bigint, NULL, NULL) | timeline('x'::text, 'epoch', '')$$),
	('"any"', $$1::bigint | NULL::bigint | 'a'::text | NULL::json | '1'::json | ROW(1, 2) | ROW(NULL, point(1, 2)) | '{1,NULL}'::int[] | true | NULL::text | 'b'::name | 'c'::char(9) | 1.5::numeric$$),
	('retention_cell[]', $$SELECT cohort_retention('day', 'UTC', 1::bigint, NULL, '2024-01-01', 'now=2024-01-09T00:00:00Z') | NULL | '{}' | '{NULL}' | ARRAY[ROW(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::retention_cell]
		| ARRAY[ROW('infinity', -1, 2147483647, 9223372036854775807, 'NaN', true, '-infinity', -2147483648)::retention_cell]$$)) AS t (type, literals),
	 regexp_split_to_table(literals, '\s+\|\s+') WITH ORDINALITY AS l (literal, n);
/* ---- The calls ---- */

CREATE TEMP TABLE tested AS
SELECT p.oid, p.oid::regprocedure::text AS signature, p.proname, p.prokind, p.proargtypes::oid[] AS types, l.lanname
FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid JOIN pg_language AS l ON l.oid = p.prolang, pg_extension AS e
WHERE (d.classid, d.refclassid, d.refobjid, d.deptype) = ('pg_proc'::regclass, 'pg_extension'::regclass, e.oid, 'e') AND e.extname = 'campaign_analytics'
	  AND 'internal'::regtype <> ALL (p.proargtypes)
	  -- they make as many rows as they are told to
	  AND p.proname NOT IN ('ca_sample_contacts', 'ca_sample_plan');

SELECT cmp_ok((SELECT count(*) FROM tested), '>=', 250::bigint, 'functions that can be called');
SELECT is_empty($$SELECT DISTINCT t::regtype FROM tested, unnest(types) AS t WHERE t NOT IN (SELECT type FROM bad_value)$$, 'there are bad values of all their types');

-- One argument bad and the others good, and then all of them bad in many ways.
CREATE TEMP TABLE call AS
WITH argument AS (
	SELECT t.oid, v.place, v.type, b.n, b.literal, count(*) OVER (PARTITION BY t.oid, v.place) AS choices
	FROM tested AS t, unnest(t.types) WITH ORDINALITY AS v (type, place) JOIN bad_value AS b ON b.type = v.type
), chosen AS (
	SELECT a.oid, a.place AS turn, a.n AS pick, b.place, b.type, b.literal
	FROM argument AS a JOIN argument AS b ON b.oid = a.oid AND b.n = CASE WHEN b.place = a.place THEN a.n ELSE 1 END
	UNION ALL
	SELECT a.oid, 0, pick, a.place, a.type, a.literal
	FROM generate_series(1, 12) AS pick, argument AS a
	WHERE a.n = 1 + (pg_temp.noise(a.oid::bigint * 100 + a.place, pick) & 65535) % a.choices
)
SELECT t.oid, format('SELECT %s(%s)%s', t.proname, coalesce(c.arguments, ''), CASE WHEN t.prokind = 'w' THEN ' OVER ()' END) AS query
FROM tested AS t LEFT JOIN (
	SELECT oid, turn, pick, string_agg(CASE WHEN type = '"any"'::regtype OR literal ~ '^ROW' THEN literal ELSE format(CASE WHEN literal ~ '^(SELECT|keyset|timeline)' THEN '(SELECT %s)::%s' ELSE '(%s)::%s' END, regexp_replace(literal, '^SELECT ', ''), type::regtype) END, ', ' ORDER BY place) AS arguments
	FROM chosen GROUP BY oid, turn, pick) AS c USING (oid);

SELECT cmp_ok((SELECT count(*) FROM call), '>=', 5000::bigint, 'thousands of calls');

-- 00000 when it answers. Nothing that it did stays.
CREATE FUNCTION pg_temp.state(query text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RAISE EXCEPTION USING ERRCODE = 'ANSWR';
EXCEPTION
	WHEN query_canceled THEN
		RETURN '57014';
	WHEN OTHERS THEN
		RETURN CASE SQLSTATE WHEN 'ANSWR' THEN '00000' ELSE SQLSTATE END;
END
$$;

SET LOCAL client_min_messages = error;
CREATE TEMP TABLE outcome AS
SELECT c.*, pg_temp.state(query) AS state, clock_timestamp() AS at FROM call AS c ORDER BY oid;
RESET client_min_messages;
SET LOCAL client_min_messages = warning;

SELECT is_empty($$SELECT left(query, 300), state FROM outcome JOIN tested USING (oid) WHERE lanname IN ('c', 'internal') AND state !~ '^(00000|22|42|53|54|0A)'$$,
				'what is in C answers, or refuses with a state of class 22, 42, 53, 54 or 0A');
SELECT is_empty($$SELECT left(query, 300), state FROM outcome JOIN tested USING (oid) WHERE state !~ '^(00000|22|42|53|54|0A|2B|3F|55)'$$,
				'so does all else, where schemas and objects can be missing, too');
SELECT is_empty($$SELECT DISTINCT left(query, 300), state FROM outcome JOIN tested USING (oid) WHERE state IN ('42883', '42725', '42601', '42P02', '42704') AND lanname IN ('c', 'internal') AND query !~ 'json|point|VARIADIC|::char\(9\)|\.\*'$$,
				'and the calls are right ones');
SELECT is_empty($$SELECT t.signature FROM tested AS t WHERE lanname = 'c' AND proname NOT IN ('report_range', 'retention_matrix_text') AND proname !~ '^ca_' AND NOT EXISTS (SELECT FROM outcome AS o WHERE o.oid = t.oid AND state = '00000')$$, 'every public function in C answers some of them, but two whose texts are of several kinds');
SELECT is_empty($$SELECT left(query, 300), took FROM (SELECT query, at - lag(at) OVER (ORDER BY at) AS took FROM outcome) AS o WHERE took > interval '10 seconds'$$, 'none takes long');

-- It would be seen.
CREATE FUNCTION pg_temp.internal_error() RETURNS int LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION USING ERRCODE = 'XX000'; END$$;
SELECT is(pg_temp.state('SELECT pg_temp.internal_error()'), 'XX000', 'an internal error is told');

SELECT * FROM finish();
ROLLBACK;
