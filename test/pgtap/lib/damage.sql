/*
 * Damage to the bytes of aggregates' states, and what comes of it.
 */
CREATE TEMP TABLE damage_kind (name text);
INSERT INTO damage_kind VALUES ('one bit'), ('one byte'), ('cut'), ('longer'), ('a byte lost'), ('a byte twice'), ('a number that lies'), ('another shape'), ('all ones behind'), ('noise behind the head'), ('noise'), ('another type');

-- Every damage of one kind, one row each.
CREATE FUNCTION pg_temp.damaged(bytes bytea, kind text) RETURNS SETOF bytea
LANGUAGE plpgsql AS $$
DECLARE
	n int = length(bytes);
BEGIN
	CASE kind
	WHEN 'one bit' THEN
		RETURN QUERY SELECT set_byte(bytes, i, get_byte(bytes, i) # (1 << bit)) FROM generate_series(0, n - 1) AS i, generate_series(0, 7) AS bit;
	WHEN 'one byte' THEN
		RETURN QUERY SELECT set_byte(bytes, i, get_byte(bytes, i) # mask) FROM generate_series(0, n - 1) AS i, unnest('{255,85,170}'::int[]) AS mask;
	WHEN 'cut' THEN
		RETURN QUERY SELECT substr(bytes, 1, i) FROM generate_series(0, n - 1) AS i;
	WHEN 'longer' THEN
		RETURN QUERY SELECT bytes || decode(repeat(lpad(to_hex(value), 2, '0'), length), 'hex') FROM generate_series(0, 255, 15) AS value, generate_series(1, 3) AS length;
	WHEN 'a byte lost' THEN
		RETURN QUERY SELECT substr(bytes, 1, i) || substr(bytes, i + 2) FROM generate_series(0, n - 1) AS i;
	WHEN 'a byte twice' THEN
		RETURN QUERY SELECT substr(bytes, 1, i) || substr(bytes, i) FROM generate_series(1, n) AS i;
	WHEN 'a number that lies' THEN
		-- wherever a count, a length, a time or a number of the state may stand
		RETURN QUERY SELECT overlay(bytes PLACING decode(number, 'hex') FROM i)
			FROM generate_series(9, n) AS i,
				 unnest('{00,03,00ffffffffffffffff,0000000000000080,00ffffffffffffff7f,ffffffffffffffff}'::text[]) AS number;
	WHEN 'another shape' THEN
		RETURN QUERY SELECT set_byte(set_byte(bytes, 4, a), 5, b) FROM generate_series(0, 30) AS a, generate_series(0, 30) AS b;
	WHEN 'all ones behind' THEN
		RETURN QUERY SELECT substr(bytes, 1, i) || decode(repeat('ff', n - i), 'hex') FROM generate_series(0, n - 1) AS i;
	WHEN 'noise behind the head' THEN
		RETURN QUERY SELECT substr(bytes, 1, 8 + (seed % 45)::int) || substr(sha512(int8send(seed)), 1, (seed % 65)::int) FROM generate_series(1, 300::bigint) AS seed;
	WHEN 'noise' THEN
		RETURN QUERY SELECT substr(sha512(bytes || int8send(seed)), 1, (seed % 65)::int) FROM generate_series(1, 100::bigint) AS seed;
	WHEN 'another type' THEN
		RETURN QUERY SELECT set_byte(bytes, 2, letter) FROM generate_series(0, 255) AS letter;
	END CASE;
END
$$;

-- What comes of a state: refused (as wrong, or as what its aggregate does not
-- do), too large, valid, or another error.
CREATE FUNCTION pg_temp.outcome(query text, damaged bytea, good bytea) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE query INTO answer USING damaged, good;
	RETURN 'valid';
EXCEPTION WHEN OTHERS THEN
	RETURN CASE WHEN SQLSTATE LIKE '22%' OR SQLSTATE = '0A000' THEN 'refused' WHEN SQLSTATE = '54000' THEN 'too large' ELSE SQLSTATE || ' ' || SQLERRM END;
END
$$;
