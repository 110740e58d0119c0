--
-- Who comes back: four contacts of a shop
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET IntervalStyle = 'postgres';

-- Ann comes in January, February and March, Bob on the last day of January and
-- of February, Cem in March only, twice. Dan has signed up and never came. Of
-- two visits something is not known.
CREATE TABLE visits (
	contact_id	bigint,
	contact		text,
	signed_up	timestamptz,
	at			timestamptz,
	page		text
);
INSERT INTO visits VALUES
	(1,		'ann',	'2023-12-30 10:00',	'2024-01-05 10:00', 'home'),
	(1,		'ann',	NULL,				'2024-02-10 10:00', 'cart'),
	(1,		'ann',	'2024-02-01 10:00',	'2024-03-01 10:00', 'order'),
	(2,		'bob',	'2024-01-31 12:00',	'2024-01-31 12:00', 'home'),
	(2,		'bob',	'2024-01-31 12:00',	'2024-02-29 23:00', 'home'),
	(3,		'cem',	'2024-03-20 08:00',	'2024-03-15 12:00', 'order'),
	(3,		'cem',	'2024-03-20 08:00',	'2024-03-20 09:00', 'home'),
	(4,		'dan',	'2024-02-02 12:00',	NULL,				'home'),
	(NULL,	NULL,	'2023-01-01 00:00',	'2025-01-01 00:00', 'home'),
	(3,		'cem',	NULL,				NULL,				NULL);

--
-- retention
--

-- Met the first condition, and met each other one too; in whatever order
SELECT contact, retention(page = 'home', page = 'cart', page = 'order') FROM visits WHERE contact IS NOT NULL GROUP BY contact ORDER BY contact;
SELECT contact, retention(page = 'cart', page = 'home', page = 'order') FROM visits WHERE contact IS NOT NULL GROUP BY contact ORDER BY contact;

-- Few rows, or none: a NULL condition is false
SELECT retention(page = 'home', NULL, page = 'order') FILTER (WHERE contact = 'ann') AS ann,
	retention(NULL, page = 'home') AS first_unknown,
	retention(page = 'home', page = 'order') FILTER (WHERE contact = 'eva') AS nobody
FROM visits;
SELECT retention(page = 'home') AS no_rows FROM visits WHERE false;

-- So far, as a window function
SELECT at, page, retention(page = 'home', page = 'order') OVER (ORDER BY at) FROM visits WHERE contact = 'ann' ORDER BY at;

-- At most 32 conditions
SELECT retention(true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, false, true);
SELECT retention(true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true);
SELECT retention(page = 'home', page) FROM visits;
SELECT retention(VARIADIC ARRAY[true, false]);

--
-- cohort_retention
--

-- By the month of the first visit. Nobody is new in February, whose rate is not
-- known. March is not over at the end of the data.
SELECT c.* FROM unnest((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at) FROM visits)) c;

-- A line for each cohort: period=contacts, a bracket as from-to, * where it is
-- not complete
CREATE FUNCTION lines(cells retention_cell[]) RETURNS TABLE (cohort date, size bigint, cells text)
	LANGUAGE sql
	AS $$
		SELECT cohort, size, string_agg(concat(period_number,
			CASE WHEN last_period IS NULL THEN '-' WHEN last_period > period_number THEN '-' || last_period END,
			'=', active, CASE WHEN NOT is_complete THEN '*' END), ' ' ORDER BY place)
		FROM unnest(cells) WITH ORDINALITY AS c (cohort, size, period_number, active, rate, is_complete, cohort_start, last_period, place)
		GROUP BY cohort, size, cohort_start
		ORDER BY cohort_start
	$$;

-- Months from each contact's own first day: the 29th of February is a month after
-- the 31st of January, the 1st of March not two months after the 5th.
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'rolling') FROM visits));

-- A quarter or a year is enough for all.
SELECT * FROM lines((SELECT cohort_retention('quarter', 'UTC', contact_id, NULL, at) FROM visits));
SELECT * FROM lines((SELECT cohort_retention('Year', 'UTC', contact_id, NULL, at) FROM visits));

-- By the month of the sign-up, the first one given. Ann's of February does not
-- count. Dan is all of his cohort, and was never active.
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at) FROM visits));

