/*
 * The laws of attribution: one answer whatever the order of the rows, the plan
 * and the memory; credits that add up; what must be equal, and what each of its
 * aggregates says of the others.
 */
\ir lib/oracle.sql

SET LOCAL jit = off;

SELECT plan(272);

-- Not temporary: parallel workers cannot read temporary tables. Times are equal
-- often; contact, time, touch and value may be NULL; every ninth row is there
-- twice. Values are of all signs and sizes, and add up to what they please.
CREATE TABLE public.visit AS
SELECT id, id / 2 % 5 AS grp, contact, 'contact ' || contact AS name, md5(contact::text)::uuid AS device,
	   CASE WHEN r % 97 > 0 THEN timestamptz '2024-03-08 00:00+00' + r % 811 * interval '7 min' END AS at,
	   CASE WHEN r % 5 > 0 THEN (ARRAY['mail', 'ads', 'Direct', 'social', 'search', 'é', '(direct)', 'sms'])[1 + abs(pg_temp.noise(r, 3)) % 8] END AS touch,
	   CASE WHEN r % 7 < 2 THEN true WHEN r % 7 < 6 THEN false END AS converted,
	   CASE WHEN r % 19 > 0 THEN ((pg_temp.noise(r, 4) % 1000000) * 0.01)::float8 END AS value
FROM (SELECT id, abs(pg_temp.noise(r, 1)) AS r, CASE WHEN r % 53 > 0 THEN abs(pg_temp.noise(r, 2)) % 500 END AS contact
	  FROM (SELECT id, CASE WHEN id % 9 = 0 THEN id - 1 ELSE id END AS r FROM generate_series(1, 9000) AS id) AS n) AS rows;
CREATE TABLE public.parts (LIKE public.visit) PARTITION BY LIST (grp);
CREATE TABLE public.parts_a PARTITION OF public.parts FOR VALUES IN (0, 1);
CREATE TABLE public.parts_b PARTITION OF public.parts FOR VALUES IN (2, 3, 4);
CREATE TABLE public.people (LIKE public.visit) PARTITION BY HASH (contact);
CREATE TABLE public.people_a PARTITION OF public.people FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.people_b PARTITION OF public.people FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO public.parts SELECT * FROM public.visit;
INSERT INTO public.people SELECT * FROM public.visit;
ANALYZE public.visit, public.parts, public.people;

CREATE FUNCTION pg_temp.every_model() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN '{first_touch,last_touch,last_non_direct,linear,position_based,u_shaped,w_shaped,j_shaped,inverse_j,time_decay,participation,shapley,markov}'::text[];

/* ---- One answer, to the last bit, whatever the plan ---- */

CREATE TEMP TABLE question (n serial, ask text);
INSERT INTO question (ask) VALUES
($$attribution(pg_temp.every_model(), '1 day', contact, at, touch, converted, value)$$),
($$attribution('{linear,markov}', '6 h', name, at, touch, converted, value, 'collapse,order=2')$$),
($$attribution('{time_decay,w_shaped,position_based}', '36500 days', device, at, touch, converted, value, 'half_life=90 min,weights=1/2/3,exclude=sms')$$),
($$attribution_paths('5 h', contact, at, touch, converted, value, 'top=50')$$),
($$attribution_paths('1 day', name, at, touch, converted, value, 'unique,max_touches=2')$$),
($$assisted_conversions('1 day', device, at, touch, converted, value)$$),
($$removal_effects('12 h', contact, at, touch, converted, value)$$),
($$transition_matrix('12 h', name, at, touch, converted, value, 'order=2,max_touches=3')$$),
($$utm_attribution(touch, event_name, 'x', contact, converted)$$),
($$utm_attribution('https://h/?utm_source=' || touch, name, converted)$$);
UPDATE question SET ask = replace(ask, 'event_name', 'grp::text');

