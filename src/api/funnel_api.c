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
 * All gather events with their contacts in a timeline, the same way, and walk
 * it at the end; they differ in what they make of a contact's chain.  What does
 * not change from row to row is a plan, made once and shared by all groups.
 *
 * Arguments: what is special to one of them, the window, maybe the mode, then
 * either contact, time and conditions, or contact, time, event type and steps,
 * or a stored timeline and steps.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 * Results are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "api/condition.h"
#include "api/door.h"
#include "api/funnel_mode.h"
#include "api/keyset_api.h"
#include "api/timeline_api.h"
#include "core/calendar.h"
#include "core/dictionary.h"
#include "core/keymap.h"
#include "core/quantile.h"
#include "core/state.h"
#include "core/tally.h"
#include "core/timescan.h"
#include "model/funnel.h"

/* Plans of one query that are worth looking through. */
#define CA_SHARED_PLANS	8

/* What a funnel's rows are. */
typedef enum FunnelForm
{
	FORM_CONDITIONS,			/* contact, time, conditions */
	FORM_STEPS,					/* contact, time, event type, steps */
	FORM_TIMELINE				/* stored timeline, steps */
} FunnelForm;

/* What is asked besides. */
typedef enum FunnelExtra
{
	EXTRA_NONE,
	EXTRA_PERIOD,				/* period and zone */
	EXTRA_STEP					/* a step */
} FunnelExtra;

/* Where a call has its arguments: known when the door is compiled. */
typedef struct FunnelLayout
{
	FunnelForm	form;
	FunnelExtra extra;
	bool		has_mode;
} FunnelLayout;

/* The arguments that must not change, as they were given. */
typedef struct FunnelGiven
{
	uint64		window;			/* microseconds */
	text	   *mode;			/* or NULL */
	int			nconditions;	/* 0: there are steps */
	ArrayType  *steps;			/* or NULL */
	text	   *period;			/* or NULL */
	text	   *zone;			/* or NULL */
	int			step;			/* of EXTRA_STEP */
} FunnelGiven;

/* The same, understood. */
typedef struct FunnelPlan
{
	CaShared	shared;			/* in the pool's list; first */
	FunnelGiven given;
	CaFunnelSpec spec;
	int			bits;			/* of an event's kind */
	bool		wants_all;		/* rows that match nothing too */
	CaLabels	labels;			/* event types that matter, each once */
	uint32		kind[CA_MAX_LABELS];	/* what an event of each is */
	char	   *name[CA_FUNNEL_STEPS];	/* of the steps */
	CaCalendar	calendar;		/* of EXTRA_PERIOD */
} FunnelPlan;

typedef struct FunnelState
{
	const FunnelPlan *plan;
	CaTimeline *timeline;		/* NULL before the first event */
	CaDictionary *types;		/* of stored timelines, or NULL */
} FunnelState;

static pg_attribute_always_inline int
window_argument(const FunnelLayout layout)
{
	return layout.extra == EXTRA_PERIOD ? 3 : layout.extra == EXTRA_STEP ? 2 : 1;
}

/* The contact, or the stored timeline. */
static pg_attribute_always_inline int
contact_argument(const FunnelLayout layout)
{
	return window_argument(layout) + 1 + layout.has_mode;
}

/* What stands behind the rows' values: the steps, or the first condition. */
static pg_attribute_always_inline int
steps_argument(const FunnelLayout layout)
{
	int			contact = contact_argument(layout);

	return layout.form == FORM_CONDITIONS ? contact + 2
		: layout.form == FORM_STEPS ? contact + 3 : contact + 1;
}

/* A bit for each argument that must not change. */
static pg_attribute_always_inline uint64
fixed_arguments(const FunnelLayout layout)
{
	uint64		fixed = ((UINT64CONST(1) << contact_argument(layout)) - 1) & ~UINT64CONST(1);

	if (layout.form != FORM_CONDITIONS)
		fixed |= UINT64CONST(1) << steps_argument(layout);
	return fixed;
}

/* ---- Plans ---- */

static Datum
required_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be NULL", name)));
	return PG_GETARG_DATUM(argument);
}

