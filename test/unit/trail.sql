-- core/trail: against a plain array; and its encoded form
BEGIN;
\ir unit.sql

SELECT plan(61);

-- Checks: for each event one as it is added and one in each of two trails; six
-- of the trails, one for each of three parts, and one that the bytes are equal.
SELECT is(test_trail(n + bits, n, bits, times), (3 * n + 11)::bigint, format('%s %s events of %s bits', n, times, bits))
FROM unnest('{0,1,5,6,100,20000}'::int[]) AS n, unnest('{3,32}'::int[]) AS bits, unnest('{near,ascending,few,late}'::text[]) AS times;
SELECT is(test_trail(bits, 3000, bits, 'any'), (3 * 3000 + 11)::bigint, format('any instants of %s bits', bits))
FROM unnest('{1,14,32}'::int[]) AS bits;

-- Encoded: the number of events and one bit whether they are wide, then how much
-- each word exceeds the last. A narrow word is the time, from 2^(63 - bits)
-- before 2000, above the kind; two of one instant may be equal.
SELECT is(test_trail_read(varint(0, 1), 3), '{}', 'no events');
SELECT is(test_trail_read(varint(4, 1) || varint(2 ^ 63::numeric + 5, 9) || varint(0, 1), 3), '{0,5,0,5}', 'the same event twice');
SELECT is(test_trail_read(varint(4, 1) || varint(0, 1) || varint(2 ^ 64::numeric - 1, 9), 1),
		  '{-4611686018427387904,0,4611686018427387903,1}', 'the ends of what is narrow');
SELECT is(test_trail_read(varint(5, 1) || varint(0, 1) || varint(7, 1) || varint(2 ^ 64::numeric - 1, 9) || varint(2, 1), 3),
		  '{-9223372036854775808,7,9223372036854775807,2}', 'wide: infinity on both sides');
SELECT is(test_trail_read(varint(3, 1) || varint(2 ^ 63::numeric, 9) || varint(2, 1), 3), '{0,2}', 'wide without need');

SELECT is(error_of(format('SELECT test_trail_read(%L, 3)', bytes)), '22P03 ' || detail, description)
FROM (VALUES
	('\x'::bytea, 'Bad bytes: they end too early.', 'nothing at all'),
	(varint(2, 1), 'Bad bytes: there are fewer events than declared.', 'an event missing'),
	(varint(2 ^ 63::numeric, 9) || varint(1, 1), 'Bad bytes: there are fewer events than declared.', 'as many as there can be'),
	(varint(4, 1) || varint(2 ^ 63::numeric, 9) || varint(2 ^ 63::numeric, 9), 'Bad bytes: a time is out of range.', 'time turns around'),
	(varint(3, 1) || varint(1, 1) || varint(8, 1), 'Bad bytes: a kind of event is out of range.', 'a kind of too many bits'))
	AS bad (bytes, detail, description);

SELECT * FROM finish();
ROLLBACK;
