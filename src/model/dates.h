/*-------------------------------------------------------------------------
 *
 * dates.h
 *	  Ranges of local days that reports offer by name
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_DATES_H
#define CA_DATES_H

#include "core/calendar.h"

typedef enum CaDatesKind
{
	CA_DATES_ALL,				/* no bounds */
	CA_DATES_LATEST,			/* days that end with today */
	CA_DATES_PERIOD,			/* a whole period of the calendar */
	CA_DATES_TO_DATE			/* a period up to the end of today */
} CaDatesKind;

/* What a name means. */
typedef struct CaDates
{
	CaDatesKind kind;
	CaPeriod	period;			/* of CA_DATES_PERIOD and CA_DATES_TO_DATE */
	int			number;			/* CA_DATES_LATEST: days; CA_DATES_PERIOD:
								 * periods before the one that holds today */
} CaDates;

/* The most days of "last N days". */
#define CA_DATES_MOST_DAYS	36500

/* Pages of lists. */
#define CA_PAGE_MOST_ROWS	100

/*
 * The range that a name means; false when it means none.  Case, blanks,
 * hyphens and underscores make no difference.
 */
extern bool ca_dates_find(const char *name, Size length, CaDates *dates);

/*
 * Its first local day and the one after its last, counted from 2000-01-01.
 * Not of CA_DATES_ALL.
 */
extern void ca_dates_days(const CaDates *dates, int64 today, int64 *first, int64 *after);

/*
 * The instants from the beginning of a local day to that of a later one, by a
 * calendar of days, in range or not.  When the zone left out all of these days, they begin with
 * the last one before that it had.
 */
extern void ca_dates_bounds(CaCalendar *calendar, int64 first, int64 after,
							TimestampTz *from, TimestampTz *until);

/* Can a day be one of a timestamp, in some zone? */
extern bool ca_dates_in_range(int64 day);

#endif							/* CA_DATES_H */
