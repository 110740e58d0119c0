/*-------------------------------------------------------------------------
 *
 * funnel.c
 *	  How far a contact got through ordered steps, and when
 *
 * A chain is one row for each step, in order of time.  A contact may have very
 * many; few need be known.  When events are gone through in order of time, of
 * the chains that have come to the same step the one that began last can do
 * all that the others can: so one chain a step is kept (latest start).
 *
 * The rows of one instant are looked at together, for any order of them is as
 * good as another: a chain may take several, each for a step of its own
 * (core/matching.h).
 *
 * What a chain took at one instant is linked to what it took before, so that
 * chains share what they have in common and going on copies nothing.
 *
 * Here is the usual funnel; funnel_options.c has that with options of the mode,
 * funnel_any_order.c that without an order.
 *
 * Interface
 *	ca_funnel_init		- no options
 *	ca_funnel_wants_all	- are rows needed that match nothing? (inline)
 *	ca_funnel_scratch	- memory that a walk needs
 *	ca_funnel_walk		- the chain that counts
 *	ca_funnel_within	- is a time in the window of another? (inline)
 *
 * Memory: the caller's.
 * Cost: a few comparisons an event, whatever the number of steps; instants of
 * many rows that match several steps each cost a matching.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "core/matching.h"
#include "model/funnel_walk.h"

void
ca_funnel_init(CaFunnelSpec *spec, int nsteps, uint64 window)
{
	memset(spec, 0, sizeof(CaFunnelSpec));
	spec->nsteps = nsteps;
	spec->window = window;
	spec->entry_from = DT_NOBEGIN;
	spec->entry_until = DT_NOEND;
	for (int i = 0; i < CA_FUNNEL_STEPS; i++)
		spec->step_window[i] = CA_FUNNEL_EVER;
}

static bool
is_plain(const CaFunnelSpec *spec)
{
	return spec->order == CA_FUNNEL_ORDERED && !spec->has_step_window &&
		spec->optional == 0 && spec->nexclusions == 0;
}

/* Steps that a chain took at one instant, up to the level that it is kept for. */
typedef struct Link
{
	TimestampTz at;				/* that instant */
	uint32		before;			/* the link before, unless from is 0 */
	uint32		from;			/* the first of the steps */
} Link;

/* A chain for each level that has been reached. */
typedef struct Levels
{
	int			reached;
	TimestampTz start[CA_FUNNEL_STEPS]; /* of its chain */
	uint32		last[CA_FUNNEL_STEPS];	/* link of its chain */
	uint32		best;			/* link of the chain that counts */
	Link	   *link;			/* all that were made */
	uint32		nlinks;
} Levels;

/* Keep a chain for a level: it goes on from another with steps from there on. */
static inline void
levels_keep(const CaFunnelWalk *walk, Levels *levels, int level, int from, TimestampTz start)
{
	Link	   *link = &levels->link[levels->nlinks];

	link->at = walk->now;
	link->before = from == 0 ? 0 : levels->last[from - 1];
	link->from = from;
	levels->start[level] = start;
	levels->last[level] = levels->nlinks++;
}

/* The chain of a level is new: is it the deepest so far? */
static inline void
levels_note(Levels *levels, int level)
{
	if (level < levels->reached)
		return;
	levels->reached = level + 1;
	levels->best = levels->last[level];
}

/* An instant of one row, which serves one step. */
static inline void
levels_row(const CaFunnelWalk *walk, Levels *levels, uint32 mask)
{
	/* From the last step down: a chain must not take the row twice. */
	for (mask &= (uint32) (((uint64) 2 << levels->reached) - 1); mask != 0;)
	{
		int			level = pg_leftmost_one_pos32(mask);
		TimestampTz start = level == 0 ? walk->now : levels->start[level - 1];

		mask ^= CA_STEP(level);
		if (level == 0 ? !ca_funnel_may_begin(walk)
			: !ca_funnel_within(start, walk->now, walk->spec->window) ||
			(level < levels->reached && start <= levels->start[level]))
			continue;
		levels_keep(walk, levels, level, level, start);
		levels_note(levels, level);
	}
}

/*
 * The level whose chain goes on, through rows of this instant, to a step with
 * the latest start: 0 for a chain that begins now, -1 for none.
 */
