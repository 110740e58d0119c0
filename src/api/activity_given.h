/*-------------------------------------------------------------------------
 *
 * activity_given.h
 *	  What is given of the activity of contacts: the arguments that must not change
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ACTIVITY_GIVEN_H
#define CA_ACTIVITY_GIVEN_H

#include "fmgr.h"
#include "utils/array.h"

#include "core/wire.h"

/* Spans of active_contacts, and the longest, in periods. */
#define CA_MAX_SPANS	32
#define CA_SPAN_MAX		100000

/* Who asks.  Part of the form of states on their way. */
typedef enum CaActivityUse
{
	CA_USE_RETENTION,			/* cohort_retention */
	CA_USE_VALUE,				/* cohort_value */
	CA_USE_LIFECYCLE,			/* lifecycle */
	CA_USE_STICKINESS,			/* stickiness */
	CA_USE_ACTIVE				/* active_contacts */
} CaActivityUse;

/* Where the arguments of all of them stand. */
#define CA_ARG_PERIOD	1
#define CA_ARG_ZONE		2
#define CA_ARG_CONTACT	3

/* The arguments that must not change, as they were given. */
typedef struct CaActivityGiven
{
	CaActivityUse use;
	text	   *period;
	text	   *zone;
	text	   *options;		/* or the span; NULL: left out */
	ArrayType  *spans;			/* the same of active_contacts */
} CaActivityGiven;

/* Where a use has cohort_at, 0 if nowhere, the time, and what may be left out. */
static inline int
ca_activity_cohort_argument(const CaActivityUse use)
{
	return use <= CA_USE_VALUE ? CA_ARG_CONTACT + 1 : 0;
}

static inline int
ca_activity_time_argument(const CaActivityUse use)
{
	return CA_ARG_CONTACT + 1 + (use <= CA_USE_VALUE);
}

static inline int
ca_activity_last_argument(const CaActivityUse use)
{
	return ca_activity_time_argument(use) + 1 + (use == CA_USE_VALUE);
}

/* What a row gives; an error when one of it is NULL. */
extern CaActivityGiven ca_activity_given_by_row(FunctionCallInfo fcinfo, const CaActivityUse use);

/*
 * What the aggregate being finished is given when no row tells; false where
 * even that comes from rows.
 */
extern bool ca_activity_given_without_rows(FunctionCallInfo fcinfo, const CaActivityUse use,
										   CaActivityGiven *given);

/* The name of an argument that differs, or NULL. */
extern const char *ca_activity_given_differs(const CaActivityGiven *a, const CaActivityGiven *b);

extern CaActivityGiven ca_activity_given_copy(const CaActivityGiven *given, MemoryContext context);

/* Write what has been found to be right; read it, to be looked at again. */
extern void ca_activity_given_write(CaWriter *w, const CaActivityGiven *given);
extern CaActivityGiven ca_activity_given_read(CaReader *r);

#endif							/* CA_ACTIVITY_GIVEN_H */
