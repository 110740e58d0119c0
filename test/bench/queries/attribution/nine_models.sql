-- title: nine heuristic models of purchases, page views of a message as touches
-- goal: 1.6
-- Credits are in thousandths; what is added keeps sums that end in 0.5 of one from being rounded
-- in two ways.
--@ floor
SELECT count(contact_id) FROM events WHERE event_type IN ('page_view', 'purchase')
--@ ours
SELECT a.model, a.touch, floor(1000 * a.conversions + 0.123)::bigint, floor(1000 * a.value + 0.123)::bigint
  FROM unnest((SELECT attribution('{first_touch,last_touch,linear,position_based,w_shaped,j_shaped,inverse_j,time_decay,participation}', '30 days', contact_id, occurred_at,
								  CASE WHEN event_type = 'page_view' THEN template END, event_type = 'purchase', value)
				 FROM events
				WHERE event_type IN ('page_view', 'purchase'))) AS a
 WHERE a.conversions > 0
--@ plain
WITH path AS (
	SELECT c.event_id, value, template AS label, row_number() OVER w AS place, count(*) OVER (PARTITION BY c.event_id) AS n,
		   row_number() OVER (PARTITION BY c.event_id, template) AS copy, power(2, -coalesce(extract(epoch FROM c.at - t.at)::float8, 0) / 604800) AS decay
	  FROM (SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase') AS c
	  LEFT JOIN (SELECT contact_id, occurred_at AS at, template FROM events WHERE event_type = 'page_view' AND template IS NOT NULL) AS t
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
--@ clickhouse arrays
WITH contact AS (
	SELECT arraySort(groupArrayIf((occurred_at, template), event_type = 'page_view' AND template <> '')) AS touches,
		   groupArrayIf((occurred_at, value), event_type = 'purchase') AS conversions
	  FROM events
	 WHERE event_type IN ('page_view', 'purchase')
	 GROUP BY contact_id
	HAVING notEmpty(conversions)
), path AS (
	SELECT arrayFilter(t -> t.1 BETWEEN c.1 - INTERVAL 30 DAY AND c.1, touches) AS kept,
		   arrayMap(t -> toString(t.2), if(empty(kept), [(c.1, '')], kept)) AS labels,
		   arrayMap(t -> exp2(-dateDiff('microsecond', t.1, c.1) / 604800e6), if(empty(kept), [(c.1, '')], kept)) AS decays,
		   length(labels) AS n, arraySum(decays) AS decay_sum, c.2 AS value
	  FROM contact
	 ARRAY JOIN conversions AS c
), touch AS (
	SELECT label, place = 1 AS is_first, place = n AS is_last, n, value, decay / decay_sum AS decayed, indexOf(labels, label) = place AS is_new,
		   place = intDiv(n + 1, 2) AS is_middle
	  FROM path
	 ARRAY JOIN labels AS label, decays AS decay, arrayEnumerate(labels) AS place
)
SELECT credit.1 AS model, nullIf(label, ''), toInt64(floor(1000 * sum(credit.2) + 0.123)), toInt64(floor(1000 * sum(value * credit.2) + 0.123))
  FROM touch
 ARRAY JOIN [
		('first_touch', toFloat64(is_first)),
		('last_touch', toFloat64(is_last)),
		('linear', 1 / n),
		('position_based', multiIf(n = 1, 1., n = 2, 0.5, is_first OR is_last, 0.4, 0.2 / (n - 2))),
		('w_shaped', multiIf(n < 4, 1 / n, is_first OR is_last OR is_middle, 0.3, 0.1 / (n - 3))),
		('j_shaped', multiIf(n = 1, 1., n = 2, if(is_first, 0.25, 0.75), is_first, 0.2, is_last, 0.6, 0.2 / (n - 2))),
		('inverse_j', multiIf(n = 1, 1., n = 2, if(is_first, 0.75, 0.25), is_first, 0.6, is_last, 0.2, 0.2 / (n - 2))),
		('time_decay', decayed),
		('participation', toFloat64(is_new))] AS credit
 GROUP BY model, label
HAVING sum(credit.2) > 0
--@ clickhouse buyers_only
WITH contact AS (
	SELECT arraySort(groupArrayIf((occurred_at, template), event_type = 'page_view' AND template <> '')) AS touches,
		   groupArrayIf((occurred_at, value), event_type = 'purchase') AS conversions
	  FROM events
	 WHERE event_type IN ('page_view', 'purchase')
	   AND contact_id IN (SELECT contact_id FROM events WHERE event_type = 'purchase')
	 GROUP BY contact_id
	HAVING notEmpty(conversions)
), path AS (
	SELECT arrayFilter(t -> t.1 BETWEEN c.1 - INTERVAL 30 DAY AND c.1, touches) AS kept,
		   arrayMap(t -> toString(t.2), if(empty(kept), [(c.1, '')], kept)) AS labels,
		   arrayMap(t -> exp2(-dateDiff('microsecond', t.1, c.1) / 604800e6), if(empty(kept), [(c.1, '')], kept)) AS decays,
		   length(labels) AS n, arraySum(decays) AS decay_sum, c.2 AS value
	  FROM contact
	 ARRAY JOIN conversions AS c
), touch AS (
	SELECT label, place = 1 AS is_first, place = n AS is_last, n, value, decay / decay_sum AS decayed, indexOf(labels, label) = place AS is_new,
		   place = intDiv(n + 1, 2) AS is_middle
	  FROM path
	 ARRAY JOIN labels AS label, decays AS decay, arrayEnumerate(labels) AS place
)
SELECT credit.1 AS model, nullIf(label, ''), toInt64(floor(1000 * sum(credit.2) + 0.123)), toInt64(floor(1000 * sum(value * credit.2) + 0.123))
  FROM touch
 ARRAY JOIN [
		('first_touch', toFloat64(is_first)),
		('last_touch', toFloat64(is_last)),
		('linear', 1 / n),
		('position_based', multiIf(n = 1, 1., n = 2, 0.5, is_first OR is_last, 0.4, 0.2 / (n - 2))),
		('w_shaped', multiIf(n < 4, 1 / n, is_first OR is_last OR is_middle, 0.3, 0.1 / (n - 3))),
		('j_shaped', multiIf(n = 1, 1., n = 2, if(is_first, 0.25, 0.75), is_first, 0.2, is_last, 0.6, 0.2 / (n - 2))),
		('inverse_j', multiIf(n = 1, 1., n = 2, if(is_first, 0.75, 0.25), is_first, 0.6, is_last, 0.2, 0.2 / (n - 2))),
		('time_decay', decayed),
		('participation', toFloat64(is_new))] AS credit
 GROUP BY model, label
HAVING sum(credit.2) > 0
--@ duckdb
WITH path AS (
	SELECT c.event_id, value, template AS label, row_number() OVER w AS place, count(*) OVER (PARTITION BY c.event_id) AS n,
		   row_number() OVER (PARTITION BY c.event_id, template) AS copy, power(2, -coalesce(epoch(c.at - t.at), 0) / 604800) AS decay
	  FROM (SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase') AS c
	  LEFT JOIN (SELECT contact_id, occurred_at AS at, template FROM events WHERE event_type = 'page_view' AND template IS NOT NULL) AS t
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
