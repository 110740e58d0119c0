-- title: nine models with every delivery as a touch, less memory than the touches need
-- work_mem: 4MB, 64MB
-- memory: spill
-- The number of touches: the memory section prints it.
--@ floor
SELECT count(contact_id) FROM events WHERE event_type IN ('delivered', 'purchase')
--@ ours
SELECT (sum(a.touches) / 9)::bigint
  FROM unnest((SELECT attribution('{first_touch,last_touch,linear,position_based,w_shaped,j_shaped,inverse_j,time_decay,participation}', '30 days',
								  contact_id, occurred_at, CASE WHEN event_type = 'delivered' THEN template END, event_type = 'purchase', value)
				 FROM events
				WHERE event_type IN ('delivered', 'purchase'))) AS a
--@ plain windows
SELECT count(template) FILTER (WHERE event_type = 'delivered')
  FROM (SELECT template, event_type, row_number() OVER (PARTITION BY contact_id ORDER BY occurred_at) AS place
		  FROM events
		 WHERE event_type IN ('delivered', 'purchase')) AS touch
 WHERE place > 0
