/*-------------------------------------------------------------------------
 *
 * sequence_api.c
 *	  Doors of sequence_match, sequence_count and sequence_next_node
 *
 * Usage:
 *	SELECT contact_id, sequence_match('(?1)(?t<=3600)(?2)', occurred_at,
 *									  event_type = 'opened',
 *									  event_type = 'clicked')
 *	FROM events GROUP BY contact_id;
 *	SELECT contact_id, sequence_next_node('forward', 'head', occurred_at, page,
 *										  page = 'home', page = 'home')
 *	FROM visits GROUP BY contact_id;
 *
 * sequence_match and sequence_count have one state, a trail of the rows that
 * meet a condition.  sequence_next_node keeps all rows, each with its node,
 * that can still matter.  A pattern is read once a query: all groups that were
 * given the same text share what was read.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 * Space for matching is palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "api/combine.h"
#include "api/condition.h"
#include "api/door.h"
#include "api/text.h"
#include "core/nodes.h"
#include "core/pattern.h"
#include "core/state.h"
#include "core/trail.h"
#include "model/sequence.h"

/* Bytes of a pattern that a message shows. */
#define SHOWN_PIECE		40

/* What follows the head of a state.  Part of the stored format. */
#define STATE_PATTERN	1
#define STATE_NODES		2

static const CaKeyShape no_key = {CA_KEY_NONE, CA_KEY_NONE};

/* ---- Patterns ---- */

/* What says what a pattern is. */
typedef struct Given
{
	const text *pattern;
	int			nconditions;	/* that there are */
} Given;

/* A pattern as it was given and as it was read. */
typedef struct SequenceSpec
{
	CaShared	shared;			/* in the pool's lists; first */
	Given		given;			/* with a copy of the text */
	CaPattern	pattern;		/* what it says */
} SequenceSpec;

/* The offending piece of a pattern, cut short if it is long. */
static const char *
piece_of_pattern(const text *given, const CaPatternError *error)
{
	const char *piece = VARDATA_ANY(given) + error->at;
	int			shown = pg_mbcliplen(piece, (int) error->length, SHOWN_PIECE);
	char	   *string = pnstrdup(piece, shown);

	return (Size) shown < error->length ? psprintf("%s...", string) : string;
}

static void
wrong_pattern(const text *given, int nconditions, const CaPatternError *error)
{
	int			character = pg_mbstrlen_with_len(VARDATA_ANY(given), (int) error->at) + 1;
	const char *piece = piece_of_pattern(given, error);

	if (error->problem == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg_plural("pattern refers to condition %.*s, there is %d",
							   "pattern refers to condition %.*s, there are %d", nconditions,
							   (int) error->length - 3, VARDATA_ANY(given) + error->at + 2, nconditions),
				 errdetail("At character %d: \"%s\".", character, piece),
				 errhint("Conditions are numbered from 1.")));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 error->length == 0 ? errmsg("invalid pattern at character %d, its end", character)
			 : errmsg("invalid pattern at character %d: \"%s\"", character, piece),
			 errdetail_internal("%s", error->problem),
			 errhint("A pattern is made of (?N), ., .* and (?t op seconds), where op is one of <, <=, >, >=, == and !=.")));
}

static bool
was_given(const CaShared *entry, const void *asked)
{
	const Given *was = &((const SequenceSpec *) entry)->given;
	const Given *given = asked;

	return was->nconditions == given->nconditions && ca_text_equal(was->pattern, given->pattern);
}

static const SequenceSpec *
spec_create(CaPool *pool, const text *given, int nconditions)
{
	SequenceSpec *spec = MemoryContextAlloc(pool->context, sizeof(SequenceSpec));
	Size		length = VARSIZE_ANY_EXHDR(given);
	CaPatternError error;

	if (!ca_pattern_parse(&spec->pattern, VARDATA_ANY(given), length, nconditions, &error))
		wrong_pattern(given, nconditions, &error);
	spec->given.pattern = ca_text_copy(given, pool->context);
	spec->given.nconditions = nconditions;
	ca_pool_share(pool, was_given, &spec->shared);
	return spec;
}

