/*-------------------------------------------------------------------------
 *
 * pattern.c
 *	  Patterns of events, read from their text
 *
 * The language is that of ClickHouse's sequenceMatch:
 *
 *		(?N)		a row for which condition N holds; N counts from 1
 *		.			a row, whichever
 *		.*			any number of rows, also none
 *		(?t op s)	the row of the next event comes so many seconds after the
 *					row of the event before; op is <, <=, >, >=, == or !=; any
 *					number of rows may lie in between
 *
 * without blanks.  An event is (?N) or a single dot.  Beyond ClickHouse there
 * are !=, decimals down to the microsecond and several time conditions in a
 * row, which hold together.  What ClickHouse takes for granted is required: a
 * time condition has an event before and an event after it, and a pattern has
 * an event.
 *
 * Between two neighbouring events nothing, or ".*" and time conditions in any
 * order may stand.  The times compared are always those of the rows of these
 * two events: "(?1).*(?t<=60)(?2)" is "(?1)(?t<=60)(?2)".  (ClickHouse would
 * measure from the row at which ".*" happened to end.)  As times are whole
 * microseconds, all conditions but != come down to one closed range.
 *
 * Interface
 *	ca_pattern_parse		- text to pattern
 *
 * Memory: none is allocated; a pattern holds no pointer.
 * Limits: 64 events, 32 conditions, 16 times !=.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "datatype/timestamp.h"

#include "core/pattern.h"

/* Seconds beyond which microseconds might not fit 63 bits; 292 millennia. */
#define MOST_SECONDS	(PG_INT64_MAX / USECS_PER_SEC - 1)

/* Decimals of a second that time has. */
#define DECIMALS		6

/* A pattern being read. */
typedef struct PatternReader
{
	const char *start;			/* of the text */
	const char *at;				/* next byte */
	const char *end;			/* first byte beyond the text */
	const char *element;		/* where the current element begins */
	const char *time;			/* the gap's last time condition, or NULL */
	Size		time_length;	/* its bytes */
	bool		loose;			/* the gap being read may hold rows */
	CaGap		gap;			/* the gap being read */
	int			nconditions;	/* that there are */
	CaPattern  *pattern;		/* what has been read */
	CaPatternError *error;		/* filled in on failure */
} PatternReader;

/* ---- Small pieces ---- */

static bool
fail(PatternReader *r, const char *at, Size length, const char *problem)
{
	r->error->problem = problem;
	r->error->at = at - r->start;
	r->error->length = length;
	return false;
}

/* All that is left is what was not understood. */
static bool
fail_here(PatternReader *r, const char *problem)
{
	return fail(r, r->at, r->end - r->at, problem);
}

/* Step over a string if it comes next. */
static bool
accept(PatternReader *r, const char *string)
{
	Size		length = strlen(string);

	if ((Size) (r->end - r->at) < length || memcmp(r->at, string, length) != 0)
		return false;
	r->at += length;
	return true;
}

static bool
accept_digit(PatternReader *r, uint64 *value)
{
	if (r->at == r->end || *r->at < '0' || *r->at > '9')
		return false;
	*value = *r->at++ - '0';
	return true;
}

/* Digits, at least one, as a number that stays at limit + 1 beyond limit. */
static bool
read_digits(PatternReader *r, uint64 limit, uint64 *value)
{
	uint64		digit;

	if (!accept_digit(r, value))
		return fail_here(r, "A number is missing.");
	while (accept_digit(r, &digit))
		*value = Min(*value * 10 + digit, limit + 1);
	return true;
}

static bool
read_close(PatternReader *r)
{
	return accept(r, ")") || fail_here(r, "A closing parenthesis is missing.");
}

/* ---- Events ---- */

static void
reset_gap(PatternReader *r)
{
	r->time = NULL;
	r->loose = false;
	r->gap.least = 0;
	r->gap.most = PG_UINT64_MAX;
	r->gap.first = (uint8) r->pattern->nexcluded;
	r->gap.nexcluded = 0;
}

/* The next event stands at r->element; the gap before it is complete. */
static bool
add_event(PatternReader *r, uint64 *events)
{
	CaPattern  *pattern = r->pattern;
	uint64		bit;

	if (pattern->nevents == CA_PATTERN_EVENTS)
		return fail(r, r->element, r->at - r->element, "A pattern has at most 64 events.");
	bit = UINT64CONST(1) << pattern->nevents;
	*events |= bit;
	if (pattern->nevents > 0)
	{
		if (r->gap.least > 0 || r->gap.most < PG_UINT64_MAX || r->gap.nexcluded > 0)
			pattern->timed |= bit;
		else if (r->loose)
			pattern->loose |= bit;
		else
			pattern->adjacent |= bit;
	}
	pattern->gap[pattern->nevents++] = r->gap;
	reset_gap(r);
	return true;
}

/* What follows "(?" is the number of a condition. */
static bool
read_condition(PatternReader *r)
{
	uint64		number;

	if (!read_digits(r, CA_PATTERN_CONDITIONS, &number) || !read_close(r))
		return false;
	if (number < 1 || number > (uint64) r->nconditions)
		return fail(r, r->element, r->at - r->element, NULL);
	return add_event(r, &r->pattern->of_condition[number - 1]);
}

