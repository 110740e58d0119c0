/*
 * cohort_retention and cohort_value against plain SQL: dates, joins and counts,
 * over stories that a reader can count and over thousands of small random cases
 * of every period, zone and option.
 */
\ir lib/oracle.sql

SET LOCAL jit = off;

SELECT plan(182);

-- A case is a group of rows (seen) and what is asked of them (ask). given: whether
-- cohort_at is handed over; if not, the cohort is that of the first activity.
CREATE TEMP TABLE ask (
	g int PRIMARY KEY, given boolean, period text, zone text, rolling boolean DEFAULT false, later boolean DEFAULT false, recurring boolean DEFAULT false,
	before boolean DEFAULT false, brackets text[], periods int, now timestamptz, cohort_from timestamptz, cohort_until timestamptz, around timestamptz, options text);
CREATE TEMP TABLE seen (g int, contact bigint, cohort_at timestamptz, active_at timestamptz, value float8);

/* ---- Periods ---- */

-- Hours, counted around the instants of the cases below; date_trunc tells to which
-- one a quarter of an hour belongs. Where clocks change by half an hour, one hour
-- is shorter or longer.
CREATE TEMP TABLE place (zone text, around timestamptz);
INSERT INTO place VALUES
('UTC', '2024-02-29 00:00+00'), ('UTC', '2020-12-31 00:00+00'), ('UTC', '2023-01-31 12:00+00'), ('UTC', '1970-01-01 00:00+00'),
('America/New_York', '2024-03-10 07:00+00'), ('America/New_York', '2024-11-03 06:00+00'), ('America/New_York', '2021-01-03 05:00+00'),
('Europe/Berlin', '2024-03-31 01:00+00'), ('Europe/Berlin', '2024-10-27 01:00+00'), ('Europe/Berlin', '2020-12-27 23:00+00'), ('Europe/Berlin', '2019-12-30 23:00+00'),
('Australia/Lord_Howe', '2024-04-06 15:00+00'), ('Australia/Lord_Howe', '2024-10-05 15:30+00'),
('Asia/Kolkata', '2024-01-31 18:30+00'), ('Asia/Kolkata', '1999-12-31 18:30+00'),
('Asia/Kathmandu', '2024-02-28 18:15+00'), ('Asia/Kathmandu', '2000-01-02 18:15+00'),
('America/Sao_Paulo', '2017-10-15 03:00+00'), ('America/Sao_Paulo', '2018-02-18 02:00+00'),
('Africa/Cairo', '2023-04-27 22:00+00'), ('Africa/Cairo', '2023-10-26 21:00+00'),
('Atlantic/Azores', '2024-10-27 01:00+00'), ('America/Havana', '2026-11-01 05:00+00');

CREATE TEMP TABLE hour AS
SELECT zone, number, min(at) AS start
FROM place, generate_series(around - interval '10 days', around + interval '10 days', interval '15 min') AS at,
	 LATERAL (SELECT floor(extract(epoch FROM date_trunc('hour', at, zone)) / 3600)::bigint AS number) AS n
GROUP BY zone, number;
CREATE UNIQUE INDEX ON hour (zone, number);

