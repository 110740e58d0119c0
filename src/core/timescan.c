/*-------------------------------------------------------------------------
 *
 * timescan.c
 *	  All that a timeline holds, contact by contact
 *
 * Everything that holds contacts has them in ascending order of their mixed
 * keys: the entries in memory, a stretch after another, and each encoded part.
 * A slice of the keys at a time, those of one stretch, is brought together: the
 * entries are sorted, those of each part decoded, and all merged in the cache,
 * two runs at a time.  Which of two runs comes next is a matter of chance, so
 * the merge has no branch that depends on it.
 *
 * Interface
 *	ca_timescan_begin	- nothing yet
 *	ca_timescan_next	- events of a contact
 *	ca_timescan_free	- done
 *
 * Memory: a child of the context current at creation: a slice twice, one
 * contact's events, a buffer for each part that is in a file.
 * Cost: a decoding or a sort in cache, and log2(parts) merges in cache an event.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/sort.h"
#include "core/timescan.h"

/*
 * Entries, one run after another, each between two marks: one that no entry is
 * less than, one that none is greater than.
 */
typedef struct Runs
{
	uint64	   *word;
	Size		used;			/* words */
	Size		room;			/* words */
	Size	   *start;			/* word at which each run begins */
	int			n;				/* runs */
} Runs;

struct CaTimeScan
{
	MemoryContext context;		/* all of it */
	CaTimeline *timeline;
	bool		was_held;		/* it is also read by another scan */
	bool		wide;			/* as entries are here */
	int			nwords;			/* of an entry here */
	int			slice;			/* the next: its number */
	int			nslices;		/* 1, or as many as stretches */
	bool		entries;		/* those in memory are wanted */
	CaTimePartReader *reader;	/* of each encoded part that is not at its end */
	int			nreaders;
	uint64	   *sorted;			/* entries of a small timeline not yet handed
								 * out */
	uint64	   *sorted_end;
	Runs		runs;			/* of the present slice; at last one */
	Runs		spare;			/* to merge into */
	const uint64 *at;			/* the next contact's first entry */
	const uint64 *end;			/* of the slice */
	CaEvent    *events;			/* of the contact handed out */
	Size		maxevents;		/* room for */
};

/* ---- Runs ---- */

/* Make room for so many words more, and a mark behind them. */
static uint64 *
runs_reserve(CaTimeScan *scan, Runs *runs, Size words)
{
	Size		needed = runs->used + words + scan->nwords;

	if (needed > runs->room)
	{
		runs->room = Max(2 * runs->room, Max(needed, 1024));
		runs->word = runs->word == NULL
			? MemoryContextAllocHuge(scan->context, runs->room * sizeof(uint64))
			: repalloc_huge(runs->word, runs->room * sizeof(uint64));
	}
	return runs->word + runs->used;
}

/* Begin a run with its mark; returns the word at which entries begin. */
static Size
runs_open(CaTimeScan *scan, Runs *runs)
{
	memset(runs_reserve(scan, runs, 0), 0, scan->nwords * sizeof(uint64));
	return runs->used += scan->nwords;
}

/* The run that began at a word is complete: mark its end, unless it is empty. */
static void
runs_close(CaTimeScan *scan, Runs *runs, Size start)
{
	if (runs->used == start)
	{
		runs->used -= scan->nwords;
		return;
	}
	memset(runs_reserve(scan, runs, 0), 0xFF, scan->nwords * sizeof(uint64));
	runs->used += scan->nwords;
	runs->start[runs->n++] = start;
}

/* Words of a run, without its marks. */
static Size
run_words(const CaTimeScan *scan, const Runs *runs, int i)
{
	return (i + 1 < runs->n ? runs->start[i + 1] - scan->nwords : runs->used) - scan->nwords -
		runs->start[i];
}

/*
 * Merge a and b, na and nb words, from both ends at once: the processor works on
 * the two halves side by side.  Where a run is used up its mark stands, which is
 * never taken before an entry: no narrow one is like the mark.
 */
