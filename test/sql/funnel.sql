--
-- Funnels over a morning of one campaign, and over stories of a few seconds
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET IntervalStyle = 'postgres';

-- Spring: Ann goes all the way, Bob clicks and does not buy, Cem opens after ten
-- minutes, Dee does not. Eve opens what was never sent to her. Of one message
-- nobody knows to whom it went, and of one purchase of Dee's nobody knows when.
-- Autumn: Ann opens after half an hour, Bob after 25 hours, and buys.
CREATE TABLE events (
	campaign	text,
	contact_id	bigint,
	contact		text,
	event_type	text,
	at			timestamptz
);
INSERT INTO events VALUES
	('spring', 11, 'ann', 'sent',	'2024-05-01 10:00'),
	('spring', 11, 'ann', 'opened',	'2024-05-01 10:01'),
	('spring', 11, 'ann', 'clicked', '2024-05-01 10:03'),
	('spring', 11, 'ann', 'bought',	'2024-05-01 10:11'),
	('spring', 12, 'bob', 'sent',	'2024-05-01 10:00'),
	('spring', 12, 'bob', 'opened',	'2024-05-01 10:02'),
	('spring', 12, 'bob', 'clicked', '2024-05-01 10:03'),
	('spring', 13, 'cem', 'sent',	'2024-05-01 10:00'),
	('spring', 13, 'cem', 'opened',	'2024-05-01 10:10'),
	('spring', 14, 'dee', 'sent',	'2024-05-01 10:00'),
	('spring', 14, 'dee', 'bought',	NULL),
	('spring', 15, 'eve', 'opened',	'2024-05-01 10:05'),
	('spring', NULL, NULL, 'sent',	'2024-05-01 10:00'),
	('autumn', 11, 'ann', 'sent',	'2024-09-01 09:00'),
	('autumn', 11, 'ann', 'opened',	'2024-09-01 09:30'),
	('autumn', 12, 'bob', 'sent',	'2024-09-01 09:00'),
	('autumn', 12, 'bob', 'opened',	'2024-09-02 10:00'),
	('autumn', 12, 'bob', 'bought',	'2024-09-02 10:05');

-- How many contacts had each step
CREATE FUNCTION reached(funnel_step[]) RETURNS bigint[] LANGUAGE sql AS
	'SELECT array_agg(contacts ORDER BY step) FROM unnest($1)';

--
-- All that there is to know of a funnel
--

-- Four were sent something; three opened, after 1, 2 and 10 minutes; two clicked,
-- 2 minutes and 1 minute later, both 3 minutes after the start.
SELECT step, name, contacts, dropoff,
	round(conversion_from_previous::numeric, 4) AS from_previous, round(conversion_overall::numeric, 4) AS overall
FROM unnest((SELECT funnel('1 hour', contact_id, at, event_type, '{sent,opened,clicked,bought}')
	FROM events WHERE campaign = 'spring')) s;
SELECT name, median_seconds AS median, p90_seconds AS p90, avg_seconds AS avg,
	median_seconds_from_first AS median_first, p90_seconds_from_first AS p90_first, avg_seconds_from_first AS avg_first
FROM unnest((SELECT funnel('1 hour', contact_id, at, event_type, '{sent,opened,clicked,bought}')
	FROM events WHERE campaign = 'spring')) s;

-- The same by conditions, which have no names
SELECT step, name, contacts, dropoff, median_seconds AS median, avg_seconds_from_first AS avg_first
FROM unnest((SELECT funnel('1 hour', contact_id, at,
		event_type = 'sent', event_type = 'opened', event_type = 'clicked', event_type = 'bought')
	FROM events WHERE campaign = 'spring')) s;

-- Within two minutes Cem has not opened; Ann and Bob have, neither has clicked.
SELECT reached(funnel('2 min', contact_id, at, event_type, '{sent,opened,clicked,bought}')),
	reached(funnel('3 min', contact_id, at, event_type, '{sent,opened,clicked,bought}')) AS of_three
FROM events WHERE campaign = 'spring';

-- Bob's 25 hours are too long for a day. Subtotals are not sums: a person's best
-- attempt in both campaigns counts once.
SELECT coalesce(campaign, '(all)') AS campaign,
	reached(funnel('1 day', contact_id, at, event_type, '{sent,opened,clicked,bought}')),
	reached(funnel('2 days', contact_id, at, event_type, '{sent,opened,clicked,bought}')) AS of_two_days,
	reached(funnel('25 h', contact, at, event_type, '{sent,opened,bought}')) AS without_clicks
FROM events GROUP BY ROLLUP (campaign) ORDER BY grouping(campaign), campaign;
SELECT contact, campaign, reached(funnel('1 day', contact_id, at, event_type, '{sent,opened}'))
FROM events GROUP BY GROUPING SETS ((contact), (campaign)) ORDER BY contact, campaign;

-- Rows that do not count
SELECT reached(funnel('1 hour', contact_id, at, event_type, '{sent,opened}') FILTER (WHERE contact <> 'ann')) AS without_ann,
	reached(funnel('1 hour', contact_id, at, event_type, '{sent,opened}') FILTER (WHERE event_type <> 'sent')) AS without_sent,
	reached(funnel('1 hour', contact_id, at, event_type = 'sent', true) FILTER (WHERE false)) AS without_all,
	reached(funnel('1 hour', contact_id, at, event_type, '{sent,"sent ",Opened}')) AS spelt_so
