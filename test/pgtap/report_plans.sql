/*
 * The reports of one campaign read the events of that campaign: its id reaches
 * every scan of events, also when it is a parameter not known to the planner.
 */
\ir lib/oracle.sql

SELECT plan(24);

SELECT create_model('reported');
SET LOCAL search_path = reported, campaign_analytics, public;

INSERT INTO campaigns (id, name, campaign_group, campaign_type, status)
SELECT i, 'Campaign ' || i, 'interactive', 'game', 'live' FROM generate_series(1, 100) i;
INSERT INTO contacts (id) SELECT generate_series(1, 500);
INSERT INTO messages (id, campaign_id, contact_id, variant, requested_at)
SELECT i, i % 100, i % 500, 'A', '2024-05-01' FROM generate_series(1, 2000) i;
INSERT INTO events (occurred_at, event_type, message_id, contact_id, campaign_id)
SELECT timestamptz '2024-05-01' + i * interval '1 min',
	   (ARRAY['sent', 'delivered', 'opened', 'clicked', 'answered', 'prize_won', 'pass_issued', 'pass_redeemed', 'contact_message', 'keyword_used'])[1 + i % 10],
	   i % 2000, i % 500, i % 100
FROM generate_series(1, 20000) i;
ANALYZE campaigns, contacts, messages, events;

-- Scans of events in the plan of a view for one campaign: in all, and by its id
CREATE FUNCTION pg_temp.scans(view name, OUT scans bigint, OUT by_campaign bigint) LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE format('PREPARE report (text) AS SELECT * FROM %I WHERE campaign_id = $1', view);
	EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE report (''7'')' INTO plan;
	DEALLOCATE report;
	SELECT count(*), count(*) FILTER (WHERE concat(node ->> 'Recheck Cond', node ->> 'Index Cond') LIKE '%(campaign_id = $1)%')
	INTO scans, by_campaign
	FROM jsonb_path_query(plan, 'strict $.** ? (@."Relation Name" == "events")') node;
END
$$;

SET LOCAL plan_cache_mode = force_generic_plan;
SELECT ok(scans > 0 AND scans = by_campaign, format('%s: %s scans of events, %s by campaign', view, scans, by_campaign))
FROM unnest('{report_delivery,report_recipients,report_card,report_kpis,report_performance,report_links,report_participants,report_interactions,
			 report_prizes,report_keywords,report_chatbot,report_passes,report_pass_holders,report_redemptions,report_answers,
			 status_breakdown,channel_breakdown,ab_tests,links,link_clicks,redemptions_by_location,campaign_list}'::name[]) view,
	 pg_temp.scans(view);

-- What a game does not have is not looked for: its passes, questions of a survey.
CREATE FUNCTION pg_temp.scans_done(report text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (ANALYZE, FORMAT JSON) ' || report INTO plan;
	RETURN count(*) FROM jsonb_path_query(plan, 'strict $.** ? (@."Relation Name" == "events" && @."Actual Loops" > 0)');
END
$$;
RESET plan_cache_mode;
SELECT cmp_ok(pg_temp.scans_done($$SELECT * FROM report_kpis WHERE campaign_id = '7'$$), '<=', 5::bigint, 'KPIs of a game are read from what a game has');
SELECT is(pg_temp.scans_done($$SELECT * FROM campaign_cards WHERE campaign_id = '7'$$), 0::bigint, 'a card reads no events');

SELECT * FROM finish();
ROLLBACK;
