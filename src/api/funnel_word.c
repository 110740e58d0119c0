/*-------------------------------------------------------------------------
 *
 * funnel_word.c
 *	  One word of the mode of a funnel
 *
 * A word is a name, maybe steps in brackets, maybe a value after an equals sign.
 * A value that has commas or quotes of its own stands in double quotes, in
 * which a doubled quote means one.
 *
 * Usage:
 *	exclude[2-3] = "refund, or so"
 *
 * Interface
 *	ca_funnel_word_end		- where a word ends
 *	ca_funnel_word_read		- what it is
 *	ca_funnel_word_error	- what is wrong with it
 *	ca_funnel_trim			- without blanks
 *
 * Memory: palloc'd strings in CurrentMemoryContext.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/funnel_word.h"

/* Larger numbers in brackets are as good as this one. */
#define TOO_LARGE	1000

void
ca_funnel_word_error(const char *message, const CaFunnelWord *word, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("funnel mode \"%s\" %s", word->string, message),
			 errhint("%s", hint)));
}

char *
ca_funnel_trim(const char *from, const char *to)
{
	while (from < to && isspace((unsigned char) *from))
		from++;
	while (to > from && isspace((unsigned char) to[-1]))
		to--;
	return pnstrdup(from, to - from);
}

const char *
ca_funnel_word_end(const char *at)
{
	bool		quoted = false;

	for (; *at != '\0' && (quoted || *at != ','); at++)
		quoted ^= *at == '"';
	return at;
}

/* A value is all in quotes, or has none. */
static void
unquote(CaFunnelWord *word)
{
	bool		quoted = word->value[0] == '"';
	bool		closed = !quoted;
	char	   *to = word->value;
	const char *from = word->value + quoted;

	for (; *from != '\0'; from++)
	{
		if (*from == '"' && !(quoted && from[1] == '"'))
		{
			closed = quoted && from[1] == '\0';
			break;
		}
		from += *from == '"';
		*to++ = *from;
	}
	if (!closed)
		ca_funnel_word_error("has quotes that do not enclose its value", word,
							 "Write a quote within quotes twice.");
	*to = '\0';
}

/* Digits to a number, as large as it may be; 0 when there are none. */
static int
read_digits(const char **at)
{
	int			number = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++)
		number = Min(number * 10 + (**at - '0'), TOO_LARGE);
	return number;
}

/* Numbers in brackets: [3] or [1-3]. */
static void
read_brackets(CaFunnelWord *word, const char *bracket)
{
	const char *hint = "Write it as name[2]=value or name[1-3]=value.";
	const char *at = bracket + 1;
	const char *digits = at;
	bool		has_to;

	word->from = read_digits(&at);
	has_to = at > digits && *at == '-';
	if (has_to)
	{
		digits = ++at;
		word->to = read_digits(&at);
	}
	if (at == digits || strcmp(at, "]") != 0)
		ca_funnel_word_error("has brackets that do not enclose steps", word, hint);
	if (word->from < 1 || Max(word->from, word->to) >= TOO_LARGE ||
		(has_to && word->to <= word->from))
		ca_funnel_word_error("has steps that are out of range", word, hint);
}

CaFunnelWord
ca_funnel_word_read(const char *from, const char *to)
{
	CaFunnelWord word = {NULL, 0, 0, NULL, NULL};
	char	   *equals;
	char	   *bracket;

	word.string = ca_funnel_trim(from, to);
	equals = strchr(word.string, '=');
	word.name = equals == NULL ? pstrdup(word.string) : ca_funnel_trim(word.string, equals);
	if (equals != NULL)
	{
		word.value = ca_funnel_trim(equals + 1, equals + strlen(equals));
		unquote(&word);
	}
	bracket = strchr(word.name, '[');
	if (bracket != NULL)
	{
		read_brackets(&word, bracket);
		*bracket = '\0';
	}
	return word;
}