-- %1$s: groups; %2$s: what is asked; %3$s: rows
CREATE FUNCTION pg_temp.answers(rows text, groups text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('SELECT %1$s AS g, ARRAY[%2$s]::text[] AS answers FROM %3$s %4$s',
				  CASE WHEN $2 = '' THEN '0' WHEN $2 LIKE '%(%' THEN 'grouping(grp, touch) || concat(grp, touch)' ELSE $2 END,
				  string_agg('md5((' || ask || ')::text)', ', ' ORDER BY n), $1, CASE WHEN $2 <> '' THEN 'GROUP BY ' || $2 ELSE '' END)
	FROM question
$$;

-- What the rows as they lie, in one process, have to say
CREATE TEMP TABLE shape (name text, groups text);
INSERT INTO shape VALUES ('all rows', ''), ('groups', 'grp'), ('a group each contact', 'contact'), ('grouping sets', 'GROUPING SETS ((grp), (touch), ())');
CREATE TEMP TABLE answer (groups text, g text, answers text[]);
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64MB';
SELECT format('INSERT INTO answer SELECT %L, * FROM (%s) AS a', groups, pg_temp.answers('visit', groups)) FROM shape \gexec

-- settings: as SET LOCAL takes them, parted by semicolons
CREATE TEMP TABLE way (name text, settings text, rows text, plan text);
INSERT INTO way VALUES
('shuffled', '', '(SELECT * FROM visit ORDER BY md5(id::text)) AS v', NULL),
('latest first', '', '(SELECT * FROM visit ORDER BY at DESC NULLS FIRST, id DESC) AS v', NULL),
('contact by contact', '', '(SELECT * FROM visit ORDER BY contact, at, touch) AS v', NULL),
('greatest value first', '', '(SELECT * FROM visit ORDER BY value DESC) AS v', NULL),
('sorted groups', 'enable_hashagg = off', 'visit', NULL),
('little memory', 'work_mem = 64kB; hash_mem_multiplier = 1', 'visit', NULL),
('little memory, shuffled, hashed groups', 'work_mem = 64kB; hash_mem_multiplier = 1; enable_sort = off', '(SELECT * FROM visit ORDER BY md5(id::text)) AS v', NULL),
('parallel', 'max_parallel_workers_per_gather = 2', 'visit', 'Partial'),
('parallel, without the leader', 'max_parallel_workers_per_gather = 2; parallel_leader_participation = off', 'visit', 'Partial'),
('parallel, little memory', 'max_parallel_workers_per_gather = 2; work_mem = 64kB; hash_mem_multiplier = 1', 'visit', 'Partial'),
('partitions', 'enable_partitionwise_aggregate = on', 'parts', NULL),
('partitions of contacts, little memory', 'enable_partitionwise_aggregate = on; work_mem = 64kB; hash_mem_multiplier = 1', 'people', NULL);

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
	settings text[] = string_to_array(nullif($1.settings, ''), '; ');
	before text[] = ARRAY(SELECT current_setting(split_part(s, ' = ', 1)) FROM unnest(settings) WITH ORDINALITY AS u (s, n) ORDER BY n);
BEGIN
	PERFORM set_config(split_part(s, ' = ', 1), split_part(s, ' = ', 2), true) FROM unnest(settings) AS s;
	IF $1.plan IS NOT NULL AND $2.groups NOT LIKE 'GROUPING%' THEN
		RETURN NEXT matches(pg_temp.plan_of(query), $1.plan, format('%s, %s: the plan', $2.name, $1.name));
	END IF;
	EXECUTE 'CREATE TEMP TABLE got AS ' || query;
	PERFORM set_config(split_part(s, ' = ', 1), b, true) FROM unnest(settings, before) AS u (s, b);
	RETURN NEXT is_empty(format('SELECT a.g, ask FROM got FULL JOIN (SELECT g, answers AS expected FROM answer WHERE groups = %L) AS a ON coalesce(got.g, ''-'') = coalesce(a.g, ''-''), question WHERE answers[n] IS DISTINCT FROM expected[n] ORDER BY 1, 2 LIMIT 8', $2.groups),
							format('%s, %s', $2.name, $1.name));
	DROP TABLE got;
EXCEPTION WHEN OTHERS THEN
	RETURN NEXT fail(format('%s, %s', $2.name, $1.name)) || E'\n' || diag(format('%s: %s', SQLSTATE, SQLERRM));
END
$$;

SELECT result FROM way, shape, pg_temp.check_way(way, shape) AS result;
SELECT is(current_setting('work_mem') || ', ' || current_setting('max_parallel_workers_per_gather'), '64MB, 0', 'settings are as they were');

-- Days are of 24 hours wherever one is: clocks were changed on March 10.
CREATE TEMP VIEW anywhere AS SELECT a.* FROM unnest((SELECT attribution(pg_temp.every_model(), '2 days', contact, at, touch, converted, value, 'half_life=1 day') FROM visit)) AS a;
CREATE TEMP TABLE here AS SELECT * FROM anywhere;
SET LOCAL TimeZone = 'America/New_York';
SELECT set_eq('SELECT * FROM anywhere', 'SELECT * FROM here', 'the same elsewhere');
RESET TimeZone;

/* ---- Credits add up ---- */

-- one credit a conversion, participation apart, and all of its value; of each
-- group, each contact and all
SELECT is_empty(format($$
	SELECT g, model, got, wanted, got_value, wanted_value
	FROM (SELECT coalesce(%1$s, -1) AS g, attribution(pg_temp.every_model(), %2$L, contact, at, touch, converted, value, %3$L) AS a,
				 count(*) FILTER (WHERE converted AND at IS NOT NULL AND contact IS NOT NULL) AS wanted,
				 coalesce(sum(value) FILTER (WHERE converted AND at IS NOT NULL AND contact IS NOT NULL), 0) AS wanted_value,
				 coalesce(sum(abs(value)), 0) AS scale
		  FROM visit GROUP BY ROLLUP (%1$s)) AS s,
		 LATERAL (SELECT model, sum(conversions) AS got, sum(value) AS got_value FROM unnest(a) WHERE model <> 'participation' GROUP BY model) AS t
	WHERE abs(got - wanted) > 1e-12 * greatest(1, wanted) OR abs(got_value - wanted_value) > 1e-12 * greatest(1, scale)$$, groups, lookback, options),
	format('credits add up, by %s, %s, %s', groups, lookback, options))
FROM unnest('{grp,contact}'::text[]) AS groups, unnest('{0,1 day,36500 days}'::text[]) AS lookback,
	 unnest('{"","collapse,order=2","unique,exclude=mail,weights=0/0/1",max_touches=3}'::text[]) AS options;

-- a conversion alone
SELECT is_empty($$
	SELECT id, model, got, one
	FROM (SELECT c.id, attribution(pg_temp.every_model(), '1 day', t.contact, t.at, touch, t.id = c.id, value, 'half_life=1 h') AS a, sum(value) FILTER (WHERE t.id = c.id) AS worth
		  FROM (SELECT id, contact, at FROM visit WHERE converted AND id % 5 = 0) AS c JOIN (SELECT id, contact, at, touch, 1 AS value FROM visit) AS t ON t.contact = c.contact AND (c.at IS NOT NULL) GROUP BY c.id) AS s,
		 LATERAL (SELECT model, sum(conversions) AS got, sum(value) AS one FROM unnest(a) WHERE model <> 'participation' GROUP BY model) AS t
	WHERE abs(got - 1) > 1e-12 OR abs(one - 1) > 1e-12$$, 'one conversion, one credit');

/* ---- What must be equal ---- */

-- in one assertion: two questions to the same groups
CREATE FUNCTION pg_temp.same(a text, b text, description text, rows text DEFAULT 'visit', other_rows text DEFAULT NULL, columns text DEFAULT 's.*') RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(query, $1, $4), format(query, $2, coalesce($5, $4)), $3)
	FROM (SELECT format('SELECT g, %s FROM (SELECT coalesce(grp, -1) AS g, %%s AS f FROM %%s GROUP BY ROLLUP (grp)) AS a, unnest(f) AS s', $6) AS query) AS q
