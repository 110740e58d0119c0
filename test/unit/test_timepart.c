/*-------------------------------------------------------------------------
 *
 * test_timepart.c
 *	  core/timepart against a sorted array
 *
 * Events are given and handed out by SQL as numbers: the words of a key, the
 * time, the kind.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/timepart.h"
#include "unit_events.h"

typedef struct PartTest
{
	UnitTest	test;
	MemoryContext context;
	const uint64 *events;		/* in order; equal ones stay */
	Size		n;
	int			nkeys;
	int			bits;
	uint32	   *kinds;			/* what kinds are mapped to */
	uint64		nkinds;
} PartTest;

/* Events of the contact that begins at a place. */
static Size
contact_length(const uint64 *events, Size n, Size i)
{
	Size		end = i + 1;

	while (end < n && memcmp(events + i * UNIT_EVENT_WORDS, events + end * UNIT_EVENT_WORDS, 2 * sizeof(uint64)) == 0)
		end++;
	return end - i;
}

static void
copy_events(CaEvent *to, const uint64 *events, Size n)
{
	for (Size i = 0; i < n; i++)
		to[i] = unit_event(events + i * UNIT_EVENT_WORDS);
}

static void
write_part(CaWriter *out, const uint64 *events, Size n, int nkeys, int bits)
{
	CaEvent    *contact = palloc_extended(Max(n, 1) * sizeof(CaEvent), MCXT_ALLOC_HUGE);
	CaTimePartWriter w;

	ca_timepart_write_begin(&w, out, nkeys, bits);
	for (Size i = 0; i < n;)
	{
		Size		length = contact_length(events, n, i);
		CaKey		key = {{events[i * UNIT_EVENT_WORDS], events[i * UNIT_EVENT_WORDS + 1]}};

		copy_events(contact, events + i * UNIT_EVENT_WORDS, length);
		ca_timepart_write(&w, key, contact, length);
		i += length;
	}
	Assert(w.nevents == n);
	pfree(contact);
}

/* What the events of a contact are when they are taken. */
static Size
mapped(const PartTest *t, const CaTimePart *part, CaEvent *events, Size n)
{
	Size		kept = 0;

	if (part->kinds == NULL)
		return n;
	for (Size i = 0; i < n; i++)
	{
		events[kept].at = events[i].at;
		events[kept].kind = t->kinds[events[i].kind];
		kept += events[kept].kind != CA_KIND_DROP;
	}
	ca_events_sort(events, kept);
	return kept;
}

/* Do all of these events fit a packing? */
static bool
all_fit(CaPack pack, const CaEvent *events, Size n)
{
	bool		fits = true;
	int64		packed;

	for (Size i = 0; i < n; i++)
		fits &= ca_pack_event(pack, events[i].at, events[i].kind, &packed);
	return fits;
}

static void
check_events(PartTest *t, const CaEvent *found, Size nfound, const CaEvent *expected, Size n)
{
	UNIT_CHECK(&t->test, nfound == n);
	for (Size i = 0; i < n; i++)
		UNIT_CHECK(&t->test, found[i].at == expected[i].at && found[i].kind == expected[i].kind);
}

/* Take a contact as entries, which have its key. */
static Size
take_entries(PartTest *t, CaTimePartReader *r, CaPack pack, uint64 *entries, CaEvent *events)
{
	const int	nwords = t->nkeys + 1;
	Size		n = ca_timepart_take_entries(r, pack, entries);

	for (Size i = 0; i < n; i++)
	{
		UNIT_CHECK(&t->test, memcmp(entries + i * nwords, r->key.word, t->nkeys * sizeof(uint64)) == 0);
		events[i] = ca_unpack_event(pack, (int64) (entries[i * nwords + t->nkeys] ^ CA_SIGN));
	}
	return n;
}

