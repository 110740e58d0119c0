/*-------------------------------------------------------------------------
 *
 * retention.c
 *	  Which cohorts a contact joins, and in which periods it came back
 *
 * A contact joins the cohort of the period that its start lies in: of its first
 * start only or, recurring, of each, once in each cohort and with the earliest
 * start in it.  An activity has the number of periods that have passed since:
 * of the calendar, the difference of the periods' numbers; rolling, the whole
 * periods from the start itself.  Numbers are shown one by one, or in brackets.
 *
 * The periods of a cohort go up to the one that holds the end of the data,
 * counted from the start of its earliest contact, and are complete when they have
 * ended for its latest.
 *
 * Tie rule: an activity in the unit of the start is in period 0.
 *
 * Interface
 *	ca_retention_begin, ca_retention_next
 *							- the cohorts that a contact joins
 *	ca_retention_cohort		- an empty cohort
 *	ca_retention_count		- a contact more
 *	ca_retention_place		- the cell of an activity
 *	ca_retention_finish		- the end of counting
 *	ca_retention_cell		- a cell's figures
 *
 * Cost: linear in a contact's activities, times the cohorts that it joins.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "model/retention.h"

/* Whole periods from a start to a unit that is not before it. */
static inline int64
number_of(const CaRetentionSpec *spec, int64 start, int64 unit)
{
	uint64		distance = (uint64) unit - (uint64) start;

	Assert(unit >= start);
	if (spec->length == 1)
		return (int64) Min(distance, (uint64) PG_INT64_MAX - 1);
	if (spec->length > 0)
		return (int64) (distance / spec->length);
	return ca_months_between(start, unit) / spec->months;
}

/* ---- Cohorts ---- */

/* The nearest instant that there is. */
static TimestampTz
in_range(TimestampTz at)
{
	return Min(Max(at, MIN_TIMESTAMP), END_TIMESTAMP - 1);
}

static int64
cohort_of(const CaRetentionSpec *spec, int64 start)
{
	if (!spec->rolling)
		return start;
	if (spec->by_instant)
		return ca_grid_number(spec->grid, start);
	return ca_calendar_bucket_of_day(spec->grid->calendar.period, start);
}

/* Cells of a contact whose start lies a number of whole periods before the end. */
static int64
cells_up_to(const CaRetentionSpec *spec, int64 number)
{
	int64		ncells = 0;

	if (spec->nbrackets == 0)
		ncells = Min(number, spec->last) + 1;
	else
	{
		while (ncells < spec->nbrackets && spec->bracket[ncells].from <= number)
			ncells++;
	}
	return ncells + spec->before;
}

static int64
cells_from(const CaRetentionSpec *spec, int64 start)
{
	return cells_up_to(spec, start <= spec->end ? number_of(spec, start, spec->end) : 0);
}

void
ca_retention_cohort(const CaRetentionSpec *spec, int64 number, CaRetentionCohort *cohort)
{
	cohort->number = number;
	cohort->size = 0;
	cohort->earliest = cohort->latest = number;
	if (spec->rolling && spec->by_instant)
	{
		cohort->earliest = in_range(ca_grid_start(spec->grid, number));
		cohort->latest = in_range(ca_grid_start(spec->grid, number + 1));
	}
	else if (spec->rolling)
	{
		CaPeriod	period = spec->grid->calendar.period;

		cohort->earliest = ca_calendar_first_day(period, number);
		cohort->latest = ca_calendar_first_day(period, number + 1) - 1;
	}
	cohort->ended = 0;
	cohort->ncells = cells_from(spec, cohort->earliest);
}

/* ---- A contact ---- */

void
ca_retention_begin(CaRetentionWalk *walk, const CaRetentionSpec *spec,
				   const int64 *active, Size nactive, const int64 *start, Size nstarts)
{
	walk->spec = spec;
	walk->active = active;
	walk->nactive = nactive;
	walk->start = start;
	walk->nstarts = nstarts;
	walk->first = 0;
	walk->has_cohort = false;
	walk->cohort = 0;
}

bool
ca_retention_next(CaRetentionWalk *walk, CaRetentionJoin *join)
{
	const CaRetentionSpec *spec = walk->spec;

	while (walk->nstarts > 0)
	{
		int64		start = *walk->start++;
		int64		cohort = cohort_of(spec, start);

		walk->nstarts = spec->recurring ? walk->nstarts - 1 : 0;
		if (walk->has_cohort && cohort == walk->cohort)
			continue;
		walk->has_cohort = true;
		walk->cohort = cohort;
		if (cohort < spec->first_cohort || cohort > spec->last_cohort)
			continue;
		while (walk->first < walk->nactive && walk->active[walk->first] < start)
			walk->first++;
		join->cohort = cohort;
		join->start = start;
		join->first = walk->first;
		return true;
	}
	return false;
}

