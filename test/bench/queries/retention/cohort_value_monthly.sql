-- title: what the contacts of each month have spent since, month by month
-- All values are multiples of 0.25, so that quarters are whole.
--@ floor
SELECT count(contact_id), count(value) FROM events
--@ ours
SELECT v.cohort::text, v.size, v.period_number, v.active, (4 * v.total)::bigint, (4 * v.cumulative_total)::bigint
  FROM unnest((SELECT cohort_value('month', 'UTC', contact_id, NULL, occurred_at, value) FROM events)) AS v
 WHERE v.active > 0
--@ plain distinct_months
WITH month AS (
	SELECT contact_id, date_trunc('month', occurred_at) AS month, sum(value) AS value
	  FROM events
	 GROUP BY 1, 2
), joined AS (
	SELECT month, value, min(month) OVER (PARTITION BY contact_id) AS cohort FROM month
), total AS (
	SELECT cohort, month, count(*) AS active, coalesce(sum(value), 0) AS total FROM joined GROUP BY cohort, month
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort),
	   extract(month FROM month)::int - extract(month FROM cohort)::int, active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY month))::bigint
  FROM total
--@ plain joined_first
WITH month AS MATERIALIZED (
	SELECT contact_id, date_trunc('month', occurred_at) AS month, sum(value) AS value
	  FROM events
	 GROUP BY 1, 2
), first AS (
	SELECT contact_id, min(month) AS cohort FROM month GROUP BY contact_id
), total AS (
	SELECT cohort, month, count(*) AS active, coalesce(sum(value), 0) AS total
	  FROM month JOIN first USING (contact_id)
	 GROUP BY cohort, month
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort),
	   extract(month FROM month)::int - extract(month FROM cohort)::int, active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY month))::bigint
  FROM total
--@ clickhouse arrays
WITH month AS (
	SELECT contact_id, toStartOfMonth(occurred_at) AS month, sum(value) AS value FROM events GROUP BY contact_id, month
), contact AS (
	SELECT groupArray(month) AS months, groupArray(value) AS spent, min(month) AS cohort FROM month GROUP BY contact_id
), total AS (
	SELECT cohort, month, count() AS active, sum(value) AS total
	  FROM contact
	 ARRAY JOIN months AS month, spent AS value
	 GROUP BY cohort, month
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), dateDiff('month', cohort, month), active,
	   toInt64(4 * total), toInt64(4 * sum(total) OVER (PARTITION BY cohort ORDER BY month))
  FROM total
--@ clickhouse joined_first
WITH month AS (
	SELECT contact_id, toStartOfMonth(occurred_at) AS month, sum(value) AS value FROM events GROUP BY contact_id, month
), first AS (
	SELECT contact_id, toStartOfMonth(min(occurred_at)) AS cohort FROM events GROUP BY contact_id
), total AS (
	SELECT cohort, month, count() AS active, sum(value) AS total
	  FROM month JOIN first USING (contact_id)
	 GROUP BY cohort, month
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), dateDiff('month', cohort, month), active,
	   toInt64(4 * total), toInt64(4 * sum(total) OVER (PARTITION BY cohort ORDER BY month))
  FROM total
--@ duckdb distinct_months
WITH month AS (
	SELECT contact_id, date_trunc('month', occurred_at) AS month, sum(value) AS value FROM events GROUP BY 1, 2
), joined AS (
	SELECT month, value, min(month) OVER (PARTITION BY contact_id) AS cohort FROM month
), total AS (
	SELECT cohort, month, count(*) AS active, coalesce(sum(value), 0) AS total FROM joined GROUP BY cohort, month
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort), date_diff('month', cohort, month), active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY month))::bigint
  FROM total
--@ duckdb joined_first
WITH month AS MATERIALIZED (
	SELECT contact_id, date_trunc('month', occurred_at) AS month, sum(value) AS value FROM events GROUP BY 1, 2
), first AS (
	SELECT contact_id, min(month) AS cohort FROM month GROUP BY contact_id
), total AS (
	SELECT cohort, month, count(*) AS active, coalesce(sum(value), 0) AS total
	  FROM month JOIN first USING (contact_id)
	 GROUP BY cohort, month
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort), date_diff('month', cohort, month), active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY month))::bigint
  FROM total
