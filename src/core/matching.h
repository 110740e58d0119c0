/*-------------------------------------------------------------------------
 *
 * matching.h
 *	  Rows and places: which places can have a row each?
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_MATCHING_H
#define CA_MATCHING_H

#define CA_PLACES			32

/* Rows for each place, and no more, can ever matter. */
#define CA_MATCHING_ROWS	(CA_PLACES * CA_PLACES)

/* Rows of which each can take one of the places in its mask. */
typedef struct CaMatching
{
	Size		total;			/* rows added */
	int			nplaces;		/* places that can be asked for */
	int			nrows;			/* rows kept */
	uint32		any;			/* places that some row can take */
	bool		single;			/* no row can take more than one */
	uint8		candidates[CA_PLACES];	/* rows kept that can take a place */
	uint32		row[CA_MATCHING_ROWS];
} CaMatching;

/* Start without rows, for the first nplaces places. */
extern void ca_matching_init(CaMatching *matching, int nplaces);

/* Add a row that can take these places. */
extern void ca_matching_add(CaMatching *matching, uint32 mask);

/* Can all of these places have a row each, no row twice? */
extern bool ca_matching_covers(const CaMatching *matching, uint32 places);

/*
 * As many rows as can have a place each, of all that were added those of
 * greatest weight.
 */
typedef struct CaBasis
{
	int			nrows;
	uint32		mask[CA_PLACES];	/* of each row */
	int64		weight[CA_PLACES];
	int8		owner[CA_PLACES];	/* which row has a place, or -1 */
} CaBasis;

extern void ca_basis_init(CaBasis *basis);

/*
 * Add a row of at least the weight of all before.  When it cannot be had
 * beside all the others, the one of least weight that it can replace goes.
 */
extern void ca_basis_add(CaBasis *basis, int64 weight, uint32 mask);

#endif							/* CA_MATCHING_H */
