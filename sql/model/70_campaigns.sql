/*
 * The campaigns themselves: as a list with their figures, as cards, as the
 * report card of one.
 */

CREATE OR REPLACE VIEW campaign_cards WITH (security_invoker) AS
SELECT c.id AS campaign_id, c.name AS campaign_name, c.sending_entity, c.campaign_group, c.campaign_type, c.status, c.created_at,
	   coalesce(a.action, 'Details') AS action
FROM all_campaigns c
	 LEFT JOIN campaign_actions a ON a.campaign_group = c.campaign_group AND a.status = c.status;

COMMENT ON VIEW campaign_cards IS 'each campaign as its card shows it, whatever the range';
COMMENT ON COLUMN campaign_cards.campaign_id IS 'the campaign';
COMMENT ON COLUMN campaign_cards.campaign_name IS 'its name';
COMMENT ON COLUMN campaign_cards.sending_entity IS 'in whose name it is sent; NULL: not said';
COMMENT ON COLUMN campaign_cards.campaign_group IS 'messaging or interactive';
COMMENT ON COLUMN campaign_cards.campaign_type IS 'its type, as sms, email or wallet_pass';
COMMENT ON COLUMN campaign_cards.status IS 'its state; the view campaign_actions lists them';
COMMENT ON COLUMN campaign_cards.created_at IS 'when it was created';
COMMENT ON COLUMN campaign_cards.action IS 'what the card offers: Report, Interim report or Details, see campaign_actions';

CREATE OR REPLACE VIEW campaign_list WITH (security_invoker) AS
SELECT c.id AS campaign_id, c.name AS campaign_name, c.campaign_group, c.campaign_type, c.mode, c.status, d.action, c.sending_entity,
	   c.created_by, c.office, array_to_string(c.tags, ', ') AS tags, c.created_at, c.scheduled_at, c.launched_at, c.completed_at,
	   coalesce(m.requested_unique, 0) AS requested_unique, coalesce(m.sent_unique, 0) AS sent_unique,
	   coalesce(m.delivered_unique, 0) AS delivered_unique, coalesce(m.bounced_unique, 0) AS bounced_unique,
	   coalesce(m.failed_unique, 0) AS failed_unique, coalesce(m.opened_unique, 0) AS opened_unique,
	   coalesce(m.clicked_unique, 0) AS clicked_unique, coalesce(m.interacted_unique, 0) AS interacted_unique,
	   coalesce(m.replied_unique, 0) AS replied_unique, coalesce(m.unsubscribed_unique, 0) AS unsubscribed_unique,
	   coalesce(m.status_requested, 0) AS status_requested, coalesce(m.status_sent, 0) AS status_sent,
	   coalesce(m.status_delivered, 0) AS status_delivered, coalesce(m.status_bounced, 0) AS status_bounced,
	   coalesce(m.status_failed, 0) AS status_failed,
	   m.delivery_rate_of_sent, m.open_rate_of_delivered, m.click_rate_of_delivered, m.last_engaged_at
FROM all_campaigns c
	 JOIN campaign_cards d ON d.campaign_id = c.id
	 LEFT JOIN campaign_engagement m ON m.campaign_id = c.id;

