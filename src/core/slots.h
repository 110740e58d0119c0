/*-------------------------------------------------------------------------
 *
 * slots.h
 *	  Keys in order in a hash table, with words that merge
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SLOTS_H
#define CA_SLOTS_H

#include "core/entry.h"
#include "core/pool.h"

/* What becomes of the words of a key that comes again. */
typedef enum CaSlotsMerge
{
	CA_SLOTS_OR,				/* one word: both */
	CA_SLOTS_OR_OR,				/* two words: both */
	CA_SLOTS_OR_MAX				/* two words: both of the first, the greater
								 * second */
} CaSlotsMerge;

/*
 * An entry is a key of one or two words, and one or two words that are not all
 * 0.  It stands where the topmost bits of its key say, or behind, with no empty
 * slot between; and all entries ascend.
 */
typedef struct CaSlots
{
	uint64	   *slot;			/* room of them */
	Size		nslots;			/* that keys are sent to: a power of two */
	Size		room;			/* with those behind; the last stays empty */
	Size		used;			/* entries */
	int			shift;			/* of a key's first word: its slot */
	uint8		nkeys;			/* words of a key */
	uint8		nwords;			/* words of an entry: 2 to 4 */
	uint8		merge;			/* CaSlotsMerge */
	CaPool	   *pool;			/* where slot is allocated */
} CaSlots;

/* No entries, but a few slots. */
extern void ca_slots_init(CaSlots *slots, CaPool *pool, int nkeys, CaSlotsMerge merge);

/* Give back the slots. */
extern void ca_slots_free(CaSlots *slots);

/* Make more. */
extern void ca_slots_grow(CaSlots *slots);

/*
 * Make enough for n more entries.  To be called before many are added in
 * ascending order: the first would crowd.
 */
extern void ca_slots_reserve(CaSlots *slots, Size n);

/* Bytes of the slots when they have grown, or are enough for n more entries. */
extern Size ca_slots_grown_bytes(const CaSlots *slots);
extern Size ca_slots_reserved_bytes(const CaSlots *slots, Size n);

/* Bytes of the slots. */
static inline Size
ca_slots_bytes(const CaSlots *slots)
{
	return slots->room * slots->nwords * sizeof(uint64);
}

/* Place an entry before at; false when there is no room. */
extern bool ca_slots_insert(CaSlots *slots, uint64 *at, const uint64 *entry);

/*
 * The next entry from a place on, which begins as slots->slot, or NULL; moves
 * the place behind it.
 */
extern uint64 *ca_slots_next(const CaSlots *slots, uint64 **place);

/* Fetch what adding a key will read. */
static inline void
ca_slots_prefetch(const CaSlots *slots, uint64 first)
{
	ca_prefetch(slots->slot + (Size) (first >> slots->shift) * slots->nwords);
}

/* Add an entry, or merge it; false when there is no room. */
static pg_attribute_always_inline bool
ca_slots_add(CaSlots *slots, const uint64 *entry, const int nkeys, const CaSlotsMerge merge)
{
	const int	nwords = nkeys + 1 + (merge != CA_SLOTS_OR);
	uint64	   *at = slots->slot + (Size) (entry[0] >> slots->shift) * nwords;

	for (;; at += nwords)
	{
		bool		empty = at[nkeys] == 0 && (merge == CA_SLOTS_OR || at[nkeys + 1] == 0);

		if (empty || !ca_entry_at_least(entry, at, nkeys))
			return ca_slots_insert(slots, at, entry);
		if (ca_entry_equal(at, entry, nkeys))
			break;
	}
	at[nkeys] |= entry[nkeys];
	if (merge == CA_SLOTS_OR_OR)
		at[nkeys + 1] |= entry[nkeys + 1];
	if (merge == CA_SLOTS_OR_MAX)
		at[nkeys + 1] = Max(at[nkeys + 1], entry[nkeys + 1]);
	return true;
}

/*
 * Call function(..., nkeys, merge) with both constant, as those of slots are:
 * one text, six machine codes.
 */
#define CA_FOR_SLOTS(slots, function, ...) \
	do { \
		if ((slots)->nkeys == 1 && (slots)->merge == CA_SLOTS_OR) \
			function(__VA_ARGS__, 1, CA_SLOTS_OR); \
		else if ((slots)->nkeys == 1 && (slots)->merge == CA_SLOTS_OR_OR) \
			function(__VA_ARGS__, 1, CA_SLOTS_OR_OR); \
		else if ((slots)->nkeys == 1) \
			function(__VA_ARGS__, 1, CA_SLOTS_OR_MAX); \
		else if ((slots)->merge == CA_SLOTS_OR) \
			function(__VA_ARGS__, 2, CA_SLOTS_OR); \
		else if ((slots)->merge == CA_SLOTS_OR_OR) \
			function(__VA_ARGS__, 2, CA_SLOTS_OR_OR); \
		else \
			function(__VA_ARGS__, 2, CA_SLOTS_OR_MAX); \
	} while (0)

#endif							/* CA_SLOTS_H */
