/*-------------------------------------------------------------------------
 *
 * states.c
 *	  Targets: the states of all aggregates, as they come from elsewhere
 *
 * Bytes that are taken have a meaning.  So what is written of it is taken again
 * and written the same; written the same by an aggregate that had hardly any
 * memory and went to disk; and, of sets, the same when they are added twice.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "fuzz.h"

/* As little as a pool is ever given. */
#define LITTLE_MEMORY	(64 * 1024)

typedef struct FuzzState
{
	PGFunction	combine;
	PGFunction	serialize;
	bool		is_set;			/* the same twice is the same */
} FuzzState;

/* The state of a new aggregate that is given a part so many times; false when there is none. */
static bool
combined(const FuzzState *state, struct varlena *part, int times, Datum *result)
{
	NullableDatum args[2] = {{0, true}, {PointerGetDatum(part), false}};

	fuzz_new_aggregate();
	for (int i = 0; i < times; i++)
		args[0].value = fuzz_call(state->combine, 2, args, &args[0].isnull);
	*result = args[0].value;
	return !args[0].isnull;
}

/* The same, as it is written. */
static struct varlena *
rewritten(const FuzzState *state, struct varlena *part, int times)
{
	NullableDatum arg = {0, false};
	bool		isnull;

	if (!combined(state, part, times, &arg.value))
		return NULL;
	return (struct varlena *) DatumGetPointer(fuzz_call(state->serialize, 1, &arg, &isnull));
}

static bool
same_bytes(const struct varlena *a, const struct varlena *b)
{
	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

static void
try_state(const uint8 *data, Size n, const void *argument)
{
	const FuzzState *state = argument;
	struct varlena *part = fuzz_value(data, n);
	struct varlena *written = rewritten(state, part, 1);

	if (written == NULL)
		return;
	fuzz_trust();
	fuzz_expect(same_bytes(written, rewritten(state, written, 1)));
	if (state->is_set)
		fuzz_expect(same_bytes(written, rewritten(state, written, 2)));
	fuzz_set_work_mem(LITTLE_MEMORY);
	fuzz_expect(same_bytes(written, rewritten(state, part, 1)));
	fuzz_set_work_mem(1);
	fuzz_expect(same_bytes(written, rewritten(state, part, 1)));
}

/* Six states at once, the head of each, and arrays that are made with room. */
#define BASE_MEMORY		((Size) 512 * 1024)
#define FACTOR			512

/* Functions of api/ that are called by SQL only are declared nowhere. */
#define STATE(name, functions, is_set) \
	extern Datum ca_##functions##_combine(PG_FUNCTION_ARGS); \
	extern Datum ca_##functions##_serialize(PG_FUNCTION_ARGS); \
	static const FuzzState name = {ca_##functions##_combine, ca_##functions##_serialize, is_set}; \
	FUZZ_TARGET(state_##name, try_state, &name, BASE_MEMORY, FACTOR)

STATE(keyset, keyset, true);
STATE(engagement, engagement, true);
STATE(series, engagement_series, false);
STATE(timeline, timeline, true);
STATE(funnel, funnel, false);
STATE(funnel_times, funnel_times, false);
STATE(window_funnel, window_funnel, false);
STATE(sequence, sequence, false);
STATE(next_node, sequence_next_node, false);
STATE(path, path, false);
STATE(activity, activity, false);
STATE(cohort_value, cohort_value, false);
STATE(attribution, attribution, false);
STATE(responses, responses, false);
STATE(metrics, message_metrics, false);
STATE(messages, message_series, false);
STATE(traffic, utm_attribution, false);
