/*-------------------------------------------------------------------------
 *
 * calendar.c
 *	  Calendar periods of a time zone
 *
 * Semantics are PostgreSQL's date_trunc(text, timestamptz, text), at the cost
 * of a comparison and a division: between two changes of the zone's offset
 * local time is UTC plus a constant, so the interval in which the last offset
 * held is remembered.  Events come mostly in order of time and meet two
 * changes a year.
 *
 * Interface
 *	ca_period_find			- word to period
 *	ca_calendar_zone		- name to zone
 *	ca_calendar_init		- a period in a zone
 *	ca_calendar_bucket		- instant to bucket
 *	ca_calendar_span		- the same, and how far it holds
 *	ca_calendar_start		- bucket to instant
 *	ca_calendar_first_instant
 *							- day to the instant that it begins with
 *	ca_calendar_bucket_of_day, ca_calendar_first_day
 *							- day to bucket and back
 *	ca_days_add_months, ca_months_between
 *							- months of days
 *
 * Memory: none; zones are PostgreSQL's, cached for the life of the backend.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "parser/scansup.h"
#include "utils/datetime.h"

#include "core/calendar.h"

/* Seconds between the epochs of pg_time_t (1970) and of timestamps (2000). */
#define CA_EPOCH_SECONDS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

#define CA_DAYS_PER_WEEK	7

/* 2000-01-03 was a Monday. */
#define CA_FIRST_MONDAY		2

bool
ca_period_find(const char *word, Size length, CaPeriod *period)
{
	static const char *const words[] = {
		[CA_MINUTE] = "minute",[CA_HOUR] = "hour",[CA_DAY] = "day",[CA_WEEK] = "week",
		[CA_MONTH] = "month",[CA_QUARTER] = "quarter",[CA_YEAR] = "year"
	};

	for (int i = 0; i < (int) lengthof(words); i++)
	{
		if (strlen(words[i]) == length && pg_strncasecmp(words[i], word, length) == 0)
		{
			*period = (CaPeriod) i;
			return true;
		}
	}
	return false;
}

/* The zone of an abbreviation, which date_trunc looks for first, or NULL. */
static pg_tz *
zone_of_abbreviation(const char *name)
{
	char	   *word = downcase_truncate_identifier(name, strlen(name), false);
	pg_tz	   *zone = NULL;
	int			offset;
	int			type;

#if PG_VERSION_NUM >= 160000
	DateTimeErrorExtra extra;

	if (DecodeTimezoneAbbrev(0, word, &type, &offset, &zone, &extra) != 0)
		return NULL;
#else
	type = DecodeTimezoneAbbrev(0, word, &offset, &zone);
#endif
	return type == TZ || type == DTZ ? pg_tzset_offset(-offset) : type == DYNTZ ? zone : NULL;
}

pg_tz *
ca_calendar_zone(const char *name)
{
	pg_tz	   *zone = zone_of_abbreviation(name);

	if (zone == NULL)
		zone = pg_tzset(name);
	/* Zones that count leap seconds are refused, as the server does. */
	return zone != NULL && pg_tz_acceptable(zone) ? zone : NULL;
}

void
ca_calendar_init(CaCalendar *calendar, CaPeriod period, pg_tz *zone)
{
	calendar->period = period;
	calendar->zone = zone;
	calendar->from = 0;
	calendar->until = 0;
	calendar->offset = 0;
}

/* A second of pg_time_t as a timestamp, or the nearest one. */
static TimestampTz
timestamp_of_second(pg_time_t second)
{
	int64		since = second - CA_EPOCH_SECONDS;

	if (since >= PG_INT64_MAX / USECS_PER_SEC)
		return DT_NOEND;
	if (since <= PG_INT64_MIN / USECS_PER_SEC)
		return DT_NOBEGIN;
	return since * USECS_PER_SEC;
}

/* Find the offset that holds at an instant, and until when it does. */
static void
calendar_find_offset(CaCalendar *calendar, TimestampTz at)
{
	pg_time_t	second = ca_floor_divide(at, USECS_PER_SEC) + CA_EPOCH_SECONDS;
	pg_time_t	next = second + 1;
	pg_time_t	boundary;
	long		before = 0;
	long		unused;
	long		after;
	int			before_isdst;
	int			after_isdst;
	int			found;

	found = pg_next_dst_boundary(&second, &before, &before_isdst,
								 &boundary, &after, &after_isdst, calendar->zone);

	/*
	 * At the very last change that its table has, once in 400 years, it finds
	 * no next one.
	 */
	if (found != 1)
		found = pg_next_dst_boundary(&next, &unused, &before_isdst,
									 &boundary, &after, &after_isdst, calendar->zone);
	calendar->offset = (int64) before * USECS_PER_SEC;
	calendar->from = at;
	calendar->until = found == 1 ? timestamp_of_second(boundary) : DT_NOEND;
}

/* Months since January 2000 of a day since 2000-01-01. */
static int64
month_of_day(int64 day)
{
	int			year;
	int			month;
	int			mday;

	j2date((int) (day + POSTGRES_EPOCH_JDATE), &year, &month, &mday);
	return ((int64) year - 2000) * MONTHS_PER_YEAR + month - 1;
}

