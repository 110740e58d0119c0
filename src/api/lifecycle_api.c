/*-------------------------------------------------------------------------
 *
 * lifecycle_api.c
 *	  Final functions of lifecycle, stickiness and active_contacts
 *
 * Usage:
 *	SELECT l.* FROM unnest((
 *		SELECT lifecycle('week', 'Europe/Berlin', contact_id, occurred_at)
 *		FROM events)) AS l;
 *	SELECT stickiness('day', 'UTC', contact_id, occurred_at, 'month') FROM events;
 *	SELECT active_contacts('day', 'UTC', contact_id, occurred_at, '{1,7,28}') FROM events;
 *
 * Rows are taken by the transition functions of activity_state.c, which keep
 * the numbers of the periods in which a contact was active.  The final
 * functions go through the contacts once and count.
 *
 * Memory: counters and the result are palloc'd in the caller's context: some
 * words for each period between the first activity and the last.
 * Limits: 4,000,000 points.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "api/lifecycle_periods.h"
#include "model/lifecycle.h"

/* ---- lifecycle ---- */

/* Counters of all periods that there can be, to the last one shown. */
static CaLifecycleSpec
lifecycle_spec(CaActivityState *state, int64 last)
{
	CaLifecycleSpec spec;
	uint64		nperiods = ca_lifecycle_between(state->lowest, Max(state->highest, last));

	ca_lifecycle_check_points("lifecycle", nperiods, "Ask for a longer period, or for less time.");
	spec.first = state->lowest;
	spec.nperiods = (int64) nperiods;
	spec.point = (CaLifecyclePoint *) ca_lifecycle_counters(nperiods * (sizeof(CaLifecyclePoint) / sizeof(int64)));
	return spec;
}

static Datum
lifecycle_rows(FunctionCallInfo fcinfo, const CaActivityState *state, const CaLifecycleSpec *spec, CaExtent extent)
{
	bool		isnull[8] = {false};
	CaPeriodWalk walk;
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "dlllllbz");
	for (ca_lifecycle_walk_begin(&walk, state, extent.first); walk.number <= extent.last; ca_lifecycle_walk_next(&walk))
	{
		const CaLifecyclePoint *point = &spec->point[walk.number - spec->first];
		Datum		value[8] = {
			ca_lifecycle_date(walk.grid, walk.number), Int64GetDatum(point->nnew), Int64GetDatum(point->nreturning),
			Int64GetDatum(point->nresurrecting), Int64GetDatum(point->ndormant), Int64GetDatum(-point->ndormant),
			BoolGetDatum(ca_lifecycle_is_complete(&walk)), TimestampTzGetDatum(walk.start)
		};

		CHECK_FOR_INTERRUPTS();
		ca_rows_add(&rows, value, isnull);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}

CA_FUNCTION(ca_lifecycle_finalfn)
{
	CaActivityState *state = ca_lifecycle_state(fcinfo, CA_USE_LIFECYCLE);
	CaExtent	extent = CA_NO_EXTENT;
	CaActivityContact contact;
	CaActivityScan *scan;
	CaLifecycleSpec spec;
	int64		last;

	if (state == NULL)
		return ca_lifecycle_no_points(fcinfo);
	/* The period that begins with the option now is not one to show yet. */
	last = ca_grid_number(&state->plan->grid,
						  ca_activity_now(state) - state->plan->options.has_now);
	spec = lifecycle_spec(state, last);
	scan = ca_activity_begin(state->activity);
	while (ca_lifecycle_next(state, scan, &contact, &extent))
		ca_lifecycle_count(&spec, contact.active, contact.nactive);
	ca_activity_free(scan);
	extent.last = Max(extent.last, last);
	return lifecycle_rows(fcinfo, state, &spec, extent);
}

/* ---- stickiness ---- */

/* Room for so many stretches to begin with: few groups of rows need more. */
#define FIRST_STRETCHES	16

/* Contacts of a span by the number of periods in which they were active. */
typedef struct Histogram
{
	int64	   *ncontacts;		/* those of n periods at n - 1, or NULL */
	int64		most;			/* periods of any contact */
	int64		room;			/* for so many */
	uint64		contact;		/* the last one counted, from 1, ... */
	int64		nperiods;		/* ... and its periods so far */
} Histogram;

typedef struct Stickiness
{
	CaGrid		grid;			/* of the spans, if there are any */
	int64		first;			/* number of the first one ... */
	int64		last;			/* ... and of the last */
	CaSpanStretch *stretch;		/* of the periods, by the numbers of spans */
	int64		nstretches;
	int64		room;			/* for so many */
	Histogram  *histogram;		/* one for each span */
	uint64		npoints;		/* sum of their most */
} Stickiness;

