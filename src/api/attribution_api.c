/*-------------------------------------------------------------------------
 *
 * attribution_api.c
 *	  The final function of attribution
 *
 * Usage:
 *	SELECT a.* FROM unnest((
 *		SELECT attribution('{first_touch,linear,markov}', '30 days', contact_id, occurred_at,
 *						   campaign, event_type = 'purchase', amount)
 *		FROM events)) AS a;
 *
 * One walk through all contacts serves all models.  Each path is credited by
 * each of them as it is met, but for markov: there paths become transitions of a
 * chain, which is solved at the end.
 *
 * Memory: for each label some 60 bytes, and 32 for each model; beside it the
 * result, palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/attribution_scan.h"
#include "api/rows.h"
#include "core/chain.h"
#include "model/markov.h"

/* Whom something is counted for; all 0: nobody yet. */
typedef struct ContactCount
{
	uint64		contacts;		/* different ones */
	uint64		last;			/* number of the last of them */
} ContactCount;

/* What has been seen of a label, or of conversions without a touch. */
typedef struct Sighting
{
	uint64		times;
	TimestampTz first;			/* of times > 0 */
	TimestampTz last;
	ContactCount contacts;
	ContactCount converted;		/* with a conversion on whose path it is */
} Sighting;

/* Conversions of some kind, and their value. */
typedef struct Conversions
{
	uint64		n;
	CaSum		value;
} Conversions;

/* What is gathered on the way. */
typedef struct Tally
{
	const CaAttributionPlan *plan;
	CaAttributionScan *scan;
	CaCreditSpec spec;
	Sighting   *label;			/* by place */
	Sighting	none;			/* conversions without a touch */
	Conversions without_touch;
	Conversions touched;
	CaCredit   *credit[CA_ATTRIBUTION_MODELS];	/* by label, of each model as
												 * given */
	CaChain    *chain;			/* NULL: markov is not asked for */
	double	   *weight;			/* room for one path's */
	Size		maxweights;
} Tally;

/* ---- Contacts ---- */

static inline void
count_contact(ContactCount *count, uint64 contact)
{
	count->contacts += count->last != contact;
	count->last = contact;
}

static inline void
see(Sighting *sighting, TimestampTz at, uint64 times, uint64 contact)
{
	if (sighting->times == 0 || at < sighting->first)
		sighting->first = at;
	if (sighting->times == 0 || at > sighting->last)
		sighting->last = at;
	sighting->times += times;
	count_contact(&sighting->contacts, contact);
}

static void
add_conversions(Conversions *to, const CaConversion *conversion)
{
	to->n += conversion->n;
	ca_sum_add(&to->value, conversion->value);
}

/* A path that has touches, and leads to a conversion. */
static void
credit_path(Tally *tally, const CaTouchPath *path)
{
	CaCreditPath credited = {*path, NULL, 0, tally->weight};

	credited.label = ca_attribution_path_labels(tally->scan, path, &credited.nlabels);
	for (Size i = 0; i < credited.nlabels; i++)
		count_contact(&tally->label[credited.label[i]].converted, tally->scan->number);
	for (int i = 0; i < tally->plan->given.nmodels; i++)
		ca_credit_path(tally->plan->given.model[i], &tally->spec, &credited, tally->credit[i]);
	add_conversions(&tally->touched, path->conversion);
	if (tally->chain != NULL)
		ca_chain_add(tally->chain, path->touch, path->n, true, path->conversion->n);
}

static void
reserve_weights(Tally *tally, Size n)
{
	if (n <= tally->maxweights)
		return;
	if (tally->weight != NULL)
		pfree(tally->weight);
	tally->maxweights = Max(n, Max(2 * tally->maxweights, 64));
	tally->weight = palloc_extended(tally->maxweights * sizeof(double), MCXT_ALLOC_HUGE);
}

static void
tally_contact(Tally *tally)
{
	CaAttributionScan *scan = tally->scan;
	CaTouchPath path;

	for (Size i = 0; i < scan->ntouches; i++)
		see(&tally->label[scan->touch[i].kind], scan->touch[i].at, 1, scan->number);
	if (scan->nconversions == 0 && tally->chain == NULL)
		return;
	reserve_weights(tally, scan->ntouches);
	while (ca_attribution_next_path(scan, &path))
	{
		if (path.n > 0 && path.conversion != NULL)
			credit_path(tally, &path);
		else if (path.n > 0 && tally->chain != NULL)
			ca_chain_add(tally->chain, path.touch, path.n, false, 1);
		else if (path.conversion != NULL)
		{
			see(&tally->none, path.conversion->at, path.conversion->n, scan->number);
			count_contact(&tally->none.converted, scan->number);
			add_conversions(&tally->without_touch, path.conversion);
		}
	}
}

/* ---- Markov ---- */

