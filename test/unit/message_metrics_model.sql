-- model/message_metrics: words, rows, keys and rates
BEGIN;
\ir unit.sql

SELECT plan(38);

-- Words

SELECT is((SELECT array_agg(test_message_find(word, false) ORDER BY place)
		   FROM unnest('{requested,sent,delivered,bounced,failed,opened,clicked,interacted,replied,unsubscribed}'::text[]) WITH ORDINALITY AS w (word, place)),
		  '{0,1,2,3,4,5,6,7,8,9}', 'ten words, in the order of the columns');
SELECT is((SELECT array_agg(test_message_find(word, true) ORDER BY place)
		   FROM unnest('{requested,sent,delivered,bounced,failed,opened,clicked,interacted,replied,unsubscribed}'::text[]) WITH ORDINALITY AS w (word, place)),
		  '{0,1,2,3,4,10,11,12,8,9}', 'three have a twin without machines');
SELECT is((SELECT array_agg(DISTINCT test_message_find(word, human)) FROM unnest('{"",s,Sent,sen,sents,seen,opener,failer,fended,clicker,bounces,replies,deliverer,requester,interacter,unsubscriber,page_view,purchase}'::text[]) AS word, unnest('{f,t}'::boolean[]) AS human),
		  '{13}', 'and no other');

-- Rows: thirteen numbers, then first, last and last engaged; infinite without any.

CREATE FUNCTION pg_temp.rows(event bigint[], at bigint[], repeat int DEFAULT 1) RETURNS bigint[]
	LANGUAGE sql RETURN test_message_count(event, at, repeat);
CREATE FUNCTION pg_temp.numbers(totals bigint[]) RETURNS bigint[] LANGUAGE sql RETURN totals[1:13];
CREATE FUNCTION pg_temp.times(totals bigint[]) RETURNS bigint[] LANGUAGE sql RETURN totals[14:16];
CREATE FUNCTION pg_temp.least() RETURNS bigint LANGUAGE sql RETURN -9223372036854775808;
CREATE FUNCTION pg_temp.most() RETURNS bigint LANGUAGE sql RETURN 9223372036854775807;

SELECT is(pg_temp.rows('{}', '{}'), ARRAY[0,0,0,0,0,0,0,0,0,0,0,0,0, pg_temp.most(), pg_temp.least(), pg_temp.least()], 'no rows');
SELECT is(pg_temp.numbers(pg_temp.rows('{1,1,2,9}', '{5,6,7,8}')), '{0,2,1,0,0,0,0,0,0,1,0,0,0}', 'rows are counted each');
SELECT is(pg_temp.numbers(pg_temp.rows('{5,10,11,6,12}', '{1,1,1,1,1}')), '{0,0,0,0,0,2,2,1,0,0,1,1,1}', 'without a machine is with the others, too');
SELECT is(pg_temp.times(pg_temp.rows('{1,2,0}', '{7,9,5}')), ARRAY[5, 9, pg_temp.least()], 'first and last, no engagement');
SELECT is(pg_temp.times(pg_temp.rows('{1,5,2}', '{7,8,9}')), '{7,9,8}', 'an open engages');
SELECT is((SELECT array_agg(event ORDER BY event) FROM generate_series(0, 12::bigint) AS event WHERE (pg_temp.rows(ARRAY[event], '{3}'))[16] = 3), '{5,6,7,8,10,11,12}', 'opens, clicks, interactions and replies do, an opt-out does not');
SELECT is(pg_temp.times(pg_temp.rows('{5,5}', ARRAY[pg_temp.least(), pg_temp.most()])), ARRAY[pg_temp.least(), pg_temp.most(), pg_temp.most()], 'infinite times are times');
SELECT is(pg_temp.numbers(pg_temp.rows('{1,10}', '{1,2}', repeat)), ARRAY[0,repeat,0,0,0,repeat,0,0,0,0,repeat,0,0]::bigint[], repeat || ' of each, whatever a tally holds')
FROM unnest('{65533,65534,65535,65536,131070,200000}'::int[]) AS repeat;
SELECT is(pg_temp.times(pg_temp.rows('{1,10}', '{1,2}', 100000)), '{1,2,2}', 'times are carried over');
SELECT is(test_message_add(pg_temp.rows('{1,10}', '{4,5}'), pg_temp.rows('{1,2}', '{3,9}')), pg_temp.rows('{1,10,1,2}', '{4,5,3,9}'), 'parts are the whole');
SELECT is(test_message_add(pg_temp.rows('{}', '{}'), pg_temp.rows('{6}', '{3}')), pg_temp.rows('{6}', '{3}'), 'nothing adds nothing');

