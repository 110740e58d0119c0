-- title: distinct contacts, uuid ids
--@ floor
SELECT count(contact_uuid) FROM events
--@ ours
SELECT count_distinct(contact_uuid) FROM events
--@ plain count_distinct
SELECT count(DISTINCT contact_uuid) FROM events
--@ plain subquery
SELECT count(contact_uuid) FROM (SELECT DISTINCT contact_uuid FROM events) d
--@ clickhouse
SELECT uniqExact(contact_uuid) FROM events
--@ duckdb
SELECT count(DISTINCT contact_uuid) FROM events
