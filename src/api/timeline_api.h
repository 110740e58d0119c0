/*-------------------------------------------------------------------------
 *
 * timeline_api.h
 *	  Stored timelines, for the doors that read them
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TIMELINE_API_H
#define CA_TIMELINE_API_H

#include "core/key.h"
#include "core/wire.h"

/*
 * Begin to read a stored timeline, which is detoasted into CurrentMemoryContext:
 * unless the shape is CA_KEY_NONE its event types come next
 * (ca_dictionary_read), then its events (ca_timeline_absorb), then the end
 * (ca_state_close).  Bad bytes are an error when they are reached.
 */
extern CaKeyShape ca_timeline_open(CaReader *r, Datum value);

#endif							/* CA_TIMELINE_API_H */
