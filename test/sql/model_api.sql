--
-- The screens of a marketing platform: overview, campaign, time series,
-- attribution, funnel, cohorts; a contact, and the list of them
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'America/Los_Angeles';
SET DateStyle = 'SQL, DMY';
SET IntervalStyle = 'postgres';
SET client_min_messages = warning;

SELECT create_model('shop');
SET search_path = shop, campaign_analytics, public;

-- Messages m1 to m12000 of one campaign, 10,000 of them e-mails, on 10 March.
-- 11,500 were sent: 11,200 delivered, 200 bounced, 100 failed. 3,360 were
-- opened, 100 of them on two devices, and 1,120 clicked. Of an A/B test there
-- are 500 messages of A, 300 of them opened, and 500 of B, all opened.
INSERT INTO campaigns (id, name, campaign_group, campaign_type, status, created_at, launched_at) VALUES
	('spring', 'Spring "sale"', 'messaging', 'email', 'in_progress', '2026-03-01 00:00+00', '2026-03-10 08:00+00'),
	('game', 'Lucky wheel', 'interactive', 'game', 'live', '2026-03-02 00:00+00', NULL),
	('idle', 'Nothing yet', 'interactive', 'survey', 'draft', '2026-03-31 00:00+00', NULL);
INSERT INTO contacts (id, name, role, status, created_at)
	SELECT 'c' || n, 'Contact ' || n, CASE WHEN n <= 3 THEN 'admin' ELSE 'member' END,
		   CASE WHEN n % 2 = 0 THEN 'online' ELSE 'offline' END, timestamptz '2026-03-10 00:00+00' + n * interval '1 second'
	FROM generate_series(1, 12000) AS n;
INSERT INTO messages (id, campaign_id, contact_id, channel, variant, requested_at)
	SELECT 'm' || n, 'spring', 'c' || n, CASE WHEN n <= 10000 THEN 'email' ELSE 'sms' END,
		   CASE WHEN n <= 500 THEN 'subject:B' WHEN n BETWEEN 3061 AND 3560 THEN 'subject:A' END, '2026-03-10 09:00+00'
	FROM generate_series(1, 12000) AS n;
INSERT INTO events (occurred_at, event_type, campaign_id, message_id, contact_id, channel, device, url)
	SELECT timestamptz '2026-03-10 09:00+00' + place * interval '1 hour', event_type, 'spring', 'm' || n, 'c' || n,
		   CASE WHEN n <= 10000 THEN 'email' ELSE 'sms' END, device,
		   CASE event_type WHEN 'clicked' THEN 'https://shop.example/?utm_source=spring&utm_medium=email' END
	FROM (VALUES (0, 'requested', 1, 12000, NULL), (1, 'sent', 1, 11500, NULL), (2, 'delivered', 1, 11200, 'phone'),
				 (2, 'bounced', 11201, 11400, NULL), (2, 'failed', 11401, 11500, NULL), (3, 'opened', 1, 3360, 'phone'),
				 (30, 'opened', 1, 100, 'tablet'), (31, 'clicked', 1, 1120, 'phone')) AS v (place, event_type, low, high, device),
		 generate_series(low, high) AS n;
INSERT INTO enrollments (campaign_id, contact_id, status, enrolled_at)
	SELECT 'spring', 'c' || n, CASE WHEN n <= 300 THEN 'active' WHEN n <= 450 THEN 'completed' ELSE 'exited' END, '2026-02-01 00:00+00'
	FROM generate_series(1, 500) AS n;

SELECT campaign_json('spring', as_of => '2026-03-31 00:00+00')::text = concat(
	'{"campaign":{"id":"spring","name":"Spring \"sale\""},',
	'"enrollments":{"total":500,"active":300,"completed":150},',
	'"messages":{"total":12000,"sent":11500,"delivered":11200,"opened":3360,"clicked":1120,"bounced":200,"failed":100,"openRate":0.3,"clickRate":0.1,"bounceRate":0.018},',
	'"statusBreakdown":[{"status":"DELIVERED","_count":11200},{"status":"REQUESTED","_count":500},{"status":"BOUNCED","_count":200},{"status":"FAILED","_count":100}],',
	'"channelBreakdown":[{"channel":"EMAIL","_count":10000},{"channel":"SMS","_count":2000}],',
	'"abTests":[{"id":"spring:subject","name":"subject","variants":[{"name":"A","sent":500,"opened":300},{"name":"B","sent":500,"opened":500}]}]}') AS as_documented;

