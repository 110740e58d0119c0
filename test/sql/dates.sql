--
-- Ranges of dates as reports offer them, and pages of lists
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Thursday 2026-05-14, after midnight in Berlin, where it is two hours later
-- than in UTC. Days end with today; weeks begin on Monday.
CREATE VIEW presets AS
SELECT name, lower(r) AT TIME ZONE 'Europe/Berlin' AS first, upper(r) AT TIME ZONE 'Europe/Berlin' AS up_to, upper(r) - lower(r) AS length
FROM unnest('{today,yesterday,last_7_days,last_30_days,last_90_days,this_week,last_week,this_month,last_month,this_quarter,last_quarter,year_to_date,this_year,last_year}'::text[])
		 WITH ORDINALITY AS p (name, place),
	 date_preset(name, 'Europe/Berlin', '2026-05-13 22:30+00') AS r
ORDER BY place;
SELECT * FROM presets;

-- All time has no bounds.
SELECT date_preset('all');

-- Case, blanks, hyphens and underscores make no difference; any number of days
-- will do.
SELECT name, date_preset(name, as_of => '2026-05-14 12:00+00') AS range
FROM unnest('{Last 7 Days,LAST-7-DAYS,last7days,7d,7 days,28d,last 1 day,ytd,Year-to-date}'::text[]) AS name;

-- Days on which clocks change have 23 and 25 hours; the days of a range that
-- holds such a day still begin at midnight. In Havana the clocks go back from one
-- to midnight, which comes twice: the day begins with the first. In Sao Paulo
-- they went from midnight to one: the day begins at one. Samoa left a day out.
SELECT zone, as_of, name, lower(r) AS first, upper(r) AS up_to, upper(r) - lower(r) AS length
FROM (VALUES ('Europe/Berlin', '2026-03-29 12:00+02', 'today'), ('Europe/Berlin', '2026-10-25 12:00+01', 'today'), ('Europe/Berlin', '2026-10-27 12:00+01', 'last_7_days'),
			 ('America/Havana', '2024-11-03 12:00-05', 'today'), ('America/Havana', '2024-11-03 12:00-05', 'yesterday'),
			 ('America/Sao_Paulo', '2018-11-04 12:00-02', 'today'), ('Pacific/Apia', '2011-12-31 12:00+14', 'yesterday'), ('Pacific/Apia', '2011-12-31 12:00+14', 'last_7_days')) AS v (zone, as_of, name),
	 date_preset(name, zone, as_of::timestamptz) AS r;

-- Leap years, and years that begin within a week
SELECT name, date_preset(name, 'UTC', as_of::timestamptz) AS range
FROM (VALUES ('last_month', '2024-03-31 12:00+00'), ('last_month', '2026-03-31 12:00+00'), ('last_quarter', '2026-01-01 00:00+00'), ('this_week', '2027-01-01 12:00+00'), ('last_week', '2027-01-01 12:00+00')) AS v (name, as_of);

-- A report has a preset, or dates, or the last 30 days.
SELECT report_range(as_of => '2026-05-14 12:00+00') = date_preset('last_30_days', as_of => '2026-05-14 12:00+00') AS by_default,
	report_range() = date_preset('30d') AS until_now,
	report_range('last week', zone => 'Asia/Tokyo', as_of => '2026-05-14 12:00+00') AS by_name;
SELECT report_range(NULL, '2026-05-01', '2026-06-01') AS both, report_range(NULL, '2026-05-01') AS "from", report_range(NULL, NULL, '2026-06-01') AS "to", report_range('all') AS "all";
SELECT report_range(NULL, '-infinity', 'infinity') AS infinite;

-- Pages
SELECT page, size, page_offset(page, size) FROM (VALUES (1, 20), (2, 20), (3, 100), (2147483647, 100)) AS v (page, size);

-- What is wrong is said.
SELECT date_preset('fortnight');
SELECT date_preset('today', 'Europe/Atlantis');
SELECT report_range('today', '2026-05-01');
SELECT report_range(NULL, '2026-05-01', '2026-05-01');
SELECT page_offset(0, 20);
SELECT page_offset(1, 101);

DROP VIEW presets;
