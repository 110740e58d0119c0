/*
 * campaign_report: one campaign, its enrollments and messages.  It stands behind
 * the breakdowns (70_*), because it shows them.
 */
CREATE OR REPLACE VIEW campaign_report WITH (security_invoker) AS
SELECT c.id AS campaign_id,
	   c.name AS name,
	   coalesce(n.total, 0) AS enrollments_total,
	   coalesce(n.active, 0) AS enrollments_active,
	   coalesce(n.completed, 0) AS enrollments_completed,
	   coalesce(e.requested_unique, 0) AS messages_total,
	   coalesce(e.sent_unique, 0) AS messages_sent,
	   coalesce(e.delivered_unique, 0) AS messages_delivered,
	   coalesce(e.opened_unique, 0) AS messages_opened,
	   coalesce(e.clicked_unique, 0) AS messages_clicked,
	   coalesce(e.bounced_unique, 0) AS messages_bounced,
	   coalesce(e.failed_unique, 0) AS messages_failed,
	   e.open_rate_of_delivered AS open_rate_of_delivered,
	   e.click_rate_of_delivered AS click_rate_of_delivered,
	   e.bounce_rate_of_delivered AS bounce_rate_of_delivered
FROM all_campaigns AS c
LEFT JOIN campaign_engagement AS e ON e.campaign_id = c.id
LEFT JOIN enrollment_summary AS n ON n.campaign_id = c.id;

COMMENT ON VIEW campaign_report IS 'enrollments of each campaign, and its messages within the range; zeros where there are none';
COMMENT ON COLUMN campaign_report.campaign_id IS 'campaign';
COMMENT ON COLUMN campaign_report.name IS 'name of the campaign';
COMMENT ON COLUMN campaign_report.enrollments_total IS 'contacts ever enrolled, whatever the range';
COMMENT ON COLUMN campaign_report.enrollments_active IS 'those of them under way';
COMMENT ON COLUMN campaign_report.enrollments_completed IS 'those of them who came to its end';
COMMENT ON COLUMN campaign_report.messages_total IS 'messages requested, each (message, contact) once';
COMMENT ON COLUMN campaign_report.messages_sent IS 'messages sent, each (message, contact) once';
COMMENT ON COLUMN campaign_report.messages_delivered IS 'messages delivered, each (message, contact) once';
COMMENT ON COLUMN campaign_report.messages_opened IS 'messages opened, each (message, contact) once';
COMMENT ON COLUMN campaign_report.messages_clicked IS 'messages clicked, each (message, contact) once';
COMMENT ON COLUMN campaign_report.messages_bounced IS 'messages bounced, each (message, contact) once';
COMMENT ON COLUMN campaign_report.messages_failed IS 'messages failed, each (message, contact) once';
COMMENT ON COLUMN campaign_report.open_rate_of_delivered IS 'messages_opened / messages_delivered, 0 to 1; NULL when none was delivered';
COMMENT ON COLUMN campaign_report.click_rate_of_delivered IS 'messages_clicked / messages_delivered, 0 to 1; NULL when none was delivered';
COMMENT ON COLUMN campaign_report.bounce_rate_of_delivered IS 'messages_bounced / messages_delivered, 0 to 1; NULL when none was delivered';

CREATE OR REPLACE FUNCTION campaign_report(campaign_id @id@, preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL)
	RETURNS SETOF campaign_report
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan SET jit = off
AS $$
#variable_conflict use_column
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY SELECT r.* FROM campaign_report AS r WHERE r.campaign_id = campaign_report.campaign_id;
END
$$;

COMMENT ON FUNCTION campaign_report(@id@, text, timestamptz, timestamptz, text) IS 'the row of a campaign of the view campaign_report, of a range: a preset, or start_at up to before end_at; the last 30 days unless given; no row for a campaign that is not there';
