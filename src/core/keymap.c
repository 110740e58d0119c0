/*-------------------------------------------------------------------------
 *
 * keymap.c
 *	  Distinct keys, each with an optional payload of which the least is kept
 *
 * Keys are appended, not looked up.  When the tail of the array is full it is
 * sorted in the cache, duplicates are dropped, and it becomes a run; runs are
 * merged so that each is at least twice as long as the next (as in a binary
 * counter), until at the end one is left.  Nothing is ever probed at random:
 * every pass is sequential, so neither cache nor TLB misses grow with the set;
 * memory is the keys themselves and a quarter at most (an eighth to grow into,
 * an eighth to merge with); a sorted input costs a comparison or two a row.
 *
 * Pairs of numbers that fit 32 bits each, which ids mostly do, are packed into
 * one word: half the bytes to move.
 *
 * Sets of one-word keys move pages that are dense into bitmaps (bitset.c) when
 * one run is left.  Runs hold no key of such a page: a tail is offered to the
 * bitmaps before it becomes a run.
 *
 * When the pool is full, the runs and bitmaps are written to the spill file
 * and the array starts afresh; counting and scanning merge what was written
 * with what is in memory.
 *
 * Interface
 *	ca_keymap_create, ca_keymap_init, ca_keymap_is_empty
 *						- empty
 *	ca_keymap_add, ca_keymap_add_key
 *						- one entry (inline)
 *	ca_keymap_count		- distinct keys
 *	ca_keymap_write		- encode
 *	ca_keymap_absorb	- decode and merge
 *	ca_keymap_contains	- is a key there?
 *	ca_keymap_widen		- unpack pairs
 *	ca_keymap_scan		- all entries in order
 *
 * Memory: a header of 56 bytes and a few entries for a small map, all in the
 * pool's context; spills at the pool's limit.
 * Cost: a sort in cache and log2(keys / 131072) sequential merges an entry.
 * Counting after each addition (a window frame) costs a few searches.
 * Invariants: see AssertCheckKeymap.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/array.h"
#include "core/keymap.h"
#include "core/sort.h"

/* A tail is worth sorting from here on; small maps grow to it by doubling. */
#define CA_TAIL_MIN			1024

/*
 * The longest tail: with its scratch it should fit the second-level cache.
 * Twice as long a tail saves every key a merge, and costs its sort some misses.
 */
#define CA_TAIL_MAX			131072

/* The share of a map that merging may set aside. */
#define CA_SCRATCH_SHARE	8

/* Encoded sets that may wait in memory, and keys that make one worth it. */
#define CA_WAITING_MAX		3
#define CA_WAITING_MIN		512

/* Entries that a map has room for when it stops being packed. */
#define CA_WIDE_MIN			4

/* Spilled runs of one map that are merged at a time; each has a buffer. */
#define CA_FAN_IN			128

typedef struct CaKeymapBulk
{
	CaPoolMember member;		/* the pool's view of the map; first */
	CaKeymap   *map;			/* whose bulk it is */
	Size		capacity;		/* entries allocated */
	Size		start[CA_MAX_RUNS]; /* first entry of each run */
	int			nruns;			/* runs in the array */
	int			ndisjoint;		/* lowest runs known to share no key */
	Size		searched;		/* entries there were when dense pages were
								 * last sought */
	CaBitset   *dense;			/* dense pages, or NULL */
	CaRun	   *spilled;		/* encoded runs, in the pool's file or in
								 * memory */
	int			nspilled;		/* how many */
	int			maxspilled;		/* room for */
	int			nwaiting;		/* how many of them are in memory */
	Size		waiting_bytes;	/* and how long these are */
} CaKeymapBulk;

static void keymap_spill(CaPoolMember *member);

static inline uint64 *
keymap_entry(const CaKeymap *map, Size i)
{
	return map->entries + i * map->nwords;
}

static inline Size
keymap_bytes(const CaKeymap *map, Size nentries)
{
	return nentries * map->nwords * sizeof(uint64);
}

