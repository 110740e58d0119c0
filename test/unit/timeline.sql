-- core/timeline: against a sorted array, over keys, times, memory and ways to come in
BEGIN;
\ir unit.sql

-- Nine checks an event at least: six when it is scanned twice, and once more in
-- what was written and read.
CREATE FUNCTION enough(checks numeric, wanted numeric, what text) RETURNS text LANGUAGE sql
	RETURN cmp_ok(checks, '>=', wanted, what);

CREATE TEMP TABLE key_words AS SELECT keys FROM unnest('{random,sorted,few,skewed,equal,ends}'::text[]) keys;

SELECT plan(98);

-- One by one, in memory

SELECT enough(sum(test_timeline(n, nkeys, keys, uniq => uniq)), 10000, format('%s words, unique %s, all sizes', nkeys, uniq))
FROM key_words, unnest('{1,2}'::int[]) nkeys, unnest('{false,true}'::boolean[]) uniq,
     unnest('{0,1,2,3,4,5,8,9,100,511,512,513,1024,1025,3000}'::int[]) n
GROUP BY nkeys, uniq ORDER BY nkeys, uniq;

SELECT enough(sum(test_timeline(n, nkeys, times => times, kinds => kinds, bits => bits, uniq => bits = 8)), 2 * 9 * 2000,
              format('%s times, %s kinds, %s bits', times, kinds, bits))
FROM unnest('{near,few,years,late,early,any,ends}'::text[]) WITH ORDINALITY times (times, place),
     unnest('{1,2}'::int[]) nkeys, unnest('{1,700,1500}'::int[]) n,
     (VALUES ('bits', 8), ('late', 3), ('all', 32)) v (kinds, bits)
WHERE times IN ('near', 'few') OR kinds <> 'bits'
GROUP BY place, times, kinds, bits ORDER BY place, bits;

SELECT enough(test_timeline(n, nkeys, keys, uniq => keys = 'few'), 6 * 65000, format('large: %s events, %s words, %s keys', n, nkeys, keys))
FROM (VALUES (65536, 1, 'random'), (65537, 2, 'sorted'), (100000, 1, 'skewed'), (100000, 2, 'few')) v (n, nkeys, keys);

-- Large already when a time comes that does not fit
SELECT enough(test_timeline(150000, nkeys, times => 'late'), 9 * 150000, format('wide in the middle of much, %s words', nkeys))
FROM unnest('{1,2}'::int[]) nkeys;

-- On disk

SELECT enough(test_timeline(n, nkeys, keys, times, memory => memory, spills => true, uniq => nkeys = 2), 6 * 20000,
              format('%s events, %s words, %s keys, %s times, %s bytes of memory', n, nkeys, keys, times, memory))
FROM (VALUES (20000, 1, 'random', 'near', 20000), (20000, 2, 'sorted', 'late', 20000), (20000, 1, 'few', 'any', 20000),
             (100000, 1, 'random', 'near', 200000), (100000, 2, 'skewed', 'years', 200000), (150000, 1, 'random', 'late', 2000000)) v (n, nkeys, keys, times, memory);
SELECT enough(test_timeline(80000, memory => 0, spills => true), 9 * 80000, 'more parts than are read at a time, of 512 events each');

-- In parts, small ones and large ones

SELECT enough(sum(test_timeline(n, nkeys, keys, times, uniq => nkeys = 2, bits => bits, nparts => nparts, maps => maps)), 10000,
              format('%s parts, mapped %s, %s times, %s bits', nparts, maps, times, bits))
FROM unnest('{few,random}'::text[]) keys, unnest('{1,2}'::int[]) nkeys, unnest('{near,few}'::text[]) times, unnest('{3,12}'::int[]) bits,
     unnest('{1,3}'::int[]) nparts, unnest('{false,true}'::boolean[]) maps, unnest('{2,500,5000}'::int[]) n
GROUP BY times, bits, nparts, maps ORDER BY times, bits, nparts, maps;

SELECT enough(test_timeline(100000, nparts => 150, maps => maps, memory => memory, spills => memory > 0, uniq => maps, keys => 'few'),
              50000, format('more parts than are read at a time, mapped %s, %s bytes of memory', maps, memory))
