/*-------------------------------------------------------------------------
 *
 * test_event.c
 *	  core/event against a plain array, and against numbers that cannot wrap
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"

#include "core/event.h"
#include "unit_events.h"

/* What stands behind arrays, and must go on standing there. */
static const CaEvent guard = {0x5A5A5A5A5A5A5A5A, 0x5A5A5A5A};

static bool
same_event(const CaEvent *a, const CaEvent *b)
{
	return a->at == b->at && a->kind == b->kind;
}

/* Events against words of the model, which have other keys. */
static void
check_events(UnitTest *test, const CaEvent *events, const uint64 *model, Size n)
{
	for (Size i = 0; i < n; i++)
	{
		CaEvent		expected = unit_event(model + i * UNIT_EVENT_WORDS);

		UNIT_CHECK(test, same_event(&events[i], &expected));
	}
	UNIT_CHECK(test, same_event(&events[n], &guard));
}

static void
copy_events(CaEvent *events, const uint64 *words, Size n)
{
	for (Size i = 0; i < n; i++)
		events[i] = unit_event(words + i * UNIT_EVENT_WORDS);
	events[n] = guard;
}

/*
 * test_event(seed bigint, n int, times text, kinds text): n events are sorted
 * and made unique; 2 n + 4 checks, less one for each event that is there twice
 */
UNIT_FUNCTION(test_event)
{
	Size		n = PG_GETARG_INT32(1);
	UnitEvents	spec = {.n = n,.nkeys = 1,.keys = "equal",.bits = 3};
	CaEvent    *events = palloc((n + 1) * sizeof(CaEvent));
	uint64	   *words;
	Size		nunique;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	spec.times = unit_text(PG_GETARG_DATUM(2));
	spec.kinds = unit_text(PG_GETARG_DATUM(3));
	words = unit_events(&test, &spec);
	copy_events(events, words, n);
	unit_sort(words, n, UNIT_EVENT_WORDS);
	ca_events_sort(events, n);
	check_events(&test, events, words, n);

	nunique = unit_unique(words, n, UNIT_EVENT_WORDS, UNIT_EVENT_WORDS);
	UNIT_CHECK(&test, ca_events_unique(events, n) == nunique);
	UNIT_CHECK(&test, same_event(&events[n], &guard));
	events[nunique] = guard;
	check_events(&test, events, words, nunique);
	PG_RETURN_INT64(test.nchecks);
}

/* Does a time fit, by arithmetic that says when it wraps? */
static bool
time_fits(CaPack pack, TimestampTz at)
{
	int64		reach = INT64CONST(1) << (63 - pack.bits);
	int64		least;
	int64		beyond;

	return (pg_sub_s64_overflow(pack.origin, reach, &least) || at >= least) &&
		(pg_add_s64_overflow(pack.origin, reach, &beyond) || at < beyond);
}

/* Times at the edges of what fits, and at the ends of all. */
static TimestampTz
near_limit(UnitTest *test, CaPack pack)
{
	uint64		reach = UINT64CONST(1) << (63 - pack.bits);
	uint64		edge[] = {0, 0, reach, -reach, UINT64CONST(1) << 62, UINT64CONST(3) << 62, UINT64CONST(1) << 63};
	uint64		base = (uint64) pack.origin;

	if (unit_random_below(test, 4) == 0)
		base = 0;
	return (TimestampTz) (base + edge[unit_random_below(test, lengthof(edge))] + unit_random_below(test, 5) - 2);
}

static uint32
some_kind(UnitTest *test, int bits)
{
	uint32		greatest = (uint32) ((UINT64CONST(1) << bits) - 1);

	switch (unit_random_below(test, 4))
	{
		case 0:
			return greatest - (uint32) unit_random_below(test, 2);
		case 1:
			return (uint32) Min((uint64) greatest + 1, PG_UINT32_MAX);
		default:
			return (uint32) unit_random(test) & greatest;
	}
}

/* The first kind at the first time, the last at the last: marks at the ends of runs. */
static bool
is_mark(CaPack pack, const CaEvent *event)
{
	uint64		distance = (uint64) event->at - (uint64) pack.origin;

	return (event->kind == (UINT64CONST(1) << pack.bits) - 1 &&
			distance == (uint64) PG_INT64_MAX >> pack.bits) ||
		(event->kind == 0 && distance == (uint64) (PG_INT64_MIN >> pack.bits));
}

/*
 * test_event_pack(seed bigint, bits int): 100 packings, 100 pairs of events
 * each: 4 or more checks a pair and one a packing
 */
UNIT_FUNCTION(test_event_pack)
{
	int			bits = PG_GETARG_INT32(1);
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int i = 0; i < 100; i++)
	{
		CaPack		any = {unit_time(&test, i % 3 == 0 ? "any" : "near", 0, 1), 1};
		CaPack		pack = ca_pack_around(i % 2 == 0 ? any.origin : near_limit(&test, any), bits);

		UNIT_CHECK(&test, pack.bits == bits);
		for (int j = 0; j < 100; j++)
		{
			CaEvent		event[2];
			int64		packed[2];
			bool		fits[2];

			for (int k = 0; k < 2; k++)
			{
				event[k].at = near_limit(&test, pack);
				event[k].kind = some_kind(&test, bits);
				fits[k] = ca_pack_event(pack, event[k].at, event[k].kind, &packed[k]);
				UNIT_CHECK(&test, fits[k] == (time_fits(pack, event[k].at) && (uint64) event[k].kind >> bits == 0 &&
											  !is_mark(pack, &event[k])));
				if (fits[k])
				{
					CaEvent		again = ca_unpack_event(pack, packed[k]);

					UNIT_CHECK(&test, same_event(&again, &event[k]));
				}
			}
			if (fits[0] && fits[1])
				UNIT_CHECK(&test, (packed[0] > packed[1]) == ca_event_is_after(&event[0], &event[1]));
			UNIT_CHECK(&test, ca_event_is_after(&event[0], &event[1]) + ca_event_is_after(&event[1], &event[0]) ==
					   !same_event(&event[0], &event[1]));
		}
	}
	PG_RETURN_INT64(test.nchecks);
}

/* test_event_unite(at bigint[], kind bigint[]) returns bigint[]: at and kind of each event that is left */
UNIT_FUNCTION(test_event_unite)
{
	int			n;
	int64	   *at = unit_numbers(PG_GETARG_DATUM(0), &n);
	int64	   *kind = unit_numbers(PG_GETARG_DATUM(1), &n);
	CaEvent    *events = palloc((n + 1) * sizeof(CaEvent));
	int64	   *result = palloc(2 * (n + 1) * sizeof(int64));
	int			left;

	for (int i = 0; i < n; i++)
	{
		events[i].at = at[i];
		events[i].kind = (uint32) kind[i];
	}
	events[n] = guard;
	left = (int) ca_events_unite(events, n);
	if (!same_event(&events[n], &guard))
		elog(ERROR, "what stands behind the events is changed");
	for (int i = 0; i < left; i++)
	{
		result[2 * i] = events[i].at;
		result[2 * i + 1] = events[i].kind;
	}
	PG_RETURN_DATUM(unit_array(result, 2 * left));
}

/* test_event_is_apart(earlier bigint, later bigint, gap bigint) returns boolean */
UNIT_FUNCTION(test_event_is_apart)
{
	PG_RETURN_BOOL(ca_event_is_apart(PG_GETARG_INT64(0), PG_GETARG_INT64(1), (uint64) PG_GETARG_INT64(2)));
}
