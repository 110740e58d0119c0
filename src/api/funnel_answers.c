/*-------------------------------------------------------------------------
 *
 * funnel_answers.c
 *	  What funnel, funnel_trend, funnel_histogram and funnel_contacts answer
 *
 * Usage: the final functions of the aggregates of funnel_api.c.
 *
 * All walk the timeline contact by contact (model/funnel.h); they differ in
 * what they make of a contact's chain.
 *
 * Memory: results are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/funnel_api.h"
#include "api/keyset_api.h"
#include "api/period.h"
#include "api/rows.h"
#include "core/keymap.h"
#include "core/quantile.h"
#include "core/tally.h"
#include "core/timescan.h"

/*
 * The state to answer from; without rows an empty one, or NULL where even the
 * fixed arguments come from rows.
 */
static CaFunnelState *
final_state(FunctionCallInfo fcinfo, CaFunnelExtra extra)
{
	const CaFunnelPlan *plan;
	CaFunnelState *state;

	if (!PG_ARGISNULL(0))
	{
		state = (CaFunnelState *) PG_GETARG_POINTER(0);
		if (state->plan->given.extra != extra)
			ca_wire_error("they are of another aggregate");
		return state;
	}
	plan = ca_funnel_plan_without_rows(fcinfo, extra, true);
	if (plan == NULL)
		return NULL;
	state = palloc0(sizeof(CaFunnelState));
	state->plan = plan;
	return state;
}

/* What is done with the chain of each contact. */
typedef void (*TakeChain) (void *result, CaKey key, const CaFunnelChain *chain);

static pg_attribute_always_inline void
walk_contacts(CaFunnelState *state, TakeChain take, void *result)
{
	const CaFunnelSpec *spec = &state->plan->spec;
	CaTimeScan *scan;
	const CaEvent *events;
	CaFunnelChain chain;
	void	   *scratch = NULL;
	Size		room = 0;
	CaKey		key;
	Size		n;

	if (state->timeline == NULL)
		return;
	scan = ca_timescan_begin(state->timeline, true, true);
	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		Size		wanted = ca_funnel_scratch(spec, events, n);

		if (wanted > room)
		{
			if (scratch != NULL)
				pfree(scratch);
			scratch = palloc_extended(wanted, MCXT_ALLOC_HUGE);
			room = wanted;
		}
		ca_funnel_walk(spec, events, n, scratch, &chain);
		take(result, key, &chain);
	}
	ca_timescan_free(scan);
	if (scratch != NULL)
		pfree(scratch);
}

/* The names of the steps as values, palloc'd. */
static Datum *
step_names(const CaFunnelPlan *plan)
{
	Datum	   *name = palloc(plan->spec.nsteps * sizeof(Datum));

	for (int i = 0; i < plan->spec.nsteps; i++)
		name[i] = CStringGetTextDatum(plan->name[i]);
	return name;
}

/* ---- funnel ---- */

/* What is known of a step's contacts. */
typedef struct StepResult
{
	int64		contacts;		/* that got there */
	CaQuantile	since_previous; /* microseconds since the step before */
	CaQuantile	since_first;	/* and since the first */
} StepResult;

static void
take_step_times(void *result, CaKey key, const CaFunnelChain *chain)
{
	StepResult *steps = result;
	uint32		left = chain->steps;
	int			previous;

	if (left == 0)
		return;
	steps[0].contacts++;
	previous = 0;
	for (left &= left - 1; left != 0; left &= left - 1)
	{
		int			step = pg_rightmost_one_pos32(left);

		steps[step].contacts++;
		ca_quantile_add(&steps[step].since_previous,
						(uint64) chain->at[step] - (uint64) chain->at[previous]);
		ca_quantile_add(&steps[step].since_first,
						(uint64) chain->at[step] - (uint64) chain->at[0]);
		previous = step;
	}
}

/* Median, p90 and mean in seconds; NULL without numbers. */
static void
quantile_datums(CaQuantile *quantile, Datum *value, bool *isnull)
{
	bool		none = ca_quantile_count(quantile) == 0;

	isnull[0] = isnull[1] = isnull[2] = none;
	if (none)
		return;
	value[0] = Float8GetDatum(ca_quantile_value(quantile, 0.5) / USECS_PER_SEC);
	value[1] = Float8GetDatum(ca_quantile_value(quantile, 0.9) / USECS_PER_SEC);
	value[2] = Float8GetDatum(ca_quantile_mean(quantile) / USECS_PER_SEC);
}

