-- Overview. Visualization: Detail
-- Variables: start (Date), end (Date); the last 30 days without them
SELECT contacts_total, contacts_new, campaigns_active, messages_sent, messages_opened, messages_clicked,
       open_rate_of_sent, click_rate_of_sent
FROM marketing.overview([[start_at => {{start}}, end_at => {{end}}::date + 1]])
