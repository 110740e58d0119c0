/*-------------------------------------------------------------------------
 *
 * chain_dense.c
 *	  Removal effects of all groups of a chain's states, exactly
 *
 * A state can be taken out of a chain without a change to where the others
 * lead: what comes to it is handed on at once, in proportion to what leaves it.
 * A chain of which only the start, the ends and one group are left says at a
 * glance what goes to the goal past the group and what through it.  So that
 * states are not taken out anew for each group, groups are halved: without the
 * states of one half, the other half is the same task, of half the size.
 *
 *	  all groups				first half out		a quarter left, ...
 *	  +----+----+----+----+		+----+----+			+----+
 *	  | 1  | 2  | 3  | 4  |		| 3  | 4  |			| 3  |	--> effect of 3
 *	  +----+----+----+----+		+----+----+			+----+
 *
 * Taking out k means w[i][j] += w[i][k] * w[k][j] / (sum of row k), where
 * neither a difference is formed nor a small number lost beside a large one:
 * results are good to almost all digits of each (W. Grassmann, M. Taksar, D.
 * Heyman, Regenerative analysis and steady state distributions for Markov
 * chains, 1985).  Weights are numbers of transitions; they need not be
 * probabilities.  What a state has for itself plays no part.
 *
 * Interface
 *	ca_chain_solve_dense	- the goal's probability, and all effects
 *
 * Memory: a matrix of all nodes at once, 8 bytes a pair of them, mostly; up to
 * three when one group has most of the states.  In CurrentMemoryContext.
 *
 * Cost: about 1.6 n^3 additions and multiplications each, in stretches that
 * compilers turn into vector instructions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/chain_graph.h"

/* States taken out together: their rows' stretches stay in the fastest cache. */
#define CA_PANEL	32

/* Numbers of a row that are worked on at a time; rows are padded to it. */
#define CA_STRETCH	64

/*
 * Weights from node to node, row by row.  The rows of the ends are not used,
 * nor is the column of the start.
 */
typedef struct Matrix
{
	double	   *cell;
	uint32		n;				/* nodes */
	Size		width;			/* of a row, padded */
} Matrix;

static inline Size
padded(Size n)
{
	return TYPEALIGN(CA_STRETCH, n);
}

static inline double *
row_of(const Matrix *m, uint32 i)
{
	return m->cell + i * m->width;
}

static inline Size
matrix_size(uint32 n)
{
	return n * padded(n);
}

/* ---- Taking states out ---- */

/*
 * A row handles whole stretches: what is written behind the last number asked
 * for belongs to states that are out, or to nobody.
 */

/* to += factor * from, n numbers. */
static inline void
add_row(double *restrict to, const double *restrict from, double factor, Size n)
{
	for (Size start = 0; start < n; start += CA_STRETCH)
	{
		for (int j = 0; j < CA_STRETCH; j++)
			to[start + j] += factor * from[start + j];
	}
}

/* A stretch of to += those of four rows, by four factors. */
static inline void
add_four(double *restrict to, const double *restrict from, Size width, const double *factor)
{
	const double *from1 = from + width;
	const double *from2 = from1 + width;
	const double *from3 = from2 + width;
	double		factor0 = factor[0];
	double		factor1 = factor[1];
	double		factor2 = factor[2];
	double		factor3 = factor[3];

	for (int j = 0; j < CA_STRETCH; j++)
		to[j] += (factor0 * from[j] + factor1 * from1[j]) + (factor2 * from2[j] + factor3 * from3[j]);
}

/*
 * Make the rows of states first to end - 1 what they are without those behind
 * each, and say what part goes where.
 */
static void
settle_panel(Matrix *m, uint32 first, uint32 end)
{
	for (uint32 k = end; k-- > first;)
	{
		double	   *row = row_of(m, k);
		double		sum = 0;
		double		scale;

		for (uint32 j = 0; j < k; j++)
			sum += row[j];
		/* only where weights have become too small for a number */
		scale = sum > 0 ? 1 / sum : 0;
		for (uint32 j = 0; j < k; j++)
			row[j] *= scale;
		for (uint32 i = first; i < k; i++)
		{
			double	   *other = row_of(m, i);

			if (other[k] != 0)
				add_row(other, row, other[k], k);
		}
	}
}

