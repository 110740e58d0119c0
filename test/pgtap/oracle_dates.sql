/*
 * date_preset against instants all around its bounds: one is in the range if and
 * only if its local date is, by PostgreSQL's own dates, also where clocks change
 * at midnight.
 */
\ir lib/oracle.sql

SELECT plan(14);

-- What each name means in dates: the first day, and the one after the last
CREATE FUNCTION pg_temp.days(name text, today date, OUT first date, OUT after date)
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE name WHEN 'today' THEN today WHEN 'yesterday' THEN today - 1 WHEN 'last_7_days' THEN today - 6 WHEN 'last_30_days' THEN today - 29 WHEN 'last_90_days' THEN today - 89 WHEN '400d' THEN today - 399
					 WHEN 'this_week' THEN monday WHEN 'last_week' THEN monday - 7 WHEN 'this_month' THEN month WHEN 'last_month' THEN (month - interval '1 month')::date
					 WHEN 'this_quarter' THEN quarter WHEN 'last_quarter' THEN (quarter - interval '3 months')::date WHEN 'last_year' THEN (year - interval '1 year')::date ELSE year END,
		   CASE name WHEN 'yesterday' THEN today WHEN 'this_week' THEN monday + 7 WHEN 'last_week' THEN monday WHEN 'this_month' THEN (month + interval '1 month')::date WHEN 'last_month' THEN month
					 WHEN 'this_quarter' THEN (quarter + interval '3 months')::date WHEN 'last_quarter' THEN quarter WHEN 'this_year' THEN (year + interval '1 year')::date WHEN 'last_year' THEN year ELSE today + 1 END
	FROM (SELECT today - (extract(isodow FROM today)::int - 1) AS monday, date_trunc('month', today)::date AS month, date_trunc('quarter', today)::date AS quarter, date_trunc('year', today)::date AS year) AS s
$$;

-- Around the changes of clocks, at midnight and elsewhere, and around New Year
CREATE TEMP TABLE given AS
SELECT zone, name, at, (pg_temp.days(name, (at AT TIME ZONE zone)::date)).*, date_preset(name, zone, at) AS range
FROM (VALUES ('UTC', '2026-01-01'), ('Europe/Berlin', '2026-03-29'), ('Europe/Berlin', '2026-10-25'), ('Europe/Berlin', '2024-02-29'), ('America/New_York', '2027-01-01'), ('America/Havana', '2026-11-01'),
			 ('America/Havana', '2026-03-08'), ('America/Sao_Paulo', '2018-11-04'), ('America/Sao_Paulo', '2019-02-17'), ('Asia/Gaza', '2024-04-20'), ('Asia/Kolkata', '2026-07-01'), ('Australia/Lord_Howe', '2026-04-05'),
			 ('Asia/Tehran', '2021-03-22'), ('Pacific/Kiritimati', '2026-12-31'), ('Africa/Cairo', '2026-04-24'), ('Asia/Amman', '2021-10-29')) AS z (zone, day),
	 unnest('{today,yesterday,last_7_days,last_30_days,last_90_days,400d,this_week,last_week,this_month,last_month,this_quarter,last_quarter,year_to_date,this_year,last_year}'::text[]) AS name,
	 generate_series(day::timestamptz - interval '30 h', day::timestamptz + interval '54 h', interval '6 h 59 min') AS at;
SELECT cmp_ok(count(*), '>=', 2500::bigint, 'there are ranges') FROM given;

SELECT is_empty($$
	SELECT zone, name, at, range, x FROM (SELECT DISTINCT ON (zone, range, first, after) * FROM given) AS g,
		 LATERAL (SELECT lower(range) + g * interval '15 min' AS x FROM generate_series(-140, 140) AS g UNION ALL SELECT upper(range) + g * interval '15 min' FROM generate_series(-140, 140) AS g
				  UNION ALL SELECT unnest(ARRAY[lower(range), upper(range)]) - interval '1 us') AS s
	WHERE (x <@ range) <> ((x AT TIME ZONE zone)::date >= first AND (x AT TIME ZONE zone)::date < after)$$, 'what is in the range has a date in it, and nothing else');
SELECT is_empty($$SELECT * FROM given WHERE NOT lower_inc(range) OR upper_inc(range) OR lower(range) >= upper(range)$$, 'ranges are half open and never empty');
SELECT is_empty($$SELECT zone, at FROM given WHERE name IN ('today', 'last_7_days', 'this_week', 'this_month', 'this_quarter', 'this_year', 'year_to_date') AND NOT at <@ range$$, 'now is in those that hold today');
SELECT is_empty($$SELECT t.zone, t.at FROM given AS t JOIN given AS l USING (zone, at) WHERE (t.name, l.name) IN (('today', 'yesterday'), ('this_week', 'last_week'), ('this_month', 'last_month'), ('this_quarter', 'last_quarter'), ('this_year', 'last_year'))
				  AND lower(t.range) <> upper(l.range)$$, 'the last one ends where this one begins');
SELECT is_empty($$SELECT zone, at, name FROM given WHERE report_range(name, zone => zone, as_of => at) <> range$$, 'report_range gives the same');
SELECT is_empty($$
	SELECT name FROM pg_timezone_names, generate_series('1999-12-31 12:00+00'::timestamptz, '2029-12-31', '1 year 37 days') AS at, LATERAL (SELECT date_preset('last_week', name, at)) AS r (range)
	WHERE name !~ '^(posix|right)/|^(Factory|localtime|posixrules)$' AND (lower(range) AT TIME ZONE name, upper(range) AT TIME ZONE name) <> (date_trunc('week', at AT TIME ZONE name) - interval '7 days', date_trunc('week', at AT TIME ZONE name))$$,
	'weeks begin on Monday at midnight in every zone');

-- the ends of time
SELECT is(date_preset('today', 'UTC', '4714-11-24 12:00+00 BC'), tstzrange('4714-11-24 00:00+00 BC', '4714-11-25 00:00+00 BC'), 'the first day of all');
SELECT is(date_preset('today', 'FOO167', '294276-12-31 22:00+00'), tstzrange('294276-12-30 23:00+00', '294276-12-31 23:00+00'), 'the last that ends in time');
SELECT throws_ok(format('SELECT date_preset(''today'', %L, %L)', zone, at), '22008', 'timestamp out of range', format('%s of %s', at, zone))
FROM (VALUES ('UTC', timestamptz '294276-12-31 12:00+00'), ('FOO167', '294276-12-31 23:00+00'), ('FOO-100', '4714-11-24 00:00+00 BC'), ('FOO167', '4714-11-24 00:00+00 BC'), ('FOO-167', '294276-12-31 12:00+00')) AS v (zone, at);

SELECT * FROM finish();
ROLLBACK;
