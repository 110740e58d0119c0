/*
 * Tests, intervals and scores: worked examples of the literature, and their
 * definitions in numeric over counts from nothing to the largest, with the tails
 * of lib/tails.sql.
 */
\ir lib/oracle.sql
\ir lib/tails.sql

SELECT plan(39);

-- Do a double and a number of many digits agree to 12 digits, of the larger of
-- the number and a scale?
CREATE FUNCTION pg_temp.close(ours float8, oracle numeric, scale numeric DEFAULT 1e-30) RETURNS boolean
LANGUAGE sql AS $$ SELECT (ours IS NULL) = (oracle IS NULL) AND coalesce(abs(ours::text::numeric - oracle) <= 1e-12 * greatest(abs(oracle), scale), true) $$;

-- z of 50 %, 90 %, 95 % and 99 % (Abramowitz and Stegun, table 26.5)
CREATE TEMP TABLE level AS
SELECT * FROM (VALUES (0.5::float8, 0.674489750196081743), (0.9, 1.644853626951472715), (0.95, 1.959963984540054236), (0.99, 2.575829303548900761)) AS v (confidence, z);

-- All, none, few and half of few and many; as integers and with 60 digits
CREATE TEMP TABLE proportion AS
SELECT x, n, round(x, 60) AS dx, round(n, 60) AS dn
FROM (SELECT DISTINCT unnest(ARRAY[0, 1, n / 3, n / 2, n - 1, n]) AS x, n FROM unnest('{1,2,10,97,12345,4503599627370497}'::bigint[]) AS n) AS s;

/* ---- Worked examples ---- */

-- R. Newcombe, Statistics in Medicine 17 (1998), p. 857, table I, method 3
SELECT is((round(low::numeric, 4), round(high::numeric, 4)), (v.l, v.h), format('Newcombe: %s of %s', x, n))
FROM (VALUES (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)) AS v (x, n, l, h), wilson_interval(x, n);
-- J. Fleiss, Statistical Methods for Rates and Proportions (1981), p. 139, with the figures of R's prop.test
SELECT is((round(statistic::numeric, 4), degrees_of_freedom, round(p_value::numeric, 6)), (12.6004, 3, 0.005585), 'Fleiss: smokers among patients')
FROM chi_square('{83,90,129,70}', '{86,93,136,82}');
-- R. Kohavi, D. Tang and Y. Xu, Trustworthy Online Controlled Experiments (2020), ch. 21
SELECT is((round(p_value::numeric, 7), is_mismatch), (0.0000018, true), 'Kohavi, Tang, Xu: 821588 to 815482 is a mismatch') FROM sample_ratio('{821588,815482}');
-- R's help of power.prop.test: 76.7
SELECT is(sample_size(0.5, 0.5, 0.9), 77::bigint, 'R: from 0.5 to 0.75 with a power of 0.9');
-- G. Mendel's peas of 1866
SELECT is((round(statistic::numeric, 3), degrees_of_freedom, is_mismatch), (0.470, 3, false), 'Mendel: 315, 108, 101 and 32 are 9:3:3:1') FROM sample_ratio('{315,108,101,32}', '{9,3,3,1}');

/* ---- One proportion ---- */

CREATE TEMP TABLE wilson AS
SELECT x, n, confidence, i.low, i.high, (2 * dx + z * z - spread) / (2 * (dn + z * z)) AS oracle_low, (2 * dx + z * z + spread) / (2 * (dn + z * z)) AS oracle_high
FROM proportion, level, wilson_interval(x, n, confidence) AS i, LATERAL (SELECT z * sqrt(z * z + 4 * dx * (dn - dx) / dn)) AS s (spread);
SELECT cmp_ok(count(*), '>=', 100::bigint, 'there are intervals') FROM wilson;
SELECT is_empty('SELECT * FROM wilson WHERE NOT pg_temp.close(low, oracle_low) OR NOT pg_temp.close(high, oracle_high)', 'they are the roots of Wilson''s equation');
SELECT is_empty('SELECT * FROM wilson WHERE NOT (0 <= low AND low <= x / n::float8 AND x / n::float8 <= high AND high <= 1 AND (low = 0) = (x = 0) AND (high = 1 OR x < n))',
				'they hold the proportion, and none and all');