/* What a row hands to each state of a panel, those behind it being out. */
static inline void
settle_factors(const Matrix *m, double *row, uint32 first, uint32 end)
{
	for (uint32 k = end; k-- > first;)
	{
		const double *from = row_of(m, k);
		double		factor = row[k];

		if (factor != 0)
		{
			for (uint32 j = first; j < k; j++)
				row[j] += factor * from[j];
		}
	}
}

/* A stretch of a row takes what the row handed to the states of a panel. */
static inline void
add_panel(const Matrix *m, double *row, Size start, uint32 first, uint32 end)
{
	double		factor[CA_PANEL];
	const double *from = row_of(m, first) + start;
	uint32		npanel = end - first;
	uint32		k = 0;

	/* the stretch may overlap them */
	memcpy(factor, row + first, npanel * sizeof(double));
	row += start;
	for (; k + 4 <= npanel; k += 4)
	{
		if (factor[k] != 0 || factor[k + 1] != 0 || factor[k + 2] != 0 || factor[k + 3] != 0)
			add_four(row, from + k * m->width, m->width, factor + k);
	}
	for (; k < npanel; k++)
		add_row(row, from + k * m->width, factor[k], CA_STRETCH);
}

/* Take out all nodes but the first so many. */
static void
eliminate(Matrix *m, uint32 keep)
{
	uint32		end = m->n;

	while (end > keep)
	{
		uint32		first = Max(keep, end - Min(end, CA_PANEL));

		settle_panel(m, first, end);
		for (uint32 i = CA_NODE_START; i < first; i++)
			settle_factors(m, row_of(m, i), first, end);
		for (Size start = 0; start < first; start += CA_STRETCH)
		{
			CHECK_FOR_INTERRUPTS();
			for (uint32 i = CA_NODE_START; i < first; i++)
				add_panel(m, row_of(m, i), start, first, end);
		}
		end = first;
	}
	m->n = keep;
}

/* ---- Matrices of fewer nodes ---- */

/* Two ranges of nodes, those of the first to be kept. */
typedef struct Halves
{
	uint32		first[2];
	uint32		end[2];
} Halves;

static inline uint32
halves_nodes(const Halves *halves)
{
	return CA_NODE_STATES + halves->end[0] - halves->first[0] + halves->end[1] - halves->first[1];
}

/* A matrix at a place, all 0. */
static Matrix
matrix_at(double *cell, uint32 n)
{
	Matrix		m = {cell, n, padded(n)};

	memset(cell, 0, matrix_size(n) * sizeof(double));
	return m;
}

/* Where the halves' nodes of a row, and the ends, come in a row of both. */
static void
copy_row(double *to, const double *from, const Halves *halves)
{
	memcpy(to, from, CA_NODE_STATES * sizeof(double));
	to += CA_NODE_STATES;
	for (int h = 0; h < 2; h++)
	{
		uint32		n = halves->end[h] - halves->first[h];

		memcpy(to, from + halves->first[h], n * sizeof(double));
		to += n;
	}
}

/* Both halves of a matrix, in that order, at a place behind it. */
static Matrix
matrix_of_halves(double *cell, const Matrix *from, const Halves *halves)
{
	Matrix		m = matrix_at(cell, halves_nodes(halves));
	uint32		node = CA_NODE_STATES;

	copy_row(row_of(&m, CA_NODE_START), row_of(from, CA_NODE_START), halves);
	for (int h = 0; h < 2; h++)
	{
		for (uint32 i = halves->first[h]; i < halves->end[h]; i++)
			copy_row(row_of(&m, node++), row_of(from, i), halves);
	}
	return m;
}

/* The same of a graph. */
static void
fill_row(double *row, const CaChainGraph *graph, uint32 from, const Halves *halves)
{
	for (Size a = graph->arc[from]; a < graph->arc[from + 1]; a++)
	{
		uint32		to = graph->to[a];

		if (to >= halves->first[1] && to < halves->end[1])
			to += halves->end[0] - halves->first[0] + CA_NODE_STATES - halves->first[1];
		else if (to >= CA_NODE_STATES)
			to -= halves->first[0] - CA_NODE_STATES;
		row[to] = graph->weight[a];
	}
}

static Matrix
matrix_of_graph(double *cell, const CaChainGraph *graph, const Halves *halves)
{
	Matrix		m = matrix_at(cell, halves_nodes(halves));
	uint32		node = CA_NODE_STATES;

	fill_row(row_of(&m, CA_NODE_START), graph, CA_NODE_START, halves);
	for (int h = 0; h < 2; h++)
	{
		for (uint32 i = halves->first[h]; i < halves->end[h]; i++)
			fill_row(row_of(&m, node++), graph, i, halves);
	}
	return m;
}

