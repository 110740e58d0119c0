/*-------------------------------------------------------------------------
 *
 * attribution_options.c
 *	  The options argument of attribution and what is related to it
 *
 * Usage:
 *	'collapse, exclude=internal, exclude="Brand, paid", half_life=3 days, weights=50/10/40'
 *
 * Interface
 *	ca_attribution_options_read	- text to options
 *	ca_label_is_listed			- is a label in such a list?
 *	ca_label_is_direct			- does a label mean direct?
 *
 * Memory: strings and lists are palloc'd.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "api/attribution_options.h"
#include "api/condition.h"

/* What messages call a word. */
#define NOUN	"option"

/* Numbers that can be asked for. */
#define CA_MAX_TOUCHES	1000000
#define CA_MAX_TOP		1000000
#define CA_USUAL_TOP	100

/* Labels that mean direct where no option says which do, in lower case. */
static const char *const usual_direct[] = {"direct", "(direct)", "(direct) / (none)"};

typedef enum Word
{
	WORD_COLLAPSE,
	WORD_UNIQUE,
	WORD_EXCLUDE,
	WORD_MAX_TOUCHES,
	WORD_DIRECT,
	WORD_HALF_LIFE,
	WORD_WEIGHTS,
	WORD_ORDER,
	WORD_TOP,
	WORD_NONE					/* how many there are */
} Word;

/* Words, and the groups they are in; 0: always valid. */
static const struct
{
	const char *name;
	int			group;
	bool		has_value;
	bool		repeats;
}			words[WORD_NONE] = {
	[WORD_COLLAPSE] = {"collapse", 0, false, false},
	[WORD_UNIQUE] = {"unique", 0, false, false},
	[WORD_EXCLUDE] = {"exclude", 0, true, true},
	[WORD_MAX_TOUCHES] = {"max_touches", 0, true, false},
	[WORD_DIRECT] = {"direct", CA_OPTION_CREDITS, true, true},
	[WORD_HALF_LIFE] = {"half_life", CA_OPTION_CREDITS, true, false},
	[WORD_WEIGHTS] = {"weights", CA_OPTION_CREDITS, true, false},
	[WORD_ORDER] = {"order", CA_OPTION_ORDER, true, false},
	[WORD_TOP] = {"top", CA_OPTION_TOP, true, false}
};

/* What is being read. */
typedef struct OptionReader
{
	CaAttributionOptions *options;
	int			valid;			/* groups of words */
	uint32		given;			/* a bit for each word there was */
} OptionReader;

static bool
is_valid(const OptionReader *reader, int word)
{
	return words[word].group == 0 || (reader->valid & words[word].group) != 0;
}

/* The words that can be used here. */
static char *
valid_hint(const OptionReader *reader)
{
	StringInfoData hint;
	int			last = WORD_NONE - 1;

	while (!is_valid(reader, last))
		last--;
	initStringInfo(&hint);
	appendStringInfoString(&hint, "Valid options are ");
	for (int i = 0; i <= last; i++)
	{
		if (!is_valid(reader, i))
			continue;
		appendStringInfo(&hint, "%s%s%s%s", i == 0 ? "" : i == last ? " and " : ", ",
						 words[i].name, words[i].has_value ? "=" : "", i == last ? "." : "");
	}
	return hint.data;
}

/* ---- Values ---- */

/* A whole number from 1 to most. */
static int
read_number(const CaWord *word, int most)
{
	int64		number = 0;

	for (const char *at = word->value; *at != '\0'; at++)
	{
		if (*at < '0' || *at > '9' || number > most)
		{
			number = 0;
			break;
		}
		number = number * 10 + (*at - '0');
	}
	if (number < 1 || number > most)
		ca_word_error("has no number within its limits", word,
					  psprintf("Give one from 1 to %d.", most));
	return (int) number;
}

static double
read_half_life(const CaWord *word)
{
	Interval   *interval;
	uint64		half_life;

	interval = DatumGetIntervalP(DirectFunctionCall3(interval_in, CStringGetDatum(word->value),
													 ObjectIdGetDatum(InvalidOid),
													 Int32GetDatum(-1)));
	half_life = ca_condition_window(interval, "half_life");
	if (half_life == 0)
		ca_word_error("must be greater than 0", word, "Write it as half_life=7 days.");
	return (double) half_life;
}

CA_NORETURN static void
bad_weights(const CaWord *word)
{
	ca_word_error("has no three weights", word,
				  "Give those of the first touch, of all in the middle and of the last as weights=40/20/40: no one below 0, not all 0.");
}

/* The next weight, and the mark behind it. */
static double
read_weight(const CaWord *word, const char **at, char mark)
{
	const char *from = *at + strspn(*at, " ");
	const char *to = from + strspn(from, "0123456789.eE+-");
	char	   *end;
	double		weight = strtod(from, &end);

	if (from == to || end != to || !isfinite(weight) || weight < 0)
		bad_weights(word);
	to += strspn(to, " ");
	if (*to != mark)
		bad_weights(word);
	*at = to + (mark != '\0');
	return weight;
}

