/*-------------------------------------------------------------------------
 *
 * calendar.h
 *	  Calendar periods of a time zone
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_CALENDAR_H
#define CA_CALENDAR_H

#include "datatype/timestamp.h"
#include "pgtime.h"

/* No zone is farther from UTC: POSIX has offsets of up to 167 hours. */
#define CA_FARTHEST_ZONE	(168 * USECS_PER_HOUR)

typedef enum CaPeriod
{
	CA_MINUTE,
	CA_HOUR,
	CA_DAY,
	CA_WEEK,					/* from Monday, as ISO 8601 has it */
	CA_MONTH,
	CA_QUARTER,
	CA_YEAR
} CaPeriod;

/* Words of all periods for a hint: "minute, hour, …". */
#define CA_PERIOD_WORDS "minute, hour, day, week, month, quarter, year"

typedef struct CaCalendar
{
	CaPeriod	period;
	pg_tz	   *zone;
	TimestampTz from;			/* offset holds from here ... */
	TimestampTz until;			/* ... until before here; equal: none known */
	int64		offset;			/* local time - UTC, microseconds */
} CaCalendar;

/* The quotient, rounded down. */
static inline int64
ca_floor_divide(int64 value, int64 by)
{
	int64		quotient = value / by;

	return quotient - (value % by < 0);
}

/* The period that a word names; false when there is none. */
extern bool ca_period_find(const char *word, Size length, CaPeriod *period);

/* The zone of a name, an abbreviation or a full one as date_trunc takes; or NULL. */
extern pg_tz *ca_calendar_zone(const char *name);

extern void ca_calendar_init(CaCalendar *calendar, CaPeriod period, pg_tz *zone);

/*
 * The bucket of an instant, a number that identifies its period.  Infinite
 * instants have buckets of their own.  For days and longer, buckets count
 * periods since the one that holds 2000-01-01 (weeks: 2000-01-03), so that the
 * next period is the next number.  Minutes and hours are the microsecond at
 * which they begin, so that an hour that a change of clocks repeats is two.
 */
extern int64 ca_calendar_bucket(CaCalendar *calendar, TimestampTz at);

/*
 * The same, and an interval [*from, *until) around the instant in which all
 * instants have that bucket.
 */
extern int64 ca_calendar_span(CaCalendar *calendar, TimestampTz at,
							  TimestampTz *from, TimestampTz *until);

/*
 * When the bucket begins: what date_trunc(period, at, zone) gives for any
 * instant in it.  May be out of the range of timestamptz.
 */
extern TimestampTz ca_calendar_start(const CaCalendar *calendar, int64 bucket);

/*
 * The first instant of a local day, counted from 2000-01-01, or of the next one
 * that there is: none before has this date or a later one.  It is not always
 * where date_trunc begins the day: of two midnights that takes the later one,
 * and what lies between them would belong to no day.
 */
extern TimestampTz ca_calendar_first_instant(CaCalendar *calendar, int64 day);

/*
 * The bucket that a local day, counted from 2000-01-01, lies in; and the first
 * day of a bucket, whether its zone has that day or not.  Of days and longer
 * periods.
 */
extern int64 ca_calendar_bucket_of_day(CaPeriod period, int64 day);
extern int64 ca_calendar_first_day(CaPeriod period, int64 bucket);

/*
 * The day some months after a day, by PostgreSQL's rule for date + interval: in
 * a month that is too short, its last day.  Days count from 2000-01-01 and must
 * be those of timestamps.
 */
extern int64 ca_days_add_months(int64 day, int64 months);

/* The most months after which ca_days_add_months still gives no later day than to. */
extern int64 ca_months_between(int64 from, int64 to);

#endif							/* CA_CALENDAR_H */
