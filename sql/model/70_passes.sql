/*
 * Report tabs of wallet passes and coupons: passes by platform, their holders,
 * redemptions.
 */

-- A pass lies on a platform for one contact; a pass in two wallets is two rows.
CREATE OR REPLACE VIEW passes WITH (security_invoker) AS
SELECT campaign_id, pass_id, contact_id, platform, issued_at, installed_at, removed_at,
	   coalesce(last_installed_at > removed_at, last_installed_at IS NOT NULL) AS is_installed
FROM (SELECT campaign_id, properties ->> 'pass_id' AS pass_id, contact_id, properties ->> 'platform' AS platform,
			 min(occurred_at) FILTER (WHERE event_type = 'pass_issued') AS issued_at,
			 min(occurred_at) FILTER (WHERE event_type = 'pass_installed') AS installed_at,
			 max(occurred_at) FILTER (WHERE event_type = 'pass_installed') AS last_installed_at,
			 max(occurred_at) FILTER (WHERE event_type = 'pass_removed') AS removed_at
	  FROM event_facts
	  WHERE campaign_id IS NOT NULL AND event_type IN ('pass_issued', 'pass_installed', 'pass_removed') AND properties ->> 'pass_id' IS NOT NULL
	  GROUP BY campaign_id, properties ->> 'pass_id', contact_id, properties ->> 'platform') AS seen;

COMMENT ON VIEW passes IS 'each pass of each campaign, by holder and platform, with what became of it within the range; events without a pass_id are left out';
COMMENT ON COLUMN passes.campaign_id IS 'the campaign, never NULL';
COMMENT ON COLUMN passes.pass_id IS 'the pass, never NULL';
COMMENT ON COLUMN passes.contact_id IS 'its holder; NULL: not known';
COMMENT ON COLUMN passes.platform IS 'the wallet it is for; NULL: not known';
COMMENT ON COLUMN passes.issued_at IS 'when it was issued; NULL: not within the range';
COMMENT ON COLUMN passes.installed_at IS 'when it was first installed; NULL: not within the range';
COMMENT ON COLUMN passes.removed_at IS 'when it was last removed; NULL: not within the range';
COMMENT ON COLUMN passes.is_installed IS 'it was installed and not removed since; installed and removed at one instant: it is not';

CREATE OR REPLACE VIEW report_passes WITH (security_invoker) AS
SELECT campaign_id, platform, issued, installed, removed, still_installed,
	   rate(installed, issued) AS install_rate_of_issued, rate(removed, installed) AS removal_rate_of_installed
FROM (SELECT campaign_id, platform, count_distinct(pass_id) FILTER (WHERE issued_at IS NOT NULL) AS issued,
			 count_distinct(pass_id) FILTER (WHERE installed_at IS NOT NULL) AS installed,
			 count_distinct(pass_id) FILTER (WHERE removed_at IS NOT NULL) AS removed,
			 count_distinct(pass_id) FILTER (WHERE is_installed) AS still_installed
	  FROM passes
	  GROUP BY campaign_id, platform) AS counted;

COMMENT ON VIEW report_passes IS 'report tab Wallet Pass: passes of a campaign within the range, by platform';
COMMENT ON COLUMN report_passes.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_passes.platform IS 'the wallet; NULL: not known';
COMMENT ON COLUMN report_passes.issued IS 'distinct passes issued';
COMMENT ON COLUMN report_passes.installed IS 'distinct passes installed, however often';
COMMENT ON COLUMN report_passes.removed IS 'distinct passes removed, even if they were installed again';
COMMENT ON COLUMN report_passes.still_installed IS 'distinct passes installed and not removed since';
COMMENT ON COLUMN report_passes.install_rate_of_issued IS 'installed / issued; NULL: none was issued';
COMMENT ON COLUMN report_passes.removal_rate_of_installed IS 'removed / installed; NULL: none was installed';

-- What the campaign sent to a holder before there was a pass says nothing about
-- the pass.
CREATE OR REPLACE VIEW report_pass_holders WITH (security_invoker) AS
SELECT h.campaign_id, h.contact_id, c.name AS contact_name, h.pass_id, h.platform, h.issued_at, h.installed_at, h.removed_at, h.is_installed,
	   h.communications_delivered, h.communications_opened, rate(h.communications_opened, h.communications_delivered) AS open_rate_of_delivered
FROM (SELECT p.campaign_id, p.contact_id, p.pass_id, p.platform, p.issued_at, p.installed_at, p.removed_at, p.is_installed,
			 count_distinct(e.message_id, e.contact_id) FILTER (WHERE e.event_type = 'delivered') AS communications_delivered,
			 count_distinct(e.message_id, e.contact_id) FILTER (WHERE e.event_type = 'opened') AS communications_opened
	  FROM passes p
		   LEFT JOIN event_facts e
		   ON e.campaign_id = p.campaign_id AND e.contact_id = p.contact_id AND e.event_type IN ('delivered', 'opened')
			  AND e.occurred_at >= coalesce(p.installed_at, p.issued_at)
	  GROUP BY p.campaign_id, p.contact_id, p.pass_id, p.platform, p.issued_at, p.installed_at, p.removed_at, p.is_installed) AS h
	 LEFT JOIN all_contacts c ON c.id = h.contact_id;

