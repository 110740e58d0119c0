-- core/chain: Markov chains by their transitions
BEGIN;
\ir unit.sql

CREATE FUNCTION test_chain(ord int, nkinds int, paths text[]) RETURNS float8[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_chain_list(ord int, paths text[]) RETURNS text[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_chain_random(seed bigint, ord int, nkinds int, npaths int, longest int, shape text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_chain_solvers(seed bigint, ngroups int, most int, narcs int, leaving int, defined boolean) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_chain_time(solver text, seed bigint, ngroups int, most int, narcs int, leaving int) RETURNS float8
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;

-- Numbers of few digits
CREATE FUNCTION solve(ord int, nkinds int, VARIADIC paths text[]) RETURNS text
RETURN (SELECT string_agg(trim_scale(round(x::numeric, 12))::text, ' ' ORDER BY place) FROM unnest(test_chain(ord, nkinds, paths)) WITH ORDINALITY t (x, place));

SELECT plan(108);

-- The goal's probability, then the effect of each kind
SELECT is(solve(1, 3, 'abc+', 'a-', 'bc-'), '0.333333333333 0.5 1 1', 'three touches in a row');
SELECT is(solve(2, 3, 'abc+', 'a-', 'bc-'), '0.333333333333 0.5 1 1', 'and by pairs');
SELECT is(solve(1, 0, VARIADIC '{}'), '0', 'no path, no kind');
SELECT is(solve(1, 2, VARIADIC '{}'), '0 0 0', 'no path');
SELECT is(solve(ord, 1, 'a+'), '1 1', 'one kind, order ' || ord) FROM generate_series(1, 2) ord;
SELECT is(solve(ord, 2, 'a-', 'ab-'), '0 0 0', 'nothing converts, order ' || ord) FROM generate_series(1, 2) ord;
SELECT is(solve(ord, 3, 'a+', 'c-', 'c-', 'a-'), '0.25 1 0 0', 'one on no path, one that never converts, order ' || ord) FROM generate_series(1, 2) ord;
SELECT is(solve(ord, 1, 'aaaaaaaaaa+', 'a-'), '0.5 1', 'a self loop, order ' || ord) FROM generate_series(1, 2) ord;
SELECT is(solve(1, 2, 'aaba+', 'bab-'), '0.5 1 0.666666666667', 'round and round');
SELECT is(solve(1, 26, 'abcdefghijklmnopqrstuvwxyz+'), '1' || repeat(' 1', 26), 'a long row');
SELECT is(solve(ord, 4, 'ab+', 'cd+', 'ab-', 'cd-'), '0.5 0.5 0.5 0.5 0.5', 'two ways that do not meet, order ' || ord) FROM generate_series(1, 2) ord;
SELECT is(solve(1, 3, 'ac+', 'bc-'), '0.5 0.5 0.5 1', 'order 1 forgets what was before');
SELECT is(solve(2, 3, 'ac+', 'bc-'), '0.5 1 0 1', 'order 2 does not');
SELECT is(solve(2, 3, 'acb+', 'bcb-'), '0.5 0.5 1 1', 'a kind is removed wherever it stands');

-- Transitions
SELECT is(test_chain_list(ord, '{}'), '{}', 'none, order ' || ord) FROM generate_series(1, 2) ord;
SELECT is(test_chain_list(1, '{ba-,aab+,ab+}'), '{^^ *a 2 0.666667,^^ *b 1 0.333333,*a *a 1 0.25,*a *b 2 0.5,*a -- 1 0.25,*b *a 1 0.333333,*b ++ 2 0.666667}', 'order 1');
SELECT is(test_chain_list(2, '{ba-,aab+,ab+}'), '{^^ ^a 2 0.666667,^^ ^b 1 0.333333,^a aa 1 0.5,^a ab 1 0.5,^b ba 1 1,aa ab 1 1,ab ++ 2 1,ba -- 1 1}', 'order 2');

-- Random paths: the probability, and that without each kind, by iteration
SELECT cmp_ok(test_chain_random(seed, ord, nkinds, npaths, longest, shape), '=', (1 + 2 * nkinds)::bigint,
              format('order %s, %s paths of up to %s among %s kinds: %s', ord, npaths, longest, nkinds, shape))
FROM unnest('{random,cycles,loops,never,always,rare}'::text[]) WITH ORDINALITY s (shape, seed), generate_series(1, 2) ord,
     (VALUES (1, 1, 1), (1, 50, 5), (3, 10, 4), (5, 40, 30), (12, 300, 12), (26, 60, 4)) c (nkinds, npaths, longest);
SELECT cmp_ok(test_chain_random(7, 2, 33, 3000, 4, 'random'), '=', 67::bigint, 'more pairs than are eliminated');

-- Both solvers: against each other, and for fewer states by iteration
SELECT cmp_ok(test_chain_solvers(seed, ngroups, most, narcs, leaving, by_definition), '=', (2 + ngroups + CASE WHEN by_definition THEN 2 + 4 * ngroups ELSE 0 END)::bigint,
              format('%s groups of up to %s states, up to %s arcs, one of %s to an end', ngroups, most, narcs, leaving))
FROM (VALUES (1, 1, 1, 0, 1, true), (2, 1, 1, 5, 2, true), (3, 1, 200, 5, 10, true), (4, 2, 70, 5, 10, true), (5, 7, 1, 3, 3, true), (6, 31, 1, 30, 10, true),
             (7, 33, 1, 3, 5, true), (8, 64, 2, 10, 5, true), (9, 200, 1, 10, 5, false), (10, 20, 20, 20, 20, false), (11, 3, 200, 10, 5, false), (12, 8, 9, 4, 50, true)) c (seed, ngroups, most, narcs, leaving, by_definition);

SELECT * FROM finish();
ROLLBACK;
