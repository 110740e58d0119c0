/*-------------------------------------------------------------------------
 *
 * clock.c
 *	  Zones, days, intervals and times, without a server
 *
 * There are three zones: UTC, one that moves its clocks, and fixed offsets.
 * Intervals are written as numbers of microseconds, times as years.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"

#include "fuzz.h"

/* Half of a year's seconds: so long holds each offset of the zone that moves. */
#define HALF_YEAR	(365 * SECS_PER_DAY / 2)

struct pg_tz
{
	long		offset;			/* seconds east */
	bool		moves;			/* an hour more in every other half of a year */
};

pg_tz *
pg_tzset(const char *tzname)
{
	static pg_tz utc = {0, false};
	static pg_tz moving = {3600, true};

	if (pg_strcasecmp(tzname, "UTC") == 0)
		return &utc;
	return strchr(tzname, '/') != NULL ? &moving : NULL;
}

pg_tz *
pg_tzset_offset(long gmtoffset)
{
	static pg_tz fixed;

	fixed.offset = gmtoffset;
	return &fixed;
}

bool
pg_tz_acceptable(pg_tz *tz)
{
	return true;
}

const char *
pg_get_timezone_name(pg_tz *tz)
{
	return tz->moves ? "Europe/Berlin" : "UTC";
}

#if PG_VERSION_NUM >= 160000
int
DecodeTimezoneAbbrev(int field, const char *lowtoken, int *ftype, int *offset, pg_tz **tz,
					 DateTimeErrorExtra * extra)
{
	*ftype = UNKNOWN_FIELD;
	return 0;
}
#else
int
DecodeTimezoneAbbrev(int field, char *lowtoken, int *offset, pg_tz **tz)
{
	return UNKNOWN_FIELD;
}
#endif

static long
offset_at(const pg_tz *tz, int64 second, int64 *half)
{
	*half = second / HALF_YEAR - (second % HALF_YEAR < 0);
	return tz->offset + (tz->moves && (*half & 1) != 0 ? 3600 : 0);
}

int
pg_next_dst_boundary(const pg_time_t *timep, long int *before_gmtoff, int *before_isdst,
					 pg_time_t *boundary, long int *after_gmtoff, int *after_isdst, const pg_tz *tz)
{
	int64		half;

	*before_gmtoff = offset_at(tz, *timep, &half);
	*before_isdst = 0;
	if (!tz->moves)
		return 0;
	*boundary = (half + 1) * HALF_YEAR;
	*after_gmtoff = offset_at(tz, *boundary, &half);
	*after_isdst = 0;
	return 1;
}

int
DetermineTimeZoneOffset(struct pg_tm *tm, pg_tz *tzp)
{
	int64		day = date2j(tm->tm_year, tm->tm_mon, tm->tm_mday) - UNIX_EPOCH_JDATE;
	int64		half;

	return -(int) offset_at(tzp, day * SECS_PER_DAY - tzp->offset, &half);
}

/* Days from 4714 BC by the months of a year that begins in March. */
int
date2j(int year, int month, int day)
{
	int64		y = (int64) year + 4800 - (month <= 2);
	int			m = month + (month <= 2 ? 12 : 0) - 3;

	return (int) (day + (153 * m + 2) / 5 + 365 * y + y / 4 - y / 100 + y / 400 - 32045);
}

void
j2date(int jd, int *year, int *month, int *day)
{
	int64		era;
	int64		of_era;
	int64		y;
	int			of_year;

	era = ((int64) jd + 32044) / 146097;
	of_era = (int64) jd + 32044 - era * 146097;
	y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = (int) (of_era - (365 * y + y / 4 - y / 100));
	*day = of_year - (153 * ((5 * of_year + 2) / 153) + 2) / 5 + 1;
	*month = (5 * of_year + 2) / 153 + 3;
	*year = (int) (y + era * 400 - 4800) + (*month > 12);
	*month -= *month > 12 ? 12 : 0;
}

/* A number that may be negative, and nothing behind it. */
static int64
microseconds_of(const char *string)
{
	char	   *end;
	int64		number = strtoll(string, &end, 10);

	if (end == string || *end != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				 errmsg("no number of microseconds: \"%s\"", string)));
	return number;
}

/* "-5" are microseconds, "m7" months. */
Datum
interval_in(PG_FUNCTION_ARGS)
{
	char	   *string = PG_GETARG_CSTRING(0);
	Interval   *interval = palloc0(sizeof(Interval));

	if (string[0] == 'm')
		interval->month = (int32) microseconds_of(string + 1);
	else
		interval->time = microseconds_of(string);
	PG_RETURN_INTERVAL_P(interval);
}

/* The same in the form that periods are read in; it falls back on ISO 8601. */
int
ParseDateTime(const char *timestr, char *workbuf, size_t buflen, char **field, int *ftype,
			  int maxfields, int *numfields)
{
	return DTERR_BAD_FORMAT;
}

int
DecodeInterval(char **field, int *ftype, int nf, int range, int *dtype, struct pg_itm_in *itm_in)
{
	return DTERR_BAD_FORMAT;
}

int
DecodeISO8601Interval(char *str, int *dtype, struct pg_itm_in *itm_in)
{
	char	   *end;

	itm_in->tm_usec = strtoll(str, &end, 10);
	*dtype = DTK_DELTA;
	return end == str || *end != '\0' ? DTERR_BAD_FORMAT : 0;
}

int
itmin2interval(struct pg_itm_in *itm_in, Interval *span)
{
	span->month = span->day = 0;
	span->time = itm_in->tm_usec;
	return 0;
}

/* Of intervals, for messages. */
char *
OidOutputFunctionCall(Oid functionId, Datum val)
{
	fuzz_expect(functionId == F_INTERVAL_OUT);
	return psprintf("%d months " INT64_FORMAT, DatumGetIntervalP(val)->month, (int64) DatumGetIntervalP(val)->time);
}

/* What is left to the server is what a time means; that it looks like one has been seen. */
Datum
timestamptz_in(PG_FUNCTION_ARGS)
{
	long		year = strtol(PG_GETARG_CSTRING(0), NULL, 10);

	if (year > 294276)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("year out of range: %ld", year)));
	PG_RETURN_TIMESTAMPTZ((TimestampTz) (year - 2000) * 365 * USECS_PER_DAY);
}
