/*
 * What a range is to every view and function of a model: half open, by the
 * clock of its zone, whatever else the session has set; and the JSON of the
 * same ranges.
 */
\ir lib/model.sql

SELECT * FROM no_plan();

SELECT pg_temp.make_model('sample', contacts => 120, days => 40);
SELECT pg_temp.make_nasty_model('nasty', 1500);
SELECT pg_temp.make_model('clock', zone => 'America/New_York');
SET LOCAL search_path = clock, campaign_analytics, public;

/* ---- Borders ---- */

-- One message, an event of each type at each of three instants
INSERT INTO campaigns (id, name, campaign_group, campaign_type, status, created_at) VALUES ('c', 'C', 'messaging', 'sms', 'scheduled', '2024-01-01');
INSERT INTO contacts (id, created_at) SELECT 'p' || n, timestamptz '2024-05-01 00:00+00' + n * interval '1 us' FROM generate_series(0, 2) AS n;
INSERT INTO messages (id, campaign_id, contact_id, channel, variant, requested_at) SELECT 'm' || n, 'c', 'p' || n, 'sms', 'A', '2024-05-01' FROM generate_series(0, 2) AS n;
INSERT INTO events (occurred_at, event_type, contact_id, message_id, campaign_id, channel, conversation_id, url, properties)
SELECT timestamptz '2024-05-01 00:00+00' + n * interval '1 us', event_type, 'p' || n, 'm' || n, 'c', 'sms', 'k' || n, 'https://x.io', '{"pass_id": "w", "keyword": "win", "prize": "mug", "question": "q", "option": "o"}'
FROM event_types, generate_series(0, 2) AS n;

SELECT use_range(start_at => '2024-05-01 00:00:00.000001+00', end_at => '2024-05-01 00:00:00.000002+00', is_local => true);
SELECT is((SELECT array_agg(contact_id) FROM overall_facts WHERE event_type = 'opened'), '{p1}'::text[], 'the start is in the range, the end is not');
-- Wherever a view counts contacts, messages or events, it is this one's.
SELECT is_empty(format($$SELECT * FROM (SELECT jsonb_path_query(to_jsonb(v), 'strict $.keyvalue()') AS f FROM %s AS v) AS f WHERE f->>'value' ~ '^(p|m|k)[02]$'$$, relation), relation || ' shows nothing from outside the range')
FROM pg_temp.askable('clock') WHERE kind = 'view' AND name !~ '^all_|^(attribution_events|campaign_actions|campaign_transitions|event_types|kpi_sets|message_statuses|model_info|model_objects|texting_channels)$';
SELECT results_eq($$SELECT unnest(ARRAY[opened_total, clicked_unique, status_failed]) FROM overall_engagement$$, '{1,1,1}'::bigint[], 'one message in overall_engagement');
SELECT results_eq($$SELECT unnest(ARRAY[contacts_total, contacts_new, messages_total, events_total]) FROM overview$$, ARRAY[2, 1, 1, (SELECT count(*) FROM event_types)]::bigint[], 'one contact is new, two are known');
SELECT results_eq($$SELECT messaged, responded, opt_outs, contact_messages FROM texting_overview$$, 'VALUES (1::bigint, 1::bigint, 1::bigint, 1::bigint)', 'one conversation');

-- An empty range and one the wrong way round
SELECT throws_ok(format('SELECT use_range(start_at => %L, end_at => %L)', '2024-05-02', until), '22023') FROM unnest('{2024-05-02,2024-05-01}'::text[]) AS until;
SELECT throws_ok($$SELECT use_range('today', start_at => '2024-05-02')$$, '22023');
SELECT throws_ok($$SELECT use_range('fortnight')$$, '22023');
SELECT throws_ok($$SELECT use_range('today', zone => 'Mars/Phobos')$$, '22023');
SELECT throws_ok($$SELECT * FROM overview(zone => 'Mars/Phobos')$$, '22023');
-- Not a range by one clock and days by another, as the model's zone is not UTC
SELECT throws_ok($$SELECT * FROM texting_responses_by_date('today', zone => '')$$, '22023', 'time zone "" is not recognized');
SELECT throws_ok($$SELECT * FROM campaign_list(page => 0)$$, '22023');
SELECT throws_ok($$SELECT * FROM campaign_list(page_size => 101)$$, '22023');

