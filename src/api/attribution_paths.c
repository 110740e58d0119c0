/*-------------------------------------------------------------------------
 *
 * attribution_paths.c
 *	  The final function of attribution_paths
 *
 * Usage:
 *	SELECT p.* FROM unnest((
 *		SELECT attribution_paths('30 days', contact_id, occurred_at, campaign,
 *								 event_type = 'purchase', amount, 'collapse, top=10')
 *		FROM events)) AS p;
 *
 * A path is a string of the places of its labels, which a dictionary numbers.
 * How long each conversion took is an event of a timeline of its own, in which
 * paths are the contacts: it spills where there is much of it, and hands out the
 * times of each path in order.  From the first of all times to the last is more
 * than a signed number takes, but no more than is between two of them.
 *
 * Memory: a context of its own for each call; of different paths their places
 * and some 60 bytes.  The result is palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/attribution_scan.h"
#include "api/rows.h"
#include "core/timescan.h"

/* Different paths, and their places: no more than a dictionary takes. */
#define CA_MAX_PATHS		CA_MAX_STRINGS
#define CA_MAX_PATH_BYTES	(MaxAllocSize / 2)

/* A path, and the conversions that it led to. */
typedef struct PathSum
{
	const uint32 *label;		/* places, or NULL: no path is here yet */
	uint32		n;				/* touches */
	uint64		conversions;
	CaSum		value;
	double		total;			/* of value */
	double		median;			/* seconds, of n > 0 */
} PathSum;

/* What is gathered on the way. */
typedef struct PathTally
{
	CaAttributionScan *scan;
	CaDictionary *paths;
	CaTimeline *times;			/* from first touch to conversion, as so long
								 * after MIN_TIMESTAMP, by path */
	PathSum    *path;			/* by number */
	uint32		maxpaths;		/* room for */
	uint32	   *places;			/* of the labels of one path */
	Size		maxplaces;		/* room for */
	Size		bytes;			/* of the strings of all paths */
	uint64		conversions;	/* of all paths */
} PathTally;

static int
compare_labels(const PathSum *a, const PathSum *b)
{
	uint32		n = Min(a->n, b->n);

	for (uint32 i = 0; i < n; i++)
	{
		if (a->label[i] != b->label[i])
			return a->label[i] < b->label[i] ? -1 : 1;
	}
	return (a->n > b->n) - (a->n < b->n);
}

/* Most conversions first, then greatest value, then in order of labels. */
static int
compare_paths(const PathSum *a, const PathSum *b)
{
	if (a->conversions != b->conversions)
		return a->conversions > b->conversions ? -1 : 1;
	if (a->total != b->total)
		return a->total > b->total ? -1 : 1;
	return compare_labels(a, b);
}

#define ST_SORT sort_paths
#define ST_ELEMENT_TYPE PathSum
#define ST_COMPARE(a, b) compare_paths(a, b)
#define ST_SCOPE static
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

static PathTally *
tally_begin(CaAttributionState *state)
{
	PathTally  *tally = palloc0(sizeof(PathTally));
	CaKeyShape	shape = {CA_KEY_INTEGER, CA_KEY_NONE};
	CaPool	   *pool = ca_pool_of(CurrentMemoryContext, state->timeline->pool->limit);

	tally->scan = ca_attribution_begin(state);
	tally->paths = ca_dictionary_create(pool);
	tally->times = ca_timeline_create(pool, shape, 1);
	/* the string of a path without labels is one, too */
	tally->maxplaces = 16;
	tally->places = palloc(tally->maxplaces * sizeof(uint32));
	return tally;
}

/* ---- Conversions ---- */

/* The labels of a path, without their times. */
static const char *
path_string(PathTally *tally, const CaTouchPath *path)
{
	if (path->n > tally->maxplaces)
	{
		pfree(tally->places);
		tally->maxplaces = Max(path->n, 2 * tally->maxplaces);
		tally->places = palloc_extended(tally->maxplaces * sizeof(uint32), MCXT_ALLOC_HUGE);
	}
	for (Size i = 0; i < path->n; i++)
		tally->places[i] = path->touch[i].kind;
	return (const char *) tally->places;
}

/* Where a path is counted. */
static PathSum *
path_sum(PathTally *tally, uint32 id)
{
	if (id >= tally->maxpaths)
	{
		uint32		before = tally->maxpaths;

		tally->maxpaths = Max(2 * before, 64);
		tally->path = before == 0
			? palloc(tally->maxpaths * sizeof(PathSum))
			: repalloc_huge(tally->path, tally->maxpaths * sizeof(PathSum));
		memset(tally->path + before, 0, (tally->maxpaths - before) * sizeof(PathSum));
	}
	return &tally->path[id];
}

CA_NORETURN static void
too_many_paths(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("paths of one group are more than %u different ones, or have more than %zu touches",
					CA_MAX_PATHS, CA_MAX_PATH_BYTES / sizeof(uint32)),
			 errhint("Shorten paths by lookback, collapse, unique or max_touches.")));
}