-- What came before it: Cem's visit of the 15th, seen by the day
SELECT * FROM lines((SELECT cohort_retention('day', 'UTC', contact_id, signed_up, at, 'before, cohort_from=2024-03-01T00:00:00Z') FROM visits));

-- Each sign-up counts: Ann is in two cohorts.
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at, 'recurring, before') FROM visits));

-- Each month with a visit makes a cohort.
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'recurring') FROM visits));

-- Then or later
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at, 'on_or_after') FROM visits));

-- Defaults may be said.
SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at, 'calendar, on, first_time') = cohort_retention('month', 'UTC', contact_id, signed_up, at) AS same,
	cohort_retention('month', 'UTC', contact_id, signed_up, at, '') = cohort_retention('month', 'UTC', contact_id, signed_up, at) AS none,
	cohort_retention('month', 'UTC', contact_id, signed_up, at, ' first_time ,on,calendar ') = cohort_retention('month', 'UTC', contact_id, signed_up, at) AS blanks
FROM visits;

-- Few periods; what comes after them still counts as later.
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at, 'periods=1') FROM visits));
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at, 'periods=1, on_or_after') FROM visits));

-- Some cohorts: those that begin from here until before there
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'cohort_from=2024-01-01 00:00:00+00, cohort_until=2024-03-01T00:00Z') FROM visits));
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'cohort_from=2024-01-01 00:00:01+00') FROM visits));
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'cohort_until=2024-01-01 00:00:00Z') FROM visits;

-- When April begins all months are over, and April itself is not one to show yet; from January there are the same ones.
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'now=2024-04-01T00:00:00Z') FROM visits));
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'now=2024-01-31T23:59:59.999999Z') FROM visits));

-- Brackets of days from the first one. Ann is there after 36 days and 56, Bob
-- after 29, Cem after 5.
SELECT * FROM lines((SELECT cohort_retention('day', 'UTC', contact_id, NULL, at, 'brackets=0,1,7,30') FROM visits)) WHERE size > 0;
SELECT * FROM lines((SELECT cohort_retention('day', 'UTC', contact_id, NULL, at, 'rolling, brackets=0-0,5-5,29-36') FROM visits)) WHERE size > 0;
SELECT * FROM lines((SELECT cohort_retention('day', 'UTC', contact_id, NULL, at, 'brackets=0, 1 , 7-7,30-30,on_or_after') FROM visits)) WHERE size > 0;
SELECT cohort_retention('day', 'UTC', contact_id, NULL, at, 'brackets=0,1,7,30') = cohort_retention('day', 'UTC', contact_id, NULL, at, 'brackets="0, 1,7", 30') AS same
FROM visits;

-- Weeks begin on Monday, as 2024 does; the first days of 2021 are in one of 2020.
SELECT * FROM lines((SELECT cohort_retention('week', 'UTC', 1, NULL, at) FROM unnest('{2024-01-01,2024-01-07 23:59,2024-01-08}'::timestamptz[]) at));
SELECT * FROM lines((SELECT cohort_retention('week', 'UTC', 1, NULL, at) FROM unnest('{2020-12-28,2021-01-03 23:59,2021-01-04}'::timestamptz[]) at));

-- or on the contact's own day
SELECT * FROM lines((SELECT cohort_retention('week', 'UTC', 1, NULL, at, 'rolling') FROM unnest('{2024-01-03,2024-01-09 23:59,2024-01-10}'::timestamptz[]) at));

-- Hours count through a change of clocks: 03:30 is an hour after 01:30 on the day
-- that has no 02:30.
SELECT * FROM lines((SELECT cohort_retention('hour', 'America/New_York', 1, NULL, at) FROM unnest('{2024-03-10 01:30-05,2024-03-10 03:30-04}'::timestamptz[]) at));
SELECT * FROM lines((SELECT cohort_retention('minute', 'UTC', 1, NULL, at, 'rolling') FROM unnest('{2024-03-10 01:30:30,2024-03-10 01:31:29,2024-03-10 01:32:30}'::timestamptz[]) at));

