/*-------------------------------------------------------------------------
 *
 * chain_graph.h
 *	  What the solvers of chains work on: nodes, arcs between them, groups
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_CHAIN_GRAPH_H
#define CA_CHAIN_GRAPH_H

/* The first nodes of each graph; behind them its states, group by group. */
#define CA_NODE_GOAL	0
#define CA_NODE_NOTHING	1
#define CA_NODE_START	2
#define CA_NODE_STATES	3

/*
 * From each node but the ends there is a way to an end.  No arc leads from a
 * node to itself: how long a state is kept does not matter to where it leads.
 */
typedef struct CaChainGraph
{
	uint32		nnodes;			/* with the first three */
	Size	   *arc;			/* arcs of node i: arc[i] to arc[i + 1] - 1 */
	uint32	   *to;				/* of an arc: where it leads, ascending */
	double	   *weight;			/* of an arc: how often, above 0 */
	uint32		ngroups;		/* what is removed together */
	uint32	   *group;			/* first node of each; then nnodes */
} CaChainGraph;

/*
 * The probability to reach the goal from the start, and for each group what part
 * of it is lost without.  There is a group at least.
 */
extern double ca_chain_solve_dense(const CaChainGraph *graph, double *effect);

/*
 * The same by iteration.  False, and nothing said, when the first solution has
 * not come within so many sweeps; 0: it may take as many as it needs.  The goal
 * can be reached.
 */
extern bool ca_chain_solve_sparse(const CaChainGraph *graph, uint32 most_sweeps,
								  double *probability, double *effect);

#endif							/* CA_CHAIN_GRAPH_H */
