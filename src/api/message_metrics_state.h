/*-------------------------------------------------------------------------
 *
 * message_metrics_state.h
 *	  The state of message_metrics: rows and keys of one group
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_MESSAGE_METRICS_STATE_H
#define CA_MESSAGE_METRICS_STATE_H

#include "core/fewkeys.h"
#include "core/timeline.h"
#include "model/message_metrics.h"

/* The instant of all events in a timeline. */
#define CA_METRICS_TIME		0

/* What only large groups have. */
typedef struct CaLargeMetrics
{
	CaMessageTotals totals;		/* of rows before those in the tally */
	CaTimeline *timeline;		/* all keys: kinds are sets of events; NULL
								 * while they are few */
} CaLargeMetrics;

typedef struct CaMetrics
{
	CaMessageTally tally;		/* of rows */
	CaLargeMetrics *large;		/* NULL: the group is not large */
	CaFewKeys	few;			/* keys, with the events of each; last */
} CaMetrics;

/* Empty, in the pool's context. */
extern CaMetrics *ca_metrics_create(CaPool *pool, CaKeyShape shape);

/* The tally is full: count anew. */
extern void ca_metrics_carry(CaPool *pool, CaMetrics *state);

/* Add a key for which there is no room; the state may move. */
extern CaMetrics *ca_metrics_grow(CaPool *pool, CaMetrics *state, const CaKey *key, uint16 seen);

/* All rows. */
extern CaMessageTotals ca_metrics_totals(const CaMetrics *state);

/* All keys. */
extern CaMessageUniques ca_metrics_uniques(const CaMetrics *state);

/* Encode. */
extern void ca_metrics_write(const CaMetrics *state, CaWriter *w);

/* Take what was encoded, with keys of the same shape; the state may move. */
extern CaMetrics *ca_metrics_absorb(CaPool *pool, CaMetrics *state, CaReader *r);

/* Add events of a key; false: there is no room, and ca_metrics_grow must. */
static pg_attribute_always_inline bool
ca_metrics_add(CaMetrics *state, const CaKey *key, uint16 seen)
{
	if (state->large == NULL || state->large->timeline == NULL)
		return ca_few_add(&state->few, key, seen);
	ca_timeline_add(state->large->timeline, key, CA_METRICS_TIME, seen);
	return true;
}

#endif							/* CA_MESSAGE_METRICS_STATE_H */
