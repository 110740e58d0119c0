/*-------------------------------------------------------------------------
 *
 * row.h
 *	  A value of a composite type, read
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ROW_H
#define CA_ROW_H

#include "access/htup.h"
#include "access/tupdesc.h"

/* The row in a value, detoasted, as the server's DatumGetHeapTupleHeader gives it. */
extern HeapTupleHeader ca_row_header(Datum value);

/* Its columns; desc is that of its type. */
extern void ca_row_deform(HeapTupleHeader header, TupleDesc desc, Datum *value, bool *isnull);

#endif							/* CA_ROW_H */
