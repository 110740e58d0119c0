/*
 * response_times and response_waits in plain SQL: by window functions. Read after oracle.sql.
 */

-- %1$s: rows (g, conversation, at, actor, agent); %2$s: conversation
CREATE TEMP TABLE response_query (kind text, ours text, plain text);
INSERT INTO response_query
SELECT kind, ours, $$
	WITH known AS (
		SELECT g, %2$s AS conversation, at, actor, agent COLLATE "C" AS agent
		FROM %1$s WHERE (%2$s) IS DISTINCT FROM NULL AND at IS NOT NULL AND actor IN ('contact', 'agent')
	), messages AS (
		SELECT g, conversation, at, actor, min(at) FILTER (WHERE actor = 'agent') OVER (PARTITION BY g, conversation ORDER BY at RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS answered_at
		FROM known
	), waits AS (
		SELECT g, conversation, answered_at, min(at) AS asked_at, extract(epoch FROM answered_at - min(at))::float8 AS seconds
		FROM messages WHERE actor = 'contact' GROUP BY g, conversation, answered_at
	), agents AS (
		SELECT DISTINCT ON (g, conversation, at) g, conversation, at, agent FROM known WHERE actor = 'agent' ORDER BY g, conversation, at, agent
	), firsts AS (
		SELECT g, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS seconds
		FROM (SELECT DISTINCT ON (g, conversation) g, seconds FROM waits WHERE answered_at IS NOT NULL ORDER BY g, conversation, asked_at) AS w GROUP BY g
	)$$ || plain
FROM (VALUES ('times',
$$SELECT g, waits, answered, unanswered, round(median_seconds::numeric, 6), round(p90_seconds::numeric, 6), round(avg_seconds::numeric, 6), round(first_median_seconds::numeric, 6)
  FROM (SELECT g, response_times(%2$s, at, actor) AS s FROM %1$s GROUP BY g) AS r, unnest(ARRAY[s])$$,
$$SELECT g, count(asked_at), count(answered_at), count(asked_at) - count(answered_at), round(percentile_cont(0.5) WITHIN GROUP (ORDER BY w.seconds)::numeric, 6),
		 round(percentile_cont(0.9) WITHIN GROUP (ORDER BY w.seconds)::numeric, 6), round(avg(w.seconds::numeric), 6), round(min(f.seconds)::numeric, 6)
  FROM (SELECT DISTINCT g FROM %1$s) AS groups LEFT JOIN waits AS w USING (g) LEFT JOIN firsts AS f USING (g) GROUP BY g$$),
('waits',
$$SELECT g, w.place, w.conversation, w.agent, w.asked_at, w.answered_at, round(w.seconds::numeric, 6)
  FROM (SELECT g, response_waits(%2$s, at, actor, agent) AS waits FROM %1$s GROUP BY g) AS r,
	   unnest(waits) WITH ORDINALITY AS w (conversation, agent, asked_at, answered_at, seconds, place)$$,
$$SELECT g, row_number() OVER (PARTITION BY g ORDER BY asked_at, conversation), conversation::text, agent, asked_at, answered_at, round(seconds::numeric, 6)
  FROM waits LEFT JOIN agents ON (agents.g, agents.conversation, agents.at) = (waits.g, waits.conversation, answered_at)$$)) AS v (kind, ours, plain);
-- columns of both sides of the join
UPDATE response_query SET plain = replace(plain, 'SELECT g, row_number() OVER (PARTITION BY g ORDER BY asked_at, conversation), conversation::text',
	'SELECT waits.g, row_number() OVER (PARTITION BY waits.g ORDER BY asked_at, waits.conversation), waits.conversation::text') WHERE kind = 'waits';

CREATE FUNCTION pg_temp.check_responses(kind text, rows text, conversation text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(ours, rows, conversation), format(plain, rows, conversation), format('%s of %s, conversation %s', q.kind, description, conversation))
	FROM response_query AS q WHERE q.kind = check_responses.kind
$$;
