--
-- Messages by hour and by day
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Message 1 reaches Ann's phone at 10:59 and her tablet at 11:01. Message 2 is
-- delivered to Bob at 11:30 and, late on the day after, again. Of one delivery
-- the contact is not known, and one was made up by a machine.
CREATE TABLE delivered (at timestamptz, message_id bigint, contact_id bigint, is_human boolean);
INSERT INTO delivered VALUES
	('2024-05-01 10:59', 1, 1, true),
	('2024-05-01 11:01', 1, 1, true),
	('2024-05-01 11:30', 2, 2, true),
	('2024-05-01 11:40', 2, NULL, true),
	('2024-05-01 11:50', 3, 3, false),
	('2024-05-02 23:30', 2, 2, true),
	(NULL, 4, 4, true);

-- By hour: message 1 is in two hours and first in one.
SELECT p.* FROM unnest((SELECT message_series('hour', 'UTC', is_human, at, message_id, contact_id) FROM delivered)) AS p;

-- By day, in two zones: 23:30 is the day after in Berlin.
SELECT p.* FROM unnest((SELECT message_series('day', 'UTC', is_human, at, message_id, contact_id) FROM delivered)) AS p;
SELECT p.* FROM unnest((SELECT message_series('day', 'Europe/Berlin', is_human, at, message_id, contact_id) FROM delivered)) AS p;

-- ISO weeks begin on Monday: 2024-04-29.
SELECT bucket, total, unique_in_bucket, first_unique FROM unnest((SELECT message_series('week', 'UTC', is_human, at, message_id, contact_id) FROM delivered)) AS p;

-- What a machine did first, a person does later: each has its own first time.
SELECT bucket, total, first_unique, total_human, first_unique_human FROM unnest((
	SELECT message_series('day', 'UTC', day > 1, '2024-05-01 12:00Z'::timestamptz + day * interval '1 day', 7) FROM generate_series(1, 3) AS day)) AS p;

-- The hour that comes twice when clocks go back is two hours, of one day of 25.
CREATE TABLE autumn AS
SELECT '2024-10-27 00:30+02'::timestamptz + n * interval '1 hour' AS at, n AS id FROM generate_series(0, 24) AS n;
SELECT count(*), min(bucket), max(bucket), sum(total) FROM unnest((SELECT message_series('hour', 'Europe/Berlin', true, at, id) FROM autumn)) AS p;
SELECT bucket, total, unique_in_bucket FROM unnest((SELECT message_series('day', 'Europe/Berlin', true, at, id) FROM autumn)) AS p;

-- No rows
SELECT message_series('day', 'UTC', is_human, at, message_id, contact_id) FROM delivered WHERE false;
SELECT message_series('day', 'UTC', is_human, at, message_id, contact_id) FROM delivered WHERE at IS NULL;

-- What it does not take
SELECT message_series('fortnight', 'UTC', is_human, at, message_id) FROM delivered;
SELECT message_series('day', 'Mars', is_human, at, message_id) FROM delivered;
SELECT message_series(NULL, 'UTC', is_human, at, message_id) FROM delivered;
SELECT message_series('day', NULL, is_human, at, message_id) FROM delivered;
SELECT message_series(CASE WHEN message_id > 1 THEN 'day' ELSE 'hour' END, 'UTC', is_human, at, message_id) FROM delivered;

DROP TABLE delivered, autumn;
