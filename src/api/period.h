/*-------------------------------------------------------------------------
 *
 * period.h
 *	  Periods as arguments: a word of the calendar, or an interval
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_PERIOD_H
#define CA_PERIOD_H

#include "core/calendar.h"
#include "core/grid.h"

typedef struct CaGivenPeriod
{
	bool		is_fixed;		/* an interval, not ... */
	CaPeriod	period;			/* ... a word of the calendar */
	int64		length;			/* of is_fixed: microseconds, above 0 */
} CaGivenPeriod;

/* What a text names; an error when it is no period. */
extern CaGivenPeriod ca_period_read(const text *value);

/* What a span of such periods is: a word that is longer; an error otherwise. */
extern CaPeriod ca_period_read_span(const text *value, CaGivenPeriod period, const text *shown);

/* The zone of a name; an error when it is not known. */
extern pg_tz *ca_period_zone(const text *zone);

/* The calendar of a word and a zone; an error when one is not known. */
extern void ca_period_calendar(CaCalendar *calendar, const text *period, const text *zone);

/* The first instant of a bucket as a timestamptz; an error when out of range. */
extern Datum ca_period_bucket(const CaCalendar *calendar, int64 bucket);

/* The grid of a period. */
extern void ca_period_grid(CaGrid *grid, CaGivenPeriod period, pg_tz *zone);

#endif							/* CA_PERIOD_H */
