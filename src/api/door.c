/*-------------------------------------------------------------------------
 *
 * door.c
 *	  What the SQL doors share: arguments in, keys and labels out
 *
 * Where a value's type decides what equality means: integers and times by
 * value, text by its bytes unless its collation says otherwise, enums by
 * label, every other type through its own extended hash function under two
 * seeds, so that what its = calls equal is one key.
 *
 * Interface
 *	ca_door_pool, ca_door_check		- called by an aggregation?
 *	ca_door_make_reader, ca_door_reader, ca_door_read, ca_door_key
 *									- arguments to key
 *	ca_door_labels, ca_door_shared_labels
 *									- array to labels
 *	ca_door_same_labels, ca_door_same_text, ca_door_changed
 *									- arguments that must not change
 *	ca_door_write_labels, ca_door_read_labels, ca_door_write_text,
 *	ca_door_read_text				- the same in states
 *	ca_door_same_shape				- can these keys be in one set?
 *	ca_door_constant				- an argument without a row
 *
 * Memory: readers live in fn_mcxt, for the query.  Where fn_extra is not kept
 * from row to row they are made anew, which is slow but right.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "api/door.h"

/* Two seeds make 128 bits of a 64-bit hash function. */
#define CA_SEED_HIGH	INT64CONST(0x243F6A8885A308D3)
#define CA_SEED_LOW		INT64CONST(0x13198A2E03707344)

/* Label arrays of one query that are worth looking through. */
#define CA_SHARED_LISTS	8

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

/* ---- Keys ---- */

/* The expression of an argument, where it can be seen. */
static Node *
door_argument(FunctionCallInfo fcinfo, int argument)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);
	Node	   *call = fcinfo->flinfo->fn_expr;

	if (aggref != NULL && argument <= list_length(aggref->args))
		return (Node *) ((TargetEntry *) list_nth(aggref->args, argument - 1))->expr;
	if (call != NULL && IsA(call, FuncExpr) && argument < list_length(((FuncExpr *) call)->args))
		return (Node *) list_nth(((FuncExpr *) call)->args, argument);
	return NULL;
}

/*
 * The type that an argument had before it was silently taken for text: citext
 * must go on being compared as citext.
 */
static Oid
door_argument_type(FunctionCallInfo fcinfo, int argument)
{
	Node	   *expr = door_argument(fcinfo, argument);

	if (expr == NULL)
		return get_fn_expr_argtype(fcinfo->flinfo, argument);
	while (IsA(expr, RelabelType) &&
		   ((RelabelType *) expr)->relabelformat == COERCE_IMPLICIT_CAST)
		expr = (Node *) ((RelabelType *) expr)->arg;
	return exprType(expr);
}

static void
part_init_hashed(CaKeyPart *part, Oid type, MemoryContext context)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_HASH_EXTENDED_PROC);

	if (!OidIsValid(entry->hash_extended_proc))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("type %s cannot be a key: it has no extended hash function",
						format_type_be(type)),
				 errhint("Cast it to a type that has one, such as text.")));
	part->kind = CA_KEY_HASHED;
	fmgr_info_cxt(entry->hash_extended_proc, &part->hash, context);
}

static void
part_init(CaKeyPart *part, Oid type, Oid collation, MemoryContext context)
{
	Oid			output;
	bool		is_varlena;

	type = getBaseType(type);
	part->typlen = get_typlen(type);
	part->is_bpchar = type == BPCHAROID;
	part->collation = collation;
	switch (type)
	{
		case INT2OID:
		case INT4OID:
		case INT8OID:
			part->kind = CA_KEY_INTEGER;
			return;
		case DATEOID:
			part->kind = CA_KEY_DATE;
			return;
		case TIMESTAMPOID:
			part->kind = CA_KEY_TIMESTAMP;
			return;
		case TIMESTAMPTZOID:
			part->kind = CA_KEY_TIMESTAMPTZ;
			return;
		case FLOAT4OID:
		case FLOAT8OID:
			part->kind = CA_KEY_FLOAT;
			return;
		case UUIDOID:
			part->kind = CA_KEY_UUID;
			return;
		case BYTEAOID:
			part->kind = CA_KEY_BYTEA;
			return;
		case UNKNOWNOID:
			part->kind = CA_KEY_TEXT;
			return;
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
			if (OidIsValid(collation) && !get_collation_isdeterministic(collation))
				break;
			part->kind = CA_KEY_TEXT;
			return;
		default:
			break;
	}
	if (type_is_enum(type))
	{
		part->kind = CA_KEY_ENUM;
		getTypeOutputInfo(type, &output, &is_varlena);
		fmgr_info_cxt(output, &part->output, context);
		return;
	}
	part_init_hashed(part, type, context);
}

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

