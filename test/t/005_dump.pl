# Stored sets and timelines: dumped and restored, copied as text and as bytes, and
# damaged on disk. Whatever a stored value holds, it is answered with a right
# number or an error of class 22.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('dump', "default_toast_compression = 'pglz'");
my $folder = PostgreSQL::Test::Utils::tempdir;

#
# Dump and restore
#

# A database as a user would leave it: sets in every kind of storage, and objects of
# every kind that depend on the extension's.
ask($node, 'CREATE DATABASE shop');
create_extension($node, 'shop');
ask($node, <<'SQL', 'shop');
CREATE ROLE analyst;
CREATE ROLE stranger;
CREATE TABLE events AS
SELECT i AS id, i % 3 AS campaign, hashint8extended(i % 20000, 0) AS contact, 'contact ' || i % 9000 AS name,
	md5((i % 7000)::text)::uuid AS device, (ARRAY['sent', 'opened'])[1 + i % 2] AS kind,
	'2024-01-01'::timestamptz + i % 500 * interval '1 hour' AS at
FROM generate_series(1, bigint '30000') i;

CREATE TABLE reach (
	campaign bigint,
	dense keyset NOT NULL CHECK (cardinality(dense) > 0),
	contacts keyset,
	names keyset,
	devices keyset,
	pairs keyset,
	size bigint GENERATED ALWAYS AS (cardinality(contacts)) STORED
);
ALTER TABLE reach ALTER contacts SET STORAGE EXTERNAL, ALTER names SET STORAGE MAIN;
INSERT INTO reach (campaign, dense, contacts, names, devices, pairs)
SELECT campaign, keyset(id), keyset(contact), keyset(name), keyset(device), keyset(id, contact)
FROM events GROUP BY ROLLUP (campaign);
INSERT INTO reach (campaign, dense, contacts) SELECT -1, keyset(7), keyset(id) FILTER (WHERE false) FROM events;
DO $$ BEGIN
	EXECUTE format('ALTER TABLE reach ALTER devices SET DEFAULT %L', (SELECT keyset(device)::text FROM events WHERE id < 4));
END $$;
CREATE INDEX ON reach (cardinality(dense));

CREATE VIEW overlap AS
SELECT a.campaign, b.campaign AS other, cardinality(a.contacts & b.contacts) AS both,
	cardinality(a.contacts | b.contacts) AS either, cardinality(a.contacts - b.contacts) AS only,
	a.contacts <@ b.contacts AS within, a.contacts = b.contacts AS same, contains(a.dense, 5::bigint) AS has_five
FROM reach a CROSS JOIN reach b;
CREATE VIEW totals AS
SELECT count_distinct(contact) AS contacts, count_distinct(id, name) AS pairs,
	engagement(kind, '{sent,opened}', contact) AS engagement, cardinality(keyset(name)) AS names
FROM events;
CREATE MATERIALIZED VIEW daily AS
SELECT p.* FROM unnest((SELECT engagement_series('day', 'UTC', at, kind, '{sent,opened}', contact) FROM events)) p;
CREATE FUNCTION audience(which bigint) RETURNS bigint
	RETURN (SELECT cardinality(rollup(contacts)) FROM reach WHERE campaign = which);
CREATE FUNCTION audience_by_kind(which text) RETURNS bigint LANGUAGE plpgsql AS
	$$BEGIN RETURN (SELECT campaign_analytics.count_distinct(contact) FROM public.events WHERE kind = which); END$$;
CREATE TABLE days (
	day timestamptz PRIMARY KEY,
	events timeline NOT NULL CHECK (cardinality(events) > 0),
	of_texts timeline,
	of_devices timeline,
	size bigint GENERATED ALWAYS AS (cardinality(events)) STORED
);
ALTER TABLE days ALTER of_texts SET STORAGE EXTENDED, ALTER of_devices SET STORAGE MAIN;
INSERT INTO days SELECT date_trunc('day', at, 'UTC'), timeline(contact, at, kind), timeline(name, at, kind), timeline(device, at, kind) FROM events GROUP BY 1;
DO $$ BEGIN
	EXECUTE format('ALTER TABLE days ALTER of_texts SET DEFAULT %L', (SELECT timeline(name, at, kind)::text FROM events WHERE id < 4));
