/*-------------------------------------------------------------------------
 *
 * attribution_state.c
 *	  Touches and conversions of contacts: the state that five aggregates share
 *
 * Usage:
 *	SELECT attribution('{linear}', '30 days', contact_id, occurred_at, campaign,
 *					   event_type = 'purchase', amount) FROM events;
 *	SELECT assisted_conversions('30 days', contact_id, occurred_at, campaign,
 *								event_type = 'purchase', amount) FROM events;
 *
 * All of them gather the touches and the conversions of each contact, the same
 * way.  What they make of these at the end is in attribution_api.c,
 * attribution_paths.c, attribution_assisted.c and markov_api.c, what they are
 * asked in attribution_plan.c.
 *
 * A timeline's events have a number each.  That of a touch is its label's, that
 * of a conversion its value's, both of a dictionary of their own:
 *
 *		kind	 label's number << 1		 value's number << 1 | 1
 *
 * and in a state on its way, where numbers are places in the order of strings,
 *
 *		kind	 label's place				 number of labels + value's place
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/float.h"
#include "utils/timestamp.h"

#include "api/attribution_state.h"
#include "api/combine.h"
#include "model/attribution_value.h"

/*
 * Bits of a kind that a timeline keeps beside the time: there is room for 16384
 * labels and as many values, for nine years before and after the first event.
 * More of any of these cost memory.
 */
#define CA_KIND_BITS	15

/* Values that are kept whole; further ones are split. */
#define CA_MAX_WHOLE	65536

static CaAttributionState *
state_create(CaPool *pool, CaAttributionPlan *plan)
{
	CaAttributionState *state = MemoryContextAllocZero(pool->context, sizeof(CaAttributionState));

	state->plan = plan;
	return state;
}

/* The first touch or conversion is there. */
static void
state_begin(CaAttributionState *state, CaPool *pool, CaKeyShape shape)
{
	state->labels = ca_dictionary_create(pool);
	state->values = ca_dictionary_create(pool);
	state->timeline = ca_timeline_create(pool, shape, CA_KIND_BITS);
}

/* ---- Rows ---- */

/* The state for a row: the one at hand, its fixed arguments checked, or a new one. */
static pg_attribute_always_inline CaAttributionState *
state_of(FunctionCallInfo fcinfo, const CaAttributionUse use)
{
	const CaAttributionCall *call;
	CaAttributionState *state;

	ca_door_check(fcinfo);
	call = ca_attribution_call(fcinfo, use);
	if (unlikely(PG_ARGISNULL(0)))
	{
		CaPool	   *pool = ca_door_pool(fcinfo);

		return state_create(pool, ca_attribution_plan_of_row(fcinfo, use, pool));
	}
	state = (CaAttributionState *) PG_GETARG_POINTER(0);
	if (unlikely(!call->constant))
		ca_attribution_check_row(fcinfo, state->plan);
	return state;
}

CA_NORETURN static void
bad_time(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("at must be finite"),
			 errhint("Leave such rows out: FILTER (WHERE isfinite(at)).")));
}

static void
check_value(float8 value)
{
	if (likely(isfinite(value)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("value must be finite, not %s", float8out_internal(value)),
			 errhint("NULL stands for a conversion that has no value.")));
}

static void
add_value(CaAttributionState *state, const CaKey *key, TimestampTz at, char first, float8 value)
{
	char		string[CA_VALUE_LENGTH];
	uint32		id;

	ca_value_write(string, first, value);
	id = ca_dictionary_id(state->values, string, CA_VALUE_LENGTH);
	ca_timeline_add(state->timeline, key, at, id << 1 | 1);
}

/* A conversion whose value is one too many: it is worth 0, and pieces beside it the value. */
static void
add_split_conversion(CaAttributionState *state, const CaKey *key, TimestampTz at, float8 value)
{
	add_value(state, key, at, CA_VALUE_WHOLE, 0.0);
	while (value != 0)
		add_value(state, key, at, CA_VALUE_PIECE, ca_value_take_piece(&value));
}

static void
add_conversion(CaAttributionState *state, const CaKey *key, TimestampTz at, float8 value)
{
	char		string[CA_VALUE_LENGTH];
	uint32		id;

	check_value(value);
	ca_value_write(string, CA_VALUE_WHOLE, value);
	if (likely(ca_dictionary_size(state->values) < CA_MAX_WHOLE))
		id = ca_dictionary_id(state->values, string, CA_VALUE_LENGTH);
	else if (!ca_dictionary_find(state->values, string, CA_VALUE_LENGTH, &id))
	{
		add_split_conversion(state, key, at, value);
		return;
	}
	ca_timeline_add(state->timeline, key, at, id << 1 | 1);
}

/* Arguments behind the lookback. */
#define CONTACT		(lookback + 1)
#define AT			(lookback + 2)
#define TOUCH		(lookback + 3)
#define CONVERTED	(lookback + 4)
#define VALUE		(lookback + 5)

static pg_attribute_always_inline Datum
attribution_transfn(FunctionCallInfo fcinfo, const CaAttributionUse use, const CaDoor door)
{
	const int	lookback = ca_attribution_lookback_argument(use);
	CaAttributionState *state = state_of(fcinfo, use);
	bool		is_touch = !PG_ARGISNULL(TOUCH);
	bool		converted = !PG_ARGISNULL(CONVERTED) && PG_GETARG_BOOL(CONVERTED);
	TimestampTz at;
	CaKey		key;

	if ((!is_touch && !converted) || PG_ARGISNULL(AT) ||
		!ca_door_key_of(fcinfo, CONTACT, 1, door, &key))
		PG_RETURN_POINTER(state);
	at = PG_GETARG_TIMESTAMPTZ(AT);
	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		bad_time();
	if (unlikely(state->timeline == NULL))
		state_begin(state, ca_door_pool(fcinfo), ca_door_shape_of(fcinfo, CONTACT, 1, door));
	if (is_touch)
	{
		text	   *label = PG_GETARG_TEXT_PP(TOUCH);
		uint32		id = ca_dictionary_id(state->labels, VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label));

		ca_timeline_add(state->timeline, &key, at, id << 1);
	}
	if (converted)
		add_conversion(state, &key, at, PG_ARGISNULL(VALUE) ? 0.0 : PG_GETARG_FLOAT8(VALUE));
	PG_RETURN_POINTER(state);
}

