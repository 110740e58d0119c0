/*-------------------------------------------------------------------------
 *
 * keycount.h
 *	  How often each key is in a moving frame
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_KEYCOUNT_H
#define CA_KEYCOUNT_H

#include "core/key.h"

typedef struct CaKeycount CaKeycount;

/* Empty. */
extern CaKeycount *ca_keycount_create(MemoryContext context);

/* One more of a key. */
extern void ca_keycount_add(CaKeycount *counts, CaKey key);

/* One less of a key; false when there was none. */
extern bool ca_keycount_remove(CaKeycount *counts, CaKey key);

/* Keys that are there at least once. */
extern uint64 ca_keycount_distinct(const CaKeycount *counts);

#endif							/* CA_KEYCOUNT_H */
