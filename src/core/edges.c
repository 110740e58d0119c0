/*-------------------------------------------------------------------------
 *
 * edges.c
 *	  How often one number follows another at a step, and for how many
 *
 * An edge of a picture of paths is found by (step, from, to).  Its contacts are
 * counted without a set of them: they come one at a time, so it is enough that
 * an edge remembers which was the last.
 *
 * Interface
 *	ca_edges_create		- empty
 *	ca_edges_add		- count one transition
 *	ca_edges_list		- all edges with their counters
 *	ca_edges_free		- no more
 *
 * Memory: PostgreSQL's simplehash, 40 bytes a slot, in the context given.  It
 * does not spill: the edges become one array, and are limited as such.
 *
 * Limits: CA_MAX_EDGES.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "core/edges.h"

typedef struct EdgeKey
{
	uint32		step;
	uint32		from;
	uint32		to;
} EdgeKey;

typedef struct EdgeEntry
{
	EdgeKey		key;
	char		status;			/* simplehash's */
	uint64		contacts;		/* different ones */
	uint64		transitions;	/* all */
	uint64		last;			/* contact that went this way last */
} EdgeEntry;

/* Numbers are small and dense: spread them over a word, then mix that. */
static inline uint32
edge_hash(EdgeKey key)
{
	uint64		word = key.from * UINT64CONST(0x9E3779B97F4A7C15);

	word ^= key.to * UINT64CONST(0xC2B2AE3D27D4EB4F);
	word ^= key.step * UINT64CONST(0x165667B19E3779F9);
	return murmurhash32((uint32) (word ^ word >> 32));
}

#define SH_PREFIX edgehash
#define SH_ELEMENT_TYPE EdgeEntry
#define SH_KEY_TYPE EdgeKey
#define SH_KEY key
#define SH_HASH_KEY(tb, key) edge_hash(key)
#define SH_EQUAL(tb, a, b) ((a).step == (b).step && (a).from == (b).from && (a).to == (b).to)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct CaEdges
{
	edgehash_hash *hash;
};

CaEdges *
ca_edges_create(MemoryContext context)
{
	CaEdges    *edges = MemoryContextAlloc(context, sizeof(CaEdges));

	edges->hash = edgehash_create(context, 64, NULL);
	return edges;
}

void
ca_edges_add(CaEdges *edges, uint32 step, uint32 from, uint32 to, uint64 contact)
{
	EdgeKey		key = {step, from, to};
	EdgeEntry  *entry;
	bool		found;

	entry = edgehash_insert(edges->hash, key, &found);
	if (!found)
	{
		if (edges->hash->members > CA_MAX_EDGES)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("paths have more than %d different edges", CA_MAX_EDGES),
					 errhint("Limit max_steps, or give nodes of one kind one name, without ids and parameters.")));
		entry->contacts = 1;
		entry->transitions = 0;
	}
	else
		entry->contacts += entry->last != contact;
	entry->last = contact;
	entry->transitions++;
}

CaEdge *
ca_edges_list(const CaEdges *edges, int *n)
{
	CaEdge	   *list = palloc(Max(edges->hash->members, 1) * sizeof(CaEdge));
	CaEdge	   *edge = list;
	edgehash_iterator iterator;
	EdgeEntry  *entry;

	edgehash_start_iterate(edges->hash, &iterator);
	while ((entry = edgehash_iterate(edges->hash, &iterator)) != NULL)
	{
		edge->step = entry->key.step;
		edge->from = entry->key.from;
		edge->to = entry->key.to;
		edge->contacts = entry->contacts;
		edge->transitions = entry->transitions;
		edge++;
	}
	*n = (int) (edge - list);
	return list;
}

void
ca_edges_free(CaEdges *edges)
{
	edgehash_destroy(edges->hash);
	pfree(edges);
}
