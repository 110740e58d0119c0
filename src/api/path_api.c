/*-------------------------------------------------------------------------
 *
 * path_api.c
 *	  Doors of path_edges
 *
 * Usage:
 *	SELECT e.* FROM unnest((
 *		SELECT path_edges('30 min', contact_id, occurred_at, page, 5)
 *		FROM events)) AS e;
 *
 * Rows go into a timeline, their nodes as numbers of a dictionary.  The final
 * function walks through it, contact by contact, and counts the transitions
 * that it meets.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 * Edges and the result are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/condition.h"
#include "api/door.h"
#include "api/rows.h"
#include "core/dictionary.h"
#include "core/state.h"
#include "core/timescan.h"
#include "model/path.h"

/* Arguments of path_edges, the last of them in one form of two. */
#define GAP			1
#define CONTACT		2
#define OCCURRED_AT	3
#define NODE		4
#define MAX_STEPS	5

/*
 * Bits of a node's number that a timeline keeps beside the time: with twelve
 * there is room for 4096 nodes over 140 years.  More of either cost memory.
 */
#define CA_NODE_BITS	12

typedef struct PathState
{
	CaPathSpec	spec;
	CaKeyShape	shape;			/* of the contacts */
	CaDictionary *nodes;		/* kinds of the events */
	CaTimeline *timeline;
} PathState;

static PathState *
path_create(CaPool *pool, const CaPathSpec *spec, CaKeyShape shape)
{
	PathState  *state = MemoryContextAlloc(pool->context, sizeof(PathState));

	state->spec = *spec;
	state->shape = shape;
	state->nodes = ca_dictionary_create(pool);
	state->timeline = ca_timeline_create(pool, shape, CA_NODE_BITS);
	return state;
}

/* ---- Rows in ---- */

static uint64
gap_of_row(FunctionCallInfo fcinfo)
{
	if (unlikely(PG_ARGISNULL(GAP)))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("gap must not be NULL")));
	return ca_condition_window(PG_GETARG_INTERVAL_P(GAP), "gap");
}

static uint32
max_steps_of_row(FunctionCallInfo fcinfo)
{
	int32		max_steps;

	if (PG_NARGS() <= MAX_STEPS)
		return PG_INT32_MAX;
	if (unlikely(PG_ARGISNULL(MAX_STEPS)))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("max_steps must not be NULL"),
				 errhint("Leave it out where there is no limit.")));
	max_steps = PG_GETARG_INT32(MAX_STEPS);
	if (unlikely(max_steps < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("max_steps must be at least 1, not %d", max_steps)));
	return (uint32) max_steps;
}

static void
check_same_spec(const CaPathSpec *was, const CaPathSpec *is)
{
	if (was->gap != is->gap)
		ca_door_changed("gap");
	if (was->max_steps != is->max_steps)
		ca_door_changed("max_steps");
}

/* The state for a row: the one at hand, its constants checked, or a new one. */
static pg_attribute_always_inline PathState *
path_state(FunctionCallInfo fcinfo, const CaDoor door)
{
	PathState  *state = PG_ARGISNULL(0) ? NULL : (PathState *) PG_GETARG_POINTER(0);
	CaPathSpec	spec;

	if (likely(state != NULL && ca_door_is_constant(fcinfo, GAP) &&
			   (PG_NARGS() <= MAX_STEPS || ca_door_is_constant(fcinfo, MAX_STEPS))))
		return state;
	spec.gap = gap_of_row(fcinfo);
	spec.max_steps = max_steps_of_row(fcinfo);
	if (state == NULL)
		return path_create(ca_door_pool(fcinfo), &spec, ca_door_shape_of(fcinfo, CONTACT, 1, door));
	check_same_spec(&state->spec, &spec);
	return state;
}

static pg_attribute_always_inline Datum
path_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	PathState  *state;
	text	   *node;
	CaKey		key;
	uint32		id;

	ca_door_check(fcinfo);
	state = path_state(fcinfo, door);
	if (PG_ARGISNULL(OCCURRED_AT) || PG_ARGISNULL(NODE) ||
		!ca_door_key_of(fcinfo, CONTACT, 1, door, &key))
		PG_RETURN_POINTER(state);
	node = PG_GETARG_TEXT_PP(NODE);
	id = ca_dictionary_id(state->nodes, VARDATA_ANY(node), VARSIZE_ANY_EXHDR(node));
	ca_timeline_add(state->timeline, &key, PG_GETARG_TIMESTAMPTZ(OCCURRED_AT), id);
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTIONS(ca_path, path_transfn);

/* ---- States ---- */

CA_FUNCTION(ca_path_serialize)
{
	PathState  *state;
	uint32	   *order;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (PathState *) PG_GETARG_POINTER(0);
	order = ca_dictionary_order(state->nodes);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_PATH, state->shape);
	ca_write_varint(&w, state->spec.gap);
	ca_write_varint(&w, state->spec.max_steps);
	ca_dictionary_write(state->nodes, &w, order);
	ca_timeline_write(state->timeline, &w, order, ca_dictionary_size(state->nodes));
	pfree(order);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static CaPathSpec