/* The pattern of this text, read now or for an earlier group. */
static const SequenceSpec *
shared_spec(CaPool *pool, const text *given, int nconditions)
{
	const Given asked = {given, nconditions};
	const CaShared *spec = ca_pool_shared(pool, was_given, &asked);

	return spec != NULL ? (const SequenceSpec *) spec : spec_create(pool, given, nconditions);
}

static inline const SequenceSpec *
spec_of(const CaTrail *trail)
{
	return trail->shared;
}

static CaTrail *
sequence_create(CaPool *pool, const text *given, int nconditions)
{
	return ca_trail_create(pool->context, nconditions, shared_spec(pool, given, nconditions));
}

/* ---- sequence_match, sequence_count ---- */

CA_FUNCTION(ca_sequence_transfn)
{
	CaTrail    *trail;
	uint32		conditions;

	ca_door_check(fcinfo);
	ca_door_require(fcinfo, 1, "pattern");
	if (unlikely(PG_ARGISNULL(0)))
		trail = sequence_create(ca_door_pool(fcinfo), PG_GETARG_TEXT_PP(1),
								ca_condition_count(fcinfo, 3, "a sequence"));
	else
	{
		trail = (CaTrail *) PG_GETARG_POINTER(0);
		if (!ca_door_is_constant(fcinfo, 1))
			ca_text_same(spec_of(trail)->given.pattern, PG_GETARG_TEXT_PP(1), "pattern");
	}
	if (PG_ARGISNULL(2))
		PG_RETURN_POINTER(trail);
	conditions = ca_condition_mask(fcinfo, 3, trail->bits);
	if (conditions != 0)
		trail = ca_trail_add(trail, PG_GETARG_TIMESTAMPTZ(2), conditions);
	PG_RETURN_POINTER(trail);
}

CA_FUNCTION(ca_sequence_serialize)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaTrail    *trail = (CaTrail *) PG_GETARG_POINTER(0);
	CaWriter	w;

	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TRAIL, no_key);
	ca_write_varint(&w, STATE_PATTERN);
	ca_write_varint(&w, spec_of(trail)->given.nconditions);
	ca_text_write(&w, spec_of(trail)->given.pattern);
	ca_trail_write(trail, pool, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

/* The form of a partial state, which must be this one; the number of its conditions. */
static int
read_conditions(CaReader *r, uint64 form)
{
	uint64		nconditions;

	if (ca_read_varint(r) != form)
		ca_wire_error("they are of another aggregate");
	nconditions = ca_read_varint(r);
	if (nconditions < 1 || nconditions > CA_MAX_CONDITIONS)
		ca_wire_error("the number of conditions is out of range");
	return (int) nconditions;
}

/* Take what an opened state holds. */
static void *
sequence_absorb(FunctionCallInfo fcinfo, void *trail, CaReader *r, CaKeyShape shape)
{
	int			nconditions = read_conditions(r, STATE_PATTERN);
	text	   *given = ca_text_read(r, CurrentMemoryContext);

	if (trail == NULL)
		trail = sequence_create(ca_door_pool(fcinfo), given, nconditions);
	ca_text_same(spec_of(trail)->given.pattern, given, "pattern");
	if (nconditions != spec_of(trail)->given.nconditions)
		ca_wire_error("the number of conditions is another");
	return ca_trail_absorb(trail, r);
}

CA_FUNCTION(ca_sequence_combine)
{
	return ca_combine(fcinfo, CA_STATE_TRAIL, sequence_absorb);
}

/* Matches in a group; the search ends at most. */
static uint64
count_matches(FunctionCallInfo fcinfo, uint64 most)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	const CaPattern *pattern;
	const CaEvent *events;
	CaTrail    *trail;
	uint64	   *reached = NULL;
	uint64		count;

	if (PG_ARGISNULL(0))
		return 0;
	trail = (CaTrail *) PG_GETARG_POINTER(0);
	pattern = &spec_of(trail)->pattern;
	events = ca_trail_events(trail, pool);
	if (ca_sequence_needs_space(pattern))
		reached = MemoryContextAllocHuge(CurrentMemoryContext, (Size) trail->n * sizeof(uint64));
	count = ca_sequence_count(pattern, events, trail->n, reached, most);
	if (reached != NULL)
		pfree(reached);
	return count;
}

