--
-- Two campaigns by text message, a third without events, and one by email
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'Europe/Berlin';
SET DateStyle = 'ISO';
SET client_min_messages = warning;

SELECT create_model('texts', zone => 'Europe/Berlin');
SET search_path = texts, campaign_analytics, public;

INSERT INTO campaigns (id, name, campaign_group, campaign_type, mode, status, created_by, office, tags, launched_at) VALUES
	('advice', 'Styling advice', 'messaging', 'sms', 'conversational', 'in_progress', 'Ina', 'north', '{spring}', '2026-03-02 09:00'),
	('order', 'Order help', 'messaging', 'whatsapp', 'conversational', 'completed', 'Oli', 'south', '{spring,help}', '2026-03-04 08:00'),
	('silent', 'Not yet', 'messaging', 'rcs', 'broadcast', 'in_progress', 'Ina', 'north', NULL, NULL),
	('mail', 'News', 'messaging', 'email', 'broadcast', 'completed', 'Oli', 'north', '{spring}', '2026-03-02 09:00');

-- Four messages are delivered to three contacts, one of them on two devices; what
-- came by email and what no message is known of does not count. Of Order help
-- two, the channel of one is not known.
INSERT INTO events (occurred_at, event_type, campaign_id, message_id, contact_id, channel)
SELECT timestamptz '2026-03-02 09:05', 'delivered', campaign, message, contact, channel
FROM (VALUES ('advice', 'm1', 'ann', 'sms'), ('advice', 'm1', 'ann', 'sms'), ('advice', 'm2', 'bob', 'sms'), ('advice', 'm3', 'cem', 'sms'),
	('advice', 'm4', 'ann', 'sms'), ('advice', 'm5', 'bob', 'email'), ('advice', NULL, 'bob', 'sms'),
	('order', 'm6', 'ann', 'whatsapp'), ('order', 'm7', 'dan', NULL), ('mail', 'm8', 'ann', 'email')) AS d (campaign, message, contact, channel);

-- Ann asks twice, the assistant answers, then Kim, after 300 seconds; she asks
-- again, and Lee answers after 60. Her question of March 5 has its answer on the
-- day after. Bob asks at half past midnight, Monday still in London, waits 600
-- seconds for Kim, and opts out. Nobody answers Cem. Kim answers Ann's question
-- about an order after 1200 seconds, and Lee that of Dan, of February, on March 1,
-- after nine hours. What is written about the news is no texting campaign's.
INSERT INTO events (occurred_at, event_type, campaign_id, conversation_id, contact_id, actor) VALUES
	('2026-03-02 10:00', 'contact_message', 'advice', 'a1', 'ann', NULL),
	('2026-03-02 10:01', 'assistant_message', 'advice', 'a1', 'ann', 'Ada'),
	('2026-03-02 10:02', 'contact_message', 'advice', 'a1', 'ann', NULL),
	('2026-03-02 10:05', 'agent_message', 'advice', 'a1', 'ann', 'Kim'),
	('2026-03-02 10:06', 'contact_message', 'advice', 'a1', 'ann', NULL),
	('2026-03-02 10:07', 'agent_message', 'advice', 'a1', 'ann', 'Lee'),
	('2026-03-05 15:00', 'contact_message', 'advice', 'a1', 'ann', NULL),
	('2026-03-06 10:00', 'agent_message', 'advice', 'a1', 'ann', 'Lee'),
	('2026-03-03 00:30', 'contact_message', 'advice', 'a2', 'bob', NULL),
	('2026-03-03 00:40', 'agent_message', 'advice', 'a2', 'bob', 'Kim'),
	('2026-03-03 00:41', 'unsubscribed', 'advice', 'a2', 'bob', NULL),
	('2026-03-03 09:00', 'contact_message', 'advice', 'a3', 'cem', NULL),
	('2026-03-04 09:00', 'contact_message', 'order', 'o1', 'ann', NULL),
	('2026-03-04 09:20', 'agent_message', 'order', 'o1', 'ann', 'Kim'),
	('2026-02-28 23:00', 'contact_message', 'order', 'o2', 'dan', NULL),
	('2026-03-01 08:00', 'agent_message', 'order', 'o2', 'dan', 'Lee'),
	('2026-03-02 12:00', 'contact_message', 'mail', 'n1', 'ann', NULL),
	('2026-03-02 12:01', 'unsubscribed', 'mail', 'n1', 'ann', NULL);

-- March 1 up to before March 6. All of them, those launched last first.
\x
SELECT * FROM texting_engagement(NULL, '2026-03-01', '2026-03-06');

-- Of five answered waits the one in the middle took 600 seconds.
SELECT active_campaigns, total_campaigns, messaged, responded, round(engagement_percent::numeric, 2) AS engagement_percent, opt_outs,
	contact_messages, agent_messages, assistant_messages, answered_waits, unanswered_waits, median_agent_response_seconds
FROM texting_overview(NULL, '2026-03-01', '2026-03-06');
\x

SELECT * FROM texting_responses_by_hour(NULL, '2026-03-01', '2026-03-06') WHERE responses > 0;
SELECT * FROM texting_responses_by_weekday(NULL, '2026-03-01', '2026-03-06');
SELECT * FROM texting_responses_by_date(NULL, '2026-03-01', '2026-03-06');
SELECT * FROM campaigns_launched_by_date(NULL, '2026-03-01', '2026-03-06');
SELECT campaign_id, agent, answered_waits, median_seconds, p90_seconds, avg_seconds, longest_seconds FROM texting_response_times(NULL, '2026-03-01', '2026-03-06');

