/*
 * What create_model and drop_model refuse, with SQLSTATE, message, detail and
 * hint; which types of columns they take; and that nothing is left of a model
 * that could not be made.
 */
\ir lib/oracle.sql

SELECT plan(126);

-- What comes of a statement: nothing, or SQLSTATE, message, detail and hint.
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(detail, ''), nullif(hint, ''));
END
$$;

-- What stands in a schema, its own name included
CREATE FUNCTION pg_temp.standing(schema text) RETURNS bigint
LANGUAGE sql AS $$
	SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(schema)) AND relkind <> 'i')
		   + (SELECT count(*) FROM pg_proc WHERE pronamespace = to_regnamespace(quote_ident(schema))) + (to_regnamespace(quote_ident(schema)) IS NOT NULL)::int
$$;

/* ---- Arguments ---- */

SELECT is(pg_temp.outcome('SELECT create_model(' || arguments || ')'), wanted, 'create_model(' || arguments || ')')
FROM (VALUES
	('NULL', '22004 | schema must not be NULL'),
	('''''', '42602 | schema "" cannot hold a model | Its name must be neither empty nor contain two dollar signs in a row or a word between two @.'),
	('''a$$b''', '42602 | schema "a$$b" cannot hold a model | Its name must be neither empty nor contain two dollar signs in a row or a word between two @.'),
	('''a@id@b''', '42602 | schema "a@id@b" cannot hold a model | Its name must be neither empty nor contain two dollar signs in a row or a word between two @.'),
	('''pg_catalog''', '42939 | schema "pg_catalog" is reserved | Let the model live in a schema of its own.'),
	('''pg_mine''', '42939 | schema "pg_mine" is reserved | Let the model live in a schema of its own.'),
	('''information_schema''', '42939 | schema "information_schema" is reserved | Let the model live in a schema of its own.'),
	('''$user''', '42939 | schema "$user" is reserved | Let the model live in a schema of its own.'),
	('''campaign_analytics''', '42939 | schema "campaign_analytics" is reserved | Let the model live in a schema of its own.'),
	('''m'', ''integer''', '22023 | id_type "integer" is not recognized | Valid types are text, bigint and uuid.'),
	('''m'', ''TEXT''', '22023 | id_type "TEXT" is not recognized | Valid types are text, bigint and uuid.'),
	('''m'', ''''', '22023 | id_type "" is not recognized | Valid types are text, bigint and uuid.'),
	('''m'', zone => ''Mars/Olympus_Mons''', '22023 | time zone "Mars/Olympus_Mons" not recognized'),
	('''m'', zone => ''''', '22023 | time zone "" not recognized'),
	('''m'', conversions => ''{a,NULL}''', '22004 | conversions must not contain NULL'),
	('''m'', conversions => ''{{a},{b}}''', '22023 | conversions must have one dimension, not 2'),
	('''m'', conversions => ''{$$}''', '22023 | zone and conversions must not contain two dollar signs in a row or a word between two @'),
	('''m'', conversions => ''{@zone@}''', '22023 | zone and conversions must not contain two dollar signs in a row or a word between two @')) AS c (arguments, wanted);
SELECT is(pg_temp.standing(schema), 0::bigint, format('nothing is left of "%s"', schema)) FROM unnest('{m,pg_mine,a$$b,a@id@b}'::text[]) AS schema;

SELECT is(pg_temp.outcome('SELECT drop_model(' || arguments || ')'), wanted, 'drop_model(' || arguments || ')')
FROM (VALUES
	('NULL', '22004 | schema must not be NULL'),
	('''m''', '42704 | schema "m" holds no model'),
	('''public''', '42704 | schema "public" holds no model'),
	('''pg_catalog''', '42704 | schema "pg_catalog" holds no model')) AS c (arguments, wanted);

-- Names that need quotes, and options that do
SELECT is(pg_temp.outcome(format('SELECT create_model(%L, zone => ''America/Argentina/Buenos_Aires'', conversions => %L)', schema, conversions)), 'done', format('a model in "%s"', schema))
FROM (VALUES ('it''s "quoted"', '{"a, b","c\\d","{}"}'::text[]), ('$x$', '{$a$}'), (E'\u00e4\u4e2d', E'{\u00e4}'), (repeat('long ', 12), '{é}'), ('a\b.C', '{""}')) AS c (schema, conversions);
SELECT is(pg_temp.outcome(format('SELECT create_model(%L)', nspname)), 'done', format('and once more, in "%s"', nspname)) FROM pg_namespace
WHERE EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid AND relname = 'model_info') ORDER BY 1;
SELECT is((SELECT conversions::text[] FROM "it's ""quoted""".model_info), ARRAY['a, b', 'c\d', '{}'], 'odd words are remembered as they are');
SELECT is(pg_temp.outcome(format('SELECT drop_model(%L)', nspname)), 'done', format('and dropped from "%s"', nspname)) FROM pg_namespace
WHERE EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid AND relname = 'model_info') ORDER BY 1;