/* Read all contacts, with a packing as entries. */
static void
read_part(PartTest *t, CaRunFile *file, const CaTimePart *part, const CaPack *pack)
{
	CaEvent    *events = palloc_extended(Max(t->n, 1) * sizeof(CaEvent), MCXT_ALLOC_HUGE);
	CaEvent    *expected = palloc_extended(Max(t->n, 1) * sizeof(CaEvent), MCXT_ALLOC_HUGE);
	uint64	   *entries = palloc_extended(Max(t->n, 1) * 3 * sizeof(uint64), MCXT_ALLOC_HUGE);
	CaTimePartReader r;
	Size		i = 0;

	ca_timepart_open(&r, t->context, file, part);
	while (ca_timepart_advance(&r))
	{
		const uint64 *words = t->events + i * UNIT_EVENT_WORDS;
		Size		length;
		Size		n;

		UNIT_CHECK(&t->test, i < t->n);
		length = contact_length(t->events, t->n, i);
		UNIT_CHECK(&t->test, memcmp(r.key.word, words, sizeof(CaKey)) == 0 && r.nevents == length);
		copy_events(expected, words, length);
		n = pack == NULL ? ca_timepart_take(&r, events) : take_entries(t, &r, *pack, entries, events);
		check_events(t, events, n, expected, mapped(t, part, expected, length));
		i += r.nevents;
	}
	UNIT_CHECK(&t->test, i == t->n);
	pfree(events);
	pfree(expected);
	pfree(entries);
}

/* Do all events fit a packing, mapped as the part's are? */
static bool
part_fits(const PartTest *t, const CaTimePart *part, CaPack pack)
{
	CaEvent    *events = palloc_extended(Max(t->n, 1) * sizeof(CaEvent), MCXT_ALLOC_HUGE);
	bool		fits;

	copy_events(events, t->events, t->n);
	fits = all_fit(pack, events, mapped(t, part, events, t->n));
	pfree(events);
	return fits;
}

/* In all ways to take events. */
static void
read_part_all(PartTest *t, CaRunFile *file, CaTimePart part)
{
	TimestampTz middle = t->n == 0 ? 0 : unit_event(t->events + t->n / 2 * UNIT_EVENT_WORDS).at;
	CaPack		packs[] = {ca_pack_around(middle, t->bits), ca_pack_around(0, 1), ca_pack_around(middle, 24)};

	for (int map = 0; map < 2; map++)
	{
		read_part(t, file, &part, NULL);
		for (int i = 0; i < (int) lengthof(packs); i++)
		{
			if (part_fits(t, &part, packs[i]))
				read_part(t, file, &part, &packs[i]);
		}
		if (t->kinds == NULL)
			return;
		part.kinds = t->kinds;
		part.nkinds = t->nkinds;
	}
}

static void
check_in_memory(PartTest *t)
{
	CaTimePart	part = {{NULL, 0, 0, t->n}, t->nkeys, t->bits, 0, 0, NULL, 0};
	CaWriter	w;

	ca_writer_open(&w, t->context, 0);
	write_part(&w, t->events, t->n, t->nkeys, t->bits);
	part.run.bytes = w.data;
	part.run.length = w.used;
	read_part_all(t, NULL, part);
}

static void
check_in_file(PartTest *t)
{
	CaTimePart	part = {{NULL, 0, 0, t->n}, t->nkeys, t->bits, 0, 0, NULL, 0};
	CaRunFile  *file = ca_runfile_create(t->context);
	CaWriter	w;

	ca_runfile_write(file, "before", 6);
	part.run.offset = ca_runfile_length(file);
	ca_writer_open_file(&w, t->context, file);
	write_part(&w, t->events, t->n, t->nkeys, t->bits);
	ca_writer_close_file(&w);
	part.run.length = ca_runfile_length(file) - part.run.offset;
	ca_runfile_write(file, "behind", 6);
	read_part_all(t, file, part);
	ca_runfile_close(file);
}

/*
 * Some kinds are left out, some become one of two.  There are fewer than the
 * bits could tell.
 */
static void
make_kinds(PartTest *t, uint64 *events)
{
	t->nkinds = (UINT64CONST(1) << (t->bits - 1)) + 1;
	t->kinds = palloc(t->nkinds * sizeof(uint32));
	for (uint64 kind = 0; kind < t->nkinds; kind++)
		t->kinds[kind] = unit_random_below(&t->test, 5) == 0 ? CA_KIND_DROP : (uint32) unit_random_below(&t->test, 2);
	for (Size i = 0; i < t->n; i++)
		events[i * UNIT_EVENT_WORDS + 3] %= t->nkinds;
}

/*
 * test_timepart(seed bigint, n int, nkeys int, bits int, keys text, times text)
 */
