-- title: page views by source, medium and campaign
--@ floor
SELECT url, count(*) FROM events WHERE event_type = 'page_view' GROUP BY url
--@ ours
SELECT utm_source(url), utm_medium(url), utm_campaign(url), count(*) FROM events WHERE event_type = 'page_view' GROUP BY 1, 2, 3
--@ ours utm
SELECT (u).source, (u).medium, (u).campaign, count(*)
  FROM (SELECT utm(url) AS u FROM events WHERE event_type = 'page_view' OFFSET 0) AS parsed
 GROUP BY 1, 2, 3
--@ plain split_part
SELECT nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), ''), nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), ''),
	   nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), ''), count(*)
  FROM events
 WHERE event_type = 'page_view'
 GROUP BY 1, 2, 3
--@ plain regexp
SELECT substring(url FROM '[?&]utm_source=([^&#]+)'), substring(url FROM '[?&]utm_medium=([^&#]+)'),
	   substring(url FROM '[?&]utm_campaign=([^&#]+)'), count(*)
  FROM events
 WHERE event_type = 'page_view'
 GROUP BY 1, 2, 3
--@ clickhouse
SELECT nullIf(extractURLParameter(url, 'utm_source') AS source, ''), nullIf(extractURLParameter(url, 'utm_medium') AS medium, ''),
	   nullIf(extractURLParameter(url, 'utm_campaign') AS campaign, ''), count()
  FROM events
 WHERE event_type = 'page_view'
 GROUP BY source, medium, campaign
--@ duckdb split_part
SELECT nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), ''), nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), ''),
	   nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), ''), count(*)
  FROM events
 WHERE event_type = 'page_view'
 GROUP BY 1, 2, 3
