/*-------------------------------------------------------------------------
 *
 * activity.c
 *	  In which units of time contacts were active, and when they started
 *
 * A contact is a slot of a hash table (slots.c) with one word, a bit for each of
 * the CA_WINDOW units from base on; and maybe a word for its starts, a bit for
 * each or the least of them.  The window follows the units that come: it moves
 * along while all that is there fits, for a pass over the slots.
 *
 * Units that are too far apart for one word are strays, and go to a timeline.
 * When more of them have come than there are contacts, all slots are put aside
 * in that timeline, encoded, and the window begins anew where the last stray
 * was.  Events in order of time so leave their words behind, one for each
 * window; in any other order most are strays.  What must be spilled goes the same
 * way.
 *
 * In the timeline an event of kind 0 is a unit of activity and one of kind 1
 * a start; each bit above stands for one of the 31 units that follow.
 *
 * The encoded form is: the least unit and how many follow it; the number of
 * contacts and length (state.h); contacts: distance of the key from the one
 * before, second word, active units, and starts; whether there is a timeline;
 * and it.
 *
 * Interface
 *	ca_activity_create		- empty
 *	ca_activity_add, ca_activity_add_start, ca_activity_add_both
 *							- a contact and a unit
 *	ca_activity_write		- encode
 *	ca_activity_absorb		- take what was encoded
 *	ca_activity_begin, ca_activity_next, ca_activity_free
 *							- contact by contact
 *
 * Memory: 21 to 43 bytes a contact with a key of one word, and 16 bytes a stray,
 * in the pool's context; spills at the pool's limit.
 * Cost: a slot, fetched while other rows go by, an event.
 * Limits: the units of one contact fit in memory when they are asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "core/activity.h"
#include "core/sort.h"
#include "core/timescan.h"

/* Bytes of slots from which they are worth spilling. */
#define CA_JOIN_BYTES	16384

/*
 * Slots beyond the cache are visited by many entries at a time that belong to
 * one stretch of them, so that pages and lines serve more than once.
 */
#define CA_WAIT_BYTES	((Size) 1024 * 1024)	/* of slots, from which to
												 * wait */
#define CA_WAIT_SHARE	32		/* of their bytes, for entries that wait */
#define CA_WAIT_MAX		((Size) 1024)	/* bytes of entries that wait for one
										 * stretch */
#define CA_WAIT_AHEAD	16		/* slots asked for before they are needed */

/* Contacts from which they are put aside encoded. */
#define CA_ASIDE_MIN	512

/* Strays before the window moves, at least. */
#define CA_STRAYS_MIN	64

/* A share of the window's free units that is left where it does not grow. */
#define CA_BEHIND_SHARE	8

/* Kinds of an event: a bit that tells starts, and one for each further unit. */
#define CA_KIND_START	1
#define CA_EVENT_UNITS	32

/* Events of a slot: two of each word. */
#define CA_SLOT_EVENTS	4

struct CaActivityScan
{
	MemoryContext context;		/* all of it */
	CaActivity *activity;
	uint64	   *place;			/* in slots */
	CaTimeScan *timescan;		/* or NULL: all is in slots */
	uint64	   *units[2];		/* of the contact: active, starts */
	Size		room[2];		/* units that they can take */
};

CaActivity *
ca_activity_create(CaPool *pool, CaKeyShape shape, CaStarts starts)
{
	static const CaSlotsMerge merge[] = {
		[CA_STARTS_NONE] = CA_SLOTS_OR,[CA_STARTS_FIRST] = CA_SLOTS_OR_MAX,[CA_STARTS_ALL] = CA_SLOTS_OR_OR
	};
	CaActivity *activity = MemoryContextAllocZero(pool->context, sizeof(CaActivity));

	activity->pool = pool;
	activity->shape = shape;
	activity->nkeys = ca_key_words(shape);
	activity->starts = starts;
	ca_slots_init(&activity->slots, pool, activity->nkeys, merge[starts]);
	return activity;
}

