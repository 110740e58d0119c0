/*-------------------------------------------------------------------------
 *
 * argument.c
 *	  Arguments as the query wrote them
 *
 * How a call's arguments were written matters in two places: a key is compared
 * as its own type compares it, whatever it was silently converted to, and an
 * aggregate without rows still knows its constant arguments.
 *
 * Interface
 *	ca_argument_written		- the type that was silently converted
 *	ca_argument_constants	- which cannot change from row to row
 *	ca_argument_count, ca_argument_type,
 *	ca_argument_constant, ca_argument_is_null
 *							- arguments without a row
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "jit/jit.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "api/argument.h"

/* Nothing is converted on its way into an argument that is declared "any". */
static bool
takes_anything(Oid function, int argument)
{
	Oid		   *declared;
	int			n;

	(void) get_func_signature(function, &declared, &n);
	return declared[Min(argument, n - 1)] == ANYOID;
}

static CaArgumentType
type_of_expression(const Node *expr, bool converted)
{
	CaArgumentType found;

	/* As it is written, for COLLATE is a relabelling too. */
	found.collation = exprCollation(expr);

	/*
	 * Before it was silently taken for text: citext must go on being compared
	 * as citext.
	 */
	while (converted && IsA(expr, RelabelType) &&
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

/*
 * Can a call with these arguments be the one that the function serves?  What
 * adds rows was given as many, and of their types; a final function only if it
 * was declared so.
 */
static bool
args_fit(FmgrInfo *flinfo, List *args)
{
	bool		fits = !OidIsValid(get_fn_expr_argtype(flinfo, list_length(args) + 1));

	if (!OidIsValid(get_fn_expr_argtype(flinfo, 1)))
		return true;
	for (int i = 0; i < list_length(args); i++)
		fits &= exprType(list_nth(args, i)) == get_fn_expr_argtype(flinfo, i + 1);
	return fits;
}

/* The calls in a window's plan that may be the one being executed. */
typedef struct WindowCalls
{
	FunctionCallInfo fcinfo;	/* of the support function running */
	List	   *args;			/* argument lists of such calls */
} WindowCalls;

static bool
may_serve(FunctionCallInfo fcinfo, WindowFunc *call)
{
	return call->inputcollid == PG_GET_COLLATION() &&
		is_support_function(call->winfnoid, fcinfo->flinfo->fn_oid) &&
		args_fit(fcinfo->flinfo, call->args);
}

static bool
find_window_calls(Node *node, void *context)
{
	WindowCalls *calls = (WindowCalls *) context;

	if (node == NULL)
		return false;
	if (IsA(node, WindowFunc) && may_serve(calls->fcinfo, (WindowFunc *) node))
		calls->args = lappend(calls->args, ((WindowFunc *) node)->args);
	return expression_tree_walker(node, find_window_calls, context);
}

/* Argument lists of the calls that a window function may be serving. */
static List *
window_calls(FunctionCallInfo fcinfo)
{
	WindowCalls calls = {fcinfo, NIL};

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
			 errhint("Give each of them a window with a name of its own, or a query.")));
}

/* One writing of types whose keys are the same: a text's bytes. */
static CaArgumentType
as_compared(CaArgumentType argument)
{
	argument.type = getBaseType(argument.type);
	if (argument.type == VARCHAROID)
		argument.type = TEXTOID;
	if (argument.type == TEXTOID &&
		(!OidIsValid(argument.collation) || get_collation_isdeterministic(argument.collation)))
		argument.collation = DEFAULT_COLLATION_OID;
	return argument;
}

/*
 * A window function is not told which call it serves.  Where the calls that it
 * may be differ in how this argument is compared, say so rather than guess.
 */
static CaArgumentType
type_in_window(FunctionCallInfo fcinfo, int argument, bool converted, CaArgumentType declared)
{
	CaArgumentType found = declared;
	bool		first = true;
	ListCell   *cell;

	foreach(cell, window_calls(fcinfo))
	{
		CaArgumentType one = as_compared(type_of_expression(list_nth(lfirst(cell), argument - 1), converted));

		if (!first && (one.type != found.type || one.collation != found.collation))
			ambiguous_window("key");
		found = one;
		first = false;
	}
	return found;
}

/*
 * Aggregates are called with expressions of the declared types in fn_expr;
 * what was written stands in the plan.
 */
/*
 * The aggregate whose support function is running.  None of those with direct
 * arguments, as anybody may make of our functions: these come first in a final
 * function, and are not in args.
 */
static Aggref *
plain_aggregate(FunctionCallInfo fcinfo)
{
	Aggref	   *aggref = AggGetAggref(fcinfo);

	return aggref != NULL && aggref->aggkind == AGGKIND_NORMAL ? aggref : NULL;
}

