/*-------------------------------------------------------------------------
 *
 * words.c
 *	  Words and options of an argument, separated by commas
 *
 * A word is a name, maybe steps in brackets, maybe a value after an equals sign.
 * A value that has commas or quotes of its own stands in double quotes, in
 * which a doubled quote means one.
 *
 * Usage:
 *	exclude[2-3] = "refund, or so"
 *
 * Interface
 *	ca_words_read		- each of them, one after the other
 *	ca_word_error		- what is wrong with it
 *	ca_word_require_value, ca_word_require_none, ca_word_require_once
 *						- what must be right
 *	ca_word_timestamp	- its value as a time
 *	ca_word_trim		- without blanks
 *
 * Memory: palloc'd strings in CurrentMemoryContext.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "parser/scansup.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "api/words.h"

/* Larger numbers in brackets are as good as this one. */
#define TOO_LARGE	1000

void
ca_word_error(const char *message, const CaWord *word, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s \"%s\" %s", word->noun, word->string, message),
			 errhint("%s", hint)));
}

char *
ca_word_trim(const char *from, const char *to)
{
	while (from < to && scanner_isspace(*from))
		from++;
	while (to > from && scanner_isspace(to[-1]))
		to--;
	return pnstrdup(from, to - from);
}

/* Where a word ends: at a comma outside of quotes, or at the end of all. */
static const char *
word_end(const char *at)
{
	bool		quoted = false;

	for (; *at != '\0' && (quoted || *at != ','); at++)
		quoted ^= *at == '"';
	return at;
}

/* A value is all in quotes, or has none. */
static void
unquote(CaWord *word)
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
		ca_word_error("has quotes that do not enclose its value", word,
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
read_brackets(CaWord *word, const char *bracket)
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
		ca_word_error("has brackets that do not enclose steps", word, hint);
	if (word->from < 1 || Max(word->from, word->to) >= TOO_LARGE ||
		(has_to && word->to <= word->from))
		ca_word_error("has steps that are out of range", word, hint);
}

static CaWord
read_word(const char *from, const char *to, const char *noun)
{
	CaWord		word = {NULL, 0, 0, NULL, NULL, noun};
	char	   *equals;
	char	   *bracket;

	word.string = ca_word_trim(from, to);
	equals = strchr(word.string, '=');
	word.name = equals == NULL ? pstrdup(word.string) : ca_word_trim(word.string, equals);
	if (equals != NULL)
	{
		word.value = ca_word_trim(equals + 1, equals + strlen(equals));
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

void
ca_words_read(const char *string, const char *noun, CaWordReader *read, void *into)
{
	const char *from = ca_word_trim(string, string + strlen(string));

	if (from[0] == '\0')
		return;
	for (;;)
	{
		const char *to = word_end(from);
		CaWord		word = read_word(from, to, noun);

		CHECK_FOR_INTERRUPTS();
		read(into, &word);
		if (*to == '\0')
			break;
		from = to + 1;
	}
}

/* ---- What a word must be ---- */

void
ca_word_require_value(const CaWord *word)
{
	if (word->value == NULL || word->value[0] == '\0')
		ca_word_error("needs a value", word, "Write it as name=value.");
}

void
ca_word_require_none(const CaWord *word, const char *hint)
{
	if (word->value != NULL)
		ca_word_error("takes no value", word, hint);
}

void
ca_word_require_once(const CaWord *word, bool *given)
{
	if (*given)
		ca_word_error("is given twice", word, "Give one value.");
	*given = true;
}

/* Is a string yyyy-mm-dd, a T or blanks, a time, then Z or an offset? */
static bool
is_full_timestamp(const char *at)
{
	const char *digits = "0123456789";
	Size		year = strspn(at, digits);

	if (year < 4 || at[year] != '-' || strspn(at + year + 1, digits) != 2 ||
		at[year + 3] != '-' || strspn(at + year + 4, digits) != 2)
		return false;
	at += year + 6;
	at += *at == 'T' || *at == 't' ? 1 : strspn(at, " ");
	if (strspn(at, digits) != 2 || at[2] != ':')
		return false;
	at += strspn(at, "0123456789:.");
	at += strspn(at, " ");
	if (*at == 'Z' || *at == 'z')
		return at[1] == '\0';
	return (*at == '+' || *at == '-') && at[1] != '\0' &&
		strspn(at + 1, "0123456789:") == strlen(at + 1);
}

TimestampTz
ca_word_timestamp(const CaWord *word)
{
	ca_word_require_value(word);
	if (!is_full_timestamp(word->value))
		ca_word_error("has no timestamp with an offset", word,
					  "Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.");
	return DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in, CStringGetDatum(word->value),
												   ObjectIdGetDatum(InvalidOid),
												   Int32GetDatum(-1)));
}
