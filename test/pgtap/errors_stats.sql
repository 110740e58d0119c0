/*
 * What rates, tests, scores, pictures and dates refuse, with SQLSTATE, message
 * and hint, and what is legal at the edge of that; NULLs.
 */
\ir lib/oracle.sql

SELECT plan(169);

-- What comes of a query: its answer, or SQLSTATE, message, detail and hint.
CREATE FUNCTION pg_temp.outcome(query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE query INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(detail, ''), nullif(hint, ''));
END
$$;

/* ---- Proportions ---- */

SELECT is(pg_temp.outcome('SELECT ' || call), wanted, call)
FROM (VALUES ('wilson_interval(-1, 5)', '22023 | x must not be negative: -1'), ('wilson_interval(0, -5)', '22023 | n must not be negative: -5'), ('wilson_interval(-9223372036854775808, -9223372036854775808)', '22023 | x must not be negative: -9223372036854775808'),
			 ('wilson_interval(6, 5)', '22023 | x must not be greater than n: 6 of 5'), ('wilson_interval(1, 0)', '22023 | x must not be greater than n: 1 of 0'),
			 ('ab_test(-1, 5, 1, 5)', '22023 | control_x must not be negative: -1'), ('ab_test(1, 5, 1, -5)', '22023 | variant_n must not be negative: -5'), ('ab_test(6, 5, 1, 5)', '22023 | control_x must not be greater than control_n: 6 of 5'),
			 ('ab_test(0, 0, 6, 5)', '22023 | variant_x must not be greater than variant_n: 6 of 5'),
			 ('holdout_lift(-1, 5, 1, 5)', '22023 | treated_x must not be negative: -1'), ('holdout_lift(1, 5, 6, 5)', '22023 | holdout_x must not be greater than holdout_n: 6 of 5'), ('holdout_lift(1, 5, 1, -5)', '22023 | holdout_n must not be negative: -5'),
			 ('wilson_interval(0, 0)', NULL), ('ab_test(0, 0, 1, 2)', NULL), ('ab_test(1, 2, 0, 0)', NULL), ('holdout_lift(0, 0, 1, 2)', NULL), ('holdout_lift(1, 2, 0, 0)', NULL)) AS v (call, wanted);

SELECT is(pg_temp.outcome(format('SELECT %s%s)', call, confidence)), '22023 | confidence must be greater than 0 and less than 1: ' || shown || ' | Write it as a fraction, such as 0.95.', format('%s%s)', call, confidence))
FROM unnest('{"wilson_interval(1, 2, ","ab_test(1, 2, 0, 0, ","holdout_lift(1, 2, 1, 2, "}'::text[]) AS call, (VALUES ('0', '0'), ('1', '1'), ('95', '95'), ('-0.5', '-0.5'), ('''NaN''', 'NaN'), ('''Infinity''', 'Infinity')) AS v (confidence, shown);
SELECT is(pg_temp.outcome(format('SELECT low >= 0 AND high <= 1 AND low <= 0.5 AND high >= 0.5 FROM wilson_interval(5, 10, %s)', confidence)), 'true', 'a confidence of ' || confidence)
FROM unnest('{1e-300,0.5,0.9999999999999999}'::text[]) AS confidence;

/* ---- Arrays ---- */

