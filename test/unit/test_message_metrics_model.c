/*-------------------------------------------------------------------------
 *
 * test_message_metrics_model.c
 *	  model/message_metrics, for SQL to say what it should do
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/message_metrics.h"
#include "unit.h"

/* test_message_find(word text, is_human boolean) returns bigint: the number of its event */
UNIT_FUNCTION(test_message_find)
{
	char	   *word = unit_text(PG_GETARG_DATUM(0));
	CaMessageEvent event = ca_message_find(word, strlen(word));

	PG_RETURN_INT64(PG_GETARG_BOOL(1) ? ca_message_human(event) : event);
}

/* Numbers of rows, then the times. */
static Datum
totals_array(const CaMessageTotals *totals)
{
	int64		result[CA_MESSAGE_NONE + 3];

	for (int i = 0; i < CA_MESSAGE_NONE; i++)
		result[i] = (int64) totals->n[i];
	result[CA_MESSAGE_NONE] = totals->times.first;
	result[CA_MESSAGE_NONE + 1] = totals->times.last;
	result[CA_MESSAGE_NONE + 2] = totals->times.last_engaged;
	return unit_array(result, CA_MESSAGE_NONE + 3);
}

/*
 * test_message_count(event bigint[], at bigint[], repeat int) returns bigint[]: the
 * totals of rows that are counted so many times over, in a tally carried over when
 * it is full; it is an error when totals and tally do not go into one another
 */
UNIT_FUNCTION(test_message_count)
{
	int			n;
	int64	   *event = unit_numbers(PG_GETARG_DATUM(0), &n);
	int64	   *at = unit_numbers(PG_GETARG_DATUM(1), &n);
	CaMessageTotals totals;
	CaMessageTotals sum;
	CaMessageTally tally;
	CaMessageTally taken;

	ca_message_begin(&totals);
	ca_message_begin_tally(&tally);
	ca_message_begin_tally(&taken);
	for (int i = 0; i < n * PG_GETARG_INT32(2); i++)
	{
		if (!ca_message_count(&tally, (CaMessageEvent) event[i % n], at[i % n]))
		{
			ca_message_carry(&totals, &tally);
			ca_message_begin_tally(&tally);
		}
	}
	ca_message_carry(&totals, &tally);
	ca_message_begin(&sum);
	if (ca_message_take(&taken, &totals))
		ca_message_carry(&sum, &taken);
	else
		ca_message_add(&sum, &totals);
	if (memcmp(&sum, &totals, sizeof(sum)) != 0)
		elog(ERROR, "what was taken is not what was counted");
	PG_RETURN_DATUM(totals_array(&totals));
}

static CaMessageTotals
read_totals(Datum array)
{
	int			n;
	int64	   *number = unit_numbers(array, &n);
	CaMessageTotals totals;

	for (int i = 0; i < CA_MESSAGE_NONE; i++)
		totals.n[i] = (uint64) number[i];
	totals.times.first = number[CA_MESSAGE_NONE];
	totals.times.last = number[CA_MESSAGE_NONE + 1];
	totals.times.last_engaged = number[CA_MESSAGE_NONE + 2];
	return totals;
}

/* test_message_add(a bigint[], b bigint[]) returns bigint[]: both, as test_message_count has them */
UNIT_FUNCTION(test_message_add)
{
	CaMessageTotals a = read_totals(PG_GETARG_DATUM(0));
	CaMessageTotals b = read_totals(PG_GETARG_DATUM(1));

	ca_message_add(&a, &b);
	PG_RETURN_DATUM(totals_array(&a));
}

/* test_message_is_sound(totals bigint[]) returns boolean */
UNIT_FUNCTION(test_message_is_sound)
{
	CaMessageTotals totals = read_totals(PG_GETARG_DATUM(0));

	PG_RETURN_BOOL(ca_message_is_sound(&totals));
}

/*
 * test_message_keys(seen bigint[]) returns bigint[]: keys that were seen with
 * these bits, by event and then by status
 */
UNIT_FUNCTION(test_message_keys)
{
	int			n;
	int64	   *seen = unit_numbers(PG_GETARG_DATUM(0), &n);
	int64		result[CA_MESSAGE_NONE + CA_MESSAGE_STATUSES];
	CaMessageUniques uniques = {{0}, {0}};

	for (int i = 0; i < n; i++)
		ca_message_count_key(&uniques, (uint32) seen[i]);
	for (int i = 0; i < CA_MESSAGE_NONE; i++)
		result[i] = (int64) uniques.n[i];
	for (int i = 0; i < CA_MESSAGE_STATUSES; i++)
		result[CA_MESSAGE_NONE + i] = (int64) uniques.status[i];
	PG_RETURN_DATUM(unit_array(result, CA_MESSAGE_NONE + CA_MESSAGE_STATUSES));
}

/*
 * test_message_rates(uniques bigint[]) returns bigint[]: each rate in percent of
 * numbers of keys by event, -1 where there is none
 */
UNIT_FUNCTION(test_message_rates)
{
	int			n;
	int64	   *number = unit_numbers(PG_GETARG_DATUM(0), &n);
	int64		result[CA_RATES];
	CaMessageUniques uniques = {{0}, {0}};

	for (int i = 0; i < CA_MESSAGE_NONE; i++)
		uniques.n[i] = (uint64) number[i];
	for (int rate = 0; rate < CA_RATES; rate++)
	{
		double		fraction;

		result[rate] = ca_message_rate(&uniques, (CaMessageRate) rate, &fraction) ? (int64) (100.0 * fraction) : -1;
	}
	PG_RETURN_DATUM(unit_array(result, CA_RATES));
}
