/*
 * attribution_models, conversion_paths: which touches led to conversions.
 *
 * Conversions are those of the range; their touches may lie before it, up to
 * the lookback.  A touch has the label of a dimension: the campaign, template
 * or channel of a message, or source / medium of a URL.
 */
CREATE OR REPLACE VIEW attribution_events WITH (security_invoker) AS
SELECT occurred_at, event_type, contact_id, value, is_human, is_conversion,
	   campaign_id::text AS by_campaign,
	   template_id::text AS by_template,
	   channel AS by_channel,
	   utm_source(url) || coalesce(' / ' || utm_medium(url), '') AS by_source
FROM all_events;

COMMENT ON VIEW attribution_events IS 'every event of all time with what it is called as a touch, by each dimension of attribution_models';
COMMENT ON COLUMN attribution_events.occurred_at IS 'when it happened';
COMMENT ON COLUMN attribution_events.event_type IS 'what happened';
COMMENT ON COLUMN attribution_events.contact_id IS 'who did it; NULL: not known';
COMMENT ON COLUMN attribution_events.value IS 'what it was worth; NULL: nothing';
COMMENT ON COLUMN attribution_events.is_human IS 'not known to be made by a machine';
COMMENT ON COLUMN attribution_events.is_conversion IS 'of a type that is a conversion in this model';
COMMENT ON COLUMN attribution_events.by_campaign IS 'its campaign; NULL: none';
COMMENT ON COLUMN attribution_events.by_template IS 'the template of its message; NULL: none';
COMMENT ON COLUMN attribution_events.by_channel IS 'the channel of its message; NULL: none';
COMMENT ON COLUMN attribution_events.by_source IS 'source, or source / medium, of the UTM parameters of its URL; NULL: it has no utm_source';

CREATE OR REPLACE FUNCTION touch_types(dimension text, touches text[])
	RETURNS text[]
	LANGUAGE plpgsql IMMUTABLE SET search_path = @schema@, campaign_analytics, pg_temp
AS $$
BEGIN
	IF dimension IN ('campaign', 'template', 'channel') THEN
		RETURN coalesce(touches, '{clicked}');
	ELSIF dimension = 'source' THEN
		RETURN touches;
	END IF;
	RAISE EXCEPTION 'dimension "%" is not recognized', dimension USING ERRCODE = 'invalid_parameter_value',
		HINT = 'Valid dimensions are campaign, template, channel and source.';
END
$$;

COMMENT ON FUNCTION touch_types(text, text[]) IS 'support function of attribution_models and conversion_paths';

CREATE OR REPLACE FUNCTION attribution_models(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, models text[] DEFAULT '{first_touch,last_touch,linear}', lookback interval DEFAULT '30 days', dimension text DEFAULT 'campaign', touches text[] DEFAULT NULL, human_only boolean DEFAULT false, options text DEFAULT NULL)
	RETURNS TABLE (model text, touch text, name text, conversions double precision, value double precision, touch_events bigint, contacts bigint, converted_contacts bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	types text[] := touch_types(dimension, touches);
	since timestamptz;
	until timestamptz;
	touched_since timestamptz;
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	since := range_start();
	until := range_end();
	touched_since := add_fixed(since, -lookback);
	RETURN QUERY
	SELECT a.model, a.touch, coalesce(c.name, t.name), a.conversions, a.value, a.touches, a.contacts, a.converted_contacts
	FROM unnest((SELECT attribution(models, lookback, contact_id, occurred_at,
									CASE WHEN (event_type = ANY (types) OR types IS NULL) AND (is_human OR NOT human_only)
										THEN CASE dimension WHEN 'campaign' THEN by_campaign WHEN 'template' THEN by_template
											WHEN 'channel' THEN by_channel ELSE by_source END END,
									is_conversion AND occurred_at >= since, value, coalesce(options, ''))
				 FROM attribution_events
				 WHERE occurred_at >= touched_since AND occurred_at < until)) AS a
		 LEFT JOIN all_campaigns AS c ON dimension = 'campaign' AND c.id::text = a.touch
		 LEFT JOIN all_templates AS t ON dimension = 'template' AND t.id::text = a.touch
	ORDER BY array_position(models, a.model), a.conversions DESC, a.touch COLLATE "C";
END
$$;

COMMENT ON FUNCTION attribution_models(text, timestamptz, timestamptz, text, text[], interval, text, text[], boolean, text) IS 'conversions of a range shared among the touches of the same contact up to lookback (a fixed span) before each, by several models: touches are events of the types in touches (clicked unless given; by source any event whose URL has utm_source), labelled by dimension: campaign, template, channel or source; name is that of the campaign or template; the row with touch NULL is what no touch led to, so that the conversions of a model add up; touch_events and contacts count all touches from lookback before the range on; human_only leaves machine events out; options of the aggregate attribution; a preset, or start_at up to before end_at; the last 30 days unless given';

CREATE OR REPLACE FUNCTION conversion_paths(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, lookback interval DEFAULT '30 days', dimension text DEFAULT 'campaign', touches text[] DEFAULT NULL, human_only boolean DEFAULT false, options text DEFAULT 'collapse')
	RETURNS TABLE (path text, conversions bigint, value double precision, touch_events integer, median_seconds double precision, share double precision)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	types text[] := touch_types(dimension, touches);
	since timestamptz;
	until timestamptz;
	touched_since timestamptz;
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	since := range_start();
	until := range_end();
	touched_since := add_fixed(since, -lookback);
	RETURN QUERY
	SELECT array_to_string(p.path, ' > '), p.conversions, p.value, p.touches, p.median_seconds, p.share
	FROM unnest((SELECT attribution_paths(lookback, contact_id, occurred_at,
									CASE WHEN (event_type = ANY (types) OR types IS NULL) AND (is_human OR NOT human_only)
										THEN CASE dimension WHEN 'campaign' THEN by_campaign WHEN 'template' THEN by_template
											WHEN 'channel' THEN by_channel ELSE by_source END END,
									is_conversion AND occurred_at >= since, value, coalesce(options, ''))
				 FROM attribution_events
				 WHERE occurred_at >= touched_since AND occurred_at < until)) AS p;
END
$$;

COMMENT ON FUNCTION conversion_paths(text, timestamptz, timestamptz, text, interval, text, text[], boolean, text) IS 'the most frequent paths to the conversions of a range: labels of the touches of attribution_models up to lookback before it, oldest first, with > between them; empty where there was none; seconds from the first touch to the conversion, NULL without one; share of all conversions, 0 to 1; options of the aggregate attribution_paths, as top=20; a preset, or start_at up to before end_at; the last 30 days unless given';
