-- title: four steps of each contact, grouped outside (rows / 10 groups), without a filter
-- goal: 1.3
--@ floor
SELECT n, count(*)
  FROM (SELECT contact_id, count(*) AS n
		  FROM events
		 GROUP BY contact_id) AS g
 GROUP BY n
--@ ours
SELECT level, count(*)
  FROM (SELECT contact_id,
			   window_funnel('7 days', occurred_at,
							 event_type = 'delivered', event_type = 'opened',
							 event_type = 'clicked', event_type = 'page_view') AS level
		  FROM events
		 GROUP BY contact_id) AS g
 GROUP BY level
--@ plain windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'delivered') OVER w AS start1
	  FROM events
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level3 AS (
	SELECT *,
		   max(start2) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start2 + interval '168 hours') OVER w AS start3
	  FROM level2
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'page_view' AND occurred_at <= start3 + interval '168 hours' THEN 4
					WHEN start3 IS NOT NULL THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level3
	 GROUP BY contact_id
)
SELECT coalesce(depth, 0) AS level, count(*) FROM depth GROUP BY level
--@ clickhouse
SELECT level, count()
  FROM (SELECT windowFunnel(604800000000)(
					   toUInt64(toUnixTimestamp64Micro(occurred_at)),
					   event_type = 'delivered', event_type = 'opened', event_type = 'clicked',
					   event_type = 'page_view') AS level
		  FROM events
		 GROUP BY contact_id)
 GROUP BY level
--@ duckdb asof_joins
WITH level1 AS (
	SELECT contact_id, occurred_at, occurred_at AS start
	  FROM events
	 WHERE event_type = 'delivered'
), level2 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level1 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'opened' AND e.occurred_at <= p.start + interval '168 hours'
), level3 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level2 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'clicked' AND e.occurred_at <= p.start + interval '168 hours'
), level4 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events AS e
	  ASOF JOIN level3 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'page_view' AND e.occurred_at <= p.start + interval '168 hours'
), reached AS (
	SELECT 0 AS level, count(DISTINCT contact_id) AS contacts
	  FROM events
	UNION ALL
	SELECT 1, count(DISTINCT contact_id) FROM level1
	UNION ALL
	SELECT 2, count(DISTINCT contact_id) FROM level2
	UNION ALL
	SELECT 3, count(DISTINCT contact_id) FROM level3
	UNION ALL
	SELECT 4, count(DISTINCT contact_id) FROM level4
)
SELECT level, contacts - coalesce(lead(contacts) OVER (ORDER BY level), 0) FROM reached
--@ duckdb windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'delivered') OVER w AS start1
	  FROM events
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), level3 AS (
	SELECT *,
		   max(start2) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start2 + interval '168 hours') OVER w AS start3
	  FROM level2
	WINDOW w AS (PARTITION BY contact_id ORDER BY occurred_at)
), depth AS (
	SELECT max(CASE WHEN event_type = 'page_view' AND occurred_at <= start3 + interval '168 hours' THEN 4
					WHEN start3 IS NOT NULL THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level3
	 GROUP BY contact_id
)
SELECT coalesce(depth, 0) AS level, count(*) FROM depth GROUP BY level
