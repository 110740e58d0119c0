/*
 * cohort_report: how many of those who signed up came back, week by week.
 *
 * A contact signs up once: when contacts.signed_up_at says, and where that is
 * NULL, or no contact of that id is there, with its first ever event signup.
 */
CREATE OR REPLACE VIEW contact_signups WITH (security_invoker) AS
SELECT id AS contact_id,
	   signed_up_at AS signed_up_at
FROM all_contacts
WHERE signed_up_at >= range_start() AND signed_up_at < range_end()
UNION ALL
SELECT s.contact_id, s.signed_up_at
FROM (SELECT contact_id, min(occurred_at) AS signed_up_at
	  FROM event_facts
	  WHERE event_type = 'signup' AND contact_id IS NOT NULL
	  GROUP BY contact_id) AS s
WHERE NOT EXISTS (SELECT FROM all_contacts AS c WHERE c.id = s.contact_id AND c.signed_up_at IS NOT NULL)
	AND NOT EXISTS (SELECT FROM all_events AS e
					WHERE e.contact_id = s.contact_id AND e.event_type = 'signup' AND e.occurred_at < range_start());

COMMENT ON VIEW contact_signups IS 'contacts that signed up within the range, one row each, also those that are known from an event signup alone';
COMMENT ON COLUMN contact_signups.contact_id IS 'contact';
COMMENT ON COLUMN contact_signups.signed_up_at IS 'when it signed up: contacts.signed_up_at, or else its first ever event signup';

CREATE OR REPLACE FUNCTION cohort_report(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, metric text DEFAULT 'events', cohort_by text DEFAULT 'week')
	RETURNS TABLE (cohort date, size bigint, period_number integer, active bigint, rate double precision, is_complete boolean)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	clock text := coalesce(zone, @zone@);
	span tstzrange := use_range(preset, start_at, end_at, clock, true);
	options text := to_char(least(upper(span), now()) AT TIME ZONE 'UTC', '"rolling, now="YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
BEGIN
	IF cohort_by IS NULL OR cohort_by NOT IN ('day', 'week', 'month') THEN
		RAISE EXCEPTION 'cohort_by "%" is not recognized', cohort_by USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Valid words are day, week and month.';
	END IF;
	RETURN QUERY
	SELECT coalesce(g.day, r.cohort), r.size, r.period_number, r.active, r.rate, r.is_complete
	FROM (SELECT CASE cohort_by WHEN 'day' THEN (s.signed_up_at AT TIME ZONE clock)::date END AS day,
				 cohort_retention(CASE cohort_by WHEN 'month' THEN 'month' ELSE 'week' END, clock,
								  s.contact_id, s.signed_up_at, e.occurred_at, options) AS cells
		  FROM contact_signups AS s
		  LEFT JOIN (SELECT contact_id, occurred_at
					 FROM event_facts
					 WHERE metric = 'events' OR event_type = metric) AS e USING (contact_id)
		  GROUP BY 1) AS g,
		 unnest(g.cells) AS r
	WHERE r.size > 0
	ORDER BY 1, 3;
END
$$;

COMMENT ON FUNCTION cohort_report(text, timestamptz, timestamptz, text, text, text) IS 'of the contacts that signed up within a range, by local day, week or month (cohort_by) of that, how many were active in each week after it (months, by month), counted from the contact''s own day: number 0 are its first 7 days; active is who has an event of the type metric, or any (events), in that week and in the range; is_complete: the week is over for all of them; a preset, or start_at up to before end_at; the last 30 days unless given';
