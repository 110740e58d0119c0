/*-------------------------------------------------------------------------
 *
 * message_series_api.c
 *	  Doors of message_series
 *
 * Usage:
 *	SELECT p.* FROM unnest((
 *		SELECT message_series('day', 'UTC', is_human, occurred_at, message_id, contact_id)
 *		FROM events WHERE event_type = 'opened')) AS p;
 *
 * A state is a timeline, in which times are rounded down to periods when a row
 * comes, and everything is counted at the end, key by key.  Rows without a key
 * are counted as they come, in a tally that most of a hundred thousand groups
 * never need: reports by contact and day have that many, of a few rows each.
 *
 * Memory: states live in the pool of the aggregate's context and go with it;
 * those of one period and zone share its calendar.  Results are palloc'd in the
 * caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/door.h"
#include "api/period.h"
#include "api/rows.h"
#include "api/text.h"
#include "core/state.h"
#include "core/tally.h"
#include "core/timescan.h"
#include "model/message_series.h"

/* Arguments of message_series. */
#define PERIOD		1
#define ZONE		2
#define IS_HUMAN	3
#define OCCURRED_AT	4
#define KEY			5

/* Columns of message_series_point. */
#define COUNTERS	(sizeof(CaSeriesCounts) / sizeof(uint64))
#define COLUMNS		(1 + (int) COUNTERS)

/* What says what the periods are. */
typedef struct Given
{
	const text *period;
	const text *zone;
} Given;

/* What the periods are, and the one met last: rows mostly come in order of time. */
typedef struct SeriesSpec
{
	CaShared	shared;			/* in the pool's lists; first */
	Given		given;			/* copies */
	CaCalendar	calendar;		/* what they mean */
	TimestampTz from;			/* instants from here ... */
	TimestampTz until;			/* ... until before here are in one bucket, */
	int64		bucket;			/* which is this */
} SeriesSpec;

typedef struct SeriesState
{
	SeriesSpec *spec;
	CaTally    *keyless;		/* rows without a key, by bucket:
								 * CaSeriesCounts; NULL while there are none */
	CaTimeline *timeline;		/* times are buckets */
} SeriesState;

/* ---- Periods ---- */

static bool
was_given(const CaShared *entry, const void *asked)
{
	const Given *was = &((const SeriesSpec *) entry)->given;
	const Given *given = asked;

	return ca_text_equal(was->period, given->period) && ca_text_equal(was->zone, given->zone);
}

/* The periods of a state; states that were given the same share them. */
static SeriesSpec *
shared_spec(CaPool *pool, const Given given)
{
	SeriesSpec *spec = (SeriesSpec *) ca_pool_shared(pool, was_given, &given);

	if (spec != NULL)
		return spec;
	spec = MemoryContextAlloc(pool->context, sizeof(SeriesSpec));
	spec->given.period = ca_text_copy(given.period, pool->context);
	spec->given.zone = ca_text_copy(given.zone, pool->context);
	ca_period_calendar(&spec->calendar, given.period, given.zone);
	spec->from = spec->until = 0;
	spec->bucket = 0;
	ca_pool_share(pool, was_given, &spec->shared);
	return spec;
}

static void
check_same_spec(const SeriesSpec *spec, const Given given)
{
	ca_text_same(spec->given.period, given.period, "period");
	ca_text_same(spec->given.zone, given.zone, "zone");
}

static pg_attribute_always_inline int64
bucket_at(SeriesSpec *spec, TimestampTz at)
{
	if (unlikely(at < spec->from || at >= spec->until))
		spec->bucket = ca_calendar_span(&spec->calendar, at, &spec->from, &spec->until);
	return spec->bucket;
}

/* ---- Rows in ---- */

static SeriesState *
series_create(CaPool *pool, SeriesSpec *spec, CaKeyShape shape)
{
	SeriesState *state = MemoryContextAlloc(pool->context, sizeof(SeriesState));

	state->spec = spec;
	state->keyless = NULL;
	state->timeline = ca_timeline_create(pool, shape, CA_SERIES_BITS);
	return state;
}

