/*-------------------------------------------------------------------------
 *
 * funnel_mode.c
 *	  The mode argument of funnels: words and options, separated by commas
 *
 * Usage:
 *	'strict_increase, step_window = 1 day, exclude[2-3] = refund, optional = 2'
 *
 * A word is a name, maybe steps in brackets, maybe a value after an equals sign.
 * A value that has commas or quotes of its own stands in double quotes, in
 * which a doubled quote means one.
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
#include "core/wire.h"

#define VALID_MODES \
	"ordered, strict, strict_steps, any_order, strict_increase, first_attempt, step_window=, exclude=, optional=, entry_from= and entry_until="

/* One word of a mode. */
typedef struct ModeWord
{
	char	   *name;
	int			from;			/* the first number in brackets, or 0 */
	int			to;				/* the second, or 0 */
	char	   *value;			/* or NULL */
	char	   *string;			/* all of it, for messages */
} ModeWord;

/* What is being read. */
typedef struct ModeReader
{
	CaFunnelNames *names;
	CaFunnelSpec *spec;
	bool		has_order;
	uint64		step_window;	/* of steps that have none of their own */
	bool		has_own[CA_FUNNEL_STEPS];	/* they do */
	int			lowest_excluded;	/* condition, counted from 1 */
} ModeReader;

CA_NORETURN static void
mode_error(const char *message, const ModeWord *word, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("funnel mode \"%s\" %s", word->string, message),
			 errhint("%s", hint)));
}

/* ---- Words ---- */

static char *
trim(const char *from, const char *to)
{
	while (from < to && isspace((unsigned char) *from))
		from++;
	while (to > from && isspace((unsigned char) to[-1]))
		to--;
	return pnstrdup(from, to - from);
}

/* Where a word ends: at a comma outside of quotes. */
static const char *
word_end(const char *at)
{
	bool		quoted = false;

	for (; *at != '\0' && (quoted || *at != ','); at++)
		quoted ^= *at == '"';
	return at;
}

static void
unquote(ModeWord *word)
{
	char	   *to = word->value;
	const char *from = word->value + 1;

	if (word->value[0] != '"')
		return;
	for (; *from != '\0'; from++)
	{
		if (*from == '"' && *++from != '"')
			break;
		*to++ = *from;
	}
	if (from[-1] != '"' || *from != '\0')
		mode_error("has quotes that do not enclose its value", word,
				   "Write a quote within quotes twice.");
	*to = '\0';
}

/* Numbers in brackets: [3] or [1-3]. */
static void
read_brackets(ModeWord *word, const char *bracket)
{
	char	   *end;
	const char *hint = "Write it as name[2]=value or name[1-3]=value.";

	word->from = strtol(bracket + 1, &end, 10);
	if (*end == '-')
		word->to = strtol(end + 1, &end, 10);
	if (strcmp(end, "]") != 0)
		mode_error("has brackets that do not enclose steps", word, hint);
	if (word->from < 1 || (word->to != 0 && word->to <= word->from))
		mode_error("has steps that are out of range", word, hint);
}

static ModeWord
read_word(const char *from, const char *to)
{
	ModeWord	word = {NULL, 0, 0, NULL, NULL};
	char	   *equals;
	char	   *bracket;

	word.string = trim(from, to);
	equals = strchr(word.string, '=');
	word.name = equals == NULL ? pstrdup(word.string) : trim(word.string, equals);
	if (equals != NULL)
	{
		word.value = trim(equals + 1, equals + strlen(equals));
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

/* ---- Meaning ---- */

static void
require_value(const ModeWord *word, bool wanted)
{
	if (wanted && (word->value == NULL || word->value[0] == '\0'))
		mode_error("needs a value", word, "Write it as name=value.");
	if (!wanted && word->value != NULL)
		mode_error("takes no value", word, "Valid modes are " VALID_MODES ".");
}

static void
require_no_steps(const ModeWord *word)
{
	if (word->from != 0)
		mode_error("takes no steps in brackets", word, "Only step_window and exclude do.");
}

/* Steps there can be: in the condition form some may turn out to be excluded. */
static int
steps_at_most(const ModeReader *reader)
{
	return Max(reader->names->nconditions, reader->names->nsteps);
}

static void
set_order(ModeReader *reader, const ModeWord *word, CaFunnelOrder order)
{
	if (reader->has_order && reader->spec->order != order)
		mode_error("contradicts another word of the mode", word,
				   "Choose one of ordered, strict, strict_steps and any_order.");
	reader->has_order = true;
	reader->spec->order = order;
}

static bool
read_order(ModeReader *reader, const ModeWord *word)
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
			require_value(word, false);
			require_no_steps(word);
			set_order(reader, word, orders[i].order);
			return true;
		}
	}
	return false;
}

static void
read_step_window(ModeReader *reader, const ModeWord *word)
{
	Interval   *interval;
	uint64		window;

	require_value(word, true);
	interval = DatumGetIntervalP(DirectFunctionCall3(interval_in, CStringGetDatum(word->value),
													 ObjectIdGetDatum(InvalidOid),
													 Int32GetDatum(-1)));
	window = ca_condition_window(interval, "step_window");
	reader->spec->has_step_window = true;
	if (word->from == 0)
		reader->step_window = window;
	else if (word->to != 0 || word->from < 2 || word->from > steps_at_most(reader))
		mode_error("names no step that has one before it", word, "Write it as step_window[3]=value.");
	else
	{
		reader->spec->step_window[word->from - 1] = window;
		reader->has_own[word->from - 1] = true;
	}
}

