/*-------------------------------------------------------------------------
 *
 * test_sessionize_model.c
 *	  model/sessionize, for SQL to say what it should do
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/sessionize.h"
#include "unit.h"

/*
 * test_sessionize(gap bigint, at bigint[]) returns bigint[]: the session of each
 * event, or -1 for one against the direction of those before it, which is left
 * out
 */
UNIT_FUNCTION(test_sessionize)
{
	uint64		gap = (uint64) PG_GETARG_INT64(0);
	int			n;
	int64	   *at = unit_numbers(PG_GETARG_DATUM(1), &n);
	int64	   *result = palloc(Max(n, 1) * sizeof(int64));
	CaSession	session = {0};

	for (int i = 0; i < n; i++)
		result[i] = ca_session_next(&session, at[i], gap) ? session.number : -1;
	PG_RETURN_DATUM(unit_array(result, n));
}
