/*-------------------------------------------------------------------------
 *
 * state.h
 *	  The head of every stored state, and the value around it
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_STATE_H
#define CA_STATE_H

#include "core/key.h"
#include "core/wire.h"

/* What a state holds.  Part of the stored format. */
typedef enum CaStateType
{
	CA_STATE_KEYSET = 'K',		/* one set of keys */
	CA_STATE_ENGAGEMENT = 'E',	/* a set of keys for each label */
	CA_STATE_SERIES = 'S',		/* totals and first occurrences for each label */
	CA_STATE_TIMELINE = 'T',	/* events of many contacts, by type */
	CA_STATE_FUNNEL = 'F',		/* the same, by the steps they match */
	CA_STATE_TRAIL = 'W',		/* events of one group */
	CA_STATE_PATH = 'P',		/* events of many contacts, by node */
	CA_STATE_ACTIVITY = 'A',	/* when contacts were active */
	CA_STATE_COHORT_VALUE = 'V',	/* the same, with a value each time */
	CA_STATE_ATTRIBUTION = 'M', /* touches and conversions of contacts */
	CA_STATE_RESPONSES = 'R',	/* messages of conversations */
	CA_STATE_METRICS = 'N',		/* what happened to messages */
	CA_STATE_MESSAGES = 'D',	/* the same by period */
	CA_STATE_TRAFFIC = 'U'		/* visitors by source, medium and campaign */
} CaStateType;

/* Start a state in memory: room for a varlena header, then the head. */
extern void ca_state_begin(CaWriter *w, MemoryContext context, CaStateType type, CaKeyShape shape);

/*
 * Before each set of keys in a state: how many there are, whether they are
 * pairs packed into one word, and how long the run is that follows.  Pairs are
 * packed when all of them fit, so that equal sets have equal bytes.
 */
typedef struct CaSetHead
{
	uint64		count;			/* keys */
	bool		packed;			/* as ca_key_pack does */
	uint64		length;			/* bytes; not to be set by a writer */
} CaSetHead;

#define CA_SET_HEAD_BYTES	16

/* Leave room for a set's head, and fill it in. */
extern Size ca_state_write_hole(CaWriter *w);
extern void ca_state_fill_hole(CaWriter *w, Size place, CaSetHead head);

/* Read the head of a set of keys of this shape, and open its run. */
extern CaSetHead ca_state_read_set(CaReader *r, CaKeyShape shape, CaReader *run);

/*
 * Close it: the finished value.  Error program_limit_exceeded when it is
 * larger than a value may be.
 */
extern struct varlena *ca_state_end(CaWriter *w);

/* Read the head of n bytes; a wrong type, version or shape is an error. */
extern CaKeyShape ca_state_open(CaReader *r, const void *bytes, Size n, CaStateType type);

/* Error when something is left to read. */
extern void ca_state_close(CaReader *r);

#endif							/* CA_STATE_H */