-- An interval: ten days from Monday 2000-01-03 on, or from the first visit
SELECT c.cohort, c.cohort_start, c.size, c.period_number, c.active, c.is_complete
FROM unnest((SELECT cohort_retention('10 days', 'UTC', 1, NULL, at) FROM unnest('{2000-01-12 23:59:59,2000-01-13,2000-01-23}'::timestamptz[]) at)) c;
SELECT * FROM lines((SELECT cohort_retention('10 days', 'UTC', 1, NULL, at, 'rolling') FROM unnest('{2000-01-12 23:59:59,2000-01-13,2000-01-23}'::timestamptz[]) at));
SELECT * FROM lines((SELECT cohort_retention('36 hours', 'UTC', 1, NULL, at) FROM unnest('{2000-01-04 11:59:59,2000-01-04 12:00}'::timestamptz[]) at));

-- It is another month elsewhere; and a day may have no midnight.
SELECT zone, l.* FROM unnest('{UTC,America/New_York,Asia/Kolkata}'::text[]) zone,
	LATERAL lines((SELECT cohort_retention('month', zone, 1, NULL, at) FROM unnest('{2024-02-01 00:30+00,2024-02-29 18:30+00}'::timestamptz[]) at)) l;
SELECT c.cohort, c.cohort_start FROM unnest((SELECT cohort_retention('day', 'America/Sao_Paulo', 1, NULL, at, 'recurring') FROM unnest('{2017-10-14 12:00+00,2017-10-15 12:00+00}'::timestamptz[]) at)) c
WHERE c.period_number = 0;

-- Neither the order of rows matters, nor that they come twice, nor the session.
SELECT (SELECT cohort_retention('week', 'Asia/Tokyo', contact_id, signed_up, at, 'before') FROM (SELECT * FROM visits ORDER BY at DESC OFFSET 0) s)
	= (SELECT cohort_retention('week', 'Asia/Tokyo', contact_id, signed_up, at, 'before') FROM (SELECT * FROM visits UNION ALL SELECT * FROM visits ORDER BY at) s) AS same;
SET TimeZone = 'Pacific/Auckland';
SELECT * FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, NULL, at) FROM visits));
SET TimeZone = 'UTC';

-- Whatever the contact is, the cells are the same.
SELECT count(*), count(DISTINCT cells) AS different FROM unnest((SELECT ARRAY[
	cohort_retention('month', 'UTC', contact_id, NULL, at)::text, cohort_retention('month', 'UTC', contact_id, NULL, at, '')::text,
	cohort_retention('month', 'UTC', contact_id::smallint, NULL, at)::text, cohort_retention('month', 'UTC', contact_id::integer, NULL, at, '')::text,
	cohort_retention('month', 'UTC', contact, NULL, at)::text, cohort_retention('month', 'UTC', contact, NULL, at, '')::text,
	cohort_retention('month', 'UTC', contact::varchar(40), NULL, at)::text, cohort_retention('month', 'UTC', contact::name, NULL, at, '')::text,
	cohort_retention('month', 'UTC', md5(contact)::uuid, NULL, at)::text, cohort_retention('month', 'UTC', md5(contact)::uuid, NULL, at, '')::text]
FROM visits)) cells;

-- Literals without a type
SELECT cohort_retention('month', 'UTC', 'ann', NULL, '2024-05-01 10:00'), cohort_retention('month', 'UTC', 'ann', '2024-05-01 10:00', '2024-05-01 10:00', 'periods=1');

-- First activity where there is no cohort time for any row: an expression that is
-- NULL; a column that happens to be is something else.
SELECT cohort_retention('month', 'UTC', contact_id, nullif(1, 1)::text::timestamptz, at) = cohort_retention('month', 'UTC', contact_id, NULL, at) AS expression,
	cohort_retention('month', 'UTC', contact_id, (SELECT NULL::timestamptz), at) = cohort_retention('month', 'UTC', contact_id, NULL, at) AS subquery,
	cohort_retention('month', 'UTC', contact_id, nullif(at, at), at) AS of_no_cohort
FROM visits;

-- By something else
SELECT page, l.* FROM (SELECT page, cohort_retention('month', 'UTC', contact_id, NULL, at) AS cells FROM visits GROUP BY page) s, lines(cells) l ORDER BY page, cohort;

