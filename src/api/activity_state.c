/*-------------------------------------------------------------------------
 *
 * activity_state.c
 *	  When contacts were active: the state that four aggregates share
 *
 * Usage:
 *	SELECT cohort_retention('week', 'UTC', contact_id, NULL, occurred_at) FROM events;
 *	SELECT lifecycle('month', 'UTC', contact_id, occurred_at) FROM events;
 *
 * cohort_retention, lifecycle, stickiness and active_contacts all gather in
 * which units of time each contact was active, the same way.  What they make of
 * it at the end is in retention_api.c and lifecycle_api.c, what they are asked
 * in activity_plan.c.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "api/activity_state.h"
#include "api/combine.h"
#include "core/state.h"

static CaActivityState *
state_create(CaPool *pool, CaActivityPlan *plan, CaStarts starts)
{
	CaActivityState *state = MemoryContextAlloc(pool->context, sizeof(CaActivityState));

	state->plan = plan;
	state->activity = NULL;
	state->starts = starts;
	state->earliest = DT_NOEND;
	state->latest = DT_NOBEGIN;
	state->lowest = state->lowest_start = state->highest = 0;
	return state;
}

/* The first contact is there. */
static void
state_begin(CaActivityState *state, CaPool *pool, CaKeyShape shape)
{
	state->activity = ca_activity_create(pool, shape, state->starts);
}

/* ---- Rows ---- */

/* The state for a row: the one at hand, its fixed arguments checked, or a new one. */
static pg_attribute_always_inline CaActivityState *
state_of(FunctionCallInfo fcinfo, const CaActivityUse use)
{
	const CaActivityCall *call;
	CaActivityState *state;

	ca_door_check(fcinfo);
	call = ca_activity_call(fcinfo, use);
	if (unlikely(PG_ARGISNULL(0)))
	{
		CaPool	   *pool = ca_door_pool(fcinfo);
		CaActivityPlan *plan = ca_activity_plan_of_row(fcinfo, use, pool);

		return state_create(pool, plan, ca_activity_starts(fcinfo, plan));
	}
	state = (CaActivityState *) PG_GETARG_POINTER(0);
	if (unlikely(!call->constant))
		ca_activity_check_row(fcinfo, state->plan);
	return state;
}

/* A time of a row that counts; an error when it is infinite. */
static pg_attribute_always_inline TimestampTz
time_of_row(FunctionCallInfo fcinfo, int argument, const char *name, CaActivityState *state)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(argument);

	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		ca_activity_not_finite(name);
	if (at > state->latest)
		state->latest = at;
	return at;
}

static pg_attribute_always_inline int64
active_of_row(FunctionCallInfo fcinfo, int argument, const char *name, CaActivityState *state)
{
	TimestampTz at = time_of_row(fcinfo, argument, name, state);

	if (unlikely(at < state->earliest))
		state->earliest = at;
	return ca_activity_unit(state->plan, at);
}

static pg_attribute_always_inline int64
start_of_row(FunctionCallInfo fcinfo, int argument, CaActivityState *state)
{
	TimestampTz at = time_of_row(fcinfo, argument, "cohort_at", state);

	if (unlikely(state->starts == CA_STARTS_NONE))
		ca_door_changed("cohort_at");
	return ca_activity_start_unit(state->plan, at);
}

static pg_attribute_always_inline Datum
activity_transfn(FunctionCallInfo fcinfo, const CaActivityUse use, const CaDoor door)
{
	const int	cohort = ca_activity_cohort_argument(use);
	const int	time = ca_activity_time_argument(use);
	const char *name = cohort != 0 ? "active_at" : "at";
	CaActivityState *state = state_of(fcinfo, use);
	bool		has_start = cohort != 0 && !PG_ARGISNULL(cohort);
	bool		is_active = !PG_ARGISNULL(time);
	CaKey		key;

	if ((!has_start && !is_active) || !ca_door_key_of(fcinfo, CA_ARG_CONTACT, 1, door, &key))
		PG_RETURN_POINTER(state);
	if (unlikely(state->activity == NULL))
		state_begin(state, ca_door_pool(fcinfo), ca_door_shape_of(fcinfo, CA_ARG_CONTACT, 1, door));
	if (!has_start)
		ca_activity_add(state->activity, &key, active_of_row(fcinfo, time, name, state));
	else
	{
		int64		start = start_of_row(fcinfo, cohort, state);

		if (is_active)
			ca_activity_add_both(state->activity, &key, active_of_row(fcinfo, time, name, state), start);
		else
			ca_activity_add_start(state->activity, &key, start);
	}
	PG_RETURN_POINTER(state);
}

