/*-------------------------------------------------------------------------
 *
 * utm.h
 *	  Campaign parameters of a URL
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UTM_H
#define CA_UTM_H

#include "model/utm_url.h"

/*
 * The parameters that have a meaning here.  Of several click ids in one URL
 * that which comes first here counts.
 */
typedef enum CaUtmName
{
	CA_UTM_SOURCE,
	CA_UTM_MEDIUM,
	CA_UTM_CAMPAIGN,
	CA_UTM_TERM,
	CA_UTM_CONTENT,
	CA_UTM_ID,
	CA_UTM_GCLID,
	CA_UTM_GBRAID,
	CA_UTM_WBRAID,
	CA_UTM_DCLID,
	CA_UTM_MSCLKID,
	CA_UTM_FBCLID,
	CA_UTM_IGSHID,
	CA_UTM_TTCLID,
	CA_UTM_LI_FAT_ID,
	CA_UTM_TWCLID
} CaUtmName;

#define CA_UTM_NAMES	(CA_UTM_TWCLID + 1)

/* Sets of them, a bit each. */
#define CA_UTM_ALL		((1U << CA_UTM_NAMES) - 1)
#define CA_UTM_CLICKS	(CA_UTM_ALL & ~((1U << CA_UTM_GCLID) - 1))

/* Raw values that were found. */
typedef struct CaUtmValues
{
	uint32		wanted;			/* names that are looked for and were not yet
								 * found, a bit each */
	uint32		present;		/* that were found with a value */
	CaSlice		value[CA_UTM_NAMES];	/* of those present only */
} CaUtmValues;

/* Look for the names of a set, of which nothing is known yet. */
extern void ca_utm_begin(CaUtmValues *values, uint32 wanted);

/*
 * Look through a query, if there is one.  What an earlier one had, be it
 * without a value, is not looked for again.
 */
extern void ca_utm_collect(CaUtmValues *values, CaSlice query);

/* The click id that counts, CA_UTM_NAMES when there is none; its network. */
extern CaUtmName ca_utm_click(const CaUtmValues *values);
extern CaSlice ca_utm_network(CaUtmName click);

/*
 * The raw value of the first parameter whose name decodes to this one, in a
 * query, if there is one.  Not there: at is NULL; there without a value: length
 * is 0.
 */
extern CaSlice ca_utm_find(CaSlice query, CaSlice name);

/* The name as it is written. */
extern CaSlice ca_utm_name(CaUtmName name);

#endif							/* CA_UTM_H */
