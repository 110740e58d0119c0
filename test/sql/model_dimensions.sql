--
-- Messages by dimension: a story of one campaign and one direct send
--
SET search_path = public;
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SELECT campaign_analytics.create_model('shop', zone => 'Europe/Berlin');
SET search_path = shop, campaign_analytics, public;

INSERT INTO contacts (id, name, office) VALUES ('ann', 'Ann', 'North'), ('bob', 'Bob', 'South'), ('cem', 'Cem', NULL);
INSERT INTO campaigns (id, name, campaign_group, campaign_type, status, office) VALUES ('spring', 'Spring sale', 'messaging', 'push', 'completed', 'Berlin');
INSERT INTO templates (id, name, channel, tags) VALUES ('t1', 'Big news', 'push', '{sale,new,sale}'), ('t2', 'Receipt', 'sms', NULL);
INSERT INTO messages (id, campaign_id, template_id, contact_id, channel, variant, batch_id, requested_at) VALUES
	('m1', 'spring', 't1', 'ann', 'push', 'A', NULL, '2024-03-30 09:00Z'),
	('m2', 'spring', 't1', 'bob', 'push', 'B', NULL, '2024-03-30 09:00Z'),
	('m3', NULL, 't2', 'cem', 'sms', NULL, 'b1', '2024-03-31 01:30Z');

-- Ann's message reaches her phone at 10:59 and her tablet at 11:01, in UTC; a
-- machine opens it, and so does she. Bob's is delivered at half past midnight in
-- Berlin, which is the last of March there and the day before in UTC, when clocks
-- go forward. Cem's is sent without a campaign. One click is nobody's.
INSERT INTO events (occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, is_machine) VALUES
	('2024-03-30 10:58Z', 'sent', 'ann', 'm1', 'spring', 't1', 'push', false),
	('2024-03-30 10:59Z', 'delivered', 'ann', 'm1', 'spring', 't1', 'push', false),
	('2024-03-30 11:01Z', 'delivered', 'ann', 'm1', 'spring', 't1', 'push', false),
	('2024-03-30 11:02Z', 'opened', 'ann', 'm1', 'spring', 't1', 'push', true),
	('2024-03-30 12:00Z', 'opened', 'ann', 'm1', 'spring', 't1', 'push', false),
	('2024-03-30 23:20Z', 'sent', 'bob', 'm2', 'spring', 't1', 'push', false),
	('2024-03-30 23:30Z', 'delivered', 'bob', 'm2', 'spring', 't1', 'push', false),
	('2024-03-31 00:30Z', 'opened', 'bob', 'm2', 'spring', 't1', 'push', false),
	('2024-03-31 01:30Z', 'sent', 'cem', 'm3', NULL, 't2', 'sms', false),
	('2024-03-31 08:00Z', 'clicked', NULL, 'm1', 'spring', 't1', 'push', false),
	('2024-03-31 21:59Z', 'clicked', 'ann', 'm1', 'spring', 't1', 'push', false),
	('2024-03-31 22:00Z', 'page_view', 'ann', NULL, NULL, NULL, NULL, false);

-- Every dimension
SELECT sent_unique, delivered_total, delivered_unique, opened_total, opened_unique, opened_unique_human, clicked_total, clicked_unique FROM overall_engagement;
SELECT campaign_id, campaign_name, sent_unique, delivered_unique, opened_unique, clicked_unique, open_rate_of_delivered FROM campaign_engagement ORDER BY campaign_id;
SELECT template_id, template_name, sent_unique, delivered_unique FROM template_engagement ORDER BY template_id;
SELECT channel, sent_unique, delivered_unique FROM channel_engagement ORDER BY channel;
SELECT tag, sent_unique, delivered_unique FROM tag_engagement ORDER BY tag;
SELECT office, sent_unique, delivered_unique FROM office_engagement ORDER BY office;
SELECT audience_office, sent_unique, clicked_total, clicked_unique FROM audience_office_engagement ORDER BY audience_office;
SELECT contact_id, contact_name, sent_unique, opened_total, clicked_total, last_engaged_at FROM contact_engagement ORDER BY contact_id;
SELECT batch_id, sent_unique, delivered_unique FROM batch_engagement ORDER BY batch_id;
SELECT campaign_id, campaign_name, channel, sent_unique FROM campaign_channel_engagement ORDER BY campaign_id;
SELECT campaign_id, variant, sent_unique, clicked_unique, click_to_open_rate FROM variant_engagement ORDER BY variant;

