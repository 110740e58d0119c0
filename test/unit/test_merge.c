/*-------------------------------------------------------------------------
 *
 * test_merge.c
 *	  core/merge, over every kind of source, against one sort
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/merge.h"
#include "unit.h"

/* What a source is made of. */
typedef enum SourceKind
{
	SOURCE_ARRAY,
	SOURCE_FILE,
	SOURCE_BYTES,
	SOURCE_BITSET,				/* one-word keys only */
	SOURCE_KINDS
} SourceKind;

/* A merge, and all that went into it. */
typedef struct MergeTest
{
	UnitTest	test;
	CaPool	   *pool;
	CaMerge    *merge;
	uint64	   *model;			/* entries of all sources */
	Size		n;
} MergeTest;

/* A run in the file, or in memory. */
static void
add_run(MergeTest *t, const uint64 *entries, Size n, bool in_file)
{
	CaRunFile  *file = ca_pool_file(t->pool);
	CaRunWriter *run = palloc(sizeof(CaRunWriter));
	CaWriter	w;
	CaRun		where = {NULL, ca_runfile_length(file), 0, n};

	ca_writer_open(&w, t->pool->context, 0);
	ca_run_write_begin(run, &w, t->merge->nwords, t->merge->nkeys);
	ca_run_write(run, entries, n);
	ca_run_write_end(run);
	where.length = w.used;
	if (in_file)
		ca_runfile_write(file, w.data, w.used);
	else
		where.bytes = w.data;
	ca_merge_add_run(t->merge, file, &where);
}

static void
add_bitset(MergeTest *t, uint64 *keys, Size n)
{
	CaBitset   *set = ca_bitset_create(t->pool);

	for (Size i = 0; i < n; i++)
	{
		if (ca_bitset_page(set, CA_PAGE_OF(keys[i])) == NULL)
			ca_bitset_add_page(set, CA_PAGE_OF(keys[i]));
	}
	UNIT_CHECK(&t->test, ca_bitset_absorb(set, keys, n) == 0);
	ca_merge_add_bitset(t->merge, set);
}

/* A source of up to most entries, which the model has as well. */
static void
add_source(MergeTest *t, Size most, const char *distribution)
{
	int			nwords = t->merge->nwords;
	Size		n = unit_random_below(&t->test, most + 1);
	uint64	   *entries = palloc(Max(n, 1) * nwords * sizeof(uint64));
	SourceKind	kind = unit_random_below(&t->test, nwords == 1 ? SOURCE_KINDS : SOURCE_BITSET);

	unit_fill(&t->test, entries, n, nwords, distribution);
	unit_sort(entries, n, nwords);
	n = unit_unique(entries, n, nwords, t->merge->nkeys);
	memcpy(t->model + t->n * nwords, entries, n * nwords * sizeof(uint64));
	t->n += n;
	if (kind == SOURCE_ARRAY)
		ca_merge_add_array(t->merge, entries, n);
	else if (kind == SOURCE_BITSET)
		add_bitset(t, entries, n);
	else
		add_run(t, entries, n, kind == SOURCE_FILE);
}

/*
 * test_merge(seed bigint, nsources int, most int, nwords int, nkeys int,
 * distribution text)
 */
UNIT_FUNCTION(test_merge)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_merge",
												  ALLOCSET_DEFAULT_SIZES);
	Size		nsources = PG_GETARG_INT32(1);
	Size		most = PG_GETARG_INT32(2);
	int			nwords = PG_GETARG_INT32(3);
	const uint64 *entries;
	Size		done = 0;
	Size		n;
	MergeTest	t;

	unit_begin(&t.test, PG_GETARG_INT64(0));
	t.pool = ca_pool_of(context, SIZE_MAX);
	t.merge = ca_merge_create(nwords, PG_GETARG_INT32(4));
	t.model = palloc_extended(Max(nsources * most, 1) * nwords * sizeof(uint64), MCXT_ALLOC_HUGE);
	t.n = 0;
	for (Size i = 0; i < nsources; i++)
		add_source(&t, most, unit_text(PG_GETARG_DATUM(5)));
	unit_sort(t.model, t.n, nwords);
	t.n = unit_unique(t.model, t.n, nwords, t.merge->nkeys);

	ca_merge_begin(t.merge);
	while ((entries = ca_merge_next(t.merge, &n)) != NULL)
	{
		UNIT_CHECK(&t.test, n > 0 && done + n <= t.n);
		UNIT_CHECK(&t.test, memcmp(entries, t.model + done * nwords, n * nwords * sizeof(uint64)) == 0);
		done += n;
	}
	UNIT_CHECK(&t.test, done == t.n);
	UNIT_CHECK(&t.test, ca_merge_next(t.merge, &n) == NULL);
	ca_merge_free(t.merge);
	MemoryContextDelete(context);
	PG_RETURN_INT64(t.test.nchecks);
}
