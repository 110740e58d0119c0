/*-------------------------------------------------------------------------
 *
 * campaign_analytics.c
 *	  The module
 *
 * Capabilities are in api/ (how they are called), model/ (what they mean) and
 * core/ (what they are made of).  Settings are defined here and read in api/.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "api/report_range.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

/* A setting that everyone may change, empty until then. */
static void
define_setting(CaRangeSetting *setting, const char *short_desc, const char *long_desc,
			   GucStringAssignHook assign_hook)
{
	DefineCustomStringVariable(setting->name, short_desc, long_desc, &setting->string, "",
							   PGC_USERSET, 0, NULL, assign_hook, NULL);
}

void
_PG_init(void)
{
	define_setting(&ca_range_start,
				   "Events before this instant are left out of the views of models.",
				   "A timestamp with its offset, or empty for no limit.",
				   ca_range_start_assign);
	define_setting(&ca_range_end,
				   "Events from this instant on are left out of the views of models.",
				   "A timestamp with its offset, or empty for no limit.",
				   ca_range_end_assign);
	define_setting(&ca_range_zone,
				   "Time zone of the days and hours in the views of models.",
				   "The name of a zone, or empty for the zone of each model.",
				   ca_range_zone_assign);
	MarkGUCPrefixReserved("campaign_analytics");
}
