-- title: events of thirty days by one dimension, type and day or hour: all columns of the view, made and counted
-- goal: 2
-- schema: bench_model
-- each: campaign_daily campaign day, template_daily template day, contact_daily contact day, campaign_hourly campaign hour
--@ floor
SELECT count(f) FROM (SELECT @2@_id, event_type, date_trunc('@3@', occurred_at, 'UTC'), count(message_id) FROM @2@_facts GROUP BY 1, 2, 3) AS f
--@ ours
SELECT count(v) FROM @1@ AS v
