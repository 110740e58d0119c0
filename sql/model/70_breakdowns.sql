/*
 * Breakdowns of a campaign: messages by status and by channel, enrollments, and
 * the variants of its A/B tests.
 */

-- The last word wins: a message that was sent, delivered and then bounced is a
-- bounced one, whatever the order in which the events came in. Whole campaigns are
-- counted by message_metrics, which says the same.
CREATE OR REPLACE VIEW message_statuses WITH (security_invoker) AS
SELECT place, event_type, upper(event_type) AS status
FROM (VALUES (1, 'requested'), (2, 'sent'), (3, 'delivered'), (4, 'bounced'), (5, 'failed')) AS words (place, event_type);

COMMENT ON VIEW message_statuses IS 'the words that a message''s status can be; of those that events say of a message, the one with the highest place is its status';
COMMENT ON COLUMN message_statuses.place IS 'rank of the word, from 1; the highest one counts';
COMMENT ON COLUMN message_statuses.event_type IS 'the event that says it';
COMMENT ON COLUMN message_statuses.status IS 'the status, in capitals';

CREATE OR REPLACE VIEW status_breakdown WITH (security_invoker) AS
SELECT m.campaign_id, v.status, v.messages
FROM campaign_engagement m
	 CROSS JOIN LATERAL (VALUES
		('REQUESTED', m.status_requested),
		('SENT', m.status_sent),
		('DELIVERED', m.status_delivered),
		('BOUNCED', m.status_bounced),
		('FAILED', m.status_failed)) AS v (status, messages)
WHERE v.messages > 0;

COMMENT ON VIEW status_breakdown IS 'messages of each campaign by their status within the range; every message of a recipient counts once, so that they add up';
COMMENT ON COLUMN status_breakdown.campaign_id IS 'the campaign; NULL: direct sends';
COMMENT ON COLUMN status_breakdown.status IS 'FAILED, BOUNCED, DELIVERED, SENT or REQUESTED: the last word on the message; one without messages has no row';
COMMENT ON COLUMN status_breakdown.messages IS 'distinct pairs of message and contact with this status, 1 or more';

CREATE OR REPLACE VIEW channel_breakdown WITH (security_invoker) AS
SELECT campaign_id, channel, messages
FROM (SELECT campaign_id, channel, status_requested + status_sent + status_delivered + status_bounced + status_failed AS messages
	  FROM campaign_channel_engagement) AS counted
WHERE messages > 0;

COMMENT ON VIEW channel_breakdown IS 'messages of each campaign by channel within the range, whatever became of them; one that went out through two channels counts in both';
COMMENT ON COLUMN channel_breakdown.campaign_id IS 'the campaign; NULL: direct sends';
COMMENT ON COLUMN channel_breakdown.channel IS 'the channel as it is stored; NULL: not known';
COMMENT ON COLUMN channel_breakdown.messages IS 'distinct pairs of message and contact, 1 or more';

CREATE OR REPLACE VIEW enrollment_summary WITH (security_invoker) AS
SELECT campaign_id,
	   count(*) AS total,
	   count(*) FILTER (WHERE status = 'active') AS active,
	   count(*) FILTER (WHERE status = 'completed') AS completed,
	   count(*) FILTER (WHERE status = 'exited') AS exited,
	   rate(count(*) FILTER (WHERE status = 'completed'), count(*)) AS completion_rate
FROM all_enrollments
GROUP BY campaign_id;

COMMENT ON VIEW enrollment_summary IS 'contacts enrolled in each campaign, by where they are now, whatever the range';
COMMENT ON COLUMN enrollment_summary.campaign_id IS 'the campaign; one that nobody is enrolled in has no row';
COMMENT ON COLUMN enrollment_summary.total IS 'contacts ever enrolled';
COMMENT ON COLUMN enrollment_summary.active IS 'those under way';
COMMENT ON COLUMN enrollment_summary.completed IS 'those who came to its end';
COMMENT ON COLUMN enrollment_summary.exited IS 'those who left it before';
COMMENT ON COLUMN enrollment_summary.completion_rate IS 'completed / total, 0 to 1';

-- 'subject line:B' is variant B of the test "subject line".
CREATE OR REPLACE FUNCTION ab_test_name(variant text)
	RETURNS text
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
BEGIN
	RETURN coalesce(substring(variant FROM '^(.*):'), 'A/B test');
END
$$;

COMMENT ON FUNCTION ab_test_name(text) IS 'the A/B test that a messages'' variant is of: what stands before its last colon, or A/B test; NULL for NULL';

CREATE OR REPLACE FUNCTION ab_test_variant(variant text)
	RETURNS text
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
BEGIN
	RETURN substring(variant FROM '[^:]*$');
END
$$;

COMMENT ON FUNCTION ab_test_variant(text) IS 'which variant of its A/B test a messages'' variant is: what stands behind its last colon; NULL for NULL';

