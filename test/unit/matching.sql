-- core/matching: against trying everything, and against Hall's theorem
BEGIN;
\ir unit.sql

SELECT plan(37);

-- Two checks a row and 201; for each of the first seven rows all sets of places.
SELECT is(sum(test_matching(seed, nplaces, nrows, sparseness))::bigint,
          sum(2 * nrows + 201 + least(nrows, 7) * (1 << nplaces))::bigint,
          format('%s places, one in %s for a row', nplaces, sparseness))
FROM generate_series(1, 5) nplaces, unnest('{1,2,3,5}'::int[]) sparseness,
     unnest('{0,1,3,5,7,20}'::int[]) nrows, generate_series(1, 10) seed
GROUP BY nplaces, sparseness ORDER BY nplaces, sparseness;

SELECT is(sum(test_matching(seed, nplaces, nrows, sparseness))::bigint, sum(2 * nrows + 201)::bigint,
          format('%s places, %s rows', nplaces, nrows))
FROM unnest('{20,31,32}'::int[]) nplaces, unnest('{10,40,3000}'::int[]) nrows,
     unnest('{1,2,8,25}'::int[]) sparseness, generate_series(1, 2) seed
GROUP BY nplaces, nrows ORDER BY nplaces, nrows;

-- Three checks and two for each row there is, at least; sometimes by all sets.
SELECT cmp_ok(sum(test_basis(seed, nplaces, nrows, sparseness)), '>=', sum(3 * nrows)::numeric,
              format('a basis of %s places', nplaces))
FROM unnest('{1,2,4,6,20,32}'::int[]) nplaces, unnest('{1,2,3,6}'::int[]) sparseness,
     unnest('{1,9,60}'::int[]) nrows, generate_series(1, 5) seed
GROUP BY nplaces ORDER BY nplaces;
SELECT cmp_ok(sum(test_basis(seed, 3 + (seed % 4)::int, 9, 2 + (seed % 3)::int)), '>=', 200 * 27::numeric, 'many small ones')
FROM generate_series(1, 200) seed;
SELECT cmp_ok(sum(test_basis(seed, 32, 1500, 20)), '>=', 2 * 4500::numeric, '1500 rows')
FROM generate_series(1, 2) seed;

SELECT * FROM finish();
ROLLBACK;
