/*-------------------------------------------------------------------------
 *
 * funnel_times.c
 *	  Doors of funnel_times
 *
 * Usage:
 *	SELECT contact_id, funnel_times('7 days', occurred_at, event_type,
 *									'{sent,opened,clicked}')
 *	  FROM events GROUP BY contact_id;
 *	SELECT funnel_times('7 days', 'strict_increase', occurred_at,
 *						event_type = 'sent', event_type = 'opened') ...
 *
 * The funnel of one contact, which is a group: a state is a trail of the events
 * that matter, walked at the end.  A group without such an event has no state,
 * unless an argument might change, which only a state can tell.
 *
 * Memory: trails live in the pool of the aggregate's context; what is asked
 * lives where funnel_plan.c puts it, once for all of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "port/pg_bitutils.h"
#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/funnel_plan.h"
#include "core/state.h"
#include "core/trail.h"

/* Bytes of a walk's scratch that need not be allocated. */
#define SMALL_SCRATCH	1024

static inline const CaFunnelPlan *
trail_plan(const CaTrail *trail)
{
	return (const CaFunnelPlan *) trail->shared;
}

static CaTrail *
create_trail(CaPool *pool, const CaFunnelPlan *plan)
{
	return ca_trail_create(pool->context, plan->bits, plan);
}

/* ---- Rows ---- */

/* The trail for a row that may ask something else than those before. */
static CaTrail *
trail_of_changing_row(FunctionCallInfo fcinfo, const CaFunnelLayout layout, CaTrail *trail)
{
	if (trail == NULL)
	{
		CaPool	   *pool = ca_door_pool(fcinfo);

		return create_trail(pool, ca_funnel_plan_of_row(fcinfo, layout, pool));
	}
	ca_funnel_check_row(fcinfo, layout, trail_plan(trail));
	return trail;
}

static pg_attribute_always_inline Datum
times_transfn(FunctionCallInfo fcinfo, const CaFunnelLayout layout)
{
	const int	at = ca_funnel_time_argument(layout);
	CaTrail    *trail = PG_ARGISNULL(0) ? NULL : (CaTrail *) PG_GETARG_POINTER(0);
	const CaFunnelPlan *plan;
	uint32		kind;

	ca_door_check(fcinfo);
	plan = ca_funnel_call(fcinfo, layout)->plan;
	if (unlikely(plan == NULL))
	{
		trail = trail_of_changing_row(fcinfo, layout, trail);
		plan = trail_plan(trail);
	}
	kind = ca_funnel_kind(fcinfo, layout, plan);
	if ((kind != 0 || plan->wants_all) && !PG_ARGISNULL(at))
	{
		if (trail == NULL)
			trail = create_trail(ca_door_pool(fcinfo), plan);
		trail = ca_trail_add(trail, PG_GETARG_TIMESTAMPTZ(at), kind);
	}
	if (trail == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(trail);
}

#define TIMES_FUNCTION(symbol, form, has_mode) \
	CA_FUNCTION(symbol) \
	{ return times_transfn(fcinfo, (CaFunnelLayout) {form, CA_EXTRA_NONE, has_mode, false}); } \
	extern Datum symbol(PG_FUNCTION_ARGS)

TIMES_FUNCTION(ca_funnel_times_conditions_transfn, CA_FORM_CONDITIONS, false);
TIMES_FUNCTION(ca_funnel_times_conditions_mode_transfn, CA_FORM_CONDITIONS, true);
TIMES_FUNCTION(ca_funnel_times_steps_transfn, CA_FORM_STEPS, false);
TIMES_FUNCTION(ca_funnel_times_steps_mode_transfn, CA_FORM_STEPS, true);

/* ---- Between processes ---- */

CA_FUNCTION(ca_funnel_times_serialize)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaTrail    *trail = (CaTrail *) PG_GETARG_POINTER(0);
	CaKeyShape	none = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TRAIL, none);
	ca_funnel_plan_write(trail_plan(trail), &w);
	ca_trail_write(trail, pool, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Take what an opened state holds. */
static void *
times_absorb(FunctionCallInfo fcinfo, void *trail, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	const CaFunnelPlan *plan = ca_funnel_plan_of_part(fcinfo, pool, r);

	if (trail == NULL)
		trail = create_trail(pool, plan);
	else
		ca_funnel_require_same(trail_plan(trail), plan);
	return ca_trail_absorb(trail, r);
}

CA_FUNCTION(ca_funnel_times_combine)
{
	return ca_combine(fcinfo, CA_STATE_TRAIL, times_absorb);
}

/* ---- The answer ---- */

/* Steps of an aggregate, for its groups that have no state. */
typedef struct Stateless
{
	CaShared	shared;			/* in the pool's lists; first */
	const FmgrInfo *finalfn;	/* of that aggregate */
	int			nsteps;			/* 0: not known */
} Stateless;

static bool
is_finished_by(const CaShared *entry, const void *finalfn)
{
	return ((const Stateless *) entry)->finalfn == finalfn;
}

/*
 * How many steps a group without a state has.  What constants say is asked once
 * a pool: they are the same until the states go.
 */
static int
stateless_steps(FunctionCallInfo fcinfo)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	Stateless  *stateless = (Stateless *) ca_pool_shared(pool, is_finished_by, fcinfo->flinfo);

	if (stateless == NULL)
	{
		const CaFunnelPlan *plan = ca_funnel_plan_without_rows(fcinfo, CA_EXTRA_NONE, false);

		stateless = MemoryContextAlloc(pool->context, sizeof(Stateless));
		stateless->finalfn = fcinfo->flinfo;
		stateless->nsteps = plan == NULL ? 0 : plan->spec.nsteps;
		ca_pool_share(pool, is_finished_by, &stateless->shared);
	}
	return stateless->nsteps;
}

static void
walk_trail(CaTrail *trail, CaPool *pool, CaFunnelChain *chain)
{
	const CaFunnelSpec *spec = &trail_plan(trail)->spec;
	const CaEvent *events = ca_trail_events(trail, pool);
	Size		wanted = ca_funnel_scratch(spec, events, trail->n);
	uint64		small[SMALL_SCRATCH / sizeof(uint64)];
	void	   *scratch = small;

	if (wanted > sizeof(small))
		scratch = palloc_extended(wanted, MCXT_ALLOC_HUGE);
	ca_funnel_walk(spec, events, trail->n, scratch, chain);
	if (scratch != small)
		pfree(scratch);
}

CA_FUNCTION(ca_funnel_times_finalfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	Datum		at[CA_FUNNEL_STEPS];
	bool		isnull[CA_FUNNEL_STEPS];
	int			lower = 1;
	int			nsteps;

	memset(isnull, true, sizeof(isnull));
	if (PG_ARGISNULL(0))
		nsteps = stateless_steps(fcinfo);
	else
	{
		CaTrail    *trail = (CaTrail *) PG_GETARG_POINTER(0);
		CaFunnelChain chain;

		nsteps = trail_plan(trail)->spec.nsteps;
		walk_trail(trail, pool, &chain);
		for (uint32 left = chain.steps; left != 0; left &= left - 1)
		{
			int			step = pg_rightmost_one_pos32(left);

			at[step] = TimestampTzGetDatum(chain.at[step]);
			isnull[step] = false;
		}
	}
	if (nsteps == 0)
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(TIMESTAMPTZOID));
	PG_RETURN_ARRAYTYPE_P(construct_md_array(at, isnull, 1, &nsteps, &lower, TIMESTAMPTZOID,
											 sizeof(TimestampTz), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