static void
AssertCheckKeymap(const CaKeymap *map)
{
#ifdef USE_ASSERT_CHECKING
	const CaKeymapBulk *bulk = map->bulk;

	Assert(map->tail <= map->nentries && map->nentries <= map->stop);
	Assert(!map->packed || (map->nkeys == 1 && map->shape.second != CA_KEY_NONE));
	Assert(map->nkeys >= 1 && map->nkeys <= map->nwords && map->nwords <= CA_ENTRY_WORDS);
	if (bulk != NULL)
	{
		Assert(map->stop <= bulk->capacity);
		Assert(bulk->ndisjoint <= bulk->nruns && bulk->nruns < CA_MAX_RUNS);
		Assert((bulk->nruns == 0) == (map->tail == 0));
		Assert(bulk->dense == NULL || (map->nwords == 1 && map->nkeys == 1));
		for (int i = 0; i < bulk->nruns; i++)
			Assert(bulk->start[i] < (i + 1 < bulk->nruns ? bulk->start[i + 1] : map->tail));
	}
	/* Order, where looking at all of it is cheap. */
	if (map->tail <= CA_TAIL_MIN && (bulk == NULL || bulk->nruns == 1))
	{
		for (Size i = 1; i < map->tail; i++)
			Assert(ca_entry_compare(keymap_entry(map, i - 1), keymap_entry(map, i), map->nkeys) < 0);
	}
#endif
}

/* Where the first entries of a map are that was made with room for some. */
static inline uint64 *
keymap_first(CaKeymap *map)
{
	return (uint64 *) (map + 1);
}

void
ca_keymap_init(CaKeymap *map, CaPool *pool, CaKeyShape shape, bool payload)
{
	map->packed = ca_key_is_pair(shape);
	map->nkeys = map->packed ? 1 : ca_key_words(shape);
	map->nwords = map->nkeys + payload;
	map->pool = pool;
	map->entries = keymap_first(map);
	map->nentries = 0;
	map->stop = 0;
	map->tail = 0;
	map->bulk = NULL;
	map->shape = shape;
	AssertCheckKeymap(map);
}

CaKeymap *
ca_keymap_create(CaPool *pool, CaKeyShape shape, bool payload)
{
	/* A power of two, as the allocator would round it up to anyway. */
	Size		bytes = ca_key_words(shape) + payload == 1 ? 64 : 128;
	CaKeymap   *map = MemoryContextAlloc(pool->context, bytes);

	ca_keymap_init(map, pool, shape, payload);
	map->stop = (bytes - sizeof(CaKeymap)) / (map->nwords * sizeof(uint64));
	return map;
}

/* ---- The array ---- */

/*
 * Merge the entries [from, middle) and [middle, to); returns where they end.
 *
 * What is set aside is limited to an eighth of all, so that merging needs little
 * memory beside the array.  If the second part is longer, its upper end is first
 * brought together with what it will be merged with:
 *
 *		| a low | a high | b low | b high |
 *		| a low | b low | a high | b high |
 */
static Size
keymap_merge_at(CaKeymap *map, Size from, Size middle, Size to)
{
	Size		most = Max((map->nentries - from) / CA_SCRATCH_SHARE, CA_TAIL_MAX);
	Size		upper = to;		/* where what has been merged begins */
	Size		end = to;		/* and where it ends */

	while (from < middle && middle < upper &&
		   ca_entry_compare(keymap_entry(map, middle - 1), keymap_entry(map, middle), map->nkeys) >= 0)
	{
		Size		nhigh = Min(upper - middle, most);
		Size		high = from;
		Size		n;
		uint64	   *scratch;

		CHECK_FOR_INTERRUPTS();
		(void) ca_array_search(map->entries, &high, middle,
							   keymap_entry(map, upper - nhigh), map->nwords, map->nkeys);
		ca_array_swap(keymap_entry(map, high), middle - high, upper - nhigh - middle, map->nwords);
		middle = high + (upper - nhigh - middle);
		scratch = ca_pool_scratch(map->pool, keymap_bytes(map, nhigh));
		CA_FOR_SHAPE(map->nwords, map->nkeys, n, ca_array_merge, keymap_entry(map, middle),
					 upper - nhigh - middle, nhigh, scratch);
		if (middle + n < upper)
			memmove(keymap_entry(map, middle + n), keymap_entry(map, upper),
					keymap_bytes(map, end - upper));
		end -= upper - (middle + n);
		upper = middle;
		middle = high;
	}
	return end;
}

