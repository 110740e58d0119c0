/*-------------------------------------------------------------------------
 *
 * cohort_value_api.c
 *	  Doors of cohort_value: rows in, partial states
 *
 * Usage:
 *	SELECT c.* FROM unnest((
 *		SELECT cohort_value('month', 'UTC', contact_id, NULL, ordered_at, amount)
 *		FROM orders)) AS c;
 *
 * As cohort_retention, with a value each time.  Values must be added up in one
 * order whatever the plan, so that all of them are kept until the end.  What is
 * made of them then is in cohort_value_cells.c.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/float.h"
#include "utils/timestamp.h"

#include "api/cohort_value_state.h"
#include "api/combine.h"
#include "core/state.h"
#include "model/cohort_value.h"

/* Arguments of cohort_value, beside those that all uses have. */
#define COHORT_AT	(CA_ARG_CONTACT + 1)
#define ACTIVE_AT	(CA_ARG_CONTACT + 2)
#define VALUE		(CA_ARG_CONTACT + 3)

static CaValueState *
state_create(CaPool *pool, CaActivityPlan *plan, CaStarts starts)
{
	CaValueState *state = MemoryContextAllocZero(pool->context, sizeof(CaValueState));

	state->base.plan = plan;
	state->base.starts = starts;
	state->base.earliest = DT_NOEND;
	state->base.latest = DT_NOBEGIN;
	return state;
}

/* The first contact is there. */
static void
state_begin(CaValueState *state, CaPool *pool, CaKeyShape shape)
{
	state->values = ca_timeline_create(pool, shape, CA_UNIT_BITS);
	if (state->base.starts != CA_STARTS_NONE)
		state->base.activity = ca_activity_create(pool, shape, state->base.starts);
}

/* ---- Rows in ---- */

/* The state for a row: the one at hand, its fixed arguments checked, or a new one. */
static pg_attribute_always_inline CaValueState *
state_of(FunctionCallInfo fcinfo)
{
	const CaActivityCall *call;
	CaValueState *state;

	ca_door_check(fcinfo);
	call = ca_activity_call(fcinfo, CA_USE_VALUE);
	if (unlikely(PG_ARGISNULL(0)))
	{
		CaPool	   *pool = ca_door_pool(fcinfo);
		CaActivityPlan *plan = ca_activity_plan_of_row(fcinfo, CA_USE_VALUE, pool);

		return state_create(pool, plan, ca_activity_starts(fcinfo, plan));
	}
	state = (CaValueState *) PG_GETARG_POINTER(0);
	if (unlikely(!call->constant))
		ca_activity_check_row(fcinfo, state->base.plan);
	return state;
}

/* A time of a row that counts; an error when it is infinite. */
static pg_attribute_always_inline TimestampTz
time_of_row(FunctionCallInfo fcinfo, int argument, const char *name, CaValueState *state)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(argument);

	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		ca_activity_not_finite(name);
	if (at > state->base.latest)
		state->base.latest = at;
	return at;
}

/* The value of a row, as it is kept. */
static int64
value_of_row(FunctionCallInfo fcinfo)
{
	float8		value;

	if (PG_ARGISNULL(VALUE))
		return CA_VALUE_NONE;
	value = PG_GETARG_FLOAT8(VALUE);
	if (unlikely(isnan(value) || isinf(value)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("value must be finite, not %s", float8out_internal(value)),
				 errhint("NULL stands for an activity that has no value.")));
	return ca_value_to_order(value);
}

static inline uint32
kind_of_unit(int64 unit)
{
	uint64		kind = (uint64) unit - (uint64) CA_UNIT_BASE;

	if (unlikely(kind > PG_UINT32_MAX))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("active_at must be within " INT64_FORMAT " periods of 2000-01-03",
						-CA_UNIT_BASE - 1),
				 errhint("Choose a longer period.")));
	return (uint32) kind;
}

static pg_attribute_always_inline int64
start_of_row(FunctionCallInfo fcinfo, CaValueState *state)
{
	TimestampTz at = time_of_row(fcinfo, COHORT_AT, "cohort_at", state);

	if (unlikely(state->base.starts == CA_STARTS_NONE))
		ca_door_changed("cohort_at");
	return ca_activity_start_unit(state->base.plan, at);
}

