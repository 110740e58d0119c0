-- title: engagement with six event types, by campaign
-- goal: 1.4
--@ floor
SELECT campaign_id, count(contact_id) FROM events GROUP BY campaign_id
--@ ours
SELECT campaign_id, n[1], n[2], n[3], n[4], n[5], n[6]
  FROM (SELECT campaign_id,
			   engagement(event_type, '{sent,delivered,opened,clicked,bounced,unsubscribed}',
						  message_id, contact_id) AS n
		  FROM events GROUP BY campaign_id) e
--@ plain count_distinct
SELECT campaign_id,
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'sent'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'delivered'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'opened'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'clicked'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'bounced'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'unsubscribed')
  FROM events GROUP BY campaign_id
--@ plain subquery
SELECT campaign_id,
	   count(message_id) FILTER (WHERE event_type = 'sent'),
	   count(message_id) FILTER (WHERE event_type = 'delivered'),
	   count(message_id) FILTER (WHERE event_type = 'opened'),
	   count(message_id) FILTER (WHERE event_type = 'clicked'),
	   count(message_id) FILTER (WHERE event_type = 'bounced'),
	   count(message_id) FILTER (WHERE event_type = 'unsubscribed')
  FROM (SELECT DISTINCT campaign_id, event_type, message_id, contact_id FROM events) d
 GROUP BY campaign_id
--@ clickhouse
SELECT nullIf(campaign_id, 0),
	   sumIf(n, event_type = 'sent'), sumIf(n, event_type = 'delivered'),
	   sumIf(n, event_type = 'opened'), sumIf(n, event_type = 'clicked'),
	   sumIf(n, event_type = 'bounced'), sumIf(n, event_type = 'unsubscribed')
  FROM (SELECT campaign_id, event_type, uniqExactIf(message_id, contact_id, message_id <> 0) AS n
		  FROM events GROUP BY campaign_id, event_type)
 GROUP BY campaign_id
--@ duckdb
SELECT campaign_id,
	   count(message_id) FILTER (WHERE event_type = 'sent'),
	   count(message_id) FILTER (WHERE event_type = 'delivered'),
	   count(message_id) FILTER (WHERE event_type = 'opened'),
	   count(message_id) FILTER (WHERE event_type = 'clicked'),
	   count(message_id) FILTER (WHERE event_type = 'bounced'),
	   count(message_id) FILTER (WHERE event_type = 'unsubscribed')
  FROM (SELECT DISTINCT campaign_id, event_type, message_id, contact_id FROM events) d
 GROUP BY campaign_id
