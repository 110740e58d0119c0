-- title: weekly retention of all contacts, text ids
--@ floor
SELECT count(contact_text) FROM events
--@ ours
SELECT r.cohort::text, r.size, r.period_number, r.active
  FROM unnest((SELECT cohort_retention('week', 'UTC', contact_text, NULL, occurred_at) FROM events)) AS r
 WHERE r.active > 0
--@ plain bitmap
WITH contact AS (
	SELECT bit_or(1::bigint << ((occurred_at::date - date '2024-12-30') / 7)) AS weeks
	  FROM events
	 GROUP BY contact_text
), kind AS (
	SELECT weeks, weeks & -weeks AS first, count(*) AS contacts FROM contact GROUP BY weeks
), active AS (
	SELECT log(2, first)::int AS cohort, week, active
	  FROM (SELECT first, week, sum(contacts) AS active
			  FROM kind JOIN generate_series(0, 60) AS week ON weeks & (1::bigint << week) <> 0
			 GROUP BY first, week) AS cell
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week - cohort, active
  FROM active
--@ clickhouse bitmap
WITH contact AS (
	SELECT groupBitOr(bitShiftLeft(1::UInt64, intDiv(toDate(occurred_at) - toDate('2024-12-30'), 7))) AS weeks
	  FROM events
	 GROUP BY contact_text
), kind AS (
	SELECT bitPositionsToArray(weeks) AS weeks, count() AS contacts FROM contact GROUP BY weeks
), active AS (
	SELECT cohort, week, sum(contacts) AS active
	  FROM (SELECT weeks[1] AS cohort, arrayJoin(weeks) AS week, contacts FROM kind)
	 GROUP BY cohort, week
)
SELECT toString(toDate('2024-12-30') + 7 * cohort), max(active) OVER (PARTITION BY cohort), week - cohort, active
  FROM active
--@ clickhouse distinct_weeks
WITH contact AS (
	SELECT groupUniqArray(toMonday(occurred_at)) AS weeks, arrayMin(weeks) AS cohort
	  FROM events
	 GROUP BY contact_text
), active AS (
	SELECT cohort, arrayJoin(weeks) AS week, count() AS active FROM contact GROUP BY cohort, week
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), intDiv(week - cohort, 7), active
  FROM active
--@ duckdb bitmap
WITH contact AS (
	SELECT bit_or(1::bigint << ((epoch_us(occurred_at) - epoch_us(timestamp '2024-12-30')) // 604800000000)) AS weeks
	  FROM events
	 GROUP BY contact_text
), kind AS (
	SELECT weeks, log2(weeks & -weeks)::int AS cohort, count(*) AS contacts FROM contact GROUP BY weeks
), active AS (
	SELECT cohort, week, sum(contacts)::bigint AS active
	  FROM kind JOIN range(0, 61) AS w (week) ON weeks & (1::bigint << week) <> 0
	 GROUP BY cohort, week
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week - cohort, active
  FROM active
