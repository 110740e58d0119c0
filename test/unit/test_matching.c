/*-------------------------------------------------------------------------
 *
 * test_matching.c
 *	  core/matching against trying everything, and against Hall's theorem
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "core/matching.h"
#include "unit.h"

/* A row that can take each place with odds of one in sparseness. */
static uint32
random_mask(UnitTest *test, int nplaces, int sparseness)
{
	uint32		mask = 0;

	for (int place = 0; place < nplaces; place++)
		mask |= (uint32) (unit_random_below(test, sparseness) == 0) << place;
	return mask;
}

/* Every way to give places rows, one after another. */
static bool
some_way(const uint32 *rows, int nrows, uint32 places, uint64 used)
{
	int			place;

	if (places == 0)
		return true;
	place = pg_rightmost_one_pos32(places);
	for (int i = 0; i < nrows; i++)
	{
		if ((used >> i & 1) == 0 && (rows[i] >> place & 1) != 0 &&
			some_way(rows, nrows, places & (places - 1), used | UINT64CONST(1) << i))
			return true;
	}
	return false;
}

/* Any k of the places have k rows among them (Hall 1935). */
static bool
hall(const uint32 *rows, int nrows, uint32 places)
{
	for (uint32 some = places; some != 0; some = (some - 1) & places)
	{
		int			n = 0;

		for (int i = 0; i < nrows; i++)
			n += (rows[i] & some) != 0;
		if (n < pg_popcount32(some))
			return false;
	}
	return true;
}

/*
 * test_matching(seed bigint, nplaces int, nrows int, sparseness int): all
 * sets of few places are asked for after each row, or at the end 200 sets of up
 * to 9 of many places
 */
UNIT_FUNCTION(test_matching)
{
	int			nplaces = PG_GETARG_INT32(1);
	int			nrows = PG_GETARG_INT32(2);
	int			sparseness = PG_GETARG_INT32(3);
	uint32	   *rows = palloc((nrows + 1) * sizeof(uint32));
	uint32		any = 0;
	CaMatching *matching = palloc(sizeof(CaMatching));
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	ca_matching_init(matching, nplaces);
	for (int n = 0; n < nrows; n++)
	{
		rows[n] = random_mask(&test, nplaces, sparseness);
		any |= rows[n];
		ca_matching_add(matching, rows[n]);
		UNIT_CHECK(&test, matching->total == n + 1);
		UNIT_CHECK(&test, matching->any == any);
		for (uint32 places = 0; nplaces <= 5 && n < 7 && places < (uint32) 1 << nplaces; places++)
			UNIT_CHECK(&test, ca_matching_covers(matching, places) == some_way(rows, n + 1, places, 0));
	}
	UNIT_CHECK(&test, matching->nrows <= CA_MATCHING_ROWS);
	for (int i = 0; i < 200; i++)
	{
		uint32		places = 0;

		for (int j = unit_random_below(&test, 10); j > 0; j--)
			places |= (uint32) 1 << unit_random_below(&test, nplaces);
		UNIT_CHECK(&test, ca_matching_covers(matching, places) == hall(rows, nrows, places));
	}
	PG_RETURN_INT64(test.nchecks);
}

/* ---- The basis ---- */

/* Move rows from place to place until one more has a place, or all were tried. */
static bool
model_place(const uint32 *rows, int row, int *owner, uint32 *tried)
{
	for (int place = 0; place < CA_PLACES; place++)
	{
		if ((rows[row] >> place & 1) == 0 || (*tried >> place & 1) != 0)
			continue;
		*tried |= (uint32) 1 << place;
		if (owner[place] < 0 || model_place(rows, owner[place], owner, tried))
		{
			owner[place] = row;
			return true;
		}
	}
	return false;
}

/*
 * The greedy way, from the greatest weight down: each row that can be had
 * beside those taken.  Weights of what is taken, descending.
 */
static int
model_basis(const uint32 *rows, const int64 *weights, int nrows, int64 *taken)
{
	int			owner[CA_PLACES];
	int			n = 0;

	memset(owner, -1, sizeof(owner));
	for (int row = nrows - 1; row >= 0; row--)
	{
		uint32		tried = 0;

		if (model_place(rows, row, owner, &tried))
			taken[n++] = weights[row];
	}
	return n;
}

