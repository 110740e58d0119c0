/*-------------------------------------------------------------------------
 *
 * timeline_wire.c
 *	  Timelines encoded, for other processes and stored states
 *
 * Reading leaves a large timeline encoded, as a part; ca_timeline_check is the
 * validator of what is stored.
 *
 * Interface: see timeline.h
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/timeline_bulk.h"

/* The earliest and the latest time of an encoded timeline. */
#define TIMES_BYTES		16

/* Bits of the kinds below nkinds. */
static int
bits_of_kinds(uint64 nkinds)
{
	return nkinds < 2 ? 1 : pg_leftmost_one_pos64(nkinds - 1) + 1;
}

void
ca_timeline_write(CaTimeline *timeline, CaWriter *out, const uint32 *kinds, uint64 nkinds)
{
	CaTimeScan *scan = ca_timescan_begin(timeline, true, true);
	int			bits = kinds == NULL ? timeline->pack.bits : bits_of_kinds(nkinds);
	CaSetHead	head = {0, false, 0};
	uint8		times[TIMES_BYTES] = {0};
	CaTimePartWriter w;
	Size		times_place;
	Size		place;

	ca_write_varint(out, bits);
	times_place = out->used;
	ca_write_bytes(out, times, sizeof(times));
	place = ca_state_write_hole(out);
	ca_timepart_write_begin(&w, out, timeline->nkeys, bits);
	ca_timeline_write_contacts(scan, &w, kinds);
	head.count = w.nevents;
	ca_state_fill_hole(out, place, head);
	ca_store64(out->data + times_place, (uint64) w.earliest);
	ca_store64(out->data + times_place + sizeof(uint64), (uint64) w.latest);
	ca_timescan_free(scan);
}

/* Few events are as well off among ours. */
static void
timeline_add_part(CaTimeline *timeline, const CaTimePart *part)
{
	CaTimePartReader reader;
	CaEvent		events[CA_BULK_MIN];

	ca_timepart_open(&reader, CurrentMemoryContext, NULL, part);
	while (ca_timepart_advance(&reader))
	{
		CaKey		key = ca_timeline_unmix(reader.key, timeline->nkeys);
		Size		n = ca_timepart_take(&reader, events);

		for (Size i = 0; i < n; i++)
			ca_timeline_add(timeline, &key, events[i].at, events[i].kind);
	}
}

/* Many are kept as they are, to be gone along when all are asked for. */
static void
timeline_let_wait(CaTimeline *timeline, CaTimePart *part)
{
	CaPool	   *pool = timeline->pool;
	uint8	   *bytes;

	if (timeline->bulk == NULL)
		ca_timeline_become_bulk(timeline);
	if (ca_pool_is_full(pool, part->run.length))
		ca_pool_relieve(pool);
	if (timeline->bulk->nparts >= CA_FAN_IN)
		ca_timeline_merge_parts(timeline, ca_pool_is_full(pool, part->run.length));
	bytes = ca_pool_realloc(pool, NULL, part->run.length);
	memcpy(bytes, part->run.bytes, part->run.length);
	part->run.bytes = bytes;
	if (part->kinds != NULL)
	{
		uint32	   *kinds = MemoryContextAlloc(pool->context, Max(part->nkinds, 1) * sizeof(uint32));

		memcpy(kinds, part->kinds, part->nkinds * sizeof(uint32));
		part->kinds = kinds;
	}
	ca_timeline_remember(timeline, part);
}

/* What was encoded, as it stands. */
static CaTimePart
open_part(CaReader *in, CaKeyShape shape)
{
	uint64		bits = ca_read_varint(in);
	uint8		times[TIMES_BYTES];
	CaReader	run;
	CaSetHead	head;
	CaTimePart	part;

	ca_read_bytes(in, times, sizeof(times));
	head = ca_state_read_set(in, shape, &run);
	part = (CaTimePart)
	{
		{
			run.at, 0, head.length, head.count
		}, ca_key_words(shape), bits,
			(TimestampTz) ca_load64(times), (TimestampTz) ca_load64(times + sizeof(uint64)), NULL, 0
	};
	if (bits < 1 || bits > 32)
		ca_wire_error("the bits of a kind are out of range");
	if (head.packed || head.count > head.length)
		ca_wire_error("the number of events is out of range");
	return part;
}

void
ca_timeline_absorb(CaTimeline *timeline, CaReader *in, const uint32 *kinds, uint64 nkinds)
{
	CaTimePart	part = open_part(in, timeline->shape);

	/* As they are they must fit ours, or would be others when written again. */
	if (kinds == NULL && part.bits != timeline->pack.bits)
		ca_wire_error("the bits of a kind are out of range");
	part.kinds = unconstify(uint32 *, kinds);
	part.nkinds = nkinds;
	ca_timeline_start(timeline, &part);
	if (part.run.nentries < CA_BULK_MIN)
		timeline_add_part(timeline, &part);
	else
		timeline_let_wait(timeline, &part);
	AssertCheckTimeline(timeline);
}

/* What is checked of all events together. */
typedef struct Check
{
	TimestampTz earliest;
	TimestampTz latest;
	uint64		nkinds;			/* that there must be */
	uint64		nseen;			/* that there were */
	bool	   *seen;			/* which */
} Check;

static void
check_event(Check *check, const CaEvent *event, const CaEvent *previous)
{
	if (event->kind >= check->nkinds)
		ca_wire_error("the kind of an event is out of range");
	check->nseen += !check->seen[event->kind];
	check->seen[event->kind] = true;
	if (!IS_VALID_TIMESTAMP(event->at) && !TIMESTAMP_NOT_FINITE(event->at))
		ca_wire_error("a time is out of range");
	check->earliest = Min(check->earliest, event->at);
	check->latest = Max(check->latest, event->at);
	if (previous != NULL && !ca_event_is_after(event, previous))
		ca_wire_error("an event is there twice");
}

uint64
ca_timeline_check(CaReader *in, CaKeyShape shape, uint64 nkinds)
{
	CaTimePart	part = open_part(in, shape);
	Check		check = {DT_NOEND, DT_NOBEGIN, nkinds, 0, NULL};
	CaTimePartReader reader;
	CaEvent    *events = NULL;
	Size		room = 0;

	if (part.bits != bits_of_kinds(nkinds))
		ca_wire_error("the bits of a kind are out of range");
	check.seen = palloc0(Max(nkinds, 1) * sizeof(bool));

	ca_timepart_open(&reader, CurrentMemoryContext, NULL, &part);
	while (ca_timepart_advance(&reader))
	{
		CHECK_FOR_INTERRUPTS();
		if (reader.nevents > room)
		{
			if (events != NULL)
				pfree(events);
			room = Max(2 * room, reader.nevents);
			events = palloc_extended(room * sizeof(CaEvent), MCXT_ALLOC_HUGE);
		}
		(void) ca_timepart_take(&reader, events);
		for (uint64 i = 0; i < reader.nevents; i++)
			check_event(&check, &events[i], i == 0 ? NULL : &events[i - 1]);
	}
	if (check.earliest != part.earliest || check.latest != part.latest)
		ca_wire_error("the range of times is wrong");
	if (check.nseen != nkinds)
		ca_wire_error("a kind has no event");
	pfree(check.seen);
	if (events != NULL)
		pfree(events);
	return part.run.nentries;
}
