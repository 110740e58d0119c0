/*-------------------------------------------------------------------------
 *
 * stats_distribution.c
 *	  Tails and quantiles of the normal and the chi-squared distribution
 *
 * A p-value is computed as what it is, a tail, never as 1 minus the rest: of a
 * z of 30 nothing would be left.
 *
 * For a whole number of degrees of freedom the upper tail of chi-squared, which
 * is the regularized incomplete gamma function Q(df / 2, x / 2), is a finite sum
 * of terms that are all positive (M. Abramowitz and I. Stegun, Handbook of
 * Mathematical Functions, 1964, 26.4.4 and 26.4.5), so that nothing cancels.
 * With y = x / 2:
 *
 *		df even		exp(-y) (1 + y / 1 + y^2 / (1 * 2) + ...)
 *		df odd		erfc(sqrt(y)) + exp(-y) 2 sqrt(y / pi) (1 + y / 1.5 + ...)
 *
 * Quantiles start from an approximation with an error below 0.00045 (26.2.23)
 * that Halley's method makes exact; each step cubes the error.
 *
 * Interface
 *	ca_normal_two_sided						- z to p-value
 *	ca_normal_upper, ca_normal_central		- probability to z
 *	ca_chi_square_upper						- statistic to p-value
 *
 * Memory: none.  Cost: of chi-squared as many terms as half of df.
 * Limits: tails are right to 12 digits down to 1e-300, and 0 below the smallest
 * double.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "model/stats_distribution.h"

/*
 * Where half the statistic is above both, and df / 2 times the first, the tail is
 * below the smallest double.
 */
#define CA_FAR_TIMES	100.0
#define CA_FAR			1000.0

/* A sum that is larger gives exp(-y) a part; exp(-CA_PART) is a normal double. */
#define CA_LARGE		1e200
#define CA_PART			256.0

/* Two would do. */
#define CA_HALLEY_STEPS	3

/* ---- Normal ---- */

double
ca_normal_two_sided(double z)
{
	return erfc(fabs(z) * M_SQRT1_2);
}

/* A z that has about this upper tail, at most 0.5. */
static double
approximate_upper(double p)
{
	double		t = sqrt(-2.0 * log(p));

	return t - (2.515517 + t * (0.802853 + t * 0.010328)) /
		(1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/*
 * A better z, given by how much its upper tail is too large.  Below some 1e-310
 * the density is too small to divide by: there the approximation has to do.
 */
static double
halley_step(double z, double excess)
{
	double		u = excess * sqrt(2.0 * M_PI) * exp(0.5 * z * z);
	double		step = u / (1.0 - 0.5 * z * u);

	return isfinite(step) ? z + step : z;
}

double
ca_normal_upper(double p)
{
	double		z;

	Assert(p > 0.0 && p < 1.0);
	if (p > 0.5)
		return -ca_normal_upper(1.0 - p);
	if (p > 0.25)
		return p == 0.5 ? 0.0 : ca_normal_central(1.0 - 2.0 * p);
	z = approximate_upper(p);
	for (int i = 0; i < CA_HALLEY_STEPS; i++)
		z = halley_step(z, 0.5 * erfc(z * M_SQRT1_2) - p);
	return z;
}

/* Up to 0.5 by the middle itself, of which the tails would lose what is small. */
double
ca_normal_central(double p)
{
	double		z;

	Assert(p > 0.0 && p < 1.0);
	if (p > 0.5)
		return ca_normal_upper(0.5 * (1.0 - p));
	z = approximate_upper(0.5 * (1.0 - p));
	for (int i = 0; i < CA_HALLEY_STEPS; i++)
		z = halley_step(z, 0.5 * (p - erf(z * M_SQRT1_2)));
	return z;
}

/* ---- Chi-squared ---- */

/*
 * exp(-y) (first + first y / (k + 1) + first y^2 / ((k + 1) (k + 2)) + ...), n
 * terms.  The sum can be too large for a double while its product with exp(-y)
 * is not, and exp(-y) too small: it is multiplied in by parts.
 */
static double
poisson_sum(double y, double first, double k, int64 n)
{
	double		term = first;
	double		sum = first;
	double		rest = y;

	for (int64 i = 1; i < n; i++)
	{
		term *= y / (k + (double) i);
		sum += term;
		if (k + (double) i > y && term < sum * 1e-18)
			break;
		for (; sum > CA_LARGE && rest > CA_PART; rest -= CA_PART)
		{
			term *= exp(-CA_PART);
			sum *= exp(-CA_PART);
		}
	}
	for (; rest > CA_PART && sum > 0.0; rest -= CA_PART)
		sum *= exp(-CA_PART);
	return sum * exp(-rest);
}

double
ca_chi_square_upper(double x, int64 df)
{
	double		y = 0.5 * x;
	double		root = sqrt(y);
	double		p;

	Assert(x >= 0.0 && df >= 1);
	if (y > CA_FAR && y > CA_FAR_TIMES * 0.5 * (double) df)
		return 0.0;
	if (df % 2 == 0)
		p = poisson_sum(y, 1.0, 0.0, df / 2);
	else
	{
		/* exp: what rounding took from the root, which matters far out */
		p = erfc(root) * exp(fma(root, root, -y));
		if (df > 1)
			p += poisson_sum(y, M_2_SQRTPI * root, 0.5, df / 2);
	}
	return Min(p, 1.0);
}
