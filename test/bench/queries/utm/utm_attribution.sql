-- title: visitors, page views and purchases by source, medium and campaign, and in total
--@ floor
SELECT count(url), count(contact_id) FROM events WHERE event_type IN ('page_view', 'purchase')
--@ ours
SELECT t.source, t.medium, t.campaign, t.unique_visitors, t.total_events, t.conversions, t.is_total::int
  FROM unnest((SELECT utm_attribution(url, contact_id, event_type = 'purchase')
				 FROM events
				WHERE event_type IN ('page_view', 'purchase'))) AS t
--@ plain split_part
SELECT source, medium, campaign, count(DISTINCT contact_id), count(*), count(*) FILTER (WHERE event_type = 'purchase'), GROUPING(source)
  FROM (SELECT contact_id, event_type, nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), '') AS source,
			   nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), '') AS medium,
			   nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '') AS campaign
		  FROM events
		 WHERE event_type IN ('page_view', 'purchase')) AS visit
 GROUP BY GROUPING SETS ((source, medium, campaign), ())
--@ plain two_levels
WITH visitor AS MATERIALIZED (
	SELECT source, medium, campaign, contact_id, count(*) AS events, count(*) FILTER (WHERE event_type = 'purchase') AS purchases
	  FROM (SELECT contact_id, event_type, nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), '') AS source,
				   nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), '') AS medium,
				   nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '') AS campaign
			  FROM events
			 WHERE event_type IN ('page_view', 'purchase')) AS visit
	 GROUP BY source, medium, campaign, contact_id
)
SELECT source, medium, campaign, count(contact_id), sum(events), sum(purchases), 0 FROM visitor GROUP BY source, medium, campaign
UNION ALL
SELECT NULL, NULL, NULL, count(contact_id), sum(events)::bigint, sum(purchases)::bigint, 1
  FROM (SELECT contact_id, sum(events) AS events, sum(purchases) AS purchases FROM visitor GROUP BY contact_id) AS contact
--@ clickhouse
SELECT nullIf(source, ''), nullIf(medium, ''), nullIf(campaign, ''), uniqExact(contact_id), count(), countIf(event_type = 'purchase'), grouping(source)
  FROM (SELECT contact_id, event_type, extractURLParameter(url, 'utm_source') AS source,
			   extractURLParameter(url, 'utm_medium') AS medium, extractURLParameter(url, 'utm_campaign') AS campaign
		  FROM events
		 WHERE event_type IN ('page_view', 'purchase'))
 GROUP BY GROUPING SETS ((source, medium, campaign), ())
--@ duckdb
SELECT source, medium, campaign, count(DISTINCT contact_id), count(*), count(*) FILTER (WHERE event_type = 'purchase'), GROUPING(source)
  FROM (SELECT contact_id, event_type, nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), '') AS source,
			   nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), '') AS medium,
			   nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '') AS campaign
		  FROM events
		 WHERE event_type IN ('page_view', 'purchase')) AS visit
 GROUP BY GROUPING SETS ((source, medium, campaign), ())
