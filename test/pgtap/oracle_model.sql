/*
 * The views by dimension against count(DISTINCT ...) over the tables, over
 * sample data and the worst data, in several ranges and zones.
 */
\ir lib/model.sql
\ir lib/model_oracle.sql

SELECT * FROM no_plan();

-- name of the dimension; its keys here and in the view; what they are taken
-- from, where %1$s is the events of the range; how a key gets its name
CREATE TEMP TABLE dimensions (dimension text, keys text, source text, named text);
INSERT INTO dimensions VALUES
	('overall', '', '%1$s AS e', NULL),
	('campaign', 'campaign_id', '%1$s AS e', '(SELECT name FROM campaigns WHERE id = campaign_id) AS campaign_name'),
	('template', 'template_id', '%1$s AS e', '(SELECT name FROM templates WHERE id = template_id) AS template_name'),
	('channel', 'channel', '%1$s AS e', NULL),
	('tag', 'tag', '(SELECT DISTINCT e.*, t.tag FROM (SELECT *, row_number() OVER () AS n FROM %1$s AS e) AS e LEFT JOIN (SELECT id, unnest(tags) AS tag FROM templates) AS t ON t.id = e.template_id AND t.tag IS NOT NULL) AS e', NULL),
	('office', 'office', '(SELECT e.*, (SELECT office FROM campaigns AS c WHERE c.id = e.campaign_id) FROM %1$s AS e) AS e', NULL),
	('audience_office', 'audience_office', '(SELECT e.*, (SELECT office FROM contacts AS c WHERE c.id = e.contact_id) AS audience_office FROM %1$s AS e) AS e', NULL),
	('contact', 'contact_id', '%1$s AS e', '(SELECT name FROM contacts WHERE id = contact_id) AS contact_name'),
	('batch', 'batch_id', '(SELECT e.*, (SELECT batch_id FROM messages AS m WHERE m.id = e.message_id) FROM %1$s AS e WHERE campaign_id IS NULL AND message_id IS NOT NULL) AS e', NULL),
	('campaign_channel', 'campaign_id, channel', '%1$s AS e', '(SELECT name FROM campaigns WHERE id = campaign_id) AS campaign_name'),
	('variant', 'campaign_id, variant', '(SELECT e.*, m.variant FROM %1$s AS e, messages AS m WHERE m.id = e.message_id AND m.campaign_id = e.campaign_id AND coalesce(m.variant, '''') <> '''') AS e', '(SELECT name FROM campaigns WHERE id = campaign_id) AS campaign_name');

CREATE TEMP TABLE words AS
SELECT word, place, word IN ('opened', 'clicked', 'interacted') AS has_human
FROM unnest('{requested,sent,delivered,bounced,failed,opened,clicked,interacted,replied,unsubscribed}'::text[]) WITH ORDINALITY AS w (word, place);

/* ---- <dimension>_engagement ---- */