/* Put the tail in order and drop its duplicates. */
static void
keymap_sort_tail(CaKeymap *map)
{
	uint64	   *tail = keymap_entry(map, map->tail);
	Size		n = map->nentries - map->tail;

	ca_sort_entries(tail, n, map->nwords, ca_pool_scratch(map->pool, keymap_bytes(map, n)));
	CA_FOR_SHAPE(map->nwords, map->nkeys, n, ca_array_unique, tail, n);
	map->nentries = map->tail + n;
}

/* ---- Runs ---- */

static inline Size
run_end(const CaKeymap *map, int i)
{
	return i + 1 < map->bulk->nruns ? map->bulk->start[i + 1] : map->tail;
}

static inline Size
run_length(const CaKeymap *map, int i)
{
	return run_end(map, i) - map->bulk->start[i];
}

/* Merge the two topmost runs; the tail is empty. */
static void
keymap_merge_top(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	int			lower = bulk->nruns - 2;
	bool		disjoint = bulk->ndisjoint > lower + 1;

	Assert(lower >= 0 && map->tail == map->nentries);
	map->tail = keymap_merge_at(map, bulk->start[lower], bulk->start[lower + 1], map->tail);
	map->nentries = map->tail;
	bulk->nruns--;
	if (disjoint)
		bulk->ndisjoint--;
	else
		bulk->ndisjoint = Max(Min(bulk->ndisjoint, lower), 1);
}

/* Restore the rule that a run is at least twice as long as the next. */
static void
keymap_merge_by_length(CaKeymap *map)
{
	while (map->bulk->nruns > 1 &&
		   run_length(map, map->bulk->nruns - 2) < 2 * run_length(map, map->bulk->nruns - 1))
		keymap_merge_top(map);
}

/* Move the dense pages of the only run into bitmaps. */
static void
keymap_promote(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	Size		to = 0;
	Size		i = 0;

	while (i < map->tail)
	{
		uint64		page = CA_PAGE_OF(map->entries[i]);

		if (i + CA_PAGE_DENSE > map->tail ||
			CA_PAGE_OF(map->entries[i + CA_PAGE_DENSE - 1]) != page)
		{
			do
				map->entries[to++] = map->entries[i++];
			while (i < map->tail && CA_PAGE_OF(map->entries[i]) == page);
		}
		else
		{
			Size		begin = i;

			while (i < map->tail && CA_PAGE_OF(map->entries[i]) == page)
				i++;
			if (bulk->dense == NULL)
				bulk->dense = ca_bitset_create(map->pool);
			ca_bitset_add_page(bulk->dense, page);
			ca_bitset_absorb(bulk->dense, map->entries + begin, i - begin);
		}
	}
	map->tail = map->nentries = to;
	bulk->searched = to;
	if (to == 0)
		bulk->nruns = bulk->ndisjoint = 0;
}

/* The sorted tail becomes a run, or lengthens the topmost one. */
static void
keymap_push_tail(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	bool		extends = bulk->nruns > 0 &&
	ca_entry_compare(keymap_entry(map, map->tail - 1),
					 keymap_entry(map, map->tail), map->nkeys) < 0;

	if (!extends)
		bulk->start[bulk->nruns++] = map->tail;
	else if (bulk->ndisjoint == bulk->nruns)
		bulk->ndisjoint--;
	bulk->ndisjoint = Max(bulk->ndisjoint, 1);
	map->tail = map->nentries;
}

/*
 * Empty the tail into the runs.  Merging can be put off while a long sorted
 * input arrives piece by piece.
 */
static void
keymap_flush(CaKeymap *map, bool merge)
{
	CaKeymapBulk *bulk = map->bulk;
	Size		tail = map->tail;

	AssertCheckKeymap(map);
	if (bulk != NULL && bulk->dense != NULL)
		map->nentries = tail + ca_bitset_absorb(bulk->dense, map->entries + tail,
												map->nentries - tail);
	if (map->nentries == tail)
		return;
	keymap_sort_tail(map);
	if (bulk == NULL)
	{
		map->tail = map->nentries = keymap_merge_at(map, 0, tail, map->nentries);
		return;
	}
	keymap_push_tail(map);
	if (merge)
	{
		keymap_merge_by_length(map);

		/*
		 * Seeking costs a pass, so only when there may be as much to find
		 * again.
		 */
		if (map->nwords == 1 && bulk->nruns == 1 &&
			map->nentries >= Max(2 * bulk->searched, CA_TAIL_MIN))
			keymap_promote(map);
	}
	AssertCheckKeymap(map);
}

