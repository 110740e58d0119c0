/*-------------------------------------------------------------------------
 *
 * sessionize.h
 *	  Which session an event belongs to
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SESSIONIZE_H
#define CA_SESSIONIZE_H

#include "datatype/timestamp.h"

/* How far a walk through events in order of time has come; zeros at first. */
typedef struct CaSession
{
	int64		number;			/* sessions so far */
	TimestampTz last;			/* the event before */
	int			direction;		/* 1: times ascend, -1: they descend, 0: not
								 * known yet */
} CaSession;

/*
 * Take the next event; gap is in microseconds.  False when its time goes against
 * the direction of those before it; then the session is as it was.
 */
extern bool ca_session_next(CaSession *session, TimestampTz at, uint64 gap);

#endif							/* CA_SESSIONIZE_H */
