/*-------------------------------------------------------------------------
 *
 * test_activity.c
 *	  core/activity against a sorted array
 *
 * Units are added one by one, and some of them come in parts that were encoded by
 * activities with pools of their own.  Then the activity must hand out what the
 * model has, as often as it is asked, and so must what it writes.
 *
 * Units
 *	near		- 60 of them
 *	ascending	- 300 of them, in order
 *	descending	- the same, backwards
 *	random		- the same, in any order
 *	walk		- a step up or down each time
 *	two			- of two windows by turns
 *	far			- near, but some are any timestamp
 *	micros		- any timestamp
 *	late		- near, but the last third is random
 *	bursts		- a hundred near each other, then a hundred elsewhere
 *	ends		- close to the least and the greatest that are allowed
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"
#include "utils/timestamp.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/activity.h"
#include "unit_events.h"

/* A row of the model: an event whose kind says whether it is a start. */
#define ROW_WORDS		UNIT_EVENT_WORDS

/* What to do; the arguments of the SQL function. */
typedef struct ActivitySpec
{
	Size		n;				/* rows */
	Size		ncontacts;		/* that they are of */
	int			nkeys;			/* words of a key */
	const char *keys;			/* a distribution of unit.c, or crowded */
	const char *units;
	CaStarts	starts;
	Size		limit;			/* of the pools, bytes */
	int			nparts;			/* that most rows come in; 0: none */
	int			ngroups;		/* activities in one pool */
	bool		busy;			/* others fill the pool while they are scanned */
} ActivitySpec;

typedef struct ActivityTest
{
	UnitTest	test;
	ActivitySpec spec;
	uint64	   *keys;			/* of the contacts */
	uint64	   *rows;			/* as they come */
	int		   *part;			/* in which part each is; 0: none */
	int		   *group;			/* of which activity it is */
	uint64	   *model;			/* room for as many rows */
	int64		walk;			/* the last unit of a walk */
	CaActivity *filler;			/* what grows during scans, or NULL */
	CaTimeline *events;			/* the same */
} ActivityTest;

static CaStarts
starts_of(const char *word)
{
	return strcmp(word, "none") == 0 ? CA_STARTS_NONE
		: strcmp(word, "first") == 0 ? CA_STARTS_FIRST : CA_STARTS_ALL;
}

/* ---- Rows ---- */

static int64
valid_unit(UnitTest *test)
{
	return unit_time(test, "valid", 0, 1);
}

static int64
make_unit(ActivityTest *t, Size i)
{
	const char *units = t->spec.units;
	int64		random = (int64) unit_random_below(&t->test, 300);
	int64		rising = (int64) (i * 300 / t->spec.n);

	if (strcmp(units, "near") == 0)
		return 8887 + random / 5;
	if (strcmp(units, "ascending") == 0)
		return 8887 + rising;
	if (strcmp(units, "descending") == 0)
		return 150 - rising;
	if (strcmp(units, "random") == 0)
		return 8887 + random;
	if (strcmp(units, "walk") == 0)
		return t->walk += random % 7 - 3;
	if (strcmp(units, "two") == 0)
		return (i % 2 == 0 ? 100 : 1100) + random / 10;
	if (strcmp(units, "far") == 0)
		return random % 20 == 0 ? valid_unit(&t->test) : 8887 + random / 5;
	if (strcmp(units, "micros") == 0)
		return valid_unit(&t->test);
	if (strcmp(units, "late") == 0)
		return i < t->spec.n / 3 * 2 ? 8887 + random / 5 : 10000 + random;
	if (strcmp(units, "bursts") == 0)
		return (int64) (i / 100 * 7919 % 1000) * 40 - 20000 + random / 4;
	if (strcmp(units, "ends") == 0)
		return random % 2 == 0 ? PG_INT64_MAX - CA_WINDOW - 1 - random : PG_INT64_MIN + CA_WINDOW + 1 + random;
	elog(ERROR, "units \"%s\" are not known", units);
}

