--
-- Sample data: the parts of it that can be counted on fingers. What fits
-- together, and what is the same whenever, is in test/pgtap/sample.sql.
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT create_model('sample');
SELECT load_sample('sample', 10, 7, end_at => '2026-07-01 00:00:00+00') > 0 AS has_events;
SET search_path = sample, campaign_analytics, public;

-- Ten contacts, numbered as they came: a third of them, three, before the seven days.
SELECT string_agg(id, ' ' ORDER BY length(id), id) AS contacts, count(*) FILTER (WHERE created_at < '2026-06-24 00:00:00+00') >= 3 AS old FROM contacts;

-- Four templates a channel
SELECT channel, count(*) FROM templates GROUP BY channel ORDER BY channel;

-- 48 campaigns that have begun, and each of the five types of messaging and the six of interactive campaigns
-- once in each state that is not completed: 48 + 5 * 3 + 6 * 5.
SELECT count(*) FROM campaigns;
SELECT campaign_group, status, count(*) FROM campaigns WHERE launched_at IS NULL GROUP BY campaign_group, status ORDER BY campaign_group, status;
SELECT count(*) AS paused FROM campaigns WHERE status = 'pending' AND launched_at IS NOT NULL;

-- Once is enough, and a model is needed
SELECT load_sample('sample');
TRUNCATE sample.campaigns;
SELECT load_sample('sample');
SELECT load_sample('nowhere');

DROP SCHEMA sample CASCADE;
