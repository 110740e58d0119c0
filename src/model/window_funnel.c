/*-------------------------------------------------------------------------
 *
 * window_funnel.c
 *	  How far one contact got through a funnel, by ClickHouse's rules
 *
 * The rules are those of ClickHouse's windowFunnel of 2026 (SEMANTICS, section
 * 3), so that queries brought from there give the same numbers.  Its entries
 * (time, step), one for each condition that an event meets, sorted by both, are
 * here the bits of the events of an instant, walked from the lowest up.
 *
 * A level, once reached, stays reached, and only right above one that is.  So
 * all that is known of "which levels are set" is the depth, and every way to
 * end the scan has the depth as its answer.
 *
 * With strict_once ClickHouse keeps every chain of events for every level,
 * which can be exponentially many.  One number a level does: the latest start.
 * Events of earlier instants cannot serve again, so of two chains that reached
 * a level before this instant the one with the later start can do whatever the
 * other can.  Within an instant a chain that comes in at level j goes on to
 * level k when steps j + 1 to k can be matched to different events; and as a
 * chain at a level was at all levels below, latest starts do not increase from
 * level to level, so the least j that can be matched gives the latest start.
 *
 * Interface
 *	ca_window_funnel_level	- the deepest level
 *
 * Memory: some 5 kB of stack.
 * Cost: linear in events times steps; strict_once: times steps once more for
 * events of one instant, of which 32 a condition are looked at: for at most 32
 * steps that want different ones, these are as good as all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "model/window_funnel.h"

/* The levels of a contact after the instants so far. */
typedef struct Scan
{
	const CaWindowFunnelSpec *spec;
	uint32		depth;			/* levels reached */
	TimestampTz start[CA_WINDOW_FUNNEL_MAX];	/* of the chain at each level */
	TimestampTz last[CA_WINDOW_FUNNEL_MAX]; /* when it got there */
} Scan;

/* What becomes of an entry. */
typedef enum Verdict
{
	TRY,						/* may reach its level, if it is in time */
	PASS,						/* has no level to build on */
	END							/* ends the scan */
} Verdict;

/* At or after start, and within the window; at an infinity time stands still. */
static inline bool
in_window(const Scan *scan, TimestampTz start, TimestampTz at)
{
	Assert(start <= at);
	if (TIMESTAMP_NOT_FINITE(start) || TIMESTAMP_NOT_FINITE(at))
		return start == at;
	return (uint64) at - (uint64) start <= scan->spec->window;
}

static inline Verdict
scan_judge(const Scan *scan, uint32 step)
{
	const uint32 modes = scan->spec->modes;

	if (step == 0)
		return TRY;
	if (step < scan->depth && (modes & CA_STRICT_DEDUPLICATION))
		return END;
	if (step <= scan->depth)
		return scan->depth > 0 ? TRY : PASS;
	return (modes & CA_STRICT_ORDER) && scan->depth > 0 && !(modes & CA_ALLOW_REENTRY) ? END : PASS;
}

/* ---- One chain a level, the latest ---- */

/* Let an entry overwrite its level, if it is in time. */
static inline void
scan_overwrite(Scan *scan, uint32 step, TimestampTz at)
{
	TimestampTz start = at;

	if (step > 0)
	{
		start = scan->start[step - 1];
		if (!in_window(scan, start, at) ||
			((scan->spec->modes & CA_STRICT_INCREASE) && scan->last[step - 1] >= at))
			return;
	}
	scan->start[step] = start;
	scan->last[step] = at;
	scan->depth = Max(scan->depth, step + 1);
}

/*
 * The entries of one instant, for steps that any event has.  A step that more
 * than one has comes again, which makes a difference to strict_deduplication
 * only.  False when the scan ends.
 */
static bool
instant_overwrite(Scan *scan, TimestampTz at, uint32 any, uint32 twice)
{
	for (; any != 0; any &= any - 1)
	{
		uint32		step = pg_rightmost_one_pos32(any);
		Verdict		verdict = scan_judge(scan, step);

		if (verdict == TRY)
		{
			scan_overwrite(scan, step, at);
			if (twice >> step & 1)
				verdict = scan_judge(scan, step);
		}
		if (verdict == END || scan->depth == scan->spec->nsteps)
			return false;
	}
	return true;
}

