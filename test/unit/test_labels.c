/*-------------------------------------------------------------------------
 *
 * test_labels.c
 *	  core/labels, for SQL to compare with array_position
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/labels.h"
#include "unit.h"

static int
find(const CaLabels *labels, Datum value)
{
	text	   *label = DatumGetTextPP(value);

	return ca_labels_find(labels, VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label));
}

/* The labels keep pointers into the array. */
static void
fill(CaLabels *labels, Datum array)
{
	int			n;
	Datum	   *value = unit_texts(array, &n);

	ca_labels_init(labels);
	for (int i = 0; i < n; i++)
	{
		text	   *label = DatumGetTextPP(value[i]);

		ca_labels_add(labels, VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label));
	}
}

/*
 * test_labels(labels text[], candidates text[]) returns bigint[]: the place of
 * each candidate among the labels, from 0, or -1; the same before and after
 * the search was prepared
 */
UNIT_FUNCTION(test_labels)
{
	int			n;
	Datum	   *candidate = unit_texts(PG_GETARG_DATUM(1), &n);
	int64	   *place = palloc(n * sizeof(int64));
	CaLabels	labels;
	UnitTest	test;

	unit_begin(&test, 0);
	fill(&labels, PG_GETARG_DATUM(0));
	for (int i = 0; i < n; i++)
		place[i] = find(&labels, candidate[i]);
	ca_labels_prepare(&labels);
	for (int i = 0; i < n; i++)
		UNIT_CHECK(&test, find(&labels, candidate[i]) == place[i]);
	PG_RETURN_DATUM(unit_array(place, n));
}

/* test_labels_equal(a text[], b text[]) returns boolean */
UNIT_FUNCTION(test_labels_equal)
{
	CaLabels	a;
	CaLabels	b;

	fill(&a, PG_GETARG_DATUM(0));
	fill(&b, PG_GETARG_DATUM(1));
	ca_labels_prepare(&a);
	PG_RETURN_BOOL(ca_labels_equal(&a, &b));
}
