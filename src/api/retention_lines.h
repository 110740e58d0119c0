/*-------------------------------------------------------------------------
 *
 * retention_lines.h
 *	  The lines of a retention matrix
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RETENTION_LINES_H
#define CA_RETENTION_LINES_H

#include "core/wire.h"
#include "model/retention_matrix.h"

typedef enum CaMatrixStyle
{
	CA_STYLE_PERCENT,
	CA_STYLE_COUNT,
	CA_STYLE_SHADE
} CaMatrixStyle;

typedef struct CaMatrix
{
	CaMatrixStyle style;
	CaMatrixCell *cells;		/* by line, then column */
	Size		ncells;
	CaMatrixColumn *columns;	/* by period number */
	int			ncolumns;
	int		   *width;			/* characters of a column's longest number */
	int			label_width;	/* characters of the longest cohort */
	int			size_width;		/* characters of the longest size */
	bool		by_instant;		/* cohorts share dates: show when they begin */
	bool		is_done;		/* the last line was made */
	Size		next;			/* cell that begins the next line */
	int64		size;			/* contacts of all cohorts */
	double		top;			/* rate that shades are relative to */
} CaMatrix;

/* Find out how wide everything is, once cells and columns are in place. */
extern void ca_matrix_measure(CaMatrix *matrix);

/* The next line, the first being the header; NULL after the last. */
extern text *ca_matrix_next_line(CaMatrix *matrix, bool is_first);

/* The error of a sum of contacts that does not fit. */
CA_NORETURN extern void ca_matrix_out_of_range(void);

#endif							/* CA_RETENTION_LINES_H */
