-- title: four steps, less memory than the events need
-- work_mem: 4MB, 64MB
-- memory: spill
-- One number, which still depends on each step: the memory section prints it.
--@ floor
SELECT count(contact_id) FROM events
 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
--@ ours
SELECT sum(s.step * s.contacts)
  FROM unnest((SELECT funnel('7 days', contact_id, occurred_at, event_type,
							 '{delivered,opened,clicked,page_view}')
				 FROM events
				WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view'))) AS s
--@ plain windows
WITH level1 AS (
	SELECT contact_id, occurred_at, event_type,
		   max(occurred_at) FILTER (WHERE event_type = 'delivered') OVER w AS start1
	  FROM events
	 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
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
), total AS (
	SELECT count(*) FILTER (WHERE depth >= 1) AS n1,
		   count(*) FILTER (WHERE depth >= 2) AS n2,
		   count(*) FILTER (WHERE depth >= 3) AS n3,
		   count(*) FILTER (WHERE depth >= 4) AS n4
	  FROM depth
)
SELECT sum(step * contacts)
  FROM total,
	   LATERAL (VALUES (1, n1), (2, n2), (3, n3), (4, n4)) AS s (step, contacts)
