/*
 * States of retention on their way between processes, damaged in every way:
 * refused by an error of class 22, or a state that gives an answer; never a
 * crash. SQL has no values of such states, so aggregates declared here, of the
 * same C functions, hand their bytes out and take them in again.
 */
\ir lib/oracle.sql
\ir lib/damage.sql

SELECT plan(94);

/* ---- Doors for bytes ---- */

-- For each aggregate: bytes_NAME gives the bytes of its state, answer_NAME the
-- answer of states that are given as bytes, merged.
CREATE FUNCTION pg_temp.ca_activity_bytes(internal) RETURNS bytea AS '$libdir/campaign_analytics', 'ca_activity_serialize' LANGUAGE C STRICT;
CREATE FUNCTION pg_temp.ca_value_bytes(internal) RETURNS bytea AS '$libdir/campaign_analytics', 'ca_cohort_value_serialize' LANGUAGE C STRICT;
CREATE FUNCTION pg_temp.ca_activity_merge(internal, bytea) RETURNS internal AS '$libdir/campaign_analytics', 'ca_activity_combine' LANGUAGE C;
CREATE FUNCTION pg_temp.ca_value_merge(internal, bytea) RETURNS internal AS '$libdir/campaign_analytics', 'ca_cohort_value_combine' LANGUAGE C;

DO $$
DECLARE
	a record;
	schema text = (SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema());
BEGIN
	FOR a IN
		SELECT p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments, aggtransfn, aggfinalfn, CASE p.proname WHEN 'cohort_value' THEN 'value' ELSE 'activity' END AS kind
		FROM pg_aggregate JOIN pg_proc AS p ON p.oid = aggfnoid
		WHERE p.pronamespace = 'campaign_analytics'::regnamespace AND p.proname IN ('cohort_retention', 'cohort_value', 'lifecycle', 'stickiness', 'active_contacts')
	LOOP
		EXECUTE format('CREATE AGGREGATE %I.bytes_%s(%s) (SFUNC = %s, STYPE = internal, FINALFUNC = %1$I.ca_%5$s_bytes)', schema, a.name, a.arguments, a.aggtransfn, a.kind);
		IF a.arguments !~ '(contact (uuid|text)|options text|span text|spans integer\[\])' THEN
			EXECUTE format('CREATE AGGREGATE %I.answer_%s(bytea) (SFUNC = %1$I.ca_%3$s_merge, STYPE = internal, FINALFUNC = %4$s)', schema, a.name, a.kind, a.aggfinalfn);
		END IF;
	END LOOP;
END
$$;

/* ---- What is damaged ---- */

CREATE TEMP TABLE visit AS
SELECT g % 9 AS k, 'contact ' || g % 8 AS name, md5((g % 7)::text)::uuid AS device, timestamptz '2026-01-01 00:00+00' + g * g * interval '1 hour' AS at,
	   timestamptz '2000-01-01 00:00+00' + g * g * interval '20 days' AS long_ago, CASE WHEN g % 3 > 0 THEN timestamptz '2025-12-30 00:00+00' + g % 9 * interval '9 days' END AS start, g * 0.5 AS amount
FROM generate_series(1, bigint '24') AS g;

