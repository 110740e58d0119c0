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
 * where the halves of a key of one word change places, for the lower one is
 * mostly 0 (timeline.h), and a time is the distance from the event before, or
 * for the first event of a contact that from the first event of the contact
 * before, signed.
 *
 * Interface
 *	ca_timepart_write_begin, ca_timepart_write
 *						- encode
 *	ca_timepart_make, ca_timepart_made
 *						- encode a part of its own, in memory or in a file
 *	ca_timepart_write_key, ca_timepart_read_key
 *						- a contact's key (inline)
 *	ca_timepart_open, ca_timepart_advance
 *						- contact by contact
 *	ca_timepart_take, ca_timepart_take_entries
 *						- a contact's events
 *
 * Cost: seven bytes an event within days, and two to ten a contact.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/timepart.h"

/* ---- Writing ---- */

void
ca_timepart_write_begin(CaTimePartWriter *w, CaWriter *out, int nkeys, int bits)
{
	memset(w, 0, sizeof(CaTimePartWriter));
	w->earliest = DT_NOEND;
	w->latest = DT_NOBEGIN;
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

	ca_timepart_write_key(w->out, &w->key, &key, w->nkeys);
	ca_write_varint(w->out, n);
	write_event(w->out, ca_fold((uint64) at - (uint64) w->first), events[0].kind, w->bits);
	for (Size i = 1; i < n; i++)
	{
		write_event(w->out, (uint64) events[i].at - (uint64) at, events[i].kind, w->bits);
		at = events[i].at;
	}
	w->key = key;
	w->first = events[0].at;
	w->earliest = Min(w->earliest, events[0].at);
	w->latest = Max(w->latest, at);
	w->nevents += n;
}

void
ca_timepart_make(CaTimePartMaker *m, MemoryContext context, CaRunFile *file, int nkeys, int bits)
{
	memset(m, 0, sizeof(CaTimePartMaker));
	m->part.nkeys = nkeys;
	m->part.bits = bits;
	m->file = file;
	if (file != NULL)
	{
		m->part.run.offset = ca_runfile_length(file);
		ca_writer_open_file(&m->out, CurrentMemoryContext, file);
	}
	else
		ca_writer_open(&m->out, context, 1024);
	ca_timepart_write_begin(&m->w, &m->out, nkeys, bits);
}