CaKeyReader *
ca_door_make_reader(FunctionCallInfo fcinfo, int first)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	int			nparts = PG_NARGS() - first;
	CaKeyReader *reader;

	if (get_fn_expr_variadic(flinfo))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("VARIADIC array is not supported as a key"),
				 errhint("Write the columns of the key one by one, or the array without VARIADIC to make it one key.")));
	reader = MemoryContextAllocZero(flinfo->fn_mcxt,
									offsetof(CaKeyReader, part) + nparts * sizeof(CaKeyPart));
	reader->nparts = nparts;
	for (int i = 0; i < nparts; i++)
	{
		Oid			type = door_argument_type(fcinfo, first + i);

		if (!OidIsValid(type))
			ereport(ERROR,
					(errcode(ERRCODE_INDETERMINATE_DATATYPE),
					 errmsg("could not determine the data type of key column %d", i + 1)));
		part_init(&reader->part[i], type, PG_GET_COLLATION(), flinfo->fn_mcxt);
	}
	reader->shape = reader_shape(reader);
	return reader;
}

/* A number, date or time. */
static inline uint64
part_word(const CaKeyPart *part, Datum value)
{
	if (part->kind == CA_KEY_FLOAT)
		return ca_key_from_double(part->typlen == sizeof(float4) ? (double) DatumGetFloat4(value)
								  : DatumGetFloat8(value));
	if (part->typlen == sizeof(int64))
		return ca_key_from_int64(DatumGetInt64(value));
	if (part->typlen == sizeof(int32))
		return ca_key_from_int64(DatumGetInt32(value));
	return ca_key_from_int64(DatumGetInt16(value));
}

/* Hash the bytes of a varlena, or of an unknown literal's string. */
static CaKey
part_hash_bytes(const CaKeyPart *part, Datum value)
{
	struct varlena *bytes;
	CaKey		key;
	int			length;

	if (part->typlen == -2)
		return ca_key_hash(DatumGetCString(value), strlen(DatumGetCString(value)));
	bytes = PG_DETOAST_DATUM_PACKED(value);
	length = VARSIZE_ANY_EXHDR(bytes);
	if (part->is_bpchar)
		length = bpchartruelen(VARDATA_ANY(bytes), length);
	key = ca_key_hash(VARDATA_ANY(bytes), length);
	if ((Pointer) bytes != DatumGetPointer(value))
		pfree(bytes);
	return key;
}

static CaKey
part_key(CaKeyPart *part, Datum value)
{
	CaKey		key = {{0, 0}};

	switch ((CaKeyKind) part->kind)
	{
		case CA_KEY_UUID:
			return ca_key_from_bytes16(DatumGetUUIDP(value)->data);
		case CA_KEY_TEXT:
		case CA_KEY_BYTEA:
			return part_hash_bytes(part, value);
		case CA_KEY_ENUM:
			{
				char	   *label = OutputFunctionCall(&part->output, value);

				key = ca_key_hash(label, strlen(label));
				pfree(label);
				return key;
			}
		case CA_KEY_HASHED:
			key.word[0] = DatumGetUInt64(FunctionCall2Coll(&part->hash, part->collation, value,
														   Int64GetDatum(CA_SEED_HIGH)));
			key.word[1] = DatumGetUInt64(FunctionCall2Coll(&part->hash, part->collation, value,
														   Int64GetDatum(CA_SEED_LOW)));
			return key;
		default:
			key.word[0] = part_word(part, value);
			return key;
	}
}

bool
ca_door_read(const CaKeyReader *reader, FunctionCallInfo fcinfo, int first, CaKey *key)
{
	CaKey		parts[FUNC_MAX_ARGS];
	uint8		kinds[FUNC_MAX_ARGS];

	for (int i = 0; i < reader->nparts; i++)
	{
		if (PG_ARGISNULL(first + i))
			return false;
	}
	if (reader->nparts == 1)
	{
		*key = part_key(unconstify(CaKeyPart *, &reader->part[0]), PG_GETARG_DATUM(first));
		return true;
	}
	if (reader->shape.second != CA_KEY_NONE)
	{
		key->word[0] = part_word(&reader->part[0], PG_GETARG_DATUM(first));
		key->word[1] = part_word(&reader->part[1], PG_GETARG_DATUM(first + 1));
		return true;
	}
	for (int i = 0; i < reader->nparts; i++)
	{
		parts[i] = part_key(unconstify(CaKeyPart *, &reader->part[i]), PG_GETARG_DATUM(first + i));
		kinds[i] = reader->part[i].kind;
	}
	*key = ca_key_tuple(parts, kinds, reader->nparts);
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
						ca_key_shape_name(a), ca_key_shape_name(b))));
	return a;
}

/* ---- Labels and texts ---- */

