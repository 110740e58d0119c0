-- core/bitset: against one byte a number
BEGIN;
\ir unit.sql

SELECT plan(5);

SELECT cmp_ok(test_bitset(1, 1, 3, 100), '>=', 4096::bigint, 'one page');
SELECT cmp_ok(test_bitset(2, 2, 5, 10000), '>=', 4096::bigint, 'the first and the last page that there are');
SELECT cmp_ok(test_bitset(3, 40, 7, 63), '>=', 10 * 4096::bigint, 'fewer keys than a batch');
SELECT cmp_ok(test_bitset(4, 40, 7, 65), '>=', 10 * 4096::bigint, 'one key more than a batch');
SELECT cmp_ok(test_bitset(5, 1500, 20, 20000), '>=', 500 * 4096::bigint, 'a directory that doubles many times');

SELECT * FROM finish();
ROLLBACK;
