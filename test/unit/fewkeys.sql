-- core/fewkeys: against a plain array, and what is no few keys
BEGIN;
\ir unit.sql

SELECT plan(16);

SELECT cmp_ok(sum(test_fewkeys(seed, n, nkeys, nwords)), '>=', sum(n + 4)::numeric, format('%s keys of %s', nkeys, nwords))
FROM unnest('{1,2}'::int[]) nwords, unnest('{1,2,10,255}'::int[]) nkeys, unnest('{0,1,5,40,3000}'::int[]) n, generate_series(1, 5) seed
GROUP BY nwords, nkeys ORDER BY nwords, nkeys;

-- Encoded: how many; of each the distance of the first word, what differs in
-- the second, bits.
SELECT is(test_fewkeys_read(1, varint(0, 1)), 0::bigint, 'none');
SELECT is(test_fewkeys_read(1, varint(2, 1) || varint(9, 1) || varint(1, 1) || varint(1, 1) || varint(65535, 3)), 2::bigint, 'two');
SELECT is(test_fewkeys_read(2, varint(2, 1) || varint(9, 1) || varint(4, 1) || varint(1, 1) || varint(0, 1) || varint(1, 1) || varint(1, 1)), 2::bigint, 'two of one first word');
SELECT is(error_of(format('SELECT test_fewkeys_read(1, %L)', varint(2, 1) || varint(9, 1) || varint(1, 1) || varint(0, 1) || varint(1, 1))), '22P03 Bad bytes: keys are out of order.', 'a key is there once');
SELECT is(error_of(format('SELECT test_fewkeys_read(2, %L)', varint(2, 1) || varint(9, 1) || varint(4, 1) || varint(1, 1) || varint(0, 1) || varint(4, 1) || varint(1, 1))), '22P03 Bad bytes: keys are out of order.', 'the second word is in order, too');
SELECT is(error_of(format('SELECT test_fewkeys_read(1, %L)', varint(1, 1) || varint(9, 1) || varint(0, 1))), '22P03 Bad bytes: the bits of a key are out of range.', 'no key without a bit');
SELECT is(error_of(format('SELECT test_fewkeys_read(1, %L)', varint(1, 1) || varint(9, 1) || varint(65536, 3))), '22P03 Bad bytes: the bits of a key are out of range.', 'sixteen bits');
SELECT is(error_of(format('SELECT test_fewkeys_read(1, %L)', varint(256, 2))), '22P03 Bad bytes: the number of keys is out of range.', 'few are 255 at most');

SELECT * FROM finish();
ROLLBACK;
