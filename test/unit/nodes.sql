-- core/nodes: order, dropping, and the encoded form
BEGIN;
\ir unit.sql

SELECT plan(13);

SELECT cmp_ok(sum(test_nodes(seed * 100 + n, n, ntimes)), '>', 3 * sum(n)::numeric, format('%s seeds, %s times', count(DISTINCT seed), ntimes))
FROM generate_series(1, 40) seed, unnest('{0,1,2,3,4,5,9,40,300}'::int[]) n, unnest('{0,1,5,1000000}'::int[]) ntimes
GROUP BY ntimes;

SELECT is(test_nodes_read(varint(0, 1)), 0::bigint, 'none');
-- 2^63: the year 2000; kind 5; a marked string of one byte
SELECT is(test_nodes_read(varint(1, 1) || varint(2 ^ 63::numeric, 9) || varint(5, 1) || varint(3, 1) || 'a'::bytea), 1::bigint, 'one');

-- Every error is found before a byte beyond the end is looked at.
SELECT matches(error_of(format('SELECT test_nodes_read(%L)', bytes)), '^22P03 ' || problem, problem)
FROM (VALUES
	(varint(2, 1) || varint(1, 1) || varint(1, 1) || varint(0, 1), '.*fewer events than declared'),
	(varint(2 ^ 62::numeric, 9), '.*fewer events than declared'),
	(varint(1, 1) || varint(1, 1) || varint(1, 1) || varint(4, 1) || 'a'::bytea, '.*a string is longer than what is left'),
	(varint(1, 1) || varint(1, 1) || varint(1, 1) || varint(2 ^ 63::numeric, 9), '.*a string is longer than what is left'),
	(varint(1, 1) || varint(1, 1) || varint(2 ^ 32::numeric, 5) || varint(0, 1), '.*a kind of event is out of range'),
	(varint(2, 1) || varint(2 ^ 63::numeric, 9) || varint(0, 1) || varint(0, 1) || varint(2 ^ 63::numeric, 9) || varint(0, 1) || varint(0, 1), '.*a time is out of range'),
	(varint(1, 1) || varint(1, 1) || varint(1, 1), '.*')) AS broken (bytes, problem);

SELECT * FROM finish();
ROLLBACK;
