/*-------------------------------------------------------------------------
 *
 * steps.c
 *	  Steps given as an array of event types
 *
 * The fast form of funnels: one look-up tells what a row is, whatever the
 * number of steps.  A type that stands in the array twice is both steps.
 *
 * Interface
 *	ca_steps_elements	- the steps of an array, checked
 *	ca_steps_init, ca_steps_add, ca_steps_prepare, ca_steps_make
 *						- which types matter
 *	ca_steps_kind		- what an event is (inline)
 *	ca_steps_equal		- the same steps?
 *	ca_steps_write, ca_steps_read	- in states
 *
 * Memory: strings stay in the array that they were given in.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "api/door.h"
#include "api/steps.h"
#include "api/text.h"

static void
check_count(int n, const char *aggregate)
{
	if (n < 1 || n > CA_MAX_STEPS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have between 1 and %d steps, not %d", aggregate, CA_MAX_STEPS, n)));
}

int
ca_steps_elements(ArrayType *array, const char *aggregate, text **step)
{
	Datum	   *value;
	bool	   *isnull;
	int			n;

	ca_door_one_dimension(array, "steps");
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &value, &isnull, &n);
	check_count(n, aggregate);
	for (int i = 0; i < n; i++)
	{
		if (isnull[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("steps must not contain NULL")));
		step[i] = DatumGetTextPP(value[i]);
	}
	pfree(value);
	pfree(isnull);
	return n;
}

void
ca_steps_init(CaSteps *steps)
{
	ca_labels_init(&steps->types);
	memset(steps->kind, 0, sizeof(steps->kind));
}

void
ca_steps_add(CaSteps *steps, const char *type, Size length, int bit)
{
	int			i = ca_labels_find(&steps->types, type, length);

	if (i < 0)
	{
		i = steps->types.n;
		ca_labels_add(&steps->types, type, length);
	}
	steps->kind[i] |= (uint32) 1 << bit;
}

void
ca_steps_prepare(CaSteps *steps)
{
	ca_labels_prepare(&steps->types);
}

int
ca_steps_make(CaSteps *steps, ArrayType *array, const char *aggregate)
{
	text	   *step[CA_MAX_STEPS];
	int			n = ca_steps_elements(array, aggregate, step);

	ca_steps_init(steps);
	for (int i = 0; i < n; i++)
		ca_steps_add(steps, VARDATA_ANY(step[i]), VARSIZE_ANY_EXHDR(step[i]), i);
	ca_steps_prepare(steps);
	return n;
}

/*
 * Mostly they are equal byte by byte.  Arrays of other bounds are not, and
 * hold the same steps.
 */
bool
ca_steps_equal(ArrayType *a, ArrayType *b)
{
	text	   *step[2][CA_MAX_STEPS];
	int			n;

	if (VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0)
		return true;
	n = ArrayGetNItems(ARR_NDIM(a), ARR_DIMS(a));
	if (ARR_NDIM(a) != 1 || ARR_NDIM(b) != 1 || n != ARR_DIMS(b)[0] || n > CA_MAX_STEPS ||
		array_contains_nulls(a) || array_contains_nulls(b))
		return false;
	(void) ca_steps_elements(a, "funnel", step[0]);
	(void) ca_steps_elements(b, "funnel", step[1]);
	for (int i = 0; i < n; i++)
	{
		Size		length = VARSIZE_ANY_EXHDR(step[0][i]);

		if (VARSIZE_ANY_EXHDR(step[1][i]) != length ||
			memcmp(VARDATA_ANY(step[0][i]), VARDATA_ANY(step[1][i]), length) != 0)
			return false;
	}
	return true;
}

void
ca_steps_write(CaWriter *w, ArrayType *array)
{
	text	   *step[CA_MAX_STEPS];
	int			n = ca_steps_elements(array, "funnel", step);

	ca_write_varint(w, n);
	for (int i = 0; i < n; i++)
		ca_text_write(w, step[i]);
}

ArrayType *
ca_steps_read(CaReader *r)
{
	Datum		value[CA_MAX_STEPS];
	uint64		n = ca_read_varint(r);

	if (n < 1 || n > CA_MAX_STEPS)
		ca_wire_error("the number of steps is out of range");
	for (uint64 i = 0; i < n; i++)
		value[i] = PointerGetDatum(ca_text_read(r, CurrentMemoryContext));
	return construct_array(value, (int) n, TEXTOID, -1, false, TYPALIGN_INT);
}
