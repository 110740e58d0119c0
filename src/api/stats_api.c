/*-------------------------------------------------------------------------
 *
 * stats_api.c
 *	  Doors of rates, intervals, tests and scores
 *
 * Usage:
 *	SELECT * FROM ab_test(150, 500, 200, 500);
 *	SELECT (chi_square(array_agg(opened), array_agg(delivered))).p_value
 *	FROM variants;
 *	SELECT engagement_score(at, 1, '30 days', now()) FROM events;
 *
 * What there is nothing to say about, for want of rows, is NULL; what cannot be,
 * such as 7 of 5, is an error.
 *
 * Memory: results are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/float.h"
#include "utils/timestamp.h"

#include "api/condition.h"
#include "api/door.h"
#include "api/row.h"
#include "model/stats.h"

/* Columns of the results. */
#define INTERVAL_COLUMNS	2
#define COMPARISON_COLUMNS	8
#define HOLDOUT_COLUMNS		12
#define RATIO_COLUMNS		4

/* ---- What arguments must be ---- */

static CaProportion
read_proportion(FunctionCallInfo fcinfo, int argument, const char *group)
{
	CaProportion proportion = {PG_GETARG_INT64(argument), PG_GETARG_INT64(argument + 1)};

	if (proportion.x < 0 || proportion.n < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s%s must not be negative: " INT64_FORMAT, group, proportion.x < 0 ? "x" : "n",
						proportion.x < 0 ? proportion.x : proportion.n)));
	if (proportion.x > proportion.n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%sx must not be greater than %sn: " INT64_FORMAT " of " INT64_FORMAT,
						group, group, proportion.x, proportion.n)));
	return proportion;
}

/* A number between 0 and 1, both excluded. */
static double
read_probability(FunctionCallInfo fcinfo, int argument, const char *name, const char *example)
{
	double		value = PG_GETARG_FLOAT8(argument);

	if (!(value > 0.0 && value < 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be greater than 0 and less than 1: %g", name, value),
				 errhint("Write it as a fraction, such as %s.", example)));
	return value;
}

static double
read_confidence(FunctionCallInfo fcinfo, int argument)
{
	return read_probability(fcinfo, argument, "confidence", "0.95");
}

