-- Messages by day. Visualization: Line; X-axis: date
-- Variables: start (Date), end (Date), campaign (Text); the last 30 days of all campaigns without them
SELECT date, sent, delivered, opens, clicks
FROM marketing.time_series([[start_at => {{start}}, end_at => {{end}}::date + 1,]]
                           [[campaign_id => {{campaign}},]]
                           zone => 'UTC')
ORDER BY date
