-- title: distinct messages of each contact (rows / 10 groups)
-- The outer query folds a million rows into four numbers that still depend on each.
--@ floor
SELECT count(*), sum(n), sum(n * n), sum(n * (contact_id % 1009))
  FROM (SELECT contact_id, count(message_id) AS n FROM events GROUP BY contact_id) g
--@ ours
SELECT count(*), sum(n), sum(n * n), sum(n * (contact_id % 1009))
  FROM (SELECT contact_id, count_distinct(message_id) AS n FROM events GROUP BY contact_id) g
--@ plain count_distinct
SELECT count(*), sum(n), sum(n * n), sum(n * (contact_id % 1009))
  FROM (SELECT contact_id, count(DISTINCT message_id) AS n FROM events GROUP BY contact_id) g
--@ plain subquery
SELECT count(*), sum(n), sum(n * n), sum(n * (contact_id % 1009))
  FROM (SELECT contact_id, count(message_id) AS n
		  FROM (SELECT DISTINCT contact_id, message_id FROM events) d
		 GROUP BY contact_id) g
--@ clickhouse
SELECT count(), sum(n), sum(n * n), sum(n * (contact_id % 1009))
  FROM (SELECT contact_id, uniqExactIf(message_id, message_id <> 0) AS n FROM events GROUP BY contact_id)
--@ duckdb count_distinct
SELECT count(*), sum(n), sum(n * n), sum(n * (contact_id % 1009))
  FROM (SELECT contact_id, count(DISTINCT message_id) AS n FROM events GROUP BY contact_id) g
--@ duckdb subquery
SELECT count(*), sum(n), sum(n * n), sum(n * (contact_id % 1009))
  FROM (SELECT contact_id, count(message_id) AS n
		  FROM (SELECT DISTINCT contact_id, message_id FROM events) d
		 GROUP BY contact_id) g
