# Bytes that are no stored state, through every door and in every form that a
# value has on disk: refused as such, by all doors alike.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('bad_input', 'shared_buffers = 32MB');

#
# Stored states
#

# A column whose file was damaged holds bytes that nobody checked.
ask($node, <<'SQL');
CREATE FUNCTION unchecked_keyset(bytea) RETURNS keyset LANGUAGE internal STRICT IMMUTABLE AS 'byteasend';
CREATE FUNCTION unchecked_timeline(bytea) RETURNS timeline LANGUAGE internal STRICT IMMUTABLE AS 'byteasend';

CREATE TABLE good (type text, name text, bytes bytea);
INSERT INTO good VALUES
	('keyset', 'numbers', (SELECT keyset(g * g)::bytea FROM generate_series(1, 12) g)), ('keyset', 'a dense page', (SELECT keyset(g)::bytea FROM generate_series(1, 600) g)),
	('keyset', 'pairs', (SELECT keyset(g % 3, 'x' || g)::bytea FROM generate_series(1, 6) g)), ('keyset', 'empty', (SELECT keyset(1)::bytea WHERE false)),
	('timeline', 'numbers', (SELECT timeline(g % 3, '2026-01-01 00:00+00'::timestamptz + g * interval '1 h', chr(97 + g % 2))::bytea FROM generate_series(1, 8) g)),
	('timeline', 'texts', (SELECT timeline('c' || g % 3, '2026-01-01 00:00+00'::timestamptz + g * interval '1 h', 'type ' || g)::bytea FROM generate_series(1, 5) g)),
	('timeline', 'empty', (SELECT timeline(1, now(), 'a')::bytea WHERE false));

