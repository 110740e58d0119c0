-- title: four steps, of each campaign
-- goal: 1.6
-- Types that are not listed are ignored, so ours gives the same without the filter.
--@ floor
SELECT campaign_id, count(contact_id) FROM events
 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
 GROUP BY campaign_id
--@ ours unfiltered
SELECT campaign_id, s.step, s.contacts
  FROM (SELECT campaign_id,
			   funnel('7 days', contact_id, occurred_at, event_type,
					  '{delivered,opened,clicked,page_view}') AS steps
		  FROM events
		 GROUP BY campaign_id) AS f,
	   unnest(f.steps) AS s
--@ ours filtered
SELECT campaign_id, s.step, s.contacts
  FROM (SELECT campaign_id,
			   funnel('7 days', contact_id, occurred_at, event_type,
					  '{delivered,opened,clicked,page_view}') AS steps
		  FROM events
		 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
		 GROUP BY campaign_id) AS f,
	   unnest(f.steps) AS s
--@ plain windows
WITH level1 AS (
	SELECT campaign_id, contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'delivered') OVER w AS start1
	  FROM events
	 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
	WINDOW w AS (PARTITION BY campaign_id, contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY campaign_id, contact_id ORDER BY occurred_at)
), level3 AS (
	SELECT *,
		   max(start2) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start2 + interval '168 hours') OVER w AS start3
	  FROM level2
	WINDOW w AS (PARTITION BY campaign_id, contact_id ORDER BY occurred_at)
), depth AS (
	SELECT campaign_id,
		   max(CASE WHEN event_type = 'page_view' AND occurred_at <= start3 + interval '168 hours' THEN 4
					WHEN start3 IS NOT NULL THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level3
	 GROUP BY campaign_id, contact_id
), total AS (
	SELECT campaign_id,
		   count(*) FILTER (WHERE depth >= 1) AS n1,
		   count(*) FILTER (WHERE depth >= 2) AS n2,
		   count(*) FILTER (WHERE depth >= 3) AS n3,
		   count(*) FILTER (WHERE depth >= 4) AS n4
	  FROM depth
	 GROUP BY campaign_id
)
SELECT campaign_id, step, contacts
  FROM total,
	   LATERAL (VALUES (1, n1), (2, n2), (3, n3), (4, n4)) AS s (step, contacts)
--@ clickhouse
SELECT nullIf(campaign_id, 0), s.1, s.2
  FROM (SELECT campaign_id,
			   arrayJoin([(1, countIf(level >= 1)),
						  (2, countIf(level >= 2)),
						  (3, countIf(level >= 3)),
						  (4, countIf(level >= 4))]) AS s
		  FROM (SELECT campaign_id,
					   windowFunnel(604800000000)(
							   toUInt64(toUnixTimestamp64Micro(occurred_at)),
							   event_type = 'delivered', event_type = 'opened', event_type = 'clicked',
							   event_type = 'page_view') AS level
				  FROM events
				 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
				 GROUP BY campaign_id, contact_id)
		 GROUP BY campaign_id)
--@ duckdb asof_joins
WITH level1 AS (
	SELECT coalesce(campaign_id, 0) AS campaign_id, contact_id, occurred_at, occurred_at AS start
	  FROM events
	 WHERE event_type = 'delivered'
), level2 AS (
	SELECT e.campaign_id, e.contact_id, e.occurred_at, p.start
	  FROM (SELECT coalesce(campaign_id, 0) AS campaign_id, contact_id, occurred_at
			  FROM events WHERE event_type = 'opened') AS e
	  ASOF JOIN level1 AS p
		ON e.campaign_id = p.campaign_id
	   AND e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.occurred_at <= p.start + interval '168 hours'
), level3 AS (
	SELECT e.campaign_id, e.contact_id, e.occurred_at, p.start
	  FROM (SELECT coalesce(campaign_id, 0) AS campaign_id, contact_id, occurred_at
			  FROM events WHERE event_type = 'clicked') AS e
	  ASOF JOIN level2 AS p
		ON e.campaign_id = p.campaign_id
	   AND e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.occurred_at <= p.start + interval '168 hours'
), level4 AS (
	SELECT e.campaign_id, e.contact_id, e.occurred_at, p.start
	  FROM (SELECT coalesce(campaign_id, 0) AS campaign_id, contact_id, occurred_at
			  FROM events WHERE event_type = 'page_view') AS e
	  ASOF JOIN level3 AS p
		ON e.campaign_id = p.campaign_id
	   AND e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.occurred_at <= p.start + interval '168 hours'
), total AS (
	SELECT campaign_id, 1 AS step, count(DISTINCT contact_id) AS contacts FROM level1 GROUP BY campaign_id
	UNION ALL
	SELECT campaign_id, 2 AS step, count(DISTINCT contact_id) AS contacts FROM level2 GROUP BY campaign_id
	UNION ALL
	SELECT campaign_id, 3 AS step, count(DISTINCT contact_id) AS contacts FROM level3 GROUP BY campaign_id
	UNION ALL
	SELECT campaign_id, 4 AS step, count(DISTINCT contact_id) AS contacts FROM level4 GROUP BY campaign_id
)
SELECT nullif(campaign_id, 0), step, coalesce(contacts, 0)
  FROM (SELECT DISTINCT coalesce(campaign_id, 0) AS campaign_id
		  FROM events
		 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')) AS c
 CROSS JOIN unnest([1, 2, 3, 4]) AS s (step)
  LEFT JOIN total USING (campaign_id, step)
--@ duckdb windows
WITH level1 AS (
	SELECT campaign_id, contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'delivered') OVER w AS start1
	  FROM events
	 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
	WINDOW w AS (PARTITION BY campaign_id, contact_id ORDER BY occurred_at)
), level2 AS (
	SELECT *,
		   max(start1) FILTER (WHERE event_type = 'opened'
								  AND occurred_at <= start1 + interval '168 hours') OVER w AS start2
	  FROM level1
	WINDOW w AS (PARTITION BY campaign_id, contact_id ORDER BY occurred_at)
), level3 AS (
	SELECT *,
		   max(start2) FILTER (WHERE event_type = 'clicked'
								  AND occurred_at <= start2 + interval '168 hours') OVER w AS start3
	  FROM level2
	WINDOW w AS (PARTITION BY campaign_id, contact_id ORDER BY occurred_at)
), depth AS (
	SELECT campaign_id,
		   max(CASE WHEN event_type = 'page_view' AND occurred_at <= start3 + interval '168 hours' THEN 4
					WHEN start3 IS NOT NULL THEN 3
					WHEN start2 IS NOT NULL THEN 2
					WHEN start1 IS NOT NULL THEN 1 END) AS depth
	  FROM level3
	 GROUP BY campaign_id, contact_id
), total AS (
	SELECT campaign_id,
		   unnest([1, 2, 3, 4]) AS step,
		   unnest([count(*) FILTER (WHERE depth >= 1),
				   count(*) FILTER (WHERE depth >= 2),
				   count(*) FILTER (WHERE depth >= 3),
				   count(*) FILTER (WHERE depth >= 4)]) AS contacts
	  FROM depth
	 GROUP BY campaign_id
)
SELECT campaign_id, step, contacts FROM total
