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
 *
 * A state is a trail of the events that meet a condition, in strict order of
 * all events, with the conditions met as their kind.  A group without such an
 * event has no state at all, unless window or mode might change, which only a
 * state can tell.
 *
 * Memory: trails live in the pool of the aggregate's context, and so does what
 * is asked (window and mode), once for all trails.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/condition.h"
#include "api/door.h"
#include "core/state.h"
#include "core/trail.h"
#include "model/window_funnel.h"

#define AGGREGATE_NAME	"window_funnel"
#define WINDOW_NAME		"window"
#define MODE_NAME		"mode"

#define WINDOW_ARG	1
#define MODE_ARG	2			/* in the form that has one */

/* Specs of one query that are worth looking through. */
#define SHARED_SPECS	8

/* What is asked, as the trails of a pool share it. */
typedef struct SharedSpec
{
	CaShared	shared;			/* in the pool's list; first */
	CaWindowFunnelSpec spec;
} SharedSpec;

/* What a call keeps from row to row. */
typedef struct FunnelCall
{
	CaCall		call;			/* first, for ca_door_call */
	bool		constant;		/* window and mode are the same for all rows */
	CaWindowFunnelSpec spec;	/* of the first row */
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
	while (at < end && *at == ' ')
		at++;
	return at;
}

/* Words between commas, with spaces around them or not; none in an empty text. */
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

		while (stop > at && stop[-1] == ' ')
			stop--;
		modes |= mode_of_word(at, (int) (stop - at));
		if (comma == NULL)
			return modes;
		at = skip_spaces(comma + 1, end);
	}
}

static void
require_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (unlikely(PG_ARGISNULL(argument)))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be NULL", name)));
}

/* What a row asks; at_arg is the argument of the time, behind which conditions stand. */
static CaWindowFunnelSpec
spec_of_row(FunctionCallInfo fcinfo, int at_arg)
{
	CaWindowFunnelSpec spec;

	require_argument(fcinfo, WINDOW_ARG, WINDOW_NAME);
	spec.window = ca_condition_window(PG_GETARG_INTERVAL_P(WINDOW_ARG), WINDOW_NAME);
	spec.modes = 0;
	spec.nsteps = (uint32) (PG_NARGS() - at_arg - 1);
	if (at_arg > MODE_ARG)
	{
		require_argument(fcinfo, MODE_ARG, MODE_NAME);
		spec.modes = modes_of_text(PG_GETARG_TEXT_PP(MODE_ARG));
	}
	if ((spec.modes & CA_ALLOW_REENTRY) && !(spec.modes & CA_STRICT_ORDER))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mode allow_reentry requires mode strict_order")));
	return spec;
}

static FunnelCall *
make_call(FunctionCallInfo fcinfo, int at_arg)
{
	FunnelCall *call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(FunnelCall));

	(void) ca_condition_count(fcinfo, at_arg + 1, AGGREGATE_NAME);
	call->call = *ca_door_call(fcinfo);
	call->constant = ca_door_is_constant(fcinfo, WINDOW_ARG) &&
		(at_arg == MODE_ARG || ca_door_is_constant(fcinfo, MODE_ARG));
	call->spec = spec_of_row(fcinfo, at_arg);
	fcinfo->flinfo->fn_extra = call;
	return call;
}

/* ---- Trails ---- */

/* What a trail's aggregate asks. */
static inline const CaWindowFunnelSpec *
trail_spec(const CaTrail *trail)
{
	return &((const SharedSpec *) trail->shared)->spec;
}

static bool
specs_are_equal(const CaWindowFunnelSpec *a, const CaWindowFunnelSpec *b)
{
	return a->window == b->window && a->modes == b->modes && a->nsteps == b->nsteps;
}

static const SharedSpec *
shared_spec(CaPool *pool, const CaWindowFunnelSpec *spec)
{
	SharedSpec *added;
	int			looked = 0;

	for (const CaShared *entry = pool->shared; entry != NULL && looked < SHARED_SPECS;
		 entry = entry->next)
	{
		const SharedSpec *shared = (const SharedSpec *) entry;

		if (entry->owner != shared_spec)
			continue;
		if (specs_are_equal(&shared->spec, spec))
			return shared;
		looked++;
	}
	added = MemoryContextAlloc(pool->context, sizeof(SharedSpec));
	added->spec = *spec;
	ca_pool_share(pool, &added->shared, shared_spec);
	return added;
}

