/*-------------------------------------------------------------------------
 *
 * unit_events.h
 *	  Events of many contacts to test with
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UNIT_EVENTS_H
#define CA_UNIT_EVENTS_H

#include "core/event.h"
#include "core/key.h"
#include "core/timescan.h"
#include "unit.h"

/*
 * An event is four words, so that unit_sort puts events in order: the two of
 * its contact's key, its time with the sign turned, its kind.
 */
#define UNIT_EVENT_WORDS	4

/* 2024-05-01 */
#define UNIT_NOW			(INT64CONST(8887) * USECS_PER_DAY)

/* What events to make; the words are at the top of unit_events.c. */
typedef struct UnitEvents
{
	Size		n;
	int			nkeys;			/* words of a key */
	const char *keys;			/* a distribution of unit.c */
	const char *times;
	const char *kinds;
	int			bits;			/* of a kind, as a rule */
} UnitEvents;

/* Shapes of keys of one word and of two. */
extern CaKeyShape unit_shape(int nkeys);

/* Make events; palloc'd. */
extern uint64 *unit_events(UnitTest *test, const UnitEvents *spec);

/* The i-th of n times, and of kinds. */
extern TimestampTz unit_time(UnitTest *test, const char *times, Size i, Size n);
extern uint32 unit_kind(UnitTest *test, const char *kinds, int bits, Size i, Size n);

/* Kinds mapped to themselves; palloc'd. */
extern uint32 *unit_order(uint64 nkinds);

/* From and to words. */
extern CaEvent unit_event(const uint64 *words);
extern void unit_event_words(uint64 *words, const CaKey *key, const CaEvent *event);

/*
 * A scan must hand out the n events of the model, which are in order, contact
 * by contact; it is freed.
 */
extern void unit_check_scan(UnitTest *test, CaTimeScan *scan, int nkeys, const uint64 *model, Size n);

#endif							/* CA_UNIT_EVENTS_H */