COMMENT ON VIEW campaign_list IS 'each campaign with its figures within the range; all campaigns, also those without events';
COMMENT ON COLUMN campaign_list.campaign_id IS 'the campaign';
COMMENT ON COLUMN campaign_list.campaign_name IS 'its name';
COMMENT ON COLUMN campaign_list.campaign_group IS 'messaging or interactive';
COMMENT ON COLUMN campaign_list.campaign_type IS 'its type, as sms, email or wallet_pass';
COMMENT ON COLUMN campaign_list.mode IS 'how it runs; NULL: not said';
COMMENT ON COLUMN campaign_list.status IS 'its state; the view campaign_actions lists them';
COMMENT ON COLUMN campaign_list.action IS 'what its card offers, as in campaign_cards';
COMMENT ON COLUMN campaign_list.sending_entity IS 'in whose name it is sent; NULL: not said';
COMMENT ON COLUMN campaign_list.created_by IS 'who created it; NULL: not said';
COMMENT ON COLUMN campaign_list.office IS 'the office it belongs to; NULL: none';
COMMENT ON COLUMN campaign_list.tags IS 'its tags, with a comma between them; NULL: none';
COMMENT ON COLUMN campaign_list.created_at IS 'when it was created';
COMMENT ON COLUMN campaign_list.scheduled_at IS 'when it is to start; NULL: not set';
COMMENT ON COLUMN campaign_list.launched_at IS 'when it started; NULL: not yet';
COMMENT ON COLUMN campaign_list.completed_at IS 'when it ended; NULL: not yet';
COMMENT ON COLUMN campaign_list.requested_unique IS 'distinct messages asked for';
COMMENT ON COLUMN campaign_list.sent_unique IS 'distinct messages sent';
COMMENT ON COLUMN campaign_list.delivered_unique IS 'distinct messages delivered';
COMMENT ON COLUMN campaign_list.bounced_unique IS 'distinct messages that bounced';
COMMENT ON COLUMN campaign_list.failed_unique IS 'distinct messages that failed';
COMMENT ON COLUMN campaign_list.opened_unique IS 'distinct messages opened';
COMMENT ON COLUMN campaign_list.clicked_unique IS 'distinct messages clicked';
COMMENT ON COLUMN campaign_list.interacted_unique IS 'distinct messages interacted with';
COMMENT ON COLUMN campaign_list.replied_unique IS 'distinct messages replied to';
COMMENT ON COLUMN campaign_list.unsubscribed_unique IS 'distinct messages whose recipient opted out';
COMMENT ON COLUMN campaign_list.status_requested IS 'messages asked for and no more; the five add up to all messages';
COMMENT ON COLUMN campaign_list.status_sent IS 'messages sent of which no more is known';
COMMENT ON COLUMN campaign_list.status_delivered IS 'messages delivered that neither bounced nor failed';
COMMENT ON COLUMN campaign_list.status_bounced IS 'messages that bounced and did not fail';
COMMENT ON COLUMN campaign_list.status_failed IS 'messages that failed';
COMMENT ON COLUMN campaign_list.delivery_rate_of_sent IS 'delivered_unique / sent_unique; NULL: nothing was sent';
COMMENT ON COLUMN campaign_list.open_rate_of_delivered IS 'opened_unique / delivered_unique; NULL: nothing was delivered';
COMMENT ON COLUMN campaign_list.click_rate_of_delivered IS 'clicked_unique / delivered_unique; NULL: nothing was delivered';
COMMENT ON COLUMN campaign_list.last_engaged_at IS 'the last open, click, interaction or reply; NULL: none';

CREATE OR REPLACE VIEW report_card WITH (security_invoker) AS
SELECT l.campaign_id, l.campaign_name, l.campaign_group, l.campaign_type, l.mode, l.status, l.sending_entity, l.created_by, l.office, l.tags,
	   l.created_at, l.scheduled_at, l.launched_at, l.completed_at,
	   coalesce(e.total, 0) AS enrolled, coalesce(e.active, 0) AS enrolled_active, coalesce(e.completed, 0) AS enrolled_completed,
	   l.status_requested, l.status_sent, l.status_delivered, l.status_bounced, l.status_failed,
	   l.opened_unique, l.clicked_unique, l.interacted_unique, l.replied_unique, l.unsubscribed_unique,
	   l.delivery_rate_of_sent, l.open_rate_of_delivered, l.click_rate_of_delivered, l.last_engaged_at
FROM campaign_list l
	 LEFT JOIN enrollment_summary e ON e.campaign_id = l.campaign_id;

