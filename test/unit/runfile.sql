-- core/runfile: against a piece of memory
BEGIN;
\ir unit.sql

SELECT plan(4);

SELECT is(test_runfile(1, 0, 100), 1::bigint, 'nothing written');
SELECT is(test_runfile(2, 2000, 50), 4001::bigint, 'small writes and reads by turns');
SELECT is(test_runfile(3, 100, 30000), 201::bigint, 'larger than the buffer');

SET LOCAL temp_file_limit = '64kB';
SELECT throws_ok('SELECT test_runfile(4, 100, 30000)', '53400', NULL, 'temp_file_limit is heeded');

SELECT * FROM finish();
ROLLBACK;
