/*
 * Numbers that must agree with each other, wherever they stand: series and
 * totals, campaigns and all, functions and views, JSON and tables; and what a
 * range is: borders, zones, days of 23 and 25 hours, settings of the session.
 */
\ir lib/model.sql

SELECT * FROM no_plan();

SELECT pg_temp.make_model('sample', contacts => 200);
SELECT pg_temp.make_nasty_model('nasty', 3000);

CREATE FUNCTION pg_temp.use_model(model name) RETURNS void LANGUAGE sql AS $$
	SELECT set_config('search_path', format('%I, campaign_analytics, public', model), true);
$$;
CREATE TEMP TABLE spans (model text, span text, place serial);
INSERT INTO spans (model, span) VALUES ('sample', $$preset => 'all', zone => 'UTC'$$), ('sample', $$start_at => '2024-02-20 00:00+00', end_at => '2024-03-05 12:00+00', zone => 'Asia/Kathmandu'$$),
	('nasty', $$preset => 'all', zone => 'America/New_York'$$), ('nasty', $$start_at => '2024-03-10 00:00-05', end_at => '2024-03-12 00:00-04', zone => 'America/New_York'$$);

-- One assertion a model and range, which holds when the query has no rows
CREATE FUNCTION pg_temp.never(query text, description text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	s spans;
BEGIN
	FOR s IN SELECT * FROM spans ORDER BY place LOOP
		PERFORM pg_temp.use_model(s.model::name);
		EXECUTE format('SELECT use_range(%s, is_local => true)', s.span);
		RETURN NEXT is_empty(replace(query, '@range@', s.span), format('%s, %s %s', description, s.model, s.span));
	END LOOP;
END
$$;

/* ---- Series and totals ---- */

CREATE FUNCTION pg_temp.keys(dimension text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
	WHERE attrelid = format('sample.%I', dimension || '_daily')::regclass AND attnum < (SELECT attnum FROM pg_attribute WHERE attrelid = format('sample.%I', dimension || '_daily')::regclass AND attname = 'date')
$$;
CREATE TEMP TABLE dimensions AS
SELECT name AS dimension, pg_temp.keys(name) AS keys FROM (SELECT regexp_replace(relname, '_engagement$', '') AS name FROM pg_class WHERE relnamespace = 'sample'::regnamespace AND relname ~ '_engagement$' AND relname <> 'texting_engagement') AS d;
SELECT cmp_ok(count(*), '>=', 11::bigint, 'dimensions are found') FROM dimensions;

-- first_unique adds up to the uniques, totals to totals, by day and by hour.
SELECT pg_temp.never(format($$
	SELECT * FROM (
		SELECT %1$s event_type, sum(total) AS total, sum(first_unique) AS uniques, sum(total_human) AS total_human, sum(first_unique_human) AS uniques_human FROM %2$s GROUP BY %1$s event_type
		EXCEPT ALL
		SELECT %1$s w.* FROM %3$I, LATERAL (VALUES ('requested', requested_total::numeric, requested_unique::numeric, NULL::numeric, NULL::numeric), ('sent', sent_total, sent_unique, NULL, NULL), ('delivered', delivered_total, delivered_unique, NULL, NULL),
			('bounced', bounced_total, bounced_unique, NULL, NULL), ('failed', failed_total, failed_unique, NULL, NULL), ('opened', opened_total, opened_unique, opened_total_human, opened_unique_human),
			('clicked', clicked_total, clicked_unique, clicked_total_human, clicked_unique_human), ('interacted', interacted_total, interacted_unique, interacted_total_human, interacted_unique_human),
			('replied', replied_total, replied_unique, NULL, NULL), ('unsubscribed', unsubscribed_total, unsubscribed_unique, NULL, NULL)) AS w WHERE w.column2 > 0) AS x
	$$, keys || ', ', format('(SELECT %s event_type, total, first_unique, CASE WHEN event_type IN (''opened'', ''clicked'', ''interacted'') THEN total_human END AS total_human, CASE WHEN event_type IN (''opened'', ''clicked'', ''interacted'') THEN first_unique_human END AS first_unique_human
		FROM %I WHERE event_type IN (''requested'', ''sent'', ''delivered'', ''bounced'', ''failed'', ''opened'', ''clicked'', ''interacted'', ''replied'', ''unsubscribed'')) AS s', keys || ', ', dimension || '_' || series), dimension || '_engagement'),
	format('%s_%s adds up', dimension, series))
FROM dimensions, unnest('{daily,hourly}'::text[]) AS series;

-- Each event is in one group of these, so that they add up to all of them.
SELECT pg_temp.never(format($$SELECT sum(total), sum(total_human) FROM %I EXCEPT SELECT count(*), count(*) FILTER (WHERE is_human) FROM event_facts HAVING count(*) > 0$$, dimension || '_daily'), dimension || '_daily has every event once')
FROM unnest('{overall,campaign,template,channel,office,audience_office,contact,campaign_channel}'::text[]) AS dimension;

/* ---- Parts and the whole ---- */

-- Of totals this holds always, of uniques where a message is in one group only,
-- as in sample data.
CREATE FUNCTION pg_temp.sums(pattern text, aggregate text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT string_agg(format(aggregate, quote_ident(attname)), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'sample.overall_engagement'::regclass AND attnum > 0 AND attname ~ pattern
$$;

SELECT pg_temp.never(format('SELECT campaign_id, %s FROM campaign_channel_engagement GROUP BY 1 EXCEPT SELECT campaign_id, %s FROM campaign_engagement', pg_temp.sums('_total', 'sum(%s)'), pg_temp.sums('_total', '%s')), 'campaigns are the sum of their channels');
SELECT pg_temp.never(format('SELECT campaign_id, max(last_event_at), min(first_event_at), max(last_engaged_at) FROM campaign_channel_engagement GROUP BY 1 EXCEPT SELECT campaign_id, last_event_at, first_event_at, last_engaged_at FROM campaign_engagement'), 'and have the times of their channels');
SELECT pg_temp.never(format('SELECT %s FROM %I EXCEPT SELECT %s FROM overall_engagement', pg_temp.sums('_total', 'coalesce(sum(%s), 0)'), dimension || '_engagement', pg_temp.sums('_total', '%s')), 'overall is the sum of the groups of ' || dimension)
FROM unnest('{campaign,template,channel,office,audience_office,contact,campaign_channel}'::text[]) AS dimension;
DELETE FROM spans WHERE model = 'nasty';
SELECT pg_temp.never(format('SELECT %s FROM %I EXCEPT SELECT %s FROM overall_engagement', pg_temp.sums('_unique|^status_', 'coalesce(sum(%s), 0)'), dimension || '_engagement', pg_temp.sums('_unique|^status_', '%s')), 'overall is the sum of the messages of each ' || dimension)
FROM unnest('{campaign,template,channel,office,audience_office,contact,campaign_channel}'::text[]) AS dimension;
INSERT INTO spans (model, span) VALUES ('nasty', $$preset => 'all', zone => 'America/New_York'$$), ('nasty', $$start_at => '2024-03-10 00:00-05', end_at => '2024-03-12 00:00-04', zone => 'America/New_York'$$);

SELECT pg_temp.never($$SELECT sum(requested_unique), sum(sent_unique), sum(opened_unique), sum(clicked_unique) FROM sample.campaign_engagement
					   EXCEPT SELECT messages_total, messages_sent, messages_opened, messages_clicked FROM sample.overview$$, 'overview is all campaigns and direct sends');
SELECT pg_temp.never($$SELECT requested_unique, sent_unique, opened_unique, clicked_unique FROM overall_engagement EXCEPT SELECT messages_total, messages_sent, messages_opened, messages_clicked FROM overview$$, 'overview is overall_engagement');
SELECT pg_temp.never($$SELECT sum(messages), sum(opens), sum(clicks), sum(events), sum(contacts) FROM time_series(@range@) EXCEPT SELECT messages_total, messages_opened, messages_clicked, events_total, contacts_new FROM overview$$, 'the time series adds up to overview');
SELECT pg_temp.never($$SELECT campaign_id, sum(messages) FROM status_breakdown GROUP BY 1 EXCEPT
					   SELECT campaign_id, status_requested + status_sent + status_delivered + status_bounced + status_failed FROM campaign_engagement$$, 'the words on messages are as many as messages');
SELECT pg_temp.never(format($$SELECT campaign_id, sum(clicks_total), sum(clicks_total_human) FROM %I GROUP BY 1 EXCEPT SELECT campaign_id, clicked_total, clicked_total_human FROM campaign_engagement$$, v), 'clicks of ' || v || ' are all clicks')
FROM unnest('{links,link_clicks,report_links}'::text[]) AS v;
SELECT pg_temp.never($$SELECT sum(messaged), sum(responded), sum(opt_outs), sum(contact_messages), sum(agent_messages), sum(assistant_messages), sum(answered_waits), sum(unanswered_waits) FROM texting_engagement
					   EXCEPT SELECT messaged, responded, opt_outs, contact_messages, agent_messages, assistant_messages, answered_waits, unanswered_waits FROM texting_overview$$, 'texting_overview is the sum of its campaigns');
SELECT pg_temp.never(format('SELECT sum(responses) FROM %I EXCEPT SELECT contact_messages FROM texting_overview WHERE contact_messages > 0', v), v || ' adds up')
FROM unnest('{texting_responses_by_hour,texting_responses_by_weekday,texting_responses_by_date}'::text[]) AS v;
SELECT pg_temp.never($$SELECT campaign_id, sum(answered_waits)::bigint FROM texting_response_times GROUP BY 1 EXCEPT SELECT campaign_id, answered_waits FROM texting_engagement$$, 'waits of agents are those of campaigns');
SELECT pg_temp.never($$SELECT campaign_id, sum(sent_first_unique), sum(delivered_first_unique), sum(opened_first_unique), sum(clicked_first_unique), sum(opened_total), sum(opened_first_unique_human) FROM report_performance GROUP BY 1
					   EXCEPT SELECT campaign_id, sent_unique, delivered_unique, opened_unique, clicked_unique, opened_total, opened_unique_human FROM campaign_engagement
					   EXCEPT SELECT campaign_id, 0, 0, 0, 0, 0, 0 FROM event_facts$$, 'report_performance adds up');
SELECT pg_temp.never($$SELECT campaign_id, count(*), sum(opens_total) FROM report_recipients WHERE status IS NOT NULL GROUP BY 1 EXCEPT SELECT campaign_id, sum(messages), sum(opens) FROM
	(SELECT campaign_id, messages, 0 AS opens FROM status_breakdown UNION ALL SELECT campaign_id, 0, opens_total FROM report_recipients WHERE status IS NOT NULL) AS s GROUP BY 1$$, 'recipients are those of status_breakdown');
SELECT pg_temp.never(format($$SELECT source, medium, campaign, unique_visitors, total_events, conversions, unique_visitors_human, total_events_human, conversions_human FROM source_traffic
							  EXCEPT SELECT source, medium, campaign, sum(first_unique_visitors), sum(total_events), sum(conversions), sum(first_unique_visitors_human), sum(total_events_human), sum(conversions_human) FROM %I GROUP BY 1, 2, 3$$, v), v || ' adds up')
FROM unnest('{source_traffic_daily,source_traffic_hourly}'::text[]) AS v;

/* ---- Cards and lists ---- */

SELECT pg_temp.never($$(TABLE campaign_cards EXCEPT SELECT campaign_id, campaign_name, sending_entity, campaign_group, campaign_type, status, created_at, action FROM campaign_list)
					   UNION ALL (SELECT campaign_id, campaign_name, sending_entity, campaign_group, campaign_type, status, created_at, action FROM campaign_list EXCEPT TABLE campaign_cards)$$, 'cards are the list');
SELECT pg_temp.never($$SELECT campaign_id, opened_unique, clicked_unique, status_delivered, open_rate_of_delivered FROM campaign_list EXCEPT SELECT campaign_id, opened_unique, clicked_unique, status_delivered, open_rate_of_delivered FROM report_card$$, 'report cards are the list');
SELECT pg_temp.never($$SELECT campaign_id, requested_unique, sent_unique, delivered_unique, opened_unique, clicked_unique, bounced_unique, failed_unique FROM campaign_list
					   EXCEPT SELECT campaign_id, messages_total, messages_sent, messages_delivered, messages_opened, messages_clicked, messages_bounced, messages_failed FROM campaign_report$$, 'campaign reports are the list');

/* ---- Functions and views ---- */

-- Functions of views: all pages together are the view, of one id or of all.
CREATE TEMP TABLE paged AS
SELECT p.proname::text AS name, p.proargnames[1:p.pronargs - p.pronargdefaults] AS ids, p.proargnames @> '{page}' AS has_pages
FROM pg_proc AS p JOIN pg_class AS c ON c.reltype = p.prorettype AND c.relkind = 'v' AND c.relname = p.proname
WHERE p.pronamespace = 'sample'::regnamespace AND p.proargnames @> '{preset}';
SELECT cmp_ok(count(*), '>', 25::bigint, 'functions of views are found') FROM paged;

SELECT pg_temp.never(format($$
	WITH ours AS MATERIALIZED (SELECT f.* FROM %s generate_series(1, %s) AS page, LATERAL %I(%s @range@ %s) AS f), plain AS MATERIALIZED (SELECT f.* FROM %3$I AS f %6$s)
	(SELECT 'ours', * FROM ours EXCEPT ALL SELECT 'ours', * FROM plain) UNION ALL (SELECT 'plain', * FROM plain EXCEPT ALL SELECT 'plain', * FROM ours) LIMIT 5
	$$, CASE WHEN ids <> '{}' THEN '(SELECT id FROM campaigns WHERE mod(hashtext(id), 4) = 0 UNION VALUES (''c4''), (''gone''), (''nobody'')) AS ids,' END, CASE WHEN NOT has_pages THEN 1 WHEN ids = '{}' THEN 8 ELSE 3 END, name,
	CASE WHEN ids <> '{}' THEN ids[1] || ' => id,' END, CASE WHEN has_pages THEN ', page => page, page_size => 100' END,
	CASE WHEN ids <> '{}' THEN format('WHERE %I IN (SELECT id FROM campaigns WHERE mod(hashtext(id), 4) = 0 UNION VALUES (''c4''), (''gone''), (''nobody''))', ids[1]) END), 'function and view ' || name)
FROM paged WHERE name <> 'campaign_cards' ORDER BY name;

SELECT pg_temp.never($$
	WITH ours AS (SELECT f.* FROM generate_series(1, 8) AS page, LATERAL attribution_report(@range@, page => page, page_size => 100) AS f)
	(TABLE ours EXCEPT ALL TABLE source_traffic) UNION ALL (TABLE source_traffic EXCEPT ALL TABLE ours)
	$$, 'attribution_report is source_traffic');
SELECT pg_temp.never($$
	SELECT f.* FROM contacts, LATERAL user_insight(id, @range@) AS f WHERE mod(hashtext(id), 4) = 0 AND last_engaged_at IS NOT NULL
	EXCEPT ALL SELECT * FROM contact_insight
	$$, 'user_insight is contact_insight');
SELECT pg_temp.never($$
	SELECT id FROM contacts WHERE mod(hashtext(id), 4) = 1 AND (SELECT count(*) FROM user_insight(id, @range@)) <> 1
	$$, 'user_insight has a row for each contact');
-- Of cards, the range is that of their creation.
SELECT pg_temp.never($$
	WITH ours AS (SELECT f.* FROM generate_series(1, 3) AS page, LATERAL campaign_cards(@range@, page => page, page_size => 100) AS f),
		 plain AS (SELECT * FROM campaign_cards WHERE created_at >= range_start() AND created_at < range_end())
	(TABLE ours EXCEPT ALL TABLE plain) UNION ALL (TABLE plain EXCEPT ALL TABLE ours)
	$$, 'function and view campaign_cards');
SELECT pg_temp.never(format($$
	WITH ours AS (SELECT f.* FROM generate_series(1, 8) AS page, LATERAL engagement_by(%L, NULL, @range@, page => page, page_size => 100) AS f)
	SELECT opened_unique, clicked_unique, status_failed, first_event_at, open_rate_of_sent_human FROM ours EXCEPT ALL SELECT opened_unique, clicked_unique, status_failed, first_event_at, open_rate_of_sent_human FROM %I
	$$, dimension, dimension || '_engagement'), 'engagement_by is ' || dimension || '_engagement')
FROM dimensions;
SELECT pg_temp.never(format($$
	WITH ours AS (SELECT f.* FROM generate_series(1, 30) AS page, LATERAL engagement_by(%L, %L, @range@, page => page, page_size => 100) AS f)
	SELECT bucket, opened_total, opened_unique, opened_unique_human FROM ours WHERE opened_total > 0
	EXCEPT ALL SELECT %s, total, unique_in_%s, unique_in_%4$s_human FROM %I WHERE event_type = 'opened'
	$$, dimension, period, CASE period WHEN 'daily' THEN 'date::timestamp AT TIME ZONE reporting_zone(''UTC'')' ELSE 'hour' END, CASE period WHEN 'daily' THEN 'day' ELSE 'hour' END, dimension || '_' || period),
	format('engagement_by %s is %s_%s', period, dimension, period))
FROM unnest('{overall,channel,campaign_channel}'::text[]) AS dimension, unnest('{daily,hourly}'::text[]) AS period;

SELECT * FROM finish();
ROLLBACK;
