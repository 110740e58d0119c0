/*-------------------------------------------------------------------------
 *
 * test_timeline.c
 *	  core/timeline against a sorted array
 *
 * Events are added one by one, and some of them come in parts that were
 * encoded by timelines with pools of their own.  Then the timeline must hand out
 * and write what the model has, as often as it is asked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "unit_events.h"

/* What to do; the arguments of the SQL function. */
typedef struct TimelineSpec
{
	UnitEvents	events;
	bool		unique;
	Size		limit;			/* of the pools, bytes */
	int			nparts;			/* that most of the events come in; 0: none */
	bool		maps;			/* the kinds of parts are mapped, so that some
								 * become one, and some are left out */
} TimelineSpec;

typedef struct TimelineTest
{
	UnitTest	test;
	TimelineSpec spec;
	uint64	   *events;			/* as they come */
	int		   *part;			/* in which part each is; 0: none */
	uint64		nkinds;			/* of parts, or 0: they are not mapped */
	uint32	   *order;			/* what the kinds of parts are written as */
	uint32	   *kinds;			/* what these are mapped to */
	uint64	   *model;			/* what there ought to be, in order */
	Size		nmodel;
} TimelineTest;

static CaTimeline *
make_timeline(const TimelineSpec *spec, Size limit)
{
	CaPool	   *pool = ca_pool_of(AllocSetContextCreate(CurrentMemoryContext, "test_timeline",
														ALLOCSET_DEFAULT_SIZES), limit);
	CaTimeline *timeline = ca_timeline_create(pool, unit_shape(spec->events.nkeys), spec->events.bits);

	timeline->unique = spec->unique;
	return timeline;
}

static void
free_timeline(CaTimeline *timeline)
{
	MemoryContextDelete(timeline->pool->parent);
}

static void
add_words(CaTimeline *timeline, const uint64 *words)
{
	CaKey		key = {{words[0], words[1]}};
	CaEvent		event = unit_event(words);

	ca_timeline_add(timeline, &key, event.at, event.kind);
}

static void
check_scan(TimelineTest *t, CaTimeline *timeline, const uint64 *model, Size n)
{
	unit_check_scan(&t->test, ca_timescan_begin(timeline, true, true), t->spec.events.nkeys, model, n);
}

/* Put a model in order, and of equal events keep one if they are to be unique. */
static Size
settle(const TimelineTest *t, uint64 *model, Size n)
{
	unit_sort(model, n, UNIT_EVENT_WORDS);
	return t->spec.unique ? unit_unique(model, n, UNIT_EVENT_WORDS, UNIT_EVENT_WORDS) : n;
}

/* ---- Making ---- */

