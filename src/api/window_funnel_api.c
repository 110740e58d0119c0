/*-------------------------------------------------------------------------
 *
 * window_funnel_api.c
 *	  Doors of window_funnel
 *
 * Usage:
 *	SELECT contact_id, window_funnel('7 days', occurred_at,
 *									 event_type = 'sent', event_type = 'opened')
 *	  FROM events GROUP BY contact_id;
 *	SELECT window_funnel('7 days', 'strict_order', occurred_at, ...)
 *	SELECT window_funnel('7 days', occurred_at, event_type, '{sent,opened}')
 *
 * A state is a trail of the events that meet a condition, or are of a listed
 * type, in strict order of all events, with the steps that they are as their
 * kind.  A group without such an event has no state at all, unless window, mode
 * or steps might change, which only a state can tell.
 *
 * Memory: trails live in the pool of the aggregate's context, and so does what
 * is asked, once for all trails.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "parser/scansup.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/condition.h"
#include "api/door.h"
#include "api/steps.h"
#include "core/state.h"
#include "core/trail.h"
#include "model/window_funnel.h"

#define AGGREGATE_NAME	"window_funnel"
#define WINDOW_NAME		"window"
#define MODE_NAME		"mode"
#define STEPS_NAME		"steps"

#define WINDOW_ARG	1
#define MODE_ARG	2			/* in the forms that have one */

/* Where a call has its arguments. */
typedef struct Layout
{
	int			at;				/* the time; the conditions, or the type, come
								 * next */
	bool		by_type;		/* behind the type are the steps */
} Layout;

/* What is asked. */
typedef struct Asked
{
	CaWindowFunnelSpec spec;
	ArrayType  *array;			/* the steps, or NULL: conditions */
} Asked;

/* The same, as the trails of a pool share it. */
typedef struct SharedSpec
{
	CaShared	shared;			/* in the pool's lists; first */
	Asked		asked;			/* no array, if it cannot change */
	CaSteps    *steps;			/* of the array, or NULL */
} SharedSpec;

/* What a call keeps from row to row. */
typedef struct FunnelCall
{
	CaCall		call;			/* first, for ca_door_call */
	bool		constant;		/* what is asked is the same for all rows */
	Asked		asked;			/* by them */
	CaSteps		steps;			/* of the array */
} FunnelCall;

/* ---- Window and mode ---- */

static const struct
{
	const char *name;
	uint32		mode;
}			mode_words[] =

{
	{"strict_order", CA_STRICT_ORDER},
	{"strict_deduplication", CA_STRICT_DEDUPLICATION},
	{"strict_increase", CA_STRICT_INCREASE},
	{"strict_once", CA_STRICT_ONCE},
	{"allow_reentry", CA_ALLOW_REENTRY}
};

static uint32
mode_of_word(const char *word, int length)
{
	for (int i = 0; i < (int) lengthof(mode_words); i++)
	{
		if (strlen(mode_words[i].name) == length && memcmp(mode_words[i].name, word, length) == 0)
			return mode_words[i].mode;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("mode \"%.*s\" is not recognized", length, word),
			 errhint("Valid modes are strict_order, strict_deduplication, strict_increase, strict_once and allow_reentry, separated by commas.")));
	return 0;
}

static const char *
skip_spaces(const char *at, const char *end)
{
	while (at < end && scanner_isspace(*at))
		at++;
	return at;
}

/* Words between commas, with white space around them or not; none in a blank text. */
static uint32
modes_of_text(const text *value)
{
	const char *end = VARDATA_ANY(value) + VARSIZE_ANY_EXHDR(value);
	const char *at = skip_spaces(VARDATA_ANY(value), end);
	uint32		modes = 0;

	if (at == end)
		return 0;
	for (;;)
	{
		const char *comma = memchr(at, ',', end - at);
		const char *stop = comma != NULL ? comma : end;

		while (stop > at && scanner_isspace(stop[-1]))
			stop--;
		modes |= mode_of_word(at, (int) (stop - at));
		if (comma == NULL)
			return modes;
		at = skip_spaces(comma + 1, end);
	}
}

/* How many steps there are, for any form. */
static uint32
count_steps(FunctionCallInfo fcinfo, const Layout layout, ArrayType *array)
{
	text	   *step[CA_MAX_STEPS];

	if (layout.by_type)
		return (uint32) ca_steps_elements(array, AGGREGATE_NAME, step);
	return (uint32) (PG_NARGS() - layout.at - 1);
}

