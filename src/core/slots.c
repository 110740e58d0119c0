/*-------------------------------------------------------------------------
 *
 * slots.c
 *	  Keys in order in a hash table, with words that merge
 *
 * Open addressing with linear probing, where the hash of a key is its own first
 * word, as good as random (timeline.h), and slots go by its topmost bits.  So
 * entries can be kept ascending from the first slot to the last, as in a sorted
 * array with gaps:
 *
 *		| a . b c . . d . e f | . . . (.)
 *		0                   nslots   room
 *
 * A search ends at the first greater key.  Growing, writing and merging go along
 * the array once, and what comes in order meets the slots in order.
 *
 * Interface
 *	ca_slots_init		- empty
 *	ca_slots_add		- one entry (inline)
 *	ca_slots_prefetch	- one will come (inline)
 *	ca_slots_grow, ca_slots_reserve
 *						- more slots
 *	ca_slots_next		- entries, ascending
 *	ca_slots_free		- no slots
 *
 * Memory: one array in the pool's context; from three eighths to three quarters
 * of it are used, less after ca_slots_reserve.
 * Cost: two or three slots of one or two cache lines an entry.  Keys that were
 * made to share their topmost bits cost as many steps as they are.
 * Invariants: see AssertCheckSlots.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "core/slots.h"

/* Slots at first: a million groups may have an array each. */
#define CA_FIRST_SLOTS	4

/* Slots behind those that keys are sent to: for the greatest keys, when they crowd. */
#define CA_SPARE_SLOTS	4
#define CA_SPARE_SHARE	64

/* Where one slot in so many is empty, insertion does not yet go far. */
#define CA_CROWD		8

/* The first and the last word behind the key, which may be one. */
static inline bool
is_empty(const CaSlots *slots, const uint64 *entry)
{
	return (entry[slots->nkeys] | entry[slots->nwords - 1]) == 0;
}

static void
AssertCheckSlots(const CaSlots *slots)
{
#ifdef USE_ASSERT_CHECKING
	const uint64 *last = NULL;
	Size		used = 0;

	Assert(slots->nslots == UINT64CONST(1) << (64 - slots->shift));
	for (Size i = 0; i < slots->room; i++)
	{
		const uint64 *entry = slots->slot + i * slots->nwords;

		if (is_empty(slots, entry))
			continue;
		used++;
		Assert(i + 1 < slots->room);
		Assert(entry[0] >> slots->shift <= i);
		Assert(last == NULL || ca_entry_compare(last, entry, slots->nkeys) < 0);
		last = entry;
	}
	Assert(used == slots->used);
#endif
}

/* How many slots, and how many behind them. */
typedef struct Extent
{
	Size		nslots;
	Size		spare;
} Extent;

static inline Size
extent_bytes(const CaSlots *slots, Extent extent)
{
	return (extent.nslots + extent.spare) * slots->nwords * sizeof(uint64);
}

static void
slots_allocate(CaSlots *slots, Extent extent)
{
	slots->nslots = extent.nslots;
	slots->room = extent.nslots + extent.spare;
	slots->shift = 64 - pg_leftmost_one_pos64(extent.nslots);
	slots->slot = ca_pool_realloc(slots->pool, NULL, extent_bytes(slots, extent));
}

void
ca_slots_init(CaSlots *slots, CaPool *pool, int nkeys, CaSlotsMerge merge)
{
	const Extent first = {CA_FIRST_SLOTS, CA_SPARE_SLOTS};

	slots->pool = pool;
	slots->nkeys = nkeys;
	slots->nwords = nkeys + 1 + (merge != CA_SLOTS_OR);
	slots->merge = merge;
	slots->used = 0;
	slots_allocate(slots, first);
	memset(slots->slot, 0, ca_slots_bytes(slots));
}

void
ca_slots_free(CaSlots *slots)
{
	pfree(slots->slot);
	slots->slot = NULL;
	slots->used = 0;
}