SELECT is((i.low > 0.499999999, i.high < 0.500000001, (wilson_interval(9223372036854775807, 9223372036854775807)).low BETWEEN 0.9999999999999 AND 1), (true, true, true), 'of the largest bigints')
FROM wilson_interval(4611686018427387903, 9223372036854775807) AS i;

/* ---- Two proportions ---- */

CREATE TEMP TABLE comparison AS
SELECT c.x AS cx, c.n AS cn, v.x AS vx, v.n AS vn, confidence, t.*, d, z.oracle_z, margin, d * v.dn AS more,
	   CASE WHEN oracle_z * oracle_z BETWEEN 0 AND 1300 THEN pg_temp.chi_square_upper(oracle_z * oracle_z, 1) END AS oracle_p, d / nullif(c.dx / c.dn, 0) AS oracle_lift
FROM proportion AS c, proportion AS v, level, ab_test(c.x, c.n, v.x, v.n, confidence) AS t,
	 LATERAL (SELECT v.dx / v.dn - c.dx / c.dn, (c.dx + v.dx) / (c.dn + v.dn), level.z * sqrt(c.dx / c.dn * (1 - c.dx / c.dn) / c.dn + v.dx / v.dn * (1 - v.dx / v.dn) / v.dn)) AS r (d, pooled, margin),
	 LATERAL (SELECT CASE WHEN pooled IN (0, 1) THEN 0 ELSE d / sqrt(pooled * (1 - pooled) * (1 / c.dn + 1 / v.dn)) END) AS z (oracle_z)
WHERE confidence = 0.95 OR (c.n, v.n) = (10, 97);
SELECT cmp_ok(count(*), '>=', 900::bigint, 'there are pairs') FROM comparison;
SELECT is_empty('SELECT * FROM comparison WHERE NOT pg_temp.close(difference, d) OR NOT pg_temp.close(lift, oracle_lift)', 'difference and lift');
SELECT is_empty('SELECT * FROM comparison WHERE NOT pg_temp.close(z, oracle_z)', 'pooled z');
SELECT is_empty('SELECT * FROM comparison WHERE oracle_p > 1e-290 AND NOT pg_temp.close(p_value, oracle_p)', 'two-sided p-value');
SELECT is_empty('SELECT * FROM comparison WHERE abs(oracle_z) > 38.6 AND p_value <> 0 OR p_value NOT BETWEEN 0 AND 1', 'which is one');
SELECT cmp_ok(count(*), '>=', 10::bigint, 'some of them are very small') FROM comparison WHERE p_value BETWEEN 1e-290 AND 1e-20;
SELECT is_empty('SELECT * FROM comparison WHERE NOT pg_temp.close(ci_low, d - margin, margin) OR NOT pg_temp.close(ci_high, d + margin, margin)', 'unpooled interval');
SELECT is_empty($$SELECT * FROM comparison AS c, holdout_lift(vx, vn, cx, cn, confidence) AS h
	WHERE (h.holdout_rate, h.treated_rate, h.lift, h.difference, h.z, h.p_value, h.ci_low, h.ci_high) IS DISTINCT FROM (c.control_rate, c.variant_rate, c.lift, c.difference, c.z, c.p_value, c.ci_low, c.ci_high)
	OR NOT pg_temp.close(incremental, more) OR NOT pg_temp.close(incremental_low, more - margin * vn, margin * vn) OR NOT pg_temp.close(incremental_high, more + margin * vn, margin * vn)
	OR NOT pg_temp.close(incremental_share, more / nullif(vx, 0))$$, 'holdout_lift is the same, with the treated as variant, and what it is in conversions');
SELECT is_empty($$SELECT * FROM comparison AS c, chi_square(ARRAY[cx, vx], ARRAY[cn, vn]) AS s WHERE NOT pg_temp.close(statistic, oracle_z * oracle_z) OR degrees_of_freedom <> 1
	OR oracle_p > 1e-290 AND NOT pg_temp.close(s.p_value, oracle_p)$$, 'chi-squared of two groups is the square of z');
