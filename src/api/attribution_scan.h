/*-------------------------------------------------------------------------
 *
 * attribution_scan.h
 *	  What a state of attribution holds, contact by contact, path by path
 *
 * Usage:
 *	scan = ca_attribution_begin(state);
 *	while (ca_attribution_next_contact(scan))
 *		while (ca_attribution_next_path(scan, &path))
 *			...
 *	ca_attribution_free(scan);
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ATTRIBUTION_SCAN_H
#define CA_ATTRIBUTION_SCAN_H

#include "api/attribution_state.h"
#include "core/sum.h"

/* Labels by their places in the order of their bytes, which kinds of touches are. */
typedef struct CaTouchLabels
{
	uint32		n;
	Datum	   *text;
	bool	   *is_direct;
	bool	   *is_excluded;	/* there is no touch of it */
} CaTouchLabels;

/* The contact at hand, and what is needed to get to the next. */
typedef struct CaAttributionScan
{
	CaTouchLabels labels;
	uint64		number;			/* of the contact, from 1 */
	const CaEvent *touch;		/* all its touches by (time, label) */
	Size		ntouches;
	const CaConversion *conversion; /* all its conversions by time */
	Size		nconversions;
	struct CaScanRoom *room;	/* the scan's own */
} CaAttributionScan;

/* Begin, in CurrentMemoryContext. */
extern CaAttributionScan *ca_attribution_begin(CaAttributionState *state);

/* The next contact; false at the end. */
extern bool ca_attribution_next_contact(CaAttributionScan *scan);

/*
 * The next path of the contact: one for each conversion, then that of the
 * touches which are on none of these, if there are any.  Interruptible.
 */
extern bool ca_attribution_next_path(CaAttributionScan *scan, CaTouchPath *path);

/* The different labels of a path, as they come; until the next call. */
extern const uint32 *ca_attribution_path_labels(CaAttributionScan *scan, const CaTouchPath *path, Size *n);

extern void ca_attribution_free(CaAttributionScan *scan);

/* What a sum is; error numeric_value_out_of_range when it is too large. */
extern double ca_attribution_total(const CaSum *sum);

#endif							/* CA_ATTRIBUTION_SCAN_H */
