/*-------------------------------------------------------------------------
 *
 * cohort_value.h
 *	  Values of activities, summed up by cell
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_COHORT_VALUE_H
#define CA_COHORT_VALUE_H

#include "core/sum.h"

/* The values of a cell of a cohort; all 0: there are none. */
typedef struct CaCellValue
{
	CaSum		in;				/* of its periods */
	CaSum		skipped;		/* of periods between the cell before and it */
} CaCellValue;

/* What a number says that is no value: an activity without one. */
#define CA_VALUE_NONE	(INT64CONST(0x7FF8) << 48)

/*
 * A finite value as a number of the same order, and back; -0 is 0.  Numbers that
 * are no finite value, of bad bytes, are NaN or infinite.
 */
extern int64 ca_value_to_order(double value);
extern double ca_value_from_order(int64 order);

/* Go on to a cell: what had been summed up before it, now with it. */
extern void ca_value_cumulate(CaSum *so_far, const CaCellValue *cell);

#endif							/* CA_COHORT_VALUE_H */
