/*-------------------------------------------------------------------------
 *
 * test_slots.c
 *	  core/slots against a sorted array
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/slots.h"
#include "unit.h"

/* Words of an entry of the model: a key of two, and two that merge. */
#define MODEL_WORDS		4
#define MODEL_KEYS		2

typedef struct SlotsTest
{
	UnitTest	test;
	int			nkeys;
	CaSlotsMerge merge;
	Size		n;				/* entries that are added */
	uint64	   *model;			/* all that were added so far */
	Size		nmodel;
} SlotsTest;

/* What a word becomes; the few bits that it has are all over the word. */
static uint64
word_to_merge(UnitTest *test)
{
	return UINT64CONST(1) << unit_random_below(test, 64);
}

/* Words of which at least one is not 0. */
static void
make_words(SlotsTest *t, uint64 *words)
{
	int			which = unit_random_below(&t->test, 3);

	words[0] = t->merge == CA_SLOTS_OR || which != 1 ? word_to_merge(&t->test) : 0;
	words[1] = t->merge != CA_SLOTS_OR && which != 0 ? unit_random(&t->test) | 1 : 0;
	if (t->merge == CA_SLOTS_OR_OR && words[1] != 0)
		words[1] = word_to_merge(&t->test);
}

/* Add an entry with the number of words and what becomes of them constant. */
static pg_attribute_always_inline void
add_as(CaSlots *slots, const uint64 *entry, bool *added, const int nkeys, const CaSlotsMerge merge)
{
	*added = ca_slots_add(slots, entry, nkeys, merge);
}

static bool
add(CaSlots *slots, const uint64 *entry)
{
	bool		added = false;

	CA_FOR_SLOTS(slots, add_as, slots, entry, &added);
	return added;
}

static void
add_entry(SlotsTest *t, CaSlots *slots, const uint64 *model)
{
	uint64		entry[MODEL_WORDS] = {model[0], model[1]};
	Size		used = slots->used;

	entry[t->nkeys] = model[MODEL_KEYS];
	entry[t->nkeys + 1] = model[MODEL_KEYS + 1];
	ca_slots_prefetch(slots, entry[0]);
	while (!add(slots, entry))
	{
		Size		bytes = ca_slots_grown_bytes(slots);

		UNIT_CHECK(&t->test, bytes > ca_slots_bytes(slots));
		ca_slots_grow(slots);
		UNIT_CHECK(&t->test, ca_slots_bytes(slots) == bytes);
		UNIT_CHECK(&t->test, slots->used == used);
	}
	UNIT_CHECK(&t->test, slots->used - used <= 1);
}

/* Of entries with the same key in a row, make one. */
static Size
merge_model(const SlotsTest *t, uint64 *model, Size n)
{
	Size		kept = 0;

	unit_sort(model, n, MODEL_WORDS);
	for (Size i = 0; i < n; i++)
	{
		const uint64 *from = model + i * MODEL_WORDS;
		uint64	   *to = model + kept * MODEL_WORDS;

		if (kept == 0 || memcmp(from, to - MODEL_WORDS, MODEL_KEYS * sizeof(uint64)) != 0)
		{
			memmove(to, from, MODEL_WORDS * sizeof(uint64));
			kept++;
			continue;
		}
		to -= MODEL_WORDS;
		to[2] |= from[2];
		to[3] = t->merge == CA_SLOTS_OR_MAX ? Max(to[3], from[3]) : to[3] | from[3];
	}
	return kept;
}

static void
check_slots(SlotsTest *t, const CaSlots *slots)
{
	uint64	   *place = slots->slot;
	const uint64 *entry;
	Size		n = 0;

	t->nmodel = merge_model(t, t->model, t->nmodel);
	UNIT_CHECK(&t->test, slots->used == t->nmodel);
	while ((entry = ca_slots_next(slots, &place)) != NULL)
	{
		const uint64 *model = t->model + n * MODEL_WORDS;

		UNIT_CHECK(&t->test, n++ < t->nmodel);
		UNIT_CHECK(&t->test, memcmp(entry, model, t->nkeys * sizeof(uint64)) == 0);
		UNIT_CHECK(&t->test, entry[t->nkeys] == model[MODEL_KEYS]);
		UNIT_CHECK(&t->test, t->merge == CA_SLOTS_OR || entry[t->nkeys + 1] == model[MODEL_KEYS + 1]);
	}
	UNIT_CHECK(&t->test, n == t->nmodel);
	UNIT_CHECK(&t->test, ca_slots_next(slots, &place) == NULL);
}

