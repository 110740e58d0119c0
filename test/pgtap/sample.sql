/*
 * load_sample: the same arguments give the same rows whatever the session, all
 * that a model knows occurs, what must fit together does, and nothing of the
 * model but its rows is changed.
 */
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT plan(65);

SELECT campaign_analytics.create_model(m::name, t) FROM (VALUES ('sample_a', 'text'), ('sample_b', 'text'), ('sample_c', 'text'), ('sample_n', 'bigint'), ('sample_u', 'uuid')) AS v (m, t);

CREATE TEMP TABLE standing AS
SELECT c.oid::regclass::text AS name, pg_get_indexdef(c.oid) AS definition, obj_description(c.oid, 'pg_class') AS comment
FROM pg_class AS c WHERE c.relnamespace = 'sample_a'::regnamespace AND c.relkind = 'i';
COMMENT ON INDEX sample_b.events_occurred_at_idx IS 'it''s "ours"';
COMMENT ON CONSTRAINT messages_pkey ON sample_b.messages IS 'one';
CREATE INDEX "Mine" ON sample_b.events (upper(url)) WHERE url IS NOT NULL;

CREATE TEMP TABLE loaded (model text, n bigint);
INSERT INTO loaded SELECT 'a', campaign_analytics.load_sample('sample_a', 1000, 90, end_at => '2026-03-31 00:00:00+00');
SET LOCAL timezone = 'America/New_York';
SET LOCAL extra_float_digits = 0;
SET LOCAL work_mem = '64kB';
SET LOCAL search_path = sample_c, public;
INSERT INTO loaded SELECT 'b', campaign_analytics.load_sample('sample_b', 1000, 90, 1, '2026-03-30 20:00:00-04');
RESET search_path;
RESET timezone;
RESET work_mem;
INSERT INTO loaded SELECT 'c', campaign_analytics.load_sample('sample_c', 1000, 90, 2, '2026-03-31 00:00:00+00');
INSERT INTO loaded SELECT 'n', campaign_analytics.load_sample('sample_n', 1000, 90, 1, '2026-03-31 00:00:00+00');
INSERT INTO loaded SELECT 'u', campaign_analytics.load_sample('sample_u', 1000, 90, 1, '2026-03-31 00:00:00+00');

-- The same, and not the same

