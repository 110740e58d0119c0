/*-------------------------------------------------------------------------
 *
 * path.c
 *	  Which event follows which within the sessions of a contact
 *
 * A session is a stretch of a contact's events without a pause longer than the
 * gap; a pause of exactly the gap is still within it.  Each event of a session
 * but its last makes a transition to the next one, at the step that is its
 * place in the session.  An infinite instant is farther from a finite one than
 * any gap.
 *
 * Tie rule: events of one instant follow one another in the order of the bytes
 * of their nodes, so that the result does not depend on the order of rows.
 *
 * Interface
 *	ca_path_arrange		- events to nodes in order
 *	ca_path_begin		- start a walk
 *	ca_path_next		- one transition after another
 *	ca_path_compare		- the order of edges
 *
 * Cost: linear in the events, but for those of one instant, which are sorted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "model/path.h"

#define ST_SORT sort_nodes
#define ST_ELEMENT_TYPE CaEvent
#define ST_COMPARE(a, b) (((a)->kind > (b)->kind) - ((a)->kind < (b)->kind))
#define ST_SCOPE static
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

void
ca_path_arrange(CaEvent *to, const CaEvent *from, Size n, const uint32 *order)
{
	Size		start = 0;		/* of the instant at hand */

	for (Size i = 0; i < n; i++)
	{
		to[i].at = from[i].at;
		to[i].kind = order[from[i].kind];
		if (i + 1 == n || from[i + 1].at != from[i].at)
		{
			if (i > start)
				sort_nodes(to + start, i + 1 - start);
			start = i + 1;
		}
	}
}

void
ca_path_begin(CaPathWalk *walk, const CaPathSpec *spec, const CaEvent *events, Size n)
{
	Assert(n > 0 && spec->max_steps > 0);
	walk->spec = spec;
	walk->event = events;
	walk->last = events + n - 1;
	walk->step = 1;
}

bool
ca_path_next(CaPathWalk *walk, CaEdge *edge)
{
	while (walk->event < walk->last)
	{
		const CaEvent *from = walk->event++;
		const CaEvent *to = walk->event;

		if (ca_event_is_apart(from->at, to->at, walk->spec->gap))
			walk->step = 1;
		else if (walk->step <= walk->spec->max_steps)
		{
			edge->step = walk->step++;
			edge->from = from->kind;
			edge->to = to->kind;
			return true;
		}
	}
	return false;
}

int
ca_path_compare(const void *a, const void *b)
{
	const CaEdge *x = a;
	const CaEdge *y = b;

	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	if (x->transitions != y->transitions)
		return x->transitions > y->transitions ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}
