/*-------------------------------------------------------------------------
 *
 * test_utm_model.c
 *	  model/utm and its rooms: bytes decoded, and random URLs
 *
 * URLs made of bytes and pieces that have a meaning lie against a page that
 * cannot be read, and results against bytes that must stay.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <sys/mman.h>
#include <unistd.h>

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "model/utm.h"
#include "model/utm_form.h"
#include "model/utm_tracking.h"
#include "model/utm_url.h"
#include "unit.h"

#define GUARD	0x5A

static const char *const pieces[] = {
	"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "utm_", "gclid",
	"li_fat_id", "fbclid", "_ga", "ml_subscriber_hash", "x", "=", "=", "=", "=", "&", "&", "&", "&amp;",
	"amp;", "%", "%4", "%41", "%5F", "%5f", "%26", "%3D", "%00", "%C3", "%A9", "%e2%82", "%ED%A0", "%F0%9F%98%80",
	"+", "?", "?", "#", "https://", "//", "/", "\\", ":", ":80", "@", ".", "com", "[", "]", "localhost", " "
};

/* A URL of at most most bytes, written so that it ends at the end. */
static char *
random_url(UnitTest *test, char *end, Size most, Size *length)
{
	char	   *at = end - most;
	int			oddness = (int) unit_random_below(test, 4);
	Size		n = 0;
	Size		wanted = unit_random_below(test, most + 1);

	while (n < wanted)
	{
		const char *piece = pieces[unit_random_below(test, lengthof(pieces))];
		char		byte = (char) unit_random(test);
		bool		is_odd = unit_random_below(test, 8) < oddness;
		Size		size = is_odd ? 1 : strlen(piece);

		if (n + size > wanted)
			break;
		memcpy(at + n, is_odd ? &byte : piece, size);
		n += size;
	}
	memmove(end - n, at, n);
	*length = n;
	return end - n;
}

static void
check_inside(UnitTest *test, CaSlice part, const char *url, Size n)
{
	UNIT_CHECK(test, part.at == NULL || (part.at >= url && part.at + part.length <= url + n));
}

static bool
is_ascii(CaSlice raw)
{
	for (Size i = 0; i < raw.length; i++)
	{
		if (IS_HIGHBIT_SET(raw.at[i]))
			return false;
	}
	return true;
}

/* Decoded, raw bytes are UTF-8 of the length that was said. */
static void
check_decoded(UnitTest *test, CaSlice raw)
{
	Size		length = ca_utm_form_length(raw.at, raw.length);
	char	   *to = palloc(length + 1);

	to[length] = GUARD;
	UNIT_CHECK(test, ca_utm_form_decode(to, raw.at, raw.length) == length);
	UNIT_CHECK(test, to[length] == GUARD);
	UNIT_CHECK(test, pg_verify_mbstr(PG_UTF8, to, (int) length, true));
	UNIT_CHECK(test, (length == 0) == (raw.length == 0));
	if (pg_verify_mbstr(PG_UTF8, raw.at, (int) raw.length, true))
		UNIT_CHECK(test, length <= raw.length);
	if (ca_utm_form_shrinks(raw.at, raw.length))
		UNIT_CHECK(test, length <= raw.length);
	else
		UNIT_CHECK(test, !is_ascii(raw) || memchr(raw.at, '\0', raw.length) != NULL);
	pfree(to);
}

/* Names found one at a time, in two ways, and all at once are the same. */
static void
check_found(UnitTest *test, CaSlice query)
{
	CaUtmValues all;

	ca_utm_begin(&all, CA_UTM_ALL);
	ca_utm_collect(&all, query);
	for (int i = 0; i < CA_UTM_NAMES; i++)
	{
		CaSlice		found = ca_utm_find(query, ca_utm_name((CaUtmName) i));
		CaUtmValues one;

		ca_utm_begin(&one, 1U << i);
		ca_utm_collect(&one, query);
		UNIT_CHECK(test, one.present == (all.present & 1U << i) && one.wanted == (all.wanted & 1U << i));
		UNIT_CHECK(test, (found.at == NULL) == (one.wanted != 0));
		UNIT_CHECK(test, (found.length > 0) == (one.present != 0));
		if (one.present == 0)
			continue;
		UNIT_CHECK(test, found.at == one.value[i].at && found.length == one.value[i].length);
		UNIT_CHECK(test, found.at == all.value[i].at && found.length == all.value[i].length);
		check_inside(test, found, query.at, query.length);
		check_decoded(test, found);
	}
}

