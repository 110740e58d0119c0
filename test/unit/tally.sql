-- core/tally: against a plain array
BEGIN;
\ir unit.sql

SELECT plan(5);

SELECT is(test_tally(1, 0, 1, 1), 2::bigint, 'no rows');
SELECT is(test_tally(2, 1000, 1, 1), 2 + 2 * 1000 + 4 * 1::bigint, 'one bucket, one counter');
SELECT is(test_tally(3, 100000, 5000, 64), 2 + 2 * 100000 + 4 * 5000::bigint, 'many buckets, many counters');
SELECT is(test_tally(4, 100000, 2, 64), 2 + 2 * 100000 + 4 * 2::bigint, 'the ends of the range by turns');

CREATE FUNCTION pg_temp.is_cancelled() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test_tally_cancelled(5000);
	RETURN false;
EXCEPTION WHEN query_canceled THEN
	RETURN true;
END
$$;
SELECT ok(pg_temp.is_cancelled(), 'sorting buckets can be cancelled');

SELECT * FROM finish();
ROLLBACK;
