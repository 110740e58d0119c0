/*
 * The groups of random rows of equality.sql, of which one plan is as good as
 * another, against plain SQL, whose definitions are those of the oracles. Where
 * these try everything by brute force, for funnels, sequences, attribution and
 * retention, they have small cases of their own, and more than these.
 */
\set seeds 100
\ir lib/oracle.sql

SET LOCAL jit = off;

\ir lib/every_call.sql
\ir lib/distinct_oracle.sql
\ir lib/message_metrics_oracle.sql
\ir lib/path_oracle.sql
\ir lib/responses_oracle.sql
\ir lib/utm_attribution_oracle.sql
\ir lib/lifecycle_oracle.sql

SELECT plan(76);

ANALYZE public.event;
SET LOCAL work_mem = '64MB';

CREATE TEMP VIEW events AS SELECT seed, kind AS event_type, at AS occurred_at, tiny, mid, contact, name, device, number, node FROM event;
SELECT pg_temp.check_question(question, keys::text[], 'seed', 'of every seed')
FROM question, unnest('{"{tiny}","{mid}","{contact}","{name}","{device}","{number}","{contact,node}"}'::text[]) AS keys;

SELECT pg_temp.check_metrics('(SELECT seed AS g, ever AS at, kind AS type, human, tiny, mid, contact, name, device, number, node FROM event) AS e', key, 'every seed')
FROM unnest('{tiny,mid,contact,name,device,number,"contact, node"}'::text[]) AS key;
SELECT pg_temp.check_series('(SELECT seed AS g, ever AS at, kind AS type, human, tiny, mid, contact, name, device, number FROM event) AS e', key, period, zone, 'every seed')
FROM (VALUES ('tiny', 'day', 'UTC'), ('mid', 'week', 'Europe/Berlin'), ('contact', 'hour', 'Asia/Kolkata'), ('name', 'day', 'America/New_York'), ('device', 'month', 'UTC'), ('number', 'week', 'UTC')) AS k (key, period, zone);

SELECT pg_temp.check_paths('(SELECT seed AS g, at, node, tiny, mid, contact, name, device, number FROM event) AS e', contact, gap, steps, 'every seed')
FROM (VALUES ('tiny', '4 h', NULL), ('mid', '1 h', 3), ('contact', '4 h', NULL), ('name', '1 day', 2), ('device', '31 min', NULL), ('number', '0', 1)) AS k (contact, gap, steps);

SELECT pg_temp.check_responses('times', '(SELECT seed AS g, at, actor, node AS agent, tiny, mid, contact, name, device, number FROM event) AS e', conversation, 'every seed')
FROM unnest('{tiny,mid,contact,name,device,number}'::text[]) AS conversation;
SELECT pg_temp.check_responses('waits', '(SELECT seed AS g, at, actor, node AS agent, contact, name COLLATE "C" AS name, device FROM event) AS e', conversation, 'every seed')
FROM unnest('{contact,name,device}'::text[]) AS conversation;

SELECT pg_temp.check_traffic('(SELECT seed AS g, source, medium, campaign, url, contact, name, device, converted FROM event) AS e', contact, 'source, medium, campaign', 'every seed')
FROM unnest('{contact,name,device}'::text[]) AS contact;
SELECT pg_temp.check_traffic('(SELECT seed AS g, source, NULL::text AS medium, CASE WHEN source IS NOT NULL THEN campaign END AS campaign, url, contact, name, device, converted FROM event) AS e', contact, 'url', 'every seed')
FROM unnest('{contact,name,device}'::text[]) AS contact;

SELECT pg_temp.check_activity(aggregate, period, zone, '(SELECT seed AS g, contact AS k, at FROM event) AS e', contact, argument, value, 'every seed')
FROM (VALUES ('lifecycle', 'week', 'Europe/Berlin', 'k', '', NULL), ('lifecycle', 'month', 'UTC', 'k::text', ', ''now=2024-05-01T00:00:00Z''', '2024-05-01 00:00+00'), ('lifecycle', 'day', 'America/New_York', 'md5(k::text)::uuid', '', NULL),
	('stickiness', 'day', 'Europe/Berlin', 'k', '', NULL), ('stickiness', 'day', 'Asia/Kolkata', 'k::text', ', ''week''', 'week'), ('stickiness', 'hour', 'UTC', 'md5(k::text)::uuid', '', NULL),
	('active_contacts', 'week', 'Europe/Berlin', 'k', '', NULL), ('active_contacts', 'week', 'UTC', 'k::text', ', ''{2,5}''', '{2,5}'), ('active_contacts', 'day', 'UTC', 'md5(k::text)::uuid', ', ''{1}''', '{1}')) AS a (aggregate, period, zone, contact, argument, value);

-- Stored sets and timelines hold what there is once; rollups of them, too.
SELECT pg_temp.agree(format('SELECT seed, cardinality(timeline(%1$s, ever, kind)), cardinality(rollup(part)), cardinality(rollup(keys)) FROM event GROUP BY seed', contact),
	format('SELECT seed, count(DISTINCT (%1$s, ever, kind)) FILTER (WHERE num_nulls(%1$s, ever, kind) = 0), count(DISTINCT (contact, ever, kind)) FILTER (WHERE num_nulls(contact, ever, kind) = 0), count(DISTINCT contact) FROM event GROUP BY seed', contact),
	'timelines and rollups of every seed, contact ' || contact)
FROM unnest('{contact,name,device}'::text[]) AS contact;

SELECT pg_temp.agree('SELECT seed, retention(first, second, third) FROM event GROUP BY seed',
	'SELECT seed, ARRAY[one, one AND two, one AND three] FROM (SELECT seed, coalesce(bool_or(first), false) AS one, coalesce(bool_or(second), false) AS two, coalesce(bool_or(third), false) AS three FROM event GROUP BY seed) AS e', 'retention of every seed');
SELECT pg_temp.agree($$SELECT seed, engagement_score(day, weight, '1 day', '2024-04-01 00:00+00') FROM event GROUP BY seed$$,
	$$SELECT seed, coalesce(sum(weight / 2 ^ (date '2024-04-01' - (day AT TIME ZONE 'UTC')::date)) FILTER (WHERE day <= '2024-04-01 00:00+00'), 0) FROM event GROUP BY seed$$, 'engagement_score of every seed');

SELECT * FROM finish();
ROLLBACK;
