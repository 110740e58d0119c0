/*-------------------------------------------------------------------------
 *
 * trail.c
 *	  The events of one group, in as little memory as they need
 *
 * For GROUP BY contact: millions of groups with a handful of events each.  A
 * trail is one chunk of memory, at first of 64 bytes, that doubles:
 *
 *		shared | n | room | bits wide sorted | word word word ...
 *
 * A funnel's kind is a few bits and an instant of these decades fits in the
 * rest of a word, so an event is mostly one word, and words are ordered as
 * events are.  With the first event that does not fit (many bits, an instant
 * far away or infinite) all of the trail become two words each.
 *
 * Interface
 *	ca_trail_create			- empty
 *	ca_trail_add			- add one event (inline)
 *	ca_trail_events			- all of them in order
 *	ca_trail_write			- encode
 *	ca_trail_absorb			- add what was encoded
 *
 * Memory: the chunk lives in the context given to ca_trail_create, and events
 * in order in the pool's scratch.  Nothing is spilled: HashAggregate itself
 * puts groups aside when they take more than work_mem.
 * Cost: events that come in order are never sorted; others once.
 * Invariants: wide if and only if an event is not narrow, so that the encoded
 * form depends on the events alone; AssertCheckTrail has the others.
 * Limits: 2^32 - 1 events a group, error program_limit_exceeded.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/sort.h"
#include "core/trail.h"

/* Bytes of a new trail: five narrow events, which most groups do not exceed. */
#define CA_TRAIL_FIRST	64

/* So many words are sorted where they are. */
#define CA_TRAIL_FEW	24

static inline int
trail_nwords(const CaTrail *trail)
{
	return trail->wide ? 2 : 1;
}

static inline CaEvent
narrow_event(uint64 word, int bits)
{
	CaEvent		event;

	event.at = (TimestampTz) ((word >> bits) - (CA_SIGN >> bits));
	event.kind = (uint32) (word & ((UINT64CONST(1) << bits) - 1));
	return event;
}

static inline CaEvent
wide_event(const uint64 *word)
{
	CaEvent		event;

	event.at = (TimestampTz) (word[0] ^ CA_SIGN);
	event.kind = (uint32) word[1];
	return event;
}

static inline void
set_wide(uint64 *word, CaEvent event)
{
	word[0] = (uint64) event.at ^ CA_SIGN;
	word[1] = event.kind;
}

static inline CaEvent
trail_event(const CaTrail *trail, Size i)
{
	return trail->wide ? wide_event(trail->word + 2 * i) : narrow_event(trail->word[i], trail->bits);
}

static void
AssertCheckTrail(const CaTrail *trail)
{
#ifdef USE_ASSERT_CHECKING
	bool		wide = false;

	Assert(trail->bits >= 1 && trail->bits <= 32);
	Assert(trail->n <= trail->room);
	for (uint32 i = 0; i < trail->n; i++)
	{
		CaEvent		event = trail_event(trail, i);

		wide |= !ca_trail_is_narrow(event.at, trail->bits);
		Assert((uint64) event.kind >> trail->bits == 0);
		if (trail->sorted && i > 0)
		{
			CaEvent		before = trail_event(trail, i - 1);

			Assert(!ca_event_is_after(&before, &event));
		}
	}
	Assert(wide == trail->wide);
#endif
}

CaTrail *
ca_trail_create(MemoryContext context, int bits, const void *shared)
{
	CaTrail    *trail = MemoryContextAlloc(context, CA_TRAIL_FIRST);

	trail->shared = shared;
	trail->n = 0;
	trail->room = (CA_TRAIL_FIRST - offsetof(CaTrail, word)) / sizeof(uint64);
	trail->bits = (uint8) bits;
	trail->wide = false;
	trail->sorted = true;
	AssertCheckTrail(trail);
	return trail;
}

/* ---- Adding ---- */

