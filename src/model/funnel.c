/*-------------------------------------------------------------------------
 *
 * funnel.c
 *	  How far a contact got through ordered steps, and when
 *
 * A chain is one row for each step, in order of time.  A contact may have very
 * many; few need be known.  When events are gone through in order of time, of
 * the chains that have come to the same step the one that began last can do
 * all that the others can: so one chain a step is kept (latest start).  Where a
 * step has to follow the one before within a limit of its own, a chain that
 * came to the step later can do more, too: so those are kept that no other
 * exceeds in both, a queue a step, from the latest start and earliest arrival
 * to the earliest start and latest arrival.
 *
 * The rows of one instant are looked at together, for any order of them is as
 * good as another: a chain may take several, each for a step of its own
 * (core/matching.h).
 *
 * What a chain took at one instant is linked to what it took before, so that
 * chains share what they have in common and going on copies nothing.  The walk
 * of the usual funnel makes such links and forgets them at the end; the one for
 * all options counts them and uses them again.
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

#include "port/pg_bitutils.h"

#include "core/matching.h"
#include "model/funnel.h"

#define STEP_BIT(step)	((uint32) 1 << (step))

/* So many events are not worth looking at to find out what memory they need. */
#define FEW_EVENTS		64

/* Steps below this one. */
#define BELOW(step)		((uint32) ((UINT64CONST(1) << (step)) - 1))

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

/* Where a walk is: what both kinds of it know. */
typedef struct Walk
{
	const CaFunnelSpec *spec;
	const CaEvent *event;		/* the first of this instant */
	const CaEvent *end;
	TimestampTz now;
	bool		entered;		/* a row of step 1 has been met */
	CaFunnelChain *best;		/* the chain that counts so far */
} Walk;

/* May a chain begin now? */
static inline bool
may_begin(const Walk *walk)
{
	const CaFunnelSpec *spec = walk->spec;

	return !(spec->first_attempt && walk->entered) && walk->now >= spec->entry_from &&
		(!spec->has_until || walk->now < spec->entry_until);
}

/* Gather the rows of the present instant; moves to the one after. */
static void
gather_instant(Walk *walk, CaMatching *rows)
{
	uint32		steps = BELOW(walk->spec->nsteps);

	ca_matching_init(rows, walk->spec->nsteps);
	for (; walk->event < walk->end && walk->event->at == walk->now; walk->event++)
		ca_matching_add(rows, walk->event->kind & steps);
}