/* ---- Counting ---- */

/* The last bracket from `from` on that begins at or before a number, or -1. */
static inline int64
bracket_from(const CaRetentionSpec *spec, int64 from, int64 number)
{
	while (from + 1 < spec->nbrackets && spec->bracket[from + 1].from <= number)
		from++;
	return from;
}

/* Once in each period that it was active in. */
static void
count_on(const CaRetentionWalk *walk, const CaRetentionJoin *join, uint64 *counts, int64 room)
{
	const CaRetentionSpec *spec = walk->spec;
	int64		last = -1;

	for (Size i = join->first; i < walk->nactive; i++)
	{
		int64		number = number_of(spec, join->start, walk->active[i]);

		if (number >= room)
			break;
		if (number != last)
			counts[number]++;
		last = number;
	}
}

static void
count_brackets(const CaRetentionWalk *walk, const CaRetentionJoin *join, uint64 *counts, int64 room)
{
	const CaRetentionSpec *spec = walk->spec;
	int64		bracket = -1;
	int64		last = -1;

	for (Size i = join->first; i < walk->nactive; i++)
	{
		int64		number = number_of(spec, join->start, walk->active[i]);

		bracket = bracket_from(spec, bracket, number);
		if (bracket >= room)
			break;
		if (bracket != last && number <= spec->bracket[bracket].to)
		{
			counts[bracket]++;
			last = bracket;
		}
	}
}

/* Where its last activity is; ca_retention_finish adds it to all cells before. */
static void
count_last(const CaRetentionWalk *walk, const CaRetentionJoin *join, uint64 *counts, int64 room)
{
	const CaRetentionSpec *spec = walk->spec;
	int64		place;

	if (join->first >= walk->nactive)
		return;
	place = number_of(spec, join->start, walk->active[walk->nactive - 1]);
	if (spec->nbrackets > 0)
		place = bracket_from(spec, -1, place);
	place = Min(place, room - 1);
	if (place >= 0)
		counts[place]++;
}

void
ca_retention_count(const CaRetentionWalk *walk, const CaRetentionJoin *join,
				   CaRetentionCohort *cohort)
{
	const CaRetentionSpec *spec = walk->spec;
	uint64	   *counts = cohort->active + spec->before;
	int64		room = cohort->ncells - spec->before;

	Assert(join->cohort == cohort->number && cohort->active != NULL);
	if (cohort->size++ == 0)
		cohort->earliest = cohort->latest = join->start;
	cohort->earliest = Min(cohort->earliest, join->start);
	cohort->latest = Max(cohort->latest, join->start);
	if (spec->before && join->first > 0)
		cohort->active[0]++;
	if (spec->on_or_after)
		count_last(walk, join, counts, room);
	else if (spec->nbrackets > 0)
		count_brackets(walk, join, counts, room);
	else
		count_on(walk, join, counts, room);
}

int64
ca_retention_place(const CaRetentionSpec *spec, int64 start, int64 unit)
{
	int64		number;
	int64		bracket;

	if (unit < start)
		return spec->before ? 0 : -1;
	number = number_of(spec, start, unit);
	if (spec->nbrackets == 0)
		return number > spec->last ? -1 : number + spec->before;
	bracket = bracket_from(spec, -1, number);
	return bracket < 0 || number > spec->bracket[bracket].to ? -1 : bracket + spec->before;
}

/* ---- The result ---- */

void
ca_retention_finish(const CaRetentionSpec *spec, CaRetentionCohort *cohort)
{
	if (spec->on_or_after && cohort->size > 0)
	{
		for (int64 i = cohort->ncells - 1; i > (int64) spec->before; i--)
			cohort->active[i - 1] += cohort->active[i];
	}

	/*
	 * In a zone where hours come twice, a cohort may have begun before its
	 * first start.
	 */
	cohort->ncells = Min(cohort->ncells, cells_from(spec, cohort->earliest));
	cohort->ended = cohort->latest <= spec->now ? number_of(spec, cohort->latest, spec->now) : 0;
}

CaRetentionCell
ca_retention_cell(const CaRetentionSpec *spec, const CaRetentionCohort *cohort, int64 place)
{
	CaRetentionCell cell;

	Assert(place >= 0 && place < cohort->ncells);
	cell.active = cohort->size > 0 ? cohort->active[place] : 0;
	if (spec->before && place == 0)
	{
		cell.number = cell.last = -1;
		cell.is_complete = true;
		return cell;
	}
	place -= spec->before;
	cell.number = spec->nbrackets > 0 ? spec->bracket[place].from : place;
	cell.last = spec->nbrackets > 0 ? spec->bracket[place].to : place;
	cell.is_complete = cell.last < cohort->ended;
	return cell;
}
