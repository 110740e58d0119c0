-- core/activity: against a sorted array, over keys, units, starts, memory and ways to come in
BEGIN;
\ir unit.sql

CREATE TEMP TABLE units AS
SELECT units FROM unnest('{near,ascending,descending,random,walk,two,far,micros,late,bursts,ends}'::text[]) units;
CREATE TEMP TABLE kinds AS SELECT starts FROM unnest('{none,first,all}'::text[]) starts;

-- A scan checks each unit twice, and there are six of them at least.
CREATE FUNCTION enough(checks numeric, wanted numeric, what text) RETURNS text LANGUAGE sql
	RETURN cmp_ok(checks, '>=', wanted, what);

SELECT plan(86);

-- In memory, one by one and in parts

SELECT enough(sum(test_activity(n, contacts, nkeys, keys, units, starts, nparts => nparts)), 30000, format('%s units, %s starts', units, starts))
FROM units, kinds, unnest('{3,200}'::int[]) contacts, unnest('{1,2}'::int[]) nkeys, unnest('{random,crowded}'::text[]) keys,
     unnest('{0,3}'::int[]) nparts, (VALUES (1000)) v (n)
GROUP BY units, starts ORDER BY units, starts;

SELECT enough(sum(test_activity(n, contacts, nkeys, 'dense', units, starts, nparts => nparts, seed => n)), 20000, format('all sizes, %s parts', nparts))
FROM units, kinds, generate_series(0, 20) n, unnest('{1,5}'::int[]) contacts, unnest('{1,2}'::int[]) nkeys, unnest('{0,2}'::int[]) nparts
GROUP BY nparts ORDER BY nparts;

-- So many that entries wait for their slots
SELECT enough(test_activity(n, contacts, nkeys, 'dense', units, starts, memory, seed => contacts, spills => memory > 0), 5 * n * 2 / 3,
              format('many: %s contacts, %s words, %s units, %s starts, %s bytes of memory', contacts, nkeys, units, starts, memory))
FROM (VALUES (100000, 1, 1, 'micros', 'none', -1), (40000, 1, 1, 'micros', 'all', -1), (40000, 30000, 2, 'near', 'first', -1), (40000, 30000, 2, 'ascending', 'all', -1),
             (60000, 50000, 1, 'walk', 'first', -1), (50000, 40000, 2, 'late', 'all', 1700000), (50000, 40000, 2, 'near', 'first', 1500000)) v (n, contacts, nkeys, units, starts, memory);

-- On disk: limits so low that all is spilled, and higher ones that are met now and then

SELECT enough(sum(test_activity(n, 1500, nkeys, 'random', units, starts, memory, nparts => nparts, busy => nparts > 0, spills => true)), 50000,
              format('%s bytes of memory, %s units', memory, units))
FROM unnest('{random,micros,late}'::text[]) units, unnest('{first,all}'::text[]) starts, unnest('{1,2}'::int[]) nkeys, unnest('{0,3}'::int[]) nparts,
     unnest('{0,30000}'::bigint[]) memory, (VALUES (3000)) v (n)
GROUP BY memory, units ORDER BY memory, units;

-- Many in one pool, which spill while they move what they have
SELECT enough(sum(test_activity(40000, 460, 2, 'random', units, 'all', memory, ngroups => 20, spills => true)), 6 * 30000,
              format('20 activities, %s bytes of memory', memory))
FROM (VALUES ('late')) u (units), unnest('{100000,600000,900000,1000000,1050000}'::bigint[]) memory
GROUP BY memory ORDER BY memory;
SELECT enough(test_activity(20000, 50, ngroups => 500, units => 'random', starts => 'first', memory => 100000, spills => false), 6 * 10000, 'many small ones');

-- Stored ones: the three forms of starts, in slots only and with a timeline

CREATE FUNCTION rows_of(kind text) RETURNS bigint[] LANGUAGE sql
	RETURN CASE kind WHEN 'none' THEN '{1,5,0, 1,7,0, 2,-3,0, 3,5,0, 3,60,0, 900000000000,9,0}'::bigint[]
		WHEN 'first' THEN '{1,5,0, 1,7,0, 1,4,1, 2,-3,0, 3,-900,1, 9,5,0, 9,60,0, 9,123456,1}'
		ELSE '{1,5,0, 1,7,0, 1,4,1, 1,9,1, 2,-3,0, 3,6,1, 9,5,0, 9,60,0, 9,60,1}' END;

CREATE TEMP TABLE stored AS
SELECT starts, far, rows, test_activity_write(rows, starts) AS bytes
FROM kinds, unnest('{false,true}'::boolean[]) far,
     LATERAL (SELECT rows_of(starts) || CASE WHEN far THEN '{999999,-700,0, 999999,0,0, 999999,1,0, 999999,5000,0, 999999,700000,0}'::bigint[] END AS rows) r;

-- In order of the encoded ids' bits, as numbers above 0 are.
SELECT is(test_activity_read(bytes, starts), (SELECT array_agg(w ORDER BY id, kind, unit, place)
	FROM (SELECT rows[i] AS id, rows[i + 1] AS unit, rows[i + 2] AS kind FROM generate_series(1, cardinality(rows), 3) i) e,
	     LATERAL (VALUES (1, id), (2, unit), (3, kind)) v (place, w)), format('written and read: %s starts, far %s', starts, far))
FROM stored;

