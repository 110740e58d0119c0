/*-------------------------------------------------------------------------
 *
 * distinct_api.c
 *	  Doors of count_distinct, engagement and engagement_series
 *
 * Usage:
 *	SELECT count_distinct(message_id, contact_id) FROM events;
 *	SELECT engagement(event_type, '{sent,opened}', contact_id) FROM events;
 *	SELECT engagement_series('day', 'UTC', occurred_at, event_type,
 *							 '{sent,opened}', contact_id) FROM events;
 *
 * count_distinct gathers keys with the functions of the aggregate keyset and
 * only counts them itself.  engagement has a set of keys for each label.
 * engagement_series keeps with each key the moment of its first occurrence,
 * and beside the keys a tally of rows by bucket.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 * Results are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "api/argument.h"
#include "api/combine.h"
#include "api/door.h"
#include "api/label_list.h"
#include "api/period.h"
#include "api/row.h"
#include "api/text.h"
#include "core/calendar.h"
#include "core/keycount.h"
#include "core/keymap.h"
#include "core/state.h"
#include "core/tally.h"
#include "model/distinct.h"

#define LABELS_NAME	"event_types"

/* ---- count_distinct ---- */

CA_FUNCTION(ca_count_distinct_finalfn)
{
	ca_door_check(fcinfo);
	PG_RETURN_INT64(PG_ARGISNULL(0) ? 0
					: (int64) ca_keymap_count((CaKeymap *) PG_GETARG_POINTER(0)));
}

/* In a frame that moves, keys are counted with how often they are in it. */
static pg_attribute_always_inline Datum
moving_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	MemoryContext context;
	CaKeycount *counts;
	CaKey		key;

	ca_door_check(fcinfo);
	(void) AggCheckCallContext(fcinfo, &context);
	counts = PG_ARGISNULL(0) ? ca_keycount_create(context)
		: (CaKeycount *) PG_GETARG_POINTER(0);
	if (ca_door_key(fcinfo, 1, door, &key))
		ca_keycount_add(counts, key);
	PG_RETURN_POINTER(counts);
}

CA_DOOR_FUNCTIONS(ca_count_distinct_moving, moving_transfn);

/* The key of a row is made again when it leaves, of what holds by then. */
static void
lost_key(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("a key changed while its row was in the window frame"),
			 errhint("It depends on a setting, a type or a function that changed since the row came in.")));
}

static pg_attribute_always_inline Datum
moving_invfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	CaKeycount *counts;
	CaKey		key;

	ca_door_check(fcinfo);
	counts = (CaKeycount *) PG_GETARG_POINTER(0);
	if (ca_door_key(fcinfo, 1, door, &key) && !ca_keycount_remove(counts, key))
		lost_key();
	PG_RETURN_POINTER(counts);
}

CA_DOOR_FUNCTIONS(ca_count_distinct_leaving, moving_invfn);

CA_FUNCTION(ca_count_distinct_moving_finalfn)
{
	ca_door_check(fcinfo);
	PG_RETURN_INT64(PG_ARGISNULL(0) ? 0
					: (int64) ca_keycount_distinct((CaKeycount *) PG_GETARG_POINTER(0)));
}

/* ---- engagement ---- */

/*
 * Keys by label.  The labels are shared by all states of a query that were
 * given the same array.
 */
typedef struct EngagementState
{
	const CaLabelList *list;
	CaKeyShape	shape;			/* of the keys */
	CaKeymap	map[FLEXIBLE_ARRAY_MEMBER]; /* a label each */
} EngagementState;

static EngagementState *
engagement_create(CaPool *pool, const CaLabelList *list, CaKeyShape shape)
{
	int			n = list->labels.n;
	EngagementState *state = MemoryContextAlloc(pool->context, offsetof(EngagementState, map) +
												n * sizeof(CaKeymap));

	state->list = list;
	state->shape = shape;
	for (int i = 0; i < n; i++)
		ca_keymap_init(&state->map[i], pool, shape, false);
	return state;
}

