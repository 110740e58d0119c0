/*-------------------------------------------------------------------------
 *
 * responses.c
 *	  How long a contact waits for an agent's answer
 *
 * A wait begins at a contact's message while nothing waits yet; what the contact
 * writes after it belongs to the same wait.  The first message of an agent ends
 * it, and belongs to that agent.  What a virtual assistant or a campaign sends
 * ends nothing, so that such messages need not be known here; nor need those of
 * agents while nothing waits.
 *
 * Tie rule: of one instant the contact's messages come first, so that an agent's
 * message answers one of the same instant, in no time, and ends a wait that had
 * begun before with all that the contact wrote until then.  Coarse clocks put a
 * question and its answer into one minute far more often than an answer and the
 * next question; taken the other way round, such a question would wait for ever.
 * Of several agents of one instant the answer belongs to the first in the order
 * of agents, one without a name being the last.  The result does not depend on
 * the order of rows.
 *
 * Interface
 *	ca_responses_actor	- word to actor
 *	ca_responses_begin	- start a walk
 *	ca_responses_next	- one wait after another
 *
 * Cost: linear in the events.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/responses.h"

static const char *const words[] = {"contact", "agent", "assistant", "campaign"};

StaticAssertDecl(lengthof(words) == CA_ACTOR_NONE, "an actor has no word");

CaActor
ca_responses_actor(const char *word, Size n)
{
	int			actor = 0;

	while (actor < CA_ACTOR_NONE &&
		   (strlen(words[actor]) != n || memcmp(words[actor], word, n) != 0))
		actor++;
	return (CaActor) actor;
}

void
ca_responses_begin(CaResponseWalk *walk, const CaEvent *events, Size n, const uint32 *order)
{
	walk->event = events;
	walk->end = events + n;
	walk->order = order;
}

/* Does one agent's message come before another's of the same instant? */
static inline bool
is_before(const CaResponseWalk *walk, uint32 kind, uint32 other)
{
	if (kind < CA_MESSAGE_NAMED || other < CA_MESSAGE_NAMED)
		return kind > other;
	return walk->order[kind - CA_MESSAGE_NAMED] < walk->order[other - CA_MESSAGE_NAMED];
}

/* The answer among the agents' messages of the instant at hand. */
static uint32
first_agent(const CaResponseWalk *walk)
{
	const CaEvent *event = walk->event;
	uint32		first = event->kind;

	for (event++; event < walk->end && event->at == walk->event->at; event++)
	{
		if (is_before(walk, event->kind, first))
			first = event->kind;
	}
	return first;
}

bool
ca_responses_next(CaResponseWalk *walk, CaWait *wait)
{
	while (walk->event < walk->end && walk->event->kind != CA_MESSAGE_CONTACT)
		walk->event++;
	if (walk->event == walk->end)
		return false;
	wait->asked_at = walk->event->at;
	while (walk->event < walk->end && walk->event->kind == CA_MESSAGE_CONTACT)
		walk->event++;
	wait->answer = CA_MESSAGE_CONTACT;
	if (walk->event < walk->end)
	{
		wait->answered_at = walk->event->at;
		wait->answer = first_agent(walk);
	}
	return true;
}
