/*-------------------------------------------------------------------------
 *
 * message_metrics_state.c
 *	  The state of message_metrics: rows and keys of one group
 *
 * It has the totals of rows and, for all distinct counts together, the keys, each
 * with a bit for every event that it was seen with.  One set of keys for each
 * event would be up to thirteen containers a group, where a report by contact has
 * a hundred thousand groups of ten rows.  Such a group is one piece of memory,
 * with counters of 16 bits:
 *
 *		| tally of rows | large | few keys ... |
 *
 * Only one that outgrows it has larger counters, and a timeline in place of the
 * few keys: kinds are sets of events there, and all are at one instant, so that
 * they are united.
 *
 * The encoded form is: a bit for each event that there is, its number of rows, the
 * first time, from there to the last one, from there back to the last engagement;
 * whether there is a timeline; that, or the few keys.
 *
 * Interface
 *	ca_metrics_create	- empty
 *	ca_metrics_add, ca_metrics_grow
 *						- a key (the former inline)
 *	ca_metrics_carry	- rows
 *	ca_metrics_totals, ca_metrics_uniques
 *						- the answer
 *	ca_metrics_write, ca_metrics_absorb
 *						- encode, and take
 *
 * Memory: 128 to 1024 bytes in the pool's context; what is larger there, too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "api/message_metrics_state.h"
#include "core/timescan.h"

/* Bytes of a new state, and the most of one before its keys go elsewhere. */
#define FIRST_BYTES	128
#define MOST_BYTES	1024

CaMetrics *
ca_metrics_create(CaPool *pool, CaKeyShape shape)
{
	CaMetrics  *state = MemoryContextAlloc(pool->context, FIRST_BYTES);

	ca_message_begin_tally(&state->tally);
	state->large = NULL;
	ca_few_begin(&state->few, shape, FIRST_BYTES - offsetof(CaMetrics, few.word));
	return state;
}

static CaLargeMetrics *
become_large(CaPool *pool, CaMetrics *state)
{
	if (state->large == NULL)
	{
		state->large = MemoryContextAlloc(pool->context, sizeof(CaLargeMetrics));
		ca_message_begin(&state->large->totals);
		state->large->timeline = NULL;
	}
	return state->large;
}

void
ca_metrics_carry(CaPool *pool, CaMetrics *state)
{
	ca_message_carry(&become_large(pool, state)->totals, &state->tally);
	ca_message_begin_tally(&state->tally);
}

static inline bool
has_timeline(const CaMetrics *state)
{
	return state->large != NULL && state->large->timeline != NULL;
}

/* The timeline of a state, which takes the few keys when it is new. */
static CaTimeline *
state_timeline(CaPool *pool, CaMetrics *state)
{
	CaLargeMetrics *large = become_large(pool, state);

	if (large->timeline == NULL)
	{
		large->timeline = ca_timeline_create(pool, state->few.shape, CA_MESSAGE_NONE);
		large->timeline->united = true;
		for (int i = 0; i < state->few.n; i++)
		{
			CaKey		key = ca_few_key(&state->few, i);

			ca_timeline_add(large->timeline, &key, CA_METRICS_TIME, *ca_few_bits(&state->few, i));
		}
		state->few.n = 0;
	}
	return large->timeline;
}

CaMetrics *
ca_metrics_grow(CaPool *pool, CaMetrics *state, const CaKey *key, uint16 seen)
{
	Size		bytes = 2 * (offsetof(CaMetrics, few.word) + state->few.bytes);

	if (bytes <= MOST_BYTES)
	{
		state = repalloc(state, bytes);
		ca_few_grow(&state->few, bytes - offsetof(CaMetrics, few.word));
		(void) ca_few_add(&state->few, key, seen);
	}
	else
		ca_timeline_add(state_timeline(pool, state), key, CA_METRICS_TIME, seen);
	return state;
}

/* ---- The answer ---- */

CaMessageTotals
ca_metrics_totals(const CaMetrics *state)
{
	CaMessageTotals totals;

	if (state->large != NULL)
		totals = state->large->totals;
	else
		ca_message_begin(&totals);
	ca_message_carry(&totals, &state->tally);
	return totals;
}

/* What a key can be seen with. */
static inline void
check_seen(uint32 seen)
{
	if (seen >> CA_MESSAGE_NONE != 0)
		ca_wire_error("the kind of an event is out of range");
}

