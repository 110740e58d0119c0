/*-------------------------------------------------------------------------
 *
 * test_edges.c
 *	  core/edges against counters in plain arrays
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/edges.h"
#include "unit.h"

/*
 * test_edges(seed bigint, n int, ncontacts int, side int) returns bigint: n
 * transitions of ncontacts contacts over side^3 possible edges; 3 checks for
 * each edge that occurs, and one
 */
UNIT_FUNCTION(test_edges)
{
	int			n = PG_GETARG_INT32(1);
	int			ncontacts = PG_GETARG_INT32(2);
	int			side = PG_GETARG_INT32(3);
	int			size = side * side * side;
	CaEdge	   *model = palloc0(size * sizeof(CaEdge));
	int		   *last = palloc0(size * sizeof(int));
	CaEdges    *edges = ca_edges_create(CurrentMemoryContext);
	int			nmodel = 0;
	CaEdge	   *list;
	int			nlist;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int i = 0; i < n; i++)
	{
		int			contact = 1 + (int) ((int64) i * ncontacts / n);
		int			which = (int) unit_random_below(&test, 1 + unit_random_below(&test, size));

		ca_edges_add(edges, which / side / side, which / side % side, which % side, contact);
		nmodel += model[which].transitions == 0;
		model[which].transitions++;
		model[which].contacts += last[which] != contact;
		last[which] = contact;
	}
	list = ca_edges_list(edges, &nlist);
	UNIT_CHECK(&test, nlist == nmodel);
	for (int i = 0; i < nlist; i++)
	{
		CaEdge	   *expected = &model[(list[i].step * side + list[i].from) * side + list[i].to];

		UNIT_CHECK(&test, list[i].transitions == expected->transitions && expected->transitions > 0);
		UNIT_CHECK(&test, list[i].contacts == expected->contacts);
		expected->transitions = 0;	/* each edge once */
		UNIT_CHECK(&test, list[i].contacts <= list[i].transitions);
	}
	ca_edges_free(edges);
	PG_RETURN_INT64(test.nchecks);
}
