/*-------------------------------------------------------------------------
 *
 * grid.c
 *	  Numbered periods of time, one after another
 *
 * The periods of a calendar, or of a fixed length, by numbers that can be
 * subtracted.  The period of the instant asked last is remembered as far as it
 * is known to go, for events come mostly in order of time.
 *
 * Interface
 *	ca_grid_init		- calendar periods
 *	ca_grid_init_fixed	- periods of one length
 *	ca_grid_number		- instant to number (inline)
 *	ca_grid_start		- number to instant
 *	ca_grid_day			- number to day
 *	ca_grid_until		- how far a number holds
 *	ca_grid_first_from	- instant to the next number that begins
 *	ca_grid_least, ca_grid_greatest
 *						- numbers of all instants to one side
 *
 * Memory: none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/timestamp.h"

#include "core/grid.h"

/*
 * From the first instant of a local time to the last: longer ago local time was
 * earlier, whatever clocks did.
 */
#define LONGEST_RETURN	(2 * CA_FARTHEST_ZONE)

/* The day from which fixed periods count: a Monday. */
#define CA_ORIGIN_DAY	2

/* Microseconds of the periods that are counted, not numbered by their dates; or 0. */
static inline int64
counted_unit(const CaGrid *grid)
{
	if (grid->length > 0)
		return 0;
	return grid->calendar.period == CA_MINUTE ? USECS_PER_MINUTE
		: grid->calendar.period == CA_HOUR ? USECS_PER_HOUR : 0;
}

static void
grid_find_ends(CaGrid *grid)
{
	grid->from = grid->until = 0;
	grid->first = ca_grid_least(grid, MIN_TIMESTAMP);
	grid->last = ca_grid_greatest(grid, END_TIMESTAMP - 1);
}

void
ca_grid_init(CaGrid *grid, CaPeriod period, pg_tz *zone)
{
	memset(grid, 0, sizeof(CaGrid));
	ca_calendar_init(&grid->calendar, period, zone);
	grid_find_ends(grid);
}

void
ca_grid_init_fixed(CaGrid *grid, int64 length, pg_tz *zone)
{
	Assert(length > 0);
	memset(grid, 0, sizeof(CaGrid));
	ca_calendar_init(&grid->calendar, CA_DAY, zone);
	grid->length = length;
	grid->origin = ca_calendar_start(&grid->calendar, CA_ORIGIN_DAY);
	grid_find_ends(grid);
}

void
ca_grid_find(CaGrid *grid, TimestampTz at)
{
	int64		unit = counted_unit(grid);

	Assert(!TIMESTAMP_NOT_FINITE(at));
	if (grid->length > 0)
	{
		int64		into;

		grid->number = ca_floor_divide(at - grid->origin, grid->length);
		into = at - grid->origin - grid->number * grid->length;
		grid->from = at < MIN_TIMESTAMP + into ? MIN_TIMESTAMP : at - into;
		grid->until = at > PG_INT64_MAX - (grid->length - into) ? PG_INT64_MAX
			: at + (grid->length - into);
		return;
	}
	grid->number = ca_calendar_span(&grid->calendar, at, &grid->from, &grid->until);
	if (unit > 0)
		grid->number = ca_floor_divide(grid->number, unit);
}

/* The start of a fixed period; false when it is out of range. */
static bool
fixed_start(const CaGrid *grid, int64 number, TimestampTz *start)
{
	int64		since;

	return !pg_mul_s64_overflow(number, grid->length, &since) &&
		!pg_add_s64_overflow(since, grid->origin, start);
}

/*
 * An hour or minute of the zone begins within that of UTC which has its number:
 * it is the one that the last microsecond belongs to.  Where clocks went forward
 * in the midst of it, it begins with the change; where they went back, maybe with
 * what came before the change.
 */
