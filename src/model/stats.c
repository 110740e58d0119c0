/*-------------------------------------------------------------------------
 *
 * stats.c
 *	  Proportions and how they compare
 *
 * The textbook's definitions (J. Fleiss, B. Levin and M. Paik, Statistical
 * Methods for Rates and Proportions, 3rd edition, 2003), written so that neither
 * bigints of any size overflow nor differences of equal rates come out as
 * rounding errors: what is to be subtracted are products of counts, and a fused
 * multiply-add gives back what rounding took from these.
 *
 * Interface
 *	ca_stats_wilson			- interval of one proportion
 *	ca_stats_compare		- two proportions
 *	ca_stats_increment		- conversions that one would not have otherwise
 *	ca_stats_same_rates		- k proportions
 *	ca_stats_split			- a split against the expected one
 *	ca_stats_sample_size	- how many a test needs
 *	ca_stats_decay			- weight of what is past
 *	ca_stats_quintile		- fifths of a ranking
 *
 * Memory: none.
 * Limits: counts above 2^53 are rounded to doubles, to 16 digits.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "model/stats.h"
#include "model/stats_distribution.h"

/*
 * a b - c d, right to its last digit or two (W. Kahan; error bound by
 * C.-P. Jeannerod, N. Louvet and J.-M. Muller, 2013).
 */
static double
difference_of_products(double a, double b, double c, double d)
{
	double		product = c * d;
	double		lost = fma(c, d, -product);

	return fma(a, b, -product) - lost;
}

static inline double
rate_of(CaProportion proportion)
{
	return (double) proportion.x / (double) proportion.n;
}

/* Variance of a proportion, of one contact. */
static inline double
variance_of(CaProportion proportion)
{
	return rate_of(proportion) * ((double) (proportion.n - proportion.x) / (double) proportion.n);
}

/*
 * E. Wilson, Probable inference, the law of succession, and statistical
 * inference, 1927.  The ends are the roots of a quadratic equation; the lower is
 * computed from the product of both, because their difference would cancel.
 */
CaInterval
ca_stats_wilson(CaProportion proportion, double confidence)
{
	double		x = (double) proportion.x;
	double		n = (double) proportion.n;
	double		z = ca_normal_central(confidence);
	double		spread = z * sqrt(n * variance_of(proportion) + 0.25 * z * z);
	double		upper = x + 0.5 * z * z + spread;
	CaInterval	interval = {0.0, 1.0};

	Assert(proportion.n > 0 && proportion.x >= 0 && proportion.x <= proportion.n);
	if (proportion.x > 0)
		interval.low = x * (x / n) / upper;
	if (proportion.x < proportion.n)
		interval.high = Min(upper / (n + z * z), 1.0);
	return interval;
}

/* ---- Two proportions ---- */

/* Standard errors between the rates, if both were the pooled one; 0 at all or none. */
static double
pooled_z(CaProportion control, CaProportion variant)
{
	double		n1 = (double) control.n;
	double		n2 = (double) variant.n;
	double		did = (double) control.x + (double) variant.x;
	double		did_not = (double) (control.n - control.x) + (double) (variant.n - variant.x);
	double		between = difference_of_products((double) variant.x, n1, (double) control.x, n2);

	if (did == 0.0 || did_not == 0.0)
		return 0.0;
	return between / (sqrt(n1) * sqrt(n2) * sqrt(did * (did_not / (n1 + n2))));
}

CaComparison
ca_stats_compare(CaProportion control, CaProportion variant, double confidence)
{
	CaComparison result;
	double		n1 = (double) control.n;
	double		n2 = (double) variant.n;
	double		between = difference_of_products((double) variant.x, n1, (double) control.x, n2);
	double		margin = ca_normal_central(confidence) *
	sqrt(variance_of(control) / n1 + variance_of(variant) / n2);

	result.control_rate = rate_of(control);
	result.variant_rate = rate_of(variant);
	result.difference = between / n1 / n2;
	result.has_lift = control.x > 0;
	result.lift = result.has_lift ? between / n2 / (double) control.x : 0.0;
	result.z = pooled_z(control, variant);
	result.p_value = ca_normal_two_sided(result.z);
	result.interval.low = result.difference - margin;
	result.interval.high = result.difference + margin;
	return result;
}

