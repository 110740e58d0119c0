/*-------------------------------------------------------------------------
 *
 * test_fewkeys.c
 *	  core/fewkeys against a plain array
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/fewkeys.h"
#include "unit.h"

/* Keys that differ in one word only, so that each word is seen to matter. */
static CaKey
some_key(UnitTest *test, uint64 nkeys, int nwords)
{
	uint64		k = unit_random_below(test, nkeys);
	uint64		spread = k * UINT64CONST(0x9E3779B97F4A7C15);
	CaKey		key = {{k % 2 == 0 || nwords == 1 ? spread : 7, k % 2 == 0 || nwords == 1 ? 0 : spread}};

	return key;
}

static CaFewKeys *
new_few(CaKeyShape shape, Size bytes)
{
	CaFewKeys  *few = palloc(offsetof(CaFewKeys, word) + bytes);

	ca_few_begin(few, shape, bytes);
	return few;
}

/* Add a key, with more room when there is none. */
static CaFewKeys *
add_key(CaFewKeys *few, const CaKey *key, uint16 bits)
{
	if (!ca_few_add(few, key, bits))
	{
		uint16		bytes = 2 * few->bytes;

		few = repalloc(few, offsetof(CaFewKeys, word) + bytes);
		ca_few_grow(few, bytes);
		if (!ca_few_add(few, key, bits))
			elog(ERROR, "there is no room after growing");
	}
	return few;
}

/* Bits of a key, 0 when it is not there. */
static uint16
bits_of(const CaFewKeys *few, const CaKey *key)
{
	uint16		bits = 0;

	for (int i = 0; i < few->n; i++)
	{
		CaKey		other = ca_few_key(few, i);

		if (ca_entry_equal(other.word, key->word, 2))
			bits |= *ca_few_bits(few, i);
	}
	return bits;
}

static void
check_read(UnitTest *test, const CaFewKeys *few, const CaWriter *w)
{
	CaKey		keys[CA_FEW_MOST];
	uint16		bits[CA_FEW_MOST];
	CaReader	r;

	ca_reader_open(&r, w->data, w->used);
	UNIT_CHECK(test, ca_few_read(&r, few->shape, keys, bits) == few->n);
	UNIT_CHECK(test, ca_reader_at_end(&r));
	for (int i = 0; i < few->n; i++)
	{
		UNIT_CHECK(test, bits[i] != 0 && bits_of(few, &keys[i]) == bits[i]);
		UNIT_CHECK(test, i == 0 || ca_entry_compare(keys[i - 1].word, keys[i].word, 2) < 0);
	}
}

/*
 * test_fewkeys(seed bigint, n int, nkeys int, nwords int): n times a key of
 * nkeys with some bit, at most 255 different ones; then all are encoded and
 * decoded, in two orders: n + nkeys checks at least
 */
UNIT_FUNCTION(test_fewkeys)
{
	int			n = PG_GETARG_INT32(1);
	uint64		nkeys = PG_GETARG_INT32(2);
	int			nwords = PG_GETARG_INT32(3);
	CaKeyShape	shape = {nwords == 1 ? CA_KEY_INTEGER : CA_KEY_TEXT, CA_KEY_NONE};
	CaFewKeys  *few = new_few(shape, 8 * (nwords + 1));
	CaFewKeys  *reverse = new_few(shape, 8 * (nwords + 1));
	CaKey	   *key = palloc((n + 1) * sizeof(CaKey));
	uint16	   *bits = palloc((n + 1) * sizeof(uint16));
	CaWriter	w;
	CaWriter	again;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int i = 0; i < n; i++)
	{
		uint16		had;

		key[i] = some_key(&test, nkeys, nwords);
		bits[i] = 1 << unit_random_below(&test, 16);
		had = bits_of(few, &key[i]);
		few = add_key(few, &key[i], bits[i]);
		UNIT_CHECK(&test, bits_of(few, &key[i]) == (had | bits[i]));
	}
	for (int i = n - 1; i >= 0; i--)
		reverse = add_key(reverse, &key[i], bits[i]);
	UNIT_CHECK(&test, few->n == reverse->n && few->n <= nkeys);
	ca_writer_open(&w, CurrentMemoryContext, 16);
	ca_writer_open(&again, CurrentMemoryContext, 16);
	ca_few_write(few, &w);
	ca_few_write(reverse, &again);
	UNIT_CHECK(&test, w.used == again.used && memcmp(w.data, again.data, w.used) == 0);
	check_read(&test, few, &w);
	PG_RETURN_INT64(test.nchecks);
}

/* test_fewkeys_read(nwords int, bytes bytea) returns bigint: how many keys are in bytes */
UNIT_FUNCTION(test_fewkeys_read)
{
	CaKeyShape	shape = {PG_GETARG_INT32(0) == 1 ? CA_KEY_INTEGER : CA_KEY_TEXT, CA_KEY_NONE};
	bytea	   *bytes = PG_GETARG_BYTEA_PP(1);
	CaKey		keys[CA_FEW_MOST];
	uint16		bits[CA_FEW_MOST];
	CaReader	r;
	int			n;

	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	n = ca_few_read(&r, shape, keys, bits);
	if (!ca_reader_at_end(&r))
		ca_wire_error("there are more than declared");
	PG_RETURN_INT64(n);
}
