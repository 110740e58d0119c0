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
#include "port/pg_bitutils.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/timeline.h"
#include "core/timescan.h"

/* Entries of a new timeline. */
#define CA_FIRST_ENTRIES	4

/* Entries from which a timeline is worth spilling. */
#define CA_BULK_MIN		512

/* Entries from which it is split, so that sorting stays in the cache. */
#define CA_LARGE		65536

/* A chunk: short, for there may be many stretches with one begun. */
#define CA_CHUNK_BYTES	2048
#define CA_CHUNK_WORDS	(CA_CHUNK_BYTES / sizeof(uint64) - 1)

/* Chunks are allocated many at a time, in proportion to those there are. */
#define CA_SLAB_MIN		((Size) 256 * 1024)
#define CA_SLAB_MAX		((Size) 32 * 1024 * 1024)
#define CA_SLAB_SHARE	4

/* Encoded parts of one timeline that are read at a time; each has a buffer. */
#define CA_FAN_IN		128

/* A part so many times the average is large. */
#define CA_LARGE_PART	8

/* The earliest and the latest time of an encoded timeline. */
#define TIMES_BYTES		16

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
typedef struct Split
{
	Chunk	   *chunk[CA_STRETCHES];	/* the one being filled, or NULL */
	uint32		nchunks[CA_STRETCHES];	/* with those before */
	CaStretch	stretch[CA_STRETCHES];
	Slab	   *slabs;			/* all of them */
	Chunk	   *unused;			/* chunks of the newest, not handed out */
	Chunk	   *unused_end;
	Size		bytes;			/* of all slabs */
} Split;

struct CaTimelineBulk
{
	CaPoolMember member;		/* the pool's view of the timeline; first */
	CaTimeline *timeline;		/* whose bulk it is */
	Split	   *split;			/* of a large one, or NULL */
	CaTimePart *parts;			/* encoded, in memory or in the pool's file */
	int			nparts;
	int			maxparts;		/* room for */
	Size		waiting_bytes;	/* of those in memory */
};

static void timeline_spill(CaPoolMember *member);

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

static void
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

static void
timeline_account(CaTimeline *timeline)
{
	CaTimelineBulk *bulk = timeline->bulk;
	Size		bytes = (timeline->small.end - timeline->entries) * sizeof(uint64);

	if (bulk->split != NULL)
		bytes += sizeof(Split) + bulk->split->bytes;
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

static void
timeline_become_bulk(CaTimeline *timeline)
{
	CaTimelineBulk *bulk = MemoryContextAllocZero(timeline->pool->context, sizeof(CaTimelineBulk));

	bulk->timeline = timeline;
	bulk->member.spill = timeline_spill;
	timeline->bulk = bulk;
	ca_pool_join(timeline->pool, &bulk->member);
	timeline_account(timeline);
}

/* A fresh chunk, from a new slab when the last is used up. */
static Chunk *
timeline_chunk(CaTimeline *timeline)
{
	Split	   *split = timeline->bulk->split;

	if (split->unused == split->unused_end)
	{
		Size		bytes = Min(Max(split->bytes / CA_SLAB_SHARE, CA_SLAB_MIN), CA_SLAB_MAX);
		Slab	   *slab = ca_pool_realloc(timeline->pool, NULL, bytes);

		slab->next = split->slabs;
		split->slabs = slab;
		split->bytes += bytes;
		split->unused = (Chunk *) (slab + 1);
		split->unused_end = split->unused + (bytes - sizeof(Slab)) / sizeof(Chunk);
		timeline_account(timeline);
	}
	return split->unused++;
}

static void
stretch_lengthen(CaTimeline *timeline, int i)
{
	Split	   *split = timeline->bulk->split;
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
	Split	   *split = MemoryContextAllocZero(timeline->pool->context, sizeof(Split));
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
	timeline_account(timeline);
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
		timeline_become_bulk(timeline);
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
			timeline_account(timeline);
		return &timeline->small;
	}
	if (!is_large(timeline))
		timeline_become_large(timeline);
	if (timeline->stretch[i].at == timeline->stretch[i].end)
		stretch_lengthen(timeline, i);
	return &timeline->stretch[i];
}

/* Give back all that holds entries. */
static void
timeline_clear(CaTimeline *timeline)
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
	timeline_account(timeline);
}

/* ---- For scans ---- */

