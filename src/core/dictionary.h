/*-------------------------------------------------------------------------
 *
 * dictionary.h
 *	  Strings numbered 0, 1, 2, ... as they are met
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_DICTIONARY_H
#define CA_DICTIONARY_H

#include "core/pool.h"
#include "core/wire.h"

/* Strings of one dictionary: their numbers fit in 24 bits. */
#define CA_DICTIONARY_BITS	24
#define CA_MAX_STRINGS		(UINT32_C(1) << CA_DICTIONARY_BITS)

typedef struct CaDictionary CaDictionary;

/* Empty, in the pool's context. */
extern CaDictionary *ca_dictionary_create(CaPool *pool);

/*
 * The number of a string, which is copied when it is new.  Error
 * program_limit_exceeded when there are too many.
 */
extern uint32 ca_dictionary_id(CaDictionary *dictionary, const char *string, uint32 length);

/* The same without adding: false when the string is not there. */
extern bool ca_dictionary_find(CaDictionary *dictionary, const char *string, uint32 length,
							   uint32 *id);

/* How many strings there are. */
extern uint32 ca_dictionary_size(const CaDictionary *dictionary);

/* The string of a number; not terminated, stays the dictionary's. */
extern const char *ca_dictionary_string(const CaDictionary *dictionary, uint32 id, uint32 *length);

/*
 * The place of each number's string in the order of their bytes; palloc'd.
 * What is written by place does not depend on the order of arrival.
 */
extern uint32 *ca_dictionary_order(const CaDictionary *dictionary);

/* Write the strings in order, which ca_dictionary_order made. */
extern void ca_dictionary_write(const CaDictionary *dictionary, CaWriter *w, const uint32 *order);

/*
 * Read strings from memory and add them.  Returns the number that each place
 * now has, palloc'd, and how many places there are.
 */
extern uint32 *ca_dictionary_read(CaDictionary *dictionary, CaReader *r, uint32 *nplaces);

#endif							/* CA_DICTIONARY_H */