$$;

-- @: one of the aggregates, from its first argument but the models to the contact
CREATE TEMP TABLE aggregate (call text);
INSERT INTO aggregate VALUES ('attribution(pg_temp.every_model(), '), ('attribution_paths('), ('assisted_conversions('), ('removal_effects('), ('transition_matrix(');

SELECT pg_temp.same(call || replace(a, '@', 'at, touch, converted, value'), call || replace(b, '@', 'at, touch, converted, value'), split_part(call, '(', 1) || ': ' || description)
FROM aggregate, (VALUES
	($$'1 day', contact, @)$$, $$'1 day', name, @)$$, 'a contact by name is the same contact'),
	($$'1 day', contact, @)$$, $$'1 day', device, @)$$, 'and by uuid'),
	($$'1 day', contact, @)$$, $$'1 day', contact::int, @)$$, 'and by another integer'),
	($$'1 day', contact, @)$$, $$'24 h', contact, @)$$, 'a day has 24 hours'),
	($$'1 day', contact, @)$$, $$'1 day', contact, @, '')$$, 'no options are none'),
	($$'1 day', contact, @) FILTER (WHERE grp > 1)$$, $$'1 day', CASE WHEN grp > 1 THEN contact END, @)$$, 'FILTER leaves rows out, as no contact does'),
	($$'1 day', contact, @) FILTER (WHERE grp > 1)$$, $$'1 day', contact, CASE WHEN grp > 1 THEN at END, touch, converted, value)$$, 'and no time'),
	($$'1 day', contact, @)$$, $$'1 day', contact, @ ORDER BY id DESC)$$, 'ORDER BY says nothing'),
	($$'1 day', contact, @)$$, $$'1 day', contact, at, touch, coalesce(converted, false), coalesce(value, 0))$$, 'NULL is not converted, and worth nothing'),
	($$'2147483647 days', contact, @)$$, $$'5 days', contact, @)$$, 'a lookback that is longer than all times is long enough'),
	($$'1 day', contact, @, 'exclude=mail,exclude=sms')$$, $$'1 day', contact, at, CASE WHEN touch NOT IN ('mail', 'sms') THEN touch END, converted, value)$$, 'what is excluded is not there'),
	($$'1 day', contact, @, 'exclude=never')$$, $$'1 day', contact, @)$$, 'what never happens excludes nothing'),
	($$'1 day', contact, @, 'exclude=mail, exclude=mail')$$, $$'1 day', contact, @, ' exclude = mail')$$, 'excluded twice'),
	($$'1 day', contact, @, 'max_touches=1000000')$$, $$'1 day', contact, @)$$, 'a limit that nobody reaches is none'),
	($$'1 day', contact, @, 'collapse,max_touches=2')$$, $$'1 day', contact, @, 'max_touches=2,collapse')$$, 'options have no order'),
	($$'1 day', contact, @, 'unique,max_touches=1')$$, $$'1 day', contact, @, 'unique , max_touches = 1')$$, 'and room')) AS l (a, b, description);