/* The fixed arguments of a row. */
static FunnelGiven
read_given(FunctionCallInfo fcinfo, const FunnelLayout layout)
{
	int			window = window_argument(layout);
	FunnelGiven given = {0};

	if (layout.extra == EXTRA_PERIOD)
	{
		given.period = DatumGetTextPP(required_argument(fcinfo, 1, "period"));
		given.zone = DatumGetTextPP(required_argument(fcinfo, 2, "zone"));
	}
	if (layout.extra == EXTRA_STEP)
		given.step = DatumGetInt32(required_argument(fcinfo, 1, "step"));
	given.window = ca_condition_window(DatumGetIntervalP(required_argument(fcinfo, window, "window")),
									   "window");
	if (layout.has_mode)
		given.mode = DatumGetTextPP(required_argument(fcinfo, window + 1, "mode"));
	if (layout.form == FORM_CONDITIONS)
		given.nconditions = ca_condition_count(fcinfo, steps_argument(layout), "funnel");
	else
		given.steps = DatumGetArrayTypeP(required_argument(fcinfo, steps_argument(layout), "steps"));
	return given;
}

static bool
same_value(const void *a, const void *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* The name of a given argument that differs, or NULL. */
static const char *
what_differs(const FunnelGiven *a, const FunnelGiven *b)
{
	if (a->window != b->window)
		return "window";
	if (!same_value(a->mode, b->mode))
		return "mode";
	if (a->nconditions != b->nconditions)
		return "number of conditions";
	if (!same_value(a->steps, b->steps))
		return "steps";
	if (!same_value(a->period, b->period))
		return "period";
	if (!same_value(a->zone, b->zone))
		return "zone";
	return a->step != b->step ? "step" : NULL;
}

static void *
copy_value(const void *value)
{
	struct varlena *copy;

	if (value == NULL)
		return NULL;
	copy = palloc(VARHDRSZ + VARSIZE_ANY_EXHDR(value));
	SET_VARSIZE(copy, VARHDRSZ + VARSIZE_ANY_EXHDR(value));
	memcpy(VARDATA(copy), VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	return copy;
}

/* An event type becomes a label that stands for one bit more. */
static void
plan_add_label(FunnelPlan *plan, const char *string, Size length, int bit)
{
	int			label = ca_labels_find(&plan->labels, string, length);

	if (label < 0)
	{
		label = plan->labels.n;
		ca_labels_add(&plan->labels, string, length);
	}
	plan->kind[label] |= (uint32) 1 << bit;
}

/* The steps of an array; returns how many. */
static int
plan_read_steps(FunnelPlan *plan)
{
	ArrayType  *array = plan->given.steps;
	Datum	   *value;
	bool	   *isnull;
	int			n;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("steps must have one dimension, not %d", ARR_NDIM(array))));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &value, &isnull, &n);
	if (n < 1 || n > CA_FUNNEL_STEPS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("funnel must have between 1 and %d steps, not %d", CA_FUNNEL_STEPS, n)));
	for (int i = 0; i < n; i++)
	{
		text	   *step;

		if (isnull[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("steps must not contain NULL")));
		step = DatumGetTextPP(value[i]);
		plan->name[i] = text_to_cstring(step);
		plan_add_label(plan, VARDATA_ANY(step), VARSIZE_ANY_EXHDR(step), i);
	}
	return n;
}

static void
plan_check_step(const FunnelPlan *plan)
{
	if (plan->given.step < 0 || plan->given.step > plan->spec.nsteps)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("step must be between 0 and %d, not %d", plan->spec.nsteps, plan->given.step)));
}

/* Understand what was given; palloc'd. */
static FunnelPlan *
plan_make(const FunnelGiven *given, FunnelExtra extra)
{
	FunnelPlan *plan = palloc0(sizeof(FunnelPlan));
	CaFunnelNames names = {0};

	plan->given = *given;
	plan->given.mode = copy_value(given->mode);
	plan->given.steps = copy_value(given->steps);
	plan->given.period = copy_value(given->period);
	plan->given.zone = copy_value(given->zone);
	ca_labels_init(&plan->labels);
	names.nconditions = given->nconditions;
	if (given->steps != NULL)
		names.nsteps = plan_read_steps(plan);
	ca_funnel_mode_read(given->mode == NULL ? "" : text_to_cstring(given->mode),
						given->window, &names, &plan->spec);
	for (int i = 0; i < names.nexcluded; i++)
		plan_add_label(plan, names.excluded[i], strlen(names.excluded[i]), names.nsteps + i);
	ca_labels_prepare(&plan->labels);
	plan->bits = given->nconditions > 0 ? given->nconditions : names.nsteps + names.nexcluded;
	for (int i = 0; i < plan->spec.nsteps; i++)
	{
		if (plan->spec.order == CA_FUNNEL_ANY_ORDER)
			plan->name[i] = psprintf("any %d of %d", i + 1, plan->spec.nsteps);
		else if (plan->name[i] == NULL)
			plan->name[i] = psprintf("step %d", i + 1);
	}
	plan->wants_all = ca_funnel_wants_all(&plan->spec);
	if (extra == EXTRA_PERIOD)
		ca_door_calendar(&plan->calendar, plan->given.period, plan->given.zone);
	if (extra == EXTRA_STEP)
	{
		plan_check_step(plan);
		plan->wants_all |= given->step == 0;
	}
	return plan;
}

