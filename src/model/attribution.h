/*-------------------------------------------------------------------------
 *
 * attribution.h
 *	  Who gets the credit for a conversion
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ATTRIBUTION_H
#define CA_ATTRIBUTION_H

#include "core/sum.h"
#include "model/attribution_path.h"

/* Part of the form of states on their way. */
typedef enum CaAttributionModel
{
	CA_FIRST_TOUCH,
	CA_LAST_TOUCH,
	CA_LAST_NON_DIRECT,
	CA_LINEAR,
	CA_POSITION_BASED,
	CA_U_SHAPED,
	CA_W_SHAPED,
	CA_J_SHAPED,
	CA_INVERSE_J,
	CA_TIME_DECAY,
	CA_PARTICIPATION,
	CA_SHAPLEY,
	CA_MARKOV					/* of all paths together: core/chain.h */
} CaAttributionModel;

#define CA_ATTRIBUTION_MODELS	(CA_MARKOV + 1)

/* What part of a conversion goes to the ends of its path, and to all between. */
typedef struct CaPositionWeights
{
	double		first;
	double		middle;
	double		last;			/* the three sum to 1 */
} CaPositionWeights;

/* What the models need to know. */
typedef struct CaCreditSpec
{
	CaPositionWeights weights;	/* of position_based */
	double		half_life;		/* of time_decay, microseconds */
	const bool *is_direct;		/* by label */
} CaCreditSpec;

/* Credits of a label by one model. */
typedef struct CaCredit
{
	CaSum		conversions;
	CaSum		value;
} CaCredit;

/* A path to be credited: it has a touch at least, and a conversion. */
typedef struct CaCreditPath
{
	CaTouchPath path;
	const uint32 *label;		/* its different labels */
	Size		nlabels;
	double	   *weight;			/* room for a weight of each touch */
} CaCreditPath;

/* Share out the conversions of a path among its labels.  Not by markov. */
extern void ca_credit_path(CaAttributionModel model, const CaCreditSpec *spec,
						   const CaCreditPath *credited, CaCredit *by_label);

#endif							/* CA_ATTRIBUTION_H */
