-- core/timepart: the one form of events, and nothing else is read
BEGIN;
\ir unit.sql

-- Bytes that a part is made of by hand: numbers shortest.
CREATE FUNCTION v(numbers bigint[]) RETURNS bytea LANGUAGE sql
	RETURN test_wire_write(numbers);

-- The distance of a key of one word, the halves of which change places
CREATE FUNCTION k(distance bigint) RETURNS bigint LANGUAGE sql
	RETURN distance << 32 | (distance >> 32 & 4294967295);

-- An event of so many bits whose time fits the number of its kind.
CREATE FUNCTION e(distance bigint, kind bigint, bits int) RETURNS bigint LANGUAGE sql
	RETURN (distance << bits | kind) << 1;

-- Do all times and kinds fit one number each, with times from 2000 on?
CREATE FUNCTION fits(events bigint[], nkeys int, bits int) RETURNS boolean LANGUAGE sql
	RETURN (SELECT coalesce(bool_and(events[i - 1] >= -(2 ^ (63 - bits)) AND events[i - 1] < 2 ^ (63 - bits)
	                                 AND events[i] < 2 ^ bits), true)
	        FROM generate_series(nkeys + 2, cardinality(events), nkeys + 2) i);

SELECT plan(133);

-- The form, byte by byte: key, number of events, events

SELECT is(test_timepart_write('{}', 1, 3), ''::bytea, 'no events are no bytes');
SELECT is(test_timepart_write('{5,0,0}', 1, 3), v(ARRAY[k(5),1,0]), 'one event, at the year 2000');
SELECT is(test_timepart_write('{5,7,6}', 1, 3), v(ARRAY[k(5),1,e(14,6,3)]), 'the time of the first, doubled, above the kind');
SELECT is(test_timepart_write('{5,-7,6}', 1, 3), v(ARRAY[k(5),1,e(13,6,3)]), 'before 2000, one less');
SELECT is(test_timepart_write('{5,7,6, 5,7,7, 5,9,1}', 1, 3), v(ARRAY[k(5),3,e(14,6,3),e(0,7,3),e(2,1,3)]), 'distances from there on');
SELECT is(test_timepart_write('{5,7,6, 5,9,1, 6,4,1}', 1, 3), v(ARRAY[k(5),2,e(14,6,3),e(2,1,3), k(1),1,e(5,1,3)]),
          'the next contact: from the first event of the last');
SELECT is(test_timepart_write(ARRAY[(5::bigint << 32) + 7, 1, 0], 1, 1), v(ARRAY[(7::bigint << 32) + 5, 1, e(2,0,1)]), 'the halves of a key change places');
SELECT is(test_timepart_write('{0,1,0, -1,1,0}', 1, 1), v(ARRAY[0,1,e(2,0,1), -1,1,e(0,0,1)]), 'the first key and the last');
SELECT is(test_timepart_write('{5,9,7,1, 5,10,7,1, 6,1,7,1}', 2, 1), v(ARRAY[5,9,1,e(14,1,1), 0,10,1,e(0,1,1), 1,1,1,e(0,1,1)]),
          'keys of two words: the second stands in full');

-- The limits of an event in one number: a time of 63 - bits bits

SELECT is(test_timepart_write(ARRAY[5, at, 1], 1, bits), v(ARRAY[k(5), 1] || tail), format('%s bits, the first at %s', bits, at))
FROM (VALUES
	(1, 1::bigint << 60,					ARRAY[e(1::bigint << 61, 1, 1)]),
	(1, (1::bigint << 61) - 1,				ARRAY[e((1::bigint << 62) - 2, 1, 1)]),
	(1, -(1::bigint << 61),					ARRAY[e((1::bigint << 62) - 1, 1, 1)]),
	(1, 1::bigint << 61,					ARRAY[3, 1::bigint << 62]),
	(1, -(1::bigint << 61) - 1,				ARRAY[3, (1::bigint << 62) + 1]),
	(1, 9223372036854775807,				ARRAY[3, -2]),
	(1, word(2 ^ 63::numeric),				ARRAY[3, -1]),
	(32, (1::bigint << 30) - 1,				ARRAY[e((1::bigint << 31) - 2, 1, 32)]),
	(32, -(1::bigint << 30),				ARRAY[e((1::bigint << 31) - 1, 1, 32)]),
	(32, 1::bigint << 30,					ARRAY[3, 1::bigint << 31])
) l (bits, at, tail);
SELECT is(test_timepart_write(ARRAY[5, 0, 1, 5, at, kind], 1, bits), v(ARRAY[k(5), 2, e(0, 1, bits)] || tail),
          format('%s bits, the second at %s', bits, at))
