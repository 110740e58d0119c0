/*-------------------------------------------------------------------------
 *
 * quantile.h
 *	  Order statistics of many numbers, exact
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_QUANTILE_H
#define CA_QUANTILE_H

#include "core/pool.h"

typedef struct CaQuantileBlock CaQuantileBlock;

/* Numbers that were gathered, of which quantiles will be asked. */
typedef struct CaQuantile
{
	CaPool	   *pool;
	uint64	   *at;				/* where the next number goes */
	uint64	   *end;			/* of the block being filled */
	uint64	   *values;			/* that block */
	CaQuantileBlock *blocks;	/* full ones, in memory or in the pool's file */
	Size		nblocks;
	Size		maxblocks;		/* room for */
	uint64		greatest;		/* of all numbers */
	uint64		sum;			/* of all numbers, its low word */
	uint64		carry;			/* and its high word */
} CaQuantile;

/* No numbers yet. */
extern void ca_quantile_init(CaQuantile *quantile, CaPool *pool);

/* Give back what it took. */
extern void ca_quantile_free(CaQuantile *quantile);

/* How many numbers there are. */
extern uint64 ca_quantile_count(const CaQuantile *quantile);

/*
 * The number at fraction p, 0 to 1, of all in ascending order, between two of
 * them in proportion, as percentile_cont of SQL; there is one at least.
 */
extern double ca_quantile_value(CaQuantile *quantile, double p);

/* Their mean; there is one at least. */
extern double ca_quantile_mean(const CaQuantile *quantile);

/* The block is full: another. */
extern void ca_quantile_make_room(CaQuantile *quantile);

static inline void
ca_quantile_add(CaQuantile *quantile, uint64 value)
{
	if (unlikely(quantile->at == quantile->end))
		ca_quantile_make_room(quantile);
	*quantile->at++ = value;
	quantile->greatest = Max(quantile->greatest, value);
	quantile->sum += value;
	quantile->carry += quantile->sum < value;
}

#endif							/* CA_QUANTILE_H */