Size
ca_timeline_words(const CaTimeline *timeline, int stretch)
{
	const Split *split;

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

static bool
timeline_has_entries(const CaTimeline *timeline)
{
	return is_large(timeline) || timeline->small.at > timeline->entries;
}

/* ---- Parts ---- */

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

uint32
ca_timeline_greatest_kind(const CaTimeline *timeline)
{
	int			bits = timeline->wide ? 32 : timeline->pack.bits;
	uint64		greatest = (UINT64CONST(1) << bits) - 1;

	for (int i = 0; timeline->bulk != NULL && i < timeline->bulk->nparts; i++)
	{
		const CaTimePart *part = &timeline->bulk->parts[i];

		if (part->kinds == NULL)
			greatest |= (UINT64CONST(1) << part->bits) - 1;
		for (uint64 kind = 0; part->kinds != NULL && kind < part->nkinds; kind++)
			greatest |= part->kinds[kind] == CA_KIND_DROP ? 0 : part->kinds[kind];
	}
	return (uint32) greatest;
}

static int
timeline_bits(const CaTimeline *timeline)
{
	return pg_leftmost_one_pos32(ca_timeline_greatest_kind(timeline)) + 1;
}

/* Write all contacts of a scan; kinds maps theirs, if it is not NULL. */
static void
write_contacts(CaTimeScan *scan, CaTimePartWriter *w, const uint32 *kinds)
{
	CaEvent    *events;
	CaKey		key;
	Size		n;

	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		if (kinds != NULL)
		{
			for (Size i = 0; i < n; i++)
				events[i].kind = kinds[events[i].kind];
			ca_events_sort(events, n);
		}
		ca_timepart_write(w, ca_timeline_mix(key, w->nkeys), events, n);
	}
}

/* Times are packed around those of the first part, unless they are already. */
static void
timeline_start(CaTimeline *timeline, const CaTimePart *part)
{
	if (timeline->started || part->run.nentries == 0)
		return;
	timeline->pack = ca_pack_around(part->earliest, timeline->pack.bits);
	timeline->started = true;
}

static void
timeline_keep(CaTimeline *timeline, const CaTimePart *part)
{
	CaTimelineBulk *bulk = timeline->bulk;

	if (bulk->nparts == bulk->maxparts)
	{
		bulk->maxparts = Max(4, bulk->maxparts * 2);
		bulk->parts = ca_pool_realloc(timeline->pool, bulk->parts, bulk->maxparts * sizeof(CaTimePart));
	}
	bulk->parts[bulk->nparts++] = *part;
	if (part->run.bytes != NULL)
		bulk->waiting_bytes += part->run.length;
	timeline_account(timeline);
}

/* Encode the entries, or the parts, as one part, in memory or in the file. */
static CaTimePart
part_write(CaTimeline *timeline, bool entries, bool in_file, int bits)
{
	CaTimeScan *scan = ca_timescan_begin(timeline, entries, !entries);
	CaTimePartMaker maker;

	ca_timepart_make(&maker, timeline->pool->context,
					 in_file ? ca_pool_file(timeline->pool) : NULL, timeline->nkeys, bits);
	write_contacts(scan, &maker.w, NULL);
	ca_timescan_free(scan);
	return ca_timepart_made(&maker);
}

static void
part_free(CaTimePart *part)
{
	if (part->run.bytes != NULL)
		pfree(unconstify(uint8 *, part->run.bytes));
	if (part->kinds != NULL)
		pfree(part->kinds);
}

/* Put the entries in memory aside as a part, in memory or in the file. */
static void
timeline_set_aside(CaTimeline *timeline, bool in_file)
{
	CaTimePart	part = part_write(timeline, true, in_file,
								  timeline->wide ? 32 : timeline->pack.bits);

	timeline_clear(timeline);
	timeline_keep(timeline, &part);
}

/*
 * Put parts that are much larger than the average first; returns how many.  To
 * write them again whenever others have become too many would cost the square.
 */
static int
put_large_first(CaTimelineBulk *bulk)
{
	uint64		bytes = 0;
	int			nlarge = 0;

	for (int i = 0; i < bulk->nparts; i++)
		bytes += bulk->parts[i].run.length;
	for (int i = 0; i < bulk->nparts; i++)
	{
		CaTimePart	part = bulk->parts[i];

		if (part.run.length <= bytes / bulk->nparts * CA_LARGE_PART)
			continue;
		bulk->parts[i] = bulk->parts[nlarge];
		bulk->parts[nlarge++] = part;
	}
	return nlarge;
}

/*
 * Too many parts to read at once: make one of those that are not large, in the
 * file if asked for or if some are there.
 */
