-- core/slots: against a sorted array, over keys and what becomes of their words
BEGIN;
\ir unit.sql

CREATE TEMP TABLE merges AS SELECT merge FROM unnest('{or,or_or,or_max}'::text[]) merge;

SELECT plan(46);

-- All sizes about those at which slots grow
SELECT cmp_ok(sum(test_slots(seed, n, nkeys, merge, 'random', false)), '>=', 20000::numeric, format('%s, %s words, all sizes', merge, nkeys))
FROM merges, unnest('{1,2}'::int[]) nkeys, generate_series(0, 40) n, generate_series(1, 5) seed
GROUP BY merge, nkeys ORDER BY merge, nkeys;

-- A key that is there already is as good as a new one: three checks and more of each
SELECT cmp_ok(sum(test_slots(seed, n, nkeys, merge, keys, false)), '>=', (2 * 6 * (200 + 3000))::numeric, format('%s, %s keys', merge, keys))
FROM merges, unnest('{random,few,dense,skewed,equal,bottom,last}'::text[]) keys, unnest('{1,2}'::int[]) nkeys,
     unnest('{200,3000}'::int[]) n, generate_series(1, 6) seed
WHERE keys NOT IN ('dense', 'last')
GROUP BY merge, keys ORDER BY merge, keys;

-- Keys that crowd: in the first slots or in the last ones, ascending and descending
SELECT cmp_ok(sum(test_slots(seed, n, nkeys, merge, keys, turned)), '>=', (2 * 2 * 1500)::numeric,
              format('crowded: %s keys%s', keys, CASE WHEN turned THEN ', in the last slots' ELSE '' END))
FROM merges, unnest('{dense,sorted,reversed,organ,top,last,ends}'::text[]) keys, unnest('{false,true}'::boolean[]) turned,
     unnest('{1,2}'::int[]) nkeys, unnest('{5,1500}'::int[]) n, generate_series(1, 2) seed
GROUP BY keys, turned ORDER BY keys, turned;

SELECT cmp_ok(test_slots(1, n, nkeys, merge, 'random', false), '>=', 3 * 100000::bigint, format('%s, %s words, many keys', merge, nkeys))
FROM merges, unnest('{1,2}'::int[]) nkeys, (VALUES (100000)) v (n);
-- From three eighths to three quarters of the slots are used, and few more are behind.
SELECT cmp_ok(max(test_slots_bytes(seed, n, nkeys, merge) / (n * (nkeys + 1 + (merge <> 'or')::int) * 8.0)), '<', 1.01 * 8 / 3,
              format('memory of %s keys', n))
FROM merges, unnest('{1,2}'::int[]) nkeys, unnest('{1000,10000,98304,98305}'::int[]) n, (VALUES (1)) v (seed)
GROUP BY n ORDER BY n;
SELECT cmp_ok(max(test_slots_bytes(1, n, nkeys, merge)), '<=', 8 * 4 * 8::bigint, 'and of none to three')
FROM merges, unnest('{1,2}'::int[]) nkeys, generate_series(0, 3) n;

SELECT * FROM finish();
ROLLBACK;
