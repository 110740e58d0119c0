/*-------------------------------------------------------------------------
 *
 * utm_url.c
 *	  Where the parts of a URL lie
 *
 *		https://user@Shop.example.com.:8080/a/b?x=1&y=2#top
 *		             |- host -------|      |path| query| |fragment
 *
 * Nothing is decoded or checked: whatever the bytes, there is an answer, and
 * each part lies within the URL.  A backslash is a slash, and blanks around the
 * URL do not count, as browsers have it.
 *
 * What event tables hold beyond URLs: "//example.com/a" and "example.com/a" have
 * a host, "/a" has a path only.  Without a scheme and slashes the first segment
 * is a host when it looks like one: "localhost", four numbers, or a dotted name
 * whose last label begins with a letter, is no single one of ASCII, and none that
 * pages end in ("index.html"); a port may follow.  An opaque URL
 * ("mailto:ann@example.com") has a path only.
 *
 * Parameters of the fragment: of "#/route?x=1" those behind the '?', of
 * "#x=1&y=2" all.  A '?' behind a '=' is part of a value, unless the fragment
 * begins as a route does, with '/' or '!'.  They end before the next '#'.
 *
 * Interface
 *	ca_utm_url_address			- host and path
 *	ca_utm_url_fragment			- what is behind '#'
 *	ca_utm_url_query			- the parameters
 *	ca_utm_url_fragment_query	- the parameters that are behind '#'
 *	ca_utm_url_lower			- a host in lower case
 *
 * Cost: linear in the bytes.  To see that there is no query takes one memchr.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/utm_url.h"

static const CaSlice nothing = {NULL, 0};

/* Endings of the names of pages, none of which is a top-level domain. */
static const char *const page_endings[] = {
	"asp", "aspx", "cfm", "cgi", "htm", "html", "jsp", "jspx", "php", "shtml", "xhtml", "xml"
};

