/*
 * Read after model.sql: a list of views (or queries of functions) with what
 * plain SQL over the tables says in their place, and the comparison of all of
 * them in both models, in every range.
 */
CREATE TEMP TABLE definitions (name text, ours text, plain text, place serial);

CREATE TEMP TABLE ranges (model name, start_at timestamptz, end_at timestamptz, zone text, conversions text, place serial);
INSERT INTO ranges VALUES
	('sample', '-infinity', 'infinity', 'UTC', '{purchase}'),
	('sample', '2024-02-20 00:00+05:45', '2024-03-15 00:00+05:45', 'Asia/Kathmandu', '{purchase}'),
	('nasty', '-infinity', 'infinity', 'America/New_York', '{purchase,mystery}'),
	-- A day of 23 hours, and half an hour of another kind of zone
	('nasty', '2024-03-10 00:00-05', '2024-03-11 00:00-04', 'America/New_York', '{purchase,mystery}'),
	('nasty', '2024-03-09 12:13+00', '2024-03-11 17:00+00', 'Australia/Lord_Howe', '{purchase,mystery}');

SELECT pg_temp.make_model('sample', contacts => 150);
SELECT pg_temp.make_nasty_model('nasty', 2500);
-- what a sum loses by rounding depends on the order of rows; quarters lose nothing
UPDATE sample.events SET value = round(value * 4) / 4 WHERE value IS NOT NULL;

-- In the text of a definition @events@ are the events of the range, with
-- "human", "is_message" (of a type that concerns messages) and "has_key" (both
-- its parts are known) and "worth" (a value that is a number and can be added
-- up), @start@ and @end@ its bounds, @zone@ the zone,
-- @conversions@ the types that are conversions, @range@ arguments of functions.
CREATE FUNCTION pg_temp.defined(definition text, range ranges) RETURNS text LANGUAGE sql AS $$
	SELECT replace(replace(replace(replace(replace(replace(definition, '@events@', '(SELECT *, is_machine IS NOT TRUE AS human, message_id IS NOT NULL AND contact_id IS NOT NULL AS has_key, CASE WHEN abs(value) <= 1e290 THEN value END AS worth, '
		'event_type IN (''requested'', ''sent'', ''delivered'', ''bounced'', ''failed'', ''opened'', ''clicked'', ''interacted'', ''replied'', ''unsubscribed'') AS is_message '
		'FROM events WHERE occurred_at >= @start@ AND occurred_at < @end@)'),
		'@start@', format('%L::timestamptz', range.start_at)), '@end@', format('%L::timestamptz', range.end_at)), '@zone@', quote_literal(range.zone)), '@conversions@', format('%L::text[]', range.conversions)),
		'@range@', CASE WHEN range.start_at = '-infinity' THEN format('preset => ''all'', zone => %L', range.zone) ELSE format('start_at => %L, end_at => %L, zone => %L', range.start_at, range.end_at, range.zone) END)
$$;

CREATE FUNCTION pg_temp.check_definitions(wanted text DEFAULT '') RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	range ranges;
	definition definitions;
BEGIN
	FOR range IN SELECT * FROM ranges ORDER BY place LOOP
		PERFORM set_config('search_path', format('%I, campaign_analytics, public', range.model), true);
		PERFORM use_range(CASE WHEN range.start_at = '-infinity' THEN 'all' END, nullif(range.start_at, '-infinity'), nullif(range.end_at, 'infinity'), range.zone, true);
		FOR definition IN SELECT * FROM definitions WHERE name ~ wanted ORDER BY place LOOP
			RETURN NEXT pg_temp.agree(pg_temp.defined(definition.ours, range), pg_temp.defined(definition.plain, range),
									  format('%s, %s from %s to %s, %s', definition.name, range.model, range.start_at, range.end_at, range.zone));
		END LOOP;
	END LOOP;
END
$$;
