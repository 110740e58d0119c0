/*-------------------------------------------------------------------------
 *
 * attribution.c
 *	  Who gets the credit for a conversion
 *
 * Each model gives the touches of a path weights that sum to 1; but for
 * participation, which gives each label of the path all of it.  A touch that is
 * on a path twice is given both its weights.
 *
 * shapley shares a conversion equally among the different labels of its path.
 * That is the Shapley value (L. Shapley, A value for n-person games, 1953) of
 * the game in which a coalition of labels is worth the conversions whose paths
 * have no label beyond it: the game is a sum of unanimity games, one a
 * conversion, and the value is additive.
 *
 * Interface
 *	ca_credit_path		- share out the conversions of a path
 *
 * Cost: a step a touch.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "model/attribution.h"

static const CaPositionWeights u_shape = {0.4, 0.2, 0.4};
static const CaPositionWeights j_shape = {0.2, 0.2, 0.6};
static const CaPositionWeights inverse_j_shape = {0.6, 0.2, 0.2};

/* A label gets a part of the path's conversions. */
static pg_attribute_always_inline void
give_label(CaCredit *by_label, const CaTouchPath *path, uint32 label, double weight)
{
	CaCredit   *credit = &by_label[label];

	ca_sum_add(&credit->conversions, weight * (double) path->conversion->n);
	ca_sum_add(&credit->value, weight * path->conversion->value);
}

/* So does a touch. */
static pg_attribute_always_inline void
give(CaCredit *by_label, const CaTouchPath *path, Size touch, double weight)
{
	give_label(by_label, path, path->touch[touch].kind, weight);
}

/* The last touch whose label does not mean direct; if all do, the last. */
static Size
last_non_direct(const CaTouchPath *path, const bool *is_direct)
{
	for (Size i = path->n; i > 0; i--)
	{
		if (!is_direct[path->touch[i - 1].kind])
			return i - 1;
	}
	return path->n - 1;
}

static void
give_equally(CaCredit *by_label, const CaTouchPath *path)
{
	double		weight = 1.0 / (double) path->n;

	for (Size i = 0; i < path->n; i++)
		give(by_label, path, i, weight);
}

/* Where there is no middle, the ends share its part as they do theirs. */
static void
give_by_position(CaCredit *by_label, const CaTouchPath *path, CaPositionWeights weights)
{
	Size		last = path->n - 1;
	double		ends = weights.first + weights.last;
	double		middle;

	if (path->n < 3 && ends <= 0)
		give_equally(by_label, path);
	else if (path->n == 1)
		give(by_label, path, 0, 1.0);
	else if (path->n == 2)
	{
		give(by_label, path, 0, weights.first / ends);
		give(by_label, path, 1, weights.last / ends);
	}
	else
	{
		middle = weights.middle / (double) (last - 1);
		give(by_label, path, 0, weights.first);
		for (Size i = 1; i < last; i++)
			give(by_label, path, i, middle);
		give(by_label, path, last, weights.last);
	}
}

/* First, middle and last touch alike, and a tenth to all others. */
static void
give_by_w(CaCredit *by_label, const CaTouchPath *path)
{
	Size		n = path->n;
	Size		middle = (n - 1) / 2;
	double		other;

	if (n < 4)
	{
		give_equally(by_label, path);
		return;
	}
	other = 0.1 / (double) (n - 3);
	for (Size i = 0; i < n; i++)
		give(by_label, path, i, i == 0 || i == middle || i == n - 1 ? 0.3 : other);
}

/*
 * Half as much for each half-life of age.  Ages count from the newest touch, so
 * that its weight is 1 before all are divided by their sum, however old it is.
 */
static void
give_by_age(CaCredit *by_label, const CaTouchPath *path, double half_life, double *weight)
{
	TimestampTz newest = path->touch[path->n - 1].at;
	CaSum		sum = {0, 0};
	double		total;

	for (Size i = 0; i < path->n; i++)
	{
		uint64		age = (uint64) newest - (uint64) path->touch[i].at;

		weight[i] = age == 0 ? 1.0 : exp2(-(double) age / half_life);
		ca_sum_add(&sum, weight[i]);
	}
	total = ca_sum_total(&sum);
	for (Size i = 0; i < path->n; i++)
		give(by_label, path, i, weight[i] / total);
}

/* Each of the path's different labels gets the same part. */
static void
give_by_label(CaCredit *by_label, const CaCreditPath *path, double weight)
{
	for (Size i = 0; i < path->nlabels; i++)
		give_label(by_label, &path->path, path->label[i], weight);
}

void
ca_credit_path(CaAttributionModel model, const CaCreditSpec *spec, const CaCreditPath *credited,
			   CaCredit *by_label)
{
	const CaTouchPath *path = &credited->path;

	Assert(path->n > 0 && path->conversion != NULL);
	switch (model)
	{
		case CA_FIRST_TOUCH:
			give(by_label, path, 0, 1.0);
			break;
		case CA_LAST_TOUCH:
			give(by_label, path, path->n - 1, 1.0);
			break;
		case CA_LAST_NON_DIRECT:
			give(by_label, path, last_non_direct(path, spec->is_direct), 1.0);
			break;
		case CA_LINEAR:
			give_equally(by_label, path);
			break;
		case CA_POSITION_BASED:
			give_by_position(by_label, path, spec->weights);
			break;
		case CA_U_SHAPED:
			give_by_position(by_label, path, u_shape);
			break;
		case CA_W_SHAPED:
			give_by_w(by_label, path);
			break;
		case CA_J_SHAPED:
			give_by_position(by_label, path, j_shape);
			break;
		case CA_INVERSE_J:
			give_by_position(by_label, path, inverse_j_shape);
			break;
		case CA_TIME_DECAY:
			give_by_age(by_label, path, spec->half_life, credited->weight);
			break;
		case CA_PARTICIPATION:
			give_by_label(by_label, credited, 1.0);
			break;
		case CA_SHAPLEY:
			give_by_label(by_label, credited, 1.0 / (double) credited->nlabels);
			break;
		case CA_MARKOV:
			break;
	}
}
