/*-------------------------------------------------------------------------
 *
 * retention_options.c
 *	  The options argument of cohort_retention, cohort_value and lifecycle
 *
 * Usage:
 *	'rolling, on_or_after, brackets=0,1,3,7-7,30, now=2024-05-01T00:00:00Z'
 *
 * Commas separate options and brackets alike: what begins with a digit goes on
 * with the brackets before it.
 *
 * Interface
 *	ca_retention_options_read	- text to options
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "api/retention_options.h"
#include "api/words.h"

/* What messages call a word. */
#define NOUN	"option"

/* The most periods that can be asked for. */
#define CA_MAX_PERIODS	100000

typedef enum Word
{
	WORD_NOW,
	WORD_CALENDAR,
	WORD_ROLLING,
	WORD_ON,
	WORD_ON_OR_AFTER,
	WORD_FIRST_TIME,
	WORD_RECURRING,
	WORD_BEFORE,
	WORD_BRACKETS,
	WORD_PERIODS,
	WORD_COHORT_FROM,
	WORD_COHORT_UNTIL,
	WORD_NONE					/* how many there are */
} Word;

/* Words, the groups they are in, and what each cannot stand beside. */
static const struct
{
	const char *name;
	int			group;
	Word		against;		/* itself: nothing */
}			words[WORD_NONE] = {
	[WORD_NOW] = {"now", CA_OPTION_NOW, WORD_NOW},
	[WORD_CALENDAR] = {"calendar", CA_OPTION_COHORTS, WORD_ROLLING},
	[WORD_ROLLING] = {"rolling", CA_OPTION_COHORTS, WORD_CALENDAR},
	[WORD_ON] = {"on", CA_OPTION_COHORTS, WORD_ON_OR_AFTER},
	[WORD_ON_OR_AFTER] = {"on_or_after", CA_OPTION_ON_OR_AFTER, WORD_ON},
	[WORD_FIRST_TIME] = {"first_time", CA_OPTION_COHORTS, WORD_RECURRING},
	[WORD_RECURRING] = {"recurring", CA_OPTION_COHORTS, WORD_FIRST_TIME},
	[WORD_BEFORE] = {"before", CA_OPTION_COHORTS, WORD_BEFORE},
	[WORD_BRACKETS] = {"brackets", CA_OPTION_COHORTS, WORD_PERIODS},
	[WORD_PERIODS] = {"periods", CA_OPTION_COHORTS, WORD_BRACKETS},
	[WORD_COHORT_FROM] = {"cohort_from", CA_OPTION_COHORTS, WORD_COHORT_FROM},
	[WORD_COHORT_UNTIL] = {"cohort_until", CA_OPTION_COHORTS, WORD_COHORT_UNTIL}
};

/* What is being read. */
typedef struct OptionReader
{
	CaRetentionOptions *options;
	int			valid;			/* groups of words */
	uint32		given;			/* a bit for each word there was */
	bool		in_brackets;	/* the word before was one of them */
} OptionReader;

static const char *
valid_hint(int valid)
{
	if ((valid & CA_OPTION_COHORTS) == 0)
		return "The valid option is now=.";
	if ((valid & CA_OPTION_ON_OR_AFTER) == 0)
		return "Valid options are calendar, rolling, on, first_time, recurring, before, brackets=, periods=, now=, cohort_from= and cohort_until=.";
	return "Valid options are calendar, rolling, on, on_or_after, first_time, recurring, before, brackets=, periods=, now=, cohort_from= and cohort_until=.";
}

/* ---- Numbers ---- */

/* Digits to a number from least to most, up to where they end. */
static bool
read_number(const char **at, int64 least, int64 most, int64 *number)
{
	const char *digits = *at;

	*number = 0;
	for (; **at >= '0' && **at <= '9'; (*at)++)
		*number = Min(*number * 10 + (**at - '0'), most + 1);
	return *at > digits && *number >= least && *number <= most;
}

static void
read_periods(OptionReader *reader, const CaWord *word)
{
	const char *at = word->value;
	int64		periods;

	if (!read_number(&at, 1, CA_MAX_PERIODS, &periods) || *at != '\0')
		ca_word_error("has no number of periods", word, "Give one from 1 to 100000.");
	reader->options->periods = (int) periods;
}

/* ---- Brackets ---- */

CA_NORETURN static void
bad_bracket(const CaWord *word)
{
	ca_word_error("has a bracket that is no number or range", word,
				  "Write brackets as 0,1,3,7 or 0,1-6,7-7,30-30.");
}

