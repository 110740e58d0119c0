/*-------------------------------------------------------------------------
 *
 * timeline_part.c
 *	  Timelines put aside: encoded parts, in memory and in files
 *
 * When the pool is full, the entries and the parts in memory go to its file; when
 * entries become wide, those that are not are put aside.  Parts that have become
 * too many to be read at once are made one, but for the large ones.
 *
 * Interface: see timeline.h and timeline_bulk.h
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "core/timeline_bulk.h"

/* A part so many times the average is large. */
#define CA_LARGE_PART	8

uint32
ca_timeline_greatest_kind(const CaTimeline *timeline)
{
	int			bits = timeline->wide ? 32 : timeline->pack.bits;
	uint64		greatest = (UINT64CONST(1) << bits) - 1;

	for (int i = 0; timeline->bulk != NULL && i < timeline->bulk->nparts; i++)
	{
		const CaTimePart *part = &timeline->bulk->parts[i];

		if (part->kinds == NULL)
			greatest |= (UINT64CONST(1) << part->bits) - 1;
		for (uint64 kind = 0; part->kinds != NULL && kind < part->nkinds; kind++)
			greatest |= part->kinds[kind] == CA_KIND_DROP ? 0 : part->kinds[kind];
	}
	return (uint32) greatest;
}

static int
timeline_bits(const CaTimeline *timeline)
{
	return pg_leftmost_one_pos32(ca_timeline_greatest_kind(timeline)) + 1;
}

void
ca_timeline_write_contacts(CaTimeScan *scan, CaTimePartWriter *w, const uint32 *kinds)
{
	CaEvent    *events;
	CaKey		key;
	Size		n;

	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		if (kinds != NULL)
		{
			for (Size i = 0; i < n; i++)
				events[i].kind = kinds[events[i].kind];
			ca_events_sort(events, n);
		}
		ca_timepart_write(w, ca_timeline_mix(key, w->nkeys), events, n);
	}
}

void
ca_timeline_start(CaTimeline *timeline, const CaTimePart *part)
{
	if (timeline->started || part->run.nentries == 0)
		return;
	timeline->pack = ca_pack_around(part->earliest, timeline->pack.bits);
	timeline->started = true;
}

void
ca_timeline_remember(CaTimeline *timeline, const CaTimePart *part)
{
	CaTimelineBulk *bulk = timeline->bulk;

	if (bulk->nparts == bulk->maxparts)
	{
		bulk->maxparts = Max(4, bulk->maxparts * 2);
		bulk->parts = ca_pool_realloc(timeline->pool, bulk->parts, bulk->maxparts * sizeof(CaTimePart));
	}
	bulk->parts[bulk->nparts++] = *part;
	if (part->run.bytes != NULL)
		bulk->waiting_bytes += part->run.length;
	ca_timeline_account(timeline);
}

/* Encode the entries, or the parts, as one part, in memory or in the file. */
static CaTimePart
part_write(CaTimeline *timeline, bool entries, bool in_file, int bits)
{
	CaTimeScan *scan = ca_timescan_begin(timeline, entries, !entries);
	CaTimePartMaker maker;

	ca_timepart_make(&maker, timeline->pool->context,
					 in_file ? ca_pool_file(timeline->pool) : NULL, timeline->nkeys, bits);
	ca_timeline_write_contacts(scan, &maker.w, NULL);
	ca_timescan_free(scan);
	return ca_timepart_made(&maker);
}

static void
part_free(CaTimePart *part)
{
	if (part->run.bytes != NULL)
		pfree(unconstify(uint8 *, part->run.bytes));
	if (part->kinds != NULL)
		pfree(part->kinds);
}

/* Put the entries in memory aside as a part, in memory or in the file. */
static void
timeline_set_aside(CaTimeline *timeline, bool in_file)
{
	CaTimePart	part = part_write(timeline, true, in_file,
								  timeline->wide ? 32 : timeline->pack.bits);

	ca_timeline_clear(timeline);
	ca_timeline_remember(timeline, &part);
}

