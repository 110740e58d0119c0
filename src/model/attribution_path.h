/*-------------------------------------------------------------------------
 *
 * attribution_path.h
 *	  The touches of a contact that lead to each of its conversions
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ATTRIBUTION_PATH_H
#define CA_ATTRIBUTION_PATH_H

#include "core/event.h"

/* The conversions of a contact at one instant. */
typedef struct CaConversion
{
	TimestampTz at;				/* when */
	uint64		n;				/* how many, at least 1 */
	double		value;			/* of all of them */
} CaConversion;

/* What makes a path of touches. */
typedef struct CaTouchRules
{
	uint64		lookback;		/* microseconds before a conversion */
	bool		collapse;		/* of a run of one label keep the last */
	bool		unique;			/* of each label keep the first */
	Size		max_touches;	/* then keep the last so many; 0: all */
} CaTouchRules;

/* Touches, oldest first, those of one instant in order of kind. */
typedef struct CaTouchPath
{
	const CaEvent *touch;		/* kinds are labels */
	Size		n;				/* touches */
	const CaConversion *conversion; /* what they lead to; NULL: to none */
} CaTouchPath;

/* How far the walk through a contact's paths has come. */
typedef struct CaTouchWalk
{
	const CaTouchRules *rules;
	const CaEvent *touch;		/* all touches of the contact, in order */
	Size		ntouches;
	const CaConversion *conversion; /* the next one */
	const CaConversion *end;	/* behind the last */
	Size		from;			/* first touch of the last path, before rules */
	Size		to;				/* the touch behind it */
	CaEvent    *room;			/* for a path that rules change: ntouches */
	CaEvent    *rest;			/* touches on no path: room for ntouches */
	Size		nrest;
	bool		rest_is_due;	/* that path has not been handed out */
	uint64	   *seen;			/* by label: last_seen, when it was met */
	uint64		last_seen;		/* grows with each path, never to be reset */
} CaTouchWalk;

/*
 * Prepare for contacts of up to room touches, whose labels are below the number
 * of places of seen, all 0.  room and rest may be replaced between contacts.
 */
extern void ca_touch_walk_init(CaTouchWalk *walk, const CaTouchRules *rules, uint64 *seen);

/* Start with a contact: touches by (time, kind), conversions by time, each at one of its own. */
extern void ca_touch_walk_begin(CaTouchWalk *walk, const CaEvent *touch, Size ntouches,
								const CaConversion *conversion, Size nconversions);

/*
 * The path of the next conversion; after the last one that of the touches on no
 * conversion's path, if there are any.  Holds until the next call.  False at
 * the end.
 */
extern bool ca_touch_walk_next(CaTouchWalk *walk, CaTouchPath *path);

/* The different labels of a path, as they come, to room for as many as its touches; how many. */
extern Size ca_touch_walk_labels(CaTouchWalk *walk, const CaTouchPath *path, uint32 *label);

#endif							/* CA_ATTRIBUTION_PATH_H */
