/*-------------------------------------------------------------------------
 *
 * door.h
 *	  What the SQL doors share: arguments in, keys out
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_DOOR_H
#define CA_DOOR_H

#include "fmgr.h"
#include "utils/array.h"
#include "utils/uuid.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "api/keyform.h"
#include "core/key.h"
#include "core/pool.h"
#include "core/wire.h"

/*
 * How a function's key arguments are declared.  A concrete declaration knows
 * its type at compile time; "any" looks it up, once a query.
 */
typedef enum CaDoor
{
	CA_DOOR_INT2,
	CA_DOOR_INT4,
	CA_DOOR_INT8,
	CA_DOOR_UUID,
	CA_DOOR_TEXT,
	CA_DOOR_ANY
} CaDoor;

/* How the key arguments of a call become a key. */
typedef struct CaKeyReader
{
	CaKeyShape	shape;			/* of the key made */
	bool		is_bigint_pair; /* two of them, as they are */
	bool		is_plain_text;	/* one text, compared by its bytes */
	int			nparts;			/* key arguments */
	CaKeyForm	part[FLEXIBLE_ARRAY_MEMBER];
} CaKeyReader;

/* What a call keeps from row to row, in fn_extra. */
typedef struct CaCall
{
	CaKeyReader *reader;		/* NULL until it is needed */
	uint64		constants;		/* bit i: argument i is a constant of the
								 * query */
} CaCall;

/*
 * The pool for the states of the aggregate being called; an error when the
 * function is not called by an aggregation.  Every support function calls
 * this, or ca_door_check, first.
 */
extern CaPool *ca_door_pool(FunctionCallInfo fcinfo);
extern void ca_door_check(FunctionCallInfo fcinfo);

/* What to keep for this call, in fn_mcxt. */
extern CaCall *ca_door_make_call(FunctionCallInfo fcinfo);

/* A reader for the nparts arguments from first on, in fn_mcxt. */
extern CaKeyReader *ca_door_make_reader(FunctionCallInfo fcinfo, int first, int nparts);

/* The key of the reader's arguments, which begin at first; false when one is NULL. */
extern bool ca_door_read(const CaKeyReader *reader, FunctionCallInfo fcinfo, int first, CaKey *key);

/* Error if an array has several dimensions. */
extern void ca_door_one_dimension(const ArrayType *array, const char *name);

/* The error of an argument that must not be NULL. */
CA_NORETURN extern void ca_door_missing(const char *name);

static inline void
ca_door_require(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (unlikely(PG_ARGISNULL(argument)))
		ca_door_missing(name);
}

/* The error of an argument that must not change. */
CA_NORETURN extern void ca_door_changed(const char *name);

/* Error unless keys of both shapes can be in one set; the one that is not empty. */
extern CaKeyShape ca_door_same_shape(CaKeyShape a, CaKeyShape b);

static inline CaCall *
ca_door_call(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		fcinfo->flinfo->fn_extra = ca_door_make_call(fcinfo);
	return fcinfo->flinfo->fn_extra;
}

static inline const CaKeyReader *
ca_door_reader(FunctionCallInfo fcinfo, int first, int nparts)
{
	CaCall	   *call = ca_door_call(fcinfo);

	if (unlikely(call->reader == NULL))
		call->reader = ca_door_make_reader(fcinfo, first, nparts);
	return call->reader;
}

/* Is an argument the same for all rows, so that nothing need be compared? */
static inline bool
ca_door_is_constant(FunctionCallInfo fcinfo, int argument)
{
	return (ca_door_call(fcinfo)->constants >> argument & 1) != 0;
}

/* The shape of the keys that a door makes of nparts arguments. */
static pg_attribute_always_inline CaKeyShape
ca_door_shape_of(FunctionCallInfo fcinfo, int first, int nparts, const CaDoor door)
{
	CaKeyShape	integer = {CA_KEY_INTEGER, CA_KEY_NONE};
	CaKeyShape	uuid = {CA_KEY_UUID, CA_KEY_NONE};

	if (door == CA_DOOR_UUID)
		return uuid;
	if (door == CA_DOOR_TEXT || door == CA_DOOR_ANY)
		return ca_door_reader(fcinfo, first, nparts)->shape;
	return integer;
}