/* The plan for what was given, shared by the states of a pool. */
static const FunnelPlan *
plan_of(CaPool *pool, const FunnelGiven *given, FunnelExtra extra)
{
	MemoryContext old;
	FunnelPlan *plan;
	int			looked = 0;

	for (const CaShared *entry = pool->shared; entry != NULL && looked < CA_SHARED_PLANS;
		 entry = entry->next)
	{
		if (entry->owner != plan_of)
			continue;
		if (what_differs(&((const FunnelPlan *) entry)->given, given) == NULL)
			return (const FunnelPlan *) entry;
		looked++;
	}
	old = MemoryContextSwitchTo(pool->context);
	plan = plan_make(given, extra);
	MemoryContextSwitchTo(old);
	ca_pool_share(pool, &plan->shared, plan_of);
	return plan;
}

/* ---- Gathering events ---- */

static FunnelState *
state_create(CaPool *pool, const FunnelPlan *plan)
{
	FunnelState *state = MemoryContextAlloc(pool->context, sizeof(FunnelState));

	state->plan = plan;
	state->timeline = NULL;
	state->types = NULL;
	return state;
}

static FunnelState *
state_make(FunctionCallInfo fcinfo, const FunnelLayout layout)
{
	FunnelGiven given = read_given(fcinfo, layout);
	CaPool	   *pool = ca_door_pool(fcinfo);

	return state_create(pool, plan_of(pool, &given, layout.extra));
}

/* Fixed arguments that are no constants are compared with those of the first row. */
static void
state_check_fixed(FunctionCallInfo fcinfo, const FunnelLayout layout, const FunnelState *state)
{
	FunnelGiven given = read_given(fcinfo, layout);
	const char *differs = what_differs(&state->plan->given, &given);

	if (differs != NULL)
		ca_door_changed(differs);
}

