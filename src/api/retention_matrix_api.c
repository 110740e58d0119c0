/*-------------------------------------------------------------------------
 *
 * retention_matrix_api.c
 *	  Door of retention_matrix_text
 *
 * Usage:
 *	SELECT retention_matrix_text(cohort_retention('month', 'UTC', contact_id, NULL, occurred_at))
 *	FROM events;
 *
 * A table for people who read psql: a header, a line a cohort, and the means
 * over all cohorts.  Cells may be anything that can be written with ROW: what
 * lacks a period number, a size or a count is left out.
 *
 * Memory: what was read stays for as long as lines are asked for; a line is
 * palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "api/door.h"
#include "api/retention_lines.h"
#include "api/row.h"

/* More columns are no picture; it bounds the length of a line. */
#define MAX_COLUMNS		10000

/* Columns of type retention_cell that are read. */
enum
{
	COHORT, SIZE, PERIOD_NUMBER, ACTIVE, RATE, IS_COMPLETE, COHORT_START, LAST_PERIOD,
	NFIELDS
};

/* ---- Reading ---- */

static CaMatrixStyle
read_style(FunctionCallInfo fcinfo)
{
	char	   *word;

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("style must not be NULL")));
	word = text_to_cstring(PG_GETARG_TEXT_PP(1));
	if (strcmp(word, "percent") == 0)
		return CA_STYLE_PERCENT;
	if (strcmp(word, "count") == 0)
		return CA_STYLE_COUNT;
	if (strcmp(word, "shade") == 0)
		return CA_STYLE_SHADE;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("style \"%s\" is not recognized", word),
			 errhint("Styles are percent, count, shade.")));
}

/* The cell of a row; false when it says too little. */
static bool
read_cell(CaMatrixCell *cell, const Datum *value, const bool *isnull)
{
	if (isnull[PERIOD_NUMBER] || isnull[SIZE] || isnull[ACTIVE])
		return false;
	cell->start = isnull[COHORT_START] ? CA_MATRIX_NO_START : DatumGetTimestampTz(value[COHORT_START]);
	cell->cohort = isnull[COHORT] ? CA_MATRIX_NO_COHORT : DatumGetDateADT(value[COHORT]);
	cell->period = DatumGetInt32(value[PERIOD_NUMBER]);
	cell->last = isnull[LAST_PERIOD] ? CA_MATRIX_OPEN : DatumGetInt32(value[LAST_PERIOD]);
	cell->is_complete = !isnull[IS_COMPLETE] && DatumGetBool(value[IS_COMPLETE]);
	cell->size = DatumGetInt64(value[SIZE]);
	cell->active = DatumGetInt64(value[ACTIVE]);
	return true;
}

static void
read_cells(CaMatrix *matrix, ArrayType *array)
{
	Size		n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	TupleDesc	desc = ca_row_descriptor(ARR_ELEMTYPE(array), "dlilfbzi");
	ArrayIterator iterator = array_create_iterator(array, 0, NULL);
	Datum		value[NFIELDS];
	bool		isnull[NFIELDS];
	Datum		element;
	bool		is_missing;

	matrix->cells = palloc_extended(Max(n, 1) * sizeof(CaMatrixCell), MCXT_ALLOC_HUGE);
	while (array_iterate(iterator, &element, &is_missing))
	{
		CHECK_FOR_INTERRUPTS();
		if (is_missing)
			continue;
		ca_row_deform(ca_row_header(element), desc, value, isnull);
		matrix->ncells += read_cell(&matrix->cells[matrix->ncells], value, isnull);
	}
	array_free_iterator(iterator);
	ReleaseTupleDesc(desc);
}

/* ---- What stands where ---- */

static void
put_columns(CaMatrix *matrix)
{
	Size		n;

	ca_door_sort(matrix->cells, matrix->ncells, sizeof(CaMatrixCell), ca_matrix_by_column);
	n = ca_matrix_count(matrix->cells, matrix->ncells);
	if (n > MAX_COLUMNS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("matrix must have at most %d columns, not %zu", MAX_COLUMNS, n),
				 errhint("Ask for fewer periods with the option periods= or brackets=, or for longer ones.")));
	matrix->ncolumns = (int) n;
	matrix->columns = palloc(n * sizeof(CaMatrixColumn));
	matrix->width = palloc0(n * sizeof(int));
	if (!ca_matrix_columns(matrix->cells, matrix->ncells, matrix->columns))
		ca_matrix_out_of_range();
	matrix->top = ca_matrix_top(matrix->columns, n);
}

/* Is there a line whose date is that of the one before? */
static bool
has_repeated_date(const CaMatrixCell *cells, Size n)
{
	for (Size i = 1; i < n; i++)
	{
		if (cells[i].cohort == cells[i - 1].cohort && !ca_matrix_same_line(&cells[i], &cells[i - 1]))
			return true;
	}
	return false;
}

static void
put_lines(CaMatrix *matrix)
{
	ca_door_sort(matrix->cells, matrix->ncells, sizeof(CaMatrixCell), ca_matrix_by_line);
	if (!ca_matrix_merge(matrix->cells, &matrix->ncells))
		ca_matrix_out_of_range();
	matrix->by_instant = has_repeated_date(matrix->cells, matrix->ncells);
}

/* ---- The door ---- */

static CaMatrix *
matrix_create(FunctionCallInfo fcinfo)
{
	CaMatrix   *matrix = palloc0(sizeof(CaMatrix));

	matrix->style = read_style(fcinfo);
	if (!PG_ARGISNULL(0))
		read_cells(matrix, PG_GETARG_ARRAYTYPE_P(0));
	matrix->is_done = matrix->ncells == 0;
	if (matrix->is_done)
		return matrix;
	put_columns(matrix);
	put_lines(matrix);
	ca_matrix_measure(matrix);
	return matrix;
}

CA_FUNCTION(ca_retention_matrix_text)
{
	FuncCallContext *call;
	text	   *line;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;

		call = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		call->user_fctx = matrix_create(fcinfo);
		MemoryContextSwitchTo(old);
	}
	call = SRF_PERCALL_SETUP();
	line = ca_matrix_next_line(call->user_fctx, call->call_cntr == 0);
	if (line == NULL)
		SRF_RETURN_DONE(call);
	SRF_RETURN_NEXT(call, PointerGetDatum(line));
}
