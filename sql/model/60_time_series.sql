/*
 * time_series: what happened day by day.  Days on which nothing did are there.
 *
 * Each message and contact counts once, on its first day of the range, so that
 * the days add up to the totals of overview.
 */
CREATE OR REPLACE FUNCTION time_series(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, campaign_id @id@ DEFAULT NULL)
	RETURNS TABLE (date date, events bigint, contacts bigint, messages bigint, sent bigint, delivered bigint, opens bigint, clicks bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	clock text := coalesce(zone, @zone@);
	wanted @id@ := campaign_id;
BEGIN
	PERFORM use_range(preset, start_at, end_at, clock, true);
	RETURN QUERY
	WITH scan AS MATERIALIZED (
		SELECT engagement_series('day', clock, occurred_at, event_type, '{requested,sent,delivered,opened,clicked}', message_id, contact_id) AS messages,
			   engagement_series('day', clock, occurred_at, 'event', '{event}',
								 CASE WHEN wanted IS NOT NULL THEN contact_id END) AS events
		FROM event_facts
		WHERE wanted IS NULL OR campaign_id = wanted
	), counts AS (
		SELECT (p.bucket AT TIME ZONE clock)::date AS date, p.event_type AS what, p.first_unique AS n
		FROM scan, unnest(scan.messages) AS p
		UNION ALL
		SELECT (p.bucket AT TIME ZONE clock)::date, unnest('{event,contact}'::text[]),
			   unnest(ARRAY[p.total, p.first_unique])
		FROM scan, unnest(scan.events) AS p
		UNION ALL
		SELECT (created_at AT TIME ZONE clock)::date, 'contact', count(*)
		FROM all_contacts
		WHERE wanted IS NULL AND created_at >= range_start() AND created_at < range_end() AND created_at > '-infinity'
		GROUP BY 1
	), days AS (
		SELECT d.date
		FROM (SELECT min(date)::timestamp AT TIME ZONE clock AS first_at, max(date)::timestamp AT TIME ZONE clock AS last_at FROM counts) AS b
			 CROSS JOIN days_of_range(b.first_at, b.last_at) AS d
	)
	SELECT date, coalesce(sum(n) FILTER (WHERE what = 'event'), 0)::bigint,
		   coalesce(sum(n) FILTER (WHERE what = 'contact'), 0)::bigint,
		   coalesce(sum(n) FILTER (WHERE what = 'requested'), 0)::bigint,
		   coalesce(sum(n) FILTER (WHERE what = 'sent'), 0)::bigint,
		   coalesce(sum(n) FILTER (WHERE what = 'delivered'), 0)::bigint,
		   coalesce(sum(n) FILTER (WHERE what = 'opened'), 0)::bigint,
		   coalesce(sum(n) FILTER (WHERE what = 'clicked'), 0)::bigint
	FROM days LEFT JOIN counts USING (date)
	GROUP BY date
	ORDER BY date;
END
$$;

COMMENT ON FUNCTION time_series(text, timestamptz, timestamptz, text, @id@) IS 'a row for each local day of a range, oldest first, also where nothing happened: events, contacts (made that day; with a campaign_id, its contacts on the day of their first event), messages requested, sent and delivered, opens and clicks, each (message, contact) once, on its first day of the range; a preset, or start_at up to before end_at; the last 30 days unless given';
