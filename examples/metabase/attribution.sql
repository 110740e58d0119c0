-- Which campaigns led to orders, by two models. Visualization: Bar; X-axis: name; breakout: model
-- Variables: start (Date), end (Date), lookback (Number, required; default: 30) in days
SELECT model, coalesce(name, touch, 'no campaign') AS name, conversions, value
FROM marketing.attribution_models([[start_at => {{start}}, end_at => {{end}}::date + 1,]]
                                  models => '{last_touch,linear}', lookback => make_interval(days => {{lookback}}),
                                  touches => '{delivered,opened,clicked}')
ORDER BY model, conversions DESC
