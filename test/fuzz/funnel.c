/*-------------------------------------------------------------------------
 *
 * funnel.c
 *	  Target: the walks of funnels over any events, with any options
 *
 * Input: the options, then events, three bytes each.  Chains are what they are
 * said to be: steps in their order, at instants that had them, within the windows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "fuzz.h"
#include "model/funnel.h"
#include "model/window_funnel.h"

#define MOST_EVENTS		200

/* So many are also matched in the plain way. */
#define MOST_MATCHED	48

static uint64
read_window(FuzzBytes *in)
{
	uint64		window = fuzz_number(in, 1);

	return window == 255 ? CA_FUNNEL_EVER : window;
}

static CaFunnelSpec
read_spec(FuzzBytes *in)
{
	CaFunnelSpec spec;
	int			nsteps = 1 + (int) fuzz_number(in, 1) % CA_FUNNEL_STEPS;
	uint8		flags = (uint8) fuzz_number(in, 1);

	ca_funnel_init(&spec, nsteps, read_window(in));
	spec.order = (CaFunnelOrder) (flags & 3);
	if ((flags & 4) != 0)
	{
		spec.entry_from = (TimestampTz) fuzz_number(in, 1);
		spec.entry_until = (TimestampTz) fuzz_number(in, 1);
		spec.has_until = true;
	}
	/* what can be combined with what: api/funnel_mode.c */
	if (spec.order == CA_FUNNEL_ANY_ORDER)
		return spec;
	spec.strict_increase = (flags & 8) != 0;
	spec.first_attempt = (flags & 16) != 0;
	spec.has_step_window = (flags & 32) != 0;
	for (int i = 1; spec.has_step_window && i < nsteps; i++)
		spec.step_window[i] = read_window(in);
	if (spec.order == CA_FUNNEL_STRICT)
		return spec;
	if ((flags & 64) != 0 && nsteps > 1)
		spec.optional = (uint32) fuzz_number(in, 4) & (uint32) ((UINT64CONST(1) << nsteps) - 2);
	if ((flags & 128) != 0)
		spec.nexclusions = (int) fuzz_number(in, 1) % 4;
	for (int i = 0; i < spec.nexclusions; i++)
	{
		CaFunnelExclusion *exclusion = &spec.exclusion[i];

		exclusion->kinds = UINT32_C(1) << fuzz_number(in, 1) % 32;
		exclusion->from = (uint8) (fuzz_number(in, 1) % nsteps);
		exclusion->to = (uint8) (fuzz_number(in, 1) % nsteps);
		if (exclusion->from >= exclusion->to)
			fuzz_refuse();
	}
	return spec;
}

static CaEvent *
read_events(FuzzBytes *in, Size *n)
{
	CaEvent    *events = palloc(MOST_EVENTS * sizeof(CaEvent));
	TimestampTz at = 0;

	for (*n = 0; *n < MOST_EVENTS && in->at < in->end; ++*n)
	{
		uint8		step = (uint8) fuzz_number(in, 1);

		at += step & 15;
		events[*n].at = at;
		/* few bits, at a place that may be any of them */
		events[*n].kind = (uint32) fuzz_number(in, 1) << (step >> 4 & 7) * 4;
		if (step == 255 && in->at == in->end)
			events[*n].at = DT_NOEND;
		if (*n > 0 && events[*n - 1].at == events[*n].at && events[*n - 1].kind > events[*n].kind)
			events[*n].at = at = at + 1;
	}
	return repalloc(events, *n * sizeof(CaEvent));
}

static bool
instant_has(const CaEvent *events, Size n, TimestampTz at, uint32 kind)
{
	for (Size i = 0; i < n; i++)
	{
		if (events[i].at == at && (events[i].kind & kind) != 0)
			return true;
	}
	return false;
}

static CaFunnelChain
walk(const CaFunnelSpec *spec, const CaEvent *events, Size n)
{
	CaFunnelChain chain = {0};

	ca_funnel_walk(spec, events, n, palloc(ca_funnel_scratch(spec, events, n)), &chain);
	fuzz_expect(chain.depth >= 0 && chain.depth <= spec->nsteps);
	return chain;
}

/* An ordered chain: its steps one after another. */
static void
expect_ordered(const CaFunnelSpec *spec, const CaFunnelChain *chain)
{
	int			before = -1;

	if (chain->depth == 0)
		return;
	fuzz_expect((chain->steps >> (chain->depth - 1) & 1) != 0 && (chain->steps & 1) != 0);
	for (int i = 0; i < chain->depth; i++)
	{
		if ((chain->steps >> i & 1) == 0)
		{
			fuzz_expect((spec->optional >> i & 1) != 0);
			continue;
		}
		fuzz_expect(ca_funnel_within(chain->at[0], chain->at[i], spec->window));
		if (before >= 0)
		{
			fuzz_expect(chain->at[i] > chain->at[before] ||
						(chain->at[i] == chain->at[before] && !spec->strict_increase));
			fuzz_expect(!spec->has_step_window ||
						ca_funnel_within(chain->at[before], chain->at[i], spec->step_window[i]));
		}
		before = i;
	}
}

