--
-- Lifecycle, stickiness and active contacts of four people
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET IntervalStyle = 'postgres';

-- Mondays are the 1st, 8th, 15th, 22nd and 29th of January. Ann comes in the
-- first two weeks, Cem in the second. Nobody comes in the third. Bob is there in
-- the first, and comes back for the last two. Dan comes in the last.
CREATE TABLE visits (
	contact_id	bigint,
	contact		text,
	at			timestamptz
);
INSERT INTO visits VALUES
	(1, 'ann', '2024-01-02 09:00'),
	(1, 'ann', '2024-01-02 20:00'),
	(1, 'ann', '2024-01-03 08:00'),
	(2, 'bob', '2024-01-05 12:00'),
	(1, 'ann', '2024-01-09 07:00'),
	(3, 'cem', '2024-01-10 18:00'),
	(2, 'bob', '2024-01-24 10:00'),
	(2, 'bob', '2024-01-29 10:00'),
	(4, 'dan', '2024-01-30 11:00'),
	(NULL, NULL, '2024-03-01 00:00'),
	(1, 'ann', NULL);

--
-- lifecycle
--

-- The last week has not ended when Dan comes.
SELECT l.* FROM unnest((SELECT lifecycle('week', 'UTC', contact_id, at) FROM visits)) l;

-- In three weeks' time all are dormant, and after that there is nothing to count.
-- The week of 12 February has ended when the next one begins, which is not one to show yet; but not before.
SELECT l.* FROM unnest((SELECT lifecycle('week', 'UTC', contact_id, at, 'now=2024-02-19 00:00Z') FROM visits)) l OFFSET 4;
SELECT l.* FROM unnest((SELECT lifecycle('week', 'UTC', contact_id, at, 'now = 2024-02-18 23:59:59.999999Z') FROM visits)) l OFFSET 6;

-- In the past, less had ended; the weeks are the same.
SELECT l.bucket, l.new, l.is_complete FROM unnest((SELECT lifecycle('week', 'UTC', contact_id, at, 'now=2024-01-10 12:00+01') FROM visits)) l;
SELECT count(*) AS weeks, count(*) FILTER (WHERE l.is_complete) AS complete
FROM unnest((SELECT lifecycle('week', 'UTC', contact_id, at, 'now=1999-01-01 00:00Z') FROM visits)) l;

-- Ten days, counted from 3 January 2000: they begin on 28 December and on the
-- 7th, 17th and 27th.
SELECT l.bucket, l.new, l."returning", l.resurrecting, l.dormant, l.is_complete
FROM unnest((SELECT lifecycle('10 days', 'UTC', contact_id, at) FROM visits)) l;

-- All in one month, quarter and year
SELECT period, l.* FROM unnest('{month,quarter,YEAR}'::text[]) WITH ORDINALITY p (period, place),
	LATERAL (SELECT lifecycle(period, 'UTC', contact_id, at) AS points FROM visits) s, unnest(points) l
ORDER BY place;

-- New contacts add up to all contacts; those active before and those active now
-- explain each other.
SELECT sum(l.new) AS contacts,
	bool_and(l.active = l.before - l.dormant + l.new + l.resurrecting) AS adds_up
FROM (SELECT *, lag(active, 1, 0::bigint) OVER (ORDER BY bucket) AS before
      FROM (SELECT *, l.new + l."returning" + l.resurrecting AS active
            FROM unnest((SELECT lifecycle('day', 'UTC', contact_id, at) FROM visits)) l) s) l;

--
-- stickiness
--

-- Ann and Bob come on three days each, Cem and Dan on one.
SELECT s.* FROM unnest((SELECT stickiness('day', 'UTC', contact_id, at) FROM visits)) s;

-- In weeks, Ann's three days are two, and Bob's are three.
SELECT s.* FROM unnest((SELECT stickiness('week', 'UTC', contact_id, at) FROM visits)) s;

-- By week: Ann's two days of the first one; the third has nobody.
SELECT s.* FROM unnest((SELECT stickiness('day', 'UTC', contact_id, at, 'week') FROM visits)) s;

-- A week belongs to the month that it begins in: the one of New Year to December.
SELECT s.* FROM unnest((
	SELECT stickiness('week', 'UTC', 'ann', at, 'month')
	FROM unnest('{2024-12-29,2025-01-01,2025-01-06,2025-01-12}'::timestamptz[]) at)) s;

-- Hours by day in New York, where the year is over at five
SELECT s.* FROM unnest((
	SELECT stickiness('hour', 'America/New_York', 'ann', at, 'day')
	FROM unnest('{2024-12-31 22:30Z,2024-12-31 23:00Z,2025-01-01 04:00Z,2025-01-01 04:59Z,2025-01-01 05:00Z}'::timestamptz[]) at)) s;

--
-- active_contacts
--

