/*-------------------------------------------------------------------------
 *
 * period.c
 *	  Periods as arguments: a word of the calendar, or an interval
 *
 * Usage:
 *	'week', '36 hours', '10 days'
 *
 * Interface
 *	ca_period_read		- what a text names
 *	ca_period_read_span	- a longer one, to put periods into
 *	ca_period_zone		- and in which zone
 *	ca_period_grid		- its numbers
 *	ca_period_calendar	- both of a word and a zone
 *	ca_period_bucket	- when one of its numbers begins
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "api/condition.h"
#include "api/door.h"
#include "api/period.h"

/* The shortest that a period of the calendar can be: microseconds. */
static const int64 shortest[] = {
	[CA_MINUTE] = USECS_PER_MINUTE,[CA_HOUR] = USECS_PER_HOUR,[CA_DAY] = USECS_PER_DAY,
	[CA_WEEK] = 7 * USECS_PER_DAY,[CA_MONTH] = 28 * USECS_PER_DAY,
	[CA_QUARTER] = 90 * USECS_PER_DAY,[CA_YEAR] = 365 * USECS_PER_DAY
};

/* A string that interval_in takes; false when it does not. */
static bool
find_interval(char *string, Interval *interval)
{
	struct pg_itm_in itm = {0};
	char		buffer[256];
	char	   *field[MAXDATEFIELDS];
	int			ftype[MAXDATEFIELDS];
	int			nfields;
	int			dtype;
	int			failed;

	failed = ParseDateTime(string, buffer, sizeof(buffer), field, ftype, MAXDATEFIELDS, &nfields);
	if (failed == 0)
		failed = DecodeInterval(field, ftype, nfields, INTERVAL_FULL_RANGE, &dtype, &itm);
	if (failed == DTERR_BAD_FORMAT)
		failed = DecodeISO8601Interval(string, &dtype, &itm);
	return failed == 0 && dtype == DTK_DELTA && itmin2interval(&itm, interval) == 0;
}

CaGivenPeriod
ca_period_read(const text *value)
{
	CaGivenPeriod given = {false, CA_DAY, 0};
	Interval	interval;
	uint64		length;

	if (ca_period_find(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), &given.period))
		return given;
	if (!find_interval(text_to_cstring(value), &interval))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" is not recognized", text_to_cstring(value)),
				 errhint("Valid periods are %s, or an interval such as 36 hours or 10 days.", CA_PERIOD_WORDS)));
	length = ca_condition_window(&interval, "period");
	if (length < 1 || length > PG_INT64_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" is too %s", text_to_cstring(value), length < 1 ? "short" : "long"),
				 errhint("Give one from a microsecond to 292000 years.")));
	given.is_fixed = true;
	given.length = (int64) length;
	return given;
}

CaPeriod
ca_period_read_span(const text *value, CaGivenPeriod period, const text *shown)
{
	CaPeriod	span;

	if (!ca_period_find(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), &span))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("span \"%s\" is not recognized", text_to_cstring(value)),
				 errhint("Valid spans are %s.", CA_PERIOD_WORDS)));
	if (shortest[span] <= (period.is_fixed ? period.length : shortest[period.period]))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("span \"%s\" is not longer than the period \"%s\"",
						text_to_cstring(value), text_to_cstring(shown)),
				 errhint("A span is made up of periods: choose a longer one, or leave it out.")));
	return span;
}

void
ca_period_calendar(CaCalendar *calendar, const text *period, const text *zone)
{
	CaPeriod	found;
	pg_tz	   *tz;

	if (!ca_period_find(VARDATA_ANY(period), VARSIZE_ANY_EXHDR(period), &found))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" is not recognized", text_to_cstring(period)),
				 errhint("Valid periods are %s.", CA_PERIOD_WORDS)));
	tz = ca_calendar_zone(text_to_cstring(zone));
	if (tz == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" is not recognized", text_to_cstring(zone)),
				 errhint("Names are in the view pg_timezone_names.")));
	ca_calendar_init(calendar, found, tz);
}

CA_NORETURN static void
out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("timestamp out of range")));
}

/* Does the number of a bucket, which bytes may hold any of, lead to a day? */
static bool
is_of_days(CaPeriod period, int64 bucket)
{
	return bucket >= ca_calendar_bucket_of_day(period, MIN_TIMESTAMP / USECS_PER_DAY - 1) &&
		bucket <= ca_calendar_bucket_of_day(period, END_TIMESTAMP / USECS_PER_DAY);
}

Datum
ca_period_bucket(const CaCalendar *calendar, int64 bucket)
{
	TimestampTz at;

	if (TIMESTAMP_NOT_FINITE(bucket))
		return TimestampTzGetDatum(bucket);
	if (calendar->period >= CA_DAY && !is_of_days(calendar->period, bucket))
		out_of_range();
	at = ca_calendar_start(calendar, bucket);
	if (!IS_VALID_TIMESTAMP(at))
		out_of_range();
	return TimestampTzGetDatum(at);
}

pg_tz *
ca_period_zone(const text *zone)
{
	CaCalendar	calendar;

	ca_period_calendar(&calendar, cstring_to_text("day"), zone);
	return calendar.zone;
}

void
ca_period_grid(CaGrid *grid, CaGivenPeriod period, pg_tz *zone)
{
	if (period.is_fixed)
		ca_grid_init_fixed(grid, period.length, zone);
	else
		ca_grid_init(grid, period.period, zone);
}