CREATE TABLE bad (id int GENERATED ALWAYS AS IDENTITY, type text, damage text, bytes bytea);
INSERT INTO bad (type, damage, bytes)
SELECT type, 'cut at ' || n || ': ' || name, substr(bytes, 1, n) FROM good, LATERAL generate_series(0, length(bytes) - 1) n WHERE name <> 'a dense page' UNION ALL
SELECT type, 'byte ' || n || ' flipped: ' || name, set_byte(bytes, n, get_byte(bytes, n) # 255) FROM good, LATERAL generate_series(0, least(length(bytes), 120) - 1) n UNION ALL
SELECT o.type, 'a ' || g.type || ': ' || name, bytes FROM good g, unnest('{keyset,timeline}'::text[]) AS o (type) WHERE o.type <> g.type UNION ALL
SELECT type, what || size, decode(repeat(byte, size), 'hex')
FROM unnest('{keyset,timeline}'::text[]) AS type, (VALUES ('zeros: ', '00'), ('all ones: ', 'ff')) AS b (what, byte), unnest('{1,7,8,64,5000,16777216}'::int[]) AS size UNION ALL
SELECT type, 'zeros behind a head: ' || name, substr(bytes, 1, 8) || decode(repeat('00', 16777216), 'hex') FROM good WHERE name = 'numbers';
SQL
my $bad = ask($node, 'SELECT count(*) FROM bad');
cmp_ok($bad, '>', 600, 'hundreds of bad ones');

# Each is a file for COPY: a head, one row of one field, an end.
my $folder = PostgreSQL::Test::Utils::tempdir_short();
foreach my $line (split /\n/, ask($node, "SELECT id || ' ' || encode(bytes, 'hex') FROM bad WHERE length(bytes) < 10000"))
{
	my ($id, $hex) = split / /, $line;
	write_copy($id, pack('H*', $hex // ''));
}
write_copy($_->[0], $_->[1] x 16777216)
  foreach map { [ ask($node, "SELECT 'large$_'"), chr hex $_ ] } '00', 'ff';

sub write_copy
{
	my ($name, $bytes) = @_;
	open(my $file, '>:raw', "$folder/$name") or die $!;
	print $file "PGCOPY\n\xff\r\n\0", pack('NNnN', 0, 0, 1, length $bytes), $bytes, pack('n', 65535);
	close $file or die $!;
	return;
}

# What comes of bytes through a door: class 22 as a state, or valid.
ask($node, <<"SQL");
CREATE TABLE copied_keyset (v keyset);
CREATE TABLE copied_timeline (v timeline);
CREATE FUNCTION outcome(query text) RETURNS text LANGUAGE plpgsql AS \$\$
BEGIN
	EXECUTE query;
	RETURN 'valid';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END \$\$;
CREATE FUNCTION through(door text, bytes bytea) RETURNS text LANGUAGE plpgsql AS \$\$
BEGIN
	EXECUTE 'SELECT ' || door USING bytes;
	RETURN 'valid';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END \$\$;
CREATE TABLE came AS
SELECT id, type, damage, through('\$1::' || type, bytes) AS "cast", through('\$1::text::' || type, bytes) AS "text",
	through(format('unchecked_%s(\$1)::bytea', type), bytes) AS "read",
	CASE WHEN length(bytes) < 10000 THEN outcome(format('COPY copied_%s FROM ''$folder/%s'' (FORMAT binary)', type, id)) END AS "copy"
FROM bad;
SQL
same($node, 'SELECT count(*) FROM came', $bad, 'all of them went through every door');
same($node, q(SELECT "cast", count(*) > 0 FROM came GROUP BY 1 ORDER BY 1), "22P03|t\nvalid|t", 'refused as bytes, or valid');
same($node, q(SELECT damage FROM came WHERE (damage LIKE 'cut%' OR damage ~ '^(a |zeros|all ones)') AND "cast" = 'valid'), '', 'what is cut, of another type, or nothing but zeros or ones is never valid');
same($node, q(SELECT damage FROM came WHERE damage ~ '^byte [012367] ' AND "cast" = 'valid'), '', 'nor is one with another head');
same($node, q(SELECT type, damage, "cast", "text" FROM came WHERE "text" <> "cast"), '', 'text agrees with the cast');
same($node, q(SELECT type, damage, "cast", "copy" FROM came WHERE "copy" <> "cast"), '', 'COPY BINARY agrees with the cast');
same($node, q(SELECT type, damage, "cast", "read" FROM came WHERE "read" <> "cast"), '', 'reading a stored one agrees with the cast');
same($node, q(SELECT (SELECT count(*) FROM copied_keyset) + (SELECT count(*) FROM copied_timeline) = count(*) FROM came WHERE "copy" = 'valid'), 't', 'what was copied is there');
fails($node, "COPY copied_$_->[0] FROM '$folder/large$_->[1]' (FORMAT binary)", '22P03', "16 MB of $_->[1], COPY BINARY into $_->[0]")
  foreach [ 'keyset', '00' ], [ 'keyset', 'ff' ], [ 'timeline', '00' ], [ 'timeline', 'ff' ];

# On disk a value may have a short head, be compressed, stand elsewhere, or both.
ask($node, <<'SQL');
CREATE TABLE forms (type text, form text, keyset keyset, timeline timeline);
CREATE TABLE wide_keyset (form text, v keyset);
CREATE TABLE wide_timeline (form text, v timeline);
CREATE TABLE plain_keyset (LIKE wide_keyset);
CREATE TABLE plain_timeline (LIKE wide_timeline);
ALTER TABLE plain_keyset ALTER v SET STORAGE EXTERNAL;
ALTER TABLE plain_timeline ALTER v SET STORAGE EXTERNAL;
ALTER TABLE wide_timeline ALTER v SET STORAGE EXTENDED;
CREATE TABLE whole AS SELECT
	(SELECT keyset(1)) AS short_keyset, (SELECT keyset(g) FROM generate_series(1, 90000) g) AS dense_keyset, (SELECT keyset(hashint8extended(g, 0)) FROM generate_series(1, bigint '9000') g) AS large_keyset,
	(SELECT timeline(1, '2026-01-01 00:00+00', 'a')) AS short_timeline,
	(SELECT timeline(g, '2026-01-01 00:00+00', 'a') FROM generate_series(1, 9000) g) AS dense_timeline,
	(SELECT timeline(hashint8extended(g, 0), '2026-01-01 00:00+00', 'a') FROM generate_series(1, bigint '9000') g) AS large_timeline;
SQL
my %form = (short => [ 'plain', 'short' ], compressed => [ 'wide', 'dense' ], external => [ 'plain', 'large' ]);
foreach my $type ('keyset', 'timeline')
{
	foreach my $form (sort keys %form)
	{
		my ($table, $value) = @{ $form{$form} };

		ask($node, "INSERT INTO ${table}_$type SELECT '$form', ${value}_$type FROM whole;
			INSERT INTO ${table}_$type SELECT '$form, ' || damage, unchecked_$type(b) FROM whole, (VALUES ('cut', 1), ('longer', 2), ('broken', 3)) AS d (damage, n),
				LATERAL (SELECT ${value}_$type\::bytea AS v) AS s, LATERAL (SELECT (ARRAY[substr(v, 1, length(v) - 1), v || '\\x00', set_byte(v, 0, 0)])[n] AS b) AS damaged");
	}
	ask($node, "INSERT INTO wide_$type SELECT 'zeros', unchecked_$type(bytes) FROM bad WHERE damage = 'zeros: 16777216' AND type = '$type'");
}
# the sizes on disk tell the forms
same($node, q(SELECT pg_column_size(p.v) < 40, pg_column_size(w.v) < length(w.v::bytea), pg_relation_size(c.reltoastrelid) > 100000
	FROM plain_keyset p, wide_keyset w, pg_class c WHERE p.form = 'short' AND w.form = 'compressed' AND c.oid = 'plain_keyset'::regclass), 't|t|t', 'sets have these forms');
same($node, q(SELECT pg_column_size(p.v) < 60, pg_column_size(w.v) < length(w.v::bytea), pg_relation_size(c.reltoastrelid) > 100000
	FROM plain_timeline p, wide_timeline w, pg_class c WHERE p.form = 'short' AND w.form = 'compressed' AND c.oid = 'plain_timeline'::regclass), 't|t|t', 'timelines, too');

# outcomes TYPE, READER: which forms give which outcome
ask($node, <<'SQL');
CREATE FUNCTION outcomes(type text, reader text) RETURNS text LANGUAGE sql AS $$
	WITH form (form) AS (
		SELECT form FROM wide_keyset WHERE type = 'keyset' UNION SELECT form FROM plain_keyset WHERE type = 'keyset' UNION
		SELECT form FROM wide_timeline WHERE type = 'timeline' UNION SELECT form FROM plain_timeline WHERE type = 'timeline'
	), came AS (
		SELECT form, outcome(format('WITH s AS MATERIALIZED (SELECT * FROM (SELECT * FROM wide_%s UNION ALL SELECT * FROM plain_%1$s) s WHERE form = %L) SELECT ''valid'' FROM (SELECT %s AS x FROM s) r WHERE x IS NOT NULL', type, form, reader)) AS outcome FROM form
	)
	SELECT string_agg(line, '; ' ORDER BY line) FROM (SELECT outcome || ': ' || string_agg(form, ' | ' ORDER BY form) AS line FROM came GROUP BY outcome) s
$$;
SQL
my %readers = (
	keyset => [ 'v::text', 'v::bytea', 'cardinality(v)', 'contains(v, 7)', 'v | v', 'v & v', 'v - v', 'v <@ v', 'v @> v', 'v && v', 'v = v', 'v <> v', 'rollup(v)', 'ca_keyset_send(v)' ],
	timeline => [ 'v::text', 'v::bytea', 'cardinality(v)', 'rollup(v)', 'ca_timeline_send(v)', "funnel('1 day', v, '{a}')", "funnel('1 day', 'strict', v, '{a,b}')",
		"funnel_trend('day', 'UTC', '1 day', v, '{a}')", "funnel_histogram('1 day', v, '{a}')", "funnel_contacts(1, '1 day', v, '{a}')" ]);
my $refused = join ' | ', map { my $form = $_; map { "$form, $_" } 'broken', 'cut', 'longer' } 'compressed', 'external', 'short';
foreach my $type (sort keys %readers)
{
	same($node, "SELECT outcomes('$type', \$q\$$_\$q\$)", "22P03: $refused | zeros; valid: compressed | external | short", "$_ reads a good $type in every form on disk, and no bad one")
	  foreach @{ $readers{$type} };
}

finish($node);
