/*-------------------------------------------------------------------------
 *
 * responses_api.c
 *	  Doors of response_times and response_waits: rows in, partial states
 *
 * Usage:
 *	SELECT campaign_id, (response_times(conversation_id, occurred_at, actor)).*
 *	FROM messages GROUP BY campaign_id;
 *	SELECT w.* FROM unnest((
 *		SELECT response_waits(conversation_id, occurred_at, actor, agent)
 *		FROM messages)) AS w;
 *
 * Messages of contacts and agents go into a timeline by conversation; those of
 * assistants and campaigns end no wait, and are not kept.  response_waits also
 * keeps who the agents are, and the names of conversations that are text, whose
 * keys are hashes.  What is made of them then is in responses_answers.c.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/door.h"
#include "api/responses_state.h"
#include "core/state.h"
#include "model/responses.h"

/* Arguments of both, the last of response_waits alone. */
#define CONVERSATION	1
#define AT				2
#define ACTOR			3
#define AGENT			4

/*
 * Bits of a kind that a timeline keeps beside the time.  With twelve there is
 * room for 4094 agents over 140 years; more of either cost memory.
 */
#define CA_ACTOR_BITS	1
#define CA_AGENT_BITS	12

static CaResponseState *
state_create(CaPool *pool, bool waits, CaKeyShape shape)
{
	CaResponseState *state = MemoryContextAllocZero(pool->context, sizeof(CaResponseState));

	state->timeline = ca_timeline_create(pool, shape, waits ? CA_AGENT_BITS : CA_ACTOR_BITS);
	state->timeline->unique = true;
	if (waits)
		state->agents = ca_dictionary_create(pool);
	if (waits && shape.first == CA_KEY_TEXT)
		state->names = ca_dictionary_create(pool);
	return state;
}

/* ---- Rows in ---- */

/* Text is told apart by its bytes, or else its hash has no one name; citext is not. */
static void
check_conversation(FunctionCallInfo fcinfo)
{
	if (!ca_door_reader(fcinfo, CONVERSATION, 1)->is_plain_text)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("response_waits needs conversations that are compared by their bytes"),
				 errhint("Write conversation COLLATE \"C\", or of citext conversation::text, or use response_times.")));
}

static CaActor
actor_of_row(FunctionCallInfo fcinfo)
{
	text	   *word = PG_GETARG_TEXT_PP(ACTOR);
	CaActor		actor = ca_responses_actor(VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word));

	if (unlikely(actor == CA_ACTOR_NONE))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("actor \"%.*s\" is not recognized", (int) VARSIZE_ANY_EXHDR(word), VARDATA_ANY(word)),
				 errhint("Valid actors are " CA_ACTOR_WORDS ".")));
	return actor;
}

static TimestampTz
time_of_row(FunctionCallInfo fcinfo)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(AT);

	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("at must be finite"),
				 errhint("Leave such rows out: FILTER (WHERE isfinite(at)).")));
	return at;
}

