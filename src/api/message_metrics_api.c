/*-------------------------------------------------------------------------
 *
 * message_metrics_api.c
 *	  Doors of message_metrics
 *
 * Usage:
 *	SELECT m.* FROM (
 *		SELECT message_metrics(event_type, is_human, occurred_at, message_id, contact_id) AS metrics
 *		FROM events) AS e, LATERAL (SELECT (e.metrics).*) AS m;
 *
 * A state has the totals of rows and, for all distinct counts together, one
 * timeline: of each key the events it was seen with.  One set of keys for each
 * event would be up to thirteen containers a group, where a report by contact
 * has a hundred thousand groups of ten rows.  Times of the rows are of no use
 * there, so that all events are at one instant and equal ones are one.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 * Results are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "api/combine.h"
#include "api/door.h"
#include "core/state.h"
#include "core/timescan.h"
#include "model/message_metrics.h"

/* Arguments of message_metrics. */
#define EVENT_TYPE	1
#define IS_HUMAN	2
#define OCCURRED_AT	3
#define KEY			4

/* Columns of message_metrics_row. */
#define TIMES		3
#define COLUMNS		(2 * CA_MESSAGE_NONE + CA_MESSAGE_STATUSES + TIMES + CA_RATES)

/* The instant of all events in a timeline. */
#define NO_TIME		0

typedef struct MetricsState
{
	CaMessageTotals totals;
	CaTimeline *timeline;		/* kinds are CaMessageEvents */
} MetricsState;

static MetricsState *
metrics_create(CaPool *pool, CaKeyShape shape)
{
	MetricsState *state = MemoryContextAlloc(pool->context, sizeof(MetricsState));

	ca_message_begin(&state->totals);
	state->timeline = ca_timeline_create(pool, shape, CA_MESSAGE_BITS);
	state->timeline->unique = true;
	return state;
}

/* ---- Rows in ---- */

/* What happened in a row; CA_MESSAGE_NONE: nothing that is counted. */
static pg_attribute_always_inline CaMessageEvent
event_of_row(FunctionCallInfo fcinfo)
{
	CaMessageEvent event;
	text	   *event_type;

	if (PG_ARGISNULL(EVENT_TYPE) || PG_ARGISNULL(OCCURRED_AT))
		return CA_MESSAGE_NONE;
	event_type = PG_GETARG_TEXT_PP(EVENT_TYPE);
	event = ca_message_find(VARDATA_ANY(event_type), VARSIZE_ANY_EXHDR(event_type));
	if (!PG_ARGISNULL(IS_HUMAN) && PG_GETARG_BOOL(IS_HUMAN))
		event = ca_message_human(event);
	return event;
}

static pg_attribute_always_inline Datum
metrics_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	MetricsState *state;
	CaMessageEvent event;
	CaKey		key;

	ca_door_check(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
		state = metrics_create(ca_door_pool(fcinfo), ca_door_shape(fcinfo, KEY, door));
	else
		state = (MetricsState *) PG_GETARG_POINTER(0);
	event = event_of_row(fcinfo);
	if (event == CA_MESSAGE_NONE)
		PG_RETURN_POINTER(state);
	ca_message_count(&state->totals, event, PG_GETARG_TIMESTAMPTZ(OCCURRED_AT));
	if (ca_door_key(fcinfo, KEY, door, &key))
		ca_timeline_add(state->timeline, &key, NO_TIME, event);
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTIONS(ca_message_metrics, metrics_transfn);

/* ---- States ---- */

CA_FUNCTION(ca_message_metrics_serialize)
{
	MetricsState *state;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (MetricsState *) PG_GETARG_POINTER(0);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_METRICS, state->timeline->shape);
	for (int event = 0; event < CA_MESSAGE_NONE; event++)
		ca_write_varint(&w, state->totals.n[event]);
	ca_write_varint(&w, ca_fold((uint64) state->totals.first));
	ca_write_varint(&w, ca_fold((uint64) state->totals.last));
	ca_write_varint(&w, ca_fold((uint64) state->totals.last_engaged));
	ca_timeline_write(state->timeline, &w, NULL, 0);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static CaMessageTotals
read_totals(CaReader *r)
{
	CaMessageTotals totals;

	for (int event = 0; event < CA_MESSAGE_NONE; event++)
		totals.n[event] = ca_read_varint(r);
	totals.first = (TimestampTz) ca_unfold(ca_read_varint(r));
	totals.last = (TimestampTz) ca_unfold(ca_read_varint(r));
	totals.last_engaged = (TimestampTz) ca_unfold(ca_read_varint(r));
	if (!ca_message_is_sound(&totals))
		ca_wire_error("numbers of events contradict each other");
	return totals;
}

/* Take what an opened state holds. */
static void *
metrics_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaMessageTotals totals = read_totals(r);
	MetricsState *state = known;

	if (shape.first == CA_KEY_NONE)
		ca_wire_error("there are keys of no kind");
	if (state == NULL)
		state = metrics_create(ca_door_pool(fcinfo), shape);
	(void) ca_door_same_shape(state->timeline->shape, shape);
	ca_message_add(&state->totals, &totals);
	ca_timeline_absorb(state->timeline, r, NULL, 0);
	return state;
}