SELECT pg_temp.same(call || $$'1 day', contact, at, touch, converted, value)$$, call || $$'1 day', contact, at, touch, converted, value)$$, split_part(call, '(', 1) || ': ' || description, 'visit', rows)
FROM aggregate, (VALUES
	('touch and conversion in two rows', '(SELECT id, grp, contact, at, touch, false AS converted, NULL::float8 AS value FROM visit UNION ALL SELECT id, grp, contact, at, NULL, converted, value FROM visit) AS v'),
	('rows that are neither', '(SELECT id, grp, contact, at, touch, converted, value FROM visit UNION ALL SELECT id, grp, contact, at, NULL, NULL, value FROM visit) AS v'),
	('touches that nobody has', '(SELECT id, grp, contact, at, touch, converted, value FROM visit UNION ALL SELECT id, grp, NULL, at, ''nobody'', true, value FROM visit) AS v')) AS l (description, rows);

SELECT pg_temp.same(a, b, description, columns => columns) FROM (VALUES
	($$attribution('{linear}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{linear}', '1 day', contact, at + interval '7 years 3 days 0.000001 s', touch, converted, value)$$, 'time has no beginning', 'touch, conversions, s.value'),
	($$attribution(pg_temp.every_model(), '1 day', contact, at, touch, converted, value * 2)$$, $$attribution(pg_temp.every_model(), '1 day', contact, at, touch, converted, value)$$, 'twice the value, the same conversions', 'model, touch, conversions'),
	($$attribution('{position_based}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{position_based}', '1 day', contact, at, touch, converted, value, 'weights=40/20/40')$$, 'weights that go without saying', 's.*'),
	($$attribution('{time_decay}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{time_decay}', '1 day', contact, at, touch, converted, value, 'half_life=7 days')$$, 'a half-life that goes without saying', 's.*'),
	($$attribution('{markov}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{markov}', '1 day', contact, at, touch, converted, value, 'order=1')$$, 'an order that goes without saying', 's.*'),
	($$attribution('{last_non_direct}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{last_non_direct}', '1 day', contact, at, touch, converted, value, 'direct=Direct,direct=(direct)')$$, 'direct touches that go without saying', 's.*'),
	($$attribution('{last_non_direct}', '1 day', contact, at, touch, converted, value, 'direct=never')$$, $$attribution('{last_touch}', '1 day', contact, at, touch, converted, value)$$, 'nothing is direct', 'touch, conversions, s.value'),
	($$attribution('{participation}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{participation}', '1 day', contact, at, touch, converted, value, 'collapse')$$, 'participation once a label, collapsed', 's.*'),
	($$attribution('{shapley,participation}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{shapley,participation}', '1 day', contact, at, touch, converted, value, 'unique')$$, 'shapley of sets', 'touch, round(conversions::numeric, 9), touches, converted_contacts'),
	($$attribution('{linear}', '1 day', contact, at, touch, converted, value, 'unique')$$, $$attribution('{shapley}', '1 day', contact, at, touch, converted, value)$$, 'linear of unique touches is shapley', 'touch, round(conversions::numeric, 9), round(s.value::numeric, 6)'),
	($$attribution('{last_touch}', '1 day', contact, at, touch, converted, value, 'max_touches=1')$$, $$attribution('{last_touch}', '1 day', contact, at, touch, converted, value, 'collapse')$$, 'the last touch is the last', 'touch, conversions, s.value'),
	($$attribution('{linear}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{time_decay}', '1 day', contact, at, touch, converted, value, 'half_life=365000000 days')$$, 'nothing decays', 'touch, round(conversions::numeric, 6)'),
	($$attribution('{linear}', '0', contact, at, touch, converted, value)$$, $$attribution('{time_decay}', '0', contact, at, touch, converted, value, 'half_life=1 us')$$, 'nor within an instant', 'touch, round(conversions::numeric, 9), round(s.value::numeric, 6)'),
	($$attribution('{u_shaped}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{position_based}', '1 day', contact, at, touch, converted, value, 'weights=2/1/2')$$, 'weights are normalised', 'touch, round(conversions::numeric, 9), round(s.value::numeric, 6)'),
	($$attribution('{j_shaped}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{position_based}', '1 day', contact, at, touch, converted, value, 'weights=20/20/60')$$, 'j_shaped by its weights', 'touch, round(conversions::numeric, 9), round(s.value::numeric, 6)'),
	($$attribution('{inverse_j}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{position_based}', '1 day', contact, at, touch, converted, value, 'weights=.3/.1/.1')$$, 'inverse_j by its weights', 'touch, round(conversions::numeric, 9), round(s.value::numeric, 6)'),
	($$attribution('{first_touch}', '1 day', contact, at, touch, converted, value)$$, $$attribution('{position_based}', '1 day', contact, at, touch, converted, value, 'weights=1/0/0')$$, 'all to the first', 'touch, conversions, s.value')) AS l (a, b, description, columns);

