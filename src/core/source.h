/*-------------------------------------------------------------------------
 *
 * source.h
 *	  Ascending entries from wherever they are, a block at a time
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SOURCE_H
#define CA_SOURCE_H

#include "core/run.h"
#include "core/state.h"

/*
 * When at reaches end, refill brings the next block or says that there is
 * none.
 */
typedef struct CaSource
{
	const uint64 *at;			/* next entry */
	const uint64 *end;			/* of the block */
	bool		(*refill) (struct CaSource *source);
	CaRunReader *run;			/* what it reads, if that may have bitmaps */
} CaSource;

/* Entries in memory, which stay the caller's.  All sources live in context. */
extern CaSource *ca_source_of_array(MemoryContext context, const uint64 *entries, Size n, int nwords);

/* The numbers of a bitset. */
extern CaSource *ca_source_of_bitset(MemoryContext context, const CaBitset *set);

/* A run that was written away, to file or to memory. */
extern CaSource *ca_source_of_run(MemoryContext context, CaRunFile *file, const CaRun *run,
								  int nwords, int nkeys);

/*
 * The keys of a stored set: what ca_state_read_set gave of it.  Bad bytes are an
 * error when they are reached.
 */
extern CaSource *ca_source_of_set(MemoryContext context, const CaReader *in, CaSetHead head,
								  CaKeyShape shape);

/* The packed pairs of another source as they are without packing. */
extern CaSource *ca_source_of_packed(MemoryContext context, CaSource *packed);

/* The next entry, or NULL at the end. */
static inline const uint64 *
ca_source_entry(CaSource *source)
{
	return source->at < source->end || source->refill(source) ? source->at : NULL;
}

/*
 * The bitmap of a whole page, when that is what comes next; NULL otherwise.
 * ca_source_skip_page goes past it, ca_source_entry into it.
 */
extern const uint64 *ca_source_page(CaSource *source, uint64 *page);
extern void ca_source_skip_page(CaSource *source);

/* Go past the entry that ca_source_entry gave. */
static inline void
ca_source_advance(CaSource *source, int nwords)
{
	source->at += nwords;
}

/* Go past a block; false at the end. */
static inline bool
ca_source_skip_block(CaSource *source)
{
	source->at = source->end;
	return source->refill(source);
}

#endif							/* CA_SOURCE_H */