/* The number of a path. */
static uint32
path_id(PathTally *tally, const CaTouchPath *path)
{
	const char *string = path_string(tally, path);
	Size		bytes = path->n * sizeof(uint32);
	uint32		npaths = ca_dictionary_size(tally->paths);
	uint32		id;

	if (likely(npaths < CA_MAX_PATHS && bytes <= CA_MAX_PATH_BYTES - tally->bytes))
	{
		id = ca_dictionary_id(tally->paths, string, (uint32) bytes);
		tally->bytes += id == npaths ? bytes : 0;
	}
	else if (bytes > CA_MAX_PATH_BYTES ||
			 !ca_dictionary_find(tally->paths, string, (uint32) bytes, &id))
		too_many_paths();
	return id;
}

static void
count_path(PathTally *tally, const CaTouchPath *path)
{
	const CaConversion *conversion = path->conversion;
	uint32		id = path_id(tally, path);
	PathSum    *sum = path_sum(tally, id);
	uint64		taken;
	CaKey		key;

	sum->conversions += conversion->n;
	ca_sum_add(&sum->value, conversion->value);
	tally->conversions += conversion->n;
	if (path->n == 0)
		return;
	taken = (uint64) conversion->at - (uint64) path->touch[0].at;
	key.word[0] = ca_key_from_int64(id);
	key.word[1] = 0;
	for (uint64 i = 0; i < conversion->n; i++)
		ca_timeline_add(tally->times, &key, (TimestampTz) (taken + MIN_TIMESTAMP), 0);
}

static void
count_paths(PathTally *tally)
{
	CaTouchPath path;

	while (ca_attribution_next_contact(tally->scan))
	{
		if (tally->scan->nconversions == 0)
			continue;
		while (ca_attribution_next_path(tally->scan, &path))
		{
			if (path.conversion != NULL)
				count_path(tally, &path);
		}
	}
}

/*
 * Give each path its labels.  All strings being of whole words, they lie where
 * words can lie.
 */
static void
find_labels(PathTally *tally)
{
	for (uint32 id = 0; id < ca_dictionary_size(tally->paths); id++)
	{
		PathSum    *path = &tally->path[id];
		uint32		bytes;

		CHECK_FOR_INTERRUPTS();
		path->label = (const uint32 *) ca_dictionary_string(tally->paths, id, &bytes);
		path->n = bytes / sizeof(uint32);
		path->total = ca_attribution_total(&path->value);
	}
}

/* The middle of each path's times, or that between the two in the middle. */
static void
find_medians(PathTally *tally)
{
	CaTimeScan *scan = ca_timescan_begin(tally->times, true, true);
	const CaEvent *time;
	CaKey		key;
	Size		n;

	while ((time = ca_timescan_next(scan, &key, &n)) != NULL)
	{
		uint32		id = (uint32) ca_key_to_int64(key.word[0]);
		double		below = (double) ((uint64) time[(n - 1) / 2].at - MIN_TIMESTAMP);
		double		above = (double) ((uint64) time[n / 2].at - MIN_TIMESTAMP);

		tally->path[id].median = (below + (above - below) / 2) / USECS_PER_SEC;
	}
	ca_timescan_free(scan);
}

/* ---- The result ---- */

static Datum
labels_datum(const PathTally *tally, const PathSum *path)
{
	Datum	   *element = palloc_extended(Max(path->n, 1) * sizeof(Datum), MCXT_ALLOC_HUGE);
	ArrayType  *array;

	for (uint32 i = 0; i < path->n; i++)
		element[i] = tally->scan->labels.text[path->label[i]];
	array = construct_array(element, (int) path->n, TEXTOID, -1, false, TYPALIGN_INT);
	pfree(element);
	return PointerGetDatum(array);
}

static void
add_row(CaRows *rows, const PathTally *tally, const PathSum *path)
{
	Datum		value[6];
	bool		isnull[6] = {false};

	CHECK_FOR_INTERRUPTS();
	value[0] = labels_datum(tally, path);
	value[1] = Int64GetDatum((int64) path->conversions);
	value[2] = Float8GetDatum(path->total);
	value[3] = Int32GetDatum((int32) path->n);
	value[4] = Float8GetDatum(path->median);
	value[5] = Float8GetDatum((double) path->conversions / (double) tally->conversions);
	isnull[4] = path->n == 0;
	ca_rows_add(rows, value, isnull);
	pfree(DatumGetPointer(value[0]));
}

/* Fill the rows, which are begun in another context than the current one. */
static void
add_rows(CaRows *rows, CaAttributionState *state)
{
	PathTally  *tally = tally_begin(state);
	uint32		n;

	count_paths(tally);
	find_labels(tally);
	find_medians(tally);
	n = ca_dictionary_size(tally->paths);
	sort_paths(tally->path, n);
	for (uint32 i = 0; i < Min(n, (uint32) state->plan->options.top); i++)
		add_row(rows, tally, &tally->path[i]);
	ca_attribution_free(tally->scan);
}

CA_FUNCTION(ca_attribution_paths_finalfn)
{
	CaAttributionState *state = ca_attribution_state(fcinfo, CA_USE_PATHS);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "alfiff");
	if (state != NULL)
	{
		MemoryContext own = AllocSetContextCreate(CurrentMemoryContext,
												  "campaign_analytics attribution paths",
												  ALLOCSET_DEFAULT_SIZES);
		MemoryContext before = MemoryContextSwitchTo(own);

		add_rows(&rows, state);
		MemoryContextSwitchTo(before);
		MemoryContextDelete(own);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
