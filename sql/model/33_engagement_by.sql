/*
 * Messages by any dimension and period, with the filters of every screen.
 */

CREATE OR REPLACE FUNCTION engagement_by(dimension text, period text DEFAULT NULL,
		preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL,
		campaign_types text[] DEFAULT NULL, statuses text[] DEFAULT NULL, offices text[] DEFAULT NULL, tags text[] DEFAULT NULL,
		channels text[] DEFAULT NULL, template_ids @id@[] DEFAULT NULL, campaign_ids @id@[] DEFAULT NULL, search text DEFAULT NULL,
		page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS TABLE (
		key text,
		name text,
		bucket timestamptz,
		date date,
		requested_total bigint,
		requested_unique bigint,
		sent_total bigint,
		sent_unique bigint,
		delivered_total bigint,
		delivered_unique bigint,
		bounced_total bigint,
		bounced_unique bigint,
		failed_total bigint,
		failed_unique bigint,
		opened_total bigint,
		opened_unique bigint,
		clicked_total bigint,
		clicked_unique bigint,
		interacted_total bigint,
		interacted_unique bigint,
		replied_total bigint,
		replied_unique bigint,
		unsubscribed_total bigint,
		unsubscribed_unique bigint,
		opened_total_human bigint,
		opened_unique_human bigint,
		clicked_total_human bigint,
		clicked_unique_human bigint,
		interacted_total_human bigint,
		interacted_unique_human bigint,
		status_requested bigint,
		status_sent bigint,
		status_delivered bigint,
		status_bounced bigint,
		status_failed bigint,
		first_event_at timestamptz,
		last_event_at timestamptz,
		last_engaged_at timestamptz,
		delivery_rate_of_sent double precision,
		bounce_rate_of_sent double precision,
		bounce_rate_of_delivered double precision,
		failure_rate_of_sent double precision,
		open_rate_of_sent double precision,
		open_rate_of_delivered double precision,
		click_rate_of_sent double precision,
		click_rate_of_delivered double precision,
		click_to_open_rate double precision,
		interaction_rate_of_delivered double precision,
		reply_rate_of_delivered double precision,
		unsubscribe_rate_of_delivered double precision,
		open_rate_of_sent_human double precision,
		open_rate_of_delivered_human double precision,
		click_rate_of_sent_human double precision,
		click_rate_of_delivered_human double precision,
		click_to_open_rate_human double precision)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = '' AS $$
#variable_conflict use_column
DECLARE
	dimensions constant text[] := '{overall,campaign,template,channel,tag,office,audience_office,contact,batch,campaign_channel,variant}';
	unit constant text := CASE period WHEN 'hourly' THEN 'hour' WHEN 'daily' THEN 'day' WHEN 'weekly' THEN 'week' END;
	clock constant text := coalesce(zone, @zone@);
	wanted @id@[] := matching_campaigns(NULL, campaign_types, statuses, offices, tags);
BEGIN
	IF dimension IS NULL OR dimension <> ALL (dimensions) THEN
		RAISE EXCEPTION 'dimension "%" is not recognized', dimension USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Dimensions are ' || array_to_string(dimensions, ', ') || '.';
	ELSIF period IS NOT NULL AND unit IS NULL THEN
		RAISE EXCEPTION 'period "%" is not recognized', period USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Periods are hourly, daily and weekly; NULL for the whole range.';
	END IF;
	PERFORM use_range(preset, start_at, end_at, clock, true);
	IF campaign_ids IS NOT NULL AND wanted IS NOT NULL THEN
		wanted := ARRAY(SELECT unnest(wanted) INTERSECT SELECT unnest(campaign_ids));
	END IF;
	RETURN QUERY EXECUTE format($query$
		SELECT a.key, a.name, a.bucket, (a.bucket AT TIME ZONE $8)::date, (a.metrics).*
		FROM %I($1, $2, $3, $4) a
		WHERE $5 IS NULL OR a.key ILIKE $5 OR a.name ILIKE $5
		ORDER BY a.key, a.bucket
		LIMIT $6 OFFSET $7$query$, 'engagement_by_' || dimension)
	USING unit, coalesce(wanted, campaign_ids), template_ids, channels, search_pattern(search),
		page_size, page_offset(page, page_size), clock;
END
$$;

COMMENT ON FUNCTION engagement_by(text, text, text, timestamptz, timestamptz, text, text[], text[], text[], text[], text[], @id@[], @id@[], text, integer, integer) IS 'messages by dimension (overall, campaign, template, channel, tag, office, audience_office, contact, batch, campaign_channel and variant) and period (hourly, daily, weekly by ISO weeks; NULL: the whole range), as the views of the dimension count them; the uniques of a period are those of the period and do not add up; date is the local day on which the period begins; statuses, types, offices and tags are those of campaigns; search looks in key and name of the rows; a key of two parts has '' / '' between them and - for one that is NULL, and so has its name; ordered by key and period, NULL keys last; the last 30 days unless a preset or dates are given';
