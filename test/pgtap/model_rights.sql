/*
 * Who may see what: a role reads the model with its own rights, through every
 * view and function, and row security of the relations holds through them all.
 */
\ir lib/model.sql

SELECT * FROM no_plan();

SELECT pg_temp.make_nasty_model('shared', 2000);

/* ---- Two tenants ---- */

CREATE FUNCTION pg_temp.relations() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT unnest('{contacts,campaigns,templates,messages,events,enrollments}'::text[])
$$;

CREATE FUNCTION pg_temp.for_each_relation(commands text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	relation text;
BEGIN
	FOR relation IN SELECT pg_temp.relations() LOOP
		EXECUTE format(commands, relation);
	END LOOP;
END
$$;

-- The second tenant has a part of everything again, under ids of its own, and
-- names for conversations, batches, tags and links that the first has too.
SELECT campaign_analytics.create_model('blue', zone => 'America/New_York', conversions => '{purchase,mystery}', enforce_transitions => false);
SELECT pg_temp.for_each_relation('ALTER TABLE shared.%1$s ADD COLUMN tenant text DEFAULT ''red''; ALTER TABLE blue.%1$s ADD COLUMN tenant text DEFAULT ''blue''');
INSERT INTO blue.contacts SELECT id || '-blue', 'Blue ' || name, role, status, office, signed_up_at, created_at FROM shared.contacts WHERE id ~ '[02468]$';
INSERT INTO blue.campaigns
SELECT id || '-blue', 'Blue ' || name, campaign_group, campaign_type, mode, status, sending_entity, created_by, office, tags, created_at, scheduled_at, launched_at, completed_at
FROM shared.campaigns WHERE id ~ '[02468]$';
INSERT INTO blue.templates SELECT id || '-blue', 'Blue ' || name, channel, tags, created_at FROM shared.templates WHERE id ~ '[02468]$';
INSERT INTO blue.messages
SELECT id || '-blue', campaign_id || '-blue', template_id || '-blue', contact_id || '-blue', channel, variant, batch_id, requested_at, sent_at, delivered_at, bounced_at, failed_at
FROM shared.messages WHERE id ~ '[02468]$';
INSERT INTO blue.enrollments SELECT campaign_id || '-blue', contact_id || '-blue', status, enrolled_at, completed_at FROM shared.enrollments WHERE contact_id ~ '[02468]$';
-- Some of its events name contacts and campaigns of the other tenant.
INSERT INTO blue.events (occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, device, conversation_id, actor, url, value, currency, is_machine, properties)
SELECT occurred_at, event_type, CASE WHEN value = 0 THEN contact_id ELSE contact_id || '-blue' END, message_id || '-blue', CASE WHEN value = 1.5 THEN campaign_id ELSE campaign_id || '-blue' END,
	   template_id || '-blue', channel, device, conversation_id, actor, url, value, currency, is_machine, properties
FROM shared.events WHERE message_id ~ '[02468]$' OR contact_id ~ '[02468]$';

-- One model of both, and the first tenant alone
SELECT campaign_analytics.create_model('red', zone => 'America/New_York', conversions => '{purchase,mystery}', enforce_transitions => false);
SELECT pg_temp.for_each_relation('ALTER TABLE red.%1$s ADD COLUMN tenant text DEFAULT ''red''; INSERT INTO red.%1$s SELECT * FROM shared.%1$s; INSERT INTO shared.%1$s SELECT * FROM blue.%1$s');
SELECT pg_temp.for_each_relation('ALTER TABLE shared.%1$s ENABLE ROW LEVEL SECURITY;'
								 'CREATE POLICY tenants ON shared.%1$s USING (tenant = current_setting(''shared.tenant'', true))');

CREATE ROLE ca_test_reader;
CREATE ROLE ca_test_stranger;
SELECT pg_temp.for_each_relation('GRANT SELECT ON ' || model || '.%1$s TO ca_test_reader') FROM unnest('{shared,red,blue}'::text[]) AS model;
GRANT USAGE ON SCHEMA shared, red, blue TO ca_test_reader, ca_test_stranger;
GRANT SELECT ON ALL TABLES IN SCHEMA shared, red, blue TO ca_test_reader;

-- What each view and function tells a role, told so that it can be compared
CREATE TEMP TABLE told (who text, model text, place bigint, relation text, said text);
GRANT ALL ON told TO ca_test_reader, ca_test_stranger;

CREATE FUNCTION pg_temp.listen(who text, model name) RETURNS void LANGUAGE sql AS $$
	INSERT INTO told
	SELECT who, model, 100000 * turn + place, relation, pg_temp.say(format('SELECT count(*) || '' '' || coalesce(md5(string_agg(line, chr(10) ORDER BY line COLLATE "C")), '''') FROM (SELECT a::text AS line FROM %s AS a) AS l', relation))
	FROM unnest('{c4,c4-blue,p3,p3-blue}'::text[]) WITH ORDINALITY AS i (id, turn), pg_temp.askable(model, id, true)
	WHERE (turn = 1 OR relation ~ id) AND name NOT IN ('model_objects', 'json_days')
$$;

SET LOCAL ROLE ca_test_reader;
SELECT pg_temp.listen('red', 'red');
SELECT pg_temp.listen('blue', 'blue');
SET LOCAL shared.tenant = 'red';
SELECT pg_temp.listen('red', 'shared');
SET LOCAL shared.tenant = 'blue';
SELECT pg_temp.listen('blue', 'shared');
RESET shared.tenant;
SELECT pg_temp.listen('nobody', 'shared');
RESET ROLE;
SELECT pg_temp.listen('owner', 'shared');

SELECT is_empty(format($$SELECT relation, said FROM told WHERE who = %L AND said ~ '^\d{5}: |^[0-9A-Z]{5}: ' AND relation !~ 'campaign_json'$$, who), who || ' is refused nothing')
FROM unnest('{red,blue,nobody,owner}'::text[]) AS who;

SELECT is_empty(format($$
	SELECT a.relation, a.said, b.said FROM told AS a JOIN told AS b USING (who, place)
	WHERE who = %L AND a.model = who AND b.model = 'shared' AND a.said <> b.said
	$$, who), who || ' sees in the model of both just what a model of its own rows shows')
FROM unnest('{red,blue}'::text[]) AS who;

-- The test would see if somebody saw too much: the owner sees more.
SELECT cmp_ok(count(*), '>', 60::bigint, 'the owner sees other rows than ' || a.who)
FROM told AS a JOIN told AS b USING (model, place) WHERE a.who IN ('red', 'blue') AND b.who = 'owner' AND a.said <> b.said
GROUP BY a.who ORDER BY a.who;

SELECT is_empty($$
	SELECT relation, said FROM told
	WHERE who = 'nobody' AND place < 200000 AND said !~ '^0 ' AND relation ~ '^[a-z_.]+$' AND relation !~ '\.(campaign_actions|campaign_transitions|event_types|kpi_sets|message_statuses|model_info|data_quality|texting_channels)$'
		AND relation !~ '\.(overview|overall_engagement|texting_overview|texting_responses_by_hour|texting_responses_by_weekday)$'
	$$, 'who is no tenant sees no row');

/* ---- Rights ---- */

-- Functions that read nothing, or nothing without a filter
CREATE TEMP VIEW tableless AS
SELECT proname AS name FROM pg_proc WHERE pronamespace = 'shared'::regnamespace AND (provolatile = 'i' OR proname IN ('touch_types', 'matching_campaigns', 'days_of_range'));

-- All views and no relation: the views must not lend the rights of their owner.
GRANT SELECT ON ALL TABLES IN SCHEMA shared TO ca_test_stranger;
SELECT pg_temp.for_each_relation('REVOKE ALL ON shared.%1$s FROM ca_test_stranger');
SET LOCAL ROLE ca_test_stranger;
SELECT pg_temp.listen('stranger', 'shared');
RESET ROLE;

SELECT is_empty($$
	SELECT relation, said FROM told
	WHERE who = 'stranger' AND place < 200000 AND said !~ '^42501: permission denied for table (contacts|campaigns|templates|messages|events|enrollments)$'
		AND relation !~ '\.(campaign_actions|campaign_transitions|event_types|kpi_sets|message_statuses|model_info|texting_channels)$'
		AND relation !~ ALL (ARRAY(SELECT '\.' || name || '\(' FROM tableless))
	$$, 'who may not read the relations is told nothing');

REVOKE ALL ON ALL TABLES IN SCHEMA shared FROM ca_test_stranger;
DELETE FROM told;
SET LOCAL ROLE ca_test_stranger;
SELECT pg_temp.listen('stranger', 'shared');
RESET ROLE;
SELECT is_empty($$
	SELECT relation, said FROM told
	WHERE place < 200000 AND said !~ '^42501: permission denied for (table|view) ' AND relation !~ ALL (ARRAY(SELECT '\.' || name || '\(' FROM tableless))
	$$, 'nor who may not read the views');

SELECT * FROM finish();
ROLLBACK;
