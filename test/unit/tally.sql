-- core/tally: against a plain array
BEGIN;
\ir unit.sql

SELECT plan(4);

SELECT is(test_tally(1, 0, 1, 1), 2::bigint, 'no rows');
SELECT is(test_tally(2, 1000, 1, 1), 2 + 2 * 1000 + 3 * 1::bigint, 'one bucket, one counter');
SELECT is(test_tally(3, 100000, 5000, 64), 2 + 2 * 100000 + 3 * 5000::bigint, 'many buckets, many counters');
SELECT is(test_tally(4, 100000, 2, 64), 2 + 2 * 100000 + 3 * 2::bigint, 'the ends of the range by turns');

SELECT * FROM finish();
ROLLBACK;
