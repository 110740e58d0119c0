-- title: distinct contacts of all campaigns, by rolling up a key set of each
--@ floor
SELECT sum(n) FROM (SELECT campaign_id, count(contact_id) AS n FROM events GROUP BY campaign_id) g
--@ ours
SELECT cardinality(rollup(keys))
  FROM (SELECT campaign_id, keyset(contact_id) AS keys FROM events GROUP BY campaign_id) g
--@ plain subquery
SELECT count(DISTINCT contact_id)
  FROM (SELECT DISTINCT campaign_id, contact_id FROM events) g
--@ clickhouse
SELECT uniqExactMerge(keys)
  FROM (SELECT campaign_id, uniqExactState(contact_id) AS keys FROM events GROUP BY campaign_id)
--@ duckdb
SELECT count(DISTINCT contact_id)
  FROM (SELECT DISTINCT campaign_id, contact_id FROM events) g