-- By the clocks of London Bob wrote on Monday, at eleven in the evening.
SELECT * FROM texting_responses_by_date(NULL, '2026-03-01', '2026-03-06', 'UTC') WHERE responses > 0;
SELECT * FROM texting_responses_by_hour(NULL, '2026-03-01', '2026-03-06', 'UTC') WHERE responses > 0;
SELECT count(*), min(hour), max(hour), sum(responses) FROM texting_responses_by_hour(NULL, '2026-03-01', '2026-03-06');

-- Filters
SELECT campaign_id FROM texting_engagement('all', statuses => '{in_progress}', offices => '{north,south}');
SELECT messaged, responded, total_campaigns FROM texting_overview('all', offices => '{south}');
SELECT messaged, responded, total_campaigns, engagement_percent, median_agent_response_seconds FROM texting_overview('all', tags => '{nowhere}');
SELECT date, responses FROM texting_responses_by_date('all', tags => '{help,other}');
SELECT sum(responses) FROM texting_responses_by_weekday('all', statuses => '{in_progress}', tags => '{spring}');
SELECT sum(campaigns), sum(texting_campaigns) FROM campaigns_launched_by_date('all', offices => '{north}');
SELECT campaign_id, agent, median_seconds FROM texting_response_times('all', tags => '{help}');
SELECT campaign_id FROM texting_engagement('all', page => 2, page_size => 2);

-- The views show what use_range says, all time at first; the functions have left that as it was.
SELECT messaged, responded, agent_messages, answered_waits, unanswered_waits FROM texting_overview;
SELECT * FROM texting_waits ORDER BY asked_at;
SELECT use_range(NULL, '2026-03-03', '2026-03-04') <> 'empty' AS is_set;
SELECT campaign_id, messaged, responded, engagement_percent, answered_waits, unanswered_waits, median_agent_response_seconds FROM texting_engagement ORDER BY campaign_id;
SELECT * FROM texting_responses_by_date;
SELECT hour, responses FROM texting_responses_by_hour WHERE responses > 0;
SELECT weekday_name, responses FROM texting_responses_by_weekday WHERE responses > 0;
SELECT * FROM campaigns_launched_by_date;
SELECT campaign_id, agent, answered_waits FROM texting_response_times;

-- Nothing at all
DELETE FROM events;
DELETE FROM campaigns;
SELECT use_range('all') IS NOT NULL AS is_set;
SELECT * FROM texting_overview \gx
SELECT (SELECT count(*) FROM texting_engagement) AS engagement, (SELECT sum(responses) FROM texting_responses_by_hour) AS by_hour, (SELECT sum(responses) FROM texting_responses_by_weekday) AS by_weekday,
	(SELECT count(*) FROM texting_responses_by_date) AS by_date, (SELECT count(*) FROM campaigns_launched_by_date) AS launched, (SELECT count(*) FROM texting_response_times) AS times;

-- In Chile September 6 of 2026 has no midnight. All ten days are there, whatever
-- the zone of the session.
SET TimeZone = 'America/Santiago';
SELECT count(*), min(date), max(date) FROM texting_responses_by_date(NULL, '2026-09-01', '2026-09-11', 'America/Santiago');
SELECT count(*), min(date), max(date) FROM time_series(NULL, '2026-09-01', '2026-09-11', 'America/Santiago');
SET TimeZone = 'Europe/Berlin';

-- "For ever" and "not yet" are no launches; a date in the far future is one, but
-- a row a day up to it is too much.
INSERT INTO campaigns (id, name, campaign_group, campaign_type, status, launched_at) VALUES
	('ever', 'Ever', 'messaging', 'sms', 'in_progress', '-infinity'), ('never', 'Never', 'messaging', 'sms', 'in_progress', 'infinity'), ('now', 'Now', 'messaging', 'sms', 'in_progress', '2026-03-02 09:00');
SELECT * FROM campaigns_launched_by_date;
SELECT active_campaigns, total_campaigns FROM texting_overview;
UPDATE campaigns SET launched_at = '2135-09-06 00:00' WHERE id = 'never';
SELECT count(*), sum(campaigns) FROM campaigns_launched_by_date;
UPDATE campaigns SET launched_at = '2135-09-07 00:00' WHERE id = 'never';
\set VERBOSITY terse
SELECT count(*) FROM campaigns_launched_by_date;
SELECT count(*) FROM time_series(NULL, '1026-01-01', '2026-01-01');
\set VERBOSITY default

-- An event happens at some time. Of an adopted table, which may have others, they count nowhere.
INSERT INTO events (occurred_at, event_type) VALUES ('-infinity', 'page_view');
ALTER TABLE events DROP CONSTRAINT events_occurred_at_is_finite, ALTER occurred_at DROP NOT NULL;
INSERT INTO events (occurred_at, event_type, contact_id, campaign_id, conversation_id)
SELECT at, 'contact_message', 'ann', 'now', 'n1' FROM unnest('{-infinity,infinity,NULL}'::timestamptz[]) AS at;
SELECT check_name, rows FROM data_quality WHERE rows > 0;
SELECT (SELECT count(*) FROM all_events) AS events, (SELECT contact_messages FROM texting_overview) AS messages, (SELECT count(*) FROM texting_responses_by_date) AS dates,
	(SELECT count(*) FROM lifecycle_report('all')) AS periods, (SELECT sum(size) FROM cohort_report('all')) AS signups, (SELECT sum(events) FROM time_series('all')) AS total;

DROP SCHEMA texts CASCADE;
