/*
 * Texting campaigns: what was sent to contacts, what they wrote back, and how
 * long they waited for an agent.
 *
 * What a text message is, what a texting campaign is, and which of its events
 * count, is said in the first three views and nowhere else.
 */

CREATE OR REPLACE VIEW texting_channels WITH (security_invoker) AS
SELECT channel
FROM (VALUES ('sms'::text), ('mms'), ('rcs'), ('whatsapp')) AS t (channel);

COMMENT ON VIEW texting_channels IS 'what counts as text message: channels of messages, and types of campaigns';
COMMENT ON COLUMN texting_channels.channel IS 'the word in channel, and in campaign_type';


CREATE OR REPLACE VIEW texting_campaigns WITH (security_invoker) AS
SELECT c.id AS campaign_id, c.name AS campaign_name, c.launched_at, c.created_by, c.mode, c.status, c.office, array_to_string(c.tags, ', ') AS tags
FROM all_campaigns c
WHERE c.campaign_type IN (SELECT channel FROM texting_channels);

COMMENT ON VIEW texting_campaigns IS 'campaigns by text message: those of the types of texting_channels (sms, mms, rcs, whatsapp), whatever the range';
COMMENT ON COLUMN texting_campaigns.campaign_id IS 'the campaign';
COMMENT ON COLUMN texting_campaigns.campaign_name IS 'its name';
COMMENT ON COLUMN texting_campaigns.launched_at IS 'when it started; NULL: not yet';
COMMENT ON COLUMN texting_campaigns.created_by IS 'who created it; NULL: not said';
COMMENT ON COLUMN texting_campaigns.mode IS 'how it runs; NULL: not said';
COMMENT ON COLUMN texting_campaigns.status IS 'its state; the view campaign_actions lists them';
COMMENT ON COLUMN texting_campaigns.office IS 'the office it belongs to; NULL: none';
COMMENT ON COLUMN texting_campaigns.tags IS 'its tags, with a comma between them; NULL: none';


CREATE OR REPLACE VIEW texting_facts WITH (security_invoker) AS
SELECT
	e.occurred_at,
	e.event_type,
	e.contact_id,
	e.message_id,
	e.campaign_id,
	e.conversation_id,
	e.actor
FROM event_facts e
WHERE e.campaign_id IN (SELECT campaign_id FROM texting_campaigns)
	AND (e.event_type IN ('contact_message', 'agent_message', 'assistant_message', 'unsubscribed')
		 OR e.event_type = 'delivered' AND (e.channel IS NULL OR e.channel IN (SELECT channel FROM texting_channels)));

COMMENT ON VIEW texting_facts IS 'the events of texting campaigns that their figures count: deliveries by text message or a channel not known, what was written in conversations, and opt-outs; in the range of use_range()';
COMMENT ON COLUMN texting_facts.occurred_at IS 'when it happened';
COMMENT ON COLUMN texting_facts.event_type IS 'delivered, contact_message, agent_message, assistant_message or unsubscribed';
COMMENT ON COLUMN texting_facts.contact_id IS 'the contact; NULL: not known';
COMMENT ON COLUMN texting_facts.message_id IS 'the message that was delivered; NULL: not known, or another event';
COMMENT ON COLUMN texting_facts.campaign_id IS 'the texting campaign';
COMMENT ON COLUMN texting_facts.conversation_id IS 'the conversation that it is part of; NULL: none';
COMMENT ON COLUMN texting_facts.actor IS 'who wrote where that is not the contact, as the agent who answered';


-- Waits may begin before the range, so all messages up to its end are looked at.
CREATE OR REPLACE VIEW texting_waits WITH (security_invoker) AS
SELECT g.campaign_id, w.conversation AS conversation_id, w.agent, w.asked_at, w.answered_at, w.seconds
FROM (SELECT campaign_id,
			 response_waits(conversation_id COLLATE "C", occurred_at, CASE event_type WHEN 'contact_message' THEN 'contact' ELSE 'agent' END, actor) AS waits
	  FROM all_events
	  WHERE event_type IN ('contact_message', 'agent_message') AND occurred_at < range_end()
			AND campaign_id IN (SELECT campaign_id FROM texting_campaigns)
	  GROUP BY campaign_id) AS g,
	 unnest(g.waits) AS w (conversation, agent, asked_at, answered_at, seconds)
