-- core/edges: transitions and contacts of each edge, against plain counters
BEGIN;
\ir unit.sql

SELECT plan(10);

-- One check for the number of edges, and three for each edge that occurs.
SELECT ok(test_edges(n + side, n, ncontacts, side) % 3 = 1,
          format('%s transitions of %s contacts over %s edges', n, ncontacts, side ^ 3))
FROM (VALUES (0, 1, 1), (1, 1, 1), (10, 3, 1), (1000, 1, 3), (1000, 1000, 3), (100, 7, 50),
             (100000, 300, 10), (100000, 100000, 10), (300000, 5000, 60)) v (n, ncontacts, side);

SELECT is(test_edges(1, 1, 1, 1), 4::bigint, 'one transition is one edge');

SELECT * FROM finish();
ROLLBACK;
