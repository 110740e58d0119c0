/*-------------------------------------------------------------------------
 *
 * funnel_mode.c
 *	  The mode argument of funnels: words and options, separated by commas
 *
 * Usage:
 *	'strict_increase, step_window = 1 day, exclude[2-3] = refund, optional = 2'
 *
 * What the words are is read in words.c; here, what they mean.
 *
 * Interface
 *	ca_funnel_mode_read		- text to spec
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/condition.h"
#include "api/funnel_mode.h"
#include "api/words.h"

/* What messages call a word. */
#define NOUN	"funnel mode"

#define VALID_HINT \
	"Valid modes are ordered, strict, strict_steps, any_order, strict_increase, first_attempt, step_window=, exclude=, optional=, entry_from= and entry_until=."

/* What is being read. */
typedef struct ModeReader
{
	CaFunnelNames *names;
	CaFunnelSpec *spec;
	bool		has_order;
	bool		has_step_window;	/* for all steps */
	bool		has_from;		/* entry_from has been read */
	bool		has_until;		/* and entry_until */
	uint64		step_window;	/* of steps that have none of their own */
	bool		has_own[CA_FUNNEL_STEPS];	/* they do */
	int			lowest_excluded;	/* condition, counted from 1 */
} ModeReader;

static void
require_no_steps(const CaWord *word)
{
	if (word->from != 0)
		ca_word_error("takes no steps in brackets", word, "Only step_window and exclude do.");
}

/* Steps there can be: in the condition form some may turn out to be excluded. */
static int
steps_at_most(const ModeReader *reader)
{
	return Max(reader->names->nconditions, reader->names->nsteps);
}

static void
set_order(ModeReader *reader, const CaWord *word, CaFunnelOrder order)
{
	if (reader->has_order && reader->spec->order != order)
		ca_word_error("contradicts another word of the mode", word,
					  "Choose one of ordered, strict, strict_steps and any_order.");
	reader->has_order = true;
	reader->spec->order = order;
}

static bool
read_order(ModeReader *reader, const CaWord *word)
{
	static const struct
	{
		const char *name;
		CaFunnelOrder order;
	}			orders[] = {
		{"ordered", CA_FUNNEL_ORDERED},
		{"strict", CA_FUNNEL_STRICT},
		{"strict_steps", CA_FUNNEL_STRICT_STEPS},
		{"any_order", CA_FUNNEL_ANY_ORDER}
	};

	for (int i = 0; i < lengthof(orders); i++)
	{
		if (strcmp(word->name, orders[i].name) == 0)
		{
			ca_word_require_none(word, VALID_HINT);
			require_no_steps(word);
			set_order(reader, word, orders[i].order);
			return true;
		}
	}
	return false;
}

static void
read_step_window(ModeReader *reader, const CaWord *word)
{
	Interval   *interval;
	uint64		window;

	ca_word_require_value(word);
	interval = DatumGetIntervalP(DirectFunctionCall3(interval_in, CStringGetDatum(word->value),
													 ObjectIdGetDatum(InvalidOid),
													 Int32GetDatum(-1)));
	window = ca_condition_window(interval, "step_window");
	reader->spec->has_step_window = true;
	if (word->from == 0)
	{
		ca_word_require_once(word, &reader->has_step_window);
		reader->step_window = window;
	}
	else if (word->to != 0 || word->from < 2 || word->from > steps_at_most(reader))
		ca_word_error("names no step that has one before it", word, "Write it as step_window[3]=value.");
	else
	{
		ca_word_require_once(word, &reader->has_own[word->from - 1]);
		reader->spec->step_window[word->from - 1] = window;
	}
}

/* The bit that an excluded event type has; what it is among the names. */
static uint32
excluded_type(ModeReader *reader, const CaWord *word)
{
	CaFunnelNames *names = reader->names;
	int			i = 0;

	while (i < names->nexcluded && strcmp(names->excluded[i], word->value) != 0)
		i++;
	if (names->nsteps + i >= CA_FUNNEL_STEPS)
		ca_word_error("is one too many", word,
					  "There can be 32 steps and excluded event types together.");
	if (i == names->nexcluded)
		names->excluded[names->nexcluded++] = word->value;
	return (uint32) 1 << (names->nsteps + i);
}

static uint32
excluded_condition(ModeReader *reader, const CaWord *word)
{
	char	   *end;
	long		condition = strtol(word->value, &end, 10);

	if (*end != '\0' || condition < 2 || condition > reader->names->nconditions)
		ca_word_error("refers to no condition", word,
					  "Give the number of a condition that stands behind all steps.");
	reader->lowest_excluded = Min(reader->lowest_excluded, condition);
	return (uint32) 1 << (condition - 1);
}

static void
read_exclude(ModeReader *reader, const CaWord *word)
{
	CaFunnelSpec *spec = reader->spec;
	CaFunnelExclusion *exclusion = &spec->exclusion[spec->nexclusions];

	ca_word_require_value(word);
	if (spec->nexclusions == CA_FUNNEL_EXCLUSIONS)
		ca_word_error("is one too many", word, "A funnel has 32 exclusions at most.");
	if (word->from != 0 && word->to == 0)
		ca_word_error("does not say up to which step", word, "Write it as exclude[1-3]=value.");
	exclusion->kinds = reader->names->nconditions > 0 ? excluded_condition(reader, word)
		: excluded_type(reader, word);
	exclusion->from = Max(word->from - 1, 0);
	exclusion->to = word->to == 0 ? 0 : word->to - 1;	/* 0: the last step */
	if (word->to > steps_at_most(reader))
		ca_word_error("has steps that are out of range", word, "Give steps that the funnel has.");
	spec->nexclusions++;
}

