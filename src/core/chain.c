/*-------------------------------------------------------------------------
 *
 * chain.c
 *	  Absorbing Markov chains: transitions counted, removal effects solved
 *
 * Paths lead from a start through kinds to a goal or to nothing.  The next kind
 * depends on the present one (order 1), or on the last two (order 2), in the
 * proportions that were counted.  The removal effect of a kind is what part of
 * the goal's probability is lost when all that arrives at it goes to nothing (E.
 * Anderl, I. Becker, F. v. Wangenheim, J. Schumann, Mapping the customer journey,
 * 2016).
 *
 * Interface
 *	ca_chain_create		- no paths yet
 *	ca_chain_add		- count a path
 *	ca_chain_solve		- the goal's probability, and what each kind does for it
 *	ca_chain_list		- all transitions
 *	ca_chain_free		- no more
 *
 * Memory: PostgreSQL's simplehash, 16 bytes a transition, in the context given;
 * it does not spill.  Solving takes 40 bytes a transition more for the time of
 * sorting, and then 12, and what chain_dense.c or chain_sparse.c say.
 *
 * Invariants: each node is on a path, so it can be reached from the start and
 * leads to an end.  Solutions do not depend on the order of paths.
 *
 * Limits: CA_CHAIN_KINDS, CA_CHAIN_TRANSITIONS.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/chain.h"
#include "core/chain_graph.h"

/* Up to so many nodes, elimination is a quarter of a second's work at most. */
#define CA_DENSE_NODES		1000

/* Up to so many it can be done. */
#define CA_MOST_DENSE_NODES	(CA_CHAIN_KINDS + CA_NODE_STATES)

/*
 * What elimination costs by cubes of nodes, in arcs swept over for one group:
 * measured, some 0.3 nanoseconds both.
 */
#define CA_DENSE_COST		1.0

/*
 * A transition: from node and to node, in one number of 56 bits, beside which
 * simplehash's status fits.
 */
typedef struct LinkEntry
{
	uint64		ends:56;
	uint64		status:8;
	uint64		times;
} LinkEntry;

#define CA_NODE_BITS	28

/* Nodes and kinds are small and dense: spread them over a word, then mix that. */
static inline uint32
hash_pair(uint64 pair)
{
	pair *= UINT64CONST(0x9E3779B97F4A7C15);
	return murmurhash32((uint32) (pair ^ pair >> 32));
}

#define SH_PREFIX linkhash
#define SH_ELEMENT_TYPE LinkEntry
#define SH_KEY_TYPE uint64
#define SH_KEY ends
#define SH_HASH_KEY(tb, key) hash_pair(key)
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* The node of a state of order 2. */
typedef struct StateEntry
{
	uint64		state;			/* previous and present kind */
	uint32		node;
	char		status;			/* simplehash's */
} StateEntry;

#define SH_PREFIX statehash
#define SH_ELEMENT_TYPE StateEntry
#define SH_KEY_TYPE uint64
#define SH_KEY state
#define SH_HASH_KEY(tb, key) hash_pair(key)
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct CaChain
{
	MemoryContext context;
	int			order;			/* 1 or 2 */
	linkhash_hash *links;
	statehash_hash *states;		/* of order 2 */
	CaChainState *state;		/* of each node, in order of appearance */
	uint32		nnodes;
	uint32		maxnodes;		/* room for them */
	uint32	   *node_of_kind;	/* 0: it is on no path; order 2: else 1 */
	uint32		maxkinds;		/* room for them */
	uint32		nkinds;			/* on paths */
};

/* ---- Counting ---- */

static uint32
append_node(CaChain *chain, uint32 previous, uint32 kind)
{
	if (chain->nnodes == chain->maxnodes)
	{
		chain->maxnodes *= 2;
		chain->state = repalloc_huge(chain->state, chain->maxnodes * sizeof(CaChainState));
	}
	chain->state[chain->nnodes] = (CaChainState)
	{
		previous, kind
	};
	return chain->nnodes++;
}

