-- The functions of the unit tests' module, for the length of a transaction.
-- Every file here begins with: BEGIN; \ir unit.sql
-- A bigint that is not said to be something else is a number of checks made.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off

CREATE SCHEMA unit;
SET LOCAL search_path = unit, public;
SET LOCAL client_min_messages = warning;
SET LOCAL TimeZone = 'UTC';

-- core/
CREATE FUNCTION test_sort(seed bigint, n int, nwords int, distribution text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_bitset(seed bigint, npages int, nrounds int, nkeys int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_wire(seed bigint, n int, in_file boolean) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_wire_write(numbers bigint[]) RETURNS bytea
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_wire_read(bytes bytea) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_runfile(seed bigint, nwrites int, most int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_run(seed bigint, n int, nwords int, nkeys int, distribution text, block int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_run_write(entries bigint[], nwords int DEFAULT 1, nkeys int DEFAULT 1) RETURNS bytea
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_run_read(bytes bytea, count bigint, nwords int DEFAULT 1, nkeys int DEFAULT 1) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_source(seed bigint, n int, distribution text, kind text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_merge(seed bigint, nsources int, most int, nwords int, nkeys int, distribution text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_pool(seed bigint) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_keymap(
	keys text,                      -- word, pair or uuid
	distribution text,              -- unit.c has them
	n int,                          -- keys for all maps together
	seed bigint DEFAULT 1,
	payload boolean DEFAULT false,
	memory bigint DEFAULT -1,       -- of a pool, bytes; -1: no limit
	wide_at bigint DEFAULT -1,      -- which key is a pair that cannot be packed
	nmaps int DEFAULT 1,            -- maps that share the pool
	nparts int DEFAULT 0,           -- maps each is merged from; 0: key by key
	step int DEFAULT 0,             -- count after so many keys; 0: only at the end
	spills boolean DEFAULT false    -- it must use the disk
) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_keycount(seed bigint, n int, nkeys int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_tally(seed bigint, n int, nbuckets int, ncounters int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar(period text, zone text, instants timestamptz[]) RETURNS timestamptz[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_bucket(period text, zone text, at timestamptz) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_knows(period text, zone text) RETURNS boolean
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_labels(labels text[], candidates text[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_labels_equal(a text[], b text[]) RETURNS boolean
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_dictionary(seed bigint, n int, nstrings int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_dictionary_ids(strings text[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_dictionary_order(strings text[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_dictionary_write(strings text[]) RETURNS bytea
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_dictionary_read(strings text[], bytes bytea) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_edges(seed bigint, n int, ncontacts int, side int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_key_int8(value bigint) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_key_float8(value double precision) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_key_pack(a bigint, b bigint) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_key_bytes16(value uuid) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_key_hash(bytes bytea) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_key_tuple(kinds bigint[], words bigint[]) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_key_shape(first int, second int) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_trail(seed bigint, n int, bits int, times text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_trail_read(bytes bytea, bits int) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_pattern(pattern text, nconditions int) RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_nodes(seed bigint, n int, ntimes int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_nodes_read(bytes bytea) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;

-- model/
CREATE FUNCTION test_distinct_moment(at timestamptz) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_distinct_instant(at timestamptz) RETURNS timestamptz
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_keyset_model(op text, in_left boolean, in_right boolean) RETURNS boolean
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_path(gap bigint, max_steps int, at bigint[], node bigint[], ranks bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_path_compare(a bigint[], b bigint[]) RETURNS int
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;

-- The error of a statement as "SQLSTATE detail"; NULL when there is none.
CREATE FUNCTION error_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statement;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN SQLSTATE || ' ' || detail;
END
$$;

-- A number as a varint of so many bytes, shortest or not: a tag of length - 1
-- zero bits and a one, then the number, little-endian; nine bytes: 0, then all.
CREATE FUNCTION varint(value numeric, length int) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	rest numeric := CASE WHEN length = 9 THEN value * 256 ELSE (value * 2 + 1) * 2 ^ (length - 1)::numeric END;
	bytes bytea := '';
BEGIN
	FOR i IN 1 .. length LOOP
		bytes := bytes || set_byte('\x00', 0, mod(rest, 256)::int);
		rest := div(rest, 256);
	END LOOP;
	IF rest <> 0 THEN
		RAISE 'the number % does not fit % bytes', value, length;
	END IF;
	RETURN bytes;
END
$$;

-- The bit pattern of a number from 0 to 2^64 - 1.
CREATE FUNCTION word(value numeric) RETURNS bigint LANGUAGE sql
	RETURN (CASE WHEN value >= 2 ^ 63::numeric THEN value - 2 ^ 64::numeric ELSE value END)::bigint;
