/*-------------------------------------------------------------------------
 *
 * merge.c
 *	  Several ascending sources as one
 *
 * Puts together what a container holds in several places: sorted runs in
 * memory, bitmaps, encoded runs in memory or in the spill file.  Sources are
 * kept in the order of their next entries; the first one gives its entry and
 * is put back in its place by binary search.  Sources are few, so that moving
 * their heads up costs less than the branches of a heap.  Entries of the same
 * key come out once.
 *
 * Interface
 *	ca_merge_create		- no sources yet
 *	ca_merge_add_array	- entries in memory
 *	ca_merge_add_bitset	- bitmaps
 *	ca_merge_add_run	- a run that was written away
 *	ca_merge_begin		- no more sources
 *	ca_merge_next		- least entries of all
 *	ca_merge_free		- done
 *
 * Memory: a child of the context current at creation; a buffer for each run.
 * Cost: log(sources) comparisons an entry, nothing at all for one source.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/merge.h"

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
	merge->maxheads = 8;
	merge->heads = MemoryContextAlloc(context, merge->maxheads * sizeof(CaMergeHead));
	return merge;
}

static void
merge_add(CaMerge *merge, CaSource *source)
{
	if (merge->nheads == merge->maxheads)
	{
		merge->maxheads *= 2;
		merge->heads = repalloc(merge->heads, merge->maxheads * sizeof(CaMergeHead));
	}
	merge->heads[merge->nheads++].source = source;
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
ca_merge_add_run(CaMerge *merge, CaRunFile *file, const CaRun *run)
{
	merge_add(merge, ca_source_of_run(merge->context, file, run, merge->nwords, merge->nkeys));
}

/* Does an entry come before the next one of a source? */
static pg_attribute_always_inline bool
entry_is_before(const uint64 *entry, const CaMergeHead *head, const int nwords)
{
	if (nwords == 1 || entry[0] != head->first)
		return entry[0] < head->first;
	return ca_entry_compare(entry, head->source->at, nwords) < 0;
}

/*
 * Put the first source back in order, now that it has gone on to entry.
 */
static pg_attribute_always_inline void
merge_reorder(CaMerge *merge, const uint64 *entry, const int nwords)
{
	CaMergeHead *heads = merge->heads;
	CaMergeHead moving = {entry[0], heads[0].source};
	int			low = 1;
	int			high = merge->nheads;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (entry_is_before(entry, &heads[middle], nwords))
			high = middle;
		else
			low = middle + 1;
	}
	for (int i = 1; i < low; i++)
		heads[i - 1] = heads[i];
	heads[low - 1] = moving;
}

/*
 * Take entries from the first source for as long as they come before those of
 * all others; parallel workers and spilled runs hold long stretches each.
 * Returns how many there are in the block.
 */
static pg_attribute_always_inline Size
merge_stretch(CaMerge *merge, Size n, const int nwords, const int nkeys)
{
	CaSource   *source = merge->heads[0].source;
	const CaMergeHead *next = merge->nheads > 1 ? &merge->heads[1] : NULL;
	const uint64 *last = n > 0 ? merge->block + (n - 1) * nwords : merge->last;
	const uint64 *entry = source->at;

	do
	{
		if (n > 0 || merge->started)
		{
			if (ca_entry_equal(entry, last, nkeys))
			{
				entry += nwords;
				continue;
			}
		}
		ca_entry_copy(merge->block + n * nwords, entry, nwords);
		last = merge->block + n * nwords;
		n++;
		entry += nwords;
	} while (n < CA_BLOCK && entry < source->end &&
			 (next == NULL || entry_is_before(entry, next, nwords)));
	source->at = entry;
	return n;
}

static pg_attribute_always_inline Size
merge_fill(CaMerge *merge, const int nwords, const int nkeys)
{
	Size		n = 0;

	while (n < CA_BLOCK && merge->nheads > 0)
	{
		const uint64 *entry;

		n = merge_stretch(merge, n, nwords, nkeys);
		entry = ca_source_entry(merge->heads[0].source);
		if (entry != NULL)
			merge_reorder(merge, entry, nwords);
		else if (--merge->nheads > 0)
			memmove(merge->heads, merge->heads + 1, merge->nheads * sizeof(CaMergeHead));
	}
	if (n > 0)
	{
		ca_entry_copy(merge->last, merge->block + (n - 1) * nwords, nwords);
		merge->started = true;
	}
	return n;
}

static int
compare_heads(const void *a, const void *b, void *nwords)
{
	return ca_entry_compare(((const CaMergeHead *) a)->source->at,
							((const CaMergeHead *) b)->source->at, *(const int *) nwords);
}

void
ca_merge_begin(CaMerge *merge)
{
	int			nwords = merge->nwords;
	int			n = 0;

	for (int i = 0; i < merge->nheads; i++)
	{
		CaSource   *source = merge->heads[i].source;
		const uint64 *entry = ca_source_entry(source);

		if (entry != NULL)
			merge->heads[n++] = (CaMergeHead)
		{
			entry[0], source
		};
	}
	merge->nheads = n;
	qsort_arg(merge->heads, n, sizeof(CaMergeHead), compare_heads, &nwords);
}

const uint64 *
ca_merge_next(CaMerge *merge, Size *n)
{
	CHECK_FOR_INTERRUPTS();
	if (merge->nheads == 1 && !merge->started)
	{
		/* One source, of which each key is there once: no need to copy. */
		CaSource   *source = merge->heads[0].source;
		const uint64 *block = ca_source_entry(source);

		*n = block == NULL ? 0 : (source->end - source->at) / merge->nwords;
		source->at = source->end;
		return block;
	}
	CA_FOR_SHAPE(merge->nwords, merge->nkeys, *n, merge_fill, merge);
	return *n == 0 ? NULL : merge->block;
}

void
ca_merge_free(CaMerge *merge)
{
	MemoryContextDelete(merge->context);
}
