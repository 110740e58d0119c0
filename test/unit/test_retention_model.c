/*-------------------------------------------------------------------------
 *
 * test_retention_model.c
 *	  model/retention: cohorts that SQL tells, and against the definition
 *
 * Contacts are written as "1,4|1,2,9; 3,3": the starts of each, a bar, and its
 * activities; without a bar the activities are the starts.
 *
 * Options are words: period=WORD, length=N, months=N and instants for rolling;
 * recurring, after, before; last=N; bracket=A-B, the last maybe bracket=A-;
 * from=N, to=N for the cohorts shown; end=N, now=N.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "model/retention.h"
#include "unit.h"

#define MAX_UNITS	64			/* of a contact */
#define MAX_COHORTS	512
#define GUARD		4			/* counters behind those of a cohort */

typedef struct Contact
{
	int64		start[MAX_UNITS];
	int			nstarts;
	int64		active[MAX_UNITS];
	int			nactive;
} Contact;

/* Cohorts that were joined, in the order in which they were. */
typedef struct Table
{
	CaRetentionCohort cohort[MAX_COHORTS];
	int64		room[MAX_COHORTS];	/* counters without the guard */
	int			n;
} Table;

/* ---- Options ---- */

static void
parse_option(CaRetentionSpec *spec, CaRetentionBracket *bracket, const char *word)
{
	CaRetentionBracket *next = &bracket[spec->nbrackets];
	CaPeriod	period;
	long long	number;
	long long	to;
	int			n;

	if (strcmp(word, "recurring") == 0)
		spec->recurring = true;
	else if (strcmp(word, "after") == 0)
		spec->on_or_after = true;
	else if (strcmp(word, "before") == 0)
		spec->before = true;
	else if (strcmp(word, "instants") == 0)
		spec->rolling = spec->by_instant = true;
	else if (sscanf(word, "bracket=%lld-%n%lld", &number, &n, &to) >= 1)
	{
		next->from = number;
		next->to = word[n] == '\0' ? CA_RETENTION_OPEN : to;
		spec->nbrackets++;
	}
	else if (sscanf(word, "length=%lld", &number) == 1)
		spec->rolling = true, spec->length = number;
	else if (sscanf(word, "months=%lld", &number) == 1)
		spec->rolling = true, spec->length = 0, spec->months = number;
	else if (sscanf(word, "last=%lld", &number) == 1)
		spec->last = number;
	else if (sscanf(word, "from=%lld", &number) == 1)
		spec->first_cohort = number;
	else if (sscanf(word, "to=%lld", &number) == 1)
		spec->last_cohort = number;
	else if (sscanf(word, "end=%lld", &number) == 1)
		spec->end = number;
	else if (sscanf(word, "now=%lld", &number) == 1)
		spec->now = number;
	else if (strncmp(word, "period=", 7) == 0 && ca_period_find(word + 7, strlen(word + 7), &period))
		ca_grid_init(spec->grid, period, ca_calendar_zone("UTC"));
	else
		elog(ERROR, "option \"%s\" is not known", word);
}

static void
parse_options(CaRetentionSpec *spec, CaGrid *grid, CaRetentionBracket *bracket, const char *options)
{
	char	   *words = pstrdup(options);

	memset(spec, 0, sizeof(CaRetentionSpec));
	ca_grid_init(grid, CA_DAY, ca_calendar_zone("UTC"));
	spec->grid = grid;
	spec->length = 1;
	spec->bracket = bracket;
	spec->last = PG_INT64_MAX - 1;
	spec->first_cohort = PG_INT64_MIN;
	spec->last_cohort = PG_INT64_MAX;
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		parse_option(spec, bracket, word);
	pfree(words);
}

/* ---- Counting ---- */

static CaRetentionCohort *
table_cohort(Table *table, const CaRetentionSpec *spec, int64 number)
{
	CaRetentionCohort *cohort = table->cohort;

	for (int i = 0; i < table->n; i++, cohort++)
	{
		if (cohort->number == number)
			return cohort;
	}
	if (table->n == MAX_COHORTS)
		elog(ERROR, "there are too many cohorts");
	ca_retention_cohort(spec, number, cohort);
	table->room[table->n] = cohort->ncells;
	cohort->active = palloc0((cohort->ncells + GUARD) * sizeof(uint64));
	table->n++;
	return cohort;
}