/*
 * The least start as a word of which the greater is kept and 0 is none, and back
 * again.
 */
static inline uint64
word_of_first(int64 start)
{
	return ~((uint64) start ^ CA_SIGN);
}

static inline int64
first_of_word(uint64 word)
{
	return (int64) (~word ^ CA_SIGN);
}

static CaTimeline *
activity_timeline(CaActivity *activity)
{
	if (activity->timeline == NULL)
		activity->timeline = ca_timeline_create(activity->pool, activity->shape, CA_EVENT_UNITS);
	return activity->timeline;
}

/* ---- Slots ---- */

/* The events of a word whose lowest bit is a unit; returns how many. */
static int
events_of_word(uint64 word, int64 base, uint32 kind, CaEvent *events)
{
	int			n = 0;

	while (word != 0)
	{
		int			bit = pg_rightmost_one_pos64(word);

		events[n].at = base + bit;
		events[n++].kind = ((uint32) (word >> bit) & ~(uint32) 1) | kind;
		bit += CA_EVENT_UNITS;
		word = bit < CA_WINDOW ? word >> bit << bit : 0;
	}
	return n;
}

/*
 * The events of a contact, in order: its units from base on, and its starts as
 * a slot has them; returns how many.
 */
static int
events_of_words(const CaActivity *activity, uint64 active, uint64 start, int64 base, CaEvent *events)
{
	int			n = events_of_word(active, base, 0, events);

	if (activity->starts == CA_STARTS_ALL)
		n += events_of_word(start, base, CA_KIND_START, events + n);
	else if (start != 0)
	{
		events[n].at = first_of_word(start);
		events[n++].kind = CA_KIND_START;
	}
	ca_events_sort(events, n);
	return n;
}

/* The same of a slot. */
static int
events_of_slot(const CaActivity *activity, const uint64 *entry, CaEvent *events)
{
	const uint64 *word = entry + activity->nkeys;

	return events_of_words(activity, word[0], activity->starts == CA_STARTS_NONE ? 0 : word[1],
						   activity->base, events);
}

static CaKey
key_of_slot(const CaActivity *activity, const uint64 *entry)
{
	CaKey		key = {{entry[0], activity->nkeys > 1 ? entry[1] : 0}};

	return key;
}

/* A part of the timeline being written, in memory or in the file. */
typedef struct PartWriter
{
	CaTimePart	part;
	CaRunFile  *file;			/* or NULL */
	CaTimePartWriter w;
	CaWriter	out;
} PartWriter;

static void
part_begin(PartWriter *p, CaActivity *activity, bool in_file)
{
	memset(p, 0, sizeof(PartWriter));
	p->part.nkeys = activity->nkeys;
	p->part.bits = CA_EVENT_UNITS;
	if (in_file)
	{
		p->file = ca_pool_file(activity->pool);
		p->part.run.offset = ca_runfile_length(p->file);
		ca_writer_open_file(&p->out, CurrentMemoryContext, p->file);
	}
	else
		ca_writer_open(&p->out, activity->pool->context, 1024);
	ca_timepart_write_begin(&p->w, &p->out, activity->nkeys, CA_EVENT_UNITS);
}

/* Let the timeline have it. */
static void
part_end(PartWriter *p, CaActivity *activity)
{
	p->part.run.nentries = p->w.nevents;
	p->part.earliest = p->w.earliest;
	p->part.latest = p->w.latest;
	p->part.run.bytes = p->out.data;
	p->part.run.length = p->out.used;
	if (p->file != NULL)
	{
		ca_writer_close_file(&p->out);
		p->part.run.bytes = NULL;
		p->part.run.length = ca_runfile_length(p->file) - p->part.run.offset;
	}
	ca_timeline_keep(activity_timeline(activity), &p->part);
}

/* Put all slots into a part. */
static void
write_slots_aside(CaActivity *activity, bool in_file)
{
	uint64	   *place = activity->slots.slot;
	const uint64 *entry;
	PartWriter	p;

	part_begin(&p, activity, in_file);
	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		CaEvent		events[CA_SLOT_EVENTS];
		int			n = events_of_slot(activity, entry, events);

		CHECK_FOR_INTERRUPTS();
		ca_timepart_write(&p.w, key_of_slot(activity, entry), events, n);
	}
	part_end(&p, activity);
}

