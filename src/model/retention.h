/*-------------------------------------------------------------------------
 *
 * retention.h
 *	  Which cohorts a contact joins, and in which periods it came back
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RETENTION_H
#define CA_RETENTION_H

#include "core/grid.h"

/* Brackets that can be given. */
#define CA_RETENTION_BRACKETS	100

/* The end of a bracket that has none. */
#define CA_RETENTION_OPEN		PG_INT64_MAX

/* Period numbers that are shown as one. */
typedef struct CaRetentionBracket
{
	int64		from;			/* the first of them */
	int64		to;				/* the last of them, or CA_RETENTION_OPEN */
} CaRetentionBracket;

/*
 * What is asked.  Activities and starts are units: numbers of periods where
 * those of the calendar count, else local days or instants.
 */
typedef struct CaRetentionSpec
{
	CaGrid	   *grid;			/* periods that cohorts are */
	bool		rolling;		/* else units are numbers of grid */
	bool		by_instant;		/* of rolling: units are microseconds, not
								 * days */
	int64		length;			/* of a period, in units; 0: it has ... */
	int64		months;			/* ... months */
	bool		recurring;		/* every start counts, not the first only */
	bool		on_or_after;	/* active in a period, or in any later one */
	bool		before;			/* the first cell is what was before the start */
	const CaRetentionBracket *bracket;	/* ascending */
	int			nbrackets;		/* 0: each number is one */
	int64		last;			/* the last number shown, without brackets */
	int64		first_cohort;	/* cohorts from this number ... */
	int64		last_cohort;	/* ... to this one are shown */
	int64		end;			/* unit up to which there are periods */
	int64		now;			/* unit up to which they have ended */
} CaRetentionSpec;

/* A contact in a cohort. */
typedef struct CaRetentionJoin
{
	int64		cohort;			/* number of its period */
	int64		start;			/* unit; the earliest in this cohort */
	Size		first;			/* the first activity that is not before it */
} CaRetentionJoin;

/* How far the walk through a contact's starts has come. */
typedef struct CaRetentionWalk
{
	const CaRetentionSpec *spec;
	const int64 *active;		/* units, ascending; may repeat */
	Size		nactive;
	const int64 *start;			/* units, ascending; may repeat */
	Size		nstarts;		/* that are still to come */
	Size		first;			/* activities before what the last one was */
	bool		has_cohort;		/* there was one: */
	int64		cohort;			/* the last */
} CaRetentionWalk;

/* A cohort being counted. */
typedef struct CaRetentionCohort
{
	int64		number;			/* of its period */
	uint64		size;			/* contacts that joined */
	int64		earliest;		/* unit of the first start ... */
	int64		latest;			/* ... and of the last */
	int64		ended;			/* periods that have, for all contacts */
	int64		ncells;			/* there are so many, or room for them */
	uint64	   *active;			/* contacts, a cell each */
} CaRetentionCohort;

/* A cell of the result. */
typedef struct CaRetentionCell
{
	int64		number;			/* the first period number of it; -1: before */
	int64		last;			/* the last, or CA_RETENTION_OPEN */
	uint64		active;			/* contacts */
	bool		is_complete;	/* its last period has ended for all contacts */
} CaRetentionCell;

/* Start with a contact: its activities and its starts, which may be the same. */
extern void ca_retention_begin(CaRetentionWalk *walk, const CaRetentionSpec *spec,
							   const int64 *active, Size nactive,
							   const int64 *start, Size nstarts);

/* The next cohort that it joins and that is shown; false at the end. */
extern bool ca_retention_next(CaRetentionWalk *walk, CaRetentionJoin *join);

/*
 * A cohort without contacts: its extent is that of its period.  ncells is
 * enough for any start in it; active is left to the caller, all 0.
 */
extern void ca_retention_cohort(const CaRetentionSpec *spec, int64 number, CaRetentionCohort *cohort);

/* Count a contact that joins it. */
extern void ca_retention_count(const CaRetentionWalk *walk, const CaRetentionJoin *join,
							   CaRetentionCohort *cohort);

/*
 * The cell that an activity of a contact with this start falls into, or -1.
 * It is one of the cohort's cells unless the activity is later than spec's end.
 */
extern int64 ca_retention_place(const CaRetentionSpec *spec, int64 start, int64 unit);

/*
 * All have been counted: settle ncells and ended, and what on_or_after asks
 * for.  active may be NULL where there are no contacts.
 */
extern void ca_retention_finish(const CaRetentionSpec *spec, CaRetentionCohort *cohort);

/* A cell of a finished cohort. */
extern CaRetentionCell ca_retention_cell(const CaRetentionSpec *spec,
										 const CaRetentionCohort *cohort, int64 place);

#endif							/* CA_RETENTION_H */
