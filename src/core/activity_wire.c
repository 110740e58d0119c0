/*-------------------------------------------------------------------------
 *
 * activity_wire.c
 *	  Activities encoded
 *
 * The encoded form is: the least unit and how many follow it; the number of
 * contacts and length (state.h); contacts: distance of the key from the one
 * before, second word (timepart.h), active units, and starts; whether there is a
 * timeline; and it.
 *
 * Contacts come in the order of the slots, so taking them meets the slots one
 * after another.
 *
 * Interface
 *	ca_activity_write		- encode
 *	ca_activity_absorb		- take what was encoded
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "core/activity_word.h"

static void
write_slots(const CaActivity *activity, CaWriter *out, int64 low)
{
	const int	nkeys = activity->nkeys;

	/* without units there is no lowest, and nothing to shift */
	const int64 distance = activity->units == 0 ? 0 : activity->base - low;
	uint64	   *place = activity->slots.slot;
	CaKey		last = {{0, 0}};
	const uint64 *entry;

	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		CaKey		key = ca_activity_slot_key(activity, entry);

		CHECK_FOR_INTERRUPTS();
		ca_timepart_write_key(out, &last, &key, nkeys);
		last = key;
		ca_write_varint(out, ca_shift_word(entry[nkeys], distance));
		if (activity->starts == CA_STARTS_ALL)
			ca_write_varint(out, ca_shift_word(entry[nkeys + 1], distance));
		else if (activity->starts == CA_STARTS_FIRST)
			ca_write_varint(out, entry[nkeys + 1] == 0 ? 0
							: ca_fold((uint64) ca_first_of_word(entry[nkeys + 1])) + 1);
	}
}

void
ca_activity_write(CaActivity *activity, CaWriter *out)
{
	CaSetHead	head = {0, false, 0};
	Size		place;
	int64		low = 0;
	int64		high = 0;

	ca_activity_settle(activity);
	if (activity->timeline != NULL)
		ca_activity_put_aside(activity);
	if (activity->units != 0)
	{
		low = activity->base + pg_rightmost_one_pos64(activity->units);
		high = activity->base + pg_leftmost_one_pos64(activity->units);
	}
	ca_write_varint(out, ca_fold((uint64) low));
	ca_write_varint(out, high - low);
	place = ca_state_write_hole(out);
	write_slots(activity, out, low);
	head.count = activity->slots.used;
	ca_state_fill_hole(out, place, head);
	ca_write_varint(out, activity->timeline != NULL);
	if (activity->timeline != NULL)
		ca_timeline_write(activity->timeline, out, NULL, 0);
}

/* What is read from the wire about slots. */
typedef struct SlotsReader
{
	CaReader	in;
	int64		low;			/* the unit of the lowest bits */
	int64		high;			/* the unit of the highest */
	CaKey		key;			/* mixed, of the contact read last */
	bool		started;		/* there has been one */
	uint64		active;			/* its units */
	uint64		start;			/* bits of its starts, or ca_word_of_first */
} SlotsReader;

static inline void
read_key(SlotsReader *r, int nkeys)
{
	ca_timepart_read_key(&r->in, &r->key, r->started, nkeys);
	r->started = true;
}

static void
read_words(SlotsReader *r, CaStarts starts)
{
	uint64		bits;

	r->active = bits = ca_read_varint(&r->in);
	r->start = 0;
	if (starts != CA_STARTS_NONE)
		r->start = ca_read_varint(&r->in);
	if (starts == CA_STARTS_ALL)
		bits |= r->start;
	if (bits >> (r->high - r->low) > 1)
		ca_wire_error("a unit is out of range");
	if ((r->active | r->start) == 0)
		ca_wire_error("a contact has no unit");
	if (starts == CA_STARTS_FIRST && r->start != 0)
	{
		r->start = ca_word_of_first((int64) ca_unfold(r->start - 1));
		if (r->start == 0)
			ca_wire_error("a unit is out of range");
	}
}

