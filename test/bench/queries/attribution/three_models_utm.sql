-- title: first, last and linear touch of purchases, touches by utm_campaign
-- A conversion's touches are the page views with a campaign in the 30 days before it.  Credits are
-- in thousandths; what is added keeps sums that end in 0.5 of one from being rounded in two ways.
--@ floor
SELECT count(contact_id), count(url) FROM events WHERE event_type IN ('page_view', 'purchase')
--@ ours
SELECT a.model, a.touch, floor(1000 * a.conversions + 0.123)::bigint, floor(1000 * a.value + 0.123)::bigint
  FROM unnest((SELECT attribution('{first_touch,last_touch,linear}', '30 days', contact_id, occurred_at,
								  utm_campaign(url), event_type = 'purchase', value)
				 FROM events
				WHERE event_type IN ('page_view', 'purchase'))) AS a
 WHERE a.conversions > 0
--@ plain split_part
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '') AS label
	  FROM events
	 WHERE event_type = 'page_view'
), path AS (
	SELECT value, label, row_number() OVER (PARTITION BY c.event_id ORDER BY t.at, label COLLATE "C") AS place,
		   count(*) OVER (PARTITION BY c.event_id) AS n
	  FROM conversion AS c
	  LEFT JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at AND label IS NOT NULL
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM path
 CROSS JOIN LATERAL (VALUES ('first_touch', CASE WHEN place = 1 THEN 1 ELSE 0 END::float8), ('last_touch', CASE WHEN place = n THEN 1 ELSE 0 END),
							('linear', 1 / n::float8)) AS m (model, credit)
 GROUP BY model, label
HAVING sum(credit) > 0
--@ plain regexp
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, substring(url FROM '[?&]utm_campaign=([^&#]+)') AS label
	  FROM events
	 WHERE event_type = 'page_view'
), path AS (
	SELECT value, label, row_number() OVER (PARTITION BY c.event_id ORDER BY t.at, label COLLATE "C") AS place,
		   count(*) OVER (PARTITION BY c.event_id) AS n
	  FROM conversion AS c
	  LEFT JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at AND label IS NOT NULL
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM path
 CROSS JOIN LATERAL (VALUES ('first_touch', CASE WHEN place = 1 THEN 1 ELSE 0 END::float8), ('last_touch', CASE WHEN place = n THEN 1 ELSE 0 END),
							('linear', 1 / n::float8)) AS m (model, credit)
 GROUP BY model, label
HAVING sum(credit) > 0
--@ plain joined_first
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), joined AS MATERIALIZED (
	SELECT c.event_id, t.occurred_at AS at, t.url
	  FROM events AS t
	  JOIN conversion AS c ON t.contact_id = c.contact_id AND t.occurred_at BETWEEN c.at - interval '30 days' AND c.at
	 WHERE t.event_type = 'page_view'
), touch AS (
	SELECT event_id, j.at, nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '') AS label FROM joined AS j
), path AS (
	SELECT value, label, row_number() OVER (PARTITION BY c.event_id ORDER BY t.at, label COLLATE "C") AS place,
		   count(*) OVER (PARTITION BY c.event_id) AS n
	  FROM conversion AS c
	  LEFT JOIN touch AS t ON t.event_id = c.event_id AND label IS NOT NULL
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM path
 CROSS JOIN LATERAL (VALUES ('first_touch', CASE WHEN place = 1 THEN 1 ELSE 0 END::float8), ('last_touch', CASE WHEN place = n THEN 1 ELSE 0 END),
							('linear', 1 / n::float8)) AS m (model, credit)
 GROUP BY model, label
HAVING sum(credit) > 0
--@ clickhouse arrays
WITH contact AS (
	SELECT arraySort(groupArrayIf((occurred_at, extractURLParameter(url, 'utm_campaign')), event_type = 'page_view' AND url LIKE '%utm_campaign=%')) AS touches,
		   groupArrayIf((occurred_at, value), event_type = 'purchase') AS conversions
	  FROM events
	 WHERE event_type IN ('page_view', 'purchase')
	 GROUP BY contact_id
	HAVING notEmpty(conversions)
), path AS (
	SELECT arrayMap(t -> t.2, arrayFilter(t -> t.1 BETWEEN c.1 - INTERVAL 30 DAY AND c.1, touches)) AS labels, c.2 AS value
	  FROM contact
	 ARRAY JOIN conversions AS c
), touch AS (
	SELECT label, count() AS conversions, sum(value) AS value, place = 1 AS is_first, place = n AS is_last, n
	  FROM (SELECT label, place, greatest(length(labels), 1) AS n, value
			  FROM path
			 ARRAY JOIN if(empty(labels), [''], labels) AS label, arrayEnumerate(if(empty(labels), [''], labels)) AS place)
	 GROUP BY label, is_first, is_last, n
)
SELECT credit.1, nullIf(label, ''), toInt64(floor(1000 * sum(conversions * credit.2) + 0.123)),
	   toInt64(floor(1000 * sum(value * credit.2) + 0.123))
  FROM touch
 ARRAY JOIN [('first_touch', toFloat64(is_first)), ('last_touch', toFloat64(is_last)), ('linear', 1 / n)] AS credit
 GROUP BY credit.1, label
HAVING sum(credit.2) > 0
--@ clickhouse buyers_only
WITH contact AS (
	SELECT arraySort(groupArrayIf((occurred_at, extractURLParameter(url, 'utm_campaign')), event_type = 'page_view' AND url LIKE '%utm_campaign=%')) AS touches,
		   groupArrayIf((occurred_at, value), event_type = 'purchase') AS conversions
	  FROM events
	 WHERE event_type IN ('page_view', 'purchase')
	   AND contact_id IN (SELECT contact_id FROM events WHERE event_type = 'purchase')
	 GROUP BY contact_id
	HAVING notEmpty(conversions)
), path AS (
	SELECT arrayMap(t -> t.2, arrayFilter(t -> t.1 BETWEEN c.1 - INTERVAL 30 DAY AND c.1, touches)) AS labels, c.2 AS value
	  FROM contact
	 ARRAY JOIN conversions AS c
), touch AS (
	SELECT label, count() AS conversions, sum(value) AS value, place = 1 AS is_first, place = n AS is_last, n
	  FROM (SELECT label, place, greatest(length(labels), 1) AS n, value
			  FROM path
			 ARRAY JOIN if(empty(labels), [''], labels) AS label, arrayEnumerate(if(empty(labels), [''], labels)) AS place)
	 GROUP BY label, is_first, is_last, n
)
SELECT credit.1, nullIf(label, ''), toInt64(floor(1000 * sum(conversions * credit.2) + 0.123)),
	   toInt64(floor(1000 * sum(value * credit.2) + 0.123))
  FROM touch
 ARRAY JOIN [('first_touch', toFloat64(is_first)), ('last_touch', toFloat64(is_last)), ('linear', 1 / n)] AS credit
 GROUP BY credit.1, label
HAVING sum(credit.2) > 0
--@ duckdb split_part
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '') AS label
	  FROM events
	 WHERE event_type = 'page_view'
), path AS (
	SELECT value, label, row_number() OVER (PARTITION BY c.event_id ORDER BY t.at, label) AS place,
		   count(*) OVER (PARTITION BY c.event_id) AS n
	  FROM conversion AS c
	  LEFT JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at AND label IS NOT NULL
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM (SELECT value, label, unnest(['first_touch', 'last_touch', 'linear']) AS model,
			   unnest([CASE WHEN place = 1 THEN 1 ELSE 0 END::double, CASE WHEN place = n THEN 1 ELSE 0 END, 1 / n::double]) AS credit
		  FROM path) AS shared
 GROUP BY model, label
HAVING sum(credit) > 0
--@ duckdb regexp
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), touch AS (
	SELECT contact_id, occurred_at AS at, nullif(regexp_extract(url, '[?&]utm_campaign=([^&#]+)', 1), '') AS label
	  FROM events
	 WHERE event_type = 'page_view'
), path AS (
	SELECT value, label, row_number() OVER (PARTITION BY c.event_id ORDER BY t.at, label) AS place,
		   count(*) OVER (PARTITION BY c.event_id) AS n
	  FROM conversion AS c
	  LEFT JOIN touch AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.at - interval '30 days' AND c.at AND label IS NOT NULL
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM (SELECT value, label, unnest(['first_touch', 'last_touch', 'linear']) AS model,
			   unnest([CASE WHEN place = 1 THEN 1 ELSE 0 END::double, CASE WHEN place = n THEN 1 ELSE 0 END, 1 / n::double]) AS credit
		  FROM path) AS shared
 GROUP BY model, label
HAVING sum(credit) > 0
--@ duckdb joined_first
WITH conversion AS (
	SELECT event_id, contact_id, occurred_at AS at, value FROM events WHERE event_type = 'purchase'
), joined AS MATERIALIZED (
	SELECT c.event_id, t.occurred_at AS at, t.url
	  FROM events AS t
	  JOIN conversion AS c ON t.contact_id = c.contact_id AND t.occurred_at BETWEEN c.at - interval '30 days' AND c.at
	 WHERE t.event_type = 'page_view'
), touch AS (
	SELECT event_id, j.at, nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '') AS label FROM joined AS j
), path AS (
	SELECT value, label, row_number() OVER (PARTITION BY c.event_id ORDER BY t.at, label) AS place,
		   count(*) OVER (PARTITION BY c.event_id) AS n
	  FROM conversion AS c
	  LEFT JOIN touch AS t ON t.event_id = c.event_id AND label IS NOT NULL
)
SELECT model, label, floor(1000 * sum(credit) + 0.123)::bigint, floor(1000 * sum(value * credit) + 0.123)::bigint
  FROM (SELECT value, label, unnest(['first_touch', 'last_touch', 'linear']) AS model,
			   unnest([CASE WHEN place = 1 THEN 1 ELSE 0 END::double, CASE WHEN place = n THEN 1 ELSE 0 END, 1 / n::double]) AS credit
		  FROM path) AS shared
 GROUP BY model, label
HAVING sum(credit) > 0
