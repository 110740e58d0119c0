/*-------------------------------------------------------------------------
 *
 * attribution_state.h
 *	  Touches and conversions of contacts: the state that five aggregates share
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ATTRIBUTION_STATE_H
#define CA_ATTRIBUTION_STATE_H

#include "api/attribution_plan.h"
#include "core/dictionary.h"
#include "core/timeline.h"

/*
 * A touch is an event whose kind is twice the number of its label, a conversion
 * one whose kind is twice the number of its value, and one more.
 */
typedef struct CaAttributionState
{
	CaAttributionPlan *plan;	/* shared by the states of a query */
	CaDictionary *labels;		/* of touches */
	CaDictionary *values;		/* of conversions: attribution_value.h */
	CaTimeline *timeline;		/* NULL: neither touch nor conversion yet */
} CaAttributionState;

/*
 * The state of the aggregate whose final function is running, or NULL when there
 * is neither touch nor conversion; then errors of its arguments have been raised.
 */
extern CaAttributionState *ca_attribution_state(FunctionCallInfo fcinfo, const CaAttributionUse use);

#endif							/* CA_ATTRIBUTION_STATE_H */
