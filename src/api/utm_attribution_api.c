/*-------------------------------------------------------------------------
 *
 * utm_attribution_api.c
 *	  Doors of utm_attribution
 *
 * Usage:
 *	SELECT t.* FROM unnest((
 *		SELECT utm_attribution(url, contact_id, event_type = 'purchase')
 *		FROM events)) AS t;
 *	SELECT t.* FROM unnest((
 *		SELECT utm_attribution(source, medium, campaign, contact_id, converted)
 *		FROM visits)) AS t;
 *
 * Each source, medium and campaign that is met has a number, by a dictionary,
 * two counters and a set of contacts.  The visitors of all together are counted
 * at the end, in the union of the sets: once a visitor and campaign, not once a
 * row.
 *
 * Memory: states live in the pool of the aggregate's context and go with it.
 * The union has a pool of its own for the time that it takes.  Results are
 * palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "api/combine.h"
#include "api/door.h"
#include "api/rows.h"
#include "api/utm_text.h"
#include "core/dictionary.h"
#include "core/keymap.h"
#include "core/state.h"
#include "model/utm.h"
#include "model/utm_attribution.h"

/* What is looked for in a URL, bit i for part i. */
#define NAMES	((1U << CA_UTM_SOURCE) | (1U << CA_UTM_MEDIUM) | (1U << CA_UTM_CAMPAIGN))

StaticAssertDecl(CA_UTM_SOURCE == 0 && CA_UTM_MEDIUM == 1 && CA_UTM_CAMPAIGN == 2,
				 "parameters of a URL are not in the order of the parts");

/* Bytes of three decoded values, or of their string, that need no palloc. */
#define STACK_BYTES	1024

/* Columns of utm_attribution_row. */
#define COLUMNS	(CA_TRAFFIC_PARTS + 4)

/* The traffic of one source, medium and campaign. */
typedef struct Traffic
{
	uint64		events;			/* rows */
	uint64		conversions;	/* those that converted */
	CaKeymap	visitors;		/* their contacts */
} Traffic;

typedef struct TrafficState
{
	CaPool	   *pool;
	CaKeyShape	shape;			/* of the contacts */
	CaDictionary *names;		/* strings of model/utm_attribution.h */
	Traffic   **traffic;		/* by their numbers; they do not move */
	uint32		ntraffic;		/* as many as names */
	uint32		maxtraffic;		/* allocated */
	Traffic    *nothing;		/* that without any of the three, or NULL */
} TrafficState;

static TrafficState *
state_create(CaPool *pool, CaKeyShape shape)
{
	TrafficState *state = MemoryContextAllocZero(pool->context, sizeof(TrafficState));

	state->pool = pool;
	state->shape = shape;
	state->names = ca_dictionary_create(pool);
	return state;
}

/* ---- What a row belongs to ---- */

/* The next number is new. */
static Traffic *
traffic_create(TrafficState *state)
{
	Traffic    *traffic = MemoryContextAlloc(state->pool->context, sizeof(Traffic));

	if (state->ntraffic == state->maxtraffic)
	{
		state->maxtraffic = Max(8, 2 * state->maxtraffic);
		state->traffic = ca_pool_realloc(state->pool, state->traffic,
										 state->maxtraffic * sizeof(Traffic *));
	}
	traffic->events = 0;
	traffic->conversions = 0;
	ca_keymap_init(&traffic->visitors, state->pool, state->shape, false);
	state->traffic[state->ntraffic++] = traffic;
	return traffic;
}

static inline Traffic *
traffic_by_number(TrafficState *state, uint32 number)
{
	if (unlikely(number == state->ntraffic))
		return traffic_create(state);
	return state->traffic[number];
}

static Traffic *
traffic_by_parts(TrafficState *state, const CaSlice *part)
{
	Size		room = ca_traffic_room(part);
	char		bytes[STACK_BYTES];
	char	   *string = room <= sizeof(bytes) ? bytes : palloc_extended(room, MCXT_ALLOC_HUGE);
	Size		length = ca_traffic_write(string, part);
	Traffic    *traffic;

	/* What is longer than any text is none too long for the dictionary. */
	length = Min(length, PG_UINT32_MAX);
	traffic = traffic_by_number(state, ca_dictionary_id(state->names, string, (uint32) length));
	if (string != bytes)
		pfree(string);
	return traffic;
}

