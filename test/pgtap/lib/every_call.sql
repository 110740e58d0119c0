/*
 * Every public aggregate with arguments, and :seeds groups of random rows to ask
 * them of. Read after oracle.sql.
 */
\ir seeds.sql

/* ---- The rows ---- */

-- A group of rows a seed: mostly tens of rows, some with hundreds, some with one
-- or two. Contacts, times and kinds are few, so that they meet; each may be NULL,
-- and of some groups all are. Every ninth row is there twice. part and keys are
-- the row once more, stored. ever is at, but has infinite times where at has none.
CREATE TEMP TABLE happening AS
SELECT seed * 1000 + row AS id, seed, abs(pg_temp.noise(seed * 1000 + row, 1)) % 3 AS split, e.*,
	   tiny::integer AS mid, tiny::bigint AS contact, tiny::numeric AS number, 'contact ' || tiny AS name, md5(tiny::text)::uuid AS device,
	   CASE abs(pg_temp.noise(r, 2)) % 61 WHEN 0 THEN 'infinity' WHEN 1 THEN '-infinity' ELSE at END AS ever, date_trunc('day', at, 'UTC') AS day,
	   'https://shop.example.com/?utm_source=' || source || coalesce('&utm_campaign=' || campaign, '') AS url
FROM generate_series(1, :seeds) AS seed,
	 LATERAL (SELECT CASE seed % 25 WHEN 0 THEN 200 + abs(pg_temp.noise(seed, 3)) % 300 WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 8 + abs(pg_temp.noise(seed, 4)) % 40 END AS size) AS s,
	 generate_series(1, size) AS row,
	 LATERAL (SELECT seed * 1000 + CASE WHEN row % 9 = 0 THEN row - 1 ELSE row END AS r) AS n,
	 LATERAL (SELECT
		CASE WHEN seed % 50 <> 7 AND abs(pg_temp.noise(r, 5)) % 17 > 0 THEN abs(pg_temp.noise(r, 6)) % (3 + size / 8) - 2 END::smallint AS tiny,
		CASE WHEN seed % 50 <> 8 AND abs(pg_temp.noise(r, 7)) % 19 > 0 THEN timestamptz '2024-03-08 00:00+00' + abs(pg_temp.noise(r, 8)) % 30 * (abs(pg_temp.noise(r, 9)) % 4 / 3) * interval '1 day'
			+ abs(pg_temp.noise(r, 10)) % 40 * interval '31 min' END AS at,
		(ARRAY['sent', 'sent', 'opened', 'opened', 'clicked', 'delivered', 'replied', NULL])[1 + abs(pg_temp.noise(r, 11)) % 8] AS kind,
		(ARRAY['home', 'Home', 'cart', 'é', '', NULL])[1 + abs(pg_temp.noise(r, 12)) % 6] AS node,
		(ARRAY['contact', 'contact', 'agent', 'assistant', 'campaign', NULL])[1 + abs(pg_temp.noise(r, 13)) % 6] AS actor,
		(ARRAY['ads', 'mail', 'direct', 'é', NULL, NULL])[1 + abs(pg_temp.noise(r, 14)) % 6] AS touch,
		(ARRAY['google', 'mail', NULL])[1 + abs(pg_temp.noise(r, 15)) % 3] AS source,
		(ARRAY['cpc', 'email', NULL])[1 + abs(pg_temp.noise(r, 16)) % 3] AS medium,
		(ARRAY['spring', 'May', NULL])[1 + abs(pg_temp.noise(r, 17)) % 3] AS campaign,
		(ARRAY[true, false, false, NULL])[1 + abs(pg_temp.noise(r, 18)) % 4] AS first,
		(ARRAY[true, false, NULL])[1 + abs(pg_temp.noise(r, 19)) % 3] AS second,
		(ARRAY[true, false, false])[1 + abs(pg_temp.noise(r, 20)) % 3] AS third,
		(ARRAY[true, true, false, NULL])[1 + abs(pg_temp.noise(r, 21)) % 4] AS human,
		(ARRAY[true, false, false, NULL])[1 + abs(pg_temp.noise(r, 22)) % 4] AS converted,
		CASE WHEN abs(pg_temp.noise(r, 23)) % 7 > 0 THEN ((pg_temp.noise(r, 24) % 100000) * 0.01)::float8 END AS value,
		(abs(pg_temp.noise(r, 25)) % 8)::float8 AS weight,
		CASE WHEN abs(pg_temp.noise(r, 26)) % 5 > 0 THEN timestamptz '2024-03-01 00:00+00' + abs(pg_temp.noise(r, 27)) % 20 * interval '1 day' END AS joined) AS e;
-- Not temporary: parallel workers cannot read temporary tables. Made at once: an
-- index on rows that this transaction has updated would be of no use to it.
CREATE TABLE public.event AS
SELECT * FROM happening JOIN (SELECT id, timeline(contact, ever, kind) AS part, keyset(contact) AS keys FROM happening GROUP BY id) AS stored USING (id) ORDER BY id;

