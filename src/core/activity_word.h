/*-------------------------------------------------------------------------
 *
 * activity_word.h
 *	  What the rooms of activity share: words of contacts, and how they are kept
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ACTIVITY_WORD_H
#define CA_ACTIVITY_WORD_H

#include "core/activity.h"

/* Kinds of an event: a bit that tells starts, and one for each further unit. */
#define CA_KIND_START	1
#define CA_EVENT_UNITS	32

/* Events of a slot: two of each word. */
#define CA_SLOT_EVENTS	4

/* Contacts from which they are put aside encoded. */
#define CA_ASIDE_MIN	512

/*
 * The least start as a word of which the greater is kept and 0 is none, and back
 * again.
 */
static inline uint64
ca_word_of_first(int64 start)
{
	return ~((uint64) start ^ CA_SIGN);
}

static inline int64
ca_first_of_word(uint64 word)
{
	return (int64) (~word ^ CA_SIGN);
}

/* The same units, counted from a base that is so much earlier. */
static inline uint64
ca_shift_word(uint64 word, int64 distance)
{
	return distance >= 0 ? word << distance : word >> -distance;
}

/* May a number that was read be a unit? */
static inline bool
ca_is_unit(int64 unit)
{
	return unit >= PG_INT64_MIN + CA_WINDOW && unit <= PG_INT64_MAX - CA_WINDOW;
}

static inline CaKey
ca_activity_slot_key(const CaActivity *activity, const uint64 *entry)
{
	CaKey		key = {{entry[0], activity->nkeys > 1 ? entry[1] : 0}};

	return key;
}

/* ---- activity.c ---- */

/* Are slots of so many bytes more than the pool has? */
extern bool ca_activity_is_too_much(CaActivity *activity, Size bytes);

/* The slots have grown; let there be room in them. */
extern void ca_activity_account(CaActivity *activity);
extern void ca_activity_make_room(CaActivity *activity);

/*
 * Let the window hold units beside those that are there; false when it is too
 * short.
 */
extern bool ca_activity_reach(CaActivity *activity, int64 low, int64 high);

/* Add the entries that wait for slots; or only the units that they have. */
extern void ca_activity_settle(CaActivity *activity);
extern uint64 ca_activity_units_waiting(const CaActivity *activity);

static pg_attribute_always_inline void
ca_activity_add_entry(CaActivity *activity, const uint64 *entry, const int nkeys,
					  const CaSlotsMerge merge)
{
	while (unlikely(!ca_slots_add(&activity->slots, entry, nkeys, merge)))
		ca_activity_make_room(activity);
}

/* ---- activity_aside.c ---- */

/* The timeline, made when first asked for. */
extern CaTimeline *ca_activity_timeline(CaActivity *activity);

/*
 * The events of a contact, in order, at most CA_SLOT_EVENTS: its units from base
 * on, and its starts as a slot has them; returns how many.
 */
extern int	ca_activity_events(const CaActivity *activity, uint64 active, uint64 start, int64 base,
							   CaEvent *events);

/* Begin a part that the timeline is to keep. */
extern void ca_activity_make_part(CaActivity *activity, CaTimePartMaker *maker, bool in_file);

/* Put all slots aside in the timeline.  Entries that wait for slots go on waiting. */
extern void ca_activity_put_aside(CaActivity *activity);

/* The same for a pool that is full: into its file. */
extern void ca_activity_spill(CaPoolMember *member);

#endif							/* CA_ACTIVITY_WORD_H */
