/*-------------------------------------------------------------------------
 *
 * responses_answers.c
 *	  What response_times and response_waits answer
 *
 * Usage: the final functions of the aggregates of responses_api.c.
 *
 * Both walk the timeline conversation by conversation (model/responses.h).  One
 * gathers how long the waits took, the other lists them: oldest first, those of
 * one instant in the order of conversations.
 *
 * Memory: results and the list are palloc'd in the caller's context; lengths of
 * waits are kept in the pool, which spills them at its limit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "api/door.h"
#include "api/responses_state.h"
#include "api/rows.h"
#include "core/quantile.h"
#include "core/timescan.h"
#include "model/responses.h"

/* The state to answer from, NULL without rows. */
static CaResponseState *
final_state(FunctionCallInfo fcinfo, bool waits)
{
	CaResponseState *state = PG_ARGISNULL(0) ? NULL : (CaResponseState *) PG_GETARG_POINTER(0);

	if (state != NULL && waits != (state->agents != NULL))
		ca_wire_error("they are of another aggregate");
	return state;
}

/* ---- Conversation by conversation ---- */

typedef struct Conversations
{
	CaTimeScan *timescan;
	uint32	   *order;			/* of agents, or NULL */
	CaKey		conversation;	/* at hand */
	CaResponseWalk walk;		/* through it */
} Conversations;

static void
scan_begin(Conversations *scan, CaResponseState *state)
{
	scan->timescan = ca_timescan_begin(state->timeline, true, true);
	scan->order = state->agents == NULL ? NULL : ca_dictionary_order(state->agents);
}

/* The next conversation; false at the end. */
static bool
scan_next(Conversations *scan)
{
	Size		n;
	const CaEvent *events = ca_timescan_next(scan->timescan, &scan->conversation, &n);

	CHECK_FOR_INTERRUPTS();
	if (events == NULL)
		return false;
	if (!IS_VALID_TIMESTAMP(events[0].at) || !IS_VALID_TIMESTAMP(events[n - 1].at))
		ca_wire_error("a time is out of range");
	ca_responses_begin(&scan->walk, events, n, scan->order);
	return true;
}

static void
scan_end(Conversations *scan)
{
	ca_timescan_free(scan->timescan);
	if (scan->order != NULL)
		pfree(scan->order);
}

/* ---- response_times ---- */

#define TIMES_COLUMNS	7

typedef struct Times
{
	CaQuantile	all;			/* microseconds of answered waits */
	CaQuantile	first;			/* of the first one of each conversation */
	uint64		unanswered;		/* waits */
} Times;

static void
gather_times(Times *times, CaResponseState *state)
{
	Conversations scan;

	scan_begin(&scan, state);
	while (scan_next(&scan))
	{
		bool		is_first = true;
		CaWait		wait;

		while (ca_responses_next(&scan.walk, &wait))
		{
			if (wait.answer == CA_MESSAGE_CONTACT)
			{
				times->unanswered++;
				continue;
			}
			ca_quantile_add(&times->all, ca_wait_length(&wait));
			if (is_first)
				ca_quantile_add(&times->first, ca_wait_length(&wait));
			is_first = false;
		}
	}
	scan_end(&scan);
}

static Datum
times_row(FunctionCallInfo fcinfo, Times *times)
{
	TupleDesc	desc = ca_row_descriptor(get_fn_expr_rettype(fcinfo->flinfo), "lllffff");
	uint64		answered = ca_quantile_count(&times->all);
	Datum		value[TIMES_COLUMNS] = {0};
	bool		isnull[TIMES_COLUMNS] = {false};
	HeapTuple	row;

	value[0] = Int64GetDatum((int64) (answered + times->unanswered));
	value[1] = Int64GetDatum((int64) answered);
	value[2] = Int64GetDatum((int64) times->unanswered);
	isnull[3] = isnull[4] = isnull[5] = isnull[6] = answered == 0;
	if (answered > 0)
	{
		value[3] = Float8GetDatum(ca_quantile_value(&times->all, 0.5) / USECS_PER_SEC);
		value[4] = Float8GetDatum(ca_quantile_value(&times->all, 0.9) / USECS_PER_SEC);
		value[5] = Float8GetDatum(ca_quantile_mean(&times->all) / USECS_PER_SEC);
		value[6] = Float8GetDatum(ca_quantile_value(&times->first, 0.5) / USECS_PER_SEC);
	}
	row = heap_form_tuple(desc, value, isnull);
	ReleaseTupleDesc(desc);
	return HeapTupleGetDatum(row);
}

CA_FUNCTION(ca_response_times_finalfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaResponseState *state = final_state(fcinfo, false);
	Times		times = {.unanswered = 0};
	Datum		row;

	ca_quantile_init(&times.all, pool);
	ca_quantile_init(&times.first, pool);
	if (state != NULL)
		gather_times(&times, state);
	row = times_row(fcinfo, &times);
	ca_quantile_free(&times.all);
	ca_quantile_free(&times.first);
	PG_RETURN_DATUM(row);
}

/* ---- response_waits ---- */

#define WAITS_COLUMNS	5

/* The name of a conversation that is text. */
typedef struct NamedKey
{
	CaKey		key;			/* hash of it */
	uint32		id;				/* its number */
} NamedKey;

/* A wait to be shown. */
typedef struct ShownWait
{
	CaWait		wait;
	CaKey		conversation;	/* of text: place of its name in their order,
								 * and its number */
} ShownWait;

typedef struct WaitList
{
	ShownWait  *waits;
	Size		n;				/* of them */
	Size		room;			/* for them */
} WaitList;

