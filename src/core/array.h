/*-------------------------------------------------------------------------
 *
 * array.h
 *	  What is done to ascending entries that lie in one array
 *
 * The inner loops of keymap.c, as functions to be inlined where the widths of
 * entries and keys are constants (entry.h).
 *
 * Interface
 *	ca_array_unique		- drop duplicates
 *	ca_array_merge		- two neighbours into one
 *	ca_array_reverse	- turn around
 *	ca_array_swap		- two neighbours change places
 *	ca_array_search		- find a key
 *
 * Memory: none; scratch is the caller's.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ARRAY_H
#define CA_ARRAY_H

#include "core/entry.h"

/* Of entries with the same key keep the first; returns how many stay. */
static pg_attribute_always_inline Size
ca_array_unique(uint64 *entries, Size n, const int nwords, const int nkeys)
{
	Size		kept = 1;

	/* Mostly there are none: look before moving anything. */
	while (kept < n &&
		   !ca_entry_equal(entries + kept * nwords, entries + (kept - 1) * nwords, nkeys))
		kept++;
	for (Size i = kept + 1; i < n; i++)
	{
		const uint64 *entry = entries + i * nwords;
		bool		differs = !ca_entry_equal(entry, entry - nwords, nkeys);

		ca_entry_copy(entries + kept * nwords, entry, nwords);
		kept += differs;
	}
	return Min(kept, n);
}

/*
 * Merge a[0..na) and the b[0..nb) that follows it in memory, from the back,
 * with b set aside in scratch.  Returns the entries left; of two with the same
 * key the lesser stays.
 */
static pg_attribute_always_inline Size
ca_array_merge(uint64 *a, Size na, Size nb, uint64 *scratch, const int nwords, const int nkeys)
{
	Size		i = na;
	Size		j = nb;
	Size		to = na + nb;

	memcpy(scratch, a + na * nwords, nb * nwords * sizeof(uint64));
	while (i > 0 && j > 0)
	{
		const uint64 *x = a + (i - 1) * nwords;
		const uint64 *y = scratch + (j - 1) * nwords;
		bool		x_at_least = x[0] >= y[0];
		bool		y_at_least = y[0] >= x[0];
		const uint64 *taken;

		/* One word settles it nearly always, and shortens the chain of waits. */
		if (nwords > 1 && unlikely(x[0] == y[0]))
		{
			x_at_least = ca_entry_at_least(x, y, nkeys);
			y_at_least = ca_entry_at_least(y, x, nkeys);
		}
		taken = x_at_least ? x : y;
		if (nwords > nkeys && x_at_least && y_at_least && x[nwords - 1] > y[nwords - 1])
			taken = y;
		to--;
		ca_entry_copy(a + to * nwords, taken, nwords);
		i -= x_at_least;
		j -= y_at_least;
	}
	if (j > 0)
	{
		to -= j;
		memcpy(a + to * nwords, scratch, j * nwords * sizeof(uint64));
	}
	if (to > i)					/* each duplicate left a gap of one */
		memmove(a + i * nwords, a + to * nwords, (na + nb - to) * nwords * sizeof(uint64));
	return na + nb - (to - i);
}

/* Turn n entries around. */
static inline void
ca_array_reverse(uint64 *entries, Size n, int nwords)
{
	uint64	   *a = entries;
	uint64	   *b = entries + (n - (n > 0)) * nwords;

	for (; a < b; a += nwords, b -= nwords)
	{
		for (int i = 0; i < nwords; i++)
		{
			uint64		word = a[i];

			a[i] = b[i];
			b[i] = word;
		}
	}
}

/* Change the places of na entries and the nb that follow them. */
static inline void
ca_array_swap(uint64 *entries, Size na, Size nb, int nwords)
{
	ca_array_reverse(entries, na, nwords);
	ca_array_reverse(entries + na * nwords, nb, nwords);
	ca_array_reverse(entries, na + nb, nwords);
}

/* Is key in the ascending entries [*from, to)?  Moves *from to its place. */
static inline bool
ca_array_search(const uint64 *entries, Size *from, Size to, const uint64 *key,
				int nwords, int nkeys)
{
	Size		low = *from;
	Size		high = to;

	while (low < high)
	{
		Size		middle = low + (high - low) / 2;

		if (ca_entry_compare(entries + middle * nwords, key, nkeys) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*from = low;
	return low < to && ca_entry_equal(entries + low * nwords, key, nkeys);
}

#endif							/* CA_ARRAY_H */
