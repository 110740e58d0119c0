/*-------------------------------------------------------------------------
 *
 * activity_state.h
 *	  When contacts were active: the state that four aggregates share
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ACTIVITY_STATE_H
#define CA_ACTIVITY_STATE_H

#include "api/activity_plan.h"

typedef struct CaActivityState
{
	CaActivityPlan *plan;		/* shared by the states of a query */
	CaActivity *activity;		/* NULL: no contact yet; else latest is finite */
	CaStarts	starts;			/* that are kept */
	TimestampTz earliest;		/* activity; DT_NOEND: none */
	TimestampTz latest;			/* the data's end; DT_NOBEGIN: none */
	int64		lowest;			/* unit that an activity can have, ... */
	int64		lowest_start;	/* ... or a start, ... */
	int64		highest;		/* ... and the last: for final functions */
} CaActivityState;

/*
 * The state of the aggregate whose final function is running, or NULL when
 * there was no row; then errors of its arguments have been raised.
 */
extern CaActivityState *ca_activity_state(FunctionCallInfo fcinfo, const CaActivityUse use);

/* What completeness is measured against: the option now, or the data's end. */
static inline TimestampTz
ca_activity_now(const CaActivityState *state)
{
	return state->plan->options.has_now ? state->plan->options.now : state->latest;
}

/*
 * The next contact of a state; an error where its units, which may come from
 * stored bytes, cannot be those of times up to the data's end.
 */
extern bool ca_activity_state_next(const CaActivityState *state, CaActivityScan *scan,
								   CaActivityContact *contact);

#endif							/* CA_ACTIVITY_STATE_H */
