/*
 * Report tabs of what was sent: delivery by channel and by recipient, and
 * engagement over time.
 */

CREATE OR REPLACE VIEW report_delivery WITH (security_invoker) AS
SELECT campaign_id, channel, requested_unique, sent_unique, delivered_unique, bounced_unique, failed_unique, delivered_total,
	   delivery_rate_of_sent, bounce_rate_of_sent, failure_rate_of_sent, first_event_at, last_event_at
FROM campaign_channel_engagement
WHERE campaign_id IS NOT NULL AND requested_total + sent_total + delivered_total + bounced_total + failed_total > 0;

COMMENT ON VIEW report_delivery IS 'report tab Delivery Performance: what became of a campaign''s messages within the range, by channel; channels that nothing was sent through have no row';
COMMENT ON COLUMN report_delivery.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_delivery.channel IS 'the channel; NULL: not known';
COMMENT ON COLUMN report_delivery.requested_unique IS 'distinct messages asked for';
COMMENT ON COLUMN report_delivery.sent_unique IS 'distinct messages sent';
COMMENT ON COLUMN report_delivery.delivered_unique IS 'distinct messages delivered, on however many devices';
COMMENT ON COLUMN report_delivery.bounced_unique IS 'distinct messages that bounced';
COMMENT ON COLUMN report_delivery.failed_unique IS 'distinct messages that failed';
COMMENT ON COLUMN report_delivery.delivered_total IS 'deliveries, one for each device';
COMMENT ON COLUMN report_delivery.delivery_rate_of_sent IS 'delivered_unique / sent_unique; NULL: nothing was sent';
COMMENT ON COLUMN report_delivery.bounce_rate_of_sent IS 'bounced_unique / sent_unique; NULL: nothing was sent';
COMMENT ON COLUMN report_delivery.failure_rate_of_sent IS 'failed_unique / sent_unique; NULL: nothing was sent';
COMMENT ON COLUMN report_delivery.first_event_at IS 'first event of the channel within the range, engagement included';
COMMENT ON COLUMN report_delivery.last_event_at IS 'last event of the channel within the range, engagement included';

CREATE OR REPLACE VIEW report_recipients WITH (security_invoker) AS
SELECT r.campaign_id, r.contact_id, c.name AS contact_name, r.message_id, r.channel, s.status,
	   r.requested_at, r.sent_at, r.delivered_at, r.bounced_at, r.failed_at, r.opened_at, r.clicked_at, r.interacted_at, r.replied_at,
	   r.unsubscribed_at, r.opens_total, r.clicks_total
FROM (SELECT e.campaign_id, e.contact_id, e.message_id, min(e.channel) AS channel, max(w.place) AS place,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'requested') AS requested_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'sent') AS sent_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'delivered') AS delivered_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'bounced') AS bounced_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'failed') AS failed_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'opened') AS opened_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'clicked') AS clicked_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'interacted') AS interacted_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'replied') AS replied_at,
			 min(e.occurred_at) FILTER (WHERE e.event_type = 'unsubscribed') AS unsubscribed_at,
			 count(*) FILTER (WHERE e.event_type = 'opened') AS opens_total,
			 count(*) FILTER (WHERE e.event_type = 'clicked') AS clicks_total
	  FROM event_facts e
		   LEFT JOIN message_statuses w ON w.event_type = e.event_type
	  WHERE e.campaign_id IS NOT NULL AND e.message_id IS NOT NULL AND e.contact_id IS NOT NULL
		AND e.event_type IN (SELECT event_type FROM event_types WHERE event_group = 'message')
	  GROUP BY e.campaign_id, e.contact_id, e.message_id) AS r
	 LEFT JOIN message_statuses s ON s.place = r.place
	 LEFT JOIN all_contacts c ON c.id = r.contact_id;

