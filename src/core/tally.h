/*-------------------------------------------------------------------------
 *
 * tally.h
 *	  Rows of counters, found by a number
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TALLY_H
#define CA_TALLY_H

typedef struct CaTally CaTally;

/* Empty; each row will have ncounters counters. */
extern CaTally *ca_tally_create(MemoryContext context, int ncounters);

/* The counters of a bucket, zeros when it is new; good until the next call. */
extern uint64 *ca_tally_row(CaTally *tally, int64 bucket);

/* How many buckets there are. */
extern Size ca_tally_size(const CaTally *tally);

/* All buckets, ascending; palloc'd. */
extern int64 *ca_tally_buckets(const CaTally *tally);

/* The counters of all buckets, one after another as they appeared; good until there is a new one. */
extern uint64 *ca_tally_rows(CaTally *tally);

#endif							/* CA_TALLY_H */