/* Give a row one of the steps that it can be, others moving on to theirs if they can. */
static bool
find_step(const CaEvent *rows, int row, uint32 open, uint32 *seen, int *row_of)
{
	uint32		left = rows[row].kind & open;

	while ((left & ~*seen) != 0)
	{
		int			step = pg_rightmost_one_pos32(left & ~*seen);

		*seen |= UINT32_C(1) << step;
		if (row_of[step] < 0 || find_step(rows, row_of[step], open, seen, row_of))
		{
			row_of[step] = row;
			return true;
		}
	}
	return false;
}

/* The most steps that rows can have within the window that ends with a row. */
static int
steps_until(const CaFunnelSpec *spec, const CaEvent *events, Size n, Size last)
{
	uint32		open = (uint32) ((UINT64CONST(1) << spec->nsteps) - 1);
	int			row_of[CA_FUNNEL_STEPS];
	int			count = 0;

	memset(row_of, -1, sizeof(row_of));
	for (Size i = 0; i < n && events[i].at <= events[last].at; i++)
	{
		uint32		seen = 0;

		if (ca_funnel_within(events[i].at, events[last].at, spec->window))
			count += find_step(events, (int) i, open, &seen, row_of);
	}
	return count;
}

/* Any order: as many steps as there can be, at instants in order. */
static void
expect_any_order(const CaFunnelSpec *spec, const CaEvent *events, Size n, const CaFunnelChain *chain)
{
	int			most = 0;

	for (int i = 1; i < chain->depth; i++)
		fuzz_expect(chain->at[i - 1] <= chain->at[i]);
	fuzz_expect(chain->depth == 0 ||
				ca_funnel_within(chain->at[0], chain->at[chain->depth - 1], spec->window));
	if (n > MOST_MATCHED)
		return;
	for (Size i = 0; i < n; i++)
		most = Max(most, steps_until(spec, events, n, i));
	fuzz_expect(chain->depth <= most);
	fuzz_expect(spec->has_until || chain->depth == most);
}

/* Windows of steps that never end are none, though another walk heeds them. */
static void
expect_same_with_windows(const CaFunnelSpec *spec, const CaEvent *events, Size n,
						 const CaFunnelChain *chain)
{
	CaFunnelSpec other = *spec;
	CaFunnelChain with;

	other.has_step_window = true;
	for (int i = 0; i < CA_FUNNEL_STEPS; i++)
		other.step_window[i] = CA_FUNNEL_EVER;
	with = walk(&other, events, n);
	fuzz_expect(with.depth == chain->depth && with.steps == chain->steps);
	for (int i = 0; i < chain->depth; i++)
		fuzz_expect((chain->steps >> i & 1) == 0 || with.at[i] == chain->at[i]);
}

static void
try_funnel(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	CaFunnelSpec spec = read_spec(&in);
	CaEvent    *events = read_events(&in, &n);
	CaFunnelChain chain;

	fuzz_trust();
	chain = walk(&spec, events, n);
	if (spec.order == CA_FUNNEL_ANY_ORDER)
	{
		expect_any_order(&spec, events, n, &chain);
		return;
	}
	for (int i = 0; i < spec.nsteps; i++)
	{
		if ((chain.steps >> i & 1) != 0)
			fuzz_expect(instant_has(events, n, chain.at[i], UINT32_C(1) << i));
	}
	expect_ordered(&spec, &chain);
	if (!spec.has_step_window)
		expect_same_with_windows(&spec, events, n, &chain);
}

/* A walk keeps a few words for each step of each event. */
FUZZ_TARGET(funnel, try_funnel, NULL, 128 * 1024, 1024);

/*
 * ClickHouse's: a longer window takes nobody back, unless it lets rows in that end
 * a chain; nor does it without any mode.
 */
static void
try_window_funnel(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	CaWindowFunnelSpec spec;
	CaWindowFunnelSpec wider;
	CaEvent    *events;
	int			level;

	spec.nsteps = 1 + (uint32) fuzz_number(&in, 1) % CA_WINDOW_FUNNEL_MAX;
	spec.modes = (uint32) fuzz_number(&in, 1) & CA_WINDOW_FUNNEL_MODES;
	spec.window = read_window(&in);
	events = read_events(&in, &n);
	for (Size i = 0; i < n; i++)
		events[i].kind &= (uint32) ((UINT64CONST(1) << spec.nsteps) - 1);
	for (Size i = 1; i < n; i++)
	{
		if (!ca_event_is_after(&events[i], &events[i - 1]) &&
			(events[i].at != events[i - 1].at || events[i].kind != events[i - 1].kind))
			fuzz_refuse();
	}
	fuzz_trust();
	level = ca_window_funnel_level(&spec, events, n);
	fuzz_expect(level >= 0 && level <= (int) spec.nsteps);
	wider = spec;
	wider.window = CA_FUNNEL_EVER;
	if ((spec.modes & (CA_STRICT_ORDER | CA_STRICT_DEDUPLICATION)) == 0)
		fuzz_expect(ca_window_funnel_level(&wider, events, n) >= level);
	wider.modes = 0;
	fuzz_expect(ca_window_funnel_level(&wider, events, n) >= level);
}

FUZZ_TARGET(window_funnel, try_window_funnel, NULL, 128 * 1024, 1024);
