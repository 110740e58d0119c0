/*
 * The six JSON functions: screens as one value, for backends that pass it on.
 *
 * Each puts what a function or view of the model says under the keys of its
 * document, without white space, in a fixed order; a rate is rounded to three
 * digits, NULL where there is nothing to divide by.  Only campaign_json does not
 * ask campaign_report, status_breakdown, channel_breakdown and ab_tests, but counts
 * as they do in one pass, channels in capitals: to read a campaign's events costs more
 * than all the rest.
 */
CREATE OR REPLACE FUNCTION json_days(days integer, zone text, as_of timestamptz)
	RETURNS tstzrange
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
BEGIN
	IF days BETWEEN 1 AND 366 THEN
		RETURN date_preset(days || 'd', coalesce(zone, @zone@), coalesce(as_of, now()));
	END IF;
	RAISE EXCEPTION 'days must be between 1 and 366, not %', coalesce(days::text, 'NULL') USING ERRCODE = 'invalid_parameter_value';
END
$$;

COMMENT ON FUNCTION json_days(integer, text, timestamptz) IS 'support function of the _json functions: the last days up to the end of the local day of as_of';

CREATE OR REPLACE FUNCTION json_rate(fraction double precision)
	RETURNS numeric
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
BEGIN
	RETURN trim_scale(round(fraction::numeric, 3));
END
$$;

COMMENT ON FUNCTION json_rate(double precision) IS 'support function of the _json functions: a fraction with at most three digits';

