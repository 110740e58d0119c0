/*-------------------------------------------------------------------------
 *
 * sum.h
 *	  Sums of doubles that hardly lose what is small beside what is large
 *
 * What rounding takes from each sum is itself known exactly (D. Knuth, The Art
 * of Computer Programming, vol. 2, 4.2.2, theorem B), kept, and given back at
 * the end (A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation
 * endlicher Summen, 1974).  Without a branch, so that it can be in inner loops.
 *
 * Interface
 *	ca_sum_add		- one number more (inline)
 *	ca_sum_total	- the sum (inline)
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SUM_H
#define CA_SUM_H

/* All 0: of nothing. */
typedef struct CaSum
{
	double		rounded;		/* what the sum is by itself */
	double		lost;			/* what rounding took from it */
} CaSum;

static pg_attribute_always_inline void
ca_sum_add(CaSum *to, double value)
{
	double		sum = to->rounded + value;
	double		added = sum - to->rounded;

	to->lost += (to->rounded - (sum - added)) + (value - added);
	to->rounded = sum;
}

static inline double
ca_sum_total(const CaSum *sum)
{
	return sum->rounded + sum->lost;
}

#endif							/* CA_SUM_H */
