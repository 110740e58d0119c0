--
-- The model: made, remembered, adopted, guarded and dropped
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
\set SHOW_CONTEXT never

-- One call makes a schema with six tables, and the views and functions over them.
SELECT create_model('marketing');
SELECT kind, count(*) > 6 AS more_than_six, string_agg(name, ' ' ORDER BY name) FILTER (WHERE kind = 'table') AS tables
FROM marketing.model_objects WHERE kind <> 'schema' GROUP BY kind ORDER BY kind;
SELECT id_type, zone, conversions, enforce_transitions FROM marketing.model_info;

-- Nothing happened yet, and all can be asked.
SELECT count(*) AS events FROM marketing.event_facts;
SELECT check_name, sum(rows) AS rows FROM marketing.data_quality GROUP BY check_name ORDER BY check_name;

-- Once more: nothing changes but the option that is told.
SELECT create_model('marketing', conversions => '{purchase,signup}');
SELECT id_type, zone, conversions, enforce_transitions FROM marketing.model_info;
INSERT INTO marketing.events (occurred_at, event_type) VALUES ('2024-03-01', 'signup'), ('2024-03-02', 'purchase'), ('2024-03-03', 'page_view');
SELECT event_type, is_conversion FROM marketing.all_events ORDER BY occurred_at;

-- What the words are
SELECT event_group, string_agg(event_type, ' ' ORDER BY event_type) AS event_types FROM marketing.event_types GROUP BY 1 ORDER BY 1;

--
-- States of campaigns
--
SELECT campaign_group, from_status, string_agg(to_status, ' ' ORDER BY to_status) AS to_status
FROM marketing.campaign_transitions GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST;
SELECT campaign_group, action, string_agg(status, ' ' ORDER BY status) AS statuses FROM marketing.campaign_actions GROUP BY 1, 2 ORDER BY 1, 2;

-- A messaging campaign is planned, put off, sent and done.
INSERT INTO marketing.campaigns (id, name, campaign_group, campaign_type, status) VALUES ('mail', 'Spring mail', 'messaging', 'email', 'pending');
UPDATE marketing.campaigns SET status = 'scheduled', scheduled_at = '2024-04-01' WHERE id = 'mail';
UPDATE marketing.campaigns SET status = 'pending' WHERE id = 'mail';
UPDATE marketing.campaigns SET status = 'pending', scheduled_at = NULL WHERE id = 'mail';
UPDATE marketing.campaigns SET scheduled_at = '2024-04-02' WHERE id = 'mail';
UPDATE marketing.campaigns SET status = 'completed' WHERE id = 'mail';
UPDATE marketing.campaigns SET status = 'in_progress' WHERE id = 'mail';
UPDATE marketing.campaigns SET name = 'Mail of spring', status = 'in_progress' WHERE id = 'mail';
UPDATE marketing.campaigns SET status = 'completed' WHERE id = 'mail';
UPDATE marketing.campaigns SET status = 'in_progress' WHERE id = 'mail';
UPDATE marketing.campaigns SET campaign_group = 'interactive' WHERE id = 'mail';

-- An interactive one is live, pauses, and is live again; it does not begin with a pause.
INSERT INTO marketing.campaigns (id, name, campaign_group, campaign_type, status) VALUES ('game', 'Spring game', 'interactive', 'game', 'pending');
INSERT INTO marketing.campaigns (id, name, campaign_group, campaign_type, status, created_at) VALUES ('game', 'Spring game', 'interactive', 'game', 'draft', '2024-04-01');
UPDATE marketing.campaigns SET status = 'pending' WHERE id = 'game';
UPDATE marketing.campaigns SET status = 'live' WHERE id = 'game';
UPDATE marketing.campaigns SET status = 'draft' WHERE id = 'game';
UPDATE marketing.campaigns SET status = 'pending' WHERE id = 'game';
UPDATE marketing.campaigns SET status = 'live' WHERE id = 'game';
SELECT id, name, status FROM marketing.campaigns ORDER BY id;

-- Words that there are not
INSERT INTO marketing.campaigns (id, name, campaign_group, campaign_type, status) VALUES ('x', 'X', 'messaging', 'email', 'live');
INSERT INTO marketing.campaigns (id, name, campaign_group, campaign_type, status, created_at) VALUES ('x', 'X', 'other', 'email', 'completed', '2024-04-01');

-- The watch can be left out; the words remain.
SELECT create_model('marketing', enforce_transitions => false);
UPDATE marketing.campaigns SET status = 'draft' WHERE id = 'game';
UPDATE marketing.campaigns SET status = 'in_progress' WHERE id = 'game';
SELECT create_model('marketing', enforce_transitions => true);
UPDATE marketing.campaigns SET status = 'pending' WHERE id = 'game';

