/*-------------------------------------------------------------------------
 *
 * merge.c
 *	  Several ascending sources as one
 *
 * Puts together what a container holds in several places: sorted runs in
 * memory, bitmaps, runs in the spill file.  A heap holds the sources by their
 * next entry; entries of the same key come out once.
 *
 * Interface
 *	ca_merge_create		- no sources yet
 *	ca_merge_add_array	- entries in memory
 *	ca_merge_add_bitset	- bitmaps
 *	ca_merge_add_file	- a spilled run
 *	ca_merge_next		- least entry of all
 *	ca_merge_next_block	- least entries of all
 *	ca_merge_free		- done
 *
 * Memory: a child of the context current at creation; a buffer for each run.
 * Cost: log(sources) comparisons an entry, none where there is one source.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/merge.h"

static int
merge_compare(Datum a, Datum b, void *arg)
{
	const CaMerge *merge = arg;
	const CaSource *x = (const CaSource *) DatumGetPointer(a);
	const CaSource *y = (const CaSource *) DatumGetPointer(b);

	/* binaryheap keeps the greatest on top; ours is the least. */
	return ca_entry_compare(y->at, x->at, merge->nwords);
}

CaMerge *
ca_merge_create(int nwords, int nkeys)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "campaign_analytics merge",
												  ALLOCSET_DEFAULT_SIZES);
	CaMerge    *merge = MemoryContextAllocZero(context, sizeof(CaMerge));

	merge->context = context;
	merge->nwords = nwords;
	merge->nkeys = nkeys;
	merge->maxsources = 8;
	merge->sources = MemoryContextAlloc(context, merge->maxsources * sizeof(CaSource *));
	return merge;
}

static void
merge_add(CaMerge *merge, CaSource *source)
{
	if (merge->nsources == merge->maxsources)
	{
		merge->maxsources *= 2;
		merge->sources = repalloc(merge->sources, merge->maxsources * sizeof(CaSource *));
	}
	merge->sources[merge->nsources++] = source;
}

void
ca_merge_add_array(CaMerge *merge, const uint64 *entries, Size n)
{
	merge_add(merge, ca_source_of_array(merge->context, entries, n, merge->nwords));
}

void
ca_merge_add_bitset(CaMerge *merge, const CaBitset *set)
{
	merge_add(merge, ca_source_of_bitset(merge->context, set));
}

void
ca_merge_add_file(CaMerge *merge, CaRunFile *file, const CaRun *run)
{
	merge_add(merge, ca_source_of_file(merge->context, file, run, merge->nwords, merge->nkeys));
}

static void
merge_start(CaMerge *merge)
{
	MemoryContext old = MemoryContextSwitchTo(merge->context);

	merge->heap = binaryheap_allocate(Max(merge->nsources, 1), merge_compare, merge);
	MemoryContextSwitchTo(old);
	for (int i = 0; i < merge->nsources; i++)
	{
		if (ca_source_entry(merge->sources[i]) != NULL)
			binaryheap_add_unordered(merge->heap, PointerGetDatum(merge->sources[i]));
	}
	binaryheap_build(merge->heap);
}

const uint64 *
ca_merge_next(CaMerge *merge)
{
	if (merge->heap == NULL)
		merge_start(merge);
	while (!binaryheap_empty(merge->heap))
	{
		CaSource   *least = (CaSource *) DatumGetPointer(binaryheap_first(merge->heap));
		bool		again = merge->started &&
			ca_entry_equal(least->at, merge->last, merge->nkeys);

		if (!again)
			ca_entry_copy(merge->last, least->at, merge->nwords);
		ca_source_advance(least, merge->nwords);
		if (ca_source_entry(least) == NULL)
			binaryheap_remove_first(merge->heap);
		else if (merge->heap->bh_size > 1)
			binaryheap_replace_first(merge->heap, PointerGetDatum(least));
		merge->started = true;
		if (!again)
			return merge->last;
	}
	return NULL;
}

const uint64 *
ca_merge_next_block(CaMerge *merge, Size *n)
{
	CaSource   *source = merge->sources[0];
	const uint64 *block;

	if (merge->nsources != 1)
	{
		*n = 1;
		return ca_merge_next(merge);
	}
	block = ca_source_entry(source);
	*n = block == NULL ? 0 : (source->end - source->at) / merge->nwords;
	source->at = source->end;
	return block;
}

void
ca_merge_free(CaMerge *merge)
{
	MemoryContextDelete(merge->context);
}