static TimestampTz
counted_start(const CaGrid *grid, int64 number, int64 unit)
{
	CaCalendar	calendar = grid->calendar;
	TimestampTz start = ca_calendar_bucket(&calendar, (number + 1) * unit - 1);

	if (ca_floor_divide(ca_calendar_bucket(&calendar, start), unit) < number)
		start = calendar.until;
	if (ca_floor_divide(ca_calendar_bucket(&calendar, start - 1), unit) == number)
		start = ca_calendar_bucket(&calendar, start - 1);
	return ca_floor_divide(start, unit) == number ? start : number * unit;
}

static TimestampTz
calendar_start(const CaGrid *grid, int64 number)
{
	CaCalendar	calendar = grid->calendar;

	return ca_calendar_first_instant(&calendar, ca_calendar_first_day(calendar.period, number));
}

TimestampTz
ca_grid_start(const CaGrid *grid, int64 number)
{
	TimestampTz start;
	int64		unit = counted_unit(grid);

	if (number < grid->first)
		return DT_NOBEGIN;
	if (number > grid->last)
		return DT_NOEND;
	if (grid->length > 0)
	{
		if (!fixed_start(grid, number, &start))
			return number < 0 ? DT_NOBEGIN : DT_NOEND;
	}
	else if (unit > 0)
		start = counted_start(grid, number, unit);
	else
		start = calendar_start(grid, number);
	return start < MIN_TIMESTAMP ? DT_NOBEGIN : start >= END_TIMESTAMP ? DT_NOEND : start;
}

int64
ca_grid_day(const CaGrid *grid, int64 number)
{
	CaCalendar	days = grid->calendar;
	TimestampTz start;

	if (grid->length == 0 && days.period >= CA_DAY)
		return ca_calendar_first_day(days.period, number);
	days.period = CA_DAY;
	start = ca_grid_start(grid, number);
	if (start == DT_NOBEGIN)
		start = MIN_TIMESTAMP;
	return ca_calendar_bucket(&days, start);
}

TimestampTz
ca_grid_until(CaGrid *grid, TimestampTz at)
{
	const CaCalendar *calendar = &grid->calendar;
	int64		number = ca_grid_number(grid, at);
	int64		end;

	if (grid->length > 0 || calendar->period <= CA_DAY)
		return grid->until;

	/*
	 * What is known goes to the end of a day only; the offset holds for
	 * longer.
	 */
	if (pg_mul_s64_overflow(ca_calendar_first_day(calendar->period, number + 1), USECS_PER_DAY, &end) ||
		pg_sub_s64_overflow(end, calendar->offset, &end))
		return calendar->until;
	return Min(end, calendar->until);
}

/* Clocks that go back over a midnight come back to a period that began before. */
int64
ca_grid_first_from(CaGrid *grid, TimestampTz at)
{
	int64		number;

	if (!IS_VALID_TIMESTAMP(at))
		return at < MIN_TIMESTAMP ? PG_INT64_MIN : PG_INT64_MAX;
	number = ca_grid_number(grid, at);
	while (ca_grid_start(grid, number) < at)
		number++;
	return number;
}

/* Numbers ascend between two changes of the offset: the ends of these tell. */
int64
ca_grid_least(CaGrid *grid, TimestampTz at)
{
	int64		least = ca_grid_number(grid, at);
	TimestampTz change;

	if (grid->length > 0)
		return least;
	for (change = grid->calendar.until; change < END_TIMESTAMP && change - LONGEST_RETURN < at;
		 change = grid->calendar.until)
		least = Min(least, ca_grid_number(grid, change));
	return least;
}

int64
ca_grid_greatest(CaGrid *grid, TimestampTz at)
{
	int64		greatest = ca_grid_number(grid, at);
	TimestampTz change;

	if (grid->length > 0)
		return greatest;
	(void) ca_grid_number(grid, Max(at - LONGEST_RETURN, MIN_TIMESTAMP));
	while ((change = grid->calendar.until) <= at)
	{
		greatest = Max(greatest, ca_grid_number(grid, change - 1));
		(void) ca_grid_number(grid, change);
	}
	return greatest;
}
