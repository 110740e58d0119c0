/*-------------------------------------------------------------------------
 *
 * utm_attribution.h
 *	  Source, medium and campaign of traffic as one string
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UTM_ATTRIBUTION_H
#define CA_UTM_ATTRIBUTION_H

#include "core/slice.h"

/* Its parts: source, medium, campaign. */
#define CA_TRAFFIC_PARTS	3

/*
 * The one string: how many bytes it can take at most; write it and tell how
 * many bytes it has.  Different parts make different strings, whose bytes are in
 * the order of the parts, one that is not there behind all others.
 */
extern Size ca_traffic_room(const CaSlice *part);
extern Size ca_traffic_write(char *to, const CaSlice *part);

/*
 * The parts again, into room for n bytes; false when a string is none that
 * ca_traffic_write makes.
 */
extern bool ca_traffic_read(CaSlice *part, char *room, const char *string, Size n);

#endif							/* CA_UTM_ATTRIBUTION_H */
