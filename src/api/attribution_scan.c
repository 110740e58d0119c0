/*-------------------------------------------------------------------------
 *
 * attribution_scan.c
 *	  What a state of attribution holds, contact by contact, path by path
 *
 * Contacts come in the order of the timeline, touches of one instant in the
 * order of their labels, and the values of conversions of one instant are added
 * up in one order, whole or in pieces: what is summed up contact by contact does
 * not depend on the order of rows or on the plan.
 *
 * Interface
 *	ca_attribution_begin		- start
 *	ca_attribution_next_contact	- the next contact
 *	ca_attribution_next_path	- its next path
 *	ca_attribution_path_labels	- the different labels of a path
 *	ca_attribution_free			- done
 *	ca_attribution_total		- a sum
 *
 * Memory: a child of the context current at the beginning: some 40 bytes a
 * label, a few times the touches of one contact.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "api/attribution_scan.h"
#include "core/timescan.h"
#include "model/attribution_value.h"

/* The place of a label that is excluded. */
#define CA_NO_PLACE		PG_UINT32_MAX

/* The greatest first, so that the pieces of one value add up without a loss. */
static inline int
compare_pieces(const double *a, const double *b)
{
	if (fabs(*a) != fabs(*b))
		return fabs(*a) > fabs(*b) ? -1 : 1;
	return (*a > *b) - (*a < *b);
}

#define ST_SORT sort_pieces
#define ST_ELEMENT_TYPE double
#define ST_COMPARE(a, b) compare_pieces(a, b)
#define ST_SCOPE static
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

/* What an event of a conversion says. */
typedef struct Worth
{
	double		value;
	bool		is_conversion;	/* not a piece of another one's value */
} Worth;

struct CaScanRoom
{
	MemoryContext context;		/* all of it */
	CaTimeScan *scan;
	uint32	   *place;			/* by a label's number, or CA_NO_PLACE */
	Worth	   *worth;			/* by a value's number */
	CaTouchWalk walk;
	Size		maxevents;		/* that there is room for in the five arrays: */
	CaEvent    *touch;
	CaEvent    *changed;		/* of a path that rules change */
	CaEvent    *rest;			/* on no path */
	CaConversion *conversion;
	CaEvent    *converted;		/* events of conversions */
	uint32	   *path_label;		/* different ones of a path */
	double	   *piece;			/* of the values at one instant */
	Size		maxpieces;		/* room for */
};

/* ---- Labels and values ---- */

static void
prepare_labels(CaAttributionScan *scan, const CaAttributionState *state)
{
	const CaAttributionOptions *options = &state->plan->options;
	CaTouchLabels *labels = &scan->labels;
	uint32		n = ca_dictionary_size(state->labels);

	labels->n = n;
	labels->text = palloc_extended(Max(n, 1) * sizeof(Datum), MCXT_ALLOC_HUGE);
	labels->is_direct = palloc(Max(n, 1) * sizeof(bool));
	labels->is_excluded = palloc(Max(n, 1) * sizeof(bool));
	scan->room->place = ca_dictionary_order(state->labels);
	for (uint32 id = 0; id < n; id++)
	{
		uint32		place = scan->room->place[id];
		uint32		length;
		const char *string = ca_dictionary_string(state->labels, id, &length);

		CHECK_FOR_INTERRUPTS();
		labels->text[place] = PointerGetDatum(cstring_to_text_with_len(string, (int) length));
		labels->is_direct[place] = ca_label_is_direct(&options->direct, string, length);
		labels->is_excluded[place] = ca_label_is_listed(&options->exclude, string, length);
		if (labels->is_excluded[place])
			scan->room->place[id] = CA_NO_PLACE;
	}
}

static void
prepare_values(struct CaScanRoom *room, const CaDictionary *values)
{
	uint32		n = ca_dictionary_size(values);

	room->worth = palloc(Max(n, 1) * sizeof(Worth));
	for (uint32 id = 0; id < n; id++)
	{
		uint32		length;
		const char *string = ca_dictionary_string(values, id, &length);
		char		first = '\0';

		(void) ca_value_read(string, length, &first, &room->worth[id].value);
		room->worth[id].is_conversion = first == CA_VALUE_WHOLE;
	}
}

CaAttributionScan *
ca_attribution_begin(CaAttributionState *state)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "campaign_analytics attribution scan",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	CaAttributionScan *scan = palloc0(sizeof(CaAttributionScan));
	struct CaScanRoom *room = palloc0(sizeof(struct CaScanRoom));
	uint64	   *seen;

	scan->room = room;
	room->context = context;
	prepare_labels(scan, state);
	prepare_values(room, state->values);
	seen = palloc_extended(Max(scan->labels.n, 1) * sizeof(uint64), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	ca_touch_walk_init(&room->walk, &state->plan->options.rules, seen);
	room->scan = ca_timescan_begin(state->timeline, true, true);
	MemoryContextSwitchTo(before);
	return scan;
}

void
ca_attribution_free(CaAttributionScan *scan)
{
	ca_timescan_free(scan->room->scan);
	MemoryContextDelete(scan->room->context);
}

/* ---- Contacts ---- */

/* Allocate an array anew; what it held is of no use any more. */
static void *
renew(MemoryContext context, void *array, Size bytes)
{
	if (array != NULL)
		pfree(array);
	return MemoryContextAllocHuge(context, bytes);
}

