/*-------------------------------------------------------------------------
 *
 * message_metrics.c
 *	  What became of messages: counts of their events, and rates
 *
 * A key is one message to one contact; however often and on however many
 * devices it is opened, it is opened once.  Nothing is inferred: a click of
 * which no open is known is a click, and no open.
 *
 * Opens, clicks and interactions are counted twice: all of them, and without
 * those that a machine is known to have made, such as mail proxies and link
 * scanners.
 *
 * The status of a key is the last thing that happened to it in the order of
 * sending, whatever the times say: failed, bounced, delivered, sent, requested.
 * What was never sent, as far as is known, has none.
 *
 * Rates are those of distinct keys, so that none is above 1 for being counted
 * twice; but as nothing is inferred, a rate may exceed 1 where events are missing
 * or the denominator's happened before the range.
 *
 * Interface
 *	ca_message_find			- a word to its event
 *	ca_message_begin, ca_message_begin_tally
 *							- nothing counted
 *	ca_message_count		- one row
 *	ca_message_carry, ca_message_take, ca_message_add
 *							- many
 *	ca_message_any			- are there any?
 *	ca_message_is_sound		- are they possible?
 *	ca_message_count_key	- one key
 *	ca_message_rate			- one number by another
 *
 * Cost: finding a word reads its first byte and its length, and compares it with
 * the only one that begins and is as long.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "model/message_metrics.h"

/* Those that show interest. */
#define ENGAGED	(1 << CA_MESSAGE_OPENED | 1 << CA_MESSAGE_CLICKED | \
				 1 << CA_MESSAGE_INTERACTED | 1 << CA_MESSAGE_REPLIED)

/* What each rate divides by what. */
static const struct
{
	CaMessageEvent part;
	CaMessageEvent whole;
}			rates[CA_RATES] = {
	[CA_RATE_DELIVERY_OF_SENT] = {CA_MESSAGE_DELIVERED, CA_MESSAGE_SENT},
	[CA_RATE_BOUNCE_OF_SENT] = {CA_MESSAGE_BOUNCED, CA_MESSAGE_SENT},
	[CA_RATE_BOUNCE_OF_DELIVERED] = {CA_MESSAGE_BOUNCED, CA_MESSAGE_DELIVERED},
	[CA_RATE_FAILURE_OF_SENT] = {CA_MESSAGE_FAILED, CA_MESSAGE_SENT},
	[CA_RATE_OPEN_OF_SENT] = {CA_MESSAGE_OPENED, CA_MESSAGE_SENT},
	[CA_RATE_OPEN_OF_DELIVERED] = {CA_MESSAGE_OPENED, CA_MESSAGE_DELIVERED},
	[CA_RATE_CLICK_OF_SENT] = {CA_MESSAGE_CLICKED, CA_MESSAGE_SENT},
	[CA_RATE_CLICK_OF_DELIVERED] = {CA_MESSAGE_CLICKED, CA_MESSAGE_DELIVERED},
	[CA_RATE_CLICK_TO_OPEN] = {CA_MESSAGE_CLICKED, CA_MESSAGE_OPENED},
	[CA_RATE_INTERACTION_OF_DELIVERED] = {CA_MESSAGE_INTERACTED, CA_MESSAGE_DELIVERED},
	[CA_RATE_REPLY_OF_DELIVERED] = {CA_MESSAGE_REPLIED, CA_MESSAGE_DELIVERED},
	[CA_RATE_UNSUBSCRIBE_OF_DELIVERED] = {CA_MESSAGE_UNSUBSCRIBED, CA_MESSAGE_DELIVERED},
	[CA_RATE_OPEN_OF_SENT_HUMAN] = {CA_MESSAGE_OPENED_HUMAN, CA_MESSAGE_SENT},
	[CA_RATE_OPEN_OF_DELIVERED_HUMAN] = {CA_MESSAGE_OPENED_HUMAN, CA_MESSAGE_DELIVERED},
	[CA_RATE_CLICK_OF_SENT_HUMAN] = {CA_MESSAGE_CLICKED_HUMAN, CA_MESSAGE_SENT},
	[CA_RATE_CLICK_OF_DELIVERED_HUMAN] = {CA_MESSAGE_CLICKED_HUMAN, CA_MESSAGE_DELIVERED},
	[CA_RATE_CLICK_TO_OPEN_HUMAN] = {CA_MESSAGE_CLICKED_HUMAN, CA_MESSAGE_OPENED_HUMAN}
};

static inline CaMessageEvent
if_it_is(const char *string, const char *word, uint32 length, CaMessageEvent event)
{
	return memcmp(string, word, length) == 0 ? event : CA_MESSAGE_NONE;
}

/* No two words have both the first byte and the length in common. */
CaMessageEvent
ca_message_find(const char *string, uint32 length)
{
	switch (length)
	{
		case 4:
			return if_it_is(string, "sent", 4, CA_MESSAGE_SENT);
		case 6:
			return string[0] == 'o' ? if_it_is(string, "opened", 6, CA_MESSAGE_OPENED)
				: if_it_is(string, "failed", 6, CA_MESSAGE_FAILED);
		case 7:
			if (string[0] == 'c')
				return if_it_is(string, "clicked", 7, CA_MESSAGE_CLICKED);
			return string[0] == 'b' ? if_it_is(string, "bounced", 7, CA_MESSAGE_BOUNCED)
				: if_it_is(string, "replied", 7, CA_MESSAGE_REPLIED);
		case 9:
			return string[0] == 'd' ? if_it_is(string, "delivered", 9, CA_MESSAGE_DELIVERED)
				: if_it_is(string, "requested", 9, CA_MESSAGE_REQUESTED);
		case 10:
			return if_it_is(string, "interacted", 10, CA_MESSAGE_INTERACTED);
		case 12:
			return if_it_is(string, "unsubscribed", 12, CA_MESSAGE_UNSUBSCRIBED);
		default:
			return CA_MESSAGE_NONE;
	}
}