-- A function's range is its own: the session's is there again after it.
SELECT is((SELECT events_total FROM overview('all')), 3 * (SELECT count(*) FROM event_types), 'a function has its own range');
SELECT is((SELECT count(*) FROM overall_facts WHERE event_type = 'opened'), 1::bigint, 'and gives the session''s back');
SELECT throws_ok($$SELECT * FROM overview('nonsense')$$, '22023');
SELECT is((SELECT count(*) FROM overall_facts WHERE event_type = 'opened'), 1::bigint, 'also when it fails');
SELECT is(current_setting('campaign_analytics.zone', true), '', 'a zone that was not given is not set');

/* ---- Days of 23, 24 and 25 hours ---- */

-- An open every quarter of an hour around each change of the clocks
CREATE TEMP TABLE changes (zone text, day date, hours numeric);
INSERT INTO changes VALUES ('America/New_York', '2024-03-10', 23), ('America/New_York', '2024-11-03', 25), ('Australia/Lord_Howe', '2024-04-07', 24.5), ('Australia/Lord_Howe', '2024-10-06', 23.5), ('Asia/Kathmandu', '2024-03-10', 24), ('UTC', '2024-03-10', 24);
TRUNCATE events;
INSERT INTO events (occurred_at, event_type, contact_id, message_id, campaign_id, conversation_id)
SELECT at, word, 'p', at::text, 'c', 'k'
FROM (SELECT DISTINCT at FROM changes, generate_series((day - 1)::timestamp AT TIME ZONE zone, (day + 2)::timestamp AT TIME ZONE zone, '15 min') AS at) AS a, unnest('{opened,contact_message}'::text[]) AS word;

CREATE FUNCTION pg_temp.on_day(c changes, query text) RETURNS numeric[] LANGUAGE plpgsql AS $$
DECLARE
	answer numeric[];
BEGIN
	PERFORM use_range(start_at => c.day::timestamp AT TIME ZONE c.zone, end_at => (c.day + 1)::timestamp AT TIME ZONE c.zone, zone => c.zone, is_local => true);
	EXECUTE query INTO answer;
	RETURN answer;
END
$$;

SELECT is(pg_temp.on_day(c, query), ARRAY[1, 4 * hours], format('%s: %s in %s', what, day, zone))
FROM changes AS c, (VALUES ('overall_daily', $$SELECT ARRAY[count(*), sum(first_unique)] FROM overall_daily WHERE event_type = 'opened'$$),
						   ('texting_responses_by_date', 'SELECT ARRAY[count(*), sum(responses)] FROM texting_responses_by_date'),
						   ('report_performance', 'SELECT ARRAY[count(*), sum(opened_total)] FROM report_performance')) AS q (what, query);
SELECT is(pg_temp.on_day(c, 'SELECT ARRAY[count(*), sum(opens)] FROM time_series(start_at => range_start(), end_at => range_end(), zone => reporting_zone(NULL))'), ARRAY[1, 4 * hours], format('time_series: %s in %s', day, zone)) FROM changes AS c;

-- Hours are instants: one that the clock repeats is two, one it leaves out none.
SELECT is(pg_temp.on_day(c, $$SELECT ARRAY[count(*), min(total), max(total), sum(total)] FROM overall_hourly WHERE event_type = 'opened'$$), ARRAY[hours, 4, 4, 4 * hours], format('overall_hourly: %s in %s', day, zone))
FROM changes AS c WHERE zone <> 'Australia/Lord_Howe';
SELECT is(pg_temp.on_day(c, $$SELECT ARRAY[sum(total), sum(first_unique), count(DISTINCT hour) - count(*)] FROM overall_hourly WHERE event_type = 'opened'$$), ARRAY[4 * hours, 4 * hours, 0], format('overall_hourly adds up: %s in %s', day, zone)) FROM changes AS c;
SELECT is(pg_temp.on_day(c, 'SELECT ARRAY[count(*), sum(responses), min(responses), max(responses)] FROM texting_responses_by_hour'),
		  ARRAY[24, 4 * hours, CASE hours WHEN 23 THEN 0 WHEN 23.5 THEN 2 ELSE 4 END, CASE hours WHEN 25 THEN 8 WHEN 24.5 THEN 6 ELSE 4 END], format('texting_responses_by_hour: %s in %s', day, zone)) FROM changes AS c;