CaIncrement
ca_stats_increment(const CaComparison *comparison, CaProportion treated)
{
	CaIncrement result;
	double		n = (double) treated.n;

	result.conversions = comparison->difference * n;
	result.interval.low = comparison->interval.low * n;
	result.interval.high = comparison->interval.high * n;
	result.has_share = treated.x > 0;
	result.share = result.has_share ? result.conversions / (double) treated.x : 0.0;
	return result;
}

double
ca_stats_sample_size(double base, double target, double power, double alpha)
{
	double		mean = 0.5 * (base + target);
	double		pooled = 2.0 * mean * (1.0 - mean);
	double		unpooled = base * (1.0 - base) + target * (1.0 - target);

	/* Half of the smallest double is 0. */
	double		z_alpha = ca_normal_upper(Max(0.5 * alpha, DBL_MIN * DBL_EPSILON));
	double		z_power = -ca_normal_upper(power);
	double		needed = (z_alpha * sqrt(pooled) + z_power * sqrt(unpooled)) / (target - base);

	return needed * needed;
}

/* ---- Many groups ---- */

static void
finish_test(CaChiSquare *test, double statistic, int64 df)
{
	test->statistic = Min(statistic, DBL_MAX);
	test->df = df;
	test->p_value = ca_chi_square_upper(test->statistic, df);
}

bool
ca_stats_same_rates(const int64 *x, const int64 *n, int k, CaChiSquare *test)
{
	double		did = 0.0;
	double		did_not = 0.0;
	double		statistic = 0.0;
	int64		groups = 0;

	for (int i = 0; i < k; i++)
	{
		did += (double) x[i];
		did_not += (double) (n[i] - x[i]);
		groups += n[i] > 0;
	}
	if (groups < 2)
		return false;
	for (int i = 0; i < k && did > 0.0 && did_not > 0.0; i++)
	{
		double		off = difference_of_products((double) x[i], did_not, (double) (n[i] - x[i]), did);

		if (n[i] > 0)
			statistic += (off / did) * (off / did_not) / (double) n[i];
	}
	finish_test(test, statistic, groups - 1);
	return true;
}

/* A share, scaled so that neither sums nor products leave the range of doubles. */
static inline double
share_of(const double *expected, int i, int scale)
{
	return expected == NULL ? 1.0 : Max(ldexp(expected[i], scale), DBL_MIN);
}

bool
ca_stats_split(const int64 *observed, const double *expected, int k, CaChiSquare *test)
{
	double		total = 0.0;
	double		shares = 0.0;
	double		largest = 1.0;
	double		statistic = 0.0;
	int			scale;

	for (int i = 0; i < k && expected != NULL; i++)
		largest = i == 0 ? expected[i] : Max(largest, expected[i]);
	(void) frexp(largest, &scale);
	for (int i = 0; i < k; i++)
	{
		total += (double) observed[i];
		shares += share_of(expected, i, -scale);
	}
	if (k < 2 || total == 0.0)
		return false;
	for (int i = 0; i < k; i++)
	{
		double		share = share_of(expected, i, -scale);
		double		off = difference_of_products((double) observed[i], shares, total, share);

		statistic += (off / shares) * (off / total) / share;
	}
	finish_test(test, statistic, k - 1);
	return true;
}

/* ---- Scores ---- */

double
ca_stats_decay(double elapsed, double half_life)
{
	Assert(elapsed >= 0.0 && half_life > 0.0);
	return exp2(-elapsed / half_life);
}

int
ca_stats_quintile(double percent_rank)
{
	Assert(percent_rank >= 0.0 && percent_rank <= 1.0);
	return Min((int) (percent_rank * 5.0), 4) + 1;
}