-- A test compares proportions, so where more was opened than sent, because part
-- of it lies outside the range, there is nothing to compare.
CREATE OR REPLACE VIEW ab_tests WITH (security_invoker) AS
SELECT v.campaign_id, v.campaign_id::text || ':' || v.test_name AS test_id, v.test_name, v.variant, v.place, v.place = 1 AS is_control,
	   v.sent, v.delivered, v.opened, v.clicked, v.open_rate_of_sent, v.click_rate_of_sent,
	   o.lift AS open_lift, o.difference AS open_difference, o.z AS open_z, o.p_value AS open_p_value,
	   o.ci_low AS open_ci_low, o.ci_high AS open_ci_high,
	   c.lift AS click_lift, c.difference AS click_difference, c.z AS click_z, c.p_value AS click_p_value,
	   c.ci_low AS click_ci_low, c.ci_high AS click_ci_high
FROM (SELECT named.*, row_number() OVER test AS place, first_value(sent) OVER test AS control_sent,
			 first_value(opened) OVER test AS control_opened, first_value(clicked) OVER test AS control_clicked
	  FROM (SELECT campaign_id, ab_test_name(variant) AS test_name, ab_test_variant(variant) AS variant,
				   sent_unique AS sent, delivered_unique AS delivered, opened_unique AS opened, clicked_unique AS clicked,
				   open_rate_of_sent, click_rate_of_sent
			FROM variant_engagement
			WHERE campaign_id IS NOT NULL AND variant IS NOT NULL) AS named
	  WINDOW test AS (PARTITION BY campaign_id, test_name ORDER BY variant COLLATE "C")) AS v
	 LEFT JOIN LATERAL ab_test(CASE WHEN v.place > 1 AND v.control_opened <= v.control_sent AND v.opened <= v.sent THEN v.control_opened END,
							   v.control_sent, v.opened, v.sent) AS o ON true
	 LEFT JOIN LATERAL ab_test(CASE WHEN v.place > 1 AND v.control_clicked <= v.control_sent AND v.clicked <= v.sent THEN v.control_clicked END,
							   v.control_sent, v.clicked, v.sent) AS c ON true;

COMMENT ON VIEW ab_tests IS 'variants of each campaign''s A/B tests within the range, each compared with the first variant of its test, the control: two-proportion z-test of unique opens and of unique clicks among unique sends';
COMMENT ON COLUMN ab_tests.campaign_id IS 'the campaign';
COMMENT ON COLUMN ab_tests.test_id IS 'campaign and test in one word: campaign:test';
COMMENT ON COLUMN ab_tests.test_name IS 'the test: what stands before the last colon of the messages'' variant, or A/B test';
COMMENT ON COLUMN ab_tests.variant IS 'the variant: what stands after it';
COMMENT ON COLUMN ab_tests.place IS 'place of the variant in its test, in byte order, from 1';
COMMENT ON COLUMN ab_tests.is_control IS 'it is the first, which the others are compared with';
COMMENT ON COLUMN ab_tests.sent IS 'distinct messages sent';
COMMENT ON COLUMN ab_tests.delivered IS 'distinct messages delivered';
COMMENT ON COLUMN ab_tests.opened IS 'distinct messages opened, machine opens included';
COMMENT ON COLUMN ab_tests.clicked IS 'distinct messages clicked, machine clicks included';
COMMENT ON COLUMN ab_tests.open_rate_of_sent IS 'opened / sent; NULL: nothing was sent';
COMMENT ON COLUMN ab_tests.click_rate_of_sent IS 'clicked / sent; NULL: nothing was sent';
COMMENT ON COLUMN ab_tests.open_lift IS 'open rate of the variant / of the control - 1; NULL: the control itself, or nothing to compare, or more opened than sent within the range';
COMMENT ON COLUMN ab_tests.open_difference IS 'open rate of the variant - of the control; NULL as open_lift';
COMMENT ON COLUMN ab_tests.open_z IS 'z of the difference of open rates, pooled; NULL as open_lift';
COMMENT ON COLUMN ab_tests.open_p_value IS 'probability of such a difference by chance, two-sided; NULL as open_lift';
COMMENT ON COLUMN ab_tests.open_ci_low IS 'lower end of the 95 % interval of open_difference; NULL as open_lift';
COMMENT ON COLUMN ab_tests.open_ci_high IS 'upper end of the 95 % interval of open_difference; NULL as open_lift';
COMMENT ON COLUMN ab_tests.click_lift IS 'click rate of the variant / of the control - 1; NULL: the control itself, or nothing to compare, or more clicked than sent within the range';
COMMENT ON COLUMN ab_tests.click_difference IS 'click rate of the variant - of the control; NULL as click_lift';
COMMENT ON COLUMN ab_tests.click_z IS 'z of the difference of click rates, pooled; NULL as click_lift';
COMMENT ON COLUMN ab_tests.click_p_value IS 'probability of such a difference by chance, two-sided; NULL as click_lift';
COMMENT ON COLUMN ab_tests.click_ci_low IS 'lower end of the 95 % interval of click_difference; NULL as click_lift';
COMMENT ON COLUMN ab_tests.click_ci_high IS 'upper end of the 95 % interval of click_difference; NULL as click_lift';
