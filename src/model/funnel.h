/*-------------------------------------------------------------------------
 *
 * funnel.h
 *	  How far a contact got through ordered steps, and when
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUNNEL_H
#define CA_FUNNEL_H

#include "core/event.h"

#define CA_FUNNEL_STEPS		32
#define CA_FUNNEL_EXCLUSIONS	32

/* No limit, for windows. */
#define CA_FUNNEL_EVER		PG_UINT64_MAX

typedef enum CaFunnelOrder
{
	CA_FUNNEL_ORDERED,			/* other rows may lie between the steps */
	CA_FUNNEL_STRICT,			/* none may */
	CA_FUNNEL_STRICT_STEPS,		/* none that the funnel knows may */
	CA_FUNNEL_ANY_ORDER			/* the steps may come in any order */
} CaFunnelOrder;

/* What ends an attempt that has taken a step >= from, and none >= to. */
typedef struct CaFunnelExclusion
{
	uint32		kinds;			/* bits of the events */
	uint8		from;			/* steps, counted from 0 */
	uint8		to;
} CaFunnelExclusion;

typedef struct CaFunnelSpec
{
	int			nsteps;			/* the lowest bits of an event's kind */
	CaFunnelOrder order;
	uint64		window;			/* microseconds from the first step */
	uint64		step_window[CA_FUNNEL_STEPS];	/* from the step before */
	bool		has_step_window;	/* some are limits */
	bool		strict_increase;	/* no two steps at one instant */
	bool		first_attempt;	/* only the first step 1 begins a chain */
	uint32		optional;		/* steps that may be left out */
	TimestampTz entry_from;		/* step 1 is not before this */
	TimestampTz entry_until;	/* but before this */
	bool		has_until;		/* entry_until is a limit */
	int			nexclusions;
	CaFunnelExclusion exclusion[CA_FUNNEL_EXCLUSIONS];
} CaFunnelSpec;

/* The attempt that counts. */
typedef struct CaFunnelChain
{
	int			depth;			/* its last step, counted from 1; 0: none */
	uint32		steps;			/* a bit for each step that it has */
	TimestampTz at[CA_FUNNEL_STEPS];	/* when it had it */
} CaFunnelChain;

/* A funnel without options. */
extern void ca_funnel_init(CaFunnelSpec *spec, int nsteps, uint64 window);

/*
 * Must events that match nothing be among those walked?  They break attempts,
 * where steps have to follow one another directly.
 */
static inline bool
ca_funnel_wants_all(const CaFunnelSpec *spec)
{
	return spec->order == CA_FUNNEL_STRICT;
}

/* Bytes that a walk of these events needs, maybe none. */
extern Size ca_funnel_scratch(const CaFunnelSpec *spec, const CaEvent *events, Size n);

/*
 * The deepest chain of one contact's events, which are in order of time; of
 * these the one that gets there first; of these the one that begins last; of
 * these the one that has its last step but one earliest, then the one before.
 * Where steps may come in any order, it has them as late as it can instead.
 * An event's kind is a bit for each step that it can serve, and above them
 * those that exclusions name.
 *
 * The model: shared semantics of population funnels, README "Funnels".
 */
extern void ca_funnel_walk(const CaFunnelSpec *spec, const CaEvent *events, Size n,
						   void *scratch, CaFunnelChain *chain);

/* Is an event at most window microseconds later than another? */
static inline bool
ca_funnel_within(TimestampTz since, TimestampTz at, uint64 window)
{
	/* Between an infinite time and any other there is more than any window. */
	return at == since ||
		((uint64) at - (uint64) since <= window && since != DT_NOBEGIN && at != DT_NOEND);
}

#endif							/* CA_FUNNEL_H */
