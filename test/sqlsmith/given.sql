-- What sqlsmith finds: a model with sample data, tables of events and of stored
-- states, values worth calling with, and a catalog that leads it to our functions

SET client_min_messages = warning;
CREATE EXTENSION campaign_analytics;
SELECT campaign_analytics.create_model('model') \g /dev/null
SELECT campaign_analytics.load_sample('model', 300, 40, 1, '2026-03-01 00:00:00+00') \g /dev/null
CREATE SCHEMA smith;
SET search_path = smith, model, campaign_analytics, pg_catalog;

--
-- Values. A literal of sqlsmith is NULL, but for integers and booleans; else it
-- reads columns and calls functions without parameters, mostly of one type.
--

CREATE FUNCTION a_text() RETURNS text LANGUAGE sql VOLATILE RETURN ('{signup,purchase,opened,clicked,day,week,month,quarter,year,hour,UTC,Europe/Berlin,America/New_York,strict,ordered,linear,first_touch,last_touch,'
	'u_shaped,time_decay,markov,shapley,top=3,now=2026-02-01T00:00:00Z,forward,backward,email,sms,1 day,30 days,(?1)(?2),(?1).*(?t<86400)(?2),"",x,https://a.example/?utm_source=s&utm_medium=email&utm_campaign=%C3%A9,nobody@example.com}'::text[])[1 + floor(random() * 36)::int];
CREATE FUNCTION a_smallint() RETURNS smallint LANGUAGE sql VOLATILE RETURN (random() * 40 - 5)::smallint;
CREATE FUNCTION an_integer() RETURNS integer LANGUAGE sql VOLATILE RETURN (ARRAY[0, -1, 1, 2, 3, 7, 30, 32, 33, 1000, 2147483647, -2147483648])[1 + floor(random() * 12)::int];
CREATE FUNCTION a_bigint() RETURNS bigint LANGUAGE sql VOLATILE RETURN (ARRAY[0, -1, 1, 2, 10, 100, 1000, 4294967296, 9223372036854775807])[1 + floor(random() * 9)::int];
CREATE FUNCTION a_float() RETURNS double precision LANGUAGE sql VOLATILE RETURN ('{0,0.5,0.95,1,-1,2.5,1000,NaN,Infinity,1e308}'::float8[])[1 + floor(random() * 10)::int];
CREATE FUNCTION a_time() RETURNS timestamptz LANGUAGE sql VOLATILE RETURN CASE WHEN random() < 0.05 THEN 'infinity' ELSE timestamptz '2026-03-01 00:00:00+00' - random() * interval '60 days' END;
CREATE FUNCTION a_range() RETURNS tstzrange LANGUAGE sql VOLATILE RETURN tstzrange('2026-02-01 00:00:00+00', timestamptz '2026-02-01 00:00:00+00' + random() * interval '30 days');
CREATE FUNCTION an_interval() RETURNS interval LANGUAGE sql VOLATILE RETURN ('{0,1 second,1 hour,1 day,7 days,30 days,1 month,1 year,-1 day,178000000 years}'::interval[])[1 + floor(random() * 10)::int];
CREATE FUNCTION a_uuid() RETURNS uuid LANGUAGE sql VOLATILE RETURN md5(floor(random() * 50)::text)::uuid;
CREATE FUNCTION a_name() RETURNS name LANGUAGE sql VOLATILE RETURN (ARRAY['model', 'nowhere', 'smith', ''])[1 + floor(random() * 4)::int];
CREATE FUNCTION some_texts() RETURNS text[] LANGUAGE sql VOLATILE RETURN (ARRAY['{opened,clicked}', '{signup,purchase}', '{linear,markov,shapley}', '{purchase}', '{}', '{NULL,opened}', '{email,sms}', '{a,a}'])[1 + floor(random() * 8)::int]::text[];
CREATE FUNCTION some_integers() RETURNS integer[] LANGUAGE sql VOLATILE RETURN (ARRAY['{1,2,7}', '{0}', '{}', '{NULL,1}', '{-1,2147483647}'])[1 + floor(random() * 5)::int]::integer[];
CREATE FUNCTION some_bigints() RETURNS bigint[] LANGUAGE sql VOLATILE RETURN (ARRAY['{1,2,7}', '{100,90}', '{}', '{NULL,1}', '{0,0}'])[1 + floor(random() * 5)::int]::bigint[];
CREATE FUNCTION some_floats() RETURNS double precision[] LANGUAGE sql VOLATILE RETURN (ARRAY['{1,2,7}', '{0.5,0.5}', '{}', '{NULL,1}', '{NaN,Infinity}'])[1 + floor(random() * 5)::int]::float8[];
CREATE FUNCTION some_oids() RETURNS oid[] LANGUAGE sql VOLATILE RETURN (ARRAY['{1259,1260}', '{}', '{NULL}'])[1 + floor(random() * 3)::int]::oid[];
CREATE FUNCTION a_json() RETURNS jsonb LANGUAGE sql VOLATILE RETURN (ARRAY['{"id": "text"}', 'null', '[1]', '{"id_type": "bigint"}'])[1 + floor(random() * 4)::int]::jsonb;