/* Share out all conversions that have a touch by what the chain says. */
static void
credit_by_chain(const Tally *tally, CaCredit *by_label)
{
	uint32		n = tally->scan->labels.n;
	double	   *effect = palloc_extended(Max(n, 1) * sizeof(double), MCXT_ALLOC_HUGE);
	CaRemoval  *removal = palloc_extended(Max(n, 1) * sizeof(CaRemoval), MCXT_ALLOC_HUGE);
	double		probability = ca_chain_solve(tally->chain, effect, n);

	ca_markov_removals(removal, probability, effect, n);
	for (uint32 i = 0; i < n; i++)
	{
		ca_sum_add(&by_label[i].conversions, removal[i].share * (double) tally->touched.n);
		ca_sum_add(&by_label[i].value, removal[i].share * ca_sum_total(&tally->touched.value));
	}
	pfree(removal);
	pfree(effect);
}

/* ---- All of it ---- */

static void
tally_begin(Tally *tally, CaAttributionState *state)
{
	const CaAttributionOptions *options = &state->plan->options;
	Size		nlabels;

	memset(tally, 0, sizeof(Tally));
	tally->plan = state->plan;
	tally->scan = ca_attribution_begin(state);
	tally->spec.weights = options->weights;
	tally->spec.half_life = options->half_life;
	tally->spec.is_direct = tally->scan->labels.is_direct;
	nlabels = Max(tally->scan->labels.n, 1);
	tally->label = palloc_extended(nlabels * sizeof(Sighting), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < state->plan->given.nmodels; i++)
	{
		tally->credit[i] = palloc_extended(nlabels * sizeof(CaCredit), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		if (state->plan->given.model[i] == CA_MARKOV)
			tally->chain = ca_chain_create(CurrentMemoryContext, options->order);
	}
}

static void
tally_run(Tally *tally)
{
	while (ca_attribution_next_contact(tally->scan))
		tally_contact(tally);
	for (int i = 0; i < tally->plan->given.nmodels; i++)
	{
		if (tally->plan->given.model[i] == CA_MARKOV)
			credit_by_chain(tally, tally->credit[i]);
	}
}

static void
tally_free(Tally *tally)
{
	if (tally->chain != NULL)
		ca_chain_free(tally->chain);
	for (int i = 0; i < tally->plan->given.nmodels; i++)
		pfree(tally->credit[i]);
	if (tally->weight != NULL)
		pfree(tally->weight);
	pfree(tally->label);
	ca_attribution_free(tally->scan);
}

/* ---- The result ---- */

/* A row of the result; label is NULL for conversions without a touch. */
static void
add_row(CaRows *rows, Datum model, const Datum *label, const CaCredit *credit,
		const Sighting *sighting)
{
	Datum		value[9];
	bool		isnull[9] = {false};

	CHECK_FOR_INTERRUPTS();
	value[0] = model;
	value[1] = label == NULL ? (Datum) 0 : *label;
	value[2] = Float8GetDatum(ca_attribution_total(&credit->conversions));
	value[3] = Float8GetDatum(ca_attribution_total(&credit->value));
	value[4] = Int64GetDatum(label == NULL ? 0 : (int64) sighting->times);
	value[5] = Int64GetDatum((int64) sighting->contacts.contacts);
	value[6] = Int64GetDatum((int64) sighting->converted.contacts);
	value[7] = TimestampTzGetDatum(sighting->first);
	value[8] = TimestampTzGetDatum(sighting->last);
	isnull[1] = label == NULL;
	isnull[7] = isnull[8] = sighting->times == 0;
	ca_rows_add(rows, value, isnull);
}

static void
add_model(CaRows *rows, const Tally *tally, int i)
{
	const CaTouchLabels *labels = &tally->scan->labels;
	Datum		model = CStringGetTextDatum(ca_attribution_model_name(tally->plan->given.model[i]));
	CaCredit	rest = {{(double) tally->without_touch.n, 0}, tally->without_touch.value};

	for (uint32 place = 0; place < labels->n; place++)
	{
		if (!labels->is_excluded[place])
			add_row(rows, model, &labels->text[place], &tally->credit[i][place], &tally->label[place]);
	}
	if (tally->without_touch.n > 0)
		add_row(rows, model, NULL, &rest, &tally->none);
}

CA_FUNCTION(ca_attribution_finalfn)
{
	CaAttributionState *state = ca_attribution_state(fcinfo, CA_USE_CREDITS);
	CaRows		rows;

	ca_rows_begin(&rows, fcinfo, "ttfflllzz");
	if (state != NULL)
	{
		Tally		tally;

		tally_begin(&tally, state);
		tally_run(&tally);
		for (int i = 0; i < tally.plan->given.nmodels; i++)
			add_model(&rows, &tally, i);
		tally_free(&tally);
	}
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