static pg_attribute_always_inline void
merge_entries(const uint64 *a, Size na, const uint64 *b, Size nb, uint64 *dest, const int nwords)
{
	const uint64 *last_a = a + na - nwords;
	const uint64 *last_b = b + nb - nwords;
	uint64	   *last = dest + na + nb - nwords;

	for (; dest < last; dest += nwords, last -= nwords)
	{
		bool		first = ca_entry_at_least(b, a, nwords);
		bool		later = ca_entry_at_least(last_b, last_a, nwords);

		ca_entry_copy(dest, first ? a : b, nwords);
		ca_entry_copy(last, later ? last_b : last_a, nwords);
		a += first * nwords;
		b += !first * nwords;
		last_a -= !later * nwords;
		last_b -= later * nwords;
	}
	if (dest == last)
		ca_entry_copy(dest, ca_entry_at_least(b, a, nwords) ? a : b, nwords);
}

/* The same from the front alone, for entries that may be like the mark there. */
static pg_attribute_always_inline void
merge_wide(const uint64 *a, Size na, const uint64 *b, Size nb, uint64 *dest, const int nwords)
{
	const uint64 *end = dest + na + nb;

	for (; dest < end; dest += nwords)
	{
		bool		first = ca_entry_at_least(b, a, nwords);

		ca_entry_copy(dest, first ? a : b, nwords);
		a += first * nwords;
		b += !first * nwords;
	}
}

static void
merge_two(const CaTimeScan *scan, const uint64 *a, Size na, const uint64 *b, Size nb, uint64 *dest)
{
	if (!scan->wide && scan->nwords == 2)
		merge_entries(a, na, b, nb, dest, 2);
	else if (!scan->wide)
		merge_entries(a, na, b, nb, dest, 3);
	else if (scan->nwords == 3)
		merge_wide(a, na, b, nb, dest, 3);
	else
		merge_wide(a, na, b, nb, dest, 4);
}

/* Merge runs by twos until one is left. */
static void
merge_runs(CaTimeScan *scan)
{
	while (scan->runs.n > 1)
	{
		Runs	   *from = &scan->runs;
		Runs	   *to = &scan->spare;
		Runs		merged;

		CHECK_FOR_INTERRUPTS();
		to->n = 0;
		to->used = 0;
		for (int i = 0; i < from->n; i += 2)
		{
			Size		start = runs_open(scan, to);
			Size		na = run_words(scan, from, i);
			Size		nb = i + 1 < from->n ? run_words(scan, from, i + 1) : 0;
			const uint64 *a = from->word + from->start[i];
			uint64	   *dest = runs_reserve(scan, to, na + nb);

			if (nb > 0)
				merge_two(scan, a, na, from->word + from->start[i + 1], nb, dest);
			else
				memcpy(dest, a, na * sizeof(uint64));
			to->used += na + nb;
			runs_close(scan, to, start);
		}
		merged = *to;
		*to = *from;
		*from = merged;
	}
}

/* ---- Entries in memory ---- */

/* Give entries of a timeline that has narrow ones the words that ours have. */
static void
widen_entries(const CaTimeScan *scan, const uint64 *narrow, Size n, uint64 *dest)
{
	const CaTimeline *timeline = scan->timeline;

	for (Size i = 0; i < n; i++, narrow += timeline->nwords)
	{
		CaEvent		event = ca_timeline_event(timeline, narrow);

		ca_entry_copy(dest, narrow, timeline->nkeys);
		dest += timeline->nkeys;
		*dest++ = (uint64) event.at ^ CA_SIGN;
		*dest++ = event.kind;
	}
}

/* The entries of a stretch in order, as a run; returns where it begins. */
static void
add_stretch(CaTimeScan *scan, int stretch)
{
	const CaTimeline *timeline = scan->timeline;
	Size		words = ca_timeline_words(timeline, stretch);
	Size		n = words / timeline->nwords;
	Size		start = runs_open(scan, &scan->runs);
	uint64	   *dest = runs_reserve(scan, &scan->runs, n * scan->nwords);
	uint64	   *scratch;

	scan->spare.used = 0;
	scratch = runs_reserve(scan, &scan->spare, n * scan->nwords);
	if (scan->wide == timeline->wide)
		(void) ca_timeline_collect(timeline, stretch, dest);
	else
	{
		(void) ca_timeline_collect(timeline, stretch, scratch);
		widen_entries(scan, scratch, n, dest);
	}
	ca_sort_entries(dest, n, scan->nwords, scratch);
	scan->runs.used += n * scan->nwords;
	runs_close(scan, &scan->runs, start);
}

/* ---- Encoded parts ---- */

