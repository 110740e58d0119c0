/*
 * What functions alone answer (funnels, cohorts, lifecycle, attribution, lists
 * with filters) and data_quality, against plain SQL over the tables.
 */
\ir lib/model.sql
\ir lib/model_oracle.sql

SELECT * FROM no_plan();

/* ---- Contacts over time, in bounded ranges ---- */

DELETE FROM ranges WHERE NOT isfinite(start_at);

-- Local days on which contacts did something, up to the end of the range
CREATE FUNCTION pg_temp.active(unit text, since text) RETURNS text LANGUAGE sql AS $$
	SELECT format($q$(SELECT DISTINCT contact_id, date_trunc(%L, occurred_at AT TIME ZONE @zone@)::date AS bucket FROM events WHERE contact_id IS NOT NULL AND occurred_at < @end@ AND occurred_at >= %s)$q$, unit, since)
$$;

INSERT INTO definitions
SELECT 'lifecycle_report by ' || unit, format('SELECT bucket, new, "returning", resurrecting, dormant FROM lifecycle_report(@range@, period => %L) WHERE new + "returning" + resurrecting + dormant > 0', unit),
	   format($$
	WITH active AS MATERIALIZED (SELECT * FROM %s AS a), first AS (SELECT contact_id, min(bucket) AS bucket FROM active GROUP BY 1),
		 told AS (SELECT bucket, bucket = first AS is_new, EXISTS (SELECT FROM active AS p WHERE p.contact_id = a.contact_id AND p.bucket = (a.bucket - interval '1 %s')::date) AS was_active, true AS is_active
				  FROM active AS a JOIN (SELECT contact_id, bucket AS first FROM first) AS f USING (contact_id)
				  UNION ALL
				  SELECT (bucket + interval '1 %2$s')::date, false, true, false FROM active AS a WHERE NOT EXISTS (SELECT FROM active AS n WHERE n.contact_id = a.contact_id AND n.bucket = (a.bucket + interval '1 %2$s')::date))
	SELECT bucket, count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_active AND was_active), count(*) FILTER (WHERE is_active AND NOT was_active AND NOT is_new), count(*) FILTER (WHERE NOT is_active)
	FROM told WHERE bucket::timestamp AT TIME ZONE @zone@ >= @start@ AND bucket::timestamp AT TIME ZONE @zone@ < @end@ GROUP BY 1$$, pg_temp.active(unit, '''-infinity'''), unit)
FROM unnest('{day,week}'::text[]) AS unit;

INSERT INTO definitions VALUES
('stickiness_report', 'SELECT * FROM stickiness_report(@range@) WHERE contacts > 0',
 'SELECT n::int, count(*), sum(count(*)) OVER (ORDER BY n DESC)::bigint FROM (SELECT contact_id, count(*) AS n FROM ' || pg_temp.active('day', '@start@') || ' AS a GROUP BY 1) AS c GROUP BY n');

-- Contacts by the day of signing up, active in the n-th seven days from it on
INSERT INTO definitions VALUES
('cohort_report', $$SELECT cohort, size, period_number, active, rate FROM cohort_report(@range@, cohort_by => 'day') WHERE active > 0$$, $$
	WITH signups AS (SELECT contact, min(at) AS at, (min(at) AT TIME ZONE @zone@)::date AS day
					 FROM (SELECT id AS contact, coalesce(signed_up_at, (SELECT min(occurred_at) FROM events WHERE contact_id = id AND event_type = 'signup')) AS at FROM contacts
						   UNION ALL SELECT contact_id, min(occurred_at) FROM events WHERE event_type = 'signup' AND contact_id IS NOT NULL AND contact_id NOT IN (SELECT id FROM contacts) GROUP BY 1) AS s
					 GROUP BY 1 HAVING min(at) >= @start@ AND min(at) < @end@)
	SELECT day, size, n, count(DISTINCT contact), count(DISTINCT contact)::float8 / size
	FROM (SELECT s.day, s.contact, ((occurred_at AT TIME ZONE @zone@)::date - s.day) / 7 AS n FROM signups AS s JOIN @events@ AS e ON e.contact_id = s.contact AND e.occurred_at >= s.at) AS a
	JOIN (SELECT day, count(*) AS size FROM signups GROUP BY 1) AS c USING (day) GROUP BY 1, 2, 3$$);