END $$;
CREATE VIEW conversion AS
SELECT f.step, f.contacts, f.median_seconds, t.contacts AS of_days
FROM unnest((SELECT funnel('3 days', 'strict_increase', contact, at, kind, '{sent,opened}') FROM events)) f
	 JOIN unnest((SELECT funnel('3 days', 'strict_increase', events, '{sent,opened}') FROM days)) t USING (step);
CREATE VIEW steps_of_names AS
SELECT name, window_funnel('3 days', 'strict_once', at, kind = 'sent', kind = 'opened') AS level, funnel_times('3 days', at, kind, '{sent,opened}') AS times,
	sequence_count('(?1)(?t<=86400)(?2)', at, kind = 'sent', kind = 'opened') AS matches, sequence_next_node('forward', 'head', at, kind, true, kind = 'sent') AS next
FROM events GROUP BY name;
CREATE MATERIALIZED VIEW paths AS
SELECT p.* FROM unnest((SELECT path_edges('2 days', contact, at, kind, 5) FROM events)) p;
CREATE MATERIALIZED VIEW entered AS
SELECT f.* FROM unnest((SELECT funnel_trend('week', 'Europe/Berlin', '3 days', contact, at, kind = 'sent', kind = 'opened') FROM events)) f;
CREATE FUNCTION stopped(at_step int) RETURNS bigint
	RETURN (SELECT cardinality(funnel_contacts(at_step, '3 days', events, '{sent,opened}')) FROM days);
CREATE TYPE point_and_set AS (point engagement_point, part keyset);
CREATE TABLE kept (entry point_and_set, parts keyset[]);
INSERT INTO kept SELECT ROW (ROW ('2024-01-01', 'sent', 5, 3), names)::point_and_set, ARRAY[dense, contacts, NULL] FROM reach;

GRANT USAGE ON SCHEMA campaign_analytics TO analyst;
GRANT SELECT ON reach, overlap, totals TO analyst;
REVOKE EXECUTE ON FUNCTION contains(keyset, VARIADIC "any") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contains(keyset, VARIADIC "any") TO analyst;
INSERT INTO sites VALUES ('shop.example', 'own', 'Our shop'), ('facebook.com', 'none', NULL), ('google.*', 'video', E'tab\there');
GRANT INSERT ON sites TO analyst;
CREATE VIEW channels AS
SELECT host, channel_group(NULL, NULL, NULL, host, NULL) AS channel, (classify_referrer(host)).*
FROM unnest('{www.shop.example,m.facebook.com,google.de,mail.google.com,bing.com}'::text[]) host;
REVOKE EXECUTE ON FUNCTION audience(bigint) FROM PUBLIC;
SQL

