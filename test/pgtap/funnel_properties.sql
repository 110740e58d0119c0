/*
 * The laws of funnel: one answer whatever the order of the rows, the plan, the
 * memory and the parts they come in; what must be equal, more or less when the
 * question changes; stored timelines, which answer as their rows do.
 */
\ir lib/oracle.sql

SET LOCAL jit = off;

SELECT plan(393);

-- Not temporary: parallel workers cannot read temporary tables. Times are equal
-- often; contact, time and type may be NULL; every ninth row is there twice.
CREATE TABLE public.visit AS
SELECT id, id / 2 % 5 AS grp, contact, 'contact ' || contact AS name, md5(contact::text)::uuid AS device,
	   CASE WHEN r % 97 > 0 THEN timestamptz '2024-05-01 00:00+00' + r % 211 * interval '7 min' END AS at,
	   (ARRAY['sent', 'sent', 'opened', 'clicked', 'bought', 'left', 'other', NULL])[1 + abs(pg_temp.noise(r, 3)) % 8] AS event_type
FROM (SELECT id, abs(pg_temp.noise(r, 1)) AS r, CASE WHEN r % 53 > 0 THEN abs(pg_temp.noise(r, 2)) % 400 END AS contact
	  FROM (SELECT id, CASE WHEN id % 9 = 0 THEN id - 1 ELSE id END AS r FROM generate_series(1, 20000) AS id) AS n) AS rows;
CREATE TABLE public.parts (LIKE public.visit) PARTITION BY LIST (grp);
CREATE TABLE public.parts_a PARTITION OF public.parts FOR VALUES IN (0, 1);
CREATE TABLE public.parts_b PARTITION OF public.parts FOR VALUES IN (2);
CREATE TABLE public.parts_c PARTITION OF public.parts FOR VALUES IN (3, 4);
CREATE TABLE public.people (LIKE public.visit) PARTITION BY HASH (contact);
CREATE TABLE public.people_a PARTITION OF public.people FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.people_b PARTITION OF public.people FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO public.parts SELECT * FROM public.visit;
INSERT INTO public.people SELECT * FROM public.visit;
ANALYZE public.visit, public.parts, public.people;

/* ---- One answer, whatever the plan ---- */

CREATE TEMP TABLE question (n serial, ask text);
INSERT INTO question (ask) VALUES
($$funnel('6 h', contact, at, event_type, '{sent,opened,clicked,bought}')$$),
($$funnel('6 h', name, at, event_type, '{sent,opened,clicked}')$$),
($$funnel('6 h', device, at, event_type, '{sent,opened,clicked}')$$),
($$funnel('1 day', contact, at, event_type = 'sent', event_type IN ('opened', 'clicked'), event_type IN ('clicked', 'bought'))$$),
($$funnel('1 day', 'strict_increase', name, at, event_type, '{sent,sent,opened,sent}')$$),
($$funnel('1 day', 'strict', contact, at, event_type, '{sent,opened,clicked}')$$),
($$funnel('1 day', 'strict_steps', device, at, event_type = 'sent', event_type = 'opened', event_type = 'clicked')$$),
($$funnel('2 h', 'any_order', contact, at, event_type, '{sent,opened,clicked,bought}')$$),
($$funnel('12 h', 'exclude[1-2]=left,exclude[2-3]=other,optional=2,step_window=4 h', contact, at, event_type, '{sent,opened,clicked}')$$),
($$funnel('12 h', 'first_attempt,entry_until=2024-05-01T06:00:00Z', contact, at, event_type, '{sent,opened,clicked}')$$),
($$funnel('6 h', contact, at, event_type, '{sent,opened}') FILTER (WHERE grp <> 2)$$),
($$funnel_times('6 h', at, event_type, '{sent,opened,clicked}')$$),
($$funnel_times('6 h', 'strict,step_window=1 h', at, event_type = 'sent', event_type = 'opened', event_type = 'clicked')$$);