FROM (VALUES
	(3, (1::bigint << 60) - 1,	7,			ARRAY[e((1::bigint << 60) - 1, 7, 3)]),
	(3, 1::bigint << 60,		7,			ARRAY[15, 1::bigint << 60]),
	(3, 9223372036854775807,	0,			ARRAY[1, 9223372036854775807]),
	(32, (1::bigint << 31) - 1,	4294967295,	ARRAY[e((1::bigint << 31) - 1, 4294967295, 32)]),
	(32, 1::bigint << 31,		4294967295,	ARRAY[4294967295 * 2 + 1, 1::bigint << 31])
) l (bits, at, kind, tail);
SELECT is(test_timepart_write(ARRAY[5, word(2 ^ 63::numeric), 0, 5, 9223372036854775807, 1], 1, 1), v(ARRAY[k(5), 2, 1, -1, 3, -1]),
          'from one infinity to the other');

-- Back again

CREATE TEMP TABLE samples AS
SELECT row_number() OVER () AS id, what, events, nkeys, bits, cardinality(events) / (nkeys + 2) AS n, test_timepart_write(events, nkeys, bits) AS bytes
FROM (VALUES
	('near', ARRAY(SELECT w FROM generate_series(1, 30::bigint) i, LATERAL (VALUES (1, i / 3), (2, 1000 + i * i), (3, i % 8)) v (place, w) ORDER BY i, place), 1, 3),
	('pairs', ARRAY(SELECT w FROM generate_series(1, 30::bigint) i, LATERAL (VALUES (1, i / 9), (2, i / 3 * 1000000000000), (3, 7 * i), (4, i % 2)) v (place, w) ORDER BY i, place), 2, 1),
	('far', ARRAY(SELECT w FROM generate_series(0, 20::bigint) i, LATERAL (VALUES (1, (i / 5) << 40), (2, (i % 5 - 2) * (2::numeric ^ 61)::bigint), (3, i)) v (place, w) ORDER BY i, place), 1, 8),
	('infinite', ARRAY[1, word(2 ^ 63::numeric), 0, 1, 0, 4, 1, 9223372036854775807, 5, 3, 9223372036854775807, 0, 4, word(2 ^ 63::numeric), 7], 1, 3),
	('instants', ARRAY(SELECT w FROM generate_series(1, 30::bigint) i, LATERAL (VALUES (1, 9), (2, i / 6), (3, i % 6)) v (place, w) ORDER BY i, place), 1, 3),
	('kinds of 32 bits', ARRAY(SELECT w FROM generate_series(1, 20::bigint) i, LATERAL (VALUES (1, i / 3), (2, i << 25), (3, (i * 99999989) % 4294967296)) v (place, w) ORDER BY i, place), 1, 32)
) v (what, events, nkeys, bits);

SELECT is(test_timepart_read(bytes, n, nkeys, bits, -1, entries), events, format('back again: %s, as entries %s', what, entries))
FROM samples, unnest('{false,true}'::boolean[]) entries
WHERE NOT entries OR fits(events, nkeys, bits) ORDER BY id, entries;

SELECT is(test_timepart_read(test_timepart_write('{1,5,0, 1,5,1, 1,6,2, 2,6,2, 3,1,0, 3,1,0}', 1, 2), 6, 1, 2, 3, entries),
          '{1,5,1, 1,5,2, 3,1,1, 3,1,1}', 'kinds are mapped, and left out, as entries ' || entries)
FROM unnest('{false,true}'::boolean[]) entries;

-- Nothing but what is written so

SELECT is(error_of(format('SELECT test_timepart_read(%L, %s, %s, %s, %s, %L)', bytes, n, nkeys, bits, nkinds, entries)),
          '22P03 Bad bytes: ' || error || '.', format('%s, as entries %s', what, entries))
FROM (VALUES
	('fewer than declared', v('{5,1,0}'), 2, 1, 3, -1, 'they end too early'),
	('more than declared', v('{5,1,0,1,1,0}'), 1, 1, 3, -1, 'there are more than declared'),
	('something for no events', v('{5}'), 0, 1, 3, -1, 'there are more than declared'),
	('a contact of none', v('{5,0,1,1,0}'), 1, 1, 3, -1, 'the number of events is out of range'),
	('a contact of more than all', v('{5,3,0,0}'), 2, 1, 3, -1, 'the number of events is out of range'),
	('a contact of very many', v('{5,-1,0,0}'), 2, 1, 3, -1, 'the number of events is out of range'),
	('the same contact twice', v('{5,1,0,0,1,0}'), 2, 1, 3, -1, 'contacts are out of order'),
	('a key beyond the last one', v('{-1,1,0,1,1,0}'), 2, 1, 3, -1, 'contacts are out of order'),
	('around the range', v('{5,1,0,-5,1,0}'), 2, 1, 3, -1, 'contacts are out of order'),
	('the same pair twice', v('{5,7,1,0,0,7,1,0}'), 2, 2, 3, -1, 'contacts are out of order'),
	('second words descend', v('{5,7,1,0,0,6,1,0}'), 2, 2, 3, -1, 'contacts are out of order'),
	('half a pair', v('{5,7,1,0,1}'), 2, 2, 3, -1, 'they end too early'),
	('a kind of too many bits', v(ARRAY[5, 1, 17, 1::bigint << 62]), 1, 1, 3, -1, 'the kind of an event is out of range'),
	('a short time behind its kind', v(ARRAY[5, 1, 15, (1::bigint << 60) - 1]), 1, 1, 3, -1, 'a time is longer than need be'),
	('a kind without its time', v('{5,1,15}'), 1, 1, 3, -1, 'they end too early'),
	('kinds of one instant descend', v(ARRAY[5, 2, e(8,3,3), e(0,2,3)]), 2, 1, 3, -1, 'events are out of order'),
	('a time beyond the last one', v(ARRAY[5, 2, e(8,3,3), 1, -1]), 2, 1, 3, -1, 'a time is out of range'),
	('one more than the last one', v(ARRAY[5, 2, 1, -2, e(1,3,3)]), 2, 1, 3, -1, 'a time is out of range'),
	('a kind that is not mapped', v(ARRAY[5, 1, e(8,3,3)]), 1, 1, 3, 3, 'the kind of an event is out of range'),
	('no kind is mapped', v(ARRAY[5, 1, e(8,0,3)]), 1, 1, 3, 0, 'the kind of an event is out of range')
) r (what, bytes, n, nkeys, bits, nkinds, error), unnest('{false,true}'::boolean[]) entries
ORDER BY what, entries;