/* ---- The calls ---- */

-- @ is each of the words in turn, and the answers are the same unless differs:
-- then they are made of the keys themselves. All arguments are columns or
-- constants, so that distinct rows of those columns are distinct arguments.
CREATE TEMP TABLE template (n serial, call text, words text[], differs boolean DEFAULT false);
INSERT INTO template (call, words) VALUES
('count_distinct(@)', '{tiny,mid,contact,name,device,number}'),
('count_distinct(@, node)', '{contact,name}'),
('@', '{keyset(contact),rollup(keys)}'),
('@', '{"timeline(contact, ever, kind)",rollup(part)}'),
($$engagement(kind, '{sent,opened,never}', @)$$, '{tiny,mid,contact,name,device,number}'),
($$engagement_series('day', 'Europe/Berlin', ever, kind, '{opened,sent}', @)$$, '{tiny,mid,contact,name,device,number}'),
($$message_metrics(kind, human, ever, @)$$, '{tiny,mid,contact,name,device,number}'),
($$message_series('week', 'America/New_York', human, ever, @)$$, '{tiny,mid,contact,name,device,number}'),
($$path_edges('4 h', @, ever, node)$$, '{tiny,mid,contact,name,device,number}'),
($$path_edges('1 day', @, at, node, 2)$$, '{tiny,mid,contact,name,device,number}'),
('response_times(@, at, actor)', '{tiny,mid,contact,name,device,number}'),
('utm_attribution(source, medium, campaign, @, converted)', '{contact,name,device}'),
('utm_attribution(url, @, converted)', '{contact,name,device}'),
($$funnel('6 h', @, '{sent,opened,clicked}')$$, '{"contact, ever, kind","name, ever, kind","device, ever, kind",part}'),
($$funnel('1 day', 'strict_increase,exclude[1-2]=replied', @, '{sent,opened,clicked}')$$, '{"contact, ever, kind","name, ever, kind","device, ever, kind",part}'),
($$funnel('6 h', @, ever, first, second, third)$$, '{contact,name,device}'),
($$funnel('1 day', 'any_order', @, at, first, second, third)$$, '{contact,name,device}'),
($$funnel_histogram('6 h', @, '{sent,opened}')$$, '{"contact, ever, kind","name, ever, kind","device, ever, kind",part}'),
($$funnel_histogram('3 days', 'optional=2', @, '{sent,opened,clicked}')$$, '{"contact, ever, kind","name, ever, kind","device, ever, kind",part}'),
($$funnel_histogram('6 h', @, ever, first, second)$$, '{contact,name,device}'),
($$funnel_histogram('3 days', 'strict_steps', @, at, first, second, third)$$, '{contact,name,device}'),
($$funnel_trend('week', 'Asia/Kolkata', '6 h', @, '{sent,opened}')$$, '{"contact, ever, kind","name, ever, kind","device, ever, kind",part}'),
($$funnel_trend('day', 'UTC', '1 day', 'first_attempt', @, '{sent,opened}')$$, '{"contact, ever, kind","name, ever, kind","device, ever, kind",part}'),
($$funnel_trend('month', 'Europe/Berlin', '6 h', @, at, first, second)$$, '{contact,name,device}'),
($$funnel_trend('hour', 'UTC', '2 days', 'step_window=5 h', @, at, first, second, third)$$, '{contact,name,device}'),
($$funnel_contacts(2, '1 day', @, '{sent,opened,clicked}')$$, '{"contact, ever, kind",part}'),
($$funnel_contacts(1, '1 day', 'first_attempt', @, '{sent,opened}')$$, '{"contact, ever, kind",part}'),
($$funnel_times('6 h', ever, @)$$, $${"kind, '{sent,opened,clicked}'","first, second"}$$),
($$funnel_times('6 h', 'strict', ever, @)$$, $${"kind, '{sent,sent}'","first, second"}$$),
($$window_funnel('2 h', ever, @)$$, $${"kind, '{sent,opened,clicked}'","first, second"}$$),
($$window_funnel('2 h', 'strict_order', ever, @)$$, $${"kind, '{sent,opened,clicked}'","first, second"}$$),
($$sequence_match('(?1)(?2)(?t<=3600).*(?3)(?1)', ever, @)$$, '{"first, second, third"}'),
($$sequence_count('(?1).*(?2)(?t>60)(?3)', ever, @)$$, '{"first, second, third"}'),
($$sequence_next_node('forward', 'first_match', ever, node, human, @)$$, '{"first, second"}'),
('retention(@)', '{"first, second, third"}'),
($$cohort_retention('week', 'Europe/Berlin', @, joined, at)$$, '{contact,name,device}'),
($$cohort_retention('month', 'UTC', @, NULL, at, 'rolling,recurring')$$, '{contact,name,device}'),
($$cohort_value('week', 'Asia/Kolkata', @, NULL, at, value)$$, '{contact,name,device}'),
($$cohort_value('month', 'UTC', @, joined, at, value, 'before,periods=3')$$, '{contact,name,device}'),
($$lifecycle('week', 'Europe/Berlin', @, at)$$, '{contact,name,device}'),
($$lifecycle('10 days', 'UTC', @, at, 'now=2024-05-01T00:00:00Z')$$, '{contact,name,device}'),
($$stickiness('day', 'Europe/Berlin', @, at)$$, '{contact,name,device}'),
($$stickiness('day', 'Asia/Kolkata', @, at, 'week')$$, '{contact,name,device}'),
($$active_contacts('week', 'Europe/Berlin', @, at)$$, '{contact,name,device}'),
($$active_contacts('week', 'Asia/Kolkata', @, at, '{2,5}')$$, '{contact,name,device}'),
($$attribution('{first_touch,w_shaped,markov,shapley}', '1 day', @, at, touch, converted, value)$$, '{contact,name,device}'),
($$attribution('{time_decay,position_based,participation}', '36500 days', @, at, touch, converted, value, 'unique,max_touches=3')$$, '{contact,name,device}'),
($$attribution_paths('2 days', @, at, touch, converted, value)$$, '{contact,name,device}'),
($$attribution_paths('36500 days', @, at, touch, converted, value, 'collapse,top=3')$$, '{contact,name,device}'),
($$assisted_conversions('1 day', @, at, touch, converted, value)$$, '{contact,name,device}'),
($$assisted_conversions('10 days', @, at, touch, converted, value, 'exclude=ads')$$, '{contact,name,device}'),
($$removal_effects('1 day', @, at, touch, converted, value)$$, '{contact,name,device}'),
($$removal_effects('10 days', @, at, touch, converted, value, 'order=2')$$, '{contact,name,device}'),
($$transition_matrix('1 day', @, at, touch, converted, value)$$, '{contact,name,device}'),
($$transition_matrix('10 days', @, at, touch, converted, value, 'collapse')$$, '{contact,name,device}'),
-- whole days and weights: any sum of them is exact
($$engagement_score(day, @, '1 day', '2024-04-08 00:00+00')$$, '{weight}');
INSERT INTO template (call, words, differs) VALUES
('keyset(@)', '{tiny,mid,name,device,number}', true),
('timeline(@, ever, kind)', '{name,device}', true),
('response_waits(@, at, actor, node)', '{contact,name,device}', true),
($$funnel_contacts(1, '1 day', @, ever, kind, '{sent,opened,clicked}')$$, '{name,device}', true),
($$funnel_contacts(2, '6 h', 'step_window=1 h', @, ever, kind, '{sent,opened,clicked}')$$, '{name,device}', true),
($$funnel_contacts(0, '6 h', @, ever, second, first)$$, '{contact,name,device}', true),
($$funnel_contacts(1, '6 h', 'strict_increase', @, at, second, first)$$, '{contact,name,device}', true);
-- where @ stands for other arguments than the same in another type
UPDATE template SET differs = true WHERE call LIKE '%funnel_times(%' OR call LIKE 'window_funnel(%';

