/*-------------------------------------------------------------------------
 *
 * keyset.c
 *	  The algebra of two sets
 *
 * Two sets are walked in step, in ascending order; at each key it is known in
 * which of them it is, and that decides.
 *
 * Interface
 *	ca_keyset_takes			- is the key in the result?
 *	ca_keyset_takes_word	- which of 64 numbers are?
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/keyset.h"

uint64
ca_keyset_takes_word(CaKeysetOp op, uint64 left, uint64 right)
{
	switch (op)
	{
		case CA_KEYSET_UNION:
			return left | right;
		case CA_KEYSET_INTERSECT:
			return left & right;
		case CA_KEYSET_EXCEPT:
			return left & ~right;
	}
	pg_unreachable();
}

bool
ca_keyset_takes(CaKeysetOp op, bool in_left, bool in_right)
{
	return ca_keyset_takes_word(op, in_left, in_right) != 0;
}
