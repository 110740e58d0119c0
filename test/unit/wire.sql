-- core/wire: varints of every length, and none that is longer than need be
BEGIN;
\ir unit.sql

-- The numbers next to each change of length; value is from 0 to 2^64 - 1.
CREATE TEMP TABLE numbers AS
SELECT DISTINCT value, CASE WHEN value < 2 ^ 56::numeric
                            THEN greatest(1, (SELECT count(*)::int FROM generate_series(0, 7) k
                                              WHERE value >= 2 ^ (7 * k)::numeric))
                            ELSE 9 END AS length
FROM (SELECT 2 ^ (7 * k)::numeric + d AS value FROM generate_series(0, 9) k, generate_series(-1, 1) d
      UNION ALL SELECT 2 ^ 64::numeric - d FROM generate_series(1, 2) d
      UNION ALL SELECT 2 ^ k::numeric FROM generate_series(0, 63) k) v
WHERE value BETWEEN 0 AND 2 ^ 64::numeric - 1;

SELECT plan(14);

SELECT is(count(*), 85::bigint, 'there are numbers to try')
FROM numbers;

SELECT is(count(*), (SELECT count(*) FROM numbers), 'a number is written in as few bytes as it can be')
FROM numbers
WHERE test_wire_write(ARRAY[word(value)]) = varint(value, length);

-- With nothing, something and enough behind it: both ways of reading.
SELECT is(count(*), (SELECT 12 * count(*) FROM numbers), 'a number is read, whatever stands behind it')
FROM numbers, generate_series(0, 11) behind
WHERE test_wire_read(varint(value, length) || decode(repeat('01', behind), 'hex'))
      = word(value) || array_fill(0::bigint, ARRAY[behind]);

SELECT is(count(*), (SELECT 12 * sum(9 - length) FROM numbers), 'a number that is longer than need be is refused')
FROM numbers, generate_series(length + 1, 9) longer, generate_series(0, 11) behind
WHERE error_of(format('SELECT test_wire_read(%L)',
                      varint(value, longer) || decode(repeat('01', behind), 'hex')))
      = '22P03 Bad bytes: a number is longer than need be.';

SELECT is(count(*), (SELECT sum(length - 1) FROM numbers), 'a number that is cut short is refused')
FROM numbers, generate_series(1, length - 1) n
WHERE error_of(format('SELECT test_wire_read(%L)', substr(varint(value, length), 1, n)))
      = '22P03 Bad bytes: they end within a number.';

SELECT is(test_wire_read(''), '{}', 'no bytes are no numbers');
SELECT is(test_wire_read(test_wire_write(a)), a, 'many numbers, one after another')
FROM (SELECT array_agg(word(value) ORDER BY value) || array_agg(word(value) ORDER BY value DESC) AS a FROM numbers) s;

SELECT throws_ok($$SELECT test_wire_read('\x00')$$, '22P03', 'invalid stored state of campaign_analytics');

SELECT is(test_wire(n, n, false), 2 * n + 1::bigint, format('%s numbers and strings in memory', n))
FROM unnest('{0,1,200000}'::int[]) n;
SELECT is(test_wire(n, n, true), 2 * n + 1::bigint, format('%s numbers and strings in a file', n))
FROM unnest('{0,1,200000}'::int[]) n;

SELECT * FROM finish();
ROLLBACK;