static pg_attribute_always_inline Datum
engagement_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	EngagementState *state;
	text	   *event_type;
	CaKey		key;
	int			label;

	ca_door_check(fcinfo);
	ca_door_require(fcinfo, 2, LABELS_NAME);
	if (unlikely(PG_ARGISNULL(0)))
	{
		CaPool	   *pool = ca_door_pool(fcinfo);

		state = engagement_create(pool, ca_label_list_share(pool, PG_GETARG_ARRAYTYPE_P(2), LABELS_NAME),
								  ca_door_shape(fcinfo, 3, door));
	}
	else
	{
		state = (EngagementState *) PG_GETARG_POINTER(0);
		if (!ca_door_is_constant(fcinfo, 2))
			ca_label_list_same(state->list, PG_GETARG_ARRAYTYPE_P(2), LABELS_NAME);
	}
	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(state);
	event_type = PG_GETARG_TEXT_PP(1);
	label = ca_labels_find(&state->list->labels, VARDATA_ANY(event_type),
						   VARSIZE_ANY_EXHDR(event_type));
	if (label >= 0 && ca_door_key(fcinfo, 3, door, &key))
		ca_keymap_add_key(&state->map[label], &key, 0);
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTIONS(ca_engagement, engagement_transfn);

/* The maps of a state, one after another. */
static void
write_maps(CaWriter *w, CaKeymap *map, int n)
{
	for (int i = 0; i < n; i++)
		ca_keymap_write(&map[i], w);
}

static void
absorb_maps(CaReader *r, CaKeymap *map, int n, CaKeyShape shape)
{
	for (int i = 0; i < n; i++)
	{
		CaReader	run;
		CaSetHead	head = ca_state_read_set(r, shape, &run);

		if (head.count > 0)
			ca_keymap_absorb(&map[i], &run, head);
	}
}

CA_FUNCTION(ca_engagement_serialize)
{
	EngagementState *state;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (EngagementState *) PG_GETARG_POINTER(0);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_ENGAGEMENT, state->shape);
	ca_label_list_write(&w, &state->list->labels);
	write_maps(&w, state->map, state->list->labels.n);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Take what an opened state holds. */
static void *
engagement_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaLabelList *list = ca_label_list_read(r, LABELS_NAME, CurrentMemoryContext);
	EngagementState *state = known;

	if (state == NULL)
		state = engagement_create(pool, ca_label_list_share(pool, list->array, LABELS_NAME), shape);
	else if (!ca_labels_equal(&state->list->labels, &list->labels))
		ca_door_changed(LABELS_NAME);
	state->shape = ca_door_same_shape(state->shape, shape);
	absorb_maps(r, state->map, list->labels.n, shape);
	return state;
}

CA_FUNCTION(ca_engagement_combine)
{
	return ca_combine(fcinfo, CA_STATE_ENGAGEMENT, engagement_absorb);
}

/*
 * How many labels there would have been, had there been a row: none where the
 * array is not the same for all rows.
 */
static int
labels_without_rows(FunctionCallInfo fcinfo, int argument)
{
	Datum		array;

	if (!ca_argument_constant(fcinfo, argument, &array))
		return 0;
	return ca_label_list_make(DatumGetArrayTypeP(array), LABELS_NAME, CurrentMemoryContext)->labels.n;
}