/* A few slots are as well off among the timeline's entries. */
static void
add_to_timeline(CaActivity *activity)
{
	CaTimeline *timeline = activity_timeline(activity);
	uint64	   *place = activity->slots.slot;
	const uint64 *entry;

	/* The timeline may fill the pool meanwhile. */
	activity->member.being_read = true;
	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		CaKey		key = ca_timeline_unmix(key_of_slot(activity, entry), activity->nkeys);
		CaEvent		events[CA_SLOT_EVENTS];
		int			n = events_of_slot(activity, entry, events);

		for (int i = 0; i < n; i++)
			ca_timeline_add(timeline, &key, events[i].at, events[i].kind);
	}
	activity->member.being_read = false;
}

/* The entries that wait for a stretch of slots. */
static inline uint64 *
waiting_for(const CaActivity *activity, int stretch)
{
	return activity->waiting->word + stretch * activity->waiting->room;
}

/* Bits of their units, all of them. */
static uint64
units_waiting(const CaActivity *activity)
{
	uint64		units = 0;

	for (int i = 0; activity->waiting != NULL && i < CA_STRETCHES; i++)
	{
		const uint64 *entry = waiting_for(activity, i);

		for (; entry < activity->waiting->stretch[i].at; entry += activity->slots.nwords)
		{
			units |= entry[activity->nkeys];
			if (activity->starts == CA_STARTS_ALL)
				units |= entry[activity->nkeys + 1];
		}
	}
	return units;
}

/* Put all slots aside in the timeline.  Entries that wait for slots go on waiting. */
static void
put_aside(CaActivity *activity, bool in_file)
{
	if (activity->slots.used == 0)
		return;
	if (activity->slots.used < CA_ASIDE_MIN && !in_file)
		add_to_timeline(activity);
	else
		write_slots_aside(activity, in_file);
	ca_slots_free(&activity->slots);
	ca_slots_init(&activity->slots, activity->pool, activity->nkeys, activity->slots.merge);
	activity->units = units_waiting(activity);
	if (activity->joined)
		ca_pool_resize(activity->pool, &activity->member, ca_slots_bytes(&activity->slots));
}

/* Are there so many, and so little memory, that they go to the file? */
static bool
is_for_file(const CaActivity *activity)
{
	return activity->slots.used >= CA_ASIDE_MIN && ca_pool_is_full(activity->pool, 0);
}

static void
activity_spill(CaPoolMember *member)
{
	put_aside((CaActivity *) member, true);
}

/* The slots are to grow to so many bytes: is that too much? */
static bool
is_too_much(CaActivity *activity, Size bytes)
{
	if (!activity->joined && bytes >= CA_JOIN_BYTES)
	{
		activity->member.spill = activity_spill;
		ca_pool_join(activity->pool, &activity->member);
		activity->joined = true;
	}
	return activity->joined && ca_pool_is_full(activity->pool, bytes);
}

/* The slots have grown. */
static void
account(CaActivity *activity)
{
	Size		bytes = ca_slots_bytes(&activity->slots);

	if (activity->joined)
		ca_pool_resize(activity->pool, &activity->member, bytes);
}

/* Let there be room in slots. */
static void
make_room(CaActivity *activity)
{
	Size		used = activity->slots.used;

	CHECK_FOR_INTERRUPTS();
	if (is_too_much(activity, ca_slots_grown_bytes(&activity->slots)))
		ca_pool_relieve(activity->pool);
	if (activity->slots.used == used)
		ca_slots_grow(&activity->slots);
	account(activity);
}

static pg_attribute_always_inline void
add_entry(CaActivity *activity, const uint64 *entry, const int nkeys, const CaSlotsMerge merge)
{
	while (unlikely(!ca_slots_add(&activity->slots, entry, nkeys, merge)))
		make_room(activity);
}

