/*-------------------------------------------------------------------------
 *
 * funnel_word.h
 *	  One word of the mode of a funnel
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUNNEL_WORD_H
#define CA_FUNNEL_WORD_H

#include "core/wire.h"

/* name[from-to]=value */
typedef struct CaFunnelWord
{
	char	   *name;
	int			from;			/* the first number in brackets, or 0 */
	int			to;				/* the second, or 0 */
	char	   *value;			/* or NULL */
	char	   *string;			/* all of it, for messages */
} CaFunnelWord;

/* A copy without the blanks around it. */
extern char *ca_funnel_trim(const char *from, const char *to);

/* Where the word that begins at a place ends: at a comma outside of quotes, or the end. */
extern const char *ca_funnel_word_end(const char *at);

/* Read a word; an error when its brackets or quotes are wrong. */
extern CaFunnelWord ca_funnel_word_read(const char *from, const char *to);

/* Say what is wrong with a word. */
CA_NORETURN extern void ca_funnel_word_error(const char *message, const CaFunnelWord *word,
											 const char *hint);

#endif							/* CA_FUNNEL_WORD_H */