/* A fraction, or NULL of nothing. */
static Datum
fraction(int64 part, int64 whole, bool *isnull)
{
	*isnull = whole == 0;
	return Float8GetDatum(whole == 0 ? 0 : (double) part / (double) whole);
}

/* One row of the result; previous is the last required step before. */
static void
add_step(CaRows *rows, Datum name, StepResult *steps, int step, int previous)
{
	int64		contacts = steps[step].contacts;
	Datum		value[12];
	bool		isnull[12] = {false};

	value[0] = Int32GetDatum(step + 1);
	value[1] = name;
	value[2] = Int64GetDatum(contacts);
	value[3] = Int64GetDatum(step == 0 ? 0 : steps[previous].contacts - contacts);
	value[4] = step == 0 ? Float8GetDatum(1)
		: fraction(contacts, steps[previous].contacts, &isnull[4]);
	value[5] = fraction(contacts, steps[0].contacts, &isnull[5]);
	quantile_datums(&steps[step].since_previous, &value[6], &isnull[6]);
	quantile_datums(&steps[step].since_first, &value[9], &isnull[9]);
	ca_rows_add(rows, value, isnull);
}

static void
add_steps(CaRows *rows, CaFunnelState *state, CaPool *pool)
{
	const CaFunnelSpec *spec = &state->plan->spec;
	Datum	   *name = step_names(state->plan);
	StepResult	steps[CA_FUNNEL_STEPS];
	int			previous = 0;

	for (int i = 0; i < spec->nsteps; i++)
	{
		steps[i].contacts = 0;
		ca_quantile_init(&steps[i].since_previous, pool);
		ca_quantile_init(&steps[i].since_first, pool);
	}
	walk_contacts(state, take_step_times, steps);
	for (int i = 0; i < spec->nsteps; i++)
	{
		add_step(rows, name[i], steps, i, previous);
		ca_quantile_free(&steps[i].since_previous);
		ca_quantile_free(&steps[i].since_first);
		if ((spec->optional >> i & 1) == 0)
			previous = i;
	}
}

CA_FUNCTION(ca_funnel_finalfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaFunnelState *state = final_state(fcinfo, CA_EXTRA_NONE);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "itllffffffff");
	if (state != NULL)
		add_steps(&rows, state, pool);
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}

/* ---- funnel_histogram ---- */

/* Where a bin of times to convert begins, in seconds; the last has no end. */
static const int64 bin_starts[] = {
	0, 1, 10, 60, 10 * 60, SECS_PER_HOUR, 6 * SECS_PER_HOUR, SECS_PER_DAY, 2 * SECS_PER_DAY,
	4 * SECS_PER_DAY, 7 * SECS_PER_DAY, 14 * SECS_PER_DAY, 30 * SECS_PER_DAY, 90 * SECS_PER_DAY,
	365 * SECS_PER_DAY
};

#define NBINS	lengthof(bin_starts)

typedef struct Histogram
{
	int64		contacts[CA_FUNNEL_STEPS][NBINS];	/* by step and time */
} Histogram;

static void
take_into_bins(void *result, CaKey key, const CaFunnelChain *chain)
{
	Histogram  *histogram = result;

	for (uint32 left = chain->steps & (chain->steps - 1); left != 0; left &= left - 1)
	{
		int			step = pg_rightmost_one_pos32(left);
		uint64		seconds = ((uint64) chain->at[step] - (uint64) chain->at[0]) / USECS_PER_SEC;
		int			bin = NBINS - 1;

		while (seconds < (uint64) bin_starts[bin])
			bin--;
		histogram->contacts[step][bin]++;
	}
}

static Datum
bin_interval(int64 seconds)
{
	Interval   *interval = palloc0(sizeof(Interval));

	interval->day = seconds / SECS_PER_DAY;
	interval->time = seconds % SECS_PER_DAY * USECS_PER_SEC;
	return IntervalPGetDatum(interval);
}

/* The bins that the window reaches. */
static int
bins_of_window(uint64 window)
{
	int			n = 1;

	while (n < NBINS && (uint64) bin_starts[n] * USECS_PER_SEC <= window)
		n++;
	return n;
}

static void
add_bin(CaRows *rows, Datum name, const Histogram *histogram, int step, int bin)
{
	Datum		value[5] = {0};
	bool		isnull[5] = {false};

	value[0] = Int32GetDatum(step + 1);
	value[1] = name;
	value[2] = bin_interval(bin_starts[bin]);
	isnull[3] = bin == NBINS - 1;
	if (!isnull[3])
		value[3] = bin_interval(bin_starts[bin + 1]);
	value[4] = Int64GetDatum(histogram->contacts[step][bin]);
	ca_rows_add(rows, value, isnull);
}

