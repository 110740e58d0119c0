/*-------------------------------------------------------------------------
 *
 * markov.c
 *	  What removing a touch from a Markov chain says about its credit
 *
 * A touch without which the chain converts less often has done something for
 * conversions: its removal effect is the part that is lost.  Effects of touches
 * that need one another overlap and can sum to more than 1, so credit is given
 * in proportion to them.
 *
 * Interface
 *	ca_markov_removals	- effects and shares of all touches
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/sum.h"
#include "model/markov.h"

void
ca_markov_removals(CaRemoval *removal, double probability, const double *effect, uint32 n)
{
	CaSum		sum = {0, 0};
	double		total;

	for (uint32 i = 0; i < n; i++)
		ca_sum_add(&sum, effect[i]);
	total = ca_sum_total(&sum);
	for (uint32 i = 0; i < n; i++)
	{
		removal[i].effect = effect[i];
		removal[i].without = probability * (1 - effect[i]);
		removal[i].share = total > 0 ? effect[i] / total : 0;
	}
}
