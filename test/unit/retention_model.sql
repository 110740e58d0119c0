-- model/retention: who joins which cohort, and comes back when
BEGIN;
\ir unit.sql

CREATE FUNCTION test_retention(contacts text, options text DEFAULT '') RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_retention_empty(number bigint, options text) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_retention_brute(seed bigint, ncontacts int, range int, given boolean, options text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;

SELECT plan(689);

-- Cohorts that can be counted on fingers; * has not ended
SELECT is(test_retention(contacts, options), wanted, format('%s, %s', contacts, options))
FROM (VALUES
	('',				'end=9 now=9',				''),
	('3',				'end=3 now=3',				'1 of 3: 0=1*'),
	('3',				'end=5 now=5',				'1 of 3: 0=1 1=0 2=0*'),
	('3,4,4,6',			'end=6 now=7',				'1 of 3: 0=1 1=1 2=0 3=1'),
	('3,5; 3; 4,5',		'end=5 now=5',				'2 of 3: 0=2 1=0 2=1*; 1 of 4: 0=1 1=1*'),
	('3,5; 3; 4,5',		'end=5 now=5 from=4',		'1 of 4: 0=1 1=1*'),
	('3,5; 3; 4,5',		'end=5 now=5 to=3',			'2 of 3: 0=2 1=0 2=1*'),
	('3,5; 3; 4,5',		'end=5 now=5 recurring',	'2 of 3: 0=2 1=0 2=1*; 1 of 4: 0=1 1=1*; 2 of 5: 0=2*'),
	('3,5; 3; 4,5',		'end=5 now=5 after',		'2 of 3: 0=2 1=1 2=1*; 1 of 4: 0=1 1=1*'),
	('3,9',				'end=9 now=9 last=2',		'1 of 3: 0=1 1=0 2=0'),
	('3,9',				'end=9 now=9 last=2 after', '1 of 3: 0=1 1=1 2=1'),
	-- starts of their own
	('3|',				'end=5 now=5',				'1 of 3: 0=0 1=0 2=0*'),
	('|1,2',			'end=5 now=5',				''),
	('3|1,2',			'end=3 now=3',				'1 of 3: 0=0*'),
	('3|1,2',			'end=3 now=3 before',		'1 of 3: -1=1 0=0*'),
	('3|1,2,3; 3|3',	'end=3 now=4 before',		'2 of 3: -1=1 0=2'),
	('3|1,2,3; 3|3',	'end=3 now=4 before after', '2 of 3: -1=1 0=2'),
	('1,3|2,4',			'end=4 now=4',				'1 of 1: 0=0 1=1 2=0 3=1*'),
	('1,3|2,4',			'end=4 now=4 recurring before', '1 of 1: -1=0 0=0 1=1 2=0 3=1*; 1 of 3: -1=1 0=0 1=1*'),
	-- now and the end of the data
	('3',				'end=3 now=2',				'1 of 3: 0=1*'),
	('3',				'end=5 now=4',				'1 of 3: 0=1 1=0* 2=0*'),
	('3|',				'end=1 now=1',				'1 of 3: 0=0*'),
	-- brackets
	('0,1,2,3,8',		'end=8 now=8 bracket=0-0 bracket=1-2 bracket=3-',				'1 of 0: 0=1 1-2=1 3-=1*'),
	('0,1,2,3,8',		'end=8 now=8 bracket=0-0 bracket=1-2 bracket=7-7',				'1 of 0: 0=1 1-2=1 7=0'),
	('0,1,2,3,8',		'end=8 now=8 bracket=0-0 bracket=1-2 bracket=7-7 after',		'1 of 0: 0=1 1-2=1 7=1'),
	('0,1,2,3,8',		'end=8 now=8 bracket=1-2 bracket=9-',							'1 of 0: 1-2=1'),
	('0,8',				'end=8 now=8 bracket=1-2 bracket=4-5 before',					'1 of 0: -1=0 1-2=0 4-5=0'),
	('0,8',				'end=8 now=8 bracket=9-9',										'1 of 0:'),
	('0,8',				'end=8 now=8 bracket=0-8',										'1 of 0: 0-8=1*'),
	('0,8',				'end=8 now=9 bracket=0-8',										'1 of 0: 0-8=1'),
	-- rolling days of a week: -2 is Thursday 1999-12-30, 1 a Sunday, 2 a Monday
	('-2,5',			'period=week length=7 end=5 now=5',								'1 of -1: 0=1 1=1*'),
	('-2,4',			'period=week length=7 end=4 now=4',								'1 of -1: 0=1*'),
	('-2,4; 1; 2',		'period=week length=7 end=5 now=5',								'2 of -1: 0=2* 1=0*; 1 of 0: 0=1*'),
	('-2,4; 1; 2',		'period=week length=7 end=5 now=8',								'2 of -1: 0=2 1=0*; 1 of 0: 0=1*'),
	-- months from the last of January: 30 is 2000-01-31, 59 February 29, 90 March 31
	('30,58',			'period=month months=1 end=58 now=58',							'1 of 0: 0=1*'),
	('30,59',			'period=month months=1 end=59 now=59',							'1 of 0: 0=1 1=1*'),
	('30,89',			'period=month months=1 end=89 now=89',							'1 of 0: 0=1 1=1*'),
	('30,90',			'period=month months=1 end=90 now=90',							'1 of 0: 0=1 1=0 2=1*'),
	('30,120',			'period=quarter months=3 end=120 now=120',						'1 of 0: 0=1 1=1*'),
	('30,119',			'period=quarter months=3 end=119 now=119',						'1 of 0: 0=1*'),
	-- instants: hours, of which 3600000000 is the first of the year
	('3600000000,7200000000', 'period=hour instants length=3600000000 end=7200000000 now=7200000000', '1 of 1: 0=1 1=1*'),
	('5000000000,8599999999', 'period=hour instants length=3600000000 end=8599999999 now=8599999999', '1 of 1: 0=1*'),
	-- further apart than a number is large
	('-211813488000000000|9223371331199999999', 'period=year instants length=1000000000000000000 end=9223371331199999999 now=9223371331199999999', '1 of -6713: 0=0 1=0 2=0 3=0 4=0 5=0 6=0 7=0 8=0 9=1*')
	) AS s (contacts, options, wanted);

-- A cohort that nobody has joined goes on from its first unit, and has ended when its last has
SELECT is(test_retention_empty(number, options), wanted, format('the empty cohort %s, %s', number, options))
FROM (VALUES
	(3,		'end=5 now=5',									'0 of 3: 0=0 1=0 2=0*'),
	(3,		'end=5 now=5 before after last=1',				'0 of 3: -1=0 0=0 1=0'),
	(0,		'period=week length=7 end=16 now=16',			'0 of 0: 0=0 1=0* 2=0*'),
	(0,		'period=month months=1 end=59 now=59',			'0 of 0: 0=0 1=0*'),
	(0,		'period=month months=1 end=59 now=58',			'0 of 0: 0=0* 1=0*'),
	(9,		'end=5 now=5',									'0 of 9: 0=0*')) AS s (number, options, wanted);

-- Random contacts, by definition
SELECT cmp_ok(test_retention_brute(seed, ncontacts, range, given, concat_ws(' ', units, starts, kind, shown, before)), '>', ncontacts::bigint,
			  format('%s contacts, range %s, starts %s: %s', ncontacts, range, CASE WHEN given THEN 'given' ELSE 'of activity' END, concat_ws(' ', units, starts, kind, shown, before)))
FROM (VALUES (1, 60, 40, ''), (2, 40, 90, 'period=day length=1'), (3, 40, 120, 'period=week length=7'), (4, 40, 300, 'period=month months=1'), (5, 30, 1500, 'period=quarter months=3'), (6, 30, 3000, 'period=year months=12'),
			 (7, 30, 500, 'period=minute instants length=50'), (8, 200, 12, '')) AS u (seed, ncontacts, range, units),
	 unnest('{false,true}'::boolean[]) AS given, unnest('{"",recurring}'::text[]) AS starts, unnest('{"",after}'::text[]) AS kind,
	 unnest('{"","last=3","bracket=0-0 bracket=1-2 bracket=3-","bracket=1-1 bracket=4-6 bracket=9-9","from=0 to=9"}'::text[]) AS shown, unnest('{"",before}'::text[]) AS before;

SELECT * FROM finish();
ROLLBACK;
