-- model/attribution: paths against paths by hand, sums of credits, values as
-- strings and in pieces
BEGIN;
\ir unit.sql

SELECT plan(8);

SELECT cmp_ok(test_attribution_paths(1, 20000), '>', 200000::bigint, 'paths of random contacts');
SELECT cmp_ok(test_attribution_paths(2, 20000), '>', 200000::bigint, 'paths of other ones');
SELECT is(test_attribution_paths(3, 0), 0::bigint, 'no contacts');

SELECT cmp_ok(test_attribution_values(1, 100000), '>', 300000::bigint, 'random values');
SELECT ok(test_attribution_value(s), s || ' is a value')
FROM unnest('{c8000000000000000,vc014000000000000}'::text[]) s;
SELECT is((SELECT count(*) FILTER (WHERE test_attribution_value(s))
	FROM unnest('{"",c,c800000000000000,c80000000000000000,x8000000000000000,c800000000000000g,c800000000000000A}'::text[]) s), 0::bigint,
	'too short, too long, of no kind, no digits');
SELECT is((SELECT count(*) FILTER (WHERE test_attribution_value(s))
	FROM unnest('{cfff0000000000000,cfff8000000000000,c000fffffffffffff,c0007ffffffffffff}'::text[]) s), 0::bigint,
	'infinite, or not a number');

SELECT * FROM finish();
ROLLBACK;