/* The state for a row: the one at hand, its fixed arguments checked, or a new one. */
static pg_attribute_always_inline FunnelState *
state_of(FunctionCallInfo fcinfo, const FunnelLayout layout)
{
	const uint64 fixed = fixed_arguments(layout);
	FunnelState *state;

	ca_door_check(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
		return state_make(fcinfo, layout);
	state = (FunnelState *) PG_GETARG_POINTER(0);
	if (unlikely((ca_door_call(fcinfo)->constants & fixed) != fixed))
		state_check_fixed(fcinfo, layout, state);
	return state;
}

static CaTimeline *
state_timeline(FunctionCallInfo fcinfo, FunnelState *state, CaKeyShape shape)
{
	if (unlikely(state->timeline == NULL))
		state->timeline = ca_timeline_create(ca_door_pool(fcinfo), shape, state->plan->bits);
	return state->timeline;
}

/* What a row's event is: a bit for each step that it can serve, and so on. */
static pg_attribute_always_inline uint32
event_kind(FunctionCallInfo fcinfo, const FunnelLayout layout, const FunnelPlan *plan)
{
	const text *type;
	int			label;

	if (layout.form == FORM_CONDITIONS)
		return ca_condition_mask(fcinfo, steps_argument(layout), plan->given.nconditions);
	if (PG_ARGISNULL(contact_argument(layout) + 2))
		return 0;
	type = PG_GETARG_TEXT_PP(contact_argument(layout) + 2);
	label = ca_labels_find(&plan->labels, VARDATA_ANY(type), VARSIZE_ANY_EXHDR(type));
	return label < 0 ? 0 : plan->kind[label];
}

static pg_attribute_always_inline Datum
event_transfn(FunctionCallInfo fcinfo, const FunnelLayout layout, const CaDoor door)
{
	const int	contact = contact_argument(layout);
	FunnelState *state = state_of(fcinfo, layout);
	uint32		kind = event_kind(fcinfo, layout, state->plan);
	CaKey		key;

	if ((kind == 0 && !state->plan->wants_all) || PG_ARGISNULL(contact + 1) ||
		!ca_door_key_of(fcinfo, contact, 1, door, &key))
		PG_RETURN_POINTER(state);
	ca_timeline_add(state_timeline(fcinfo, state, ca_door_shape_of(fcinfo, contact, 1, door)),
					&key, PG_GETARG_TIMESTAMPTZ(contact + 1), kind);
	PG_RETURN_POINTER(state);
}

/* What the event types of a stored timeline are to a plan; palloc'd. */
static uint32 *
kinds_of_types(FunnelState *state, CaPool *pool, CaReader *r, uint32 *ntypes)
{
	const FunnelPlan *plan = state->plan;
	uint32	   *kinds;

	if (state->types == NULL)
		state->types = ca_dictionary_create(pool);
	kinds = ca_dictionary_read(state->types, r, ntypes);
	for (uint32 i = 0; i < *ntypes; i++)
	{
		uint32		length;
		const char *string = ca_dictionary_string(state->types, kinds[i], &length);
		int			label = ca_labels_find(&plan->labels, string, length);

		kinds[i] = label >= 0 ? plan->kind[label] : plan->wants_all ? 0 : CA_KIND_DROP;
	}
	return kinds;
}

static pg_attribute_always_inline Datum
timeline_transfn(FunctionCallInfo fcinfo, const FunnelLayout layout)
{
	FunnelState *state = state_of(fcinfo, layout);
	CaKeyShape	shape;
	CaReader	r;

	if (PG_ARGISNULL(contact_argument(layout)))
		PG_RETURN_POINTER(state);
	shape = ca_timeline_open(&r, PG_GETARG_DATUM(contact_argument(layout)));
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

#define FUNNEL_LAYOUT(form, extra, has_mode) \
	((FunnelLayout) {form, extra, has_mode})

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
	{ return timeline_transfn(fcinfo, FUNNEL_LAYOUT(FORM_TIMELINE, extra, has_mode)); } \
	extern Datum symbol(PG_FUNCTION_ARGS)

/* All entry points of an aggregate. */
#define FUNNEL_FORMS(prefix, extra) \
	FUNNEL_CONTACTS(prefix##_conditions, FORM_CONDITIONS, extra, false); \
	FUNNEL_CONTACTS(prefix##_conditions_mode, FORM_CONDITIONS, extra, true); \
	FUNNEL_CONTACTS(prefix##_steps, FORM_STEPS, extra, false); \
	FUNNEL_CONTACTS(prefix##_steps_mode, FORM_STEPS, extra, true); \
	FUNNEL_TIMELINE(prefix##_timeline_transfn, extra, false); \
	FUNNEL_TIMELINE(prefix##_timeline_mode_transfn, extra, true)

FUNNEL_FORMS(ca_funnel, EXTRA_NONE);
FUNNEL_FORMS(ca_funnel_trend, EXTRA_PERIOD);
FUNNEL_FORMS(ca_funnel_contacts, EXTRA_STEP);

/* ---- Partial states ---- */

static void
write_given(CaWriter *w, const FunnelGiven *given)
{
	const text *values[] = {given->mode, given->period, given->zone, (const text *) given->steps};

	ca_write_varint(w, given->window);
	ca_write_varint(w, given->nconditions);
	ca_write_varint(w, given->step);
	for (int i = 0; i < lengthof(values); i++)
	{
		ca_write_varint(w, values[i] != NULL);
		if (values[i] != NULL)
			ca_door_write_text(w, values[i]);
	}
}

/* A part comes from the same query: its arguments are in the form we gave them. */
static FunnelGiven
read_part_given(CaReader *r)
{
	text	   *values[4] = {NULL};
	FunnelGiven given = {0};
	uint64		nconditions;
	uint64		step;

	given.window = ca_read_varint(r);
	nconditions = ca_read_varint(r);
	step = ca_read_varint(r);
	given.nconditions = (int) Min(nconditions, CA_MAX_CONDITIONS);
	given.step = (int) Min(step, CA_FUNNEL_STEPS);
	for (int i = 0; i < lengthof(values); i++)
	{
		if (ca_read_varint(r) != 0)
			values[i] = ca_door_read_text(r, CurrentMemoryContext);
	}
	given.mode = values[0];
	given.period = values[1];
	given.zone = values[2];
	given.steps = (ArrayType *) values[3];
	return given;
}

CA_FUNCTION(ca_funnel_serialize)
{
	FunnelState *state;
	CaKeyShape	shape = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (FunnelState *) PG_GETARG_POINTER(0);
	if (state->timeline != NULL)
		shape = state->timeline->shape;
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_FUNNEL, shape);
	write_given(&w, &state->plan->given);
	ca_write_varint(&w, state->timeline != NULL && state->timeline->unique);
	if (state->timeline != NULL)
		ca_timeline_write(state->timeline, &w, NULL);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static FunnelExtra
extra_of(const FunnelGiven *given, bool has_step)
{
	return given->period != NULL ? EXTRA_PERIOD : has_step ? EXTRA_STEP : EXTRA_NONE;
}

/* Add a part to a state, which may be new. */
static Datum
combine(FunctionCallInfo fcinfo, bool has_step)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	FunnelState *state = PG_ARGISNULL(0) ? NULL : (FunnelState *) PG_GETARG_POINTER(0);
	struct varlena *part;
	FunnelGiven given;
	CaKeyShape	shape;
	CaReader	r;
	bool		unique;

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	part = (struct varlena *) PG_GETARG_POINTER(1);
	shape = ca_state_open(&r, VARDATA_ANY(part), VARSIZE_ANY_EXHDR(part), CA_STATE_FUNNEL);
	given = read_part_given(&r);
	unique = ca_read_varint(&r) != 0;
	if (state == NULL)
		state = state_create(pool, plan_of(pool, &given, extra_of(&given, has_step)));
	else if (what_differs(&state->plan->given, &given) != NULL)
		ca_door_changed(what_differs(&state->plan->given, &given));
	if (shape.first != CA_KEY_NONE)
	{
		CaTimeline *timeline = state_timeline(fcinfo, state, shape);

		(void) ca_door_same_shape(timeline->shape, shape);
		timeline->unique |= unique;
		ca_timeline_absorb(timeline, &r, NULL, 0);
	}
	ca_state_close(&r);
	PG_RETURN_POINTER(state);
}

CA_FUNCTION(ca_funnel_combine)
{
	return combine(fcinfo, false);
}

CA_FUNCTION(ca_funnel_contacts_combine)
{
	return combine(fcinfo, true);
}

/* ---- Without rows ---- */

/*
 * Where the aggregate being finished has its arguments, by their types; false
 * when that cannot be told.
 */
static bool
find_layout(FunctionCallInfo fcinfo, FunnelExtra extra, FunnelLayout *layout)
{
	int			window;
	int			contact;

	layout->extra = extra;
	window = window_argument(*layout);
	layout->has_mode = ca_door_argument_type(fcinfo, window + 1) == TEXTOID &&
		ca_door_argument_type(fcinfo, window + 2) != TIMESTAMPTZOID;
	contact = contact_argument(*layout);
	if (ca_door_argument_type(fcinfo, contact + 1) != TIMESTAMPTZOID)
		layout->form = FORM_TIMELINE;
	else if (ca_door_argument_type(fcinfo, contact + 3) == TEXTARRAYOID)
		layout->form = FORM_STEPS;
	else
		layout->form = FORM_CONDITIONS;
	return ca_door_argument_count(fcinfo) > 0;
}

/* The fixed arguments, where all are constants of the query. */
static bool
constants_given(FunctionCallInfo fcinfo, const FunnelLayout layout, FunnelGiven *given)
{
	Datum		value[FUNC_MAX_ARGS];
	int			window = window_argument(layout);
	int			steps = steps_argument(layout);
	uint64		fixed = fixed_arguments(layout);

	memset(given, 0, sizeof(FunnelGiven));
	for (int i = 1; i <= steps; i++)
	{
		if ((fixed >> i & 1) != 0 && !ca_door_constant(fcinfo, i, &value[i]))
			return false;
	}
	if (layout.extra == EXTRA_PERIOD)
	{
		given->period = DatumGetTextPP(value[1]);
		given->zone = DatumGetTextPP(value[2]);
	}
	if (layout.extra == EXTRA_STEP)
		given->step = DatumGetInt32(value[1]);
	given->window = ca_condition_window(DatumGetIntervalP(value[window]), "window");
	if (layout.has_mode)
		given->mode = DatumGetTextPP(value[window + 1]);
	if (layout.form == FORM_CONDITIONS)
		given->nconditions = ca_door_argument_count(fcinfo) - steps + 1;
	else
		given->steps = DatumGetArrayTypeP(value[steps]);
	return true;
}

/*
 * The state to answer from; without rows an empty one, or NULL where even the
 * fixed arguments come from rows.
 */
static FunnelState *
final_state(FunctionCallInfo fcinfo, FunnelExtra extra)
{
	FunnelLayout layout;
	FunnelGiven given;
	FunnelState *state;

	if (!PG_ARGISNULL(0))
		return (FunnelState *) PG_GETARG_POINTER(0);
	if (!find_layout(fcinfo, extra, &layout) || !constants_given(fcinfo, layout, &given))
		return NULL;
	state = palloc0(sizeof(FunnelState));
	state->plan = plan_make(&given, extra);
	return state;
}

/* ---- Answers ---- */

/* What is done with the chain of each contact. */
typedef void (*TakeChain) (void *result, CaKey key, const CaFunnelChain *chain);

static pg_attribute_always_inline void
walk_contacts(FunnelState *state, TakeChain take, void *result)
{
	const CaFunnelSpec *spec = &state->plan->spec;
	CaTimeScan *scan;
	const CaEvent *events;
	CaFunnelChain chain;
	void	   *scratch = NULL;
	Size		room = 0;
	CaKey		key;
	Size		n;

	if (state->timeline == NULL)
		return;
	scan = ca_timescan_begin(state->timeline, true, true);
	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		Size		wanted = ca_funnel_scratch(spec, events, n);

		if (wanted > room)
		{
			if (scratch != NULL)
				pfree(scratch);
			scratch = palloc_extended(wanted, MCXT_ALLOC_HUGE);
			room = wanted;
		}
		ca_funnel_walk(spec, events, n, scratch, &chain);
		take(result, key, &chain);
	}
	ca_timescan_free(scan);
	if (scratch != NULL)
		pfree(scratch);
}

/* An array of rows of a composite type. */
static Datum
array_of_rows(FunctionCallInfo fcinfo, Datum *rows, Size n, const char *name)
{
	Oid			type = get_element_type(get_fn_expr_rettype(fcinfo->flinfo));

	if (n > MaxArraySize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s has %zu rows, more than an array can hold", name, n)));
	return PointerGetDatum(n == 0 ? construct_empty_array(type)
						   : construct_array(rows, (int) n, type, -1, false, TYPALIGN_DOUBLE));
}

static TupleDesc
row_descriptor(FunctionCallInfo fcinfo)
{
	return lookup_rowtype_tupdesc(get_element_type(get_fn_expr_rettype(fcinfo->flinfo)), -1);
}

/* ---- funnel ---- */

/* What is known of a step's contacts. */
typedef struct StepResult
{
	int64		contacts;		/* that got there */
	CaQuantile	since_previous; /* microseconds since the step before */
	CaQuantile	since_first;	/* and since the first */
} StepResult;

static void
take_step_times(void *result, CaKey key, const CaFunnelChain *chain)
{
	StepResult *steps = result;
	uint32		left = chain->steps;
	int			previous;

	if (left == 0)
		return;
	steps[0].contacts++;
	previous = 0;
	for (left &= left - 1; left != 0; left &= left - 1)
	{
		int			step = pg_rightmost_one_pos32(left);

		steps[step].contacts++;
		ca_quantile_add(&steps[step].since_previous,
						(uint64) chain->at[step] - (uint64) chain->at[previous]);
		ca_quantile_add(&steps[step].since_first,
						(uint64) chain->at[step] - (uint64) chain->at[0]);
		previous = step;
	}
}

/* Median, p90 and mean in seconds; NULL without numbers. */
static void
quantile_datums(CaQuantile *quantile, Datum *value, bool *isnull)
{
	bool		none = ca_quantile_count(quantile) == 0;

	isnull[0] = isnull[1] = isnull[2] = none;
	if (none)
		return;
	value[0] = Float8GetDatum(ca_quantile_value(quantile, 0.5) / USECS_PER_SEC);
	value[1] = Float8GetDatum(ca_quantile_value(quantile, 0.9) / USECS_PER_SEC);
	value[2] = Float8GetDatum(ca_quantile_mean(quantile) / USECS_PER_SEC);
}

/* A fraction, or NULL of nothing. */
static Datum
fraction(int64 part, int64 whole, bool *isnull)
{
	*isnull = whole == 0;
	return Float8GetDatum(whole == 0 ? 0 : (double) part / (double) whole);
}

/* One row of the result; previous is the last required step before. */
static Datum
step_datum(TupleDesc desc, const FunnelPlan *plan, StepResult *steps, int step, int previous)
{
	int64		contacts = steps[step].contacts;
	Datum		value[12];
	bool		isnull[12] = {false};

	value[0] = Int32GetDatum(step + 1);
	value[1] = CStringGetTextDatum(plan->name[step]);
	value[2] = Int64GetDatum(contacts);
	value[3] = Int64GetDatum(step == 0 ? 0 : steps[previous].contacts - contacts);
	value[4] = step == 0 ? Float8GetDatum(1)
		: fraction(contacts, steps[previous].contacts, &isnull[4]);
	value[5] = fraction(contacts, steps[0].contacts, &isnull[5]);
	quantile_datums(&steps[step].since_previous, &value[6], &isnull[6]);
	quantile_datums(&steps[step].since_first, &value[9], &isnull[9]);
	return HeapTupleGetDatum(heap_form_tuple(desc, value, isnull));
}

CA_FUNCTION(ca_funnel_finalfn)
{
	StepResult	steps[CA_FUNNEL_STEPS];
	Datum		rows[CA_FUNNEL_STEPS];
	FunnelState *state;
	CaPool	   *pool = ca_door_pool(fcinfo);
	TupleDesc	desc;
	int			previous = 0;

	state = final_state(fcinfo, EXTRA_NONE);
	if (state == NULL)
		return array_of_rows(fcinfo, NULL, 0, "funnel");
	for (int i = 0; i < state->plan->spec.nsteps; i++)
	{
		steps[i].contacts = 0;
		ca_quantile_init(&steps[i].since_previous, pool);
		ca_quantile_init(&steps[i].since_first, pool);
	}
	walk_contacts(state, take_step_times, steps);
	desc = row_descriptor(fcinfo);
	for (int i = 0; i < state->plan->spec.nsteps; i++)
	{
		rows[i] = step_datum(desc, state->plan, steps, i, previous);
		ca_quantile_free(&steps[i].since_previous);
		ca_quantile_free(&steps[i].since_first);
		if ((state->plan->spec.optional >> i & 1) == 0)
			previous = i;
	}
	ReleaseTupleDesc(desc);
	return array_of_rows(fcinfo, rows, state->plan->spec.nsteps, "funnel");
}

/* ---- funnel_histogram ---- */

/* Where a bin of times to convert begins, in seconds; the last has no end. */
static const int64 bin_starts[] = {
	0, 1, 10, 60, 10 * 60, SECS_PER_HOUR, 6 * SECS_PER_HOUR, SECS_PER_DAY, 2 * SECS_PER_DAY,
	4 * SECS_PER_DAY, 7 * SECS_PER_DAY, 14 * SECS_PER_DAY, 30 * SECS_PER_DAY, 90 * SECS_PER_DAY,
	365 * SECS_PER_DAY
};

#define NBINS	lengthof(bin_starts)

typedef struct Histogram
{
	int64		contacts[CA_FUNNEL_STEPS][NBINS];	/* by step and time */
} Histogram;

static void
take_into_bins(void *result, CaKey key, const CaFunnelChain *chain)
{
	Histogram  *histogram = result;

	for (uint32 left = chain->steps & (chain->steps - 1); left != 0; left &= left - 1)
	{
		int			step = pg_rightmost_one_pos32(left);
		uint64		seconds = ((uint64) chain->at[step] - (uint64) chain->at[0]) / USECS_PER_SEC;
		int			bin = NBINS - 1;

		while (seconds < (uint64) bin_starts[bin])
			bin--;
		histogram->contacts[step][bin]++;
	}
}

static Datum
bin_interval(int64 seconds)
{
	Interval   *interval = palloc0(sizeof(Interval));

	interval->day = seconds / SECS_PER_DAY;
	interval->time = seconds % SECS_PER_DAY * USECS_PER_SEC;
	return IntervalPGetDatum(interval);
}

/* The bins that the window reaches. */
static int
bins_of_window(uint64 window)
{
	int			n = 1;

	while (n < NBINS && (uint64) bin_starts[n] * USECS_PER_SEC <= window)
		n++;
	return n;
}

CA_FUNCTION(ca_funnel_histogram_finalfn)
{
	Histogram  *histogram;
	Datum	   *rows;
	FunnelState *state;
	TupleDesc	desc;
	Size		nrows = 0;
	int			nbins;

	ca_door_check(fcinfo);
	state = final_state(fcinfo, EXTRA_NONE);
	if (state == NULL)
		return array_of_rows(fcinfo, NULL, 0, "funnel_histogram");
	histogram = palloc0(sizeof(Histogram));
	walk_contacts(state, take_into_bins, histogram);
	desc = row_descriptor(fcinfo);
	rows = palloc(CA_FUNNEL_STEPS * NBINS * sizeof(Datum));
	nbins = bins_of_window(state->plan->spec.window);
	for (int step = 1; step < state->plan->spec.nsteps; step++)
	{
		for (int bin = 0; bin < nbins; bin++)
		{
			Datum		value[5];
			bool		isnull[5] = {false};

			value[0] = Int32GetDatum(step + 1);
			value[1] = CStringGetTextDatum(state->plan->name[step]);
			value[2] = bin_interval(bin_starts[bin]);
			isnull[3] = bin == NBINS - 1;
			if (!isnull[3])
				value[3] = bin_interval(bin_starts[bin + 1]);
			value[4] = Int64GetDatum(histogram->contacts[step][bin]);
			rows[nrows++] = HeapTupleGetDatum(heap_form_tuple(desc, value, isnull));
		}
	}
	ReleaseTupleDesc(desc);
	return array_of_rows(fcinfo, rows, nrows, "funnel_histogram");
}

/* ---- funnel_trend ---- */

typedef struct Trend
{
	CaCalendar	calendar;
	CaTally    *tally;			/* by bucket of the first step: contacts a step */
} Trend;

static void
take_into_buckets(void *result, CaKey key, const CaFunnelChain *chain)
{
	Trend	   *trend = result;
	uint64	   *contacts;

	if (chain->steps == 0)
		return;
	contacts = ca_tally_row(trend->tally, ca_calendar_bucket(&trend->calendar, chain->at[0]));
	for (uint32 left = chain->steps; left != 0; left &= left - 1)
		contacts[pg_rightmost_one_pos32(left)]++;
}

CA_FUNCTION(ca_funnel_trend_finalfn)
{
	FunnelState *state;
	Trend		trend;
	TupleDesc	desc;
	Datum	   *rows;
	int64	   *buckets;
	Size		nbuckets;
	Size		nrows = 0;
	int			nsteps;

	ca_door_check(fcinfo);
	state = final_state(fcinfo, EXTRA_PERIOD);
	if (state == NULL)
		return array_of_rows(fcinfo, NULL, 0, "funnel_trend");
	nsteps = state->plan->spec.nsteps;
	trend.calendar = state->plan->calendar;
	trend.tally = ca_tally_create(CurrentMemoryContext, nsteps);
	walk_contacts(state, take_into_buckets, &trend);
	nbuckets = ca_tally_size(trend.tally);
	buckets = ca_tally_buckets(trend.tally);
	rows = palloc_extended(Max(nbuckets * nsteps, 1) * sizeof(Datum), MCXT_ALLOC_HUGE);
	desc = row_descriptor(fcinfo);
	for (Size i = 0; i < nbuckets; i++)
	{
		uint64	   *contacts = ca_tally_row(trend.tally, buckets[i]);
		Datum		start = ca_door_bucket(&trend.calendar, buckets[i]);

		CHECK_FOR_INTERRUPTS();
		for (int step = 0; step < nsteps; step++)
		{
			Datum		value[4];
			bool		isnull[4] = {false};

			value[0] = start;
			value[1] = Int32GetDatum(step + 1);
			value[2] = CStringGetTextDatum(state->plan->name[step]);
			value[3] = Int64GetDatum((int64) contacts[step]);
			rows[nrows++] = HeapTupleGetDatum(heap_form_tuple(desc, value, isnull));
		}
	}
	ReleaseTupleDesc(desc);
	return array_of_rows(fcinfo, rows, nrows, "funnel_trend");
}

/* ---- funnel_contacts ---- */

typedef struct Stopped
{
	int			step;			/* contacts that got this far and no further */
	CaKeymap   *contacts;
} Stopped;

static void
take_stopped(void *result, CaKey key, const CaFunnelChain *chain)
{
	Stopped    *stopped = result;

	if (chain->depth == stopped->step)
		ca_keymap_add_key(stopped->contacts, &key, 0);
}

CA_FUNCTION(ca_funnel_contacts_finalfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	FunnelState *state = final_state(fcinfo, EXTRA_STEP);
	Stopped		stopped;

	if (state == NULL || state->timeline == NULL)
		PG_RETURN_POINTER(ca_keyset_encode(NULL));
	stopped.step = state->plan->given.step;
	stopped.contacts = ca_keymap_create(pool, state->timeline->shape, false);
	walk_contacts(state, take_stopped, &stopped);
	if (ca_keymap_is_empty(stopped.contacts))
		PG_RETURN_POINTER(ca_keyset_encode(NULL));
	PG_RETURN_POINTER(ca_keyset_encode(stopped.contacts));
}
