-- title: hourly totals and first-unique engagement, six event types
-- goal: 1.8
-- The floor is the bare filtered scan: GROUP BY hour alone costs several times that.
-- Labels that are not listed are ignored, so ours gives the same without the filter.
--@ floor
SELECT count(contact_id) FROM events
 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
--@ ours filtered
SELECT extract(epoch FROM p.bucket)::bigint, p.event_type, p.total, p.first_unique
  FROM unnest((SELECT engagement_series('hour', 'UTC', occurred_at, event_type,
										'{sent,delivered,opened,clicked,bounced,unsubscribed}',
										message_id, contact_id)
				 FROM events
				WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed'))) p
--@ ours unfiltered
SELECT extract(epoch FROM p.bucket)::bigint, p.event_type, p.total, p.first_unique
  FROM unnest((SELECT engagement_series('hour', 'UTC', occurred_at, event_type,
										'{sent,delivered,opened,clicked,bounced,unsubscribed}',
										message_id, contact_id)
				 FROM events)) p
--@ plain subquery
WITH total AS (
	SELECT date_trunc('hour', occurred_at, 'UTC') AS bucket, event_type, count(*) AS total
	  FROM events
	 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
	 GROUP BY bucket, event_type
), first_seen AS (
	SELECT date_trunc('hour', first_at, 'UTC') AS bucket, event_type, count(*) AS first_unique
	  FROM (SELECT event_type, min(occurred_at) AS first_at
			  FROM events
			 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
			   AND message_id IS NOT NULL AND contact_id IS NOT NULL
			 GROUP BY event_type, message_id, contact_id) k
	 GROUP BY bucket, event_type
)
SELECT extract(epoch FROM bucket)::bigint, event_type, total, coalesce(first_unique, 0)
  FROM total LEFT JOIN first_seen USING (bucket, event_type)
--@ clickhouse subquery
WITH total AS (
	SELECT toStartOfHour(occurred_at) AS bucket, event_type, count() AS total
	  FROM events
	 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
	 GROUP BY bucket, event_type
), first_seen AS (
	SELECT toStartOfHour(first_at) AS bucket, event_type, count() AS first_unique
	  FROM (SELECT event_type, min(occurred_at) AS first_at
			  FROM events
			 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
			   AND message_id <> 0
			 GROUP BY event_type, message_id, contact_id)
	 GROUP BY bucket, event_type
)
SELECT toUnixTimestamp(bucket), event_type, total, first_unique
  FROM total LEFT JOIN first_seen USING (bucket, event_type)
--@ clickhouse by_type
WITH total AS (
	SELECT toStartOfHour(occurred_at) AS bucket, event_type, count() AS total
	  FROM events
	 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
	 GROUP BY bucket, event_type
), first_seen AS (
	SELECT toStartOfHour(first_at) AS bucket, 'sent' AS event_type, count() AS first_unique
	  FROM (SELECT min(occurred_at) AS first_at FROM events
			 WHERE event_type = 'sent' AND message_id <> 0 GROUP BY message_id, contact_id)
	 GROUP BY bucket
	UNION ALL
	SELECT toStartOfHour(first_at) AS bucket, 'delivered' AS event_type, count() AS first_unique
	  FROM (SELECT min(occurred_at) AS first_at FROM events
			 WHERE event_type = 'delivered' AND message_id <> 0 GROUP BY message_id, contact_id)
	 GROUP BY bucket
	UNION ALL
	SELECT toStartOfHour(first_at) AS bucket, 'opened' AS event_type, count() AS first_unique
	  FROM (SELECT min(occurred_at) AS first_at FROM events
			 WHERE event_type = 'opened' AND message_id <> 0 GROUP BY message_id, contact_id)
	 GROUP BY bucket
	UNION ALL
	SELECT toStartOfHour(first_at) AS bucket, 'clicked' AS event_type, count() AS first_unique
	  FROM (SELECT min(occurred_at) AS first_at FROM events
			 WHERE event_type = 'clicked' AND message_id <> 0 GROUP BY message_id, contact_id)
	 GROUP BY bucket
	UNION ALL
	SELECT toStartOfHour(first_at) AS bucket, 'bounced' AS event_type, count() AS first_unique
	  FROM (SELECT min(occurred_at) AS first_at FROM events
			 WHERE event_type = 'bounced' AND message_id <> 0 GROUP BY message_id, contact_id)
	 GROUP BY bucket
	UNION ALL
	SELECT toStartOfHour(first_at) AS bucket, 'unsubscribed' AS event_type, count() AS first_unique
	  FROM (SELECT min(occurred_at) AS first_at FROM events
			 WHERE event_type = 'unsubscribed' AND message_id <> 0 GROUP BY message_id, contact_id)
	 GROUP BY bucket
)
SELECT toUnixTimestamp(bucket), event_type, total, first_unique
  FROM total LEFT JOIN first_seen USING (bucket, event_type)
--@ duckdb
WITH total AS (
	SELECT date_trunc('hour', occurred_at) AS bucket, event_type, count(*) AS total
	  FROM events
	 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
	 GROUP BY bucket, event_type
), first_seen AS (
	SELECT date_trunc('hour', first_at) AS bucket, event_type, count(*) AS first_unique
	  FROM (SELECT event_type, min(occurred_at) AS first_at
			  FROM events
			 WHERE event_type IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')
			   AND message_id IS NOT NULL AND contact_id IS NOT NULL
			 GROUP BY event_type, message_id, contact_id) k
	 GROUP BY bucket, event_type
)
SELECT epoch(bucket)::bigint, event_type, total, coalesce(first_unique, 0)
  FROM total LEFT JOIN first_seen USING (bucket, event_type)
