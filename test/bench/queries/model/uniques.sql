-- title: totals and uniques by message and contact of each campaign in thirty days
-- goal: 2
-- schema: bench_model
--@ floor
SELECT campaign_id, count(message_id) FROM campaign_facts GROUP BY 1
--@ ours
SELECT campaign_id, delivered_total, delivered_unique, opened_total, opened_unique, clicked_total, clicked_unique, replied_total, replied_unique, unsubscribed_total, unsubscribed_unique
  FROM campaign_engagement
--@ plain
SELECT campaign_id,
	   count(*) FILTER (WHERE event_type = 'delivered'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'delivered' AND message_id IS NOT NULL AND contact_id IS NOT NULL),
	   count(*) FILTER (WHERE event_type = 'opened'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'opened' AND message_id IS NOT NULL AND contact_id IS NOT NULL),
	   count(*) FILTER (WHERE event_type = 'clicked'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'clicked' AND message_id IS NOT NULL AND contact_id IS NOT NULL),
	   count(*) FILTER (WHERE event_type = 'replied'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'replied' AND message_id IS NOT NULL AND contact_id IS NOT NULL),
	   count(*) FILTER (WHERE event_type = 'unsubscribed'),
	   count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'unsubscribed' AND message_id IS NOT NULL AND contact_id IS NOT NULL)
  FROM campaign_facts
 GROUP BY 1
HAVING bool_or(event_type IN ('requested', 'sent', 'delivered', 'bounced', 'failed', 'opened', 'clicked', 'interacted', 'replied', 'unsubscribed'))
