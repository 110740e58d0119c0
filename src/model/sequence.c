/*-------------------------------------------------------------------------
 *
 * sequence.c
 *	  Matches of a pattern in one group's events, and what came next
 *
 * Events of one instant are in the order of their kinds taken as numbers, so
 * that of two rows the one whose last condition has the lesser number goes
 * first: a click and a purchase of one second are a click, then a purchase,
 * whichever row was stored first.  Nodes of one instant are in the order of
 * their strings' bytes, then of their kinds.
 *
 * A match gives each event of the pattern a row of its own, in ascending
 * order.  All partial matches are followed at once, as a set: bit i of
 * reached[r] says that row r can be the row of event i, in a match whose rows
 * before it are there.  One pass over the rows fills it in:
 *
 *		adjacent	event i - 1 was reached at the row right before
 *		loose		event i - 1 was reached at any row before
 *		timed		event i - 1 was reached at a row (a base) that is least to
 *					most microseconds older, and not one of the d excluded
 *
 * The first two are a shift of a word for all events together.  For the third
 * each timed event has a pointer that moves over the rows as they get least
 * old, and takes in those that are bases.  Nothing is lost by remembering only
 * the d + 1 latest of these with different times: if one of them is older than
 * most, so are all that were forgotten; if none is, at most d of them are
 * excluded and one is left.
 *
 * The earliest end of a match is therefore found as soon as it is reached, and
 * taking it, then looking on behind it, gives the largest number of matches
 * that do not overlap: any other first match ends no earlier.
 *
 * Interface
 *	ca_sequence_count		- matches that do not overlap
 *	ca_sequence_next		- the node behind a chain of nodes
 *	ca_sequence_keep		- the nodes that may matter for it
 *
 * Memory: the caller's.
 * Cost: every row is passed once by the scan and once by each timed event's
 * pointer: rows x (events + time conditions), whatever pattern and rows are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "model/sequence.h"

/* ---- Matching ---- */

/* The bases of a timed event that are old enough. */
typedef struct SequenceBases
{
	Size		next;			/* the first row that is too young so far */
	int			n;				/* bases in recent */
	TimestampTz *recent;		/* the latest, latest first, all different;
								 * one more than are excluded */
} SequenceBases;

/* A pattern being looked for. */
typedef struct SequenceScan
{
	const CaPattern *pattern;
	const CaEvent *events;
	uint64	   *reached;		/* of each row, its events; if there are bases */
	Size		start;			/* first row behind the last match */
	uint64		ever;			/* events reached since start */
	uint64		last;			/* events reached at the row before */
	SequenceBases bases[CA_PATTERN_EVENTS];
	TimestampTz recent[CA_PATTERN_EVENTS + CA_PATTERN_EXCLUDED];
} SequenceScan;

/* Microseconds between two instants; from and to infinity, more than any. */
static inline uint64
elapsed(TimestampTz from, TimestampTz to)
{
	if (from == to)
		return 0;
	if (TIMESTAMP_NOT_FINITE(from) || TIMESTAMP_NOT_FINITE(to))
		return PG_UINT64_MAX;
	return (uint64) to - (uint64) from;
}

/* The events that a row of this kind can be. */
static inline uint64
events_of_kind(const CaPattern *pattern, uint32 kind)
{
	uint64		events = pattern->any;

	for (; kind != 0; kind &= kind - 1)
		events |= pattern->of_condition[pg_rightmost_one_pos32(kind)];
	return events;
}

static void
scan_begin(SequenceScan *scan, const CaPattern *pattern, const CaEvent *events, uint64 *reached)
{
	TimestampTz *recent = scan->recent;

	scan->pattern = pattern;
	scan->events = events;
	scan->reached = reached;
	scan->start = 0;
	scan->ever = 0;
	scan->last = 0;
	for (uint64 timed = pattern->timed; timed != 0; timed &= timed - 1)
	{
		int			event = pg_rightmost_one_pos64(timed);
		SequenceBases *bases = &scan->bases[event];

		bases->next = 0;
		bases->n = 0;
		bases->recent = recent;
		recent += 1 + pattern->gap[event].nexcluded;
	}
}

static inline void
remember_base(SequenceBases *bases, TimestampTz at, int room)
{
	if (bases->n > 0 && bases->recent[0] == at)
		return;
	bases->n = Min(bases->n + 1, room);
	for (int i = bases->n - 1; i > 0; i--)
		bases->recent[i] = bases->recent[i - 1];
	bases->recent[0] = at;
}

/* Take in the bases that are old enough for the given row. */
static void
bases_advance(SequenceScan *scan, int event, Size row)
{
	SequenceBases *bases = &scan->bases[event];
	const CaGap *gap = &scan->pattern->gap[event];
	TimestampTz now = scan->events[row].at;

	if (bases->next < scan->start)
	{
		bases->next = scan->start;
		bases->n = 0;
	}
	for (; bases->next < row; bases->next++)
	{
		TimestampTz at = scan->events[bases->next].at;

		if (elapsed(at, now) < gap->least)
			break;
		if (scan->reached[bases->next] >> (event - 1) & 1)
			remember_base(bases, at, 1 + gap->nexcluded);
	}
}

