-- Funnel of messages. Visualization: Funnel; step: name; measure: contacts
-- Variables: steps (Text, required; default: delivered,opened,clicked), start (Date), end (Date), campaign (Text)
SELECT name, contacts, dropoff, conversion_from_previous, median_seconds
FROM marketing.funnel_report([[start_at => {{start}}, end_at => {{end}}::date + 1,]]
                             [[campaign_id => {{campaign}},]]
                             steps => string_to_array({{steps}}, ','), "window" => '14 days')
ORDER BY step
