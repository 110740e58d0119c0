/*-------------------------------------------------------------------------
 *
 * row.c
 *	  A value of a composite type of the extension
 *
 * To make or read a row that has not the columns that the code thinks would be a
 * crash.  An owner of the type could have changed it; and an update of the
 * extension may have, when the library that is loaded is that of before.
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
 *	ca_row_descriptor	- columns of its type, which are the expected ones
 *	ca_row_result	- those of the function's result
 *	ca_row_header	- a row
 *	ca_row_deform	- its columns
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "api/row.h"

#ifdef __ELF__
/* The parentheses keep a macro of this name out. */
extern struct HeapTupleHeaderData *(DatumGetHeapTupleHeader) (Datum value) __attribute__((weak));
#endif

static Oid
column_type(char letter)
{
	switch (letter)
	{
		case 't':
			return TEXTOID;
		case 'a':
			return TEXTARRAYOID;
		case 'b':
			return BOOLOID;
		case 'i':
			return INT4OID;
		case 'l':
			return INT8OID;
		case 'f':
			return FLOAT8OID;
		case 'd':
			return DATEOID;
		case 'z':
			return TIMESTAMPTZOID;
	}
	Assert(letter == 'v');
	return INTERVALOID;
}

TupleDesc
ca_row_descriptor(Oid type, CaColumns columns)
{
	TupleDesc	desc = lookup_rowtype_tupdesc_domain(type, -1, false);
	bool		is_same = desc->natts == strlen(columns);

	/* a column that was dropped has no type */
	for (int i = 0; is_same && i < desc->natts; i++)
		is_same = TupleDescAttr(desc, i)->atttypid == column_type(columns[i]);
	if (!is_same)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("type %s is not as campaign_analytics made it", format_type_be(type)),
				 errhint("After an update of the extension, start a new session.")));
	return desc;
}

TupleDesc
ca_row_result(FunctionCallInfo fcinfo, CaColumns columns)
{
	TupleDesc	pinned = ca_row_descriptor(get_func_rettype(fcinfo->flinfo->fn_oid), columns);
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	TupleDesc	desc = CreateTupleDescCopy(pinned);

	MemoryContextSwitchTo(old);
	ReleaseTupleDesc(pinned);
	return desc;
}

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
