/*-------------------------------------------------------------------------
 *
 * row.h
 *	  A value of a composite type of the extension
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ROW_H
#define CA_ROW_H

#include "access/htup.h"
#include "access/tupdesc.h"
#include "fmgr.h"

/*
 * What its columns are, a letter each: t text, a text[], b boolean, i integer,
 * l bigint, f double precision, d date, z timestamptz, v interval.
 */
typedef const char *CaColumns;

/* The columns of a type, pinned; error datatype_mismatch unless they are these. */
extern TupleDesc ca_row_descriptor(Oid type, CaColumns columns);

/* The same of the type that the running function returns; kept as long as the call is. */
extern TupleDesc ca_row_result(FunctionCallInfo fcinfo, CaColumns columns);

/* The row in a value, detoasted, as the server's DatumGetHeapTupleHeader gives it. */
extern HeapTupleHeader ca_row_header(Datum value);

/* Its columns; desc is that of its type. */
extern void ca_row_deform(HeapTupleHeader header, TupleDesc desc, Datum *value, bool *isnull);

#endif							/* CA_ROW_H */