--
-- What does not fit together
--

-- m1 was sent and delivered, of which the events tell the first alone; m2 is not there.
INSERT INTO marketing.contacts (id) VALUES ('ann');
INSERT INTO marketing.messages (id, campaign_id, contact_id, channel, requested_at, sent_at, delivered_at)
VALUES ('m1', 'mail', 'ann', 'email', '2024-04-01', '2024-04-01', '2024-04-01');
INSERT INTO marketing.events (occurred_at, event_type, message_id, contact_id, campaign_id) VALUES
	('2024-04-01', 'requested', 'm1', 'ann', 'mail'), ('2024-04-01', 'sent', 'm1', 'ann', 'mail'), ('2024-04-02', 'opened', 'm1', NULL, 'mail'),
	('2024-04-01', 'sent', 'm2', 'bob', 'post'), ('2024-04-03', 'waved', NULL, 'ann', NULL);
SELECT check_name, subject, rows FROM marketing.data_quality WHERE rows > 0 ORDER BY check_name, subject;

--
-- Bring your own
--

-- A shop has a log; a view makes it events, and a table of its own is contacts.
CREATE SCHEMA shop;
CREATE TABLE shop.log (at timestamp, what varchar(20), who integer, paid numeric(9,2), page varchar);
INSERT INTO shop.log VALUES ('2024-03-01 10:00', 'page_view', 1, NULL, '/'), ('2024-03-01 10:05', 'purchase', 1, 12.50, '/cart'), ('2024-03-01 11:00', 'page_view', 2, NULL, '/');
CREATE VIEW shop.events AS SELECT at AS occurred_at, what AS event_type, who AS contact_id, page AS url, paid AS value FROM shop.log;
CREATE TABLE shop.contacts (id integer PRIMARY KEY, name varchar(50), role text, status text, office text, signed_up_at timestamptz, created_at timestamptz, attributes json);
INSERT INTO shop.contacts VALUES (1, 'Ann'), (2, 'Bob');

-- All that is missing is told at once.
SELECT create_model('shop', 'bigint');
DROP VIEW shop.events;
CREATE VIEW shop.events AS
SELECT at AT TIME ZONE 'Europe/Berlin' AS occurred_at, what AS event_type, who AS contact_id, NULL::bigint AS message_id, NULL::bigint AS campaign_id, NULL::bigint AS template_id,
	NULL::text AS channel, NULL::text AS device, NULL::text AS conversation_id, NULL::text AS actor, page AS url, paid AS value, 'EUR'::text AS currency, false AS is_machine, NULL::jsonb AS properties
FROM shop.log;
SELECT create_model('shop', 'bigint', 'Europe/Berlin');
SELECT occurred_at, event_type, contact_id, url, value, is_human, is_conversion FROM shop.event_facts ORDER BY occurred_at;
SELECT pg_typeof(contact_id) AS contact_id, pg_typeof(value) AS value FROM shop.event_facts LIMIT 1;
SELECT name FROM shop.model_objects WHERE kind = 'table' ORDER BY name;
SELECT name, pg_typeof(id) AS id, pg_typeof(attributes) AS attributes FROM shop.all_contacts ORDER BY id;

-- Ids stay what they are.
SELECT create_model('shop', 'uuid');
SELECT create_model('marketing', 'bigint');

--
-- Dropped: tables that hold rows are kept, and what stood there before
--
CREATE VIEW public.my_report AS SELECT count(*) AS events FROM marketing.event_facts;
SELECT drop_model('marketing');
DROP VIEW public.my_report;
SELECT drop_model('marketing');
SELECT relname, relkind FROM pg_class WHERE relnamespace = 'marketing'::regnamespace AND relkind IN ('r', 'v') ORDER BY relname;
SELECT drop_model('marketing');
SELECT drop_model('shop');
SELECT relname, relkind FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relkind IN ('r', 'v') ORDER BY relname;

-- What is left can be a model again. An empty one goes with its schema.
SELECT create_model('marketing');
SELECT count(*) AS events FROM marketing.event_facts;
SELECT name FROM marketing.model_objects WHERE kind = 'table' ORDER BY name;
-- its campaigns are adopted, and keep the triggers that they have
SELECT create_model('marketing', enforce_transitions => true);
SELECT create_model('A model, of "names"', 'uuid');
SELECT count(*) FROM "A model, of ""names""".event_facts;
SELECT drop_model('A model, of "names"');
SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'A model%';

SET client_min_messages = warning;
DROP SCHEMA marketing, shop CASCADE;
