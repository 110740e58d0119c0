/*-------------------------------------------------------------------------
 *
 * test_run.c
 *	  core/run: entries out and in again, in every way that they can go
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/run.h"
#include "core/source.h"
#include "unit.h"

/*
 * test_run_write(entries bigint[], nwords int, nkeys int) returns bytea: the
 * stored form of ascending entries, given word by word
 */
UNIT_FUNCTION(test_run_write)
{
	int			n;
	const int64 *words = unit_numbers(PG_GETARG_DATUM(0), &n);
	int			nwords = PG_GETARG_INT32(1);
	CaRunWriter *run = palloc(sizeof(CaRunWriter));
	bytea	   *result;
	CaWriter	w;

	ca_writer_open(&w, CurrentMemoryContext, 0);
	ca_run_write_begin(run, &w, nwords, PG_GETARG_INT32(2));
	ca_run_write(run, (const uint64 *) words, n / nwords);
	ca_run_write_end(run);
	result = palloc(VARHDRSZ + w.used);
	SET_VARSIZE(result, VARHDRSZ + w.used);
	memcpy(VARDATA(result), w.data, w.used);
	PG_RETURN_BYTEA_P(result);
}

/*
 * test_run_read(bytes bytea, count bigint, nwords int, nkeys int) returns
 * bigint[]: the words of the entries that they are
 */
UNIT_FUNCTION(test_run_read)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	int			nwords = PG_GETARG_INT32(2);
	Size		room = 256;
	int64	   *words = palloc(room * sizeof(int64));
	Size		n = 0;
	CaRun		run = {(uint8 *) VARDATA_ANY(bytes), 0, VARSIZE_ANY_EXHDR(bytes), PG_GETARG_INT64(1)};
	CaSource   *source = ca_source_of_run(CurrentMemoryContext, NULL, &run, nwords, PG_GETARG_INT32(3));
	const uint64 *entry;

	while ((entry = ca_source_entry(source)) != NULL)
	{
		if (n + nwords > room)
			words = repalloc(words, (room *= 2) * sizeof(int64));
		memcpy(words + n, entry, nwords * sizeof(int64));
		n += nwords;
		ca_source_advance(source, nwords);
	}
	PG_RETURN_DATUM(unit_array(words, (int) n));
}

/* Entries and the ways to write and read them. */
typedef struct RunTest
{
	UnitTest	test;
	MemoryContext context;
	const uint64 *entries;		/* ascending */
	Size		n;
	int			nwords;
	int			nkeys;
	Size		block;			/* entries to read at a time */
} RunTest;

/* Write in pieces of up to most entries. */
static void
write_pieces(RunTest *t, CaWriter *w, Size most)
{
	CaRunWriter *run = palloc(sizeof(CaRunWriter));
	Size		done = 0;

	ca_run_write_begin(run, w, t->nwords, t->nkeys);
	while (done < t->n)
	{
		Size		piece = unit_random_below(&t->test, most) + 1;

		piece = Min(piece, t->n - done);
		ca_run_write(run, t->entries + done * t->nwords, piece);
		done += piece;
	}
	ca_run_write_end(run);
	UNIT_CHECK(&t->test, run->count == t->n);
	pfree(run);
}

/* Write page by page, by turns as a bitmap and as keys. */
static void
write_pages(RunTest *t, CaWriter *w)
{
	CaRunWriter *run = palloc(sizeof(CaRunWriter));
	Size		from = 0;

	ca_run_write_begin(run, w, 1, 1);
	while (from < t->n)
	{
		uint64		page = CA_PAGE_OF(t->entries[from]);
		uint64		bitmap[CA_PAGE_WORDS] = {0};
		Size		to = from;

		for (; to < t->n && CA_PAGE_OF(t->entries[to]) == page; to++)
			bitmap[CA_WORD_OF(t->entries[to])] |= CA_BIT_OF(t->entries[to]);
		if (unit_random(&t->test) & 1)
			ca_run_write_page(run, page, bitmap);
		else
			ca_run_write(run, t->entries + from, to - from);
		from = to;
	}
	ca_run_write_end(run);
	UNIT_CHECK(&t->test, run->count == t->n);
	pfree(run);
}

