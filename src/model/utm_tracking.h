/*-------------------------------------------------------------------------
 *
 * utm_tracking.h
 *	  URLs without the parameters that trackers add
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UTM_TRACKING_H
#define CA_UTM_TRACKING_H

/* Does the query of a URL of n bytes have such parameters? */
extern bool ca_utm_tracking_found(const char *url, Size n);

/* Write the URL without them; returns its length, at most n. */
extern Size ca_utm_tracking_strip(char *to, const char *url, Size n);

#endif							/* CA_UTM_TRACKING_H */
