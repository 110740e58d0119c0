-- title: distinct devices: four keys in all
--@ floor
SELECT count(device) FROM events
--@ ours
SELECT count_distinct(device) FROM events
--@ plain count_distinct
SELECT count(DISTINCT device) FROM events
--@ plain subquery
SELECT count(device) FROM (SELECT DISTINCT device FROM events) d
--@ clickhouse
SELECT uniqExact(device) FROM events
--@ duckdb
SELECT count(DISTINCT device) FROM events
