/*-------------------------------------------------------------------------
 *
 * unit.c
 *	  What the unit tests share: checks that are counted, numbers to test with
 *
 * Each room of core/ and model/ has a file test_<room>.c with a function for
 * SQL, and a file <room>.sql that calls it.  A function either hands out what
 * the room answers, so that SQL compares, or compares it here with a model
 * that is too simple to be wrong, and returns how many checks it made.
 *
 * Distributions (words are those of the entry; the last one rides along)
 *	random		- 64 random bits
 *	dense		- below n
 *	few			- one of seven
 *	sorted, reversed, organ
 *				- ascending, descending, up and down again
 *	equal		- all the same
 *	top, bottom	- the top, or the bottom, 48 bits are the same
 *	skewed		- small numbers more often, on a logarithmic scale
 *	last		- the last word is random, those before it are the same
 *	pages		- pages of 4096 numbers with about 64 of them each
 *	late		- one number a page, and later on all of a few pages
 *	ends		- close to 0 and to 2^64 - 1
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/bitset.h"
#include "unit.h"

PG_MODULE_MAGIC;

/* Any number; the words that must be the same are this. */
#define UNIT_CONSTANT	UINT64CONST(0x123456789ABCDEF0)

void
unit_begin(UnitTest *test, int64 seed)
{
	test->random = (uint64) seed;
	test->nchecks = 0;
}

void
unit_fail(const UnitTest *test, const char *check, const char *file, int line)
{
	ereport(ERROR,
			(errcode(ERRCODE_ASSERT_FAILURE),
			 errmsg("%s:%d: does not hold: %s", file, line, check),
			 errdetail("%lld checks did hold before.", (long long) test->nchecks)));
}

/* SplitMix64, by Sebastiano Vigna. */
uint64
unit_random(UnitTest *test)
{
	uint64		z = (test->random += UINT64CONST(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64CONST(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64CONST(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

uint64
unit_random_below(UnitTest *test, uint64 n)
{
	return unit_random(test) % n;
}

/* ---- Distributions ---- */

/* Word number i of n. */
typedef uint64 (*UnitDistribution) (UnitTest *test, Size i, Size n);

static uint64
word_random(UnitTest *test, Size i, Size n)
{
	return unit_random(test);
}

static uint64
word_dense(UnitTest *test, Size i, Size n)
{
	return unit_random_below(test, n);
}

static uint64
word_few(UnitTest *test, Size i, Size n)
{
	return unit_random_below(test, 7) * UNIT_CONSTANT;
}

static uint64
word_sorted(UnitTest *test, Size i, Size n)
{
	return i / 2 * 3;
}

static uint64
word_reversed(UnitTest *test, Size i, Size n)
{
	return (n - i) / 2 * 3;
}

static uint64
word_organ(UnitTest *test, Size i, Size n)
{
	return Min(i, n - i) * 5;
}

static uint64
word_equal(UnitTest *test, Size i, Size n)
{
	return UNIT_CONSTANT;
}

static uint64
word_top(UnitTest *test, Size i, Size n)
{
	return (UNIT_CONSTANT << 16) | unit_random(test) >> 48;
}

static uint64
word_bottom(UnitTest *test, Size i, Size n)
{
	return unit_random(test) << 48 | UNIT_CONSTANT >> 16;
}

static uint64
word_skewed(UnitTest *test, Size i, Size n)
{
	uint64		bits = unit_random_below(test, 64);

	return unit_random(test) >> bits;
}

static uint64
word_pages(UnitTest *test, Size i, Size n)
{
	return unit_random_below(test, n / CA_PAGE_DENSE + 1) * CA_PAGE_BITS * 3 +
		unit_random_below(test, CA_PAGE_BITS);
}

static uint64
word_late(UnitTest *test, Size i, Size n)
{
	if (i < n / 2)
		return i * CA_PAGE_BITS + 7;
	return unit_random_below(test, n / CA_PAGE_BITS + 1) * CA_PAGE_BITS +
		unit_random_below(test, CA_PAGE_BITS);
}

static uint64
word_ends(UnitTest *test, Size i, Size n)
{
	uint64		distance = unit_random_below(test, n);

	return unit_random(test) & 1 ? distance : ~distance;
}

static const struct
{
	const char *name;
	UnitDistribution word;
	bool		last_only;		/* words before the last are the same */
}			distributions[] =

{
	{"random", word_random, false},
	{"dense", word_dense, false},
	{"few", word_few, false},
	{"sorted", word_sorted, false},
	{"reversed", word_reversed, false},
	{"organ", word_organ, false},
	{"equal", word_equal, false},
	{"top", word_top, false},
	{"bottom", word_bottom, false},
	{"skewed", word_skewed, false},
	{"last", word_random, true},
	{"pages", word_pages, true},
	{"late", word_late, true},
	{"ends", word_ends, false}
};

void
unit_fill(UnitTest *test, uint64 *entries, Size n, int nwords, const char *distribution)
{
	int			d = 0;

	while (d < (int) lengthof(distributions) && strcmp(distributions[d].name, distribution) != 0)
		d++;
	if (d == (int) lengthof(distributions))
		elog(ERROR, "distribution \"%s\" is not known", distribution);
	for (Size i = 0; i < n; i++)
	{
		for (int word = 0; word < nwords; word++)
			entries[i * nwords + word] = distributions[d].last_only && word < nwords - 1
				? UNIT_CONSTANT : distributions[d].word(test, i, n);
	}
}

/* ---- The plain way ---- */

static int
compare_words(const void *a, const void *b, void *nwords)
{
	const uint64 *x = a;
	const uint64 *y = b;

	for (int i = 0; i < *(int *) nwords; i++)
	{
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	}
	return 0;
}

void
unit_sort(uint64 *entries, Size n, int nwords)
{
	qsort_arg(entries, n, nwords * sizeof(uint64), compare_words, &nwords);
}

Size
unit_unique(uint64 *entries, Size n, int nwords, int nkeys)
{
	Size		kept = 0;

	for (Size i = 0; i < n; i++)
	{
		if (kept > 0 &&
			compare_words(entries + i * nwords, entries + (kept - 1) * nwords, &nkeys) == 0)
			continue;
		memmove(entries + kept++ * nwords, entries + i * nwords, nwords * sizeof(uint64));
	}
	return kept;
}

/* ---- From and to SQL ---- */

char *
unit_text(Datum value)
{
	return TextDatumGetCString(value);
}

int64 *
unit_numbers(Datum array, int *n)
{
	Datum	   *value;
	int64	   *numbers;

	deconstruct_array(DatumGetArrayTypeP(array), INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &value, NULL, n);
	numbers = palloc(*n * sizeof(int64));
	for (int i = 0; i < *n; i++)
		numbers[i] = DatumGetInt64(value[i]);
	return numbers;
}

Datum
unit_array(const int64 *numbers, int n)
{
	Datum	   *value = palloc(n * sizeof(Datum));

	for (int i = 0; i < n; i++)
		value[i] = Int64GetDatum(numbers[i]);
	return PointerGetDatum(construct_array(value, n, INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
}

Datum *
unit_texts(Datum array, int *n)
{
	Datum	   *value;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &value, NULL, n);
	return value;
}
