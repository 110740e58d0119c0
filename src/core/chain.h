/*-------------------------------------------------------------------------
 *
 * chain.h
 *	  Absorbing Markov chains: transitions counted, removal effects solved
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_CHAIN_H
#define CA_CHAIN_H

#include "core/event.h"

/* Different kinds on the paths of a chain; its matrix then takes 200 MB. */
#define CA_CHAIN_KINDS			5000

/* Different transitions; their table then takes 512 MB.  Order 1 has fewer. */
#define CA_CHAIN_TRANSITIONS	30000000

/* Where paths begin and end, in the place of a kind; kinds are less. */
#define CA_CHAIN_ANY			(PG_UINT32_MAX - 3)
#define CA_CHAIN_GOAL			(PG_UINT32_MAX - 2)
#define CA_CHAIN_NOTHING		(PG_UINT32_MAX - 1)
#define CA_CHAIN_START			PG_UINT32_MAX

/* What the next step depends on. */
typedef struct CaChainState
{
	uint32		previous;		/* the kind before the present one; ANY when
								 * the order is 1; of start and of the ends,
								 * itself */
	uint32		kind;			/* the present one */
} CaChainState;

typedef struct CaTransition
{
	CaChainState from;
	CaChainState to;
	uint64		times;			/* how often it was met */
	double		probability;	/* of all that leave from */
} CaTransition;

typedef struct CaChain CaChain;

/* No paths yet; order 1 or 2: how many kinds the next one depends on. */
extern CaChain *ca_chain_create(MemoryContext context, int order);

/*
 * So many times, a path through the kinds of n events, one at least: from the
 * start, and at last to the goal or to nothing.  Error program_limit_exceeded
 * when there are too many kinds or transitions.
 */
extern void ca_chain_add(CaChain *chain, const CaEvent *event, Size n, bool reaches, uint64 times);

/*
 * The probability to reach the goal from the start; 0 without a path.  effect
 * has nkinds places, more than any kind, and is told for each what part of that
 * probability is lost when arrivals at it lead to nothing; 0 for one that is on
 * no path, and for all when the probability is 0.  Interruptible.
 */
extern double ca_chain_solve(const CaChain *chain, double *effect, uint32 nkinds);

/*
 * All transitions, palloc'd: from start first, then by (previous, kind) of from
 * and of to, those to the ends last.
 */
extern CaTransition *ca_chain_list(const CaChain *chain, Size *n);

extern void ca_chain_free(CaChain *chain);

#endif							/* CA_CHAIN_H */
