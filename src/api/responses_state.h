/*-------------------------------------------------------------------------
 *
 * responses_state.h
 *	  Messages of conversations: the state of response_times and response_waits
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RESPONSES_STATE_H
#define CA_RESPONSES_STATE_H

#include "core/dictionary.h"
#include "core/timeline.h"

typedef struct CaResponseState
{
	CaTimeline *timeline;		/* messages of contacts and agents, by
								 * conversation; kinds of model/responses.h */
	CaDictionary *agents;		/* NULL: no names, for response_times */
	CaDictionary *names;		/* of conversations, for response_waits, when
								 * their keys are hashes; else NULL */
} CaResponseState;

#endif							/* CA_RESPONSES_STATE_H */
