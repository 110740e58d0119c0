/*-------------------------------------------------------------------------
 *
 * chain_sparse.c
 *	  Removal effects of all groups of a chain of many states, by iteration
 *
 * f, the probability to reach the goal from each node, and for each group d,
 * what of it is lost without the group, are the solutions of
 *	f[goal] = 1, f[nothing] = 0, else f[i] = sum of q[i][j] * f[j]
 *	d[i] = f[i] in the group, 0 at the ends, else d[i] = sum of q[i][j] * d[j].
 * Sweeps over the nodes (Gauss-Seidel) lead to them from below, from 0, and to f
 * from above too, from 1, and never leave that side: q has no negative number.
 * So the distance of the two is how far either can be from f, and they go on
 * until it is small, or all numbers stand still.  What a sweep leaves of the
 * distance to d is what it leaves of that to f, or less, as q without the rows of
 * a group is less than q: d needs no more sweeps than f.
 *
 * Nodes are swept in the order in which a walk from the start is done with them,
 * what they lead to first, cycles excepted: chains without cycles take one
 * sweep, others some times the length of their paths.
 *
 * Interface
 *	ca_chain_solve_sparse	- the goal's probability, and all effects
 *
 * Memory: 12 bytes an arc and some 130 a node, in CurrentMemoryContext.
 *
 * Cost: arcs times sweeps times groups; some 0.3 nanoseconds each, more when
 * nodes do not fit the cache.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/chain_graph.h"

/* What part of the goal's probability it, or an effect, can be wrong by. */
#define CA_NEAR		1e-12

/* Groups whose d are sought together: arcs are read but once for all of them. */
#define CA_TOGETHER	8

/* A change that is no more than rounding. */
#define CA_STILL	(4 * 2.2204460492503131e-16)

/* The group of the start and the ends, which is none. */
#define CA_NO_GROUP	PG_UINT32_MAX

/* f from both sides. */
typedef struct Bounds
{
	double		low;
	double		high;
} Bounds;

/* d of some groups. */
typedef struct Losses
{
	double		of[CA_TOGETHER];
} Losses;

/* The graph, its nodes by the order of sweeps. */
typedef struct Sweep
{
	uint32		n;				/* nodes; the ends are 0 and 1 */
	uint32		start;			/* where the start is: last */
	Size	   *arc;			/* as in CaChainGraph */
	uint32	   *to;
	double	   *part;			/* of what leaves a node, which goes this way */
	uint32	   *group;			/* of a node; of the start and the ends, none */
	Bounds	   *reach;			/* f of each node */
	Losses	   *loss;			/* d of each node, of the groups at hand */
} Sweep;

static void *
allocate(Size n, Size size)
{
	return palloc_extended(Max(n, 1) * size, MCXT_ALLOC_HUGE);
}

/* ---- Order ---- */

/*
 * Places of nodes when each is behind all that it leads to, but for those from
 * which the walk came.  All can be reached from the start.
 */
static uint32 *
order_nodes(const CaChainGraph *graph)
{
	uint32	   *place = allocate(graph->nnodes, sizeof(uint32));
	uint32	   *path = allocate(graph->nnodes, sizeof(uint32));
	Size	   *next = allocate(graph->nnodes, sizeof(Size));	/* arc to follow */
	uint32		depth = 0;
	uint32		nplaces = CA_NODE_START;

	for (uint32 i = 0; i < graph->nnodes; i++)
	{
		place[i] = i < CA_NODE_START ? i : PG_UINT32_MAX;
		next[i] = graph->arc[i];
	}
	path[depth++] = CA_NODE_START;
	while (depth > 0)
	{
		uint32		node = path[depth - 1];

		if (next[node] == graph->arc[node + 1])
		{
			place[node] = nplaces++;
			depth--;
		}
		else
		{
			uint32		to = graph->to[next[node]++];

			/* one whose first arc is still to be followed is new */
			if (to >= CA_NODE_START && next[to] == graph->arc[to])
				path[depth++] = to;
		}
	}
	Assert(nplaces == graph->nnodes);
	pfree(next);
	pfree(path);
	return place;
}

/* Arcs of a node, by places. */
static Size
copy_arcs(Sweep *sweep, Size at, const CaChainGraph *graph, uint32 node, const uint32 *place)
{
	double		sum = 0;

	for (Size a = graph->arc[node]; a < graph->arc[node + 1]; a++)
		sum += graph->weight[a];
	for (Size a = graph->arc[node]; a < graph->arc[node + 1]; a++, at++)
	{
		sweep->to[at] = place[graph->to[a]];
		sweep->part[at] = graph->weight[a] / sum;
	}
	return at;
}

