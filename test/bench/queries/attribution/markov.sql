-- title: markov attribution, paths of deliveries by campaign and device (800 touches, a path a contact)
-- No engine has a solver of such chains; the number of touches that get credit is ours only.
--@ floor
SELECT count(contact_id), count(campaign_id || '/' || device) FROM events WHERE event_type IN ('delivered', 'purchase')
--@ ours
SELECT count(*)
  FROM unnest((SELECT attribution('{markov}', '30 days', contact_id, occurred_at,
								  CASE WHEN event_type = 'delivered' THEN campaign_id || '/' || device END, event_type = 'purchase', value)
				 FROM events
				WHERE event_type IN ('delivered', 'purchase'))) AS a
 WHERE a.conversions > 0
