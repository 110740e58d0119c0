/*-------------------------------------------------------------------------
 *
 * retention_matrix.h
 *	  Cells of cohorts put in lines and columns
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RETENTION_MATRIX_H
#define CA_RETENTION_MATRIX_H

#include "datatype/timestamp.h"

/* What a cell says that has no last period: all periods from its number on. */
#define CA_MATRIX_OPEN		PG_INT32_MAX

/* What a cell says that has no cohort; sorts after those that have one. */
#define CA_MATRIX_NO_COHORT	PG_INT32_MAX
#define CA_MATRIX_NO_START	PG_INT64_MAX

/* Shades there are, from nobody to many. */
#define CA_MATRIX_SHADES	5

typedef struct CaMatrixCell
{
	TimestampTz start;			/* of the cohort, or CA_MATRIX_NO_START */
	int32		cohort;			/* its date, or CA_MATRIX_NO_COHORT */
	int32		period;			/* its number */
	int32		last;			/* period it holds, or CA_MATRIX_OPEN */
	bool		is_complete;
	int64		size;			/* contacts of the cohort */
	int64		active;			/* those active in the periods */
} CaMatrixCell;

/* A column, and what stands below all lines. */
typedef struct CaMatrixColumn
{
	int32		period;			/* number of the first */
	int32		last;			/* number of the last, or CA_MATRIX_OPEN */
	bool		is_known;		/* there are complete cells */
	int64		size;			/* sum over complete cells */
	int64		active;			/* sum over complete cells */
} CaMatrixColumn;

/* Orders for qsort: by column; by line, then column. */
extern int	ca_matrix_by_column(const void *a, const void *b);
extern int	ca_matrix_by_line(const void *a, const void *b);

/* Does a cell stand in a line, and do two stand in the same one? */
extern bool ca_matrix_has_line(const CaMatrixCell *cell);
extern bool ca_matrix_same_line(const CaMatrixCell *a, const CaMatrixCell *b);

/* How many columns n cells have that are sorted by column. */
extern Size ca_matrix_count(const CaMatrixCell *cells, Size n);

/* What these columns are; false when a sum does not fit. */
extern bool ca_matrix_columns(const CaMatrixCell *cells, Size n, CaMatrixColumn *columns);

/*
 * Of n cells that are sorted by line keep those that stand in one, and make one
 * of those in the same place; false when a sum does not fit.
 */
extern bool ca_matrix_merge(CaMatrixCell *cells, Size *n);

/* The rate that shades are relative to: the greatest mean after period 0. */
extern double ca_matrix_top(const CaMatrixColumn *columns, Size ncolumns);

/* The shade of a rate, from 0 to CA_MATRIX_SHADES - 1. */
extern int	ca_matrix_shade(double rate, double top);

#endif							/* CA_RETENTION_MATRIX_H */
