/*-------------------------------------------------------------------------
 *
 * dates.c
 *	  Ranges of local days that reports offer by name
 *
 * "Last 7 days" are the 7 local days that end with today, as in Mixpanel,
 * Amplitude and most dashboards, so that a report shows what happens now.
 * (Google Analytics ends them yesterday.)  Weeks begin on Monday, as ISO 8601
 * has it.  All ranges are half open, and are counted in days of the calendar:
 * a change of clocks makes a day shorter or longer, never a range wrong.
 *
 * Interface
 *	ca_dates_find		- name to range
 *	ca_dates_days		- range to days
 *	ca_dates_bounds		- days to instants
 *	ca_dates_in_range	- can there be such a day?
 *
 * Invariants: a local day begins with the first instant whose local date it is,
 * also when clocks go back over midnight and midnight comes twice.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/dates.h"

/* Longer than every name, without what makes no difference. */
#define MAX_NAME	24

typedef struct NamedDates
{
	const char *name;
	CaDates		dates;
} NamedDates;

static const NamedDates named[] = {
	{"today", {CA_DATES_PERIOD, CA_DAY, 0}},
	{"yesterday", {CA_DATES_PERIOD, CA_DAY, 1}},
	{"thisweek", {CA_DATES_PERIOD, CA_WEEK, 0}},
	{"lastweek", {CA_DATES_PERIOD, CA_WEEK, 1}},
	{"thismonth", {CA_DATES_PERIOD, CA_MONTH, 0}},
	{"lastmonth", {CA_DATES_PERIOD, CA_MONTH, 1}},
	{"thisquarter", {CA_DATES_PERIOD, CA_QUARTER, 0}},
	{"lastquarter", {CA_DATES_PERIOD, CA_QUARTER, 1}},
	{"thisyear", {CA_DATES_PERIOD, CA_YEAR, 0}},
	{"lastyear", {CA_DATES_PERIOD, CA_YEAR, 1}},
	{"yeartodate", {CA_DATES_TO_DATE, CA_YEAR, 0}},
	{"ytd", {CA_DATES_TO_DATE, CA_YEAR, 0}},
	{"all", {CA_DATES_ALL, CA_DAY, 0}},
	{"alltime", {CA_DATES_ALL, CA_DAY, 0}}
};

/* The letters and digits of a name, in lower case; false when there are too many. */
static bool
simplify(char *to, const char *name, Size length)
{
	Size		n = 0;

	for (Size i = 0; i < length; i++)
	{
		if (name[i] == ' ' || name[i] == '-' || name[i] == '_')
			continue;
		if (n == MAX_NAME)
			return false;
		to[n++] = pg_ascii_tolower((unsigned char) name[i]);
	}
	to[n] = '\0';
	return true;
}

/* "7d", "last7days", "7day": a number of days, or 0. */
static int
count_days(const char *word)
{
	int			days = 0;

	if (strncmp(word, "last", 4) == 0)
		word += 4;
	if (*word == '0')
		return 0;
	for (; *word >= '0' && *word <= '9' && days <= CA_DATES_MOST_DAYS; word++)
		days = days * 10 + (*word - '0');
	if (days > CA_DATES_MOST_DAYS ||
		(strcmp(word, "d") != 0 && strcmp(word, "day") != 0 && strcmp(word, "days") != 0))
		return 0;
	return days;
}

bool
ca_dates_find(const char *name, Size length, CaDates *dates)
{
	char		word[MAX_NAME + 1];

	if (!simplify(word, name, length))
		return false;
	for (int i = 0; i < (int) lengthof(named); i++)
	{
		if (strcmp(named[i].name, word) == 0)
		{
			*dates = named[i].dates;
			return true;
		}
	}
	dates->kind = CA_DATES_LATEST;
	dates->period = CA_DAY;
	dates->number = count_days(word);
	return dates->number > 0;
}

void
ca_dates_days(const CaDates *dates, int64 today, int64 *first, int64 *after)
{
	int64		bucket = ca_calendar_bucket_of_day(dates->period, today);

	Assert(dates->kind != CA_DATES_ALL);
	*after = today + 1;
	if (dates->kind == CA_DATES_LATEST)
		*first = *after - dates->number;
	else if (dates->kind == CA_DATES_TO_DATE)
		*first = ca_calendar_first_day(dates->period, bucket);
	else
	{
		*first = ca_calendar_first_day(dates->period, bucket - dates->number);
		*after = ca_calendar_first_day(dates->period, bucket - dates->number + 1);
	}
}

void
ca_dates_bounds(CaCalendar *calendar, int64 first, int64 after,
				TimestampTz *from, TimestampTz *until)
{
	Assert(calendar->period == CA_DAY && first < after);
	*until = ca_calendar_first_instant(calendar, after);
	do
		*from = ca_calendar_first_instant(calendar, first--);
	while (*from == *until);
}

bool
ca_dates_in_range(int64 day)
{
	const int64 farthest = CA_FARTHEST_ZONE / USECS_PER_DAY;

	return day >= DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE - farthest &&
		day <= TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE + farthest;
}