WHERE coalesce(w.answered_at, w.asked_at) >= range_start();

COMMENT ON VIEW texting_waits IS 'contacts'' waits for agents in the conversations of texting campaigns, as response_waits() counts them: those whose reply was sent in the range of use_range(), whenever they began, and those that began in it and have no reply before its end';
COMMENT ON COLUMN texting_waits.campaign_id IS 'the texting campaign';
COMMENT ON COLUMN texting_waits.conversation_id IS 'the conversation';
COMMENT ON COLUMN texting_waits.agent IS 'the agent who sent the reply; NULL: not known, or there is no reply';
COMMENT ON COLUMN texting_waits.asked_at IS 'when the contact first wrote what waited';
COMMENT ON COLUMN texting_waits.answered_at IS 'when the first agent replied; NULL: there is no reply';
COMMENT ON COLUMN texting_waits.seconds IS 'from the one to the other; NULL: there is no reply';


CREATE OR REPLACE VIEW texting_engagement WITH (security_invoker) AS
SELECT c.campaign_id, c.campaign_name, c.launched_at, c.created_by, c.mode, c.status, c.office, c.tags,
	   coalesce(f.messaged, 0) AS messaged,
	   coalesce(f.responded, 0) AS responded,
	   100 * rate(f.responded, f.messaged) AS engagement_percent,
	   coalesce(f.opt_outs, 0) AS opt_outs,
	   coalesce(f.contact_messages, 0) AS contact_messages,
	   coalesce(f.agent_messages, 0) AS agent_messages,
	   coalesce(f.assistant_messages, 0) AS assistant_messages,
	   coalesce(w.answered, 0) AS answered_waits,
	   coalesce(w.unanswered, 0) AS unanswered_waits,
	   w.median_seconds AS median_agent_response_seconds
FROM texting_campaigns c
	 LEFT JOIN (SELECT campaign_id,
					   count_distinct(message_id, contact_id) FILTER (WHERE event_type = 'delivered') AS messaged,
					   count_distinct(conversation_id) FILTER (WHERE event_type = 'contact_message') AS responded,
					   count_distinct(conversation_id) FILTER (WHERE event_type = 'unsubscribed') AS opt_outs,
					   count(*) FILTER (WHERE event_type = 'contact_message') AS contact_messages,
					   count(*) FILTER (WHERE event_type = 'agent_message') AS agent_messages,
					   count(*) FILTER (WHERE event_type = 'assistant_message') AS assistant_messages
				FROM texting_facts
				GROUP BY campaign_id) AS f ON f.campaign_id = c.campaign_id
	 LEFT JOIN (SELECT campaign_id, count(answered_at) AS answered, count(*) - count(answered_at) AS unanswered,
					   percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median_seconds
				FROM texting_waits
				GROUP BY campaign_id) AS w ON w.campaign_id = c.campaign_id;

COMMENT ON VIEW texting_engagement IS 'each texting campaign with what contacts did in the range of use_range(); all of them, also those without events';
COMMENT ON COLUMN texting_engagement.campaign_id IS 'the campaign';
COMMENT ON COLUMN texting_engagement.campaign_name IS 'its name';
COMMENT ON COLUMN texting_engagement.launched_at IS 'when it started; NULL: not yet';
COMMENT ON COLUMN texting_engagement.created_by IS 'who created it; NULL: not said';
COMMENT ON COLUMN texting_engagement.mode IS 'how it runs; NULL: not said';
COMMENT ON COLUMN texting_engagement.status IS 'its state; the view campaign_actions lists them';
COMMENT ON COLUMN texting_engagement.office IS 'the office it belongs to; NULL: none';
COMMENT ON COLUMN texting_engagement.tags IS 'its tags, with a comma between them; NULL: none';
COMMENT ON COLUMN texting_engagement.messaged IS 'contacts messaged: messages delivered by text message, or of which the channel is not known, each (message, contact) once, so that a contact messaged twice counts twice';
COMMENT ON COLUMN texting_engagement.responded IS 'contacts who responded: conversations in which the contact wrote; a contact who did in two campaigns counts in both';
COMMENT ON COLUMN texting_engagement.engagement_percent IS 'responded / messaged * 100; NULL: nobody was messaged';
COMMENT ON COLUMN texting_engagement.opt_outs IS 'conversations in which the contact opted out';
COMMENT ON COLUMN texting_engagement.contact_messages IS 'messages that contacts wrote';
COMMENT ON COLUMN texting_engagement.agent_messages IS 'messages that agents wrote';
COMMENT ON COLUMN texting_engagement.assistant_messages IS 'messages that the virtual assistant wrote';
COMMENT ON COLUMN texting_engagement.answered_waits IS 'waits of contacts that an agent''s reply ended in the range';
COMMENT ON COLUMN texting_engagement.unanswered_waits IS 'waits that began in the range and have no reply before its end';
COMMENT ON COLUMN texting_engagement.median_agent_response_seconds IS 'median of the answered waits, in seconds; NULL without any';


