-- model/lifecycle: what follows from the periods in which a contact was active
BEGIN;
\ir unit.sql

CREATE FUNCTION test_lifecycle(first bigint, nperiods int, active bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_stickiness(spans bigint[], active bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_lifecycle_brute(seed bigint, ncontacts int, nperiods int, sparseness int, windows bigint[]) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;

SELECT plan(54);

-- new, returning, resurrecting, dormant
SELECT is(test_lifecycle(0, 1, '{0}'), '{1,0,0,0}', 'one period of one');
SELECT is(test_lifecycle(-3, 2, '{-3}'), '{1,0,0,0, 0,0,0,1}', 'dormant once ...');
SELECT is(test_lifecycle(-3, 4, '{-3}'), '{1,0,0,0, 0,0,0,1, 0,0,0,0, 0,0,0,0}', '... and not again');
SELECT is(test_lifecycle(5, 3, '{7}'), '{0,0,0,0, 0,0,0,0, 1,0,0,0}', 'new in the last period');
SELECT is(test_lifecycle(5, 3, '{5,6,7}'), '{1,0,0,0, 0,1,0,0, 0,1,0,0}', 'returning twice');
SELECT is(test_lifecycle(5, 3, '{5,7}'), '{1,0,0,0, 0,0,0,1, 0,0,1,0}', 'a pause of one period');
SELECT is(test_lifecycle(0, 7, '{1,2,5}'), '{0,0,0,0, 1,0,0,0, 0,1,0,0, 0,0,0,1, 0,0,0,0, 0,0,1,0, 0,0,0,1}', 'a longer one');
SELECT is(test_lifecycle(-9223372036854775808, 2, ARRAY[(-9223372036854775807::bigint - 1), -9223372036854775807]), '{1,0,0,0, 0,1,0,0}', 'the least of numbers');
SELECT is(test_lifecycle(9223372036854775806, 2, '{9223372036854775806,9223372036854775807}'), '{1,0,0,0, 0,1,0,0}', 'the greatest');

-- span, periods
SELECT is(test_stickiness('{0}', '{0}'), '{0,1}', 'one span');
SELECT is(test_stickiness('{-7}', '{-7,0,9223372036854775807}'), '{0,3}', 'the last span has no end');
SELECT is(test_stickiness('{0,7,14}', '{6}'), '{0,1}', 'the first of three');
SELECT is(test_stickiness('{0,7,14}', '{7}'), '{1,1}', 'the second');
SELECT is(test_stickiness('{0,7,14}', '{14,99}'), '{2,2}', 'the third');
SELECT is(test_stickiness('{0,7,14}', '{0,6,7,13,14,15}'), '{0,2,1,2,2,2}', 'all of them');
SELECT is(test_stickiness('{0,7,14,21,28}', '{3,22,23}'), '{0,1,3,2}', 'spans left out');
SELECT is(test_stickiness('{0,1,2,3}', '{0,3}'), '{0,1,3,1}', 'spans of one period');
SELECT is(test_stickiness('{0,5,5,9}', '{4,5,9}'), '{0,1,2,1,3,1}', 'a span without a period, as a skipped day is for hours');

-- All three as they are defined
SELECT cmp_ok(test_lifecycle_brute(seed, ncontacts, nperiods, sparseness, windows), '>=', (1 + nperiods * cardinality(windows))::bigint,
              format('%s contacts, %s periods, one active of %s, windows %s', ncontacts, nperiods, sparseness, windows))
FROM (VALUES (1, 1, 1), (1, 2, 1), (1, 20, 3), (50, 3, 2), (300, 40, 2), (300, 40, 10), (20, 150, 4), (40, 150, 60), (5, 400, 1)) c (ncontacts, nperiods, sparseness),
     (VALUES (1, '{1}'::bigint[]), (2, '{1,7,28}'), (3, '{100000}'), (4, '{5,4,3,2,1,39,40,41}')) s (seed, windows);

SELECT * FROM finish();
ROLLBACK;
