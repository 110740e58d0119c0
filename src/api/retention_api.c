/*-------------------------------------------------------------------------
 *
 * retention_api.c
 *	  Doors of retention and cohort_retention
 *
 * Usage:
 *	SELECT contact_id, retention(event = 'signup', event = 'order') FROM events GROUP BY contact_id;
 *	SELECT c.* FROM unnest((
 *		SELECT cohort_retention('week', 'UTC', contact_id, NULL, occurred_at)
 *		FROM events)) AS c;
 *
 * retention needs but a bit for each condition.  cohort_retention gathers
 * activity as activity_state.c does, and at the end counts contact by contact
 * in a table of cohorts.
 *
 * Memory: the table and the result are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "api/activity_state.h"
#include "api/argument.h"
#include "api/condition.h"
#include "api/retention_table.h"
#include "api/rows.h"

/* ---- retention ---- */

/* The mask of the conditions that were seen, NULL for none; bit 0 is the first. */
CA_FUNCTION(ca_retention_transfn)
{
	int			n = PG_NARGS() - 1;
	int64		seen = PG_ARGISNULL(0) ? 0 : PG_GETARG_INT64(0);

	ca_door_check(fcinfo);
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
	{
		(void) ca_condition_count(fcinfo, 1, "retention");
		(void) ca_door_call(fcinfo);
	}
	PG_RETURN_INT64(seen | (int64) ca_condition_mask(fcinfo, 1, n));
}

CA_FUNCTION(ca_retention_finalfn)
{
	int			n = PG_NARGS() - 1;
	int64		seen = PG_ARGISNULL(0) ? 0 : PG_GETARG_INT64(0);
	Datum		value[CA_MAX_CONDITIONS];

	ca_door_check(fcinfo);

	/*
	 * A final function is not told of VARIADIC; a row that was seen was.  But
	 * who makes an aggregate of this one says what the state begins as.
	 */
	ca_condition_check_count(n, seen == 0 && OidIsValid(get_element_type(ca_argument_type(fcinfo, 1))),
							 "retention");
	for (int i = 0; i < n; i++)
		value[i] = BoolGetDatum((seen & 1) != 0 && (seen >> i & 1) != 0);
	PG_RETURN_ARRAYTYPE_P(construct_array(value, n, BOOLOID, sizeof(bool), true, TYPALIGN_CHAR));
}

/* ---- cohort_retention ---- */

static void
count_contacts(CaRetentionTable *table, CaActivityState *state)
{
	CaActivityScan *scan = ca_activity_begin(state->activity);
	CaActivityContact contact;

	while (ca_activity_state_next(state, scan, &contact))
	{
		CaRetentionWalk walk;
		CaRetentionJoin join;

		if (state->starts == CA_STARTS_NONE)
			ca_retention_begin(&walk, &table->spec, contact.active, contact.nactive,
							   contact.active, contact.nactive);
		else
			ca_retention_begin(&walk, &table->spec, contact.active, contact.nactive,
							   contact.start, contact.nstarts);
		while (ca_retention_next(&walk, &join))
		{
			CHECK_FOR_INTERRUPTS();
			ca_retention_count(&walk, &join, &ca_retention_table_cohort(table, join.cohort)->cohort);
		}
	}
	ca_activity_free(scan);
}

static void
add_cells(CaRows *rows, const CaRetentionSpec *spec, const CaRetentionCohort *cohort)
{
	bool		isnull[8] = {false};
	Datum		value[8];

	value[0] = DateADTGetDatum((DateADT) ca_grid_day(spec->grid, cohort->number));
	value[1] = Int64GetDatum((int64) cohort->size);
	value[6] = TimestampTzGetDatum(ca_grid_start(spec->grid, cohort->number));
	isnull[4] = cohort->size == 0;
	for (int64 place = 0; place < cohort->ncells; place++)
	{
		CaRetentionCell cell = ca_retention_cell(spec, cohort, place);

		CHECK_FOR_INTERRUPTS();
		value[2] = Int32GetDatum((int32) cell.number);
		value[3] = Int64GetDatum((int64) cell.active);
		value[4] = Float8GetDatum(isnull[4] ? 0 : (float8) cell.active / (float8) cohort->size);
		value[5] = BoolGetDatum(cell.is_complete);
		value[7] = Int32GetDatum((int32) cell.last);
		isnull[7] = cell.last == CA_RETENTION_OPEN;
		ca_rows_add(rows, value, isnull);
	}
}

CA_FUNCTION(ca_cohort_retention_finalfn)
{
	CaActivityState *state = ca_activity_state(fcinfo, CA_USE_RETENTION);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "dlilfbzi");
	if (state != NULL && state->activity != NULL)
	{
		CaRetentionTable *table = ca_retention_table(state->plan, state->latest, 0);

		count_contacts(table, state);
		ca_retention_table_finish(table);
		for (int64 number = table->least; number <= table->most; number++)
			add_cells(&rows, &table->spec, &ca_retention_table_get(table, number)->cohort);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
