/*-------------------------------------------------------------------------
 *
 * test_pool.c
 *	  core/pool, with members that only pretend to hold something
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "portability/instr_time.h"
#include "utils/memutils.h"

#include "core/pool.h"
#include "unit.h"

#define NMEMBERS	16
#define LIMIT		((Size) 1024 * 1024)

/* A member that counts how often it was asked to spill. */
typedef struct FakeMember
{
	CaPoolMember member;		/* first */
	CaPool	   *pool;
	void	   *memory;			/* what it holds */
	int			nspills;
} FakeMember;

static void
fake_resize(FakeMember *fake, Size bytes)
{
	fake->memory = ca_pool_realloc(fake->pool, fake->memory, Max(bytes, 1));
	ca_pool_resize(fake->pool, &fake->member, bytes);
}

static void
fake_spill(CaPoolMember *member)
{
	FakeMember *fake = (FakeMember *) member;

	fake->nspills++;
	fake_resize(fake, 0);
}

static FakeMember *
fake_create(CaPool *pool)
{
	FakeMember *fake = palloc0(sizeof(FakeMember));

	fake->pool = pool;
	fake->member.spill = fake_spill;
	ca_pool_join(pool, &fake->member);
	return fake;
}

/* A context has one pool, and no other context has it. */
static void
check_pool_of(UnitTest *test, MemoryContext a, MemoryContext b)
{
	CaPool	   *pool = ca_pool_of(a, LIMIT);

	UNIT_CHECK(test, ca_pool_of(a, LIMIT) == pool);
	UNIT_CHECK(test, ca_pool_of(b, LIMIT / 2) != pool);
	UNIT_CHECK(test, ca_pool_of(a, LIMIT) == pool);
	UNIT_CHECK(test, pool->limit == LIMIT && ca_pool_of(b, LIMIT)->limit == LIMIT / 2);
	/* Reset, a context has a new one, and the other keeps its own. */
	MemoryContextReset(b);
	UNIT_CHECK(test, ca_pool_of(a, LIMIT) == pool);
	UNIT_CHECK(test, ca_pool_of(b, LIMIT / 4)->limit == LIMIT / 4);
}

/* Full only when the limit is reached and a good part of it can be spilled. */
static void
check_full(UnitTest *test, CaPool *pool)
{
	FakeMember *fake = fake_create(pool);

	UNIT_CHECK(test, !ca_pool_is_full(pool, 2 * LIMIT));
	fake_resize(fake, LIMIT / 8);
	UNIT_CHECK(test, !ca_pool_is_full(pool, 2 * LIMIT));
	fake_resize(fake, LIMIT / 2);
	UNIT_CHECK(test, !ca_pool_is_full(pool, 0));
	UNIT_CHECK(test, !ca_pool_is_full(pool, LIMIT / 4));
	UNIT_CHECK(test, ca_pool_is_full(pool, LIMIT));
	ca_pool_relieve(pool);
	UNIT_CHECK(test, fake->nspills == 1);
	UNIT_CHECK(test, !ca_pool_is_full(pool, LIMIT));
	ca_pool_leave(pool, &fake->member);
	UNIT_CHECK(test, pool->nmembers == 0 && pool->member_bytes == 0);
}

/* Member i has i kB; those of a quarter of the average or more must spill. */
static void
check_relieve(UnitTest *test, CaPool *pool)
{
	FakeMember *fake[NMEMBERS];
	Size		sum = 0;

	for (int i = 0; i < NMEMBERS; i++)
	{
		fake[i] = fake_create(pool);
		fake_resize(fake[i], i * 1024);
		sum += i * 1024;
	}
	UNIT_CHECK(test, pool->nmembers == NMEMBERS && pool->member_bytes == sum);
	ca_pool_relieve(pool);
	for (int i = 0; i < NMEMBERS; i++)
	{
		bool		large = (Size) i * 1024 >= sum / NMEMBERS / 4;

		UNIT_CHECK(test, fake[i]->nspills == large);
		UNIT_CHECK(test, fake[i]->member.bytes == (large ? 0 : (Size) i * 1024));
	}
	for (int i = 0; i < NMEMBERS; i++)
		ca_pool_leave(pool, &fake[i]->member);
	UNIT_CHECK(test, pool->nmembers == 0 && pool->member_bytes == 0);
}

/* All of the space asked for can be written, whatever was asked for before. */
static void
check_scratch(UnitTest *test, CaPool *pool)
{
	for (int i = 0; i < 40; i++)
	{
		Size		bytes = unit_random_below(test, (Size) 1 << unit_random_below(test, 24)) + 1;
		uint64	   *scratch = ca_pool_scratch(pool, bytes);

		memset(scratch, i, bytes);
		UNIT_CHECK(test, pool->scratch_bytes >= bytes);
		UNIT_CHECK(test, ca_pool_scratch(pool, bytes) == scratch);
	}
}

