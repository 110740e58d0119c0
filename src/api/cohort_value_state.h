/*-------------------------------------------------------------------------
 *
 * cohort_value_state.h
 *	  Values of activities by contact: the state of cohort_value
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_COHORT_VALUE_STATE_H
#define CA_COHORT_VALUE_STATE_H

#include "api/activity_state.h"
#include "core/timeline.h"

/* Bits of a kind, and the unit of kind 0. */
#define CA_UNIT_BITS	32
#define CA_UNIT_BASE	(-(INT64CONST(1) << (CA_UNIT_BITS - 1)))

/*
 * An activity is an event of the timeline: its time is the value, as a number of
 * the same order, or CA_VALUE_NONE; its kind is the unit.
 */
typedef struct CaValueState
{
	CaActivityState base;		/* its activity has starts only, NULL where
								 * none are kept; first */
	CaTimeline *values;			/* NULL: no contact yet */
} CaValueState;

static inline int64
ca_value_unit(uint32 kind)
{
	return (int64) kind + CA_UNIT_BASE;
}

#endif							/* CA_COHORT_VALUE_STATE_H */