/* The contact at hand of a reader, as entries that have two words for the event. */
static Size
take_wide(CaTimePartReader *reader, CaEvent *events, uint64 *dest)
{
	Size		n = ca_timepart_take(reader, events);

	for (Size i = 0; i < n; i++)
	{
		ca_entry_copy(dest, reader->key.word, reader->part->nkeys);
		dest += reader->part->nkeys;
		*dest++ = (uint64) events[i].at ^ CA_SIGN;
		*dest++ = events[i].kind;
	}
	return n;
}

static void
events_reserve(CaTimeScan *scan, Size n)
{
	if (likely(n <= scan->maxevents))
		return;
	if (scan->events != NULL)
		pfree(scan->events);
	scan->maxevents = Max(2 * n, 64);
	scan->events = MemoryContextAllocHuge(scan->context, scan->maxevents * sizeof(CaEvent));
}

/* Does a contact belong to the present slice? */
static inline bool
in_slice(const CaTimeScan *scan, uint64 first)
{
	return scan->nslices == 1 || (int) (first >> CA_STRETCH_SHIFT) == scan->slice;
}

/*
 * The contacts of the slice that a part has, as a run; false when it is at its
 * end.  The reader is always a contact ahead.
 */
static bool
add_part(CaTimeScan *scan, CaTimePartReader *reader)
{
	Size		start = runs_open(scan, &scan->runs);
	bool		more = true;

	while (more && in_slice(scan, reader->key.word[0]))
	{
		uint64	   *dest = runs_reserve(scan, &scan->runs, reader->nevents * scan->nwords);
		Size		n;

		CHECK_FOR_INTERRUPTS();
		if (!scan->wide)
			n = ca_timepart_take_entries(reader, scan->timeline->pack, dest);
		else
		{
			events_reserve(scan, reader->nevents);
			n = take_wide(reader, scan->events, dest);
		}
		scan->runs.used += n * scan->nwords;
		more = ca_timepart_advance(reader);
	}
	runs_close(scan, &scan->runs, start);
	return more;
}

/* ---- Scanning ---- */

/* Do all events fit one word, as the timeline packs them? */
static bool
all_narrow(const CaTimeline *timeline, const CaTimePart *part, int nparts)
{
	int64		packed;
	uint32		greatest = ca_timeline_greatest_kind(timeline);

	for (int i = 0; i < nparts; i++)
	{
		if (!ca_pack_event(timeline->pack, part[i].earliest, 0, &packed) ||
			!ca_pack_event(timeline->pack, part[i].earliest, greatest, &packed) ||
			!ca_pack_event(timeline->pack, part[i].latest, greatest, &packed))
			return false;
	}
	return !timeline->wide;
}

CaTimeScan *
ca_timescan_begin(CaTimeline *timeline, bool entries, bool parts)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "campaign_analytics timeline scan",
												  ALLOCSET_SMALL_SIZES);
	CaTimeScan *scan = MemoryContextAllocZero(context, sizeof(CaTimeScan));
	int			nparts;
	const CaTimePart *part = ca_timeline_parts(timeline, &nparts);

	if (!parts)
		nparts = 0;
	scan->context = context;
	scan->timeline = timeline;
	scan->was_held = ca_timeline_hold(timeline, true);
	scan->entries = entries;
	scan->wide = !all_narrow(timeline, part, nparts);
	scan->nwords = timeline->nkeys + 1 + scan->wide;
	scan->nslices = timeline->mask > 0 || nparts > 0 ? CA_STRETCHES : 1;
	scan->reader = MemoryContextAlloc(context, (nparts + 1) * sizeof(CaTimePartReader));
	scan->runs.start = MemoryContextAlloc(context, (nparts + 1) * sizeof(Size));
	scan->spare.start = MemoryContextAlloc(context, (nparts + 1) * sizeof(Size));
	for (int i = 0; i < nparts; i++)
	{
		CaTimePartReader *reader = &scan->reader[scan->nreaders];

		ca_timepart_open(reader, context, timeline->pool->file, &part[i]);
		scan->nreaders += ca_timepart_advance(reader);
	}
	return scan;
}

void
ca_timescan_free(CaTimeScan *scan)
{
	(void) ca_timeline_hold(scan->timeline, scan->was_held);
	MemoryContextDelete(scan->context);
}