/* Add all contacts to the slots, which the window lets. */
static pg_attribute_always_inline void
read_into_slots(CaActivity *activity, SlotsReader *r, uint64 count,
				const int nkeys, const CaSlotsMerge merge)
{
	const int64 distance = r->low - activity->base;

	for (uint64 i = 0; i < count; i++)
	{
		uint64		entry[4];

		CHECK_FOR_INTERRUPTS();
		read_key(r, nkeys);
		read_words(r, activity->starts);
		ca_entry_copy(entry, r->key.word, nkeys);
		entry[nkeys] = ca_shift_word(r->active, distance);
		entry[nkeys + 1] = merge == CA_SLOTS_OR_OR ? ca_shift_word(r->start, distance) : r->start;
		ca_activity_add_entry(activity, entry, nkeys, merge);
		activity->units |= entry[nkeys];
		if (merge == CA_SLOTS_OR_OR)
			activity->units |= entry[nkeys + 1];
	}
}

/* Put a few aside, as entries of the timeline. */
static void
read_to_timeline(CaActivity *activity, SlotsReader *r, uint64 count)
{
	CaTimeline *timeline = ca_activity_timeline(activity);

	for (uint64 i = 0; i < count; i++)
	{
		CaEvent		events[CA_SLOT_EVENTS];
		CaKey		key;
		int			n;

		read_key(r, activity->nkeys);
		read_words(r, activity->starts);
		key = ca_timeline_unmix(r->key, activity->nkeys);
		n = ca_activity_events(activity, r->active, r->start, r->low, events);
		for (int j = 0; j < n; j++)
			ca_timeline_add(timeline, &key, events[j].at, events[j].kind);
	}
}

/* Put them aside, as a part of the timeline. */
static void
read_aside(CaActivity *activity, SlotsReader *r, uint64 count, bool in_file)
{
	CaTimePartMaker maker;
	CaTimePart	part;

	ca_activity_make_part(activity, &maker, in_file);
	for (uint64 i = 0; i < count; i++)
	{
		CaEvent		events[CA_SLOT_EVENTS];
		int			n;

		CHECK_FOR_INTERRUPTS();
		read_key(r, activity->nkeys);
		read_words(r, activity->starts);
		n = ca_activity_events(activity, r->active, r->start, r->low, events);
		ca_timepart_write(&maker.w, r->key, events, n);
	}
	part = ca_timepart_made(&maker);
	ca_timeline_keep(ca_activity_timeline(activity), &part);
}

static void
read_slots(CaActivity *activity, SlotsReader *r, uint64 count)
{
	bool		full = ca_activity_is_too_much(activity, ca_slots_reserved_bytes(&activity->slots, count));

	if (count == 0)
		return;
	if (full)
		ca_pool_relieve(activity->pool);
	if (!full && ca_activity_reach(activity, r->low, r->high))
	{
		ca_slots_reserve(&activity->slots, count);
		ca_activity_account(activity);
		CA_FOR_SLOTS(&activity->slots, read_into_slots, activity, r, count);
	}
	else if (count < CA_ASIDE_MIN)
		read_to_timeline(activity, r, count);
	else
		read_aside(activity, r, count, full);
	if (!ca_reader_at_end(&r->in))
		ca_wire_error("there are more than declared");
}

void
ca_activity_absorb(CaActivity *activity, CaReader *in)
{
	SlotsReader r = {0};
	CaSetHead	head;
	uint64		span;

	r.low = (int64) ca_unfold(ca_read_varint(in));
	span = ca_read_varint(in);
	if (span >= CA_WINDOW || !ca_is_unit(r.low) || !ca_is_unit((int64) ((uint64) r.low + span)))
		ca_wire_error("the range of units is wrong");
	r.high = r.low + span;
	head = ca_state_read_set(in, activity->shape, &r.in);
	if (head.packed || head.count > head.length)
		ca_wire_error("the number of contacts is out of range");
	read_slots(activity, &r, head.count);
	switch (ca_read_varint(in))
	{
		case 0:
			break;
		case 1:
			ca_timeline_absorb(ca_activity_timeline(activity), in, NULL, 0);
			break;
		default:
			ca_wire_error("it is not known whether there is a timeline");
	}
}
