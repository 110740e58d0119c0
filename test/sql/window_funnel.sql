--
-- window_funnel: how many steps in a row, within the window from the first
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Stories of one contact each: events by letter and second. AB1 is one row that
-- is both.
CREATE TABLE story (n int, story text);
INSERT INTO story VALUES
	(1, 'A1 B2 C3'),		-- step by step
	(2, 'A1 X2 A3 B4 C5'),	-- an X between, but a second A after it
	(3, 'A1 B11'),			-- the window's last moment
	(4, 'A1 B12'),			-- too late
	(5, 'A1 A8 B12'),		-- too late for the first A only
	(6, 'B1 A1'),			-- at one instant: steps go first
	(7, 'AB1'),				-- one row serves as both
	(8, 'AB1 B1'),			-- here each step has a row
	(9, 'X1 A2 B3'),		-- before the first A anything goes
	(10, 'B1 C2 A3'),		-- so do later steps
	(11, 'A1 C2 B3'),		-- a step too early
	(12, 'A1 C2 B3 C4'),	-- and again in time
	(13, 'A1 B2 B3 C4'),	-- a step twice
	(14, 'A1 A2 B3 C4'),	-- the first twice
	(15, 'A1 B2 A4 B5 C5'),	-- A4 B5 put A1 B2 out of mind, unless all are kept
	(16, 'A1 B9 A10 C12'),	-- C is late for A1, and A10 has no B
	(17, 'X1 Y2');			-- nothing
CREATE TABLE events AS
SELECT n, story, substring(e, '[A-Z]+') AS event,
	timestamptz '2024-05-01 10:00' + substring(e, '[0-9]+')::int * interval '1 s' AS at
FROM story, regexp_split_to_table(story, ' ') AS e;

SELECT story,
	window_funnel('10 s', at, event ~ 'A', event ~ 'B', event ~ 'C') AS plain,
	window_funnel('10 s', 'strict_order', at, event ~ 'A', event ~ 'B', event ~ 'C') AS "order",
	window_funnel('10 s', 'strict_order, allow_reentry', at, event ~ 'A', event ~ 'B', event ~ 'C') AS reentry,
	window_funnel('10 s', 'strict_deduplication', at, event ~ 'A', event ~ 'B', event ~ 'C') AS dedup,
	window_funnel('10 s', 'strict_increase', at, event ~ 'A', event ~ 'B', event ~ 'C') AS increase,
	window_funnel('10 s', 'strict_once', at, event ~ 'A', event ~ 'B', event ~ 'C') AS once,
	window_funnel('10 s', 'strict_once,strict_increase', at, event ~ 'A', event ~ 'B', event ~ 'C') AS once_increase
FROM events GROUP BY n, story ORDER BY n;

-- A step that is not listed stands between B and C; one that is, and comes too
-- early, ends strict order with the level that is reached.
SELECT window_funnel('10 s', at, event = 'A', event = 'B', event = 'C', event = 'D') AS plain,
	window_funnel('10 s', 'strict_deduplication', at, event = 'A', event = 'B', event = 'C', event = 'D') AS dedup,
	window_funnel('10 s', 'strict_order', at, event = 'A', event = 'B', event = 'C', event = 'D') AS "order",
	window_funnel('10 s', 'strict_increase', at, event = 'A', event = 'B', event = 'C', event = 'D') AS increase
FROM (VALUES ('A', timestamptz '2024-05-01 10:01'), ('B', '2024-05-01 10:01:02'), ('D', '2024-05-01 10:01:03'), ('C', '2024-05-01 10:01:04')) AS v (event, at);

-- One step: in strict order, too, the first A is all it takes.
SELECT story, window_funnel('0 s', at, event = 'B') AS plain, window_funnel('0 s', 'strict_order', at, event = 'B') AS "order"
FROM events WHERE n IN (1, 2, 9, 17) GROUP BY n, story ORDER BY n;

-- strict_once, three steps at one instant: rows AB, BC and CA can take a step
-- each; AB, AB and C as well; AB and C cannot.
SELECT kinds, window_funnel('0 s', 'strict_once', timestamptz '2024-05-01', e ~ 'A', e ~ 'B', e ~ 'C')
FROM unnest('{AB BC CA, ABC ABC ABC, AB AB C, ABC A A, BC BC A, AB C}'::text[]) AS kinds, regexp_split_to_table(kinds, ' ') AS e
GROUP BY kinds ORDER BY kinds;

-- strict_once and strict_deduplication: of the B's of one instant the first that
-- has an A of its own counts, and the next one ends it. Rows of one instant
-- are taken by their conditions, not as they come.
SELECT window_funnel('9 s', 'strict_once,strict_deduplication', at, e ~ 'A', e ~ 'B', e ~ 'C' ORDER BY n) AS forwards,
	window_funnel('9 s', 'strict_once,strict_deduplication', at, e ~ 'A', e ~ 'B', e ~ 'C' ORDER BY n DESC) AS backwards