CREATE FUNCTION pg_temp.hour_begins(zone text, number bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$ SELECT start FROM hour WHERE zone = $1 AND number = $2 $$;

CREATE FUNCTION pg_temp.day_of(zone text, at timestamptz) RETURNS date
LANGUAGE sql STABLE AS $$ SELECT ($2 AT TIME ZONE $1)::date $$;
CREATE FUNCTION pg_temp.month_of(day date) RETURNS int
LANGUAGE sql STABLE AS $$ SELECT (extract(year FROM $1) * 12 + extract(month FROM $1) - 1)::int $$;

-- Months of a calendar period; microseconds of one that is no matter of dates
CREATE FUNCTION pg_temp.months(period text) RETURNS int
LANGUAGE sql STABLE AS $$ SELECT CASE $1 WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 END $$;
CREATE FUNCTION pg_temp.length(period text) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT CASE WHEN $1 !~ '^(day|week|month|quarter|year)$' THEN
	(extract(epoch FROM CASE WHEN $1 IN ('minute', 'hour') THEN '1 ' || $1 ELSE $1 END::interval) * 1000000)::bigint END $$;
CREATE FUNCTION pg_temp.elapsed(since timestamptz, at timestamptz, length bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT floor(extract(epoch FROM $2 - $1) * 1000000 / $3)::bigint $$;
CREATE FUNCTION pg_temp.later(since timestamptz, number bigint, length bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$ SELECT $1 + $2 * $3 * interval '1 us' $$;

-- The number of the period that holds an instant, and when one begins
CREATE FUNCTION pg_temp.number_of(period text, zone text, at timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT CASE $1
		WHEN 'minute' THEN pg_temp.elapsed('2000-01-01 00:00+00', $3, 60000000)
		WHEN 'hour' THEN floor(extract(epoch FROM date_trunc('hour', $3, $2)) / 3600)::bigint
		WHEN 'day' THEN pg_temp.day_of($2, $3) - date '2000-01-03'
		WHEN 'week' THEN floor((pg_temp.day_of($2, $3) - date '2000-01-03') / 7.0)::bigint
		WHEN 'month' THEN pg_temp.month_of(pg_temp.day_of($2, $3))
		WHEN 'quarter' THEN pg_temp.month_of(pg_temp.day_of($2, $3)) / 3
		WHEN 'year' THEN pg_temp.month_of(pg_temp.day_of($2, $3)) / 12
		ELSE pg_temp.elapsed(pg_temp.day_begins($2, '2000-01-03'), $3, pg_temp.length($1)) END
$$;
CREATE FUNCTION pg_temp.first_day(period text, number bigint) RETURNS date
LANGUAGE sql STABLE AS $$
	SELECT CASE $1
		WHEN 'day' THEN date '2000-01-03' + $2::int
		WHEN 'week' THEN date '2000-01-03' + 7 * $2::int
		WHEN 'month' THEN make_date(($2 / 12)::int, ($2 % 12 + 1)::int, 1)
		WHEN 'quarter' THEN make_date(($2 / 4)::int, (3 * ($2 % 4) + 1)::int, 1)
		WHEN 'year' THEN make_date($2::int, 1, 1) END
$$;
CREATE FUNCTION pg_temp.begins(period text, zone text, number bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN $1 = 'minute' THEN pg_temp.later('2000-01-01 00:00+00', $3, 60000000)
		WHEN $1 = 'hour' THEN pg_temp.hour_begins($2, $3)
		WHEN pg_temp.length($1) > 0 THEN pg_temp.later(pg_temp.day_begins($2, '2000-01-03'), $3, pg_temp.length($1))
		ELSE pg_temp.day_begins($2, pg_temp.first_day($1, $3)) END
$$;

-- How many whole periods an instant lies behind a start, and when that many have
-- passed. The last day of a short month stands for those that it does not have.
CREATE FUNCTION pg_temp.rolled(period text, zone text, since timestamptz, at timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT CASE $1
		WHEN 'day' THEN d - s
		WHEN 'week' THEN floor((d - s) / 7.0)::bigint
		WHEN 'month' THEN (SELECT max(k) FROM generate_series(months - 1, months) AS k WHERE s + k * interval '1 month' <= d)
		WHEN 'quarter' THEN (SELECT max(k) FROM generate_series(months / 3 - 2, months / 3) AS k WHERE s + k * interval '3 months' <= d)
		WHEN 'year' THEN (SELECT max(k) FROM generate_series(months / 12 - 2, months / 12) AS k WHERE s + k * interval '1 year' <= d)
		ELSE pg_temp.elapsed($3, $4, pg_temp.length($1)) END
	FROM pg_temp.day_of($2, $3) AS s, pg_temp.day_of($2, $4) AS d, LATERAL (SELECT pg_temp.month_of(d) - pg_temp.month_of(s) AS months) AS m
$$;
CREATE FUNCTION pg_temp.passed(period text, zone text, since timestamptz, number bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN $1 IN ('day', 'week') THEN pg_temp.day_begins($2, pg_temp.day_of($2, $3) + CASE $1 WHEN 'day' THEN 1 ELSE 7 END * $4::int)
		WHEN pg_temp.months($1) > 0 THEN pg_temp.day_begins($2, (pg_temp.day_of($2, $3) + $4 * pg_temp.months($1) * interval '1 month')::date)
		ELSE pg_temp.later($3, $4, pg_temp.length($1)) END
$$;

/* ---- The plain definition ---- */

-- Step by step from ask and seen to the table plain
CREATE FUNCTION pg_temp.make_plain() RETURNS void
LANGUAGE plpgsql AS $make$
BEGIN
	CREATE TEMP TABLE known AS
	SELECT g, contact, CASE WHEN given THEN cohort_at END AS cohort_at, active_at, CASE WHEN given THEN cohort_at ELSE active_at END AS start, value
	FROM ask JOIN seen USING (g)
	WHERE contact IS NOT NULL;

	-- what is complete is measured by now; the last period to show is that of the
	-- last activity, or the one that ends with now
	CREATE TEMP TABLE horizon AS
	SELECT g, coalesce(now, last) AS now, greatest(now - interval '1 us', last) AS until
	FROM ask JOIN (SELECT g, greatest(max(active_at), max(cohort_at)) AS last FROM known GROUP BY g) AS k USING (g);

	-- who joins which cohort, and when
	CREATE TEMP TABLE member AS
	SELECT g, contact, cohort, min(start) AS since
	FROM (SELECT g, contact, start, min(start) OVER (PARTITION BY g, contact) AS first, pg_temp.number_of(period, zone, start) AS cohort
		  FROM ask JOIN known USING (g) WHERE start IS NOT NULL) AS s
		 JOIN ask USING (g)
	WHERE recurring OR start = first
	GROUP BY g, contact, cohort;

	CREATE TEMP TABLE outside AS
	SELECT g, contact, cohort FROM ask JOIN member USING (g)
	WHERE pg_temp.begins(period, zone, cohort) < cohort_from OR pg_temp.begins(period, zone, cohort) >= cohort_until;
	DELETE FROM member USING outside WHERE (member.g, member.contact, member.cohort) = (outside.g, outside.contact, outside.cohort);

	CREATE TEMP TABLE cohort AS
	SELECT g, cohort, count(since) AS size, min(since) AS earliest, max(since) AS latest
	FROM (SELECT g, generate_series(min(cohort), max(cohort)) AS cohort FROM member GROUP BY g) AS c LEFT JOIN member USING (g, cohort)
	GROUP BY g, cohort;
	ANALYZE known, horizon, member, cohort;

	-- what they did, and how many periods later
	CREATE TEMP TABLE activity AS
	SELECT g, contact, cohort, value,
		   CASE WHEN rolling THEN pg_temp.rolled(period, zone, since, active_at) ELSE pg_temp.number_of(period, zone, active_at) - cohort END AS number
	FROM member JOIN known USING (g, contact) JOIN ask USING (g)
	WHERE active_at IS NOT NULL;

	-- last_number: of the period that holds the end of the data, or now, for who has
	-- been there longest; a cohort of nobody rolls from its first day to its last
	CREATE TEMP TABLE row_of_cells AS
	SELECT g, cohort, size, pg_temp.begins(period, zone, cohort) AS begins,
		   coalesce(latest, pg_temp.begins(period, zone, cohort + 1) - CASE WHEN pg_temp.length(period) IS NULL THEN interval '1 us' ELSE '0' END) AS latest,
		   CASE WHEN rolling THEN pg_temp.rolled(period, zone, coalesce(earliest, pg_temp.begins(period, zone, cohort)), until) ELSE pg_temp.number_of(period, zone, until) - cohort END AS last_number
	FROM cohort JOIN horizon USING (g) JOIN ask USING (g);

	CREATE TEMP TABLE cell AS
	SELECT g, cohort, size, begins, latest, number, last
	FROM row_of_cells JOIN ask USING (g),
		 LATERAL (SELECT -1 AS number, -1 AS last WHERE before
				  UNION ALL
				  SELECT n, n FROM generate_series(0, least(last_number, periods - 1)) AS n WHERE brackets IS NULL
				  UNION ALL
				  SELECT low, CASE WHEN bracket LIKE '%-%' THEN split_part(bracket, '-', 2)::int ELSE lead(low) OVER (ORDER BY low) - 1 END
				  FROM unnest(brackets) AS bracket, LATERAL (SELECT split_part(bracket, '-', 1)::int AS low) AS l) AS b
	WHERE number <= last_number;
	ANALYZE activity, cell;

	CREATE TEMP TABLE counted AS
	SELECT g, cohort, number,
		   count(DISTINCT contact) FILTER (WHERE within OR later AND number >= 0 AND did >= number) AS active,
		   coalesce(sum(value) FILTER (WHERE within), 0) AS total,
		   CASE WHEN number >= 0 THEN coalesce(sum(value) FILTER (WHERE did BETWEEN 0 AND coalesce(last, did)), 0) END AS cumulative
	FROM (SELECT g, cohort, cell.number, last, contact, value, activity.number AS did, later,
				 CASE WHEN cell.number < 0 THEN activity.number < 0 ELSE activity.number BETWEEN cell.number AND coalesce(last, activity.number) END AS within
		  FROM ask JOIN cell USING (g) LEFT JOIN activity USING (g, cohort)) AS c
	GROUP BY g, cohort, number, last;

	CREATE TEMP TABLE plain AS
	SELECT g, row_number() OVER (PARTITION BY g ORDER BY cohort, number) AS place,
		   coalesce(pg_temp.first_day(period, cohort), pg_temp.day_of(zone, begins)) AS cohort, size, number AS period_number, active, active::float8 / nullif(size, 0) AS rate,
		   CASE WHEN number < 0 THEN true
				WHEN last IS NULL THEN false
				WHEN rolling THEN pg_temp.passed(period, zone, latest, last + 1) <= horizon.now
				ELSE pg_temp.begins(period, zone, cohort + last + 1) <= horizon.now END AS is_complete,
		   begins AS cohort_start, last AS last_period,
		   total, total / nullif(size, 0) AS average, cumulative AS cumulative_total, cumulative / nullif(size, 0) AS cumulative_average
	FROM cell JOIN counted USING (g, cohort, number) JOIN horizon USING (g) JOIN ask USING (g);
	CREATE INDEX ON plain (g);
	ANALYZE plain;
END
$make$;

-- What the aggregates say, a query for each type of contact, with a cohort time and without
CREATE TEMP TABLE form (name text, contact text);
INSERT INTO form VALUES ('bigint', 'contact'), ('text', $c$'contact ' || contact$c$), ('uuid', 'md5(contact::text)::uuid');

-- %1$s: contact; %2$s: given; %3$s: which cases
CREATE TEMP TABLE ours (aggregate text, query text, columns text);
INSERT INTO ours VALUES
('cohort_retention', $$
	SELECT g, place, cohort, size, period_number, active, rate, is_complete, cohort_start, last_period
	FROM (SELECT g, cohort_retention(period, zone, %1$s, %2$s, active_at, options) AS cells FROM ask JOIN seen USING (g) WHERE %3$s GROUP BY g) AS a,
		 unnest(cells) WITH ORDINALITY AS c (cohort, size, period_number, active, rate, is_complete, cohort_start, last_period, place)$$,
 'g, place, cohort, size, period_number, active, rate, is_complete, cohort_start, last_period'),
('cohort_value', $$
	SELECT g, place, cohort, size, period_number, active, is_complete, cohort_start, last_period, total, average, cumulative_total, cumulative_average
	FROM (SELECT g, cohort_value(period, zone, %1$s, %2$s, active_at, value, options) AS cells FROM ask JOIN seen USING (g) WHERE %3$s GROUP BY g) AS a,
		 unnest(cells) WITH ORDINALITY AS c (cohort, size, period_number, active, total, average, cumulative_total, cumulative_average, is_complete, cohort_start, last_period, place)$$,
 'g, place, cohort, size, period_number, active, is_complete, cohort_start, last_period, total, average, cumulative_total, cumulative_average');

CREATE FUNCTION pg_temp.check_cells(aggregate text, form text, given boolean, cases text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(query, f.contact, CASE WHEN $3 THEN 'cohort_at' ELSE 'NULL::timestamptz' END, which),
						 format('SELECT %s FROM plain JOIN ask USING (g) WHERE %s', columns, which),
						 format('%s, contact %s, %s: %s', $1, $2, CASE WHEN $3 THEN 'cohort times given' ELSE 'first activity' END, $5))
	FROM ours JOIN form AS f ON ours.aggregate = $1 AND f.name = $2,
		 LATERAL (SELECT format('%sgiven AND (%s)', CASE WHEN $3 THEN '' ELSE 'NOT ' END, $4)
						 || CASE $1 WHEN 'cohort_value' THEN ' AND NOT later AND (NOT rolling OR pg_temp.length(period) IS NULL)' ELSE '' END AS which) AS w
$$;

/* ---- The cases: stories ---- */

SET LOCAL timezone = 'UTC';

-- asked: columns of ask; rows: contact, cohort_at, active_at, value; told: a
-- cohort a line, "cohort size:" and "number=active", to which a last number that
-- is another is added, and * when the cell is incomplete; worth: the same with
-- "number=total/cumulative", where the value of a row is its day of the month
CREATE TEMP TABLE story (n serial, about text, asked json, rows text[], told text, worth text);
INSERT INTO story (about, asked, rows, told, worth) VALUES
('days', '{"period": "day", "zone": "UTC"}',
 '{"1,2024-01-01 10:00,2024-01-01 11:00", "1,2024-01-01 10:00,2024-01-02 09:00", "2,2024-01-01 23:00,2024-01-03 00:30", "3,2024-01-03 08:00,2024-01-02 12:00", "3,2024-01-03 08:00,2024-01-03 09:00"}',
 '2024-01-01 2: 0=1 1=1 2=1*
2024-01-02 0: 0=0 1=0*
2024-01-03 1: 0=1*',
 '2024-01-01: 0=1/1 1=2/3 2=3/6
2024-01-02: 0=0/0 1=0/0
2024-01-03: 0=3/3'),
('days or later, and before', '{"period": "day", "zone": "UTC", "later": true, "before": true}',
 '{"1,2024-01-01 10:00,2024-01-01 11:00", "1,2024-01-01 10:00,2024-01-02 09:00", "2,2024-01-01 23:00,2024-01-03 00:30", "3,2024-01-03 08:00,2024-01-02 12:00", "3,2024-01-03 08:00,2024-01-03 09:00"}',
 '2024-01-01 2: -1=0 0=2 1=2 2=1*
2024-01-02 0: -1=0 0=0 1=0*
2024-01-03 1: -1=1 0=1*', NULL),
('weeks of the calendar', '{"period": "week", "zone": "UTC"}',
 '{"1,2024-01-03 12:00,2024-01-09 12:00", "1,2024-01-03 12:00,2024-01-10 01:00", "2,2024-01-07 12:00,2024-01-08 01:00", "2,2024-01-07 12:00,2024-01-14 15:00"}',
 '2024-01-01 2: 0=0 1=2*', NULL),
('weeks of each contact', '{"period": "week", "zone": "UTC", "rolling": true}',
 '{"1,2024-01-03 12:00,2024-01-09 12:00", "1,2024-01-03 12:00,2024-01-10 01:00", "2,2024-01-07 12:00,2024-01-08 01:00", "2,2024-01-07 12:00,2024-01-14 15:00"}',
 '2024-01-01 2: 0=2 1=2*',
 '2024-01-01: 0=17/17 1=24/41'),
('ISO weeks over New Year, local', '{"period": "week", "zone": "Europe/Berlin"}',
 '{"1,2020-12-27 23:00,2021-01-03 22:59:59", "2,2020-12-31 12:00,2021-01-03 23:00", "3,2020-12-27 22:59,2020-12-27 23:00"}',
 '2020-12-21 1: 0=0 1=1 2=0*
2020-12-28 2: 0=1 1=1*', NULL),
('months from the 31st', '{"period": "month", "zone": "UTC", "rolling": true}',
 '{"1,2024-01-31 12:00,2024-02-28 23:00", "2,2024-01-31 12:00,2024-02-29 01:00", "3,2024-01-31 12:00,2024-03-30 10:00", "3,2024-01-31 23:00,2024-03-31 10:00"}',
 '2024-01-01 3: 0=1 1=2 2=1*', NULL),
('years from a leap day', '{"period": "year", "zone": "UTC", "rolling": true}',
 '{"1,2020-02-29 12:00,2021-02-27 12:00", "1,2020-02-29 12:00,2021-02-28 00:00", "1,2020-02-29 12:00,2024-02-28 23:59", "2,2020-02-29 12:00,2024-02-29 00:00"}',
 '2020-01-01 2: 0=1 1=1 2=0 3=1 4=1*', NULL),
('a day of 23 hours', '{"period": "day", "zone": "America/New_York"}',
 '{"1,2024-03-10 04:59,2024-03-11 03:59", "1,2024-03-10 04:59,2024-03-11 04:00"}', '2024-03-09 1: 0=0 1=1 2=1*', NULL),
('the same in UTC', '{"period": "day", "zone": "UTC"}',
 '{"1,2024-03-10 04:59,2024-03-11 03:59", "1,2024-03-10 04:59,2024-03-11 04:00"}', '2024-03-10 1: 0=0 1=1*', NULL),
('an hour that comes twice', '{"period": "hour", "zone": "America/New_York"}',
 '{"1,2024-11-03 05:30,2024-11-03 06:30", "1,2024-11-03 05:30,2024-11-03 07:00"}', '2024-11-03 1: 0=0 1=1 2=1*', NULL),
('half an hour that comes twice, in an hour and a half', '{"period": "hour", "zone": "Australia/Lord_Howe"}',
 '{"1,2024-04-06 14:15,2024-04-06 15:15", "1,2024-04-06 14:15,2024-04-06 15:30"}', '2024-04-07 1: 0=1 1=1*', NULL),
('a day without midnight', '{"period": "day", "zone": "America/Sao_Paulo"}',
 '{"1,2017-10-14 20:00,2017-10-15 02:59:59", "1,2017-10-14 20:00,2017-10-15 03:00"}', '2017-10-14 1: 0=1 1=1*', NULL),
('a day that was left out', '{"period": "day", "zone": "Pacific/Apia", "now": "2012-01-01 10:00"}',
 '{"1,2011-12-30 09:00,2011-12-30 10:00", "2,2011-12-31 00:00,2012-01-01 00:00"}',
 '2011-12-29 1: 0=0 1=0 2=1 3=0
2011-12-30 0: 0=0 1=0 2=0
2011-12-31 1: 0=0 1=1', NULL),
('36 hours, counted from a Monday', '{"period": "36 hours", "zone": "UTC"}',
 '{"1,2000-01-04 11:59,2000-01-04 11:59:59", "1,2000-01-04 11:59,2000-01-04 12:00", "2,2000-01-06 00:00,2000-01-06 00:00"}',
 '2000-01-03 1: 0=1 1=1 2=0*
2000-01-04 0: 0=0 1=0*
2000-01-06 1: 0=1*', NULL),
('36 hours from the start', '{"period": "36 hours", "zone": "UTC", "rolling": true, "now": "2000-01-07 00:00"}',
 '{"1,2000-01-04 11:59,2000-01-05 23:58:59.999999", "2,2000-01-04 11:00,2000-01-05 23:00", "2,2000-01-04 11:00,2000-01-04 10:59"}',
 '2000-01-03 2: 0=1 1=1*', NULL),
('brackets', '{"period": "day", "zone": "UTC", "brackets": ["0", "1", "3-4", "7-7", "14"], "now": "2024-01-16"}',
 '{"1,2024-01-01,2024-01-01", "1,2024-01-01,2024-01-03", "1,2024-01-01,2024-01-05", "2,2024-01-01,2024-01-08", "2,2024-01-01,2024-01-16", "3,2024-01-12,2024-01-14"}',
 '2024-01-01 2: 0=1 1-2=1 3-4=1 7=1 14-=1*
2024-01-02 0: 0=0 1-2=0 3-4=0 7=0 14-=0*
2024-01-03 0: 0=0 1-2=0 3-4=0 7=0
2024-01-04 0: 0=0 1-2=0 3-4=0 7=0
2024-01-05 0: 0=0 1-2=0 3-4=0 7=0
2024-01-06 0: 0=0 1-2=0 3-4=0 7=0
2024-01-07 0: 0=0 1-2=0 3-4=0 7=0
2024-01-08 0: 0=0 1-2=0 3-4=0 7=0
2024-01-09 0: 0=0 1-2=0 3-4=0 7=0*
2024-01-10 0: 0=0 1-2=0 3-4=0
2024-01-11 0: 0=0 1-2=0 3-4=0
2024-01-12 1: 0=0 1-2=1 3-4=0*', NULL),
('brackets that leave days out', '{"period": "day", "zone": "UTC", "brackets": ["0-0", "2-2"], "cohort_until": "2024-01-02"}',
 '{"1,2024-01-01,2024-01-01", "1,2024-01-01,2024-01-02", "1,2024-01-01,2024-01-03", "2,2024-01-01,2024-01-04", "2,2024-01-01,2024-01-01"}',
 '2024-01-01 2: 0=2 2=1',
 '2024-01-01: 0=2/2 2=3/7'),
('the first activity', '{"given": false, "period": "month", "zone": "UTC"}',
 '{"1,2023-01-01,2024-01-20", "1,,2024-02-20", "1,,2024-03-20", "2,,2024-02-01", "2,2024-01-01,", ",,2024-05-05"}',
 '2024-01-01 1: 0=1 1=1 2=1*
2024-02-01 1: 0=1 1=0*', NULL),
('every month with activity', '{"given": false, "period": "month", "zone": "UTC", "recurring": true, "before": true}',
 '{"1,,2024-01-20", "1,,2024-02-20", "1,,2024-02-21", "1,,2024-03-20", "2,,2024-02-01"}',
 '2024-01-01 1: -1=0 0=1 1=1 2=1*
2024-02-01 2: -1=1 0=2 1=1*
2024-03-01 1: -1=1 0=1*',
 '2024-01-01: -1=0/ 0=20/20 1=41/61 2=20/81
2024-02-01: -1=20/ 0=42/42 1=20/62
2024-03-01: -1=61/ 0=20/20'),
('every given start', '{"period": "day", "zone": "UTC", "recurring": true}',
 '{"1,2024-01-01 12:00,2024-01-02 09:00", "1,2024-01-02 12:00,", "1,2024-01-02 06:00,2024-01-03 23:00", "2,,2024-01-02", "3,2024-01-02,"}',
 '2024-01-01 1: 0=0 1=1 2=1*
2024-01-02 2: 0=1 1=1*', NULL),
('a range of cohorts, and few periods', '{"period": "day", "zone": "UTC", "cohort_from": "2024-01-02", "cohort_until": "2024-01-04", "periods": 2}',
 '{"1,2024-01-01,2024-01-02", "2,2024-01-02,2024-01-03", "2,2024-01-02,2024-01-04", "3,2024-01-03,2024-01-04", "3,2024-01-04,2024-01-09", "1,2024-01-03,2024-01-03"}',
 '2024-01-02 1: 0=0 1=1
2024-01-03 1: 0=0 1=1', NULL),
('now before the last activity', '{"period": "day", "zone": "UTC", "now": "2024-01-02 23:59:59"}',
 '{"1,2024-01-01,2024-01-03"}', '2024-01-01 1: 0=0 1=0* 2=1*', NULL),
('nobody with a cohort', '{"period": "day", "zone": "UTC"}', '{"1,,2024-01-03", ",2024-01-01,2024-01-02"}', NULL, NULL);

INSERT INTO ask SELECT (json_populate_record(NULL::ask, ('{"given": true, "rolling": false, "later": false, "recurring": false, "before": false}'::jsonb || asked::jsonb || jsonb_build_object('g', -n))::json)).* FROM story;
INSERT INTO seen (g, contact, cohort_at, active_at, value)
SELECT -n, nullif(f[1], '')::bigint, nullif(f[2], '')::timestamptz, nullif(f[3], '')::timestamptz, extract(day FROM nullif(f[3], '')::date)
FROM story, unnest(rows) AS r, string_to_array(r, ',') AS f;

/* ---- The cases: by chance ---- */

-- A period, how many seconds it lasts more or less, over how many the times lie
CREATE TEMP TABLE period (name text, seconds int, reach int);
INSERT INTO period VALUES ('minute', 60, 14), ('hour', 3600, 16), ('day', 86400, 20), ('week', 604800, 16), ('month', 2629800, 14), ('quarter', 7889400, 9), ('year', 31557600, 6),
	('90 minutes', 5400, 12), ('36 hours', 129600, 12), ('10 days', 864000, 12);

CREATE FUNCTION pg_temp.chance(n bigint, seed bigint, choices bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT (hashint8extended($1, $2) & 1152921504606846975) % $3 $$;

-- An instant around another: anywhere, whole periods away, or where the local
-- day, week, month or its last day begins, or the microsecond before.
CREATE FUNCTION pg_temp.instant(period, zone text, around timestamptz, n bigint, seed bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
	SELECT CASE pg_temp.chance(n, seed + 1, 10)
			WHEN 0 THEN around + pg_temp.chance(n, seed + 2, $1.reach) * $1.seconds * interval '1 s'
			WHEN 1 THEN around - pg_temp.chance(n, seed + 2, $1.reach) * $1.seconds * interval '1 s' - interval '1 us'
			WHEN 2 THEN trunc WHEN 3 THEN trunc - interval '1 us'
			WHEN 4 THEN coalesce(whole, trunc)
			WHEN 5 THEN coalesce(whole + interval '31 days' - interval '1 us', at)
			ELSE at END
	FROM (SELECT around + (pg_temp.chance(n, seed, 1000003) / 1000003.0 - 0.5) * $1.reach * $1.seconds * interval '1 s' AS at) AS a,
		 LATERAL (SELECT date_trunc(CASE WHEN $1.seconds < 86400 THEN CASE $1.name WHEN 'minute' THEN 'minute' ELSE 'hour' END ELSE 'day' END, at, zone) AS trunc,
						 CASE WHEN $1.seconds > 86400 THEN date_trunc(CASE WHEN pg_temp.months($1.name) > 0 THEN 'month' ELSE 'week' END, at, zone) END AS whole) AS t
$$;

-- Each option alone, then some together: bits say which. Twenty-three, so that what
-- goes by the number of the case has nothing to do with its options.
INSERT INTO ask
SELECT row_number() OVER (ORDER BY period.name, zone, given, n), given, period.name, zone, bits & 1 > 0, bits & 2 > 0, bits & 4 > 0, bits & 8 > 0,
	   CASE WHEN bits & 16 > 0 AND bits & 32 = 0 THEN (ARRAY['{0,1,3,7,14,30}', '{0,1,7-7,30-30}', '{0-0}', '{2}', '{0,2-3,5}', '{1-1,4-9,10-10}', '{0-1,2,4,8-200}'])[1 + pg_temp.chance(seed, 1, 7)]::text[] END,
	   CASE WHEN bits & 32 > 0 THEN 1 + pg_temp.chance(seed, 2, 8) END,
	   CASE WHEN bits & 64 > 0 THEN pg_temp.instant(period, zone, around + pg_temp.chance(seed, 11, 3) * period.reach / 2 * period.seconds * interval '1 s', seed, 3) END,
	   CASE WHEN bits & 128 > 0 THEN least(a, b) END, CASE WHEN bits & 256 > 0 THEN greatest(a, b) + interval '1 us' END, around
FROM period, generate_series(1, 23) AS n, unnest('{false,true}'::boolean[]) AS given,
	 (SELECT zone, array_agg(around ORDER BY around) AS arounds FROM place GROUP BY zone) AS z,
	 hashtextextended(period.name || zone || n, given::int) AS seed,
	 LATERAL (SELECT CASE WHEN n <= 10 THEN 1 << (n - 1) ELSE (pg_temp.chance(seed, 12, 1024) & pg_temp.chance(seed, 13, 1024))::int END AS bits) AS b,
	 LATERAL (SELECT arounds[1 + pg_temp.chance(seed, 4, cardinality(arounds))] AS around) AS p,
	 LATERAL (SELECT pg_temp.instant(period, zone, around, seed, 5) AS a, pg_temp.instant(period, zone, around, seed, 8) AS b) AS f;

-- Up to eight contacts with one of four cohort times each, or all; activity at
-- those and other times
INSERT INTO seen
SELECT g, CASE WHEN pg_temp.chance(seed, 1, 12) > 0 THEN person END,
	   CASE WHEN pg_temp.chance(seed, 3, 5) > 0 THEN pg_temp.instant(p, zone, around, g * 4::bigint + pg_temp.chance(CASE WHEN g % 4 = 0 THEN seed ELSE g * 8::bigint + person END, 4, 4), 5) END,
	   CASE pg_temp.chance(seed, 6, 8) WHEN 0 THEN NULL WHEN 1 THEN pg_temp.instant(p, zone, around, g * 4::bigint + seed % 4, 5)
			ELSE pg_temp.instant(p, zone, around, seed % CASE WHEN given THEN 1000000 ELSE 800 END, 7) END,
	   CASE WHEN pg_temp.chance(seed, 8, 6) > 0 THEN pg_temp.chance(seed, 9, 4000) / 4.0 - 200 END
FROM ask JOIN period AS p ON p.name = ask.period, generate_series(1, pg_temp.chance(g, 10, 32)) AS n,
	 LATERAL (SELECT g::bigint * 100 + n AS seed, pg_temp.chance(g::bigint * 100 + n, 2, 1 + g % 8) AS person) AS s
WHERE g > 0;
INSERT INTO seen SELECT * FROM seen WHERE g > 0 AND g % 5 = 0;

-- Options as text: in any order, defaults said or left out, times with any offset
UPDATE ask SET options = (
	SELECT coalesce(string_agg(word, CASE WHEN g % 2 = 0 THEN ',' ELSE ', ' END ORDER BY pg_temp.noise(g, place)), '')
	FROM unnest(ARRAY[CASE WHEN rolling THEN 'rolling' WHEN g % 3 = 0 THEN 'calendar' END, CASE WHEN later THEN 'on_or_after' WHEN g % 5 = 0 THEN 'on' END,
					  CASE WHEN recurring THEN 'recurring' WHEN g % 7 = 0 THEN 'first_time' END, CASE WHEN before THEN 'before' END,
					  'brackets=' || array_to_string(brackets, ','), 'periods=' || periods, 'now=' || now,
					  'cohort_from=' || to_char(cohort_from, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'cohort_until=' || (cohort_until AT TIME ZONE '-05:30') || '+05:30'])
		 WITH ORDINALITY AS w (word, place)
	WHERE word IS NOT NULL);
ANALYZE ask, seen;

SELECT pg_temp.make_plain();

/* ---- The oracle, as a reader counts ---- */

CREATE FUNCTION pg_temp.tell(g int, with_values boolean) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(line, E'\n' ORDER BY cohort)
	FROM (SELECT cohort,
				 CASE WHEN $2 THEN cohort || ': ' || string_agg(format('%s=%s/%s', period_number, total, cumulative_total), ' ' ORDER BY period_number)
				 ELSE format('%s %s: ', cohort, size)
					  || string_agg(concat(period_number, CASE WHEN last_period IS NULL THEN '-' WHEN last_period > period_number THEN '-' || last_period END, '=', active, CASE WHEN NOT is_complete THEN '*' END), ' ' ORDER BY period_number)
				 END AS line
		  FROM plain WHERE g = $1 GROUP BY cohort, size) AS lines
$$;

SELECT is(pg_temp.tell(-n, false), told, about) FROM story ORDER BY n;
SELECT is(pg_temp.tell(-n, true), worth, about || ', what they are worth') FROM story WHERE worth IS NOT NULL ORDER BY n;

/* ---- The aggregates, as the oracle ---- */

SELECT pg_temp.check_cells(aggregate, form, given, 'g < 0', 'the stories')
FROM ours, unnest('{true,false}'::boolean[]) AS given, unnest('{bigint,text,uuid}'::text[]) AS form
ORDER BY 1;

SELECT pg_temp.check_cells(aggregate, form.name, given, format('g > 0 AND period = %L', period.name), 'cases of ' || period.name)
FROM ours, form, unnest('{true,false}'::boolean[]) AS given, period
ORDER BY period.seconds, aggregate, form.name, given;

-- Arguments as they are written in a query, without options where there are none
CREATE FUNCTION pg_temp.check_written(aggregate text, given boolean, part int) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(string_agg(format('SELECT %s, place, cohort_start, size, period_number, active, is_complete, %s::text
			FROM (SELECT %s(%L, %L, contact, %s, active_at%s%s) AS cells FROM seen WHERE g = %1$s) AS a, unnest(cells) WITH ORDINALITY AS c (%9$s, place)',
				g, number, $1, CASE WHEN part % 2 = 0 THEN upper(period) ELSE period END, zone, CASE WHEN $2 THEN 'cohort_at' ELSE 'NULL' END,
				CASE $1 WHEN 'cohort_value' THEN ', value' END, CASE WHEN options <> '' THEN ', ' || quote_literal(options) END, names), ' UNION ALL '),
		format('SELECT g, place, cohort_start, size, period_number, active, is_complete, %s::text FROM plain WHERE g = ANY (%L)', min(number), array_agg(g)),
		format('%s, %s, as written, part %s', $1, CASE WHEN $2 THEN 'cohort times given' ELSE 'first activity' END, part))
	FROM ask, (VALUES ('cohort_retention', 'rate', 'cohort, size, period_number, active, rate, is_complete, cohort_start, last_period'),
					  ('cohort_value', 'cumulative_total', 'cohort, size, period_number, active, total, average, cumulative_total, cumulative_average, is_complete, cohort_start, last_period'))
			   AS v (called, number, names)
	WHERE called = $1 AND given = $2 AND g % 61 = part AND g > 0
	  AND ($1 = 'cohort_retention' OR NOT later AND (NOT rolling OR pg_temp.length(period) IS NULL))
$$;

CREATE INDEX ON seen (g);
SELECT pg_temp.check_written(aggregate, given, part)
FROM ours, unnest('{true,false}'::boolean[]) AS given, generate_series(1, 4) AS part
ORDER BY aggregate, given, part;

/* ---- Bounds in the hour that comes twice ---- */

-- of Azores' 2024-10-27, which begins at 00:00 UTC: clocks go back from 01:00 to midnight
SELECT is((SELECT array_agg(format('%s %s', cohort, cohort_start AT TIME ZONE 'UTC') ORDER BY cohort)
		   FROM unnest((SELECT cohort_retention('day', 'Atlantic/Azores', k, NULL, at, options) FROM (VALUES (1, timestamptz '2024-10-26 12:00+00'), (2, '2024-10-27 00:40+00'), (3, '2024-10-28 12:00+00')) AS v (k, at))) WHERE period_number = 0), wanted, options)
FROM (VALUES ('cohort_from=2024-10-27T00:00:00Z', '{2024-10-27 2024-10-27 00:00:00,2024-10-28 2024-10-28 01:00:00}'::text[]), ('cohort_from=2024-10-27T00:30:00Z', '{2024-10-28 2024-10-28 01:00:00}'),
			 ('cohort_until=2024-10-27T00:00:00Z', '{2024-10-26 2024-10-26 00:00:00}'), ('cohort_until=2024-10-27T00:30:00Z', '{2024-10-26 2024-10-26 00:00:00,2024-10-27 2024-10-27 00:00:00}')) AS v (options, wanted);

/* ---- Clocks that go back by two weeks ---- */

CREATE TEMP TABLE back AS
SELECT i % 5 AS k, timestamptz '2023-09-01 00:00+00' + i * interval '7 h' AS at FROM generate_series(1, 220) AS i;
SELECT pg_temp.agree(format($$SELECT cohort, size FROM unnest((SELECT %s FROM back)) WHERE period_number = 0 AND size > 0$$, call),
					 $$SELECT (at AT TIME ZONE 'AAA167BBB-167,M3.2.0,M11.1.0')::date, count(DISTINCT k) FROM back GROUP BY 1$$, call)
FROM unnest(ARRAY['cohort_retention(''day'', ''AAA167BBB-167,M3.2.0,M11.1.0'', k, NULL, at, ''recurring'')', 'cohort_value(''day'', ''AAA167BBB-167,M3.2.0,M11.1.0'', k, NULL, at, 1, ''recurring'')',
				  'cohort_value(''day'', ''AAA167BBB-167,M3.2.0,M11.1.0'', k, at, at, 1, ''recurring'')']) AS call;

SELECT * FROM finish();
ROLLBACK;
