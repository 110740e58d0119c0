/*
 * source_traffic: where visitors came from, by the UTM parameters of URLs.
 *
 * Traffic are the events of no message and no conversation that have a URL,
 * and conversions, which may have none.
 */
CREATE OR REPLACE VIEW web_facts WITH (security_invoker) AS
SELECT occurred_at, event_type, contact_id, campaign_id, url, value, is_human, is_conversion
FROM event_facts
WHERE message_id IS NULL AND conversation_id IS NULL AND channel IS NULL
	AND (url IS NOT NULL OR is_conversion);

COMMENT ON VIEW web_facts IS 'visits and conversions: events with neither message, conversation nor channel that have a URL or are conversions';
COMMENT ON COLUMN web_facts.occurred_at IS 'when it happened';
COMMENT ON COLUMN web_facts.event_type IS 'page_view, signup, purchase or any other';
COMMENT ON COLUMN web_facts.contact_id IS 'visitor; NULL: not known';
COMMENT ON COLUMN web_facts.campaign_id IS 'campaign that the event is known to belong to; NULL: none';
COMMENT ON COLUMN web_facts.url IS 'page, with its UTM parameters; NULL: not told';
COMMENT ON COLUMN web_facts.value IS 'what it was worth; NULL: nothing';
COMMENT ON COLUMN web_facts.is_human IS 'not flagged as made by a machine';
COMMENT ON COLUMN web_facts.is_conversion IS 'of a type that is a conversion in this model';

CREATE OR REPLACE VIEW source_traffic WITH (security_invoker) AS
SELECT t.source AS source,
	   t.medium AS medium,
	   t.campaign AS campaign,
	   channel_group(t.source, t.medium, t.campaign, NULL, NULL) AS channel_group,
	   t.unique_visitors AS unique_visitors,
	   t.total_events AS total_events,
	   t.conversions AS conversions
FROM unnest((SELECT utm_attribution(url, contact_id, is_conversion) FROM web_facts)) AS t
WHERE NOT t.is_total;

COMMENT ON VIEW source_traffic IS 'visits and conversions of the range by utm_source, utm_medium and utm_campaign; the row of NULLs is what has none of them';
COMMENT ON COLUMN source_traffic.source IS 'utm_source; NULL: none';
COMMENT ON COLUMN source_traffic.medium IS 'utm_medium; NULL: none';
COMMENT ON COLUMN source_traffic.campaign IS 'utm_campaign; NULL: none';
COMMENT ON COLUMN source_traffic.channel_group IS 'default channel group of these, as channel_group gives it without a referrer; never NULL';
COMMENT ON COLUMN source_traffic.unique_visitors IS 'distinct contacts; they do not add up, for one may come by several ways';
COMMENT ON COLUMN source_traffic.total_events IS 'events, those of unknown contacts included';
COMMENT ON COLUMN source_traffic.conversions IS 'conversions whose own URL has these parameters';

CREATE OR REPLACE VIEW source_traffic_daily WITH (security_invoker) AS
SELECT d.date AS date,
	   t.source AS source,
	   t.medium AS medium,
	   t.campaign AS campaign,
	   t.unique_visitors AS unique_visitors_in_day,
	   t.total_events AS total_events,
	   t.conversions AS conversions
FROM (SELECT (occurred_at AT TIME ZONE reporting_zone(@zone@))::date AS date,
			 utm_attribution(url, contact_id, is_conversion) AS traffic
	  FROM web_facts
	  GROUP BY 1) AS d,
	 unnest(d.traffic) AS t
WHERE NOT t.is_total;

COMMENT ON VIEW source_traffic_daily IS 'source_traffic of each local day that has any';
COMMENT ON COLUMN source_traffic_daily.date IS 'local day';
COMMENT ON COLUMN source_traffic_daily.source IS 'utm_source; NULL: none';
COMMENT ON COLUMN source_traffic_daily.medium IS 'utm_medium; NULL: none';
COMMENT ON COLUMN source_traffic_daily.campaign IS 'utm_campaign; NULL: none';
COMMENT ON COLUMN source_traffic_daily.unique_visitors_in_day IS 'distinct contacts of that day; they do not add up';
COMMENT ON COLUMN source_traffic_daily.total_events IS 'events, those of unknown contacts included';
COMMENT ON COLUMN source_traffic_daily.conversions IS 'conversions whose own URL has these parameters';

CREATE OR REPLACE FUNCTION attribution_report(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, channel_groups text[] DEFAULT NULL, search text DEFAULT NULL, page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS SETOF source_traffic
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
AS $$
#variable_conflict use_column
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY
	SELECT t.* FROM source_traffic AS t
	WHERE (channel_groups IS NULL OR t.channel_group = ANY (channel_groups))
		AND (search IS NULL OR strpos(lower(concat_ws(' ', t.source, t.medium, t.campaign)), lower(search)) > 0)
	ORDER BY t.total_events DESC, t.source COLLATE "C", t.medium COLLATE "C", t.campaign COLLATE "C"
	OFFSET page_offset(page, page_size) LIMIT page_size;
END
$$;

COMMENT ON FUNCTION attribution_report(text, timestamptz, timestamptz, text, text[], text, integer, integer) IS 'rows of the view source_traffic of a range, those with most events first: of some channel groups only, or with search in source, medium or campaign, in any case; a preset, or start_at up to before end_at; the last 30 days unless given; page_size 1 to 100';
