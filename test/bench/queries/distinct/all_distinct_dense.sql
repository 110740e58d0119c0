-- title: every row its own key, dense bigint
-- memory: 2 bytes a key
--@ floor
SELECT count(event_id) FROM events
--@ ours
SELECT count_distinct(event_id) FROM events
--@ plain count_distinct
SELECT count(DISTINCT event_id) FROM events
--@ plain subquery
SELECT count(event_id) FROM (SELECT DISTINCT event_id FROM events) d
--@ clickhouse
SELECT uniqExact(event_id) FROM events
--@ duckdb
SELECT count(DISTINCT event_id) FROM events