-- Seven days later the week is empty, the month is not.
SELECT campaign_json('spring', '7d', as_of => '2026-03-18 12:00+00')::text = concat(
	'{"campaign":{"id":"spring","name":"Spring \"sale\""},"enrollments":{"total":500,"active":300,"completed":150},',
	'"messages":{"total":0,"sent":0,"delivered":0,"opened":0,"clicked":0,"bounced":0,"failed":0,"openRate":null,"clickRate":null,"bounceRate":null},',
	'"statusBreakdown":[],"channelBreakdown":[],"abTests":[]}') AS empty_week,
	campaign_json('spring', '30d', as_of => '2026-03-18 12:00+00')::text = campaign_json('spring', '90d', as_of => '2026-03-18 12:00+00')::text AS same;

-- It counts by itself what views say.
SELECT use_range(NULL, '2026-03-02 00:00+00', '2026-04-01 00:00+00') IS NOT NULL AS in_march;
SELECT jsonb_path_query_array(j, '$.statusBreakdown[*]._count') = (SELECT jsonb_agg(messages ORDER BY messages DESC, status) FROM status_breakdown WHERE campaign_id = 'spring') AS statuses,
	jsonb_path_query_array(j, '$.channelBreakdown[*]._count') = (SELECT jsonb_agg(messages ORDER BY messages DESC, channel) FROM channel_breakdown WHERE campaign_id = 'spring') AS channels,
	(j #> '{messages,delivered}')::bigint = (SELECT messages_delivered FROM campaign_report WHERE campaign_id = 'spring') AS messages
FROM (SELECT campaign_json('spring', as_of => '2026-03-31 00:00+00')::jsonb AS j) AS json;
SELECT use_range('all') IS NOT NULL AS ever;

-- The same as a row, over all of time
SELECT messages_total, messages_sent, messages_delivered, messages_opened, messages_clicked, messages_bounced, messages_failed,
	   open_rate_of_delivered, round(bounce_rate_of_delivered::numeric, 6) AS bounce_rate
FROM campaign_report('spring', 'all');
SELECT count(*) FROM campaign_report('nobody', 'all');

-- 11,500 sent: 3360/11500 opened, 1120/11500 clicked. The survey was made on
-- the last day; 39,780 events are 12000+11500+11200+200+100+3360+100+1120 and
-- 200 of the 15th, 199 without a contact and the request of a direct send.
INSERT INTO events (occurred_at, event_type) SELECT '2026-03-15 12:00+00', 'heartbeat' FROM generate_series(1, 199);
INSERT INTO events (occurred_at, event_type, message_id, contact_id) VALUES ('2026-03-15 12:30+00', 'requested', 'direct', 'c1');
SELECT overview_json(as_of => '2026-03-31 00:00+00')::text = concat(
	'{"contacts":{"total":12000,"new":12000},"campaigns":{"total":3,"active":2},',
	'"messages":{"total":12001,"sent":11500,"opened":3360,"clicked":1120,"openRate":0.292,"clickRate":0.097},"events":{"total":39780}}') AS as_documented;
SELECT contacts_total, contacts_new, campaigns_total, messages_total, events_total FROM overview(NULL, '2026-03-12', '2026-03-16', 'UTC');

-- Each message on the day of its first open: 3,360 on the 10th, none of those
-- that were opened again on the 11th. Days without events are there.
SELECT time_series_json(7, as_of => '2026-03-15 23:59:59+00')::text = concat('{"period":"7d","series":[',
	'{"date":"2026-03-09","events":0,"contacts":0,"messages":0,"opens":0,"clicks":0},',
	'{"date":"2026-03-10","events":38360,"contacts":12000,"messages":12000,"opens":3360,"clicks":0},',
	'{"date":"2026-03-11","events":1220,"contacts":0,"messages":0,"opens":0,"clicks":1120},',
	'{"date":"2026-03-12","events":0,"contacts":0,"messages":0,"opens":0,"clicks":0},',
	'{"date":"2026-03-13","events":0,"contacts":0,"messages":0,"opens":0,"clicks":0},',
	'{"date":"2026-03-14","events":0,"contacts":0,"messages":0,"opens":0,"clicks":0},',
	'{"date":"2026-03-15","events":200,"contacts":0,"messages":1,"opens":0,"clicks":0}]}') AS as_documented;

-- The whole range adds up to the overview; one campaign to the campaign.
SELECT s.days, s.events = o.events_total AS events, s.contacts = o.contacts_new AS contacts, s.messages = o.messages_total AS messages,
	   s.sent = o.messages_sent AS sent, s.opens = o.messages_opened AS opens, s.clicks = o.messages_clicked AS clicks
FROM overview('all') AS o,
	 (SELECT count(*) AS days, sum(events) AS events, sum(contacts) AS contacts, sum(messages) AS messages, sum(sent) AS sent, sum(opens) AS opens, sum(clicks) AS clicks
	  FROM time_series(NULL, '2026-03-01 00:00+00', '2026-04-01 00:00+00')) AS s;
SELECT to_char(date, 'DD Mon') AS day, events, contacts, messages, delivered, opens
FROM time_series('all', campaign_id => 'spring');

-- The day on which Berlin puts its clocks forward begins at 23:00 in UTC and
-- has 23 hours: of these six events the second to the fifth are of the 29th.
INSERT INTO events (occurred_at, event_type, contact_id) VALUES
	('2026-03-28 22:59:59+00', 'page_view', 'c1'), ('2026-03-28 23:00+00', 'page_view', 'c1'), ('2026-03-29 00:59+00', 'page_view', 'c1'),
	('2026-03-29 01:00+00', 'page_view', 'c2'), ('2026-03-29 21:59:59+00', 'page_view', NULL), ('2026-03-29 22:00+00', 'page_view', 'c1');
SELECT to_char(date, 'DD Mon') AS day, events
FROM time_series(NULL, '2026-03-28 00:00 Europe/Berlin', '2026-03-31 00:00 Europe/Berlin', 'Europe/Berlin');
SELECT time_series_json(2, zone => 'Europe/Berlin', as_of => '2026-03-29 22:30+00')::jsonb #>> '{series,0}' AS day_of_23_hours;

-- 10,000 visitors in April, 1,000 of whom signed up, and 200 of those bought,
-- 50 of them in May, within 30 days. Who bought before signing up, visited in
-- March, or is not known does not count; nor does who took too long.
INSERT INTO events (occurred_at, event_type, contact_id)
	SELECT timestamptz '2026-04-28 10:00+00' + (place || ' days')::interval, event_type, 'v' || n
	FROM (VALUES (0, 'page_view', 1, 10000), (1, 'signup', 1, 1000), (2, 'purchase', 1, 150), (29, 'purchase', 151, 200),
				 (0.5, 'purchase', 201, 250), (31, 'purchase', 251, 260), (-30, 'page_view', 20001, 20009), (-29, 'signup', 20001, 20009)) AS v (place, event_type, low, high),
		 generate_series(low, high) AS n;
INSERT INTO events (occurred_at, event_type) VALUES ('2026-04-28 10:00+00', 'page_view'), ('2026-04-28 11:00+00', 'signup');
SELECT funnel_json(as_of => '2026-04-30 12:00+00')::text = concat('{"period":"30d","steps":[',
	'{"step":"page_view","count":10000,"dropoff":0,"conversionFromPrevious":1},',
	'{"step":"signup","count":1000,"dropoff":9000,"conversionFromPrevious":0.1},',
	'{"step":"purchase","count":200,"dropoff":800,"conversionFromPrevious":0.2}],"overallConversion":0.02}') AS as_documented;
SELECT step, name, contacts, dropoff, conversion_from_previous, conversion_overall, median_seconds
FROM funnel_report(NULL, '2026-04-01 00:00+00', '2026-05-01 00:00+00', steps => '{page_view,purchase}', "window" => '3 days');
-- Of one campaign; a step with spaces around it, and words of the funnel
SELECT funnel_json(' delivered, opened ,clicked ', 90, 'spring', as_of => '2026-03-31 00:00+00');
SELECT string_agg(contacts::text, ' ' ORDER BY step) AS strict FROM funnel_report('all', steps => '{page_view,signup,purchase}', mode => 'strict');

-- 100 contacts signed up on 1 January. All were active in the seven days from
-- then on, 80 in the next seven, then 65 and 60; one of them long before, which
-- is no week. Contact k101 has no signup time but an event, and an earlier one.
INSERT INTO contacts (id, created_at, signed_up_at)
	SELECT 'k' || n, '2025-12-01 00:00+00', CASE WHEN n <= 100 THEN timestamptz '2026-01-01 18:00+00' END FROM generate_series(1, 101) AS n;
INSERT INTO events (occurred_at, event_type, contact_id)
	SELECT timestamptz '2026-01-01 00:00+00' + week * interval '7 days' + (n % 7) * interval '1 day', 'page_view', 'k' || n
	FROM (VALUES (0, 100), (1, 80), (2, 65), (3, 60)) AS v (week, high), generate_series(1, high) AS n
	UNION ALL VALUES (timestamptz '2025-12-20 00:00+00', 'page_view', 'k1'), ('2025-06-01 00:00+00', 'signup', 'k101'), ('2026-01-02 00:00+00', 'signup', 'k101'),
					 ('2026-01-09 12:00+00', 'signup', 'k1');
SELECT cohorts_json(as_of => '2026-01-28 23:00+00')::text = concat('{"period":"90d","metric":"events","cohorts":[',
	'{"cohort":"2026-01-01","size":100,"activeContacts":60,"retentionRate":0.6,"retention":{"week_0":100,"week_1":80,"week_2":65,"week_3":60}}]}') AS as_documented;
-- Two days earlier the last week is not over.
SELECT cohorts_json(30, as_of => '2026-01-26 23:00+00') AS two_days_earlier;
SELECT cohorts_json(30, 'purchase', as_of => '2026-01-28 23:00+00') AS purchases;
SELECT to_char(cohort, 'DD Mon') AS cohort, size, period_number, active, rate, is_complete
FROM cohort_report(NULL, '2026-01-01 00:00+00', '2026-01-27 00:00+00', cohort_by => 'day');
-- Whoever is no contact signs up with the first event: 1,000 on 29 April
SELECT to_char(cohort, 'DD Mon') AS month, size, period_number, active FROM cohort_report('all', cohort_by => 'month') WHERE period_number = 0;

-- Traffic: visits by their own URLs, purchases with or without; clicks on links
-- of messages are none.
INSERT INTO events (occurred_at, event_type, contact_id, url, value)
	SELECT '2026-06-10 10:00+00', event_type, contact_id, url, value
	FROM (VALUES ('page_view', 'c1', 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=brand', NULL),
				 ('page_view', 'c1', 'https://shop.example/a?utm_source=google&utm_medium=cpc&utm_campaign=brand', NULL),
				 ('page_view', 'c2', 'https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=brand', NULL),
				 ('page_view', NULL, 'https://shop.example/?utm_source=news&utm_medium=email', NULL),
				 ('page_view', 'c3', 'https://shop.example/', NULL), ('purchase', 'c1', NULL, 30),
				 ('purchase', 'c3', 'https://shop.example/pay?utm_source=news&utm_medium=email', 20)) AS v (event_type, contact_id, url, value);
INSERT INTO events (occurred_at, event_type, contact_id, message_id, campaign_id, channel, url) VALUES
	('2026-06-09 10:00+00', 'clicked', 'c1', 'm1', 'spring', 'email', 'https://shop.example/?utm_source=spring'),
	('2026-06-09 11:00+00', 'clicked', 'c1', 'g1', 'game', 'push', 'https://shop.example/');
SELECT attribution_json(7, as_of => '2026-06-12 00:00+00')::text = concat('{"period":"7d","sources":[',
	'{"source":"google","medium":"cpc","campaign":"brand","uniqueVisitors":2,"totalEvents":3},',
	'{"source":"news","medium":"email","campaign":null,"uniqueVisitors":1,"totalEvents":2}],"totalAttributedEvents":5,"conversions":2}') AS as_documented;
SELECT * FROM attribution_report('all') ORDER BY total_events, source;
SELECT source, unique_visitors FROM attribution_report('all', channel_groups => '{Email,"Paid Search"}', search => 'BRA');
SELECT use_range(NULL, '2026-06-01 00:00+00', '2026-07-01 00:00+00') IS NOT NULL AS in_june;
SELECT to_char(date, 'DD Mon') AS day, source, unique_visitors_in_day, total_events FROM source_traffic_daily ORDER BY source;
SELECT use_range('all') IS NOT NULL AS ever;

-- Contact c1 clicked in the spring campaign, then in the game, and bought for
-- 30; contact c3 bought for 20 without a click.
SELECT model, touch, name, conversions, value, contacts, converted_contacts
FROM attribution_models(NULL, '2026-06-10 00:00+00', '2026-06-11 00:00+00', models => '{last_touch,linear}', lookback => '7 days');
SELECT touch, conversions FROM attribution_models(NULL, '2026-06-10 00:00+00', '2026-06-11 00:00+00', models => '{linear}', dimension => 'channel', lookback => '1 day');
SELECT touch, conversions FROM attribution_models(NULL, '2026-06-10 00:00+00', '2026-06-11 00:00+00', models => '{linear}', dimension => 'source', lookback => '7 days');
SELECT path, conversions, value, touch_events, share FROM conversion_paths(NULL, '2026-06-10 00:00+00', '2026-06-11 00:00+00', lookback => '7 days');

-- Contact c1: opened on two devices, clicked three times, two messages
SELECT contact_name, viewed_total, viewed_unique, clicked_total, clicked_unique, interacted_total, to_char(last_engaged_at AT TIME ZONE 'UTC', 'DD Mon HH24:MI') AS last
FROM user_insight('c1', 'all');
SELECT contact_id, viewed_total, clicked_total, last_engaged_at FROM user_insight('c1', NULL, '2026-05-01', '2026-06-01');
SELECT contact_id, viewed_total, last_engaged_at FROM user_insight('k100', 'all');
SELECT count(*) FROM user_insight('nobody', 'all');

-- The newest first, of one second the first id; 20 a page
SELECT contact_id, name, role, status, total_count FROM user_list(roles => '{admin}');
SELECT contact_id, total_count FROM user_list('CONTACT 1199', statuses => '{online}', page_size => 3);
SELECT count(*) AS on_page, max(total_count) AS total, min(contact_id) AS least FROM user_list(page => 2);
SELECT count(*) FROM user_list('100%');
SELECT contact_id FROM user_list(created_from => '2026-03-10 00:00:02+00', created_until => '2026-03-10 00:00:04+00');

-- Who is new, and how many days they came: the 100 contacts of January, and
-- those of March who got a message on the 10th
SELECT to_char(bucket, 'DD Mon') AS month, new, "returning", resurrecting, dormant, is_complete
FROM lifecycle_report(NULL, '2026-01-01 00:00+00', '2026-05-01 00:00+00', period => 'month');
SELECT periods, contacts, contacts_or_more FROM stickiness_report(NULL, '2026-01-01 00:00+00', '2026-02-01 00:00+00', period => 'week');

-- Nothing there: zeros and empty lists
SELECT create_model('nothing', 'bigint', zone => 'Asia/Tokyo');
SET search_path = nothing, campaign_analytics, public;
SELECT overview_json();
INSERT INTO campaigns (id, name, campaign_group, campaign_type, status) VALUES (7, 'Seven', 'interactive', 'game', 'draft');
SELECT campaign_json(7);
SELECT time_series_json(2, as_of => '2026-01-01 15:00+00');
SELECT attribution_json(), funnel_json(), cohorts_json();
SELECT count(*) FROM time_series('all');
SELECT count(*), sum(events) FROM time_series();
SELECT * FROM overview('all');
SELECT step, contacts, conversion_from_previous, conversion_overall FROM funnel_report('all');
SELECT (SELECT count(*) FROM cohort_report()) AS cohorts, (SELECT count(*) FROM attribution_report()) AS traffic, (SELECT count(*) FROM user_list()) AS users,
	(SELECT count(*) FROM user_insight(1)) AS insight, (SELECT count(*) FROM lifecycle_report('all')) AS lifecycle, (SELECT count(*) FROM stickiness_report('all')) AS stickiness,
	(SELECT count(*) FROM attribution_models('all')) AS attribution, (SELECT count(*) FROM conversion_paths('all')) AS paths;

-- What is wrong is said; a campaign that is not there is told apart.
\set SHOW_CONTEXT never
SELECT campaign_json(8);
\echo :LAST_ERROR_SQLSTATE
SELECT campaign_json(7, '31d');
SELECT campaign_json(7, NULL);
SELECT overview_json(0);
SELECT time_series_json(367);
SELECT cohorts_json(NULL);
SELECT funnel_json('page_view,,purchase');
SELECT funnel_json(NULL);
SELECT * FROM cohort_report(cohort_by => 'fortnight');
-- Buckets are dates: a period is no shorter than a day, nor any number of them.
SELECT * FROM lifecycle_report(period => 'hour');
SELECT * FROM lifecycle_report(period => '36 hours');
SELECT * FROM attribution_models(dimension => 'office');
SELECT * FROM conversion_paths(dimension => NULL);
SELECT * FROM user_list(statuses => '{online,away}');
\set VERBOSITY sqlstate
SELECT overview_json(30, 'Nowhere/Land');
SELECT * FROM overview('fortnight');
SELECT * FROM overview('all', '2026-01-01');
SELECT * FROM time_series(NULL, '2026-01-02 00:00+00', '2026-01-01 00:00+00');
SELECT * FROM attribution_report(page_size => 101);
SELECT * FROM user_list(page => 0);
\set VERBOSITY default

SET search_path = campaign_analytics, public;
SET client_min_messages = warning;
DROP SCHEMA shop CASCADE;
DROP SCHEMA nothing CASCADE;