/* Give up what lies behind the nodes of each row. */
static void
compact(Matrix *m)
{
	Size		width = padded(m->n);

	for (uint32 i = CA_NODE_START; i < m->n; i++)
	{
		double	   *row = m->cell + i * width;

		memmove(row, row_of(m, i), m->n * sizeof(double));
		memset(row + m->n, 0, (width - m->n) * sizeof(double));
	}
	m->width = width;
}

/* ---- All groups ---- */

typedef struct Task
{
	const CaChainGraph *graph;
	double	   *effect;			/* of each group */
	double		probability;	/* of the goal */
} Task;

/* The first group of the half behind, when groups from first to end are halved. */
static uint32
middle_group(const CaChainGraph *graph, uint32 first, uint32 end)
{
	uint32		begin = graph->group[first];
	uint32		size = graph->group[end] - begin;
	uint32		middle = first + 1;

	while (middle + 1 < end && graph->group[middle] - begin < size - size / 2)
		middle++;
	/* a large group goes with those on its smaller side */
	if (middle > first + 1 &&
		size - (graph->group[middle - 1] - begin) < graph->group[middle] - begin)
		middle--;
	return middle;
}

/* Cells that solve_groups needs, from the matrix of these groups on. */
static Size
cells_needed(const CaChainGraph *graph, uint32 first, uint32 end, bool is_top)
{
	Size		size = matrix_size(CA_NODE_STATES + graph->group[end] - graph->group[first]);
	Size		most = size;

	if (end - first > 1)
	{
		uint32		middle = middle_group(graph, first, end);

		most = Max(most, cells_needed(graph, first, middle, false));
		most = Max(most, cells_needed(graph, middle, end, false));
		if (!is_top)
			most += size;
	}
	return most;
}

/* Of one group, from a matrix of nothing else. */
static void
solve_group(Task *task, Matrix *m, uint32 group)
{
	double	   *start = row_of(m, CA_NODE_START);
	double		past = start[CA_NODE_GOAL];
	double		through;
	double		sum = 0;

	for (uint32 j = 0; j < m->n; j++)
		sum += start[j];
	start[CA_NODE_GOAL] = 0;
	eliminate(m, CA_NODE_STATES);
	through = start[CA_NODE_GOAL];
	task->effect[group] = through > 0 ? through / (past + through) : 0;
	task->probability = (past + through) / sum;
}

/*
 * Of groups first to end - 1, from a matrix of these; NULL: the graph, of which
 * they are all.  Behind the matrix, or at cell, is room for what cells_needed
 * says.
 */
static void
solve_groups(Task *task, Matrix *from, double *cell, uint32 first, uint32 end)
{
	const CaChainGraph *graph = task->graph;
	uint32		shift = graph->group[first] - CA_NODE_STATES;
	uint32		middle;

	if (from != NULL && end - first == 1)
	{
		solve_group(task, from, first);
		return;
	}
	middle = end - first == 1 ? end : middle_group(graph, first, end);
	for (int half = 0; half < 2; half++)
	{
		uint32		from_group = half == 0 ? first : middle;
		uint32		to_group = half == 0 ? middle : end;
		Halves		halves;
		Matrix		m;

		if (from_group == to_group)
			continue;
		halves.first[0] = graph->group[from_group] - shift;
		halves.end[0] = graph->group[to_group] - shift;
		halves.first[1] = graph->group[half == 0 ? middle : first] - shift;
		halves.end[1] = graph->group[half == 0 ? end : middle] - shift;
		m = from != NULL ? matrix_of_halves(cell, from, &halves) : matrix_of_graph(cell, graph, &halves);
		eliminate(&m, CA_NODE_STATES + halves.end[0] - halves.first[0]);
		compact(&m);
		solve_groups(task, &m, cell + matrix_size(m.n), from_group, to_group);
	}
}

double
ca_chain_solve_dense(const CaChainGraph *graph, double *effect)
{
	Task		task = {graph, effect, 0};
	Size		cells = cells_needed(graph, 0, graph->ngroups, true);
	double	   *cell = palloc_extended(cells * sizeof(double), MCXT_ALLOC_HUGE);

	Assert(graph->ngroups > 0);
	solve_groups(&task, NULL, cell, 0, graph->ngroups);
	pfree(cell);
	return task.probability;
}
