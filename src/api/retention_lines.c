/*-------------------------------------------------------------------------
 *
 * retention_lines.c
 *	  The lines of a retention matrix
 *
 * Columns are as wide as what stands in them, so that all of them are measured
 * before the first line is made.  Numbers have room for a mark behind them;
 * shades have two characters each and nothing in between.
 *
 * Interface
 *	ca_matrix_measure			- how wide everything is
 *	ca_matrix_next_line			- one line after another
 *	ca_matrix_out_of_range		- too many contacts
 *
 * Memory: a line is palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "api/retention_lines.h"

/* Bytes of the longest number, label or date, and then some. */
#define MAX_TEXT		(MAXDATELEN + 1)

/* ---- What the texts are ---- */

static void
date_text(char *to, int32 date)
{
	struct pg_tm tm = {0};

	if (DATE_NOT_FINITE(date))
	{
		EncodeSpecialDate(date, to);
		return;
	}
	j2date(date + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	EncodeDateOnly(&tm, USE_ISO_DATES, to);
}

/* An instant in UTC, whatever the session's zone. */
static void
instant_text(char *to, TimestampTz at)
{
	struct pg_tm tm = {0};
	fsec_t		fsec;

	if (TIMESTAMP_NOT_FINITE(at) || timestamp2tm(at, NULL, &tm, &fsec, NULL, NULL) != 0)
	{
		EncodeSpecialTimestamp(TIMESTAMP_IS_NOBEGIN(at) ? at : DT_NOEND, to);
		return;
	}
	EncodeDateOnly(&tm, USE_ISO_DATES, to);
	to += strlen(to);
	to += sprintf(to, " %02d:%02d", tm.tm_hour, tm.tm_min);
	if (tm.tm_sec != 0 || fsec != 0)
		to += sprintf(to, ":%02d", tm.tm_sec);
	strcpy(to, "Z");
}

static void
label_text(char *to, const CaMatrix *matrix, const CaMatrixCell *cell)
{
	if (cell->cohort == CA_MATRIX_NO_COHORT ||
		(matrix->by_instant && cell->start != CA_MATRIX_NO_START))
		instant_text(to, cell->start);
	else
		date_text(to, cell->cohort);
}

static void
column_text(char *to, const CaMatrixColumn *column)
{
	if (column->period == -1 && column->last == -1)
		strcpy(to, "<0");
	else if (column->last == CA_MATRIX_OPEN)
		sprintf(to, "%d+", column->period);
	else if (column->last == column->period)
		sprintf(to, "%d", column->period);
	else
		sprintf(to, "%d-%d", column->period, column->last);
}

/* Of the styles with numbers; -0.0 is no rate. */
static void
number_text(char *to, const CaMatrix *matrix, int64 active, int64 size)
{
	if (matrix->style == CA_STYLE_COUNT)
		sprintf(to, INT64_FORMAT, active);
	else if (size == 0)
		strcpy(to, "-");
	else
		snprintf(to, MAX_TEXT, "%.1f%%", 100.0 * (double) active / (double) size + 0.0);
}

static const char *
shade_text(int shade)
{
	static const char *const ascii[CA_MATRIX_SHADES] = {" ", ".", ":", "*", "#"};

	/* U+2591, U+2592, U+2593, U+2588: three shades and a full block. */
	static const char *const utf8[CA_MATRIX_SHADES] = {" ", "\342\226\221", "\342\226\222",
	"\342\226\223", "\342\226\210"};

	return GetDatabaseEncoding() == PG_UTF8 ? utf8[shade] : ascii[shade];
}

/* ---- Widths ---- */

void
ca_matrix_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("bigint out of range")));
}

static void
widen(int *width, const char *string)
{
	*width = Max(*width, (int) strlen(string));
}

/* The header, and the last line. */
static void
measure_edges(CaMatrix *matrix)
{
	char		string[MAX_TEXT];

	widen(&matrix->label_width, "cohort");
	widen(&matrix->size_width, "size");
	sprintf(string, INT64_FORMAT, matrix->size);
	widen(&matrix->size_width, string);
	for (int i = 0; i < matrix->ncolumns; i++)
	{
		const CaMatrixColumn *column = &matrix->columns[i];

		column_text(string, column);
		widen(&matrix->width[i], string);
		number_text(string, matrix, column->active, column->size);
		widen(&matrix->width[i], string);
	}
}

static void
measure_lines(CaMatrix *matrix)
{
	char		string[MAX_TEXT];
	int			column = 0;

	for (Size i = 0; i < matrix->ncells; i++)
	{
		const CaMatrixCell *cell = &matrix->cells[i];

		CHECK_FOR_INTERRUPTS();
		if (i == 0 || !ca_matrix_same_line(cell, cell - 1))
		{
			column = 0;
			label_text(string, matrix, cell);
			widen(&matrix->label_width, string);
			sprintf(string, INT64_FORMAT, cell->size);
			widen(&matrix->size_width, string);
			if (pg_add_s64_overflow(matrix->size, cell->size, &matrix->size))
				ca_matrix_out_of_range();
		}
		while (matrix->columns[column].period != cell->period)
			column++;
		number_text(string, matrix, cell->active, cell->size);
		widen(&matrix->width[column], string);
	}
}