/* ---- Growing ---- */

static Size
bulk_bytes(const CaKeymap *map)
{
	const CaKeymapBulk *bulk = map->bulk;

	return keymap_bytes(map, bulk->capacity) + bulk->maxspilled * sizeof(CaRun) +
		bulk->waiting_bytes +
		(bulk->dense == NULL ? 0 : ca_bitset_bytes(bulk->dense));
}

/* Change the array to hold capacity entries; those in use fit. */
static void
keymap_resize(CaKeymap *map, Size capacity)
{
	uint64	   *grown = ca_pool_realloc(map->pool,
										map->entries == keymap_first(map) ? NULL : map->entries,
										keymap_bytes(map, capacity));

	if (map->entries == keymap_first(map))
		memcpy(grown, map->entries, keymap_bytes(map, map->nentries));
	map->entries = grown;
	if (map->bulk != NULL)
	{
		map->bulk->capacity = capacity;
		ca_pool_resize(map->pool, &map->bulk->member, bulk_bytes(map));
	}
	else
		map->stop = capacity;
}

/* The small array has become a run of a large one. */
static void
keymap_become_bulk(CaKeymap *map)
{
	CaKeymapBulk *bulk = MemoryContextAllocZero(map->pool->context, sizeof(CaKeymapBulk));

	Assert(map->tail == map->nentries);
	bulk->map = map;
	bulk->capacity = map->stop;
	bulk->nruns = bulk->ndisjoint = map->nentries > 0;
	bulk->member.spill = keymap_spill;
	map->bulk = bulk;
	bulk->member.bytes = bulk_bytes(map);
	ca_pool_join(map->pool, &bulk->member);
}

/* How long a tail pays: in proportion to what it will be merged with. */
static Size
keymap_tail_target(const CaKeymap *map)
{
	Size		n = map->nentries;

	if (map->bulk->dense != NULL)
		n += map->bulk->dense->npages * CA_PAGE_WORDS;
	return Max(CA_TAIL_MIN, Min(n / 2, CA_TAIL_MAX));
}

static void
bulk_make_room(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	Size		target = keymap_tail_target(map);
	Size		needed = map->nentries + target;

	if (needed > bulk->capacity)
	{
		Size		capacity = Max(needed, map->nentries + map->nentries / 8);

		if (ca_pool_is_full(map->pool, keymap_bytes(map, capacity - bulk->capacity)))
		{
			ca_pool_relieve(map->pool);
			target = keymap_tail_target(map);
			needed = map->nentries + target;
			capacity = Max(needed, map->nentries + map->nentries / 8);
		}
		if (needed > bulk->capacity)
			keymap_resize(map, capacity);
	}
	else if (bulk->capacity > 4 * needed && bulk->capacity > 2 * CA_TAIL_MAX)
		keymap_resize(map, needed);
	map->stop = map->nentries + target;
}

static void
keymap_make_room(CaKeymap *map, bool merge)
{
	CHECK_FOR_INTERRUPTS();
	keymap_flush(map, merge);
	if (map->bulk == NULL && map->nentries >= CA_TAIL_MIN / 2)
		keymap_become_bulk(map);
	if (map->bulk != NULL)
	{
		ca_pool_resize(map->pool, &map->bulk->member, bulk_bytes(map));
		if (ca_pool_is_full(map->pool, 0))
			ca_pool_relieve(map->pool);
		bulk_make_room(map);
	}
	else if (map->stop == 0 || map->nentries > map->stop / 2)
		keymap_resize(map, Max(map->stop * 2, 4));
	AssertCheckKeymap(map);
}

void
ca_keymap_make_room(CaKeymap *map)
{
	keymap_make_room(map, true);
}

/* ---- Spilling ---- */

