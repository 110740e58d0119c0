/*-------------------------------------------------------------------------
 *
 * test_nodes.c
 *	  core/nodes against an array that is sorted by plain comparison
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/nodes.h"
#include "unit.h"

/* A node as the test remembers it. */
typedef struct Remembered
{
	CaNode		node;
	char		string[40];
} Remembered;

static Remembered
random_node(UnitTest *test, int ntimes)
{
	static const TimestampTz end[] = {PG_INT64_MIN, PG_INT64_MIN + 1, -1, 0, 1, PG_INT64_MAX - 1, PG_INT64_MAX};
	Remembered	one;
	uint32		length = (uint32) unit_random_below(test, unit_random_below(test, 8) == 0 ? sizeof(one.string) + 1 : 3);

	one.node.at = ntimes == 0 ? end[unit_random_below(test, lengthof(end))] : (TimestampTz) unit_random_below(test, ntimes);
	one.node.kind = (uint32) unit_random_below(test, 3) * 0x7FFFFFFF;
	one.node.tag = length << 1 | (uint32) unit_random_below(test, 2);
	for (uint32 i = 0; i < length; i++)
		one.string[i] = "a\377b"[unit_random_below(test, 3)];
	return one;
}

static int
compare_strings(const Remembered *a, const Remembered *b)
{
	uint32		na = ca_node_length(&a->node);
	uint32		nb = ca_node_length(&b->node);

	for (uint32 i = 0; i < Min(na, nb); i++)
	{
		if (a->string[i] != b->string[i])
			return (uint8) a->string[i] < (uint8) b->string[i] ? -1 : 1;
	}
	return (na > nb) - (na < nb);
}

static int
compare_remembered(const void *x, const void *y)
{
	const Remembered *a = x;
	const Remembered *b = y;
	int			order = (a->node.at > b->node.at) - (a->node.at < b->node.at);

	if (order == 0)
		order = compare_strings(a, b);
	if (order == 0)
		order = (a->node.kind > b->node.kind) - (a->node.kind < b->node.kind);
	return order != 0 ? order : (int) (a->node.tag & 1) - (int) (b->node.tag & 1);
}

static bool
is_same(const CaNode *node, const char *string, const Remembered *one)
{
	return node->at == one->node.at && node->kind == one->node.kind && node->tag == one->node.tag &&
		memcmp(string, one->string, ca_node_length(node)) == 0;
}

static void
check_order(UnitTest *test, const CaNodes *nodes, CaPool *pool, const Remembered *model, Size n)
{
	const CaNode **order = ca_nodes_order(nodes, pool);

	UNIT_CHECK(test, nodes->n == n);
	for (Size i = 0; i < n; i++)
		UNIT_CHECK(test, is_same(order[i], ca_node_string(order[i]), &model[i]));
}

static void
check_wire(UnitTest *test, const CaNodes *nodes, CaPool *pool, const Remembered *model, Size from, Size until)
{
	CaNode		node = {PG_INT64_MIN, 0, 0};
	CaWriter	w;
	CaReader	r;

	ca_writer_open(&w, CurrentMemoryContext, 64);
	ca_nodes_write(ca_nodes_order(nodes, pool), from, until, &w);
	ca_reader_open(&r, w.data, w.used);
	UNIT_CHECK(test, ca_nodes_read_count(&r) == until - from);
	for (Size i = from; i < until; i++)
	{
		const char *string = ca_nodes_read(&r, &node);

		UNIT_CHECK(test, is_same(&node, string, &model[i]));
	}
	UNIT_CHECK(test, ca_reader_at_end(&r));
}

/* Some are dropped; what is outside of the rest is no longer taken. */
static void
check_keep(UnitTest *test, CaNodes *nodes, CaPool *pool, const Remembered *model, Size n)
{
	Size		from = unit_random_below(test, n);
	Size		until = from + 1 + unit_random_below(test, n - from);
	uint32		count;

	nodes = ca_nodes_keep(nodes, pool, ca_nodes_order(nodes, pool), from, until, sizeof(model->string));
	UNIT_CHECK(test, ca_nodes_has_room(nodes, sizeof(model->string)));
	check_order(test, nodes, pool, model + from, until - from);
	count = nodes->n;
	if (from > 0 && model[0].node.at < model[from].node.at)
		ca_nodes_add(nodes, model[0].node, model[0].string);
	if (until < n && model[n - 1].node.at > model[until - 1].node.at)
		ca_nodes_add(nodes, model[n - 1].node, model[n - 1].string);
	UNIT_CHECK(test, nodes->n == count);
	ca_nodes_add(nodes, model[from].node, model[from].string);
	UNIT_CHECK(test, nodes->n == count + 1);
}

/* test_nodes(seed bigint, n int, ntimes int): n nodes; ntimes 0: at the ends of time */
UNIT_FUNCTION(test_nodes)
{
	Size		n = PG_GETARG_INT32(1);
	Remembered *model = palloc(n * sizeof(Remembered));
	CaPool	   *pool = ca_pool_of(CurrentMemoryContext, (Size) 1 << 30);
	CaNodes    *nodes = ca_nodes_create(pool, model);
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (Size i = 0; i < n; i++)
	{
		uint32		length;

		model[i] = random_node(&test, PG_GETARG_INT32(2));
		length = ca_node_length(&model[i].node);
		if (!ca_nodes_has_room(nodes, length))
			nodes = ca_nodes_keep(nodes, pool, ca_nodes_order(nodes, pool), 0, nodes->n, length);
		UNIT_CHECK(&test, ca_nodes_has_room(nodes, length));
		ca_nodes_add(nodes, model[i].node, model[i].string);
	}
	UNIT_CHECK(&test, nodes->shared == model);
	qsort(model, n, sizeof(Remembered), compare_remembered);
	check_order(&test, nodes, pool, model, n);
	check_wire(&test, nodes, pool, model, 0, n);
	check_wire(&test, nodes, pool, model, n / 3, n - n / 4);
	if (n > 0)
		check_keep(&test, nodes, pool, model, n);
	PG_RETURN_INT64(test.nchecks);
}

/* test_nodes_read(bytes bytea): how many nodes they are */
UNIT_FUNCTION(test_nodes_read)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	CaNode		node = {PG_INT64_MIN, 0, 0};
	CaReader	r;
	uint64		n;

	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	n = ca_nodes_read_count(&r);
	for (uint64 i = 0; i < n; i++)
		ca_nodes_read(&r, &node);
	PG_RETURN_INT64((int64) n);
}
