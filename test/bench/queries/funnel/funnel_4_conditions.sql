-- title: four steps, given as conditions
-- goal: 1.4
--@ floor
SELECT count(contact_id) FROM events
 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
--@ ours conditions
SELECT s.step, s.contacts
  FROM unnest((SELECT funnel('7 days', contact_id, occurred_at,
							 event_type = 'delivered', event_type = 'opened',
							 event_type = 'clicked', event_type = 'page_view')
				 FROM events
				WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view'))) AS s
--@ ours list
SELECT s.step, s.contacts
  FROM unnest((SELECT funnel('7 days', contact_id, occurred_at, event_type,
							 '{delivered,opened,clicked,page_view}')
				 FROM events
				WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view'))) AS s
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
				  FROM events
				 WHERE event_type IN ('delivered', 'opened', 'clicked', 'page_view')
				 GROUP BY contact_id))
