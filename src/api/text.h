/*-------------------------------------------------------------------------
 *
 * text.h
 *	  Texts as arguments, and in states
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TEXT_H
#define CA_TEXT_H

#include "core/wire.h"

/* A copy in context. */
extern text *ca_text_copy(const text *value, MemoryContext context);

/* Are these the same bytes, or both NULL? */
extern bool ca_text_equal(const text *a, const text *b);

/* Error unless an argument that must not change still is what it was. */
extern void ca_text_same(const text *was, const text *is, const char *name);

/* Write a text of a state; read it back, into context. */
extern void ca_text_write(CaWriter *w, const text *value);
extern text *ca_text_read(CaReader *r, MemoryContext context);

#endif							/* CA_TEXT_H */
