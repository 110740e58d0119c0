-- title: weekly retention, weeks counted from each contact's own first day
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT r.cohort::text, r.size, r.period_number, r.active
  FROM unnest((SELECT cohort_retention('week', 'UTC', contact_id, NULL, occurred_at, 'rolling') FROM events)) AS r
 WHERE r.active > 0
--@ plain joined_bitmap
WITH first AS (
	SELECT contact_id, min(occurred_at)::date AS day FROM events GROUP BY contact_id
), contact AS (
	SELECT (min(first.day) - date '2024-12-30') / 7 AS cohort,
		   bit_or(1::bigint << ((occurred_at::date - first.day) / 7)) AS weeks
	  FROM events JOIN first USING (contact_id)
	 GROUP BY contact_id
), kind AS (
	SELECT cohort, weeks, count(*) AS contacts FROM contact GROUP BY cohort, weeks
), active AS (
	SELECT cohort, week, sum(contacts) AS active
	  FROM kind JOIN generate_series(0, 60) AS week ON weeks & (1::bigint << week) <> 0
	 GROUP BY cohort, week
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week, active
  FROM active
--@ plain distinct_days
WITH day AS (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), contact AS (
	SELECT array_agg(day) AS days, min(day) AS first FROM day GROUP BY contact_id
), active AS (
	SELECT (first - date '2024-12-30') / 7 AS cohort, week, count(*) AS active
	  FROM contact, LATERAL (SELECT DISTINCT (day - first) / 7 AS week FROM unnest(days) AS day) AS weeks
	 GROUP BY 1, 2
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week, active
  FROM active
--@ clickhouse distinct_days
WITH contact AS (
	SELECT groupUniqArray(toDate(occurred_at)) AS days, arrayMin(days) AS first
	  FROM events
	 GROUP BY contact_id
), active AS (
	SELECT toMonday(first) AS cohort, arrayJoin(arrayDistinct(arrayMap(d -> intDiv(d - first, 7), days))) AS week,
		   count() AS active
	  FROM contact
	 GROUP BY cohort, week
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), week, active
  FROM active
--@ duckdb bitmap
WITH contact AS (
	SELECT min(day) AS first, bit_or(1::hugeint << day) AS days
	  FROM (SELECT contact_id, (epoch_us(occurred_at) - epoch_us(timestamp '2024-12-30')) // 86400000000 AS day
			  FROM events)
	 GROUP BY contact_id
), active AS (
	SELECT first // 7 AS cohort, week, count(*) AS active
	  FROM contact JOIN range(0, 16) AS w (week) ON (days >> first) & (127::hugeint << 7 * week) <> 0
	 GROUP BY 1, 2
)
SELECT (date '2024-12-30' + (7 * cohort)::int)::text, max(active) OVER (PARTITION BY cohort), week, active
  FROM active
--@ duckdb joined_bitmap
WITH first AS (
	SELECT contact_id, min(occurred_at)::date AS day FROM events GROUP BY contact_id
), contact AS (
	SELECT date_trunc('week', min(day)) AS cohort, bit_or(1::bigint << ((occurred_at::date - first.day) // 7)) AS weeks
	  FROM events JOIN first USING (contact_id)
	 GROUP BY contact_id
), kind AS (
	SELECT cohort, weeks, count(*) AS contacts FROM contact GROUP BY cohort, weeks
), active AS (
	SELECT cohort, week, sum(contacts)::bigint AS active
	  FROM kind JOIN range(0, 61) AS w (week) ON weeks & (1::bigint << week) <> 0
	 GROUP BY cohort, week
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort), week, active
  FROM active
