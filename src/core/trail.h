/*-------------------------------------------------------------------------
 *
 * trail.h
 *	  The events of one group, in as little memory as they need
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TRAIL_H
#define CA_TRAIL_H

#include "core/event.h"
#include "core/pool.h"
#include "core/wire.h"

/*
 * Events in one chunk of memory, which adding may move.  A narrow event is one
 * word, its time above its kind; a wide one is its time, then its kind.
 */
typedef struct CaTrail
{
	const void *shared;			/* the user's: what trails have in common */
	uint32		n;				/* events */
	uint32		room;			/* events that the words have space for */
	uint8		bits;			/* of a kind, 1 to 32 */
	bool		wide;			/* an event does not fit a narrow word */
	bool		sorted;			/* by time, then kind */
	uint64		word[FLEXIBLE_ARRAY_MEMBER];
} CaTrail;

/* An empty trail for kinds of so many bits. */
extern CaTrail *ca_trail_create(MemoryContext context, int bits, const void *shared);

/* What ca_trail_add leaves: the chunk is full, or the event needs a wide one. */
extern CaTrail *ca_trail_add_slow(CaTrail *trail, TimestampTz at, uint32 kind);

/*
 * The events by (time, kind), duplicates included.  The trail is put in order;
 * the answer is in the pool's scratch and holds until that is next used.
 */
extern const CaEvent *ca_trail_events(CaTrail *trail, CaPool *pool);

/*
 * Append the events, sorted: equal events give equal bytes.  Not what is
 * shared, nor the bits.
 */
extern void ca_trail_write(CaTrail *trail, CaPool *pool, CaWriter *w);

/*
 * Add the events that a trail of as many bits wrote, from memory.  Returns the
 * trail, which may have moved.
 */
extern CaTrail *ca_trail_absorb(CaTrail *trail, CaReader *r);

/* Does an instant leave a word enough bits for kinds? */
static inline bool
ca_trail_is_narrow(TimestampTz at, int bits)
{
	return ((uint64) at + (CA_SIGN >> bits)) >> (64 - bits) == 0;
}

/* The word of a narrow event; words are ordered as events are. */
static inline uint64
ca_trail_word(TimestampTz at, uint32 kind, int bits)
{
	return ((uint64) at + (CA_SIGN >> bits)) << bits | kind;
}

/* Add an event; kind fits the trail's bits.  Returns the trail, which may have moved. */
static inline CaTrail *
ca_trail_add(CaTrail *trail, TimestampTz at, uint32 kind)
{
	uint64		word;

	if (unlikely(trail->n == trail->room || trail->wide || !ca_trail_is_narrow(at, trail->bits)))
		return ca_trail_add_slow(trail, at, kind);
	word = ca_trail_word(at, kind, trail->bits);
	if (trail->n > 0 && word < trail->word[trail->n - 1])
		trail->sorted = false;
	trail->word[trail->n++] = word;
	return trail;
}

#endif							/* CA_TRAIL_H */
