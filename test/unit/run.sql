-- core/run: the one form of every set, and nothing else is read
BEGIN;
\ir unit.sql

-- n keys of one page of 4096, from its start on, every second one
CREATE FUNCTION half_page(page bigint, n int) RETURNS bigint[] LANGUAGE sql
	RETURN ARRAY(SELECT page * 4096 + 2 * i FROM generate_series(0, n - 1) i ORDER BY i);

-- The same as a bitmap: bytes of 0x55, a key in every second bit.
CREATE FUNCTION half_bitmap(n int) RETURNS bytea LANGUAGE sql
	RETURN decode(rpad(repeat('55', n / 4) || lpad(to_hex((4 ^ (n % 4))::int / 3), 2, '0'), 1024, '0'), 'hex');

-- Bytes that a run is made of by hand: numbers shortest, and bitmaps.
CREATE FUNCTION v(numbers bigint[]) RETURNS bytea LANGUAGE sql
	RETURN test_wire_write(numbers);

SELECT plan(53);

-- The form, byte by byte

SELECT is(test_run_write('{}'), ''::bytea, 'no keys are no bytes');
SELECT is(test_run_write('{5}'), v('{5}'), 'the first key stands in full');
SELECT is(test_run_write('{5,6,20}'), v('{5,1,14}'), 'others stand as distances');
SELECT is(test_run_write('{0}'), v('{0}'), 'key 0');
SELECT is(test_run_write('{0,1}'), v('{0,1}'), 'key 0 and the next');
SELECT is(test_run_write('{-1}'), v('{-1}'), 'the last key that there is');
SELECT is(test_run_write('{0,-1}'), v('{0,-1}'), 'the longest distance');
SELECT is(test_run_write('{-9223372036854775807,-1}'), v(ARRAY[-9223372036854775807, 9223372036854775806]),
          'the upper half of the numbers');

SELECT is(test_run_write(half_page(7, 511)), v(ARRAY[7 * 4096] || array_fill(2::bigint, ARRAY[510])),
          '511 keys of a page are keys');
SELECT is(test_run_write(half_page(7, n)), v(ARRAY[7 * 4096, 0, 0]) || half_bitmap(n),
          n || ' keys of a page are a bitmap, after the first key of all')
FROM unnest('{512,513,2048}'::int[]) n;
SELECT is(test_run_write(ARRAY[3::bigint] || half_page(7, n)), v('{3,0,7}') || half_bitmap(n),
          n || ' keys of a page are a bitmap, when others come before')
FROM unnest('{512,513,2048}'::int[]) n;
SELECT is(test_run_write(half_page(7, 512) || half_page(9, 600) || ARRAY[10 * 4096::bigint]),
          v(ARRAY[7 * 4096, 0, 0]) || half_bitmap(512) || v('{0,2}') || half_bitmap(600) || v(ARRAY[10 * 4096 - (9 * 4096 + 2 * 599)]),
          'bitmap, bitmap, key');
SELECT is(test_run_write(half_page(-1, 2048)), v(ARRAY[-4096, 0, 0]) || half_bitmap(2048),
          'a bitmap of the last page that there is');
SELECT is(test_run_write(ARRAY[0::bigint] || half_page(-1, 512)), v(ARRAY[0, 0, word(2 ^ 52::numeric - 1)]) || half_bitmap(512),
          'the longest distance of pages');
SELECT is(test_run_write(ARRAY(SELECT generate_series(-4096, -1::bigint))), v(ARRAY[-4096, 0, 0]) || decode(repeat('ff', 512), 'hex'),
          'a full page, to the last key');
SELECT is(test_run_write(ARRAY(SELECT generate_series(0, 4095::bigint))), v(ARRAY[0, 0, 0]) || decode(repeat('ff', 512), 'hex'),
          'a full page, from key 0');

-- Two words: 0x8000000000000000 is the middle of the range, where ids are.
SELECT is(test_run_write(ARRAY[5, x'8000000000000000'::bigint], 2, 2), v('{5,0}'), 'the second word is folded around the middle');
SELECT is(test_run_write(ARRAY[5, x'8000000000000001'::bigint], 2, 2), v('{5,2}'), '1 above the middle is 2');
SELECT is(test_run_write(ARRAY[5, x'7fffffffffffffff'::bigint], 2, 2), v('{5,1}'), '1 below the middle is 1');
SELECT is(test_run_write('{5,0}', 2, 2), v('{5,-1}'), 'the lowest second word');
SELECT is(test_run_write('{5,-1}', 2, 2), v('{5,-2}'), 'the highest second word');
SELECT is(test_run_write(ARRAY[5, x'8000000000000007'::bigint, 5, x'8000000000000009'::bigint, 6, x'8000000000000009'::bigint], 2, 2),
          v('{5,14,0,2,1,18}'), 'with the same first word, the second is a distance');
