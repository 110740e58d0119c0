-- core/dictionary: numbers in order of appearance, a stored form that has none
BEGIN;
\ir unit.sql

-- Strings that begin and end alike, are part of one another, or are not there.
CREATE TEMP TABLE lists (strings text[]);
INSERT INTO lists VALUES
	('{}'), ('{""}'), ('{a}'), ('{a,a,a}'), ('{b,a,"",aa,ab,ba,b,"",a}'),
	('{opened,closed,clicked,opened,Opened,"opened "}'),
	('{é,e,z,ê,e,"e\u0301",ß,ss,😀,日本,日}'),
	(ARRAY(SELECT 'page ' || g % 97 FROM generate_series(1, 1000) g)),
	(ARRAY(SELECT repeat('x', g * 37 % 300) FROM generate_series(1, 600) g)),
	(ARRAY(SELECT chr(33 + g * 41 % 90) || repeat('-', g % 3) FROM generate_series(1, 500) g));

-- The definition: places of first appearance, and places in byte order.
CREATE TEMP VIEW words AS
SELECT strings, word, row_number() OVER (PARTITION BY strings ORDER BY min(place)) - 1 AS id,
       row_number() OVER (PARTITION BY strings ORDER BY word COLLATE "C") - 1 AS rank
FROM lists, unnest(strings) WITH ORDINALITY AS u (word, place)
GROUP BY strings, word;

SELECT plan(22);

SELECT is(test_dictionary(n, n, nstrings), 3 * n + 2 * nstrings::bigint, format('%s lookups among %s strings', n, nstrings))
FROM (VALUES (0, 1), (1, 1), (100, 7), (5000, 64), (50000, 1000), (200000, 30000)) v (n, nstrings);

SELECT is_empty($$
	SELECT strings, test_dictionary_ids(strings) FROM lists
	EXCEPT SELECT strings, ARRAY(SELECT id FROM unnest(lists.strings) WITH ORDINALITY AS u (w, place)
	                             JOIN words ON words.strings = lists.strings AND word = w ORDER BY place) FROM lists $$,
	'a string has the number of its first appearance');

SELECT is_empty($$
	SELECT strings, test_dictionary_order(strings) FROM lists
	EXCEPT SELECT strings, ARRAY(SELECT rank FROM words WHERE words.strings = lists.strings ORDER BY id) FROM lists $$,
	'places are those of the bytes');

SELECT is_empty($$
	SELECT strings, test_dictionary_write(strings) FROM lists
	EXCEPT SELECT strings, varint(count(word), CASE WHEN count(word) < 128 THEN 1 ELSE 2 END)
	                || coalesce(string_agg(varint(octet_length(word), CASE WHEN octet_length(word) < 128 THEN 1 ELSE 2 END)
	                                       || convert_to(word, 'UTF8'), '' ORDER BY rank), '')
	FROM lists LEFT JOIN words USING (strings) GROUP BY strings $$,
	'written strings ascend, each once');

SELECT is_empty($$
	SELECT strings FROM lists
	WHERE test_dictionary_write(strings)
	      <> test_dictionary_write(ARRAY(SELECT s FROM unnest(strings) s ORDER BY md5(s))) $$,
	'what is written does not depend on the order of arrival');

SELECT is_empty($$
	SELECT a.strings, b.strings FROM lists a, lists b
	WHERE test_dictionary_read(a.strings, test_dictionary_write(b.strings)) IS DISTINCT FROM
	      (test_dictionary_ids(a.strings || ARRAY(SELECT word FROM words WHERE words.strings = b.strings ORDER BY rank)))
	          [cardinality(a.strings) + 1:] $$,
	'reading adds what is not there, and knows what is');

-- Bytes that are not to be trusted
CREATE FUNCTION pg_temp.refused(bytes bytea, field text, what text) RETURNS text LANGUAGE sql AS
	$$SELECT is(error_of(format('SELECT test_dictionary_read(''{}'', %L)', bytes)), '22P03 Bad bytes: ' || field || '.', what)$$;

SELECT pg_temp.refused('', 'they end too early', 'no bytes');
SELECT pg_temp.refused(varint(3, 1) || varint(1, 1) || 'a', 'the number of strings is out of range', 'more strings than bytes');
SELECT pg_temp.refused(varint(2::numeric ^ 60, 9) || varint(1, 1) || 'a', 'the number of strings is out of range', 'far too many strings');
SELECT pg_temp.refused(varint(1, 1) || varint(2, 1) || 'a', 'a string is longer than what is left', 'a string that is cut short');
SELECT pg_temp.refused(varint(1, 1) || varint(2::numeric ^ 62, 9) || 'a', 'a string is longer than what is left', 'a string of 2^62 bytes');
SELECT pg_temp.refused(varint(2, 1) || varint(1, 1) || 'b' || varint(1, 1) || 'a', 'strings do not ascend', 'strings that descend');
SELECT pg_temp.refused(varint(2, 1) || varint(1, 1) || 'a' || varint(1, 1) || 'a', 'strings do not ascend', 'a string that comes twice');
SELECT pg_temp.refused(varint(2, 1) || varint(2, 1) || 'aa' || varint(1, 1) || 'a', 'strings do not ascend', 'a longer string before the one it begins with');
SELECT pg_temp.refused(varint(1, 1) || varint(1, 1) || '\x00', 'a string is not in the encoding of this database', 'a zero byte');
SELECT pg_temp.refused(varint(1, 1) || varint(2, 1) || '\xc328', 'a string is not in the encoding of this database', 'bytes that are no text');
SELECT pg_temp.refused(varint(0, 1) || varint(0, 1), 'there are more than declared', 'bytes behind the end');

SELECT * FROM finish();
ROLLBACK;
