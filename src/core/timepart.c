/*-------------------------------------------------------------------------
 *
 * timepart.c
 *	  Events of many contacts, encoded
 *
 * The form in which timelines are stored, sent and spilled:
 *
 *		contact: distance of the key from the one before; second word, if any;
 *				 number of events; events
 *		event:	 (time << bits | kind) << 1, or kind << 1 | 1 and then the time
 *
 * where a time is the distance from the event before, or for the first event
 * of a contact that from the first event of the contact before, signed.
 *
 * Interface
 *	ca_timepart_write_begin, ca_timepart_write
 *						- encode
 *	ca_timepart_open, ca_timepart_advance
 *						- contact by contact
 *	ca_timepart_take, ca_timepart_take_packed
 *						- a contact's events
 *
 * Cost: seven bytes an event within days, and some eight a contact.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/timepart.h"

/* The distance of two times, its sign in the lowest bit; wraps, and back again. */
static inline uint64
fold(uint64 distance)
{
	return distance << 1 ^ (uint64) ((int64) distance >> 63);
}

static inline uint64
unfold(uint64 folded)
{
	return folded >> 1 ^ (~(folded & 1) + 1);
}

/* ---- Writing ---- */

void
ca_timepart_write_begin(CaTimePartWriter *w, CaWriter *out, int nkeys, int bits)
{
	memset(w, 0, sizeof(CaTimePartWriter));
	w->out = out;
	w->nkeys = nkeys;
	w->bits = bits;
}

static pg_attribute_always_inline void
write_event(CaWriter *out, uint64 distance, uint32 kind, int bits)
{
	if (likely(distance >> (63 - bits) == 0))
		ca_write_varint(out, (distance << bits | kind) << 1);
	else
	{
		ca_write_varint(out, (uint64) kind << 1 | 1);
		ca_write_varint(out, distance);
	}
}

void
ca_timepart_write(CaTimePartWriter *w, CaKey key, const CaEvent *events, Size n)
{
	TimestampTz at = events[0].at;

	ca_write_varint(w->out, key.word[0] - w->key.word[0]);
	if (w->nkeys > 1)
		ca_write_varint(w->out, key.word[1]);
	ca_write_varint(w->out, n);
	write_event(w->out, fold((uint64) at - (uint64) w->first), events[0].kind, w->bits);
	for (Size i = 1; i < n; i++)
	{
		write_event(w->out, (uint64) events[i].at - (uint64) at, events[i].kind, w->bits);
		at = events[i].at;
	}
	w->key = key;
	w->first = events[0].at;
	w->nevents += n;
}

/* ---- Reading ---- */

void
ca_timepart_open(CaTimePartReader *r, MemoryContext context, CaRunFile *file, const CaTimePart *part)
{
	memset(r, 0, sizeof(CaTimePartReader));
	r->part = part;
	r->left = part->run.nentries;
	if (part->run.bytes != NULL)
		ca_reader_open(&r->in, part->run.bytes, part->run.length);
	else
		ca_reader_open_run(&r->in, context, file, &part->run);
}

bool
ca_timepart_advance(CaTimePartReader *r)
{
	CaKey		last = r->key;
	uint64		distance;

	if (r->left == 0)
	{
		if (!ca_reader_at_end(&r->in))
			ca_wire_error("there are more than declared");
		return false;
	}
	distance = ca_read_varint(&r->in);
	r->key.word[0] += distance;
	if (r->part->nkeys > 1)
		r->key.word[1] = ca_read_varint(&r->in);
	if (r->key.word[0] < distance ||
		(r->started && distance == 0 && r->key.word[1] <= last.word[1]))
		ca_wire_error("contacts are out of order");
	r->started = true;
	r->nevents = ca_read_varint(&r->in);
	if (r->nevents == 0 || r->nevents > r->left)
		ca_wire_error("the number of events is out of range");
	r->left -= r->nevents;
	return true;
}

