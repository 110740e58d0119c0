/*
 * engagement_series against date_trunc() and DISTINCT ON, in zones where the
 * calendar is difficult; that it adds up, what it leaves out, its order.
 */
\ir lib/oracle.sql

SELECT plan(50);

/* ---- Every period around changes of clocks ---- */

CREATE TEMP TABLE place (zone text, around timestamptz, why text);

INSERT INTO place VALUES
('UTC', '2024-02-29 00:00+00', 'no changes'),
('America/New_York', '2024-03-10 07:00+00', 'a day of 23 hours'),
('America/New_York', '2024-11-03 06:00+00', 'a day of 25 hours'),
('America/New_York', '1883-11-18 17:00+00', 'from local mean time, with seconds, to a zone'),
('Europe/Berlin', '2024-03-31 01:00+00', 'the end of a quarter and a day of 23 hours'),
('Europe/Berlin', '2024-10-27 01:00+00', 'a day of 25 hours'),
('Europe/Dublin', '2023-10-29 01:00+00', 'daylight saving that is negative'),
('Australia/Lord_Howe', '2024-04-06 15:00+00', 'half an hour back'),
('Australia/Lord_Howe', '2024-10-05 15:30+00', 'half an hour forth'),
('Asia/Kolkata', '2023-12-31 18:30+00', 'hours that begin at half past'),
('Asia/Kathmandu', '1985-12-31 18:30+00', 'half past to a quarter to'),
('America/St_Johns', '1987-10-25 02:31+00', 'clocks back at 00:01, so a day begins twice'),
('America/St_Johns', '2006-10-29 02:31+00', 'the same, in a minute before a month'),
('America/St_Johns', '2011-03-13 03:31+00', 'clocks forth at 00:01'),
('America/Sao_Paulo', '2018-11-04 03:00+00', 'a day without midnight'),
('America/Sao_Paulo', '2018-02-18 02:00+00', 'a midnight that comes twice'),
('Asia/Beirut', '2022-03-26 22:00+00', 'a day without midnight'),
('Africa/Casablanca', '2024-03-10 02:00+00', 'clocks back for Ramadan'),
('Pacific/Apia', '2011-12-30 10:00+00', 'a day that was skipped'),
('Pacific/Kwajalein', '1969-09-30 13:00+00', 'a day that came twice'),
('Antarctica/Troll', '2024-03-31 01:00+00', 'two hours forth'),
('Asia/Pyongyang', '2018-05-04 15:00+00', 'half an hour, at midnight'),
('EST5EDT', '2024-03-10 07:00+00', 'a zone with rules of its own'),
('<+0330>-3:30', '2024-03-10 20:30+00', 'a fixed offset'),
('Europe/Paris', '2199-12-31 23:00+00', 'rules far beyond the tables'),
('Asia/Tokyo', '0001-12-31 15:00+00 BC', 'before the first year'),
('UTC', 'epoch', 'seconds around zero'),
('UTC', '2000-01-01 00:00+00', 'timestamps around zero');

-- nine days in steps of about eleven minutes, every change within the second
CREATE FUNCTION pg_temp.rows_around(place) RETURNS TABLE (occurred_at timestamptz, event_type text, k bigint)
LANGUAGE sql IMMUTABLE AS $$
	SELECT $1.around + moment.step, (ARRAY['sent', 'opened', 'other', NULL])[1 + moment.n % 4],
		   CASE WHEN moment.n % 7 <> 0 THEN pg_temp.noise(moment.n, 1)::bit(7)::bigint END
	FROM (SELECT n, (n - 600) * interval '11 min 3.7 s' AS step FROM generate_series(0, 1200) AS n
		  UNION ALL
		  SELECT 2000 + n, (n - 20) * interval '0.25 s' FROM generate_series(0, 40) AS n
		  UNION ALL
		  SELECT 3000 + n, n * interval '17 days 5 h' FROM generate_series(-60, 60) AS n) AS moment
$$;

