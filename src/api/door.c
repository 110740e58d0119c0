/*-------------------------------------------------------------------------
 *
 * door.c
 *	  What the SQL doors share: arguments in, keys and labels out
 *
 * How a call's arguments were written matters in two places: a key is compared
 * as its own type compares it, whatever it was silently converted to, and an
 * aggregate without rows still knows its constant arguments.
 *
 * Interface
 *	ca_door_pool, ca_door_check		- called by an aggregation?
 *	ca_door_require, ca_door_missing	- arguments that must not be NULL
 *	ca_door_make_call, ca_door_call, ca_door_is_constant
 *									- what is kept from row to row
 *	ca_door_make_reader, ca_door_reader, ca_door_read, ca_door_key
 *									- arguments to key
 *	ca_door_labels, ca_door_shared_labels, ca_door_one_dimension
 *									- array to labels
 *	ca_door_same_labels, ca_door_same_text, ca_door_changed
 *									- arguments that must not change
 *	ca_door_copy_text, ca_door_is_text, ca_door_write_text,
 *	ca_door_read_text				- texts of states
 *	ca_door_write_labels, ca_door_read_labels
 *									- labels in states
 *	ca_door_same_shape				- can these keys be in one set?
 *	ca_door_calendar, ca_door_bucket	- periods and zones
 *	ca_door_sort					- qsort of many things
 *	ca_door_constant, ca_door_is_null, ca_door_argument_count,
 *	ca_door_argument_type
 *									- arguments without a row
 *
 * Memory: readers live in fn_mcxt, for the query.  Where fn_extra is not kept
 * from row to row they are made anew, which is slow but right.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "jit/jit.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "api/door.h"

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

void
ca_door_missing(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s must not be NULL", name)));
}

/* ---- Keys ---- */

/* What is known of an argument. */
typedef struct ArgumentType
{
	Oid			type;
	Oid			collation;
} ArgumentType;

static ArgumentType
type_of_expression(const Node *expr)
{
	ArgumentType found;

	/* As it is written, for COLLATE is a relabelling too. */
	found.collation = exprCollation(expr);

	/*
	 * Before it was silently taken for text: citext must go on being compared
	 * as citext.
	 */
	while (IsA(expr, RelabelType) &&
		   ((RelabelType *) expr)->relabelformat == COERCE_IMPLICIT_CAST)
		expr = (Node *) ((RelabelType *) expr)->arg;
	found.type = exprType(expr);
	return found;
}

/* Is this a support function of the aggregate? */
static bool
is_support_function(Oid aggregate, Oid function)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Form_pg_aggregate form;
	bool		found;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	found = form->aggtransfn == function || form->aggmtransfn == function ||
		form->aggminvtransfn == function || form->aggfinalfn == function;
	ReleaseSysCache(tuple);
	return found;
}

/* The calls in a window's plan that may be the one being executed. */
typedef struct WindowCalls
{
	Oid			function;		/* the support function running */
	List	   *args;			/* argument lists of such calls */
} WindowCalls;

static bool
find_window_calls(Node *node, void *context)
{
	WindowCalls *calls = (WindowCalls *) context;

	if (node == NULL)
		return false;
	if (IsA(node, WindowFunc) &&
		is_support_function(((WindowFunc *) node)->winfnoid, calls->function))
		calls->args = lappend(calls->args, ((WindowFunc *) node)->args);
	return expression_tree_walker(node, find_window_calls, context);
}

/* Argument lists of the calls that a window function may be serving. */
static List *
window_calls(FunctionCallInfo fcinfo)
{
	WindowCalls calls = {fcinfo->flinfo->fn_oid, NIL};

	find_window_calls((Node *) ((PlanState *) fcinfo->context)->plan->targetlist, &calls);
	return calls.args;
}

static bool
is_window(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL && IsA(fcinfo->context, WindowAggState);
}

static void
ambiguous_window(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INDETERMINATE_DATATYPE),
			 errmsg("could not determine which of several window functions' %s is meant", what),
			 errhint("Let them differ in one window of a query only, or compute them in queries of their own.")));
}

/* Are these expressions of the types that the running function was given? */
static bool
args_fit(FunctionCallInfo fcinfo, List *args)
{
	bool		fits = true;

	for (int i = 0; i < list_length(args); i++)
		fits &= exprType(list_nth(args, i)) == get_fn_expr_argtype(fcinfo->flinfo, i + 1);
	return fits;
}

