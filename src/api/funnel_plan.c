/*-------------------------------------------------------------------------
 *
 * funnel_plan.c
 *	  What a funnel's arguments mean, found out once for all its groups
 *
 * Interface
 *	ca_funnel_make_call, ca_funnel_call	- what is kept from row to row
 *	ca_funnel_plan_of_row		- for a new state
 *	ca_funnel_check_row			- has an argument changed?
 *	ca_funnel_plan_write, ca_funnel_plan_of_part, ca_funnel_require_same
 *								- in partial states
 *	ca_funnel_plan_without_rows	- by constants of the query alone
 *	ca_funnel_kind				- what a row is (inline)
 *
 * Memory: the plan of constant arguments lives in fn_mcxt, where that outlives
 * the states, as in the server's own executor it does; all other plans in the
 * pool of the states.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "api/funnel_mode.h"
#include "api/funnel_plan.h"
#include "api/period.h"

static void *
copy_value(const void *value)
{
	struct varlena *copy;

	if (value == NULL)
		return NULL;
	copy = palloc(VARHDRSZ + VARSIZE_ANY_EXHDR(value));
	SET_VARSIZE(copy, VARHDRSZ + VARSIZE_ANY_EXHDR(value));
	memcpy(VARDATA(copy), VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	return copy;
}

static void
plan_copy_given(CaFunnelPlan *plan, const CaFunnelGiven *given)
{
	plan->given = *given;
	plan->given.mode = copy_value(given->mode);
	plan->given.steps = copy_value(given->steps);
	plan->given.period = copy_value(given->period);
	plan->given.zone = copy_value(given->zone);
}

/* The steps of an array; returns how many. */
static int
plan_add_steps(CaFunnelPlan *plan)
{
	text	   *step[CA_MAX_STEPS];
	int			n = ca_steps_elements(plan->given.steps, "funnel", step);

	for (int i = 0; i < n; i++)
	{
		plan->name[i] = text_to_cstring(step[i]);
		ca_steps_add(&plan->steps, VARDATA_ANY(step[i]), VARSIZE_ANY_EXHDR(step[i]), i);
	}
	return n;
}

static void
plan_name_steps(CaFunnelPlan *plan)
{
	for (int i = 0; i < plan->spec.nsteps; i++)
	{
		if (plan->spec.order == CA_FUNNEL_ANY_ORDER)
			plan->name[i] = psprintf("any %d of %d", i + 1, plan->spec.nsteps);
		else if (plan->name[i] == NULL)
			plan->name[i] = psprintf("step %d", i + 1);
	}
}

static void
plan_check_step(const CaFunnelPlan *plan)
{
	if (plan->given.step < 0 || plan->given.step > plan->spec.nsteps)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("step must be between 0 and %d, not %d", plan->spec.nsteps, plan->given.step)));
}

static void
plan_spell_out(CaFunnelPlan *plan)
{
	CaWriter	w;

	ca_writer_open(&w, CurrentMemoryContext, 128);
	ca_funnel_given_write(&w, &plan->given);
	plan->bytes = w.data;
	plan->nbytes = w.used;
}

/* Understand what was given; palloc'd. */
static CaFunnelPlan *
plan_make(const CaFunnelGiven *given)
{
	CaFunnelPlan *plan = palloc0(sizeof(CaFunnelPlan));
	CaFunnelNames names = {0};

	plan_copy_given(plan, given);
	ca_steps_init(&plan->steps);
	names.nconditions = given->nconditions;
	if (given->steps != NULL)
		names.nsteps = plan_add_steps(plan);
	ca_funnel_mode_read(given->mode == NULL ? "" : text_to_cstring(given->mode),
						given->window, &names, &plan->spec);
	for (int i = 0; i < names.nexcluded; i++)
		ca_steps_add(&plan->steps, names.excluded[i], strlen(names.excluded[i]), names.nsteps + i);
	ca_steps_prepare(&plan->steps);
	plan->bits = given->nconditions > 0 ? given->nconditions : names.nsteps + names.nexcluded;
	plan_name_steps(plan);
	plan->wants_all = ca_funnel_wants_all(&plan->spec);
	if (given->extra == CA_EXTRA_PERIOD)
		ca_period_calendar(&plan->calendar, plan->given.period, plan->given.zone);
	if (given->extra == CA_EXTRA_STEP)
	{
		plan_check_step(plan);
		plan->wants_all |= given->step == 0;
	}
	plan_spell_out(plan);
	return plan;
}

static CaFunnelPlan *
plan_make_in(MemoryContext context, const CaFunnelGiven *given)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	CaFunnelPlan *plan = plan_make(given);

	MemoryContextSwitchTo(old);
	return plan;
}

