/*-------------------------------------------------------------------------
 *
 * stats_distribution.h
 *	  Tails and quantiles of the normal and the chi-squared distribution
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_STATS_DISTRIBUTION_H
#define CA_STATS_DISTRIBUTION_H

/* How probable a normal variable is to be as far from 0 as z, or farther. */
extern double ca_normal_two_sided(double z);

/* The z that a normal variable exceeds with a probability; 0 < p < 1. */
extern double ca_normal_upper(double p);

/* The z within which, on both sides, it lies with a probability; 0 < p < 1. */
extern double ca_normal_central(double p);

/* How probable a chi-squared variable is to be as large as x >= 0, or larger; df >= 1. */
extern double ca_chi_square_upper(double x, int64 df);

#endif							/* CA_STATS_DISTRIBUTION_H */