static int
levels_source(const CaFunnelWalk *walk, const Levels *levels, const CaMatching *rows, int level)
{
	const CaFunnelSpec *spec = walk->spec;
	int			lowest = spec->strict_increase ? level : 0;
	int			source = -1;

	for (int s = Min(level, levels->reached); s >= lowest; s--)
	{
		if (s == 0 ? !ca_funnel_may_begin(walk)
			: !ca_funnel_within(levels->start[s - 1], walk->now, spec->window))
			continue;
		if (source > 0 && s > 0 && levels->start[s - 1] <= levels->start[source - 1])
			continue;
		if (ca_matching_covers(rows, CA_STEPS_BELOW(level + 1) & ~CA_STEPS_BELOW(s)))
			source = s;
	}
	return source;
}

/* An instant of several rows, in whatever order serves best. */
static void
levels_instant(const CaFunnelWalk *walk, Levels *levels, const CaMatching *rows)
{
	int			reached = levels->reached;
	int			last = (int) Min((Size) walk->spec->nsteps, reached + rows->total) - 1;
	int			deepest = -1;

	for (int level = last; level >= 0; level--)
	{
		int			source;
		TimestampTz start;

		if ((rows->any & CA_STEP(level)) == 0)
			continue;
		source = levels_source(walk, levels, rows, level);
		if (source < 0)
			continue;
		start = source == 0 ? walk->now : levels->start[source - 1];
		if (level < reached && start <= levels->start[level])
			continue;
		levels_keep(walk, levels, level, source, start);
		deepest = Max(deepest, level);
	}
	if (deepest >= 0)
		levels_note(levels, deepest);
}

/* Write out the chain that counts. */
static void
levels_spell_out(const Levels *levels, CaFunnelChain *chain)
{
	int			level = levels->reached - 1;
	uint32		at = levels->best;

	chain->depth = levels->reached;
	chain->steps = CA_STEPS_BELOW(levels->reached);
	while (level >= 0)
	{
		const Link *link = &levels->link[at];

		for (; level >= (int) link->from; level--)
			chain->at[level] = link->at;
		at = link->before;
	}
}

/* Gather the rows of the present instant; moves to the one after. */
static void
gather_instant(CaFunnelWalk *walk, CaMatching *rows)
{
	uint32		steps = CA_STEPS_BELOW(walk->spec->nsteps);

	ca_matching_init(rows, walk->spec->nsteps);
	for (; walk->event < walk->end && walk->event->at == walk->now; walk->event++)
		ca_matching_add(rows, walk->event->kind & steps);
}

static void
walk_levels(CaFunnelWalk *walk, void *scratch)
{
	const CaFunnelSpec *spec = walk->spec;
	uint32		steps = CA_STEPS_BELOW(spec->nsteps);
	Levels		levels;

	levels.reached = 0;
	levels.best = 0;
	levels.link = scratch;
	levels.nlinks = 0;
	while (walk->event < walk->end && levels.reached < spec->nsteps)
	{
		uint32		any;

		CHECK_FOR_INTERRUPTS();
		walk->now = walk->event->at;
		if (walk->event + 1 == walk->end || walk->event[1].at != walk->now)
		{
			any = walk->event->kind & steps;
			levels_row(walk, &levels, any);
			walk->event++;
		}
		else
		{
			CaMatching	rows;

			gather_instant(walk, &rows);
			any = rows.any;
			levels_instant(walk, &levels, &rows);
		}
		walk->entered |= any & 1;
	}
	levels_spell_out(&levels, walk->best);
}

Size
ca_funnel_scratch(const CaFunnelSpec *spec, const CaEvent *events, Size n)
{
	if (spec->order == CA_FUNNEL_ANY_ORDER)
		return 0;
	if (is_plain(spec))
		return ca_funnel_count_steps(spec, events, n) * sizeof(Link);
	return ca_funnel_options_scratch(spec, events, n);
}

void
ca_funnel_walk(const CaFunnelSpec *spec, const CaEvent *events, Size n,
			   void *scratch, CaFunnelChain *chain)
{
	CaFunnelWalk walk = {spec, events, events + n, 0, false, chain};

	chain->depth = 0;
	chain->steps = 0;
	if (is_plain(spec))
		walk_levels(&walk, scratch);
	else if (spec->order == CA_FUNNEL_ANY_ORDER)
		ca_funnel_walk_any_order(&walk);
	else
		ca_funnel_walk_options(&walk, scratch);
}
