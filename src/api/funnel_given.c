/*-------------------------------------------------------------------------
 *
 * funnel_given.c
 *	  What a funnel is given: the arguments that must not change
 *
 * Arguments of all funnels: what is special to one of them, the window, maybe
 * the mode, then either contact, time and conditions, or contact, time, event
 * type and steps, or a stored timeline and steps.  funnel_times, whose groups
 * are contacts, has none.
 *
 * Interface
 *	ca_funnel_fixed_arguments	- which arguments must not change
 *	ca_funnel_given_by_row		- what a row gives
 *	ca_funnel_given_without_rows	- what the query gives
 *	ca_funnel_given_differs		- which of them has changed?
 *	ca_funnel_given_write, ca_funnel_given_read	- in states
 *
 * Memory: values stay where the row has them, or are palloc'd.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/timestamp.h"

#include "api/argument.h"
#include "api/condition.h"
#include "api/door.h"
#include "api/funnel_given.h"
#include "api/steps.h"
#include "api/text.h"
#include "model/funnel.h"

/* Fixed arguments are among the first of this many. */
#define CA_FIRST_ARGUMENTS	10

uint64
ca_funnel_fixed_arguments(const CaFunnelLayout layout)
{
	uint64		fixed = (UINT64CONST(1) << ca_funnel_row_argument(layout)) - 2;

	if (layout.form != CA_FORM_CONDITIONS)
		fixed |= UINT64CONST(1) << ca_funnel_steps_argument(layout);
	return fixed;
}

static const char *
name_of_fixed(const CaFunnelLayout layout, int argument)
{
	int			window = ca_funnel_window_argument(layout);

	if (argument < window)
		return layout.extra == CA_EXTRA_STEP ? "step" : argument == 1 ? "period" : "zone";
	if (argument == window)
		return "window";
	return argument < ca_funnel_row_argument(layout) ? "mode" : "steps";
}

static void
require_value(bool isnull, const CaFunnelLayout layout, int argument)
{
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be NULL", name_of_fixed(layout, argument))));
}

/* What these values of the fixed arguments are. */
static CaFunnelGiven
given_by(const CaFunnelLayout layout, const Datum *value, int nconditions)
{
	int			window = ca_funnel_window_argument(layout);
	CaFunnelGiven given = {0};

	given.extra = layout.extra;
	given.nconditions = nconditions;
	given.window = ca_condition_window(DatumGetIntervalP(value[window]), "window");
	if (layout.extra == CA_EXTRA_PERIOD)
	{
		given.period = DatumGetTextPP(value[1]);
		given.zone = DatumGetTextPP(value[2]);
	}
	if (layout.extra == CA_EXTRA_STEP)
		given.step = DatumGetInt32(value[1]);
	if (layout.has_mode)
		given.mode = DatumGetTextPP(value[window + 1]);
	if (layout.form != CA_FORM_CONDITIONS)
		given.steps = DatumGetArrayTypeP(value[ca_funnel_steps_argument(layout)]);
	return given;
}

CaFunnelGiven
ca_funnel_given_by_row(FunctionCallInfo fcinfo, const CaFunnelLayout layout)
{
	uint64		fixed = ca_funnel_fixed_arguments(layout);
	Datum		value[CA_FIRST_ARGUMENTS];
	int			nconditions = 0;

	for (int i = 1; fixed >> i != 0; i++)
	{
		if ((fixed >> i & 1) == 0)
			continue;
		require_value(PG_ARGISNULL(i), layout, i);
		value[i] = PG_GETARG_DATUM(i);
	}
	if (layout.form == CA_FORM_CONDITIONS)
		nconditions = ca_condition_count(fcinfo, ca_funnel_steps_argument(layout), "funnel");
	return given_by(layout, value, nconditions);
}

/* ---- Changes ---- */

static bool
same_steps(ArrayType *a, ArrayType *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return ca_steps_equal(a, b);
}

const char *
ca_funnel_given_differs(const CaFunnelGiven *a, const CaFunnelGiven *b)
{
	if (a->window != b->window)
		return "window";
	if (!ca_text_equal(a->mode, b->mode))
		return "mode";
	if (a->nconditions != b->nconditions)
		return "number of conditions";
	if (!same_steps(a->steps, b->steps))
		return "steps";
	if (!ca_text_equal(a->period, b->period))
		return "period";
	if (!ca_text_equal(a->zone, b->zone))
		return "zone";
	return a->extra != b->extra || a->step != b->step ? "step" : NULL;
}

/* ---- In states ---- */

