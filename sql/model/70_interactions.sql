/*
 * Report tabs of interactive campaigns: participants, interactions, prizes,
 * keywords, chatbot, questions.
 */

-- What others do to a contact, or say to it, is no interaction of the contact.
-- "Stop", "STOP" and " stop " are one keyword.
CREATE OR REPLACE VIEW interaction_facts WITH (security_invoker) AS
SELECT campaign_id, contact_id, event_type, occurred_at, is_human, value,
	   properties ->> 'prize' AS prize, properties ->> 'prize_value' AS prize_value, upper(btrim(properties ->> 'keyword')) AS keyword,
	   properties ->> 'question' AS question, properties ->> 'option' AS option
FROM event_facts
WHERE campaign_id IS NOT NULL
  AND event_type NOT IN ('requested', 'sent', 'delivered', 'bounced', 'failed', 'agent_message', 'assistant_message', 'handoff', 'pass_issued');

COMMENT ON VIEW interaction_facts IS 'what contacts did in campaigns within the range: all events but those of the sender (requested, sent, delivered, bounced, failed, pass_issued) and of agents and assistants';
COMMENT ON COLUMN interaction_facts.campaign_id IS 'the campaign, never NULL';
COMMENT ON COLUMN interaction_facts.contact_id IS 'who did it; NULL: not known';
COMMENT ON COLUMN interaction_facts.event_type IS 'what was done';
COMMENT ON COLUMN interaction_facts.occurred_at IS 'when';
COMMENT ON COLUMN interaction_facts.is_human IS 'no machine did it';
COMMENT ON COLUMN interaction_facts.value IS 'value of the event; NULL: none';
COMMENT ON COLUMN interaction_facts.prize IS 'property prize: what was won or claimed';
COMMENT ON COLUMN interaction_facts.prize_value IS 'property prize_value: what the prize is worth, as it is described';
COMMENT ON COLUMN interaction_facts.keyword IS 'property keyword, in capitals, without spaces around it';
COMMENT ON COLUMN interaction_facts.question IS 'property question: what was answered';
COMMENT ON COLUMN interaction_facts.option IS 'property option: the answer';

CREATE OR REPLACE VIEW participation WITH (security_invoker) AS
SELECT campaign_id, count_distinct(contact_id) AS participants, count_distinct(contact_id) FILTER (WHERE is_human) AS participants_human,
	   count(*) AS interactions, count(*) FILTER (WHERE is_human) AS interactions_human,
	   min(occurred_at) AS first_seen_at, max(occurred_at) AS last_seen_at
FROM interaction_facts
GROUP BY campaign_id;

COMMENT ON VIEW participation IS 'how many contacts took part in each campaign within the range';
COMMENT ON COLUMN participation.campaign_id IS 'the campaign; one that nobody took part in has no row';
COMMENT ON COLUMN participation.participants IS 'distinct contacts who did something';
COMMENT ON COLUMN participation.participants_human IS 'distinct contacts without what machines did';
COMMENT ON COLUMN participation.interactions IS 'things done, those of nobody known included';
COMMENT ON COLUMN participation.interactions_human IS 'things done without what machines did';
COMMENT ON COLUMN participation.first_seen_at IS 'the first of them within the range';
COMMENT ON COLUMN participation.last_seen_at IS 'the last of them within the range';

CREATE OR REPLACE VIEW report_participants WITH (security_invoker) AS
SELECT p.campaign_id, p.contact_id, c.name AS contact_name, p.interactions, p.interactions_human, p.first_seen_at, p.last_seen_at
FROM (SELECT campaign_id, contact_id, count(*) AS interactions, count(*) FILTER (WHERE is_human) AS interactions_human,
			 min(occurred_at) AS first_seen_at, max(occurred_at) AS last_seen_at
	  FROM interaction_facts
	  WHERE contact_id IS NOT NULL
	  GROUP BY campaign_id, contact_id) AS p
	 LEFT JOIN all_contacts c ON c.id = p.contact_id;

COMMENT ON VIEW report_participants IS 'report tab Participants: each contact who did something in a campaign within the range';
COMMENT ON COLUMN report_participants.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_participants.contact_id IS 'the participant, never NULL';
COMMENT ON COLUMN report_participants.contact_name IS 'the participant''s name; NULL: not known';
COMMENT ON COLUMN report_participants.interactions IS 'how many times: things the contact did, 1 or more';
COMMENT ON COLUMN report_participants.interactions_human IS 'how many times, without what machines did';
COMMENT ON COLUMN report_participants.first_seen_at IS 'the first of them within the range';
COMMENT ON COLUMN report_participants.last_seen_at IS 'the last of them within the range';

CREATE OR REPLACE VIEW report_interactions WITH (security_invoker) AS
SELECT i.campaign_id, i.event_type, i.interactions, i.interactions_human, i.contacts, i.contacts_human,
	   rate(i.contacts, p.participants) AS share_of_participants, i.first_at, i.last_at