static uint64 *
alloc_events(Size n)
{
	return palloc_extended(Max(n, 1) * UNIT_EVENT_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
}

/*
 * Kinds of more bits than agreed can only be written with a map; mapped, some
 * are left out and some become one.
 */
static void
make_kinds(TimelineTest *t)
{
	const UnitEvents *spec = &t->spec.events;
	bool		more = strcmp(spec->kinds, "late") == 0;

	t->nkinds = more ? (uint64) 1 << 14 : t->spec.maps ? UINT64CONST(1) << spec->bits : 0;
	t->order = t->kinds = NULL;
	if (t->nkinds == 0)
		return;
	t->order = unit_order(t->nkinds);
	t->kinds = unit_order(t->nkinds);
	for (uint64 kind = 0; kind < t->nkinds && t->spec.maps; kind++)
		t->kinds[kind] = unit_random_below(&t->test, 5) == 0 ? CA_KIND_DROP
			: (uint32) unit_random_below(&t->test, t->nkinds);
}

static void
make_events(TimelineTest *t)
{
	const TimelineSpec *spec = &t->spec;
	Size		n = spec->events.n;

	t->events = unit_events(&t->test, &spec->events);
	t->part = palloc(Max(n, 1) * sizeof(int));
	t->model = alloc_events(n);
	t->nmodel = 0;
	make_kinds(t);
	for (Size i = 0; i < n; i++)
	{
		uint64	   *words = t->model + t->nmodel * UNIT_EVENT_WORDS;

		t->part[i] = spec->nparts == 0 ? 0 : (int) unit_random_below(&t->test, spec->nparts + 1);
		memcpy(words, t->events + i * UNIT_EVENT_WORDS, UNIT_EVENT_WORDS * sizeof(uint64));
		if (t->part[i] > 0 && spec->maps)
			words[3] = t->kinds[words[3]];
		t->nmodel += !spec->maps || words[3] != CA_KIND_DROP;
	}
	t->nmodel = settle(t, t->model, t->nmodel);
}

/* Written with a map from kinds to others, of which there are nkinds. */
static CaWriter
write_timeline(CaTimeline *timeline, const uint32 *kinds, uint64 nkinds)
{
	CaWriter	w;

	ca_writer_open(&w, CurrentMemoryContext, 0);
	ca_timeline_write(timeline, &w, kinds, nkinds);
	return w;
}

/* Absorb what was written; it and the map may be forgotten then. */
static void
absorb(TimelineTest *t, CaTimeline *timeline, const CaWriter *w, const uint32 *kinds, uint64 nkinds)
{
	uint8	   *bytes = palloc_extended(w->used, MCXT_ALLOC_HUGE);
	uint32	   *map = kinds == NULL ? NULL : palloc(nkinds * sizeof(uint32));
	CaReader	r;

	memcpy(bytes, w->data, w->used);
	if (map != NULL)
		memcpy(map, kinds, nkinds * sizeof(uint32));
	ca_reader_open(&r, bytes, w->used);
	ca_timeline_absorb(timeline, &r, map, nkinds);
	UNIT_CHECK(&t->test, ca_reader_at_end(&r));
	memset(bytes, 0xA5, w->used);
	pfree(bytes);
	if (map != NULL)
	{
		memset(map, 0xA5, nkinds * sizeof(uint32));
		pfree(map);
	}
}

static void
absorb_part(TimelineTest *t, CaTimeline *timeline, int which)
{
	CaTimeline *part = make_timeline(&t->spec, t->spec.limit);
	CaWriter	w;

	for (Size i = 0; i < t->spec.events.n; i++)
	{
		if (t->part[i] == which)
			add_words(part, t->events + i * UNIT_EVENT_WORDS);
	}
	w = write_timeline(part, t->order, t->nkinds);
	absorb(t, timeline, &w, t->kinds, t->nkinds);
	pfree(w.data);
	free_timeline(part);
}

/* The events that are in no part, from one to another. */
static void
add_between(TimelineTest *t, CaTimeline *timeline, Size from, Size to)
{
	for (Size i = from; i < to; i++)
	{
		if (t->part[i] == 0)
			add_words(timeline, t->events + i * UNIT_EVENT_WORDS);
	}
}

/* What came so far of those in no part. */
static void
check_middle(TimelineTest *t, CaTimeline *timeline, Size n)
{
	uint64	   *model = alloc_events(n);
	Size		nmodel = 0;

	for (Size i = 0; i < n; i++)
	{
		if (t->part[i] == 0)
			memcpy(model + nmodel++ * UNIT_EVENT_WORDS, t->events + i * UNIT_EVENT_WORDS,
				   UNIT_EVENT_WORDS * sizeof(uint64));
	}
	check_scan(t, timeline, model, settle(t, model, nmodel));
	pfree(model);
}

/* Events, and after a scan more events and parts by turns. */
static void
build(TimelineTest *t, CaTimeline *timeline)
{
	Size		n = t->spec.events.n;
	Size		done = n / 2;

	add_between(t, timeline, 0, done);
	check_middle(t, timeline, done);
	for (int which = 1; which <= t->spec.nparts; which++)
	{
		Size		more = (n - done) / 2;

		absorb_part(t, timeline, which);
		add_between(t, timeline, done, done + more);
		done += more;
	}
	add_between(t, timeline, done, n);
}

/* ---- Checking ---- */

static bool
same_bytes(const CaWriter *a, const CaWriter *b)
{
	return a->used == b->used && memcmp(a->data, b->data, a->used) == 0;
}

/*
 * What is written depends on the events only: not on the order in which they
 * came, on what was spilled, or on whether it was written before.
 */
static void
check_written(TimelineTest *t, CaTimeline *timeline)
{
	CaTimeline *plain = make_timeline(&t->spec, SIZE_MAX);
	CaTimeline *again = make_timeline(&t->spec, SIZE_MAX);
	CaWriter	written = write_timeline(timeline, t->order, t->nkinds);
	CaWriter	other = write_timeline(timeline, t->order, t->nkinds);

	UNIT_CHECK(&t->test, same_bytes(&written, &other));
	for (Size i = t->nmodel; i-- > 0;)
		add_words(plain, t->model + i * UNIT_EVENT_WORDS);
	other = write_timeline(plain, t->order, t->nkinds);
	UNIT_CHECK(&t->test, same_bytes(&written, &other));
	free_timeline(plain);

	absorb(t, again, &written, t->order, t->nkinds);
	check_scan(t, again, t->model, t->nmodel);
	other = write_timeline(again, t->order, t->nkinds);
	UNIT_CHECK(&t->test, same_bytes(&written, &other));
	if (t->spec.unique)
	{
		absorb(t, again, &written, t->order, t->nkinds);
		other = write_timeline(again, t->order, t->nkinds);
		UNIT_CHECK(&t->test, same_bytes(&written, &other));
	}
	free_timeline(again);
	pfree(written.data);
}

/* Written with other kinds and absorbed with the way back. */
static void
check_written_mapped(TimelineTest *t, CaTimeline *timeline)
{
	uint64		nkinds = UINT64CONST(1) << t->spec.events.bits;
	uint32	   *order = palloc(nkinds * sizeof(uint32));
	uint32	   *back = palloc(nkinds * sizeof(uint32));
	uint64		turn = unit_random(&t->test) | 1;
	CaTimeline *again = make_timeline(&t->spec, t->spec.limit);
	CaWriter	written;

	for (uint32 kind = 0; kind < nkinds; kind++)
	{
		order[kind] = (uint32) ((kind * turn + 1) % nkinds);
		back[order[kind]] = kind;
	}
	written = write_timeline(timeline, order, nkinds);
	absorb(t, again, &written, back, nkinds);
	check_scan(t, again, t->model, t->nmodel);
	free_timeline(again);
}

/* Written with as many kinds as there are, what was written passes. */
static void
check_check(TimelineTest *t, CaTimeline *timeline)
{
	uint64		nkinds = (uint64) 1 << 14;
	uint32	   *order = unit_order(nkinds);
	bool	   *occurs = palloc0(nkinds * sizeof(bool));
	uint32		n = 0;
	CaWriter	written;
	CaReader	r;

	for (Size i = 0; i < t->nmodel; i++)
		occurs[t->model[i * UNIT_EVENT_WORDS + 3]] = true;
	for (uint64 kind = 0; kind < nkinds; kind++)
	{
		order[kind] = n;
		n += occurs[kind];
	}
	written = write_timeline(timeline, order, n);
	ca_reader_open(&r, written.data, written.used);
	UNIT_CHECK(&t->test, ca_timeline_check(&r, timeline->shape, n) == t->nmodel);
	UNIT_CHECK(&t->test, ca_reader_at_end(&r));
	pfree(written.data);
	pfree(order);
	pfree(occurs);
}

static CaTimeline *
run(TimelineTest *t)
{
	const TimelineSpec *spec = &t->spec;
	CaTimeline *timeline = make_timeline(spec, spec->limit);
	const char *kinds = spec->events.kinds;
	const char *times = spec->events.times;

	make_events(t);
	build(t, timeline);
	check_scan(t, timeline, t->model, t->nmodel);
	check_written(t, timeline);
	if (strcmp(kinds, "bits") == 0 && spec->events.bits <= 12)
		check_written_mapped(t, timeline);
	if (spec->unique && strcmp(kinds, "all") != 0 && strcmp(times, "any") != 0 && strcmp(times, "ends") != 0)
		check_check(t, timeline);
	check_scan(t, timeline, t->model, t->nmodel);
	return timeline;
}

/*
 * test_timeline(n int, nkeys int, keys text, times text, kinds text, bits int,
 * uniq boolean, memory bigint, nparts int, maps boolean, seed bigint,
 * spills boolean): spills says whether it must have used the disk
 */
UNIT_FUNCTION(test_timeline)
{
	TimelineTest t;
	TimelineSpec *spec = &t.spec;
	CaTimeline *timeline;

	spec->events.n = PG_GETARG_INT32(0);
	spec->events.nkeys = PG_GETARG_INT32(1);
	spec->events.keys = unit_text(PG_GETARG_DATUM(2));
	spec->events.times = unit_text(PG_GETARG_DATUM(3));
	spec->events.kinds = unit_text(PG_GETARG_DATUM(4));
	spec->events.bits = PG_GETARG_INT32(5);
	spec->unique = PG_GETARG_BOOL(6);
	spec->limit = PG_GETARG_INT64(7) < 0 ? SIZE_MAX : (Size) PG_GETARG_INT64(7);
	spec->nparts = PG_GETARG_INT32(8);
	spec->maps = PG_GETARG_BOOL(9);
	unit_begin(&t.test, PG_GETARG_INT64(10));
	timeline = run(&t);
	UNIT_CHECK(&t.test, (timeline->pool->file != NULL) == PG_GETARG_BOOL(11));
	free_timeline(timeline);
	PG_RETURN_INT64(t.test.nchecks);
}

/* ---- For SQL ---- */

/*
 * test_timeline_write(events bigint[], nkinds int): a unique timeline of id,
 * time and kind of each event, encoded
 */
UNIT_FUNCTION(test_timeline_write)
{
	TimelineSpec spec = {.events = {.nkeys = 1,.bits = 12},.unique = true};
	uint64		nkinds = PG_GETARG_INT32(1);
	CaTimeline *timeline = make_timeline(&spec, SIZE_MAX);
	int			n;
	const int64 *numbers = unit_numbers(PG_GETARG_DATUM(0), &n);
	CaWriter	w;
	bytea	   *bytes;

	for (int i = 0; i < n; i += 3)
	{
		CaKey		key = {{ca_key_from_int64(numbers[i]), 0}};

		ca_timeline_add(timeline, &key, numbers[i + 1], (uint32) numbers[i + 2]);
	}
	w = write_timeline(timeline, unit_order(nkinds), nkinds);
	bytes = palloc(VARHDRSZ + w.used);
	SET_VARSIZE(bytes, VARHDRSZ + w.used);
	memcpy(VARDATA(bytes), w.data, w.used);
	free_timeline(timeline);
	PG_RETURN_BYTEA_P(bytes);
}

/* test_timeline_check(bytes bytea, nkinds bigint): how many events */
UNIT_FUNCTION(test_timeline_check)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	uint64		n;
	CaReader	r;

	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	n = ca_timeline_check(&r, unit_shape(1), PG_GETARG_INT64(1));
	if (!ca_reader_at_end(&r))
		ca_wire_error("there are more than declared");
	PG_RETURN_INT64((int64) n);
}

