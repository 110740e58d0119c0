/*
 * Overview, time series, traffic, contacts, texting screens and KPIs against
 * plain SQL over the tables.
 */
\ir lib/model.sql
\ir lib/model_oracle.sql

SELECT * FROM no_plan();

-- Local days of the range; where it has no bound, from the first to the last
-- of some instants, and none where there are none
CREATE FUNCTION pg_temp.days(instants text) RETURNS text LANGUAGE sql AS $$
	SELECT format($q$(SELECT d::date AS date
		FROM (SELECT CASE WHEN isfinite(@start@) THEN @start@ AT TIME ZONE @zone@ ELSE min(at) AT TIME ZONE @zone@ END AS since,
					 CASE WHEN isfinite(@end@) THEN (@end@ - interval '1 us') AT TIME ZONE @zone@ ELSE max(at) AT TIME ZONE @zone@ END AS until
			  FROM (%s) AS i (at)) AS b, generate_series(date_trunc('day', since), date_trunc('day', until), '1 day') AS d)$q$, instants)
$$;
CREATE FUNCTION pg_temp.uniques(word text) RETURNS text LANGUAGE sql AS $$
	SELECT format('count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = %L AND has_key)', word)
$$;
CREATE FUNCTION pg_temp.texting() RETURNS text LANGUAGE sql AS $$ SELECT $q$(SELECT * FROM campaigns WHERE campaign_type IN ('sms', 'mms', 'rcs', 'whatsapp'))$q$ $$;

-- A wait begins with a contact's message that follows none of its own, and ends
-- with the first of an agent after it; @end@ is the end of what is known.
CREATE FUNCTION pg_temp.waits() RETURNS text LANGUAGE sql AS $$
	SELECT $q$(SELECT campaign_id, conversation_id, (array_agg(actor ORDER BY n) FILTER (WHERE by_agent))[1] AS agent, min(occurred_at) FILTER (WHERE NOT by_agent) AS asked_at,
					  min(occurred_at) FILTER (WHERE by_agent) AS answered_at,
					  extract(epoch FROM min(occurred_at) FILTER (WHERE by_agent) - min(occurred_at) FILTER (WHERE NOT by_agent))::float8 AS seconds
			   FROM (SELECT *, count(*) FILTER (WHERE NOT by_agent AND before IS NOT FALSE) OVER (PARTITION BY campaign_id, conversation_id ORDER BY n) AS wait
					 FROM (SELECT *, lag(by_agent) OVER (PARTITION BY campaign_id, conversation_id ORDER BY n) AS before
						   FROM (SELECT *, event_type = 'agent_message' AS by_agent, row_number() OVER (PARTITION BY campaign_id, conversation_id ORDER BY occurred_at, event_type = 'agent_message', actor COLLATE "C") AS n
								 FROM events
								 WHERE event_type IN ('contact_message', 'agent_message') AND conversation_id IS NOT NULL AND occurred_at < @end@
								   AND campaign_id IN (SELECT id FROM campaigns WHERE campaign_type IN ('sms', 'mms', 'rcs', 'whatsapp'))) AS e) AS e) AS e
			   WHERE wait > 0
			   GROUP BY campaign_id, conversation_id, wait
			   HAVING coalesce(min(occurred_at) FILTER (WHERE by_agent), min(occurred_at) FILTER (WHERE NOT by_agent)) >= @start@)$q$
$$;
CREATE FUNCTION pg_temp.median(expression text) RETURNS text LANGUAGE sql AS $$
	SELECT format('percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)', expression)
$$;
-- What contacts did in one campaign, c
CREATE FUNCTION pg_temp.told(expression text, word text) RETURNS text LANGUAGE sql AS $$
	SELECT format('(SELECT %s FROM @events@ AS e WHERE e.campaign_id = c.id AND %s)', expression, CASE WHEN word ~ '^[a-z_]+$' THEN format('event_type = %L', word) ELSE word END)
$$;

