-- model/path: sessions, ties, limits and both ends of time
BEGIN;
\ir unit.sql

SELECT plan(13);

-- One contact's events, in order of time; nodes 0 to 9 are in order already
-- unless it is said in which they are.
CREATE FUNCTION pg_temp.path(gap bigint, max_steps int, at bigint[], node bigint[], ranks bigint[] DEFAULT '{0,1,2,3,4,5,6,7,8,9}') RETURNS bigint[]
	LANGUAGE sql RETURN test_path(gap, max_steps, at, node, ranks);

SELECT is(pg_temp.path(10, 9, '{5}', '{1}'), '{}', 'one event goes nowhere');
SELECT is(pg_temp.path(10, 9, '{5,15,25}', '{1,2,1}'), '{1,1,2, 2,2,1}', 'a pause of the gap is within a session');
SELECT is(pg_temp.path(10, 9, '{5,15,26,27}', '{1,2,1,3}'), '{1,1,2, 1,1,3}', 'a longer one begins another');
SELECT is(pg_temp.path(10, 9, '{1,20,40}', '{1,2,3}'), '{}', 'sessions of one event go nowhere');
SELECT is(pg_temp.path(0, 9, '{5,5,6}', '{1,2,3}'), '{1,1,2}', 'without a pause');
SELECT is(pg_temp.path(10, 9, '{1,2,3}', '{4,4,4}'), '{1,4,4, 2,4,4}', 'to itself');
SELECT is(pg_temp.path(10, 2, '{1,2,3,4,99,100}', '{1,2,3,4,5,6}'), '{1,1,2, 2,2,3, 1,5,6}', 'the first steps of each session');
SELECT is(pg_temp.path(10, 9, '{1,2,2,2,3}', '{0,1,2,3,0}', '{7,3,2,1}'), '{1,7,1, 2,1,2, 3,2,3, 4,3,7}', 'one instant goes by rank');
SELECT is(pg_temp.path(10, 9, '{2,2,2}', '{1,0,1}'), '{1,0,1, 2,1,1}', 'equal events stay');

SELECT is(pg_temp.path(-1, 9, ARRAY[-9223372036854775807, 9223372036854775806], '{1,2}'), '{1,1,2}', 'the longest gap: 2^64 - 1');
SELECT is(pg_temp.path(-1, 9, ARRAY[word(2::numeric ^ 63), word(2::numeric ^ 63), 0, 9223372036854775807, 9223372036854775807], '{1,2,3,4,5}'),
          '{1,1,2, 1,4,5}', 'the infinite is far from all else');
SELECT is(pg_temp.path(9223372036854775807, 9, ARRAY[-1, 9223372036854775806], '{1,2}'), '{1,1,2}', 'the distance is not cut short');

SELECT is_empty($$
	WITH edges AS MATERIALIZED (
		SELECT ARRAY[step, transitions, a, b] AS edge, ARRAY[step, -transitions, a, b] AS key
		FROM generate_series(1::bigint, 3) step, unnest('{1,2,5000000000}'::bigint[]) transitions,
		     generate_series(0::bigint, 2) a, generate_series(0::bigint, 2) b)
	SELECT x.edge, y.edge FROM edges x, edges y
	WHERE sign(test_path_compare(x.edge, y.edge)) <> CASE WHEN x.key < y.key THEN -1 WHEN x.key > y.key THEN 1 ELSE 0 END $$,
	'by step, most frequent first, then by nodes');

SELECT * FROM finish();
ROLLBACK;