COMMENT ON VIEW report_card IS 'report tab Campaign Report Card & Statuses: a campaign, its enrollments, its messages by status and its engagement within the range';
COMMENT ON COLUMN report_card.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_card.campaign_name IS 'its name';
COMMENT ON COLUMN report_card.campaign_group IS 'messaging or interactive';
COMMENT ON COLUMN report_card.campaign_type IS 'its type, as sms, email or wallet_pass';
COMMENT ON COLUMN report_card.mode IS 'how it runs; NULL: not said';
COMMENT ON COLUMN report_card.status IS 'its state';
COMMENT ON COLUMN report_card.sending_entity IS 'in whose name it is sent; NULL: not said';
COMMENT ON COLUMN report_card.created_by IS 'who created it; NULL: not said';
COMMENT ON COLUMN report_card.office IS 'the office it belongs to; NULL: none';
COMMENT ON COLUMN report_card.tags IS 'its tags, with a comma between them; NULL: none';
COMMENT ON COLUMN report_card.created_at IS 'when it was created';
COMMENT ON COLUMN report_card.scheduled_at IS 'when it is to start; NULL: not set';
COMMENT ON COLUMN report_card.launched_at IS 'when it started; NULL: not yet';
COMMENT ON COLUMN report_card.completed_at IS 'when it ended; NULL: not yet';
COMMENT ON COLUMN report_card.enrolled IS 'contacts ever enrolled, whatever the range';
COMMENT ON COLUMN report_card.enrolled_active IS 'those under way';
COMMENT ON COLUMN report_card.enrolled_completed IS 'those who came to its end';
COMMENT ON COLUMN report_card.status_requested IS 'messages asked for and no more; the five add up to all messages';
COMMENT ON COLUMN report_card.status_sent IS 'messages sent of which no more is known';
COMMENT ON COLUMN report_card.status_delivered IS 'messages delivered that neither bounced nor failed';
COMMENT ON COLUMN report_card.status_bounced IS 'messages that bounced and did not fail';
COMMENT ON COLUMN report_card.status_failed IS 'messages that failed';
COMMENT ON COLUMN report_card.opened_unique IS 'distinct messages opened';
COMMENT ON COLUMN report_card.clicked_unique IS 'distinct messages clicked';
COMMENT ON COLUMN report_card.interacted_unique IS 'distinct messages interacted with';
COMMENT ON COLUMN report_card.replied_unique IS 'distinct messages replied to';
COMMENT ON COLUMN report_card.unsubscribed_unique IS 'distinct messages whose recipient opted out';
COMMENT ON COLUMN report_card.delivery_rate_of_sent IS 'distinct messages delivered / sent; NULL: nothing was sent';
COMMENT ON COLUMN report_card.open_rate_of_delivered IS 'opened_unique / distinct messages delivered; NULL: nothing was delivered';
COMMENT ON COLUMN report_card.click_rate_of_delivered IS 'clicked_unique / distinct messages delivered; NULL: nothing was delivered';
COMMENT ON COLUMN report_card.last_engaged_at IS 'the last open, click, interaction or reply; NULL: none';

-- Functions

CREATE OR REPLACE FUNCTION campaign_cards(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL,
		campaign_groups text[] DEFAULT NULL, campaign_types text[] DEFAULT NULL, statuses text[] DEFAULT NULL, search text DEFAULT NULL,
		page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS SETOF campaign_cards
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = '' AS $$
#variable_conflict use_column
DECLARE
	ids @id@[] := matching_campaigns(campaign_groups, campaign_types, statuses, NULL, NULL, search);
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY
		SELECT c.*
		FROM campaign_cards c
		WHERE (ids IS NULL OR c.campaign_id = ANY (ids)) AND c.created_at >= range_start() AND c.created_at < range_end()
		ORDER BY c.created_at DESC, c.campaign_id
		OFFSET page_offset(page, page_size) LIMIT page_size;
END
$$;

COMMENT ON FUNCTION campaign_cards(text, timestamptz, timestamptz, text, text[], text[], text[], text, integer, integer) IS 'a page of the cards of campaigns created within the range (a preset, or from start_at up to before end_at; last_30_days by default), newest first; filters that are NULL let all pass, search is looked for in ids and names';

CREATE OR REPLACE FUNCTION campaign_list(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL,
		campaign_groups text[] DEFAULT NULL, campaign_types text[] DEFAULT NULL, statuses text[] DEFAULT NULL,
		offices text[] DEFAULT NULL, tags text[] DEFAULT NULL, search text DEFAULT NULL, page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS SETOF campaign_list
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET jit = off AS $$
#variable_conflict use_column
DECLARE
	ids @id@[] := matching_campaigns(campaign_groups, campaign_types, statuses, offices, campaign_list.tags, search);
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	-- only the campaigns of the page are counted, each through its own id
	RETURN QUERY
		SELECT l.*
		FROM (SELECT c.campaign_id
			  FROM campaign_cards c
			  WHERE ids IS NULL OR c.campaign_id = ANY (ids)
			  ORDER BY c.created_at DESC, c.campaign_id
			  OFFSET page_offset(page, page_size) LIMIT page_size) AS listed
			 CROSS JOIN LATERAL (SELECT * FROM campaign_list f WHERE f.campaign_id = listed.campaign_id OFFSET 0) AS l
		ORDER BY l.created_at DESC, l.campaign_id;
END
$$;

COMMENT ON FUNCTION campaign_list(text, timestamptz, timestamptz, text, text[], text[], text[], text[], text[], text, integer, integer) IS 'a page of all campaigns, newest first, with their figures within the range (a preset, or from start_at up to before end_at; last_30_days by default); filters that are NULL let all pass, search is looked for in ids and names';
