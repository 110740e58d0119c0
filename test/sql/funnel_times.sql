--
-- funnel_times: when a contact took each step; the contact is a group
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET IntervalStyle = 'postgres';

-- Ann goes all the way, Bob does not buy, Cem opens after ten minutes, Dee does
-- not, as far as anybody knows when. Eve opens what was never sent to her.
CREATE TABLE events (contact text, event_type text, at timestamptz);
INSERT INTO events VALUES
	('ann', 'sent',		'2024-05-01 10:00'),
	('ann', 'opened',	'2024-05-01 10:01'),
	('ann', 'clicked',	'2024-05-01 10:03'),
	('ann', 'bought',	'2024-05-01 10:11'),
	('bob', 'sent',		'2024-05-01 10:00'),
	('bob', 'opened',	'2024-05-01 10:02'),
	('bob', 'clicked',	'2024-05-01 10:03'),
	('cem', 'sent',		'2024-05-01 10:00'),
	('cem', 'opened',	'2024-05-01 10:10'),
	('dee', 'sent',		'2024-05-01 10:00'),
	('dee', 'opened',	NULL),
	('eve', 'opened',	'2024-05-01 10:05');

SELECT contact, funnel_times('1 hour', at, event_type, '{sent,opened,clicked}') FROM events GROUP BY contact ORDER BY contact;

-- The same by conditions
SELECT contact, funnel_times('1 hour', at, event_type = 'sent', event_type = 'opened', event_type = 'clicked')
	= funnel_times('1 hour', at, event_type, '{sent,opened,clicked}') AS same
FROM events GROUP BY contact ORDER BY contact;

-- What people want to know of it: who opened how long after it was sent
SELECT contact, times[2] - times[1] AS opened_after
FROM (SELECT contact, funnel_times('5 min', at, event_type, '{sent,opened}') AS times FROM events GROUP BY contact) AS f ORDER BY contact;

-- One element a step, whoever is asked and whatever there is to tell; there is
-- none where only rows would know the steps.
SELECT contact, funnel_times('1 hour', at, event_type, '{bought,clicked}') AS of_ann, funnel_times('1 hour', at, event_type, '{sent,opened}') FILTER (WHERE contact = 'bob') AS of_bob,
	funnel_times('1 hour', at, true, false, true) FILTER (WHERE false) AS of_nobody, funnel_times('1 hour', 'any_order', at, event_type, '{opened,sent}') FILTER (WHERE contact = 'eve') AS of_eve
FROM events GROUP BY contact ORDER BY contact;
SELECT funnel_times('1 hour', at, event_type, '{sent,opened,clicked}') AS constant, funnel_times('1 hour', 'exclude=3', at, true, true, true) AS excluded,
	funnel_times('1 hour', at, event_type, ARRAY[contact]) AS of_rows
FROM events WHERE false;

--
-- Stories: a row is what it is, A, B or C, or -, nothing, or X, excluded, and its
-- second. The answer is the second of each step.
--
CREATE FUNCTION told(story text) RETURNS TABLE (kind text, at timestamptz) LANGUAGE sql IMMUTABLE AS $$
	SELECT match[1], '2024-05-01 00:00+00'::timestamptz + match[2]::int * interval '1 s' FROM regexp_matches(story, '(\D+)(\d+)', 'g') AS match
$$;
CREATE FUNCTION seconds(timestamptz[]) RETURNS int[] LANGUAGE sql IMMUTABLE AS $$
	SELECT array_agg(extract(epoch FROM at - '2024-05-01 00:00+00')::int ORDER BY n) FROM unnest($1) WITH ORDINALITY AS t (at, n)
$$;
CREATE TABLE stories (n int GENERATED ALWAYS AS IDENTITY, story text);
INSERT INTO stories (story) VALUES
	('A1B2C3'),			-- step by step
	('C1B2A3'),			-- nothing comes after A
	('B1C2'),			-- never entered
	('A1C2B3'),			-- C comes too early
	('A1B2B3C4'),		-- the first B will do
	('A1A2B3C4'),		-- and the last A
	('A1-2B3C4'),		-- something between
	('A1B2A4B5C5'),		-- B5 C5 are one instant
	('C1B1A1'),			-- and so are all of these
	('A1B11C11'),		-- the window's last moment
	('A1B2C12'),		-- too late
	('A1B2C12A20B21C22');	-- but not the second time

SELECT story, seconds(funnel_times('10 s', at, kind, '{A,B,C}')) AS ordered, seconds(funnel_times('10 s', 'strict_increase', at, kind, '{A,B,C}')) AS increase,
	seconds(funnel_times('10 s', 'strict', at, kind, '{A,B,C}')) AS strict, seconds(funnel_times('10 s', 'strict_steps', at, kind, '{A,B,C}')) AS strict_steps,
	seconds(funnel_times('10 s', 'any_order', at, kind, '{A,B,C}')) AS any_order, seconds(funnel_times('10 s', 'first_attempt', at, kind, '{A,B,C}')) AS first