static void
timeline_merge_parts(CaTimeline *timeline, bool in_file)
{
	CaTimelineBulk *bulk = timeline->bulk;
	int			nlarge = put_large_first(bulk);
	CaTimePart	part;

	/* The large ones are not to be seen meanwhile. */
	bulk->parts += nlarge;
	bulk->nparts -= nlarge;
	for (int i = 0; i < bulk->nparts; i++)
		in_file |= bulk->parts[i].run.bytes == NULL;
	part = part_write(timeline, false, in_file, timeline_bits(timeline));
	for (int i = 0; i < bulk->nparts; i++)
	{
		if (bulk->parts[i].run.bytes != NULL)
			bulk->waiting_bytes -= bulk->parts[i].run.length;
		part_free(&bulk->parts[i]);
	}
	bulk->parts -= nlarge;
	bulk->nparts = nlarge;
	timeline_keep(timeline, &part);
}

/* ---- Spilling ---- */

/* Parts that waited in memory go to the file as they are. */
static void
timeline_spill_waiting(CaTimeline *timeline)
{
	CaTimelineBulk *bulk = timeline->bulk;
	CaRunFile  *file = ca_pool_file(timeline->pool);

	for (int i = 0; i < bulk->nparts; i++)
	{
		CaRun	   *run = &bulk->parts[i].run;

		if (run->bytes == NULL)
			continue;
		run->offset = ca_runfile_length(file);
		ca_runfile_write(file, run->bytes, run->length);
		pfree(unconstify(uint8 *, run->bytes));
		run->bytes = NULL;
	}
	bulk->waiting_bytes = 0;
}

static void
timeline_spill(CaPoolMember *member)
{
	CaTimeline *timeline = ((CaTimelineBulk *) member)->timeline;

	timeline_spill_waiting(timeline);
	if (timeline_has_entries(timeline))
		timeline_set_aside(timeline, true);
	if (timeline->bulk->nparts >= CA_FAN_IN)
		timeline_merge_parts(timeline, true);
	timeline_account(timeline);
}

/*
 * An event that does not fit one word has come: from now on there are two.  What
 * is there already is put aside, encoded.
 */
void
ca_timeline_widen(CaTimeline *timeline)
{
	Assert(!timeline->wide);
	if (timeline_has_entries(timeline))
	{
		if (timeline->bulk == NULL)
			timeline_become_bulk(timeline);
		timeline_set_aside(timeline, false);
	}
	else if (timeline->bulk != NULL)
		timeline_clear(timeline);
	timeline->wide = true;
	timeline->nwords++;
	AssertCheckTimeline(timeline);
}

/* ---- The wire ---- */

/* Bits of the kinds below nkinds. */
static int
bits_of_kinds(uint64 nkinds)
{
	return nkinds < 2 ? 1 : pg_leftmost_one_pos64(nkinds - 1) + 1;
}

void
ca_timeline_write(CaTimeline *timeline, CaWriter *out, const uint32 *kinds, uint64 nkinds)
{
	CaTimeScan *scan = ca_timescan_begin(timeline, true, true);
	int			bits = kinds == NULL ? timeline->pack.bits : bits_of_kinds(nkinds);
	CaSetHead	head = {0, false, 0};
	uint8		times[TIMES_BYTES] = {0};
	CaTimePartWriter w;
	Size		times_place;
	Size		place;

	ca_write_varint(out, bits);
	times_place = out->used;
	ca_write_bytes(out, times, sizeof(times));
	place = ca_state_write_hole(out);
	ca_timepart_write_begin(&w, out, timeline->nkeys, bits);
	write_contacts(scan, &w, kinds);
	head.count = w.nevents;
	ca_state_fill_hole(out, place, head);
	ca_store64(out->data + times_place, (uint64) w.earliest);
	ca_store64(out->data + times_place + sizeof(uint64), (uint64) w.latest);
	ca_timescan_free(scan);
}

void
ca_timeline_keep(CaTimeline *timeline, const CaTimePart *part)
{
	if (timeline->bulk == NULL)
		timeline_become_bulk(timeline);
	timeline_start(timeline, part);
	timeline_keep(timeline, part);
	if (timeline->bulk->nparts >= CA_FAN_IN)
		timeline_merge_parts(timeline, ca_pool_is_full(timeline->pool, 0));
}

/* Few events are as well off among ours. */
static void
timeline_add_part(CaTimeline *timeline, const CaTimePart *part)
{
	CaTimePartReader reader;
	CaEvent		events[CA_BULK_MIN];

	ca_timepart_open(&reader, CurrentMemoryContext, NULL, part);
	while (ca_timepart_advance(&reader))
	{
		CaKey		key = ca_timeline_unmix(reader.key, timeline->nkeys);
		Size		n = ca_timepart_take(&reader, events);

		for (Size i = 0; i < n; i++)
			ca_timeline_add(timeline, &key, events[i].at, events[i].kind);
	}
}

