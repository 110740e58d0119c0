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
 * Memory: states live in the pool of the aggregate's context and go with it.
 * Results are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/door.h"
#include "api/message_metrics_state.h"
#include "api/row.h"
#include "core/state.h"

/* Arguments of message_metrics. */
#define EVENT_TYPE	1
#define IS_HUMAN	2
#define OCCURRED_AT	3
#define KEY			4

/* Columns of message_metrics_row: counts, times, rates. */
#define TIMES		3
#define COLUMNS		(2 * CA_MESSAGE_NONE + CA_MESSAGE_STATUSES + TIMES + CA_RATES)

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
	CaMetrics  *state;
	CaMessageEvent event;
	CaKey		key;

	ca_door_check(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
		state = ca_metrics_create(ca_door_pool(fcinfo), ca_door_shape(fcinfo, KEY, door));
	else
		state = (CaMetrics *) PG_GETARG_POINTER(0);
	event = event_of_row(fcinfo);
	if (event == CA_MESSAGE_NONE)
		PG_RETURN_POINTER(state);
	if (unlikely(!ca_message_count(&state->tally, event, PG_GETARG_TIMESTAMPTZ(OCCURRED_AT))))
		ca_metrics_carry(ca_door_pool(fcinfo), state);
	if (ca_door_key(fcinfo, KEY, door, &key) &&
		unlikely(!ca_metrics_add(state, &key, 1 << event)))
		state = ca_metrics_grow(ca_door_pool(fcinfo), state, &key, 1 << event);
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTIONS(ca_message_metrics, metrics_transfn);

/* ---- States ---- */

CA_FUNCTION(ca_message_metrics_serialize)
{
	const CaMetrics *state;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (const CaMetrics *) PG_GETARG_POINTER(0);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_METRICS, state->few.shape);
	ca_metrics_write(state, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Take what an opened state holds. */
static void *
metrics_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaMetrics  *state = known;

	if (shape.first == CA_KEY_NONE)
		ca_wire_error("there are keys of no kind");
	if (state == NULL)
		state = ca_metrics_create(pool, shape);
	(void) ca_door_same_shape(state->few.shape, shape);
	return ca_metrics_absorb(pool, state, r);
}

CA_FUNCTION(ca_message_metrics_combine)
{
	return ca_combine(fcinfo, CA_STATE_METRICS, metrics_absorb);
}

/* ---- The result ---- */

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
	bool		any = ca_message_any(totals, false);
	bool		engaged = ca_message_any(totals, true);

	for (int event = 0; event < CA_MESSAGE_NONE; event++)
	{
		*value++ = Int64GetDatum((int64) totals->n[event]);
		*value++ = Int64GetDatum((int64) uniques->n[event]);
	}
	for (int status = 0; status < CA_MESSAGE_STATUSES; status++)
		*value++ = Int64GetDatum((int64) uniques->status[status]);
	isnull += 2 * CA_MESSAGE_NONE + CA_MESSAGE_STATUSES;
	set_time(value++, isnull++, totals->times.first, any);
	set_time(value++, isnull++, totals->times.last, any);
	set_time(value++, isnull++, totals->times.last_engaged, engaged);
	for (int rate = 0; rate < CA_RATES; rate++)
	{
		double		fraction = 0;

		*isnull++ = !ca_message_rate(uniques, (CaMessageRate) rate, &fraction);
		*value++ = Float8GetDatum(fraction);
	}
}

CA_FUNCTION(ca_message_metrics_finalfn)
{
	static const char columns[] = "lllllllllllllllllllllllllllllll" "zzz" "fffffffffffffffff";
	CaMessageUniques uniques = {{0}, {0}};
	CaMessageTotals totals;
	Datum		value[COLUMNS];
	bool		isnull[COLUMNS] = {false};
	TupleDesc	desc;
	HeapTuple	row;

	StaticAssertStmt(sizeof(columns) == COLUMNS + 1, "a letter a column");
	ca_door_check(fcinfo);
	if (!PG_ARGISNULL(0))
	{
		const CaMetrics *state = (const CaMetrics *) PG_GETARG_POINTER(0);

		totals = ca_metrics_totals(state);
		uniques = ca_metrics_uniques(state);
	}
	else
		ca_message_begin(&totals);
	set_values(value, isnull, &totals, &uniques);
	desc = ca_row_descriptor(get_fn_expr_rettype(fcinfo->flinfo), columns);
	row = heap_form_tuple(desc, value, isnull);
	ReleaseTupleDesc(desc);
	PG_RETURN_DATUM(HeapTupleGetDatum(row));
}
