/*-------------------------------------------------------------------------
 *
 * condition.c
 *	  Arguments that funnels and sequences share: conditions and windows
 *
 * Interface
 *	ca_condition_count		- are the conditions what they must be?
 *	ca_condition_check_count, ca_condition_check_type
 *							- the same without a row
 *	ca_condition_mask		- which of them hold (inline)
 *	ca_condition_window		- how long a window is
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "api/condition.h"

void
ca_condition_check_count(int n, bool variadic, const char *name)
{
	if (variadic)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("VARIADIC array is not supported as conditions of %s", name),
				 errhint("Write the conditions one by one.")));
	if (n < 1 || n > CA_MAX_CONDITIONS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have between 1 and %d conditions, not %d", name, CA_MAX_CONDITIONS, n)));
}

/*
 * NULL without a type is as good as false; any other literal without a type
 * would be a string, whatever it says.
 */
void
ca_condition_check_type(Oid type, bool isnull, int condition)
{
	if (!OidIsValid(type))
		ereport(ERROR,
				(errcode(ERRCODE_INDETERMINATE_DATATYPE),
				 errmsg("could not determine the data type of condition %d", condition)));
	if (type == BOOLOID || (type == UNKNOWNOID && isnull) || getBaseType(type) == BOOLOID)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("condition %d must be of type boolean, not %s", condition, format_type_be(type))));
}

int
ca_condition_count(FunctionCallInfo fcinfo, int first, const char *name)
{
	int			n = PG_NARGS() - first;

	ca_condition_check_count(n, get_fn_expr_variadic(fcinfo->flinfo), name);
	for (int i = 0; i < n; i++)
		ca_condition_check_type(get_fn_expr_argtype(fcinfo->flinfo, first + i),
								PG_ARGISNULL(first + i), i + 1);
	return n;
}

/* The interval as the caller wrote it, for a message. */
static char *
interval_text(const Interval *interval)
{
	return OidOutputFunctionCall(F_INTERVAL_OUT, PointerGetDatum(interval));
}

uint64
ca_condition_window(const Interval *window, const char *name)
{
	int64		days = window->day + window->time / USECS_PER_DAY;
	int64		rest = window->time % USECS_PER_DAY;

	if (window->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not have months or years: %s", name, interval_text(window)),
				 errhint("Months differ in length; give it in days.")));
	if (rest < 0)
	{
		days--;
		rest += USECS_PER_DAY;
	}
	if (days < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not be negative: %s", name, interval_text(window))));

	/*
	 * No two instants are so many days apart; a window of more is as good as
	 * any.
	 */
	if ((uint64) days >= PG_UINT64_MAX / USECS_PER_DAY)
		return PG_UINT64_MAX;
	return (uint64) days * USECS_PER_DAY + (uint64) rest;
}
