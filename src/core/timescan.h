/*-------------------------------------------------------------------------
 *
 * timescan.h
 *	  All that a timeline holds, contact by contact
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TIMESCAN_H
#define CA_TIMESCAN_H

#include "core/timeline.h"

typedef struct CaTimeScan CaTimeScan;

/*
 * Begin to go through contacts, in a child of CurrentMemoryContext: those that
 * have entries in memory, those of encoded parts, or both.  Nothing may be
 * added to the timeline until it is freed; other containers of its pool may grow
 * and spill meanwhile.
 */
extern CaTimeScan *ca_timescan_begin(CaTimeline *timeline, bool entries, bool parts);

/*
 * The events of the next contact, n of them in order of time and kind, or NULL
 * at the end.  Equal events are all there, unless the timeline is unique or
 * united.  The events may be changed; they hold until the next call.
 */
extern CaEvent *ca_timescan_next(CaTimeScan *scan, CaKey *key, Size *n);

extern void ca_timescan_free(CaTimeScan *scan);

#endif							/* CA_TIMESCAN_H */