FROM unnest('{false,true}'::boolean[]) maps, unnest('{-1,100000}'::bigint[]) memory;

-- Parts some of which have wide entries, and kinds of more bits than others

SELECT enough(sum(test_timeline(n, times => times, kinds => 'bits', bits => bits, nparts => nparts, maps => maps, uniq => maps, seed => seed)), 10000,
              format('bytes are those of the events, whatever came first: %s times, %s bits, mapped %s', times, bits, maps))
FROM (VALUES ('years', 12), ('late', 3), ('valid', 3)) v (times, bits), unnest('{0,3}'::int[]) nparts,
     unnest('{false,true}'::boolean[]) maps, unnest('{20,6000}'::int[]) n, generate_series(1, 5) seed
WHERE nparts > 0 OR NOT maps
GROUP BY times, bits, maps ORDER BY times, bits, maps;
SELECT enough(sum(test_timeline(n, kinds => 'late', nparts => 3, seed => seed)), 10000, 'bytes are those of the events, whatever their kinds')
FROM unnest('{20,1500,6000}'::int[]) n, generate_series(1, 20) seed;

SELECT is(count(DISTINCT test_timeline_write(events, 1)), 1::bigint, 'three events in six orders are the same bytes')
FROM (SELECT format('{%s,%s,%s}', a, b, c)::bigint[] AS events
      FROM unnest(ARRAY['1,0,0', '1,-1500000000000000,0', '1,1500000000000000,0']) a,
           unnest(ARRAY['1,0,0', '1,-1500000000000000,0', '1,1500000000000000,0']) b,
           unnest(ARRAY['1,0,0', '1,-1500000000000000,0', '1,1500000000000000,0']) c
      WHERE a <> b AND b <> c AND a <> c) orders;

-- Stored ones: bits of a kind; the first time and the last; how many events, and
-- bytes; events

CREATE TEMP TABLE stored AS
SELECT events, test_timeline_write(events, 8) AS bytes
FROM (VALUES ('{1,5,0, 1,5,7, 1,9,3, 2,4,4, 3,4,5, 3,6,1, 3,7,2, 9,-3,6}'::bigint[]),
             (ARRAY(SELECT w FROM generate_series(1, 40::bigint) i, LATERAL (VALUES (1, i / 3), (2, i * i), (3, i % 8)) v (place, w) ORDER BY i, place))) v (events);

CREATE FUNCTION little(number bigint) RETURNS bytea LANGUAGE sql
	RETURN (SELECT string_agg(substr(int8send(number), i, 1), '' ORDER BY i DESC) FROM generate_series(1, 8) i);

-- One contact: an id below 2^32 is mixed by an odd factor.
SELECT is(test_timeline_write('{5,7,1, 5,9,0}', 2),
          test_wire_write('{1}') || little(7) || little(9) || little(2 << 1) || little(octet_length(run)) || run, 'the form, byte by byte')
FROM (SELECT test_wire_write(ARRAY[mod(5 * 2654435769, 1::bigint << 32), 2, (14 << 1 | 1) << 1, 2 << 2]) AS run) r;

SELECT is(test_timeline_check(bytes, 8), cardinality(events) / 3::bigint, 'what is written passes') FROM stored;
SELECT is(test_timeline_read(bytes, -1), ARRAY(SELECT w FROM (SELECT events[i] AS a, events[i + 1] AS b, events[i + 2] AS c FROM generate_series(1, cardinality(events), 3) i) e,
	LATERAL (VALUES (1, a), (2, b), (3, c)) v (place, w) ORDER BY a, b, c, place), 'and is there again')
FROM stored;
SELECT is(error_of(format('SELECT test_timeline_check(%L, %s)', bytes, nkinds)), '22P03 Bad bytes: ' || error || '.', nkinds || ' kinds')
FROM stored, (VALUES (0, 'the bits of a kind are out of range'), (4, 'the bits of a kind are out of range'), (7, 'the kind of an event is out of range'),
                     (9, 'the bits of a kind are out of range')) v (nkinds, error);
