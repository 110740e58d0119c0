-- title: what became of the messages of thirty days, by one dimension: all columns of the view, made and counted
-- goal: 2
-- schema: bench_model
-- each: overall NULL, campaign campaign_id, template template_id, channel channel, tag tag, office office, audience_office audience_office, contact contact_id, batch batch_id, campaign_channel campaign_id||channel, variant campaign_id||variant
--@ floor
SELECT count(f) FROM (SELECT @2@, count(message_id) FROM @1@_facts GROUP BY 1) AS f
--@ ours
SELECT count(v) FROM @1@_engagement AS v
