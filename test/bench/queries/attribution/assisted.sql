-- title: purchases that each message assisted, ended and began
--@ floor
SELECT count(contact_id) FROM events WHERE event_type IN ('page_view', 'purchase')
--@ ours
SELECT a.touch, a.assisted_conversions, a.last_touch_conversions, (4 * a.last_touch_value)::bigint, a.first_touch_conversions
  FROM unnest((SELECT assisted_conversions('30 days', contact_id, occurred_at,
										CASE WHEN event_type = 'page_view' THEN template END, event_type = 'purchase', value)
				 FROM events
				WHERE event_type IN ('page_view', 'purchase'))) AS a
 WHERE a.assisted_conversions + a.last_touch_conversions > 0
--@ plain
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, template AS label FROM events WHERE event_type = 'page_view' AND template IS NOT NULL
), path AS (
	SELECT event_id, value, label, row_number() OVER (PARTITION BY event_id ORDER BY t.at, label COLLATE "C") AS place, count(*) OVER (PARTITION BY event_id) AS n
	  FROM conversion AS c
	  JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
)
SELECT label, count(DISTINCT event_id) FILTER (WHERE place < n), count(*) FILTER (WHERE place = n),
	   coalesce((4 * sum(value) FILTER (WHERE place = n))::bigint, 0), count(*) FILTER (WHERE place = 1)
  FROM path
 GROUP BY label
--@ clickhouse
WITH contact AS (
	SELECT arraySort(groupArrayIf((occurred_at, toString(template)), event_type = 'page_view' AND template <> '')) AS touches,
		   groupArrayIf((occurred_at, value, event_id), event_type = 'purchase') AS conversions
	  FROM events
	 WHERE event_type IN ('page_view', 'purchase')
	 GROUP BY contact_id
	HAVING notEmpty(conversions)
), path AS (
	SELECT arrayMap(t -> t.2, arrayFilter(t -> t.1 BETWEEN c.1 - INTERVAL 30 DAY AND c.1, touches)) AS labels, c.2 AS value, c.3 AS id
	  FROM contact
	 ARRAY JOIN conversions AS c
)
SELECT label, uniqExactIf(id, place < n), countIf(place = n), toInt64(4 * sumIf(value, place = n)), countIf(place = 1)
  FROM (SELECT id, labels, value, length(labels) AS n FROM path)
 ARRAY JOIN labels AS label, arrayEnumerate(labels) AS place
 GROUP BY label
--@ duckdb
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, template AS label FROM events WHERE event_type = 'page_view' AND template IS NOT NULL
), path AS (
	SELECT event_id, value, label, row_number() OVER (PARTITION BY event_id ORDER BY t.at, label) AS place, count(*) OVER (PARTITION BY event_id) AS n
	  FROM conversion AS c
	  JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
)
SELECT label, count(DISTINCT event_id) FILTER (WHERE place < n), count(*) FILTER (WHERE place = n),
	   coalesce((4 * sum(value) FILTER (WHERE place = n))::bigint, 0), count(*) FILTER (WHERE place = 1)
  FROM path
 GROUP BY label
