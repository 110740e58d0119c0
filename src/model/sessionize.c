/*-------------------------------------------------------------------------
 *
 * sessionize.c
 *	  Which session an event belongs to
 *
 * A session is a stretch of events without a pause longer than the gap; a pause
 * of exactly the gap is still within it, as in paths (path.c).  Events come
 * oldest first or newest first; sessions are numbered as they come.  An infinite
 * instant is farther from a finite one than any gap.
 *
 * Tie rule: events of one instant are in one session, whatever their order.
 *
 * Interface
 *	ca_session_next	- one event more
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/event.h"
#include "model/sessionize.h"

bool
ca_session_next(CaSession *session, TimestampTz at, uint64 gap)
{
	int			direction = (at > session->last) - (at < session->last);

	if (session->number == 0)
		session->number = 1;
	else if (direction != 0)
	{
		if (direction == -session->direction)
			return false;
		session->direction = direction;
		if (ca_event_is_apart(Min(at, session->last), Max(at, session->last), gap))
			session->number++;
	}
	session->last = at;
	return true;
}
