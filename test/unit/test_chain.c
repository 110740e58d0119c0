/*-------------------------------------------------------------------------
 *
 * test_chain.c
 *	  core/chain: worked examples, and random chains against power iteration
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/chain.h"
#include "core/chain_graph.h"
#include "unit.h"

/* How far from the definition a solution may be. */
#define NEAR	1e-9

/* ---- Chains as they are written ---- */

/* A path like 'abc+', its kinds from a on, + or - for where it leads. */
static void
add_path(CaChain *chain, const char *path)
{
	Size		n = strlen(path) - 1;
	CaEvent    *event = palloc(n * sizeof(CaEvent));

	for (Size i = 0; i < n; i++)
	{
		event[i].at = 0;
		event[i].kind = path[i] - 'a';
	}
	ca_chain_add(chain, event, n, path[n] == '+', 1);
	pfree(event);
}

static CaChain *
chain_of_paths(int order, Datum paths)
{
	CaChain    *chain = ca_chain_create(CurrentMemoryContext, order);
	int			n;
	Datum	   *path = unit_texts(paths, &n);

	for (int i = 0; i < n; i++)
		add_path(chain, unit_text(path[i]));
	return chain;
}

/*
 * test_chain(order int, nkinds int, paths text[]) returns float8[]: the goal's
 * probability and the effect of each kind
 */
