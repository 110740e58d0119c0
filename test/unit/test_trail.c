/*-------------------------------------------------------------------------
 *
 * test_trail.c
 *	  core/trail against a plain array of events
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/trail.h"
#include "unit.h"

#define NPARTS	3

/* 2024-05-01 */
#define NOW		(INT64CONST(8887) * USECS_PER_DAY)

/* The i-th of n instants from a distribution that test_trail names. */
static TimestampTz
instant(UnitTest *test, const char *times, int i, int n)
{
	if (strcmp(times, "ascending") == 0)
		return NOW + i / 3 * USECS_PER_SEC;
	if (strcmp(times, "few") == 0)
		return NOW - (TimestampTz) unit_random_below(test, 4);
	if (strcmp(times, "late") == 0 && i == n / 2)
		return (unit_random(test) & 1) != 0 ? DT_NOEND : DT_NOBEGIN;
	if (strcmp(times, "any") == 0)
		return (TimestampTz) unit_random(test);
	return NOW + (TimestampTz) unit_random_below(test, USECS_PER_DAY);
}

static int
compare_events(const void *a, const void *b)
{
	const CaEvent *x = a;
	const CaEvent *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->kind > y->kind) - (x->kind < y->kind);
}

/* Does the trail hold these events, and know what it is to know of them? */
static void
check_trail(UnitTest *test, CaTrail *trail, CaPool *pool, const CaEvent *sorted, int n)
{
	const CaEvent *events;
	bool		wide = false;

	UNIT_CHECK(test, trail->n == n && trail->n <= trail->room);
	events = ca_trail_events(trail, pool);
	UNIT_CHECK(test, trail->sorted);
	for (int i = 0; i < n; i++)
	{
		wide |= !ca_trail_is_narrow(sorted[i].at, trail->bits);
		UNIT_CHECK(test, compare_events(&events[i], &sorted[i]) == 0);
	}
	UNIT_CHECK(test, trail->wide == wide);
}

static CaTrail *
absorb(UnitTest *test, CaTrail *trail, const CaWriter *w)
{
	CaReader	r;

	ca_reader_open(&r, w->data, w->used);
	trail = ca_trail_absorb(trail, &r);
	UNIT_CHECK(test, ca_reader_at_end(&r));
	return trail;
}

/*
 * test_trail(seed bigint, n int, bits int, times text): n events added one by
 * one, and the same by way of parts that are encoded
 */
UNIT_FUNCTION(test_trail)
{
	int			n = PG_GETARG_INT32(1);
	int			bits = PG_GETARG_INT32(2);
	char	   *times = unit_text(PG_GETARG_DATUM(3));
	CaPool	   *pool = ca_pool_of(CurrentMemoryContext, (Size) 64 * 1024 * 1024);
	CaEvent    *events = palloc((n + 1) * sizeof(CaEvent));
	CaTrail    *whole = ca_trail_create(pool->context, bits, pool);
	CaTrail    *merged = ca_trail_create(pool->context, bits, pool);
	CaTrail    *part[NPARTS];
	bool		sorted = true;
	CaWriter	a;
	CaWriter	b;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int i = 0; i < NPARTS; i++)
		part[i] = ca_trail_create(CurrentMemoryContext, bits, NULL);
	for (int i = 0; i < n; i++)
	{
		CaTrail   **to = &part[unit_random_below(&test, NPARTS)];

		events[i].at = instant(&test, times, i, n);
		events[i].kind = (uint32) (unit_random(&test) >> (64 - bits));
		whole = ca_trail_add(whole, events[i].at, events[i].kind);
		*to = ca_trail_add(*to, events[i].at, events[i].kind);
		sorted &= i == 0 || compare_events(&events[i - 1], &events[i]) <= 0;
		UNIT_CHECK(&test, whole->sorted == sorted);
	}
	qsort(events, n, sizeof(CaEvent), compare_events);
	check_trail(&test, whole, pool, events, n);
	UNIT_CHECK(&test, whole->shared == pool && whole->bits == bits);

	for (int i = NPARTS; i-- > 0;)
	{
		ca_writer_open(&b, CurrentMemoryContext, 64);
		ca_trail_write(part[i], pool, &b);
		merged = absorb(&test, merged, &b);
	}
	check_trail(&test, merged, pool, events, n);
	ca_writer_open(&a, CurrentMemoryContext, 64);
	ca_trail_write(whole, pool, &a);
	ca_writer_open(&b, CurrentMemoryContext, 64);
	ca_trail_write(merged, pool, &b);
	UNIT_CHECK(&test, a.used == b.used && memcmp(a.data, b.data, a.used) == 0);
	PG_RETURN_INT64(test.nchecks);
}

/* test_trail_read(bytes bytea, bits int): time, kind, time, kind, ... */
UNIT_FUNCTION(test_trail_read)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	CaPool	   *pool = ca_pool_of(CurrentMemoryContext, (Size) 64 * 1024 * 1024);
	CaTrail    *trail = ca_trail_create(pool->context, PG_GETARG_INT32(1), NULL);
	const CaEvent *events;
	int64	   *numbers;
	CaReader	r;

	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	trail = ca_trail_absorb(trail, &r);
	events = ca_trail_events(trail, pool);
	numbers = palloc((2 * trail->n + 1) * sizeof(int64));
	for (Size i = 0; i < trail->n; i++)
	{
		numbers[2 * i] = events[i].at;
		numbers[2 * i + 1] = events[i].kind;
	}
	PG_RETURN_DATUM(unit_array(numbers, 2 * (int) trail->n));
}