static void
check_keys(RunTest *t, Size done, const uint64 *got, Size n)
{
	UNIT_CHECK(&t->test, done + n <= t->n);
	UNIT_CHECK(&t->test,
			   memcmp(got, t->entries + done * t->nwords, n * t->nwords * sizeof(uint64)) == 0);
}

/* The keys of a bitmap that is handed out whole; returns how many they are. */
static Size
check_page(RunTest *t, Size done, const CaRunReader *run)
{
	Size		n = 0;

	for (Size bit = 0; bit < CA_PAGE_BITS; bit++)
	{
		if (run->bitmap[CA_WORD_OF(bit)] & CA_BIT_OF(bit))
		{
			UNIT_CHECK(&t->test, t->entries[done + n] == run->page * CA_PAGE_BITS + bit);
			n++;
		}
	}
	return n;
}

/* Read everything; half of the bitmaps that show up whole. */
static void
read_all(RunTest *t, CaReader *in)
{
	uint64	   *got = palloc(t->block * t->nwords * sizeof(uint64));
	CaRunReader run;
	Size		done = 0;
	Size		n;

	ca_run_read_begin(&run, in, t->n, t->nwords, t->nkeys);
	do
	{
		bool		whole = (unit_random(&t->test) & 1) != 0;

		n = whole ? ca_run_read_sparse(&run, got, t->block) : ca_run_read(&run, got, t->block);
		UNIT_CHECK(&t->test, n <= t->block);
		check_keys(t, done, got, n);
		if (n == 0 && run.has_page)
		{
			UNIT_CHECK(&t->test, whole);
			n = check_page(t, done, &run);
			ca_run_skip_page(&run);
		}
		done += n;
	} while (n > 0);
	UNIT_CHECK(&t->test, done == t->n);
	UNIT_CHECK(&t->test, ca_reader_at_end(in));
	pfree(got);
}

static void
check_in_memory(RunTest *t)
{
	CaWriter	at_once;
	CaWriter	other;
	CaReader	in;

	ca_writer_open(&at_once, t->context, 0);
	write_pieces(t, &at_once, Max(t->n, 1));
	for (int way = 0; way < 3; way++)
	{
		if (way == 2 && t->nwords > 1)
			continue;
		ca_writer_open(&other, t->context, 0);
		if (way < 2)
			write_pieces(t, &other, way == 0 ? 1 : 700);
		else
			write_pages(t, &other);
		UNIT_CHECK(&t->test, other.used == at_once.used &&
				   memcmp(other.data, at_once.data, other.used) == 0);
	}
	ca_reader_open(&in, at_once.data, at_once.used);
	read_all(t, &in);
}

static void
check_in_file(RunTest *t)
{
	CaRunFile  *file = ca_runfile_create(t->context);
	CaWriter	w;
	CaReader	in;
	CaRun		run = {0};

	ca_runfile_write(file, "before", 6);
	run.offset = ca_runfile_length(file);
	ca_writer_open_file(&w, t->context, file);
	write_pieces(t, &w, 300);
	ca_writer_close_file(&w);
	run.length = ca_runfile_length(file) - run.offset;
	run.nentries = t->n;
	ca_runfile_write(file, "behind", 6);
	ca_reader_open_run(&in, t->context, file, &run);
	read_all(t, &in);
	ca_runfile_close(file);
}

/*
 * test_run(seed bigint, n int, nwords int, nkeys int, distribution text,
 * block int)
 */
UNIT_FUNCTION(test_run)
{
	Size		n = PG_GETARG_INT32(1);
	int			nwords = PG_GETARG_INT32(2);
	int			nkeys = PG_GETARG_INT32(3);
	uint64	   *entries = palloc(Max(n, 1) * nwords * sizeof(uint64));
	RunTest		t;

	unit_begin(&t.test, PG_GETARG_INT64(0));
	t.context = AllocSetContextCreate(CurrentMemoryContext, "test_run", ALLOCSET_DEFAULT_SIZES);
	unit_fill(&t.test, entries, n, nwords, unit_text(PG_GETARG_DATUM(4)));
	unit_sort(entries, n, nwords);
	t.entries = entries;
	t.n = unit_unique(entries, n, nwords, nkeys);
	t.nwords = nwords;
	t.nkeys = nkeys;
	t.block = PG_GETARG_INT32(5);
	check_in_memory(&t);
	check_in_file(&t);
	MemoryContextDelete(t.context);
	PG_RETURN_INT64(t.test.nchecks);
}