-- Rows have a key when both its parts are there. The word on a message is the
-- strongest of failed, bounced, delivered, sent, requested that it has had.
CREATE FUNCTION pg_temp.engagement(dimension text) RETURNS text LANGUAGE sql AS $$
	WITH columns AS (
		SELECT 10 * place AS n, format('count(*) FILTER (WHERE event_type = %L) AS %1$s_total, count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = %1$L AND has_key) AS %1$s_unique', word) AS col,
			   format('%1$s_total, %1$s_unique', word) AS name
		FROM words
		UNION ALL
		SELECT 200 + place, format('count(*) FILTER (WHERE event_type = %L AND human) AS %1$s_total_human, count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = %1$L AND has_key AND human) AS %1$s_unique_human', word),
			   format('%1$s_total_human, %1$s_unique_human', word)
		FROM words WHERE has_human
		UNION ALL
		SELECT 300 + place, format('count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key AND word = %s) AS status_%s', place, word), 'status_' || word FROM words WHERE place <= 5
		UNION ALL
		VALUES (401, 'min(occurred_at) FILTER (WHERE is_message) AS first_event_at', 'first_event_at'), (402, 'max(occurred_at) FILTER (WHERE is_message) AS last_event_at', 'last_event_at'),
			   (403, 'max(occurred_at) FILTER (WHERE event_type IN (''opened'', ''clicked'', ''interacted'', ''replied'')) AS last_engaged_at', 'last_engaged_at')
	), rates AS (
		SELECT n, format('CASE WHEN %2$s > 0 THEN %1$s::float8 / %2$s END AS %3$s', num || '_unique' || human, CASE den WHEN 'opened' THEN den || '_unique' || human ELSE den || '_unique' END, rate || human) AS col
		FROM (VALUES (1, 'delivered', 'sent', 'delivery_rate_of_sent', ''), (2, 'bounced', 'sent', 'bounce_rate_of_sent', ''), (3, 'bounced', 'delivered', 'bounce_rate_of_delivered', ''),
					 (4, 'failed', 'sent', 'failure_rate_of_sent', ''), (5, 'opened', 'sent', 'open_rate_of_sent', ''), (6, 'opened', 'delivered', 'open_rate_of_delivered', ''),
					 (7, 'clicked', 'sent', 'click_rate_of_sent', ''), (8, 'clicked', 'delivered', 'click_rate_of_delivered', ''), (9, 'clicked', 'opened', 'click_to_open_rate', ''),
					 (10, 'interacted', 'delivered', 'interaction_rate_of_delivered', ''), (11, 'replied', 'delivered', 'reply_rate_of_delivered', ''), (12, 'unsubscribed', 'delivered', 'unsubscribe_rate_of_delivered', ''),
					 (13, 'opened', 'sent', 'open_rate_of_sent', '_human'), (14, 'opened', 'delivered', 'open_rate_of_delivered', '_human'), (15, 'clicked', 'sent', 'click_rate_of_sent', '_human'),
					 (16, 'clicked', 'delivered', 'click_rate_of_delivered', '_human'), (17, 'clicked', 'opened', 'click_to_open_rate', '_human')) AS r (n, num, den, rate, human)
	)
	SELECT format('SELECT %s %s %s, %s FROM (SELECT %s %s FROM (%s) AS e %s) AS a WHERE first_event_at IS NOT NULL %s',
				  nullif(d.keys, '') || ', ', d.named || ', ', (SELECT string_agg(name, ', ' ORDER BY n) FROM columns), (SELECT string_agg(col, ', ' ORDER BY n) FROM rates),
				  nullif(d.keys, '') || ', ', (SELECT string_agg(col, ', ' ORDER BY n) FROM columns),
				  format('SELECT *, max(array_position(''{requested,sent,delivered,bounced,failed}'', event_type)) OVER (PARTITION BY %s message_id, contact_id) AS word FROM %s',
						 nullif(d.keys, '') || ', ', format(d.source, '@events@')),
				  'GROUP BY ' || nullif(d.keys, ''), CASE d.keys WHEN '' THEN 'OR true' END)
	FROM dimensions AS d WHERE d.dimension = engagement.dimension
$$;

INSERT INTO definitions
SELECT dimension || '_engagement', 'SELECT * FROM ' || dimension || '_engagement', pg_temp.engagement(dimension) FROM dimensions;

/* ---- <dimension>_daily and _hourly ---- */

-- A key is first seen with its first event of this type and group in the range.
INSERT INTO definitions
SELECT dimension || '_' || series, format('SELECT * FROM %s_%s', dimension, series),
	   format('SELECT %1$s bucket, event_type, count(*), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key AND bucket = first_bucket), '
			  'count(*) FILTER (WHERE human), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key AND human), count(DISTINCT (message_id, contact_id)) FILTER (WHERE has_key AND human AND bucket = first_human_bucket) '
			  'FROM (SELECT *, min(bucket) OVER (PARTITION BY %1$s event_type, message_id, contact_id) AS first_bucket, min(bucket) FILTER (WHERE human) OVER (PARTITION BY %1$s event_type, message_id, contact_id) AS first_human_bucket '
			  'FROM (SELECT *, %2$s AS bucket FROM %3$s) AS b) AS e GROUP BY %1$s bucket, event_type',
			  nullif(keys, '') || ', ', bucket, format(source, '@events@'))
FROM dimensions, (VALUES ('daily', '(occurred_at AT TIME ZONE @zone@)::date'),
						 ('hourly', 'date_trunc(''hour'', occurred_at, @zone@)')) AS s (series, bucket);

SELECT pg_temp.check_definitions();

SELECT * FROM finish();
ROLLBACK;
