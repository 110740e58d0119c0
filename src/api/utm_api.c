/*-------------------------------------------------------------------------
 *
 * utm_api.c
 *	  Doors of utm, url_param, url_host, strip_tracking and the like
 *
 * Usage:
 *	SELECT utm_source(url), utm_medium(url), count(*)
 *	FROM events GROUP BY 1, 2;
 *
 *	SELECT (u).source, (u).medium, (u).campaign
 *	FROM (SELECT utm(url) AS u FROM events OFFSET 0) AS parsed;
 *
 * Every URL has an answer, whatever its bytes; nothing here raises an error.
 *
 * Memory: results are palloc'd in the caller's context, but for the record of
 * NULLs, which lives as long as the expression.  Where a parameter is not
 * found, nothing is allocated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"

#include "api/door.h"
#include "api/row.h"
#include "api/utm_text.h"
#include "model/utm.h"
#include "model/utm_tracking.h"
#include "model/utm_url.h"

/* Attributes of utm_params: those of CaUtmName up to the id, and two more. */
#define ID_ATTRIBUTES	(CA_UTM_ID + 1)
#define CLICK_ID		ID_ATTRIBUTES
#define CLICK_NETWORK	(CLICK_ID + 1)
#define ATTRIBUTES		(CLICK_NETWORK + 1)

/* Bytes of decoded values that need no palloc: most URLs are shorter. */
#define STACK_BYTES		2048

/* What utm() keeps from row to row, in fn_extra. */
typedef struct UtmCall
{
	TupleDesc	desc;			/* of utm_params */
	Datum		nothing;		/* one of NULLs only */
} UtmCall;

/* Room for the texts of a record. */
typedef struct UtmRoom
{
	char	   *at;				/* what is not yet used, aligned */
	Datum		value[ATTRIBUTES];
	bool		isnull[ATTRIBUTES];
} UtmRoom;

/* Look behind '#', too?  No function is called with a NULL. */
static inline bool
in_fragment(FunctionCallInfo fcinfo, int argument)
{
	return PG_NARGS() > argument && PG_GETARG_BOOL(argument);
}

static inline CaSlice
bytes_of(text *value)
{
	CaSlice		bytes = {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};

	return bytes;
}

static text *
text_of(CaSlice bytes)
{
	text	   *result = palloc(VARHDRSZ + bytes.length);

	SET_VARSIZE(result, VARHDRSZ + bytes.length);
	memcpy(VARDATA(result), bytes.at, bytes.length);
	return result;
}

/* ---- Parameters one at a time ---- */