static int
key_compare(const CaKey *a, const CaKey *b)
{
	if (a->word[0] != b->word[0])
		return a->word[0] < b->word[0] ? -1 : 1;
	return (a->word[1] > b->word[1]) - (a->word[1] < b->word[1]);
}

static int
name_compare(const void *a, const void *b)
{
	return key_compare(&((const NamedKey *) a)->key, &((const NamedKey *) b)->key);
}

static int
wait_compare(const void *a, const void *b)
{
	const ShownWait *x = a;
	const ShownWait *y = b;

	if (x->wait.asked_at != y->wait.asked_at)
		return x->wait.asked_at < y->wait.asked_at ? -1 : 1;
	return key_compare(&x->conversation, &y->conversation);
}

/* The names by their keys; palloc'd. */
static NamedKey *
names_by_key(const CaDictionary *names)
{
	uint32		n = ca_dictionary_size(names);
	NamedKey   *result = palloc_extended(Max(n, 1) * sizeof(NamedKey), MCXT_ALLOC_HUGE);

	for (uint32 id = 0; id < n; id++)
	{
		uint32		length;
		const char *string = ca_dictionary_string(names, id, &length);

		result[id].key = ca_key_hash(string, length);
		result[id].id = id;
	}
	ca_door_sort(result, n, sizeof(NamedKey), name_compare);
	return result;
}

static void
list_add(WaitList *list, const CaWait *wait, const CaKey *conversation)
{
	if (list->n == list->room)
	{
		list->room = Max(64, 2 * list->room);
		list->waits = list->waits == NULL ? palloc(list->room * sizeof(ShownWait))
			: repalloc_huge(list->waits, list->room * sizeof(ShownWait));
	}
	list->waits[list->n].wait = *wait;
	list->waits[list->n++].conversation = *conversation;
}

/* All waits, by conversation: its key, or of text the place of its name. */
static void
list_waits(WaitList *list, CaResponseState *state)
{
	NamedKey   *names = state->names == NULL ? NULL : names_by_key(state->names);
	uint32	   *place = state->names == NULL ? NULL : ca_dictionary_order(state->names);
	Conversations scan;
	CaWait		wait;

	scan_begin(&scan, state);
	while (scan_next(&scan))
	{
		CaKey		conversation = scan.conversation;

		if (names != NULL)
		{
			NamedKey	sought = {.key = conversation};
			const NamedKey *name = bsearch(&sought, names, ca_dictionary_size(state->names), sizeof(NamedKey), name_compare);

			if (name == NULL)
				ca_wire_error("a conversation has no name");
			conversation.word[0] = place[name->id];
			conversation.word[1] = name->id;
		}
		while (ca_responses_next(&scan.walk, &wait))
			list_add(list, &wait, &conversation);
	}
	scan_end(&scan);
	if (names != NULL)
	{
		pfree(names);
		pfree(place);
	}
}

static text *
dictionary_text(const CaDictionary *dictionary, uint32 id)
{
	uint32		length;
	const char *string = ca_dictionary_string(dictionary, id, &length);

	return cstring_to_text_with_len(string, (int) length);
}

/* A conversation as text. */
static text *
conversation_text(const CaResponseState *state, const CaKey *key)
{
	pg_uuid_t	uuid;

	if (state->names != NULL)
		return dictionary_text(state->names, (uint32) key->word[1]);
	if (state->timeline->shape.first == CA_KEY_INTEGER)
		return cstring_to_text(psprintf(INT64_FORMAT, ca_key_to_int64(key->word[0])));
	for (int i = 0; i < UUID_LEN; i++)
		uuid.data[i] = (uint8) (key->word[i / 8] >> (56 - 8 * (i % 8)));
	return cstring_to_text(DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(&uuid))));
}

static void
add_row(CaRows *rows, const CaResponseState *state, const ShownWait *shown)
{
	const CaWait *wait = &shown->wait;
	Datum		value[WAITS_COLUMNS] = {0};
	bool		isnull[WAITS_COLUMNS] = {false};

	value[0] = PointerGetDatum(conversation_text(state, &shown->conversation));
	isnull[1] = wait->answer < CA_MESSAGE_NAMED;
	if (!isnull[1])
		value[1] = PointerGetDatum(dictionary_text(state->agents, wait->answer - CA_MESSAGE_NAMED));
	value[2] = TimestampTzGetDatum(wait->asked_at);
	isnull[3] = isnull[4] = wait->answer == CA_MESSAGE_CONTACT;
	if (!isnull[3])
	{
		value[3] = TimestampTzGetDatum(wait->answered_at);
		value[4] = Float8GetDatum((double) ca_wait_length(wait) / USECS_PER_SEC);
	}
	ca_rows_add(rows, value, isnull);
	pfree(DatumGetPointer(value[0]));
	if (!isnull[1])
		pfree(DatumGetPointer(value[1]));
}

CA_FUNCTION(ca_response_waits_finalfn)
{
	WaitList	list = {NULL, 0, 0};
	CaResponseState *state;
	CaRows		rows;

	ca_door_check(fcinfo);
	state = final_state(fcinfo, true);
	ca_rows_begin(&rows, fcinfo, "ttzzf");
	if (state != NULL)
	{
		list_waits(&list, state);
		ca_door_sort(list.waits, list.n, sizeof(ShownWait), wait_compare);
		for (Size i = 0; i < list.n; i++)
		{
			CHECK_FOR_INTERRUPTS();
			add_row(&rows, state, &list.waits[i]);
		}
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
