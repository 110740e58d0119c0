/*-------------------------------------------------------------------------
 *
 * timeline.c
 *	  Events of many contacts, appended in any order
 *
 * Events are appended, not looked up.  A small timeline is one array.  From
 * CA_LARGE entries on it is 256 stretches of chunks, and an event goes to the
 * one that the topmost byte of its mixed key names: one write, in order in each
 * stretch.  At the end each stretch is brought together and sorted in the cache
 * (timescan.c).
 *
 * An entry is the key and one word for time and kind; or two words, after
 * an event that does not fit one (a time far from the first, a great kind).
 *
 * Mixed keys, then times, then kinds decide the order of everything: of the
 * array, of the stretches, of what is spilled and of what is sent.  So parts
 * from wherever are brought together by going along all of them in step, a
 * stretch at a time.
 *
 * The encoded form is: bits of a kind; earliest and latest time; number of events
 * and length (state.h); contacts (timepart.c).
 *
 * Interface
 *	ca_timeline_create	- empty
 *	ca_timeline_add		- one event (inline)
 *	ca_timeline_write	- encode
 *	ca_timeline_absorb	- take what was encoded
 *	ca_timeline_keep	- take an encoded part
 *	ca_timeline_check	- is it encoded as it must be?
 *	ca_timeline_words, ca_timeline_collect, ca_timeline_parts,
 *	ca_timeline_greatest_kind, ca_timeline_hold
 *						- what timescan.c goes through
 *
 * Memory: a header of 88 bytes and a few entries for a small one, all in the
 * pool's context; spills at the pool's limit.
 * Cost: a write an event.
 * Invariants: see AssertCheckTimeline.
 * Limits: the events of one contact fit in memory when they are asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/timeline_bulk.h"

/* Entries of a new timeline. */
#define CA_FIRST_ENTRIES	4

/* Entries from which it is split, so that sorting stays in the cache. */
#define CA_LARGE		65536

/* A chunk: short, for there may be many stretches with one begun. */
#define CA_CHUNK_BYTES	2048
#define CA_CHUNK_WORDS	(CA_CHUNK_BYTES / sizeof(uint64) - 1)

/* Chunks are allocated many at a time, in proportion to those there are. */
#define CA_SLAB_MIN		((Size) 256 * 1024)
#define CA_SLAB_MAX		((Size) 32 * 1024 * 1024)
#define CA_SLAB_SHARE	4

typedef struct Chunk
{
	struct Chunk *next;			/* the one filled before, or NULL */
	uint64		word[CA_CHUNK_WORDS];
} Chunk;

typedef struct Slab
{
	struct Slab *next;
} Slab;

/* The stretches of a large timeline. */
struct CaTimelineSplit
{
	Chunk	   *chunk[CA_STRETCHES];	/* the one being filled, or NULL */
	uint32		nchunks[CA_STRETCHES];	/* with those before */
	CaStretch	stretch[CA_STRETCHES];
	Slab	   *slabs;			/* all of them */
	Chunk	   *unused;			/* chunks of the newest, not handed out */
	Chunk	   *unused_end;
	Size		bytes;			/* of all slabs */
};

static inline Size
entry_bytes(const CaTimeline *timeline)
{
	return timeline->nwords * sizeof(uint64);
}

/* Words of a chunk that whole entries fill. */
static inline Size
chunk_words(const CaTimeline *timeline)
{
	return CA_CHUNK_WORDS - CA_CHUNK_WORDS % timeline->nwords;
}

static inline bool
is_large(const CaTimeline *timeline)
{
	return timeline->mask != 0;
}

void
AssertCheckTimeline(const CaTimeline *timeline)
{
#ifdef USE_ASSERT_CHECKING
	const CaTimelineBulk *bulk = timeline->bulk;

	Assert(timeline->nwords == timeline->nkeys + 1 + timeline->wide);
	Assert(timeline->nwords <= 4);
	Assert(timeline->nkeys == 1 || timeline->nkeys == 2);
	Assert(timeline->pack.bits >= 1 && timeline->pack.bits <= 32);
	Assert(!is_large(timeline) || timeline->stretch == bulk->split->stretch);
	Assert(is_large(timeline) || timeline->stretch == &timeline->small);
	Assert(timeline->small.at <= timeline->small.end);
	if (bulk != NULL)
	{
		Assert(bulk->timeline == timeline && bulk->nparts <= bulk->maxparts);
		for (int i = 0; i < CA_STRETCHES && is_large(timeline); i++)
		{
			const Chunk *chunk = bulk->split->chunk[i];

			Assert(chunk == NULL || (timeline->stretch[i].at >= chunk->word &&
									 timeline->stretch[i].at <= timeline->stretch[i].end));
		}
	}
#endif
}