/* The same of all arguments from first on. */
static pg_attribute_always_inline CaKeyShape
ca_door_shape(FunctionCallInfo fcinfo, int first, const CaDoor door)
{
	return ca_door_shape_of(fcinfo, first, PG_NARGS() - first, door);
}

/* The key of nparts arguments; false when one of them is NULL. */
static pg_attribute_always_inline bool
ca_door_key_of(FunctionCallInfo fcinfo, int first, int nparts, const CaDoor door, CaKey *key)
{
	if (door != CA_DOOR_ANY && PG_ARGISNULL(first))
		return false;
	switch (door)
	{
		case CA_DOOR_INT2:
			key->word[0] = ca_key_from_int64(PG_GETARG_INT16(first));
			break;
		case CA_DOOR_INT4:
			key->word[0] = ca_key_from_int64(PG_GETARG_INT32(first));
			break;
		case CA_DOOR_INT8:
			key->word[0] = ca_key_from_int64(PG_GETARG_INT64(first));
			break;
		case CA_DOOR_UUID:
			*key = ca_key_from_bytes16(PG_GETARG_UUID_P(first)->data);
			return true;
		case CA_DOOR_TEXT:
			{
				const CaKeyReader *reader = ca_door_reader(fcinfo, first, nparts);

				/*
				 * Text as it mostly is: under a collation that compares
				 * bytes.
				 */
				if (reader->is_plain_text)
				{
					text	   *value = PG_GETARG_TEXT_PP(first);

					*key = ca_key_hash(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
					return true;
				}
				return ca_door_read(reader, fcinfo, first, key);
			}
		case CA_DOOR_ANY:
			{
				const CaKeyReader *reader = ca_door_reader(fcinfo, first, nparts);

				/* The pair of ids that every message event has. */
				if (reader->is_bigint_pair)
				{
					key->word[0] = ca_key_from_int64(PG_GETARG_INT64(first));
					key->word[1] = ca_key_from_int64(PG_GETARG_INT64(first + 1));
					return !PG_ARGISNULL(first) && !PG_ARGISNULL(first + 1);
				}
				return ca_door_read(reader, fcinfo, first, key);
			}
	}
	key->word[1] = 0;
	return true;
}

/* The key of all arguments from first on. */
static pg_attribute_always_inline bool
ca_door_key(FunctionCallInfo fcinfo, int first, const CaDoor door, CaKey *key)
{
	return ca_door_key_of(fcinfo, first, PG_NARGS() - first, door, key);
}

/* Head of an SQL entry point; before 16 PostgreSQL's macro exports no symbol. */
#define CA_FUNCTION(symbol) \
	PGDLLEXPORT Datum symbol(PG_FUNCTION_ARGS); \
	PG_FUNCTION_INFO_V1(symbol); \
	Datum symbol(PG_FUNCTION_ARGS)

/* An SQL entry point whose body takes a door. */
#define CA_DOOR_FUNCTION(symbol, body, door) \
	CA_FUNCTION(symbol) { return body(fcinfo, door); } \
	extern Datum symbol(PG_FUNCTION_ARGS)

/* One entry point for each way to declare a key. */
#define CA_DOOR_FUNCTIONS(prefix, body) \
	CA_DOOR_FUNCTION(prefix##_int2_transfn, body, CA_DOOR_INT2); \
	CA_DOOR_FUNCTION(prefix##_int4_transfn, body, CA_DOOR_INT4); \
	CA_DOOR_FUNCTION(prefix##_int8_transfn, body, CA_DOOR_INT8); \
	CA_DOOR_FUNCTION(prefix##_uuid_transfn, body, CA_DOOR_UUID); \
	CA_DOOR_FUNCTION(prefix##_text_transfn, body, CA_DOOR_TEXT); \
	CA_DOOR_FUNCTION(prefix##_any_transfn, body, CA_DOOR_ANY)

/* As qsort takes it. */
typedef int (*CaCompare) (const void *a, const void *b);
extern void ca_door_sort(void *things, Size n, Size size, CaCompare compare);

#endif							/* CA_DOOR_H */