/* ---- strict_once: all chains, as the latest start a level ---- */

/* Which events serve the steps from first on that an instant adds to chains. */
typedef struct Matching
{
	uint32		first;			/* first step of this instant */
	uint32		matched;		/* bits of the steps that have an event */
	uint32		event[CA_WINDOW_FUNNEL_MAX];	/* which one a step has */
} Matching;

/* The events of one instant, by the condition that they meet. */
typedef struct Instant
{
	TimestampTz at;
	uint32		any;			/* bits of the conditions that are met */
	Size		n[CA_WINDOW_FUNNEL_MAX];	/* events that meet each condition */
	uint32		from[CA_WINDOW_FUNNEL_MAX]; /* those of them that may serve: */
	uint32		to[CA_WINDOW_FUNNEL_MAX];	/* from .. to - 1 in candidate */
	uint32		candidate[CA_WINDOW_FUNNEL_MAX][CA_WINDOW_FUNNEL_MAX];
	Matching	matching;
	uint32		reached;		/* bits of the levels reached at this instant */
	TimestampTz start[CA_WINDOW_FUNNEL_MAX];	/* latest of each of them */
} Instant;

static void
instant_gather(Instant *instant, const CaEvent *events, Size n)
{
	instant->at = events[0].at;
	instant->any = 0;
	instant->reached = 0;
	instant->matching.first = 0;
	instant->matching.matched = 0;
	for (Size i = 0; i < n; i++)
	{
		for (uint32 kind = events[i].kind; kind != 0; kind &= kind - 1)
		{
			uint32		step = pg_rightmost_one_pos32(kind);

			if (!(instant->any >> step & 1))
			{
				instant->any |= UINT32_C(1) << step;
				instant->n[step] = 0;
				instant->from[step] = 0;
				instant->to[step] = 0;
			}
			instant->n[step]++;
			if (instant->to[step] < CA_WINDOW_FUNNEL_MAX)
				instant->candidate[step][instant->to[step]++] = (uint32) i;
		}
	}
}

/* The step that an event serves, or -1. */
static int
matching_holder(const Matching *matching, uint32 event)
{
	for (uint32 matched = matching->matched; matched != 0; matched &= matched - 1)
	{
		uint32		step = pg_rightmost_one_pos32(matched);

		if (matching->event[step] == event)
			return (int) step;
	}
	return -1;
}

/*
 * Find an event for a step, moving other steps to other events where that
 * helps: an augmenting path (Kuhn).  tried has bits of the steps looked at.
 */
static bool
instant_augment(Instant *instant, uint32 step, uint32 *tried)
{
	Matching   *matching = &instant->matching;

	for (uint32 i = instant->from[step]; i < instant->to[step]; i++)
	{
		uint32		event = instant->candidate[step][i];
		int			holder = matching_holder(matching, event);

		if (holder >= 0)
		{
			if (*tried >> holder & 1)
				continue;
			*tried |= UINT32_C(1) << holder;
			if (!instant_augment(instant, (uint32) holder, tried))
				continue;
		}
		matching->event[step] = event;
		matching->matched |= UINT32_C(1) << step;
		return true;
	}
	return false;
}

/*
 * Match a step beside as many of the steps before it as possible, giving up the
 * first ones; alone it always can be.
 */
static void
instant_match(Instant *instant, uint32 step)
{
	Matching   *matching = &instant->matching;
	uint32		tried = UINT32_C(1) << step;

	while (!instant_augment(instant, step, &tried))
	{
		matching->matched &= ~(UINT32_C(1) << matching->first++);
		tried = UINT32_C(1) << step;
	}
}

