--
-- Distinct counts over a morning of one campaign
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Ann has a phone and a tablet. Message 1 reaches her phone at 10:59 and her
-- tablet at 11:01: that is one delivery. She opens it on both. Bob gets and opens
-- his message, and clicks twice. Cem's message is delivered and never opened.
-- One open came without a contact: nobody knows whose.
CREATE TABLE events (
	campaign	text,
	event_type	text,
	message_id	bigint,
	contact_id	bigint,
	contact		text,
	device		text,
	at			timestamptz
);
INSERT INTO events VALUES
	('spring', 'delivered',	1, 11, 'ann', 'phone',	'2024-05-01 10:59'),
	('spring', 'delivered',	1, 11, 'ann', 'tablet',	'2024-05-01 11:01'),
	('spring', 'delivered',	2, 12, 'bob', 'phone',	'2024-05-01 10:30'),
	('spring', 'delivered',	3, 13, 'cem', 'phone',	'2024-05-01 11:30'),
	('spring', 'opened',	1, 11, 'ann', 'phone',	'2024-05-01 11:10'),
	('spring', 'opened',	1, 11, 'ann', 'tablet',	'2024-05-01 12:20'),
	('spring', 'opened',	2, 12, 'bob', 'phone',	'2024-05-01 10:45'),
	('spring', 'opened',	NULL, NULL, NULL, 'phone',	'2024-05-01 10:50'),
	('spring', 'clicked',	2, 12, 'bob', 'phone',	'2024-05-01 10:46'),
	('spring', 'clicked',	2, 12, 'bob', 'phone',	'2024-05-01 10:47'),
	('autumn', 'delivered',	4, 11, 'ann', 'phone',	'2024-09-01 09:00'),
	('autumn', 'delivered',	4, 11, 'ann', 'tablet',	'2024-09-01 09:00'),
	('autumn', 'opened',	4, 11, 'ann', 'tablet',	'2024-09-02 09:00'),
	('autumn', NULL,		4, 11, 'ann', 'tablet',	'2024-09-02 09:30');

--
-- count_distinct
--

-- Three people; four messages; four pairs of message and person.
SELECT count_distinct(contact_id), count_distinct(contact), count_distinct(message_id),
	count_distinct(message_id, contact_id) AS pairs
FROM events;

SELECT campaign, event_type, count(*), count_distinct(message_id, contact_id)
FROM events
GROUP BY campaign, event_type
ORDER BY campaign, event_type;

-- A key with a NULL part is no key, wherever the NULL is.
SELECT count_distinct(a) AS a, count_distinct(b) AS b, count_distinct(a, b) AS pairs, count_distinct(a, b, c) AS triples
FROM (VALUES (1, 'x', true), (1, 'x', false), (1, NULL, true), (NULL, 'x', true), (NULL, NULL, NULL), (2, 'x', true)) v (a, b, c);

-- No rows: 0, never NULL.
SELECT count_distinct(contact_id), count_distinct(contact), count_distinct(message_id, contact_id)
FROM events WHERE false;
SELECT campaign, count_distinct(contact_id) FROM events WHERE false GROUP BY campaign;

-- Rows that do not count
SELECT count_distinct(contact_id) FILTER (WHERE event_type = 'opened') AS opened,
	count_distinct(contact_id) FILTER (WHERE device = 'tablet') AS on_tablets,
	count_distinct(contact_id) FILTER (WHERE event_type = 'bounced') AS bounced
FROM events;

-- Subtotals are not sums: Ann is in both campaigns.
SELECT coalesce(campaign, '(all)') AS campaign, count_distinct(contact_id)
FROM events
GROUP BY ROLLUP (campaign)
ORDER BY grouping(campaign), campaign;
SELECT campaign, device, count_distinct(contact_id)
FROM events
GROUP BY GROUPING SETS ((campaign), (device), ())
ORDER BY campaign, device;

