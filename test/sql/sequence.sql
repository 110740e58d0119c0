--
-- Sequences: what people did in which order
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- A story is written as letters and seconds: 'A1 B2' is an A, one second later a
-- B. AB is one row that is both.
CREATE FUNCTION story(text) RETURNS TABLE (what text, at timestamptz) LANGUAGE sql AS $$
	SELECT m[1], timestamptz '2026-01-01 00:00+00' + m[2]::numeric * interval '1 s'
	FROM regexp_matches($1, '([A-Z]+)([0-9.]+)', 'g') m
$$;

-- Condition 1 is A, 2 is B, 3 is C.
CREATE FUNCTION matches(pattern text, story text) RETURNS bigint LANGUAGE sql AS $$
	SELECT sequence_count(pattern, at, what ~ 'A', what ~ 'B', what ~ 'C') FROM story(story)
$$;

-- Ann opens twice, then clicks within the hour; Bob clicks the next day; Cem
-- clicks without having opened; Dan does nothing that was asked for.
CREATE TABLE events (contact text, event_type text, at timestamptz);
INSERT INTO events VALUES
	('ann', 'opened',	'2024-05-01 10:00'),
	('ann', 'opened',	'2024-05-01 11:00'),
	('ann', 'clicked',	'2024-05-01 11:30'),
	('bob', 'opened',	'2024-05-01 10:00'),
	('bob', 'viewed',	'2024-05-01 10:01'),
	('bob', 'clicked',	'2024-05-02 10:00'),
	('cem', 'clicked',	'2024-05-01 10:00'),
	('cem', 'opened',	'2024-05-01 10:01'),
	('dan', 'bounced',	'2024-05-01 10:00');

SELECT contact,
	sequence_match('(?1)(?2)', at, event_type = 'opened', event_type = 'clicked') AS opened_clicked,
	sequence_match('(?1)(?t<=3600)(?2)', at, event_type = 'opened', event_type = 'clicked') AS within_the_hour,
	sequence_match('(?1)(?t>3600)(?2)', at, event_type = 'opened', event_type = 'clicked') AS after_the_hour,
	sequence_match('(?1)(?1)', at, event_type = 'opened', event_type = 'clicked') AS opened_twice
FROM events
GROUP BY contact
ORDER BY contact;

--
-- Pieces of a pattern
--

-- Rows that meet no condition are not there; others must not come between.
SELECT matches('(?1)(?2)', 'A1 B2') AS ab, matches('(?1)(?2)', 'A1 X2 B3') AS a_x_b, matches('(?1)(?2)', 'A1 C2 B3') AS a_c_b,
	matches('(?1)(?2)', 'B1 A2') AS ba;

-- One row, or any number of rows, none included
SELECT matches('(?1).(?2)', 'A1 B2') AS ab, matches('(?1).(?2)', 'A1 C2 B3') AS a_c_b, matches('(?1).(?2)', 'A1 X2 B3') AS a_x_b,
	matches('(?1).(?2)', 'A1 C2 C3 B4') AS a_cc_b;
SELECT matches('(?1).*(?2)', 'A1 B2') AS ab, matches('(?1).*(?2)', 'A1 C2 B3') AS a_c_b, matches('(?1).*(?2)', 'A1 C2 C3 B4') AS a_cc_b,
	matches('(?1)..*(?2)', 'A1 B2') AS not_none;
-- At either end it says nothing.
SELECT matches('.*(?1).*', 'C1 A2 C3') AS around, matches('(?1)', 'C1 A2 C3') AS plain;

-- A row serves as one event, whatever it is.
SELECT matches('(?1)(?2)', 'AB1') AS one_row, matches('(?1)(?2)', 'AB1 AB2') AS two_rows, matches('(?1).*(?1)', 'A1') AS again;

-- Matches do not overlap: of three opens in a row, one pair is found.
SELECT matches('(?1)(?1)', 'A1 A2 A3') AS three, matches('(?1)(?1)', 'A1 A2 A3 A4') AS four,
	matches('(?1).*(?2)', 'A1 A2 B3 B4 A5 C6 B7') AS pairs, matches('.', 'A1 B2 X3 C4') AS rows;