-- Every model is alone what it is among others, in any order.
SELECT pg_temp.same(format($$attribution('{%s}', '1 day', contact, at, touch, converted, value, 'max_touches=4')$$, model),
					format($$(SELECT array_agg(u) FROM unnest(attribution(pg_temp.every_model(), '1 day', contact, at, touch, converted, value, 'max_touches=4')) AS u WHERE u.model = %L)$$, model), model || ' alone')
FROM unnest(pg_temp.every_model()) AS model;
SELECT results_eq($$SELECT model, touch, conversions, value FROM unnest((SELECT attribution('{markov,linear,first_touch}', '1 day', contact, at, touch, converted, value) FROM visit))$$,
	$$SELECT model, touch, conversions, value FROM unnest((SELECT attribution(pg_temp.every_model(), '1 day', contact, at, touch, converted, value) FROM visit)) WHERE model IN ('markov', 'linear', 'first_touch')
	  ORDER BY array_position('{markov,linear,first_touch}', model), touch COLLATE "C"$$, 'models in the order given, touches in that of bytes');

-- Contacts keep to themselves: parts of them add up.
SELECT pg_temp.agree(format(query, 'contact % 7'), format(query, 'contact * 0'), 'parts of contacts add up')
FROM (VALUES ($$SELECT model, touch, round(sum(conversions)::numeric, 6), round(sum(value)::numeric, 4), sum(touches), sum(contacts), sum(converted_contacts), min(first_seen), max(last_seen)
	FROM (SELECT attribution(pg_temp.every_model(), '1 day', contact, at, touch, converted, value) AS a FROM visit WHERE contact IS NOT NULL GROUP BY %s) AS s, unnest(a) WHERE model <> 'markov' GROUP BY model, touch$$)) AS q (query);

