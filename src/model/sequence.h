/*-------------------------------------------------------------------------
 *
 * sequence.h
 *	  Matches of a pattern in one group's events, and what came next
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SEQUENCE_H
#define CA_SEQUENCE_H

#include "core/event.h"
#include "core/nodes.h"
#include "core/pattern.h"

/*
 * How many matches that do not overlap there are among n events, ordered by
 * time and kind; the search ends at most.  reached is space for n words, where
 * ca_sequence_needs_space says so.
 */
extern uint64 ca_sequence_count(const CaPattern *pattern, const CaEvent *events, Size n,
								uint64 *reached, uint64 most);

/* Does ca_sequence_count need its space? */
static inline bool
ca_sequence_needs_space(const CaPattern *pattern)
{
	return pattern->timed != 0;
}

/* Which row the chain of ca_sequence_next begins with. */
typedef enum CaSequenceBase
{
	CA_SEQUENCE_HEAD,			/* the first row */
	CA_SEQUENCE_TAIL,			/* the last row */
	CA_SEQUENCE_FIRST_MATCH,	/* the first that meets condition 1 */
	CA_SEQUENCE_LAST_MATCH		/* the last that does */
} CaSequenceBase;

/* What is asked for: the node that follows a chain of nodes. */
typedef struct CaSequenceNext
{
	bool		backward;		/* the chain runs back in time */
	CaSequenceBase base;		/* where it begins; also: on a marked node */
	int			nconditions;	/* its length: node i meets condition i */
} CaSequenceNext;

/* The place of that node among n nodes in order; n when there is none. */
extern Size ca_sequence_next(const CaSequenceNext *next, const CaNode *const *node, Size n);

/*
 * Which of n nodes in order, [*from, *until), can still matter, whatever nodes
 * may be added.
 */
extern void ca_sequence_keep(const CaSequenceNext *next, const CaNode *const *node, Size n,
							 Size *from, Size *until);

#endif							/* CA_SEQUENCE_H */