static uint32
number_of_text(CaDictionary *dictionary, const text *value)
{
	return ca_dictionary_id(dictionary, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

/* The kind of an agent's message. */
static pg_attribute_always_inline uint32
agent_of_row(FunctionCallInfo fcinfo, CaResponseState *state, const bool waits)
{
	if (!waits || PG_ARGISNULL(AGENT))
		return CA_MESSAGE_AGENT;
	return CA_MESSAGE_NAMED + number_of_text(state->agents, PG_GETARG_TEXT_PP(AGENT));
}

static pg_attribute_always_inline Datum
responses_transfn(FunctionCallInfo fcinfo, const bool waits, const CaDoor door)
{
	CaResponseState *state;
	CaActor		actor;
	TimestampTz at;
	CaKey		key;

	ca_door_check(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
	{
		if (waits && door == CA_DOOR_TEXT)
			check_conversation(fcinfo);
		state = state_create(ca_door_pool(fcinfo), waits, ca_door_shape_of(fcinfo, CONVERSATION, 1, door));
	}
	else
		state = (CaResponseState *) PG_GETARG_POINTER(0);
	if (PG_ARGISNULL(AT) || PG_ARGISNULL(ACTOR) ||
		!ca_door_key_of(fcinfo, CONVERSATION, 1, door, &key))
		PG_RETURN_POINTER(state);
	actor = actor_of_row(fcinfo);
	at = time_of_row(fcinfo);
	if (actor > CA_ACTOR_AGENT)
		PG_RETURN_POINTER(state);
	if (waits && door == CA_DOOR_TEXT)
		(void) number_of_text(state->names, PG_GETARG_TEXT_PP(CONVERSATION));
	ca_timeline_add(state->timeline, &key, at,
					actor == CA_ACTOR_CONTACT ? CA_MESSAGE_CONTACT : agent_of_row(fcinfo, state, waits));
	PG_RETURN_POINTER(state);
}

static pg_attribute_always_inline Datum
times_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	return responses_transfn(fcinfo, false, door);
}

CA_DOOR_FUNCTIONS(ca_response_times, times_transfn);

static pg_attribute_always_inline Datum
waits_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	return responses_transfn(fcinfo, true, door);
}

CA_DOOR_FUNCTION(ca_response_waits_int8_transfn, waits_transfn, CA_DOOR_INT8);
CA_DOOR_FUNCTION(ca_response_waits_uuid_transfn, waits_transfn, CA_DOOR_UUID);
CA_DOOR_FUNCTION(ca_response_waits_text_transfn, waits_transfn, CA_DOOR_TEXT);

/* ---- Partial states ---- */

/* Kinds by agents' numbers, as they are written or were read; palloc'd. */
static uint32 *
kinds_of_agents(const uint32 *agent, uint32 nagents)
{
	uint32	   *kinds = palloc((CA_MESSAGE_NAMED + (Size) nagents) * sizeof(uint32));

	kinds[CA_MESSAGE_CONTACT] = CA_MESSAGE_CONTACT;
	kinds[CA_MESSAGE_AGENT] = CA_MESSAGE_AGENT;
	for (uint32 i = 0; i < nagents; i++)
		kinds[CA_MESSAGE_NAMED + i] = CA_MESSAGE_NAMED + agent[i];
	return kinds;
}

static void
write_events(const CaResponseState *state, CaWriter *w)
{
	uint32	   *order = state->agents == NULL ? NULL : ca_dictionary_order(state->agents);
	uint32		nagents = order == NULL ? 0 : ca_dictionary_size(state->agents);
	uint32	   *kinds = kinds_of_agents(order, nagents);

	if (order != NULL)
	{
		ca_dictionary_write(state->agents, w, order);
		pfree(order);
	}
	ca_timeline_write(state->timeline, w, kinds, CA_MESSAGE_NAMED + nagents);
	pfree(kinds);
}

CA_FUNCTION(ca_responses_serialize)
{
	CaResponseState *state;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (CaResponseState *) PG_GETARG_POINTER(0);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_RESPONSES, state->timeline->shape);
	ca_write_varint(&w, state->agents != NULL);
	if (state->names != NULL)
	{
		uint32	   *order = ca_dictionary_order(state->names);

		ca_dictionary_write(state->names, &w, order);
		pfree(order);
	}
	write_events(state, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Is it of response_waits?  Then the conversations are of one of three types. */
static bool
read_waits(CaReader *r, CaKeyShape shape)
{
	uint64		waits = ca_read_varint(r);

	if (waits > 1)
		ca_wire_error("the kind of aggregate is not known");
	if (shape.first == CA_KEY_NONE ||
		(waits && (shape.second != CA_KEY_NONE ||
				   (shape.first != CA_KEY_INTEGER && shape.first != CA_KEY_UUID && shape.first != CA_KEY_TEXT))))
		ca_wire_error("there are conversations of no kind");
	return waits;
}

static void
absorb_events(CaResponseState *state, CaReader *r)
{
	uint32		nagents = 0;
	uint32	   *agent = state->agents == NULL ? NULL : ca_dictionary_read(state->agents, r, &nagents);
	uint32	   *kinds = kinds_of_agents(agent, nagents);

	ca_timeline_absorb(state->timeline, r, kinds, CA_MESSAGE_NAMED + nagents);
	pfree(kinds);
	if (agent != NULL)
		pfree(agent);
}

/* Take what an opened state holds. */
static void *
state_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaResponseState *state = known;
	bool		waits = read_waits(r, shape);

	if (state == NULL)
		state = state_create(ca_door_pool(fcinfo), waits, shape);
	if (waits != (state->agents != NULL))
		ca_wire_error("they are of another aggregate");
	(void) ca_door_same_shape(state->timeline->shape, shape);
	if (state->names != NULL)
	{
		uint32		n;

		pfree(ca_dictionary_read(state->names, r, &n));
	}
	absorb_events(state, r);
	return state;
}

CA_FUNCTION(ca_responses_combine)
{
	return ca_combine(fcinfo, CA_STATE_RESPONSES, state_absorb);
}
