/*-------------------------------------------------------------------------
 *
 * test_tally.c
 *	  core/tally against a plain array
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "core/tally.h"
#include "unit.h"

/*
 * test_tally(seed bigint, n int, nbuckets int, ncounters int): n additions to
 * buckets that lie at both ends of the range
 */
UNIT_FUNCTION(test_tally)
{
	Size		n = PG_GETARG_INT32(1);
	Size		nbuckets = PG_GETARG_INT32(2);
	int			ncounters = PG_GETARG_INT32(3);
	uint64	   *model = palloc0(nbuckets * ncounters * sizeof(uint64));
	bool	   *seen = palloc0(nbuckets * sizeof(bool));
	CaTally    *tally = ca_tally_create(CurrentMemoryContext, ncounters);
	const int64 *buckets;
	Size		size = 0;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	UNIT_CHECK(&test, ca_tally_size(tally) == 0);
	for (Size i = 0; i < n; i++)
	{
		Size		b = unit_random_below(&test, nbuckets);
		int64		bucket = b % 2 == 0 ? PG_INT64_MIN + (int64) b / 2 : PG_INT64_MAX - (int64) b / 2;
		int			counter = (int) unit_random_below(&test, ncounters);

		UNIT_CHECK(&test, ca_tally_row(tally, bucket)[counter]++ == model[b * ncounters + counter]++);
		size += !seen[b];
		seen[b] = true;
		UNIT_CHECK(&test, ca_tally_size(tally) == size);
	}
	buckets = ca_tally_buckets(tally);
	for (Size i = 0; i < size; i++)
	{
		int64		bucket = buckets[i];
		Size		b = (Size) (bucket < 0 ? 2 * (bucket - PG_INT64_MIN) : 2 * (PG_INT64_MAX - bucket) + 1);

		UNIT_CHECK(&test, b < nbuckets && seen[b]);
		UNIT_CHECK(&test, i == 0 || buckets[i - 1] < bucket);
		UNIT_CHECK(&test, memcmp(ca_tally_row(tally, bucket), model + b * ncounters,
								 ncounters * sizeof(uint64)) == 0);
	}
	for (Size i = 0; i < size * ncounters; i++)
		ca_tally_rows(tally)[i] = 0;
	for (Size i = 0; i < size; i++)
		UNIT_CHECK(&test, ca_tally_row(tally, buckets[i])[ncounters - 1] == 0);
	UNIT_CHECK(&test, ca_tally_size(tally) == size);
	PG_RETURN_INT64(test.nchecks);
}

/* test_tally_cancelled(n int): n buckets are to be sorted when the query is cancelled */
UNIT_FUNCTION(test_tally_cancelled)
{
	CaTally    *tally = ca_tally_create(CurrentMemoryContext, 1);

	for (int i = 0; i < PG_GETARG_INT32(0); i++)
		ca_tally_row(tally, i * INT64CONST(7919) % 10007);
	InterruptPending = QueryCancelPending = true;
	(void) ca_tally_buckets(tally);
	QueryCancelPending = false;
	PG_RETURN_VOID();
}
