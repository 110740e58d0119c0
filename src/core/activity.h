/*-------------------------------------------------------------------------
 *
 * activity.h
 *	  In which units of time contacts were active, and when they started
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ACTIVITY_H
#define CA_ACTIVITY_H

#include "core/slots.h"
#include "core/timeline.h"

/* Which starts of a contact are kept. */
typedef enum CaStarts
{
	CA_STARTS_NONE,				/* none are added: its first activity tells */
	CA_STARTS_FIRST,			/* the least */
	CA_STARTS_ALL
} CaStarts;

/* Units of one word. */
#define CA_WINDOW		64

/* Entries on their way to slots, by the topmost byte of their keys. */
typedef struct CaWaiting
{
	CaStretch	stretch[CA_STRETCHES];	/* where the next goes */
	Size		room;			/* words of each */
	uint64		word[FLEXIBLE_ARRAY_MEMBER];	/* of one after another */
} CaWaiting;

typedef struct CaActivity
{
	CaPoolMember member;		/* the pool's view of it; first */
	CaPool	   *pool;			/* memory, limit and spill file */
	CaKeyShape	shape;			/* of the keys */
	uint8		nkeys;			/* words of a key */
	uint8		starts;			/* CaStarts */
	bool		joined;			/* it is worth spilling */
	int64		base;			/* the unit of the lowest bits in slots */
	uint64		units;			/* bits of all units in slots */
	CaSlots		slots;			/* a contact: units near base, starts */
	CaWaiting  *waiting;		/* or NULL: slots are in the cache */
	Size		nstrays;		/* units since base moved that were far from
								 * it */
	CaTimeline *timeline;		/* what is not in slots, or NULL */
} CaActivity;

/* A contact: ascending units, all different. */
typedef struct CaActivityContact
{
	CaKey		key;
	const int64 *active;		/* units in which it was active */
	Size		nactive;
	const int64 *start;			/* units in which it started; of
								 * CA_STARTS_FIRST one at most */
	Size		nstarts;
} CaActivityContact;

typedef struct CaActivityScan CaActivityScan;

/*
 * Empty, in the pool's context.  Units are any numbers farther than CA_WINDOW
 * from the ends of their type.
 */
extern CaActivity *ca_activity_create(CaPool *pool, CaKeyShape shape, CaStarts starts);

/* A contact started in a unit; not of CA_STARTS_NONE. */
extern void ca_activity_add_start(CaActivity *activity, const CaKey *key, int64 unit);

/* Encode all. */
extern void ca_activity_write(CaActivity *activity, CaWriter *out);

/* Take what was encoded with keys of the same shape and the same starts. */
extern void ca_activity_absorb(CaActivity *activity, CaReader *in);

/*
 * Begin to go through contacts, ascending by their mixed keys (timeline.h), in a
 * child of CurrentMemoryContext.  Nothing may be added until the scan is freed.
 */
extern CaActivityScan *ca_activity_begin(CaActivity *activity);

/* The next contact, whose arrays hold until the next call; false at the end. */
extern bool ca_activity_next(CaActivityScan *scan, CaActivityContact *contact);

extern void ca_activity_free(CaActivityScan *scan);

/* A contact that started in a unit was active in one: both at once. */
extern void ca_activity_add_both(CaActivity *activity, const CaKey *key, int64 unit, int64 start);

/* What the inline functions below leave: there is nothing to wait in. */
extern void ca_activity_put(CaActivity *activity, const CaKey *mixed, uint64 active, uint64 start);

/* So many wait for a stretch of slots that it is worth a visit. */
extern void ca_activity_visit(CaActivity *activity, int stretch);

/* A unit that is far from base. */
extern void ca_activity_add_far(CaActivity *activity, const CaKey *key, int64 unit, bool is_start);

/* Add the words of a contact: units from base on, and starts as a slot has them. */
static pg_attribute_always_inline void
ca_activity_add_words(CaActivity *activity, const CaKey *key, uint64 active, uint64 start)
{
	const int	nkeys = activity->nkeys;
	CaKey		mixed = ca_timeline_mix(*key, nkeys);
	CaStretch  *stretch;
	uint64	   *to;

	if (unlikely(activity->waiting == NULL))
	{
		ca_activity_put(activity, &mixed, active, start);
		return;
	}
	activity->units |= activity->starts == CA_STARTS_ALL ? active | start : active;
	stretch = &activity->waiting->stretch[mixed.word[0] >> CA_STRETCH_SHIFT];
	to = stretch->at;
	*to++ = mixed.word[0];
	if (nkeys > 1)
		*to++ = mixed.word[1];
	*to++ = active;
	if (activity->starts != CA_STARTS_NONE)
		*to++ = start;
	stretch->at = to;
	if (unlikely(to == stretch->end))
		ca_activity_visit(activity, mixed.word[0] >> CA_STRETCH_SHIFT);
}

/* A contact was active in a unit. */
static pg_attribute_always_inline void
ca_activity_add(CaActivity *activity, const CaKey *key, int64 unit)
{
	uint64		offset = (uint64) unit - (uint64) activity->base;

	if (likely(offset < CA_WINDOW))
		ca_activity_add_words(activity, key, UINT64CONST(1) << offset, 0);
	else
		ca_activity_add_far(activity, key, unit, false);
}

#endif							/* CA_ACTIVITY_H */