-- The one that ends first counts, so that there is room for more: A1 C4 would leave only one.
SELECT matches('(?1)(?t!=2)(?3)', 'A1 A2 C3 A3.5 C4') AS two;

--
-- Time conditions: seconds between the rows of the events at their sides
--
SELECT op, matches(format('(?1)(?t%s10)(?2)', op), 'A0 B9') AS "9", matches(format('(?1)(?t%s10)(?2)', op), 'A0 B10') AS "10",
	matches(format('(?1)(?t%s10)(?2)', op), 'A0 B11') AS "11"
FROM unnest('{<,<=,>,>=,==,!=}'::text[]) op;

-- Anything may lie between the two; ".*" beside it changes nothing.
SELECT matches('(?1)(?t<=5)(?2)', 'A1 C2 A3 B6') AS between, matches('(?1).*(?t<=2)(?2)', 'A1 C2 B4') AS star_before,
	matches('(?1)(?t<=2).*(?2)', 'A1 C2 B4') AS star_after, matches('(?1).*(?t<=3).*(?2)', 'A1 C2 B4') AS star_both;
-- Some A and some B will do: A1 is too early and A9 too late for B10.
SELECT matches('(?1)(?t>=3)(?t<=5)(?2)', 'A1 A9 B10') AS neither, matches('(?1)(?t>=3)(?t<=5)(?2)', 'A1 A6 A9 B10') AS a6;
SELECT matches('(?1)(?t==4)(?2)', 'A1 A2 A3 B4 B5 B6') AS a1_b5;
SELECT matches('(?1)(?t!=2)(?t!=1)(?2)', 'A1 A2 B3') AS excluded, matches('(?1)(?t!=2)(?t!=1)(?2)', 'A0 A1 A2 B3') AS a0;
-- To the microsecond
SELECT matches('(?1)(?t<=0.5)(?2)', 'A1 B1.5') AS half, matches('(?1)(?t<=0.5)(?2)', 'A1 B1.500001') AS more,
	matches('(?1)(?t>0.5)(?2)', 'A1 B1.500001') AS more_than, matches('(?1)(?t==0.000001)(?2)', 'A1 B1.000001') AS least;
-- What cannot be is no error.
SELECT matches('(?1)(?t<0)(?2)', 'A1 B1') AS less_than_none, matches('(?1)(?t>5)(?t<5)(?2)', 'A1 B6') AS more_and_less;
-- From the middle on: B to C within 2 s, A before
SELECT matches('(?1)(?2)(?t<=2)(?3)', 'A1 B2 A3 B4 C6') AS second_b, matches('(?1)(?2)(?t<=2)(?3)', 'A1 B2 B4 C6') AS b4_after_b2;

-- Infinity is later than any number of seconds; the ends of time are far apart.
SELECT sequence_match('(?1)(?t>9000000000000)(?2)', at, n = 1, n = 2) AS more, sequence_match('(?1)(?t<=9000000000000)(?2)', at, n = 1, n = 2) AS not_more,
	sequence_match('(?1)(?t==0)(?2)', at, n = 1, n = 2) AS none, sequence_match('(?1)(?t!=0)(?2)', at, n = 1, n = 2) AS some
FROM (VALUES (1, timestamptz '2026-01-01'), (2, 'infinity')) v (n, at);
SELECT sequence_match('(?1)(?t==0)(?2)', at, n = 1, n = 2) AS none, sequence_match('(?1)(?t>0)(?2)', at, n = 1, n = 2) AS some
FROM (VALUES (1, timestamptz 'infinity'), (2, 'infinity')) v (n, at);
SELECT sequence_match('(?1)(?t>9000000000000)(?2)', at, n = 1, n = 2) AS more, sequence_match('(?1)(?t<9000000000000)(?2)', at, n = 1, n = 2) AS less
FROM (VALUES (1, timestamptz '4713-01-01 00:00+00 BC'), (2, '294276-12-31 00:00+00')) v (n, at);

