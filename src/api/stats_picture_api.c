/*-------------------------------------------------------------------------
 *
 * stats_picture_api.c
 *	  Doors of bar and sparkline
 *
 * Usage:
 *	SELECT name, bar(opened, max(opened) OVER (), 20) FROM campaigns;
 *	SELECT sparkline(array_agg(opened ORDER BY date)) FROM days;
 *
 * Blocks of Unicode where the database can hold them, ASCII elsewhere.
 *
 * Memory: a text is palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "api/door.h"
#include "model/stats_picture.h"

/* More characters are no picture. */
#define MAX_WIDTH	1000

/* Arguments of sparkline. */
enum
{
	SERIES, LOW, HIGH
};

static inline bool
has_blocks(void)
{
	return GetDatabaseEncoding() == PG_UTF8;
}

/* ---- bar ---- */

/* From nothing to a whole character, U+258F to U+2588. */
static const char *const part_of_block[CA_PICTURE_PARTS + 1] = {
	"", "\342\226\217", "\342\226\216", "\342\226\215", "\342\226\214",
	"\342\226\213", "\342\226\212", "\342\226\211", "\342\226\210"
};

/* In ASCII what is not a whole character is rounded, but not to nothing. */
static void
append_ascii(StringInfo to, int length)
{
	int			whole = (length + CA_PICTURE_PARTS / 2) / CA_PICTURE_PARTS;

	if (length > 0)
		whole = Max(whole, 1);
	appendStringInfoSpaces(to, whole);
	memset(to->data, '#', whole);
}

/* bar(value double precision, max double precision, width integer) returns text */
CA_FUNCTION(ca_bar)
{
	double		value = PG_GETARG_FLOAT8(0);
	double		max = PG_GETARG_FLOAT8(1);
	int			width = PG_GETARG_INT32(2);
	StringInfoData line;
	int			length;

	if (width < 1 || width > MAX_WIDTH)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("width must be between 1 and %d: %d", MAX_WIDTH, width)));
	if (isnan(value) || isnan(max))
		PG_RETURN_NULL();
	length = ca_picture_length(value, max, width);
	initStringInfo(&line);
	if (!has_blocks())
		append_ascii(&line, length);
	else
	{
		for (; length >= CA_PICTURE_PARTS; length -= CA_PICTURE_PARTS)
			appendStringInfoString(&line, part_of_block[CA_PICTURE_PARTS]);
		appendStringInfoString(&line, part_of_block[length]);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(line.data, line.len));
}

/* ---- sparkline ---- */

/* Numbers of which some may be missing. */
typedef struct Series
{
	Datum	   *value;
	bool	   *isnull;			/* or NaN */
	int			n;
} Series;

static Series
read_series(ArrayType *array)
{
	Series		series;

	ca_door_one_dimension(array, "series");
	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &series.value, &series.isnull, &series.n);
	for (int i = 0; i < series.n; i++)
		series.isnull[i] = series.isnull[i] || isnan(DatumGetFloat8(series.value[i]));
	return series;
}

/* The bounds of what is finite; 0 when nothing is. */
static void
find_bounds(const Series *series, double *low, double *high)
{
	bool		is_first = true;

	*low = *high = 0.0;
	for (int i = 0; i < series->n; i++)
	{
		double		value = series->isnull[i] ? 0.0 : DatumGetFloat8(series->value[i]);

		if (series->isnull[i] || isinf(value))
			continue;
		*low = is_first ? value : Min(*low, value);
		*high = is_first ? value : Max(*high, value);
		is_first = false;
	}
}

/* A bound that was given replaces what was found. */
static void
take_bound(FunctionCallInfo fcinfo, int argument, const char *name, double *bound)
{
	double		value = PG_ARGISNULL(argument) ? *bound : PG_GETARG_FLOAT8(argument);

	if (isnan(value) || isinf(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a finite number", name)));
	*bound = value;
}

/* sparkline(series double precision[], low double precision, high double precision) returns text */
CA_FUNCTION(ca_sparkline)
{
	/* U+2581 to U+2588: an eighth of a block to a whole one. */
	static const char *const utf8[CA_PICTURE_PARTS] = {
		"\342\226\201", "\342\226\202", "\342\226\203", "\342\226\204",
		"\342\226\205", "\342\226\206", "\342\226\207", "\342\226\210"
	};
	static const char *const ascii[CA_PICTURE_PARTS] = {"_", ".", ":", "-", "=", "+", "*", "#"};
	const char *const *point = has_blocks() ? utf8 : ascii;
	StringInfoData line;
	Series		series;
	double		low;
	double		high;

	if (PG_ARGISNULL(SERIES))
		PG_RETURN_NULL();
	series = read_series(PG_GETARG_ARRAYTYPE_P(SERIES));
	find_bounds(&series, &low, &high);
	take_bound(fcinfo, LOW, "low", &low);
	take_bound(fcinfo, HIGH, "high", &high);
	if (low > high && !PG_ARGISNULL(LOW) && !PG_ARGISNULL(HIGH))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("low must not be greater than high: %g is greater than %g", low, high)));
	initStringInfo(&line);
	for (int i = 0; i < series.n; i++)
	{
		if (series.isnull[i])
			appendStringInfoChar(&line, ' ');
		else
			appendStringInfoString(&line, point[ca_picture_height(DatumGetFloat8(series.value[i]), low, high)]);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(line.data, line.len));
}