SELECT is(pg_temp.on_day(c, 'SELECT ARRAY[count(*) FILTER (WHERE responses > 0), max(weekday) FILTER (WHERE responses > 0)] FROM texting_responses_by_weekday'), '{1,7}'::numeric[], format('texting_responses_by_weekday: %s in %s', day, zone)) FROM changes AS c;

/* ---- Presets ---- */

SELECT is_empty(format($$
	SELECT lower(range), upper(range) FROM (SELECT use_range(%L, zone => %L, is_local => true) AS range) AS r
	EXCEPT SELECT (%3$s)::timestamp AT TIME ZONE %2$L, (%4$s)::timestamp AT TIME ZONE %2$L FROM (SELECT (now() AT TIME ZONE %2$L)::date AS today) AS t
	$$, preset, zone, since, until), format('%s in %s', preset, zone))
FROM unnest('{America/New_York,Asia/Kathmandu,Pacific/Kiritimati,UTC}'::text[]) AS zone,
	 (VALUES ('today', 'today', 'today + 1'), ('yesterday', 'today - 1', 'today'), ('last_7_days', 'today - 6', 'today + 1'), ('last_30_days', 'today - 29', 'today + 1'), ('last_90_days', 'today - 89', 'today + 1'),
			 ('this_week', 'date_trunc(''week'', today)', 'date_trunc(''week'', today) + interval ''7 days'''), ('last_month', 'date_trunc(''month'', today) - interval ''1 month''', 'date_trunc(''month'', today)'),
			 ('year_to_date', 'date_trunc(''year'', today)', 'today + 1')) AS p (preset, since, until);

/* ---- JSON ---- */

-- The days up to and with that of as_of, by the clock of the zone
CREATE TEMP TABLE moments AS
SELECT model, as_of::timestamptz, zone, days, (as_of::timestamptz AT TIME ZONE zone)::date + 1 - days AS since
FROM (VALUES ('sample', '2024-03-15 03:00+00'), ('nasty', '2024-03-11 03:59:59+00'), ('nasty', '2024-03-14 00:00+00')) AS m (model, as_of), unnest('{America/New_York,Asia/Kathmandu}'::text[]) AS zone, unnest('{7,30}'::int[]) AS days;

