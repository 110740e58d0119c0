/*-------------------------------------------------------------------------
 *
 * keymap_bulk.h
 *	  What the rooms of keymap share: large maps, and how they are laid out
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_KEYMAP_BULK_H
#define CA_KEYMAP_BULK_H

#include "core/keymap.h"

/* A tail is worth sorting from here on; small maps grow to it by doubling. */
#define CA_TAIL_MIN			1024

/* What a map has once it is large. */
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

static inline uint64 *
ca_keymap_entry(const CaKeymap *map, Size i)
{
	return map->entries + i * map->nwords;
}

static inline Size
ca_keymap_bytes(const CaKeymap *map, Size nentries)
{
	return nentries * map->nwords * sizeof(uint64);
}

/* Where the first entries of a map are that was made with room for some. */
static inline uint64 *
ca_keymap_first(CaKeymap *map)
{
	return (uint64 *) (map + 1);
}

static inline Size
ca_keymap_run_end(const CaKeymap *map, int i)
{
	return i + 1 < map->bulk->nruns ? map->bulk->start[i + 1] : map->tail;
}

static inline Size
ca_keymap_run_length(const CaKeymap *map, int i)
{
	return ca_keymap_run_end(map, i) - map->bulk->start[i];
}

/*
 * keymap.c
 */

/* Check all invariants, in builds with assertions. */
extern void AssertCheckKeymap(const CaKeymap *map);

/*
 * Empty the tail into the runs.  Merging can be put off while a long sorted
 * input arrives piece by piece.
 */
extern void ca_keymap_flush(CaKeymap *map, bool merge);

/* Merge the two topmost runs of a large map; the tail is empty. */
extern void ca_keymap_merge_top(CaKeymap *map);

/* Memory of a large map, for its pool. */
extern Size ca_keymap_bulk_bytes(const CaKeymap *map);

/* Change the array to hold capacity entries; those in use fit. */
extern void ca_keymap_resize(CaKeymap *map, Size capacity);

/* Make room for one entry at least, with or without merging runs. */
extern void ca_keymap_grow(CaKeymap *map, bool merge);

/*
 * keymap_spill.c
 */

/* Write runs and bitmaps to the file, and start afresh. */
extern void ca_keymap_spill(CaPoolMember *member);

/* Remember an encoded run, in the pool's file or in memory. */
extern void ca_keymap_remember_run(CaKeymapBulk *bulk, const CaRun *run);

/* All that is in memory, but for the tail, as a merge. */
extern CaMerge *ca_keymap_merge_memory(CaKeymap *map);

/*
 * keymap_answer.c
 */

/* Merge all runs into one, as far as the scratch for it fits the pool. */
extern void ca_keymap_settle(CaKeymap *map);

/* Add packed entries to a map that is not. */
extern void ca_keymap_add_packed(CaKeymap *wide, const uint64 *packed, Size n);

#endif							/* CA_KEYMAP_BULK_H */
