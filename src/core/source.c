/*-------------------------------------------------------------------------
 *
 * source.c
 *	  Ascending entries from wherever they are, a block at a time
 *
 * Interface
 *	ca_source_of_array		- in memory
 *	ca_source_of_bitset		- bitmaps
 *	ca_source_of_run		- a run that was written away
 *	ca_source_of_set		- a stored set
 *	ca_source_of_packed		- another source, unpacked
 *	ca_source_entry, ca_source_advance, ca_source_skip_block
 *							- walk (inline)
 *	ca_source_page, ca_source_skip_page
 *							- walk by pages, where there are bitmaps
 *
 * Memory: a source and its buffers live in the context given and go with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/key.h"
#include "core/source.h"

typedef struct BitsetSource
{
	CaSource	source;
	const CaBitset *set;
	uint64	   *order;			/* (page, index) by turns, ascending */
	Size		npages;			/* pages handed out so far */
	uint64		block[CA_PAGE_BITS];
} BitsetSource;

typedef struct RunSource
{
	CaSource	source;
	CaReader	in;
	CaRunReader run;
	uint64		block[CA_BLOCK * CA_ENTRY_WORDS];
} RunSource;

static bool
refill_nothing(CaSource *source)
{
	return false;
}

CaSource *
ca_source_of_array(MemoryContext context, const uint64 *entries, Size n, int nwords)
{
	CaSource   *source = MemoryContextAlloc(context, sizeof(CaSource));

	source->at = entries;
	source->end = entries + n * nwords;
	source->refill = refill_nothing;
	source->run = NULL;
	return source;
}

static bool
refill_from_bitset(CaSource *source)
{
	BitsetSource *s = (BitsetSource *) source;
	const uint64 *words;
	uint64		page;
	Size		n = 0;

	CHECK_FOR_INTERRUPTS();
	if (s->npages == s->set->npages)
		return false;
	page = s->order[2 * s->npages];
	words = ca_bitset_at(s->set, s->order[2 * s->npages + 1]);
	s->npages++;
	for (uint64 i = 0; i < CA_PAGE_WORDS; i++)
	{
		for (uint64 word = words[i]; word != 0; word &= word - 1)
			s->block[n++] = (page << CA_PAGE_SHIFT) + i * 64 + pg_rightmost_one_pos64(word);
	}
	source->at = s->block;
	source->end = s->block + n;
	return n > 0;
}

CaSource *
ca_source_of_bitset(MemoryContext context, const CaBitset *set)
{
	BitsetSource *s = MemoryContextAlloc(context, sizeof(BitsetSource));
	Size		words = Max(set->npages, 1) * 2;
	uint64	   *order = MemoryContextAllocHuge(context, 2 * words * sizeof(uint64));

	ca_bitset_order(set, order, order + words);
	s->set = set;
	s->npages = 0;
	s->order = order;
	s->source.at = s->source.end = s->block;
	s->source.refill = refill_from_bitset;
	s->source.run = NULL;
	return &s->source;
}

/* The next block of a run; at its end nothing may be left. */
static bool
refill_from_run(CaSource *source)
{
	RunSource  *s = (RunSource *) source;
	Size		n = ca_run_read(&s->run, s->block, CA_BLOCK);

	CHECK_FOR_INTERRUPTS();
	if (n == 0 && !ca_reader_at_end(&s->in))
		ca_wire_error("there are more than declared");
	source->at = s->block;
	source->end = s->block + n * s->run.nwords;
	return n > 0;
}

static RunSource *
source_of_encoded(MemoryContext context, uint64 count, int nwords, int nkeys)
{
	RunSource  *s = MemoryContextAlloc(context, sizeof(RunSource));

	ca_run_read_begin(&s->run, &s->in, count, nwords, nkeys);
	s->source.at = s->source.end = s->block;
	s->source.refill = refill_from_run;
	s->source.run = nwords == 1 ? &s->run : NULL;
	return s;
}

CaSource *
ca_source_of_run(MemoryContext context, CaRunFile *file, const CaRun *run, int nwords, int nkeys)
{
	RunSource  *s = source_of_encoded(context, run->nentries, nwords, nkeys);

	if (run->bytes != NULL)
		ca_reader_open(&s->in, run->bytes, run->length);
	else
		ca_reader_open_run(&s->in, context, file, run);
	return &s->source;
}

CaSource *
ca_source_of_set(MemoryContext context, const CaReader *in, CaSetHead head, CaKeyShape shape)
{
	int			nwords = head.packed ? 1 : ca_key_words(shape);
	RunSource  *s = source_of_encoded(context, head.count, nwords, nwords);

	s->in = *in;
	if (ca_key_is_pair(shape) && !head.packed)
		ca_run_read_wide(&s->run);
	return &s->source;
}

const uint64 *
ca_source_page(CaSource *source, uint64 *page)
{
	RunSource  *s = (RunSource *) source;

	if (source->run == NULL || source->at < source->end)
		return NULL;
	CHECK_FOR_INTERRUPTS();
	if (!s->run.has_page)
	{
		Size		n = ca_run_read_sparse(&s->run, s->block, CA_BLOCK);

		source->at = s->block;
		source->end = s->block + n;
	}
	*page = s->run.page;
	return source->at == source->end && s->run.has_page ? s->run.bitmap : NULL;
}

void
ca_source_skip_page(CaSource *source)
{
	ca_run_skip_page(source->run);
}

typedef struct PackedSource
{
	CaSource	source;
	CaSource   *packed;			/* what it reads */
	uint64		block[CA_BLOCK * 2];
} PackedSource;

static bool
refill_from_packed(CaSource *source)
{
	PackedSource *s = (PackedSource *) source;
	const uint64 *word;
	Size		n = 0;

	while (n < CA_BLOCK && (word = ca_source_entry(s->packed)) != NULL)
	{
		ca_key_unpack(*word, s->block + 2 * n++);
		ca_source_advance(s->packed, 1);
	}
	source->at = s->block;
	source->end = s->block + 2 * n;
	return n > 0;
}

CaSource *
ca_source_of_packed(MemoryContext context, CaSource *packed)
{
	PackedSource *s = MemoryContextAlloc(context, sizeof(PackedSource));

	s->packed = packed;
	s->source.at = s->source.end = s->block;
	s->source.refill = refill_from_packed;
	s->source.run = NULL;
	return &s->source;
}