/* The elements of an array without NULLs. */
static Datum *
read_array(FunctionCallInfo fcinfo, int argument, const char *name, int *n)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(argument);
	Datum	   *element;
	bool	   *isnull;

	ca_door_one_dimension(array, name);
	if (ARR_ELEMTYPE(array) == INT8OID)
		deconstruct_array(array, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &element, &isnull, n);
	else
		deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &element, &isnull, n);
	for (int i = 0; i < *n; i++)
	{
		if (isnull[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not contain NULL", name)));
	}
	return element;
}

static int64 *
read_counts(FunctionCallInfo fcinfo, int argument, const char *name, int *n)
{
	Datum	   *element = read_array(fcinfo, argument, name, n);
	int64	   *count = palloc(Max(*n, 1) * sizeof(int64));

	for (int i = 0; i < *n; i++)
	{
		count[i] = DatumGetInt64(element[i]);
		if (count[i] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must not contain negative counts: " INT64_FORMAT, name, count[i])));
	}
	return count;
}

static double *
read_shares(FunctionCallInfo fcinfo, int argument, const char *name, int *n)
{
	Datum	   *element = read_array(fcinfo, argument, name, n);
	double	   *share = palloc(Max(*n, 1) * sizeof(double));

	for (int i = 0; i < *n; i++)
	{
		share[i] = DatumGetFloat8(element[i]);
		if (!(share[i] > 0.0) || isinf(share[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s must contain finite numbers greater than 0 only: %g", name, share[i]),
					 errhint("Give each group its share, such as {0.5,0.5} or {90,10}.")));
	}
	return share;
}

static void
require_same_length(const char *a, int na, const char *b, int nb)
{
	if (na != nb)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s and %s must have the same number of elements, not %d and %d", a, b, na, nb)));
}

/* ---- Results ---- */

/* A row of the composite type that the running function returns. */
static Datum
make_row(FunctionCallInfo fcinfo, Datum *value, bool *isnull, CaColumns columns)
{
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = ca_row_result(fcinfo, columns);
	return HeapTupleGetDatum(heap_form_tuple(fcinfo->flinfo->fn_extra, value, isnull));
}

/* rate(num double precision, den double precision) returns double precision */
CA_FUNCTION(ca_rate)
{
	double		rate;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_GETARG_FLOAT8(1) == 0.0)
		PG_RETURN_NULL();
	rate = PG_GETARG_FLOAT8(0) / PG_GETARG_FLOAT8(1);
	if (isnan(rate) || isinf(rate))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(rate);
}

/* ---- One and two proportions ---- */

/* wilson_interval(x bigint, n bigint, confidence double precision) returns proportion_interval */
CA_FUNCTION(ca_wilson_interval)
{
	CaProportion proportion = read_proportion(fcinfo, 0, "");
	double		confidence = read_confidence(fcinfo, 2);
	Datum		value[INTERVAL_COLUMNS];
	bool		isnull[INTERVAL_COLUMNS] = {false};
	CaInterval	interval;

	if (proportion.n == 0)
		PG_RETURN_NULL();
	interval = ca_stats_wilson(proportion, confidence);
	value[0] = Float8GetDatum(interval.low);
	value[1] = Float8GetDatum(interval.high);
	return make_row(fcinfo, value, isnull, "ff");
}

/* The columns that both comparisons begin with. */
static void
put_comparison(const CaComparison *comparison, Datum *value, bool *isnull)
{
	value[0] = Float8GetDatum(comparison->control_rate);
	value[1] = Float8GetDatum(comparison->variant_rate);
	value[2] = Float8GetDatum(comparison->lift);
	isnull[2] = !comparison->has_lift;
	value[3] = Float8GetDatum(comparison->difference);
	value[4] = Float8GetDatum(comparison->z);
	value[5] = Float8GetDatum(comparison->p_value);
	value[6] = Float8GetDatum(comparison->interval.low);
	value[7] = Float8GetDatum(comparison->interval.high);
}

/*
 * ab_test(control_x bigint, control_n bigint, variant_x bigint, variant_n bigint,
 * confidence double precision) returns ab_test_result
 */
CA_FUNCTION(ca_ab_test)
{
	CaProportion control = read_proportion(fcinfo, 0, "control_");
	CaProportion variant = read_proportion(fcinfo, 2, "variant_");
	double		confidence = read_confidence(fcinfo, 4);
	Datum		value[COMPARISON_COLUMNS];
	bool		isnull[COMPARISON_COLUMNS] = {false};
	CaComparison comparison;

	if (control.n == 0 || variant.n == 0)
		PG_RETURN_NULL();
	comparison = ca_stats_compare(control, variant, confidence);
	put_comparison(&comparison, value, isnull);
	return make_row(fcinfo, value, isnull, "ffffffff");
}

/*
 * holdout_lift(treated_x bigint, treated_n bigint, holdout_x bigint, holdout_n
 * bigint, confidence double precision) returns holdout_lift_result
 */
CA_FUNCTION(ca_holdout_lift)
{
	CaProportion treated = read_proportion(fcinfo, 0, "treated_");
	CaProportion holdout = read_proportion(fcinfo, 2, "holdout_");
	double		confidence = read_confidence(fcinfo, 4);
	Datum		value[HOLDOUT_COLUMNS];
	bool		isnull[HOLDOUT_COLUMNS] = {false};
	CaComparison comparison;
	CaIncrement increment;

	if (treated.n == 0 || holdout.n == 0)
		PG_RETURN_NULL();
	comparison = ca_stats_compare(holdout, treated, confidence);
	put_comparison(&comparison, value, isnull);
	increment = ca_stats_increment(&comparison, treated);
	value[8] = Float8GetDatum(increment.conversions);
	value[9] = Float8GetDatum(increment.interval.low);
	value[10] = Float8GetDatum(increment.interval.high);
	value[11] = Float8GetDatum(increment.share);
	isnull[11] = !increment.has_share;
	return make_row(fcinfo, value, isnull, "ffffffffffff");
}

/* sample_size(base_rate, lift, power, alpha double precision) returns bigint */
CA_FUNCTION(ca_sample_size)
{
	double		base = read_probability(fcinfo, 0, "base_rate", "0.2");
	double		lift = PG_GETARG_FLOAT8(1);
	double		power = read_probability(fcinfo, 2, "power", "0.8");
	double		alpha = read_probability(fcinfo, 3, "alpha", "0.05");
	double		target = base * (1.0 + lift);
	double		size;

	if (!(target >= 0.0 && target <= 1.0) || target == base)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lift must change base_rate to another rate between 0 and 1: %g", lift),
				 errhint("A lift is relative: 0.1 is a tenth more than base_rate.")));
	if (power <= alpha)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("power must be greater than alpha: %g is not greater than %g", power, alpha)));
	size = ceil(ca_stats_sample_size(base, target, power, alpha));
	if (!FLOAT8_FITS_IN_INT64(size))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("bigint out of range")));
	PG_RETURN_INT64((int64) size);
}

