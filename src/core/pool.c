/*-------------------------------------------------------------------------
 *
 * pool.c
 *	  The memory limit, scratch space and spill file that containers share
 *
 * One aggregation may hold a million containers (one a group); they share one
 * limit, work_mem × hash_mem_multiplier.  When a container wants to grow past
 * it, the large containers of the pool write what they hold as sorted runs and
 * start afresh.  Small ones are left alone: they hold less than a quarter of
 * the memory together, and a run of a few keys is not worth its seek.  Where even
 * what must stay exceeds the limit, as with very many containers, spilling waits
 * until an eighth more has come, or all would spill for each that grows.
 *
 * Interface
 *	ca_pool_of			- find or make
 *	ca_pool_join		- a container is now worth spilling
 *	ca_pool_resize		- it grew or shrank
 *	ca_pool_leave		- it goes
 *	ca_pool_is_full		- time to spill?
 *	ca_pool_relieve		- spill
 *	ca_pool_file		- where to
 *	ca_pool_shared		- what several states have in common
 *	ca_pool_share		- from now on
 *	ca_pool_scratch		- space to sort and merge in
 *	ca_pool_realloc		- an array of any size
 *
 * Memory: the pool and all that belongs to it live in a child of the context
 * it was asked for, and go with it.  The list of pools is what lets every call
 * of one aggregation find the same pool without a cache of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/pool.h"

/* Arrays from here on are asked to be backed by huge pages. */
#define CA_HUGE_PAGE		((Size) 2 * 1024 * 1024)

/* A share of the limit above which scratch is given back when less will do. */
#define CA_SCRATCH_SHARE	8

/*
 * The entries of a user that are looked through: as many columns as a query may
 * have that ask for something else each.  Where every group does, more would not
 * be found either.
 */
#define CA_SHARED_LOOKED	32

/* What one user's states have in common. */
typedef struct SharedList
{
	slist_node	node;			/* in the pool's lists */
	CaSharedMatches user;
	dlist_head	entries;
} SharedList;

static dlist_head pools = DLIST_STATIC_INIT(pools);
static CaPool *recent = NULL;	/* the pool asked for last, or NULL */

/*
 * The pool's context is about to go.  On abort the resource owner closes the
 * file, or has closed it already; then it must not be touched here.
 */
static void
pool_on_reset(void *arg)
{
	CaPool	   *pool = arg;

	dlist_delete(&pool->node);
	if (recent == pool)
		recent = NULL;
	if (pool->file != NULL && IsTransactionState())
		ca_runfile_close(pool->file);
}

/*
 * The largest block of a pool's context.  The server spills groups by what blocks
 * take: one as large as the limit would have it begin at half of that.
 */
static Size
largest_block(Size limit)
{
	Size		bytes = ALLOCSET_DEFAULT_MAXSIZE;

	while (bytes > ALLOCSET_DEFAULT_INITSIZE && bytes > limit / 32)
		bytes /= 2;
	return bytes;
}

static CaPool *
pool_create(MemoryContext parent, Size limit)
{
	MemoryContext context = AllocSetContextCreate(parent, "campaign_analytics pool",
												  ALLOCSET_SMALL_MINSIZE,
												  ALLOCSET_SMALL_INITSIZE,
												  largest_block(limit));
	CaPool	   *pool = MemoryContextAllocZero(context, sizeof(CaPool));

	pool->parent = parent;
	pool->context = context;
	pool->limit = limit;
	dlist_init(&pool->members);
	dlist_push_head(&pools, &pool->node);
	pool->on_reset.func = pool_on_reset;
	pool->on_reset.arg = pool;
	MemoryContextRegisterResetCallback(context, &pool->on_reset);
	return pool;
}

CaPool *
ca_pool_of(MemoryContext parent, Size limit)
{
	dlist_iter	iter;

	if (likely(recent != NULL && recent->parent == parent))
		return recent;
	dlist_foreach(iter, &pools)
	{
		CaPool	   *pool = dlist_container(CaPool, node, iter.cur);

		if (pool->parent == parent)
			return recent = pool;
	}
	return recent = pool_create(parent, limit);
}

