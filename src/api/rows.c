/*-------------------------------------------------------------------------
 *
 * rows.c
 *	  An array of rows, as most aggregates answer with
 *
 * Rows are appended to the array as it will be, so that millions of them need
 * not be held twice.
 *
 *		head of the array | row, from a multiple of 8 bytes | row | ...
 *
 * Interface
 *	ca_rows_begin	- of the type that the running function returns
 *	ca_rows_add		- one row more
 *	ca_rows_end		- the array
 *
 * Memory: the array grows by doubling where it was begun.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "api/rows.h"

#define CA_FIRST_BYTES	4096

void
ca_rows_begin(CaRows *rows, FunctionCallInfo fcinfo, CaColumns columns)
{
	rows->type = get_element_type(get_fn_expr_rettype(fcinfo->flinfo));
	rows->desc = ca_row_descriptor(rows->type, columns);
	rows->n = 0;
	rows->used = ARR_OVERHEAD_NONULLS(1);
	rows->size = CA_FIRST_BYTES;
	rows->array = palloc0(rows->size);
}

static void
rows_reserve(CaRows *rows, Size bytes)
{
	Size		needed = rows->used + bytes;

	if (needed <= rows->size)
		return;
	if (!AllocSizeIsValid(needed))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("result of more than %d rows is larger than an array can be", rows->n),
				 errhint("Ask for fewer of them, or split the query by groups.")));
	rows->size = Min(Max(needed, 2 * rows->size), MaxAllocSize);
	rows->array = repalloc(rows->array, rows->size);
}

void
ca_rows_add(CaRows *rows, Datum *value, bool *isnull)
{
	HeapTuple	row = heap_form_tuple(rows->desc, value, isnull);
	Size		bytes = MAXALIGN(row->t_len);
	char	   *to;

	Assert(!HeapTupleHasExternal(row));
	rows_reserve(rows, bytes);
	to = (char *) rows->array + rows->used;
	memcpy(to, row->t_data, row->t_len);
	memset(to + row->t_len, 0, bytes - row->t_len);
	rows->used += bytes;
	rows->n++;
	heap_freetuple(row);
}

ArrayType *
ca_rows_end(CaRows *rows)
{
	ArrayType  *array = rows->array;

	ReleaseTupleDesc(rows->desc);
	if (rows->n == 0)
		return construct_empty_array(rows->type);
	SET_VARSIZE(array, rows->used);
	array->ndim = 1;
	array->dataoffset = 0;		/* no element is NULL */
	array->elemtype = rows->type;
	*ARR_DIMS(array) = rows->n;
	*ARR_LBOUND(array) = 1;
	return array;
}
