/*-------------------------------------------------------------------------
 *
 * cohort_value.c
 *	  Values of activities, summed up by cell
 *
 * Sums of floating point depend on the order of what is added.  Values come in
 * one order whatever the plan, that of contacts and of values.
 *
 * Brackets may leave period numbers out.  Cumulative totals do not: they are
 * what a cohort was worth up to the end of a bracket.
 *
 * Interface
 *	ca_value_to_order, ca_value_from_order	- values as sortable numbers
 *	ca_value_cumulate						- the sum of all cells so far
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/cohort_value.h"

/*
 * The bits of a positive double sort as it does, those of a negative one the
 * other way round.
 */
static inline int64
turn_negative(int64 bits)
{
	return bits < 0 ? bits ^ PG_INT64_MAX : bits;
}

int64
ca_value_to_order(double value)
{
	int64		bits;

	value += 0.0;				/* -0 + 0 is 0 */
	memcpy(&bits, &value, sizeof(bits));
	return turn_negative(bits);
}

double
ca_value_from_order(int64 order)
{
	int64		bits = turn_negative(order);
	double		value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

void
ca_value_cumulate(CaSum *so_far, const CaCellValue *cell)
{
	ca_sum_add(so_far, cell->skipped.rounded);
	ca_sum_add(so_far, cell->skipped.lost);
	ca_sum_add(so_far, cell->in.rounded);
	ca_sum_add(so_far, cell->in.lost);
}
