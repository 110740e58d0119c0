/*-------------------------------------------------------------------------
 *
 * message_series.h
 *	  One key's events by period: where it is there, and where it is first
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_MESSAGE_SERIES_H
#define CA_MESSAGE_SERIES_H

#include "core/event.h"

/* Kinds of events. */
#define CA_SERIES_MACHINE	0	/* made by a machine */
#define CA_SERIES_HUMAN		1	/* not known to be */

/* Bits that a kind takes. */
#define CA_SERIES_BITS		1

/* What is counted of one period, in the order of the columns. */
typedef struct CaSeriesCounts
{
	uint64		total;			/* rows */
	uint64		unique_in_bucket;	/* distinct keys */
	uint64		first_unique;	/* those that are in no earlier period */
	uint64		total_human;	/* the same three of human events alone */
	uint64		unique_in_bucket_human;
	uint64		first_unique_human;
} CaSeriesCounts;

/* How far the walk through a key's events has come. */
typedef struct CaSeriesWalk
{
	const CaEvent *event;		/* of the next period */
	const CaEvent *end;			/* of all */
	bool		seen;			/* in a period before */
	bool		seen_human;		/* in a human event before */
} CaSeriesWalk;

/* Start with a key's n events; their times are periods, in order. */
extern void ca_series_begin(CaSeriesWalk *walk, const CaEvent *events, Size n);

/* The next period that the key is in; false at the end. */
extern bool ca_series_next(CaSeriesWalk *walk, int64 *bucket);

/* Count it in the period that ca_series_next gave; call once for each. */
extern void ca_series_count(CaSeriesWalk *walk, CaSeriesCounts *counts);

#endif							/* CA_MESSAGE_SERIES_H */