COMMENT ON VIEW report_recipients IS 'report tab Delivery: each message of a campaign to each recipient, with what became of it within the range; times are those of the first such event, NULL where there is none';
COMMENT ON COLUMN report_recipients.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_recipients.contact_id IS 'the recipient';
COMMENT ON COLUMN report_recipients.contact_name IS 'the recipient''s name; NULL: not known';
COMMENT ON COLUMN report_recipients.message_id IS 'the message';
COMMENT ON COLUMN report_recipients.channel IS 'the channel; NULL: not known; the first by name of several';
COMMENT ON COLUMN report_recipients.status IS 'the last word, as in status_breakdown; NULL: the range has engagement only';
COMMENT ON COLUMN report_recipients.requested_at IS 'when it was asked for';
COMMENT ON COLUMN report_recipients.sent_at IS 'when it was sent';
COMMENT ON COLUMN report_recipients.delivered_at IS 'when it was delivered first';
COMMENT ON COLUMN report_recipients.bounced_at IS 'when it bounced';
COMMENT ON COLUMN report_recipients.failed_at IS 'when it failed';
COMMENT ON COLUMN report_recipients.opened_at IS 'when it was opened first, by a machine or not';
COMMENT ON COLUMN report_recipients.clicked_at IS 'when it was clicked first, by a machine or not';
COMMENT ON COLUMN report_recipients.interacted_at IS 'when the recipient first interacted with it';
COMMENT ON COLUMN report_recipients.replied_at IS 'when the recipient first replied to it';
COMMENT ON COLUMN report_recipients.unsubscribed_at IS 'when the recipient opted out';
COMMENT ON COLUMN report_recipients.opens_total IS 'opens, of every device and machine';
COMMENT ON COLUMN report_recipients.clicks_total IS 'clicks, of every device and machine';

CREATE OR REPLACE VIEW report_performance WITH (security_invoker) AS
SELECT campaign_id, date,
	   coalesce(max(first_unique) FILTER (WHERE event_type = 'sent'), 0) AS sent_first_unique,
	   coalesce(max(first_unique) FILTER (WHERE event_type = 'delivered'), 0) AS delivered_first_unique,
	   coalesce(max(first_unique) FILTER (WHERE event_type = 'opened'), 0) AS opened_first_unique,
	   coalesce(max(first_unique) FILTER (WHERE event_type = 'clicked'), 0) AS clicked_first_unique,
	   coalesce(max(first_unique) FILTER (WHERE event_type = 'interacted'), 0) AS interacted_first_unique,
	   coalesce(max(first_unique) FILTER (WHERE event_type = 'replied'), 0) AS replied_first_unique,
	   coalesce(max(first_unique) FILTER (WHERE event_type = 'unsubscribed'), 0) AS unsubscribed_first_unique,
	   coalesce(max(first_unique_human) FILTER (WHERE event_type = 'opened'), 0) AS opened_first_unique_human,
	   coalesce(max(first_unique_human) FILTER (WHERE event_type = 'clicked'), 0) AS clicked_first_unique_human,
	   coalesce(max(total) FILTER (WHERE event_type = 'opened'), 0) AS opened_total,
	   coalesce(max(total) FILTER (WHERE event_type = 'clicked'), 0) AS clicked_total,
	   sum(total)::bigint AS events_total
FROM campaign_daily
WHERE campaign_id IS NOT NULL
GROUP BY campaign_id, date;

COMMENT ON VIEW report_performance IS 'report tab Performance: engagement with a campaign by day; the first-unique columns count a message on the first day that it happened to it, so that they add up to the uniques of campaign_engagement';
COMMENT ON COLUMN report_performance.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_performance.date IS 'the day in the reporting zone; days without events have no row';
COMMENT ON COLUMN report_performance.sent_first_unique IS 'distinct messages first sent that day';
COMMENT ON COLUMN report_performance.delivered_first_unique IS 'distinct messages first delivered that day';
COMMENT ON COLUMN report_performance.opened_first_unique IS 'distinct messages first opened that day';
COMMENT ON COLUMN report_performance.clicked_first_unique IS 'distinct messages first clicked that day';
COMMENT ON COLUMN report_performance.interacted_first_unique IS 'distinct messages first interacted with that day';
COMMENT ON COLUMN report_performance.replied_first_unique IS 'distinct messages first replied to that day';
COMMENT ON COLUMN report_performance.unsubscribed_first_unique IS 'distinct messages whose recipient first opted out that day';
COMMENT ON COLUMN report_performance.opened_first_unique_human IS 'distinct messages first opened that day, machine opens apart';
COMMENT ON COLUMN report_performance.clicked_first_unique_human IS 'distinct messages first clicked that day, machine clicks apart';
COMMENT ON COLUMN report_performance.opened_total IS 'opens that day';
COMMENT ON COLUMN report_performance.clicked_total IS 'clicks that day';
COMMENT ON COLUMN report_performance.events_total IS 'events of every type that day';