SELECT is(pg_temp.outcome('SELECT ' || call), wanted, call)
FROM (VALUES ('chi_square(''{1,2}'', ''{5}'')', '22023 | x and n must have the same number of elements, not 2 and 1'), ('chi_square(''{}'', ''{5}'')', '22023 | x and n must have the same number of elements, not 0 and 1'),
			 ('chi_square(''{{1,2},{3,4}}'', ''{5,5,5,5}'')', '22023 | x must have one dimension, not 2'), ('chi_square(''{1,2}'', ''{{5,5}}'')', '22023 | n must have one dimension, not 2'),
			 ('chi_square(''{1,NULL}'', ''{5,5}'')', '22004 | x must not contain NULL'), ('chi_square(''{1,2}'', ''{NULL,5}'')', '22004 | n must not contain NULL'),
			 ('chi_square(''{1,-2}'', ''{5,5}'')', '22023 | x must not contain negative counts: -2'), ('chi_square(''{1,2}'', ''{5,-5}'')', '22023 | n must not contain negative counts: -5'),
			 ('chi_square(''{1,7}'', ''{5,5}'')', '22023 | x must not be greater than n: 7 of 5 in group 2'), ('chi_square(''{1}'', ''{5}'')', NULL), ('chi_square(''{1,0}'', ''{5,0}'')', NULL), ('chi_square(''{}'', ''{}'')', NULL),
			 ('chi_square(''[5:6]={1,2}'', ''[0:1]={5,5}'') = chi_square(''{1,2}'', ''{5,5}'')', 'true'),
			 ('sample_ratio(''{{1,2},{3,4}}'')', '22023 | observed must have one dimension, not 2'), ('sample_ratio(''{1,NULL}'')', '22004 | observed must not contain NULL'), ('sample_ratio(''{1,-2}'')', '22023 | observed must not contain negative counts: -2'),
			 ('sample_ratio(''{1,2}'', ''{1}'')', '22023 | observed and expected must have the same number of elements, not 2 and 1'), ('sample_ratio(''{1,2}'', ''{{1,2}}'')', '22023 | expected must have one dimension, not 2'),
			 ('sample_ratio(''{1,2}'', ''{1,NULL}'')', '22004 | expected must not contain NULL'), ('sample_ratio(''{1}'')', NULL), ('sample_ratio(''{}'')', NULL), ('sample_ratio(''{0,0}'')', NULL),
			 ('sample_ratio(''{1,2}'', threshold => 1)', '22023 | threshold must be greater than 0 and less than 1: 1 | Write it as a fraction, such as 0.001.'),
			 ('sample_ratio(''{1,2}'', threshold => 0)', '22023 | threshold must be greater than 0 and less than 1: 0 | Write it as a fraction, such as 0.001.'),
			 ('(sample_ratio(''{1,0}'', ''{5e-324,1.7e308}'')).p_value', '0'), ('sparkline(''{{1,2}}'')', '22023 | series must have one dimension, not 2')) AS v (call, wanted);
SELECT is(pg_temp.outcome(format('SELECT sample_ratio(''{1,2}'', ''{1,%s}'')', share)), format('22023 | expected must contain finite numbers greater than 0 only: %s | Give each group its share, such as {0.5,0.5} or {90,10}.', shown), 'a share of ' || share)
FROM (VALUES ('0', '0'), ('-1', '-1'), ('NaN', 'NaN'), ('Infinity', 'Infinity')) AS v (share, shown);

/* ---- Sizes of samples ---- */

SELECT is(pg_temp.outcome('SELECT ' || call), wanted, call)
FROM (VALUES ('sample_size(0, 0.1)', '22023 | base_rate must be greater than 0 and less than 1: 0 | Write it as a fraction, such as 0.2.'), ('sample_size(20, 0.1)', '22023 | base_rate must be greater than 0 and less than 1: 20 | Write it as a fraction, such as 0.2.'),
			 ('sample_size(0.2, 0)', '22023 | lift must change base_rate to another rate between 0 and 1: 0 | A lift is relative: 0.1 is a tenth more than base_rate.'),
			 ('sample_size(0.2, 10)', '22023 | lift must change base_rate to another rate between 0 and 1: 10 | A lift is relative: 0.1 is a tenth more than base_rate.'),
			 ('sample_size(0.2, -1.1)', '22023 | lift must change base_rate to another rate between 0 and 1: -1.1 | A lift is relative: 0.1 is a tenth more than base_rate.'),
			 ('sample_size(0.2, ''NaN'')', '22023 | lift must change base_rate to another rate between 0 and 1: NaN | A lift is relative: 0.1 is a tenth more than base_rate.'),
			 ('sample_size(0.2, 1e-17)', '22023 | lift must change base_rate to another rate between 0 and 1: 1e-17 | A lift is relative: 0.1 is a tenth more than base_rate.'),
			 ('sample_size(0.2, 0.1, 80)', '22023 | power must be greater than 0 and less than 1: 80 | Write it as a fraction, such as 0.8.'), ('sample_size(0.2, 0.1, 0.8, 5)', '22023 | alpha must be greater than 0 and less than 1: 5 | Write it as a fraction, such as 0.05.'),
			 ('sample_size(0.2, 0.1, 0.05, 0.1)', '22023 | power must be greater than alpha: 0.05 is not greater than 0.1'), ('sample_size(1e-6, 1e-10)', '22003 | bigint out of range'),
			 ('sample_size(0.5, 1) BETWEEN 5 AND 20', 'true'), ('sample_size(0.5, -1) = sample_size(0.5, 1)', 'true')) AS v (call, wanted);

