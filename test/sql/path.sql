--
-- Paths of three visitors through a shop
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET IntervalStyle = 'postgres';

-- Ann goes from home to the cart, with a pause of exactly half an hour before
-- it; a little more than half an hour later she comes back. Bob reloads home,
-- and comes back at noon. Cem's first two events have one time: home comes
-- before search, as their bytes do. Of three events something is not known.
CREATE TABLE visits (
	device		text,
	contact_id	bigint,
	contact		text,
	at			timestamptz,
	page		text
);
INSERT INTO visits VALUES
	('phone',	1, 'ann', '2024-05-01 10:00', 'home'),
	('phone',	1, 'ann', '2024-05-01 10:05', 'search'),
	('phone',	1, 'ann', '2024-05-01 10:10', 'product'),
	('tablet',	1, 'ann', '2024-05-01 10:40', 'cart'),
	('tablet',	1, 'ann', '2024-05-01 11:10:00.000001', 'home'),
	('tablet',	1, 'ann', '2024-05-01 11:12', 'search'),
	('phone',	2, 'bob', '2024-05-01 09:00', 'home'),
	('phone',	2, 'bob', '2024-05-01 09:01', 'home'),
	('phone',	2, 'bob', '2024-05-01 09:02', 'search'),
	('phone',	2, 'bob', '2024-05-01 12:00', 'home'),
	('phone',	2, 'bob', '2024-05-01 12:01', 'search'),
	('tablet',	3, 'cem', '2024-05-01 08:00', 'search'),
	('tablet',	3, 'cem', '2024-05-01 08:00', 'home'),
	('tablet',	3, 'cem', '2024-05-01 08:10', 'product'),
	('phone',	NULL, NULL, '2024-05-01 10:01', 'home'),
	('phone',	1, 'ann', '2024-05-01 10:07', NULL),
	('phone',	2, 'bob', NULL, 'product');

-- Five sessions. All three go from home to search at once, Bob in his second
-- session: three contacts, and four transitions, two of them Ann's.
SELECT e.* FROM unnest((SELECT path_edges('30 min', contact_id, at, page) FROM visits)) e;

-- Only the first step
SELECT e.* FROM unnest((SELECT path_edges('30 min', contact_id, at, page, 1) FROM visits)) e;

-- No more than there is
SELECT path_edges('30 min', contact_id, at, page, 3) = path_edges('30 min', contact_id, at, page) AS three,
	path_edges('30 min', contact_id, at, page, 2147483647) = path_edges('30 min', contact_id, at, page) AS many
FROM visits;

-- With a day there are three sessions; edges that are as frequent go by name.
SELECT e.* FROM unnest((SELECT path_edges('1 day', contact_id, at, page) FROM visits)) e;

-- Without a pause only what has one time is together; a microsecond decides.
SELECT e.* FROM unnest((SELECT path_edges('0', contact_id, at, page) FROM visits)) e;
SELECT gap, cardinality(path_edges(gap, contact_id, at, page)) AS edges
FROM visits, unnest('{00:29:59.999999,00:30:00,00:30:00.000001}'::interval[]) gap
WHERE contact = 'ann' AND at >= '2024-05-01 10:10' AND at < '2024-05-01 11:12'
GROUP BY gap ORDER BY gap;

-- The order of rows does not matter.
SELECT (SELECT path_edges('30 min', contact_id, at, page) FROM (SELECT * FROM visits ORDER BY page DESC, at DESC OFFSET 0) s)
	= (SELECT path_edges('30 min', contact_id, at, page) FROM (SELECT * FROM visits ORDER BY at, page OFFSET 0) s) AS same;

-- Whatever the contact is, the paths are the same.
SELECT count(*), count(DISTINCT edges) AS different FROM unnest((SELECT ARRAY[
	path_edges('30 min', contact_id, at, page)::text, path_edges('30 min', contact_id, at, page, 3)::text,
	path_edges('30 min', contact_id::smallint, at, page)::text, path_edges('30 min', contact_id::smallint, at, page, 3)::text,
	path_edges('30 min', contact_id::integer, at, page)::text, path_edges('30 min', contact_id::integer, at, page, 3)::text,
	path_edges('30 min', contact, at, page)::text, path_edges('30 min', contact, at, page, 3)::text,
	path_edges('30 min', md5(contact)::uuid, at, page)::text, path_edges('30 min', md5(contact)::uuid, at, page, 3)::text,
	path_edges('30 min', contact_id::numeric, at, page)::text, path_edges('30 min', contact_id::numeric, at, page, 3)::text,
	path_edges('30 min', (contact || '@example.org')::varchar(40), at, page)::text, path_edges('30 min', (contact || '@example.org')::varchar(40), at, page, 3)::text,
	path_edges('30 min', contact_id / 7.0, at, page)::text, path_edges('30 min', contact_id / 7.0, at, page, 3)::text]
FROM visits)) edges;

