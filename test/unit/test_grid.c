/*-------------------------------------------------------------------------
 *
 * test_grid.c
 *	  core/grid, for SQL to compare with date_trunc and with arithmetic
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/timestamp.h"

#include "core/grid.h"
#include "unit.h"

/* A period is a word, or a length in microseconds. */
static void
open_grid(CaGrid *grid, char *period, char *zone)
{
	CaPeriod	found;
	pg_tz	   *known = ca_calendar_zone(zone);

	if (known == NULL)
		elog(ERROR, "zone \"%s\" is not known", zone);
	if (ca_period_find(period, strlen(period), &found))
		ca_grid_init(grid, found, known);
	else
		ca_grid_init_fixed(grid, strtoll(period, NULL, 10), known);
}

static void
open_grid_of(CaGrid *grid, FunctionCallInfo fcinfo)
{
	open_grid(grid, unit_text(PG_GETARG_DATUM(0)), unit_text(PG_GETARG_DATUM(1)));
}

static Datum *
instants_of(Datum array, int *n)
{
	Datum	   *instant;

	deconstruct_array(DatumGetArrayTypeP(array), TIMESTAMPTZOID, sizeof(TimestampTz),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &instant, NULL, n);
	return instant;
}

/*
 * test_grid(period text, zone text, instants timestamptz[]) returns bigint[]:
 * the number of the period of each; one grid for all of them
 */
UNIT_FUNCTION(test_grid)
{
	int			n;
	Datum	   *instant = instants_of(PG_GETARG_DATUM(2), &n);
	int64	   *number = palloc(n * sizeof(int64));
	CaGrid		grid;
	UnitTest	test;

	unit_begin(&test, 0);
	open_grid_of(&grid, fcinfo);
	for (int i = 0; i < n; i++)
	{
		TimestampTz at = DatumGetTimestampTz(instant[i]);

		number[i] = ca_grid_number(&grid, at);
		UNIT_CHECK(&test, grid.from <= at && at < grid.until);
		UNIT_CHECK(&test, number[i] >= grid.first && number[i] <= grid.last);
	}
	PG_RETURN_DATUM(unit_array(number, n));
}

/*
 * test_grid_start(period text, zone text, numbers bigint[]) returns
 * timestamptz[]: when the period of each number begins
 */
UNIT_FUNCTION(test_grid_start)
{
	int			n;
	int64	   *number = unit_numbers(PG_GETARG_DATUM(2), &n);
	Datum	   *start = palloc(n * sizeof(Datum));
	CaGrid		grid;

	open_grid_of(&grid, fcinfo);
	for (int i = 0; i < n; i++)
		start[i] = TimestampTzGetDatum(ca_grid_start(&grid, number[i]));
	PG_RETURN_POINTER(construct_array(start, n, TIMESTAMPTZOID, sizeof(TimestampTz),
									  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/*
 * test_grid_days(period text, zone text, numbers bigint[]) returns bigint[]: the
 * day on which the period of each number begins
 */
UNIT_FUNCTION(test_grid_days)
{
	int			n;
	int64	   *number = unit_numbers(PG_GETARG_DATUM(2), &n);
	CaGrid		grid;

	open_grid_of(&grid, fcinfo);
	for (int i = 0; i < n; i++)
		number[i] = ca_grid_day(&grid, number[i]);
	PG_RETURN_DATUM(unit_array(number, n));
}

/* Are the numbers of two instants among those that there can be? */
static void
check_between(UnitTest *test, CaGrid *grid, TimestampTz a, TimestampTz b)
{
	int64		first = ca_grid_number(grid, Min(a, b));
	int64		second = ca_grid_number(grid, Max(a, b));

	UNIT_CHECK(test, ca_grid_least(grid, Min(a, b)) <= Min(first, second));
	UNIT_CHECK(test, ca_grid_greatest(grid, Max(a, b)) >= Max(first, second));
}

/*
 * test_grid_spans(period text, zone text, instants timestamptz[]) returns bigint:
 * how many checks were made that the grid remembers a number, and says that it
 * holds, no farther than it does, and that the least number from one instant on
 * and the greatest up to it leave out none
 */
UNIT_FUNCTION(test_grid_spans)
{
	int			n;
	Datum	   *instant = instants_of(PG_GETARG_DATUM(2), &n);
	CaGrid		grid;
	CaGrid		fresh;
	UnitTest	test;

	unit_begin(&test, 0);
	open_grid_of(&grid, fcinfo);
	fresh = grid;
	for (int i = 0; i < n; i++)
	{
		int64		number = ca_grid_number(&grid, DatumGetTimestampTz(instant[i]));
		TimestampTz until = ca_grid_until(&grid, DatumGetTimestampTz(instant[i]));
		TimestampTz ends[] = {
			grid.from, grid.from + (grid.until - 1 - grid.from) / 2, grid.until - 1,
			until - 1 - (until - grid.until) / 2, until - 1
		};

		for (int end = 0; end < (int) lengthof(ends); end++)
		{
			fresh.from = fresh.until = 0;
			fresh.calendar.from = fresh.calendar.until = 0;
			if (IS_VALID_TIMESTAMP(ends[end]))
				UNIT_CHECK(&test, ca_grid_number(&fresh, ends[end]) == number);
		}
		if (i > 0)
			check_between(&test, &grid, DatumGetTimestampTz(instant[i - 1]), DatumGetTimestampTz(instant[i]));
	}
	PG_RETURN_INT64(test.nchecks);
}
