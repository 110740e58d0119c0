/*-------------------------------------------------------------------------
 *
 * markov_api.c
 *	  The final functions of removal_effects and transition_matrix
 *
 * Usage:
 *	SELECT r.* FROM unnest((
 *		SELECT removal_effects('30 days', contact_id, occurred_at, campaign,
 *							   event_type = 'purchase', amount)
 *		FROM events)) AS r;
 *	SELECT t.* FROM unnest((
 *		SELECT transition_matrix('30 days', contact_id, occurred_at, campaign,
 *								 event_type = 'purchase', amount)
 *		FROM events)) AS t;
 *
 * Both walk through the paths of attribution_scan.h, those to conversions and
 * those to none, and count their steps in a chain.
 *
 * Memory: a chain, 40 bytes a label, and the result, palloc'd in the caller's
 * context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "api/attribution_scan.h"
#include "api/rows.h"
#include "model/markov.h"

/* The paths of a state, counted. */
typedef struct Paths
{
	CaChain    *chain;
	uint64		conversions;	/* that have a touch */
} Paths;

static Paths
count_paths(CaAttributionScan *scan, int order)
{
	Paths		paths = {ca_chain_create(CurrentMemoryContext, order), 0};
	CaTouchPath path;

	while (ca_attribution_next_contact(scan))
	{
		while (ca_attribution_next_path(scan, &path))
		{
			const CaConversion *conversion = path.conversion;

			if (path.n == 0)
				continue;
			ca_chain_add(paths.chain, path.touch, path.n, conversion != NULL,
						 conversion != NULL ? conversion->n : 1);
			if (conversion != NULL)
				paths.conversions += conversion->n;
		}
	}
	return paths;
}

/* ---- removal_effects ---- */

static void
add_effect(CaRows *rows, Datum label, const CaRemoval *removal, double probability, uint64 conversions)
{
	Datum		value[5];
	bool		isnull[5] = {false};

	CHECK_FOR_INTERRUPTS();
	value[0] = label;
	value[1] = Float8GetDatum(removal->effect);
	value[2] = Float8GetDatum(probability);
	value[3] = Float8GetDatum(removal->without);
	value[4] = Float8GetDatum(removal->share * (double) conversions);
	ca_rows_add(rows, value, isnull);
}

static void
add_effects(CaRows *rows, CaAttributionScan *scan, int order)
{
	uint32		n = scan->labels.n;
	double	   *effect = palloc_extended(Max(n, 1) * sizeof(double), MCXT_ALLOC_HUGE);
	CaRemoval  *removal = palloc_extended(Max(n, 1) * sizeof(CaRemoval), MCXT_ALLOC_HUGE);
	Paths		paths = count_paths(scan, order);
	double		probability = ca_chain_solve(paths.chain, effect, n);

	ca_chain_free(paths.chain);
	ca_markov_removals(removal, probability, effect, n);
	for (uint32 place = 0; place < n; place++)
	{
		if (!scan->labels.is_excluded[place])
			add_effect(rows, scan->labels.text[place], &removal[place], probability, paths.conversions);
	}
	pfree(removal);
	pfree(effect);
}

CA_FUNCTION(ca_removal_effects_finalfn)
{
	CaAttributionState *state = ca_attribution_state(fcinfo, CA_USE_EFFECTS);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "tffff");
	if (state != NULL)
	{
		CaAttributionScan *scan = ca_attribution_begin(state);

		add_effects(&rows, scan, state->plan->options.order);
		ca_attribution_free(scan);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}

/* ---- transition_matrix ---- */

static void
append_kind(StringInfo to, uint32 kind, const CaTouchLabels *labels)
{
	switch (kind)
	{
		case CA_CHAIN_START:
			appendStringInfoString(to, "(start)");
			break;
		case CA_CHAIN_GOAL:
			appendStringInfoString(to, "(conversion)");
			break;
		case CA_CHAIN_NOTHING:
			appendStringInfoString(to, "(null)");
			break;
		default:
			{
				const text *label = (const text *) DatumGetPointer(labels->text[kind]);

				appendBinaryStringInfo(to, VARDATA_ANY(label), (int) VARSIZE_ANY_EXHDR(label));
			}
	}
}

/* How a state is written: of order 2, as 'previous > present'. */
static Datum
state_text(StringInfo room, const CaChainState *state, const CaTouchLabels *labels)
{
	resetStringInfo(room);
	if (state->previous != CA_CHAIN_ANY && state->kind < CA_CHAIN_ANY)
	{
		append_kind(room, state->previous, labels);
		appendStringInfoString(room, " > ");
	}
	append_kind(room, state->kind, labels);
	return PointerGetDatum(cstring_to_text_with_len(room->data, room->len));
}

static void
add_transitions(CaRows *rows, CaAttributionScan *scan, int order)
{
	Paths		paths = count_paths(scan, order);
	Size		n;
	CaTransition *transition = ca_chain_list(paths.chain, &n);
	StringInfoData room;

	ca_chain_free(paths.chain);
	initStringInfo(&room);
	for (Size i = 0; i < n; i++)
	{
		Datum		value[4];
		bool		isnull[4] = {false};

		CHECK_FOR_INTERRUPTS();
		value[0] = state_text(&room, &transition[i].from, &scan->labels);
		value[1] = state_text(&room, &transition[i].to, &scan->labels);
		value[2] = Int64GetDatum((int64) transition[i].times);
		value[3] = Float8GetDatum(transition[i].probability);
		ca_rows_add(rows, value, isnull);
		pfree(DatumGetPointer(value[0]));
		pfree(DatumGetPointer(value[1]));
	}
	pfree(room.data);
	pfree(transition);
}

CA_FUNCTION(ca_transition_matrix_finalfn)
{
	CaAttributionState *state = ca_attribution_state(fcinfo, CA_USE_TRANSITIONS);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "ttlf");
	if (state != NULL)
	{
		CaAttributionScan *scan = ca_attribution_begin(state);

		add_transitions(&rows, scan, state->plan->options.order);
		ca_attribution_free(scan);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
