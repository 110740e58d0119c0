/*-------------------------------------------------------------------------
 *
 * combine.h
 *	  What the combine functions of aggregates share
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_COMBINE_H
#define CA_COMBINE_H

#include "fmgr.h"

#include "core/state.h"

/*
 * Takes what is left to read of a partial state that was opened, and returns the
 * state with it; state is NULL when there is none yet.
 */
typedef void *(*CaAbsorb) (FunctionCallInfo fcinfo, void *state, CaReader *r, CaKeyShape shape);

/*
 * The body of a combine function: the state of argument 0, which may be NULL,
 * with that of argument 1, which is as it was serialized.
 */
extern Datum ca_combine(FunctionCallInfo fcinfo, CaStateType type, CaAbsorb absorb);

#endif							/* CA_COMBINE_H */
