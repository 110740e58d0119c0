/*-------------------------------------------------------------------------
 *
 * test_path_model.c
 *	  model/path, for SQL to say what it should do
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/path.h"
#include "unit.h"

/*
 * test_path(gap bigint, max_steps int, at bigint[], node bigint[], ranks
 * bigint[]) returns bigint[]: step, from and to of each transition of one
 * contact's events, one after another
 */
UNIT_FUNCTION(test_path)
{
	CaPathSpec	spec = {(uint64) PG_GETARG_INT64(0), (uint32) PG_GETARG_INT32(1)};
	int			n;
	int			nranks;
	int64	   *at = unit_numbers(PG_GETARG_DATUM(2), &n);
	int64	   *node = unit_numbers(PG_GETARG_DATUM(3), &n);
	int64	   *rank = unit_numbers(PG_GETARG_DATUM(4), &nranks);
	uint32	   *order = palloc(nranks * sizeof(uint32));
	CaEvent    *events = palloc(n * sizeof(CaEvent));
	CaEvent    *arranged = palloc(n * sizeof(CaEvent));
	int64	   *result = palloc(3 * n * sizeof(int64));
	int			nresult = 0;
	CaPathWalk	walk;
	CaEdge		edge;

	for (int i = 0; i < nranks; i++)
		order[i] = (uint32) rank[i];
	for (int i = 0; i < n; i++)
	{
		events[i].at = at[i];
		events[i].kind = (uint32) node[i];
	}
	ca_path_arrange(arranged, events, n, order);
	ca_path_begin(&walk, &spec, arranged, n);
	while (ca_path_next(&walk, &edge))
	{
		result[nresult++] = edge.step;
		result[nresult++] = edge.from;
		result[nresult++] = edge.to;
	}
	PG_RETURN_DATUM(unit_array(result, nresult));
}

/*
 * test_path_compare(a bigint[], b bigint[]) returns int: the order of two edges
 * (step, transitions, from, to)
 */
UNIT_FUNCTION(test_path_compare)
{
	CaEdge		edge[2] = {{0}};

	for (int i = 0; i < 2; i++)
	{
		int			n;
		int64	   *number = unit_numbers(PG_GETARG_DATUM(i), &n);

		edge[i].step = (uint32) number[0];
		edge[i].transitions = (uint64) number[1];
		edge[i].from = (uint32) number[2];
		edge[i].to = (uint32) number[3];
	}
	PG_RETURN_INT32(ca_path_compare(&edge[0], &edge[1]));
}
