-- core/event: order and packing, also at the ends of time
BEGIN;
\ir unit.sql

SELECT plan(44);

-- Sorted, n checks and a guard; then how many are unique, two guards, and each
-- of those.
SELECT cmp_ok(sum(test_event(n + seed, n, times, kinds)), '>=', sum(n + 4 + least(n, 1))::numeric,
              format('%s times, %s kinds', times, kinds))
FROM unnest('{near,ascending,few,equal,late,valid,any,ends}'::text[]) WITH ORDINALITY times (times, place),
     unnest('{none,few,bits,all}'::text[]) kinds, unnest('{0,1,2,3,7,50,1000}'::int[]) n, generate_series(1, 5) seed
GROUP BY times, place, kinds
ORDER BY place, kinds;
SELECT is(test_event(1, n, 'ascending', 'all'), 2 * n + 4::bigint, n || ' different ones all stay')
FROM unnest('{0,20000}'::int[]) n;

SELECT cmp_ok(sum(test_event_pack(seed, bits)), '>=', 300100::numeric, bits || ' bits of a kind')
FROM unnest('{1,2,3,7,8,12,16,24,31,32}'::int[]) bits, generate_series(1, 10) seed
GROUP BY bits ORDER BY bits;

SELECT * FROM finish();
ROLLBACK;