/*
 * Put parts that are much larger than the average first; returns how many.  To
 * write them again whenever others have become too many would cost the square.
 */
static int
put_large_first(CaTimelineBulk *bulk)
{
	uint64		bytes = 0;
	int			nlarge = 0;

	for (int i = 0; i < bulk->nparts; i++)
		bytes += bulk->parts[i].run.length;
	for (int i = 0; i < bulk->nparts; i++)
	{
		CaTimePart	part = bulk->parts[i];

		if (part.run.length <= bytes / bulk->nparts * CA_LARGE_PART)
			continue;
		bulk->parts[i] = bulk->parts[nlarge];
		bulk->parts[nlarge++] = part;
	}
	return nlarge;
}

void
ca_timeline_merge_parts(CaTimeline *timeline, bool in_file)
{
	CaTimelineBulk *bulk = timeline->bulk;
	int			nlarge = put_large_first(bulk);
	CaTimePart	part;

	/* The large ones are not to be seen meanwhile. */
	bulk->parts += nlarge;
	bulk->nparts -= nlarge;
	for (int i = 0; i < bulk->nparts; i++)
		in_file |= bulk->parts[i].run.bytes == NULL;
	part = part_write(timeline, false, in_file, timeline_bits(timeline));
	for (int i = 0; i < bulk->nparts; i++)
	{
		if (bulk->parts[i].run.bytes != NULL)
			bulk->waiting_bytes -= bulk->parts[i].run.length;
		part_free(&bulk->parts[i]);
	}
	bulk->parts -= nlarge;
	bulk->nparts = nlarge;
	ca_timeline_remember(timeline, &part);
}

/* Parts that waited in memory go to the file as they are. */
static void
timeline_spill_waiting(CaTimeline *timeline)
{
	CaTimelineBulk *bulk = timeline->bulk;
	CaRunFile  *file = ca_pool_file(timeline->pool);

	for (int i = 0; i < bulk->nparts; i++)
	{
		CaRun	   *run = &bulk->parts[i].run;

		if (run->bytes == NULL)
			continue;
		run->offset = ca_runfile_length(file);
		ca_runfile_write(file, run->bytes, run->length);
		pfree(unconstify(uint8 *, run->bytes));
		run->bytes = NULL;
	}
	bulk->waiting_bytes = 0;
}

void
ca_timeline_spill(CaPoolMember *member)
{
	CaTimeline *timeline = ((CaTimelineBulk *) member)->timeline;

	timeline_spill_waiting(timeline);
	if (ca_timeline_has_entries(timeline))
		timeline_set_aside(timeline, true);
	if (timeline->bulk->nparts >= CA_FAN_IN)
		ca_timeline_merge_parts(timeline, true);
	ca_timeline_account(timeline);
}

/*
 * An event that does not fit one word has come: from now on there are two.  What
 * is there already is put aside, encoded.
 */
void
ca_timeline_widen(CaTimeline *timeline)
{
	Assert(!timeline->wide);
	if (ca_timeline_has_entries(timeline))
	{
		if (timeline->bulk == NULL)
			ca_timeline_become_bulk(timeline);
		timeline_set_aside(timeline, false);
	}
	else if (timeline->bulk != NULL)
		ca_timeline_clear(timeline);
	timeline->wide = true;
	timeline->nwords++;
	AssertCheckTimeline(timeline);
}

void
ca_timeline_keep(CaTimeline *timeline, const CaTimePart *part)
{
	if (timeline->bulk == NULL)
		ca_timeline_become_bulk(timeline);
	ca_timeline_start(timeline, part);
	ca_timeline_remember(timeline, part);
	if (timeline->bulk->nparts >= CA_FAN_IN)
		ca_timeline_merge_parts(timeline, ca_pool_is_full(timeline->pool, 0));
}
