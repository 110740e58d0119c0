/*-------------------------------------------------------------------------
 *
 * funnel_given.h
 *	  What a funnel is given: the arguments that must not change
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUNNEL_GIVEN_H
#define CA_FUNNEL_GIVEN_H

#include "fmgr.h"
#include "utils/array.h"

#include "core/wire.h"

/* What a funnel's rows are. */
typedef enum CaFunnelForm
{
	CA_FORM_CONDITIONS,			/* contact, time, conditions */
	CA_FORM_STEPS,				/* contact, time, event type, steps */
	CA_FORM_TIMELINE			/* stored timeline, steps */
} CaFunnelForm;

/* What is asked besides. */
typedef enum CaFunnelExtra
{
	CA_EXTRA_NONE,
	CA_EXTRA_PERIOD,			/* period and zone */
	CA_EXTRA_STEP				/* a step */
} CaFunnelExtra;

/* Where a call has its arguments: known when the door is compiled. */
typedef struct CaFunnelLayout
{
	CaFunnelForm form;
	CaFunnelExtra extra;
	bool		has_mode;
	bool		has_contact;	/* or stored timelines; else a group is one */
} CaFunnelLayout;

/* The arguments that must not change, as they were given. */
typedef struct CaFunnelGiven
{
	CaFunnelExtra extra;
	uint64		window;			/* microseconds */
	text	   *mode;			/* or NULL */
	int			nconditions;	/* 0: there are steps */
	ArrayType  *steps;			/* or NULL */
	text	   *period;			/* of CA_EXTRA_PERIOD, or NULL */
	text	   *zone;			/* the same */
	int			step;			/* of CA_EXTRA_STEP, or 0 */
} CaFunnelGiven;

static pg_attribute_always_inline int
ca_funnel_window_argument(const CaFunnelLayout layout)
{
	return layout.extra == CA_EXTRA_PERIOD ? 3 : layout.extra == CA_EXTRA_STEP ? 2 : 1;
}

/* The first that differs from row to row: contact, timeline or time. */
static pg_attribute_always_inline int
ca_funnel_row_argument(const CaFunnelLayout layout)
{
	return ca_funnel_window_argument(layout) + 1 + layout.has_mode;
}

static pg_attribute_always_inline int
ca_funnel_time_argument(const CaFunnelLayout layout)
{
	return ca_funnel_row_argument(layout) + layout.has_contact;
}

/* What stands behind the rows' values: the steps, or the first condition. */
static pg_attribute_always_inline int
ca_funnel_steps_argument(const CaFunnelLayout layout)
{
	return ca_funnel_time_argument(layout) + (layout.form == CA_FORM_CONDITIONS ? 1
											  : layout.form == CA_FORM_STEPS ? 2 : 0);
}

/* A bit for each argument that must not change. */
extern uint64 ca_funnel_fixed_arguments(const CaFunnelLayout layout);

/* What a row gives; an error when it is not what it must be. */
extern CaFunnelGiven ca_funnel_given_by_row(FunctionCallInfo fcinfo, const CaFunnelLayout layout);

/*
 * What the aggregate being finished is given when no row tells; false where
 * even that comes from rows.
 */
extern bool ca_funnel_given_without_rows(FunctionCallInfo fcinfo, CaFunnelExtra extra,
										 bool has_contact, CaFunnelGiven *given);

/* The name of an argument that differs, or NULL. */
extern const char *ca_funnel_given_differs(const CaFunnelGiven *a, const CaFunnelGiven *b);

/* Write what ca_funnel_given_by_row took; read it, all there is to read. */
extern void ca_funnel_given_write(CaWriter *w, const CaFunnelGiven *given);
extern CaFunnelGiven ca_funnel_given_read(CaReader *r);

#endif							/* CA_FUNNEL_GIVEN_H */
