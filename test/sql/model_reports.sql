--
-- The report tabs of campaigns, each with a story that fingers can count
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

SELECT create_model('shop');
SET search_path = shop, campaign_analytics, public;

INSERT INTO contacts (id, name) VALUES ('ann', 'Ann'), ('bob', 'Bob'), ('cem', 'Cem'), ('dan', 'Dan');

INSERT INTO campaigns (id, name, campaign_group, campaign_type, mode, status, sending_entity, created_by, office, tags, created_at, launched_at, completed_at) VALUES
	('mail',  'Spring sale',  'messaging',   'email',       'one-off', 'completed',   'Shop', 'zoe', 'Bern', '{sale,spring}', '2024-04-01', '2024-05-01', '2024-05-09'),
	('split', 'Two subjects', 'messaging',   'email',       'one-off', 'in_progress', 'Shop', 'zoe', 'Bern', NULL, '2024-04-02', '2024-05-01', NULL),
	('text',  'Pick-up',      'messaging',   'sms',         'ongoing', 'in_progress', 'Shop', 'yan', 'Rome', '{pickup}', '2024-04-03', '2024-05-01', NULL),
	('wheel', 'Lucky wheel',  'interactive', 'game',        NULL,      'live',        'Club', 'yan', 'Rome', NULL, '2024-04-04', '2024-05-01', NULL),
	('card',  'Club card',    'interactive', 'wallet_pass', NULL,      'completed',   'Club', 'yan', 'Rome', NULL, '2024-04-05', '2024-05-01', '2024-05-09'),
	('quiz',  'Five minutes', 'interactive', 'survey',      NULL,      'draft',       'Club', 'zoe', 'Bern', NULL, '2024-05-06', NULL, NULL),
	('bot',   'Ask 100%',     'interactive', 'chatbot',     NULL,      'scheduled',   'Club', 'zoe', 'Bern', NULL, '2024-05-07', NULL, NULL),
	('push',  'News',         'messaging',   'push',        NULL,      'pending',     'Shop', 'zoe', 'Bern', NULL, '2024-05-08', NULL, NULL);