static void
timeline_init(CaTimeline *timeline, CaPool *pool, CaKeyShape shape, int bits, bool wide)
{
	memset(timeline, 0, sizeof(CaTimeline));
	timeline->stretch = &timeline->small;
	timeline->pack.bits = bits;
	timeline->nkeys = ca_key_words(shape);
	timeline->nwords = timeline->nkeys + 1 + wide;
	timeline->wide = wide;
	timeline->shape = shape;
	timeline->pool = pool;
}

CaTimeline *
ca_timeline_create(CaPool *pool, CaKeyShape shape, int bits)
{
	CaTimeline *timeline = MemoryContextAlloc(pool->context, sizeof(CaTimeline));

	timeline_init(timeline, pool, shape, bits, false);
	AssertCheckTimeline(timeline);
	return timeline;
}

/* ---- Growing ---- */

void
ca_timeline_account(CaTimeline *timeline)
{
	CaTimelineBulk *bulk = timeline->bulk;
	Size		bytes = (timeline->small.end - timeline->entries) * sizeof(uint64);

	if (bulk->split != NULL)
		bytes += sizeof(CaTimelineSplit) + bulk->split->bytes;
	ca_pool_resize(timeline->pool, &bulk->member,
				   bytes + bulk->maxparts * sizeof(CaTimePart) + bulk->waiting_bytes);
}

/* Let the array of a small timeline have room for so many entries. */
static void
timeline_resize(CaTimeline *timeline, Size nentries)
{
	Size		used = timeline->small.at - timeline->entries;

	timeline->entries = ca_pool_realloc(timeline->pool, timeline->entries,
										nentries * entry_bytes(timeline));
	timeline->small.at = timeline->entries + used;
	timeline->small.end = timeline->entries + nentries * timeline->nwords;
}

void
ca_timeline_become_bulk(CaTimeline *timeline)
{
	CaTimelineBulk *bulk = MemoryContextAllocZero(timeline->pool->context, sizeof(CaTimelineBulk));

	bulk->timeline = timeline;
	bulk->member.spill = ca_timeline_spill;
	timeline->bulk = bulk;
	ca_pool_join(timeline->pool, &bulk->member);
	ca_timeline_account(timeline);
}

/* A fresh chunk, from a new slab when the last is used up. */
static Chunk *
timeline_chunk(CaTimeline *timeline)
{
	CaTimelineSplit *split = timeline->bulk->split;

	if (split->unused == split->unused_end)
	{
		Size		bytes = Min(Max(split->bytes / CA_SLAB_SHARE, CA_SLAB_MIN), CA_SLAB_MAX);
		Slab	   *slab = ca_pool_realloc(timeline->pool, NULL, bytes);

		slab->next = split->slabs;
		split->slabs = slab;
		split->bytes += bytes;
		split->unused = (Chunk *) (slab + 1);
		split->unused_end = split->unused + (bytes - sizeof(Slab)) / sizeof(Chunk);
		ca_timeline_account(timeline);
	}
	return split->unused++;
}

static void
stretch_lengthen(CaTimeline *timeline, int i)
{
	CaTimelineSplit *split = timeline->bulk->split;
	Chunk	   *chunk = timeline_chunk(timeline);

	chunk->next = split->chunk[i];
	split->chunk[i] = chunk;
	split->nchunks[i]++;
	split->stretch[i].at = chunk->word;
	split->stretch[i].end = chunk->word + chunk_words(timeline);
}

/* Distribute the array over stretches. */
static void
timeline_become_large(CaTimeline *timeline)
{
	CaTimelineSplit *split = MemoryContextAllocZero(timeline->pool->context, sizeof(CaTimelineSplit));
	const int	nwords = timeline->nwords;

	timeline->bulk->split = split;
	for (const uint64 *entry = timeline->entries; entry < timeline->small.at; entry += nwords)
	{
		int			i = entry[0] >> CA_STRETCH_SHIFT;

		if (split->stretch[i].at == split->stretch[i].end)
			stretch_lengthen(timeline, i);
		memcpy(split->stretch[i].at, entry, nwords * sizeof(uint64));
		split->stretch[i].at += nwords;
	}
	pfree(timeline->entries);
	timeline->entries = timeline->small.at = timeline->small.end = NULL;
	timeline->stretch = split->stretch;
	timeline->mask = CA_STRETCHES - 1;
	ca_timeline_account(timeline);
	AssertCheckTimeline(timeline);
}

