-- title: distinct (message, contact) of each campaign and event type
-- goal: 1.4
--@ floor
SELECT campaign_id, event_type, count(contact_id)
  FROM events WHERE message_id IS NOT NULL
 GROUP BY campaign_id, event_type
--@ ours
SELECT campaign_id, event_type, count_distinct(message_id, contact_id)
  FROM events WHERE message_id IS NOT NULL
 GROUP BY campaign_id, event_type
--@ plain count_distinct
SELECT campaign_id, event_type, count(DISTINCT (message_id, contact_id))
  FROM events WHERE message_id IS NOT NULL
 GROUP BY campaign_id, event_type
--@ plain subquery
SELECT campaign_id, event_type, count(*)
  FROM (SELECT DISTINCT campaign_id, event_type, message_id, contact_id
		  FROM events WHERE message_id IS NOT NULL) d
 GROUP BY campaign_id, event_type
--@ clickhouse
SELECT nullIf(campaign_id, 0), event_type, uniqExact(message_id, contact_id)
  FROM events WHERE message_id <> 0
 GROUP BY campaign_id, event_type
--@ duckdb count_distinct
SELECT campaign_id, event_type, count(DISTINCT (message_id, contact_id))
  FROM events WHERE message_id IS NOT NULL
 GROUP BY campaign_id, event_type
--@ duckdb subquery
SELECT campaign_id, event_type, count(*)
  FROM (SELECT DISTINCT campaign_id, event_type, message_id, contact_id
		  FROM events WHERE message_id IS NOT NULL) d
 GROUP BY campaign_id, event_type
