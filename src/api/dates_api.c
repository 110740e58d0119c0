/*-------------------------------------------------------------------------
 *
 * dates_api.c
 *	  Doors of date_preset, report_range and page_offset
 *
 * Usage:
 *	SELECT count(*) FROM events
 *	WHERE occurred_at <@ date_preset('last 30 days', 'Europe/Berlin');
 *	SELECT report_range(start_at => '2026-01-01', end_at => '2026-02-01');
 *	SELECT ... ORDER BY id LIMIT 20 OFFSET page_offset(3, 20);
 *
 * Memory: a range is palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "api/door.h"
#include "api/period.h"
#include "model/dates.h"

/* Arguments of report_range. */
enum
{
	PRESET, START_AT, END_AT, ZONE, AS_OF
};

/* From an instant to before another; DT_NOBEGIN and DT_NOEND are no bounds. */
static Datum
make_tstzrange(TimestampTz from, TimestampTz until)
{
	TypeCacheEntry *type = lookup_type_cache(TSTZRANGEOID, TYPECACHE_RANGE_INFO);
	RangeBound	lower = {TimestampTzGetDatum(from), TIMESTAMP_IS_NOBEGIN(from), true, true};
	RangeBound	upper = {TimestampTzGetDatum(until), TIMESTAMP_IS_NOEND(until), false, false};

#if PG_VERSION_NUM >= 160000
	return RangeTypePGetDatum(make_range(type, &lower, &upper, false, NULL));
#else
	return RangeTypePGetDatum(make_range(type, &lower, &upper, false));
#endif
}

/* ---- By name ---- */

static CaDates
read_preset(const text *name)
{
	CaDates		dates;

	if (!ca_dates_find(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &dates))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("date preset \"%s\" is not recognized", text_to_cstring(name)),
				 errhint("Presets are today, yesterday, last_7_days (or 7d, and so with 1 to %d days), this_week, last_week, this_month, last_month, this_quarter, last_quarter, year_to_date, this_year, last_year and all.",
						 CA_DATES_MOST_DAYS)));
	return dates;
}

CA_NORETURN static void
out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("timestamp out of range")));
}

static Datum
range_of_preset(CaDates dates, pg_tz *zone, TimestampTz as_of)
{
	CaCalendar	calendar;
	TimestampTz from;
	TimestampTz until;
	int64		first;
	int64		after;

	if (dates.kind == CA_DATES_ALL)
		return make_tstzrange(DT_NOBEGIN, DT_NOEND);
	if (TIMESTAMP_NOT_FINITE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("as_of must be finite")));
	ca_calendar_init(&calendar, CA_DAY, zone);
	ca_dates_days(&dates, ca_calendar_bucket(&calendar, as_of), &first, &after);
	if (!ca_dates_in_range(first) || !ca_dates_in_range(after))
		out_of_range();
	ca_dates_bounds(&calendar, first, after, &from, &until);
	if (!IS_VALID_TIMESTAMP(from) || !IS_VALID_TIMESTAMP(until))
		out_of_range();
	return make_tstzrange(from, until);
}

/* date_preset(name text, zone text, as_of timestamptz) returns tstzrange */
CA_FUNCTION(ca_date_preset)
{
	CaDates		dates = read_preset(PG_GETARG_TEXT_PP(0));

	PG_RETURN_DATUM(range_of_preset(dates, ca_period_zone(PG_GETARG_TEXT_PP(1)),
									PG_GETARG_TIMESTAMPTZ(2)));
}

/* ---- By name or by dates ---- */

static Datum
range_of_dates(TimestampTz start_at, TimestampTz end_at)
{
	if (end_at <= start_at)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("end_at must be later than start_at: %s is not later than %s",
						pstrdup(timestamptz_to_str(end_at)), pstrdup(timestamptz_to_str(start_at))),
				 errhint("The range is from start_at up to, but not including, end_at.")));
	return make_tstzrange(start_at, end_at);
}

/* report_range(preset text, start_at timestamptz, end_at timestamptz, zone text, as_of timestamptz) returns tstzrange */
CA_FUNCTION(ca_report_range)
{
	CaDates		dates = {CA_DATES_LATEST, CA_DAY, 30};
	text	   *zone = PG_ARGISNULL(ZONE) ? cstring_to_text("UTC") : PG_GETARG_TEXT_PP(ZONE);
	bool		has_dates = !PG_ARGISNULL(START_AT) || !PG_ARGISNULL(END_AT);

	if (has_dates && !PG_ARGISNULL(PRESET))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("date preset \"%s\" must not be given together with start_at or end_at",
						text_to_cstring(PG_GETARG_TEXT_PP(PRESET))),
				 errhint("Leave out the one or the others.")));
	if (has_dates)
	{
		(void) ca_period_zone(zone);
		PG_RETURN_DATUM(range_of_dates(PG_ARGISNULL(START_AT) ? DT_NOBEGIN : PG_GETARG_TIMESTAMPTZ(START_AT),
									   PG_ARGISNULL(END_AT) ? DT_NOEND : PG_GETARG_TIMESTAMPTZ(END_AT)));
	}
	if (!PG_ARGISNULL(PRESET))
		dates = read_preset(PG_GETARG_TEXT_PP(PRESET));
	if (PG_ARGISNULL(AS_OF))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("as_of must not be NULL")));
	PG_RETURN_DATUM(range_of_preset(dates, ca_period_zone(zone), PG_GETARG_TIMESTAMPTZ(AS_OF)));
}

/* ---- Pages ---- */

static int64
read_page(FunctionCallInfo fcinfo, int argument, const char *name, int64 most)
{
	int64		value;

	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be NULL", name)));
	value = PG_GETARG_INT32(argument);
	if (value < 1 || value > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 most == PG_INT32_MAX ? errmsg("%s must be at least 1: %d", name, (int) value)
				 : errmsg("%s must be between 1 and %d: %d", name, (int) most, (int) value)));
	return value;
}

/* page_offset(page integer, page_size integer) returns bigint */
CA_FUNCTION(ca_page_offset)
{
	int64		page = read_page(fcinfo, 0, "page", PG_INT32_MAX);
	int64		size = read_page(fcinfo, 1, "page_size", CA_PAGE_MOST_ROWS);

	PG_RETURN_INT64((page - 1) * size);
}
