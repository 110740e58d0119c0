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
 * Other rooms: activity_aside.c for the timeline, activity_wire.c for the encoded
 * form, activity_scan.c for going through contacts.
 *
 * Interface
 *	ca_activity_create		- empty
 *	ca_activity_add, ca_activity_add_start, ca_activity_add_both
 *							- a contact and a unit
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

#include "core/activity_word.h"

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

/* Strays before the window moves, at least. */
#define CA_STRAYS_MIN	64

/* A share of the window's free units that is left where it does not grow. */
#define CA_BEHIND_SHARE	8

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

/* ---- Slots ---- */

bool
ca_activity_is_too_much(CaActivity *activity, Size bytes)
{
	if (!activity->joined && bytes >= CA_JOIN_BYTES)
	{
		activity->member.spill = ca_activity_spill;
		ca_pool_join(activity->pool, &activity->member);
		activity->joined = true;
	}
	return activity->joined && ca_pool_is_full(activity->pool, bytes);
}

void
ca_activity_account(CaActivity *activity)
{
	Size		bytes = ca_slots_bytes(&activity->slots);

	if (activity->joined)
		ca_pool_resize(activity->pool, &activity->member, bytes);
}

void
ca_activity_make_room(CaActivity *activity)
{
	Size		used = activity->slots.used;

	CHECK_FOR_INTERRUPTS();
	if (ca_activity_is_too_much(activity, ca_slots_grown_bytes(&activity->slots)))
		ca_pool_relieve(activity->pool);
	if (activity->slots.used == used)
		ca_slots_grow(&activity->slots);
	ca_activity_account(activity);
}

/* The entries that wait for a stretch of slots. */
static inline uint64 *
waiting_for(const CaActivity *activity, int stretch)
{
	return activity->waiting->word + stretch * activity->waiting->room;
}

uint64
ca_activity_units_waiting(const CaActivity *activity)
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
		ca_activity_add_entry(activity, entry, nkeys, merge);
	}
	activity->waiting->stretch[stretch].at = waiting_for(activity, stretch);
}

void
ca_activity_settle(CaActivity *activity)
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
	ca_activity_settle(activity);
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
	CA_FOR_SLOTS(&activity->slots, ca_activity_add_entry, activity, entry);
	/* Only now: adding may have emptied the slots. */
	activity->units |= activity->starts == CA_STARTS_ALL ? active | start : active;
	wait_for_slots(activity);
}

/* ---- The window ---- */

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
	activity->units = ca_shift_word(activity->units, distance);
	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		entry[activity->nkeys] = ca_shift_word(entry[activity->nkeys], distance);
		if (activity->starts == CA_STARTS_ALL)
			entry[activity->nkeys + 1] = ca_shift_word(entry[activity->nkeys + 1], distance);
	}
}

/* Most of what is free then lies in the direction that the window grows. */
bool
ca_activity_reach(CaActivity *activity, int64 low, int64 high)
{
	int64		spare;
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
	ca_activity_settle(activity);
	spare = CA_WINDOW - 1 - (high - low);
	move_base(activity, low - (upward ? spare / CA_BEHIND_SHARE : spare - spare / CA_BEHIND_SHARE));
	return true;
}

/* Leave all units that are there, and begin anew about a unit. */
static void
leave(CaActivity *activity, int64 unit)
{
	bool		upward = unit > activity->base;

	ca_activity_settle(activity);
	ca_activity_put_aside(activity);
	activity->base = unit - (upward ? CA_WINDOW / CA_BEHIND_SHARE
							 : CA_WINDOW - CA_WINDOW / CA_BEHIND_SHARE);
	activity->nstrays = 0;
}

void
ca_activity_add_far(CaActivity *activity, const CaKey *key, int64 unit, bool is_start)
{
	if (ca_activity_reach(activity, unit, unit))
	{
		uint64		bit = UINT64CONST(1) << (unit - activity->base);

		ca_activity_add_words(activity, key, is_start ? 0 : bit, is_start ? bit : 0);
		return;
	}
	ca_timeline_add(ca_activity_timeline(activity), key, unit, is_start ? CA_KIND_START : 0);
	if (++activity->nstrays > Max(activity->slots.used, CA_STRAYS_MIN))
		leave(activity, unit);
}

void
ca_activity_add_start(CaActivity *activity, const CaKey *key, int64 unit)
{
	uint64		offset = (uint64) unit - (uint64) activity->base;

	Assert(activity->starts != CA_STARTS_NONE);
	if (activity->starts == CA_STARTS_FIRST)
		ca_activity_add_words(activity, key, 0, ca_word_of_first(unit));
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
		ca_activity_add_words(activity, key, UINT64CONST(1) << offset, ca_word_of_first(start));
	else
	{
		ca_activity_add(activity, key, unit);
		ca_activity_add_start(activity, key, start);
	}
}
