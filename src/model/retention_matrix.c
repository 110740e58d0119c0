/*-------------------------------------------------------------------------
 *
 * retention_matrix.c
 *	  Cells of cohorts put in lines and columns
 *
 * A line is a cohort, told by its date and by when it begins; a column is a
 * period number.  Below the lines stands what retention_curve gives: for each
 * column the sums over its complete cells, so that their mean is weighted by
 * size.  Cells are what a user has, in any order.  Some may be missing; cells
 * in the same place, as of two groups, are added up; cells without a cohort, as
 * a curve has, are in no line but are part of the sums.
 *
 * Shades are relative, for a matrix of 2 to 8 percent would else be all of one.
 * The scale is the greatest of the means after period 0, in which most contacts
 * are active by definition; means, because one small cohort is soon at 100
 * percent.
 *
 * Interface
 *	ca_matrix_by_column, ca_matrix_by_line	- orders of cells
 *	ca_matrix_has_line, ca_matrix_same_line	- where a line begins
 *	ca_matrix_count, ca_matrix_columns		- cells by column to columns
 *	ca_matrix_merge							- cells by line to lines
 *	ca_matrix_top, ca_matrix_shade			- rates to shades
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/int.h"

#include "model/retention_matrix.h"

static int
compare_lines(const CaMatrixCell *x, const CaMatrixCell *y)
{
	if (x->cohort != y->cohort)
		return x->cohort < y->cohort ? -1 : 1;
	return (x->start > y->start) - (x->start < y->start);
}

int
ca_matrix_by_column(const void *a, const void *b)
{
	const CaMatrixCell *x = a;
	const CaMatrixCell *y = b;

	return (x->period > y->period) - (x->period < y->period);
}

int
ca_matrix_by_line(const void *a, const void *b)
{
	int			order = compare_lines(a, b);

	return order != 0 ? order : ca_matrix_by_column(a, b);
}

bool
ca_matrix_has_line(const CaMatrixCell *cell)
{
	return cell->start != CA_MATRIX_NO_START || cell->cohort != CA_MATRIX_NO_COHORT;
}

bool
ca_matrix_same_line(const CaMatrixCell *a, const CaMatrixCell *b)
{
	return compare_lines(a, b) == 0;
}

Size
ca_matrix_count(const CaMatrixCell *cells, Size n)
{
	Size		ncolumns = 0;

	for (Size i = 0; i < n; i++)
		ncolumns += i == 0 || cells[i].period != cells[i - 1].period;
	return ncolumns;
}

/* Add a cell up with others; false when a sum does not fit. */
static bool
add_cell(const CaMatrixCell *cell, int64 *size, int64 *active)
{
	return !pg_add_s64_overflow(*size, cell->size, size) &&
		!pg_add_s64_overflow(*active, cell->active, active);
}

bool
ca_matrix_columns(const CaMatrixCell *cells, Size n, CaMatrixColumn *columns)
{
	CaMatrixColumn *column = NULL;
	Size		ncolumns = 0;
	bool		fits = true;

	for (Size i = 0; i < n; i++)
	{
		const CaMatrixCell *cell = &cells[i];

		if (i == 0 || cell->period != cells[i - 1].period)
		{
			column = &columns[ncolumns++];
			memset(column, 0, sizeof(CaMatrixColumn));
			column->period = cell->period;
			column->last = cell->last;
		}
		column->last = Max(column->last, cell->last);
		if (cell->is_complete)
		{
			column->is_known = true;
			fits &= add_cell(cell, &column->size, &column->active);
		}
	}
	return fits;
}

bool
ca_matrix_merge(CaMatrixCell *cells, Size *n)
{
	CaMatrixCell *kept = NULL;	/* the last one */
	CaMatrixCell *next = cells;
	bool		fits = true;

	/* The cells of no line are the last. */
	for (Size i = 0; i < *n && ca_matrix_has_line(&cells[i]); i++)
	{
		if (kept == NULL || ca_matrix_by_line(kept, &cells[i]) != 0)
		{
			kept = next++;
			*kept = cells[i];
			continue;
		}
		kept->is_complete &= cells[i].is_complete;
		fits &= add_cell(&cells[i], &kept->size, &kept->active);
	}
	*n = next - cells;
	return fits;
}

double
ca_matrix_top(const CaMatrixColumn *columns, Size ncolumns)
{
	double		top = 0;

	for (Size i = 0; i < ncolumns; i++)
	{
		if (columns[i].period > 0 && columns[i].is_known && columns[i].size != 0)
			top = fmax(top, (double) columns[i].active / (double) columns[i].size);
	}
	return top > 0 ? fmin(top, 1) : 1;
}

/*
 * Each shade but the first, which is for nobody, stands for an equal part of
 * what is up to the top.  A rate on the border has the lighter shade; one that
 * a rounding error puts beyond it, too.
 */
int
ca_matrix_shade(double rate, double top)
{
	double		part = ceil(rate / top * (CA_MATRIX_SHADES - 1) - 1e-9);

	if (!(rate > 0))
		return 0;
	return (int) fmin(fmax(part, 1), CA_MATRIX_SHADES - 1);
}
