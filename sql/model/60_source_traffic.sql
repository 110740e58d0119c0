/*
 * source_traffic: where visitors came from, by the UTM parameters of URLs.
 *
 * Traffic are the events of no message, no conversation and no channel that have
 * a URL, and conversions, which may have none.
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
SELECT u.source AS source,
	   u.medium AS medium,
	   u.campaign AS campaign,
	   channel_group(u.source, u.medium, u.campaign, NULL, NULL) AS channel_group,
	   sum(u.unique_visitors)::bigint AS unique_visitors,
	   sum(u.total_events)::bigint AS total_events,
	   sum(u.conversions)::bigint AS conversions,
	   sum(u.unique_visitors_human)::bigint AS unique_visitors_human,
	   sum(u.total_events_human)::bigint AS total_events_human,
	   sum(u.conversions_human)::bigint AS conversions_human
FROM (SELECT utm_attribution(url, contact_id, is_conversion) AS traffic,
			 utm_attribution(url, contact_id, is_conversion) FILTER (WHERE is_human) AS traffic_human
	  FROM web_facts) AS f
	 CROSS JOIN LATERAL (
		SELECT t.source, t.medium, t.campaign, t.unique_visitors, t.total_events, t.conversions,
			   0 AS unique_visitors_human, 0 AS total_events_human, 0 AS conversions_human
		FROM unnest(f.traffic) AS t
		WHERE NOT t.is_total
		UNION ALL
		SELECT h.source, h.medium, h.campaign, 0 AS unique_visitors, 0 AS total_events, 0 AS conversions,
			   h.unique_visitors AS unique_visitors_human, h.total_events AS total_events_human, h.conversions AS conversions_human
		FROM unnest(f.traffic_human) AS h
		WHERE NOT h.is_total) AS u
GROUP BY u.source, u.medium, u.campaign;

COMMENT ON VIEW source_traffic IS 'visits and conversions of the range by utm_source, utm_medium and utm_campaign; the row of NULLs is what has none of them';
COMMENT ON COLUMN source_traffic.source IS 'utm_source; NULL: none';
COMMENT ON COLUMN source_traffic.medium IS 'utm_medium; NULL: none';
COMMENT ON COLUMN source_traffic.campaign IS 'utm_campaign; NULL: none';
COMMENT ON COLUMN source_traffic.channel_group IS 'default channel group of these, as channel_group gives it without a referrer; never NULL';
COMMENT ON COLUMN source_traffic.unique_visitors IS 'distinct contacts; they do not add up, for one may come by several ways';
COMMENT ON COLUMN source_traffic.total_events IS 'events, those of unknown contacts included';
COMMENT ON COLUMN source_traffic.conversions IS 'conversions whose own URL has these parameters';
COMMENT ON COLUMN source_traffic.unique_visitors_human IS 'unique_visitors without events made by machines';
COMMENT ON COLUMN source_traffic.total_events_human IS 'total_events without those made by machines';
COMMENT ON COLUMN source_traffic.conversions_human IS 'conversions without those made by machines';

CREATE OR REPLACE FUNCTION attribution_report(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL, channel_groups text[] DEFAULT NULL, search text DEFAULT NULL, page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS SETOF source_traffic
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
AS $$
#variable_conflict use_column
DECLARE
	pattern text := search_pattern(search);
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY
	SELECT t.* FROM source_traffic AS t
	WHERE (channel_groups IS NULL OR t.channel_group = ANY (channel_groups))
		AND (pattern IS NULL OR t.source ILIKE pattern OR t.medium ILIKE pattern OR t.campaign ILIKE pattern)
	ORDER BY t.total_events DESC, t.source COLLATE "C", t.medium COLLATE "C", t.campaign COLLATE "C"
	OFFSET page_offset(page, page_size) LIMIT page_size;
END
$$;

COMMENT ON FUNCTION attribution_report(text, timestamptz, timestamptz, text, text[], text, integer, integer) IS 'rows of the view source_traffic of a range, those with most events first: of some channel groups only, or with search in source, medium or campaign, in any case; a preset, or start_at up to before end_at; the last 30 days unless given; page_size 1 to 100';
