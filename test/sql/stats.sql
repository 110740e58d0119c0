--
-- Rates, tests, scores, and pictures of numbers
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';

-- A rate of nothing is not known.
SELECT rate(3360, 11200) AS open_rate, rate(0, 5) AS none, rate(5, 0) AS of_nothing, rate(NULL, 5) AS unknown, rate(1.5, 6) AS of_sums;
SELECT percent(200, 11200) AS bounced, percent(1, 3, 0) AS whole, percent(1, 3, 4) AS exact, percent(1.25, 10) AS of_sums, percent(5, 0) AS of_nothing;

-- Variant A was opened by 150 of 500, B by 200 of 500.
SELECT control_rate AS a, variant_rate AS b, round(lift::numeric, 3) AS lift, round(difference::numeric, 3) AS difference, round(z::numeric, 3) AS z,
	round(p_value::numeric, 5) AS p_value, round(ci_low::numeric, 3) AS ci_low, round(ci_high::numeric, 3) AS ci_high
FROM ab_test(150, 500, 200, 500);
SELECT variant, round(low::numeric, 3) AS low, round(high::numeric, 3) AS high
FROM (VALUES ('A', 150), ('B', 200)) AS v (variant, opened), wilson_interval(opened, 500);

-- The other way round it is as sure; at more confidence the interval is wider.
SELECT round(b.z::numeric, 3) AS z, b.p_value = a.p_value AS same, round(b.lift::numeric, 3) AS lift, wide.ci_low < a.ci_low AND wide.ci_high > a.ci_high AS wider
FROM ab_test(150, 500, 200, 500) AS a, ab_test(200, 500, 150, 500) AS b, ab_test(150, 500, 200, 500, 0.99) AS wide;

-- All, none, nothing
SELECT v.*, control_rate, variant_rate, lift, difference, round(z::numeric, 3) AS z, round(p_value::numeric, 3) AS p_value
FROM (VALUES (0, 5, 0, 7), (5, 5, 7, 7), (0, 4, 2, 4), (0, 0, 2, 4)) AS v (control_x, control_n, variant_x, variant_n),
	 ab_test(control_x, control_n, variant_x, variant_n);
SELECT wilson_interval(0, 0) AS of_nothing, (wilson_interval(0, 10)).low AS none, (wilson_interval(10, 10)).high AS "all";

-- More than two variants: 10 %, 20 % and 30 % of 100. Each is off from the 20 %
-- of all by -10, 0 and 10: (100 + 100) / (100 * 0.2 * 0.8) = 12.5. Of two, it is
-- the square of z.
SELECT statistic, degrees_of_freedom, round(p_value::numeric, 6) AS p_value FROM chi_square('{10,20,30}', '{100,100,100}');
SELECT round(statistic::numeric, 3) AS statistic, round(sqrt(statistic)::numeric, 3) AS z, round(p_value::numeric, 5) AS p_value FROM chi_square('{150,200}', '{500,500}');
SELECT chi_square('{1,0}', '{2,0}') AS one_group, chi_square('{0,0,0}', '{5,6,0}') AS nobody, chi_square('{}', '{}') AS no_groups;

-- Half and half should be as large: 60 and 40 are off by 10 from 50, twice:
-- (100 + 100) / 50 = 4. Of 9 to 1, 900 and 101 are no wonder.
SELECT name, statistic, degrees_of_freedom AS df, round(p_value::numeric, 4) AS p_value, is_mismatch
FROM (VALUES ('60 and 40', sample_ratio('{60,40}')), ('600 and 400', sample_ratio('{600,400}')), ('at 0.05', sample_ratio('{60,40}', threshold => 0.05)),
			 ('9 to 1', sample_ratio('{900,100}', '{9,1}')), ('in percent', sample_ratio('{60,20,20}', '{60,20,20}'))) AS v (name, test), LATERAL (SELECT (test).*) AS t;
SELECT sample_ratio('{5}') AS one_group, sample_ratio('{0,0}') AS nobody, sample_ratio(NULL) AS unknown;

-- 12 % of the 10000 who got the campaign bought, and 10 % of the 1000 who were
-- held out: 200 of 1200 purchases would not have been.
SELECT treated_rate, holdout_rate, round(lift::numeric, 3) AS lift, round(incremental::numeric, 6) AS incremental, round(incremental_share::numeric, 4) AS share,
	round(p_value::numeric, 3) AS p_value, round(incremental_low::numeric) AS low, round(incremental_high::numeric) AS high
FROM holdout_lift(1200, 10000, 100, 1000);
SELECT incremental, lift, incremental_share FROM holdout_lift(0, 10, 0, 10);

-- How many contacts a test needs. From 50 % to 75 %, with a power of 0.9: 77.
SELECT sample_size(0.5, 0.5, 0.9) AS large, sample_size(0.1, 0.2) AS small, sample_size(0.1, -0.2) AS worse;

-- A score of which half goes each week: an open now, one a week ago and a click
-- worth 4 two weeks ago are 1 + 1/2 + 4/4.
CREATE TABLE actions (contact text, at timestamptz, weight float8);
INSERT INTO actions VALUES ('ann', '2026-05-15', 1), ('ann', '2026-05-08', 1), ('ann', '2026-05-01', 4), ('ann', '2026-06-01', 9), ('ann', NULL, 9), ('ann', '2026-05-15', NULL),
	('bob', '2026-04-17', 4), ('bob', '-infinity', 1), ('cem', '2026-05-22', 1);
SELECT contact, engagement_score(at, weight, '7 days', '2026-05-15') FROM actions GROUP BY contact ORDER BY contact;
SELECT engagement_score(at, weight, '7 days', '2026-05-15') FROM actions WHERE false;

-- Fifths: as ntile, but the same for those who are the same.
SELECT orders, rfm_quintile(percent_rank() OVER (ORDER BY orders)) AS frequency, ntile(5) OVER (ORDER BY orders)
FROM unnest('{1,1,1,1,2,3,4,5,6,9}'::int[]) AS orders ORDER BY orders, 3;

-- Bars, to an eighth of a character; lines, from the least to the greatest.
SELECT value, '|' || bar(value, 16, 4) || '|' AS bar FROM unnest('{0,0.001,1,2,3.5,4,8.5,16,99,-1,NULL,NaN,Infinity}'::float8[]) AS value;
SELECT '|' || bar(0, 0, 4) || '|' AS of_nothing, length(bar(1, 1)) AS width;
SELECT sparkline('{1,2,3,4,5,6,7,8}') AS up, sparkline('{-4,0,4,NULL,4,0,-4}') AS gap, sparkline('{5,5,5}') AS constant, sparkline('{0,0,0}') AS zeros, sparkline('{1,NaN,2}') AS nan;
SELECT sparkline('{0,5,10}', 0, 20) AS low, sparkline('{5,6}', 0) AS from_zero, sparkline('{-Infinity,0,1,Infinity}') AS clipped, '|' || sparkline('{}') || '|' AS empty, sparkline(NULL) AS unknown;
SELECT sparkline(array_agg(g)) AS of_bigint FROM generate_series(1::bigint, 4) AS g;

-- What cannot be is said.
SELECT ab_test(7, 5, 1, 2);
SELECT wilson_interval(1, 2, 95);
SELECT chi_square('{1,2}', '{5}');
SELECT sample_ratio('{1,2}', '{1,0}');

DROP TABLE actions;