/* Remember a run that has been written to the pool's file. */
static void
keymap_remember_run(CaKeymapBulk *bulk, const CaRun *run)
{
	if (bulk->nspilled == bulk->maxspilled)
	{
		bulk->maxspilled = Max(4, bulk->maxspilled * 2);
		bulk->spilled = ca_pool_realloc(bulk->map->pool, bulk->spilled,
										bulk->maxspilled * sizeof(CaRun));
	}
	bulk->spilled[bulk->nspilled++] = *run;
}

/* Write all that a merge hands out as one run. */
static void
keymap_spill_merge(CaKeymap *map, CaMerge *merge)
{
	CaRunFile  *file = ca_pool_file(map->pool);
	CaRunWriter *w = palloc(sizeof(CaRunWriter));
	CaWriter	out;
	CaRun		run;
	const uint64 *entries;
	Size		n;

	run.bytes = NULL;
	run.offset = ca_runfile_length(file);
	ca_writer_open_file(&out, CurrentMemoryContext, file);
	ca_run_write_begin(w, &out, map->nwords, map->nkeys);
	ca_merge_begin(merge);
	while ((entries = ca_merge_next(merge, &n)) != NULL)
		ca_run_write(w, entries, n);
	ca_run_write_end(w);
	ca_writer_close_file(&out);
	run.length = ca_runfile_length(file) - run.offset;
	run.nentries = w->count;
	pfree(w);
	keymap_remember_run(map->bulk, &run);
}

/* Too many runs to read at once: make one of them. */
static void
keymap_merge_spilled(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	CaMerge    *merge = ca_merge_create(map->nwords, map->nkeys);

	for (int i = 0; i < bulk->nspilled; i++)
		ca_merge_add_run(merge, map->pool->file, &bulk->spilled[i]);
	bulk->nspilled = 0;
	keymap_spill_merge(map, merge);
	ca_merge_free(merge);
}

/* All that is in memory, but for the tail, as a merge. */
static CaMerge *
keymap_merge_memory(CaKeymap *map)
{
	CaMerge    *merge = ca_merge_create(map->nwords, map->nkeys);

	if (map->bulk == NULL)
		ca_merge_add_array(merge, map->entries, map->tail);
	else
	{
		for (int i = 0; i < map->bulk->nruns; i++)
			ca_merge_add_array(merge, keymap_entry(map, map->bulk->start[i]), run_length(map, i));
		if (map->bulk->dense != NULL)
			ca_merge_add_bitset(merge, map->bulk->dense);
	}
	return merge;
}

/* Runs that waited in memory go to the file as they are. */
static void
keymap_spill_waiting(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	CaRunFile  *file = ca_pool_file(map->pool);

	for (int i = 0; i < bulk->nspilled; i++)
	{
		CaRun	   *run = &bulk->spilled[i];

		if (run->bytes == NULL)
			continue;
		run->offset = ca_runfile_length(file);
		ca_runfile_write(file, run->bytes, run->length);
		pfree(unconstify(uint8 *, run->bytes));
		run->bytes = NULL;
	}
	bulk->nwaiting = 0;
	bulk->waiting_bytes = 0;
}

/* Write runs and bitmaps to the file, and start afresh. */
static void
keymap_spill(CaPoolMember *member)
{
	CaKeymapBulk *bulk = (CaKeymapBulk *) member;
	CaKeymap   *map = bulk->map;
	CaMerge    *merge;

	keymap_spill_waiting(map);
	keymap_flush(map, false);
	if (map->nentries == 0 && bulk->dense == NULL)
		return;
	merge = keymap_merge_memory(map);
	keymap_spill_merge(map, merge);
	ca_merge_free(merge);
	if (bulk->dense != NULL)
		ca_bitset_free(bulk->dense);
	bulk->dense = NULL;
	bulk->nruns = bulk->ndisjoint = 0;
	bulk->searched = 0;
	map->nentries = map->tail = 0;
	keymap_resize(map, CA_TAIL_MIN);
	map->stop = CA_TAIL_MIN;
	if (bulk->nspilled >= CA_FAN_IN)
		keymap_merge_spilled(map);
}

/* ---- Answers ---- */

/*
 * Merge all runs into one, as far as the scratch for it fits the pool.
 */
