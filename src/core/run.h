/*-------------------------------------------------------------------------
 *
 * run.h
 *	  Ascending entries, delta-encoded
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RUN_H
#define CA_RUN_H

#include "core/bitset.h"
#include "core/entry.h"
#include "core/wire.h"

/* A page is stored as a bitmap, not as deltas, from this many keys on. */
#define CA_RUN_PAGE_DENSE	(CA_PAGE_BITS / 8)

/* Entries that a source hands out at once. */
#define CA_BLOCK			128

typedef struct CaRunWriter
{
	CaWriter   *out;			/* where the bytes go */
	uint8		nwords;			/* words of an entry */
	uint8		nkeys;			/* leading words that are the key */
	uint64		count;			/* entries put so far */
	uint64		last[CA_ENTRY_WORDS];	/* the entry written last */
	int			nheld;			/* keys of the current page, not yet written */
	bool		is_bitmap;		/* they are in bitmap, not in held */
	bool		started;		/* last is valid */
	uint64		held[CA_RUN_PAGE_DENSE];
	uint64		bitmap[CA_PAGE_WORDS];
} CaRunWriter;

typedef struct CaRunReader
{
	CaReader   *in;				/* where the bytes come from */
	uint8		nwords;			/* as for the writer */
	uint8		nkeys;
	bool		started;		/* last is valid */
	bool		has_page;		/* page and bitmap hold keys not handed out */
	bool		wants_wide;		/* some pair must not fit one word */
	bool		wide;			/* such a pair has been read */
	uint64		count;			/* entries in all */
	uint64		left;			/* entries still to come, those of bitmap
								 * included */
	uint64		last[CA_ENTRY_WORDS];
	uint64		in_page;		/* keys read in last's page as deltas */
	uint64		page;			/* whose bitmap it is */
	uint64		bitmap[CA_PAGE_WORDS];
} CaRunReader;

/* Begin to write entries of nwords words of which nkeys are the key. */
extern void ca_run_write_begin(CaRunWriter *w, CaWriter *out, int nwords, int nkeys);

/* Append n entries, strictly ascending by key among themselves and all before. */
extern void ca_run_write(CaRunWriter *w, const uint64 *entries, Size n);

/* Append keys of a page, all of them beyond all before. */
extern void ca_run_write_page(CaRunWriter *w, uint64 page, const uint64 *bitmap);

/* Write out what is held back. */
extern void ca_run_write_end(CaRunWriter *w);

/* Begin to read count entries. */
extern void ca_run_read_begin(CaRunReader *r, CaReader *in, uint64 count, int nwords, int nkeys);

/*
 * The entries are pairs of numbers that are not packed (ca_key_pack): to be
 * checked that not all of them could be, for then they would have to be.
 */
extern void ca_run_read_wide(CaRunReader *r);

/*
 * Read up to max entries into dest; returns how many, 0 only when all have
 * been read.  May return fewer just before a bitmap.  Errors as in wire.h.
 */
extern Size ca_run_read(CaRunReader *r, uint64 *dest, Size max);

/*
 * The same, but a bitmap is not handed out key by key: 0 also when one comes
 * next, and then has_page says so.
 */
extern Size ca_run_read_sparse(CaRunReader *r, uint64 *dest, Size max);

/* Go past the bitmap that comes next, whose keys have been taken. */
extern void ca_run_skip_page(CaRunReader *r);

#endif							/* CA_RUN_H */