read_spec(CaReader *r)
{
	CaPathSpec	spec;
	uint64		max_steps;

	spec.gap = ca_read_varint(r);
	max_steps = ca_read_varint(r);
	if (max_steps < 1 || max_steps > PG_INT32_MAX)
		ca_wire_error("max_steps is out of range");
	spec.max_steps = (uint32) max_steps;
	return spec;
}

/* Take what an opened state holds. */
static void *
path_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	PathState  *state = known;
	CaPathSpec	spec = read_spec(r);
	uint32	   *ids;
	uint32		nids;

	if (shape.first == CA_KEY_NONE)
		ca_wire_error("there are contacts of no kind");
	if (state == NULL)
		state = path_create(pool, &spec, shape);
	check_same_spec(&state->spec, &spec);
	ca_door_same_shape(state->shape, shape);
	ids = ca_dictionary_read(state->nodes, r, &nids);
	ca_timeline_absorb(state->timeline, r, ids, nids);
	pfree(ids);
	return state;
}

CA_FUNCTION(ca_path_combine)
{
	return ca_combine(fcinfo, CA_STATE_PATH, path_absorb);
}

/* ---- The result ---- */

/* Room for the events of one contact. */
typedef struct EventBuffer
{
	CaEvent    *events;
	Size		room;			/* events that it can take */
} EventBuffer;

static CaEvent *
buffer_reserve(EventBuffer *buffer, Size n)
{
	if (n > buffer->room)
	{
		if (buffer->events != NULL)
			pfree(buffer->events);
		buffer->room = Max(n, 2 * buffer->room);
		buffer->events = palloc_extended(buffer->room * sizeof(CaEvent), MCXT_ALLOC_HUGE);
	}
	return buffer->events;
}

/* Walk through all contacts.  Nodes of edges are places in their order. */
static CaEdges *
path_count(PathState *state, const uint32 *order)
{
	CaEdges    *edges = ca_edges_create(CurrentMemoryContext);
	CaTimeScan *scan = ca_timescan_begin(state->timeline, true, true);
	EventBuffer buffer = {NULL, 0};
	uint64		contact = 0;
	const CaEvent *events;
	CaKey		key;
	Size		n;

	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		CaEvent    *arranged = buffer_reserve(&buffer, n);
		CaPathWalk	walk;
		CaEdge		edge;

		CHECK_FOR_INTERRUPTS();
		contact++;
		ca_path_arrange(arranged, events, n, order);
		ca_path_begin(&walk, &state->spec, arranged, n);
		while (ca_path_next(&walk, &edge))
		{
			CHECK_FOR_INTERRUPTS();
			ca_edges_add(edges, edge.step, edge.from, edge.to, contact);
		}
	}
	ca_timescan_free(scan);
	if (buffer.events != NULL)
		pfree(buffer.events);
	return edges;
}

/* The nodes as values, by their place in the order. */
static Datum *
node_texts(const CaDictionary *nodes, const uint32 *order)
{
	uint32		n = ca_dictionary_size(nodes);
	Datum	   *texts = palloc(Max(n, 1) * sizeof(Datum));

	for (uint32 id = 0; id < n; id++)
	{
		uint32		length;
		const char *string = ca_dictionary_string(nodes, id, &length);

		texts[order[id]] = PointerGetDatum(cstring_to_text_with_len(string, (int) length));
	}
	return texts;
}

static void
add_edge(CaRows *rows, const CaEdge *edge, const Datum *nodes)
{
	Datum		value[5] = {nodes[edge->from], nodes[edge->to], Int32GetDatum((int32) edge->step),
	Int64GetDatum((int64) edge->contacts), Int64GetDatum((int64) edge->transitions)};
	bool		isnull[5] = {false};

	CHECK_FOR_INTERRUPTS();
	ca_rows_add(rows, value, isnull);
}

static void
add_edges(CaRows *rows, PathState *state)
{
	uint32	   *order = ca_dictionary_order(state->nodes);
	CaEdges    *counted = path_count(state, order);
	Datum	   *nodes = node_texts(state->nodes, order);
	int			nedges;
	CaEdge	   *edges = ca_edges_list(counted, &nedges);

	ca_edges_free(counted);
	ca_door_sort(edges, nedges, sizeof(CaEdge), ca_path_compare);
	for (int i = 0; i < nedges; i++)
		add_edge(rows, &edges[i], nodes);
}

CA_FUNCTION(ca_path_finalfn)
{
	CaRows		rows;

	ca_door_check(fcinfo);
	ca_rows_begin(&rows, fcinfo, "ttill");
	if (!PG_ARGISNULL(0))
		add_edges(&rows, (PathState *) PG_GETARG_POINTER(0));
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
