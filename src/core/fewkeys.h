/*-------------------------------------------------------------------------
 *
 * fewkeys.h
 *	  A few keys in little space, each with a set of bits
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FEWKEYS_H
#define CA_FEWKEYS_H

#include "core/entry.h"
#include "core/key.h"
#include "core/wire.h"

/* The most keys that there can be room for. */
#define CA_FEW_MOST		255

/*
 * The last field of the struct of its owner, who allocates it and the words
 * behind it together, and makes them more when there is no room.
 *
 *		word: | keys, n of them, of room | bits of each, 16, n of room |
 */
typedef struct CaFewKeys
{
	CaKeyShape	shape;			/* of the keys */
	uint16		bytes;			/* of all words */
	uint8		nwords;			/* of a key */
	uint8		n;				/* keys there are */
	uint8		room;			/* keys there can be */
	uint64		word[FLEXIBLE_ARRAY_MEMBER];
} CaFewKeys;

/* None, in so many bytes of words. */
extern void ca_few_begin(CaFewKeys *few, CaKeyShape shape, uint16 bytes);

/* The words are more now, and what was in them is where it was. */
extern void ca_few_grow(CaFewKeys *few, uint16 bytes);

/* Encode: equal keys and bits give equal bytes. */
extern void ca_few_write(const CaFewKeys *few, CaWriter *w);

/*
 * Decode keys of this shape, in order, into arrays of CA_FEW_MOST, checked as all
 * bytes are; returns how many.
 */
extern int	ca_few_read(CaReader *r, CaKeyShape shape, CaKey *keys, uint16 *bits);

/* Where the bits of a key are. */
static inline uint16 *
ca_few_bits(const CaFewKeys *few, int i)
{
	return (uint16 *) unconstify(uint64 *, few->word + few->room * few->nwords) + i;
}

static inline CaKey
ca_few_key(const CaFewKeys *few, int i)
{
	const uint64 *word = few->word + i * few->nwords;
	CaKey		key = {{word[0], few->nwords > 1 ? word[1] : 0}};

	return key;
}

/* Where a key is, -1: it is not there.  Those that came last are looked at first. */
static pg_attribute_always_inline int
ca_few_find(const CaFewKeys *few, const CaKey *key, const int nwords)
{
	int			i = few->n - 1;

	while (i >= 0 && !ca_entry_equal(few->word + i * nwords, key->word, nwords))
		i--;
	return i;
}

/* Add a key, or bits to one; false when there is no room. */
static pg_attribute_always_inline bool
ca_few_add(CaFewKeys *few, const CaKey *key, uint16 bits)
{
	int			i = few->nwords == 1 ? ca_few_find(few, key, 1) : ca_few_find(few, key, 2);

	if (i < 0)
	{
		if (unlikely(few->n == few->room))
			return false;
		i = few->n++;
		ca_entry_copy(few->word + i * few->nwords, key->word, few->nwords);
		*ca_few_bits(few, i) = 0;
	}
	*ca_few_bits(few, i) |= bits;
	return true;
}

#endif							/* CA_FEWKEYS_H */
