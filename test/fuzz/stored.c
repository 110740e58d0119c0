/*-------------------------------------------------------------------------
 *
 * stored.c
 *	  Targets: the stored types, which everybody can make of any bytes
 *
 * What the validator of a type takes is a value of it: all functions of the type
 * work on it, sets obey the algebra of sets, and an aggregate that reads it writes
 * the same value.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "fuzz.h"

/* As of the states. */
#define BASE	((Size) 512 * 1024)
#define FACTOR	512

extern Datum ca_keyset_from_bytea(PG_FUNCTION_ARGS);
extern Datum ca_keyset_cardinality(PG_FUNCTION_ARGS);
extern Datum ca_keyset_union(PG_FUNCTION_ARGS);
extern Datum ca_keyset_intersect(PG_FUNCTION_ARGS);
extern Datum ca_keyset_except(PG_FUNCTION_ARGS);
extern Datum ca_keyset_eq(PG_FUNCTION_ARGS);
extern Datum ca_keyset_contained(PG_FUNCTION_ARGS);
extern Datum ca_keyset_overlaps(PG_FUNCTION_ARGS);
extern Datum ca_keyset_combine(PG_FUNCTION_ARGS);
extern Datum ca_keyset_finalfn(PG_FUNCTION_ARGS);
extern Datum ca_timeline_from_bytea(PG_FUNCTION_ARGS);
extern Datum ca_timeline_cardinality(PG_FUNCTION_ARGS);
extern Datum ca_timeline_rollup_transfn(PG_FUNCTION_ARGS);
extern Datum ca_timeline_finalfn(PG_FUNCTION_ARGS);

static Datum
of_one(PGFunction function, Datum value)
{
	NullableDatum arg = {value, false};
	bool		isnull;

	return fuzz_call(function, 1, &arg, &isnull);
}

static Datum
of_two(PGFunction function, Datum a, Datum b)
{
	NullableDatum args[2] = {{a, false}, {b, false}};
	bool		isnull;

	return fuzz_call(function, 2, args, &isnull);
}

static int64
cardinality(Datum set)
{
	return DatumGetInt64(of_one(ca_keyset_cardinality, set));
}

/* What an aggregate makes of values, one after another. */
static Datum
aggregated(PGFunction transfn, PGFunction finalfn, const Datum *values, int n)
{
	NullableDatum args[2] = {{0, true}, {0, false}};
	bool		isnull;

	fuzz_new_aggregate();
	for (int i = 0; i < n; i++)
	{
		args[1].value = values[i];
		args[0].value = fuzz_call(transfn, 2, args, &args[0].isnull);
	}
	return fuzz_call(finalfn, 1, args, &isnull);
}

static bool
same_bytes(Datum a, Datum b)
{
	const struct varlena *x = (const struct varlena *) DatumGetPointer(a);
	const struct varlena *y = (const struct varlena *) DatumGetPointer(b);

	return VARSIZE(x) == VARSIZE(y) && memcmp(x, y, VARSIZE(x)) == 0;
}

static bool
equal(Datum a, Datum b)
{
	return DatumGetBool(of_two(ca_keyset_eq, a, b));
}

static void
expect_algebra(Datum a, Datum b)
{
	Datum		all = of_two(ca_keyset_union, a, b);
	Datum		both = of_two(ca_keyset_intersect, a, b);
	Datum		rest = of_two(ca_keyset_except, a, b);
	Datum		values[] = {a, b};

	fuzz_expect(cardinality(all) + cardinality(both) == cardinality(a) + cardinality(b));
	fuzz_expect(cardinality(rest) + cardinality(both) == cardinality(a));
	fuzz_expect(equal(of_two(ca_keyset_union, rest, both), a));
	fuzz_expect(DatumGetBool(of_two(ca_keyset_contained, a, all)));
	fuzz_expect(DatumGetBool(of_two(ca_keyset_overlaps, a, b)) == (cardinality(both) > 0));
	fuzz_expect(same_bytes(all, of_two(ca_keyset_union, b, a)));
	fuzz_expect(same_bytes(both, of_two(ca_keyset_intersect, b, a)));
	fuzz_expect(same_bytes(all, aggregated(ca_keyset_combine, ca_keyset_finalfn, values, 2)));
	for (int i = 0; i < lengthof(values); i++)
		(void) of_one(ca_keyset_from_bytea, i == 0 ? all : both);
}

/* Two sets: two bytes are the length of the first. */
static void
try_keysets(const uint8 *data, Size n, const void *argument)
{
	FuzzBytes	in = {data, data + n};
	Size		length = fuzz_number(&in, 2);
	Datum		a;
	Datum		b;

	length = Min(length, (Size) (in.end - in.at));
	a = of_one(ca_keyset_from_bytea, PointerGetDatum(fuzz_value(in.at, length)));
	b = of_one(ca_keyset_from_bytea, PointerGetDatum(fuzz_value(in.at + length, in.end - in.at - length)));
	(void) of_two(ca_keyset_eq, a, b);	/* may be of different types */
	fuzz_trust();
	fuzz_expect(equal(a, a) && equal(b, b));
	fuzz_expect(same_bytes(a, aggregated(ca_keyset_combine, ca_keyset_finalfn, &a, 1)));
	expect_algebra(a, a);
	expect_algebra(a, b);
}

FUZZ_TARGET(stored_keysets, try_keysets, NULL, BASE, FACTOR);

static void
try_timeline(const uint8 *data, Size n, const void *argument)
{
	Datum		given = of_one(ca_timeline_from_bytea, PointerGetDatum(fuzz_value(data, n)));
	Datum		values[] = {given, given};
	Datum		written;

	fuzz_trust();
	written = aggregated(ca_timeline_rollup_transfn, ca_timeline_finalfn, values, 1);
	fuzz_expect(same_bytes(written, given));
	written = aggregated(ca_timeline_rollup_transfn, ca_timeline_finalfn, values, 2);
	fuzz_expect(same_bytes(written, given));
	fuzz_expect(DatumGetInt64(of_one(ca_timeline_cardinality, given)) >= 0);
}

FUZZ_TARGET(stored_timeline, try_timeline, NULL, BASE, FACTOR);
