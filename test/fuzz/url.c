/*-------------------------------------------------------------------------
 *
 * url.c
 *	  Target: a URL, all its parts and parameters
 *
 * Any bytes are a URL.  Parts lie within it; the two ways to find a parameter
 * agree; what is decoded is UTF-8 and fits the room that was asked for; and
 * stripping takes what trackers added, once for all, and nothing else.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "fuzz.h"
#include "model/utm.h"
#include "model/utm_form.h"
#include "model/utm_tracking.h"

/* A URL, in bytes that end where it ends, and its parts. */
typedef struct FuzzUrl
{
	CaSlice		whole;
	CaUtmAddress address;
	CaSlice		query;
	CaSlice		fragment;
	CaSlice		fragment_query;
} FuzzUrl;

static void
expect_within(CaSlice part, CaSlice whole)
{
	fuzz_expect(part.at != NULL || part.length == 0);
	fuzz_expect(part.at == NULL ||
				(part.at >= whole.at && part.at + part.length <= whole.at + whole.length));
}

static CaSlice
slice_of(const char *from, const char *to)
{
	CaSlice		slice = {from, to - from};

	return slice;
}

static bool
same(CaSlice a, CaSlice b)
{
	return (a.at == NULL) == (b.at == NULL) && a.length == b.length &&
		(a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static FuzzUrl
take_apart(const char *bytes, Size n)
{
	FuzzUrl		url = {.whole = {bytes, n}};

	ca_utm_url_address(&url.address, bytes, n);
	url.query = ca_utm_url_query(bytes, n);
	url.fragment = ca_utm_url_fragment(bytes, n);
	url.fragment_query = ca_utm_url_fragment_query(bytes, n);
	expect_within(url.address.host, url.whole);
	expect_within(url.address.path, url.whole);
	expect_within(url.query, url.whole);
	expect_within(url.fragment, url.whole);
	expect_within(url.fragment_query, url.fragment);
	return url;
}

/* A host is the same in lower case, and then stays as it is. */
static void
try_host(CaSlice host)
{
	CaSlice		lower = {palloc(host.length), host.length};
	CaSlice		again = {palloc(host.length), host.length};

	ca_utm_url_lower(unconstify(char *, lower.at), host);
	ca_utm_url_lower(unconstify(char *, again.at), lower);
	fuzz_expect(same(lower, again));
	for (Size i = 0; i < host.length; i++)
		fuzz_expect(lower.at[i] == (char) pg_ascii_tolower((unsigned char) host.at[i]));
}

/* A raw value decoded, in a chunk of the size that was asked for. */
static CaSlice
decode(CaSlice raw)
{
	bool		shrinks = ca_utm_form_shrinks(raw.at, raw.length);
	Size		room = shrinks ? raw.length : ca_utm_form_length(raw.at, raw.length);
	CaSlice		decoded = {palloc(room), 0};

	decoded.length = ca_utm_form_decode(unconstify(char *, decoded.at), raw.at, raw.length);
	fuzz_expect(decoded.length <= room);
	fuzz_expect(decoded.length == ca_utm_form_length(raw.at, raw.length));
	fuzz_expect(memchr(decoded.at, '\0', decoded.length) == NULL);
	fuzz_expect(pg_encoding_verifymbstr(PG_UTF8, decoded.at, decoded.length) == (int) decoded.length);
	return decoded;
}

/* The parameters that have a name here: all at once are as one by one. */
static void
try_known(CaSlice query)
{
	CaUtmValues values;

	ca_utm_begin(&values, CA_UTM_ALL);
	ca_utm_collect(&values, query);
	for (int name = 0; name < CA_UTM_NAMES; name++)
	{
		CaSlice		raw = ca_utm_find(query, ca_utm_name((CaUtmName) name));

		expect_within(raw, query);
		fuzz_expect((values.present >> name & 1) == (raw.length > 0));
		if (raw.length == 0)
			continue;
		fuzz_expect(values.value[name].at == raw.at && values.value[name].length == raw.length);
		(void) decode(raw);
	}
	if (ca_utm_click(&values) != CA_UTM_NAMES)
		fuzz_expect(ca_utm_network(ca_utm_click(&values)).length > 0);
}

/* Every parameter by its own name: the first of that name is found, none later. */
static void
try_each(CaSlice query)
{
	const char *end = query.at == NULL ? NULL : query.at + query.length;

	for (const char *at = query.at; at != NULL && at < end; at = ca_utm_form_next(at, end))
	{
		const char *stop = at;
		CaSlice		name;
		CaSlice		found;

		while (stop < end && *stop != '=' && *stop != '&')
			stop++;
		if (*at == '&')
			continue;
		name = decode(slice_of(at, stop));
		fuzz_expect(ca_utm_form_match(at, end, name.at, name.length) == stop);
		found = ca_utm_find(query, name);
		fuzz_expect(found.at != NULL && found.at <= ca_utm_form_value(stop, end).at);
	}
}

static CaSlice
strip(CaSlice url)
{
	CaSlice		stripped = {palloc(url.length), 0};

	fuzz_expect(ca_utm_tracking_found(url.at, url.length));
	stripped.length = ca_utm_tracking_strip(unconstify(char *, stripped.at), url.at, url.length);
	fuzz_expect(stripped.length < url.length);
	/* in a chunk that ends where it ends */
	stripped.at = memcpy(palloc(stripped.length), stripped.at, stripped.length);
	return stripped;
}

/* Blanks before what goes may come to the end, where they do not count. */
static bool
has_blank_ends(CaSlice url)
{
	for (Size i = 1; i < url.length; i++)
	{
		if ((url.at[i] == '?' || url.at[i] == '&') && (unsigned char) url.at[i - 1] <= ' ')
			return true;
	}
	return false;
}

/* What is not tracking is still found, and has the same value. */
static void
expect_kept(CaSlice query, CaSlice left)
{
	const char *end = query.at + query.length;

	for (const char *at = query.at; at != NULL && at < end; at = ca_utm_form_next(at, end))
	{
		const char *stop = at;
		char	   *alone;
		CaSlice		name;

		while (stop < end && *stop != '=' && *stop != '&')
			stop++;
		if (*at == '&')
			continue;
		alone = palloc(stop - at + 1);
		alone[0] = '?';
		memcpy(alone + 1, at, stop - at);
		name = decode(slice_of(at, stop));
		if (!ca_utm_tracking_found(alone, stop - at + 1))
			fuzz_expect(same(ca_utm_find(left, name), ca_utm_find(query, name)));
	}
}

static void
try_strip(const FuzzUrl *url)
{
	CaSlice		stripped = strip(url->whole);
	FuzzUrl		left = take_apart(stripped.at, stripped.length);

	fuzz_expect(same(left.fragment, url->fragment));
	if (has_blank_ends(url->whole))
		return;
	fuzz_expect(!ca_utm_tracking_found(stripped.at, stripped.length));
	for (int name = CA_UTM_SOURCE; name <= CA_UTM_ID; name++)
		fuzz_expect(ca_utm_find(left.query, ca_utm_name((CaUtmName) name)).at == NULL);
	fuzz_expect(left.query.at == NULL || left.query.length > 0);
	fuzz_expect(same(left.address.host, url->address.host));
	fuzz_expect(same(left.address.path, url->address.path));
	expect_kept(url->query, left.query);
}

static void
try_url(const uint8 *data, Size n, const void *argument)
{
	char	   *bytes = memcpy(palloc(n), data, n);
	FuzzUrl		url = take_apart(bytes, n);

	fuzz_trust();
	try_host(url.address.host);
	(void) decode(url.whole);
	try_known(url.query);
	try_known(url.fragment_query);
	try_each(url.query);
	try_each(url.fragment_query);
	if (ca_utm_tracking_found(bytes, n))
		try_strip(&url);
}

/* Each parameter is decoded a few times. */
FUZZ_TARGET(url, try_url, NULL, 64 * 1024, 64);
