/*-------------------------------------------------------------------------
 *
 * funnel_walk.h
 *	  What the walks of a funnel share
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUNNEL_WALK_H
#define CA_FUNNEL_WALK_H

#include "port/pg_bitutils.h"

#include "model/funnel.h"

/* The bit of a step, counted from 0, and those of the steps below it. */
#define CA_STEP(step)			((uint32) 1 << (step))
#define CA_STEPS_BELOW(step)	((uint32) ((UINT64CONST(1) << (step)) - 1))

/* Where a walk is. */
typedef struct CaFunnelWalk
{
	const CaFunnelSpec *spec;
	const CaEvent *event;		/* the first of this instant */
	const CaEvent *end;
	TimestampTz now;
	bool		entered;		/* a row of step 1 has been met */
	CaFunnelChain *best;		/* the chain that counts so far */
} CaFunnelWalk;

/* May a chain begin now? */
static inline bool
ca_funnel_may_begin(const CaFunnelWalk *walk)
{
	const CaFunnelSpec *spec = walk->spec;

	return !(spec->first_attempt && walk->entered) && walk->now >= spec->entry_from &&
		(!spec->has_until || walk->now < spec->entry_until);
}

/* Steps that events can serve in all, or a little more than that. */
static inline Size
ca_funnel_count_steps(const CaFunnelSpec *spec, const CaEvent *events, Size n)
{
	const Size	few = 64;		/* are not worth looking at */
	Size		steps = 0;

	if (n <= few)
		return n * spec->nsteps;
	for (Size i = 0; i < n; i++)
		steps += pg_popcount32(events[i].kind & CA_STEPS_BELOW(spec->nsteps));
	return steps;
}

/* The funnel with options (funnel_options.c), and the memory that it needs. */
extern void ca_funnel_walk_options(CaFunnelWalk *walk, void *scratch);
extern Size ca_funnel_options_scratch(const CaFunnelSpec *spec, const CaEvent *events, Size n);

/* Steps in any order (funnel_any_order.c). */
extern void ca_funnel_walk_any_order(CaFunnelWalk *walk);

#endif							/* CA_FUNNEL_WALK_H */