SELECT is(error_of(format('SELECT test_timeline_check(%L, 6)', test_timeline_write('{1,5,0, 1,5,4}', 6))), '22P03 Bad bytes: a kind has no event.', 'two of six kinds');
SELECT is(test_timeline_read(test_timeline_write('{1,5,0, 1,6,1, 1,7,2}', 3), 3), '{1,5,1, 1,6,2}', 'mapped and left out');
SELECT is(error_of(format('SELECT test_timeline_read(%L, 2)', test_timeline_write('{1,5,0, 1,6,1, 1,7,2}', 3))),
          '22P03 Bad bytes: the kind of an event is out of range.', 'a kind that is not mapped');

CREATE FUNCTION two() RETURNS bytea LANGUAGE sql RETURN test_timeline_write('{1,5,0, 1,5,1}', 2);
CREATE FUNCTION one(at bigint DEFAULT 5) RETURNS bytea LANGUAGE sql RETURN test_timeline_write(ARRAY[1, at, 0], 1);

SELECT is(error_of(format('SELECT test_timeline_check(%L, %s)', bytes, nkinds)), '22P03 Bad bytes: ' || error || '.', what || ': ' || error)
FROM (VALUES
	('no bits',					test_wire_write('{0}') || substr(one(), 2), 1, 'the bits of a kind are out of range'),
	('33 bits',					test_wire_write('{33}') || substr(one(), 2), 1, 'the bits of a kind are out of range'),
	('other bits',				test_wire_write('{2}') || substr(one(), 2), 1, 'the bits of a kind are out of range'),
	('packed keys',				set_byte(one(), 17, 3),		1, 'keys that are no pairs cannot be packed'),
	('more events than bytes',	set_byte(one(), 17, 100),	1, 'the number of events is out of range'),
	('one event more',			set_byte(one(), 17, 4),		1, 'they end too early'),
	('one event less',			set_byte(two(), 17, 2),		2, 'the number of events is out of range'),
	('an earlier first',		set_byte(one(), 1, 4),		1, 'the range of times is wrong'),
	('a later first',			set_byte(one(), 1, 6),		1, 'the range of times is wrong'),
	('a later last',			set_byte(one(), 9, 6),		1, 'the range of times is wrong'),
	('beyond all timestamps',	one(9223372036854775806),	1, 'a time is out of range'),
	('before all timestamps',	one(-9223372036854775807),	1, 'a time is out of range'),
	('one kind',				set_byte(two(), octet_length(two()) - 1, 1), 2, 'an event is there twice'),
	('half a head',				substr(one(), 1, 20),		1, 'they end too early'),
	('cut short',				substr(one(), 1, octet_length(one()) - 1), 1, 'the length of a set is out of range')
) v (what, bytes, nkinds, error);
SELECT is(test_timeline_check(one(at), 1), 1::bigint, at || ' is infinite') FROM unnest(ARRAY[9223372036854775807, word(2 ^ 63::numeric)]) at;

-- Damage: every flipped bit and every truncation gives an error, or events.
CREATE FUNCTION outcome(bytes bytea) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	n := test_timeline_check(bytes, 8);
	RETURN test_timeline_read(bytes, -1) || n;
EXCEPTION WHEN invalid_binary_representation THEN
	RETURN NULL;
END
$$;

CREATE TEMP TABLE damage AS
SELECT bytes, outcome(bytes) AS outcome
FROM (SELECT set_bit(bytes, bit, 1 - get_bit(bytes, bit)) AS bytes FROM stored, generate_series(0, 8 * octet_length(bytes) - 1) bit) s;

SELECT is_empty($$SELECT * FROM damage WHERE test_timeline_write(trim_array(outcome, 1), 8) <> bytes$$,
                'no flipped bit makes two forms of the same events');
SELECT is_empty($$SELECT * FROM damage WHERE outcome[cardinality(outcome)] <> cardinality(outcome) / 3$$, 'as many events as were counted');
SELECT cmp_ok(count(outcome), '>', 50::bigint, 'some flipped bits are other events') FROM damage;
SELECT is(count(*), (SELECT sum(octet_length(bytes))::bigint FROM stored), 'every truncation is refused')
FROM stored, generate_series(0, octet_length(bytes) - 1) length
WHERE outcome(substr(bytes, 1, length)) IS NULL;

SELECT * FROM finish();
ROLLBACK;
