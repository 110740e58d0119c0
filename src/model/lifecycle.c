/*-------------------------------------------------------------------------
 *
 * lifecycle.c
 *	  Counts that follow from the periods in which a contact was active
 *
 * A contact is the ascending numbers of the periods in which it was active;
 * what it adds to a count by period is found from neighbours among them.
 *
 * Lifecycle: a contact is new in its first period.  In each later one it is
 * returning when its last period is the one before, else resurrecting.  It is
 * dormant in the first period after one in which it was active.
 *
 * Windows that move: a period p is seen by the windows of size s that end with
 * p, p + 1 ... p + s - 1, so the contact is in those of the union of these
 * stretches.  Each period begins a stretch, which ends after s periods or where
 * the next one begins.  What begins does not depend on s and is counted once
 * for all windows; sums of beginnings without ends are the answer.  There is
 * no branch to be guessed in the loop.
 *
 * Interface
 *	ca_lifecycle_count		- comings and goings of a contact
 *	ca_stickiness_begin		- start a walk through spans
 *	ca_stickiness_next		- one stretch of a span after another, with its active periods
 *	ca_rolling_count		- a contact in windows that move
 *	ca_rolling_sum			- the contacts of each window
 *
 * Memory: none; counters are the caller's.
 *
 * Cost: a step for each period of a contact, times the number of windows; a
 * stretch that does not follow on the last is searched for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/lifecycle.h"

void
ca_lifecycle_count(const CaLifecycleSpec *spec, const int64 *active, Size n)
{
	CaLifecyclePoint *point = spec->point;
	int64		period = active[0] - spec->first;

	Assert(n > 0 && period >= 0);
	point[period].nnew++;
	for (Size i = 1; i < n; i++)
	{
		int64		next = active[i] - spec->first;

		Assert(next > period && next < spec->nperiods);
		if (next == period + 1)
			point[next].nreturning++;
		else
		{
			point[period + 1].ndormant++;
			point[next].nresurrecting++;
		}
		period = next;
	}
	if (period + 1 < spec->nperiods)
		point[period + 1].ndormant++;
}

void
ca_stickiness_begin(CaStickinessWalk *walk, const CaStickinessSpec *spec,
					const int64 *active, Size n)
{
	Assert(n > 0 && active[0] >= spec->stretch[0].begin);
	walk->spec = spec;
	walk->active = active;
	walk->end = active + n;
	walk->stretch = 0;
}

/* The stretch of a period that lies in this one or later. */
static int64
find_stretch(const CaStickinessSpec *spec, int64 stretch, int64 period)
{
	int64		beyond = spec->nstretches;

	while (beyond - stretch > 1)
	{
		int64		middle = stretch + (beyond - stretch) / 2;

		if (spec->stretch[middle].begin <= period)
			stretch = middle;
		else
			beyond = middle;
	}
	return stretch;
}

bool
ca_stickiness_next(CaStickinessWalk *walk, int64 *span, int64 *nperiods)
{
	const CaStickinessSpec *spec = walk->spec;
	const int64 *active = walk->active;

	if (active == walk->end)
		return false;
	walk->stretch = find_stretch(spec, walk->stretch, *active);
	if (walk->stretch == spec->nstretches - 1)
		active = walk->end;
	else
	{
		int64		beyond = spec->stretch[walk->stretch + 1].begin;

		while (active < walk->end && *active < beyond)
			active++;
	}
	*span = spec->stretch[walk->stretch].span;
	*nperiods = active - walk->active;
	walk->active = active;
	return true;
}

void
ca_rolling_count(const CaRollingSpec *spec, const int64 *active, Size n)
{
	Assert(n > 0 && active[0] >= spec->first && active[n - 1] - spec->first < spec->nperiods);
	for (Size i = 0; i < n; i++)
		spec->entered[active[i] - spec->first]++;
	for (int window = 0; window < spec->nwindows; window++)
	{
		int64	   *left = ca_rolling_left(spec, window);
		int64		size = spec->window[window];
		int64		period = active[0] - spec->first;
		int64		until;

		for (Size i = 1; i < n; i++)
		{
			int64		next = active[i] - spec->first;

			until = period + size;
			left[Min(until, next)]++;
			period = next;
		}
		until = period + size;
		left[Min(until, spec->nperiods)]++;
	}
}

void
ca_rolling_sum(const CaRollingSpec *spec)
{
	for (int window = 0; window < spec->nwindows; window++)
	{
		int64	   *left = ca_rolling_left(spec, window);
		int64		ncontacts = 0;

		for (int64 period = 0; period < spec->nperiods; period++)
		{
			ncontacts += spec->entered[period] - left[period];
			left[period] = ncontacts;
		}
	}
}