/* ---- What one aggregate says of another ---- */

CREATE TEMP TABLE options AS SELECT options FROM unnest('{"",collapse,"unique,max_touches=2",exclude=mail,"exclude=mail,exclude=ads,exclude=Direct,exclude=social,exclude=search,exclude=é,exclude=(direct)"}'::text[]) AS options;

-- ours and the attribution of the same options, side by side in each group
CREATE FUNCTION pg_temp.beside(call text, options text, question text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT is_empty(format('SELECT * FROM (SELECT grp, %1$s''1 day'', contact, at, touch, converted, value, %4$L) AS ours,
												  attribution(''{first_touch,last_touch,participation,markov}'', ''1 day'', contact, at, touch, converted, value, %2$L) AS a,
												  count(*) FILTER (WHERE converted AND at IS NOT NULL AND contact IS NOT NULL) AS conversions
										   FROM visit GROUP BY ROLLUP (grp)) AS s, LATERAL (%3$s) AS broken',
						   call, options, question, trim(',' FROM options || CASE WHEN call = 'attribution_paths(' THEN ',top=1000000' ELSE '' END)),
					format('%s, %s', description, coalesce(nullif(options, ''), 'no options')))
$$;

SELECT pg_temp.beside('assisted_conversions(', options, $$
	SELECT touch FROM (SELECT * FROM unnest(ours)) AS o
		 FULL JOIN (SELECT touch, max(conversions) FILTER (WHERE model = 'first_touch') AS first, max(conversions) FILTER (WHERE model = 'last_touch') AS last, max(value) FILTER (WHERE model = 'last_touch') AS last_value,
						   max(conversions) FILTER (WHERE model = 'participation') AS all
					FROM unnest(a) WHERE touch IS NOT NULL GROUP BY touch) AS b USING (touch)
	WHERE (first_touch_conversions = first AND last_touch_conversions = last AND last_touch_value = last_value AND greatest(last, assisted_conversions) <= b.all AND last + assisted_conversions >= b.all) IS NOT TRUE$$,
	'assists and attribution') FROM options;