/* The entry points of one aggregate. */
#define ATTRIBUTION_CONTACTS(prefix, use) \
	CA_FUNCTION(prefix##_int8_transfn) { return attribution_transfn(fcinfo, use, CA_DOOR_INT8); } \
	CA_FUNCTION(prefix##_uuid_transfn) { return attribution_transfn(fcinfo, use, CA_DOOR_UUID); } \
	CA_FUNCTION(prefix##_text_transfn) { return attribution_transfn(fcinfo, use, CA_DOOR_TEXT); } \
	extern Datum prefix##_text_transfn(PG_FUNCTION_ARGS)

ATTRIBUTION_CONTACTS(ca_attribution, CA_USE_CREDITS);
ATTRIBUTION_CONTACTS(ca_attribution_paths, CA_USE_PATHS);
ATTRIBUTION_CONTACTS(ca_assisted_conversions, CA_USE_ASSISTED);
ATTRIBUTION_CONTACTS(ca_removal_effects, CA_USE_EFFECTS);
ATTRIBUTION_CONTACTS(ca_transition_matrix, CA_USE_TRANSITIONS);

/* ---- Partial states ---- */

/* Write strings and events by the places of strings. */
static void
write_events(const CaAttributionState *state, CaWriter *w)
{
	uint32	   *label = ca_dictionary_order(state->labels);
	uint32	   *value = ca_dictionary_order(state->values);
	uint32		nlabels = ca_dictionary_size(state->labels);
	uint32		nvalues = ca_dictionary_size(state->values);
	uint64		nkinds = 2 * (uint64) Max(nlabels, nvalues);
	uint32	   *kinds = palloc0(nkinds * sizeof(uint32));

	for (uint32 id = 0; id < nlabels; id++)
		kinds[id << 1] = label[id];
	for (uint32 id = 0; id < nvalues; id++)
		kinds[id << 1 | 1] = nlabels + value[id];
	ca_dictionary_write(state->labels, w, label);
	ca_dictionary_write(state->values, w, value);
	ca_timeline_write(state->timeline, w, kinds, nkinds);
	pfree(kinds);
	pfree(value);
	pfree(label);
}

CA_FUNCTION(ca_attribution_serialize)
{
	CaAttributionState *state;
	CaKeyShape	shape = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (CaAttributionState *) PG_GETARG_POINTER(0);
	if (state->timeline != NULL)
		shape = state->timeline->shape;
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_ATTRIBUTION, shape);
	ca_attribution_plan_write(state->plan, &w);
	if (state->timeline != NULL)
		write_events(state, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Error unless the strings of a dictionary of values are values. */
static void
check_values(const CaDictionary *values, const uint32 *id, uint32 n)
{
	for (uint32 i = 0; i < n; i++)
	{
		uint32		length;
		const char *string = ca_dictionary_string(values, id[i], &length);
		char		first;
		double		value;

		if (!ca_value_read(string, length, &first, &value))
			ca_wire_error("a value of a conversion is not one");
	}
}

static void
absorb_events(CaAttributionState *state, CaReader *r)
{
	uint32		nlabels;
	uint32		nvalues;
	uint32	   *label = ca_dictionary_read(state->labels, r, &nlabels);
	uint32	   *value = ca_dictionary_read(state->values, r, &nvalues);
	uint64		nkinds = (uint64) nlabels + nvalues;
	uint32	   *kinds = palloc(Max(nkinds, 1) * sizeof(uint32));

	check_values(state->values, value, nvalues);
	for (uint32 i = 0; i < nlabels; i++)
		kinds[i] = label[i] << 1;
	for (uint32 i = 0; i < nvalues; i++)
		kinds[nlabels + i] = value[i] << 1 | 1;
	ca_timeline_absorb(state->timeline, r, kinds, nkinds);
	pfree(kinds);
	pfree(value);
	pfree(label);
}

/* Take what an opened state holds. */
static void *
state_absorb(FunctionCallInfo fcinfo, void *to, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaAttributionPlan *plan = ca_attribution_plan_read(r, pool);
	CaAttributionState *state = to != NULL ? to : state_create(pool, plan);

	ca_attribution_require_same(state->plan, plan);
	if (shape.first == CA_KEY_NONE)
		return state;
	if (state->timeline == NULL)
		state_begin(state, pool, shape);
	(void) ca_door_same_shape(state->timeline->shape, shape);
	absorb_events(state, r);
	return state;
}

CA_FUNCTION(ca_attribution_combine)
{
	return ca_combine(fcinfo, CA_STATE_ATTRIBUTION, state_absorb);
}

/* ---- For final functions ---- */

CaAttributionState *
ca_attribution_state(FunctionCallInfo fcinfo, const CaAttributionUse use)
{
	CaAttributionState *state;

	ca_door_check(fcinfo);
	if (PG_ARGISNULL(0))
	{
		ca_attribution_check_without_rows(fcinfo, use);
		return NULL;
	}
	state = (CaAttributionState *) PG_GETARG_POINTER(0);
	if (state->plan->given.use != use)
		ca_wire_error("they are of another aggregate");
	return state->timeline == NULL ? NULL : state;
}
