-- core/calendar: date_trunc(period, at, zone), for every zone and instant
BEGIN;
\ir unit.sql

CREATE TEMP TABLE periods AS
SELECT period, place FROM unnest('{minute,hour,day,week,month,quarter,year}'::text[]) WITH ORDINALITY p (period, place);

-- Zones with something special: half hours, clocks that change at midnight or
-- by half an hour, a day left out, seconds in the offset, no clocks that change.
CREATE TEMP TABLE zones AS
SELECT zone FROM unnest('{UTC,Europe/Berlin,Europe/Dublin,America/New_York,America/Sao_Paulo,America/Havana,America/St_Johns,
	Asia/Kolkata,Asia/Kathmandu,Asia/Tehran,Asia/Gaza,Australia/Lord_Howe,Pacific/Apia,Pacific/Kiritimati,Africa/Monrovia,
	Africa/Casablanca,Antarctica/Troll,EST5EDT,Etc/GMT+12,<+0530>-05:30,FOO3BAR}'::text[]) zone;

-- Instants: every quarter of an hour around changes of clocks, the corners of
-- calendars, and all over the ages
CREATE TEMP TABLE instants AS
SELECT DISTINCT at + d AS at
FROM (SELECT generate_series(day::timestamptz - interval '30 h', day::timestamptz + interval '30 h', interval '15 min')
      FROM unnest('{2024-03-10,2024-03-31,2024-10-27,2024-11-03,2018-11-04,2018-02-18,2011-12-30,1994-12-31,1972-01-07,
	                1883-11-18,1916-05-01,2000-01-01,1999-12-31,2024-02-29,2037-12-31,2038-01-19,2399-03-28}'::date[]) day) s (at),
     unnest('{0,-1 microseconds}'::interval[]) d
UNION
SELECT '2000-01-01'::timestamptz + i * i * sign(i) * interval '3 h 59 min 59.999999 s'
FROM generate_series(-900, 900) i
UNION
SELECT unnest('{4713-01-02 BC,0001-01-01 00:00:00 BC,0001-01-01,1582-10-15,9999-12-31 23:59:59.999999,
	294276-12-31 23:59:59.999999,-infinity,infinity}'::timestamptz[]);

SELECT plan(49);

SELECT cmp_ok(count(*), '>=', 5000::bigint, 'there are instants to try') FROM instants;

-- One calendar for all of them, in order of time and then in any order: what
-- it remembers of the zone must not show.
SELECT is(count(*), (SELECT count(*) FROM zones) * (SELECT count(*) FROM instants), format('%s, %s', period, ordered))
FROM periods, zones,
     (SELECT 'in order of time' AS ordered, array_agg(at ORDER BY at) AS ats FROM instants
      UNION ALL SELECT 'in any order', array_agg(at ORDER BY md5(at::text)) FROM instants) i,
     LATERAL unnest(ats, test_calendar(period, zone, ats)) t (at, start)
WHERE start = date_trunc(period, at, zone)
GROUP BY period, place, ordered
ORDER BY place, ordered;

-- All other zones and abbreviations, more coarsely

CREATE TEMP TABLE names AS
SELECT name FROM pg_timezone_names
WHERE name !~ '^(posix|right)/' AND name NOT IN ('Factory', 'localtime', 'posixrules')
UNION
SELECT abbrev FROM pg_timezone_abbrevs;

SELECT is(count(*), 400 * (SELECT count(*) FROM names), format('%s in all zones and abbreviations', period))
FROM periods, names,
     (SELECT array_agg('1850-01-01'::timestamptz + i * interval '187 days 5 h 13 min 7.5 s' ORDER BY i)
      FROM generate_series(1, 400) i) a (ats),
     LATERAL unnest(ats, test_calendar(period, name, ats)) t (at, start)
WHERE start = date_trunc(period, at, name)
GROUP BY period, place
ORDER BY place;

-- Numbers of buckets

SELECT is(test_calendar_bucket(period, 'UTC', at), bucket, format('%s, %s', period, at))
FROM (VALUES ('day', '2000-01-01'::timestamptz, 0::bigint), ('day', '1999-12-31 23:59:59.999999', -1), ('day', '2000-01-03', 2),
             ('week', '2000-01-03', 0), ('week', '2000-01-02 23:59', -1), ('week', '2000-01-10', 1),
             ('month', '2000-01-31', 0), ('month', '1999-12-31', -1), ('quarter', '2000-12-31', 3), ('quarter', '1999-10-01', -1),
             ('year', '1999-01-01', -1), ('year', '2024-02-29', 24)) v (period, at, bucket);

-- Days and their months: date + interval

CREATE TEMP TABLE days AS
SELECT day - '2000-01-01'::date AS number, day
FROM (SELECT month::date + d AS day FROM generate_series('1996-01-01'::timestamp, '2004-12-01', '1 month') month, generate_series(-2, 1) d
      UNION SELECT generate_series('1899-12-25'::timestamp, '1900-03-05', '1 day')::date
      UNION SELECT unnest('{4713-01-31 BC,0001-02-29 BC,0001-01-01,9999-12-31,200000-02-29}'::date[])) d;

SELECT is_empty($$SELECT * FROM days, unnest('{0,1,-1,2,3,11,12,-12,48,13,-25,600}'::bigint[]) months
	WHERE CASE WHEN day < '4600-01-01 BC' AND months < 0 THEN false
		ELSE test_calendar_add_months(number, months) <> (day + months::int * interval '1 month')::date - '2000-01-01'::date END$$, 'months after a day');
SELECT is_empty($$SELECT * FROM days f, days t, LATERAL (SELECT test_calendar_months_between(f.number, t.number) AS months) m
	WHERE f.day > '1899-01-01' AND f.day < '2005-01-01' AND t.day > '1899-01-01' AND t.day < '2005-01-01'
	  AND NOT (f.day + months::int * interval '1 month' <= t.day AND f.day + (months + 1)::int * interval '1 month' > t.day)$$, 'months between two days');
SELECT is(test_calendar_months_between(a - '2000-01-01'::date, b - '2000-01-01'::date), months, format('months from %s to %s', a, b))
FROM (VALUES ('2024-01-31'::date, '2024-02-29'::date, 1::bigint), ('2024-01-31', '2024-02-28', 0), ('2024-02-29', '2024-01-31', -1), ('2024-02-29', '2024-01-29', -1),
             ('2024-02-29', '2024-01-28', -2), ('2024-05-15', '2024-05-15', 0)) v (a, b, months);

SELECT is(count(*) FILTER (WHERE test_calendar_bucket_of_day(period, number) = test_calendar_bucket(period, 'UTC', day::timestamp AT TIME ZONE 'UTC')
                           AND test_calendar_first_day(period, test_calendar_bucket_of_day(period, number)) = date_trunc(period, day::timestamp)::date - '2000-01-01'::date),
          (SELECT count(*) FROM days WHERE day > '4700-01-01 BC'), format('days of a %s', period))
FROM days, periods WHERE place > 2 AND day > '4700-01-01 BC'
GROUP BY period, place ORDER BY place;

SELECT is(array_agg(zone ORDER BY zone COLLATE "C"), '{<+0530>-05:30,CEST,Europe/Berlin,europe/berlin}', 'names of zones')
FROM unnest('{Europe/Berlin,europe/berlin,CEST,<+0530>-05:30,Europe/Atlantis,"",Europe,right/UTC}'::text[]) zone
WHERE test_calendar_knows('day', zone);

SELECT is(array_agg(period ORDER BY period COLLATE "C"), '{DAY,Hour,month}',
          'words of periods, whatever their case, and no others')
FROM unnest('{DAY,Hour,month,days,da,"day ",second,millennium,""}'::text[]) period
WHERE test_calendar_knows(period, 'UTC');

SELECT * FROM finish();
ROLLBACK;