# The answers to compare. A column of a row type holds its set, too.
my %content = (
	'stored sets' => 'SELECT campaign, md5(dense::bytea), md5(contacts::bytea), md5(names::bytea), md5(devices::bytea),
		md5(pairs::bytea), size FROM reach ORDER BY 1',
	'sets within rows and arrays' => 'SELECT md5(entry::text), md5(((entry).part)::bytea), md5(parts::text) FROM kept ORDER BY 1',
	'a view of operators' => 'SELECT * FROM overlap ORDER BY 1, 2',
	'a view of aggregates' => 'SELECT * FROM totals',
	'a materialized view' => 'SELECT * FROM daily ORDER BY 1, 2',
	'functions' => "SELECT audience(1), audience_by_kind('sent')",
	'stored timelines' => 'SELECT day, md5(events::bytea), md5(of_texts::bytea), md5(of_devices::bytea), size FROM days ORDER BY 1',
	'timelines rolled up' => 'SELECT md5(rollup(events)::bytea), md5(rollup(of_texts)::bytea), md5(rollup(of_devices)::text) FROM days',
	'a view of funnels' => 'SELECT * FROM conversion ORDER BY 1',
	'a view of groups' => 'SELECT * FROM steps_of_names ORDER BY 1',
	'materialized views of paths and trends' => 'SELECT p::text FROM paths p UNION ALL SELECT e::text FROM entered e ORDER BY 1',
	'a function over timelines' => 'SELECT stopped(0), stopped(1), stopped(2)',
	'the default of a timeline' => "INSERT INTO days (day, events) VALUES ('2030-01-01', (SELECT timeline(1, '2030-01-01', 'a'))) RETURNING cardinality(of_texts)",
	'the default of a column' => "INSERT INTO reach (campaign, dense) VALUES (99, (SELECT keyset(1))) RETURNING cardinality(devices)",
	'sites of users' => 'SELECT * FROM sites ORDER BY 1',
	'sites of the extension' => "SELECT count(*), md5(string_agg(d::text, '' ORDER BY host)) FROM site_defaults d",
	'a view of channels' => 'SELECT * FROM channels ORDER BY 1',
	'rights on tables' => "SELECT r, has_table_privilege(r, t, 'SELECT'), has_table_privilege(r, t, 'INSERT'), has_table_privilege(r, t, 'DELETE'), t
		FROM unnest('{analyst,stranger,pg_database_owner}'::text[]) r, unnest('{sites,site_defaults}'::text[]) t ORDER BY r, t",
	'rights' => "SELECT has_function_privilege('analyst', p.oid, 'EXECUTE'), has_function_privilege('stranger', p.oid, 'EXECUTE'),
			has_schema_privilege('analyst', 'campaign_analytics', 'USAGE'), p.oid::regprocedure
		FROM pg_proc p WHERE proname IN ('contains', 'audience', 'cardinality', 'stopped') ORDER BY p.oid::regprocedure::text COLLATE \"C\"",
	'storage' => "SELECT attname, attstorage FROM pg_attribute WHERE attrelid = 'reach'::regclass AND attnum > 0 ORDER BY 1",
	'members' => "SELECT count(*) > 100 FROM pg_depend WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'campaign_analytics')");

sub content
{
	my ($database) = @_;
	return { map { $_ => ask($node, "BEGIN; $content{$_}; ROLLBACK", $database) } sort keys %content };
}

# The dump of a database, without what names it or differs by chance.
sub dump_text
{
	my ($database) = @_;
	my $file = "$folder/$database.sql";

	$node->command_ok([ 'pg_dump', '--no-sync', '-f', $file, '-d', $node->connstr($database) ], "pg_dump of $database");
	return join '', grep { !/^--|^\\(?:un)?restrict |^$/ } map { "$_\n" } split /\n/, slurp_file($file);
}

my $before = content('shop');
my $dump = dump_text('shop');
my @copied_tables = $dump =~ /^COPY campaign_analytics\.(\w+)/mg;
is_deeply(\@copied_tables, ['sites'], 'of the tables of the extension, that of users is dumped');
is($before->{'a view of channels'}, join("\n", 'bing.com|Organic Search|search|Bing', "google.de|Organic Video|video|tab\there",
		'm.facebook.com|Referral||', 'mail.google.com|Email|email|Gmail', 'www.shop.example|Direct|own|Our shop'), 'what users know goes first');
ask($node, 'CREATE DATABASE plain; CREATE DATABASE custom; CREATE DATABASE folder');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', "$folder/shop.sql" ],
	'a plain dump is restored');
$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-f', "$folder/shop.custom", '-d', $node->connstr('shop') ], 'a custom dump');
$node->command_ok([ 'pg_restore', '-e', '-j2', '-d', $node->connstr('custom'), "$folder/shop.custom" ],
	'a custom dump is restored by two jobs');
$node->command_ok([ 'pg_dump', '--no-sync', '-Fd', '-j2', '-f', "$folder/shop.d", '-d', $node->connstr('shop') ], 'a dump by two jobs');
$node->command_ok([ 'pg_restore', '-e', '-j2', '-d', $node->connstr('folder'), "$folder/shop.d" ], 'is restored by two jobs');
foreach my $database ('plain', 'custom', 'folder')
{
	ask($node, "ALTER DATABASE $database SET search_path = public, campaign_analytics");
	my $after = content($database);

	is($after->{$_}, $before->{$_}, "$database dump: $_") foreach sort keys %content;
	is(dump_text($database), $dump, "$database dump: dumping again gives the same");
}

