-- title: daily retention over 90 days
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT r.cohort::text, r.size, r.period_number, r.active
  FROM unnest((SELECT cohort_retention('day', 'UTC', contact_id, NULL, occurred_at) FROM events)) AS r
 WHERE r.active > 0
--@ plain distinct_days
WITH day AS (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), joined AS (
	SELECT day, min(day) OVER (PARTITION BY contact_id) AS cohort FROM day
), active AS (
	SELECT cohort, day, count(*) AS active FROM joined GROUP BY cohort, day
)
SELECT cohort::text, max(active) OVER (PARTITION BY cohort), day - cohort, active
  FROM active
--@ plain joined_first
WITH day AS MATERIALIZED (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), first AS (
	SELECT contact_id, min(day) AS cohort FROM day GROUP BY contact_id
), active AS (
	SELECT cohort, day, count(*) AS active FROM day JOIN first USING (contact_id) GROUP BY cohort, day
)
SELECT cohort::text, max(active) OVER (PARTITION BY cohort), day - cohort, active
  FROM active
--@ clickhouse distinct_days
WITH contact AS (
	SELECT groupUniqArray(toDate(occurred_at)) AS days, arrayMin(days) AS cohort
	  FROM events
	 GROUP BY contact_id
), active AS (
	SELECT cohort, arrayJoin(days) AS day, count() AS active FROM contact GROUP BY cohort, day
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), day - cohort, active
  FROM active
--@ clickhouse bitmaps
WITH contact AS (
	SELECT groupBitOr(if(day < 60, bitShiftLeft(1::UInt64, day % 60), 0)) AS early,
		   groupBitOr(if(day < 60, 0, bitShiftLeft(1::UInt64, day % 60))) AS late
	  FROM (SELECT contact_id, toUInt8(toDate(occurred_at) - toDate('2024-12-30')) AS day FROM events)
	 GROUP BY contact_id
), day AS (
	SELECT arrayConcat(bitPositionsToArray(early), arrayMap(d -> d + 60, bitPositionsToArray(late))) AS days,
		   days[1] AS cohort
	  FROM contact
), active AS (
	SELECT cohort, arrayJoin(days) AS day, count() AS active FROM day GROUP BY cohort, day
)
SELECT toString(toDate('2024-12-30') + cohort), max(active) OVER (PARTITION BY cohort), day - cohort, active
  FROM active
--@ duckdb distinct_days
WITH day AS (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), joined AS (
	SELECT day, min(day) OVER (PARTITION BY contact_id) AS cohort FROM day
), active AS (
	SELECT cohort, day, count(*) AS active FROM joined GROUP BY cohort, day
)
SELECT cohort::text, max(active) OVER (PARTITION BY cohort), day - cohort, active
  FROM active
--@ duckdb joined_first
WITH day AS MATERIALIZED (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), first AS (
	SELECT contact_id, min(day) AS cohort FROM day GROUP BY contact_id
), active AS (
	SELECT cohort, day, count(*) AS active FROM day JOIN first USING (contact_id) GROUP BY cohort, day
)
SELECT cohort::text, max(active) OVER (PARTITION BY cohort), day - cohort, active
  FROM active
