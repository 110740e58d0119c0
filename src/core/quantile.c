/*-------------------------------------------------------------------------
 *
 * quantile.c
 *	  Order statistics of many numbers, exact
 *
 * Numbers are kept as they come, in blocks; past the pool's limit blocks go to
 * its file.  The number of a given rank is found by counting: numbers by their
 * topmost bits, then those that share the bits of the one sought by the bits
 * below, until those that are left fit a block and can be sorted.  Usually that
 * takes two passes.
 *
 * Interface
 *	ca_quantile_init	- none yet
 *	ca_quantile_add		- one more (inline)
 *	ca_quantile_count	- how many
 *	ca_quantile_value	- at a fraction of all
 *	ca_quantile_mean	- of all
 *	ca_quantile_free	- done
 *
 * Memory: eight bytes a number, in the pool's context, up to its limit.
 * Cost: a few sequential passes a quantile.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "core/quantile.h"
#include "core/sort.h"

#define CA_BLOCK_MIN	64		/* numbers of the first block */
#define CA_BLOCK_MAX	8192	/* of a full one */

#define CA_DIGIT_BITS	11		/* counters of a pass stay in L1 */

struct CaQuantileBlock
{
	uint64	   *values;			/* in memory, or NULL */
	uint64		offset;			/* in the pool's file */
};

void
ca_quantile_init(CaQuantile *quantile, CaPool *pool)
{
	memset(quantile, 0, sizeof(CaQuantile));
	quantile->pool = pool;
}

void
ca_quantile_free(CaQuantile *quantile)
{
	for (Size i = 0; i < quantile->nblocks; i++)
	{
		if (quantile->blocks[i].values != NULL)
			pfree(quantile->blocks[i].values);
	}
	if (quantile->blocks != NULL)
		pfree(quantile->blocks);
	if (quantile->values != NULL)
		pfree(quantile->values);
	ca_quantile_init(quantile, quantile->pool);
}

/* The block is full: keep it where there is room. */
static void
keep_block(CaQuantile *quantile)
{
	CaPool	   *pool = quantile->pool;
	CaQuantileBlock block = {quantile->values, 0};
	Size		bytes = CA_BLOCK_MAX * sizeof(uint64);

	if (quantile->nblocks == quantile->maxblocks)
	{
		quantile->maxblocks = Max(8, 2 * quantile->maxblocks);
		quantile->blocks = ca_pool_realloc(pool, quantile->blocks,
										   quantile->maxblocks * sizeof(CaQuantileBlock));
	}
	if (MemoryContextMemAllocated(pool->context, false) + bytes > pool->limit)
	{
		CaRunFile  *file = ca_pool_file(pool);

		block.values = NULL;
		block.offset = ca_runfile_length(file);
		ca_runfile_write(file, quantile->values, bytes);
	}
	else
		quantile->values = MemoryContextAlloc(pool->context, bytes);
	quantile->blocks[quantile->nblocks++] = block;
	quantile->at = quantile->values;
	quantile->end = quantile->values + CA_BLOCK_MAX;
}

void
ca_quantile_make_room(CaQuantile *quantile)
{
	Size		n = quantile->at - quantile->values;

	if (n == CA_BLOCK_MAX)
	{
		keep_block(quantile);
		return;
	}
	quantile->values = ca_pool_realloc(quantile->pool, quantile->values,
									   Max(2 * n, CA_BLOCK_MIN) * sizeof(uint64));
	quantile->at = quantile->values + n;
	quantile->end = quantile->values + Max(2 * n, CA_BLOCK_MIN);
}

uint64
ca_quantile_count(const CaQuantile *quantile)
{
	return quantile->nblocks * CA_BLOCK_MAX + (quantile->at - quantile->values);
}

/* A block of numbers, which may have to be read into buffer; the last is not full. */
static const uint64 *
quantile_block(const CaQuantile *quantile, Size i, uint64 *buffer, Size *n)
{
	const CaQuantileBlock *block = &quantile->blocks[i];

	CHECK_FOR_INTERRUPTS();
	*n = i < quantile->nblocks ? CA_BLOCK_MAX : quantile->at - quantile->values;
	if (i == quantile->nblocks)
		return quantile->values;
	if (block->values != NULL)
		return block->values;
	ca_runfile_read(quantile->pool->file, block->offset, buffer, CA_BLOCK_MAX * sizeof(uint64));
	return buffer;
}

