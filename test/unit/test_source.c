/*-------------------------------------------------------------------------
 *
 * test_source.c
 *	  core/source: one-word entries from everywhere, in every step there is
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/key.h"
#include "core/pool.h"
#include "core/source.h"
#include "unit.h"

typedef struct SourceTest
{
	UnitTest	test;
	CaPool	   *pool;
	uint64	   *keys;			/* ascending */
	Size		n;
} SourceTest;

static CaWriter
encode(SourceTest *t)
{
	CaRunWriter *run = palloc(sizeof(CaRunWriter));
	CaWriter	w;

	ca_writer_open(&w, t->pool->context, 0);
	ca_run_write_begin(run, &w, 1, 1);
	ca_run_write(run, t->keys, t->n);
	ca_run_write_end(run);
	return w;
}

static CaSource *
source_of_bitset(SourceTest *t)
{
	CaBitset   *set = ca_bitset_create(t->pool);
	uint64	   *keys = palloc(Max(t->n, 1) * sizeof(uint64));

	memcpy(keys, t->keys, t->n * sizeof(uint64));
	for (Size i = 0; i < t->n; i++)
	{
		if (ca_bitset_page(set, CA_PAGE_OF(keys[i])) == NULL)
			ca_bitset_add_page(set, CA_PAGE_OF(keys[i]));
	}
	(void) ca_bitset_absorb(set, keys, t->n);
	return ca_source_of_bitset(t->pool->context, set);
}

static CaSource *
open_source(SourceTest *t, const char *kind)
{
	MemoryContext context = t->pool->context;
	CaWriter	w = encode(t);
	CaRun		run = {w.data, 0, w.used, t->n};

	if (strcmp(kind, "array") == 0)
		return ca_source_of_array(context, t->keys, t->n, 1);
	if (strcmp(kind, "bitset") == 0)
		return source_of_bitset(t);
	if (strcmp(kind, "set") == 0)
	{
		CaKeyShape	shape = {CA_KEY_INTEGER, CA_KEY_NONE};
		CaSetHead	head = {t->n, false, w.used};
		CaReader	in;

		ca_reader_open(&in, w.data, w.used);
		return ca_source_of_set(context, &in, head, shape);
	}
	if (strcmp(kind, "run") == 0)
		return ca_source_of_run(context, NULL, &run, 1, 1);
	if (strcmp(kind, "file") != 0)
		elog(ERROR, "source \"%s\" is not known", kind);
	run.bytes = NULL;
	ca_runfile_write(ca_pool_file(t->pool), w.data, w.used);
	return ca_source_of_run(context, ca_pool_file(t->pool), &run, 1, 1);
}

/* The keys of a bitmap; returns how many they are. */
static Size
check_page(SourceTest *t, Size done, uint64 page, const uint64 *bitmap)
{
	Size		n = 0;

	for (Size bit = 0; bit < CA_PAGE_BITS; bit++)
	{
		if (bitmap[CA_WORD_OF(bit)] & CA_BIT_OF(bit))
		{
			UNIT_CHECK(&t->test, done + n < t->n);
			UNIT_CHECK(&t->test, t->keys[done + n] == page * CA_PAGE_BITS + bit);
			n++;
		}
	}
	UNIT_CHECK(&t->test, n > 0);
	return n;
}

/* Take a step of some kind; returns how many keys it went past, 0 at the end. */
static Size
step(SourceTest *t, CaSource *source, Size done)
{
	uint64		page;
	const uint64 *bitmap = unit_random(&t->test) & 1 ? ca_source_page(source, &page) : NULL;
	const uint64 *entry;
	Size		n;

	if (bitmap != NULL)
	{
		n = check_page(t, done, page, bitmap);
		ca_source_skip_page(source);
		return n;
	}
	entry = ca_source_entry(source);
	if (entry == NULL)
		return 0;
	UNIT_CHECK(&t->test, ca_source_entry(source) == entry);
	n = unit_random_below(&t->test, 3) == 0 ? source->end - source->at : 1;
	for (Size i = 0; i < n; i++)
	{
		UNIT_CHECK(&t->test, done + i < t->n && *source->at == t->keys[done + i]);
		ca_source_advance(source, 1);
	}
	return n;
}

/* All keys are packed pairs; unpacked, they must be in the same order. */
static void
check_packed(SourceTest *t)
{
	CaSource   *source = ca_source_of_packed(t->pool->context, open_source(t, "run"));
	const uint64 *entry;
	Size		done = 0;

	while ((entry = ca_source_entry(source)) != NULL)
	{
		uint64		word;

		UNIT_CHECK(&t->test, ca_key_pack(entry, &word) && done < t->n && word == t->keys[done]);
		done++;
		ca_source_advance(source, 2);
	}
	UNIT_CHECK(&t->test, done == t->n);
}

/*
 * test_source(seed bigint, n int, distribution text, kind text): kind is array,
 * bitset, set, run, file or packed
 */
UNIT_FUNCTION(test_source)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_source",
												  ALLOCSET_DEFAULT_SIZES);
	const char *kind = unit_text(PG_GETARG_DATUM(3));
	SourceTest	t;

	unit_begin(&t.test, PG_GETARG_INT64(0));
	t.pool = ca_pool_of(context, SIZE_MAX);
	t.n = PG_GETARG_INT32(1);
	t.keys = palloc(Max(t.n, 1) * sizeof(uint64));
	unit_fill(&t.test, t.keys, t.n, 1, unit_text(PG_GETARG_DATUM(2)));
	unit_sort(t.keys, t.n, 1);
	t.n = unit_unique(t.keys, t.n, 1, 1);
	if (strcmp(kind, "packed") == 0)
		check_packed(&t);
	else
	{
		CaSource   *source = open_source(&t, kind);
		Size		done = 0;
		Size		n;

		while ((n = step(&t, source, done)) > 0)
			done += n;
		UNIT_CHECK(&t.test, done == t.n);
	}
	MemoryContextDelete(context);
	PG_RETURN_INT64(t.test.nchecks);
}
