/*-------------------------------------------------------------------------
 *
 * sort.c
 *	  Sorting of fixed-width entries
 *
 * Entries come in batches that fit the second-level cache, as keys that are
 * dense numbers, hashes, or times: values that spread well over the few bits
 * in which they differ.  So: find those bits, distribute by the uppermost of
 * them in two counting passes, one for few entries, and let an insertion sort,
 * which is linear on what is nearly in order, finish.  Where the guess was wrong (many entries
 * share the upper bits) PostgreSQL's own sort takes over, so that no input
 * costs more than n log n.
 *
 * Interface
 *	ca_sort_entries		- ascending, in place
 *
 * Memory: scratch is the caller's; counters are on the stack (16 kB).
 * Cost: four sequential passes for well-spread input; n log n at worst.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "core/entry.h"
#include "core/sort.h"

#define CA_INSERTION_MAX	24	/* below this, counting costs more than it
								 * saves */
#define CA_FEW				32768	/* one pass may do for so many */
#define CA_DIGIT_FEW		13	/* bits of that pass */
#define CA_FAR				128 /* moves that are many for one entry */
#define CA_DIGIT_MIN		4	/* bits of a counting pass */
#define CA_DIGIT_MAX		11	/* 2048 counters of 4 bytes stay in L1 */
#define CA_PASS_ENTRIES		(1 << 20)	/* moved between two looks for
										 * interrupts */

/* Bits of a's and b's leading words in which any entries differ, topmost first. */
typedef struct SortPrefix
{
	int			bits0;			/* significant low bits of word 0 */
	int			bits1;			/* significant low bits of word 1 */
} SortPrefix;

typedef struct
{
	uint64		word[1];
} Entry1;
typedef struct
{
	uint64		word[2];
} Entry2;
typedef struct
{
	uint64		word[3];
} Entry3;
typedef struct
{
	uint64		word[4];
} Entry4;

/* An event with its kind in a word of its own is wider than what runs hold. */
#define CA_SORT_WORDS		4
#define CA_FOR_SORT_WIDTH(nwords, call1, call2, call3, call4) \
	do { \
		if ((nwords) == CA_SORT_WORDS) \
			call4; \
		else \
			CA_FOR_WIDTH(nwords, call1, call2, call3); \
	} while (0)

#define ST_SORT sort_entry1
#define ST_ELEMENT_TYPE Entry1
#define ST_COMPARE(a, b) ca_entry_compare((a)->word, (b)->word, 1)
#define ST_SCOPE static
#define ST_DECLARE
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

#define ST_SORT sort_entry2
#define ST_ELEMENT_TYPE Entry2
#define ST_COMPARE(a, b) ca_entry_compare((a)->word, (b)->word, 2)
#define ST_SCOPE static
#define ST_DECLARE
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

#define ST_SORT sort_entry4
#define ST_ELEMENT_TYPE Entry4
#define ST_COMPARE(a, b) ca_entry_compare((a)->word, (b)->word, 4)
#define ST_SCOPE static
#define ST_DECLARE
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

#define ST_SORT sort_entry3
#define ST_ELEMENT_TYPE Entry3
#define ST_COMPARE(a, b) ca_entry_compare((a)->word, (b)->word, 3)
#define ST_SCOPE static
#define ST_DECLARE
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

static void
sort_by_comparison(uint64 *entries, Size n, int nwords)
{
	CA_FOR_SORT_WIDTH(nwords,
					  sort_entry1((Entry1 *) entries, n),
					  sort_entry2((Entry2 *) entries, n),
					  sort_entry3((Entry3 *) entries, n),
					  sort_entry4((Entry4 *) entries, n));
}

/* Significant bits of each of the first two words. */
static pg_attribute_always_inline SortPrefix
sort_prefix(const uint64 *entries, Size n, const int nwords)
{
	uint64		differs0 = 0;
	uint64		differs1 = 0;
	SortPrefix	prefix;

	for (Size i = 1; i < n; i++)
	{
		const uint64 *entry = entries + i * nwords;

		differs0 |= entry[0] ^ entries[0];
		if (nwords > 1)
			differs1 |= entry[1] ^ entries[1];
	}
	prefix.bits0 = differs0 == 0 ? 0 : pg_leftmost_one_pos64(differs0) + 1;
	prefix.bits1 = differs1 == 0 ? 0 : pg_leftmost_one_pos64(differs1) + 1;
	return prefix;
}

/*
 * The significant bits of the first two words, as one number whose topmost
 * bits decide the order.
 */
static pg_attribute_always_inline uint64
sort_value(const uint64 *entry, SortPrefix prefix, const int nwords)
{
	uint64		value = prefix.bits0 == 0 ? 0 : entry[0] << (64 - prefix.bits0);

	if (nwords > 1 && prefix.bits0 < 64 && prefix.bits1 > 0)
		value |= (entry[1] << (64 - prefix.bits1)) >> prefix.bits0;
	return value;
}

/* One stable counting pass by the digit that starts at bit shift. */
static pg_attribute_always_inline void
sort_pass(uint64 *to, const uint64 *from, Size n, uint32 *count,
		  SortPrefix prefix, int shift, uint64 mask, const int nwords)
{
	uint32		start = 0;

	for (uint64 digit = 0; digit <= mask; digit++)
	{
		uint32		here = count[digit];

		count[digit] = start;
		start += here;
	}
	for (Size done = 0; done < n;)
	{
		Size		end = Min(n, done + CA_PASS_ENTRIES);

		for (Size i = done; i < end; i++)
		{
			const uint64 *entry = from + i * nwords;
			uint64		digit = (sort_value(entry, prefix, nwords) >> shift) & mask;

			ca_entry_copy(to + (Size) count[digit]++ * nwords, entry, nwords);
		}
		if (n > CA_PASS_ENTRIES)
			CHECK_FOR_INTERRUPTS();
		done = end;
	}
}

