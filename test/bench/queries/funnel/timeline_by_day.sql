-- title: a second funnel over a stored timeline of each day
-- setup: CREATE UNLOGGED TABLE IF NOT EXISTS timelines_by_day AS
-- setup: SELECT date_trunc('day', occurred_at, 'UTC') AS day,
-- setup:        timeline(contact_id, occurred_at, event_type) AS events
-- setup:   FROM events GROUP BY day
--@ floor
SELECT count(contact_id) FROM events
 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
--@ ours
SELECT s.step, s.contacts
  FROM unnest((SELECT funnel('7 days', events, '{delivered,opened,clicked,page_view}')
				 FROM timelines_by_day)) AS s
--@ clickhouse
SELECT s.1, s.2
  FROM (SELECT arrayJoin([(1, countIf(level >= 1)),
						  (2, countIf(level >= 2)),
						  (3, countIf(level >= 3)),
						  (4, countIf(level >= 4))]) AS s
		  FROM (SELECT windowFunnel(604800000000)(
							   toUInt64(toUnixTimestamp64Micro(occurred_at)),
							   event_type = 'delivered', event_type = 'opened', event_type = 'clicked',
							   event_type = 'page_view') AS level
				  FROM events_by_contact
				 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
				 GROUP BY contact_id))
--@ clickhouse in_order
SELECT s.1, s.2
  FROM (SELECT arrayJoin([(1, countIf(level >= 1)),
						  (2, countIf(level >= 2)),
						  (3, countIf(level >= 3)),
						  (4, countIf(level >= 4))]) AS s
		  FROM (SELECT windowFunnel(604800000000)(
							   toUInt64(toUnixTimestamp64Micro(occurred_at)),
							   event_type = 'delivered', event_type = 'opened', event_type = 'clicked',
							   event_type = 'page_view') AS level
				  FROM events_by_contact
				 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
				 GROUP BY contact_id))
SETTINGS optimize_aggregation_in_order = 1
--@ duckdb asof_joins
WITH level1 AS (
	SELECT contact_id, occurred_at, occurred_at AS start
	  FROM events_by_contact
	 WHERE event_type = 'delivered'
), level2 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events_by_contact AS e
	  ASOF JOIN level1 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'opened' AND e.occurred_at <= p.start + interval '168 hours'
), level3 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events_by_contact AS e
	  ASOF JOIN level2 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'clicked' AND e.occurred_at <= p.start + interval '168 hours'
), level4 AS (
	SELECT e.contact_id, e.occurred_at, p.start
	  FROM events_by_contact AS e
	  ASOF JOIN level3 AS p
		ON e.contact_id = p.contact_id
	   AND e.occurred_at >= p.occurred_at
	 WHERE e.event_type = 'page_view' AND e.occurred_at <= p.start + interval '168 hours'
)
SELECT 1, count(DISTINCT contact_id) FROM level1
UNION ALL
SELECT 2, count(DISTINCT contact_id) FROM level2
UNION ALL
SELECT 3, count(DISTINCT contact_id) FROM level3
UNION ALL
SELECT 4, count(DISTINCT contact_id) FROM level4
