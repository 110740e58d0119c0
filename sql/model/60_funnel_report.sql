/*
 * funnel_report: how many contacts got through a list of event types.
 *
 * The range says who enters.  Whoever did has the whole window to go on, also
 * past the end of the range.
 */
CREATE OR REPLACE FUNCTION funnel_report(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, steps text[] DEFAULT '{page_view,signup,purchase}', "window" interval DEFAULT '30 days', mode text DEFAULT NULL, campaign_id @id@ DEFAULT NULL)
	RETURNS TABLE (step integer, name text, contacts bigint, dropoff bigint, conversion_from_previous double precision, conversion_overall double precision, median_seconds double precision, p90_seconds double precision, avg_seconds double precision)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	span tstzrange := use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	since timestamptz := range_start();
	span_of_attempt interval := coalesce("window", '30 days');
	until timestamptz := add_fixed(range_end(), span_of_attempt);
	entries text := concat_ws(',', nullif(mode, ''),
							  to_char(lower(span) AT TIME ZONE 'UTC', '"entry_from="YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
							  to_char(upper(span) AT TIME ZONE 'UTC', '"entry_until="YYYY-MM-DD"T"HH24:MI:SS.US"Z"'));
	wanted @id@ := campaign_id;
BEGIN
	RETURN QUERY
	SELECT s.step, s.name, s.contacts, s.dropoff, s.conversion_from_previous, s.conversion_overall,
		   s.median_seconds, s.p90_seconds, s.avg_seconds
	FROM unnest((SELECT funnel(span_of_attempt, coalesce(nullif(entries, ''), 'ordered'), contact_id, occurred_at, event_type, steps)
				 FROM all_events
				 WHERE occurred_at >= since AND occurred_at < until
					AND (wanted IS NULL OR campaign_id = wanted))) AS s
	ORDER BY s.step;
END
$$;

COMMENT ON FUNCTION funnel_report(text, timestamptz, timestamptz, text, text[], interval, text, @id@) IS 'a row for each of 1 to 32 steps, which are event types: the contacts that entered within a range and got at least there within the window (30 days unless given; a fixed span) of entering, also after the range; fractions 0 to 1, NULL when nobody got to the step before; seconds since the step before; mode: words of the aggregate funnel; campaign_id: only events of that campaign; a preset, or start_at up to before end_at; the last 30 days unless given';
