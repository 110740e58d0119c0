-- core/merge: against one sort of all that its sources hold
BEGIN;
\ir unit.sql

SELECT plan(14);

SELECT is(test_merge(1, 0, 0, 1, 1, 'dense'), 2::bigint, 'no sources');

SELECT cmp_ok(sum(test_merge(seed, 1, 3000, nwords, nkeys, 'dense')), '>=', 100::numeric,
              format('one source, %s of %s words are the key', nkeys, nwords))
FROM (VALUES (1, 1), (2, 2), (2, 1), (3, 2)) shape (nwords, nkeys), generate_series(1, 12) seed
GROUP BY nwords, nkeys
ORDER BY nwords, nkeys;

SELECT cmp_ok(sum(test_merge(seed, nsources, 1 + 20000 / nsources, nwords, nkeys, distribution)), '>=', 1000::numeric,
              format('many sources, %s of %s words are the key', nkeys, nwords))
FROM (VALUES (1, 1), (2, 2), (2, 1), (3, 2)) shape (nwords, nkeys), unnest('{2,3,8,9,200}'::int[]) nsources,
     unnest('{dense,few,sorted,equal,random,last,pages,ends}'::text[]) distribution, generate_series(1, 2) seed
GROUP BY nwords, nkeys
ORDER BY nwords, nkeys;

SELECT cmp_ok(sum(test_merge(seed, 5, 40, nwords, nkeys, distribution)), '>=', 360::numeric,
              format('small sources, some of them empty, %s of %s words', nkeys, nwords))
FROM (VALUES (1, 1), (2, 2), (2, 1), (3, 2)) shape (nwords, nkeys),
     unnest('{dense,few,random}'::text[]) distribution, generate_series(1, 60) seed
GROUP BY nwords, nkeys
ORDER BY nwords, nkeys;

SELECT cmp_ok(test_merge(1, 6, 100000, 1, 1, 'dense'), '>=', 700::bigint, 'bitmaps, runs and arrays of the same keys');

SELECT * FROM finish();
ROLLBACK;
