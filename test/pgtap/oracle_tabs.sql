/*
 * What contacts do in campaigns (prizes, keywords, chats, passes, answers,
 * KPIs) against plain SQL over the tables.
 */
\ir lib/model.sql
\ir lib/model_oracle.sql

SELECT * FROM no_plan();

-- What contacts did, and what anybody but the sender did
CREATE FUNCTION pg_temp.doings() RETURNS text LANGUAGE sql AS $$
	SELECT $q$(SELECT *, properties->>'prize' AS prize, properties->>'prize_value' AS prize_value, upper(btrim(properties->>'keyword')) AS keyword, properties->>'question' AS question,
					  properties->>'option' AS option, properties->>'pass_id' AS pass_id, properties->>'platform' AS platform, properties->>'location' AS location
			   FROM @events@ AS e
			   WHERE campaign_id IS NOT NULL AND event_type NOT IN ('requested', 'sent', 'delivered', 'bounced', 'failed', 'pass_issued', 'agent_message', 'assistant_message', 'handoff'))$q$
$$;
CREATE FUNCTION pg_temp.properties() RETURNS text LANGUAGE sql AS $$
	SELECT $q$(SELECT *, properties->>'pass_id' AS pass_id, properties->>'platform' AS platform, properties->>'location' AS location FROM @events@ AS e WHERE campaign_id IS NOT NULL)$q$
$$;
-- Passes of holders: installed when the last word on them is installed.
CREATE FUNCTION pg_temp.passes() RETURNS text LANGUAGE sql AS $$
	SELECT $q$(SELECT campaign_id, pass_id, contact_id, platform, min(occurred_at) FILTER (WHERE event_type = 'pass_issued') AS issued_at, min(occurred_at) FILTER (WHERE event_type = 'pass_installed') AS installed_at,
					  max(occurred_at) FILTER (WHERE event_type = 'pass_removed') AS removed_at,
					  coalesce(max(occurred_at) FILTER (WHERE event_type = 'pass_installed') > coalesce(max(occurred_at) FILTER (WHERE event_type = 'pass_removed'), '-infinity'), false) AS is_installed
			   FROM $q$ || pg_temp.properties() || $q$ AS p WHERE pass_id IS NOT NULL AND event_type IN ('pass_issued', 'pass_installed', 'pass_removed') GROUP BY 1, 2, 3, 4)$q$
$$;
CREATE FUNCTION pg_temp.name_of(contact text) RETURNS text LANGUAGE sql AS $$
	SELECT format('(SELECT name FROM contacts AS n WHERE n.id = %s)', contact)
$$;