static void
write_text(CaWriter *w, const text *value)
{
	ca_write_varint(w, value != NULL);
	if (value != NULL)
		ca_text_write(w, value);
}

static text *
read_text(CaReader *r)
{
	return ca_read_varint(r) == 0 ? NULL : ca_text_read(r, CurrentMemoryContext);
}

void
ca_funnel_given_write(CaWriter *w, const CaFunnelGiven *given)
{
	ca_write_varint(w, given->extra);
	ca_write_varint(w, given->window);
	ca_write_varint(w, given->nconditions);
	ca_write_varint(w, given->step);
	write_text(w, given->mode);
	write_text(w, given->period);
	write_text(w, given->zone);
	if (given->steps != NULL)
		ca_steps_write(w, given->steps);
}

/* A number that is at most so large. */
static int
read_number(CaReader *r, int most)
{
	uint64		number = ca_read_varint(r);

	if (number > (uint64) most)
		ca_wire_error("a number of a funnel is out of range");
	return (int) number;
}

CaFunnelGiven
ca_funnel_given_read(CaReader *r)
{
	CaFunnelGiven given = {0};

	given.extra = (CaFunnelExtra) read_number(r, CA_EXTRA_STEP);
	given.window = ca_read_varint(r);
	given.nconditions = read_number(r, CA_MAX_CONDITIONS);
	given.step = read_number(r, CA_FUNNEL_STEPS);
	given.mode = read_text(r);
	given.period = read_text(r);
	given.zone = read_text(r);
	if ((given.extra == CA_EXTRA_PERIOD) != (given.period != NULL && given.zone != NULL))
		ca_wire_error("a funnel has a period that it should not have, or has none");
	if (given.nconditions == 0)
		given.steps = ca_steps_read(r);
	if (!ca_reader_at_end(r))
		ca_wire_error("a funnel is longer than declared");
	return given;
}

/* ---- Without rows ---- */

/* Where the aggregate being finished has its arguments, by their types. */
static CaFunnelLayout
find_layout(FunctionCallInfo fcinfo, CaFunnelExtra extra, bool has_contact)
{
	CaFunnelLayout layout = {CA_FORM_CONDITIONS, extra, false, has_contact};
	int			window = ca_funnel_window_argument(layout);
	int			at;

	/* Behind the window, a text is a mode, unless it is a contact. */
	layout.has_mode = ca_argument_type(fcinfo, window + 1) == TEXTOID &&
		!(has_contact && ca_argument_type(fcinfo, window + 2) == TIMESTAMPTZOID);
	at = ca_funnel_time_argument(layout);
	if (ca_argument_type(fcinfo, at) != TIMESTAMPTZOID)
		layout.form = CA_FORM_TIMELINE;
	else if (ca_argument_type(fcinfo, at + 1) == TEXTOID &&
			 ca_argument_type(fcinfo, at + 2) == TEXTARRAYOID)
		layout.form = CA_FORM_STEPS;
	return layout;
}

/* The conditions of the aggregate being finished, from first on. */
static int
count_conditions(FunctionCallInfo fcinfo, int first)
{
	const Aggref *aggref = AggGetAggref(fcinfo);
	int			n = ca_argument_count(fcinfo) - first + 1;
	Datum		value;

	ca_condition_check_count(n, aggref != NULL && aggref->aggvariadic, "funnel");
	for (int i = 0; i < n; i++)
		ca_condition_check_type(ca_argument_type(fcinfo, first + i),
								!ca_argument_constant(fcinfo, first + i, &value), i + 1);
	return n;
}

bool
ca_funnel_given_without_rows(FunctionCallInfo fcinfo, CaFunnelExtra extra, bool has_contact,
							 CaFunnelGiven *given)
{
	Datum		value[CA_FIRST_ARGUMENTS];
	CaFunnelLayout layout;
	uint64		fixed;
	int			nconditions = 0;

	if (ca_argument_count(fcinfo) == 0)
		return false;
	layout = find_layout(fcinfo, extra, has_contact);
	fixed = ca_funnel_fixed_arguments(layout);
	for (int i = 1; fixed >> i != 0; i++)
	{
		if ((fixed >> i & 1) == 0 || ca_argument_constant(fcinfo, i, &value[i]))
			continue;
		require_value(ca_argument_is_null(fcinfo, i), layout, i);
		return false;
	}
	if (layout.form == CA_FORM_CONDITIONS)
		nconditions = count_conditions(fcinfo, ca_funnel_steps_argument(layout));
	*given = given_by(layout, value, nconditions);
	return true;
}