int64
ca_calendar_bucket_of_day(CaPeriod period, int64 day)
{
	switch (period)
	{
		case CA_WEEK:
			return ca_floor_divide(day - CA_FIRST_MONDAY, CA_DAYS_PER_WEEK);
		case CA_MONTH:
			return month_of_day(day);
		case CA_QUARTER:
			return ca_floor_divide(month_of_day(day), 3);
		case CA_YEAR:
			return ca_floor_divide(month_of_day(day), MONTHS_PER_YEAR);
		default:
			return day;
	}
}

int64
ca_calendar_bucket(CaCalendar *calendar, TimestampTz at)
{
	int64		local;

	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		return at;
	if (unlikely(at < calendar->from || at >= calendar->until))
		calendar_find_offset(calendar, at);
	local = at + calendar->offset;
	switch (calendar->period)
	{
		case CA_MINUTE:
			return ca_floor_divide(local, USECS_PER_MINUTE) * USECS_PER_MINUTE - calendar->offset;
		case CA_HOUR:
			return ca_floor_divide(local, USECS_PER_HOUR) * USECS_PER_HOUR - calendar->offset;
		default:
			break;
	}
	return ca_calendar_bucket_of_day(calendar->period, ca_floor_divide(local, USECS_PER_DAY));
}

int64
ca_calendar_span(CaCalendar *calendar, TimestampTz at, TimestampTz *from, TimestampTz *until)
{
	int64		bucket = ca_calendar_bucket(calendar, at);
	int64		unit = calendar->period == CA_MINUTE ? USECS_PER_MINUTE
	: calendar->period == CA_HOUR ? USECS_PER_HOUR : USECS_PER_DAY;
	int64		begin;

	if (TIMESTAMP_NOT_FINITE(at))
	{
		*from = *until = at;
		return bucket;
	}
	/* The local minute, hour or day, as far as the offset holds. */
	begin = ca_floor_divide(at + calendar->offset, unit) * unit - calendar->offset;
	*from = Max(begin, calendar->from);
	*until = Min(begin + unit, calendar->until);
	return bucket;
}

/* The instant at which a local day begins, by PostgreSQL's own rule. */
static TimestampTz
start_of_day(const CaCalendar *calendar, int64 day)
{
	struct pg_tm tm = {0};
	int			west;

	j2date((int) (day + POSTGRES_EPOCH_JDATE), &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	west = DetermineTimeZoneOffset(&tm, calendar->zone);
	return day * USECS_PER_DAY + west * USECS_PER_SEC;
}

static int64
first_day_of_month(int64 month)
{
	int64		year = ca_floor_divide(month, MONTHS_PER_YEAR);

	return date2j((int) (year + 2000), (int) (month - year * MONTHS_PER_YEAR) + 1, 1) -
		POSTGRES_EPOCH_JDATE;
}

int64
ca_calendar_first_day(CaPeriod period, int64 bucket)
{
	switch (period)
	{
		case CA_WEEK:
			return bucket * CA_DAYS_PER_WEEK + CA_FIRST_MONDAY;
		case CA_MONTH:
			return first_day_of_month(bucket);
		case CA_QUARTER:
			return first_day_of_month(bucket * 3);
		case CA_YEAR:
			return first_day_of_month(bucket * MONTHS_PER_YEAR);
		default:
			return bucket;
	}
}

TimestampTz
ca_calendar_start(const CaCalendar *calendar, int64 bucket)
{
	if (TIMESTAMP_NOT_FINITE(bucket) || calendar->period < CA_DAY)
		return bucket;
	return start_of_day(calendar, ca_calendar_first_day(calendar->period, bucket));
}

TimestampTz
ca_calendar_first_instant(CaCalendar *calendar, int64 day)
{
	int64		midnight = day * USECS_PER_DAY;
	TimestampTz at = midnight - CA_FARTHEST_ZONE;

	/* From one offset to the next: by none before has the day begun. */
	for (;;)
	{
		TimestampTz start;

		if (at < calendar->from || at >= calendar->until)
			calendar_find_offset(calendar, at);
		if (pg_sub_s64_overflow(midnight, calendar->offset, &start))
			start = DT_NOEND;
		if (start < calendar->until || calendar->until == DT_NOEND)
			return Max(at, start);
		at = calendar->until;
	}
}

/* Days of a month that is counted since January 2000. */
static int64
days_in_month(int64 month)
{
	return first_day_of_month(month + 1) - first_day_of_month(month);
}

int64
ca_days_add_months(int64 day, int64 months)
{
	int64		month = month_of_day(day);
	int64		nth = day - first_day_of_month(month);
	int64		last;

	month += months;
	last = days_in_month(month) - 1;
	return first_day_of_month(month) + Min(nth, last);
}

int64
ca_months_between(int64 from, int64 to)
{
	int64		months = month_of_day(to) - month_of_day(from);

	return months - (ca_days_add_months(from, months) > to);
}