CA_FUNCTION(ca_message_metrics_combine)
{
	return ca_combine(fcinfo, CA_STATE_METRICS, metrics_absorb);
}

/* ---- The result ---- */

static CaMessageUniques
count_keys(MetricsState *state)
{
	CaMessageUniques uniques = {{0}, {0}};
	CaTimeScan *scan = ca_timescan_begin(state->timeline, true, true);
	const CaEvent *events;
	CaKey		key;
	Size		n;

	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		uint32		seen = 0;

		CHECK_FOR_INTERRUPTS();
		for (Size i = 0; i < n; i++)
		{
			if (events[i].kind >= CA_MESSAGE_NONE)
				ca_wire_error("the kind of an event is out of range");
			seen |= (uint32) 1 << events[i].kind;
		}
		ca_message_count_key(&uniques, seen);
	}
	ca_timescan_free(scan);
	return uniques;
}

/* A time that there is only if some row had it. */
static void
set_time(Datum *value, bool *isnull, TimestampTz at, bool is_there)
{
	*value = TimestampTzGetDatum(at);
	*isnull = !is_there;
}

static void
set_values(Datum *value, bool *isnull, const CaMessageTotals *totals, const CaMessageUniques *uniques)
{
	bool		any = ca_message_rows(totals, false) > 0;
	bool		engaged = ca_message_rows(totals, true) > 0;

	for (int event = 0; event < CA_MESSAGE_NONE; event++)
	{
		*value++ = Int64GetDatum((int64) totals->n[event]);
		*value++ = Int64GetDatum((int64) uniques->n[event]);
	}
	for (int status = 0; status < CA_MESSAGE_STATUSES; status++)
		*value++ = Int64GetDatum((int64) uniques->status[status]);
	isnull += 2 * CA_MESSAGE_NONE + CA_MESSAGE_STATUSES;
	set_time(value++, isnull++, totals->first, any);
	set_time(value++, isnull++, totals->last, any);
	set_time(value++, isnull++, totals->last_engaged, engaged);
	for (int rate = 0; rate < CA_RATES; rate++)
	{
		double		fraction = 0;

		*isnull++ = !ca_message_rate(uniques, (CaMessageRate) rate, &fraction);
		*value++ = Float8GetDatum(fraction);
	}
}

CA_FUNCTION(ca_message_metrics_finalfn)
{
	CaMessageUniques uniques = {{0}, {0}};
	CaMessageTotals totals;
	Datum		value[COLUMNS];
	bool		isnull[COLUMNS] = {false};
	TupleDesc	desc;
	HeapTuple	row;

	ca_door_check(fcinfo);
	ca_message_begin(&totals);
	if (!PG_ARGISNULL(0))
	{
		MetricsState *state = (MetricsState *) PG_GETARG_POINTER(0);

		totals = state->totals;
		uniques = count_keys(state);
	}
	set_values(value, isnull, &totals, &uniques);
	desc = lookup_rowtype_tupdesc(get_fn_expr_rettype(fcinfo->flinfo), -1);
	row = heap_form_tuple(desc, value, isnull);
	ReleaseTupleDesc(desc);
	PG_RETURN_DATUM(HeapTupleGetDatum(row));
}
