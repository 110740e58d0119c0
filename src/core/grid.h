/*-------------------------------------------------------------------------
 *
 * grid.h
 *	  Numbered periods of time, one after another
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_GRID_H
#define CA_GRID_H

#include "core/calendar.h"

typedef struct CaGrid
{
	CaCalendar	calendar;		/* whose periods they are; else its zone only */
	int64		length;			/* of fixed periods, microseconds, or 0 */
	TimestampTz origin;			/* of fixed periods: when number 0 begins */
	int64		first;			/* number of the earliest timestamp */
	int64		last;			/* number of the latest */
	TimestampTz from;			/* from here ... */
	TimestampTz until;			/* ... to before here the number is known */
	int64		number;
} CaGrid;

/* Calendar periods of a zone. */
extern void ca_grid_init(CaGrid *grid, CaPeriod period, pg_tz *zone);

/*
 * Periods of a fixed length above 0, in microseconds; number 0 begins when
 * Monday 2000-01-03 does in the zone.
 */
extern void ca_grid_init_fixed(CaGrid *grid, int64 length, pg_tz *zone);

/*
 * When the period of a number begins: the first instant whose number is this or
 * greater.  -infinity or infinity when that is out of the range of timestamptz.
 */
extern TimestampTz ca_grid_start(const CaGrid *grid, int64 number);

/*
 * The local day, counted from 2000-01-01, on which the period of a number begins:
 * of days and longer, the calendar's, also where the zone left it out.
 */
extern int64 ca_grid_day(const CaGrid *grid, int64 number);

/* Remember the number of an instant, and how far it holds. */
extern void ca_grid_find(CaGrid *grid, TimestampTz at);

/*
 * The number of the period of a finite instant.  The next period has the next
 * number.  Days and longer periods have the numbers of ca_calendar_bucket.
 * Minutes and hours are counted in elapsed time: one that a change of clocks
 * repeats is two, one that it leaves out is none.  Where clocks change by a part
 * of it, it is longer or shorter.
 */
static inline int64
ca_grid_number(CaGrid *grid, TimestampTz at)
{
	if (unlikely(at < grid->from || at >= grid->until))
		ca_grid_find(grid, at);
	return grid->number;
}

/*
 * Up to before when all instants, from one on, have its number for certain:
 * when the period ends, or clocks change in it.
 */
extern TimestampTz ca_grid_until(CaGrid *grid, TimestampTz at);

/*
 * The first period that begins at an instant or later; PG_INT64_MIN or
 * PG_INT64_MAX when that is before or after all time.
 */
extern int64 ca_grid_first_from(CaGrid *grid, TimestampTz at);

/*
 * The least number of an instant from one on, and the greatest of one up to it:
 * where clocks go back over a midnight they are not its own.
 */
extern int64 ca_grid_least(CaGrid *grid, TimestampTz at);
extern int64 ca_grid_greatest(CaGrid *grid, TimestampTz at);

#endif							/* CA_GRID_H */
