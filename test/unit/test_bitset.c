/*-------------------------------------------------------------------------
 *
 * test_bitset.c
 *	  core/bitset against one byte a number
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/bitset.h"
#include "unit.h"

/* Pages lie one in STRIDE, down from the last one there is and up from 0. */
#define STRIDE	3

/* A set and what ought to be in it. */
typedef struct BitsetTest
{
	UnitTest	test;
	CaBitset   *set;
	Size		npages;			/* pages that the test uses */
	bool	   *added;			/* of each page: has it a bitmap? */
	bool	   *member;			/* of each number of each page */
	uint64		count;			/* members */
} BitsetTest;

/* The number of the page that the test calls i. */
static uint64
page_number(Size i)
{
	return i % 2 == 0 ? i / 2 * STRIDE : CA_PAGE_OF(PG_UINT64_MAX) - i / 2 * STRIDE;
}

static void
model_add(BitsetTest *t, Size i, Size bit)
{
	t->count += !t->member[i * CA_PAGE_BITS + bit];
	t->member[i * CA_PAGE_BITS + bit] = true;
}

static void
add_pages(BitsetTest *t, Size npages)
{
	for (Size k = 0; k < npages; k++)
	{
		Size		i = unit_random_below(&t->test, t->npages);

		UNIT_CHECK(&t->test, (ca_bitset_page(t->set, page_number(i)) != NULL) == t->added[i]);
		if (!t->added[i])
			ca_bitset_add_page(t->set, page_number(i));
		t->added[i] = true;
	}
}

/* Offer n keys; those of pages without a bitmap must come back in order. */
static void
absorb_keys(BitsetTest *t, Size n)
{
	uint64	   *keys = palloc(n * sizeof(uint64));
	uint64	   *left = palloc(n * sizeof(uint64));
	Size		nleft = 0;

	for (Size k = 0; k < n; k++)
	{
		Size		i = unit_random_below(&t->test, t->npages);
		Size		bit = unit_random_below(&t->test, CA_PAGE_BITS);

		keys[k] = page_number(i) * CA_PAGE_BITS + bit;
		if (t->added[i])
			model_add(t, i, bit);
		else
			left[nleft++] = keys[k];
	}
	UNIT_CHECK(&t->test, ca_bitset_absorb(t->set, keys, n) == nleft);
	UNIT_CHECK(&t->test, memcmp(keys, left, nleft * sizeof(uint64)) == 0);
	UNIT_CHECK(&t->test, t->set->count == t->count);
	pfree(keys);
	pfree(left);
}

/* Add a whole bitmap, of every third number, to a page that has one. */
static void
absorb_page(BitsetTest *t)
{
	uint64		words[CA_PAGE_WORDS] = {0};
	Size		i = unit_random_below(&t->test, t->npages);

	if (!t->added[i])
		return;
	for (Size bit = 0; bit < CA_PAGE_BITS; bit += 3)
	{
		words[CA_WORD_OF(bit)] |= CA_BIT_OF(bit);
		model_add(t, i, bit);
	}
	ca_bitset_absorb_page(t->set, ca_bitset_page(t->set, page_number(i)), words);
	UNIT_CHECK(&t->test, t->set->count == t->count);
}

/* Every page, in order, with the bits that it must have and no others. */
static void
check_pages(BitsetTest *t)
{
	Size		words = Max(t->set->npages, 1) * 2;
	uint64	   *order = palloc(2 * words * sizeof(uint64));
	Size		npages = 0;

	ca_bitset_order(t->set, order, order + words);
	for (Size k = 0; k < t->npages; k++)
	{
		/* ascending: the even ones up, then the odd ones down */
		Size		neven = (t->npages + 1) / 2;
		Size		i = k < neven ? 2 * k : 2 * (t->npages - k) - 1;
		const uint64 *words_of_page;

		if (!t->added[i])
			continue;
		words_of_page = ca_bitset_at(t->set, order[2 * npages + 1]);
		UNIT_CHECK(&t->test, order[2 * npages] == page_number(i));
		UNIT_CHECK(&t->test, words_of_page == ca_bitset_page(t->set, page_number(i)));
		npages++;
		for (Size bit = 0; bit < CA_PAGE_BITS; bit++)
			UNIT_CHECK(&t->test, ((words_of_page[CA_WORD_OF(bit)] & CA_BIT_OF(bit)) != 0) ==
					   t->member[i * CA_PAGE_BITS + bit]);
	}
	UNIT_CHECK(&t->test, npages == t->set->npages);
	UNIT_CHECK(&t->test, ca_bitset_bytes(t->set) >= npages * CA_PAGE_BITS / 8);
	pfree(order);
}

/* test_bitset(seed bigint, npages int, nrounds int, nkeys int) */
UNIT_FUNCTION(test_bitset)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_bitset",
												  ALLOCSET_DEFAULT_SIZES);
	int			nrounds = PG_GETARG_INT32(2);
	BitsetTest	t;

	unit_begin(&t.test, PG_GETARG_INT64(0));
	t.set = ca_bitset_create(ca_pool_of(context, SIZE_MAX));
	t.npages = PG_GETARG_INT32(1);
	t.added = palloc0(t.npages * sizeof(bool));
	t.member = palloc0(t.npages * CA_PAGE_BITS * sizeof(bool));
	t.count = 0;
	check_pages(&t);
	for (int i = 0; i < nrounds; i++)
	{
		add_pages(&t, t.npages / nrounds + 1);
		absorb_keys(&t, PG_GETARG_INT32(3));
		absorb_page(&t);
	}
	check_pages(&t);
	ca_bitset_free(t.set);
	MemoryContextDelete(context);
	PG_RETURN_INT64(t.test.nchecks);
}
