/*-------------------------------------------------------------------------
 *
 * responses.h
 *	  How long a contact waits for an agent's answer
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RESPONSES_H
#define CA_RESPONSES_H

#include "core/event.h"

/* Who wrote a message. */
typedef enum CaActor
{
	CA_ACTOR_CONTACT,
	CA_ACTOR_AGENT,
	CA_ACTOR_ASSISTANT,
	CA_ACTOR_CAMPAIGN,
	CA_ACTOR_NONE				/* no such word */
} CaActor;

#define CA_ACTOR_WORDS	"contact, agent, assistant and campaign"

/* The actor of a word of n bytes. */
extern CaActor ca_responses_actor(const char *word, Size n);

/*
 * Kinds of messages in a timeline: one of the contact, one of an agent without a
 * name, and from CA_MESSAGE_NAMED on one of the agent whose number is added.  Of
 * one instant those of the contact come first.
 */
#define CA_MESSAGE_CONTACT	0
#define CA_MESSAGE_AGENT	1
#define CA_MESSAGE_NAMED	2

/* A stretch in which the contact waits. */
typedef struct CaWait
{
	TimestampTz asked_at;		/* first message that waits */
	TimestampTz answered_at;	/* first message of an agent after it */
	uint32		answer;			/* its kind, or CA_MESSAGE_CONTACT: none came,
								 * answered_at means nothing */
} CaWait;

/* How far the walk through a conversation has come. */
typedef struct CaResponseWalk
{
	const CaEvent *event;		/* next to look at */
	const CaEvent *end;			/* of the conversation */
	const uint32 *order;		/* place of each agent's number in the order
								 * of agents; NULL when none has a name */
} CaResponseWalk;

/* Start with a conversation's n events, in order of time and kind. */
extern void ca_responses_begin(CaResponseWalk *walk, const CaEvent *events, Size n, const uint32 *order);

/* The next wait, oldest first; false at the end. */
extern bool ca_responses_next(CaResponseWalk *walk, CaWait *wait);

/* How long an answered one took, microseconds. */
static inline uint64
ca_wait_length(const CaWait *wait)
{
	return (uint64) wait->answered_at - (uint64) wait->asked_at;
}

#endif							/* CA_RESPONSES_H */