SELECT pg_temp.beside('attribution_paths(', options, $$
	SELECT touch FROM (SELECT touch, sum(o.conversions) FILTER (WHERE touch = path[1]) AS first, sum(o.conversions) FILTER (WHERE touch = path[cardinality(path)]) AS last, sum(o.conversions) AS all
					   FROM unnest(ours) AS o, LATERAL (SELECT DISTINCT t AS touch FROM unnest(path) AS t) AS t GROUP BY touch) AS o
		 FULL JOIN (SELECT touch, max(conversions) FILTER (WHERE model = 'first_touch') AS first_touch, max(conversions) FILTER (WHERE model = 'last_touch') AS last_touch, max(conversions) FILTER (WHERE model = 'participation') AS participation
					FROM unnest(a) WHERE touch IS NOT NULL GROUP BY touch) AS b USING (touch)
	WHERE coalesce(first, 0) <> first_touch OR coalesce(last, 0) <> last_touch OR coalesce(o.all, 0) <> participation
	UNION ALL
	SELECT 'all' FROM unnest(ours) HAVING sum(unnest.conversions) <> s.conversions OR abs(sum(share) - 1) > 1e-12 OR count(DISTINCT path) <> count(*)$$,
	'paths and attribution') FROM options;
SELECT pg_temp.beside('removal_effects(', options, $$
	SELECT touch FROM (SELECT touch, conversions AS share, removal_effect, conversion_probability AS p, conversion_probability_without AS without FROM unnest(ours)) AS o
		 FULL JOIN (SELECT touch, conversions FROM unnest(a) WHERE model = 'markov' AND touch IS NOT NULL) AS b USING (touch)
	WHERE coalesce(share, 0) <> b.conversions OR abs(removal_effect - (1 - without / p)) > 1e-12 OR NOT removal_effect BETWEEN 0 AND 1 OR NOT without BETWEEN 0 AND p OR p > 1$$,
	'effects and attribution') FROM (SELECT options FROM options UNION ALL SELECT trim(',' FROM options || ',order=2') FROM options) AS o;

-- What arrives at a state leaves it.
SELECT pg_temp.beside('transition_matrix(', options, $$
	SELECT state, arrive, leave FROM (SELECT "to" AS state, sum(transitions) AS arrive FROM unnest(ours) GROUP BY 1) AS t
		 FULL JOIN (SELECT "from" AS state, sum(transitions) AS leave, sum(probability) AS p FROM unnest(ours) GROUP BY 1) AS f USING (state)
	WHERE CASE WHEN state IN ('(conversion)', '(null)') THEN leave IS NOT NULL WHEN state = '(start)' THEN arrive IS NOT NULL ELSE (arrive = leave) IS NOT TRUE END OR abs(p - 1) > 1e-12
	UNION ALL
	SELECT 'conversions', sum(transitions), NULL FROM unnest(ours) WHERE "to" = '(conversion)' HAVING sum(transitions) <> conversions - (SELECT coalesce(sum(u.conversions), 0) FROM unnest(a) AS u WHERE u.model = 'markov' AND touch IS NULL)
	UNION ALL
	SELECT 'start', sum(transitions) FILTER (WHERE "from" = '(start)'), sum(transitions) FILTER (WHERE "to" IN ('(conversion)', '(null)')) FROM unnest(ours)
	HAVING sum(transitions) FILTER (WHERE "from" = '(start)') <> sum(transitions) FILTER (WHERE "to" IN ('(conversion)', '(null)'))$$,
	'transitions') FROM (SELECT options FROM options UNION ALL SELECT trim(',' FROM options || ',order=2') FROM options) AS o;

