/*
 * Rates, intervals, tests, scores, and numbers to look at.
 */

-- Rates

CREATE FUNCTION rate(num bigint, den bigint) RETURNS float8
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN num::float8 / nullif(den, 0)::float8;
CREATE FUNCTION rate(num float8, den float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'ca_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION percent(num bigint, den bigint, digits integer DEFAULT 1) RETURNS numeric
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN round(num * 100::numeric / nullif(den, 0), digits);
CREATE FUNCTION percent(num float8, den float8, digits integer DEFAULT 1) RETURNS numeric
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN round(100 * rate(num, den)::numeric, digits);

COMMENT ON FUNCTION rate(bigint, bigint) IS 'num / den, a fraction; NULL when den is 0';
COMMENT ON FUNCTION rate(float8, float8) IS 'num / den, a fraction; NULL when den is 0 or there is no finite quotient';
COMMENT ON FUNCTION percent(bigint, bigint, integer) IS 'num / den in percent, rounded to so many digits; NULL when den is 0';
COMMENT ON FUNCTION percent(float8, float8, integer) IS 'num / den in percent, rounded to so many digits; NULL when den is 0 or there is no finite quotient';

-- Proportions

CREATE TYPE proportion_interval AS (
	low float8,
	high float8
);

COMMENT ON TYPE proportion_interval IS 'where a true proportion lies, as wilson_interval gives it';
COMMENT ON COLUMN proportion_interval.low IS 'the least that it may be, a fraction';
COMMENT ON COLUMN proportion_interval.high IS 'the most that it may be, a fraction';

CREATE FUNCTION wilson_interval(x bigint, n bigint, confidence float8 DEFAULT 0.95) RETURNS proportion_interval
	AS 'MODULE_PATHNAME', 'ca_wilson_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION wilson_interval(bigint, bigint, float8) IS 'Wilson''s score interval of x of n, at a confidence between 0 and 1; NULL for 0 of 0; a negative count and x greater than n are errors';

CREATE TYPE ab_test_result AS (
	control_rate float8,
	variant_rate float8,
	lift float8,
	difference float8,
	z float8,
	p_value float8,
	ci_low float8,
	ci_high float8
);

COMMENT ON TYPE ab_test_result IS 'how a variant compares with a control, as ab_test gives it';
COMMENT ON COLUMN ab_test_result.control_rate IS 'control_x / control_n, a fraction';
COMMENT ON COLUMN ab_test_result.variant_rate IS 'variant_x / variant_n, a fraction';
COMMENT ON COLUMN ab_test_result.lift IS 'difference / control_rate, a fraction; NULL when control_rate is 0';
COMMENT ON COLUMN ab_test_result.difference IS 'variant_rate - control_rate';
COMMENT ON COLUMN ab_test_result.z IS 'the difference in standard errors, with the pooled rate; 0 when all or none did';
COMMENT ON COLUMN ab_test_result.p_value IS 'how probable such a z, or one farther from 0, is without any difference; two-sided';
COMMENT ON COLUMN ab_test_result.ci_low IS 'lower end of the interval of the difference, with a rate for each group';
COMMENT ON COLUMN ab_test_result.ci_high IS 'upper end of the same';

CREATE FUNCTION ab_test(control_x bigint, control_n bigint, variant_x bigint, variant_n bigint, confidence float8 DEFAULT 0.95) RETURNS ab_test_result
	AS 'MODULE_PATHNAME', 'ca_ab_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION ab_test(bigint, bigint, bigint, bigint, float8) IS 'test that two proportions are the same: pooled z, two-sided p-value, interval of the difference at a confidence between 0 and 1; NULL when a group is empty; a negative count and x greater than n are errors';

CREATE TYPE holdout_lift_result AS (
	holdout_rate float8,
	treated_rate float8,
	lift float8,
	difference float8,
	z float8,
	p_value float8,
	ci_low float8,
	ci_high float8,
	incremental float8,
	incremental_low float8,
	incremental_high float8,
	incremental_share float8
);

COMMENT ON TYPE holdout_lift_result IS 'what a campaign brought that would not have come without it, as holdout_lift gives it';
COMMENT ON COLUMN holdout_lift_result.holdout_rate IS 'holdout_x / holdout_n, a fraction: what happens anyway';
COMMENT ON COLUMN holdout_lift_result.treated_rate IS 'treated_x / treated_n, a fraction';
COMMENT ON COLUMN holdout_lift_result.lift IS 'difference / holdout_rate, a fraction; NULL when holdout_rate is 0';
COMMENT ON COLUMN holdout_lift_result.difference IS 'treated_rate - holdout_rate: incremental conversions of a contact';
COMMENT ON COLUMN holdout_lift_result.z IS 'the difference in standard errors, with the pooled rate; 0 when all or none did';
COMMENT ON COLUMN holdout_lift_result.p_value IS 'how probable such a z, or one farther from 0, is without any difference; two-sided';
COMMENT ON COLUMN holdout_lift_result.ci_low IS 'lower end of the interval of the difference, with a rate for each group';
COMMENT ON COLUMN holdout_lift_result.ci_high IS 'upper end of the same';
COMMENT ON COLUMN holdout_lift_result.incremental IS 'conversions that would not have been without: treated_x - treated_n * holdout_rate';
COMMENT ON COLUMN holdout_lift_result.incremental_low IS 'lower end of its interval, ci_low * treated_n';
COMMENT ON COLUMN holdout_lift_result.incremental_high IS 'upper end of its interval, ci_high * treated_n';
COMMENT ON COLUMN holdout_lift_result.incremental_share IS 'incremental / treated_x, a fraction: incrementality; NULL when treated_x is 0';

CREATE FUNCTION holdout_lift(treated_x bigint, treated_n bigint, holdout_x bigint, holdout_n bigint, confidence float8 DEFAULT 0.95) RETURNS holdout_lift_result
	AS 'MODULE_PATHNAME', 'ca_holdout_lift' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION holdout_lift(bigint, bigint, bigint, bigint, float8) IS 'what treating contacts brought in comparison with a random group that was held out: lift, incremental conversions, p-value and intervals as ab_test has them; NULL when a group is empty; a negative count and x greater than n are errors';

CREATE FUNCTION sample_size(base_rate float8, lift float8, power float8 DEFAULT 0.8, alpha float8 DEFAULT 0.05) RETURNS bigint
	AS 'MODULE_PATHNAME', 'ca_sample_size' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION sample_size(float8, float8, float8, float8) IS 'contacts that each of two groups needs so that ab_test finds a relative lift of base_rate with a probability of power, at a p-value of alpha';

-- Many groups

CREATE TYPE chi_square_result AS (
	statistic float8,
	degrees_of_freedom integer,
	p_value float8
);

COMMENT ON TYPE chi_square_result IS 'a test of many groups, as chi_square gives it';
COMMENT ON COLUMN chi_square_result.statistic IS 'Pearson''s chi-squared';
COMMENT ON COLUMN chi_square_result.degrees_of_freedom IS 'groups that are not empty, less 1';
COMMENT ON COLUMN chi_square_result.p_value IS 'how probable such a statistic, or a larger one, is if all groups are the same';

CREATE FUNCTION chi_square(x bigint[], n bigint[]) RETURNS chi_square_result
	AS 'MODULE_PATHNAME', 'ca_chi_square' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION chi_square(bigint[], bigint[]) IS 'Pearson''s test that the proportions x of n of many groups are the same; groups with an n of 0 are passed over; NULL when fewer than two are left';

CREATE TYPE sample_ratio_result AS (
	statistic float8,
	degrees_of_freedom integer,
	p_value float8,
	is_mismatch boolean
);

COMMENT ON TYPE sample_ratio_result IS 'whether groups are as large as they should be, as sample_ratio gives it';
COMMENT ON COLUMN sample_ratio_result.statistic IS 'Pearson''s chi-squared';
COMMENT ON COLUMN sample_ratio_result.degrees_of_freedom IS 'groups less 1';
COMMENT ON COLUMN sample_ratio_result.p_value IS 'how probable such a statistic, or a larger one, is by chance';
COMMENT ON COLUMN sample_ratio_result.is_mismatch IS 'the p-value is below the threshold: something is wrong with how contacts were assigned';

CREATE FUNCTION sample_ratio(observed bigint[], expected float8[] DEFAULT NULL, threshold float8 DEFAULT 0.001) RETURNS sample_ratio_result
	AS 'MODULE_PATHNAME', 'ca_sample_ratio' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION sample_ratio(bigint[], float8[], float8) IS 'Pearson''s test that groups are as large as expected: by shares, which need not sum to 1, or equal ones for NULL; NULL for fewer than two groups and for empty ones';

-- Scores

CREATE FUNCTION ca_engagement_score_transfn(float8, at timestamptz, weight float8, half_life interval, as_of timestamptz) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_engagement_score_finalfn(float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE engagement_score(at timestamptz, weight float8, half_life interval, as_of timestamptz) (
	SFUNC = ca_engagement_score_transfn, STYPE = float8,
	FINALFUNC = ca_engagement_score_finalfn,
	COMBINEFUNC = float8pl,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_engagement_score_transfn(float8, timestamptz, float8, interval, timestamptz) IS 'support function of engagement_score';
COMMENT ON FUNCTION ca_engagement_score_finalfn(float8) IS 'support function of engagement_score';
COMMENT ON AGGREGATE engagement_score(timestamptz, float8, interval, timestamptz) IS 'sum of weights, of which half goes with each half_life between the event and as_of; rows with a NULL time or weight are skipped, and so are those after as_of; 0 for no rows';

CREATE FUNCTION rfm_quintile(percent_rank float8) RETURNS integer
	AS 'MODULE_PATHNAME', 'ca_rfm_quintile' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION rfm_quintile(float8) IS 'the fifth, from 1 to 5, of a percent_rank() OVER (ORDER BY recency, frequency or value): as ntile(5), but equal values have equal scores; NULL for NULL';

-- Pictures

CREATE FUNCTION bar(value float8, max float8, width integer DEFAULT 20) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_bar' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION sparkline(series float8[], low float8 DEFAULT NULL, high float8 DEFAULT NULL) RETURNS text
	AS 'MODULE_PATHNAME', 'ca_sparkline' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION bar(float8, float8, integer) IS 'a bar of blocks, to an eighth of a character, so long that max fills the width; of # where the database is not UTF8; empty for 0 and less, and never longer than the width; NULL for NULL and NaN';
COMMENT ON FUNCTION sparkline(float8[], float8, float8) IS 'a line of blocks, one a number, from the least to the greatest or from low to high; of ASCII where the database is not UTF8; a blank for NULL and NaN';