/* When a period begins, or time does. */
static TimestampTz
start_within_time(const CaGrid *grid, int64 number)
{
	TimestampTz start = ca_grid_start(grid, number);

	return start < MIN_TIMESTAMP ? MIN_TIMESTAMP : start < END_TIMESTAMP ? start : END_TIMESTAMP - 1;
}

/* From a period on, they are in a span. */
static void
stickiness_add_stretch(Stickiness *stickiness, int64 begin, int64 span)
{
	int64		n = stickiness->nstretches;
	CaSpanStretch *stretch = stickiness->stretch;

	if (n > 0 && stretch[n - 1].span == span)
		return;
	Assert(n == 0 || begin > stretch[n - 1].begin);
	stickiness->first = Min(stickiness->first, span);
	stickiness->last = Max(stickiness->last, span);
	ca_lifecycle_check_points("stickiness", ca_lifecycle_between(stickiness->first, stickiness->last),
							  "Ask for a longer span, or for less time.");
	if (n == stickiness->room)
	{
		stickiness->room *= 2;
		stickiness->stretch = stretch = repalloc_huge(stretch, stickiness->room * sizeof(CaSpanStretch));
	}
	stretch[n].begin = begin;
	stretch[n].span = span;
	stickiness->nstretches++;
}

/*
 * All of time is one span, or a period is in the span that it begins in.  Spans
 * are met in order, but for clocks that go back: then what the next periods
 * begin in has come before, and may be neither the first one's span nor the
 * last one's, nor between them.
 */
static void
stickiness_lay_spans(Stickiness *stickiness, CaActivityState *state)
{
	CaActivityPlan *plan = state->plan;
	CaGrid	   *spans = &stickiness->grid;
	int64		period = state->lowest;

	stickiness->first = PG_INT64_MAX;
	stickiness->last = PG_INT64_MIN;
	stickiness->nstretches = 0;
	stickiness->room = FIRST_STRETCHES;
	stickiness->stretch = palloc(FIRST_STRETCHES * sizeof(CaSpanStretch));
	if (!plan->has_span)
	{
		stickiness_add_stretch(stickiness, period, 0);
		return;
	}
	ca_grid_init(spans, plan->span, plan->zone);
	while (period <= state->highest)
	{
		TimestampTz start = start_within_time(&plan->grid, period);

		CHECK_FOR_INTERRUPTS();
		stickiness_add_stretch(stickiness, period, ca_grid_number(spans, start));
		period = ca_grid_first_from(&plan->grid, ca_grid_until(spans, start));
	}
}

/* Make room for contacts of so many periods. */
static void
histogram_grow(Histogram *histogram, int64 most)
{
	int64		room = Max(most, 2 * histogram->room);
	int64	   *grown = ca_lifecycle_counters(room);

	if (histogram->ncontacts != NULL)
	{
		memcpy(grown, histogram->ncontacts, histogram->room * sizeof(int64));
		pfree(histogram->ncontacts);
	}
	histogram->ncontacts = grown;
	histogram->room = room;
}

/* A contact was active in periods of a span, maybe after others of it. */
static void
stickiness_add(Stickiness *stickiness, uint64 contact, int64 span, int64 nperiods)
{
	Histogram  *histogram = &stickiness->histogram[span - stickiness->first];

	if (unlikely(histogram->contact == contact))
	{
		histogram->ncontacts[histogram->nperiods - 1]--;
		nperiods += histogram->nperiods;
	}
	histogram->contact = contact;
	histogram->nperiods = nperiods;
	if (unlikely(nperiods > histogram->most))
	{
		stickiness->npoints += nperiods - histogram->most;
		ca_lifecycle_check_points("stickiness", stickiness->npoints, "Ask for a longer period, or for less time.");
		if (nperiods > histogram->room)
			histogram_grow(histogram, nperiods);
		histogram->most = nperiods;
	}
	histogram->ncontacts[nperiods - 1]++;
}

