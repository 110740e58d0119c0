/*-------------------------------------------------------------------------
 *
 * bitset.c
 *	  A set of 64-bit numbers as bitmap pages, for where they lie dense
 *
 * Ids are mostly sequences.  Where 64 or more of a block of 4096 numbers are
 * in the set, a bitmap of the block is smaller than a list of them, down to
 * one bit a number; keymap.c moves such blocks here.  A directory finds a
 * block's bitmap: open addressing, indexed by the high bits of a multiplied
 * page number so that doubling it is one sequential pass.  Keys are looked up
 * in batches, with the words they will touch prefetched.
 *
 * Interface
 *	ca_bitset_create		- empty
 *	ca_bitset_free			- give all back
 *	ca_bitset_bytes			- size
 *	ca_bitset_page			- one page's bitmap
 *	ca_bitset_add_page		- a new page
 *	ca_bitset_absorb		- add the keys whose pages are here
 *	ca_bitset_absorb_page	- add a bitmap
 *	ca_bitset_order			- pages in ascending order
 *
 * Memory: 512 bytes a page and 32 to 64 of directory, in the pool.
 * Cost: a probe a key, prefetched.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/bitset.h"
#include "core/entry.h"
#include "core/sort.h"

#define CA_BATCH			64	/* keys whose cache misses overlap */
#define CA_SLOT_BITS_MIN	4

/* 2^64 / golden ratio: neighbouring pages fall far apart. */
#define CA_GOLDEN			UINT64CONST(0x9E3779B97F4A7C15)

static void
AssertCheckBitset(const CaBitset *set)
{
#ifdef USE_ASSERT_CHECKING
	Assert(set->npages <= set->maxpages);
	Assert(set->npages * 2 <= ((Size) 1 << set->slot_bits));
	Assert(set->count <= set->npages * CA_PAGE_BITS);
#endif
}

CaBitset *
ca_bitset_create(CaPool *pool)
{
	CaBitset   *set = MemoryContextAllocZero(pool->context, sizeof(CaBitset));

	set->pool = pool;
	set->slot_bits = CA_SLOT_BITS_MIN;
	set->slots = MemoryContextAllocZero(pool->context,
										sizeof(CaBitsetSlot) << CA_SLOT_BITS_MIN);
	return set;
}

void
ca_bitset_free(CaBitset *set)
{
	if (set->words != NULL)
		pfree(set->words);
	pfree(set->slots);
	pfree(set);
}

Size
ca_bitset_bytes(const CaBitset *set)
{
	return sizeof(CaBitset) + set->maxpages * CA_PAGE_WORDS * sizeof(uint64) +
		(sizeof(CaBitsetSlot) << set->slot_bits);
}

/* The slot of a page, or the empty one where it belongs. */
static inline CaBitsetSlot *
bitset_slot(const CaBitset *set, uint64 page)
{
	Size		mask = ((Size) 1 << set->slot_bits) - 1;
	Size		at = (page * CA_GOLDEN) >> (64 - set->slot_bits);

	while (set->slots[at].index != 0 && set->slots[at].page != page)
		at = (at + 1) & mask;
	return &set->slots[at];
}

uint64 *
ca_bitset_page(const CaBitset *set, uint64 page)
{
	const CaBitsetSlot *slot = bitset_slot(set, page);

	return slot->index == 0 ? NULL : ca_bitset_at(set, slot->index - 1);
}

static void
bitset_double_directory(CaBitset *set)
{
	CaBitsetSlot *old = set->slots;
	Size		nold = (Size) 1 << set->slot_bits;
	CaBitsetSlot *grown = ca_pool_realloc(set->pool, NULL, 2 * nold * sizeof(CaBitsetSlot));

	memset(grown, 0, 2 * nold * sizeof(CaBitsetSlot));
	set->slots = grown;
	set->slot_bits++;
	for (Size i = 0; i < nold; i++)
	{
		if (old[i].index != 0)
			*bitset_slot(set, old[i].page) = old[i];
	}
	pfree(old);
}

void
ca_bitset_add_page(CaBitset *set, uint64 page)
{
	CaBitsetSlot *slot;

	Assert(ca_bitset_page(set, page) == NULL);
	if (set->npages == set->maxpages)
	{
		Size		maxpages = Max(4, set->maxpages + set->maxpages / 2);

		set->words = ca_pool_realloc(set->pool, set->words,
									 maxpages * CA_PAGE_WORDS * sizeof(uint64));
		set->maxpages = maxpages;
	}
	if ((set->npages + 1) * 2 > ((Size) 1 << set->slot_bits))
		bitset_double_directory(set);
	memset(ca_bitset_at(set, set->npages), 0, CA_PAGE_WORDS * sizeof(uint64));
	set->npages++;
	slot = bitset_slot(set, page);
	slot->page = page;
	slot->index = set->npages;
	AssertCheckBitset(set);
}

Size
ca_bitset_absorb(CaBitset *set, uint64 *keys, Size n)
{
	Size		nleft = 0;
	uint64	   *word[CA_BATCH];

	for (Size done = 0; done < n; done += CA_BATCH)
	{
		Size		nbatch = Min(n - done, CA_BATCH);

		for (Size i = 0; i < nbatch; i++)
		{
			uint64		key = keys[done + i];
			uint64	   *page = ca_bitset_page(set, CA_PAGE_OF(key));

			word[i] = page == NULL ? NULL : page + CA_WORD_OF(key);
			ca_prefetch(word[i]);
		}
		for (Size i = 0; i < nbatch; i++)
		{
			uint64		key = keys[done + i];

			if (word[i] == NULL)
				keys[nleft++] = key;
			else
			{
				set->count += (*word[i] & CA_BIT_OF(key)) == 0;
				*word[i] |= CA_BIT_OF(key);
			}
		}
	}
	AssertCheckBitset(set);
	return nleft;
}

void
ca_bitset_absorb_page(CaBitset *set, uint64 *page, const uint64 *words)
{
	set->count -= ca_page_count(page);
	for (int i = 0; i < CA_PAGE_WORDS; i++)
		page[i] |= words[i];
	set->count += ca_page_count(page);
	AssertCheckBitset(set);
}

void
ca_bitset_order(const CaBitset *set, uint64 *order, uint64 *scratch)
{
	Size		n = 0;

	for (Size i = 0; i < (Size) 1 << set->slot_bits; i++)
	{
		if (set->slots[i].index != 0)
		{
			order[2 * n] = set->slots[i].page;
			order[2 * n + 1] = set->slots[i].index - 1;
			n++;
		}
	}
	Assert(n == set->npages);
	ca_sort_entries(order, n, 2, scratch);
}