/*
 * A window function is not told which call it serves.  Where the calls that it
 * may be differ in what this argument is, say so rather than guess.
 */
static ArgumentType
type_in_window(FunctionCallInfo fcinfo, int argument, ArgumentType declared)
{
	ArgumentType found = declared;
	bool		first = true;
	ListCell   *cell;

	foreach(cell, window_calls(fcinfo))
	{
		List	   *args = lfirst(cell);
		ArgumentType one;

		if (!args_fit(fcinfo, args))
			continue;
		one = type_of_expression(list_nth(args, argument - 1));
		if (!first && (one.type != found.type || one.collation != found.collation))
			ambiguous_window("key");
		found = one;
		first = false;
	}
	return found;
}

/*
 * Type and collation of an argument.  Aggregates are called with expressions
 * of the declared types in fn_expr; what was written stands in the plan.
 */
static ArgumentType
type_of_argument(FunctionCallInfo fcinfo, int argument)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);
	Node	   *call = fcinfo->flinfo->fn_expr;
	ArgumentType declared;

	if (aggref != NULL && argument <= list_length(aggref->args))
		return type_of_expression((Node *) ((TargetEntry *) list_nth(aggref->args, argument - 1))->expr);
	declared.type = get_fn_expr_argtype(fcinfo->flinfo, argument);
	declared.collation = PG_GET_COLLATION();
	if (is_window(fcinfo))
		return type_in_window(fcinfo, argument, declared);
	if (call != NULL && IsA(call, FuncExpr) && argument < list_length(((FuncExpr *) call)->args))
		return type_of_expression(list_nth(((FuncExpr *) call)->args, argument));
	return declared;
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

/* Which arguments are constants of the query: a bit for each. */
static uint64
constant_arguments(FunctionCallInfo fcinfo)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);
	uint64		constants = 0;

	if (aggref == NULL || DO_AGGSPLIT_COMBINE(aggref->aggsplit))
		return 0;
	for (int i = 1; i <= Min(list_length(aggref->args), 63); i++)
	{
		Expr	   *expr = ((TargetEntry *) list_nth(aggref->args, i - 1))->expr;

		if (IsA(expr, Const) ||
			(IsA(expr, Param) && ((Param *) expr)->paramkind == PARAM_EXTERN))
			constants |= UINT64CONST(1) << i;
	}
	return constants;
}

CaCall *
ca_door_make_call(FunctionCallInfo fcinfo)
{
	CaCall	   *call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CaCall));

	call->constants = constant_arguments(fcinfo);
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
		ArgumentType argument = type_of_argument(fcinfo, first + i);

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

void
ca_door_one_dimension(const ArrayType *array, const char *name)
{
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have one dimension, not %d", name, ARR_NDIM(array))));
}

CaLabelList *
ca_door_labels(ArrayType *array, const char *name, MemoryContext context)
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
	ca_labels_prepare(&list->labels);
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
	CaLabelList *added;
	int			looked = 0;

	for (const CaShared *entry = pool->shared; entry != NULL && looked < CA_SHARED_LISTS;
		 entry = entry->next)
	{
		const CaLabelList *list = (const CaLabelList *) entry;

		if (entry->owner != ca_door_shared_labels)
			continue;
		if (labels_are_of(list, array))
			return list;
		looked++;
	}
	added = ca_door_labels(array, name, pool->context);
	ca_pool_share(pool, &added->shared, ca_door_shared_labels);
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

bool
ca_door_is_text(const text *a, const text *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

void
ca_door_same_text(const text *was, const text *is, const char *name)
{
	if (!ca_door_is_text(was, is))
		ca_door_changed(name);
}

text *
ca_door_copy_text(const text *value, MemoryContext context)
{
	text	   *copy = MemoryContextAlloc(context, VARSIZE_ANY(value));

	memcpy(copy, value, VARSIZE_ANY(value));
	return copy;
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
		door_write_string(w, labels->label[i].string, labels->label[i].length);
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

/* ---- Calendars ---- */

void
ca_door_calendar(CaCalendar *calendar, const text *period, const text *zone)
{
	CaPeriod	found;
	pg_tz	   *tz;

	if (!ca_period_find(VARDATA_ANY(period), VARSIZE_ANY_EXHDR(period), &found))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" is not recognized", text_to_cstring(period)),
				 errhint("Valid periods are %s.", CA_PERIOD_WORDS)));
	tz = ca_calendar_zone(text_to_cstring(zone));
	if (tz == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" is not recognized", text_to_cstring(zone)),
				 errhint("Names are in the view pg_timezone_names.")));
	ca_calendar_init(calendar, found, tz);
}