INSERT INTO definitions
SELECT name, format('SELECT * FROM %s', name), plain
FROM (VALUES
('interaction_facts', 'SELECT campaign_id, contact_id, event_type, occurred_at, human, worth, prize, prize_value, keyword, question, option FROM ' || pg_temp.doings() || ' AS d'),
('participation',
 'SELECT campaign_id, count(DISTINCT contact_id), count(DISTINCT contact_id) FILTER (WHERE human), count(*), count(*) FILTER (WHERE human), min(occurred_at), max(occurred_at) FROM ' || pg_temp.doings() || ' AS d GROUP BY 1'),
('report_participants',
 'SELECT campaign_id, contact_id, ' || pg_temp.name_of('contact_id') || ', count(*), count(*) FILTER (WHERE human), min(occurred_at), max(occurred_at) FROM ' || pg_temp.doings() || ' AS d WHERE contact_id IS NOT NULL GROUP BY 1, 2'),
('report_interactions',
 $$SELECT campaign_id, event_type, count(*), count(*) FILTER (WHERE human), count(DISTINCT contact_id), count(DISTINCT contact_id) FILTER (WHERE human),
		  count(DISTINCT contact_id)::float8 / nullif((SELECT count(DISTINCT contact_id) FROM $$ || pg_temp.doings() || $$ AS a WHERE a.campaign_id = d.campaign_id), 0), min(occurred_at), max(occurred_at)
   FROM $$ || pg_temp.doings() || $$ AS d GROUP BY 1, 2$$),
('report_prizes',
 $$SELECT campaign_id, prize, contact_id, $$ || pg_temp.name_of('contact_id') || $$, max(prize_value COLLATE "C"), count(*) FILTER (WHERE event_type = 'prize_won'), count(*) FILTER (WHERE event_type = 'prize_claimed'),
		  sum(worth) FILTER (WHERE event_type = 'prize_won'), sum(worth) FILTER (WHERE event_type = 'prize_claimed'),
		  min(occurred_at) FILTER (WHERE event_type = 'prize_won'), min(occurred_at) FILTER (WHERE event_type = 'prize_claimed')
   FROM $$ || pg_temp.doings() || $$ AS d WHERE event_type IN ('prize_won', 'prize_claimed') GROUP BY 1, 2, 3$$),
('report_keywords',
 'SELECT campaign_id, keyword, count(*), count(DISTINCT contact_id), count(*)::float8 / sum(count(*)) OVER (PARTITION BY campaign_id)::float8, min(occurred_at), max(occurred_at) FROM ' || pg_temp.doings()
 || $$ AS d WHERE event_type = 'keyword_used' GROUP BY 1, 2$$),
('report_chatbot',
 $$SELECT campaign_id, sessions, contacts, contact_messages, assistant_messages, agent_messages, handoffs, handed, handed::float8 / nullif(sessions, 0), first_at, last_at
   FROM (SELECT campaign_id, count(DISTINCT conversation_id) AS sessions, count(DISTINCT contact_id) FILTER (WHERE conversation_id IS NOT NULL) AS contacts, count(*) FILTER (WHERE event_type = 'contact_message') AS contact_messages,
				count(*) FILTER (WHERE event_type = 'assistant_message') AS assistant_messages, count(*) FILTER (WHERE event_type = 'agent_message') AS agent_messages, count(*) FILTER (WHERE event_type = 'handoff') AS handoffs,
				count(DISTINCT conversation_id) FILTER (WHERE event_type = 'handoff') AS handed, min(occurred_at) FILTER (WHERE event_type <> 'handoff') AS first_at, max(occurred_at) FILTER (WHERE event_type <> 'handoff') AS last_at
		 FROM @events@ AS e WHERE campaign_id IS NOT NULL AND event_type IN ('contact_message', 'assistant_message', 'agent_message', 'handoff') GROUP BY 1) AS c$$),
('passes', 'SELECT campaign_id, pass_id, contact_id, platform, issued_at, installed_at, removed_at, is_installed FROM ' || pg_temp.passes() || ' AS p'),
('report_passes',
 $$SELECT campaign_id, platform, count(DISTINCT pass_id) FILTER (WHERE issued_at IS NOT NULL), count(DISTINCT pass_id) FILTER (WHERE installed_at IS NOT NULL), count(DISTINCT pass_id) FILTER (WHERE removed_at IS NOT NULL),
		  count(DISTINCT pass_id) FILTER (WHERE is_installed),
		  count(DISTINCT pass_id) FILTER (WHERE installed_at IS NOT NULL)::float8 / nullif(count(DISTINCT pass_id) FILTER (WHERE issued_at IS NOT NULL), 0),
		  count(DISTINCT pass_id) FILTER (WHERE removed_at IS NOT NULL)::float8 / nullif(count(DISTINCT pass_id) FILTER (WHERE installed_at IS NOT NULL), 0)
   FROM $$ || pg_temp.passes() || $$ AS p GROUP BY 1, 2$$),
('report_pass_holders',
 $$SELECT campaign_id, contact_id, $$ || pg_temp.name_of('contact_id') || $$, pass_id, platform, issued_at, installed_at, removed_at, is_installed, delivered, opened, opened::float8 / nullif(delivered, 0)
   FROM $$ || pg_temp.passes() || $$ AS p,
		LATERAL (SELECT count(DISTINCT message_id) FILTER (WHERE event_type = 'delivered') AS delivered, count(DISTINCT message_id) FILTER (WHERE event_type = 'opened') AS opened
				 FROM @events@ AS e WHERE e.campaign_id = p.campaign_id AND e.contact_id = p.contact_id AND occurred_at >= coalesce(installed_at, issued_at)) AS m$$),
('report_redemptions',
 $$SELECT campaign_id, redemptions, redeemers, redeemed, issued, redeemed::float8 / nullif(issued, 0), worth, locations, first_at, last_at
   FROM (SELECT campaign_id, count(*) FILTER (WHERE is_redeemed) AS redemptions, count(DISTINCT contact_id) FILTER (WHERE is_redeemed) AS redeemers, count(DISTINCT pass_id) FILTER (WHERE is_redeemed) AS redeemed,
				count(DISTINCT pass_id) FILTER (WHERE NOT is_redeemed) AS issued, sum(worth) FILTER (WHERE is_redeemed) AS worth, count(DISTINCT location) FILTER (WHERE is_redeemed) AS locations,
				min(occurred_at) FILTER (WHERE is_redeemed) AS first_at, max(occurred_at) FILTER (WHERE is_redeemed) AS last_at
		 FROM (SELECT *, event_type = 'pass_redeemed' AS is_redeemed FROM $$ || pg_temp.properties() || $$ AS p WHERE event_type IN ('pass_redeemed', 'pass_issued')) AS p GROUP BY 1) AS r$$),
('redemptions_by_location',
 'SELECT campaign_id, location, count(*), count(DISTINCT contact_id), count(DISTINCT pass_id), sum(worth) FROM ' || pg_temp.properties() || $$ AS p WHERE event_type = 'pass_redeemed' GROUP BY 1, 2$$),
('report_answers',
 $$SELECT campaign_id, question, option, answers, contacts, latest, respondents, contacts::float8 / nullif(respondents, 0), latest::float8 / nullif(respondents, 0)
   FROM (SELECT campaign_id, question, option, count(*) AS answers, count(DISTINCT contact_id) AS contacts, count(DISTINCT contact_id) FILTER (WHERE occurred_at = last_at) AS latest
		 FROM (SELECT *, max(occurred_at) OVER (PARTITION BY campaign_id, question, contact_id) AS last_at FROM $$ || pg_temp.doings() || $$ AS d WHERE event_type = 'answered') AS a GROUP BY 1, 2, 3) AS o
   JOIN LATERAL (SELECT count(DISTINCT contact_id) AS respondents FROM $$ || pg_temp.doings() || $$ AS d
				 WHERE event_type = 'answered' AND d.campaign_id = o.campaign_id AND d.question IS NOT DISTINCT FROM o.question) AS q ON true$$)
) AS d (name, plain);

SELECT pg_temp.check_definitions();

SELECT * FROM finish();
ROLLBACK;
