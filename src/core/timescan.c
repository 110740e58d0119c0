/*-------------------------------------------------------------------------
 *
 * timescan.c
 *	  All that a timeline holds, contact by contact
 *
 * Everything that holds contacts has them in ascending order of their mixed
 * keys: the entries in memory, a stretch after another, and each encoded part.
 * So the next contact is the least of those that come next, and its events are
 * those of all sources that have it, merged.  Sources are few; the least is
 * found by looking at all of them, without a branch that could be mispredicted.
 *
 * Events are merged as packed numbers where all of the contact's fit, as they
 * nearly always do; without branches too, for which of two runs comes next is a
 * matter of chance.
 *
 * Interface
 *	ca_timescan_begin	- find the first contact
 *	ca_timescan_next	- events of a contact
 *	ca_timescan_free	- done
 *
 * Memory: a child of the context current at creation: one contact's events, a
 * stretch twice, a buffer for each part that is in a file.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/sort.h"
#include "core/timescan.h"

/* Where contacts come from. */
typedef struct Source
{
	CaTimePartReader reader;	/* of an encoded part; its part is NULL for
								 * entries in memory, of which it has key and
								 * nevents */
	const uint64 *at;			/* entries of the present stretch */
	const uint64 *end;
	int			stretch;		/* the one after it */
} Source;

/* Packed events that grow. */
typedef struct Packed
{
	int64	   *number;
	Size		room;
} Packed;

struct CaTimeScan
{
	MemoryContext context;		/* all of it */
	const CaTimeline *timeline;
	int			nsources;		/* that have a contact */
	Source	   *source;
	uint64	   *first;			/* first word of each one's key */
	int		   *same;			/* those that have the next contact */
	uint64	   *sorted;			/* entries of the present stretch */
	uint64	   *scratch;		/* for sorting them */
	Packed		merged;			/* events of the contact so far */
	Packed		taken;			/* those of one more source */
	Packed		spare;			/* to merge into */
	CaEvent    *events;			/* of the contact handed out */
	CaEvent    *aside;			/* to merge them with */
	Size		room;			/* in each of the two */
};

/* ---- Entries in memory ---- */

/* The next stretch that has entries, sorted; false at the end. */
static bool
memory_refill(CaTimeScan *scan, Source *source)
{
	const CaTimeline *timeline = scan->timeline;

	while (source->stretch <= timeline->mask)
	{
		Size		words = ca_timeline_collect(timeline, source->stretch++, scan->sorted);

		if (words == 0)
			continue;
		CHECK_FOR_INTERRUPTS();
		ca_sort_entries(scan->sorted, words / timeline->nwords, timeline->nwords, scan->scratch);
		source->at = scan->sorted;
		source->end = scan->sorted + words;
		return true;
	}
	return false;
}

static bool
memory_advance(CaTimeScan *scan, Source *source)
{
	const CaTimeline *timeline = scan->timeline;
	const uint64 *end;

	if (source->at == source->end && !memory_refill(scan, source))
		return false;
	source->reader.key.word[0] = source->at[0];
	source->reader.key.word[1] = timeline->nkeys > 1 ? source->at[1] : 0;
	end = source->at + timeline->nwords;
	while (end < source->end && ca_entry_equal(end, source->at, timeline->nkeys))
		end += timeline->nwords;
	source->reader.nevents = (end - source->at) / timeline->nwords;
	return true;
}

/* Wide entries. */
static Size
memory_take(const CaTimeline *timeline, Source *source, CaEvent *events)
{
	Size		n = source->reader.nevents;

	for (Size i = 0; i < n; i++)
	{
		events[i] = ca_timeline_event(timeline, source->at);
		source->at += timeline->nwords;
	}
	return n;
}

static Size
memory_take_packed(const CaTimeline *timeline, Source *source, int64 *packed)
{
	Size		n = source->reader.nevents;

	for (Size i = 0; i < n; i++)
	{
		packed[i] = (int64) (source->at[timeline->nkeys] ^ CA_SIGN);
		source->at += timeline->nwords;
	}
	return n;
}

/* ---- Sources ---- */

/* Go to the next contact of a source; the last source takes the place of one at its end. */
static void
scan_advance(CaTimeScan *scan, int i)
{
	Source	   *source = &scan->source[i];
	bool		more = source->reader.part == NULL ? memory_advance(scan, source)
		: ca_timepart_advance(&source->reader);

	if (more)
		scan->first[i] = source->reader.key.word[0];
	else
	{
		scan->nsources--;
		scan->source[i] = scan->source[scan->nsources];
		scan->first[i] = scan->first[scan->nsources];
	}
}

/* Room to sort the longest stretch. */
static void
make_sorting_room(CaTimeScan *scan)
{
	Size		most = 0;

	for (int i = 0; i <= scan->timeline->mask; i++)
		most = Max(most, ca_timeline_words(scan->timeline, i));
	scan->sorted = MemoryContextAllocHuge(scan->context, Max(most, 1) * sizeof(uint64));
	scan->scratch = MemoryContextAllocHuge(scan->context, Max(most, 1) * sizeof(uint64));
}

CaTimeScan *
ca_timescan_begin(const CaTimeline *timeline, bool entries, bool parts)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "campaign_analytics timeline scan",
												  ALLOCSET_SMALL_SIZES);
	CaTimeScan *scan = MemoryContextAllocZero(context, sizeof(CaTimeScan));
	int			nparts;
	const CaTimePart *part = ca_timeline_parts(timeline, &nparts);

	scan->context = context;
	scan->timeline = timeline;
	scan->source = MemoryContextAllocZero(context, (nparts + 1) * sizeof(Source));
	scan->first = MemoryContextAlloc(context, (nparts + 1) * sizeof(uint64));
	scan->same = MemoryContextAlloc(context, (nparts + 1) * sizeof(int));
	if (entries)
	{
		make_sorting_room(scan);
		scan->nsources++;
	}
	for (int i = 0; parts && i < nparts; i++)
		ca_timepart_open(&scan->source[scan->nsources++].reader, context,
						 timeline->pool->file, &part[i]);
	for (int i = scan->nsources - 1; i >= 0; i--)
		scan_advance(scan, i);
	return scan;
}

