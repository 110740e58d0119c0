/*-------------------------------------------------------------------------
 *
 * pool.h
 *	  The memory limit, scratch space and spill file that containers share
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_POOL_H
#define CA_POOL_H

#include "lib/ilist.h"

#include "core/runfile.h"

/*
 * A container that is large enough to be worth spilling.  It embeds this and
 * keeps bytes up to date through ca_pool_resize.
 */
typedef struct CaPoolMember
{
	dlist_node	node;			/* in the pool's members */
	Size		bytes;			/* that spilling would give back */
	bool		being_read;		/* what it holds must stay for now */
	void		(*spill) (struct CaPoolMember *member);
} CaPoolMember;

/*
 * Something that states of a pool have in common, as the head of the user's own
 * struct.
 */
typedef struct CaShared
{
	dlist_node	node;			/* among its user's, the last asked for first */
} CaShared;

/*
 * Is an entry what is asked for?  A pool serves all aggregates of one query node,
 * and the function tells one user's entries from another's, too.
 */
typedef bool (*CaSharedMatches) (const CaShared *entry, const void *asked);

typedef struct CaPool
{
	MemoryContext parent;		/* whose life the pool shares */
	MemoryContext context;		/* where containers live; a child of parent */
	Size		limit;			/* bytes at which containers spill */
	Size		settled;		/* bytes that were left when they last did */
	dlist_head	members;		/* containers worth spilling */
	Size		nmembers;		/* how many they are */
	Size		member_bytes;	/* sum of their bytes */
	CaRunFile  *file;			/* spilled runs, or NULL */
	uint64	   *scratch;		/* space that no call leaves in use */
	Size		scratch_bytes;	/* its size */
	slist_head	shared;			/* what its states have in common, by user */
	dlist_node	node;			/* in the list of all pools */
	MemoryContextCallback on_reset; /* unlinks the pool */
} CaPool;

/*
 * The pool of a memory context: the one that already hangs on it, or a new
 * one with the given limit in bytes.  It goes when parent is reset.
 */
extern CaPool *ca_pool_of(MemoryContext parent, Size limit);

/* Take part in, or retire from, spilling. */
extern void ca_pool_join(CaPool *pool, CaPoolMember *member);
extern void ca_pool_resize(CaPool *pool, CaPoolMember *member, Size bytes);
extern void ca_pool_leave(CaPool *pool, CaPoolMember *member);

/* Would growth bytes more exceed the limit, and is there anything to spill? */
extern bool ca_pool_is_full(const CaPool *pool, Size growth);

/* Spill all members of more than a quarter of the average size, but those being read. */
extern void ca_pool_relieve(CaPool *pool);

/* The pool's spill file, made when first asked for. */
extern CaRunFile *ca_pool_file(CaPool *pool);

/*
 * What a user's states have in common: an entry that matches what is asked, or
 * NULL where none of those last asked for does; and a new entry, which stays
 * with the pool.
 */
extern CaShared *ca_pool_shared(CaPool *pool, CaSharedMatches matches, const void *asked);
extern void ca_pool_share(CaPool *pool, CaSharedMatches matches, CaShared *entry);

/* At least bytes of scratch, contents undefined, good until the next call. */
extern uint64 *ca_pool_scratch(CaPool *pool, Size bytes);

/* Allocate or resize an array that may exceed 1 GB; huge pages if it is big. */
extern void *ca_pool_realloc(CaPool *pool, void *array, Size bytes);

#endif							/* CA_POOL_H */
