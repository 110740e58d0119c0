/*-------------------------------------------------------------------------
 *
 * retention_options.h
 *	  The options argument of cohort_retention, cohort_value and lifecycle
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RETENTION_OPTIONS_H
#define CA_RETENTION_OPTIONS_H

#include "datatype/timestamp.h"

#include "model/retention.h"

/* Which words there are: a bit for each group of them. */
#define CA_OPTION_NOW			1	/* now= */
#define CA_OPTION_COHORTS		2	/* all of cohorts but ... */
#define CA_OPTION_ON_OR_AFTER	4	/* ... on_or_after */

typedef struct CaRetentionOptions
{
	bool		rolling;		/* periods from the contact's own start */
	bool		on_or_after;	/* active in a period, or in any later one */
	bool		recurring;		/* every start counts */
	bool		before;			/* show what came before the start */
	int			periods;		/* to show; 0: all */
	int			nbrackets;		/* 0: none given */
	CaRetentionBracket bracket[CA_RETENTION_BRACKETS];
	bool		has_now;
	TimestampTz now;			/* of has_now */
	TimestampTz cohort_from;	/* cohorts that begin from here ... */
	TimestampTz cohort_until;	/* ... until before here; infinite: all */
} CaRetentionOptions;

/*
 * Read options ("" for none), of the groups of words that valid has bits of.
 * Errors name the word that is wrong.
 */
extern void ca_retention_options_read(const char *string, int valid, CaRetentionOptions *options);

#endif							/* CA_RETENTION_OPTIONS_H */
