-- Every figure of the report, as JSON objects, which report/run puts together: each has one key, and ends with a zero byte.
--
-- Usage:  psql -X -q -A -t -0 -v ON_ERROR_STOP=1 -v schema=... -v preset=... -v start=... -v end=... -v zone=... -v steps=... -v metric=... -f report/figures.sql
--
-- All of these are given, '' where nothing was said. One transaction that only reads, so that all figures are of one
-- moment, and so that a hot standby can be asked.

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL timezone = 'UTC';
SET LOCAL extra_float_digits = 1;
SELECT set_config('search_path', format('%I, campaign_analytics, pg_temp', :'schema'), true) AS search_path \gset

SELECT coalesce(nullif(:'zone', ''), zone) AS zone, conversions,
       coalesce(nullif(:'steps', ''), 'delivered,opened,clicked' || coalesce(',' || (conversions::text[])[1], '')) AS steps
FROM model_info \gset

--
-- The range, in whole local days, and as many days before it. A range without a limit goes as far as the events do.
--

SELECT coalesce(lower(r), min(occurred_at), now()) AS since,
       coalesce(upper(r), max(occurred_at) + interval '1 day', now() + interval '1 day') AS until
FROM report_range(nullif(:'preset', ''), nullif(:'start', '')::timestamp AT TIME ZONE :'zone', nullif(:'end', '')::timestamp AT TIME ZONE :'zone', :'zone') AS r
LEFT JOIN all_events ON lower_inf(r) OR upper_inf(r)
GROUP BY r \gset

SELECT first_day, first_day + days AS end_day, days,
       first_day::timestamp AT TIME ZONE :'zone' AS since,
       (first_day + days)::timestamp AT TIME ZONE :'zone' AS until,
       (first_day - days)::timestamp AT TIME ZONE :'zone' AS before,
       CASE WHEN days <= 120 THEN 'day' WHEN days <= 840 THEN 'week' WHEN days <= 3660 THEN 'month' ELSE 'year' END AS unit,
       CASE WHEN days <= 140 THEN 'week' ELSE 'month' END AS cohort_by,
       days > 36600 AS is_too_long
FROM (SELECT first_day, end_day - first_day AS days
      FROM (SELECT (:'since'::timestamptz AT TIME ZONE :'zone')::date AS first_day, (:'until'::timestamptz AT TIME ZONE :'zone')::date AS end_day) AS d) AS d \gset

\if :is_too_long
DO $$ BEGIN RAISE EXCEPTION 'a report shows a hundred years at most' USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a first day, and the day after the last one.'; END $$;
\endif

SELECT json_build_object('about', row_to_json(a))
FROM (SELECT :'schema' AS schema, :'zone' AS zone, version, :'unit' AS unit, :'cohort_by' AS cohort_by, :'metric' AS metric, :'steps' AS steps,
             :days AS days, conversions::text[] AS conversions,
             to_char(:'first_day'::date, 'FMDD FMMonth YYYY') AS first_day, to_char(:'end_day'::date - 1, 'FMDD FMMonth YYYY') AS last_day,
             to_char(now() AT TIME ZONE :'zone', 'FMDD FMMonth YYYY, HH24:MI') AS made_at
      FROM model_info) AS a;

--
-- Tiles: the range and what was before it
--

PREPARE tiles (text) AS
SELECT json_build_object($1, row_to_json(t))
FROM (SELECT m.delivered_unique AS delivered, m.opened_unique AS opened, m.opened_unique_human AS opened_human, m.clicked_unique AS clicked,
             m.open_rate_of_delivered AS open_rate, m.click_to_open_rate AS click_to_open, c.*
      FROM overall_engagement AS m,
           (SELECT count(*) AS conversions, coalesce(sum(value), 0) AS value,
                   array_agg(DISTINCT currency) FILTER (WHERE currency <> '' AND value IS NOT NULL) AS currencies
            FROM event_facts WHERE is_conversion) AS c) AS t;