static pg_attribute_always_inline uint32
kind_of_row(FunctionCallInfo fcinfo, CaValueState *state)
{
	TimestampTz at = time_of_row(fcinfo, ACTIVE_AT, "active_at", state);

	return kind_of_unit(ca_activity_unit(state->base.plan, at));
}

static pg_attribute_always_inline Datum
value_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	CaValueState *state = state_of(fcinfo);
	bool		has_start = !PG_ARGISNULL(COHORT_AT);
	bool		is_active = !PG_ARGISNULL(ACTIVE_AT);
	CaKey		key;

	if ((!has_start && !is_active) || !ca_door_key_of(fcinfo, CA_ARG_CONTACT, 1, door, &key))
		PG_RETURN_POINTER(state);
	if (unlikely(state->values == NULL))
		state_begin(state, ca_door_pool(fcinfo), ca_door_shape_of(fcinfo, CA_ARG_CONTACT, 1, door));
	if (has_start)
		ca_activity_add_start(state->base.activity, &key, start_of_row(fcinfo, state));
	if (is_active)
		ca_timeline_add(state->values, &key, value_of_row(fcinfo), kind_of_row(fcinfo, state));
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTION(ca_cohort_value_int8_transfn, value_transfn, CA_DOOR_INT8);
CA_DOOR_FUNCTION(ca_cohort_value_uuid_transfn, value_transfn, CA_DOOR_UUID);
CA_DOOR_FUNCTION(ca_cohort_value_text_transfn, value_transfn, CA_DOOR_TEXT);

/* ---- Partial states ---- */

CA_FUNCTION(ca_cohort_value_serialize)
{
	CaValueState *state;
	CaKeyShape	shape = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (CaValueState *) PG_GETARG_POINTER(0);
	if (state->values != NULL)
		shape = state->values->shape;
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_COHORT_VALUE, shape);
	ca_activity_plan_write(state->base.plan, &w);
	ca_write_varint(&w, state->base.starts);
	ca_write_varint(&w, (uint64) state->base.latest);
	if (state->base.activity != NULL)
		ca_activity_write(state->base.activity, &w);
	if (state->values != NULL)
		ca_timeline_write(state->values, &w, NULL, 0);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static CaStarts
read_starts(CaReader *r)
{
	uint64		starts = ca_read_varint(r);

	if (starts > CA_STARTS_ALL)
		ca_wire_error("the kind of starts is not known");
	return (CaStarts) starts;
}

static TimestampTz
read_latest(CaReader *r)
{
	TimestampTz latest = (TimestampTz) ca_read_varint(r);

	if (latest != DT_NOBEGIN && !IS_VALID_TIMESTAMP(latest))
		ca_wire_error("the end of the data is out of range");
	return latest;
}

static CaActivityPlan *
read_plan(CaReader *r, CaPool *pool)
{
	CaActivityPlan *plan = ca_activity_plan_read(r, pool);

	if (plan->given.use != CA_USE_VALUE)
		ca_wire_error("they are of another aggregate");
	return plan;
}

/* Take what an opened state holds. */
static void *
state_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaValueState *state = known;
	CaActivityPlan *plan = read_plan(r, pool);
	CaStarts	starts = read_starts(r);
	TimestampTz latest = read_latest(r);

	if (state == NULL)
		state = state_create(pool, plan, starts);
	ca_activity_require_same(state->base.plan, plan);
	if (state->base.starts != starts)
		ca_door_changed("cohort_at");
	state->base.latest = Max(state->base.latest, latest);
	if (shape.first == CA_KEY_NONE)
		return state;
	if (TIMESTAMP_NOT_FINITE(latest))
		ca_wire_error("there are contacts without a time");
	if (state->values == NULL)
		state_begin(state, pool, shape);
	(void) ca_door_same_shape(state->values->shape, shape);
	if (state->base.activity != NULL)
		ca_activity_absorb(state->base.activity, r);
	ca_timeline_absorb(state->values, r, NULL, 0);
	return state;
}

CA_FUNCTION(ca_cohort_value_combine)
{
	return ca_combine(fcinfo, CA_STATE_COHORT_VALUE, state_absorb);
}
