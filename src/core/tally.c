/*-------------------------------------------------------------------------
 *
 * tally.c
 *	  Rows of counters, found by a number
 *
 * For counting by period: buckets are few beside the rows, and rows of one
 * bucket follow one another, so the last one found is remembered.
 *
 * Interface
 *	ca_tally_create		- empty
 *	ca_tally_row		- the counters of a bucket
 *	ca_tally_size		- buckets
 *	ca_tally_buckets	- all buckets in order
 *	ca_tally_rows		- all counters, in no order
 *
 * Memory: PostgreSQL's simplehash and one array of counters, in the context
 * given.  It does not spill: there is a row a period, not a row a key.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "core/tally.h"

typedef struct TallyEntry
{
	int64		bucket;			/* what the row is found by */
	uint64		row;			/* its place in the array */
	char		status;			/* simplehash's */
} TallyEntry;

#define SH_PREFIX tallyhash
#define SH_ELEMENT_TYPE TallyEntry
#define SH_KEY_TYPE int64
#define SH_KEY bucket
#define SH_HASH_KEY(tb, key) murmurhash32((uint32) (key) ^ (uint32) ((uint64) (key) >> 32))
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct CaTally
{
	int			ncounters;		/* of each row */
	tallyhash_hash *hash;
	uint64	   *counters;		/* rows, in order of appearance */
	Size		nrows;			/* in use */
	Size		maxrows;		/* allocated */
	int64		recent_bucket;	/* found last, if recent_row >= 0 */
	int64		recent_row;
};

CaTally *
ca_tally_create(MemoryContext context, int ncounters)
{
	CaTally    *tally = MemoryContextAlloc(context, sizeof(CaTally));

	tally->ncounters = ncounters;
	tally->hash = tallyhash_create(context, 4, NULL);
	tally->nrows = 0;
	tally->maxrows = 4;
	tally->counters = MemoryContextAlloc(context, tally->maxrows * ncounters * sizeof(uint64));
	tally->recent_bucket = 0;
	tally->recent_row = -1;
	return tally;
}

static void
tally_add_row(CaTally *tally)
{
	if (tally->nrows == tally->maxrows)
	{
		tally->maxrows *= 2;
		tally->counters = repalloc_huge(tally->counters,
										tally->maxrows * tally->ncounters * sizeof(uint64));
	}
	memset(tally->counters + tally->nrows * tally->ncounters, 0,
		   tally->ncounters * sizeof(uint64));
	tally->nrows++;
}

uint64 *
ca_tally_row(CaTally *tally, int64 bucket)
{
	if (tally->recent_row < 0 || tally->recent_bucket != bucket)
	{
		bool		found;
		TallyEntry *entry = tallyhash_insert(tally->hash, bucket, &found);

		if (!found)
		{
			entry->row = tally->nrows;
			tally_add_row(tally);
		}
		tally->recent_bucket = bucket;
		tally->recent_row = entry->row;
	}
	return tally->counters + tally->recent_row * tally->ncounters;
}

Size
ca_tally_size(const CaTally *tally)
{
	return tally->nrows;
}

static int
compare_buckets(const void *a, const void *b, void *unused)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x > y) - (x < y);
}

int64 *
ca_tally_buckets(const CaTally *tally)
{
	int64	   *buckets = palloc_extended(Max(tally->nrows, 1) * sizeof(int64), MCXT_ALLOC_HUGE);
	tallyhash_iterator iterator;
	TallyEntry *entry;
	Size		n = 0;

	tallyhash_start_iterate(tally->hash, &iterator);
	while ((entry = tallyhash_iterate(tally->hash, &iterator)) != NULL)
		buckets[n++] = entry->bucket;
	Assert(n == tally->nrows);
	/* Millions take longer than a cancellation should wait. */
	qsort_interruptible(buckets, n, sizeof(int64), compare_buckets, NULL);
	return buckets;
}

uint64 *
ca_tally_rows(CaTally *tally)
{
	return tally->counters;
}