static inline CaSlice
slice(const char *from, const char *to)
{
	CaSlice		result = {from, (Size) (to - from)};

	return result;
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

static inline char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* The first byte that ends a host or a path, or end. */
static const char *
end_of_host(const char *at, const char *end)
{
	while (at < end && !is_slash(*at) && *at != '?' && *at != '#')
		at++;
	return at;
}

static const char *
end_of_path(const char *at, const char *end)
{
	while (at < end && *at != '?' && *at != '#')
		at++;
	return at;
}

/* Without the control characters and blanks at the end, or at both ends. */
static const char *
trim_end(const char *at, const char *end)
{
	while (at < end && (unsigned char) end[-1] <= ' ')
		end--;
	return end;
}

static void
trim(const char **at, const char **end)
{
	while (*at < *end && (unsigned char) **at <= ' ')
		(*at)++;
	*end = trim_end(*at, *end);
}

/* Behind the ':' of a scheme, or NULL where none is. */
static const char *
skip_scheme(const char *at, const char *end)
{
	if (at == end || !is_letter(*at))
		return NULL;
	while (at < end && (is_letter(*at) || is_digit(*at) || *at == '+' || *at == '-' || *at == '.'))
		at++;
	return at < end && *at == ':' ? at + 1 : NULL;
}

static bool
equals_folded(const char *at, const char *end, const char *word)
{
	while (at < end && *word != '\0' && lower(*at) == *word)
		at++, word++;
	return at == end && *word == '\0';
}

/* Could this label, a host's last, be a top-level domain? */
static bool
is_top_level(const char *at, const char *end)
{
	if (at < end && IS_HIGHBIT_SET(*at))
		return true;
	if (end - at < 2 || !is_letter(*at))
		return false;
	for (int i = 0; i < lengthof(page_endings); i++)
	{
		if (equals_folded(at, end, page_endings[i]))
			return false;
	}
	return true;
}

/* Is a segment without scheme and slashes a host?  Its port is cut off. */
static bool
looks_like_host(const char *at, const char *end)
{
	const char *label = at;
	int			ndots = 0;
	bool		is_number = true;

	if (at < end && end[-1] == '.')
		end--;
	if (equals_folded(at, end, "localhost"))
		return true;
	for (; at < end; at++)
	{
		if (*at == '.')
		{
			if (at == label)
				return false;
			label = at + 1;
			ndots++;
		}
		else if (!is_digit(*at))
		{
			if (!is_letter(*at) && *at != '-' && *at != '_' && !IS_HIGHBIT_SET(*at))
				return false;
			is_number = false;
		}
	}
	if (is_number)
		return ndots == 3 && at > label;
	return ndots > 0 && is_top_level(label, end);
}

/* Where a port's ':' is, or end. */
static const char *
before_port(const char *at, const char *end)
{
	const char *colon = end;

	while (colon > at && is_digit(colon[-1]))
		colon--;
	return colon > at && colon[-1] == ':' ? colon - 1 : end;
}

/* The host of what stands between "//" and the path. */
static CaSlice
host_of_authority(const char *at, const char *end)
{
	const char *stop;

	for (stop = end; stop > at; stop--)
	{
		if (stop[-1] == '@')
		{
			at = stop;
			break;
		}
	}
	if (at < end && *at == '[')
	{
		stop = memchr(at, ']', end - at);
		return stop == NULL ? nothing : slice(at, stop + 1);
	}
	stop = memchr(at, ':', end - at);
	if (stop == NULL)
		stop = end;
	if (stop > at && stop[-1] == '.')
		stop--;
	return stop == at ? nothing : slice(at, stop);
}

void
ca_utm_url_address(CaUtmAddress *address, const char *url, Size n)
{
	const char *at = url;
	const char *end = url + n;
	const char *scheme;
	const char *stop;

	trim(&at, &end);
	address->host = nothing;
	scheme = skip_scheme(at, end);
	if (scheme != NULL && end - scheme >= 2 && is_slash(scheme[0]) && is_slash(scheme[1]))
		at = scheme + 2;
	else if (end - at >= 2 && is_slash(at[0]) && is_slash(at[1]))
		at += 2;
	else
	{
		stop = end_of_host(at, end);
		if (!looks_like_host(at, before_port(at, stop)))
		{
			if (scheme != NULL)
				at = scheme;
			address->path = slice(at, end_of_path(at, end));
			return;
		}
	}
	stop = end_of_host(at, end);
	address->host = host_of_authority(at, stop);
	address->path = slice(stop, end_of_path(stop, end));
}

CaSlice
ca_utm_url_fragment(const char *url, Size n)
{
	const char *end = url + n;
	const char *hash;

	trim(&url, &end);
	hash = memchr(url, '#', end - url);
	return hash == NULL ? nothing : slice(hash + 1, end);
}

CaSlice
ca_utm_url_query(const char *url, Size n)
{
	const char *mark = memchr(url, '?', n);
	const char *hash;

	if (mark == NULL)
		return nothing;
	hash = memchr(url, '#', n);
	if (hash == NULL)
		hash = trim_end(mark + 1, url + n);
	return hash < mark ? nothing : slice(mark + 1, hash);
}

CaSlice
ca_utm_url_fragment_query(const char *url, Size n)
{
	CaSlice		fragment = ca_utm_url_fragment(url, n);
	const char *at = fragment.at;
	const char *stop;
	const char *mark;

	if (at == NULL)
		return nothing;
	stop = memchr(at, '#', fragment.length);
	if (stop == NULL)
		stop = at + fragment.length;
	mark = memchr(at, '?', stop - at);
	if (mark != NULL && (*at == '/' || *at == '!' || memchr(at, '=', mark - at) == NULL))
		at = mark + 1;
	return slice(at, stop);
}

void
ca_utm_url_lower(char *to, CaSlice slice)
{
	for (Size i = 0; i < slice.length; i++)
		to[i] = lower(slice.at[i]);
}
