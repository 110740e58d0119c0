-- core/timescan: what is in memory, what is in parts, and both
BEGIN;
\ir unit.sql

SELECT plan(47);

-- A scan checks each event twice, unless events are unique.
SELECT cmp_ok(sum(test_timescan(seed, n, nparts, nkeys, keys, times, kinds, false)), '>=', sum(2 * n * (nparts + 1))::numeric,
              format('%s parts, %s keys, %s times', nparts, keys, times))
FROM unnest('{0,1,9}'::int[]) nparts, unnest('{random,dense,few}'::text[]) keys, unnest('{near,few,late}'::text[]) times,
     unnest('{1,2}'::int[]) nkeys, unnest('{bits,late}'::text[]) kinds, unnest('{0,1,511,512,2000}'::int[]) n, generate_series(1, 1) seed
GROUP BY nparts, keys, times ORDER BY nparts, keys, times;

SELECT cmp_ok(sum(test_timescan(2, n, 4, nkeys, keys, times, 'few', true)), '>=', 2 * 2 * 8::numeric, format('unique, %s keys, %s times', keys, times))
FROM unnest('{dense,equal}'::text[]) keys, unnest('{few,equal}'::text[]) times, unnest('{1,2}'::int[]) nkeys, unnest('{5,3000}'::int[]) n
GROUP BY keys, times ORDER BY keys, times;

-- Runs have a mark of all ones at their end; an event may look like it.
SELECT cmp_ok(test_timescan_last(nkeys, nlast, in_part), '>=', 2 * 1025::bigint,
              format('%s words, %s times all ones, in a part %s', nkeys, nlast, in_part))
FROM generate_series(1, 2) nkeys, generate_series(0, 3) nlast, unnest('{false,true}'::boolean[]) in_part;

SELECT * FROM finish();
ROLLBACK;