SELECT is((t.z, t.p_value, t.difference), (0::float8, 1::float8, 0::float8), 'the largest bigints') FROM ab_test(9223372036854775807, 9223372036854775807, 9223372036854775807, 9223372036854775807) AS t;
SELECT ok(t.z BETWEEN 29.9 AND 30.1 AND pg_temp.close(t.p_value, pg_temp.chi_square_upper(t.z::text::numeric * t.z::text::numeric, 1)) AND t.p_value BETWEEN 1e-199 AND 1e-195, 'z of 30')
FROM ab_test(500000, 1000000, 521203, 1000000) AS t;

/* ---- Many groups ---- */

CREATE TEMP TABLE groups AS
SELECT id, g, CASE WHEN g % 7 = 6 THEN 0 ELSE size END AS n, CASE WHEN g % 7 = 6 OR id % 50 = 49 THEN 0 ELSE (size * (0.2 + id % 5 * 0.1) * (0.9 + pg_temp.noise(id * 100 + g, 2)::bit(8)::int / 1280.0))::bigint END AS x,
	   1 + pg_temp.noise(id * 100 + g, 3)::bit(3)::int AS share
FROM generate_series(1, 200) AS id, generate_series(1, 2 + id % 30) AS g, LATERAL (SELECT 50 + pg_temp.noise(id * 100 + g, 1)::bit(10)::bigint) AS s (size);

CREATE TEMP TABLE tested AS
SELECT id, array_agg(x ORDER BY g) AS x, array_agg(n ORDER BY g) AS n, array_agg(share::float8 ORDER BY g) AS share, sum(x) AS did, sum(n) AS total, sum(share) AS shares FROM groups GROUP BY id;
SELECT is_empty($$
	SELECT id, s.*, oracle, df FROM tested, chi_square(x, n) AS s,
		   LATERAL (SELECT coalesce(sum((g.x - e) ^ 2 / e + (g.n - g.x - (g.n - e)) ^ 2 / nullif(g.n - e, 0)), 0), count(*) FROM groups AS g, LATERAL (SELECT nullif(round(g.n, 60) * did / total, 0)) AS p (e)
					WHERE g.id = tested.id AND g.n > 0) AS o (oracle, groups), LATERAL (SELECT groups - 1) AS d (df)
	WHERE df < 1 AND s IS NOT NULL OR df >= 1 AND (degrees_of_freedom <> df OR NOT pg_temp.close(statistic, oracle, 1e-9) OR NOT pg_temp.close(p_value, pg_temp.chi_square_upper(statistic::text::numeric, df::int)))$$,
	'Pearson''s chi-squared of proportions, of both outcomes');
SELECT is_empty($$
	SELECT id, s.*, oracle FROM tested, sample_ratio(n, share) AS s,
		   LATERAL (SELECT sum((g.n - e) ^ 2 / e) FROM groups AS g, LATERAL (SELECT round(total, 60) * g.share / shares) AS p (e) WHERE g.id = tested.id) AS o (oracle)
	WHERE degrees_of_freedom <> cardinality(n) - 1 OR NOT pg_temp.close(statistic, oracle) OR is_mismatch <> (p_value < 0.001)
		  OR p_value > 1e-290 AND NOT pg_temp.close(p_value, pg_temp.chi_square_upper(statistic::text::numeric, cardinality(n) - 1))$$, 'and of counts against shares');
SELECT is_empty($$SELECT id FROM tested, unnest('{1e-300,0.1,3,1e300}'::float8[]) AS each, sample_ratio(n) AS a, sample_ratio(n, array_fill(each, ARRAY[cardinality(n)])) AS b
				  WHERE NOT pg_temp.close(a.statistic, b.statistic::text::numeric, 1e-9) OR NOT pg_temp.close(a.p_value, b.p_value::text::numeric)$$, 'equal shares, of whatever size');
SELECT ok(t.statistic > 1e300 AND t.statistic < 'Infinity' AND t.p_value = 0, 'what was not expected at all') FROM sample_ratio('{1,1000000000}', '{1e300,1e-300}') AS t;
SELECT ok(s.statistic > 1e18 AND s.p_value = 0 AND c.statistic > 1e18 AND c.p_value = 0, 'of the largest bigints')
FROM sample_ratio('{9223372036854775807,9223372036854775807,0}') AS s, chi_square('{9223372036854775807,0,1}', '{9223372036854775807,9223372036854775807,9223372036854775807}') AS c;

