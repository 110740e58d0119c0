/*-------------------------------------------------------------------------
 *
 * row.c
 *	  A value of a composite type, read
 *
 * DatumGetHeapTupleHeader was a macro that detoasts.  In minor releases from
 * November 2026 on (15.20) it is a function, which also marks the row, so that
 * heap_deform_tuple can see whether it is older than a change of its type.  But
 * a library is built for one minor release and loaded by all others of its
 * major: one that calls the function would not load where there is none, and
 * one that was built with the macro would not have the row looked at where
 * there is.  So the reference is weak, and whether there is such a function is
 * seen when the library is loaded.
 *
 * Interface
 *	ca_row_header	- a row
 *	ca_row_deform	- its columns
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "fmgr.h"

#include "api/row.h"

#ifdef __ELF__
/* The parentheses keep a macro of this name out. */
extern struct HeapTupleHeaderData *(DatumGetHeapTupleHeader) (Datum value) __attribute__((weak));
#endif

HeapTupleHeader
ca_row_header(Datum value)
{
#ifdef __ELF__
	if ((DatumGetHeapTupleHeader) == NULL)
		return (HeapTupleHeader) PG_DETOAST_DATUM(value);
	return (DatumGetHeapTupleHeader) (value);
#else
	return DatumGetHeapTupleHeader(value);
#endif
}

void
ca_row_deform(HeapTupleHeader header, TupleDesc desc, Datum *value, bool *isnull)
{
	HeapTupleData tuple;

	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = header;
	heap_deform_tuple(&tuple, desc, value, isnull);
}
