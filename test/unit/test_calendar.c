/*-------------------------------------------------------------------------
 *
 * test_calendar.c
 *	  core/calendar, for SQL to compare with date_trunc
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/timestamp.h"

#include "core/calendar.h"
#include "unit.h"

static CaPeriod
period_of(const char *word)
{
	CaPeriod	period;

	if (!ca_period_find(word, strlen(word), &period))
		elog(ERROR, "period \"%s\" is not known", word);
	return period;
}

static void
open_calendar(CaCalendar *calendar, char *period, char *zone)
{
	if (ca_calendar_zone(zone) == NULL)
		elog(ERROR, "zone \"%s\" is not known", zone);
	ca_calendar_init(calendar, period_of(period), ca_calendar_zone(zone));
}

/* Do the first and the last instant of a span have the bucket that it is of? */
static void
check_span(UnitTest *test, CaCalendar *calendar, TimestampTz at)
{
	CaCalendar	fresh;
	TimestampTz from;
	TimestampTz until;
	int64		bucket = ca_calendar_span(calendar, at, &from, &until);

	UNIT_CHECK(test, bucket == ca_calendar_bucket(calendar, at));
	if (TIMESTAMP_NOT_FINITE(at))
		return;
	UNIT_CHECK(test, from <= at && at < until);
	ca_calendar_init(&fresh, calendar->period, calendar->zone);
	UNIT_CHECK(test, ca_calendar_bucket(&fresh, until - 1) == bucket);
	ca_calendar_init(&fresh, calendar->period, calendar->zone);
	UNIT_CHECK(test, ca_calendar_bucket(&fresh, from) == bucket);
}

/*
 * test_calendar(period text, zone text, instants timestamptz[]) returns
 * timestamptz[]: when the period of each begins; one calendar for all of them
 */
UNIT_FUNCTION(test_calendar)
{
	CaCalendar	calendar;
	UnitTest	test;
	Datum	   *instant;
	int			n;

	unit_begin(&test, 0);
	open_calendar(&calendar, unit_text(PG_GETARG_DATUM(0)), unit_text(PG_GETARG_DATUM(1)));
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), TIMESTAMPTZOID, sizeof(TimestampTz),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &instant, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		TimestampTz at = DatumGetTimestampTz(instant[i]);

		check_span(&test, &calendar, at);
		instant[i] = TimestampTzGetDatum(ca_calendar_start(&calendar, ca_calendar_bucket(&calendar, at)));
	}
	PG_RETURN_POINTER(construct_array(instant, n, TIMESTAMPTZOID, sizeof(TimestampTz),
									  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* test_calendar_bucket(period text, zone text, at timestamptz) returns bigint */
UNIT_FUNCTION(test_calendar_bucket)
{
	CaCalendar	calendar;

	open_calendar(&calendar, unit_text(PG_GETARG_DATUM(0)), unit_text(PG_GETARG_DATUM(1)));
	PG_RETURN_INT64(ca_calendar_bucket(&calendar, PG_GETARG_TIMESTAMPTZ(2)));
}

/* test_calendar_knows(period text, zone text) returns boolean: both words? */
UNIT_FUNCTION(test_calendar_knows)
{
	char	   *period = unit_text(PG_GETARG_DATUM(0));
	CaPeriod	found;

	PG_RETURN_BOOL(ca_period_find(period, strlen(period), &found) &&
				   ca_calendar_zone(unit_text(PG_GETARG_DATUM(1))) != NULL);
}

/* test_calendar_bucket_of_day(period text, day bigint) returns bigint */
UNIT_FUNCTION(test_calendar_bucket_of_day)
{
	PG_RETURN_INT64(ca_calendar_bucket_of_day(period_of(unit_text(PG_GETARG_DATUM(0))), PG_GETARG_INT64(1)));
}

/* test_calendar_first_day(period text, bucket bigint) returns bigint */
UNIT_FUNCTION(test_calendar_first_day)
{
	PG_RETURN_INT64(ca_calendar_first_day(period_of(unit_text(PG_GETARG_DATUM(0))), PG_GETARG_INT64(1)));
}

/* test_calendar_add_months(day bigint, months bigint) returns bigint */
UNIT_FUNCTION(test_calendar_add_months)
{
	PG_RETURN_INT64(ca_days_add_months(PG_GETARG_INT64(0), PG_GETARG_INT64(1)));
}

/* test_calendar_months_between(from_day bigint, to_day bigint) returns bigint */
UNIT_FUNCTION(test_calendar_months_between)
{
	PG_RETURN_INT64(ca_months_between(PG_GETARG_INT64(0), PG_GETARG_INT64(1)));
}