/* ---- Sizes of samples ---- */

SELECT is_empty($$
	SELECT base, lift, power, ours, oracle
	FROM unnest('{0.001,0.02,0.1,0.3,0.5,0.9}'::numeric[]) AS base, unnest('{-1,-0.5,-0.1,0.01,0.1}'::numeric[]) AS lift, (VALUES (0.8, 0.841621233572914206), (0.9, 1.281551565544600466), (0.5, 0)) AS p (power, z),
		 LATERAL (SELECT round(base * (1 + lift), 30), round(base + base * lift / 2, 30)) AS t (target, mean),
		 LATERAL (SELECT ceil(((1.959963984540054236 * sqrt(2 * mean * (1 - mean)) + z * sqrt(base * (1 - base) + target * (1 - target))) / (target - base)) ^ 2)) AS o (oracle),
		 LATERAL (SELECT sample_size(base::float8, lift::float8, power::float8)) AS s (ours)
	WHERE ours <> oracle$$, 'sample_size is the formula of Fleiss, without a correction for continuity');
-- as far out as there are doubles: the tail of z is exp(-z^2 / 2) / (z sqrt(2 pi)), less a part of 1 / z^2; that of the power of 0.8 is known
CREATE TEMP TABLE far AS
WITH RECURSIVE better AS (
	SELECT e, 37::float8 AS z, 0 AS turn FROM generate_series(290, 323) AS e
	UNION ALL
	SELECT e, sqrt(2 * (e * ln(10::float8) + ln(2::float8) - ln(sqrt(2 * pi())) - ln(z) + ln(1 - 1 / z ^ 2))), turn + 1 FROM better WHERE turn < 9
)
SELECT e, ((z * sqrt(2 * 0.11 * 0.89) + 0.8416212 * sqrt(0.1 * 0.9 + 0.12 * 0.88)) / 0.02) ^ 2 AS plain, sample_size(0.1, 0.2, 0.8, ('1e-' || e)::float8) AS ours
FROM better WHERE turn = 9;
SELECT is_empty($$SELECT * FROM (SELECT *, lag(ours) OVER (ORDER BY e) AS before FROM far) AS s WHERE NOT abs(ours / plain - 1) < 5e-5 OR ours <= before$$, 'sample_size for the smallest alphas');
SELECT is(sample_size(0.1, 0.2, 0.8, 5e-324), (SELECT ours FROM far WHERE e = 323), 'and for one that has no half');
SELECT is_empty($$SELECT base FROM unnest('{0.01,0.1,0.5}'::float8[]) AS base, LATERAL (SELECT sample_size(base, 0.2)) AS s (n), ab_test(round(n * base)::bigint, n, round(n * base * 1.2)::bigint, n) AS t
				  WHERE t.p_value > 0.01$$, 'a test of that size finds the lift itself beyond doubt');

/* ---- Scores ---- */

CREATE TABLE public.action AS
SELECT id, id % 7 AS contact, CASE WHEN id % 31 > 0 THEN timestamptz '2026-01-01 00:00+00' + pg_temp.noise(id, 1)::bit(24)::int * interval '1 s' END AS at,
	   CASE WHEN id % 37 > 0 THEN pg_temp.noise(id, 2)::bit(4)::int - 3 END::float8 AS weight
FROM generate_series(1, 20000) AS id;
CREATE TEMP TABLE score AS
SELECT contact, coalesce(sum(weight * 0.5 ^ (extract(epoch FROM timestamptz '2026-06-01 00:00+00' - at) / extract(epoch FROM interval '10 days 2 hours'))::float8), 0) AS plain
FROM public.action WHERE at <= '2026-06-01 00:00+00' GROUP BY contact;
CREATE TEMP TABLE scored AS
SELECT 'serial' AS how, contact, engagement_score(at, weight, '10 days 2 hours', '2026-06-01 00:00+00') AS ours FROM public.action GROUP BY contact;
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0;
INSERT INTO scored SELECT 'parallel', * FROM (SELECT contact, engagement_score(at, weight, '10 days 2 hours', '2026-06-01 00:00+00') FROM public.action GROUP BY contact) AS s;
SELECT is((SELECT count(*) FROM scored WHERE abs(ours - (SELECT plain FROM score WHERE score.contact = scored.contact)) < 1e-10 * abs(ours)), 14::bigint, 'a sum of halved weights, serial and parallel');