/* Is there a base for a timed event to be the given row? */
static bool
has_base(SequenceScan *scan, int event, Size row)
{
	const SequenceBases *bases = &scan->bases[event];
	const CaGap *gap = &scan->pattern->gap[event];
	const uint64 *excluded = scan->pattern->excluded + gap->first;

	bases_advance(scan, event, row);
	for (int i = 0; i < bases->n; i++)
	{
		uint64		age = elapsed(bases->recent[i], scan->events[row].at);
		bool		is_excluded = false;

		if (age > gap->most)
			return false;
		for (int j = 0; j < gap->nexcluded; j++)
			is_excluded |= age == excluded[j];
		if (!is_excluded)
			return true;
	}
	return false;
}

/* The events that a row is reached as. */
static inline uint64
scan_row(SequenceScan *scan, Size row)
{
	const CaPattern *pattern = scan->pattern;
	uint64		can_be = events_of_kind(pattern, scan->events[row].kind);
	uint64		begun = scan->ever << 1;
	uint64		is = can_be & (1 | (scan->last << 1 & pattern->adjacent) | (begun & pattern->loose));

	for (uint64 timed = can_be & begun & pattern->timed; timed != 0; timed &= timed - 1)
	{
		int			event = pg_rightmost_one_pos64(timed);

		if (has_base(scan, event, row))
			is |= UINT64CONST(1) << event;
	}
	return is;
}

uint64
ca_sequence_count(const CaPattern *pattern, const CaEvent *events, Size n, uint64 *reached,
				  uint64 most)
{
	SequenceScan scan;
	uint64		count = 0;

	Assert(reached != NULL || !ca_sequence_needs_space(pattern));
	scan_begin(&scan, pattern, events, reached);
	for (Size row = 0; row < n && count < most; row++)
	{
		uint64		is = scan_row(&scan, row);

		Assert(row == 0 || events[row - 1].at <= events[row].at);
		CHECK_FOR_INTERRUPTS();
		if (pattern->timed != 0)
			reached[row] = is;
		scan.last = is;
		scan.ever |= is;
		if (is >> (pattern->nevents - 1) & 1)
		{
			count++;
			scan.start = row + 1;
			scan.last = 0;
			scan.ever = 0;
		}
	}
	return count;
}

/* ---- What came next ---- */

/* Can the chain begin here, wherever that is? */
static inline bool
is_match(const CaNode *node)
{
	return ca_node_is_marked(node) && (node->kind & 1) != 0;
}

/* The first or last node on which a chain can begin; n when there is none. */
static Size
find_match(const CaNode *const *node, Size n, bool last)
{
	for (Size i = 0; i < n; i++)
	{
		Size		place = last ? n - 1 - i : i;

		if (is_match(node[place]))
			return place;
	}
	return n;
}

static Size
find_base(const CaSequenceNext *next, const CaNode *const *node, Size n)
{
	Size		place = next->base == CA_SEQUENCE_HEAD ? 0 : n - 1;

	if (next->base == CA_SEQUENCE_FIRST_MATCH || next->base == CA_SEQUENCE_LAST_MATCH)
		return find_match(node, n, next->base == CA_SEQUENCE_LAST_MATCH);
	return n > 0 && ca_node_is_marked(node[place]) ? place : n;
}

Size
ca_sequence_next(const CaSequenceNext *next, const CaNode *const *node, Size n)
{
	Size		length = next->nconditions;
	Size		base = find_base(next, node, n);

	if (base == n || (next->backward ? base < length : n - 1 - base < length))
		return n;
	for (Size i = 0; i < length; i++)
	{
		if ((node[next->backward ? base - i : base + i]->kind >> i & 1) == 0)
			return n;
	}
	return next->backward ? base - length : base + length;
}

/*
 * Of head and tail, the chain and what follows it.  A first match can only be
 * found earlier when nodes are added, among nodes or between them, so all
 * before it stay; behind it, as many as a chain from there could need, or none
 * when chains run backward.  The last match is its mirror.
 */
void
ca_sequence_keep(const CaSequenceNext *next, const CaNode *const *node, Size n,
				 Size *from, Size *until)
{
	Size		length = next->nconditions;
	Size		match;

	*from = 0;
	*until = n;
	switch (next->base)
	{
		case CA_SEQUENCE_HEAD:
			*until = Min(n, length + 1);
			break;
		case CA_SEQUENCE_TAIL:
			*from = n - Min(n, length + 1);
			break;
		case CA_SEQUENCE_FIRST_MATCH:
			match = find_match(node, n, false);
			if (match < n)
				*until = Min(n, match + 1 + (next->backward ? 0 : length));
			break;
		case CA_SEQUENCE_LAST_MATCH:
			match = find_match(node, n, true);
			if (match < n)
				*from = match - (next->backward ? Min(match, length) : 0);
			break;
	}
}