/* Most rows of a log have no parameters at all. */
static inline Traffic *
traffic_of_nothing(TrafficState *state)
{
	const CaSlice part[CA_TRAFFIC_PARTS] = {{NULL, 0}};

	if (unlikely(state->nothing == NULL))
		state->nothing = traffic_by_parts(state, part);
	return state->nothing;
}

static Traffic *
traffic_by_values(TrafficState *state, const CaUtmValues *values)
{
	union
	{
		int32		align;
		char		bytes[STACK_BYTES];
	}			stack;
	CaSlice		part[CA_TRAFFIC_PARTS] = {{NULL, 0}};
	char	   *at = stack.bytes;

	for (int i = 0; i < CA_TRAFFIC_PARTS; i++)
	{
		text	   *value;
		Size		room;

		if ((values->present >> i & 1) == 0)
			continue;
		room = INTALIGN(ca_utm_text_room(values->value[i]));
		if (room <= stack.bytes + STACK_BYTES - at)
		{
			value = ca_utm_text_decode((text *) at, values->value[i]);
			at += room;
		}
		else
			value = ca_utm_text_decode(palloc(room), values->value[i]);
		part[i].at = VARDATA_ANY(value);
		part[i].length = VARSIZE_ANY_EXHDR(value);
	}
	return traffic_by_parts(state, part);
}

static inline Traffic *
traffic_by_url(TrafficState *state, FunctionCallInfo fcinfo, int argument)
{
	CaUtmValues values;
	CaSlice		url;

	if (PG_ARGISNULL(argument))
		return traffic_of_nothing(state);
	url = ca_utm_text_read(PG_GETARG_TEXT_PP(argument));
	ca_utm_begin(&values, NAMES);
	ca_utm_collect(&values, ca_utm_url_query(url.at, url.length));
	if (values.present == 0)
		return traffic_of_nothing(state);
	return traffic_by_values(state, &values);
}

/* Three arguments, as they are. */
static inline Traffic *
traffic_by_arguments(TrafficState *state, FunctionCallInfo fcinfo, int first)
{
	CaSlice		part[CA_TRAFFIC_PARTS] = {{NULL, 0}};

	if (PG_ARGISNULL(first) && PG_ARGISNULL(first + 1) && PG_ARGISNULL(first + 2))
		return traffic_of_nothing(state);
	for (int i = 0; i < CA_TRAFFIC_PARTS; i++)
	{
		if (!PG_ARGISNULL(first + i))
		{
			text	   *value = PG_GETARG_TEXT_PP(first + i);

			part[i].at = VARDATA_ANY(value);
			part[i].length = VARSIZE_ANY_EXHDR(value);
		}
	}
	return traffic_by_parts(state, part);
}

/* ---- Rows in ---- */

/* Arguments of both forms: nparts is 1, a URL, or CA_TRAFFIC_PARTS. */
static pg_attribute_always_inline Datum
traffic_transfn(FunctionCallInfo fcinfo, const int nparts, const CaDoor door)
{
	const int	contact = 1 + nparts;
	const int	converted = contact + 1;
	TrafficState *state;
	Traffic    *traffic;
	CaKey		key;

	ca_door_check(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
		state = state_create(ca_door_pool(fcinfo), ca_door_shape_of(fcinfo, contact, 1, door));
	else
		state = (TrafficState *) PG_GETARG_POINTER(0);
	traffic = nparts == 1 ? traffic_by_url(state, fcinfo, 1) : traffic_by_arguments(state, fcinfo, 1);
	traffic->events++;
	if (!PG_ARGISNULL(converted) && PG_GETARG_BOOL(converted))
		traffic->conversions++;
	if (ca_door_key_of(fcinfo, contact, 1, door, &key))
		ca_keymap_add_key(&traffic->visitors, &key, 0);
	PG_RETURN_POINTER(state);
}

static pg_attribute_always_inline Datum
url_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	return traffic_transfn(fcinfo, 1, door);
}