static CaPositionWeights
read_weights(const CaWord *word)
{
	const char *at = word->value;
	CaPositionWeights weights;
	double		sum;

	weights.first = read_weight(word, &at, '/');
	weights.middle = read_weight(word, &at, '/');
	weights.last = read_weight(word, &at, '\0');
	sum = weights.first + weights.middle + weights.last;
	if (sum <= 0 || !isfinite(sum))
		bad_weights(word);
	weights.first /= sum;
	weights.middle /= sum;
	weights.last /= sum;
	return weights;
}

/* Where the number is a power of two there is room for no more. */
static void
append_string(CaOptionStrings *list, char *string)
{
	if (list->n == 0)
		list->string = palloc(sizeof(char *));
	else if ((list->n & (list->n - 1)) == 0)
		list->string = repalloc_huge(list->string, 2 * list->n * sizeof(char *));
	list->string[list->n++] = string;
}

/* ---- Words ---- */

/* A label may be empty, if it is in quotes. */
static void
require_label(const CaWord *word)
{
	if (word->value == NULL || word->string[strlen(word->string) - 1] != '"')
		ca_word_require_value(word);
}

/* Note that a word is there; an error when it cannot be. */
static void
note_given(OptionReader *reader, const CaWord *word, Word found)
{
	if (!is_valid(reader, found))
		ca_word_error("cannot be used here", word, valid_hint(reader));
	if (word->from != 0)
		ca_word_error("takes no numbers in square brackets", word, valid_hint(reader));
	if (!words[found].repeats && (reader->given >> found & 1) != 0)
		ca_word_error("is given twice", word, "Give it once.");
	if ((found == WORD_UNIQUE && (reader->given >> WORD_COLLAPSE & 1) != 0) ||
		(found == WORD_COLLAPSE && (reader->given >> WORD_UNIQUE & 1) != 0))
		ca_word_error(psprintf("contradicts %s", words[WORD_UNIQUE + WORD_COLLAPSE - found].name), word,
					  "Choose one of the two.");
	reader->given |= (uint32) 1 << found;
	if (words[found].repeats)
		require_label(word);
	else if (words[found].has_value)
		ca_word_require_value(word);
	else
		ca_word_require_none(word, valid_hint(reader));
}

static void
apply_word(CaAttributionOptions *options, const CaWord *word, Word found)
{
	switch (found)
	{
		case WORD_COLLAPSE:
			options->rules.collapse = true;
			break;
		case WORD_UNIQUE:
			options->rules.unique = true;
			break;
		case WORD_EXCLUDE:
			append_string(&options->exclude, word->value);
			break;
		case WORD_MAX_TOUCHES:
			options->rules.max_touches = read_number(word, CA_MAX_TOUCHES);
			break;
		case WORD_DIRECT:
			append_string(&options->direct, word->value);
			break;
		case WORD_HALF_LIFE:
			options->half_life = read_half_life(word);
			break;
		case WORD_WEIGHTS:
			options->weights = read_weights(word);
			break;
		case WORD_ORDER:
			options->order = read_number(word, 2);
			break;
		case WORD_TOP:
			options->top = read_number(word, CA_MAX_TOP);
			break;
		case WORD_NONE:
			break;
	}
}

static void
read_word(void *into, const CaWord *word)
{
	OptionReader *reader = into;
	int			found = 0;

	while (found < WORD_NONE && strcmp(word->name, words[found].name) != 0)
		found++;
	if (found == WORD_NONE)
		ca_word_error("is not recognized", word, valid_hint(reader));
	note_given(reader, word, (Word) found);
	apply_word(reader->options, word, (Word) found);
}

static void
set_defaults(CaAttributionOptions *options)
{
	memset(options, 0, sizeof(CaAttributionOptions));
	options->weights = (CaPositionWeights)
	{
		0.4, 0.2, 0.4
	};
	options->half_life = 7.0 * (double) USECS_PER_DAY;
	options->order = 1;
	options->top = CA_USUAL_TOP;
}

void
ca_attribution_options_read(const char *string, int valid, CaAttributionOptions *options)
{
	OptionReader reader = {options, valid, 0};

	set_defaults(options);
	ca_words_read(string, NOUN, read_word, &reader);
}

/* ---- Labels ---- */

bool
ca_label_is_listed(const CaOptionStrings *list, const char *label, uint32 length)
{
	for (int i = 0; i < list->n; i++)
	{
		if (strlen(list->string[i]) == length && memcmp(list->string[i], label, length) == 0)
			return true;
	}
	return false;
}

/* Is it that word, in letters of any case? */
static bool
is_word(const char *word, const char *label, uint32 length)
{
	if (strlen(word) != length)
		return false;
	for (uint32 i = 0; i < length; i++)
	{
		if (pg_ascii_tolower((unsigned char) label[i]) != (unsigned char) word[i])
			return false;
	}
	return true;
}

bool
ca_label_is_direct(const CaOptionStrings *list, const char *label, uint32 length)
{
	if (list->n > 0)
		return ca_label_is_listed(list, label, length);
	for (int i = 0; i < (int) lengthof(usual_direct); i++)
	{
		if (is_word(usual_direct[i], label, length))
			return true;
	}
	return false;
}
