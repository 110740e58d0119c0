/*-------------------------------------------------------------------------
 *
 * test_keycount.c
 *	  core/keycount against a plain array
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/keycount.h"
#include "unit.h"

/*
 * test_keycount(seed bigint, n int, nkeys int): n keys come or go; 2n checks.
 * Keys differ in one word only, so that each word is seen to matter.
 */
UNIT_FUNCTION(test_keycount)
{
	Size		n = PG_GETARG_INT32(1);
	Size		nkeys = PG_GETARG_INT32(2);
	uint64	   *model = palloc0(nkeys * sizeof(uint64));
	CaKeycount *counts = ca_keycount_create(CurrentMemoryContext);
	uint64		distinct = 0;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (Size i = 0; i < n; i++)
	{
		Size		k = unit_random_below(&test, nkeys);
		CaKey		key = {{k % 2 == 0 ? k : 0, k % 2 == 0 ? 0 : k}};

		if (unit_random(&test) % 2 == 0)
		{
			ca_keycount_add(counts, key);
			distinct += model[k]++ == 0;
			UNIT_CHECK(&test, model[k] > 0);
		}
		else
		{
			UNIT_CHECK(&test, ca_keycount_remove(counts, key) == (model[k] > 0));
			if (model[k] > 0)
				distinct -= --model[k] == 0;
		}
		UNIT_CHECK(&test, ca_keycount_distinct(counts) == distinct);
	}
	PG_RETURN_INT64(test.nchecks);
}
