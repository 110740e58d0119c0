/*-------------------------------------------------------------------------
 *
 * activity_plan.c
 *	  What is asked about the activity of contacts, found out once for all groups
 *
 * What must not change is understood once for all states of a pool that were
 * given the same, with the first row of a group at the latest.
 *
 * Interface
 *	ca_activity_make_call		- what is kept from row to row
 *	ca_activity_plan_of_row		- what a row asks
 *	ca_activity_check_row		- has it changed?
 *	ca_activity_starts			- are there starts to keep?
 *	ca_activity_plan_write, ca_activity_plan_read, ca_activity_require_same
 *								- the same in states
 *	ca_activity_check_without_rows	- errors when there is no row
 *
 * Memory: plans live in the pool's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/activity_plan.h"
#include "api/argument.h"

void
ca_activity_not_finite(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be finite", name),
			 errhint("Leave such rows out: FILTER (WHERE isfinite(%s)).", name)));
}

/* ---- What it means ---- */

CA_NORETURN static void
bad_spans(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s", message),
			 errhint("Write it as '{1,7,28}': numbers of periods, from 1 to %d, no two of them equal.",
					 CA_SPAN_MAX)));
}

static void
add_span(CaActivityPlan *plan, int32 span)
{
	if (span < 1 || span > CA_SPAN_MAX)
		bad_spans(psprintf("spans must be from 1 to %d, not %d", CA_SPAN_MAX, span));
	for (int i = 0; i < plan->nspans; i++)
	{
		if (plan->spans[i] == span)
			bad_spans(psprintf("spans contains %d twice", span));
	}
	plan->spans[plan->nspans++] = span;
}

static void
read_spans(CaActivityPlan *plan, ArrayType *array)
{
	Datum	   *value;
	bool	   *isnull;
	int			n;

	if (ARR_NDIM(array) > 1)
		bad_spans(psprintf("spans must have one dimension, not %d", ARR_NDIM(array)));
	deconstruct_array(array, INT4OID, sizeof(int32), true, TYPALIGN_INT, &value, &isnull, &n);
	if (n < 1 || n > CA_MAX_SPANS)
		bad_spans(psprintf("spans must have between 1 and %d numbers, not %d", CA_MAX_SPANS, n));
	for (int i = 0; i < n; i++)
	{
		if (isnull[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("spans must not contain NULL")));
		add_span(plan, DatumGetInt32(value[i]));
	}
	pfree(value);
	pfree(isnull);
}

static void
read_options(CaActivityPlan *plan, CaActivityUse use, const text *options)
{
	int			valid = CA_OPTION_NOW;

	if (use == CA_USE_RETENTION || use == CA_USE_VALUE)
		valid |= CA_OPTION_COHORTS;
	if (use == CA_USE_RETENTION)
		valid |= CA_OPTION_ON_OR_AFTER;
	ca_retention_options_read(options == NULL ? "" : text_to_cstring(options), valid, &plan->options);
}

/* What may be left out, as the use has it. */
static void
read_last(CaActivityPlan *plan, const CaActivityGiven *given)
{
	const int32 usual[] = {1, 7, 28};

	plan->has_span = given->use == CA_USE_STICKINESS && given->options != NULL;
	if (plan->has_span)
		plan->span = ca_period_read_span(given->options, plan->period, given->period);
	read_options(plan, given->use, plan->has_span ? NULL : given->options);
	if (given->spans != NULL)
		read_spans(plan, given->spans);
	else
	{
		for (int i = 0; i < (int) lengthof(usual); i++)
			add_span(plan, usual[i]);
	}
}

/*
 * What activities and starts are kept as: numbers of periods, unless periods
 * count from each contact's own start: then what they are counted in.
 */
static void
choose_units(CaActivityPlan *plan)
{
	plan->by_instant = plan->options.rolling &&
		(plan->period.is_fixed || plan->period.period < CA_DAY);
	if (plan->by_instant && plan->given.use == CA_USE_VALUE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("option \"rolling\" of cohort_value does not support the period \"%s\"",
						text_to_cstring(plan->given.period)),
				 errhint("Valid periods are day, week, month, quarter, year.")));
	plan->of_active = plan->options.rolling ? plan->days : plan->grid;
	plan->of_start = plan->of_active;
}

