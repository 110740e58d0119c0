/*-------------------------------------------------------------------------
 *
 * door.h
 *	  What the SQL doors share: arguments in, keys and labels out
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
#include "core/calendar.h"
#include "core/key.h"
#include "core/labels.h"
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

/* A list of labels, with the array it was given as. */
typedef struct CaLabelList
{
	CaShared	shared;			/* in the pool's list; first */
	CaLabels	labels;			/* their strings lie in array */
	ArrayType  *array;			/* a copy of the argument */
} CaLabelList;

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

/*
 * Parse a label array into context.  name is the argument's, for errors: not
 * 1 to 32 labels, a NULL or a repeated one.
 */
extern CaLabelList *ca_door_labels(ArrayType *array, const char *name, MemoryContext context);

/*
 * The same in the pool's context, shared by the states that were given the
 * same array.
 */
extern const CaLabelList *ca_door_shared_labels(CaPool *pool, ArrayType *array, const char *name);

/* The error of an argument that must not be NULL. */
CA_NORETURN extern void ca_door_missing(const char *name);

static inline void
ca_door_require(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (unlikely(PG_ARGISNULL(argument)))
		ca_door_missing(name);
}

/* Error unless an argument that must not change still is what it was. */
extern void ca_door_same_labels(const CaLabelList *list, ArrayType *array, const char *name);
extern void ca_door_same_text(const text *was, const text *is, const char *name);
CA_NORETURN extern void ca_door_changed(const char *name);

/* Write the labels of a state; read them back, checked. */
extern void ca_door_write_labels(CaWriter *w, const CaLabels *labels);
extern CaLabelList *ca_door_read_labels(CaReader *r, const char *name, MemoryContext context);

/*
 * A text of a state: copied from an argument, compared with one (either may be
 * NULL), written, read.
 */
extern text *ca_door_copy_text(const text *value, MemoryContext context);
extern bool ca_door_is_text(const text *a, const text *b);
extern void ca_door_write_text(CaWriter *w, const text *value);
extern text *ca_door_read_text(CaReader *r, MemoryContext context);

/* The calendar of a period and a zone; an error when one is not known. */
extern void ca_door_calendar(CaCalendar *calendar, const text *period, const text *zone);

/* The first instant of a bucket as a timestamptz; an error when out of range. */
extern Datum ca_door_bucket(const CaCalendar *calendar, int64 bucket);

/* Error unless keys of both shapes can be in one set; the one that is not empty. */
extern CaKeyShape ca_door_same_shape(CaKeyShape a, CaKeyShape b);

/*
 * The value of an argument of the aggregate whose final function is running,
 * for when no row brought it: false when it depends on the row or is NULL.
 */
extern bool ca_door_constant(FunctionCallInfo fcinfo, int argument, Datum *value);

/* Is it NULL whatever the row? */
extern bool ca_door_is_null(FunctionCallInfo fcinfo, int argument);

/*
 * How many arguments that aggregate has, 0 when it cannot be told; the type of
 * one of them, InvalidOid when there is none.
 */
extern int	ca_door_argument_count(FunctionCallInfo fcinfo);
extern Oid	ca_door_argument_type(FunctionCallInfo fcinfo, int argument);

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
