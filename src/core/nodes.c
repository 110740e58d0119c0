/*-------------------------------------------------------------------------
 *
 * nodes.c
 *	  The events of one group, each with a string
 *
 * What a trail is for events that are a kind and no more.  A group is one
 * chunk of memory, at first of 128 bytes:
 *
 *		shared from until n ... | at kind tag string | at kind tag string | ...
 *
 * When it is full, who fills it says which nodes may still matter, and only
 * they are copied into a new chunk, twice as large if need be.  So a question
 * about the first few of a million nodes takes the memory of a few.
 *
 * Interface
 *	ca_nodes_create			- empty
 *	ca_nodes_has_room		- may a node be added?
 *	ca_nodes_add			- add it
 *	ca_nodes_order			- the nodes in order
 *	ca_nodes_keep			- drop what does not matter, make room
 *	ca_nodes_write			- encode
 *	ca_nodes_read_count, ca_nodes_read
 *							- decode
 *
 * Memory: chunks live in the pool's context, the order in its scratch.
 * Nothing is spilled.
 * Cost: nodes that come in order are never sorted; others each time that the
 * chunk is full, which is seldom enough for n log n in all.
 * Limits: 2^32 - 1 nodes a group, error program_limit_exceeded.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/nodes.h"

/* Bytes of a new chunk: two nodes with strings of a dozen bytes. */
#define CA_NODES_FIRST	128

/* Turns the order of signed numbers into that of unsigned ones. */
#define NODES_BIAS		(UINT64CONST(1) << 63)

/* Bytes of data that a node takes. */
static inline Size
node_bytes(uint32 length)
{
	return TYPEALIGN(8, sizeof(CaNode) + (Size) length);
}

static inline const CaNode *
node_at(const CaNodes *nodes, Size byte)
{
	return (const CaNode *) (nodes->data + byte);
}

static int
node_compare(const CaNode *a, const CaNode *b)
{
	uint32		na = ca_node_length(a);
	uint32		nb = ca_node_length(b);
	int			order;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	order = memcmp(ca_node_string(a), ca_node_string(b), Min(na, nb));
	if (order != 0)
		return order;
	if (na != nb)
		return na < nb ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (int) (a->tag & 1) - (int) (b->tag & 1);
}

static int
compare_places(const void *a, const void *b, void *arg)
{
	return node_compare(*(const CaNode *const *) a, *(const CaNode *const *) b);
}

static void
AssertCheckNodes(const CaNodes *nodes)
{
#ifdef USE_ASSERT_CHECKING
	const CaNode *before = NULL;
	Size		byte = 0;

	Assert(nodes->used <= nodes->room);
	for (uint32 i = 0; i < nodes->n; i++)
	{
		const CaNode *node = node_at(nodes, byte);

		Assert(node->at >= nodes->from && node->at <= nodes->until);
		Assert(!nodes->sorted || before == NULL || node_compare(before, node) <= 0);
		Assert(i + 1 < nodes->n || byte == nodes->last);
		before = node;
		byte += node_bytes(ca_node_length(node));
	}
	Assert(byte == nodes->used);
#endif
}

/* ---- Adding ---- */

/* A chunk of a power of two of bytes, with room for so many of data. */
static CaNodes *
nodes_allocate(CaPool *pool, Size room)
{
	Size		bytes = Max(pg_nextpower2_64(offsetof(CaNodes, data) + room), CA_NODES_FIRST);
	CaNodes    *nodes = MemoryContextAllocHuge(pool->context, bytes);

	nodes->n = 0;
	nodes->sorted = true;
	nodes->last = 0;
	nodes->used = 0;
	nodes->room = bytes - offsetof(CaNodes, data);
	return nodes;
}

CaNodes *
ca_nodes_create(CaPool *pool, const void *shared)
{
	CaNodes    *nodes = nodes_allocate(pool, 0);

	nodes->shared = shared;
	nodes->from = PG_INT64_MIN;
	nodes->until = PG_INT64_MAX;
	AssertCheckNodes(nodes);
	return nodes;
}

bool
ca_nodes_has_room(const CaNodes *nodes, uint32 length)
{
	return node_bytes(length) <= nodes->room - nodes->used;
}