-- Literals without a type
SELECT path_edges('30 min', 'ann', '2024-05-01 10:00', 'home') AS nobody_moves,
	path_edges('30 min', 'ann', '2024-05-01 10:00', 'home', 1) AS not_even_once;
SELECT path_edges('30 min', 'ann', '2024-05-01 10:00', page) FROM unnest('{home,search}'::text[]) page;

-- The most frequent ones of all, for a picture
SELECT "from", "to", step, contacts, transitions
FROM unnest((SELECT path_edges('30 min', contact_id, at, page) FROM visits))
WHERE "from" <> "to"
ORDER BY transitions DESC, step, "from", "to"
LIMIT 2;

-- Wherever in the session it happens: transitions add up, contacts do not.
SELECT "from", "to", sum(transitions) AS transitions
FROM unnest((SELECT path_edges('30 min', contact_id, at, page) FROM visits))
GROUP BY "from", "to"
ORDER BY transitions DESC, "from", "to";

-- By device: a session that goes on elsewhere is two.
SELECT device, e.*
FROM (SELECT device, path_edges('30 min', contact_id, at, page) AS edges FROM visits GROUP BY device) s, unnest(edges) e
ORDER BY device, step, transitions DESC, "from", "to";

-- Rows that do not count
SELECT path_edges('30 min', contact_id, at, page) FILTER (WHERE page <> 'search' AND contact = 'ann') AS ann_without_search,
	path_edges('30 min', contact_id, at, page) FILTER (WHERE page = 'checkout') AS checkout
FROM visits;
SELECT path_edges('30 min', contact_id, at, page) AS no_rows FROM visits WHERE false;
SELECT path_edges('30 min', contact_id, at, page) AS nothing_known FROM visits WHERE contact_id IS NULL OR at IS NULL OR page IS NULL;

-- So far, as a window function
SELECT at, page, path_edges('30 min', contact_id, at, page) OVER (ORDER BY at, page) AS so_far
FROM visits WHERE contact = 'bob' AND at IS NOT NULL ORDER BY at;

-- One instant: in the order of bytes, whatever the collation; equal ones too
SELECT e.* FROM unnest((
	SELECT path_edges('0', 1, '2024-05-01', node)
	FROM unnest('{b,z,a,"",B,ab,a}'::text[]) node)) e;

-- Beyond all time: infinite instants are one each, and far from everything.
SELECT e.* FROM unnest((
	SELECT path_edges('2147483647 days', 1, at, node)
	FROM (VALUES ('-infinity'::timestamptz, 'before'), ('-infinity', 'before all'), ('4714-11-24 00:00+00 BC', 'first'),
		('2024-05-01', 'now'), ('294276-12-31 23:59:59.999999+00', 'last'), ('infinity', 'after'), ('infinity', 'after all')) v (at, node))) e;

-- What cannot be asked for
SELECT path_edges(NULL, contact_id, at, page) FROM visits;
SELECT path_edges('1 month', contact_id, at, page) FROM visits;
SELECT path_edges('-1 s', contact_id, at, page) FROM visits;
SELECT path_edges('30 min', contact_id, at, page, 0) FROM visits;
SELECT path_edges('30 min', contact_id, at, page, -1) FROM visits;
SELECT path_edges('30 min', contact_id, at, page, NULL) FROM visits;
SELECT path_edges(CASE device WHEN 'phone' THEN '30 min' ELSE '1 h' END::interval, contact_id, at, page) FROM visits;
SELECT path_edges('30 min', contact_id, at, page, length(device)) FROM visits;
SELECT path_edges('30 min', '{}'::json, at, page) FROM visits;

-- The same for each row is no change, however it is written.
SELECT cardinality(path_edges(CASE device WHEN 'phone' THEN '24 h' ELSE '1 day' END::interval, contact_id, at, page, 1 + length(left(device, 1))))
FROM visits;

DROP TABLE visits;
