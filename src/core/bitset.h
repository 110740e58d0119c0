/*-------------------------------------------------------------------------
 *
 * bitset.h
 *	  A set of 64-bit numbers as bitmap pages, for where they lie dense
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_BITSET_H
#define CA_BITSET_H

#include "port/pg_bitutils.h"

#include "core/pool.h"

#define CA_PAGE_BITS		4096	/* numbers a page covers */
#define CA_PAGE_SHIFT		12	/* its logarithm */
#define CA_PAGE_WORDS		(CA_PAGE_BITS / 64)

/* A page is worth its 512 bytes from as many 8-byte keys on. */
#define CA_PAGE_DENSE		(CA_PAGE_BITS / 64)

#define CA_PAGE_OF(key)		((key) >> CA_PAGE_SHIFT)
#define CA_WORD_OF(key)		(((key) >> 6) & (CA_PAGE_WORDS - 1))
#define CA_BIT_OF(key)		(UINT64CONST(1) << ((key) & 63))

typedef struct CaBitsetSlot
{
	uint64		page;			/* number of the page: key / 4096 */
	uint64		index;			/* 1 + its place in words; 0: empty slot */
} CaBitsetSlot;

typedef struct CaBitset
{
	CaPool	   *pool;			/* where all of it lives */
	uint64	   *words;			/* npages bitmaps of CA_PAGE_WORDS */
	Size		npages;			/* bitmaps in use */
	Size		maxpages;		/* bitmaps allocated */
	uint64		count;			/* numbers in the set */
	CaBitsetSlot *slots;		/* directory: open addressing by high hash
								 * bits */
	int			slot_bits;		/* it has 2^slot_bits slots */
} CaBitset;

/* An empty set. */
extern CaBitset *ca_bitset_create(CaPool *pool);

extern void ca_bitset_free(CaBitset *set);

/* Bytes that the set takes. */
extern Size ca_bitset_bytes(const CaBitset *set);

/* The bitmap of a page, or NULL; good until a page is added. */
extern uint64 *ca_bitset_page(const CaBitset *set, uint64 page);

/* Make an empty bitmap for a page that has none. */
extern void ca_bitset_add_page(CaBitset *set, uint64 page);

/*
 * Add those of n keys whose page has a bitmap; move the others, order kept, to
 * the front and return how many they are.
 */
extern Size ca_bitset_absorb(CaBitset *set, uint64 *keys, Size n);

/* Add a whole bitmap to a page that has one. */
extern void ca_bitset_absorb_page(CaBitset *set, uint64 *page, const uint64 *words);

/*
 * The pages in ascending order: fills 2 × npages words, (page, index) by turns;
 * scratch takes as many.
 */
extern void ca_bitset_order(const CaBitset *set, uint64 *order, uint64 *scratch);

/* The bitmap at an index that ca_bitset_order gave. */
static inline uint64 *
ca_bitset_at(const CaBitset *set, uint64 index)
{
	return set->words + index * CA_PAGE_WORDS;
}

/* Bits set in one page's bitmap. */
static inline uint64
ca_page_count(const uint64 *words)
{
	uint64		count = 0;

	for (int i = 0; i < CA_PAGE_WORDS; i++)
		count += pg_popcount64(words[i]);
	return count;
}

#endif							/* CA_BITSET_H */
