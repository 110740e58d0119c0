/*-------------------------------------------------------------------------
 *
 * matching.c
 *	  Rows and places: which places can have a row each?
 *
 * A matching in a bipartite graph, grown along augmenting paths (Kuhn 1955).
 * Places are bits of a word, so that a search over them is a few word
 * operations a row.
 *
 * Where there are many rows, for each place as many are kept as there are
 * places: a row that was not kept can always be exchanged for one that was and
 * that no other place has.
 *
 * Sets of rows that can have a place each are the independent sets of a
 * transversal matroid (Edmonds and Fulkerson 1965): adding rows in order of
 * weight, each in exchange for the least of the circuit that it closes, keeps
 * the basis of greatest weight.
 *
 * Interface
 *	ca_matching_init, ca_matching_add	- rows
 *	ca_matching_covers	- can these places have a row each?
 *	ca_basis_init, ca_basis_add	- the rows of greatest weight that can
 *
 * Memory: the caller's.
 * Cost: rows × places for each place asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "core/matching.h"

/* In place of a row's number: the one being added. */
#define NEW_ROW		CA_PLACES

void
ca_matching_init(CaMatching *matching, int nplaces)
{
	memset(matching, 0, offsetof(CaMatching, row));
	matching->nplaces = nplaces;
	matching->single = true;
}

void
ca_matching_add(CaMatching *matching, uint32 mask)
{
	bool		wanted = false;

	matching->total++;
	matching->any |= mask;
	matching->single &= (mask & (mask - 1)) == 0;
	for (uint32 left = mask; left != 0; left &= left - 1)
		wanted |= matching->candidates[pg_rightmost_one_pos32(left)] < matching->nplaces;
	if (!wanted)
		return;
	for (uint32 left = mask; left != 0; left &= left - 1)
	{
		uint8	   *candidates = &matching->candidates[pg_rightmost_one_pos32(left)];

		*candidates = Min(*candidates + 1, matching->nplaces);
	}
	Assert(matching->nrows < CA_MATCHING_ROWS);
	matching->row[matching->nrows++] = mask;
}

/*
 * Find a row for a place, moving others to different rows if need be.  taken
 * holds the place of each row, or -1; tried are the places that were in vain.
 */
static bool
matching_place(const CaMatching *matching, int place, int8 *taken, uint32 *tried)
{
	*tried |= (uint32) 1 << place;
	for (int i = 0; i < matching->nrows; i++)
	{
		if ((matching->row[i] >> place & 1) == 0)
			continue;
		if (taken[i] >= 0 && ((*tried >> taken[i] & 1) != 0 ||
							  !matching_place(matching, taken[i], taken, tried)))
			continue;
		taken[i] = place;
		return true;
	}
	return false;
}

bool
ca_matching_covers(const CaMatching *matching, uint32 places)
{
	int8		taken[CA_MATCHING_ROWS];

	if ((places & ~matching->any) != 0)
		return false;
	if (matching->single || (places & (places - 1)) == 0)
		return true;
	if ((Size) pg_popcount32(places) > matching->total)
		return false;
	memset(taken, -1, matching->nrows);
	for (; places != 0; places &= places - 1)
	{
		uint32		tried = 0;

		if (!matching_place(matching, pg_rightmost_one_pos32(places), taken, &tried))
			return false;
	}
	return true;
}

void
ca_basis_init(CaBasis *basis)
{
	basis->nrows = 0;
	memset(basis->owner, -1, sizeof(basis->owner));
}

static int
basis_place_of(const CaBasis *basis, int row)
{
	int			place = 0;

	while (basis->owner[place] != row)
		place++;
	return place;
}

/*
 * Give a place to the row that found it, the place that this row had to the one
 * that found that, and so on back to the new row.
 */
static void
basis_shift(CaBasis *basis, int place, const int8 *finder, int row)
{
	while (finder[place] != NEW_ROW)
	{
		int			had = basis_place_of(basis, finder[place]);

		basis->owner[place] = finder[place];
		place = had;
	}
	basis->owner[place] = row;
}

void
ca_basis_add(CaBasis *basis, int64 weight, uint32 mask)
{
	int8		finder[CA_PLACES];	/* the row that found a place */
	uint32		found = mask;	/* places found */
	uint32		todo = mask;	/* of which the owners were not looked at */
	int			place = -1;
	int			least = -1;		/* the place whose owner can best go */
	int			row;

	if (mask == 0)
		return;
	memset(finder, NEW_ROW, sizeof(finder));
	while (todo != 0)
	{
		int			owner;
		uint32		fresh;

		place = pg_rightmost_one_pos32(todo);
		owner = basis->owner[place];
		if (owner < 0)
			break;				/* there is a place for one more */
		if (least < 0 || basis->weight[owner] < basis->weight[basis->owner[least]])
			least = place;
		fresh = basis->mask[owner] & ~found;
		found |= fresh;
		todo = (todo & (todo - 1)) | fresh;
		for (; fresh != 0; fresh &= fresh - 1)
			finder[pg_rightmost_one_pos32(fresh)] = owner;
	}
	if (todo == 0)
		place = least;
	row = todo == 0 ? basis->owner[place] : basis->nrows++;
	basis_shift(basis, place, finder, row);
	basis->mask[row] = mask;
	basis->weight[row] = weight;
}
