--
-- Responses in four conversations of a campaign by text message
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Conversation 1: Ada asks at 10:00 and again at 10:02; the assistant answers at
-- 10:01, Kim at 10:05. She thanks at 10:06 and Lee answers at 10:07.
-- 2: the campaign's message, a question at 9:00, one at 9:30, Kim at 9:40; then
-- she asks once more, and nobody answers.
-- 3: Lee writes first, so that nobody waits; the question of 9:10 has an answer in
-- the same instant.
-- 4: one question, the assistant alone.
-- Of four messages something is not known.
CREATE TABLE messages (
	conversation_id	bigint,
	conversation	text,
	at				timestamptz,
	actor			text,
	agent			text
);
INSERT INTO messages VALUES
	(1, 'ada', '2024-05-01 10:00', 'contact', NULL),
	(1, 'ada', '2024-05-01 10:01', 'assistant', NULL),
	(1, 'ada', '2024-05-01 10:02', 'contact', NULL),
	(1, 'ada', '2024-05-01 10:05', 'agent', 'kim'),
	(1, 'ada', '2024-05-01 10:05:30', 'agent', 'kim'),
	(1, 'ada', '2024-05-01 10:06', 'contact', NULL),
	(1, 'ada', '2024-05-01 10:07', 'agent', 'lee'),
	(2, 'bea', '2024-05-01 08:59', 'campaign', NULL),
	(2, 'bea', '2024-05-01 09:00', 'contact', NULL),
	(2, 'bea', '2024-05-01 09:01', 'campaign', NULL),
	(2, 'bea', '2024-05-01 09:30', 'contact', NULL),
	(2, 'bea', '2024-05-01 09:40', 'agent', 'kim'),
	(2, 'bea', '2024-05-02 08:00', 'contact', NULL),
	(3, 'cem', '2024-05-01 09:00', 'agent', 'lee'),
	(3, 'cem', '2024-05-01 09:10', 'agent', 'lee'),
	(3, 'cem', '2024-05-01 09:10', 'contact', NULL),
	(4, 'dan', '2024-05-01 12:00', 'contact', NULL),
	(4, 'dan', '2024-05-01 12:00:05', 'assistant', NULL),
	(NULL, NULL, '2024-05-01 12:00', 'contact', NULL),
	(4, 'dan', NULL, 'agent', 'kim'),
	(4, 'dan', '2024-05-01 12:10', NULL, 'kim'),
	(NULL, NULL, '2024-05-01 12:00', 'nobody', NULL);

-- Answered waits: 300, 60, 2400 and 0 seconds; the middle two are 60 and 300.
-- 90 %: 0.7 of the way from the third to the fourth. First of each: 300, 2400, 0.
SELECT waits, answered, unanswered, median_seconds, round(p90_seconds::numeric, 6) AS p90_seconds, avg_seconds, first_median_seconds
FROM unnest((SELECT ARRAY[response_times(conversation_id, at, actor)] FROM messages)) AS s;

-- Each wait, oldest first; those of Bea and Dan that nobody ended have no reply.
SELECT w.* FROM unnest((SELECT response_waits(conversation_id, at, actor, agent) FROM messages)) AS w;

-- A wait belongs to the agent who sent the reply, and to the hour in which it was sent.
SELECT agent, date_trunc('hour', answered_at) AS hour, count(*) AS waits, max(seconds) AS longest
FROM unnest((SELECT response_waits(conversation, at, actor, agent) FROM messages)) AS w
WHERE answered_at IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2;

-- The order of rows does not matter.
SELECT (SELECT response_waits(conversation, at, actor, agent) FROM (SELECT * FROM messages ORDER BY agent DESC, at DESC OFFSET 0) AS s)
	= (SELECT response_waits(conversation, at, actor, agent) FROM (SELECT * FROM messages ORDER BY at, agent OFFSET 0) AS s) AS same;

-- Whatever the conversation is, the times are the same.
SELECT count(*), count(DISTINCT times) AS different FROM unnest((SELECT ARRAY[
	response_times(conversation_id::smallint, at, actor)::text,
	response_times(conversation_id::integer, at, actor)::text,
	response_times(conversation_id, at, actor)::text,
	response_times(md5(conversation)::uuid, at, actor)::text,
	response_times(conversation, at, actor)::text,
	response_times((conversation || '@example.org')::varchar(40), at, actor)::text,
	response_times(conversation_id / 7.0, at, actor)::text]
FROM messages)) AS times;

-- The name of a conversation is its value as text.
SELECT conversation, asked_at FROM unnest((SELECT response_waits(md5(conversation)::uuid, at, actor, agent) FROM messages)) AS w LIMIT 1;
SELECT md5('bea')::uuid AS bea;
SELECT conversation, seconds FROM unnest((SELECT response_waits(-9223372036854775808, at, actor, agent) FROM messages WHERE conversation = 'ada')) AS w;

-- By conversation
SELECT conversation, (response_times(conversation, at, actor)).*
FROM messages WHERE conversation IS NOT NULL GROUP BY conversation ORDER BY conversation;

-- One instant: the contact first, then the agents by their bytes, one not known last.
SELECT agents, w.agent, w.seconds
FROM (VALUES ('{b,a,NULL}'::text[]), ('{NULL}'), ('{NULL,b}'), ('{a,B}')) AS v (agents),
	LATERAL unnest((SELECT response_waits(7, '2024-05-01 10:00', actor, agent)
		FROM (SELECT 'agent' AS actor, unnest(agents) AS agent UNION ALL SELECT 'contact', NULL) AS m)) AS w;

-- Only an agent's message of that instant or later is an answer: a wait that began
-- before ends with all that the contact wrote until then.
SELECT w.asked_at, w.answered_at FROM unnest((
	SELECT response_waits('x', at, actor, NULL)
	FROM (VALUES (timestamptz '2024-05-01 10:00', 'contact'), ('2024-05-01 10:01', 'agent'), ('2024-05-01 10:01', 'contact'), ('2024-05-01 10:02', 'agent')) AS v (at, actor))) AS w;

-- So far, as a window function
SELECT at, actor, (response_times(conversation, at, actor) OVER (ORDER BY at, actor)).waits
FROM messages WHERE conversation = 'ada' AND at < '2024-05-01 10:06' ORDER BY at;

-- No rows that count
SELECT (response_times(conversation, at, actor)).*, response_waits(conversation, at, actor, agent) FROM messages WHERE false;
SELECT (response_times(conversation, at, actor)).*, response_waits(conversation, at, actor, agent) FROM messages WHERE conversation IS NULL OR at IS NULL OR actor IS NULL;
SELECT response_times(conversation, at, actor) AS assistants_alone FROM messages WHERE actor = 'assistant';

-- What cannot be asked for
SELECT response_times(conversation, at, 'bot') FROM messages;
SELECT response_waits(conversation, at, 'Agent', agent) FROM messages;
SELECT response_times(conversation, 'infinity', actor) FROM messages;
DROP TABLE messages;
