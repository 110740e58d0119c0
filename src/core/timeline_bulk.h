/*-------------------------------------------------------------------------
 *
 * timeline_bulk.h
 *	  What the rooms of timeline share: large ones, and parts put aside
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TIMELINE_BULK_H
#define CA_TIMELINE_BULK_H

#include "core/timeline.h"
#include "core/timescan.h"

/* Entries from which a timeline is worth spilling. */
#define CA_BULK_MIN		512

/* Encoded parts of one timeline that are read at a time; each has a buffer. */
#define CA_FAN_IN		128

typedef struct CaTimelineSplit CaTimelineSplit; /* stretches (timeline.c) */

/* What a timeline has once it is large, or has parts. */
struct CaTimelineBulk
{
	CaPoolMember member;		/* the pool's view of the timeline; first */
	CaTimeline *timeline;		/* whose bulk it is */
	CaTimelineSplit *split;		/* of a large one, or NULL */
	CaTimePart *parts;			/* encoded, in memory or in the pool's file */
	int			nparts;
	int			maxparts;		/* room for */
	Size		waiting_bytes;	/* of those in memory */
};

/*
 * timeline.c
 */

/* Check all invariants, in builds with assertions. */
extern void AssertCheckTimeline(const CaTimeline *timeline);

/* Are there entries beside the parts? */
extern bool ca_timeline_has_entries(const CaTimeline *timeline);

/* From now on there is a bulk. */
extern void ca_timeline_become_bulk(CaTimeline *timeline);

/* Tell the pool what a timeline with a bulk takes. */
extern void ca_timeline_account(CaTimeline *timeline);

/* Give back all that holds entries. */
extern void ca_timeline_clear(CaTimeline *timeline);

/*
 * timeline_part.c
 */

/* Write entries and parts in memory to the pool's file. */
extern void ca_timeline_spill(CaPoolMember *member);

/* Write all contacts of a scan; kinds maps theirs, if it is not NULL. */
extern void ca_timeline_write_contacts(CaTimeScan *scan, CaTimePartWriter *w, const uint32 *kinds);

/* Times are packed around those of the first part, unless they are already. */
extern void ca_timeline_start(CaTimeline *timeline, const CaTimePart *part);

/* Add to the parts of a bulk that has room for one more to be read. */
extern void ca_timeline_remember(CaTimeline *timeline, const CaTimePart *part);

/*
 * Too many parts to read at once: make one of those that are not large, in the
 * file if asked for or if some are there.
 */
extern void ca_timeline_merge_parts(CaTimeline *timeline, bool in_file);

#endif							/* CA_TIMELINE_BULK_H */
