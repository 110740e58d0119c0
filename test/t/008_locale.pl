# Encodings and collations: text keys and labels in databases that are not
# UTF-8, and keys that a collation or a type calls equal though their bytes
# differ.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use Test::More;

my $node = start_server('locale', [ extra => [ '--encoding=UTF8', '--locale=C' ] ]);

#
# Encodings
#

ask($node, "CREATE DATABASE utf8 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
	CREATE DATABASE latin1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C';
	CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'" =~ s/;\s*/;\n/gr) if 0;
my %encoding = (utf8 => 'UTF8', latin1 => 'LATIN1', ascii => 'SQL_ASCII');
foreach my $database (sort keys %encoding)
{
	ask($node, "CREATE DATABASE $database TEMPLATE template0 ENCODING '$encoding{$database}' LOCALE 'C'");
	create_extension($node, $database);
	is(ask($node, 'SHOW server_encoding', $database), $encoding{$database}, "a database in $encoding{$database}");
	ask($node, <<'SQL', $database);
SET client_encoding = 'UTF8';
CREATE TABLE events (name text, kind text, at timestamptz);
INSERT INTO events SELECT v.name, v.kind, '2024-01-01' FROM generate_series(1, 3),
	(VALUES ('Zoé', 'gelöscht'), ('Zoe', 'geöffnet'), ('ZOÉ', 'gelöscht'), ('', 'geöffnet'), ('ß', 'gelöscht'), (NULL, 'ß')) v (name, kind);
CREATE TABLE reach AS SELECT keyset(name) AS names, keyset(name, kind) AS pairs FROM events;
SQL
	my $in = sub { return ask($node, "SET client_encoding = 'UTF8'; $_[0]", $database) };

	is($in->('SELECT count_distinct(name), count_distinct(name, kind), count_distinct(name::varchar), count_distinct(upper(name)) FROM events'),
		$in->('SELECT count(DISTINCT name), count(DISTINCT (name, kind)) FILTER (WHERE name IS NOT NULL), count(DISTINCT name::varchar), count(DISTINCT upper(name)) FROM events'),
		"$database: keys that are not ASCII");
	is($in->(q(SELECT engagement(kind, '{geöffnet,"gelöscht",ß,"gelosch"}', name) FROM events)), '{2,3,0,0}',
		"$database: labels that are not ASCII");
	is($in->(q(SELECT p.event_type, p.total, p.first_unique FROM unnest((SELECT engagement_series('day', 'UTC', at, kind, '{ß,gelöscht}', name) FROM events)) p)),
		"ß|3|0\ngelöscht|9|3", "$database: labels come back as they were given");
	is($in->(q(SELECT contains(names, 'Zoé'::text), contains(names, 'Zoë'::text), contains(pairs, 'ß', 'gelöscht'), cardinality(names) FROM reach)),
		't|f|t|5', "$database: stored keys are found");
	is($in->('SELECT names::text::keyset = names, rollup(names) = keyset(name) FROM reach, events GROUP BY names, reach.*')
		, 't|t', "$database: sets go out and in") if 0;
	is($in->('SELECT names::text::keyset = names, (SELECT rollup(names) FROM reach) = (SELECT keyset(name) FROM events) FROM reach'),
		't|t', "$database: sets go out and in");
	fails($node, "SET client_encoding = 'UTF8'; SELECT engagement(kind, '{gelöscht,b,gelöscht}', name) FROM events",
		'22023', "$database: an error names such a label", $database);
	fails($node, "SET client_encoding = 'UTF8'; SELECT engagement_series('tägl', 'Zürich', at, kind, '{a}', name) FROM events",
		'22023', "$database: and such a period", $database);
}
is(ask($node, q(SELECT count_distinct(v), contains(keyset(v), E'\xe9'::text) FROM (VALUES (E'\xe9'::text), (E'\xc3\xa9'), (E'\xff'), (E'\xe9')) s (v)), 'ascii'),
	'3|t', 'SQL_ASCII: bytes of no encoding are keys');

# A set of text is a set of hashed bytes, and bytes depend on the encoding: this is
# documented, and a set of numbers or of plain ASCII can move between any two.
my %set = map { $_ => ask($node, 'SELECT names FROM reach', $_) } keys %encoding;
my %plain = map { $_ => ask($node, q(SELECT keyset(v) FROM unnest('{a,b,c}'::text[]) v), $_) } keys %encoding;
is($set{ascii}, $set{utf8}, 'SQL_ASCII keeps the bytes of UTF-8');
is($plain{$_}, $plain{utf8}, "a set of ASCII is the same in $_") foreach 'latin1', 'ascii';
is(ask($node, "SELECT contains('$set{latin1}'::keyset, 'Zoe'::text), contains('$set{latin1}'::keyset, 'Zoé'::text)", 'utf8'),
	't|f', 'a set from LATIN1 has other keys for what is not ASCII');

# A database whose own locale is ICU's.
ask($node, "CREATE DATABASE icu TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'und-u-ks-level2' LOCALE 'C'");
create_extension($node, 'icu');
is(ask($node, q(SELECT count_distinct(v), keyset(v) = '\x).substr($plain{utf8}, 2).q(' FROM unnest('{a,b,c,a}'::text[]) v), 'icu'), '3|t',
	'a database in ICU locale: text is compared by its bytes');
is(ask($node, q(SELECT count_distinct(v), count(DISTINCT v) FROM unnest('{a,A,b}'::text[]) v), 'icu'), '3|3', 'as its = does');

#
# Collations under which different bytes are equal
#

ask($node, <<'SQL');
CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION noaccent (provider = icu, locale = 'und-u-ks-level1-kc-true', deterministic = false);
CREATE TABLE t (i int, n text COLLATE nocase, v varchar COLLATE nocase, c char(5) COLLATE nocase, a text COLLATE noaccent, p text, d text COLLATE "C");
INSERT INTO t SELECT i, x, x, x, x, x, x FROM (VALUES (1, 'A'), (2, 'a'), (3, 'b'), (4, NULL), (5, 'B'), (6, 'é'), (7, 'É'), (8, 'e')) s (i, x);
SQL

# Each expression as a key, and as count(DISTINCT) sees it.
my @keys = ('n', 'v', 'c', 'a', 'p', 'd', 'p COLLATE nocase', 'n COLLATE "C"', 'n COLLATE noaccent', "n || ''", 'upper(p) COLLATE nocase',
	'n::varchar', 'c::text', 'v::text COLLATE "C"', 'coalesce(n, p COLLATE nocase)', '(n)', '(SELECT n)', 'lower(n)');
foreach my $key (@keys)
{
	my $expected = ask($node, "SELECT count(DISTINCT $key) FROM t");

	same($node, "SELECT $_ FROM t", $expected, "$_ follows the collation")
	  foreach "count_distinct($key)", "count_distinct($key, 1)", "count_distinct(1, 'x', $key)",
	  "(engagement('x', '{x}', $key))[1]", "(engagement('x', '{x}', $key, i - i))[1]",
	  "cardinality(keyset($key, ''))", "cardinality(rollup(s)) FROM (SELECT keyset($key, i % 2 - i % 2) AS s FROM t GROUP BY i % 3) s CROSS JOIN (SELECT) ";
}