CaMessageUniques
ca_metrics_uniques(const CaMetrics *state)
{
	CaMessageUniques uniques = {{0}, {0}};
	CaTimeScan *scan;
	const CaEvent *events;
	CaKey		key;
	Size		n;

	for (int i = 0; i < state->few.n; i++)
		ca_message_count_key(&uniques, *ca_few_bits(&state->few, i));
	if (!has_timeline(state))
		return uniques;
	scan = ca_timescan_begin(state->large->timeline, true, true);
	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		if (n != 1 || events[0].at != CA_METRICS_TIME)
			ca_wire_error("a time is out of range");
		check_seen(events[0].kind);
		ca_message_count_key(&uniques, events[0].kind);
	}
	ca_timescan_free(scan);
	return uniques;
}

/* ---- Encoded ---- */

/* Which events there are, then how many of each, then the times that there are. */
static void
write_totals(CaWriter *w, const CaMessageTotals *totals)
{
	const CaMessageTimes *times = &totals->times;
	uint32		there = 0;

	for (int event = 0; event < CA_MESSAGE_NONE; event++)
		there |= (uint32) (totals->n[event] > 0) << event;
	ca_write_varint(w, there);
	for (int event = 0; event < CA_MESSAGE_NONE; event++)
	{
		if (totals->n[event] > 0)
			ca_write_varint(w, totals->n[event]);
	}
	if (there == 0)
		return;
	ca_write_varint(w, ca_fold((uint64) times->first));
	ca_write_varint(w, (uint64) times->last - (uint64) times->first);
	if (ca_message_any(totals, true))
		ca_write_varint(w, (uint64) times->last - (uint64) times->last_engaged);
}

static inline bool
is_time(TimestampTz at)
{
	return IS_VALID_TIMESTAMP(at) || TIMESTAMP_NOT_FINITE(at);
}

static CaMessageTotals
read_totals(CaReader *r)
{
	CaMessageTotals totals;
	CaMessageTimes *times = &totals.times;
	uint64		there = ca_read_varint(r);

	ca_message_begin(&totals);
	if (there >> CA_MESSAGE_NONE != 0)
		ca_wire_error("the kind of an event is out of range");
	for (int event = 0; event < CA_MESSAGE_NONE; event++)
	{
		if ((there >> event & 1) == 0)
			continue;
		totals.n[event] = ca_read_varint(r);
		if (totals.n[event] == 0)
			ca_wire_error("a number of events is out of range");
	}
	if (there != 0)
	{
		times->first = (TimestampTz) ca_unfold(ca_read_varint(r));
		times->last = (TimestampTz) ((uint64) times->first + ca_read_varint(r));
		if (ca_message_any(&totals, true))
			times->last_engaged = (TimestampTz) ((uint64) times->last - ca_read_varint(r));
	}
	if (!ca_message_is_sound(&totals))
		ca_wire_error("numbers of events contradict each other");
	if (!is_time(times->first) || !is_time(times->last) || !is_time(times->last_engaged))
		ca_wire_error("a time is out of range");
	return totals;
}

void
ca_metrics_write(const CaMetrics *state, CaWriter *w)
{
	CaMessageTotals totals = ca_metrics_totals(state);

	write_totals(w, &totals);
	ca_write_varint(w, has_timeline(state));
	if (has_timeline(state))
		ca_timeline_write(state->large->timeline, w, NULL, 0);
	else
		ca_few_write(&state->few, w);
}

static void
absorb_totals(CaPool *pool, CaMetrics *state, const CaMessageTotals *totals)
{
	if (ca_message_take(&state->tally, totals))
		return;
	ca_message_add(&become_large(pool, state)->totals, totals);
	if (!ca_message_is_sound(&state->large->totals))
		ca_wire_error("numbers of events contradict each other");
}

/* Take few keys; the state may move. */
static CaMetrics *
absorb_few(CaPool *pool, CaMetrics *state, CaReader *r)
{
	CaKey		keys[CA_FEW_MOST];
	uint16		seen[CA_FEW_MOST];
	int			n = ca_few_read(r, state->few.shape, keys, seen);

	for (int i = 0; i < n; i++)
	{
		check_seen(seen[i]);
		if (!ca_metrics_add(state, &keys[i], seen[i]))
			state = ca_metrics_grow(pool, state, &keys[i], seen[i]);
	}
	return state;
}

CaMetrics *
ca_metrics_absorb(CaPool *pool, CaMetrics *state, CaReader *r)
{
	CaMessageTotals totals = read_totals(r);
	uint64		is_large = ca_read_varint(r);

	if (is_large > 1)
		ca_wire_error("the form of keys is not known");
	absorb_totals(pool, state, &totals);
	if (!is_large)
		return absorb_few(pool, state, r);
	ca_timeline_absorb(state_timeline(pool, state), r, NULL, 0);
	return state;
}
