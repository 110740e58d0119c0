-- core/keymap: against a sorted array, over keys, distributions, memory and ways to come in
BEGIN;
\ir unit.sql

CREATE TEMP TABLE kinds AS SELECT kind, payload
FROM unnest('{word,pair,uuid}'::text[]) kind, unnest('{false,true}'::boolean[]) payload;

CREATE TEMP TABLE shapes AS SELECT distribution
FROM unnest('{random,dense,few,sorted,reversed,organ,equal,skewed,last,pages,late,ends}'::text[]) distribution;

-- 1 + n checks at least: each key is handed out, and the bytes are compared.
CREATE FUNCTION enough(checks numeric, wanted numeric, what text) RETURNS text LANGUAGE sql
	RETURN cmp_ok(checks, '>=', wanted, what);

SELECT plan(70);

-- Key by key, in memory

SELECT enough(sum(test_keymap(kind, distribution, n, payload => payload)), 2000,
              format('%s, payload %s, all distributions and sizes', kind, payload))
FROM kinds, shapes, unnest('{0,1,2,3,4,7,8,9,100,511,512,513,1023,1024,1025,1600,5000}'::int[]) n
GROUP BY kind, payload ORDER BY kind, payload;

SELECT enough(sum(test_keymap(kind, distribution, 60000, payload => payload)), 60000,
              format('%s, payload %s, 60000 keys', kind, payload))
FROM kinds, shapes
GROUP BY kind, payload ORDER BY kind, payload;

-- Runs that are longer than what merging may set aside at a time
SELECT enough(test_keymap(kind, 'random', 700000, payload => kind = 'pair'), 500000, format('%s, 700000 random keys', kind))
FROM unnest('{word,pair}'::text[]) kind;

-- Counting all the while, as a window frame does

SELECT enough(sum(test_keymap(kind, distribution, 3000, payload => payload, step => 1)), 3000 * 12,
              format('%s, payload %s, counted after every key', kind, payload))
FROM kinds, shapes
GROUP BY kind, payload ORDER BY kind, payload;

SELECT enough(sum(test_keymap(kind, distribution, 40000, step => step)), 40000 / step * 12,
              format('%s, counted after every %s keys', kind, step))
FROM unnest('{word,pair,uuid}'::text[]) kind, shapes, unnest('{7,1000,1025}'::int[]) step
GROUP BY kind, step ORDER BY kind, step;

-- On disk: 1024 keys a run, so that 200000 keys are more runs than are merged at a time

SELECT enough(test_keymap(kind, distribution, 200000, payload => payload, memory => 0, spills => true), 1000,
              format('%s, payload %s, %s, spilled every 1024 keys', kind, payload, distribution))
FROM (VALUES ('word', false, 'random'), ('word', true, 'dense'), ('pair', false, 'dense'), ('uuid', true, 'skewed'),
             ('word', false, 'late'), ('pair', true, 'sorted')) v (kind, payload, distribution);

SELECT enough(sum(test_keymap(kind, distribution, 50000, payload => payload, memory => memory, spills => true)), 1000,
              format('%s, payload %s, %s kB of memory', kind, payload, memory / 1024))
FROM kinds, unnest('{random,last}'::text[]) distribution, unnest('{65536,262144}'::bigint[]) memory
WHERE payload OR kind <> 'word'
GROUP BY kind, payload, memory
HAVING memory < 262144 OR kind = 'uuid'
ORDER BY kind, payload, memory;

SELECT enough(sum(test_keymap(kind, 'dense', 5000, payload => kind = 'pair', memory => 0, step => step, spills => true)), 5000 / 7,
              format('%s, counted between spills', kind))
FROM unnest('{word,pair,uuid}'::text[]) kind, unnest('{7,500}'::int[]) step
GROUP BY kind ORDER BY kind;

-- Several maps, one pool: one that grows makes others spill

SELECT enough(sum(test_keymap(kind, distribution, 60000, payload => true, memory => 100000, nmaps => nmaps, spills => true)), 1000,
              format('%s, %s maps in one pool', kind, nmaps))
FROM unnest('{word,pair,uuid}'::text[]) kind, unnest('{random,pages}'::text[]) distribution, unnest('{2,20}'::int[]) nmaps
GROUP BY kind, nmaps ORDER BY kind, nmaps;

-- Pairs that are packed until one comes that does not fit

SELECT enough(sum(test_keymap('pair', distribution, n, payload => payload, wide_at => at)), 1000,
              format('%s pairs, one of which is wide', n))
FROM unnest('{1,2,3,5,9,600,2000,30000}'::int[]) n, unnest('{random,dense,pages}'::text[]) distribution,
     unnest('{false,true}'::boolean[]) payload,
     LATERAL (SELECT DISTINCT at FROM unnest(ARRAY[0, 1, n / 2, n - 1]) at WHERE at < n) a
WHERE n > 100
GROUP BY n ORDER BY n;

SELECT enough(sum(test_keymap('pair', 'dense', n, payload => payload, wide_at => at, step => 1)), 100,
              'few pairs, one of which is wide, counted all the while')
FROM generate_series(1, 40) n, generate_series(0, n - 1) at, unnest('{false,true}'::boolean[]) payload;

SELECT enough(sum(test_keymap('pair', distribution, 20000, payload => payload, memory => 0, wide_at => at, step => 999, spills => true)), 1000,
              'wide at last, after spilling packed')
FROM unnest('{random,dense,pages}'::text[]) distribution, unnest('{false,true}'::boolean[]) payload,
     unnest('{1500,10000,19999}'::int[]) at;

-- Merged from written parts, some of them packed and one of them not

SELECT enough(sum(test_keymap(kind, distribution, n, payload => payload, nparts => nparts, wide_at => at)), 1000,
              format('%s, payload %s, merged from parts', kind, payload))
FROM kinds, shapes, unnest('{1,2,7}'::int[]) nparts, unnest('{5,1000,20000}'::int[]) n, unnest('{-1,0,3}'::int[]) at
WHERE at < 0 OR kind = 'pair'
GROUP BY kind, payload ORDER BY kind, payload;

-- Parts of 512 keys and more may wait as they came
SELECT enough(sum(test_keymap(kind, distribution, 60000, payload => kind = 'uuid', nparts => 6, wide_at => at, nmaps => 2)), 1000,
              format('%s, large parts that wait', kind))
FROM unnest('{word,pair,uuid}'::text[]) kind, unnest('{random,skewed,ends}'::text[]) distribution, unnest('{-1,0,20000,59999}'::int[]) at
WHERE at < 0 OR kind = 'pair'
GROUP BY kind ORDER BY kind;

SELECT enough(sum(test_keymap(kind, distribution, 60000, payload => true, memory => memory, nparts => 5, nmaps => 3, wide_at => at, spills => true)), 1000,
              format('%s, merged from parts in little memory', kind))
FROM unnest('{word,pair,uuid}'::text[]) kind, unnest('{random,sorted}'::text[]) distribution,
     unnest('{0,150000}'::bigint[]) memory, unnest('{-1,100,30001}'::int[]) at
WHERE at < 0 OR kind = 'pair'
GROUP BY kind ORDER BY kind;

-- Bitmaps as well count as memory.
SELECT enough(test_keymap('word', 'dense', 600000, memory => 30000, nparts => nparts, spills => true), 300000,
              format('dense pages from %s parts in little memory', nparts))
FROM unnest('{1,3}'::int[]) nparts;

SELECT * FROM finish();
ROLLBACK;
