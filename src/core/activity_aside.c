/*-------------------------------------------------------------------------
 *
 * activity_aside.c
 *	  Words of contacts as events of a timeline
 *
 * What does not fit the slots of an activity goes to its timeline: words, put
 * aside when the window moves on or when the pool is full, and single units far
 * from it.  An event of kind 0 is a unit of activity and one of kind 1 a start;
 * each bit above stands for one of the 31 units that follow.
 *
 * Interface
 *	ca_activity_timeline	- made when first asked for
 *	ca_activity_events		- words as events
 *	ca_activity_make_part	- events of many contacts, encoded
 *	ca_activity_put_aside, ca_activity_spill
 *							- all slots
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "core/activity_word.h"

CaTimeline *
ca_activity_timeline(CaActivity *activity)
{
	if (activity->timeline == NULL)
		activity->timeline = ca_timeline_create(activity->pool, activity->shape, CA_EVENT_UNITS);
	return activity->timeline;
}

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

int
ca_activity_events(const CaActivity *activity, uint64 active, uint64 start, int64 base, CaEvent *events)
{
	int			n = events_of_word(active, base, 0, events);

	if (activity->starts == CA_STARTS_ALL)
		n += events_of_word(start, base, CA_KIND_START, events + n);
	else if (start != 0)
	{
		events[n].at = ca_first_of_word(start);
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

	return ca_activity_events(activity, word[0], activity->starts == CA_STARTS_NONE ? 0 : word[1],
							  activity->base, events);
}

void
ca_activity_make_part(CaActivity *activity, CaTimePartMaker *maker, bool in_file)
{
	ca_timepart_make(maker, activity->pool->context,
					 in_file ? ca_pool_file(activity->pool) : NULL,
					 activity->nkeys, CA_EVENT_UNITS);
}

/* Put all slots into a part. */
static void
write_slots_aside(CaActivity *activity, bool in_file)
{
	uint64	   *place = activity->slots.slot;
	const uint64 *entry;
	CaTimePartMaker maker;
	CaTimePart	part;

	ca_activity_make_part(activity, &maker, in_file);
	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		CaEvent		events[CA_SLOT_EVENTS];
		int			n = events_of_slot(activity, entry, events);

		CHECK_FOR_INTERRUPTS();
		ca_timepart_write(&maker.w, ca_activity_slot_key(activity, entry), events, n);
	}
	part = ca_timepart_made(&maker);
	ca_timeline_keep(ca_activity_timeline(activity), &part);
}

/* A few slots are as well off among the timeline's entries. */
static void
add_to_timeline(CaActivity *activity)
{
	CaTimeline *timeline = ca_activity_timeline(activity);
	uint64	   *place = activity->slots.slot;
	const uint64 *entry;

	/* The timeline may fill the pool meanwhile. */
	activity->member.being_read = true;
	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		CaKey		key = ca_timeline_unmix(ca_activity_slot_key(activity, entry), activity->nkeys);
		CaEvent		events[CA_SLOT_EVENTS];
		int			n = events_of_slot(activity, entry, events);

		for (int i = 0; i < n; i++)
			ca_timeline_add(timeline, &key, events[i].at, events[i].kind);
	}
	activity->member.being_read = false;
}

/* The slots have been put aside. */
static void
begin_anew(CaActivity *activity)
{
	ca_slots_free(&activity->slots);
	ca_slots_init(&activity->slots, activity->pool, activity->nkeys, activity->slots.merge);
	activity->units = ca_activity_units_waiting(activity);
	ca_activity_account(activity);
}

void
ca_activity_put_aside(CaActivity *activity)
{
	if (activity->slots.used == 0)
		return;
	if (activity->slots.used < CA_ASIDE_MIN)
		add_to_timeline(activity);
	else
		write_slots_aside(activity, ca_pool_is_full(activity->pool, 0));
	begin_anew(activity);
}

void
ca_activity_spill(CaPoolMember *member)
{
	CaActivity *activity = (CaActivity *) member;

	if (activity->slots.used == 0)
		return;
	write_slots_aside(activity, true);
	begin_anew(activity);
}
