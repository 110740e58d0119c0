/*-------------------------------------------------------------------------
 *
 * test_attribution_model.c
 *	  model/attribution, _path and _value against the plainest ways to say it
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "model/attribution.h"
#include "model/attribution_value.h"
#include "unit.h"

/* The most touches and conversions of a story, and different labels. */
#define MOST	16
#define LABELS	4

/* One contact, and what makes its paths. */
typedef struct Story
{
	CaTouchRules rules;
	CaEvent		touch[MOST];
	Size		ntouches;
	CaConversion conversion[MOST];
	Size		nconversions;
	bool		on_path[MOST];	/* has the touch been on one? */
	CaEvent		path[MOST];		/* of touches, by hand */
	Size		n;
} Story;

static void
make_story(UnitTest *test, Story *story)
{
	TimestampTz at = 0;

	memset(story, 0, sizeof(Story));
	story->rules.lookback = unit_random_below(test, 12);
	story->rules.collapse = unit_random_below(test, 3) == 0;
	story->rules.unique = !story->rules.collapse && unit_random_below(test, 2) == 0;
	story->rules.max_touches = unit_random_below(test, 5);
	story->ntouches = unit_random_below(test, MOST + 1);
	for (Size i = 0; i < story->ntouches; i++)
	{
		story->touch[i].at = (TimestampTz) unit_random_below(test, 40);
		story->touch[i].kind = (uint32) unit_random_below(test, LABELS);
	}
	ca_events_sort(story->touch, story->ntouches);
	story->nconversions = unit_random_below(test, MOST / 4);
	for (Size i = 0; i < story->nconversions; i++)
	{
		at += 1 + (TimestampTz) unit_random_below(test, 20);
		story->conversion[i].at = at;
		story->conversion[i].n = 1 + unit_random_below(test, 3);
		story->conversion[i].value = (double) unit_random_below(test, 100) - 50;
	}
}

/* ---- Paths by hand ---- */

/* Take a touch off the path. */
static void
take_off(Story *story, Size i)
{
	memmove(&story->path[i], &story->path[i + 1], (story->n - i - 1) * sizeof(CaEvent));
	story->n--;
}

static bool
is_repeated(const Story *story, Size i)
{
	for (Size j = 0; j < i; j++)
	{
		if (story->path[j].kind == story->path[i].kind)
			return true;
	}
	return false;
}

static void
apply_rules(Story *story)
{
	for (Size i = story->n; i > 1 && story->rules.collapse; i--)
	{
		if (story->path[i - 2].kind == story->path[i - 1].kind)
			take_off(story, i - 2);
	}
	for (Size i = story->n; i > 0 && story->rules.unique; i--)
	{
		if (is_repeated(story, i - 1))
			take_off(story, i - 1);
	}
	while (story->rules.max_touches > 0 && story->n > story->rules.max_touches)
		take_off(story, 0);
}

static void
path_to(Story *story, TimestampTz at)
{
	story->n = 0;
	for (Size i = 0; i < story->ntouches; i++)
	{
		if (story->touch[i].at > at || story->touch[i].at < at - (TimestampTz) story->rules.lookback)
			continue;
		story->on_path[i] = true;
		story->path[story->n++] = story->touch[i];
	}
	apply_rules(story);
}

static void
path_to_nothing(Story *story)
{
	story->n = 0;
	for (Size i = 0; i < story->ntouches; i++)
	{
		if (!story->on_path[i])
			story->path[story->n++] = story->touch[i];
	}
	apply_rules(story);
}

static void
check_path(UnitTest *test, const Story *story, const CaTouchPath *path)
{
	UNIT_CHECK(test, path->n == story->n);
	for (Size i = 0; i < story->n; i++)
	{
		UNIT_CHECK(test, path->touch[i].at == story->path[i].at);
		UNIT_CHECK(test, path->touch[i].kind == story->path[i].kind);
	}
}

/* ---- Credits ---- */

/* What each model gives away is what there is; participation gives it to each label. */
static void
check_credits(UnitTest *test, CaTouchWalk *walk, const CaTouchPath *path)
{
	const bool	is_direct[LABELS] = {true, false, false, true};
	CaCreditSpec spec = {{0.5, 0.1, 0.4}, 3.0, is_direct};
	double		weight[MOST];
	uint32		label[MOST];
	CaCreditPath credited = {*path, label, 0, weight};

	credited.nlabels = ca_touch_walk_labels(walk, path, label);
	for (int model = 0; model < CA_MARKOV; model++)
	{
		CaCredit	by_label[LABELS] = {{{0, 0}, {0, 0}}};
		double		times = model == CA_PARTICIPATION ? (double) credited.nlabels : 1.0;
		double		conversions = 0;
		double		value = 0;

		ca_credit_path((CaAttributionModel) model, &spec, &credited, by_label);
		for (int i = 0; i < LABELS; i++)
		{
			conversions += ca_sum_total(&by_label[i].conversions);
			value += ca_sum_total(&by_label[i].value);
		}
		UNIT_CHECK(test, fabs(conversions - times * (double) path->conversion->n) < 1e-12);
		UNIT_CHECK(test, fabs(value - times * path->conversion->value) < 1e-11);
	}
}

