-- title: page_view, signup, purchase within 7 days
-- goal: 1.4
-- A day of interval arithmetic is a local day, a day of a window is 24 hours.
-- Types that are not listed are ignored, so ours gives the same without the filter.
--@ floor
SELECT count(contact_id) FROM events
 WHERE event_type IN ('page_view', 'signup', 'purchase')
--@ ours unfiltered
SELECT s.step, s.contacts
  FROM unnest((SELECT funnel('7 days', contact_id, occurred_at, event_type,
							 '{page_view,signup,purchase}')
				 FROM events)) AS s
--@ ours filtered
SELECT s.step, s.contacts
  FROM unnest((SELECT funnel('7 days', contact_id, occurred_at, event_type,
							 '{page_view,signup,purchase}')
				 FROM events
				WHERE event_type IN ('page_view', 'signup', 'purchase'))) AS s
--@ plain windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'page_view') OVER w AS start1
	  FROM events
	 WHERE event_type IN ('page_view', 'signup', 'purchase')
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'signup'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'purchase' AND occurred_at <= start2 + interval '168 hours' THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level2
	 GROUP BY contact_id
), total AS (
	SELECT count(*) FILTER (WHERE depth >= 1) AS n1,
		   count(*) FILTER (WHERE depth >= 2) AS n2,
		   count(*) FILTER (WHERE depth >= 3) AS n3
	  FROM depth
)
SELECT step, contacts
  FROM total,
	   LATERAL (VALUES (1, n1), (2, n2), (3, n3)) AS s (step, contacts)
--@ plain pruned_windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'page_view') OVER w AS start1,
		   min(occurred_at) FILTER (WHERE event_type = 'page_view') OVER w AS first1
	  FROM events
	 WHERE event_type IN ('page_view', 'signup', 'purchase')
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(start1) FILTER (WHERE event_type = 'signup'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS start2,
		   min(occurred_at) FILTER (WHERE event_type = 'signup'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS first2
	  FROM level1
	 WHERE start1 IS NOT NULL AND (event_type <> 'page_view' OR occurred_at = first1)
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'purchase' AND occurred_at <= start2 + interval '168 hours' THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN event_type = 'page_view' THEN 1 END) AS depth
	  FROM level2
	 WHERE event_type = 'page_view'
		OR (start2 IS NOT NULL AND (event_type <> 'signup' OR occurred_at = first2))
	 GROUP BY contact_id
), total AS (
	SELECT count(*) FILTER (WHERE depth >= 1) AS n1,
		   count(*) FILTER (WHERE depth >= 2) AS n2,
		   count(*) FILTER (WHERE depth >= 3) AS n3
	  FROM depth
)
SELECT step, contacts
  FROM total,
	   LATERAL (VALUES (1, n1), (2, n2), (3, n3)) AS s (step, contacts)
--@ plain self_joins
WITH level1 AS (
	SELECT DISTINCT contact_id, occurred_at, occurred_at AS start
	  FROM events
	 WHERE event_type = 'page_view'
), level2 AS (
	SELECT e.contact_id, e.occurred_at, max(p.start) AS start
	  FROM level1 AS p
	  JOIN events AS e
		ON e.contact_id = p.contact_id
	   AND e.occurred_at BETWEEN p.occurred_at AND p.start + interval '168 hours'
	 WHERE e.event_type = 'signup'
	 GROUP BY e.contact_id, e.occurred_at
), level3 AS (
	SELECT e.contact_id, e.occurred_at, max(p.start) AS start
	  FROM level2 AS p
	  JOIN events AS e
		ON e.contact_id = p.contact_id
	   AND e.occurred_at BETWEEN p.occurred_at AND p.start + interval '168 hours'
	 WHERE e.event_type = 'purchase'
	 GROUP BY e.contact_id, e.occurred_at
)
SELECT 1, count(*) FROM (SELECT DISTINCT contact_id FROM level1) AS d
UNION ALL
SELECT 2, count(*) FROM (SELECT DISTINCT contact_id FROM level2) AS d
UNION ALL
SELECT 3, count(*) FROM (SELECT DISTINCT contact_id FROM level3) AS d
--@ clickhouse
SELECT s.1, s.2
  FROM (SELECT arrayJoin([(1, countIf(level >= 1)),
						  (2, countIf(level >= 2)),
						  (3, countIf(level >= 3))]) AS s
		  FROM (SELECT windowFunnel(604800000000)(
							   toUInt64(toUnixTimestamp64Micro(occurred_at)),
							   event_type = 'page_view', event_type = 'signup', event_type = 'purchase') AS level
				  FROM events
				 WHERE event_type IN ('page_view', 'signup', 'purchase')
				 GROUP BY contact_id))
--@ duckdb asof_joins
WITH level1 AS (
	SELECT contact_id, occurred_at, occurred_at AS start
	  FROM events
	 WHERE event_type = 'page_view'
), level2 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level1 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'signup' AND e.occurred_at <= p.start + interval '168 hours'
), level3 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level2 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'purchase' AND e.occurred_at <= p.start + interval '168 hours'
)
SELECT 1, count(DISTINCT contact_id) FROM level1
UNION ALL
SELECT 2, count(DISTINCT contact_id) FROM level2
UNION ALL
SELECT 3, count(DISTINCT contact_id) FROM level3
--@ duckdb windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'page_view') OVER w AS start1
	  FROM events
	 WHERE event_type IN ('page_view', 'signup', 'purchase')
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'signup'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'purchase' AND occurred_at <= start2 + interval '168 hours' THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level2
	 GROUP BY contact_id
), total AS (
	SELECT unnest([1, 2, 3]) AS step,
		   unnest([count(*) FILTER (WHERE depth >= 1),
				   count(*) FILTER (WHERE depth >= 2),
				   count(*) FILTER (WHERE depth >= 3)]) AS contacts
	  FROM depth
)
SELECT step, contacts FROM total