CA_DOOR_FUNCTION(ca_utm_attribution_url_int8_transfn, url_transfn, CA_DOOR_INT8);
CA_DOOR_FUNCTION(ca_utm_attribution_url_uuid_transfn, url_transfn, CA_DOOR_UUID);
CA_DOOR_FUNCTION(ca_utm_attribution_url_text_transfn, url_transfn, CA_DOOR_TEXT);

static pg_attribute_always_inline Datum
parts_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	return traffic_transfn(fcinfo, CA_TRAFFIC_PARTS, door);
}

CA_DOOR_FUNCTION(ca_utm_attribution_int8_transfn, parts_transfn, CA_DOOR_INT8);
CA_DOOR_FUNCTION(ca_utm_attribution_uuid_transfn, parts_transfn, CA_DOOR_UUID);
CA_DOOR_FUNCTION(ca_utm_attribution_text_transfn, parts_transfn, CA_DOOR_TEXT);

/* ---- States ---- */

/* The traffic by the order of its strings; palloc'd. */
static Traffic **
traffic_in_order(const TrafficState *state, const uint32 *order)
{
	Traffic   **traffic = palloc_extended(Max(state->ntraffic, 1) * sizeof(Traffic *), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < state->ntraffic; i++)
		traffic[order[i]] = state->traffic[i];
	return traffic;
}

CA_FUNCTION(ca_utm_attribution_serialize)
{
	TrafficState *state;
	uint32	   *order;
	Traffic   **traffic;
	CaWriter	w;

	ca_door_check(fcinfo);
	state = (TrafficState *) PG_GETARG_POINTER(0);
	order = ca_dictionary_order(state->names);
	traffic = traffic_in_order(state, order);
	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_TRAFFIC, state->shape);
	ca_dictionary_write(state->names, &w, order);
	for (uint32 i = 0; i < state->ntraffic; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ca_write_varint(&w, traffic[i]->events);
		ca_write_varint(&w, traffic[i]->conversions);
		ca_keymap_write(&traffic[i]->visitors, &w);
	}
	pfree(traffic);
	pfree(order);
	PG_RETURN_POINTER(ca_state_end(&w));
}

static void
traffic_absorb(Traffic *traffic, CaReader *r, CaKeyShape shape)
{
	uint64		events = ca_read_varint(r);
	uint64		conversions = ca_read_varint(r);
	CaReader	run;
	CaSetHead	head = ca_state_read_set(r, shape, &run);

	if (events > PG_INT64_MAX || conversions > events || head.count > events)
		ca_wire_error("a number of events is out of range");
	traffic->events += events;
	traffic->conversions += conversions;
	if (head.count > 0)
		ca_keymap_absorb(&traffic->visitors, &run, head);
}

/* Take what an opened state holds. */
static void *
state_absorb(FunctionCallInfo fcinfo, void *known, CaReader *r, CaKeyShape shape)
{
	TrafficState *state = known;
	uint32	   *ids;
	uint32		n;

	if (shape.first == CA_KEY_NONE)
		ca_wire_error("there are contacts of no kind");
	if (state == NULL)
		state = state_create(ca_door_pool(fcinfo), shape);
	ca_door_same_shape(state->shape, shape);
	ids = ca_dictionary_read(state->names, r, &n);
	while (state->ntraffic < ca_dictionary_size(state->names))
		traffic_create(state);
	for (uint32 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		traffic_absorb(state->traffic[ids[i]], r, shape);
	}
	pfree(ids);
	return state;
}

CA_FUNCTION(ca_utm_attribution_combine)
{
	return ca_combine(fcinfo, CA_STATE_TRAFFIC, state_absorb);
}

/* ---- The result ---- */