/*
 * test_attribution_paths(seed bigint, nstories int) returns bigint: paths of
 * random contacts, and their credits
 */
UNIT_FUNCTION(test_attribution_paths)
{
	UnitTest	test;
	uint64		seen[LABELS] = {0};
	CaEvent		room[MOST];
	CaEvent		rest[MOST];
	Story		story;
	CaTouchWalk walk;
	CaTouchPath path;

	unit_begin(&test, PG_GETARG_INT64(0));
	ca_touch_walk_init(&walk, &story.rules, seen);
	walk.room = room;
	walk.rest = rest;
	for (int i = 0; i < PG_GETARG_INT32(1); i++)
	{
		make_story(&test, &story);
		ca_touch_walk_begin(&walk, story.touch, story.ntouches, story.conversion, story.nconversions);
		for (Size j = 0; j < story.nconversions; j++)
		{
			UNIT_CHECK(&test, ca_touch_walk_next(&walk, &path));
			UNIT_CHECK(&test, path.conversion == &story.conversion[j]);
			path_to(&story, story.conversion[j].at);
			check_path(&test, &story, &path);
			if (path.n > 0)
				check_credits(&test, &walk, &path);
		}
		path_to_nothing(&story);
		UNIT_CHECK(&test, ca_touch_walk_next(&walk, &path) == (story.n > 0));
		if (story.n > 0)
		{
			UNIT_CHECK(&test, path.conversion == NULL);
			check_path(&test, &story, &path);
			UNIT_CHECK(&test, !ca_touch_walk_next(&walk, &path));
		}
	}
	PG_RETURN_INT64(test.nchecks);
}

/* ---- Values ---- */

/* A finite double of any size; few bits of it, or many. */
static double
random_value(UnitTest *test)
{
	uint64		none = unit_random_below(test, 53);
	uint64		bits = unit_random(test) & ~((UINT64CONST(1) << none) - 1);
	double		value;

	if (unit_random_below(test, 8) == 0)
		return (double) unit_random_below(test, 1000) / 100;
	memcpy(&value, &bits, sizeof(value));
	return isfinite(value) ? value : 0.0;
}

static void
check_pieces(UnitTest *test, double value)
{
	double		rest = value;
	double		sum = 0;
	int			n = 0;

	while (rest != 0)
	{
		double		piece = ca_value_take_piece(&rest);
		int			exponent;
		double		top = frexp(piece, &exponent) * 4096;

		UNIT_CHECK(test, top == floor(top) || fabs(piece) < 1e-300);
		UNIT_CHECK(test, fabs(rest) < fabs(piece));
		sum += piece;
		n++;
	}
	UNIT_CHECK(test, sum == value);
	/* of 12 bits each, but for two where a double's exponent ends */
	UNIT_CHECK(test, n <= 6);
}

/*
 * test_attribution_values(seed bigint, n int) returns bigint: random values as
 * strings, and in pieces
 */
UNIT_FUNCTION(test_attribution_values)
{
	UnitTest	test;
	char		before[CA_VALUE_LENGTH];
	char		string[CA_VALUE_LENGTH];
	double		previous = 0;

	unit_begin(&test, PG_GETARG_INT64(0));
	ca_value_write(before, CA_VALUE_WHOLE, previous);
	for (int i = 0; i < PG_GETARG_INT32(1); i++)
	{
		double		value = random_value(&test);
		double		read;
		char		first;
		int			order;

		ca_value_write(string, CA_VALUE_WHOLE, value);
		UNIT_CHECK(&test, ca_value_read(string, CA_VALUE_LENGTH, &first, &read));
		UNIT_CHECK(&test, first == CA_VALUE_WHOLE && read == value);
		order = memcmp(before, string, CA_VALUE_LENGTH);
		UNIT_CHECK(&test, (order < 0) == (previous < value) && (order > 0) == (previous > value));
		check_pieces(&test, value);
		memcpy(before, string, CA_VALUE_LENGTH);
		previous = value;
	}
	PG_RETURN_INT64(test.nchecks);
}

/* test_attribution_value(string text) returns boolean: is it one? */
UNIT_FUNCTION(test_attribution_value)
{
	char	   *string = unit_text(PG_GETARG_DATUM(0));
	char		first;
	double		value;

	PG_RETURN_BOOL(ca_value_read(string, (uint32) strlen(string), &first, &value));
}