FROM stories, told(story) GROUP BY n, story ORDER BY n;

-- A step that may be left out is NULL where it was; a step limit; a range of
-- entries, in which the second A lies
SELECT story, seconds(funnel_times('10 s', 'optional=2', at, kind, '{A,B,C}')) AS optional, seconds(funnel_times('10 s', 'step_window=1 s', at, kind, '{A,B,C}')) AS step_window,
	seconds(funnel_times('10 s', 'entry_from=2024-05-01T00:00:02Z,entry_until=2024-05-01T00:00:05Z', at, kind, '{A,B,C}')) AS entry
FROM stories, told(story) GROUP BY n, story ORDER BY n;

-- What is excluded: X after A, unless B comes first or at the same instant
SELECT story, seconds(funnel_times('10 s', 'exclude[1-2]=X', at, kind, '{A,B,C}')) AS types, seconds(funnel_times('10 s', 'exclude[1-2]=4', at, kind = 'A', kind = 'B', kind = 'C', kind = 'X')) AS conditions
FROM unnest('{A1X2B3C4,A1X1B3X3C4,A1B2X3C4,A1X2A4B5}'::text[]) WITH ORDINALITY AS s (story, n), told(story) GROUP BY n, story ORDER BY n;

-- A row that is several steps serves one; a name that is listed twice wants
-- another row.
SELECT story, seconds(funnel_times('10 s', at, kind ~ 'A', kind ~ 'B', kind ~ 'C')) AS conditions, seconds(funnel_times('10 s', at, kind, '{A,AB,A}')) AS types
FROM unnest('{AB1,AB1AB1,AB1A2C2,A1AB2A3,AB1AC1BC1}'::text[]) AS story, told(story) GROUP BY story ORDER BY story;

-- Order of rows is of no matter, and neither is who sorts.
SELECT seconds(funnel_times('10 s', at, kind, '{A,B,C}' ORDER BY at DESC)) AS backwards FROM told('A1A2B3C4');
SELECT kind, at::time, seconds(funnel_times('10 s', at, kind, '{A,B}') OVER (ORDER BY at)) AS so_far,
	seconds(funnel_times('10 s', at, kind, '{A,B}') OVER (ORDER BY at ROWS 1 PRECEDING)) AS of_two
FROM told('A1B2A4B5') ORDER BY at;

-- Infinity is one instant, away from all others; 4713 BC and the last day are
-- within the largest window.
SELECT funnel_times('2147483647 days', at, kind, '{A,B}') FROM (VALUES ('A', timestamptz '-infinity'), ('B', '2024-05-01')) AS v (kind, at);
SELECT funnel_times('0', at, kind, '{A,B}') FROM (VALUES ('B', timestamptz 'infinity'), ('A', 'infinity')) AS v (kind, at);
SELECT funnel_times('2147483647 days', at, kind, '{A,B}') FROM (VALUES ('B', timestamptz '294276-12-31 23:59:59.999999'), ('A', '4714-11-24 00:00:00 BC')) AS v (kind, at);

-- Thirty-two steps, as conditions and as types
SELECT seconds(funnel_times('0', at, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true)),
	seconds(funnel_times('0', at, kind, array_fill(text 'A', ARRAY[32])))
FROM told('A1A1A1');

-- Several at once, some of the same, and steps that are a column
SELECT contact, funnel_times('1 hour', at, event_type, '{opened}') AS opened, funnel_times('1 min', at, event_type, '{opened,clicked}') AS a_minute,
	funnel_times('1 hour', at, event_type, CASE contact WHEN 'ann' THEN '{bought}' ELSE '{clicked}' END::text[]) AS last
FROM events GROUP BY contact ORDER BY contact;

--
-- Errors
--
SELECT funnel_times(NULL, at, event_type, '{sent}') FROM events;
SELECT funnel_times('1 month', at, event_type, '{sent}') FROM events;
SELECT funnel_times('1 hour', NULL, at, event_type, '{sent}') FROM events;
SELECT funnel_times('1 hour', 'stict', at, event_type, '{sent}') FROM events;
SELECT funnel_times('1 hour', at, event_type, NULL::text[]) FROM events;
SELECT funnel_times('1 hour', at, event_type, '{}') FROM events;
SELECT funnel_times('1 hour', at, event_type, '{sent,NULL}') FROM events;
SELECT funnel_times('1 hour', at, event_type) FROM events;
-- What must not change is looked at in every row; the same steps by other
-- numbers are the same.
SELECT funnel_times(CASE event_type WHEN 'sent' THEN interval '1 hour' ELSE '2 hours' END, at, event_type, '{sent}') FROM events;
SELECT funnel_times('1 hour', at, event_type, ARRAY['sent', event_type]) FROM events;
SELECT funnel_times('1 hour', at, event_type, CASE event_type WHEN 'sent' THEN '{sent,opened}' ELSE '[0:1]={sent,opened}' END::text[]) FROM events WHERE contact = 'ann';

DROP TABLE events, stories;
DROP FUNCTION told, seconds;
