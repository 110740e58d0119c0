/*-------------------------------------------------------------------------
 *
 * report_range.h
 *	  Settings that say which events the views of a model show
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_REPORT_RANGE_H
#define CA_REPORT_RANGE_H

#include "datatype/timestamp.h"

/* A setting, and what it was found to mean. */
typedef struct CaRangeSetting
{
	const char *name;			/* as SET takes it */
	char	   *string;			/* what it is set to */
	bool		is_read;		/* what follows is what string means */
	TimestampTz at;				/* of a limit; without one, as it was born */
} CaRangeSetting;

extern CaRangeSetting ca_range_start;
extern CaRangeSetting ca_range_end;
extern CaRangeSetting ca_range_zone;

/* Note that a setting has changed; nothing is checked before it is read. */
extern void ca_range_start_assign(const char *value, void *extra);
extern void ca_range_end_assign(const char *value, void *extra);
extern void ca_range_zone_assign(const char *value, void *extra);

#endif							/* CA_REPORT_RANGE_H */