UNIT_FUNCTION(test_timepart)
{
	UnitEvents	spec = {.n = PG_GETARG_INT32(1),.nkeys = PG_GETARG_INT32(2),.bits = PG_GETARG_INT32(3),
	.kinds = "bits"};
	PartTest	t = {.n = spec.n,.nkeys = spec.nkeys,.bits = spec.bits};
	uint64	   *events;

	spec.keys = unit_text(PG_GETARG_DATUM(4));
	spec.times = unit_text(PG_GETARG_DATUM(5));
	unit_begin(&t.test, PG_GETARG_INT64(0));
	t.context = AllocSetContextCreate(CurrentMemoryContext, "test_timepart", ALLOCSET_DEFAULT_SIZES);
	events = unit_events(&t.test, &spec);
	if (t.bits <= 16)
		make_kinds(&t, events);
	unit_sort(events, t.n, UNIT_EVENT_WORDS);
	t.events = events;
	check_in_memory(&t);
	check_in_file(&t);
	MemoryContextDelete(t.context);
	PG_RETURN_INT64(t.test.nchecks);
}

/* ---- For SQL ---- */

/* test_timepart_write(events bigint[], nkeys int, bits int): events in order */
UNIT_FUNCTION(test_timepart_write)
{
	int			nnumbers;
	const int64 *numbers = unit_numbers(PG_GETARG_DATUM(0), &nnumbers);
	int			nkeys = PG_GETARG_INT32(1);
	int			n = nnumbers / (nkeys + 2);
	uint64	   *events = palloc(Max(n, 1) * UNIT_EVENT_WORDS * sizeof(uint64));
	bytea	   *bytes;
	CaWriter	w;

	for (int i = 0; i < n; i++, numbers += nkeys + 2)
	{
		CaKey		key = {{numbers[0], nkeys == 1 ? 0 : numbers[1]}};
		CaEvent		event = {numbers[nkeys], (uint32) numbers[nkeys + 1]};

		unit_event_words(events + i * UNIT_EVENT_WORDS, &key, &event);
	}
	ca_writer_open(&w, CurrentMemoryContext, 0);
	write_part(&w, events, n, nkeys, PG_GETARG_INT32(2));
	bytes = palloc(VARHDRSZ + w.used);
	SET_VARSIZE(bytes, VARHDRSZ + w.used);
	memcpy(VARDATA(bytes), w.data, w.used);
	PG_RETURN_BYTEA_P(bytes);
}

/*
 * test_timepart_read(bytes bytea, count bigint, nkeys int, bits int, nkinds int,
 * entries boolean): events, taken as entries or not; with nkinds of 0 or more, kind k is k + 1 then, and
 * the last one is left out
 */
UNIT_FUNCTION(test_timepart_read)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	int			nkeys = PG_GETARG_INT32(2);
	int			nkinds = PG_GETARG_INT32(4);
	CaTimePart	part = {{(uint8 *) VARDATA_ANY(bytes), 0, VARSIZE_ANY_EXHDR(bytes), PG_GETARG_INT64(1)},
	nkeys, PG_GETARG_INT32(3), 0, 0, NULL, 0};
	CaPack		pack = {0, part.bits};
	Size		room = VARSIZE_ANY_EXHDR(bytes) + 1;
	int64	   *numbers = palloc(room * (nkeys + 2) * sizeof(int64));
	uint64	   *entries = palloc(room * 3 * sizeof(uint64));
	CaEvent    *events = palloc(room * sizeof(CaEvent));
	PartTest	t = {.nkeys = nkeys};
	Size		n = 0;
	CaTimePartReader r;

	if (nkinds >= 0)
	{
		part.kinds = palloc((nkinds + 1) * sizeof(uint32));
		part.nkinds = nkinds;
		for (int kind = 0; kind < nkinds; kind++)
			part.kinds[kind] = kind == nkinds - 1 ? CA_KIND_DROP : kind + 1;
	}
	if (part.run.nentries > part.run.length)
		ca_wire_error("the number of events is out of range");
	ca_timepart_open(&r, CurrentMemoryContext, NULL, &part);
	while (ca_timepart_advance(&r))
	{
		Size		nevents;

		if (PG_GETARG_BOOL(5))
			nevents = take_entries(&t, &r, pack, entries, events);
		else
			nevents = ca_timepart_take(&r, events);
		for (Size i = 0; i < nevents; i++)
		{
			memcpy(numbers + n, r.key.word, nkeys * sizeof(uint64));
			numbers[n + nkeys] = events[i].at;
			numbers[n + nkeys + 1] = events[i].kind;
			n += nkeys + 2;
		}
	}
	PG_RETURN_DATUM(unit_array(numbers, (int) n));
}