CREATE OR REPLACE FUNCTION overview_json(days integer DEFAULT 30, zone text DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS json
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
DECLARE
	span tstzrange := json_days(days, zone, as_of);
BEGIN
	RETURN (
		SELECT row_to_json(document)
		FROM overview(NULL, lower(span), upper(span), zone) AS o,
			 LATERAL (SELECT o.contacts_total AS total, o.contacts_new AS new) AS contacts,
			 LATERAL (SELECT o.campaigns_total AS total, o.campaigns_active AS active) AS campaigns,
			 LATERAL (SELECT o.messages_total AS total, o.messages_sent AS sent,
							 o.messages_opened AS opened, o.messages_clicked AS clicked,
							 json_rate(o.open_rate_of_sent) AS "openRate",
							 json_rate(o.click_rate_of_sent) AS "clickRate") AS messages,
			 LATERAL (SELECT o.events_total AS total) AS events,
			 LATERAL (SELECT contacts, campaigns, messages, events) AS document);
END
$$;

COMMENT ON FUNCTION overview_json(integer, text, timestamptz) IS 'the view overview of the last days (1 to 366) up to and with the local day of as_of, or today: {"contacts":{"total","new"},"campaigns":{"total","active"},"messages":{"total","sent","opened","clicked","openRate","clickRate"},"events":{"total"}}; rates are of sent, null when none was';

CREATE OR REPLACE FUNCTION campaign_json(campaign_id @id@, period text DEFAULT '30d', zone text DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS json
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
	-- few groups of many rows: to hash them is quicker than the planner thinks
	SET enable_sort = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	wanted @id@ := campaign_id;
	span tstzrange;
	answer json;
BEGIN
	IF period IS NULL OR period NOT IN ('7d', '30d', '90d') THEN
		RAISE EXCEPTION 'period "%" is not recognized', period USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Valid periods are 7d, 30d and 90d.';
	END IF;
	span := json_days(rtrim(period, 'd')::integer, zone, as_of);
	PERFORM use_range(NULL, lower(span), upper(span), coalesce(zone, @zone@), true);
	WITH outcomes AS MATERIALIZED (
		SELECT upper(e.channel) AS channel, m.variant, grouping(upper(e.channel), m.variant) AS missing,
			   message_metrics(e.event_type, e.is_human, e.occurred_at, e.message_id, e.contact_id) AS metrics
		FROM event_facts AS e
			 LEFT JOIN (SELECT id, campaign_id, variant FROM all_messages WHERE variant <> '') AS m
			 ON m.id = e.message_id AND m.campaign_id = e.campaign_id
		WHERE e.campaign_id = wanted
		GROUP BY GROUPING SETS ((), (upper(e.channel)), (m.variant))
	), outcome AS (
		SELECT channel, variant, missing, (metrics).*, to_jsonb(metrics) AS metrics FROM outcomes
	)
	SELECT row_to_json(document) INTO answer
	FROM all_campaigns AS c
		 LEFT JOIN enrollment_summary AS n ON n.campaign_id = c.id
		 JOIN outcome AS m ON m.missing = 3,
		 LATERAL (SELECT c.id, c.name) AS campaign,
		 LATERAL (SELECT coalesce(n.total, 0) AS total, coalesce(n.active, 0) AS active,
						 coalesce(n.completed, 0) AS completed) AS enrollments,
		 LATERAL (SELECT m.requested_unique AS total, m.sent_unique AS sent, m.delivered_unique AS delivered,
						 m.opened_unique AS opened, m.clicked_unique AS clicked,
						 m.bounced_unique AS bounced, m.failed_unique AS failed,
						 json_rate(m.open_rate_of_delivered) AS "openRate",
						 json_rate(m.click_rate_of_delivered) AS "clickRate",
						 json_rate(m.bounce_rate_of_delivered) AS "bounceRate") AS messages,
		 LATERAL (SELECT campaign, enrollments, messages,
						 ARRAY(SELECT entry
							   FROM message_statuses AS s,
									LATERAL (SELECT s.status, (m.metrics ->> ('status_' || s.event_type))::bigint AS _count) AS entry
							   WHERE entry._count > 0
							   ORDER BY entry._count DESC, s.status COLLATE "C") AS "statusBreakdown",
						 ARRAY(SELECT entry
							   FROM outcome AS o,
									LATERAL (SELECT o.channel, o.status_requested + o.status_sent + o.status_delivered + o.status_bounced + o.status_failed AS _count) AS entry
							   WHERE o.missing = 1 AND entry._count > 0
							   ORDER BY entry._count DESC, o.channel COLLATE "C") AS "channelBreakdown",
						 ARRAY(SELECT entry
							   FROM (SELECT wanted::text || ':' || t.test AS id, t.test AS name, array_agg(v ORDER BY v.name COLLATE "C") AS variants
									 FROM (SELECT ab_test_name(o.variant) AS test, ab_test_variant(o.variant) AS name,
												  o.sent_unique AS sent, o.opened_unique AS opened
										   FROM outcome AS o
										   WHERE o.missing = 2 AND o.variant IS NOT NULL AND o.first_event_at IS NOT NULL) AS t,
										  LATERAL (SELECT t.name, t.sent, t.opened) AS v
									 GROUP BY t.test) AS entry
							   ORDER BY entry.name COLLATE "C") AS "abTests") AS document
	WHERE c.id = wanted;
	IF answer IS NULL THEN
		RAISE EXCEPTION 'campaign "%" does not exist', wanted USING ERRCODE = 'no_data_found';
	END IF;
	RETURN answer;
END
$$;

COMMENT ON FUNCTION campaign_json(@id@, text, text, timestamptz) IS 'one campaign in the last 7d, 30d or 90d up to and with the local day of as_of, or today: {"campaign":{"id","name"},"enrollments":{"total","active","completed"},"messages":{"total","sent","delivered","opened","clicked","bounced","failed","openRate","clickRate","bounceRate"},"statusBreakdown":[{"status","_count"}],"channelBreakdown":[{"channel","_count"}],"abTests":[{"id","name","variants":[{"name","sent","opened"}]}]}; rates are of delivered, null when none was; channels that differ in case alone are one; an error with SQLSTATE P0002 (no_data_found) for a campaign that is not there';

CREATE OR REPLACE FUNCTION time_series_json(days integer DEFAULT 30, campaign_id @id@ DEFAULT NULL, zone text DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS json
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
DECLARE
	span tstzrange := json_days(days, zone, as_of);
BEGIN
	RETURN (
		SELECT row_to_json(document)
		FROM (SELECT days || 'd' AS period,
					 ARRAY(SELECT entry
						   FROM time_series(NULL, lower(span), upper(span), zone, campaign_id) AS s,
								LATERAL (SELECT s.date, s.events, s.contacts, s.messages, s.opens, s.clicks) AS entry
						   ORDER BY s.date) AS series) AS document);
END
$$;

COMMENT ON FUNCTION time_series_json(integer, @id@, text, timestamptz) IS 'time_series of the last days (1 to 366) up to and with the local day of as_of, or today, of everything or one campaign: {"period":"30d","series":[{"date","events","contacts","messages","opens","clicks"}]}, a row for each day';

CREATE OR REPLACE FUNCTION attribution_json(days integer DEFAULT 30, zone text DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS json
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
AS $$
DECLARE
	span tstzrange := json_days(days, zone, as_of);
BEGIN
	PERFORM use_range(NULL, lower(span), upper(span), coalesce(zone, @zone@), true);
	RETURN (
		WITH traffic AS MATERIALIZED (
			SELECT t.source, t.medium, t.campaign, t.unique_visitors, t.total_events, t.conversions,
				   num_nonnulls(t.source, t.medium, t.campaign) > 0 AS is_attributed
			FROM source_traffic AS t
		)
		SELECT row_to_json(document)
		FROM (SELECT days || 'd' AS period,
					 ARRAY(SELECT entry
						   FROM traffic AS t,
								LATERAL (SELECT t.source, t.medium, t.campaign, t.unique_visitors AS "uniqueVisitors",
												t.total_events AS "totalEvents") AS entry
						   WHERE t.is_attributed
						   ORDER BY t.total_events DESC, t.source COLLATE "C", t.medium COLLATE "C", t.campaign COLLATE "C") AS sources,
					 coalesce(sum(total_events) FILTER (WHERE is_attributed), 0) AS "totalAttributedEvents",
					 coalesce(sum(conversions), 0) AS conversions
			  FROM traffic) AS document);
END
$$;

COMMENT ON FUNCTION attribution_json(integer, text, timestamptz) IS 'source_traffic of the last days (1 to 366) up to and with the local day of as_of, or today: {"period","sources":[{"source","medium","campaign","uniqueVisitors","totalEvents"}],"totalAttributedEvents","conversions"}; sources are those with any UTM parameter, most events first, and totalAttributedEvents their sum; conversions are all on the web, with neither message, conversation nor channel, whatever their URL';

CREATE OR REPLACE FUNCTION funnel_json(steps text DEFAULT 'page_view,signup,purchase', days integer DEFAULT 30, campaign_id @id@ DEFAULT NULL, zone text DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS json
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
DECLARE
	span tstzrange := json_days(days, zone, as_of);
	names text[] := regexp_split_to_array(btrim(steps, E' \t\n\r'), '[[:space:]]*,[[:space:]]*');
BEGIN
	IF names IS NULL OR '' = ANY (names) THEN
		RAISE EXCEPTION 'steps "%" have an empty one', steps USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Steps are event types with commas between them.';
	END IF;
	RETURN (
		WITH funnel AS MATERIALIZED (
			SELECT f.step, f.name, f.contacts, f.dropoff, f.conversion_from_previous, f.conversion_overall
			FROM funnel_report(NULL, lower(span), upper(span), zone, names, make_interval(days => days), NULL, campaign_id) AS f
		)
		SELECT row_to_json(document)
		FROM (SELECT days || 'd' AS period,
					 ARRAY(SELECT entry
						   FROM funnel AS f,
								LATERAL (SELECT f.name AS step, f.contacts AS count, f.dropoff,
												json_rate(f.conversion_from_previous) AS "conversionFromPrevious") AS entry
						   ORDER BY f.step) AS steps,
					 (SELECT json_rate(f.conversion_overall) FROM funnel AS f ORDER BY f.step DESC LIMIT 1) AS "overallConversion") AS document);
END
$$;

COMMENT ON FUNCTION funnel_json(text, integer, @id@, text, timestamptz) IS 'funnel_report of event types (commas between them), with entries of the last days (1 to 366) up to and with the local day of as_of, or today, and a window as long, of everything or one campaign: {"period","steps":[{"step","count","dropoff","conversionFromPrevious"}],"overallConversion"}; null when nobody got to the step before, or entered';

CREATE OR REPLACE FUNCTION cohorts_json(days integer DEFAULT 90, metric text DEFAULT 'events', zone text DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS json
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
DECLARE
	span tstzrange := json_days(days, zone, as_of);
BEGIN
	RETURN (
		SELECT row_to_json(document)
		FROM (SELECT days || 'd' AS period, metric,
					 ARRAY(SELECT entry
						   FROM (SELECT r.cohort, r.size,
										(array_agg(r.active ORDER BY r.period_number DESC))[1] AS "activeContacts",
										json_rate((array_agg(r.rate ORDER BY r.period_number DESC))[1]) AS "retentionRate",
										('{' || string_agg(format('"week_%s":%s', r.period_number, r.active), ',' ORDER BY r.period_number) || '}')::json AS retention
								 FROM cohort_report(NULL, lower(span), upper(span), zone, metric, 'day') AS r
								 WHERE r.is_complete OR r.period_number = 0
								 GROUP BY r.cohort, r.size) AS entry
						   ORDER BY entry.cohort) AS cohorts) AS document);
END
$$;

COMMENT ON FUNCTION cohorts_json(integer, text, text, timestamptz) IS 'cohort_report by local day of signing up, of the last days (1 to 366) up to and with the local day of as_of, or today: {"period","metric","cohorts":[{"cohort","size","activeContacts","retentionRate","retention":{"week_0","week_1"}}]}: contacts active in each 7 days after the signup; weeks that are not over are left out but for the first; activeContacts and retentionRate are those of the last week listed';
