-- core/key: the words of keys, which stand in stored sets for ever
BEGIN;
\ir unit.sql

SELECT plan(39);

-- Numbers: unsigned order is their order

SELECT is(test_key_int8(n), word, n::text)
FROM (VALUES (0::bigint, '8000000000000000'), (1, '8000000000000001'), (-1, '7fffffffffffffff'),
             (9223372036854775807, 'ffffffffffffffff'), (-9223372036854775808, '0000000000000000')) v (n, word);

SELECT is(array_agg(f ORDER BY test_key_float8(f)), array_agg(f ORDER BY f), 'doubles sort as their words do')
FROM unnest('{-Infinity,-1.7976931348623157e308,-1e300,-2,-1.0000000000000002,-1,-0.5,-2.2250738585072014e-308,-4.9e-324,
	0,4.9e-324,2.2250738585072014e-308,0.1,1,1.0000000000000002,3.5,1e300,1.7976931348623157e308,Infinity,NaN}'::double precision[]) f;
SELECT is(count(DISTINCT test_key_float8(f)), count(*), 'different doubles are different keys')
FROM unnest('{-Infinity,-1,-4.9e-324,0,4.9e-324,1,1.0000000000000002,Infinity,NaN}'::double precision[]) f;
SELECT is(test_key_float8('-0'), test_key_float8('0'), '-0 is 0');
SELECT is(test_key_float8(float8recv), test_key_float8('NaN'), 'all NaNs are one')
FROM (SELECT 'NaN'::float8 * -1) f (float8recv);
SELECT is(test_key_float8(1), 'bff0000000000000', '1.0');
SELECT is(test_key_float8(-1), '400fffffffffffff', '-1.0');
SELECT is(test_key_float8(0), '8000000000000000', '0.0');

-- Pairs that fit 32 bits each

SELECT is(test_key_pack(a, b), word, format('(%s, %s)', a, b))
FROM (VALUES (0::bigint, 0::bigint, '0000000000000000'), (0, 1, '0000000000000001'), (1, 0, '0000000100000000'),
             (4294967295, 4294967295, 'ffffffffffffffff'), (4294967295, 0, 'ffffffff00000000'), (0, 4294967295, '00000000ffffffff'),
             (4294967296, 0, NULL), (0, 4294967296, NULL), (-1, 0, NULL), (0, -1, NULL), (-1, -1, NULL),
             (9223372036854775807, 0, NULL), (0, -9223372036854775808, NULL), (-4294967296, -4294967296, NULL)) v (a, b, word);
SELECT is(array_agg(a || ' ' || b ORDER BY test_key_pack(a, b)), array_agg(a || ' ' || b ORDER BY a, b), 'packed pairs sort as pairs do')
FROM unnest('{0,1,2,255,65536,2147483647,2147483648,4294967294,4294967295}'::bigint[]) a,
     unnest('{0,1,2,255,65536,2147483647,2147483648,4294967294,4294967295}'::bigint[]) b;

-- Sixteen bytes and hashes

SELECT is(test_key_bytes16('00112233-4455-6677-8899-aabbccddeeff'), '00112233445566778899aabbccddeeff', 'a uuid is its bytes');
SELECT is(array_agg(u ORDER BY test_key_bytes16(u)), array_agg(u ORDER BY u), 'and sorts as they do')
FROM (SELECT md5(i::text)::uuid FROM generate_series(1, 100) i) s (u);

-- XXH3's own test vectors (xxHash, doc/xxhash_spec.md and its command line tool): fixed for ever.
SELECT is(test_key_hash(''), '99aa06d3014798d86001c324468d497f', 'XXH3-128 of nothing');
SELECT is(test_key_hash('a'), 'a96faf705af16834e6c632b61e964e1f', 'XXH3-128 of a');
SELECT is(test_key_hash('abc'), '06b05ab6733a618578af5f94892f3950', 'XXH3-128 of abc');
SELECT is(count(DISTINCT test_key_hash(convert_to(repeat('a', n), 'UTF8'))), count(*), 'no two lengths are alike, short or long')
FROM generate_series(0, 1000) n;

-- Tuples: kinds, words and their places matter

SELECT is(count(DISTINCT test_key_tuple(kinds, words)), count(*), 'tuples that differ in anything are different keys')
FROM (VALUES ('{1,1,1}'::bigint[], '{1,0,2,0,3,0}'::bigint[]), ('{1,1,1}', '{1,0,3,0,2,0}'), ('{1,1,1}', '{0,1,2,0,3,0}'),
             ('{1,1,2}', '{1,0,2,0,3,0}'), ('{2,1,1}', '{1,0,2,0,3,0}'), ('{1,1}', '{1,0,2,0}'), ('{1}', '{1,0}'), ('{}', '{}'),
             ('{1,1,1,1}', '{1,0,2,0,3,0,0,0}')) v (kinds, words);

-- Kinds: numbers of the stored format

SELECT is(string_agg(test_key_shape(kind, 0), ', ' ORDER BY kind),
          '2 empty, 1 integer, 1 date, 1 timestamp, 1 timestamptz, 1 floating-point, 2 uuid, 2 text, 2 bytea, 2 enum, '
          '2 hashed, 2 tuple, 2 numeric, 2 interval, 2 jsonb, 2 array, 2 row, 2 range, 2 multirange, 2 byte-compared',
          'kinds of one part')
FROM generate_series(0, 255) kind;
SELECT is(count(test_key_shape(a, b)), 25::bigint, 'pairs are of the kinds of eight bytes')
FROM generate_series(0, 255) a, generate_series(1, 255) b;
SELECT is(test_key_shape(1, 2), '2 (integer, date)', 'the name of a pair');
SELECT is(test_key_shape(1, 16), NULL, 'no pair with a uuid');
SELECT is(test_key_shape(0, 1), NULL, 'no second part without a first');

SELECT * FROM finish();
ROLLBACK;