UNIT_FUNCTION(test_chain)
{
	CaChain    *chain = chain_of_paths(PG_GETARG_INT32(0), PG_GETARG_DATUM(2));
	int			nkinds = PG_GETARG_INT32(1);
	double	   *effect = palloc((nkinds + 1) * sizeof(double));
	Datum	   *result = palloc((nkinds + 1) * sizeof(Datum));

	effect[0] = ca_chain_solve(chain, effect + 1, nkinds);
	ca_chain_free(chain);
	for (int i = 0; i <= nkinds; i++)
		result[i] = Float8GetDatum(effect[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(result, nkinds + 1, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* A state in letters: ^ for the start, + and - for the ends. */
static char
letter(uint32 kind)
{
	switch (kind)
	{
		case CA_CHAIN_START:
			return '^';
		case CA_CHAIN_GOAL:
			return '+';
		case CA_CHAIN_NOTHING:
			return '-';
		case CA_CHAIN_ANY:
			return '*';
	}
	return (char) ('a' + kind);
}

/* test_chain_list(order int, paths text[]) returns text[]: '^^ *a 3 0.75' ... */
UNIT_FUNCTION(test_chain_list)
{
	CaChain    *chain = chain_of_paths(PG_GETARG_INT32(0), PG_GETARG_DATUM(1));
	Size		n;
	CaTransition *list = ca_chain_list(chain, &n);
	Datum	   *result = palloc(Max(n, 1) * sizeof(Datum));

	for (Size i = 0; i < n; i++)
		result[i] = CStringGetTextDatum(psprintf("%c%c %c%c " UINT64_FORMAT " %g",
												 letter(list[i].from.previous), letter(list[i].from.kind),
												 letter(list[i].to.previous), letter(list[i].to.kind),
												 list[i].times, list[i].probability));
	ca_chain_free(chain);
	PG_RETURN_ARRAYTYPE_P(construct_array(result, (int) n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* ---- The definition ---- */

/* Probabilities of steps between states; the ends are the last two. */
typedef struct Table
{
	int			n;				/* states, of which 0 is the start */
	double	   *step;			/* n rows of n + 2 */
	int		   *kind;			/* of each state; of the start, -1 */
} Table;

/* What of a unit of paths that leave the start has come to the goal in the end. */
static double
iterate(const Table *table, int removed)
{
	double	   *now = palloc0(table->n * sizeof(double));
	double	   *next = palloc(table->n * sizeof(double));
	double		goal = 0;
	double		left = 1;

	now[0] = 1;
	while (left > 1e-13)
	{
		memset(next, 0, table->n * sizeof(double));
		left = 0;
		for (int i = 0; i < table->n; i++)
		{
			const double *step = table->step + (Size) i * (table->n + 2);

			if (now[i] == 0)
				continue;
			goal += now[i] * step[table->n];
			for (int j = 0; j < table->n; j++)
			{
				if (table->kind[j] != removed)
					next[j] += now[i] * step[j];
			}
		}
		for (int i = 0; i < table->n; i++)
			left += next[i];
		memcpy(now, next, table->n * sizeof(double));
	}
	pfree(now);
	pfree(next);
	return goal;
}

static void
normalise(Table *table)
{
	for (int i = 0; i < table->n; i++)
	{
		double	   *step = table->step + (Size) i * (table->n + 2);
		double		sum = 0;

		for (int j = 0; j < table->n + 2; j++)
			sum += step[j];
		for (int j = 0; j < table->n + 2 && sum > 0; j++)
			step[j] /= sum;
	}
}

static void
check_solution(UnitTest *test, const Table *table, double probability, const double *effect, int nkinds)
{
	double		expected = iterate(table, -2);

	UNIT_CHECK(test, fabs(probability - expected) < NEAR);
	for (int kind = 0; kind < nkinds; kind++)
	{
		double		without = iterate(table, kind);

		UNIT_CHECK(test, effect[kind] >= 0 && effect[kind] <= 1);
		UNIT_CHECK(test, fabs(probability * (1 - effect[kind]) - without) < NEAR);
	}
}

/* ---- Random paths ---- */

/* What kinds of paths there are. */
typedef struct PathSpec
{
	int			order;
	int			nkinds;
	int			npaths;
	int			longest;
	char	   *shape;			/* random, cycles, loops, never, always or
								 * rare */
} PathSpec;

/* The kind behind another, -1 for none. */
static int
random_kind(UnitTest *test, const PathSpec *spec, int previous)
{
	int			kind = (int) unit_random_below(test, spec->nkinds);

	if (previous >= 0 && strcmp(spec->shape, "cycles") == 0 && unit_random_below(test, 10) != 0)
		return (previous + 1) % spec->nkinds;
	if (previous >= 0 && strcmp(spec->shape, "loops") == 0 && unit_random_below(test, 10) != 0)
		return previous;
	if (strcmp(spec->shape, "rare") == 0)
		return kind & (int) unit_random_below(test, spec->nkinds);
	return kind;
}

static bool
random_end(UnitTest *test, const PathSpec *spec)
{
	if (strcmp(spec->shape, "never") == 0)
		return false;
	return strcmp(spec->shape, "always") == 0 || unit_random_below(test, 4) == 0;
}

/* Count a path in a table: of order 2, states are all pairs, by previous kind. */
static void
tabulate(Table *table, const PathSpec *spec, const CaEvent *event, int n, bool reaches)
{
	int			state = 0;
	int			previous = spec->nkinds;	/* none */

	for (int i = 0; i <= n; i++)
	{
		double	   *step = table->step + (Size) state * (table->n + 2);
		int			kind = i < n ? (int) event[i].kind : 0;

		if (i == n)
			state = table->n + (reaches ? 0 : 1);
		else
			state = 1 + kind + (spec->order == 2 ? spec->nkinds * previous : 0);
		step[state]++;
		previous = kind;
	}
}

static Table *
table_create(const PathSpec *spec)
{
	Table	   *table = palloc(sizeof(Table));

	table->n = 1 + spec->nkinds * (spec->order == 2 ? spec->nkinds + 1 : 1);
	table->step = palloc0((Size) table->n * (table->n + 2) * sizeof(double));
	table->kind = palloc(table->n * sizeof(int));
	table->kind[0] = -1;
	for (int i = 1; i < table->n; i++)
		table->kind[i] = (i - 1) % spec->nkinds;
	return table;
}

/*
 * test_chain_random(seed bigint, ord int, nkinds int, npaths int, longest int,
 * shape text) returns bigint
 */
UNIT_FUNCTION(test_chain_random)
{
	UnitTest	test;
	PathSpec	spec = {PG_GETARG_INT32(1), PG_GETARG_INT32(2), PG_GETARG_INT32(3),
	PG_GETARG_INT32(4), unit_text(PG_GETARG_DATUM(5))};
	CaChain    *chain = ca_chain_create(CurrentMemoryContext, spec.order);
	Table	   *table = table_create(&spec);
	CaEvent    *event = palloc0(spec.longest * sizeof(CaEvent));
	double	   *effect = palloc(spec.nkinds * sizeof(double));
	double		probability;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int i = 0; i < spec.npaths; i++)
	{
		int			n = 1 + (int) unit_random_below(&test, spec.longest);
		bool		reaches = random_end(&test, &spec);

		for (int j = 0; j < n; j++)
			event[j].kind = (uint32) random_kind(&test, &spec, j == 0 ? -1 : (int) event[j - 1].kind);
		ca_chain_add(chain, event, n, reaches, 1);
		tabulate(table, &spec, event, n, reaches);
	}
	normalise(table);
	probability = ca_chain_solve(chain, effect, spec.nkinds);
	check_solution(&test, table, probability, effect, spec.nkinds);
	ca_chain_free(chain);
	PG_RETURN_INT64(test.nchecks);
}

/* ---- Both solvers ---- */

/* Of a graph, its groups and an arc from node to node. */
typedef struct GraphSpec
{
	int			ngroups;
	int			most;			/* states of a group */
	int			narcs;			/* of a state, at most, besides those it needs */
	int			leaving;		/* one of so many arcs leads to an end */
} GraphSpec;

/* A random arc; one to the next state is always there, and ends behind the last. */
static uint32
random_target(UnitTest *test, const CaChainGraph *graph, const GraphSpec *spec)
{
	if (unit_random_below(test, spec->leaving) == 0)
		return (uint32) unit_random_below(test, CA_NODE_START);
	return CA_NODE_STATES + (uint32) unit_random_below(test, graph->nnodes - CA_NODE_STATES);
}

static CaChainGraph *
random_graph(UnitTest *test, const GraphSpec *spec, Table *table)
{
	CaChainGraph *graph = palloc(sizeof(CaChainGraph));
	Size		narcs = 0;
	double	   *row;

	graph->group = palloc((spec->ngroups + 1) * sizeof(uint32));
	graph->ngroups = spec->ngroups;
	graph->nnodes = CA_NODE_STATES;
	for (int g = 0; g < spec->ngroups; g++)
	{
		graph->group[g] = graph->nnodes;
		graph->nnodes += 1 + (uint32) unit_random_below(test, spec->most);
	}
	graph->group[spec->ngroups] = graph->nnodes;
	graph->arc = palloc0((graph->nnodes + 1) * sizeof(Size));
	graph->to = palloc((Size) graph->nnodes * graph->nnodes * sizeof(uint32));
	graph->weight = palloc((Size) graph->nnodes * graph->nnodes * sizeof(double));
	row = palloc(graph->nnodes * sizeof(double));
	table->n = (int) graph->nnodes - CA_NODE_START;
	table->step = palloc0((Size) table->n * (table->n + 2) * sizeof(double));
	table->kind = palloc(table->n * sizeof(int));
	for (uint32 i = CA_NODE_START; i < graph->nnodes; i++)
	{
		double	   *step = table->step + (Size) (i - CA_NODE_START) * (table->n + 2);

		memset(row, 0, graph->nnodes * sizeof(double));
		row[i + 1 < graph->nnodes ? i + 1 : CA_NODE_GOAL] = 1;
		for (int a = (int) unit_random_below(test, spec->narcs + 1); a > 0; a--)
			row[random_target(test, graph, spec)] += 1 + (double) unit_random_below(test, 1000);
		row[i] = 0;
		graph->arc[i] = narcs;
		for (uint32 j = 0; j < graph->nnodes; j++)
		{
			if (row[j] == 0)
				continue;
			graph->to[narcs] = j;
			graph->weight[narcs++] = row[j];
			step[j < CA_NODE_START ? table->n + (int) j : (int) j - CA_NODE_START] = row[j];
		}
	}
	graph->arc[graph->nnodes] = narcs;
	table->kind[0] = -1;
	for (int g = 0; g < spec->ngroups; g++)
	{
		for (uint32 i = graph->group[g]; i < graph->group[g + 1]; i++)
			table->kind[i - CA_NODE_START] = g;
	}
	return graph;
}

/*
 * test_chain_solvers(seed bigint, ngroups int, most int, narcs int, leaving int,
 * defined boolean) returns bigint: both against each other, and the definition
 */
UNIT_FUNCTION(test_chain_solvers)
{
	UnitTest	test;
	GraphSpec	spec = {PG_GETARG_INT32(1), PG_GETARG_INT32(2), PG_GETARG_INT32(3), PG_GETARG_INT32(4)};
	Table		table;
	CaChainGraph *graph;
	double	   *dense = palloc(spec.ngroups * sizeof(double));
	double	   *sparse = palloc(spec.ngroups * sizeof(double));
	double		dense_probability;
	double		sparse_probability;

	unit_begin(&test, PG_GETARG_INT64(0));
	graph = random_graph(&test, &spec, &table);
	dense_probability = ca_chain_solve_dense(graph, dense);
	UNIT_CHECK(&test, ca_chain_solve_sparse(graph, 0, &sparse_probability, sparse));
	UNIT_CHECK(&test, fabs(dense_probability - sparse_probability) < NEAR * dense_probability);
	for (int g = 0; g < spec.ngroups; g++)
		UNIT_CHECK(&test, fabs(dense[g] - sparse[g]) < NEAR);
	if (PG_GETARG_BOOL(5))
	{
		normalise(&table);
		check_solution(&test, &table, dense_probability, dense, spec.ngroups);
		check_solution(&test, &table, sparse_probability, sparse, spec.ngroups);
	}
	PG_RETURN_INT64(test.nchecks);
}

/*
 * test_chain_time(solver text, seed bigint, ngroups int, most int, narcs int,
 * leaving int) returns float8: the goal's probability, for taking the time
 */
UNIT_FUNCTION(test_chain_time)
{
	UnitTest	test;
	GraphSpec	spec = {PG_GETARG_INT32(2), PG_GETARG_INT32(3), PG_GETARG_INT32(4), PG_GETARG_INT32(5)};
	Table		table;
	CaChainGraph *graph;
	double	   *effect = palloc(spec.ngroups * sizeof(double));
	double		probability = 0;

	unit_begin(&test, PG_GETARG_INT64(1));
	graph = random_graph(&test, &spec, &table);
	if (strcmp(unit_text(PG_GETARG_DATUM(0)), "dense") == 0)
		probability = ca_chain_solve_dense(graph, effect);
	else if (strcmp(unit_text(PG_GETARG_DATUM(0)), "sparse") == 0)
		ca_chain_solve_sparse(graph, 0, &probability, effect);
	PG_RETURN_FLOAT8(probability);
}
