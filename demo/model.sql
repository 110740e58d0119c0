-- The last part of the tutorial: a whole model in one schema, filled with sample data, and its screens as one reads them in psql.
--
-- Usage:  psql -X -q -v ON_ERROR_STOP=1 -f demo/model.sql     in a database that has the extension

\set ECHO queries
\pset footer off
\pset pager off
\pset null ''
SET client_min_messages = warning;
SET timezone = 'UTC';

\echo '11. A MODEL IN ONE CALL'
\echo '   create_model makes the tables, the views and the functions of all screens in one schema. load_sample fills it with half a year that never'
\echo '   happened: everyone who calls it like this gets these very rows. Your own tables can take the place of these: README.md shows how.'
\echo
SELECT campaign_analytics.create_model('marketing');
SELECT campaign_analytics.load_sample('marketing', contacts => 4000, days => 180, end_at => '2026-01-01 00:00:00+00') AS events;

\echo '   From here on, the views show December. A range can also be given to each function by itself.'
\echo
SET search_path = marketing, campaign_analytics;
SELECT use_range(start_at => '2025-12-01 00:00:00+00', end_at => '2026-01-01 00:00:00+00') AS "range";

\echo '12. HOW ARE WE DOING?'
\echo
SELECT contacts_total AS contacts, contacts_new AS new, campaigns_active || ' of ' || campaigns_total AS campaigns, messages_sent AS sent,
       percent(messages_opened, messages_sent, 1) AS opened, percent(messages_clicked, messages_sent, 1) AS clicked, events_total AS events
FROM overview;

\echo '   Day by day:'
\echo
SELECT m AS messages, sparkline(array_agg(v ORDER BY date)) AS december, min(v) AS least, max(v) AS most
FROM time_series(start_at => '2025-12-01 00:00:00+00', end_at => '2026-01-01 00:00:00+00') AS t,
     LATERAL (VALUES (1, 'sent', messages::float8), (2, 'opened', opens), (3, 'clicked', clicks), (4, 'new contacts', contacts)) AS s (place, m, v)
GROUP BY place, m
ORDER BY place;

\echo '13. WHICH CHANNELS, AND WHICH MESSAGES?'
\echo '   A message that is opened on phone and tablet counts once. What machines open counts, but not in the columns called human.'
\echo
SELECT channel, delivered_unique AS delivered, bar(delivered_unique, max(delivered_unique) OVER (), 16) AS " ",
       round(100 * open_rate_of_delivered)       AS opened,
       round(100 * open_rate_of_delivered_human) AS by_people,
       round(100 * click_rate_of_delivered, 1)   AS clicked
FROM (SELECT channel, delivered_unique, open_rate_of_delivered, open_rate_of_delivered_human, click_rate_of_delivered::numeric FROM channel_engagement) AS c
ORDER BY delivered_unique DESC;

\echo '   Tags are words on templates; they cut across channels. A message with two tags counts for both:'
\echo
SELECT coalesce(tag, '(none)') AS tag, delivered_unique AS delivered, bar(click_to_open_rate, 0.4, 16) AS clicks_of_opens
FROM tag_engagement
ORDER BY click_to_open_rate DESC;

\echo '   Direct sends belong to no campaign. The largest batches:'
\echo
SELECT coalesce(batch_id, '(one by one)') AS batch, sent_unique AS sent, delivered_unique AS delivered, opened_unique AS opened
FROM batch_engagement
ORDER BY sent_unique DESC LIMIT 4;

\echo '14. WHAT RUNS, AND WHAT CAN BE DONE WITH IT?'
\echo '   The cards of the application; which action a card offers follows from its state. One of each state:'
\echo
SELECT DISTINCT ON (campaign_group, status) campaign_group AS "group", status, campaign_name AS campaign, sending_entity AS sender, campaign_type AS type, created_at::date AS created, action
FROM campaign_cards
ORDER BY campaign_group DESC, status, created_at DESC, campaign_id;

\echo '   Campaigns launched on each day of December:'
\echo
SELECT sparkline(array_agg(campaigns::float8 ORDER BY date)) AS launches, sum(campaigns) AS campaigns, sum(texting_campaigns) AS of_them_texting
FROM campaigns_launched_by_date;

