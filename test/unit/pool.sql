-- core/pool: limits, who must spill, scratch
BEGIN;
\ir unit.sql

SELECT plan(1);

SELECT cmp_ok(sum(test_pool(seed)), '>=', 1000::numeric, 'ten pools')
FROM generate_series(1, 10) seed;

SELECT * FROM finish();
ROLLBACK;
