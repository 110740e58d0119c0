/*
 * lifecycle_report, stickiness_report: who is new, who stays, who comes back.
 */
CREATE OR REPLACE FUNCTION lifecycle_report(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, period text DEFAULT 'week', event_types text[] DEFAULT NULL)
	RETURNS TABLE (bucket date, new bigint, "returning" bigint, resurrecting bigint, dormant bigint, is_complete boolean)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	clock text := coalesce(zone, @zone@);
	span tstzrange := use_range(preset, start_at, end_at, clock, true);
	since timestamptz := range_start();
	until timestamptz := range_end();
	options text := to_char(least(upper(span), now()) AT TIME ZONE 'UTC', '"now="YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
BEGIN
	IF period IS NULL OR period NOT IN ('day', 'week', 'month', 'quarter', 'year') THEN
		RAISE EXCEPTION 'period "%" is not recognized', period USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Valid words are day, week, month, quarter and year.';
	END IF;
	RETURN QUERY
	SELECT l.bucket, l.new, l."returning", l.resurrecting, l.dormant, l.is_complete
	FROM unnest((SELECT lifecycle(period, clock, contact_id, occurred_at, options)
				 FROM all_events
				 WHERE occurred_at < until AND (event_types IS NULL OR event_type = ANY (event_types)))) AS l
	WHERE l.bucket::timestamp AT TIME ZONE clock >= since
	ORDER BY l.bucket;
END
$$;

COMMENT ON FUNCTION lifecycle_report(text, timestamptz, timestamptz, text, text, text[]) IS 'for each local period (day, week, month, quarter, year) that begins within a range: contacts new (first active ever), returning (active in it and the one before), resurrecting (active again after a pause), dormant (active in the one before, not in it); active is who has an event of event_types, or any; is_complete: the period is over; reads all events before the end of the range; a preset, or start_at up to before end_at; the last 30 days unless given';

CREATE OR REPLACE FUNCTION stickiness_report(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, period text DEFAULT 'day', event_types text[] DEFAULT NULL)
	RETURNS TABLE (periods integer, contacts bigint, contacts_or_more bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	clock text := coalesce(zone, @zone@);
BEGIN
	PERFORM use_range(preset, start_at, end_at, clock, true);
	RETURN QUERY
	SELECT s.periods, s.contacts, s.contacts_or_more
	FROM unnest((SELECT stickiness(period, clock, contact_id, occurred_at)
				 FROM event_facts
				 WHERE event_types IS NULL OR event_type = ANY (event_types))) AS s
	ORDER BY s.periods;
END
$$;

COMMENT ON FUNCTION stickiness_report(text, timestamptz, timestamptz, text, text, text[]) IS 'contacts by the number of local periods (days unless given) of a range in which they were active: contacts in exactly so many, contacts_or_more in so many or more; active is who has an event of event_types, or any; a preset, or start_at up to before end_at; the last 30 days unless given';