static void
keymap_settle(CaKeymap *map)
{
	keymap_flush(map, true);
	if (map->bulk == NULL)
		return;
	while (map->bulk->nruns > 1)
	{
		Size		scratch = keymap_bytes(map, run_length(map, map->bulk->nruns - 1));

		if (ca_pool_is_full(map->pool, scratch))
			return;
		keymap_merge_top(map);
	}
	AssertCheckKeymap(map);
}

CaMerge *
ca_keymap_scan(CaKeymap *map)
{
	CaMerge    *merge;

	keymap_settle(map);
	merge = keymap_merge_memory(map);
	if (map->bulk != NULL)
	{
		for (int i = 0; i < map->bulk->nspilled; i++)
			ca_merge_add_run(merge, map->pool->file, &map->bulk->spilled[i]);
	}
	ca_merge_begin(merge);
	return merge;
}

static uint64
keymap_count_merged(CaKeymap *map)
{
	CaMerge    *merge = ca_keymap_scan(map);
	uint64		count = 0;
	Size		n;

	while (ca_merge_next(merge, &n) != NULL)
		count += n;
	ca_merge_free(merge);
	return count;
}

/*
 * Drop from the topmost run what the runs below it have already.  Only where
 * it is the only one not known to be disjoint, and short.
 */
static void
keymap_filter_top(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	int			top = bulk->nruns - 1;
	Size		to = bulk->start[top];
	Size		from[CA_MAX_RUNS];

	memcpy(from, bulk->start, sizeof(from));
	for (Size i = to; i < map->tail; i++)
	{
		bool		found = false;

		for (int lower = 0; lower < top && !found; lower++)
			found = ca_array_search(map->entries, &from[lower], run_end(map, lower),
									keymap_entry(map, i), map->nwords, map->nkeys);
		if (!found)
			memmove(keymap_entry(map, to++), keymap_entry(map, i), keymap_bytes(map, 1));
	}
	map->tail = map->nentries = to;
	if (to == bulk->start[top])
		bulk->nruns--;
	bulk->ndisjoint = bulk->nruns;
}

uint64
ca_keymap_count(CaKeymap *map)
{
	CaKeymapBulk *bulk;

	keymap_flush(map, true);
	bulk = map->bulk;
	if (bulk == NULL)
		return map->nentries;
	if (bulk->nspilled > 0)
		return keymap_count_merged(map);
	if (bulk->ndisjoint == bulk->nruns - 1 && map->nwords == map->nkeys &&
		run_length(map, bulk->nruns - 1) < map->nentries / 16)
		keymap_filter_top(map);
	else if (bulk->ndisjoint < bulk->nruns)
		keymap_settle(map);
	if (bulk->ndisjoint < bulk->nruns)
		return keymap_count_merged(map);
	return map->nentries + (bulk->dense == NULL ? 0 : bulk->dense->count);
}

bool
ca_keymap_contains(CaKeymap *map, const uint64 *key)
{
	const CaKeymapBulk *bulk = map->bulk;
	uint64		packed;
	Size		low = 0;

	if (map->packed)
	{
		if (!ca_key_pack(key, &packed))
			return false;
		key = &packed;
	}
	if (map->nentries > map->tail || (bulk != NULL && bulk->nruns > 1))
		keymap_settle(map);
	if (bulk != NULL && bulk->dense != NULL)
	{
		const uint64 *page = ca_bitset_page(bulk->dense, CA_PAGE_OF(*key));

		if (page != NULL)
			return (page[CA_WORD_OF(*key)] & CA_BIT_OF(*key)) != 0;
	}
	Assert(bulk == NULL || (bulk->nruns <= 1 && bulk->nspilled == 0));
	return ca_array_search(map->entries, &low, map->tail, key, map->nwords, map->nkeys);
}

/* ---- Packed pairs ---- */

/* Let go of all but the header. */
static void
keymap_clear(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;

	if (map->entries != keymap_first(map))
		pfree(map->entries);
	if (bulk == NULL)
		return;
	if (bulk->dense != NULL)
		ca_bitset_free(bulk->dense);
	for (int i = 0; i < bulk->nspilled; i++)
	{
		if (bulk->spilled[i].bytes != NULL)
			pfree(unconstify(uint8 *, bulk->spilled[i].bytes));
	}
	if (bulk->spilled != NULL)
		pfree(bulk->spilled);
	pfree(bulk);
}