-- reads: the columns of its arguments
CREATE TEMP TABLE call AS
SELECT row_number() OVER (ORDER BY template.n, place)::int AS n, template.n AS template, differs, replace(call, '@', word) AS call,
	   (SELECT string_agg(DISTINCT attname, ', ') FROM pg_attribute
		WHERE attrelid = 'public.event'::regclass AND attnum > 0 AND regexp_replace(replace(call, '@', word), '''[^'']*''', '', 'g') ~ ('\m' || attname || '\M')) AS reads
FROM template, unnest(words) WITH ORDINALITY AS w (word, place);
ALTER TABLE call ADD PRIMARY KEY (n), ADD aggregate oid, ADD is_array boolean;

-- The function that a call is resolved to is the one that a view of it depends on.
CREATE FUNCTION pg_temp.resolve(INOUT call) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TEMP VIEW resolved AS SELECT %s AS answer FROM event', $1.call);
	SELECT refobjid INTO STRICT $1.aggregate
	FROM pg_rewrite JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid JOIN pg_aggregate ON aggfnoid = refobjid
	WHERE ev_class = 'pg_temp.resolved'::regclass AND refclassid = 'pg_proc'::regclass;
	$1.is_array = (SELECT attndims > 0 OR typcategory = 'A' FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid WHERE attrelid = 'pg_temp.resolved'::regclass);
	DROP VIEW resolved;
END
$$;
UPDATE call AS c SET (aggregate, is_array) = (SELECT aggregate, is_array FROM pg_temp.resolve(c));
