--
-- What the customers of a shop were worth, by when they came
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Ann and Bob first order in January, Cem in March. Ann comes back twice in
-- February, once for nothing, and both she and Bob in March. Of three rows
-- something is not known.
CREATE TABLE orders (
	shop		text,
	contact_id	bigint,
	contact		text,
	signed_up	timestamptz,
	at			timestamptz,
	amount		float8
);
INSERT INTO orders VALUES
	('web',		1, 'ann', '2024-01-10', '2024-01-10 12:00', 10),
	('web',		1, 'ann', '2024-01-10', '2024-02-05 09:00', 20),
	('store',	1, 'ann', '2024-01-10', '2024-02-09 09:00', NULL),
	('store',	1, 'ann', '2024-01-10', '2024-03-10 11:00', 4),
	('web',		2, 'bob', '2024-01-31', '2024-01-02 18:00', 6),
	('store',	2, 'bob', '2024-01-31', '2024-03-01 00:00', 1.5),
	('web',		3, 'cem', '2024-03-15', '2024-03-15 10:00', 7),
	('web',		3, 'cem', '2024-03-15', '2024-03-15 10:00', 7),
	('web',		NULL, NULL, '2024-01-01', '2024-04-01', 1000),
	('web',		3, 'cem', '2024-03-15', NULL, 1000),
	('web',		4, 'dan', '2024-02-14', NULL, NULL);

-- By first order. In January 10 + 6; the cohort of February is empty; two equal
-- orders are two. The end of the data is Cem's.
SELECT c.cohort, c.size, c.period_number AS n, c.active, c.total, c.average, c.cumulative_total, c.cumulative_average, c.is_complete AS complete
FROM unnest((SELECT cohort_value('month', 'UTC', contact_id, NULL, at, amount) FROM orders)) c;

-- By the date of signing up: Bob's first order was before it, yet in the same
-- month. Dan never ordered.
SELECT c.cohort, c.size, c.period_number AS n, c.active, c.total, c.average, c.cumulative_total, c.cumulative_average, c.is_complete AS complete
FROM unnest((SELECT cohort_value('month', 'UTC', contact_id, signed_up, at, amount) FROM orders)) c;

-- In months of their own: Bob's first order is before the start, his second
-- one month after the last of January; Ann's last one two months to the day.
SELECT c.cohort, c.size, c.period_number AS n, c.active, c.total, c.cumulative_total, c.is_complete AS complete, c.cohort_start, c.last_period
FROM unnest((SELECT cohort_value('month', 'UTC', contact_id, signed_up, at, amount, 'rolling, before') FROM orders)) c;

-- Brackets of days leave orders out that the cumulative total has: 30 until day
-- 26, 4 on day 60; 6 on day 0, 1.5 on day 59.
SELECT c.cohort, c.size, c.period_number AS n, c.last_period AS last, c.active, c.total, c.cumulative_total, c.is_complete AS complete
FROM unnest((SELECT cohort_value('day', 'UTC', contact_id, NULL, at, amount, 'rolling, brackets=0, 7-20, 60-60, 61') FROM orders)) c
WHERE c.size > 0;

-- Recurring: who orders joins the month's cohort. In February Ann does, whose
-- order in March is one month later.
SELECT c.cohort, c.size, c.period_number AS n, c.active, c.total, c.cumulative_total
FROM unnest((SELECT cohort_value('month', 'UTC', contact_id, NULL, at, amount, 'recurring, periods=2') FROM orders)) c;

-- Some of the cohorts, at a later time
SELECT c.cohort, c.period_number AS n, c.total, c.is_complete AS complete
FROM unnest((SELECT cohort_value('quarter', 'America/New_York', contact_id, NULL, at, amount, 'now=2024-04-01T04:00Z, cohort_from=2024-01-01T05:00Z') FROM orders)) c;

-- Whatever the contact is, and in whatever order, the cells are the same.
SELECT count(*), count(DISTINCT cells) AS different FROM unnest((SELECT ARRAY[
	cohort_value('month', 'UTC', contact_id, NULL, at, amount)::text, cohort_value('month', 'UTC', contact_id, NULL, at, amount, '')::text,
	cohort_value('month', 'UTC', contact, NULL, at, amount)::text, cohort_value('month', 'UTC', contact, NULL, at, amount, 'calendar')::text,
	cohort_value('month', 'UTC', md5(contact)::uuid, NULL, at, amount)::text, cohort_value('month', 'UTC', md5(contact)::uuid, NULL, at, amount, 'on, first_time')::text,
	cohort_value('month', 'UTC', contact_id, NULL, at, amount ORDER BY at DESC, amount)::text,
	cohort_value('month', 'UTC', contact_id, NULL, at, amount ORDER BY amount, contact)::text]
FROM orders)) cells;

