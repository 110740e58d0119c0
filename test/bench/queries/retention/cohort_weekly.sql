-- title: weekly retention of all contacts, by the week of their first event
-- goal: 1.4
-- The hand-made bitmaps have a bit a week, counted from a Monday that their author
-- knows to be early enough, and room for sixty.
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT r.cohort::text, r.size, r.period_number, r.active
  FROM unnest((SELECT cohort_retention('week', 'UTC', contact_id, NULL, occurred_at) FROM events)) AS r
 WHERE r.active > 0
--@ plain bitmap
WITH contact AS (
	SELECT bit_or(1::bigint << ((occurred_at::date - date '2024-12-30') / 7)) AS weeks
	  FROM events
	 GROUP BY contact_id
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
--@ plain distinct_weeks
WITH week AS (
	SELECT DISTINCT contact_id, (occurred_at::date - date '2024-12-30') / 7 AS week FROM events
), joined AS (
	SELECT week, min(week) OVER (PARTITION BY contact_id) AS cohort FROM week
), active AS (
	SELECT cohort, week, count(*) AS active FROM joined GROUP BY cohort, week
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week - cohort, active
  FROM active
--@ plain first_activity
WITH first AS (
	SELECT contact_id, date_trunc('week', min(occurred_at))::date AS cohort
	  FROM events
	 GROUP BY contact_id
), active AS (
	SELECT cohort, (date_trunc('week', occurred_at)::date - cohort) / 7 AS period,
		   count(DISTINCT contact_id) AS active
	  FROM events JOIN first USING (contact_id)
	 GROUP BY 1, 2
)
SELECT cohort::text, max(active) OVER (PARTITION BY cohort), period, active
  FROM active
--@ clickhouse bitmap
WITH contact AS (
	SELECT groupBitOr(bitShiftLeft(1::UInt64, intDiv(toDate(occurred_at) - toDate('2024-12-30'), 7))) AS weeks
	  FROM events
	 GROUP BY contact_id
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
	 GROUP BY contact_id
), active AS (
	SELECT cohort, arrayJoin(weeks) AS week, count() AS active FROM contact GROUP BY cohort, week
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), intDiv(week - cohort, 7), active
  FROM active
--@ clickhouse first_activity
WITH first AS (
	SELECT contact_id, toMonday(min(occurred_at)) AS cohort
	  FROM events
	 GROUP BY contact_id
), active AS (
	SELECT cohort, intDiv(toMonday(occurred_at) - cohort, 7) AS period, uniqExact(contact_id) AS active
	  FROM events JOIN first USING (contact_id)
	 GROUP BY cohort, period
)
SELECT toString(cohort), max(active) OVER (PARTITION BY cohort), period, active
  FROM active
--@ duckdb bitmap
WITH contact AS (
	SELECT bit_or(1::bigint << ((epoch_us(occurred_at) - epoch_us(timestamp '2024-12-30')) // 604800000000)) AS weeks
	  FROM events
	 GROUP BY contact_id
), kind AS (
	SELECT weeks, log2(weeks & -weeks)::int AS cohort, count(*) AS contacts FROM contact GROUP BY weeks
), active AS (
	SELECT cohort, week, sum(contacts)::bigint AS active
	  FROM kind JOIN range(0, 61) AS w (week) ON weeks & (1::bigint << week) <> 0
	 GROUP BY cohort, week
)
SELECT (date '2024-12-30' + 7 * cohort)::text, max(active) OVER (PARTITION BY cohort), week - cohort, active
  FROM active
--@ duckdb distinct_weeks
WITH week AS (
	SELECT DISTINCT contact_id, date_trunc('week', occurred_at) AS week FROM events
), joined AS (
	SELECT week, min(week) OVER (PARTITION BY contact_id) AS cohort FROM week
), active AS (
	SELECT cohort, week, count(*) AS active FROM joined GROUP BY cohort, week
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort), date_diff('week', cohort, week), active
  FROM active
--@ duckdb first_activity
WITH first AS (
	SELECT contact_id, date_trunc('week', min(occurred_at)) AS cohort
	  FROM events
	 GROUP BY contact_id
), active AS (
	SELECT cohort, date_diff('week', cohort, occurred_at) AS period, count(DISTINCT contact_id) AS active
	  FROM events JOIN first USING (contact_id)
	 GROUP BY 1, 2
)
SELECT cohort::date::text, max(active) OVER (PARTITION BY cohort), period, active
  FROM active
