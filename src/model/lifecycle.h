/*-------------------------------------------------------------------------
 *
 * lifecycle.h
 *	  Counts that follow from the periods in which a contact was active
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_LIFECYCLE_H
#define CA_LIFECYCLE_H

/* ---- Comings and goings ---- */

/* Contacts of one period. */
typedef struct CaLifecyclePoint
{
	int64		nnew;			/* active for the first time */
	int64		nreturning;		/* active, and in the period before, too */
	int64		nresurrecting;	/* active again, but not in the period before */
	int64		ndormant;		/* active in the period before, but not now */
} CaLifecyclePoint;

/* The periods that are counted, one point for each. */
typedef struct CaLifecycleSpec
{
	int64		first;			/* number of the first period */
	int64		nperiods;		/* how many there are, one after another */
	CaLifecyclePoint *point;	/* nperiods of them */
} CaLifecycleSpec;

/*
 * Count a contact, active in n periods, at least one: their numbers, ascending,
 * all different, and of periods that are counted.
 */
extern void ca_lifecycle_count(const CaLifecycleSpec *spec, const int64 *active, Size n);

/* ---- In how many periods ---- */

/* Periods that follow one another in one span of time. */
typedef struct CaSpanStretch
{
	int64		begin;			/* the first of them */
	int64		span;			/* that they are in */
} CaSpanStretch;

/*
 * Spans of time, each of which holds whole periods.  Where clocks go back over
 * a midnight, periods come back to a span that they had left: it has several
 * stretches.
 */
typedef struct CaStickinessSpec
{
	const CaSpanStretch *stretch;	/* ascending, each up to the next */
	int64		nstretches;		/* at least 1 */
} CaStickinessSpec;

/* How far the walk through a contact's periods has come. */
typedef struct CaStickinessWalk
{
	const CaStickinessSpec *spec;
	const int64 *active;		/* what is left of its periods */
	const int64 *end;			/* behind the last of them */
	int64		stretch;		/* no later one has been reached */
} CaStickinessWalk;

/* Start with a contact's periods, as above, none of them before the first stretch. */
extern void ca_stickiness_begin(CaStickinessWalk *walk, const CaStickinessSpec *spec,
								const int64 *active, Size n);

/*
 * The next stretch in which it was active: its span, and in how many periods of
 * it; false at the end.
 */
extern bool ca_stickiness_next(CaStickinessWalk *walk, int64 *span, int64 *nperiods);

/* ---- In windows that move ---- */

/*
 * Windows of some numbers of periods, each at every period.  A contact enters
 * where it was active; it leaves a window size periods later, or where it was
 * active again before that and so enters once more.
 */
typedef struct CaRollingSpec
{
	int64		first;			/* number of the first period */
	int64		nperiods;		/* how many there are, one after another */
	int			nwindows;
	const int32 *window;		/* periods in each, at least 1 */
	int64	   *entered;		/* by period; nperiods + 1 of them */
	int64	   *left;			/* the same of each window, one after another */
} CaRollingSpec;

/* Count a contact, as ca_lifecycle_count does. */
extern void ca_rolling_count(const CaRollingSpec *spec, const int64 *active, Size n);

/*
 * When all are counted, once: left becomes, for each window and period, the
 * number of contacts active in the window that ends with the period.
 */
extern void ca_rolling_sum(const CaRollingSpec *spec);

/* The counters of a window. */
static inline int64 *
ca_rolling_left(const CaRollingSpec *spec, int window)
{
	return spec->left + window * (spec->nperiods + 1);
}

#endif							/* CA_LIFECYCLE_H */