static void
count_contact(Table *table, const CaRetentionSpec *spec, const Contact *contact)
{
	CaRetentionWalk walk;
	CaRetentionJoin join;

	ca_retention_begin(&walk, spec, contact->active, contact->nactive, contact->start, contact->nstarts);
	while (ca_retention_next(&walk, &join))
		ca_retention_count(&walk, &join, table_cohort(table, spec, join.cohort));
}

static int
compare_cohorts(const void *a, const void *b)
{
	int64		x = ((const CaRetentionCohort *) a)->number;
	int64		y = ((const CaRetentionCohort *) b)->number;

	return (x > y) - (x < y);
}

/* No counter beyond those that there are was touched. */
static bool
table_finish(Table *table, const CaRetentionSpec *spec)
{
	bool		intact = true;

	for (int i = 0; i < table->n; i++)
	{
		for (int guard = 0; guard < GUARD; guard++)
			intact &= table->cohort[i].active[table->room[i] + guard] == 0;
		ca_retention_finish(spec, &table->cohort[i]);
		intact &= table->cohort[i].ncells <= table->room[i];
	}
	qsort(table->cohort, table->n, sizeof(CaRetentionCohort), compare_cohorts);
	return intact;
}

/* ---- What SQL tells ---- */

static int
parse_units(const char **at, int64 *units)
{
	int			n = 0;

	while (**at == '-' || (**at >= '0' && **at <= '9'))
	{
		char	   *end;

		Assert(n < MAX_UNITS);
		units[n++] = strtoll(*at, &end, 10);
		*at = end + (*end == ',');
	}
	return n;
}

static void
parse_contact(const char **at, Contact *contact)
{
	contact->nstarts = parse_units(at, contact->start);
	if (**at == '|')
	{
		(*at)++;
		contact->nactive = parse_units(at, contact->active);
		return;
	}
	memcpy(contact->active, contact->start, sizeof(contact->start));
	contact->nactive = contact->nstarts;
}

static void
show_cohort(StringInfo out, const CaRetentionSpec *spec, const CaRetentionCohort *cohort)
{
	appendStringInfo(out, "%s%lld of %lld:", out->len > 0 ? "; " : "",
					 (long long) cohort->size, (long long) cohort->number);
	for (int64 place = 0; place < cohort->ncells; place++)
	{
		CaRetentionCell cell = ca_retention_cell(spec, cohort, place);

		appendStringInfo(out, " %lld", (long long) cell.number);
		if (cell.last == CA_RETENTION_OPEN)
			appendStringInfoChar(out, '-');
		else if (cell.last != cell.number)
			appendStringInfo(out, "-%lld", (long long) cell.last);
		appendStringInfo(out, "=%lld%s", (long long) cell.active, cell.is_complete ? "" : "*");
	}
}

/*
 * test_retention(contacts text, options text) returns text: the cohorts that
 * have contacts, as "2 of 7: 0=2 1=1*": of cohort 7 one came back in period 1,
 * which has not ended
 */
UNIT_FUNCTION(test_retention)
{
	const char *at = unit_text(PG_GETARG_DATUM(0));
	Table	   *table = palloc0(sizeof(Table));
	CaRetentionBracket bracket[CA_RETENTION_BRACKETS];
	CaRetentionSpec spec;
	CaGrid		grid;
	StringInfoData out;

	parse_options(&spec, &grid, bracket, unit_text(PG_GETARG_DATUM(1)));
	while (*at != '\0')
	{
		Contact		contact;

		parse_contact(&at, &contact);
		count_contact(table, &spec, &contact);
		at += strspn(at, "; ");
	}
	if (!table_finish(table, &spec))
		elog(ERROR, "a cohort wrote beyond its cells");
	initStringInfo(&out);
	for (int i = 0; i < table->n; i++)
		show_cohort(&out, &spec, &table->cohort[i]);
	PG_RETURN_DATUM(CStringGetTextDatum(out.data));
}