static void
stickiness_count(Stickiness *stickiness, const CaActivityState *state)
{
	CaStickinessSpec spec = {stickiness->stretch, stickiness->nstretches};
	CaActivityScan *scan = ca_activity_begin(state->activity);
	CaExtent	extent = CA_NO_EXTENT;
	CaActivityContact contact;
	uint64		ncontacts = 0;

	stickiness->npoints = 0;
	stickiness->histogram = palloc_extended(ca_lifecycle_between(stickiness->first, stickiness->last) * sizeof(Histogram),
											MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	while (ca_lifecycle_next(state, scan, &contact, &extent))
	{
		CaStickinessWalk walk;
		int64		span;
		int64		nperiods;

		ncontacts++;
		ca_stickiness_begin(&walk, &spec, contact.active, contact.nactive);
		while (ca_stickiness_next(&walk, &span, &nperiods))
			stickiness_add(stickiness, ncontacts, span, nperiods);
	}
	ca_activity_free(scan);
}

/* The points of one span; spans is NULL where all of time is one. */
static void
stickiness_add_rows(CaRows *rows, const Histogram *histogram, const CaGrid *spans, int64 span)
{
	bool		isnull[5] = {spans == NULL, false, false, false, spans == NULL};
	Datum		value[5] = {0};
	int64		nmore = 0;

	if (spans != NULL)
	{
		value[0] = ca_lifecycle_date(spans, span);
		value[4] = TimestampTzGetDatum(ca_lifecycle_start(spans, span));
	}
	for (int64 i = 0; i < histogram->most; i++)
		nmore += histogram->ncontacts[i];
	for (int64 i = 0; i < histogram->most; i++)
	{
		CHECK_FOR_INTERRUPTS();
		value[1] = Int32GetDatum((int32) (i + 1));
		value[2] = Int64GetDatum(histogram->ncontacts[i]);
		value[3] = Int64GetDatum(nmore);
		ca_rows_add(rows, value, isnull);
		nmore -= histogram->ncontacts[i];
	}
}

CA_FUNCTION(ca_stickiness_finalfn)
{
	CaActivityState *state = ca_lifecycle_state(fcinfo, CA_USE_STICKINESS);
	Stickiness	stickiness;
	CaRows		rows;

	if (state == NULL)
		return ca_lifecycle_no_points(fcinfo);
	stickiness_lay_spans(&stickiness, state);
	stickiness_count(&stickiness, state);
	ca_rows_begin(&rows, fcinfo, "dillz");
	for (int64 span = stickiness.first; span <= stickiness.last; span++)
	{
		const Histogram *histogram = &stickiness.histogram[span - stickiness.first];

		CHECK_FOR_INTERRUPTS();
		if (histogram->most > 0)
			stickiness_add_rows(&rows, histogram, state->plan->has_span ? &stickiness.grid : NULL, span);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}

/* ---- active_contacts ---- */

/* Counters of all periods that there can be. */
static CaRollingSpec
rolling_spec(const CaActivityState *state)
{
	const CaActivityPlan *plan = state->plan;
	uint64		nperiods = ca_lifecycle_between(state->lowest, state->highest);
	CaRollingSpec spec;

	/* Far below what would overflow, whatever the number of windows. */
	ca_lifecycle_check_points("active_contacts", Min(nperiods, 2 * CA_MAX_POINTS) * plan->nspans,
							  "Ask for a longer period, for fewer spans, or for less time.");
	spec.first = state->lowest;
	spec.nperiods = (int64) nperiods;
	spec.nwindows = plan->nspans;
	spec.window = plan->spans;
	spec.entered = ca_lifecycle_counters(nperiods + 1);
	spec.left = ca_lifecycle_counters((nperiods + 1) * plan->nspans);
	return spec;
}

/* The points of one period. */
static void
rolling_add_rows(CaRows *rows, const CaRollingSpec *spec, const CaPeriodWalk *walk, int64 first)
{
	bool		isnull[5] = {false};
	Datum		date = ca_lifecycle_date(walk->grid, walk->number);

	for (int window = 0; window < spec->nwindows; window++)
	{
		int32		size = spec->window[window];
		bool		is_complete = walk->number - first >= size - 1 && ca_lifecycle_is_complete(walk);
		int64		ncontacts = ca_rolling_left(spec, window)[walk->number - spec->first];
		Datum		value[5] = {
			date, Int32GetDatum(size), Int64GetDatum(ncontacts),
			BoolGetDatum(is_complete), TimestampTzGetDatum(walk->start)
		};

		ca_rows_add(rows, value, isnull);
	}
}

CA_FUNCTION(ca_active_contacts_finalfn)
{
	CaActivityState *state = ca_lifecycle_state(fcinfo, CA_USE_ACTIVE);
	CaExtent	extent = CA_NO_EXTENT;
	CaActivityContact contact;
	CaActivityScan *scan;
	CaRollingSpec spec;
	CaPeriodWalk walk;
	CaRows		rows;

	if (state == NULL)
		return ca_lifecycle_no_points(fcinfo);
	spec = rolling_spec(state);
	scan = ca_activity_begin(state->activity);
	while (ca_lifecycle_next(state, scan, &contact, &extent))
		ca_rolling_count(&spec, contact.active, contact.nactive);
	ca_activity_free(scan);
	ca_rolling_sum(&spec);
	ca_rows_begin(&rows, fcinfo, "dilbz");
	for (ca_lifecycle_walk_begin(&walk, state, extent.first); walk.number <= extent.last; ca_lifecycle_walk_next(&walk))
	{
		CHECK_FOR_INTERRUPTS();
		rolling_add_rows(&rows, &spec, &walk, extent.first);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
