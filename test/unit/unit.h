/*-------------------------------------------------------------------------
 *
 * unit.h
 *	  What the unit tests share: checks that are counted, numbers to test with
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UNIT_H
#define CA_UNIT_H

#include "fmgr.h"

#include "core/wire.h"

/* A test being run. */
typedef struct UnitTest
{
	uint64		random;			/* state of its random numbers */
	int64		nchecks;		/* checks passed so far */
} UnitTest;

/* The same seed gives the same numbers on every machine. */
extern void unit_begin(UnitTest *test, int64 seed);

/* The next random number; one below n. */
extern uint64 unit_random(UnitTest *test);
extern uint64 unit_random_below(UnitTest *test, uint64 n);

/*
 * Fill n entries of nwords words from a distribution, which is one of the words
 * at the top of unit.c.
 */
extern void unit_fill(UnitTest *test, uint64 *entries, Size n, int nwords, const char *distribution);

/*
 * The plain way to put n entries of nwords words in order, by all words, and
 * to keep of those with the same first nkeys words the first; returns how many
 * stay.
 */
extern void unit_sort(uint64 *entries, Size n, int nwords);
extern Size unit_unique(uint64 *entries, Size n, int nwords, int nkeys);

/* An argument of type text as a C string. */
extern char *unit_text(Datum value);

/* Arrays of bigint and text, none of them NULL, from and to C. */
extern int64 *unit_numbers(Datum array, int *n);
extern Datum unit_array(const int64 *numbers, int n);
extern Datum *unit_texts(Datum array, int *n);

CA_NORETURN extern void unit_fail(const UnitTest *test, const char *check, const char *file, int line);

/* Count a check that holds; an error that says which one does not. */
#define UNIT_CHECK(test, condition) \
	do { \
		if (unlikely(!(condition))) \
			unit_fail(test, #condition, __FILE__, __LINE__); \
		(test)->nchecks++; \
	} while (0)

/* Head of an SQL entry point; before 16 PostgreSQL's macro exports no symbol. */
#define UNIT_FUNCTION(symbol) \
	PGDLLEXPORT Datum symbol(PG_FUNCTION_ARGS); \
	PG_FUNCTION_INFO_V1(symbol); \
	Datum symbol(PG_FUNCTION_ARGS)

#endif							/* CA_UNIT_H */
