-- title: opens by week since the week of the first delivery: cohort times of their own
--@ floor
SELECT count(contact_id) FROM events WHERE event_type IN ('delivered', 'opened')
--@ ours
SELECT r.cohort::text, r.size, r.period_number, r.active
  FROM unnest((SELECT cohort_retention('week', 'UTC', contact_id,
									   CASE WHEN event_type = 'delivered' THEN occurred_at END,
									   CASE WHEN event_type = 'opened' THEN occurred_at END)
				 FROM events
				WHERE event_type IN ('delivered', 'opened'))) AS r
 WHERE r.active > 0
--@ plain bitmap
WITH contact AS (
	SELECT (min(occurred_at) FILTER (WHERE event_type = 'delivered')::date - date '2024-12-30') / 7 AS cohort,
		   bit_or(1::bigint << ((occurred_at::date - date '2024-12-30') / 7)) FILTER (WHERE event_type = 'opened') AS weeks
	  FROM events
	 WHERE event_type IN ('delivered', 'opened')
	 GROUP BY contact_id
), kind AS (
	SELECT cohort, weeks, count(*) AS contacts FROM contact WHERE cohort IS NOT NULL GROUP BY cohort, weeks
), size AS (
	SELECT cohort, sum(contacts) AS size FROM kind GROUP BY cohort
), active AS (
	SELECT cohort, week - cohort AS period, sum(contacts) AS active
	  FROM kind JOIN generate_series(0, 60) AS week ON week >= cohort AND weeks & (1::bigint << week) <> 0
	 GROUP BY cohort, week
)
SELECT (date '2024-12-30' + 7 * cohort)::text, size, period, active
  FROM active JOIN size USING (cohort)
--@ plain joined
WITH first AS (
	SELECT contact_id, date_trunc('week', min(occurred_at))::date AS cohort
	  FROM events
	 WHERE event_type = 'delivered'
	 GROUP BY contact_id
), size AS (
	SELECT cohort, count(*) AS size FROM first GROUP BY cohort
), active AS (
	SELECT cohort, week - cohort AS days, count(*) AS active
	  FROM (SELECT DISTINCT contact_id, date_trunc('week', occurred_at)::date AS week
			  FROM events
			 WHERE event_type = 'opened') AS opened
	  JOIN first USING (contact_id)
	 WHERE week >= cohort
	 GROUP BY 1, 2
)
SELECT cohort::text, size, days / 7, active
  FROM active JOIN size USING (cohort)
--@ clickhouse bitmap
WITH contact AS (
	SELECT intDiv(toDate(minIf(occurred_at, event_type = 'delivered')) - toDate('2024-12-30'), 7) AS cohort,
		   groupBitOrIf(bitShiftLeft(1::UInt64, intDiv(toDate(occurred_at) - toDate('2024-12-30'), 7)),
						event_type = 'opened') AS weeks
	  FROM events
	 WHERE event_type IN ('delivered', 'opened')
	 GROUP BY contact_id
	HAVING countIf(event_type = 'delivered') > 0
), kind AS (
	SELECT cohort, bitPositionsToArray(weeks) AS weeks, count() AS contacts FROM contact GROUP BY cohort, weeks
), size AS (
	SELECT cohort, sum(contacts) AS size FROM kind GROUP BY cohort
), active AS (
	SELECT cohort, week, sum(contacts) AS active
	  FROM (SELECT cohort, arrayJoin(weeks) AS week, contacts FROM kind)
	 WHERE week >= cohort
	 GROUP BY cohort, week
)
SELECT toString(toDate('2024-12-30') + 7 * cohort), size, week - cohort, active
  FROM active JOIN size USING (cohort)
--@ clickhouse arrays
WITH contact AS (
	SELECT toMonday(minIf(occurred_at, event_type = 'delivered')) AS cohort,
		   groupUniqArrayIf(toMonday(occurred_at), event_type = 'opened') AS weeks
	  FROM events
	 WHERE event_type IN ('delivered', 'opened')
	 GROUP BY contact_id
	HAVING countIf(event_type = 'delivered') > 0
), size AS (
	SELECT cohort, count() AS size FROM contact GROUP BY cohort
), active AS (
	SELECT cohort, arrayJoin(weeks) AS week, count() AS active
	  FROM contact
	 WHERE week >= cohort
	 GROUP BY cohort, week
)
SELECT toString(cohort), size, intDiv(week - cohort, 7), active
  FROM active JOIN size USING (cohort)
--@ duckdb bitmap
WITH contact AS (
	SELECT date_diff('week', timestamp '2024-12-30', min(occurred_at) FILTER (WHERE event_type = 'delivered')) AS cohort,
		   bit_or(1::bigint << ((epoch_us(occurred_at) - epoch_us(timestamp '2024-12-30')) // 604800000000))
			   FILTER (WHERE event_type = 'opened') AS weeks
	  FROM events
	 WHERE event_type IN ('delivered', 'opened')
	 GROUP BY contact_id
), kind AS (
	SELECT cohort, weeks, count(*) AS contacts FROM contact WHERE cohort IS NOT NULL GROUP BY cohort, weeks
), size AS (
	SELECT cohort, sum(contacts)::bigint AS size FROM kind GROUP BY cohort
), active AS (
	SELECT cohort, week - cohort AS period, sum(contacts)::bigint AS active
	  FROM kind JOIN range(0, 61) AS w (week) ON week >= cohort AND (weeks & (1::bigint << week)) <> 0
	 GROUP BY cohort, week
)
SELECT (date '2024-12-30' + (7 * cohort)::int)::text, size, period, active
  FROM active JOIN size USING (cohort)
--@ duckdb joined
WITH first AS (
	SELECT contact_id, date_trunc('week', min(occurred_at))::date AS cohort
	  FROM events
	 WHERE event_type = 'delivered'
	 GROUP BY contact_id
), size AS (
	SELECT cohort, count(*) AS size FROM first GROUP BY cohort
), active AS (
	SELECT cohort, week - cohort AS days, count(*) AS active
	  FROM (SELECT DISTINCT contact_id, date_trunc('week', occurred_at)::date AS week
			  FROM events
			 WHERE event_type = 'opened') AS opened
	  JOIN first USING (contact_id)
	 WHERE week >= cohort
	 GROUP BY 1, 2
)
SELECT cohort::text, size, days // 7, active
  FROM active JOIN size USING (cohort)
