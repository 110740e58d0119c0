/*-------------------------------------------------------------------------
 *
 * funnel_options.c
 *	  The funnel with options: strict, exclusions, optional steps, step windows
 *
 * As in funnel.c, of the chains that have come to the same step the one that
 * began last is kept.  Where a step has to follow the one before within a limit
 * of its own, a chain that came to the step later can do more, too: so those are
 * kept that no other exceeds in both, a queue a step, from the latest start and
 * earliest arrival to the earliest start and latest arrival.
 *
 * At each instant the best chain that ends at a step is sought among those that
 * can go on to it, once of all, for it may be the deepest, and once of those
 * that live on.  A chain dies where rows that have to follow one another do not,
 * and where an excluded event comes between its steps.
 *
 * What a chain took at one instant is a node, linked to what it took before;
 * nodes are counted and used again, so that memory does not grow with events
 * unless queues do.
 *
 * Interface
 *	ca_funnel_walk_options	- the chain that counts
 *	ca_funnel_options_scratch	- memory that this needs
 *
 * Memory: the caller's.
 * Cost: the square of the steps that an instant's rows match, at most.  A chain
 * that came too early for a step is passed by once.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "core/matching.h"
#include "model/funnel_walk.h"

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
	Node	  **in_time;		/* by level and step that may come next: all
								 * older in the queue came too early for it,
								 * or NULL.  No array where patience is the
								 * limit of every step */
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
	uint32		ended[CA_FUNNEL_STEPS]; /* steps that a chain may not go on
										 * to, by the last one that it had */
	bool		excludes;		/* there are any such */
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

/* Where the nodes stand from which those of a level are in time for a step. */
static inline Node **
in_time_for(Graph *graph, const CaFunnelWalk *walk, int level, int step)
{
	return &graph->in_time[level * walk->spec->nsteps + step];
}

/* A node leaves its queue; the one that is newer, if any, takes its place. */
static void
leave(Graph *graph, const CaFunnelWalk *walk, int level, Node *node, Node *newer)
{
	int			nsteps = graph->in_time == NULL ? 0 : walk->spec->nsteps;

	for (int step = level + 1; step < nsteps; step++)
	{
		Node	  **in_time = in_time_for(graph, walk, level, step);

		if (*in_time == node)
			*in_time = newer;
	}
	release(graph, node);
}

static void
drop_oldest(Graph *graph, const CaFunnelWalk *walk, int level)
{
	Queue	   *queue = &graph->queue[level];
	Node	   *node = queue->oldest;

	queue->oldest = node->newer;
	if (queue->oldest == NULL)
		queue->newest = NULL;
	else
		queue->oldest->older = NULL;
	leave(graph, walk, level, node, queue->oldest);
}

static void
drop_all(Graph *graph, const CaFunnelWalk *walk, int level)
{
	while (graph->queue[level].oldest != NULL)
		drop_oldest(graph, walk, level);
}

/* Take a chain into its queue, unless those there can do all that it can. */
static void
push(Graph *graph, CaFunnelWalk *walk, int level, const Candidate *candidate)
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
		leave(graph, walk, level, worse, node);
	}
	node->older = queue->newest;
	node->newer = NULL;
	if (queue->newest == NULL)
		queue->oldest = node;
	else
		queue->newest->newer = node;
	queue->newest = node;
}

/*
 * The oldest node of a queue that can have a step now, or NULL.  Time only goes
 * on: what has come too early for a step is not looked at for it again.
 */
static Node *
oldest_in_time(Graph *graph, const CaFunnelWalk *walk, int level, int step)
{
	Node	   *node = graph->queue[level].oldest;
	Node	  **in_time;

	if (graph->in_time == NULL)
		return node;
	in_time = in_time_for(graph, walk, level, step);
	if (*in_time != NULL)
		node = *in_time;
	while (node != NULL && !ca_funnel_within(node->at, walk->now, walk->spec->step_window[step]))
		node = node->newer;
	*in_time = node != NULL ? node : graph->queue[level].newest;
	return node;
}

/* Of the chains that are at a level, the best that can have a step now. */
static Node *
best_before(Graph *graph, const CaFunnelWalk *walk, int level, int step)
{
	Queue	   *queue = &graph->queue[level];
	Node	   *node;

	while (queue->oldest != NULL &&
		   !(ca_funnel_within(queue->oldest->start, walk->now, walk->spec->window) &&
			 ca_funnel_within(queue->oldest->at, walk->now, graph->patience[level])))
		drop_oldest(graph, walk, level);
	node = oldest_in_time(graph, walk, level, step);
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
		bool		has[2] = {(chain[0].steps & CA_STEP(step)) != 0,
		(chain[1].steps & CA_STEP(step)) != 0};

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
steps_to_take(const CaFunnelWalk *walk, const CaMatching *rows, int from, int to, uint32 barred)
{
	uint32		between = CA_STEPS_BELOW(to) & ~CA_STEPS_BELOW(from + 1);
	uint32		steps = (between & ~walk->spec->optional) | CA_STEP(to);

	if (walk->spec->strict_increase)
		return (steps & (steps - 1)) == 0 && ca_matching_covers(rows, steps) ? steps : 0;
	if (!ca_matching_covers(rows, steps))
		return 0;
	for (between &= walk->spec->optional & rows->any & ~barred; between != 0;)
	{
		uint32		step = CA_STEP(pg_leftmost_one_pos32(between));

		between ^= step;
		if (ca_matching_covers(rows, steps | step))
			steps |= step;
	}
	return steps;
}

/* The best chain that goes on from one level to another now. */
static Candidate
find_candidate(Graph *graph, const CaFunnelWalk *walk, const CaMatching *rows, int from, int to)
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
		if (from < 0 ? ca_funnel_may_begin(walk) : candidate.before != NULL)
		{
			candidate.steps = steps;
			if (from >= 0)
				candidate.start = candidate.before->start;
			return candidate;
		}
		if (from < 0 || (CA_STEP(first) & walk->spec->optional) == 0 || first == to)
			return candidate;
		barred |= CA_STEP(first);	/* it is too late for this one */
	}
}

