/*-------------------------------------------------------------------------
 *
 * attribution_options.h
 *	  The options argument of attribution and what is related to it
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ATTRIBUTION_OPTIONS_H
#define CA_ATTRIBUTION_OPTIONS_H

#include "api/words.h"
#include "model/attribution.h"

/* Groups of words that can be valid, beside those of paths. */
#define CA_OPTION_CREDITS	1	/* direct, half_life, weights */
#define CA_OPTION_ORDER		2
#define CA_OPTION_TOP		4

/* Strings of an option that may be repeated. */
typedef struct CaOptionStrings
{
	int			n;
	char	  **string;
} CaOptionStrings;

typedef struct CaAttributionOptions
{
	CaTouchRules rules;			/* but for the lookback */
	CaOptionStrings exclude;	/* labels that are not there at all */
	CaOptionStrings direct;		/* labels that are no touch of their own;
								 * none: what ca_label_is_direct takes for one */
	CaPositionWeights weights;
	double		half_life;		/* microseconds, above 0 */
	int			order;			/* of the chain: 1 or 2 */
	int			top;			/* paths to be shown */
} CaAttributionOptions;

/*
 * Read options, defaults where they do not say; strings are palloc'd.  valid has
 * the groups of words that can be used.
 */
extern void ca_attribution_options_read(const char *string, int valid, CaAttributionOptions *options);

/* Does a label stand in the list, or, when it is empty, mean direct as it is? */
extern bool ca_label_is_listed(const CaOptionStrings *list, const char *label, uint32 length);
extern bool ca_label_is_direct(const CaOptionStrings *list, const char *label, uint32 length);

#endif							/* CA_ATTRIBUTION_OPTIONS_H */
