/*-------------------------------------------------------------------------
 *
 * keymap_answer.c
 *	  What a keymap holds: counts, order, and whether a key is there
 *
 * Answers put the tail and the runs in one order first, and merge them with what
 * has been spilled.  Pairs that do not fit one word are such an answer too: the
 * map is read whole and made anew.
 *
 * Interface: see keymap.h
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/array.h"
#include "core/keymap_bulk.h"

/* Entries that a map has room for when it stops being packed. */
#define CA_WIDE_MIN			4

void
ca_keymap_settle(CaKeymap *map)
{
	ca_keymap_flush(map, true);
	if (map->bulk == NULL)
		return;
	while (map->bulk->nruns > 1)
	{
		Size		scratch = ca_keymap_bytes(map, ca_keymap_run_length(map, map->bulk->nruns - 1));

		if (ca_pool_is_full(map->pool, scratch))
			return;
		ca_keymap_merge_top(map);
	}
	AssertCheckKeymap(map);
}

CaMerge *
ca_keymap_scan(CaKeymap *map)
{
	CaMerge    *merge;

	ca_keymap_settle(map);
	merge = ca_keymap_merge_memory(map);
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
			found = ca_array_search(map->entries, &from[lower], ca_keymap_run_end(map, lower),
									ca_keymap_entry(map, i), map->nwords, map->nkeys);
		if (!found)
			memmove(ca_keymap_entry(map, to++), ca_keymap_entry(map, i), ca_keymap_bytes(map, 1));
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

	ca_keymap_flush(map, true);
	bulk = map->bulk;
	if (bulk == NULL)
		return map->nentries;
	if (bulk->nspilled > 0)
		return keymap_count_merged(map);
	if (bulk->ndisjoint == bulk->nruns - 1 && map->nwords == map->nkeys &&
		ca_keymap_run_length(map, bulk->nruns - 1) < map->nentries / 16)
		keymap_filter_top(map);
	else if (bulk->ndisjoint < bulk->nruns)
		ca_keymap_settle(map);
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
		ca_keymap_settle(map);
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

	if (map->entries != ca_keymap_first(map))
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

void
ca_keymap_add_packed(CaKeymap *wide, const uint64 *packed, Size n)
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
	wide->entries = ca_keymap_first(wide);
	ca_keymap_resize(wide, CA_WIDE_MIN);
	while ((entries = ca_merge_next(merge, &n)) != NULL)
		ca_keymap_add_packed(wide, entries, n);
	ca_merge_free(merge);
	keymap_clear(map);
	*map = *wide;
	if (map->bulk != NULL)
		map->bulk->map = map;
	pfree(wide);
	AssertCheckKeymap(map);
}