/* ---- Names that are taken ---- */

CREATE SCHEMA m;
CREATE SEQUENCE m.templates;
CREATE TYPE m.contacts AS (a integer);
CREATE TABLE m.other (id integer);
CREATE INDEX messages ON m.other (id);
CREATE TYPE m.events AS ENUM ('a');
CREATE DOMAIN m.event_types AS text;
CREATE TABLE m.model_info (a integer);
CREATE VIEW m.all_contacts AS SELECT 1 AS id;
CREATE FUNCTION m.campaign_status_guard() RETURNS integer RETURN 1;
CREATE FUNCTION m.overview(a integer) RETURNS integer RETURN 1;
SELECT is(pg_temp.outcome('SELECT create_model(''m'')'), '42710 | names that the model in schema "m" needs are taken | ' ||
		  E'composite type m.contacts\nfunction m.campaign_status_guard()\nfunction m.overview(integer)\nindex m.messages\nsequence m.templates\ntable m.model_info\ntype m.event_types\ntype m.events\nview m.all_contacts' ||
		  ' | Rename these objects, move them to another schema, or let the model live in a schema of its own.', 'whatever has a name that is needed is listed');
SELECT is(pg_temp.standing('m'), 8::bigint, 'and nothing was made beside it');
DROP SCHEMA m CASCADE;

-- A function of a needed name beside that of the model is not the model's.
SELECT create_model('m');
CREATE FUNCTION m.campaign_status_guard(a integer) RETURNS integer RETURN 1;
SELECT is(pg_temp.outcome('SELECT create_model(''m'')'), '42710 | names that the model in schema "m" needs are taken | function m.campaign_status_guard(integer) | Rename these objects, move them to another schema, or let the model live in a schema of its own.',
		  'also beside a model that stands');
DROP FUNCTION m.campaign_status_guard(integer);

-- Views would call these in the place of ours, whoever made them.
CREATE FUNCTION m.rate(bigint, bigint) RETURNS double precision RETURN 42;
CREATE FUNCTION m.keyset(text) RETURNS text RETURN $1;
SELECT is(pg_temp.outcome('SELECT create_model(''m'')'), '42710 | schema "m" holds objects that could take the place of those the model calls | ' ||
		  E'function m.keyset(text)\nfunction m.rate(bigint,bigint) | Drop or rename them, or let the model live in a schema of its own, in which only its owner may create.', 'functions named as ours');
DROP FUNCTION m.rate;
DROP FUNCTION m.keyset;
-- One of a name of PostgreSQL's is the owner's own business.
CREATE FUNCTION m.lower(integer) RETURNS text RETURN '';
SELECT is(pg_temp.outcome('SELECT create_model(''m'')'), 'done', 'functions named as those of PostgreSQL');
DROP FUNCTION m.lower;

-- Functions know the name of their schema.
ALTER SCHEMA m RENAME TO moved;
SELECT is(pg_temp.outcome('INSERT INTO moved.campaigns (id, name, campaign_group, campaign_type, status) VALUES (''a'', ''A'', ''messaging'', ''email'', ''pending'')'),
		  '55000 | the schema of the model was renamed from "m" to "moved" | SELECT create_model(''moved'');', 'the trigger does not look into what has the old name');
SELECT create_model('moved');
SELECT is(pg_temp.outcome('INSERT INTO moved.campaigns (id, name, campaign_group, campaign_type, status) VALUES (''a'', ''A'', ''messaging'', ''email'', ''pending'')'), 'done', 'and what the hint says helps');
TRUNCATE moved.campaigns;
ALTER SCHEMA moved RENAME TO m;
SELECT create_model('m');
SELECT is(pg_temp.outcome('SELECT create_model(''m'', ''uuid'')'), '55000 | the model in schema "m" has ids of type text, not uuid | Make another model, and load it from the tables of this one.', 'ids stay what they are');
SELECT is(pg_temp.outcome('SELECT create_model(''m'', ''text'')'), 'done', 'and may be told again');

