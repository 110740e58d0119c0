/*-------------------------------------------------------------------------
 *
 * test_funnel_model.c
 *	  model/funnel: stories, against trying all chains, and with options that
 *	  change nothing
 *
 * A story is one contact's rows, each the letters of what it is and its time:
 * "A1 BC2 X3 -4" has a row of step 1, one of step 2 or 3, an excluded one and
 * one that matches nothing.  Y may be excluded too.
 *
 * Options are words: strict, strict_steps, any_order, increase, first; gap=S for
 * all steps, gap3=S for one; optional=K, exclude=X1-3; from=T, until=T.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "model/funnel.h"
#include "unit.h"

#define X_BIT		((uint32) 1 << 30)
#define Y_BIT		((uint32) 1 << 31)
#define MAX_EVENTS	64			/* of a story that SQL tells */
#define GUARD		16			/* bytes behind what a walk may write */

/* ---- Options ---- */

static void
parse_option(CaFunnelSpec *spec, const char *word)
{
	CaFunnelExclusion *exclusion = &spec->exclusion[spec->nexclusions];
	long long	time;
	char		letter;
	int			a;
	int			b;

	if (strcmp(word, "strict") == 0)
		spec->order = CA_FUNNEL_STRICT;
	else if (strcmp(word, "strict_steps") == 0)
		spec->order = CA_FUNNEL_STRICT_STEPS;
	else if (strcmp(word, "any_order") == 0)
		spec->order = CA_FUNNEL_ANY_ORDER;
	else if (strcmp(word, "increase") == 0)
		spec->strict_increase = true;
	else if (strcmp(word, "first") == 0)
		spec->first_attempt = true;
	else if (sscanf(word, "gap=%d", &a) == 1)
	{
		for (int step = 1; step < spec->nsteps; step++)
			spec->step_window[step] = a;
		spec->has_step_window = true;
	}
	else if (sscanf(word, "gap%d=%d", &a, &b) == 2)
	{
		spec->step_window[a - 1] = b;
		spec->has_step_window = true;
	}
	else if (sscanf(word, "optional=%d", &a) == 1)
		spec->optional |= (uint32) 1 << (a - 1);
	else if (sscanf(word, "exclude=%c%d-%d", &letter, &a, &b) == 3)
	{
		exclusion->kinds = letter == 'X' ? X_BIT : Y_BIT;
		exclusion->from = a - 1;
		exclusion->to = b - 1;
		spec->nexclusions++;
	}
	else if (sscanf(word, "from=%lld", &time) == 1)
		spec->entry_from = time;
	else if (sscanf(word, "until=%lld", &time) == 1)
	{
		spec->entry_until = time;
		spec->has_until = true;
	}
	else
		elog(ERROR, "option \"%s\" is not known", word);
}

static void
parse_options(CaFunnelSpec *spec, const char *options)
{
	char	   *words = pstrdup(options);

	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		parse_option(spec, word);
	pfree(words);
}

/* ---- Walking ---- */

/* A walk that writes beyond its memory is found out; returns if it did not. */
static bool
walk(const CaFunnelSpec *spec, const CaEvent *events, Size n, CaFunnelChain *chain)
{
	Size		bytes = ca_funnel_scratch(spec, events, n);
	char	   *scratch = palloc(bytes + GUARD);
	bool		intact = true;

	memset(scratch, 0xA5, bytes + GUARD);
	memset(chain, 0xA5, sizeof(CaFunnelChain));
	ca_funnel_walk(spec, events, n, scratch, chain);
	for (int i = 0; i < GUARD; i++)
		intact &= scratch[bytes + i] == (char) 0xA5;
	pfree(scratch);
	return intact;
}

static bool
same_chain(const CaFunnelChain *a, const CaFunnelChain *b)
{
	bool		same = a->depth == b->depth && a->steps == b->steps;

	for (uint32 left = a->steps; same && left != 0; left &= left - 1)
		same = a->at[pg_rightmost_one_pos32(left)] == b->at[pg_rightmost_one_pos32(left)];
	return same;
}

static int
compare_events(const void *a, const void *b)
{
	return (int) ca_event_is_after(a, b) - (int) ca_event_is_after(b, a);
}

/* ---- Stories ---- */

static uint32
letter_bit(char letter)
{
	switch (letter)
	{
		case 'X':
			return X_BIT;
		case 'Y':
			return Y_BIT;
		default:
			return (uint32) 1 << (letter - 'A');
	}
}

