/*-------------------------------------------------------------------------
 *
 * merge.h
 *	  Several ascending sources as one
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_MERGE_H
#define CA_MERGE_H

#include "core/source.h"

/* A source by the first word of its next entry. */
typedef struct CaMergeHead
{
	uint64		first;			/* that word */
	CaSource   *source;
} CaMergeHead;

typedef struct CaMerge
{
	MemoryContext context;		/* all of it, sources and buffers too */
	uint8		nwords;			/* words of an entry */
	uint8		nkeys;			/* leading words that are the key */
	bool		started;		/* last is valid */
	int			nheads;			/* sources that may have entries */
	int			maxheads;		/* sources there is room for */
	CaMergeHead *heads;			/* in order of their next entries, once begun */
	uint64		last[CA_ENTRY_WORDS];	/* entry handed out last */
	uint64		block[CA_BLOCK * CA_ENTRY_WORDS];
} CaMerge;

/* A merge of no sources, in a child of CurrentMemoryContext. */
extern CaMerge *ca_merge_create(int nwords, int nkeys);

/* Add entries in memory. */
extern void ca_merge_add_array(CaMerge *merge, const uint64 *entries, Size n);

/* Add the numbers of a bitset. */
extern void ca_merge_add_bitset(CaMerge *merge, const CaBitset *set);

/* Add a run that was written away. */
extern void ca_merge_add_run(CaMerge *merge, CaRunFile *file, const CaRun *run);

/* All sources are there: sort them out. */
extern void ca_merge_begin(CaMerge *merge);

/*
 * The next entries, n of them, or NULL at the end.  Of entries with the same
 * key, from whatever sources, only the least is handed out.
 */
extern const uint64 *ca_merge_next(CaMerge *merge, Size *n);

/* Give back what the merge and its sources took. */
extern void ca_merge_free(CaMerge *merge);

#endif							/* CA_MERGE_H */