/*
 * test_retention_empty(number bigint, options text) returns text: a cohort that
 * nobody has joined
 */
UNIT_FUNCTION(test_retention_empty)
{
	CaRetentionBracket bracket[CA_RETENTION_BRACKETS];
	CaRetentionCohort cohort = {0};
	CaRetentionSpec spec;
	CaGrid		grid;
	StringInfoData out;

	parse_options(&spec, &grid, bracket, unit_text(PG_GETARG_DATUM(1)));
	ca_retention_cohort(&spec, PG_GETARG_INT64(0), &cohort);
	ca_retention_finish(&spec, &cohort);
	initStringInfo(&out);
	show_cohort(&out, &spec, &cohort);
	PG_RETURN_DATUM(CStringGetTextDatum(out.data));
}

/* ---- By definition ---- */

/* The unit at which period k of a start begins. */
static int64
period_begin(const CaRetentionSpec *spec, int64 start, int64 k)
{
	if (!spec->rolling)
		return start + k;
	return spec->length > 0 ? start + k * spec->length : ca_days_add_months(start, k * spec->months);
}

/* The number of a unit: one by one, from the start on or back from it. */
static int64
plain_number(const CaRetentionSpec *spec, int64 start, int64 unit)
{
	int64		k = 0;

	while (period_begin(spec, start, k) > unit)
		k--;
	while (period_begin(spec, start, k + 1) <= unit)
		k++;
	return k;
}

static int64
plain_cohort(const CaRetentionSpec *spec, int64 start)
{
	if (!spec->rolling)
		return start;
	if (spec->by_instant)
		return ca_grid_number(spec->grid, start);
	return ca_calendar_bucket_of_day(spec->grid->calendar.period, start);
}

/* Does the contact join, and from which start on? */
static bool
plain_join(const CaRetentionSpec *spec, const Contact *contact, int64 cohort, int64 *start)
{
	int			n = spec->recurring ? contact->nstarts : Min(contact->nstarts, 1);

	if (cohort < spec->first_cohort || cohort > spec->last_cohort)
		return false;
	for (int i = 0; i < n; i++)
	{
		*start = contact->start[i];
		if (plain_cohort(spec, *start) == cohort)
			return true;
	}
	return false;
}

static bool
plain_is_active(const CaRetentionSpec *spec, const Contact *contact, int64 start, CaRetentionCell cell)
{
	for (int i = 0; i < contact->nactive; i++)
	{
		int64		number = plain_number(spec, start, contact->active[i]);

		if (cell.number < 0 ? number < 0 :
			number >= cell.number && (spec->on_or_after || number <= cell.last))
			return true;
	}
	return false;
}

/* Cells that there are for the period number of the end. */
static int64
plain_ncells(const CaRetentionSpec *spec, int64 number)
{
	int64		n = 0;

	number = Max(number, 0);
	if (spec->nbrackets == 0)
		return Min(number, spec->last) + 1 + spec->before;
	for (int i = 0; i < spec->nbrackets; i++)
		n += spec->bracket[i].from <= number;
	return n + spec->before;
}

static void
check_cohort(UnitTest *test, const CaRetentionSpec *spec, const Contact *contacts, int ncontacts,
			 const CaRetentionCohort *cohort)
{
	int64	   *start = palloc(ncontacts * sizeof(int64));
	bool	   *joins = palloc(ncontacts * sizeof(bool));
	int64		earliest = PG_INT64_MAX;
	int64		latest = PG_INT64_MIN;
	uint64		size = 0;

	for (int i = 0; i < ncontacts; i++)
	{
		joins[i] = plain_join(spec, &contacts[i], cohort->number, &start[i]);
		if (!joins[i])
			continue;
		size++;
		earliest = Min(earliest, start[i]);
		latest = Max(latest, start[i]);
	}
	UNIT_CHECK(test, cohort->size == size && size > 0);
	UNIT_CHECK(test, cohort->ncells == plain_ncells(spec, plain_number(spec, earliest, spec->end)));
	for (int64 place = 0; place < cohort->ncells; place++)
	{
		CaRetentionCell cell = ca_retention_cell(spec, cohort, place);
		uint64		active = 0;

		for (int i = 0; i < ncontacts; i++)
			active += joins[i] && plain_is_active(spec, &contacts[i], start[i], cell);
		UNIT_CHECK(test, cell.active == active);
		UNIT_CHECK(test, cell.is_complete ==
				   (cell.number < 0 || (cell.last != CA_RETENTION_OPEN && period_begin(spec, latest, cell.last + 1) <= spec->now)));
	}
	pfree(start);
	pfree(joins);
}