/* A number, or two with a hyphen: the end of it is open until another comes. */
static CaRetentionBracket
read_range(const char **at, const CaWord *word)
{
	CaRetentionBracket bracket;

	bracket.to = CA_RETENTION_OPEN;
	if (!read_number(at, 0, PG_INT32_MAX, &bracket.from))
		bad_bracket(word);
	if (**at == '-')
	{
		(*at)++;
		if (!read_number(at, 0, PG_INT32_MAX, &bracket.to))
			bad_bracket(word);
		if (bracket.to < bracket.from)
			ca_word_error("has a bracket that ends before it begins", word,
						  "Write the smaller number first.");
	}
	return bracket;
}

static void
add_bracket(OptionReader *reader, CaRetentionBracket bracket, const CaWord *word)
{
	CaRetentionOptions *options = reader->options;

	if (options->nbrackets == CA_RETENTION_BRACKETS)
		ca_word_error("is one bracket too many", word, "There can be 100 of them.");
	if (options->nbrackets > 0)
	{
		CaRetentionBracket *before = &options->bracket[options->nbrackets - 1];

		if (bracket.from <= before->from ||
			(before->to != CA_RETENTION_OPEN && bracket.from <= before->to))
			ca_word_error("has brackets that do not ascend", word,
						  "Each must begin after the one before it.");
		if (before->to == CA_RETENTION_OPEN)
			before->to = bracket.from - 1;
	}
	options->bracket[options->nbrackets++] = bracket;
}

/* One of them, or in quotes several. */
static void
read_brackets(OptionReader *reader, const char *at, const CaWord *word)
{
	for (;;)
	{
		at += strspn(at, " \t\n\r");
		add_bracket(reader, read_range(&at, word), word);
		at += strspn(at, " \t\n\r");
		if (*at == '\0')
			break;
		if (*at++ != ',')
			bad_bracket(word);
	}
	reader->in_brackets = true;
}

/* ---- Words ---- */

/* Note that a word is there; an error when it cannot be. */
static void
note_given(OptionReader *reader, const CaWord *word, Word found)
{
	Word		against = words[found].against;

	if ((reader->valid & words[found].group) == 0)
		ca_word_error("cannot be used here", word, valid_hint(reader->valid));
	if (word->from != 0)
		ca_word_error("takes no numbers in square brackets", word, valid_hint(reader->valid));
	if ((reader->given >> found & 1) != 0)
		ca_word_error("is given twice", word, "Give it once.");
	if (against != found && (reader->given >> against & 1) != 0)
		ca_word_error(psprintf("contradicts %s", words[against].name), word,
					  "Choose one of the two.");
	reader->given |= (uint32) 1 << found;
	if (found == WORD_NOW || found >= WORD_BRACKETS)
		ca_word_require_value(word);
	else
		ca_word_require_none(word, valid_hint(reader->valid));
}

static void
apply_word(OptionReader *reader, const CaWord *word, Word found)
{
	CaRetentionOptions *options = reader->options;

	switch (found)
	{
		case WORD_NOW:
			options->has_now = true;
			options->now = ca_word_timestamp(word);
			break;
		case WORD_ROLLING:
			options->rolling = true;
			break;
		case WORD_ON_OR_AFTER:
			options->on_or_after = true;
			break;
		case WORD_RECURRING:
			options->recurring = true;
			break;
		case WORD_BEFORE:
			options->before = true;
			break;
		case WORD_BRACKETS:
			read_brackets(reader, word->value, word);
			break;
		case WORD_PERIODS:
			read_periods(reader, word);
			break;
		case WORD_COHORT_FROM:
			options->cohort_from = ca_word_timestamp(word);
			break;
		case WORD_COHORT_UNTIL:
			options->cohort_until = ca_word_timestamp(word);
			break;
		default:
			break;
	}
}

static void
read_word(void *into, const CaWord *word)
{
	OptionReader *reader = into;
	int			found = 0;

	if (reader->in_brackets && word->string[0] >= '0' && word->string[0] <= '9')
	{
		read_brackets(reader, word->string, word);
		return;
	}
	reader->in_brackets = false;
	while (found < WORD_NONE && strcmp(word->name, words[found].name) != 0)
		found++;
	if (found == WORD_NONE)
		ca_word_error("is not recognized", word, valid_hint(reader->valid));
	note_given(reader, word, (Word) found);
	apply_word(reader, word, (Word) found);
}

void
ca_retention_options_read(const char *string, int valid, CaRetentionOptions *options)
{
	OptionReader reader = {options, valid, 0, false};

	memset(options, 0, sizeof(CaRetentionOptions));
	options->cohort_from = DT_NOBEGIN;
	options->cohort_until = DT_NOEND;
	ca_words_read(string, NOUN, read_word, &reader);
}
