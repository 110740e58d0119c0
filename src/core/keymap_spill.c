/*-------------------------------------------------------------------------
 *
 * keymap_spill.c
 *	  Keymaps in files: runs that memory has no room for
 *
 * Whenever the pool is full, what a map holds becomes an encoded run in the
 * pool's file.  Runs that have become too many to be read at once are made one,
 * but for those that are large already: to write these again each time would
 * cost the square of their length.
 *
 * Interface: see keymap_bulk.h
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/keymap_bulk.h"

/* Spilled runs of one map that are merged at a time; each has a buffer. */
#define CA_FAN_IN			128

/* A run so many times the average is large. */
#define CA_LARGE_RUN		8

void
ca_keymap_remember_run(CaKeymapBulk *bulk, const CaRun *run)
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
	ca_keymap_remember_run(map->bulk, &run);
}

/* Put runs that are much larger than the average first; returns how many. */
static int
put_large_first(CaKeymapBulk *bulk)
{
	uint64		bytes = 0;
	int			nlarge = 0;

	for (int i = 0; i < bulk->nspilled; i++)
		bytes += bulk->spilled[i].length;
	for (int i = 0; i < bulk->nspilled; i++)
	{
		CaRun		run = bulk->spilled[i];

		if (run.length <= bytes / bulk->nspilled * CA_LARGE_RUN)
			continue;
		bulk->spilled[i] = bulk->spilled[nlarge];
		bulk->spilled[nlarge++] = run;
	}
	return nlarge;
}

/* Too many runs to read at once: make one of those that are not large. */
static void
keymap_merge_spilled(CaKeymap *map)
{
	CaKeymapBulk *bulk = map->bulk;
	CaMerge    *merge = ca_merge_create(map->nwords, map->nkeys);
	int			nlarge = put_large_first(bulk);

	for (int i = nlarge; i < bulk->nspilled; i++)
		ca_merge_add_run(merge, map->pool->file, &bulk->spilled[i]);
	bulk->nspilled = nlarge;
	keymap_spill_merge(map, merge);
	ca_merge_free(merge);
}

CaMerge *
ca_keymap_merge_memory(CaKeymap *map)
{
	CaMerge    *merge = ca_merge_create(map->nwords, map->nkeys);

	if (map->bulk == NULL)
		ca_merge_add_array(merge, map->entries, map->tail);
	else
	{
		for (int i = 0; i < map->bulk->nruns; i++)
			ca_merge_add_array(merge, ca_keymap_entry(map, map->bulk->start[i]), ca_keymap_run_length(map, i));
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

void
ca_keymap_spill(CaPoolMember *member)
{
	CaKeymapBulk *bulk = (CaKeymapBulk *) member;
	CaKeymap   *map = bulk->map;
	CaMerge    *merge;

	keymap_spill_waiting(map);
	ca_keymap_flush(map, false);
	if (map->nentries == 0 && bulk->dense == NULL)
		return;
	merge = ca_keymap_merge_memory(map);
	keymap_spill_merge(map, merge);
	ca_merge_free(merge);
	if (bulk->dense != NULL)
		ca_bitset_free(bulk->dense);
	bulk->dense = NULL;
	bulk->nruns = bulk->ndisjoint = 0;
	bulk->searched = 0;
	map->nentries = map->tail = 0;
	ca_keymap_resize(map, CA_TAIL_MIN);
	map->stop = CA_TAIL_MIN;
	if (bulk->nspilled >= CA_FAN_IN)
		keymap_merge_spilled(map);
}
