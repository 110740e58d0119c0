/*-------------------------------------------------------------------------
 *
 * distinct.c
 *	  When a key was first seen
 *
 * "Unique in the bucket" counts a key in every bucket in which it occurs;
 * "first unique" counts it once, in the bucket of its first occurrence, so that
 * the buckets add up to the total (SEMANTICS, section 2).  The second needs to
 * know of each key no more than the moment of its first occurrence.
 *
 * Interface
 *	ca_distinct_moment		- instant to moment
 *	ca_distinct_instant		- moment to instant
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/distinct.h"

/* Seconds from the earliest timestamp fit in 44 bits; 0 and all ones are free. */
#define CA_FIRST_SECOND		(MIN_TIMESTAMP / USECS_PER_SEC - 1)
#define CA_MOMENT_NEVER		PG_UINT64_MAX

uint64
ca_distinct_moment(TimestampTz at)
{
	int64		second = at / USECS_PER_SEC - (at % USECS_PER_SEC < 0);

	if (TIMESTAMP_IS_NOBEGIN(at))
		return 0;
	if (TIMESTAMP_IS_NOEND(at))
		return CA_MOMENT_NEVER;
	return (uint64) (second - CA_FIRST_SECOND);
}

TimestampTz
ca_distinct_instant(uint64 moment)
{
	if (moment == 0)
		return DT_NOBEGIN;
	if (moment == CA_MOMENT_NEVER)
		return DT_NOEND;
	return ((int64) moment + CA_FIRST_SECOND) * USECS_PER_SEC;
}