static Size
parse_story(const char *story, CaEvent *events)
{
	Size		n = 0;

	while (*story != '\0')
	{
		char	   *end;

		events[n].kind = 0;
		if (*story == '-')
			story++;
		for (; strchr("ABCDEFGHXY", *story) != NULL; story++)
			events[n].kind |= letter_bit(*story);
		events[n++].at = strtoll(story, &end, 10);
		for (story = end; *story == ' ';)
			story++;
		Assert(n < MAX_EVENTS);
	}
	qsort(events, n, sizeof(CaEvent), compare_events);
	return n;
}

/*
 * test_funnel(story text, nsteps int, span bigint, options text): the times of
 * the steps that the contact got to, "-" for one left out
 */
UNIT_FUNCTION(test_funnel)
{
	CaEvent		events[MAX_EVENTS];
	Size		n = parse_story(unit_text(PG_GETARG_DATUM(0)), events);
	char	   *result = palloc0(CA_FUNNEL_STEPS * 24);
	CaFunnelSpec spec;
	CaFunnelChain chain;

	ca_funnel_init(&spec, PG_GETARG_INT32(1), (uint64) PG_GETARG_INT64(2));
	parse_options(&spec, unit_text(PG_GETARG_DATUM(3)));
	if (!walk(&spec, events, n, &chain))
		elog(ERROR, "the walk wrote beyond its memory");
	for (int step = 0; step < chain.depth; step++)
	{
		char	   *to = result + strlen(result);

		if ((chain.steps >> step & 1) != 0)
			sprintf(to, "%s%lld", step > 0 ? " " : "", (long long) chain.at[step]);
		else
			strcpy(to, " -");
	}
	PG_RETURN_DATUM(CStringGetTextDatum(result));
}

/* ---- Trying all chains ---- */

typedef struct Brute
{
	const CaFunnelSpec *spec;
	const CaEvent *events;
	int			n;
	uint64		used;			/* rows of the chain */
	CaFunnelChain chain;		/* being tried */
	CaFunnelChain best;
} Brute;

static TimestampTz
start_of(const CaFunnelChain *chain)
{
	return chain->at[pg_rightmost_one_pos32(chain->steps)];
}

/* Does an excluded row lie between the steps that it must not? */
static bool
is_excluded(const Brute *brute, const CaFunnelExclusion *exclusion)
{
	const CaFunnelChain *chain = &brute->chain;
	int			from = exclusion->from;
	int			to = exclusion->to;

	while (from < chain->depth && (chain->steps >> from & 1) == 0)
		from++;
	if (from >= Min(to, chain->depth))
		return false;
	while (to < chain->depth && (chain->steps >> to & 1) == 0)
		to++;
	to = Min(to, chain->depth - 1);
	for (int i = 0; i < brute->n; i++)
	{
		if ((brute->events[i].kind & exclusion->kinds) != 0 &&
			brute->events[i].at > chain->at[from] && brute->events[i].at < chain->at[to])
			return true;
	}
	return false;
}

/* Is there another row between the first of the chain and the last, in any order of equal times? */
static bool
is_interrupted(const Brute *brute)
{
	const CaFunnelSpec *spec = brute->spec;
	const CaFunnelChain *chain = &brute->chain;

	if (spec->order == CA_FUNNEL_ORDERED)
		return false;
	for (int i = 0; i < brute->n; i++)
	{
		const CaEvent *event = &brute->events[i];

		if (event->kind == 0 && spec->order == CA_FUNNEL_STRICT_STEPS)
			continue;
		if ((brute->used >> i & 1) == 0 && event->at > start_of(chain) &&
			event->at < chain->at[chain->depth - 1])
			return true;
	}
	return false;
}

static bool
may_begin(const Brute *brute, TimestampTz at)
{
	const CaFunnelSpec *spec = brute->spec;

	for (int i = 0; i < brute->n && spec->first_attempt; i++)
	{
		if ((brute->events[i].kind & 1) != 0 && brute->events[i].at < at)
			return false;
	}
	return at >= spec->entry_from && (!spec->has_until || at < spec->entry_until);
}

/* Deepest; there first; begun last; then the step before, and earliest, and so on. */
static bool
is_better(const CaFunnelChain *a, const CaFunnelChain *b)
{
	int			last = a->depth - 1;

	if (a->depth != b->depth)
		return a->depth > b->depth;
	if (a->at[last] != b->at[last])
		return a->at[last] < b->at[last];
	if (start_of(a) != start_of(b))
		return start_of(a) > start_of(b);
	for (int step = last - 1; step >= 0; step--)
	{
		bool		has[2] = {(a->steps >> step & 1) != 0, (b->steps >> step & 1) != 0};

		if (has[0] != has[1])
			return has[0];
		if (has[0] && a->at[step] != b->at[step])
			return a->at[step] < b->at[step];
	}
	return false;
}

