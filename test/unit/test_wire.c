/*-------------------------------------------------------------------------
 *
 * test_wire.c
 *	  core/wire: numbers out and in again, from memory and from a run
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/wire.h"
#include "unit.h"

/* test_wire_write(numbers bigint[]) returns bytea: their bit patterns as varints */
UNIT_FUNCTION(test_wire_write)
{
	int			n;
	const int64 *numbers = unit_numbers(PG_GETARG_DATUM(0), &n);
	bytea	   *result;
	CaWriter	w;

	ca_writer_open(&w, CurrentMemoryContext, 0);
	for (int i = 0; i < n; i++)
		ca_write_varint(&w, (uint64) numbers[i]);
	result = palloc(VARHDRSZ + w.used);
	SET_VARSIZE(result, VARHDRSZ + w.used);
	memcpy(VARDATA(result), w.data, w.used);
	PG_RETURN_BYTEA_P(result);
}

/* test_wire_read(bytes bytea) returns bigint[]: the varints that they are */
UNIT_FUNCTION(test_wire_read)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	int64	   *numbers = palloc(Max(VARSIZE_ANY_EXHDR(bytes), 1) * sizeof(int64));
	int			n = 0;
	CaReader	r;

	ca_reader_open(&r, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	while (!ca_reader_at_end(&r))
		numbers[n++] = (int64) ca_read_varint(&r);
	PG_RETURN_DATUM(unit_array(numbers, n));
}

/*
 * Behind each number stand a few bytes, so that both kinds of reading meet
 * every place in a buffer.  What they are follows from the number.
 */
static Size
make_bytes(uint64 number, uint8 *bytes)
{
	Size		n = number % 41;

	memset(bytes, (int) (number % 251), n);
	return n;
}

/* test_wire(seed bigint, n int, in_file boolean): 2n + 1 checks */
UNIT_FUNCTION(test_wire)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "test_wire",
												  ALLOCSET_DEFAULT_SIZES);
	Size		n = PG_GETARG_INT32(1);
	CaRunFile  *file = PG_GETARG_BOOL(2) ? ca_runfile_create(context) : NULL;
	uint64	   *numbers = MemoryContextAllocHuge(context, Max(n, 1) * sizeof(uint64));
	CaWriter	w;
	CaReader	r;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	unit_fill(&test, numbers, n, 1, "skewed");
	if (file != NULL)
		ca_writer_open_file(&w, context, file);
	else
		ca_writer_open(&w, context, 0);
	for (Size i = 0; i < n; i++)
	{
		uint8		bytes[41];

		ca_write_varint(&w, numbers[i]);
		ca_write_bytes(&w, bytes, make_bytes(numbers[i], bytes));
	}
	if (file != NULL)
	{
		CaRun		run = {0};

		ca_writer_close_file(&w);
		run.length = ca_runfile_length(file);
		ca_reader_open_run(&r, context, file, &run);
	}
	else
		ca_reader_open(&r, w.data, w.used);
	for (Size i = 0; i < n; i++)
	{
		uint8		expected[41];
		uint8		bytes[41];

		UNIT_CHECK(&test, ca_read_varint(&r) == numbers[i]);
		ca_read_bytes(&r, bytes, numbers[i] % 41);
		UNIT_CHECK(&test, memcmp(bytes, expected, make_bytes(numbers[i], expected)) == 0);
	}
	UNIT_CHECK(&test, ca_reader_at_end(&r));
	if (file != NULL)
		ca_runfile_close(file);
	MemoryContextDelete(context);
	PG_RETURN_INT64(test.nchecks);
}
