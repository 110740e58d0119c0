/*-------------------------------------------------------------------------
 *
 * test_runfile.c
 *	  core/runfile against a piece of memory
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/runfile.h"
#include "unit.h"

/*
 * test_runfile(seed bigint, nwrites int, most int): writes of up to most
 * bytes, by turns with reads from anywhere; 2 × nwrites + 1 checks
 */
UNIT_FUNCTION(test_runfile)
{
	Size		nwrites = PG_GETARG_INT32(1);
	Size		most = PG_GETARG_INT32(2);
	uint8	   *model = palloc_extended((nwrites + 1) * most, MCXT_ALLOC_HUGE);
	uint8	   *read = palloc_extended((nwrites + 1) * most, MCXT_ALLOC_HUGE);
	CaRunFile  *file = ca_runfile_create(CurrentMemoryContext);
	Size		length = 0;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (Size i = 0; i < nwrites; i++)
	{
		Size		n = unit_random_below(&test, most + 1);
		Size		offset;

		for (Size at = length; at < length + n; at++)
			model[at] = (uint8) unit_random(&test);
		ca_runfile_write(file, model + length, n);
		length += n;
		UNIT_CHECK(&test, ca_runfile_length(file) == length);
		offset = unit_random_below(&test, length + 1);
		n = unit_random_below(&test, 4 * most);
		n = Min(n, length - offset);
		ca_runfile_read(file, offset, read, n);
		UNIT_CHECK(&test, memcmp(read, model + offset, n) == 0);
	}
	ca_runfile_read(file, 0, read, length);
	UNIT_CHECK(&test, memcmp(read, model, length) == 0);
	ca_runfile_close(file);
	PG_RETURN_INT64(test.nchecks);
}