void
ca_nodes_add(CaNodes *nodes, CaNode node, const char *string)
{
	uint32		length = ca_node_length(&node);
	CaNode	   *added = (CaNode *) (nodes->data + nodes->used);

	if (node.at < nodes->from || node.at > nodes->until)
		return;
	Assert(ca_nodes_has_room(nodes, length));
	if (nodes->n == PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a group cannot have more than %u events", PG_UINT32_MAX)));
	*added = node;
	memcpy(added + 1, string, length);
	if (nodes->sorted && nodes->n > 0)
		nodes->sorted = node_compare(node_at(nodes, nodes->last), added) <= 0;
	nodes->n++;
	nodes->last = nodes->used;
	nodes->used += node_bytes(length);
}

/* ---- In order ---- */

const CaNode **
ca_nodes_order(const CaNodes *nodes, CaPool *pool)
{
	const CaNode **order = (const CaNode **) ca_pool_scratch(pool, nodes->n * sizeof(CaNode *));
	Size		byte = 0;

	AssertCheckNodes(nodes);
	for (uint32 i = 0; i < nodes->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		order[i] = node_at(nodes, byte);
		byte += node_bytes(ca_node_length(order[i]));
	}
	if (!nodes->sorted)
		qsort_interruptible(order, nodes->n, sizeof(CaNode *), compare_places, NULL);
	return order;
}

CaNodes *
ca_nodes_keep(CaNodes *nodes, CaPool *pool, const CaNode *const *order, Size from, Size until,
			  uint32 length)
{
	Size		needed = node_bytes(length);
	CaNodes    *kept;

	for (Size i = from; i < until; i++)
		needed += node_bytes(ca_node_length(order[i]));
	kept = nodes_allocate(pool, needed + needed / 4);
	kept->shared = nodes->shared;
	kept->from = from > 0 && from < until ? order[from]->at : nodes->from;
	kept->until = until < nodes->n && from < until ? order[until - 1]->at : nodes->until;
	for (Size i = from; i < until; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ca_nodes_add(kept, *order[i], ca_node_string(order[i]));
	}
	pfree(nodes);
	AssertCheckNodes(kept);
	return kept;
}

/* ---- Encoded ---- */

/*
 * Their number; then of each how much later it is than the one before, its
 * kind, its tag and its string.
 */
void
ca_nodes_write(const CaNode *const *order, Size from, Size until, CaWriter *w)
{
	uint64		last = 0;

	ca_write_varint(w, until - from);
	for (Size i = from; i < until; i++)
	{
		uint64		at = (uint64) order[i]->at ^ NODES_BIAS;

		CHECK_FOR_INTERRUPTS();
		ca_write_varint(w, at - last);
		ca_write_varint(w, order[i]->kind);
		ca_write_varint(w, order[i]->tag);
		ca_write_bytes(w, ca_node_string(order[i]), ca_node_length(order[i]));
		last = at;
	}
}

uint64
ca_nodes_read_count(CaReader *r)
{
	uint64		n = ca_read_varint(r);

	/* No node takes less than three bytes. */
	if (n > (uint64) (r->end - r->at) / 3)
		ca_wire_error("there are fewer events than declared");
	return n;
}

const char *
ca_nodes_read(CaReader *r, CaNode *node)
{
	uint64		at = (uint64) node->at ^ NODES_BIAS;
	uint64		later = ca_read_varint(r);
	uint64		kind = ca_read_varint(r);
	uint64		tag = ca_read_varint(r);
	const char *string = (const char *) r->at;

	if (at + later < at)
		ca_wire_error("a time is out of range");
	if (kind > PG_UINT32_MAX)
		ca_wire_error("a kind of event is out of range");
	if (tag >> 1 > (uint64) (r->end - r->at) || tag >> 1 > CA_NODE_LENGTH)
		ca_wire_error("a string is longer than what is left");
	node->at = (TimestampTz) ((at + later) ^ NODES_BIAS);
	node->kind = (uint32) kind;
	node->tag = (uint32) tag;
	r->at += tag >> 1;
	return string;
}