-- What is missing comes back, be it a view, a table or a column.
ALTER TABLE m.contacts DROP COLUMN role CASCADE;
DROP TABLE m.templates CASCADE;
DROP FUNCTION m.campaign_status_guard() CASCADE;
DROP VIEW m.model_info;
SELECT is(pg_temp.outcome('SELECT create_model(''m'')'), 'done', 'what was dropped is made again');
SELECT is((SELECT count(*) FROM m.model_objects AS o WHERE o.kind IN ('table', 'view') AND to_regclass('m.' || o.name) IS NULL), 0::bigint, 'all of it');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'm.campaigns'::regclass AND tgname = 'campaign_status_guard'), 1::bigint, 'the trigger, too');
SELECT drop_model('m');
SELECT is(pg_temp.standing('m'), 0::bigint, 'an empty model goes with its schema');

/* ---- Columns ---- */

-- Each column of events in each type: taken, or refused with what to write.
CREATE TEMP TABLE wanted AS
SELECT name, type, CASE type WHEN 'text' THEN '{text,varchar,varchar(9),pg_temp.word}' WHEN 'timestamptz' THEN '{timestamptz,timestamptz(0)}' WHEN 'bigint' THEN '{bigint,integer,smallint,pg_temp.number}'
	   WHEN 'double precision' THEN '{float8,real,numeric,"numeric(5,2)",bigint,integer,smallint}' WHEN 'boolean' THEN '{boolean}' ELSE '{json,jsonb}' END::text[] AS taken
FROM (VALUES ('occurred_at', 'timestamptz'), ('event_type', 'text'), ('contact_id', 'bigint'), ('value', 'double precision'), ('is_machine', 'boolean'), ('properties', 'jsonb')) AS w (name, type);
CREATE DOMAIN pg_temp.letters AS varchar(20) CHECK (VALUE <> '');
CREATE DOMAIN pg_temp.word AS pg_temp.letters;
CREATE DOMAIN pg_temp.number AS integer;

