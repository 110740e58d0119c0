/*-------------------------------------------------------------------------
 *
 * keymap_wire.c
 *	  Keymaps encoded, for other processes and stored states
 *
 * One run (run.h), in which dense pages stand as bitmaps.  Reading goes straight
 * into the tail, a page straight into its bitmap; a large set that comes to a map
 * which has keys already waits encoded.
 *
 * Interface: see keymap.h
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/array.h"
#include "core/keymap_bulk.h"

/* Encoded sets that may wait in memory, and keys that make one worth it. */
#define CA_WAITING_MAX		3
#define CA_WAITING_MIN		512

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

	ca_keymap_settle(map);
	bulk = map->bulk;
	/* Encoded entries are hardly ever longer than plain ones. */
	ca_writer_reserve(out, ca_keymap_bytes(map, map->nentries));
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

		(void) ca_array_search(map->entries, &place, ca_keymap_run_end(map, i), &first, 1, 1);
		if (place < ca_keymap_run_end(map, i) && CA_PAGE_OF(map->entries[place]) == page)
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
	ca_pool_resize(map->pool, &bulk->member, ca_keymap_bulk_bytes(map));
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
		ca_keymap_grow(map, map->nwords == 1);
	to = ca_keymap_entry(map, map->nentries);
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

	ca_keymap_add_packed(map, packed, n);
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
	ca_keymap_remember_run(bulk, &run);
	bulk->nwaiting++;
	bulk->waiting_bytes += run.length;
	ca_pool_resize(map->pool, &bulk->member, ca_keymap_bulk_bytes(map));
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
	ca_keymap_flush(map, true);
	ca_run_read_begin(&run, in, head.count, nwords, nkeys);
	if (ca_key_is_pair(map->shape) && !head.packed)
		ca_run_read_wide(&run);
	do
		n = head.packed && !map->packed ? keymap_read_packed(map, &run)
			: keymap_read_tail(map, &run);
	while (n > 0);
	if (!ca_reader_at_end(in))
		ca_wire_error("there are more than declared");
	ca_keymap_flush(map, true);
}
