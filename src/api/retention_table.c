/*-------------------------------------------------------------------------
 *
 * retention_table.c
 *	  Cohorts by number, each with its cells
 *
 * A cohort gets its cells when its first contact joins it: as many as there can
 * be periods from the begin of its own period to the end of the data.  Those
 * before and after the cohorts that are there already are made room for by
 * doubling.
 *
 * Interface
 *	ca_retention_table			- empty
 *	ca_retention_table_cohort	- one cohort, to count in
 *	ca_retention_table_finish	- the end of counting
 *	ca_retention_table_get		- one cohort, to show
 *
 * Memory: palloc'd in the context that the table was made in: 8 bytes and extra
 * a cell, and 8 bytes for each period between the first cohort and the last.
 * Limits: CA_RETENTION_CELLS cells.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/retention_table.h"

/* Room for so many cohorts to begin with. */
#define CA_FIRST_COHORTS	64

/* ---- What is asked ---- */

/* How long a rolling period is in its units, or in months. */
static void
set_length(CaRetentionSpec *spec, CaGivenPeriod period)
{
	static const int64 length[] = {
		[CA_MINUTE] = USECS_PER_MINUTE,[CA_HOUR] = USECS_PER_HOUR,[CA_DAY] = 1,[CA_WEEK] = 7,
		[CA_MONTH] = 0,[CA_QUARTER] = 0,[CA_YEAR] = 0
	};
	static const int64 months[] = {
		[CA_MINUTE] = 0,[CA_HOUR] = 0,[CA_DAY] = 0,[CA_WEEK] = 0,
		[CA_MONTH] = 1,[CA_QUARTER] = 3,[CA_YEAR] = MONTHS_PER_YEAR
	};

	spec->length = period.is_fixed ? period.length : length[period.period];
	spec->months = period.is_fixed ? 0 : months[period.period];
}

static CaRetentionSpec
spec_of_plan(CaActivityPlan *plan, TimestampTz latest)
{
	const CaRetentionOptions *options = &plan->options;
	TimestampTz now = options->has_now ? options->now : latest;
	CaRetentionSpec spec = {0};

	spec.grid = &plan->grid;
	spec.rolling = options->rolling;
	spec.by_instant = plan->by_instant;
	spec.length = 1;
	if (spec.rolling)
		set_length(&spec, plan->period);
	spec.recurring = options->recurring;
	spec.on_or_after = options->on_or_after;
	spec.before = options->before;
	spec.bracket = options->bracket;
	spec.nbrackets = options->nbrackets;
	spec.last = options->periods > 0 ? options->periods - 1 : PG_INT64_MAX - 1;
	spec.first_cohort = ca_grid_first_from(&plan->grid, options->cohort_from);
	spec.last_cohort = ca_grid_first_from(&plan->grid, options->cohort_until) - 1;
	/* The period that begins with now is not one to show yet. */
	spec.end = ca_activity_greatest_unit(plan, Max(now - 1, latest));
	/* Where clocks go back, what was before may come again. */
	spec.now = ca_activity_least_unit(plan, now);
	return spec;
}

/* ---- The table ---- */

CaRetentionTable *
ca_retention_table(CaActivityPlan *plan, TimestampTz latest, Size extra)
{
	CaRetentionTable *table = palloc0(sizeof(CaRetentionTable));

	table->spec = spec_of_plan(plan, latest);
	table->extra = extra;
	table->least = PG_INT64_MAX;
	table->most = PG_INT64_MIN;
	return table;
}

CA_NORETURN static void
too_many(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("cohorts have more than %d cells", CA_RETENTION_CELLS),
			 errhint("Choose a longer period, or show less with the options periods=, brackets=, cohort_from= and cohort_until=.")));
}

/* Make room for the cohorts from least to most. */
static void
table_reserve(CaRetentionTable *table)
{
	int64		needed;
	int64		n;
	int64		first;
	CaTableCohort **cohort;

	if ((uint64) table->most - (uint64) table->least >= CA_RETENTION_CELLS)
		too_many();
	if (table->least >= table->first && table->most < table->first + table->n)
		return;
	needed = table->most - table->least + 1;
	n = Max(2 * needed, CA_FIRST_COHORTS);
	first = table->least - (n - needed) / 2;
	cohort = palloc_extended(n * sizeof(CaTableCohort *), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (table->cohort != NULL)
	{
		int64		from = Max(first, table->first);
		int64		to = Min(first + n, table->first + table->n);

		memcpy(cohort + (from - first), table->cohort + (from - table->first),
			   (to - from) * sizeof(CaTableCohort *));
		pfree(table->cohort);
	}
	table->cohort = cohort;
	table->first = first;
	table->n = n;
}

/* Memory for a cohort that is empty no more. */
static CaTableCohort *
cohort_create(CaRetentionTable *table, int64 number)
{
	CaTableCohort *made = palloc0(sizeof(CaTableCohort));
	int64		ncells;

	ca_retention_cohort(&table->spec, number, &made->cohort);
	ncells = made->cohort.ncells;

	/* A contact in the middle of the period may have one cell less. */
	table->ncells += Max(ncells - 1, 0);
	if (table->ncells > CA_RETENTION_CELLS)
		too_many();
	made->cohort.active = palloc0(Max(ncells, 1) * sizeof(uint64));
	if (table->extra > 0)
		made->extra = palloc_extended(Max(ncells, 1) * table->extra, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	return made;
}

CaTableCohort *
ca_retention_table_cohort(CaRetentionTable *table, int64 number)
{
	CaTableCohort **place;

	if (unlikely(number < table->least || number > table->most))
	{
		table->least = Min(table->least, number);
		table->most = Max(table->most, number);
		table_reserve(table);
	}
	place = &table->cohort[number - table->first];
	if (unlikely(*place == NULL))
		*place = cohort_create(table, number);
	return *place;
}

void
ca_retention_table_finish(CaRetentionTable *table)
{
	int64		ncells = 0;

	for (int64 number = table->least; number <= table->most; number++)
	{
		CaTableCohort *cohort = table->cohort[number - table->first];

		CHECK_FOR_INTERRUPTS();
		if (cohort != NULL)
			ca_retention_finish(&table->spec, &cohort->cohort);
		ncells += ca_retention_table_get(table, number)->cohort.ncells;
		if (ncells > CA_RETENTION_CELLS)
			too_many();
	}
}

const CaTableCohort *
ca_retention_table_get(CaRetentionTable *table, int64 number)
{
	CaTableCohort *cohort = table->cohort[number - table->first];

	if (cohort != NULL)
		return cohort;
	ca_retention_cohort(&table->spec, number, &table->empty.cohort);
	ca_retention_finish(&table->spec, &table->empty.cohort);
	return &table->empty;
}
