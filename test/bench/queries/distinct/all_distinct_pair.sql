-- title: every row its own key, a pair of bigints
-- memory: 24 bytes a key
--@ floor
SELECT count(request_id) FROM events
--@ ours
SELECT count_distinct(request_id, event_id) FROM events
--@ plain count_distinct
SELECT count(DISTINCT (request_id, event_id)) FROM events
--@ plain subquery
SELECT count(*) FROM (SELECT DISTINCT request_id, event_id FROM events) d
--@ clickhouse
SELECT uniqExact(request_id, event_id) FROM events
--@ duckdb
SELECT count(*) FROM (SELECT DISTINCT request_id, event_id FROM events) d