CaChain *
ca_chain_create(MemoryContext context, int order)
{
	CaChain    *chain = MemoryContextAllocZero(context, sizeof(CaChain));

	Assert(order == 1 || order == 2);
	chain->context = context;
	chain->order = order;
	chain->links = linkhash_create(context, 64, NULL);
	if (order == 2)
		chain->states = statehash_create(context, 64, NULL);
	chain->maxnodes = 64;
	chain->state = MemoryContextAlloc(context, chain->maxnodes * sizeof(CaChainState));
	chain->maxkinds = 64;
	chain->node_of_kind = MemoryContextAllocZero(context, chain->maxkinds * sizeof(uint32));
	/* in the order of chain_graph.h */
	append_node(chain, CA_CHAIN_GOAL, CA_CHAIN_GOAL);
	append_node(chain, CA_CHAIN_NOTHING, CA_CHAIN_NOTHING);
	append_node(chain, CA_CHAIN_START, CA_CHAIN_START);
	return chain;
}

/* Make room for a kind. */
static pg_noinline void
reserve_kind(CaChain *chain, uint32 kind)
{
	Size		old = chain->maxkinds;

	Assert(kind < CA_CHAIN_ANY);
	chain->maxkinds = Max(kind + 1, (uint32) Min(2 * old, CA_CHAIN_ANY));
	chain->node_of_kind = repalloc_huge(chain->node_of_kind, chain->maxkinds * sizeof(uint32));
	memset(chain->node_of_kind + old, 0, (chain->maxkinds - old) * sizeof(uint32));
}

static void
count_kind(CaChain *chain)
{
	if (++chain->nkinds > CA_CHAIN_KINDS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("paths have more than %d different touches, too many for a Markov chain", CA_CHAIN_KINDS),
				 errhint("Give touches of one kind one label, exclude some, or shorten the lookback.")));
}

/* The node of a kind after another. */
static inline uint32
find_node(CaChain *chain, uint32 previous, uint32 kind)
{
	StateEntry *entry;
	bool		found;

	if (unlikely(kind >= chain->maxkinds))
		reserve_kind(chain, kind);
	if (unlikely(chain->node_of_kind[kind] == 0))
	{
		count_kind(chain);
		chain->node_of_kind[kind] = chain->order == 1 ? append_node(chain, CA_CHAIN_ANY, kind) : 1;
	}
	if (chain->order == 1)
		return chain->node_of_kind[kind];
	entry = statehash_insert(chain->states, (uint64) previous << 32 | kind, &found);
	if (!found)
		entry->node = append_node(chain, previous, kind);
	return entry->node;
}

static inline void
count_link(CaChain *chain, uint32 from, uint32 to, uint64 times)
{
	LinkEntry  *entry;
	bool		found;

	entry = linkhash_insert(chain->links, (uint64) from << CA_NODE_BITS | to, &found);
	if (!found)
	{
		if (chain->links->members > CA_CHAIN_TRANSITIONS)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("paths have more than %d different transitions, too many for a Markov chain", CA_CHAIN_TRANSITIONS),
					 errhint("Give touches of one kind one label, exclude some, or use order=1.")));
		entry->times = 0;
	}
	entry->times += times;
}

void
ca_chain_add(CaChain *chain, const CaEvent *event, Size n, bool reaches, uint64 times)
{
	uint32		from = CA_NODE_START;
	uint32		previous = CA_CHAIN_START;

	Assert(n > 0);
	for (Size i = 0; i < n; i++)
	{
		uint32		to = find_node(chain, previous, event[i].kind);

		count_link(chain, from, to, times);
		from = to;
		previous = event[i].kind;
	}
	count_link(chain, from, reaches ? CA_NODE_GOAL : CA_NODE_NOTHING, times);
}

void
ca_chain_free(CaChain *chain)
{
	linkhash_destroy(chain->links);
	if (chain->states != NULL)
		statehash_destroy(chain->states);
	pfree(chain->state);
	pfree(chain->node_of_kind);
	pfree(chain);
}

/* ---- All transitions ---- */

/* A transition, with numbers in whose order it comes. */
typedef struct Link
{
	uint64		from;
	uint64		to;
	uint64		times;
} Link;

