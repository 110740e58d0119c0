-- title: transitions between messages that were clicked through, on paths that converted or did not
--@ floor
SELECT count(contact_id) FROM events WHERE event_type IN ('page_view', 'purchase')
--@ ours
SELECT t."from", t."to", t.transitions
  FROM unnest((SELECT transition_matrix('30 days', contact_id, occurred_at,
										CASE WHEN event_type = 'page_view' THEN template END, event_type = 'purchase', value)
				 FROM events
				WHERE event_type IN ('page_view', 'purchase'))) AS t
--@ plain
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, template AS label FROM events WHERE event_type = 'page_view' AND template IS NOT NULL
), used AS (
	SELECT event_id AS path, t.at, label, '(conversion)' AS outcome
	  FROM conversion AS c
	  JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
	UNION ALL
	SELECT -contact_id, t.at, label, '(null)'
	  FROM touch AS t
	 WHERE NOT EXISTS (SELECT FROM conversion AS c
						WHERE c.contact_id = t.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at)
), step AS (
	SELECT lag(label, 1, '(start)') OVER w AS previous, label, lead(label) OVER w AS next, outcome
	  FROM used
	WINDOW w AS (PARTITION BY path ORDER BY used.at, label COLLATE "C")
)
SELECT previous, label, count(*) FROM step GROUP BY previous, label
UNION ALL
SELECT label, outcome, count(*) FROM step WHERE next IS NULL GROUP BY label, outcome
--@ clickhouse
WITH contact AS (
	SELECT arraySort(groupArrayIf((occurred_at, toString(template)), event_type = 'page_view' AND template <> '')) AS touches,
		   groupArrayIf(occurred_at, event_type = 'purchase') AS conversions
	  FROM events
	 WHERE event_type IN ('page_view', 'purchase')
	 GROUP BY contact_id
), path AS (
	SELECT arrayFilter(t -> t.1 BETWEEN c - INTERVAL 30 DAY AND c, touches) AS kept, '(conversion)' AS outcome
	  FROM contact
	 ARRAY JOIN conversions AS c
	UNION ALL
	SELECT arrayFilter(t -> NOT arrayExists(c -> t.1 BETWEEN c - INTERVAL 30 DAY AND c, conversions), touches), '(null)'
	  FROM contact
)
SELECT pair.1, pair.2, count()
  FROM (SELECT arrayMap(t -> t.2, kept) AS labels, outcome FROM path WHERE notEmpty(kept))
 ARRAY JOIN arrayZip(arrayPushFront(labels, '(start)'), arrayPushBack(labels, outcome)) AS pair
 GROUP BY pair.1, pair.2
--@ duckdb
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, template AS label FROM events WHERE event_type = 'page_view' AND template IS NOT NULL
), used AS (
	SELECT event_id AS path, t.at, label, '(conversion)' AS outcome
	  FROM conversion AS c
	  JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at
	UNION ALL
	SELECT -contact_id, t.at, label, '(null)'
	  FROM touch AS t
	 WHERE NOT EXISTS (SELECT 1 FROM conversion AS c
						WHERE c.contact_id = t.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at)
), step AS (
	SELECT lag(label, 1, '(start)') OVER w AS previous, label, lead(label) OVER w AS next, outcome
	  FROM used
	WINDOW w AS (PARTITION BY path ORDER BY used.at, label)
)
SELECT previous, label, count(*) FROM step GROUP BY previous, label
UNION ALL
SELECT label, outcome, count(*) FROM step WHERE next IS NULL GROUP BY label, outcome