static CaSlotsMerge
merge_of(const char *word)
{
	return strcmp(word, "or") == 0 ? CA_SLOTS_OR : strcmp(word, "or_or") == 0 ? CA_SLOTS_OR_OR
		: CA_SLOTS_OR_MAX;
}

/* Add all keys, and look at what there is whenever there are twice as many. */
static void
run(SlotsTest *t, CaSlots *slots, const uint64 *keys, uint64 turn)
{
	Size		look = 1;

	for (Size i = 0; i < t->n; i++)
	{
		uint64	   *model = t->model + t->nmodel++ * MODEL_WORDS;

		model[0] = keys[i * t->nkeys] ^ turn;
		model[1] = t->nkeys == 1 ? 0 : keys[i * t->nkeys + 1] ^ turn;
		make_words(t, model + MODEL_KEYS);
		add_entry(t, slots, model);
		if (i + 1 == look)
		{
			check_slots(t, slots);
			look *= 2;
		}
	}
	check_slots(t, slots);
}

/*
 * test_slots(seed bigint, n int, nkeys int, merge text, keys text, turned
 * boolean): turned keys have all bits the other way round
 */
UNIT_FUNCTION(test_slots)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_slots",
												  ALLOCSET_DEFAULT_SIZES);
	SlotsTest	t;
	CaSlots		slots;
	uint64	   *keys;

	unit_begin(&t.test, PG_GETARG_INT64(0));
	t.n = PG_GETARG_INT32(1);
	t.nkeys = PG_GETARG_INT32(2);
	t.merge = merge_of(unit_text(PG_GETARG_DATUM(3)));
	t.model = palloc_extended((t.n + 1) * MODEL_WORDS * sizeof(uint64), MCXT_ALLOC_HUGE);
	t.nmodel = 0;
	keys = palloc_extended((t.n + 1) * t.nkeys * sizeof(uint64), MCXT_ALLOC_HUGE);
	unit_fill(&t.test, keys, t.n, t.nkeys, unit_text(PG_GETARG_DATUM(4)));
	ca_slots_init(&slots, ca_pool_of(context, SIZE_MAX), t.nkeys, t.merge);
	check_slots(&t, &slots);
	run(&t, &slots, keys, PG_GETARG_BOOL(5) ? PG_UINT64_MAX : 0);
	ca_slots_free(&slots);
	MemoryContextDelete(context);
	PG_RETURN_INT64(t.test.nchecks);
}

/*
 * test_slots_bytes(seed bigint, n int, nkeys int, merge text) returns bigint:
 * bytes of the slots of n random keys
 */
UNIT_FUNCTION(test_slots_bytes)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_slots",
												  ALLOCSET_DEFAULT_SIZES);
	int			n = PG_GETARG_INT32(1);
	int			nkeys = PG_GETARG_INT32(2);
	Size		bytes;
	UnitTest	test;
	CaSlots		slots;

	unit_begin(&test, PG_GETARG_INT64(0));
	ca_slots_init(&slots, ca_pool_of(context, SIZE_MAX), nkeys, merge_of(unit_text(PG_GETARG_DATUM(3))));
	for (int i = 0; i < n; i++)
	{
		uint64		entry[MODEL_WORDS] = {unit_random(&test), unit_random(&test), 1, 1};

		while (!add(&slots, entry))
			ca_slots_grow(&slots);
	}
	bytes = ca_slots_bytes(&slots);
	MemoryContextDelete(context);
	PG_RETURN_INT64((int64) bytes);
}
