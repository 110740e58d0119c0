/*-------------------------------------------------------------------------
 *
 * channel.h
 *	  The marketing channel of a visit
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_CHANNEL_H
#define CA_CHANNEL_H

#include "core/slice.h"

/* What is known of a site. */
typedef enum CaSiteCategory
{
	CA_SITE_NONE,				/* nothing */
	CA_SITE_SEARCH,
	CA_SITE_SOCIAL,
	CA_SITE_VIDEO,
	CA_SITE_SHOPPING,
	CA_SITE_AI,					/* assistants that answer questions */
	CA_SITE_EMAIL,				/* where people read their mail */
	CA_SITE_OWN					/* the user's own */
} CaSiteCategory;

/*
 * What a visit tells of where it came from: texts as they came, in any case; of
 * no bytes: absent.
 */
typedef struct CaChannelVisit
{
	CaSlice		source;			/* as utm_source */
	CaSlice		medium;			/* as utm_medium */
	CaSlice		campaign;		/* as utm_campaign */
	CaSlice		referrer_host;
	CaSlice		click_network;	/* whose click id it bears */
	CaSiteCategory category;	/* of the source; of the referrer where there
								 * is no source */
	bool		ai_assistants;	/* are they a channel of their own? */
} CaChannelVisit;

/* A byte in lower case, if it is an ASCII letter. */
static inline char
ca_channel_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* The category that a word names; false when it names none. */
extern bool ca_channel_category(CaSlice word, CaSiteCategory *category);

/* The name of the visit's channel. */
extern const char *ca_channel_name(const CaChannelVisit *visit);

#endif							/* CA_CHANNEL_H */
