/*-------------------------------------------------------------------------
 *
 * timeline.h
 *	  Events of many contacts, appended in any order
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TIMELINE_H
#define CA_TIMELINE_H

#include "core/entry.h"
#include "core/event.h"
#include "core/key.h"
#include "core/pool.h"
#include "core/timepart.h"

typedef struct CaTimelineBulk CaTimelineBulk;

/* Where the events of some contacts are appended. */
typedef struct CaStretch
{
	uint64	   *at;				/* where the next entry goes */
	uint64	   *end;			/* of the room there is */
} CaStretch;

typedef struct CaTimeline
{
	CaStretch  *stretch;		/* one, or one for each value of the mask */
	uint8		mask;			/* of a key's topmost byte: which stretch */
	uint8		nkeys;			/* words of a key */
	uint8		nwords;			/* words of an entry */
	bool		wide;			/* entries have a word for the kind */
	bool		started;		/* pack has its origin */
	bool		unique;			/* of equal events one is handed out; the
								 * creator may set it */
	bool		united;			/* of those of an instant one, with the bits
								 * of all their kinds; the same */
	CaKeyShape	shape;			/* of the keys */
	CaPack		pack;			/* of time and kind in narrow entries */
	CaPool	   *pool;			/* memory, limit and spill file */
	CaTimelineBulk *bulk;		/* what only a large one has, or NULL */
	uint64	   *entries;		/* of a small one */
	CaStretch	small;			/* its only stretch */
} CaTimeline;

/*
 * Empty, in the pool's context; kinds have up to bits bits, 1 to 32.  A greater
 * kind is allowed, and costs memory.
 */
extern CaTimeline *ca_timeline_create(CaPool *pool, CaKeyShape shape, int bits);

/*
 * Encode all events.  kinds is NULL, and all kinds have the bits agreed, or maps
 * each kind to what is written for it, a number below nkinds; then equal events
 * give equal bytes.
 */
extern void ca_timeline_write(CaTimeline *timeline, CaWriter *out, const uint32 *kinds, uint64 nkinds);

/*
 * Take the events of an encoded timeline with keys of the same shape.  kinds is
 * NULL or maps its nkinds kinds to ours; kinds from nkinds on are refused as
 * bad bytes.
 */
extern void ca_timeline_absorb(CaTimeline *timeline, CaReader *in, const uint32 *kinds, uint64 nkinds);

/*
 * Take a part, written by ca_timepart_write in the pool's context or at the end of
 * its file.
 */
extern void ca_timeline_keep(CaTimeline *timeline, const CaTimePart *part);

/*
 * Read all of an encoded unique timeline of nkinds kinds: an error unless it is
 * written as ca_timeline_write would, and has each of them.  Returns how many
 * events it has.
 */
extern uint64 ca_timeline_check(CaReader *in, CaKeyShape shape, uint64 nkinds);

/* For timescan.c: words of the entries in a stretch, and they in one piece. */
extern Size ca_timeline_words(const CaTimeline *timeline, int stretch);
extern Size ca_timeline_collect(const CaTimeline *timeline, int stretch, uint64 *dest);

/*
 * For timescan.c: while it is read, a timeline must not spill, whatever else
 * makes its pool full.  Returns what it was told before.
 */
extern bool ca_timeline_hold(CaTimeline *timeline, bool being_read);

/* For timescan.c: the encoded parts, and a kind that none exceeds. */
extern const CaTimePart *ca_timeline_parts(const CaTimeline *timeline, int *nparts);
extern uint32 ca_timeline_greatest_kind(const CaTimeline *timeline);

/* The slow ways to add; the stretch for a mixed key that has room. */
extern CaStretch *ca_timeline_make_room(CaTimeline *timeline, uint64 mixed);
extern void ca_timeline_widen(CaTimeline *timeline);

/*
 * Keys are kept mixed, one to one, so that their topmost bits are as good as
 * random whatever the ids are: an odd multiplier spreads numbers in sequence
 * evenly (Fibonacci hashing, Knuth vol. 3, 6.4).  Numbers below 2^32 are mixed
 * within the upper half of the word, so that the distance from one to the next
 * is a short number too (timepart.c).
 */
#define CA_MIX			UINT64CONST(0x9E3779B97F4A7C15)
#define CA_UNMIX		UINT64CONST(0xF1DE83E19937733D) /* CA_MIX * CA_UNMIX = 1 */
#define CA_MIX32		((uint32) 0x9E3779B9)
#define CA_UNMIX32		((uint32) 0x144CBC89)	/* CA_MIX32 * CA_UNMIX32 = 1 */

#define CA_STRETCH_SHIFT	56
#define CA_STRETCHES		256

static pg_attribute_always_inline CaKey
ca_timeline_mix(CaKey key, const int nkeys)
{
	if (nkeys == 1)
	{
		uint64		number = key.word[0] ^ CA_SIGN; /* as it was (key.h) */
		uint32		high = (uint32) (number >> 32);

		key.word[0] = (uint64) (((uint32) number ^ high * CA_MIX32) * CA_MIX32) << 32 | high;
	}
	else
		key.word[0] = (key.word[0] ^ key.word[1]) * CA_MIX;
	return key;
}

static pg_attribute_always_inline CaKey
ca_timeline_unmix(CaKey key, const int nkeys)
{
	if (nkeys == 1)
	{
		uint32		high = (uint32) key.word[0];
		uint32		low = (uint32) (key.word[0] >> 32) * CA_UNMIX32 ^ high * CA_MIX32;

		key.word[0] = ((uint64) high << 32 | low) ^ CA_SIGN;
	}
	else
		key.word[0] = key.word[0] * CA_UNMIX ^ key.word[1];
	return key;
}

/* Add an event.  The word that a key of one word does not have is 0. */
static pg_attribute_always_inline void
ca_timeline_add(CaTimeline *timeline, const CaKey *key, TimestampTz at, uint32 kind)
{
	CaKey		mixed = ca_timeline_mix(*key, timeline->nkeys);
	CaStretch  *stretch;
	int64		packed = 0;
	uint64	   *to;

	if (unlikely(!timeline->started))
	{
		timeline->pack = ca_pack_around(at, timeline->pack.bits);
		timeline->started = true;
	}
	if (unlikely(!ca_pack_event(timeline->pack, at, kind, &packed) && !timeline->wide))
		ca_timeline_widen(timeline);
	stretch = &timeline->stretch[(mixed.word[0] >> CA_STRETCH_SHIFT) & timeline->mask];
	if (unlikely(stretch->at == stretch->end))
		stretch = ca_timeline_make_room(timeline, mixed.word[0]);
	to = stretch->at;
	*to++ = mixed.word[0];
	if (timeline->nkeys > 1)
		*to++ = mixed.word[1];
	if (unlikely(timeline->wide))
	{
		*to++ = (uint64) at ^ CA_SIGN;
		*to++ = kind;
	}
	else
		*to++ = (uint64) packed ^ CA_SIGN;
	stretch->at = to;
}

/* The event of an entry. */
static pg_attribute_always_inline CaEvent
ca_timeline_event(const CaTimeline *timeline, const uint64 *entry)
{
	const uint64 *word = entry + timeline->nkeys;
	CaEvent		event;

	if (!timeline->wide)
		return ca_unpack_event(timeline->pack, (int64) (word[0] ^ CA_SIGN));
	event.at = (TimestampTz) (word[0] ^ CA_SIGN);
	event.kind = (uint32) word[1];
	return event;
}

#endif							/* CA_TIMELINE_H */