static void
read_optional(ModeReader *reader, const CaWord *word)
{
	char	   *end;
	long		step;

	ca_word_require_value(word);
	require_no_steps(word);
	step = strtol(word->value, &end, 10);
	if (*end != '\0' || step < 2 || step > steps_at_most(reader))
		ca_word_error("refers to no step that can be left out", word,
					  "Give the number of a step, which cannot be the first.");
	reader->spec->optional |= (uint32) 1 << (step - 1);
}

static TimestampTz
read_timestamp(const CaWord *word)
{
	ca_word_require_value(word);
	require_no_steps(word);
	return ca_word_timestamp(word);
}

static void
require_flag(const CaWord *word)
{
	ca_word_require_none(word, VALID_HINT);
	require_no_steps(word);
}

static void
apply_word(void *into, const CaWord *word)
{
	ModeReader *reader = into;
	CaFunnelSpec *spec = reader->spec;

	if (read_order(reader, word))
		return;
	if (strcmp(word->name, "strict_increase") == 0)
	{
		require_flag(word);
		spec->strict_increase = true;
	}
	else if (strcmp(word->name, "first_attempt") == 0)
	{
		require_flag(word);
		spec->first_attempt = true;
	}
	else if (strcmp(word->name, "step_window") == 0)
		read_step_window(reader, word);
	else if (strcmp(word->name, "exclude") == 0)
		read_exclude(reader, word);
	else if (strcmp(word->name, "optional") == 0)
		read_optional(reader, word);
	else if (strcmp(word->name, "entry_from") == 0)
	{
		ca_word_require_once(word, &reader->has_from);
		spec->entry_from = read_timestamp(word);
	}
	else if (strcmp(word->name, "entry_until") == 0)
	{
		ca_word_require_once(word, &reader->has_until);
		spec->entry_until = read_timestamp(word);
		spec->has_until = true;
	}
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("funnel mode \"%s\" is not recognized", word->name),
				 errhint(VALID_HINT)));
}

/* ---- The whole ---- */

CA_NORETURN static void
cannot_combine(const char *order, const char *other)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("funnel mode \"%s\" cannot be combined with %s", order, other)));
}

static void
check_combination(const CaFunnelSpec *spec)
{
	if (spec->order == CA_FUNNEL_STRICT)
	{
		if (spec->nexclusions > 0)
			cannot_combine("strict", "exclude");
		if (spec->optional != 0)
			cannot_combine("strict", "optional");
	}
	if (spec->order == CA_FUNNEL_ANY_ORDER)
	{
		if (spec->strict_increase)
			cannot_combine("any_order", "strict_increase");
		if (spec->first_attempt)
			cannot_combine("any_order", "first_attempt");
		if (spec->has_step_window)
			cannot_combine("any_order", "step_window");
		if (spec->nexclusions > 0)
			cannot_combine("any_order", "exclude");
		if (spec->optional != 0)
			cannot_combine("any_order", "optional");
	}
}

/* Now it is known how many steps there are. */
static void
settle_steps(ModeReader *reader, const char *mode)
{
	CaFunnelSpec *spec = reader->spec;
	CaWord		all = {NULL, 0, 0, NULL, unconstify(char *, mode), NOUN};
	int			nsteps = reader->names->nsteps;

	if (reader->names->nconditions > 0)
	{
		nsteps = reader->lowest_excluded - 1;
		for (int i = nsteps; i < reader->names->nconditions; i++)
		{
			uint32		kinds = 0;

			for (int e = 0; e < spec->nexclusions; e++)
				kinds |= spec->exclusion[e].kinds;
			if ((kinds >> i & 1) == 0)
				ca_word_error("excludes a condition that stands before a step", &all,
							  "Write the conditions of exclusions behind those of all steps.");
		}
	}
	spec->nsteps = nsteps;
	for (int i = 0; i < spec->nexclusions; i++)
	{
		CaFunnelExclusion *exclusion = &spec->exclusion[i];

		if (exclusion->to == 0)
			exclusion->to = nsteps - 1;
		if (exclusion->to >= nsteps || exclusion->from >= exclusion->to)
			ca_word_error("excludes between steps that the funnel does not have", &all,
						  "An exclusion needs two steps to stand between.");
	}
	for (int i = 1; i < CA_FUNNEL_STEPS; i++)
	{
		if (i >= nsteps && (reader->has_own[i] || (spec->optional >> i & 1) != 0))
			ca_word_error("refers to steps that the funnel does not have", &all,
						  "Conditions of exclusions are no steps.");
		if (!reader->has_own[i])
			spec->step_window[i] = reader->step_window;
	}
}

void
ca_funnel_mode_read(const char *mode, uint64 window, CaFunnelNames *names, CaFunnelSpec *spec)
{
	ModeReader	reader = {
		.names = names,
		.spec = spec,
		.step_window = CA_FUNNEL_EVER,
		.lowest_excluded = names->nconditions + 1
	};

	names->nexcluded = 0;
	ca_funnel_init(spec, names->nsteps, window);
	ca_words_read(mode, NOUN, apply_word, &reader);
	settle_steps(&reader, ca_word_trim(mode, mode + strlen(mode)));
	check_combination(spec);
}