-- By week, and over two and four weeks: four people in the last four.
SELECT a.* FROM unnest((SELECT active_contacts('week', 'UTC', contact_id, at, '{1,2,4}') FROM visits)) a;

-- In the order asked for
SELECT a.* FROM unnest((SELECT active_contacts('week', 'UTC', contact_id, at, '{100000,1}') FROM visits)) a LIMIT 4;

-- By day, over 1, 7 and 28. The seven days to the 8th begin with the 2nd, those
-- to the 9th do not, but with Ann's 3rd; the 28 days to the 29th begin with the
-- 2nd: the first that are complete. The last day is not.
SELECT a.bucket, a.span, a.contacts, a.is_complete
FROM unnest((SELECT active_contacts('day', 'UTC', contact_id, at) FROM visits)) a
WHERE a.bucket IN ('2024-01-08', '2024-01-09', '2024-01-29', '2024-01-30');

-- Every day from the first to the last: 29
SELECT count(*), min(a.bucket), max(a.bucket), sum(a.contacts) AS contact_days
FROM unnest((SELECT active_contacts('day', 'UTC', contact_id, at, '{1}') FROM visits)) a;

--
-- Zones
--

-- Clocks go forth in New York on 10 March. Three nights there, two days in UTC
CREATE TABLE nights (at timestamptz);
INSERT INTO nights VALUES ('2024-03-09 23:30-05'), ('2024-03-10 23:30-04'), ('2024-03-11 00:00-04');
SELECT zone, l.bucket, l.bucket_start, l.new, l."returning", l.is_complete
FROM unnest('{America/New_York,UTC}'::text[]) zone, LATERAL (SELECT lifecycle('day', zone, 1, at) AS points FROM nights) s, unnest(points) l
ORDER BY zone, l.bucket;

-- The night in which clocks go back has two hours from 2 to 3.
SELECT l.bucket, l.bucket_start, l.new, l."returning", l.dormant
FROM unnest((
	SELECT lifecycle('hour', 'Europe/Berlin', contact, at)
	FROM (VALUES (1, '2024-10-27 02:30+02'::timestamptz), (1, '2024-10-27 02:30+01'), (2, '2024-10-27 03:30+01')) v (contact, at))) l;

-- The day of 4 November 2018 begins at one o'clock in Sao Paulo; in Apia 30
-- December 2011 never came, and nobody was there.
SELECT l.bucket, l.bucket_start, l.new, l."returning"
FROM unnest((
	SELECT lifecycle('day', 'America/Sao_Paulo', 1, at) FROM unnest('{2018-11-03 12:00Z,2018-11-04 03:00Z,2018-11-05 02:00Z}'::timestamptz[]) at)) l;
SELECT l.bucket, l.bucket_start, l.new, l."returning", l.resurrecting, l.dormant
FROM unnest((
	SELECT lifecycle('day', 'Pacific/Apia', 1, at) FROM unnest('{2011-12-30 09:59Z,2011-12-30 10:00Z}'::timestamptz[]) at)) l;

-- Hours of Kolkata begin at half past.
SELECT a.bucket, a.bucket_start, a.contacts
FROM unnest((
	SELECT active_contacts('hour', 'Asia/Kolkata', 1, at, '{1}') FROM unnest('{2023-12-31 18:29Z,2023-12-31 18:30Z}'::timestamptz[]) at)) a;

-- The week of 28 December 2020 is the 53rd; 4 January is in the first.
SELECT l.bucket, l.new, l."returning", extract(week FROM l.bucket) AS week
FROM unnest((
	SELECT lifecycle('week', 'UTC', 1, at) FROM unnest('{2020-12-27,2020-12-31,2021-01-03,2021-01-04}'::timestamptz[]) at)) l;

-- The zone of the session does not matter.
SET TimeZone = 'Pacific/Chatham';
SELECT l.bucket, l.bucket_start AT TIME ZONE 'America/New_York' AS local
FROM unnest((SELECT lifecycle('day', 'America/New_York', 1, at) FROM nights)) l;
SET TimeZone = 'UTC';

--
-- Contacts and rows
--

-- Whatever the contact is, the answer is the same.
SELECT count(*), count(DISTINCT answer) AS different
FROM unnest((SELECT ARRAY[
	lifecycle('day', 'UTC', contact_id, at)::text, lifecycle('day', 'UTC', contact, at)::text, lifecycle('day', 'UTC', md5(contact)::uuid, at)::text,
	lifecycle('day', 'UTC', contact_id::int, at)::text, lifecycle('day', 'UTC', contact::varchar, at, 'now=2024-01-30 11:00Z')::text,
	lifecycle('day', 'UTC', md5(contact)::uuid, at, 'now=2024-01-30 11:00Z')::text, lifecycle('day', 'UTC', contact_id, at, 'now=2024-01-30 12:00+01')::text] FROM visits)) answer;