/* Every name of a query is found by what it decodes to. */
static void
check_names(UnitTest *test, CaSlice query)
{
	const char *end = query.at + query.length;

	for (const char *at = query.at; at != NULL && at < end; at = ca_utm_form_next(at, end))
	{
		char		name[64];
		const char *stop = at;
		Size		length = ca_utm_form_name(name, sizeof(name), &stop, end);
		CaSlice		decoded = {name, length};

		UNIT_CHECK(test, stop <= end);
		if (*at == '&' || length > sizeof(name))
			continue;
		UNIT_CHECK(test, stop == end || *stop == '=' || *stop == '&');
		UNIT_CHECK(test, ca_utm_form_match(at, end, name, length) == stop);
		UNIT_CHECK(test, length == 0 || ca_utm_form_match(at, end, name, length - 1) == NULL);
		UNIT_CHECK(test, ca_utm_find(query, decoded).at != NULL);
	}
}

/* What is stripped has nothing left to strip, and the rest. */
static void
check_stripped(UnitTest *test, const char *url, Size n)
{
	CaSlice		name = {"x", 1};
	CaSlice		before = ca_utm_find(ca_utm_url_query(url, n), name);
	CaSlice		after;
	char	   *to;
	Size		length;

	if (!ca_utm_tracking_found(url, n))
		return;
	to = palloc(n + 1);
	to[n] = GUARD;
	length = ca_utm_tracking_strip(to, url, n);
	UNIT_CHECK(test, length < n && to[n] == GUARD);
	UNIT_CHECK(test, !ca_utm_tracking_found(to, length));
	after = ca_utm_find(ca_utm_url_query(to, length), name);
	UNIT_CHECK(test, before.length == after.length && (before.at == NULL) == (after.at == NULL));
	UNIT_CHECK(test, before.length == 0 || memcmp(before.at, after.at, before.length) == 0);
	pfree(to);
}

static void
check_url(UnitTest *test, const char *url, Size n)
{
	CaSlice		query[2] = {ca_utm_url_query(url, n), ca_utm_url_fragment_query(url, n)};
	CaUtmAddress address;

	ca_utm_url_address(&address, url, n);
	check_inside(test, address.host, url, n);
	check_inside(test, address.path, url, n);
	check_inside(test, ca_utm_url_fragment(url, n), url, n);
	UNIT_CHECK(test, address.host.at == NULL || address.host.length > 0);
	UNIT_CHECK(test, address.path.at != NULL);
	for (int i = 0; i < 2; i++)
	{
		if (query[i].at == NULL)
			continue;
		check_inside(test, query[i], url, n);
		check_found(test, query[i]);
		check_names(test, query[i]);
		check_decoded(test, query[i]);
	}
	check_stripped(test, url, n);
}

/* test_utm(seed bigint, nurls int, most int): random URLs of at most so many bytes */
UNIT_FUNCTION(test_utm)
{
	int			nurls = PG_GETARG_INT32(1);
	Size		most = PG_GETARG_INT32(2);
	Size		page = (Size) sysconf(_SC_PAGESIZE);
	Size		space = (most / page + 1) * page;
	UnitTest	test;
	char	   *memory = mmap(NULL, space + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	unit_begin(&test, PG_GETARG_INT64(0));
	UNIT_CHECK(&test, memory != MAP_FAILED);
	UNIT_CHECK(&test, mprotect(memory + space, page, PROT_NONE) == 0);
	for (int i = 0; i < nurls; i++)
	{
		Size		length;
		char	   *url = random_url(&test, memory + space, most, &length);

		check_url(&test, url, length);
	}
	munmap(memory, space + page);
	PG_RETURN_INT64(test.nchecks);
}

/* test_utm_decode(raw bytea) returns bytea */
UNIT_FUNCTION(test_utm_decode)
{
	bytea	   *raw = PG_GETARG_BYTEA_PP(0);
	Size		length = ca_utm_form_length(VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw));
	bytea	   *result = palloc(VARHDRSZ + length);

	SET_VARSIZE(result, VARHDRSZ + ca_utm_form_decode(VARDATA(result), VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw)));
	PG_RETURN_BYTEA_P(result);
}
