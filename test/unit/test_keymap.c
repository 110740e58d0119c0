/*-------------------------------------------------------------------------
 *
 * test_keymap.c
 *	  core/keymap against a sorted array
 *
 * Several maps share a pool and are filled by turns, either key by key or from
 * the written forms of maps in pools of their own.  Then each of them must
 * count, hand out, write and find what its model has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "core/keymap.h"
#include "unit.h"

#define GIVEN_WORDS	3			/* words of what is given: a key and a payload */
#define MAX_MAPS	64

/* What to do; the arguments of the SQL function. */
typedef struct KeymapSpec
{
	Size		n;				/* keys to give, to all maps together */
	CaKeyShape	shape;
	bool		payload;
	Size		limit;			/* of the pools, bytes */
	int64		wide_at;		/* this key is a pair that cannot be packed;
								 * -1: none */
	int			nmaps;
	int			nparts;			/* maps that each map is merged from; 0: none */
	int			step;			/* count after so many keys; 0: at the end
								 * only */
} KeymapSpec;

typedef struct KeymapTest
{
	UnitTest	test;
	KeymapSpec	spec;
	uint64	   *given;			/* n times a key of two words and a payload */
} KeymapTest;

/* Written bytes. */
typedef struct Written
{
	uint8	   *data;
	Size		n;
} Written;

/* ---- What is given ---- */