-- Web traffic by a period: who comes again in a later one is no first visitor of that.
CREATE FUNCTION pg_temp.traffic_of(period text) RETURNS text LANGUAGE sql AS $f$
	SELECT format($$SELECT period, source, medium, campaign, count(DISTINCT contact_id), count(*), count(*) FILTER (WHERE converts), count(DISTINCT contact_id) FILTER (WHERE period = first),
		  count(DISTINCT contact_id) FILTER (WHERE human), count(*) FILTER (WHERE human), count(*) FILTER (WHERE human AND converts), count(DISTINCT contact_id) FILTER (WHERE human AND period = first_human)
   FROM (SELECT *, min(period) OVER w AS first, min(period) FILTER (WHERE human) OVER w AS first_human
		 FROM (SELECT %s AS period, utm_source(url) AS source, utm_medium(url) AS medium, utm_campaign(url) AS campaign, contact_id, human, event_type = ANY (@conversions@) AS converts
			   FROM @events@ AS e WHERE message_id IS NULL AND conversation_id IS NULL AND channel IS NULL AND (url IS NOT NULL OR event_type = ANY (@conversions@))) AS visits
		 WINDOW w AS (PARTITION BY source, medium, campaign, contact_id)) AS visits GROUP BY 1, 2, 3, 4$$, period)
$f$;

INSERT INTO definitions
SELECT name, format('SELECT * FROM %s', name), plain
FROM (VALUES
('overview',
 $$SELECT contacts, new, campaigns, active, requested, sent, opened, clicked, opened::float8 / nullif(sent, 0), clicked::float8 / nullif(sent, 0), events
   FROM (SELECT count(*) AS contacts, count(*) FILTER (WHERE created_at >= @start@) AS new FROM contacts WHERE created_at < @end@) AS c,
		(SELECT count(*) AS campaigns, count(*) FILTER (WHERE status IN ('in_progress', 'live')) AS active FROM campaigns WHERE created_at < @end@) AS p,
		(SELECT $$ || pg_temp.uniques('requested') || ' AS requested, ' || pg_temp.uniques('sent') || ' AS sent, ' || pg_temp.uniques('opened') || ' AS opened, ' || pg_temp.uniques('clicked')
				|| $$ AS clicked, count(*) AS events FROM @events@ AS e) AS e$$),
('contact_insight',
 $$SELECT contact_id, (SELECT name FROM contacts WHERE id = contact_id), count(*) FILTER (WHERE event_type = 'opened'), $$ || pg_temp.uniques('opened') || $$, count(*) FILTER (WHERE event_type = 'clicked'), $$
		|| pg_temp.uniques('clicked') || $$, count(*) FILTER (WHERE event_type = 'interacted'), $$ || pg_temp.uniques('interacted') || $$, max(occurred_at) FILTER (WHERE event_type IN ('opened', 'clicked', 'interacted', 'replied'))
   FROM @events@ AS e GROUP BY 1 HAVING bool_or(is_message)$$),
('contact_signups',
 $$SELECT * FROM (SELECT id, coalesce(signed_up_at, (SELECT min(occurred_at) FROM events WHERE contact_id = id AND event_type = 'signup')) AS at FROM contacts
	 UNION ALL SELECT contact_id, min(occurred_at) FROM events WHERE event_type = 'signup' AND contact_id IS NOT NULL AND contact_id NOT IN (SELECT id FROM contacts) GROUP BY 1) AS s WHERE at >= @start@ AND at < @end@$$),
('web_facts',
 $$SELECT occurred_at, event_type, contact_id, campaign_id, url, worth, human, event_type = ANY (@conversions@) FROM @events@ AS e
   WHERE message_id IS NULL AND conversation_id IS NULL AND channel IS NULL AND (url IS NOT NULL OR event_type = ANY (@conversions@))$$),
('source_traffic',
 $$SELECT utm_source(url), utm_medium(url), utm_campaign(url), channel_group(utm_source(url), utm_medium(url), utm_campaign(url), NULL, NULL), count(DISTINCT contact_id), count(*), count(*) FILTER (WHERE event_type = ANY (@conversions@)),
		  count(DISTINCT contact_id) FILTER (WHERE human), count(*) FILTER (WHERE human), count(*) FILTER (WHERE human AND event_type = ANY (@conversions@))
   FROM @events@ AS e WHERE message_id IS NULL AND conversation_id IS NULL AND channel IS NULL AND (url IS NOT NULL OR event_type = ANY (@conversions@)) GROUP BY 1, 2, 3$$),
('source_traffic_daily', pg_temp.traffic_of('(occurred_at AT TIME ZONE @zone@)::date')),
('source_traffic_hourly', pg_temp.traffic_of($$date_trunc('hour', occurred_at, @zone@)$$)),
('attribution_events',
 $$SELECT occurred_at, event_type, contact_id, CASE WHEN abs(value) <= 1e290 THEN value END, NOT is_machine, event_type = ANY (@conversions@), campaign_id, template_id, channel,
		  CASE WHEN utm_medium(url) IS NULL THEN utm_source(url) ELSE utm_source(url) || ' / ' || utm_medium(url) END
   FROM events$$),
('texting_campaigns', $$SELECT id, name, launched_at, created_by, mode, status, office, array_to_string(tags, ', ') FROM $$ || pg_temp.texting() || ' AS c'),
('texting_waits', 'SELECT campaign_id, conversation_id, agent, asked_at, answered_at, seconds FROM ' || pg_temp.waits() || ' AS w'),
('texting_response_times',
 $$SELECT campaign_id, (SELECT name FROM campaigns WHERE id = campaign_id), agent, count(*), $$ || pg_temp.median('seconds') || $$, percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds), round(avg(seconds)::numeric, 6)::float8, max(seconds) FROM $$
 || pg_temp.waits() || $$ AS w WHERE answered_at IS NOT NULL GROUP BY 1, 3$$),
