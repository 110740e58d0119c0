/*-------------------------------------------------------------------------
 *
 * event.h
 *	  An event of one contact, as the models read it, and packed in a word
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_EVENT_H
#define CA_EVENT_H

#include "datatype/timestamp.h"

/* When, and what: its contact is known from where it stands. */
typedef struct CaEvent
{
	TimestampTz at;				/* microseconds since 2000, or infinite */
	uint32		kind;			/* a bit for each condition that holds, or the
								 * number of a word */
} CaEvent;

/* The order of events: by time, then by kind. */
static pg_attribute_always_inline bool
ca_event_is_after(const CaEvent *a, const CaEvent *b)
{
	return (a->at > b->at) | ((a->at == b->at) & (a->kind > b->kind));
}

/* Turns the order of signed numbers into that of unsigned ones. */
#define CA_SIGN			(UINT64CONST(1) << 63)

/* How events are packed into signed numbers of the same order. */
typedef struct CaPack
{
	TimestampTz origin;			/* from where time counts */
	int			bits;			/* of a kind, 1 to 32 */
} CaPack;

/*
 * A packing for times around at.  The origin is so far from both ends that
 * distances from it do not wrap unnoticed.
 */
static inline CaPack
ca_pack_around(TimestampTz at, int bits)
{
	bool		central = at > -(INT64CONST(1) << 62) && at < (INT64CONST(1) << 62);

	return (CaPack)
	{
		central ? at : 0, bits
	};
}

/*
 * Pack an event; false when it does not fit.  The least and the greatest number
 * are none: they mark the ends of runs.
 */
static pg_attribute_always_inline bool
ca_pack_event(CaPack pack, TimestampTz at, uint32 kind, int64 *packed)
{
	uint64		distance = (uint64) at - (uint64) pack.origin;

	*packed = (int64) (distance << pack.bits | kind);
	return (*packed >> pack.bits == (int64) distance) & ((uint64) kind >> pack.bits == 0) &
		(*packed != PG_INT64_MAX) & (*packed != PG_INT64_MIN);
}

static pg_attribute_always_inline CaEvent
ca_unpack_event(CaPack pack, int64 packed)
{
	CaEvent		event;

	event.at = (TimestampTz) ((uint64) pack.origin + (uint64) (packed >> pack.bits));
	event.kind = (uint32) (packed & (int64) ((UINT64CONST(1) << pack.bits) - 1));
	return event;
}

/* Put n events in order. */
extern void ca_events_sort(CaEvent *events, Size n);

/* Of equal events, which are in order, keep one; returns how many stay. */
extern Size ca_events_unique(CaEvent *events, Size n);

/* Of events of an instant, which are in order, make one with the bits of all kinds. */
extern Size ca_events_unite(CaEvent *events, Size n);

/* Is the pause between an instant and a later one longer than so many microseconds? */
static inline bool
ca_event_is_apart(TimestampTz earlier, TimestampTz later, uint64 gap)
{
	if (unlikely(TIMESTAMP_NOT_FINITE(earlier) || TIMESTAMP_NOT_FINITE(later)))
		return earlier != later;
	return (uint64) later - (uint64) earlier > gap;
}

#endif							/* CA_EVENT_H */
