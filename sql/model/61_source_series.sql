-- for each traffic_period
/*
 * source_traffic by local day and by hour.
 */
CREATE OR REPLACE VIEW @series@ WITH (security_invoker) AS
SELECT @bucket@,
	   s.source,
	   s.medium,
	   s.campaign,
	   p.unique_visitors AS unique_visitors_in_@unit@,
	   p.total_events,
	   p.conversions,
	   p.first_unique_visitors,
	   p.unique_visitors_human AS unique_visitors_in_@unit@_human,
	   p.total_events_human,
	   p.conversions_human,
	   p.first_unique_visitors_human
FROM (SELECT utm_source(url) AS source, utm_medium(url) AS medium, utm_campaign(url) AS campaign,
			 message_series('@unit@', (SELECT reporting_zone(@zone@)), is_human, occurred_at, contact_id) AS visits,
			 message_series('@unit@', (SELECT reporting_zone(@zone@)), is_human, occurred_at, contact_id) FILTER (WHERE is_conversion) AS conversions
	  FROM web_facts
	  GROUP BY 1, 2, 3) AS s
	 CROSS JOIN LATERAL (
		SELECT v.bucket, v.unique_in_bucket AS unique_visitors, v.total AS total_events, coalesce(c.total, 0) AS conversions,
			   v.first_unique AS first_unique_visitors, v.unique_in_bucket_human AS unique_visitors_human,
			   v.total_human AS total_events_human, coalesce(c.total_human, 0) AS conversions_human,
			   v.first_unique_human AS first_unique_visitors_human
		FROM unnest(s.visits) AS v LEFT JOIN unnest(s.conversions) AS c ON c.bucket = v.bucket) AS p;

COMMENT ON VIEW @series@ IS 'source_traffic of each @unit@ of the range that has any';
COMMENT ON COLUMN @series@.@column@ IS '@local@';
COMMENT ON COLUMN @series@.source IS 'utm_source; NULL: none';
COMMENT ON COLUMN @series@.medium IS 'utm_medium; NULL: none';
COMMENT ON COLUMN @series@.campaign IS 'utm_campaign; NULL: none';
COMMENT ON COLUMN @series@.unique_visitors_in_@unit@ IS 'distinct contacts of that @unit@; they do not add up';
COMMENT ON COLUMN @series@.total_events IS 'events, those of unknown contacts included';
COMMENT ON COLUMN @series@.conversions IS 'conversions whose own URL has these parameters';
COMMENT ON COLUMN @series@.first_unique_visitors IS 'contacts who first came from there within the range in that @unit@: they add up to unique_visitors of source_traffic';
COMMENT ON COLUMN @series@.unique_visitors_in_@unit@_human IS 'unique_visitors_in_@unit@ without events made by machines';
COMMENT ON COLUMN @series@.total_events_human IS 'total_events without those made by machines';
COMMENT ON COLUMN @series@.conversions_human IS 'conversions without those made by machines';
COMMENT ON COLUMN @series@.first_unique_visitors_human IS 'first_unique_visitors without events made by machines';
