-- title: contacts by their active days within each month
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT s.span::text, s.periods, s.contacts, s.contacts_or_more
  FROM unnest((SELECT stickiness('day', 'UTC', contact_id, occurred_at, 'month') FROM events)) AS s
 WHERE s.contacts > 0
--@ plain bitmap
WITH contact AS (
	SELECT date_trunc('month', occurred_at) AS month,
		   bit_count(bit_or(1 << ((occurred_at::date - date '2024-12-30') & 31))::bit(32)) AS days
	  FROM events
	 GROUP BY contact_id, month
), kind AS (
	SELECT month, days, count(*) AS contacts FROM contact GROUP BY month, days
)
SELECT month::date::text, days, contacts, sum(contacts) OVER (PARTITION BY month ORDER BY days DESC)
  FROM kind
--@ plain distinct_days
WITH day AS (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), contact AS (
	SELECT date_trunc('month', day::timestamp) AS month, count(*) AS days FROM day GROUP BY contact_id, 1
), kind AS (
	SELECT month, days, count(*) AS contacts FROM contact GROUP BY month, days
)
SELECT month::date::text, days, contacts, sum(contacts) OVER (PARTITION BY month ORDER BY days DESC)
  FROM kind
--@ clickhouse bitmap
WITH contact AS (
	SELECT toStartOfMonth(occurred_at) AS month,
		   bitCount(groupBitOr(bitShiftLeft(1::UInt32, toDayOfMonth(occurred_at)))) AS days
	  FROM events
	 GROUP BY contact_id, month
), kind AS (
	SELECT month, days, count() AS contacts FROM contact GROUP BY month, days
)
SELECT toString(month), days, contacts, sum(contacts) OVER (PARTITION BY month ORDER BY days DESC)
  FROM kind
--@ clickhouse distinct_days
WITH contact AS (
	SELECT toStartOfMonth(occurred_at) AS month, uniqExact(toDate(occurred_at)) AS days
	  FROM events
	 GROUP BY contact_id, month
), kind AS (
	SELECT month, days, count() AS contacts FROM contact GROUP BY month, days
)
SELECT toString(month), days, contacts, sum(contacts) OVER (PARTITION BY month ORDER BY days DESC)
  FROM kind
--@ duckdb bitmap
WITH contact AS (
	SELECT date_trunc('month', occurred_at) AS month, bit_count(bit_or(1::bigint << day(occurred_at))) AS days
	  FROM events
	 GROUP BY contact_id, month
), kind AS (
	SELECT month, days, count(*) AS contacts FROM contact GROUP BY month, days
)
SELECT month::date::text, days, contacts, (sum(contacts) OVER (PARTITION BY month ORDER BY days DESC))::bigint
  FROM kind
--@ duckdb distinct_days
WITH day AS (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), contact AS (
	SELECT date_trunc('month', day) AS month, count(*) AS days FROM day GROUP BY contact_id, month
), kind AS (
	SELECT month, days, count(*) AS contacts FROM contact GROUP BY month, days
)
SELECT month::date::text, days, contacts, (sum(contacts) OVER (PARTITION BY month ORDER BY days DESC))::bigint
  FROM kind
