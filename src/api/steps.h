/*-------------------------------------------------------------------------
 *
 * steps.h
 *	  Steps given as an array of event types
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_STEPS_H
#define CA_STEPS_H

#include "utils/array.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/labels.h"
#include "core/wire.h"

#define CA_MAX_STEPS	CA_MAX_LABELS

/* What an event is, by its type. */
typedef struct CaSteps
{
	CaLabels	types;			/* that matter, each once; the strings are the
								 * caller's */
	uint32		kind[CA_MAX_LABELS];	/* of each: a bit for each step that
										 * it is */
} CaSteps;

/*
 * The elements of an array, which stay in it; returns how many.  Error unless
 * they are 1 to 32 and none is NULL; aggregate is its name.
 */
extern int	ca_steps_elements(ArrayType *array, const char *aggregate, text **step);

/* No steps yet; a type that is one more bit; no more to come. */
extern void ca_steps_init(CaSteps *steps);
extern void ca_steps_add(CaSteps *steps, const char *type, Size length, int bit);
extern void ca_steps_prepare(CaSteps *steps);

/* All of that for the steps of an array: returns how many they are. */
extern int	ca_steps_make(CaSteps *steps, ArrayType *array, const char *aggregate);

/* Are the elements of two arrays the same, in the same order? */
extern bool ca_steps_equal(ArrayType *a, ArrayType *b);

/* The steps of a state, which ca_steps_elements has taken. */
extern void ca_steps_write(CaWriter *w, ArrayType *array);
extern ArrayType *ca_steps_read(CaReader *r);

/* What an event of a type is. */
static inline uint32
ca_steps_kind_of(const CaSteps *steps, const char *type, Size length)
{
	int			i = ca_labels_find(&steps->types, type, length);

	return i < 0 ? 0 : steps->kind[i];
}

static inline uint32
ca_steps_kind(const CaSteps *steps, const text *type)
{
	return ca_steps_kind_of(steps, VARDATA_ANY(type), VARSIZE_ANY_EXHDR(type));
}

#endif							/* CA_STEPS_H */
