-- model/stats: tails and quantiles to 12 digits; decay, fifths, lengths, heights
BEGIN;
\ir unit.sql
\ir ../pgtap/lib/tails.sql

CREATE FUNCTION test_normal_two_sided(z float8) RETURNS float8
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_normal_upper(p float8) RETURNS float8
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_normal_central(p float8) RETURNS float8
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_chi_square_upper(x float8, df bigint) RETURNS float8
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_stats_decay(elapsed float8, half_life float8) RETURNS float8
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_stats_quintile(percent_rank float8) RETURNS int
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_picture_length(value float8, max float8, width int) RETURNS int
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_picture_height(value float8, low float8, high float8) RETURNS int
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;

SELECT plan(32);

-- The oracle itself: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4
SELECT is(round(pg_temp.chi_square_upper(x, df), 4), p, format('the oracle knows the critical value %s of %s degrees of freedom', x, df))
FROM (VALUES (3.841, 1, 0.0500), (10.828, 1, 0.0010), (5.991, 2, 0.0500), (18.307, 10, 0.0500), (29.588, 10, 0.0010), (124.342, 100, 0.0500), (149.449, 100, 0.0010)) v (x, df, p);

-- Chi-squared

CREATE TEMP TABLE tails AS
SELECT x, df, test_chi_square_upper(x, df) AS ours, pg_temp.chi_square_upper(x::numeric, df) AS oracle
FROM (SELECT DISTINCT df, x
      FROM unnest('{1,2,3,4,5,6,7,10,15,30,31,64,99,100,101,300,499,500,777,999,1000}'::int[]) df,
           LATERAL (SELECT round(df * part * 4) / 4 FROM unnest('{0.01,0.3,0.7,0.95,1,1.05,1.3,2,4}'::float8[]) part
                    UNION ALL SELECT unnest('{0.25,1,10,100,700,1300}'::float8[])) s (x)) cases
WHERE x > 0;
SELECT cmp_ok(count(*), '>=', 250::bigint, 'there are tails of chi-squared to compare') FROM tails;
SELECT is_empty($$SELECT x, df, ours, oracle FROM tails WHERE oracle > 1e-290 AND abs(ours::numeric / oracle - 1) > 1e-12$$, 'they are right to 12 digits');
SELECT is_empty($$SELECT x, df, ours, oracle FROM tails WHERE oracle <= 1e-290 AND ours > 1.01e-290$$, 'and vanish where they should');
SELECT cmp_ok(min(oracle), '<', 1e-250, 'far out, too') FROM tails WHERE ours > 0;
SELECT is(array_agg(test_chi_square_upper(0, df)), array_fill(1::float8, ARRAY[200]), 'nothing is less than 0') FROM generate_series(1, 200) df;
SELECT is(test_chi_square_upper(x, df), 0::float8, format('a statistic of %s, %s degrees of freedom', x, df))
FROM (VALUES (1e4::float8, 1), (1e9, 1000), (1.7e308, 3), (1e300, 2000000)) v (x, df);
SELECT is(round(test_chi_square_upper(1e6, 1000000)::numeric, 4), 0.4998, 'a million degrees of freedom');
SELECT is_empty($$SELECT df FROM generate_series(1, 400) df WHERE NOT (
	SELECT bool_and(p <= before * (1 + 1e-14)) FROM (SELECT test_chi_square_upper(x, df) AS p, lag(test_chi_square_upper(x, df), 1, 1::float8) OVER (ORDER BY x) AS before FROM generate_series(0, 1000, 5) x) s)$$,
	'tails only fall');

-- Normal

SELECT is_empty($$SELECT z FROM generate_series(0.25, 36, 0.25) z
	WHERE abs(test_normal_two_sided(z::float8)::numeric / pg_temp.chi_square_upper(z * z, 1) - 1) > 1e-12$$, 'tails are right to 12 digits');
SELECT is(ARRAY[test_normal_two_sided(0), test_normal_two_sided(50), test_normal_two_sided(-3) - test_normal_two_sided(3)], '{1,0,0}', 'at 0, far out, on both sides');
SELECT is(test_normal_upper(p), z, format('z of %s', p))
FROM (VALUES (0.5::float8, 0::float8)) v (p, z);
SELECT is(round(test_normal_central(p)::numeric, 14), z, format('z of a confidence of %s', p))
FROM (VALUES (0.5::float8, 0.67448975019608), (0.9, 1.64485362695147), (0.95, 1.95996398454005), (0.99, 2.57582930354890)) v (p, z);
SELECT is_empty($$SELECT p FROM generate_series(-300, -1) e, unnest('{1,2,4.9}'::float8[]) m, LATERAL (SELECT m * 10::float8 ^ e) q (p), LATERAL (SELECT test_normal_upper(p)::text::numeric) n (z)
	WHERE abs(pg_temp.chi_square_upper(z * z, 1) / (2 * p)::numeric - 1) > 1e-12$$, 'quantiles have the tails they are of');
SELECT is_empty($$SELECT e FROM generate_series(-18, -1) e, LATERAL (SELECT 10::float8 ^ e) q (p), LATERAL (SELECT test_normal_central(p)::text::numeric) n (z)
	WHERE abs((1 - pg_temp.chi_square_upper(z * z, 1)) / p::numeric - 1) > 1e-12$$, 'also in the middle');
SELECT is_empty($$SELECT p FROM generate_series(1, 63) i, LATERAL (SELECT i / 64::float8) q (p) WHERE test_normal_upper(p) <> -test_normal_upper(1 - p)$$, 'one side mirrors the other');

-- The rest

SELECT is(ARRAY[test_stats_decay(0, 7), test_stats_decay(7, 7), test_stats_decay(21, 7), test_stats_decay(1e300, 1)], '{1,0.5,0.125,0}', 'half of it goes each half-life');
SELECT is(array_agg(test_stats_quintile(rank / 1000.0) = least(rank / 200, 4) + 1), array_fill(true, ARRAY[1001]), 'fifths') FROM generate_series(0, 1000) rank;
SELECT is(ARRAY[test_picture_length(0, 8, 1), test_picture_length(1e-9, 8, 1), test_picture_length(3, 8, 1), test_picture_length(8, 8, 1), test_picture_length(9, 8, 1), test_picture_length(-1, 8, 1),
	test_picture_length(1, 0, 1), test_picture_length(1, -1, 1), test_picture_length('NaN', 8, 1), test_picture_length('Infinity', 'Infinity', 2), test_picture_length(1, 'Infinity', 2)],
	'{0,1,3,8,8,0,0,0,0,16,1}', 'lengths');
SELECT is(ARRAY[test_picture_height(0, 0, 8), test_picture_height(0.99, 0, 8), test_picture_height(1, 0, 8), test_picture_height(7.5, 0, 8), test_picture_height(8, 0, 8), test_picture_height(99, 0, 8), test_picture_height(-99, 0, 8),
	test_picture_height(0, -1.7e308, 1.7e308), test_picture_height(0, 0, 0), test_picture_height(5, 5, 5), test_picture_height(4, 5, 5), test_picture_height(6, 5, 5), test_picture_height('-Infinity', 0, 1), test_picture_height('Infinity', 0, 1)],
	'{0,0,1,7,7,7,0,4,0,3,0,7,0,7}', 'heights');

SELECT * FROM finish();
ROLLBACK;
