/*-------------------------------------------------------------------------
 *
 * rows.h
 *	  An array of rows, as most aggregates answer with
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ROWS_H
#define CA_ROWS_H

#include "utils/array.h"

#include "api/row.h"

typedef struct CaRows
{
	TupleDesc	desc;			/* of the rows; pinned */
	Oid			type;			/* of a row */
	int			n;				/* rows so far */
	Size		used;			/* bytes of array in use */
	Size		size;			/* bytes of array allocated */
	ArrayType  *array;			/* head and rows */
} CaRows;

/* Start with the type, of these columns, that the function being called returns an array of. */
extern void ca_rows_begin(CaRows *rows, FunctionCallInfo fcinfo, CaColumns columns);

/* Append a row; error program_limit_exceeded when the array gets too large. */
extern void ca_rows_add(CaRows *rows, Datum *value, bool *isnull);

/* The array; palloc'd where it was begun. */
extern ArrayType *ca_rows_end(CaRows *rows);

#endif							/* CA_ROWS_H */