/* Add the entries that wait for a stretch of slots. */
static pg_attribute_always_inline void
add_stretch(CaActivity *activity, int stretch, const int nkeys, const CaSlotsMerge merge)
{
	const int	nwords = nkeys + 1 + (merge != CA_SLOTS_OR);
	uint64	   *entry = waiting_for(activity, stretch);
	const uint64 *end = activity->waiting->stretch[stretch].at;
	const uint64 *ahead = entry;

	for (; ahead < end && ahead < entry + CA_WAIT_AHEAD * nwords; ahead += nwords)
		ca_slots_prefetch(&activity->slots, ahead[0]);
	for (; entry < end; entry += nwords, ahead += nwords)
	{
		if (ahead < end)
			ca_slots_prefetch(&activity->slots, ahead[0]);
		add_entry(activity, entry, nkeys, merge);
	}
	activity->waiting->stretch[stretch].at = waiting_for(activity, stretch);
}

/* Nothing waits any more. */
static void
settle(CaActivity *activity)
{
	for (int i = 0; activity->waiting != NULL && i < CA_STRETCHES; i++)
		CA_FOR_SLOTS(&activity->slots, add_stretch, activity, i);
}

/* Let as many entries wait as the slots are worth. */
static void
wait_for_slots(CaActivity *activity)
{
	Size		bytes = ca_slots_bytes(&activity->slots);
	Size		room = Min(bytes / CA_WAIT_SHARE / CA_STRETCHES, CA_WAIT_MAX) / sizeof(uint64);

	room -= room % activity->slots.nwords;
	if (bytes < CA_WAIT_BYTES || (activity->waiting != NULL && room <= activity->waiting->room))
		return;
	settle(activity);
	if (activity->waiting != NULL)
		pfree(activity->waiting);
	activity->waiting = MemoryContextAlloc(activity->pool->context,
										   offsetof(CaWaiting, word) + CA_STRETCHES * room * sizeof(uint64));
	activity->waiting->room = room;
	for (int i = 0; i < CA_STRETCHES; i++)
	{
		activity->waiting->stretch[i].at = waiting_for(activity, i);
		activity->waiting->stretch[i].end = waiting_for(activity, i) + room;
	}
}

void
ca_activity_visit(CaActivity *activity, int stretch)
{
	CA_FOR_SLOTS(&activity->slots, add_stretch, activity, stretch);
	wait_for_slots(activity);
}

void
ca_activity_put(CaActivity *activity, const CaKey *mixed, uint64 active, uint64 start)
{
	uint64		entry[4] = {mixed->word[0], mixed->word[1]};

	entry[activity->nkeys] = active;
	entry[activity->nkeys + 1] = start;
	CA_FOR_SLOTS(&activity->slots, add_entry, activity, entry);
	/* Only now: adding may have emptied the slots. */
	activity->units |= activity->starts == CA_STARTS_ALL ? active | start : active;
	wait_for_slots(activity);
}

/* ---- The window ---- */

static inline uint64
shift_word(uint64 word, int64 distance)
{
	return distance >= 0 ? word << distance : word >> -distance;
}

/* Count bits from another unit; those that there are stay within their words. */
static void
move_base(CaActivity *activity, int64 base)
{
	const int64 distance = activity->base - base;
	uint64	   *place = activity->slots.slot;
	uint64	   *entry;

	activity->base = base;
	if (activity->units == 0)
		return;
	activity->units = shift_word(activity->units, distance);
	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		entry[activity->nkeys] = shift_word(entry[activity->nkeys], distance);
		if (activity->starts == CA_STARTS_ALL)
			entry[activity->nkeys + 1] = shift_word(entry[activity->nkeys + 1], distance);
	}
}

/*
 * Let the window hold units beside those that are there; false when it is too
 * short.  Most of what is free then lies in the direction that it grows.
 */