/* Add the contacts of a set to another, both of one word or of two a key. */
static void
add_visitors(CaKeymap *to, CaKeymap *from)
{
	CaMerge    *merge = ca_keymap_scan(from);
	const uint64 *entry;
	Size		n;

	while ((entry = ca_merge_next(merge, &n)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		for (Size i = 0; i < n; i++, entry += from->nwords)
		{
			CaKey		key = {{entry[0], from->nwords > 1 ? entry[1] : 0}};

			ca_keymap_add_key(to, &key, 0);
		}
	}
	ca_merge_free(merge);
}

/* Contacts of all traffic, each once. */
static uint64
count_visitors(TrafficState *state)
{
	MemoryContext context;
	CaKeymap   *all;
	uint64		count;

	if (state->ntraffic == 1)
		return ca_keymap_count(&state->traffic[0]->visitors);
	context = AllocSetContextCreate(CurrentMemoryContext, "campaign_analytics visitors",
									ALLOCSET_DEFAULT_SIZES);
	all = ca_keymap_create(ca_pool_of(context, state->pool->limit), state->shape, false);
	for (uint32 i = 0; i < state->ntraffic; i++)
		add_visitors(all, &state->traffic[i]->visitors);
	count = ca_keymap_count(all);
	MemoryContextDelete(context);
	return count;
}

/* Append a row; parts are NULL for the total. */
static void
add_row(CaRows *rows, const CaSlice *part, uint64 visitors, uint64 events, uint64 conversions)
{
	Datum		value[COLUMNS] = {0};
	bool		isnull[COLUMNS] = {true, true, true};

	for (int i = 0; part != NULL && i < CA_TRAFFIC_PARTS; i++)
	{
		isnull[i] = part[i].at == NULL;
		if (!isnull[i])
			value[i] = PointerGetDatum(cstring_to_text_with_len(part[i].at, (int) part[i].length));
	}
	value[CA_TRAFFIC_PARTS] = Int64GetDatum((int64) visitors);
	value[CA_TRAFFIC_PARTS + 1] = Int64GetDatum((int64) events);
	value[CA_TRAFFIC_PARTS + 2] = Int64GetDatum((int64) conversions);
	value[CA_TRAFFIC_PARTS + 3] = BoolGetDatum(part == NULL);
	ca_rows_add(rows, value, isnull);
	for (int i = 0; i < CA_TRAFFIC_PARTS; i++)
	{
		if (!isnull[i])
			pfree(DatumGetPointer(value[i]));
	}
}

static void
add_traffic(CaRows *rows, const TrafficState *state, uint32 number)
{
	Traffic    *traffic = state->traffic[number];
	CaSlice		part[CA_TRAFFIC_PARTS];
	uint32		length;
	const char *string = ca_dictionary_string(state->names, number, &length);
	char	   *room = palloc(Max(length, 1));

	if (!ca_traffic_read(part, room, string, length))
		ca_wire_error("a source, medium and campaign are none");
	add_row(rows, part, ca_keymap_count(&traffic->visitors), traffic->events, traffic->conversions);
	pfree(room);
}

static void
add_all(CaRows *rows, TrafficState *state)
{
	uint32	   *order = ca_dictionary_order(state->names);
	uint32	   *number = palloc_extended(Max(state->ntraffic, 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	uint64		events = 0;
	uint64		conversions = 0;

	for (uint32 i = 0; i < state->ntraffic; i++)
		number[order[i]] = i;
	for (uint32 i = 0; i < state->ntraffic; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_traffic(rows, state, number[i]);
		events += state->traffic[i]->events;
		conversions += state->traffic[i]->conversions;
	}
	add_row(rows, NULL, count_visitors(state), events, conversions);
	pfree(number);
	pfree(order);
}

CA_FUNCTION(ca_utm_attribution_finalfn)
{
	CaRows		rows;

	ca_door_check(fcinfo);
	ca_rows_begin(&rows, fcinfo, "tttlllb");
	if (PG_ARGISNULL(0))
		add_row(&rows, NULL, 0, 0, 0);
	else
		add_all(&rows, (TrafficState *) PG_GETARG_POINTER(0));
	PG_RETURN_ARRAYTYPE_P(ca_rows_end(&rows));
}
