/*-------------------------------------------------------------------------
 *
 * channel_site.h
 *	  The names under which a host may be listed
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_CHANNEL_SITE_H
#define CA_CHANNEL_SITE_H

#include "model/channel.h"

#define CA_SITE_HOST	253		/* bytes of the longest host that DNS has */
#define CA_SITE_KEYS	254		/* two for each of its 127 labels */

/* What stands in a key for com and the domains of countries. */
#define CA_SITE_ANY		".*"

/* A part of the host, maybe with CA_SITE_ANY behind it. */
typedef struct CaSiteKey
{
	uint16		start;			/* offset in host */
	uint16		length;			/* bytes of host */
	bool		any;			/* CA_SITE_ANY follows */
} CaSiteKey;

typedef struct CaSiteKeys
{
	char		host[CA_SITE_HOST]; /* in lower case, not terminated */
	int			n;				/* keys, the most specific first */
	CaSiteKey	key[CA_SITE_KEYS];
} CaSiteKeys;

/* The keys of a host; none when it is empty or longer than hosts are. */
extern void ca_channel_site_keys(CaSiteKeys *keys, CaSlice host);

#endif							/* CA_CHANNEL_SITE_H */
