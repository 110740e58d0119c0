/*-------------------------------------------------------------------------
 *
 * label_list.c
 *	  Labels as arguments, and in states
 *
 * Interface
 *	ca_label_list_make, ca_label_list_share		- of an array
 *	ca_label_list_same							- that must not change
 *	ca_label_list_write, ca_label_list_read		- in states
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "api/door.h"
#include "api/label_list.h"
#include "api/text.h"

static void
check_count(int n, const char *name)
{
	if (n < 1 || n > CA_MAX_LABELS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have between 1 and %d labels, not %d", name, CA_MAX_LABELS, n)));
}

CaLabelList *
ca_label_list_make(ArrayType *array, const char *name, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	CaLabelList *list = palloc(sizeof(CaLabelList));
	Datum	   *value;
	bool	   *isnull;
	int			n;

	ca_door_one_dimension(array, name);
	list->array = palloc(VARSIZE(array));
	memcpy(list->array, array, VARSIZE(array));
	deconstruct_array(list->array, TEXTOID, -1, false, TYPALIGN_INT, &value, &isnull, &n);
	check_count(n, name);
	ca_labels_init(&list->labels);
	for (int i = 0; i < n; i++)
	{
		text	   *label;

		if (isnull[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("%s must not contain NULL", name)));
		label = DatumGetTextPP(value[i]);
		if (ca_labels_find(&list->labels, VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label)) >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s contains \"%s\" twice", name, text_to_cstring(label))));
		ca_labels_add(&list->labels, VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label));
	}
	ca_labels_prepare(&list->labels);
	MemoryContextSwitchTo(old);
	return list;
}

static bool
is_of(const CaLabelList *list, const ArrayType *array)
{
	return VARSIZE(array) == VARSIZE(list->array) &&
		memcmp(array, list->array, VARSIZE(array)) == 0;
}

static bool
is_asked(const CaShared *entry, const void *array)
{
	return is_of((const CaLabelList *) entry, array);
}

const CaLabelList *
ca_label_list_share(CaPool *pool, ArrayType *array, const char *name)
{
	CaLabelList *list = (CaLabelList *) ca_pool_shared(pool, is_asked, array);

	if (list == NULL)
	{
		list = ca_label_list_make(array, name, pool->context);
		ca_pool_share(pool, is_asked, &list->shared);
	}
	return list;
}

void
ca_label_list_same(const CaLabelList *list, ArrayType *array, const char *name)
{
	CaLabelList *other;

	if (likely(is_of(list, array)))
		return;
	other = ca_label_list_make(array, name, CurrentMemoryContext);
	if (!ca_labels_equal(&list->labels, &other->labels))
		ca_door_changed(name);
}

void
ca_label_list_write(CaWriter *w, const CaLabels *labels)
{
	ca_write_varint(w, labels->n);
	for (int i = 0; i < labels->n; i++)
		ca_write_string(w, labels->label[i].string, labels->label[i].length);
}

CaLabelList *
ca_label_list_read(CaReader *r, const char *name, MemoryContext context)
{
	Datum		value[CA_MAX_LABELS];
	uint64		n = ca_read_varint(r);

	if (n < 1 || n > CA_MAX_LABELS)
		ca_wire_error("the number of labels is out of range");
	for (uint64 i = 0; i < n; i++)
		value[i] = PointerGetDatum(ca_text_read(r, CurrentMemoryContext));
	return ca_label_list_make(construct_array(value, (int) n, TEXTOID, -1, false, TYPALIGN_INT),
							  name, context);
}
