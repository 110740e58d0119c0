-- title: distinct contacts of the last 1, 7 and 28 days, each day
-- goal: 2.5
-- A day of activity counts in all windows up to the contact's next one.
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT a.bucket::text, a.span, a.contacts
  FROM unnest((SELECT active_contacts('day', 'UTC', contact_id, occurred_at, '{1,7,28}') FROM events)) AS a
--@ plain next_day
WITH day AS (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), stay AS (
	SELECT day, lead(day) OVER (PARTITION BY contact_id ORDER BY day) - day AS days FROM day
), kind AS (
	SELECT day, days, count(*) AS contacts FROM stay GROUP BY day, days
)
SELECT bucket::date::text, span, coalesce(sum(contacts), 0)
  FROM (SELECT min(day) AS first, max(day) AS last FROM kind) AS range
 CROSS JOIN LATERAL generate_series(first::timestamp, last, '1 day') AS bucket
 CROSS JOIN unnest('{1,7,28}'::int[]) AS span
  LEFT JOIN kind ON bucket::date >= day AND bucket::date < day + least(days, span)
 GROUP BY bucket, span
--@ clickhouse next_day
WITH contact AS (
	SELECT arraySort(groupUniqArray(toInt32(toDate(occurred_at)))) AS days FROM events GROUP BY contact_id
), kind AS (
	SELECT stay.1 AS day, stay.2 AS days, count() AS contacts
	  FROM (SELECT arrayJoin(arrayZip(days, arrayPopFront(arrayPushBack(arrayDifference(days), 100000)))) AS stay
			  FROM contact)
	 GROUP BY day, days
), point AS (
	SELECT span, day + i AS bucket, sum(contacts) AS contacts
	  FROM (SELECT day, days, contacts, arrayJoin([1, 7, 28]) AS span FROM kind)
	 ARRAY JOIN range(least(days, span)) AS i
	 GROUP BY span, bucket
)
SELECT toString(toDate(bucket)), span, contacts
  FROM point
 WHERE bucket <= (SELECT max(day) FROM kind)
--@ duckdb next_day
WITH day AS (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), stay AS (
	SELECT day, coalesce(lead(day) OVER (PARTITION BY contact_id ORDER BY day) - day, 100000) AS days FROM day
), kind AS (
	SELECT day, days, count(*) AS contacts FROM stay GROUP BY day, days
), point AS (
	SELECT span, day + unnest(range(least(days, span)))::int AS bucket, contacts
	  FROM kind, unnest([1, 7, 28]) AS s (span)
)
SELECT bucket::text, span, sum(contacts)::bigint
  FROM point
 WHERE bucket <= (SELECT max(day) FROM kind)
 GROUP BY bucket, span
