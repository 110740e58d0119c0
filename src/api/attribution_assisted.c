/*-------------------------------------------------------------------------
 *
 * attribution_assisted.c
 *	  The final function of assisted_conversions
 *
 * Usage:
 *	SELECT a.* FROM unnest((
 *		SELECT assisted_conversions('30 days', contact_id, occurred_at, campaign,
 *									event_type = 'purchase', amount)
 *		FROM events)) AS a;
 *
 * Memory: some 60 bytes a label, and the result, palloc'd in the caller's
 * context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "api/attribution_scan.h"
#include "api/rows.h"

/* How a label has helped; all 0: not at all. */
typedef struct Assistance
{
	uint64		assisted;		/* conversions on whose path it is before the
								 * last */
	CaSum		assisted_value;
	uint64		last;			/* conversions of which it is the last touch */
	CaSum		last_value;
	uint64		first;			/* conversions of which it is the first one */
} Assistance;

static void
count_path(Assistance *by_label, CaAttributionScan *scan, const CaTouchPath *path)
{
	const CaConversion *conversion = path->conversion;
	Assistance *last = &by_label[path->touch[path->n - 1].kind];
	CaTouchPath before = *path;
	const uint32 *label;
	Size		nlabels;

	by_label[path->touch[0].kind].first += conversion->n;
	last->last += conversion->n;
	ca_sum_add(&last->last_value, conversion->value);
	before.n--;
	label = ca_attribution_path_labels(scan, &before, &nlabels);
	for (Size i = 0; i < nlabels; i++)
	{
		Assistance *assistance = &by_label[label[i]];

		assistance->assisted += conversion->n;
		ca_sum_add(&assistance->assisted_value, conversion->value);
	}
}

static Assistance *
count_assistance(CaAttributionScan *scan)
{
	Assistance *by_label = palloc_extended(Max(scan->labels.n, 1) * sizeof(Assistance),
										   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	CaTouchPath path;

	while (ca_attribution_next_contact(scan))
	{
		if (scan->nconversions == 0)
			continue;
		while (ca_attribution_next_path(scan, &path))
		{
			if (path.n > 0 && path.conversion != NULL)
				count_path(by_label, scan, &path);
		}
	}
	return by_label;
}

static void
add_row(CaRows *rows, Datum label, const Assistance *assistance)
{
	Datum		value[7];
	bool		isnull[7] = {false};

	CHECK_FOR_INTERRUPTS();
	value[0] = label;
	value[1] = Int64GetDatum((int64) assistance->assisted);
	value[2] = Float8GetDatum(ca_attribution_total(&assistance->assisted_value));
	value[3] = Int64GetDatum((int64) assistance->last);
	value[4] = Float8GetDatum(ca_attribution_total(&assistance->last_value));
	value[5] = Int64GetDatum((int64) assistance->first);
	value[6] = Float8GetDatum((double) assistance->assisted / (double) Max(assistance->last, 1));
	isnull[6] = assistance->last == 0;
	ca_rows_add(rows, value, isnull);
}

CA_FUNCTION(ca_assisted_conversions_finalfn)
{
	CaAttributionState *state = ca_attribution_state(fcinfo, CA_USE_ASSISTED);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "tlflflf");
	if (state != NULL)
	{
		CaAttributionScan *scan = ca_attribution_begin(state);
		Assistance *by_label = count_assistance(scan);

		for (uint32 place = 0; place < scan->labels.n; place++)
		{
			if (!scan->labels.is_excluded[place])
				add_row(&rows, scan->labels.text[place], &by_label[place]);
		}
		pfree(by_label);
		ca_attribution_free(scan);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
