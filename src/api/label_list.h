/*-------------------------------------------------------------------------
 *
 * label_list.h
 *	  Labels as arguments, and in states
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_LABEL_LIST_H
#define CA_LABEL_LIST_H

#include "utils/array.h"

#include "core/labels.h"
#include "core/pool.h"
#include "core/wire.h"

/* A list of labels, with the array it was given as. */
typedef struct CaLabelList
{
	CaShared	shared;			/* in the pool's lists; first */
	CaLabels	labels;			/* their strings lie in array */
	ArrayType  *array;			/* a copy of the argument */
} CaLabelList;

/*
 * Parse a label array into context.  name is the argument's, for errors: not
 * 1 to 32 labels, a NULL or a repeated one.
 */
extern CaLabelList *ca_label_list_make(ArrayType *array, const char *name, MemoryContext context);

/*
 * The same in the pool's context, shared by the states that were given the
 * same array.
 */
extern const CaLabelList *ca_label_list_share(CaPool *pool, ArrayType *array, const char *name);

/* Error unless the array, which must not change, still has these labels. */
extern void ca_label_list_same(const CaLabelList *list, ArrayType *array, const char *name);

/* Write the labels of a state; read them back, checked, into context. */
extern void ca_label_list_write(CaWriter *w, const CaLabels *labels);
extern CaLabelList *ca_label_list_read(CaReader *r, const char *name, MemoryContext context);

#endif							/* CA_LABEL_LIST_H */