SELECT is(test_run_write('{5,7,6,7,9,0}', 2, 1), v('{5,7,1,7,3,0}'), 'a word that rides along stands in full');
SELECT is(test_run_write(ARRAY[5, x'8000000000000007'::bigint, 100, 5, x'8000000000000009'::bigint, 3], 3, 2),
          v('{5,14,100,0,2,3}'), 'behind two words of a key as well');

-- Reading it: nothing but what is written so

SELECT is(test_run_read(test_run_write(keys), cardinality(keys)), keys, format('back again: %s', what))
FROM (VALUES ('no keys', '{}'::bigint[]), ('key 0', '{0}'), ('the last key', '{-1}'), ('first and last key', '{0,-1}'),
             ('511 of a page', half_page(7, 511)), ('512 of a page', half_page(7, 512)),
             ('the last page', half_page(-1, 700)), ('the first page', half_page(0, 700)),
             ('page after page', half_page(3, 512) || half_page(4, 511) || half_page(5, 513) || half_page(-1, 512))) v (what, keys);

PREPARE refusals AS
SELECT what, error_of(format('SELECT test_run_read(%L, %s, %s, %s)', bytes, n, nwords, nkeys)) AS error
FROM (VALUES
	('fewer than declared',			v('{5,1}'),			3, 1, 1),
	('more than declared',			v('{5,1,1}'),		2, 1, 1),
	('something for no keys',		v('{5}'),			0, 1, 1),
	('a key beyond the last one',	v('{-1,1}'),		2, 1, 1),
	('around the range',			v('{5,-5}'),		2, 1, 1),
	('the same key twice',			v('{5,0}'),			2, 1, 1),
	('512 keys of a page',			v(ARRAY[4096] || array_fill(2::bigint, ARRAY[511])), 512, 1, 1),
	('a bitmap of 511',				v('{3,0,7}') || half_bitmap(511),			512, 1, 1),
	('a bitmap of the page before',	v('{4096,5,0,-1}') || half_bitmap(512),		514, 1, 1),
	('a bitmap of the same page',	v('{4096,5,0,0}') || half_bitmap(512),		514, 1, 1),
	('a bitmap behind the last page', v('{-4096,0,1}') || half_bitmap(512),		513, 1, 1),
	('a bitmap that does not begin with the first key', v('{4098,0,0}') || half_bitmap(512), 512, 1, 1),
	('a bitmap that the first key is not in', v('{4097,0,0}') || half_bitmap(512), 513, 1, 1),
	('a key in the page of the bitmap before', v('{3,0,7}') || half_bitmap(512) || v('{1}'), 514, 1, 1),
	('a bitmap of more than declared', v('{3,0,7}') || half_bitmap(513),		513, 1, 1),
	('half a bitmap',				v('{3,0,7}') || substr(half_bitmap(513), 1, 300), 514, 1, 1),
	('a first word beyond the range', v('{-1,0,1,0}'),	2, 2, 2),
	('a second word beyond the range', v('{5,-2,0,1}'),	2, 2, 2),
	('the same pair twice',			v('{5,2,0,0}'),		2, 2, 2),
	('the same word, with another payload', v('{5,2,0,1}'), 2, 2, 1),
	('the same pair, with another payload', v('{5,2,9,0,0,8}'), 2, 3, 2),
	('a pair without its payload',	v('{5,2,9,0,1}'),	2, 3, 2)
) r (what, bytes, n, nwords, nkeys);

SELECT results_eq('EXECUTE refusals', $$VALUES
	('fewer than declared',			'22P03 Bad bytes: they end too early.'),
	('more than declared',			'22P03 Bad bytes: there are more than declared.'),
	('something for no keys',		'22P03 Bad bytes: there are more than declared.'),
	('a key beyond the last one',	'22P03 Bad bytes: a key is out of range.'),
	('around the range',			'22P03 Bad bytes: a key is out of range.'),
	('the same key twice',			'22P03 Bad bytes: they end too early.'),
	('512 keys of a page',			'22P03 Bad bytes: a dense page is no bitmap.'),
	('a bitmap of 511',				'22P03 Bad bytes: a bitmap is too sparse.'),
	('a bitmap of the page before',	'22P03 Bad bytes: a bitmap is out of place.'),
	('a bitmap of the same page',	'22P03 Bad bytes: a bitmap is out of place.'),
	('a bitmap behind the last page', '22P03 Bad bytes: a bitmap is out of place.'),
	('a bitmap that does not begin with the first key', '22P03 Bad bytes: a bitmap does not begin with the first key.'),
	('a bitmap that the first key is not in', '22P03 Bad bytes: a bitmap does not begin with the first key.'),
	('a key in the page of the bitmap before', '22P03 Bad bytes: a key follows the bitmap of its page.'),
	('a bitmap of more than declared', '22P03 Bad bytes: there are more entries than declared.'),
	('half a bitmap',				'22P03 Bad bytes: they end too early.'),
	('a first word beyond the range', '22P03 Bad bytes: a key is out of range.'),
	('a second word beyond the range', '22P03 Bad bytes: keys do not ascend.'),
	('the same pair twice',			'22P03 Bad bytes: keys do not ascend.'),
	('the same word, with another payload', '22P03 Bad bytes: keys do not ascend.'),
	('the same pair, with another payload', '22P03 Bad bytes: keys do not ascend.'),
	('a pair without its payload',	'22P03 Bad bytes: they end too early.')$$,
	'each bad form is refused, and said why');