CREATE FUNCTION pg_temp.rows_of(model text, relation text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT t::text FROM %I.%I AS t', model, relation);
END $$;

CREATE FUNCTION pg_temp.empty(model text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	relation name;
	has_rows boolean;
	found text;
BEGIN
	FOR relation IN SELECT relname FROM pg_class WHERE relnamespace = model::regnamespace AND relkind IN ('r', 'v') ORDER BY relname LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', model, relation) INTO has_rows;
		IF NOT has_rows THEN
			found := concat_ws(', ', found, relation);
		END IF;
	END LOOP;
	RETURN found;
END $$;

-- The only thing that is taken from the session is the zone in which a row prints its times.
SELECT bag_eq(format('SELECT pg_temp.rows_of(%L, %L)', 'sample_a', r), format('SELECT pg_temp.rows_of(%L, %L)', 'sample_b', r), format('%s: same arguments, same rows', r))
FROM unnest('{contacts,campaigns,templates,messages,events,enrollments}'::text[]) AS r;
SELECT is((SELECT string_agg(md5(t::text), '' ORDER BY t.ctid) FROM sample_a.events AS t WHERE event_type = 'handoff'),
		  (SELECT string_agg(md5(t::text), '' ORDER BY t.ctid) FROM sample_b.events AS t WHERE event_type = 'handoff'), 'and in the same order');
SELECT isnt_empty(format('SELECT pg_temp.rows_of(%L, %L) EXCEPT SELECT pg_temp.rows_of(%L, %L)', 'sample_a', r, 'sample_c', r), format('%s: another seed, other rows', r))
FROM unnest('{contacts,campaigns,messages,events,enrollments}'::text[]) AS r;
SELECT is((SELECT n FROM loaded WHERE model = m), (SELECT n FROM loaded WHERE model = 'a'), format('type of ids %s: as many events', m)) FROM unnest('{b,n,u}'::text[]) AS m;
SELECT bag_eq('SELECT occurred_at, event_type, ''c-'' || contact_id AS c, ''m-'' || message_id AS m, ''campaign-'' || campaign_id AS k, ''template-'' || template_id AS t, channel, device, conversation_id, actor, url, value, properties FROM sample_n.events',
			  'SELECT occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, device, conversation_id, actor, url, value, properties FROM sample_a.events',
			  'ids of another type are the same numbers');
SELECT bag_eq('SELECT occurred_at, event_type, (''x'' || right(contact_id::text, 12))::bit(48)::bigint AS c, (''x'' || right(message_id::text, 12))::bit(48)::bigint AS m FROM sample_u.events',
			  'SELECT occurred_at, event_type, contact_id, message_id FROM sample_n.events', 'and in uuids, too');
SELECT is((SELECT n FROM loaded WHERE model = 'a'), (SELECT count(*) FROM sample_a.events), 'the number of events is returned');
SELECT cmp_ok((SELECT n FROM loaded WHERE model = 'a'), '>', 30000::bigint, 'there are enough of them');

-- The number was computed by a few lines that follow Jenkins' definition, not by PostgreSQL.
SELECT is((campaign_analytics.ca_sample_hash(1, 1, 42), campaign_analytics.ca_sample_hash(-1, 2, 42)),
		  (hashint8extended(42, hashint8extended(1, 1)), hashint8extended(42, hashint8extended(2, -1))), 'what is random is hashint8extended of seed, trait and number');
SELECT is(hashint8extended(42, hashint8extended(1, 1)), -4754097555438790977::bigint, 'which is the same everywhere');

-- All that there is

SELECT bag_eq('SELECT DISTINCT event_type FROM sample_a.events', 'SELECT event_type FROM sample_a.event_types', 'every type of event');
SELECT bag_eq('SELECT DISTINCT campaign_group, status FROM sample_a.campaigns', 'SELECT campaign_group, status FROM sample_a.campaign_actions', 'every state of both groups of campaigns');
SELECT is_empty('SELECT t.campaign_type, a.status FROM (SELECT DISTINCT campaign_group, campaign_type FROM sample_a.campaigns) AS t JOIN sample_a.campaign_actions AS a USING (campaign_group)
				 EXCEPT SELECT campaign_type, status FROM sample_a.campaigns', 'and of every type');
SELECT bag_eq('SELECT DISTINCT status FROM sample_a.enrollments', $$VALUES ('active'), ('completed'), ('exited')$$, 'every state of enrollments');
SELECT bag_eq('SELECT DISTINCT status FROM sample_a.contacts', $$VALUES ('online'), ('offline')$$, 'contacts online and offline');
SELECT set_eq('SELECT DISTINCT array_length(string_to_array(batch_id, ''-''), 1) FROM sample_a.messages WHERE campaign_id IS NULL', 'VALUES (NULL::integer), (2)', 'direct sends, single and in batches');
SELECT cmp_ok((SELECT min(n) FROM (SELECT count(*) AS n FROM sample_a.messages WHERE batch_id IS NOT NULL GROUP BY batch_id) AS b), '>', 10::bigint, 'of which batches go to more than ten');
SELECT bag_eq('SELECT DISTINCT variant FROM sample_a.messages', $$VALUES (NULL), ('A'), ('B'), ('Subject line:A'), ('Subject line:B'), ('Offer:A'), ('Offer:B'), ('Offer:C'), ('Emoji:A'), ('Emoji:B')$$, 'variants with a test''s name and without');
SELECT is(pg_temp.empty('sample_a'), NULL, 'every relation and view has rows');

-- What must fit together

SELECT is_empty($$SELECT 1 FROM sample_a.events WHERE occurred_at < '2025-12-31 00:00:00+00' OR occurred_at >= '2026-03-31 00:00:00+00'$$, 'no event before the first day, or after the last');
SELECT is_empty($$SELECT 1 FROM sample_a.messages WHERE greatest(requested_at, sent_at, delivered_at, bounced_at, failed_at) >= '2026-03-31 00:00:00+00'$$, 'no message in the future');
SELECT is_empty('SELECT 1 FROM sample_a.data_quality WHERE rows > 0 AND (check_name, subject) NOT IN ((''message without event'', ''delivered''), (''no key'', ''event''))',
				'the data is good, but for deliveries that got lost, and clicks of somebody who was sent the message by its recipient');
SELECT is((SELECT count(*) FROM sample_a.data_quality WHERE rows > 0), 2::bigint, 'and these are there');
SELECT is_empty('SELECT 1 FROM sample_a.messages AS m JOIN sample_a.contacts AS c ON c.id = m.contact_id WHERE m.requested_at < c.created_at', 'nobody gets a message before being known');
SELECT is_empty('SELECT 1 FROM sample_a.events AS e JOIN sample_a.contacts AS c ON c.id = e.contact_id WHERE e.occurred_at < c.created_at', 'nor has any other event');
SELECT is_empty('SELECT 1 FROM sample_a.messages AS m JOIN sample_a.campaigns AS c ON c.id = m.campaign_id WHERE m.requested_at < c.launched_at OR c.launched_at IS NULL OR m.requested_at > c.completed_at', 'messages go while their campaign runs');
SELECT is_empty('SELECT 1 FROM sample_a.events AS e JOIN sample_a.messages AS m ON m.id = e.message_id
				 WHERE (e.campaign_id, e.template_id, e.channel) IS DISTINCT FROM (m.campaign_id, m.template_id, m.channel) OR e.contact_id <> m.contact_id OR e.occurred_at < m.requested_at', 'events are those of their message');
SELECT is_empty('SELECT 1 FROM sample_a.messages AS m JOIN sample_a.templates AS t ON t.id = m.template_id WHERE t.channel <> m.channel', 'templates are of the channel');
SELECT is_empty($$SELECT 1 FROM sample_a.campaigns WHERE created_at > coalesce(launched_at, scheduled_at, '2026-03-31') OR completed_at < launched_at OR (status = 'completed') <> (completed_at IS NOT NULL)$$, 'times of campaigns are in order');
SELECT is_empty($$SELECT 1 FROM sample_a.events AS e JOIN sample_a.contacts AS c ON c.id = e.contact_id WHERE event_type = 'signup' AND occurred_at IS DISTINCT FROM signed_up_at$$, 'who signed up has the event, at that time');
SELECT is_empty($$SELECT conversation_id FROM sample_a.events WHERE event_type LIKE '%\_message' GROUP BY conversation_id HAVING (array_agg(event_type ORDER BY occurred_at))[1] <> 'contact_message'$$, 'a contact begins each conversation');
SELECT is_empty($$SELECT 1 FROM sample_a.events WHERE event_type IN ('prize_claimed', 'pass_installed', 'pass_redeemed', 'pass_removed') AND (campaign_id, contact_id, event_type) NOT IN (
	SELECT campaign_id, contact_id, unnest(CASE event_type WHEN 'prize_won' THEN '{prize_claimed}'::text[] WHEN 'pass_issued' THEN '{pass_installed,pass_redeemed,pass_removed}' END)
	FROM sample_a.events WHERE event_type IN ('prize_won', 'pass_issued'))$$, 'what is claimed was won, and no pass is used that was not issued');
SELECT is_empty($$SELECT 1 FROM sample_a.events AS e, sample_a.event_types AS t, LATERAL unnest(string_to_array(t.properties, ', ')) AS p (name)
	WHERE t.event_type = e.event_type AND NOT coalesce(e.properties ? p.name, false) AND (e.event_type, p.name) <> ('pass_redeemed', 'platform')$$, 'properties are those of event_types');
SELECT cmp_ok((SELECT count(*) FROM (SELECT occurred_at < lag(occurred_at) OVER (ORDER BY ctid) AS is_late FROM sample_a.events) AS e WHERE is_late), '>', 100::bigint, 'some rows come late');
SELECT cmp_ok((SELECT count(*) FROM sample_a.events WHERE is_machine), '>', 100::bigint, 'machines open messages');
SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM sample_a.events WHERE NOT is_machine AND event_type = 'opened' GROUP BY message_id, contact_id HAVING count(DISTINCT device) > 1) AS o), '>', 100::bigint, 'people have two devices');
SELECT cmp_ok((SELECT count(DISTINCT actor) FROM sample_a.events WHERE event_type = 'agent_message'), '>=', 5::bigint, 'there are several agents');

-- Nothing else has changed

SELECT bag_eq($$SELECT c.oid::regclass::text, pg_get_indexdef(c.oid), obj_description(c.oid, 'pg_class') FROM pg_class AS c WHERE c.relnamespace = 'sample_a'::regnamespace AND c.relkind = 'i'$$,
			  'SELECT name, definition, comment FROM standing', 'the indexes are those that there were');
SELECT is(obj_description('sample_b.events_occurred_at_idx'::regclass, 'pg_class'), 'it''s "ours"', 'with their comments');
SELECT is((SELECT obj_description(oid, 'pg_constraint') FROM pg_constraint WHERE conname = 'messages_pkey' AND conrelid = 'sample_b.messages'::regclass), 'one', 'primary keys, too');
SELECT is(pg_get_indexdef('sample_b."Mine"'::regclass), 'CREATE INDEX "Mine" ON sample_b.events USING btree (upper(url)) WHERE (url IS NOT NULL)', 'one''s own are still there');
SELECT is((SELECT count(*) FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indrelid WHERE c.relnamespace IN ('sample_a'::regnamespace, 'sample_b'::regnamespace) AND NOT (indisvalid AND indisready)), 0::bigint, 'and work');

-- Wrong ways to call it

SELECT throws_ok($$SELECT campaign_analytics.load_sample('sample_a')$$, '55000', '"campaigns" of the model in schema "sample_a" holds rows already', 'a model that has rows');
SELECT throws_ok($$SELECT campaign_analytics.load_sample('nowhere')$$, '3F000', 'there is no model in schema "nowhere"', 'no schema');
SELECT throws_ok($$SELECT campaign_analytics.load_sample('public')$$, '3F000', 'there is no model in schema "public"', 'a schema without a model');
SELECT throws_ok($$SELECT campaign_analytics.load_sample(NULL)$$, '22004', 'schema must not be NULL', 'schema NULL');
SELECT throws_ok($$SELECT campaign_analytics.load_sample('sample_a', seed => NULL)$$, '22004', 'contacts, days and seed must not be NULL', 'seed NULL');
SELECT throws_ok($$SELECT campaign_analytics.load_sample('sample_a', 9)$$, '22023', 'contacts must be between 10 and 10000000, not 9', 'too few contacts');
SELECT throws_ok($$SELECT campaign_analytics.load_sample('sample_a', 10, 3651)$$, '22023', 'days must be between 7 and 3650, not 3651', 'too many days');
SELECT throws_ok($$SELECT campaign_analytics.load_sample('sample_a', end_at => 'infinity')$$, '22023', 'end_at must be between the years 1980 and 2200, not infinity', 'no end');

-- Edges

CREATE SCHEMA "Sample's ""own""";
SELECT campaign_analytics.create_model('Sample''s "own"', enforce_transitions => false);
SELECT cmp_ok(campaign_analytics.load_sample('Sample''s "own"', 10, 7, -9223372036854775808, '2000-02-29 13:14:15+00'), '>', 0::bigint, 'the smallest of all, in a schema whose name needs quotes, up to an odd moment');
SELECT cmp_ok((SELECT max(occurred_at) FROM "Sample's ""own""".events), '<', '2000-02-29 13:14:15+00', 'up to it');

-- Adopted: a view over a partitioned table takes rows, a view that joins does not
CREATE SCHEMA sample_v;
CREATE TABLE sample_v.log (occurred_at timestamptz NOT NULL, event_type varchar(40) NOT NULL, contact_id text, message_id text, campaign_id text, template_id text, channel text, device text,
	conversation_id text, actor text, url text, value numeric, currency text, is_machine boolean, properties json, received_at timestamptz DEFAULT now()) PARTITION BY RANGE (occurred_at);
CREATE TABLE sample_v.log_2025 PARTITION OF sample_v.log FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
CREATE TABLE sample_v.log_2026 PARTITION OF sample_v.log FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
CREATE VIEW sample_v.events AS SELECT occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, device, conversation_id, actor, url, value, currency, is_machine, properties FROM sample_v.log;
SELECT campaign_analytics.create_model('sample_v');
INSERT INTO loaded SELECT 'v', campaign_analytics.load_sample('sample_v', 100, 30, 1, '2026-01-16 00:00:00+00');
SELECT is((SELECT n FROM loaded WHERE model = 'v'), (SELECT count(*) FROM sample_v.log), 'events that are a view over a partitioned table');
CREATE SCHEMA sample_w;
CREATE VIEW sample_w.templates AS SELECT 'a'::text AS id, 'a'::text AS name, 'sms'::text AS channel, NULL::text[] AS tags, now() AS created_at WHERE false GROUP BY 1;
SELECT campaign_analytics.create_model('sample_w');
SELECT throws_ok($$SELECT campaign_analytics.load_sample('sample_w')$$, '55000', '"templates" of the model in schema "sample_w" takes no new rows', 'a view that cannot be written to');

SELECT * FROM finish();
ROLLBACK;