--
-- At one instant A goes before B, and B before C, however they were stored.
--
SELECT matches('(?1)(?2)', 'A1 B1') AS ab, matches('(?1)(?2)', 'B1 A1') AS ba, matches('(?2)(?1)', 'B1 A1') AS never,
	matches('(?1)(?2)(?3)', 'C1 B1 A1') AS all_three;
-- A row that is A and C is a C in this.
SELECT matches('(?2)(?1)', 'AC1 B1') AS b_ac, matches('(?1)(?2)', 'AC1 B1') AS ac_b;

--
-- NULL and nothing
--
SELECT sequence_match('(?1)', at, true), sequence_count('(?1)', at, true) FROM events WHERE false;
SELECT sequence_match('(?1)', NULL, true), sequence_count('(?1)', NULL, true) FROM events;
SELECT sequence_count('.', at, event_type = 'opened', NULL), sequence_count('(?2)', at, event_type = 'opened', NULL::boolean) FROM events;
SELECT contact, sequence_count('(?1)', at, event_type = 'opened') FILTER (WHERE at < '2024-05-01 10:30') FROM events GROUP BY contact ORDER BY contact;

-- Thirty-two conditions, sixty-four events
SELECT sequence_match('(?32)(?1)', at + n * interval '1 s', n = 2, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0,
	n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 0, n = 1)
FROM generate_series(1, 2) n, (VALUES (timestamptz '2026-01-01')) t (at);
SELECT n, sequence_count(repeat('.', 64), at + i * interval '1 s', true), sequence_count(repeat('(?1)(?t>=1)', 63) || '.', at + i * interval '1 s', true)
FROM unnest('{63,64,127,128}'::int[]) n, generate_series(1, n) i, (VALUES (timestamptz '2026-01-01')) t (at) GROUP BY n ORDER BY n;

-- Nothing is tried out: a pattern that has any number of ways to fail
SELECT sequence_match(repeat('(?1).*', 20) || '(?1)(?t==0.5)(?2)', at + i * interval '1 s', true, i = 10000)
FROM generate_series(1, 10000) i, (VALUES (timestamptz '2026-01-01')) t (at);

-- As a window function
SELECT contact, event_type, sequence_count('(?1).*(?2)', at, event_type = 'opened', event_type = 'clicked') OVER (ORDER BY contact, at) AS so_far
FROM events ORDER BY contact, at;

--
-- sequence_next_node
--
CREATE TABLE visits (visitor text, at timestamptz, page text);
INSERT INTO visits SELECT visitor, '2026-01-01 00:00+00'::timestamptz + n * interval '1 min', page
FROM (VALUES ('ann', '{home,gift,exit}'::text[]), ('bob', '{home,home,gift,basket}'), ('cem', '{gift,home,gift,basket}')) v (visitor, pages),
	unnest(pages) WITH ORDINALITY AS p (page, n);

-- The first page must be home, the second gift: then what?
SELECT visitor, sequence_next_node('forward', 'head', at, page, page = 'home', page = 'home', page = 'gift') FROM visits GROUP BY visitor ORDER BY visitor;
-- The last page must be basket, the one before gift: what was before?
SELECT visitor, sequence_next_node('backward', 'tail', at, page, page = 'basket', page = 'basket', page = 'gift') FROM visits GROUP BY visitor ORDER BY visitor;
-- From the first and the last gift
SELECT visitor,
	sequence_next_node('forward', 'first_match', at, page, true, page = 'gift') AS after_first,
	sequence_next_node('forward', 'last_match', at, page, true, page = 'gift') AS after_last,
	sequence_next_node('backward', 'first_match', at, page, true, page = 'gift') AS before_first,
	sequence_next_node('backward', 'last_match', at, page, true, page = 'gift', page = 'home') AS before_home_last
FROM visits GROUP BY visitor ORDER BY visitor;
-- Only from a row that meets the base condition: a gift after the second minute
SELECT visitor, sequence_next_node('forward', 'first_match', at, page, at > '2026-01-01 00:02+00', page = 'gift') FROM visits GROUP BY visitor ORDER BY visitor;