('texting_engagement',
 $$SELECT id, name, launched_at, created_by, mode, status, office, array_to_string(tags, ', '), messaged, responded, responded::float8 / nullif(messaged, 0) * 100, opt_outs, contacts, agents, assistants, answered, unanswered, median
   FROM $$ || pg_temp.texting() || $$ AS c,
		LATERAL (SELECT count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'delivered' AND has_key AND coalesce(channel, 'sms') IN ('sms', 'mms', 'rcs', 'whatsapp')) AS messaged,
						count(DISTINCT conversation_id) FILTER (WHERE event_type = 'contact_message') AS responded, count(DISTINCT conversation_id) FILTER (WHERE event_type = 'unsubscribed') AS opt_outs,
						count(*) FILTER (WHERE event_type = 'contact_message') AS contacts, count(*) FILTER (WHERE event_type = 'agent_message') AS agents, count(*) FILTER (WHERE event_type = 'assistant_message') AS assistants
				 FROM @events@ AS e WHERE e.campaign_id = c.id) AS e,
		LATERAL (SELECT count(answered_at) AS answered, count(*) - count(answered_at) AS unanswered, $$ || pg_temp.median('seconds') || $$ AS median FROM $$ || pg_temp.waits() || $$ AS w WHERE w.campaign_id = c.id) AS w$$),
('texting_overview',
 $$SELECT active, launched, messaged, responded, responded::float8 / nullif(messaged, 0) * 100, opt_outs, contacts, agents, assistants, answered, unanswered, median
   FROM (SELECT count(*) FILTER (WHERE status IN ('in_progress', 'live')) AS active, count(*) FILTER (WHERE launched_at >= @start@ AND launched_at < @end@) AS launched FROM $$ || pg_temp.texting() || $$ AS c) AS c,
		(SELECT count(DISTINCT (campaign_id, message_id, contact_id)) FILTER (WHERE event_type = 'delivered' AND has_key AND coalesce(channel, 'sms') IN ('sms', 'mms', 'rcs', 'whatsapp')) AS messaged,
				count(DISTINCT (campaign_id, conversation_id)) FILTER (WHERE event_type = 'contact_message' AND conversation_id IS NOT NULL) AS responded,
				count(DISTINCT (campaign_id, conversation_id)) FILTER (WHERE event_type = 'unsubscribed' AND conversation_id IS NOT NULL) AS opt_outs,
				count(*) FILTER (WHERE event_type = 'contact_message') AS contacts, count(*) FILTER (WHERE event_type = 'agent_message') AS agents, count(*) FILTER (WHERE event_type = 'assistant_message') AS assistants
		 FROM @events@ AS e WHERE campaign_id IN (SELECT id FROM $$ || pg_temp.texting() || $$ AS c)) AS e,
		(SELECT count(answered_at) AS answered, count(*) - count(answered_at) AS unanswered, $$ || pg_temp.median('seconds') || $$ AS median FROM $$ || pg_temp.waits() || $$ AS w) AS w$$),
