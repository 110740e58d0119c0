/*-------------------------------------------------------------------------
 *
 * argument.h
 *	  Arguments as the query wrote them
 *
 * Arguments are counted from 1; nothing here looks at a row.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ARGUMENT_H
#define CA_ARGUMENT_H

#include "fmgr.h"

/* What is known of an argument. */
typedef struct CaArgumentType
{
	Oid			type;			/* InvalidOid: nothing */
	Oid			collation;
} CaArgumentType;

/*
 * Type and collation of an argument before it was silently converted.  An
 * error when it may be that of several window functions that differ in it.
 */
extern CaArgumentType ca_argument_written(FunctionCallInfo fcinfo, int argument);

/* Which arguments are constants of the query: bit i for argument i. */
extern uint64 ca_argument_constants(FunctionCallInfo fcinfo);

/*
 * How many arguments the aggregate has whose final function is running, 0 when
 * it cannot be told; the type of one of them, InvalidOid when there is none.
 */
extern int	ca_argument_count(FunctionCallInfo fcinfo);
extern Oid	ca_argument_type(FunctionCallInfo fcinfo, int argument);

/*
 * The value of one of them, for when no row brought it: false when it depends
 * on the row or is NULL.
 */
extern bool ca_argument_constant(FunctionCallInfo fcinfo, int argument, Datum *value);

/* Is it NULL whatever the row? */
extern bool ca_argument_is_null(FunctionCallInfo fcinfo, int argument);

#endif							/* CA_ARGUMENT_H */
