-- title: what the contacts of each week have spent since, week by week
-- All values are multiples of 0.25, so that quarters are whole.
--@ floor
SELECT count(contact_id), count(value) FROM events
--@ ours
SELECT v.cohort::text, v.size, v.period_number, v.active, (4 * v.total)::bigint, (4 * v.cumulative_total)::bigint
  FROM unnest((SELECT cohort_value('week', 'UTC', contact_id, NULL, occurred_at, value) FROM events)) AS v
 WHERE v.active > 0
--@ plain distinct_weeks
WITH week AS (
	SELECT contact_id, (occurred_at::date - date '2024-12-30') / 7 AS week, sum(value) AS value
	  FROM events
	 GROUP BY 1, 2
), joined AS (
	SELECT week, value, min(week) OVER (PARTITION BY contact_id) AS cohort FROM week
), total AS (
	SELECT cohort, week, count(*) AS active, coalesce(sum(value), 0) AS total FROM joined GROUP BY cohort, week
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week - cohort, active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY week))::bigint
  FROM total
--@ plain joined_first
WITH week AS MATERIALIZED (
	SELECT contact_id, (occurred_at::date - date '2024-12-30') / 7 AS week, sum(value) AS value
	  FROM events
	 GROUP BY 1, 2
), first AS (
	SELECT contact_id, min(week) AS cohort FROM week GROUP BY contact_id
), total AS (
	SELECT cohort, week, count(*) AS active, coalesce(sum(value), 0) AS total
	  FROM week JOIN first USING (contact_id)
	 GROUP BY cohort, week
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week - cohort, active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY week))::bigint
  FROM total
--@ clickhouse arrays
WITH week AS (
	SELECT contact_id, toMonday(occurred_at) AS week, sum(value) AS value FROM events GROUP BY contact_id, week
), contact AS (
	SELECT groupArray(week) AS weeks, groupArray(value) AS spent, min(week) AS cohort FROM week GROUP BY contact_id
), total AS (
	SELECT cohort, week, count() AS active, sum(value) AS total
	  FROM contact
	 ARRAY JOIN weeks AS week, spent AS value
	 GROUP BY cohort, week
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), intDiv(week - cohort, 7), active,
	   toInt64(4 * total), toInt64(4 * sum(total) OVER (PARTITION BY cohort ORDER BY week))
  FROM total
--@ clickhouse joined_first
WITH week AS (
	SELECT contact_id, toMonday(occurred_at) AS week, sum(value) AS value FROM events GROUP BY contact_id, week
), first AS (
	SELECT contact_id, toMonday(min(occurred_at)) AS cohort FROM events GROUP BY contact_id
), total AS (
	SELECT cohort, week, count() AS active, sum(value) AS total
	  FROM week JOIN first USING (contact_id)
	 GROUP BY cohort, week
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), intDiv(week - cohort, 7), active,
	   toInt64(4 * total), toInt64(4 * sum(total) OVER (PARTITION BY cohort ORDER BY week))
  FROM total
--@ duckdb distinct_weeks
WITH week AS (
	SELECT contact_id, date_trunc('week', occurred_at) AS week, sum(value) AS value FROM events GROUP BY 1, 2
), joined AS (
	SELECT week, value, min(week) OVER (PARTITION BY contact_id) AS cohort FROM week
), total AS (
	SELECT cohort, week, count(*) AS active, coalesce(sum(value), 0) AS total FROM joined GROUP BY cohort, week
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort), date_diff('week', cohort, week), active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY week))::bigint
  FROM total
--@ duckdb joined_first
WITH week AS MATERIALIZED (
	SELECT contact_id, date_trunc('week', occurred_at) AS week, sum(value) AS value FROM events GROUP BY 1, 2
), first AS (
	SELECT contact_id, min(week) AS cohort FROM week GROUP BY contact_id
), total AS (
	SELECT cohort, week, count(*) AS active, coalesce(sum(value), 0) AS total
	  FROM week JOIN first USING (contact_id)
	 GROUP BY cohort, week
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort), date_diff('week', cohort, week), active,
	   (4 * total)::bigint, (4 * sum(total) OVER (PARTITION BY cohort ORDER BY week))::bigint
  FROM total
