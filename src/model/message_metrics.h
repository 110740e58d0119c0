/*-------------------------------------------------------------------------
 *
 * message_metrics.h
 *	  What became of messages: counts of their events, and rates
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_MESSAGE_METRICS_H
#define CA_MESSAGE_METRICS_H

#include "datatype/timestamp.h"

/* What can happen to a message, in the order of the columns. */
typedef enum CaMessageEvent
{
	CA_MESSAGE_REQUESTED,
	CA_MESSAGE_SENT,
	CA_MESSAGE_DELIVERED,
	CA_MESSAGE_BOUNCED,
	CA_MESSAGE_FAILED,
	CA_MESSAGE_OPENED,			/* from here on three that machines do too */
	CA_MESSAGE_CLICKED,
	CA_MESSAGE_INTERACTED,
	CA_MESSAGE_REPLIED,
	CA_MESSAGE_UNSUBSCRIBED,
	CA_MESSAGE_OPENED_HUMAN,	/* the same three without them */
	CA_MESSAGE_CLICKED_HUMAN,
	CA_MESSAGE_INTERACTED_HUMAN,
	CA_MESSAGE_NONE				/* how many there are, and none of them */
} CaMessageEvent;

/* Those that an event can say it is. */
#define CA_MESSAGE_WORDS	CA_MESSAGE_OPENED_HUMAN

/* Those that say where a message is; of several the last of these does. */
#define CA_MESSAGE_STATUSES	CA_MESSAGE_OPENED


typedef enum CaMessageRate
{
	CA_RATE_DELIVERY_OF_SENT,
	CA_RATE_BOUNCE_OF_SENT,
	CA_RATE_BOUNCE_OF_DELIVERED,
	CA_RATE_FAILURE_OF_SENT,
	CA_RATE_OPEN_OF_SENT,
	CA_RATE_OPEN_OF_DELIVERED,
	CA_RATE_CLICK_OF_SENT,
	CA_RATE_CLICK_OF_DELIVERED,
	CA_RATE_CLICK_TO_OPEN,
	CA_RATE_INTERACTION_OF_DELIVERED,
	CA_RATE_REPLY_OF_DELIVERED,
	CA_RATE_UNSUBSCRIBE_OF_DELIVERED,
	CA_RATE_OPEN_OF_SENT_HUMAN,
	CA_RATE_OPEN_OF_DELIVERED_HUMAN,
	CA_RATE_CLICK_OF_SENT_HUMAN,
	CA_RATE_CLICK_OF_DELIVERED_HUMAN,
	CA_RATE_CLICK_TO_OPEN_HUMAN,
	CA_RATES					/* how many there are */
} CaMessageRate;

/* When events were. */
typedef struct CaMessageTimes
{
	TimestampTz first;			/* of all rows; DT_NOEND without any */
	TimestampTz last;			/* of all rows; DT_NOBEGIN without any */
	TimestampTz last_engaged;	/* of those that show interest */
} CaMessageTimes;

/* Events without regard to whose they are. */
typedef struct CaMessageTotals
{
	uint64		n[CA_MESSAGE_NONE]; /* rows */
	CaMessageTimes times;
} CaMessageTotals;

/* The same in little space, for few or until they are carried over. */
typedef struct CaMessageTally
{
	uint16		n[CA_MESSAGE_NONE]; /* rows */
	CaMessageTimes times;
} CaMessageTally;

/* Messages and contacts by what happened to them. */
typedef struct CaMessageUniques
{
	uint64		n[CA_MESSAGE_NONE]; /* keys */
	uint64		status[CA_MESSAGE_STATUSES];	/* keys by their status */
} CaMessageUniques;

/* Which of the words a string is; CA_MESSAGE_NONE: it is none. */
extern CaMessageEvent ca_message_find(const char *string, uint32 length);

/* The twin without machines of an event, or the event where there is none. */
static inline CaMessageEvent
ca_message_human(CaMessageEvent event)
{
	if (event < CA_MESSAGE_OPENED || event > CA_MESSAGE_INTERACTED)
		return event;
	return (CaMessageEvent) (event + (CA_MESSAGE_OPENED_HUMAN - CA_MESSAGE_OPENED));
}

/* No events. */
extern void ca_message_begin(CaMessageTotals *totals);
extern void ca_message_begin_tally(CaMessageTally *tally);

/*
 * Count an event.  event may be the twin of a word, for one that no machine made,
 * and then counts as the word too.  False when the tally is full: it must be
 * carried over before the next.
 */
extern bool ca_message_count(CaMessageTally *tally, CaMessageEvent event, TimestampTz at);

/* Add a tally to totals. */
extern void ca_message_carry(CaMessageTotals *totals, const CaMessageTally *tally);

/* Add totals to a tally; false when they are too many for it, which is as it was. */
extern bool ca_message_take(CaMessageTally *tally, const CaMessageTotals *totals);

/* Add what was counted elsewhere. */
extern void ca_message_add(CaMessageTotals *totals, const CaMessageTotals *other);

/* Were there rows, of any kind or of those that show interest? */
extern bool ca_message_any(const CaMessageTotals *totals, bool engaged);

/* Can they be those of rows? */
extern bool ca_message_is_sound(const CaMessageTotals *totals);

/* Count a key by the events that it was seen with, a bit each, as counted above. */
extern void ca_message_count_key(CaMessageUniques *uniques, uint32 seen);

/* A rate, a fraction; false when there is nothing that it could be of. */
extern bool ca_message_rate(const CaMessageUniques *uniques, CaMessageRate rate, double *fraction);

#endif							/* CA_MESSAGE_METRICS_H */
