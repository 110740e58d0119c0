/*
 * Report tab KPIs: a few figures that say how a campaign went.  Which ones they
 * are depends on what kind of campaign it is; what they are, other views say.
 */

CREATE OR REPLACE VIEW campaign_kinds WITH (security_invoker) AS
SELECT id AS campaign_id,
	   CASE
		   WHEN campaign_type IN (SELECT channel FROM texting_channels) THEN 'texting'
		   WHEN campaign_type IN ('email', 'e-mail') THEN 'email'
		   WHEN campaign_type = 'chatbot' THEN 'chatbot'
		   WHEN campaign_type IN ('wallet_pass', 'digital_coupon', 'e-swipe') THEN 'pass'
		   WHEN campaign_type = 'survey' THEN 'survey'
		   WHEN campaign_group = 'interactive' THEN 'game'
		   ELSE 'notification'
	   END AS kind
FROM all_campaigns;

COMMENT ON VIEW campaign_kinds IS 'what kind of campaign each is, for the choice of its KPIs';
COMMENT ON COLUMN campaign_kinds.campaign_id IS 'the campaign';
COMMENT ON COLUMN campaign_kinds.kind IS 'by its type texting, email, chatbot, pass (wallet_pass, digital_coupon, e-swipe) or survey; any other type: game if it is interactive, or else notification';

CREATE OR REPLACE VIEW kpi_sets WITH (security_invoker) AS
SELECT kind, kpi, unit, place
FROM (VALUES
	('email', 'messages_sent', 'count', 1), ('email', 'delivery_rate', 'fraction', 2), ('email', 'bounce_rate', 'fraction', 3),
	('email', 'open_rate', 'fraction', 4), ('email', 'open_rate_human', 'fraction', 5), ('email', 'click_rate', 'fraction', 6),
	('email', 'click_to_open_rate', 'fraction', 7), ('email', 'unsubscribe_rate', 'fraction', 8),
	('notification', 'messages_sent', 'count', 1), ('notification', 'delivery_rate', 'fraction', 2), ('notification', 'open_rate', 'fraction', 3),
	('notification', 'click_rate', 'fraction', 4), ('notification', 'interaction_rate', 'fraction', 5),
	('texting', 'contacts_messaged', 'count', 1), ('texting', 'contacts_responded', 'count', 2), ('texting', 'rate_of_engagement', 'percent', 3),
	('texting', 'opt_outs', 'count', 4), ('texting', 'delivery_rate', 'fraction', 5), ('texting', 'click_rate', 'fraction', 6),
	('texting', 'median_agent_response_time', 'seconds', 7),
	('chatbot', 'participants', 'count', 1), ('chatbot', 'sessions', 'count', 2), ('chatbot', 'contact_messages', 'count', 3),
	('chatbot', 'assistant_messages', 'count', 4), ('chatbot', 'handoffs', 'count', 5), ('chatbot', 'handoff_rate', 'fraction', 6),
	('pass', 'participants', 'count', 1), ('pass', 'passes_issued', 'count', 2), ('pass', 'passes_installed', 'count', 3),
	('pass', 'passes_removed', 'count', 4), ('pass', 'redemptions', 'count', 5), ('pass', 'redemption_rate', 'fraction', 6),
	('pass', 'redemption_value', 'currency', 7),
	('survey', 'participants', 'count', 1), ('survey', 'respondents', 'count', 2), ('survey', 'answers', 'count', 3),
	('survey', 'response_rate', 'fraction', 4),
	('game', 'participants', 'count', 1), ('game', 'interactions', 'count', 2), ('game', 'prizes_won', 'count', 3),
	('game', 'winners', 'count', 4), ('game', 'prizes_claimed', 'count', 5), ('game', 'claim_rate', 'fraction', 6),
	('game', 'redemptions', 'count', 7), ('game', 'redemption_rate', 'fraction', 8)) AS sets (kind, kpi, unit, place);

COMMENT ON VIEW kpi_sets IS 'the KPIs of each kind of campaign';
COMMENT ON COLUMN kpi_sets.kind IS 'kind of campaign, as in campaign_kinds';
COMMENT ON COLUMN kpi_sets.kpi IS 'name of the KPI';
COMMENT ON COLUMN kpi_sets.unit IS 'count, fraction (0 to 1), percent (0 to 100), seconds, or currency (that of the events; values of several are added up as they are)';
COMMENT ON COLUMN kpi_sets.place IS 'its place in the report, from 1';

-- Each arm joins the kinds that need it, so that the others cost no scan.
CREATE OR REPLACE VIEW kpi_values WITH (security_invoker) AS
SELECT k.campaign_id, v.kpi, v.value::double precision AS value
FROM campaign_kinds k
	 JOIN campaign_engagement m ON m.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES
		('messages_sent', m.sent_unique::double precision),
		('delivery_rate', m.delivery_rate_of_sent),
		('bounce_rate', m.bounce_rate_of_sent),
		('open_rate', m.open_rate_of_delivered),
		('open_rate_human', m.open_rate_of_delivered_human),
		('click_rate', m.click_rate_of_delivered),
		('click_to_open_rate', m.click_to_open_rate),
		('interaction_rate', m.interaction_rate_of_delivered),
		('unsubscribe_rate', m.unsubscribe_rate_of_delivered)) AS v (kpi, value)
WHERE k.kind IN ('email', 'notification', 'texting')
UNION ALL
SELECT k.campaign_id, v.kpi, v.value::double precision
FROM campaign_kinds k
	 JOIN texting_engagement t ON t.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES
		('contacts_messaged', t.messaged::double precision),
		('contacts_responded', t.responded),
		('rate_of_engagement', t.engagement_percent),
		('opt_outs', t.opt_outs),
		('median_agent_response_time', t.median_agent_response_seconds)) AS v (kpi, value)
