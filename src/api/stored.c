/*-------------------------------------------------------------------------
 *
 * stored.c
 *	  Input and output that the stored types share
 *
 * Each type has one validator, and every door by which bytes come in or go out
 * leads through it.
 *
 * Interface
 *	ca_stored_in, ca_stored_from_text, ca_stored_out	- as text
 *	ca_stored_recv		- from the wire
 *	ca_stored_copy		- to the wire, and from and to bytea
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "api/stored.h"

/* Text is the binary form in hexadecimal, as bytea's. */
static Datum
stored_of_string(char *string, const CaStoredType *type)
{
	bytea	   *value = DatumGetByteaPP(DirectFunctionCall1(byteain, CStringGetDatum(string)));

	type->check(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	return PointerGetDatum(value);
}

Datum
ca_stored_in(FunctionCallInfo fcinfo, const CaStoredType *type)
{
	return stored_of_string(PG_GETARG_CSTRING(0), type);
}

Datum
ca_stored_from_text(FunctionCallInfo fcinfo, const CaStoredType *type)
{
	return stored_of_string(text_to_cstring(PG_GETARG_TEXT_PP(0)), type);
}

Datum
ca_stored_out(FunctionCallInfo fcinfo, const CaStoredType *type)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	Size		n = VARSIZE_ANY_EXHDR(value);
	char	   *string;

	type->check(VARDATA_ANY(value), n);
	if (!AllocSizeIsValid(2 * n + 3))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s of %zu bytes is too large for text output", type->name, n),
				 errhint("Use binary output, as COPY with FORMAT binary does.")));
	string = palloc(2 * n + 3);
	string[0] = '\\';
	string[1] = 'x';
	hex_encode(VARDATA_ANY(value), n, string + 2);
	string[2 * n + 2] = '\0';
	PG_RETURN_CSTRING(string);
}

Datum
ca_stored_recv(FunctionCallInfo fcinfo, const CaStoredType *type)
{
	StringInfo	buffer = (StringInfo) PG_GETARG_POINTER(0);
	Size		n = buffer->len - buffer->cursor;
	bytea	   *value = palloc(VARHDRSZ + n);

	pq_copymsgbytes(buffer, VARDATA(value), n);
	SET_VARSIZE(value, VARHDRSZ + n);
	type->check(VARDATA(value), n);
	PG_RETURN_POINTER(value);
}

Datum
ca_stored_copy(FunctionCallInfo fcinfo, const CaStoredType *type)
{
	bytea	   *value = PG_GETARG_BYTEA_P_COPY(0);

	type->check(VARDATA(value), VARSIZE(value) - VARHDRSZ);
	PG_RETURN_POINTER(value);
}
