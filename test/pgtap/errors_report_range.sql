/*
 * The settings that say what views show: what they take, what is an error when
 * it is read, and how far use_range reaches.
 */
\ir lib/oracle.sql

SELECT plan(80);

-- What comes of a query: its answer, or SQLSTATE, message and hint.
CREATE FUNCTION pg_temp.outcome(query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	message text;
	hint text;
BEGIN
	EXECUTE query INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(hint, ''));
END
$$;

-- The answer of a query with a setting.
CREATE FUNCTION pg_temp.with_setting(setting text, value text, query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config('campaign_analytics.' || setting, value, true);
	answer := pg_temp.outcome(query);
	PERFORM set_config('campaign_analytics.' || setting, '', true);
	RETURN answer;
END
$$;

SET LOCAL TimeZone = 'Asia/Kolkata';
SET LOCAL DateStyle = 'SQL, DMY';

/* ---- What they take ---- */

SELECT is(range_start(), '-infinity', 'no start');
SELECT is(range_end(), 'infinity', 'no end');
SELECT is(reporting_zone('Europe/Berlin'), 'Europe/Berlin', 'no zone');
SELECT is(reporting_zone(NULL), NULL, 'none at all');

-- whatever the session's zone and style of dates are
SELECT is(pg_temp.with_setting(setting, value, format('SELECT extract(epoch FROM range_%s())::bigint', replace(setting, 'range_', ''))), epoch, format('%s of %s', value, setting))
FROM unnest('{range_start,range_end}'::text[]) AS setting, (VALUES
	('2024-01-02T00:00:00Z', '1704153600'), ('2024-01-02 00:00:00+00', '1704153600'), ('  2024-01-02t05:30:00.0+05:30 ', '1704153600'), ('2024-01-01 16:00-08', '1704153600'),
	('2024-01-02T00:00:00.000000z', '1704153600'), ('0001-01-01T00:00:00Z', '-62135596800'), ('12024-01-02 00:00Z', '317273673600')) AS v (value, epoch);
SELECT is(pg_temp.with_setting(setting, value, format('SELECT range_%s()::text', replace(setting, 'range_', ''))), trim(value), format('%s of %s', value, setting))
FROM unnest('{range_start,range_end}'::text[]) AS setting, unnest('{infinity,"-infinity "}'::text[]) AS value;
SELECT is(pg_temp.with_setting('zone', zone, $$SELECT reporting_zone('UTC')$$), zone, 'zone ' || zone) FROM unnest('{Europe/Berlin,utc,EST5EDT,CET,+03:30}'::text[]) AS zone;

/* ---- What they do not, when they are read ---- */

SELECT is(pg_temp.with_setting(setting, value, format('SELECT range_%s()', replace(setting, 'range_', ''))),
		  format('22023 | campaign_analytics.%s "%s" has no timestamp with an offset | Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.', setting, trim(value)), format('"%s" of %s', value, setting))
FROM unnest('{range_start,range_end}'::text[]) AS setting,
	 unnest('{yesterday,now,2024-01-02,"2024-01-02 00:00:00","02/01/2024 00:00Z","2024-01-02 00:00 Europe/Berlin","2024-01-02T00:00:00Z or so",1704153600,epoch,"\"2024-01-02T00:00:00Z\"",-}'::text[]) AS value;
-- PostgreSQL 18 writes DateStyle
SELECT is(replace(pg_temp.with_setting('range_start', '2024-13-02T00:00:00Z', 'SELECT range_start()'), 'DateStyle', 'datestyle'), '22008 | date/time field value out of range: "2024-13-02T00:00:00Z" | Perhaps you need a different "datestyle" setting.', 'no such month');
SELECT is(pg_temp.with_setting('range_start', '300000-01-02T00:00:00Z', 'SELECT range_start()'), '22008 | timestamp out of range: "300000-01-02T00:00:00Z"', 'no such year');
SELECT is(pg_temp.with_setting('zone', zone, $$SELECT reporting_zone('UTC')$$), format('22023 | campaign_analytics.zone "%s" is not recognized | Names are in the view pg_timezone_names.', zone), 'zone ' || zone)
FROM unnest('{Mars,Europe,"Europe/Berlin;"}'::text[]) AS zone;
SELECT is(pg_temp.with_setting('range_start', 'x', 'SELECT range_end()'), 'infinity', 'one setting says nothing of another');
SELECT is(pg_temp.outcome('SET LOCAL campaign_analytics.range_strat = 1'), '42602 | invalid configuration parameter name "campaign_analytics.range_strat"', 'a setting that there is not');

-- once wrong, wrong each time; then right
SET LOCAL campaign_analytics.range_start = 'x';
SELECT is(left(pg_temp.outcome('SELECT range_start()'), 5), '22023', 'wrong') FROM generate_series(1, 2);
SET LOCAL campaign_analytics.range_start = '2024-01-02T00:00:00Z';
SELECT is(range_start(), '2024-01-02 00:00Z', 'set anew');
SAVEPOINT s;
SET LOCAL campaign_analytics.range_start = '2024-01-03T00:00:00Z';
SELECT is(range_start(), '2024-01-03 00:00Z', 'in a subtransaction');
ROLLBACK TO s;
SELECT is(range_start(), '2024-01-02 00:00Z', 'rolled back');
SET LOCAL campaign_analytics.range_start = '';

/* ---- use_range ---- */

SELECT is(use_range(start_at => '2024-01-02 00:00Z', end_at => '2024-01-03 12:34:56.789012Z'), '["2024-01-02 00:00Z","2024-01-03 12:34:56.789012Z")', 'dates');
SELECT is(ARRAY[range_start(), range_end()], '{"2024-01-02 00:00Z","2024-01-03 12:34:56.789012Z"}', 'as they are read');
SELECT is(use_range(end_at => '2024-01-03 00:00Z', zone => 'Europe/Berlin'), '(,"2024-01-03 00:00Z")', 'an end, and a zone');
SELECT is(ARRAY[range_start()::text, reporting_zone('UTC')], '{-infinity,Europe/Berlin}', 'no start');
SELECT is(use_range('today'), date_preset('today', 'Europe/Berlin'), 'a preset in the zone that is set');
SELECT is(use_range(zone => 'UTC'), date_preset('last_30_days', 'UTC'), 'by default 30 days');
SELECT is(use_range('all'), '(,)', 'all');
SELECT is(ARRAY[range_start()::text, range_end()::text, current_setting('campaign_analytics.range_start')], '{-infinity,infinity,""}', 'is empty');
SELECT is(use_range(start_at => '-infinity', end_at => 'infinity'), '(,)', 'what is infinite is empty');

SELECT is(left(pg_temp.outcome(query), 5), '22023', query) FROM unnest(ARRAY[$$SELECT use_range('fortnight')$$, $$SELECT use_range('today', now())$$, $$SELECT use_range(start_at => now(), end_at => now())$$,
	$$SELECT use_range(zone => 'Mars')$$, $$SELECT use_range(start_at => '0044-01-01 00:00Z BC')$$, $$SELECT use_range(end_at => '0044-01-01 00:00Z BC')$$]) AS query;

SELECT is(pg_temp.outcome($$SELECT use_range('today', zone => '')$$), '22023 | time zone "" is not recognized | Names are in the view pg_timezone_names.', 'an empty zone, which the setting may be');

-- In a function that has the settings, they end with it.
CREATE FUNCTION pg_temp.inside() RETURNS text LANGUAGE plpgsql STABLE
SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = '' AS $$
BEGIN
	PERFORM campaign_analytics.use_range(start_at => '2020-01-01 00:00Z', zone => 'Asia/Tokyo', is_local => true);
	RETURN extract(epoch FROM campaign_analytics.range_start())::bigint || ' ' || campaign_analytics.reporting_zone('UTC');
END
$$;
SET LOCAL campaign_analytics.zone = 'CET';
SELECT is(pg_temp.inside(), '1577836800 Asia/Tokyo', 'within a function');
SELECT is(ARRAY[range_start()::text, reporting_zone('UTC')], '{-infinity,CET}', 'and behind it');

-- Nobody's operators and functions get in.
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.ne(text, text) RETURNS bool LANGUAGE sql AS $$SELECT 1 / 0 = 1$$;
CREATE OPERATOR hostile.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.ne);
CREATE FUNCTION hostile.lt(timestamptz, timestamptz) RETURNS bool LANGUAGE sql AS $$SELECT 1 / 0 = 1$$;
CREATE OPERATOR hostile.< (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = hostile.lt);
CREATE FUNCTION hostile.lower(tstzrange) RETURNS timestamptz LANGUAGE sql AS $$SELECT now() WHERE 1 / 0 = 1$$;
SET LOCAL search_path = hostile, pg_catalog, campaign_analytics, public;
SELECT is(use_range(start_at => '2024-01-02 00:00Z', end_at => '2024-01-03 00:00Z', zone => 'UTC'), '["2024-01-02 00:00Z","2024-01-03 00:00Z")', 'with a hostile search_path');

SELECT * FROM finish();
ROLLBACK;
