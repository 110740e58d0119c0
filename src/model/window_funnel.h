/*-------------------------------------------------------------------------
 *
 * window_funnel.h
 *	  How far one contact got through a funnel, by ClickHouse's rules
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_WINDOW_FUNNEL_H
#define CA_WINDOW_FUNNEL_H

#include "core/event.h"

#define CA_WINDOW_FUNNEL_MAX	32	/* steps; an event's kind has a bit each */

/* Modes, to be combined.  Part of the stored format. */
#define CA_STRICT_ORDER			0x01	/* no other event between two steps */
#define CA_STRICT_DEDUPLICATION	0x02	/* no step but the first twice */
#define CA_STRICT_INCREASE		0x04	/* each step later than the one before */
#define CA_STRICT_ONCE			0x08	/* an event serves one step of a chain */
#define CA_ALLOW_REENTRY		0x10	/* steps that come too early do not
										 * end strict order */
#define CA_WINDOW_FUNNEL_MODES	0x1F	/* all of them */

/* What is asked. */
typedef struct CaWindowFunnelSpec
{
	uint64		window;			/* microseconds from the first step, inclusive */
	uint32		modes;
	uint32		nsteps;			/* 1 to 32 */
} CaWindowFunnelSpec;

/*
 * The deepest level reached, 0 to nsteps, by n events in order of time and
 * kind.  An event of kind 0 meets no condition; it matters in strict order.
 */
extern int	ca_window_funnel_level(const CaWindowFunnelSpec *spec, const CaEvent *events, Size n);

#endif							/* CA_WINDOW_FUNNEL_H */