static void
add_bins(CaRows *rows, CaFunnelState *state)
{
	const CaFunnelSpec *spec = &state->plan->spec;
	Histogram  *histogram = palloc0(sizeof(Histogram));
	Datum	   *name = step_names(state->plan);
	int			nbins = bins_of_window(spec->window);

	walk_contacts(state, take_into_bins, histogram);
	for (int step = 1; step < spec->nsteps; step++)
	{
		for (int bin = 0; bin < nbins; bin++)
			add_bin(rows, name[step], histogram, step, bin);
	}
}

CA_FUNCTION(ca_funnel_histogram_finalfn)
{
	CaFunnelState *state;
	CaRows		rows;

	ca_door_check(fcinfo);
	state = final_state(fcinfo, CA_EXTRA_NONE);
	ca_rows_begin(&rows, fcinfo, "itvvl");
	if (state != NULL)
		add_bins(&rows, state);
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}

/* ---- funnel_trend ---- */

typedef struct Trend
{
	CaCalendar	calendar;
	CaTally    *tally;			/* by bucket of the first step: contacts a
								 * step */
} Trend;

static void
take_into_buckets(void *result, CaKey key, const CaFunnelChain *chain)
{
	Trend	   *trend = result;
	uint64	   *contacts;

	if (chain->steps == 0)
		return;
	contacts = ca_tally_row(trend->tally, ca_calendar_bucket(&trend->calendar, chain->at[0]));
	for (uint32 left = chain->steps; left != 0; left &= left - 1)
		contacts[pg_rightmost_one_pos32(left)]++;
}

/* The rows of one bucket. */
static void
add_bucket(CaRows *rows, const CaFunnelPlan *plan, const Datum *name, int64 bucket, const uint64 *contacts)
{
	bool		isnull[4] = {false};
	Datum		value[4] = {ca_period_bucket(&plan->calendar, bucket)};

	for (int step = 0; step < plan->spec.nsteps; step++)
	{
		value[1] = Int32GetDatum(step + 1);
		value[2] = name[step];
		value[3] = Int64GetDatum((int64) contacts[step]);
		ca_rows_add(rows, value, isnull);
	}
}

static void
add_buckets(CaRows *rows, CaFunnelState *state)
{
	const CaFunnelPlan *plan = state->plan;
	Datum	   *name = step_names(plan);
	Trend		trend = {plan->calendar, ca_tally_create(CurrentMemoryContext, plan->spec.nsteps)};
	int64	   *buckets;

	walk_contacts(state, take_into_buckets, &trend);
	buckets = ca_tally_buckets(trend.tally);
	for (Size i = 0; i < ca_tally_size(trend.tally); i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_bucket(rows, plan, name, buckets[i], ca_tally_row(trend.tally, buckets[i]));
	}
}

CA_FUNCTION(ca_funnel_trend_finalfn)
{
	CaFunnelState *state;
	CaRows		rows;

	ca_door_check(fcinfo);
	state = final_state(fcinfo, CA_EXTRA_PERIOD);
	ca_rows_begin(&rows, fcinfo, "zitl");
	if (state != NULL)
		add_buckets(&rows, state);
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}

/* ---- funnel_contacts ---- */

typedef struct Stopped
{
	int			step;			/* contacts that got this far and no further */
	CaKeymap   *contacts;
} Stopped;

static void
take_stopped(void *result, CaKey key, const CaFunnelChain *chain)
{
	Stopped    *stopped = result;

	if (chain->depth == stopped->step)
		ca_keymap_add_key(stopped->contacts, &key, 0);
}

CA_FUNCTION(ca_funnel_contacts_finalfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaFunnelState *state = final_state(fcinfo, CA_EXTRA_STEP);
	Stopped		stopped;

	if (state == NULL || state->timeline == NULL)
		PG_RETURN_POINTER(ca_keyset_encode(NULL));
	stopped.step = state->plan->given.step;
	stopped.contacts = ca_keymap_create(pool, state->timeline->shape, false);
	walk_contacts(state, take_stopped, &stopped);
	if (ca_keymap_is_empty(stopped.contacts))
		PG_RETURN_POINTER(ca_keyset_encode(NULL));
	PG_RETURN_POINTER(ca_keyset_encode(stopped.contacts));
}
