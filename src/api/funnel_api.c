/*-------------------------------------------------------------------------
 *
 * funnel_api.c
 *	  Doors of funnel, funnel_trend, funnel_histogram and funnel_contacts
 *
 * Usage:
 *	SELECT funnel('7 days', contact_id, occurred_at, event_type,
 *				  '{sent,opened,clicked}') FROM events;
 *	SELECT funnel('7 days', 'strict_increase', contact_id, occurred_at,
 *				  event_type = 'sent', event_type = 'opened' AND NOT is_machine) FROM events;
 *	SELECT funnel_trend('day', 'UTC', '7 days', contact_id, occurred_at, event_type,
 *						'{sent,opened}') FROM events;
 *	SELECT funnel_contacts(2, '7 days', contact_id, occurred_at, event_type,
 *						   '{sent,opened,clicked}') FROM events;
 *	SELECT funnel('7 days', events_of_day, '{sent,opened}') FROM days;	-- stored timelines
 *
 * All gather events with their contacts in a timeline, the same way.  What they
 * make of it at the end is in funnel_answers.c, what they are asked in
 * funnel_plan.c.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/funnel_api.h"
#include "api/timeline_api.h"
#include "core/state.h"

static CaFunnelState *
state_create(CaPool *pool, const CaFunnelPlan *plan)
{
	CaFunnelState *state = MemoryContextAlloc(pool->context, sizeof(CaFunnelState));

	state->plan = plan;
	state->timeline = NULL;
	state->types = NULL;
	return state;
}

/* The state for a row: the one at hand, its fixed arguments checked, or a new one. */
static pg_attribute_always_inline CaFunnelState *
state_of(FunctionCallInfo fcinfo, const CaFunnelLayout layout)
{
	const CaFunnelCall *call;
	CaFunnelState *state;

	ca_door_check(fcinfo);
	call = ca_funnel_call(fcinfo, layout);
	if (unlikely(PG_ARGISNULL(0)))
	{
		CaPool	   *pool = ca_door_pool(fcinfo);

		return state_create(pool, ca_funnel_plan_of_row(fcinfo, layout, pool));
	}
	state = (CaFunnelState *) PG_GETARG_POINTER(0);
	if (unlikely(!call->constant))
		ca_funnel_check_row(fcinfo, layout, state->plan);
	return state;
}

static CaTimeline *
state_timeline(FunctionCallInfo fcinfo, CaFunnelState *state, CaKeyShape shape)
{
	if (unlikely(state->timeline == NULL))
		state->timeline = ca_timeline_create(ca_door_pool(fcinfo), shape, state->plan->bits);
	return state->timeline;
}

/* ---- Rows ---- */

static pg_attribute_always_inline Datum
event_transfn(FunctionCallInfo fcinfo, const CaFunnelLayout layout, const CaDoor door)
{
	const int	contact = ca_funnel_row_argument(layout);
	CaFunnelState *state = state_of(fcinfo, layout);
	uint32		kind = ca_funnel_kind(fcinfo, layout, state->plan);
	CaKey		key;

	if ((kind == 0 && !state->plan->wants_all) || PG_ARGISNULL(contact + 1) ||
		!ca_door_key_of(fcinfo, contact, 1, door, &key))
		PG_RETURN_POINTER(state);
	ca_timeline_add(state_timeline(fcinfo, state, ca_door_shape_of(fcinfo, contact, 1, door)),
					&key, PG_GETARG_TIMESTAMPTZ(contact + 1), kind);
	PG_RETURN_POINTER(state);
}

/* ---- Stored timelines ---- */

/* What the event types of a stored timeline are to a plan; palloc'd. */
static uint32 *
kinds_of_types(CaFunnelState *state, CaPool *pool, CaReader *r, uint32 *ntypes)
{
	const CaFunnelPlan *plan = state->plan;
	uint32	   *kinds;

	if (state->types == NULL)
		state->types = ca_dictionary_create(pool);
	kinds = ca_dictionary_read(state->types, r, ntypes);
	for (uint32 i = 0; i < *ntypes; i++)
	{
		uint32		length;
		const char *string = ca_dictionary_string(state->types, kinds[i], &length);
		uint32		kind = ca_steps_kind_of(&plan->steps, string, length);

		kinds[i] = kind == 0 && !plan->wants_all ? CA_KIND_DROP : kind;
	}
	return kinds;
}

