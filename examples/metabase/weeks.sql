-- Messages by week of the first delivery, open, click: adds up. Visualization: Bar; X-axis: week; breakout: event_type
-- Variables: start (Date), end (Date), campaign (Text); all optional
SELECT date_trunc('week', date)::date AS week, event_type, sum(first_unique)::bigint AS messages
FROM marketing.campaign_daily
WHERE event_type IN ('delivered', 'opened', 'clicked')
  [[AND date BETWEEN {{start}} AND {{end}}]]
  [[AND campaign_id = {{campaign}}]]
GROUP BY week, event_type
ORDER BY week, event_type
