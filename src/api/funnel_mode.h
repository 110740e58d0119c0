/*-------------------------------------------------------------------------
 *
 * funnel_mode.h
 *	  The mode argument of funnels: words and options, separated by commas
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUNNEL_MODE_H
#define CA_FUNNEL_MODE_H

#include "model/funnel.h"

/* What the options may refer to. */
typedef struct CaFunnelNames
{
	int			nconditions;	/* of the condition form; 0: the other form */
	int			nsteps;			/* of the other form */
	int			nexcluded;		/* event types that exclusions name */
	char	   *excluded[CA_FUNNEL_EXCLUSIONS]; /* they, each once; the bits
												 * above those of the steps */
} CaFunnelNames;

/*
 * Read a mode ("" for none) into a spec of this window; what exclusions name is
 * added to names.  In the condition form the conditions that exclusions refer
 * to are taken off the number of steps.  Errors name the word that is wrong.
 * palloc'd strings go to CurrentMemoryContext.
 */
extern void ca_funnel_mode_read(const char *mode, uint64 window, CaFunnelNames *names,
								CaFunnelSpec *spec);

#endif							/* CA_FUNNEL_MODE_H */