/* Reach a step's level by the chain that the matching goes on, if in time. */
static bool
instant_reach(Instant *instant, Scan *scan, uint32 old_depth, uint32 step)
{
	uint32		first = instant->matching.first;
	TimestampTz start = instant->at;

	if (first > old_depth)
		return false;
	if (first > 0)
		start = scan->start[first - 1];
	if (!in_window(scan, start, instant->at))
		return false;
	instant->start[step] = start;
	instant->reached |= UINT32_C(1) << step;
	scan->depth = Max(scan->depth, step + 1);
	return true;
}

/*
 * Try the events of a step one by one, in order of their conditions, and go no
 * further than the first that reaches its level: the next ends the scan, and
 * makes this return false.  (ClickHouse takes them as they arrived.)  An event
 * that no other step holds does as well as any, so the candidates are enough.
 */
static bool
instant_reach_once(Instant *instant, Scan *scan, uint32 old_depth, uint32 step)
{
	const Matching before = instant->matching;
	uint32		ncandidates = instant->to[step];

	for (uint32 i = 0; i < ncandidates; i++)
	{
		instant->matching = before;
		instant->from[step] = i;
		instant->to[step] = i + 1;
		instant_match(instant, step);
		if (instant_reach(instant, scan, old_depth, step))
			return i + 1 == instant->n[step];
	}
	return true;
}

/* An entry for each condition that is met; false when the scan ends. */
static bool
instant_steps(Instant *instant, Scan *scan, uint32 old_depth)
{
	const uint32 modes = scan->spec->modes;

	for (uint32 any = instant->any; any != 0; any &= any - 1)
	{
		uint32		step = pg_rightmost_one_pos32(any);
		Verdict		verdict = scan_judge(scan, step);
		bool		goes_on = true;

		if (verdict == END)
			return false;
		if (verdict == PASS)
			continue;

		/* Steps of one instant follow one another, or it is one step only. */
		if ((modes & CA_STRICT_INCREASE) || step == 0 ||
			!(instant->matching.matched >> (step - 1) & 1))
		{
			instant->matching.first = step;
			instant->matching.matched = 0;
		}
		if (step > 0 && (modes & CA_STRICT_DEDUPLICATION))
			goes_on = instant_reach_once(instant, scan, old_depth, step);
		else
		{
			instant_match(instant, step);
			(void) instant_reach(instant, scan, old_depth, step);
		}
		if (!goes_on || scan->depth == scan->spec->nsteps)
			return false;
	}
	return true;
}

static bool
instant_once(Scan *scan, const CaEvent *events, Size n)
{
	const uint32 old_depth = scan->depth;
	Instant		instant;

	instant_gather(&instant, events, n);
	if (!instant_steps(&instant, scan, old_depth))
		return false;
	for (uint32 reached = instant.reached; reached != 0; reached &= reached - 1)
	{
		uint32		step = pg_rightmost_one_pos32(reached);

		if (step >= old_depth || instant.start[step] > scan->start[step])
			scan->start[step] = instant.start[step];
	}
	return true;
}

/* ---- All instants ---- */

static inline bool
scan_instant(Scan *scan, const CaEvent *events, Size n)
{
	uint32		any = 0;
	uint32		twice = 0;

	/* Events that meet no condition are the first of their instant. */
	if (events[0].kind == 0 && scan->depth > 0 && (scan->spec->modes & CA_STRICT_ORDER))
		return false;
	if (scan->spec->modes & CA_STRICT_ONCE)
		return instant_once(scan, events, n);
	for (Size i = 0; i < n; i++)
	{
		twice |= any & events[i].kind;
		any |= events[i].kind;
	}
	return instant_overwrite(scan, events[0].at, any, twice);
}

int
ca_window_funnel_level(const CaWindowFunnelSpec *spec, const CaEvent *events, Size n)
{
	Scan		scan;
	Size		i = 0;

	Assert(spec->nsteps >= 1 && spec->nsteps <= CA_WINDOW_FUNNEL_MAX);
	scan.spec = spec;
	scan.depth = 0;
	while (i < n)
	{
		Size		to = i + 1;

		while (to < n && events[to].at == events[i].at)
			to++;
		CHECK_FOR_INTERRUPTS();
		if (!scan_instant(&scan, events + i, to - i))
			break;
		i = to;
	}
	return (int) scan.depth;
}
