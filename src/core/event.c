/*-------------------------------------------------------------------------
 *
 * event.c
 *	  What is done to the events of one contact
 *
 * Interface
 *	ca_event_is_after, ca_pack_around, ca_pack_event, ca_unpack_event
 *						- order and packing (inline)
 *	ca_events_sort		- in order of time and kind
 *	ca_events_unique	- drop equal ones
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