('texting_responses_by_hour',
 $$SELECT hour, (SELECT count(*) FROM @events@ AS e WHERE event_type = 'contact_message' AND campaign_id IN (SELECT id FROM $$ || pg_temp.texting() || $$ AS c) AND extract(hour FROM occurred_at AT TIME ZONE @zone@) = hour)
   FROM generate_series(0, 23) AS hour$$),
('texting_responses_by_weekday',
 $$SELECT day::int, name, (SELECT count(*) FROM @events@ AS e WHERE event_type = 'contact_message' AND campaign_id IN (SELECT id FROM $$ || pg_temp.texting() || $$ AS c) AND extract(isodow FROM occurred_at AT TIME ZONE @zone@) = day)
   FROM unnest('{Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday}'::text[]) WITH ORDINALITY AS d (name, day)$$),
('texting_responses_by_date',
 $$WITH responses AS (SELECT occurred_at FROM @events@ AS e WHERE event_type = 'contact_message' AND campaign_id IN (SELECT id FROM $$ || pg_temp.texting() || $$ AS c))
   SELECT date, (SELECT count(*) FROM responses WHERE (occurred_at AT TIME ZONE @zone@)::date = date) FROM $$ || pg_temp.days('SELECT occurred_at FROM responses') || $$ AS d$$),
('campaigns_launched_by_date',
 $$SELECT date, count(id), count(id) FILTER (WHERE campaign_type IN ('sms', 'mms', 'rcs', 'whatsapp'))
   FROM $$ || pg_temp.days('SELECT launched_at FROM campaigns') || $$ AS d LEFT JOIN campaigns ON (launched_at AT TIME ZONE @zone@)::date = date AND launched_at >= @start@ AND launched_at < @end@ GROUP BY 1$$),
('campaign_kinds',
 $$SELECT id, CASE WHEN campaign_type IN ('sms', 'mms', 'rcs', 'whatsapp') THEN 'texting' WHEN campaign_type = 'email' THEN 'email' WHEN campaign_type = 'chatbot' THEN 'chatbot'
				   WHEN campaign_type IN ('wallet_pass', 'digital_coupon', 'e-swipe') THEN 'pass' WHEN campaign_type = 'survey' THEN 'survey' WHEN campaign_group = 'interactive' THEN 'game' ELSE 'notification' END FROM campaigns$$)
) AS d (name, plain);

-- Means are of sums in some order.
UPDATE definitions SET ours = 'SELECT campaign_id, campaign_name, agent, answered_waits, median_seconds, p90_seconds, round(avg_seconds::numeric, 6)::float8, longest_seconds FROM texting_response_times'
WHERE name = 'texting_response_times';

INSERT INTO definitions VALUES
('time_series()', 'SELECT * FROM time_series(@range@)',
 $$SELECT date, (SELECT count(*) FROM @events@ AS e WHERE (occurred_at AT TIME ZONE @zone@)::date = date), (SELECT count(*) FROM contacts WHERE (created_at AT TIME ZONE @zone@)::date = date AND created_at >= @start@ AND created_at < @end@), $$
 || (SELECT string_agg(format('(SELECT count(*) FROM (SELECT min(occurred_at) AS at FROM @events@ AS e WHERE event_type = %L AND has_key GROUP BY message_id, contact_id) AS f WHERE (at AT TIME ZONE @zone@)::date = date)', w), ', ' ORDER BY n)
	 FROM unnest('{requested,sent,delivered,opened,clicked}'::text[]) WITH ORDINALITY AS w (w, n))
 || ' FROM ' || pg_temp.days('SELECT occurred_at FROM events UNION ALL SELECT created_at FROM contacts') || ' AS d');

