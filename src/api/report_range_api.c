/*-------------------------------------------------------------------------
 *
 * report_range_api.c
 *	  Which events the views of a model show, by the settings of the session
 *
 * Usage:
 *	SET campaign_analytics.range_start = '2024-05-01T00:00:00Z';
 *	SET campaign_analytics.zone = 'Europe/Berlin';
 *	SELECT range_start(), range_end(), reporting_zone('UTC');
 *
 * A setting is checked when it is read, not when it is set: SET, ALTER ROLE and
 * configuration files take any string before the module is loaded, and a wrong
 * one must be an error then, never a warning beside the numbers of another
 * range.  Views compare each row with both limits, so a string is read once and
 * then no more until it changes.
 *
 * Memory: results are palloc'd in the caller's context; the settings keep none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/door.h"
#include "api/report_range.h"
#include "api/words.h"
#include "core/calendar.h"

CaRangeSetting ca_range_start = {"campaign_analytics.range_start", NULL, false, DT_NOBEGIN};
CaRangeSetting ca_range_end = {"campaign_analytics.range_end", NULL, false, DT_NOEND};
CaRangeSetting ca_range_zone = {"campaign_analytics.zone", NULL, false, 0};

void
ca_range_start_assign(const char *value, void *extra)
{
	ca_range_start.is_read = false;
}

void
ca_range_end_assign(const char *value, void *extra)
{
	ca_range_end.is_read = false;
}

void
ca_range_zone_assign(const char *value, void *extra)
{
	ca_range_zone.is_read = false;
}

/* ---- Limits ---- */

/* What the string of a limit means, where empty means open. */
static TimestampTz
read_limit(const CaRangeSetting *setting, TimestampTz open)
{
	char	   *string = ca_word_trim(setting->string, setting->string + strlen(setting->string));
	CaWord		word = {NULL, 0, 0, string, string, setting->name};

	if (string[0] == '\0')
		return open;
	if (strcmp(string, "-infinity") == 0)
		return DT_NOBEGIN;
	if (strcmp(string, "infinity") == 0)
		return DT_NOEND;
	return ca_word_timestamp(&word);
}

static pg_attribute_always_inline TimestampTz
limit_at(CaRangeSetting *setting, TimestampTz open)
{
	if (unlikely(!setting->is_read))
	{
		setting->at = read_limit(setting, open);
		setting->is_read = true;
	}
	return setting->at;
}

CA_FUNCTION(ca_range_start_at)
{
	PG_RETURN_TIMESTAMPTZ(limit_at(&ca_range_start, DT_NOBEGIN));
}

CA_FUNCTION(ca_range_end_at)
{
	PG_RETURN_TIMESTAMPTZ(limit_at(&ca_range_end, DT_NOEND));
}

/* ---- The zone ---- */

CA_FUNCTION(ca_reporting_zone)
{
	CaRangeSetting *setting = &ca_range_zone;

	if (setting->string[0] == '\0')
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	if (!setting->is_read && ca_calendar_zone(setting->string) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s \"%s\" is not recognized", setting->name, setting->string),
				 errhint("Names are in the view pg_timezone_names.")));
	setting->is_read = true;
	PG_RETURN_TEXT_P(cstring_to_text(setting->string));
}