static pg_attribute_always_inline Datum
timeline_transfn(FunctionCallInfo fcinfo, const CaFunnelLayout layout)
{
	CaFunnelState *state = state_of(fcinfo, layout);
	CaKeyShape	shape;
	CaReader	r;

	if (PG_ARGISNULL(ca_funnel_row_argument(layout)))
		PG_RETURN_POINTER(state);
	shape = ca_timeline_open(&r, PG_GETARG_DATUM(ca_funnel_row_argument(layout)));
	if (shape.first != CA_KEY_NONE)
	{
		CaPool	   *pool = ca_door_pool(fcinfo);
		CaTimeline *timeline = state_timeline(fcinfo, state, shape);
		uint32		ntypes;
		uint32	   *kinds = kinds_of_types(state, pool, &r, &ntypes);

		(void) ca_door_same_shape(timeline->shape, shape);
		timeline->unique = true;
		ca_timeline_absorb(timeline, &r, kinds, ntypes);
		ca_state_close(&r);
	}
	PG_RETURN_POINTER(state);
}

/* ---- Entry points ---- */

#define FUNNEL_LAYOUT(form, extra, has_mode) \
	((CaFunnelLayout) {form, extra, has_mode, true})

/* Entry points of a form for each type of contact. */
#define FUNNEL_CONTACTS(prefix, form, extra, has_mode) \
	CA_FUNCTION(prefix##_int8_transfn) \
	{ return event_transfn(fcinfo, FUNNEL_LAYOUT(form, extra, has_mode), CA_DOOR_INT8); } \
	CA_FUNCTION(prefix##_uuid_transfn) \
	{ return event_transfn(fcinfo, FUNNEL_LAYOUT(form, extra, has_mode), CA_DOOR_UUID); } \
	CA_FUNCTION(prefix##_text_transfn) \
	{ return event_transfn(fcinfo, FUNNEL_LAYOUT(form, extra, has_mode), CA_DOOR_TEXT); } \
	extern Datum prefix##_text_transfn(PG_FUNCTION_ARGS)

#define FUNNEL_TIMELINE(symbol, extra, has_mode) \
	CA_FUNCTION(symbol) \
	{ return timeline_transfn(fcinfo, FUNNEL_LAYOUT(CA_FORM_TIMELINE, extra, has_mode)); } \
	extern Datum symbol(PG_FUNCTION_ARGS)

/* All entry points of an aggregate. */
#define FUNNEL_FORMS(prefix, extra) \
	FUNNEL_CONTACTS(prefix##_conditions, CA_FORM_CONDITIONS, extra, false); \
	FUNNEL_CONTACTS(prefix##_conditions_mode, CA_FORM_CONDITIONS, extra, true); \
	FUNNEL_CONTACTS(prefix##_steps, CA_FORM_STEPS, extra, false); \
	FUNNEL_CONTACTS(prefix##_steps_mode, CA_FORM_STEPS, extra, true); \
	FUNNEL_TIMELINE(prefix##_timeline_transfn, extra, false); \
	FUNNEL_TIMELINE(prefix##_timeline_mode_transfn, extra, true)

FUNNEL_FORMS(ca_funnel, CA_EXTRA_NONE);
FUNNEL_FORMS(ca_funnel_trend, CA_EXTRA_PERIOD);
FUNNEL_FORMS(ca_funnel_contacts, CA_EXTRA_STEP);

/* ---- Partial states ---- */

CA_FUNCTION(ca_funnel_serialize)
{
	CaFunnelState *state;
	CaKeyShape	shape = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (CaFunnelState *) PG_GETARG_POINTER(0);
	if (state->timeline != NULL)
		shape = state->timeline->shape;
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_FUNNEL, shape);
	ca_funnel_plan_write(state->plan, &w);
	ca_write_varint(&w, state->timeline != NULL && state->timeline->unique);
	if (state->timeline != NULL)
		ca_timeline_write(state->timeline, &w, NULL, 0);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Take what an opened state holds. */
static void *
funnel_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	const CaFunnelPlan *plan = ca_funnel_plan_of_part(fcinfo, pool, r);
	CaFunnelState *state = known;
	bool		unique;

	if (state == NULL)
		state = state_create(pool, plan);
	else
		ca_funnel_require_same(state->plan, plan);
	unique = ca_read_varint(r) != 0;
	if (shape.first != CA_KEY_NONE)
	{
		CaTimeline *timeline = state_timeline(fcinfo, state, shape);

		(void) ca_door_same_shape(timeline->shape, shape);
		timeline->unique |= unique;
		ca_timeline_absorb(timeline, r, NULL, 0);
	}
	return state;
}

CA_FUNCTION(ca_funnel_combine)
{
	return ca_combine(fcinfo, CA_STATE_FUNNEL, funnel_absorb);
}
