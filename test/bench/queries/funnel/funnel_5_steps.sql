-- title: sent, delivered, opened, clicked, purchase within 14 days
-- goal: 1.4
-- A day of interval arithmetic is a local day, a day of a window is 24 hours.
-- Types that are not listed are ignored, so ours gives the same without the filter.
--@ floor
SELECT count(contact_id) FROM events
 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'purchase')
--@ ours unfiltered
SELECT s.step, s.contacts
  FROM unnest((SELECT funnel('14 days', contact_id, occurred_at, event_type,
							 '{sent,delivered,opened,clicked,purchase}')
				 FROM events)) AS s
--@ ours filtered
SELECT s.step, s.contacts
  FROM unnest((SELECT funnel('14 days', contact_id, occurred_at, event_type,
							 '{sent,delivered,opened,clicked,purchase}')
				 FROM events
				WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'purchase'))) AS s
--@ plain windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'sent') OVER w AS start1
	  FROM events
	 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'purchase')
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'delivered'
								  AND occurred_at <= start1 + interval '336 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level3 AS (
	SELECT *,
		   max(start2) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start2 + interval '336 hours') OVER w AS start3
	  FROM level2
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level4 AS (
	SELECT *,
		   max(start3) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start3 + interval '336 hours') OVER w AS start4
	  FROM level3
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'purchase' AND occurred_at <= start4 + interval '336 hours' THEN 5
					WHEN start4 IS NOT NULL THEN 4
					WHEN start3 IS NOT NULL THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level4
	 GROUP BY contact_id
), total AS (
	SELECT count(*) FILTER (WHERE depth >= 1) AS n1,
		   count(*) FILTER (WHERE depth >= 2) AS n2,
		   count(*) FILTER (WHERE depth >= 3) AS n3,
		   count(*) FILTER (WHERE depth >= 4) AS n4,
		   count(*) FILTER (WHERE depth >= 5) AS n5
	  FROM depth
)
SELECT step, contacts
  FROM total,
	   LATERAL (VALUES (1, n1), (2, n2), (3, n3), (4, n4), (5, n5)) AS s (step, contacts)
--@ plain pruned_windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'sent') OVER w AS start1,
		   min(occurred_at) FILTER (WHERE event_type = 'sent') OVER w AS first1
	  FROM events
	 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'purchase')
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(start1) FILTER (WHERE event_type = 'delivered'
								  AND occurred_at <= start1 + interval '336 hours') OVER w AS start2,
		   min(occurred_at) FILTER (WHERE event_type = 'delivered'
								  AND occurred_at <= start1 + interval '336 hours') OVER w AS first2
	  FROM level1
	 WHERE start1 IS NOT NULL AND (event_type <> 'sent' OR occurred_at = first1)
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level3 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(start2) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start2 + interval '336 hours') OVER w AS start3,
		   min(occurred_at) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start2 + interval '336 hours') OVER w AS first3
	  FROM level2
	 WHERE event_type = 'sent'
		OR (start2 IS NOT NULL AND (event_type <> 'delivered' OR occurred_at = first2))
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level4 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(start3) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start3 + interval '336 hours') OVER w AS start4,
		   min(occurred_at) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start3 + interval '336 hours') OVER w AS first4
	  FROM level3
	 WHERE event_type IN ('sent', 'delivered')
		OR (start3 IS NOT NULL AND (event_type <> 'opened' OR occurred_at = first3))
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'purchase' AND occurred_at <= start4 + interval '336 hours' THEN 5
					WHEN start4 IS NOT NULL THEN 4
					WHEN event_type = 'opened' THEN 3
					WHEN event_type = 'delivered' THEN 2
					WHEN event_type = 'sent' THEN 1 END) AS depth
	  FROM level4
	 WHERE event_type IN ('sent', 'delivered', 'opened')
		OR (start4 IS NOT NULL AND (event_type <> 'clicked' OR occurred_at = first4))
	 GROUP BY contact_id
), total AS (
	SELECT count(*) FILTER (WHERE depth >= 1) AS n1,
		   count(*) FILTER (WHERE depth >= 2) AS n2,
		   count(*) FILTER (WHERE depth >= 3) AS n3,
		   count(*) FILTER (WHERE depth >= 4) AS n4,
		   count(*) FILTER (WHERE depth >= 5) AS n5
	  FROM depth
)
SELECT step, contacts
  FROM total,
	   LATERAL (VALUES (1, n1), (2, n2), (3, n3), (4, n4), (5, n5)) AS s (step, contacts)
--@ clickhouse
SELECT s.1, s.2
  FROM (SELECT arrayJoin([(1, countIf(level >= 1)),
						  (2, countIf(level >= 2)),
						  (3, countIf(level >= 3)),
						  (4, countIf(level >= 4)),
						  (5, countIf(level >= 5))]) AS s
		  FROM (SELECT windowFunnel(1209600000000)(
							   toUInt64(toUnixTimestamp64Micro(occurred_at)),
							   event_type = 'sent', event_type = 'delivered', event_type = 'opened',
							   event_type = 'clicked', event_type = 'purchase') AS level
				  FROM events
				 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'purchase')
				 GROUP BY contact_id))
--@ duckdb asof_joins
WITH level1 AS (
	SELECT contact_id, occurred_at, occurred_at AS start
	  FROM events
	 WHERE event_type = 'sent'
), level2 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level1 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'delivered' AND e.occurred_at <= p.start + interval '336 hours'
), level3 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level2 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'opened' AND e.occurred_at <= p.start + interval '336 hours'
), level4 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level3 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'clicked' AND e.occurred_at <= p.start + interval '336 hours'
), level5 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level4 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'purchase' AND e.occurred_at <= p.start + interval '336 hours'
)
SELECT 1, count(DISTINCT contact_id) FROM level1
UNION ALL
SELECT 2, count(DISTINCT contact_id) FROM level2
UNION ALL
SELECT 3, count(DISTINCT contact_id) FROM level3
UNION ALL
SELECT 4, count(DISTINCT contact_id) FROM level4
UNION ALL
SELECT 5, count(DISTINCT contact_id) FROM level5
--@ duckdb windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'sent') OVER w AS start1
	  FROM events
	 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'purchase')
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'delivered'
								  AND occurred_at <= start1 + interval '336 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level3 AS (
	SELECT *,
		   max(start2) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start2 + interval '336 hours') OVER w AS start3
	  FROM level2
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level4 AS (
	SELECT *,
		   max(start3) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start3 + interval '336 hours') OVER w AS start4
	  FROM level3
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'purchase' AND occurred_at <= start4 + interval '336 hours' THEN 5
					WHEN start4 IS NOT NULL THEN 4
					WHEN start3 IS NOT NULL THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level4
	 GROUP BY contact_id
), total AS (
	SELECT unnest([1, 2, 3, 4, 5]) AS step,
		   unnest([count(*) FILTER (WHERE depth >= 1),
				   count(*) FILTER (WHERE depth >= 2),
				   count(*) FILTER (WHERE depth >= 3),
				   count(*) FILTER (WHERE depth >= 4),
				   count(*) FILTER (WHERE depth >= 5)]) AS contacts
	  FROM depth
)
SELECT step, contacts FROM total