static CaTrail *
create_trail(CaPool *pool, const CaWindowFunnelSpec *spec)
{
	return ca_trail_create(pool->context, (int) spec->nsteps, shared_spec(pool, spec));
}

/* Error unless a trail asks the same. */
static void
require_same_spec(const CaTrail *trail, const CaWindowFunnelSpec *spec)
{
	if (trail_spec(trail)->window != spec->window)
		ca_door_changed(WINDOW_NAME);
	if (trail_spec(trail)->modes != spec->modes)
		ca_door_changed(MODE_NAME);
}

/* The trail for a row whose window or mode may differ from those before. */
static CaTrail *
trail_of_changing_row(FunctionCallInfo fcinfo, CaTrail *trail, int at_arg)
{
	CaWindowFunnelSpec spec = spec_of_row(fcinfo, at_arg);

	if (trail == NULL)
		return create_trail(ca_door_pool(fcinfo), &spec);
	require_same_spec(trail, &spec);
	return trail;
}

static pg_attribute_always_inline Datum
window_funnel_transfn(FunctionCallInfo fcinfo, const int at_arg)
{
	CaTrail    *trail = PG_ARGISNULL(0) ? NULL : (CaTrail *) PG_GETARG_POINTER(0);
	const FunnelCall *call;
	const CaWindowFunnelSpec *spec;

	ca_door_check(fcinfo);
	call = fcinfo->flinfo->fn_extra;
	if (unlikely(call == NULL))
		call = make_call(fcinfo, at_arg);
	spec = &call->spec;
	if (unlikely(!call->constant))
	{
		trail = trail_of_changing_row(fcinfo, trail, at_arg);
		spec = trail_spec(trail);
	}
	if (!PG_ARGISNULL(at_arg))
	{
		uint32		mask = ca_condition_mask(fcinfo, at_arg + 1, (int) spec->nsteps);

		if (mask != 0 || (spec->modes & CA_STRICT_ORDER))
		{
			if (trail == NULL)
				trail = create_trail(ca_door_pool(fcinfo), spec);
			trail = ca_trail_add(trail, PG_GETARG_TIMESTAMPTZ(at_arg), mask);
		}
	}
	if (trail == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(trail);
}

CA_FUNCTION(ca_window_funnel_transfn)
{
	return window_funnel_transfn(fcinfo, MODE_ARG);
}

CA_FUNCTION(ca_window_funnel_mode_transfn)
{
	return window_funnel_transfn(fcinfo, MODE_ARG + 1);
}

/* ---- Between processes, and the answer ---- */

CA_FUNCTION(ca_window_funnel_serialize)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaTrail    *trail = (CaTrail *) PG_GETARG_POINTER(0);
	const CaWindowFunnelSpec *spec = trail_spec(trail);
	CaKeyShape	none = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TRAIL, none);
	ca_write_varint(&w, spec->window);
	ca_write_varint(&w, spec->modes);
	ca_write_varint(&w, spec->nsteps);
	ca_trail_write(trail, pool, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static CaWindowFunnelSpec
read_spec(CaReader *r)
{
	CaWindowFunnelSpec spec;
	uint64		number;

	spec.window = ca_read_varint(r);
	number = ca_read_varint(r);
	if (number > CA_WINDOW_FUNNEL_MODES)
		ca_wire_error("a mode is not known");
	spec.modes = (uint32) number;
	number = ca_read_varint(r);
	if (number < 1 || number > CA_WINDOW_FUNNEL_MAX)
		ca_wire_error("the number of conditions is out of range");
	spec.nsteps = (uint32) number;
	return spec;
}

CA_FUNCTION(ca_window_funnel_combine)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaTrail    *trail = PG_ARGISNULL(0) ? NULL : (CaTrail *) PG_GETARG_POINTER(0);
	struct varlena *part;
	CaWindowFunnelSpec spec;
	CaReader	r;

	if (PG_ARGISNULL(1))
	{
		if (trail == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(trail);
	}
	part = (struct varlena *) PG_GETARG_POINTER(1);
	(void) ca_state_open(&r, VARDATA_ANY(part), VARSIZE_ANY_EXHDR(part), CA_STATE_TRAIL);
	spec = read_spec(&r);
	if (trail == NULL)
		trail = create_trail(pool, &spec);
	else
		require_same_spec(trail, &spec);
	if (trail->bits != spec.nsteps)
		ca_wire_error("the number of conditions differs");
	trail = ca_trail_absorb(trail, &r);
	ca_state_close(&r);
	PG_RETURN_POINTER(trail);
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
