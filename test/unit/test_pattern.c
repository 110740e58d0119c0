/*-------------------------------------------------------------------------
 *
 * test_pattern.c
 *	  core/pattern, written out again
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "core/pattern.h"
#include "unit.h"

static void
write_event(StringInfo out, const CaPattern *pattern, int event)
{
	if (pattern->any >> event & 1)
		appendStringInfoString(out, " .");
	for (int i = 0; i < CA_PATTERN_CONDITIONS; i++)
	{
		if (pattern->of_condition[i] >> event & 1)
			appendStringInfo(out, " %d", i + 1);
	}
}

static void
write_gap(StringInfo out, const CaPattern *pattern, int event)
{
	const CaGap *gap = &pattern->gap[event];

	if (pattern->adjacent >> event & 1)
		appendStringInfoString(out, " then");
	if (pattern->loose >> event & 1)
		appendStringInfoString(out, " later");
	if (pattern->timed >> event & 1)
		appendStringInfo(out, " after " UINT64_FORMAT "..", gap->least);
	if ((pattern->timed >> event & 1) && gap->most != PG_UINT64_MAX)
		appendStringInfo(out, UINT64_FORMAT, gap->most);
	for (int i = 0; i < gap->nexcluded; i++)
		appendStringInfo(out, " not " UINT64_FORMAT, pattern->excluded[gap->first + i]);
}

/*
 * test_pattern(pattern text, nconditions int): what was read, or "at X, Y
 * bytes: problem"
 */
UNIT_FUNCTION(test_pattern)
{
	char	   *string = unit_text(PG_GETARG_DATUM(0));
	CaPattern	pattern;
	CaPatternError error;
	StringInfoData out;

	initStringInfo(&out);
	if (!ca_pattern_parse(&pattern, string, strlen(string), PG_GETARG_INT32(1), &error))
		appendStringInfo(&out, "at %zu, %zu bytes: %s", error.at, error.length,
						 error.problem == NULL ? "unknown condition" : error.problem);
	else
	{
		for (int i = 0; i < pattern.nevents; i++)
		{
			write_gap(&out, &pattern, i);
			write_event(&out, &pattern, i);
		}
	}
	PG_RETURN_TEXT_P(cstring_to_text(out.data[0] == ' ' ? out.data + 1 : out.data));
}
