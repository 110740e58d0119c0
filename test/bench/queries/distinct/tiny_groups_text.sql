-- title: distinct devices of each message (rows / 3.7 groups)
--@ floor
SELECT count(*), sum(n), sum(n * n), sum(n * (message_id % 1009))
  FROM (SELECT message_id, count(device) AS n
		  FROM events WHERE message_id IS NOT NULL GROUP BY message_id) g
--@ ours
SELECT count(*), sum(n), sum(n * n), sum(n * (message_id % 1009))
  FROM (SELECT message_id, count_distinct(device) AS n
		  FROM events WHERE message_id IS NOT NULL GROUP BY message_id) g
--@ plain count_distinct
SELECT count(*), sum(n), sum(n * n), sum(n * (message_id % 1009))
  FROM (SELECT message_id, count(DISTINCT device) AS n
		  FROM events WHERE message_id IS NOT NULL GROUP BY message_id) g
--@ plain subquery
SELECT count(*), sum(n), sum(n * n), sum(n * (message_id % 1009))
  FROM (SELECT message_id, count(device) AS n
		  FROM (SELECT DISTINCT message_id, device FROM events WHERE message_id IS NOT NULL) d
		 GROUP BY message_id) g
--@ clickhouse
SELECT count(), sum(n), sum(n * n), sum(n * (message_id % 1009))
  FROM (SELECT message_id, uniqExact(device) AS n
		  FROM events WHERE message_id <> 0 GROUP BY message_id)
--@ duckdb
SELECT count(*), sum(n), sum(n * n), sum(n * (message_id % 1009))
  FROM (SELECT message_id, count(device) AS n
		  FROM (SELECT DISTINCT message_id, device FROM events WHERE message_id IS NOT NULL) d
		 GROUP BY message_id) g
