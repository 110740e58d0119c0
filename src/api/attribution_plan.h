/*-------------------------------------------------------------------------
 *
 * attribution_plan.h
 *	  What is asked of touches and conversions, found out once for all groups
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ATTRIBUTION_PLAN_H
#define CA_ATTRIBUTION_PLAN_H

#include "api/attribution_options.h"
#include "api/door.h"

/* Who asks.  Part of the form of states on their way. */
typedef enum CaAttributionUse
{
	CA_USE_CREDITS,				/* attribution */
	CA_USE_PATHS,				/* attribution_paths */
	CA_USE_ASSISTED,			/* assisted_conversions */
	CA_USE_EFFECTS,				/* removal_effects */
	CA_USE_TRANSITIONS			/* transition_matrix */
} CaAttributionUse;

/* The arguments that must not change. */
typedef struct CaAttributionGiven
{
	CaAttributionUse use;
	int			nmodels;		/* of CA_USE_CREDITS; else 0 */
	CaAttributionModel model[CA_ATTRIBUTION_MODELS];	/* as asked for */
	uint64		lookback;		/* microseconds */
	text	   *options;		/* NULL: left out */
} CaAttributionGiven;

/* What was given, understood. */
typedef struct CaAttributionPlan
{
	CaShared	shared;			/* in the pool's lists; first */
	CaAttributionGiven given;
	CaAttributionOptions options;	/* rules with the lookback */
} CaAttributionPlan;

/* What a call keeps from row to row. */
typedef struct CaAttributionCall
{
	CaCall		call;			/* first, for ca_door_call */
	bool		constant;		/* no row can ask anything else */
} CaAttributionCall;

/* Where the lookback stands, whom all else follows. */
static inline int
ca_attribution_lookback_argument(const CaAttributionUse use)
{
	return use == CA_USE_CREDITS ? 2 : 1;
}

/* What to keep for this call, from its first row on; see ca_attribution_call. */
extern CaAttributionCall *ca_attribution_make_call(FunctionCallInfo fcinfo, const CaAttributionUse use);

/* The plan of a row, for a state of this pool; an error when it cannot be. */
extern CaAttributionPlan *ca_attribution_plan_of_row(FunctionCallInfo fcinfo,
													 const CaAttributionUse use, CaPool *pool);

/* Error unless a row asks what those before did. */
extern void ca_attribution_check_row(FunctionCallInfo fcinfo, const CaAttributionPlan *plan);

/*
 * Write what was given; read it, for a state of this pool; error unless it is
 * the same.
 */
extern void ca_attribution_plan_write(const CaAttributionPlan *plan, CaWriter *w);
extern CaAttributionPlan *ca_attribution_plan_read(CaReader *r, CaPool *pool);
extern void ca_attribution_require_same(const CaAttributionPlan *was, const CaAttributionPlan *is);

/*
 * For a final function that no row has reached: the errors that a row would
 * have had, as far as the arguments are known without one.
 */
extern void ca_attribution_check_without_rows(FunctionCallInfo fcinfo, const CaAttributionUse use);

/* The name of a model. */
extern const char *ca_attribution_model_name(CaAttributionModel model);

static inline const CaAttributionCall *
ca_attribution_call(FunctionCallInfo fcinfo, const CaAttributionUse use)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		return ca_attribution_make_call(fcinfo, use);
	return fcinfo->flinfo->fn_extra;
}

#endif							/* CA_ATTRIBUTION_PLAN_H */
