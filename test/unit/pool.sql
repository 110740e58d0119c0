-- core/pool: limits, who must spill, what is shared, scratch
BEGIN;
\ir unit.sql

SELECT plan(2);

SELECT cmp_ok(sum(test_pool(seed)), '>=', 1000::numeric, 'ten pools')
FROM generate_series(1, 10) seed;

SELECT cmp_ok(test_pool_shared(1), '>', 1000::bigint, 'entries of two users');

SELECT * FROM finish();
ROLLBACK;
