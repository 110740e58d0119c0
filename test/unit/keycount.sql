-- core/keycount: against a plain array
BEGIN;
\ir unit.sql

SELECT plan(3);

SELECT is(test_keycount(1, 0, 1), 0::bigint, 'nothing');
SELECT is(test_keycount(2, 50000, 2), 100000::bigint, 'two keys come and go');
SELECT is(test_keycount(3, 200000, 20000), 400000::bigint, 'many keys come and go');

SELECT * FROM finish();
ROLLBACK;
