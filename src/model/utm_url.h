/*-------------------------------------------------------------------------
 *
 * utm_url.h
 *	  Where the parts of a URL lie
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UTM_URL_H
#define CA_UTM_URL_H

#include "core/slice.h"

/* What stands before the query. */
typedef struct CaUtmAddress
{
	CaSlice		host;			/* as written; without user, port, last dot */
	CaSlice		path;			/* as written; may be empty */
} CaUtmAddress;

/* Host and path, either of which may not be there. */
extern void ca_utm_url_address(CaUtmAddress *address, const char *url, Size n);

/* What stands behind the first '#', without blanks at the end. */
extern CaSlice ca_utm_url_fragment(const char *url, Size n);

/* The parameters of the query, and those of the fragment; the same. */
extern CaSlice ca_utm_url_query(const char *url, Size n);
extern CaSlice ca_utm_url_fragment_query(const char *url, Size n);

/* Lower-case the ASCII letters of a slice; to has room for its length. */
extern void ca_utm_url_lower(char *to, CaSlice slice);

#endif							/* CA_UTM_URL_H */