-- Damage: a flipped bit gives an error, or events that are written just so.
-- Taken as entries they are the same, or an error if one does not fit.
CREATE FUNCTION outcome(bytes bytea, n bigint, nkeys int, bits int, nkinds int, entries boolean) RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
	RETURN test_timepart_read(bytes, n, nkeys, bits, nkinds, entries);
EXCEPTION WHEN invalid_binary_representation THEN
	RETURN NULL;
END
$$;

CREATE TEMP TABLE damage AS
SELECT s.id, bytes, n, nkeys, bits, nkinds, outcome(bytes, n, nkeys, bits, nkinds, false) AS plain,
       outcome(bytes, n, nkeys, bits, nkinds, true) AS entries
FROM (SELECT id, set_bit(bytes, bit, 1 - get_bit(bytes, bit)) AS bytes, n, nkeys, bits
      FROM samples, generate_series(0, 8 * octet_length(bytes) - 1) bit) s,
     unnest('{-1,4}'::int[]) nkinds;

SELECT cmp_ok(count(*), '>', 200::bigint, format('bits were flipped: %s, %s kinds', what, nkinds))
FROM damage JOIN samples USING (id) GROUP BY id, what, nkinds ORDER BY id, nkinds;
SELECT is_empty($$SELECT * FROM damage WHERE nkinds < 0 AND test_timepart_write(plain, nkeys, bits) <> bytes$$,
                'no flipped bit makes two forms of the same events');
SELECT is_empty($$SELECT * FROM damage WHERE plain <> entries$$, 'taken as entries, they are the same');
SELECT is_empty($$SELECT * FROM damage WHERE plain IS NOT NULL AND fits(plain, nkeys, bits) AND entries IS NULL$$, 'and nothing that fits is refused');

SELECT is(count(*), (SELECT 2 * sum(octet_length(bytes))::bigint FROM samples), 'every truncation is refused')
FROM samples, generate_series(0, octet_length(bytes) - 1) length, unnest('{false,true}'::boolean[]) entries
WHERE outcome(substr(bytes, 1, length), n, nkeys, bits, -1, entries) IS NULL;

SELECT is(count(*), (SELECT 4 * count(*) FROM samples), 'one declared more or less is refused')
FROM samples, unnest('{-1,1}'::int[]) d, unnest('{false,true}'::boolean[]) entries
WHERE outcome(bytes, n + d, nkeys, bits, -1, entries) IS NULL;

-- Many of them, in memory and in a file, mapped and not, as entries and not

SELECT cmp_ok(sum(test_timepart(seed, n, nkeys, bits, keys, times)), '>=', sum(2 * n)::numeric,
              format('%s words, %s bits, %s keys', nkeys, bits, keys))
FROM unnest('{1,2}'::int[]) nkeys, unnest('{1,3,8,13,24,32}'::int[]) bits, unnest('{random,dense,few}'::text[]) keys,
     unnest('{near,ascending,few,years,late,early,any,ends}'::text[]) times,
     unnest('{0,1,2,700,6000}'::int[]) n, generate_series(1, 1) seed
GROUP BY nkeys, bits, keys
ORDER BY nkeys, bits, keys;

-- One contact of more bytes than are at hand
SELECT cmp_ok(sum(test_timepart(1, 60000, 1, 8, 'equal', times)), '>=', 3 * 60000::numeric, '60000 events of one contact, ' || times)
FROM unnest('{near,late,any}'::text[]) times GROUP BY times ORDER BY times;

SELECT * FROM finish();
ROLLBACK;
