/*
 * overview: the first screen, everything in one row.
 */
CREATE OR REPLACE VIEW overview WITH (security_invoker) AS
SELECT p.total AS contacts_total,
	   p.new AS contacts_new,
	   c.total AS campaigns_total,
	   c.active AS campaigns_active,
	   (e.metrics).requested_unique AS messages_total,
	   (e.metrics).sent_unique AS messages_sent,
	   (e.metrics).opened_unique AS messages_opened,
	   (e.metrics).clicked_unique AS messages_clicked,
	   (e.metrics).open_rate_of_sent AS open_rate_of_sent,
	   (e.metrics).click_rate_of_sent AS click_rate_of_sent,
	   e.total AS events_total
FROM (SELECT count(*) AS total, count(*) FILTER (WHERE created_at >= range_start()) AS new
	  FROM all_contacts
	  WHERE created_at < range_end()) AS p,
	 (SELECT count(*) AS total,
			 count(*) FILTER (WHERE (campaign_group, status) IN (SELECT campaign_group, status FROM campaign_actions WHERE is_active)) AS active
	  FROM all_campaigns
	  WHERE created_at < range_end()) AS c,
	 (SELECT count(*) AS total, message_metrics(event_type, is_human, occurred_at, message_id, contact_id) AS metrics
	  FROM event_facts) AS e;

COMMENT ON VIEW overview IS 'contacts, campaigns, messages and events of the range in one row, also when there are none';
COMMENT ON COLUMN overview.contacts_total IS 'contacts made before the end of the range';
COMMENT ON COLUMN overview.contacts_new IS 'those of them made within it';
COMMENT ON COLUMN overview.campaigns_total IS 'campaigns made before the end of the range';
COMMENT ON COLUMN overview.campaigns_active IS 'those of them that now are active, see campaign_actions';
COMMENT ON COLUMN overview.messages_total IS 'messages requested, each (message, contact) once';
COMMENT ON COLUMN overview.messages_sent IS 'messages sent, each (message, contact) once';
COMMENT ON COLUMN overview.messages_opened IS 'messages opened, each (message, contact) once';
COMMENT ON COLUMN overview.messages_clicked IS 'messages clicked, each (message, contact) once';
COMMENT ON COLUMN overview.open_rate_of_sent IS 'messages_opened / messages_sent, 0 to 1; NULL when none was sent';
COMMENT ON COLUMN overview.click_rate_of_sent IS 'messages_clicked / messages_sent, 0 to 1; NULL when none was sent';
COMMENT ON COLUMN overview.events_total IS 'events of any type';

CREATE OR REPLACE FUNCTION overview(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL)
	RETURNS SETOF overview
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
AS $$
#variable_conflict use_column
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY SELECT * FROM overview;
END
$$;

COMMENT ON FUNCTION overview(text, timestamptz, timestamptz, text) IS 'the view overview of a range: a preset, or start_at up to before end_at; the last 30 days unless given; one row, of zeros when there is nothing';