/* Can a chain live on that went from one level (-1: it began) to another now? */
static bool
lives_on(const CaFunnelWalk *walk, const Instant *instant, int from, int to, uint32 steps)
{
	if (from < 0)
		return true;
	if (instant->excludes && (instant->ended[from] & CA_STEP(to)) != 0)
		return false;
	return walk->spec->order == CA_FUNNEL_ORDERED ||
		(Size) pg_popcount32(steps) == instant->rows.total;
}

/* The best chains that end at a level now: of all, and of those that live on. */
static void
find_best(Graph *graph, const CaFunnelWalk *walk, const Instant *instant, int to,
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
gather(CaFunnelWalk *walk, Instant *instant)
{
	const CaFunnelSpec *spec = walk->spec;
	uint32		kinds = 0;

	ca_matching_init(&instant->rows, spec->nsteps);
	for (; walk->event < walk->end && walk->event->at == walk->now; walk->event++)
	{
		if (walk->event->kind == 0 && spec->order != CA_FUNNEL_STRICT)
			continue;
		ca_matching_add(&instant->rows, walk->event->kind & CA_STEPS_BELOW(spec->nsteps));
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
			instant->ended[step] |= CA_STEPS_BELOW(exclusion->to) & ~CA_STEPS_BELOW(exclusion->from);
	}
}

/* One instant: find the chains that go on, then put them in their places. */
static void
graph_instant(Graph *graph, CaFunnelWalk *walk, const Instant *instant)
{
	Candidate	living[CA_FUNNEL_STEPS];
	int			nsteps = walk->spec->nsteps;

	for (int level = nsteps - 1; level >= 0; level--)
	{
		Candidate	best;

		living[level].steps = 0;
		if ((instant->rows.any & CA_STEP(level)) == 0)
			continue;
		find_best(graph, walk, instant, level, &best, &living[level]);
		if (best.steps != 0 && level >= walk->best->depth)
			spell_out(&best, walk->now, level, walk->best);
		if (living[level].steps != 0 && living[level].before != NULL)
			living[level].before->users++;
	}
	for (int level = 0; level < nsteps; level++)
	{
		if (walk->spec->order != CA_FUNNEL_ORDERED ||
			(instant->excludes && (instant->ended[level] & CA_STEP(level)) != 0))
			drop_all(graph, walk, level);
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
 * be kept so long.  Is that too long for some of the steps that may follow?
 */
static bool
find_patience(Graph *graph, const CaFunnelSpec *spec)
{
	bool		differs = false;

	for (int level = 0; level < spec->nsteps; level++)
	{
		for (int next = level + 1; next < spec->nsteps; next++)
		{
			uint64		limit = spec->step_window[next];

			differs |= next > level + 1 && limit != graph->patience[level];
			graph->patience[level] = Max(graph->patience[level], limit);
			if ((spec->optional & CA_STEP(next)) == 0)
				break;
		}
	}
	return differs;
}

/* Bytes of what is known to be in time. */
static inline Size
in_time_bytes(const CaFunnelSpec *spec)
{
	return (Size) spec->nsteps * spec->nsteps * sizeof(Node *);
}

void
ca_funnel_walk_options(CaFunnelWalk *walk, void *scratch)
{
	Graph		graph = {0};
	Instant		instant;

	graph.fresh = scratch;
	if (find_patience(&graph, walk->spec))
	{
		graph.in_time = memset(scratch, 0, in_time_bytes(walk->spec));
		graph.fresh = (Node *) ((char *) scratch + in_time_bytes(walk->spec));
	}
	while (walk->event < walk->end && walk->best->depth < walk->spec->nsteps)
	{
		CHECK_FOR_INTERRUPTS();
		walk->now = walk->event->at;
		gather(walk, &instant);
		if (instant.rows.total > 0)
			graph_instant(&graph, walk, &instant);
		walk->entered |= instant.rows.any & 1;
	}
}

Size
ca_funnel_options_scratch(const CaFunnelSpec *spec, const CaEvent *events, Size n)
{
	/* A chain for each step, and those that are being put in their places. */
	Size		nodes = (Size) (spec->nsteps + 2) * (spec->nsteps + 2);
	Size		more = 0;

	if (spec->has_step_window)
		nodes += ca_funnel_count_steps(spec, events, n);
	if (spec->has_step_window && spec->optional != 0)
		more = in_time_bytes(spec);
	return nodes * sizeof(Node) + more;
}