\echo '15. ONE CAMPAIGN, FROM ITS DELIVERY TO ITS LINKS'
\echo
SELECT campaign_id, campaign_name, status, launched_at::date AS launched, sent_unique AS sent, delivered_unique AS delivered, opened_unique AS opened
FROM campaign_list
WHERE campaign_type = 'email' AND status = 'completed'
ORDER BY delivered_unique DESC LIMIT 1
\gset
SELECT campaign_name AS campaign, created_by, office, tags, status, launched_at, completed_at FROM report_card WHERE campaign_id = :'campaign_id';

\echo '   Where its messages are now, and what was measured:'
\echo
SELECT status, messages, bar(messages, max(messages) OVER (), 24) AS " " FROM status_breakdown WHERE campaign_id = :'campaign_id' ORDER BY messages DESC;
SELECT kpi, round(value::numeric, 3) AS value, unit FROM report_kpis WHERE campaign_id = :'campaign_id' ORDER BY place;

\echo '   Each message counts on the day of its first opening or click, so that the days add up:'
\echo
SELECT date, opened_first_unique AS opened, bar(opened_first_unique, max(opened_first_unique) OVER (), 24) AS " ", clicked_first_unique AS clicked
FROM report_performance
WHERE campaign_id = :'campaign_id'
ORDER BY date LIMIT 6;

\echo '   Its links, and who was first to click:'
\echo
SELECT url, clicks_total AS clicks, clicks_unique AS unique, round((100 * share_of_clicks)::numeric, 1) AS percent, first_click_at::timestamp(0) AS first_click
FROM links
WHERE campaign_id = :'campaign_id'
ORDER BY clicks_total DESC;
SELECT contact_name AS contact, clicks_total AS clicks, first_click_at::timestamp(0) AS first_click
FROM link_clicks
WHERE campaign_id = :'campaign_id' AND clicks_total_human > 0
ORDER BY first_click_at LIMIT 3;

\echo '16. WHICH VARIANT WINS, AND COULD IT BE CHANCE?'
\echo '   Tests that ended with a clear winner: against variant A, and the 95 % interval of the difference in opening rates, in points.'
\echo
SELECT c.campaign_name AS campaign, t.test_name AS test, t.variant, t.sent, round(100 * t.open_rate_of_sent::numeric, 1) AS opened,
       round(100 * t.open_difference::numeric, 1) AS points,
       '[' || round(100 * t.open_ci_low::numeric, 1) || ', ' || round(100 * t.open_ci_high::numeric, 1) || ']' AS interval95, round(t.open_p_value::numeric, 4) AS p
FROM ab_tests AS t JOIN campaign_list AS c USING (campaign_id)
WHERE t.open_p_value < 0.01
ORDER BY t.open_p_value LIMIT 5;

\echo '17. WHO WRITES BACK, AND HOW LONG DO THEY WAIT FOR US?'
\echo
SELECT active_campaigns || ' of ' || total_campaigns AS campaigns, messaged, responded, round(engagement_percent::numeric, 1) AS percent, opt_outs,
       contact_messages AS by_contacts, assistant_messages AS by_assistant, agent_messages AS by_agents,
       round(median_agent_response_seconds) * interval '1 second' AS median_wait
FROM texting_overview;

\echo '   Responses by hour of the day and by day of the week:'
\echo
SELECT sparkline(array_agg(responses::float8 ORDER BY hour)) AS "0 to 23 o'clock" FROM texting_responses_by_hour;
SELECT weekday_name AS day, responses, bar(responses, max(responses) OVER (), 24) AS " " FROM texting_responses_by_weekday ORDER BY weekday;

\echo '   The assistant answers at once, but what counts is when a person does. By agent, all campaigns together:'
\echo
SELECT agent, count(*) AS answers, bar(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), 1200, 16) AS median,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)) * interval '1 second' AS " "
FROM texting_waits
WHERE answered_at IS NOT NULL
GROUP BY agent
ORDER BY 4;

\echo '18. GAMES, COUPONS, PASSES, SURVEYS AND THE CHATBOT'
\echo '   The campaign of each type in which most people took part:'
\echo
SELECT DISTINCT ON (campaign_type) campaign_type AS type, campaign_name AS campaign, participants, interactions
FROM participation JOIN campaign_list USING (campaign_id)
WHERE campaign_group = 'interactive'
ORDER BY campaign_type, participants DESC, campaign_id;

