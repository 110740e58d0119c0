/*-------------------------------------------------------------------------
 *
 * test_message_series_model.c
 *	  model/message_series, for SQL to say what it should do
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/message_series.h"
#include "unit.h"

/*
 * test_message_series(bucket bigint[], kind bigint[]) returns bigint[]: of one
 * key's events each period and its six counts, one after another
 */
UNIT_FUNCTION(test_message_series)
{
	int			n;
	int64	   *at = unit_numbers(PG_GETARG_DATUM(0), &n);
	int64	   *kind = unit_numbers(PG_GETARG_DATUM(1), &n);
	CaEvent    *events = palloc((n + 1) * sizeof(CaEvent));
	int64	   *result = palloc(7 * (n + 1) * sizeof(int64));
	int			nresult = 0;
	CaSeriesWalk walk;
	int64		bucket;

	for (int i = 0; i < n; i++)
	{
		events[i].at = at[i];
		events[i].kind = (uint32) kind[i];
	}
	ca_series_begin(&walk, events, n);
	while (ca_series_next(&walk, &bucket))
	{
		CaSeriesCounts counts = {0};

		ca_series_count(&walk, &counts);
		result[nresult++] = bucket;
		result[nresult++] = (int64) counts.total;
		result[nresult++] = (int64) counts.unique_in_bucket;
		result[nresult++] = (int64) counts.first_unique;
		result[nresult++] = (int64) counts.total_human;
		result[nresult++] = (int64) counts.unique_in_bucket_human;
		result[nresult++] = (int64) counts.first_unique_human;
	}
	PG_RETURN_DATUM(unit_array(result, nresult));
}

/*
 * test_message_series_keys(nkeys int, nperiods int) returns bigint[]: six counts
 * that many keys share, each with a machine's event in all periods and a human one
 * in the last
 */
UNIT_FUNCTION(test_message_series_keys)
{
	int			n = PG_GETARG_INT32(1);
	CaEvent    *events = palloc((n + 1) * sizeof(CaEvent));
	CaSeriesCounts counts = {0};
	const uint64 *counter = (const uint64 *) &counts;
	int64		result[6];

	for (int i = 0; i <= n; i++)
	{
		events[i].at = Min(i, n - 1);
		events[i].kind = i == n ? CA_SERIES_HUMAN : CA_SERIES_MACHINE;
	}
	for (int key = 0; key < PG_GETARG_INT32(0); key++)
	{
		CaSeriesWalk walk;
		int64		bucket;

		ca_series_begin(&walk, events, n + 1);
		while (ca_series_next(&walk, &bucket))
			ca_series_count(&walk, &counts);
	}
	for (int i = 0; i < 6; i++)
		result[i] = (int64) counter[i];
	PG_RETURN_DATUM(unit_array(result, 6));
}