/* The same by trying all sets of rows: most rows, then the greatest weights. */
static int
brute_basis(const uint32 *rows, const int64 *weights, int nrows, int64 *taken)
{
	int			n = 0;

	for (uint32 set = 1; set < (uint32) 1 << nrows; set++)
	{
		uint32		some[32];
		int64		theirs[32];
		int			k = 0;
		bool		matched = false;
		int			differs = 0;

		for (int row = nrows - 1; row >= 0; row--)
		{
			if ((set >> row & 1) == 0)
				continue;
			some[k] = rows[row];
			theirs[k++] = weights[row];
		}
		if (k < n || k > CA_PLACES)
			continue;
		while (k == n && differs < k && theirs[differs] == taken[differs])
			differs++;
		if (k == n && (differs == k || theirs[differs] < taken[differs]))
			continue;
		/* Do all rows of the set have a place?  Then k places have them. */
		for (uint32 places = 0; places < 64 && !matched; places++)
			matched = pg_popcount32(places) == k && some_way(some, k, places, 0);
		if (!matched)
			continue;
		n = k;
		memcpy(taken, theirs, k * sizeof(int64));
	}
	return n;
}

static int
compare_descending(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x < y) - (x > y);
}

/* Each row of the basis has one place, and one of its own. */
static void
check_owners(UnitTest *test, const CaBasis *basis)
{
	int			nowned = 0;
	uint32		owned = 0;

	for (int place = 0; place < CA_PLACES; place++)
	{
		int			row = basis->owner[place];

		if (row < 0)
			continue;
		UNIT_CHECK(test, row < basis->nrows && (owned >> row & 1) == 0);
		UNIT_CHECK(test, (basis->mask[row] >> place & 1) != 0);
		owned |= (uint32) 1 << row;
		nowned++;
	}
	UNIT_CHECK(test, nowned == basis->nrows);
}

static void
check_weights(UnitTest *test, const CaBasis *basis, const int64 *taken, int n)
{
	int64		sorted[CA_PLACES];

	UNIT_CHECK(test, basis->nrows == n);
	memcpy(sorted, basis->weight, n * sizeof(int64));
	qsort(sorted, n, sizeof(int64), compare_descending);
	UNIT_CHECK(test, memcmp(sorted, taken, n * sizeof(int64)) == 0);
}

/* The rows of the basis are rows that were added. */
static void
check_rows(UnitTest *test, const CaBasis *basis, const uint32 *rows, const int64 *weights, int nrows)
{
	for (int i = 0; i < basis->nrows; i++)
	{
		int			row = 0;

		while (row < nrows && (rows[row] != basis->mask[i] || weights[row] != basis->weight[i]))
			row++;
		UNIT_CHECK(test, row < nrows);
	}
}

/*
 * test_basis(seed bigint, nplaces int, nrows int, sparseness int): rows whose
 * weight now and then grows; after each the basis must be the best there is.
 * With up to 6 places and 9 rows all sets of rows are tried as well.
 */
UNIT_FUNCTION(test_basis)
{
	int			nplaces = PG_GETARG_INT32(1);
	int			nrows = PG_GETARG_INT32(2);
	int			sparseness = PG_GETARG_INT32(3);
	uint32	   *rows = palloc(nrows * sizeof(uint32));
	int64	   *weights = palloc(nrows * sizeof(int64));
	int64		weight = PG_INT64_MIN;
	CaBasis		basis;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	ca_basis_init(&basis);
	for (int n = 0; n < nrows; n++)
	{
		int64		taken[CA_PLACES];

		weight += unit_random_below(&test, 3);
		rows[n] = random_mask(&test, nplaces, sparseness);
		weights[n] = weight;
		ca_basis_add(&basis, weight, rows[n]);
		check_owners(&test, &basis);
		check_rows(&test, &basis, rows, weights, n + 1);
		check_weights(&test, &basis, taken, model_basis(rows, weights, n + 1, taken));
		if (nplaces <= 6 && n < 9)
			check_weights(&test, &basis, taken, brute_basis(rows, weights, n + 1, taken));
	}
	PG_RETURN_INT64(test.nchecks);
}
