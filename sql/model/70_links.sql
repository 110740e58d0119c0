/*
 * Links: how often each URL of a campaign was clicked, and by whom.
 */

CREATE OR REPLACE VIEW links WITH (security_invoker) AS
SELECT campaign_id, url, clicks_total, clicks_unique, clicks_total_human, clicks_unique_human,
	   rate(clicks_total, sum(clicks_total) OVER (PARTITION BY campaign_id)::bigint) AS share_of_clicks,
	   first_click_at, last_click_at
FROM (SELECT campaign_id, url, count(*) AS clicks_total, count_distinct(message_id, contact_id) AS clicks_unique,
			 count(*) FILTER (WHERE is_human) AS clicks_total_human,
			 count_distinct(message_id, contact_id) FILTER (WHERE is_human) AS clicks_unique_human,
			 min(occurred_at) AS first_click_at, max(occurred_at) AS last_click_at
	  FROM event_facts
	  WHERE event_type = 'clicked'
	  GROUP BY campaign_id, url) AS clicked;

COMMENT ON VIEW links IS 'clicks on each URL of each campaign within the range';
COMMENT ON COLUMN links.campaign_id IS 'the campaign; NULL: direct sends';
COMMENT ON COLUMN links.url IS 'the URL as it was clicked; NULL: clicks that do not say on what';
COMMENT ON COLUMN links.clicks_total IS 'clicks, 1 or more';
COMMENT ON COLUMN links.clicks_unique IS 'distinct pairs of message and contact that clicked it; one that clicked two URLs counts at both';
COMMENT ON COLUMN links.clicks_total_human IS 'clicks without those of machines';
COMMENT ON COLUMN links.clicks_unique_human IS 'distinct pairs of message and contact without machine clicks';
COMMENT ON COLUMN links.share_of_clicks IS 'clicks_total / that of all URLs of the campaign, 0 to 1';
COMMENT ON COLUMN links.first_click_at IS 'the first click within the range';
COMMENT ON COLUMN links.last_click_at IS 'the last click within the range';

CREATE OR REPLACE VIEW link_clicks WITH (security_invoker) AS
SELECT l.campaign_id, l.url, l.contact_id, c.name AS contact_name, l.clicks_total, l.clicks_total_human, l.first_click_at, l.last_click_at
FROM (SELECT campaign_id, url, contact_id, count(*) AS clicks_total, count(*) FILTER (WHERE is_human) AS clicks_total_human,
			 min(occurred_at) AS first_click_at, max(occurred_at) AS last_click_at
	  FROM event_facts
	  WHERE event_type = 'clicked'
	  GROUP BY campaign_id, url, contact_id) AS l
	 LEFT JOIN all_contacts c ON c.id = l.contact_id;

COMMENT ON VIEW link_clicks IS 'who clicked each URL of each campaign within the range';
COMMENT ON COLUMN link_clicks.campaign_id IS 'the campaign; NULL: direct sends';
COMMENT ON COLUMN link_clicks.url IS 'the URL as it was clicked; NULL: not known';
COMMENT ON COLUMN link_clicks.contact_id IS 'who clicked; NULL: clicks of nobody known, all in one row';
COMMENT ON COLUMN link_clicks.contact_name IS 'the contact''s name; NULL: not known';
COMMENT ON COLUMN link_clicks.clicks_total IS 'clicks of the contact on the URL, 1 or more; they add up to those of links';
COMMENT ON COLUMN link_clicks.clicks_total_human IS 'clicks without those of machines';
COMMENT ON COLUMN link_clicks.first_click_at IS 'the contact''s first click within the range';
COMMENT ON COLUMN link_clicks.last_click_at IS 'the contact''s last click within the range';

CREATE OR REPLACE VIEW report_links WITH (security_invoker) AS
SELECT l.campaign_id, l.url, l.clicks_total, l.clicks_unique, l.clicks_total_human, l.clicks_unique_human, l.share_of_clicks,
	   rate(l.clicks_unique, m.delivered_unique) AS click_rate_of_delivered, l.first_click_at, l.last_click_at
FROM links l
	 LEFT JOIN campaign_engagement m ON m.campaign_id = l.campaign_id
WHERE l.campaign_id IS NOT NULL;

COMMENT ON VIEW report_links IS 'report tab Link Tracking: clicks on each URL of a campaign within the range; link_clicks says who clicked';
COMMENT ON COLUMN report_links.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_links.url IS 'the URL as it was clicked; NULL: clicks that do not say on what';
COMMENT ON COLUMN report_links.clicks_total IS 'clicks, 1 or more';
COMMENT ON COLUMN report_links.clicks_unique IS 'distinct pairs of message and contact that clicked it';
COMMENT ON COLUMN report_links.clicks_total_human IS 'clicks without those of machines';
COMMENT ON COLUMN report_links.clicks_unique_human IS 'distinct pairs of message and contact without machine clicks';
COMMENT ON COLUMN report_links.share_of_clicks IS 'clicks_total / that of all URLs of the campaign, 0 to 1';
COMMENT ON COLUMN report_links.click_rate_of_delivered IS 'clicks_unique / distinct messages of the campaign delivered; NULL: none was';
COMMENT ON COLUMN report_links.first_click_at IS 'the first click within the range';
COMMENT ON COLUMN report_links.last_click_at IS 'the last click within the range';