-- %1$s: what is asked; %2$s: rows; %3$s: groups
CREATE FUNCTION pg_temp.answers(rows text, groups text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('SELECT %1$s AS g, ARRAY[%2$s]::text[] AS answers FROM %3$s %4$s',
				  CASE WHEN $2 = '' THEN '0' WHEN $2 LIKE '%(%' THEN 'grouping(grp, event_type) || concat(grp, event_type)' ELSE $2 END,
				  string_agg('(' || ask || ')::text', ', ' ORDER BY n), $1, CASE WHEN $2 <> '' THEN 'GROUP BY ' || $2 ELSE '' END)
	FROM question
$$;

-- What the rows as they lie, in one process, have to say
CREATE TEMP TABLE shape (name text, groups text);
INSERT INTO shape VALUES ('all rows', ''), ('groups', 'grp'), ('a group each contact', 'contact'), ('grouping sets', 'GROUPING SETS ((grp), (event_type), ())');
CREATE TEMP TABLE answer (groups text, g text, answers text[]);
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64MB';
SELECT format('INSERT INTO answer SELECT %L, * FROM (%s) AS a', groups, pg_temp.answers('visit', groups)) FROM shape \gexec

-- settings: as SET LOCAL takes them, parted by semicolons
CREATE TEMP TABLE way (name text, settings text, rows text, plan text);
INSERT INTO way VALUES
('shuffled', '', '(SELECT * FROM visit ORDER BY md5(id::text)) AS v', NULL),
('shuffled otherwise', '', '(SELECT * FROM visit ORDER BY md5(id || ''x'')) AS v', NULL),
('latest first', '', '(SELECT * FROM visit ORDER BY at DESC NULLS FIRST, id DESC) AS v', NULL),
('contact by contact', '', '(SELECT * FROM visit ORDER BY contact, at, event_type) AS v', NULL),
('earliest first', '', '(SELECT * FROM visit ORDER BY at, event_type DESC) AS v', NULL),
('hashed groups', 'enable_sort = off; enable_hashagg = on', 'visit', NULL),
('sorted groups', 'enable_hashagg = off', 'visit', NULL),
('little memory', 'work_mem = 64kB; hash_mem_multiplier = 1', 'visit', NULL),
('little memory, shuffled', 'work_mem = 64kB; hash_mem_multiplier = 1', '(SELECT * FROM visit ORDER BY md5(id::text)) AS v', NULL),
('little memory, hashed groups', 'work_mem = 64kB; hash_mem_multiplier = 1; enable_sort = off', 'visit', NULL),
('parallel', 'max_parallel_workers_per_gather = 2', 'visit', 'Partial'),
('parallel, without the leader', 'max_parallel_workers_per_gather = 2; parallel_leader_participation = off', 'visit', 'Partial'),
('parallel, hashed groups', 'max_parallel_workers_per_gather = 2; enable_sort = off', 'visit', 'Partial'),
('parallel, sorted groups', 'max_parallel_workers_per_gather = 2; enable_hashagg = off', 'visit', 'Partial'),
('parallel, little memory', 'max_parallel_workers_per_gather = 2; work_mem = 64kB; hash_mem_multiplier = 1', 'visit', 'Partial'),
('partitions', 'enable_partitionwise_aggregate = on', 'parts', NULL),
('partitions of contacts', 'enable_partitionwise_aggregate = on', 'people', NULL),
('partitions, parallel', 'enable_partitionwise_aggregate = on; max_parallel_workers_per_gather = 2', 'parts', NULL),
('partitions of contacts, little memory', 'enable_partitionwise_aggregate = on; work_mem = 64kB; hash_mem_multiplier = 1', 'people', NULL);

INSERT INTO way SELECT 'in a worker', name || ' = on; max_parallel_workers_per_gather = 2', 'visit', NULL
FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query');

SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;

\ir lib/plan.sql

-- One way to one shape; what it sets ends with it. A cursor would not run in
-- parallel, so the answers go to a table.
CREATE FUNCTION pg_temp.check_way(way, shape) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	query text = format('SELECT g::text, answers FROM (%s) AS a', pg_temp.answers($1.rows, $2.groups));
	expected text = format('SELECT g, answers FROM answer WHERE groups = %L', $2.groups);
	settings text[] = string_to_array(nullif($1.settings, ''), '; ');
	before text[] = ARRAY(SELECT current_setting(split_part(s, ' = ', 1)) FROM unnest(settings) WITH ORDINALITY AS u (s, n) ORDER BY n);
BEGIN
	PERFORM set_config(split_part(s, ' = ', 1), split_part(s, ' = ', 2), true) FROM unnest(settings) AS s;
	IF $1.plan IS NOT NULL AND $2.groups NOT LIKE 'GROUPING%' THEN
		RETURN NEXT matches(pg_temp.plan_of(query), $1.plan, format('%s, %s: the plan', $2.name, $1.name));
	END IF;
	EXECUTE 'CREATE TEMP TABLE got AS ' || query;
	PERFORM set_config(split_part(s, ' = ', 1), b, true) FROM unnest(settings, before) AS u (s, b);
	RETURN NEXT pg_temp.agree('SELECT * FROM got', expected, format('%s, %s', $2.name, $1.name));
	DROP TABLE got;
EXCEPTION WHEN OTHERS THEN
	RETURN NEXT fail(format('%s, %s', $2.name, $1.name)) || E'\n' || diag(format('%s: %s', SQLSTATE, SQLERRM));
END
$$;

SELECT result FROM way, shape, pg_temp.check_way(way, shape) AS result;
SELECT is(current_setting('work_mem') || ', ' || current_setting('max_parallel_workers_per_gather'), '64MB, 0', 'settings are as they were');

/* ---- What must be equal ---- */

-- in one assertion: two funnels of the same groups
CREATE FUNCTION pg_temp.same(a text, b text, description text, rows text DEFAULT 'visit', other_rows text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(query, $1, $4), format(query, $2, coalesce($5, $4)), $3)
	FROM (SELECT 'SELECT g, s.* FROM (SELECT coalesce(grp, -1) AS g, %s AS f FROM %s GROUP BY ROLLUP (grp)) AS a, unnest(f) AS s' AS query) AS q
$$;

SELECT pg_temp.same(a, b, description) FROM (VALUES
	($$funnel('6 h', contact, at, event_type, '{sent,opened,clicked}')$$, $$funnel('6 h', name, at, event_type, '{sent,opened,clicked}')$$, 'a contact by name is the same contact'),
	($$funnel('6 h', contact, at, event_type, '{sent,opened,clicked}')$$, $$funnel('6 h', device, at, event_type, '{sent,opened,clicked}')$$, 'and by uuid'),
	($$funnel('6 h', contact, at, event_type, '{sent,opened,clicked}')$$, $$funnel('6 h', contact::int, at, event_type, '{sent,opened,clicked}')$$, 'and by another integer'),
	($$funnel('6 h', contact, at, event_type, '{sent,opened,clicked}')$$, $$funnel('6 h', 'ordered', contact, at, event_type, '{sent,opened,clicked}')$$, 'ordered goes without saying'),
	($$funnel('6 h', contact, at, event_type, '{sent,opened}')$$, $$funnel('6 h', contact, at + interval '7 years 3 days 0.000001 s', event_type, '{sent,opened}')$$, 'time has no beginning'),
	($$funnel('6 h', contact, at, event_type, '{sent,opened}') FILTER (WHERE grp > 1)$$, $$funnel('6 h', contact, CASE WHEN grp > 1 THEN at END, event_type, '{sent,opened}')$$, 'FILTER leaves rows out'),
	($$funnel('6 h', contact, at, event_type, '{sent,opened}')$$, $$funnel('6 h', contact, at, event_type, '{sent,opened}' ORDER BY id DESC)$$, 'ORDER BY says nothing'),
	($$funnel('6 h', contact, at, event_type, '{sent,opened}')$$, $$funnel(DISTINCT '6 h', contact, at, event_type, '{sent,opened}')$$, 'nor does DISTINCT'),
	($$funnel('6 h', 'step_window=6 h', contact, at, event_type, '{sent,opened,clicked}')$$, $$funnel('6 h', contact, at, event_type, '{sent,opened,clicked}')$$, 'a limit as long as the window is none'),
	($$funnel('2147483647 days', contact, at, event_type, '{sent,opened}')$$, $$funnel('3 days', contact, at, event_type, '{sent,opened}')$$, 'a window that is longer than all times is long enough'),
	($$funnel('6 h', 'exclude=never', contact, at, event_type, '{sent,opened,clicked}')$$, $$funnel('6 h', contact, at, event_type, '{sent,opened,clicked}')$$, 'what never happens excludes nothing'),
	($$funnel('6 h', 'entry_from=2024-05-01T00:00:00Z', contact, at, event_type, '{sent,opened,clicked}')$$, $$funnel('6 h', contact, at, event_type, '{sent,opened,clicked}')$$, 'nor a range of all times')) AS l (a, b, description);

-- Conditions are what types are, names apart.
SELECT pg_temp.agree(format(query, mode, $$event_type, '{sent,opened,clicked}'$$),
	format(query, replace(mode, 'left', '4'), concat($$event_type = 'sent', event_type = 'opened', event_type = 'clicked'$$, CASE WHEN mode LIKE '%left%' THEN $$, event_type = 'left'$$ END)),
	'conditions and types, ' || mode)
FROM unnest('{ordered,strict,strict_steps,any_order,strict_increase,"exclude[1-2]=left",optional=2,step_window=90 min,"strict_steps,exclude=left,optional=3",first_attempt}'::text[]) AS mode,
	 (VALUES ('SELECT step, contacts, dropoff, conversion_from_previous, conversion_overall, median_seconds, p90_seconds, avg_seconds, median_seconds_from_first, p90_seconds_from_first, avg_seconds_from_first
			   FROM unnest((SELECT funnel(''6 h'', %L, contact, at, %s) FROM visit))')) AS q (query);

-- Rows that are there twice: to steps in order that are different things they
-- are there once.
SELECT pg_temp.same(ask, ask, 'rows twice, ' || mode, 'visit', '(SELECT * FROM visit UNION ALL SELECT * FROM visit) AS v')
FROM unnest('{ordered,strict_increase,any_order,"exclude=left,optional=2",first_attempt,step_window=1 h}'::text[]) AS mode,
	 LATERAL (SELECT format('funnel(''6 h'', %L, contact, at, event_type, ''{sent,opened,clicked}'')', mode) AS ask) AS m;

-- Contacts keep to themselves: numbers of parts of them add up.
SELECT pg_temp.agree(format('SELECT step, sum(contacts), sum(dropoff) FROM (SELECT funnel(%s) AS f FROM visit GROUP BY %s) AS a, unnest(f) GROUP BY step', ask, parts),
	format('SELECT step, contacts, dropoff FROM unnest((SELECT funnel(%s) FROM visit))', ask), format('%s by %s', ask, parts))
FROM (VALUES ($$'6 h', contact, at, event_type, '{sent,opened,clicked,bought}'$$), ($$'6 h', 'strict', contact, at, event_type, '{sent,opened,clicked}'$$),
	($$'6 h', 'any_order', contact, at, event_type, '{sent,opened,clicked}'$$), ($$'6 h', 'exclude=left', name, at, event_type, '{sent,opened,clicked}'$$)) AS q (ask),
	(VALUES ('contact'), ('contact % 7'), ('contact < 100')) AS p (parts);

-- More steps do not change what happens before them.
SELECT pg_temp.agree(format(query, mode, '{sent,opened,sent,bought}'), format(query, mode, '{sent,opened}'), 'the first two of four steps, ' || mode)
FROM unnest('{ordered,strict,strict_increase,step_window=1 h,"exclude[1-2]=left",first_attempt}'::text[]) AS mode,
	 (VALUES ('SELECT step, contacts FROM unnest((SELECT funnel(''5 h'', %L, contact, at, event_type, %L) FROM visit)) WHERE step <= 2')) AS q (query);

/* ---- What must be less, or more ---- */

-- the contacts of every step of a are no more than those of b
SELECT is_empty(format($$
	SELECT grp, a.step, a.contacts, b.contacts
	FROM (SELECT grp, funnel(%1$s) AS fa, funnel(%2$s) AS fb FROM visit GROUP BY ROLLUP (grp)) AS f, unnest(fa) AS a JOIN unnest(fb) AS b USING (step)
	WHERE a.contacts > b.contacts$$, concat(a, args), concat(b, args)), format('%s is no more than %s', a, b))
FROM (VALUES ($$'5 h', 'ordered'$$, $$'5:00:00.000001', 'ordered'$$), ($$'5 h', 'ordered'$$, $$'7 h', 'ordered'$$), ($$'0', 'ordered'$$, $$'7 min', 'ordered'$$),
	($$'5 h', 'strict_increase'$$, $$'5 h', 'ordered'$$), ($$'5 h', 'strict'$$, $$'5 h', 'strict_steps'$$), ($$'5 h', 'strict_steps'$$, $$'5 h', 'ordered'$$),
	($$'5 h', 'strict,strict_increase'$$, $$'5 h', 'strict'$$), ($$'5 h', 'ordered'$$, $$'5 h', 'any_order'$$), ($$'5 h', 'first_attempt'$$, $$'5 h', 'ordered'$$),
	($$'5 h', 'exclude=left'$$, $$'5 h', 'exclude[1-2]=left'$$), ($$'5 h', 'exclude[2-3]=left'$$, $$'5 h', 'ordered'$$), ($$'5 h', 'strict_steps,exclude=left'$$, $$'5 h', 'exclude=left'$$),
	($$'5 h', 'step_window=1 h'$$, $$'5 h', 'step_window=2 h'$$), ($$'5 h', 'step_window=1 h'$$, $$'5 h', 'step_window[3]=1 h'$$), ($$'2 h', 'ordered'$$, $$'5 h', 'step_window=2 h'$$),
	($$'5 h', 'entry_from=2024-05-01T06:00:00Z'$$, $$'5 h', 'ordered'$$)) AS l (a, b),
	(VALUES ($$, contact, at, event_type, '{sent,opened,clicked}'$$)) AS r (args);

SELECT is_empty($$
	SELECT grp, a.step
	FROM (SELECT grp, funnel('5 h', contact, at, event_type, '{sent,opened,clicked,bought}') AS fa,
				 funnel('5 h', 'optional=2,optional=3', contact, at, event_type, '{sent,opened,clicked,bought}') AS fb FROM visit GROUP BY ROLLUP (grp)) AS f,
		 unnest(fa) AS a JOIN unnest(fb) AS b USING (step)
	WHERE step = 1 AND a.contacts <> b.contacts OR step = 4 AND a.contacts > b.contacts$$, 'who may leave steps out gets as far');

SELECT is_empty($$
	SELECT grp, s.*
	FROM (SELECT grp, funnel('5 h', contact, at, event_type, '{sent,opened,clicked}') AS f FROM visit GROUP BY ROLLUP (grp)) AS f, unnest(f) AS s
	WHERE NOT (contacts > 0 AND dropoff >= 0 AND conversion_overall > 0 AND conversion_overall <= conversion_from_previous AND conversion_from_previous <= 1
			   AND (step = 1 OR median_seconds BETWEEN 0 AND p90_seconds AND p90_seconds <= p90_seconds_from_first AND p90_seconds_from_first <= 18000
					AND median_seconds <= median_seconds_from_first AND avg_seconds BETWEEN 0 AND avg_seconds_from_first))$$,
	'numbers are in their bounds');

/* ---- Stored timelines ---- */

-- Hours and parts of them: the same event twice is one, and one without a type
-- is none.
CREATE TABLE public.kept AS
SELECT id % 3 AS part, date_trunc('hour', at) AS hour, grp, timeline(contact, at, event_type) AS events, timeline(name, at, event_type) AS named, timeline(device, at, event_type) AS devices
FROM visit GROUP BY 1, 2, 3;
ANALYZE public.kept;

CREATE TEMP VIEW seen AS
SELECT DISTINCT contact, name, device, at, event_type FROM visit WHERE contact IS NOT NULL AND at IS NOT NULL AND event_type IS NOT NULL;

SELECT is(cardinality(timeline(contact, at, event_type)), (SELECT count(*) FROM seen), 'a timeline holds every event once') FROM visit;
SELECT is(cardinality(rollup(events)), (SELECT count(*) FROM seen), 'and so do its parts together') FROM kept;

-- one form for one set of events, whatever they come in
CREATE TEMP TABLE whole AS SELECT timeline(contact, at, event_type) AS events, timeline(name, at, event_type) AS named, timeline(device, at, event_type) AS devices FROM visit;

SELECT results_eq(format('SELECT md5((%s)::bytea), md5((%s)::bytea), md5((%s)::bytea) FROM %s', events, replace(replace(events, 'contact', 'name'), 'events', 'named'), replace(replace(events, 'contact', 'device'), 'events', 'devices'), rows),
				  'SELECT md5(events::bytea), md5(named::bytea), md5(devices::bytea) FROM whole', 'the same timeline: ' || name)
FROM (VALUES
	('of shuffled rows', 'timeline(contact, at, event_type)', '(SELECT * FROM visit ORDER BY md5(id::text)) AS v'),
	('of other types first', 'timeline(contact, at, event_type)', '(SELECT * FROM visit ORDER BY event_type DESC, id DESC) AS v'),
	('of no row twice', 'timeline(contact, at, event_type)', 'seen'),
	('of parts', 'rollup(events)', 'kept'),
	('of parts in another order', 'rollup(events)', '(SELECT * FROM kept ORDER BY md5(hour::text || part)) AS k'),
	('of parts twice, and of NULL', 'rollup(events)', '(SELECT * FROM kept UNION ALL SELECT * FROM kept UNION ALL SELECT 0, NULL, 0, NULL, NULL, NULL) AS k'),
	('of parts of parts', 'rollup(events)', '(SELECT grp, rollup(events) AS events, rollup(named) AS named, rollup(devices) AS devices FROM kept GROUP BY grp) AS k'),
	('of itself', 'rollup(events)', 'whole'),
	('in text and back', 'events::text::timeline', 'whole'),
	('in bytes and back', 'events::bytea::timeline', 'whole')) AS w (name, events, rows);

-- A timeline answers as the events that it holds; to steps in order that are
-- different things, as the rows that it is made of.
CREATE FUNCTION pg_temp.check_kept(mode text, rows text, steps text, elsewhere text) RETURNS SETOF text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format('SELECT s.* FROM (SELECT %s(%s ''5 h'', %L, %s, %L) AS f FROM %s) AS a, %s AS s', aggregate, extra, $1, events, $3, kept, made),
						 format('SELECT s.* FROM (SELECT %s(%s ''5 h'', %L, %s, at, event_type, %L) AS f FROM %s) AS a, %s AS s', aggregate, extra, $1, contact, $3, $2, made),
						 format('%s(%s) of %s, %s, %s', aggregate, events, kept, $3, coalesce(nullif($1, ''), 'ordered')))
	FROM (VALUES ('funnel', '', 'unnest(f)'), ('funnel_histogram', '', 'unnest(f)'), ('funnel_trend', $c$'hour', 'UTC',$c$, 'unnest(f)'), ('funnel_contacts', '2,', 'LATERAL (VALUES (f::bytea))')) AS a (aggregate, extra, made),
		 (VALUES ('events', 'contact'), ('named', 'name'), ('devices', 'device')) AS c (events, contact), unnest('{kept,whole}'::text[]) AS kept
	WHERE aggregate = 'funnel' OR (events, kept) = ($4, 'kept')
$$;

SELECT r
FROM (VALUES ('', 'visit', 'events'), ('strict_increase', 'visit', 'named'), ('any_order', 'visit', 'devices'), ('first_attempt', 'visit', 'events'), ('step_window=2 h', 'visit', 'named'), ('exclude=left', 'visit', 'devices'),
			 ('exclude[2-3]=sent,optional=2', 'visit', 'events'), ('entry_from=2024-05-01T03:00:00Z,entry_until=2024-05-01T09:00:00Z', 'visit', 'named'), ('optional=2,step_window[3]=1 h', 'visit', 'devices'),
			 ('strict', 'seen', 'events'), ('strict_steps', 'seen', 'named'), ('strict_steps,exclude=other,optional=3', 'seen', 'devices')) AS m (mode, rows, elsewhere),
	 pg_temp.check_kept(mode, rows, '{sent,opened,clicked}', elsewhere) AS r;
SELECT r FROM pg_temp.check_kept('', 'seen', '{sent,sent,never,sent}', 'devices') AS r;
SELECT r FROM pg_temp.check_kept('strict_increase', 'visit', '{sent,opened,sent}', 'events') AS r;

SELECT pg_temp.agree(format(query, 'events', 'kept'), format(query, 'contact, at, event_type', 'visit'), 'groups of timelines are groups of rows')
FROM (VALUES ($$SELECT grp, s.* FROM (SELECT grp, funnel('5 h', 'exclude=left', %s, '{sent,opened,clicked}') AS f FROM %s GROUP BY ROLLUP (grp)) AS a, unnest(f) AS s$$)) AS q (query);

/* ---- The other aggregates: the same whatever the plan ---- */

DELETE FROM question;
DELETE FROM answer;
INSERT INTO question (ask) VALUES
($$funnel_trend('hour', 'Asia/Kolkata', '6 h', contact, at, event_type, '{sent,opened,clicked}')$$),
($$funnel_trend('day', 'UTC', '6 h', 'strict', name, at, event_type = 'sent', event_type = 'opened')$$),
($$funnel_histogram('6 h', device, at, event_type, '{sent,opened,clicked}')$$),
($$md5(funnel_contacts(1, '6 h', contact, at, event_type, '{sent,opened}')::bytea)$$),
($$md5(funnel_contacts(0, '6 h', name, at, event_type, '{sent,opened}')::bytea)$$),
($$md5(timeline(name, at, event_type)::bytea)$$),
($$md5(timeline(contact, at, event_type)::bytea)$$);
SELECT format('INSERT INTO answer SELECT %L, * FROM (%s) AS a', groups, pg_temp.answers('visit', groups)) FROM shape WHERE name IN ('all rows', 'groups') \gexec
SELECT result FROM way, shape, pg_temp.check_way(way, shape) AS result
WHERE way.name IN ('shuffled', 'earliest first', 'little memory', 'parallel', 'parallel, little memory', 'parallel, hashed groups', 'partitions, parallel') AND shape.name IN ('all rows', 'groups');

DELETE FROM question;
DELETE FROM answer;
INSERT INTO question (ask) VALUES
($$funnel('6 h', events, '{sent,opened,clicked,bought}')$$),
($$funnel('6 h', 'strict', named, '{sent,opened,clicked}')$$),
($$funnel('6 h', 'any_order', devices, '{sent,opened,clicked}')$$),
($$funnel_trend('hour', 'UTC', '6 h', events, '{sent,opened}')$$),
($$md5(funnel_contacts(1, '6 h', named, '{sent,opened}')::bytea)$$),
($$md5(rollup(events)::bytea)$$),
($$md5(rollup(named)::bytea)$$);
SELECT format('INSERT INTO answer SELECT %L, * FROM (%s) AS a', groups, pg_temp.answers('kept', groups)) FROM shape WHERE name IN ('all rows', 'groups') \gexec
SELECT result
FROM (SELECT name || ', of timelines', settings, replace(replace(rows, 'visit', 'kept'), 'id::text', 'hour::text || part'), plan FROM way
	  WHERE name IN ('shuffled', 'little memory', 'parallel', 'parallel, little memory', 'hashed groups', 'in a worker')) AS w (name, settings, rows, plan),
	 shape, pg_temp.check_way(ROW (w.*)::way, shape) AS result
WHERE shape.name IN ('all rows', 'groups');

-- Chains are the same whatever is made of them.
SELECT is_empty($$
	SELECT grp, s.*
	FROM (SELECT grp, funnel('5 h', contact, at, event_type, '{sent,opened,clicked}') AS f, funnel_trend('hour', 'UTC', '5 h', contact, at, event_type, '{sent,opened,clicked}') AS t,
				 funnel_histogram('5 h', contact, at, event_type, '{sent,opened,clicked}') AS h, funnel_contacts(1, '5 h', contact, at, event_type, '{sent,opened,clicked}') AS c1,
				 funnel_contacts(2, '5 h', contact, at, event_type, '{sent,opened,clicked}') AS c2, funnel_contacts(3, '5 h', contact, at, event_type, '{sent,opened,clicked}') AS c3
		  FROM visit GROUP BY ROLLUP (grp)) AS q,
		 LATERAL (SELECT step, contacts AS total FROM unnest(f)) AS s
	WHERE total <> (SELECT sum(contacts) FROM unnest(t) AS p WHERE p.step = s.step)
	   OR step > 1 AND total <> (SELECT sum(contacts) FROM unnest(h) AS p WHERE p.step = s.step)
	   OR total <> CASE WHEN step <= 1 THEN cardinality(c1) ELSE 0 END + CASE WHEN step <= 2 THEN cardinality(c2) ELSE 0 END + cardinality(c3)$$,
	'trend, histogram and contacts add up to the funnel');

-- Aggregates that are asked the same side by side do not get in each other's way.
SELECT results_eq(format('SELECT %s, %s FROM visit', a, b), format('SELECT * FROM (SELECT %s FROM visit) AS a, (SELECT %s FROM visit) AS b', a, b), format('%s beside %s', a, b))
FROM (VALUES ($$funnel('5 h', contact, at, event_type, '{clicked,bought}')::text$$), ($$md5(funnel_contacts(0, '5 h', contact, at, event_type, '{clicked,bought}')::bytea)$$),
			 ($$md5(funnel_contacts(1, '5 h', contact, at, event_type, '{clicked,bought}')::bytea)$$), ($$funnel_trend('day', 'UTC', '5 h', contact, at, event_type, '{clicked,bought}')::text$$),
			 ($$funnel_trend('day', 'Asia/Tokyo', '5 h', contact, at, event_type, '{clicked,bought}')::text$$), ($$funnel_histogram('5 h', contact, at, event_type, '{clicked,bought}')::text$$),
			 ($$funnel_times('5 h', at, event_type, '{clicked,bought}')::text$$), ($$funnel('5 h', 'strict', contact, at, event_type, '{clicked,bought}')::text$$)) AS one (a),
	 (VALUES ($$funnel('5 h', contact, at, event_type, '{clicked,bought}')::text$$), ($$md5(funnel_contacts(0, '5 h', contact, at, event_type, '{clicked,bought}')::bytea)$$),
			 ($$md5(funnel_contacts(1, '5 h', contact, at, event_type, '{clicked,bought}')::bytea)$$), ($$funnel_trend('day', 'UTC', '5 h', contact, at, event_type, '{clicked,bought}')::text$$),
			 ($$funnel_histogram('5 h', name, at, event_type, '{clicked,bought}')::text$$), ($$funnel_times('5 h', at, event_type, '{bought,clicked}')::text$$)) AS other (b)
WHERE a <> b;

-- Who stopped is gathered while the timeline is read, in what memory is left: at
-- some of these sizes it fills up then, and the timeline must stay.
CREATE TEMP TABLE lone AS SELECT i * 7919000003 AS contact, timestamptz '2026-03-01 00:00+00' + i * interval '1 s' AS at FROM generate_series(1, bigint '150000') i;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL hash_mem_multiplier = 1;
CREATE FUNCTION pg_temp.stopped(kb int) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('work_mem', kb || 'kB', true);
	RETURN cardinality(funnel_contacts(1, '1 h', contact, at, text 'sent', '{sent,opened}')) FROM lone;
END$$;
SELECT is(pg_temp.stopped(kb), bigint '150000', format('contacts gathered beside their timeline in %s kB', kb)) FROM generate_series(2500, 5000, 250) kb;

/* ---- Time ---- */

-- B and C ten seconds apart for days: no C is within five seconds of a B.
CREATE TEMP TABLE tireless AS
SELECT timestamptz '2026-03-01 00:00+00' + i * interval '10 s' AS at, CASE WHEN i = 0 THEN 'A' WHEN i % 2 = 0 THEN 'B' ELSE 'C' END AS event_type FROM generate_series(0, 60000) i;
CREATE TEMP TABLE unlike AS
SELECT unlike, format($$SELECT array_agg(contacts) FROM unnest((SELECT funnel('1000 days', 'optional=3,step_window[3]=5 s,step_window[4]=%s', 1, at, event_type, '{A,B,C,D}') FROM tireless)) f$$,
					  CASE WHEN unlike THEN '900 days' ELSE '5 s' END) AS query FROM unnest('{f,t}'::boolean[]) unlike;

-- The least of three: the machine may be busy with something else.
CREATE FUNCTION pg_temp.seconds(query text) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	best double precision;
	start timestamptz;
BEGIN
	FOR i IN 1 .. 3 LOOP
		start := clock_timestamp();
		EXECUTE query;
		best := least(best, extract(epoch FROM clock_timestamp() - start));
	END LOOP;
	RETURN best;
END$$;
SELECT results_eq((SELECT query FROM unlike WHERE unlike), $$VALUES ('{1,1,0,0}'::bigint[])$$, 'steps with unlike windows, of which one may be left out');
SELECT cmp_ok((SELECT pg_temp.seconds(query) FROM unlike WHERE unlike), '<', (SELECT 8 * pg_temp.seconds(query) FROM unlike WHERE NOT unlike), 'they take no longer for it');

SELECT * FROM finish();
ROLLBACK;
