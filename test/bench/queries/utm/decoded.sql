-- title: events by campaign, its name with an escape in every URL
-- Here a value must be decoded, and an escape that is none would have to stay.
--@ floor
SELECT replace(url, '-', '%2D') AS url, count(*) FROM events WHERE url IS NOT NULL GROUP BY 1
--@ ours
SELECT utm_campaign(replace(url, '-', '%2D')), count(*) FROM events WHERE url IS NOT NULL GROUP BY 1
--@ plain split_part
WITH raw AS (
	SELECT nullif(split_part(split_part(replace(url, '-', '%2D'), 'utm_campaign=', 2), '&', 1), '') AS value, count(*) AS events
	  FROM events
	 WHERE url IS NOT NULL
	 GROUP BY 1
)
SELECT (SELECT convert_from(string_agg(CASE WHEN token ~ '^%[0-9A-Fa-f]{2}' THEN decode(substr(token, 2), 'hex')
											ELSE convert_to(translate(token, '+', ' '), 'UTF8') END, NULL ORDER BY place), 'UTF8')
		  FROM regexp_matches(value, '%[0-9A-Fa-f]{2}|[^%]+|%', 'g') WITH ORDINALITY AS m (tokens, place), unnest(tokens) AS token), events
  FROM raw
--@ plain each_row
SELECT (SELECT convert_from(string_agg(CASE WHEN token ~ '^%[0-9A-Fa-f]{2}' THEN decode(substr(token, 2), 'hex')
											ELSE convert_to(translate(token, '+', ' '), 'UTF8') END, NULL ORDER BY place), 'UTF8')
		  FROM regexp_matches(nullif(split_part(split_part(replace(url, '-', '%2D'), 'utm_campaign=', 2), '&', 1), ''),
							  '%[0-9A-Fa-f]{2}|[^%]+|%', 'g') WITH ORDINALITY AS m (tokens, place), unnest(tokens) AS token) AS campaign,
	   count(*)
  FROM events
 WHERE url IS NOT NULL
 GROUP BY campaign
--@ clickhouse
SELECT nullIf(decodeURLFormComponent(extractURLParameter(replaceAll(url, '-', '%2D'), 'utm_campaign')), ''), count()
  FROM events
 WHERE url <> ''
 GROUP BY 1
--@ duckdb
SELECT url_decode(replace(nullif(split_part(split_part(replace(url, '-', '%2D'), 'utm_campaign=', 2), '&', 1), ''), '+', ' ')), count(*)
  FROM events
 WHERE url IS NOT NULL
 GROUP BY 1