COMMENT ON VIEW report_pass_holders IS 'report tab Pass Holders & Communications: each pass of a campaign with its holder, and the campaign''s messages that the holder got since, within the range';
COMMENT ON COLUMN report_pass_holders.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_pass_holders.contact_id IS 'the holder; NULL: not known';
COMMENT ON COLUMN report_pass_holders.contact_name IS 'the holder''s name; NULL: not known';
COMMENT ON COLUMN report_pass_holders.pass_id IS 'the pass';
COMMENT ON COLUMN report_pass_holders.platform IS 'the wallet; NULL: not known';
COMMENT ON COLUMN report_pass_holders.issued_at IS 'when it was issued; NULL: not within the range';
COMMENT ON COLUMN report_pass_holders.installed_at IS 'when it was first installed; NULL: not within the range';
COMMENT ON COLUMN report_pass_holders.removed_at IS 'when it was last removed; NULL: not within the range';
COMMENT ON COLUMN report_pass_holders.is_installed IS 'it was installed and not removed since';
COMMENT ON COLUMN report_pass_holders.communications_delivered IS 'distinct messages of the campaign delivered to the holder since the pass was installed, or, if it was not, issued';
COMMENT ON COLUMN report_pass_holders.communications_opened IS 'distinct messages of the campaign that the holder opened since, machine opens included';
COMMENT ON COLUMN report_pass_holders.open_rate_of_delivered IS 'communications_opened / communications_delivered; NULL: none was delivered';

CREATE OR REPLACE VIEW report_redemptions WITH (security_invoker) AS
SELECT campaign_id, redemptions, redeemers, passes_redeemed, passes_issued, rate(passes_redeemed, passes_issued) AS redemption_rate_of_issued,
	   value, locations, first_redeemed_at, last_redeemed_at
FROM (SELECT campaign_id,
			 count(*) FILTER (WHERE event_type = 'pass_redeemed') AS redemptions,
			 count_distinct(contact_id) FILTER (WHERE event_type = 'pass_redeemed') AS redeemers,
			 count_distinct(properties ->> 'pass_id') FILTER (WHERE event_type = 'pass_redeemed') AS passes_redeemed,
			 count_distinct(properties ->> 'pass_id') FILTER (WHERE event_type = 'pass_issued') AS passes_issued,
			 sum(value) FILTER (WHERE event_type = 'pass_redeemed') AS value,
			 count_distinct(properties ->> 'location') FILTER (WHERE event_type = 'pass_redeemed') AS locations,
			 min(occurred_at) FILTER (WHERE event_type = 'pass_redeemed') AS first_redeemed_at,
			 max(occurred_at) FILTER (WHERE event_type = 'pass_redeemed') AS last_redeemed_at
	  FROM event_facts
	  WHERE campaign_id IS NOT NULL AND event_type IN ('pass_issued', 'pass_redeemed')
	  GROUP BY campaign_id) AS redeemed;

COMMENT ON VIEW report_redemptions IS 'report tab Pass Redemption: what became of a campaign''s passes and coupons within the range; redemptions_by_location says where';
COMMENT ON COLUMN report_redemptions.campaign_id IS 'the campaign; one without issues and redemptions has no row';
COMMENT ON COLUMN report_redemptions.redemptions IS 'redemptions; a pass may be redeemed more than once';
COMMENT ON COLUMN report_redemptions.redeemers IS 'distinct contacts who redeemed';
COMMENT ON COLUMN report_redemptions.passes_redeemed IS 'distinct passes redeemed';
COMMENT ON COLUMN report_redemptions.passes_issued IS 'distinct passes issued, on whatever platform';
COMMENT ON COLUMN report_redemptions.redemption_rate_of_issued IS 'passes_redeemed / passes_issued; NULL: none was issued within the range';
COMMENT ON COLUMN report_redemptions.value IS 'sum of the values of the redemptions; NULL: they have none';
COMMENT ON COLUMN report_redemptions.locations IS 'distinct places of redemption';
COMMENT ON COLUMN report_redemptions.first_redeemed_at IS 'the first redemption within the range; NULL: none';
COMMENT ON COLUMN report_redemptions.last_redeemed_at IS 'the last redemption within the range; NULL: none';

CREATE OR REPLACE VIEW redemptions_by_location WITH (security_invoker) AS
SELECT campaign_id, properties ->> 'location' AS location, count(*) AS redemptions, count_distinct(contact_id) AS redeemers,
	   count_distinct(properties ->> 'pass_id') AS passes_redeemed, sum(value) AS value
FROM event_facts
WHERE campaign_id IS NOT NULL AND event_type = 'pass_redeemed'
GROUP BY campaign_id, properties ->> 'location';

COMMENT ON VIEW redemptions_by_location IS 'redemptions of each campaign''s passes and coupons within the range, by place';
COMMENT ON COLUMN redemptions_by_location.campaign_id IS 'the campaign';
COMMENT ON COLUMN redemptions_by_location.location IS 'the place; NULL: not known';
COMMENT ON COLUMN redemptions_by_location.redemptions IS 'redemptions, 1 or more';
COMMENT ON COLUMN redemptions_by_location.redeemers IS 'distinct contacts who redeemed there';
COMMENT ON COLUMN redemptions_by_location.passes_redeemed IS 'distinct passes redeemed there';
COMMENT ON COLUMN redemptions_by_location.value IS 'sum of the values of the redemptions; NULL: they have none';