/*
 * test_timeline_read(bytes bytea, nkinds int): id, time and kind of each event,
 * in order; with nkinds of 0 or more, kind k is k + 1, and the last one is left
 * out
 */
UNIT_FUNCTION(test_timeline_read)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	int			nkinds = PG_GETARG_INT32(1);
	TimelineSpec spec = {.events = {.nkeys = 1,.bits = 12}};
	CaTimeline *timeline;
	uint64	   *words = palloc((VARSIZE_ANY_EXHDR(bytes) + 1) * UNIT_EVENT_WORDS * sizeof(uint64));
	int64	   *numbers = (int64 *) words;
	uint32	   *kinds = nkinds < 0 ? NULL : palloc((nkinds + 1) * sizeof(uint32));
	CaTimeScan *scan;
	CaEvent    *events;
	Size		found = 0;
	CaReader	r;
	CaKey		key;
	Size		n;

	for (int kind = 0; kind < nkinds; kind++)
		kinds[kind] = kind == nkinds - 1 ? CA_KIND_DROP : kind + 1;
	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	if (kinds == NULL)
	{
		CaReader	head = r;

		/* kinds stay what they are: so must their bits, which come first */
		spec.events.bits = (int) ca_read_varint(&head);
	}
	timeline = make_timeline(&spec, SIZE_MAX);
	ca_timeline_absorb(timeline, &r, kinds, Max(nkinds, 0));
	scan = ca_timescan_begin(timeline, true, true);
	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		for (Size i = 0; i < n; i++)
			unit_event_words(words + found++ * UNIT_EVENT_WORDS, &key, &events[i]);
	}
	ca_timescan_free(scan);
	unit_sort(words, found, UNIT_EVENT_WORDS);
	for (Size i = 0; i < found; i++)
	{
		CaEvent		event = unit_event(words + i * UNIT_EVENT_WORDS);

		numbers[3 * i] = ca_key_to_int64(words[i * UNIT_EVENT_WORDS]);
		numbers[3 * i + 1] = event.at;
		numbers[3 * i + 2] = event.kind;
	}
	free_timeline(timeline);
	PG_RETURN_DATUM(unit_array(numbers, 3 * (int) found));
}
