-- core/source: the same keys from everywhere, entry by entry, block by block, page by page
BEGIN;
\ir unit.sql

SELECT plan(7);

SELECT cmp_ok(sum(test_source(seed, n, distribution, kind)), '>=', 10000::numeric, kind)
FROM unnest('{array,bitset,set,run,file}'::text[]) WITH ORDINALITY k (kind, place),
     unnest('{random,dense,pages,late,ends,sorted}'::text[]) distribution,
     unnest('{1,2,600,5000,20000}'::int[]) n, generate_series(1, 3) seed
WHERE kind <> 'bitset' OR distribution IN ('dense', 'sorted', 'pages', 'ends')
GROUP BY kind, place
ORDER BY place;

SELECT cmp_ok(sum(test_source(seed, 5000, distribution, 'packed')), '>=', 10000::numeric, 'packed')
FROM unnest('{random,dense,ends}'::text[]) distribution, generate_series(1, 3) seed;

SELECT is(sum(test_source(1, 0, 'dense', kind)), 6::numeric, 'no keys')
FROM unnest('{array,bitset,set,run,file,packed}'::text[]) kind;

SELECT * FROM finish();
ROLLBACK;