FROM (SELECT campaign_id, event_type, count(*) AS interactions, count(*) FILTER (WHERE is_human) AS interactions_human,
			 count_distinct(contact_id) AS contacts, count_distinct(contact_id) FILTER (WHERE is_human) AS contacts_human,
			 min(occurred_at) AS first_at, max(occurred_at) AS last_at
	  FROM interaction_facts
	  GROUP BY campaign_id, event_type) AS i
	 JOIN participation p ON p.campaign_id = i.campaign_id;

COMMENT ON VIEW report_interactions IS 'report tab Interaction Events: what contacts did in a campaign within the range, by type of event';
COMMENT ON COLUMN report_interactions.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_interactions.event_type IS 'what was done';
COMMENT ON COLUMN report_interactions.interactions IS 'how many times, 1 or more';
COMMENT ON COLUMN report_interactions.interactions_human IS 'how many times, without what machines did';
COMMENT ON COLUMN report_interactions.contacts IS 'distinct contacts who did it';
COMMENT ON COLUMN report_interactions.contacts_human IS 'distinct contacts who did it, without what machines did';
COMMENT ON COLUMN report_interactions.share_of_participants IS 'contacts / all participants of the campaign, 0 to 1; NULL: no participant is known';
COMMENT ON COLUMN report_interactions.first_at IS 'the first time within the range';
COMMENT ON COLUMN report_interactions.last_at IS 'the last time within the range';

CREATE OR REPLACE VIEW report_prizes WITH (security_invoker) AS
SELECT p.campaign_id, p.prize, p.contact_id, c.name AS contact_name, p.prize_value, p.won, p.claimed, p.value_won, p.value_claimed,
	   p.first_won_at, p.first_claimed_at
FROM (SELECT campaign_id, prize, contact_id, max(prize_value) AS prize_value,
			 count(*) FILTER (WHERE event_type = 'prize_won') AS won,
			 count(*) FILTER (WHERE event_type = 'prize_claimed') AS claimed,
			 sum(value) FILTER (WHERE event_type = 'prize_won') AS value_won,
			 sum(value) FILTER (WHERE event_type = 'prize_claimed') AS value_claimed,
			 min(occurred_at) FILTER (WHERE event_type = 'prize_won') AS first_won_at,
			 min(occurred_at) FILTER (WHERE event_type = 'prize_claimed') AS first_claimed_at
	  FROM interaction_facts
	  WHERE event_type IN ('prize_won', 'prize_claimed')
	  GROUP BY campaign_id, prize, contact_id) AS p
	 LEFT JOIN all_contacts c ON c.id = p.contact_id;

COMMENT ON VIEW report_prizes IS 'report tab Prizes and Winners: who won and claimed which prize of a campaign within the range';
COMMENT ON COLUMN report_prizes.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_prizes.prize IS 'the prize; NULL: not known';
COMMENT ON COLUMN report_prizes.contact_id IS 'the winner; NULL: winners not known, all in one row';
COMMENT ON COLUMN report_prizes.contact_name IS 'the winner''s name; NULL: not known';
COMMENT ON COLUMN report_prizes.prize_value IS 'worth of the prize as its events describe it, the last by name of several; NULL: not said';
COMMENT ON COLUMN report_prizes.won IS 'how many times it was won';
COMMENT ON COLUMN report_prizes.claimed IS 'how many times it was claimed; a claim may lie in the range without the win';
COMMENT ON COLUMN report_prizes.value_won IS 'sum of the values of the wins; NULL: they have none';
COMMENT ON COLUMN report_prizes.value_claimed IS 'sum of the values of the claims; NULL: they have none';
COMMENT ON COLUMN report_prizes.first_won_at IS 'the first win within the range; NULL: none';
COMMENT ON COLUMN report_prizes.first_claimed_at IS 'the first claim within the range; NULL: none';

CREATE OR REPLACE VIEW report_keywords WITH (security_invoker) AS
SELECT campaign_id, keyword, uses, contacts, rate(uses, sum(uses) OVER (PARTITION BY campaign_id)::bigint) AS share_of_uses,
	   first_used_at, last_used_at
FROM (SELECT campaign_id, keyword, count(*) AS uses, count_distinct(contact_id) AS contacts,
			 min(occurred_at) AS first_used_at, max(occurred_at) AS last_used_at
	  FROM interaction_facts
	  WHERE event_type = 'keyword_used'
	  GROUP BY campaign_id, keyword) AS used;

COMMENT ON VIEW report_keywords IS 'report tab Keyword Usage: keywords that contacts used in a campaign within the range';
COMMENT ON COLUMN report_keywords.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_keywords.keyword IS 'the keyword in capitals, without spaces around it; NULL: not known';
COMMENT ON COLUMN report_keywords.uses IS 'how many times it was used, 1 or more';
COMMENT ON COLUMN report_keywords.contacts IS 'distinct contacts who used it';
COMMENT ON COLUMN report_keywords.share_of_uses IS 'uses / that of all keywords of the campaign, 0 to 1';
COMMENT ON COLUMN report_keywords.first_used_at IS 'the first use within the range';
COMMENT ON COLUMN report_keywords.last_used_at IS 'the last use within the range';