-- Could they be those of rows?

CREATE FUNCTION pg_temp.sound(numbers bigint[], first bigint, last bigint, engaged bigint) RETURNS boolean
	LANGUAGE sql RETURN test_message_is_sound(numbers || ARRAY[first, last, engaged]);

SELECT ok(test_message_is_sound(pg_temp.rows('{}', '{}')), 'no rows are');
SELECT ok(bool_and(test_message_is_sound(pg_temp.rows(ARRAY[event], '{3}'))), 'one of each kind is') FROM generate_series(0, 12::bigint) AS event;
SELECT ok(NOT pg_temp.sound('{0,0,0,0,0,1,0,0,0,0,2,0,0}', 1, 2, 2), 'more without machines than in all');
SELECT ok(NOT pg_temp.sound('{0,-1,0,0,0,0,0,0,0,0,0,0,0}', 1, 2, pg_temp.least()), 'more than a bigint');
SELECT ok(NOT pg_temp.sound('{9223372036854775807,9223372036854775807,2,0,0,0,0,0,0,0,0,0,0}', pg_temp.most(), pg_temp.least(), pg_temp.least()), 'a sum that wraps is not none');
SELECT ok(pg_temp.sound('{9223372036854775807,9223372036854775807,2,0,0,0,0,0,0,0,0,0,0}', 1, 2, pg_temp.least()), 'and is some');
SELECT ok(NOT pg_temp.sound('{0,1,0,0,0,0,0,0,0,0,0,0,0}', 2, 1, pg_temp.least()), 'last before first');
SELECT ok(NOT pg_temp.sound('{0,1,0,0,0,1,0,0,0,0,0,0,0}', 2, 5, 6), 'engaged after the last');
SELECT ok(NOT pg_temp.sound('{0,1,0,0,0,1,0,0,0,0,0,0,0}', 2, 5, 1), 'engaged before the first');
SELECT ok(NOT pg_temp.sound('{0,1,0,0,0,0,0,0,0,0,0,0,0}', 2, 5, 3), 'engaged without engagement');
SELECT ok(NOT pg_temp.sound('{0,0,0,0,0,0,0,0,0,0,0,0,0}', 2, 5, pg_temp.least()), 'times without rows');

-- Keys: thirteen numbers by event, then five by status.

SELECT is(test_message_keys('{}'), '{0,0,0,0,0,0,0,0,0,0,0,0,0, 0,0,0,0,0}', 'no keys');
SELECT is(test_message_keys('{7,3,1}'), '{3,2,1,0,0,0,0,0,0,0,0,0,0, 1,1,1,0,0}', 'the status is the last of its events');
SELECT is(test_message_keys('{31,15}'), '{2,2,2,2,1,0,0,0,0,0,0,0,0, 0,0,0,1,1}', 'failed comes after bounced, bounced after delivered');
SELECT is(test_message_keys('{32,512}'), '{0,0,0,0,0,1,0,0,0,1,0,0,0, 0,0,0,0,0}', 'engagement is no status');
SELECT is(test_message_keys('{1024,1056,32}'), '{0,0,0,0,0,3,0,0,0,0,2,0,0, 0,0,0,0,0}', 'who was seen without a machine was seen');
SELECT is(test_message_keys('{7168,0,8191}'), '{1,1,1,1,1,2,2,2,1,1,2,2,2, 0,0,0,0,1}', 'all there is, and nothing');

-- Rates in percent.

SELECT is(test_message_rates('{0,0,0,0,0,0,0,0,0,0,0,0,0}'), array_fill(-1::bigint, '{17}'), 'rates of nothing are none');
SELECT is(test_message_rates('{0,100,50,4,8,20,10,30,6,2,16,5,1}'), '{50,4,8,8,20,40,10,20,50,60,12,4,16,32,5,10,31}', 'each by its own');

SELECT * FROM finish();
ROLLBACK;