/* What a row asks. */
static Asked
asked_by_row(FunctionCallInfo fcinfo, const Layout layout)
{
	Asked		asked = {0};

	ca_door_require(fcinfo, WINDOW_ARG, WINDOW_NAME);
	asked.spec.window = ca_condition_window(PG_GETARG_INTERVAL_P(WINDOW_ARG), WINDOW_NAME);
	if (layout.at > MODE_ARG)
	{
		ca_door_require(fcinfo, MODE_ARG, MODE_NAME);
		asked.spec.modes = modes_of_text(PG_GETARG_TEXT_PP(MODE_ARG));
	}
	if ((asked.spec.modes & CA_ALLOW_REENTRY) && !(asked.spec.modes & CA_STRICT_ORDER))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mode allow_reentry requires mode strict_order")));
	if (layout.by_type)
	{
		ca_door_require(fcinfo, layout.at + 2, STEPS_NAME);
		asked.array = PG_GETARG_ARRAYTYPE_P(layout.at + 2);
	}
	asked.spec.nsteps = count_steps(fcinfo, layout, asked.array);
	return asked;
}

static bool
is_constant(FunctionCallInfo fcinfo, const Layout layout)
{
	return ca_door_is_constant(fcinfo, WINDOW_ARG) &&
		(layout.at == MODE_ARG || ca_door_is_constant(fcinfo, MODE_ARG)) &&
		(!layout.by_type || ca_door_is_constant(fcinfo, layout.at + 2));
}

/* A copy of an array, in context. */
static ArrayType *
copy_array(MemoryContext context, const ArrayType *array)
{
	return memcpy(MemoryContextAlloc(context, VARSIZE(array)), array, VARSIZE(array));
}

static FunnelCall *
make_call(FunctionCallInfo fcinfo, const Layout layout)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	FunnelCall *call = MemoryContextAllocZero(context, sizeof(FunnelCall));

	if (!layout.by_type)
		(void) ca_condition_count(fcinfo, layout.at + 1, AGGREGATE_NAME);
	call->call = *ca_door_call(fcinfo);
	call->constant = is_constant(fcinfo, layout);
	call->asked = asked_by_row(fcinfo, layout);
	if (layout.by_type)
	{
		(void) ca_steps_make(&call->steps, copy_array(context, call->asked.array), AGGREGATE_NAME);
		call->asked.array = NULL;	/* it is no row's that stays */
	}
	fcinfo->flinfo->fn_extra = call;
	return call;
}

/* ---- Trails ---- */

static inline const SharedSpec *
trail_shared(const CaTrail *trail)
{
	return (const SharedSpec *) trail->shared;
}

/* What a trail's aggregate asks. */
static inline const CaWindowFunnelSpec *
trail_spec(const CaTrail *trail)
{
	return &trail_shared(trail)->asked.spec;
}

/* The name of what differs, or NULL. */
static const char *
what_differs(const Asked *a, const Asked *b)
{
	if (a->spec.window != b->spec.window)
		return WINDOW_NAME;
	if (a->spec.modes != b->spec.modes)
		return MODE_NAME;
	if (a->spec.nsteps != b->spec.nsteps || (a->array == NULL) != (b->array == NULL))
		return STEPS_NAME;
	return a->array == NULL || ca_steps_equal(a->array, b->array) ? NULL : STEPS_NAME;
}

static bool
is_asked(const CaShared *entry, const void *asked)
{
	return what_differs(&((const SharedSpec *) entry)->asked, asked) == NULL;
}

static const SharedSpec *
shared_spec(CaPool *pool, const Asked *asked)
{
	SharedSpec *spec = (SharedSpec *) ca_pool_shared(pool, is_asked, asked);

	if (spec != NULL)
		return spec;
	spec = MemoryContextAllocZero(pool->context, sizeof(SharedSpec));
	spec->asked = *asked;
	if (asked->array != NULL)
	{
		spec->asked.array = copy_array(pool->context, asked->array);
		spec->steps = MemoryContextAlloc(pool->context, sizeof(CaSteps));
		(void) ca_steps_make(spec->steps, spec->asked.array, AGGREGATE_NAME);
	}
	ca_pool_share(pool, is_asked, &spec->shared);
	return spec;
}

static CaTrail *
create_trail(CaPool *pool, const Asked *asked)
{
	return ca_trail_create(pool->context, (int) asked->spec.nsteps, shared_spec(pool, asked));
}

/* Error unless a trail asks the same. */
static void
require_same(const CaTrail *trail, const Asked *asked)
{
	const char *differs = what_differs(&trail_shared(trail)->asked, asked);

	if (differs != NULL)
		ca_door_changed(differs);
}

/* The trail for a row that may ask something else than those before. */
static CaTrail *
trail_of_changing_row(FunctionCallInfo fcinfo, CaTrail *trail, const Layout layout)
{
	Asked		asked = asked_by_row(fcinfo, layout);

	if (trail == NULL)
		return create_trail(ca_door_pool(fcinfo), &asked);
	require_same(trail, &asked);
	return trail;
}

