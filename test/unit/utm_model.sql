-- model/utm: bytes decoded, and random URLs
BEGIN;
\ir unit.sql

SELECT plan(10);

SELECT is(test_utm_decode('a+b%20c%2B'), 'a b c+', 'pluses and escapes');
SELECT is(test_utm_decode(''), '', 'nothing');
SELECT is(test_utm_decode('\xff00c3a941'), '\xefbfbdefbfbdc3a941', 'raw bytes that are no UTF-8, and NUL');
SELECT is(test_utm_decode('\xc3'::bytea || '%A9'::bytea || '\xe2'::bytea || '%82%aC'::bytea), '\xc3a9e282ac', 'characters partly escaped');

-- Every byte, raw and escaped, alone and after a beginning of a character: as
-- a decoder that is wrong about one of them would show.
CREATE TEMP TABLE bytes AS SELECT set_byte('\x00', 0, i) AS byte, format('%%%s', lpad(to_hex(i), 2, '0'))::bytea AS escaped, i FROM generate_series(0, 255) AS i;
SELECT is_empty($$SELECT byte FROM bytes WHERE i <> 37 AND i <> 43 AND test_utm_decode(byte) <> CASE WHEN i BETWEEN 1 AND 127 THEN byte ELSE '\xefbfbd'::bytea END$$, 'each byte alone');
SELECT is_empty($$SELECT byte FROM bytes WHERE test_utm_decode(escaped) <> CASE WHEN i BETWEEN 1 AND 127 THEN byte ELSE '\xefbfbd'::bytea END$$, 'each escaped');
SELECT is_empty($$SELECT a.byte, b.byte FROM bytes AS a, bytes AS b WHERE a.i BETWEEN 128 AND 255 AND b.i BETWEEN 128 AND 255 AND test_utm_decode(a.escaped || b.byte) <> CASE
	WHEN a.i BETWEEN 194 AND 223 AND b.i < 192 THEN a.byte || b.byte
	WHEN b.i < 192 AND (a.i = 224 AND b.i >= 160 OR a.i = 237 AND b.i < 160 OR a.i BETWEEN 225 AND 239 AND a.i <> 237 OR a.i = 240 AND b.i >= 144 OR a.i = 244 AND b.i < 144 OR a.i BETWEEN 241 AND 243)
	THEN '\xefbfbd'::bytea ELSE '\xefbfbdefbfbd'::bytea END$$, 'two of them');

SELECT cmp_ok(test_utm(1, 100000, 40), '>', 100000::bigint, 'random URLs, short');
SELECT cmp_ok(test_utm(2, 20000, 300), '>', 20000::bigint, 'longer');
SELECT cmp_ok(test_utm(3, 100, 20000), '>', 100::bigint, 'longest');

SELECT * FROM finish();
ROLLBACK;