/* The entries of a small timeline that belong to the slice, as a run. */
static void
add_small(CaTimeScan *scan)
{
	Size		words;
	Size		start;
	uint64	   *end;

	if (scan->slice == 0)
	{
		add_stretch(scan, 0);
		if (scan->nslices == 1)
			return;
		/* Sorted once, handed out slice by slice. */
		words = scan->runs.n == 0 ? 0 : run_words(scan, &scan->runs, 0);
		scan->sorted = MemoryContextAllocHuge(scan->context, Max(words, 1) * sizeof(uint64));
		if (words > 0)
			memcpy(scan->sorted, scan->runs.word + scan->runs.start[0], words * sizeof(uint64));
		scan->sorted_end = scan->sorted + words;
		scan->runs.n = 0;
		scan->runs.used = 0;
	}
	start = runs_open(scan, &scan->runs);
	for (end = scan->sorted; end < scan->sorted_end && in_slice(scan, end[0]);)
		end += scan->nwords;
	memcpy(runs_reserve(scan, &scan->runs, end - scan->sorted), scan->sorted,
		   (end - scan->sorted) * sizeof(uint64));
	scan->runs.used += end - scan->sorted;
	scan->sorted = end;
	runs_close(scan, &scan->runs, start);
}

/* Bring the next slice together that has entries; false at the end. */
static bool
next_slice(CaTimeScan *scan)
{
	for (; scan->slice < scan->nslices; scan->slice++)
	{
		int			kept = 0;

		scan->runs.n = 0;
		scan->runs.used = 0;
		if (scan->entries && scan->timeline->mask > 0)
			add_stretch(scan, scan->slice);
		else if (scan->entries)
			add_small(scan);
		for (int i = 0; i < scan->nreaders; i++)
		{
			bool		more = add_part(scan, &scan->reader[i]);

			scan->reader[kept] = scan->reader[i];
			kept += more;
		}
		scan->nreaders = kept;
		if (scan->runs.n == 0)
			continue;
		merge_runs(scan);
		scan->at = scan->runs.word + scan->runs.start[0];
		scan->end = scan->at + run_words(scan, &scan->runs, 0);
		scan->slice++;
		return true;
	}
	return false;
}

/* Unpack the entries of a contact; returns how many. */
static pg_attribute_always_inline Size
unpack_contact(CaTimeScan *scan, const uint64 *first, const uint64 *end, const int nkeys)
{
	const CaPack pack = scan->timeline->pack;
	const uint64 *at = first;
	Size		n = 0;

	do
	{
		if (unlikely(n == scan->maxevents))
		{
			scan->maxevents = Max(2 * n, 64);
			scan->events = scan->events == NULL
				? MemoryContextAllocHuge(scan->context, scan->maxevents * sizeof(CaEvent))
				: repalloc_huge(scan->events, scan->maxevents * sizeof(CaEvent));
		}
		scan->events[n++] = ca_unpack_event(pack, (int64) (at[nkeys] ^ CA_SIGN));
		at += nkeys + 1;
	} while (at < end && ca_entry_equal(at, first, nkeys));
	scan->at = at;
	return n;
}

static Size
copy_wide_contact(CaTimeScan *scan, const uint64 *first, const uint64 *end, int nkeys)
{
	const uint64 *at = first;
	Size		n = 0;

	while (at < end && ca_entry_equal(at, first, nkeys))
		at += scan->nwords;
	events_reserve(scan, (at - first) / scan->nwords);
	for (; first < at; first += scan->nwords)
	{
		scan->events[n].at = (TimestampTz) (first[nkeys] ^ CA_SIGN);
		scan->events[n++].kind = (uint32) first[nkeys + 1];
	}
	scan->at = at;
	return n;
}

CaEvent *
ca_timescan_next(CaTimeScan *scan, CaKey *key, Size *n)
{
	int			nkeys = scan->timeline->nkeys;
	const uint64 *first;

	CHECK_FOR_INTERRUPTS();
	if (scan->at == scan->end && !next_slice(scan))
		return NULL;
	first = scan->at;
	key->word[0] = first[0];
	key->word[1] = nkeys > 1 ? first[1] : 0;
	*key = ca_timeline_unmix(*key, nkeys);
	if (scan->wide)
		*n = copy_wide_contact(scan, first, scan->end, nkeys);
	else if (nkeys == 1)
		*n = unpack_contact(scan, first, scan->end, 1);
	else
		*n = unpack_contact(scan, first, scan->end, 2);
	if (scan->timeline->unique)
		*n = ca_events_unique(scan->events, *n);
	else if (scan->timeline->united)
		*n = ca_events_unite(scan->events, *n);
	return scan->events;
}
