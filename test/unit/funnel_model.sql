-- model/funnel: stories, against trying all chains, and with options that change nothing
BEGIN;
\ir unit.sql

CREATE TEMP TABLE options (place serial, words text);
INSERT INTO options (words) VALUES
	(''), ('increase'), ('first'), ('from=3'), ('until=5'), ('first from=2 until=6'), ('increase first until=5'),
	('strict'), ('strict_steps'), ('strict increase'), ('strict_steps increase'), ('strict first from=2'),
	('gap=3'), ('gap2=2'), ('gap=4 gap3=1'), ('gap=0'), ('gap=3 increase'), ('strict gap=2'),
	('optional=2'), ('optional=2 optional=3'), ('optional=2 increase'), ('optional=2 gap=3'), ('optional=2 optional=3 gap3=1 gap=4'),
	('exclude=X1-3'), ('exclude=X1-2'), ('exclude=X2-3 exclude=Y1-2'), ('exclude=X1-3 increase'), ('exclude=X1-3 gap=3'),
	('exclude=X1-3 optional=2'), ('exclude=X2-3 optional=2'), ('exclude=X1-2 optional=2 optional=3'),
	('exclude=X1-3 exclude=Y2-3 optional=2 gap=4 increase first'),
	('strict_steps exclude=X1-3'), ('strict_steps optional=2'), ('strict_steps optional=2 exclude=X1-3'), ('strict_steps optional=2 increase'),
	('any_order'), ('any_order from=3'), ('any_order until=5'), ('any_order from=2 until=6');

SELECT plan(103);

-- Stories, ABC unless it is said

SELECT is(test_funnel(story, 3, span, options), times, format('%s, %s, %s', story, span, options))
FROM (VALUES
	('',							100, '', ''),
	('B1 C2',						100, '', ''),
	('A1 B2 C3',					100, '', '1 2 3'),
	('C1 B2 A3',					100, '', '3'),
	('C1 B1 A1',					100, '', '1 1 1'),
	('ABC1',						100, '', '1'),
	('ABC1 ABC1',					100, '', '1 1'),
	('ABC1 ABC1 ABC1',				0,   '', '1 1 1'),
	('A1 B11 C21',					20,  '', '1 11 21'),
	('A1 B11 C22',					20,  '', '1 11'),
	('A1 A8 B12 C15',				10,  '', '8 12 15'),
	('A1 B2 A3 C4',					100, '', '1 2 4'),
	('A1 B2 A3 B4 C5 A6 B7 C8',		100, '', '3 4 5'),
	('A1 B2 A4 B5 C5',				100, '', '4 5 5'),
	('A1 B2 A4 B5 C5',				100, 'increase', '1 2 5'),
	('A1 B11 A12 B13 C14',			10,  'first', '1 11'),
	('A1 B2 C9',					100, 'until=2', '1 2 9'),
	('A1 B2 C9',					100, 'from=2', ''),
	('A1 B2 A3 C4',					100, 'strict', '1 2'),
	('A1 -2 B3 C4',					100, 'strict', '1'),
	('A1 -2 B3 C4',					100, 'strict_steps', '1 3 4'),
	('A1 B2 X3 C4',					100, 'exclude=X1-3', '1 2'),
	('A1 B2 X3 C4',					100, 'exclude=X1-2', '1 2 4'),
	('A1 B2 X2 C2',					100, 'exclude=X1-3', '1 2 2'),
	('A1 C3',						100, 'optional=2', '1 - 3'),
	('A1 B2 C3',					100, 'optional=2', '1 2 3'),
	('A1 B2 A2 C3',					100, 'optional=2', '2 2 3'),
	('A1 B3 B5 C7',					100, 'gap=2', '1 3'),
	('A1 B3 A4 B5 C7',				100, 'gap=2', '4 5 7'),
	('A1 B2 C5',					100, 'gap3=2', '1 2'),
	('C1 A2 B3',					100, 'any_order', '1 2 3'),
	('A1 C3 A4 B5 B6',				100, 'any_order', '3 4 5'),
	('AB1 A2',						100, 'any_order', '1 2')
) v (story, span, options, times);

SELECT is(test_funnel('A0 B5', 2, span), times, format('5 in %s', span))
FROM (VALUES (4, '0'), (5, '0 5'), (9223372036854775807, '0 5'), (-1, '0 5')) v (span, times);
SELECT is(test_funnel(format('A%s B%s', a, b), 2, span), times, format('from %s to %s in %s', a, b, span))
FROM (VALUES
	('-9223372036854775807', '9223372036854775806', -1, '-9223372036854775807 9223372036854775806'),
	('-9223372036854775807', '9223372036854775806', 9223372036854775807, '-9223372036854775807'),
	('-9223372036854775808', '0', -1, '-9223372036854775808'),
	('0', '9223372036854775807', -1, '0'),
	('9223372036854775807', '9223372036854775807', 0, '9223372036854775807 9223372036854775807')
) v (a, b, span, times);

-- The first row must be one of second 0: that it is the last of forty different
-- ones alone, G, leaves A to F as late as they are.
SELECT is(test_funnel((SELECT string_agg((SELECT string_agg(chr(65 + bit), '') FROM generate_series(0, 6) bit WHERE mask >> bit & 1 = 1) || 0, ' ' ORDER BY mask)
					   FROM (SELECT generate_series(1, 40) UNION ALL SELECT 64) m (mask)) || ' G1 A2 B3 C4 D5 E6 F7 H8', 8, 8, 'any_order until=1'),
		  '0 2 3 4 5 6 7 8', 'any of many rows that it can begin with');

-- Against all chains: two checks a story

SELECT is(sum(test_funnel_brute(place + nsteps, 3000, nsteps, 8 - nsteps / 4, words))::bigint, 3 * 6000::bigint, 'all chains: ' || words)
FROM options, generate_series(3, 5) nsteps
GROUP BY place, words ORDER BY place;
SELECT is(sum(test_funnel_brute(nsteps, 3000, nsteps, 7, words))::bigint, 2 * 6000::bigint, 'one step or two: ' || words)
FROM unnest('{"",increase,first,strict,strict_steps,gap=3,any_order,"any_order until=5"}'::text[]) words, generate_series(1, 2) nsteps
GROUP BY words ORDER BY words;

-- With options that change nothing: 13 checks a story, and two when no two rows
-- are of one instant

SELECT is(test_funnel_void(1, nstories, nsteps, n, ntimes, span) / nstories, 13::bigint, format('%s steps, %s rows at %s times', nsteps, n, ntimes))
FROM (VALUES (50, 8, 200, 30, 10), (200, 4, 63, 40, 20), (200, 4, 64, 40, 20), (200, 4, 65, 40, 20), (50, 16, 300, 150, 80),
             (30, 32, 500, 200, 100), (10, 32, 1000, 200, 100), (10, 32, 2000, 1900, 1000)) v (nstories, nsteps, n, ntimes, span);
SELECT cmp_ok(test_funnel_void(2, nstories, nsteps, n, 1000000, span), '>', nstories * 14::bigint, format('%s steps, %s rows at different times', nsteps, n))
FROM (VALUES (500, 3, 10, 500000), (500, 6, 50, 300000), (50, 8, 200, 100000), (10, 32, 400, 900000)) v (nstories, nsteps, n, span);

SELECT * FROM finish();
ROLLBACK;