/* Add packed entries to a map that is not. */
static void
keymap_add_packed(CaKeymap *wide, const uint64 *packed, Size n)
{
	for (Size i = 0; i < n; i++, packed += wide->nwords - 1)
	{
		CaKey		key;

		ca_key_unpack(packed[0], key.word);
		ca_keymap_add_key(wide, &key, packed[wide->nwords - 2]);
	}
}

void
ca_keymap_widen(CaKeymap *map)
{
	CaMerge    *merge = ca_keymap_scan(map);
	CaKeymap   *wide = MemoryContextAlloc(map->pool->context, sizeof(CaKeymap));
	const uint64 *entries;
	Size		n;

	Assert(map->packed);
	/* Its memory may run full meanwhile; what is being read must stay. */
	if (map->bulk != NULL)
		ca_pool_leave(map->pool, &map->bulk->member);
	*wide = *map;
	wide->packed = false;
	wide->nkeys = 2;
	wide->nwords = map->nwords + 1;
	wide->nentries = wide->tail = wide->stop = 0;
	wide->bulk = NULL;
	wide->entries = keymap_first(wide);
	keymap_resize(wide, CA_WIDE_MIN);
	while ((entries = ca_merge_next(merge, &n)) != NULL)
		keymap_add_packed(wide, entries, n);
	ca_merge_free(merge);
	keymap_clear(map);
	*map = *wide;
	if (map->bulk != NULL)
		map->bulk->map = map;
	pfree(wide);
	AssertCheckKeymap(map);
}

/* ---- The wire ---- */

/* One run and bitmaps, page by page in ascending order. */
static void
keymap_write_pages(CaKeymap *map, CaRunWriter *w)
{
	CaBitset   *dense = map->bulk->dense;
	Size		words = Max(dense->npages, 1) * 2;
	uint64	   *order = palloc_extended(2 * words * sizeof(uint64), MCXT_ALLOC_HUGE);
	Size		done = 0;

	ca_bitset_order(dense, order, order + words);
	for (Size i = 0; i < dense->npages; i++)
	{
		uint64		page = order[2 * i];
		Size		from = done;

		while (done < map->tail && CA_PAGE_OF(map->entries[done]) < page)
			done++;
		ca_run_write(w, map->entries + from, done - from);
		ca_run_write_page(w, page, ca_bitset_at(dense, order[2 * i + 1]));
	}
	ca_run_write(w, map->entries + done, map->tail - done);
	pfree(order);
}

void
ca_keymap_write(CaKeymap *map, CaWriter *out)
{
	CaRunWriter *w = palloc(sizeof(CaRunWriter));
	Size		place = ca_state_write_hole(out);
	CaKeymapBulk *bulk;
	CaSetHead	head;

	keymap_settle(map);
	bulk = map->bulk;
	/* Encoded entries are hardly ever longer than plain ones. */
	ca_writer_reserve(out, keymap_bytes(map, map->nentries));
	ca_run_write_begin(w, out, map->nwords, map->nkeys);
	if (bulk != NULL && (bulk->nspilled > 0 || bulk->nruns > 1))
	{
		CaMerge    *merge = ca_keymap_scan(map);
		const uint64 *entries;
		Size		n;

		while ((entries = ca_merge_next(merge, &n)) != NULL)
			ca_run_write(w, entries, n);
		ca_merge_free(merge);
	}
	else if (bulk != NULL && bulk->dense != NULL)
		keymap_write_pages(map, w);
	else
		ca_run_write(w, map->entries, map->tail);
	ca_run_write_end(w);
	head.count = w->count;
	head.packed = map->packed && w->count > 0;
	ca_state_fill_hole(out, place, head);
	pfree(w);
}

/* Does any run have keys of a page? */
static bool
keymap_runs_have_page(const CaKeymap *map, uint64 page)
{
	uint64		first = page << CA_PAGE_SHIFT;

	for (int i = 0; i < map->bulk->nruns; i++)
	{
		Size		place = map->bulk->start[i];

		(void) ca_array_search(map->entries, &place, run_end(map, i), &first, 1, 1);
		if (place < run_end(map, i) && CA_PAGE_OF(map->entries[place]) == page)
			return true;
	}
	return false;
}