-- A chain of steps, each not before the one before, within the window of the first
INSERT INTO definitions
SELECT 'funnel_report ' || steps::text, format('SELECT step, name, contacts, dropoff, conversion_from_previous, conversion_overall FROM funnel_report(@range@, steps => %L, "window" => %L)', steps, win),
	   format($$
	WITH a AS (SELECT contact_id, occurred_at AS at FROM @events@ AS e WHERE event_type = %1$L AND contact_id IS NOT NULL),
		 b AS (SELECT a.contact_id, a.at AS start_at, e.occurred_at AS at FROM a JOIN events AS e ON e.contact_id = a.contact_id AND e.event_type = %2$L AND e.occurred_at BETWEEN a.at AND a.at + interval %4$L),
		 c AS (SELECT b.contact_id FROM b JOIN events AS e ON e.contact_id = b.contact_id AND e.event_type = %3$L AND e.occurred_at BETWEEN b.at AND b.start_at + interval %4$L),
		 n AS (SELECT 1 AS step, %1$L AS name, count(DISTINCT contact_id) AS n FROM a UNION ALL SELECT 2, %2$L, count(DISTINCT contact_id) FROM b UNION ALL SELECT 3, %3$L, count(DISTINCT contact_id) FROM c)
	SELECT step, name, n, coalesce(lag(n) OVER w - n, 0), CASE step WHEN 1 THEN 1 ELSE n::float8 / nullif(lag(n) OVER w, 0) END, n::float8 / nullif(first_value(n) OVER w, 0) FROM n WINDOW w AS (ORDER BY step)
	$$, steps[1], steps[2], steps[3], win)
FROM (VALUES ('{page_view,signup,purchase}'::text[], '30 days'), ('{delivered,opened,clicked}', '1 day'), ('{opened,replied,purchase}', '36 h')) AS f (steps, win);

-- Conversions of the range: each is shared once, also where no touch led to it.
INSERT INTO definitions
SELECT format('attribution_models by %s', dimension), format('SELECT model, round(sum(conversions)::numeric, 6) FROM attribution_models(@range@, dimension => %L) GROUP BY 1', dimension),
	   $$SELECT m, count(*)::numeric(20, 6) FROM @events@ AS e, unnest('{first_touch,last_touch,linear}'::text[]) AS m WHERE event_type = ANY (@conversions@) AND contact_id IS NOT NULL GROUP BY 1$$
FROM unnest('{campaign,template,channel,source}'::text[]) AS dimension;

/* ---- Lists with filters ---- */

