-- model/sessionize: gaps, directions and both ends of time
BEGIN;
\ir unit.sql

SELECT plan(9);


SELECT is(test_sessionize(10, '{5}'), '{1}', 'the first');
SELECT is(test_sessionize(10, '{5,15,26,26,36}'), '{1,1,2,2,2}', 'a pause of the gap is within a session, a longer one is not');
SELECT is(test_sessionize(10, '{36,26,26,15,5}'), '{1,1,1,2,2}', 'backwards, too');
SELECT is(test_sessionize(10, '{0,5,4,6}'), '{1,1,-1,1}', 'not to and fro');
SELECT is(test_sessionize(10, '{5,5,0,0,1}'), '{1,1,1,1,-1}', 'the first difference is the direction');
SELECT is(test_sessionize(0, '{0,0,1,2}'), '{1,1,2,3}', 'without a pause');
SELECT is(test_sessionize(-1, '{-9223372036854775807,9223372036854775806}'), '{1,1}', 'the longest gap: 2^64 - 1');
SELECT is(test_sessionize(-1, ARRAY[word(2::numeric ^ 63), word(2::numeric ^ 63), 0, 9223372036854775807, 9223372036854775807]), '{1,1,2,3,3}', 'the infinite is far from all else');
SELECT is(test_sessionize(9223372036854775807, '{9223372036854775806,-1,-2}'), '{1,1,1}', 'the distance does not wrap');

SELECT * FROM finish();
ROLLBACK;
