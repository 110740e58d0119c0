/*-------------------------------------------------------------------------
 *
 * funnel_plan.h
 *	  What a funnel's arguments mean, found out once for all its groups
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUNNEL_PLAN_H
#define CA_FUNNEL_PLAN_H

#include "api/condition.h"
#include "api/door.h"
#include "api/funnel_given.h"
#include "api/steps.h"
#include "core/calendar.h"
#include "core/pool.h"
#include "model/funnel.h"

/* What was given, understood. */
typedef struct CaFunnelPlan
{
	CaShared	shared;			/* in the pool's lists; first */
	CaFunnelGiven given;
	const uint8 *bytes;			/* what was given, as states carry it */
	Size		nbytes;			/* of them */
	CaFunnelSpec spec;
	int			bits;			/* of an event's kind */
	bool		wants_all;		/* rows that match nothing too */
	CaSteps		steps;			/* event types that matter */
	char	   *name[CA_FUNNEL_STEPS];	/* of the steps */
	CaCalendar	calendar;		/* of CA_EXTRA_PERIOD */
} CaFunnelPlan;

/* What a call keeps from row to row, and from part to part. */
typedef struct CaFunnelCall
{
	CaCall		call;			/* first, for ca_door_call */
	bool		constant;		/* no row can ask anything else */
	const CaFunnelPlan *plan;	/* of all rows, or of the first part; NULL: it
								 * would not outlive the states */
} CaFunnelCall;

/* What to keep for this call, from its first row on. */
extern CaFunnelCall *ca_funnel_make_call(FunctionCallInfo fcinfo, const CaFunnelLayout layout);

/* The plan of a row, for a new state of this pool. */
extern const CaFunnelPlan *ca_funnel_plan_of_row(FunctionCallInfo fcinfo,
												 const CaFunnelLayout layout, CaPool *pool);

/* Error unless a row asks what those before did. */
extern void ca_funnel_check_row(FunctionCallInfo fcinfo, const CaFunnelLayout layout,
								const CaFunnelPlan *plan);

/* Write what was given; read it, for a state of this pool, and error unless it is the same. */
extern void ca_funnel_plan_write(const CaFunnelPlan *plan, CaWriter *w);
extern const CaFunnelPlan *ca_funnel_plan_of_part(FunctionCallInfo fcinfo, CaPool *pool, CaReader *r);
extern void ca_funnel_require_same(const CaFunnelPlan *was, const CaFunnelPlan *is);

/*
 * The plan of the aggregate being finished when no row brought it, palloc'd;
 * NULL where even the fixed arguments come from rows.
 */
extern const CaFunnelPlan *ca_funnel_plan_without_rows(FunctionCallInfo fcinfo,
													   CaFunnelExtra extra, bool has_contact);

static inline const CaFunnelCall *
ca_funnel_call(FunctionCallInfo fcinfo, const CaFunnelLayout layout)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		return ca_funnel_make_call(fcinfo, layout);
	return fcinfo->flinfo->fn_extra;
}

/* What a row's event is: a bit for each step that it can serve, and so on. */
static pg_attribute_always_inline uint32
ca_funnel_kind(FunctionCallInfo fcinfo, const CaFunnelLayout layout, const CaFunnelPlan *plan)
{
	int			type = ca_funnel_time_argument(layout) + 1;

	if (layout.form == CA_FORM_CONDITIONS)
		return ca_condition_mask(fcinfo, type, plan->given.nconditions);
	return PG_ARGISNULL(type) ? 0 : ca_steps_kind(&plan->steps, PG_GETARG_TEXT_PP(type));
}

#endif							/* CA_FUNNEL_PLAN_H */