-- Few periods are shown, or long ones: a damaged end of the data may be as late as time is.
CREATE TEMP TABLE victim (name text, aggregate text, bytes bytea);
INSERT INTO victim
SELECT 'no contact', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', NULL::bigint, start, at, 'periods=2') FROM visit) UNION ALL
SELECT 'first activity', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', k, NULL, at, 'periods=2') FROM visit) UNION ALL
SELECT 'one contact', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('week', 'UTC', 5, start, at, 'on_or_after, periods=9') FROM visit) UNION ALL
SELECT 'first of all starts', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('week', 'Europe/Berlin', name, start, at, 'rolling, brackets=0,1,7-7') FROM visit) UNION ALL
SELECT 'starts without activity', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('year', 'UTC', k, start, NULL) FROM visit) UNION ALL
SELECT 'all starts', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', device, start, at, 'recurring, before, periods=9') FROM visit) UNION ALL
SELECT 'instants', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('10 days', 'UTC', k, start, at, 'rolling, now=2027-01-01T00:00:00Z, periods=9') FROM visit) UNION ALL
SELECT 'far apart', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('year', 'UTC', k, NULL, far, 'periods=3') FROM visit, (VALUES (timestamptz '4713-11-24 00:00+00 BC'), ('1970-01-01'), ('294276-12-31 00:00+00')) AS t (far)) UNION ALL
SELECT 'instants far apart', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('1000 days', 'UTC', 1, at, other, 'rolling, recurring, periods=3')
	FROM (VALUES (timestamptz '4713-11-24 00:00+00 BC', timestamptz '294276-12-31 00:00+00'), ('1970-01-01', '2000-01-01')) AS t (at, other)) UNION ALL
SELECT 'lifecycle', 'lifecycle', (SELECT pg_temp.bytes_lifecycle('year', 'Asia/Kolkata', name, long_ago, 'now=2026-12-01T00:00:00Z') FROM visit) UNION ALL
SELECT 'stickiness', 'stickiness', (SELECT pg_temp.bytes_stickiness('month', 'UTC', k, long_ago, 'year') FROM visit) UNION ALL
SELECT 'stickiness without a span', 'stickiness', (SELECT pg_temp.bytes_stickiness('hour', 'UTC', device, at) FROM visit) UNION ALL
SELECT 'active_contacts', 'active_contacts', (SELECT pg_temp.bytes_active_contacts('year', 'UTC', k, long_ago, '{1,7,30}') FROM visit) UNION ALL
SELECT 'values', 'cohort_value', (SELECT pg_temp.bytes_cohort_value('day', 'UTC', k, NULL, at, amount, 'periods=3') FROM visit) UNION ALL
SELECT 'values by start', 'cohort_value', (SELECT pg_temp.bytes_cohort_value('month', 'UTC', name, start, at, nullif(amount, 7), 'rolling, before, periods=3') FROM visit) UNION ALL
SELECT 'values by all starts', 'cohort_value', (SELECT pg_temp.bytes_cohort_value('week', 'UTC', device, start, at, -amount, 'recurring, brackets=0,3,9') FROM visit);
-- many contacts, most of them in the form that a few have
INSERT INTO victim
SELECT 'many contacts', 'cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', hashint8extended(g % 40, 0), NULL, timestamptz '2026-01-01 00:00+00' + g * g % 97 * interval '1 day', 'periods=2') FROM generate_series(1, bigint '80') AS g);

/* ---- Alone, beside a good one, and before one ---- */

CREATE TEMP TABLE way (name text, query text);
INSERT INTO way VALUES ('alone', 'SELECT count(*) FROM unnest((SELECT pg_temp.answer_%s($1))) AS c'),
	('after a good one', 'SELECT count(*) FROM unnest((SELECT pg_temp.answer_%s(s) FROM (VALUES ($2), ($1)) AS v (s))) AS c'), ('before a good one', 'SELECT count(*) FROM unnest((SELECT pg_temp.answer_%s(s) FROM (VALUES ($1), ($2)) AS v (s))) AS c');

SELECT is(pg_temp.outcome(format(query, aggregate), bytes, bytes), 'valid', format('%s: good %s', victim.name, way.name)) FROM victim, way;

CREATE TEMP TABLE tried AS
SELECT victim.name, kind.name AS kind, way.name AS way, pg_temp.outcome(format(query, aggregate), d, bytes) AS outcome
FROM victim, damage_kind AS kind, way, pg_temp.damaged(bytes, kind.name) AS d
WHERE d <> bytes AND (way.name = 'alone' OR kind.name IN ('one byte', 'cut', 'all ones behind', 'noise behind the head'));

