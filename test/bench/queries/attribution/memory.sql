-- title: memory of attribution with every delivery as a touch, a touch
-- memory: 16 bytes a touch
-- The number of touches: the memory section prints it.
--@ floor
SELECT count(contact_id) FROM events WHERE event_type IN ('delivered', 'purchase')
--@ ours
SELECT sum(a.touches)
  FROM unnest((SELECT attribution('{linear}', '30 days', contact_id, occurred_at,
								  CASE WHEN event_type = 'delivered' THEN template END, event_type = 'purchase', value)
				 FROM events
				WHERE event_type IN ('delivered', 'purchase'))) AS a
--@ plain
SELECT count(template) FROM events WHERE event_type = 'delivered'