/* Order by the topmost digit: few entries share one where few are sorted. */
static pg_attribute_always_inline void
sort_distribute_few(uint64 *entries, Size n, uint64 *scratch, SortPrefix prefix, const int nwords)
{
	uint32		count[1 << CA_DIGIT_FEW];
	int			digit_bits = Min(pg_leftmost_one_pos64(n) + 1, CA_DIGIT_FEW);
	uint64		mask = (UINT64CONST(1) << digit_bits) - 1;
	int			shift = 64 - digit_bits;

	memset(count, 0, (mask + 1) * sizeof(uint32));
	for (Size i = 0; i < n; i++)
		count[sort_value(entries + i * nwords, prefix, nwords) >> shift]++;
	sort_pass(scratch, entries, n, count, prefix, shift, mask, nwords);
	memcpy(entries, scratch, n * nwords * sizeof(uint64));
}

/* Order by the topmost 2 × digit_bits significant bits. */
static pg_attribute_always_inline void
sort_distribute(uint64 *entries, Size n, uint64 *scratch, SortPrefix prefix, const int nwords)
{
	uint32		low[1 << CA_DIGIT_MAX];
	uint32		high[1 << CA_DIGIT_MAX];
	int			significant = Min(prefix.bits0 + prefix.bits1, 64);
	int			wanted = Min(pg_leftmost_one_pos64(n), CA_DIGIT_MAX);
	int			digit_bits = Max(Min(wanted, (significant + 1) / 2), CA_DIGIT_MIN);
	uint64		mask = (UINT64CONST(1) << digit_bits) - 1;
	int			high_shift = 64 - digit_bits;
	int			low_shift = high_shift - digit_bits;

	memset(low, 0, (mask + 1) * sizeof(uint32));
	memset(high, 0, (mask + 1) * sizeof(uint32));
	for (Size i = 0; i < n; i++)
	{
		uint64		value = sort_value(entries + i * nwords, prefix, nwords);

		low[(value >> low_shift) & mask]++;
		high[value >> high_shift]++;
	}
	sort_pass(scratch, entries, n, low, prefix, low_shift, mask, nwords);
	sort_pass(entries, scratch, n, high, prefix, high_shift, mask, nwords);
}

/*
 * An entry is far from its place among those that share its first word, as of a
 * key with very many entries that came in two heaps: sort them by comparison.
 * Returns where they end.
 */
static pg_attribute_always_inline Size
sort_around(uint64 *entries, Size n, Size i, const int nwords)
{
	uint64		word = entries[i * nwords];
	Size		from = i;
	Size		to = i + 1;

	while (from > 0 && entries[(from - 1) * nwords] == word)
		from--;
	while (to < n && entries[to * nwords] == word)
		to++;
	sort_by_comparison(entries + from * nwords, to - from, nwords);
	return to;
}

/*
 * Insertion sort with a budget of moves; false when it ran out, with the
 * entries still all there.
 */
static pg_attribute_always_inline bool
sort_insert(uint64 *entries, Size n, Size budget, const int nwords)
{
	for (Size i = 1; i < n; i++)
	{
		uint64	   *entry = entries + i * nwords;
		uint64		moving[CA_SORT_WORDS];
		Size		gap = i;

		if (ca_entry_at_least(entry, entry - nwords, nwords))
			continue;
		ca_entry_copy(moving, entry, nwords);
		while (gap > 0 && ca_entry_compare(moving, entries + (gap - 1) * nwords, nwords) < 0)
		{
			ca_entry_copy(entries + gap * nwords, entries + (gap - 1) * nwords, nwords);
			gap--;
		}
		ca_entry_copy(entries + gap * nwords, moving, nwords);
		if (i - gap > budget)
			return false;
		budget -= i - gap;
		if (nwords > 1 && i - gap > CA_FAR && entries[i * nwords] == moving[0])
			i = sort_around(entries, n, i, nwords) - 1;
	}
	return true;
}

static pg_attribute_always_inline bool
sort_spread(uint64 *entries, Size n, uint64 *scratch, const int nwords)
{
	SortPrefix	prefix;

	/* Events come nearly in order: a few moves may be all it takes. */
	if (sort_insert(entries, n, n <= CA_INSERTION_MAX ? SIZE_MAX : n / 2, nwords))
		return true;
	prefix = sort_prefix(entries, n, nwords);
	if (prefix.bits0 + prefix.bits1 > 0 && n <= CA_FEW)
	{
		sort_distribute_few(entries, n, scratch, prefix, nwords);
		if (sort_insert(entries, n, 4 * n, nwords))
			return true;
	}
	if (prefix.bits0 + prefix.bits1 > 0)
		sort_distribute(entries, n, scratch, prefix, nwords);
	return sort_insert(entries, n, 8 * n, nwords);
}

void
ca_sort_entries(uint64 *entries, Size n, int nwords, uint64 *scratch)
{
	bool		sorted;

	Assert(n <= PG_UINT32_MAX);
	CA_FOR_SORT_WIDTH(nwords,
					  sorted = sort_spread(entries, n, scratch, 1),
					  sorted = sort_spread(entries, n, scratch, 2),
					  sorted = sort_spread(entries, n, scratch, 3),
					  sorted = sort_spread(entries, n, scratch, 4));
	if (!sorted)
		sort_by_comparison(entries, n, nwords);
}