CaTimePart
ca_timepart_made(CaTimePartMaker *m)
{
	m->part.run.nentries = m->w.nevents;
	m->part.earliest = m->w.earliest;
	m->part.latest = m->w.latest;
	if (m->file != NULL)
	{
		ca_writer_close_file(&m->out);
		m->part.run.length = ca_runfile_length(m->file) - m->part.run.offset;
	}
	else
	{
		m->part.run.bytes = m->out.data;
		m->part.run.length = m->out.used;
	}
	return m->part;
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
	if (r->left == 0)
	{
		if (!ca_reader_at_end(&r->in))
			ca_wire_error("there are more than declared");
		return false;
	}
	ca_timepart_read_key(&r->in, &r->key, r->started, r->part->nkeys);
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

	at = (TimestampTz) ((uint64) r->first + ca_unfold(read_event(&r->in, bits, &events[0].kind)));
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

/*
 * As ca_read_varint where nine bytes can be read: not told is whether the number
 * could have been shorter, which ca_timepart_take tells.
 */
static pg_attribute_always_inline uint64
load_varint(const uint8 **at)
{
	const uint8 *from = *at;
	int			length;

	if (unlikely(*from == 0))
	{
		*at = from + CA_VARINT_MAX;
		return ca_load64(from + 1);
	}
	length = pg_rightmost_one_pos32(*from) + 1;
	*at = from + length;
	return ca_load64(from) << (64 - 8 * length) >> (64 - 7 * length);
}

/* Let an entry move up past those of the same instant that come after it. */
static void
sink_entry(uint64 *entries, Size i, int nwords)
{
	for (uint64 *word = entries + (i + 1) * nwords - 1; i > 0 && word[-nwords] > *word; i--)
	{
		uint64		moving = *word;

		*word = word[-nwords];
		word -= nwords;
		*word = moving;
	}
}

/* Write an entry; false when it does not fit. */
static pg_attribute_always_inline bool
put_entry(uint64 *entry, const CaKey *key, const int nkeys, CaPack pack, uint64 time, uint32 kind)
{
	int64		packed;
	bool		fits = ca_pack_event(pack, (TimestampTz) time, kind, &packed);

	entry[0] = key->word[0];
	if (nkeys > 1)
		entry[1] = key->word[1];
	entry[nkeys] = (uint64) packed ^ CA_SIGN;
	return fits;
}

/*
 * The contact's events, all of them with their times in one number, from bytes
 * that are enough; false when that is not so, and nothing has been taken.
 */
static pg_attribute_always_inline bool
load_entries(CaTimePartReader *r, CaPack pack, uint64 *entries, Size *n,
			 const int nkeys, const bool mapped)
{
	const CaTimePart *part = r->part;
	const int	bits = part->bits;
	const uint64 mask = (UINT64CONST(1) << bits) - 1;
	const uint64 nevents = r->nevents;
	const CaKey key = r->key;
	const uint8 *at = r->in.at;
	uint64		time = (uint64) r->first;
	uint64		first = 0;
	uint64		last = 0;
	uint64		longer = 0;
	bool		fits = true;
	Size		to = 0;

	for (uint64 i = 0; i < nevents; i++)
	{
		uint64		code = load_varint(&at);
		uint64		distance = code >> 1 >> bits;
		uint32		kind = (uint32) (code >> 1 & mask);
		uint64	   *entry = entries + to * (nkeys + 1);

		longer |= code;
		if (i == 0)
			first = distance = ca_unfold(distance);
		time += distance;
		if (mapped)
		{
			if ((code & 1) != 0)
				return false;
			kind = map_kind(part, kind);
			if (kind == CA_KIND_DROP)
				continue;
		}
		fits &= put_entry(entry, &key, nkeys, pack, time, kind);
		if (unlikely(entry[nkeys] < last))
		{
			fits &= mapped;
			sink_entry(entries, to, nkeys + 1);
		}
		else
			last = entry[nkeys];
		to++;
	}
	if (!fits || (longer & 1) != 0)
		return false;
	*n = to;
	r->first = (TimestampTz) ((uint64) r->first + first);
	r->in.at = at;
	return true;
}

/* By way of events, whatever they are: what is wrong is an error there. */
static Size
convert_entries(CaTimePartReader *r, CaPack pack, uint64 *entries)
{
	const int	nkeys = r->part->nkeys;
	CaEvent    *events = palloc_extended(r->nevents * sizeof(CaEvent), MCXT_ALLOC_HUGE);
	Size		n = ca_timepart_take(r, events);

	for (Size i = 0; i < n; i++)
	{
		if (!put_entry(entries + i * (nkeys + 1), &r->key, nkeys, pack,
					   (uint64) events[i].at, events[i].kind))
			ca_wire_error("a time is out of range");
	}
	pfree(events);
	return n;
}

Size
ca_timepart_take_entries(CaTimePartReader *r, CaPack pack, uint64 *entries)
{
	Size		n;
	bool		loaded = false;

	/* Near the end of what is at hand the other way is taken. */
	if ((uint64) (r->in.end - r->in.at) / CA_VARINT_MAX >= r->nevents)
	{
		bool		mapped = r->part->kinds != NULL;

		if (r->part->nkeys == 1)
			loaded = mapped ? load_entries(r, pack, entries, &n, 1, true)
				: load_entries(r, pack, entries, &n, 1, false);
		else
			loaded = mapped ? load_entries(r, pack, entries, &n, 2, true)
				: load_entries(r, pack, entries, &n, 2, false);
	}
	return loaded ? n : convert_entries(r, pack, entries);
}
