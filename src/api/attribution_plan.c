/*-------------------------------------------------------------------------
 *
 * attribution_plan.c
 *	  What is asked of touches and conversions, found out once for all groups
 *
 * What must not change is understood once for all states of a pool that were
 * given the same, with the first row of a group at the latest.
 *
 * Arguments of all uses, behind the models that attribution has first: lookback,
 * contact, at, touch, converted, value and maybe options.
 *
 * Interface
 *	ca_attribution_make_call	- what is kept from row to row
 *	ca_attribution_plan_of_row	- what a row asks
 *	ca_attribution_check_row	- has it changed?
 *	ca_attribution_plan_write, ca_attribution_plan_read, ca_attribution_require_same
 *								- the same in states
 *	ca_attribution_check_without_rows	- errors when there is no row
 *	ca_attribution_model_name	- of a model
 *
 * Memory: plans live in the pool's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/argument.h"
#include "api/attribution_plan.h"
#include "api/condition.h"
#include "api/text.h"

/* Where the models stand, and how many arguments at most must not change. */
#define MODELS	1
#define CA_FIXED_ARGUMENTS	3

static const char *const model_names[CA_ATTRIBUTION_MODELS] = {
	[CA_FIRST_TOUCH] = "first_touch",
	[CA_LAST_TOUCH] = "last_touch",
	[CA_LAST_NON_DIRECT] = "last_non_direct",
	[CA_LINEAR] = "linear",
	[CA_POSITION_BASED] = "position_based",
	[CA_U_SHAPED] = "u_shaped",
	[CA_W_SHAPED] = "w_shaped",
	[CA_J_SHAPED] = "j_shaped",
	[CA_INVERSE_J] = "inverse_j",
	[CA_TIME_DECAY] = "time_decay",
	[CA_PARTICIPATION] = "participation",
	[CA_SHAPLEY] = "shapley",
	[CA_MARKOV] = "markov"
};

/* The last argument, which may be left out: behind the value. */
static inline int
options_argument(CaAttributionUse use)
{
	return ca_attribution_lookback_argument(use) + 6;
}

const char *
ca_attribution_model_name(CaAttributionModel model)
{
	return model_names[model];
}

/* ---- Models ---- */

static void
add_model(CaAttributionGiven *given, CaAttributionModel model)
{
	for (int i = 0; i < given->nmodels; i++)
	{
		if (given->model[i] == model)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("models contains \"%s\" twice", model_names[model])));
	}
	given->model[given->nmodels++] = model;
}

static CaAttributionModel
find_model(const text *name)
{
	for (int i = 0; i < CA_ATTRIBUTION_MODELS; i++)
	{
		if (strlen(model_names[i]) == VARSIZE_ANY_EXHDR(name) &&
			memcmp(model_names[i], VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
			return (CaAttributionModel) i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("attribution model \"%s\" is not recognized", text_to_cstring(name)),
			 errhint("Valid models are first_touch, last_touch, last_non_direct, linear, position_based, u_shaped, w_shaped, j_shaped, inverse_j, time_decay, participation, shapley and markov.")));
}

static void
read_models(CaAttributionGiven *given, ArrayType *array)
{
	Datum	   *value;
	bool	   *isnull;
	int			n;

	ca_door_one_dimension(array, "models");
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &value, &isnull, &n);
	if (n < 1 || n > CA_ATTRIBUTION_MODELS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("models must have between 1 and %d models, not %d", CA_ATTRIBUTION_MODELS, n)));
	for (int i = 0; i < n; i++)
	{
		if (isnull[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("models must not contain NULL")));
		add_model(given, find_model(DatumGetTextPP(value[i])));
	}
	pfree(value);
	pfree(isnull);
}

/* ---- What is given ---- */

/* What messages call an argument. */
static const char *
name_of(CaAttributionUse use, int argument)
{
	if (argument == ca_attribution_lookback_argument(use))
		return "lookback";
	return argument == options_argument(use) ? "options" : "models";
}

CA_NORETURN static void
null_argument(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s must not be NULL", name)));
}

