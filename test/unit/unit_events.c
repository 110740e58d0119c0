/*-------------------------------------------------------------------------
 *
 * unit_events.c
 *	  Events of many contacts to test with
 *
 * Times
 *	near		- of one day
 *	ascending	- the same, in order
 *	few			- one of four
 *	equal		- all the same
 *	years		- of a century
 *	late		- near, but one in the middle is infinite
 *	early		- near, but the first is infinite
 *	valid		- anything that is a timestamp
 *	any			- 64 random bits
 *	ends		- the least and the greatest numbers
 *
 * Kinds
 *	none		- 0
 *	few			- 1 or 2
 *	bits		- as many bits as are said
 *	late		- the same, but from the middle on some have 14 bits
 *	all			- 32 bits
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "unit_events.h"

CaKeyShape
unit_shape(int nkeys)
{
	CaKeyShape	shape = {nkeys == 1 ? CA_KEY_INTEGER : CA_KEY_UUID, CA_KEY_NONE};

	return shape;
}

TimestampTz
unit_time(UnitTest *test, const char *times, Size i, Size n)
{
	TimestampTz near = UNIT_NOW + (TimestampTz) unit_random_below(test, USECS_PER_DAY);

	if (strcmp(times, "near") == 0)
		return near;
	if (strcmp(times, "ascending") == 0)
		return UNIT_NOW + (TimestampTz) (i / 3);
	if (strcmp(times, "few") == 0)
		return UNIT_NOW + (TimestampTz) unit_random_below(test, 4);
	if (strcmp(times, "equal") == 0)
		return UNIT_NOW;
	if (strcmp(times, "years") == 0)
		return UNIT_NOW - (TimestampTz) unit_random_below(test, 36525 * USECS_PER_DAY);
	if (strcmp(times, "late") == 0 || strcmp(times, "early") == 0)
	{
		if (i == (times[0] == 'l' ? n / 2 : 0))
			return (unit_random(test) & 1) != 0 ? DT_NOEND : DT_NOBEGIN;
		return near;
	}
	if (strcmp(times, "valid") == 0)
		return (TimestampTz) ((uint64) MIN_TIMESTAMP + unit_random_below(test, (uint64) END_TIMESTAMP - (uint64) MIN_TIMESTAMP));
	if (strcmp(times, "any") == 0)
		return (TimestampTz) unit_random(test);
	if (strcmp(times, "ends") == 0)
	{
		TimestampTz distance = (TimestampTz) unit_random_below(test, 5);

		return (unit_random(test) & 1) != 0 ? PG_INT64_MAX - distance : PG_INT64_MIN + distance;
	}
	elog(ERROR, "times \"%s\" are not known", times);
}

uint32
unit_kind(UnitTest *test, const char *kinds, int bits, Size i, Size n)
{
	uint64		random = unit_random(test);

	if (strcmp(kinds, "none") == 0)
		return 0;
	if (strcmp(kinds, "few") == 0)
		return (uint32) (1 + (random & 1));
	if (strcmp(kinds, "all") == 0)
		return (uint32) (random >> 32);
	if (strcmp(kinds, "late") == 0 && i >= n / 2 && random % 5 == 0)
		return (uint32) (random >> (64 - 14));
	if (strcmp(kinds, "bits") == 0 || strcmp(kinds, "late") == 0)
		return (uint32) (random >> (64 - bits));
	elog(ERROR, "kinds \"%s\" are not known", kinds);
}

uint32 *
unit_order(uint64 nkinds)
{
	uint32	   *order = palloc(nkinds * sizeof(uint32));

	for (uint64 kind = 0; kind < nkinds; kind++)
		order[kind] = (uint32) kind;
	return order;
}

CaEvent
unit_event(const uint64 *words)
{
	CaEvent		event = {(TimestampTz) (words[2] ^ CA_SIGN), (uint32) words[3]};

	return event;
}

void
unit_event_words(uint64 *words, const CaKey *key, const CaEvent *event)
{
	words[0] = key->word[0];
	words[1] = key->word[1];
	words[2] = (uint64) event->at ^ CA_SIGN;
	words[3] = event->kind;
}

uint64 *
unit_events(UnitTest *test, const UnitEvents *spec)
{
	Size		n = spec->n;
	uint64	   *events = palloc_extended(Max(n, 1) * UNIT_EVENT_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	uint64	   *keys = palloc_extended(Max(n, 1) * spec->nkeys * sizeof(uint64), MCXT_ALLOC_HUGE);

	unit_fill(test, keys, n, spec->nkeys, spec->keys);
	for (Size i = 0; i < n; i++)
	{
		CaKey		key = {{keys[i * spec->nkeys], spec->nkeys == 1 ? 0 : keys[i * spec->nkeys + 1]}};
		CaEvent		event;

		event.at = unit_time(test, spec->times, i, n);
		event.kind = unit_kind(test, spec->kinds, spec->bits, i, n);
		unit_event_words(events + i * UNIT_EVENT_WORDS, &key, &event);
	}
	pfree(keys);
	return events;
}

/*
 * Contacts come in the order of their mixed keys, each once; events of each in
 * order.  Sorted by key, all of them are the model.
 */
void
unit_check_scan(UnitTest *test, CaTimeScan *scan, int nkeys, const uint64 *model, Size n)
{
	uint64	   *found = palloc_extended(Max(n, 1) * UNIT_EVENT_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	Size		nfound = 0;
	CaKey		last = {{0, 0}};
	CaEvent    *events;
	CaKey		key;
	Size		nevents;

	while ((events = ca_timescan_next(scan, &key, &nevents)) != NULL)
	{
		CaKey		mixed = ca_timeline_mix(key, nkeys);
		CaKey		again = ca_timeline_unmix(mixed, nkeys);

		UNIT_CHECK(test, nevents > 0 && nevents <= n - nfound);
		UNIT_CHECK(test, again.word[0] == key.word[0] && again.word[1] == key.word[1]);
		UNIT_CHECK(test, nfound == 0 || mixed.word[0] > last.word[0] ||
				   (mixed.word[0] == last.word[0] && mixed.word[1] > last.word[1]));
		last = mixed;
		for (Size i = 0; i < nevents; i++)
		{
			UNIT_CHECK(test, i == 0 || !ca_event_is_after(&events[i - 1], &events[i]));
			unit_event_words(found + nfound++ * UNIT_EVENT_WORDS, &key, &events[i]);
		}
		/* They are the caller's to change. */
		memset(events, 0xA5, nevents * sizeof(CaEvent));
	}
	UNIT_CHECK(test, ca_timescan_next(scan, &key, &nevents) == NULL);
	ca_timescan_free(scan);
	UNIT_CHECK(test, nfound == n);
	unit_sort(found, nfound, UNIT_EVENT_WORDS);
	for (Size i = 0; i < n * UNIT_EVENT_WORDS; i += UNIT_EVENT_WORDS)
		UNIT_CHECK(test, memcmp(found + i, model + i, UNIT_EVENT_WORDS * sizeof(uint64)) == 0);
	pfree(found);
}