CREATE FUNCTION pg_temp.with_column(name text, type text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	CREATE SCHEMA adopted;
	EXECUTE 'CREATE TABLE adopted.events (' ||
		(SELECT string_agg(format('%I %s', c.name, CASE c.name WHEN with_column.name THEN with_column.type ELSE c.type END), ', ')
		 FROM (VALUES ('occurred_at', 'timestamptz'), ('event_type', 'text'), ('contact_id', 'bigint'), ('message_id', 'bigint'), ('campaign_id', 'bigint'), ('template_id', 'bigint'), ('channel', 'text'),
			   ('device', 'text'), ('conversation_id', 'text'), ('actor', 'text'), ('url', 'text'), ('value', 'double precision'), ('currency', 'text'), ('is_machine', 'boolean'), ('properties', 'jsonb')) AS c (name, type)
		 WHERE with_column.type IS NOT NULL OR c.name <> with_column.name) || ')';
	PERFORM campaign_analytics.ca_model_check_relations('adopted', 'bigint', '{}');
	DROP SCHEMA adopted CASCADE;
	RETURN 'done';
END
$$;

SELECT is(pg_temp.outcome(format('SELECT pg_temp.with_column(%L, %L)', w.name, t.type)),
		  CASE WHEN t.type = ANY (w.taken) THEN 'done' ELSE
			  format('42P16 | what stands in schema "adopted" lacks columns that the model reads, or has them in other types | events.%s is %s, not %s: %s AS %1$s | ', w.name, format_type(t.type::regtype, NULL), w.type::regtype,
					 CASE WHEN t.type = 'timestamp' AND w.type = 'timestamptz' THEN w.name || ' AT TIME ZONE ''UTC''' ELSE w.name || '::' || w.type::regtype END)
			  || 'Put a view in its place, with these columns and all others: ALTER TABLE adopted.events RENAME TO events_table; CREATE VIEW adopted.events WITH (security_invoker) AS SELECT ... FROM adopted.events_table;' END,
		  format('events.%s as %s', w.name, t.type))
FROM wanted AS w, (SELECT DISTINCT unnest(taken) FROM wanted UNION SELECT unnest('{timestamp,date,char(3),uuid,bytea}'::text[])) AS t (type)
WHERE t.type = ANY (w.taken) OR t.type IN ('timestamp', 'date', 'uuid', 'text', 'integer');
SELECT is(pg_temp.outcome('SELECT pg_temp.with_column(''url'', NULL)'), '42P16 | what stands in schema "adopted" lacks columns that the model reads, or has them in other types | events.url is missing: NULL::text AS url | ' ||
		  'Put a view in its place, with these columns and all others: ALTER TABLE adopted.events RENAME TO events_table; CREATE VIEW adopted.events WITH (security_invoker) AS SELECT ... FROM adopted.events_table;', 'a column that is missing');

-- The definition of a relation, and what is read of it, are one.
SELECT create_model('m', id_type) FROM (VALUES ('bigint')) AS t (id_type);
SELECT pg_temp.agree($$SELECT relation, name, type FROM ca_model_columns('bigint')$$,
	$$SELECT relname::text, attname::text, atttypid::regtype FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'm'::regnamespace AND relkind = 'r' AND attnum > 0$$,
	'what is wanted of adopted relations are the columns of those that create_model makes');
SELECT pg_temp.agree($$SELECT 'all_' || relation, name, type FROM ca_model_columns('bigint')$$,
	$$SELECT relname::text, attname::text, atttypid::regtype FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'm'::regnamespace AND relkind = 'v' AND relname LIKE 'all\_%' AND attnum > 0
	  AND attname NOT IN ('is_human', 'is_conversion')$$, 'and the base views show all of them, in those types');
CREATE SCHEMA wide;
CREATE TABLE wide.contacts (LIKE m.contacts);
SELECT is(pg_temp.outcome('SELECT create_model(''wide'')'), '42P16 | what stands in schema "wide" lacks columns that the model reads, or has them in other types | contacts.id is bigint, not text: id::text AS id | ' ||
		  'They fit a model with ids of type bigint: SELECT create_model(''wide'', id_type => ''bigint'');', 'only ids are other ones');
CREATE TABLE wide.templates (LIKE m.templates);
ALTER TABLE wide.templates ALTER tags TYPE text;
SELECT is(pg_temp.outcome('SELECT create_model(''wide'', id_type => ''bigint'')'),
		  '42P16 | what stands in schema "wide" lacks columns that the model reads, or has them in other types | templates.tags is text, not text[]: string_to_array(tags, '','') AS tags | ' ||
		  'Put a view in its place, with these columns and all others: ALTER TABLE wide.templates RENAME TO templates_table; CREATE VIEW wide.templates WITH (security_invoker) AS SELECT ... FROM wide.templates_table;',
		  'tags as a text');
DROP TABLE wide.templates;
SELECT is(pg_temp.outcome('SELECT create_model(''wide'', id_type => ''bigint'')'), 'done', 'ids of that type');
DROP SCHEMA wide CASCADE;

SELECT is_empty($$SELECT relation, name FROM ca_model_columns('bigint') WHERE type IS NULL$$, 'each has a type that is known');
SELECT is_empty($$SELECT relname, attname FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'm'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0
	AND coalesce(col_description(attrelid, attnum), '') = ''$$, 'each column of a table or view has a comment');
SELECT is_empty($$SELECT name FROM m.model_objects WHERE kind = 'view' AND obj_description(to_regclass('m.' || name), 'pg_class') IS NULL$$, 'and each view');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p WHERE pronamespace = 'm'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL$$, 'and each function');
SELECT is_empty($$SELECT kind, name FROM m.model_objects GROUP BY 1, 2 HAVING count(*) > 1$$, 'nothing is made twice');

/* ---- What others have built upon it ---- */