/* Numbers that share their bits from shift up: how many have which bits below. */
static void
count_digits(const CaQuantile *quantile, uint64 prefix, int shift, uint64 *count, uint64 *buffer)
{
	int			low = Max(shift - CA_DIGIT_BITS, 0);
	uint64		mask = (UINT64CONST(1) << (shift - low)) - 1;

	memset(count, 0, sizeof(uint64) << CA_DIGIT_BITS);
	for (Size i = 0; i <= quantile->nblocks; i++)
	{
		Size		n;
		const uint64 *values = quantile_block(quantile, i, buffer, &n);

		for (Size j = 0; j < n; j++)
		{
			uint64		above = shift < 64 ? values[j] >> shift : 0;

			if (above == prefix)
				count[values[j] >> low & mask]++;
		}
	}
}

/* The numbers from low to high, of which there are few, sorted into dest. */
static Size
collect_between(const CaQuantile *quantile, uint64 low, uint64 high, uint64 *dest, uint64 *buffer)
{
	Size		found = 0;

	for (Size i = 0; i <= quantile->nblocks; i++)
	{
		Size		n;
		const uint64 *values = quantile_block(quantile, i, buffer, &n);

		for (Size j = 0; j < n; j++)
		{
			if (values[j] >= low && values[j] <= high)
				dest[found++] = values[j];
		}
	}
	ca_sort_entries(dest, found, 1, buffer);
	return found;
}

/* The least number greater than another, or the greatest of all. */
static uint64
least_beyond(const CaQuantile *quantile, uint64 value, uint64 *buffer)
{
	uint64		least = quantile->greatest;

	for (Size i = 0; i <= quantile->nblocks; i++)
	{
		Size		n;
		const uint64 *values = quantile_block(quantile, i, buffer, &n);

		for (Size j = 0; j < n; j++)
		{
			if (values[j] > value)
				least = Min(least, values[j]);
		}
	}
	return least;
}

/* The numbers that an ascending order has at a rank and at the next. */
static void
find_rank(const CaQuantile *quantile, uint64 rank, uint64 *value, uint64 *next)
{
	uint64	   *buffer = palloc(CA_BLOCK_MAX * sizeof(uint64));
	uint64	   *few = palloc(CA_BLOCK_MAX * sizeof(uint64));
	uint64	   *count = palloc(sizeof(uint64) << CA_DIGIT_BITS);
	int			shift = pg_leftmost_one_pos64(quantile->greatest | 1) + 1;
	uint64		prefix = 0;		/* of the number sought, from shift up */
	uint64		sharing = ca_quantile_count(quantile);	/* numbers that have it */
	uint64		high;

	while (sharing > CA_BLOCK_MAX && shift > 0)
	{
		int			low = Max(shift - CA_DIGIT_BITS, 0);
		uint64		digit = 0;

		count_digits(quantile, prefix, shift, count, buffer);
		for (; rank >= count[digit]; digit++)
			rank -= count[digit];
		sharing = count[digit];
		prefix = prefix << (shift - low) | digit;
		shift = low;
	}
	if (shift == 64)
		high = PG_UINT64_MAX;
	else
	{
		prefix <<= shift;
		high = prefix + ((UINT64CONST(1) << shift) - 1);
	}
	*value = *next = prefix;
	if (shift > 0)
	{
		(void) collect_between(quantile, prefix, high, few, buffer);
		*value = few[rank];
		*next = few[Min(rank + 1, sharing - 1)];
	}
	if (rank + 1 == sharing)
		*next = least_beyond(quantile, high, buffer);
	pfree(buffer);
	pfree(few);
	pfree(count);
}

double
ca_quantile_value(CaQuantile *quantile, double p)
{
	uint64		n = ca_quantile_count(quantile);
	double		place = p * (double) (n - 1);
	uint64		rank = (uint64) place;
	double		part = place - (double) rank;
	uint64		value;
	uint64		next;

	Assert(n > 0 && p >= 0 && p <= 1);
	find_rank(quantile, rank, &value, &next);
	return (double) value + part * (double) (next - value);
}

double
ca_quantile_mean(const CaQuantile *quantile)
{
	/* 2^64 */
	return ((double) quantile->carry * 18446744073709551616.0 + (double) quantile->sum) /
		(double) ca_quantile_count(quantile);
}