static bool
was_given(const CaShared *entry, const void *given)
{
	return ca_funnel_given_differs(&((const CaFunnelPlan *) entry)->given, given) == NULL;
}

/* The plan for what was given, shared by the states of a pool. */
static const CaFunnelPlan *
shared_plan(CaPool *pool, const CaFunnelGiven *given)
{
	CaFunnelPlan *plan = (CaFunnelPlan *) ca_pool_shared(pool, was_given, given);

	if (plan == NULL)
	{
		plan = plan_make_in(pool->context, given);
		ca_pool_share(pool, was_given, &plan->shared);
	}
	return plan;
}

/* ---- Calls ---- */

/* Does what is kept for a call live as long as the states of a pool? */
static bool
call_outlives(FunctionCallInfo fcinfo, const CaPool *pool)
{
	MemoryContext context = pool->parent;

	while (context != NULL && context != fcinfo->flinfo->fn_mcxt)
		context = MemoryContextGetParent(context);
	return context != NULL;
}

/* A call whose plan is for what was given, unless that is NULL. */
static CaFunnelCall *
make_call(FunctionCallInfo fcinfo, CaPool *pool, const CaFunnelGiven *given)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	CaFunnelCall *call = MemoryContextAllocZero(context, sizeof(CaFunnelCall));

	call->call = *ca_door_call(fcinfo);
	if (given != NULL && call_outlives(fcinfo, pool))
		call->plan = plan_make_in(context, given);
	fcinfo->flinfo->fn_extra = call;
	return call;
}

CaFunnelCall *
ca_funnel_make_call(FunctionCallInfo fcinfo, const CaFunnelLayout layout)
{
	uint64		fixed = ca_funnel_fixed_arguments(layout);
	bool		constant = (ca_door_call(fcinfo)->constants & fixed) == fixed;
	CaFunnelGiven given = ca_funnel_given_by_row(fcinfo, layout);
	CaFunnelCall *call = make_call(fcinfo, ca_door_pool(fcinfo), constant ? &given : NULL);

	call->constant = constant;
	return call;
}

const CaFunnelPlan *
ca_funnel_plan_of_row(FunctionCallInfo fcinfo, const CaFunnelLayout layout, CaPool *pool)
{
	const CaFunnelCall *call = ca_funnel_call(fcinfo, layout);
	CaFunnelGiven given;

	if (call->plan != NULL)
		return call->plan;
	given = ca_funnel_given_by_row(fcinfo, layout);
	return shared_plan(pool, &given);
}

void
ca_funnel_check_row(FunctionCallInfo fcinfo, const CaFunnelLayout layout, const CaFunnelPlan *plan)
{
	CaFunnelGiven given = ca_funnel_given_by_row(fcinfo, layout);
	const char *differs = ca_funnel_given_differs(&plan->given, &given);

	if (differs != NULL)
		ca_door_changed(differs);
}

/* ---- Partial states ---- */

void
ca_funnel_plan_write(const CaFunnelPlan *plan, CaWriter *w)
{
	ca_write_varint(w, plan->nbytes);
	ca_write_bytes(w, plan->bytes, plan->nbytes);
}

/* Nearly always all parts of a query were given the same bytes. */
const CaFunnelPlan *
ca_funnel_plan_of_part(FunctionCallInfo fcinfo, CaPool *pool, CaReader *r)
{
	const CaFunnelCall *call = fcinfo->flinfo->fn_extra;
	Size		nbytes = ca_read_varint(r);
	CaFunnelGiven given;
	CaReader	bytes;

	if (nbytes > (Size) (r->end - r->at))
		ca_wire_error("what a funnel was given is longer than what is left");
	ca_reader_open(&bytes, r->at, nbytes);
	r->at += nbytes;
	if (call != NULL && call->plan != NULL && call->plan->nbytes == nbytes &&
		memcmp(call->plan->bytes, bytes.at, nbytes) == 0)
		return call->plan;
	given = ca_funnel_given_read(&bytes);
	if (call == NULL)
		call = make_call(fcinfo, pool, &given);
	if (call->plan != NULL && ca_funnel_given_differs(&call->plan->given, &given) == NULL)
		return call->plan;
	return shared_plan(pool, &given);
}

void
ca_funnel_require_same(const CaFunnelPlan *was, const CaFunnelPlan *is)
{
	const char *differs = was == is ? NULL : ca_funnel_given_differs(&was->given, &is->given);

	if (differs != NULL)
		ca_door_changed(differs);
}

/* ---- Without rows ---- */

const CaFunnelPlan *
ca_funnel_plan_without_rows(FunctionCallInfo fcinfo, CaFunnelExtra extra, bool has_contact)
{
	CaFunnelGiven given;

	if (!ca_funnel_given_without_rows(fcinfo, extra, has_contact, &given))
		return NULL;
	return plan_make(&given);
}
