/*-------------------------------------------------------------------------
 *
 * activity_plan.h
 *	  What is asked about the activity of contacts, found out once for all groups
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ACTIVITY_PLAN_H
#define CA_ACTIVITY_PLAN_H

#include "api/activity_given.h"
#include "api/door.h"
#include "api/period.h"
#include "api/retention_options.h"
#include "core/activity.h"
#include "core/grid.h"
#include "core/pool.h"

/* What was given, understood. */
typedef struct CaActivityPlan
{
	CaShared	shared;			/* in the pool's lists; first */
	CaActivityGiven given;
	CaGrid		grid;			/* numbers of periods */
	CaGrid		days;			/* numbers of local days */
	CaGrid		of_active;		/* what an activity is kept as, ... */
	CaGrid		of_start;		/* ... and a start: a cache of its own */
	bool		by_instant;		/* they are kept as they are instead */
	CaGivenPeriod period;
	pg_tz	   *zone;
	CaRetentionOptions options; /* their defaults where there are none */
	bool		has_span;		/* of stickiness */
	CaPeriod	span;			/* of has_span; longer than the period */
	int			nspans;			/* of active_contacts: 1 or more */
	int32		spans[CA_MAX_SPANS];	/* in periods, as given */
	const FmgrInfo *asked_by;	/* the call that no_cohort is of, or NULL */
	bool		no_cohort;		/* cohort_at is NULL for all rows */
} CaActivityPlan;

/* What a call keeps from row to row. */
typedef struct CaActivityCall
{
	CaCall		call;			/* first, for ca_door_call */
	bool		constant;		/* no row can ask anything else */
} CaActivityCall;

/* What to keep for this call, from its first row on; see ca_activity_call. */
extern CaActivityCall *ca_activity_make_call(FunctionCallInfo fcinfo, const CaActivityUse use);

/* The plan of a row, for a state of this pool; an error when it cannot be. */
extern CaActivityPlan *ca_activity_plan_of_row(FunctionCallInfo fcinfo, const CaActivityUse use,
											   CaPool *pool);

/* Error unless a row asks what those before did. */
extern void ca_activity_check_row(FunctionCallInfo fcinfo, const CaActivityPlan *plan);

/*
 * Write what was given; read it, for a state of this pool; error unless it is
 * the same.
 */
extern void ca_activity_plan_write(const CaActivityPlan *plan, CaWriter *w);
extern CaActivityPlan *ca_activity_plan_read(CaReader *r, CaPool *pool);
extern void ca_activity_require_same(const CaActivityPlan *was, const CaActivityPlan *is);

/*
 * For a final function that no row has reached: the errors that a row would
 * have had, as far as the arguments are known without one.
 */
extern void ca_activity_check_without_rows(FunctionCallInfo fcinfo, const CaActivityUse use);

/* How starts are kept for a group with this row: none where cohort_at is NULL whatever the row. */
extern CaStarts ca_activity_starts(FunctionCallInfo fcinfo, CaActivityPlan *plan);

static inline const CaActivityCall *
ca_activity_call(FunctionCallInfo fcinfo, const CaActivityUse use)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		return ca_activity_make_call(fcinfo, use);
	return fcinfo->flinfo->fn_extra;
}

/* Error: a time of this name that is not finite. */
CA_NORETURN extern void ca_activity_not_finite(const char *name);

/* What a finite instant is kept as. */
static inline int64
ca_activity_unit(CaActivityPlan *plan, TimestampTz at)
{
	return plan->by_instant ? at : ca_grid_number(&plan->of_active, at);
}

static inline int64
ca_activity_start_unit(CaActivityPlan *plan, TimestampTz at)
{
	return plan->by_instant ? at : ca_grid_number(&plan->of_start, at);
}

/* Bounds of what instants from one on, and up to one, are kept as. */
static inline int64
ca_activity_least_unit(CaActivityPlan *plan, TimestampTz at)
{
	return plan->by_instant ? at : ca_grid_least(&plan->of_active, at);
}

static inline int64
ca_activity_greatest_unit(CaActivityPlan *plan, TimestampTz at)
{
	return plan->by_instant ? at : ca_grid_greatest(&plan->of_active, at);
}

#endif							/* CA_ACTIVITY_PLAN_H */