/* ---- Rows ---- */

static const CaMessageTimes no_times = {DT_NOEND, DT_NOBEGIN, DT_NOBEGIN};

void
ca_message_begin(CaMessageTotals *totals)
{
	memset(totals->n, 0, sizeof(totals->n));
	totals->times = no_times;
}

void
ca_message_begin_tally(CaMessageTally *tally)
{
	memset(tally->n, 0, sizeof(tally->n));
	tally->times = no_times;
}

/* The word of an event, which may be one's twin. */
static inline CaMessageEvent
word_of(CaMessageEvent event)
{
	if (event < CA_MESSAGE_WORDS)
		return event;
	return (CaMessageEvent) (event - (CA_MESSAGE_OPENED_HUMAN - CA_MESSAGE_OPENED));
}

bool
ca_message_count(CaMessageTally *tally, CaMessageEvent event, TimestampTz at)
{
	CaMessageEvent word = word_of(event);
	CaMessageTimes *times = &tally->times;

	Assert(event < CA_MESSAGE_NONE && tally->n[word] < PG_UINT16_MAX);
	if (word != event)
		tally->n[event]++;
	times->first = Min(times->first, at);
	times->last = Max(times->last, at);
	if ((ENGAGED >> word & 1) != 0)
		times->last_engaged = Max(times->last_engaged, at);
	return ++tally->n[word] < PG_UINT16_MAX;
}

static void
add_times(CaMessageTimes *times, const CaMessageTimes *other)
{
	times->first = Min(times->first, other->first);
	times->last = Max(times->last, other->last);
	times->last_engaged = Max(times->last_engaged, other->last_engaged);
}

void
ca_message_carry(CaMessageTotals *totals, const CaMessageTally *tally)
{
	for (int event = 0; event < CA_MESSAGE_NONE; event++)
		totals->n[event] += tally->n[event];
	add_times(&totals->times, &tally->times);
}

bool
ca_message_take(CaMessageTally *tally, const CaMessageTotals *totals)
{
	for (int event = 0; event < CA_MESSAGE_NONE; event++)
	{
		if (totals->n[event] >= (uint64) (PG_UINT16_MAX - tally->n[event]))
			return false;
	}
	for (int event = 0; event < CA_MESSAGE_NONE; event++)
		tally->n[event] += (uint16) totals->n[event];
	add_times(&tally->times, &totals->times);
	return true;
}

void
ca_message_add(CaMessageTotals *totals, const CaMessageTotals *other)
{
	for (int event = 0; event < CA_MESSAGE_NONE; event++)
		totals->n[event] += other->n[event];
	add_times(&totals->times, &other->times);
}

bool
ca_message_any(const CaMessageTotals *totals, bool engaged)
{
	bool		any = false;

	for (int word = 0; word < CA_MESSAGE_WORDS; word++)
		any |= totals->n[word] > 0 && (!engaged || (ENGAGED >> word & 1) != 0);
	return any;
}

bool
ca_message_is_sound(const CaMessageTotals *totals)
{
	const CaMessageTimes *times = &totals->times;

	for (int event = 0; event < CA_MESSAGE_NONE; event++)
	{
		CaMessageEvent word = word_of((CaMessageEvent) event);

		if (totals->n[event] > PG_INT64_MAX ||
			totals->n[event] > totals->n[word])
			return false;
	}
	if (!ca_message_any(totals, false))
		return times->first == DT_NOEND && times->last == DT_NOBEGIN &&
			times->last_engaged == DT_NOBEGIN;
	if (times->first > times->last || times->last_engaged > times->last)
		return false;
	return ca_message_any(totals, true) ? times->last_engaged >= times->first
		: times->last_engaged == DT_NOBEGIN;
}

/* ---- Keys ---- */

/* Goes through the bits that are set: of most keys they are few. */
void
ca_message_count_key(CaMessageUniques *uniques, uint32 seen)
{
	/* Who was seen without a machine was seen. */
	seen |= seen >> (CA_MESSAGE_OPENED_HUMAN - CA_MESSAGE_OPENED) &
		(1 << CA_MESSAGE_OPENED | 1 << CA_MESSAGE_CLICKED | 1 << CA_MESSAGE_INTERACTED);
	for (uint32 left = seen; left != 0; left &= left - 1)
		uniques->n[pg_rightmost_one_pos32(left)]++;
	seen &= (1 << CA_MESSAGE_STATUSES) - 1;
	if (seen != 0)
		uniques->status[pg_leftmost_one_pos32(seen)]++;
}

bool
ca_message_rate(const CaMessageUniques *uniques, CaMessageRate rate, double *fraction)
{
	uint64		part = uniques->n[rates[rate].part];
	uint64		whole = uniques->n[rates[rate].whole];

	if (whole == 0)
		return false;
	*fraction = (double) part / (double) whole;
	return true;
}