-- Sizes, activity and completeness are those of cohort_retention.
SELECT (SELECT array_agg(ROW(cohort, size, period_number, active, is_complete, cohort_start, last_period)) FROM unnest(value))
	= (SELECT array_agg(ROW(cohort, size, period_number, active, is_complete, cohort_start, last_period)) FROM unnest(retention)) AS same
FROM (SELECT cohort_value('week', 'Asia/Kolkata', contact_id, signed_up, at, amount, 'before') AS value,
	cohort_retention('week', 'Asia/Kolkata', contact_id, signed_up, at, 'before') AS retention FROM orders) s;

-- By shop: a contact is new in each
SELECT shop, c.cohort, c.period_number AS n, c.size, c.total
FROM (SELECT shop, cohort_value('quarter', 'UTC', contact_id, NULL, at, amount) AS cells FROM orders GROUP BY shop) s, unnest(cells) c
ORDER BY shop, c.cohort, n;

-- What rounding would lose is not lost: 0.1 thirty times, and 1 beside what is
-- very large.
SELECT c.total, c.cumulative_total FROM unnest((
	SELECT cohort_value('day', 'UTC', 1::bigint, NULL, '2024-01-01', 0.1) FROM generate_series(1, 30))) c;
SELECT c.total, c.average, c.cumulative_total FROM unnest((
	SELECT cohort_value('day', 'UTC', n, NULL, '2024-01-01', (ARRAY[1e100, 1, -1e100])[n]) FROM generate_series(1::bigint, 3) n)) c;

-- Values of all kinds: nothing, zeros, refunds
SELECT c.active, c.total, c.average FROM unnest((
	SELECT cohort_value('day', 'UTC', n, NULL, '2024-01-01', amount)
	FROM (VALUES (1::bigint, NULL::float8), (2, '-0'), (3, 0), (4, -8), (4, 5e-324)) v (n, amount))) c;
SELECT c.active, c.total, c.cumulative_average FROM unnest((SELECT cohort_value('day', 'UTC', 1::bigint, NULL, '2024-01-01', NULL) FROM generate_series(1, 2))) c;
SELECT cohort_value('day', 'UTC', n, NULL, '2024-01-01', 1e308) FROM generate_series(1::bigint, 2) n;

-- Rows that do not count
SELECT cohort_value('month', 'UTC', contact_id, NULL, at, amount) AS no_rows FROM orders WHERE false;
SELECT cohort_value('month', 'UTC', contact_id, NULL, at, amount) AS nothing_known FROM orders WHERE contact_id IS NULL OR at IS NULL;
SELECT cohort_value('month', 'UTC', contact_id, signed_up, at, amount) AS nobody FROM orders WHERE contact_id IS NULL;
SELECT c.cohort, c.size, c.active, c.total FROM unnest((SELECT cohort_value('month', 'UTC', contact_id, signed_up, at, amount) FROM orders WHERE at IS NULL)) c;

-- So far, as a window function
SELECT at, amount, (cohort_value('year', 'UTC', contact_id, NULL, at, amount) OVER (ORDER BY at, amount))[1].cumulative_total AS so_far
FROM orders WHERE contact = 'ann' ORDER BY at;

-- What cannot be asked for
SELECT cohort_value('month', 'UTC', contact_id, NULL, at, 'NaN') FROM orders;
SELECT cohort_value('month', 'UTC', contact_id, NULL, at, '-Infinity') FROM orders;
SELECT cohort_value('month', 'UTC', contact_id, NULL, 'infinity', amount) FROM orders;
SELECT cohort_value('month', 'UTC', contact_id, '-infinity', at, amount) FROM orders;
SELECT cohort_value('fortnight', 'UTC', contact_id, NULL, at, amount) FROM orders;
SELECT cohort_value('month', 'Mars', contact_id, NULL, at, amount) FROM orders;
SELECT cohort_value(NULL, 'UTC', contact_id, NULL, at, amount) FROM orders;
SELECT cohort_value('month', 'UTC', contact_id, NULL, at, amount, 'on_or_after') FROM orders;
SELECT cohort_value('hour', 'UTC', contact_id, NULL, at, amount, 'rolling') FROM orders;
SELECT cohort_value('10 days', 'UTC', contact_id, NULL, at, amount, 'rolling') FROM orders WHERE false;
SELECT cohort_value('1 ms', 'UTC', contact_id, NULL, at, amount) FROM orders;
SELECT cohort_value(CASE shop WHEN 'web' THEN 'day' ELSE 'week' END, 'UTC', contact_id, NULL, at, amount) FROM orders;
SELECT cohort_value('month', 'UTC', contact_id, NULL, at, amount, CASE shop WHEN 'web' THEN 'before' ELSE '' END) FROM orders;

DROP TABLE orders;