FROM (VALUES (1, 'AB', timestamptz '2024-05-01 10:00:01'), (2, 'B', '2024-05-01 10:00:01'), (3, 'C', '2024-05-01 10:00:02')) AS v (n, e, at);

--
-- By event type: steps in an array are conditions event = step
--
SELECT story, window_funnel('10 s', at, event, '{A,B,C}') AS plain,
	window_funnel('10 s', 'strict_order', at, event, '{A,B,C}') AS "order",
	window_funnel('10 s', 'strict_deduplication', at, event, '{A,B,C}') AS dedup,
	window_funnel('10 s', 'strict_increase', at, event, '{A,B,C}') AS increase,
	window_funnel('10 s', 'strict_once', at, event, '{A,B,C}') AS once
FROM events WHERE n IN (1, 2, 4, 5, 6, 12, 13, 15, 17) GROUP BY n, story ORDER BY n;

-- A type that is listed twice is both steps: of AAB one A is two at once, unless
-- each step wants an event, or a time, of its own; ABA wants an A after the B.
SELECT story, window_funnel('10 s', at, event, '{A,B,A}') AS aba, window_funnel('10 s', at, event, '{A,A,B}') AS aab,
	window_funnel('10 s', 'strict_once', at, event, '{A,A,B}') AS aab_once, window_funnel('10 s', 'strict_increase', at, event, '{A,A,B}') AS aab_increase
FROM events WHERE n IN (1, 2, 5, 14, 15) GROUP BY n, story ORDER BY n;

-- A type is its bytes, all of them; NULL is none, and stands between all the same.
SELECT window_funnel('10 s', at, e, '{sent,"",opened}') AS three, window_funnel('10 s', at, e, '{Sent,sent}') AS other_case,
	window_funnel('10 s', 'strict_order', at, e, '{sent,opened}') AS "order", window_funnel('10 s', at, e, '[0:1]={sent,opened}') AS two
FROM (VALUES ('sent', timestamptz '2024-05-01 10:00'), ('', '2024-05-01 10:00:01'), ('sent ', '2024-05-01 10:00:02'), (NULL, '2024-05-01 10:00:03'), ('opened', '2024-05-01 10:00:04'), ('opened', NULL)) AS v (e, at);
SELECT window_funnel('10 s', at, event, '{A}'), window_funnel('10 s', 'strict_order', at, event, '{A,B}') FROM events WHERE false;

-- Steps can be a column, if they are the same for all rows of a group.
SELECT n, window_funnel('10 s', at, event, CASE WHEN n = 1 THEN '{A,B,C}' WHEN event = 'A' THEN '{A,B}' ELSE '[5:6]={A,B}' END::text[]) FROM events WHERE n IN (1, 2) GROUP BY n ORDER BY n;

--
-- Windows and instants
--

-- To the microsecond, both ends included; a window of nothing is one instant.
SELECT w, window_funnel(w, at, n = 1, n = 2)
FROM (VALUES (1, timestamptz '1999-12-31 23:59:59.999999'), (2, '2000-01-01 00:00:01')) AS v (n, at),
	unnest('{0, 1 s, 1.000001 s, 1 day -23:59:58.999999}'::interval[]) AS w
GROUP BY w ORDER BY w;
SELECT window_funnel('0', at, e, e) FROM (VALUES (timestamptz '2024-05-01', true)) AS v (at, e);

-- Between these noons the clocks are put forward: they are 23 hours apart. A day
-- is 24.
SET TimeZone = 'Europe/Berlin';
SELECT window_funnel('1 day', at, n = 1, n = 2) AS day, window_funnel('23 hours', at, n = 1, n = 2) AS "23 hours",
	window_funnel('22 hours', at, n = 1, n = 2) AS "22 hours"
FROM (VALUES (1, timestamptz '2024-03-30 12:00'), (2, '2024-03-31 12:00')) AS v (n, at);
SET TimeZone = 'UTC';

-- The whole of time fits a window; infinity is one instant, away from all others.
SELECT first, second, window_funnel('2147483647 days', at, n = 1, n = 2) AS most, window_funnel('0', at, n = 1, n = 2) AS least
FROM (VALUES (timestamptz '4714-11-24 00:00:00 BC', timestamptz '294276-12-31 23:59:59.999999'), ('-infinity', '2024-05-01'),
	('2024-05-01', 'infinity'), ('-infinity', 'infinity'), ('infinity', 'infinity'), ('-infinity', '-infinity')) AS v (first, second),
	LATERAL (VALUES (1, first), (2, second)) AS e (n, at)
GROUP BY first, second ORDER BY first, second;

--
-- Rows that do not count
--

