-- title: paths of page views that led to more than one purchase
--@ floor
SELECT count(contact_id) FROM events WHERE event_type IN ('page_view', 'purchase')
--@ ours
SELECT array_to_string(a.path, ' > '), a.conversions, (4 * a.value)::bigint, a.touches
  FROM unnest((SELECT attribution_paths('30 days', contact_id, occurred_at,
										CASE WHEN event_type = 'page_view' THEN template END, event_type = 'purchase', value, 'top=1000000')
				 FROM events
				WHERE event_type IN ('page_view', 'purchase'))) AS a
 WHERE a.conversions > 1
--@ plain
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, template AS label FROM events WHERE event_type = 'page_view' AND template IS NOT NULL
)
SELECT path, count(*), (4 * sum(value))::bigint, touches
  FROM (SELECT value, coalesce(string_agg(label, ' > ' ORDER BY t.at, label COLLATE "C"), '') AS path, count(label) AS touches
		  FROM conversion AS c
		  LEFT JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
		 GROUP BY event_id, value) AS p
 GROUP BY path, touches
HAVING count(*) > 1
--@ clickhouse
WITH contact AS (
	SELECT arraySort(groupArrayIf((occurred_at, toString(template)), event_type = 'page_view' AND template <> '')) AS touches,
		   groupArrayIf((occurred_at, value), event_type = 'purchase') AS conversions
	  FROM events
	 WHERE event_type IN ('page_view', 'purchase')
	 GROUP BY contact_id
	HAVING notEmpty(conversions)
), path AS (
	SELECT arrayMap(t -> t.2, arrayFilter(t -> t.1 BETWEEN c.1 - INTERVAL 30 DAY AND c.1, touches)) AS labels, c.2 AS value
	  FROM contact
	 ARRAY JOIN conversions AS c
)
SELECT arrayStringConcat(labels, ' > ') AS path, count(), toInt64(4 * sum(value)), length(labels)
  FROM path
 GROUP BY labels
HAVING count() > 1
--@ duckdb
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, template AS label FROM events WHERE event_type = 'page_view' AND template IS NOT NULL
)
SELECT path, count(*), (4 * sum(value))::bigint, touches
  FROM (SELECT value, coalesce(string_agg(label, ' > ' ORDER BY t.at, label), '') AS path, count(label) AS touches
		  FROM conversion AS c
		  LEFT JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
		 GROUP BY event_id, value) AS p
 GROUP BY path, touches
HAVING count(*) > 1