/* Keys of the shape from words of a distribution. */
static void
make_given(KeymapTest *t, const char *distribution)
{
	const KeymapSpec *spec = &t->spec;
	int			nwords = spec->shape.first == CA_KEY_UUID || ca_key_is_pair(spec->shape) ? 2 : 1;
	uint64	   *words = palloc_extended(spec->n * nwords * sizeof(uint64), MCXT_ALLOC_HUGE);

	t->given = palloc_extended(spec->n * GIVEN_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	unit_fill(&t->test, words, spec->n, nwords, distribution);
	for (Size i = 0; i < spec->n; i++)
	{
		uint64	   *given = t->given + i * GIVEN_WORDS;

		given[0] = words[i * nwords];
		given[1] = nwords == 2 ? words[i * nwords + 1] : 0;
		given[2] = unit_random_below(&t->test, 1000);
		if (!ca_key_is_pair(spec->shape))
			continue;
		given[0] = ca_key_from_int64(given[0] & PG_UINT32_MAX);
		given[1] = ca_key_from_int64(given[1] & PG_UINT32_MAX);
		if ((int64) i == spec->wide_at)
			given[i % 2] = ca_key_from_int64(i % 4 < 2 ? -1 : (int64) PG_UINT32_MAX + 1);
	}
	pfree(words);
}

/* What map number m ought to hold, ascending; returns how many. */
static Size
make_model(const KeymapTest *t, int m, uint64 *model)
{
	Size		n = 0;

	for (Size i = m; i < t->spec.n; i += t->spec.nmaps)
	{
		memcpy(model + n * GIVEN_WORDS, t->given + i * GIVEN_WORDS, GIVEN_WORDS * sizeof(uint64));
		if (!t->spec.payload)
			model[n * GIVEN_WORDS + 2] = 0;
		n++;
	}
	unit_sort(model, n, GIVEN_WORDS);
	return unit_unique(model, n, GIVEN_WORDS, 2);
}

/* ---- Building ---- */

static CaPool *
make_pool(Size limit)
{
	return ca_pool_of(AllocSetContextCreate(CurrentMemoryContext, "test_keymap",
											ALLOCSET_DEFAULT_SIZES), limit);
}

static void
add_given(CaKeymap *map, const uint64 *given)
{
	CaKey		key = {{given[0], given[1]}};

	ca_keymap_add_key(map, &key, given[2]);
}

/* Key by key, counting all the while. */
static void
build_by_key(KeymapTest *t, CaKeymap **map)
{
	const KeymapSpec *spec = &t->spec;
	HASHCTL		control = {.keysize = sizeof(CaKey) + sizeof(uint64),
	.entrysize = sizeof(CaKey) + sizeof(uint64)};
	HTAB	   *seen = hash_create("keys seen", 1024, &control, HASH_ELEM | HASH_BLOBS);
	uint64		count[MAX_MAPS] = {0};

	for (Size i = 0; i < spec->n; i++)
	{
		const uint64 *given = t->given + i * GIVEN_WORDS;
		int			m = i % spec->nmaps;
		uint64		key[GIVEN_WORDS] = {given[0], given[1], m};
		bool		found;

		add_given(map[m], given);
		if (spec->step == 0)
			continue;
		hash_search(seen, key, HASH_ENTER, &found);
		count[m] += !found;
		if (i % spec->step == 0)
			UNIT_CHECK(&t->test, ca_keymap_count(map[m]) == count[m]);
	}
	hash_destroy(seen);
}

static Written
write_map(CaKeymap *map)
{
	CaWriter	w;
	Written		written;

	ca_writer_open(&w, CurrentMemoryContext, 0);
	ca_keymap_write(map, &w);
	written.data = w.data;
	written.n = w.used;
	return written;
}

static void
absorb(KeymapTest *t, CaKeymap *map, Written written)
{
	CaReader	r;
	CaReader	run;
	CaSetHead	head;

	ca_reader_open(&r, written.data, written.n);
	head = ca_state_read_set(&r, t->spec.shape, &run);
	UNIT_CHECK(&t->test, ca_reader_at_end(&r));
	if (head.count > 0)
		ca_keymap_absorb(map, &run, head);
	UNIT_CHECK(&t->test, ca_reader_at_end(&run));
}

/* From the written forms of parts, each of which had a pool to itself. */
static void
build_by_parts(KeymapTest *t, CaKeymap **map)
{
	const KeymapSpec *spec = &t->spec;

	for (int p = 0; p < spec->nparts; p++)
	{
		for (int m = 0; m < spec->nmaps; m++)
		{
			CaPool	   *pool = make_pool(spec->limit);
			CaKeymap   *part = ca_keymap_create(pool, spec->shape, spec->payload);
			Written		written;

			for (Size i = m + p * spec->nmaps; i < spec->n; i += spec->nmaps * spec->nparts)
				add_given(part, t->given + i * GIVEN_WORDS);
			written = write_map(part);
			absorb(t, map[m], written);
			pfree(written.data);
			MemoryContextDelete(pool->parent);
		}
	}
}

/* ---- Checking ---- */

/* Is this entry of a map what the model has there? */
static void
check_entry(KeymapTest *t, const CaKeymap *map, const uint64 *entry, const uint64 *expected)
{
	uint64		key[2] = {entry[0], map->nkeys == 2 ? entry[1] : 0};

	if (map->packed)
		ca_key_unpack(entry[0], key);
	UNIT_CHECK(&t->test, key[0] == expected[0] && key[1] == expected[1]);
	UNIT_CHECK(&t->test, !t->spec.payload || entry[map->nwords - 1] == expected[2]);
}

static void
check_scan(KeymapTest *t, CaKeymap *map, const uint64 *model, Size nmodel)
{
	CaMerge    *merge = ca_keymap_scan(map);
	const uint64 *entries;
	Size		done = 0;
	Size		n;

	while ((entries = ca_merge_next(merge, &n)) != NULL)
	{
		UNIT_CHECK(&t->test, n > 0 && done + n <= nmodel);
		for (Size i = 0; i < n; i++)
			check_entry(t, map, entries + i * map->nwords, model + done++ * GIVEN_WORDS);
	}
	UNIT_CHECK(&t->test, done == nmodel);
	ca_merge_free(merge);
}

static bool
same_bytes(Written a, Written b)
{
	return a.n == b.n && memcmp(a.data, b.data, a.n) == 0;
}

/*
 * What is written depends on what is in a map only: not on the order in which
 * it came, on what was spilled, or on whether it was written before.
 */
static void
check_written(KeymapTest *t, CaKeymap *map, const uint64 *model, Size nmodel)
{
	CaPool	   *pool = make_pool(SIZE_MAX);
	CaKeymap   *plain = ca_keymap_create(pool, t->spec.shape, t->spec.payload);
	CaKeymap   *again = ca_keymap_create(pool, t->spec.shape, t->spec.payload);
	Written		written = write_map(map);

	UNIT_CHECK(&t->test, same_bytes(write_map(map), written));
	for (Size i = 0; i < nmodel; i++)
		add_given(plain, model + i * GIVEN_WORDS);
	UNIT_CHECK(&t->test, same_bytes(write_map(plain), written));
	absorb(t, again, written);
	UNIT_CHECK(&t->test, same_bytes(write_map(again), written));
	absorb(t, again, written);
	UNIT_CHECK(&t->test, same_bytes(write_map(again), written));
	MemoryContextDelete(pool->parent);
}

static void
check_contains(KeymapTest *t, CaKeymap *map, const uint64 *model, Size nmodel)
{
	for (Size i = 0; i < nmodel; i++)
	{
		uint64		key[2] = {model[i * GIVEN_WORDS], model[i * GIVEN_WORDS + 1]};
		const uint64 *next = i + 1 < nmodel ? model + (i + 1) * GIVEN_WORDS : NULL;
		int			last = ca_key_words(t->spec.shape) - 1;

		UNIT_CHECK(&t->test, ca_keymap_contains(map, key));
		/* The neighbour is there if it is the next in the model. */
		if (++key[last] == 0)
			continue;
		UNIT_CHECK(&t->test, ca_keymap_contains(map, key) ==
				   (next != NULL && next[0] == key[0] && next[1] == key[1]));
	}
}

static void
check_map(KeymapTest *t, CaKeymap *map, const uint64 *model, Size nmodel)
{
	UNIT_CHECK(&t->test, ca_keymap_count(map) == nmodel);
	check_scan(t, map, model, nmodel);
	check_written(t, map, model, nmodel);

	/*
	 * Merged from parts, a map may keep some as they came, and cannot be
	 * asked.
	 */
	if (t->spec.limit == SIZE_MAX && t->spec.nparts <= 1)
		check_contains(t, map, model, nmodel);
	UNIT_CHECK(&t->test, ca_keymap_count(map) == nmodel);
}

/* ---- The function ---- */

static CaKeyShape
shape_of_word(const char *word)
{
	CaKeyShape	shape = {CA_KEY_INTEGER, CA_KEY_NONE};

	if (strcmp(word, "pair") == 0)
		shape.second = CA_KEY_INTEGER;
	else if (strcmp(word, "uuid") == 0)
		shape.first = CA_KEY_UUID;
	else if (strcmp(word, "word") != 0)
		elog(ERROR, "keys \"%s\" are not known", word);
	return shape;
}

/*
 * test_keymap(keys text, distribution text, n int, seed bigint, payload boolean,
 * memory bigint, wide_at bigint, nmaps int, nparts int, step int,
 * spills boolean): spills says whether the maps must have used the disk
 */
UNIT_FUNCTION(test_keymap)
{
	KeymapTest	t;
	KeymapSpec *spec = &t.spec;
	CaKeymap   *map[MAX_MAPS];
	uint64	   *model;
	CaPool	   *pool;

	spec->shape = shape_of_word(unit_text(PG_GETARG_DATUM(0)));
	spec->n = PG_GETARG_INT32(2);
	spec->payload = PG_GETARG_BOOL(4);
	spec->limit = PG_GETARG_INT64(5) < 0 ? SIZE_MAX : (Size) PG_GETARG_INT64(5);
	spec->wide_at = PG_GETARG_INT64(6);
	spec->nmaps = PG_GETARG_INT32(7);
	spec->nparts = PG_GETARG_INT32(8);
	spec->step = PG_GETARG_INT32(9);
	unit_begin(&t.test, PG_GETARG_INT64(3));
	make_given(&t, unit_text(PG_GETARG_DATUM(1)));

	pool = make_pool(spec->limit);
	for (int m = 0; m < spec->nmaps; m++)
		map[m] = ca_keymap_create(pool, spec->shape, spec->payload);
	if (spec->nparts == 0)
		build_by_key(&t, map);
	else
		build_by_parts(&t, map);
	UNIT_CHECK(&t.test, (pool->file != NULL) == PG_GETARG_BOOL(10));
	model = palloc_extended(Max(spec->n, 1) * GIVEN_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	for (int m = 0; m < spec->nmaps; m++)
		check_map(&t, map[m], model, make_model(&t, m, model));
	MemoryContextDelete(pool->parent);
	PG_RETURN_INT64(t.test.nchecks);
}
