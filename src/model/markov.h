/*-------------------------------------------------------------------------
 *
 * markov.h
 *	  What removing a touch from a Markov chain says about its credit
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_MARKOV_H
#define CA_MARKOV_H

#include "core/chain.h"

/* What becomes of the goal's probability without a touch. */
typedef struct CaRemoval
{
	double		effect;			/* part of it that is lost */
	double		without;		/* what stays of it */
	double		share;			/* of all credit */
} CaRemoval;

/*
 * From the goal's probability and the effects of n touches (ca_chain_solve):
 * shares are in proportion to effects and sum to 1, or are all 0 when nothing
 * reaches the goal.
 */
extern void ca_markov_removals(CaRemoval *removal, double probability, const double *effect, uint32 n);

#endif							/* CA_MARKOV_H */
