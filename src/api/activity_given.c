/*-------------------------------------------------------------------------
 *
 * activity_given.c
 *	  What is given of the activity of contacts: the arguments that must not change
 *
 * Arguments of all uses: period, zone, contact, of cohorts the time of the
 * cohort, the time, of cohort_value a value, and maybe one more: options, a
 * span or spans.
 *
 * Interface
 *	ca_activity_given_by_row		- what a row gives
 *	ca_activity_given_without_rows	- what the query gives
 *	ca_activity_given_differs		- which of them has changed?
 *	ca_activity_given_copy			- to keep
 *	ca_activity_given_write, ca_activity_given_read	- in states
 *
 * Memory: values stay where the row has them, or are palloc'd.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "api/activity_given.h"
#include "api/argument.h"
#include "api/door.h"
#include "api/text.h"

static const char *
name_of_last(CaActivityUse use)
{
	return use == CA_USE_STICKINESS ? "span" : use == CA_USE_ACTIVE ? "spans" : "options";
}

CA_NORETURN static void
null_argument(CaActivityUse use, int argument)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s must not be NULL",
					argument == CA_ARG_PERIOD ? "period" : argument == CA_ARG_ZONE ? "zone" : name_of_last(use))));
}

/* The last argument's value. */
static void
set_last(CaActivityGiven *given, Datum value)
{
	if (given->use == CA_USE_ACTIVE)
		given->spans = DatumGetArrayTypeP(value);
	else
		given->options = DatumGetTextPP(value);
}

CaActivityGiven
ca_activity_given_by_row(FunctionCallInfo fcinfo, const CaActivityUse use)
{
	CaActivityGiven given = {use, NULL, NULL, NULL, NULL};
	int			last = ca_activity_last_argument(use);

	if (PG_ARGISNULL(CA_ARG_PERIOD))
		null_argument(use, CA_ARG_PERIOD);
	if (PG_ARGISNULL(CA_ARG_ZONE))
		null_argument(use, CA_ARG_ZONE);
	given.period = PG_GETARG_TEXT_PP(CA_ARG_PERIOD);
	given.zone = PG_GETARG_TEXT_PP(CA_ARG_ZONE);
	if (PG_NARGS() > last)
	{
		if (PG_ARGISNULL(last))
			null_argument(use, last);
		set_last(&given, PG_GETARG_DATUM(last));
	}
	return given;
}

/* Its value, when it does not depend on the row. */
static bool
constant_argument(FunctionCallInfo fcinfo, CaActivityUse use, int argument, Datum *value)
{
	if (ca_argument_constant(fcinfo, argument, value))
		return true;
	if (ca_argument_is_null(fcinfo, argument))
		null_argument(use, argument);
	return false;
}

bool
ca_activity_given_without_rows(FunctionCallInfo fcinfo, const CaActivityUse use,
							   CaActivityGiven *given)
{
	int			last = ca_activity_last_argument(use);
	Datum		period;
	Datum		zone;
	Datum		value;

	if (ca_argument_count(fcinfo) == 0 ||
		!constant_argument(fcinfo, use, CA_ARG_PERIOD, &period) ||
		!constant_argument(fcinfo, use, CA_ARG_ZONE, &zone))
		return false;
	memset(given, 0, sizeof(CaActivityGiven));
	given->use = use;
	given->period = DatumGetTextPP(period);
	given->zone = DatumGetTextPP(zone);
	if (ca_argument_count(fcinfo) < last)
		return true;
	if (!constant_argument(fcinfo, use, last, &value))
		return false;
	set_last(given, value);
	return true;
}

/* ---- Changes ---- */

static int
count_spans(const ArrayType *array)
{
	return ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
}

/* The same numbers, wherever the arrays begin; what cannot be is not the same. */
static bool
same_spans(const ArrayType *a, const ArrayType *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return !ARR_HASNULL(a) && !ARR_HASNULL(b) && ARR_NDIM(a) == ARR_NDIM(b) &&
		count_spans(a) == count_spans(b) &&
		memcmp(ARR_DATA_PTR(a), ARR_DATA_PTR(b), count_spans(a) * sizeof(int32)) == 0;
}

const char *
ca_activity_given_differs(const CaActivityGiven *a, const CaActivityGiven *b)
{
	if (!ca_text_equal(a->period, b->period))
		return "period";
	if (!ca_text_equal(a->zone, b->zone))
		return "zone";
	return ca_text_equal(a->options, b->options) && same_spans(a->spans, b->spans) ? NULL
		: name_of_last(a->use);
}

static void *
copy_value(const void *value, MemoryContext context)
{
	void	   *copy;

	if (value == NULL)
		return NULL;
	copy = MemoryContextAlloc(context, VARSIZE_ANY(value));
	memcpy(copy, value, VARSIZE_ANY(value));
	return copy;
}

CaActivityGiven
ca_activity_given_copy(const CaActivityGiven *given, MemoryContext context)
{
	CaActivityGiven copy;

	copy.use = given->use;
	copy.period = copy_value(given->period, context);
	copy.zone = copy_value(given->zone, context);
	copy.options = copy_value(given->options, context);
	copy.spans = copy_value(given->spans, context);
	return copy;
}

/* ---- In states ---- */

static void
write_spans(CaWriter *w, const ArrayType *array)
{
	const int32 *span = (const int32 *) ARR_DATA_PTR(array);

	ca_write_varint(w, count_spans(array));
	for (int i = 0; i < count_spans(array); i++)
		ca_write_varint(w, span[i]);
}

static ArrayType *
read_spans(CaReader *r)
{
	Datum		value[CA_MAX_SPANS];
	uint64		n = ca_read_varint(r);

	if (n < 1 || n > CA_MAX_SPANS)
		ca_wire_error("the number of spans is out of range");
	for (uint64 i = 0; i < n; i++)
	{
		uint64		span = ca_read_varint(r);

		if (span > CA_SPAN_MAX)
			ca_wire_error("a span is out of range");
		value[i] = Int32GetDatum((int32) span);
	}
	return construct_array(value, (int) n, INT4OID, sizeof(int32), true, TYPALIGN_INT);
}

void
ca_activity_given_write(CaWriter *w, const CaActivityGiven *given)
{
	ca_write_varint(w, given->use);
	ca_text_write(w, given->period);
	ca_text_write(w, given->zone);
	ca_write_varint(w, given->options != NULL || given->spans != NULL);
	if (given->options != NULL)
		ca_text_write(w, given->options);
	if (given->spans != NULL)
		write_spans(w, given->spans);
}

CaActivityGiven
ca_activity_given_read(CaReader *r)
{
	CaActivityGiven given = {CA_USE_RETENTION, NULL, NULL, NULL, NULL};
	uint64		use = ca_read_varint(r);

	if (use > CA_USE_ACTIVE)
		ca_wire_error("what is asked of activities is not known");
	given.use = (CaActivityUse) use;
	given.period = ca_text_read(r, CurrentMemoryContext);
	given.zone = ca_text_read(r, CurrentMemoryContext);
	if (ca_read_varint(r) == 0)
		return given;
	if (use == CA_USE_ACTIVE)
		given.spans = read_spans(r);
	else
		given.options = ca_text_read(r, CurrentMemoryContext);
	return given;
}