/* Many are kept as they are, to be gone along when all are asked for. */
static void
timeline_let_wait(CaTimeline *timeline, CaTimePart *part)
{
	CaPool	   *pool = timeline->pool;
	uint8	   *bytes;

	if (timeline->bulk == NULL)
		timeline_become_bulk(timeline);
	if (ca_pool_is_full(pool, part->run.length))
		ca_pool_relieve(pool);
	if (timeline->bulk->nparts >= CA_FAN_IN)
		timeline_merge_parts(timeline, ca_pool_is_full(pool, part->run.length));
	bytes = ca_pool_realloc(pool, NULL, part->run.length);
	memcpy(bytes, part->run.bytes, part->run.length);
	part->run.bytes = bytes;
	if (part->kinds != NULL)
	{
		uint32	   *kinds = MemoryContextAlloc(pool->context, Max(part->nkinds, 1) * sizeof(uint32));

		memcpy(kinds, part->kinds, part->nkinds * sizeof(uint32));
		part->kinds = kinds;
	}
	timeline_keep(timeline, part);
}

/* What was encoded, as it stands. */
static CaTimePart
open_part(CaReader *in, CaKeyShape shape)
{
	uint64		bits = ca_read_varint(in);
	uint8		times[TIMES_BYTES];
	CaReader	run;
	CaSetHead	head;
	CaTimePart	part;

	ca_read_bytes(in, times, sizeof(times));
	head = ca_state_read_set(in, shape, &run);
	part = (CaTimePart)
	{
		{
			run.at, 0, head.length, head.count
		}, ca_key_words(shape), bits,
			(TimestampTz) ca_load64(times), (TimestampTz) ca_load64(times + sizeof(uint64)), NULL, 0
	};
	if (bits < 1 || bits > 32)
		ca_wire_error("the bits of a kind are out of range");
	if (head.packed || head.count > head.length)
		ca_wire_error("the number of events is out of range");
	return part;
}

void
ca_timeline_absorb(CaTimeline *timeline, CaReader *in, const uint32 *kinds, uint64 nkinds)
{
	CaTimePart	part = open_part(in, timeline->shape);

	part.kinds = unconstify(uint32 *, kinds);
	part.nkinds = nkinds;
	timeline_start(timeline, &part);
	if (part.run.nentries < CA_BULK_MIN)
		timeline_add_part(timeline, &part);
	else
		timeline_let_wait(timeline, &part);
	AssertCheckTimeline(timeline);
}

/* What is checked of all events together. */
typedef struct Check
{
	TimestampTz earliest;
	TimestampTz latest;
	uint64		nkinds;			/* that there must be */
	uint64		nseen;			/* that there were */
	bool	   *seen;			/* which */
} Check;

static void
check_event(Check *check, const CaEvent *event, const CaEvent *previous)
{
	if (event->kind >= check->nkinds)
		ca_wire_error("the kind of an event is out of range");
	check->nseen += !check->seen[event->kind];
	check->seen[event->kind] = true;
	if (!IS_VALID_TIMESTAMP(event->at) && !TIMESTAMP_NOT_FINITE(event->at))
		ca_wire_error("a time is out of range");
	check->earliest = Min(check->earliest, event->at);
	check->latest = Max(check->latest, event->at);
	if (previous != NULL && !ca_event_is_after(event, previous))
		ca_wire_error("an event is there twice");
}

uint64
ca_timeline_check(CaReader *in, CaKeyShape shape, uint64 nkinds)
{
	CaTimePart	part = open_part(in, shape);
	Check		check = {DT_NOEND, DT_NOBEGIN, nkinds, 0, NULL};
	CaTimePartReader reader;
	CaEvent    *events = NULL;
	Size		room = 0;

	if (part.bits != bits_of_kinds(nkinds))
		ca_wire_error("the bits of a kind are out of range");
	check.seen = palloc0(Max(nkinds, 1) * sizeof(bool));

	ca_timepart_open(&reader, CurrentMemoryContext, NULL, &part);
	while (ca_timepart_advance(&reader))
	{
		CHECK_FOR_INTERRUPTS();
		if (reader.nevents > room)
		{
			if (events != NULL)
				pfree(events);
			room = Max(2 * room, reader.nevents);
			events = palloc_extended(room * sizeof(CaEvent), MCXT_ALLOC_HUGE);
		}
		(void) ca_timepart_take(&reader, events);
		for (uint64 i = 0; i < reader.nevents; i++)
			check_event(&check, &events[i], i == 0 ? NULL : &events[i - 1]);
	}
	if (check.earliest != part.earliest || check.latest != part.latest)
		ca_wire_error("the range of times is wrong");
	if (check.nseen != nkinds)
		ca_wire_error("a kind has no event");
	pfree(check.seen);
	if (events != NULL)
		pfree(events);
	return part.run.nentries;
}