-- A row without a time is not there, a condition that is NULL does not hold.
SELECT window_funnel('10 s', at, a, b) AS plain, window_funnel('10 s', 'strict_order', at, a, b) AS "order"
FROM (VALUES (timestamptz '2024-05-01 10:00', true, NULL), (NULL, true, true), (NULL, false, false), ('2024-05-01 10:00:05', NULL, true)) AS v (at, a, b);
-- In strict order a row that meets nothing stands between, NULL or not.
SELECT window_funnel('10 s', at, a, b) AS plain, window_funnel('10 s', 'strict_order', at, a, b) AS "order"
FROM (VALUES (timestamptz '2024-05-01 10:00', true, NULL), ('2024-05-01 10:00:04', NULL, NULL), ('2024-05-01 10:00:05', NULL, true)) AS v (at, a, b);
SELECT window_funnel('10 s', at, event ~ 'A', event ~ 'B', event ~ 'C') FILTER (WHERE event <> 'X') AS without_x,
	window_funnel('10 s', 'strict_order', at, event ~ 'A', event ~ 'B', event ~ 'C') FILTER (WHERE event <> 'X') AS order_without_x
FROM events WHERE n = 2;

-- No rows: 0, never NULL.
SELECT window_funnel('10 s', at, event = 'A'), window_funnel('10 s', 'strict_order', at, event = 'A') FROM events WHERE false;

--
-- Where aggregates go
--

-- Two funnels of one query do not get in each other's way.
SELECT story, window_funnel('1 s', at, event ~ 'A', event ~ 'B') AS "1 s", window_funnel('10 s', at, event ~ 'A', event ~ 'B') AS "10 s",
	window_funnel('10 s', at, event ~ 'B', event ~ 'C') AS b_to_c
FROM events WHERE n < 6 GROUP BY GROUPING SETS ((n, story), ()) ORDER BY n;

-- So far, and of this and the event before
SELECT event, window_funnel('10 s', at, event = 'A', event = 'B', event = 'C') OVER (ORDER BY at) AS so_far,
	window_funnel('10 s', at, event = 'A', event = 'B', event = 'C') OVER (ORDER BY at ROWS 1 PRECEDING) AS of_two
FROM events WHERE n = 1 ORDER BY at;

-- timestamp and date become timestamptz; a window can be a column, if it is the
-- same for all rows of a group.
SELECT window_funnel('1 day', at::timestamp, event = 'A', event = 'B') AS "timestamp",
	window_funnel('1 day', 'strict_increase', at::date, event = 'A', event = 'B') AS "date"
FROM events WHERE n = 1;
SELECT n, window_funnel(n * interval '1 s', at, event = 'A', event = 'B', event = 'C') FROM events WHERE n IN (1, 2) GROUP BY n ORDER BY n;

-- Thirty-two conditions, the last of them an untyped NULL
SELECT window_funnel('1 s', now(), true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, NULL);

--
-- Errors
--
SELECT window_funnel(NULL, at, true) FROM events;
SELECT window_funnel('-1 us', at, true) FROM events;
SELECT window_funnel('1 hour -61 min', at, true) FROM events;
SELECT window_funnel('1 month', at, true) FROM events;
SELECT window_funnel('1 s', NULL, at, true) FROM events;
SELECT window_funnel('1 s', 'strict', at, true) FROM events;
SELECT window_funnel('1 s', 'strict_order,', at, true) FROM events;
SELECT window_funnel('1 s', 'STRICT_ORDER', at, true) FROM events;
SELECT window_funnel('1 s', 'allow_reentry,strict_once', at, true) FROM events;
SELECT window_funnel('1 s', at, event) FROM events;
SELECT window_funnel('1 s', at, true, n) FROM events;
SELECT window_funnel('1 s', at, 'true') FROM events;
SELECT window_funnel('1 s', at, VARIADIC ARRAY[true]) FROM events;
SELECT window_funnel('1 s', now(), true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true);
-- What must not change is looked at in every row.
SELECT window_funnel(n * interval '1 s', at, event = 'A') FROM events;
SELECT window_funnel('1 s', CASE WHEN n = 17 THEN 'strict_once' ELSE '' END, at, event = 'A') FROM events;
SELECT window_funnel('1 s', CASE WHEN n % 2 = 1 THEN 'strict_once,strict_increase' ELSE 'strict_increase, strict_once' END, at, event ~ 'A') FROM events;
-- Steps
SELECT window_funnel('1 s', at, event, NULL::text[]) FROM events;
SELECT window_funnel('1 s', at, event, '{}') FROM events;
SELECT window_funnel('1 s', at, event, '{A,NULL}') FROM events;
SELECT window_funnel('1 s', at, event, '{{A,B},{C,D}}') FROM events;
SELECT window_funnel('1 s', at, event, array_fill(text 'A', ARRAY[33])) FROM events;
SELECT window_funnel('1 s', at, event, ARRAY['A', event]) FROM events;
SELECT window_funnel('1 s', at, event, CASE n WHEN 1 THEN '{A,B}' ELSE '{A,B,C}' END::text[]) FROM events;

DROP TABLE story, events;
