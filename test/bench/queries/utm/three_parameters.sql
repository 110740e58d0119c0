-- title: source, medium and campaign of every URL, one function each
-- goal: 1.3
--@ floor
SELECT count(url) FROM events WHERE url IS NOT NULL
--@ ours
SELECT count(utm_source(url)), count(utm_medium(url)), count(utm_campaign(url)) FROM events WHERE url IS NOT NULL
--@ plain split_part
SELECT count(nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), '')),
	   count(nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), '')),
	   count(nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), ''))
  FROM events
 WHERE url IS NOT NULL
--@ plain regexp
SELECT count(substring(url FROM '[?&]utm_source=([^&#]+)')), count(substring(url FROM '[?&]utm_medium=([^&#]+)')),
	   count(substring(url FROM '[?&]utm_campaign=([^&#]+)'))
  FROM events
 WHERE url IS NOT NULL
--@ clickhouse
SELECT countIf(extractURLParameter(url, 'utm_source') <> ''), countIf(extractURLParameter(url, 'utm_medium') <> ''),
	   countIf(extractURLParameter(url, 'utm_campaign') <> '')
  FROM events
 WHERE url <> ''
--@ duckdb split_part
SELECT count(nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), '')),
	   count(nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), '')),
	   count(nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), ''))
  FROM events
 WHERE url IS NOT NULL
--@ duckdb regexp
SELECT count(nullif(regexp_extract(url, '[?&]utm_source=([^&#]+)', 1), '')), count(nullif(regexp_extract(url, '[?&]utm_medium=([^&#]+)', 1), '')),
	   count(nullif(regexp_extract(url, '[?&]utm_campaign=([^&#]+)', 1), ''))
  FROM events
 WHERE url IS NOT NULL