Datum
ca_door_bucket(const CaCalendar *calendar, int64 bucket)
{
	TimestampTz at = ca_calendar_start(calendar, bucket);

	if (!TIMESTAMP_NOT_FINITE(at) && !IS_VALID_TIMESTAMP(at))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	return TimestampTzGetDatum(at);
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

/* The aggregate whose final function is running, as it was called, or NULL. */
static Aggref *
called_aggregate(FunctionCallInfo fcinfo)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);

	if (aggref != NULL && DO_AGGSPLIT_COMBINE(aggref->aggsplit))
	{
		Expr	   *expr = ((TargetEntry *) linitial(aggref->args))->expr;
		Plan	   *plan = ((PlanState *) fcinfo->context)->plan;

		aggref = IsA(expr, Var) ? door_partial_aggref(outerPlan(plan), (Var *) expr) : NULL;
	}
	return aggref;
}

/* Behind its arguments, args has what ORDER BY names. */
static int
aggregate_argument_count(FunctionCallInfo fcinfo)
{
	Aggref	   *aggref = called_aggregate(fcinfo);

	return aggref == NULL ? 0 : list_length(aggref->aggargtypes);
}

static Expr *
aggregate_argument(FunctionCallInfo fcinfo, int argument)
{
	if (argument > aggregate_argument_count(fcinfo))
		return NULL;
	return ((TargetEntry *) list_nth(called_aggregate(fcinfo)->args, argument - 1))->expr;
}

/* The same of a window function: one that all calls it may be agree on. */
static Expr *
window_argument(FunctionCallInfo fcinfo, int argument)
{
	Expr	   *found = NULL;
	ListCell   *cell;

	foreach(cell, window_calls(fcinfo))
	{
		Expr	   *one = list_nth((List *) lfirst(cell), argument - 1);

		if (found != NULL && !equal(one, found))
			ambiguous_window("constant argument");
		found = one;
	}
	return found;
}

static Expr *
call_argument(FunctionCallInfo fcinfo, int argument)
{
	return is_window(fcinfo) ? window_argument(fcinfo, argument)
		: aggregate_argument(fcinfo, argument);
}

/* The value of an argument, unless it depends on the row. */
static bool
constant_value(FunctionCallInfo fcinfo, int argument, Datum *value, bool *isnull)
{
	PlanState  *state = (PlanState *) fcinfo->context;
	Expr	   *expr = call_argument(fcinfo, argument);
	ExprState  *ready;
	int			jit_flags;

	if (expr == NULL || contain_var_clause((Node *) expr) || contain_subplans((Node *) expr))
		return false;

	/*
	 * To compile it for one evaluation would cost milliseconds, for each
	 * group.
	 */
	jit_flags = state->state->es_jit_flags;
	state->state->es_jit_flags = PGJIT_NONE;
	ready = ExecInitExpr(expr, state);
	state->state->es_jit_flags = jit_flags;
	*value = ExecEvalExpr(ready, state->ps_ExprContext, isnull);
	return true;
}

bool
ca_door_constant(FunctionCallInfo fcinfo, int argument, Datum *value)
{
	bool		isnull;

	return constant_value(fcinfo, argument, value, &isnull) && !isnull;
}

bool
ca_door_is_null(FunctionCallInfo fcinfo, int argument)
{
	Datum		value;
	bool		isnull;

	return constant_value(fcinfo, argument, &value, &isnull) && isnull;
}

int
ca_door_argument_count(FunctionCallInfo fcinfo)
{
	if (is_window(fcinfo))
	{
		List	   *calls = window_calls(fcinfo);

		return calls == NIL ? 0 : list_length(linitial(calls));
	}
	return aggregate_argument_count(fcinfo);
}

Oid
ca_door_argument_type(FunctionCallInfo fcinfo, int argument)
{
	if (argument > ca_door_argument_count(fcinfo))
		return InvalidOid;
	return exprType((Node *) call_argument(fcinfo, argument));
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
