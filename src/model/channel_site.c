/*-------------------------------------------------------------------------
 *
 * channel_site.c
 *	  The names under which a host may be listed
 *
 * A site is listed by the name of its host, which stands for all hosts below
 * it: facebook.com for m.facebook.com.  A name that ends with ".*" stands for
 * the same name under com, under the domain of a country, and under co and com
 * of one: google.* for google.com, google.de, google.co.uk and google.com.br.
 *
 *		www.google.co.uk
 *		www.google.co.uk		exact
 *		www.google.*			in any country
 *			google.co.uk		the host above
 *			google.*			in any country
 *				   co.uk		the host above
 *
 * The last label alone is a key only where it is all there is: it is then no
 * host but the name of a source, as "google", and should not list the hosts
 * of the top level domain of that name.
 *
 * Interface
 *	ca_channel_site_keys	- the names, the most specific first
 *
 * Memory: the caller's.
 * Limits: a host longer than CA_SITE_HOST bytes has no names.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/channel_site.h"

/* Offset of the label that ends before end. */
static int
label_start(const char *host, int end)
{
	while (end > 0 && host[end - 1] != '.')
		end--;
	return end;
}

static bool
is_label(const char *host, int start, int end, const char *label)
{
	return end - start == (int) strlen(label) && memcmp(host + start, label, end - start) == 0;
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Where the ending that ".*" stands for begins, with its dot; 0 if there is none. */
static int
find_ending(const char *host, int length)
{
	int			last = label_start(host, length);
	int			before;

	if (last == 0)
		return 0;
	if (is_label(host, last, length, "com"))
		return last - 1;
	if (length - last != 2 || !is_letter(host[last]) || !is_letter(host[last + 1]))
		return 0;
	before = label_start(host, last - 1);
	if (is_label(host, before, last - 1, "co") || is_label(host, before, last - 1, "com"))
		return Max(before - 1, 0);
	return last - 1;
}

static void
add_key(CaSiteKeys *keys, int start, int end, bool any)
{
	CaSiteKey  *key = &keys->key[keys->n++];

	Assert(keys->n <= CA_SITE_KEYS && start < end);
	key->start = start;
	key->length = end - start;
	key->any = any;
}

void
ca_channel_site_keys(CaSiteKeys *keys, CaSlice host)
{
	int			length;
	int			ending;

	keys->n = 0;
	/* a dot at the end only says that the name is complete */
	if (host.length > 0 && host.at[host.length - 1] == '.')
		host.length--;
	if (host.length > CA_SITE_HOST)
		return;
	length = (int) host.length;
	for (int i = 0; i < length; i++)
		keys->host[i] = ca_channel_fold(host.at[i]);
	ending = find_ending(keys->host, length);
	for (int start = 0, end; start < length; start = end + 1)
	{
		for (end = start; end < length && keys->host[end] != '.';)
			end++;
		if (end == start)
			continue;			/* a label of no bytes */
		if (end < length || start == 0)
			add_key(keys, start, length, false);
		if (start < ending)
			add_key(keys, start, ending, true);
	}
}
