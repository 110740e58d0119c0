--
-- Sessions of two visitors
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Ann pauses for exactly half an hour, and later for a microsecond more. Bob's
-- events of one instant are together; one time is not known.
CREATE TABLE visits (contact text, at timestamptz, page text);
INSERT INTO visits VALUES
	('ann', '2024-05-01 10:00', 'home'),
	('ann', '2024-05-01 10:30', 'cart'),
	('ann', '2024-05-01 11:00:00.000001', 'home'),
	('bob', '2024-05-01 09:00', 'home'),
	('bob', '2024-05-01 09:00', 'search'),
	('bob', NULL, 'search'),
	('bob', '2024-05-01 23:00', 'home'),
	('bob', '2024-05-02 01:00', 'home');

SELECT *, sessionize(at, '30 min') OVER (PARTITION BY contact ORDER BY at) AS session
FROM visits ORDER BY contact, at, page;

-- Newest first, the session at the end is the first; the unknown time comes before all.
SELECT *, sessionize(at, '30 min') OVER (PARTITION BY contact ORDER BY at DESC) AS session
FROM visits ORDER BY contact, at DESC, page;

-- One gap more or less
SELECT gap, array_agg(session ORDER BY at) AS sessions
FROM (SELECT gap, at, sessionize(at, gap) OVER (PARTITION BY gap ORDER BY at) AS session
	FROM visits, unnest('{0,30 min,2 h,13:59:59.999999,14 h,10000 days}'::interval[]) AS gap WHERE contact = 'bob' AND at IS NOT NULL) AS s
GROUP BY gap ORDER BY gap;

-- Sessions and their lengths
SELECT contact, session, min(at) AS begins, max(at) - min(at) AS length, count(*) AS events
FROM (SELECT *, sessionize(at, '30 min') OVER (PARTITION BY contact ORDER BY at) AS session FROM visits) AS s
WHERE at IS NOT NULL
GROUP BY contact, session ORDER BY contact, session;

-- Beyond all time: infinite instants are far from everything but themselves.
SELECT at, sessionize(at, '2147483647 days') OVER (ORDER BY at)
FROM unnest('{-infinity,-infinity,4714-11-24 00:00+00 BC,294276-12-31 23:59:59.999999+00,infinity,infinity}'::timestamptz[]) AS at;

-- The frame and equal rows do not matter.
SELECT at, sessionize(at, '30 min') OVER (ORDER BY at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS session
FROM visits WHERE contact = 'ann' ORDER BY at;
SELECT sessionize(at, '30 min') OVER (ORDER BY at) FROM visits WHERE false;
SELECT sessionize(at, '30 min') OVER () FROM visits WHERE at IS NULL;

-- What cannot be asked for
SELECT sessionize(at, '30 min') OVER (ORDER BY at = '2024-05-01 10:30', at) FROM visits WHERE contact = 'ann';
SELECT sessionize(at, '30 min') OVER (ORDER BY at DESC, page) FROM visits WHERE contact = 'ann' UNION ALL
SELECT sessionize(at, '30 min') OVER (ORDER BY at <> '2024-05-02 01:00', at) FROM visits WHERE contact = 'bob';
SELECT sessionize(at, NULL) OVER (ORDER BY at) FROM visits;
SELECT sessionize(at, '1 month') OVER (ORDER BY at) FROM visits;
SELECT sessionize(at, '-1 s') OVER (ORDER BY at) FROM visits;
SELECT sessionize(at, CASE page WHEN 'home' THEN interval '30 min' ELSE '1 h' END) OVER (ORDER BY at) FROM visits WHERE contact = 'ann';
SELECT sessionize(at, '30 min') FROM visits;

DROP TABLE visits;