/* An array keeps what it holds while it grows and shrinks. */
static void
check_realloc(UnitTest *test, CaPool *pool)
{
	uint8	   *array = NULL;
	Size		n = 0;

	for (int i = 0; i < 12; i++)
	{
		Size		resized = unit_random_below(test, (Size) 16 * 1024 * 1024) + 1;

		array = ca_pool_realloc(pool, array, resized);
		for (Size at = 0; at < Min(n, resized); at += 997)
			UNIT_CHECK(test, array[at] == (uint8) (at % 251));
		n = resized;
		for (Size at = 0; at < n; at += 997)
			array[at] = (uint8) (at % 251);
	}
	pfree(array);
}

/* What users share: a number, and how often it was compared. */
typedef struct FakeShared
{
	CaShared	shared;			/* first */
	int			number;
} FakeShared;

static int	ncompared;

static bool
is_number(const CaShared *entry, const void *asked)
{
	ncompared++;
	return ((const FakeShared *) entry)->number == *(const int *) asked;
}

/* Another user's. */
static bool
is_other_number(const CaShared *entry, const void *asked)
{
	return ((const FakeShared *) entry)->number == *(const int *) asked;
}

static FakeShared *
fake_share(CaPool *pool, CaSharedMatches matches, int number)
{
	FakeShared *fake = MemoryContextAlloc(pool->context, sizeof(FakeShared));

	fake->number = number;
	ca_pool_share(pool, matches, &fake->shared);
	return fake;
}

static bool
finds(CaPool *pool, int number)
{
	const FakeShared *found = (const FakeShared *) ca_pool_shared(pool, is_number, &number);

	return found != NULL && found->number == number;
}

/* Entries are found by their user alone, and few are looked at. */
static void
check_shared(UnitTest *test, CaPool *pool)
{
	UNIT_CHECK(test, !finds(pool, 0));
	for (int i = 0; i < 1000; i++)
		(void) fake_share(pool, is_number, i);
	(void) fake_share(pool, is_other_number, 1000);
	UNIT_CHECK(test, !finds(pool, 1000));
	/* What was asked for comes first; so the last few stay within reach. */
	for (int round = 0; round < 3; round++)
	{
		for (int i = 990; i < 1000; i++)
			UNIT_CHECK(test, finds(pool, i));
	}
	ncompared = 0;
	UNIT_CHECK(test, finds(pool, 999) && ncompared == 1);
	UNIT_CHECK(test, finds(pool, 998) && finds(pool, 998) && ncompared == 4);
	UNIT_CHECK(test, !finds(pool, 0) && ncompared < 100);
}

/*
 * However many entries another user has, thousands of look-ups take less time
 * than it took to share those.  Of three tries one counts in which the machine
 * was not busy with something else.
 */
static void
check_shared_by_others(UnitTest *test, CaPool *pool)
{
	bool		is_quick = false;

	(void) fake_share(pool, is_number, 1);
	for (int try = 0; try < 3 && !is_quick; try++)
	{
		instr_time	start;
		instr_time	shared;
		instr_time	found;

		INSTR_TIME_SET_CURRENT(start);
		for (int i = 0; i < 200000; i++)
			(void) fake_share(pool, is_other_number, i);
		INSTR_TIME_SET_CURRENT(shared);
		for (int i = 0; i < 2000; i++)
			UNIT_CHECK(test, finds(pool, 1));
		INSTR_TIME_SET_CURRENT(found);
		INSTR_TIME_SUBTRACT(found, shared);
		INSTR_TIME_SUBTRACT(shared, start);
		is_quick = INSTR_TIME_GET_DOUBLE(found) < INSTR_TIME_GET_DOUBLE(shared);
	}
	UNIT_CHECK(test, is_quick);
}

/* test_pool_shared(seed bigint) */
UNIT_FUNCTION(test_pool_shared)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_pool_shared",
												  ALLOCSET_DEFAULT_SIZES);
	CaPool	   *pool = ca_pool_of(context, LIMIT);
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	check_shared(&test, pool);
	check_shared_by_others(&test, pool);
	MemoryContextDelete(context);
	PG_RETURN_INT64(test.nchecks);
}

/* test_pool(seed bigint) */
UNIT_FUNCTION(test_pool)
{
	MemoryContext a = AllocSetContextCreate(CurrentMemoryContext, "test_pool a",
											ALLOCSET_DEFAULT_SIZES);
	MemoryContext b = AllocSetContextCreate(CurrentMemoryContext, "test_pool b",
											ALLOCSET_DEFAULT_SIZES);
	CaPool	   *pool = ca_pool_of(a, LIMIT);
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	check_pool_of(&test, a, b);
	check_full(&test, pool);
	check_relieve(&test, pool);
	check_scratch(&test, pool);
	check_realloc(&test, pool);
	UNIT_CHECK(&test, pool->file == NULL);
	UNIT_CHECK(&test, ca_pool_file(pool) == ca_pool_file(pool));
	MemoryContextDelete(a);
	MemoryContextDelete(b);
	PG_RETURN_INT64(test.nchecks);
}