CREATE OR REPLACE VIEW texting_response_times WITH (security_invoker) AS
SELECT w.campaign_id, c.campaign_name, w.agent, w.answered_waits, w.median_seconds, w.p90_seconds, w.avg_seconds, w.longest_seconds
FROM (SELECT campaign_id, agent, count(*) AS answered_waits,
			 percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median_seconds,
			 percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90_seconds,
			 avg(seconds) AS avg_seconds,
			 max(seconds) AS longest_seconds
	  FROM texting_waits
	  WHERE answered_at IS NOT NULL
	  GROUP BY campaign_id, agent) AS w
	 JOIN texting_campaigns c ON c.campaign_id = w.campaign_id;

COMMENT ON VIEW texting_response_times IS 'how long contacts waited for each agent of each texting campaign: waits that ended in the range of use_range(), each that of the agent who sent the reply';
COMMENT ON COLUMN texting_response_times.campaign_id IS 'the campaign';
COMMENT ON COLUMN texting_response_times.campaign_name IS 'its name';
COMMENT ON COLUMN texting_response_times.agent IS 'the agent; NULL: not known';
COMMENT ON COLUMN texting_response_times.answered_waits IS 'waits that the agent''s reply ended';
COMMENT ON COLUMN texting_response_times.median_seconds IS 'median of them, in seconds; of an even number the mean of the middle two';
COMMENT ON COLUMN texting_response_times.p90_seconds IS 'seconds in which nine of ten of them ended, as percentile_cont';
COMMENT ON COLUMN texting_response_times.avg_seconds IS 'mean of them, in seconds';
COMMENT ON COLUMN texting_response_times.longest_seconds IS 'the longest of them, in seconds';

-- Functions

CREATE OR REPLACE FUNCTION texting_engagement(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL,
		statuses text[] DEFAULT NULL, offices text[] DEFAULT NULL, tags text[] DEFAULT NULL, page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS SETOF texting_engagement
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = '' AS $$
#variable_conflict use_column
DECLARE
	ids @id@[] := matching_campaigns(NULL, NULL, statuses, offices, tags, NULL);
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY
		SELECT e.*
		FROM texting_engagement e
		WHERE ids IS NULL OR e.campaign_id = ANY (ids)
		ORDER BY e.launched_at DESC NULLS LAST, e.campaign_id
		OFFSET page_offset(page, page_size) LIMIT page_size;
END
$$;

COMMENT ON FUNCTION texting_engagement(text, timestamptz, timestamptz, text, text[], text[], text[], integer, integer) IS 'a page of the texting campaigns, whenever they were launched, those launched last first, with their figures within the range (a preset, or from start_at up to before end_at; last_30_days by default); filters that are NULL let all pass';


CREATE OR REPLACE FUNCTION texting_response_times(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL,
		statuses text[] DEFAULT NULL, offices text[] DEFAULT NULL, tags text[] DEFAULT NULL, page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS SETOF texting_response_times
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = '' AS $$
#variable_conflict use_column
DECLARE
	ids @id@[] := matching_campaigns(NULL, NULL, statuses, offices, tags, NULL);
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY
		SELECT t.*
		FROM texting_response_times t
		WHERE ids IS NULL OR t.campaign_id = ANY (ids)
		ORDER BY t.campaign_id, t.answered_waits DESC, t.agent COLLATE "C"
		OFFSET page_offset(page, page_size) LIMIT page_size;
END
$$;

COMMENT ON FUNCTION texting_response_times(text, timestamptz, timestamptz, text, text[], text[], text[], integer, integer) IS 'a page of the view texting_response_times within the range (a preset, or from start_at up to before end_at; last_30_days by default), by campaign, agents who answered most first; filters that are NULL let all pass';
