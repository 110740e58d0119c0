/*
 * Campaign lists, breakdowns, links, tests and the report tabs against plain
 * SQL over the tables.
 */
\ir lib/model.sql
\ir lib/model_oracle.sql

SELECT * FROM no_plan();

-- A count of distinct messages of a type, as most of these reports have it
CREATE FUNCTION pg_temp.uniques(word text, name text, filter text DEFAULT 'true') RETURNS text LANGUAGE sql AS $$
	SELECT format('count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = %L AND has_key AND %s) AS %I', word, filter, name)
$$;

-- The strongest word on each message of each campaign
CREATE FUNCTION pg_temp.last_words() RETURNS text LANGUAGE sql AS $$
	SELECT $q$(SELECT campaign_id, message_id, contact_id, max(CASE event_type WHEN 'failed' THEN 5 WHEN 'bounced' THEN 4 WHEN 'delivered' THEN 3 WHEN 'sent' THEN 2 WHEN 'requested' THEN 1 END) AS word
			   FROM @events@ AS e WHERE has_key GROUP BY 1, 2, 3)$q$
$$;

INSERT INTO definitions
SELECT name, format('SELECT * FROM %s', name), plain
FROM (VALUES
('status_breakdown',
 'SELECT campaign_id, (ARRAY[''REQUESTED'', ''SENT'', ''DELIVERED'', ''BOUNCED'', ''FAILED''])[word], count(*) FROM ' || pg_temp.last_words() || ' AS w WHERE word IS NOT NULL GROUP BY 1, 2'),
('channel_breakdown',
 $$SELECT campaign_id, channel, count(DISTINCT (message_id, contact_id)) FROM @events@ AS e WHERE has_key AND event_type IN ('requested', 'sent', 'delivered', 'bounced', 'failed') GROUP BY 1, 2$$),
('enrollment_summary',
 $$SELECT campaign_id, count(*), sum((status = 'active')::int)::bigint, sum((status = 'completed')::int)::bigint, sum((status = 'exited')::int)::bigint, avg((status = 'completed')::int)::float8 FROM enrollments GROUP BY 1$$),
('campaign_cards',
 $$SELECT id, name, sending_entity, campaign_group, campaign_type, status, created_at,
		  CASE WHEN status = 'completed' THEN 'Report' WHEN status = 'live' AND campaign_group = 'interactive' THEN 'Interim report' ELSE 'Details' END FROM campaigns$$),
('campaign_list',
 $$SELECT id, name, campaign_group, campaign_type, mode, status, CASE WHEN status = 'completed' THEN 'Report' WHEN status = 'live' THEN 'Interim report' ELSE 'Details' END, sending_entity, created_by, office,
		  array_to_string(tags, ', '), created_at, scheduled_at, launched_at, completed_at, e.*, status_requested, status_sent, status_delivered, status_bounced, status_failed,
		  e.delivered::float8 / nullif(e.sent, 0), e.opened::float8 / nullif(e.delivered, 0), e.clicked::float8 / nullif(e.delivered, 0), last_engaged_at
   FROM campaigns AS c,
		LATERAL (SELECT $$ || (SELECT string_agg(pg_temp.uniques(w, w), ', ' ORDER BY n) FROM unnest('{requested,sent,delivered,bounced,failed,opened,clicked,interacted,replied,unsubscribed}'::text[]) WITH ORDINALITY AS w (w, n)) || $$
				 FROM @events@ AS e WHERE e.campaign_id = c.id) AS e,
		LATERAL (SELECT max(occurred_at) AS last_engaged_at FROM @events@ AS e WHERE e.campaign_id = c.id AND event_type IN ('opened', 'clicked', 'interacted', 'replied')) AS l,
		LATERAL (SELECT count(*) FILTER (WHERE word = 1) AS status_requested, count(*) FILTER (WHERE word = 2) AS status_sent, count(*) FILTER (WHERE word = 3) AS status_delivered,
						count(*) FILTER (WHERE word = 4) AS status_bounced, count(*) FILTER (WHERE word = 5) AS status_failed
				 FROM $$ || pg_temp.last_words() || $$ AS w WHERE w.campaign_id = c.id) AS s$$),
('report_card',
 $$SELECT id, name, campaign_group, campaign_type, mode, status, sending_entity, created_by, office, array_to_string(tags, ', '), created_at, scheduled_at, launched_at, completed_at,
		  (SELECT count(*) FROM enrollments AS n WHERE n.campaign_id = c.id), (SELECT count(*) FROM enrollments AS n WHERE n.campaign_id = c.id AND status = 'active'),
		  (SELECT count(*) FROM enrollments AS n WHERE n.campaign_id = c.id AND status = 'completed'),
		  status_requested, status_sent, status_delivered, status_bounced, status_failed, opened, clicked, interacted, replied, unsubscribed,
		  delivered::float8 / nullif(sent, 0), opened::float8 / nullif(delivered, 0), clicked::float8 / nullif(delivered, 0), last_engaged_at
   FROM campaigns AS c,
		LATERAL (SELECT $$ || (SELECT string_agg(pg_temp.uniques(w, w), ', ') FROM unnest('{sent,delivered,opened,clicked,interacted,replied,unsubscribed}'::text[]) AS w) || $$
				 FROM @events@ AS e WHERE e.campaign_id = c.id) AS e,
		LATERAL (SELECT max(occurred_at) AS last_engaged_at FROM @events@ AS e WHERE e.campaign_id = c.id AND event_type IN ('opened', 'clicked', 'interacted', 'replied')) AS l,
		LATERAL (SELECT count(*) FILTER (WHERE word = 1) AS status_requested, count(*) FILTER (WHERE word = 2) AS status_sent, count(*) FILTER (WHERE word = 3) AS status_delivered,
						count(*) FILTER (WHERE word = 4) AS status_bounced, count(*) FILTER (WHERE word = 5) AS status_failed
				 FROM $$ || pg_temp.last_words() || $$ AS w WHERE w.campaign_id = c.id) AS s$$),
('campaign_report',
 $$SELECT id, name, (SELECT count(*) FROM enrollments AS n WHERE n.campaign_id = c.id), (SELECT count(*) FROM enrollments AS n WHERE n.campaign_id = c.id AND status = 'active'),
		  (SELECT count(*) FROM enrollments AS n WHERE n.campaign_id = c.id AND status = 'completed'), e.*, opened::float8 / nullif(delivered, 0), clicked::float8 / nullif(delivered, 0), bounced::float8 / nullif(delivered, 0)
   FROM campaigns AS c,
		LATERAL (SELECT $$ || (SELECT string_agg(pg_temp.uniques(w, w), ', ' ORDER BY n) FROM unnest('{requested,sent,delivered,opened,clicked,bounced,failed}'::text[]) WITH ORDINALITY AS w (w, n)) || $$
				 FROM @events@ AS e WHERE e.campaign_id = c.id) AS e$$),
('report_delivery',
 $$SELECT campaign_id, channel, requested, sent, delivered, bounced, failed, deliveries, delivered::float8 / nullif(sent, 0), bounced::float8 / nullif(sent, 0), failed::float8 / nullif(sent, 0), first_at, last_at
   FROM (SELECT campaign_id, channel, $$ || (SELECT string_agg(pg_temp.uniques(w, w), ', ') FROM unnest('{requested,sent,delivered,bounced,failed}'::text[]) AS w) || $$,
				count(*) FILTER (WHERE event_type = 'delivered') AS deliveries, bool_or(event_type IN ('requested', 'sent', 'delivered', 'bounced', 'failed')) AS was_sent,
				min(occurred_at) FILTER (WHERE is_message) AS first_at, max(occurred_at) FILTER (WHERE is_message) AS last_at
		 FROM @events@ AS e WHERE campaign_id IS NOT NULL GROUP BY 1, 2) AS d
   WHERE was_sent$$),
('report_recipients',
 $$SELECT campaign_id, contact_id, (SELECT name FROM contacts AS n WHERE n.id = contact_id), message_id, min(channel COLLATE "C"),
		  (ARRAY['REQUESTED', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED'])[max(array_position('{requested,sent,delivered,bounced,failed}', event_type))],
		  min(occurred_at) FILTER (WHERE event_type = 'requested'), min(occurred_at) FILTER (WHERE event_type = 'sent'), min(occurred_at) FILTER (WHERE event_type = 'delivered'),
		  min(occurred_at) FILTER (WHERE event_type = 'bounced'), min(occurred_at) FILTER (WHERE event_type = 'failed'), min(occurred_at) FILTER (WHERE event_type = 'opened'),
		  min(occurred_at) FILTER (WHERE event_type = 'clicked'), min(occurred_at) FILTER (WHERE event_type = 'interacted'), min(occurred_at) FILTER (WHERE event_type = 'replied'),
		  min(occurred_at) FILTER (WHERE event_type = 'unsubscribed'), count(*) FILTER (WHERE event_type = 'opened'), count(*) FILTER (WHERE event_type = 'clicked')
   FROM @events@ AS e WHERE campaign_id IS NOT NULL AND has_key AND is_message GROUP BY 1, 2, 4$$),
('links',
 $$SELECT campaign_id, url, count(*), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key), count(*) FILTER (WHERE human), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key AND human),
		  count(*)::float8 / sum(count(*)) OVER (PARTITION BY campaign_id)::float8, min(occurred_at), max(occurred_at)
   FROM @events@ AS e WHERE event_type = 'clicked' GROUP BY 1, 2$$),
('link_clicks',
 $$SELECT campaign_id, url, contact_id, (SELECT name FROM contacts AS n WHERE n.id = contact_id), count(*), count(*) FILTER (WHERE human), min(occurred_at), max(occurred_at)
   FROM @events@ AS e WHERE event_type = 'clicked' GROUP BY 1, 2, 3$$),
('report_links',
 $$SELECT campaign_id, url, count(*), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key), count(*) FILTER (WHERE human), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key AND human),
		  count(*)::float8 / sum(count(*)) OVER (PARTITION BY campaign_id)::float8,
		  count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key)::float8 / nullif((SELECT count(DISTINCT (message_id, contact_id)) FROM @events@ AS d WHERE d.campaign_id = e.campaign_id AND event_type = 'delivered' AND has_key), 0),
		  min(occurred_at), max(occurred_at)
   FROM @events@ AS e WHERE event_type = 'clicked' AND campaign_id IS NOT NULL GROUP BY 1, 2$$),
