/*-------------------------------------------------------------------------
 *
 * strings.c
 *	  Targets: strings that have a form, and lists of strings
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "core/labels.h"
#include "fuzz.h"
#include "model/attribution_value.h"
#include "model/channel.h"
#include "model/channel_site.h"
#include "model/utm_attribution.h"

#define BASE	(16 * 1024)
#define FACTOR	64

static CaSlice
read_slice(FuzzBytes *in)
{
	CaSlice		slice;

	slice.at = (const char *) fuzz_line(in, &slice.length);
	return slice;
}

/* Three parts as one string: what can be read is what would be written. */
static void
try_traffic(const uint8 *data, Size n, const void *argument)
{
	CaSlice		part[CA_TRAFFIC_PARTS];
	char	   *again;

	fuzz_trust();
	if (!ca_traffic_read(part, palloc(n), (const char *) data, n))
		fuzz_refuse();
	again = palloc(ca_traffic_room(part));
	fuzz_expect(ca_traffic_write(again, part) == n);
	fuzz_expect(memcmp(again, data, n) == 0);
}

FUZZ_TARGET(traffic, try_traffic, NULL, BASE, FACTOR);

/* A number as a string, as above; its pieces sum to it. */
static void
try_value(const uint8 *data, Size n, const void *argument)
{
	char		again[CA_VALUE_LENGTH];
	char		first;
	double		value;
	double		sum = 0;
	double		rest;

	fuzz_trust();
	if (!ca_value_read((const char *) data, (uint32) n, &first, &value))
		fuzz_refuse();
	ca_value_write(again, first, value);
	fuzz_expect(value == 0 || memcmp(again, data, n) == 0);
	rest = value;
	for (int i = 0; rest != 0; i++)
	{
		fuzz_expect(i < 8);
		sum += ca_value_take_piece(&rest);
	}
	fuzz_expect(sum == value);
}

FUZZ_TARGET(value, try_value, NULL, BASE, FACTOR);

/* A flag, a category and five parts of a visit: upper case makes no difference. */
static void
try_channel(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	CaChannelVisit visit = {.category = CA_SITE_NONE};
	CaSlice    *part[] = {&visit.source, &visit.medium, &visit.campaign, &visit.referrer_host, &visit.click_network};
	const char *name;
	CaSlice		word;

	visit.ai_assistants = (fuzz_number(&in, 1) & 1) != 0;
	word = read_slice(&in);
	for (int i = 0; i < lengthof(part); i++)
		*part[i] = read_slice(&in);
	fuzz_trust();
	if (!ca_channel_category(word, &visit.category))
		fuzz_refuse();
	name = ca_channel_name(&visit);
	fuzz_expect(name != NULL && strlen(name) > 0);
	for (int i = 0; i < lengthof(part); i++)
	{
		char	   *at = unconstify(char *, part[i]->at);

		for (Size j = 0; j < part[i]->length; j++)
			at[j] = (char) pg_ascii_toupper((unsigned char) at[j]);
	}
	fuzz_expect(strcmp(ca_channel_name(&visit), name) == 0);
}

FUZZ_TARGET(channel, try_channel, NULL, BASE, FACTOR);

/* A host: its keys are ends or middles of it, and more general each. */
static void
try_site(const uint8 *data, Size n, const void *argument)
{
	CaSlice		host = {memcpy(palloc(n), data, n), n};
	CaSiteKeys	keys;

	fuzz_trust();
	ca_channel_site_keys(&keys, host);
	fuzz_expect(keys.n >= 0 && keys.n <= CA_SITE_KEYS);
	for (int i = 0; i < keys.n; i++)
	{
		const CaSiteKey *key = &keys.key[i];

		fuzz_expect(key->length > 0 && (Size) key->start + key->length <= n);
		fuzz_expect(key->start == 0 || keys.host[key->start - 1] == '.');
		fuzz_expect(key->any ? keys.host[key->start + key->length] == '.' : true);
		fuzz_expect(i == 0 || key->start >= key[-1].start);
	}
}

FUZZ_TARGET(site, try_site, NULL, BASE, FACTOR);

/* Labels, a line each, and then a line that may be one of them. */
static void
try_labels(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	CaSlice		sought = read_slice(&in);
	CaSlice		label[CA_MAX_LABELS];
	CaLabels	labels;
	int			expected = -1;

	fuzz_trust();
	ca_labels_init(&labels);
	while (in.at < in.end && labels.n < CA_MAX_LABELS)
	{
		CaSlice		one = read_slice(&in);

		if (ca_labels_find(&labels, one.at, one.length) >= 0)
			fuzz_refuse();
		if (one.length == sought.length && memcmp(one.at, sought.at, one.length) == 0)
			expected = labels.n;
		label[labels.n] = one;
		ca_labels_add(&labels, one.at, one.length);
	}
	ca_labels_prepare(&labels);
	for (int i = 0; i < labels.n; i++)
		fuzz_expect(ca_labels_find(&labels, label[i].at, label[i].length) == i);
	fuzz_expect(ca_labels_find(&labels, sought.at, sought.length) == expected);
}

FUZZ_TARGET(labels, try_labels, NULL, BASE, FACTOR);
