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
CREATE FUNCTION test_pool_shared(seed bigint) RETURNS bigint
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
CREATE FUNCTION test_tally_cancelled(n int) RETURNS void
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar(period text, zone text, instants timestamptz[]) RETURNS timestamptz[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_bucket(period text, zone text, at timestamptz) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_knows(period text, zone text) RETURNS boolean
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_bucket_of_day(period text, day bigint) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_first_day(period text, bucket bigint) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_add_months(day bigint, months bigint) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_calendar_months_between(from_day bigint, to_day bigint) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_grid(period text, zone text, instants timestamptz[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_grid_start(period text, zone text, numbers bigint[]) RETURNS timestamptz[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_grid_days(period text, zone text, numbers bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_grid_spans(period text, zone text, instants timestamptz[]) RETURNS bigint
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
CREATE FUNCTION test_event(seed bigint, n int, times text, kinds text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_event_pack(seed bigint, bits int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_fewkeys(seed bigint, n int, nkeys int, nwords int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_fewkeys_read(nwords int, bytes bytea) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_event_unite(at bigint[], kind bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_event_is_apart(earlier bigint, later bigint, gap bigint) RETURNS boolean
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timepart(seed bigint, n int, nkeys int, bits int, keys text, times text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timepart_write(events bigint[], nkeys int, bits int) RETURNS bytea
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timepart_read(bytes bytea, count bigint, nkeys int, bits int, nkinds int, entries boolean) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timeline(
	n int,                          -- events
	nkeys int DEFAULT 1,            -- words of a contact's key
	keys text DEFAULT 'random',     -- unit.c has them
	times text DEFAULT 'near',      -- unit_events.c has them, and kinds
	kinds text DEFAULT 'bits',
	bits int DEFAULT 3,             -- of a kind
	uniq boolean DEFAULT false,     -- of equal events one is kept
	memory bigint DEFAULT -1,       -- of a pool, bytes; -1: no limit
	nparts int DEFAULT 0,           -- parts that most events come in; 0: one by one
	maps boolean DEFAULT false,     -- the kinds of parts are mapped
	seed bigint DEFAULT 1,
	spills boolean DEFAULT false    -- it must use the disk
) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timeline_write(events bigint[], nkinds int) RETURNS bytea
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timeline_check(bytes bytea, nkinds bigint) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timeline_read(bytes bytea, nkinds int) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timescan(seed bigint, n int, nparts int, nkeys int, keys text, times text, kinds text, uniq boolean) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_timescan_last(nkeys int, nlast int, in_part boolean) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_slots(seed bigint, n int, nkeys int, merge text, keys text, turned boolean) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_slots_bytes(seed bigint, n int, nkeys int, merge text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_activity(
	n int,                          -- units
	contacts int,                   -- that they are of
	nkeys int DEFAULT 1,            -- words of a contact's key
	keys text DEFAULT 'random',     -- unit.c has them
	units text DEFAULT 'near',      -- test_activity.c has them
	starts text DEFAULT 'none',     -- none, first or all
	memory bigint DEFAULT -1,       -- of a pool, bytes; -1: no limit
	nparts int DEFAULT 0,           -- parts that most units come in; 0: one by one
	ngroups int DEFAULT 1,          -- activities that share the pool
	busy boolean DEFAULT false,     -- others fill the pool during scans
	seed bigint DEFAULT 1,
	spills boolean DEFAULT false    -- it must use the disk
) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_activity_write(rows bigint[], starts text) RETURNS bytea
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_activity_read(bytes bytea, starts text) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_quantile(seed bigint, n int, distribution text, memory bigint, nquantiles int, spills boolean) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_matching(seed bigint, nplaces int, nrows int, sparseness int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_basis(seed bigint, nplaces int, nrows int, sparseness int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;

-- model/
CREATE FUNCTION test_distinct_moment(at timestamptz) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_distinct_instant(at timestamptz) RETURNS timestamptz
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_keyset_model(op text, in_left boolean, in_right boolean) RETURNS boolean
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_funnel(story text, nsteps int, span bigint DEFAULT 100, options text DEFAULT '') RETURNS text
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_funnel_brute(seed bigint, nstories int, nsteps int, nevents int, options text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_funnel_void(seed bigint, nstories int, nsteps int, nevents int, ntimes int, span int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_path(gap bigint, max_steps int, at bigint[], node bigint[], ranks bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_path_compare(a bigint[], b bigint[]) RETURNS int
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_find(word text, is_human boolean) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_count(event bigint[], at bigint[], repeat int) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_add(a bigint[], b bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_is_sound(totals bigint[]) RETURNS boolean
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_keys(seen bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_rates(uniques bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_series(bucket bigint[], kind bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_message_series_keys(nkeys int, nperiods int) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_responses(at bigint[], kind bigint[], ranks bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_responses_actor(word text) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_sessionize(gap bigint, at bigint[]) RETURNS bigint[]
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_utm(seed bigint, nurls int, most int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_utm_decode(raw bytea) RETURNS bytea
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_attribution_paths(seed bigint, nstories int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_attribution_values(seed bigint, n int) RETURNS bigint
	AS '$libdir/campaign_analytics_unit' LANGUAGE C STRICT;
CREATE FUNCTION test_attribution_value(string text) RETURNS boolean
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