-- Spring sale. Five messages are asked for, four sent. Ann's goes to a phone and
-- a tablet; Cem's is delivered and then bounces; Dan's fails; Eve's, who is no
-- contact that we know, waits. A machine opens and clicks Bob's; somebody clicks
-- without a message.
INSERT INTO events (occurred_at, event_type, message_id, contact_id, campaign_id, channel, device, url, is_machine) VALUES
	('2024-05-01 10:00', 'requested', 'm1', 'ann', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:00', 'requested', 'm2', 'bob', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:00', 'requested', 'm3', 'cem', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:00', 'requested', 'm4', 'dan', 'mail', 'rcs', NULL, NULL, false),
	('2024-05-01 10:00', 'requested', 'm5', 'eve', 'mail', 'rcs', NULL, NULL, false),
	('2024-05-01 10:01', 'sent', 'm1', 'ann', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:01', 'sent', 'm2', 'bob', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:01', 'sent', 'm3', 'cem', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:01', 'sent', 'm4', 'dan', 'mail', 'rcs', NULL, NULL, false),
	('2024-05-01 10:02', 'delivered', 'm1', 'ann', 'mail', 'email', 'phone', NULL, false),
	('2024-05-01 10:03', 'delivered', 'm1', 'ann', 'mail', 'email', 'tablet', NULL, false),
	('2024-05-01 10:02', 'delivered', 'm2', 'bob', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:02', 'delivered', 'm3', 'cem', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:04', 'bounced', 'm3', 'cem', 'mail', 'email', NULL, NULL, false),
	('2024-05-01 10:02', 'failed', 'm4', 'dan', 'mail', 'rcs', NULL, NULL, false),
	('2024-05-01 11:00', 'opened', 'm1', 'ann', 'mail', 'email', 'phone', NULL, false),
	('2024-05-02 09:00', 'opened', 'm1', 'ann', 'mail', 'email', 'tablet', NULL, false),
	('2024-05-01 10:02:30', 'opened', 'm2', 'bob', 'mail', 'email', NULL, NULL, true),
	('2024-05-01 11:01', 'clicked', 'm1', 'ann', 'mail', 'email', 'phone', '/shoes', false),
	('2024-05-02 09:01', 'clicked', 'm1', 'ann', 'mail', 'email', 'tablet', '/shoes', false),
	('2024-05-02 09:02', 'clicked', 'm1', 'ann', 'mail', 'email', 'tablet', '/hats', false),
	('2024-05-01 10:02:31', 'clicked', 'm2', 'bob', 'mail', 'email', NULL, '/shoes', true),
	('2024-05-03 12:00', 'clicked', NULL, NULL, 'mail', 'email', NULL, '/hats', false),
	('2024-05-02 10:00', 'unsubscribed', 'm2', 'bob', 'mail', 'email', NULL, NULL, false);
INSERT INTO enrollments (campaign_id, contact_id, status, enrolled_at) VALUES
	('mail', 'ann', 'completed', '2024-05-01'), ('mail', 'bob', 'exited', '2024-05-01'),
	('mail', 'cem', 'active', '2024-05-01'), ('mail', 'dan', 'active', '2024-05-01');

-- Direct sends belong to no campaign.
INSERT INTO events (occurred_at, event_type, message_id, contact_id, channel, url) VALUES
	('2024-05-01 10:00', 'sent', 'd1', 'ann', 'sms', NULL), ('2024-05-01 10:05', 'clicked', 'd1', 'ann', 'sms', '/code');

-- Messages by their last word, by channel; who is enrolled
SELECT * FROM status_breakdown ORDER BY campaign_id, messages DESC, status;
SELECT * FROM channel_breakdown ORDER BY campaign_id, channel;
SELECT * FROM enrollment_summary;

-- 1 Delivery Performance: three of four sent were delivered, at four devices.
SELECT campaign_id, channel, requested_unique AS requested, sent_unique AS sent, delivered_unique AS delivered, bounced_unique AS bounced,
	failed_unique AS failed, delivered_total AS deliveries, round(delivery_rate_of_sent::numeric, 3) AS rate
FROM report_delivery('mail', 'all');

-- 2 Delivery: what became of each
SELECT contact_id, contact_name, message_id AS message, channel, status, requested_at::time AS requested, sent_at::time AS sent, delivered_at::time AS delivered,
	bounced_at::time AS bounced, failed_at::time AS failed, opened_at::time AS opened, clicked_at AS clicked, opens_total AS opens, clicks_total AS clicks
FROM report_recipients('mail', 'all');

-- 3 Campaign Report Card & Statuses
\x
SELECT * FROM report_card('mail', 'all');
\x

-- 5 Performance: Ann's message was opened and clicked on two days, and counts on
-- the first.
SELECT date, sent_first_unique AS sent, delivered_first_unique AS delivered, opened_first_unique AS opened, opened_first_unique_human AS opened_human,
	clicked_first_unique AS clicked, clicked_first_unique_human AS clicked_human, unsubscribed_first_unique AS unsubscribed,
	opened_total AS opens, clicked_total AS clicks, events_total AS events
FROM report_performance('mail', 'all');

-- 6 Link Tracking: each URL, and who clicked it
SELECT url, clicks_total AS clicks, clicks_unique AS uniques, clicks_total_human AS human, clicks_unique_human AS uniques_human,
	round(share_of_clicks::numeric, 3) AS share, round(click_rate_of_delivered::numeric, 3) AS rate, first_click_at AS first, last_click_at AS last
FROM report_links('mail', 'all');
SELECT url, contact_id, contact_name, clicks_total AS clicks, clicks_total_human AS human, first_click_at AS first, last_click_at AS last FROM link_clicks('mail', 'all');
SELECT campaign_id, url, clicks_total FROM links WHERE campaign_id IS NULL;

-- The worked example: 150 of 500 open subject A, 200 of 500 subject B; of the
-- message without a test, which is variant C, nothing is known but that it was
-- opened; nobody clicks.
INSERT INTO messages (id, campaign_id, contact_id, channel, variant, requested_at)
SELECT 's' || i, 'split', i::text, 'email', CASE WHEN i <= 500 THEN 'subject: long or short:A' ELSE 'subject: long or short:B' END, timestamptz '2024-05-01' FROM generate_series(1, 1000) i
UNION ALL VALUES ('s1001', 'split', '1001', 'email', 'C', timestamptz '2024-05-01');
INSERT INTO events (occurred_at, event_type, message_id, contact_id, campaign_id, channel)
SELECT timestamptz '2024-05-01 10:00', 'sent', 's' || i, i::text, 'split', 'email' FROM generate_series(1, 1000) i
UNION ALL SELECT '2024-05-01 11:00', 'opened', 's' || i, i::text, 'split', 'email' FROM generate_series(351, 700) i
UNION ALL VALUES (timestamptz '2024-05-01 11:00', 'opened', 's1001', '1001', 'split', 'email');
SELECT test_id, test_name, variant, place, is_control, sent, opened, round(open_rate_of_sent::numeric, 3) AS rate, round(open_lift::numeric, 3) AS lift,
	round(open_z::numeric, 3) AS z, round(open_p_value::numeric, 5) AS p, round(open_ci_low::numeric, 3) AS low, round(open_ci_high::numeric, 3) AS high
FROM ab_tests('split', 'all');
SELECT variant, clicked, click_rate_of_sent, click_lift, click_difference FROM ab_tests('split', 'all');

-- Pick-up. Five messages arrive, two of them at Ann's. Ann asks, the assistant
-- answers and hands over, an agent answers five minutes after she asked. Bob opts
-- out. One message belongs to no conversation.
INSERT INTO events (occurred_at, event_type, message_id, contact_id, campaign_id, channel)
SELECT '2024-05-01 11:00', event_type, message, contact, 'text', 'sms'
FROM (VALUES ('t1', 'ann'), ('t2', 'bob'), ('t3', 'cem'), ('t4', 'dan'), ('t5', 'ann')) v (message, contact), unnest('{sent,delivered}'::text[]) event_type;
INSERT INTO events (occurred_at, event_type, contact_id, campaign_id, channel, conversation_id, actor, properties) VALUES
	('2024-05-01 12:00', 'contact_message', 'ann', 'text', 'sms', 'k1', NULL, NULL),
	('2024-05-01 12:00', 'keyword_used', 'ann', 'text', 'sms', 'k1', NULL, '{"keyword": "help"}'),
	('2024-05-01 12:01', 'assistant_message', 'ann', 'text', 'sms', 'k1', 'robot', NULL),
	('2024-05-01 12:02', 'handoff', 'ann', 'text', 'sms', 'k1', 'robot', NULL),
	('2024-05-01 12:05', 'agent_message', 'ann', 'text', 'sms', 'k1', 'yan', NULL),
	('2024-05-01 12:06', 'keyword_used', 'ann', 'text', 'sms', 'k1', NULL, '{"keyword": " Stop "}'),
	('2024-05-01 12:10', 'contact_message', 'bob', 'text', 'sms', 'k2', NULL, NULL),
	('2024-05-01 12:10', 'keyword_used', 'bob', 'text', 'sms', 'k2', NULL, '{"keyword": "STOP"}'),
	('2024-05-01 12:10', 'unsubscribed', 'bob', 'text', 'sms', 'k2', NULL, NULL),
	('2024-05-01 12:11', 'assistant_message', 'bob', 'text', 'sms', NULL, 'robot', NULL);

-- 10 Keyword Usage: Stop is Stop.
SELECT keyword, uses, contacts, round(share_of_uses::numeric, 3) AS share, first_used_at, last_used_at FROM report_keywords('text', 'all');

-- 11 Chatbot Interactions: one of two conversations was handed over.
SELECT * FROM report_chatbot('text', 'all');

-- Lucky wheel. Ann plays twice, Bob and Cem once, and somebody unknown. There are
-- three mugs and a journey to win; Ann fetches her mug.
INSERT INTO events (occurred_at, event_type, contact_id, campaign_id, value, properties) VALUES
	('2024-05-01 09:00', 'participated', 'ann', 'wheel', NULL, NULL),
	('2024-05-02 09:00', 'participated', 'ann', 'wheel', NULL, NULL),
	('2024-05-01 10:00', 'participated', 'bob', 'wheel', NULL, NULL),
	('2024-05-01 11:00', 'participated', 'cem', 'wheel', NULL, NULL),
	('2024-05-01 12:00', 'participated', NULL, 'wheel', NULL, NULL),
	('2024-05-01 09:01', 'prize_won', 'ann', 'wheel', 8, '{"prize": "Mug", "prize_value": "8 EUR"}'),
	('2024-05-03 09:00', 'prize_claimed', 'ann', 'wheel', 8, '{"prize": "Mug", "prize_value": "8 EUR"}'),
	('2024-05-01 10:01', 'prize_won', 'bob', 'wheel', 8, '{"prize": "Mug", "prize_value": "8 EUR"}'),
	('2024-05-01 10:02', 'prize_won', 'bob', 'wheel', 500, '{"prize": "Journey"}'),
	('2024-05-01 12:01', 'prize_won', NULL, 'wheel', NULL, '{"prize": "Mug"}');

-- 7 Participants, 8 Interaction Events, 9 Prizes and Winners
SELECT * FROM report_participants('wheel', 'all');
SELECT event_type, interactions, contacts, round(share_of_participants::numeric, 3) AS share, first_at, last_at FROM report_interactions('wheel', 'all');
SELECT prize, contact_id, contact_name, prize_value, won, claimed, value_won, value_claimed, first_won_at, first_claimed_at FROM report_prizes('wheel', 'all');

-- What is sent is no interaction, a machine's click is one, but not a human one.
SELECT * FROM report_participants('mail', 'all');

-- Club card. Ann installs, removes and installs again; Bob removes his; Cem's is
-- in no wallet. What Ann got before she installed does not count. Ann redeems at
-- two places, Dan at one.
INSERT INTO events (occurred_at, event_type, contact_id, campaign_id, value, properties) VALUES
	('2024-05-01 09:00', 'pass_issued', 'ann', 'card', NULL, '{"pass_id": "p1", "platform": "apple"}'),
	('2024-05-01 10:00', 'pass_installed', 'ann', 'card', NULL, '{"pass_id": "p1", "platform": "apple"}'),
	('2024-05-02 10:00', 'pass_removed', 'ann', 'card', NULL, '{"pass_id": "p1", "platform": "apple"}'),
	('2024-05-03 10:00', 'pass_installed', 'ann', 'card', NULL, '{"pass_id": "p1", "platform": "apple"}'),
	('2024-05-01 09:00', 'pass_issued', 'bob', 'card', NULL, '{"pass_id": "p2", "platform": "google"}'),
	('2024-05-01 10:00', 'pass_installed', 'bob', 'card', NULL, '{"pass_id": "p2", "platform": "google"}'),
	('2024-05-04 10:00', 'pass_removed', 'bob', 'card', NULL, '{"pass_id": "p2", "platform": "google"}'),
	('2024-05-01 09:00', 'pass_issued', 'cem', 'card', NULL, '{"pass_id": "p3", "platform": "apple"}'),
	('2024-05-01 09:00', 'pass_issued', 'dan', 'card', NULL, '{"pass_id": "p4", "platform": "google"}'),
	('2024-05-01 11:00', 'pass_installed', 'dan', 'card', NULL, '{"pass_id": "p4", "platform": "google"}'),
	('2024-05-05 12:00', 'pass_redeemed', 'ann', 'card', 10, '{"pass_id": "p1", "location": "Mall"}'),
	('2024-05-06 12:00', 'pass_redeemed', 'ann', 'card', 15, '{"pass_id": "p1", "location": "Main Street"}'),
	('2024-05-06 13:00', 'pass_redeemed', 'dan', 'card', 20, '{"pass_id": "p4", "location": "Main Street"}');
INSERT INTO events (occurred_at, event_type, message_id, contact_id, campaign_id, channel, device) VALUES
	('2024-05-01 09:30', 'delivered', 'w1', 'ann', 'card', 'push', 'phone'),
	('2024-05-04 09:30', 'delivered', 'w2', 'ann', 'card', 'push', 'phone'),
	('2024-05-04 09:31', 'delivered', 'w2', 'ann', 'card', 'push', 'tablet'),
	('2024-05-04 09:32', 'opened', 'w2', 'ann', 'card', 'push', 'tablet'),
	('2024-05-01 10:00', 'delivered', 'w3', 'bob', 'card', 'push', 'phone');

-- 12 Wallet Pass, 13 Pass Holders & Communications, 14 Pass Redemption
SELECT platform, issued, installed, removed, still_installed, round(install_rate_of_issued::numeric, 3) AS install_rate,
	round(removal_rate_of_installed::numeric, 3) AS removal_rate
FROM report_passes('card', 'all');
SELECT contact_id, contact_name, pass_id, platform, issued_at, installed_at, removed_at, is_installed,
	communications_delivered AS delivered, communications_opened AS opened, round(open_rate_of_delivered::numeric, 3) AS rate
FROM report_pass_holders('card', 'all');
SELECT redemptions, redeemers, passes_redeemed, passes_issued, redemption_rate_of_issued AS rate, value, locations, first_redeemed_at, last_redeemed_at
FROM report_redemptions('card', 'all');
SELECT * FROM redemptions_by_location('card', 'all');

-- Five minutes. Ann says red, and blue a day later; Cem says red twice; somebody
-- says green. Of pets Ann has two. Dan only looks.
INSERT INTO events (occurred_at, event_type, contact_id, campaign_id, properties) VALUES
	('2024-05-07 10:00', 'answered', 'ann', 'quiz', '{"question": "Colour?", "option": "red"}'),
	('2024-05-08 10:00', 'answered', 'ann', 'quiz', '{"question": "Colour?", "option": "blue"}'),
	('2024-05-07 10:00', 'answered', 'bob', 'quiz', '{"question": "Colour?", "option": "red"}'),
	('2024-05-07 10:00', 'answered', 'cem', 'quiz', '{"question": "Colour?", "option": "red"}'),
	('2024-05-07 10:01', 'answered', 'cem', 'quiz', '{"question": "Colour?", "option": "red"}'),
	('2024-05-07 10:02', 'answered', NULL, 'quiz', '{"question": "Colour?", "option": "green"}'),
	('2024-05-07 10:03', 'answered', 'ann', 'quiz', '{"question": "Pets?", "option": "cat"}'),
	('2024-05-07 10:03', 'answered', 'ann', 'quiz', '{"question": "Pets?", "option": "dog"}'),
	('2024-05-07 10:03', 'answered', 'bob', 'quiz', '{"question": "Pets?", "option": "dog"}'),
	('2024-05-07 10:04', 'participated', 'dan', 'quiz', NULL);

-- 15 Questions and Answers
SELECT question, option, answers, contacts, contacts_latest AS latest, respondents, round(share_of_respondents::numeric, 3) AS share,
	round(share_of_respondents_latest::numeric, 3) AS share_latest
FROM report_answers('quiz', 'all');

-- 4 KPIs: of every campaign those of its kind. The news have not begun: counts
-- are zero, and rates unknown.
SELECT campaign_id, kpi, round(value::numeric, 3) AS value, unit FROM report_kpis ORDER BY campaign_id, place;

-- Only what lies in the range counts: on the second day nothing is sent.
SELECT campaign_id, kpi, value, unit FROM report_kpis('mail', start_at => '2024-05-02', end_at => '2024-05-03');
SELECT * FROM status_breakdown('mail', start_at => '2024-05-01 10:00', end_at => '2024-05-01 10:03');
SELECT url, clicks_total FROM report_links('mail', start_at => '2024-05-02', end_at => '2024-05-03');
-- and by default that of the last 30 days
SELECT count(*) AS recipients FROM report_recipients('mail');

-- Pages
SELECT contact_id FROM report_recipients('mail', 'all', page => 2, page_size => 2);
SELECT contact_id FROM report_recipients('mail', 'all', page => 3, page_size => 2);
\set VERBOSITY terse
SELECT contact_id FROM report_recipients('mail', 'all', page => 0);
SELECT contact_id FROM report_recipients('mail', 'all', page_size => 101);
\set VERBOSITY default
SELECT contact_id FROM report_recipients('nobody', 'all');

-- Cards: those created within the range, newest first, with what they offer
SELECT campaign_id, campaign_name, sending_entity, campaign_type, status, created_at, action FROM campaign_cards('all');
SELECT campaign_id FROM campaign_cards(start_at => '2024-05-01', end_at => '2024-05-08');
SELECT campaign_id FROM campaign_cards('all', campaign_groups => '{messaging}', statuses => '{in_progress,pending}');
SELECT campaign_id FROM campaign_cards('all', campaign_types => '{survey,sms}');
SELECT campaign_id FROM campaign_cards('all', search => '100%');
SELECT campaign_id FROM campaign_cards('all', search => 'CARD');
SELECT campaign_id FROM campaign_cards('all', page => 2, page_size => 3);

-- The list: all campaigns; the range is that of their figures.
SELECT campaign_id, office, tags, action, sent_unique AS sent, delivered_unique AS delivered, opened_unique AS opened, clicked_unique AS clicked,
	round(delivery_rate_of_sent::numeric, 3) AS rate, last_engaged_at
FROM campaign_list('all');
SELECT campaign_id, sent_unique, clicked_unique FROM campaign_list(start_at => '2024-05-02', end_at => '2024-05-03', offices => '{Bern}', campaign_types => '{email}');
SELECT campaign_id FROM campaign_list('all', tags => '{pickup,spring}');
SELECT campaign_id FROM campaign_list('all', page => 3, page_size => 3);

-- The sums of the tabs agree with each other.
SELECT (SELECT sum(messages) FROM status_breakdown) = (SELECT sum(messages) FROM channel_breakdown) AS messages,
	(SELECT count(*) FROM report_recipients WHERE status IS NOT NULL) = (SELECT sum(messages) FROM status_breakdown WHERE campaign_id IS NOT NULL) AS recipients,
	(SELECT sum(clicks_total) FROM link_clicks) = (SELECT sum(clicks_total) FROM links) AS clicks,
	(SELECT sum(interactions) FROM report_interactions) = (SELECT sum(interactions) FROM participation) AS interactions,
	(SELECT count(*) FROM report_participants) = (SELECT sum(participants) FROM participation) AS participants,
	(SELECT sum(redemptions) FROM redemptions_by_location) = (SELECT sum(redemptions) FROM report_redemptions) AS redemptions;

-- A model in which nothing happened: no rows anywhere, no failure
SELECT create_model('hollow', 'bigint');
SET search_path = hollow, campaign_analytics, public;
CREATE TABLE found (name text, view_rows bigint, function_rows bigint);
DO $$
DECLARE
	name text;
	view_rows bigint;
	function_rows bigint;
BEGIN
	FOREACH name IN ARRAY '{report_delivery,report_recipients,report_card,report_kpis,report_performance,report_links,report_participants,
		report_interactions,report_prizes,report_keywords,report_chatbot,report_passes,report_pass_holders,report_redemptions,report_answers,
		status_breakdown,channel_breakdown,ab_tests,links,link_clicks,redemptions_by_location,campaign_cards,campaign_list}'::text[] LOOP
		EXECUTE format('SELECT count(*) FROM %I', name) INTO view_rows;
		EXECUTE format('SELECT count(*) FROM %I(%s)', name, CASE WHEN name LIKE 'campaign%' THEN '' ELSE '1' END) INTO function_rows;
		INSERT INTO found VALUES (name, view_rows, function_rows);
	END LOOP;
END
$$;
SELECT count(*) AS screens, sum(view_rows) AS view_rows, sum(function_rows) AS function_rows FROM found;

SET client_min_messages = warning;
DROP SCHEMA shop, hollow CASCADE;