-- How many different people so far, and among the last three rows
SELECT at, contact,
	count_distinct(contact_id) OVER (ORDER BY at, device) AS so_far,
	count_distinct(contact_id) OVER (ORDER BY at, device ROWS 2 PRECEDING) AS of_three,
	count_distinct(contact_id) OVER (ORDER BY at, device ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS of_two_before,
	count_distinct(contact_id) OVER () AS of_all
FROM events
WHERE event_type IN ('opened', 'clicked')
ORDER BY at, device;

-- Each type has its own idea of what is the same.
SELECT count_distinct(x::numeric) AS numerics, count_distinct(x::float8) AS doubles, count_distinct(x) AS texts
FROM unnest('{1.0,1.00,1,-0.0,0.0,0}'::text[]) x;
SELECT count_distinct(x::smallint) AS smallints, count_distinct(x::integer) AS integers, count_distinct(x::bigint) AS bigints
FROM unnest('{1,1,2,-1}'::int[]) x;
SELECT count_distinct(x::date) AS dates, count_distinct(x::timestamp) AS timestamps, count_distinct(x::timestamptz) AS instants
FROM unnest('{2024-05-01 00:00+00,2024-05-01 02:00+02,2024-05-01 10:00+00}'::timestamptz[]) x;
SELECT count_distinct(x::uuid) AS uuids, count_distinct(x::bytea) AS byteas
FROM unnest('{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}'::text[]) x;
SELECT count_distinct(a) AS arrays, count_distinct(j) AS jsonbs, count_distinct(row(a, j)) AS rows
FROM (VALUES ('{1,2}'::int[], '{"a": 1, "b": 2}'::jsonb), ('{2,1}', '{"b": 2, "a": 1}'), ('{1,2}', '{"a": 1.0, "b": 2}')) v (a, j);

-- No sameness, no count
SELECT count_distinct(x) FROM (SELECT '{}'::json AS x) v;

--
-- engagement: distinct keys with each event type, in the order asked for
--
SELECT engagement(event_type, '{delivered,opened,clicked,bounced}', message_id, contact_id) FROM events;
SELECT campaign, engagement(event_type, '{clicked,opened,delivered}', contact_id)
FROM events GROUP BY campaign ORDER BY campaign;
SELECT campaign, e[1] AS delivered, e[2] AS opened
FROM (SELECT campaign, engagement(event_type, '{delivered,opened}', contact) AS e FROM events GROUP BY campaign) s
ORDER BY campaign;

-- Without rows there are as many zeros as labels.
SELECT engagement(event_type, '{delivered,opened}', contact_id) FROM events WHERE false;
SELECT campaign, engagement(event_type, '{delivered,opened}', contact_id) FILTER (WHERE device = 'watch')
FROM events GROUP BY campaign ORDER BY campaign;

-- Only what is spelt so
SELECT engagement(event_type, '{Delivered,"delivered ",deliver,""}', contact_id) FROM events;

SELECT coalesce(campaign, '(all)') AS campaign, engagement(event_type, '{delivered,opened}', contact_id)
FROM events GROUP BY ROLLUP (campaign) ORDER BY grouping(campaign), campaign;
SELECT at, event_type, engagement(event_type, '{opened,clicked}', message_id, contact_id) OVER (ORDER BY at, device) AS so_far
FROM events WHERE campaign = 'spring' AND at < '2024-05-01 11:00' ORDER BY at, device;

-- What cannot be asked for
SELECT engagement(event_type, '{}', contact_id) FROM events;
SELECT engagement(event_type, ARRAY(SELECT 'label ' || i FROM generate_series(1, 33) i), contact_id) FROM events;
SELECT engagement(event_type, '{opened,NULL}', contact_id) FROM events;
SELECT engagement(event_type, '{opened,clicked,opened}', contact_id) FROM events;
SELECT engagement(event_type, '{{opened},{clicked}}', contact_id) FROM events;
SELECT engagement(event_type, NULL, contact_id) FROM events;
SELECT engagement(event_type, ARRAY[campaign], contact_id) FROM events;

--
-- engagement_series: each key once, in the bucket of its first occurrence
--

-- Ann's delivery counts at 10, and no more at 11; her rows count in both. The
-- open of nobody counts as a row only.
SELECT p.* FROM unnest((
	SELECT engagement_series('hour', 'UTC', at, event_type, '{delivered,opened}', message_id, contact_id)
	FROM events WHERE campaign = 'spring')) p;

-- So the series adds up to the distinct count.
SELECT p.event_type, sum(p.total) AS total, sum(p.first_unique) AS first_unique
FROM unnest((
	SELECT engagement_series('hour', 'UTC', at, event_type, '{clicked,opened,delivered}', message_id, contact_id)
	FROM events)) p
GROUP BY p.event_type ORDER BY p.event_type;

-- By person, Ann's delivery of autumn is no first one.
SELECT p.* FROM unnest((
	SELECT engagement_series('month', 'UTC', at, event_type, '{delivered}', contact) FROM events)) p;

-- Days begin when they do in the zone: in Apia between Ann's phone and her tablet.
SELECT p.bucket AT TIME ZONE 'Pacific/Apia' AS local_day, p.total, p.first_unique FROM unnest((
	SELECT engagement_series('day', 'Pacific/Apia', at, event_type, '{delivered}', message_id, contact_id)
	FROM events)) p;

-- All periods
SELECT period, p.bucket, p.total, p.first_unique
FROM unnest('{minute,hour,day,week,month,quarter,year}'::text[]) WITH ORDINALITY periods (period, place),
	LATERAL (SELECT engagement_series(period, 'UTC', at, event_type, '{delivered}', contact_id) AS points
	         FROM events WHERE campaign = 'autumn') s,
	unnest(points) p
ORDER BY place;

-- The night in which clocks go back has two hours from 2 to 3.
SELECT p.bucket, p.total, p.first_unique FROM unnest((
	SELECT engagement_series('hour', 'Europe/Berlin', at, 'sent', '{sent}', key)
	FROM (VALUES ('2024-10-27 02:30+02'::timestamptz, 1), ('2024-10-27 02:30+01', 1), ('2024-10-27 02:59+01', 2)) v (at, key))) p;

-- Rows without a time, a type or a listed type are nowhere; no rows, no points.
SELECT engagement_series('day', 'UTC', at, event_type, '{opened}', key)
FROM (VALUES (NULL::timestamptz, 'opened', 1), ('2024-05-01', NULL, 2), ('2024-05-01', 'closed', 3)) v (at, event_type, key);
SELECT engagement_series('day', 'UTC', at, event_type, '{opened}', contact_id) FROM events WHERE false;
SELECT p.* FROM unnest((
	SELECT engagement_series('day', 'UTC', at, 'opened', '{opened}', key)
	FROM (VALUES ('infinity'::timestamptz, 1), ('-infinity', 1), ('2024-05-01', 1), ('infinity', 2)) v (at, key))) p;

-- What cannot be asked for
SELECT engagement_series('fortnight', 'UTC', at, event_type, '{opened}', contact_id) FROM events;
SELECT engagement_series('day', 'Europe/Atlantis', at, event_type, '{opened}', contact_id) FROM events;
SELECT engagement_series(NULL, 'UTC', at, event_type, '{opened}', contact_id) FROM events;
SELECT engagement_series('day', NULL, at, event_type, '{opened}', contact_id) FROM events;
SELECT engagement_series('day', 'UTC', at, event_type, NULL, contact_id) FROM events;
SELECT engagement_series(CASE device WHEN 'phone' THEN 'day' ELSE 'hour' END, 'UTC', at, event_type, '{opened}', contact_id) FROM events;
SELECT engagement_series('day', CASE device WHEN 'phone' THEN 'UTC' ELSE 'Asia/Tokyo' END, at, event_type, '{opened}', contact_id) FROM events;
SELECT engagement_series('day', 'UTC', at, event_type, ARRAY[device], contact_id) FROM events;

DROP TABLE events;