SELECT count(*), count(DISTINCT answer) AS different
FROM unnest((SELECT ARRAY[
	stickiness('day', 'UTC', contact_id, at, 'week')::text, stickiness('day', 'UTC', contact, at, 'week')::text, stickiness('day', 'UTC', md5(contact)::uuid, at, 'Week')::text] FROM visits)) answer;
SELECT count(*), count(DISTINCT answer) AS different
FROM unnest((SELECT ARRAY[
	active_contacts('day', 'UTC', contact_id, at)::text, active_contacts('day', 'UTC', contact, at)::text, active_contacts('day', 'UTC', md5(contact)::uuid, at)::text,
	active_contacts('day', 'UTC', contact_id, at, '{1,7,28}')::text, active_contacts('day', 'UTC', contact, at, '{1,7,28}')::text,
	active_contacts('day', 'UTC', md5(contact)::uuid, at, '{1,7,28}')::text] FROM visits)) answer;

-- By contact: as many points as there are days between the first and the last
SELECT contact, cardinality(lifecycle('day', 'UTC', contact_id, at)) AS days, stickiness('day', 'UTC', contact_id, at) AS sticky
FROM visits GROUP BY contact ORDER BY contact;

-- So far, as a window function
SELECT at, active_contacts('week', 'UTC', contact_id, at, '{2}') OVER (ORDER BY at) AS so_far
FROM visits WHERE at < '2024-01-11' ORDER BY at;

-- No rows, nobody known, no time known
SELECT lifecycle('day', 'UTC', contact_id, at), stickiness('day', 'UTC', contact_id, at), active_contacts('day', 'UTC', contact_id, at) FROM visits WHERE false;
SELECT lifecycle('day', 'UTC', contact, at, 'now=2024-01-01 00:00Z'), stickiness('day', 'UTC', contact, at, 'week'), active_contacts('day', 'UTC', contact, at, '{1}')
FROM visits WHERE contact_id IS NULL OR at IS NULL;
SELECT lifecycle('day', 'UTC', contact_id, at) FILTER (WHERE contact = 'eve') AS eve, stickiness('day', 'UTC', contact_id, at) FILTER (WHERE contact = 'cem') AS cem FROM visits;

--
-- What cannot be asked for
--
SELECT lifecycle('fortnight', 'UTC', contact_id, at) FROM visits;
SELECT lifecycle('1 month', 'UTC', contact_id, at) FROM visits;
SELECT lifecycle('-1 day', 'UTC', contact_id, at) FROM visits;
SELECT lifecycle(NULL, 'UTC', contact_id, at) FROM visits;
SELECT lifecycle('day', 'Europe/Atlantis', contact_id, at) FROM visits;
SELECT lifecycle('day', NULL, contact_id, at) FROM visits;
SELECT lifecycle('day', 'UTC', contact_id, at, NULL) FROM visits;
SELECT lifecycle('day', 'UTC', contact_id, at, 'now=2024-01-01') FROM visits;
SELECT lifecycle('day', 'UTC', contact_id, at, 'now=infinity') FROM visits;
SELECT lifecycle('day', 'UTC', contact_id, at, 'rolling') FROM visits;
SELECT lifecycle('day', 'UTC', contact_id, at, 'then=2024-01-01 00:00Z') FROM visits;
SELECT lifecycle('day', 'UTC', contact_id, 'infinity') FROM visits;
SELECT lifecycle('minute', 'UTC', contact_id, at, 'now=2124-01-01 00:00Z') FROM visits;
SELECT lifecycle('year', 'UTC', 1, '4714-12-01 00:00+00 BC');
SELECT stickiness('week', 'UTC', contact_id, at, 'day') FROM visits;
SELECT stickiness('week', 'UTC', contact_id, at, 'week') FROM visits;
SELECT stickiness('day', 'UTC', contact_id, at, 'fortnight') FROM visits;
SELECT stickiness('day', 'UTC', contact_id, at, NULL) FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, '{}') FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, '{0}') FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, '{1,100001}') FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, '{7,1,7}') FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, '{1,NULL}') FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, '{{1},{2}}') FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, ARRAY(SELECT generate_series(1, 33))) FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, NULL) FROM visits;
SELECT active_contacts('minute', 'UTC', 1, at) FROM unnest('{2024-01-01,2027-01-01}'::timestamptz[]) at;
SELECT lifecycle(CASE contact WHEN 'ann' THEN 'day' ELSE 'week' END, 'UTC', contact_id, at) FROM visits;
SELECT stickiness('day', CASE contact WHEN 'ann' THEN 'UTC' ELSE 'Asia/Tokyo' END, contact_id, at) FROM visits;
SELECT active_contacts('day', 'UTC', contact_id, at, ARRAY[length(contact), contact_id::int]) FROM visits WHERE contact IS NOT NULL;

DROP TABLE visits, nights;