static void
consider(Brute *brute)
{
	if (is_interrupted(brute))
		return;
	for (int i = 0; i < brute->spec->nexclusions; i++)
	{
		if (is_excluded(brute, &brute->spec->exclusion[i]))
			return;
	}
	if (is_better(&brute->chain, &brute->best))
		brute->best = brute->chain;
}

/* Can a row be the step after those that the chain has? */
static bool
may_follow(const Brute *brute, int row, int step)
{
	const CaFunnelSpec *spec = brute->spec;
	const CaFunnelChain *chain = &brute->chain;
	TimestampTz at = brute->events[row].at;
	TimestampTz last;

	if ((brute->used >> row & 1) != 0 || (brute->events[row].kind >> step & 1) == 0)
		return false;
	if (chain->depth == 0)
		return may_begin(brute, at);
	last = chain->at[chain->depth - 1];
	return at >= last && !(spec->strict_increase && at == last) &&
		ca_funnel_within(start_of(chain), at, spec->window) &&
		ca_funnel_within(last, at, spec->step_window[step]);
}

static void
try_chains(Brute *brute)
{
	CaFunnelChain before = brute->chain;

	for (int step = before.depth; step < brute->spec->nsteps; step++)
	{
		for (int row = 0; row < brute->n; row++)
		{
			if (!may_follow(brute, row, step))
				continue;
			brute->used |= UINT64CONST(1) << row;
			brute->chain.depth = step + 1;
			brute->chain.steps |= (uint32) 1 << step;
			brute->chain.at[step] = brute->events[row].at;
			consider(brute);
			try_chains(brute);
			brute->chain = before;
			brute->used &= ~(UINT64CONST(1) << row);
		}
		if ((brute->spec->optional >> step & 1) == 0)
			break;
	}
}

/* Can each of these rows serve a step of its own? */
static bool
can_all_serve(const Brute *brute, uint64 rows, uint32 steps)
{
	int			row;

	if (rows == 0)
		return true;
	row = pg_rightmost_one_pos64(rows);
	for (uint32 left = brute->events[row].kind & steps; left != 0; left &= left - 1)
	{
		if (can_all_serve(brute, rows & (rows - 1), steps & ~(left & -left)))
			return true;
	}
	return false;
}

/* All sets of rows: the largest; there first; begun last, and so on. */
static void
try_sets(Brute *brute)
{
	const CaFunnelSpec *spec = brute->spec;
	uint32		steps = (uint32) ((UINT64CONST(1) << spec->nsteps) - 1);

	for (uint64 rows = 1; rows < UINT64CONST(1) << brute->n; rows++)
	{
		CaFunnelChain *chain = &brute->chain;
		int			differs = 0;

		chain->depth = 0;
		for (uint64 left = rows; left != 0 && chain->depth < CA_FUNNEL_STEPS; left &= left - 1)
			chain->at[chain->depth++] = brute->events[pg_rightmost_one_pos64(left)].at;
		if (chain->depth < brute->best.depth || !may_begin(brute, chain->at[0]) ||
			!ca_funnel_within(chain->at[0], chain->at[chain->depth - 1], spec->window) ||
			!can_all_serve(brute, rows, steps))
			continue;
		chain->steps = (uint32) ((UINT64CONST(1) << chain->depth) - 1);
		while (differs < chain->depth - 1 && chain->at[differs] == brute->best.at[differs])
			differs++;
		if (chain->depth > brute->best.depth ||
			chain->at[chain->depth - 1] < brute->best.at[chain->depth - 1] ||
			(chain->at[chain->depth - 1] == brute->best.at[chain->depth - 1] &&
			 chain->at[differs] > brute->best.at[differs]))
			brute->best = *chain;
	}
}

/* ---- Random stories ---- */

/*
 * Rows at ntimes different times; some match nothing, many one step, some
 * several, some are excluded.  The first and the last time may be infinite.
 */