/*
 * The bitmap for a page that is about to be read whole; NULL: go key by key.
 */
static uint64 *
keymap_page_for(CaKeymap *map, uint64 page)
{
	CaKeymapBulk *bulk = map->bulk;
	uint64	   *bitmap = NULL;

	if (bulk == NULL)
		return NULL;
	if (bulk->dense != NULL)
		bitmap = ca_bitset_page(bulk->dense, page);
	if (bitmap != NULL || keymap_runs_have_page(map, page))
		return bitmap;
	ca_pool_resize(map->pool, &bulk->member, bulk_bytes(map));
	if (ca_pool_is_full(map->pool, sizeof(uint64) * CA_PAGE_WORDS))
		ca_pool_relieve(map->pool);
	if (bulk->dense == NULL)
		bulk->dense = ca_bitset_create(map->pool);
	ca_bitset_add_page(bulk->dense, page);
	return ca_bitset_page(bulk->dense, page);
}

/* Read entries of the form that the map has into its tail, or a whole page. */
static Size
keymap_read_tail(CaKeymap *map, CaRunReader *run)
{
	uint64	   *bitmap;
	uint64	   *to;
	Size		n;

	if (map->nentries == map->stop)
		keymap_make_room(map, map->nwords == 1);
	to = keymap_entry(map, map->nentries);
	n = ca_run_read_sparse(run, to, map->stop - map->nentries);
	if (n == 0 && run->has_page)
	{
		bitmap = keymap_page_for(map, run->page);
		if (bitmap != NULL)
		{
			ca_bitset_absorb_page(map->bulk->dense, bitmap, run->bitmap);
			ca_run_skip_page(run);
			return 1;
		}
		n = ca_run_read(run, to, map->stop - map->nentries);
	}
	map->nentries += n;
	return n;
}

/* Read packed entries into a map that is not. */
static Size
keymap_read_packed(CaKeymap *map, CaRunReader *run)
{
	uint64		packed[CA_BLOCK * CA_ENTRY_WORDS];
	Size		n = ca_run_read(run, packed, CA_BLOCK);

	keymap_add_packed(map, packed, n);
	return n;
}

/*
 * A large sparse set that comes to a map which has keys already is kept as it
 * is, to be merged when the answer is asked for: the parts of a few parallel
 * workers then never need be unpacked side by side.
 */
static bool
keymap_let_wait(CaKeymap *map, CaReader *in, CaSetHead head)
{
	CaKeymapBulk *bulk = map->bulk;
	CaRun		run = {NULL, 0, head.length, head.count};
	uint8	   *bytes;

	if (bulk == NULL || bulk->nwaiting == CA_WAITING_MAX || head.packed != map->packed ||
		head.count < CA_WAITING_MIN || head.length < 2 * head.count ||
		ca_pool_is_full(map->pool, head.length))
		return false;
	bytes = ca_pool_realloc(map->pool, NULL, run.length);
	ca_read_bytes(in, bytes, run.length);
	run.bytes = bytes;
	keymap_remember_run(bulk, &run);
	bulk->nwaiting++;
	bulk->waiting_bytes += run.length;
	ca_pool_resize(map->pool, &bulk->member, bulk_bytes(map));
	return true;
}

void
ca_keymap_absorb(CaKeymap *map, CaReader *in, CaSetHead head)
{
	int			nwords = map->nwords;
	int			nkeys = map->nkeys;
	CaRunReader run;
	Size		n;

	if (keymap_let_wait(map, in, head))
		return;
	if (map->packed && !head.packed)
	{
		ca_keymap_widen(map);
		nwords = map->nwords;
		nkeys = map->nkeys;
	}
	else if (head.packed && !map->packed)
	{
		nwords--;
		nkeys--;
	}
	keymap_flush(map, true);
	ca_run_read_begin(&run, in, head.count, nwords, nkeys);
	if (ca_key_is_pair(map->shape) && !head.packed)
		ca_run_read_wide(&run);
	do
		n = head.packed && !map->packed ? keymap_read_packed(map, &run)
			: keymap_read_tail(map, &run);
	while (n > 0);
	if (!ca_reader_at_end(in))
		ca_wire_error("there are more than declared");
	keymap_flush(map, true);
}
