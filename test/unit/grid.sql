-- core/grid: numbers of periods against date_trunc and arithmetic, in zones that are not easy
BEGIN;
\ir unit.sql

-- Zones with something special: half hours and less, clocks that change at
-- midnight or by half an hour, a day left out, seconds in the offset.
CREATE TEMP TABLE zones AS
SELECT zone FROM unnest('{UTC,America/New_York,America/Sao_Paulo,America/St_Johns,Africa/Monrovia,Asia/Colombo,Asia/Kathmandu,
	Asia/Kolkata,Australia/Lord_Howe,Pacific/Apia,Europe/Dublin,<+0530>-05:30}'::text[]) zone;

-- Instants: every quarter of an hour around changes of clocks, corners of the
-- calendar, and all over the ages
CREATE TEMP TABLE instants AS
SELECT DISTINCT at + d AS at
FROM (SELECT generate_series(day::timestamptz - interval '15 h', day::timestamptz + interval '15 h', interval '15 min')
      FROM unnest('{2024-03-10,2024-11-03,2024-04-07,2024-10-06,2017-10-15,2018-02-18,2011-12-30,1986-01-01,1972-01-07,1883-11-18,
                    1942-09-01,2006-04-15,2000-01-01,2024-02-29}'::date[]) day) s (at),
     unnest('{0,-1 microseconds}'::interval[]) d
UNION
SELECT '2000-01-01'::timestamptz + i * i * sign(i) * interval '39 h 57 min 53.999999 s'
FROM generate_series(-700, 700) i;

-- One grid for all instants in any order: what it remembers must not show.
CREATE TEMP TABLE lists AS SELECT array_agg(at ORDER BY md5(at::text)) AS ats, array_agg(at ORDER BY at) AS ordered FROM instants;

CREATE FUNCTION micros(at timestamptz) RETURNS numeric LANGUAGE sql
	RETURN CASE WHEN isfinite(at) THEN extract(epoch FROM at - '2000-01-01Z'::timestamptz) * 1000000 END;

CREATE FUNCTION floor_of(value numeric, by numeric) RETURNS numeric LANGUAGE sql
	RETURN div(value, by) - (mod(value, by) < 0)::int;

SELECT plan(78);

SELECT cmp_ok(count(*), '>=', 4000::bigint, 'there are instants to try') FROM instants;

-- Days and longer

CREATE TEMP TABLE days AS
SELECT period, zone, at, number, start, next_start, again,
       CASE period WHEN 'day' THEN day WHEN 'week' THEN floor((day - 2) / 7.0)
                   WHEN 'month' THEN month WHEN 'quarter' THEN floor(month / 3.0) ELSE floor(month / 12.0) END AS wanted
FROM lists, zones, unnest('{day,week,month,quarter,year}'::text[]) period,
     LATERAL (SELECT test_grid(period, zone, ats) AS numbers) a,
     LATERAL (SELECT test_grid_start(period, zone, numbers) AS starts,
                     test_grid_start(period, zone, ARRAY(SELECT n + 1 FROM unnest(numbers) WITH ORDINALITY u (n, i) ORDER BY i)) AS next_starts) b,
     LATERAL unnest(ats, numbers, starts, next_starts, test_grid(period, zone, starts)) t (at, number, start, next_start, again),
     LATERAL (SELECT (at AT TIME ZONE zone)::date - '2000-01-01'::date AS day,
                     (extract(year FROM at AT TIME ZONE zone) + (extract(year FROM at AT TIME ZONE zone) < 0)::int - 2000) * 12
                     + extract(month FROM at AT TIME ZONE zone) - 1 AS month) l;

-- date_trunc begins the day with the later one of two midnights
SELECT is(count(*) FILTER (WHERE number = wanted AND again = number AND at < next_start
                                 AND start = CASE WHEN (zone, wanted, period) = ('Asia/Colombo', 2296, 'day') THEN '2006-04-14 18:00Z' ELSE date_trunc(period, at, zone) END),
          (SELECT 12 * count(*) FROM instants), 'numbers and starts: ' || period)
FROM days GROUP BY period ORDER BY period;

-- A day that was left out begins, and ends, where the next one begins.
SELECT is(test_grid_start('day', 'Pacific/Apia', '{4380,4381,4382}'),
          '{2011-12-29 10:00Z,2011-12-30 10:00Z,2011-12-30 10:00Z}', 'Apia left out 2011-12-30');
SELECT is(test_grid_start('day', 'America/Sao_Paulo', '{6496,6497,6498}'),
          '{2017-10-14 03:00Z,2017-10-15 03:00Z,2017-10-16 02:00Z}', 'Sao Paulo left out midnight of 2017-10-15');
SELECT is(test_grid_start('day', zone, ARRAY[day - '2000-01-01'::date]), ARRAY[start], format('%s begins in %s', day, zone))
FROM (VALUES ('Atlantic/Azores', '2024-10-27'::date, '2024-10-27 00:00Z'::timestamptz), ('America/Havana', '2026-11-01', '2026-11-01 04:00Z'),
             ('America/St_Johns', '2006-10-29', '2006-10-29 02:30Z'), ('Antarctica/Casey', '2010-03-05', '2010-03-04 13:00Z'), ('America/Toronto', '1919-03-31', '1919-03-31 04:30Z'),
             ('AAA167BBB-167,M3.2.0,M11.1.0', '2023-11-05', '2023-10-29 01:00Z'), ('AAA167BBB-167,M3.2.0,M11.1.0', '2023-11-06', '2023-11-12 23:00Z')) v (zone, day, start);
SELECT is(test_grid_days('day', 'Pacific/Apia', '{4380,4381,4382}'), '{4380,4381,4382}', 'a day that was left out has its date');

-- Hours and minutes

CREATE TEMP TABLE units AS
SELECT period, unit, zone, at, date_trunc(period, at, zone) AS trunc, number, start, next_start, again,
       (at - unit) AT TIME ZONE zone - (at - unit) AT TIME ZONE 'UTC' = (at + unit) AT TIME ZONE zone - (at + unit) AT TIME ZONE 'UTC' AS is_plain
FROM lists, zones, (VALUES ('minute', interval '1 min'), ('hour', '1 h')) p (period, unit),
     LATERAL (SELECT test_grid(period, zone, ats) AS numbers) a,
     LATERAL (SELECT test_grid_start(period, zone, numbers) AS starts,
                     test_grid_start(period, zone, ARRAY(SELECT n + 1 FROM unnest(numbers) WITH ORDINALITY u (n, i) ORDER BY i)) AS next_starts) b,
     LATERAL unnest(ats, numbers, starts, next_starts, test_grid(period, zone, starts)) t (at, number, start, next_start, again);

SELECT is(count(*) FILTER (WHERE number = floor_of(micros(trunc), extract(epoch FROM unit) * 1000000) AND again = number
                                 AND start <= at AND at < next_start AND (NOT is_plain OR (start = trunc AND next_start = start + unit))),
          (SELECT 12 * count(*) FROM instants), 'numbers and starts: ' || period)
FROM units GROUP BY period ORDER BY period;
SELECT is(count(*) FILTER (WHERE number < before OR start < start_before), 0::bigint, 'later, and no smaller number: ' || period)
FROM (SELECT *, lag(number) OVER w AS before, lag(start) OVER w AS start_before FROM units
      WINDOW w AS (PARTITION BY period, zone ORDER BY at)) s
GROUP BY period ORDER BY period;
SELECT cmp_ok(count(*) FILTER (WHERE start <> trunc), '>', 5::bigint, 'clocks changed in the midst of some') FROM units;

CREATE FUNCTION hours(zone text, from_at timestamptz, until_at timestamptz) RETURNS bigint LANGUAGE sql
	RETURN (SELECT n[2] - n[1] FROM test_grid('hour', zone, ARRAY[from_at, until_at]) n);
SELECT is(hours(zone, day::timestamp AT TIME ZONE zone, (day + 1)::timestamp AT TIME ZONE zone), hours, format('hours of %s in %s', day, zone))
FROM (VALUES ('America/New_York', '2024-03-10'::date, 23::bigint), ('America/New_York', '2024-11-03', 25), ('America/New_York', '2024-11-04', 24),
             ('America/Sao_Paulo', '2017-10-15', 23), ('UTC', '2024-03-10', 24)) v (zone, day, hours);
SELECT is(test_grid_start('hour', 'Australia/Lord_Howe', test_grid('hour', 'Australia/Lord_Howe', '{2024-10-05 15:29Z,2024-10-05 15:30Z,2024-10-05 16:00Z}')),
          '{2024-10-05 14:30Z,2024-10-05 15:30Z,2024-10-05 16:00Z}', 'half an hour was left out');
SELECT is(test_grid_start('hour', 'Australia/Lord_Howe', test_grid('hour', 'Australia/Lord_Howe', '{2024-04-06 14:59Z,2024-04-06 15:29Z,2024-04-06 15:30Z}')),
          '{2024-04-06 14:00Z,2024-04-06 14:00Z,2024-04-06 15:30Z}', 'half an hour came again, in a longer one');
SELECT is(test_grid_start('hour', 'Asia/Colombo', test_grid('hour', 'Asia/Colombo', '{2006-04-14 17:59Z,2006-04-14 18:10Z,2006-04-14 18:40Z,2006-04-14 19:30Z}')),
          '{2006-04-14 17:00Z,2006-04-14 18:00Z,2006-04-14 18:00Z,2006-04-14 19:30Z}', 'and in the midst of an hour of UTC');
SELECT is(test_grid_start('minute', 'Africa/Monrovia', test_grid('minute', 'Africa/Monrovia', '{1972-01-07 00:44:29Z,1972-01-07 00:44:30Z,1972-01-07 00:45:00Z}')),
          '{1972-01-07 00:43:30Z,1972-01-07 00:44:30Z,1972-01-07 00:45:00Z}', 'half a minute was left out');

-- Periods of a fixed length, in microseconds

CREATE TEMP TABLE fixed AS
SELECT length, zone, at, number, start, day, micros('2000-01-03'::timestamp AT TIME ZONE zone) AS origin
FROM unnest('{1,7,1000000,3600000000,129600000000,604800000000,864000000000,31557600000001,9000000000000000000,9223372036854775807}'::bigint[]) length,
     (SELECT array_agg(at ORDER BY md5(at::text)) AS ats
      FROM (SELECT at FROM instants WHERE extract(microsecond FROM at) > 0
            UNION ALL SELECT unnest('{4714-11-24 00:00Z BC,4714-11-24 00:00:00.000001Z BC,294276-12-31 23:59:59.999999Z,290000-01-01,250000-01-01,2000-01-03}'::timestamptz[])) i) i,
     unnest('{UTC,America/New_York,Asia/Kathmandu}'::text[]) zone,
     LATERAL (SELECT test_grid(length::text, zone, ats) AS numbers) a,
     LATERAL unnest(ats, numbers, test_grid_start(length::text, zone, numbers), test_grid_days(length::text, zone, numbers)) t (at, number, start, day);

SELECT is_empty($$SELECT * FROM fixed WHERE number <> floor_of(micros(at) - origin, length)$$, 'numbers of fixed lengths');
SELECT is_empty($$SELECT * FROM fixed WHERE micros(start) <> origin + number::numeric * length AND isfinite(start)
	OR (start = '-infinity') <> (origin + number::numeric * length < micros('4714-11-24 00:00Z BC'))$$, 'and when they begin');
SELECT is_empty($$SELECT * FROM fixed WHERE start > at OR (isfinite(start) AND micros(at) - micros(start) >= length)$$, 'which is not long before');
SELECT is_empty($$SELECT * FROM fixed WHERE CASE WHEN start BETWEEN '4000-01-01 BC' AND '290000-01-01' THEN day <> (start AT TIME ZONE zone)::date - '2000-01-01'::date END$$, 'and on which day');
SELECT is(count(DISTINCT length), 2::bigint, 'some begin before all time') FROM fixed WHERE start = '-infinity' AND number = -1 AND length > 1e15;

-- The ends of time

SELECT is(test_grid_start(period, zone, '{-9223372036854775808,-9223372036854775807,9223372036854775806,9223372036854775807}'),
          '{-infinity,-infinity,infinity,infinity}', format('no such number: %s, %s', period, zone))
FROM zones, unnest('{minute,hour,day,week,month,quarter,year,1000000,864000000000}'::text[]) period
WHERE zone IN ('UTC', 'America/New_York', 'Asia/Kathmandu');

SELECT is(array_agg(format('%s %s', period, zone)) FILTER (WHERE NOT (start[1] <= ends[1] AND next_start[1] > ends[1] AND (again[1] = number[1] OR start[1] = '-infinity')
                                                         AND start[2] <= ends[2] AND isfinite(start[2]) AND next_start[2] = 'infinity' AND again[2] = number[2])), NULL,
          'the first period and the last')
FROM zones, unnest('{minute,hour,day,week,month,quarter,year,1,1000000,864000000000}'::text[]) period,
     (SELECT '{4714-11-24 00:00Z BC,294276-12-31 23:59:59.999999Z}'::timestamptz[] AS ends) e,
     LATERAL test_grid(period, zone, ends) number,
     LATERAL test_grid_start(period, zone, number) start,
     LATERAL test_grid_start(period, zone, ARRAY[number[1] + 1, number[2] + 1]) next_start,
     LATERAL test_grid(period, zone, ARRAY[greatest(start[1], ends[1]), start[2]]) again;

SELECT is_empty(format($$SELECT period, zone FROM lists, zones, unnest('{%s}'::text[]) period,
	LATERAL (SELECT array_agg(number ORDER BY at) AS numbers FROM unnest(ats, test_grid(period, zone, ats)) t (at, number)) n
	WHERE numbers <> test_grid(period, zone, ordered)$$, periods), 'in order of time they are the same')
FROM (VALUES ('minute,hour,day,week,month,quarter,year,129600000000')) v (periods);

-- Clocks that go back by two weeks, hour by hour before and behind it
SELECT cmp_ok(test_grid_spans(period, 'AAA167BBB-167,M3.2.0,M11.1.0', ats), '>=', 3 * 800::bigint, 'back by two weeks: ' || period)
FROM (SELECT array_agg(at) AS ats FROM generate_series(0, 400) i, unnest(ARRAY['2023-10-29 03:00Z'::timestamptz + (400 - i) * interval '1 h', '2023-10-29 03:00Z'::timestamptz - (i + 1) * interval '1 us' * 3.6e9]) at) a,
     unnest('{hour,day,week,month,year}'::text[]) period
ORDER BY period;

-- What is remembered holds from its first instant to its last.
SELECT cmp_ok(sum(test_grid_spans(period, zone, ats)), '>=', (12 * 3 * (SELECT count(*) FROM instants))::numeric, 'how far a number holds: ' || period)
FROM lists, zones, unnest('{minute,hour,day,week,month,quarter,year,864000000000,9000000000000000000}'::text[]) period
GROUP BY period ORDER BY period;

SELECT * FROM finish();
ROLLBACK;
