/*
 * Texting campaigns together: a function for each screen, of all campaigns or of
 * those that a filter leaves, from which 52_texting_screens.sql makes a view and
 * a function with the range and the filters as parameters.
 */

CREATE OR REPLACE FUNCTION days_of_range(first_at timestamptz, last_at timestamptz)
	RETURNS TABLE (date date)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
#variable_conflict use_column
DECLARE
	clock text := reporting_zone(@zone@);
	since timestamptz := CASE WHEN isfinite(range_start()) THEN range_start() ELSE first_at END;
	until timestamptz := CASE WHEN isfinite(range_end()) THEN range_end() - interval '1 microsecond' ELSE last_at END;
	first_day date := (since AT TIME ZONE clock)::date;
	last_day date := (until AT TIME ZONE clock)::date;
BEGIN
	IF last_day - first_day >= 40000 THEN
		RAISE EXCEPTION 'a range of % days is too long for a row a day', last_day - first_day + 1 USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Set a range with use_range(), or give a preset or dates.';
	END IF;
	-- not as a series of times, for there are zones in which some days have no midnight
	RETURN QUERY SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n;
END
$$;

COMMENT ON FUNCTION days_of_range(timestamptz, timestamptz) IS 'the local days of the range of use_range(), oldest first; where it has no bound, from the day of first_at or up to that of last_at; none when such a bound is NULL; more than 40,000 are an error';


CREATE OR REPLACE FUNCTION texting_overview_of(campaign_ids @id@[])
	RETURNS TABLE (active_campaigns bigint, total_campaigns bigint, messaged bigint, responded bigint, engagement_percent double precision, opt_outs bigint,
		contact_messages bigint, agent_messages bigint, assistant_messages bigint, answered_waits bigint, unanswered_waits bigint, median_agent_response_seconds double precision)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT e.active_campaigns, e.total_campaigns, e.messaged, e.responded, 100 * rate(e.responded, e.messaged), e.opt_outs,
			   e.contact_messages, e.agent_messages, e.assistant_messages, w.answered, w.unanswered, w.median_seconds
		FROM (SELECT count(*) FILTER (WHERE status IN (SELECT status FROM campaign_actions WHERE is_active)) AS active_campaigns,
					 count(*) FILTER (WHERE launched_at >= range_start() AND launched_at < range_end()) AS total_campaigns,
					 coalesce(sum(messaged), 0)::bigint AS messaged,
					 coalesce(sum(responded), 0)::bigint AS responded,
					 coalesce(sum(opt_outs), 0)::bigint AS opt_outs,
					 coalesce(sum(contact_messages), 0)::bigint AS contact_messages,
					 coalesce(sum(agent_messages), 0)::bigint AS agent_messages,
					 coalesce(sum(assistant_messages), 0)::bigint AS assistant_messages
			  FROM texting_engagement
			  WHERE campaign_ids IS NULL OR campaign_id = ANY (campaign_ids)) AS e,
			 (SELECT count(answered_at) AS answered, count(*) - count(answered_at) AS unanswered,
					 percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median_seconds
			  FROM texting_waits
			  WHERE campaign_ids IS NULL OR campaign_id = ANY (campaign_ids)) AS w;
END
$$;

COMMENT ON FUNCTION texting_overview_of(@id@[]) IS 'what the view texting_overview shows, of the texting campaigns among campaign_ids; NULL: of all';


CREATE OR REPLACE FUNCTION texting_responses_by_hour_of(campaign_ids @id@[])
	RETURNS TABLE (hour integer, responses bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT h.hour, count(f.occurred_at)
		FROM generate_series(0, 23) AS h (hour)
			 LEFT JOIN texting_facts f ON h.hour = extract(hour FROM f.occurred_at AT TIME ZONE reporting_zone(@zone@))
				  AND f.event_type = 'contact_message' AND (campaign_ids IS NULL OR f.campaign_id = ANY (campaign_ids))
		GROUP BY h.hour
		ORDER BY h.hour;
END
$$;

COMMENT ON FUNCTION texting_responses_by_hour_of(@id@[]) IS 'what the view texting_responses_by_hour shows, of the texting campaigns among campaign_ids; NULL: of all';


CREATE OR REPLACE FUNCTION texting_responses_by_weekday_of(campaign_ids @id@[])
	RETURNS TABLE (weekday integer, weekday_name text, responses bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT d.weekday::integer, d.name, count(f.occurred_at)
		FROM unnest('{Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday}'::text[]) WITH ORDINALITY AS d (name, weekday)
			 LEFT JOIN texting_facts f ON d.weekday = extract(isodow FROM f.occurred_at AT TIME ZONE reporting_zone(@zone@))
				  AND f.event_type = 'contact_message' AND (campaign_ids IS NULL OR f.campaign_id = ANY (campaign_ids))
		GROUP BY d.weekday, d.name
		ORDER BY d.weekday;
END
$$;

COMMENT ON FUNCTION texting_responses_by_weekday_of(@id@[]) IS 'what the view texting_responses_by_weekday shows, of the texting campaigns among campaign_ids; NULL: of all';


CREATE OR REPLACE FUNCTION texting_responses_by_date_of(campaign_ids @id@[])
	RETURNS TABLE (date date, responses bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		WITH counts AS MATERIALIZED (
			SELECT (occurred_at AT TIME ZONE reporting_zone(@zone@))::date AS date, count(*) AS responses, min(occurred_at) AS first_at, max(occurred_at) AS last_at
			FROM texting_facts
			WHERE event_type = 'contact_message' AND (campaign_ids IS NULL OR campaign_id = ANY (campaign_ids))
			GROUP BY 1)
		SELECT d.date, coalesce(c.responses, 0)
		FROM (SELECT min(first_at) AS first_at, max(last_at) AS last_at FROM counts) AS b
			 CROSS JOIN days_of_range(b.first_at, b.last_at) AS d
			 LEFT JOIN counts c ON c.date = d.date
		ORDER BY d.date;
END
$$;

COMMENT ON FUNCTION texting_responses_by_date_of(@id@[]) IS 'what the view texting_responses_by_date shows, of the texting campaigns among campaign_ids; NULL: of all';


CREATE OR REPLACE FUNCTION campaigns_launched_by_date_of(campaign_ids @id@[])
	RETURNS TABLE (date date, campaigns bigint, texting_campaigns bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		WITH counts AS MATERIALIZED (
			SELECT (c.launched_at AT TIME ZONE reporting_zone(@zone@))::date AS date, count(*) AS campaigns, count(t.campaign_id) AS texting_campaigns,
				   min(c.launched_at) AS first_at, max(c.launched_at) AS last_at
			FROM all_campaigns c LEFT JOIN texting_campaigns t ON t.campaign_id = c.id
			WHERE c.launched_at >= range_start() AND c.launched_at < range_end() AND (campaign_ids IS NULL OR c.id = ANY (campaign_ids))
			GROUP BY 1)
		SELECT d.date, coalesce(c.campaigns, 0), coalesce(c.texting_campaigns, 0)
		FROM (SELECT min(first_at) AS first_at, max(last_at) AS last_at FROM counts) AS b
			 CROSS JOIN days_of_range(b.first_at, b.last_at) AS d
			 LEFT JOIN counts c ON c.date = d.date
		ORDER BY d.date;
END
$$;

COMMENT ON FUNCTION campaigns_launched_by_date_of(@id@[]) IS 'what the view campaigns_launched_by_date shows, of the campaigns among campaign_ids; NULL: of all';
