/*
 * What does not fit together in the data of a model.
 */
CREATE OR REPLACE VIEW data_quality WITH (security_invoker) AS
WITH message_times AS (
	SELECT t.event_type, m.id AS message_id, true AS has_time, false AS has_event
	FROM all_messages AS m,
		 LATERAL (VALUES ('requested', m.requested_at), ('sent', m.sent_at), ('delivered', m.delivered_at), ('bounced', m.bounced_at), ('failed', m.failed_at)) AS t (event_type, at)
	WHERE t.at >= range_start() AND t.at < range_end()
), compared AS (
	SELECT event_type, message_id, bool_or(has_time) AS has_time, bool_or(has_event) AS has_event
	FROM (SELECT event_type, message_id, has_time, has_event FROM message_times
		  UNION ALL
		  SELECT event_type, message_id, false AS has_time, true AS has_event FROM event_facts
		  WHERE event_type IN ('requested', 'sent', 'delivered', 'bounced', 'failed') AND message_id IS NOT NULL) AS both_sides
	GROUP BY event_type, message_id
), counted AS (
	SELECT w.event_type, count(*) FILTER (WHERE c.has_time AND NOT c.has_event) AS no_event, count(*) FILTER (WHERE c.has_event AND NOT c.has_time) AS no_time
	FROM (VALUES ('requested'), ('sent'), ('delivered'), ('bounced'), ('failed')) AS w (event_type) LEFT JOIN compared AS c ON c.event_type = w.event_type
	GROUP BY w.event_type
), lost AS (
	SELECT 'campaign' AS subject, count(*) AS events FROM event_facts AS e
	WHERE e.campaign_id IS NOT NULL AND NOT EXISTS (SELECT FROM all_campaigns AS c WHERE c.id = e.campaign_id)
	UNION ALL
	SELECT 'template' AS subject, count(*) AS events FROM event_facts AS e
	WHERE e.template_id IS NOT NULL AND NOT EXISTS (SELECT FROM all_templates AS t WHERE t.id = e.template_id)
	UNION ALL
	SELECT 'contact' AS subject, count(*) AS events FROM event_facts AS e
	WHERE e.contact_id IS NOT NULL AND NOT EXISTS (SELECT FROM all_contacts AS c WHERE c.id = e.contact_id)
	UNION ALL
	SELECT 'message' AS subject, count(*) AS events FROM event_facts AS e
	WHERE e.message_id IS NOT NULL AND NOT EXISTS (SELECT FROM all_messages AS m WHERE m.id = e.message_id)
), odd AS (
	SELECT count(*) FILTER (WHERE t.event_group = 'message' AND (e.message_id IS NULL OR e.contact_id IS NULL)) AS no_key,
		   count(*) FILTER (WHERE t.event_type IS NULL) AS other_type,
		   count(*) FILTER (WHERE e.occurred_at > now()) AS ahead
	FROM event_facts AS e LEFT JOIN event_types AS t ON t.event_type = e.event_type
)
SELECT 'message without event'::text AS check_name, event_type::text AS subject, no_event AS rows,
	   'messages that have the time of this state, but no such event: counts leave them out'::text AS description
FROM counted
UNION ALL
SELECT 'event without time'::text AS check_name, event_type::text AS subject, no_time AS rows,
	   'messages that have events of this type, but not the time of this state, or no row in messages'::text AS description
FROM counted
UNION ALL
SELECT 'unknown id'::text AS check_name, subject::text AS subject, events AS rows,
	   'events that name one that is not there (yet)'::text AS description
FROM lost
UNION ALL
SELECT o.check_name::text AS check_name, 'event'::text AS subject, o.rows AS rows, o.description::text AS description
FROM odd, LATERAL (VALUES
	('no key', no_key, 'events of messages without message or contact: they count in totals only'),
	('other type', other_type, 'events of types that event_types does not list'),
	('ahead of time', ahead, 'events of times that are still to come')) AS o (check_name, rows, description)
UNION ALL
-- of the relation itself, for all_events leaves them out
SELECT 'no time'::text AS check_name, 'event'::text AS subject, count(*) AS rows,
	   'events without a time, or of an infinite one, whatever the range: they count nowhere'::text AS description
FROM events
WHERE occurred_at IS NULL OR occurred_at = '-infinity' OR occurred_at = 'infinity';

COMMENT ON VIEW data_quality IS 'what does not fit together within the range, among it messages whose times and events differ; a row a check, also where nothing is wrong';
COMMENT ON COLUMN data_quality.check_name IS 'what is checked';
COMMENT ON COLUMN data_quality.subject IS 'which type of event or sort of id';
COMMENT ON COLUMN data_quality.rows IS 'how many do not fit; 0: all is well';
COMMENT ON COLUMN data_quality.description IS 'what that means';
