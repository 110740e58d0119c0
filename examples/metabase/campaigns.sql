-- Campaigns, and what became of their messages. Visualization: Table
-- Variables: start (Date), end (Date), campaign_type (Text), status (Text), search (Text); all optional
SELECT campaign_id, campaign_name, campaign_type, status, sent_unique, delivered_unique, opened_unique, clicked_unique,
       delivery_rate_of_sent, open_rate_of_delivered, click_rate_of_delivered
FROM marketing.campaign_list([[start_at => {{start}}, end_at => {{end}}::date + 1,]]
                             [[campaign_types => string_to_array({{campaign_type}}, ','),]]
                             [[statuses => string_to_array({{status}}, ','),]]
                             [[search => {{search}},]]
                             page_size => 100)
