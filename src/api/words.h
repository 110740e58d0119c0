/*-------------------------------------------------------------------------
 *
 * words.h
 *	  Words and options of an argument, separated by commas
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_WORDS_H
#define CA_WORDS_H

#include "datatype/timestamp.h"

#include "core/wire.h"

/* name[from-to]=value */
typedef struct CaWord
{
	char	   *name;
	int			from;			/* the first number in brackets, or 0 */
	int			to;				/* the second, or 0 */
	char	   *value;			/* or NULL */
	char	   *string;			/* all of it, for messages, ... */
	const char *noun;			/* ... and what to call it: "funnel mode" */
} CaWord;

/* A copy without the blanks around it. */
extern char *ca_word_trim(const char *from, const char *to);

/* What is done with each word; into is the caller's. */
typedef void CaWordReader (void *into, const CaWord *word);

/*
 * Read all words of a string, in their order; none if it is blank.  An error
 * when brackets or quotes are wrong.
 */
extern void ca_words_read(const char *string, const char *noun, CaWordReader *read, void *into);

/* Error unless it has a value, or has none. */
extern void ca_word_require_value(const CaWord *word);
extern void ca_word_require_none(const CaWord *word, const char *hint);

/* An option that has one value is given once; notes that it is. */
extern void ca_word_require_once(const CaWord *word, bool *given);

/*
 * A value that is a timestamp, which says its own offset: what it means must
 * not depend on the session.
 */
extern TimestampTz ca_word_timestamp(const CaWord *word);

/* Say what is wrong with a word. */
CA_NORETURN extern void ca_word_error(const char *message, const CaWord *word, const char *hint);

#endif							/* CA_WORDS_H */
