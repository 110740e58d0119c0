-- title: new, returning, resurrecting and dormant contacts of each week
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT l.bucket::text, l.new, l.returning, l.resurrecting, l.dormant
  FROM unnest((SELECT lifecycle('week', 'UTC', contact_id, occurred_at) FROM events)) AS l
--@ plain bitmap
WITH contact AS (
	SELECT bit_or(1::bigint << ((occurred_at::date - date '2024-12-30') / 7)) AS weeks
	  FROM events
	 GROUP BY contact_id
), kind AS (
	SELECT weeks, weeks & -weeks AS first, weeks << 1 AS before, count(*) AS contacts FROM contact GROUP BY weeks
), period AS (
	SELECT week, 1::bigint << week AS bit
	  FROM generate_series(0, 60) AS week, (SELECT bit_or(weeks) AS every FROM kind) AS k
	 WHERE 1::bigint << week >= every & -every AND 1::bigint << week <= every
)
SELECT (date '2024-12-30' + 7 * week)::text,
	   coalesce(sum(contacts) FILTER (WHERE bit = first), 0),
	   coalesce(sum(contacts) FILTER (WHERE bit & weeks & before <> 0), 0),
	   coalesce(sum(contacts) FILTER (WHERE bit & weeks & ~before & ~first <> 0), 0),
	   coalesce(sum(contacts) FILTER (WHERE bit & ~weeks & before <> 0), 0)
  FROM kind, period
 GROUP BY week
--@ plain windows
WITH week AS (
	SELECT DISTINCT contact_id, (occurred_at::date - date '2024-12-30') / 7 AS week FROM events
), beside AS (
	SELECT week, lag(week) OVER w AS previous, lead(week) OVER w AS following
	  FROM week
	WINDOW w AS (PARTITION BY contact_id ORDER BY week)
), active AS (
	SELECT week,
		   count(*) FILTER (WHERE previous IS NULL) AS new,
		   count(*) FILTER (WHERE previous = week - 1) AS stayed,
		   count(*) FILTER (WHERE previous < week - 1) AS back,
		   count(*) FILTER (WHERE following IS DISTINCT FROM week + 1) AS leaving
	  FROM beside
	 GROUP BY week
)
SELECT (date '2024-12-30' + 7 * week)::text, new, stayed, back, lag(leaving, 1, 0::bigint) OVER (ORDER BY week)
  FROM active
--@ clickhouse bitmap
WITH contact AS (
	SELECT groupBitOr(bitShiftLeft(1::UInt64, intDiv(toDate(occurred_at) - toDate('2024-12-30'), 7))) AS weeks
	  FROM events
	 GROUP BY contact_id
), kind AS (
	SELECT weeks, bitAnd(weeks, -weeks) AS first, bitShiftLeft(weeks, 1) AS before, count() AS contacts
	  FROM contact
	 GROUP BY weeks
), period AS (
	SELECT arrayJoin(bitPositionsToArray(groupBitOr(weeks))) AS week FROM kind
)
SELECT toString(toDate('2024-12-30') + 7 * week),
	   sumIf(contacts, bitTest(first, week)),
	   sumIf(contacts, bitTest(bitAnd(weeks, before), week)),
	   sumIf(contacts, bitTest(bitAnd(weeks, bitNot(bitOr(before, first))), week)),
	   sumIf(contacts, bitTest(bitAnd(bitNot(weeks), before), week))
  FROM kind CROSS JOIN period
 GROUP BY week
--@ clickhouse neighbours
WITH contact AS (
	SELECT groupUniqArray(toMonday(occurred_at)) AS weeks, arrayMin(weeks) AS first
	  FROM events
	 GROUP BY contact_id
), active AS (
	SELECT week,
		   countIf(week = first) AS new,
		   countIf(has(weeks, week - 7)) AS stayed,
		   countIf(week > first AND NOT has(weeks, week - 7)) AS back,
		   countIf(NOT has(weeks, week + 7)) AS leaving
	  FROM contact
	 ARRAY JOIN weeks AS week
	 GROUP BY week
)
SELECT toString(week), new, stayed, back, lagInFrame(leaving, 1, 0) OVER (ORDER BY week)
  FROM active
--@ duckdb bitmap
WITH contact AS (
	SELECT bit_or(1::bigint << ((epoch_us(occurred_at) - epoch_us(timestamp '2024-12-30')) // 604800000000)) AS weeks
	  FROM events
	 GROUP BY contact_id
), kind AS (
	SELECT weeks, weeks & -weeks AS first, weeks << 1 AS before, count(*) AS contacts FROM contact GROUP BY weeks
), period AS (
	SELECT week, 1::bigint << week AS bit
	  FROM range(0, 61) AS w (week), (SELECT bit_or(weeks) AS every FROM kind) AS k
	 WHERE 1::bigint << week >= (every & -every) AND 1::bigint << week <= every
)
SELECT (date '2024-12-30' + (7 * week)::int)::text,
	   coalesce(sum(contacts) FILTER (WHERE bit = first), 0)::bigint,
	   coalesce(sum(contacts) FILTER (WHERE (bit & weeks & before) <> 0), 0)::bigint,
	   coalesce(sum(contacts) FILTER (WHERE (bit & weeks & ~before & ~first) <> 0), 0)::bigint,
	   coalesce(sum(contacts) FILTER (WHERE (bit & ~weeks & before) <> 0), 0)::bigint
  FROM kind, period
 GROUP BY week
--@ duckdb windows
WITH week AS (
	SELECT DISTINCT contact_id, date_diff('week', timestamp '2024-12-30', occurred_at) AS week FROM events
), beside AS (
	SELECT week, lag(week) OVER w AS previous, lead(week) OVER w AS following
	  FROM week
	WINDOW w AS (PARTITION BY contact_id ORDER BY week)
), active AS (
	SELECT week,
		   count(*) FILTER (WHERE previous IS NULL) AS new,
		   count(*) FILTER (WHERE previous = week - 1) AS stayed,
		   count(*) FILTER (WHERE previous < week - 1) AS back,
		   count(*) FILTER (WHERE following IS DISTINCT FROM week + 1) AS leaving
	  FROM beside
	 GROUP BY week
)
SELECT (date '2024-12-30' + (7 * week)::int)::text, new, stayed, back, lag(leaving, 1, 0::bigint) OVER (ORDER BY week)
  FROM active
