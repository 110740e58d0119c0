/*-------------------------------------------------------------------------
 *
 * stats.h
 *	  Proportions and how they compare
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_STATS_H
#define CA_STATS_H

/* x of n; 0 <= x <= n and n > 0. */
typedef struct CaProportion
{
	int64		x;				/* that did */
	int64		n;				/* that could */
} CaProportion;

/* A range that holds the true value with some confidence. */
typedef struct CaInterval
{
	double		low;
	double		high;
} CaInterval;

/* How the proportion of a variant differs from that of a control. */
typedef struct CaComparison
{
	double		control_rate;
	double		variant_rate;
	double		difference;		/* variant - control */
	bool		has_lift;		/* the control's rate is not 0 */
	double		lift;			/* difference / control's rate */
	double		z;				/* standard errors of the difference */
	double		p_value;		/* two-sided */
	CaInterval	interval;		/* of the difference */
} CaComparison;

/* What being the variant, treated, brought that being the control, held out, had not. */
typedef struct CaIncrement
{
	double		conversions;	/* of the treated; negative: it cost some */
	CaInterval	interval;		/* of these */
	bool		has_share;		/* there are conversions of the treated */
	double		share;			/* of all these */
} CaIncrement;

/* A test of many groups. */
typedef struct CaChiSquare
{
	double		statistic;		/* never infinite */
	int64		df;				/* degrees of freedom */
	double		p_value;
} CaChiSquare;

/* Wilson's score interval of a proportion. */
extern CaInterval ca_stats_wilson(CaProportion proportion, double confidence);

/* Pooled z, unpooled interval. */
extern CaComparison ca_stats_compare(CaProportion control, CaProportion variant, double confidence);

extern CaIncrement ca_stats_increment(const CaComparison *comparison, CaProportion treated);

/*
 * Pearson's test that k proportions are the same.  Groups of which n is 0 are
 * passed over; false when fewer than two are left.
 */
extern bool ca_stats_same_rates(const int64 *x, const int64 *n, int k, CaChiSquare *test);

/*
 * Pearson's test that k counts are split as expected: by shares, positive and
 * finite, that need not sum to 1; NULL for equal ones.  False when there are
 * fewer than two groups, or nothing in them.
 */
extern bool ca_stats_split(const int64 *observed, const double *expected, int k, CaChiSquare *test);

/*
 * Contacts that each of two groups needs to tell a rate from another, both from
 * 0 to 1 and different, with a power, at a two-sided level alpha below it.  Not
 * rounded; may be infinite.
 */
extern double ca_stats_sample_size(double base, double target, double power, double alpha);

/* What is left of 1 after a time, when half of it goes with each half_life > 0. */
extern double ca_stats_decay(double elapsed, double half_life);

/* The fifth, 1 to 5, that a percent_rank between 0 and 1 is in. */
extern int	ca_stats_quintile(double percent_rank);

#endif							/* CA_STATS_H */