-- The first of many paths are the first of all.
SELECT results_eq(format($$SELECT * FROM unnest((SELECT attribution_paths('1 day', contact, at, touch, converted, value, 'collapse,top=%s') FROM visit))$$, top),
				  format($$SELECT * FROM unnest((SELECT attribution_paths('1 day', contact, at, touch, converted, value, 'collapse,top=1000000') FROM visit)) LIMIT %s$$, top), 'the first ' || top)
FROM unnest('{1,7,100}'::int[]) AS top;
SELECT results_eq($$SELECT * FROM unnest((SELECT attribution_paths('1 day', contact, at, touch, converted, value) FROM visit))$$,
				  $$SELECT * FROM unnest((SELECT attribution_paths('1 day', contact, at, touch, converted, value, 'top=100') FROM visit))$$, 'a hundred go without saying');

/* ---- Nothing ---- */

SELECT results_eq(format($$SELECT (%s'1 day', contact, at, touch, converted, value))::text FROM visit WHERE %s$$, call, rows), $$VALUES ('{}')$$, format('%s of nothing: %s', split_part(call, '(', 1), rows))
FROM aggregate, unnest('{false,contact IS NULL,at IS NULL,touch IS NULL AND converted IS NOT TRUE}'::text[]) AS rows;

/* ---- Many values ---- */

-- More of them than there can be kinds of events: some are kept in pieces.
CREATE TABLE public.worth AS
SELECT id, id % 3001 AS contact, timestamptz '2024-01-01 00:00+00' + id * interval '1 min' AS at, CASE WHEN id % 4 = 0 THEN 't' || id % 5 END AS touch, id % 4 > 0 AS converted,
	   CASE WHEN id % 4 > 0 THEN pg_temp.noise(id, 30) / 1e6 * power(10::float8, id % 9) END AS value
FROM generate_series(1, 110000) AS id;
ANALYZE public.worth;

CREATE TEMP TABLE valued (how text, answer text);
INSERT INTO valued SELECT 'as they lie', attribution('{last_touch,linear}', '5 days', contact, at, touch, converted, value)::text FROM worth;
INSERT INTO valued SELECT 'shuffled', attribution('{last_touch,linear}', '5 days', contact, at, touch, converted, value)::text FROM (SELECT * FROM worth ORDER BY md5(id::text)) AS w;
SET LOCAL max_parallel_workers_per_gather = 2;
CREATE TEMP TABLE parallel AS SELECT attribution('{last_touch,linear}', '5 days', contact, at, touch, converted, value)::text AS answer FROM worth;
INSERT INTO valued SELECT 'parallel', answer FROM parallel;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL work_mem = '64kB';
INSERT INTO valued SELECT 'little memory', attribution('{last_touch,linear}', '5 days', contact, at, touch, converted, value)::text FROM worth;
SET LOCAL work_mem = '64MB';

SELECT is_empty(format($$
	SELECT key, ours.conversions, n, ours.value, plain.value
	FROM (SELECT coalesce(touch, '-') AS key, * FROM unnest((SELECT answer FROM valued WHERE how = %L)::attribution_credit[]) WHERE model = 'last_touch') AS ours
		 FULL JOIN (SELECT coalesce(t.touch, '-') AS key, count(*) AS n, sum(c.value) AS value, sum(abs(c.value)) AS scale
					FROM (SELECT *, max(id) FILTER (WHERE touch IS NOT NULL) OVER (PARTITION BY contact ORDER BY id) AS last FROM worth) AS c LEFT JOIN worth AS t ON t.id = last AND t.at >= c.at - interval '5 days'
					WHERE c.converted GROUP BY t.touch) AS plain USING (key)
	WHERE (ours.conversions = n AND abs(ours.value - plain.value) <= 1e-12 * scale) IS NOT TRUE$$, how), 'many values, ' || how) FROM valued;
SELECT is(answer, (SELECT answer FROM valued WHERE how = 'as they lie'), 'many values, the same to the last bit: ' || how) FROM valued WHERE how <> 'as they lie';

SELECT * FROM finish();
ROLLBACK;