-- %1$s: period; %2$s: zone; %3$s: rows (occurred_at, event_type, k)
CREATE TEMP TABLE series_query (ours text, plain text);
INSERT INTO series_query VALUES (
$$SELECT p.place, p.bucket, p.event_type, p.total, p.first_unique
  FROM unnest((SELECT engagement_series(%1$L, %2$L, occurred_at, event_type, '{sent,opened}', k) FROM %3$s))
	   WITH ORDINALITY AS p (bucket, event_type, total, first_unique, place)$$,
$$WITH listed AS MATERIALIZED (
	SELECT k, occurred_at, event_type, date_trunc(%1$L, occurred_at, %2$L) AS bucket
	FROM %3$s WHERE event_type IN ('sent', 'opened') AND occurred_at IS NOT NULL
  ), first AS (
	SELECT bucket, event_type, count(*) AS keys
	FROM (SELECT DISTINCT ON (event_type, k) event_type, bucket
		  FROM listed WHERE k IS NOT NULL ORDER BY event_type, k, occurred_at) AS occurrence
	GROUP BY bucket, event_type
  )
  SELECT row_number() OVER (ORDER BY bucket, event_type DESC), bucket, event_type, count(*), coalesce(max(keys), 0)
  FROM listed LEFT JOIN first USING (bucket, event_type)
  GROUP BY bucket, event_type$$);

CREATE TEMP TABLE period (name text);
INSERT INTO period VALUES ('minute'), ('hour'), ('day'), ('week'), ('month'), ('quarter'), ('year');

