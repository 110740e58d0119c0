/*-------------------------------------------------------------------------
 *
 * keyset.h
 *	  The algebra of two sets
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_KEYSET_H
#define CA_KEYSET_H

/* What to make of two sets: the keys in ... */
typedef enum CaKeysetOp
{
	CA_KEYSET_UNION,			/* left or right */
	CA_KEYSET_INTERSECT,		/* left and right */
	CA_KEYSET_EXCEPT			/* left but not right */
} CaKeysetOp;

/* Is a key that is in these of the two sets in the result? */
extern bool ca_keyset_takes(CaKeysetOp op, bool in_left, bool in_right);

/* The same for 64 numbers at once, as bits. */
extern uint64 ca_keyset_takes_word(CaKeysetOp op, uint64 left, uint64 right);

#endif							/* CA_KEYSET_H */