/* With so many slots; there are more behind a larger array. */
static Extent
extent_of(const CaSlots *slots, Size nslots)
{
	Size		spare = Min(nslots / CA_SPARE_SHARE, CA_SPARE_SHARE);

	return (Extent)
	{
		nslots, Max(spare, slots->room - slots->nslots)
	};
}

/* The next size.  Few entries that crowd at the end are given more room behind. */
static Extent
grown_extent(const CaSlots *slots)
{
	Extent		extent = extent_of(slots, slots->nslots * 2);

	if (slots->used < slots->nslots / 4)
	{
		extent.nslots = slots->nslots;
		extent.spare = (slots->room - slots->nslots) * 2;
	}
	return extent;
}

/* The size for n more entries. */
static Extent
reserved_extent(const CaSlots *slots, Size n)
{
	Size		nslots = slots->nslots;

	while (slots->used + n > nslots / CA_CROWD * (CA_CROWD - 1))
		nslots *= 2;
	return extent_of(slots, nslots);
}

Size
ca_slots_grown_bytes(const CaSlots *slots)
{
	return extent_bytes(slots, grown_extent(slots));
}

Size
ca_slots_reserved_bytes(const CaSlots *slots, Size n)
{
	return extent_bytes(slots, reserved_extent(slots, n));
}

/*
 * Move all to an array of this size.  Twice the slots need no more room behind
 * the last: an entry that stood k slots beyond them is no further now, for
 * a key's slot at most doubles and one.
 */
static void
slots_resize(CaSlots *slots, Extent extent)
{
	const CaSlots old = *slots;
	const Size	nwords = old.nwords;
	uint64	   *place = old.slot;
	const uint64 *entry;
	uint64	   *to;

	CHECK_FOR_INTERRUPTS();
	AssertCheckSlots(slots);
	slots_allocate(slots, extent);
	to = slots->slot;
	while ((entry = ca_slots_next(&old, &place)) != NULL)
	{
		uint64	   *own = slots->slot + (Size) (entry[0] >> slots->shift) * nwords;

		while (to < own)
			*to++ = 0;
		ca_entry_copy(to, entry, nwords);
		to += nwords;
	}
	Assert(to + nwords <= slots->slot + slots->room * nwords);
	memset(to, 0, (slots->slot + slots->room * nwords - to) * sizeof(uint64));
	pfree(old.slot);
	AssertCheckSlots(slots);
}

void
ca_slots_grow(CaSlots *slots)
{
	slots_resize(slots, grown_extent(slots));
}

void
ca_slots_reserve(CaSlots *slots, Size n)
{
	Extent		extent = reserved_extent(slots, n);

	if (extent.nslots > slots->nslots)
		slots_resize(slots, extent);
}

bool
ca_slots_insert(CaSlots *slots, uint64 *at, const uint64 *entry)
{
	const int	nwords = slots->nwords;
	uint64	   *end = slots->slot + (slots->room - 1) * nwords;
	uint64	   *empty = at;

	Assert(!is_empty(slots, entry));
	while (!is_empty(slots, empty))
		empty += nwords;
	if (empty == end || slots->used >= slots->nslots / 4 * 3)
		return false;
	memmove(at + nwords, at, (empty - at) * sizeof(uint64));
	ca_entry_copy(at, entry, nwords);
	slots->used++;
	return true;
}

uint64 *
ca_slots_next(const CaSlots *slots, uint64 **place)
{
	const uint64 *end = slots->slot + slots->room * slots->nwords;
	const int	first = slots->nkeys;	/* words that say whether it is empty */
	const int	last = slots->nwords - 1;
	uint64	   *entry = *place;

	while (entry < end && (entry[first] | entry[last]) == 0)
		entry += slots->nwords;
	if (entry >= end)
		return NULL;
	*place = entry + slots->nwords;
	return entry;
}
