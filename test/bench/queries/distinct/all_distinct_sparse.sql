-- title: every row its own key, sparse bigint
-- memory: 12 bytes a key
--@ floor
SELECT count(request_id) FROM events
--@ ours
SELECT count_distinct(request_id) FROM events
--@ plain count_distinct
SELECT count(DISTINCT request_id) FROM events
--@ plain subquery
SELECT count(request_id) FROM (SELECT DISTINCT request_id FROM events) d
--@ clickhouse
SELECT uniqExact(request_id) FROM events
--@ duckdb
SELECT count(DISTINCT request_id) FROM events
