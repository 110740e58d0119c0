/*-------------------------------------------------------------------------
 *
 * condition.h
 *	  Arguments that funnels and sequences share: conditions and windows
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_CONDITION_H
#define CA_CONDITION_H

#include "fmgr.h"
#include "datatype/timestamp.h"

#define CA_MAX_CONDITIONS	32

/*
 * How many conditions VARIADIC "any" stand from argument first on; to be asked
 * once a query.  Error unless they are 1 to 32 and boolean; name is the
 * aggregate's.
 */
extern int	ca_condition_count(FunctionCallInfo fcinfo, int first, const char *name);

/* The same errors, one by one, for when no row brings the conditions. */
extern void ca_condition_check_count(int n, bool variadic, const char *name);
extern void ca_condition_check_type(Oid type, bool isnull, int condition);

/*
 * A window as microseconds, at most PG_UINT64_MAX; an error when it is negative
 * or has months.  name is the argument's.
 */
extern uint64 ca_condition_window(const Interval *window, const char *name);

/* A bit for each of n conditions that holds, the first the lowest. */
static inline uint32
ca_condition_mask(FunctionCallInfo fcinfo, int first, int n)
{
	uint32		mask = 0;

	for (int i = 0; i < n; i++)
	{
		const NullableDatum *arg = &fcinfo->args[first + i];

		mask |= (uint32) (!arg->isnull & DatumGetBool(arg->value)) << i;
	}
	return mask;
}

#endif							/* CA_CONDITION_H */