-- One contact: an id below 2^32 is mixed by an odd factor, and the halves of what comes out change places.
CREATE FUNCTION little(number bigint) RETURNS bytea LANGUAGE sql
	RETURN (SELECT string_agg(substr(int8send(number), i, 1), '' ORDER BY i DESC) FROM generate_series(1, 8) i);
SELECT is(test_activity_write(rows, starts), test_wire_write(ARRAY[low << 1, span]) || little(1 << 1) || little(octet_length(run)) || run || test_wire_write('{0}'),
          'the form, byte by byte: ' || starts)
FROM (VALUES ('{5,7,0, 5,9,0}'::bigint[], 'none', 7, 2, '{5}'::bigint[]), ('{5,7,0, 5,9,1, 5,8,1}', 'all', 7, 2, '{1,6}'),
             ('{5,7,0, 5,9,1, 5,8,1}', 'first', 7, 0, ARRAY[1, (8 << 1) + 1]), ('{5,-8,1}', 'first', 0, 0, ARRAY[0, 15 + 1])) v (rows, starts, low, span, words),
     LATERAL (SELECT test_wire_write(mod(5 * 2654435769, 1::bigint << 32) || words) AS run) r;
SELECT is(test_activity_write('{}', 'none'), test_wire_write('{0,0}') || little(0) || little(0) || test_wire_write('{0}'), 'none at all');

SELECT is(test_activity_read(test_activity_write(r.rows, 'first'), 'first'), r.rows, 'an activity far from its start')
FROM (VALUES ('{1,9223371331199999999,0, 1,-211813488000000000,1}'::bigint[]), ('{1,-211813488000000000,0, 1,9223371331199999999,1}')) r (rows);

-- One contact written by hand: range, head, contacts, timeline
CREATE FUNCTION state(range bigint[], count bigint, run bigint[], rest bigint[] DEFAULT '{0}') RETURNS bytea LANGUAGE sql
	RETURN test_wire_write(range) || little(count << 1) || little(coalesce(octet_length(test_wire_write(run)), 0)) || coalesce(test_wire_write(run), '') || test_wire_write(rest);

SELECT is(error_of(format('SELECT test_activity_read(%L, %L)', bytes, starts)), '22P03 Bad bytes: ' || error || '.', what || ': ' || error)
FROM (VALUES
	('64 units more',			state('{14,64}', 1, '{3,1}'),			'none',	'the range of units is wrong'),
	('at the end of time',		state('{-4,0}', 1, '{3,1}'),			'none',	'the range of units is wrong'),
	('at its beginning',		state('{-1,0}', 1, '{3,1}'),			'none',	'the range of units is wrong'),
	('a unit above the last',	state('{14,1}', 1, '{3,4}'),			'none',	'a unit is out of range'),
	('a start above the last',	state('{14,1}', 1, '{3,1,4}'),			'all',	'a unit is out of range'),
	('no unit',					state('{14,1}', 1, '{3,0}'),			'none',	'a contact has no unit'),
	('no unit and no start',	state('{14,1}', 1, '{3,0,0}'),			'first', 'a contact has no unit'),
	('a key twice',				state('{14,1}', 2, '{3,1,0,1}'),		'none',	'contacts are out of order'),
	('a key beyond all',		state('{14,1}', 2, '{-1,1,-1,1}'),		'none',	'contacts are out of order'),
	('a contact more',			state('{14,1}', 2, '{3,1}'),			'none',	'they end too early'),
	('a contact less',			state('{14,1}', 1, '{3,1,4,1}'),		'none',	'there are more than declared'),
	('more than bytes',			state('{14,1}', 3, '{3,1}'),			'none',	'the number of contacts is out of range'),
	('the greatest start',		state('{14,1}', 1, '{3,1,-1}'),			'first', 'a unit is out of range'),
	('maybe a timeline',		state('{14,1}', 1, '{3,1}', '{2}'),		'none',	'it is not known whether there is a timeline'),
	('no timeline',				state('{14,1}', 1, '{3,1}', '{1}'),		'none',	'they end too early'),
	('more',					state('{14,1}', 1, '{3,1}', '{0,0}'),	'none',	'there are more than declared')
) v (what, bytes, starts, error);

-- Damage: every flipped bit and every truncation gives an error, or units that
-- are there again when they are written.
CREATE FUNCTION outcome(bytes bytea, starts text) RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
	RETURN test_activity_read(bytes, starts);
EXCEPTION WHEN invalid_binary_representation THEN
	RETURN NULL;
END
$$;

CREATE TEMP TABLE damage AS
SELECT starts, bytes, outcome(bytes, starts) AS outcome
FROM (SELECT starts, set_bit(bytes, bit, 1 - get_bit(bytes, bit)) AS bytes FROM stored, generate_series(0, 8 * octet_length(bytes) - 1) bit) s;

SELECT is_empty($$SELECT * FROM damage WHERE test_activity_read(test_activity_write(outcome, starts), starts) <> outcome$$, 'what is read can be written');
SELECT cmp_ok(count(outcome), '>', 50::bigint, 'some flipped bits are other units') FROM damage;
SELECT is(count(*), (SELECT sum(octet_length(bytes))::bigint FROM stored), 'every truncation is refused')
FROM stored, generate_series(0, octet_length(bytes) - 1) length
WHERE outcome(substr(bytes, 1, length), starts) IS NULL;

SELECT * FROM finish();
ROLLBACK;