INSERT INTO definitions
SELECT 'campaign_list filtered: ' || args, format('SELECT campaign_id FROM generate_series(1, 3) AS page, LATERAL campaign_list(@range@, %s, page => page, page_size => 100)', args), 'SELECT id FROM campaigns WHERE ' || condition
FROM (VALUES ($$campaign_groups => '{interactive}'$$, $$campaign_group = 'interactive'$$), ($$campaign_types => '{sms,email}', statuses => '{completed,live}'$$, $$campaign_type IN ('sms', 'email') AND status IN ('completed', 'live')$$),
			 ($$offices => '{Vienna,North,""}'$$, $$office IN ('Vienna', 'North', '')$$), ($$tags => '{sale,x,nothing}'$$, $$'sale' = ANY (tags) OR 'x' = ANY (tags)$$), ($$tags => '{}'$$, 'false'), ($$search => ''$$, 'true'),
			 ($$search => '0%'$$, $$strpos(name, '0%') > 0 OR strpos(id, '0%') > 0$$), ($$search => 'G_S'$$, $$strpos(lower(name), 'g_s') > 0 OR strpos(lower(id), 'g_s') > 0$$), ($$search => 'C1'$$, $$strpos(lower(name), 'c1') > 0 OR strpos(lower(id), 'c1') > 0$$),
			 ($$search => '\'$$, $$strpos(name, '\') > 0$$)) AS f (args, condition);

INSERT INTO definitions
SELECT 'user_list: ' || args, format('SELECT contact_id, name, role, status, office, signed_up_at, created_at, total_count FROM generate_series(1, 3) AS page, LATERAL user_list(%spage => page, page_size => 100)', args || ', '),
	   format('SELECT id, name, role, status, office, signed_up_at, created_at, count(*) OVER () FROM contacts WHERE %s', condition)
FROM (VALUES (NULL, 'true'), ($$search => 'ANN'$$, $$strpos(lower(name), 'ann') > 0 OR strpos(lower(id), 'ann') > 0$$), ($$search => '0%'$$, $$strpos(name, '0%') > 0 OR strpos(id, '0%') > 0$$), ($$search => '_'$$, $$strpos(name, '_') > 0 OR strpos(id, '_') > 0$$),
			 ($$roles => '{admin,""}', statuses => '{online}'$$, $$role IN ('admin', '') AND status = 'online'$$), ($$created_from => @start@, created_until => @end@$$, 'created_at >= @start@ AND created_at < @end@')) AS f (args, condition);

INSERT INTO definitions
SELECT 'engagement_by filtered: ' || args, format('SELECT key, opened_unique, clicked_total FROM generate_series(1, 3) AS page, LATERAL engagement_by(''channel'', NULL, @range@, %s, page => page, page_size => 100)', args),
	   format($$SELECT channel, count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'opened' AND has_key), count(*) FILTER (WHERE event_type = 'clicked') FROM @events@ AS e WHERE is_message AND (%s) GROUP BY 1$$, condition)
FROM (VALUES ($$channels => '{sms,email,""}'$$, $$channel IN ('sms', 'email', '')$$), ($$template_ids => '{t1,t2,template-1}'$$, $$template_id IN ('t1', 't2', 'template-1')$$), ($$campaign_ids => '{c2,c3,campaign-3}'$$, $$campaign_id IN ('c2', 'c3', 'campaign-3')$$),
			 ($$campaign_ids => '{c2,c3,campaign-3}', statuses => '{completed}'$$, $$campaign_id IN (SELECT id FROM campaigns WHERE id IN ('c2', 'c3', 'campaign-3') AND status = 'completed')$$),
			 ($$offices => '{North,Vienna}', campaign_types => '{email,sms,rcs}'$$, $$campaign_id IN (SELECT id FROM campaigns WHERE office IN ('North', 'Vienna') AND campaign_type IN ('email', 'sms', 'rcs'))$$),
			 ($$tags => '{x,sale}'$$, $$campaign_id IN (SELECT id FROM campaigns WHERE tags && '{x,sale}')$$), ($$search => 'S'$$, $$strpos(lower(channel), 's') > 0$$)) AS f (args, condition);

-- A direct send by email is not the campaign called email.
INSERT INTO definitions
SELECT 'keys of engagement_by ' || dimension, format('SELECT key, name, clicked_total FROM generate_series(1, 8) AS page, LATERAL engagement_by(%L, NULL, @range@, page => page, page_size => 100)', dimension),
	   format($$SELECT CASE WHEN num_nulls(campaign_id, part) < 2 THEN format('%%s / %%s', coalesce(campaign_id, '-'), coalesce(part, '-')) END,
					   CASE WHEN num_nulls(name, part) < 2 THEN format('%%s / %%s', coalesce(name, '-'), coalesce(part, '-')) END, clicked
				FROM (SELECT e.campaign_id, (SELECT name FROM campaigns WHERE id = e.campaign_id), %s AS part, count(*) FILTER (WHERE event_type = 'clicked') AS clicked
					  FROM @events@ AS e %s WHERE is_message GROUP BY 1, 3) AS g$$, part, source)
FROM (VALUES ('campaign_channel', 'e.channel', ''), ('variant', 'variant', $$JOIN messages AS m ON m.id = message_id AND m.campaign_id = e.campaign_id AND variant <> ''$$)) AS d (dimension, part, source);

INSERT INTO definitions
SELECT 'texting filtered: ' || args, format('SELECT t.campaign_id, o.contact_messages FROM generate_series(1, 2) AS page, LATERAL texting_engagement(@range@, %s, page => page, page_size => 100) AS t, texting_overview(@range@, %1$s) AS o', args),
	   format($$SELECT id, (SELECT count(*) FROM @events@ AS e WHERE event_type = 'contact_message' AND campaign_id IN (SELECT id FROM campaigns WHERE campaign_type IN ('sms', 'mms', 'rcs', 'whatsapp') AND (%1$s)))
				FROM campaigns WHERE campaign_type IN ('sms', 'mms', 'rcs', 'whatsapp') AND (%1$s)$$, condition)
FROM (VALUES ($$statuses => '{completed,in_progress}'$$, $$status IN ('completed', 'in_progress')$$), ($$offices => '{North,Vienna}'$$, $$office IN ('North', 'Vienna')$$), ($$tags => '{x,sale}'$$, $$tags && '{x,sale}'$$)) AS f (args, condition);

INSERT INTO definitions
SELECT 'time_series of a campaign', $$SELECT sum(events), sum(contacts), sum(messages), sum(opens), sum(clicks) FROM time_series(@range@, campaign_id => $$ || id || ')',
	   $$SELECT count(*), count(DISTINCT contact_id), count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'requested' AND has_key), count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'opened' AND has_key),
				count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'clicked' AND has_key) FROM @events@ AS e WHERE campaign_id = $$ || id