/* Give the chunk, of a power of two of bytes, space for so many events. */
static CaTrail *
trail_reserve(CaTrail *trail, uint64 nevents)
{
	Size		event = trail_nwords(trail) * sizeof(uint64);
	Size		bytes;

	if (nevents > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a group cannot have more than %u events", PG_UINT32_MAX)));
	bytes = pg_nextpower2_64(offsetof(CaTrail, word) + nevents * event);
	trail = repalloc_huge(trail, bytes);
	trail->room = (uint32) Min((bytes - offsetof(CaTrail, word)) / event, PG_UINT32_MAX);
	return trail;
}

/* Make all events wide, the last one first, for they take more space. */
static CaTrail *
trail_widen(CaTrail *trail)
{
	trail->wide = true;
	trail = trail_reserve(trail, (uint64) trail->n + 1);
	for (Size i = trail->n; i-- > 0;)
		set_wide(trail->word + 2 * i, narrow_event(trail->word[i], trail->bits));
	return trail;
}

CaTrail *
ca_trail_add_slow(CaTrail *trail, TimestampTz at, uint32 kind)
{
	CaEvent		event = {at, kind};

	if (!trail->wide && !ca_trail_is_narrow(at, trail->bits))
		trail = trail_widen(trail);
	if (trail->n == trail->room)
		trail = trail_reserve(trail, (uint64) trail->n + 1);
	if (!trail->wide)
		return ca_trail_add(trail, at, kind);
	if (trail->n > 0)
	{
		CaEvent		last = trail_event(trail, trail->n - 1);

		trail->sorted &= !ca_event_is_after(&last, &event);
	}
	set_wide(trail->word + 2 * (Size) trail->n++, event);
	return trail;
}

/* ---- In order ---- */

static void
sort_few_words(uint64 *word, uint32 n)
{
	for (uint32 i = 1; i < n; i++)
	{
		uint64		moving = word[i];
		uint32		to = i;

		for (; to > 0 && word[to - 1] > moving; to--)
			word[to] = word[to - 1];
		word[to] = moving;
	}
}

static void
trail_sort(CaTrail *trail, CaPool *pool)
{
	int			nwords = trail_nwords(trail);

	AssertCheckTrail(trail);
	if (trail->sorted)
		return;
	if (!trail->wide && trail->n <= CA_TRAIL_FEW)
		sort_few_words(trail->word, trail->n);
	else
		ca_sort_entries(trail->word, trail->n, nwords,
						ca_pool_scratch(pool, (Size) trail->n * nwords * sizeof(uint64)));
	trail->sorted = true;
	AssertCheckTrail(trail);
}

const CaEvent *
ca_trail_events(CaTrail *trail, CaPool *pool)
{
	CaEvent    *events;

	trail_sort(trail, pool);
	events = (CaEvent *) ca_pool_scratch(pool, trail->n * sizeof(CaEvent));
	if (trail->wide)
	{
		for (Size i = 0; i < trail->n; i++)
			events[i] = wide_event(trail->word + 2 * i);
	}
	else
	{
		for (Size i = 0; i < trail->n; i++)
			events[i] = narrow_event(trail->word[i], trail->bits);
	}
	return events;
}

/* ---- Encoded ---- */

/*
 * Their number and whether they are wide, in one number; then of each event
 * how much its first word exceeds that of the event before, and its second
 * word if they are wide.
 */
void
ca_trail_write(CaTrail *trail, CaPool *pool, CaWriter *w)
{
	int			nwords = trail_nwords(trail);
	uint64		last = 0;

	trail_sort(trail, pool);
	ca_write_varint(w, (uint64) trail->n << 1 | trail->wide);
	for (Size i = 0; i < trail->n; i++)
	{
		const uint64 *word = trail->word + i * nwords;

		CHECK_FOR_INTERRUPTS();
		ca_write_varint(w, word[0] - last);
		if (trail->wide)
			ca_write_varint(w, word[1]);
		last = word[0];
	}
}

/* One event behind a number that it must not be less than. */
static CaEvent
read_event(CaReader *r, uint64 *last, bool wide, int bits)
{
	uint64		word[2];

	word[0] = *last + ca_read_varint(r);
	if (word[0] < *last)
		ca_wire_error("a time is out of range");
	*last = word[0];
	if (!wide)
		return narrow_event(word[0], bits);
	word[1] = ca_read_varint(r);
	if (word[1] >> bits != 0)
		ca_wire_error("a kind of event is out of range");
	return wide_event(word);
}

CaTrail *
ca_trail_absorb(CaTrail *trail, CaReader *r)
{
	uint64		head = ca_read_varint(r);
	uint64		n = head >> 1;
	bool		wide = (head & 1) != 0;
	uint64		last = 0;

	/* No event takes less than a byte. */
	if (n > (uint64) (r->end - r->at))
		ca_wire_error("there are fewer events than declared");
	if (trail->n + n > trail->room)
		trail = trail_reserve(trail, trail->n + n);
	for (; n > 0; n--)
	{
		CaEvent		event = read_event(r, &last, wide, trail->bits);

		CHECK_FOR_INTERRUPTS();
		trail = ca_trail_add(trail, event.at, event.kind);
	}
	AssertCheckTrail(trail);
	return trail;
}