SELECT is(array_agg(DISTINCT outcome) FILTER (WHERE outcome NOT IN ('refused', 'too large', 'valid')), NULL,
		  format('%s, %s: %s tried, %s refused, %s too large, %s valid', kind, way, count(*), count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE outcome = 'too large'), count(*) FILTER (WHERE outcome = 'valid')))
FROM tried GROUP BY kind, way;

-- and it was tried, with the outcomes that there should be
SELECT cmp_ok((SELECT count(*) FROM tried), '>', 30000::bigint, 'that is much');
SELECT is_empty($$SELECT name, kind FROM tried GROUP BY 1, 2 HAVING count(*) FILTER (WHERE outcome = 'refused') = 0$$, 'every kind of damage is noticed in every state');
SELECT is_empty($$SELECT name, kind, count(*) FROM tried WHERE kind IN ('cut', 'longer', 'noise', 'another type') AND outcome <> 'refused' GROUP BY 1, 2$$, 'what is cut, prolonged, noise or of another type is never a state');
SELECT isnt((SELECT count(*) FROM tried WHERE kind = 'one bit' AND outcome = 'valid'), 0::bigint, 'another time makes another state');

/* ---- States of one for another ---- */

SELECT is_empty($$SELECT v.name, a, pg_temp.outcome(format(query, a), bytes, bytes) FROM victim AS v, unnest('{cohort_retention,lifecycle,stickiness,active_contacts,cohort_value}'::text[]) AS a, way
				  WHERE (a = 'cohort_value') <> (aggregate = 'cohort_value') AND way.name = 'alone' AND pg_temp.outcome(format(query, a), bytes, bytes) <> 'refused'$$, 'states of values and of activity are two');
SELECT is_empty($$SELECT a.name, b.name FROM victim AS a, victim AS b, way
				  WHERE way.name = 'after a good one' AND a.aggregate <> 'cohort_value' AND b.aggregate <> 'cohort_value' AND a.aggregate <> b.aggregate AND pg_temp.outcome(format(query, a.aggregate), b.bytes, a.bytes) <> 'refused'$$,
				'those of another aggregate do not go with one');
SELECT is_empty($$SELECT a.name, b.name FROM victim AS a, victim AS b, way
				  WHERE way.name = 'after a good one' AND a.aggregate = b.aggregate AND a.name <> b.name AND pg_temp.outcome(format(query, a.aggregate), b.bytes, a.bytes) <> 'refused'
				  AND NOT (a.name IN ('no contact', 'first activity', 'many contacts') AND b.name IN ('no contact', 'first activity', 'many contacts'))$$, 'nor those that ask something else');

/* ---- What a good one promises ---- */

SELECT pg_temp.agree(format('SELECT pg_temp.answer_%s(bytes)::text FROM victim WHERE name = %L', aggregate, name), format('SELECT pg_temp.answer_%s(bytes)::text FROM victim, generate_series(1, 3) WHERE name = %L', aggregate, name), name || ': the same part thrice is one')
FROM victim WHERE aggregate <> 'cohort_value';
SELECT pg_temp.agree('SELECT pg_temp.answer_cohort_retention(b)::text FROM (SELECT pg_temp.bytes_cohort_retention(''day'', ''UTC'', k, NULL, at) AS b FROM visit GROUP BY extract(hour FROM at)) AS s',
					 'SELECT cohort_retention(''day'', ''UTC'', k, NULL, at)::text FROM visit', 'parts are the whole');
SELECT pg_temp.agree('SELECT pg_temp.answer_cohort_value(b)::text FROM (SELECT pg_temp.bytes_cohort_value(''day'', ''UTC'', k, NULL, at, amount) AS b FROM visit GROUP BY extract(hour FROM at)) AS s',
					 'SELECT cohort_value(''day'', ''UTC'', k, NULL, at, amount)::text FROM visit', 'of values, too');

SELECT * FROM finish();
ROLLBACK;
