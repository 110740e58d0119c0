/*-------------------------------------------------------------------------
 *
 * path.h
 *	  Which event follows which within the sessions of a contact
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_PATH_H
#define CA_PATH_H

#include "core/edges.h"
#include "core/event.h"

typedef struct CaPathSpec
{
	uint64		gap;			/* microseconds; events farther apart belong
								 * to different sessions */
	uint32		max_steps;		/* of a session that are looked at; at least 1 */
} CaPathSpec;

/* How far the walk through a contact's events has come. */
typedef struct CaPathWalk
{
	const CaPathSpec *spec;
	const CaEvent *event;		/* where the next transition may start */
	const CaEvent *last;		/* of the contact */
	uint32		step;			/* place of event in its session, from 1, or
								 * max_steps + 1 */
} CaPathWalk;

/*
 * Copy a contact's n events, in order of time, each with the place of its node
 * in the order of nodes instead of its number, and those of one instant in that
 * order.
 */
extern void ca_path_arrange(CaEvent *to, const CaEvent *from, Size n, const uint32 *order);

/* Start with n arranged events, at least one. */
extern void ca_path_begin(CaPathWalk *walk, const CaPathSpec *spec, const CaEvent *events, Size n);

/* The next transition: step, from and to of edge; false at the end. */
extern bool ca_path_next(CaPathWalk *walk, CaEdge *edge);

/* The order in which edges are shown, for qsort. */
extern int	ca_path_compare(const void *a, const void *b);

#endif							/* CA_PATH_H */
