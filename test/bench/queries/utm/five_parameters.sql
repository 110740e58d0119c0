-- title: five parameters of every URL, parsed once
-- A subquery that must not be flattened runs without workers, and PostgreSQL takes time to read fields
-- of a record; ours by itself is in the question utm.  The other engines do not decode: in these URLs nothing is encoded.
--@ floor
SELECT count(url) FROM events WHERE url IS NOT NULL
--@ ours
SELECT count((u).source), count((u).medium), count((u).campaign), count((u).term), count((u).content)
  FROM (SELECT utm(url) AS u FROM events WHERE url IS NOT NULL OFFSET 0) AS parsed
--@ plain split_part
SELECT count(nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), '')), count(nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), '')),
	   count(nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '')), count(nullif(split_part(split_part(url, 'utm_term=', 2), '&', 1), '')), count(nullif(split_part(split_part(url, 'utm_content=', 2), '&', 1), ''))
  FROM events
 WHERE url IS NOT NULL
--@ plain regexp
SELECT count(substring(url FROM '[?&]utm_source=([^&#]+)')), count(substring(url FROM '[?&]utm_medium=([^&#]+)')),
	   count(substring(url FROM '[?&]utm_campaign=([^&#]+)')), count(substring(url FROM '[?&]utm_term=([^&#]+)')), count(substring(url FROM '[?&]utm_content=([^&#]+)'))
  FROM events
 WHERE url IS NOT NULL
--@ clickhouse
SELECT countIf(extractURLParameter(url, 'utm_source') <> ''), countIf(extractURLParameter(url, 'utm_medium') <> ''),
	   countIf(extractURLParameter(url, 'utm_campaign') <> ''), countIf(extractURLParameter(url, 'utm_term') <> ''), countIf(extractURLParameter(url, 'utm_content') <> '')
  FROM events
 WHERE url <> ''
--@ duckdb split_part
SELECT count(nullif(split_part(split_part(url, 'utm_source=', 2), '&', 1), '')), count(nullif(split_part(split_part(url, 'utm_medium=', 2), '&', 1), '')),
	   count(nullif(split_part(split_part(url, 'utm_campaign=', 2), '&', 1), '')), count(nullif(split_part(split_part(url, 'utm_term=', 2), '&', 1), '')), count(nullif(split_part(split_part(url, 'utm_content=', 2), '&', 1), ''))
  FROM events
 WHERE url IS NOT NULL
--@ duckdb regexp
SELECT count(nullif(regexp_extract(url, '[?&]utm_source=([^&#]+)', 1), '')), count(nullif(regexp_extract(url, '[?&]utm_medium=([^&#]+)', 1), '')),
	   count(nullif(regexp_extract(url, '[?&]utm_campaign=([^&#]+)', 1), '')), count(nullif(regexp_extract(url, '[?&]utm_term=([^&#]+)', 1), '')), count(nullif(regexp_extract(url, '[?&]utm_content=([^&#]+)', 1), ''))
  FROM events
 WHERE url IS NOT NULL
