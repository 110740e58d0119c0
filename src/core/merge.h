/*-------------------------------------------------------------------------
 *
 * merge.h
 *	  Several ascending sources as one
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_MERGE_H
#define CA_MERGE_H

#include "lib/binaryheap.h"

#include "core/source.h"

typedef struct CaMerge
{
	MemoryContext context;		/* all of it, sources and buffers too */
	uint8		nwords;			/* words of an entry */
	uint8		nkeys;			/* leading words that are the key */
	int			nsources;		/* sources added */
	int			maxsources;		/* sources there is room for */
	CaSource  **sources;
	binaryheap *heap;			/* of those that have an entry, least on top */
	bool		started;		/* last is valid */
	uint64		last[CA_ENTRY_WORDS];	/* entry handed out last */
} CaMerge;

/* A merge of no sources, in a child of CurrentMemoryContext. */
extern CaMerge *ca_merge_create(int nwords, int nkeys);

/* Add entries in memory. */
extern void ca_merge_add_array(CaMerge *merge, const uint64 *entries, Size n);

/* Add the numbers of a bitset. */
extern void ca_merge_add_bitset(CaMerge *merge, const CaBitset *set);

/* Add a spilled run. */
extern void ca_merge_add_file(CaMerge *merge, CaRunFile *file, const CaRun *run);

/*
 * The next entry, or NULL at the end.  Of entries with the same key, from
 * whatever sources, only the least is handed out.
 */
extern const uint64 *ca_merge_next(CaMerge *merge);

/*
 * The same, several at a time where they lie together: n is set to how many.
 */
extern const uint64 *ca_merge_next_block(CaMerge *merge, Size *n);

/* Give back what the merge and its sources took. */
extern void ca_merge_free(CaMerge *merge);

#endif							/* CA_MERGE_H */