/* ---- The usual funnel ---- */

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
levels_keep(const Walk *walk, Levels *levels, int level, int from, TimestampTz start)
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
levels_row(const Walk *walk, Levels *levels, uint32 mask)
{
	/* From the last step down: a chain must not take the row twice. */
	for (mask &= (uint32) (((uint64) 2 << levels->reached) - 1); mask != 0;)
	{
		int			level = pg_leftmost_one_pos32(mask);
		TimestampTz start = level == 0 ? walk->now : levels->start[level - 1];

		mask ^= STEP_BIT(level);
		if (level == 0 ? !may_begin(walk)
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
levels_source(const Walk *walk, const Levels *levels, const CaMatching *rows, int level)
{
	const CaFunnelSpec *spec = walk->spec;
	int			lowest = spec->strict_increase ? level : 0;
	int			source = -1;

	for (int s = Min(level, levels->reached); s >= lowest; s--)
	{
		if (s == 0 ? !may_begin(walk)
			: !ca_funnel_within(levels->start[s - 1], walk->now, spec->window))
			continue;
		if (source > 0 && s > 0 && levels->start[s - 1] <= levels->start[source - 1])
			continue;
		if (ca_matching_covers(rows, BELOW(level + 1) & ~BELOW(s)))
			source = s;
	}
	return source;
}

/* An instant of several rows, in whatever order serves best. */
static void
levels_instant(const Walk *walk, Levels *levels, const CaMatching *rows)
{
	int			reached = levels->reached;
	int			last = (int) Min((Size) walk->spec->nsteps, reached + rows->total) - 1;
	int			deepest = -1;

	for (int level = last; level >= 0; level--)
	{
		int			source;
		TimestampTz start;

		if ((rows->any & STEP_BIT(level)) == 0)
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
	chain->steps = BELOW(levels->reached);
	while (level >= 0)
	{
		const Link *link = &levels->link[at];

		for (; level >= (int) link->from; level--)
			chain->at[level] = link->at;
		at = link->before;
	}
}

static void
walk_levels(Walk *walk, void *scratch)
{
	const CaFunnelSpec *spec = walk->spec;
	uint32		steps = BELOW(spec->nsteps);
	Levels		levels;

	levels.reached = 0;
	levels.best = 0;
	levels.link = scratch;
	levels.nlinks = 0;
	while (walk->event < walk->end && levels.reached < spec->nsteps)
	{
		uint32		any;

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

/* ---- The funnel with options ---- */

/* A stretch of a chain that was taken at one instant. */
typedef struct Node
{
	TimestampTz at;				/* that instant */
	TimestampTz start;			/* of the chain */
	uint32		steps;			/* taken then */
	int			users;			/* later stretches, and the queue it is in */
	struct Node *before;		/* the stretch before, or NULL */
	struct Node *newer;			/* in its queue */
	struct Node *older;			/* in its queue; also in the list of unused */
} Node;

/* Chains whose last step is the same. */
typedef struct Queue
{
	Node	   *oldest;			/* latest start, earliest arrival */
	Node	   *newest;			/* earliest start, latest arrival */
} Queue;

typedef struct Graph
{
	Queue		queue[CA_FUNNEL_STEPS]; /* by the last step */
	uint64		patience[CA_FUNNEL_STEPS];	/* after it the next step may come
											 * so late */
	Node	   *unused;			/* given back */
	Node	   *fresh;			/* never used */
} Graph;

/* A chain that could be had at this instant. */
typedef struct Candidate
{
	TimestampTz start;
	uint32		steps;			/* to be taken now; 0: there is none */
	Node	   *before;			/* goes on from here, or NULL: begins */
} Candidate;

/* What there is at an instant. */
typedef struct Instant
{
	CaMatching	rows;			/* that can serve steps */
	uint32		ended[CA_FUNNEL_STEPS];	/* a chain that had a step, by its
										 * last one, may only go on to one of
										 * these */
	bool		excludes;		/* any ended is less than all */
} Instant;

static void
release(Graph *graph, Node *node)
{
	while (node != NULL && --node->users == 0)
	{
		Node	   *before = node->before;

		node->older = graph->unused;
		graph->unused = node;
		node = before;
	}
}

static Node *
make_node(Graph *graph, TimestampTz now, const Candidate *candidate)
{
	Node	   *node = graph->unused;

	if (node != NULL)
		graph->unused = node->older;
	else
		node = graph->fresh++;
	node->at = now;
	node->start = candidate->start;
	node->steps = candidate->steps;
	node->users = 1;
	node->before = candidate->before;
	if (node->before != NULL)
		node->before->users++;
	return node;
}

static void
drop_oldest(Graph *graph, Queue *queue)
{
	Node	   *node = queue->oldest;

	queue->oldest = node->newer;
	if (queue->oldest == NULL)
		queue->newest = NULL;
	else
		queue->oldest->older = NULL;
	release(graph, node);
}

static void
drop_all(Graph *graph, Queue *queue)
{
	while (queue->oldest != NULL)
		drop_oldest(graph, queue);
}

/* Take a chain into its queue, unless those there can do all that it can. */
static void
push(Graph *graph, Walk *walk, int level, const Candidate *candidate)
{
	Queue	   *queue = &graph->queue[level];
	Node	   *node;

	if (!walk->spec->has_step_window && queue->newest != NULL &&
		queue->newest->start >= candidate->start)
		return;
	node = make_node(graph, walk->now, candidate);
	while (queue->newest != NULL && queue->newest->start < candidate->start)
	{
		Node	   *worse = queue->newest;

		queue->newest = worse->older;
		if (queue->newest == NULL)
			queue->oldest = NULL;
		else
			queue->newest->newer = NULL;
		release(graph, worse);
	}
	node->older = queue->newest;
	node->newer = NULL;
	if (queue->newest == NULL)
		queue->oldest = node;
	else
		queue->newest->newer = node;
	queue->newest = node;
}

/* Of the chains that are at a level, the best that can have a step now. */
static Node *
best_before(Graph *graph, const Walk *walk, int level, int step)
{
	Queue	   *queue = &graph->queue[level];
	uint64		limit = walk->spec->step_window[step];
	Node	   *node;

	while (queue->oldest != NULL &&
		   !(ca_funnel_within(queue->oldest->start, walk->now, walk->spec->window) &&
			 ca_funnel_within(queue->oldest->at, walk->now, graph->patience[level])))
		drop_oldest(graph, queue);
	node = queue->oldest;
	while (node != NULL && !ca_funnel_within(node->at, walk->now, limit))
		node = node->newer;
	if (node != NULL && !ca_funnel_within(node->start, walk->now, walk->spec->window))
		return NULL;
	return node;
}

/* Write out a chain. */
static void
spell_out(const Candidate *candidate, TimestampTz now, int level, CaFunnelChain *chain)
{
	TimestampTz at = now;
	uint32		steps = candidate->steps;
	const Node *before = candidate->before;

	chain->depth = level + 1;
	chain->steps = 0;
	for (;;)
	{
		chain->steps |= steps;
		for (; steps != 0; steps &= steps - 1)
			chain->at[pg_rightmost_one_pos32(steps)] = at;
		if (before == NULL)
			return;
		at = before->at;
		steps = before->steps;
		before = before->before;
	}
}

/* Does chain a count before b, both of which end at a level now? */
static bool
is_better(const Candidate *a, const Candidate *b, TimestampTz now, int level)
{
	CaFunnelChain chain[2];

	if (b->steps == 0 || a->start != b->start)
		return b->steps == 0 || a->start > b->start;
	spell_out(a, now, level, &chain[0]);
	spell_out(b, now, level, &chain[1]);
	for (int step = level - 1; step >= 0; step--)
	{
		bool		has[2] = {(chain[0].steps & STEP_BIT(step)) != 0,
		(chain[1].steps & STEP_BIT(step)) != 0};

		if (has[0] != has[1])
			return has[0];
		if (has[0] && chain[0].at[step] != chain[1].at[step])
			return chain[0].at[step] < chain[1].at[step];
	}
	return false;
}

/*
 * The steps that a chain takes now on its way from a level (-1: it begins) to
 * another: those that it must, and of the optional ones that are not barred as
 * many as there are rows for, the last first.  0 when there are not enough rows.
 */
static uint32
steps_to_take(const Walk *walk, const CaMatching *rows, int from, int to, uint32 barred)
{
	uint32		between = BELOW(to) & ~BELOW(from + 1);
	uint32		steps = (between & ~walk->spec->optional) | STEP_BIT(to);

	if (walk->spec->strict_increase)
		return (steps & (steps - 1)) == 0 && ca_matching_covers(rows, steps) ? steps : 0;
	if (!ca_matching_covers(rows, steps))
		return 0;
	for (between &= walk->spec->optional & rows->any & ~barred; between != 0;)
	{
		uint32		step = STEP_BIT(pg_leftmost_one_pos32(between));

		between ^= step;
		if (ca_matching_covers(rows, steps | step))
			steps |= step;
	}
	return steps;
}

/* The best chain that goes on from one level to another now. */
static Candidate
find_candidate(Graph *graph, const Walk *walk, const CaMatching *rows, int from, int to)
{
	Candidate	candidate = {walk->now, 0, NULL};
	uint32		barred = 0;

	for (;;)
	{
		uint32		steps = steps_to_take(walk, rows, from, to, barred);
		int			first;

		if (steps == 0)
			return candidate;
		first = pg_rightmost_one_pos32(steps);
		if (from >= 0)
			candidate.before = best_before(graph, walk, from, first);
		if (from < 0 ? may_begin(walk) : candidate.before != NULL)
		{
			candidate.steps = steps;
			if (from >= 0)
				candidate.start = candidate.before->start;
			return candidate;
		}
		if (from < 0 || (STEP_BIT(first) & walk->spec->optional) == 0 || first == to)
			return candidate;
		barred |= STEP_BIT(first);	/* it is too late for this one */
	}
}

/* Can a chain live on that went from one level (-1: it began) to another now? */
static bool
lives_on(const Walk *walk, const Instant *instant, int from, int to, uint32 steps)
{
	if (from < 0)
		return true;
	if (instant->excludes && (instant->ended[from] & STEP_BIT(to)) != 0)
		return false;
	return walk->spec->order == CA_FUNNEL_ORDERED ||
		(Size) pg_popcount32(steps) == instant->rows.total;
}

/* The best chains that end at a level now: of all, and of those that live on. */
static void
find_best(Graph *graph, const Walk *walk, const Instant *instant, int to,
		  Candidate *best, Candidate *living)
{
	best->steps = living->steps = 0;
	for (int from = to - 1; from >= -1; from--)
	{
		Candidate	candidate;

		if (from >= 0 && graph->queue[from].oldest == NULL)
			continue;
		candidate = find_candidate(graph, walk, &instant->rows, from, to);
		if (candidate.steps == 0)
			continue;
		if (is_better(&candidate, best, walk->now, to))
			*best = candidate;
		if (lives_on(walk, instant, from, to, candidate.steps) &&
			is_better(&candidate, living, walk->now, to))
			*living = candidate;
	}
}

/* Gather the rows of an instant, and what its excluded events end. */
static void
gather(Walk *walk, Instant *instant)
{
	const CaFunnelSpec *spec = walk->spec;
	uint32		kinds = 0;

	ca_matching_init(&instant->rows, spec->nsteps);
	for (; walk->event < walk->end && walk->event->at == walk->now; walk->event++)
	{
		if (walk->event->kind == 0 && spec->order != CA_FUNNEL_STRICT)
			continue;
		ca_matching_add(&instant->rows, walk->event->kind & BELOW(spec->nsteps));
		kinds |= walk->event->kind;
	}
	instant->excludes = false;
	memset(instant->ended, 0, sizeof(instant->ended));
	for (int i = 0; i < spec->nexclusions; i++)
	{
		const CaFunnelExclusion *exclusion = &spec->exclusion[i];

		if ((exclusion->kinds & kinds) == 0)
			continue;
		instant->excludes = true;
		for (int step = exclusion->from; step < exclusion->to; step++)
			instant->ended[step] |= BELOW(exclusion->to) & ~BELOW(exclusion->from);
	}
}

/* One instant: find the chains that go on, then put them in their places. */
static void
graph_instant(Graph *graph, Walk *walk, const Instant *instant)
{
	Candidate	living[CA_FUNNEL_STEPS];
	int			nsteps = walk->spec->nsteps;

	for (int level = nsteps - 1; level >= 0; level--)
	{
		Candidate	best;

		living[level].steps = 0;
		if ((instant->rows.any & STEP_BIT(level)) == 0)
			continue;
		find_best(graph, walk, instant, level, &best, &living[level]);
		if (best.steps != 0 && level >= walk->best->depth)
			spell_out(&best, walk->now, level, walk->best);
		if (living[level].before != NULL && living[level].steps != 0)
			living[level].before->users++;
	}
	for (int level = 0; level < nsteps; level++)
	{
		if (walk->spec->order != CA_FUNNEL_ORDERED ||
			(instant->excludes && (instant->ended[level] & STEP_BIT(level)) != 0))
			drop_all(graph, &graph->queue[level]);
	}
	for (int level = 0; level < nsteps; level++)
	{
		if (living[level].steps == 0)
			continue;
		push(graph, walk, level, &living[level]);
		if (living[level].before != NULL)
			release(graph, living[level].before);
	}
}

/*
 * How long after each step any step that may follow can come: its chains need
 * be kept so long.
 */
static void
find_patience(Graph *graph, const CaFunnelSpec *spec)
{
	for (int level = 0; level < spec->nsteps; level++)
	{
		int			next = level + 1;

		graph->patience[level] = 0;
		do
			graph->patience[level] = Max(graph->patience[level],
										 next < spec->nsteps ? spec->step_window[next] : 0);
		while (next < spec->nsteps && (spec->optional & STEP_BIT(next++)) != 0);
	}
}

static void
walk_graph(Walk *walk, void *scratch)
{
	Graph		graph = {0};
	Instant		instant;

	graph.fresh = scratch;
	find_patience(&graph, walk->spec);
	while (walk->event < walk->end && walk->best->depth < walk->spec->nsteps)
	{
		walk->now = walk->event->at;
		gather(walk, &instant);
		if (instant.rows.total > 0)
			graph_instant(&graph, walk, &instant);
		walk->entered |= instant.rows.any & 1;
	}
}

/* Steps that events can serve in all, or a little more than that. */
static Size
count_steps(const CaFunnelSpec *spec, const CaEvent *events, Size n)
{
	Size		steps = 0;

	if (n <= FEW_EVENTS)
		return n * spec->nsteps;
	for (Size i = 0; i < n; i++)
		steps += pg_popcount32(events[i].kind & BELOW(spec->nsteps));
	return steps;
}

Size
ca_funnel_scratch(const CaFunnelSpec *spec, const CaEvent *events, Size n)
{
	Size		nodes;

	if (spec->order == CA_FUNNEL_ANY_ORDER)
		return 0;
	if (is_plain(spec))
		return count_steps(spec, events, n) * sizeof(Link);
	/* A chain for each step, and those that are being put in their places. */
	nodes = (Size) (spec->nsteps + 2) * (spec->nsteps + 2);
	if (spec->has_step_window)
		nodes += count_steps(spec, events, n);
	return nodes * sizeof(Node);
}

/* ---- Steps in any order ---- */

/* Rows of the last instant before entry_until, for spans that need one. */
typedef struct LastEntry
{
	TimestampTz at;
	int			n;
	uint32		mask[CA_PLACES];	/* different ones */
} LastEntry;

static void
sort_times(TimestampTz *at, int n)
{
	for (int i = 1; i < n; i++)
	{
		TimestampTz moving = at[i];
		int			gap = i;

		for (; gap > 0 && at[gap - 1] > moving; gap--)
			at[gap] = at[gap - 1];
		at[gap] = moving;
	}
}

/* The times of those rows of a basis that lie in the window, in order. */
static int
times_in_window(const Walk *walk, const CaBasis *basis, TimestampTz *at)
{
	int			n = 0;

	for (int i = 0; i < basis->nrows; i++)
	{
		if (ca_funnel_within(basis->weight[i], walk->now, walk->spec->window))
			at[n++] = basis->weight[i];
	}
	sort_times(at, n);
	return n;
}

/* Does the second of two ascending lists of times come before the first? */
static bool
are_later(const TimestampTz *a, const TimestampTz *b, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (a[i] != b[i])
			return a[i] > b[i];
	}
	return false;
}

/*
 * The rows of greatest time that have one of the last entry among them: it is
 * added as if it came last, in exchange for the earliest that it can replace.
 */
static void
times_with_entry(const Walk *walk, const CaBasis *basis, const LastEntry *entry,
				 TimestampTz *at, int n)
{
	for (int i = 0; i < entry->n; i++)
	{
		CaBasis		with;
		TimestampTz other[CA_FUNNEL_STEPS];

		ca_basis_init(&with);
		for (int row = 0; row < basis->nrows; row++)
		{
			if (ca_funnel_within(basis->weight[row], walk->now, walk->spec->window))
				ca_basis_add(&with, basis->weight[row], basis->mask[row]);
		}
		ca_basis_add(&with, entry->at, entry->mask[i]);
		(void) times_in_window(walk, &with, other);
		if (i == 0 || are_later(other, at, n))
			memcpy(at, other, n * sizeof(TimestampTz));
	}
}

/* The span that ends now: is it the deepest so far? */
static void
note_span(Walk *walk, const CaBasis *basis, const LastEntry *entry)
{
	const CaFunnelSpec *spec = walk->spec;
	TimestampTz at[CA_FUNNEL_STEPS];
	int			n = times_in_window(walk, basis, at);

	if (n <= walk->best->depth)
		return;
	if (spec->has_until && at[0] >= spec->entry_until)
	{
		if (entry->n == 0 || !ca_funnel_within(entry->at, walk->now, spec->window))
			return;
		times_with_entry(walk, basis, entry, at, n);
	}
	walk->best->depth = n;
	walk->best->steps = BELOW(n);
	memcpy(walk->best->at, at, n * sizeof(TimestampTz));
}

static void
note_entry(const Walk *walk, LastEntry *entry, uint32 mask)
{
	if (mask == 0 || !walk->spec->has_until || walk->now >= walk->spec->entry_until)
		return;
	if (entry->at != walk->now)
		entry->n = 0;
	entry->at = walk->now;
	/* Rows of an instant come in order of their masks. */
	if (entry->n < CA_PLACES && (entry->n == 0 || entry->mask[entry->n - 1] != mask))
		entry->mask[entry->n++] = mask;
}

static void
walk_any_order(Walk *walk)
{
	const CaFunnelSpec *spec = walk->spec;
	LastEntry	entry = {0};
	CaBasis		basis;

	ca_basis_init(&basis);
	while (walk->event < walk->end && walk->best->depth < spec->nsteps)
	{
		walk->now = walk->event->at;
		for (; walk->event < walk->end && walk->event->at == walk->now; walk->event++)
		{
			uint32		mask = walk->event->kind & BELOW(spec->nsteps);

			if (walk->now < spec->entry_from)
				continue;
			ca_basis_add(&basis, walk->now, mask);
			note_entry(walk, &entry, mask);
		}
		note_span(walk, &basis, &entry);
	}
}

void
ca_funnel_walk(const CaFunnelSpec *spec, const CaEvent *events, Size n,
			   void *scratch, CaFunnelChain *chain)
{
	Walk		walk = {spec, events, events + n, 0, false, chain};

	chain->depth = 0;
	chain->steps = 0;
	if (is_plain(spec))
		walk_levels(&walk, scratch);
	else if (spec->order == CA_FUNNEL_ANY_ORDER)
		walk_any_order(&walk);
	else
		walk_graph(&walk, scratch);
}