CREATE FUNCTION pg_temp.same_json(ours text, plain text, description text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	m moments;
	args text;
	range text;
	said text;
	wanted text;
BEGIN
	FOR m IN SELECT * FROM moments ORDER BY model, as_of, zone, days LOOP
		PERFORM set_config('search_path', m.model || ', campaign_analytics, public', true);
		range := format('start_at => %L, end_at => %L, zone => %L', m.since::timestamp AT TIME ZONE m.zone, (m.since + m.days)::timestamp AT TIME ZONE m.zone, m.zone);
		args := format('zone => %L, as_of => %L', m.zone, m.as_of);
		EXECUTE replace(replace(ours, '@args@', args), '@days@', m.days::text) INTO said;
		EXECUTE replace(replace(plain, '@range@', range), '@days@', m.days::text) INTO wanted;
		RETURN NEXT is(said, wanted, format('%s, %s, %s days up to %s in %s', description, m.model, m.days, m.as_of, m.zone));
	END LOOP;
END
$$;
-- A fraction as JSON has it: three digits, none in vain
CREATE FUNCTION pg_temp.num(rate double precision) RETURNS text LANGUAGE sql AS $$ SELECT coalesce(trim_scale(round(rate::numeric, 3))::text, 'null') $$;
CREATE FUNCTION pg_temp.str(value text) RETURNS text LANGUAGE sql AS $$ SELECT coalesce(to_json(value)::text, 'null') $$;

SELECT pg_temp.same_json('SELECT overview_json(@days@, @args@)', $$
	SELECT format('{"contacts":{"total":%s,"new":%s},"campaigns":{"total":%s,"active":%s},"messages":{"total":%s,"sent":%s,"opened":%s,"clicked":%s,"openRate":%s,"clickRate":%s},"events":{"total":%s}}',
		contacts_total, contacts_new, campaigns_total, campaigns_active, messages_total, messages_sent, messages_opened, messages_clicked, pg_temp.num(open_rate_of_sent), pg_temp.num(click_rate_of_sent), events_total)
	FROM overview(@range@)$$, 'overview_json');
SELECT pg_temp.same_json('SELECT time_series_json(@days@, @args@)', $$
	SELECT format('{"period":"@days@d","series":[%s]}', string_agg(format('{"date":"%s","events":%s,"contacts":%s,"messages":%s,"opens":%s,"clicks":%s}', date, events, contacts, messages, opens, clicks), ',' ORDER BY date))
	FROM time_series(@range@)$$, 'time_series_json');
SELECT pg_temp.same_json('SELECT funnel_json(days => @days@, @args@)', $$
	SELECT format('{"period":"@days@d","steps":[%s],"overallConversion":%s}', string_agg(format('{"step":"%s","count":%s,"dropoff":%s,"conversionFromPrevious":%s}', name, contacts, dropoff, pg_temp.num(conversion_from_previous)), ',' ORDER BY step),
		pg_temp.num((array_agg(conversion_overall ORDER BY step DESC))[1]))
	FROM funnel_report(@range@, "window" => '@days@ days')$$, 'funnel_json');
SELECT pg_temp.same_json($$SELECT concat_ws('|', j->>'period', j->>'totalAttributedEvents', j->>'conversions', (SELECT string_agg(s::text, ',' ORDER BY s::text COLLATE "C") FROM json_array_elements(j->'sources') AS s)) FROM attribution_json(@days@, @args@) AS j$$, $$
	SELECT concat_ws('|', '@days@d', coalesce(sum(total_events) FILTER (WHERE is_told), 0), coalesce(sum(conversions), 0), string_agg(line, ',' ORDER BY line COLLATE "C") FILTER (WHERE is_told))
	FROM (SELECT *, num_nonnulls(source, medium, campaign) > 0 AS is_told, format('{"source":%s,"medium":%s,"campaign":%s,"uniqueVisitors":%s,"totalEvents":%s}', pg_temp.str(source), pg_temp.str(medium), pg_temp.str(campaign), unique_visitors, total_events) AS line
		  FROM use_range(@range@, is_local => true), source_traffic) AS t$$, 'attribution_json');
SELECT pg_temp.same_json('SELECT cohorts_json(days => @days@, @args@)', $$
	SELECT format('{"period":"@days@d","metric":"events","cohorts":[%s]}', string_agg(format('{"cohort":"%s","size":%s,"activeContacts":%s,"retentionRate":%s,"retention":{%s}}', cohort, size, last, pg_temp.num(last::float8 / size), weeks), ',' ORDER BY cohort))
	FROM (SELECT cohort, size, string_agg(format('"week_%s":%s', period_number, active), ',' ORDER BY period_number) AS weeks, (array_agg(active ORDER BY period_number DESC))[1] AS last
		  FROM cohort_report(@range@, cohort_by => 'day') WHERE is_complete OR period_number = 0 GROUP BY 1, 2) AS c$$, 'cohorts_json');
DELETE FROM moments WHERE days <> 7 AND days <> 30;
SELECT pg_temp.same_json(format($$SELECT json_build_array(j->'campaign', j->'enrollments', j->'messages', (SELECT json_agg(s ORDER BY s->>'status') FROM json_array_elements(j->'statusBreakdown') AS s), (SELECT json_agg(s ORDER BY s->>'channel') FROM json_array_elements(j->'channelBreakdown') AS s),
			(SELECT count(*) FROM json_array_elements(j->'abTests') AS t, json_array_elements(t->'variants')))
		FROM campaign_json(%s, '@days@d', @args@) AS j$$, id),
	format($$SELECT json_build_array(format('{"id":%%s,"name":%%s}', pg_temp.str(campaign_id), pg_temp.str(name))::json, format('{"total":%%s,"active":%%s,"completed":%%s}', enrollments_total, enrollments_active, enrollments_completed)::json,
			format('{"total":%%s,"sent":%%s,"delivered":%%s,"opened":%%s,"clicked":%%s,"bounced":%%s,"failed":%%s,"openRate":%%s,"clickRate":%%s,"bounceRate":%%s}', messages_total, messages_sent, messages_delivered, messages_opened, messages_clicked,
				messages_bounced, messages_failed, pg_temp.num(open_rate_of_delivered), pg_temp.num(click_rate_of_delivered), pg_temp.num(bounce_rate_of_delivered))::json,
			(SELECT json_agg(format('{"status":%%s,"_count":%%s}', pg_temp.str(status), messages)::json ORDER BY status) FROM status_breakdown(%1$s, @range@)),
			(SELECT json_agg(format('{"channel":%%s,"_count":%%s}', pg_temp.str(channel), messages)::json ORDER BY channel)
			 FROM (SELECT upper(channel) AS channel, count(DISTINCT (message_id, contact_id)) AS messages FROM use_range(@range@, is_local => true), event_facts
				   WHERE campaign_id = %1$s AND event_type IN ('requested', 'sent', 'delivered', 'bounced', 'failed') AND message_id IS NOT NULL AND contact_id IS NOT NULL GROUP BY 1) AS c), (SELECT count(*) FROM ab_tests(%1$s, @range@)))
		FROM campaign_report(%1$s, @range@)$$, id), 'campaign_json of ' || name)
FROM (VALUES ('the busiest', $$(SELECT campaign_id FROM events WHERE campaign_id IN (SELECT id FROM campaigns) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)$$), ('another', $$(SELECT max(id) FROM campaigns)$$),
			 ('the one of most empty variants', $$(SELECT campaign_id FROM messages JOIN events AS e USING (campaign_id) WHERE message_id = messages.id AND campaign_id IN (SELECT id FROM campaigns) GROUP BY 1 ORDER BY count(*) FILTER (WHERE variant = '') DESC, 1 LIMIT 1)$$)) AS c (name, id);

/* ---- Settings of the session ---- */

-- Every answer under each, kept as rows and compared as rows.  Functions are asked
-- for all time, and for ranges that are 30 days from events with a change of the
-- clocks between: in Lord Howe it came on 6 October, so that 30 days were half an
-- hour shorter.
INSERT INTO nasty.events (occurred_at, event_type, contact_id, campaign_id, value)
VALUES ('2024-09-29 23:50+00', 'page_view', 'p1', 'c4', NULL), ('2024-10-29 23:45+00', 'signup', 'p1', 'c4', NULL),
	   ('2024-09-30 00:10+00', 'clicked', 'p2', 'c4', NULL), ('2024-10-30 00:05+00', 'purchase', 'p2', 'c4', 9);
CREATE TEMP TABLE asked AS
SELECT row_number() OVER () AS place, name, relation
FROM (SELECT name, relation FROM pg_temp.askable('nasty', 'c4', true)
	  UNION
	  SELECT name, replace(relation, 'preset => ''all''', range)
	  FROM pg_temp.askable('nasty', 'c4', true), unnest(ARRAY[$$start_at => '2024-09-29 00:00+00', end_at => '2024-09-30 00:00+00'$$, $$start_at => '2024-10-30 00:00+00', end_at => '2024-10-31 00:00+00'$$]) AS range) AS a
WHERE name NOT IN ('campaign_json', 'json_days');
CREATE FUNCTION pg_temp.keep(version text, settings text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	a asked;
BEGIN
	EXECUTE settings;
	FOR a IN SELECT * FROM pg_temp.asked LOOP
		EXECUTE format('CREATE TEMP TABLE %I AS SELECT %s FROM %s AS a', version || a.place, CASE WHEN a.name ~ '_json$' THEN 'a::text' ELSE 'a.*' END, a.relation);
	END LOOP;
END
$$;
SET LOCAL search_path = campaign_analytics, public;
SELECT use_range(start_at => '2024-03-09 12:00+00', end_at => '2024-03-12 00:00+00', zone => 'America/New_York', is_local => true);
SELECT pg_temp.keep('plain', '');
SELECT pg_temp.keep('other', $$SET LOCAL timezone = 'Australia/Lord_Howe'; SET LOCAL datestyle = 'German, DMY'; SET LOCAL intervalstyle = 'sql_standard'; SET LOCAL extra_float_digits = -15; SET LOCAL bytea_output = 'escape';
	SET LOCAL quote_all_identifiers = on; SET LOCAL enable_hashagg = off; SET LOCAL work_mem = '64kB'; SET LOCAL standard_conforming_strings = off; SET LOCAL search_path = pg_catalog$$);
RESET timezone; RESET datestyle; RESET intervalstyle; RESET extra_float_digits; RESET enable_hashagg; RESET work_mem; RESET standard_conforming_strings;
SET LOCAL search_path = campaign_analytics, public;
SELECT is_empty(format('(TABLE %I EXCEPT ALL TABLE %I) UNION ALL (TABLE %2$I EXCEPT ALL TABLE %1$I)', 'plain' || place, 'other' || place), relation || ' is the same whatever the session has set')
FROM asked WHERE name <> 'model_objects' ORDER BY place;

/* ---- Lookbacks and windows ---- */

-- 30 days are 720 hours in every zone: the touch is 29 days 23:45 before the
-- conversion, the signup 29 days 23:31 after the page view.
SET LOCAL search_path = clock, campaign_analytics, public;
TRUNCATE events;
INSERT INTO campaigns (id, name, campaign_group, campaign_type, status) VALUES ('7', 'Seven', 'messaging', 'sms', 'scheduled');
INSERT INTO events (occurred_at, event_type, contact_id, campaign_id, value)
VALUES ('2026-03-10 22:30+00', 'clicked', 'a', '7', NULL), ('2026-04-09 22:15+00', 'purchase', 'a', NULL, 50),
	   ('2026-03-10 22:59+00', 'page_view', 'f', NULL, NULL), ('2026-04-09 22:30+00', 'signup', 'f', NULL, NULL);
SELECT is(pg_temp.say(query), answer, format('%s in a session of %s', what, set_config('timezone', zone, true)))
FROM unnest('{UTC,America/New_York,Europe/Berlin,Australia/Lord_Howe,America/Santiago}'::text[]) AS zone,
	 (VALUES ('attribution_models', $$SELECT string_agg(concat_ws(' ', touch, conversions, value), ', ') FROM attribution_models(start_at => '2026-04-09 22:00+00', end_at => '2026-04-12 22:00+00', models => '{linear}')$$, '7 1 50'),
			 ('conversion_paths', $$SELECT string_agg(concat_ws(' ', path, conversions, median_seconds), ', ') FROM conversion_paths(start_at => '2026-04-09 22:00+00', end_at => '2026-04-12 22:00+00')$$, '7 1 2591100'),
			 ('funnel_json', $$SELECT string_agg(s->>'count', ',') FROM json_array_elements(funnel_json('page_view,signup', 30, NULL, 'Europe/Berlin', '2026-03-10 12:00+00')->'steps') AS s$$, '1,1')) AS q (what, query, answer);
SET LOCAL timezone = 'UTC';

-- Longer than there are times
SELECT is(pg_temp.say(format(query, span)), answer, format('%s by %s', what, span))
FROM unnest('{3000000 days,200000000 days,2147483647 days,2562047788 hours}'::text[]) AS span,
	 (VALUES ('attribution_models', $$SELECT string_agg(concat_ws(' ', touch, conversions), ', ') FROM attribution_models(start_at => '2026-04-09 22:00+00', end_at => '2026-04-12 22:00+00', models => '{linear}', lookback => %L)$$, '7 1'),
			 ('attribution_models from year 1 on', $$SELECT string_agg(concat_ws(' ', touch, conversions), ', ') FROM attribution_models(start_at => '0001-01-01 00:00+00', end_at => 'infinity', models => '{linear}', lookback => %L)$$, '7 1'),
			 ('conversion_paths', $$SELECT string_agg(path, ', ') FROM conversion_paths(start_at => '2026-04-09 22:00+00', end_at => '2026-04-12 22:00+00', lookback => %L)$$, '7'),
			 ('funnel_report', $$SELECT string_agg(contacts::text, ',') FROM funnel_report(start_at => '2026-03-10 00:00+00', end_at => '2026-03-11 00:00+00', steps => '{page_view,signup}', "window" => %L)$$, '1,1'),
			 ('funnel_report of all time', $$SELECT string_agg(contacts::text, ',') FROM funnel_report('all', steps => '{page_view,signup}', "window" => %L)$$, '1,1')) AS q (what, query, answer);
SELECT is(add_fixed(at, span::interval), answer, format('%s + %s', at, span))
FROM (VALUES (timestamptz '-infinity', '2147483647 days', timestamptz '-infinity'), ('infinity', '-2147483648 days', 'infinity'), ('2026-01-01 00:00+00', '-200000000 days', '-infinity'),
			 ('294276-12-31 23:59:59.999999+00', '1 us', 'infinity'), ('4714-11-24 00:00+00 BC', '-1 us', '-infinity'), ('0001-01-01 00:00+00', '-2562047788 hours', '-infinity'),
			 (NULL, '1 day', NULL), ('2026-01-01 00:00+00', '1 day -24 hours', '2026-01-01 00:00+00')) AS s (at, span, answer);

SELECT * FROM finish();
ROLLBACK;
