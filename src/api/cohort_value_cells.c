/*-------------------------------------------------------------------------
 *
 * cohort_value_cells.c
 *	  The final function of cohort_value
 *
 * Contacts come one by one, each with its values and its starts: two containers
 * are read side by side, for both hand out contacts in the order of their mixed
 * keys.  Values of a contact come in ascending order, so that all sums are made
 * in one order, whatever that of the rows was.
 *
 * Memory: the table of cohorts and the result are palloc'd in the caller's
 * context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/date.h"
#include "utils/float.h"
#include "utils/timestamp.h"

#include "api/cohort_value_state.h"
#include "api/retention_table.h"
#include "api/rows.h"
#include "core/timescan.h"
#include "model/cohort_value.h"

#define ST_SORT sort_units
#define ST_ELEMENT_TYPE int64
#define ST_COMPARE(a, b) ((*(a) > *(b)) - (*(a) < *(b)))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* ---- Contacts, one by one ---- */

typedef struct Contacts
{
	CaValueState *state;
	int64		lowest;			/* unit that an activity can have, ... */
	int64		highest;		/* ... and the last */
	CaTimeScan *scan;			/* of values */
	CaActivityScan *starts;		/* NULL: the activities are */
	CaKey		key;			/* of the contact that scan is at; mixed */
	const CaEvent *events;		/* its values; NULL: scan is at its end */
	Size		nevents;
	CaActivityContact contact;	/* the contact handed out, and its values: */
	const CaEvent *values;		/* in order of value */
	Size		nvalues;
	int64	   *units;			/* of the values, ascending */
	Size		room;			/* units that it can take */
} Contacts;

static void
advance_scan(Contacts *contacts)
{
	contacts->events = ca_timescan_next(contacts->scan, &contacts->key, &contacts->nevents);
	contacts->key = ca_timeline_mix(contacts->key, contacts->state->values->nkeys);
}

static void
contacts_begin(Contacts *contacts, CaValueState *state)
{
	CaActivityPlan *plan = state->base.plan;

	memset(contacts, 0, sizeof(Contacts));
	contacts->state = state;
	contacts->lowest = ca_activity_least_unit(plan, MIN_TIMESTAMP);
	contacts->highest = ca_activity_greatest_unit(plan, state->base.latest);
	contacts->scan = ca_timescan_begin(state->values, true, true);
	if (state->base.activity != NULL)
	{
		contacts->starts = ca_activity_begin(state->base.activity);
		advance_scan(contacts);
	}
}

static void
contacts_free(Contacts *contacts)
{
	if (contacts->starts != NULL)
		ca_activity_free(contacts->starts);
	ca_timescan_free(contacts->scan);
	if (contacts->units != NULL)
		pfree(contacts->units);
}

/* The units of the values, in order; an error where bad bytes have made them. */
static void
collect_units(Contacts *contacts)
{
	Size		n = contacts->nvalues;

	if (n > contacts->room)
	{
		if (contacts->units != NULL)
			pfree(contacts->units);
		contacts->room = Max(n, 2 * contacts->room);
		contacts->units = palloc_extended(contacts->room * sizeof(int64), MCXT_ALLOC_HUGE);
	}
	for (Size i = 0; i < n; i++)
	{
		contacts->units[i] = ca_value_unit(contacts->values[i].kind);
		if (contacts->units[i] < contacts->lowest || contacts->units[i] > contacts->highest)
			ca_wire_error("an activity is out of range");
	}
	if (n > 1)
		sort_units(contacts->units, n);
	contacts->contact.active = contacts->units;
	contacts->contact.nactive = n;
}

static inline bool
key_is_below(CaKey a, CaKey b)
{
	return a.word[0] != b.word[0] ? a.word[0] < b.word[0] : a.word[1] < b.word[1];
}

/* Find the values of a contact that has starts. */
static void
find_values(Contacts *contacts)
{
	CaKey		key = ca_timeline_mix(contacts->contact.key, contacts->state->values->nkeys);

	while (contacts->events != NULL && key_is_below(contacts->key, key))
		advance_scan(contacts);
	contacts->nvalues = 0;
	if (contacts->events == NULL || key_is_below(key, contacts->key))
		return;
	contacts->values = contacts->events;
	contacts->nvalues = contacts->nevents;
}

/* The next contact that may join a cohort; false at the end. */
static bool
contacts_next(Contacts *contacts)
{
	CaActivityContact *contact = &contacts->contact;

	CHECK_FOR_INTERRUPTS();
	if (contacts->starts == NULL)
	{
		contacts->values = ca_timescan_next(contacts->scan, &contact->key, &contacts->nvalues);
		if (contacts->values == NULL)
			return false;
		collect_units(contacts);
		contact->start = contact->active;
		contact->nstarts = contact->nactive;
		return true;
	}
	if (!ca_activity_state_next(&contacts->state->base, contacts->starts, contact))
		return false;
	find_values(contacts);
	collect_units(contacts);
	return true;
}

/* ---- The result ---- */

/*
 * The place of a cell for a period number that no bracket before it holds, or
 * -1: that of the next one.
 */
