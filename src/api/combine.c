/*-------------------------------------------------------------------------
 *
 * combine.c
 *	  What the combine functions of aggregates share
 *
 * The shared deserialize function hands on the bytes that a worker sent
 * (ca_state_deserialize); they are read here, once, into the state that grows.
 *
 * Interface
 *	ca_combine	- the body of a combine function
 *
 * Memory: states live in the pool of the aggregate's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/combine.h"
#include "api/door.h"

Datum
ca_combine(FunctionCallInfo fcinfo, CaStateType type, CaAbsorb absorb)
{
	void	   *state = PG_ARGISNULL(0) ? NULL : PG_GETARG_POINTER(0);

	ca_door_check(fcinfo);
	if (!PG_ARGISNULL(1))
	{
		struct varlena *part = (struct varlena *) PG_GETARG_POINTER(1);
		CaReader	r;
		CaKeyShape	shape = ca_state_open(&r, VARDATA_ANY(part), VARSIZE_ANY_EXHDR(part), type);

		state = absorb(fcinfo, state, &r, shape);
		ca_state_close(&r);
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}
