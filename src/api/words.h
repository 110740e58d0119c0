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

/* Where the word that begins at a place ends: at a comma outside of quotes, or the end. */
extern const char *ca_word_end(const char *at);

/* Read a word; an error when its brackets or quotes are wrong. */
extern CaWord ca_word_read(const char *from, const char *to, const char *noun);

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
