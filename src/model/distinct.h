/*-------------------------------------------------------------------------
 *
 * distinct.h
 *	  When a key was first seen
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_DISTINCT_H
#define CA_DISTINCT_H

#include "datatype/timestamp.h"

/* The counters of one event type in one bucket of an engagement series. */
typedef struct CaDistinctPoint
{
	uint64		total;			/* rows, whatever their key */
	uint64		first_unique;	/* keys seen for the first time of all */
} CaDistinctPoint;

/*
 * The moment of an event as a word; the lesser word is the earlier moment, so
 * the least of a key's words is its first occurrence.
 *
 * It is the instant rounded down to the second.  Offsets of time zones, changes
 * of clocks and calendar periods all begin with a whole second, so a moment
 * lies in the same bucket as the instant, and events of one second need no
 * order among themselves.  Infinite instants are moments before and after all
 * others.
 */
extern uint64 ca_distinct_moment(TimestampTz at);

/* An instant in the second that a moment names. */
extern TimestampTz ca_distinct_instant(uint64 moment);

#endif							/* CA_DISTINCT_H */
