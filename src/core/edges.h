/*-------------------------------------------------------------------------
 *
 * edges.h
 *	  How often one number follows another at a step, and for how many
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_EDGES_H
#define CA_EDGES_H

/* What is counted, and its counters. */
typedef struct CaEdge
{
	uint32		step;			/* place of from in its sequence, from 1 */
	uint32		from;			/* what was */
	uint32		to;				/* what followed */
	uint64		contacts;		/* different ones that went this way */
	uint64		transitions;	/* times that they did */
} CaEdge;

/* Edges of one collection; their table then takes 320 MB. */
#define CA_MAX_EDGES	(1 << 22)

typedef struct CaEdges CaEdges;

/* Empty. */
extern CaEdges *ca_edges_create(MemoryContext context);

/*
 * A contact goes this way.  Contacts come one after another, each with a number
 * above that of the one before.  Error program_limit_exceeded when there are
 * too many edges.
 */
extern void ca_edges_add(CaEdges *edges, uint32 step, uint32 from, uint32 to, uint64 contact);

/* All edges, in no order; palloc'd. */
extern CaEdge *ca_edges_list(const CaEdges *edges, int *n);

extern void ca_edges_free(CaEdges *edges);

#endif							/* CA_EDGES_H */