-- By hour: unique in two hours, first in one
SELECT hour, event_type, total, unique_in_hour, first_unique, total_human, unique_in_hour_human FROM campaign_hourly WHERE event_type IN ('delivered', 'opened') ORDER BY event_type, hour;

-- By day in Berlin, whose last day of March ends 22:00 in UTC, after 23 hours;
-- and by day in UTC
SELECT date, event_type, total, unique_in_day, first_unique FROM overall_daily ORDER BY date, event_type;
SET campaign_analytics.zone = 'UTC';
SELECT date, event_type, total, unique_in_day, first_unique FROM overall_daily ORDER BY date, event_type;
RESET campaign_analytics.zone;

-- A range is half open, and everything reads it.
SELECT use_range(start_at => '2024-03-30 11:01Z', end_at => '2024-03-30 12:00Z');
SELECT event_type, total FROM overall_daily ORDER BY event_type;
SELECT delivered_unique, opened_unique, sent_unique FROM campaign_engagement;
SELECT use_range('all');

-- By any dimension and period, in the zone of the model: Monday of that week is
-- the 25th of March.
SELECT key, name, bucket, date, sent_unique, delivered_unique, opened_unique FROM engagement_by('campaign', 'weekly', 'all');
SELECT key, date, sent_unique, delivered_unique FROM engagement_by('contact', 'daily', 'all');
SELECT key, bucket, delivered_unique FROM engagement_by('campaign_channel', 'hourly', 'all') WHERE delivered_unique > 0;
SELECT key, bucket, date, sent_unique FROM engagement_by('template', NULL, start_at => '2024-03-30Z', end_at => '2024-04-01Z');

-- Filters: by campaign, channel, template, and what is searched for
SELECT key, sent_unique FROM engagement_by('channel', NULL, 'all', offices => '{Berlin}');
SELECT key, sent_unique FROM engagement_by('channel', NULL, 'all', statuses => '{live}');
SELECT key, sent_unique FROM engagement_by('contact', NULL, 'all', channels => '{sms}');
SELECT key, sent_unique FROM engagement_by('contact', NULL, 'all', campaign_ids => '{spring}', template_ids => '{t1}', search => 'B');
SELECT key, name FROM engagement_by('template', NULL, 'all', search => 'big N');
SELECT key, name FROM engagement_by('template', NULL, 'all', search => '_');
SELECT key FROM engagement_by('contact', NULL, 'all', page => 2, page_size => 2);

-- The range of the session is as it was.
SELECT range_start(), range_end();

-- Nobody reads all time by chance: the default is the last 30 days.
SELECT count(*) FROM engagement_by('campaign');

-- What it does not take
\set SHOW_CONTEXT never
SELECT FROM engagement_by('planet');
SELECT FROM engagement_by('campaign', 'fortnightly');
SELECT FROM engagement_by('campaign', page => 0);
SELECT FROM engagement_by('campaign', page_size => 101);

SELECT matching_campaigns() AS none, matching_campaigns(search => 'SPRING') AS by_id, matching_campaigns(search => 'g s') AS by_name, matching_campaigns(search => 's%e') AS no_wildcard,
	matching_campaigns('{interactive}') AS by_group, matching_campaigns(NULL, '{push,sms}') AS by_type, matching_campaigns(tags => '{x}') AS by_tag;

DROP SCHEMA shop CASCADE;
RESET campaign_analytics.range_start;
RESET campaign_analytics.range_end;