static void
sweep_init(Sweep *sweep, const CaChainGraph *graph)
{
	uint32	   *place = order_nodes(graph);
	uint32	   *node = allocate(graph->nnodes, sizeof(uint32)); /* at a place */
	Size		narcs = graph->arc[graph->nnodes];
	Size		at = 0;

	sweep->n = graph->nnodes;
	sweep->start = place[CA_NODE_START];
	sweep->arc = allocate(graph->nnodes + 1, sizeof(Size));
	sweep->to = allocate(narcs, sizeof(uint32));
	sweep->part = allocate(narcs, sizeof(double));
	sweep->group = allocate(graph->nnodes, sizeof(uint32));
	sweep->reach = allocate(graph->nnodes, sizeof(Bounds));
	sweep->loss = allocate(graph->nnodes, sizeof(Losses));
	for (uint32 i = 0; i < graph->nnodes; i++)
		node[place[i]] = i;
	for (uint32 i = 0; i < graph->nnodes; i++)
	{
		sweep->arc[i] = at;
		sweep->group[i] = CA_NO_GROUP;
		at = copy_arcs(sweep, at, graph, node[i], place);
	}
	sweep->arc[graph->nnodes] = at;
	for (uint32 g = 0; g < graph->ngroups; g++)
	{
		for (uint32 i = graph->group[g]; i < graph->group[g + 1]; i++)
			sweep->group[place[i]] = g;
	}
	pfree(node);
	pfree(place);
}

static void
sweep_free(Sweep *sweep)
{
	pfree(sweep->loss);
	pfree(sweep->reach);
	pfree(sweep->group);
	pfree(sweep->part);
	pfree(sweep->to);
	pfree(sweep->arc);
}

/* ---- Solving ---- */

/* Replace f of all nodes but the ends by what they lead to; is there a change? */
static bool
sweep_reach(const Sweep *sweep)
{
	Bounds	   *x = sweep->reach;
	bool		changes = false;

	CHECK_FOR_INTERRUPTS();
	for (uint32 i = CA_NODE_START; i < sweep->n; i++)
	{
		Bounds		sum = {0, 0};

		for (Size a = sweep->arc[i]; a < sweep->arc[i + 1]; a++)
		{
			const Bounds *to = &x[sweep->to[a]];

			sum.low += sweep->part[a] * to->low;
			sum.high += sweep->part[a] * to->high;
		}
		changes |= sum.low > x[i].low * (1 + CA_STILL) || sum.high < x[i].high * (1 - CA_STILL);
		x[i] = sum;
	}
	return changes;
}

/* Find f; returns how many sweeps it took, or 0 when they are too many. */
static uint32
solve_reach(const Sweep *sweep, uint32 most_sweeps)
{
	const Bounds *start = &sweep->reach[sweep->start];
	uint32		nsweeps = 1;

	for (uint32 i = 0; i < sweep->n; i++)
	{
		sweep->reach[i].low = i == CA_NODE_GOAL;
		sweep->reach[i].high = i != CA_NODE_NOTHING;
	}
	while (sweep_reach(sweep) && start->high - start->low > start->high * CA_NEAR)
	{
		if (nsweeps == most_sweeps)
			return 0;
		nsweeps++;
	}
	return nsweeps;
}

/* The same of d, of groups from first on: what a group has of its own stays. */
static void
sweep_losses(const Sweep *sweep, uint32 first)
{
	Losses	   *x = sweep->loss;

	CHECK_FOR_INTERRUPTS();
	for (uint32 i = CA_NODE_START; i < sweep->n; i++)
	{
		Losses		sum = {{0}};

		for (Size a = sweep->arc[i]; a < sweep->arc[i + 1]; a++)
		{
			const Losses *to = &x[sweep->to[a]];

			for (int g = 0; g < CA_TOGETHER; g++)
				sum.of[g] += sweep->part[a] * to->of[g];
		}
		if (sweep->group[i] - first < CA_TOGETHER)
			sum.of[sweep->group[i] - first] = sweep->reach[i].low;
		x[i] = sum;
	}
}

/* d at the start, of each of the groups from first on. */
static const double *
solve_losses(const Sweep *sweep, uint32 first, uint32 nsweeps)
{
	memset(sweep->loss, 0, sweep->n * sizeof(Losses));
	for (uint32 i = CA_NODE_START; i < sweep->n; i++)
	{
		if (sweep->group[i] - first < CA_TOGETHER)
			sweep->loss[i].of[sweep->group[i] - first] = sweep->reach[i].low;
	}
	for (uint32 i = 0; i < nsweeps; i++)
		sweep_losses(sweep, first);
	return sweep->loss[sweep->start].of;
}

bool
ca_chain_solve_sparse(const CaChainGraph *graph, uint32 most_sweeps,
					  double *probability, double *effect)
{
	Sweep		sweep;
	uint32		nsweeps;

	sweep_init(&sweep, graph);
	nsweeps = solve_reach(&sweep, most_sweeps);
	*probability = sweep.reach[sweep.start].low;
	for (uint32 first = 0; first < graph->ngroups && nsweeps > 0; first += CA_TOGETHER)
	{
		const double *loss = solve_losses(&sweep, first, nsweeps);

		for (uint32 g = first; g < Min(graph->ngroups, first + CA_TOGETHER); g++)
			effect[g] = Min(1, loss[g - first] / *probability);
	}
	sweep_free(&sweep);
	return nsweeps > 0;
}