CREATE OR REPLACE VIEW report_chatbot WITH (security_invoker) AS
SELECT campaign_id, sessions, contacts, contact_messages, assistant_messages, agent_messages, handoffs, sessions_handed_off,
	   rate(sessions_handed_off, sessions) AS handoff_rate_of_sessions, first_message_at, last_message_at
FROM (SELECT campaign_id, count_distinct(conversation_id) AS sessions, count_distinct(contact_id) FILTER (WHERE conversation_id IS NOT NULL) AS contacts,
			 count(*) FILTER (WHERE event_type = 'contact_message') AS contact_messages,
			 count(*) FILTER (WHERE event_type = 'assistant_message') AS assistant_messages,
			 count(*) FILTER (WHERE event_type = 'agent_message') AS agent_messages,
			 count(*) FILTER (WHERE event_type = 'handoff') AS handoffs,
			 count_distinct(conversation_id) FILTER (WHERE event_type = 'handoff') AS sessions_handed_off,
			 min(occurred_at) FILTER (WHERE event_type <> 'handoff') AS first_message_at,
			 max(occurred_at) FILTER (WHERE event_type <> 'handoff') AS last_message_at
	  FROM event_facts
	  WHERE campaign_id IS NOT NULL AND event_type IN ('contact_message', 'assistant_message', 'agent_message', 'handoff')
	  GROUP BY campaign_id) AS talked;

COMMENT ON VIEW report_chatbot IS 'report tab Chatbot Interactions: conversations of a campaign within the range and who wrote in them';
COMMENT ON COLUMN report_chatbot.campaign_id IS 'the campaign; one without messages and hand-offs has no row';
COMMENT ON COLUMN report_chatbot.sessions IS 'distinct conversations; messages of none count below only';
COMMENT ON COLUMN report_chatbot.contacts IS 'distinct contacts in them';
COMMENT ON COLUMN report_chatbot.contact_messages IS 'messages of contacts';
COMMENT ON COLUMN report_chatbot.assistant_messages IS 'messages of the virtual assistant';
COMMENT ON COLUMN report_chatbot.agent_messages IS 'messages of agents';
COMMENT ON COLUMN report_chatbot.handoffs IS 'hand-offs from the assistant to an agent';
COMMENT ON COLUMN report_chatbot.sessions_handed_off IS 'distinct conversations with a hand-off';
COMMENT ON COLUMN report_chatbot.handoff_rate_of_sessions IS 'sessions_handed_off / sessions, 0 to 1; NULL: no conversation is known';
COMMENT ON COLUMN report_chatbot.first_message_at IS 'the first message within the range; NULL: hand-offs only';
COMMENT ON COLUMN report_chatbot.last_message_at IS 'the last message within the range; NULL: hand-offs only';

-- Who ticks several options gives several answers, so all of a contact's
-- different answers count, each once. Who answers anew may have changed their
-- mind: the latest columns take what was answered at the contact's last time.
CREATE OR REPLACE VIEW report_answers WITH (security_invoker) AS
SELECT campaign_id, question, option, answers, contacts, contacts_latest, respondents,
	   rate(contacts, respondents) AS share_of_respondents, rate(contacts_latest, respondents) AS share_of_respondents_latest
FROM (SELECT campaign_id, question, option, respondents, count(*) AS answers, count_distinct(contact_id) AS contacts,
			 count_distinct(contact_id) FILTER (WHERE occurred_at = latest_at) AS contacts_latest
	  FROM (SELECT campaign_id, question, option, contact_id, occurred_at,
				   count_distinct(contact_id) OVER (PARTITION BY campaign_id, question) AS respondents,
				   max(occurred_at) OVER (PARTITION BY campaign_id, question, contact_id) AS latest_at
			FROM interaction_facts
			WHERE event_type = 'answered') AS answered
	  GROUP BY campaign_id, question, option, respondents) AS counted;

COMMENT ON VIEW report_answers IS 'report tab Questions and Answers: answers to each question of a campaign within the range, by option; a contact who gave several different answers to a question counts at each of them, once';
COMMENT ON COLUMN report_answers.campaign_id IS 'the campaign';
COMMENT ON COLUMN report_answers.question IS 'the question; NULL: not known';
COMMENT ON COLUMN report_answers.option IS 'the answer; NULL: none';
COMMENT ON COLUMN report_answers.answers IS 'how many times it was given, 1 or more, repeated ones and those of nobody known included';
COMMENT ON COLUMN report_answers.contacts IS 'distinct contacts who gave it, at whatever time within the range';
COMMENT ON COLUMN report_answers.contacts_latest IS 'distinct contacts who gave it when they answered the question last; for questions with one answer these add up to the respondents';
COMMENT ON COLUMN report_answers.respondents IS 'distinct contacts who answered the question at all';
COMMENT ON COLUMN report_answers.share_of_respondents IS 'contacts / respondents, 0 to 1; more than 1 in all where contacts gave several answers; NULL: no respondent is known';
COMMENT ON COLUMN report_answers.share_of_respondents_latest IS 'contacts_latest / respondents, 0 to 1; NULL: no respondent is known';
