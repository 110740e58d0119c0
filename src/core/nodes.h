/*-------------------------------------------------------------------------
 *
 * nodes.h
 *	  The events of one group, each with a string
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_NODES_H
#define CA_NODES_H

#include "datatype/timestamp.h"

#include "core/pool.h"
#include "core/wire.h"

/* The longest string, in bytes: more than any value can have. */
#define CA_NODE_LENGTH	((uint32) 1 << 30)

/* An event; its string follows it in memory. */
typedef struct CaNode
{
	TimestampTz at;				/* when */
	uint32		kind;			/* a bit for each condition that holds */
	uint32		tag;			/* bytes of the string, and a mark as bit 0 */
} CaNode;

/*
 * Nodes in one chunk of memory, in the order in which they came, each at a
 * multiple of 8 bytes.
 */
typedef struct CaNodes
{
	const void *shared;			/* the user's: what groups have in common */
	TimestampTz from;			/* nodes before it are not taken */
	TimestampTz until;			/* nor those after it */
	uint32		n;				/* nodes */
	bool		sorted;			/* they came in order */
	Size		last;			/* byte of data at which the last one begins */
	Size		used;			/* bytes of data in use */
	Size		room;			/* bytes of data */
	char		data[FLEXIBLE_ARRAY_MEMBER];
} CaNodes;

static inline bool
ca_node_is_marked(const CaNode *node)
{
	return (node->tag & 1) != 0;
}

static inline uint32
ca_node_length(const CaNode *node)
{
	return node->tag >> 1;
}

static inline const char *
ca_node_string(const CaNode *node)
{
	return (const char *) (node + 1);
}

/* Empty, in the pool's context. */
extern CaNodes *ca_nodes_create(CaPool *pool, const void *shared);

/* Is there room for a string of so many bytes? */
extern bool ca_nodes_has_room(const CaNodes *nodes, uint32 length);

/*
 * Add a node, for which there is room, unless it is outside of what is taken.
 * The node's tag says how long the string is.
 */
extern void ca_nodes_add(CaNodes *nodes, CaNode node, const char *string);

/*
 * The nodes by (time, string, kind, mark), strings by their bytes.  The answer
 * is in the pool's scratch and holds until that is next used.
 */
extern const CaNode **ca_nodes_order(const CaNodes *nodes, CaPool *pool);

/*
 * Keep the nodes [from, until) of that order, and make room for a string of so
 * many bytes.  From now on only nodes are taken whose times are not outside of
 * what is kept, on a side where something was dropped.  Returns the nodes,
 * which have moved.
 */
extern CaNodes *ca_nodes_keep(CaNodes *nodes, CaPool *pool, const CaNode *const *order,
							  Size from, Size until, uint32 length);

/* Append the nodes [from, until) of that order. */
extern void ca_nodes_write(const CaNode *const *order, Size from, Size until, CaWriter *w);

/*
 * How many nodes were written, then each of them in turn, from memory; the
 * node's string stays where it is.  node is the one read before; for the first
 * one its time is PG_INT64_MIN.
 */
extern uint64 ca_nodes_read_count(CaReader *r);
extern const char *ca_nodes_read(CaReader *r, CaNode *node);

#endif							/* CA_NODES_H */