static void
reserve_events(struct CaScanRoom *room, Size n)
{
	MemoryContext context = room->context;

	if (likely(n <= room->maxevents))
		return;
	n = Max(n, Max(2 * room->maxevents, 64));
	room->touch = renew(context, room->touch, n * sizeof(CaEvent));
	room->changed = renew(context, room->changed, n * sizeof(CaEvent));
	room->rest = renew(context, room->rest, n * sizeof(CaEvent));
	room->conversion = renew(context, room->conversion, n * sizeof(CaConversion));
	room->converted = renew(context, room->converted, n * sizeof(CaEvent));
	room->path_label = renew(context, room->path_label, n * sizeof(uint32));
	room->walk.room = room->changed;
	room->walk.rest = room->rest;
	room->maxevents = n;
}

/* Sort n events into touches, by the places of their labels, and conversions. */
static Size
split_events(CaAttributionScan *scan, const CaEvent *events, Size n)
{
	struct CaScanRoom *room = scan->room;
	Size		ntouches = 0;
	Size		nconverted = 0;
	bool		sorted = true;

	for (Size i = 0; i < n; i++)
	{
		CaEvent		event = {events[i].at, events[i].kind >> 1};

		/* a contact may have millions */
		if (unlikely((i & 0xFFFF) == 0xFFFF))
			CHECK_FOR_INTERRUPTS();
		if ((events[i].kind & 1) != 0)
		{
			room->converted[nconverted++] = event;
			continue;
		}
		event.kind = room->place[event.kind];
		if (unlikely(event.kind == CA_NO_PLACE))
			continue;
		if (ntouches > 0 && ca_event_is_after(&room->touch[ntouches - 1], &event))
			sorted = false;
		room->touch[ntouches++] = event;
	}
	if (!sorted)
		ca_events_sort(room->touch, ntouches);
	scan->touch = room->touch;
	scan->ntouches = ntouches;
	return nconverted;
}

double
ca_attribution_total(const CaSum *sum)
{
	double		total = ca_sum_total(sum);

	if (unlikely(!isfinite(total)))
		float_overflow_error();
	return total + 0.0;			/* -0 + 0 is 0 */
}

/* Add a value to what must be summed up, in pieces. */
static void
add_pieces(struct CaScanRoom *room, double value, Size *n)
{
	const Size	most = 8;		/* more than the 53 bits of a double make */

	if (*n + most > room->maxpieces)
	{
		room->maxpieces = Max(2 * room->maxpieces, *n + most);
		room->piece = room->piece == NULL
			? MemoryContextAllocHuge(room->context, room->maxpieces * sizeof(double))
			: repalloc_huge(room->piece, room->maxpieces * sizeof(double));
	}
	while (value != 0)
		room->piece[(*n)++] = ca_value_take_piece(&value);
}

/* What several conversions of one instant are worth, or one whose value is in pieces. */
static double
sum_values(struct CaScanRoom *room, const CaEvent *converted, Size n)
{
	CaSum		sum = {0, 0};
	Size		npieces = 0;

	for (Size i = 0; i < n; i++)
		add_pieces(room, room->worth[converted[i].kind].value, &npieces);
	if (npieces > 1)
		sort_pieces(room->piece, npieces);
	for (Size i = 0; i < npieces; i++)
		ca_sum_add(&sum, room->piece[i]);
	return ca_attribution_total(&sum);
}

/* The conversions that n events of one instant are. */
static CaConversion
conversion_at(struct CaScanRoom *room, const CaEvent *converted, Size n)
{
	CaConversion conversion = {converted->at, 0, 0};

	for (Size i = 0; i < n; i++)
		conversion.n += room->worth[converted[i].kind].is_conversion;
	if (conversion.n == 0)
		ca_wire_error("a value belongs to no conversion");
	conversion.value = n == 1 ? room->worth[converted->kind].value : sum_values(room, converted, n);
	return conversion;
}

static void
collect_conversions(CaAttributionScan *scan, Size nconverted)
{
	struct CaScanRoom *room = scan->room;
	Size		to;

	scan->conversion = room->conversion;
	scan->nconversions = 0;
	for (Size from = 0; from < nconverted; from = to)
	{
		for (to = from + 1; to < nconverted && room->converted[to].at == room->converted[from].at;)
			to++;
		room->conversion[scan->nconversions++] = conversion_at(room, room->converted + from, to - from);
	}
}

bool
ca_attribution_next_contact(CaAttributionScan *scan)
{
	struct CaScanRoom *room = scan->room;
	const CaEvent *events;
	CaKey		key;
	Size		n;

	do
	{
		CHECK_FOR_INTERRUPTS();
		events = ca_timescan_next(room->scan, &key, &n);
		if (events == NULL)
			return false;
		reserve_events(room, n);
		collect_conversions(scan, split_events(scan, events, n));
	} while (scan->ntouches == 0 && scan->nconversions == 0);
	scan->number++;
	ca_touch_walk_begin(&room->walk, scan->touch, scan->ntouches,
						scan->conversion, scan->nconversions);
	return true;
}

/* ---- Paths ---- */

bool
ca_attribution_next_path(CaAttributionScan *scan, CaTouchPath *path)
{
	CHECK_FOR_INTERRUPTS();
	return ca_touch_walk_next(&scan->room->walk, path);
}

const uint32 *
ca_attribution_path_labels(CaAttributionScan *scan, const CaTouchPath *path, Size *n)
{
	*n = ca_touch_walk_labels(&scan->room->walk, path, scan->room->path_label);
	return scan->room->path_label;
}
