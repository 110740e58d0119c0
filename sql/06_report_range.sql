/*
 * Which events the views of a model show, and by which clock: settings of the
 * session, so that plain views can have parameters.
 */

CREATE FUNCTION range_start() RETURNS timestamptz
	AS 'MODULE_PATHNAME', 'ca_range_start_at' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION range_end() RETURNS timestamptz
	AS 'MODULE_PATHNAME', 'ca_range_end_at' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION reporting_zone(fallback text) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_reporting_zone' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION range_start() IS 'first instant that the views of a model show: the setting campaign_analytics.range_start, a timestamp with its offset; -infinity when it is empty; never NULL';
COMMENT ON FUNCTION range_end() IS 'instant from which on the views of a model show nothing: the setting campaign_analytics.range_end, a timestamp with its offset; infinity when it is empty; never NULL';
COMMENT ON FUNCTION reporting_zone(text) IS 'time zone of the days and hours in the views of a model: the setting campaign_analytics.zone, or fallback when it is empty; NULL when both are missing';


-- Its settings go on past its end, so it has no SET clause of its own.
CREATE FUNCTION use_range(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, is_local boolean DEFAULT false) RETURNS tstzrange
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
	clock pg_catalog.text;
	span pg_catalog.tstzrange;
	since pg_catalog.timestamptz;
	until pg_catalog.timestamptz;
BEGIN
	IF zone IS NOT NULL THEN
		PERFORM pg_catalog.set_config('campaign_analytics.zone', zone, is_local);
	END IF;
	-- an empty zone is an error, though as a setting it means none
	clock := coalesce(zone, @extschema@.reporting_zone('UTC'));
	span := @extschema@.report_range(preset, start_at, end_at, clock);
	since := coalesce(pg_catalog.lower(span), '-infinity');
	until := coalesce(pg_catalog.upper(span), 'infinity');
	IF since OPERATOR(pg_catalog.<) '0001-01-01 00:00:00+00' AND pg_catalog.isfinite(since)
		OR until OPERATOR(pg_catalog.<) '0001-01-01 00:00:00+00'
	THEN
		RAISE EXCEPTION 'range % begins or ends before the year 1', span USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Leave start_at out for all that happened before end_at.';
	END IF;
	PERFORM
		pg_catalog.set_config('campaign_analytics.range_start', CASE WHEN pg_catalog.isfinite(since)
			THEN pg_catalog.to_char(pg_catalog.timezone('UTC', since), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE '' END, is_local),
		pg_catalog.set_config('campaign_analytics.range_end', CASE WHEN pg_catalog.isfinite(until)
			THEN pg_catalog.to_char(pg_catalog.timezone('UTC', until), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE '' END, is_local);
	RETURN span;
END
$$;

COMMENT ON FUNCTION use_range(text, timestamptz, timestamptz, text, boolean) IS 'sets what the views of models show from now on, until the session or, with is_local, the transaction or calling function ends: a preset of date_preset, or the dates from start_at up to before end_at, each NULL for no limit; the last 30 days when all are NULL; zone NULL leaves the zone that was set before, and RESET campaign_analytics.zone goes back to that of the model; days of a preset are those of that setting, or of UTC when it is empty, so for a model of another zone give it; returns the range';
