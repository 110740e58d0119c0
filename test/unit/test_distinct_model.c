/*-------------------------------------------------------------------------
 *
 * test_distinct_model.c
 *	  model/distinct, for SQL to compare with date_trunc
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "model/distinct.h"
#include "unit.h"

/*
 * test_distinct_moment(at timestamptz) returns bigint: its moment, turned so that
 * the order of bigint is the order of moments
 */
UNIT_FUNCTION(test_distinct_moment)
{
	PG_RETURN_INT64((int64) (ca_distinct_moment(PG_GETARG_TIMESTAMPTZ(0)) ^ (UINT64CONST(1) << 63)));
}

/* test_distinct_instant(at timestamptz) returns timestamptz: there and back */
UNIT_FUNCTION(test_distinct_instant)
{
	PG_RETURN_TIMESTAMPTZ(ca_distinct_instant(ca_distinct_moment(PG_GETARG_TIMESTAMPTZ(0))));
}