/* Understand the value of one of them. */
static void
set_argument(CaAttributionGiven *given, int argument, Datum value)
{
	if (argument == ca_attribution_lookback_argument(given->use))
		given->lookback = ca_condition_window(DatumGetIntervalP(value), "lookback");
	else if (argument == options_argument(given->use))
		given->options = DatumGetTextPP(value);
	else
		read_models(given, DatumGetArrayTypeP(value));
}

/* The arguments that must not change, of a call with nargs in all; how many. */
static int
fixed_arguments(CaAttributionUse use, int nargs, int *argument)
{
	int			n = 0;

	for (int i = MODELS; i <= ca_attribution_lookback_argument(use); i++)
		argument[n++] = i;
	if (nargs > options_argument(use))
		argument[n++] = options_argument(use);
	return n;
}

static CaAttributionGiven
given_by_row(FunctionCallInfo fcinfo, CaAttributionUse use)
{
	CaAttributionGiven given;
	int			argument[CA_FIXED_ARGUMENTS];
	int			n = fixed_arguments(use, PG_NARGS(), argument);

	memset(&given, 0, sizeof(CaAttributionGiven));
	given.use = use;
	for (int i = 0; i < n; i++)
	{
		if (PG_ARGISNULL(argument[i]))
			null_argument(name_of(use, argument[i]));
		set_argument(&given, argument[i], PG_GETARG_DATUM(argument[i]));
	}
	return given;
}

/* The name of an argument that differs, or NULL. */
static const char *
given_differs(const CaAttributionGiven *a, const CaAttributionGiven *b)
{
	if (a->nmodels != b->nmodels ||
		memcmp(a->model, b->model, a->nmodels * sizeof(CaAttributionModel)) != 0)
		return "models";
	if (a->lookback != b->lookback)
		return "lookback";
	return ca_text_equal(a->options, b->options) ? NULL : "options";
}

/* ---- What it means ---- */

/* The groups of options that a use has. */
static int
valid_options(CaAttributionUse use)
{
	switch (use)
	{
		case CA_USE_CREDITS:
			return CA_OPTION_CREDITS | CA_OPTION_ORDER;
		case CA_USE_PATHS:
			return CA_OPTION_TOP;
		case CA_USE_ASSISTED:
			return 0;
		case CA_USE_EFFECTS:
		case CA_USE_TRANSITIONS:
			break;
	}
	return CA_OPTION_ORDER;
}

static CaAttributionPlan *
plan_create(const CaAttributionGiven *given, MemoryContext context)
{
	MemoryContext before = MemoryContextSwitchTo(context);
	CaAttributionPlan *plan = palloc0(sizeof(CaAttributionPlan));
	char	   *options = given->options == NULL ? "" : text_to_cstring(given->options);

	plan->given = *given;
	if (given->options != NULL)
		plan->given.options = cstring_to_text(options);
	ca_attribution_options_read(options, valid_options(given->use), &plan->options);
	plan->options.rules.lookback = given->lookback;
	MemoryContextSwitchTo(before);
	return plan;
}

static bool
was_given(const CaShared *entry, const void *asked)
{
	const CaAttributionGiven *was = &((const CaAttributionPlan *) entry)->given;
	const CaAttributionGiven *given = asked;

	return was->use == given->use && given_differs(was, given) == NULL;
}

/* The plan of what is given: one that a state of the pool has, or a new one. */
static CaAttributionPlan *
plan_of_pool(CaPool *pool, const CaAttributionGiven *given)
{
	CaAttributionPlan *plan = (CaAttributionPlan *) ca_pool_shared(pool, was_given, given);

	if (plan == NULL)
	{
		plan = plan_create(given, pool->context);
		ca_pool_share(pool, was_given, &plan->shared);
	}
	return plan;
}

/* ---- Rows ---- */