FROM events WHERE campaign = 'spring';

-- Without rows there is one element a step all the same; without anybody to
-- convert there is no rate.
SELECT step, name, contacts, dropoff, conversion_from_previous, conversion_overall, median_seconds, p90_seconds, avg_seconds,
	avg_seconds_from_first
FROM unnest((SELECT funnel('1 hour', contact_id, at, event_type, '{sent,opened,sent}') FROM events WHERE false)) s;
SELECT name, contacts FROM unnest((SELECT funnel('1 hour', 'any_order', contact_id, at, true, false) FROM events WHERE false)) s;
SELECT campaign, funnel('1 hour', contact_id, at, event_type, '{sent}') FROM events WHERE false GROUP BY campaign;

-- One row
SELECT funnel('1 hour', 1, timestamptz '2024-05-01', text 'sent', '{sent}') AS one,
	reached(funnel('1 hour', 1, timestamptz '2024-05-01', true, true)) AS one_of_two,
	reached(funnel('1 hour', 1, timestamptz '2024-05-01', false)) AS no_step;

-- A row without a contact or a time is not there; a condition that is NULL does
-- not hold; a row without a type is no step.
SELECT reached(funnel('1 hour', who, at, a, b)) AS conditions, reached(funnel('1 hour', who, at, kind, '{a,b}')) AS types
FROM (VALUES (1, timestamptz '2024-05-01 10:00', true, NULL::boolean, 'a'), (1, '2024-05-01 10:01', NULL, true, 'b'),
	(2, '2024-05-01 10:00', true, false, 'a'), (2, NULL, false, true, 'b'), (2, '2024-05-01 10:02', NULL, NULL, NULL),
	(NULL, '2024-05-01 10:00', true, false, 'a'), (NULL, '2024-05-01 10:01', false, true, 'b')) v (who, at, a, b, kind);

-- A running funnel
SELECT event_type, reached(funnel('1 hour', contact_id, at, event_type, '{sent,opened,clicked,bought}') OVER (ORDER BY at)) AS so_far,
	reached(funnel('1 hour', contact_id, at, event_type, '{sent,opened,clicked}') OVER (ORDER BY at ROWS 1 PRECEDING)) AS of_two
FROM events WHERE campaign = 'spring' AND contact = 'ann' ORDER BY at;

--
-- Stories: a row is what it is, A, B or C, or -, nothing, or X, excluded, and its
-- second. The answer is how many contacts had each step, and how many seconds
-- after the first: in 1 1@2 0, one began, and had B two seconds later, and no C.
--
CREATE FUNCTION told(story text) RETURNS TABLE (who bigint, kind text, at timestamptz) LANGUAGE sql IMMUTABLE AS $$
	SELECT n, row[1], '2024-05-01 00:00+00'::timestamptz + row[2]::int * interval '1 s'
	FROM string_to_table(story, ';') WITH ORDINALITY AS contacts (contact, n), regexp_matches(contact, '(\D+)(\d+)', 'g') AS matches (match),
		LATERAL (SELECT ARRAY[trim(match[1]), match[2]]) AS rows (row)