void
ca_pool_join(CaPool *pool, CaPoolMember *member)
{
	dlist_push_tail(&pool->members, &member->node);
	pool->nmembers++;
	pool->member_bytes += member->bytes;
}

void
ca_pool_resize(CaPool *pool, CaPoolMember *member, Size bytes)
{
	pool->member_bytes += bytes - member->bytes;
	member->bytes = bytes;
}

void
ca_pool_leave(CaPool *pool, CaPoolMember *member)
{
	dlist_delete(&member->node);
	pool->nmembers--;
	pool->member_bytes -= member->bytes;
}

bool
ca_pool_is_full(const CaPool *pool, Size growth)
{
	Size		limit = Max(pool->limit, pool->settled + pool->settled / 8);

	return pool->member_bytes > pool->limit / 4 &&
		MemoryContextMemAllocated(pool->context, false) + growth > limit;
}

void
ca_pool_relieve(CaPool *pool)
{
	Size		worthwhile = pool->member_bytes / Max(pool->nmembers, 1) / 4;
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &pool->members)
	{
		CaPoolMember *member = dlist_container(CaPoolMember, node, iter.cur);

		CHECK_FOR_INTERRUPTS();
		if (member->bytes >= worthwhile && !member->being_read)
			member->spill(member);
	}
	if (pool->scratch != NULL)
		pfree(pool->scratch);
	pool->scratch = NULL;
	pool->scratch_bytes = 0;
	pool->settled = MemoryContextMemAllocated(pool->context, false);
}

CaRunFile *
ca_pool_file(CaPool *pool)
{
	if (pool->file == NULL)
		pool->file = ca_runfile_create(pool->context);
	return pool->file;
}

/* A user's list; made when first asked for. */
static SharedList *
shared_list(CaPool *pool, CaSharedMatches user)
{
	SharedList *list;
	slist_iter	iter;

	slist_foreach(iter, &pool->shared)
	{
		list = slist_container(SharedList, node, iter.cur);
		if (list->user == user)
			return list;
	}
	list = MemoryContextAlloc(pool->context, sizeof(SharedList));
	list->user = user;
	dlist_init(&list->entries);
	slist_push_head(&pool->shared, &list->node);
	return list;
}

CaShared *
ca_pool_shared(CaPool *pool, CaSharedMatches matches, const void *asked)
{
	SharedList *list = shared_list(pool, matches);
	int			looked = 0;
	dlist_iter	iter;

	dlist_foreach(iter, &list->entries)
	{
		CaShared   *entry = dlist_container(CaShared, node, iter.cur);

		if (looked++ == CA_SHARED_LOOKED)
			return NULL;
		if (!matches(entry, asked))
			continue;
		dlist_move_head(&list->entries, &entry->node);
		return entry;
	}
	return NULL;
}

void
ca_pool_share(CaPool *pool, CaSharedMatches matches, CaShared *entry)
{
	dlist_push_head(&shared_list(pool, matches)->entries, &entry->node);
}

uint64 *
ca_pool_scratch(CaPool *pool, Size bytes)
{
	bool		wasteful = pool->scratch_bytes > pool->limit / CA_SCRATCH_SHARE &&
	bytes < pool->scratch_bytes / 2;

	if (bytes > pool->scratch_bytes || wasteful)
	{
		if (pool->scratch != NULL)
			pfree(pool->scratch);
		pool->scratch = NULL;	/* in case the allocation fails */
		pool->scratch_bytes = 0;
		pool->scratch = ca_pool_realloc(pool, NULL, bytes);
		pool->scratch_bytes = bytes;
	}
	return pool->scratch;
}

void *
ca_pool_realloc(CaPool *pool, void *array, Size bytes)
{
	array = array == NULL ? MemoryContextAllocHuge(pool->context, bytes)
		: repalloc_huge(array, bytes);

#ifdef MADV_HUGEPAGE
	if (bytes >= 2 * CA_HUGE_PAGE)
	{
		char	   *start = (char *) TYPEALIGN(CA_HUGE_PAGE, array);
		char	   *end = (char *) TYPEALIGN_DOWN(CA_HUGE_PAGE, (char *) array + bytes);

		/* Advice: where the system declines, all works on small pages. */
		(void) madvise(start, end - start, MADV_HUGEPAGE);
	}
#endif
	return array;
}
