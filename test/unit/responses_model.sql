-- model/responses: waits, ties and what is left open
BEGIN;
\ir unit.sql

SELECT plan(16);

-- One conversation's events, in order of time and kind: 0 is a message of the
-- contact, 1 one of an agent without a name, 2 + i one of agent i.
CREATE FUNCTION pg_temp.waits(at bigint[], kind bigint[], ranks bigint[] DEFAULT '{0,1,2,3}') RETURNS bigint[]
	LANGUAGE sql RETURN test_responses(at, kind, ranks);

SELECT is(pg_temp.waits('{5}', '{0}'), '{5,-1,0}', 'a question alone waits');
SELECT is(pg_temp.waits('{5}', '{1}'), '{}', 'an agent alone does not');
SELECT is(pg_temp.waits('{5,8}', '{0,1}'), '{5,8,1}', 'a question and its answer');
SELECT is(pg_temp.waits('{1,5,6,8}', '{1,0,0,2}'), '{5,8,2}', 'questions in a row are one wait, from the first');
SELECT is(pg_temp.waits('{1,2,3,4,5,6}', '{0,2,2,3,0,3}'), '{1,2,2, 5,6,3}', 'the first answer ends it; what follows ends nothing');
SELECT is(pg_temp.waits('{1,2,3,4}', '{0,2,0,0}'), '{1,2,2, 3,-1,0}', 'the last one may be open');
SELECT is(pg_temp.waits('{3,3}', '{0,2}'), '{3,3,2}', 'an answer of the same instant is one');
SELECT is(pg_temp.waits('{1,3,3}', '{0,0,2}'), '{1,3,2}', 'of all that was written until then');
SELECT is(pg_temp.waits('{1,3,3,4}', '{0,0,1,0}'), '{1,3,1, 4,-1,0}', 'and not of what is written later');
SELECT is(pg_temp.waits('{1,3,3,3}', '{0,2,3,4}', '{2,0,1}'), '{1,3,3}', 'of agents of one instant the first in their order');
SELECT is(pg_temp.waits('{1,3,3}', '{0,1,3}'), '{1,3,3}', 'one without a name comes last');
SELECT is(pg_temp.waits('{1,3,4}', '{0,3,2}'), '{1,3,3}', 'later ones do not come first');
SELECT is(pg_temp.waits('{1,3,3,3,4,9}', '{0,0,0,2,0,1}'), '{1,3,2, 4,9,1}', 'many of one instant');
SELECT is(pg_temp.waits('{-9223372036854775807,9223372036854775806}', '{0,1}'), '{-9223372036854775807,9223372036854775806,1}', 'the longest wait is not cut short');

SELECT is((SELECT array_agg(test_responses_actor(word) ORDER BY place) FROM unnest('{contact,agent,assistant,campaign}'::text[]) WITH ORDINALITY AS w (word, place)),
		  '{0,1,2,3}', 'four words');
SELECT is((SELECT array_agg(DISTINCT test_responses_actor(word)) FROM unnest('{"",Agent,agen,agents," agent",contactor,bot}'::text[]) AS word), '{4}', 'and no other');

SELECT * FROM finish();
ROLLBACK;
