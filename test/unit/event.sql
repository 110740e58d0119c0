-- core/event: order and packing, also at the ends of time
BEGIN;
\ir unit.sql

SELECT plan(57);

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

-- Those of an instant are one, with the bits of all.
SELECT is(test_event_unite('{}', '{}'), '{}', 'of nothing nothing is united');
SELECT is(test_event_unite('{5}', '{6}'), '{5,6}', 'one stays as it is');
SELECT is(test_event_unite('{5,5,5}', '{1,2,6}'), '{5,7}', 'three of an instant are one');
SELECT is(test_event_unite('{1,2,2,3}', '{8,1,4,1}'), '{1,8, 2,5, 3,1}', 'instants stay apart');
SELECT is(test_event_unite('{0,0,0,0}', '{0,0,2147483648,4294967295}'), '{0,4294967295}', 'all bits there are');
SELECT is(test_event_unite(array_agg(g / 16), array_agg(1::bigint << (g % 16)::int)), (SELECT array_agg(v ORDER BY i, o) FROM generate_series(0, 99::bigint) i, LATERAL (VALUES (1, i), (2, 65535)) x (o, v)), 'a hundred of sixteen')
FROM generate_series(0, 1599::bigint) g;

SELECT is(test_event_is_apart(10, 40, 30), false, 'a pause of exactly the gap is none');
SELECT is(test_event_is_apart(10, 41, 30), true, 'a longer one is');
SELECT is(test_event_is_apart(10, 10, 0), false, 'an instant is not apart from itself');
SELECT is(test_event_is_apart(-9223372036854775807, 9223372036854775806, 9223372036854775807), true, 'nor is the longest pause cut short');
SELECT is(test_event_is_apart(-9223372036854775808, -9223372036854775807, 9223372036854775807), true, 'what is infinite is farther than any gap');
SELECT is(test_event_is_apart(9223372036854775806, 9223372036854775807, 9223372036854775807), true, 'at both ends');
SELECT is(test_event_is_apart(9223372036854775807, 9223372036854775807, 0), false, 'but not from itself');

SELECT * FROM finish();
ROLLBACK;
