/*-------------------------------------------------------------------------
 *
 * test_keyset_model.c
 *	  model/keyset, for SQL to compare with boolean operators
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/keyset.h"
#include "unit.h"

/* test_keyset_model(op text, in_left boolean, in_right boolean) returns boolean */
UNIT_FUNCTION(test_keyset_model)
{
	const char *sign = unit_text(PG_GETARG_DATUM(0));
	CaKeysetOp	op = *sign == '|' ? CA_KEYSET_UNION
	: *sign == '&' ? CA_KEYSET_INTERSECT : CA_KEYSET_EXCEPT;

	PG_RETURN_BOOL(ca_keyset_takes(op, PG_GETARG_BOOL(1), PG_GETARG_BOOL(2)));
}