-- Damage: a flipped bit gives an error, or entries that are written just so.
CREATE FUNCTION survives(bytes bytea, n bigint, nwords int, nkeys int) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	RETURN test_run_write(test_run_read(bytes, n, nwords, nkeys), nwords, nkeys) = bytes;
EXCEPTION WHEN invalid_binary_representation THEN
	RETURN true;
END
$$;

CREATE TEMP TABLE samples AS
SELECT what, test_run_write(entries, nwords, nkeys) AS bytes, cardinality(entries) / nwords AS n, nwords, nkeys
FROM (VALUES ('keys', ARRAY(SELECT i * i FROM generate_series(1, 60::bigint) i ORDER BY i), 1, 1),
             ('long distances', ARRAY(SELECT i << 52 FROM generate_series(1, 60::bigint) i ORDER BY i), 1, 1),
             ('pages', ARRAY[5::bigint] || half_page(3, 512) || half_page(4, 3) || half_page(-1, 600), 1, 1),
             ('a first page', half_page(3, 512) || half_page(5, 3), 1, 1),
             ('pairs', ARRAY(SELECT w FROM generate_series(1, 40::bigint) i, LATERAL (VALUES (1, i / 3), (2, i * 1000)) v (place, w) ORDER BY i, place), 2, 2),
             ('pairs of word and payload', ARRAY(SELECT w FROM generate_series(1, 40::bigint) i, LATERAL (VALUES (1, i), (2, i * 1000 % 7)) v (place, w) ORDER BY i, place), 2, 1),
             ('three words', ARRAY(SELECT w FROM generate_series(1, 30::bigint) i, LATERAL (VALUES (1, i / 3), (2, i * 1000), (3, i % 5)) v (place, w) ORDER BY i, place), 3, 2)
     ) v (what, entries, nwords, nkeys);

SELECT is(count(*), (SELECT sum(8 * octet_length(bytes))::bigint FROM samples), 'no flipped bit makes two forms of one set')
FROM samples, generate_series(0, 8 * octet_length(bytes) - 1) bit
WHERE survives(set_bit(bytes, bit, 1 - get_bit(bytes, bit)), n, nwords, nkeys);

SELECT is(count(*), (SELECT sum(octet_length(bytes))::bigint FROM samples), 'every truncation is refused')
FROM samples, generate_series(0, octet_length(bytes) - 1) length
WHERE error_of(format('SELECT test_run_read(%L, %s, %s, %s)', substr(bytes, 1, length), n, nwords, nkeys)) LIKE '22P03 %';

SELECT is(count(*), (SELECT 2 * count(*) FROM samples), 'one declared more or less is refused')
FROM samples, unnest('{-1,1}'::int[]) d
WHERE error_of(format('SELECT test_run_read(%L, %s, %s, %s)', bytes, n + d, nwords, nkeys)) LIKE '22P03 %';

-- Many of them, in memory and in a file, in pieces, by pages

SELECT cmp_ok(sum(test_run(seed, n, nwords, nkeys, distribution, block)), '>=', 1000::numeric,
              format('%s of %s words are the key, blocks of %s', nkeys, nwords, block))
FROM (VALUES (1, 1), (2, 2), (2, 1), (3, 2)) shape (nwords, nkeys), unnest('{1,128,5000}'::int[]) block,
     unnest('{random,dense,few,sorted,equal,skewed,last,pages,late,ends}'::text[]) distribution,
     unnest('{0,1,2,700,9000}'::int[]) n, generate_series(1, 2) seed
GROUP BY nwords, nkeys, block
ORDER BY nwords, nkeys, block;

SELECT * FROM finish();
ROLLBACK;
