/*-------------------------------------------------------------------------
 *
 * retention_table.h
 *	  Cohorts by number, each with its cells
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RETENTION_TABLE_H
#define CA_RETENTION_TABLE_H

#include "api/activity_plan.h"
#include "model/retention.h"

/* Cells that a result may have. */
#define CA_RETENTION_CELLS	4000000

/* A cohort, with what else is kept of each of its cells. */
typedef struct CaTableCohort
{
	CaRetentionCohort cohort;	/* active is NULL while it is empty */
	void	   *extra;			/* the table's extra bytes for each cell, from
								 * zero; NULL with active */
} CaTableCohort;

typedef struct CaRetentionTable
{
	CaRetentionSpec spec;
	Size		extra;			/* bytes for each cell */
	int64		first;			/* number of the first cohort with room */
	int64		n;				/* cohorts with room */
	int64		least;			/* the first that has contacts ... */
	int64		most;			/* ... and the last; less than least: none */
	int64		ncells;			/* that there must be at least */
	CaTableCohort **cohort;		/* NULL: empty so far */
	CaTableCohort empty;		/* one without contacts, as asked for last */
} CaRetentionTable;

/*
 * Start an empty table for a plan and the end of its data.  palloc'd in
 * CurrentMemoryContext, as all that it holds.
 */
extern CaRetentionTable *ca_retention_table(CaActivityPlan *plan, TimestampTz latest, Size extra);

/* The cohort of this number, to count in; error when there get to be too many cells. */
extern CaTableCohort *ca_retention_table_cohort(CaRetentionTable *table, int64 number);

/*
 * All have been counted: finish the cohorts.  Then those from least to most are
 * shown, empty ones too.
 */
extern void ca_retention_table_finish(CaRetentionTable *table);

/* A cohort of a finished table, good until the next call. */
extern const CaTableCohort *ca_retention_table_get(CaRetentionTable *table, int64 number);

#endif							/* CA_RETENTION_TABLE_H */