static bool
reach(CaActivity *activity, int64 low, int64 high)
{
	int64		free;
	bool		upward = true;

	if (low >= activity->base && (uint64) high - (uint64) activity->base < CA_WINDOW)
		return true;
	if (activity->units != 0)
	{
		int64		lowest = activity->base + pg_rightmost_one_pos64(activity->units);
		int64		highest = activity->base + pg_leftmost_one_pos64(activity->units);

		upward = high > highest;
		low = Min(low, lowest);
		high = Max(high, highest);
	}
	if ((uint64) high - (uint64) low >= CA_WINDOW)
		return false;
	settle(activity);
	free = CA_WINDOW - 1 - (high - low);
	move_base(activity, low - (upward ? free / CA_BEHIND_SHARE : free - free / CA_BEHIND_SHARE));
	return true;
}

/* Leave all units that are there, and begin anew about a unit. */
static void
leave(CaActivity *activity, int64 unit)
{
	bool		upward = unit > activity->base;

	settle(activity);
	put_aside(activity, is_for_file(activity));
	activity->base = unit - (upward ? CA_WINDOW / CA_BEHIND_SHARE
							 : CA_WINDOW - CA_WINDOW / CA_BEHIND_SHARE);
	activity->nstrays = 0;
}

void
ca_activity_add_far(CaActivity *activity, const CaKey *key, int64 unit, bool is_start)
{
	if (reach(activity, unit, unit))
	{
		uint64		bit = UINT64CONST(1) << (unit - activity->base);

		ca_activity_add_words(activity, key, is_start ? 0 : bit, is_start ? bit : 0);
		return;
	}
	ca_timeline_add(activity_timeline(activity), key, unit, is_start ? CA_KIND_START : 0);
	if (++activity->nstrays > Max(activity->slots.used, CA_STRAYS_MIN))
		leave(activity, unit);
}

void
ca_activity_add_start(CaActivity *activity, const CaKey *key, int64 unit)
{
	uint64		offset = (uint64) unit - (uint64) activity->base;

	Assert(activity->starts != CA_STARTS_NONE);
	if (activity->starts == CA_STARTS_FIRST)
		ca_activity_add_words(activity, key, 0, word_of_first(unit));
	else if (offset < CA_WINDOW)
		ca_activity_add_words(activity, key, 0, UINT64CONST(1) << offset);
	else
		ca_activity_add_far(activity, key, unit, true);
}

void
ca_activity_add_both(CaActivity *activity, const CaKey *key, int64 unit, int64 start)
{
	uint64		offset = (uint64) unit - (uint64) activity->base;

	if (activity->starts == CA_STARTS_FIRST && offset < CA_WINDOW)
		ca_activity_add_words(activity, key, UINT64CONST(1) << offset, word_of_first(start));
	else
	{
		ca_activity_add(activity, key, unit);
		ca_activity_add_start(activity, key, start);
	}
}

/* ---- The wire ---- */

/* A signed number with its sign in the lowest bit, and back again. */
static inline uint64
fold(int64 value)
{
	return (uint64) value << 1 ^ (uint64) (value >> 63);
}

static inline int64
unfold(uint64 folded)
{
	return (int64) (folded >> 1 ^ (~(folded & 1) + 1));
}

/* The halves of a key of one word change places: the lower is mostly 0. */
static inline uint64
turn(uint64 distance, int nkeys)
{
	return nkeys == 1 ? distance << 32 | distance >> 32 : distance;
}

static void
write_slots(const CaActivity *activity, CaWriter *out, int64 low)
{
	const int	nkeys = activity->nkeys;
	int64		distance = activity->base - low;
	uint64	   *place = activity->slots.slot;
	uint64		last = 0;
	const uint64 *entry;

	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		ca_write_varint(out, turn(entry[0] - last, nkeys));
		last = entry[0];
		if (nkeys > 1)
			ca_write_varint(out, entry[1]);
		ca_write_varint(out, shift_word(entry[nkeys], distance));
		if (activity->starts == CA_STARTS_ALL)
			ca_write_varint(out, shift_word(entry[nkeys + 1], distance));
		else if (activity->starts == CA_STARTS_FIRST)
			ca_write_varint(out, entry[nkeys + 1] == 0 ? 0
							: fold(first_of_word(entry[nkeys + 1])) + 1);
	}
}

