/*-------------------------------------------------------------------------
 *
 * funnel_any_order.c
 *	  The funnel whose steps may come in any order
 *
 * How many steps can have a row each within the window that ends now?  Rows that
 * can have a step each are independent sets of a matroid (core/matching.h), of
 * which the basis of greatest times is kept as rows come: those of its rows that
 * lie in the window are a largest set there, and have the latest times.
 *
 * Interface
 *	ca_funnel_walk_any_order	- the chain that counts
 *
 * Memory: none but the stack.
 * Cost: a search along the steps for each row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "core/matching.h"
#include "model/funnel_walk.h"

/* The last instant before entry_until, for spans that need a row of it. */
typedef struct LastEntry
{
	TimestampTz at;
	uint32		any;			/* steps that its rows can be; 0: there is
								 * none */
} LastEntry;

static void
sort_times(TimestampTz *at, int n)
{
	for (int i = 1; i < n; i++)
	{
		TimestampTz moving = at[i];
		int			gap = i;

		for (; gap > 0 && at[gap - 1] > moving; gap--)
			at[gap] = at[gap - 1];
		at[gap] = moving;
	}
}

/* The times of those rows of a basis that lie in the window, in order. */
static int
times_in_window(const CaFunnelWalk *walk, const CaBasis *basis, TimestampTz *at)
{
	int			n = 0;

	for (int i = 0; i < basis->nrows; i++)
	{
		if (ca_funnel_within(basis->weight[i], walk->now, walk->spec->window))
			at[n++] = basis->weight[i];
	}
	sort_times(at, n);
	return n;
}

/*
 * The rows of greatest time that have one of the last entry among them: it is
 * added as if it came last, in exchange for the earliest that it can replace.
 * All of its rows together can replace what one could that can be any step that
 * they can: it takes the place of one row, as one step.
 */
static void
times_with_entry(const CaFunnelWalk *walk, const CaBasis *basis, const LastEntry *entry,
				 TimestampTz *at)
{
	CaBasis		with;

	ca_basis_init(&with);
	for (int row = 0; row < basis->nrows; row++)
	{
		if (ca_funnel_within(basis->weight[row], walk->now, walk->spec->window))
			ca_basis_add(&with, basis->weight[row], basis->mask[row]);
	}
	ca_basis_add(&with, entry->at, entry->any);
	(void) times_in_window(walk, &with, at);
}

/* The span that ends now: is it the deepest so far? */
static void
note_span(CaFunnelWalk *walk, const CaBasis *basis, const LastEntry *entry)
{
	const CaFunnelSpec *spec = walk->spec;
	TimestampTz at[CA_FUNNEL_STEPS];
	int			n = times_in_window(walk, basis, at);

	if (n <= walk->best->depth)
		return;
	if (spec->has_until && at[0] >= spec->entry_until)
	{
		if (entry->any == 0 || !ca_funnel_within(entry->at, walk->now, spec->window))
			return;
		times_with_entry(walk, basis, entry, at);
	}
	walk->best->depth = n;
	walk->best->steps = CA_STEPS_BELOW(n);
	memcpy(walk->best->at, at, n * sizeof(TimestampTz));
}

static void
note_entry(const CaFunnelWalk *walk, LastEntry *entry, uint32 mask)
{
	if (mask == 0 || !walk->spec->has_until || walk->now >= walk->spec->entry_until)
		return;
	if (entry->at != walk->now)
		entry->any = 0;
	entry->at = walk->now;
	entry->any |= mask;
}

void
ca_funnel_walk_any_order(CaFunnelWalk *walk)
{
	const CaFunnelSpec *spec = walk->spec;
	LastEntry	entry = {0};
	CaBasis		basis;

	ca_basis_init(&basis);
	while (walk->event < walk->end && walk->best->depth < spec->nsteps)
	{
		CHECK_FOR_INTERRUPTS();
		walk->now = walk->event->at;
		for (; walk->event < walk->end && walk->event->at == walk->now; walk->event++)
		{
			uint32		mask = walk->event->kind & CA_STEPS_BELOW(spec->nsteps);

			if (walk->now < spec->entry_from)
				continue;
			ca_basis_add(&basis, walk->now, mask);
			note_entry(walk, &entry, mask);
		}
		note_span(walk, &basis, &entry);
	}
}
