-- core/quantile: against sorting, in memory and on disk
BEGIN;
\ir unit.sql

-- 13 checks for n numbers and for n / 2, 2 where there are none, and one.
CREATE FUNCTION expected(n int, nquantiles int) RETURNS bigint LANGUAGE sql
	RETURN 1 + nquantiles * (CASE WHEN n > 0 THEN 13 ELSE 2 END + CASE WHEN n > 1 THEN 13 ELSE 2 END);

SELECT plan(40);

SELECT is(sum(test_quantile(n + seed, n, distribution, -1, 1, false))::bigint, sum(expected(n, 1))::bigint, distribution)
FROM unnest('{random,dense,few,sorted,reversed,organ,equal,top,bottom,skewed,last,pages,late,ends}'::text[])
     WITH ORDINALITY AS d (distribution, place),
     unnest('{0,1,2,3,10,63,64,65,1000,8191,8192,8193,16384,16385,50000}'::int[]) n, generate_series(1, 2) seed
GROUP BY distribution, place
ORDER BY place;

SELECT is(test_quantile(1, 100000, distribution, -1, 1, false), expected(100000, 1), '100000 numbers, ' || distribution)
FROM unnest('{random,dense,few,equal,top,bottom,skewed,ends}'::text[]) distribution;

-- Blocks go to the file one by one, past the limit, whosever they are.
SELECT is(test_quantile(2, n, distribution, memory, nquantiles, true), expected(n, nquantiles),
          format('%s quantiles of %s numbers, %s, in %s bytes', nquantiles, n, distribution, memory))
FROM (VALUES (8193, 1), (100000, 1), (30000, 8)) v (n, nquantiles),
     unnest('{random,few,ends}'::text[]) distribution, unnest('{0,100000}'::bigint[]) memory
WHERE n > 8193 OR memory = 0;

-- What fits the block that is being filled needs no file.
SELECT is(test_quantile(3, 8192, distribution, 0, 3, false), expected(8192, 3), '8192 numbers stay in memory, ' || distribution)
FROM unnest('{random,equal,ends}'::text[]) distribution;

SELECT * FROM finish();
ROLLBACK;