-- All periods in one assertion: one query for each, side by side.
CREATE FUNCTION pg_temp.check_series(zone text, rows text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(
		string_agg(format('SELECT %L, * FROM (' || ours || ') AS p', name, zone, rows), ' UNION ALL '),
		string_agg(format('SELECT %L, * FROM (' || plain || ') AS p', name, zone, rows), ' UNION ALL '),
		description)
	FROM (SELECT name, replace(ours, '%1$L', quote_literal(name)) AS ours, replace(plain, '%1$L', quote_literal(name)) AS plain
		  FROM series_query, period) AS q
$$;

SELECT pg_temp.check_series(zone, format('pg_temp.rows_around(%L::place)', place), format('%s %s: %s', zone, around, why))
FROM place;

-- bucket and first occurrence do not depend on the order or the zone of the session
SET LOCAL timezone = 'Pacific/Chatham';
SELECT pg_temp.check_series(zone, format('(SELECT * FROM pg_temp.rows_around(%L::place) ORDER BY k, occurred_at) AS r', place),
							format('%s %s: rows by key, newest first', zone, around))
FROM place WHERE why IN ('a day of 25 hours', 'half an hour back', 'a day that was skipped');
RESET timezone;

/* ---- All of time ---- */

CREATE TEMP TABLE all_time AS
SELECT CASE WHEN n % 50 = 0 THEN 'infinity' WHEN n % 50 = 1 THEN '-infinity'
			ELSE timestamptz '4712-01-01 12:00+00 BC' + (n * 7919 % 100003) * interval '2 years 356 days 5 h 7.3 s' END AS occurred_at,
	   (ARRAY['sent', 'opened'])[1 + n % 2] AS event_type, n % 171 AS k
FROM generate_series(0, 4000) AS n;

SELECT cmp_ok((SELECT max(occurred_at) FROM all_time WHERE isfinite(occurred_at)), '>', '290000-01-01'::timestamptz,
			  'the rows go to the end of time');
SELECT pg_temp.check_series(zone, 'all_time', format('%s: from 4712 BC to 294000 AD, and both infinities', zone))
FROM unnest('{UTC,America/New_York,Asia/Kolkata}'::text[]) AS zone;

SELECT results_eq(
	$$SELECT bucket, total, first_unique FROM unnest((
		SELECT engagement_series('year', 'UTC', at, 'a', '{a}', 1) FROM unnest('{infinity,2024-05-06,-infinity,infinity}'::timestamptz[]) AS at))$$,
	$$VALUES ('-infinity'::timestamptz, 1::bigint, 1::bigint), ('2024-01-01 00:00+00', 1, 0), ('infinity', 2, 0)$$,
	'infinite times are periods of their own, before and after all others');

SELECT throws_ok(
	$$SELECT engagement_series('year', 'UTC', '4714-12-31 00:00+00 BC', 'a', '{a}', 1)$$,
	'22008', 'timestamp out of range',
	'a period that begins before time does is an error, as it is for date_trunc()');

/* ---- What a series is made of ---- */

CREATE TEMP TABLE log AS
SELECT g AS grp, r.occurred_at + g * interval '1 day' AS occurred_at, event_type, k
FROM generate_series(1, 3) AS g, place, pg_temp.rows_around(place) AS r WHERE why = 'a day of 23 hours';

-- sums over the series of a group, beside engagement() and count() of its rows
SELECT pg_temp.agree(
	format($$SELECT grp, label, coalesce(sum(p.total), 0), coalesce(sum(p.first_unique), 0)
			 FROM (SELECT grp, engagement_series(%L, 'Asia/Kathmandu', occurred_at, event_type, '{never,sent,opened}', k) AS points
				   FROM log GROUP BY grp) AS series CROSS JOIN unnest('{never,sent,opened}'::text[]) AS label
				  LEFT JOIN LATERAL unnest(points) AS p ON p.event_type = label
			 GROUP BY grp, label$$, name),
	$$SELECT grp, label, rows, keys[place]
	  FROM (SELECT grp, engagement(event_type, '{never,sent,opened}', k) AS keys FROM log GROUP BY grp) AS e
		   CROSS JOIN unnest('{never,sent,opened}'::text[]) WITH ORDINALITY AS l (label, place),
		   LATERAL (SELECT count(*) AS rows FROM log WHERE log.grp = e.grp AND log.event_type = label) AS c$$,
	format('by %s, totals add up to the rows and first_unique to engagement()', name))
FROM period;

CREATE TEMP TABLE device (at timestamptz, event_type text, k int, why text);
INSERT INTO device VALUES
('2024-05-01 10:59+00', 'delivered', 1, 'phone'), ('2024-05-01 11:01+00', 'delivered', 1, 'tablet'),
('2024-05-01 11:02+00', 'delivered', NULL, 'no key: counts in total only'),
('2024-05-01 12:00+00', NULL, 2, 'no type'), ('2024-05-01 13:00+00', 'bounced', 2, 'not listed'),
(NULL, 'delivered', 3, 'no time'), ('2024-05-01 09:00+00', 'opened', 1, 'the key is new for this type'),
('2024-05-01 14:00+00', 'opened', NULL, 'a period of nothing but a NULL key');

SELECT results_eq(
	$$SELECT p.* FROM unnest((SELECT engagement_series('hour', 'UTC', at, event_type, '{opened,delivered}', k) FROM device)) AS p$$,
	$$VALUES ('2024-05-01 09:00+00'::timestamptz, 'opened', 1::bigint, 1::bigint), ('2024-05-01 10:00+00', 'delivered', 1, 1),
			 ('2024-05-01 11:00+00', 'delivered', 2, 0), ('2024-05-01 14:00+00', 'opened', 1, 0)$$,
	'the same event on two devices; rows without a key, a type or a time');
SELECT results_eq(
	$$SELECT p.event_type FROM unnest((SELECT engagement_series('year', 'UTC', at, event_type, '{opened,bounced,delivered}', k) FROM device)) AS p$$,
	$$VALUES ('opened'), ('bounced'), ('delivered')$$, 'types of one period come in the order of event_types');
SELECT is((SELECT engagement_series('Hour', 'utc', at, event_type, '{opened,delivered}', k)::text FROM device),
		  (SELECT engagement_series('hour', 'utc', at, event_type, '{opened,delivered}', k)::text FROM device),
		  'periods are known in upper case too');
SELECT is((SELECT engagement_series('day', 'UTC', at, event_type, '{opened}', k)::text FROM device WHERE false), '{}', 'no rows: an empty array');
SELECT is((SELECT engagement_series('day', 'UTC', at, event_type, '{none}', k)::text FROM device), '{}', 'no listed row: an empty array');

SELECT * FROM finish();
ROLLBACK;