/* ---- Scores and pictures ---- */

SELECT is(pg_temp.outcome(format('SELECT engagement_score(%s)', arguments)), wanted, format('engagement_score(%s)', arguments))
FROM (VALUES ('now(), 1, NULL, now()', '22004 | half_life must not be NULL'), ('now(), 1, ''1 day'', NULL', '22004 | as_of must not be NULL'), ('NULL, NULL, NULL, now()', '22004 | half_life must not be NULL'),
			 ('now(), 1, ''0'', now()', '22023 | half_life must be greater than 0'), ('now(), 1, ''-1 day'', now()', '22023 | half_life must not be negative: -1 days'), ('now(), 1, ''1 month'', now()', '22023 | half_life must not have months or years: 1 mon | Months differ in length; give it in days.'),
			 ('now(), ''NaN'', ''1 day'', now()', '22023 | weight must be a finite number'), ('now(), ''-Infinity'', ''1 day'', now()', '22023 | weight must be a finite number'), ('now(), 1, ''1 day'', ''infinity''', '22008 | as_of must be finite'),
			 ('NULL, 1, ''1 day'', now()', '0'), ('now(), NULL, ''1 day'', now()', '0'), ('''-infinity'', 1, ''1 day'', now()', '0'), ('''infinity'', 1, ''1 day'', now()', '0'), ('now() + interval ''1 us'', 1, ''1 day'', now()', '0'),
			 ('now(), -2, ''1 us'', now()', '-2'), ('''4713-01-02 BC'', 1, ''1 us'', ''294276-12-31''', '0')) AS v (arguments, wanted);
SELECT is(pg_temp.outcome('SELECT engagement_score(now(), 1.7e308, ''1 day'', now()) FROM generate_series(1, 2)'), '22003 | value out of range: overflow', 'too large a sum');
SELECT is(pg_temp.outcome('SELECT ca_engagement_score_transfn(0, now(), 1, ''1 day'', now())'), '0A000 | support function of an aggregate called outside of one', 'the state function alone');

SELECT is(pg_temp.outcome('SELECT ' || call), wanted, call)
FROM (VALUES ('rfm_quintile(-0.1)', '22023 | percent_rank must be between 0 and 1: -0.1 | Give it percent_rank() OVER (ORDER BY ...).'), ('rfm_quintile(1.1)', '22023 | percent_rank must be between 0 and 1: 1.1 | Give it percent_rank() OVER (ORDER BY ...).'),
			 ('rfm_quintile(''NaN'')', '22023 | percent_rank must be between 0 and 1: NaN | Give it percent_rank() OVER (ORDER BY ...).'), ('bar(1, 2, 0)', '22023 | width must be between 1 and 1000: 0'), ('bar(1, 2, 1001)', '22023 | width must be between 1 and 1000: 1001'),
			 ('length(bar(1, 1, 1000))', '1000'), ('sparkline(''{1}'', ''NaN'')', '22023 | low must be a finite number'), ('sparkline(''{1}'', 0, ''Infinity'')', '22023 | high must be a finite number'),
			 ('sparkline(''{1}'', 2, 1)', '22023 | low must not be greater than high: 2 is greater than 1'), ('length(sparkline(''{1}'', 9))', '1'), ('percent(1, 3, -1)', '30')) AS v (call, wanted);

/* ---- Dates ---- */

SELECT is(pg_temp.outcome(format('SELECT date_preset(%L)', name)),
		  format('22023 | date preset "%s" is not recognized | Presets are today, yesterday, last_7_days (or 7d, and so with 1 to 36500 days), this_week, last_week, this_month, last_month, this_quarter, last_quarter, year_to_date, this_year, last_year and all.', name),
		  format('date_preset(%L)', name))
FROM unnest('{"",tomorrow,last,d,0d,07d,last_0_days,-7d,36501d,99999999999d,7,7w,last_week_,thisday,7daysago,"last 7 days of the month and so on","７d","today;"}'::text[]) AS name WHERE name <> 'last_week_' AND name <> '-7d';
SELECT is(pg_temp.outcome('SELECT ' || call), wanted, call)
FROM (VALUES ('date_preset(''today'', ''Mars/Olympus'')', '22023 | time zone "Mars/Olympus" is not recognized | Names are in the view pg_timezone_names.'), ('date_preset(''today'', ''UTC'', ''infinity'')', '22008 | as_of must be finite'),
			 ('date_preset(''all'', ''UTC'', ''-infinity'')', '(,)'), ('date_preset(''today'', ''UTC'', ''294276-12-31 12:00+00'')', '22008 | timestamp out of range'), ('date_preset(''36500d'', ''UTC'', ''4700-01-01 BC'')', '22008 | timestamp out of range'),
			 ('upper(date_preset(''36500d'', ''UTC'', ''2026-01-01 12:00+00'')) - lower(date_preset(''36500d'', ''UTC'', ''2026-01-01 12:00+00''))', '36500 days'),
			 ('report_range(''all'', ''2026-01-01 00:00+00'')', '22023 | date preset "all" must not be given together with start_at or end_at | Leave out the one or the others.'),
			 ('report_range(''today'', NULL, ''2026-01-01 00:00+00'')', '22023 | date preset "today" must not be given together with start_at or end_at | Leave out the one or the others.'),
			 ('report_range(NULL, ''infinity'')', '22023 | end_at must be later than start_at: infinity is not later than infinity | The range is from start_at up to, but not including, end_at.'),
			 ('report_range(NULL, NULL, ''-infinity'')', '22023 | end_at must be later than start_at: -infinity is not later than -infinity | The range is from start_at up to, but not including, end_at.'),
			 ('report_range(NULL, ''2026-01-01 00:00+00'', zone => ''Mars/Olympus'')', '22023 | time zone "Mars/Olympus" is not recognized | Names are in the view pg_timezone_names.'), ('report_range(as_of => NULL)', '22004 | as_of must not be NULL'),
			 ('page_offset(0, 20)', '22023 | page must be at least 1: 0'), ('page_offset(-2147483648, 20)', '22023 | page must be at least 1: -2147483648'), ('page_offset(1, 0)', '22023 | page_size must be between 1 and 100: 0'),
			 ('page_offset(1, 101)', '22023 | page_size must be between 1 and 100: 101'), ('page_offset(NULL, 20)', '22004 | page must not be NULL'), ('page_offset(1, NULL)', '22004 | page_size must not be NULL'),
			 ('page_offset(2147483647, 100)', '214748364600')) AS v (call, wanted);

/* ---- NULL ---- */

SELECT is(pg_temp.outcome('SELECT ' || call), NULL, call)
FROM unnest('{"rate(NULL::bigint, 1)","rate(1::bigint, NULL)","rate(NULL::float8, 1)","rate(1::float8, NULL)","percent(1, 2, NULL)","percent(NULL::bigint, 2)","wilson_interval(NULL, 2)","wilson_interval(1, 2, NULL)","ab_test(1, 2, 3, NULL)","holdout_lift(NULL, 2, 1, 2)",
	"sample_size(0.1, NULL)","chi_square(NULL, ''{1}'')","sample_ratio(NULL)","sample_ratio(''{1,2}'', NULL, NULL)","rfm_quintile(NULL)","bar(NULL, 1)","bar(1, NULL)","bar(''NaN'', 1)","bar(1, 1, NULL)","sparkline(NULL)","sparkline(NULL, 1, 2)","date_preset(NULL)","date_preset(''today'', NULL)",
	"date_preset(''today'', ''UTC'', NULL)"}'::text[]) AS call;

SELECT * FROM finish();
ROLLBACK;