--
-- Events as aggregates want them, small enough for a window over all of them,
-- and stored states of groups of them
--

CREATE TABLE given AS
SELECT e.occurred_at AS at, e.event_type AS step, e.contact_id AS contact, substr(md5(e.contact_id), 1, 15)::text AS hashed, ('x' || substr(md5(e.contact_id), 1, 12))::bit(48)::bigint AS id,
	   md5(e.contact_id)::uuid AS uid, e.value AS amount, e.channel, e.campaign_id AS campaign, e.url AS link, e.event_type = 'purchase' AS bought, e.event_type ~ 'open|click' AS touched,
	   row_number() OVER (ORDER BY e.occurred_at)::int % 9 AS bucket, interval '1 day' * (length(e.event_type) % 30) AS span, (length(e.event_type) % 7)::smallint AS small
FROM (SELECT * FROM model.events WHERE contact_id IS NOT NULL ORDER BY hashtext(contact_id || event_type || occurred_at) LIMIT 400) AS e;

CREATE TABLE stored AS
SELECT bucket, keyset(contact) AS contacts, keyset(id) AS ids, timeline(contact, at, step) AS of_contacts, timeline(id, at, step) AS of_ids, array_agg(step) AS steps, array_agg(amount) AS amounts,
	   array_agg(bucket) AS numbers, array_agg(id) AS all_ids, cohort_retention('day', 'UTC', contact, at, at, 'now=2026-03-01T00:00:00Z') AS cells, max(at) AS latest, ca_keyset_send(keyset(contact)) AS bytes,
	   ca_timeline_send(timeline(contact, at, step)) AS timeline_bytes, '{"a": 1}'::jsonb AS properties, tstzrange(min(at), max(at)) AS range, 'model'::name AS schema
FROM given GROUP BY bucket;

--
-- The catalog. Each function is there as sqlsmith can call it: without those of
-- its last parameters that have defaults, too; with one to three for a variadic
-- one; and with each of some types for a polymorphic one.
--

CREATE TABLE callable AS
WITH ours AS (
	SELECT p.*, string_to_array(p.proargtypes::text, ' ')::oid[] AS types
	FROM pg_catalog.pg_proc AS p
	WHERE p.pronamespace IN ('campaign_analytics'::regnamespace, 'model'::regnamespace, 'smith'::regnamespace)
		  AND p.prorettype NOT IN ('internal'::regtype, 'trigger'::regtype) AND 'internal'::regtype <> ALL (p.proargtypes::oid[])
), arity AS (
	SELECT o.*, t.given
	FROM ours AS o, generate_series(0, CASE WHEN provariadic = 0 THEN pronargdefaults ELSE 2 END) AS n,
		 LATERAL (SELECT CASE WHEN provariadic = 0 THEN types[:pronargs - n] ELSE types[:pronargs - 1] || array_fill(provariadic, ARRAY[n + 1]) END) AS t (given)
)
SELECT row_number() OVER () + 100000 AS oid, a.proname, a.pronamespace, a.prorettype, false AS proretset, replace(a.prokind::text, 'w', 'a')::"char" AS prokind,
	   array_replace(a.given, '"any"'::regtype, any_type) AS proargtypes
FROM arity AS a, unnest('{text,bigint,uuid,interval}'::regtype[]) AS any_type
WHERE '"any"'::regtype = ANY (a.given) OR any_type = 'text'::regtype;

CREATE VIEW pg_proc AS SELECT oid::oid, proname, pronamespace, prorettype, proretset, prokind, proargtypes FROM callable;

-- Operators for any array, range and so on are called with one: sqlsmith writes the
-- name of each type into casts. anyarray itself it wants to find.
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE VIEW pg_type AS
SELECT t.oid, coalesce(instead.typname, t.typname) AS typname, coalesce(instead.typnamespace, t.typnamespace) AS typnamespace, t.typdelim, t.typrelid, t.typelem, t.typarray,
	   CASE WHEN instead.oid IS NULL THEN t.typtype ELSE 'b'::"char" END AS typtype
FROM pg_catalog.pg_type AS t LEFT JOIN pg_catalog.pg_type AS instead
	 ON instead.oid = CASE WHEN t.typname ~ '^any.*array$' AND t.typname !~ 'nonarray' THEN 'integer[]'::regtype WHEN t.typname ~ '^any.*multirange$' THEN 'int4multirange'::regtype
						   WHEN t.typname ~ '^any.*range$' THEN 'int4range'::regtype WHEN t.typname = 'anyenum' THEN 'smith.kind'::regtype WHEN t.typname ~ '^any(?!$)' THEN 'integer'::regtype END
UNION ALL
SELECT 99999::oid, 'anyarray', 'pg_catalog'::regnamespace, ',', 0, 0, 0, 'p';

CREATE ROLE smith LOGIN;
GRANT USAGE ON SCHEMA smith, model, campaign_analytics TO smith;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA model TO smith;
GRANT SELECT, INSERT, UPDATE, DELETE ON given, stored TO smith;
GRANT SELECT ON pg_proc, pg_type TO smith;
-- operators are written without a schema
ALTER ROLE smith SET search_path = smith, pg_catalog, campaign_analytics;