CA_FUNCTION(ca_sequence_match_finalfn)
{
	PG_RETURN_BOOL(count_matches(fcinfo, 1) > 0);
}

CA_FUNCTION(ca_sequence_count_finalfn)
{
	PG_RETURN_INT64((int64) count_matches(fcinfo, PG_UINT64_MAX));
}

/* ---- sequence_next_node ---- */

/* Which node is looked for. */
typedef struct NextSpec
{
	CaShared	shared;			/* in the pool's lists; first */
	CaSequenceNext next;
} NextSpec;

static const char *const direction_word[] = {"forward", "backward"};

/* In the order of CaSequenceBase. */
static const char *const base_word[] = {"head", "tail", "first_match", "last_match"};

static int
find_word(const text *value, const char *name, const char *const *words, int n, const char *hint)
{
	char	   *string = text_to_cstring(value);

	for (int i = 0; i < n; i++)
	{
		if (strcmp(string, words[i]) == 0)
			return i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s \"%s\"", name, string),
			 errhint("%s", hint)));
}

static CaSequenceNext
read_next(FunctionCallInfo fcinfo, int nconditions)
{
	CaSequenceNext next;

	next.backward = find_word(PG_GETARG_TEXT_PP(1), "direction", direction_word, lengthof(direction_word),
							  "It is one of forward and backward.") == 1;
	next.base = (CaSequenceBase) find_word(PG_GETARG_TEXT_PP(2), "base", base_word, lengthof(base_word),
										   "It is one of head, tail, first_match and last_match.");
	if (next.base == (next.backward ? CA_SEQUENCE_HEAD : CA_SEQUENCE_TAIL))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("direction \"%s\" cannot be combined with base \"%s\"",
						direction_word[next.backward], base_word[next.base]),
				 errhint("From the head one can only go forward, from the tail backward.")));
	next.nconditions = nconditions;
	return next;
}

static void
require_same_next(const CaSequenceNext *was, const CaSequenceNext *is)
{
	if (was->backward != is->backward)
		ca_door_changed("direction");
	if (was->base != is->base)
		ca_door_changed("base");
}

static bool
is_next(const CaShared *entry, const void *asked)
{
	const CaSequenceNext *was = &((const NextSpec *) entry)->next;
	const CaSequenceNext *next = asked;

	return was->backward == next->backward && was->base == next->base &&
		was->nconditions == next->nconditions;
}

static const NextSpec *
shared_next(CaPool *pool, CaSequenceNext next)
{
	NextSpec   *spec = (NextSpec *) ca_pool_shared(pool, is_next, &next);

	if (spec == NULL)
	{
		spec = MemoryContextAlloc(pool->context, sizeof(NextSpec));
		spec->next = next;
		ca_pool_share(pool, is_next, &spec->shared);
	}
	return spec;
}

static inline const CaSequenceNext *
next_of(const CaNodes *nodes)
{
	return &((const NextSpec *) nodes->shared)->next;
}

/* Add a node, dropping first what cannot matter when there is no room. */
static CaNodes *
add_node(CaNodes *nodes, CaPool *pool, CaNode node, const char *string)
{
	if (node.at < nodes->from || node.at > nodes->until)
		return nodes;
	if (unlikely(!ca_nodes_has_room(nodes, ca_node_length(&node))))
	{
		const CaNode **order = ca_nodes_order(nodes, pool);
		Size		from;
		Size		until;

		ca_sequence_keep(next_of(nodes), order, nodes->n, &from, &until);
		nodes = ca_nodes_keep(nodes, pool, order, from, until, ca_node_length(&node));
	}
	ca_nodes_add(nodes, node, string);
	return nodes;
}