static void
make_story(UnitTest *test, CaEvent *events, int n, int nsteps, int ntimes, bool infinite)
{
	uint32		steps = (uint32) ((UINT64CONST(1) << nsteps) - 1);

	for (int i = 0; i < n; i++)
	{
		uint64		time = unit_random_below(test, ntimes);
		uint32		kind = 0;

		switch (unit_random_below(test, 8))
		{
			case 0:
				break;
			case 1:
				kind = unit_random(test) & 1 ? X_BIT : Y_BIT;
				/* FALLTHROUGH */
			case 2:
				kind |= (uint32) unit_random(test) & (uint32) unit_random(test) & steps;
				break;
			case 3:
				kind = (uint32) unit_random(test) & steps;
				break;
			default:
				kind = (uint32) 1 << unit_random_below(test, nsteps);
		}
		events[i].kind = kind;
		events[i].at = (TimestampTz) time;
		if (infinite && time == 0)
			events[i].at = DT_NOBEGIN;
		if (infinite && time + 1 == (uint64) ntimes)
			events[i].at = DT_NOEND;
	}
	qsort(events, n, sizeof(CaEvent), compare_events);
}

/*
 * test_funnel_brute(seed bigint, nstories int, nsteps int, nevents int, options
 * text): stories of up to nevents rows, windows of up to 10: 2 checks each
 */
UNIT_FUNCTION(test_funnel_brute)
{
	int			nstories = PG_GETARG_INT32(1);
	int			nsteps = PG_GETARG_INT32(2);
	int			most = PG_GETARG_INT32(3);
	char	   *options = unit_text(PG_GETARG_DATUM(4));
	CaEvent    *events = palloc(most * sizeof(CaEvent));
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int i = 0; i < nstories; i++)
	{
		int			n = unit_random_below(&test, most + 1);
		Brute		brute = {.events = events,.n = n};
		CaFunnelSpec spec;
		CaFunnelChain chain;

		make_story(&test, events, n, nsteps, 1 + unit_random_below(&test, 12), unit_random_below(&test, 8) == 0);
		ca_funnel_init(&spec, nsteps, unit_random_below(&test, 4) == 0 ? CA_FUNNEL_EVER : unit_random_below(&test, 11));
		parse_options(&spec, options);
		brute.spec = &spec;
		if (spec.order == CA_FUNNEL_ANY_ORDER)
			try_sets(&brute);
		else
			try_chains(&brute);
		UNIT_CHECK(&test, walk(&spec, events, n, &chain));
		UNIT_CHECK(&test, same_chain(&chain, &brute.best));
	}
	PG_RETURN_INT64(test.nchecks);
}

/* Does the walk with these options come to the same? */
static void
check_void(UnitTest *test, CaFunnelSpec spec, const char *options, const CaEvent *events, Size n,
		   const CaFunnelChain *expected)
{
	CaFunnelChain chain;

	parse_options(&spec, options);
	UNIT_CHECK(test, walk(&spec, events, n, &chain));
	UNIT_CHECK(test, same_chain(&chain, expected));
}

/*
 * test_funnel_void(seed bigint, nstories int, nsteps int, nevents int, ntimes
 * int, span int): options that change nothing: 13 checks a story, two more when
 * its times are all different
 */
UNIT_FUNCTION(test_funnel_void)
{
	int			nstories = PG_GETARG_INT32(1);
	int			nsteps = PG_GETARG_INT32(2);
	int			n = PG_GETARG_INT32(3);
	int			ntimes = PG_GETARG_INT32(4);
	int			span = PG_GETARG_INT32(5);
	CaEvent    *events = palloc(n * sizeof(CaEvent));
	char	   *gap = psprintf("gap=%d", span);
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int i = 0; i < nstories; i++)
	{
		bool		distinct = true;
		CaFunnelSpec spec;
		CaFunnelChain chain;

		make_story(&test, events, n, nsteps, ntimes, false);
		for (int j = 0; j < n; j++)
		{
			events[j].kind &= ~Y_BIT;
			distinct &= j == 0 || events[j].at != events[j - 1].at;
		}
		ca_funnel_init(&spec, nsteps, span);
		UNIT_CHECK(&test, walk(&spec, events, n, &chain));
		check_void(&test, spec, gap, events, n, &chain);
		check_void(&test, spec, psprintf("gap=%d", ntimes), events, n, &chain);
		check_void(&test, spec, psprintf("exclude=Y1-%d", nsteps), events, n, &chain);
		check_void(&test, spec, psprintf("%s exclude=Y1-2 exclude=Y2-3", gap), events, n, &chain);
		check_void(&test, spec, psprintf("from=-5 until=%d", ntimes), events, n, &chain);
		check_void(&test, spec, psprintf("%s from=-5 until=%d", gap, ntimes), events, n, &chain);
		if (distinct)
			check_void(&test, spec, "increase", events, n, &chain);
	}
	PG_RETURN_INT64(test.nchecks);
}
