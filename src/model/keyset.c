/*-------------------------------------------------------------------------
 *
 * keyset.c
 *	  The algebra of two sets
 *
 * Two sets are walked in step, in ascending order; at each key it is known in
 * which of them it is, and that decides.
 *
 * Interface
 *	ca_keyset_takes		- is the key in the result?
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/keyset.h"

bool
ca_keyset_takes(CaKeysetOp op, bool in_left, bool in_right)
{
	switch (op)
	{
		case CA_KEYSET_UNION:
			return in_left || in_right;
		case CA_KEYSET_INTERSECT:
			return in_left && in_right;
		case CA_KEYSET_EXCEPT:
			return in_left && !in_right;
	}
	pg_unreachable();
}
