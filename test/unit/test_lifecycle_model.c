/*-------------------------------------------------------------------------
 *
 * test_lifecycle_model.c
 *	  model/lifecycle, for SQL to say what it should do, and by definition
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/lifecycle.h"
#include "unit.h"

/* Spans of a random story. */
#define SPANS	7

/*
 * test_lifecycle(first bigint, nperiods int, active bigint[]) returns bigint[]:
 * new, returning, resurrecting and dormant of each period, of one contact
 */
UNIT_FUNCTION(test_lifecycle)
{
	CaLifecycleSpec spec = {.first = PG_GETARG_INT64(0),.nperiods = PG_GETARG_INT32(1)};
	int			n;
	int64	   *active = unit_numbers(PG_GETARG_DATUM(2), &n);

	spec.point = palloc0(spec.nperiods * sizeof(CaLifecyclePoint));
	ca_lifecycle_count(&spec, active, n);
	PG_RETURN_DATUM(unit_array((int64 *) spec.point, spec.nperiods * 4));
}

/*
 * test_stickiness(spans bigint[], active bigint[]) returns bigint[]: span and
 * number of periods, of each stretch in which the contact was active; spans are
 * those of stretches, 0 and on, by where they begin
 */
UNIT_FUNCTION(test_stickiness)
{
	CaStickinessSpec spec;
	CaStickinessWalk walk;
	CaSpanStretch *stretch;
	int			nspans;
	int			n;
	int64	   *begin = unit_numbers(PG_GETARG_DATUM(0), &nspans);
	int64	   *active = unit_numbers(PG_GETARG_DATUM(1), &n);
	int64	   *result = palloc(2 * n * sizeof(int64));
	int			nresult = 0;

	stretch = palloc(nspans * sizeof(CaSpanStretch));
	for (int i = 0; i < nspans; i++)
	{
		stretch[i].begin = begin[i];
		stretch[i].span = i;
	}
	spec.stretch = stretch;
	spec.nstretches = nspans;
	ca_stickiness_begin(&walk, &spec, active, n);
	while (ca_stickiness_next(&walk, &result[nresult], &result[nresult + 1]))
		nresult += 2;
	PG_RETURN_DATUM(unit_array(result, nresult));
}

/* A contact by period: whether it was active in each of n. */
typedef struct Contact
{
	bool	   *is_active;
	int64	   *active;			/* the numbers of those */
	int			nactive;
} Contact;

static void
random_contact(UnitTest *test, Contact *contact, int64 first, int n, int sparseness)
{
	contact->nactive = 0;
	for (int i = 0; i < n; i++)
	{
		contact->is_active[i] = unit_random_below(test, sparseness) == 0;
		if (contact->is_active[i])
			contact->active[contact->nactive++] = first + i;
	}
}

/* Was it active in any of the periods from one to before another? */
static bool
any_active(const Contact *contact, int from, int until)
{
	for (int i = Max(from, 0); i < until; i++)
	{
		if (contact->is_active[i])
			return true;
	}
	return false;
}

static void
define_lifecycle(CaLifecyclePoint *point, const Contact *contact, int n)
{
	for (int i = 0; i < n; i++)
	{
		bool		before = any_active(contact, i - 1, i);
		bool		ever = any_active(contact, 0, i);
		bool		now = contact->is_active[i];

		point[i].nnew += now && !ever;
		point[i].nreturning += now && before;
		point[i].nresurrecting += now && ever && !before;
		point[i].ndormant += before && !now;
	}
}

/*
 * Stretches of random lengths, in random spans, as far as two that follow one
 * another differ; what the walk finds of a contact in each of them.
 */
static void
check_stickiness(UnitTest *test, const Contact *contact, int64 first, int n)
{
	CaSpanStretch *stretch = palloc(n * sizeof(CaSpanStretch));
	int64		counted[SPANS] = {0};
	int64		found[SPANS] = {0};
	CaStickinessSpec spec = {stretch, 0};
	CaStickinessWalk walk;
	int64		span = 0;
	int64		nperiods;

	for (int i = 0, next = 0; i < n; i++)
	{
		if (i == next)
		{
			span = (span + 1 + (int64) unit_random_below(test, SPANS - 1)) % SPANS;
			stretch[spec.nstretches].begin = first + i;
			stretch[spec.nstretches++].span = span;
			next += 1 + (int) unit_random_below(test, 5);
		}
		counted[span] += contact->is_active[i];
	}
	ca_stickiness_begin(&walk, &spec, contact->active, contact->nactive);
	while (ca_stickiness_next(&walk, &span, &nperiods))
	{
		UNIT_CHECK(test, nperiods > 0 && span < SPANS);
		found[span] += nperiods;
	}
	UNIT_CHECK(test, memcmp(found, counted, sizeof(found)) == 0);
	pfree(stretch);
}

static void
check_rolling(UnitTest *test, const CaRollingSpec *spec, const int64 *defined)
{
	ca_rolling_sum(spec);
	for (int window = 0; window < spec->nwindows; window++)
	{
		for (int i = 0; i < spec->nperiods; i++)
			UNIT_CHECK(test, ca_rolling_left(spec, window)[i] == *defined++);
	}
}

/*
 * test_lifecycle_brute(seed bigint, ncontacts int, nperiods int, sparseness
 * int, windows bigint[]): all three counts of random contacts, as defined
 */
UNIT_FUNCTION(test_lifecycle_brute)
{
	int			ncontacts = PG_GETARG_INT32(1);
	int			n = PG_GETARG_INT32(2);
	Contact		contact = {palloc(n), palloc(n * sizeof(int64)), 0};
	CaLifecycleSpec life = {0, n, palloc0(n * sizeof(CaLifecyclePoint))};
	CaLifecyclePoint *defined = palloc0(n * sizeof(CaLifecyclePoint));
	CaRollingSpec rolling = {0, n, 0, NULL, palloc0((n + 1) * sizeof(int64)), NULL};
	int64	   *windows = unit_numbers(PG_GETARG_DATUM(4), &rolling.nwindows);
	int32	   *window = palloc(rolling.nwindows * sizeof(int32));
	int64	   *active = palloc0(rolling.nwindows * n * sizeof(int64));
	UnitTest	test;

	unit_begin(&test, PG_GETARG_INT64(0));
	for (int w = 0; w < rolling.nwindows; w++)
		window[w] = (int32) windows[w];
	rolling.window = window;
	rolling.left = palloc0(rolling.nwindows * (n + 1) * sizeof(int64));
	life.first = rolling.first = (int64) unit_random_below(&test, 2000) - 1000;
	for (int c = 0; c < ncontacts; c++)
	{
		random_contact(&test, &contact, life.first, n, PG_GETARG_INT32(3));
		if (contact.nactive == 0)
			continue;
		ca_lifecycle_count(&life, contact.active, contact.nactive);
		ca_rolling_count(&rolling, contact.active, contact.nactive);
		check_stickiness(&test, &contact, life.first, n);
		define_lifecycle(defined, &contact, n);
		for (int i = 0; i < rolling.nwindows * n; i++)
			active[i] += any_active(&contact, i % n + 1 - window[i / n], i % n + 1);
	}
	UNIT_CHECK(&test, memcmp(life.point, defined, n * sizeof(CaLifecyclePoint)) == 0);
	check_rolling(&test, &rolling, active);
	PG_RETURN_INT64(test.nchecks);
}
