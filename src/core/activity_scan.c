/*-------------------------------------------------------------------------
 *
 * activity_scan.c
 *	  All that an activity holds, contact by contact
 *
 * While nothing has been put aside, contacts are the slots, one after another.
 * Else all slots are put aside too, and the timeline hands out contacts.  Both
 * ascend by mixed keys.
 *
 * Interface
 *	ca_activity_begin, ca_activity_next, ca_activity_free
 *
 * Memory: a child of the context current at the beginning: units of one contact,
 * and what the timeline's scan takes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "core/activity_word.h"
#include "core/sort.h"
#include "core/timescan.h"

struct CaActivityScan
{
	MemoryContext context;		/* all of it */
	CaActivity *activity;
	uint64	   *place;			/* in slots */
	CaTimeScan *timescan;		/* or NULL: all is in slots */
	uint64	   *units[2];		/* of the contact: active, starts */
	Size		room[2];		/* units that they can take */
};

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
	ca_activity_settle(activity);
	if (activity->timeline != NULL)
	{
		MemoryContext old;

		ca_activity_put_aside(activity);
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
	contact->key = ca_activity_slot_key(activity, entry);
	contact->nactive = append_word(scan->units[0], 0, word[0], activity->base, 0);
	contact->nstarts = 0;
	if (activity->starts == CA_STARTS_ALL)
		contact->nstarts = append_word(scan->units[1], 0, word[1], activity->base, 0);
	else if (activity->starts == CA_STARTS_FIRST && word[1] != 0)
		scan->units[1][contact->nstarts++] = (uint64) ca_first_of_word(word[1]);
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
		if (!ca_is_unit(events[i].at))
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