('report_performance',
 $$SELECT coalesce(f.campaign_id, t.campaign_id), coalesce(f.date, t.date), coalesce(sent, 0), coalesce(delivered, 0), coalesce(opened, 0), coalesce(clicked, 0), coalesce(interacted, 0), coalesce(replied, 0),
		  coalesce(unsubscribed, 0), coalesce(opened_human, 0), coalesce(clicked_human, 0), opens, clicks, events
   FROM (SELECT campaign_id, (occurred_at AT TIME ZONE @zone@)::date AS date, count(*) FILTER (WHERE event_type = 'opened') AS opens, count(*) FILTER (WHERE event_type = 'clicked') AS clicks, count(*) AS events
		 FROM @events@ AS e WHERE campaign_id IS NOT NULL GROUP BY 1, 2) AS t
   LEFT JOIN (SELECT campaign_id, (first_at AT TIME ZONE @zone@)::date AS date, $$
		|| (SELECT string_agg(format('count(*) FILTER (WHERE event_type = %L AND NOT only_human) AS %1$I', w), ', ') FROM unnest('{sent,delivered,opened,clicked,interacted,replied,unsubscribed}'::text[]) AS w) || $$,
			  count(*) FILTER (WHERE event_type = 'opened' AND only_human) AS opened_human, count(*) FILTER (WHERE event_type = 'clicked' AND only_human) AS clicked_human
			  FROM (SELECT campaign_id, event_type, only_human, min(occurred_at) AS first_at FROM @events@ AS e, unnest('{t,f}'::boolean[]) AS only_human WHERE has_key AND (human OR NOT only_human) GROUP BY 1, 2, 3, message_id, contact_id) AS k
			  GROUP BY 1, 2) AS f ON f.campaign_id = t.campaign_id AND f.date = t.date$$),
