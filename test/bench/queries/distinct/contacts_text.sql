-- title: distinct contacts, text ids
-- goal: 2
--@ floor
SELECT count(contact_text) FROM events
--@ ours
SELECT count_distinct(contact_text) FROM events
--@ plain count_distinct
SELECT count(DISTINCT contact_text) FROM events
--@ plain subquery
SELECT count(contact_text) FROM (SELECT DISTINCT contact_text FROM events) d
--@ clickhouse
SELECT uniqExact(contact_text) FROM events
--@ duckdb
SELECT count(DISTINCT contact_text) FROM events