/* The bit that an excluded event type has; what it is among the names. */
static uint32
excluded_type(ModeReader *reader, const ModeWord *word)
{
	CaFunnelNames *names = reader->names;
	int			i = 0;

	while (i < names->nexcluded && strcmp(names->excluded[i], word->value) != 0)
		i++;
	if (names->nsteps + i >= CA_FUNNEL_STEPS)
		mode_error("is one too many", word,
				   "There can be 32 steps and excluded event types together.");
	if (i == names->nexcluded)
		names->excluded[names->nexcluded++] = word->value;
	return (uint32) 1 << (names->nsteps + i);
}

static uint32
excluded_condition(ModeReader *reader, const ModeWord *word)
{
	char	   *end;
	long		condition = strtol(word->value, &end, 10);

	if (*end != '\0' || condition < 2 || condition > reader->names->nconditions)
		mode_error("refers to no condition", word,
				   "Give the number of a condition that stands behind all steps.");
	reader->lowest_excluded = Min(reader->lowest_excluded, condition);
	return (uint32) 1 << (condition - 1);
}

static void
read_exclude(ModeReader *reader, const ModeWord *word)
{
	CaFunnelSpec *spec = reader->spec;
	CaFunnelExclusion *exclusion = &spec->exclusion[spec->nexclusions];

	require_value(word, true);
	if (spec->nexclusions == CA_FUNNEL_EXCLUSIONS)
		mode_error("is one too many", word, "A funnel has 32 exclusions at most.");
	if (word->from != 0 && word->to == 0)
		mode_error("does not say up to which step", word, "Write it as exclude[1-3]=value.");
	exclusion->kinds = reader->names->nconditions > 0 ? excluded_condition(reader, word)
		: excluded_type(reader, word);
	exclusion->from = Max(word->from - 1, 0);
	exclusion->to = word->to == 0 ? 0 : word->to - 1;	/* 0: the last step */
	if (word->to > steps_at_most(reader))
		mode_error("has steps that are out of range", word, "Give steps that the funnel has.");
	spec->nexclusions++;
}

static void
read_optional(ModeReader *reader, const ModeWord *word)
{
	char	   *end;
	long		step;

	require_value(word, true);
	require_no_steps(word);
	step = strtol(word->value, &end, 10);
	if (*end != '\0' || step < 2 || step > steps_at_most(reader))
		mode_error("refers to no step that can be left out", word,
				   "Give the number of a step, which cannot be the first.");
	reader->spec->optional |= (uint32) 1 << (step - 1);
}

/*
 * A timestamp that says its own offset: what it means must not depend on the
 * session.
 */
static TimestampTz
read_timestamp(const ModeWord *word)
{
	const char *at = word->value;
	const char *hint = "Write it as 2026-01-31T00:00:00Z or 2026-01-31 00:00:00+02.";

	require_value(word, true);
	require_no_steps(word);
	at = word->value + strspn(word->value, "0123456789");
	if (at < word->value + 4 || strlen(at) < 6 || *at != '-' || strpbrk(at + 6, "Zz+-") == NULL)
		mode_error("has no timestamp with an offset", word, hint);
	return DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in, CStringGetDatum(word->value),
												   ObjectIdGetDatum(InvalidOid),
												   Int32GetDatum(-1)));
}

static void
require_flag(const ModeWord *word)
{
	require_value(word, false);
	require_no_steps(word);
}

static void
apply_word(ModeReader *reader, const ModeWord *word)
{
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
		spec->entry_from = read_timestamp(word);
	else if (strcmp(word->name, "entry_until") == 0)
	{
		spec->entry_until = read_timestamp(word);
		spec->has_until = true;
	}
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("funnel mode \"%s\" is not recognized", word->name),
				 errhint("Valid modes are " VALID_MODES ".")));
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
	ModeWord	all = {NULL, 0, 0, NULL, unconstify(char *, mode)};
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
				mode_error("excludes a condition that stands before a step", &all,
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
			mode_error("excludes between steps that the funnel does not have", &all,
					   "An exclusion needs two steps to stand between.");
	}
	for (int i = 1; i < CA_FUNNEL_STEPS; i++)
	{
		if (i >= nsteps && (reader->has_own[i] || (spec->optional >> i & 1) != 0))
			mode_error("refers to steps that the funnel does not have", &all,
					   "Conditions of exclusions are no steps.");
		if (!reader->has_own[i])
			spec->step_window[i] = reader->step_window;
	}
}

void
ca_funnel_mode_read(const char *mode, uint64 window, CaFunnelNames *names, CaFunnelSpec *spec)
{
	ModeReader	reader = {names, spec, false, CA_FUNNEL_EVER, {false}, names->nconditions + 1};
	char	   *whole = trim(mode, mode + strlen(mode));

	names->nexcluded = 0;
	ca_funnel_init(spec, names->nsteps, window);
	if (whole[0] != '\0')
	{
		const char *from = whole;

		for (;;)
		{
			const char *to = word_end(from);
			ModeWord	word = read_word(from, to);

			apply_word(&reader, &word);
			if (*to == '\0')
				break;
			from = to + 1;
		}
	}
	settle_steps(&reader, whole);
	check_combination(spec);
}
