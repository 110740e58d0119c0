-- model/keyset: the three operators, as boolean operators have them
BEGIN;
\ir unit.sql

SELECT plan(3);

SELECT is(bool_and(test_keyset_model('|', l, r) = (l OR r)), true, 'union')
FROM (VALUES (true), (false)) a (l), (VALUES (true), (false)) b (r);
SELECT is(bool_and(test_keyset_model('&', l, r) = (l AND r)), true, 'intersection')
FROM (VALUES (true), (false)) a (l), (VALUES (true), (false)) b (r);
SELECT is(bool_and(test_keyset_model('-', l, r) = (l AND NOT r)), true, 'difference')
FROM (VALUES (true), (false)) a (l), (VALUES (true), (false)) b (r);

SELECT * FROM finish();
ROLLBACK;
