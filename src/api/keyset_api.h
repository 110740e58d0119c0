/*-------------------------------------------------------------------------
 *
 * keyset_api.h
 *	  Sets of keys between aggregate states and stored values
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_KEYSET_API_H
#define CA_KEYSET_API_H

#include "core/keymap.h"

/*
 * Add the stored keyset in n bytes to map, which may be NULL when there was no
 * key yet; returns the map, still NULL when there is none.  Bad bytes, and keys
 * of another type, are errors.
 */
extern CaKeymap *ca_keyset_absorb(CaPool *pool, CaKeymap *map, const void *bytes, Size n);

/* The stored form of map, which may be NULL; palloc'd in CurrentMemoryContext. */
extern struct varlena *ca_keyset_encode(CaKeymap *map);

#endif							/* CA_KEYSET_API_H */