void
ca_activity_write(CaActivity *activity, CaWriter *out)
{
	CaSetHead	head = {0, false, 0};
	Size		place;
	int64		low = 0;
	int64		high = 0;

	settle(activity);
	if (activity->timeline != NULL)
		put_aside(activity, is_for_file(activity));
	if (activity->units != 0)
	{
		low = activity->base + pg_rightmost_one_pos64(activity->units);
		high = activity->base + pg_leftmost_one_pos64(activity->units);
	}
	ca_write_varint(out, fold(low));
	ca_write_varint(out, high - low);
	place = ca_state_write_hole(out);
	write_slots(activity, out, low);
	head.count = activity->slots.used;
	ca_state_fill_hole(out, place, head);
	ca_write_varint(out, activity->timeline != NULL);
	if (activity->timeline != NULL)
		ca_timeline_write(activity->timeline, out, NULL, 0);
}

/* What is read from the wire about slots. */
typedef struct SlotsReader
{
	CaReader	in;
	int64		low;			/* the unit of the lowest bits */
	int64		high;			/* the unit of the highest */
	CaKey		key;			/* mixed, of the contact read last */
	bool		started;		/* there has been one */
	uint64		active;			/* its units */
	uint64		start;			/* bits of its starts, or word_of_first */
} SlotsReader;

static inline bool
is_unit(int64 unit)
{
	return unit >= PG_INT64_MIN + CA_WINDOW && unit <= PG_INT64_MAX - CA_WINDOW;
}

static void
read_key(SlotsReader *r, int nkeys)
{
	CaKey		last = r->key;
	uint64		distance = turn(ca_read_varint(&r->in), nkeys);

	r->key.word[0] += distance;
	if (nkeys > 1)
		r->key.word[1] = ca_read_varint(&r->in);
	if (r->key.word[0] < distance ||
		(r->started && distance == 0 && r->key.word[1] <= last.word[1]))
		ca_wire_error("contacts are out of order");
	r->started = true;
}

static void
read_words(SlotsReader *r, CaStarts starts)
{
	uint64		bits;

	r->active = bits = ca_read_varint(&r->in);
	r->start = 0;
	if (starts != CA_STARTS_NONE)
		r->start = ca_read_varint(&r->in);
	if (starts == CA_STARTS_ALL)
		bits |= r->start;
	if (bits >> (r->high - r->low) > 1)
		ca_wire_error("a unit is out of range");
	if ((r->active | r->start) == 0)
		ca_wire_error("a contact has no unit");
	if (starts == CA_STARTS_FIRST && r->start != 0)
	{
		r->start = word_of_first(unfold(r->start - 1));
		if (r->start == 0)
			ca_wire_error("a unit is out of range");
	}
}

/* Add all contacts to the slots, which the window lets. */
static pg_attribute_always_inline void
read_into_slots(CaActivity *activity, SlotsReader *r, uint64 count,
				const int nkeys, const CaSlotsMerge merge)
{
	const int64 distance = r->low - activity->base;

	for (uint64 i = 0; i < count; i++)
	{
		uint64		entry[4];

		CHECK_FOR_INTERRUPTS();
		read_key(r, nkeys);
		read_words(r, activity->starts);
		ca_entry_copy(entry, r->key.word, nkeys);
		entry[nkeys] = shift_word(r->active, distance);
		entry[nkeys + 1] = merge == CA_SLOTS_OR_OR ? shift_word(r->start, distance) : r->start;
		add_entry(activity, entry, nkeys, merge);
		activity->units |= entry[nkeys];
		if (merge == CA_SLOTS_OR_OR)
			activity->units |= entry[nkeys + 1];
	}
}

