/*-------------------------------------------------------------------------
 *
 * keymap.h
 *	  Distinct keys, each with an optional payload of which the least is kept
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_KEYMAP_H
#define CA_KEYMAP_H

#include "core/key.h"
#include "core/merge.h"
#include "core/pool.h"
#include "core/state.h"

/* Each run is at least half as long as the one below it, so these suffice. */
#define CA_MAX_RUNS			64

/*
 * A keymap is one array of entries:
 *
 *		| run 0 | run 1 | ... | tail |       room        |
 *		0                     tail   nentries         stop
 *
 * Runs ascend and hold each key once; the tail is as it came.  Pairs of numbers
 * are packed into one word until one comes that does not fit.  What does not
 * fit this picture (bitmaps, spilled runs, the places of several runs) hangs
 * on bulk, which most of a million small groups never need.
 */
typedef struct CaKeymap
{
	uint64	   *entries;		/* behind the map itself, or an array of its
								 * own */
	Size		nentries;		/* entries in use */
	Size		stop;			/* entries at which room must be made */
	Size		tail;			/* where the tail begins */
	uint8		nwords;			/* words of an entry */
	uint8		nkeys;			/* leading words that are the key */
	bool		packed;			/* a pair is in one word */
	CaKeyShape	shape;			/* what the keys are */
	struct CaKeymapBulk *bulk;	/* NULL while small */
	CaPool	   *pool;			/* memory, limit, scratch, spill file */
} CaKeymap;

/* Empty, for keys of a shape, with a payload of one word or without. */
extern CaKeymap *ca_keymap_create(CaPool *pool, CaKeyShape shape, bool payload);

/* The same in memory of the caller's, which is in the pool's context. */
extern void ca_keymap_init(CaKeymap *map, CaPool *pool, CaKeyShape shape, bool payload);

/* Has nothing been added yet? */
static inline bool
ca_keymap_is_empty(const CaKeymap *map)
{
	return map->nentries == 0 && map->bulk == NULL;
}

/* Make room for one entry at least; called by the adding functions below. */
extern void ca_keymap_make_room(CaKeymap *map);

/* Distinct keys so far.  The map may go on growing afterwards. */
extern uint64 ca_keymap_count(CaKeymap *map);

/* Append head (state.h) and entries in their one form (run.h) to out. */
extern void ca_keymap_write(CaKeymap *map, CaWriter *out);

/*
 * Add the entries of a set that ca_keymap_write wrote: its head and its run, as
 * ca_state_read_set gave them.  Bad bytes are an error as in wire.h, now or when
 * the answer is asked for.
 */
extern void ca_keymap_absorb(CaKeymap *map, CaReader *in, CaSetHead head);

/* Unpack all pairs: one has come that does not fit one word. */
extern void ca_keymap_widen(CaKeymap *map);

/*
 * Is a key there?  For maps that one set was absorbed into, in a pool without a
 * limit: they hold nothing encoded.
 */
extern bool ca_keymap_contains(CaKeymap *map, const uint64 *key);

/*
 * All entries in order, through ca_merge_next; good until the map changes.
 */
extern CaMerge *ca_keymap_scan(CaKeymap *map);

/*
 * Add one entry of as many words as the map has.  Nothing is read but the
 * header: what was added last is likely to have left the cache.
 */
static pg_attribute_always_inline void
ca_keymap_add(CaKeymap *map, const uint64 *entry, const int nwords)
{
	Assert(map->nwords == nwords);
	if (unlikely(map->nentries == map->stop))
		ca_keymap_make_room(map);
	ca_entry_copy(map->entries + map->nentries * nwords, entry, nwords);
	map->nentries++;
}

/* Add a key with its payload, which maps without one ignore. */
static pg_attribute_always_inline void
ca_keymap_add_key(CaKeymap *map, const CaKey *key, uint64 payload)
{
	uint64		entry[CA_ENTRY_WORDS] = {key->word[0], key->word[1], payload};

	if (map->packed && unlikely(!ca_key_pack(key->word, &entry[0])))
	{
		ca_keymap_widen(map);
		entry[0] = key->word[0];
	}
	if (map->nkeys == 1)
		entry[1] = payload;
	CA_FOR_WIDTH(map->nwords,
				 ca_keymap_add(map, entry, 1),
				 ca_keymap_add(map, entry, 2),
				 ca_keymap_add(map, entry, 3));
}

#endif							/* CA_KEYMAP_H */
