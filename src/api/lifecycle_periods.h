/*-------------------------------------------------------------------------
 *
 * lifecycle_periods.h
 *	  What the final functions of lifecycle, stickiness and active_contacts share
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_LIFECYCLE_PERIODS_H
#define CA_LIFECYCLE_PERIODS_H

#include "utils/date.h"

#include "api/activity_state.h"
#include "api/rows.h"

/* Points of an answer: with 100 bytes each, far from what a value can hold. */
#define CA_MAX_POINTS	4000000

/* The periods from the first activity of all to the last. */
typedef struct CaExtent
{
	int64		first;			/* PG_INT64_MAX: none so far */
	int64		last;
} CaExtent;

#define CA_NO_EXTENT	{PG_INT64_MAX, PG_INT64_MIN}

/* The periods that an answer shows, one after another. */
typedef struct CaPeriodWalk
{
	const CaGrid *grid;
	int64		now;			/* period before which all are complete */
	int64		number;			/* of the period at hand */
	TimestampTz start;			/* when it begins */
} CaPeriodWalk;

/*
 * The state of the final function that is running, or NULL when it has no
 * activity.  All units of its contacts are from its lowest to its highest.
 */
extern CaActivityState *ca_lifecycle_state(FunctionCallInfo fcinfo, const CaActivityUse use);

/* The answer without any. */
extern Datum ca_lifecycle_no_points(FunctionCallInfo fcinfo);

/* The next contact that was active, and the extent with it. */
extern bool ca_lifecycle_next(const CaActivityState *state, CaActivityScan *scan,
							  CaActivityContact *contact, CaExtent *extent);

/* Error when an aggregate has too many points; the hint says what else to ask for. */
extern void ca_lifecycle_check_points(const char *aggregate, uint64 npoints, const char *hint);

/* Zeros. */
extern int64 *ca_lifecycle_counters(uint64 n);

/* When a period that is shown begins; an error when that is no timestamp. */
extern TimestampTz ca_lifecycle_start(const CaGrid *grid, int64 number);

/* Go through periods that are shown, from one on. */
extern void ca_lifecycle_walk_begin(CaPeriodWalk *walk, const CaActivityState *state, int64 first);
extern void ca_lifecycle_walk_next(CaPeriodWalk *walk);

/* Has the period at hand ended? */
static inline bool
ca_lifecycle_is_complete(const CaPeriodWalk *walk)
{
	return walk->number < walk->now;
}

/* The local date of a period. */
static inline Datum
ca_lifecycle_date(const CaGrid *grid, int64 number)
{
	return DateADTGetDatum((DateADT) ca_grid_day(grid, number));
}

/* How many numbers there are from one to another. */
static inline uint64
ca_lifecycle_between(int64 first, int64 last)
{
	return (uint64) last - (uint64) first + 1;
}

#endif							/* CA_LIFECYCLE_PERIODS_H */
