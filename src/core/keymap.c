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
#include "core/keymap_bulk.h"
#include "core/sort.h"

/*
 * The longest tail: with its scratch it should fit the second-level cache.
 * Twice as long a tail saves every key a merge, and costs its sort some misses.
 */
#define CA_TAIL_MAX			131072

/* The share of a map that merging may set aside. */
#define CA_SCRATCH_SHARE	8

void
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
			Assert(ca_entry_compare(ca_keymap_entry(map, i - 1), ca_keymap_entry(map, i), map->nkeys) < 0);
	}
#endif
}

void
ca_keymap_init(CaKeymap *map, CaPool *pool, CaKeyShape shape, bool payload)
{
	map->packed = ca_key_is_pair(shape);
	map->nkeys = map->packed ? 1 : ca_key_words(shape);
	map->nwords = map->nkeys + payload;
	map->pool = pool;
	map->entries = ca_keymap_first(map);
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
		   ca_entry_compare(ca_keymap_entry(map, middle - 1), ca_keymap_entry(map, middle), map->nkeys) >= 0)
	{
		Size		nhigh = Min(upper - middle, most);
		Size		high = from;
		Size		n;
		uint64	   *scratch;

		CHECK_FOR_INTERRUPTS();
		(void) ca_array_search(map->entries, &high, middle,
							   ca_keymap_entry(map, upper - nhigh), map->nwords, map->nkeys);
		ca_array_swap(ca_keymap_entry(map, high), middle - high, upper - nhigh - middle, map->nwords);
		middle = high + (upper - nhigh - middle);
		scratch = ca_pool_scratch(map->pool, ca_keymap_bytes(map, nhigh));
		CA_FOR_SHAPE(map->nwords, map->nkeys, n, ca_array_merge, ca_keymap_entry(map, middle),
					 upper - nhigh - middle, nhigh, scratch);
		if (middle + n < upper)
			memmove(ca_keymap_entry(map, middle + n), ca_keymap_entry(map, upper),
					ca_keymap_bytes(map, end - upper));
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
	uint64	   *tail = ca_keymap_entry(map, map->tail);
	Size		n = map->nentries - map->tail;

	ca_sort_entries(tail, n, map->nwords, ca_pool_scratch(map->pool, ca_keymap_bytes(map, n)));
	CA_FOR_SHAPE(map->nwords, map->nkeys, n, ca_array_unique, tail, n);
	map->nentries = map->tail + n;
}

/* ---- Runs ---- */

void
ca_keymap_merge_top(CaKeymap *map)
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
		   ca_keymap_run_length(map, map->bulk->nruns - 2) < 2 * ca_keymap_run_length(map, map->bulk->nruns - 1))
		ca_keymap_merge_top(map);
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
	ca_entry_compare(ca_keymap_entry(map, map->tail - 1),
					 ca_keymap_entry(map, map->tail), map->nkeys) < 0;

	if (!extends)
		bulk->start[bulk->nruns++] = map->tail;
	else if (bulk->ndisjoint == bulk->nruns)
		bulk->ndisjoint--;
	bulk->ndisjoint = Max(bulk->ndisjoint, 1);
	map->tail = map->nentries;
}

void
ca_keymap_flush(CaKeymap *map, bool merge)
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

Size
ca_keymap_bulk_bytes(const CaKeymap *map)
{
	const CaKeymapBulk *bulk = map->bulk;

	return ca_keymap_bytes(map, bulk->capacity) + bulk->maxspilled * sizeof(CaRun) +
		bulk->waiting_bytes +
		(bulk->dense == NULL ? 0 : ca_bitset_bytes(bulk->dense));
}

void
ca_keymap_resize(CaKeymap *map, Size capacity)
{
	uint64	   *grown = ca_pool_realloc(map->pool,
										map->entries == ca_keymap_first(map) ? NULL : map->entries,
										ca_keymap_bytes(map, capacity));

	if (map->entries == ca_keymap_first(map))
		memcpy(grown, map->entries, ca_keymap_bytes(map, map->nentries));
	map->entries = grown;
	if (map->bulk != NULL)
	{
		map->bulk->capacity = capacity;
		ca_pool_resize(map->pool, &map->bulk->member, ca_keymap_bulk_bytes(map));
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
	bulk->member.spill = ca_keymap_spill;
	map->bulk = bulk;
	bulk->member.bytes = ca_keymap_bulk_bytes(map);
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

		if (ca_pool_is_full(map->pool, ca_keymap_bytes(map, capacity - bulk->capacity)))
		{
			ca_pool_relieve(map->pool);
			target = keymap_tail_target(map);
			needed = map->nentries + target;
			capacity = Max(needed, map->nentries + map->nentries / 8);
		}
		if (needed > bulk->capacity)
			ca_keymap_resize(map, capacity);
	}
	else if (bulk->capacity > 4 * needed && bulk->capacity > 2 * CA_TAIL_MAX)
		ca_keymap_resize(map, needed);
	map->stop = map->nentries + target;
}

void
ca_keymap_grow(CaKeymap *map, bool merge)
{
	CHECK_FOR_INTERRUPTS();
	ca_keymap_flush(map, merge);
	if (map->bulk == NULL && map->nentries >= CA_TAIL_MIN / 2)
		keymap_become_bulk(map);
	if (map->bulk != NULL)
	{
		ca_pool_resize(map->pool, &map->bulk->member, ca_keymap_bulk_bytes(map));
		if (ca_pool_is_full(map->pool, 0))
			ca_pool_relieve(map->pool);
		bulk_make_room(map);
	}
	else if (map->stop == 0 || map->nentries > map->stop / 2)
		ca_keymap_resize(map, Max(map->stop * 2, 4));
	AssertCheckKeymap(map);
}

void
ca_keymap_make_room(CaKeymap *map)
{
	ca_keymap_grow(map, true);
}