/* The cell that an activity is put in holds its number, and if none does it is put in none. */
static void
check_places(UnitTest *test, const CaRetentionSpec *spec, const Contact *contact, const CaRetentionCohort *cohort)
{
	int64		start;

	if (!plain_join(spec, contact, cohort->number, &start))
		return;
	for (int i = 0; i < contact->nactive; i++)
	{
		int64		number = plain_number(spec, start, contact->active[i]);
		int64		place = ca_retention_place(spec, start, contact->active[i]);
		int64		wanted = -1;

		for (int64 j = 0; j < cohort->ncells; j++)
		{
			CaRetentionCell cell = ca_retention_cell(spec, cohort, j);

			if (cell.number < 0 ? number < 0 : number >= cell.number && number <= cell.last)
				wanted = j;
		}
		UNIT_CHECK(test, place == wanted);
	}
}

static int
compare_units(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x > y) - (x < y);
}

/* Up to most units around zero, in ascending order; some repeat. */
static int
random_units(UnitTest *test, int64 *units, int most, int range)
{
	int			n = (int) unit_random_below(test, most + 1);

	for (int i = 0; i < n; i++)
		units[i] = (int64) unit_random_below(test, range) - range / 3;
	qsort(units, n, sizeof(int64), compare_units);
	return n;
}

/*
 * test_retention_brute(seed bigint, ncontacts int, range int, given boolean,
 * options text) returns bigint: random contacts with units in a range, whose
 * starts are given or are their activities
 */
UNIT_FUNCTION(test_retention_brute)
{
	int			ncontacts = PG_GETARG_INT32(1);
	int			range = PG_GETARG_INT32(2);
	Contact    *contacts = palloc(ncontacts * sizeof(Contact));
	Table	   *table = palloc0(sizeof(Table));
	CaRetentionBracket bracket[CA_RETENTION_BRACKETS];
	CaRetentionSpec spec;
	CaGrid		grid;
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	parse_options(&spec, &grid, bracket, unit_text(PG_GETARG_DATUM(4)));
	spec.end = range;
	spec.now = (int64) unit_random_below(&test, 2 * range) - range / 2;
	for (int i = 0; i < ncontacts; i++)
	{
		contacts[i].nactive = random_units(&test, contacts[i].active, 20, range);
		contacts[i].nstarts = random_units(&test, contacts[i].start, 6, range);
		if (!PG_GETARG_BOOL(3))
		{
			memcpy(contacts[i].start, contacts[i].active, sizeof(contacts[i].active));
			contacts[i].nstarts = contacts[i].nactive;
		}
		count_contact(table, &spec, &contacts[i]);
	}
	UNIT_CHECK(&test, table_finish(table, &spec));
	for (int i = 0; i < table->n; i++)
	{
		check_cohort(&test, &spec, contacts, ncontacts, &table->cohort[i]);
		for (int j = 0; j < ncontacts; j++)
			check_places(&test, &spec, &contacts[j], &table->cohort[i]);
	}
	/* nobody is missing: each start that counts is in a cohort that there is */
	for (int i = 0; i < ncontacts; i++)
	{
		int			n = spec.recurring ? contacts[i].nstarts : Min(contacts[i].nstarts, 1);

		for (int j = 0; j < n; j++)
		{
			int64		cohort = plain_cohort(&spec, contacts[i].start[j]);
			bool		found = cohort < spec.first_cohort || cohort > spec.last_cohort;

			for (int k = 0; k < table->n; k++)
				found |= table->cohort[k].number == cohort;
			UNIT_CHECK(&test, found);
		}
	}
	PG_RETURN_INT64(test.nchecks);
}
