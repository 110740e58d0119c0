-- title: distinct contacts, bigint ids
-- goal: 1.4
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT count_distinct(contact_id) FROM events
--@ plain count_distinct
SELECT count(DISTINCT contact_id) FROM events
--@ plain subquery
SELECT count(contact_id) FROM (SELECT DISTINCT contact_id FROM events) d
--@ clickhouse
SELECT uniqExact(contact_id) FROM events
--@ duckdb
SELECT count(DISTINCT contact_id) FROM events
