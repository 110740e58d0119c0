-- Visitors by source. Visualization: Table
-- Variables: start (Date), end (Date), channel_group (Text), search (Text); all optional
SELECT source, medium, campaign, channel_group, unique_visitors, total_events, conversions
FROM marketing.attribution_report([[start_at => {{start}}, end_at => {{end}}::date + 1,]]
                                  [[channel_groups => string_to_array({{channel_group}}, ','),]]
                                  [[search => {{search}},]]
                                  page_size => 100)
ORDER BY unique_visitors DESC