static CaActivityPlan *
plan_create(const CaActivityGiven *given, MemoryContext context)
{
	CaActivityPlan *plan = MemoryContextAllocZero(context, sizeof(CaActivityPlan));

	plan->given = ca_activity_given_copy(given, context);
	plan->period = ca_period_read(given->period);
	plan->zone = ca_period_zone(given->zone);
	ca_period_grid(&plan->grid, plan->period, plan->zone);
	ca_grid_init(&plan->days, CA_DAY, plan->zone);
	read_last(plan, given);
	choose_units(plan);
	return plan;
}

static bool
was_given(const CaShared *entry, const void *asked)
{
	const CaActivityGiven *was = &((const CaActivityPlan *) entry)->given;
	const CaActivityGiven *given = asked;

	return was->use == given->use && ca_activity_given_differs(was, given) == NULL;
}

/* The plan of what is given: one that a state of the pool has, or a new one. */
static CaActivityPlan *
plan_of_pool(CaPool *pool, const CaActivityGiven *given)
{
	CaActivityPlan *plan = (CaActivityPlan *) ca_pool_shared(pool, was_given, given);

	if (plan == NULL)
	{
		plan = plan_create(given, pool->context);
		ca_pool_share(pool, was_given, &plan->shared);
	}
	return plan;
}

/* ---- Rows ---- */

CaActivityCall *
ca_activity_make_call(FunctionCallInfo fcinfo, const CaActivityUse use)
{
	CaCall	   *made = ca_door_make_call(fcinfo);
	CaActivityCall *call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CaActivityCall));
	uint64		fixed = 1 << CA_ARG_PERIOD | 1 << CA_ARG_ZONE;

	if (PG_NARGS() > ca_activity_last_argument(use))
		fixed |= 1 << ca_activity_last_argument(use);
	call->call = *made;
	call->constant = (made->constants & fixed) == fixed;
	pfree(made);
	fcinfo->flinfo->fn_extra = call;
	return call;
}

CaActivityPlan *
ca_activity_plan_of_row(FunctionCallInfo fcinfo, const CaActivityUse use, CaPool *pool)
{
	CaActivityGiven given = ca_activity_given_by_row(fcinfo, use);

	return plan_of_pool(pool, &given);
}

void
ca_activity_check_row(FunctionCallInfo fcinfo, const CaActivityPlan *plan)
{
	CaActivityGiven given = ca_activity_given_by_row(fcinfo, plan->given.use);
	const char *changed = ca_activity_given_differs(&plan->given, &given);

	if (changed != NULL)
		ca_door_changed(changed);
}

/*
 * Is cohort_at NULL whatever the row?  That is found out once for the states of
 * a plan, which do not outlive what the query's parameters are.
 */
static bool
has_no_cohort(FunctionCallInfo fcinfo, CaActivityPlan *plan, int argument)
{
	if (!PG_ARGISNULL(argument))
		return false;
	if (ca_door_is_constant(fcinfo, argument))
		return true;
	if (plan->asked_by != fcinfo->flinfo)
	{
		plan->no_cohort = ca_argument_is_null(fcinfo, argument);
		plan->asked_by = fcinfo->flinfo;
	}
	return plan->no_cohort;
}

CaStarts
ca_activity_starts(FunctionCallInfo fcinfo, CaActivityPlan *plan)
{
	int			argument = ca_activity_cohort_argument(plan->given.use);

	if (argument == 0 || has_no_cohort(fcinfo, plan, argument))
		return CA_STARTS_NONE;
	return plan->options.recurring ? CA_STARTS_ALL : CA_STARTS_FIRST;
}

/* ---- States ---- */

void
ca_activity_plan_write(const CaActivityPlan *plan, CaWriter *w)
{
	ca_activity_given_write(w, &plan->given);
}

CaActivityPlan *
ca_activity_plan_read(CaReader *r, CaPool *pool)
{
	CaActivityGiven given = ca_activity_given_read(r);

	return plan_of_pool(pool, &given);
}

void
ca_activity_require_same(const CaActivityPlan *was, const CaActivityPlan *is)
{
	const char *changed;

	if (was == is)
		return;
	if (was->given.use != is->given.use)
		ca_wire_error("they are of another aggregate");
	changed = ca_activity_given_differs(&was->given, &is->given);
	if (changed != NULL)
		ca_door_changed(changed);
}

/* ---- Without rows ---- */

void
ca_activity_check_without_rows(FunctionCallInfo fcinfo, const CaActivityUse use)
{
	CaActivityGiven given;

	if (ca_activity_given_without_rows(fcinfo, use, &given))
		(void) plan_create(&given, CurrentMemoryContext);
}
