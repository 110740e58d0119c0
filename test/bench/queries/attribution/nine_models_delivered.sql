-- title: nine heuristic models, each message that was delivered as a touch
-- Credits are in thousandths; what is added keeps sums that end in 0.5 of one from being rounded
-- in two ways.  ClickHouse is left out: its arrays of ten million rows want more than 20 GB.
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT a.model, a.touch, floor(1000 * a.conversions + 0.123)::bigint, floor(1000 * a.value + 0.123)::bigint
  FROM unnest((SELECT attribution('{first_touch,last_touch,linear,position_based,w_shaped,j_shaped,inverse_j,time_decay,participation}', '30 days', contact_id, occurred_at,
								  CASE WHEN event_type = 'delivered' THEN template END, event_type = 'purchase', value)
				 FROM events)) AS a
 WHERE a.conversions > 0
--@ plain
WITH path AS (
	SELECT c.event_id, value, template AS label, row_number() OVER w AS place, count(*) OVER (PARTITION BY c.event_id) AS n,
		   row_number() OVER (PARTITION BY c.event_id, template) AS copy, power(2, -coalesce(extract(epoch FROM c.at - t.at)::float8, 0) / 604800) AS decay
	  FROM (SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase') AS c
	  LEFT JOIN (SELECT contact_id, occurred_at AS at, template FROM events WHERE event_type = 'delivered' AND template IS NOT NULL) AS t
		ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
	WINDOW w AS (PARTITION BY c.event_id ORDER BY t.at, template COLLATE "C")
), position AS (
	SELECT *, place = 1 AS is_first, place = n AS is_last, decay / sum(decay) OVER (PARTITION BY event_id) AS decayed FROM path
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM position
 CROSS JOIN LATERAL (VALUES
		('first_touch', CASE WHEN is_first THEN 1 ELSE 0 END::float8),
		('last_touch', CASE WHEN is_last THEN 1 ELSE 0 END),
		('linear', 1 / n::float8),
		('position_based', CASE WHEN n = 1 THEN 1 WHEN n = 2 THEN 0.5 WHEN is_first OR is_last THEN 0.4 ELSE 0.2 / (n - 2) END),
		('w_shaped', CASE WHEN n < 4 THEN 1 / n::float8 WHEN is_first OR is_last OR place = (n + 1) / 2 THEN 0.3 ELSE 0.1 / (n - 3) END),
		('j_shaped', CASE WHEN n = 1 THEN 1 WHEN n = 2 THEN CASE WHEN is_first THEN 0.25 ELSE 0.75 END WHEN is_first THEN 0.2 WHEN is_last THEN 0.6 ELSE 0.2 / (n - 2) END),
		('inverse_j', CASE WHEN n = 1 THEN 1 WHEN n = 2 THEN CASE WHEN is_first THEN 0.75 ELSE 0.25 END WHEN is_first THEN 0.6 WHEN is_last THEN 0.2 ELSE 0.2 / (n - 2) END),
		('time_decay', decayed),
		('participation', CASE WHEN copy = 1 THEN 1 ELSE 0 END)) AS m (model, credit)
 GROUP BY model, label
HAVING sum(credit) > 0
--@ duckdb
WITH path AS (
	SELECT c.event_id, value, template AS label, row_number() OVER w AS place, count(*) OVER (PARTITION BY c.event_id) AS n,
		   row_number() OVER (PARTITION BY c.event_id, template) AS copy, power(2, -coalesce(epoch(c.at - t.at), 0) / 604800) AS decay
	  FROM (SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase') AS c
	  LEFT JOIN (SELECT contact_id, occurred_at AS at, template FROM events WHERE event_type = 'delivered' AND template IS NOT NULL) AS t
		ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
	WINDOW w AS (PARTITION BY c.event_id ORDER BY t.at, template)
), position AS (
	SELECT *, place = 1 AS is_first, place = n AS is_last, decay / sum(decay) OVER (PARTITION BY event_id) AS decayed FROM path
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM (SELECT value, label, unnest(['first_touch', 'last_touch', 'linear', 'position_based', 'w_shaped', 'j_shaped', 'inverse_j', 'time_decay', 'participation']) AS model, unnest([
				CASE WHEN is_first THEN 1 ELSE 0 END::double,
				CASE WHEN is_last THEN 1 ELSE 0 END,
				1 / n::double,
				CASE WHEN n = 1 THEN 1 WHEN n = 2 THEN 0.5 WHEN is_first OR is_last THEN 0.4 ELSE 0.2 / (n - 2) END,
				CASE WHEN n < 4 THEN 1 / n::double WHEN is_first OR is_last OR place = (n + 1) // 2 THEN 0.3 ELSE 0.1 / (n - 3) END,
				CASE WHEN n = 1 THEN 1 WHEN n = 2 THEN CASE WHEN is_first THEN 0.25 ELSE 0.75 END WHEN is_first THEN 0.2 WHEN is_last THEN 0.6 ELSE 0.2 / (n - 2) END,
				CASE WHEN n = 1 THEN 1 WHEN n = 2 THEN CASE WHEN is_first THEN 0.75 ELSE 0.25 END WHEN is_first THEN 0.6 WHEN is_last THEN 0.2 ELSE 0.2 / (n - 2) END,
				decayed,
				CASE WHEN copy = 1 THEN 1 ELSE 0 END
			   ]) AS credit
		  FROM position) AS shared
 GROUP BY model, label
HAVING sum(credit) > 0