/* The nodes for a row: those at hand, the constants checked, or new ones. */
static CaNodes *
nodes_for_row(FunctionCallInfo fcinfo)
{
	CaNodes    *nodes = PG_ARGISNULL(0) ? NULL : (CaNodes *) PG_GETARG_POINTER(0);
	CaPool	   *pool;
	CaSequenceNext next;

	ca_door_require(fcinfo, 1, "direction");
	ca_door_require(fcinfo, 2, "base");
	if (likely(nodes != NULL && ca_door_is_constant(fcinfo, 1) && ca_door_is_constant(fcinfo, 2)))
		return nodes;
	if (nodes != NULL)
	{
		next = read_next(fcinfo, next_of(nodes)->nconditions);
		require_same_next(next_of(nodes), &next);
		return nodes;
	}
	pool = ca_door_pool(fcinfo);
	next = read_next(fcinfo, ca_condition_count(fcinfo, 6, "a sequence"));
	return ca_nodes_create(pool, shared_next(pool, next));
}

CA_FUNCTION(ca_sequence_next_node_transfn)
{
	CaNodes    *nodes;
	CaNode		node;
	text	   *string;

	ca_door_check(fcinfo);
	nodes = nodes_for_row(fcinfo);
	if (PG_ARGISNULL(3) || PG_ARGISNULL(4))
		PG_RETURN_POINTER(nodes);
	string = PG_GETARG_TEXT_PP(4);
	node.at = PG_GETARG_TIMESTAMPTZ(3);
	node.kind = ca_condition_mask(fcinfo, 6, next_of(nodes)->nconditions);
	node.tag = (uint32) VARSIZE_ANY_EXHDR(string) << 1 | (!PG_ARGISNULL(5) && PG_GETARG_BOOL(5));
	PG_RETURN_POINTER(add_node(nodes, ca_door_pool(fcinfo), node, VARDATA_ANY(string)));
}

CA_FUNCTION(ca_sequence_next_node_serialize)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	const CaNodes *nodes = (const CaNodes *) PG_GETARG_POINTER(0);
	const CaSequenceNext *next = next_of(nodes);
	const CaNode **order = ca_nodes_order(nodes, pool);
	Size		from;
	Size		until;
	CaWriter	w;

	ca_sequence_keep(next, order, nodes->n, &from, &until);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TRAIL, no_key);
	ca_write_varint(&w, STATE_NODES);
	ca_write_varint(&w, next->nconditions);
	ca_write_varint(&w, (uint64) next->base << 1 | next->backward);
	ca_nodes_write(order, from, until, &w);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static CaSequenceNext
read_next_node(CaReader *r)
{
	CaSequenceNext next;
	uint64		word;

	next.nconditions = read_conditions(r, STATE_NODES);
	word = ca_read_varint(r);
	if (word >> 1 > CA_SEQUENCE_LAST_MATCH)
		ca_wire_error("the base is not known");
	next.base = (CaSequenceBase) (word >> 1);
	next.backward = (word & 1) != 0;
	return next;
}

/* Take what an opened state holds. */
static void *
nodes_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaNodes    *nodes = known;
	CaNode		node = {PG_INT64_MIN, 0, 0};
	CaSequenceNext next = read_next_node(r);

	if (nodes == NULL)
		nodes = ca_nodes_create(pool, shared_next(pool, next));
	require_same_next(next_of(nodes), &next);
	if (next.nconditions != next_of(nodes)->nconditions)
		ca_wire_error("the number of conditions is another");
	for (uint64 n = ca_nodes_read_count(r); n > 0; n--)
	{
		const char *string = ca_nodes_read(r, &node);

		CHECK_FOR_INTERRUPTS();
		nodes = add_node(nodes, pool, node, string);
	}
	return nodes;
}

CA_FUNCTION(ca_sequence_next_node_combine)
{
	return ca_combine(fcinfo, CA_STATE_TRAIL, nodes_absorb);
}

CA_FUNCTION(ca_sequence_next_node_finalfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	const CaNode **order;
	const CaNodes *nodes;
	Size		place;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	nodes = (const CaNodes *) PG_GETARG_POINTER(0);
	order = ca_nodes_order(nodes, pool);
	place = ca_sequence_next(next_of(nodes), order, nodes->n);
	if (place == nodes->n)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(ca_node_string(order[place]), (int) ca_node_length(order[place])));
}
