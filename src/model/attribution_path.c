/*-------------------------------------------------------------------------
 *
 * attribution_path.c
 *	  The touches of a contact that lead to each of its conversions
 *
 * The path of a conversion are the touches within the lookback before it, both
 * ends included, oldest first.  Both ends of that window go forward from one
 * conversion to the next, so that a path that no rule changes is a piece of the
 * contact's touches, and costs nothing to find:
 *
 *		touches		a  b  a  c  b  b  d
 *						|<------>|			path of a conversion
 *							  |<------>|	and of the next one
 *					^						rest: before the first of them,
 *											between and behind them
 *
 * What remains when no conversion is left, the touches on no path, is a path as
 * well: one that leads nowhere.
 *
 * Interface
 *	ca_touch_walk_init		- for all contacts
 *	ca_touch_walk_begin		- a contact
 *	ca_touch_walk_next		- its next path
 *	ca_touch_walk_labels	- the different labels of a path
 *
 * Cost: a step for each touch of the contact, and where rules collapse or keep
 * the first of each label, for each touch of each path.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/attribution_path.h"

void
ca_touch_walk_init(CaTouchWalk *walk, const CaTouchRules *rules, uint64 *seen)
{
	memset(walk, 0, sizeof(CaTouchWalk));
	walk->rules = rules;
	walk->seen = seen;
}

void
ca_touch_walk_begin(CaTouchWalk *walk, const CaEvent *touch, Size ntouches,
					const CaConversion *conversion, Size nconversions)
{
	walk->touch = touch;
	walk->ntouches = ntouches;
	walk->conversion = conversion;
	walk->end = conversion + nconversions;
	walk->from = 0;
	walk->to = 0;
	walk->nrest = 0;
	walk->rest_is_due = true;
}

/* ---- Rules ---- */

/* Of each run of a label keep the last touch. */
static Size
collapse(const CaEvent *touch, Size n, CaEvent *to)
{
	Size		kept = 0;

	for (Size i = 0; i < n; i++)
	{
		to[kept] = touch[i];
		kept += i + 1 == n || touch[i + 1].kind != touch[i].kind;
	}
	return kept;
}

/* Of each label keep the first touch. */
static Size
keep_first(CaTouchWalk *walk, const CaEvent *touch, Size n, CaEvent *to)
{
	uint64		now = ++walk->last_seen;
	Size		kept = 0;

	for (Size i = 0; i < n; i++)
	{
		to[kept] = touch[i];
		kept += walk->seen[touch[i].kind] != now;
		walk->seen[touch[i].kind] = now;
	}
	return kept;
}

/* The path of n touches, one after another. */
static void
apply_rules(CaTouchWalk *walk, const CaEvent *touch, Size n, CaTouchPath *path)
{
	const CaTouchRules *rules = walk->rules;

	path->touch = touch;
	path->n = n;
	if (rules->collapse || rules->unique)
	{
		path->touch = walk->room;
		path->n = rules->collapse ? collapse(touch, n, walk->room)
			: keep_first(walk, touch, n, walk->room);
	}
	if (rules->max_touches > 0 && path->n > rules->max_touches)
	{
		path->touch += path->n - rules->max_touches;
		path->n = rules->max_touches;
	}
}

/* ---- Paths ---- */

static inline uint64
distance(TimestampTz from, TimestampTz to)
{
	return (uint64) to - (uint64) from;
}

/* Touches up to a place are on no path. */
static void
leave_out(CaTouchWalk *walk, Size from, Size to)
{
	if (from >= to)
		return;
	memcpy(walk->rest + walk->nrest, walk->touch + from, (to - from) * sizeof(CaEvent));
	walk->nrest += to - from;
}

/* Go to the window of an instant. */
static void
move_window(CaTouchWalk *walk, TimestampTz at)
{
	Size		covered = walk->to;
	Size		to = walk->to;
	Size		from = walk->from;

	while (to < walk->ntouches && walk->touch[to].at <= at)
		to++;
	while (from < to && distance(walk->touch[from].at, at) > walk->rules->lookback)
		from++;
	leave_out(walk, covered, from);
	walk->from = from;
	walk->to = to;
}

bool
ca_touch_walk_next(CaTouchWalk *walk, CaTouchPath *path)
{
	if (walk->conversion < walk->end)
	{
		path->conversion = walk->conversion++;
		move_window(walk, path->conversion->at);
		apply_rules(walk, walk->touch + walk->from, walk->to - walk->from, path);
		return true;
	}
	if (!walk->rest_is_due)
		return false;
	walk->rest_is_due = false;
	path->conversion = NULL;
	leave_out(walk, walk->to, walk->ntouches);
	apply_rules(walk, walk->rest, walk->nrest, path);
	return path->n > 0;
}

Size
ca_touch_walk_labels(CaTouchWalk *walk, const CaTouchPath *path, uint32 *label)
{
	uint64		now = ++walk->last_seen;
	Size		n = 0;

	for (Size i = 0; i < path->n; i++)
	{
		label[n] = path->touch[i].kind;
		n += walk->seen[label[n]] != now;
		walk->seen[path->touch[i].kind] = now;
	}
	return n;
}