#
# COPY
#

sub fingerprint
{
	my ($table) = @_;
	return ask($node, "SELECT campaign, md5(dense::bytea), md5(contacts::bytea), md5(names::bytea), md5(pairs::bytea) FROM $table ORDER BY 1", 'shop');
}
sub days_fingerprint
{
	my ($table) = @_;
	return ask($node, "SELECT day, md5(events::bytea), md5(of_texts::bytea), md5(of_devices::bytea) FROM $table ORDER BY 1", 'shop');
}
my $copied = 'campaign, dense, contacts, names, pairs';
foreach my $format ('text', 'csv', 'binary')
{
	my $file = "$folder/reach.$format";
	ask($node, "CREATE TABLE reach_$format (LIKE reach);
		COPY (SELECT $copied FROM reach) TO '$file' (FORMAT $format);
		COPY reach_$format ($copied) FROM '$file' (FORMAT $format)", 'shop');
	is(fingerprint("reach_$format"), fingerprint('reach'), "COPY of sets, format $format");
	$file = "$folder/days.$format";
	ask($node, "CREATE TABLE days_$format (LIKE days);
		COPY (SELECT day, events, of_texts, of_devices FROM days) TO '$file' (FORMAT $format);
		COPY days_$format (day, events, of_texts, of_devices) FROM '$file' (FORMAT $format)", 'shop');
	is(days_fingerprint("days_$format"), days_fingerprint('days'), "COPY of timelines, format $format");
}

# One small value in the middle of a binary file; each of its bytes is changed in turn.
my $session = session($node);
my $file = "$folder/one.binary";

sub copy_in
{
	my ($table, $content) = @_;
	open(my $out, '>:raw', $file) or die "cannot write $file: $!";
	print $out $content;
	close $out;
	return refused($session, "COPY $table FROM '$file' (FORMAT binary)");
}

foreach my $case (
	[ 'one', 'keyset', 'keyset(id * 1000)' ],
	[ 'one_timeline', 'timeline', "timeline(id * 1000, '2026-01-01'::timestamptz + id * interval '1 hour', chr(97 + (id % 3)::int))" ])
{
	my ($table, $type, $value) = @$case;
	answer($session, "CREATE TABLE $table (k $type); COPY (SELECT $value FROM generate_series(1, bigint '12') id) TO '$file' (FORMAT binary)");
	my $bytes = slurp_file($file);
	my $start = index $bytes, 'CA';
	my $end = length($bytes) - 2;    # the file's trailer
	my %seen;

	foreach my $place ($start .. $end - 1)
	{
		my $damaged = $bytes;
		substr($damaged, $place, 1) ^= "\xff";
		$seen{ copy_in($table, $damaged) }++;
	}
	cmp_ok($seen{'22P03'}, '>=', 16, "COPY BINARY of damaged bytes of a $type is refused");
	delete @seen{ '22P03', '00000' };
	is_deeply(\%seen, {}, 'always as an invalid binary representation');
	my ($before, $whole) = (substr($bytes, 0, $start - 4), substr($bytes, $start, $end - $start));
	is(copy_in($table, $before . pack('N', 5) . substr($whole, 0, 5) . "\xff\xff"), '22P03', 'and of a piece');
	is(copy_in($table, $before . pack('N', 0) . "\xff\xff"), '22P03', 'and of nothing');
	is(copy_in($table, $before . pack('N', length($whole) + 1) . "$whole\x00\xff\xff"), '22P03', 'and of one byte more');
	is(copy_in($table, $bytes), '00000', 'the right bytes are taken');
}
is(refused($session, "INSERT INTO one VALUES ('$_->[0]')"), $_->[1], "text input of $_->[2]")
  foreach [ '\x00', '22P03', 'bytes that are no set' ], [ '', '22P03', 'nothing' ], [ '\x4', '22023', 'half a byte' ],
  [ '\xzz', '22023', 'what is not hexadecimal' ], [ 'nonsense', '22P03', 'nonsense' ];

#
# Damage on disk
#

# The bytes get in as bytea; then the catalog is told that they are sets. Nothing has
# checked them when a query reads them.
ask($node, <<'SQL');
CREATE TABLE samples (name text, good keyset, kind text);
INSERT INTO samples
SELECT 'empty', keyset(1) FILTER (WHERE false), 'bigint' UNION ALL
SELECT 'one number', keyset(5), 'bigint' UNION ALL
SELECT 'sparse', keyset(i * i * 10007 - 99999), 'bigint' FROM generate_series(1, bigint '12') i UNION ALL
SELECT 'bitmap', keyset(i + i / 7), 'bigint' FROM generate_series(4096, bigint '4700') i UNION ALL
SELECT 'bitmap between', keyset(v), 'bigint' FROM (
	SELECT -i * 99 FROM generate_series(1, bigint '5') i UNION ALL
	SELECT i + 3 FROM generate_series(8192, bigint '9000') i UNION ALL
	SELECT i * i * 99999 FROM generate_series(1, bigint '5') i) s (v) UNION ALL
SELECT 'edges', keyset(v), 'bigint' FROM (VALUES (bigint '-9223372036854775808'), (-1), (0), (9223372036854775807)) s (v) UNION ALL
SELECT 'pairs', keyset(i / 3, i * 77777), 'pair' FROM generate_series(1, bigint '9') i UNION ALL
SELECT 'wide pairs', keyset(hashint8extended(i / 3, 0), i * 77777), 'pair' FROM generate_series(1, bigint '9') i UNION ALL
SELECT 'wide pairs side by side', keyset(hashint8extended(i / 3, 0), i), 'pair' FROM generate_series(1, bigint '9') i UNION ALL
SELECT 'least bitmap', keyset(i), 'bigint' FROM generate_series(8192, bigint '8703') i UNION ALL
SELECT 'uuid', keyset(md5(i::text)::uuid), 'uuid' FROM generate_series(1, 5) i UNION ALL
SELECT 'text', keyset(i::text), 'text' FROM generate_series(1, 5) i UNION ALL
SELECT 'float', keyset(i / 3.0::float8), 'float' FROM generate_series(1, 5) i UNION ALL
SELECT 'timestamptz', keyset('2024-01-01'::timestamptz + i * interval '1 day'), 'time' FROM generate_series(1, 5) i;

CREATE TABLE damaged (name text, good keyset, k bytea, was bytea);

-- each byte flipped in several ways, each length, some bytes more
INSERT INTO damaged
SELECT name, good, set_byte(good::bytea, at, get_byte(good::bytea, at) # flip) FROM samples,
	generate_series(0, length(good::bytea) - 1) at, unnest(ARRAY[255, 1, 2, 128]) flip
WHERE length(good::bytea) < 100 OR flip < 128 OR at % 5 = 0;
INSERT INTO damaged
SELECT name, good, substr(good::bytea, 1, n) FROM samples, generate_series(0, length(good::bytea) - 1) n;
INSERT INTO damaged
SELECT name, good, good::bytea || more FROM samples, unnest(ARRAY['\x00', '\x01', '\xff', '\x0103', '\x03030303']::bytea[]) more;
-- counts and lengths: huge, and one beside
INSERT INTO damaged
SELECT name, good, overlay(good::bytea PLACING count FROM place) FROM samples, unnest(ARRAY[9, 17]) place,
	unnest(ARRAY['\xffffffffffffffff', '\x0000000000000080', '\xffffffffffffff7f', '\x00000000ffffffff', '\x00ca9a3b00000000', '\x0000000000000000']::bytea[]) count;
INSERT INTO damaged
SELECT name, good, set_byte(good::bytea, place, (get_byte(good::bytea, place) + more) & 255) FROM samples,
	unnest(ARRAY[8, 16]) place, unnest(ARRAY[1, -1, 2, -2]) more;
-- a bit less or more, and a count that fits (it stands above a flag)
INSERT INTO damaged
SELECT name, good, set_byte(set_byte(good::bytea, at, get_byte(good::bytea, at) # flip), 8, (get_byte(good::bytea, 8) + more) & 255)
FROM samples, generate_series(24, length(good::bytea) - 1) at, unnest(ARRAY[1, 16]) flip, unnest(ARRAY[-2, 2]) more
WHERE name IN ('least bitmap', 'sparse');
INSERT INTO damaged
SELECT name, good, set_byte(less, at, get_byte(less, at) # flip)
FROM (SELECT name, good, set_byte(set_byte(good::bytea, 8, 254), 9, get_byte(good::bytea, 9) - 1 & 255) AS less
	FROM samples WHERE name = 'least bitmap') s, generate_series(24, length(less) - 1) at, unnest(ARRAY[1, 16]) flip;
-- each kind of key in place of the right one
INSERT INTO damaged
SELECT name, good, set_byte(set_byte(good::bytea, 4, first), 5, second) FROM samples,
	generate_series(0, 40) first, unnest(ARRAY[0, 1, 5, 16, 17, 255]) second;
-- pieces left out, doubled and exchanged
INSERT INTO damaged
SELECT name, good, v FROM samples, LATERAL (SELECT good::bytea AS b, length(good::bytea) AS n) s, generate_series(17, n, 3) at,
	LATERAL (VALUES (substr(b, 1, at - 1) || substr(b, at + 1)), (substr(b, 1, at) || substr(b, at)),
		(substr(b, 1, 16) || substr(b, at) || substr(b, 17, at - 17))) d (v);
-- a good head with noise behind it, and noise only
INSERT INTO damaged
SELECT name, good, substr(good::bytea, 1, 8) || set_byte('\x0000000000000000'::bytea, 0, i % 30)
	|| substr(decode(repeat(md5(name || i), 1 + i % 20), 'hex'), 1, i) FROM samples, generate_series(0, 120) i;
INSERT INTO damaged
SELECT 'noise', (SELECT good FROM samples WHERE name = 'sparse'), substr(decode(md5(i::text) || md5('x' || i), 'hex'), 1, i % 33)
FROM generate_series(0, 100) i;
UPDATE damaged SET was = k;

-- large ones: compressed, in the TOAST table, both, neither
CREATE TABLE large (name text, good keyset, k bytea, was bytea);
INSERT INTO large
SELECT * FROM (
	SELECT 'large and sparse', keyset(hashint8extended(i, 0)) FROM generate_series(1, 3000) i UNION ALL
	SELECT 'large and dense', keyset(i / 600 * 5000 + i % 600) FROM generate_series(1, bigint '60000') i) s (name, good),
	LATERAL (SELECT set_byte(good::bytea, at, get_byte(good::bytea, at) # 1) FROM
		(SELECT generate_series(0, 40) UNION SELECT generate_series(41, length(good::bytea) - 1, 397)) p (at)
		UNION ALL SELECT substr(good::bytea, 1, length(good::bytea) - n) FROM generate_series(1, 2000, 211) n
		UNION ALL SELECT good::bytea || '\x03') d;
UPDATE large SET was = k;
SQL

my %storage = (main => [ 'MAIN', 'pglz' ], extended => [ 'EXTENDED', 'pglz' ], external => [ 'EXTERNAL', 'pglz' ]);
foreach my $table (sort keys %storage)
{
	ask($node, "CREATE TABLE $table (LIKE large);
		ALTER TABLE $table ALTER k SET STORAGE $storage{$table}[0], ALTER was SET STORAGE EXTENDED;
		INSERT INTO $table SELECT * FROM large WHERE name = CASE '$table' WHEN 'external' THEN 'large and sparse' ELSE 'large and dense' END");
}
same($node, "SELECT count(*) FILTER (WHERE pg_column_size(k) < 100) > 0, count(*) FILTER (WHERE pg_column_size(k) > 300) > 0,
	bool_or(pg_column_compression(k) IS NOT NULL) FROM damaged", 't|t|f', 'damaged values with short and long headers');
same($node, "SELECT bool_and(pg_column_compression(k) = 'pglz') FROM $_", 't', "damaged values are compressed in $_")
  foreach 'main', 'extended';
same($node, "SELECT bool_and(pg_column_compression(k) IS NULL AND pg_column_size(k) > 15000) FROM external",
	't', 'damaged values are outside, as they are');
same($node, "SELECT pg_relation_size(reltoastrelid) > 1000000 FROM pg_class WHERE relname = 'external'", 't', 'in the TOAST table');

my @tables = ('damaged', sort keys %storage);
ask($node, "UPDATE pg_attribute SET atttypid = 'keyset'::regtype WHERE attrelid = '$_'::regclass AND attname = 'k'") foreach @tables;
same($node, "SELECT DISTINCT pg_typeof(k) FROM $_", 'keyset', "$_ has sets that nobody checked") foreach @tables;

# try_NAME(k, good): what came of it, an SQLSTATE or 'right'.
my %try = (
	'cardinality' => 'cardinality(k)',
	'union' => 'cardinality(k | good)',
	'union_other_way' => 'cardinality(good | k)',
	'union_with_itself' => 'k | k',
	'intersection' => 'cardinality(k & good)',
	'difference' => 'cardinality(k - good)',
	'difference_other_way' => 'good - k',
	'contained' => 'k <@ good',
	'contains_set' => 'k @> good',
	'contained_other_way' => 'good <@ k',
	'overlaps' => 'k && good',
	'equal' => 'k = good',
	'not_equal' => 'good <> k',
	'contains_number' => 'contains(k, 5::bigint)',
	'contains_pair' => 'contains(k, 5::bigint, 77777::bigint)',
	'contains_uuid' => "contains(k, 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'::uuid)",
	'contains_text' => "contains(k, '1'::text)",
	'text' => 'k::text',
	'bytea' => 'k::bytea',
	'binary' => 'ca_keyset_send(k)',
	'text_and_back' => 'k::text::keyset',
	'rollup' => 'rollup(x) FROM (VALUES (k)) v (x)',
	'rollup_with_good' => 'cardinality(rollup(x)) FROM (VALUES (good), (k)) v (x)',
	'rollup_before_good' => 'cardinality(rollup(x)) FROM (VALUES (k), (NULL), (good)) v (x)');
foreach my $name (sort keys %try)
{
	ask($node, "CREATE FUNCTION try_$name(k keyset, good keyset) RETURNS text LANGUAGE plpgsql AS \$\$
	DECLARE
		start timestamptz := clock_timestamp();
		state text := 'right';
	BEGIN
		BEGIN
			PERFORM $try{$name};
		EXCEPTION WHEN OTHERS THEN
			state := SQLSTATE;
		END;
		RETURN state || CASE WHEN clock_timestamp() - start > '2 s' THEN ' after more than 2 s' ELSE '' END;
	END \$\$");
}
ask($node, <<'SQL');
CREATE FUNCTION try_input(was bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM was::keyset;
	RETURN 'right';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SQL

# Input is the one that knows. Where it takes the bytes, all others must give an answer,
# or say that the keys do not fit (22023); where it does not, all must refuse.
foreach my $table (@tables)
{
	my $counts = ask($node, "SELECT try_input(was), count(*) FROM $table GROUP BY 1 ORDER BY 1");

	like($counts, qr/^22P03\|\d{2,}(?:\nright\|\d+)?$/, "$table: input refuses what is no set") or diag($counts);
	ask($node, "CREATE TABLE known_$table AS SELECT *, try_input(was) AS input FROM $table");
	foreach my $name (sort keys %try)
	{
		my $strange = ask($node, "SET statement_timeout = '50s';
			SELECT DISTINCT name, input, state FROM (SELECT name, input, try_$name(k, good) AS state FROM known_$table OFFSET 0) s
			WHERE CASE input WHEN 'right' THEN state NOT IN ('right', '22023') ELSE state NOT LIKE '22___' END");
		is($strange, '', "$table: $name");
	}
}

# What input takes is a set like any other: its bytes are those that its keys have.
same($node, "SELECT count(*) > 100, count(*) FILTER (WHERE k | k <> k OR (k | k)::bytea <> k::bytea) FROM known_damaged WHERE input = 'right'",
	't|0', 'bytes that are taken are the only ones of their set');

# Two neighbours whose distance, one, becomes none: the same key twice.
same($node, "SELECT get_byte(b, n - 1), try_input(set_byte(b, n - 1, 1)) FROM samples, LATERAL (SELECT good::bytea, length(good::bytea)) s (b, n)
	WHERE name = 'wide pairs side by side'", '3|22P03', 'a key that stands twice is refused');

# Whole columns at once, in parallel too.
foreach my $table (@tables)
{
	fails($node, "SET max_parallel_workers_per_gather = $_; ALTER TABLE known_$table SET (parallel_workers = $_);
		SELECT rollup(k) FROM known_$table", '22P03', "rollup of $table, $_ workers")
	  foreach 0, 2;
	my ($status) = $node->psql('postgres', "COPY (SELECT k FROM known_$table) TO '$folder/out' (FORMAT binary)");
	isnt($status, 0, "$table is not copied out as it is");
}

# The same of timelines; test/pgtap/timeline_bytes.sql has every other kind of damage.
ask($node, <<'SQL');
CREATE TABLE damaged_days (good timeline, k bytea, was bytea);
ALTER TABLE damaged_days ALTER k SET STORAGE EXTERNAL;
INSERT INTO damaged_days SELECT good, d, d FROM (
	SELECT timeline(hashint8extended(i % 99, 0), '2026-01-01'::timestamptz + i * interval '1 min', 'type ' || i % 7) AS good FROM generate_series(1, 900) i) s,
	LATERAL (SELECT set_byte(good::bytea, at, get_byte(good::bytea, at) # 255)
		FROM (SELECT generate_series(0, 90) UNION SELECT generate_series(91, length(good::bytea) - 1, 53)) p (at)
		UNION ALL SELECT substr(good::bytea, 1, length(good::bytea) - n) FROM generate_series(1, 3000, 211) n
		UNION ALL SELECT good::bytea || '\x03') v (d);
UPDATE pg_attribute SET atttypid = 'timeline'::regtype WHERE attrelid = 'damaged_days'::regclass AND attname = 'k';
CREATE FUNCTION day_input(was bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM was::timeline;
	RETURN 'right';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SQL
like(ask($node, 'SELECT day_input(was), count(*) FROM damaged_days GROUP BY 1 ORDER BY 1'), qr/^22P03\|\d{2,}(?:\nright\|\d+)?$/, 'input refuses what is no timeline');
my %try_day = (
	'cardinality' => 'cardinality(k)',
	'text' => 'k::text',
	'bytea' => 'k::bytea',
	'rollup' => 'rollup(k)',
	'rollup_with_good' => 'rollup(x) FROM (VALUES (good), (k)) v (x)',
	'funnel' => "funnel('1 day', k, '{type 1,type 2}')",
	'strict_funnel' => "funnel('1 day', 'strict', x, '{type 1,type 2}') FROM (VALUES (k), (NULL), (good)) v (x)",
	'contacts' => "funnel_contacts(0, '1 day', k, '{type 1,type 2}')");
foreach my $name (sort keys %try_day)
{
	ask($node, "CREATE FUNCTION day_$name(k timeline, good timeline) RETURNS text LANGUAGE plpgsql AS \$\$
	BEGIN
		PERFORM $try_day{$name};
		RETURN 'right';
	EXCEPTION WHEN OTHERS THEN
		RETURN SQLSTATE;
	END \$\$");
	# a funnel need not look at what it is not asked for
	my $may_pass = $name =~ /cardinality|text|bytea/ ? '' : "OR (state = 'right' AND input = '22P03')";
	same($node, "SELECT DISTINCT input, state FROM (SELECT day_input(was) AS input, day_$name(k, good) AS state FROM damaged_days OFFSET 0) s
		WHERE NOT (input = state OR (input = 'right' AND state = '22023') $may_pass)", '', "damaged timelines: $name");
}
fails($node, "SET max_parallel_workers_per_gather = $_; ALTER TABLE damaged_days SET (parallel_workers = $_); SELECT rollup(k) FROM damaged_days",
	'22P03', "rollup of damaged timelines, $_ workers")
  foreach 0, 2;
my ($copied_out) = $node->psql('postgres', "COPY (SELECT k FROM damaged_days) TO '$folder/out' (FORMAT binary)");
isnt($copied_out, 0, 'damaged timelines are not copied out as they are');

is(answer($session, 'SELECT cardinality(keyset(1))'), 1, 'the session that saw it all goes on');
$session->quit;
finish($node);
