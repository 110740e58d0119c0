/*-------------------------------------------------------------------------
 *
 * test_sort.c
 *	  core/sort against qsort
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/sort.h"
#include "unit.h"

/* What stands behind both arrays, and must go on standing there. */
#define GUARD	UINT64CONST(0x5A5A5A5A5A5A5A5A)

/* test_sort(seed bigint, n int, nwords int, distribution text): n + 2 checks */
UNIT_FUNCTION(test_sort)
{
	Size		n = PG_GETARG_INT32(1);
	int			nwords = PG_GETARG_INT32(2);
	Size		words = n * nwords;
	uint64	   *entries = palloc((words + 1) * sizeof(uint64));
	uint64	   *scratch = palloc((words + 1) * sizeof(uint64));
	uint64	   *model = palloc((words + 1) * sizeof(uint64));
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	unit_fill(&test, entries, n, nwords, unit_text(PG_GETARG_DATUM(3)));
	memcpy(model, entries, words * sizeof(uint64));
	entries[words] = scratch[words] = GUARD;
	unit_sort(model, n, nwords);
	ca_sort_entries(entries, n, nwords, scratch);
	for (Size i = 0; i < n; i++)
		UNIT_CHECK(&test, memcmp(entries + i * nwords, model + i * nwords, nwords * sizeof(uint64)) == 0);
	UNIT_CHECK(&test, entries[words] == GUARD);
	UNIT_CHECK(&test, scratch[words] == GUARD);
	PG_RETURN_INT64(test.nchecks);
}
