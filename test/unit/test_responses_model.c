/*-------------------------------------------------------------------------
 *
 * test_responses_model.c
 *	  model/responses, for SQL to say what it should do
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/responses.h"
#include "unit.h"

/*
 * test_responses(at bigint[], kind bigint[], ranks bigint[]) returns bigint[]:
 * asked_at, answered_at and answer of each wait in a conversation's events, one
 * after another; answered_at is -1 where there is no answer
 */
UNIT_FUNCTION(test_responses)
{
	int			n;
	int			nranks;
	int64	   *at = unit_numbers(PG_GETARG_DATUM(0), &n);
	int64	   *kind = unit_numbers(PG_GETARG_DATUM(1), &n);
	int64	   *rank = unit_numbers(PG_GETARG_DATUM(2), &nranks);
	uint32	   *order = palloc(Max(nranks, 1) * sizeof(uint32));
	CaEvent    *events = palloc(Max(n, 1) * sizeof(CaEvent));
	int64	   *result = palloc(3 * Max(n, 1) * sizeof(int64));
	int			nresult = 0;
	CaResponseWalk walk;
	CaWait		wait;

	for (int i = 0; i < nranks; i++)
		order[i] = (uint32) rank[i];
	for (int i = 0; i < n; i++)
	{
		events[i].at = at[i];
		events[i].kind = (uint32) kind[i];
	}
	ca_responses_begin(&walk, events, n, order);
	while (ca_responses_next(&walk, &wait))
	{
		result[nresult++] = wait.asked_at;
		result[nresult++] = wait.answer == CA_MESSAGE_CONTACT ? -1
			: (int64) ((uint64) wait.asked_at + ca_wait_length(&wait));
		result[nresult++] = wait.answer;
	}
	PG_RETURN_DATUM(unit_array(result, nresult));
}

/* test_responses_actor(word text) returns bigint: the number of its actor */
UNIT_FUNCTION(test_responses_actor)
{
	char	   *word = unit_text(PG_GETARG_DATUM(0));

	PG_RETURN_INT64(ca_responses_actor(word, strlen(word)));
}