-- Rows that do not count
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at) AS no_rows FROM visits WHERE false;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at) AS nothing_known FROM visits WHERE contact_id IS NULL OR at IS NULL;
SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at) AS no_sign_up FROM visits WHERE signed_up IS NULL;
SELECT l.* FROM lines((SELECT cohort_retention('month', 'UTC', contact_id, signed_up, at) FROM visits WHERE contact = 'dan')) l;

-- So far, as a window function
SELECT at, cohort_retention('month', 'UTC', contact_id, NULL, at) OVER (ORDER BY at) AS so_far
FROM visits WHERE contact = 'cem' AND at IS NOT NULL ORDER BY at;

-- What cannot be asked for
SELECT cohort_retention(NULL, 'UTC', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('month', NULL, contact_id, NULL, at) FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, NULL) FROM visits;
SELECT cohort_retention('fortnight', 'UTC', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('2 months', 'UTC', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('-1 days', 'UTC', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('0 days', 'UTC', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('2000000000 days', 'UTC', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('month', 'Atlantis', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'rollin') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'rolling,') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'rolling, calendar') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'on_or_after, on') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'first_time, recurring') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'before, before') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'rolling=yes') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'rolling[2]') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'periods') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'periods=0') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'periods=100001') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'periods=2, brackets=0,1') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=0,3,1') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=0,0') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=0-3,3') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=3-1') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=-1') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=0,1,2x') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=0,2147483648') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=0,1,before,3') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'brackets=' || (SELECT string_agg(n::text, ',' ORDER BY n) FROM generate_series(0, 100) n)) FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'now=2024-04-01') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'cohort_from=yesterday') FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, CASE contact WHEN 'ann' THEN 'infinity' ELSE at END) FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, CASE contact WHEN 'ann' THEN '-infinity' ELSE at END, at) FROM visits;
SELECT cohort_retention(CASE contact WHEN 'ann' THEN 'month' ELSE 'week' END, 'UTC', contact_id, NULL, at) FROM visits;
SELECT cohort_retention('month', CASE contact WHEN 'ann' THEN 'UTC' ELSE 'Etc/UTC' END, contact_id, NULL, at) FROM visits;
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, CASE contact WHEN 'ann' THEN 'before' ELSE '' END) FROM visits;
SELECT cohort_retention('month', 'UTC', '{}'::json, NULL, at) FROM visits;

-- Wrong even without a row, as far as it is known then
SELECT cohort_retention('month', 'UTC', contact_id, NULL, at, 'rollin') FROM visits WHERE false;
SELECT cohort_retention(NULL, 'UTC', contact_id, NULL, at) FROM visits WHERE false;
SELECT cohort_retention(page, 'UTC', contact_id, NULL, at) FROM visits WHERE false;

-- The same for each row is no change, however it is written.
SELECT cardinality(cohort_retention(CASE contact WHEN 'ann' THEN 'month' ELSE 'mon' || 'th' END, 'UTC', contact_id, NULL, at, left(contact, 0)))
FROM visits WHERE contact IS NOT NULL;

-- A cohort and a period for each minute of seventy days would be too much, two
-- periods for each cohort are not.
SELECT cohort_retention('minute', 'UTC', contact_id, NULL, at) FROM visits;
SELECT count(*) FROM unnest((SELECT cohort_retention('minute', 'UTC', contact_id, NULL, at, 'periods=2') FROM visits));

-- All times that there are
SELECT c.cohort, c.size, count(*), sum(c.active) AS active, max(c.period_number) AS last
FROM unnest((SELECT cohort_retention('year', 'UTC', 1, NULL, at, 'brackets=0,1,298987') FROM unnest('{4714-11-24 00:00+00 BC,2024-01-01 00:00+00,294276-12-31 23:59:59.999999+00}'::timestamptz[]) at)) c
WHERE c.size > 0 GROUP BY c.cohort, c.size;
SELECT c.cohort, c.size, c.period_number, c.active
FROM unnest((SELECT cohort_retention('year', 'UTC', 1, NULL, at, 'rolling, brackets=0,1,298987,298988') FROM unnest('{4714-11-24 00:00+00 BC,2024-01-01 00:00+00,294276-12-31 23:59:59.999999+00}'::timestamptz[]) at)) c
WHERE c.size > 0;

DROP FUNCTION lines(retention_cell[]);
DROP TABLE visits;