/* Keys of contacts; those that crowd have mixed keys close to the greatest. */
static void
make_keys(ActivityTest *t)
{
	int			nkeys = t->spec.nkeys;
	Size		n = t->spec.ncontacts;
	bool		crowded = strcmp(t->spec.keys, "crowded") == 0;

	t->keys = palloc_extended(n * nkeys * sizeof(uint64), MCXT_ALLOC_HUGE);
	unit_fill(&t->test, t->keys, n, nkeys, crowded ? "dense" : t->spec.keys);
	for (Size i = 0; i < n && crowded; i++)
	{
		CaKey		mixed = {{~t->keys[i * nkeys], nkeys == 1 ? 0 : ~t->keys[i * nkeys + 1]}};
		CaKey		key = ca_timeline_unmix(mixed, nkeys);

		memcpy(t->keys + i * nkeys, key.word, nkeys * sizeof(uint64));
	}
}

/* A row is of the same contact, part and group as the one before. */
static void
join_last(ActivityTest *t, Size i)
{
	memcpy(t->rows + i * ROW_WORDS, t->rows + (i - 1) * ROW_WORDS, 2 * sizeof(uint64));
	t->part[i] = t->part[i - 1];
	t->group[i] = t->group[i - 1];
}

static void
make_rows(ActivityTest *t)
{
	const ActivitySpec *spec = &t->spec;

	make_keys(t);
	t->rows = palloc_extended(Max(spec->n, 1) * ROW_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	t->model = palloc_extended(Max(spec->n, 1) * ROW_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	t->part = palloc(Max(spec->n, 1) * sizeof(int));
	t->group = palloc(Max(spec->n, 1) * sizeof(int));
	t->walk = 0;
	for (Size i = 0; i < spec->n; i++)
	{
		const uint64 *words = t->keys + unit_random_below(&t->test, spec->ncontacts) * spec->nkeys;
		CaKey		key = {{words[0], spec->nkeys == 1 ? 0 : words[1]}};
		CaEvent		row = {make_unit(t, i), 0};

		row.kind = spec->starts != CA_STARTS_NONE && unit_random_below(&t->test, 3) == 0;
		unit_event_words(t->rows + i * ROW_WORDS, &key, &row);
		t->part[i] = spec->nparts == 0 ? 0 : (int) unit_random_below(&t->test, spec->nparts + 1);
		t->group[i] = (int) unit_random_below(&t->test, spec->ngroups);
		if (i > 0 && row.kind == 1 && unit_random(&t->test) % 2 == 0)
			join_last(t, i);
	}
}

static bool
same_contact(const uint64 *a, const uint64 *b)
{
	return a[0] == b[0] && a[1] == b[1];
}

/* ---- The model ---- */

/*
 * Rows of a group among the first n, each once and in order; and of
 * CA_STARTS_FIRST only the least start of a contact.  In the model starts stand
 * behind all activity.
 */
static Size
make_model(ActivityTest *t, int group, Size n)
{
	Size		nmodel = 0;
	Size		kept = 0;

	for (Size i = 0; i < n; i++)
	{
		const uint64 *row = t->rows + i * ROW_WORDS;
		uint64	   *to = t->model + nmodel * ROW_WORDS;

		if (t->group[i] != group)
			continue;
		memcpy(to, row, 2 * sizeof(uint64));
		to[2] = row[3];
		to[3] = row[2];
		nmodel++;
	}
	unit_sort(t->model, nmodel, ROW_WORDS);
	nmodel = unit_unique(t->model, nmodel, ROW_WORDS, ROW_WORDS);
	for (Size i = 0; i < nmodel; i++)
	{
		const uint64 *row = t->model + i * ROW_WORDS;
		const uint64 *last = t->model + (kept - 1) * ROW_WORDS;

		if (t->spec.starts == CA_STARTS_FIRST && kept > 0 && row[2] == 1 && last[2] == 1 &&
			same_contact(row, last))
			continue;
		memmove(t->model + kept++ * ROW_WORDS, row, ROW_WORDS * sizeof(uint64));
	}
	return kept;
}

/* ---- Scans ---- */

/* While an activity is scanned, others of its pool grow. */
static void
fill_pool(ActivityTest *t)
{
	for (int i = 0; t->filler != NULL && i < 4; i++)
	{
		CaKey		key = {{unit_random(&t->test), t->spec.nkeys == 1 ? 0 : 7}};

		ca_activity_add(t->filler, &key, (int64) unit_random_below(&t->test, 1000));
		ca_timeline_add(t->events, &key, UNIT_NOW, 0);
	}
}

static Size
take_units(UnitTest *test, uint64 *to, const CaKey *key, uint64 kind, const int64 *units, Size n)
{
	for (Size i = 0; i < n; i++, to += ROW_WORDS)
	{
		UNIT_CHECK(test, i == 0 || units[i - 1] < units[i]);
		to[0] = key->word[0];
		to[1] = key->word[1];
		to[2] = kind;
		to[3] = (uint64) units[i] ^ CA_SIGN;
	}
	return n;
}

/* All rows of a scan in order of the model; room for most of them. */
static Size
take_scan(ActivityTest *t, CaActivity *activity, uint64 *found, Size most)
{
	CaActivityScan *scan = ca_activity_begin(activity);
	CaActivityContact contact;
	CaKey		last = {{0, 0}};
	Size		n = 0;

	while (ca_activity_next(scan, &contact))
	{
		CaKey		mixed = ca_timeline_mix(contact.key, activity->nkeys);

		UNIT_CHECK(&t->test, contact.nactive + contact.nstarts > 0);
		UNIT_CHECK(&t->test, contact.nactive + contact.nstarts <= most - n);
		UNIT_CHECK(&t->test, contact.nstarts <= (activity->starts == CA_STARTS_NONE ? 0
												 : activity->starts == CA_STARTS_FIRST ? 1 : most));
		UNIT_CHECK(&t->test, n == 0 || mixed.word[0] > last.word[0] ||
				   (mixed.word[0] == last.word[0] && mixed.word[1] > last.word[1]));
		last = mixed;
		fill_pool(t);
		n += take_units(&t->test, found + n * ROW_WORDS, &contact.key, 0, contact.active, contact.nactive);
		n += take_units(&t->test, found + n * ROW_WORDS, &contact.key, 1, contact.start, contact.nstarts);
	}
	UNIT_CHECK(&t->test, !ca_activity_next(scan, &contact));
	ca_activity_free(scan);
	unit_sort(found, n, ROW_WORDS);
	return n;
}

/* All units in slots are known to be there. */
static void
check_units(ActivityTest *t, const CaActivity *activity)
{
	uint64	   *place = activity->slots.slot;
	const uint64 *entry;

	while ((entry = ca_slots_next(&activity->slots, &place)) != NULL)
	{
		UNIT_CHECK(&t->test, (entry[activity->nkeys] & ~activity->units) == 0);
		UNIT_CHECK(&t->test, activity->starts != CA_STARTS_ALL ||
				   (entry[activity->nkeys + 1] & ~activity->units) == 0);
	}
}

/* An activity must have what is in the first n rows of a group. */
static void
check_activity(ActivityTest *t, CaActivity *activity, int group, Size n)
{
	Size		nmodel = make_model(t, group, n);
	uint64	   *found;

	check_units(t, activity);
	found = palloc_extended((nmodel + 1) * ROW_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);

	UNIT_CHECK(&t->test, take_scan(t, activity, found, nmodel) == nmodel);
	for (Size i = 0; i < nmodel; i++)
		UNIT_CHECK(&t->test, memcmp(found + i * ROW_WORDS, t->model + i * ROW_WORDS,
									ROW_WORDS * sizeof(uint64)) == 0);
	pfree(found);
}

/* A scan that is not gone through to its end leaves nothing behind. */
static void
check_given_up(ActivityTest *t, CaActivity *activity)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_activity",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	CaActivityScan *scan = ca_activity_begin(activity);
	CaActivityContact contact;

	(void) ca_activity_next(scan, &contact);
	ca_activity_free(scan);
	MemoryContextSwitchTo(old);
	UNIT_CHECK(&t->test, context->firstchild == NULL);
	MemoryContextDelete(context);
}

/* ---- Making ---- */

static CaPool *
make_pool(const ActivitySpec *spec)
{
	return ca_pool_of(AllocSetContextCreate(CurrentMemoryContext, "test_activity",
											ALLOCSET_DEFAULT_SIZES), spec->limit);
}

static CaActivity *
make_activity(const ActivitySpec *spec, CaPool *pool)
{
	return ca_activity_create(pool, unit_shape(spec->nkeys), spec->starts);
}

static void
add_row(CaActivity *activity, const uint64 *row)
{
	CaKey		key = {{row[0], row[1]}};
	CaEvent		event = unit_event(row);

	if (event.kind == 0)
		ca_activity_add(activity, &key, event.at);
	else
		ca_activity_add_start(activity, &key, event.at);
}

/* Activity and a start behind it, if they are of one contact, part and group. */
static bool
add_both(ActivityTest *t, CaActivity *activity, Size i)
{
	const uint64 *row = t->rows + i * ROW_WORDS;
	const uint64 *next = row + ROW_WORDS;
	CaKey		key = {{row[0], row[1]}};

	if (!same_contact(row, next) || t->part[i] != t->part[i + 1] || t->group[i] != t->group[i + 1] ||
		row[3] != 0 || next[3] != 1)
		return false;
	ca_activity_add_both(activity, &key, unit_event(row).at, unit_event(next).at);
	return true;
}

/* Rows of a group and a part, from one to another. */
static void
add_between(ActivityTest *t, CaActivity *activity, int group, int part, Size from, Size to)
{
	for (Size i = from; i < to; i++)
	{
		if (t->group[i] != group || t->part[i] != part)
			continue;
		if (i + 1 < to && add_both(t, activity, i))
			i++;
		else
			add_row(activity, t->rows + i * ROW_WORDS);
	}
}

/* Absorb what another one writes, which may be forgotten then. */
static void
absorb(ActivityTest *t, CaActivity *activity, CaActivity *other)
{
	CaWriter	w;
	CaReader	r;

	ca_writer_open(&w, CurrentMemoryContext, 0);
	ca_activity_write(other, &w);
	ca_reader_open(&r, w.data, w.used);
	ca_activity_absorb(activity, &r);
	UNIT_CHECK(&t->test, ca_reader_at_end(&r));
	memset(w.data, 0xA5, w.used);
	pfree(w.data);
}

static void
absorb_part(ActivityTest *t, CaActivity *activity, int group, int part)
{
	CaPool	   *pool = make_pool(&t->spec);
	CaActivity *other = make_activity(&t->spec, pool);

	add_between(t, other, group, part, 0, t->spec.n);
	absorb(t, activity, other);
	MemoryContextDelete(pool->parent);
}

/* Some rows of all groups by turns, then parts and rows by turns. */
static void
build(ActivityTest *t, CaActivity **activity)
{
	const ActivitySpec *spec = &t->spec;
	Size		done = spec->n / 2;

	for (Size i = 0; i < done; i++)
	{
		if (t->part[i] == 0)
			add_row(activity[t->group[i]], t->rows + i * ROW_WORDS);
	}
	for (int group = 0; group < spec->ngroups && spec->nparts == 0; group++)
		check_activity(t, activity[group], group, done);
	for (int part = 1; part <= spec->nparts; part++)
	{
		Size		more = (spec->n - done) / 2;

		for (int group = 0; group < spec->ngroups; group++)
		{
			absorb_part(t, activity[group], group, part);
			add_between(t, activity[group], group, 0, done, done + more);
		}
		done += more;
	}
	for (int group = 0; group < spec->ngroups; group++)
		add_between(t, activity[group], group, 0, done, spec->n);
}

/* ---- Checking ---- */

/* What is written is all there is, however often; and again, by way of another. */
static void
check_written(ActivityTest *t, CaActivity *activity, int group)
{
	CaPool	   *pool = make_pool(&t->spec);
	CaActivity *again = make_activity(&t->spec, pool);
	CaActivity *third = make_activity(&t->spec, pool);

	absorb(t, again, activity);
	check_activity(t, again, group, t->spec.n);
	absorb(t, third, again);
	absorb(t, third, activity);
	check_activity(t, third, group, t->spec.n);
	MemoryContextDelete(pool->parent);
}

/*
 * test_activity(n int, ncontacts int, nkeys int, keys text, units text, starts
 * text, memory bigint, nparts int, ngroups int, busy boolean, seed bigint,
 * spills boolean): spills says whether it must have used the disk
 */
static void
read_arguments(ActivitySpec *spec, FunctionCallInfo fcinfo)
{
	spec->n = PG_GETARG_INT32(0);
	spec->ncontacts = PG_GETARG_INT32(1);
	spec->nkeys = PG_GETARG_INT32(2);
	spec->keys = unit_text(PG_GETARG_DATUM(3));
	spec->units = unit_text(PG_GETARG_DATUM(4));
	spec->starts = starts_of(unit_text(PG_GETARG_DATUM(5)));
	spec->limit = PG_GETARG_INT64(6) < 0 ? SIZE_MAX : (Size) PG_GETARG_INT64(6);
	spec->nparts = PG_GETARG_INT32(7);
	spec->ngroups = PG_GETARG_INT32(8);
	spec->busy = PG_GETARG_BOOL(9);
}

UNIT_FUNCTION(test_activity)
{
	ActivityTest t = {.filler = NULL};
	CaActivity **activity;
	CaPool	   *pool;

	read_arguments(&t.spec, fcinfo);
	unit_begin(&t.test, PG_GETARG_INT64(10));
	make_rows(&t);
	pool = make_pool(&t.spec);
	activity = palloc(t.spec.ngroups * sizeof(CaActivity *));
	for (int group = 0; group < t.spec.ngroups; group++)
		activity[group] = make_activity(&t.spec, pool);
	if (t.spec.busy)
	{
		t.filler = ca_activity_create(pool, unit_shape(t.spec.nkeys), CA_STARTS_NONE);
		t.events = ca_timeline_create(pool, unit_shape(t.spec.nkeys), 1);
	}
	build(&t, activity);
	for (int group = 0; group < t.spec.ngroups; group++)
	{
		check_given_up(&t, activity[group]);
		check_activity(&t, activity[group], group, t.spec.n);
		check_written(&t, activity[group], group);
		check_activity(&t, activity[group], group, t.spec.n);
	}
	UNIT_CHECK(&t.test, (pool->file != NULL) == PG_GETARG_BOOL(11));
	MemoryContextDelete(pool->parent);
	PG_RETURN_INT64(t.test.nchecks);
}

/* ---- For SQL ---- */

/*
 * test_activity_write(units bigint[], starts text): id, unit and 0 or, of a start,
 * 1, of each row, encoded
 */
UNIT_FUNCTION(test_activity_write)
{
	ActivitySpec spec = {.nkeys = 1,.limit = SIZE_MAX};
	int			n;
	const int64 *numbers = unit_numbers(PG_GETARG_DATUM(0), &n);
	CaActivity *activity;
	CaWriter	w;
	bytea	   *bytes;

	spec.starts = starts_of(unit_text(PG_GETARG_DATUM(1)));
	activity = make_activity(&spec, make_pool(&spec));
	for (int i = 0; i < n; i += 3)
	{
		uint64		row[ROW_WORDS];
		CaKey		key = {{ca_key_from_int64(numbers[i]), 0}};
		CaEvent		event = {numbers[i + 1], (uint32) numbers[i + 2]};

		unit_event_words(row, &key, &event);
		add_row(activity, row);
	}
	ca_writer_open(&w, CurrentMemoryContext, 0);
	ca_activity_write(activity, &w);
	bytes = palloc(VARHDRSZ + w.used);
	SET_VARSIZE(bytes, VARHDRSZ + w.used);
	memcpy(VARDATA(bytes), w.data, w.used);
	MemoryContextDelete(activity->pool->parent);
	PG_RETURN_BYTEA_P(bytes);
}

/*
 * test_activity_read(bytes bytea, starts text) returns bigint[]: the same rows, of
 * each contact activity before starts
 */
UNIT_FUNCTION(test_activity_read)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	ActivityTest t = {.spec = {.nkeys = 1,.limit = SIZE_MAX}};
	Size		most = (VARSIZE_ANY_EXHDR(bytes) + 1) * CA_WINDOW;
	uint64	   *rows = palloc_extended(most * ROW_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	int64	   *numbers = (int64 *) rows;
	CaActivity *activity;
	CaReader	r;
	Size		n;

	t.spec.starts = starts_of(unit_text(PG_GETARG_DATUM(1)));
	activity = make_activity(&t.spec, make_pool(&t.spec));
	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	ca_activity_absorb(activity, &r);
	if (!ca_reader_at_end(&r))
		ca_wire_error("there are more than declared");
	n = take_scan(&t, activity, rows, most);
	for (Size i = 0; i < n; i++)
	{
		const uint64 row[ROW_WORDS] = {rows[i * ROW_WORDS], 0, rows[i * ROW_WORDS + 2], rows[i * ROW_WORDS + 3]};

		numbers[3 * i] = ca_key_to_int64(row[0]);
		numbers[3 * i + 1] = (int64) (row[3] ^ CA_SIGN);
		numbers[3 * i + 2] = (int64) row[2];
	}
	MemoryContextDelete(activity->pool->parent);
	PG_RETURN_DATUM(unit_array(numbers, 3 * (int) n));
}
