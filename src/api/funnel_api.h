/*-------------------------------------------------------------------------
 *
 * funnel_api.h
 *	  The state of funnels over many contacts
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUNNEL_API_H
#define CA_FUNNEL_API_H

#include "api/funnel_plan.h"
#include "core/dictionary.h"
#include "core/timeline.h"

typedef struct CaFunnelState
{
	const CaFunnelPlan *plan;
	CaTimeline *timeline;		/* NULL before the first event */
	CaDictionary *types;		/* of stored timelines, or NULL */
} CaFunnelState;

#endif							/* CA_FUNNEL_API_H */