static void
labels_check_count(int n, const char *name)
{
	if (n < 1 || n > CA_MAX_LABELS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have between 1 and %d labels, not %d", name, CA_MAX_LABELS, n)));
}

CaLabelList *
ca_door_labels(ArrayType *array, const char *name, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	CaLabelList *list = palloc(sizeof(CaLabelList));
	Datum	   *value;
	bool	   *isnull;
	int			n;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have one dimension, not %d", name, ARR_NDIM(array))));
	list->array = palloc(VARSIZE(array));
	memcpy(list->array, array, VARSIZE(array));
	deconstruct_array(list->array, TEXTOID, -1, false, TYPALIGN_INT, &value, &isnull, &n);
	labels_check_count(n, name);
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
	MemoryContextSwitchTo(old);
	return list;
}

static bool
labels_are_of(const CaLabelList *list, const ArrayType *array)
{
	return VARSIZE(array) == VARSIZE(list->array) &&
		memcmp(array, list->array, VARSIZE(array)) == 0;
}

const CaLabelList *
ca_door_shared_labels(CaPool *pool, ArrayType *array, const char *name)
{
	const CaLabelList *list = pool->shared;
	CaLabelList *added;

	for (int i = 0; i < CA_SHARED_LISTS && list != NULL; i++, list = list->next)
	{
		if (labels_are_of(list, array))
			return list;
	}
	added = ca_door_labels(array, name, pool->context);
	added->next = pool->shared;
	pool->shared = added;
	return added;
}

void
ca_door_changed(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must not change within a group", name)));
}

void
ca_door_same_labels(const CaLabelList *list, ArrayType *array, const char *name)
{
	CaLabelList *other;

	if (likely(labels_are_of(list, array)))
		return;
	other = ca_door_labels(array, name, CurrentMemoryContext);
	if (!ca_labels_equal(&list->labels, &other->labels))
		ca_door_changed(name);
}

void
ca_door_same_text(const text *was, const text *is, const char *name)
{
	if (VARSIZE_ANY_EXHDR(was) != VARSIZE_ANY_EXHDR(is) ||
		memcmp(VARDATA_ANY(was), VARDATA_ANY(is), VARSIZE_ANY_EXHDR(was)) != 0)
		ca_door_changed(name);
}

static void
door_write_string(CaWriter *w, const char *string, uint32 length)
{
	ca_write_varint(w, length);
	ca_write_bytes(w, string, length);
}

void
ca_door_write_text(CaWriter *w, const text *value)
{
	door_write_string(w, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

text *
ca_door_read_text(CaReader *r, MemoryContext context)
{
	uint64		length = ca_read_varint(r);
	text	   *value;

	if (length > (uint64) (r->end - r->at))
		ca_wire_error("a string is longer than what is left");
	value = MemoryContextAlloc(context, VARHDRSZ + length);
	SET_VARSIZE(value, VARHDRSZ + length);
	ca_read_bytes(r, VARDATA(value), length);
	return value;
}

void
ca_door_write_labels(CaWriter *w, const CaLabels *labels)
{
	ca_write_varint(w, labels->n);
	for (int i = 0; i < labels->n; i++)
		door_write_string(w, labels->label[i].text, labels->label[i].length);
}

CaLabelList *
ca_door_read_labels(CaReader *r, const char *name, MemoryContext context)
{
	Datum		value[CA_MAX_LABELS];
	uint64		n = ca_read_varint(r);

	if (n < 1 || n > CA_MAX_LABELS)
		ca_wire_error("the number of labels is out of range");
	for (uint64 i = 0; i < n; i++)
		value[i] = PointerGetDatum(ca_door_read_text(r, CurrentMemoryContext));
	return ca_door_labels(construct_array(value, (int) n, TEXTOID, -1, false, TYPALIGN_INT),
						  name, context);
}

/* ---- Arguments without a row ---- */

/*
 * The expression that a column of a plan computes, followed down through the
 * nodes that only pass it on, to the aggregate that made it.
 */
static Aggref *
door_partial_aggref(Plan *plan, Var *var)
{
	while (plan != NULL)
	{
		TargetEntry *entry = get_tle_by_resno(plan->targetlist, var->varattno);

		if (entry == NULL)
			return NULL;
		if (IsA(entry->expr, Aggref))
			return (Aggref *) entry->expr;
		if (!IsA(entry->expr, Var))
			return NULL;
		var = (Var *) entry->expr;
		if (IsA(plan, Append))
			plan = linitial(((Append *) plan)->appendplans);
		else if (IsA(plan, MergeAppend))
			plan = linitial(((MergeAppend *) plan)->mergeplans);
		else
			plan = outerPlan(plan);
	}
	return NULL;
}

bool
ca_door_constant(FunctionCallInfo fcinfo, int argument, Datum *value)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);
	AggState   *aggstate = (AggState *) fcinfo->context;
	ExprState  *state;
	Expr	   *expr;
	bool		isnull;

	if (aggref != NULL && DO_AGGSPLIT_COMBINE(aggref->aggsplit))
	{
		expr = ((TargetEntry *) linitial(aggref->args))->expr;
		aggref = IsA(expr, Var) ?
			door_partial_aggref(outerPlan(aggstate->ss.ps.plan), (Var *) expr) : NULL;
	}
	if (aggref == NULL || argument > list_length(aggref->args))
		return false;
	expr = ((TargetEntry *) list_nth(aggref->args, argument - 1))->expr;
	if (contain_var_clause((Node *) expr) || contain_subplans((Node *) expr))
		return false;
	state = ExecInitExpr(expr, &aggstate->ss.ps);
	*value = ExecEvalExpr(state, aggstate->ss.ps.ps_ExprContext, &isnull);
	return !isnull;
}