('ab_tests',
 $$SELECT campaign_id, campaign_id || ':' || test, test, variant, place, place = 1, sent, delivered, opened, clicked, opened::float8 / nullif(sent, 0), clicked::float8 / nullif(sent, 0),
		  (o).lift, (o).difference, (o).z, (o).p_value, (o).ci_low, (o).ci_high, (c).lift, (c).difference, (c).z, (c).p_value, (c).ci_low, (c).ci_high
   FROM (SELECT *, CASE WHEN place > 1 AND first_value(opened) OVER w <= first_value(sent) OVER w AND opened <= sent THEN ab_test(first_value(opened) OVER w, first_value(sent) OVER w, opened, sent) END AS o,
				CASE WHEN place > 1 AND first_value(clicked) OVER w <= first_value(sent) OVER w AND clicked <= sent THEN ab_test(first_value(clicked) OVER w, first_value(sent) OVER w, clicked, sent) END AS c
		 FROM (SELECT campaign_id, test, variant, row_number() OVER (PARTITION BY campaign_id, test ORDER BY variant COLLATE "C") AS place, $$
		|| (SELECT string_agg(pg_temp.uniques(w, w), ', ') FROM unnest('{sent,delivered,opened,clicked}'::text[]) AS w) || $$
			   FROM (SELECT e.*, CASE WHEN m.variant LIKE '%:%' THEN reverse(split_part(reverse(m.variant), ':', 1)) ELSE m.variant END AS variant,
							CASE WHEN m.variant LIKE '%:%' THEN left(m.variant, -1 - length(split_part(reverse(m.variant), ':', 1))) ELSE 'A/B test' END AS test
					 FROM @events@ AS e JOIN messages AS m ON m.id = e.message_id AND m.campaign_id = e.campaign_id AND coalesce(m.variant, '') <> '' WHERE is_message) AS v
			   GROUP BY 1, 2, 3) AS t
		 WINDOW w AS (PARTITION BY campaign_id, test ORDER BY place)) AS r$$)
) AS d (name, plain);

SELECT pg_temp.check_definitions();

SELECT * FROM finish();
ROLLBACK;
