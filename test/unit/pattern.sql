-- core/pattern: what is read, and where reading stops
BEGIN;
\ir unit.sql

CREATE TEMP TABLE patterns (pattern text, expected text);
INSERT INTO patterns VALUES
-- events and what is between them
('(?1)', '1'), ('.', '.'), ('(?1)(?2)', '1 then 2'), ('(?3).(?032)', '3 then . then 32'), ('(?1).*(?2)', '1 later 2'), ('(?1).*.*(?2)', '1 later 2'),
('..*.', '. later .') , ('.*(?1).*', '1'), ('.*.*.', '.'), ('.*...', '. then . then .'), ('(?1)(?1)(?1)', '1 then 1 then 1'),
-- time conditions, in microseconds
('(?1)(?t<=5)(?2)', '1 after 0..5000000 2'), ('(?1)(?t<5)(?2)', '1 after 0..4999999 2'), ('(?1)(?t>=5)(?2)', '1 after 5000000.. 2'),
('(?1)(?t>5)(?2)', '1 after 5000001.. 2'), ('(?1)(?t==5)(?2)', '1 after 5000000..5000000 2'), ('(?1)(?t!=5)(?2)', '1 after 0.. not 5000000 2'),
('(?1)(?t<0)(?2)', '1 after 1..0 2'), ('(?1)(?t<=0)(?2)', '1 after 0..0 2'), ('(?1)(?t>=0)(?2)', '1 later 2'), ('(?1)(?t>0)(?2)', '1 after 1.. 2'),
('(?1)(?t>=1)(?t<=9)(?t<8)(?t>2)(?2)', '1 after 2000001..7999999 2'), ('(?1)(?t<=9)(?t!=3).*(?t!=4)(?2)', '1 after 0..9000000 not 3000000 not 4000000 2'),
('(?1)(?t!=1)(?2)(?t!=2)(?t!=3).', '1 after 0.. not 1000000 2 after 0.. not 2000000 not 3000000 .'), ('(?1)(?t<=1)(?2)(?3)', '1 after 0..1000000 2 then 3'),
('(?1)(?t==0.5).', '1 after 500000..500000 .'), ('(?1)(?t==1.000001).', '1 after 1000001..1000001 .'), ('(?1)(?t==007.10).', '1 after 7100000..7100000 .'),
('(?1)(?t<=9223372036853).', '1 after 0..9223372036853000000 .'), ('(?1)(?t>9223372036853.999999).', '1 after 9223372036854000000.. .'),
-- what cannot be read
('', 'at 0, 0 bytes: There is no event, which is (?N) or a single dot.'), ('.*', 'at 0, 2 bytes: There is no event, which is (?N) or a single dot.'),
('(', 'at 0, 1 bytes: One of (?N), ., .* and (?t op seconds) is missing.'), ('(?', 'at 2, 0 bytes: A number is missing.'), ('(?1', 'at 3, 0 bytes: A closing parenthesis is missing.'),
('(?1)*', 'at 4, 1 bytes: One of (?N), ., .* and (?t op seconds) is missing.'), ('.**', 'at 2, 1 bytes: One of (?N), ., .* and (?t op seconds) is missing.'),
('(?1 )', 'at 3, 2 bytes: A closing parenthesis is missing.'), ('(?-1)', 'at 2, 3 bytes: A number is missing.'), ('(?T>1)', 'at 2, 4 bytes: A number is missing.'),
('(?33)', 'at 0, 5 bytes: unknown condition'), ('(?1)(?0)', 'at 4, 4 bytes: unknown condition'), ('(?18446744073709551617)', 'at 0, 23 bytes: unknown condition'),
('(?1)(?t', 'at 7, 0 bytes: One of <, <=, >, >=, == and != is missing.'), ('(?1)(?t~1).', 'at 7, 4 bytes: One of <, <=, >, >=, == and != is missing.'),
('(?1)(?t<', 'at 8, 0 bytes: A number is missing.'), ('(?1)(?t<1', 'at 9, 0 bytes: A closing parenthesis is missing.'), ('(?1)(?t<1.', 'at 10, 0 bytes: A decimal is missing.'),
('(?1)(?t<.5).', 'at 8, 4 bytes: A number is missing.'), ('(?1)(?t<1.0000000).', 'at 8, 9 bytes: Seconds have at most six decimals.'),
('(?1)(?t<9223372036854).', 'at 8, 13 bytes: There are too many seconds.'), ('(?1)(?t<184467440737095516160000001).', 'at 8, 27 bytes: There are too many seconds.'),
('(?t<1).', 'at 0, 6 bytes: There is no event before this time condition.'), ('.*(?t<1).', 'at 2, 6 bytes: There is no event before this time condition.'),
('.(?t<1)', 'at 1, 6 bytes: There is no event after this time condition.'), ('.(?t<1)(?t<2).*', 'at 7, 6 bytes: There is no event after this time condition.'),
(repeat('.', 64), rtrim(repeat('. then ', 64), ' then ')), (repeat('.', 65), 'at 64, 1 bytes: A pattern has at most 64 events.'),
(repeat('.(?t!=1)', 16) || '.', rtrim(repeat('. after 0.. not 1000000 ', 16)) || ' .'), (repeat('.(?t!=1)', 17) || '.', 'at 129, 7 bytes: A pattern has at most 16 time conditions with !=.');

SELECT plan(count(*)::int + 2) FROM patterns;

SELECT is(test_pattern(pattern, 32), expected, left(pattern, 40)) FROM patterns;

SELECT is(test_pattern('(?2)', 2), '2', 'the last condition');
SELECT is(test_pattern('(?3)', 2), 'at 0, 4 bytes: unknown condition', 'one beyond');

SELECT * FROM finish();
ROLLBACK;