CA_FUNCTION(ca_engagement_finalfn)
{
	EngagementState *state;
	Datum		count[CA_MAX_LABELS];
	int			n;

	ca_door_check(fcinfo);
	state = PG_ARGISNULL(0) ? NULL : (EngagementState *) PG_GETARG_POINTER(0);
	n = state != NULL ? state->list->labels.n : labels_without_rows(fcinfo, 2);
	for (int i = 0; i < n; i++)
		count[i] = Int64GetDatum(state == NULL ? 0 : (int64) ca_keymap_count(&state->map[i]));
	PG_RETURN_ARRAYTYPE_P(construct_array(count, n, INT8OID, sizeof(int64),
										  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* ---- engagement_series ---- */

/* Counters of a label in a row of the tally, as CaDistinctPoint has them. */
#define POINT_COUNTERS	(sizeof(CaDistinctPoint) / sizeof(uint64))

typedef struct SeriesState
{
	const CaLabelList *list;
	text	   *period;			/* as given, to notice a change */
	text	   *zone;
	CaCalendar	calendar;		/* what they mean */
	CaKeyShape	shape;			/* of the keys */
	CaTally    *tally;			/* by bucket: a CaDistinctPoint for each label */
	TimestampTz from;			/* instants from here ... */
	TimestampTz until;			/* ... until before here are in one bucket, */
	CaDistinctPoint *points;	/* which has these points */
	CaKeymap	map[FLEXIBLE_ARRAY_MEMBER]; /* key to moment, a label each */
} SeriesState;

static SeriesState *
series_create(CaPool *pool, const text *period, const text *zone,
			  const CaLabelList *list, CaKeyShape shape)
{
	int			n = list->labels.n;
	SeriesState *state = MemoryContextAllocZero(pool->context, offsetof(SeriesState, map) +
												n * sizeof(CaKeymap));

	state->list = list;
	state->period = ca_text_copy(period, pool->context);
	state->zone = ca_text_copy(zone, pool->context);
	ca_period_calendar(&state->calendar, period, zone);
	state->shape = shape;
	for (int i = 0; i < n; i++)
		ca_keymap_init(&state->map[i], pool, shape, true);
	state->tally = ca_tally_create(pool->context, n * POINT_COUNTERS);
	return state;
}

static pg_attribute_always_inline CaDistinctPoint *
series_point(SeriesState *state, int64 bucket, int label)
{
	return (CaDistinctPoint *) ca_tally_row(state->tally, bucket) + label;
}

/* The points of the bucket of an instant; mostly it is the one met last. */
static pg_attribute_always_inline CaDistinctPoint *
series_points_at(SeriesState *state, TimestampTz at)
{
	if (unlikely(at < state->from || at >= state->until))
	{
		int64		bucket = ca_calendar_span(&state->calendar, at, &state->from, &state->until);

		state->points = series_point(state, bucket, 0);
	}
	return state->points;
}

/* The state for a row: the one at hand, its constants checked, or a new one. */
static pg_attribute_always_inline SeriesState *
series_state(FunctionCallInfo fcinfo, const CaDoor door)
{
	SeriesState *state = PG_ARGISNULL(0) ? NULL : (SeriesState *) PG_GETARG_POINTER(0);

	ca_door_require(fcinfo, 1, "period");
	ca_door_require(fcinfo, 2, "zone");
	ca_door_require(fcinfo, 5, LABELS_NAME);
	if (unlikely(state == NULL))
	{
		CaPool	   *pool = ca_door_pool(fcinfo);

		return series_create(pool, PG_GETARG_TEXT_PP(1), PG_GETARG_TEXT_PP(2),
							 ca_label_list_share(pool, PG_GETARG_ARRAYTYPE_P(5), LABELS_NAME),
							 ca_door_shape(fcinfo, 6, door));
	}
	if (!ca_door_is_constant(fcinfo, 1))
		ca_text_same(state->period, PG_GETARG_TEXT_PP(1), "period");
	if (!ca_door_is_constant(fcinfo, 2))
		ca_text_same(state->zone, PG_GETARG_TEXT_PP(2), "zone");
	if (!ca_door_is_constant(fcinfo, 5))
		ca_label_list_same(state->list, PG_GETARG_ARRAYTYPE_P(5), LABELS_NAME);
	return state;
}

static pg_attribute_always_inline Datum
series_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	SeriesState *state;
	TimestampTz at;
	text	   *event_type;
	CaKey		key;
	int			label;

	ca_door_check(fcinfo);
	state = series_state(fcinfo, door);
	if (PG_ARGISNULL(3) || PG_ARGISNULL(4))
		PG_RETURN_POINTER(state);
	at = PG_GETARG_TIMESTAMPTZ(3);
	event_type = PG_GETARG_TEXT_PP(4);
	label = ca_labels_find(&state->list->labels, VARDATA_ANY(event_type),
						   VARSIZE_ANY_EXHDR(event_type));
	if (label < 0)
		PG_RETURN_POINTER(state);
	series_points_at(state, at)[label].total++;
	if (ca_door_key(fcinfo, 6, door, &key))
		ca_keymap_add_key(&state->map[label], &key, ca_distinct_moment(at));
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTIONS(ca_engagement_series, series_transfn);

CA_FUNCTION(ca_engagement_series_serialize)
{
	SeriesState *state;
	int64	   *buckets;
	Size		nbuckets;
	int			n;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (SeriesState *) PG_GETARG_POINTER(0);
	n = state->list->labels.n;
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_SERIES, state->shape);
	ca_text_write(&w, state->period);
	ca_text_write(&w, state->zone);
	ca_label_list_write(&w, &state->list->labels);
	nbuckets = ca_tally_size(state->tally);
	buckets = ca_tally_buckets(state->tally);
	ca_write_varint(&w, nbuckets);
	for (Size i = 0; i < nbuckets; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ca_write_varint(&w, (uint64) buckets[i]);
		for (int label = 0; label < n; label++)
			ca_write_varint(&w, series_point(state, buckets[i], label)->total);
	}
	pfree(buckets);
	write_maps(&w, state->map, n);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Read the head of a state: the one it must go with, or a new one. */
static SeriesState *
series_read_head(CaReader *r, CaPool *pool, SeriesState *state, CaKeyShape shape)
{
	text	   *period = ca_text_read(r, CurrentMemoryContext);
	text	   *zone = ca_text_read(r, CurrentMemoryContext);
	CaLabelList *list = ca_label_list_read(r, LABELS_NAME, CurrentMemoryContext);

	if (state == NULL)
		return series_create(pool, period, zone,
							 ca_label_list_share(pool, list->array, LABELS_NAME), shape);
	ca_text_same(state->period, period, "period");
	ca_text_same(state->zone, zone, "zone");
	if (!ca_labels_equal(&state->list->labels, &list->labels))
		ca_door_changed(LABELS_NAME);
	state->shape = ca_door_same_shape(state->shape, shape);
	return state;
}

/* Take what an opened state holds. */
static void *
series_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	SeriesState *state = series_read_head(r, ca_door_pool(fcinfo), known, shape);

	state->until = state->from; /* points may move */
	for (uint64 left = ca_read_varint(r); left > 0; left--)
	{
		int64		bucket = (int64) ca_read_varint(r);

		CHECK_FOR_INTERRUPTS();
		for (int label = 0; label < state->list->labels.n; label++)
			series_point(state, bucket, label)->total += ca_read_varint(r);
	}
	absorb_maps(r, state->map, state->list->labels.n, shape);
	return state;
}

CA_FUNCTION(ca_engagement_series_combine)
{
	return ca_combine(fcinfo, CA_STATE_SERIES, series_absorb);
}

/* A running series is asked again and again: start from zeros. */
static void
series_reset_first(SeriesState *state)
{
	CaDistinctPoint *points = (CaDistinctPoint *) ca_tally_rows(state->tally);
	Size		n = ca_tally_size(state->tally) * state->list->labels.n;

	for (Size i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		points[i].first_unique = 0;
	}
}

/* Credit each key of a label to the bucket of its first occurrence. */
static void
series_count_first(SeriesState *state, int label)
{
	CaKeymap   *map = &state->map[label];
	CaMerge    *merge = ca_keymap_scan(map);
	const uint64 *entry;
	Size		n;

	while ((entry = ca_merge_next(merge, &n)) != NULL)
	{
		for (Size i = 0; i < n; i++, entry += map->nwords)
		{
			TimestampTz at = ca_distinct_instant(entry[map->nkeys]);

			series_points_at(state, at)[label].first_unique++;
		}
	}
	ca_merge_free(merge);
}

static Datum
series_point_datum(const SeriesState *state, TupleDesc desc, int64 bucket, int label,
				   const CaDistinctPoint *point)
{
	const CaLabel *name = &state->list->labels.label[label];
	Datum		value[4];
	bool		isnull[4] = {false};

	value[0] = ca_period_bucket(&state->calendar, bucket);
	value[1] = PointerGetDatum(cstring_to_text_with_len(name->string, name->length));
	value[2] = Int64GetDatum((int64) point->total);
	value[3] = Int64GetDatum((int64) point->first_unique);
	return HeapTupleGetDatum(heap_form_tuple(desc, value, isnull));
}

/* The points that have rows, by bucket, then in the order of the labels. */
static ArrayType *
series_array(SeriesState *state, Oid type)
{
	TupleDesc	desc = ca_row_descriptor(type, "ztll");
	int			nlabels = state->list->labels.n;
	Size		nbuckets = ca_tally_size(state->tally);
	int64	   *buckets = ca_tally_buckets(state->tally);
	Datum	   *points;
	int			npoints = 0;

	if (nbuckets > MaxArraySize / nlabels)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("engagement_series has %zu buckets, more than an array can hold", nbuckets),
				 errhint("Ask for a longer period.")));
	points = palloc(Max(nbuckets * nlabels, 1) * sizeof(Datum));
	for (Size i = 0; i < nbuckets; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (int label = 0; label < nlabels; label++)
		{
			CaDistinctPoint *point = series_point(state, buckets[i], label);

			if (point->total > 0)
				points[npoints++] = series_point_datum(state, desc, buckets[i], label, point);
		}
	}
	ReleaseTupleDesc(desc);
	return construct_array(points, npoints, type, -1, false, TYPALIGN_DOUBLE);
}

CA_FUNCTION(ca_engagement_series_finalfn)
{
	SeriesState *state;
	Oid			type;

	ca_door_check(fcinfo);
	type = get_element_type(get_fn_expr_rettype(fcinfo->flinfo));
	if (PG_ARGISNULL(0))
		PG_RETURN_ARRAYTYPE_P(construct_empty_array(type));
	state = (SeriesState *) PG_GETARG_POINTER(0);
	series_reset_first(state);
	for (int label = 0; label < state->list->labels.n; label++)
	{
		if (!ca_keymap_is_empty(&state->map[label]))
			series_count_first(state, label);
	}
	PG_RETURN_ARRAYTYPE_P(series_array(state, type));
}