static int64
place_after(const CaRetentionSpec *spec, int64 number)
{
	for (int i = 0; i < spec->nbrackets; i++)
	{
		if (spec->bracket[i].from > number)
			return i + spec->before;
	}
	return -1;
}

/* The spec that gives each period number of its own as the place. */
static CaRetentionSpec
spec_of_numbers(const CaRetentionSpec *spec)
{
	CaRetentionSpec plain = *spec;

	plain.nbrackets = 0;
	plain.before = false;
	plain.last = PG_INT64_MAX - 1;
	return plain;
}

/* The values of a contact that has joined a cohort. */
static void
add_values(const CaRetentionSpec *spec, const CaRetentionSpec *plain, const Contacts *contacts,
		   const CaRetentionJoin *join, CaTableCohort *cohort)
{
	CaCellValue *cells = cohort->extra;

	for (Size i = 0; i < contacts->nvalues; i++)
	{
		int64		unit = ca_value_unit(contacts->values[i].kind);
		double		value = ca_value_from_order(contacts->values[i].at);
		int64		place;
		bool		is_skipped;

		CHECK_FOR_INTERRUPTS();
		if (isnan(value))
			continue;
		place = ca_retention_place(spec, join->start, unit);
		is_skipped = place < 0 && unit >= join->start;
		if (is_skipped)
			place = place_after(spec, ca_retention_place(plain, join->start, unit));
		if (place >= 0 && place < cohort->cohort.ncells)
			ca_sum_add(is_skipped ? &cells[place].skipped : &cells[place].in, value);
	}
}

static void
count_contacts(CaRetentionTable *table, CaValueState *state)
{
	CaRetentionSpec plain = spec_of_numbers(&table->spec);
	Contacts	contacts;

	contacts_begin(&contacts, state);
	while (contacts_next(&contacts))
	{
		const CaActivityContact *contact = &contacts.contact;
		CaRetentionWalk walk;
		CaRetentionJoin join;

		ca_retention_begin(&walk, &table->spec, contact->active, contact->nactive,
						   contact->start, contact->nstarts);
		while (ca_retention_next(&walk, &join))
		{
			CaTableCohort *cohort = ca_retention_table_cohort(table, join.cohort);

			CHECK_FOR_INTERRUPTS();
			ca_retention_count(&walk, &join, &cohort->cohort);
			add_values(&table->spec, &plain, &contacts, &join, cohort);
		}
	}
	contacts_free(&contacts);
}

static Datum
total_datum(const CaSum *sum, uint64 divisor)
{
	double		total = ca_sum_total(sum);

	if (unlikely(isnan(total) || isinf(total)))
		float_overflow_error();
	return Float8GetDatum(divisor == 0 ? 0 : total / (double) divisor);
}

static void
add_cells(CaRows *rows, const CaRetentionSpec *spec, const CaTableCohort *made)
{
	const CaCellValue nothing = {{0, 0}, {0, 0}};
	const CaRetentionCohort *cohort = &made->cohort;
	const CaCellValue *values = made->extra;
	CaSum		so_far = {0, 0};
	bool		isnull[11] = {false};
	Datum		value[11];

	value[0] = DateADTGetDatum((DateADT) ca_grid_day(spec->grid, cohort->number));
	value[1] = Int64GetDatum((int64) cohort->size);
	value[9] = TimestampTzGetDatum(ca_grid_start(spec->grid, cohort->number));
	isnull[5] = cohort->size == 0;
	for (int64 place = 0; place < cohort->ncells; place++)
	{
		CaRetentionCell cell = ca_retention_cell(spec, cohort, place);
		const CaCellValue *in_cell = values == NULL ? &nothing : &values[place];

		CHECK_FOR_INTERRUPTS();
		if (cell.number >= 0)
			ca_value_cumulate(&so_far, in_cell);
		value[2] = Int32GetDatum((int32) cell.number);
		value[3] = Int64GetDatum((int64) cell.active);
		value[4] = total_datum(&in_cell->in, 1);
		value[5] = total_datum(&in_cell->in, cohort->size);
		value[6] = total_datum(&so_far, 1);
		value[7] = total_datum(&so_far, cohort->size);
		value[8] = BoolGetDatum(cell.is_complete);
		value[10] = Int32GetDatum((int32) cell.last);
		isnull[6] = cell.number < 0;
		isnull[7] = cell.number < 0 || cohort->size == 0;
		isnull[10] = cell.last == CA_RETENTION_OPEN;
		ca_rows_add(rows, value, isnull);
	}
}

CA_FUNCTION(ca_cohort_value_finalfn)
{
	CaValueState *state = (CaValueState *) ca_activity_state(fcinfo, CA_USE_VALUE);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "dlilffffbzi");
	if (state != NULL && state->values != NULL)
	{
		CaRetentionTable *table = ca_retention_table(state->base.plan, state->base.latest,
													 sizeof(CaCellValue));

		count_contacts(table, state);
		ca_retention_table_finish(table);
		for (int64 number = table->least; number <= table->most; number++)
			add_cells(&rows, &table->spec, ca_retention_table_get(table, number));
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