void
ca_matrix_measure(CaMatrix *matrix)
{
	measure_lines(matrix);
	if (matrix->ncells == 0)
		matrix->size = matrix->columns[0].size;
	measure_edges(matrix);
}

/* ---- Lines ---- */

static void
begin_line(StringInfo line, const CaMatrix *matrix, const char *label, const char *size)
{
	appendStringInfo(line, "%-*s  %*s", matrix->label_width, label, matrix->size_width, size);
	if (matrix->style == CA_STYLE_SHADE)
		appendStringInfoString(line, "  ");
}

/* A number of a column, and what marks it. */
static void
add_number(StringInfo line, const CaMatrix *matrix, int column, const char *string, char mark)
{
	appendStringInfo(line, "  %*s%c", matrix->width[column], string, mark);
}

/* What stands in a column of any line. */
static void
add_cell(StringInfo line, const CaMatrix *matrix, int column, int64 active, int64 size, bool is_complete)
{
	char		string[MAX_TEXT];

	if (matrix->style == CA_STYLE_SHADE)
	{
		double		rate = size == 0 ? 0 : (double) active / (double) size;
		const char *shade = shade_text(ca_matrix_shade(rate, matrix->top));

		appendStringInfoString(line, shade);
		appendStringInfoString(line, shade);
		return;
	}
	number_text(string, matrix, active, size);
	add_number(line, matrix, column, string, is_complete ? ' ' : '*');
}

static void
add_nothing(StringInfo line, const CaMatrix *matrix, int column)
{
	if (matrix->style == CA_STYLE_SHADE)
		appendStringInfoString(line, "  ");
	else
		add_number(line, matrix, column, "", ' ');
}

/* Shades leave room for two characters a column: the numbers that fit. */
static void
add_shade_header(StringInfo line, const CaMatrix *matrix)
{
	int			start = line->len;
	int			end;

	for (int i = 0; i < matrix->ncolumns; i++)
	{
		char		string[MAX_TEXT];
		int			gap = start + 2 * i - line->len;

		if (i > 0 && gap < 1)
			continue;
		column_text(string, &matrix->columns[i]);
		appendStringInfo(line, "%*s%s", gap, "", string);
	}
	end = start + 2 * matrix->ncolumns;
	appendStringInfoSpaces(line, Max(end - line->len, 0));
	for (int shade = 1; shade < CA_MATRIX_SHADES; shade++)
	{
		appendStringInfo(line, "  %s", shade_text(shade));
		if (shade < CA_MATRIX_SHADES - 1)
			appendStringInfo(line, " to %.1f%%", 100 * matrix->top * shade / (CA_MATRIX_SHADES - 1));
		else
			appendStringInfoString(line, " more");
	}
}

static void
make_header(StringInfo line, const CaMatrix *matrix)
{
	begin_line(line, matrix, "cohort", "size");
	if (matrix->style == CA_STYLE_SHADE)
	{
		add_shade_header(line, matrix);
		return;
	}
	for (int i = 0; i < matrix->ncolumns; i++)
	{
		char		string[MAX_TEXT];

		column_text(string, &matrix->columns[i]);
		add_number(line, matrix, i, string, ' ');
	}
}

/* The line of the next cohort. */
static void
make_line(StringInfo line, CaMatrix *matrix)
{
	const CaMatrixCell *first = &matrix->cells[matrix->next];
	const CaMatrixCell *cell = first;
	const CaMatrixCell *end = matrix->cells + matrix->ncells;
	char		label[MAX_TEXT];
	char		size[MAX_TEXT];

	label_text(label, matrix, first);
	sprintf(size, INT64_FORMAT, first->size);
	begin_line(line, matrix, label, size);
	for (int i = 0; i < matrix->ncolumns; i++)
	{
		if (cell == end || !ca_matrix_same_line(cell, first))
			break;
		if (cell->period != matrix->columns[i].period)
			add_nothing(line, matrix, i);
		else
		{
			add_cell(line, matrix, i, cell->active, cell->size, cell->is_complete);
			cell++;
		}
	}
	matrix->next = cell - matrix->cells;
}

static void
make_last_line(StringInfo line, const CaMatrix *matrix)
{
	char		size[MAX_TEXT];

	sprintf(size, INT64_FORMAT, matrix->size);
	begin_line(line, matrix, "all", size);
	for (int i = 0; i < matrix->ncolumns; i++)
	{
		const CaMatrixColumn *column = &matrix->columns[i];

		if (column->is_known)
			add_cell(line, matrix, i, column->active, column->size, true);
		else
			add_nothing(line, matrix, i);
	}
}

/* Without what is blank at its end. */
text *
ca_matrix_next_line(CaMatrix *matrix, bool is_first)
{
	StringInfoData line;

	if (matrix->is_done)
		return NULL;
	initStringInfo(&line);
	if (is_first)
		make_header(&line, matrix);
	else if (matrix->next < matrix->ncells)
		make_line(&line, matrix);
	else
	{
		make_last_line(&line, matrix);
		matrix->is_done = true;
	}
	while (line.data[line.len - 1] == ' ')
		line.len--;
	return cstring_to_text_with_len(line.data, line.len);
}
