-- core/labels: array_position, for labels that are easy to take for one another
BEGIN;
\ir unit.sql

-- Lists of labels, each with the strings to look for besides the labels themselves
CREATE TEMP TABLE lists (what text, labels text[], others text[]);
INSERT INTO lists VALUES
	('one', '{sent}', '{"",s,sen,sent2,SENT," sent",opened}'),
	('the empty string', '{"",a}', '{b,aa}'),
	('event types', '{sent,delivered,opened,clicked,bounced,failed}', '{deliver,delivered_,bounce,unsubscribed,"",failee}'),
	('lengths from 0 to 31', ARRAY(SELECT repeat('x', i) FROM generate_series(0, 31) i ORDER BY i), ARRAY[repeat('x', 32), repeat('y', 8), repeat('x', 7) || 'y']),
	('32 of one letter', ARRAY(SELECT chr(64 + i) FROM generate_series(1, 32) i ORDER BY i), '{"",AA,!}'),
	('32 that begin with the same 8 bytes', ARRAY(SELECT 'campaign' || i FROM generate_series(10, 41) i ORDER BY i),
	 '{campaign,campaign9,campaign42,campaign1,campaign100,kampaign10}'),
	('32 of equal length, the same 8 bytes at both ends', ARRAY(SELECT 'campaign_' || i || '_messaged' FROM generate_series(10, 41) i ORDER BY i),
	 '{campaign_09_messaged,campaign_42_messaged,campaign_messaged,campaign_10_messages}'),
	('32 that differ in the middle of 100 bytes', ARRAY(SELECT repeat('a', 50) || i || repeat('z', 48) FROM generate_series(10, 41) i ORDER BY i),
	 ARRAY[repeat('a', 50) || '42' || repeat('z', 48), repeat('a', 50) || '10' || repeat('z', 47)]),
	('16 bytes: first and last 8 overlap not at all', ARRAY(SELECT 'aaaaaaa' || chr(65 + i) || 'zzzzzzzz' FROM generate_series(0, 25) i ORDER BY i), '{aaaaaaaAzzzzzzz,aaaaaaaazzzzzzzz}'),
	('9 to 15 bytes: they do', ARRAY(SELECT rpad('aaaaaaaaa', 9 + i % 7, 'b') || CASE WHEN i < 7 THEN '' ELSE 'c' END FROM generate_series(0, 13) i ORDER BY i), '{aaaaaaaa,aaaaaaaaac,aaaaaaaaabc2}'),
	('4 to 8 bytes: first and last 4 do', '{aaaa,aaaab,aaaabb,aaaabbb,aaaabbbb,baaa,abaa}', '{aaa,aaaaa,aaaabbbbb,aaba}'),
	('1 to 3 bytes', '{a,aa,aaa,b,ab,ba,bb,aab,aba,baa}', '{c,abb,ac,""}'),
	('not ASCII', '{été,eté,ÉTÉ,日本,日本語,🎉,ß}', '{ete,日,本語,🎊,ss}');

CREATE TEMP TABLE answers AS
SELECT what, n, (SELECT array_agg(coalesce(array_position(labels, c), 0) - 1 ORDER BY place)::bigint[]
                 FROM unnest(candidates) WITH ORDINALITY u (c, place)) AS expected,
       test_labels(labels, candidates) AS got
FROM (SELECT what, row_number() OVER () AS n, labels, labels || others AS candidates FROM lists) l;

SELECT plan(20);

SELECT is(got, expected, what) FROM answers ORDER BY n;

-- Lists of strings that were made to be alike, by chance
SELECT is(count(*), 600::bigint, '600 lists by chance')
FROM (SELECT seed, array_agg(DISTINCT label) AS labels
      FROM generate_series(1, 600) seed,
           LATERAL (SELECT translate(left(md5(seed || ' ' || i), (seed + i) % 20), '456789abcdef', '012301230123') AS label
                    FROM generate_series(1, seed % 33) i UNION SELECT 'x') l
      GROUP BY seed) s,
     LATERAL (SELECT array_agg(label) AS candidates FROM (SELECT unnest(labels) UNION ALL SELECT left(unnest(labels), -1)
              UNION ALL SELECT unnest(labels) || '0') c (label)) c
WHERE test_labels(labels[:32], candidates) =
      (SELECT array_agg(coalesce(array_position(labels[:32], c), 0) - 1 ORDER BY place)::bigint[]
       FROM unnest(candidates) WITH ORDINALITY u (c, place));

SELECT is(test_labels_equal('{a,b}', '{a,b}'), true, 'the same lists');
SELECT is(test_labels_equal('{a,b}', '{b,a}'), false, 'another order');
SELECT is(test_labels_equal('{a,b}', '{a}'), false, 'fewer');
SELECT is(test_labels_equal('{a,b}', '{a,bb}'), false, 'longer');
SELECT is(test_labels_equal('{}', '{}'), true, 'none');
SELECT is(test_labels_equal(ARRAY[repeat('a', 50) || '1' || repeat('z', 50)], ARRAY[repeat('a', 50) || '2' || repeat('z', 50)]), false, 'another in the middle');

SELECT * FROM finish();
ROLLBACK;