/* A bit for each step that a row is. */
static pg_attribute_always_inline uint32
kind_of_row(FunctionCallInfo fcinfo, const Layout layout, const CaWindowFunnelSpec *spec,
			const CaSteps *steps)
{
	if (!layout.by_type)
		return ca_condition_mask(fcinfo, layout.at + 1, (int) spec->nsteps);
	return PG_ARGISNULL(layout.at + 1) ? 0 : ca_steps_kind(steps, PG_GETARG_TEXT_PP(layout.at + 1));
}

static pg_attribute_always_inline Datum
window_funnel_transfn(FunctionCallInfo fcinfo, const Layout layout)
{
	CaTrail    *trail = PG_ARGISNULL(0) ? NULL : (CaTrail *) PG_GETARG_POINTER(0);
	const FunnelCall *call;
	const CaWindowFunnelSpec *spec;
	const CaSteps *steps;

	ca_door_check(fcinfo);
	call = fcinfo->flinfo->fn_extra;
	if (unlikely(call == NULL))
		call = make_call(fcinfo, layout);
	spec = &call->asked.spec;
	steps = &call->steps;
	if (unlikely(!call->constant))
	{
		trail = trail_of_changing_row(fcinfo, trail, layout);
		spec = trail_spec(trail);
		steps = trail_shared(trail)->steps;
	}
	if (!PG_ARGISNULL(layout.at))
	{
		uint32		kind = kind_of_row(fcinfo, layout, spec, steps);

		if (kind != 0 || (spec->modes & CA_STRICT_ORDER))
		{
			if (trail == NULL)
				trail = create_trail(ca_door_pool(fcinfo), &call->asked);
			trail = ca_trail_add(trail, PG_GETARG_TIMESTAMPTZ(layout.at), kind);
		}
	}
	if (trail == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(trail);
}

#define TRANSITION_FUNCTION(symbol, at, by_type) \
	CA_FUNCTION(symbol) \
	{ return window_funnel_transfn(fcinfo, (Layout) {at, by_type}); } \
	extern Datum symbol(PG_FUNCTION_ARGS)

TRANSITION_FUNCTION(ca_window_funnel_transfn, MODE_ARG, false);
TRANSITION_FUNCTION(ca_window_funnel_mode_transfn, MODE_ARG + 1, false);
TRANSITION_FUNCTION(ca_window_funnel_steps_transfn, MODE_ARG, true);
TRANSITION_FUNCTION(ca_window_funnel_steps_mode_transfn, MODE_ARG + 1, true);

/* ---- Between processes, and the answer ---- */

CA_FUNCTION(ca_window_funnel_serialize)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaTrail    *trail = (CaTrail *) PG_GETARG_POINTER(0);
	const Asked *asked = &trail_shared(trail)->asked;
	CaKeyShape	none = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TRAIL, none);
	ca_write_varint(&w, asked->spec.window);
	ca_write_varint(&w, asked->spec.modes);
	ca_write_varint(&w, asked->spec.nsteps);
	ca_write_varint(&w, asked->array != NULL);
	if (asked->array != NULL)
		ca_steps_write(&w, asked->array);
	ca_trail_write(trail, pool, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static Asked
read_asked(CaReader *r)
{
	Asked		asked = {0};
	uint64		number;

	asked.spec.window = ca_read_varint(r);
	number = ca_read_varint(r);
	if (number > CA_WINDOW_FUNNEL_MODES)
		ca_wire_error("a mode is not known");
	asked.spec.modes = (uint32) number;
	number = ca_read_varint(r);
	if (number < 1 || number > CA_WINDOW_FUNNEL_MAX)
		ca_wire_error("the number of steps is out of range");
	asked.spec.nsteps = (uint32) number;
	if (ca_read_varint(r) != 0)
		asked.array = ca_steps_read(r);
	if (asked.array != NULL && ARR_DIMS(asked.array)[0] != (int) asked.spec.nsteps)
		ca_wire_error("the number of steps differs");
	return asked;
}

/* Take what an opened state holds. */
static void *
trail_absorb(FunctionCallInfo fcinfo, void *trail, CaReader *r, CaKeyShape shape)
{
	Asked		asked = read_asked(r);

	if (trail == NULL)
		trail = create_trail(ca_door_pool(fcinfo), &asked);
	else
		require_same(trail, &asked);
	return ca_trail_absorb(trail, r);
}

CA_FUNCTION(ca_window_funnel_combine)
{
	return ca_combine(fcinfo, CA_STATE_TRAIL, trail_absorb);
}

CA_FUNCTION(ca_window_funnel_finalfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaTrail    *trail;

	if (PG_ARGISNULL(0))
		PG_RETURN_INT32(0);
	trail = (CaTrail *) PG_GETARG_POINTER(0);
	PG_RETURN_INT32(ca_window_funnel_level(trail_spec(trail), ca_trail_events(trail, pool), trail->n));
}