CaAttributionCall *
ca_attribution_make_call(FunctionCallInfo fcinfo, const CaAttributionUse use)
{
	CaCall	   *made = ca_door_make_call(fcinfo);
	CaAttributionCall *call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
													 sizeof(CaAttributionCall));
	int			argument[CA_FIXED_ARGUMENTS];
	int			n = fixed_arguments(use, PG_NARGS(), argument);

	call->call = *made;
	call->constant = true;
	for (int i = 0; i < n; i++)
		call->constant &= (made->constants >> argument[i] & 1) != 0;
	pfree(made);
	fcinfo->flinfo->fn_extra = call;
	return call;
}

CaAttributionPlan *
ca_attribution_plan_of_row(FunctionCallInfo fcinfo, const CaAttributionUse use, CaPool *pool)
{
	CaAttributionGiven given = given_by_row(fcinfo, use);

	return plan_of_pool(pool, &given);
}

void
ca_attribution_check_row(FunctionCallInfo fcinfo, const CaAttributionPlan *plan)
{
	CaAttributionGiven given = given_by_row(fcinfo, plan->given.use);
	const char *changed = given_differs(&plan->given, &given);

	if (changed != NULL)
		ca_door_changed(changed);
}

/* ---- States ---- */

void
ca_attribution_plan_write(const CaAttributionPlan *plan, CaWriter *w)
{
	const CaAttributionGiven *given = &plan->given;

	ca_write_varint(w, given->use);
	ca_write_varint(w, given->nmodels);
	for (int i = 0; i < given->nmodels; i++)
		ca_write_varint(w, given->model[i]);
	ca_write_varint(w, given->lookback);
	ca_write_varint(w, given->options != NULL);
	if (given->options != NULL)
		ca_text_write(w, given->options);
}

static void
read_written_models(CaReader *r, CaAttributionGiven *given)
{
	uint64		n = ca_read_varint(r);

	if (n > CA_ATTRIBUTION_MODELS || (n > 0) != (given->use == CA_USE_CREDITS))
		ca_wire_error("the number of models is out of range");
	for (uint64 i = 0; i < n; i++)
	{
		uint64		model = ca_read_varint(r);

		if (model >= CA_ATTRIBUTION_MODELS)
			ca_wire_error("a model is not known");
		add_model(given, (CaAttributionModel) model);
	}
}

CaAttributionPlan *
ca_attribution_plan_read(CaReader *r, CaPool *pool)
{
	CaAttributionGiven given;
	uint64		use = ca_read_varint(r);

	if (use > CA_USE_TRANSITIONS)
		ca_wire_error("what is asked of touches is not known");
	memset(&given, 0, sizeof(CaAttributionGiven));
	given.use = (CaAttributionUse) use;
	read_written_models(r, &given);
	given.lookback = ca_read_varint(r);
	if (ca_read_varint(r) != 0)
		given.options = ca_text_read(r, CurrentMemoryContext);
	return plan_of_pool(pool, &given);
}

void
ca_attribution_require_same(const CaAttributionPlan *was, const CaAttributionPlan *is)
{
	const char *changed;

	if (was == is)
		return;
	if (was->given.use != is->given.use)
		ca_wire_error("they are of another aggregate");
	changed = given_differs(&was->given, &is->given);
	if (changed != NULL)
		ca_door_changed(changed);
}

/* ---- Without rows ---- */

void
ca_attribution_check_without_rows(FunctionCallInfo fcinfo, const CaAttributionUse use)
{
	CaAttributionGiven given;
	int			argument[CA_FIXED_ARGUMENTS];
	int			n = fixed_arguments(use, ca_argument_count(fcinfo) + 1, argument);
	bool		all = ca_argument_count(fcinfo) > 0;

	memset(&given, 0, sizeof(CaAttributionGiven));
	given.use = use;
	for (int i = 0; i < n && all; i++)
	{
		Datum		value;

		if (ca_argument_constant(fcinfo, argument[i], &value))
			set_argument(&given, argument[i], value);
		else if (ca_argument_is_null(fcinfo, argument[i]))
			null_argument(name_of(use, argument[i]));
		else
			all = false;
	}
	if (all)
		(void) plan_create(&given, CurrentMemoryContext);
}