CaArgumentType
ca_argument_written(FunctionCallInfo fcinfo, int argument)
{
	Aggref	   *aggref = plain_aggregate(fcinfo);
	Node	   *call = fcinfo->flinfo->fn_expr;
	bool		converted = !takes_anything(fcinfo->flinfo->fn_oid, argument);
	CaArgumentType declared;

	if (aggref != NULL && argument <= list_length(aggref->args))
		return type_of_expression((Node *) ((TargetEntry *) list_nth(aggref->args, argument - 1))->expr,
								  converted);
	declared.type = get_fn_expr_argtype(fcinfo->flinfo, argument);
	declared.collation = PG_GET_COLLATION();
	if (is_window(fcinfo))
		return type_in_window(fcinfo, argument, converted, declared);
	if (call != NULL && IsA(call, FuncExpr) && argument < list_length(((FuncExpr *) call)->args))
		return type_of_expression(list_nth(((FuncExpr *) call)->args, argument), converted);
	return declared;
}

uint64
ca_argument_constants(FunctionCallInfo fcinfo)
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

/* ---- Arguments without a row ---- */

/*
 * The expression that a column of a plan computes, followed down through the
 * nodes that only pass it on, to the aggregate that made it.
 */
static Aggref *
partial_aggref(Plan *plan, Var *var)
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
	Aggref	   *aggref = plain_aggregate(fcinfo);

	if (aggref != NULL && DO_AGGSPLIT_COMBINE(aggref->aggsplit))
	{
		Expr	   *expr = ((TargetEntry *) linitial(aggref->args))->expr;
		Plan	   *plan = ((PlanState *) fcinfo->context)->plan;

		aggref = IsA(expr, Var) ? partial_aggref(outerPlan(plan), (Var *) expr) : NULL;
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

/* The same of a window function, where all calls that it may be agree. */
static int
window_argument_count(FunctionCallInfo fcinfo)
{
	List	   *calls = window_calls(fcinfo);
	int			count = calls == NIL ? 0 : list_length(linitial(calls));
	ListCell   *cell;

	foreach(cell, calls)
	{
		if (list_length(lfirst(cell)) != count)
			ambiguous_window("number of arguments");
	}
	return count;
}

static Oid
window_argument_type(FunctionCallInfo fcinfo, int argument)
{
	Oid			found = InvalidOid;
	ListCell   *cell;

	foreach(cell, window_calls(fcinfo))
	{
		Oid			one = exprType(list_nth(lfirst(cell), argument - 1));

		if (OidIsValid(found) && one != found)
			ambiguous_window("argument type");
		found = one;
	}
	return found;
}

/*
 * An expression, or NULL where there is none or its value depends on the row.
 * What is volatile has a value for each row, and without rows is not to run.
 */
static Expr *
unless_it_varies(Expr *expr)
{
	return contain_var_clause((Node *) expr) || contain_subplans((Node *) expr) ||
		contain_volatile_functions((Node *) expr) ? NULL : expr;
}

/*
 * Where one call has a constant and another has not, or another one, there is
 * none that is right for both.
 */
static Expr *
window_constant(FunctionCallInfo fcinfo, int argument)
{
	Expr	   *found = NULL;
	bool		first = true;
	ListCell   *cell;

	foreach(cell, window_calls(fcinfo))
	{
		List	   *args = lfirst(cell);
		Expr	   *one = NULL;

		if (argument <= list_length(args))
			one = unless_it_varies(list_nth(args, argument - 1));
		if (!first && !equal(one, found))
			ambiguous_window("constant argument");
		found = one;
		first = false;
	}
	return found;
}

/* The value of an argument, unless it depends on the row. */
static bool
constant_value(FunctionCallInfo fcinfo, int argument, Datum *value, bool *isnull)
{
	PlanState  *state = (PlanState *) fcinfo->context;
	Expr	   *expr;
	ExprState  *ready;
	int			jit_flags;

	if (is_window(fcinfo))
		expr = window_constant(fcinfo, argument);
	else
		expr = unless_it_varies(aggregate_argument(fcinfo, argument));
	if (expr == NULL)
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
ca_argument_constant(FunctionCallInfo fcinfo, int argument, Datum *value)
{
	bool		isnull;

	return constant_value(fcinfo, argument, value, &isnull) && !isnull;
}

bool
ca_argument_is_null(FunctionCallInfo fcinfo, int argument)
{
	Datum		value;
	bool		isnull;

	return constant_value(fcinfo, argument, &value, &isnull) && isnull;
}

int
ca_argument_count(FunctionCallInfo fcinfo)
{
	return is_window(fcinfo) ? window_argument_count(fcinfo) : aggregate_argument_count(fcinfo);
}

Oid
ca_argument_type(FunctionCallInfo fcinfo, int argument)
{
	if (argument > ca_argument_count(fcinfo))
		return InvalidOid;
	return is_window(fcinfo) ? window_argument_type(fcinfo, argument)
		: exprType((Node *) aggregate_argument(fcinfo, argument));
}