SELECT is_empty($$
	SELECT * FROM (SELECT salt, v, rfm_quintile(percent_rank() OVER w) AS ours, (rank() OVER w - 1) * 5 / nullif(count(*) OVER (PARTITION BY salt) - 1, 0) + 1 AS fifth
				   FROM (SELECT salt, pg_temp.noise(id, salt)::bit(6)::int AS v FROM generate_series(1, 30) AS salt, generate_series(1, salt * 7 - 6) AS id) AS s WINDOW w AS (PARTITION BY salt ORDER BY v)) AS q
	WHERE ours <> least(coalesce(fifth, 1), 5)$$, 'rfm_quintile: fifths of the ranks below');
SELECT is_empty($$
	SELECT size, ours, count(*), max(tile) FROM (SELECT size, rfm_quintile(percent_rank() OVER w) AS ours, ntile(5) OVER w AS tile FROM generate_series(5, 60) AS size, generate_series(1, size) AS v WINDOW w AS (PARTITION BY size ORDER BY v)) AS q
	GROUP BY size, ours HAVING abs(count(*) - size / 5.0) > 1.5$$, 'without ties as even as ntile, but for one');

/* ---- Rates and pictures ---- */

SELECT is_empty($$
	SELECT a, b FROM generate_series(-3, 40) AS a, generate_series(-3, 40) AS b, LATERAL (SELECT a / nullif(b, 0)::numeric) AS q (exact)
	WHERE NOT pg_temp.close(rate(a, b), exact) OR NOT pg_temp.close(rate(a::bigint, b::bigint), exact) OR NOT pg_temp.close(rate(a::numeric / 8, b::numeric / 8), exact)
		  OR percent(a::bigint, b::bigint, 3) IS DISTINCT FROM round(a * 100 / nullif(b, 0)::numeric, 3) OR percent(a, b) IS DISTINCT FROM round(a * 100 / nullif(b, 0)::numeric, 1)$$, 'rate and percent');
SELECT is(ARRAY[rate('NaN', 1), rate(1, 'NaN'), rate('Infinity', 1), rate('Infinity', 'Infinity'), rate(1e308, 1e-308), rate(1e-308, 1e308), rate(1, 'Infinity'), percent('NaN', 1)::float8], '{NULL,NULL,NULL,NULL,NULL,0,0,NULL}', 'never NaN, never infinite');
SELECT is_empty($$
	SELECT value, width, bar FROM generate_series(0, 200, 1.25) AS value, unnest('{1,7,20}'::int[]) AS width, LATERAL (SELECT bar(value, 160, width), least(round(value * width * 8 / 160), width * 8)::int) AS b (bar, plain), LATERAL (SELECT greatest(plain, (value > 0)::int)) AS e (eighths)
	WHERE abs(value * width * 8 / 160 % 1) <> 0.5 AND bar <> repeat(chr(9608), eighths / 8) || CASE WHEN eighths % 8 > 0 THEN chr(9616 - eighths % 8) ELSE '' END$$, 'bars are as long as their values');
SELECT is_empty($$
	SELECT salt, series FROM (SELECT salt, array_agg(CASE WHEN id % 5 > 0 THEN pg_temp.noise(id, salt)::bit(8)::int - 100 END ORDER BY id) AS series FROM generate_series(1, 50) AS salt, generate_series(1, salt) AS id GROUP BY salt) AS s,
		 LATERAL (SELECT min(v) AS low, max(v) AS high FROM unnest(series) AS v) AS b
	WHERE sparkline(series) <> (SELECT string_agg(CASE WHEN v IS NULL THEN ' ' ELSE chr(9601 + CASE WHEN low < high THEN least((v - low) * 8 / (high - low), 7) WHEN v = 0 THEN 0 ELSE 3 END) END, '' ORDER BY id) FROM unnest(series) WITH ORDINALITY AS u (v, id))$$,
	'lines are as high as theirs');

SELECT * FROM finish();
ROLLBACK;
