/*-------------------------------------------------------------------------
 *
 * sessionize_api.c
 *	  Door of sessionize
 *
 * Usage:
 *	SELECT *, sessionize(occurred_at, '30 min')
 *		OVER (PARTITION BY contact_id ORDER BY occurred_at)
 *	FROM events;
 *
 * A window function: rows come in the order of the window, and what is known of
 * those before is a few bytes a partition.
 *
 * Memory: they live in the partition's memory of the window function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/nodes.h"
#include "utils/timestamp.h"
#include "windowapi.h"

#include "api/condition.h"
#include "api/door.h"
#include "model/sessionize.h"

#define AT	0
#define GAP	1

/* What is kept of a partition; zeros at first. */
typedef struct Partition
{
	CaSession	session;
	uint64		gap;			/* microseconds, of its first row */
	bool		has_gap;
} Partition;

static uint64
gap_of_row(WindowObject window)
{
	bool		isnull;
	Datum		gap = WinGetFuncArgCurrent(window, GAP, &isnull);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("gap must not be NULL")));
	return ca_condition_window(DatumGetIntervalP(gap), "gap");
}

static void
check_gap(Partition *partition, uint64 gap)
{
	if (partition->has_gap && partition->gap != gap)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("gap must not change within a partition")));
	partition->gap = gap;
	partition->has_gap = true;
}

CA_FUNCTION(ca_sessionize)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Partition  *partition;
	bool		isnull;
	Datum		at;

	/* An operator may be made of any function. */
	if (!WindowObjectIsValid(window))
		ereport(ERROR,
				(errcode(ERRCODE_WINDOWING_ERROR),
				 errmsg("sessionize must be called as a window function")));
	partition = WinGetPartitionLocalMemory(window, sizeof(Partition));
	check_gap(partition, gap_of_row(window));
	at = WinGetFuncArgCurrent(window, AT, &isnull);
	if (isnull)
		PG_RETURN_NULL();
	if (!ca_session_next(&partition->session, DatumGetTimestampTz(at), partition->gap))
		ereport(ERROR,
				(errcode(ERRCODE_WINDOWING_ERROR),
				 errmsg("rows of sessionize must be in order of time"),
				 errhint("Write OVER (PARTITION BY contact ORDER BY at) with the time that sessionize has.")));
	PG_RETURN_INT64(partition->session.number);
}