/* ---- Many groups ---- */

static Datum
make_chi_square(FunctionCallInfo fcinfo, const CaChiSquare *test, double threshold, CaColumns columns)
{
	Datum		value[RATIO_COLUMNS];
	bool		isnull[RATIO_COLUMNS] = {false};

	value[0] = Float8GetDatum(test->statistic);
	value[1] = Int32GetDatum((int32) test->df);
	value[2] = Float8GetDatum(test->p_value);
	value[3] = BoolGetDatum(test->p_value < threshold);
	return make_row(fcinfo, value, isnull, columns);
}

/* chi_square(x bigint[], n bigint[]) returns chi_square_result */
CA_FUNCTION(ca_chi_square)
{
	CaChiSquare test;
	int			nx;
	int			nn;
	int64	   *x = read_counts(fcinfo, 0, "x", &nx);
	int64	   *n = read_counts(fcinfo, 1, "n", &nn);

	require_same_length("x", nx, "n", nn);
	for (int i = 0; i < nx; i++)
	{
		if (x[i] > n[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("x must not be greater than n: " INT64_FORMAT " of " INT64_FORMAT " in group %d",
							x[i], n[i], i + 1)));
	}
	if (!ca_stats_same_rates(x, n, nx, &test))
		PG_RETURN_NULL();
	return make_chi_square(fcinfo, &test, 0.0, "fif");
}

/*
 * sample_ratio(observed bigint[], expected double precision[], threshold double
 * precision) returns sample_ratio_result
 */
CA_FUNCTION(ca_sample_ratio)
{
	CaChiSquare test;
	double		threshold;
	double	   *expected = NULL;
	int64	   *observed;
	int			n;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	observed = read_counts(fcinfo, 0, "observed", &n);
	threshold = read_probability(fcinfo, 2, "threshold", "0.001");
	if (!PG_ARGISNULL(1))
	{
		int			nexpected;

		expected = read_shares(fcinfo, 1, "expected", &nexpected);
		require_same_length("observed", n, "expected", nexpected);
	}
	if (!ca_stats_split(observed, expected, n, &test))
		PG_RETURN_NULL();
	return make_chi_square(fcinfo, &test, threshold, "fifb");
}

/* ---- Scores ---- */

/* The score so far, and one event more. */
static double
add_event(FunctionCallInfo fcinfo, double score)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(1);
	double		weight = PG_GETARG_FLOAT8(2);
	uint64		half_life = ca_condition_window(PG_GETARG_INTERVAL_P(3), "half_life");
	TimestampTz as_of = PG_GETARG_TIMESTAMPTZ(4);

	if (half_life == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("half_life must be greater than 0")));
	if (isnan(weight) || isinf(weight))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weight must be a finite number")));
	if (TIMESTAMP_NOT_FINITE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("as_of must be finite")));
	if (at > as_of || TIMESTAMP_NOT_FINITE(at))
		return score;
	return float8_pl(score, weight * ca_stats_decay((double) as_of - (double) at, (double) half_life));
}

/*
 * State function of engagement_score(at timestamptz, weight double precision,
 * half_life interval, as_of timestamptz); the state is a double precision.
 */
CA_FUNCTION(ca_engagement_score_transfn)
{
	double		score;

	ca_door_check(fcinfo);
	for (int i = 3; i <= 4; i++)
	{
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not be NULL", i == 3 ? "half_life" : "as_of")));
	}
	score = PG_ARGISNULL(0) ? 0.0 : PG_GETARG_FLOAT8(0);
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		score = add_event(fcinfo, score);
	PG_RETURN_FLOAT8(score);
}

CA_FUNCTION(ca_engagement_score_finalfn)
{
	ca_door_check(fcinfo);
	PG_RETURN_FLOAT8(PG_ARGISNULL(0) ? 0.0 : PG_GETARG_FLOAT8(0));
}

/* rfm_quintile(percent_rank double precision) returns integer */
CA_FUNCTION(ca_rfm_quintile)
{
	double		rank = PG_GETARG_FLOAT8(0);

	if (!(rank >= 0.0 && rank <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("percent_rank must be between 0 and 1: %g", rank),
				 errhint("Give it percent_rank() OVER (ORDER BY ...).")));
	PG_RETURN_INT32(ca_stats_quintile(rank));
}