-- KPIs: what each means, in campaign c
CREATE TEMP TABLE kpis (kpi text, plain text);
INSERT INTO kpis
SELECT kpi, format('(SELECT %s::float8 FROM @events@ AS e WHERE e.campaign_id = c.id)', expression)
FROM (SELECT 'messages_sent', pg_temp.uniques('sent') UNION ALL
	  SELECT kpi, format('%s::float8 / nullif(%s, 0)', pg_temp.uniques(num), pg_temp.uniques(den))
	  FROM (VALUES ('delivery_rate', 'delivered', 'sent'), ('bounce_rate', 'bounced', 'sent'), ('open_rate', 'opened', 'delivered'), ('click_rate', 'clicked', 'delivered'), ('click_to_open_rate', 'clicked', 'opened'),
				   ('interaction_rate', 'interacted', 'delivered'), ('unsubscribe_rate', 'unsubscribed', 'delivered')) AS r (kpi, num, den) UNION ALL
	  SELECT 'open_rate_human', replace(pg_temp.uniques('opened'), 'has_key', 'has_key AND human') || '::float8 / nullif(' || pg_temp.uniques('delivered') || ', 0)' UNION ALL
	  SELECT kpi, format('count(*) FILTER (WHERE event_type = %L)', word) FROM (VALUES ('contact_messages', 'contact_message'), ('assistant_messages', 'assistant_message'), ('handoffs', 'handoff'), ('prizes_won', 'prize_won'), ('prizes_claimed', 'prize_claimed'),
				   ('redemptions', 'pass_redeemed'), ('answers', 'answered')) AS w (kpi, word) UNION ALL
	  SELECT kpi, format('count(DISTINCT contact_id) FILTER (WHERE event_type = %L)', word) FROM (VALUES ('winners', 'prize_won'), ('respondents', 'answered')) AS w (kpi, word) UNION ALL
	  SELECT kpi, format('count(DISTINCT properties->>''pass_id'') FILTER (WHERE event_type = %L)', word) FROM (VALUES ('passes_issued', 'pass_issued'), ('passes_installed', 'pass_installed'), ('passes_removed', 'pass_removed')) AS w (kpi, word) UNION ALL
	  VALUES ('participants', 'count(DISTINCT contact_id) FILTER (WHERE by_contact)'), ('interactions', 'count(*) FILTER (WHERE by_contact)'),
			 ('sessions', 'count(DISTINCT conversation_id) FILTER (WHERE in_chat)'), ('handoff_rate', 'count(DISTINCT conversation_id) FILTER (WHERE event_type = ''handoff'')::float8 / nullif(count(DISTINCT conversation_id) FILTER (WHERE in_chat), 0)'),
			 ('claim_rate', 'count(*) FILTER (WHERE event_type = ''prize_claimed'')::float8 / nullif(count(*) FILTER (WHERE event_type = ''prize_won''), 0)'),
			 ('redemption_rate', 'count(DISTINCT properties->>''pass_id'') FILTER (WHERE event_type = ''pass_redeemed'')::float8 / nullif(count(DISTINCT properties->>''pass_id'') FILTER (WHERE event_type = ''pass_issued''), 0)'),
			 ('redemption_value', 'sum(worth) FILTER (WHERE event_type = ''pass_redeemed'')'),
			 ('response_rate', 'count(DISTINCT contact_id) FILTER (WHERE event_type = ''answered'')::float8 / nullif(count(DISTINCT contact_id) FILTER (WHERE by_contact), 0)'))
	 AS k (kpi, expression);
UPDATE kpis SET plain = replace(replace(plain, 'by_contact', $$event_type NOT IN ('requested', 'sent', 'delivered', 'bounced', 'failed', 'pass_issued', 'agent_message', 'assistant_message', 'handoff')$$),
								'in_chat', $$event_type IN ('contact_message', 'assistant_message', 'agent_message', 'handoff')$$);
INSERT INTO kpis
SELECT kpi, format('(SELECT %I::float8 FROM texting_engagement AS t WHERE t.campaign_id = c.id)', col)
FROM (VALUES ('contacts_messaged', 'messaged'), ('contacts_responded', 'responded'), ('rate_of_engagement', 'engagement_percent'), ('opt_outs', 'opt_outs'), ('median_agent_response_time', 'median_agent_response_seconds')) AS t (kpi, col);

INSERT INTO definitions
SELECT 'report_kpis', 'SELECT campaign_id, kpi, value, unit, place FROM report_kpis',
	   string_agg(format('SELECT c.id, kpi, %s, unit, place FROM campaigns AS c JOIN campaign_kinds AS k ON k.campaign_id = c.id JOIN kpi_sets AS s USING (kind) WHERE kpi = %L', plain, kpi), ' UNION ALL ')
FROM kpis;

SELECT pg_temp.check_definitions();
SELECT results_eq('SELECT DISTINCT kpi FROM sample.kpi_sets ORDER BY 1', 'SELECT kpi FROM kpis ORDER BY 1', 'no KPI is forgotten here');

SELECT * FROM finish();
ROLLBACK;
