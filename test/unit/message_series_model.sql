-- model/message_series: one key's events by period
BEGIN;
\ir unit.sql

SELECT plan(10);

-- A period, then its total, unique in it, first unique, and the same of human
-- events, which are 1; those of machines are 0.
CREATE FUNCTION pg_temp.periods(bucket bigint[], kind bigint[]) RETURNS bigint[]
	LANGUAGE sql RETURN test_message_series(bucket, kind);

SELECT is(pg_temp.periods('{}', '{}'), '{}', 'no events');
SELECT is(pg_temp.periods('{5}', '{1}'), '{5, 1,1,1, 1,1,1}', 'one human event');
SELECT is(pg_temp.periods('{5}', '{0}'), '{5, 1,1,1, 0,0,0}', 'one of a machine');
SELECT is(pg_temp.periods('{5,5,5}', '{0,1,1}'), '{5, 3,1,1, 2,1,1}', 'three of a period are one key');
SELECT is(pg_temp.periods('{5,6,9}', '{1,1,1}'), '{5, 1,1,1, 1,1,1, 6, 1,1,0, 1,1,0, 9, 1,1,0, 1,1,0}', 'first in the first period only');
SELECT is(pg_temp.periods('{5,6,7}', '{0,1,1}'), '{5, 1,1,1, 0,0,0, 6, 1,1,0, 1,1,1, 7, 1,1,0, 1,1,0}', 'the first human event may be later');
SELECT is(pg_temp.periods('{5,6,6,7}', '{1,0,0,1}'), '{5, 1,1,1, 1,1,1, 6, 2,1,0, 0,0,0, 7, 1,1,0, 1,1,0}', 'or not in all');
SELECT is(pg_temp.periods('{-9223372036854775808,9223372036854775807}', '{1,1}'), '{-9223372036854775808, 1,1,1, 1,1,1, 9223372036854775807, 1,1,0, 1,1,0}', 'periods at the ends of time');

SELECT is(test_message_series_keys(3, 1), '{6,3,3, 3,3,3}', 'keys add up in a period');
SELECT is(test_message_series_keys(100, 4), '{500,400,100, 100,100,100}', 'and firsts to the number of keys');

SELECT * FROM finish();
ROLLBACK;
