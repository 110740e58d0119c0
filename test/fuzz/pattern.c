/*-------------------------------------------------------------------------
 *
 * pattern.c
 *	  Target: a pattern of events, and its matches among some
 *
 * Input: a byte for the number of conditions; the pattern, up to a line feed;
 * events, two bytes each.  The matches are counted a second time, by trying all
 * rows for all events of the pattern, one after another.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fuzz.h"
#include "model/sequence.h"

#define MOST_EVENTS		48
#define MOST_MATCHES	1000

static const CaEvent *
read_events(FuzzBytes *in, Size *n)
{
	/* Steps in time, in microseconds; patterns count in seconds. */
	static const uint64 steps[] = {0, 1, 999999, 1000000, 1000001, 2000000, 60000000, UINT64CONST(3600000000)};
	CaEvent    *events = palloc(MOST_EVENTS * sizeof(CaEvent));
	TimestampTz at = 0;

	for (*n = 0; *n < MOST_EVENTS && in->at < in->end; ++*n)
	{
		uint8		step = (uint8) fuzz_number(in, 1);
		uint32		kind = (uint32) fuzz_number(in, 1);

		/* within an instant kinds ascend; that is what the high bits are for */
		at += steps[step & 7];
		events[*n].at = at;
		events[*n].kind = kind | (uint32) (step >> 3) << 8;
		if (*n > 0 && !ca_event_is_after(&events[*n], &events[*n - 1]))
			events[*n].at = at = at + 1;
	}
	/* at the end of the memory that there is */
	return repalloc(events, *n * sizeof(CaEvent));
}

static bool
is_row_of(const CaPattern *pattern, int event, const CaEvent *row)
{
	uint64		bit = UINT64CONST(1) << event;

	if ((pattern->any & bit) != 0)
		return true;
	for (int i = 0; i < CA_PATTERN_CONDITIONS; i++)
	{
		if ((row->kind >> i & 1) != 0 && (pattern->of_condition[i] & bit) != 0)
			return true;
	}
	return false;
}

/* May row b be that of an event when row a is that of the event before? */
static bool
may_follow(const CaPattern *pattern, int event, const CaEvent *rows, Size a, Size b)
{
	const CaGap *gap = &pattern->gap[event];
	uint64		elapsed = (uint64) (rows[b].at - rows[a].at);

	if ((pattern->adjacent >> event & 1) != 0)
		return b == a + 1;
	if (elapsed < gap->least || elapsed > gap->most)
		return false;
	for (int i = 0; i < gap->nexcluded; i++)
	{
		if (elapsed == pattern->excluded[gap->first + i])
			return false;
	}
	return true;
}

/* The row behind the earliest end of a match from start on; 0 when there is none. */
static Size
first_match(const CaPattern *pattern, const CaEvent *rows, Size start, Size n)
{
	bool		reached[MOST_EVENTS] = {0};

	for (int event = 0; event < pattern->nevents; event++)
	{
		bool		next[MOST_EVENTS] = {0};

		for (Size b = start; b < n; b++)
		{
			next[b] = event == 0;
			for (Size a = start; event > 0 && a < b && !next[b]; a++)
				next[b] = reached[a] && may_follow(pattern, event, rows, a, b);
			next[b] = next[b] && is_row_of(pattern, event, &rows[b]);
		}
		memcpy(reached, next, sizeof(reached));
	}
	for (Size b = start; b < n; b++)
	{
		if (reached[b])
			return b + 1;
	}
	return 0;
}

static uint64
count_matches(const CaPattern *pattern, const CaEvent *rows, Size n)
{
	uint64		count = 0;
	Size		start = 0;

	while ((start = first_match(pattern, rows, start, n)) != 0)
		count++;
	return count;
}

static void
try_pattern(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	int			nconditions = 1 + (int) fuzz_number(&in, 1) % CA_PATTERN_CONDITIONS;
	Size		length;
	const char *string = (const char *) fuzz_line(&in, &length);
	CaPattern	pattern;
	CaPatternError error;
	const CaEvent *events;
	uint64		count;

	fuzz_trust();
	if (!ca_pattern_parse(&pattern, string, length, nconditions, &error))
	{
		fuzz_expect(error.at + error.length <= length);
		fuzz_refuse();
	}
	fuzz_expect(pattern.nevents >= 1 && pattern.nevents <= CA_PATTERN_EVENTS);
	events = read_events(&in, &n);
	count = count_matches(&pattern, events, n);
	fuzz_expect(ca_sequence_count(&pattern, events, n, palloc(n * sizeof(uint64)), MOST_MATCHES) == count);
	fuzz_expect(ca_sequence_count(&pattern, events, n, palloc(n * sizeof(uint64)), 1) == Min(count, 1));
}

FUZZ_TARGET(pattern, try_pattern, NULL, 64 * 1024, 8);
