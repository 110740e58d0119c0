/*-------------------------------------------------------------------------
 *
 * options.c
 *	  Targets: the words and options of arguments
 *
 * What is left to the server, and is not tried here, are the forms of intervals
 * and of times; see clock.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/attribution_options.h"
#include "api/door.h"
#include "api/funnel_mode.h"
#include "api/period.h"
#include "api/retention_options.h"
#include "fuzz.h"
#include "model/dates.h"

/* Copies of words are of words: the sum of them is the string's length, a few times. */
#define BASE	(16 * 1024)
#define FACTOR	128

/* The first byte says which form, and how many steps or conditions there are. */
static void
try_funnel_mode(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	uint8		form = (uint8) fuzz_number(&in, 1);
	int			count = 1 + (form & 31);
	CaFunnelNames names = {
		.nconditions = (form & 32) != 0 ? count : 0,
		.nsteps = (form & 32) != 0 ? 0 : count
	};
	CaFunnelSpec spec;

	ca_funnel_mode_read(fuzz_string(in.at, in.end - in.at), CA_FUNNEL_EVER, &names, &spec);
	fuzz_trust();
	fuzz_expect(spec.nsteps >= 1 && spec.nsteps <= count);
	fuzz_expect(names.nexcluded >= 0 && names.nsteps + names.nexcluded <= CA_FUNNEL_STEPS);
	fuzz_expect((spec.optional & 1) == 0 && (uint64) spec.optional >> spec.nsteps == 0);
	fuzz_expect(spec.nexclusions >= 0 && spec.nexclusions <= CA_FUNNEL_EXCLUSIONS);
	for (int i = 0; i < spec.nexclusions; i++)
	{
		fuzz_expect(spec.exclusion[i].from < spec.exclusion[i].to && spec.exclusion[i].to < spec.nsteps);
		/* what excludes is no step */
		fuzz_expect((spec.exclusion[i].kinds & (uint32) ((UINT64CONST(1) << spec.nsteps) - 1)) == 0);
	}
}

FUZZ_TARGET(funnel_mode, try_funnel_mode, NULL, BASE, FACTOR);

static void
try_attribution_options(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	int			valid = (int) fuzz_number(&in, 1) & 7;
	CaAttributionOptions options;
	double		sum;

	ca_attribution_options_read(fuzz_string(in.at, in.end - in.at), valid, &options);
	fuzz_trust();
	sum = options.weights.first + options.weights.middle + options.weights.last;
	fuzz_expect(sum > 0.999999 && sum < 1.000001);
	fuzz_expect(options.weights.first >= 0 && options.weights.middle >= 0 && options.weights.last >= 0);
	fuzz_expect(options.half_life > 0 && options.top >= 1 && (options.order == 1 || options.order == 2));
	fuzz_expect(!options.rules.collapse || !options.rules.unique);
	for (int i = 0; i < options.exclude.n; i++)
		fuzz_expect(ca_label_is_listed(&options.exclude, options.exclude.string[i],
									   strlen(options.exclude.string[i])));
	for (int i = 0; i < options.direct.n; i++)
		fuzz_expect(ca_label_is_direct(&options.direct, options.direct.string[i],
									   strlen(options.direct.string[i])));
}

FUZZ_TARGET(attribution_options, try_attribution_options, NULL, BASE, FACTOR);

static void
try_retention_options(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	int			valid = (int) fuzz_number(&in, 1) & 7;
	CaRetentionOptions options;

	ca_retention_options_read(fuzz_string(in.at, in.end - in.at), valid, &options);
	fuzz_trust();
	fuzz_expect(options.nbrackets >= 0 && options.nbrackets <= CA_RETENTION_BRACKETS);
	fuzz_expect(options.periods >= 0 && (options.periods == 0 || options.nbrackets == 0));
	for (int i = 0; i < options.nbrackets; i++)
	{
		const CaRetentionBracket *bracket = &options.bracket[i];

		fuzz_expect(bracket->from >= 0);
		fuzz_expect(bracket->to == CA_RETENTION_OPEN ? i == options.nbrackets - 1 : bracket->to >= bracket->from);
		fuzz_expect(i == 0 || bracket[-1].to < bracket->from);
	}
}

FUZZ_TARGET(retention_options, try_retention_options, NULL, BASE, FACTOR);

/* A period, a span and a zone, a line each. */
static void
try_period(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	struct varlena *part[3];
	CaGivenPeriod period;
	CaGrid		grid;

	for (int i = 0; i < 3; i++)
	{
		const uint8 *line = fuzz_line(&in, &n);

		if (memchr(line, '\0', n) != NULL)
			fuzz_refuse();
		part[i] = fuzz_value(line, n);
	}
	period = ca_period_read(part[0]);
	fuzz_expect(!period.is_fixed || period.length > 0);
	ca_period_grid(&grid, period, ca_period_zone(part[2]));
	(void) ca_period_read_span(part[1], period, part[0]);
}

FUZZ_TARGET(period, try_period, NULL, BASE, FACTOR);

/* Eight bytes of a day, then the name of a range of days. */
static void
try_dates(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	int64		today = (int64) fuzz_number(&in, 4) - 2500000;
	CaDates		dates;
	CaCalendar	calendar;
	int64		first;
	int64		after;
	TimestampTz from;
	TimestampTz until;

	fuzz_trust();
	if (!ca_dates_find((const char *) in.at, in.end - in.at, &dates))
		fuzz_refuse();
	if (dates.kind == CA_DATES_ALL || !ca_dates_in_range(today))
		return;
	ca_dates_days(&dates, today, &first, &after);
	fuzz_expect(first < after);
	fuzz_expect(dates.kind == CA_DATES_PERIOD ? first <= today : first <= today && after == today + 1);
	if (!ca_dates_in_range(first) || !ca_dates_in_range(after))
		return;
	ca_calendar_init(&calendar, CA_DAY, ca_calendar_zone("Europe/Berlin"));
	ca_dates_bounds(&calendar, first, after, &from, &until);
	fuzz_expect(from < until);
	fuzz_expect(ca_calendar_bucket(&calendar, from) == first);
	fuzz_expect(ca_calendar_bucket(&calendar, until - 1) == after - 1);
	fuzz_expect(ca_calendar_bucket(&calendar, until) == after);
}

FUZZ_TARGET(dates, try_dates, NULL, BASE, FACTOR);
