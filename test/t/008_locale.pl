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

my %encoding = (utf8 => 'UTF8', latin1 => 'LATIN1', ascii => 'SQL_ASCII');
foreach my $database (sort keys %encoding)
{
	my $client = "SET client_encoding = 'UTF8'";
	my $in = sub { return ask($node, "$client; $_[0]", $database) };

	ask($node, "CREATE DATABASE $database TEMPLATE template0 ENCODING '$encoding{$database}' LOCALE 'C'");
	create_extension($node, $database);
	is(ask($node, 'SHOW server_encoding', $database), $encoding{$database}, "a database in $encoding{$database}");
	$in->(<<'SQL');
CREATE TABLE events (name text, kind text, at timestamptz);
INSERT INTO events SELECT v.name, v.kind, '2024-01-01' FROM generate_series(1, 3),
	(VALUES ('Zoé', 'gelöscht'), ('Zoe', 'geöffnet'), ('ZOÉ', 'gelöscht'), ('', 'geöffnet'), ('ß', 'gelöscht'), (NULL, 'ß')) v (name, kind);
CREATE TABLE reach AS SELECT keyset(name) AS names, keyset(name, kind) AS pairs FROM events;
SQL
	is($in->('SELECT count_distinct(name), count_distinct(name, kind), count_distinct(name::varchar), count_distinct(upper(name)) FROM events'),
		$in->('SELECT count(DISTINCT name), count(DISTINCT (name, kind)) FILTER (WHERE name IS NOT NULL), count(DISTINCT name::varchar), count(DISTINCT upper(name)) FROM events'),
		"$database: keys that are not ASCII");
	is($in->(q(SELECT engagement(kind, '{geöffnet,"gelöscht",ß,"gelosch"}', name) FROM events)),
		'{2,3,0,0}', "$database: labels that are not ASCII");
	is($in->(q(SELECT p.event_type, p.total, p.first_unique FROM unnest((SELECT engagement_series('day', 'UTC', at, kind, '{ß,gelöscht}', name) FROM events)) p)),
		"ß|3|0\ngelöscht|9|3", "$database: labels come back as they were given");
	is($in->(q(SELECT contains(names, 'Zoé'::text), contains(names, 'Zoë'::text), contains(pairs, 'ß', 'gelöscht'), cardinality(names) FROM reach)),
		't|f|t|5', "$database: stored keys are found");
	is($in->('SELECT names::text::keyset = names, (SELECT rollup(names) FROM reach) = (SELECT keyset(name) FROM events) FROM reach'),
		't|t', "$database: sets go out and in");

	# Events: contacts, types, steps, modes and nodes.
	$in->('CREATE TABLE kept AS SELECT timeline(name, at, kind) AS events FROM events');
	is($in->(q(SELECT f.name, f.contacts FROM unnest((SELECT funnel('1 day', name, at, kind, '{geöffnet,"gelöscht",ß}') FROM events)) f)),
		"geöffnet|2\ngelöscht|0\nß|0", "$database: steps that are not ASCII");
	is($in->(q(SELECT f.name, f.contacts FROM unnest((SELECT funnel('1 day', 'exclude="gelöscht"', 'Zoé', at, kind, '{geöffnet,gelöscht}') FROM events)) f)),
		"geöffnet|1\ngelöscht|1", "$database: excluded ones, too");
	is($in->(q(SELECT contains(funnel_contacts(1, '1 day', name, at, kind, '{gelöscht,geöffnet}'), 'Zoé'), funnel_times('1 day', at, kind, '{gelöscht}') IS NOT NULL,
		window_funnel('1 day', at, kind, '{geöffnet,gelöscht}') FROM events)), 't|t|2', "$database: who they are");
	is($in->(q(SELECT e."from", e."to", e.contacts FROM unnest((SELECT path_edges('1 day', at, at, name || kind) FROM events WHERE name IN ('ß', 'Zoe'))) e WHERE e."from" <> e."to")),
		"Zoegeöffnet|ßgelöscht|1", "$database: nodes come back as they were given");
	is($in->(q(SELECT sequence_next_node('forward', 'last_match', at, name || kind, true, name = 'Zoe') FROM events WHERE name IN ('ß', 'Zoe'))),
		'ßgelöscht', "$database: and alone");
	is($in->(q(SELECT cardinality(events), events::text::timeline::text = events::text, (funnel('1 day', events, '{gelöscht,"geöffnet"}'))[1].contacts FROM kept GROUP BY 1, 2)),
		'5|t|3', "$database: timelines go out and in");
	# Touches, agents, conversations, keys of messages, parameters of URLs.
	is($in->(q(SELECT (a).touch, (a).contacts FROM (SELECT unnest(attribution('{linear}', '1 day', coalesce(name, 'x'), at, kind, true, 1, 'exclude="ß"')) AS a FROM events) s ORDER BY (a).touch COLLATE "C" NULLS LAST)),
		"gelöscht|3\ngeöffnet|2\n|1", "$database: touches come back as they were given");
	is($in->(q(SELECT (w).agent, count(*) FROM (SELECT unnest(response_waits(name, at + n * interval '1 min', CASE n WHEN 0 THEN 'contact' ELSE 'agent' END, kind)) AS w FROM events, generate_series(0, 1) n) s GROUP BY (w).agent ORDER BY (w).agent COLLATE "C")),
		"gelöscht|3\ngeöffnet|2", "$database: so do agents");
	is($in->(q(SELECT (message_metrics('sent', true, at, name, kind)).sent_unique, (response_times(name, at, 'contact')).waits FROM events)), '5|5', "$database: messages and conversations have such keys");
	is($in->(q(SELECT (u).source, (u).campaign FROM (SELECT unnest(utm_attribution('?utm_source=' || kind || '&utm_campaign=%C3%9F', name, true)) AS u FROM events) s WHERE NOT (u).is_total ORDER BY (u).source COLLATE "C")), "gelöscht|ß\ngeöffnet|ß\nß|ß", "$database: and parameters of URLs");
	is($in->(q(SELECT sparkline('{1,3,2}'), bar(1, 3, 9), channel_group('göogle', 'cpc', NULL, NULL, NULL))), ($database eq 'utf8' ? '▁█▅|███' : '_#=|###') . '|Paid Other', "$database: pictures in characters that it has");
	fails($node, "$client; SELECT date_preset('für') ", '22023', "$database: an error names such a preset", $database);
	fails($node, "$client; SELECT funnel('1 day', 'für', name, at, kind, '{gelöscht}') FROM events", '22023', "$database: an error names such a mode", $database);
	fails($node, "$client; SELECT sequence_match('(?1)ß(?2)', at, true, true) FROM events", '22023', "$database: and such a pattern", $database);
	fails($node, "$client; SELECT engagement(kind, '{gelöscht,b,gelöscht}', name) FROM events",
		'22023', "$database: an error names such a label", $database);
	fails($node, "$client; SELECT engagement_series('tägl', 'Zürich', at, kind, '{a}', name) FROM events",
		'22023', "$database: and such a period", $database);
}
# A model reads the same in each.
my %model;
foreach my $database ('latin1', 'ascii')
{
	ask($node, "SELECT create_model('märz'); SELECT load_sample('märz', 30, 20, 7, '2026-03-01')", $database);
	$model{$database} = ask($node, q(SELECT name, xpath('count(/*/*)', t)::text, md5(t::text) FROM (SELECT name, query_to_xml(format('SELECT * FROM märz.%I v ORDER BY v::text', name), true, false, '') AS t FROM märz.model_objects WHERE kind = 'view') s ORDER BY 1), $database);
}
cmp_ok((() = $model{latin1} =~ /\{[1-9]/g), '>', 50, 'a model shows its rows');
is($model{ascii}, $model{latin1}, 'the same in either');

is( ask($node,
		q(SELECT count_distinct(v), contains(keyset(v), E'\xe9'::text) FROM (VALUES (E'\xe9'::text), (E'\xc3\xa9'), (E'\xff'), (E'\xe9')) s (v)),
		'ascii'),
	'3|t', 'SQL_ASCII: bytes of no encoding are keys');

# A set of text is a set of hashed bytes, and bytes depend on the encoding. A set of
# numbers or of plain ASCII can move between any two.
my %set = map { $_ => ask($node, 'SELECT names FROM reach', $_) } keys %encoding;
my %plain = map { $_ => ask($node, q(SELECT keyset(v) FROM unnest('{a,b,c}'::text[]) v), $_) } keys %encoding;
is($set{ascii}, $set{utf8}, 'SQL_ASCII keeps the bytes of UTF-8');
is($plain{$_}, $plain{utf8}, "a set of ASCII is the same in $_") foreach 'latin1', 'ascii';
is(ask($node, "SELECT contains('$set{latin1}'::keyset, 'Zoe'::text), contains('$set{latin1}'::keyset, U&'Zo\\00E9'::text)", 'utf8'),
	't|f', 'a set from LATIN1 has other keys for what is not ASCII');

# A timeline of text keeps its types as they are: it is read where they can be.
my %kept = map { $_ => ask($node, 'SELECT events FROM kept', $_) } keys %encoding;
is($kept{ascii}, $kept{utf8}, 'SQL_ASCII keeps the bytes of UTF-8 in timelines');
fails($node, "SELECT '$kept{latin1}'::timeline", '22P03', 'a timeline with types in LATIN1 is none in UTF-8', 'utf8');
is(ask($node, "SELECT cardinality('$kept{utf8}'::timeline)", $_), 5, "one in UTF-8 is read in $_") foreach 'latin1', 'ascii';

# A database whose own locale is ICU's.
ask($node, "CREATE DATABASE icu TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'und-u-ks-level2' LOCALE 'C'");
create_extension($node, 'icu');
is(ask($node, qq(SELECT keyset(v) = '$plain{utf8}' FROM unnest('{a,b,c,a}'::text[]) v), 'icu'),
	't', 'a database in a locale of ICU: text is its bytes');
is(ask($node, q(SELECT count_distinct(v), count(DISTINCT v) FROM unnest('{a,A,b}'::text[]) v), 'icu'), '3|3', 'as its = has it');

#
# Collations under which different bytes are equal
#

ask($node, <<'SQL');
CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION noaccent (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE TABLE t (i int, n text COLLATE nocase, v varchar COLLATE nocase, c char(5) COLLATE nocase, a text COLLATE noaccent,
	p text, d text COLLATE "C");
INSERT INTO t SELECT i, x, x, x, x, x, x
FROM (VALUES (1, 'A'), (2, 'a'), (3, 'b'), (4, NULL), (5, 'B'), (6, U&'\00E9'), (7, U&'\00C9'), (8, 'e')) s (i, x);
SQL
same($node, 'SELECT count(DISTINCT n), count(DISTINCT a), count(DISTINCT p) FROM t', '4|3|7', 'collations are as they should be');

# Each expression as a key, and as count(DISTINCT) sees it.
my @keys = (
	'n', 'v', 'c', 'a', 'p', 'd', 'p COLLATE nocase', 'n COLLATE "C"', 'n COLLATE noaccent', "n || ''",
	'upper(p) COLLATE nocase', 'n::varchar', 'c::text', 'v::text COLLATE "C"', 'coalesce(n, p)', '(SELECT n)', 'lower(n)');
foreach my $key (@keys)
{
	my $expected = ask($node, "SELECT count(DISTINCT $key) FROM t");

	same($node, "SELECT $_ FROM t", $expected, "$_ follows the collation")
	  foreach "count_distinct($key)", "count_distinct($key, 1)", "count_distinct(1, 'x', $key)",
	  "(engagement('x', '{x}', $key))[1]", "(engagement('x', '{x}', $key, i - i))[1]",
	  "cardinality(keyset($key, ''))";
	same($node, "SELECT sum(p.first_unique) FROM unnest((SELECT engagement_series('day', 'UTC', '2024-01-01', 'x', '{x}', $key) FROM t)) p",
		$expected, "engagement_series of $key follows the collation");
	same($node, "SELECT DISTINCT count_distinct($key) OVER () FROM t", $expected, "count_distinct($key) OVER () follows the collation");
	same($node, "SELECT count_distinct($key) OVER (ORDER BY i ROWS BETWEEN 9 PRECEDING AND CURRENT ROW) FROM t ORDER BY i DESC LIMIT 1",
		$expected, "count_distinct($key) over a moving frame follows the collation");
}

# Several columns, each with its own.
foreach my $pair ('n, p', 'n, d', 'n, a', 'p COLLATE nocase, a', 'a, n COLLATE nocase', 'd, v', 'c, n, a, p')
{
	same($node, "SELECT count_distinct($pair) FROM t",
		ask($node, "SELECT count(DISTINCT ($pair)) FROM t WHERE n IS NOT NULL"), "count_distinct($pair): each column has its own collation");
}

# Sets, found again by what is equal, and merged.
ask($node, 'CREATE TABLE s AS SELECT i, keyset(n) AS part FROM t WHERE i IN (1, 2, 3, 5) GROUP BY 1');
same($node, 'SELECT cardinality(rollup(part)), cardinality(keyset(n)), rollup(part) = (SELECT keyset(n) FROM t WHERE i < 6) FROM s JOIN t USING (i)',
	'2|2|t', 'parts of equal keys roll up');
same($node, 'SELECT a.part = b.part, cardinality(a.part & b.part), a.part <@ b.part FROM s a, s b WHERE a.i = 1 AND b.i = 2', 't|1|t', 'sets of equal keys are equal');
same($node, "SELECT contains(part, n), contains(part, 'A'::text COLLATE nocase), contains(part, 'b'::text COLLATE nocase) FROM s JOIN t USING (i) WHERE i = 2",
	't|t|f', 'contains follows the collation');
same($node, 'SELECT count(*) FROM s, t WHERE contains(part, n)', '8', 'for each row');
fails($node, "SELECT contains(part, 'a'::text) FROM s", '22023', 'a key of another collation is no key of the set');
same($node, "SELECT contains(part, 'A' COLLATE nocase) FROM s WHERE i = 2", 't', 'an untyped literal under COLLATE follows the collation');

# Contacts of events follow the collation of their column; types and nodes are bytes.
ask($node, q(CREATE VIEW visits AS SELECT *, '2024-01-01'::timestamptz + i * interval '1 hour' AS at, CASE WHEN i % 2 = 1 THEN 'in' ELSE 'out' END AS kind FROM t));
foreach my $key ('n', 'v', 'c', 'a', 'p', 'd', 'p COLLATE nocase', 'n COLLATE "C"', 'n COLLATE noaccent', "n || ''", 'upper(p) COLLATE nocase', 'n::varchar', 'c::text')
{
	my $expected = ask($node, "SELECT count(DISTINCT $key) FROM t");

	same($node, "SELECT $_ FROM visits", $expected, "$_ follows the collation")
	  foreach "(funnel('0', $key, at, true))[1].contacts", "(funnel('1 day', 'strict', $key, at, kind IS NOT NULL, false))[1].contacts",
	  "(funnel('0', $key, at, 'x'::text, '{x}'))[1].contacts", "cardinality(funnel_contacts(1, '1 day', $key, at, true))",
	  "(funnel_trend('year', 'UTC', '0', $key, at, 'x'::text, '{x}'))[1].contacts";
	same($node, "SELECT (funnel('0', events, '{in,out}'))[1].contacts + (funnel('0', events, '{out,in}'))[1].contacts FROM (SELECT timeline($key, '2024-01-01', kind) AS events FROM visits) s",
		ask($node, "SELECT count(DISTINCT $key) FILTER (WHERE kind = 'in') + count(DISTINCT $key) FILTER (WHERE kind = 'out') FROM visits"), "timeline($key) follows the collation");
	same($node, "SELECT DISTINCT (funnel('0', $key, at, true) OVER ())[1].contacts FROM visits", $expected, "funnel($key) OVER () follows the collation");
	same($node, "SELECT $_ FROM visits", $expected, "$_ follows the collation")
	  foreach "(cohort_retention('year', 'UTC', $key, NULL, at))[1].size", "(cohort_retention('year', 'UTC', $key, at, at, 'recurring'))[1].active", "(cohort_value('year', 'UTC', $key, at, at, 1))[1].active",
	  "(lifecycle('year', 'UTC', $key, at))[1].new", "(stickiness('year', 'UTC', $key, at))[1].contacts", "(active_contacts('year', 'UTC', $key, at, '{1}'))[1].contacts";
	same($node, "SELECT sum(e.contacts) FROM unnest((SELECT path_edges('1 day', $key, at, 'x') FROM visits)) e WHERE step = 1",
		ask($node, "SELECT nullif(count(*), 0) FROM (SELECT FROM t WHERE $key IS NOT NULL GROUP BY $key HAVING count(*) > 1) s"), "path_edges of $key follows the collation");
}
same($node, q(SELECT array_agg(e."from" || '-' || e."to" ORDER BY step) FROM unnest((SELECT path_edges('1 day', 1, at, n) FROM visits WHERE i < 6)) e), '{A-a,a-b,b-B}', 'nodes are bytes whatever their collation');
same($node, q(SELECT (funnel('1 day', 1, at, n, '{A,a}'))[2].contacts, (funnel('1 day', 1, at, n, '{A,A}'))[2].contacts FROM visits), '1|0', 'so are types');

# In parallel.
same($node, "SET max_parallel_workers_per_gather = 2; ALTER TABLE t SET (parallel_workers = 2);
	SELECT count_distinct(n), count_distinct(n, p), engagement('x', '{x}', a), (funnel('0', n, '2024-01-01', true))[1].contacts, (funnel('0', a, '2024-01-01', 'x'::text, '{x}'))[1].contacts FROM t",
	'4|7|{3}|4|3', 'collations in workers');

#
# citext
#

ask($node, <<'SQL');
CREATE EXTENSION citext;
CREATE DOMAIN folded AS citext;
CREATE TABLE k (i int, c citext, f folded, p text);
INSERT INTO k SELECT i, x, x, x FROM (VALUES (1, 'A'), (2, 'a'), (3, 'b'), (4, NULL), (5, 'B')) s (i, x);
SQL
foreach my $key ('c', 'f', 'c, 1', "'x', c", 'c, f', "coalesce(c, '')")
{
	my $expected = $key =~ /coalesce/ ? 3 : 2;

	same($node, "SELECT $_ FROM k", $expected, "$_ of citext ignores case")
	  foreach "count_distinct($key)", "(engagement('x', '{x}', $key))[1]", "(engagement_series('day', 'UTC', '2024-01-01', 'x', '{x}', $key))[1].first_unique";
	same($node, "SELECT (funnel('0', $key, '2024-01-01', true))[1].contacts, cardinality(funnel_contacts(1, '0', $key, '2024-01-01', 'x'::text, '{x}')) FROM k", "$expected|$expected", "funnels of $key ignore case")
	  if $key =~ /^(?:c|f|coalesce.*)$/;
	same($node, "SELECT DISTINCT count_distinct($key) OVER () FROM k", $expected, "count_distinct($key) OVER () of citext ignores case");
	same($node, "SELECT count_distinct($key) OVER (ORDER BY i ROWS 9 PRECEDING) FROM k ORDER BY i DESC LIMIT 1",
		$expected, "count_distinct($key) of citext over a moving frame ignores case");
}
same($node, "SELECT cardinality(keyset(c, '')), contains(keyset(c, ''), 'B'::citext, ''), contains(keyset(c, ''), 'z'::citext, '') FROM k",
	'2|t|f', 'sets of citext');
same($node, 'SELECT count_distinct(c::text), count_distinct(p) FROM k', '4|4', 'citext cast to text is text');

# One window may hold several aggregates of keys that differ in type. Where the one that
# runs cannot be told from the others, that is an error, not a wrong number.
my @window = (
	[ 'count_distinct(c) OVER w, count_distinct(p) OVER w', '2|4' ],
	[ 'count_distinct(c) OVER w, count_distinct(i) OVER w', '2|5' ],
	[ 'count_distinct(c) OVER w, count_distinct(c) OVER w', '2|2' ],
	[ 'count_distinct(c) OVER w, count_distinct(p) OVER (ORDER BY i ROWS 100 PRECEDING)', '2|4' ],
	[ "count_distinct(c) OVER w, (engagement('x', '{x}', p) OVER w)[1]", '2|4' ]);
foreach my $case (@window)
{
	my ($list, $expected) = @$case;
	my ($status, $out, $error) = $node->psql('postgres',
		"SELECT $list FROM k WINDOW w AS (ORDER BY i ROWS 9 PRECEDING) ORDER BY i DESC LIMIT 1",
		extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	ok($status == 0 ? $out eq $expected : $error =~ /42P18/, "right or refused: $list") or diag("$out$error");
}

finish($node);
