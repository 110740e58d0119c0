/*-------------------------------------------------------------------------
 *
 * test_dictionary.c
 *	  core/dictionary against its definition, and for SQL to compare with
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/dictionary.h"
#include "unit.h"

/* Bytes of the longest string that this makes. */
#define LONGEST	70000

static CaDictionary *
create(void)
{
	MemoryContext parent = AllocSetContextCreate(CurrentMemoryContext, "test dictionary",
												 ALLOCSET_DEFAULT_SIZES);

	return ca_dictionary_create(ca_pool_of(parent, SIZE_MAX));
}

/*
 * String i: begins and ends like others, and one in a thousand is long.  Its
 * number stands in its middle, so that all are different.
 */
static uint32
make_string(char *string, uint64 i)
{
	uint32		length = sprintf(string, "/shop/" UINT64_FORMAT, i);
	uint32		tail = i % 1000 == 999 ? LONGEST - 100 : i % 7 == 0 ? 60 : 5;

	memset(string + length, '/', tail);
	return length + tail;
}

static void
check_string(UnitTest *test, CaDictionary *dictionary, uint32 id, const char *string, uint32 length)
{
	uint32		found_length;
	const char *found = ca_dictionary_string(dictionary, id, &found_length);

	UNIT_CHECK(test, found_length == length && memcmp(found, string, length) == 0);
}

/*
 * test_dictionary(seed bigint, n int, nstrings int) returns bigint: n lookups
 * among nstrings strings give each the number of its first appearance; 3 n
 * checks, and 2 for each string
 */
UNIT_FUNCTION(test_dictionary)
{
	int			n = PG_GETARG_INT32(1);
	int			nstrings = PG_GETARG_INT32(2);
	CaDictionary *dictionary = create();
	uint32	   *id_of = palloc_extended(nstrings * sizeof(uint32), MCXT_ALLOC_HUGE);
	char	   *string = palloc(LONGEST);
	uint32		met = 0;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	memset(id_of, -1, nstrings * sizeof(uint32));
	for (int i = 0; i < n; i++)
	{
		/* Small numbers often, large ones now and then. */
		uint64		which = unit_random_below(&test, 1 + unit_random_below(&test, nstrings));
		uint32		length = make_string(string, which);
		bool		is_new = id_of[which] == PG_UINT32_MAX;
		uint32		id;

		UNIT_CHECK(&test, ca_dictionary_find(dictionary, string, length, &id) != is_new);
		UNIT_CHECK(&test, is_new || id == id_of[which]);
		id = ca_dictionary_id(dictionary, string, length);
		if (is_new)
			id_of[which] = met++;
		UNIT_CHECK(&test, id == id_of[which]);
	}
	for (int i = 0; i < nstrings; i++)
	{
		uint32		length = make_string(string, i);
		uint32		id;

		if (id_of[i] == PG_UINT32_MAX)
			UNIT_CHECK(&test, !ca_dictionary_find(dictionary, string, length, &id));
		else
			check_string(&test, dictionary, id_of[i], string, length);
		UNIT_CHECK(&test, ca_dictionary_size(dictionary) == met);
	}
	PG_RETURN_INT64(test.nchecks);
}

static int64 *
add_all(CaDictionary *dictionary, Datum array, int *n)
{
	Datum	   *strings = unit_texts(array, n);
	int64	   *ids = palloc(Max(*n, 1) * sizeof(int64));

	for (int i = 0; i < *n; i++)
	{
		text	   *string = DatumGetTextPP(strings[i]);

		ids[i] = ca_dictionary_id(dictionary, VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string));
	}
	return ids;
}

static bytea *
written(const CaDictionary *dictionary)
{
	uint32	   *order = ca_dictionary_order(dictionary);
	CaWriter	w;
	bytea	   *result;

	ca_writer_open(&w, CurrentMemoryContext, 64);
	ca_dictionary_write(dictionary, &w, order);
	result = palloc(VARHDRSZ + w.used);
	SET_VARSIZE(result, VARHDRSZ + w.used);
	memcpy(VARDATA(result), w.data, w.used);
	return result;
}

/* test_dictionary_ids(strings text[]) returns bigint[]: the number of each */
UNIT_FUNCTION(test_dictionary_ids)
{
	int			n;
	int64	   *ids = add_all(create(), PG_GETARG_DATUM(0), &n);

	PG_RETURN_DATUM(unit_array(ids, n));
}

/* test_dictionary_order(strings text[]) returns bigint[]: each number's place */
UNIT_FUNCTION(test_dictionary_order)
{
	CaDictionary *dictionary = create();
	int			n;
	int64	   *places = add_all(dictionary, PG_GETARG_DATUM(0), &n);
	uint32	   *order = ca_dictionary_order(dictionary);

	n = (int) ca_dictionary_size(dictionary);
	for (int i = 0; i < n; i++)
		places[i] = order[i];
	PG_RETURN_DATUM(unit_array(places, n));
}

/* test_dictionary_write(strings text[]) returns bytea */
UNIT_FUNCTION(test_dictionary_write)
{
	CaDictionary *dictionary = create();
	int			n;

	add_all(dictionary, PG_GETARG_DATUM(0), &n);
	PG_RETURN_BYTEA_P(written(dictionary));
}

/*
 * test_dictionary_read(strings text[], bytes bytea) returns bigint[]: the
 * number that each string of bytes has in a dictionary that began with strings
 */
UNIT_FUNCTION(test_dictionary_read)
{
	CaDictionary *dictionary = create();
	bytea	   *bytes = PG_GETARG_BYTEA_PP(1);
	uint32		nplaces;
	uint32	   *ids;
	int64	   *result;
	CaReader	r;
	int			n;

	add_all(dictionary, PG_GETARG_DATUM(0), &n);
	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	ids = ca_dictionary_read(dictionary, &r, &nplaces);
	if (!ca_reader_at_end(&r))
		ca_wire_error("there are more than declared");
	result = palloc(Max(nplaces, 1) * sizeof(int64));
	for (uint32 i = 0; i < nplaces; i++)
		result[i] = ids[i];
	PG_RETURN_DATUM(unit_array(result, (int) nplaces));
}