/* One event: what its time is distant, and its kind. */
static pg_attribute_always_inline uint64
read_event(CaReader *in, int bits, uint32 *kind)
{
	uint64		code = ca_read_varint(in);
	uint64		distance;

	if (likely((code & 1) == 0))
	{
		*kind = (code >> 1) & ((UINT64CONST(1) << bits) - 1);
		return code >> 1 >> bits;
	}
	if (code >> 1 >> bits != 0)
		ca_wire_error("the kind of an event is out of range");
	*kind = (uint32) (code >> 1);
	distance = ca_read_varint(in);
	if (distance >> (63 - bits) == 0)
		ca_wire_error("a time is longer than need be");
	return distance;
}

static uint32
map_kind(const CaTimePart *part, uint32 kind)
{
	if (kind >= part->nkinds)
		ca_wire_error("the kind of an event is out of range");
	return part->kinds[kind];
}

/* Their kinds as ours; returns how many events stay. */
static Size
map_events(const CaTimePart *part, CaEvent *events, Size n)
{
	Size		kept = 0;

	for (Size i = 0; i < n; i++)
	{
		events[kept].at = events[i].at;
		events[kept].kind = map_kind(part, events[i].kind);
		kept += events[kept].kind != CA_KIND_DROP;
	}
	ca_events_sort(events, kept);
	return kept;
}

Size
ca_timepart_take(CaTimePartReader *r, CaEvent *events)
{
	const int	bits = r->part->bits;
	TimestampTz at;

	at = (TimestampTz) ((uint64) r->first + unfold(read_event(&r->in, bits, &events[0].kind)));
	events[0].at = r->first = at;
	for (uint64 i = 1; i < r->nevents; i++)
	{
		uint64		distance = read_event(&r->in, bits, &events[i].kind);

		if (unlikely(distance > (uint64) PG_INT64_MAX - (uint64) at))
			ca_wire_error("a time is out of range");
		at += distance;
		events[i].at = at;
		if (unlikely(distance == 0 && events[i].kind < events[i - 1].kind))
			ca_wire_error("events are out of order");
	}
	return r->part->kinds == NULL ? r->nevents : map_events(r->part, events, r->nevents);
}

/* Nearly in order: only events of one instant can be out of it. */
static void
sort_packed(int64 *packed, Size n)
{
	for (Size i = 1; i < n; i++)
	{
		int64		moving = packed[i];
		Size		gap = i;

		for (; gap > 0 && packed[gap - 1] > moving; gap--)
			packed[gap] = packed[gap - 1];
		packed[gap] = moving;
	}
}

/*
 * Read n events, all of them with their times in one number; false when one
 * does not fit.
 */
static pg_attribute_always_inline bool
read_packed(CaReader *in, const CaTimePart *part, TimestampTz *first, Size n,
			CaPack pack, int64 *packed, Size *kept)
{
	const int	bits = part->bits;
	const uint64 mask = (UINT64CONST(1) << bits) - 1;
	uint64		at = (uint64) *first;
	bool		fits = true;
	Size		to = 0;

	for (Size i = 0; i < n; i++)
	{
		uint64		code = ca_read_varint(in);
		uint64		distance = code >> 1 >> bits;
		uint32		kind = (uint32) (code >> 1 & mask);

		if (unlikely((code & 1) != 0))
			return false;
		if (i == 0)
		{
			distance = unfold(distance);
			*first = (TimestampTz) (at + distance);
		}
		at += distance;
		if (part->kinds != NULL)
		{
			kind = map_kind(part, kind);
			if (kind == CA_KIND_DROP)
				continue;
		}
		fits &= ca_pack_event(pack, (TimestampTz) at, kind, &packed[to]);
		if (part->kinds == NULL && unlikely(to > 0 && packed[to] < packed[to - 1]))
			return false;
		to++;
	}
	*kept = to;
	return fits;
}

bool
ca_timepart_take_packed(CaTimePartReader *r, CaPack pack, int64 *packed, Size *n)
{
	CaReader	in = r->in;
	TimestampTz first = r->first;

	/* A buffer that is filled anew cannot be gone back in. */
	if ((Size) (in.end - in.at) < r->nevents * CA_VARINT_MAX && in.buffer != NULL)
		return false;
	if (!read_packed(&in, r->part, &first, r->nevents, pack, packed, n))
		return false;
	if (r->part->kinds != NULL)
		sort_packed(packed, *n);
	r->in = in;
	r->first = first;
	return true;
}
