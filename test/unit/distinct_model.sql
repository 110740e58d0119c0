-- model/distinct: moments keep the order of seconds, to the ends of time
BEGIN;
\ir unit.sql

CREATE TEMP TABLE instants AS
SELECT at FROM unnest('{-infinity,infinity,4714-11-24 00:00:00 BC,4714-11-24 00:00:00.000001 BC,
	4714-11-24 00:00:01 BC,1969-12-31 23:59:59.999999,1970-01-01,1999-12-31 23:59:59,1999-12-31 23:59:59.999999,
	2000-01-01,2000-01-01 00:00:00.000001,2000-01-01 00:00:00.999999,2000-01-01 00:00:01,
	294276-12-31 23:59:59,294276-12-31 23:59:59.999999}'::timestamptz[]) at
UNION ALL
SELECT '2000-01-01'::timestamptz + (i * 7919 % 2000003 - 1000000) * interval '0.317 s' FROM generate_series(1, 2000) i;

SELECT plan(5);

SELECT is(count(*), 2015::bigint, 'there are instants to try')
FROM instants;

SELECT is(count(*), 0::bigint, 'the instant of a moment is its second')
FROM instants
WHERE test_distinct_instant(at) IS DISTINCT FROM date_trunc('second', at, 'UTC');

SELECT is(count(*), 0::bigint, 'moments are in the order of seconds')
FROM (SELECT test_distinct_moment(at) AS moment, date_trunc('second', at, 'UTC') AS second,
             lag(test_distinct_moment(at)) OVER w AS moment_before,
             lag(date_trunc('second', at, 'UTC')) OVER w AS second_before
      FROM instants WINDOW w AS (ORDER BY at)) s
WHERE sign(moment::numeric - moment_before) <> CASE WHEN second > second_before THEN 1 ELSE 0 END;

-- bigint's ends, because of the turned sign
SELECT is(test_distinct_moment('-infinity'), -9223372036854775808, 'before all others');
SELECT is(test_distinct_moment('infinity'), 9223372036854775807, 'after all others');

SELECT * FROM finish();
ROLLBACK;