/* Put a few aside, as entries of the timeline. */
static void
read_to_timeline(CaActivity *activity, SlotsReader *r, uint64 count)
{
	CaTimeline *timeline = activity_timeline(activity);

	for (uint64 i = 0; i < count; i++)
	{
		CaEvent		events[CA_SLOT_EVENTS];
		CaKey		key;
		int			n;

		read_key(r, activity->nkeys);
		read_words(r, activity->starts);
		key = ca_timeline_unmix(r->key, activity->nkeys);
		n = events_of_words(activity, r->active, r->start, r->low, events);
		for (int j = 0; j < n; j++)
			ca_timeline_add(timeline, &key, events[j].at, events[j].kind);
	}
}

/* Put them aside, as a part of the timeline. */
static void
read_aside(CaActivity *activity, SlotsReader *r, uint64 count, bool in_file)
{
	PartWriter	p;

	part_begin(&p, activity, in_file);
	for (uint64 i = 0; i < count; i++)
	{
		CaEvent		events[CA_SLOT_EVENTS];
		int			n;

		CHECK_FOR_INTERRUPTS();
		read_key(r, activity->nkeys);
		read_words(r, activity->starts);
		n = events_of_words(activity, r->active, r->start, r->low, events);
		ca_timepart_write(&p.w, r->key, events, n);
	}
	part_end(&p, activity);
}

static void
read_slots(CaActivity *activity, SlotsReader *r, uint64 count)
{
	bool		full = is_too_much(activity, ca_slots_reserved_bytes(&activity->slots, count));

	if (count == 0)
		return;
	if (full)
		ca_pool_relieve(activity->pool);
	if (!full && reach(activity, r->low, r->high))
	{
		ca_slots_reserve(&activity->slots, count);
		account(activity);
		CA_FOR_SLOTS(&activity->slots, read_into_slots, activity, r, count);
	}
	else if (count < CA_ASIDE_MIN)
		read_to_timeline(activity, r, count);
	else
		read_aside(activity, r, count, full);
	if (!ca_reader_at_end(&r->in))
		ca_wire_error("there are more than declared");
}

void
ca_activity_absorb(CaActivity *activity, CaReader *in)
{
	SlotsReader r = {0};
	CaSetHead	head;
	uint64		span;

	r.low = unfold(ca_read_varint(in));
	span = ca_read_varint(in);
	if (span >= CA_WINDOW || !is_unit(r.low) || !is_unit((int64) ((uint64) r.low + span)))
		ca_wire_error("the range of units is wrong");
	r.high = r.low + span;
	head = ca_state_read_set(in, activity->shape, &r.in);
	if (head.packed || head.count > head.length)
		ca_wire_error("the number of contacts is out of range");
	read_slots(activity, &r, head.count);
	switch (ca_read_varint(in))
	{
		case 0:
			break;
		case 1:
			ca_timeline_absorb(activity_timeline(activity), in, NULL, 0);
			break;
		default:
			ca_wire_error("it is not known whether there is a timeline");
	}
}

/* ---- Scanning ---- */

static inline void
units_reserve(CaActivityScan *scan, int which, Size n)
{
	if (likely(n <= scan->room[which]))
		return;
	n = Max(2 * scan->room[which], Max(n, CA_WINDOW));
	scan->units[which] = scan->units[which] == NULL
		? MemoryContextAllocHuge(scan->context, n * sizeof(uint64))
		: repalloc_huge(scan->units[which], n * sizeof(uint64));
	scan->room[which] = n;
}

CaActivityScan *
ca_activity_begin(CaActivity *activity)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "campaign_analytics activity scan",
												  ALLOCSET_SMALL_SIZES);
	CaActivityScan *scan = MemoryContextAllocZero(context, sizeof(CaActivityScan));

	scan->context = context;
	scan->activity = activity;
	settle(activity);
	if (activity->timeline != NULL)
	{
		MemoryContext old;

		put_aside(activity, is_for_file(activity));
		old = MemoryContextSwitchTo(context);
		scan->timescan = ca_timescan_begin(activity->timeline, true, true);
		MemoryContextSwitchTo(old);
	}
	activity->member.being_read = true;
	scan->place = activity->slots.slot;
	units_reserve(scan, 0, CA_WINDOW);
	units_reserve(scan, 1, CA_WINDOW);
	return scan;
}