/* Entry points for each type of contact. */
#define ACTIVITY_CONTACTS(prefix, use) \
	CA_FUNCTION(prefix##_int8_transfn) { return activity_transfn(fcinfo, use, CA_DOOR_INT8); } \
	CA_FUNCTION(prefix##_uuid_transfn) { return activity_transfn(fcinfo, use, CA_DOOR_UUID); } \
	CA_FUNCTION(prefix##_text_transfn) { return activity_transfn(fcinfo, use, CA_DOOR_TEXT); } \
	extern Datum prefix##_text_transfn(PG_FUNCTION_ARGS)

ACTIVITY_CONTACTS(ca_cohort_retention, CA_USE_RETENTION);
ACTIVITY_CONTACTS(ca_lifecycle, CA_USE_LIFECYCLE);
ACTIVITY_CONTACTS(ca_stickiness, CA_USE_STICKINESS);
ACTIVITY_CONTACTS(ca_active_contacts, CA_USE_ACTIVE);

/* ---- Partial states ---- */

CA_FUNCTION(ca_activity_serialize)
{
	CaActivityState *state;
	CaKeyShape	shape = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (CaActivityState *) PG_GETARG_POINTER(0);
	if (state->activity != NULL)
		shape = state->activity->shape;
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_ACTIVITY, shape);
	ca_activity_plan_write(state->plan, &w);
	ca_write_varint(&w, state->starts);
	ca_write_varint(&w, (uint64) state->earliest);
	ca_write_varint(&w, (uint64) state->latest);
	if (state->activity != NULL)
		ca_activity_write(state->activity, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static CaStarts
read_starts(CaReader *r, const CaActivityPlan *plan)
{
	uint64		starts = ca_read_varint(r);

	if (starts > CA_STARTS_ALL ||
		(starts != CA_STARTS_NONE && ca_activity_cohort_argument(plan->given.use) == 0))
		ca_wire_error("the kind of starts is not known");
	return (CaStarts) starts;
}

/* An end of the data; none is the other end of all time. */
static TimestampTz
read_end(CaReader *r, TimestampTz none)
{
	TimestampTz end = (TimestampTz) ca_read_varint(r);

	if (end != none && !IS_VALID_TIMESTAMP(end))
		ca_wire_error("the end of the data is out of range");
	return end;
}

/* Take what an opened state holds. */
static void *
state_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaActivityState *state = known;
	CaActivityPlan *plan = ca_activity_plan_read(r, pool);
	CaStarts	starts = read_starts(r, plan);
	TimestampTz earliest = read_end(r, DT_NOEND);
	TimestampTz latest = read_end(r, DT_NOBEGIN);

	if (state == NULL)
		state = state_create(pool, plan, starts);
	ca_activity_require_same(state->plan, plan);
	if (state->starts != starts)
		ca_door_changed("cohort_at");
	state->earliest = Min(state->earliest, earliest);
	state->latest = Max(state->latest, latest);
	if (shape.first == CA_KEY_NONE)
		return state;
	if (TIMESTAMP_NOT_FINITE(latest))
		ca_wire_error("there are contacts without a time");
	if (state->activity == NULL)
		state_begin(state, pool, shape);
	(void) ca_door_same_shape(state->activity->shape, shape);
	ca_activity_absorb(state->activity, r);
	return state;
}

CA_FUNCTION(ca_activity_combine)
{
	return ca_combine(fcinfo, CA_STATE_ACTIVITY, state_absorb);
}

/* ---- For final functions ---- */

/* Which units there can be. */
static void
state_find_range(CaActivityState *state)
{
	if (state->activity == NULL)
		return;
	state->lowest = state->lowest_start = ca_activity_least_unit(state->plan, MIN_TIMESTAMP);
	if (!TIMESTAMP_NOT_FINITE(state->earliest))
		state->lowest = ca_activity_least_unit(state->plan, state->earliest);
	state->highest = ca_activity_greatest_unit(state->plan, state->latest);
}

CaActivityState *
ca_activity_state(FunctionCallInfo fcinfo, const CaActivityUse use)
{
	CaActivityState *state;

	ca_door_check(fcinfo);
	if (PG_ARGISNULL(0))
	{
		ca_activity_check_without_rows(fcinfo, use);
		return NULL;
	}
	state = (CaActivityState *) PG_GETARG_POINTER(0);
	/* All of it may have come from another process. */
	if (state->plan->given.use != use)
		ca_wire_error("they are of another aggregate");
	state_find_range(state);
	return state;
}

bool
ca_activity_state_next(const CaActivityState *state, CaActivityScan *scan,
					   CaActivityContact *contact)
{
	CHECK_FOR_INTERRUPTS();
	if (!ca_activity_next(scan, contact))
		return false;
	if (contact->nactive > 0 &&
		(contact->active[0] < state->lowest || contact->active[contact->nactive - 1] > state->highest))
		ca_wire_error("an activity is out of range");
	if (contact->nstarts > 0 &&
		(contact->start[0] < state->lowest_start || contact->start[contact->nstarts - 1] > state->highest))
		ca_wire_error("a start is out of range");
	return true;
}