WHERE k.kind = 'texting'
UNION ALL
SELECT k.campaign_id, v.kpi, v.value::double precision
FROM campaign_kinds k
	 JOIN participation p ON p.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES ('participants', p.participants), ('interactions', p.interactions)) AS v (kpi, value)
WHERE k.kind IN ('chatbot', 'pass', 'survey', 'game')
UNION ALL
SELECT k.campaign_id, v.kpi, v.value::double precision
FROM campaign_kinds k
	 JOIN report_chatbot c ON c.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES
		('sessions', c.sessions::double precision),
		('contact_messages', c.contact_messages),
		('assistant_messages', c.assistant_messages),
		('handoffs', c.handoffs),
		('handoff_rate', c.handoff_rate_of_sessions)) AS v (kpi, value)
WHERE k.kind = 'chatbot'
UNION ALL
SELECT k.campaign_id, v.kpi, v.value::double precision
FROM campaign_kinds k
	 JOIN (SELECT campaign_id, count_distinct(pass_id) FILTER (WHERE installed_at IS NOT NULL) AS installed,
				  count_distinct(pass_id) FILTER (WHERE removed_at IS NOT NULL) AS removed
		   FROM passes GROUP BY campaign_id) AS p ON p.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES ('passes_installed', p.installed), ('passes_removed', p.removed)) AS v (kpi, value)
WHERE k.kind = 'pass'
UNION ALL
SELECT k.campaign_id, v.kpi, v.value::double precision
FROM campaign_kinds k
	 JOIN report_redemptions r ON r.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES
		('passes_issued', r.passes_issued::double precision),
		('redemptions', r.redemptions),
		('redemption_rate', r.redemption_rate_of_issued),
		('redemption_value', r.value)) AS v (kpi, value)
WHERE k.kind IN ('pass', 'game')
UNION ALL
SELECT k.campaign_id, v.kpi, v.value::double precision
FROM campaign_kinds k
	 JOIN (SELECT campaign_id, sum(won)::bigint AS won, sum(claimed)::bigint AS claimed, rate(sum(claimed)::bigint, sum(won)::bigint) AS claim_rate
		   FROM report_prizes GROUP BY campaign_id) AS p ON p.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES ('prizes_won', p.won::double precision), ('prizes_claimed', p.claimed), ('claim_rate', p.claim_rate)) AS v (kpi, value)
WHERE k.kind = 'game'
UNION ALL
SELECT k.campaign_id, v.kpi, v.value::double precision
FROM campaign_kinds k
	 JOIN report_interactions i ON i.campaign_id = k.campaign_id
	 CROSS JOIN LATERAL (VALUES
		('prize_won', 'winners', i.contacts::double precision),
		('answered', 'respondents', i.contacts),
		('answered', 'answers', i.interactions)) AS v (event_type, kpi, value)
WHERE k.kind IN ('survey', 'game') AND v.event_type = i.event_type
UNION ALL
-- Of participants none of whom has answered, too
SELECT k.campaign_id, 'response_rate'::text AS kpi, a.value
FROM campaign_kinds k
	 JOIN (SELECT campaign_id, max(share) AS value
		   FROM (SELECT campaign_id, share_of_participants AS share FROM report_interactions WHERE event_type = 'answered'
				 UNION ALL
				 SELECT campaign_id, 0::double precision AS share FROM participation WHERE participants > 0) AS shares
		   GROUP BY campaign_id) AS a ON a.campaign_id = k.campaign_id
WHERE k.kind = 'survey';

COMMENT ON VIEW kpi_values IS 'the KPIs that can be told of each campaign within the range, read from the views that define them';
COMMENT ON COLUMN kpi_values.campaign_id IS 'the campaign';
COMMENT ON COLUMN kpi_values.kpi IS 'name of the KPI, as in kpi_sets';
COMMENT ON COLUMN kpi_values.value IS 'its value in the unit of kpi_sets; NULL: its denominator is 0, or there is nothing to measure';

-- The set of a campaign with empty values, and the values on top of it: grouped,
-- not joined, so that no plan reads the values once for each KPI. A value whose
-- KPI is in no set of the campaign has no place.
CREATE OR REPLACE VIEW report_kpis WITH (security_invoker) AS
SELECT campaign_id, kpi, max(value) AS value, max(unit) AS unit, max(place) AS place
FROM (SELECT k.campaign_id, s.kpi, CASE WHEN s.unit = 'count' THEN 0::double precision END AS value, s.unit, s.place
	  FROM campaign_kinds k
		   JOIN kpi_sets s ON s.kind = k.kind
	  UNION ALL
	  SELECT campaign_id, kpi, value, NULL AS unit, NULL AS place
	  FROM kpi_values) AS told
GROUP BY campaign_id, kpi
HAVING max(place) IS NOT NULL;

COMMENT ON VIEW report_kpis IS 'report tab KPIs: the figures that count for a campaign of its kind, within the range';
COMMENT ON COLUMN report_kpis.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_kpis.kpi IS 'name of the KPI; which ones a campaign has depends on its type, see kpi_sets and campaign_kinds';
COMMENT ON COLUMN report_kpis.value IS 'its value in the unit beside it; counts are 0 without events, others NULL when their denominator is 0';
COMMENT ON COLUMN report_kpis.unit IS 'count, fraction (0 to 1), percent (0 to 100), seconds, or currency (that of the events; values of several are added up as they are)';
COMMENT ON COLUMN report_kpis.place IS 'its place in the report, from 1';