CaStretch *
ca_timeline_make_room(CaTimeline *timeline, uint64 mixed)
{
	Size		nentries = (timeline->small.end - timeline->entries) / timeline->nwords;
	int			i = mixed >> CA_STRETCH_SHIFT;

	CHECK_FOR_INTERRUPTS();
	AssertCheckTimeline(timeline);
	if (timeline->bulk == NULL && nentries >= CA_BULK_MIN)
		ca_timeline_become_bulk(timeline);
	if (timeline->bulk != NULL && ca_pool_is_full(timeline->pool, 0))
	{
		ca_pool_relieve(timeline->pool);
		nentries = (timeline->small.end - timeline->entries) / timeline->nwords;
	}
	if (!is_large(timeline) && nentries < CA_LARGE)
	{
		if (timeline->small.at == timeline->small.end)
			timeline_resize(timeline, Max(nentries * 2, timeline->bulk == NULL
										  ? CA_FIRST_ENTRIES : CA_BULK_MIN));
		if (timeline->bulk != NULL)
			ca_timeline_account(timeline);
		return &timeline->small;
	}
	if (!is_large(timeline))
		timeline_become_large(timeline);
	if (timeline->stretch[i].at == timeline->stretch[i].end)
		stretch_lengthen(timeline, i);
	return &timeline->stretch[i];
}

void
ca_timeline_clear(CaTimeline *timeline)
{
	CaTimelineBulk *bulk = timeline->bulk;

	if (timeline->entries != NULL)
		pfree(timeline->entries);
	timeline->entries = timeline->small.at = timeline->small.end = NULL;
	timeline->stretch = &timeline->small;
	timeline->mask = 0;
	if (bulk->split != NULL)
	{
		while (bulk->split->slabs != NULL)
		{
			Slab	   *slab = bulk->split->slabs;

			bulk->split->slabs = slab->next;
			pfree(slab);
		}
		pfree(bulk->split);
		bulk->split = NULL;
	}
	ca_timeline_account(timeline);
}

/* ---- For scans ---- */

Size
ca_timeline_words(const CaTimeline *timeline, int stretch)
{
	const CaTimelineSplit *split;

	if (!is_large(timeline))
		return timeline->small.at - timeline->entries;
	split = timeline->bulk->split;
	if (split->nchunks[stretch] == 0)
		return 0;
	return (Size) (split->nchunks[stretch] - 1) * chunk_words(timeline) +
		(timeline->stretch[stretch].at - split->chunk[stretch]->word);
}

/* Chunks are linked from the last to the first. */
Size
ca_timeline_collect(const CaTimeline *timeline, int stretch, uint64 *dest)
{
	Size		words = ca_timeline_words(timeline, stretch);
	uint64	   *to = dest + words;
	const Chunk *chunk;
	Size		n;

	if (words == 0)
		return 0;
	if (!is_large(timeline))
	{
		memcpy(dest, timeline->entries, words * sizeof(uint64));
		return words;
	}
	chunk = timeline->bulk->split->chunk[stretch];
	n = timeline->stretch[stretch].at - chunk->word;
	for (; chunk != NULL; chunk = chunk->next)
	{
		to -= n;
		memcpy(to, chunk->word, n * sizeof(uint64));
		n = chunk_words(timeline);
	}
	Assert(to == dest);
	return words;
}

const CaTimePart *
ca_timeline_parts(const CaTimeline *timeline, int *nparts)
{
	*nparts = timeline->bulk == NULL ? 0 : timeline->bulk->nparts;
	return *nparts == 0 ? NULL : timeline->bulk->parts;
}

bool
ca_timeline_has_entries(const CaTimeline *timeline)
{
	return is_large(timeline) || timeline->small.at > timeline->entries;
}

bool
ca_timeline_hold(CaTimeline *timeline, bool being_read)
{
	bool		was = false;

	if (timeline->bulk != NULL)
	{
		was = timeline->bulk->member.being_read;
		timeline->bulk->member.being_read = being_read;
	}
	return was;
}
