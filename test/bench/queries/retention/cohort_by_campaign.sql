-- title: weekly retention of each campaign's contacts
--@ floor
SELECT campaign_id, count(contact_id) FROM events GROUP BY campaign_id
--@ ours
SELECT campaign_id, r.cohort::text, r.size, r.period_number, r.active
  FROM (SELECT campaign_id, cohort_retention('week', 'UTC', contact_id, NULL, occurred_at) AS cells
		  FROM events
		 GROUP BY campaign_id) AS c,
	   unnest(c.cells) AS r
 WHERE r.active > 0
--@ plain bitmap
WITH contact AS (
	SELECT campaign_id, bit_or(1::bigint << ((occurred_at::date - date '2024-12-30') / 7)) AS weeks
	  FROM events
	 GROUP BY campaign_id, contact_id
), kind AS (
	SELECT campaign_id, weeks, weeks & -weeks AS first, count(*) AS contacts
	  FROM contact
	 GROUP BY campaign_id, weeks
), active AS (
	SELECT campaign_id, log(2, first)::int AS cohort, week, active
	  FROM (SELECT campaign_id, first, week, sum(contacts) AS active
			  FROM kind JOIN generate_series(0, 60) AS week ON weeks & (1::bigint << week) <> 0
			 GROUP BY campaign_id, first, week) AS cell
)
SELECT campaign_id, (date '2024-12-30' + 7 * cohort)::text,
	   max(active) OVER (PARTITION BY campaign_id, cohort), week - cohort, active
  FROM active
--@ plain distinct_weeks
WITH week AS (
	SELECT DISTINCT campaign_id, contact_id, (occurred_at::date - date '2024-12-30') / 7 AS week FROM events
), joined AS (
	SELECT campaign_id, week, min(week) OVER (PARTITION BY campaign_id, contact_id) AS cohort FROM week
), active AS (
	SELECT campaign_id, cohort, week, count(*) AS active
	  FROM joined
	 GROUP BY campaign_id, cohort, week
)
SELECT campaign_id, (date '2024-12-30' + 7 * cohort)::text,
	   max(active) OVER (PARTITION BY campaign_id, cohort), week - cohort, active
  FROM active
--@ clickhouse bitmap
WITH contact AS (
	SELECT campaign_id,
		   groupBitOr(bitShiftLeft(1::UInt64, intDiv(toDate(occurred_at) - toDate('2024-12-30'), 7))) AS weeks
	  FROM events
	 GROUP BY campaign_id, contact_id
), kind AS (
	SELECT campaign_id, bitPositionsToArray(weeks) AS weeks, count() AS contacts
	  FROM contact
	 GROUP BY campaign_id, weeks
), active AS (
	SELECT campaign_id, cohort, week, sum(contacts) AS active
	  FROM (SELECT campaign_id, weeks[1] AS cohort, arrayJoin(weeks) AS week, contacts FROM kind)
	 GROUP BY campaign_id, cohort, week
)
SELECT nullIf(campaign_id, 0), toString(toDate('2024-12-30') + 7 * cohort),
	   max(active) OVER (PARTITION BY campaign_id, cohort), week - cohort, active
  FROM active
--@ clickhouse distinct_weeks
WITH contact AS (
	SELECT campaign_id, groupUniqArray(toMonday(occurred_at)) AS weeks, arrayMin(weeks) AS cohort
	  FROM events
	 GROUP BY campaign_id, contact_id
), active AS (
	SELECT campaign_id, cohort, arrayJoin(weeks) AS week, count() AS active
	  FROM contact
	 GROUP BY campaign_id, cohort, week
)
SELECT nullIf(campaign_id, 0), toString(cohort),
	   max(active) OVER (PARTITION BY campaign_id, cohort), intDiv(week - cohort, 7), active
  FROM active
--@ duckdb bitmap
WITH contact AS (
	SELECT campaign_id,
		   bit_or(1::bigint << ((epoch_us(occurred_at) - epoch_us(timestamp '2024-12-30')) // 604800000000)) AS weeks
	  FROM events
	 GROUP BY campaign_id, contact_id
), kind AS (
	SELECT campaign_id, weeks, log2(weeks & -weeks)::int AS cohort, count(*) AS contacts
	  FROM contact
	 GROUP BY campaign_id, weeks
), active AS (
	SELECT campaign_id, cohort, week, sum(contacts)::bigint AS active
	  FROM kind JOIN range(0, 61) AS w (week) ON weeks & (1::bigint << week) <> 0
	 GROUP BY campaign_id, cohort, week
)
SELECT campaign_id, (date '2024-12-30' + 7 * cohort)::text,
	   max(active) OVER (PARTITION BY campaign_id, cohort), week - cohort, active
  FROM active
--@ duckdb distinct_weeks
WITH week AS (
	SELECT DISTINCT campaign_id, contact_id, date_trunc('week', occurred_at) AS week FROM events
), joined AS (
	SELECT campaign_id, week, min(week) OVER (PARTITION BY campaign_id, contact_id) AS cohort FROM week
), active AS (
	SELECT campaign_id, cohort, week, count(*) AS active
	  FROM joined
	 GROUP BY campaign_id, cohort, week
)
SELECT campaign_id, cohort::date::text,
	   max(active) OVER (PARTITION BY campaign_id, cohort), date_diff('week', cohort, week), active
  FROM active