FROM (VALUES ('(SELECT campaign_id FROM events GROUP BY 1 ORDER BY count(campaign_id) DESC, 1 LIMIT 1)')) AS c (id);

/* ---- data_quality ---- */

INSERT INTO definitions
SELECT 'data_quality, ' || word,
	   format($$SELECT check_name, rows FROM data_quality WHERE subject = %L$$, word),
	   format($$WITH t AS (SELECT id FROM messages WHERE %1$s_at >= @start@ AND %1$s_at < @end@), e AS (SELECT DISTINCT message_id FROM @events@ AS e WHERE event_type = %1$L AND message_id IS NOT NULL)
				SELECT 'message without event', (SELECT count(*) FROM t WHERE id NOT IN (SELECT message_id FROM e)) UNION ALL SELECT 'event without time', (SELECT count(*) FROM e WHERE message_id NOT IN (SELECT id FROM t))$$, word)
FROM unnest('{requested,sent,delivered,bounced,failed}'::text[]) AS word;
INSERT INTO definitions
SELECT 'data_quality, unknown ' || word, format($$SELECT rows FROM data_quality WHERE (check_name, subject) = ('unknown id', %L)$$, word), format('SELECT count(*) FROM @events@ AS e WHERE %1$s_id IS NOT NULL AND %1$s_id NOT IN (SELECT id FROM %1$ss)', word)
FROM unnest('{campaign,template,contact,message}'::text[]) AS word;
INSERT INTO definitions VALUES
('data_quality of events', $$SELECT check_name, rows FROM data_quality WHERE subject = 'event'$$,
 $$SELECT 'no key', count(*) FILTER (WHERE is_message AND NOT has_key) FROM @events@ AS e UNION ALL SELECT 'other type', count(*) FILTER (WHERE event_type NOT IN (SELECT event_type FROM event_types)) FROM @events@ AS e
   UNION ALL SELECT 'ahead of time', count(*) FILTER (WHERE occurred_at > now()) FROM @events@ AS e UNION ALL SELECT 'no time', 0$$);

SELECT pg_temp.check_definitions();

/* ---- Attribution, where no two touches are of one instant ---- */

SET LOCAL search_path = sample, campaign_analytics, public;
SELECT pg_temp.agree(format($$SELECT touch, round(conversions::numeric, 6), round(value::numeric, 4) FROM attribution_models('all', models => '{%s}', lookback => '10 days', dimension => %L) WHERE conversions > 0$$, model, dimension),
	format($$
	SELECT label, round(sum(credit), 6), round(sum(credit * value::numeric), 4)
	FROM (SELECT c.value, t.%1$s AS label, CASE WHEN t.at IS NULL THEN 1 ELSE CASE %2$L WHEN 'linear' THEN 1.0 / count(*) OVER w WHEN 'first_touch' THEN (row_number() OVER (w ORDER BY t.at) = 1)::int ELSE (row_number() OVER (w ORDER BY t.at DESC) = 1)::int END END AS credit
		  FROM (SELECT row_number() OVER () AS n, contact_id, occurred_at, value FROM events WHERE event_type = 'purchase' AND contact_id IS NOT NULL) AS c
		  LEFT JOIN (SELECT contact_id, occurred_at AS at, campaign_id, channel FROM events WHERE event_type = 'clicked' AND %1$s IS NOT NULL) AS t ON t.contact_id = c.contact_id AND t.at BETWEEN c.occurred_at - interval '10 days' AND c.occurred_at
		  WINDOW w AS (PARTITION BY c.n)) AS credits
	WHERE credit > 0 GROUP BY 1$$, CASE dimension WHEN 'campaign' THEN 'campaign_id' ELSE dimension END, model), format('attribution_models: %s by %s', model, dimension))
FROM unnest('{first_touch,last_touch,linear}'::text[]) AS model, unnest('{campaign,channel}'::text[]) AS dimension;
SELECT is((SELECT sum(conversions)::bigint FROM conversion_paths('all', options => 'collapse,top=1000')), (SELECT count(*) FROM events WHERE event_type = 'purchase' AND contact_id IS NOT NULL), 'conversion_paths are of all conversions');

SELECT * FROM finish();
ROLLBACK;