/* The counts of a bucket in a tally of them. */
static inline CaSeriesCounts *
counts_of(CaTally *tally, int64 bucket)
{
	return (CaSeriesCounts *) ca_tally_row(tally, bucket);
}

/* Rows of a bucket that have no key. */
static void
add_keyless(SeriesState *state, int64 bucket, uint64 total, uint64 total_human)
{
	CaSeriesCounts *counts;

	if (state->keyless == NULL)
		state->keyless = ca_tally_create(state->timeline->pool->context, COUNTERS);
	counts = counts_of(state->keyless, bucket);
	counts->total += total;
	counts->total_human += total_human;
}

static inline Given
given_by_row(FunctionCallInfo fcinfo)
{
	Given		given = {PG_GETARG_TEXT_PP(PERIOD), PG_GETARG_TEXT_PP(ZONE)};

	return given;
}

/* The state for a row: the one at hand, its constants checked, or a new one. */
static pg_attribute_always_inline SeriesState *
series_state(FunctionCallInfo fcinfo, const CaDoor door)
{
	SeriesState *state = PG_ARGISNULL(0) ? NULL : (SeriesState *) PG_GETARG_POINTER(0);

	ca_door_require(fcinfo, PERIOD, "period");
	ca_door_require(fcinfo, ZONE, "zone");
	if (unlikely(state == NULL))
	{
		CaPool	   *pool = ca_door_pool(fcinfo);

		return series_create(pool, shared_spec(pool, given_by_row(fcinfo)),
							 ca_door_shape(fcinfo, KEY, door));
	}
	if (!ca_door_is_constant(fcinfo, PERIOD) || !ca_door_is_constant(fcinfo, ZONE))
		check_same_spec(state->spec, given_by_row(fcinfo));
	return state;
}

static pg_attribute_always_inline Datum
series_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	SeriesState *state;
	int64		bucket;
	bool		is_human;
	CaKey		key;

	ca_door_check(fcinfo);
	state = series_state(fcinfo, door);
	if (PG_ARGISNULL(OCCURRED_AT))
		PG_RETURN_POINTER(state);
	bucket = bucket_at(state->spec, PG_GETARG_TIMESTAMPTZ(OCCURRED_AT));
	is_human = !PG_ARGISNULL(IS_HUMAN) && PG_GETARG_BOOL(IS_HUMAN);
	if (ca_door_key(fcinfo, KEY, door, &key))
		ca_timeline_add(state->timeline, &key, bucket, is_human ? CA_SERIES_HUMAN : CA_SERIES_MACHINE);
	else
		add_keyless(state, bucket, 1, is_human);
	PG_RETURN_POINTER(state);
}

CA_DOOR_FUNCTIONS(ca_message_series, series_transfn);

/* ---- States ---- */

/* Rows without a key, by bucket in order. */
static void
write_keyless(CaWriter *w, CaTally *keyless)
{
	Size		nbuckets = keyless == NULL ? 0 : ca_tally_size(keyless);
	int64	   *buckets = nbuckets == 0 ? NULL : ca_tally_buckets(keyless);

	ca_write_varint(w, nbuckets);
	for (Size i = 0; i < nbuckets; i++)
	{
		CaSeriesCounts *counts = counts_of(keyless, buckets[i]);

		CHECK_FOR_INTERRUPTS();
		ca_write_varint(w, ca_fold((uint64) buckets[i]));
		ca_write_varint(w, counts->total);
		ca_write_varint(w, counts->total_human);
	}
	if (buckets != NULL)
		pfree(buckets);
}

