/*-------------------------------------------------------------------------
 *
 * test_key.c
 *	  core/key, for SQL to compare with the values that the keys are of
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/uuid.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/key.h"
#include "unit.h"

/* A word as sixteen hexadecimal digits, which sort as the word does. */
static Datum
hex_of_words(const uint64 *word, int n)
{
	char		digits[33] = "";

	for (int i = 0; i < n; i++)
		snprintf(digits + 16 * i, 17, "%016llx", (unsigned long long) word[i]);
	return PointerGetDatum(cstring_to_text(digits));
}

static Datum
hex_of_key(CaKey key)
{
	return hex_of_words(key.word, 2);
}

/* test_key_int8(value bigint) returns text: its word; there and back */
UNIT_FUNCTION(test_key_int8)
{
	uint64		word = ca_key_from_int64(PG_GETARG_INT64(0));
	UnitTest	test;

	unit_begin(&test, 0);
	UNIT_CHECK(&test, ca_key_to_int64(word) == PG_GETARG_INT64(0));
	PG_RETURN_DATUM(hex_of_words(&word, 1));
}

/* test_key_float8(value double precision) returns text: its word */
UNIT_FUNCTION(test_key_float8)
{
	uint64		word = ca_key_from_double(PG_GETARG_FLOAT8(0));

	PG_RETURN_DATUM(hex_of_words(&word, 1));
}

/*
 * test_key_pack(a bigint, b bigint) returns text: the packed word of a pair,
 * NULL when it does not fit; there and back
 */
UNIT_FUNCTION(test_key_pack)
{
	uint64		pair[2] = {ca_key_from_int64(PG_GETARG_INT64(0)), ca_key_from_int64(PG_GETARG_INT64(1))};
	uint64		back[2];
	uint64		word;
	UnitTest	test;

	unit_begin(&test, 0);
	if (!ca_key_pack(pair, &word))
		PG_RETURN_NULL();
	ca_key_unpack(word, back);
	UNIT_CHECK(&test, back[0] == pair[0] && back[1] == pair[1]);
	PG_RETURN_DATUM(hex_of_words(&word, 1));
}

/* test_key_bytes16(value uuid) returns text */
UNIT_FUNCTION(test_key_bytes16)
{
	PG_RETURN_DATUM(hex_of_key(ca_key_from_bytes16(PG_GETARG_UUID_P(0)->data)));
}

/* test_key_hash(bytes bytea) returns text */
UNIT_FUNCTION(test_key_hash)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);

	PG_RETURN_DATUM(hex_of_key(ca_key_hash(VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes))));
}

/*
 * test_key_tuple(kinds bigint[], words bigint[]) returns text: the key of a
 * tuple of keys of two words each
 */
UNIT_FUNCTION(test_key_tuple)
{
	int			nparts;
	int			nwords;
	const int64 *kinds = unit_numbers(PG_GETARG_DATUM(0), &nparts);
	const int64 *words = unit_numbers(PG_GETARG_DATUM(1), &nwords);
	uint8	   *kind = palloc(nparts);

	if (nwords != 2 * nparts)
		elog(ERROR, "%d kinds need %d words, not %d", nparts, 2 * nparts, nwords);
	for (int i = 0; i < nparts; i++)
		kind[i] = (uint8) kinds[i];
	PG_RETURN_DATUM(hex_of_key(ca_key_tuple((const CaKey *) words, kind, nparts)));
}

/*
 * test_key_shape(first int, second int) returns text: the words and the name
 * of a shape, NULL when there is no such shape
 */
UNIT_FUNCTION(test_key_shape)
{
	CaKeyShape	shape;

	shape.first = (uint8) PG_GETARG_INT32(0);
	shape.second = (uint8) PG_GETARG_INT32(1);
	if (!ca_key_shape_is_valid(shape))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%d %s", ca_key_words(shape), ca_key_shape_name(shape))));
}