void
ca_timescan_free(CaTimeScan *scan)
{
	MemoryContextDelete(scan->context);
}

/* Which sources have the least key; returns how many. */
static int
find_least(CaTimeScan *scan, CaKey *key)
{
	uint64		least = scan->first[0];
	int			nsame = 0;
	int			kept = 0;

	for (int i = 1; i < scan->nsources; i++)
		least = Min(least, scan->first[i]);
	for (int i = 0; i < scan->nsources; i++)
	{
		scan->same[nsame] = i;
		nsame += scan->first[i] == least;
	}
	*key = scan->source[scan->same[0]].reader.key;
	if (scan->timeline->nkeys == 1 || nsame == 1)
		return nsame;
	for (int i = 1; i < nsame; i++)
		key->word[1] = Min(key->word[1], scan->source[scan->same[i]].reader.key.word[1]);
	for (int i = 0; i < nsame; i++)
	{
		scan->same[kept] = scan->same[i];
		kept += scan->source[scan->same[i]].reader.key.word[1] == key->word[1];
	}
	return kept;
}

/* ---- Events ---- */

static void
packed_reserve(CaTimeScan *scan, Packed *packed, Size n)
{
	if (likely(n <= packed->room))
		return;
	if (packed->number != NULL)
		pfree(packed->number);
	packed->room = Max(2 * n, 64);
	packed->number = MemoryContextAllocHuge(scan->context, packed->room * sizeof(int64));
}

static void
events_reserve(CaTimeScan *scan, Size n)
{
	if (likely(n <= scan->room))
		return;
	scan->room = Max(2 * n, 64);
	if (scan->events != NULL)
	{
		scan->events = repalloc_huge(scan->events, scan->room * sizeof(CaEvent));
		scan->aside = repalloc_huge(scan->aside, scan->room * sizeof(CaEvent));
		return;
	}
	scan->events = MemoryContextAllocHuge(scan->context, scan->room * sizeof(CaEvent));
	scan->aside = MemoryContextAllocHuge(scan->context, scan->room * sizeof(CaEvent));
}

static bool
take_packed(CaTimeScan *scan, Source *source, Packed *packed, Size *n)
{
	packed_reserve(scan, packed, source->reader.nevents);
	if (source->reader.part != NULL)
		return ca_timepart_take_packed(&source->reader, scan->timeline->pack, packed->number, n);
	if (scan->timeline->wide)
		return false;
	*n = memory_take_packed(scan->timeline, source, packed->number);
	return true;
}

/* Merge a and b into dest, as many steps as there are numbers in all. */
static pg_attribute_always_inline void
merge_packed(const int64 *a, Size na, const int64 *b, Size nb, int64 *dest)
{
	const int64 *a_end = a + na;
	const int64 *b_end = b + nb;

	while (a < a_end && b < b_end)
	{
		int64		x = *a;
		int64		y = *b;
		bool		second = y < x;

		*dest++ = second ? y : x;
		a += !second;
		b += second;
	}
	while (a < a_end)
		*dest++ = *a++;
	while (b < b_end)
		*dest++ = *b++;
}

/*
 * Merge the packed events of the sources that have the contact, as far as they
 * fit; returns from how many sources that is, and in n how many events.
 */
static int
gather_packed(CaTimeScan *scan, int nsame, Size *n)
{
	int			i = 0;

	if (!take_packed(scan, &scan->source[scan->same[0]], &scan->merged, n))
	{
		*n = 0;
		return 0;
	}
	for (i = 1; i < nsame; i++)
	{
		Packed		merged;
		Size		more;

		if (!take_packed(scan, &scan->source[scan->same[i]], &scan->taken, &more))
			break;
		packed_reserve(scan, &scan->spare, *n + more);
		merge_packed(scan->merged.number, *n, scan->taken.number, more, scan->spare.number);
		*n += more;
		merged = scan->spare;
		scan->spare = scan->merged;
		scan->merged = merged;
	}
	return i;
}

/* The events of a contact, from the sources that have it. */
static Size
gather(CaTimeScan *scan, int nsame)
{
	Size		n;
	int			i = gather_packed(scan, nsame, &n);

	events_reserve(scan, n);
	for (Size j = 0; j < n; j++)
		scan->events[j] = ca_unpack_event(scan->timeline->pack, scan->merged.number[j]);
	for (; i < nsame; i++)
	{
		Source	   *source = &scan->source[scan->same[i]];
		Size		more;

		events_reserve(scan, n + source->reader.nevents);
		more = source->reader.part == NULL ? memory_take(scan->timeline, source, scan->events + n)
			: ca_timepart_take(&source->reader, scan->events + n);
		ca_events_merge(scan->events, n, more, scan->aside);
		n += more;
	}
	return n;
}

CaEvent *
ca_timescan_next(CaTimeScan *scan, CaKey *key, Size *n)
{
	*n = 0;
	while (*n == 0)
	{
		int			nsame;

		CHECK_FOR_INTERRUPTS();
		if (scan->nsources == 0)
			return NULL;
		nsame = find_least(scan, key);
		*n = gather(scan, nsame);
		while (nsame > 0)
			scan_advance(scan, scan->same[--nsame]);
	}
	*key = ca_timeline_unmix(*key);
	if (scan->timeline->unique)
		*n = ca_events_unique(scan->events, *n);
	return scan->events;
}