\echo '   Prizes won and claimed, keywords, passes by platform, and what passes brought in, all campaigns of December together:'
\echo
SELECT prize, sum(won) AS won, sum(claimed) AS claimed, sum(value_won) AS worth FROM report_prizes GROUP BY prize ORDER BY worth DESC;
SELECT keyword, sum(uses) AS uses, bar(sum(uses), max(sum(uses)) OVER (), 24) AS " " FROM report_keywords GROUP BY keyword ORDER BY uses DESC;
SELECT platform, sum(issued) AS issued, sum(installed) AS installed, sum(removed) AS removed FROM report_passes GROUP BY platform ORDER BY platform;
SELECT location, sum(redemptions) AS redemptions, round(sum(value)::numeric, 2) AS value FROM redemptions_by_location GROUP BY location ORDER BY value DESC;
SELECT count(*) AS chatbots, sum(sessions) AS sessions, sum(contact_messages) AS questions, sum(assistant_messages) AS answers, sum(sessions_handed_off) AS handed_over FROM report_chatbot;

\echo '   What a survey heard:'
\echo
SELECT option AS "What brought you here?", sum(answers) AS answers, bar(sum(answers), max(sum(answers)) OVER (), 24) AS " "
FROM report_answers
WHERE question = 'What brought you here?'
GROUP BY option
ORDER BY answers DESC;

\echo '19. WHERE DO VISITORS COME FROM, HOW FAR DO THEY GET, AND DO THEY COME BACK?'
\echo
SELECT channel_group, sum(total_events) AS events, bar(sum(total_events)::float8, max(sum(total_events)::float8) OVER (), 24) AS " ", sum(conversions) AS purchases
FROM source_traffic
GROUP BY channel_group
ORDER BY events DESC LIMIT 8;
SELECT step, name, contacts, bar(conversion_overall, 1, 24) AS " ", round((100 * conversion_from_previous)::numeric, 1) AS percent,
       round(median_seconds) * interval '1 second' AS median_time
FROM funnel_report(start_at => '2025-12-01 00:00:00+00', end_at => '2026-01-01 00:00:00+00');

\echo '   Weeks of sign-up, and the percentage of each that was active in the weeks after:'
\echo
SELECT cohort, size, string_agg(lpad(round(100 * rate)::text, 4), '' ORDER BY period_number) AS "week 0, 1, 2 ..."
FROM cohort_report(start_at => '2025-10-13 00:00:00+00', end_at => '2025-12-29 00:00:00+00', metric => 'page_view')
WHERE is_complete
GROUP BY cohort, size
ORDER BY cohort LIMIT 8;

\echo '20. WHICH CHANNELS DO PURCHASES COME FROM?'
\echo '   Credit for purchases of December, shared among the messages that were engaged with in the 30 days before; the empty line is what none preceded.'
\echo
SELECT touch AS channel,
       round(sum(conversions) FILTER (WHERE model = 'first_touch')::numeric, 1) AS first_touch,
       round(sum(conversions) FILTER (WHERE model = 'last_touch')::numeric, 1)  AS last_touch,
       round(sum(conversions) FILTER (WHERE model = 'linear')::numeric, 1)      AS linear,
       round(sum(conversions) FILTER (WHERE model = 'time_decay')::numeric, 1)  AS time_decay,
       round(sum(value) FILTER (WHERE model = 'linear')::numeric)               AS linear_value
FROM attribution_models(start_at => '2025-12-01 00:00:00+00', end_at => '2026-01-01 00:00:00+00',
                        models => '{first_touch,last_touch,linear,time_decay}', dimension => 'channel')
GROUP BY touch
ORDER BY linear_value DESC;

\echo '21. WHO IS WHO?'
\echo '   The list of users, searched for a name, and those who clicked most in December.'
\echo
SELECT contact_id, name, role, status, office, created_at::date AS created, total_count AS of FROM user_list(search => 'maya f', page_size => 3);
SELECT contact_name AS name, viewed_total AS viewed, clicked_total AS clicked, interacted_total AS interacted, last_engaged_at::timestamp(0) AS last
FROM contact_insight
ORDER BY clicked_total DESC, viewed_total DESC, contact_id LIMIT 3;

\echo '22. AND FOR BACKENDS'
\echo '   Six functions answer in the JSON of the application, so that a handler is one query:'
\echo
SELECT overview_json(days => 30, as_of => '2026-01-01 00:00:00+00');
SELECT funnel_json(days => 30, as_of => '2026-01-01 00:00:00+00');
