/*-------------------------------------------------------------------------
 *
 * door.c
 *	  What the SQL doors share: arguments in, keys out
 *
 * Interface
 *	ca_door_pool, ca_door_check		- called by an aggregation?
 *	ca_door_require, ca_door_missing, ca_door_changed, ca_door_one_dimension
 *									- what arguments must be
 *	ca_door_make_call, ca_door_call, ca_door_is_constant
 *									- what is kept from row to row
 *	ca_door_make_reader, ca_door_reader, ca_door_read, ca_door_key
 *									- arguments to key
 *	ca_door_same_shape				- can these keys be in one set?
 *	ca_door_sort					- qsort of many things
 *
 * Memory: readers live in fn_mcxt, for the query.  Where fn_extra is not kept
 * from row to row they are made anew, which is slow but right.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "api/argument.h"
#include "api/door.h"

void
ca_door_check(FunctionCallInfo fcinfo)
{
	if (!AggCheckCallContext(fcinfo, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("support function of an aggregate called outside of one")));
}

CaPool *
ca_door_pool(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	ca_door_check(fcinfo);
	(void) AggCheckCallContext(fcinfo, &context);
	return ca_pool_of(context, get_hash_memory_limit());
}

void
ca_door_missing(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s must not be NULL", name)));
}

void
ca_door_changed(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must not change within a group", name)));
}

void
ca_door_one_dimension(const ArrayType *array, const char *name)
{
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have one dimension, not %d", name, ARR_NDIM(array))));
}

/* ---- Keys ---- */

static CaKeyShape
reader_shape(const CaKeyReader *reader)
{
	CaKeyShape	shape = {CA_KEY_TUPLE, CA_KEY_NONE};

	if (reader->nparts == 1)
		shape.first = reader->part[0].kind;
	else if (reader->nparts == 2 &&
			 ca_key_is_word(reader->part[0].kind) && ca_key_is_word(reader->part[1].kind))
	{
		shape.first = reader->part[0].kind;
		shape.second = reader->part[1].kind;
	}
	return shape;
}

CaCall *
ca_door_make_call(FunctionCallInfo fcinfo)
{
	CaCall	   *call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CaCall));

	call->constants = ca_argument_constants(fcinfo);
	return call;
}

CaKeyReader *
ca_door_make_reader(FunctionCallInfo fcinfo, int first, int nparts)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	CaKeyReader *reader;

	if (first + nparts == PG_NARGS() && get_fn_expr_variadic(flinfo))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("VARIADIC array is not supported as a key"),
				 errhint("Write the columns of the key one by one, or the array without VARIADIC to make it one key.")));
	reader = MemoryContextAllocZero(flinfo->fn_mcxt,
									offsetof(CaKeyReader, part) + nparts * sizeof(CaKeyForm));
	reader->nparts = nparts;
	for (int i = 0; i < nparts; i++)
	{
		CaArgumentType argument = ca_argument_written(fcinfo, first + i);

		if (!OidIsValid(argument.type))
			ereport(ERROR,
					(errcode(ERRCODE_INDETERMINATE_DATATYPE),
					 errmsg("could not determine the data type of key column %d", i + 1)));
		ca_keyform_init(&reader->part[i], argument.type, argument.collation, flinfo->fn_mcxt);
	}
	reader->shape = reader_shape(reader);
	reader->is_plain_text = nparts == 1 && reader->part[0].kind == CA_KEY_TEXT &&
		!reader->part[0].is_bpchar && !reader->part[0].is_unknown;
	reader->is_bigint_pair = nparts == 2 &&
		reader->part[0].kind == CA_KEY_INTEGER && reader->part[0].typlen == sizeof(int64) &&
		reader->part[1].kind == CA_KEY_INTEGER && reader->part[1].typlen == sizeof(int64);
	return reader;
}

bool
ca_door_read(const CaKeyReader *reader, FunctionCallInfo fcinfo, int first, CaKey *key)
{
	CaKeyForm  *part = unconstify(CaKeyReader *, reader)->part;
	CaKey		keys[FUNC_MAX_ARGS];
	uint8		kinds[FUNC_MAX_ARGS];

	for (int i = 0; i < reader->nparts; i++)
	{
		if (PG_ARGISNULL(first + i))
			return false;
	}
	if (reader->nparts == 1)
	{
		*key = ca_keyform_key(&part[0], PG_GETARG_DATUM(first));
		return true;
	}
	if (reader->shape.second != CA_KEY_NONE)
	{
		key->word[0] = ca_keyform_word(&part[0], PG_GETARG_DATUM(first));
		key->word[1] = ca_keyform_word(&part[1], PG_GETARG_DATUM(first + 1));
		return true;
	}
	for (int i = 0; i < reader->nparts; i++)
	{
		keys[i] = ca_keyform_key(&part[i], PG_GETARG_DATUM(first + i));
		kinds[i] = part[i].kind;
	}
	*key = ca_key_tuple(keys, kinds, reader->nparts);
	return true;
}

CaKeyShape
ca_door_same_shape(CaKeyShape a, CaKeyShape b)
{
	if (a.first == CA_KEY_NONE)
		return b;
	if (b.first != CA_KEY_NONE && (a.first != b.first || a.second != b.second))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("keys of type %s and keys of type %s cannot be in one set",
						ca_key_shape_name(a), ca_key_shape_name(b)),
				 errhint("Cast the key to the type that the set was made of.")));
	return a;
}

/* The comparison of two comes as the argument of one of three. */
static int
compare_two(const void *a, const void *b, void *compare)
{
	return (*(CaCompare *) compare) (a, b);
}

/* Millions of things take longer to sort than an interrupt should wait. */
void
ca_door_sort(void *things, Size n, Size size, CaCompare compare)
{
	qsort_interruptible(things, n, size, compare_two, &compare);
}