#define ST_SORT sort_links
#define ST_ELEMENT_TYPE Link
#define ST_COMPARE(a, b) ((a)->from != (b)->from ? ((a)->from < (b)->from ? -1 : 1) : \
						  ((a)->to > (b)->to) - ((a)->to < (b)->to))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* Of each node, a number, by which those of links are replaced, and put in order. */
static Link *
sorted_links(const CaChain *chain, const uint64 *number)
{
	Link	   *links = palloc_extended(Max(chain->links->members, 1) * sizeof(Link), MCXT_ALLOC_HUGE);
	Link	   *link = links;
	linkhash_iterator iterator;
	LinkEntry  *entry;

	linkhash_start_iterate(chain->links, &iterator);
	while ((entry = linkhash_iterate(chain->links, &iterator)) != NULL)
	{
		link->from = number[entry->ends >> CA_NODE_BITS];
		link->to = number[entry->ends & ((1 << CA_NODE_BITS) - 1)];
		link->times = entry->times;
		link++;
	}
	sort_links(links, link - links);
	return links;
}

static uint64
rank_of(const CaChainState *state)
{
	/* the start's wraps to 0 */
	return (uint64) (uint32) (state->previous + 1) << 32 | (uint32) (state->kind + 1);
}

static CaChainState
state_of_rank(uint64 rank)
{
	return (CaChainState)
	{
		(uint32) (rank >> 32) - 1, (uint32) rank - 1
	};
}

/* The links of one state, n of them. */
static void
list_links(CaTransition *to, const Link *link, Size n)
{
	double		sum = 0;

	for (Size i = 0; i < n; i++)
		sum += link[i].times;
	for (Size i = 0; i < n; i++)
	{
		to[i].from = state_of_rank(link[i].from);
		to[i].to = state_of_rank(link[i].to);
		to[i].times = link[i].times;
		to[i].probability = link[i].times / sum;
	}
}

CaTransition *
ca_chain_list(const CaChain *chain, Size *n)
{
	uint64	   *rank = palloc_extended(chain->nnodes * sizeof(uint64), MCXT_ALLOC_HUGE);
	CaTransition *list;
	Link	   *links;
	Size		first = 0;

	*n = chain->links->members;
	for (uint32 i = 0; i < chain->nnodes; i++)
		rank[i] = rank_of(&chain->state[i]);
	links = sorted_links(chain, rank);
	list = palloc_extended(Max(*n, 1) * sizeof(CaTransition), MCXT_ALLOC_HUGE);
	for (Size i = 0; i < *n; i++)
	{
		if (i + 1 == *n || links[i + 1].from != links[i].from)
		{
			list_links(list + first, links + first, i + 1 - first);
			first = i + 1;
		}
	}
	pfree(links);
	pfree(rank);
	return list;
}

/* ---- Solving ---- */

/* A node by its state, kind first. */
typedef struct Ranked
{
	uint64		rank;
	uint32		node;
} Ranked;

#define ST_SORT sort_ranked
#define ST_ELEMENT_TYPE Ranked
#define ST_COMPARE(a, b) (((a)->rank > (b)->rank) - ((a)->rank < (b)->rank))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Make groups of the states of each kind, kinds ascending; returns the places
 * that nodes have then.
 */
static uint64 *
make_groups(const CaChain *chain, CaChainGraph *graph)
{
	Ranked	   *ranked = palloc_extended(chain->nnodes * sizeof(Ranked), MCXT_ALLOC_HUGE);
	uint64	   *place = palloc_extended(chain->nnodes * sizeof(uint64), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < chain->nnodes; i++)
	{
		ranked[i].rank = (uint64) chain->state[i].kind << 32 | (uint32) (chain->state[i].previous + 1);
		ranked[i].node = i;
		place[i] = i;
	}
	sort_ranked(ranked + CA_NODE_STATES, chain->nnodes - CA_NODE_STATES);
	graph->nnodes = chain->nnodes;
	graph->group = palloc((chain->nkinds + 1) * sizeof(uint32));
	graph->ngroups = 0;
	for (uint32 i = CA_NODE_STATES; i < chain->nnodes; i++)
	{
		place[ranked[i].node] = i;
		if (i == CA_NODE_STATES || ranked[i].rank >> 32 != ranked[i - 1].rank >> 32)
			graph->group[graph->ngroups++] = i;
	}
	Assert(graph->ngroups == chain->nkinds);
	graph->group[graph->ngroups] = chain->nnodes;
	pfree(ranked);
	return place;
}

