/*-------------------------------------------------------------------------
 *
 * test_quantile.c
 *	  core/quantile against sorting
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/quantile.h"
#include "unit.h"

#define MAX_QUANTILES	8

/* percentile_cont of sorted numbers. */
static double
plain_value(const uint64 *sorted, Size n, double p)
{
	double		place = p * (double) (n - 1);
	Size		below = (Size) place;
	Size		above = Min(below + 1, n - 1);

	return (double) sorted[below] + (place - (double) below) * (double) (sorted[above] - sorted[below]);
}

/* Is the mean right, but for rounding? */
static bool
is_mean(const uint64 *numbers, Size n, double mean)
{
	double		sum = 0;
	double		small = 0;		/* low halves by themselves are summed exactly */

	for (Size i = 0; i < n; i++)
	{
		sum += (double) (numbers[i] >> 32);
		small += (double) (numbers[i] & PG_UINT32_MAX);
	}
	sum = (sum * 4294967296.0 + small) / (double) n;
	return mean >= sum * (1 - 1e-14) && mean <= sum * (1 + 1e-14);
}

static void
check_quantile(UnitTest *test, CaQuantile *quantile, uint64 *numbers, Size n)
{
	static const double fractions[] = {0, 0.5, 0.9, 1, 0.25, 0.001, 0.999};

	UNIT_CHECK(test, ca_quantile_count(quantile) == n);
	if (n == 0)
		return;
	UNIT_CHECK(test, is_mean(numbers, n, ca_quantile_mean(quantile)));
	unit_sort(numbers, n, 1);
	for (int i = 0; i < (int) lengthof(fractions); i++)
		UNIT_CHECK(test, ca_quantile_value(quantile, fractions[i]) == plain_value(numbers, n, fractions[i]));
	for (int i = 0; i < 3; i++)
	{
		double		p = (double) unit_random_below(test, n) / (double) Max(n - 1, 1);

		UNIT_CHECK(test, ca_quantile_value(quantile, p) == plain_value(numbers, n, p));
	}
}

/* Numbers by turns; then give back what they took. */
static void
fill_and_check(UnitTest *test, CaQuantile *quantile, uint64 **numbers, int nquantiles,
			   Size n, const char *distribution)
{
	for (int q = 0; q < nquantiles; q++)
		unit_fill(test, numbers[q], n, 1, distribution);
	for (Size i = 0; i < n; i++)
	{
		for (int q = 0; q < nquantiles; q++)
			ca_quantile_add(&quantile[q], numbers[q][i]);
	}
	for (int q = 0; q < nquantiles; q++)
		check_quantile(test, &quantile[q], numbers[q], n);
	for (int q = 0; q < nquantiles; q++)
	{
		ca_quantile_free(&quantile[q]);
		UNIT_CHECK(test, ca_quantile_count(&quantile[q]) == 0);
	}
}

/*
 * test_quantile(seed bigint, n int, distribution text, memory bigint,
 * nquantiles int, spills boolean): n numbers for each of several quantiles that
 * share a pool, then n / 2 numbers once more: 13 checks a quantile that has
 * numbers, 2 one that has none; and one
 */
UNIT_FUNCTION(test_quantile)
{
	Size		n = PG_GETARG_INT32(1);
	char	   *distribution = unit_text(PG_GETARG_DATUM(2));
	Size		limit = PG_GETARG_INT64(3) < 0 ? SIZE_MAX : (Size) PG_GETARG_INT64(3);
	int			nquantiles = PG_GETARG_INT32(4);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_quantile",
												  ALLOCSET_DEFAULT_SIZES);
	CaPool	   *pool = ca_pool_of(context, limit);
	CaQuantile	quantile[MAX_QUANTILES];
	uint64	   *numbers[MAX_QUANTILES];
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int q = 0; q < nquantiles; q++)
	{
		ca_quantile_init(&quantile[q], pool);
		numbers[q] = palloc_extended(Max(n, 1) * sizeof(uint64), MCXT_ALLOC_HUGE);
	}
	fill_and_check(&test, quantile, numbers, nquantiles, n, distribution);
	fill_and_check(&test, quantile, numbers, nquantiles, n / 2, distribution);
	UNIT_CHECK(&test, (pool->file != NULL) == PG_GETARG_BOOL(5));
	MemoryContextDelete(context);
	PG_RETURN_INT64(test.nchecks);
}
