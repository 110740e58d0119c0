/*
 * From the last released version to the one that is being made, written by
 * hand. "\ir FILE" brings in a fragment that is new since that release; what
 * has changed stands here: ALTER, COMMENT, or DROP and a plain CREATE. Nothing
 * may be dropped that views and functions of users can depend on. A test
 * compares all that results with a new installation (test/t/013_upgrade.pl).
 */

\ir 06_report_range.sql
\ir 18_sites.sql
\ir 50_utm.sql
\ir 52_channel.sql
\ir 55_attribution.sql
\ir 57_markov.sql
\ir 58_utm_attribution.sql
\ir 60_stats.sql
\ir 61_dates.sql
\ir 62_message_metrics.sql
\ir 63_message_series.sql
\ir 64_responses.sql
\ir 66_sessionize.sql
\ir ../campaign_analytics-model.sql
\ir 70_model.sql
\ir 72_sample.sql

-- 44_cohort_value: the comments of the forms with options say all that the others say
COMMENT ON AGGREGATE cohort_value(text, text, bigint, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=; rows with a NULL contact are skipped; an empty array for no rows';
COMMENT ON AGGREGATE cohort_value(text, text, uuid, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=; rows with a NULL contact are skipped; an empty array for no rows';
COMMENT ON AGGREGATE cohort_value(text, text, text, timestamptz, timestamptz, float8, text) IS 'the same with options, separated by commas: calendar, rolling, first_time, recurring, before, brackets=, periods=, now=, cohort_from=, cohort_until=; rows with a NULL contact are skipped; an empty array for no rows';

\ir 99_guard.sql
