-- title: distinct contacts of each campaign
-- goal: 1.4
--@ floor
SELECT campaign_id, count(contact_id) FROM events GROUP BY campaign_id
--@ ours
SELECT campaign_id, count_distinct(contact_id) FROM events GROUP BY campaign_id
--@ plain count_distinct
SELECT campaign_id, count(DISTINCT contact_id) FROM events GROUP BY campaign_id
--@ plain subquery
SELECT campaign_id, count(contact_id)
  FROM (SELECT DISTINCT campaign_id, contact_id FROM events) d
 GROUP BY campaign_id
--@ clickhouse
SELECT nullIf(campaign_id, 0), uniqExact(contact_id) FROM events GROUP BY campaign_id
--@ duckdb count_distinct
SELECT campaign_id, count(DISTINCT contact_id) FROM events GROUP BY campaign_id
--@ duckdb subquery
SELECT campaign_id, count(contact_id)
  FROM (SELECT DISTINCT campaign_id, contact_id FROM events) d
 GROUP BY campaign_id