/* A parameter of the URL that is argument 0. */
static Datum
parameter(FunctionCallInfo fcinfo, CaSlice name, bool with_fragment)
{
	CaSlice		url = ca_utm_text_read(PG_GETARG_TEXT_PP(0));
	CaSlice		raw = ca_utm_find(ca_utm_url_query(url.at, url.length), name);

	if (raw.at == NULL && with_fragment)
		raw = ca_utm_find(ca_utm_url_fragment_query(url.at, url.length), name);
	if (raw.length == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(ca_utm_text_decode(palloc(ca_utm_text_room(raw)), raw));
}

static Datum
named_parameter(FunctionCallInfo fcinfo, CaUtmName which)
{
	return parameter(fcinfo, ca_utm_name(which), in_fragment(fcinfo, 1));
}

CA_FUNCTION(ca_utm_source)
{
	return named_parameter(fcinfo, CA_UTM_SOURCE);
}

CA_FUNCTION(ca_utm_medium)
{
	return named_parameter(fcinfo, CA_UTM_MEDIUM);
}

CA_FUNCTION(ca_utm_campaign)
{
	return named_parameter(fcinfo, CA_UTM_CAMPAIGN);
}

CA_FUNCTION(ca_utm_term)
{
	return named_parameter(fcinfo, CA_UTM_TERM);
}

CA_FUNCTION(ca_utm_content)
{
	return named_parameter(fcinfo, CA_UTM_CONTENT);
}

CA_FUNCTION(ca_utm_id)
{
	return named_parameter(fcinfo, CA_UTM_ID);
}

CA_FUNCTION(ca_url_param)
{
	CaSlice		name = ca_utm_text_read(PG_GETARG_TEXT_PP(1));

	return parameter(fcinfo, name, in_fragment(fcinfo, 2));
}

/* ---- All at once ---- */

/* What the URL that is argument 0 has of the wanted names. */
static void
collect(FunctionCallInfo fcinfo, CaUtmValues *values, uint32 wanted)
{
	CaSlice		url = ca_utm_text_read(PG_GETARG_TEXT_PP(0));

	ca_utm_begin(values, wanted);
	ca_utm_collect(values, ca_utm_url_query(url.at, url.length));
	if (in_fragment(fcinfo, 1))
		ca_utm_collect(values, ca_utm_url_fragment_query(url.at, url.length));
}

CA_FUNCTION(ca_click_id)
{
	CaUtmValues values;
	CaUtmName	click;
	CaSlice		raw;

	collect(fcinfo, &values, CA_UTM_CLICKS);
	click = ca_utm_click(&values);
	if (click == CA_UTM_NAMES)
		PG_RETURN_NULL();
	raw = values.value[click];
	PG_RETURN_TEXT_P(ca_utm_text_decode(palloc(ca_utm_text_room(raw)), raw));
}

CA_FUNCTION(ca_click_network)
{
	CaUtmValues values;
	CaUtmName	click;

	collect(fcinfo, &values, CA_UTM_CLICKS);
	click = ca_utm_click(&values);
	if (click == CA_UTM_NAMES)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(text_of(ca_utm_network(click)));
}

static UtmCall *
make_call(FunctionCallInfo fcinfo)
{
	static const char columns[] = "tttttttt";
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	UtmCall    *call = palloc(sizeof(UtmCall));
	Datum		values[ATTRIBUTES] = {0};
	bool		isnull[ATTRIBUTES];

	StaticAssertStmt(sizeof(columns) == ATTRIBUTES + 1, "a letter a column");
	call->desc = ca_row_result(fcinfo, columns);
	memset(isnull, true, sizeof(isnull));
	call->nothing = HeapTupleGetDatum(heap_form_tuple(call->desc, values, isnull));
	MemoryContextSwitchTo(old);
	return call;
}

static inline UtmCall *
utm_call(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		fcinfo->flinfo->fn_extra = make_call(fcinfo);
	return fcinfo->flinfo->fn_extra;
}

/* Set an attribute to a raw value. */
static inline void
set_attribute(UtmRoom *room, int attribute, CaSlice raw)
{
	text	   *value = ca_utm_text_decode((text *) room->at, raw);

	room->value[attribute] = PointerGetDatum(value);
	room->isnull[attribute] = false;
	if (likely((char *) value == room->at))
		room->at += INTALIGN(VARSIZE(value));
}

static Datum
utm_record(const UtmCall *call, const CaUtmValues *values)
{
	union
	{
		int32		align;
		char		bytes[STACK_BYTES];
	}			stack;
	CaUtmName	click = ca_utm_click(values);
	CaSlice		network = {NULL, 0};
	Size		need = 0;
	UtmRoom		room;

	if (click != CA_UTM_NAMES)
	{
		network = ca_utm_network(click);
		need = INTALIGN(ca_utm_text_room(values->value[click])) + INTALIGN(ca_utm_text_room(network));
	}
	for (int i = 0; i < ID_ATTRIBUTES; i++)
	{
		if (values->present >> i & 1)
			need += INTALIGN(ca_utm_text_room(values->value[i]));
	}
	room.at = need <= STACK_BYTES ? stack.bytes : palloc(need);
	memset(room.isnull, true, sizeof(room.isnull));
	for (int i = 0; i < ID_ATTRIBUTES; i++)
	{
		if (values->present >> i & 1)
			set_attribute(&room, i, values->value[i]);
	}
	if (click != CA_UTM_NAMES)
	{
		set_attribute(&room, CLICK_ID, values->value[click]);
		set_attribute(&room, CLICK_NETWORK, network);
	}
	return HeapTupleGetDatum(heap_form_tuple(call->desc, room.value, room.isnull));
}

CA_FUNCTION(ca_utm)
{
	UtmCall    *call = utm_call(fcinfo);
	CaUtmValues values;

	collect(fcinfo, &values, CA_UTM_ALL);
	if (values.present == 0)
		return call->nothing;
	return utm_record(call, &values);
}

/* ---- Parts of URLs ---- */

CA_FUNCTION(ca_url_host)
{
	CaSlice		url = bytes_of(PG_GETARG_TEXT_PP(0));
	CaUtmAddress address;
	text	   *result;

	ca_utm_url_address(&address, url.at, url.length);
	if (address.host.at == NULL)
		PG_RETURN_NULL();
	result = palloc(VARHDRSZ + address.host.length);
	SET_VARSIZE(result, VARHDRSZ + address.host.length);
	ca_utm_url_lower(VARDATA(result), address.host);
	PG_RETURN_TEXT_P(result);
}

CA_FUNCTION(ca_url_path)
{
	const CaSlice root = {"/", 1};
	CaSlice		url = bytes_of(PG_GETARG_TEXT_PP(0));
	CaUtmAddress address;

	ca_utm_url_address(&address, url.at, url.length);
	if (address.path.length > 0)
		PG_RETURN_TEXT_P(text_of(address.path));
	if (address.host.at != NULL)
		PG_RETURN_TEXT_P(text_of(root));
	PG_RETURN_NULL();
}

CA_FUNCTION(ca_url_fragment)
{
	CaSlice		url = bytes_of(PG_GETARG_TEXT_PP(0));
	CaSlice		fragment = ca_utm_url_fragment(url.at, url.length);

	if (fragment.length == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(text_of(fragment));
}

CA_FUNCTION(ca_strip_tracking)
{
	CaSlice		url = bytes_of(PG_GETARG_TEXT_PP(0));
	text	   *result;

	if (!ca_utm_tracking_found(url.at, url.length))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	result = palloc(VARHDRSZ + url.length);
	SET_VARSIZE(result, VARHDRSZ + ca_utm_tracking_strip(VARDATA(result), url.at, url.length));
	PG_RETURN_TEXT_P(result);
}