static void
absorb_keyless(SeriesState *state, CaReader *r)
{
	int64		last = 0;
	uint64		n = ca_read_varint(r);

	for (uint64 i = 0; i < n; i++)
	{
		int64		bucket = (int64) ca_unfold(ca_read_varint(r));
		uint64		total = ca_read_varint(r);
		uint64		total_human = ca_read_varint(r);

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && bucket <= last)
			ca_wire_error("periods are out of order");
		last = bucket;
		if (total < 1 || total > PG_INT64_MAX || total_human > total)
			ca_wire_error("a number of events is out of range");
		add_keyless(state, bucket, total, total_human);
	}
}

CA_FUNCTION(ca_message_series_serialize)
{
	SeriesState *state;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (SeriesState *) PG_GETARG_POINTER(0);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_MESSAGES, state->timeline->shape);
	ca_text_write(&w, state->spec->given.period);
	ca_text_write(&w, state->spec->given.zone);
	write_keyless(&w, state->keyless);
	ca_timeline_write(state->timeline, &w, NULL, 0);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* Take what an opened state holds. */
static void *
series_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	SeriesState *state = known;
	Given		given;

	given.period = ca_text_read(r, CurrentMemoryContext);
	given.zone = ca_text_read(r, CurrentMemoryContext);
	if (shape.first == CA_KEY_NONE)
		ca_wire_error("there are keys of no kind");
	if (state == NULL)
		state = series_create(pool, shared_spec(pool, given), shape);
	check_same_spec(state->spec, given);
	(void) ca_door_same_shape(state->timeline->shape, shape);
	absorb_keyless(state, r);
	ca_timeline_absorb(state->timeline, r, NULL, 0);
	return state;
}

CA_FUNCTION(ca_message_series_combine)
{
	return ca_combine(fcinfo, CA_STATE_MESSAGES, series_absorb);
}

/* ---- The result ---- */

static void
count_keyless(CaTally *tally, CaTally *keyless)
{
	int64	   *buckets = ca_tally_buckets(keyless);

	for (Size i = 0; i < ca_tally_size(keyless); i++)
		*counts_of(tally, buckets[i]) = *counts_of(keyless, buckets[i]);
	pfree(buckets);
}

static void
count_keys(CaTally *tally, CaTimeline *timeline)
{
	CaTimeScan *scan = ca_timescan_begin(timeline, true, true);
	const CaEvent *events;
	CaKey		key;
	Size		n;

	while ((events = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		CaSeriesWalk walk;
		int64		bucket;

		CHECK_FOR_INTERRUPTS();
		ca_series_begin(&walk, events, n);
		while (ca_series_next(&walk, &bucket))
			ca_series_count(&walk, counts_of(tally, bucket));
	}
	ca_timescan_free(scan);
}

static void
add_point(CaRows *rows, const SeriesSpec *spec, int64 bucket, const CaSeriesCounts *counts)
{
	const uint64 *counter = (const uint64 *) counts;
	Datum		value[COLUMNS];
	bool		isnull[COLUMNS] = {false};

	value[0] = ca_period_bucket(&spec->calendar, bucket);
	for (int i = 1; i < COLUMNS; i++)
		value[i] = Int64GetDatum((int64) counter[i - 1]);
	ca_rows_add(rows, value, isnull);
}

CA_FUNCTION(ca_message_series_finalfn)
{
	CaRows		rows;

	ca_door_check(fcinfo);
	ca_rows_begin(&rows, fcinfo, "zllllll");
	if (!PG_ARGISNULL(0))
	{
		SeriesState *state = (SeriesState *) PG_GETARG_POINTER(0);
		CaTally    *tally = ca_tally_create(CurrentMemoryContext, COUNTERS);
		int64	   *buckets;

		if (state->keyless != NULL)
			count_keyless(tally, state->keyless);
		count_keys(tally, state->timeline);
		buckets = ca_tally_buckets(tally);
		for (Size i = 0; i < ca_tally_size(tally); i++)
		{
			CHECK_FOR_INTERRUPTS();
			add_point(&rows, state->spec, buckets[i], counts_of(tally, buckets[i]));
		}
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
