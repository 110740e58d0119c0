-- core/sort: against qsort, over every distribution, size and width
BEGIN;
\ir unit.sql

CREATE TEMP TABLE sizes AS
SELECT n FROM unnest('{0,1,2,3,23,24,25,26,31,64,255,1000,2047,2048,4097,100000}'::int[]) n;

SELECT plan(17);

-- Each sorts all sizes in all widths; n + 2 checks each.
SELECT is(sum(test_sort(n * 10 + nwords, n, nwords, distribution))::bigint, sum(n + 2), distribution)
FROM unnest('{random,dense,few,sorted,reversed,organ,equal,top,bottom,skewed,last,pages,late,ends}'::text[])
     WITH ORDINALITY AS d (distribution, place),
     sizes, generate_series(1, 4) nwords
GROUP BY distribution, place
ORDER BY place;

-- Small ones many times over: all ways in which a few entries can lie.
SELECT is(sum(test_sort(seed, (seed % 40)::int, nwords, distribution))::bigint, sum(seed % 40 + 2)::bigint,
          distribution || ', 1000 small ones')
FROM unnest('{few,random,last}'::text[]) distribution,
     generate_series(1, 1000) seed, generate_series(1, 4) nwords
GROUP BY distribution
ORDER BY distribution;

SELECT * FROM finish();
ROLLBACK;
