/*-------------------------------------------------------------------------
 *
 * test_timescan.c
 *	  core/timescan: what is in memory, what is in parts, and both
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "unit_events.h"

/* As many events as are kept as a part when they are absorbed. */
#define MIN_PART	512
#define MIN_OTHERS	(MIN_PART + 1)

/* Add events one by one, or by way of bytes. */
static void
add_events(CaTimeline *timeline, const uint64 *events, Size n)
{
	for (Size i = 0; i < n; i++)
	{
		CaKey		key = {{events[i * UNIT_EVENT_WORDS], events[i * UNIT_EVENT_WORDS + 1]}};
		CaEvent		event = unit_event(events + i * UNIT_EVENT_WORDS);

		ca_timeline_add(timeline, &key, event.at, event.kind);
	}
}

static CaTimeline *
make_timeline(const UnitEvents *spec, bool unique)
{
	CaPool	   *pool = ca_pool_of(AllocSetContextCreate(CurrentMemoryContext, "test_timescan",
														ALLOCSET_DEFAULT_SIZES), SIZE_MAX);
	CaTimeline *timeline = ca_timeline_create(pool, unit_shape(spec->nkeys), spec->bits);

	timeline->unique = unique;
	return timeline;
}

static void
absorb_events(CaTimeline *timeline, const UnitEvents *spec, const uint64 *events, Size n)
{
	CaTimeline *part = make_timeline(spec, timeline->unique);
	bool		more = spec->kinds != NULL && strcmp(spec->kinds, "late") == 0;
	uint64		nkinds = more ? (uint64) 1 << 14 : 0;
	uint32	   *order = more ? unit_order(nkinds) : NULL;
	CaWriter	w;
	CaReader	r;

	add_events(part, events, n);
	ca_writer_open(&w, CurrentMemoryContext, 0);
	ca_timeline_write(part, &w, order, nkinds);
	ca_reader_open(&r, w.data, w.used);
	ca_timeline_absorb(timeline, &r, order, nkinds);
	pfree(w.data);
	if (more)
		pfree(order);
	MemoryContextDelete(part->pool->parent);
}

/* A scan of entries, parts or both against events in any order, which are put in order. */
static void
check_scan(UnitTest *test, CaTimeline *timeline, bool entries, bool parts, uint64 *model, Size n)
{
	unit_sort(model, n, UNIT_EVENT_WORDS);
	if (timeline->unique)
		n = unit_unique(model, n, UNIT_EVENT_WORDS, UNIT_EVENT_WORDS);
	unit_check_scan(test, ca_timescan_begin(timeline, entries, parts), timeline->nkeys, model, n);
}

/* A scan that is not gone through to its end leaves nothing behind. */
static void
check_given_up(UnitTest *test, CaTimeline *timeline, int ncontacts)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_timescan",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	CaTimeScan *scan = ca_timescan_begin(timeline, true, true);
	CaKey		key;
	Size		n;

	for (int i = 0; i < ncontacts; i++)
		(void) ca_timescan_next(scan, &key, &n);
	ca_timescan_free(scan);
	MemoryContextSwitchTo(old);
	UNIT_CHECK(test, context->firstchild == NULL);
	MemoryContextDelete(context);
}

/*
 * test_timescan(seed bigint, n int, nparts int, nkeys int, keys text, times
 * text, kinds text, uniq boolean): n events one by one, and n in each of nparts
 * parts; parts are no parts with fewer than 512 events
 */
UNIT_FUNCTION(test_timescan)
{
	int			nparts = PG_GETARG_INT32(2);
	UnitEvents	spec = {.n = PG_GETARG_INT32(1),.nkeys = PG_GETARG_INT32(3),.bits = 8};
	Size		n = spec.n;
	uint64	   *model = palloc_extended((n * (nparts + 1) + 1) * UNIT_EVENT_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	uint64	   *to = model;
	CaTimeline *timeline;
	UnitTest	test;

	spec.keys = unit_text(PG_GETARG_DATUM(4));
	spec.times = unit_text(PG_GETARG_DATUM(5));
	spec.kinds = unit_text(PG_GETARG_DATUM(6));
	unit_begin(&test, PG_GETARG_INT64(0));
	timeline = make_timeline(&spec, PG_GETARG_BOOL(7));
	for (int i = 0; i <= nparts; i++, to += n * UNIT_EVENT_WORDS)
	{
		uint64	   *events = unit_events(&test, &spec);

		memcpy(to, events, n * UNIT_EVENT_WORDS * sizeof(uint64));
		pfree(events);
		if (i > 0)
			absorb_events(timeline, &spec, to, n);
		else
			add_events(timeline, to, n);
	}

	/*
	 * What is wide puts aside what was there before; unique parts may be
	 * short.
	 */
	if (n >= MIN_PART && !timeline->wide && !timeline->unique)
	{
		check_scan(&test, timeline, true, false, model, n);
		check_scan(&test, timeline, false, true, model + n * UNIT_EVENT_WORDS, n * nparts);
	}
	check_scan(&test, timeline, false, false, model, 0);
	check_given_up(&test, timeline, 0);
	check_given_up(&test, timeline, 3);
	check_scan(&test, timeline, true, true, model, n * (nparts + 1));
	MemoryContextDelete(timeline->pool->parent);
	PG_RETURN_INT64(test.nchecks);
}

/*
 * test_timescan_last(nkeys int, nlast int, in_part boolean): the entry that is all
 * ones, as the marks are behind runs: nlast times in memory or in a part, and
 * other events of other contacts in the other
 */
UNIT_FUNCTION(test_timescan_last)
{
	UnitEvents	spec = {.nkeys = PG_GETARG_INT32(0),.bits = 8};
	int			nlast = PG_GETARG_INT32(1);
	bool		in_part = PG_GETARG_BOOL(2);
	Size		n = MIN_PART + nlast;
	uint64	   *model = palloc((n + MIN_OTHERS) * UNIT_EVENT_WORDS * sizeof(uint64));
	uint64	   *others = model + n * UNIT_EVENT_WORDS;
	CaTimeline *timeline = make_timeline(&spec, false);
	CaEvent		event = {UNIT_NOW, 0};
	UnitTest	test;

	unit_begin(&test, 0);
	for (Size i = 0; i < n + MIN_OTHERS; i++)
	{
		CaKey		key = {{i, spec.nkeys == 2 ? 7 : 0}};

		unit_event_words(model + i * UNIT_EVENT_WORDS, &key, &event);
	}
	for (int i = 0; i < nlast; i++)
	{
		CaKey		mixed = {{PG_UINT64_MAX, spec.nkeys == 2 ? PG_UINT64_MAX : 0}};
		CaKey		key = ca_timeline_unmix(mixed, spec.nkeys);
		CaEvent		last = {UNIT_NOW + (INT64CONST(1) << (63 - spec.bits)) - 1, 0xFF};

		unit_event_words(model + i * UNIT_EVENT_WORDS, &key, &last);
	}
	/* The first event is where times are counted from. */
	add_events(timeline, others, 1);
	if (in_part)
	{
		absorb_events(timeline, &spec, model, n);
		add_events(timeline, others + UNIT_EVENT_WORDS, MIN_OTHERS - 1);
	}
	else
	{
		add_events(timeline, model, n);
		absorb_events(timeline, &spec, others + UNIT_EVENT_WORDS, MIN_OTHERS - 1);
	}
	check_scan(&test, timeline, true, true, model, n + MIN_OTHERS);
	MemoryContextDelete(timeline->pool->parent);
	PG_RETURN_INT64(test.nchecks);
}
