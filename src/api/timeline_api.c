/*-------------------------------------------------------------------------
 *
 * timeline_api.c
 *	  Doors of the aggregates timeline and rollup, and of the type timeline
 *
 * Usage:
 *	CREATE TABLE days AS
 *		SELECT occurred_at::date AS day, timeline(contact_id, occurred_at, event_type) AS events
 *		FROM events GROUP BY 1;
 *	SELECT rollup(events) FROM days;
 *
 * A stored timeline is a set of events: who, when, what.  The same event twice
 * is one, so that parts may be merged again and again.  Its form is the types
 * of its events, in order, then the events of core/timeline.c with the place of
 * their type as kind.
 *
 * Memory: states live in the pool of the aggregate's context.  Results are
 * palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/door.h"
#include "api/stored.h"
#include "api/timeline_api.h"
#include "core/dictionary.h"
#include "core/state.h"
#include "core/timeline.h"

/* Bits of a kind: 4096 types of event in entries of one word for seventy years. */
#define TYPE_BITS	12

typedef struct TimelineState
{
	CaTimeline *timeline;		/* NULL before the first event */
	CaDictionary *types;		/* of events */
} TimelineState;

/* ---- Stored form ---- */

static CaKeyShape
open_bytes(CaReader *r, const void *bytes, Size n)
{
	CaKeyShape	shape = ca_state_open(r, bytes, n, CA_STATE_TIMELINE);

	if (shape.first == CA_KEY_NONE)
		ca_state_close(r);
	if (ca_key_is_pair(shape))
		ca_wire_error("a contact is no pair");
	return shape;
}

CaKeyShape
ca_timeline_open(CaReader *r, Datum value)
{
	struct varlena *stored = PG_DETOAST_DATUM_PACKED(value);

	return open_bytes(r, VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored));
}

/* Add what was opened to a state. */
static void
state_absorb(TimelineState *state, CaPool *pool, CaReader *r, CaKeyShape shape)
{
	uint32		ntypes;
	uint32	   *types;

	if (shape.first == CA_KEY_NONE)
		return;
	if (state->timeline == NULL)
	{
		state->timeline = ca_timeline_create(pool, shape, TYPE_BITS);
		state->timeline->unique = true;
	}
	(void) ca_door_same_shape(state->timeline->shape, shape);
	types = ca_dictionary_read(state->types, r, &ntypes);
	ca_timeline_absorb(state->timeline, r, types, ntypes);
	pfree(types);
	ca_state_close(r);
}

static struct varlena *
state_encode(TimelineState *state)
{
	CaKeyShape	none = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	if (state == NULL || state->timeline == NULL)
		ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TIMELINE, none);
	else
	{
		uint32	   *order = ca_dictionary_order(state->types);

		ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TIMELINE, state->timeline->shape);
		ca_dictionary_write(state->types, &w, order);
		ca_timeline_write(state->timeline, &w, order, ca_dictionary_size(state->types));
		pfree(order);
	}
	return ca_state_end(&w);
}

static TimelineState *
state_create(CaPool *pool)
{
	TimelineState *state = MemoryContextAlloc(pool->context, sizeof(TimelineState));

	state->timeline = NULL;
	state->types = ca_dictionary_create(pool);
	return state;
}

/* ---- The aggregates ---- */

static pg_attribute_always_inline Datum
event_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	TimelineState *state;
	text	   *type;
	CaKey		key;

	ca_door_check(fcinfo);
	state = PG_ARGISNULL(0) ? NULL : (TimelineState *) PG_GETARG_POINTER(0);
	if (!PG_ARGISNULL(2) && !PG_ARGISNULL(3) && ca_door_key_of(fcinfo, 1, 1, door, &key))
	{
		if (state == NULL)
			state = state_create(ca_door_pool(fcinfo));
		if (state->timeline == NULL)
		{
			state->timeline = ca_timeline_create(ca_door_pool(fcinfo),
												 ca_door_shape_of(fcinfo, 1, 1, door), TYPE_BITS);
			state->timeline->unique = true;
		}
		type = PG_GETARG_TEXT_PP(3);
		ca_timeline_add(state->timeline, &key, PG_GETARG_TIMESTAMPTZ(2),
						ca_dictionary_id(state->types, VARDATA_ANY(type), VARSIZE_ANY_EXHDR(type)));
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTION(ca_timeline_int8_transfn, event_transfn, CA_DOOR_INT8);
CA_DOOR_FUNCTION(ca_timeline_uuid_transfn, event_transfn, CA_DOOR_UUID);
CA_DOOR_FUNCTION(ca_timeline_text_transfn, event_transfn, CA_DOOR_TEXT);

/* Both add a timeline to a state: a stored one, or a part on its way. */
static Datum
absorb(FunctionCallInfo fcinfo)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	TimelineState *state = PG_ARGISNULL(0) ? NULL : (TimelineState *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		CaReader	r;
		CaKeyShape	shape = ca_timeline_open(&r, PG_GETARG_DATUM(1));

		if (state == NULL)
			state = state_create(pool);
		state_absorb(state, pool, &r, shape);
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

CA_FUNCTION(ca_timeline_rollup_transfn)
{
	return absorb(fcinfo);
}

CA_FUNCTION(ca_timeline_combine)
{
	return absorb(fcinfo);
}

CA_FUNCTION(ca_timeline_serialize)
{
	ca_door_check(fcinfo);
	PG_RETURN_POINTER(state_encode((TimelineState *) PG_GETARG_POINTER(0)));
}

CA_FUNCTION(ca_timeline_finalfn)
{
	ca_door_check(fcinfo);
	PG_RETURN_POINTER(state_encode(PG_ARGISNULL(0) ? NULL : (TimelineState *) PG_GETARG_POINTER(0)));
}

/* ---- The type ---- */

/*
 * Events, counted while all of it is read: the one validator of stored
 * timelines.  Its bytes must be those that it would be written with.
 */
static uint64
check_and_count(const void *bytes, Size n)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "campaign_analytics timeline check",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	CaReader	r;
	CaKeyShape	shape = open_bytes(&r, bytes, n);
	uint64		nevents = 0;

	if (shape.first != CA_KEY_NONE)
	{
		CaDictionary *types = ca_dictionary_create(ca_pool_of(context, SIZE_MAX));
		uint32		ntypes;

		(void) ca_dictionary_read(types, &r, &ntypes);
		nevents = ca_timeline_check(&r, shape, ntypes);
		ca_state_close(&r);
		if (nevents == 0)
			ca_wire_error("only an empty timeline has contacts of no kind");
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return nevents;
}

static void
check_bytes(const void *bytes, Size n)
{
	(void) check_and_count(bytes, n);
}

static const CaStoredType timeline_type = {"timeline", check_bytes};

CA_FUNCTION(ca_timeline_in)
{
	return ca_stored_in(fcinfo, &timeline_type);
}

CA_FUNCTION(ca_timeline_out)
{
	return ca_stored_out(fcinfo, &timeline_type);
}

CA_FUNCTION(ca_timeline_recv)
{
	return ca_stored_recv(fcinfo, &timeline_type);
}

/* To bytea: on the wire, and by cast. */
CA_FUNCTION(ca_timeline_send)
{
	return ca_stored_copy(fcinfo, &timeline_type);
}

CA_FUNCTION(ca_timeline_from_bytea)
{
	return ca_stored_copy(fcinfo, &timeline_type);
}

CA_FUNCTION(ca_timeline_cardinality)
{
	struct varlena *stored = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));

	PG_RETURN_INT64((int64) check_and_count(VARDATA_ANY(stored), VARSIZE_ANY_EXHDR(stored)));
}
