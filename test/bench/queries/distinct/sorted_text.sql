-- title: distinct contacts of a table sorted by them, text ids
--@ floor
SELECT count(contact_text) FROM events_by_contact
--@ ours
SELECT count_distinct(contact_text) FROM events_by_contact
--@ plain count_distinct
SELECT count(DISTINCT contact_text) FROM events_by_contact
--@ plain subquery
SELECT count(contact_text) FROM (SELECT DISTINCT contact_text FROM events_by_contact) d
--@ clickhouse
SELECT uniqExact(contact_text) FROM events_by_contact
--@ duckdb
SELECT count(DISTINCT contact_text) FROM events_by_contact