void
ca_activity_free(CaActivityScan *scan)
{
	scan->activity->member.being_read = false;
	if (scan->timescan != NULL)
		ca_timescan_free(scan->timescan);
	MemoryContextDelete(scan->context);
}

/* Append the units of a word; turn is CA_SIGN to turn their signs, or 0. */
static inline Size
append_word(uint64 *units, Size n, uint64 word, int64 base, const uint64 turn)
{
	for (; word != 0; word &= word - 1)
		units[n++] = (uint64) (base + pg_rightmost_one_pos64(word)) ^ turn;
	return n;
}

/* Put units in order, each once, and turn their sign back; returns how many there are. */
static Size
arrange(CaActivityScan *scan, uint64 *units, Size n)
{
	Size		kept = 0;
	bool		ascending = true;

	for (Size i = 1; i < n; i++)
		ascending &= units[i - 1] < units[i];
	if (!ascending)
	{
		uint64	   *scratch = MemoryContextAllocHuge(scan->context, n * sizeof(uint64));

		ca_sort_entries(units, n, 1, scratch);
		pfree(scratch);
	}
	for (Size i = 0; i < n; i++)
	{
		if (i == 0 || (units[i] ^ CA_SIGN) != units[kept - 1])
			units[kept++] = units[i] ^ CA_SIGN;
	}
	return kept;
}

static bool
next_slot(CaActivityScan *scan, CaActivityContact *contact)
{
	const CaActivity *activity = scan->activity;
	const uint64 *entry = ca_slots_next(&activity->slots, &scan->place);
	const uint64 *word;

	if (entry == NULL)
		return false;
	word = entry + activity->nkeys;
	contact->key = key_of_slot(activity, entry);
	contact->nactive = append_word(scan->units[0], 0, word[0], activity->base, 0);
	contact->nstarts = 0;
	if (activity->starts == CA_STARTS_ALL)
		contact->nstarts = append_word(scan->units[1], 0, word[1], activity->base, 0);
	else if (activity->starts == CA_STARTS_FIRST && word[1] != 0)
		scan->units[1][contact->nstarts++] = (uint64) first_of_word(word[1]);
	return true;
}

static bool
next_of_timeline(CaActivityScan *scan, CaActivityContact *contact)
{
	Size		n[2] = {0, 0};
	Size		nevents;
	const CaEvent *events = ca_timescan_next(scan->timescan, &contact->key, &nevents);

	if (events == NULL)
		return false;
	contact->key = ca_timeline_mix(contact->key, scan->activity->nkeys);
	for (Size i = 0; i < nevents; i++)
	{
		int			which = events[i].kind & CA_KIND_START;

		if (which != 0 && scan->activity->starts == CA_STARTS_NONE)
			ca_wire_error("a start is not expected");
		if (!is_unit(events[i].at))
			ca_wire_error("a unit is out of range");
		units_reserve(scan, which, n[which] + CA_EVENT_UNITS);
		n[which] = append_word(scan->units[which], n[which], events[i].kind | 1, events[i].at,
							   CA_SIGN);
	}
	contact->nactive = arrange(scan, scan->units[0], n[0]);
	contact->nstarts = arrange(scan, scan->units[1], n[1]);
	if (scan->activity->starts == CA_STARTS_FIRST)
		contact->nstarts = Min(contact->nstarts, 1);
	return true;
}

bool
ca_activity_next(CaActivityScan *scan, CaActivityContact *contact)
{
	CHECK_FOR_INTERRUPTS();
	if (scan->timescan == NULL ? !next_slot(scan, contact) : !next_of_timeline(scan, contact))
		return false;
	contact->key = ca_timeline_unmix(contact->key, scan->activity->nkeys);
	contact->active = (const int64 *) scan->units[0];
	contact->start = (const int64 *) scan->units[1];
	return true;
}