$$;
CREATE FUNCTION brief(funnel_step[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(concat_ws('@', contacts, avg_seconds_from_first), ' ' ORDER BY step) FROM unnest($1)
$$;
CREATE TABLE stories (n int GENERATED ALWAYS AS IDENTITY, story text, mode text DEFAULT 'ordered', span interval DEFAULT '10 s');

-- In order, one row a step: the deepest attempt counts, of these the one that
-- gets there first, of these the one that begins last, and then has its steps
-- as early as it can.
INSERT INTO stories (story) VALUES
	('A1 B2 C3'), ('A1 B2'), ('B1 C2'), ('C1 B2 A3'), ('C1 B1 A1'), ('A1 C2 B3'), ('A1 -2 B3 -3 A3 C4'), ('A1 B2 B3 C4'),
	('A1 A2 B3 C4 A5 B6 C7'), ('A1 B2 C9 A9 B9 C9'), ('A1 B2 A4 B5 C5'), ('A1 A8 B12'), ('A1 B11 C11'), ('A1 B11 C12'), ('A1 A1 B2 B2 C3 C3');
SELECT story, brief(funnel(span, who, at, kind = 'A', kind = 'B', kind = 'C')) AS conditions, brief(funnel(span, who, at, kind, '{A,B,C}')) AS types
FROM stories, told(story) GROUP BY n, story ORDER BY n;

-- A row that is several steps serves as one of them.
TRUNCATE stories;
INSERT INTO stories (story) VALUES ('ABC1'), ('AB1 C2'), ('AB1 AB1 C1'), ('ABC1 ABC2 ABC3'), ('AB1 AC1 BC1'), ('AB1 B1 C1'), ('BC1 BC1 AC1'), ('ABC1 A5 BC5');
SELECT story, brief(funnel(span, who, at, kind ~ 'A', kind ~ 'B', kind ~ 'C'))
FROM stories, told(story) GROUP BY n, story ORDER BY n;

-- A name that comes again must happen again.
TRUNCATE stories;
INSERT INTO stories (story) VALUES ('A1'), ('A1 A1'), ('A1 B2'), ('A1 B2 A3'), ('B1 A1 A1'), ('A1 B2 A3 A4');
SELECT story, brief(funnel(span, who, at, kind, '{A,A}')) AS twice, brief(funnel(span, who, at, kind, '{A,B,A}')) AS there_and_back
FROM stories, told(story) GROUP BY n, story ORDER BY n;

-- All that may be said of how: strict_increase allows one step an instant and
-- reads the state before it. In strict the steps follow one another directly;
-- any other row breaks an attempt, also a step that comes again, but a broken
-- attempt does not end the contact. In strict_steps only rows that are a step
-- can break. Rows of one instant stand in the order that is best.
TRUNCATE stories;
INSERT INTO stories (story, mode) VALUES
	('C1 B1 A1', 'strict_increase'), ('A1 B2 A4 B5 C5', 'strict_increase'), ('A1 A2 B2 C3', 'strict_increase'),
	('A1 B2 C3', 'strict'), ('A1 B2 A3 C4', 'strict'), ('A1 -2 A3 B4 C5', 'strict'), ('A1 -2 B3 C4', 'strict'), ('A1 -2 B3 C4', 'strict_steps'),
	('A1 X2 X3 B3 A4 B5 X6', 'strict_steps'), ('A1 B2 -2 C3', 'strict'), ('A1 B2 -2 C3', 'strict_steps'), ('A1 B2 -2 C2', 'strict'), ('-1 A1 B2', 'strict'),
	('A1 C2 B2 C3', 'strict'), ('A1 B2 B2 C3', 'strict'), ('A1 B2 B2 C3', 'ordered'), ('C1 B1 A1', 'strict'), ('C1 B1 A1', 'strict,strict_increase'),
	('-1 A1 B2 -2', 'strict, strict_increase'), ('A1 B2 C2', 'strict_increase,strict'), ('A1 B2 A2 C3', 'strict , strict_increase');
SELECT story, mode, brief(funnel(span, mode, who, at, kind = 'A', kind = 'B', kind = 'C')) AS conditions, brief(funnel(span, mode, who, at, kind, '{A,B,C}')) AS types
FROM stories, told(story) GROUP BY n, story, mode ORDER BY n;

-- In any order: the earliest moment at which the most different steps lie in one
-- window, and the latest rows before it. Steps have the places that they took.
TRUNCATE stories;
INSERT INTO stories (story) VALUES ('C1 A2 B3'), ('B1 C1 A1'), ('A1 C3 A4 B5 B6'), ('C1 B12 A13'), ('C1 B2 A12'), ('A1 A2'), ('A1 B1'), ('C5'), ('-1'), ('B1 B2; A1 C2; C1 B2 A3');
SELECT story, brief(funnel(span, 'any_order', who, at, kind = 'A', kind = 'B', kind = 'C')) AS conditions, brief(funnel(span, 'any_order', who, at, kind, '{A,B,C}')) AS types
FROM stories, told(story) GROUP BY n, story ORDER BY n;
SELECT name, contacts, dropoff, round(conversion_from_previous::numeric, 4) AS from_previous, round(conversion_overall::numeric, 4) AS overall, median_seconds
FROM unnest((SELECT funnel('10 s', 'any_order', who, at, kind, '{A,B,C}') FROM told('B1 B2; A1 C4; C1 B2 A5'))) s;

-- Excluded between two steps: an attempt that meets X there goes no further. At
-- the instant of either step X is not between.
TRUNCATE stories;
INSERT INTO stories (story, mode) VALUES
	('A1 X2 B3 C4', 'exclude=X'), ('X1 A1 B3 X3 C3', 'exclude=X'), ('A1 X2 A3 B4 C5', 'exclude=X'), ('A1 X2 A2 B3 C4', 'exclude=X'), ('A1 B2 C3 X4', 'exclude=X'),
	('A1 B2 X3 C4', 'exclude[1-2]=X'), ('A1 B2 X3 C4', 'exclude[2-3]=X'), ('A1 B2 X3 C4', 'exclude[1-3]=X'), ('A1 X2 B3 C4', 'exclude[2-3]=X'),
	('A1 B2 X2 C3', 'exclude=X'), ('A1 B2 X2 C3', 'exclude[1-2]=X,exclude[2-3]=X'), ('A1 B2 X2 C2', 'exclude=X'), ('A1 X5 B6 A11 B11', 'exclude=X'),
	('A1 -2 B3 C4', 'strict_steps, exclude[1-2]=X'), ('A1 B2 X3 C4', 'strict_steps, exclude[1-2]=X');
SELECT story, mode, brief(funnel(span, replace(mode, '=X', '=4'), who, at, kind = 'A', kind = 'B', kind = 'C', kind = 'X')) AS conditions,
	brief(funnel(span, mode, who, at, kind, '{A,B,C}')) AS types
FROM stories, told(story) GROUP BY n, story, mode ORDER BY n;

-- A step may be excluded elsewhere; two things may be; names may have to be quoted.
SELECT brief(funnel('10 s', 'exclude[1-2]=C', who, at, kind, '{A,B,C}')) AS c_too_early, brief(funnel('10 s', 'exclude[2-3]=A', who, at, kind, '{A,B,C}')) AS a_again,
	brief(funnel('10 s', 'exclude=B', who, at, kind, '{A,B,C}')) AS b_on_the_way,
	brief(funnel('10 s', 'exclude=4,exclude[1-2]=5', who, at, kind = 'A', kind = 'B', kind = 'C', kind = '-', kind = 'C')) AS two
FROM told('A1 C2 B3 A4 C5');
SELECT brief(funnel('10 s', 'exclude="gone, too"', 1, at, kind, '{in,out}')) AS quoted, brief(funnel('10 s', 'exclude="gone"', 1, at, kind, '{in,out}')) AS another,
	brief(funnel('10 s', 'exclude="say ""gone"""', 1, at, kind, '{in,out}')) AS with_quotes
FROM (VALUES ('in', timestamptz '2024-05-01 00:00:01'), ('gone, too', '2024-05-01 00:00:02'), ('out', '2024-05-01 00:00:03'), ('in', '2024-05-01 00:00:04'),
	('say "gone"', '2024-05-01 00:00:05'), ('out', '2024-05-01 00:00:09')) v (kind, at);

-- Steps that may be left out
TRUNCATE stories;
INSERT INTO stories (story, mode) VALUES
	('A1 C3', 'optional=2'), ('A1 B2 C3', 'optional=2'), ('B1 A2 C3', 'optional=2'), ('A1 B2 A3 C4', 'optional=2'), ('A1 B2 A2 C3', 'optional=2'), ('A1 B2', 'optional=2'),
	('A1 B2', 'optional=3'), ('A1 C2', 'optional=3'), ('A1 C2', 'optional=2,optional=3'), ('A1 C3', 'optional=2,strict_steps'), ('A1 B3 A3 C4', 'optional=2,strict_steps');
SELECT story, mode, brief(funnel(span, mode, who, at, kind = 'A', kind = 'B', kind = 'C')) AS conditions, brief(funnel(span, mode, who, at, kind, '{A,B,C}')) AS types
FROM stories, told(story) GROUP BY n, story, mode ORDER BY n;

-- What follows is measured against the step before that may not be left out;
-- its times from the step before that the contact has.
SELECT name, contacts, dropoff, conversion_from_previous AS from_previous, conversion_overall AS overall, avg_seconds AS avg, avg_seconds_from_first AS avg_first
FROM unnest((SELECT funnel('10 s', 'optional=2', who, at, kind, '{A,B,C}') FROM told('A1 B2 C3; A1 C4; A1 B4; A1'))) s;

-- Limits from step to step, beside the window from the first
TRUNCATE stories;
INSERT INTO stories (story, mode) VALUES
	('A1 B3 B5 C7', 'step_window=2 s'), ('A1 B3 A4 B5 C7', 'step_window=2 s'), ('A1 B3 A4 B5 C7', 'step_window=00:00:01.999999'), ('A1 B2 C5', 'step_window[3]=2 s'),
	('A1 B9 C11', 'step_window[3]=2 seconds'), ('A1 B9 C11', 'step_window[2]=7 s,step_window[3]=1 h'), ('A1 B1 C1', 'step_window=0'), ('A1 B9 C12', 'step_window=1 day');
SELECT story, mode, brief(funnel(span, mode, who, at, kind = 'A', kind = 'B', kind = 'C')) AS conditions, brief(funnel(span, mode, who, at, kind, '{A,B,C}')) AS types
FROM stories, told(story) GROUP BY n, story, mode ORDER BY n;

-- Which attempts: the first one only; or those that begin in a range, however
-- late they end
TRUNCATE stories;
INSERT INTO stories (story, mode) VALUES
	('A1 A8 B12', 'first_attempt'), ('A1 A1 B11', 'first_attempt'), ('B1 A2 B2 A3 C4', 'first_attempt'),
	('A1 B2 A5 B6 C7', 'entry_until=2024-05-01T00:00:05Z'), ('A1 B2 A5 B6 C7', 'entry_from=2024-05-01T00:00:02Z'), ('A1 B2 A5 B6 C7', 'entry_from=2024-05-01T02:00:05+02:00'),
	('A1 B2 A5 B6 C7', 'entry_from=2024-05-01 00:00:05.000001+00'), ('A1 B2 A5 B6 C7', 'entry_from=2024-05-01T00:00:01Z,entry_until=2024-05-01T00:00:01.000001Z'),
	('A1 B2 A5 B6 C7', 'first_attempt,entry_from=2024-05-01T00:00:02Z'), ('A1 B2 A5 B6 C7', 'first_attempt,entry_until=2024-05-01T00:00:02Z'),
	('B1 A3 C4 B6', 'any_order,entry_from=2024-05-01T00:00:02Z'), ('B1 A3 C4 B6', 'any_order,entry_until=2024-05-01T00:00:02Z');
SELECT story, mode, brief(funnel(span, mode, who, at, kind = 'A', kind = 'B', kind = 'C')) AS conditions, brief(funnel(span, mode, who, at, kind, '{A,B,C}')) AS types
FROM stories, told(story) GROUP BY n, story, mode ORDER BY n;

--
-- Time
--

-- A window is inclusive, to the microsecond; 0 is one instant; a day is 24 hours.
SELECT a, b, span, brief(funnel(span, 1, at, kind, '{a,b}'))
FROM (VALUES (1, timestamptz '2024-05-01 00:00', timestamptz '2024-05-02 00:00', interval '1 day'), (2, '2024-05-01 00:00', '2024-05-02 00:00:00.000001', '1 day'),
	(3, '2024-05-01 00:00', '2024-05-01 00:00', '0'), (4, '2024-05-01 00:00', '2024-05-01 00:00:00.000001', '0'), (5, '1969-12-31 23:59:59.5', '1970-01-01 00:00:00.5', '1 s'),
	(6, '1999-12-31 23:59:59.999999', '2000-01-01 00:00', '1 us'), (7, '2024-10-26 12:00+02', '2024-10-27 12:00+01', '1 day'), (8, '2024-05-01', '2024-05-02', '1 day -1 us'),
	(9, '2024-05-01', '2024-04-30', '1 day')) v (n, a, b, span),
	LATERAL (VALUES ('a', a), ('b', b)) AS e (kind, at)
GROUP BY n, a, b, span ORDER BY n;

-- From the first timestamp to the last is more than 64 bits hold in microseconds.
-- Days are given as there would be from Julian day 38 to 109203528. Infinity is
-- equal to itself, and further from anything else than any window.
SELECT a, b, span, reached(funnel(span, 1, at, kind, '{a,b}')),
	round((funnel(span, 1, at, kind, '{a,b}'))[2].avg_seconds / 86400) AS days
FROM (VALUES (1, timestamptz '4713-01-01 00:00 BC', timestamptz '294276-12-31 23:59:59', interval '2147483647 days'),
	(2, '4713-01-01 00:00 BC', '294276-12-31 23:59:59', '9223372036854.775807 s'), (3, '4713-01-01 00:00 BC', '2024-05-01', '9223372036854.775807 s'),
	(4, '-infinity', '4713-01-01 00:00 BC', '2147483647 days'), (5, '294276-12-31 23:59:59', 'infinity', '2147483647 days'),
	(6, '-infinity', 'infinity', '2147483647 days'), (7, 'infinity', 'infinity', '0'), (8, '-infinity', '-infinity', '0')) v (n, a, b, span),
	LATERAL (VALUES ('a', a), ('b', b)) AS e (kind, at)
GROUP BY n, a, b, span ORDER BY n;

-- The same span by any of the session's clocks
SET TimeZone = 'America/New_York';
SELECT brief(funnel('1 day', 1, at, kind, '{a,b}')) FROM (VALUES ('a', timestamptz '2024-03-10 01:00'), ('b', '2024-03-11 02:00')) v (kind, at);
RESET TimeZone;
SET TimeZone = 'UTC';

--
-- Contacts of every type: three, of whom one goes on in time
--
CREATE TABLE typed AS SELECT who, kind, timestamptz '2024-05-01' + at * interval '1 s' AS at
	FROM (VALUES (1, 'a', 1), (1, 'b', 2), (2, 'a', 1), (2, 'b', 99), (3, 'b', 1), (3, 'a', 2)) v (who, kind, at);
SELECT reached(funnel('10 s', who::smallint, at, kind, '{a,b}')) AS smallint, reached(funnel('10 s', who::integer, at, kind, '{a,b}')) AS integer,
	reached(funnel('10 s', who::bigint, at, kind, '{a,b}')) AS bigint, reached(funnel('10 s', who::text, at, kind, '{a,b}')) AS text,
	reached(funnel('10 s', md5(who::text)::uuid, at, kind, '{a,b}')) AS uuid
FROM typed;
SELECT reached(funnel('10 s', who::varchar, at, kind, '{a,b}')) AS varchar, reached(funnel('10 s', who::char(3), at, kind, '{a,b}')) AS char,
	reached(funnel('10 s', who::text::name, at, kind, '{a,b}')) AS name, reached(funnel('10 s', who, at, kind::varchar, '{a,b}')) AS kind_varchar,
	reached(funnel('10 s', who, at, kind::char(3), '{a,b}')) AS kind_char
FROM typed;
SELECT reached(funnel('10 s', 'ordered', who::smallint, at, kind = 'a', kind = 'b')) AS smallint, reached(funnel('10 s', 'ordered', who::integer, at, kind = 'a', kind = 'b')) AS integer,
	reached(funnel('10 s', 'ordered', who::bigint, at, kind = 'a', kind = 'b')) AS bigint, reached(funnel('10 s', 'ordered', who::text, at, kind = 'a', kind = 'b')) AS text,
	reached(funnel('10 s', 'ordered', md5(who::text)::uuid, at, kind = 'a', kind = 'b')) AS uuid
FROM typed;
SELECT reached(funnel('10 s', who::smallint, at, kind = 'a', kind = 'b')) AS smallint, reached(funnel('10 s', who::integer, at, kind = 'a', kind = 'b')) AS integer,
	reached(funnel('10 s', who::bigint, at, kind = 'a', kind = 'b')) AS bigint, reached(funnel('10 s', who::text, at, kind = 'a', kind = 'b')) AS text,
	reached(funnel('10 s', md5(who::text)::uuid, at, kind = 'a', kind = 'b')) AS uuid
FROM typed;
SELECT reached(funnel('10 s', 'ordered', who::smallint, at, kind, '{a,b}')) AS smallint, reached(funnel('10 s', 'ordered', who::integer, at, kind, '{a,b}')) AS integer,
	reached(funnel('10 s', 'ordered', who::bigint, at, kind, '{a,b}')) AS bigint, reached(funnel('10 s', 'ordered', who::text, at, kind, '{a,b}')) AS text,
	reached(funnel('10 s', 'ordered', md5(who::text)::uuid, at, kind, '{a,b}')) AS uuid
FROM typed;

-- Other types are cast to one of these by whoever knows which values are the same.
SELECT funnel('10 s', who / 2.0, at, kind, '{a,b}') FROM typed;

--
-- funnel_trend: by the period in which contacts began, whenever they went on
--
SELECT p.* FROM unnest((
	SELECT funnel_trend('minute', 'UTC', '1 min', who, at, kind, '{A,B,C}') FROM told('A1 B2; A59 B61; A61; A62 B70; A130 B131 C140; B5'))) p;

-- Days begin when they do in the zone; a mode is as in funnel.
SELECT p.* FROM unnest((
	SELECT funnel_trend('day', 'Asia/Kolkata', '1 day', 'optional=2', who, at, a, NOT a, NOT a)
	FROM (VALUES (1, timestamptz '2024-05-01 18:29:59', true), (1, '2024-05-01 18:30', false), (2, '2024-05-01 18:30', true)) v (who, at, a))) p;

-- A person's best attempt is in one period only: Ann's and Bob's are in spring.
SELECT p.bucket, p.name, p.contacts FROM unnest((
	SELECT funnel_trend('month', 'UTC', '2 days', contact, at, event_type, '{sent,opened}') FROM events)) p;
SELECT campaign, p.bucket, p.name, p.contacts
FROM (SELECT campaign, funnel_trend('month', 'UTC', '2 days', contact, at, event_type, '{sent,opened}') AS points FROM events GROUP BY campaign) s, unnest(points) p
ORDER BY campaign, p.step;
SELECT funnel_trend('month', 'UTC', '2 days', contact, at, event_type, '{sent,opened}') FROM events WHERE false;
SELECT funnel_trend('fortnight', 'UTC', '2 days', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_trend('day', 'Europe/Atlantis', '2 days', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_trend(NULL, 'UTC', '2 days', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_trend('day', NULL, '2 days', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_trend(campaign, 'UTC', '2 days', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_trend(CASE campaign WHEN 'spring' THEN 'day' ELSE 'hour' END, 'UTC', '2 days', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_trend('day', CASE campaign WHEN 'spring' THEN 'UTC' ELSE 'Asia/Tokyo' END, '2 days', contact, at, event_type, '{sent,opened}') FROM events;

--
-- funnel_histogram: how long contacts took from the first step, as far as the
-- window reaches
--

-- No time at all twice, then 1, 9, 10 and 61 seconds
SELECT b.* FROM unnest((
	SELECT funnel_histogram('10 min', who, at, kind, '{A,B}') FROM told('A1 B1; B1 A1; A1 B2; A1 B10; A1 B11; A1 B62; A1'))) b;
SELECT b.* FROM unnest((
	SELECT funnel_histogram('400 days', 'ordered', contact, at, event_type = 'sent', event_type = 'opened', event_type = 'bought')
	FROM (SELECT contact, event_type, at + CASE WHEN event_type = 'bought' THEN interval '366 days' ELSE '0' END AS at FROM events WHERE campaign = 'spring') e)) b
WHERE b.contacts > 0;
SELECT b.* FROM unnest((SELECT funnel_histogram('9 s', who, at, kind, '{A,B,C}') FROM told('A1') WHERE false)) b;
SELECT funnel_histogram('9 s', who, at, kind, '{A}') FROM told('A1');

--
-- funnel_contacts: who stopped at a step; at 0, who never began
--
SELECT k, cardinality(stopped), (SELECT string_agg(DISTINCT contact, ' ') FROM events WHERE contains(stopped, contact_id)) AS who
FROM (SELECT k, funnel_contacts(k, '1 hour', contact_id, at, event_type, '{sent,opened,clicked,bought}') AS stopped
	FROM events, generate_series(0, 4) k WHERE campaign = 'spring' GROUP BY k) s ORDER BY k;

-- Who never began may have done nothing that the funnel knows.
SELECT cardinality(funnel_contacts(0, '10 s', 'strict', who, at, kind = 'A', kind = 'B')) AS never, cardinality(funnel_contacts(1, '10 s', who, at, kind, '{A,B}')) AS began,
	cardinality(funnel_contacts(2, '10 s', 'any_order', who, at, kind, '{A,B}')) AS both
FROM told('A1 B2; -1; C1 C1; B1; A1 -2 B3; A5; B1 A2');
SELECT cardinality(funnel_contacts(0, '1 hour', contact, at, event_type, '{sent}')) FROM events WHERE false;
SELECT funnel_contacts(3, '1 hour', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_contacts(-1, '1 hour', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_contacts(NULL, '1 hour', contact, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_contacts(length(contact) - 3, '1 hour', contact_id, at, event_type, '{sent,opened}') FROM (SELECT contact_id, at, event_type, contact || left(campaign, contact_id::int - 11) FROM events WHERE contact IS NOT NULL) e (contact_id, at, event_type, contact);

--
-- funnel_times: when a contact, which is a group, had each step
--
SELECT contact, funnel_times('1 hour', at, event_type, '{sent,opened,clicked}'), funnel_times('1 hour', 'strict', at, event_type = 'sent', event_type = 'opened') AS by_conditions
FROM events WHERE campaign = 'spring' AND contact IS NOT NULL GROUP BY contact ORDER BY contact;
CREATE FUNCTION seconds(timestamptz[]) RETURNS int[] LANGUAGE sql IMMUTABLE AS $$
	SELECT array_agg(extract(epoch FROM at - '2024-05-01 00:00+00')::int ORDER BY n) FROM unnest($1) WITH ORDINALITY AS times (at, n)
$$;
TRUNCATE stories;
INSERT INTO stories (story, mode) VALUES
	('A1 B2 A4 B5 C5', 'ordered'), ('A1 B2 A4 B5 C5', 'strict_increase'), ('A1 B2 B3 C4', 'ordered'), ('A1 B2 A3', 'ordered'), ('A1 -2 A3 B4 C5', 'strict'), ('-1', 'strict'),
	('A1 X2 B3', 'exclude=X'), ('A1 C3', 'optional=2'), ('A1 A3 B3 C4', 'optional=2'), ('C1 A2 B3', 'any_order'), ('B1 A3', 'any_order'), ('A1 B12', 'ordered');
SELECT story, mode, seconds(funnel_times(span, mode, at, kind, '{A,B,C}')) FROM stories, told(story) GROUP BY n, story, mode ORDER BY n;
SELECT seconds(funnel_times('10 s', at, kind = 'A', kind = 'B', NULL)) AS conditions, seconds(funnel_times('10 s', CASE WHEN kind = 'A' THEN at END, kind, '{B,A}')) AS without_time,
	funnel_times('0', timestamptz 'infinity', true, true) AS at_the_end
FROM told('A1 B2');
SELECT funnel_times('1 h', at, true, false), funnel_times('1 h', 'any_order', at, event_type, '{a,b,c}') AS of_types FROM events WHERE false;
SELECT funnel_times(CASE contact WHEN 'ann' THEN interval '1 min' ELSE '2 min' END, at, event_type, '{sent,opened}') FROM events;
SELECT funnel_times('1 h', 'sideways', at, event_type, '{sent,opened}') FROM events;
SELECT funnel_times('1 h', at, event_type) FROM events;

--
-- Stored timelines: a day's events are kept once, and asked any funnel later
--
CREATE TABLE days AS SELECT at::date AS day, timeline(contact, at, event_type) AS events FROM events GROUP BY 1;
SELECT day, cardinality(events) FROM days ORDER BY day;
SELECT cardinality(rollup(events)), reached(funnel('2 days', events, '{sent,opened,clicked,bought}')), reached(funnel('2 days', 'strict_steps', events, '{sent,opened,bought}')) AS strictly
FROM days;
SELECT extract(month FROM day) AS month, reached(funnel('2 days', events, '{sent,opened,bought}')), reached(funnel('1 day', 'optional=2', events, '{sent,opened,bought}')) AS of_a_day
FROM days GROUP BY 1 ORDER BY 1;
SELECT p.bucket, p.name, p.contacts FROM unnest((SELECT funnel_trend('day', 'UTC', '2 days', events, '{sent,opened,bought}') FROM days WHERE day > '2024-08-01')) p;
SELECT b.name, b.bin_start, b.contacts FROM unnest((SELECT funnel_histogram('2 days', events, '{sent,opened}') FROM days WHERE day > '2024-08-01')) b WHERE b.contacts > 0;
SELECT cardinality(stopped), contains(stopped, 'ann'::text) AS ann, contains(stopped, 'bob'::text) AS bob
FROM (SELECT funnel_contacts(2, '2 days', events, '{sent,opened,bought}') AS stopped FROM days WHERE day > '2024-08-01') s;

-- The same event twice is one, so that parts may overlap; as rows they are two.
SELECT reached(funnel('1 h', who, at, kind, '{A,A}')) AS of_rows FROM told('A1 A1');
SELECT reached(funnel('1 h', events, '{A,A}')) AS of_events FROM (SELECT timeline(who, at, kind) AS events FROM told('A1 A1'), generate_series(1, 2) part GROUP BY part) s;

-- Types that are no step are in a timeline too, and break what is strict.
SELECT reached(funnel('1 h', 'strict', events, '{A,B}')) AS strict, reached(funnel('1 h', 'strict_steps', events, '{A,B}')) AS strict_steps,
	reached(funnel('1 h', 'exclude="-"', events, '{A,B}')) AS excluding
FROM (SELECT timeline(who, at, kind) AS events FROM told('A1 -2 B3')) s;
SELECT reached(funnel('1 h', events, '{A,B}')), reached(funnel('1 h', NULL::timeline, '{A,B}')) AS of_null FROM (SELECT timeline(who, at, kind) AS events FROM told('A1') WHERE false) s;
SELECT rollup(events) FROM (SELECT timeline(1, timestamptz '2024-05-01', 'a') AS events UNION ALL SELECT timeline('1'::text, timestamptz '2024-05-01', 'a')) s;
SELECT funnel('1 h', events, '{a}') FROM (SELECT timeline(1, timestamptz '2024-05-01', 'a') AS events UNION ALL SELECT timeline('1'::text, timestamptz '2024-05-01', 'a')) s;
DROP TABLE days;

--
-- What cannot be asked for
--
SELECT funnel('1 h', contact_id, at, event_type, '{}') FROM events;
SELECT funnel('1 h', contact_id, at, event_type, array_fill('a'::text, '{33}')) FROM events;
SELECT reached(funnel('1 h', contact_id, at, event_type, array_fill('sent'::text, '{32}'))) FROM events WHERE campaign = 'spring';
SELECT funnel('1 h', contact_id, at, event_type, '{sent,NULL}') FROM events;
SELECT funnel('1 h', contact_id, at, event_type, '{{sent},{opened}}') FROM events;
SELECT funnel('1 h', contact_id, at, event_type, NULL::text[]) FROM events;
SELECT format('SELECT funnel(''1 h'', contact_id, at%s) FROM events', repeat(', true', 33)) AS query \gexec
SELECT format('SELECT funnel(''1 h'', contact_id, at%s) FROM events WHERE false', repeat(', true', 33)) AS query \gexec
SELECT funnel('1 h', contact_id, at, true, 1) FROM events;
SELECT funnel('1 h', contact_id, at, event_type) FROM events;
SELECT funnel('1 h', contact_id, at, VARIADIC ARRAY[true, false]) FROM events;

SELECT funnel(NULL, contact_id, at, event_type, '{sent}') FROM events;
SELECT funnel('-1 s', contact_id, at, event_type, '{sent}') FROM events;
SELECT funnel('1 day -24:00:00.000001', contact_id, at, event_type, '{sent}') FROM events;
SELECT funnel('1 month', contact_id, at, event_type, '{sent}') FROM events;

SELECT funnel('1 h', NULL, contact_id, at, event_type, '{sent}') FROM events;
SELECT funnel('1 h', 'strickt', contact_id, at, event_type, '{sent}') FROM events;

CREATE FUNCTION try(mode text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN reached(funnel('1 h', mode, contact_id, at, event_type, '{sent,opened,clicked}')) FROM events WHERE campaign = 'spring';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLERRM;
END
$$;
SELECT mode, try(mode) FROM unnest(ARRAY[
	'', 'ordered, ordered', 'ordered,strict', 'strict,any_order', 'strict,,first_attempt', 'strict;first_attempt', 'Strict', 'strict=1',
	'first_attempt=yes', 'strict[2]', 'step_window', 'step_window=', 'step_window=soon', 'step_window=-1 s', 'step_window=1 month',
	'step_window[1]=1 s', 'step_window[4]=1 s', 'step_window[2-3]=1 s', 'step_window[x]=1 s', 'step_window[2=1 s', 'exclude',
	'exclude[2]=clicked', 'exclude[2-2]=bought', 'exclude[0-2]=bought', 'exclude[2-4]=bought', 'exclude="bought', 'exclude="bought"!',
	'optional=1', 'optional=4', 'optional=two', 'optional=2 3', 'entry_from=2024-05-01', 'entry_until=2024-05-01 10:00',
	'entry_from=yesterday', 'entry_from=2024-13-01T00:00:00Z', 'strict,exclude=bought', 'optional=2,strict', 'any_order,strict_increase',
	'first_attempt,any_order', 'any_order,step_window=1 s', 'any_order,exclude=bought', 'any_order,optional=3']) WITH ORDINALITY AS modes (mode, n) ORDER BY n;

-- Conditions that are excluded stand behind the steps.
SELECT reached(funnel('1 h', 'exclude=3', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked')) FROM events;
SELECT funnel('1 h', 'exclude=1', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked') FROM events;
SELECT funnel('1 h', 'exclude=4', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked') FROM events;
SELECT funnel('1 h', 'exclude=bought', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked') FROM events;
SELECT funnel('1 h', 'exclude=2', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked') FROM events;
SELECT funnel('1 h', 'exclude=2,exclude=3', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked') FROM events;
SELECT funnel('1 h', 'exclude[1-3]=3', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked') FROM events;
SELECT funnel('1 h', 'exclude=3,optional=3', contact_id, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked') FROM events;

-- What is asked must be the same for all rows of a group.
SELECT contact, reached(funnel(CASE contact WHEN 'ann' THEN interval '1 min' ELSE '2 min' END, contact_id, at, event_type, '{sent,opened}'))
FROM events WHERE campaign = 'spring' GROUP BY contact ORDER BY contact;
SELECT funnel(CASE contact WHEN 'ann' THEN interval '1 min' ELSE '2 min' END, contact_id, at, event_type, '{sent,opened}') FROM events;
SELECT funnel('1 h', CASE contact WHEN 'ann' THEN 'strict' ELSE 'ordered' END, contact_id, at, event_type, '{sent,opened}') FROM events;
SELECT funnel('1 h', contact_id, at, event_type, ARRAY['sent', contact]) FROM events WHERE contact IS NOT NULL;
SELECT reached(funnel(CASE contact WHEN 'ann' THEN interval '1 day' ELSE '24:00' END, contact_id, at, event_type, '{sent,opened}')) FROM events;

DROP TABLE events, stories, typed;
DROP FUNCTION reached, told, brief, seconds, try;