CREATE SCHEMA theirs;
CREATE VIEW theirs.report AS SELECT id FROM m.all_contacts;
CREATE VIEW theirs.on_report AS SELECT id FROM theirs.report;
CREATE MATERIALIZED VIEW theirs.kept AS SELECT id FROM m.contacts;
CREATE INDEX ON theirs.kept (id);
CREATE TABLE theirs.orders (contact_id bigint REFERENCES m.contacts, contact m.all_contacts, word text);
CREATE TABLE theirs.heirs (PRIMARY KEY (id), CHECK (id > 0), number int NOT NULL DEFAULT length(m.search_pattern('a'))) INHERITS (m.templates);
CREATE POLICY theirs ON theirs.heirs USING (id > 0);
CREATE TABLE theirs.parts (contact_id bigint REFERENCES m.contacts, word text DEFAULT m.search_pattern('a')) PARTITION BY LIST (word);
CREATE TABLE theirs.part PARTITION OF theirs.parts DEFAULT;
CREATE TABLE theirs.other (word text DEFAULT m.search_pattern('a'));
CREATE FUNCTION theirs.everybody() RETURNS SETOF m.all_contacts LANGUAGE sql AS 'SELECT * FROM m.all_contacts';
CREATE FUNCTION theirs.version() RETURNS text BEGIN ATOMIC SELECT version FROM m.model_info; END;
CREATE TRIGGER theirs BEFORE INSERT ON theirs.orders FOR EACH ROW EXECUTE FUNCTION m.campaign_status_guard();
CREATE RULE theirs AS ON DELETE TO m.all_contacts DO INSTEAD NOTHING;
CREATE FUNCTION theirs.write() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER theirs INSTEAD OF INSERT ON m.all_templates FOR EACH ROW EXECUTE FUNCTION theirs.write();
-- these are of a table itself and go with it
CREATE INDEX ON m.contacts (office);
CREATE TRIGGER theirs BEFORE INSERT ON m.contacts FOR EACH ROW EXECUTE FUNCTION theirs.write();
CREATE POLICY theirs ON m.contacts USING (id > 0);
SELECT is(pg_temp.outcome('SELECT drop_model(''m'')'), '2BP01 | objects that are not of the model in schema "m" depend on parts of it that must go | ' ||
		  E'column contact of table theirs.orders\nconstraint orders_contact_id_fkey on table theirs.orders\nconstraint parts_contact_id_fkey on table theirs.parts\ndefault value for column word of table theirs.other\ndefault value for column word of table theirs.part\ndefault value for column word of table theirs.parts\nfunction theirs.everybody()\nfunction theirs.version()\nmaterialized view theirs.kept\nrule theirs on view m.all_contacts\ntable theirs.heirs\ntrigger theirs on table theirs.orders\ntrigger theirs on view m.all_templates\nview theirs.on_report\nview theirs.report'
		  || ' | Drop them first; after an upgrade they can be made again.', 'whatever depends on it is listed, and nothing that goes with what is listed');
SELECT is(pg_temp.outcome('SELECT create_model(''m'')'), 'done', 'a model that is only replaced is not hindered by them');
SELECT is((SELECT count(*) FROM pg_rewrite AS r WHERE r.rulename = 'theirs') + (SELECT count(*) FROM pg_trigger AS t WHERE t.tgname = 'theirs'), 4::bigint, 'nor takes them away');
DROP SCHEMA theirs CASCADE;
DROP RULE theirs ON m.all_contacts;
INSERT INTO m.contacts (id) VALUES (1);
SELECT is(pg_temp.outcome('SELECT drop_model(''m'')'), 'done', 'without them it goes');
SELECT pg_temp.agree($$SELECT relname::text, relkind FROM pg_class WHERE relnamespace = 'm'::regnamespace AND relkind <> 'i'$$, $$VALUES ('contacts', 'r'::"char")$$, 'but the table that holds a row');

/* ---- Rights ---- */

CREATE ROLE ca_maker;
CREATE ROLE ca_other;
GRANT CREATE ON SCHEMA m TO ca_maker;
SET LOCAL ROLE ca_maker;
SELECT is(pg_temp.outcome('SELECT create_model(''mine'')'), format('42501 | schema "mine" does not exist, and role "ca_maker" may not create it | GRANT CREATE ON DATABASE %I TO ca_maker, or CREATE SCHEMA mine AUTHORIZATION ca_maker.', current_database()),
		  'who may not make a schema is told how');
SELECT is(pg_temp.outcome('SELECT create_model(''public'')'), '42501 | role "ca_maker" may not create objects in schema "public" | GRANT USAGE, CREATE ON SCHEMA public TO ca_maker.', 'and who may not make anything in it');
RESET ROLE;
CREATE SCHEMA mine AUTHORIZATION ca_maker;
SET LOCAL ROLE ca_maker;
SELECT is(pg_temp.outcome('SELECT create_model(''mine'')'), 'done', 'an ordinary role makes a model in its schema');
RESET ROLE;
GRANT ALL ON SCHEMA mine TO ca_other;
SET LOCAL ROLE ca_other;
SELECT is(pg_temp.outcome(format('SELECT %s(''mine'')', f)), '42501 | the model in schema "mine" belongs to role "ca_maker" | SET ROLE ca_maker; first.', f || ' of somebody else''s model') FROM unnest('{create_model,drop_model}'::text[]) AS f;
RESET ROLE;
SELECT is(pg_temp.outcome('SELECT drop_model(''mine'')'), '42501 | the model in schema "mine" belongs to role "ca_maker" | SET ROLE ca_maker; first.', 'also by a superuser');
SET LOCAL ROLE ca_maker;
SELECT is(pg_temp.outcome('SELECT drop_model(''mine'')'), 'done', 'its maker drops it');
RESET ROLE;
SELECT is(pg_temp.standing('mine'), 1::bigint, 'and keeps the schema, which create_model had not made');

SELECT * FROM finish();
ROLLBACK;
