/*-------------------------------------------------------------------------
 *
 * values.c
 *	  Values, arrays and encodings, without a server
 *
 * Values are never compressed or elsewhere; the database is in UTF-8.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "parser/scansup.h"
#include "utils/array.h"
#include "utils/builtins.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "fuzz.h"

struct varlena *
pg_detoast_datum(struct varlena *datum)
{
	return datum;
}

struct varlena *
pg_detoast_datum_packed(struct varlena *datum)
{
	return datum;
}

struct varlena *
pg_detoast_datum_copy(struct varlena *datum)
{
	return fuzz_value((const uint8 *) VARDATA_ANY(datum), VARSIZE_ANY_EXHDR(datum));
}

text *
cstring_to_text_with_len(const char *string, int n)
{
	return (text *) fuzz_value((const uint8 *) string, n);
}

text *
cstring_to_text(const char *string)
{
	return cstring_to_text_with_len(string, strlen(string));
}

char *
text_to_cstring(const text *value)
{
	return pnstrdup(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

/* Arrays of one dimension, of texts or of numbers of four bytes. */

int
ArrayGetNItems(int ndim, const int *dims)
{
	return ndim == 0 ? 0 : dims[0];
}

static inline Size
element_bytes(Datum element, Oid type)
{
	return type == INT4OID ? sizeof(int32) : INTALIGN(VARSIZE_ANY(DatumGetPointer(element)));
}

ArrayType *
construct_array(Datum *elems, int nelems, Oid elmtype, int elmlen, bool elmbyval, char elmalign)
{
	Size		bytes = ARR_OVERHEAD_NONULLS(1);
	ArrayType  *array;
	char	   *to;

	fuzz_expect(elmtype == TEXTOID || elmtype == INT4OID);
	for (int i = 0; i < nelems; i++)
		bytes += element_bytes(elems[i], elmtype);
	array = palloc0(bytes);
	SET_VARSIZE(array, bytes);
	array->ndim = nelems == 0 ? 0 : 1;
	array->elemtype = elmtype;
	ARR_DIMS(array)[0] = nelems;
	to = ARR_DATA_PTR(array);
	for (int i = 0; i < nelems; i++)
	{
		if (elmtype == INT4OID)
			*(int32 *) to = DatumGetInt32(elems[i]);
		else
			memcpy(to, DatumGetPointer(elems[i]), VARSIZE_ANY(DatumGetPointer(elems[i])));
		to += element_bytes(elems[i], elmtype);
	}
	return array;
}

void
deconstruct_array(ArrayType *array, Oid elmtype, int elmlen, bool elmbyval, char elmalign,
				  Datum **elemsp, bool **nullsp, int *nelemsp)
{
	int			n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	char	   *at = ARR_DATA_PTR(array);

	fuzz_expect(elmtype == ARR_ELEMTYPE(array));
	*elemsp = palloc(n * sizeof(Datum));
	if (nullsp != NULL)
		*nullsp = palloc0(n * sizeof(bool));
	*nelemsp = n;
	for (int i = 0; i < n; i++)
	{
		(*elemsp)[i] = elmtype == INT4OID ? Int32GetDatum(*(int32 *) at) : PointerGetDatum(at);
		at += element_bytes((*elemsp)[i], elmtype);
	}
}

/* A database in UTF-8. */

int
GetDatabaseEncoding(void)
{
	return PG_UTF8;
}

bool
pg_verify_mbstr(int encoding, const char *mbstr, int len, bool noError)
{
	bool		valid = pg_encoding_verifymbstr(encoding, mbstr, len) == len;

	if (!valid && !noError)
		ereport(ERROR,
				(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				 errmsg("invalid byte sequence")));
	return valid;
}

int
pg_mbstrlen_with_len(const char *mbstr, int limit)
{
	int			length = 0;

	for (int at = 0; at < limit; at += pg_encoding_mblen(PG_UTF8, mbstr + at))
		length++;
	return length;
}

/* So many of the bytes as are whole characters. */
int
pg_mbcliplen(const char *mbstr, int len, int limit)
{
	int			clipped = 0;

	while (clipped < len && clipped + pg_encoding_mblen(PG_UTF8, mbstr + clipped) <= Min(len, limit))
		clipped += pg_encoding_mblen(PG_UTF8, mbstr + clipped);
	return clipped;
}

char *
downcase_truncate_identifier(const char *ident, int len, bool warn)
{
	char	   *result = pnstrdup(ident, Min(len, NAMEDATALEN - 1));

	for (char *at = result; *at != '\0'; at++)
		*at = (char) pg_ascii_tolower((unsigned char) *at);
	return result;
}