-- Rows without a page or a time are not there; no rows, no node.
SELECT sequence_next_node('forward', 'head', at, page, true, page = 'a')
FROM (VALUES (1, NULL), (2, 'a'), (3, NULL), (4, 'b'), (NULL, 'a')) v (n, page), LATERAL (SELECT '2026-01-01'::timestamptz + n * interval '1 min' AS at) t;
SELECT sequence_next_node('forward', 'head', at, page, true, true) IS NULL AS is_null FROM visits WHERE false;
SELECT sequence_next_node('forward', 'head', at, page, NULL, true) IS NULL AS is_null FROM visits;
-- At one instant pages are in the order of their bytes.
SELECT sequence_next_node('forward', 'head', '2026-01-01', page, true, page = 'B') FROM unnest('{a,b,B,ä}'::text[]) page;
-- Of very many rows: what follows the first and precedes the last
SELECT sequence_next_node('forward', 'head', at, n::text, true, n = 1, n = 2), sequence_next_node('backward', 'tail', at, n::text, true, n = 100000)
FROM (SELECT n, '2026-01-01'::timestamptz + n * interval '1 s' AS at FROM generate_series(1, 100000) n ORDER BY n % 7, n DESC) v;
-- A page of a megabyte among short ones
SELECT length(sequence_next_node('forward', 'first_match', at, repeat('x', n), true, n = 2)) FROM (VALUES (2, timestamptz '2026-01-01'), (1000000, '2026-01-02'), (1, '2026-01-03')) v (n, at);

--
-- What is refused
--
SELECT matches('(?1)(?4)', 'A1');
SELECT matches('(?0)', 'A1');
SELECT matches('(?1)(?)', 'A1');
SELECT matches('(?1)(?2', 'A1');
SELECT matches('(?1)->(?2)', 'A1');
SELECT matches('(?1) (?2)', 'A1');
SELECT matches('(?1)(?t=5)(?2)', 'A1');
SELECT matches('(?1)(?t<)(?2)', 'A1');
SELECT matches('(?1)(?t<-1)(?2)', 'A1');
SELECT matches('(?1)(?t<1.)(?2)', 'A1');
SELECT matches('(?1)(?t<1.0000001)(?2)', 'A1');
SELECT matches('(?1)(?t<9999999999999)(?2)', 'A1');
SELECT matches('(?t<1)(?2)', 'A1');
SELECT matches('(?1).*(?t<1).*', 'A1');
SELECT matches('', 'A1');
SELECT matches('.*', 'A1');
SELECT matches('(?1)(?2)äöü', 'A1');
SELECT matches('(?1)ä(?2)', 'A1');
SELECT matches(repeat('.', 65), 'A1');
SELECT matches('.' || repeat('(?t!=1)', 17) || '.', 'A1');
SELECT sequence_match('(?2)', at, true) FROM events;
SELECT sequence_match('(?1)', at, event_type) FROM events;
SELECT sequence_match('(?1)', at, VARIADIC '{true,false}'::boolean[]) FROM events;
SELECT sequence_match(NULL, at, true) FROM events;
SELECT sequence_match(CASE event_type WHEN 'opened' THEN '(?1)' ELSE '.' END, at, true) FROM events;
SELECT sequence_next_node('onward', 'head', at, page, true, true) FROM visits;
SELECT sequence_next_node('forward', 'top', at, page, true, true) FROM visits;
SELECT sequence_next_node('forward', 'tail', at, page, true, true) FROM visits;
SELECT sequence_next_node('backward', 'head', at, page, true, true) FROM visits;
SELECT sequence_next_node(NULL, 'head', at, page, true, true) FROM visits;
SELECT sequence_next_node('forward', NULL, at, page, true, true) FROM visits;
SELECT sequence_next_node('forward', CASE page WHEN 'home' THEN 'head' ELSE 'first_match' END, at, page, true, true) FROM visits;
SELECT sequence_next_node('forward', 'head', at, page, true, page) FROM visits;

DROP FUNCTION matches, story;
DROP TABLE events, visits;