static void
make_arcs(const CaChain *chain, CaChainGraph *graph, const uint64 *place)
{
	Size		nlinks = chain->links->members;
	Link	   *links = sorted_links(chain, place);
	Size		narcs = 0;
	uint32		node = 0;

	graph->arc = palloc_extended((graph->nnodes + 1) * sizeof(Size), MCXT_ALLOC_HUGE);
	graph->to = palloc_extended(nlinks * sizeof(uint32), MCXT_ALLOC_HUGE);
	graph->weight = palloc_extended(nlinks * sizeof(double), MCXT_ALLOC_HUGE);
	for (Size i = 0; i < nlinks; i++)
	{
		if (links[i].from == links[i].to)
			continue;
		while (node <= links[i].from)
			graph->arc[node++] = narcs;
		graph->to[narcs] = (uint32) links[i].to;
		graph->weight[narcs++] = (double) links[i].times;
	}
	while (node <= graph->nnodes)
		graph->arc[node++] = narcs;
	pfree(links);
}

static CaChainGraph *
make_graph(const CaChain *chain)
{
	CaChainGraph *graph = palloc(sizeof(CaChainGraph));
	uint64	   *place = make_groups(chain, graph);

	make_arcs(chain, graph, place);
	pfree(place);
	return graph;
}

static void
free_graph(CaChainGraph *graph)
{
	pfree(graph->weight);
	pfree(graph->to);
	pfree(graph->arc);
	pfree(graph->group);
	pfree(graph);
}

/* Without a way to the goal, the solvers would look for one. */
static bool
reaches_goal(const CaChainGraph *graph)
{
	for (Size a = 0; a < graph->arc[graph->nnodes]; a++)
	{
		if (graph->to[a] == CA_NODE_GOAL)
			return true;
	}
	return false;
}

/*
 * Sweeps after which elimination would have been cheaper, as far as it can be
 * done; 0: there is no such number.
 */
static uint32
most_sweeps(const CaChainGraph *graph)
{
	double		nnodes = graph->nnodes;
	double		sweeps = nnodes * nnodes * nnodes * CA_DENSE_COST /
	((double) graph->arc[graph->nnodes] * graph->ngroups);

	return graph->nnodes > CA_MOST_DENSE_NODES ? 0 : 1 + (uint32) Min(sweeps, 1e9);
}

/* Of each group. */
static double
solve_graph(const CaChain *chain, const CaChainGraph *graph, double *effect)
{
	double		probability;

	if (!reaches_goal(graph))
	{
		memset(effect, 0, graph->ngroups * sizeof(double));
		return 0;
	}
	if (chain->order == 2 && graph->nnodes > CA_DENSE_NODES &&
		ca_chain_solve_sparse(graph, most_sweeps(graph), &probability, effect))
		return probability;
	return ca_chain_solve_dense(graph, effect);
}

double
ca_chain_solve(const CaChain *chain, double *effect, uint32 nkinds)
{
	CaChainGraph *graph;
	double	   *group_effect;
	double		probability;
	uint32		group = 0;

	memset(effect, 0, nkinds * sizeof(double));
	if (chain->nkinds == 0)
		return 0;
	graph = make_graph(chain);
	group_effect = palloc(graph->ngroups * sizeof(double));
	probability = solve_graph(chain, graph, group_effect);
	for (uint32 kind = 0; kind < Min(nkinds, chain->maxkinds); kind++)
	{
		if (chain->node_of_kind[kind] != 0)
			effect[kind] = group_effect[group++];
	}
	Assert(group == graph->ngroups);
	pfree(group_effect);
	free_graph(graph);
	return probability;
}
