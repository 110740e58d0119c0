/*-------------------------------------------------------------------------
 *
 * event.c
 *	  What is done to the events of one contact
 *
 * Interface
 *	ca_event_is_after, ca_pack_around, ca_pack_event, ca_unpack_event
 *						- order and packing (inline)
 *	ca_event_is_apart	- pauses (inline)
 *	ca_events_sort		- in order of time and kind
 *	ca_events_unique	- drop equal ones
 *	ca_events_unite		- one of each instant
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "core/event.h"

#define ST_SORT sort_events
#define ST_ELEMENT_TYPE CaEvent
#define ST_COMPARE(a, b) ((int) ca_event_is_after(a, b) - (int) ca_event_is_after(b, a))
#define ST_SCOPE static
#define ST_DECLARE
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

void
ca_events_sort(CaEvent *events, Size n)
{
	sort_events(events, n);
}

Size
ca_events_unique(CaEvent *events, Size n)
{
	Size		kept = 1;

	for (Size i = 1; i < n; i++)
	{
		events[kept] = events[i];
		kept += events[i].at != events[kept - 1].at || events[i].kind != events[kept - 1].kind;
	}
	return Min(kept, n);
}

Size
ca_events_unite(CaEvent *events, Size n)
{
	Size		last = 0;

	for (Size i = 1; i < n; i++)
	{
		if (events[i].at == events[last].at)
			events[last].kind |= events[i].kind;
		else
			events[++last] = events[i];
	}
	return Min(last + 1, n);
}