/* ---- Time conditions ---- */

static bool
read_seconds(PatternReader *r, uint64 *microseconds)
{
	const char *start = r->at;
	uint64		unit = USECS_PER_SEC;
	uint64		digit;

	if (!read_digits(r, MOST_SECONDS, microseconds))
		return false;
	if (*microseconds > MOST_SECONDS)
		return fail(r, start, r->at - start, "There are too many seconds.");
	*microseconds *= USECS_PER_SEC;
	if (!accept(r, "."))
		return true;
	if (!accept_digit(r, &digit))
		return fail_here(r, "A decimal is missing.");
	for (int i = 0; i < DECIMALS; i++)
	{
		unit /= 10;
		*microseconds += digit * unit;
		if (!accept_digit(r, &digit))
			return true;
	}
	return fail(r, start, r->at - start, "Seconds have at most six decimals.");
}

static bool
exclude(PatternReader *r, uint64 microseconds)
{
	CaPattern  *pattern = r->pattern;

	if (pattern->nexcluded == CA_PATTERN_EXCLUDED)
		return fail(r, r->element, r->at - r->element, "A pattern has at most 16 time conditions with !=.");
	pattern->excluded[pattern->nexcluded++] = microseconds;
	r->gap.nexcluded++;
	return true;
}

/* Narrow the range; 0 microseconds at most and 1 at least is never. */
static void
at_least(CaGap *gap, uint64 microseconds)
{
	gap->least = Max(gap->least, microseconds);
}

static void
at_most(CaGap *gap, uint64 microseconds)
{
	gap->most = Min(gap->most, microseconds);
}

static void
less_than(CaGap *gap, uint64 microseconds)
{
	at_most(gap, microseconds == 0 ? 0 : microseconds - 1);
	if (microseconds == 0)
		at_least(gap, 1);
}

typedef enum TimeOperator
{
	TIME_AT_MOST,
	TIME_LESS,
	TIME_AT_LEAST,
	TIME_MORE,
	TIME_EQUAL,
	TIME_UNEQUAL
} TimeOperator;

static bool
read_operator(PatternReader *r, TimeOperator *op)
{
	/* In the order of TimeOperator; the longer of two goes first. */
	static const char *const sign[] = {"<=", "<", ">=", ">", "==", "!="};

	for (int i = 0; i < lengthof(sign); i++)
	{
		if (accept(r, sign[i]))
		{
			*op = (TimeOperator) i;
			return true;
		}
	}
	return fail_here(r, "One of <, <=, >, >=, == and != is missing.");
}

/* What follows "(?t" is an operator and a number of seconds. */
static bool
read_time(PatternReader *r)
{
	TimeOperator op;
	uint64		microseconds;

	if (!read_operator(r, &op) || !read_seconds(r, &microseconds) || !read_close(r))
		return false;
	r->time = r->element;
	r->time_length = r->at - r->element;
	r->loose = true;
	if (r->pattern->nevents == 0)
		return fail(r, r->time, r->time_length, "There is no event before this time condition.");
	switch (op)
	{
		case TIME_AT_MOST:
			at_most(&r->gap, microseconds);
			break;
		case TIME_LESS:
			less_than(&r->gap, microseconds);
			break;
		case TIME_AT_LEAST:
			at_least(&r->gap, microseconds);
			break;
		case TIME_MORE:
			at_least(&r->gap, microseconds + 1);
			break;
		case TIME_EQUAL:
			at_least(&r->gap, microseconds);
			at_most(&r->gap, microseconds);
			break;
		case TIME_UNEQUAL:
			return exclude(r, microseconds);
	}
	return true;
}

/* ---- The whole ---- */

static bool
read_element(PatternReader *r)
{
	r->element = r->at;
	if (accept(r, "(?t"))
		return read_time(r);
	if (accept(r, "(?"))
		return read_condition(r);
	if (accept(r, ".*"))
	{
		r->loose = true;
		return true;
	}
	if (accept(r, "."))
		return add_event(r, &r->pattern->any);
	return fail_here(r, "One of (?N), ., .* and (?t op seconds) is missing.");
}

bool
ca_pattern_parse(CaPattern *pattern, const char *string, Size length, int nconditions,
				 CaPatternError *error)
{
	PatternReader r;

	Assert(nconditions >= 1 && nconditions <= CA_PATTERN_CONDITIONS);
	memset(pattern, 0, sizeof(CaPattern));
	r.start = r.at = string;
	r.end = string + length;
	r.nconditions = nconditions;
	r.pattern = pattern;
	r.error = error;
	reset_gap(&r);
	while (r.at < r.end)
	{
		if (!read_element(&r))
			return false;
	}
	if (r.time != NULL)
		return fail(&r, r.time, r.time_length, "There is no event after this time condition.");
	if (pattern->nevents == 0)
		return fail(&r, r.start, length, "There is no event, which is (?N) or a single dot.");
	return true;
}
