/*-------------------------------------------------------------------------
 *
 * utm_text.c
 *	  URLs in and decoded parameters out, whatever the database's encoding
 *
 * Escapes in URLs are bytes of UTF-8.  In a database of another encoding a URL
 * that is not all ASCII is converted before it is decoded, and the result back
 * again.  What one of the two encodings does not have becomes U+FFFD on the way
 * in and '?' on the way out, never an error.  SQL_ASCII has no characters to
 * convert: its bytes are read as UTF-8, and what comes out is UTF-8.
 *
 * Memory: what is converted is palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "api/utm_text.h"
#include "model/utm_form.h"

/* Bytes that are converted at once; neither space nor a check costs much then. */
#define PIECE	4096

static bool
is_ascii(const char *at, Size n)
{
	for (Size i = 0; i < n; i++)
	{
		if (IS_HIGHBIT_SET(at[i]))
			return false;
	}
	return true;
}

/* The database's encoding, asked for once: a call each time is felt. */
static inline int
server_encoding(void)
{
	static int	encoding = -1;

	if (unlikely(encoding < 0))
		encoding = GetDatabaseEncoding();
	return encoding;
}

/* Must text that is not ASCII be converted? */
static inline bool
is_foreign(void)
{
	return server_encoding() != PG_UTF8 && server_encoding() != PG_SQL_ASCII;
}

/* Convert between encodings, with a substitute for what cannot be. */
static StringInfo
convert(const char *at, Size n, int from, int to, const char *substitute)
{
	const char *end = at + n;
	Oid			proc = FindDefaultConversionProc(from, to);
	StringInfo	out = makeStringInfo();
	unsigned char piece[PIECE * MAX_CONVERSION_GROWTH + 1];

	while (at < end)
	{
		int			length = Min(end - at, PIECE);
		int			done = 0;

		CHECK_FOR_INTERRUPTS();
		if (OidIsValid(proc))
			done = pg_do_encoding_conversion_buf(proc, from, to, (unsigned char *) at, length,
												 piece, sizeof(piece), true);
		if (done > 0)
			appendStringInfoString(out, (char *) piece);
		else if (IS_HIGHBIT_SET(*at))
		{
			appendStringInfoString(out, substitute);
			done = Min(pg_encoding_mblen(from, at), length);
		}
		else
		{
			appendStringInfoChar(out, *at);
			done = 1;
		}
		at += done;
	}
	return out;
}

CaSlice
ca_utm_text_read(text *value)
{
	CaSlice		bytes = {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};

	if (unlikely(is_foreign()) && !is_ascii(bytes.at, bytes.length))
	{
		StringInfo	converted = convert(bytes.at, bytes.length, server_encoding(), PG_UTF8,
										CA_UTM_REPLACEMENT);

		bytes.at = converted->data;
		bytes.length = converted->len;
	}
	return bytes;
}

/*
 * Raw bytes that are no UTF-8 grow.  SQL_ASCII has them, and so has a text that
 * is not what it claims to be, as a query of another database has in
 * pg_stat_activity.
 */
Size
ca_utm_text_room(CaSlice raw)
{
	if (likely(ca_utm_form_shrinks(raw.at, raw.length)))
		return VARHDRSZ + raw.length;
	return VARHDRSZ + ca_utm_form_length(raw.at, raw.length);
}

text *
ca_utm_text_decode(text *to, CaSlice raw)
{
	Size		length = ca_utm_form_decode(VARDATA(to), raw.at, raw.length);

	if (unlikely(is_foreign()) && !is_ascii(VARDATA(to), length))
	{
		StringInfo	converted = convert(VARDATA(to), length, PG_UTF8, server_encoding(), "?");

		length = converted->len;
		to = palloc(VARHDRSZ + length);
		memcpy(VARDATA(to), converted->data, length);
	}
	SET_VARSIZE(to, VARHDRSZ + length);
	return to;
}
