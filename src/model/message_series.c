/*-------------------------------------------------------------------------
 *
 * message_series.c
 *	  One key's events by period: where it is there, and where it is first
 *
 * A key is counted once in every period that it is in (unique_in_bucket), and
 * once in all, in the earliest of them (first_unique), so that the latter add up
 * to the number of keys.  Human events are counted by themselves in the same
 * way: the first of them may be in a later period than the first of all.
 *
 * Interface
 *	ca_series_begin	- a key
 *	ca_series_next	- its next period
 *	ca_series_count	- what it adds to it
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/message_series.h"

void
ca_series_begin(CaSeriesWalk *walk, const CaEvent *events, Size n)
{
	walk->event = events;
	walk->end = events + n;
	walk->seen = false;
	walk->seen_human = false;
}

bool
ca_series_next(CaSeriesWalk *walk, int64 *bucket)
{
	if (walk->event == walk->end)
		return false;
	*bucket = walk->event->at;
	return true;
}

void
ca_series_count(CaSeriesWalk *walk, CaSeriesCounts *counts)
{
	int64		bucket = walk->event->at;
	uint64		total_human = counts->total_human;

	for (; walk->event < walk->end && walk->event->at == bucket; walk->event++)
	{
		counts->total++;
		counts->total_human += walk->event->kind == CA_SERIES_HUMAN;
	}
	counts->unique_in_bucket++;
	counts->first_unique += !walk->seen;
	walk->seen = true;
	if (counts->total_human > total_human)
	{
		counts->unique_in_bucket_human++;
		counts->first_unique_human += !walk->seen_human;
		walk->seen_human = true;
	}
}
