/*-------------------------------------------------------------------------
 *
 * lifecycle_periods.c
 *	  What the final functions of lifecycle, stickiness and active_contacts share
 *
 * Interface
 *	ca_lifecycle_state			- a state that has activity
 *	ca_lifecycle_no_points		- the answer when it has none
 *	ca_lifecycle_next			- contact by contact
 *	ca_lifecycle_check_points	- not too many
 *	ca_lifecycle_counters		- zeros
 *	ca_lifecycle_start, ca_lifecycle_date
 *								- of a period
 *	ca_lifecycle_walk_begin, ca_lifecycle_walk_next, ca_lifecycle_is_complete
 *								- periods that are shown
 *
 * Memory: all is palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/lifecycle_periods.h"

CaActivityState *
ca_lifecycle_state(FunctionCallInfo fcinfo, const CaActivityUse use)
{
	CaActivityState *state = ca_activity_state(fcinfo, use);

	return state == NULL || state->activity == NULL || state->earliest > state->latest ? NULL : state;
}

Datum
ca_lifecycle_no_points(FunctionCallInfo fcinfo)
{
	PG_RETURN_ARRAYTYPE_P(construct_empty_array(get_element_type(get_fn_expr_rettype(fcinfo->flinfo))));
}

bool
ca_lifecycle_next(const CaActivityState *state, CaActivityScan *scan,
				  CaActivityContact *contact, CaExtent *extent)
{
	do
	{
		if (!ca_activity_state_next(state, scan, contact))
			return false;
	} while (unlikely(contact->nactive == 0));
	extent->first = Min(extent->first, contact->active[0]);
	extent->last = Max(extent->last, contact->active[contact->nactive - 1]);
	return true;
}

void
ca_lifecycle_check_points(const char *aggregate, uint64 npoints, const char *hint)
{
	if (npoints > CA_MAX_POINTS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s would have more than %d points", aggregate, CA_MAX_POINTS),
				 errhint("%s", hint)));
}

int64 *
ca_lifecycle_counters(uint64 n)
{
	return palloc_extended(n * sizeof(int64), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

TimestampTz
ca_lifecycle_start(const CaGrid *grid, int64 number)
{
	TimestampTz start = ca_grid_start(grid, number);

	if (TIMESTAMP_NOT_FINITE(start))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	return start;
}

void
ca_lifecycle_walk_begin(CaPeriodWalk *walk, const CaActivityState *state, int64 first)
{
	walk->grid = &state->plan->grid;
	walk->now = ca_grid_least(&state->plan->grid, ca_activity_now(state));
	walk->number = first;
	walk->start = ca_lifecycle_start(walk->grid, first);
}

void
ca_lifecycle_walk_next(CaPeriodWalk *walk)
{
	walk->number++;
	walk->start = ca_grid_start(walk->grid, walk->number);
}