SELECT use_range(start_at => :'before', end_at => :'since', zone => :'zone', is_local => true) AS range_shown \gset
EXECUTE tiles('before');
SELECT use_range(start_at => :'since', end_at => :'until', zone => :'zone', is_local => true) AS range_shown \gset
EXECUTE tiles('now');

--
-- Time series: days, or what else they are put together to
--

SELECT json_build_object('series', coalesce(json_agg(s ORDER BY bucket), '[]'))
FROM (SELECT bucket::date, to_char(bucket, CASE :'unit' WHEN 'month' THEN 'Mon YYYY' WHEN 'year' THEN 'YYYY' ELSE 'FMDD Mon' END) AS label,
             coalesce(sum(total) FILTER (WHERE event_type = 'opened'), 0)         AS opened_total,
             coalesce(sum(first_unique) FILTER (WHERE event_type = 'opened'), 0)  AS opened_first,
             coalesce(sum(total) FILTER (WHERE event_type = 'clicked'), 0)        AS clicked_total,
             coalesce(sum(first_unique) FILTER (WHERE event_type = 'clicked'), 0) AS clicked_first
      FROM generate_series(date_trunc(:'unit', :'first_day'::timestamp), :'end_day'::timestamp - interval '1 day', ('1 ' || :'unit')::interval) AS bucket
      LEFT JOIN overall_daily ON date_trunc(:'unit', date::timestamp) = bucket AND event_type IN ('opened', 'clicked')
      GROUP BY bucket) AS s;

--
-- Funnel and retention
--

SELECT json_build_object('funnel', coalesce(json_agg(f ORDER BY step), '[]'))
FROM funnel_report(start_at => :'since', end_at => :'until', zone => :'zone', steps => regexp_split_to_array(:'steps', '\s*,\s*')) AS f;

SELECT json_build_object('cohorts', coalesce(json_agg(c ORDER BY cohort, period_number), '[]'))
FROM (SELECT cohort, to_char(cohort, CASE :'cohort_by' WHEN 'month' THEN 'Mon YYYY' ELSE 'FMDD Mon' END) AS label, size, period_number, active, rate, is_complete
      FROM cohort_report(start_at => :'since', end_at => :'until', zone => :'zone', metric => :'metric', cohort_by => :'cohort_by')) AS c;

--
-- Attribution: what no touch led to is the row with touch NULL
--

SELECT json_build_object('by_channel', coalesce(json_agg(a), '[]'))
FROM attribution_models(start_at => :'since', end_at => :'until', zone => :'zone', dimension => 'channel',
                        models => '{first_touch,last_touch,linear,time_decay}') AS a;

SELECT json_build_object('by_campaign', coalesce(json_agg(a), '[]'))
FROM attribution_models(start_at => :'since', end_at => :'until', zone => :'zone', dimension => 'campaign',
                        models => '{first_touch,last_touch,linear,time_decay}') AS a;

--
-- Tables: channels, and the campaigns with most deliveries
--

SELECT json_build_object('channels', coalesce(json_agg(e ORDER BY delivered DESC, name), '[]'))
FROM (SELECT channel AS name, delivered_unique AS delivered, opened_unique AS opened, open_rate_of_delivered AS open_rate,
             clicked_unique AS clicked, click_to_open_rate AS click_to_open, unsubscribed_unique AS unsubscribed
      FROM channel_engagement) AS e;

SELECT json_build_object('campaigns', coalesce(json_agg(e ORDER BY delivered DESC, id COLLATE "C"), '[]'))
FROM (SELECT e.campaign_id::text AS id, coalesce(e.campaign_name, e.campaign_id::text) AS name, c.campaign_type AS type, c.status,
             delivered_unique AS delivered, opened_unique AS opened, open_rate_of_delivered AS open_rate,
             clicked_unique AS clicked, click_to_open_rate AS click_to_open
      FROM campaign_engagement AS e LEFT JOIN all_campaigns AS c ON c.id = e.campaign_id
      ORDER BY delivered_unique DESC, e.campaign_id::text COLLATE "C" LIMIT 20) AS e;

COMMIT;
